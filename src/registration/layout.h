/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of layout: every printed target is looked for where the definition says, and grid
 * nodes that should be empty are looked at for outlines that the definition does not know. */
#ifndef OVALIS_REGISTRATION_LAYOUT_H
#define OVALIS_REGISTRATION_LAYOUT_H

#include "registration/registration.h"

/* Fills side->outlines (allocated here, one per target) and side->stray. OVALIS_OK or
 * OVALIS_ERR_MEMORY: what was not found is in the outlines, ovalis_layout_judge() decides. */
enum ovalis_status ovalis_layout_search(struct ovalis_registered_side *side,
                                        const struct ovalis_card *card,
                                        const struct ovalis_target *targets, size_t target_count,
                                        struct ovalis_workspace *workspace,
                                        struct ovalis_diag *why);

/* How well the page fits these targets, 0..1: the share of outlines found or hidden by ink. Used to
 * choose between two orientations when no code can. */
double ovalis_layout_fit(const struct ovalis_registered_side *side);

/* OVALIS_OK or OVALIS_REFUSED_LAYOUT: too many outlines missing for this to be the page that the
 * definition describes (wrong definition, shifted print, wrong style). Single missing outlines are
 * left to marks/ as `outline-missing`, unless the policy refuses on them. */
enum ovalis_status ovalis_layout_judge(const struct ovalis_registered_side *side,
                                       const struct ovalis_election *election,
                                       const struct ovalis_target *targets,
                                       const struct ovalis_policy *policy, struct ovalis_diag *why);

#endif
