/* SPDX-License-Identifier: Apache-2.0 */
#include <arm_neon.h>

#include "kernels/variants.h"

/* Sixteen cells of 4 x 4 px: loads part the pixels by their column within a cell. */
static inline void shrink_sixteen_by_4(uint8_t *means, uint8_t *minima, const uint8_t *px,
                                       ptrdiff_t stride)
{
    uint16x8_t low = vdupq_n_u16(0), high = low;
    uint8x16_t least = vdupq_n_u8(255);

    for (int y = 0; y < 4; y++, px += stride) {
        uint8x16x4_t row = vld4q_u8(px);

        for (int x = 0; x < 4; x++) {
            low = vaddw_u8(low, vget_low_u8(row.val[x]));
            high = vaddw_u8(high, vget_high_u8(row.val[x]));
            least = vminq_u8(least, row.val[x]);
        }
    }
    vst1q_u8(means, vcombine_u8(vshrn_n_u16(low, 4), vshrn_n_u16(high, 4)));
    vst1q_u8(minima, least);
}

void ovalis_shrink_row_neon(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                            int cells, int step)
{
    int done = 0;

    if (step == 4)
        for (; done + 16 <= cells; done += 16)
            shrink_sixteen_by_4(means + done, minima + done, px + 4 * (ptrdiff_t)done, stride);
    ovalis_shrink_row_c(means + done, minima + done, px + (ptrdiff_t)step * done, stride,
                        cells - done, step);
}
