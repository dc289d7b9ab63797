/* SPDX-License-Identifier: Apache-2.0 */
#include <arm_neon.h>
#include <string.h>

#include "kernels/variants.h"

/* 64 cells: each dark one leaves its bit of a byte, and three additions of neighbours join eight
 * bytes into one. */
static inline uint64_t dark_64(const uint8_t *gray, uint8x16_t level)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(places);
    uint8x16_t a = vandq_u8(vcleq_u8(vld1q_u8(gray), level), bit);
    uint8x16_t b = vandq_u8(vcleq_u8(vld1q_u8(gray + 16), level), bit);
    uint8x16_t c = vandq_u8(vcleq_u8(vld1q_u8(gray + 32), level), bit);
    uint8x16_t d = vandq_u8(vcleq_u8(vld1q_u8(gray + 48), level), bit);
    uint8x16_t fours = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));

    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(fours, fours)), 0);
}

/* Fewer than 64 cells: the last of a row, behind which nothing may be read. */
static inline uint64_t dark_rest(const uint8_t *gray, int count, uint8x16_t level)
{
    uint8_t copy[64] = {0};

    memcpy(copy, gray, (size_t)count);
    return dark_64(copy, level) & (((uint64_t)1 << count) - 1);
}

void ovalis_dark_bits_neon(uint64_t *bits, int words, const uint8_t *gray, int columns, int rows,
                           uint8_t level)
{
    const uint8x16_t levels = vdupq_n_u8(level);

    for (int y = 0; y < rows; y++, bits += words, gray += columns) {
        int x = 0;

        for (; x + 64 <= columns; x += 64)
            bits[x / 64] = dark_64(gray + x, levels);
        if (x < columns)
            bits[x / 64] = dark_rest(gray + x, columns - x, levels);
    }
}
