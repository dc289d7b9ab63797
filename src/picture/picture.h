/* SPDX-License-Identifier: Apache-2.0 */
/* What was seen, drawn for a person. Reads pixels and readings, decides nothing. Every function
 * appends one PNG file to `out` and returns OVALIS_OK, OVALIS_ERR_MEMORY or
 * OVALIS_ERR_PAGE_TOO_LARGE. All but the overlay are gray, made with whole numbers, and the same
 * bytes everywhere. */
#ifndef OVALIS_PICTURE_PICTURE_H
#define OVALIS_PICTURE_PICTURE_H

#include "base/text.h"
#include "interpret/interpret.h"
#include "marks/reading.h"
#include "registration/registration.h"

/* The upright page with what was seen drawn over it in colour (legend: ovalis-show(1)): grid,
 * timing marks seen and bridged, targets with class and displacement, writing areas, streaks,
 * stray outlines, code. `card` NULL: of unknown size, no targets; `reading` NULL: registration
 * alone. Pages over 4500 px are shrunk by a whole factor. */
enum ovalis_status ovalis_picture_overlay(struct ovalis_text *out,
                                          const struct ovalis_registered_side *side,
                                          enum ovalis_side which, const struct ovalis_card *card,
                                          const struct ovalis_sheet_reading *reading,
                                          struct ovalis_diag *why);

/* The patch around one mark, about 16 x 9 mm, at no more than about 200 dpi. */
enum ovalis_status ovalis_picture_mark(struct ovalis_text *out, const struct ovalis_page *upright,
                                       const struct ovalis_mapping *map,
                                       const struct ovalis_mark *mark, struct ovalis_diag *why);

/* Pages side by side (NULL ones left out), each shrunk until its longest side is at most `longest`
 * px. Nothing is appended when there is no page. */
enum ovalis_status ovalis_picture_pages(struct ovalis_text *out,
                                        const struct ovalis_page *const pages[2], int longest,
                                        struct ovalis_diag *why);

/* The place that a person must look at: the first contest with a reason, or the pages when the
 * reason is about the whole sheet. */
enum ovalis_status ovalis_picture_review(struct ovalis_text *out,
                                         const struct ovalis_registered_sheet *sheet,
                                         const struct ovalis_sheet_reading *reading,
                                         const struct ovalis_interpretation *interpretation,
                                         int longest, struct ovalis_diag *why);

#endif
