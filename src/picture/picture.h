/* SPDX-License-Identifier: Apache-2.0 */
/* What was seen, drawn for a person. Reads pixels and readings, decides nothing. */
#ifndef OVALIS_PICTURE_PICTURE_H
#define OVALIS_PICTURE_PICTURE_H

#include "base/text.h"
#include "marks/reading.h"
#include "registration/registration.h"

/* The upright page in gray with what was seen drawn over it in colour: grid, timing marks seen and
 * bridged, targets with class and displacement, writing areas, streaks, code. `reading` NULL draws
 * registration alone. Appends a PNG to `out`. OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_picture_overlay(struct ovalis_text *out,
                                          const struct ovalis_registered_side *side,
                                          enum ovalis_side which,
                                          const struct ovalis_sheet_reading *reading,
                                          struct ovalis_diag *why);

/* The patch around one mark, gray PNG. Appends. */
enum ovalis_status ovalis_picture_mark(struct ovalis_text *out, const struct ovalis_page *upright,
                                       const struct ovalis_mapping *map,
                                       const struct ovalis_mark *mark, struct ovalis_diag *why);

/* A page made small enough to look at (longest side at most `longest` px), gray PNG. Appends. */
enum ovalis_status ovalis_picture_small(struct ovalis_text *out, const struct ovalis_page *page,
                                        int longest, struct ovalis_diag *why);

#endif
