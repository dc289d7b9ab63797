/* SPDX-License-Identifier: Apache-2.0 */
/* One registered side, made ready for measuring: levels, zones, the patch of every target, what of
 * the ink around them is the form's own. */
#ifndef OVALIS_MARKS_SIDE_H
#define OVALIS_MARKS_SIDE_H

#include "marks/measure.h"

/* The band around the printed line by how exactly the place is certified. */
#define OVALIS_SIDE_ZONES 3

struct ovalis_marks_side {
    const struct ovalis_registered_side *registered;
    const struct ovalis_card *card;
    const struct ovalis_target *targets;
    size_t target_count;
    struct ovalis_raster_source source;
    int page_white, page_black;
    struct ovalis_raster *patches; /* one per target; of the arena, like all here */
    struct ovalis_frame *frames;   /* one per target */
    uint8_t *gray_store;
    struct ovalis_print print;
};

/* Gray level of the page's paper. */
int ovalis_side_paper(const struct ovalis_page *page, int black);

/* OVALIS_OK or OVALIS_ERR_MEMORY. What *out holds is of the arena. `zones` are the exact ones of
 * the card.
 */
enum ovalis_status ovalis_marks_side_prepare(
    struct ovalis_marks_side *out, const struct ovalis_registered_side *registered,
    const struct ovalis_card *card, const struct ovalis_target *targets, size_t target_count,
    const struct ovalis_zones *zones, struct ovalis_workspace *workspace, struct ovalis_diag *why);

#endif
