/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of the layout proof. */
#ifndef OVALIS_REGISTRATION_LAYOUT_INTERNAL_H
#define OVALIS_REGISTRATION_LAYOUT_INTERNAL_H

#include "registration/layout.h"
#include "registration/outline.h"

/* Own correlation from which an outline counts as found: blank ones have 0.63 or more on real
 * scans, heavily filled ones 0.15 to 0.6. */
#define OVALIS_OUTLINE_FOUND 0.30
/* Share of the line that must be dark for an outline to be there at all. Ink covers, it never
 * removes. */
#define OVALIS_OUTLINE_WHOLE 0.85

/* Own search: fine cells each way. */
#define OVALIS_OWN_REACH 3

/* Outlines on grid nodes that `targets` do not know -> side->stray, side->stray_count. `shape` in
 * cells of OVALIS_CELL_MM and a patch for it with a reach of OVALIS_OWN_REACH. */
void ovalis_stray_search(struct ovalis_registered_side *side, const struct ovalis_card *card,
                         const struct ovalis_target *targets, size_t target_count,
                         const struct ovalis_shape *shape, struct ovalis_patch *patch,
                         struct ovalis_workspace *workspace);

/* Gray of the paper: a quarter of the page is this light or lighter. */
int ovalis_page_paper(const struct ovalis_page *page);

/* Darkness (0..127) from which a cell of the patch is ink: a quarter of the way from the paper
 * around to printed black. `paper` and `ink_black` are grays of the page. */
int ovalis_ink_level(const struct ovalis_patch *patch, int paper, double ink_black);

#endif
