/* SPDX-License-Identifier: Apache-2.0 */
/* A straight line through a target that goes on beyond it on both sides: a fold, a streak, or a pen
 * stroke that has nothing to do with the target, and whether there is more ink inside than the line
 * brings with it. */
#ifndef OVALIS_MARKS_LINE_H
#define OVALIS_MARKS_LINE_H

#include "marks/measure.h"

/* Fills the line_ measures of `out`, which ovalis_measure() has filled before: all 0 when no line
 * passes. The frame is that of the patch. `sideways`: the page was fed
 * along its rows. */
void ovalis_line_measure(struct ovalis_mark_measures *out, const struct ovalis_raster *patch,
                         const struct ovalis_zones *zones,
                         const struct ovalis_raster_source *source, const struct ovalis_card *card,
                         const struct ovalis_frame *frame, bool sideways,
                         struct ovalis_measure_space *space);

#endif
