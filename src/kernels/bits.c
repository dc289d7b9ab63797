/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells are dark, as bits. */
#include "kernels/variants.h"

/* Eight bytes of 0 or 1 become eight bits: the product moves byte i to bit 56 + i. Bytes are put
 * together by value, so the order is that of the columns on every machine. */
static inline uint64_t pack(const uint8_t *flags)
{
    uint64_t word = 0;

    for (int i = 0; i < 8; i++)
        word |= (uint64_t)flags[i] << (8 * i);
    return (word * UINT64_C(0x0102040810204080)) >> 56;
}

/* Up to 64 cells. */
static inline uint64_t pack_word(const uint8_t *gray, int count, uint8_t level)
{
    uint8_t flags[64] = {0};
    uint64_t word = 0;

    for (int x = 0; x < count; x++)
        flags[x] = gray[x] <= level;
    for (int x = 0; x < 64; x += 8)
        word |= pack(flags + x) << x;
    return word;
}

void ovalis_dark_bits_c(uint64_t *bits, int words, const uint8_t *gray, int columns, int rows,
                        uint8_t level)
{
    for (int y = 0; y < rows; y++, bits += words, gray += columns)
        for (int x = 0; x < columns; x += 64) {
            if (x + 64 <= columns)
                bits[x / 64] = pack_word(gray + x, 64, level);
            else
                bits[x / 64] = pack_word(gray + x, columns - x, level);
        }
}
