/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/trail.h"

/* Lengths in mm, darkness in 1 (paper 0, ink 1). */
#define STEP          0.25
#define FAR           12.0 /* from here on steps are twice as long */
#define TO            45.0 /* past a long name */
#define STEER         0.125
#define FLANK_FROM    0.6 /* paper is looked for from here ... */
#define FLANK_STEP    0.35
#define FLANKS        4    /* ... to 1.65: wide folds are dark to 1.2 */
#define SEEN_SHARE    0.4  /* of the contrast that was seen lately */
#define SEEN_LEAST    0.05 /* darker than paper, or nothing is there */
#define HIDDEN_DARKER 0.35 /* than the line: print crosses */
#define INKED         0.88 /* no shadow is as dark as this: pens and print are */
#define HIDDEN_FLANK  0.30 /* print beside: neither for nor against */
#define GIVE_UP       1.0  /* of nothing there ... */
#define GIVE_UP_MORE  0.1  /* ... and so much for each mm already gone: letters hide and mislead */
#define EDGE_MISSING  0.3  /* of it before the edge of the image */
#define CLEAN_SHARE   0.6  /* of the contrast: a fold itself shows no more 0.6 mm beside it */
#define LATELY        8    /* places in the mean of the contrast */
#define TURN          0.06 /* of a place's offset that goes into the direction */

struct ovalis_trail_view ovalis_trail_view(const struct ovalis_raster *patch,
                                           const struct ovalis_raster_source *source,
                                           const struct ovalis_card *card,
                                           const struct ovalis_frame *frame, bool upright)
{
    double half_width = card->target_width_mm / 2, half_height = card->target_height_mm / 2;

    return (struct ovalis_trail_view){.patch = patch,
                                      .source = source,
                                      .centre = frame->centre,
                                      .along = upright ? frame->down : frame->across,
                                      .across = upright ? frame->across : frame->down,
                                      .half_along = upright ? half_height : half_width,
                                      .half_across = upright ? half_width : half_height,
                                      .upright = upright};
}

static struct ovalis_px page_place(const struct ovalis_trail_view *view, double along,
                                   double across)
{
    return (struct ovalis_px){view->centre.x + view->along.x * along + view->across.x * across,
                              view->centre.y + view->along.y * along + view->across.y * across};
}

int ovalis_trail_gray(const struct ovalis_trail_view *view, double along, double across)
{
    struct ovalis_px at = page_place(view, along, across);

    return ovalis_raster_gray(view->source, at.x, at.y);
}

static double darkness_at(const struct ovalis_trail_view *view, double along, double across)
{
    return ovalis_raster_darkness(view->patch, ovalis_trail_gray(view, along, across)) / 1000.0;
}

static bool on_page(const struct ovalis_trail_view *view, double along, double across)
{
    struct ovalis_px at = page_place(view, along, across);

    return at.x >= 0 && at.y >= 0 && at.x < view->source->page->width &&
           at.y < view->source->page->height;
}

void ovalis_trail_add(struct ovalis_trail_sums *sums, double along, double across)
{
    sums->n += 1;
    sums->x += along;
    sums->y += across;
    sums->xx += along * along;
    sums->xy += along * across;
}

bool ovalis_trail_line(double *at, double *slope, const struct ovalis_trail_sums *sums)
{
    double spread = sums->n * sums->xx - sums->x * sums->x;

    if (spread <= 0)
        return false;
    *slope = (sums->n * sums->xy - sums->x * sums->y) / spread;
    *at = (sums->y - *slope * sums->x) / sums->n;
    return true;
}

/* Paper beside a place, on one side or both. */
struct flank {
    double lightest, darkest;
};

static struct flank flank(const struct ovalis_trail_view *view, double along, double across,
                          int side)
{
    struct flank out = {10, -10};

    for (int i = 0; i < FLANKS; i++) {
        double here = darkness_at(view, along, across + side * (FLANK_FROM + FLANK_STEP * i));

        out.lightest = here < out.lightest ? here : out.lightest;
        out.darkest = here > out.darkest ? here : out.darkest;
    }
    return out;
}

enum sight { SIGHT_SEEN, SIGHT_HIDDEN, SIGHT_NOT };

/* What the follower knows. */
struct walk {
    double across, slope;
    double contrast; /* as it was seen lately */
    bool clean;      /* nothing but paper was beside the last place in sight */
};

/* Is the line here? *across becomes its darkest place near. */
static enum sight look(const struct ovalis_trail_view *view, double along, struct walk *walk,
                       double *across)
{
    double best = -10;

    for (int i = -1; i <= 1; i++) {
        /* Straight on unless clearly darker beside: noise must not steer. */
        double at = walk->across + i * STEER;
        double here = darkness_at(view, along, at) + (i == 0 ? 0.01 : 0);

        if (here > best) {
            best = here;
            *across = at;
        }
    }
    struct flank above = flank(view, along, *across, -1), below = flank(view, along, *across, 1);
    double paper = above.lightest > below.lightest ? above.lightest : below.lightest;
    double darkest = above.darkest > below.darkest ? above.darkest : below.darkest;
    double seen = best - paper;

    if (paper > HIDDEN_FLANK || best > INKED || seen > walk->contrast + HIDDEN_DARKER)
        return SIGHT_HIDDEN;
    if (seen < SEEN_SHARE * walk->contrast || seen < SEEN_LEAST)
        return SIGHT_NOT;
    walk->contrast += (seen - walk->contrast) / LATELY;
    walk->clean = darkest - paper <= CLEAN_SHARE * walk->contrast;
    return SIGHT_SEEN;
}

static void keep(struct ovalis_trail_places *places, double along, double across)
{
    if (places->count >= OVALIS_TRAIL_PLACES)
        return;
    places->along[places->count] = along;
    places->across[places->count++] = across;
}

/* One place in sight: `at` beyond the start. */
static void take_place(struct ovalis_trail *out, double at, double step, double along,
                       double across, bool clean)
{
    out->reached_mm = at;
    out->seen_mm += step;
    out->told_mm += step;
    ovalis_trail_add(&out->all, along, across);
    keep(&out->any, along, across);
    if (clean)
        keep(&out->clean, along, across);
}

void ovalis_trail_follow(struct ovalis_trail *out, const struct ovalis_trail_view *view, int side,
                         double across, double slope, double contrast)
{
    double start = view->half_along + OVALIS_TRAIL_START_MM, missing = 0, step = STEP;
    struct walk walk = {across, slope, contrast, false};

    *out = (struct ovalis_trail){.open = true};
    for (double at = 0; at < TO; at += step) {
        double along = side * (start + at), here = walk.across;
        enum sight sight;

        step = at < FAR ? STEP : 2 * STEP;
        if (!on_page(view, along, walk.across)) {
            out->open = missing <= EDGE_MISSING;
            return;
        }
        sight = look(view, along, &walk, &here);
        if (sight == SIGHT_SEEN) {
            missing = 0;
            take_place(out, at, step, along, here, walk.clean);
            walk.slope += side * TURN * (here - walk.across) / STEP;
            walk.across += 0.5 * (here - walk.across);
        } else if (sight == SIGHT_NOT) {
            missing += step;
            out->told_mm += step;
        }
        if (missing > GIVE_UP + GIVE_UP_MORE * at) {
            out->open = false;
            return;
        }
        walk.across += side * walk.slope * step;
    }
}
