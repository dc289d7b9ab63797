/* SPDX-License-Identifier: Apache-2.0 */
/* Fit the axis of what is dark inside, follow it outward on both sides, compare the darkness
 * integrated over its width inside and outside:
 *
 *        flank  - - - - - - - - - - - - - - - -
 *   ....===========(====inside====)===========.....
 *        flank  - - - - - - - - - - - - - - - -
 *     |<- extent ->|              |<- extent ->|
 */
#include "marks/line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fit. Lengths in mm, darkness in 1 (paper 0, ink 1). */
#define FIT_DARKNESS   0.06 /* least darkness of the line's cells ... */
#define FIT_OF_MAX     0.45 /* ... and of the darkest, whichever is more */
#define FIT_NEAR       0.80 /* cells farther from the axis are something else */
#define FIT_SHARE      0.70 /* of the cells must be near */
#define FIT_RMS        0.42 /* wide creases measure 0.4; a filled oval 0.6 */
#define FIT_LENGTH     1.5
#define FIT_CELLS      8
#define CONTRAST_LEAST 0.10

/* Follow. */
#define FOLLOW_STEP     0.125
#define FOLLOW_STEER    0.06 /* sideways a step */
#define FOLLOW_FROM     0.30 /* beyond the outline */
#define FOLLOW_TO       8.0  /* enough for what decides: 5.5 mm */
#define FOLLOW_STEPS    64
#define FOLLOW_GIVE_UP  0.75 /* of contradiction */
#define FOLLOW_CONTRAST 0.4  /* of the contrast inside */
#define HIDDEN_DARKNESS 0.50 /* print beside the line: neither for nor against */
#define SEEN_LEAST      5.0  /* both sides together */
#define EXTENT_LEAST    2.5  /* each side: half an oval */

/* Profile across the line, ±1.0 mm. */
#define PROFILE_SIDE  8
#define PROFILE_CELLS (2 * PROFILE_SIDE + 1)
#define SAMPLES_MAX   (2 * FOLLOW_STEPS + 2)

/* tan 3°: how far from the feed's direction a streak may stand after wandering a pixel. */
#define FEED_TANGENT 0.0524

struct vector {
    double x, y; /* mm */
};

struct line {
    struct vector middle, along; /* along: length 1 */
    double first, last;          /* inside, mm along */
    double contrast, background; /* darkness */
};

/* The profile of the line at one place: darkness across. */
struct profile {
    double darkness[PROFILE_CELLS];
};

struct follower {
    const struct ovalis_raster *patch;
    const struct ovalis_raster_source *source;
    const struct ovalis_card *card;
    const struct ovalis_frame *frame;
    struct line line;
    struct profile outside[SAMPLES_MAX];
    int outside_count;
    double seen_mm;
};

static struct vector cell_place(const struct ovalis_raster *patch, int cell)
{
    return (struct vector){ovalis_raster_mm(cell % patch->columns, patch->columns, patch->step_mm),
                           ovalis_raster_mm(cell / patch->columns, patch->rows, patch->step_mm)};
}

static double across_of(const struct line *line, struct vector place)
{
    return (place.y - line->middle.y) * line->along.x - (place.x - line->middle.x) * line->along.y;
}

static double along_of(const struct line *line, struct vector place)
{
    return (place.x - line->middle.x) * line->along.x + (place.y - line->middle.y) * line->along.y;
}

/* Principal axis of `count` cells; *rms is their distance from it. */
static void fit_axis(struct line *line, double *rms, const struct ovalis_raster *patch,
                     const uint16_t *cells, int count)
{
    double x = 0, y = 0, xx = 0, xy = 0, yy = 0;

    for (int i = 0; i < count; i++) {
        struct vector at = cell_place(patch, cells[i]);

        x += at.x;
        y += at.y;
        xx += at.x * at.x;
        xy += at.x * at.y;
        yy += at.y * at.y;
    }
    line->middle = (struct vector){x / count, y / count};
    xx = xx / count - line->middle.x * line->middle.x;
    yy = yy / count - line->middle.y * line->middle.y;
    xy = xy / count - line->middle.x * line->middle.y;
    double half = (xx - yy) / 2, root = sqrt(half * half + xy * xy);
    double smaller = (xx + yy) / 2 - root;
    struct vector along =
        half >= 0 ? (struct vector){half + root, xy} : (struct vector){xy, root - half};
    double length = sqrt(along.x * along.x + along.y * along.y);

    line->along =
        length > 0 ? (struct vector){along.x / length, along.y / length} : (struct vector){1, 0};
    *rms = smaller > 0 ? sqrt(smaller) : 0;
}

/* Keep the cells near the axis; returns how many. */
static int keep_near(const struct line *line, const struct ovalis_raster *patch, uint16_t *cells,
                     int count)
{
    int kept = 0;

    for (int i = 0; i < count; i++) {
        if (fabs(across_of(line, cell_place(patch, cells[i]))) <= FIT_NEAR)
            cells[kept++] = cells[i];
    }
    return kept;
}

/* Contrast of the line against the rest of the inside. */
static void measure_contrast(struct line *line, const struct ovalis_raster *patch,
                             const struct ovalis_zones *zones)
{
    double on = 0, off = 0;
    int on_count = 0, off_count = 0;

    line->first = line->last = 0;
    for (int i = 0; i < zones->inner_count; i++) {
        struct vector at = cell_place(patch, zones->inner[i]);
        double across = fabs(across_of(line, at)), along = along_of(line, at);
        int darkness = ovalis_raster_darkness(patch, patch->gray[zones->inner[i]]);

        if (across <= 0.15) {
            on += darkness;
            on_count++;
            line->first = along < line->first ? along : line->first;
            line->last = along > line->last ? along : line->last;
        } else if (across >= 0.6) {
            off += darkness;
            off_count++;
        }
    }
    line->background = off_count > 0 ? off / off_count / 1000 : 0;
    line->contrast = on_count > 0 ? on / on_count / 1000 - line->background : 0;
}

static bool fit_line(struct line *line, const struct ovalis_raster *patch,
                     const struct ovalis_zones *zones, double max_darkness)
{
    uint16_t cells[OVALIS_RASTER_MAX_CELLS / 8];
    double least = FIT_OF_MAX * max_darkness, rms = 0;
    int count = 0, limit, kept;

    limit = ovalis_raster_level(patch, (int)(1000 * (least > FIT_DARKNESS ? least : FIT_DARKNESS)));
    for (int i = 0; i < zones->inner_count; i++) {
        if (patch->gray[zones->inner[i]] <= limit && count < (int)(sizeof cells / sizeof cells[0]))
            cells[count++] = zones->inner[i];
    }
    if (count < FIT_CELLS)
        return false;
    fit_axis(line, &rms, patch, cells, count);
    kept = keep_near(line, patch, cells, count);
    if (kept < FIT_CELLS || kept < FIT_SHARE * count)
        return false;
    fit_axis(line, &rms, patch, cells, kept);
    if (rms > FIT_RMS)
        return false;
    measure_contrast(line, patch, zones);
    return line->last - line->first >= FIT_LENGTH && line->contrast >= CONTRAST_LEAST;
}

/* Darkness on the page at mm along and across the line. */
static double darkness_at(const struct follower *f, double along, double across)
{
    const struct line *line = &f->line;
    double x = line->middle.x + line->along.x * along - line->along.y * across;
    double y = line->middle.y + line->along.y * along + line->along.x * across;
    const struct ovalis_frame *frame = f->frame;
    int gray =
        ovalis_raster_gray(f->source, frame->centre.x + frame->across.x * x + frame->down.x * y,
                           frame->centre.y + frame->across.y * x + frame->down.y * y);

    return ovalis_raster_darkness(f->patch, gray) / 1000.0;
}

static double distance_at(const struct follower *f, double along)
{
    const struct line *line = &f->line;

    return ovalis_zones_distance(f->card, line->middle.x + line->along.x * along,
                                 line->middle.y + line->along.y * along);
}

enum sight { SIGHT_SEEN, SIGHT_HIDDEN, SIGHT_NOT };

/* Is the line here? The flanks 0.5 to 1 mm beside it must be paper to tell. */
static enum sight look(const struct follower *f, double along, double *across)
{
    static const double sides[] = {-1.0, -0.75, -0.5, 0.5, 0.75, 1.0};
    double flank[2] = {0, 0}, best = -10, at = *across;

    for (int i = 0; i < 6; i++) {
        double darkness = darkness_at(f, along, *across + sides[i]);

        if (darkness >= HIDDEN_DARKNESS)
            return SIGHT_HIDDEN;
        flank[i / 3] += darkness / 3;
    }
    for (int steer = -1; steer <= 1; steer++) {
        double darkness = darkness_at(f, along, *across + steer * FOLLOW_STEER);

        /* Straight on unless clearly darker beside: noise must not steer. */
        darkness += steer == 0 ? 0.01 : 0;
        if (darkness > best) {
            best = darkness;
            at = *across + steer * FOLLOW_STEER;
        }
    }
    double beside = flank[0] > flank[1] ? flank[0] : flank[1];

    if (best > f->line.contrast + HIDDEN_DARKNESS)
        return SIGHT_HIDDEN; /* print crosses here */
    if (best - beside < FOLLOW_CONTRAST * f->line.contrast)
        return SIGHT_NOT;
    *across = at;
    return SIGHT_SEEN;
}

static void take_profile(const struct follower *f, struct profile *out, double along, double across)
{
    for (int i = 0; i < PROFILE_CELLS; i++)
        out->darkness[i] = darkness_at(f, along, across + (i - PROFILE_SIDE) * FOLLOW_STEP);
}

/* Follow one way (direction 1 or -1); returns how far the line was seen beyond the outline. */
static double follow(struct follower *f, int direction)
{
    double start = 0, across = 0, against = 0, reached = 0;

    while (distance_at(f, direction * start) < FOLLOW_FROM && start < 2 * FOLLOW_TO)
        start += FOLLOW_STEP;
    for (int step = 0; step < FOLLOW_STEPS && against <= FOLLOW_GIVE_UP; step++) {
        double along = direction * (start + step * FOLLOW_STEP);
        enum sight sight = look(f, along, &across);

        if (sight == SIGHT_NOT)
            against += FOLLOW_STEP;
        if (sight != SIGHT_SEEN)
            continue;
        against = 0;
        reached = step * FOLLOW_STEP;
        f->seen_mm += FOLLOW_STEP;
        if (f->outside_count < SAMPLES_MAX)
            take_profile(f, &f->outside[f->outside_count++], along, across);
    }
    return reached;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static double median(double *values, int count)
{
    if (count == 0)
        return 0;
    qsort(values, (size_t)count, sizeof values[0], by_value);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double integral(const struct profile *profile)
{
    double sum = 0;

    for (int i = 0; i < PROFILE_CELLS; i++)
        sum += profile->darkness[i] * FOLLOW_STEP;
    return sum;
}

/* Median over the places seen outside: of the integral, and of each cell. */
static double outside_integral(const struct follower *f, struct profile *mean)
{
    double values[SAMPLES_MAX];

    for (int i = 0; i < PROFILE_CELLS; i++) {
        for (int at = 0; at < f->outside_count; at++)
            values[at] = f->outside[at].darkness[i];
        mean->darkness[i] = median(values, f->outside_count);
    }
    for (int at = 0; at < f->outside_count; at++)
        values[at] = integral(&f->outside[at]);
    return median(values, f->outside_count);
}

/* Median over the line's places inside; cells on the printed line count as paper. */
static double inside_integral(const struct follower *f, double inside_to)
{
    double values[SAMPLES_MAX];
    int count = 0;

    for (double at = f->line.first; at <= f->line.last && count < SAMPLES_MAX; at += FOLLOW_STEP) {
        const struct line *line = &f->line;
        struct profile profile;

        take_profile(f, &profile, at, 0);
        for (int i = 0; i < PROFILE_CELLS; i++) {
            double across = (i - PROFILE_SIDE) * FOLLOW_STEP;
            double x = line->middle.x + line->along.x * at - line->along.y * across;
            double y = line->middle.y + line->along.y * at + line->along.x * across;

            if (ovalis_zones_distance(f->card, x, y) > inside_to)
                profile.darkness[i] = 0;
        }
        values[count++] = integral(&profile);
    }
    return median(values, count);
}

/* Longest stroke inside when the line's own profile is taken out. */
static double rest_length(const struct follower *f, const struct ovalis_zones *zones,
                          const struct profile *mean, struct ovalis_measure_space *space)
{
    const struct ovalis_raster *patch = f->patch;

    ovalis_bits_clear(&space->spare, patch->columns, patch->rows);
    for (int i = 0; i < zones->inner_count; i++) {
        int cell = zones->inner[i];
        double across = across_of(&f->line, cell_place(patch, cell));
        double place = across / FOLLOW_STEP + PROFILE_SIDE;
        double darkness = ovalis_raster_darkness(patch, patch->gray[cell]) / 1000.0;

        if (place >= 0 && place < PROFILE_CELLS - 1) {
            int low = (int)place;
            double share = place - low;

            darkness -= mean->darkness[low] * (1 - share) + mean->darkness[low + 1] * share;
        }
        if (darkness * 1000 >= OVALIS_DARKNESS_INK)
            ovalis_bits_set(&space->spare, cell % patch->columns, cell / patch->columns);
    }
    ovalis_strokes_find(&space->piece, &space->spare, patch->step_mm);
    return space->piece.longest.length_mm;
}

static bool runs_along_feed(const struct follower *f, bool sideways)
{
    const struct ovalis_frame *frame = f->frame;
    struct vector along = f->line.along;
    double x = fabs(frame->across.x * along.x + frame->down.x * along.y);
    double y = fabs(frame->across.y * along.x + frame->down.y * along.y);

    return sideways ? y <= FEED_TANGENT * x : x <= FEED_TANGENT * y;
}

void ovalis_line_measure(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                         const struct ovalis_zones *zones,
                         const struct ovalis_raster_source *source, const struct ovalis_card *card,
                         const struct ovalis_frame *frame, bool sideways,
                         struct ovalis_measure_space *space)
{
    struct follower f = {.patch = patch, .source = source, .card = card, .frame = frame};
    struct profile mean;

    out->line_contrast = out->line_extent_mm = out->line_outside_mm = 0;
    out->line_excess_mm = out->line_rest_mm = 0;
    out->line_along_feed = false;
    if (!fit_line(&f.line, patch, zones, out->max_darkness))
        return;
    double ahead = follow(&f, 1), behind = follow(&f, -1);

    if (ahead < EXTENT_LEAST || behind < EXTENT_LEAST || f.seen_mm < SEEN_LEAST)
        return;
    out->line_contrast = f.line.contrast;
    out->line_extent_mm = ahead < behind ? ahead : behind;
    out->line_outside_mm = outside_integral(&f, &mean);
    out->line_excess_mm =
        inside_integral(&f, -(card->target_stroke_mm + 0.2)) - out->line_outside_mm;
    out->line_rest_mm = rest_length(&f, zones, &mean, space);
    out->line_along_feed = runs_along_feed(&f, sideways);
}
