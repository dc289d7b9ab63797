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
#define MODEL_MM 0.09

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

    return MODEL_MM + left * (1 - u) + right * u +
           4 * u * (1 - u) * map->bow_error_mm * fmax(4 * t * (1 - t), 0.5);
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
    double basis[3 * OVALIS_GRID_MAX_COLUMNS], value[OVALIS_GRID_MAX_COLUMNS];
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

/* Iterated least squares; a mark counts less the further it is off, in px of `soft`. */
static void bow_solve(double bow[3], struct bow_points *points, int terms, double soft)
{
    double weights[OVALIS_GRID_MAX_COLUMNS];

    for (int i = 0; i < points->count; i++) {
        double s = 4 * points->u[i] * (1 - points->u[i]), v = 2 * points->u[i] - 1;

        for (int k = 0; k < terms; k++, s *= v)
            points->basis[i * terms + k] = s;
        weights[i] = 1;
    }
    for (int round = 0; round < 4; round++) {
        bow[0] = bow[1] = bow[2] = 0;
        if (!ovalis_linear_fit(bow, points->basis, points->value, weights, points->count, terms))
            return;
        for (int i = 0; i < points->count; i++) {
            double off = (points->value[i] - bend(bow, points->u[i])) / soft;

            weights[i] = 1 / (1 + off * off);
        }
    }
}

/* Terms that this many marks can carry. */
static int bow_terms(int count)
{
    return count >= 21 ? 3 : count >= 9 ? 2 : count >= 4 ? 1 : 0;
}

/* The bow of one end row on one axis; false when it has too few marks. */
static bool bow_fit(double bow[3], const struct ovalis_grid_marks *m, int end, bool y)
{
    struct bow_points points;
    double px_per_mm = y ? m->px_per_mm_y : m->px_per_mm_x;
    int terms;

    bow_points(&points, m, end, y);
    terms = bow_terms(points.count);
    bow[0] = bow[1] = bow[2] = 0;
    if (terms == 0)
        return false;
    bow_solve(bow, &points, terms, 0.06 * px_per_mm);
    for (int k = 0; k < 3; k++) /* beyond 1/1024 px machines may differ */
        bow[k] = round_to(bow[k], 1024);
    return true;
}

/* Both ends of one axis; an end with too few marks bends as the other does, since bow comes from
 * the scanner's geometry and is alike at top and bottom on sound paper. Returns a bound in mm. */
static double bow_axis(double top[3], double bottom[3], const struct ovalis_grid_marks *m, bool y)
{
    bool has_top = bow_fit(top, m, 0, y), has_bottom = bow_fit(bottom, m, 1, y);
    double px_per_mm = y ? m->px_per_mm_y : m->px_per_mm_x;

    if (!has_top)
        memcpy(top, bottom, 3 * sizeof *top);
    if (!has_bottom)
        memcpy(bottom, top, 3 * sizeof *bottom);
    return 0.6 * fabs(top[0] - bottom[0]) / px_per_mm + (has_top ? 0 : 0.04) +
           (has_bottom ? 0 : 0.04);
}

/* Second difference of a side beyond the noise of measured marks, mm: where rows are unevenly
 * spaced the paper between the marks is not straight either. */
static double roughness(const struct ovalis_grid_marks *m, int side, int row)
{
    double most = 0;

    for (int r = row - 1; r <= row + 1; r++) {
        const struct ovalis_border_mark *mark = m->side[side];

        if (r < 1 || r > m->rows - 2)
            continue;
        most = fmax(most, fabs(mark[r - 1].centre.y - 2 * mark[r].centre.y + mark[r + 1].centre.y));
    }
    return 0.5 * fmax(0, most / m->px_per_mm_y - 0.08);
}

static double end_error(const struct ovalis_grid_marks *m, int side, int row)
{
    const struct ovalis_border_mark *mark = &m->side[side][row];

    return sqrt(mark->error_x * mark->error_x + mark->error_y * mark->error_y) +
           roughness(m, side, row);
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
    map->bow_error_mm = bow_axis(map->bow_x_top, map->bow_x_bottom, marks, false);
    map->bow_error_mm += bow_axis(map->bow_y_top, map->bow_y_bottom, marks, true);
    measure_scale(map);
}
