/* SPDX-License-Identifier: Apache-2.0 */
/* Which ballot is this? Codes printed on the sheet, checked against the definition. */
#ifndef OVALIS_REGISTRATION_IDENTITY_H
#define OVALIS_REGISTRATION_IDENTITY_H

#include <stdint.h>

#include "registration/registration.h"

/* The AccuVote bottom row, 32 bits between the first and the last mark, bit 0 rightmost
 * (docs/formats/timing-mark-code.md). Layout from the published decoders of that card. */
struct ovalis_card_code {
    enum ovalis_side side;
    int batch_or_precinct, card_number, sequence; /* front */
    int day, month, year;                         /* back; year 0..99 */
    char election_letter;                         /* back */
};

enum ovalis_card_code_reading {
    OVALIS_CARD_CODE_VALID,
    OVALIS_CARD_CODE_INVALID,
    OVALIS_CARD_CODE_AMBIGUOUS /* reads as a front and as a back */
};

enum ovalis_card_code_reading ovalis_card_code_decode(struct ovalis_card_code *out, uint32_t bits);

/* A VxSuite page payload (prelude "VP\2" of 2023-24 and v4.0, "VB\1" of v4.1) after base64. */
struct ovalis_qr_page {
    uint8_t ballot_hash[10];  /* first bytes of the definition's SHA-256 */
    unsigned precinct, style; /* indexes into the definition's lists */
    int page;                 /* 1-based; odd pages are fronts */
    bool test_mode;
    int ballot_type;
    char audit_id[OVALIS_AUDIT_ID_SIZE];
};

/* OVALIS_OK; OVALIS_ERR_UNSUPPORTED (a summary ballot or another known prelude that carries no
 * hand-marked page); OVALIS_REFUSED_IDENTITY (not a payload, or contradicts the election: `why`
 * says what was expected and found). `election` decides between forms that share a prelude. */
enum ovalis_status ovalis_qr_page_decode(struct ovalis_qr_page *out, const uint8_t *payload,
                                         size_t size, const struct ovalis_election *election,
                                         struct ovalis_diag *why);

/* Read the code of a registered side (the grid is mapped, upright or by 180 degrees off).
 * *turned: the code stands upside down, the side must be registered turned. *mirrored: the code is
 * only valid in a mirror. OVALIS_OK with identity.source READ or NONE; OVALIS_REFUSED_IDENTITY when
 * a readable code contradicts the election. */
enum ovalis_status ovalis_identity_read(struct ovalis_registered_side *side,
                                        const struct ovalis_election *election,
                                        const struct ovalis_card *card, bool *turned,
                                        bool *mirrored, struct ovalis_diag *why);

/* Put two sides together: agree, infer the unreadable one, or refuse. NULL for an absent side. */
enum ovalis_status ovalis_identity_agree(struct ovalis_identity *first,
                                         struct ovalis_identity *second,
                                         const struct ovalis_election *election,
                                         struct ovalis_diag *why);

#endif
