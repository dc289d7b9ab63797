/* SPDX-License-Identifier: Apache-2.0 */
/* Each side is two series, x and y by row, that are judged and bridged apart: a nick in the inner
 * end spoils x and leaves y, a fold does the opposite. Intact marks are evidence and are believed
 * far beyond what their neighbours say; places that are not measured are interpolated on their own
 * side and bounded by how badly the same interpolation does on this very page where the truth is
 * there to be seen. */
#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "registration/grid_internal.h"
#include "registration/linear_fit.h"
#include "registration/series.h"

#define MEASURED_MM 0.03 /* bound of an intact mark's centre: 5-35 um of scatter on real scans */
#define STRAY_Y_MM  0.9  /* an intact mark further off than this belongs to something else */
#define DISTRUST_MM 0.2
#define GAP_MAX     24 /* rows; beyond it nothing on the page says how wrong a line may be */
#define LINE_ROWS   6  /* rows from which an end without anchor is extrapolated */

/* Errors of hiding what is known. */
struct trial {
    int count;
    double error[4 * OVALIS_GRID_MAX_ROWS];
};

static void trial_add(struct trial *trial, double error)
{
    if (trial->count < 4 * OVALIS_GRID_MAX_ROWS)
        trial->error[trial->count++] = error;
}

/* Worst error, mm, when the known marks between a and a + k + 1 are hidden and interpolated; -1
 * where not all of them are known. */
static double hide(const struct ovalis_series *s, int a, int k)
{
    double most = 0;

    if (!ovalis_series_all_known(s, a, k + 2))
        return -1;
    for (int i = a + 1; i <= a + k; i++)
        most = fmax(most, fabs(s->at[i] - ovalis_series_line_at(s, a, a + k + 1, i)));
    return most / s->px_per_mm;
}

/* Hide every run of k known marks. */
static void try_gaps(struct trial *trial, const struct ovalis_series *s, int k)
{
    for (int a = 0; a + k + 1 < s->count; a++)
        if (hide(s, a, k) >= 0)
            trial_add(trial, hide(s, a, k));
}

static double extrapolate(const struct ovalis_series *s, int from, int way, int at)
{
    double basis[2 * LINE_ROWS], values[LINE_ROWS], weights[LINE_ROWS], line[2];
    int count = 0;

    for (int i = from; i >= 0 && i < s->count && count < LINE_ROWS; i += way)
        if (s->known[i]) {
            basis[2 * count] = 1;
            basis[2 * count + 1] = i - from;
            values[count] = s->at[i] - s->at[from];
            weights[count++] = 1;
        }
    if (!ovalis_linear_fit(line, basis, values, weights, count, 2))
        return s->at[from];
    return s->at[from] + line[0] + line[1] * (at - from);
}

/* Extrapolate every run of known marks by k rows. */
static void try_ends(struct trial *trial, const struct ovalis_series *s, int k)
{
    for (int a = 0; a + LINE_ROWS + k <= s->count; a++) {
        if (!ovalis_series_all_known(s, a, LINE_ROWS + k))
            continue;
        trial_add(trial, fabs(extrapolate(s, a + LINE_ROWS - 1, -1, a + LINE_ROWS - 1 + k) -
                              s->at[a + LINE_ROWS - 1 + k]) /
                             s->px_per_mm);
        trial_add(trial, fabs(extrapolate(s, a + k, 1, a) - s->at[a]) / s->px_per_mm);
    }
}

/* The error that nine in ten of the page's own trials stay below; with few trials the largest and
 * half as much again. -1: too few. */
static double usual_error(struct trial *trial)
{
    int n = trial->count;

    if (n < 3)
        return -1;
    ovalis_median(trial->error, n); /* sorts */
    return n < 10 ? 1.5 * trial->error[n - 1] : trial->error[(9 * n + 9) / 10 - 1];
}

/* How wrong k hidden rows usually are on this page, mm, both sides taken together. When no run is
 * long enough the longest one speaks, growing with the square of the length as a bend does. */
static double page_error(const struct ovalis_series pair[2], int k,
                         void (*try)(struct trial *, const struct ovalis_series *, int))
{
    for (int length = k; length >= 1; length--) {
        struct trial trial = {.count = 0};
        double grown = (double)k / length, error;

        try(&trial, &pair[0], length);
        try(&trial, &pair[1], length);
        error = usual_error(&trial);
        if (error >= 0)
            return error * grown * grown;
    }
    return 1.0;
}

/* What the other side shows at the gap between rows a and b: where the feed jerked there, it did
 * here, within a row for the skew. */
static double other_error(const struct ovalis_series *other, int a, int b)
{
    double most = 0;

    for (int shift = -1; shift <= 1; shift++)
        most = fmax(most, hide(other, a + shift, b - a - 1));
    return most;
}

/* How much longer or shorter the gap between rows a and b is than the rows around it say, mm: a
 * jerk inside it, wherever that may be. */
static double gap_excess(const struct ovalis_series *s, int a, int b)
{
    double steps[2 * LINE_ROWS];
    int count = 0;

    for (int i = a - LINE_ROWS; i < b + LINE_ROWS; i++)
        if ((i < a || i >= b) && ovalis_series_all_known(s, i, 2))
            steps[count++] = s->at[i + 1] - s->at[i];
    if (count < 4)
        return 0;
    return fabs(s->at[b] - s->at[a] - (b - a) * ovalis_median(steps, count)) / s->px_per_mm;
}

static double sum_squares(double a, double b)
{
    return sqrt(a * a + b * b);
}

/* A row inside a gap: the line between its known neighbours. */
static void fill_inside(struct ovalis_series *s, const struct ovalis_series pair[2],
                        const struct ovalis_series *other, int a, int b)
{
    double error = 1.1 * fmax(fmax(page_error(pair, b - a - 1, try_gaps), other_error(other, a, b)),
                              0.6 * gap_excess(s, a, b));

    for (int i = a + 1; i < b; i++) {
        double t = (double)(i - a) / (b - a);

        s->at[i] = ovalis_series_line_at(s, a, b, i);
        s->error[i] =
            0.01 + sum_squares(fmax(s->error[a], s->error[b]), error * fmax(0.5, 4 * t * (1 - t)));
    }
}

/* An end without anchor, k rows beyond the last known one. */
static double end_error(const struct ovalis_series pair[2], int k)
{
    return MEASURED_MM + 0.02 + 1.3 * page_error(pair, k, try_ends);
}

static void fill_end(struct ovalis_series *s, const struct ovalis_series pair[2], int from, int way)
{
    int last = way > 0 ? s->count - 1 : 0;

    for (int i = from + way; i >= 0 && i < s->count; i += way) {
        int k = i > from ? i - from : from - i;

        s->at[i] = extrapolate(s, from, -way, i);
        s->error[i] = end_error(pair, k);
        if (i == last)
            return;
    }
}

static void fill(struct ovalis_series *s, const struct ovalis_series pair[2],
                 const struct ovalis_series *other)
{
    int first = ovalis_series_known_from(s, 0, 1),
        last = ovalis_series_known_from(s, s->count - 1, -1);

    for (int a = first; a >= 0 && a < last;) {
        int b = ovalis_series_known_from(s, a + 1, 1);

        if (b > a + 1)
            fill_inside(s, pair, other, a, b);
        a = b;
    }
    if (first > 0)
        fill_end(s, pair, first, -1);
    if (last >= 0 && last < s->count - 1)
        fill_end(s, pair, last, 1);
}

static bool usable(const struct ovalis_border_mark *mark, bool y)
{
    return y ? mark->good_y : mark->good_x;
}

static double coordinate(const struct ovalis_border_mark *mark, bool y)
{
    return y ? mark->centre.y : mark->centre.x;
}

/* The corner of a row from the marks of the row itself: a line through the nearest eight. `away`:
 * columns from the corner to the first of them. */
static bool anchor(double *at, int *away, const struct ovalis_grid_marks *m, int end, int side,
                   bool y)
{
    double basis[16], values[8], weights[8], line[2];
    int corner = side ? m->columns - 1 : 0;
    int nearest = 0, farthest = 0, count = 0;

    for (int k = 1; k < m->columns - 1 && count < 8; k++) {
        const struct ovalis_border_mark *mark = &m->end[end][side ? corner - k : k];

        if (!mark->expected || !usable(mark, y))
            continue;
        nearest = count ? nearest : k;
        farthest = k;
        basis[2 * count] = 1;
        basis[2 * count + 1] = k;
        values[count] = coordinate(mark, y);
        weights[count++] = 1;
    }
    *away = nearest;
    if (count < 3 || farthest - nearest < 2 || nearest > farthest - nearest ||
        !ovalis_linear_fit(line, basis, values, weights, count, 2))
        return false;
    *at = line[0];
    return true;
}

/* How wrong such corners are on this page, mm: the worst of those that are there to be seen. Across
 * the page columns are not evenly spaced towards the edges, by the optics: x is said less well. */
static double anchor_error(const struct ovalis_grid_marks *m, const struct ovalis_series pair[2],
                           bool y)
{
    double most = -1, at;
    int away;

    for (int end = 0; end < 2; end++)
        for (int side = 0; side < 2; side++) {
            int row = end ? m->rows - 1 : 0;

            if (pair[side].known[row] && anchor(&at, &away, m, end, side, y))
                most = fmax(most, fabs(at - pair[side].at[row]) / pair[side].px_per_mm);
        }
    return most < 0 ? 0.15 : (y ? 0.04 : 0.12) + 1.2 * most;
}

/* A mark that the feed has stretched is still between its edges, but its middle may be a quarter of
 * the excess off. */
static double stretch_mm(const struct ovalis_grid_marks *m, const struct ovalis_border_mark *mark)
{
    return mark->seen.stretched ? 0.25 * fabs(mark->seen.height - m->mark_height) / m->px_per_mm_y
                                : 0;
}

static void series_make(struct ovalis_series *s, const struct ovalis_grid_marks *m, int side,
                        bool y)
{
    *s = (struct ovalis_series){.count = m->rows, .px_per_mm = y ? m->px_per_mm_y : m->px_per_mm_x};
    for (int r = 0; r < m->rows; r++) {
        s->at[r] = coordinate(&m->side[side][r], y);
        s->known[r] = usable(&m->side[side][r], y);
        s->error[r] = MEASURED_MM + (y ? stretch_mm(m, &m->side[side][r]) : 0);
    }
    if (y)
        ovalis_series_drop_strays(s, STRAY_Y_MM);
}

/* Give the missing corner of an end row the place that its row says, unless its own side says it
 * better. Across the page columns are not evenly spaced towards the edges, by the optics: x is only
 * asked of the row when the side has lost more than four rows, and is believed less. */
static void anchor_corner(struct ovalis_series *s, const struct ovalis_grid_marks *m,
                          const struct ovalis_series measured[2], int end, int side, bool y)
{
    int row = end ? m->rows - 1 : 0;
    int next = ovalis_series_known_from(&measured[side], row, end ? -1 : 1);
    int lost = end ? row - next : next;
    double error, at;
    int away;

    if (s->known[row] || next < 0 || (!y && lost <= 4) || !anchor(&at, &away, m, end, side, y))
        return;
    error = anchor_error(m, measured, y) + 0.02 * (away - 1) + (y ? 0 : 0.1);
    if (error > end_error(measured, lost))
        return;
    s->at[row] = at;
    s->error[row] = error;
    s->known[row] = true;
}

static void series_store(struct ovalis_grid_marks *m, const struct ovalis_series *s, int side,
                         bool y, const struct ovalis_series *measured)
{
    for (int r = 0; r < m->rows; r++) {
        struct ovalis_border_mark *mark = &m->side[side][r];

        if (y) {
            mark->centre.y = s->at[r];
            mark->error_y = s->error[r];
            mark->good_y = measured->known[r];
        } else {
            mark->centre.x = s->at[r];
            mark->error_x = s->error[r];
            mark->good_x = measured->known[r];
        }
    }
}

/* Where more than a quarter of a side is damaged, what looks intact may be damaged too: the bound
 * says so, and only printed targets found in their places can confirm the page. */
static void distrust(struct ovalis_series *s)
{
    int known = 0;

    for (int r = 0; r < s->count; r++)
        known += s->known[r];
    for (int r = 0; 4 * known < 3 * s->count && r < s->count; r++)
        s->error[r] += DISTRUST_MM;
}

static void bridge_axis(struct ovalis_grid_marks *m, bool y)
{
    struct ovalis_series measured[2], pair[2];

    for (int side = 0; side < 2; side++) {
        series_make(&measured[side], m, side, y);
    }
    if (!y)
        ovalis_series_drop_ends(measured);
    for (int side = 0; side < 2; side++) {
        distrust(&measured[side]);
        pair[side] = measured[side];
        for (int end = 0; end < 2; end++)
            anchor_corner(&pair[side], m, measured, end, side, y);
    }
    for (int side = 0; side < 2; side++) {
        struct ovalis_series whole = pair[side];

        fill(&whole, pair, &pair[1 - side]);
        series_store(m, &whole, side, y, &measured[side]);
    }
}

static bool intact(const struct ovalis_border_mark *mark)
{
    return mark->good_x && mark->good_y;
}

/* The longest run of side marks that could not be used, and how many could. */
static int count_side(const struct ovalis_grid_marks *m, int side, int *from, int *to)
{
    int good = 0, run = 0;

    *from = 0;
    *to = -1;
    for (int r = 0; r < m->rows; r++) {
        run = intact(&m->side[side][r]) ? 0 : run + 1;
        good += run == 0;
        if (run > *to - *from + 1) {
            *from = r - run + 1;
            *to = r;
        }
    }
    return good;
}

/* Too little of a side is left when fewer than two in five marks can be used or a run of them is
 * longer than the page can vouch for. */
static enum ovalis_status judge_side(const struct ovalis_grid_marks *m, int side,
                                     struct ovalis_diag *why)
{
    int from, to;
    int good = count_side(m, side, &from, &to);

    if (5 * good >= 2 * m->rows && to - from + 1 <= GAP_MAX)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_REFUSED_MARKS_MISSING,
                       "%s marks %d-%d not found: folded, faint or cut; expected %d, found %d; "
                       "flatten and clean the sheet, then feed again",
                       side ? "right" : "left", from + 1, to + 1, m->rows, good);
}

enum ovalis_status ovalis_bridge(struct ovalis_grid_marks *marks, struct ovalis_diag *why)
{
    enum ovalis_status status = judge_side(marks, 0, why);

    if (status == OVALIS_OK)
        status = judge_side(marks, 1, why);
    if (status != OVALIS_OK)
        return status;
    bridge_axis(marks, true);
    bridge_axis(marks, false);
    return OVALIS_OK;
}
