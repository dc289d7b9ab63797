/* SPDX-License-Identifier: Apache-2.0 */
/* One patch -> the evidence in it. Formulas: docs/mark-specification.md. */
#ifndef OVALIS_MARKS_MEASURE_H
#define OVALIS_MARKS_MEASURE_H

#include "marks/raster.h"
#include "marks/reading.h"
#include "marks/strokes.h"
#include "marks/zones.h"

/* Darkness in permille of the way from local paper to printed ink. */
#define OVALIS_DARKNESS_INK  250 /* empty paper: 140 at most in 99 % of targets; pencil: 300 up */
#define OVALIS_DARKNESS_DARK 500 /* half way: what "dark" means in `fill` */

/* Work space of one sheet, so that a target costs no allocation. */
struct ovalis_measure_space {
    const struct ovalis_kernels *kernels;
    struct ovalis_bits ink, inside_ink, collar_ink, spare, other;
    struct ovalis_strokes inside, piece;
};

/* Set white, black of a sampled patch: paper is the 75th percentile of the ring around, but never
 * darker than 0.6 of the way from page_black to page_white, so that a voter who blackens the
 * surroundings cannot turn ink into paper. */
void ovalis_measure_levels(struct ovalis_raster *patch, const struct ovalis_zones *zones,
                           int page_white, int page_black);

/* What the targets of a side have in common: printed, not drawn. */
struct ovalis_print {
    struct ovalis_bits cells; /* around the target */
    bool has_cells;
    double line_mm[OVALIS_ZONE_SECTORS]; /* usual thickness of the printed line, 0: not known */
    double excess_mm;                    /* what a line must be thicker to have a pen on it */
};

/* Darkness over the printed line's width in each sector: how thick it were if fully black, mm. */
void ovalis_measure_line_thickness(double thickness_mm[OVALIS_ZONE_SECTORS],
                                   const struct ovalis_raster *patch,
                                   const struct ovalis_zones *zones);

/* Everything that the patch alone tells; line, mirror, outline and place are left alone. `print`
 * is what belongs to the form.
 * space->ink, ->inside_ink and ->inside hold this patch's ink afterwards. */
void ovalis_measure(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                    const struct ovalis_zones *zones, const struct ovalis_print *print,
                    struct ovalis_measure_space *space);

/* The part of ovalis_measure() that looks around the target: sectors, collar_mm, specks,
 * outline_excess_mm, surround. Needs space->ink. */
void ovalis_measure_around(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                           const struct ovalis_zones *zones, const struct ovalis_print *print,
                           struct ovalis_measure_space *space);

/* Round every measure to the decimals of marks.csv. */
void ovalis_measures_round(struct ovalis_mark_measures *measures);

#endif
