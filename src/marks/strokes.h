/* SPDX-License-Identifier: Apache-2.0 */
/* Strokes: connected ink, with its length. */
#ifndef OVALIS_MARKS_STROKES_H
#define OVALIS_MARKS_STROKES_H

#include "marks/bits.h"

/* More pieces than this is texture, not writing: counting stops, so that no image costs more than a
 * bounded time. Real inked targets hold fewer than 20. */
#define OVALIS_STROKES_MAX 300

struct ovalis_stroke {
    struct ovalis_bits cells;
    struct ovalis_bits_bounds bounds;
    int area; /* cells */
    double length_mm;
    double extent_mm; /* larger side of the bounding box */
};

struct ovalis_strokes {
    int count;
    bool too_many;
    double total_mm;              /* sum of lengths */
    struct ovalis_stroke longest; /* length 0 and no cells when there is none */
};

/* All strokes of *ink, which is emptied. */
void ovalis_strokes_find(struct ovalis_strokes *out, struct ovalis_bits *ink, double step_mm);

/* Larger side of a box, mm. */
double ovalis_stroke_extent(const struct ovalis_bits_bounds *bounds, double step_mm);

/* Length of a connected piece from its area, its edges and its box. */
double ovalis_stroke_length(int area, int edges, const struct ovalis_bits_bounds *bounds,
                            double step_mm);

#endif
