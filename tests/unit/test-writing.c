/* SPDX-License-Identifier: Apache-2.0 */
#include "drawn_sheet.h"

#define SUBJECT 4

/* An area of 28.6 x 5.4 mm left of every target of the front, as New Hampshire cards have it. */
static struct drawn_sheet *sheet_with_areas(double skew)
{
    struct drawn_sheet *sheet = drawn_sheet_new(200, skew);

    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_target *target = &sheet->targets[i];

        target->has_area = true;
        target->area.column = target->place.column - 5;
        target->area.row = target->place.row - 0.65;
        target->area.width = 4.5;
        target->area.height = 0.85;
    }
    return sheet;
}

static void handwriting(struct drawn_sheet *sheet, double x, double y, int letters)
{
    for (int i = 0; i < letters; i++) {
        double left = x + 2.4 * i;

        drawn_stroke(sheet, 0, left, y + 1, left + 0.8, y - 1.4, 0.4, 0.8);
        drawn_stroke(sheet, 0, left + 0.8, y - 1.4, left + 1.4, y + 1, 0.4, 0.8);
    }
}

static void draw_name(struct drawn_sheet *sheet, double x, double y)
{
    handwriting(sheet, x - 26, y - 0.8, 8);
}

static void draw_letter(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 20, y - 1.5, x - 19, y + 0.5, 0.4, 0.8);
}

static void draw_fold(struct drawn_sheet *sheet, double x, double y)
{
    (void)x;
    drawn_crease(sheet, 0, y - 1, 0.4, 0.5);
}

static void draw_rule_and_caption(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 33, y + 0.9, x - 3, y + 0.9, 0.25, 0.9);
    for (int i = 0; i < 8; i++)
        drawn_stroke(sheet, 0, x - 20 + 1.5 * i, y + 0.4, x - 19 + 1.5 * i, y + 2, 0.3, 0.9);
}

static void draw_overfill(struct drawn_sheet *sheet, double x, double y)
{
    for (double v = -1.4; v <= 1.4; v += 0.35)
        drawn_stroke(sheet, 0, x - 3.6, y + v, x + 2.6, y + v, 0.5, 0.9);
}

static void draw_nothing(struct drawn_sheet *sheet, double x, double y)
{
    (void)sheet;
    (void)x;
    (void)y;
}

static const struct {
    const char *name;
    void (*draw)(struct drawn_sheet *sheet, double x, double y);
    enum ovalis_writing_state state;
} rows[] = {
    {"nothing", draw_nothing, OVALIS_WRITING_NONE},
    {"a name", draw_name, OVALIS_WRITING_PRESENT},
    {"one stroke", draw_letter, OVALIS_WRITING_SOME},
    {"a fold", draw_fold, OVALIS_WRITING_NONE},
    {"rule and caption", draw_rule_and_caption, OVALIS_WRITING_NONE},
    {"an overfilled target", draw_overfill, OVALIS_WRITING_NONE},
};

static const double skews[] = {0, 0.05, -0.1};

START_TEST(handwriting_is_found_and_nothing_else_is)
{
    int row = _i % 6;
    OVALIS_OWNED(drawn_sheet_free)
    struct drawn_sheet *sheet = sheet_with_areas(skews[_i / 6]);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    rows[row].draw(sheet, at.x, at.y);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_msg(reading.writings[SUBJECT].state == rows[row].state,
                  "%s: state %d, %.1f mm of ink, %.1f mm wide", rows[row].name,
                  reading.writings[SUBJECT].state, reading.writings[SUBJECT].ink_mm,
                  reading.writings[SUBJECT].extent_mm);
    for (size_t i = 0; i < reading.target_count; i++) {
        if (i != SUBJECT)
            ck_assert_int_eq(reading.writings[i].state, OVALIS_WRITING_NONE);
    }
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(a_name_leaves_the_target_empty)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = sheet_with_areas(0);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    draw_name(sheet, at.x, at.y);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.marks[SUBJECT].state, OVALIS_UNMARKED);
    ck_assert_int_lt(reading.writings[SUBJECT].box.left, reading.writings[SUBJECT].box.right);
    ck_assert_int_lt(reading.writings[SUBJECT].box.top, reading.writings[SUBJECT].box.bottom);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* Print that every area carries is not writing, wherever it stands. */
START_TEST(what_every_area_carries_is_print)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = sheet_with_areas(0.02);

    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_mm at = drawn_target(sheet, 0, i);

        handwriting(sheet, at.x - 20, at.y - 1.2, 3);
        if (i == SUBJECT)
            handwriting(sheet, at.x - 30, at.y - 1.2, 4);
    }
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    for (size_t i = 0; i < DRAWN_TARGETS; i++)
        ck_assert_int_eq(reading.writings[i].state,
                         i == SUBJECT ? OVALIS_WRITING_PRESENT : OVALIS_WRITING_NONE);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* A definition may put an area anywhere: nothing may be read off the image. */
START_TEST(an_area_off_the_page_is_harmless)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = sheet_with_areas(0);

    sheet->targets[0].area.column = -40;
    sheet->targets[1].area.row = 90;
    sheet->targets[2].area.width = 60;
    sheet->targets[3].area.height = 80;
    sheet->targets[5].area.width = 0;
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.writings[0].state, OVALIS_WRITING_NONE);
    ck_assert_int_le(reading.writings[1].box.bottom, sheet->registered.sides[0].upright->height);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("writing");
    TCase *tests = tcase_create("writing");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, handwriting_is_found_and_nothing_else_is, 0, 18);
    tcase_add_test(tests, a_name_leaves_the_target_empty);
    tcase_add_test(tests, what_every_area_carries_is_print);
    tcase_add_test(tests, an_area_off_the_page_is_harmless);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
