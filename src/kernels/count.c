/* SPDX-License-Identifier: Apache-2.0 */
/* How many pixels are as dark as two levels. */
#include "kernels/variants.h"

void ovalis_count_levels_c(uint32_t counts[2], const uint8_t *px, ptrdiff_t stride, int width,
                           int height, uint8_t low, uint8_t high)
{
    uint32_t at_low = 0, at_high = 0;

    for (int y = 0; y < height; y++, px += stride)
        for (int x = 0; x < width; x++) {
            at_low += px[x] <= low;
            at_high += px[x] <= high;
        }
    counts[0] = at_low;
    counts[1] = at_high;
}
