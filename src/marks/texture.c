/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/texture.h"

#include <math.h>
#include <string.h>

#define HAZE            80    /* permille: paper's own noise stays below in 99 % of cells */
#define LIGHT           (-60) /* permille: brighter than paper: torn fibres, the lit side of a fold */
#define CLEAR_OF_INK_MM 0.25
#define FAINT_STEP      100 /* permille above what the collar shows anyway */
#define OPENED_LEAST    9   /* cells: fewer leave nothing when opened by 3 x 3 */
#define FAINT_CAP       300 /* permille: print in the collar must not hide faint ink inside */

void ovalis_histogram_of(struct ovalis_histogram *out, const struct ovalis_raster *patch,
                         const uint16_t *cells, int count)
{
    memset(out, 0, sizeof *out);
    out->total = count;
    for (int i = 0; i < count; i++)
        out->level[patch->gray[cells[i]]]++;
}

int ovalis_histogram_level(const struct ovalis_histogram *histogram, int permille)
{
    int64_t wanted = ((int64_t)histogram->total * permille + 999) / 1000;
    int64_t seen = 0;

    for (int level = 0; level < 256; level++) {
        seen += histogram->level[level];
        if (seen >= wanted && seen > 0)
            return level;
    }
    return 255;
}

void ovalis_texture_darkness(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                             const struct ovalis_zones *zones)
{
    struct ovalis_histogram inside;
    int64_t sum = 0;

    ovalis_histogram_of(&inside, patch, zones->inner, zones->inner_count);
    for (int level = 0; level < 256; level++)
        sum += (int64_t)inside.level[level] * level;
    double range = patch->white - patch->black;
    double cells = inside.total > 0 ? inside.total : 1;

    out->mean_darkness = (patch->white - (double)sum / cells) / range;
    out->max_darkness = (patch->white - ovalis_histogram_level(&inside, 5)) / range;
}

/* Share of the clear zone. Cells near ink are gray by blur alone. */
void ovalis_texture_haze(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                         const struct ovalis_zones *zones, struct ovalis_measure_space *space)
{
    double cells = ovalis_bits_count(&zones->clear);
    int brightest = ovalis_raster_level(patch, LIGHT);

    space->spare = space->ink;
    ovalis_bits_dilate(&space->spare, (int)(CLEAR_OF_INK_MM / patch->step_mm + 0.5));
    ovalis_bits_without(&space->spare, &zones->clear, &space->spare);
    ovalis_bits_darker(&space->other, patch->gray, patch->columns, patch->rows,
                       ovalis_raster_level(patch, HAZE), space->kernels);
    out->haze = cells > 0 ? ovalis_bits_count_both(&space->other, &space->spare) / cells : 0;
    ovalis_bits_darker(&space->other, patch->gray, patch->columns, patch->rows, brightest,
                       space->kernels);
    ovalis_bits_without(&space->spare, &space->spare, &space->other);
    out->light = cells > 0 ? ovalis_bits_count(&space->spare) / cells : 0;
}

/* 80th percentile of the gradient where there is ink, central differences. */
void ovalis_texture_sharpness(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                              const struct ovalis_measure_space *space)
{
    const struct ovalis_bits *ink = &space->inside_ink;
    struct ovalis_histogram slopes = {0};

    out->sharpness = 0;
    if (out->stroke_count == 0)
        return;
    for (int y = 1; y + 1 < ink->rows; y++) {
        for (int x = 1; x + 1 < ink->columns; x++) {
            if (!ovalis_bits_get(ink, x, y))
                continue;
            const uint8_t *at = patch->gray + y * patch->columns + x;
            int dx = at[1] - at[-1], dy = at[patch->columns] - at[-patch->columns];
            int slope = (int)sqrt((double)(dx * dx + dy * dy));

            slopes.level[slope > 255 ? 255 : slope]++;
            slopes.total++;
        }
    }
    if (slopes.total > 0 && out->max_darkness > 0)
        out->sharpness = ovalis_histogram_level(&slopes, 800) /
                         ((patch->white - patch->black) * 2 * patch->step_mm * out->max_darkness);
}

/* The collar's own darkness, so that tinted or dirty paper is not a faint mark. */
static int collar_darkness(const struct ovalis_raster *patch, const struct ovalis_zones *zones)
{
    struct ovalis_histogram collar;
    int darkness;

    ovalis_histogram_of(&collar, patch, zones->beside, zones->beside_count);
    darkness = ovalis_raster_darkness(patch, ovalis_histogram_level(&collar, 200));
    return darkness > FAINT_CAP ? FAINT_CAP : darkness;
}

void ovalis_texture_faint(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                          const struct ovalis_zones *zones, struct ovalis_measure_space *space)
{
    int limit = collar_darkness(patch, zones) + FAINT_STEP;

    ovalis_bits_darker(&space->spare, patch->gray, patch->columns, patch->rows,
                       ovalis_raster_level(patch, limit), space->kernels);
    ovalis_bits_and(&space->spare, &space->spare, &zones->inside);
    out->faint_mm = 0;
    if (ovalis_bits_count(&space->spare) < OPENED_LEAST)
        return;
    ovalis_bits_open(&space->spare);
    ovalis_strokes_find(&space->piece, &space->spare, patch->step_mm);
    out->faint_mm = space->piece.longest.length_mm;
}
