/* SPDX-License-Identifier: Apache-2.0 */
/* Rows one by one: each is a straight line between its left and right mark, bent by what the top
 * and bottom rows show. With u = column / (columns - 1), s = 4u(1 - u) and v = 2u - 1 the bend of
 * an end row is b0 s + b1 s v + b2 s v v, and rows between take their share of both. */
#include <math.h>
#include <string.h>

#include "registration/grid_internal.h"
#include "registration/linear_fit.h"

/* What the mapping itself may be wrong by between measured marks, mm: the largest distance seen
 * between mapped and printed ovals on ordinary sheets. */
#define MODEL_MM 0.115

#define SOFT_MM  0.06 /* scatter of the end rows' marks */
#define PRIOR_MM 0.10 /* how far bows differ from what is likely: 0.1 mm on ordinary pages */

static double round_to(double value, double parts)
{
    return rint(value * parts) / parts;
}

static struct ovalis_px row_end(const struct ovalis_px *ends, int rows, double row)
{
    int i = row < 0 ? 0 : row >= rows - 1 ? rows - 2 : (int)row;
    double t = row - i;

    return (struct ovalis_px){ends[i].x + (ends[i + 1].x - ends[i].x) * t,
                              ends[i].y + (ends[i + 1].y - ends[i].y) * t};
}

static double bend(const double bow[3], double u)
{
    double s = 4 * u * (1 - u), v = 2 * u - 1;

    return s * (bow[0] + v * (bow[1] + v * bow[2]));
}

static struct ovalis_px place_px(const struct ovalis_mapping *map, struct ovalis_place place)
{
    double u = place.column / (map->columns - 1), t = place.row / (map->rows - 1);
    struct ovalis_px a = row_end(map->left, map->rows, place.row);
    struct ovalis_px b = row_end(map->right, map->rows, place.row);

    return (struct ovalis_px){
        a.x + (b.x - a.x) * u + bend(map->bow_x_top, u) * (1 - t) + bend(map->bow_x_bottom, u) * t,
        a.y + (b.y - a.y) * u + bend(map->bow_y_top, u) * (1 - t) + bend(map->bow_y_bottom, u) * t};
}

struct ovalis_px ovalis_mapping_px(const struct ovalis_mapping *map, struct ovalis_place place)
{
    struct ovalis_px px = place_px(map, place);

    return (struct ovalis_px){round_to(px.x, 256), round_to(px.y, 256)};
}

double ovalis_mapping_error_mm(const struct ovalis_mapping *map, struct ovalis_place place)
{
    double row = fmin(fmax(place.row, 0), map->rows - 1);
    double u = fmin(fmax(place.column / (map->columns - 1), 0), 1), t = row / (map->rows - 1);
    int i = row >= map->rows - 1 ? map->rows - 2 : (int)row;
    double part = row - i;
    /* Between two rows neither may be trusted more than its share. */
    double left = map->left_error_mm[i] * (1 - part) + map->left_error_mm[i + 1] * part;
    double right = map->right_error_mm[i] * (1 - part) + map->right_error_mm[i + 1] * part;

    double across = map->row_error_mm[i] * (1 - part) + map->row_error_mm[i + 1] * part;

    double ends = left * (1 - u) + right * u;
    double bow = map->bow_error_mm * fmax(4 * t * (1 - t), 0.5);

    /* What spoils an end, a row and the bow has nothing to do with each other: squares add up. */
    return MODEL_MM +
           sqrt(ends * ends + 16 * u * u * (1 - u) * (1 - u) * (across * across + bow * bow));
}

void ovalis_mapping_axes(const struct ovalis_mapping *map, struct ovalis_place place,
                         struct ovalis_px *across, struct ovalis_px *down)
{
    /* Half a column and half a row to each side; mapped in full precision, rounded at the end. */
    struct ovalis_px l = place_px(map, (struct ovalis_place){place.column - 0.5, place.row});
    struct ovalis_px r = place_px(map, (struct ovalis_place){place.column + 0.5, place.row});
    struct ovalis_px t = place_px(map, (struct ovalis_place){place.column, place.row - 0.5});
    struct ovalis_px b = place_px(map, (struct ovalis_place){place.column, place.row + 0.5});

    across->x = round_to((r.x - l.x) / map->pitch_x_mm, 65536);
    across->y = round_to((r.y - l.y) / map->pitch_x_mm, 65536);
    down->x = round_to((b.x - t.x) / map->pitch_y_mm, 65536);
    down->y = round_to((b.y - t.y) / map->pitch_y_mm, 65536);
}

struct bow_points {
    int count;
    double basis[3 * (OVALIS_GRID_MAX_COLUMNS + 3)], value[OVALIS_GRID_MAX_COLUMNS + 3];
    double u[OVALIS_GRID_MAX_COLUMNS];
};

static void bow_points(struct bow_points *points, const struct ovalis_grid_marks *m, int end,
                       bool y)
{
    int row = end ? m->rows - 1 : 0;
    struct ovalis_px a = m->side[0][row].centre, b = m->side[1][row].centre;

    points->count = 0;
    for (int c = 1; c < m->columns - 1; c++) {
        const struct ovalis_border_mark *mark = &m->end[end][c];
        double u = (double)c / (m->columns - 1);

        if (!mark->expected || !(y ? mark->good_y : mark->good_x))
            continue;
        points->u[points->count] = u;
        points->value[points->count++] =
            y ? mark->centre.y - (a.y + (b.y - a.y) * u) : mark->centre.x - (a.x + (b.x - a.x) * u);
    }
}

/* Iterated least squares with a prior: each coefficient is drawn towards `likely` as if it had been
 * seen there with a scatter of PRIOR_MM against SOFT_MM of a mark, so that few marks in one corner
 * of a coded row say little about the other. A mark counts less the further it is off. */
static void bow_solve(double bow[3], const double likely[3], struct bow_points *points,
                      double px_per_mm)
{
    double weights[OVALIS_GRID_MAX_COLUMNS + 3];
    int n = points->count;

    for (int i = 0; i < n; i++) {
        double s = 4 * points->u[i] * (1 - points->u[i]), v = 2 * points->u[i] - 1;

        for (int k = 0; k < 3; k++, s *= v)
            points->basis[i * 3 + k] = s;
        weights[i] = 1;
    }
    for (int k = 0; k < 3; k++) {
        for (int j = 0; j < 3; j++)
            points->basis[(n + k) * 3 + j] = k == j;
        points->value[n + k] = likely[k];
        weights[n + k] = (SOFT_MM / PRIOR_MM) * (SOFT_MM / PRIOR_MM);
    }
    for (int round = 0; round < 4; round++) {
        if (!ovalis_linear_fit(bow, points->basis, points->value, weights, n + 3, 3))
            return;
        for (int i = 0; i < n; i++) {
            double off = (points->value[i] - bend(bow, points->u[i])) / (SOFT_MM * px_per_mm);

            weights[i] = 1 / (1 + off * off);
        }
    }
    for (int k = 0; k < 3; k++) /* beyond 1/1024 px machines may differ */
        bow[k] = round_to(bow[k], 1024);
}

/* How far the second worst mark stands off the curve, beyond 0.13 mm, which is what one-bit images
 * do (half a pixel at 200 dpi each for the mark and for the corner); one alone is a damaged mark.
 */
static double bow_misfit(const double bow[3], const struct bow_points *points, double px_per_mm)
{
    double most = 0, second = 0;

    for (int i = 0; i < points->count; i++) {
        double off = fabs(points->value[i] - bend(bow, points->u[i])) / px_per_mm;

        second = fmax(second, fmin(off, most));
        most = fmax(most, off);
    }
    return fmax(0, second - 0.13);
}

/* Both ends of one axis: the full row first; the other, which may be a code with few marks, is
 * expected to bend likewise, since bow comes from the scanner's geometry and is alike at top and
 * bottom on sound paper. Returns a bound in mm of what is between. */
static double bow_axis(double top[3], double bottom[3], const struct ovalis_grid_marks *m, bool y)
{
    static const double straight[3] = {0, 0, 0};
    struct bow_points points;
    double px_per_mm = y ? m->px_per_mm_y : m->px_per_mm_x;
    double most = 0, misfit;
    int top_count;

    bow_points(&points, m, 0, y);
    top_count = points.count;
    bow_solve(top, straight, &points, px_per_mm);
    misfit = bow_misfit(top, &points, px_per_mm);
    bow_points(&points, m, 1, y);
    bow_solve(bottom, top, &points, px_per_mm);
    misfit = fmax(misfit, bow_misfit(bottom, &points, px_per_mm));
    for (int k = 1; k < 8; k++) {
        double apart = fabs(bend(top, k / 8.0) - bend(bottom, k / 8.0));

        if (apart > most) /* gcc 12 for aarch64 breaks down over fmax() here */
            most = apart;
    }
    return 0.45 * most / px_per_mm + misfit + (top_count < 4 ? 0.04 : 0) +
           (points.count < 4 ? 0.04 : 0);
}

static double end_error(const struct ovalis_grid_marks *m, int side, int row)
{
    const struct ovalis_border_mark *mark = &m->side[side][row];

    return sqrt(mark->error_x * mark->error_x + mark->error_y * mark->error_y);
}

/* The row, with its fraction, that a side shows on image line y; beyond its ends at the pitch of
 * the last six. */
static double row_on_line(const struct ovalis_px *ends, int rows, double y)
{
    int i = 0, more = rows > 6 ? 6 : rows - 1, last = rows - 1;

    if (y < ends[0].y)
        return (y - ends[0].y) * more / (ends[more].y - ends[0].y);
    if (y > ends[last].y)
        return last + (y - ends[last].y) * more / (ends[last].y - ends[last - more].y);
    while (i < rows - 2 && ends[i + 1].y < y)
        i++;
    return i + (y - ends[i].y) / (ends[i + 1].y - ends[i].y);
}

/* A row is taken as straight between its ends. A scanner sees straight what passes on one image
 * line, which on a skewed or jerking sheet belongs to several rows: half the way and a quarter of
 * it between the sides, how far apart are both ways to see it? */
static double row_error(const struct ovalis_mapping *map, int row)
{
    double most = 0;

    for (int k = 1; k < 4; k++) {
        double u = 0.25 * k;
        double y = map->left[row].y * (1 - u) + map->right[row].y * u;
        double left = row_on_line(map->left, map->rows, y);
        double right = row_on_line(map->right, map->rows, y);

        most = fmax(most, fabs(left * (1 - u) + right * u - row));
    }
    return most * map->pitch_y_mm;
}

/* Second difference of a side's y around a row, with its fraction. */
static double unevenness(const struct ovalis_px *ends, int rows, double row)
{
    return row_end(ends, rows, row - 1).y - 2 * row_end(ends, rows, row).y +
           row_end(ends, rows, row + 1).y;
}

/* How far image lines rather than rows are to be believed, 0.2 to 1: a jerk of the feed shows on
 * both sides on one image line; where it shows on both sides in one row instead, the image was
 * turned after the scan and rows are straight whatever the skew. */
static double line_share(const struct ovalis_mapping *map)
{
    int middle = map->rows / 2;
    double half = 0.5 * (row_on_line(map->right, map->rows, map->left[middle].y) - middle);
    double by_row = 1e-9, by_line = 1e-9;

    for (int r = 2; r < map->rows - 2; r++) {
        double left[2] = {unevenness(map->left, map->rows, r - half),
                          unevenness(map->left, map->rows, r + half)};
        double right[2] = {unevenness(map->right, map->rows, r - half),
                           unevenness(map->right, map->rows, r + half)};

        for (int k = 0; k < 2; k++)
            by_row += 0.5 * (left[k] - right[k]) * (left[k] - right[k]);
        by_line += (left[0] - right[1]) * (left[0] - right[1]);
    }
    return fmin(fmax(2 * by_row / (by_row + by_line), 0.2), 1);
}

/* Px per mm from the mapped grid itself. */
static void measure_scale(struct ovalis_mapping *map)
{
    double across = 0, down = 0;
    int last = map->rows - 1;

    for (int r = 0; r < map->rows; r++) {
        double dx = map->right[r].x - map->left[r].x, dy = map->right[r].y - map->left[r].y;

        across += sqrt(dx * dx + dy * dy);
    }
    for (int r = 0; r < last; r++) {
        double lx = map->left[r + 1].x - map->left[r].x, ly = map->left[r + 1].y - map->left[r].y;
        double rx = map->right[r + 1].x - map->right[r].x;
        double ry = map->right[r + 1].y - map->right[r].y;

        down += 0.5 * (sqrt(lx * lx + ly * ly) + sqrt(rx * rx + ry * ry));
    }
    map->px_per_mm_x = across / map->rows / ((map->columns - 1) * map->pitch_x_mm);
    map->px_per_mm_y = down / (last * map->pitch_y_mm);
}

void ovalis_mapping_fit(struct ovalis_mapping *map, struct ovalis_grid_marks *marks,
                        const struct ovalis_grid_hint *hint)
{
    double x, y, share;

    *map = (struct ovalis_mapping){.columns = marks->columns,
                                   .rows = marks->rows,
                                   .pitch_x_mm = hint->pitch_x_mm,
                                   .pitch_y_mm = hint->pitch_y_mm};
    for (int r = 0; r < marks->rows; r++) {
        map->left[r] = marks->side[0][r].centre;
        map->right[r] = marks->side[1][r].centre;
        map->left_error_mm[r] = end_error(marks, 0, r);
        map->right_error_mm[r] = end_error(marks, 1, r);
    }
    share = line_share(map);
    for (int r = 0; r < marks->rows; r++)
        map->row_error_mm[r] = share * row_error(map, r);
    x = bow_axis(map->bow_x_top, map->bow_x_bottom, marks, false);
    y = bow_axis(map->bow_y_top, map->bow_y_bottom, marks, true);
    map->bow_error_mm = sqrt(x * x + y * y);
    measure_scale(map);
}
