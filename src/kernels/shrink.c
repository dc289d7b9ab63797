/* SPDX-License-Identifier: Apache-2.0 */
/* A row of square cells: means and minima. */
#include "kernels/variants.h"

/* The usual steps (150, 200, 300 dpi) come as constants, so that the compiler can unroll them. */
static inline void shrink_by(uint8_t *restrict means, uint8_t *restrict minima,
                             const uint8_t *restrict px, ptrdiff_t stride, int cells, int step)
{
    uint32_t area = (uint32_t)(step * step);
    /* Multiplying by ceil(2^32 / area) divides sums below 2^20 exactly. */
    uint64_t inverse = (((uint64_t)1 << 32) + area - 1) / area;

    for (int i = 0; i < cells; i++, px += step) {
        uint32_t sum = 0;
        uint8_t least = 255;

        for (int y = 0; y < step; y++)
            for (int x = 0; x < step; x++) {
                uint8_t gray = px[y * stride + x];

                sum += gray;
                least = gray < least ? gray : least;
            }
        means[i] = (uint8_t)((sum * inverse) >> 32);
        minima[i] = least;
    }
}

void ovalis_shrink_row_c(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                         int cells, int step)
{
    if (step == 4)
        shrink_by(means, minima, px, stride, cells, 4);
    else if (step == 3)
        shrink_by(means, minima, px, stride, cells, 3);
    else if (step == 6)
        shrink_by(means, minima, px, stride, cells, 6);
    else
        shrink_by(means, minima, px, stride, cells, step);
}
