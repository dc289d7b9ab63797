/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of all four borders, measured twice: first with the nominal size of a mark, then with
 * the sizes and places that the page itself has shown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration/grid_internal.h"

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;

    return (p > q) - (p < q);
}

#define FEW 24 /* values that are sorted faster in place than by qsort() */

static void sort_few(double *values, int n)
{
    for (int i = 1; i < n; i++) {
        double value = values[i];
        int k = i;

        for (; k > 0 && values[k - 1] > value; k--)
            values[k] = values[k - 1];
        values[k] = value;
    }
}

double ovalis_median(double *values, int n)
{
    if (n <= FEW)
        sort_few(values, n);
    else
        qsort(values, (size_t)n, sizeof *values, compare_doubles);
    return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

static struct ovalis_px to_px(struct ovalis_px cell, int step)
{
    return (struct ovalis_px){cell.x * step + 0.5 * (step - 1), cell.y * step + 0.5 * (step - 1)};
}

static double distance(struct ovalis_px a, struct ovalis_px b)
{
    double dx = b.x - a.x, dy = b.y - a.y;

    return sqrt(dx * dx + dy * dy);
}

/* Scale from the distance of the inner ends and from the ends of the sides. */
static void first_scale(struct ovalis_grid_marks *m, const struct ovalis_grid_guess *g, int step,
                        const struct ovalis_grid_hint *hint)
{
    double across[OVALIS_GRID_MAX_ROWS];
    double inner = (m->columns - 1) * hint->pitch_x_mm - hint->mark_width_mm;
    int last = m->rows - 1;
    double down_left = distance(g->left[0], g->left[last]);
    double down_right = distance(g->right[0], g->right[last]);

    for (int r = 0; r < m->rows; r++)
        across[r] = distance(g->left[r], g->right[r]);
    m->px_per_mm_x = ovalis_median(across, m->rows) * step / inner;
    m->px_per_mm_y = 0.5 * (down_left + down_right) * step / (last * hint->pitch_y_mm);
    m->mark_width = hint->mark_width_mm * m->px_per_mm_x;
    m->mark_height = hint->mark_height_mm * 0.5 * (m->px_per_mm_x + m->px_per_mm_y);
}

/* First centres from the coarse inner ends. */
static void first_places(struct ovalis_grid_marks *m, const struct ovalis_grid_guess *g, int step)
{
    for (int r = 0; r < m->rows; r++) {
        struct ovalis_px left = to_px(g->left[r], step), right = to_px(g->right[r], step);
        double slope = (right.y - left.y) / (right.x - left.x);
        double half = 0.5 * m->mark_width / sqrt(1 + slope * slope);

        m->side[0][r].centre = (struct ovalis_px){left.x - half, left.y - half * slope};
        m->side[1][r].centre = (struct ovalis_px){right.x + half, right.y + half * slope};
    }
}

static void end_places(struct ovalis_grid_marks *m, int end)
{
    int row = end ? m->rows - 1 : 0;
    struct ovalis_px a = m->side[0][row].centre, b = m->side[1][row].centre;

    for (int c = 1; c < m->columns - 1; c++) {
        double t = (double)c / (m->columns - 1);

        m->end[end][c].centre = (struct ovalis_px){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
    }
}

static double row_slope(const struct ovalis_grid_marks *m, int row)
{
    struct ovalis_px a = m->side[0][row].centre, b = m->side[1][row].centre;

    return (b.y - a.y) / (b.x - a.x);
}

/* Where marks are looked for, and with what. */
struct looking {
    const struct ovalis_page *page;
    const struct ovalis_grid_hint *hint;
    const struct ovalis_kernels *kernels;
};

/* Around a mark that was seen before, paper above and below is enough to look at. */
static struct ovalis_mark_window window_at(const struct ovalis_grid_marks *m,
                                           const struct ovalis_grid_hint *hint,
                                           struct ovalis_px centre, double slope, bool known,
                                           bool found)
{
    double reach = found ? 1.6 * m->mark_height : 0.55 * hint->pitch_y_mm * m->px_per_mm_y;

    return (struct ovalis_mark_window){
        centre.x, centre.y, m->mark_width, m->mark_height, reach, slope, known, true, true};
}

/* A side mark: its inner end counts, the outer one may be cut off. */
static void measure_side(struct ovalis_grid_marks *m, const struct looking *look, int s, int r,
                         bool known)
{
    struct ovalis_border_mark *mark = &m->side[s][r];
    struct ovalis_mark_window window =
        window_at(m, look->hint, mark->centre, row_slope(m, r), known, known && mark->seen.present);
    double half = s ? 0.5 * m->mark_width : -0.5 * m->mark_width;

    window.left_end = s == 1;
    window.right_end = s == 0;
    ovalis_mark_measure(&mark->seen, look->page, &window, m->px_per_mm_x, look->kernels);
    mark->expected = true;
    mark->good_x = mark->seen.present && mark->seen.good_x;
    mark->good_y = mark->seen.present && (mark->seen.good_y || (known && mark->seen.stretched));
    if (mark->good_x)
        mark->centre.x = (s ? mark->seen.left : mark->seen.right) + half;
    if (mark->seen.present)
        mark->centre.y = mark->seen.y + window.slope * (mark->centre.x - window.x);
}

/* A mark between the corners of an end row: both ends count. */
static void measure_end_mark(struct ovalis_grid_marks *m, const struct looking *look, int end,
                             int c, bool known)
{
    struct ovalis_border_mark *mark = &m->end[end][c];
    struct ovalis_mark_window window =
        window_at(m, look->hint, mark->centre, row_slope(m, end ? m->rows - 1 : 0), known,
                  known && mark->seen.present);
    const struct ovalis_mark_seen *seen = &mark->seen;

    ovalis_mark_measure(&mark->seen, look->page, &window, m->px_per_mm_x, look->kernels);
    mark->good_y = seen->present && seen->good_y;
    mark->good_x =
        seen->present && seen->good_x &&
        fabs(seen->right - seen->left - m->mark_width) < (known ? 0.3 : 1.0) * m->px_per_mm_x;
    mark->expected = !(end == 1 && m->coded_bottom) || mark->good_y;
    if (mark->good_x)
        mark->centre.x = 0.5 * (seen->left + seen->right);
    if (seen->present)
        mark->centre.y = seen->y + window.slope * (mark->centre.x - window.x);
}

static void measure_all(struct ovalis_grid_marks *m, const struct looking *look, bool known)
{
    for (int s = 0; s < 2; s++)
        for (int r = 0; r < m->rows; r++)
            measure_side(m, look, s, r, known);
    for (int end = 0; end < 2; end++) {
        end_places(m, end);
        for (int c = 1; c < m->columns - 1; c++)
            if (!known || !m->coded_bottom || end == 0 || m->end[end][c].seen.present)
                measure_end_mark(m, look, end, c, known);
    }
}

/* Medians of what was seen; the nominal size stays where too little was. */
static void learn_sizes(struct ovalis_grid_marks *m)
{
    double heights[2 * OVALIS_GRID_MAX_ROWS], widths[2 * OVALIS_GRID_MAX_COLUMNS];
    int tall = 0, wide = 0;

    for (int r = 0; r < m->rows; r++)
        for (int s = 0; s < 2; s++)
            if (m->side[s][r].good_y)
                heights[tall++] = m->side[s][r].seen.height;
    for (int c = 1; c < m->columns - 1; c++)
        for (int end = 0; end < 2; end++)
            if (m->end[end][c].good_y && m->end[end][c].good_x)
                widths[wide++] = m->end[end][c].seen.right - m->end[end][c].seen.left;
    if (tall >= 8)
        m->mark_height = ovalis_median(heights, tall);
    if (wide >= 6)
        m->mark_width = ovalis_median(widths, wide);
}

/* Places for the second look: what was measured stays, what was not goes between its neighbours. */
static void settle_side(struct ovalis_border_mark *marks, int count)
{
    for (int r = 0; r < count; r++) {
        int a = r, b = r;

        if (marks[r].good_x && marks[r].good_y)
            continue;
        while (a >= 0 && !(marks[a].good_x && marks[a].good_y))
            a--;
        while (b < count && !(marks[b].good_x && marks[b].good_y))
            b++;
        if (a < 0 || b >= count)
            continue;
        marks[r].centre.x =
            marks[a].centre.x + (marks[b].centre.x - marks[a].centre.x) * (r - a) / (b - a);
        marks[r].centre.y =
            marks[a].centre.y + (marks[b].centre.y - marks[a].centre.y) * (r - a) / (b - a);
    }
}

static int median_ink(const struct ovalis_grid_marks *m)
{
    double inks[2 * OVALIS_GRID_MAX_ROWS];
    int count = 0;

    for (int r = 0; r < m->rows; r++)
        for (int s = 0; s < 2; s++)
            if (m->side[s][r].good_y)
                inks[count++] = m->side[s][r].seen.ink;
    return count ? (int)ovalis_median(inks, count) : 0;
}

/* An intact mark one pitch outside the grid says that the numbering or the count is wrong. */
static void look_beyond(struct ovalis_grid_marks *m, const struct looking *look)
{
    for (int s = 0; s < 2; s++)
        for (int end = 0; end < 2; end++) {
            const struct ovalis_border_mark *last = &m->side[s][end ? m->rows - 1 : 0];
            const struct ovalis_border_mark *next = &m->side[s][end ? m->rows - 2 : 1];
            struct ovalis_px at = {2 * last->centre.x - next->centre.x,
                                   2 * last->centre.y - next->centre.y};
            struct ovalis_mark_window window =
                window_at(m, look->hint, at, row_slope(m, end ? m->rows - 1 : 0), true, false);
            struct ovalis_mark_seen seen;
            double inner = at.x + (s ? -0.5 : 0.5) * m->mark_width;

            window.reach *= 0.7;
            window.left_end = s == 1 || !look->hint->marks_bleed;
            window.right_end = s == 0 || !look->hint->marks_bleed;
            ovalis_mark_measure(&seen, look->page, &window, m->px_per_mm_x, look->kernels);
            m->beyond[s][end] = seen.present && seen.good_y && seen.good_x &&
                                fabs((s ? seen.left : seen.right) - inner) < 0.5 * m->px_per_mm_x &&
                                fabs(seen.y - at.y) < m->px_per_mm_y;
        }
}

void ovalis_border_measure(struct ovalis_grid_marks *out, const struct ovalis_page *page,
                           const struct ovalis_grid_guess *guess, int step,
                           const struct ovalis_grid_hint *hint,
                           const struct ovalis_kernels *kernels)
{
    const struct looking look = {page, hint, kernels};

    *out = (struct ovalis_grid_marks){.columns = guess->columns, .rows = guess->rows};
    out->coded_bottom = hint->bottom_coded && !guess->half_turn_open;
    first_scale(out, guess, step, hint);
    first_places(out, guess, step);
    measure_all(out, &look, false);
    learn_sizes(out);
    for (int s = 0; s < 2; s++)
        settle_side(out->side[s], out->rows);
    measure_all(out, &look, true);
    out->ink = median_ink(out);
    look_beyond(out, &look);
}
