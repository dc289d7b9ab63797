/* SPDX-License-Identifier: Apache-2.0 */
/* Nominal geometry of the cards that definitions speak of; docs/formats/definitions.md has the
 * table with its sources. */
#ifndef OVALIS_ELECTION_CARD_H
#define OVALIS_ELECTION_CARD_H

#include <stdbool.h>

#include "election/election.h"

enum ovalis_card_family {
    OVALIS_CARD_ACCUVOTE, /* New Hampshire: 6.35 mm both ways, bars into the edge, coded row */
    OVALIS_CARD_VX_2024,  /* marks at whole parts of the paper: width / 35, height / (rows + 1) */
    OVALIS_CARD_VX_4      /* marks between margins of 5 mm at the sides, 12 pt above and below */
};

#define OVALIS_MM_PER_INCH 25.4

/* Fill *card for paper of this size in inches. Four marks an inch: 34 columns on 8.5 in; rows are
 * 4 x height - 3. false (and *card zeroed) for paper under 4 x 4 in or over 24 in. */
bool ovalis_card_make(struct ovalis_card *card, enum ovalis_card_family family, double width_in,
                      double height_in);

/* Inches of "letter", "legal", "custom-8.5x17" …; false for another word. Heights are whole inches
 * from 11 to 22. */
bool ovalis_card_paper(const char *word, double *width_in, double *height_in);

#endif
