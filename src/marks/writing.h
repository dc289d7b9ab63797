/* SPDX-License-Identifier: Apache-2.0 */
/* Handwriting in write-in areas, found by strokes. */
#ifndef OVALIS_MARKS_WRITING_H
#define OVALIS_MARKS_WRITING_H

#include "marks/side.h"

/* One area per target that has one, all of a side together, because what stands at the same place
 * in most areas is print. out[] has one entry per target; those without an area are all zero.
 * OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_writing_read(struct ovalis_writing *out,
                                       const struct ovalis_marks_side *side,
                                       const struct ovalis_policy *policy,
                                       struct ovalis_workspace *workspace, struct ovalis_diag *why);

#endif
