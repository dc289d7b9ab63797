/* SPDX-License-Identifier: Apache-2.0 */
/* One timing mark in gray values. The bar is cut across into slices; in each the upper and lower
 * edge are where the gray crosses the middle between paper and ink, linear between pixels. An edge
 * is looked for from the middle outwards and from outside inwards: voids stop the first, specks the
 * second, and the height of a mark says which of them to believe. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration/grid_internal.h"

#define SLICES_MAX 14
#define ROWS_MAX                                                                                   \
 504 /* px; 1.2 pitches and the slope at 600 dpi are 230. No power of two: slices                  \
        would share cache lines */
#define SLICE_MM 0.36

/* Sums over the columns of each slice, row by row. */
struct profile {
    int slices, columns;   /* columns summed per slice */
    int top, rows;         /* first px row */
    double x[SLICES_MAX];  /* middle of a slice */
    int shift[SLICES_MAX]; /* rows by which the slope moves it */
    int sum[SLICES_MAX][ROWS_MAX];
};

struct levels {
    int above, below, ink; /* sums, as in the profile */
};

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void add_slice_rows(struct profile *profile, const struct ovalis_page *page,
                           const int *first)
{
    for (int y = 0; y < profile->rows; y++) {
        const uint8_t *line = ovalis_page_line(page, profile->top + y);

        for (int k = 0; k < profile->slices; k++) {
            int sum = 0;

            for (int x = first[k]; x < first[k] + profile->columns; x++)
                sum += line[x];
            profile->sum[k][y] = sum;
        }
    }
}

/* Where the slices stand: over the part of the mark that is on the page, which may be cut off, and
 * 5 % away from its blurred ends. Returns how many columns each has. */
static int place_slices(struct profile *profile, int first[SLICES_MAX],
                        const struct ovalis_page *page, const struct ovalis_mark_window *w,
                        double px_per_mm)
{
    double inset = 0.05 * w->width;
    double left = fmax(w->x - 0.5 * w->width + inset, 0);
    double right = fmin(w->x + 0.5 * w->width - inset, page->width - 1);
    int slices = clamp((int)((right - left) / (SLICE_MM * px_per_mm)), 4, SLICES_MAX);
    double step = (right - left) / slices;
    int columns = step < 1 ? 1 : (int)step;

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
    return columns;
}

/* false: nothing of the window is on the page. */
static bool profile_make(struct profile *profile, const struct ovalis_page *page,
                         const struct ovalis_mark_window *w, double px_per_mm)
{
    double tall = w->reach + fabs(w->slope) * 0.5 * w->width;
    int bottom = clamp((int)ceil(w->y + tall) + 1, 0, page->height);
    int first[SLICES_MAX];

    profile->columns = place_slices(profile, first, page, w, px_per_mm);
    profile->top = clamp((int)floor(w->y - tall), 0, page->height);
    profile->rows = clamp(bottom - profile->top, 0, ROWS_MAX);
    if (profile->slices == 0 || profile->rows < 8)
        return false;
    add_slice_rows(profile, page, first);
    return true;
}

/* Row of a slice that belongs to row `at` of the window's middle column; clamped. */
static int row_at(const struct profile *profile, int k, int at)
{
    return clamp(at + profile->shift[k], 0, profile->rows - 1);
}

/* All slices together, the slope taken out. */
static void join_rows(long *total, const struct profile *profile)
{
    memset(total, 0, (size_t)profile->rows * sizeof *total);
    for (int k = 0; k < profile->slices; k++)
        for (int y = 0; y < profile->rows; y++)
            total[y] += profile->sum[k][row_at(profile, k, y)];
}

/* The row at which a bar fits best: dark inside, light above and below. */
static int find_middle(const struct profile *profile, const struct ovalis_mark_window *w)
{
    int far = (int)(0.62 * w->reach), half = (int)rint(0.5 * w->height);
    int expected = (int)rint(w->y) - profile->top, best = expected, last = profile->rows - 1;
    long most = -1;
    long total[ROWS_MAX];

    join_rows(total, profile);
    for (int d = -far; d <= far; d++) {
        int at = clamp(expected + d, 0, last);
        long above = total[clamp(at - half - 2, 0, last)];
        long below = total[clamp(at + half + 2, 0, last)];
        long inside =
            total[at] + total[clamp(at - half / 2, 0, last)] + total[clamp(at + half / 2, 0, last)];
        long contrast = 3 * (above < below ? above : below) - inside;

        /* Between equals the nearer one: a tenth less at the end of the reach. */
        contrast -= labs(contrast) * labs((long)d) / (10L * far + 1);
        if (contrast > most) {
            most = contrast;
            best = at;
        }
    }
    return best;
}

static int mean_of_rows(const struct profile *profile, int k, int from, int to)
{
    int a = row_at(profile, k, from), b = row_at(profile, k, to);
    int sum = 0;

    for (int y = a; y <= b; y++)
        sum += profile->sum[k][y];
    return sum / (b - a + 1);
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
    int above[SLICES_MAX], below[SLICES_MAX], ink[SLICES_MAX];
    int n = profile->slices;
    int near = (int)rint(0.9 * w->height), far = (int)rint(1.25 * w->height);
    int core = (int)(0.25 * w->height);

    for (int k = 0; k < n; k++) {
        above[k] = mean_of_rows(profile, k, y - far, y - near);
        below[k] = mean_of_rows(profile, k, y + near, y + far);
        ink[k] = mean_of_rows(profile, k, y - core, y + core);
    }
    sort_ints(above, n);
    sort_ints(below, n);
    sort_ints(ink, n);
    return (struct levels){above[n - 1 - n / 5], below[n - 1 - n / 5], ink[n / 4]};
}

/* Where the values cross `level` between index a and its neighbour b. */
static double crossing(const int *values, int a, int b, int level)
{
    int step = values[b] - values[a];

    return step == 0 ? 0.5 * (a + b) : a + (b - a) * ((double)(level - values[a]) / step);
}

/* From a dark index along `way` to the first light one, `most` steps at most. */
static bool edge_outwards(const int *values, int count, int from, int way, int most, int level,
                          double *at)
{
    for (int i = from; most-- > 0 && i + way >= 0 && i + way < count; i += way)
        if (values[i] < level && values[i + way] >= level) {
            *at = crossing(values, i, i + way, level);
            return true;
        }
    return false;
}

/* From a light index against `way` to the first dark one. */
static bool edge_inwards(const int *values, int count, int from, int way, int most, int level,
                         double *at)
{
    if (from < 0 || from >= count || values[from] < level)
        return false;
    for (int i = from; most-- > 0 && i - way >= 0 && i - way < count; i -= way)
        if (values[i - way] < level) {
            *at = crossing(values, i - way, i, level);
            return true;
        }
    return false;
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

/* The edges of one slice, both ways; of two answers the one whose height is more like a mark's. */
static void measure_slice(struct slice *slice, const struct profile *profile,
                          const struct ovalis_mark_window *w, struct levels levels, int k, int y)
{
    const int *v = profile->sum[k];
    int middle = row_at(profile, k, y), count = profile->rows;
    int far = (int)(0.9 * w->height) + 1;
    int up = (levels.above + levels.ink) / 2, down = (levels.below + levels.ink) / 2;
    double t = 0, b = 0;

    *slice = (struct slice){0, 0, true, false};
    if (v[clamp(middle - far - 1, 0, count - 1)] < up &&
        v[clamp(middle + far + 1, 0, count - 1)] < down) {
        slice->counted = false; /* dark above and below: surround or a long vertical line */
        return;
    }
    if (v[middle] < up && v[middle] < down && edge_outwards(v, count, middle, -1, far, up, &t) &&
        edge_outwards(v, count, middle, 1, far, down, &b)) {
        slice->top = t;
        slice->bottom = b;
        slice->found = true;
    }
    if (edge_inwards(v, count, middle - far, -1, far, up, &t) &&
        edge_inwards(v, count, middle + far, 1, far, down, &b) &&
        (!slice->found ||
         off_height(t, b, w->height) < off_height(slice->top, slice->bottom, w->height))) {
        slice->top = t;
        slice->bottom = b;
        slice->found = true;
    }
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
            ys[count++] = 0.5 * (slices[k].top + slices[k].bottom) + profile->top -
                          w->slope * (profile->x[k] - w->x);
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

/* Where the rows of one band change from ink to paper, outwards. */
static bool band_crossing(double *at, const struct ovalis_page *page, int from, int to, int way,
                          int top, int rows, int level)
{
    int values[ROWS_MAX];

    memset(values, 0, sizeof *values * (size_t)(to - from + 1));
    for (int r = 0; r < rows; r++)
        for (int x = from; x <= to; x++)
            values[x - from] += ovalis_page_line(page, top + r)[x];
    return edge_outwards(values, to - from + 1, way > 0 ? 0 : to - from, way, to - from,
                         level * rows, at);
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

    if (to - from >= ROWS_MAX || to - from < 4)
        return false;
    for (int band = 0; band < BANDS; band++) {
        int top = (int)rint(y + (band - BANDS / 2) * 0.155 * w->height - 0.5 * (rows - 1));

        if (top >= 0 && top + rows <= page->height &&
            band_crossing(&found[count], page, from, to, way, top, rows, level))
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
                         const struct ovalis_mark_window *window, double px_per_mm)
{
    struct profile profile;
    struct slice slices[SLICES_MAX];
    struct levels levels;
    int y, paper;

    *out = (struct ovalis_mark_seen){0};
    if (!profile_make(&profile, page, window, px_per_mm))
        return;
    y = find_middle(&profile, window);
    levels = find_levels(&profile, window, y);
    paper = (levels.above < levels.below ? levels.above : levels.below) / profile.columns;
    out->ink = levels.ink / profile.columns;
    if (paper - out->ink < 24) /* less contrast than a print of a tenth of the density */
        return;
    for (int k = 0; k < profile.slices; k++)
        measure_slice(&slices[k], &profile, window, levels, k, y);
    forgive_outer(slices, profile.slices, window);
    join_slices(out, slices, &profile, window, px_per_mm);
    if (out->present)
        measure_ends(out, page, window, (levels.above + levels.below) / (2 * profile.columns),
                     px_per_mm);
}
