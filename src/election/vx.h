/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the reader of VxSuite's election.json. */
#ifndef OVALIS_ELECTION_VX_H
#define OVALIS_ELECTION_VX_H

#include "election/reader.h"

struct ovalis_vx {
    struct ovalis_reader *reader;
    const struct ovalis_json *root;
    size_t *contest_district; /* per contest: index of its district, or OVALIS_NONE */
    /* Contests without options of their own whose targets are called "yes" and "no". */
    struct ovalis_id_map plain_yes_no;
};

/* The list `contests`. */
void ovalis_vx_read_contests(struct ovalis_vx *vx);
/* `ballotStyles`, then the targets of each from `gridLayouts` or from within the style. */
void ovalis_vx_read_styles(struct ovalis_vx *vx);
/* Draft the targets of one style: `gridPositions` of February 2024 and v4.0, `ballotPositions` of
 * v4.1. */
void ovalis_vx_read_grid_positions(struct ovalis_reader *reader, const struct ovalis_json *list);
void ovalis_vx_read_ballot_positions(struct ovalis_reader *reader, const struct ovalis_json *list);

#endif
