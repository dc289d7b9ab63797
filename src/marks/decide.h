/* SPDX-License-Identifier: Apache-2.0 */
/* The decision: measures -> class and flags, by one table. Pure, and over stored measures alone. */
#ifndef OVALIS_MARKS_DECIDE_H
#define OVALIS_MARKS_DECIDE_H

#include "marks/reading.h"

struct ovalis_verdict {
    enum ovalis_mark_state state;
    unsigned flags; /* enum ovalis_mark_flags */
    int row;        /* of the table, from 0 */
};

/* `cleaned`: OVALIS_MARK_STREAK, OVALIS_MARK_FOLD, OVALIS_MARK_BLEED_THROUGH when the measures are
 * those after a streak, folds or the other side's ink were taken out; 0 otherwise. */
void ovalis_mark_decide(struct ovalis_verdict *out, const struct ovalis_mark_measures *measures,
                        const struct ovalis_policy *policy, unsigned cleaned);

/* A place certified worse than this is not exact: its zones are widened, see
 * docs/mark-specification.md. mm. */
#define OVALIS_PLACE_EXACT_MM 0.12

/* Beyond this nothing is decided by a machine. mm. */
#define OVALIS_PLACE_WORST_MM 0.40

#endif
