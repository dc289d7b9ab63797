/* SPDX-License-Identifier: Apache-2.0 */
/* Folds of the paper through a target, told by where they go: beyond the target on both sides,
 * straight, along the paper's edges, with the same profile. What the paper shows of them outside
 * is taken out inside, so that what is left can be measured as if the sheet had never been folded.
 */
#ifndef OVALIS_MARKS_FOLD_H
#define OVALIS_MARKS_FOLD_H

#include "marks/measure.h"
#include "marks/trail.h"

/* Looks for folds that cross the target or pass it closely. true: `rest` (of the size of `patch`,
 * with a gray store of its own) is the patch without them, and the fold_ measures of `out` are set;
 * false: there is none, fold_ measures are 0. The frame is that of the patch. `sideways`: the page
 * was fed along its rows. `alone_too`: what goes on on one side only is taken out too, with a reach
 * of 0. */
bool ovalis_folds_take_out(struct ovalis_raster *rest, struct ovalis_mark_measures *out,
                           const struct ovalis_raster *patch,
                           const struct ovalis_raster_source *source,
                           const struct ovalis_card *card, const struct ovalis_frame *frame,
                           bool sideways, bool alone_too);

#endif
