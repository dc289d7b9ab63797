/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/measure.h"

#include <math.h>

#include "marks/texture.h"

#define PAPER_PERCENTILE       750  /* permille of the ring: names and rules there are dark */
#define PAPER_FLOOR            0.6  /* of the way from ink to the page's paper */
#define LEAST_RANGE            40   /* gray levels between paper and ink; less would be all noise */
#define BAND_REACH_MM          0.75 /* ink on the outline joins inside and outside ink this near */
#define LARGER_THAN_LETTERS_MM 4.5  /* capitals of 12 points are 3 mm high */
#define BRIDGE_MM              1.25 /* a printed rule of 0.4 mm with its margin */
#define ALONG_WIDTH_MM         0.4  /* a pen's: area of a stroke over it is its length */
#define SPECK_MM2              0.2  /* smaller than the dot on an i */

void ovalis_measure_levels(struct ovalis_raster *patch, const struct ovalis_zones *zones,
                           int page_white, int page_black)
{
    struct ovalis_histogram ring;
    int floor_level = page_black + (int)(PAPER_FLOOR * (page_white - page_black));

    ovalis_histogram_of(&ring, patch, zones->ring, zones->ring_count);
    patch->white = ovalis_histogram_level(&ring, PAPER_PERCENTILE);
    if (patch->white < floor_level)
        patch->white = floor_level;
    if (patch->white < LEAST_RANGE)
        patch->white = LEAST_RANGE;
    patch->black = page_black;
    if (patch->white - patch->black < LEAST_RANGE)
        patch->black = patch->white - LEAST_RANGE;
}

/* The longest stroke inside, followed into the collar. Ink within the band is print unless it lies
 * between ink inside and ink outside. */
static void measure_extended(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                             const struct ovalis_zones *zones, struct ovalis_measure_space *space)
{
    int reach = (int)(BAND_REACH_MM / patch->step_mm + 0.5);
    struct ovalis_bits_bounds bounds;

    out->extended_mm = out->stroke_mm;
    out->outside_share = 0;
    if (space->inside.count == 0 || !ovalis_bits_any(&space->collar_ink))
        return;
    space->spare = space->inside.longest.cells;
    ovalis_bits_dilate(&space->spare, reach);
    space->other = space->collar_ink;
    ovalis_bits_dilate(&space->other, reach);
    ovalis_bits_and(&space->spare, &space->spare, &space->other);
    ovalis_bits_and(&space->spare, &space->spare, &zones->band);
    ovalis_bits_and(&space->spare, &space->spare, &space->ink);
    ovalis_bits_or(&space->spare, &space->spare, &space->collar_ink);
    ovalis_bits_or(&space->spare, &space->spare, &space->inside_ink);
    space->other = space->inside.longest.cells;
    ovalis_bits_flood(&space->other, &space->spare, &bounds);
    int area = ovalis_bits_count(&space->other);

    out->extended_mm = ovalis_stroke_length(area, ovalis_bits_edges(&space->other, &bounds),
                                            &bounds, patch->step_mm);
    out->outside_share =
        area > 0 ? (double)ovalis_bits_count_both(&space->other, &zones->collar) / area : 0;
}

/* Ink per length: darkness summed over the stroke and its blurred edge. */
static double ink_per_length(const struct ovalis_raster *patch, struct ovalis_measure_space *space)
{
    int64_t sum = 0;

    space->spare = space->inside.longest.cells;
    ovalis_bits_dilate(&space->spare, 1);
    for (int y = 0; y < patch->rows; y++) {
        for (int x = 0; x < patch->columns; x++) {
            if (!ovalis_bits_get(&space->spare, x, y))
                continue;
            int darkness = patch->white - patch->gray[y * patch->columns + x];

            sum += darkness > 0 ? darkness : 0;
        }
    }
    return (double)sum / (patch->white - patch->black) * patch->step_mm * patch->step_mm /
           space->inside.longest.length_mm;
}

static void measure_strokes(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                            const struct ovalis_zones *zones, struct ovalis_measure_space *space)
{
    const struct ovalis_stroke *longest = &space->inside.longest;

    ovalis_bits_and(&space->spare, &space->ink, &zones->inside);
    space->inside_ink = space->spare;
    ovalis_strokes_find(&space->inside, &space->spare, patch->step_mm);
    out->stroke_mm = longest->length_mm;
    out->strokes_mm = space->inside.total_mm;
    out->stroke_count = space->inside.too_many ? OVALIS_STROKES_MAX : space->inside.count;
    out->extent_mm = longest->extent_mm;
    out->width_mm = out->density_mm = 0;
    if (longest->area > 0) {
        out->width_mm = longest->area * patch->step_mm * patch->step_mm / longest->length_mm;
        out->density_mm = ink_per_length(patch, space);
    }
    measure_extended(out, patch, zones, space);
}

static int sectors_with_ink(const struct ovalis_zones *zones, const struct ovalis_bits *ink)
{
    uint32_t sectors = 0;
    int count = 0;

    for (int y = 0; y < ink->rows; y++) {
        for (int w = 0; w * 64 < ink->columns; w++) {
            uint64_t bits = ink->row[y][w];

            for (int x = 64 * w; bits != 0; x++, bits >>= 1) {
                if (bits & 1u)
                    sectors |= (uint32_t)1 << zones->sector[y * zones->columns + x];
            }
        }
    }
    for (; sectors != 0; sectors &= sectors - 1)
        count++;
    return count;
}

/* One piece of ink outside: how long it is as a stroke that touches the outline, or that is too
 * large for a letter and runs along it. Letters stand as near as 1 mm. */
static double length_beside(const struct ovalis_stroke *piece, const struct ovalis_zones *zones)
{
    double step = zones->step_mm;

    if (ovalis_bits_count_both(&piece->cells, &zones->rim) > 0)
        return ovalis_stroke_length(piece->area, ovalis_bits_edges(&piece->cells, &piece->bounds),
                                    &piece->bounds, step);
    if (ovalis_stroke_extent(&piece->bounds, step) >= LARGER_THAN_LETTERS_MM)
        return ovalis_bits_count_both(&piece->cells, &zones->collar) * step * step / ALONG_WIDTH_MM;
    return 0;
}

/* A stroke that leaves the target across a printed rule goes on behind it: take the pieces on the
 * other side in. `ink` is what lies outside, without print. */
static void bridge_print(struct ovalis_stroke *piece, const struct ovalis_bits *ink,
                         const struct ovalis_zones *zones, const struct ovalis_bits *print)
{
    struct ovalis_bits grown;

    if (ovalis_bits_count_both(&piece->cells, &zones->rim) == 0)
        return;
    grown = piece->cells;
    ovalis_bits_dilate(&grown, 1);
    if (ovalis_bits_count_both(&grown, print) == 0)
        return;
    grown = piece->cells;
    ovalis_bits_dilate(&grown, (int)(BRIDGE_MM / zones->step_mm + 0.5));
    ovalis_bits_and(&piece->cells, &grown, ink);
    ovalis_bits_flood(&piece->cells, ink, &piece->bounds);
}

/* space->spare holds the ink outside, without print. */
static void measure_beside(struct ovalis_mark_measures *out, const struct ovalis_zones *zones,
                           const struct ovalis_print *print, struct ovalis_measure_space *space)
{
    struct ovalis_stroke *piece = &space->piece.longest;

    space->other = space->spare;

    for (int seen = 0; seen < OVALIS_STROKES_MAX; seen++) {
        if (!ovalis_bits_take_component(&space->spare, &piece->cells, &piece->bounds))
            return;
        if (print->has_cells)
            bridge_print(piece, &space->other, zones, &print->cells);
        piece->area = ovalis_bits_count(&piece->cells);
        double length = length_beside(piece, zones);

        out->collar_mm = length > out->collar_mm ? length : out->collar_mm;
        out->specks += piece->area * zones->step_mm * zones->step_mm < SPECK_MM2 ? 1 : 0;
    }
}

void ovalis_measure_line_thickness(double thickness_mm[OVALIS_ZONE_SECTORS],
                                   const struct ovalis_raster *patch,
                                   const struct ovalis_zones *zones)
{
    int64_t darkness[OVALIS_ZONE_SECTORS] = {0};

    for (int i = 0; i < zones->line_count; i++) {
        int cell = zones->line[i], level = patch->gray[cell];

        level = level > patch->white ? patch->white : level < patch->black ? patch->black : level;
        darkness[zones->sector[cell]] += patch->white - level;
    }
    for (int i = 0; i < OVALIS_ZONE_SECTORS; i++)
        thickness_mm[i] = zones->sector_mm[i] > 0
                              ? (double)darkness[i] / (patch->white - patch->black) *
                                    zones->step_mm * zones->step_mm / zones->sector_mm[i]
                              : 0;
}

/* Length of the longest run of sectors whose line is thicker than its kin's: a pen on the line. */
static double outline_excess(const struct ovalis_raster *patch, const struct ovalis_zones *zones,
                             const struct ovalis_print *print)
{
    double thickness[OVALIS_ZONE_SECTORS], run = 0, longest = 0, whole = 0;

    ovalis_measure_line_thickness(thickness, patch, zones);
    for (int i = 0; i < 2 * OVALIS_ZONE_SECTORS; i++) {
        int sector = i % OVALIS_ZONE_SECTORS;
        bool thick = print->line_mm[sector] > 0 &&
                     thickness[sector] >= print->line_mm[sector] + print->excess_mm;

        run = thick ? run + zones->sector_mm[sector] : 0;
        longest = run > longest ? run : longest;
        whole += i < OVALIS_ZONE_SECTORS ? zones->sector_mm[sector] : 0;
    }
    return longest < whole ? longest : whole;
}

void ovalis_measure_around(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                           const struct ovalis_zones *zones, const struct ovalis_print *print,
                           struct ovalis_measure_space *space)
{
    struct ovalis_histogram ring;
    int seen = 0;

    ovalis_bits_and(&space->spare, &space->ink, &zones->around);
    if (print->has_cells)
        ovalis_bits_without(&space->spare, &space->spare, &print->cells);
    out->sectors = sectors_with_ink(zones, &space->spare);
    out->collar_mm = 0;
    out->specks = 0;
    if (ovalis_bits_any(&space->collar_ink)) {
        ovalis_bits_and(&space->spare, &space->ink, &zones->outside);
        if (print->has_cells)
            ovalis_bits_without(&space->spare, &space->spare, &print->cells);
        measure_beside(out, zones, print, space);
    }
    out->outline_excess_mm = outline_excess(patch, zones, print);
    ovalis_histogram_of(&ring, patch, zones->ring, zones->ring_count);
    for (int level = 0; level <= ovalis_raster_level(patch, OVALIS_DARKNESS_DARK); level++)
        seen += ring.level[level];
    out->surround = ring.total > 0 ? (double)seen / ring.total : 0;
}

void ovalis_measure(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                    const struct ovalis_zones *zones, const struct ovalis_print *print,
                    struct ovalis_measure_space *space)
{
    double box_cells = zones->box_mm2 / (patch->step_mm * patch->step_mm);

    ovalis_bits_darker(&space->ink, patch->gray, patch->columns, patch->rows,
                       ovalis_raster_level(patch, OVALIS_DARKNESS_INK), space->kernels);
    ovalis_bits_and(&space->collar_ink, &space->ink, &zones->collar);
    if (print->has_cells)
        ovalis_bits_without(&space->collar_ink, &space->collar_ink, &print->cells);
    out->ink = ovalis_bits_count_both(&space->ink, &zones->box) / box_cells;
    out->fill = 0;
    if (out->ink > 0) {
        ovalis_bits_darker(&space->spare, patch->gray, patch->columns, patch->rows,
                           ovalis_raster_level(patch, OVALIS_DARKNESS_DARK), space->kernels);
        out->fill = ovalis_bits_count_both(&space->spare, &zones->box) / box_cells;
    }
    out->paper_white = patch->white;
    ovalis_texture_darkness(out, patch, zones);
    out->seen_darkness = out->max_darkness;
    measure_strokes(out, patch, zones, space);
    ovalis_measure_around(out, patch, zones, print, space);
    ovalis_texture_haze(out, patch, zones, space);
    ovalis_texture_sharpness(out, patch, space);
    ovalis_texture_faint(out, patch, zones, space);
}

static void round_to(double *value, double steps)
{
    *value = rint(*value * steps) / steps + 0.0; /* never -0 */
}

void ovalis_measures_round(struct ovalis_mark_measures *m)
{
    double *const shares[] = {&m->fill,     &m->ink,           &m->mean_darkness, &m->max_darkness,
                              &m->haze,     &m->light,         &m->seen_darkness, &m->outside_share,
                              &m->surround, &m->line_contrast, &m->mirror,        &m->mirror_slope,
                              &m->outline,  &m->fold_depth};
    double *const lengths[] = {&m->stroke_mm,         &m->strokes_mm,     &m->extended_mm,
                               &m->width_mm,          &m->density_mm,     &m->extent_mm,
                               &m->faint_mm,          &m->collar_mm,      &m->sharpness,
                               &m->line_excess_mm,    &m->line_extent_mm, &m->line_outside_mm,
                               &m->line_rest_mm,      &m->dx_mm,          &m->dy_mm,
                               &m->outline_excess_mm, &m->place_error_mm, &m->fold_reach_mm};

    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
        round_to(shares[i], 10000);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        round_to(lengths[i], 1000);
}
