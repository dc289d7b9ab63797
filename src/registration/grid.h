/* SPDX-License-Identifier: Apache-2.0 */
/* One page: timing marks -> numbering -> mapping and certificate. */
#ifndef OVALIS_REGISTRATION_GRID_H
#define OVALIS_REGISTRATION_GRID_H

#include "registration/registration.h"

/* What is known of the grid before looking. `rows` 0: unknown, found from the marks
 * (`ovalis show --grid` without a definition). */
struct ovalis_grid_hint {
    int columns, rows;
    double width_mm, height_mm;    /* paper; height 0 when unknown */
    double pitch_x_mm, pitch_y_mm; /* nominal */
    double mark_width_mm, mark_height_mm;
    bool marks_bleed;
    bool bottom_coded; /* one full row (top) and one coded row (bottom) */
};

/* The hint that an election's card gives. */
void ovalis_grid_hint_from_card(struct ovalis_grid_hint *hint, const struct ovalis_card *card);

/* Find the grid on a page as it was fed. Decides quarter turns as far as the marks can: a coded
 * border tells top from bottom; two full rows leave 180 degrees open, which *half_turn_open says.
 * On success side->upright (turned, cropped to the paper), quarter_turns, crop, map, certificate,
 * timing and ink_black are set; identity and outlines are not.
 * OVALIS_OK; OVALIS_REFUSED_NO_MARKS, _MARKS_MISSING, _NUMBERING, _RESOLUTION, _ORIENTATION (`why`
 * names border, mark numbers, expected and found); OVALIS_ERR_MEMORY; OVALIS_ERR_ARGUMENT for a
 * hint that no card can have. Does not judge the error bound. */
enum ovalis_status ovalis_grid_register(struct ovalis_registered_side *side,
                                        const struct ovalis_page *page,
                                        const struct ovalis_grid_hint *hint, bool *half_turn_open,
                                        struct ovalis_workspace *workspace,
                                        struct ovalis_diag *why);

/* Turn an already registered side by 180 degrees and register it anew. Same outcomes. */
enum ovalis_status ovalis_grid_register_turned(struct ovalis_registered_side *side,
                                               const struct ovalis_page *page,
                                               const struct ovalis_grid_hint *hint,
                                               struct ovalis_workspace *workspace,
                                               struct ovalis_diag *why);

#endif
