/* SPDX-License-Identifier: Apache-2.0 */
#include "drawn_sheet.h"

/* Page column of a target's centre plus `dx_mm`. */
static int column_at(const struct drawn_sheet *sheet, int target, double dx_mm)
{
    struct ovalis_mm at = drawn_target(sheet, 0, target);

    return (int)(drawn_px(sheet, at.x + dx_mm, at.y).x + 0.5);
}

static const struct {
    int width_px;
    double darkness;
    int duty_percent;
    double skew;
} streaks[] = {
    {1, 0.5, 100, 0}, {2, 0.3, 100, 0},   {3, 0.8, 100, 0},  {6, 0.5, 100, 0},
    {2, 0.6, 50, 0},  {4, 0.4, 60, 0.02}, {2, 0.18, 100, 0}, {3, 0.5, 100, 0.1},
};

START_TEST(a_streak_is_found_and_never_makes_a_mark)
{
    OVALIS_OWNED(drawn_sheet_free)
    struct drawn_sheet *sheet = drawn_sheet_new(200, streaks[_i].skew);
    int column = column_at(sheet, 4, 0.7);

    drawn_streak(sheet, 0, column, streaks[_i].width_px, streaks[_i].darkness,
                 streaks[_i].duty_percent);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_uint_eq(reading.sides[0].streak_count, 1);
    ck_assert_uint_eq(reading.sides[1].streak_count, 0);
    ck_assert(!reading.sides[0].streaks[0].rows);
    ck_assert_double_eq_tol(reading.sides[0].streaks[0].column_px,
                            column + (streaks[_i].width_px - 1) / 2.0, 1.5);
    for (size_t i = 0; i < DRAWN_TARGETS; i++)
        ck_assert_int_ne(reading.marks[i].state, OVALIS_MARKED);
    ck_assert_uint_ne(reading.marks[4].flags & OVALIS_MARK_STREAK, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(a_filled_target_stays_marked_under_a_streak)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm at = drawn_target(sheet, 0, 4);

    for (double v = -1.2; v <= 1.2; v += 0.4)
        drawn_stroke(sheet, 0, at.x - 2, at.y + v, at.x + 2, at.y + v, 0.5, 0.85);
    drawn_streak(sheet, 0, column_at(sheet, 4, -0.5), 3, 0.6, 100);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.marks[4].state, OVALIS_MARKED);
    ck_assert_uint_ne(reading.marks[4].flags & OVALIS_MARK_STREAK, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* A stroke that lies in the streak cannot be told from it: a person looks. */
START_TEST(a_stroke_under_a_streak_is_not_lost)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm at = drawn_target(sheet, 0, 4);

    drawn_stroke(sheet, 0, at.x, at.y - 1.2, at.x, at.y + 1.2, 0.4, 0.8);
    drawn_streak(sheet, 0, column_at(sheet, 4, -0.2), 3, 0.4, 100);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.marks[4].state, OVALIS_MARGINAL);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* A rule ends where print ends and runs beside the targets. */
START_TEST(a_printed_rule_is_no_streak)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    double x = drawn_target(sheet, 0, 4).x + 9;

    drawn_stroke(sheet, 0, x, DRAWN_TOP + 4, x, DRAWN_TOP + (DRAWN_ROWS - 2) * DRAWN_PITCH, 0.3,
                 0.9);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_uint_eq(reading.sides[0].streak_count, 0);
    for (size_t i = 0; i < reading.target_count; i++)
        ck_assert_uint_eq(reading.marks[i].flags, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(a_streak_beside_all_targets_is_still_reported)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);

    drawn_streak(sheet, 1, column_at(sheet, 4, 9), 2, 0.5, 100);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_uint_eq(reading.sides[0].streak_count, 0);
    ck_assert_uint_eq(reading.sides[1].streak_count, 1);
    for (size_t i = 0; i < reading.target_count; i++)
        ck_assert_int_eq(reading.marks[i].state, OVALIS_UNMARKED);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* Fed sideways: the scanner's columns are the upright page's rows. */
START_TEST(a_page_fed_sideways_has_streaks_along_its_rows)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_page *page = sheet->registered.sides[0].upright;
    struct ovalis_mm at = drawn_target(sheet, 0, 4);
    int row = (int)(drawn_px(sheet, at.x, at.y + 0.6).y + 0.5);

    sheet->registered.sides[0].quarter_turns = 1;
    for (int x = 0; x < page->width; x++) {
        drawn_paint(page, x, row, 0.5);
        drawn_paint(page, x, row + 1, 0.5);
    }
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_uint_eq(reading.sides[0].streak_count, 1);
    ck_assert(reading.sides[0].streaks[0].rows);
    ck_assert_double_eq_tol(reading.sides[0].streaks[0].column_px, row + 0.5, 1.5);
    ck_assert_int_ne(reading.marks[4].state, OVALIS_MARKED);
    ck_assert_uint_ne(reading.marks[4].flags & OVALIS_MARK_STREAK, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("streaks");
    TCase *tests = tcase_create("streaks");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_streak_is_found_and_never_makes_a_mark, 0,
                        (int)(sizeof streaks / sizeof streaks[0]));
    tcase_add_test(tests, a_filled_target_stays_marked_under_a_streak);
    tcase_add_test(tests, a_stroke_under_a_streak_is_not_lost);
    tcase_add_test(tests, a_printed_rule_is_no_streak);
    tcase_add_test(tests, a_streak_beside_all_targets_is_still_reported);
    tcase_add_test(tests, a_page_fed_sideways_has_streaks_along_its_rows);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
