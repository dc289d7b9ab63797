/* SPDX-License-Identifier: Apache-2.0 */
#include "drawn_sheet.h"

#include "marks/decide.h"

#define SUBJECT 4 /* the target that is drawn on; all others stay empty */

/* Draws on the front, around the target's centre; the back is at hand for what shows through. */
typedef void draw_mark(struct drawn_sheet *sheet, double x, double y);

static void nothing(struct drawn_sheet *sheet, double x, double y)
{
    (void)sheet;
    (void)x;
    (void)y;
}

static void full(struct drawn_sheet *sheet, double x, double y)
{
    for (double v = -1.4; v <= 1.4; v += 0.35)
        drawn_stroke(sheet, 0, x - 2.0, y + v, x + 2.0, y + v, 0.5, 0.9);
}

/* VVSG 2.0 1.1.6-H: a line of 1 mm along the long axis, soft pencil. */
static void pencil_line(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 2.0, y, x + 2.0, y, 1.0, 0.45);
}

static void crease_30(struct drawn_sheet *sheet, double x, double y)
{
    (void)x;
    drawn_crease(sheet, 0, y + 0.2, 0.30, 0.6);
}

static void pencil_on_crease(struct drawn_sheet *sheet, double x, double y)
{
    crease_30(sheet, x, y);
    pencil_line(sheet, x, y);
}

static void faint_pencil_on_crease(struct drawn_sheet *sheet, double x, double y)
{
    crease_30(sheet, x, y);
    drawn_stroke(sheet, 0, x - 2.0, y, x + 2.0, y, 1.0, 0.30);
}

static void dot_3(struct drawn_sheet *sheet, double x, double y)
{
    drawn_dot(sheet, 0, x + 0.4, y - 0.2, 0.3, 0.9);
}

static void dot_5(struct drawn_sheet *sheet, double x, double y)
{
    drawn_dot(sheet, 0, x + 0.4, y - 0.2, 0.5, 0.9);
}

static void dot_10(struct drawn_sheet *sheet, double x, double y)
{
    drawn_dot(sheet, 0, x + 0.4, y - 0.2, 1.0, 0.9);
}

static void dot_15(struct drawn_sheet *sheet, double x, double y)
{
    drawn_dot(sheet, 0, x - 0.7, y + 0.1, 1.5, 0.9);
}

static void check(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 1.2, y - 0.2, x - 0.2, y + 1.0, 0.4, 0.85);
    drawn_stroke(sheet, 0, x - 0.2, y + 1.0, x + 2.8, y - 3.0, 0.4, 0.85);
}

static void cross(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 1.6, y - 1.2, x + 1.6, y + 1.2, 0.4, 0.85);
    drawn_stroke(sheet, 0, x - 1.6, y + 1.2, x + 1.6, y - 1.2, 0.4, 0.85);
}

static void ring(struct drawn_sheet *sheet, double x, double y)
{
    struct drawn_ring_shape shape = {&sheet->card, x, y, 0.8, 0.4};

    drawn_fill(sheet, 0, drawn_ring_distance, &shape, x, y, 4.5, 0.85);
}

static void through(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 14, y - 3.5, x + 14, y + 3.5, 0.4, 0.85);
}

/* What rubbing leaves: a pale stroke without edges in a gray haze. */
static void erased(struct drawn_sheet *sheet, double x, double y)
{
    for (int i = 0; i < 12; i++)
        drawn_dot(sheet, 0, x - 2.2 + 0.4 * i, y + 0.1 * (i % 3), 2.6 - 0.1 * (i % 4), 0.035);
    for (int i = 0; i < 6; i++)
        drawn_stroke(sheet, 0, x - 1.6, y, x + 1.6, y + 0.2, 0.9 - 0.15 * i, 0.08);
}

static void bleed(struct drawn_sheet *sheet, double x, double y)
{
    int opposite = SUBJECT; /* the back's columns are mirrored, index by index */
    struct ovalis_mm back = drawn_target(sheet, 1, opposite);

    drawn_dot(sheet, 1, back.x - 0.3, back.y, 2.6, 0.95);
    for (int i = 0; i < 6; i++)
        drawn_dot(sheet, 0, x + 0.3, y, 3.0 - 0.16 * i, 0.06);
}

static void bleed_of_nothing(struct drawn_sheet *sheet, double x, double y)
{
    for (int i = 0; i < 6; i++)
        drawn_dot(sheet, 0, x + 0.3, y, 3.0 - 0.16 * i, 0.06);
}

/* From outside up to the outline, not beyond. */
static void touching(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x - 1.5, y - 2.1, x + 1.5, y - 1.9, 0.4, 0.85);
}

static void name_near(struct drawn_sheet *sheet, double x, double y)
{
    for (int letter = 0; letter < 8; letter++) {
        double left = x + 4.0 + 2.2 * letter;

        drawn_stroke(sheet, 0, left, y - 1.2, left, y + 1.2, 0.35, 0.9);
        drawn_stroke(sheet, 0, left, y, left + 1.4, y, 0.3, 0.9);
    }
}

static void crease_along_outline(struct drawn_sheet *sheet, double x, double y)
{
    (void)x;
    drawn_crease(sheet, 0, y - 1.4, 0.35, 0.6);
}

static void fleck_across_outline(struct drawn_sheet *sheet, double x, double y)
{
    drawn_dot(sheet, 0, x + 1.7, y + 0.2, 2.0, 0.9);
}

static void up_to_the_tip(struct drawn_sheet *sheet, double x, double y)
{
    drawn_stroke(sheet, 0, x + 2.6, y, x + 6.5, y + 1.5, 0.4, 0.7);
}

static const struct {
    const char *name;
    draw_mark *draw;
    unsigned states; /* bit per state that may come out */
    unsigned flags;  /* one of these must be there, when not 0 */
} rows[] = {
    {"nothing", nothing, 1u << OVALIS_UNMARKED, 0},
    {"a filled target", full, 1u << OVALIS_MARKED, 0},
    {"1 mm of pencil", pencil_line, 1u << OVALIS_MARKED, 0},
    {"a crease", crease_30, 1u << OVALIS_UNMARKED, OVALIS_MARK_FOLD},
    {"pencil on a crease", pencil_on_crease, 1u << OVALIS_MARKED | 1u << OVALIS_MARGINAL, 0},
    {"faint pencil on a crease", faint_pencil_on_crease,
     1u << OVALIS_MARKED | 1u << OVALIS_MARGINAL, 0},
    {"0.3 mm speck", dot_3, 1u << OVALIS_UNMARKED, OVALIS_MARK_SPECK},
    {"0.5 mm dot", dot_5, 1u << OVALIS_UNMARKED | 1u << OVALIS_MARGINAL, 0},
    {"1.0 mm dot", dot_10, 1u << OVALIS_MARGINAL, OVALIS_MARK_DOT | OVALIS_MARK_SHORT},
    {"1.5 mm dot", dot_15, 1u << OVALIS_MARGINAL, OVALIS_MARK_DOT},
    {"check", check, 1u << OVALIS_MARKED, 0},
    {"x", cross, 1u << OVALIS_MARKED, 0},
    {"ring", ring, 1u << OVALIS_MARGINAL, OVALIS_MARK_CIRCLED},
    {"stroke through", through, 1u << OVALIS_MARGINAL, OVALIS_MARK_STROKE_THROUGH},
    {"erased", erased, 1u << OVALIS_MARGINAL, OVALIS_MARK_ERASED | OVALIS_MARK_SOFT},
    {"shows through", bleed, 1u << OVALIS_UNMARKED | 1u << OVALIS_MARGINAL,
     OVALIS_MARK_BLEED_THROUGH},
    {"pale blob", bleed_of_nothing, 1u << OVALIS_MARGINAL, 0},
    {"touching from outside", touching, 1u << OVALIS_MARGINAL, OVALIS_MARK_BESIDE},
    {"crease along the outline", crease_along_outline, 1u << OVALIS_UNMARKED, 0},
    {"fleck across the outline", fleck_across_outline, 1u << OVALIS_MARGINAL, OVALIS_MARK_DOT},
    {"stroke up to the tip", up_to_the_tip, 1u << OVALIS_MARGINAL, OVALIS_MARK_BESIDE},
    {"name near by", name_near, 1u << OVALIS_UNMARKED, 0},
};

#define ROWS (int)(sizeof rows / sizeof rows[0])

static void expect(const struct drawn_sheet *sheet, int row)
{
    struct ovalis_sheet_reading reading = drawn_read(sheet);
    const struct ovalis_mark *mark = &reading.marks[SUBJECT];

    ck_assert_msg(rows[row].states >> mark->state & 1u, "%s at %.0f dpi, skew %.3f: %s, flags %x",
                  rows[row].name, sheet->dpi, sheet->skew, ovalis_mark_state_name(mark->state),
                  mark->flags);
    ck_assert_msg(rows[row].flags == 0 || (mark->flags & rows[row].flags) != 0,
                  "%s at %.0f dpi, skew %.3f: flags %x", rows[row].name, sheet->dpi, sheet->skew,
                  mark->flags);
    for (size_t i = DRAWN_TARGETS; i < reading.target_count; i++) {
        if (rows[row].draw != bleed)
            ck_assert_int_eq(reading.marks[i].state, OVALIS_UNMARKED);
    }
    for (size_t i = 0; i < DRAWN_TARGETS; i++) {
        if (i != SUBJECT)
            ck_assert_int_eq(reading.marks[i].state, OVALIS_UNMARKED);
    }
    ovalis_sheet_reading_release(&reading);
}

static void draw_row(struct drawn_sheet *sheet, int row)
{
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    rows[row].draw(sheet, at.x, at.y);
}

static const struct {
    double dpi, skew;
} captures[] = {{200, 0}, {150, 0}, {300, 0.052}, {400, -0.105}, {200, 0.14}};

START_TEST(a_mark_is_what_it_is_at_any_resolution_and_skew)
{
    int row = _i % ROWS, capture = _i / ROWS;
    OVALIS_OWNED(drawn_sheet_free)
    struct drawn_sheet *sheet = drawn_sheet_new(captures[capture].dpi, captures[capture].skew);

    draw_row(sheet, row);
    expect(sheet, row);
}
END_TEST

/* One bit hides haze, softness and pale ink, so only plain marks can be asked for. */
static const struct {
    draw_mark *draw;
    enum ovalis_mark_state state;
} bilevel_rows[] = {
    {nothing, OVALIS_UNMARKED}, {full, OVALIS_MARKED},    {check, OVALIS_MARKED},
    {cross, OVALIS_MARKED},     {dot_3, OVALIS_UNMARKED}, {dot_10, OVALIS_MARGINAL},
    {through, OVALIS_MARGINAL}, {ring, OVALIS_MARGINAL},  {name_near, OVALIS_UNMARKED}};

START_TEST(plain_marks_are_read_from_one_bit)
{
    static const int thresholds[] = {100, 128, 170};
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0.01);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    bilevel_rows[_i / 3].draw(sheet, at.x, at.y);
    drawn_bilevel(sheet, thresholds[_i % 3]);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    for (size_t i = 0; i < reading.target_count; i++)
        ck_assert_int_eq(reading.marks[i].state,
                         i == SUBJECT ? bilevel_rows[_i / 3].state : OVALIS_UNMARKED);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* The rule above all: 2 mm of connected stroke on the target, wherever and at any angle. */
START_TEST(a_stroke_of_two_millimetres_is_never_unmarked)
{
    static const double angles[][2] = {{1, 0}, {0.7, 0.7}, {0, 1}, {-0.7, 0.7}};
    static const double places[][2] = {{0, 0},   {1.4, 0.3}, {-1.8, 0},
                                       {0, 0.9}, {2.4, 0},   {0, -1.6}};
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);
    double dx = 1.1 * angles[_i % 4][0], dy = 1.1 * angles[_i % 4][1];
    double x = at.x + places[_i / 4][0], y = at.y + places[_i / 4][1];

    drawn_stroke(sheet, 0, x - dx, y - dy, x + dx, y + dy, 0.4, 0.8);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_ne(reading.marks[SUBJECT].state, OVALIS_UNMARKED);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(a_blackened_area_is_not_taken_for_paper)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    drawn_dot(sheet, 0, at.x, at.y, 14, 0.9);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.marks[SUBJECT].state, OVALIS_MARGINAL);
    ck_assert_uint_ne(reading.marks[SUBJECT].flags & OVALIS_MARK_MOSTLY_OUTSIDE, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(printed_rules_beside_every_target_are_no_marks)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0.02);

    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_mm at = drawn_target(sheet, 0, i);

        drawn_stroke(sheet, 0, at.x - 3.2, at.y - 3, at.x - 3.2, at.y + 3, 0.25, 0.9);
        drawn_stroke(sheet, 0, at.x - 6, at.y + 2.3, at.x + 20, at.y + 2.3, 0.25, 0.9);
    }
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    for (size_t i = 0; i < reading.target_count; i++) {
        ck_assert_int_eq(reading.marks[i].state, OVALIS_UNMARKED);
        ck_assert_uint_eq(reading.marks[i].flags, 0);
    }
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* Thicker than the definition says, as some printers do it: the line is no print of the form around
 * the targets, where strokes end. */
START_TEST(a_stroke_up_to_a_thickly_printed_target_is_seen)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm subject = drawn_target(sheet, 0, SUBJECT);

    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_mm at = drawn_target(sheet, 0, i);
        struct drawn_ring_shape line = {&sheet->card, at.x, at.y, 0, 0.2};

        drawn_fill(sheet, 0, drawn_ring_distance, &line, at.x, at.y, 3.2, 0.95);
    }
    drawn_stroke(sheet, 0, subject.x, subject.y - 1.6, subject.x + 1.0, subject.y - 5.0, 0.4, 0.7);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    ck_assert_int_eq(reading.marks[SUBJECT].state, OVALIS_MARGINAL);
    ck_assert_uint_ne(reading.marks[SUBJECT].flags & OVALIS_MARK_BESIDE, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

START_TEST(an_uncertain_place_never_says_empty)
{
    OVALIS_OWNED(drawn_sheet_free) struct drawn_sheet *sheet = drawn_sheet_new(200, 0);
    struct ovalis_mm at = drawn_target(sheet, 0, SUBJECT);

    for (int i = 0; i < DRAWN_TARGETS; i++)
        sheet->outlines[0][i].error_mm = 0.2;
    full(sheet, at.x, at.y);
    struct ovalis_sheet_reading reading = drawn_read(sheet);

    for (int i = 0; i < DRAWN_TARGETS; i++)
        ck_assert_int_eq(reading.marks[i].state, i == SUBJECT ? OVALIS_MARKED : OVALIS_MARGINAL);
    ck_assert_uint_ne(reading.marks[0].flags & OVALIS_MARK_UNCERTAIN_PLACE, 0);
    ovalis_sheet_reading_release(&reading);
}
END_TEST

/* Percentages act on `fill` and only widen. */
static const struct {
    double fill, marginal, definite;
    double stroke; /* mm */
    enum ovalis_mark_state state;
} policy_rows[] = {
    {0.080, 0.05, 0.07, 2.0, OVALIS_MARKED},   {0.060, 0.05, 0.07, 2.0, OVALIS_MARGINAL},
    {0.060, 0.05, 0.07, 0.0, OVALIS_MARGINAL}, {0.040, 0.05, 0.07, 0.0, OVALIS_UNMARKED},
    {0.200, 0.30, 0.50, 3.0, OVALIS_MARKED},   {0.080, 0.30, 0.50, 3.0, OVALIS_MARKED},
    {0.080, 0.30, 0.50, 2.0, OVALIS_MARGINAL},
};

START_TEST(a_policy_widens_and_never_narrows)
{
    struct ovalis_mark_measures measures = {.fill = policy_rows[_i].fill,
                                            .ink = 0.1,
                                            .stroke_mm = policy_rows[_i].stroke,
                                            .strokes_mm = policy_rows[_i].stroke,
                                            .extent_mm = 3,
                                            .width_mm = 0.4,
                                            .density_mm = 0.4,
                                            .max_darkness = 0.9,
                                            .sharpness = 3,
                                            .outline = 0.8};
    struct ovalis_policy policy = drawn_policy();
    struct ovalis_verdict verdict;

    policy.marginal_fill = policy_rows[_i].marginal;
    policy.definite_fill = policy_rows[_i].definite;
    ovalis_mark_decide(&verdict, &measures, &policy, 0);
    ck_assert_int_eq(verdict.state, policy_rows[_i].state);
}
END_TEST

START_TEST(every_flag_has_a_word_and_nothing_else_has)
{
    for (unsigned flag = 1; flag <= OVALIS_MARK_POLICY; flag <<= 1)
        ck_assert_ptr_nonnull(ovalis_mark_flag_name(flag));
    ck_assert_str_eq(ovalis_mark_flag_name(OVALIS_MARK_STROKE_THROUGH), "stroke-through");
    ck_assert_str_eq(ovalis_mark_flag_name(OVALIS_MARK_POLICY), "policy");
    ck_assert_str_eq(ovalis_mark_flag_name(OVALIS_MARK_SHORT), "short");
    ck_assert_ptr_null(ovalis_mark_flag_name(0));
    ck_assert_ptr_null(ovalis_mark_flag_name(3));
    ck_assert_ptr_null(ovalis_mark_flag_name(OVALIS_MARK_POLICY << 1));
    ck_assert_str_eq(ovalis_mark_state_name(OVALIS_MARGINAL), "marginal");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("marks");
    TCase *drawn = tcase_create("drawn"), *rules = tcase_create("rules");

    tcase_set_timeout(drawn, 60);
    tcase_add_loop_test(drawn, a_mark_is_what_it_is_at_any_resolution_and_skew, 0,
                        ROWS * (int)(sizeof captures / sizeof captures[0]));
    tcase_add_loop_test(drawn, plain_marks_are_read_from_one_bit, 0,
                        3 * (int)(sizeof bilevel_rows / sizeof bilevel_rows[0]));
    tcase_add_loop_test(drawn, a_stroke_of_two_millimetres_is_never_unmarked, 0, 24);
    tcase_add_test(drawn, a_blackened_area_is_not_taken_for_paper);
    tcase_add_test(drawn, printed_rules_beside_every_target_are_no_marks);
    tcase_add_test(drawn, a_stroke_up_to_a_thickly_printed_target_is_seen);
    tcase_add_test(drawn, an_uncertain_place_never_says_empty);
    tcase_add_loop_test(rules, a_policy_widens_and_never_narrows, 0,
                        (int)(sizeof policy_rows / sizeof policy_rows[0]));
    tcase_add_test(rules, every_flag_has_a_word_and_nothing_else_has);
    suite_add_tcase(suite, drawn);
    suite_add_tcase(suite, rules);
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);

    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
