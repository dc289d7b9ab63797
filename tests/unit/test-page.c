/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "page/page.h"

START_TEST(a_new_page_is_white_and_of_its_size)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, 65, 3, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_page_width(page), 65);
    ck_assert_int_eq(ovalis_page_height(page), 3);
    ck_assert_int_ge(page->stride, 65);
    ck_assert(!page->bilevel);
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 65; x++)
            ck_assert_uint_eq(ovalis_page_row(page, y)[x], 255);
}
END_TEST

static const struct {
    int width, height;
    enum ovalis_status expected;
} sizes[] = {
    {0, 10, OVALIS_ERR_ARGUMENT},
    {10, -1, OVALIS_ERR_ARGUMENT},
    {20001, 1, OVALIS_ERR_PAGE_TOO_LARGE},
    {1, 20001, OVALIS_ERR_PAGE_TOO_LARGE},
    {20000, 20000, OVALIS_ERR_PAGE_TOO_LARGE},
    {2147483647, 2147483647, OVALIS_ERR_PAGE_TOO_LARGE},
    {20000, 1, OVALIS_OK},
    {1, 20000, OVALIS_OK},
};

START_TEST(sizes_outside_the_bounds_are_refused)
{
    struct ovalis_page *page;
    struct ovalis_diag why = {0};

    ck_assert_int_eq(ovalis_page_new(&page, sizes[_i].width, sizes[_i].height, &why),
                     sizes[_i].expected);
    ck_assert_int_eq(page != NULL, sizes[_i].expected == OVALIS_OK);
    ck_assert_int_eq(why.status, sizes[_i].expected);
    ovalis_page_free(&page);
    ck_assert_ptr_null(page);
    ovalis_page_free(&page);
    ovalis_page_free(NULL);
}
END_TEST

START_TEST(pixels_are_copied_top_down_and_bottom_up)
{
    static const uint8_t pixels[] = {1, 2, 3, 99, 4, 5, 6, 99};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *down = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *up = NULL;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_from_pixels(&down, 3, 2, pixels, 4, 200, 300, &why), OVALIS_OK);
    ck_assert_mem_eq(ovalis_page_row(down, 0), "\1\2\3", 3);
    ck_assert_mem_eq(ovalis_page_row(down, 1), "\4\5\6", 3);
    ck_assert(down->dpi_x == 200 && down->dpi_y == 300);
    ck_assert_int_eq(ovalis_page_from_pixels(&up, 3, 2, pixels + 4, -4, NAN, -1, &why), OVALIS_OK);
    ck_assert_mem_eq(ovalis_page_row(up, 0), "\4\5\6", 3);
    ck_assert_mem_eq(ovalis_page_row(up, 1), "\1\2\3", 3);
    ck_assert(up->dpi_x == 0 && up->dpi_y == 0);
}
END_TEST

START_TEST(rows_that_overlap_are_the_callers_fault)
{
    static const uint8_t pixels[8];
    struct ovalis_page *page;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_from_pixels(&page, 4, 2, pixels, 3, 0, 0, &why),
                     OVALIS_ERR_ARGUMENT);
    ck_assert_ptr_null(page);
    ck_assert_int_eq(ovalis_page_from_pixels(&page, 4, 2, pixels + 4, -3, 0, 0, &why),
                     OVALIS_ERR_ARGUMENT);
    ck_assert_int_eq(ovalis_page_from_pixels(&page, 4, 2, NULL, 4, 0, 0, &why),
                     OVALIS_ERR_ARGUMENT);
}
END_TEST

/* The box 1,1 - 4,3 of this page is  b c d / f g h. */
static const char letters[] = "....."
                              ".bcd."
                              ".fgh.";

static const struct {
    int width, height;
    const char *rows[3];
} turned[] = {
    {3, 2, {"bcd", "fgh"}},
    {2, 3, {"fb", "gc", "hd"}},
    {3, 2, {"hgf", "dcb"}},
    {2, 3, {"dh", "cg", "bf"}},
};

START_TEST(a_box_is_turned_clockwise)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *result = NULL;
    struct ovalis_box box = {1, 1, 4, 3};
    struct ovalis_diag why;

    ck_assert_int_eq(
        ovalis_page_from_pixels(&page, 5, 3, (const uint8_t *)letters, 5, 200, 100, &why),
        OVALIS_OK);
    page->bilevel = true;
    ck_assert_int_eq(ovalis_page_turn(&result, page, box, _i, &why), OVALIS_OK);
    ck_assert_int_eq(result->width, turned[_i].width);
    ck_assert_int_eq(result->height, turned[_i].height);
    for (int y = 0; y < result->height; y++)
        ck_assert_mem_eq(ovalis_page_row(result, y), turned[_i].rows[y], (size_t)result->width);
    ck_assert(result->dpi_x == (_i % 2 ? 100 : 200));
    ck_assert(result->dpi_y == (_i % 2 ? 200 : 100));
    ck_assert(result->bilevel);
}
END_TEST

/* Larger than one block of the walk, with odd edges. */
START_TEST(four_quarter_turns_give_the_page_back)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *now = NULL;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, 201, 131, &why), OVALIS_OK);
    for (int y = 0; y < 131; y++)
        for (int x = 0; x < 201; x++)
            page->pixels[y * page->stride + x] = (uint8_t)(x * 7 + y * 31 + x * y);
    for (int i = 0; i < 4; i++) {
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *before = now;
        const struct ovalis_page *from = before ? before : page;
        struct ovalis_box all = {0, 0, from->width, from->height};

        ck_assert_int_eq(ovalis_page_turn(&now, from, all, 1, &why), OVALIS_OK);
        ck_assert_uint_eq(ovalis_page_row(now, 0)[0], ovalis_page_row(from, from->height - 1)[0]);
    }
    ck_assert_int_eq(now->width, 201);
    for (int y = 0; y < 131; y++)
        ck_assert_mem_eq(ovalis_page_row(now, y), ovalis_page_row(page, y), 201);
}
END_TEST

static const struct {
    struct ovalis_box box;
    int turns;
} bad_turns[] = {
    {{-1, 0, 2, 2}, 0}, {{0, 0, 6, 3}, 0}, {{0, 0, 5, 4}, 0},  {{2, 0, 2, 2}, 0},
    {{3, 0, 2, 2}, 0},  {{0, 0, 2, 2}, 4}, {{0, 0, 2, 2}, -1}, {{-2147483647, 0, 2147483647, 1}, 0},
};

START_TEST(boxes_outside_the_page_are_the_callers_fault)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    struct ovalis_page *result;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, 5, 3, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_page_turn(&result, page, bad_turns[_i].box, bad_turns[_i].turns, &why),
                     OVALIS_ERR_ARGUMENT);
    ck_assert_ptr_null(result);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("page");
    TCase *cases = tcase_create("page");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, a_new_page_is_white_and_of_its_size);
    tcase_add_loop_test(cases, sizes_outside_the_bounds_are_refused, 0,
                        (int)(sizeof sizes / sizeof sizes[0]));
    tcase_add_test(cases, pixels_are_copied_top_down_and_bottom_up);
    tcase_add_test(cases, rows_that_overlap_are_the_callers_fault);
    tcase_add_loop_test(cases, a_box_is_turned_clockwise, 0, 4);
    tcase_add_test(cases, four_quarter_turns_give_the_page_back);
    tcase_add_loop_test(cases, boxes_outside_the_page_are_the_callers_fault, 0,
                        (int)(sizeof bad_turns / sizeof bad_turns[0]));
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
