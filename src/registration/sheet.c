/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet from its one or two pages: each page registered, its code read, the two put together,
 * the order and the way up settled, and the layout proved.
 *
 * While it is not known which page is which, sides[0] and sides[1] hold the pages in the order in
 * which they came; put_in_order() makes them front and back. */
#include <math.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/memory.h"
#include "registration/grid.h"
#include "registration/identity.h"
#include "registration/layout.h"

/* Which way up an unreadable page lies is decided by its printed outlines only when one way fits
 * this well and the other this much worse: a turned page hits ovals of the same columns by chance.
 */
#define TURN_FIT    0.6
#define TURN_MARGIN 0.3

/* One page on its way. */
struct feed {
    const struct ovalis_page *page;
    const struct ovalis_card *card;      /* whose grid was found */
    struct ovalis_registered_side *side; /* in the sheet */
    bool half_turn_open;
    char name[16]; /* "first page", then "front" or "back" */
};

struct work {
    struct ovalis_registered_sheet *out;
    const struct ovalis_election *election;
    const struct ovalis_policy *policy;
    struct ovalis_workspace *workspace;
    struct feed feeds[2];
    size_t count;
};

static void side_release(struct ovalis_registered_side *side)
{
    ovalis_page_free(&side->upright);
    ovalis_release(&side->outlines);
    *side = (struct ovalis_registered_side){0};
}

void ovalis_registered_sheet_release(struct ovalis_registered_sheet *sheet)
{
    side_release(&sheet->sides[OVALIS_FRONT]);
    side_release(&sheet->sides[OVALIS_BACK]);
    *sheet = (struct ovalis_registered_sheet){0};
}

static void name_feed(struct feed *feed, const char *name)
{
    (void)snprintf(feed->name, sizeof feed->name, "%s", name);
}

/* Say which page the message is about. */
static enum ovalis_status about(const struct feed *feed, enum ovalis_status status,
                                struct ovalis_diag *why)
{
    if (status != OVALIS_OK)
        ovalis_diag_context(why, "%s", feed->name);
    return status;
}

/* --- one page --- */

static bool same_grid(const struct ovalis_card *a, const struct ovalis_card *b)
{
    return a->columns == b->columns && a->rows == b->rows && a->width_mm == b->width_mm &&
           a->height_mm == b->height_mm && a->pitch_x_mm == b->pitch_x_mm &&
           a->pitch_y_mm == b->pitch_y_mm && a->marks_bleed == b->marks_bleed &&
           a->mark_width_mm == b->mark_width_mm && a->mark_height_mm == b->mark_height_mm &&
           a->identity == b->identity;
}

static bool tried_before(const struct ovalis_election *election, size_t card)
{
    for (size_t i = 0; i < card; i++)
        if (same_grid(&election->cards[i], &election->cards[card]))
            return true;
    return false;
}

static enum ovalis_status register_as(struct feed *feed, const struct ovalis_card *card,
                                      struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct ovalis_grid_hint hint;

    ovalis_grid_hint_from_card(&hint, card);
    feed->card = card;
    return ovalis_grid_register(feed->side, feed->page, &hint, &feed->half_turn_open, workspace,
                                why);
}

/* Try the definition's cards, `first` before the others, until one fits. The message that stays
 * when none does is the first's. */
static enum ovalis_status register_page(struct feed *feed, const struct work *work,
                                        const struct ovalis_card *first, struct ovalis_diag *why)
{
    const struct ovalis_election *election = work->election;
    struct ovalis_arena_mark before = ovalis_arena_mark(&work->workspace->arena);
    struct ovalis_diag other;
    enum ovalis_status status = register_as(feed, first, work->workspace, why);

    for (size_t i = 0; i < election->card_count && status != OVALIS_OK; i++) {
        const struct ovalis_card *card = &election->cards[i];

        if (status == OVALIS_ERR_MEMORY || same_grid(card, first) || tried_before(election, i))
            continue;
        ovalis_arena_rewind(&work->workspace->arena, before);
        if (register_as(feed, card, work->workspace, &other) == OVALIS_OK)
            return OVALIS_OK;
    }
    return status;
}

static enum ovalis_status turn(struct feed *feed, struct ovalis_workspace *workspace,
                               struct ovalis_diag *why)
{
    struct ovalis_grid_hint hint;

    ovalis_grid_hint_from_card(&hint, feed->card);
    return ovalis_grid_register_turned(feed->side, feed->page, &hint, workspace, why);
}

/* Read the code; a page that lies upside down is turned and its code read again in its place. */
static enum ovalis_status identify(struct feed *feed, const struct work *work,
                                   struct ovalis_diag *why)
{
    const struct ovalis_election *election = work->election;
    bool turned, mirrored;
    enum ovalis_status status =
        ovalis_identity_read(feed->side, election, feed->card, &turned, &mirrored, why);

    if (status != OVALIS_OK)
        return status;
    if (mirrored)
        return ovalis_fail(why, OVALIS_REFUSED_MIRRORED,
                           "the ballot code can only be read in a mirror: switch off mirroring in "
                           "the scanner's settings and feed the sheet again");
    if (!turned)
        return OVALIS_OK;
    status = turn(feed, work->workspace, why);
    if (status == OVALIS_OK)
        status = ovalis_identity_read(feed->side, election, feed->card, &turned, &mirrored, why);
    if (status == OVALIS_OK && (turned || mirrored || feed->side->identity.source == 0))
        return ovalis_fail(why, OVALIS_REFUSED_ORIENTATION,
                           "the ballot code reads upside down in both directions: feed again");
    return status;
}

/* --- the two pages together --- */

/* The other page's code may say what this page must be. */
static void name_by_partner(struct work *work, size_t index)
{
    const struct feed *other = &work->feeds[1 - index];

    if (work->count == 2 && other->side->identity.source == OVALIS_CODE_READ)
        name_feed(&work->feeds[index],
                  ovalis_side_name(other->side->identity.side == OVALIS_FRONT ? OVALIS_BACK
                                                                              : OVALIS_FRONT));
}

/* Register and identify every page before refusing any, so that a message can name the side. */
static enum ovalis_status read_pages(struct work *work, struct ovalis_diag *why)
{
    struct ovalis_diag texts[2] = {{OVALIS_OK, ""}, {OVALIS_OK, ""}};
    enum ovalis_status statuses[2] = {OVALIS_OK, OVALIS_OK};
    const struct ovalis_card *first = &work->election->cards[0];

    for (size_t i = 0; i < work->count; i++) {
        struct feed *feed = &work->feeds[i];

        statuses[i] = register_page(feed, work, first, &texts[i]);
        if (statuses[i] != OVALIS_OK)
            continue;
        first = feed->card; /* the other page is most likely the same */
        statuses[i] = identify(feed, work, &texts[i]);
        if (feed->side->identity.source == OVALIS_CODE_READ)
            name_feed(feed, ovalis_side_name(feed->side->identity.side));
    }
    for (size_t i = 0; i < work->count; i++) {
        if (statuses[i] == OVALIS_OK)
            continue;
        name_by_partner(work, i);
        *why = texts[i];
        return about(&work->feeds[i], statuses[i], why);
    }
    return OVALIS_OK;
}

static enum ovalis_status agree(struct work *work, struct ovalis_diag *why)
{
    struct ovalis_identity *first = &work->feeds[0].side->identity;
    struct ovalis_identity *second = work->count == 2 ? &work->feeds[1].side->identity : NULL;
    enum ovalis_status status = ovalis_identity_agree(first, second, work->election, why);

    if (status != OVALIS_OK)
        return status;
    work->out->style = &work->election->styles[first->style];
    work->out->card = &work->election->cards[work->out->style->card];
    work->out->precinct = first->precinct;
    work->out->sheet = first->sheet;
    return OVALIS_OK;
}

static void put_in_order(struct work *work)
{
    struct ovalis_registered_side *sides = work->out->sides;

    /* one page that is a back belongs to sides[1], like two pages of which the first is a back */
    if (sides[0].identity.side == OVALIS_BACK) {
        struct ovalis_registered_side first = sides[0];

        sides[0] = sides[1];
        sides[1] = first;
        work->out->pages_swapped = work->count == 2;
    }
    for (size_t i = 0; i < work->count; i++) {
        struct feed *feed = &work->feeds[i];
        bool back = i == 0 ? sides[1].present && (work->count == 1 || work->out->pages_swapped)
                           : !work->out->pages_swapped;

        feed->side = &sides[back ? OVALIS_BACK : OVALIS_FRONT];
        name_feed(feed, ovalis_side_name(back ? OVALIS_BACK : OVALIS_FRONT));
    }
}

/* The code names a style whose card has another grid than the one that was found first. */
static enum ovalis_status check_card(struct feed *feed, const struct ovalis_card *card,
                                     struct ovalis_diag *why)
{
    if (same_grid(feed->card, card))
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                       "the code names a ballot style on a card of %.0f x %.0f mm with %d rows: "
                       "found a card of %.0f x %.0f mm with %d rows",
                       card->width_mm, card->height_mm, card->rows, feed->card->width_mm,
                       feed->card->height_mm, feed->card->rows);
}

/* --- layout --- */

static const struct ovalis_target *targets_of(const struct work *work, const struct feed *feed,
                                              size_t *count)
{
    return ovalis_style_side(work->out->style, work->out->sheet, feed->side->identity.side, count);
}

static enum ovalis_status search(struct work *work, struct feed *feed, struct ovalis_diag *why)
{
    size_t count;
    const struct ovalis_target *targets = targets_of(work, feed, &count);

    return ovalis_layout_search(feed->side, work->out->card, targets, count, work->workspace, why);
}

/* No code on this page says which way up it lies, and the grid does not either. */
static enum ovalis_status turn_by_outlines(struct work *work, struct feed *feed,
                                           struct ovalis_diag *why)
{
    double as_fed = ovalis_layout_fit(feed->side), turned;
    enum ovalis_status status = turn(feed, work->workspace, why);

    if (status == OVALIS_OK)
        status = search(work, feed, why);
    if (status != OVALIS_OK)
        return status;
    turned = ovalis_layout_fit(feed->side);
    if (fmax(as_fed, turned) < TURN_FIT || fabs(as_fed - turned) < TURN_MARGIN)
        return ovalis_fail(why, OVALIS_REFUSED_ORIENTATION,
                           "no readable code, and the printed ovals do not tell which way up the "
                           "page lies (%.0f %% found one way, %.0f %% the other): feed the sheet "
                           "again so that its code can be read",
                           100 * as_fed, 100 * turned);
    if (turned > as_fed)
        return OVALIS_OK;
    status = turn(feed, work->workspace, why);
    return status == OVALIS_OK ? search(work, feed, why) : status;
}

/* The bound of a target's place: the grid's certificate, or, where the printed outline or its
 * neighbours say more exactly where it is, theirs. */
static double place_error(const struct ovalis_registered_side *side, size_t index,
                          const struct ovalis_target *target)
{
    double by_grid = ovalis_mapping_error_mm(&side->map, target->place);
    const struct ovalis_outline *outline = &side->outlines[index];

    return outline->found || outline->hidden ? fmin(by_grid, outline->error_mm) : by_grid;
}

static enum ovalis_status judge_certainty(struct work *work, struct feed *feed,
                                          struct ovalis_diag *why)
{
    size_t count, worst = 0;
    const struct ovalis_target *targets = targets_of(work, feed, &count);
    double error = 0;

    for (size_t i = 0; i < count; i++) {
        double here = place_error(feed->side, i, &targets[i]);

        worst = here > error ? i : worst;
        error = fmax(error, here);
    }
    if (count == 0) /* nothing to count here: the grid's own figure stands */
        return OVALIS_OK;
    feed->side->certificate.worst_error_mm = error;
    if (error <= work->policy->registration_bound_mm)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_REFUSED_UNCERTAIN,
                       "the place of column %.2f row %.2f is certain to %.2f mm only, expected "
                       "%.2f: flatten the sheet, clean the scanner and feed again",
                       targets[worst].place.column, targets[worst].place.row, error,
                       work->policy->registration_bound_mm);
}

static enum ovalis_status prove(struct work *work, struct feed *feed, struct ovalis_diag *why)
{
    bool open = feed->half_turn_open && feed->side->identity.source != OVALIS_CODE_READ;
    enum ovalis_status status = check_card(feed, work->out->card, why);
    size_t count;
    const struct ovalis_target *targets = targets_of(work, feed, &count);

    if (status == OVALIS_OK)
        status = search(work, feed, why);
    if (status == OVALIS_OK && open)
        status = turn_by_outlines(work, feed, why);
    if (status == OVALIS_OK)
        status = ovalis_layout_judge(feed->side, work->election, targets, work->policy, why);
    return status == OVALIS_OK ? judge_certainty(work, feed, why) : status;
}

static enum ovalis_status run(struct work *work, struct ovalis_diag *why)
{
    enum ovalis_status status = read_pages(work, why);

    if (status == OVALIS_OK)
        status = agree(work, why);
    if (status != OVALIS_OK)
        return status;
    put_in_order(work);
    for (size_t i = 0; i < work->count; i++) {
        status = about(&work->feeds[i], prove(work, &work->feeds[i], why), why);
        if (status != OVALIS_OK)
            return status;
    }
    return OVALIS_OK;
}

enum ovalis_status
ovalis_register_sheet(struct ovalis_registered_sheet *out, const struct ovalis_election *election,
                      const struct ovalis_policy *policy, const struct ovalis_page *const pages[2],
                      struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct work work = {.out = out, .election = election, .policy = policy, .workspace = workspace};
    struct ovalis_diag unused;
    enum ovalis_status status;

    *out = (struct ovalis_registered_sheet){.precinct = OVALIS_NONE};
    if (!pages[0] || election->card_count == 0 || election->style_count == 0)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                           "a sheet needs its first page, and a definition with a card and a "
                           "style");
    work.count = pages[1] ? 2 : 1;
    for (size_t i = 0; i < work.count; i++) {
        work.feeds[i].page = pages[i];
        work.feeds[i].side = &out->sides[i];
        name_feed(&work.feeds[i], i == 0 ? "first page" : "second page");
    }
    status = run(&work, why ? why : &unused);
    for (int side = 0; side < OVALIS_SIDES; side++)
        out->sides[side].darkest = (struct ovalis_darkest){0};
    return status;
}
