/* SPDX-License-Identifier: Apache-2.0 */
/* For each direction of the paper's edges: where is the paper just beside the target dark on
 * either side; does that go on as a straight line on its own side, and on the other side too; what
 * is its profile there:
 *
 *         trail        start           start        trail
 *   ==================|====  (target)  ====|==================
 *   <----- reach ----->                     <----- reach ----->
 *
 * Places are counted along the fold (`along`, 0 at the middle of the target) and across it. */
#include "marks/fold.h"

#include <math.h>

/* Lengths in mm, darkness in 1 (paper 0, ink 1). */

/* Where a fold starts: beside the target, before names begin. */
#define START_TO     0.95
#define START_LEAST  0.08 /* darker than the paper on both sides of it */
#define START_BESIDE 2.0  /* so far away at most paper must show again */
#define START_BEYOND 1.6  /* a fold that far beside the target reaches its collar */
#define STARTS_MAX   4    /* on one side */

/* A trail that counts. */
#define SEEN_OF_TOLD 0.75 /* letters come and go */
#define SIDE_LEAST   2.5  /* half a target beyond it ... */
#define SIDE_SEEN    1.5  /* ... and so much of it in sight */
#define EDGE_SEEN    0.6  /* on a side where paper or sight ends */
#define ALONE_LEAST  5.5  /* when it shows on one side only */
#define SQUARE       0.16 /* tan 9°: folds are made along the paper's edges, by hand */
#define DIRT         0.4  /* off the scanner's columns over its length: dirt keeps its column */
#define ROUGH        0.15 /* rms from a straight line */

/* Profile, mm. */
#define PROFILE_STEP  0.125
#define PROFILE_SIDE  16 /* ±2 mm */
#define PROFILE_CELLS (2 * PROFILE_SIDE + 1)
#define PLACES_LEAST  12 /* fewer, and a stroke's end beside the target could be among them */
#define PLACES_SHARE  30 /* percentile: strokes and letters are darker than the fold under them */
#define LINE_PLACES   20 /* the nearest 5 mm say where it crosses */

/* What shows through the fold is brought back to its full darkness, but not more than to this: the
 * unevenness of a deep fold must not be enlarged into ink. */
#define THROUGH_LEAST 0.6

/* A line as dark as this that passes beside the target is printed. */
#define PRINTED 0.6

#define FOLDS_MAX 3

/* Where to start looking: across, from one end to the other. */
#define START_CELLS 128

/* Two starts this near to one line are one fold, mm. */
#define KNOWN 0.45

struct profile {
    double darkness[PROFILE_CELLS];
    double along; /* where it was taken: mean */
};

struct fold {
    double at, slope; /* across = at + slope x along */
    struct ovalis_trail trails[2];
    struct profile profiles[2]; /* of a side that shows nothing: the other one's */
    double reach;               /* beyond the target, the shorter side; 0: one side alone */
    double depth;
};

static bool counts(const struct ovalis_trail *trail)
{
    return trail->seen_mm >= SEEN_OF_TOLD * trail->told_mm &&
           ((trail->reached_mm >= SIDE_LEAST && trail->seen_mm >= SIDE_SEEN) ||
            (trail->open && trail->seen_mm >= EDGE_SEEN));
}

/* Places with nothing but paper beside where there are enough: letters make others darker. */
static const struct ovalis_trail_places *places_of(const struct ovalis_trail *trail)
{
    return trail->clean.count >= PLACES_LEAST ? &trail->clean : &trail->any;
}

static void add_places(struct ovalis_trail_sums *sums, const struct ovalis_trail *trail)
{
    const struct ovalis_trail_places *places = places_of(trail);

    for (int i = 0; i < places->count && i < LINE_PLACES; i++)
        ovalis_trail_add(sums, places->along[i], places->across[i]);
}

static double squares_off(const struct fold *fold, const struct ovalis_trail *trail)
{
    const struct ovalis_trail_places *places = places_of(trail);
    double squares = 0;

    for (int i = 0; i < places->count && i < LINE_PLACES; i++) {
        double off = places->across[i] - fold->at - fold->slope * places->along[i];

        squares += off * off;
    }
    return squares;
}

/* Straight line through the nearest places of the trails; false when they do not lie on one along
 * the paper's edges. */
static bool fit(struct fold *fold)
{
    struct ovalis_trail_sums sums = {0};

    for (int side = 0; side < 2; side++)
        add_places(&sums, &fold->trails[side]);
    return ovalis_trail_line(&fold->at, &fold->slope, &sums) && fabs(fold->slope) <= SQUARE &&
           squares_off(fold, &fold->trails[0]) + squares_off(fold, &fold->trails[1]) <=
               sums.n * ROUGH * ROUGH;
}

/* Sorts a few gray levels, darkest first; darkness of the one at `percent` from the lightest. */
static double percentile(const struct ovalis_trail_view *view, uint8_t *levels, int count,
                         int percent)
{
    for (int i = 1; i < count; i++) {
        uint8_t level = levels[i];
        int at = i;

        for (; at > 0 && levels[at - 1] > level; at--)
            levels[at] = levels[at - 1];
        levels[at] = level;
    }
    return ovalis_raster_darkness(view->patch, levels[count - 1 - count * percent / 100]) / 1000.0;
}

/* Away from its darkest place a fold only grows paler: what is darker again is something else. */
static void keep_falling(struct profile *profile)
{
    int peak = PROFILE_SIDE;

    for (int i = PROFILE_SIDE - 2; i <= PROFILE_SIDE + 2; i++)
        peak = profile->darkness[i] > profile->darkness[peak] ? i : peak;
    profile->darkness[peak] = profile->darkness[peak] > 0 ? profile->darkness[peak] : 0;
    for (int side = -1; side <= 1; side += 2) {
        double least = profile->darkness[peak];

        for (int i = peak + side; i >= 0 && i < PROFILE_CELLS; i += side) {
            least = profile->darkness[i] < least ? profile->darkness[i] : least;
            least = least > 0 ? least : 0;
            profile->darkness[i] = least;
        }
    }
}

static void take_profile(struct profile *out, const struct ovalis_trail_view *view,
                         const struct fold *fold, const struct ovalis_trail *trail)
{
    const struct ovalis_trail_places *places = places_of(trail);
    uint8_t levels[OVALIS_TRAIL_PLACES];

    out->along = 0;
    for (int i = 0; i < places->count; i++)
        out->along += places->along[i] / places->count;
    for (int cell = 0; cell < PROFILE_CELLS; cell++) {
        double off = (cell - PROFILE_SIDE) * PROFILE_STEP;

        for (int i = 0; i < places->count; i++)
            levels[i] = (uint8_t)ovalis_trail_gray(view, places->along[i],
                                                   fold->at + fold->slope * places->along[i] + off);
        out->darkness[cell] = percentile(view, levels, places->count, PLACES_SHARE);
    }
    keep_falling(out);
}

/* Both sides: where one shows nothing, the other one's profile stands for it; where it shows
 * little, it is not trusted to be darker than the other. */
static void take_profiles(struct fold *fold, const struct ovalis_trail_view *view)
{
    for (int side = 0; side < 2; side++) {
        if (fold->trails[side].any.count > 0)
            take_profile(&fold->profiles[side], view, fold, &fold->trails[side]);
    }
    for (int side = 0; side < 2; side++) {
        struct profile *own = &fold->profiles[side], *other = &fold->profiles[1 - side];

        if (fold->trails[side].any.count == 0)
            *own = *other;
        else if (fold->trails[side].any.count < PLACES_LEAST)
            for (int cell = 0; cell < PROFILE_CELLS; cell++)
                own->darkness[cell] = fmin(own->darkness[cell], other->darkness[cell]);
    }
}

static double value_at(const struct profile *profile, double across)
{
    double place = across / PROFILE_STEP + PROFILE_SIDE;
    int low = (int)place;

    if (place < 0 || low >= PROFILE_CELLS - 1)
        return 0;
    return profile->darkness[low] * (low + 1 - place) + profile->darkness[low + 1] * (place - low);
}

/* Darkness of the fold at a place in the target or near it. */
static double fold_darkness(const struct fold *fold, double along, double across)
{
    const struct profile *before = &fold->profiles[0], *after = &fold->profiles[1];
    double off = across - fold->at - fold->slope * along, way = after->along - before->along;
    double share = way > 0 ? (along - before->along) / way : 0;

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return value_at(before, off) * (1 - share) + value_at(after, off) * share;
}

/* ---- looking for folds ---- */

/* Across, what the paper just beside the target is like on one side. */
struct edge {
    double darkness[START_CELLS];
    int count;
};

static double edge_across(const struct edge *edge, int cell)
{
    return (cell - (edge->count - 1) / 2.0) * PROFILE_STEP;
}

static void read_edge(struct edge *out, const struct ovalis_trail_view *view, int side)
{
    double reach = view->half_across + START_BEYOND + START_BESIDE;
    double middle = view->half_along + (OVALIS_TRAIL_START_MM + START_TO) / 2;
    double off = (START_TO - OVALIS_TRAIL_START_MM) / 2;

    out->count = 2 * (int)(reach / PROFILE_STEP) + 1;
    out->count = out->count < START_CELLS ? out->count : START_CELLS;
    for (int cell = 0; cell < out->count; cell++) {
        double across = edge_across(out, cell);
        uint8_t levels[3];

        for (int i = 0; i < 3; i++)
            levels[i] = (uint8_t)ovalis_trail_gray(view, side * (middle + (i - 1) * off), across);
        out->darkness[cell] = percentile(view, levels, 3, 50);
    }
}

/* How much darker a cell is than the paper on both sides of it; 0 unless it is the darkest near. */
static double prominence(const struct edge *edge, int cell)
{
    const int near = 3, far = (int)(START_BESIDE / PROFILE_STEP);
    double before = 10, after = 10, here = edge->darkness[cell];

    for (int i = 1; i <= far; i++) {
        double left = cell - i >= 0 ? edge->darkness[cell - i] : 10;
        double right = cell + i < edge->count ? edge->darkness[cell + i] : 10;

        if (i <= near && (left > here || right >= here))
            return 0;
        before = left < before ? left : before;
        after = right < after ? right : after;
    }
    return here - (before > after ? before : after);
}

static double depth_of(const struct fold *fold)
{
    double depth = 0;

    for (int side = 0; side < 2; side++)
        for (int cell = 0; cell < PROFILE_CELLS; cell++)
            depth = fmax(depth, fold->profiles[side].darkness[cell]);
    return depth;
}

static void reach_of(struct fold *fold, bool both)
{
    double own[2];

    for (int side = 0; side < 2; side++)
        own[side] = fold->trails[side].reached_mm + OVALIS_TRAIL_START_MM;
    fold->reach = 0;
    if (!both)
        return;
    for (int side = 0; side < 2; side++) {
        if (fold->trails[side].open && own[1 - side] > own[side])
            own[side] = own[1 - side];
    }
    fold->reach = own[0] < own[1] ? own[0] : own[1];
}

/* One start: is it a fold? */
static bool try_start(struct fold *out, const struct ovalis_trail_view *view, int side,
                      double across, double contrast, bool alone_too)
{
    int here = side > 0 ? 1 : 0, there = 1 - here;
    double start = view->half_along + OVALIS_TRAIL_START_MM;
    bool both;

    *out = (struct fold){.slope = 0};
    ovalis_trail_follow(&out->trails[here], view, side, across, 0, contrast);
    if (!counts(&out->trails[here]) || !fit(out))
        return false;
    ovalis_trail_follow(&out->trails[there], view, -side, out->at - side * out->slope * start,
                        out->slope, contrast);
    both = counts(&out->trails[there]);
    if (!both)
        out->trails[there] = (struct ovalis_trail){.open = false};
    if (!fit(out) || (!both && !(alone_too && (out->trails[here].open ||
                                               out->trails[here].reached_mm >= ALONE_LEAST))))
        return false;
    reach_of(out, both);
    take_profiles(out, view);
    out->depth = depth_of(out);
    /* Rules run beside targets, never through them. */
    return fabs(out->at) <= view->half_across || (both && out->depth < PRINTED);
}

struct found {
    struct fold folds[FOLDS_MAX];
    const struct ovalis_trail_view *views[FOLDS_MAX];
    int count;
};

/* Folds found already explain what is dark at a start. */
static bool is_known(const struct found *found, const struct ovalis_trail_view *view, double along,
                     double across)
{
    for (int i = 0; i < found->count; i++) {
        const struct fold *fold = &found->folds[i];

        if (found->views[i] == view && fabs(across - fold->at - fold->slope * along) < KNOWN)
            return true;
    }
    return false;
}

static void look_on_side(struct found *found, const struct ovalis_trail_view *view, int side,
                         bool alone_too)
{
    struct edge edge;
    double along = side * (view->half_along + OVALIS_TRAIL_START_MM);
    double beyond = view->half_across + START_BEYOND;
    int tries = 0;

    read_edge(&edge, view, side);
    for (int cell = 0; cell < edge.count; cell++) {
        double across = edge_across(&edge, cell), contrast;

        if (fabs(across) > beyond || found->count >= FOLDS_MAX || tries >= STARTS_MAX)
            continue;
        contrast = prominence(&edge, cell);
        if (contrast < START_LEAST || is_known(found, view, along, across))
            continue;
        tries++;
        found->views[found->count] = view;
        if (try_start(&found->folds[found->count], view, side, across, contrast, alone_too))
            found->count++;
    }
}

/* ---- taking them out ---- */

/* Light that all folds together leave at a place of the patch, 0..1. */
static double light_at(const struct found *found, double x, double y)
{
    double light = 1;

    for (int i = 0; i < found->count; i++) {
        bool upright = found->views[i]->upright;

        light *= 1 - fold_darkness(&found->folds[i], upright ? y : x, upright ? x : y);
    }
    return light;
}

/* Paper and ink on it lose the same share of their light in a fold's shadow. */
static uint8_t restored(const struct ovalis_raster *patch, int gray, double light)
{
    double range = patch->white - patch->black, darkness = (patch->white - gray) / range;
    double rest = (darkness - (1 - light)) / (light > THROUGH_LEAST ? light : THROUGH_LEAST);
    double lightest = darkness < 0 ? darkness : 0;

    rest = rest < lightest ? lightest : rest;
    double level = patch->white - rest * range + 0.5;

    return (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
}

static void take_out(struct ovalis_raster *rest, const struct ovalis_raster *patch,
                     const struct found *found)
{
    for (int row = 0; row < patch->rows; row++) {
        double y = ovalis_raster_mm(row, patch->rows, patch->step_mm);

        for (int column = 0; column < patch->columns; column++) {
            int cell = row * patch->columns + column;
            double x = ovalis_raster_mm(column, patch->columns, patch->step_mm);
            double light = light_at(found, x, y);

            rest->gray[cell] =
                light >= 1 ? patch->gray[cell] : restored(patch, patch->gray[cell], light);
        }
    }
}

/* Does it keep its column of the scanner from one end to the other, as dirt does? */
static bool may_be_dirt(const struct fold *fold, const struct ovalis_trail_view *view,
                        bool sideways)
{
    struct ovalis_trail_sums all = fold->trails[0].all;
    const struct ovalis_trail_sums *other = &fold->trails[1].all;
    double at, slope, length = 2 * view->half_along;

    all.n += other->n;
    all.x += other->x;
    all.y += other->y;
    all.xx += other->xx;
    all.xy += other->xy;
    if (!ovalis_trail_line(&at, &slope, &all))
        return true;
    length += fold->trails[0].reached_mm + fold->trails[1].reached_mm;
    double x = fabs(view->along.x + view->across.x * slope);
    double y = fabs(view->along.y + view->across.y * slope);

    return sideways ? y * length <= DIRT * x : x * length <= DIRT * y;
}

static void describe(struct ovalis_mark_measures *out, const struct found *found, bool sideways)
{
    for (int i = 0; i < found->count; i++) {
        const struct fold *fold = &found->folds[i];

        out->fold_depth = fmax(out->fold_depth, fold->depth);
        out->fold_reach_mm = i == 0 ? fold->reach : fmin(out->fold_reach_mm, fold->reach);
        out->fold_along_feed = out->fold_along_feed || may_be_dirt(fold, found->views[i], sideways);
    }
}

bool ovalis_folds_take_out(struct ovalis_raster *rest, struct ovalis_mark_measures *out,
                           const struct ovalis_raster *patch,
                           const struct ovalis_raster_source *source,
                           const struct ovalis_card *card, const struct ovalis_frame *frame,
                           bool sideways, bool alone_too)
{
    struct found found = {.count = 0};
    struct ovalis_trail_view views[2] = {ovalis_trail_view(patch, source, card, frame, false),
                                         ovalis_trail_view(patch, source, card, frame, true)};

    out->fold_depth = out->fold_reach_mm = 0;
    out->fold_along_feed = false;
    for (int direction = 0; direction < 2; direction++) {
        look_on_side(&found, &views[direction], -1, alone_too);
        look_on_side(&found, &views[direction], 1, alone_too);
    }
    if (found.count == 0)
        return false;
    take_out(rest, patch, &found);
    rest->white = patch->white;
    rest->black = patch->black;
    describe(out, &found, sideways);
    return true;
}
