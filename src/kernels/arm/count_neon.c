/* SPDX-License-Identifier: Apache-2.0 */
#include <arm_neon.h>

#include "kernels/variants.h"

/* 255 additions of 0 or 1 fit a byte. */
#define FULL 255

/* `blocks` times 16 px of one row; a comparison gives 0xFF, which is -1. */
static inline void count_row(uint32_t counts[2], const uint8_t *px, int blocks, uint8x16_t low,
                             uint8x16_t high)
{
    while (blocks > 0) {
        int now = blocks < FULL ? blocks : FULL;
        uint8x16_t at_low = vdupq_n_u8(0), at_high = at_low;

        blocks -= now;
        for (; now > 0; now--, px += 16) {
            uint8x16_t here = vld1q_u8(px);

            at_low = vsubq_u8(at_low, vcleq_u8(here, low));
            at_high = vsubq_u8(at_high, vcleq_u8(here, high));
        }
        counts[0] += vaddlvq_u8(at_low);
        counts[1] += vaddlvq_u8(at_high);
    }
}

void ovalis_count_levels_neon(uint32_t counts[2], const uint8_t *px, ptrdiff_t stride, int width,
                              int height, uint8_t low, uint8_t high)
{
    int blocks = width / 16, done = 16 * blocks;

    ovalis_count_levels_c(counts, px + done, stride, width - done, height, low, high);
    for (int y = 0; y < height; y++)
        count_row(counts, px + y * stride, blocks, vdupq_n_u8(low), vdupq_n_u8(high));
}
