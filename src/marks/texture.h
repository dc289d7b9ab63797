/* SPDX-License-Identifier: Apache-2.0 */
/* Gray values rather than strokes: darkness, haze, sharpness. */
#ifndef OVALIS_MARKS_TEXTURE_H
#define OVALIS_MARKS_TEXTURE_H

#include "marks/measure.h"

/* Counts of gray levels. */
struct ovalis_histogram {
    int total;
    int level[256];
};

/* Of the cells listed. */
void ovalis_histogram_of(struct ovalis_histogram *out, const struct ovalis_raster *patch,
                         const uint16_t *cells, int count);

/* Smallest level that at least `permille` of the cells do not pass; 255 when there are none. */
int ovalis_histogram_level(const struct ovalis_histogram *histogram, int permille);

/* mean_darkness, max_darkness of the inside. */
void ovalis_texture_darkness(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                             const struct ovalis_zones *zones);

/* haze, light: needs space->ink. */
void ovalis_texture_haze(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                         const struct ovalis_zones *zones, struct ovalis_measure_space *space);

/* sharpness: needs space->inside_ink, out->stroke_count and out->max_darkness. */
void ovalis_texture_sharpness(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                              const struct ovalis_measure_space *space);

/* faint_mm. */
void ovalis_texture_faint(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                          const struct ovalis_zones *zones, struct ovalis_measure_space *space);

#endif
