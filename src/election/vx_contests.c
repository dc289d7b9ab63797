/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "election/vx.h"

static struct ovalis_option *add_option(struct ovalis_reader *reader,
                                        struct ovalis_contest *contest, const char *id,
                                        const char *name)
{
    struct ovalis_option *option = &contest->options[contest->option_count++];

    option->id = ovalis_reader_copy(reader, id);
    option->name = ovalis_reader_copy(reader, name);
    return option;
}

static void read_candidate(struct ovalis_reader *reader, struct ovalis_contest *contest,
                           const struct ovalis_json *at)
{
    struct ovalis_json id = ovalis_json_member(at, "id");
    struct ovalis_json name = ovalis_json_member(at, "name");
    struct ovalis_json parties = ovalis_json_member(at, "partyIds");
    struct ovalis_option *option =
        add_option(reader, contest, ovalis_json_id(&id), ovalis_json_optional_text(&name));

    ovalis_option_parties(reader, option, &parties);
}

static bool is_write_in(const struct ovalis_json *candidate)
{
    struct ovalis_json at = ovalis_json_member(candidate, "isWriteIn");

    return json_is_true(at.value);
}

static void read_named_candidates(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                  const struct ovalis_json *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);

        if (!is_write_in(&at))
            read_candidate(reader, contest, &at);
    }
}

/* Write-in candidates that the file lists itself; they stand behind the named ones. */
static void read_write_in_candidates(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                     const struct ovalis_json *list, size_t count)
{
    int number = 0;

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_json index = ovalis_json_member(&at, "writeInIndex");

        if (!is_write_in(&at))
            continue;
        read_candidate(reader, contest, &at);
        contest->options[contest->option_count - 1].write_in = true;
        if (ovalis_json_there(&index))
            (void)ovalis_json_integer(&index, number, number, &number);
        number++;
    }
}

static size_t count_write_ins(const struct ovalis_json *list, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);

        found += is_write_in(&at);
    }
    return found;
}

static void read_candidates(struct ovalis_reader *reader, struct ovalis_contest *contest,
                            const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "candidates");
    struct ovalis_json allow = ovalis_json_member(at, "allowWriteIns");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_CONTEST_OPTIONS, "candidates");
    size_t listed = count_write_ins(&list, count);
    bool allowed = ovalis_json_optional_flag(&allow, false);
    size_t made = allowed && listed == 0 ? (size_t)contest->votes_allowed : 0;

    if (listed > 0 && !allowed)
        ovalis_json_fault(&list, "%zu write-in candidates, but write-ins are not allowed", listed);
    else if (listed > 0 && listed != (size_t)contest->votes_allowed)
        ovalis_json_fault(&list, "%zu write-in candidates for %d seats", listed,
                          contest->votes_allowed);
    if (!ovalis_contest_room(reader, contest, &list, count + made))
        return;
    read_named_candidates(reader, contest, &list, count);
    read_write_in_candidates(reader, contest, &list, count);
    ovalis_contest_add_write_ins(reader, contest, made);
}

static void read_candidate_contest(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                   const struct ovalis_json *at)
{
    struct ovalis_json seats = ovalis_json_member(at, "seats");
    struct ovalis_json party = ovalis_json_member(at, "partyId");

    contest->kind = OVALIS_CONTEST_CANDIDATE;
    if (ovalis_json_there(&party))
        contest->party = ovalis_reader_find(reader, &reader->parties, &party, "party");
    (void)ovalis_json_integer(&seats, 1, OVALIS_MAX_VOTES, &contest->votes_allowed);
    read_candidates(reader, contest, at);
    ovalis_check_contest(reader, contest, at, &seats);
}

static void read_answer(struct ovalis_reader *reader, struct ovalis_contest *contest,
                        const struct ovalis_json *at)
{
    struct ovalis_json id = ovalis_json_member(at, "id");
    struct ovalis_json label = ovalis_json_member(at, "label");

    (void)add_option(reader, contest, ovalis_json_id(&id), ovalis_json_optional_text(&label));
}

static void read_answers(struct ovalis_reader *reader, struct ovalis_contest *contest,
                         const struct ovalis_json *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);

        read_answer(reader, contest, &at);
    }
}

/* Files of 2022 leave the two answers of a question out and name them only at their targets. */
static void make_answers(struct ovalis_vx *vx, struct ovalis_contest *contest)
{
    static const char *const words[][2] = {{"yes", "Yes"}, {"no", "No"}};
    bool plain = contest->id && ovalis_id_map_find(&vx->plain_yes_no, contest->id) != OVALIS_NONE;

    for (size_t i = 0; i < 2; i++) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text id = {0};

        if (!plain)
            ovalis_text_format(&id, "%s-option-", contest->id ? contest->id : "");
        ovalis_text_add(&id, words[i][0]);
        (void)add_option(vx->reader, contest, id.bytes, words[i][1]);
    }
}

/* Two answers with keys of their own, and more in a list. */
static void read_keyed_answers(struct ovalis_vx *vx, struct ovalis_contest *contest,
                               const struct ovalis_json *at)
{
    struct ovalis_json yes = ovalis_json_member(at, "yesOption");
    struct ovalis_json no = ovalis_json_member(at, "noOption");
    struct ovalis_json more = ovalis_json_member(at, "additionalOptions");
    size_t count = ovalis_json_optional_list(&more, OVALIS_MAX_CONTEST_OPTIONS, "options");

    if (!ovalis_contest_room(vx->reader, contest, at, count + 2))
        return;
    if (ovalis_json_there(&yes) || ovalis_json_there(&no)) {
        read_answer(vx->reader, contest, &yes);
        read_answer(vx->reader, contest, &no);
    } else {
        make_answers(vx, contest);
    }
    read_answers(vx->reader, contest, &more, count);
}

static void read_question(struct ovalis_vx *vx, struct ovalis_contest *contest,
                          const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "options");
    size_t count;

    contest->kind = OVALIS_CONTEST_MEASURE;
    if (!ovalis_json_there(&list)) {
        read_keyed_answers(vx, contest, at);
    } else {
        count = ovalis_json_list(&list, OVALIS_MAX_CONTEST_OPTIONS, "options");
        if (count < 2)
            ovalis_json_fault(&list, "%zu options, expected at least 2", count);
        if (ovalis_contest_room(vx->reader, contest, &list, count))
            read_answers(vx->reader, contest, &list, count);
    }
    ovalis_check_contest(vx->reader, contest, at, at);
}

static void add_party_option(struct ovalis_reader *reader, struct ovalis_contest *contest,
                             size_t index)
{
    const struct ovalis_party *party = &reader->election->parties[index];
    struct ovalis_option *option = add_option(reader, contest, party->id, party->name);

    option->parties = ovalis_reader_array(reader, 1, sizeof *option->parties, &option->party_count);
    if (option->parties)
        option->parties[0] = index;
}

static void read_straight_party(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "optionIds");
    OVALIS_OWNED(ovalis_release) size_t *parties = NULL;
    size_t count = 0;

    contest->kind = OVALIS_CONTEST_STRAIGHT_PARTY;
    parties = ovalis_reader_find_list(reader, &reader->parties, &list, "party", &count);
    if (parties && ovalis_contest_room(reader, contest, &list, count)) {
        for (size_t i = 0; i < count; i++)
            add_party_option(reader, contest, parties[i]);
    }
    ovalis_check_contest(reader, contest, at, at);
}

static void read_kind(struct ovalis_vx *vx, struct ovalis_contest *contest,
                      const struct ovalis_json *at)
{
    struct ovalis_json type = ovalis_json_member(at, "type");
    const char *word = ovalis_json_text(&type);

    if (strcmp(word, "candidate") == 0)
        read_candidate_contest(vx->reader, contest, at);
    else if (strcmp(word, "yesno") == 0)
        read_question(vx, contest, at);
    else if (strcmp(word, "straight-party") == 0)
        read_straight_party(vx->reader, contest, at);
    else if (*word)
        ovalis_json_fault(&type, "unknown contest type \"%s\"", word);
}

static void read_contest(struct ovalis_vx *vx, size_t index, const struct ovalis_json *at)
{
    struct ovalis_reader *reader = vx->reader;
    struct ovalis_contest *contest = &reader->election->contests[index];
    struct ovalis_json id = ovalis_json_member(at, "id");
    struct ovalis_json title = ovalis_json_member(at, "title");
    struct ovalis_json district = ovalis_json_member(at, "districtId");

    contest->party = OVALIS_NONE;
    contest->votes_allowed = 1;
    contest->id = ovalis_reader_new_id(reader, &reader->contests, &id, index, "contest");
    contest->title = ovalis_reader_copy(reader, ovalis_json_optional_text(&title));
    contest->district = ovalis_reader_copy(reader, ovalis_json_optional_text(&district));
    read_kind(vx, contest, at);
    /* A straight-party contest of v4.1 may stand on every style. */
    vx->contest_district[index] = OVALIS_NONE;
    if (ovalis_json_there(&district) || contest->kind != OVALIS_CONTEST_STRAIGHT_PARTY)
        vx->contest_district[index] =
            ovalis_reader_find(reader, &reader->districts, &district, "district");
}

/* Which contests have targets called just "yes" or "no". */
static void find_plain_answers(struct ovalis_vx *vx, const struct ovalis_json *layout)
{
    struct ovalis_json list = ovalis_json_member(layout, "gridPositions");
    size_t count = json_array_size(list.value);

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json option_at = ovalis_json_member(&at, "optionId");
        struct ovalis_json contest_at = ovalis_json_member(&at, "contestId");
        const char *option = json_string_value(option_at.value);
        const char *contest = json_string_value(contest_at.value);
        bool known;

        if (!option || !contest || (strcmp(option, "yes") != 0 && strcmp(option, "no") != 0))
            continue;
        if (!ovalis_id_map_add(&vx->plain_yes_no, contest, 0, &known))
            vx->reader->memory_failed = true;
    }
}

void ovalis_vx_read_contests(struct ovalis_vx *vx)
{
    struct ovalis_election *election = vx->reader->election;
    struct ovalis_json list = ovalis_json_member(vx->root, "contests");
    struct ovalis_json layouts = ovalis_json_member(vx->root, "gridLayouts");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_CONTESTS, "contests");
    size_t held;

    for (size_t i = 0; i < json_array_size(layouts.value); i++) {
        struct ovalis_json at = ovalis_json_item(&layouts, i);

        find_plain_answers(vx, &at);
    }
    vx->contest_district =
        ovalis_reader_array(vx->reader, count, sizeof *vx->contest_district, &held);
    if (held < count)
        return;
    ovalis_reader_contests(vx->reader, count);
    for (size_t i = 0; i < election->contest_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_contest(vx, i, &at);
    }
}
