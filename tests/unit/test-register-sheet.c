/* SPDX-License-Identifier: Apache-2.0 */
/* Whole sheets of a made-up AccuVote card, drawn here bar by bar at 200 dots per inch. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration/registration.h"
#include "workspace.h"

#define COLUMNS 34
#define ROWS    41
#define PITCH   6.35
#define DPMM    (200 / 25.4)
#define LEFT_MM 3.2  /* centre of column 0 from the paper's left edge */
#define TOP_MM  12.7 /* centre of row 0 from its top */

/* Rows of bars, bit 31 leftmost, by the table of docs/formats/timing-mark-code.md. */
#define FRONT_3  0x80018003u /* card 3: start bit and two ones */
#define FRONT_5  0x80028003u
#define FRONT_9  0x80048003u
#define BACK     0x7BC62CECu /* 2022-07-12, G */
#define NO_CODE  0x00333300u
#define BACK_OLD 0x7BC62AECu /* 2021-07-12, G */

static char ids[2][16] = {"card-number-3", "card-number-5"}, words[] = "x";
static size_t only[] = {0};
static struct ovalis_precinct precinct = {words, words};
static struct ovalis_option option = {.id = words, .name = words};
static struct ovalis_contest contest = {.title = words, .options = &option, .option_count = 1};
static struct ovalis_card card = {.width_mm = 215.9,
                                  .height_mm = 279.4,
                                  .columns = COLUMNS,
                                  .rows = ROWS,
                                  .pitch_x_mm = PITCH,
                                  .pitch_y_mm = PITCH,
                                  .mark_width_mm = 4.7625,
                                  .mark_height_mm = 1.5875,
                                  .marks_bleed = true,
                                  .identity = OVALIS_IDENTITY_TIMING_MARKS,
                                  .shape = OVALIS_SHAPE_STADIUM,
                                  .target_width_mm = 5.05,
                                  .target_height_mm = 3.30,
                                  .target_stroke_mm = 0.22};
#define FRONT_TARGETS 9
#define BACK_TARGETS  6
static struct ovalis_target targets[FRONT_TARGETS + BACK_TARGETS];
static struct ovalis_style styles[2];
static char date[] = "2022-07-12";
static struct ovalis_election election;
static struct ovalis_policy policy;

static void make_election(void)
{
    for (int i = 0; i < FRONT_TARGETS + BACK_TARGETS; i++) {
        int k = i < FRONT_TARGETS ? i : i - FRONT_TARGETS;

        targets[i].sheet = 1;
        targets[i].side = i < FRONT_TARGETS ? OVALIS_FRONT : OVALIS_BACK;
        targets[i].place.column = i < FRONT_TARGETS ? 12 + 7 * (k % 3) : 19 + 7 * (k % 2);
        targets[i].place.row = 8 + 6 * (i < FRONT_TARGETS ? k / 3 : k / 2);
    }
    for (int i = 0; i < 2; i++)
        styles[i] = (struct ovalis_style){.id = ids[i],
                                          .precincts = only,
                                          .precinct_count = 1,
                                          .targets = targets,
                                          .target_count = FRONT_TARGETS + BACK_TARGETS,
                                          .sheet_count = 1};
    election = (struct ovalis_election){.date = date,
                                        .precincts = &precinct,
                                        .precinct_count = 1,
                                        .contests = &contest,
                                        .contest_count = 1,
                                        .cards = &card,
                                        .card_count = 1,
                                        .styles = styles,
                                        .style_count = 2};
    ovalis_policy_default(&policy);
}

/* --- drawing --- */

static void draw_box(struct ovalis_page *page, double column, double row, double width,
                     double height, uint8_t gray)
{
    double x = (LEFT_MM + column * PITCH) * DPMM, y = (TOP_MM + row * PITCH) * DPMM;

    for (int j = (int)rint(y - height * DPMM / 2); j < (int)rint(y + height * DPMM / 2); j++)
        for (int i = (int)rint(x - width * DPMM / 2); i < (int)rint(x + width * DPMM / 2); i++)
            if (i >= 0 && j >= 0 && i < page->width && j < page->height)
                page->pixels[j * page->stride + i] = gray;
}

static void draw_bar(struct ovalis_page *page, double column, double row, uint8_t gray)
{
    draw_box(page, column, row, card.mark_width_mm, card.mark_height_mm, gray);
}

static void draw_oval(struct ovalis_page *page, struct ovalis_place place)
{
    double x = (LEFT_MM + place.column * PITCH) * DPMM, y = (TOP_MM + place.row * PITCH) * DPMM;

    for (int j = (int)y - 20; j < (int)y + 20; j++)
        for (int i = (int)x - 30; i < (int)x + 30; i++) {
            double u = fabs(i - x) / DPMM, v = fabs(j - y) / DPMM;
            double off = fabs(hypot(fmax(u - 0.875, 0), v) - 1.54); /* middle of the line */

            if (off < 0.17)
                page->pixels[j * page->stride + i] =
                    (uint8_t)(off < 0.05 ? 30 : 30 + 1800 * (off - 0.05));
        }
}

static struct ovalis_page *draw_side(uint32_t bits, enum ovalis_side side)
{
    struct ovalis_page *page = NULL;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, 1700, 2200, &why), OVALIS_OK);
    for (int row = 0; row < ROWS; row++) {
        draw_bar(page, 0, row, 20);
        draw_bar(page, COLUMNS - 1, row, 20);
    }
    for (int column = 1; column <= 32; column++) {
        draw_bar(page, column, 0, 20);
        if (bits >> (32 - column) & 1)
            draw_bar(page, column, ROWS - 1, 20);
    }
    for (int i = 0; i < FRONT_TARGETS + BACK_TARGETS; i++)
        if (targets[i].side == side)
            draw_oval(page, targets[i].place);
    return page;
}

/* As the scanner might have fed it. */
static void feed(struct ovalis_page **page, int quarter_turns, bool mirrored)
{
    struct ovalis_page *turned = NULL;
    struct ovalis_box all = {0, 0, (*page)->width, (*page)->height};
    struct ovalis_diag why;

    if (quarter_turns != 0) {
        ck_assert_int_eq(ovalis_page_turn(&turned, *page, all, quarter_turns, &why), OVALIS_OK);
        ovalis_page_free(page);
        *page = turned;
    }
    for (int y = 0; mirrored && y < (*page)->height; y++)
        for (int i = 0, j = (*page)->width - 1; i < j; i++, j--) {
            uint8_t *line = (*page)->pixels + y * (*page)->stride, left = line[i];

            line[i] = line[j];
            line[j] = left;
        }
}

struct fed {
    struct ovalis_page *pages[2]; /* owned */
    struct ovalis_registered_sheet sheet;
    struct ovalis_diag why;
    enum ovalis_status status;
};

static void run(struct fed *fed)
{
    const struct ovalis_page *pages[2] = {fed->pages[0], fed->pages[1]};

    fed->why = (struct ovalis_diag){OVALIS_OK, ""};
    fed->status =
        ovalis_register_sheet(&fed->sheet, &election, &policy, pages, test_workspace(), &fed->why);
}

static void end(struct fed *fed)
{
    ovalis_registered_sheet_release(&fed->sheet);
    ovalis_page_free(&fed->pages[0]);
    ovalis_page_free(&fed->pages[1]);
}

#define EXPECT(fed, wanted)                                                                        \
 ck_assert_msg((fed).status == (wanted), "%s: %s", ovalis_status_name((fed).status), (fed).why.text)

static void expect_words(const struct fed *fed, const char *wanted)
{
    ck_assert_msg(strstr(fed->why.text, wanted), "\"%s\" lacks \"%s\"", fed->why.text, wanted);
}

/* --- tests --- */

static const struct {
    int turns[2];
    bool swapped;
} feeds[] = {{{0, 0}, false}, {{0, 0}, true},  {{2, 0}, false}, {{0, 2}, true},
             {{2, 2}, true},  {{1, 3}, false}, {{3, 1}, true}};

START_TEST(a_sheet_registers_the_same_whichever_way_it_was_fed)
{
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};
    const struct ovalis_registered_sheet *sheet = &fed.sheet;

    feed(&fed.pages[0], feeds[_i].turns[0], false);
    feed(&fed.pages[1], feeds[_i].turns[1], false);
    if (feeds[_i].swapped) {
        struct ovalis_page *front = fed.pages[0];

        fed.pages[0] = fed.pages[1];
        fed.pages[1] = front;
    }
    run(&fed);
    EXPECT(fed, OVALIS_OK);
    ck_assert_str_eq(sheet->style->id, "card-number-3");
    ck_assert_ptr_eq(sheet->card, &card);
    ck_assert_uint_eq(sheet->precinct, 0);
    ck_assert_int_eq(sheet->sheet, 1);
    ck_assert_int_eq(sheet->pages_swapped, feeds[_i].swapped);
    for (int side = 0; side < OVALIS_SIDES; side++) {
        ck_assert(sheet->sides[side].present);
        ck_assert_int_eq(sheet->sides[side].identity.source, OVALIS_CODE_READ);
        ck_assert_int_eq((int)sheet->sides[side].identity.side, side);
        ck_assert_uint_eq(sheet->sides[side].identity.style, 0);
        ck_assert_int_eq(sheet->sides[side].quarter_turns, (4 - feeds[_i].turns[side]) % 4);
        ck_assert_uint_eq(sheet->sides[side].stray_count, 0);
        ck_assert_double_lt(sheet->sides[side].certificate.worst_error_mm, 0.15);
        for (size_t i = 0; i < sheet->sides[side].outline_count; i++)
            ck_assert(sheet->sides[side].outlines[i].found);
    }
    ck_assert_uint_eq(sheet->sides[OVALIS_FRONT].outline_count, FRONT_TARGETS);
    ck_assert_uint_eq(sheet->sides[OVALIS_BACK].outline_count, BACK_TARGETS);
    end(&fed);
}
END_TEST

static const struct {
    uint32_t first, second;
    enum ovalis_status status;
    const char *words;
} codes[] = {
    {FRONT_9, BACK, OVALIS_REFUSED_IDENTITY, "front: the card number is 9: expected"},
    {FRONT_3, FRONT_3, OVALIS_REFUSED_IDENTITY, "both pages carry the code of a front"},
    {BACK, BACK, OVALIS_REFUSED_IDENTITY, "both pages carry the code of a back"},
    {FRONT_3, FRONT_5, OVALIS_REFUSED_IDENTITY, "ballot style card-number-3 on the first page"},
    {FRONT_3, BACK_OLD, OVALIS_REFUSED_IDENTITY, "2021-07-12: expected 2022-07-12"},
    {NO_CODE, BACK, OVALIS_REFUSED_NO_IDENTITY, "front: the card number"},
    {NO_CODE, NO_CODE, OVALIS_REFUSED_NO_IDENTITY, "no side carries a readable ballot code"},
    /* one bar too many, one too few, on the front: never another card */
    {FRONT_3 | 1u << 20, BACK, OVALIS_REFUSED_NO_IDENTITY, "card number"},
    {FRONT_3 & ~(1u << 15), BACK, OVALIS_REFUSED_NO_IDENTITY, "card number"},
};

START_TEST(codes_that_contradict_or_lack_refuse_the_sheet)
{
    struct fed fed = {.pages = {draw_side(codes[_i].first, OVALIS_FRONT),
                                draw_side(codes[_i].second, OVALIS_BACK)}};

    run(&fed);
    EXPECT(fed, codes[_i].status);
    ck_assert_int_eq(fed.why.status, codes[_i].status);
    expect_words(&fed, codes[_i].words);
    end(&fed);
}
END_TEST

START_TEST(a_mirrored_image_is_refused_as_such)
{
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    feed(&fed.pages[0], _i, true);
    feed(&fed.pages[1], _i, true);
    run(&fed);
    EXPECT(fed, OVALIS_REFUSED_MIRRORED);
    end(&fed);
}
END_TEST

START_TEST(an_unreadable_back_is_inferred_from_the_front_and_says_so)
{
    struct fed fed = {
        .pages = {draw_side(FRONT_5, OVALIS_FRONT), draw_side(BACK ^ 0x08000000u, OVALIS_BACK)}};
    const struct ovalis_identity *back = &fed.sheet.sides[OVALIS_BACK].identity;

    run(&fed);
    EXPECT(fed, OVALIS_OK);
    ck_assert_int_eq(back->source, OVALIS_CODE_INFERRED);
    ck_assert_int_eq(back->side, OVALIS_BACK);
    ck_assert_uint_eq(back->style, 1);
    ck_assert_int_eq(fed.sheet.sides[OVALIS_FRONT].identity.source, OVALIS_CODE_READ);
    end(&fed);
}
END_TEST

START_TEST(an_inferred_side_must_still_have_its_layout)
{
    struct fed fed = {
        .pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(NO_CODE, OVALIS_FRONT)}};

    run(&fed);
    EXPECT(fed, OVALIS_REFUSED_LAYOUT);
    expect_words(&fed, "back: printed oval at column 12.00 row 8.00");
    end(&fed);
}
END_TEST

START_TEST(a_worn_bar_is_read_when_only_one_style_fits)
{
    /* the bar of the precinct's last bit, added in half tone: with it the check bits fail */
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    draw_bar(fed.pages[0], 30, ROWS - 1, 160);
    run(&fed);
    EXPECT(fed, OVALIS_OK);
    ck_assert_str_eq(fed.sheet.style->id, "card-number-3");
    end(&fed);
}
END_TEST

START_TEST(a_doodle_in_the_code_row_makes_no_other_card)
{
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    /* two blots, higher than bars, on empty places of the card number and the check bits */
    draw_box(fed.pages[0], 32 - 17, ROWS - 1, 4.5, 4, 40);
    draw_box(fed.pages[0], 32 - 20 + 0.2, ROWS - 1.1, 2.5, 3.5, 40);
    run(&fed);
    EXPECT(fed, OVALIS_OK);
    ck_assert_str_eq(fed.sheet.style->id, "card-number-3");
    end(&fed);
}
END_TEST

START_TEST(a_fold_along_the_code_row_does_not_change_the_card)
{
    struct fed fed = {.pages = {draw_side(FRONT_5, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    for (int side = 0; side < 2; side++)
        for (int i = 0; i < 3; i++) {
            int y = (int)((TOP_MM + (ROWS - 1) * PITCH) * DPMM) + i - 1;

            memset(fed.pages[side]->pixels + y * fed.pages[side]->stride, 255, 1700);
        }
    run(&fed);
    EXPECT(fed, OVALIS_OK);
    ck_assert_str_eq(fed.sheet.style->id, "card-number-5");
    ck_assert_int_eq(fed.sheet.sides[OVALIS_BACK].identity.source, OVALIS_CODE_READ);
    end(&fed);
}
END_TEST

START_TEST(a_row_between_two_styles_of_the_definition_is_refused)
{
    /* cards 3 and 5 are 0...011 and 0...101: two half-toned bars leave both */
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    draw_bar(fed.pages[0], 32 - 16, ROWS - 1, 150);
    draw_bar(fed.pages[0], 32 - 17, ROWS - 1, 150);
    run(&fed);
    EXPECT(fed, OVALIS_REFUSED_IDENTITY);
    expect_words(&fed, "more than one card number");
    end(&fed);
}
END_TEST

START_TEST(a_single_front_registers_and_a_single_back_cannot)
{
    struct fed fed = {
        .pages = {draw_side(_i ? BACK : FRONT_3, _i ? OVALIS_BACK : OVALIS_FRONT), NULL}};

    run(&fed);
    EXPECT(fed, _i ? OVALIS_REFUSED_NO_IDENTITY : OVALIS_OK);
    ck_assert(!fed.sheet.sides[OVALIS_BACK].present);
    end(&fed);
}
END_TEST

START_TEST(a_page_without_marks_is_named_by_the_other_side)
{
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), NULL}};
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&fed.pages[1], 1700, 2200, &why), OVALIS_OK);
    run(&fed);
    ck_assert_int_ge((int)fed.status, OVALIS_REFUSED_NO_MARKS);
    ck_assert_int_le((int)fed.status, OVALIS_REFUSED_NUMBERING);
    expect_words(&fed, "back: ");
    end(&fed);
}
END_TEST

START_TEST(a_bound_that_is_not_met_refuses_with_place_and_remedy)
{
    struct fed fed = {.pages = {draw_side(FRONT_3, OVALIS_FRONT), draw_side(BACK, OVALIS_BACK)}};

    policy.registration_bound_mm = 0.01;
    run(&fed);
    policy.registration_bound_mm = 0.25;
    EXPECT(fed, OVALIS_REFUSED_UNCERTAIN);
    expect_words(&fed, "front: the place of column");
    expect_words(&fed, "feed again");
    end(&fed);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *suite = suite_create("register-sheet");
    TCase *cases = tcase_create("register-sheet");
    SRunner *runner = srunner_create(suite);
    int failed;

    make_election();
    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 60);
    tcase_add_loop_test(cases, a_sheet_registers_the_same_whichever_way_it_was_fed, 0,
                        COUNT(feeds));
    tcase_add_loop_test(cases, codes_that_contradict_or_lack_refuse_the_sheet, 0, COUNT(codes));
    tcase_add_loop_test(cases, a_mirrored_image_is_refused_as_such, 0, 4);
    tcase_add_test(cases, an_unreadable_back_is_inferred_from_the_front_and_says_so);
    tcase_add_test(cases, an_inferred_side_must_still_have_its_layout);
    tcase_add_test(cases, a_worn_bar_is_read_when_only_one_style_fits);
    tcase_add_test(cases, a_doodle_in_the_code_row_makes_no_other_card);
    tcase_add_test(cases, a_fold_along_the_code_row_does_not_change_the_card);
    tcase_add_test(cases, a_row_between_two_styles_of_the_definition_is_refused);
    tcase_add_loop_test(cases, a_single_front_registers_and_a_single_back_cannot, 0, 2);
    tcase_add_test(cases, a_page_without_marks_is_named_by_the_other_side);
    tcase_add_test(cases, a_bound_that_is_not_met_refuses_with_place_and_remedy);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
