/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "election/cdf.h"

/* The names of a ticket's candidates, joined. */
static char *names_of(struct ovalis_cdf *cdf, const struct ovalis_json *list)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text names = {0};
    OVALIS_OWNED(ovalis_release) size_t *indexes = NULL;
    size_t count = 0;

    indexes = ovalis_reader_find_list(cdf->reader, &cdf->candidates, list, "candidate", &count);
    if (count == 0 && json_array_size(list->value) == 0 && json_is_array(list->value))
        ovalis_json_fault(list, "an option without a candidate");
    for (size_t i = 0; i < count && indexes[i] < cdf->candidate_count; i++) {
        ovalis_text_add(&names, i > 0 ? " / " : "");
        ovalis_text_add(&names, cdf->candidate_names[indexes[i]]);
    }
    cdf->reader->memory_failed |= names.failed;
    return ovalis_reader_copy(cdf->reader, names.bytes);
}

static void read_option(struct ovalis_cdf *cdf, struct ovalis_contest *contest,
                        const struct ovalis_json *at, bool write_in)
{
    struct ovalis_option *option = &contest->options[contest->option_count++];
    struct ovalis_json id = ovalis_json_member(at, "@id");
    struct ovalis_json candidates = ovalis_json_member(at, "CandidateIds");
    struct ovalis_json selection = ovalis_json_member(at, "Selection");
    struct ovalis_json parties = ovalis_json_member(
        at, contest->kind == OVALIS_CONTEST_STRAIGHT_PARTY ? "PartyIds" : "EndorsementPartyIds");

    option->id = ovalis_reader_copy(cdf->reader, ovalis_json_id(&id));
    option->write_in = write_in;
    ovalis_option_parties(cdf->reader, option, &parties);
    if (contest->kind == OVALIS_CONTEST_CANDIDATE && !write_in)
        option->name = names_of(cdf, &candidates);
    else if (contest->kind == OVALIS_CONTEST_STRAIGHT_PARTY && option->party_count > 0)
        option->name = ovalis_reader_copy(cdf->reader,
                                          cdf->reader->election->parties[option->parties[0]].name);
    else
        option->name = ovalis_reader_copy(cdf->reader, ovalis_cdf_words(&selection));
}

static bool is_write_in(const struct ovalis_json *option)
{
    struct ovalis_json at = ovalis_json_member(option, "IsWriteIn");

    return json_is_true(at.value);
}

static void check_option_class(const struct ovalis_json *option, const char *expected)
{
    const char *word = ovalis_cdf_class(option);

    if (strcmp(word, expected) != 0)
        ovalis_json_fault(option, "expected a %s, found \"%s\"", expected, word);
}

/* Named options first, then write-ins, each in file order. */
static void read_options(struct ovalis_cdf *cdf, struct ovalis_contest *contest,
                         const struct ovalis_json *list, const char *class_name)
{
    size_t count = ovalis_json_list(list, OVALIS_MAX_CONTEST_OPTIONS, "options");

    if (!ovalis_contest_room(cdf->reader, contest, list, count))
        return;
    for (int write_ins = 0; write_ins < 2; write_ins++) {
        for (size_t i = 0; i < count; i++) {
            struct ovalis_json at = ovalis_json_item(list, i);

            if (is_write_in(&at) != write_ins)
                continue;
            check_option_class(&at, class_name);
            read_option(cdf, contest, &at, write_ins);
        }
    }
}

/* VxSuite counts write-in lines from 0 where it gives their places; files of February 2024 count
 * the same lines from 1 in the contest. One name is kept: that of the place. */
static void rename_vx_write_ins(struct ovalis_cdf *cdf, struct ovalis_contest *contest)
{
    size_t number = 0;

    for (size_t i = 0; i < contest->option_count; i++) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text from_one = {0};
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text from_zero = {0};
        struct ovalis_option *option = &contest->options[i];

        if (!option->write_in || !option->id)
            continue;
        ovalis_text_format(&from_zero, "%s-option-write-in-%zu", contest->id, number);
        ovalis_text_format(&from_one, "%s-option-write-in-%zu", contest->id, ++number);
        if (from_one.failed || from_zero.failed) {
            cdf->reader->memory_failed = true;
        } else if (strcmp(option->id, from_one.bytes) == 0) {
            ovalis_release(&option->id);
            option->id = ovalis_reader_copy(cdf->reader, from_zero.bytes);
        }
    }
}

static void read_candidate_contest(struct ovalis_cdf *cdf, struct ovalis_contest *contest,
                                   const struct ovalis_json *at, const struct ovalis_json *options)
{
    struct ovalis_json votes = ovalis_json_member(at, "VotesAllowed");
    struct ovalis_json ranks = ovalis_json_member(at, "RanksAllowed");
    struct ovalis_json list = ovalis_json_member(at, "PrimaryPartyIds");
    struct ovalis_json party = ovalis_json_item(&list, 0);
    int ranks_allowed = 1;

    (void)ovalis_json_integer(&votes, 1, OVALIS_MAX_VOTES, &contest->votes_allowed);
    if (ovalis_json_there(&ranks))
        (void)ovalis_json_integer(&ranks, 0, 1000, &ranks_allowed);
    if (ranks_allowed > 1)
        ovalis_json_fault(&ranks, "ranked contests are not supported");
    if (ovalis_json_optional_list(&list, 1, "parties of a primary contest") > 0)
        contest->party = ovalis_reader_find(cdf->reader, &cdf->reader->parties, &party, "party");
    read_options(cdf, contest, options, "CandidateOption");
    if (cdf->vx)
        rename_vx_write_ins(cdf, contest);
    ovalis_check_contest(cdf->reader, contest, at, &votes);
}

/* Interpretation knows one rule: own marks first, the party's candidates into the seats left over.
 * Where own marks shut the party out, that differs as soon as there is more than one seat. */
static void mark_controlled(struct ovalis_contest *contest, const struct ovalis_json *at,
                            bool exclusive)
{
    contest->straight_party_controlled = true;
    if (contest->kind != OVALIS_CONTEST_CANDIDATE)
        ovalis_json_fault(at,
                          "straight-party votes for contest \"%s\", which has no candidates, "
                          "are not supported",
                          contest->id);
    else if (exclusive && contest->votes_allowed > 1)
        ovalis_json_fault(at,
                          "exclusive straight-party votes for contest \"%s\" with %d seats "
                          "are not supported",
                          contest->id, contest->votes_allowed);
}

/* Which contests a straight-party vote reaches is said in it; ids are looked up when all contests
 * are known. */
static void read_controlled(struct ovalis_cdf *cdf, const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "ControlledContestIds");
    struct ovalis_json rules = ovalis_json_member(at, "StraightPartyRuleset");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_CONTESTS, "contests");
    const char *word = ovalis_json_text(&rules);
    bool exclusive = strcmp(word, "exclusive") == 0;

    if (strcmp(word, "other") == 0)
        ovalis_json_fault(&rules, "straight-party rules of an own kind are not supported");
    else if (*word && !exclusive && strcmp(word, "inclusive") != 0)
        ovalis_json_fault(&rules, "unknown straight-party rules \"%s\"", word);
    for (size_t i = 0; i < count; i++) {
        struct ovalis_json id = ovalis_json_item(&list, i);
        size_t contest = ovalis_reader_find(cdf->reader, &cdf->reader->contests, &id, "contest");

        if (contest != OVALIS_NONE)
            mark_controlled(&cdf->reader->election->contests[contest], &id, exclusive);
    }
}

static void read_kind(struct ovalis_cdf *cdf, struct ovalis_contest *contest,
                      const struct ovalis_json *at)
{
    struct ovalis_json options = ovalis_json_member(at, "ContestOption");
    const char *word = ovalis_cdf_class(at);

    contest->kind = OVALIS_CONTEST_MEASURE;
    if (strcmp(word, "CandidateContest") == 0) {
        contest->kind = OVALIS_CONTEST_CANDIDATE;
        read_candidate_contest(cdf, contest, at, &options);
    } else if (strcmp(word, "BallotMeasureContest") == 0 || strcmp(word, "RetentionContest") == 0) {
        read_options(cdf, contest, &options, "BallotMeasureOption");
        ovalis_check_contest(cdf->reader, contest, at, at);
    } else if (strcmp(word, "StraightPartyContest") == 0) {
        contest->kind = OVALIS_CONTEST_STRAIGHT_PARTY;
        read_options(cdf, contest, &options, "PartyOption");
        ovalis_check_contest(cdf->reader, contest, at, at);
    } else {
        ovalis_json_fault(at, "contests of the kind \"%s\" are not supported", word);
    }
}

static void read_contest(struct ovalis_cdf *cdf, size_t index, const struct ovalis_json *at)
{
    struct ovalis_reader *reader = cdf->reader;
    struct ovalis_contest *contest = &reader->election->contests[index];
    struct ovalis_json id = ovalis_json_member(at, "@id");
    struct ovalis_json title = ovalis_json_member(at, "BallotTitle");
    struct ovalis_json name = ovalis_json_member(at, "Name");
    struct ovalis_json district = ovalis_json_member(at, "ElectionDistrictId");
    const char *words = ovalis_cdf_words(&title);

    contest->party = OVALIS_NONE;
    contest->votes_allowed = 1;
    contest->id = ovalis_reader_new_id(reader, &reader->contests, &id, index, "contest");
    contest->title = ovalis_reader_copy(reader, *words ? words : ovalis_json_optional_text(&name));
    contest->district = ovalis_reader_copy(reader, json_string_value(district.value));
    (void)ovalis_reader_find(reader, &cdf->units, &district, "reporting unit");
    if (contest->id)
        read_kind(cdf, contest, at);
}

void ovalis_cdf_read_contests(struct ovalis_cdf *cdf)
{
    struct ovalis_election *election = cdf->reader->election;
    struct ovalis_json list = ovalis_json_member(cdf->election, "Contest");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_CONTESTS, "contests");

    ovalis_reader_contests(cdf->reader, count);
    for (size_t i = 0; i < election->contest_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_contest(cdf, i, &at);
    }
    for (size_t i = 0; i < election->contest_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        if (election->contests[i].kind == OVALIS_CONTEST_STRAIGHT_PARTY)
            read_controlled(cdf, &at);
    }
}
