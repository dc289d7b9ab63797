/* SPDX-License-Identifier: Apache-2.0 */
/* Weighted least squares, against solutions worked out by hand. That machines agree in every bit is
 * held by tests/exactness/. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "registration/linear_fit.h"

START_TEST(one_term_is_the_weighted_mean)
{
    const double basis[] = {1, 1}, values[] = {1, 4}, weights[] = {1, 2};
    double mean;

    ck_assert(ovalis_linear_fit(&mean, basis, values, weights, 2, 1));
    ck_assert_double_eq(mean, 3);
}
END_TEST

START_TEST(a_line_through_points_is_found_whole)
{
    /* 40.5 + 37.25 k at k = 0, 1, 3, 7. */
    const double basis[] = {1, 0, 1, 1, 1, 3, 1, 7};
    const double values[] = {40.5, 77.75, 152.25, 301.25}, weights[] = {1, 0.5, 1, 0.25};
    double line[2];

    ck_assert(ovalis_linear_fit(line, basis, values, weights, 4, 2));
    ck_assert_double_eq(line[0], 40.5);
    ck_assert_double_eq(line[1], 37.25);
}
END_TEST

START_TEST(three_terms_with_a_prior)
{
    /* Each coefficient by itself: (seen + 3 * likely) / 4. */
    const double basis[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    const double values[] = {4, 8, -2, 0, 4, 2}, weights[] = {1, 1, 1, 3, 3, 3};
    double bow[3];

    ck_assert(ovalis_linear_fit(bow, basis, values, weights, 6, 3));
    ck_assert_double_eq(bow[0], 1);
    ck_assert_double_eq(bow[1], 5);
    ck_assert_double_eq(bow[2], 1);
}
END_TEST

START_TEST(a_solution_lies_on_the_grid)
{
    /* The mean of 0, 0 and 1 is a third: 349525.33 parts of 1/1048576. */
    const double basis[] = {1, 1, 1}, values[] = {0, 0, 1}, weights[] = {1, 1, 1};
    double mean;

    ck_assert(ovalis_linear_fit(&mean, basis, values, weights, 3, 1));
    ck_assert_double_eq(mean * 1048576, 349525);
}
END_TEST

START_TEST(what_is_not_determined_is_said)
{
    /* Three points at one place 0.1, where the determinant is 0 but for rounding; one point. */
    const double basis[] = {1, 0.1, 1, 0.1, 1, 0.1}, values[] = {1, 2, 4}, weights[] = {1, 1, 1};
    double line[2] = {7, 7};

    ck_assert(!ovalis_linear_fit(line, basis, values, weights, 3, 2));
    ck_assert_double_eq(line[0], 0);
    ck_assert_double_eq(line[1], 0);
    ck_assert(!ovalis_linear_fit(line, basis, values, weights, 1, 2));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("linear-fit");
    TCase *fits = tcase_create("fits");
    SRunner *runner;
    int failed;

    tcase_add_test(fits, one_term_is_the_weighted_mean);
    tcase_add_test(fits, a_line_through_points_is_found_whole);
    tcase_add_test(fits, three_terms_with_a_prior);
    tcase_add_test(fits, a_solution_lies_on_the_grid);
    tcase_add_test(fits, what_is_not_determined_is_said);
    suite_add_tcase(suite, fits);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
