/* SPDX-License-Identifier: Apache-2.0 */
/* Every 32 bits: no reading outside its ranges, and what decodes encodes back to the same row. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "registration/identity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t encode(const struct ovalis_card_code *code)
{
    uint32_t bits;

    if (code->side == OVALIS_BACK)
        return 0x7BC00000u | (uint32_t)(code->election_letter - 'A') << 16 |
               (uint32_t)code->year << 9 | (uint32_t)code->month << 5 | (uint32_t)code->day;
    bits = 0x80000000u | (uint32_t)code->card_number << 15 | (uint32_t)code->batch_or_precinct << 2;
    for (int bit = 2, ones = 0; bit < 32; bit++) {
        ones += (int)(bits >> bit & 1);
        if (bit == 31)
            bits |= (uint32_t)ones % 4;
    }
    return bits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (; size >= 4; data += 4, size -= 4) {
        struct ovalis_card_code code;
        uint32_t bits;

        memcpy(&bits, data, 4);
        if (ovalis_card_code_decode(&code, bits) == OVALIS_CARD_CODE_VALID && encode(&code) != bits)
            abort();
    }
    return 0;
}
