/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that compilers turn into vectors by themselves, for every instruction set alike. */
#ifndef OVALIS_KERNELS_BARS_LOOPS_H
#define OVALIS_KERNELS_BARS_LOOPS_H

#include "kernels/kernels.h"

static inline void ovalis_sum_fours_loop(uint16_t *restrict sums, const uint8_t *restrict cells,
                                         int count)
{
    for (int i = 0; i < count; i++)
        sums[i] = (uint16_t)(cells[i] + cells[i + 1] + cells[i + 2] + cells[i + 3]);
}

static inline int16_t ovalis_lower(int16_t a, int16_t b)
{
    return a < b ? a : b;
}

/* `count` cells; returns the largest answer. Sums of four have 10 bits, answers 14 and a sign. */
static inline int16_t ovalis_bar_response_block(int16_t *restrict out, const uint16_t *restrict s,
                                                ptrdiff_t width, int count, int16_t most)
{
    int16_t largest = INT16_MIN;

    for (int x = 0; x < count; x++) {
        int16_t above = (int16_t)(s[x - 3 * width] + s[x - 4 * width]);
        int16_t below = (int16_t)(s[x + 3 * width] + s[x + 4 * width]);
        int16_t middle = (int16_t)(s[x - width] + s[x] + s[x + width]);
        int16_t answer = (int16_t)(3 * ovalis_lower(ovalis_lower(above, below), most) - 2 * middle);

        out[x] = answer;
        largest = answer > largest ? answer : largest;
    }
    return largest;
}

static inline void ovalis_bar_response_loop(int16_t *restrict out, int16_t *restrict most,
                                            const uint16_t *restrict sums, int width, int paper)
{
    int16_t band = (int16_t)(8 * paper); /* brighter than paper counts as paper */
    int x = 0;

    for (; x + OVALIS_KERNEL_BLOCK <= width; x += OVALIS_KERNEL_BLOCK)
        *most++ = ovalis_bar_response_block(out + x, sums + x, width, OVALIS_KERNEL_BLOCK, band);
    if (x < width)
        *most = ovalis_bar_response_block(out + x, sums + x, width, width - x, band);
}

#endif
