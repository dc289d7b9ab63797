/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "election/vx.h"

static void read_precincts_of(struct ovalis_reader *reader, struct ovalis_style *style,
                              const struct ovalis_json *list)
{
    size_t held;

    style->precincts = ovalis_reader_find_list(reader, &reader->precincts, list, "precinct",
                                               &style->precinct_count);
    style->precinct_ids =
        ovalis_reader_array(reader, style->precinct_count, sizeof *style->precinct_ids, &held);
    for (size_t i = 0; i < held; i++)
        style->precinct_ids[i] = reader->election->precincts[style->precincts[i]].id;
    if (json_array_size(list->value) == 0)
        ovalis_json_fault(list, "a ballot style without precincts");
}

static void check_candidates(struct ovalis_reader *reader, size_t contest,
                             const struct ovalis_json *list)
{
    const struct ovalis_contest *about = &reader->election->contests[contest];
    size_t count = ovalis_json_list(list, OVALIS_MAX_CONTEST_OPTIONS, "candidates");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_json id_at = ovalis_json_member(&at, "id");
        const char *id = ovalis_json_id(&id_at);

        if (id && ovalis_contest_option(reader, contest, id) == OVALIS_NONE)
            ovalis_json_fault(&id_at, "contest \"%s\" has no option \"%s\"", about->id, id);
    }
}

/* The printed order of v4.0 repeats what the positions say; it must speak of the same things. */
static void check_rotation(struct ovalis_reader *reader, const struct ovalis_json *style)
{
    struct ovalis_json at = ovalis_json_member(style, "orderedCandidatesByContest");
    json_t *object =
        (json_t *)(uintptr_t)at.value; /* jansson walks objects through plain pointers */
    void *step;

    if (!ovalis_json_there(&at) || !ovalis_json_object(&at))
        return;
    for (step = json_object_iter(object); step; step = json_object_iter_next(object, step)) {
        struct ovalis_json list = ovalis_json_member(&at, json_object_iter_key(step));
        size_t contest = ovalis_id_map_find(&reader->contests, list.key);

        if (contest == OVALIS_NONE)
            ovalis_json_fault(&list, "no such contest: \"%s\"", list.key);
        else
            check_candidates(reader, contest, &list);
    }
}

static void read_style(struct ovalis_vx *vx, size_t index, const struct ovalis_json *at)
{
    struct ovalis_reader *reader = vx->reader;
    struct ovalis_style *style = &reader->election->styles[index];
    struct ovalis_json id = ovalis_json_member(at, "id");
    struct ovalis_json precincts = ovalis_json_member(at, "precincts");
    struct ovalis_json districts = ovalis_json_member(at, "districts");
    struct ovalis_json party = ovalis_json_member(at, "partyId");
    OVALIS_OWNED(ovalis_release) size_t *indexes = NULL;
    size_t count;

    style->party = OVALIS_NONE;
    style->id = ovalis_reader_new_id(reader, &reader->styles, &id, index, "ballot style");
    read_precincts_of(reader, style, &precincts);
    /* Read again for each layout: here their faults are found, each once. */
    indexes = ovalis_reader_find_list(reader, &reader->districts, &districts, "district", &count);
    if (ovalis_json_there(&party))
        style->party = ovalis_reader_find(reader, &reader->parties, &party, "party");
    check_rotation(reader, at);
}

static bool party_fits(const struct ovalis_election *election, const struct ovalis_contest *contest,
                       const struct ovalis_style *style)
{
    return contest->party == OVALIS_NONE || contest->party == style->party ||
           (election->type == OVALIS_ELECTION_OPEN_PRIMARY && style->party == OVALIS_NONE);
}

/* "primary" has meant closed ones, with a party on every style, and from 2025 on also ballots that
 * carry the contests of all parties, on styles without a party. */
static void find_open_primary(struct ovalis_vx *vx)
{
    struct ovalis_election *election = vx->reader->election;
    struct ovalis_json type = ovalis_json_member(vx->root, "type");
    const char *word = json_string_value(type.value);
    bool partisan = false;

    for (size_t i = 0; i < election->style_count; i++) {
        if (election->styles[i].party != OVALIS_NONE)
            return;
    }
    for (size_t i = 0; i < election->contest_count; i++)
        partisan |= election->contests[i].party != OVALIS_NONE;
    if (partisan && word && strcmp(word, "primary") == 0)
        election->type = OVALIS_ELECTION_OPEN_PRIMARY;
}

/* Contests of the style's districts, less those of other parties. */
static void expect_contests(struct ovalis_vx *vx, size_t index, bool *in_style)
{
    const struct ovalis_election *election = vx->reader->election;
    struct ovalis_json styles = ovalis_json_member(vx->root, "ballotStyles");
    struct ovalis_json at = ovalis_json_item(&styles, index);
    struct ovalis_json districts = ovalis_json_member(&at, "districts");

    memset(in_style, 0, OVALIS_MAX_DISTRICTS * sizeof *in_style);
    for (size_t i = 0; i < json_array_size(districts.value); i++) {
        const char *id = json_string_value(json_array_get(districts.value, i));
        size_t district = id ? ovalis_id_map_find(&vx->reader->districts, id) : OVALIS_NONE;

        if (district != OVALIS_NONE)
            in_style[district] = true;
    }
    for (size_t i = 0; i < election->contest_count; i++) {
        size_t district = vx->contest_district[i];

        vx->reader->expected[i] =
            district != OVALIS_NONE && in_style[district] &&
            party_fits(election, &election->contests[i], &election->styles[index]);
    }
}

/* Some writers put a straight-party contest on styles outside its district. */
static void expect_straight_party(struct ovalis_reader *reader)
{
    for (size_t i = 0; i < reader->draft_count; i++) {
        size_t contest = reader->draft[i].target.contest;

        if (reader->election->contests[contest].kind == OVALIS_CONTEST_STRAIGHT_PARTY)
            reader->expected[contest] = true;
    }
}

static void finish_style(struct ovalis_vx *vx, size_t index, bool *in_style,
                         const struct ovalis_json *at)
{
    expect_contests(vx, index, in_style);
    expect_straight_party(vx->reader);
    ovalis_style_finish(vx->reader, &vx->reader->election->styles[index], at);
}

static void read_layout(struct ovalis_vx *vx, const struct ovalis_json *at, bool *in_style,
                        bool *has_layout)
{
    struct ovalis_reader *reader = vx->reader;
    struct ovalis_json id = ovalis_json_member(at, "ballotStyleId");
    struct ovalis_json list = ovalis_json_member(at, "gridPositions");
    size_t style = ovalis_reader_find(reader, &reader->styles, &id, "ballot style");

    if (style == OVALIS_NONE)
        return;
    if (has_layout[style]) {
        ovalis_json_fault(&id, "ballot style \"%s\" has a second layout",
                          reader->election->styles[style].id);
        return;
    }
    has_layout[style] = true;
    ovalis_vx_read_grid_positions(reader, &list);
    finish_style(vx, style, in_style, at);
}

static void read_layouts(struct ovalis_vx *vx, const struct ovalis_json *styles, bool *in_style,
                         bool *has_layout)
{
    const struct ovalis_election *election = vx->reader->election;
    struct ovalis_json layouts = ovalis_json_member(vx->root, "gridLayouts");
    size_t count = ovalis_json_list(&layouts, OVALIS_MAX_STYLES, "grid layouts");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&layouts, i);

        read_layout(vx, &at, in_style, has_layout);
    }
    for (size_t i = 0; i < election->style_count; i++) {
        struct ovalis_json at = ovalis_json_item(styles, i);

        if (!has_layout[i])
            ovalis_json_fault(&at, "no grid layout for ballot style \"%s\"",
                              election->styles[i].id);
    }
}

static void read_positions_in_styles(struct ovalis_vx *vx, const struct ovalis_json *styles,
                                     bool *in_style)
{
    for (size_t i = 0; i < vx->reader->election->style_count; i++) {
        struct ovalis_json at = ovalis_json_item(styles, i);
        struct ovalis_json list = ovalis_json_member(&at, "ballotPositions");

        ovalis_vx_read_ballot_positions(vx->reader, &list);
        finish_style(vx, i, in_style, &at);
    }
}

void ovalis_vx_read_styles(struct ovalis_vx *vx)
{
    struct ovalis_reader *reader = vx->reader;
    struct ovalis_election *election = reader->election;
    struct ovalis_json list = ovalis_json_member(vx->root, "ballotStyles");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_STYLES, "ballot styles");
    OVALIS_OWNED(ovalis_release) bool *in_style = NULL;
    OVALIS_OWNED(ovalis_release) bool *has_layout = NULL;
    size_t held;

    election->styles =
        ovalis_reader_array(reader, count, sizeof *election->styles, &election->style_count);
    /* Indexes of the map can be as high as the list is long. */
    in_style = ovalis_reader_array(reader, OVALIS_MAX_DISTRICTS, sizeof *in_style, &held);
    has_layout = ovalis_reader_array(reader, count + 1, sizeof *has_layout, &held);
    if (reader->memory_failed || !in_style || !has_layout)
        return;
    for (size_t i = 0; i < election->style_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_style(vx, i, &at);
    }
    find_open_primary(vx);
    if (election->format == OVALIS_DEFINITION_VX_4_1)
        read_positions_in_styles(vx, &list, in_style);
    else
        read_layouts(vx, &list, in_style, has_layout);
}
