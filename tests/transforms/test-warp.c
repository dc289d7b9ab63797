/* SPDX-License-Identifier: Apache-2.0 */
/* The suite's own changes do what they say: else it would prove nothing. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "truth.h"
#include "warp.h"

/* A square of black, 20 px wide, with its upper left corner at (30, 40) on a white page. */
static struct ovalis_page *square(void)
{
    struct ovalis_page *page = NULL;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, 100, 120, &why), OVALIS_OK);
    warp_fill(page, (struct ovalis_px){40, 50}, 10, 10, 0);
    return page;
}

static double ink(const struct ovalis_page *page, double *x, double *y)
{
    double sum = 0;

    *x = *y = 0;
    for (int row = 0; row < page->height; row++)
        for (int column = 0; column < page->width; column++) {
            double dark = (255 - ovalis_page_line(page, row)[column]) / 255.0;

            sum += dark;
            *x += dark * column;
            *y += dark * row;
        }
    *x /= sum;
    *y /= sum;
    return sum;
}

static void ink_is(struct ovalis_page *page, double area, double x, double y)
{
    double at_x, at_y;

    ck_assert_ptr_nonnull(page);
    ck_assert_double_eq_tol(ink(page, &at_x, &at_y), area, area * 0.01);
    ck_assert_double_eq_tol(at_x, x, 0.05);
    ck_assert_double_eq_tol(at_y, y, 0.05);
    ovalis_page_free(&page);
}

START_TEST(a_rectangle_is_filled_where_it_was_asked_for)
{
    ink_is(square(), 400, 39.5, 49.5);
}
END_TEST

START_TEST(turning_and_mirroring_keep_every_pixel)
{
    struct ovalis_page *page = square();

    ink_is(warp_turned(page), 400, 99 - 39.5, 119 - 49.5);
    ink_is(warp_mirrored(page), 400, 99 - 39.5, 49.5);
    ink_is(warp_copy(page), 400, 39.5, 49.5);
    ovalis_page_free(&page);
}
END_TEST

/* Clockwise by 30 degrees about (49.5, 59.5): (-10, -10) goes to (-10 cos 30 + 10 sin 30, -10 sin
 * 30 - 10 cos 30) = (-3.660, -13.660). The frame is 100 cos 30 + 120 sin 30 = 146.6 by 153.9 px. */
START_TEST(skewing_moves_ink_clockwise_about_the_middle)
{
    struct ovalis_page *page = square();
    struct ovalis_page *skewed = warp_skewed(page, 30, 255);

    ck_assert_int_eq(skewed->width, 147);
    ck_assert_int_eq(skewed->height, 154);
    ink_is(skewed, 400, 73 - 3.660, 76.5 - 13.660);
    ovalis_page_free(&page);
}
END_TEST

static const struct {
    double x, y;
} factors[] = {{0.5, 0.5}, {0.75, 0.75}, {2, 2}, {1.5, 1}, {1, 0.95}};

START_TEST(resizing_keeps_ink_in_proportion)
{
    struct ovalis_page *page = square();
    double fx = factors[_i].x, fy = factors[_i].y;

    ink_is(warp_resized(page, fx, fy, true), 400 * fx * fy, 40 * fx - 0.5, 50 * fy - 0.5);
    ovalis_page_free(&page);
}
END_TEST

START_TEST(stretching_moves_only_what_lies_below)
{
    struct ovalis_page *page = square();

    ink_is(warp_stretched(page, 0.75, 10), 400, 39.5, 49.5);
    ink_is(warp_stretched(page, 0.25, 10), 440, 39.5, 30 + 20 * 1.1 - 0.5);
    ovalis_page_free(&page);
}
END_TEST

START_TEST(a_threshold_leaves_two_levels)
{
    struct ovalis_page *page = square();
    struct ovalis_page *gray, *bilevel;

    warp_fill(page, (struct ovalis_px){80, 20}, 5, 5, 128);
    gray = warp_bilevel(page, 128);
    bilevel = warp_bilevel(page, 129);
    ck_assert(gray->bilevel);
    ck_assert_int_eq(ovalis_page_line(gray, 20)[80], 255);
    ck_assert_int_eq(ovalis_page_line(bilevel, 20)[80], 0);
    ovalis_page_free(&gray);
    ovalis_page_free(&bilevel);
    ovalis_page_free(&page);
}
END_TEST

START_TEST(a_fold_cuts_through_from_edge_to_edge)
{
    struct ovalis_page *page = square();

    warp_line(page, (struct ovalis_px){0, 50}, (struct ovalis_px){99, 50}, 3, 255);
    ink_is(page, 340, 39.5, 49.5 - 0.5 * 3 / 17);
}
END_TEST

START_TEST(truth_is_read_by_the_names_of_its_columns)
{
    static const char name[] = "truth-of-test-warp.csv";
    struct truth truth;
    FILE *stream = fopen(name, "w");

    ck_assert_ptr_nonnull(stream);
    fputs("election,image,sheet,side,contest,option,x,y,truth\n"
          "a,scan,1,front,\"x, y\",one,2,9.9,mark\nb,scan,1,front,c,two,3,4,blank\n",
          stream);
    fclose(stream);
    ck_assert(truth_read(&truth, name, "a"));
    ck_assert_uint_eq(truth.count, 1);
    ck_assert_int_eq(truth.rows[0].value, TRUTH_MARK);
    ck_assert_ptr_nonnull(truth_find(&truth, "scan#1", "front", "x, y", "one", 2, 9.9));
    ck_assert_ptr_null(truth_find(&truth, "scan#1", "back", "x, y", "one", 2, 9.9));
    truth_release(&truth);
    ck_assert(!truth_read(&truth, "/nowhere/truth.csv", NULL));
    truth_release(&truth);
    remove(name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transforms");
    TCase *cases = tcase_create("warp");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, a_rectangle_is_filled_where_it_was_asked_for);
    tcase_add_test(cases, turning_and_mirroring_keep_every_pixel);
    tcase_add_test(cases, skewing_moves_ink_clockwise_about_the_middle);
    tcase_add_loop_test(cases, resizing_keeps_ink_in_proportion, 0,
                        (int)(sizeof factors / sizeof *factors));
    tcase_add_test(cases, stretching_moves_only_what_lies_below);
    tcase_add_test(cases, a_threshold_leaves_two_levels);
    tcase_add_test(cases, a_fold_cuts_through_from_edge_to_edge);
    tcase_add_test(cases, truth_is_read_by_the_names_of_its_columns);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
