/* SPDX-License-Identifier: Apache-2.0 */
/* Outlines that the definition does not know. */
#include "registration/layout_internal.h"

enum ovalis_status ovalis_stray_search(struct ovalis_registered_side *side,
                                       const struct ovalis_card *card,
                                       const struct ovalis_target *targets, size_t target_count,
                                       struct ovalis_diag *why)
{
    (void)card;
    (void)targets;
    (void)target_count;
    (void)why;
    side->stray_count = 0;
    return OVALIS_OK;
}
