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
#define PALE_LEAST     150 /* permille: a crease beside the target ... */
#define PALE_MOST      500 /* ... is no darker, */
#define PALE_ABOVE_MAX 50  /* or no darker than what is inside, */
#define PALE_NEVER     800 /* and never as dark as print */
#define PALE_LENGTH    3.0
#define CONTRAST_LEAST 0.10

/* Follow. */
#define FOLLOW_STEP     0.125
#define FOLLOW_STEER    0.06 /* sideways a step ... */
#define FOLLOW_DRIFT    0.02 /* ... and so much a mm that print has hidden: 1 degree */
#define FOLLOW_FROM     0.30 /* beyond the outline */
#define FOLLOW_TO       40.0 /* past a long name */
#define FOLLOW_ENOUGH   8.0  /* more than what decides: 5.5 mm */
#define FOLLOW_SAMPLES  64   /* profiles kept, each side */
#define FOLLOW_GIVE_UP  0.75 /* of contradiction */
#define FOLLOW_CONTRAST 0.4  /* of the contrast inside */
#define HIDDEN_DARKNESS 0.50 /* print beside the line: neither for nor against */
#define SEEN_SIDE       1.5  /* mm, each side: not a chance meeting with print */
#define SEEN_EDGE       0.6  /* mm, on a side where the paper ends */
#define SEEN_LEAST      5.0  /* both sides together */
#define EXTENT_LEAST    2.5  /* each side: half an oval */

/* Profile across the line, ±1.0 mm. */
#define PROFILE_SIDE  8
#define PROFILE_CELLS (2 * PROFILE_SIDE + 1)
#define SAMPLES_MAX   (2 * FOLLOW_SAMPLES)

/* sin 8°: folds are made along the paper's edges, by hand. */
#define SQUARE_SINE 0.139

/* tan 3°: how far from the feed's direction a streak may stand after wandering a pixel. */
#define FEED_TANGENT 0.0524

struct vector {
    double x, y; /* mm */
};

struct line {
    struct vector middle, along; /* along: length 1 */
    double first, last;          /* inside, mm along */
    double contrast;             /* darkness */
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
    double extent_mm; /* beyond both ends, the shorter one */
};

/* What was seen on one side. */
struct trail {
    double reached, seen; /* mm beyond the outline; mm of it with the line in sight */
    bool to_edge;         /* nothing spoke against it up to the edge of the image */
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

/* Cells that may show the line, and what they are fitted with. */
struct sample {
    uint16_t cells[OVALIS_RASTER_MAX_CELLS / 4];
    int count;
    double least_mm; /* shortest line taken from them */
};

static void add_cells(struct sample *sample, const struct ovalis_raster *patch,
                      const uint16_t *cells, int count, int lightest, int darkest)
{
    const int room = (int)(sizeof sample->cells / sizeof sample->cells[0]);

    for (int i = 0; i < count && sample->count < room; i++) {
        int gray = patch->gray[cells[i]];

        if (gray <= lightest && gray > darkest)
            sample->cells[sample->count++] = cells[i];
    }
}

/* What is dark inside. */
static void sample_inside(struct sample *sample, const struct ovalis_raster *patch,
                          const struct ovalis_zones *zones, double max_darkness)
{
    double least = FIT_OF_MAX * max_darkness;
    int permille = (int)(1000 * (least > FIT_DARKNESS ? least : FIT_DARKNESS));

    sample->count = 0;
    sample->least_mm = FIT_LENGTH;
    add_cells(sample, patch, zones->inner, zones->inner_count, ovalis_raster_level(patch, permille),
              -1);
}

/* What is pale inside and beside: a crease that runs along the outline hides in part under it.
 * Print beside is darker than anything inside. */
static void sample_pale(struct sample *sample, const struct ovalis_raster *patch,
                        const struct ovalis_zones *zones, double max_darkness)
{
    int permille = (int)(1000 * max_darkness) + PALE_ABOVE_MAX;
    int lightest = ovalis_raster_level(patch, PALE_LEAST), darkest;

    permille = permille < PALE_MOST ? PALE_MOST : permille > PALE_NEVER ? PALE_NEVER : permille;
    darkest = ovalis_raster_level(patch, permille);
    sample->count = 0;
    sample->least_mm = PALE_LENGTH;
    add_cells(sample, patch, zones->inner, zones->inner_count, lightest, darkest);
    add_cells(sample, patch, zones->beside, zones->beside_count, lightest, darkest);
}

/* Contrast of the line against paper, over the cells on its middle; sets where it begins and ends.
 */
static void measure_contrast(struct line *line, const struct ovalis_raster *patch,
                             const struct sample *sample, const struct ovalis_zones *zones)
{
    double on = 0, off = 0;
    int on_count = 0, off_count = 0;

    line->first = line->last = 0;
    for (int i = 0; i < sample->count; i++) {
        struct vector at = cell_place(patch, sample->cells[i]);
        double along = along_of(line, at);

        if (fabs(across_of(line, at)) > 0.15)
            continue;
        on += ovalis_raster_darkness(patch, patch->gray[sample->cells[i]]);
        on_count++;
        line->first = along < line->first ? along : line->first;
        line->last = along > line->last ? along : line->last;
    }
    for (int i = 0; i < zones->inner_count; i++) {
        if (fabs(across_of(line, cell_place(patch, zones->inner[i]))) < 0.6)
            continue;
        off += ovalis_raster_darkness(patch, patch->gray[zones->inner[i]]);
        off_count++;
    }
    line->contrast = on_count > 0 ? on / on_count / 1000 : 0;
    line->contrast -= off_count > 0 ? off / off_count / 1000 : 0;
}

static bool fit_line(struct line *line, const struct ovalis_raster *patch,
                     const struct ovalis_zones *zones, struct sample *sample)
{
    double rms = 0;
    int all = sample->count;

    if (all < FIT_CELLS)
        return false;
    fit_axis(line, &rms, patch, sample->cells, all);
    sample->count = keep_near(line, patch, sample->cells, all);
    if (sample->count < FIT_CELLS || sample->count < FIT_SHARE * all)
        return false;
    fit_axis(line, &rms, patch, sample->cells, sample->count);
    if (rms > FIT_RMS)
        return false;
    measure_contrast(line, patch, sample, zones);
    return line->last - line->first >= sample->least_mm && line->contrast >= CONTRAST_LEAST;
}

/* Page px at mm along and across the line. */
static struct ovalis_px page_place(const struct follower *f, double along, double across)
{
    const struct line *line = &f->line;
    const struct ovalis_frame *frame = f->frame;
    double x = line->middle.x + line->along.x * along - line->along.y * across;
    double y = line->middle.y + line->along.y * along + line->along.x * across;

    return (struct ovalis_px){frame->centre.x + frame->across.x * x + frame->down.x * y,
                              frame->centre.y + frame->across.y * x + frame->down.y * y};
}

static bool on_page(const struct follower *f, double along, double across)
{
    struct ovalis_px at = page_place(f, along, across);

    return at.x >= 0 && at.y >= 0 && at.x < f->source->page->width &&
           at.y < f->source->page->height;
}

static double darkness_at(const struct follower *f, double along, double across)
{
    struct ovalis_px at = page_place(f, along, across);

    return ovalis_raster_darkness(f->patch, ovalis_raster_gray(f->source, at.x, at.y)) / 1000.0;
}

static double distance_at(const struct follower *f, double along)
{
    const struct line *line = &f->line;

    return ovalis_zones_distance(f->card, line->middle.x + line->along.x * along,
                                 line->middle.y + line->along.y * along);
}

enum sight { SIGHT_SEEN, SIGHT_HIDDEN, SIGHT_NOT };

/* Is the line here? The flanks 0.5 to 1 mm beside it must be paper to tell. */
static enum sight look(const struct follower *f, double along, double steer_mm, double *across)
{
    static const double sides[] = {-1.0, -0.75, -0.5, 0.5, 0.75, 1.0};
    double flank[2] = {0, 0}, best = -10, at = *across;

    for (int i = 0; i < 6; i++) {
        double darkness = darkness_at(f, along, *across + sides[i]);

        if (darkness >= HIDDEN_DARKNESS)
            return SIGHT_HIDDEN;
        flank[i / 3] += darkness / 3;
    }
    int reach = (int)(steer_mm / FOLLOW_STEER + 0.5);

    for (int steer = -reach; steer <= reach; steer++) {
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

/* Follow one way (direction 1 or -1). */
static struct trail follow(struct follower *f, int direction)
{
    struct trail trail = {0, 0, false};
    double start, across = 0, against = 0, hidden = 0;
    int kept = 0;

    start = direction > 0 ? f->line.last : -f->line.first;
    while (distance_at(f, direction * start) < FOLLOW_FROM && start < FOLLOW_TO)
        start += FOLLOW_STEP;
    for (double at = 0; at < FOLLOW_TO && against <= FOLLOW_GIVE_UP; at += FOLLOW_STEP) {
        double along = direction * (start + at);

        if (!on_page(f, along, across)) {
            trail.to_edge = true;
            return trail;
        }
        enum sight sight = look(f, along, FOLLOW_STEER + FOLLOW_DRIFT * hidden, &across);

        if (sight == SIGHT_SEEN) {
            against = hidden = 0;
            trail.reached = at;
            trail.seen += FOLLOW_STEP;
            if (kept++ < FOLLOW_SAMPLES)
                take_profile(f, &f->outside[f->outside_count++], along, across);
            if (at >= FOLLOW_ENOUGH && trail.seen >= SEEN_LEAST)
                return trail;
        } else if (sight == SIGHT_NOT) {
            against += FOLLOW_STEP;
        } else {
            hidden += FOLLOW_STEP;
        }
    }
    return trail;
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

/* What the line is darker inside than outside, integrated over its width: the median over its
 * places inside. Under the printed line neither is counted. */
static double excess(const struct follower *f, const struct profile *mean)
{
    const struct line *line = &f->line;
    double inside_to = -(f->card->target_stroke_mm + 0.2), values[SAMPLES_MAX];
    int count = 0;

    for (double at = line->first; at <= line->last && count < SAMPLES_MAX; at += FOLLOW_STEP) {
        double sum = 0;

        for (int i = 0; i < PROFILE_CELLS; i++) {
            double across = (i - PROFILE_SIDE) * FOLLOW_STEP;
            double x = line->middle.x + line->along.x * at - line->along.y * across;
            double y = line->middle.y + line->along.y * at + line->along.x * across;

            if (ovalis_zones_distance(f->card, x, y) <= inside_to)
                sum += (darkness_at(f, at, across) - mean->darkness[i]) * FOLLOW_STEP;
        }
        values[count++] = sum;
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

/* Beside the timing marks there is little paper to see a line on: there it may end at the edge of
 * the image, in sight for a while and never spoken against, and goes as far as on the other side.
 */
static bool goes_on(struct trail *trail, const struct trail *other)
{
    if (trail->to_edge && trail->seen >= SEEN_EDGE && !other->to_edge) {
        trail->reached = trail->reached > other->reached ? trail->reached : other->reached;
        return true;
    }
    return trail->reached >= EXTENT_LEAST && trail->seen >= SEEN_SIDE;
}

static bool passes(struct follower *f)
{
    f->outside_count = 0;
    struct trail ahead = follow(f, 1), behind = follow(f, -1);

    if (!goes_on(&ahead, &behind) || !goes_on(&behind, &ahead) ||
        ahead.seen + behind.seen < SEEN_LEAST)
        return false;
    f->extent_mm = ahead.reached < behind.reached ? ahead.reached : behind.reached;
    return true;
}

/* A line inside; else, when there is ink that a crease along the outline could explain, a pale one.
 */
static bool find_line(struct follower *f, const struct ovalis_mark_measures *measures,
                      const struct ovalis_zones *zones)
{
    struct sample sample;

    sample_inside(&sample, f->patch, zones, measures->max_darkness);
    if (fit_line(&f->line, f->patch, zones, &sample) && passes(f))
        return true;
    if (measures->strokes_mm <= 0 && measures->collar_mm <= 0)
        return false;
    sample_pale(&sample, f->patch, zones, measures->max_darkness);
    return fit_line(&f->line, f->patch, zones, &sample) && passes(f);
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
    out->line_along_feed = out->line_square = false;
    if (!find_line(&f, out, zones))
        return;
    out->line_contrast = f.line.contrast;
    out->line_extent_mm = f.extent_mm;
    out->line_outside_mm = outside_integral(&f, &mean);
    out->line_excess_mm = excess(&f, &mean);
    out->line_rest_mm = rest_length(&f, zones, &mean, space);
    out->line_along_feed = runs_along_feed(&f, sideways);
    out->line_square = fabs(f.line.along.x) <= SQUARE_SINE || fabs(f.line.along.y) <= SQUARE_SINE;
}
