/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "election/card.h"
#include "election/election.h"

static struct ovalis_bytes bytes_of(const char *name)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    struct ovalis_bytes bytes;
    struct ovalis_diag why;

    ck_assert_ptr_nonnull(getenv("OVALIS_TEST_DATA"));
    ovalis_text_format(&path, "%s/elections/%s", getenv("OVALIS_TEST_DATA"), name);
    ck_assert_msg(ovalis_file_read(&bytes, path.bytes, 1 << 20, &why) == OVALIS_OK, "%s", why.text);
    return bytes;
}

static struct ovalis_election *election_of(const char *name)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = bytes_of(name);
    struct ovalis_election *election;
    struct ovalis_diag why;

    ck_assert_msg(ovalis_election_read(&election, name, bytes.data, bytes.size, NULL, &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    return election;
}

/* What each file of tests/data/elections says, written down from the files. */
static const struct {
    const char *file;
    enum ovalis_definition_format format;
    enum ovalis_election_type type;
    const char *title, *date, *state, *jurisdiction;
    size_t parties, precincts, contests, styles;
    bool is_test;
} headers[] = {
    {"card-2022.json", OVALIS_DEFINITION_VX_2024, OVALIS_ELECTION_GENERAL,
     "Spring Election in Pebble Hollow", "2022-05-10", "State of Larkspur", "Pebble Hollow", 2, 1,
     3, 1, false},
    {"vx-2024.json", OVALIS_DEFINITION_VX_2024, OVALIS_ELECTION_GENERAL, "General Election",
     "2024-02-06", "State of Larkspur", "Larch County", 0, 3, 3, 2, false},
    {"vx-4-0.json", OVALIS_DEFINITION_VX_4_0, OVALIS_ELECTION_CLOSED_PRIMARY, "Primary",
     "2025-03-04", "State of Larkspur", "Larch County", 2, 2, 3, 2, false},
    {"vx-4-1.json", OVALIS_DEFINITION_VX_4_1, OVALIS_ELECTION_GENERAL, "General Election",
     "2026-11-03", "State of Larkspur", "Larch County", 2, 2, 4, 1, false},
    /* Its type is just "primary"; its style has no party, its contests have two. */
    {"vx-open-primary.json", OVALIS_DEFINITION_VX_4_1, OVALIS_ELECTION_OPEN_PRIMARY, "Primary",
     "2026-08-04", "State of Larkspur", "Larch County", 2, 1, 3, 1, false},
    {"cdf-vx.json", OVALIS_DEFINITION_CDF_1_0, OVALIS_ELECTION_GENERAL, "General Election",
     "2024-02-06", "State of Larkspur", "Larch County", 2, 3, 2, 1, false},
    {"cdf-boxes.json", OVALIS_DEFINITION_CDF_1_0, OVALIS_ELECTION_OPEN_PRIMARY, "Primary",
     "2026-03-10", "", "", 2, 1, 3, 1, true},
};

START_TEST(every_format_is_recognised_by_its_content)
{
    struct ovalis_election *election = election_of(headers[_i].file);

    ck_assert_int_eq(election->format, headers[_i].format);
    ck_assert_int_eq(election->type, headers[_i].type);
    ck_assert_str_eq(ovalis_election_title(election), headers[_i].title);
    ck_assert_str_eq(election->date, headers[_i].date);
    ck_assert_str_eq(election->state, headers[_i].state);
    ck_assert_str_eq(election->jurisdiction, headers[_i].jurisdiction);
    ck_assert_uint_eq(election->party_count, headers[_i].parties);
    ck_assert_uint_eq(election->precinct_count, headers[_i].precincts);
    ck_assert_uint_eq(election->contest_count, headers[_i].contests);
    ck_assert_uint_eq(election->style_count, headers[_i].styles);
    ck_assert_int_eq(election->is_test, headers[_i].is_test);
    ovalis_election_free(&election);
    ck_assert_ptr_null(election);
}
END_TEST

/* One line per contest: options with * for a write-in and [parties] behind. */
static const struct {
    const char *file;
    size_t index;
    const char *id;
    enum ovalis_contest_kind kind;
    int votes;
    const char *party;
    bool controlled;
    const char *options;
} contests[] = {
    {"card-2022.json", 0, "mayor", OVALIS_CONTEST_CANDIDATE, 1, "", false,
     "ida-quill[heron] tom-ash[otter] write-in-0* "},
    {"card-2022.json", 1, "council", OVALIS_CONTEST_CANDIDATE, 2, "", false,
     "bea-lund[heron] kit-moor[heron,otter] sam-rye[otter] write-in-0* write-in-1* "},
    {"card-2022.json", 2, "bridge", OVALIS_CONTEST_MEASURE, 1, "", false,
     "bridge-option-yes bridge-option-no "},
    {"vx-2024.json", 1, "library", OVALIS_CONTEST_MEASURE, 1, "", false,
     "library-for library-against "},
    {"vx-2024.json", 2, "schools", OVALIS_CONTEST_CANDIDATE, 2, "", false, "j-wren m-kite r-rook "},
    {"vx-4-0.json", 0, "judge-h", OVALIS_CONTEST_CANDIDATE, 1, "heron", false,
     "una-fell[heron] write-in-0* "},
    {"vx-4-0.json", 2, "well", OVALIS_CONTEST_MEASURE, 1, "", false,
     "well-yes well-no well-later "},
    {"vx-4-1.json", 0, "ticket", OVALIS_CONTEST_STRAIGHT_PARTY, 1, "", false,
     "heron[heron] otter[otter] "},
    {"vx-4-1.json", 1, "surveyor", OVALIS_CONTEST_CANDIDATE, 1, "", true,
     "h-1[heron] o-1[otter] write-in-0* "},
    {"vx-4-1.json", 2, "trustees", OVALIS_CONTEST_CANDIDATE, 1, "", false, "n-1 n-2 "},
    {"vx-4-1.json", 3, "park", OVALIS_CONTEST_MEASURE, 1, "", false, "east west none "},
    /* Lines are counted from 1 in this contest and from 0 at their places: the places win. */
    {"cdf-vx.json", 0, "board", OVALIS_CONTEST_CANDIDATE, 2, "", false,
     "board-option-quill[heron] board-option-lund[otter] board-option-write-in-0* "
     "board-option-write-in-1* "},
    {"cdf-boxes.json", 0, "ticket", OVALIS_CONTEST_STRAIGHT_PARTY, 1, "", false,
     "t-h[heron] t-o[otter] "},
    {"cdf-boxes.json", 1, "clerk", OVALIS_CONTEST_CANDIDATE, 1, "heron", true, "k-1 k-2 k-w* "},
    {"cdf-boxes.json", 2, "judge", OVALIS_CONTEST_MEASURE, 1, "", false, "j-y j-n "},
};

static void add_option(struct ovalis_text *text, const struct ovalis_election *election,
                       const struct ovalis_option *option)
{
    ovalis_text_add(text, option->id);
    ovalis_text_add(text, option->write_in ? "*" : "");
    for (size_t i = 0; i < option->party_count; i++)
        ovalis_text_format(text, "%s%s", i == 0 ? "[" : ",",
                           election->parties[option->parties[i]].id);
    ovalis_text_add(text, option->party_count > 0 ? "] " : " ");
}

START_TEST(contests_have_the_options_that_the_file_gives_them)
{
    struct ovalis_election *election = election_of(contests[_i].file);
    const struct ovalis_contest *contest = &election->contests[contests[_i].index];
    struct ovalis_text options = {0};

    for (size_t i = 0; i < contest->option_count; i++)
        add_option(&options, election, &contest->options[i]);
    ck_assert_str_eq(contest->id, contests[_i].id);
    ck_assert_int_eq(contest->kind, contests[_i].kind);
    ck_assert_int_eq(contest->votes_allowed, contests[_i].votes);
    ck_assert_str_eq(contest->party == OVALIS_NONE ? "" : election->parties[contest->party].id,
                     contests[_i].party);
    ck_assert_int_eq(contest->straight_party_controlled, contests[_i].controlled);
    ck_assert_str_eq(options.bytes, contests[_i].options);
    ovalis_text_release(&options);
    ovalis_election_free(&election);
}
END_TEST

START_TEST(names_are_those_on_the_ballot)
{
    struct ovalis_election *cdf = election_of("cdf-vx.json");
    struct ovalis_election *vx = election_of("vx-4-1.json");

    ck_assert_str_eq(cdf->contests[0].options[0].name, "Ida Quill / Tom Ash");
    ck_assert_str_eq(cdf->contests[1].options[1].name, "No");
    ck_assert_str_eq(vx->contests[0].options[1].name, "Otter Party");
    ck_assert_str_eq(vx->contests[1].options[2].name, "");
    ck_assert_str_eq(vx->parties[0].abbreviation, "H");
    ovalis_election_free(&cdf);
    ovalis_election_free(&vx);
}
END_TEST

/* Contests in printed order, precincts by index in the file, sheets. */
static const struct {
    const char *file, *style;
    const char *contests, *precincts, *party;
    int sheets;
    size_t targets;
} styles[] = {
    {"card-2022.json", "card-number-9", "mayor council bridge ", "0 ", "", 1, 11},
    {"vx-2024.json", "1", "clerk schools ", "0 ", "", 1, 6},
    {"vx-2024.json", "2", "schools clerk library ", "2 1 ", "", 2, 8},
    {"vx-4-0.json", "1_en", "judge-h ", "0 1 ", "heron", 1, 2},
    {"vx-4-0.json", "2_en", "judge-o well ", "1 ", "otter", 1, 5},
    {"vx-4-1.json", "s-1", "ticket trustees surveyor park ", "0 1 ", "", 1, 10},
    {"vx-open-primary.json", "s-1", "judge-h judge-o well ", "0 ", "", 1, 5},
    /* Splits stand for their precinct, once each; p-2 is the second precinct, p-3 the third. */
    {"cdf-vx.json", "12", "board bridge ", "1 2 ", "", 1, 6},
    /* No id in the file; the city is no precinct, but the style is for it. */
    {"cdf-boxes.json", "style-1", "judge clerk ticket ", "0 ", "", 1, 7},
};

START_TEST(ballot_styles_carry_their_contests_in_printed_order)
{
    struct ovalis_election *election = election_of(styles[_i].file);
    const struct ovalis_style *style = ovalis_election_style(election, styles[_i].style);
    struct ovalis_text carried = {0};
    struct ovalis_text precincts = {0};

    ck_assert_ptr_nonnull(style);
    for (size_t i = 0; i < style->contest_count; i++)
        ovalis_text_format(&carried, "%s ", election->contests[style->contests[i]].id);
    for (size_t i = 0; i < style->precinct_count; i++) {
        ovalis_text_format(&precincts, "%zu ", style->precincts[i]);
        ck_assert_str_eq(style->precinct_ids[i], election->precincts[style->precincts[i]].id);
    }
    ck_assert_str_eq(carried.bytes, styles[_i].contests);
    ck_assert_str_eq(precincts.bytes, styles[_i].precincts);
    ck_assert_str_eq(style->party == OVALIS_NONE ? "" : election->parties[style->party].id,
                     styles[_i].party);
    ck_assert_int_eq(style->sheet_count, styles[_i].sheets);
    ck_assert_uint_eq(style->target_count, styles[_i].targets);
    ovalis_text_release(&carried);
    ovalis_text_release(&precincts);
    ovalis_election_free(&election);
}
END_TEST

/* Targets by number, in the order sheet, side, row, column. */
static const struct {
    const char *file, *style;
    size_t index;
    int sheet;
    enum ovalis_side side;
    double column, row;
    const char *contest, *option;
    bool area_alone;
    double area[4]; /* column, row, width, height; width 0: none */
} targets[] = {
    {"card-2022.json",
     "card-number-9",
     0,
     1,
     OVALIS_FRONT,
     12,
     8,
     "mayor",
     "ida-quill",
     false,
     {0}},
    {"card-2022.json",
     "card-number-9",
     2,
     1,
     OVALIS_FRONT,
     32,
     8,
     "mayor",
     "write-in-0",
     false,
     {27, 7.35, 4.5, .85}},
    /* Put up by two parties: two targets, one option. */
    {"card-2022.json",
     "card-number-9",
     4,
     1,
     OVALIS_FRONT,
     19,
     12,
     "council",
     "kit-moor",
     false,
     {0}},
    {"card-2022.json",
     "card-number-9",
     6,
     1,
     OVALIS_FRONT,
     12,
     13,
     "council",
     "kit-moor",
     false,
     {0}},
    {"card-2022.json",
     "card-number-9",
     10,
     1,
     OVALIS_BACK,
     32,
     24,
     "bridge",
     "bridge-option-no",
     false,
     {0}},
    {"vx-2024.json", "2", 3, 1, OVALIS_BACK, 2, 9.9, "clerk", "a-finch", false, {0}},
    {"vx-2024.json", "2", 7, 2, OVALIS_FRONT, 12.5, 6.25, "library", "library-against", false, {0}},
    {"vx-4-0.json",
     "1_en",
     1,
     1,
     OVALIS_FRONT,
     2,
     12.4,
     "judge-h",
     "write-in-0",
     false,
     {2.75, 11.6, 8, .9}},
    {"vx-4-1.json",
     "s-1",
     4,
     1,
     OVALIS_FRONT,
     12.25,
     11,
     "surveyor",
     "write-in-0",
     false,
     {13.15, 10.2, 7.8, 1}},
    {"vx-4-1.json", "s-1", 9, 1, OVALIS_BACK, 2, 8, "park", "none", false, {0}},
    {"cdf-vx.json",
     "12",
     3,
     1,
     OVALIS_FRONT,
     2,
     15.9,
     "board",
     "board-option-write-in-1",
     false,
     {2.75, 15.2, 8, .9}},
    /* Points; the border's first mark is at (36, 48) and its pitch 56 both ways: a centre at
     * (148, 160) lies two pitches right and two down. */
    {"cdf-boxes.json", "style-1", 0, 1, OVALIS_FRONT, 2, 2, "clerk", "k-1", false, {0}},
    {"cdf-boxes.json", "style-1", 1, 1, OVALIS_FRONT, 2, 2.5, "clerk", "k-2", false, {0}},
    /* Two lines, 202 to 222 and 224 to 244 pt: (176 - 36) / 56 = 2.5, (202 - 48) / 56 = 2.75,
     * 140 / 56 = 2.5, 42 / 56 = 0.75. */
    {"cdf-boxes.json",
     "style-1",
     2,
     1,
     OVALIS_FRONT,
     2,
     3,
     "clerk",
     "k-w",
     true,
     {2.5, 2.75, 2.5, .75}},
    {"cdf-boxes.json", "style-1", 6, 1, OVALIS_BACK, 4, 2.5, "ticket", "t-o", false, {0}},
};

START_TEST(targets_are_where_the_file_puts_them)
{
    struct ovalis_election *election = election_of(targets[_i].file);
    const struct ovalis_style *style = ovalis_election_style(election, targets[_i].style);
    const struct ovalis_target *target = &style->targets[targets[_i].index];
    const struct ovalis_contest *contest = &election->contests[target->contest];

    ck_assert_str_eq(contest->id, targets[_i].contest);
    ck_assert_str_eq(contest->options[target->option].id, targets[_i].option);
    ck_assert_int_eq(target->sheet, targets[_i].sheet);
    ck_assert_int_eq(target->side, targets[_i].side);
    ck_assert_double_eq_tol(target->place.column, targets[_i].column, 1e-9);
    ck_assert_double_eq_tol(target->place.row, targets[_i].row, 1e-9);
    ck_assert_int_eq(target->has_area, targets[_i].area[2] > 0);
    ck_assert_int_eq(target->area_alone_counts, targets[_i].area_alone);
    ck_assert_double_eq_tol(target->area.column, targets[_i].area[0], 1e-9);
    ck_assert_double_eq_tol(target->area.row, targets[_i].area[1], 1e-9);
    ck_assert_double_eq_tol(target->area.width, targets[_i].area[2], 1e-9);
    ck_assert_double_eq_tol(target->area.height, targets[_i].area[3], 1e-9);
    ovalis_election_free(&election);
}
END_TEST

START_TEST(the_targets_of_a_side_are_a_run)
{
    struct ovalis_election *election = election_of("vx-2024.json");
    const struct ovalis_style *style = ovalis_election_style(election, "2");
    size_t count;

    ck_assert_ptr_eq(ovalis_style_side(style, 1, OVALIS_FRONT, &count), style->targets);
    ck_assert_uint_eq(count, 3);
    ck_assert_ptr_eq(ovalis_style_side(style, 1, OVALIS_BACK, &count), style->targets + 3);
    ck_assert_uint_eq(count, 3);
    ck_assert_ptr_eq(ovalis_style_side(style, 2, OVALIS_FRONT, &count), style->targets + 6);
    ck_assert_uint_eq(count, 2);
    ovalis_style_side(style, 2, OVALIS_BACK, &count);
    ck_assert_uint_eq(count, 0);
    ovalis_style_side(style, 3, OVALIS_FRONT, &count);
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(ovalis_election_style(election, "3"));
    ovalis_election_free(&election);
}
END_TEST

/* Inches times 25.4. Columns 4 an inch on 8.5 in, rows 4 an inch less 3; pitches as published:
 * AccuVote 1/4 in; February 2024 paper / 35 and height / (rows + 1); v4 between the margins of 5 mm
 * less a mark of 3/16 in, and of 1/6 in less a mark of 1/16 in. */
static const struct {
    const char *paper;
    enum ovalis_card_family family;
    double height_mm;
    int rows;
    double pitch_x_mm, pitch_y_mm;
} cards[] = {
    {"letter", OVALIS_CARD_ACCUVOTE, 279.4, 41, 6.35, 6.35},
    {"legal", OVALIS_CARD_ACCUVOTE, 355.6, 53, 6.35, 6.35},
    {"letter", OVALIS_CARD_VX_2024, 279.4, 41, 215.9 / 35, 279.4 / 42},
    {"custom-8.5x17", OVALIS_CARD_VX_2024, 431.8, 65, 215.9 / 35, 431.8 / 66},
    {"letter", OVALIS_CARD_VX_4, 279.4, 41, 201.1375 / 33, 269.345833333 / 40},
    {"legal", OVALIS_CARD_VX_4, 355.6, 53, 201.1375 / 33, 345.545833333 / 52},
    {"custom-8.5x18", OVALIS_CARD_VX_4, 457.2, 69, 201.1375 / 33, 447.145833333 / 68},
    {"custom-8.5x19", OVALIS_CARD_VX_4, 482.6, 73, 201.1375 / 33, 472.545833333 / 72},
    {"custom-8.5x20", OVALIS_CARD_VX_4, 508.0, 77, 201.1375 / 33, 497.945833333 / 76},
    {"custom-8.5x21", OVALIS_CARD_VX_4, 533.4, 81, 201.1375 / 33, 523.345833333 / 80},
    {"custom-8.5x22", OVALIS_CARD_VX_4, 558.8, 85, 201.1375 / 33, 548.745833333 / 84},
};

START_TEST(cards_have_their_published_geometry)
{
    struct ovalis_card card;
    double width;
    double height;

    ck_assert(ovalis_card_paper(cards[_i].paper, &width, &height));
    ck_assert(ovalis_card_make(&card, cards[_i].family, width, height));
    ck_assert_double_eq_tol(card.width_mm, 215.9, 1e-6);
    ck_assert_double_eq_tol(card.height_mm, cards[_i].height_mm, 1e-6);
    ck_assert_int_eq(card.columns, 34);
    ck_assert_int_eq(card.rows, cards[_i].rows);
    ck_assert_double_eq_tol(card.pitch_x_mm, cards[_i].pitch_x_mm, 1e-6);
    ck_assert_double_eq_tol(card.pitch_y_mm, cards[_i].pitch_y_mm, 1e-6);
    ck_assert_double_eq_tol(card.mark_width_mm, 4.7625, 1e-6);
    ck_assert_double_eq_tol(card.mark_height_mm, 1.5875, 1e-6);
    ck_assert_int_eq(card.marks_bleed, cards[_i].family == OVALIS_CARD_ACCUVOTE);
    ck_assert_int_eq(card.identity, cards[_i].family == OVALIS_CARD_ACCUVOTE
                                        ? OVALIS_IDENTITY_TIMING_MARKS
                                        : OVALIS_IDENTITY_QR);
}
END_TEST

static const char *const strange_papers[] = {"",
                                             "a4",
                                             "custom-8.5x10",
                                             "custom-8.5x23",
                                             "custom-8.5x1",
                                             "custom-8.5x170",
                                             "custom-9x17",
                                             "custom-8.5x1a",
                                             "Letter"};

START_TEST(papers_of_unknown_size_are_refused)
{
    double width;
    double height;

    ck_assert(!ovalis_card_paper(strange_papers[_i], &width, &height));
}
END_TEST

START_TEST(a_card_can_be_measured_off_the_fiducial_marks)
{
    struct ovalis_election *election = election_of("cdf-boxes.json");
    const struct ovalis_card *card = &election->cards[0];
    const double point = 25.4 / 72;

    ck_assert_int_eq(card->columns, 10);
    ck_assert_int_eq(card->rows, 12);
    ck_assert_double_eq_tol(card->pitch_x_mm, 56 * point, 1e-9);
    ck_assert_double_eq_tol(card->pitch_y_mm, 56 * point, 1e-9);
    ck_assert_double_eq_tol(card->origin_x_mm, 36 * point, 1e-9);
    ck_assert_double_eq_tol(card->origin_y_mm, 48 * point, 1e-9);
    ck_assert_double_eq_tol(card->mark_width_mm, 9 * point, 1e-9);
    ck_assert_double_eq_tol(card->mark_height_mm, 3 * point, 1e-9);
    ck_assert_double_eq_tol(card->target_width_mm, 25 * point, 1e-9);
    ck_assert_double_eq_tol(card->target_height_mm, 14 * point, 1e-9);
    ck_assert_double_eq_tol(card->target_stroke_mm, .75 * point, 1e-9);
    ck_assert_int_eq(card->shape, OVALIS_SHAPE_ELLIPSE);
    ovalis_election_free(&election);
}
END_TEST

START_TEST(each_format_gets_the_card_of_its_time)
{
    struct ovalis_election *card_2022 = election_of("card-2022.json");
    struct ovalis_election *vx_2024 = election_of("vx-2024.json");
    struct ovalis_election *vx_4_0 = election_of("vx-4-0.json");
    struct ovalis_election *cdf = election_of("cdf-vx.json");

    ck_assert_double_eq_tol(card_2022->cards[0].pitch_x_mm, 6.35, 1e-6);
    ck_assert_double_eq_tol(vx_2024->cards[0].pitch_x_mm, 215.9 / 35, 1e-6);
    ck_assert_int_eq(vx_2024->cards[0].rows, 65);
    ck_assert_double_eq_tol(vx_4_0->cards[0].pitch_x_mm, 201.1375 / 33, 1e-6);
    ck_assert_double_eq_tol(cdf->cards[0].pitch_x_mm, 215.9 / 35, 1e-6);
    ck_assert_int_eq(cdf->cards[0].rows, 53);
    ovalis_election_free(&card_2022);
    ovalis_election_free(&vx_2024);
    ovalis_election_free(&vx_4_0);
    ovalis_election_free(&cdf);
}
END_TEST

START_TEST(the_hash_is_that_of_the_exact_bytes)
{
    struct ovalis_bytes bytes = bytes_of("vx-4-1.json");
    char *longer = ovalis_allocate(bytes.size + 1, 1);
    struct ovalis_election *plain;
    struct ovalis_election *spaced;
    struct ovalis_sha256 expected;
    char hex[OVALIS_SHA256_HEX_SIZE];

    memcpy(longer, bytes.data, bytes.size);
    longer[bytes.size] = '\n'; /* the same JSON, other bytes */
    ck_assert_int_eq(ovalis_election_read(&plain, "plain", bytes.data, bytes.size, NULL, NULL), 0);
    ck_assert_int_eq(ovalis_election_read(&spaced, "spaced", longer, bytes.size + 1, NULL, NULL),
                     0);
    ck_assert_int_eq(ovalis_sha256_of(&expected, bytes.data, bytes.size, NULL), OVALIS_OK);
    ovalis_sha256_hex(&expected, hex);
    ck_assert_str_eq(ovalis_election_hash(plain), hex);
    ck_assert_mem_eq(plain->hash.bytes, expected.bytes, OVALIS_SHA256_SIZE);
    ck_assert_str_ne(ovalis_election_hash(spaced), hex);
    ovalis_election_free(&plain);
    ovalis_election_free(&spaced);
    ovalis_release(&longer);
    ovalis_bytes_release(&bytes);
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped)
{
    struct ovalis_bytes bytes = bytes_of("vx-2024.json");
    unsigned char *marked = ovalis_allocate(bytes.size + 3, 1);
    struct ovalis_election *election;

    memcpy(marked, "\xEF\xBB\xBF", 3);
    memcpy(marked + 3, bytes.data, bytes.size);
    ck_assert_int_eq(ovalis_election_read(&election, "bom", marked, bytes.size + 3, NULL, NULL),
                     OVALIS_OK);
    ovalis_election_free(&election);
    ovalis_release(&marked);
    ovalis_bytes_release(&bytes);
}
END_TEST

START_TEST(a_file_is_read_and_named)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    struct ovalis_election_faults faults;
    struct ovalis_election *election;
    struct ovalis_diag why;

    ovalis_text_format(&path, "%s/elections/vx-2024.json", getenv("OVALIS_TEST_DATA"));
    ck_assert_int_eq(ovalis_election_read_file(&election, path.bytes, &faults, &why), OVALIS_OK);
    ck_assert_uint_eq(faults.total, 0);
    ovalis_election_free(&election);
    ovalis_election_free(&election); /* nothing left: fine */
    ck_assert_int_eq(ovalis_election_read_file(&election, "/no/such/file", &faults, &why),
                     OVALIS_ERR_READ);
    ck_assert_ptr_null(election);
    ck_assert_ptr_nonnull(strstr(why.text, "/no/such/file"));
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

static Suite *suite(void)
{
    Suite *suite = suite_create("election");
    TCase *cases = tcase_create("definitions");

    tcase_add_loop_test(cases, every_format_is_recognised_by_its_content, 0, ROWS(headers));
    tcase_add_loop_test(cases, contests_have_the_options_that_the_file_gives_them, 0,
                        ROWS(contests));
    tcase_add_test(cases, names_are_those_on_the_ballot);
    tcase_add_loop_test(cases, ballot_styles_carry_their_contests_in_printed_order, 0,
                        ROWS(styles));
    tcase_add_loop_test(cases, targets_are_where_the_file_puts_them, 0, ROWS(targets));
    tcase_add_test(cases, the_targets_of_a_side_are_a_run);
    tcase_add_loop_test(cases, cards_have_their_published_geometry, 0, ROWS(cards));
    tcase_add_loop_test(cases, papers_of_unknown_size_are_refused, 0, ROWS(strange_papers));
    tcase_add_test(cases, a_card_can_be_measured_off_the_fiducial_marks);
    tcase_add_test(cases, each_format_gets_the_card_of_its_time);
    tcase_add_test(cases, the_hash_is_that_of_the_exact_bytes);
    tcase_add_test(cases, a_byte_order_mark_is_skipped);
    tcase_add_test(cases, a_file_is_read_and_named);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
