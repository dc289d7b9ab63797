/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a QR code, and the bytes of a payload, against a small election. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "registration/identity.h"
#include "registration/qr_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char name[] = "x";
static size_t used[] = {0, 1};
static struct ovalis_precinct precincts[2] = {{name, name}, {name, name}};
static struct ovalis_style styles[2] = {
    {.id = name, .precincts = used, .precinct_count = 2, .sheet_count = 2},
    {.id = name, .precincts = used, .precinct_count = 1, .sheet_count = 1}};

static void decode(const uint8_t *payload, size_t size, const struct ovalis_election *election)
{
    struct ovalis_qr_page page;
    struct ovalis_diag why;

    if (ovalis_qr_page_decode(&page, payload, size, election, &why) != OVALIS_OK)
        return;
    if (page.precinct >= 2 || page.style >= 2 || page.page < 1 || page.page > 4 ||
        page.ballot_type > 2 || strlen(page.audit_id) >= OVALIS_AUDIT_ID_SIZE)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ovalis_election election = {.precincts = precincts,
                                       .precinct_count = 2,
                                       .styles = styles,
                                       .style_count = 2,
                                       .contest_count = 3,
                                       .hash_hex = "6861736868617368686100"};
    uint8_t bytes[OVALIS_QR_PAYLOAD_MAX];
    size_t length;

    memcpy(election.hash.bytes, "hashhashha", 10);
    decode(data, size, &election);
    if (ovalis_qr_text_decode(bytes, sizeof bytes, &length, (const char *)data, size))
        decode(bytes, length, &election);
    return 0;
}
