/* SPDX-License-Identifier: Apache-2.0 */
/* The other side, seen from here, is mirrored left to right. Both sides' grids are printed on one
 * sheet, so a place on one is a place on the other but for the printer's front-to-back offset,
 * which is searched for. Ink spreads in the paper: the other side is blurred before it is compared.
 */
#include "marks/show_through.h"

#include <math.h>
#include <string.h>

#define REACH_MM     1.25
#define COARSE_CELLS 4 /* 0.5 mm steps first, then single cells around the best */
#define BLUR_CELLS   2 /* box of 5 cells, 0.6 mm: about a Gaussian of 0.2 mm twice */

struct comparison {
    double correlation, slope;
};

/* Box blur of the gray raster by BLUR_CELLS, one axis; edges repeat. */
static void blur_axis(uint8_t *out, const uint8_t *in, int columns, int rows, bool down)
{
    int length = down ? rows : columns, lines = down ? columns : rows;
    int step = down ? columns : 1, stride = down ? 1 : columns;

    for (int line = 0; line < lines; line++) {
        for (int i = 0; i < length; i++) {
            int sum = 0;

            for (int k = -BLUR_CELLS; k <= BLUR_CELLS; k++) {
                int at = i + k < 0 ? 0 : i + k >= length ? length - 1 : i + k;

                sum += in[line * stride + at * step];
            }
            out[line * stride + i * step] = (uint8_t)((sum + BLUR_CELLS) / (2 * BLUR_CELLS + 1));
        }
    }
}

static bool of_interest(const struct ovalis_zones *zones, int x, int y)
{
    return ovalis_bits_get(&zones->inside, x, y) || ovalis_bits_get(&zones->collar, x, y);
}

/* Correlation of the two over inside and collar, the other side moved by (dx, dy) cells. */
static struct comparison compare(const struct ovalis_raster *patch,
                                 const struct ovalis_raster *mirror,
                                 const struct ovalis_zones *zones, int dx, int dy)
{
    int64_t n = 0, a = 0, b = 0, aa = 0, ab = 0, bb = 0;

    for (int y = 0; y < zones->rows; y++) {
        for (int x = 0; x < zones->columns; x++) {
            int mx = x + dx, my = y + dy;

            if (!of_interest(zones, x, y) || mx < 0 || my < 0 || mx >= mirror->columns ||
                my >= mirror->rows)
                continue;
            int here = patch->white - patch->gray[y * patch->columns + x];
            int there = mirror->white - mirror->gray[my * mirror->columns + mx];

            n++;
            a += here;
            b += there;
            aa += here * here;
            ab += here * there;
            bb += there * there;
        }
    }
    double count = n > 0 ? (double)n : 1;
    double va = (double)aa - (double)a * (double)a / count;
    double vb = (double)bb - (double)b * (double)b / count;
    double vab = (double)ab - (double)a * (double)b / count;

    if (va <= 0 || vb <= 0)
        return (struct comparison){0, 0};
    return (struct comparison){vab / sqrt(va * vb), vab / vb};
}

static void sample_mirror(struct ovalis_raster *mirror, const struct ovalis_marks_side *other,
                          const struct ovalis_zones *zones, struct ovalis_place place,
                          uint8_t *spare)
{
    const struct ovalis_mapping *map = &other->registered->map;
    struct ovalis_place there = {map->columns - 1 - place.column, place.row};
    struct ovalis_frame frame;

    frame.centre = ovalis_mapping_px(map, there);
    ovalis_mapping_axes(map, there, &frame.across, &frame.down);
    frame.across = (struct ovalis_px){-frame.across.x, -frame.across.y};
    ovalis_raster_sample(mirror, &other->source, &frame);
    ovalis_measure_levels(mirror, zones, other->page_white, other->page_black);
    blur_axis(spare, mirror->gray, mirror->columns, mirror->rows, false);
    blur_axis(mirror->gray, spare, mirror->columns, mirror->rows, true);
}

/* Best offset on a grid of `step` cells around (*dx, *dy). */
static struct comparison search(int *dx, int *dy, const struct ovalis_raster *patch,
                                const struct ovalis_raster *mirror,
                                const struct ovalis_zones *zones, int reach, int step)
{
    struct comparison best = {-2, 0};
    int from_x = *dx, from_y = *dy;

    for (int y = -reach; y <= reach; y += step) {
        for (int x = -reach; x <= reach; x += step) {
            struct comparison now = compare(patch, mirror, zones, from_x + x, from_y + y);

            if (now.correlation > best.correlation) {
                best = now;
                *dx = from_x + x;
                *dy = from_y + y;
            }
        }
    }
    return best;
}

static void subtract(struct ovalis_raster *rest, const struct ovalis_raster *patch,
                     const struct ovalis_raster *mirror, double slope, int dx, int dy)
{
    int share = (int)(slope * 1024 + 0.5);

    for (int y = 0; y < patch->rows; y++) {
        for (int x = 0; x < patch->columns; x++) {
            int mx = x + dx, my = y + dy, gray = patch->gray[y * patch->columns + x];

            if (mx >= 0 && my >= 0 && mx < mirror->columns && my < mirror->rows) {
                int there = mirror->white - mirror->gray[my * mirror->columns + mx];

                gray += there > 0 ? (there * share + 512) / 1024 : 0;
            }
            rest->gray[y * patch->columns + x] = (uint8_t)(gray > 255 ? 255 : gray);
        }
    }
    rest->white = patch->white;
    rest->black = patch->black;
}

void ovalis_show_through(struct ovalis_raster *rest, double *correlation, double *slope,
                         const struct ovalis_raster *patch, const struct ovalis_zones *zones,
                         struct ovalis_place place, const struct ovalis_marks_side *other,
                         struct ovalis_raster *work)
{
    int coarse = (int)(REACH_MM / patch->step_mm / COARSE_CELLS + 0.5) * COARSE_CELLS;
    int dx = 0, dy = 0;
    struct comparison best;

    sample_mirror(work, other, zones, place, rest->gray);
    best = search(&dx, &dy, patch, work, zones, coarse, COARSE_CELLS);
    best = search(&dx, &dy, patch, work, zones, COARSE_CELLS - 1, 1);
    *correlation = best.correlation > -1 ? best.correlation : 0;
    *slope = best.slope > 0 ? best.slope : 0;
    subtract(rest, patch, work, *slope, dx, dy);
}
