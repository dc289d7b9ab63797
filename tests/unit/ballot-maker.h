/* SPDX-License-Identifier: Apache-2.0 */
/* Small elections and readings by hand, for the rooms behind marks/. A contest is written as one
 * letter for each target of its options, "/" before its write-ins:
 *
 *   .  unmarked               X  marked               m  marginal       z  marked, smeared
 *   s  marked, sparse         e  marked, erased       q  marked by the percentages alone
 *   b  unmarked, ink beside   c  unmarked, circled    p  marginal by the percentages alone
 *   u  unmarked, measured at an uncertain place       o  marginal, outline missing
 *   P  marginal by the percentages, at an uncertain place
 *
 *   write-ins:  -  empty, nothing written    w  marked and written   n  marked, nothing written
 *               W  empty oval, written       x  marked, some ink     i  empty oval, some ink
 *               M  marginal oval, written */
#ifndef OVALIS_TESTS_BALLOT_MAKER_H
#define OVALIS_TESTS_BALLOT_MAKER_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "interpret/interpret.h"

#define MAKER_CONTESTS 8
#define MAKER_OPTIONS  8
#define MAKER_PARTIES  3
#define MAKER_TARGETS  (MAKER_CONTESTS * MAKER_OPTIONS)

struct maker {
    struct ovalis_election election;
    struct ovalis_party parties[MAKER_PARTIES];
    struct ovalis_precinct precinct;
    struct ovalis_card card;
    struct ovalis_contest contests[MAKER_CONTESTS];
    struct ovalis_option options[MAKER_CONTESTS][MAKER_OPTIONS];
    size_t option_party[MAKER_CONTESTS][MAKER_OPTIONS];
    struct ovalis_style style;
    size_t style_contests[MAKER_CONTESTS];
    size_t style_precinct;
    char *style_precinct_id;
    struct ovalis_target targets[MAKER_TARGETS];
    const struct ovalis_target *target_list[MAKER_TARGETS];
    struct ovalis_mark marks[MAKER_TARGETS];
    struct ovalis_writing writings[MAKER_TARGETS];
    struct ovalis_sheet_reading reading;
    struct ovalis_policy policy;
    char texts[256][48];
    size_t text_count;
};

static inline char *maker_text(struct maker *maker, const char *format, size_t a, size_t b)
{
    char *text = maker->texts[maker->text_count++];

    ck_assert_uint_lt(maker->text_count, 256);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof maker->texts[0], format, a, b);
#pragma GCC diagnostic pop
    return text;
}

/* An election with three parties, one precinct, one style without contests. */
static inline void maker_begin(struct maker *maker)
{
    static const char *const parties[MAKER_PARTIES] = {"Aye", "Bee", "Cee"};

    *maker = (struct maker){0};
    for (size_t i = 0; i < MAKER_PARTIES; i++) {
        maker->parties[i].id = maker_text(maker, "party-%zu", i, 0);
        maker->parties[i].name = (char *)parties[i];
        maker->parties[i].abbreviation = (char *)parties[i];
    }
    maker->precinct = (struct ovalis_precinct){"precinct-1", "Ward One"};
    maker->card = (struct ovalis_card){.width_mm = 215.9, .height_mm = 279.4, .columns = 34};
    maker->style_precinct_id = maker->precinct.id;
    maker->style = (struct ovalis_style){.id = "12",
                                         .precinct_ids = &maker->style_precinct_id,
                                         .precincts = &maker->style_precinct,
                                         .precinct_count = 1,
                                         .party = OVALIS_NONE,
                                         .contests = maker->style_contests,
                                         .targets = maker->targets,
                                         .sheet_count = 1};
    maker->election = (struct ovalis_election){.title = "Election of Tests",
                                               .date = "2022-07-12",
                                               .state = "State of Tests",
                                               .jurisdiction = "Testshire",
                                               .parties = maker->parties,
                                               .party_count = MAKER_PARTIES,
                                               .precincts = &maker->precinct,
                                               .precinct_count = 1,
                                               .contests = maker->contests,
                                               .cards = &maker->card,
                                               .card_count = 1,
                                               .styles = &maker->style,
                                               .style_count = 1};
    memset(maker->election.hash.bytes, 0xA5, OVALIS_SHA256_SIZE);
    ovalis_sha256_hex(&maker->election.hash, maker->election.hash_hex);
    maker->reading = (struct ovalis_sheet_reading){.style = &maker->style,
                                                   .sheet = 1,
                                                   .targets = maker->target_list,
                                                   .marks = maker->marks,
                                                   .writings = maker->writings};
    maker->reading.sides[OVALIS_FRONT].present = true;
    maker->policy = (struct ovalis_policy){.marginal_fill = 0.05, .definite_fill = 0.07};
}

static inline void maker_mark(char letter, struct ovalis_mark *mark, struct ovalis_writing *writing)
{
    static const struct {
        char letter;
        enum ovalis_mark_state state;
        unsigned flags;
        enum ovalis_writing_state writing;
    } letters[] = {
        {'.', OVALIS_UNMARKED, 0, OVALIS_WRITING_NONE},
        {'X', OVALIS_MARKED, 0, OVALIS_WRITING_NONE},
        {'m', OVALIS_MARGINAL, OVALIS_MARK_SHORT, OVALIS_WRITING_NONE},
        {'s', OVALIS_MARKED, OVALIS_MARK_SPARSE, OVALIS_WRITING_NONE},
        {'e', OVALIS_MARKED, OVALIS_MARK_ERASED, OVALIS_WRITING_NONE},
        {'z', OVALIS_MARKED, OVALIS_MARK_ERASED, OVALIS_WRITING_NONE},
        {'q', OVALIS_MARKED, OVALIS_MARK_POLICY, OVALIS_WRITING_NONE},
        {'b', OVALIS_UNMARKED, OVALIS_MARK_BESIDE, OVALIS_WRITING_NONE},
        {'c', OVALIS_UNMARKED, OVALIS_MARK_CIRCLED, OVALIS_WRITING_NONE},
        {'p', OVALIS_MARGINAL, OVALIS_MARK_POLICY, OVALIS_WRITING_NONE},
        {'P', OVALIS_MARGINAL, OVALIS_MARK_POLICY | OVALIS_MARK_UNCERTAIN_PLACE,
         OVALIS_WRITING_NONE},
        {'u', OVALIS_UNMARKED, OVALIS_MARK_UNCERTAIN_PLACE, OVALIS_WRITING_NONE},
        {'o', OVALIS_MARGINAL, OVALIS_MARK_OUTLINE_MISSING, OVALIS_WRITING_NONE},
        {'-', OVALIS_UNMARKED, 0, OVALIS_WRITING_NONE},
        {'w', OVALIS_MARKED, 0, OVALIS_WRITING_PRESENT},
        {'n', OVALIS_MARKED, 0, OVALIS_WRITING_NONE},
        {'W', OVALIS_UNMARKED, 0, OVALIS_WRITING_PRESENT},
        {'x', OVALIS_MARKED, 0, OVALIS_WRITING_SOME},
        {'i', OVALIS_UNMARKED, 0, OVALIS_WRITING_SOME},
        {'M', OVALIS_MARGINAL, OVALIS_MARK_SHORT, OVALIS_WRITING_PRESENT},
    };

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (letters[i].letter != letter)
            continue;
        mark->state = letters[i].state;
        mark->flags = letters[i].flags;
        writing->state = letters[i].writing;
        /* A blank measures 0.004, a mark 0.4, what lies between 0.06: as on real paper. */
        mark->measures.fill = letter == 'e'                    ? 0.2
                              : mark->state == OVALIS_MARKED   ? 0.4
                              : mark->state == OVALIS_MARGINAL ? 0.06
                                                               : 0.004;
        return;
    }
    ck_abort_msg("no such letter: %c", letter);
}

/* One more target, for an option that is there. */
static inline void maker_target(struct maker *maker, size_t contest, size_t option, char letter)
{
    size_t index = maker->style.target_count++;
    struct ovalis_target *target = &maker->targets[index];

    ck_assert_uint_lt(index, MAKER_TARGETS);
    *target = (struct ovalis_target){.sheet = 1,
                                     .side = OVALIS_FRONT,
                                     .place = {2.0 + (double)contest, 3.0 + (double)index},
                                     .contest = contest,
                                     .option = option};
    target->has_area = maker->contests[contest].options[option].write_in;
    maker->target_list[index] = target;
    maker_mark(letter, &maker->marks[index], &maker->writings[index]);
    maker->reading.target_count = maker->style.target_count;
}

/* A contest whose options carry the party of `parties`, a letter each ('A', 'B', 'C', '-' for none;
 * NULL: none). Gives its index. */
static inline size_t maker_contest(struct maker *maker, enum ovalis_contest_kind kind, int allowed,
                                   const char *letters, const char *parties)
{
    size_t index = maker->election.contest_count++;
    struct ovalis_contest *contest = &maker->contests[index];
    bool write_in = false;

    ck_assert_uint_lt(index, MAKER_CONTESTS);
    *contest = (struct ovalis_contest){.kind = kind,
                                       .votes_allowed = allowed,
                                       .party = OVALIS_NONE,
                                       .options = maker->options[index],
                                       .district = "district-1"};
    contest->id = maker_text(maker, "contest-%zu", index, 0);
    contest->title = maker_text(maker, "Contest %zu", index, 0);
    maker->style_contests[maker->style.contest_count++] = index;
    for (const char *letter = letters; *letter; letter++) {
        size_t number = contest->option_count;
        struct ovalis_option *option = &maker->options[index][number];

        if (*letter == '/') {
            write_in = true;
            continue;
        }
        ck_assert_uint_lt(number, MAKER_OPTIONS);
        contest->option_count++;
        option->write_in = write_in;
        option->id = maker_text(maker, write_in ? "write-in-%zu" : "option-%zu-%zu",
                                write_in ? number : index, number);
        option->name = write_in ? "" : maker_text(maker, "Name %zu-%zu", index, number);
        option->parties = &maker->option_party[index][number];
        if (!write_in && parties && parties[number] != '-') {
            maker->option_party[index][number] = (size_t)(parties[number] - 'A');
            option->party_count = 1;
        }
        maker_target(maker, index, number, *letter);
    }
    return index;
}

#endif
