/* SPDX-License-Identifier: Apache-2.0 */
/* A QR code in one part of a page. */
#ifndef OVALIS_REGISTRATION_QR_READ_H
#define OVALIS_REGISTRATION_QR_READ_H

#include <stdint.h>

#include "page/page.h"

/* The longest page payload is 18 bytes and an audit id of 255; the longest QR code 2953 bytes. */
#define OVALIS_QR_PAYLOAD_MAX 512

enum ovalis_qr_reading {
    OVALIS_QR_NOTHING, /* no readable QR code here */
    OVALIS_QR_READ,
    OVALIS_QR_FOREIGN, /* QR codes, but none that can be a ballot code */
    OVALIS_QR_SEVERAL  /* ballot codes that differ */
};

struct ovalis_qr_found {
    uint8_t payload[OVALIS_QR_PAYLOAD_MAX]; /* after base64 */
    size_t size;
    int quarter_turns; /* clockwise, that the code stands away from upright; -1 unknown */
    struct ovalis_box box;
};

/* Look at the pixels inside `box` (cut to the page), as they are or in a mirror.
 * OVALIS_OK with *reading and, when OVALIS_QR_READ, *out; OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_qr_read(struct ovalis_qr_found *out, enum ovalis_qr_reading *reading,
                                  const struct ovalis_page *page, struct ovalis_box box,
                                  bool mirrored, double px_per_mm, struct ovalis_diag *why);

/* The bytes of a code's text: standard base64 (RFC 4648 section 4), whole, padding optional.
 * false: it is not, or does not fit `room`. */
bool ovalis_qr_text_decode(uint8_t *out, size_t room, size_t *size, const char *text,
                           size_t length);

#endif
