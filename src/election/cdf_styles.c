/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "election/cdf.h"

/* Headers inside headers; printed ballots have two levels. */
#define HEADER_DEPTH 8

/* What is gathered while the ordered content of one style is walked. */
struct walk {
    struct ovalis_cdf *cdf;
    struct ovalis_style *style;
    size_t format; /* OVALIS_NONE until the first contest with a place */
    size_t rank;
};

static void read_id(struct ovalis_cdf *cdf, struct ovalis_style *style, size_t index,
                    const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "ExternalIdentifier");
    struct ovalis_json first = ovalis_json_item(&list, 0);
    struct ovalis_json value = ovalis_json_member(&first, "Value");
    char made[32];
    bool known = false;

    if (ovalis_json_there(&first)) {
        style->id =
            ovalis_reader_new_id(cdf->reader, &cdf->reader->styles, &value, index, "ballot style");
        return;
    }
    (void)snprintf(made, sizeof made, "style-%zu", index + 1);
    style->id = ovalis_reader_copy(cdf->reader, made);
    if (style->id && !ovalis_id_map_add(&cdf->reader->styles, style->id, index, &known))
        cdf->reader->memory_failed = true;
    if (known)
        ovalis_json_fault(at, "ballot style \"%s\" is defined twice", made);
}

static bool has_precinct(const struct ovalis_style *style, size_t precinct)
{
    for (size_t i = 0; i < style->precinct_count; i++) {
        if (style->precincts[i] == precinct)
            return true;
    }
    return false;
}

/* Several parts of one precinct count once. */
static void read_precincts(struct ovalis_cdf *cdf, struct ovalis_style *style,
                           const struct ovalis_json *at)
{
    struct ovalis_reader *reader = cdf->reader;
    struct ovalis_json list = ovalis_json_member(at, "GpUnitIds");
    OVALIS_OWNED(ovalis_release) size_t *units = NULL;
    size_t count;
    size_t held;

    units = ovalis_reader_find_list(reader, &cdf->units, &list, "reporting unit", &count);
    style->precincts = ovalis_reader_array(reader, count, sizeof *style->precincts, &held);
    style->precinct_ids = ovalis_reader_array(reader, count, sizeof *style->precinct_ids, &held);
    if (json_array_size(list.value) == 0)
        ovalis_json_fault(&list, "a ballot style without precincts");
    for (size_t i = 0; style->precincts && style->precinct_ids && i < count; i++) {
        size_t precinct = cdf->unit_precinct ? cdf->unit_precinct[units[i]] : OVALIS_NONE;

        if (precinct == OVALIS_NONE || has_precinct(style, precinct))
            continue;
        style->precincts[style->precinct_count] = precinct;
        style->precinct_ids[style->precinct_count++] = reader->election->precincts[precinct].id;
    }
}

static void read_party(struct ovalis_cdf *cdf, struct ovalis_style *style,
                       const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "PartyIds");
    OVALIS_OWNED(ovalis_release) size_t *parties = NULL;
    size_t count = 0;

    style->party = OVALIS_NONE;
    if (!ovalis_json_there(&list))
        return;
    parties = ovalis_reader_find_list(cdf->reader, &cdf->reader->parties, &list, "party", &count);
    if (count == 1)
        style->party = parties[0];
    else if (count > 1 && cdf->reader->election->type != OVALIS_ELECTION_OPEN_PRIMARY)
        ovalis_json_fault(&list, "%zu parties on one ballot style, but no open primary", count);
}

static void read_places(struct walk *walk, const struct ovalis_json *at, size_t contest)
{
    struct ovalis_json list = ovalis_json_member(at, "Physical");
    size_t count = ovalis_json_optional_list(&list, OVALIS_CDF_MAX_FORMATS, "physical contests");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json physical = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&physical, "BallotFormatId");
        size_t format =
            ovalis_reader_find(walk->cdf->reader, &walk->cdf->formats, &id, "ballot format");

        if (format == OVALIS_NONE)
            continue;
        if (walk->format == OVALIS_NONE)
            walk->format = format;
        /* A style may be laid out for several formats: the first is read. */
        if (format == walk->format)
            ovalis_cdf_read_physical(walk->cdf, &physical, contest, format, walk->rank);
    }
}

static void check_order(struct ovalis_cdf *cdf, const struct ovalis_json *at, size_t index)
{
    const struct ovalis_contest *contest = &cdf->reader->election->contests[index];
    struct ovalis_json list = ovalis_json_member(at, "OrderedContestOptionIds");
    size_t count = ovalis_json_optional_list(&list, OVALIS_MAX_TARGETS, "options");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json option = ovalis_json_item(&list, i);
        const char *id = ovalis_json_id(&option);

        if (id && ovalis_contest_option(cdf->reader, index, id) == OVALIS_NONE && !cdf->vx)
            ovalis_json_fault(&option, "contest \"%s\" has no option \"%s\"", contest->id, id);
    }
}

static void read_ordered_contest(struct walk *walk, const struct ovalis_json *at)
{
    struct ovalis_reader *reader = walk->cdf->reader;
    struct ovalis_json id = ovalis_json_member(at, "ContestId");
    size_t index = ovalis_reader_find(reader, &reader->contests, &id, "contest");
    const struct ovalis_contest *contest;

    if (index == OVALIS_NONE)
        return;
    contest = &reader->election->contests[index];
    if (reader->expected[index])
        ovalis_json_fault(&id, "contest \"%s\" is on ballot style \"%s\" twice", contest->id,
                          walk->style->id);
    if (contest->party != OVALIS_NONE && walk->style->party != OVALIS_NONE &&
        contest->party != walk->style->party)
        ovalis_json_fault(&id, "contest \"%s\" of party \"%s\" is on a ballot of party \"%s\"",
                          contest->id, reader->election->parties[contest->party].id,
                          reader->election->parties[walk->style->party].id);
    reader->expected[index] = true;
    check_order(walk->cdf, at, index);
    read_places(walk, at, index);
    walk->rank++;
}

/* Recursion is bounded by HEADER_DEPTH. */
static void read_content(struct walk *walk, const struct ovalis_json *list, int depth)
{
    size_t count = ovalis_json_optional_list(list, OVALIS_MAX_CONTESTS, "contests and headers");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_json inner = ovalis_json_member(&at, "OrderedContent");
        const char *word = ovalis_cdf_class(&at);

        if (strcmp(word, "OrderedContest") == 0)
            read_ordered_contest(walk, &at);
        else if (strcmp(word, "OrderedHeader") != 0)
            ovalis_json_fault(&at, "expected an OrderedContest or OrderedHeader, found \"%s\"",
                              word);
        else if (depth == HEADER_DEPTH)
            ovalis_json_fault(&at, "headers nested deeper than %d levels", HEADER_DEPTH);
        else
            read_content(walk, &inner, depth + 1);
    }
}

static void read_style(struct ovalis_cdf *cdf, size_t index, const struct ovalis_json *at)
{
    struct ovalis_reader *reader = cdf->reader;
    struct ovalis_style *style = &reader->election->styles[index];
    struct ovalis_json content = ovalis_json_member(at, "OrderedContent");
    struct walk walk = {.cdf = cdf, .style = style, .format = OVALIS_NONE};

    read_id(cdf, style, index, at);
    read_precincts(cdf, style, at);
    read_party(cdf, style, at);
    memset(reader->expected, 0, reader->election->contest_count * sizeof *reader->expected);
    read_content(&walk, &content, 0);
    if (walk.format != OVALIS_NONE)
        style->card = walk.format;
    if (walk.rank == 0)
        ovalis_json_fault(at, "no contest on ballot style \"%s\"", style->id);
    if (reader->election->card_count > 0)
        ovalis_style_finish(reader, style, at);
}

void ovalis_cdf_read_styles(struct ovalis_cdf *cdf)
{
    struct ovalis_election *election = cdf->reader->election;
    struct ovalis_json list = ovalis_json_member(cdf->election, "BallotStyle");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_STYLES, "ballot styles");

    election->styles =
        ovalis_reader_array(cdf->reader, count, sizeof *election->styles, &election->style_count);
    if (count == 0)
        ovalis_json_fault(&list, "no ballot style");
    for (size_t i = 0; i < election->style_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_style(cdf, i, &at);
    }
}
