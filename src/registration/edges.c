/* SPDX-License-Identifier: Apache-2.0 */
/* One timing mark in gray values. The bar is cut across into slices; in each the upper and lower
 * edge are where the gray crosses the middle between paper and ink, linear between pixels. An edge
 * is looked for from the middle outwards and from outside inwards: voids stop the first, specks the
 * second, and the height of a mark says which of them to believe. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration/grid_internal.h"

#define ROWS_MAX   512 /* px; 1.2 pitches and the slope at 600 dpi are 230 */
#define SLICE_MM   0.36
#define SLICES_MAX 14

/* Slices stand side by side, so that one vector holds a row of all of them. */
#define LANES OVALIS_KERNEL_SLICES

/* Columns summed per slice: 128 x 255 stays within 15 bits. */
#define COLUMNS_MAX 128

/* Sums over the columns of each slice, row by row, the slope taken out: row y of slice k is px row
 * top + y + shift[k]. */
struct profile {
    int slices, columns;
    int top, rows;
    double x[LANES];  /* middle of a slice */
    int shift[LANES]; /* rows by which the slope moves it */
    int16_t sum[ROWS_MAX][LANES];
};

struct levels {
    int above, below, ink; /* sums, as in the profile */
};

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* Where the slices stand: over the part of the mark that is on the page, which may be cut off, and
 * 5 % away from its blurred ends. */
static void place_slices(struct profile *profile, int first[LANES], const struct ovalis_page *page,
                         const struct ovalis_mark_window *w, double px_per_mm)
{
    double inset = 0.05 * w->width;
    double left = fmax(w->x - 0.5 * w->width + inset, 0);
    double right = fmin(w->x + 0.5 * w->width - inset, page->width - 1);
    int slices = clamp((int)((right - left) / (SLICE_MM * px_per_mm)), 4, SLICES_MAX);
    double step = (right - left) / slices;
    int columns = clamp((int)step, 1, COLUMNS_MAX);

    profile->columns = columns;
    profile->slices = 0;
    for (int k = 0; step > 0.5 && k < slices; k++) {
        int at = (int)rint(left + (k + 0.5) * step - 0.5 * (columns - 1));

        at = clamp(at, 0, page->width - columns);
        first[profile->slices] = at;
        profile->x[profile->slices] = at + 0.5 * (columns - 1);
        profile->shift[profile->slices] =
            (int)rint(w->slope * (profile->x[profile->slices] - w->x));
        profile->slices++;
    }
}

/* Move each slice by its shift; rows that are missing repeat the first or last one. */
static void take_slope_out(struct profile *profile)
{
    int last = profile->rows - 1;

    for (int k = 0; k < profile->slices; k++) {
        int shift = profile->shift[k];

        for (int y = 0; shift > 0 && y <= last; y++)
            profile->sum[y][k] = profile->sum[clamp(y + shift, 0, last)][k];
        for (int y = last; shift < 0 && y >= 0; y--)
            profile->sum[y][k] = profile->sum[clamp(y + shift, 0, last)][k];
    }
}

/* false: nothing of the window is on the page. */
static bool profile_make(struct profile *profile, const struct ovalis_page *page,
                         const struct ovalis_mark_window *w, double px_per_mm,
                         const struct ovalis_kernels *kernels)
{
    double tall = w->reach + fabs(w->slope) * 0.5 * w->width;
    int bottom = clamp((int)ceil(w->y + tall) + 1, 0, page->height);
    int first[LANES];

    place_slices(profile, first, page, w, px_per_mm);
    profile->top = clamp((int)floor(w->y - tall), 0, page->height);
    profile->rows = clamp(bottom - profile->top, 0, ROWS_MAX);
    if (profile->slices == 0 || profile->rows < 8)
        return false;
    kernels->slice_rows(profile->sum[0], ovalis_page_line(page, profile->top), page->stride,
                        profile->rows, first, profile->slices, profile->columns);
    take_slope_out(profile);
    return true;
}

/* The row at which a bar fits best: dark inside, light above and below. */
static int find_middle(const struct profile *profile, const struct ovalis_mark_window *w,
                       const struct ovalis_kernels *kernels)
{
    int far = (int)(0.62 * w->reach), half = (int)rint(0.5 * w->height);
    int expected = (int)rint(w->y) - profile->top, best = expected, last = profile->rows - 1;
    long most = -1;
    int32_t total[ROWS_MAX];

    kernels->slice_totals(total, profile->sum[0], profile->rows);
    for (int d = -far; d <= far; d++) {
        int at = clamp(expected + d, 0, last);
        long above = total[clamp(at - half - 2, 0, last)];
        long below = total[clamp(at + half + 2, 0, last)];
        long inside = (long)total[at] + total[clamp(at - half / 2, 0, last)] +
                      total[clamp(at + half / 2, 0, last)];
        long contrast = 3 * (above < below ? above : below) - inside;

        if (contrast <= most) /* the rest only takes away */
            continue;
        /* Between equals the nearer one: a tenth less at the end of the reach. */
        contrast -= contrast * labs((long)d) / (10L * far + 1);
        if (contrast > most) {
            most = contrast;
            best = at;
        }
    }
    return best;
}

/* Of each slice the mean over some rows, rounded down. */
static void means_of_rows(int means[LANES], const struct profile *profile, int from, int to)
{
    int a = clamp(from, 0, profile->rows - 1), b = clamp(to, 0, profile->rows - 1);
    int32_t sums[LANES] = {0};
    double rows = b - a + 1;

    for (int y = a; y <= b; y++)
        for (int k = 0; k < LANES; k++)
            sums[k] += profile->sum[y][k];
    for (int k = 0; k < LANES; k++) /* exact: a sum has 25 bits, a quotient is never nearer to the
                                       next whole number than 1 / rows */
        means[k] = (int)(sums[k] / rows);
}

static void sort_ints(int *values, int n)
{
    for (int i = 1; i < n; i++) {
        int value = values[i], k = i;

        for (; k > 0 && values[k - 1] > value; k--)
            values[k] = values[k - 1];
        values[k] = value;
    }
}

/* Paper just above and below (the second brightest fifth of the slices: others may stand in a black
 * surround), ink inside (darkest quarter). */
static struct levels find_levels(const struct profile *profile, const struct ovalis_mark_window *w,
                                 int y)
{
    int above[LANES], below[LANES], ink[LANES];
    int n = profile->slices;
    int near = (int)rint(0.9 * w->height), far = (int)rint(1.25 * w->height);
    int core = (int)(0.25 * w->height);

    means_of_rows(above, profile, y - far, y - near);
    means_of_rows(below, profile, y + near, y + far);
    means_of_rows(ink, profile, y - core, y + core);
    sort_ints(above, n);
    sort_ints(below, n);
    sort_ints(ink, n);
    return (struct levels){above[n - 1 - n / 5], below[n - 1 - n / 5], ink[n / 4]};
}

/* Where the line through two neighbouring values, at a and b, crosses `level`. */
static double crossing(int at_a, int at_b, int a, int b, int level)
{
    int step = at_b - at_a;

    return step == 0 ? 0.5 * (a + b) : a + (b - a) * ((double)(level - at_a) / step);
}

/* Of each slice the dark row before an edge; NONE where there is none. */
#define NONE (-1)

struct edges {
    int16_t row[LANES];
};

/* From row `from` along `way` to the first dark row with a light one behind it, `most` steps at
 * most. */
static void edges_outwards(struct edges *edges, const struct profile *profile, int from, int way,
                           int most, int level, const struct ovalis_kernels *kernels)
{
    int room = way > 0 ? profile->rows - 1 - from : from;

    kernels->edges_out(edges->row, profile->sum[0], from, way, most < room ? most : room, level);
}

/* From a light row `from` against `way` to the first dark one; nothing when `from` is outside. */
static void edges_inwards(struct edges *edges, const struct profile *profile, int from, int way,
                          int most, int level, const struct ovalis_kernels *kernels)
{
    int room = way > 0 ? from : profile->rows - 1 - from;

    for (int k = 0; k < LANES; k++)
        edges->row[k] = NONE;
    if (from >= 0 && from < profile->rows)
        kernels->edges_in(edges->row, profile->sum[0], from, way, most < room ? most : room, level);
}

struct slice {
    double top, bottom;
    bool counted; /* paper above and below: the slice can be judged */
    bool found;
};

static double off_height(double top, double bottom, double height)
{
    return fabs((bottom - top) / height - 1);
}

/* Upper and lower edges of all slices, found from the middle outwards and from outside inwards. */
struct both_ways {
    struct edges top_out, bottom_out, top_in, bottom_in;
    int up, down; /* levels half-way between ink and the paper above, below */
    int middle, far;
};

static void find_edges(struct both_ways *edges, const struct profile *profile,
                       const struct ovalis_mark_window *w, struct levels levels, int y,
                       const struct ovalis_kernels *kernels)
{
    int up = (levels.above + levels.ink) / 2;
    int down = (levels.below + levels.ink) / 2;
    int far = (int)(0.9 * w->height) + 1;

    edges->up = up;
    edges->down = down;
    edges->middle = clamp(y, 0, profile->rows - 1);
    edges->far = far;
    edges_outwards(&edges->top_out, profile, edges->middle, -1, far, up, kernels);
    edges_outwards(&edges->bottom_out, profile, edges->middle, 1, far, down, kernels);
    edges_inwards(&edges->top_in, profile, edges->middle - far, -1, far, up, kernels);
    edges_inwards(&edges->bottom_in, profile, edges->middle + far, 1, far, down, kernels);
}

static double place_of(const struct profile *profile, int k, int row, int way, int level)
{
    return crossing(profile->sum[row][k], profile->sum[row + way][k], row, row + way, level);
}

/* The edges of one slice; of two answers the one whose height is more like a mark's. */
static void measure_slice(struct slice *slice, const struct profile *profile,
                          const struct ovalis_mark_window *w, const struct both_ways *edges, int k)
{
    int middle = edges->middle, last = profile->rows - 1;
    int top_out = edges->top_out.row[k], bottom_out = edges->bottom_out.row[k];
    int top_in = edges->top_in.row[k], bottom_in = edges->bottom_in.row[k];
    int ink = profile->sum[middle][k];

    *slice = (struct slice){0, 0, true, false};
    if (profile->sum[clamp(middle - edges->far - 1, 0, last)][k] < edges->up &&
        profile->sum[clamp(middle + edges->far + 1, 0, last)][k] < edges->down) {
        slice->counted = false; /* dark above and below: surround or a long vertical line */
        return;
    }
    if (ink < edges->up && ink < edges->down && top_out != NONE && bottom_out != NONE) {
        slice->top = place_of(profile, k, top_out, -1, edges->up);
        slice->bottom = place_of(profile, k, bottom_out, 1, edges->down);
        slice->found = true;
    }
    if (top_in == NONE || bottom_in == NONE ||
        (slice->found && top_in == top_out && bottom_in == bottom_out))
        return;
    double top = place_of(profile, k, top_in, -1, edges->up);
    double bottom = place_of(profile, k, bottom_in, 1, edges->down);

    if (slice->found &&
        off_height(top, bottom, w->height) >= off_height(slice->top, slice->bottom, w->height))
        return;
    slice->top = top;
    slice->bottom = bottom;
    slice->found = true;
}

static double median_height(const struct slice *slices, int n, double fallback)
{
    double heights[SLICES_MAX];
    int count = 0;

    for (int k = 0; k < n; k++)
        if (slices[k].found)
            heights[count++] = slices[k].bottom - slices[k].top;
    return count ? ovalis_median(heights, count) : fallback;
}

/* A side mark may be cut off at its outer end, with white beyond: slices without a bar count only
 * from the inner end to the outermost one that has it. */
static void forgive_outer(struct slice *slices, int n, const struct ovalis_mark_window *w)
{
    if (w->left_end == w->right_end)
        return;
    for (int i = 0; i < n; i++) {
        struct slice *slice = &slices[w->left_end ? n - 1 - i : i];

        if (slice->counted && slice->found)
            return;
        slice->counted = false;
    }
}

/* Mean height of the slices that agree, and how many of those that can be judged do. */
static void join_slices(struct ovalis_mark_seen *out, const struct slice *slices,
                        const struct profile *profile, const struct ovalis_mark_window *w,
                        double px_per_mm)
{
    double ys[SLICES_MAX], sorted[SLICES_MAX];
    double height = median_height(slices, profile->slices, w->height);
    double wanted = w->height_known ? w->height : height;
    double middle, sum = 0, squares = 0;
    int count = 0, counted = 0, good = 0;

    for (int k = 0; k < profile->slices; k++) {
        counted += slices[k].counted;
        if (slices[k].found && off_height(slices[k].top, slices[k].bottom, wanted) < 0.22)
            ys[count++] = 0.5 * (slices[k].top + slices[k].bottom) + profile->shift[k] +
                          profile->top - w->slope * (profile->x[k] - w->x);
    }
    if (count < 3 || counted == 0)
        return;
    memcpy(sorted, ys, sizeof sorted);
    middle = ovalis_median(sorted, count);
    for (int k = 0; k < count; k++)
        if (fabs(ys[k] - middle) < 0.2 * px_per_mm) {
            sum += ys[k] - middle;
            squares += (ys[k] - middle) * (ys[k] - middle);
            good++;
        }
    out->present = good >= 3;
    out->y = middle + sum / good;
    out->spread_y = sqrt(squares / good);
    out->height = height;
    out->share = (double)good / counted;
    out->good_y = out->present && out->share >= 0.75 && fabs(height / wanted - 1) < 0.12;
    out->stretched = out->present && !out->good_y && out->share >= 0.9 && good >= 5 &&
                     out->spread_y < 0.04 * px_per_mm && fabs(height / wanted - 1) < 0.3;
}

#define BANDS 5

static int sum_of_rows(const struct ovalis_page *page, int x, int top, int rows)
{
    const uint8_t *at = ovalis_page_line(page, top) + x;
    int sum = 0;

    for (int r = 0; r < rows; r++)
        sum += at[r * page->stride];
    return sum;
}

/* Where the rows of one band change from ink to paper: the first place from column `from` towards
 * `to`, counted from the lesser of the two. */
static bool band_crossing(double *at, const struct ovalis_page *page, int from, int to, int top,
                          int rows, int level)
{
    int way = to > from ? 1 : -1, least = to > from ? from : to;
    int here = sum_of_rows(page, from, top, rows);

    for (int x = from; x != to; x += way) {
        int next = sum_of_rows(page, x + way, top, rows);

        if (here < level * rows && next >= level * rows) {
            *at = crossing(here, next, x - least, x + way - least, level * rows);
            return true;
        }
        here = next;
    }
    return false;
}

/* The middle of the answers, and how far the third nearest of them is from it: text or a line that
 * touches the end spoils two bands of five at most. */
static bool majority(double *at, double *spread, double *found, int count)
{
    double off[BANDS];

    if (count < 3)
        return false;
    *at = ovalis_median(found, count);
    for (int i = 0; i < count; i++)
        off[i] = fabs(found[i] - *at);
    ovalis_median(off, count);
    *spread = off[2];
    return true;
}

/* One end: the crossing in five bands of rows, outwards from 0.2 widths inside. */
static bool measure_end(double *at, double *spread, const struct ovalis_page *page,
                        const struct ovalis_mark_window *w, const struct ovalis_mark_seen *seen,
                        int way, int level)
{
    double end = w->x + way * 0.5 * w->width;
    int inside = (int)(0.2 * w->width), outside = (int)(0.45 * w->width);
    int from = clamp((int)rint(end) - (way > 0 ? inside : outside), 0, page->width - 1);
    int to = clamp((int)rint(end) + (way > 0 ? outside : inside), 0, page->width - 1);
    double y = seen->y + w->slope * (end - w->x);
    int rows = clamp((int)(0.15 * w->height), 1, 64);
    double found[BANDS];
    int count = 0;

    if (to - from < 4)
        return false;
    for (int band = 0; band < BANDS; band++) {
        int top = (int)rint(y + (band - BANDS / 2) * 0.155 * w->height - 0.5 * (rows - 1));

        if (top >= 0 && top + rows <= page->height &&
            band_crossing(&found[count], page, way > 0 ? from : to, way > 0 ? to : from, top, rows,
                          level))
            count++;
    }
    if (!majority(at, spread, found, count))
        return false;
    *at += from;
    return true;
}

static void measure_ends(struct ovalis_mark_seen *out, const struct ovalis_page *page,
                         const struct ovalis_mark_window *w, int paper, double px_per_mm)
{
    double spread = 0, widest = 0;
    bool good = true;

    if (w->left_end) {
        out->has_left = measure_end(&out->left, &spread, page, w, out, -1, (paper + out->ink) / 2);
        good = good && out->has_left;
        widest = fmax(widest, spread);
    }
    if (w->right_end) {
        out->has_right = measure_end(&out->right, &spread, page, w, out, 1, (paper + out->ink) / 2);
        good = good && out->has_right;
        widest = fmax(widest, spread);
    }
    out->spread_x = widest;
    out->good_x = good && widest < 0.1 * px_per_mm;
}

void ovalis_mark_measure(struct ovalis_mark_seen *out, const struct ovalis_page *page,
                         const struct ovalis_mark_window *window, double px_per_mm,
                         const struct ovalis_kernels *kernels)
{
    struct profile profile;
    struct slice slices[SLICES_MAX];
    struct both_ways edges;
    struct levels levels;
    int y, paper;

    *out = (struct ovalis_mark_seen){0};
    if (!profile_make(&profile, page, window, px_per_mm, kernels))
        return;
    y = find_middle(&profile, window, kernels);
    levels = find_levels(&profile, window, y);
    paper = (levels.above < levels.below ? levels.above : levels.below) / profile.columns;
    out->ink = levels.ink / profile.columns;
    if (paper - out->ink < 24) /* less contrast than a print of a tenth of the density */
        return;
    find_edges(&edges, &profile, window, levels, y, kernels);
    for (int k = 0; k < profile.slices; k++)
        measure_slice(&slices[k], &profile, window, &edges, k);
    forgive_outer(slices, profile.slices, window);
    join_slices(out, slices, &profile, window, px_per_mm);
    if (out->present)
        measure_ends(out, page, window, (levels.above + levels.below) / (2 * profile.columns),
                     px_per_mm);
}
