/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "ballot-maker.h"

/* Decisions, a letter for each option: V vote, G vote given by a straight-party vote, O overvoted,
 * ? pending, . not chosen. */
static void assert_decisions(const struct ovalis_contest_result *result, const char *expected)
{
    char found[MAKER_OPTIONS + 1] = "";

    for (size_t i = 0; i < result->option_count; i++) {
        static const char letters[] = {'.', 'V', 'O', '?'};

        found[i] = letters[result->options[i].decision];
        if (result->options[i].generated)
            found[i] = found[i] == 'V' ? 'G' : '!';
    }
    ck_assert_str_eq(found, expected);
}

/* The policies of the rows below. */
enum {
    NOTHING = 0,
    MARGINAL = OVALIS_ADJUDICATE_MARGINAL,
    OVERVOTE = OVALIS_ADJUDICATE_OVERVOTE,
    UNDERVOTE = OVALIS_ADJUDICATE_UNDERVOTE,
    BLANK = OVALIS_ADJUDICATE_BLANK_SHEET,
    LINES = OVALIS_ADJUDICATE_UNMARKED_WRITE_IN,
    SPARSE = 1 << 8, /* review_sparse */
    ALONE = 1 << 9   /* writing alone counts */
};

/* clang-format off */
static const struct {
    unsigned policy;
    int allowed;
    const char *marks, *decisions;
    int votes, overvotes, undervotes, write_ins;
    bool pending;
    unsigned reasons;
} one_contest[] = {
    /* vote for one */
    {NOTHING,   1, "...",  "...",  0, 0, 1, 0, false, 0},
    {NOTHING,   1, ".X.",  ".V.",  1, 0, 0, 0, false, 0},
    {NOTHING,   1, "XX.",  "OO.",  0, 1, 0, 0, false, 0},
    {OVERVOTE,  1, "XXX",  "OOO",  0, 1, 0, 0, false, OVALIS_REVIEW_OVERVOTE},
    {OVERVOTE,  1, "X..",  "V..",  1, 0, 0, 0, false, 0},
    /* vote for three */
    {NOTHING,   3, "X.X.", "V.V.", 2, 0, 1, 0, false, 0},
    {UNDERVOTE, 3, "X.X.", "V.V.", 2, 0, 1, 0, false, OVALIS_REVIEW_UNDERVOTE},
    {UNDERVOTE, 3, "XXX.", "VVV.", 3, 0, 0, 0, false, 0},
    {NOTHING,   2, "XXX.", "OOO.", 0, 2, 0, 0, false, 0},
    {NOTHING,   4, "XX",   "VV",   2, 0, 2, 0, false, 0},
    /* marginal marks: open while they could change something, whatever the policy asks */
    {NOTHING,   1, "m..",  "?..",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    {MARGINAL,  1, "m..",  "?..",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    {MARGINAL,  1, "Xm.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    {MARGINAL,  3, "XXm.", "???.", 0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    {MARGINAL,  1, "XXm",  "OO.",  0, 1, 0, 0, false, 0},
    {MARGINAL | UNDERVOTE | OVERVOTE, 1, "Xm", "??", 0, 0, 0, 0, true, OVALIS_REVIEW_MARGINAL},
    /* the band of percentages is the official's */
    {NOTHING,   1, "p..",  "...",  0, 0, 1, 0, false, 0},
    {NOTHING,   1, "pX.",  ".V.",  1, 0, 0, 0, false, 0},
    {NOTHING,   1, "P..",  "?..",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    {MARGINAL,  1, "pX.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL},
    /* weak marks count, but do not void a strong vote unseen */
    {NOTHING,   1, "s..",  "V..",  1, 0, 0, 0, false, 0},
    {SPARSE,    1, "s..",  "V..",  1, 0, 0, 0, false, OVALIS_REVIEW_SPARSE},
    {NOTHING,   1, "Xs.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "Xq.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "XXs",  "OOO",  0, 1, 0, 0, false, 0},
    {NOTHING,   2, "Xss",  "???",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   2, "Xs.",  "VV.",  2, 0, 0, 0, false, 0},
    /* flags that may change the vote */
    {NOTHING,   1, "e..",  "?..",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "Xe.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "z..",  "V..",  1, 0, 0, 0, false, 0},
    {NOTHING,   1, "Xz.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "XXe",  "OOO",  0, 1, 0, 0, false, 0},
    {NOTHING,   1, "u..",  "?..",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "b..",  "...",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "bX.",  ".V.",  1, 0, 0, 0, false, 0},
    {NOTHING,   2, "cX.",  ".?.",  0, 0, 0, 0, true,  OVALIS_REVIEW_FLAGGED},
    {NOTHING,   1, "Xo.",  "??.",  0, 0, 0, 0, true,  OVALIS_REVIEW_MARGINAL | OVALIS_REVIEW_OUTLINE},
    {NOTHING,   1, "XXo",  "???",  0, 0, 0, 0, true,  OVALIS_REVIEW_OUTLINE},
    /* write-ins hold a seat and want a name */
    {LINES,     1, "../-", "...",  0, 0, 1, 0, false, 0},
    {LINES,     1, "../w", "..?",  0, 0, 0, 1, false, 0},
    {LINES,     2, "X./w", "V.?",  1, 0, 0, 1, false, 0},
    {LINES,     3, "X./w", "V.?",  1, 0, 1, 1, false, 0},
    {LINES,     2, "../ww", "..??", 0, 0, 0, 2, false, 0},
    {LINES,     1, "X./w", "O.O",  0, 1, 0, 1, false, 0},
    {LINES,     1, "../x", "..?",  0, 0, 0, 1, false, 0},
    {LINES,     1, "../M", "..?",  0, 0, 0, 1, true,  OVALIS_REVIEW_MARGINAL},
    /* marked line without writing */
    {LINES,     1, "../n", "..?",  0, 0, 0, 1, false, OVALIS_REVIEW_EMPTY_WRITE_IN},
    {LINES,     1, "X./n", "?.?",  0, 0, 0, 1, true,  OVALIS_REVIEW_EMPTY_WRITE_IN},
    {LINES,     1, "XX/n", "OOO",  0, 1, 0, 1, false, 0},
    /* writing beside an empty oval */
    {LINES,     1, "../W", "..?",  0, 0, 0, 1, true,  OVALIS_REVIEW_UNMARKED_WRITE_IN},
    {LINES,     1, "X./W", "?.?",  0, 0, 0, 1, true,  OVALIS_REVIEW_UNMARKED_WRITE_IN},
    {LINES,     1, "XX/W", "OO.",  0, 1, 0, 1, false, 0},
    {LINES,     1, "X./i", "V..",  1, 0, 0, 0, false, 0},
    {NOTHING,   1, "X./W", "V..",  1, 0, 0, 0, false, 0},
    {ALONE,     1, "../W", "..?",  0, 0, 0, 1, false, 0},
    {ALONE,     1, "X./W", "O.O",  0, 1, 0, 1, false, 0},
    {ALONE,     1, "X./i", "?.?",  0, 0, 0, 1, true,  OVALIS_REVIEW_UNMARKED_WRITE_IN},
    /* blank sheet: this contest is the only one */
    {BLANK,     1, "..",   "..",   0, 0, 1, 0, false, 0},
};
/* clang-format on */

static void take_policy(struct maker *maker, unsigned policy)
{
    maker->policy.adjudicate = policy & 0xFF;
    maker->policy.review_sparse = policy & SPARSE;
    for (size_t i = 0; i < maker->style.target_count; i++)
        maker->targets[i].area_alone_counts = policy & ALONE;
}

static void interpret(struct ovalis_interpretation *out, const struct maker *maker)
{
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_interpret(out, &maker->election, &maker->policy, &maker->reading, &why),
                     OVALIS_OK);
}

START_TEST(a_contest_follows_its_rules)
{
    struct maker maker;
    struct ovalis_interpretation sheet;
    const struct ovalis_contest_result *result;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, one_contest[_i].allowed, one_contest[_i].marks,
                  NULL);
    take_policy(&maker, one_contest[_i].policy);
    interpret(&sheet, &maker);
    ck_assert_uint_eq(sheet.contest_count, 1);
    result = &sheet.contests[0];
    assert_decisions(result, one_contest[_i].decisions);
    ck_assert_int_eq(result->votes, one_contest[_i].votes);
    ck_assert_int_eq(result->overvotes, one_contest[_i].overvotes);
    ck_assert_int_eq(result->undervotes, one_contest[_i].undervotes);
    ck_assert_int_eq(result->write_ins, one_contest[_i].write_ins);
    ck_assert_int_eq(result->pending, one_contest[_i].pending);
    ck_assert_uint_eq(result->reasons, one_contest[_i].reasons);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(votes_lost_and_unused_add_up_to_the_votes_allowed)
{
    struct maker maker;
    struct ovalis_interpretation sheet;
    const struct ovalis_contest_result *result;
    int named = 0;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, one_contest[_i].allowed, one_contest[_i].marks,
                  NULL);
    take_policy(&maker, one_contest[_i].policy);
    interpret(&sheet, &maker);
    result = &sheet.contests[0];
    for (size_t i = 0; i < result->option_count; i++)
        named += result->options[i].decision == OVALIS_OPTION_PENDING;
    if (!result->pending)
        ck_assert_int_eq(result->votes + named + result->overvotes + result->undervotes,
                         one_contest[_i].allowed);
    else
        ck_assert_int_eq(result->votes + result->overvotes + result->undervotes, 0);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(a_sheet_goes_to_review_exactly_when_it_has_a_reason)
{
    struct maker maker;
    struct ovalis_interpretation sheet;
    bool blank_asked = one_contest[_i].policy & BLANK;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, one_contest[_i].allowed, one_contest[_i].marks,
                  NULL);
    take_policy(&maker, one_contest[_i].policy);
    interpret(&sheet, &maker);
    ck_assert_uint_eq(sheet.reasons, one_contest[_i].reasons |
                                         (blank_asked ? (unsigned)OVALIS_REVIEW_BLANK_SHEET : 0));
    ck_assert_int_eq(sheet.outcome, sheet.reasons ? OVALIS_REVIEW : OVALIS_COUNTED);
    ovalis_interpretation_release(&sheet);
}
END_TEST

/* One option with two targets, as when two parties name the same candidate. */
static const struct {
    char first, second;
    const char *decisions;
    enum ovalis_mark_state state;
    bool pending;
    unsigned reasons;
} two_targets[] = {
    {'.', '.', "..", OVALIS_UNMARKED, false, 0},
    {'X', '.', "V.", OVALIS_MARKED, false, 0},
    {'.', 'X', "V.", OVALIS_MARKED, false, 0},
    {'X', 'X', "V.", OVALIS_MARKED, false, 0},
    {'m', 'X', "V.", OVALIS_MARKED, false, 0},
    {'X', 'e', "V.", OVALIS_MARKED, false, 0},
    {'e', 'e', "?.", OVALIS_MARKED, true, OVALIS_REVIEW_FLAGGED},
    {'m', '.', "?.", OVALIS_MARGINAL, true, OVALIS_REVIEW_MARGINAL},
    {'o', 'X', "?.", OVALIS_MARKED, true, OVALIS_REVIEW_OUTLINE},
};

START_TEST(the_stronger_of_two_targets_holds_for_an_option)
{
    struct maker maker;
    struct ovalis_interpretation sheet;
    char marks[] = {two_targets[_i].first, '.', '\0'};

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, marks, NULL);
    maker_target(&maker, 0, 0, two_targets[_i].second);
    interpret(&sheet, &maker);
    assert_decisions(&sheet.contests[0], two_targets[_i].decisions);
    ck_assert_int_eq(sheet.contests[0].options[0].state, two_targets[_i].state);
    ck_assert_int_eq(sheet.contests[0].pending, two_targets[_i].pending);
    ck_assert_uint_eq(sheet.contests[0].reasons, two_targets[_i].reasons);
    ovalis_interpretation_release(&sheet);
}
END_TEST

/* Open primary: contests of parties A and B, and one of no party. */
static const struct {
    const char *a, *b, *free;
    const char *a_decisions, *b_decisions, *free_decisions;
    bool a_out, b_out, pending;
    int a_undervotes, b_undervotes;
} primaries[] = {
    {"X.", "..", "X.", "V.", "..", "V.", false, true, false, 0, 0},
    {"..", ".X", "..", "..", ".V", "..", true, false, false, 0, 0},
    {"..", "..", "X.", "..", "..", "V.", true, true, false, 0, 0},
    {"X.", ".X", "X.", "?.", ".?", "V.", false, false, true, 0, 0},
    {"XX", ".X", "..", "??", ".?", "..", false, false, true, 0, 0},
    {"X.", "m.", "..", "?.", "?.", "..", false, false, true, 0, 0},
    {"XX", "..", "..", "OO", "..", "..", false, true, false, 0, 0},
};

START_TEST(an_open_primary_takes_votes_for_one_party)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker.election.type = OVALIS_ELECTION_OPEN_PRIMARY;
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, primaries[_i].a, NULL);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, primaries[_i].b, NULL);
    maker_contest(&maker, OVALIS_CONTEST_MEASURE, 1, primaries[_i].free, NULL);
    maker.contests[0].party = 0;
    maker.contests[1].party = 1;
    interpret(&sheet, &maker);
    assert_decisions(&sheet.contests[0], primaries[_i].a_decisions);
    assert_decisions(&sheet.contests[1], primaries[_i].b_decisions);
    assert_decisions(&sheet.contests[2], primaries[_i].free_decisions);
    ck_assert_int_eq(sheet.contests[0].out_of_party, primaries[_i].a_out);
    ck_assert_int_eq(sheet.contests[1].out_of_party, primaries[_i].b_out);
    ck_assert_int_eq(sheet.contests[0].undervotes, primaries[_i].a_undervotes);
    ck_assert_int_eq(sheet.contests[1].undervotes, primaries[_i].b_undervotes);
    ck_assert_int_eq(sheet.contests[0].pending, primaries[_i].pending);
    ck_assert_int_eq((sheet.reasons & OVALIS_REVIEW_CROSSOVER) != 0, primaries[_i].pending);
    ck_assert(!sheet.contests[2].pending);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(outside_an_open_primary_the_party_of_a_contest_does_not_matter)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X.", NULL);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, ".X", NULL);
    maker.contests[0].party = 0;
    maker.contests[1].party = 1;
    interpret(&sheet, &maker);
    ck_assert_int_eq(sheet.outcome, OVALIS_COUNTED);
    ck_assert_int_eq(sheet.contests[1].votes, 1);
    ovalis_interpretation_release(&sheet);
}
END_TEST

/* Straight party. The examples follow the rule that Michigan publishes (R 168.773): own marks
 * first, then the party's candidates if all of them fit into what is left. */
static const struct {
    const char *ticket; /* of parties A, B, C */
    int allowed;
    const char *marks, *parties;
    bool controlled;
    const char *decisions;
    int votes, undervotes;
    unsigned reasons;
} straight[] = {
    {"X..", 1, "..", "AB", true, "G.", 1, 0, 0},
    {".X.", 1, "..", "AB", true, ".G", 1, 0, 0},
    {"..X", 1, "..", "AB", true, "..", 0, 1, 0}, /* no candidate of that party */
    {"X..", 1, ".X", "AB", true, ".V", 1, 0, 0}, /* own choice comes first */
    {"X..", 1, "X.", "AB", true, "V.", 1, 0, 0}, /* not twice */
    {"X..", 1, "XX", "AB", true, "OO", 0, 0, 0}, /* own overvote stays one */
    {"X..", 2, "....", "AABB", true, "GG..", 2, 0, 0},
    {"X..", 2, "..X.", "AABB", true, "..V.", 1, 1, 0}, /* two candidates, one seat: none */
    {"X..", 2, "X.X.", "AABB", true, "V.V.", 2, 0, 0},
    {"X..", 2, "X...", "AABB", true, "VG..", 2, 0, 0},
    {"X..", 3, "..X.", "AABB", true, "GGV.", 3, 0, 0},
    {"X..", 1, "../w", "AB", true, "..?", 0, 0, 0}, /* a write-in is an own choice */
    {"X..", 2, "../w", "AB", true, "G.?", 1, 0, 0},
    {"X..", 1, "..", "AB", false, "..", 0, 1, 0}, /* not reached by the ticket */
    {"...", 1, "..", "AB", true, "..", 0, 1, 0},
    {"XX.", 1, "..", "AB", true, "..", 0, 1, 0}, /* overvoted ticket gives nothing */
    {"m..", 1, "..", "AB", true, "..", 0, 0, OVALIS_REVIEW_STRAIGHT_PARTY},
    {"m..", 1, "X.", "AB", true, "V.", 1, 0, 0},
    {"X..", 1, "m.", "AB", true, "?.", 0, 0, OVALIS_REVIEW_MARGINAL},
};

static void make_straight(struct maker *maker, int row)
{
    maker_begin(maker);
    maker_contest(maker, OVALIS_CONTEST_STRAIGHT_PARTY, 1, straight[row].ticket, "ABC");
    maker_contest(maker, OVALIS_CONTEST_CANDIDATE, straight[row].allowed, straight[row].marks,
                  straight[row].parties);
    maker->contests[1].straight_party_controlled = straight[row].controlled;
}

START_TEST(a_straight_party_vote_fills_the_seats_left_over)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    make_straight(&maker, _i);
    interpret(&sheet, &maker);
    assert_decisions(&sheet.contests[1], straight[_i].decisions);
    ck_assert_int_eq(sheet.contests[1].votes, straight[_i].votes);
    ck_assert_int_eq(sheet.contests[1].undervotes, straight[_i].undervotes);
    ck_assert_uint_eq(sheet.contests[1].reasons, straight[_i].reasons);
    ck_assert_int_eq(sheet.contests[1].pending, straight[_i].reasons != 0);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(a_ticket_on_another_sheet_leaves_contests_with_room_open)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    make_straight(&maker, 0);
    for (size_t i = 0; i < 3; i++)
        maker.targets[i].sheet = 2;
    maker.reading.targets += 3; /* what was read of sheet 1 */
    maker.reading.marks += 3;
    maker.reading.writings += 3;
    maker.reading.target_count -= 3;
    interpret(&sheet, &maker);
    ck_assert_uint_eq(sheet.contest_count, 1);
    ck_assert(sheet.contests[0].pending);
    ck_assert_uint_eq(sheet.contests[0].reasons, OVALIS_REVIEW_STRAIGHT_PARTY);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(a_contest_that_was_read_in_part_has_no_numbers)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X..", NULL);
    maker.reading.target_count = 2;
    interpret(&sheet, &maker);
    ck_assert(sheet.contests[0].pending);
    ck_assert_uint_eq(sheet.reasons, OVALIS_REVIEW_INCOMPLETE);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(a_test_ballot_counts_only_in_a_test)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X.", NULL);
    maker.reading.sides[OVALIS_FRONT].identity.test_mode = true;
    interpret(&sheet, &maker);
    ck_assert_int_eq(sheet.outcome, OVALIS_REVIEW);
    ck_assert_uint_eq(sheet.reasons, OVALIS_REVIEW_TEST_BALLOT);
    ck_assert(sheet.contests[0].pending);
    ck_assert_int_eq(sheet.contests[0].votes, 0);
    ovalis_interpretation_release(&sheet);
    maker.policy.allow_test_ballots = true;
    interpret(&sheet, &maker);
    ck_assert_int_eq(sheet.outcome, OVALIS_COUNTED);
    ck_assert_int_eq(sheet.contests[0].votes, 1);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(an_unknown_outline_brings_the_sheet_to_a_person)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X.", NULL);
    maker.reading.sides[OVALIS_BACK].stray_count = 1;
    interpret(&sheet, &maker);
    ck_assert_int_eq(sheet.outcome, OVALIS_REVIEW);
    ck_assert_uint_eq(sheet.reasons, OVALIS_REVIEW_STRAY_OUTLINE);
    ck_assert_int_eq(sheet.contests[0].votes, 1);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(contests_come_in_printed_order_and_only_those_of_the_sheet)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    maker_begin(&maker);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X.", NULL);
    maker_contest(&maker, OVALIS_CONTEST_MEASURE, 1, "..", NULL);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "X.", NULL);
    maker.style_contests[0] = 2;
    maker.style_contests[1] = 0;
    maker.style_contests[2] = 1;
    for (size_t i = 2; i < 4; i++)
        maker.targets[i].contest = 0; /* contest 1 has no target here */
    interpret(&sheet, &maker);
    ck_assert_uint_eq(sheet.contest_count, 2);
    ck_assert_uint_eq(sheet.contests[0].contest, 2);
    ck_assert_uint_eq(sheet.contests[1].contest, 0);
    ck_assert(!sheet.blank);
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(a_sheet_on_hold_has_no_votes)
{
    struct maker maker;
    struct ovalis_interpretation sheet;

    make_straight(&maker, 0);
    maker_contest(&maker, OVALIS_CONTEST_CANDIDATE, 1, "XX", NULL);
    interpret(&sheet, &maker);
    ovalis_interpretation_hold(&sheet, OVALIS_REVIEW_REPEATED_IMAGE);
    ck_assert_int_eq(sheet.outcome, OVALIS_REVIEW);
    ck_assert_uint_eq(sheet.reasons, OVALIS_REVIEW_REPEATED_IMAGE);
    assert_decisions(&sheet.contests[0], "?..");
    assert_decisions(&sheet.contests[1], "..");
    assert_decisions(&sheet.contests[2], "??");
    for (size_t i = 0; i < sheet.contest_count; i++) {
        ck_assert(sheet.contests[i].pending);
        ck_assert_int_eq(sheet.contests[i].votes + sheet.contests[i].overvotes +
                             sheet.contests[i].undervotes,
                         0);
    }
    ovalis_interpretation_release(&sheet);
}
END_TEST

START_TEST(every_reason_has_a_word_and_a_sentence)
{
    for (unsigned bit = 0; bit < 32; bit++) {
        bool known = bit < OVALIS_REVIEW_REASON_COUNT;

        ck_assert_int_eq(ovalis_review_reason_name(1u << bit) != NULL, known);
        ck_assert_int_eq(ovalis_review_reason_sentence(1u << bit) != NULL, known);
    }
    ck_assert_ptr_null(ovalis_review_reason_name(3));
    ck_assert_str_eq(ovalis_review_reason_name(OVALIS_REVIEW_INCOMPLETE), "incomplete");
    ck_assert_str_eq(ovalis_review_reason_name(OVALIS_REVIEW_CROSSOVER), "crossover");
    ck_assert_str_eq(ovalis_outcome_name(OVALIS_REFUSED), "refused");
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *suite = suite_create("interpret");
    TCase *cases = tcase_create("interpret");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, a_contest_follows_its_rules, 0, ROWS(one_contest));
    tcase_add_loop_test(cases, votes_lost_and_unused_add_up_to_the_votes_allowed, 0,
                        ROWS(one_contest));
    tcase_add_loop_test(cases, a_sheet_goes_to_review_exactly_when_it_has_a_reason, 0,
                        ROWS(one_contest));
    tcase_add_loop_test(cases, the_stronger_of_two_targets_holds_for_an_option, 0,
                        ROWS(two_targets));
    tcase_add_loop_test(cases, an_open_primary_takes_votes_for_one_party, 0, ROWS(primaries));
    tcase_add_test(cases, outside_an_open_primary_the_party_of_a_contest_does_not_matter);
    tcase_add_loop_test(cases, a_straight_party_vote_fills_the_seats_left_over, 0, ROWS(straight));
    tcase_add_test(cases, a_ticket_on_another_sheet_leaves_contests_with_room_open);
    tcase_add_test(cases, a_contest_that_was_read_in_part_has_no_numbers);
    tcase_add_test(cases, a_test_ballot_counts_only_in_a_test);
    tcase_add_test(cases, an_unknown_outline_brings_the_sheet_to_a_person);
    tcase_add_test(cases, contests_come_in_printed_order_and_only_those_of_the_sheet);
    tcase_add_test(cases, a_sheet_on_hold_has_no_votes);
    tcase_add_test(cases, every_reason_has_a_word_and_a_sentence);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
