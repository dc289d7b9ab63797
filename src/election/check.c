/* SPDX-License-Identifier: Apache-2.0 */
/* What a definition must be besides well-formed: everything that would make a machine count for the
 * wrong option, or miss a vote, without anybody seeing it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "election/reader.h"

const char *ovalis_side_name(enum ovalis_side side)
{
    return side == OVALIS_BACK ? "back" : "front";
}

static void check_option_ids(struct ovalis_reader *reader, const struct ovalis_contest *contest,
                             const struct ovalis_json *at)
{
    struct ovalis_id_map *map = &reader->options[contest - reader->election->contests];

    for (size_t i = 0; i < contest->option_count; i++) {
        const char *id = contest->options[i].id;
        bool known = false;

        if (!id || !*id)
            continue; /* has its fault, or memory is out */
        if (!ovalis_id_map_add(map, id, i, &known))
            reader->memory_failed = true;
        if (known)
            ovalis_json_fault(at, "option \"%s\" is defined twice", id);
    }
}

void ovalis_check_contest(struct ovalis_reader *reader, const struct ovalis_contest *contest,
                          const struct ovalis_json *at, const struct ovalis_json *seats)
{
    size_t named = 0;

    check_option_ids(reader, contest, at);
    for (size_t i = 0; i < contest->option_count; i++)
        named += !contest->options[i].write_in;
    if ((size_t)contest->votes_allowed <= contest->option_count)
        return;
    if (named == contest->option_count)
        ovalis_json_fault(seats, "%d seats but %zu option%s and no write-ins",
                          contest->votes_allowed, named, named == 1 ? "" : "s");
    else
        ovalis_json_fault(seats, "%d seats but %zu options with write-ins", contest->votes_allowed,
                          contest->option_count);
}

/* Both the target and a bar of the border have a size: centres must be apart by half of each. */
static void check_place(struct ovalis_reader *reader, const struct ovalis_card *card,
                        const struct ovalis_draft_target *draft)
{
    struct ovalis_place place = draft->target.place;
    struct ovalis_mm at = ovalis_card_mm(card, place);
    struct ovalis_mm size = {(card->columns - 1) * card->pitch_x_mm,
                             (card->rows - 1) * card->pitch_y_mm};
    double clear_x = (card->mark_width_mm + card->target_width_mm) / 2;
    double clear_y = (card->mark_height_mm + card->target_height_mm) / 2;

    if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y)
        ovalis_faults_add(&reader->faults, draft->path,
                          "target at column %g, row %g lies outside the grid of %d x %d",
                          place.column, place.row, card->columns, card->rows);
    else if (at.x < clear_x || at.y < clear_y || at.x > size.x - clear_x || at.y > size.y - clear_y)
        ovalis_faults_add(&reader->faults, draft->path,
                          "target at column %g, row %g lies on the timing marks of the border",
                          place.column, place.row);
}

/* Writing may reach to the edge of the paper, which lies within one pitch of the outer marks. */
static void check_area(struct ovalis_reader *reader, const struct ovalis_card *card,
                       const struct ovalis_draft_target *draft)
{
    const struct ovalis_target *target = &draft->target;
    double right = target->area.column + target->area.width;
    double bottom = target->area.row + target->area.height;

    if (!target->has_area)
        return;
    if (!(target->area.width > 0 && target->area.height > 0))
        ovalis_faults_add(&reader->faults, draft->path, "write-in area of %g x %g is empty",
                          target->area.width, target->area.height);
    else if (target->area.column < -1 || target->area.row < -1 || right > card->columns ||
             bottom > card->rows)
        ovalis_faults_add(&reader->faults, draft->path,
                          "write-in area from %g, %g to %g, %g lies outside the paper",
                          target->area.column, target->area.row, right, bottom);
}

/* Entering it as seen; a second target is right only for a candidate: several parties may put up
 * the same person. */
static void check_option(struct ovalis_reader *reader, const struct ovalis_style *style,
                         const struct ovalis_draft_target *draft)
{
    const struct ovalis_contest *contest = &reader->election->contests[draft->target.contest];
    const struct ovalis_option *option = &contest->options[draft->target.option];
    bool *seen = &reader->seen[reader->option_base[draft->target.contest] + draft->target.option];

    if (!reader->expected[draft->target.contest])
        ovalis_faults_add(&reader->faults, draft->path,
                          "contest \"%s\" is not on ballot style \"%s\"", contest->id, style->id);
    if (*seen && (option->write_in || contest->kind != OVALIS_CONTEST_CANDIDATE))
        ovalis_faults_add(&reader->faults, draft->path,
                          "option \"%s\" of contest \"%s\" has a second target", option->id,
                          contest->id);
    *seen = true;
}

static int compare_doubles(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_places(const void *a, const void *b)
{
    const struct ovalis_draft_target *left = a;
    const struct ovalis_draft_target *right = b;
    int order = left->target.sheet - right->target.sheet;

    if (order == 0)
        order = (int)left->target.side - (int)right->target.side;
    if (order == 0)
        order = compare_doubles(left->target.place.row, right->target.place.row);
    if (order == 0)
        order = compare_doubles(left->target.place.column, right->target.place.column);
    return order ? order : strcmp(left->path, right->path);
}

/* -1: so far down or on another side that no later one can touch. */
static int touches(const struct ovalis_card *card, const struct ovalis_target *one,
                   const struct ovalis_target *later)
{
    struct ovalis_mm a = ovalis_card_mm(card, one->place);
    struct ovalis_mm b = ovalis_card_mm(card, later->place);

    if (one->sheet != later->sheet || one->side != later->side ||
        b.y - a.y >= card->target_height_mm)
        return -1;
    return fabs(a.x - b.x) < card->target_width_mm;
}

static void check_overlaps(struct ovalis_reader *reader, const struct ovalis_card *card)
{
    for (size_t i = 0; i < reader->draft_count; i++) {
        const struct ovalis_draft_target *one = &reader->draft[i];
        int touching = 0;

        for (size_t k = i + 1; k < reader->draft_count && touching == 0; k++) {
            const struct ovalis_draft_target *other = &reader->draft[k];
            bool same = one->target.place.column == other->target.place.column &&
                        one->target.place.row == other->target.place.row;

            touching = touches(card, &one->target, &other->target);
            if (touching > 0)
                ovalis_faults_add(&reader->faults, other->path,
                                  "%s %s (sheet %d %s, column %g, row %g)",
                                  same ? "same place as" : "overlaps", one->path, one->target.sheet,
                                  ovalis_side_name(one->target.side), one->target.place.column,
                                  one->target.place.row);
        }
    }
}

/* A contest that the style carries can be voted for in full. Write-in lines are the printer's
 * choice. */
static void check_missing(struct ovalis_reader *reader, size_t index, const struct ovalis_json *at)
{
    const struct ovalis_contest *contest = &reader->election->contests[index];
    const bool *seen = reader->seen + reader->option_base[index];
    size_t found = 0;

    for (size_t i = 0; i < contest->option_count; i++)
        found += seen[i];
    if (found == 0)
        ovalis_json_fault(at, "contest \"%s\" has no target on any sheet", contest->id);
    if (contest->votes_allowed > OVALIS_PLAUSIBLE_VOTES && found < (size_t)contest->votes_allowed)
        ovalis_json_fault(at,
                          "contest \"%s\" allows %d votes, but only %zu of its options are "
                          "printed",
                          contest->id, contest->votes_allowed, found);
    for (size_t i = 0; found > 0 && i < contest->option_count; i++) {
        if (!seen[i] && !contest->options[i].write_in)
            ovalis_json_fault(at, "option \"%s\" of contest \"%s\" has no target",
                              contest->options[i].id, contest->id);
    }
}

static void clear_seen(struct ovalis_reader *reader)
{
    for (size_t i = 0; i < reader->draft_count; i++) {
        const struct ovalis_target *target = &reader->draft[i].target;

        reader->seen[reader->option_base[target->contest] + target->option] = false;
    }
}

struct printed {
    size_t contest, rank;
    int page; /* from 0: sheet 1 front, sheet 1 back, sheet 2 front … */
};

static int compare_printed(const void *a, const void *b)
{
    const struct printed *left = a;
    const struct printed *right = b;

    if (left->page != right->page)
        return left->page - right->page;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return left->contest < right->contest ? -1 : left->contest > right->contest;
}

/* The drafts are in order of pages, so that the first one of a contest says where it begins. */
static void note_pages(const struct ovalis_reader *reader, struct printed *printed)
{
    for (size_t i = reader->draft_count; i-- > 0;) {
        const struct ovalis_draft_target *draft = &reader->draft[i];
        struct printed *at = &printed[draft->target.contest];

        at->page = 2 * (draft->target.sheet - 1) + (int)draft->target.side;
        at->rank = draft->rank;
    }
}

/* Sheets are read one by one and may part on their way: a contest on two of them could be overvoted
 * without anybody seeing it. */
static void check_one_sheet(struct ovalis_reader *reader, const struct printed *printed)
{
    for (size_t i = 0; i < reader->draft_count; i++) {
        const struct ovalis_draft_target *draft = &reader->draft[i];
        int first = printed[draft->target.contest].page / 2 + 1;

        if (draft->target.sheet != first)
            ovalis_faults_add(
                &reader->faults, draft->path, "contest \"%s\" is on sheet %d and on sheet %d",
                reader->election->contests[draft->target.contest].id, first, draft->target.sheet);
    }
}

static void order_contests(struct ovalis_reader *reader, struct ovalis_style *style)
{
    size_t all = reader->election->contest_count;
    OVALIS_OWNED(ovalis_release) struct printed *printed = NULL;
    size_t held;
    size_t carried = 0;

    printed = ovalis_reader_array(reader, all, sizeof *printed, &held);
    for (size_t i = 0; i < held; i++) {
        printed[i] = (struct printed){.contest = i, .rank = i, .page = 2 * OVALIS_MAX_SHEETS};
        carried += reader->expected[i];
    }
    style->contests = ovalis_reader_array(reader, carried, sizeof *style->contests, &carried);
    if (carried == 0)
        return;
    note_pages(reader, printed);
    check_one_sheet(reader, printed);
    qsort(printed, all, sizeof *printed, compare_printed);
    for (size_t i = 0; i < all; i++) {
        if (reader->expected[printed[i].contest])
            style->contests[style->contest_count++] = printed[i].contest;
    }
}

static void keep_targets(struct ovalis_reader *reader, struct ovalis_style *style)
{
    style->targets = ovalis_reader_array(reader, reader->draft_count, sizeof *style->targets,
                                         &style->target_count);
    for (size_t i = 0; i < style->target_count; i++) {
        style->targets[i] = reader->draft[i].target;
        if (style->targets[i].sheet > style->sheet_count)
            style->sheet_count = style->targets[i].sheet;
    }
}

void ovalis_style_finish(struct ovalis_reader *reader, struct ovalis_style *style,
                         const struct ovalis_json *at)
{
    const struct ovalis_card *card = &reader->election->cards[style->card];

    for (size_t i = 0; i < reader->draft_count; i++) {
        check_place(reader, card, &reader->draft[i]);
        check_area(reader, card, &reader->draft[i]);
        check_option(reader, style, &reader->draft[i]);
    }
    for (size_t i = 0; i < reader->election->contest_count; i++) {
        if (reader->expected[i])
            check_missing(reader, i, at);
    }
    clear_seen(reader);
    if (reader->draft_count > 0)
        qsort(reader->draft, reader->draft_count, sizeof *reader->draft, compare_places);
    check_overlaps(reader, card);
    order_contests(reader, style);
    keep_targets(reader, style);
    reader->draft_count = 0;
}

/* A straight-party vote of VxSuite reaches the contests for which parties put up candidates. */
static bool is_partisan(const struct ovalis_contest *contest)
{
    if (contest->kind != OVALIS_CONTEST_CANDIDATE || contest->party != OVALIS_NONE)
        return false;
    for (size_t i = 0; i < contest->option_count; i++) {
        if (contest->options[i].party_count > 0)
            return true;
    }
    return false;
}

/* A style without a party whose contests belong to several: the voter chooses one on paper, and
 * marks for two must be seen. Not every file says so in its type. */
static bool mixes_parties(const struct ovalis_election *election, const struct ovalis_style *style)
{
    size_t first = OVALIS_NONE;

    for (size_t i = 0; style->party == OVALIS_NONE && i < style->contest_count; i++) {
        size_t party = election->contests[style->contests[i]].party;

        if (party != OVALIS_NONE && first != OVALIS_NONE && party != first)
            return true;
        if (party != OVALIS_NONE)
            first = party;
    }
    return false;
}

void ovalis_check_election(struct ovalis_reader *reader)
{
    struct ovalis_election *election = reader->election;
    bool straight_party = false;

    for (size_t i = 0; i < election->style_count; i++) {
        if (mixes_parties(election, &election->styles[i]))
            election->type = OVALIS_ELECTION_OPEN_PRIMARY;
    }
    if (election->format == OVALIS_DEFINITION_CDF_1_0)
        return; /* the straight-party contest itself lists what it reaches */
    for (size_t i = 0; i < election->contest_count; i++)
        straight_party |= election->contests[i].kind == OVALIS_CONTEST_STRAIGHT_PARTY;
    for (size_t i = 0; straight_party && i < election->contest_count; i++)
        election->contests[i].straight_party_controlled |= is_partisan(&election->contests[i]);
}
