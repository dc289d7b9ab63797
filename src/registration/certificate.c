/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "registration/grid_internal.h"

static double distance_mm(const struct ovalis_mapping *map, struct ovalis_px a, struct ovalis_px b)
{
    double dx = (a.x - b.x) / map->px_per_mm_x, dy = (a.y - b.y) / map->px_per_mm_y;

    return sqrt(dx * dx + dy * dy);
}

static bool intact(const struct ovalis_border_mark *mark)
{
    return mark->good_x && mark->good_y;
}

static void note_side(struct ovalis_registered_side *side, const struct ovalis_grid_marks *m, int s)
{
    struct ovalis_border_count *count = &side->certificate.border[s];

    for (int r = 0; r < m->rows; r++) {
        bool seen = intact(&m->side[s][r]);

        count->expected++;
        count->seen += seen;
        count->bridged += !seen;
        side->timing[s][r] = (struct ovalis_timing_mark){
            m->side[s][r].centre, seen ? OVALIS_TIMING_SEEN : OVALIS_TIMING_BRIDGED};
    }
}

/* An end row with its corners, which are side marks too. */
static void note_end(struct ovalis_registered_side *side, const struct ovalis_grid_marks *m,
                     int end)
{
    struct ovalis_border_count *count = &side->certificate.border[OVALIS_BORDER_TOP + end];
    int row = end ? m->rows - 1 : 0;

    for (int c = 0; c < m->columns; c++) {
        bool corner = c == 0 || c == m->columns - 1;
        const struct ovalis_border_mark *mark = corner ? &m->side[c > 0][row] : &m->end[end][c];
        struct ovalis_timing_mark *timing = &side->timing[OVALIS_BORDER_TOP + end][c];
        bool seen = intact(mark);

        timing->centre = ovalis_mapping_px(&side->map, (struct ovalis_place){c, row});
        timing->state = OVALIS_TIMING_ABSENT;
        if (!mark->expected)
            continue;
        count->expected++;
        count->seen += seen;
        count->bridged += !seen;
        timing->state = seen ? OVALIS_TIMING_SEEN : OVALIS_TIMING_BRIDGED;
        if (seen)
            timing->centre = mark->centre;
    }
}

/* Measured marks against the mapping. Side marks stand on it by construction. */
static void note_residuals(struct ovalis_registered_side *side, const struct ovalis_grid_marks *m)
{
    double squares = 0;
    int count = side->certificate.border[0].seen + side->certificate.border[1].seen;

    for (int end = 0; end < 2; end++)
        for (int c = 1; c < m->columns - 1; c++) {
            struct ovalis_place place = {c, end ? m->rows - 1 : 0};
            double off;

            if (!m->end[end][c].expected || !intact(&m->end[end][c]))
                continue;
            off = distance_mm(&side->map, m->end[end][c].centre,
                              ovalis_mapping_px(&side->map, place));
            squares += off * off;
            count++;
            side->certificate.residual_max_mm = fmax(side->certificate.residual_max_mm, off);
        }
    side->certificate.residual_rms_mm = count ? sqrt(squares / count) : 0;
}

static double worst_error(const struct ovalis_mapping *map)
{
    double worst = 0;

    for (int r = 1; r < map->rows - 1; r++)
        for (int c = 1; c < map->columns - 1; c++)
            worst = fmax(worst, ovalis_mapping_error_mm(map, (struct ovalis_place){c, r}));
    return worst;
}

/* Odd polynomial of the arc tangent, good to 1e-5 up to 12 degrees; atan() differs between
 * machines. */
static double degrees_of(double slope)
{
    double q = slope * slope;

    return slope * (1 - q * (1.0 / 3 - q * (0.2 - q / 7))) * 57.29577951308232;
}

static double skew_of(const struct ovalis_mapping *map)
{
    double slopes[OVALIS_GRID_MAX_ROWS];

    for (int r = 0; r < map->rows; r++)
        slopes[r] = (map->right[r].y - map->left[r].y) / (map->right[r].x - map->left[r].x);
    return degrees_of(ovalis_median(slopes, map->rows));
}

void ovalis_certify(struct ovalis_registered_side *side, const struct ovalis_grid_marks *marks,
                    double paper_px_per_mm_x, double paper_px_per_mm_y)
{
    struct ovalis_certificate *c = &side->certificate;

    *c = (struct ovalis_certificate){.px_per_mm_x = side->map.px_per_mm_x,
                                     .px_per_mm_y = side->map.px_per_mm_y};
    for (int s = 0; s < 2; s++)
        note_side(side, marks, s);
    for (int end = 0; end < 2; end++)
        note_end(side, marks, end);
    note_residuals(side, marks);
    c->scale_x = side->map.px_per_mm_x / paper_px_per_mm_x;
    c->scale_y = side->map.px_per_mm_y / paper_px_per_mm_y;
    c->skew_degrees = skew_of(&side->map);
    c->worst_error_mm = worst_error(&side->map);
    side->ink_black = marks->ink;
}
