/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of evenly spaced bars. Lines through the inner ends of bars are voted for over all
 * slopes; along each of the strongest the bars are indexed by walking from mark to mark, never by
 * counting and never by one pitch for the whole page. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "registration/grid_internal.h"

#define SLOPES     41     /* -20..20 */
#define SLOPE_STEP 0.0088 /* half a degree; 20 steps are 10 degrees */
#define BIN        2.6    /* cells: 1.3 mm */
#define GAP_MAX    20     /* most marks in a row that the walk passes over */
#define BACK       8      /* marks that say the local pitch and direction */

struct votes {
    int bins;
    double middle; /* y around which lines are turned */
    int *at;       /* SLOPES x bins; weights in tenths */
    struct {
        int weight, bin;
    } best[SLOPES]; /* strongest pair of neighbouring bins of each slope, the first among equals */
};

double ovalis_bar_inner(const struct ovalis_bar *bar, bool right)
{
    return right ? bar->left : bar->right;
}

static int weight_of(const struct ovalis_bar *bar, const struct ovalis_grid_scale *scale)
{
    double ratio = (bar->right - bar->left) / scale->mark_width;

    return ratio > 0.6 && ratio < 1.4 ? 10 : 4;
}

/* Bins are counted from far enough left that none is negative: cutting off then rounds down. */
#define BINS_LEFT 4096

static void vote(struct votes *votes, const struct ovalis_bar *bar, bool right, int weight)
{
    double x = ovalis_bar_inner(bar, right) / BIN + BINS_LEFT;
    double step = SLOPE_STEP * (bar->y - votes->middle) / BIN;
    int bins[SLOPES];

    for (int k = 0; k < SLOPES; k++)
        bins[k] = (int)(x - (k - SLOPES / 2) * step) - BINS_LEFT;
    for (int k = 0; k < SLOPES; k++)
        if (bins[k] >= 0 && bins[k] < votes->bins)
            votes->at[k * votes->bins + bins[k]] += weight;
}

static void find_best(struct votes *votes, int slope)
{
    const int *at = votes->at + slope * votes->bins;
    int most = 0, bin = 0;

    for (int b = 0; b + 1 < votes->bins; b++)
        most = at[b] + at[b + 1] > most ? at[b] + at[b + 1] : most;
    while (most > 0 && at[bin] + at[bin + 1] != most)
        bin++;
    votes->best[slope].weight = most;
    votes->best[slope].bin = bin;
}

static void find_all_best(struct votes *votes)
{
    for (int k = 0; k < SLOPES; k++)
        find_best(votes, k);
}

/* The strongest pair of neighbouring bins; its weight, or 0. */
static int strongest(const struct votes *votes, int *slope, int *bin)
{
    int most = 0;

    for (int k = 0; k < SLOPES; k++)
        if (votes->best[k].weight > most) {
            most = votes->best[k].weight;
            *slope = k;
            *bin = votes->best[k].bin;
        }
    return most;
}

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;

    return p < q ? -1 : p > q;
}

/* The pitch most often seen between neighbours and next neighbours; 0 when there is none. */
static double pitch_of(const struct ovalis_bars *bars, const int *members, int count,
                       double nominal)
{
    double gaps[3 * 256];
    int n = 0, best = 0;
    double pitch = 0;

    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count && j <= i + 3 && n < 3 * 256; j++) {
            double gap = bars->at[members[j]].y - bars->at[members[i]].y;

            if (gap > 0.68 * nominal && gap < 1.15 * nominal)
                gaps[n++] = gap;
        }
    qsort(gaps, (size_t)n, sizeof *gaps, compare_doubles);
    for (int i = 0, j = 0; i < n; i++) {
        while (j < n && gaps[j] < gaps[i] * 1.04)
            j++;
        if (j - i > best) {
            best = j - i;
            pitch = gaps[i + (j - i) / 2];
        }
    }
    return best >= 3 ? pitch : 0;
}

/* The member with the most others at whole pitches nearby. */
static int seed_of(const struct ovalis_bars *bars, const int *members, int count, double pitch)
{
    int best = -1, most = -1;

    for (int i = 0; i < count; i++) {
        int friends = 0;

        for (int j = 0; j < count; j++) {
            double steps = (bars->at[members[j]].y - bars->at[members[i]].y) / pitch;

            friends += fabs(steps) < 5.5 && fabs(steps - rint(steps)) < 0.12;
        }
        if (friends > most) {
            most = friends;
            best = members[i];
        }
    }
    return best;
}

/* Pitch and slope of the last marks before index `from`, looking back against `way`. */
static void local_course(const struct ovalis_line *line, const struct ovalis_bars *bars, int from,
                         int way, double *pitch, double *slope)
{
    const struct ovalis_bar *here = &bars->at[line->bar[from]];
    int back = from;

    *pitch = line->pitch;
    *slope = line->slope;
    for (int i = from - way; i >= line->first && i <= line->last && abs(from - i) <= BACK; i -= way)
        if (line->bar[i] >= 0)
            back = i;
    if (abs(from - back) >= 3) {
        const struct ovalis_bar *there = &bars->at[line->bar[back]];
        double dy = here->y - there->y;
        double measured = dy / (from - back);

        *slope = (ovalis_bar_inner(here, line->right) - ovalis_bar_inner(there, line->right)) / dy;
        *pitch = fmin(fmax(measured, 0.96 * line->pitch), 1.04 * line->pitch);
    }
}

/* The bar closest to a place, -1 when none is within the tolerances. */
static int nearest_bar(const struct ovalis_bars *bars, bool right, struct ovalis_px at,
                       double far_x, double far_y)
{
    int best = -1;
    double least = 2;

    for (int i = ovalis_bars_from(bars, at.y - far_y);
         i < bars->count && bars->at[i].y <= at.y + far_y; i++) {
        double dx = fabs(ovalis_bar_inner(&bars->at[i], right) - at.x) / far_x;
        double dy = fabs(bars->at[i].y - at.y) / far_y;

        if (dx <= 1 && dx + dy < least) {
            least = dx + dy;
            best = i;
        }
    }
    return best;
}

/* The next bar from index `from`; its index in *to, or -1. */
static int next_bar(const struct ovalis_line *line, const struct ovalis_bars *bars, int from,
                    int way, int *to)
{
    const struct ovalis_bar *here = &bars->at[line->bar[from]];
    double pitch, slope;

    local_course(line, bars, from, way, &pitch, &slope);
    for (int step = 1; step <= GAP_MAX; step++) {
        double dy = way * step * pitch;
        struct ovalis_px at = {ovalis_bar_inner(here, line->right) + slope * dy, here->y + dy};
        double far_y = fmin(0.18 + 0.012 * step, 0.34) * pitch;
        double far_x = fmin(0.16 + 0.02 * step, 0.36) * pitch;
        int found = nearest_bar(bars, line->right, at, far_x, far_y);

        *to = from + way * step;
        if (*to < 0 || *to >= OVALIS_LINE_MAX)
            return -1;
        if (found >= 0)
            return found;
    }
    return -1;
}

static void walk(struct ovalis_line *line, const struct ovalis_bars *bars,
                 const struct ovalis_grid_scale *scale, int way)
{
    int at = OVALIS_LINE_MAX / 2, to = at;
    int found;

    while ((found = next_bar(line, bars, at, way, &to)) >= 0) {
        at = to;
        line->bar[at] = found;
        line->first = at < line->first ? at : line->first;
        line->last = at > line->last ? at : line->last;
        line->matched++;
        line->weight += 0.1 * weight_of(&bars->at[found], scale);
    }
}

/* Follow the line of a pair of bins. false: no evenly spaced bars there. */
static bool follow(struct ovalis_line *line, const struct ovalis_bars *bars,
                   const struct votes *votes, const struct ovalis_grid_scale *scale, int slope,
                   int bin)
{
    int members[256];
    int count = 0, seed;

    line->slope = (slope - SLOPES / 2) * SLOPE_STEP;
    for (int i = 0; i < bars->count && count < 256; i++) {
        double at = ovalis_bar_inner(&bars->at[i], line->right) -
                    line->slope * (bars->at[i].y - votes->middle);

        if (at >= BIN * bin && at < BIN * (bin + 2))
            members[count++] = i;
    }
    line->pitch = pitch_of(bars, members, count, scale->pitch_y);
    if (line->pitch <= 0)
        return false;
    seed = seed_of(bars, members, count, line->pitch);
    memset(line->bar, -1, sizeof line->bar);
    line->first = line->last = OVALIS_LINE_MAX / 2;
    line->bar[line->first] = seed;
    line->matched = 1;
    line->weight = 0.1 * weight_of(&bars->at[seed], scale);
    walk(line, bars, scale, 1);
    walk(line, bars, scale, -1);
    return line->matched >= 5;
}

/* Take the bars of a line, or of a pair of bins that holds none, out of the voting. */
static void forget(struct votes *votes, const struct ovalis_bars *bars,
                   const struct ovalis_line *line, const struct ovalis_grid_scale *scale)
{
    for (int i = line->first; i <= line->last; i++)
        if (line->bar[i] >= 0) {
            const struct ovalis_bar *bar = &bars->at[line->bar[i]];

            vote(votes, bar, line->right, -weight_of(bar, scale));
        }
}

static bool in_half(const struct ovalis_coarse *coarse, double x, bool right)
{
    double middle = 0.5 * (coarse->paper_box.left + coarse->paper_box.right);

    return right ? x > middle : x < middle;
}

int ovalis_lines_find(struct ovalis_line lines[OVALIS_LINES_MAX], const struct ovalis_bars *bars,
                      const struct ovalis_coarse *coarse, const struct ovalis_grid_scale *scale,
                      bool right, struct ovalis_workspace *workspace)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct votes votes = {(int)(coarse->width / BIN) + 2, 0.5 * coarse->height, NULL, {{0, 0}}};
    int count = 0, slope = 0, bin = 0;

    votes.at =
        ovalis_arena_take_zeroed(&workspace->arena, (size_t)votes.bins * SLOPES, sizeof *votes.at);
    if (!votes.at)
        return -1;
    for (int i = 0; i < bars->count; i++)
        if (in_half(coarse, ovalis_bar_inner(&bars->at[i], right), right))
            vote(&votes, &bars->at[i], right, weight_of(&bars->at[i], scale));
    find_all_best(&votes);
    for (int tries = 0; tries < 2 * OVALIS_LINES_MAX && count < OVALIS_LINES_MAX; tries++) {
        struct ovalis_line *line = &lines[count];
        bool found;

        if (strongest(&votes, &slope, &bin) < 50) /* five marks of the right length */
            break;
        line->right = right;
        found = follow(line, bars, &votes, scale, slope, bin);
        if (found)
            forget(&votes, bars, line, scale);
        votes.at[slope * votes.bins + bin] = 0;
        votes.at[slope * votes.bins + bin + 1] = 0;
        if (found)
            find_all_best(&votes);
        else
            find_best(&votes, slope);
        count += found;
    }
    return count;
}
