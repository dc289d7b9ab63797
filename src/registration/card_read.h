/* SPDX-License-Identifier: Apache-2.0 */
/* The coded bottom row of a registered card, from pixels to what it may say. */
#ifndef OVALIS_REGISTRATION_CARD_READ_H
#define OVALIS_REGISTRATION_CARD_READ_H

#include "registration/identity.h"

/* One look at each place of the row: three answers. */
struct ovalis_card_row {
    uint32_t marks;    /* bit set: a mark */
    uint32_t doubtful; /* bit set: neither a mark nor clean paper */
};

/* What the row may say when every doubtful place is tried both ways. */
struct ovalis_card_readings {
    bool front, back, mirrored; /* some reading is a front, a back, or one in the mirror only */
    struct ovalis_card_code front_code, back_code; /* of the best reading: see below */
    size_t style;        /* the definition's only style among the fronts, or OVALIS_NONE */
    bool several_styles; /* fronts of more than one style of the definition */
    bool several_backs;  /* backs with more than one date */
};

/* Look at columns 1..32 of the last row. */
void ovalis_card_row_look(struct ovalis_card_row *out, const struct ovalis_registered_side *side,
                          const struct ovalis_card *card);

/* Try every doubtful place both ways, at most OVALIS_CARD_DOUBT_MAX of them (with more nothing is
 * read). front_code is of a style of the definition when there is one. */
void ovalis_card_row_readings(struct ovalis_card_readings *out, struct ovalis_card_row row,
                              const struct ovalis_election *election);

/* With 2 check bits, every doubtful place more doubles the chance that a wrong reading passes: 8
 * readings leave at most a few that the definition and the layout must tell apart. */
#define OVALIS_CARD_DOUBT_MAX 3

/* "1110...": the row as on the paper, '?' for doubtful. */
#define OVALIS_CARD_ROW_TEXT 33
void ovalis_card_row_text(char out[OVALIS_CARD_ROW_TEXT], struct ovalis_card_row row);

#endif
