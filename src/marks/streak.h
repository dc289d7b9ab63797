/* SPDX-License-Identifier: Apache-2.0 */
/* Dirt on the scanner's glass: dark columns of the page as it was fed. Found on the whole page
 * first, since within one target a broken or wandering dark column is an ordinary stroke. */
#ifndef OVALIS_MARKS_STREAK_H
#define OVALIS_MARKS_STREAK_H

#include "marks/side.h"

/* Fills out->streaks (at most OVALIS_STREAK_MAX). OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_streaks_find(struct ovalis_side_reading *out,
                                       const struct ovalis_marks_side *side,
                                       struct ovalis_workspace *workspace, struct ovalis_diag *why);

/* Does it cross a target, outline included? On success *repair covers it and a pixel each side. */
bool ovalis_streak_crosses(struct ovalis_raster_repair *repair, const struct ovalis_streak *streak,
                           const struct ovalis_frame *frame, const struct ovalis_card *card);

#endif
