/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>

#include "base/memory.h"
#include "picture/shrink.h"

static struct ovalis_page *make_page(int width, int height)
{
    struct ovalis_page *page = NULL;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, NULL), OVALIS_OK);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            page->pixels[y * page->stride + x] = (uint8_t)(10 * y + x);
    return page;
}

START_TEST(a_factor_of_one_copies_the_part)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(9, 7);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *part = NULL;

    ck_assert_int_eq(ovalis_shrink(&part, page, (struct ovalis_box){2, 3, 5, 7}, 1, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(part->width, 3);
    ck_assert_int_eq(part->height, 4);
    ck_assert_int_eq(ovalis_page_line(part, 0)[0], 32);
    ck_assert_int_eq(ovalis_page_line(part, 3)[2], 64);
}
END_TEST

START_TEST(groups_become_their_mean_and_the_rest_forms_smaller_groups)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(ovalis_shrink(&small, page, ovalis_page_box(page), 2, NULL), OVALIS_OK);
    ck_assert_int_eq(small->width, 3);
    ck_assert_int_eq(small->height, 2);
    ck_assert_int_eq(ovalis_page_line(small, 0)[0], 6);  /* (0 + 1 + 10 + 11) / 4 = 5.5 */
    ck_assert_int_eq(ovalis_page_line(small, 0)[2], 9);  /* (4 + 14) / 2 */
    ck_assert_int_eq(ovalis_page_line(small, 1)[2], 24); /* the corner alone */
}
END_TEST

START_TEST(a_box_outside_the_page_gives_one_white_pixel)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(ovalis_shrink(&small, page, (struct ovalis_box){7, -9, 12, -2}, 2, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(small->width, 1);
    ck_assert_int_eq(small->height, 1);
    ck_assert_int_eq(ovalis_page_line(small, 0)[0], 255);
}
END_TEST

START_TEST(a_box_is_cut_to_the_page)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(
        ovalis_shrink(&small, page, (struct ovalis_box){-20000, -20000, 20001, 20001}, 1, NULL),
        OVALIS_OK);
    ck_assert_int_eq(small->width, 5);
    ck_assert_int_eq(small->height, 3);
}
END_TEST

static const struct {
    int size, most, factor;
} factors[] = {{1, 500, 1}, {500, 500, 1}, {501, 500, 2}, {1000, 500, 2}, {1001, 500, 3}};

START_TEST(the_least_factor_that_fits_is_taken)
{
    ck_assert_int_eq(ovalis_shrink_factor(factors[_i].size, factors[_i].most), factors[_i].factor);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("picture");
    TCase *shrink = tcase_create("shrink");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test(shrink, a_factor_of_one_copies_the_part);
    tcase_add_test(shrink, groups_become_their_mean_and_the_rest_forms_smaller_groups);
    tcase_add_test(shrink, a_box_outside_the_page_gives_one_white_pixel);
    tcase_add_test(shrink, a_box_is_cut_to_the_page);
    tcase_add_loop_test(shrink, the_least_factor_that_fits_is_taken, 0,
                        sizeof factors / sizeof factors[0]);
    suite_add_tcase(suite, shrink);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
