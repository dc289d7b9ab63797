/* SPDX-License-Identifier: Apache-2.0 */
/* Ink of the other side that shows through the paper. */
#ifndef OVALIS_MARKS_SHOW_THROUGH_H
#define OVALIS_MARKS_SHOW_THROUGH_H

#include "marks/side.h"

/* Compare the patch of a target with the mirrored other side, within a millimetre or so of where it
 * should lie. `rest` (same size, own gray) receives the patch with the other side's ink taken out.
 * *correlation -1..1 and *slope (darkness here per darkness there, >= 0); 0 and 0 when the other
 * side is blank there. */
void ovalis_show_through(struct ovalis_raster *rest, double *correlation, double *slope,
                         const struct ovalis_raster *patch, const struct ovalis_zones *zones,
                         struct ovalis_place place, const struct ovalis_marks_side *other,
                         struct ovalis_raster *work);

#endif
