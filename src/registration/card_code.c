/* SPDX-License-Identifier: Apache-2.0 */
/* The AccuVote bottom row, decoded: docs/formats/timing-mark-code.md has the table. */
#include "registration/identity.h"

/* Bits 21..31 of a back: 0 1 1 1 1 0 1 1 1 1 0, written from bit 21 up. */
#define BACK_END_CODE 0x3DEu

static unsigned field(uint32_t bits, int first, int count)
{
    return (unsigned)(bits >> first) & ((1u << count) - 1);
}

static int ones(uint32_t bits)
{
    int count = 0;

    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static bool decode_front(struct ovalis_card_code *out, uint32_t bits)
{
    /* The start bit counts among the ones: it is one of bits 2..31. */
    if (!field(bits, 31, 1) || field(bits, 28, 3) != 0 ||
        field(bits, 0, 2) != (unsigned)ones(bits >> 2) % 4)
        return false;
    out->side = OVALIS_FRONT;
    out->batch_or_precinct = (int)field(bits, 2, 13);
    out->card_number = (int)field(bits, 15, 13);
    out->sequence = 0;
    return true;
}

static bool decode_back(struct ovalis_card_code *out, uint32_t bits)
{
    unsigned day = field(bits, 0, 5), month = field(bits, 5, 4), year = field(bits, 9, 7);
    unsigned letter = field(bits, 16, 5);

    /* A back has no check bits: dates and letters that cannot be are the only check beside the end
     * code. Two digits of a year stop at 99. */
    if (field(bits, 21, 11) != BACK_END_CODE || day < 1 || day > 31 || month < 1 || month > 12 ||
        year > 99 || letter > 25)
        return false;
    out->side = OVALIS_BACK;
    out->day = (int)day;
    out->month = (int)month;
    out->year = (int)year;
    out->election_letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[letter];
    return true;
}

enum ovalis_card_code_reading ovalis_card_code_decode(struct ovalis_card_code *out, uint32_t bits)
{
    struct ovalis_card_code front = {0}, back = {0};
    bool is_front = decode_front(&front, bits), is_back = decode_back(&back, bits);

    *out = (struct ovalis_card_code){0};
    /* Start bit and end code exclude each other, so one reading is never both; kept because a
     * sheet counted as its own other side would be a silent wrong vote. */
    if (is_front && is_back)
        return OVALIS_CARD_CODE_AMBIGUOUS;
    if (!is_front && !is_back)
        return OVALIS_CARD_CODE_INVALID;
    *out = is_front ? front : back;
    return OVALIS_CARD_CODE_VALID;
}
