/* SPDX-License-Identifier: Apache-2.0 */
#include <arm_neon.h>

#include "kernels/variants.h"

void ovalis_slice_totals_neon(int32_t *totals, const int16_t *sums, int rows)
{
    for (int y = 0; y < rows; y++, sums += OVALIS_KERNEL_SLICES)
        totals[y] = vaddvq_s32(vpadalq_s16(vpaddlq_s16(vld1q_s16(sums)), vld1q_s16(sums + 8)));
}
