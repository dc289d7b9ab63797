/* SPDX-License-Identifier: Apache-2.0 */
/* The sums of a timing mark's slices, row by row. */
#include "kernels/variants.h"

static inline void sum_slices(int16_t *restrict sums, const uint8_t *restrict px,
                              const int *restrict first, int slices, int columns)
{
    for (int k = 0; k < slices; k++) {
        int sum = 0;

        for (int x = 0; x < columns; x++)
            sum += px[first[k] + x];
        sums[k] = (int16_t)sum;
    }
    for (int k = slices; k < OVALIS_KERNEL_SLICES; k++)
        sums[k] = 0;
}

void ovalis_slice_rows_c(int16_t *sums, const uint8_t *px, ptrdiff_t stride, int rows,
                         const int *first, int slices, int columns)
{
    for (int y = 0; y < rows; y++, px += stride, sums += OVALIS_KERNEL_SLICES) {
        if (columns == 3) /* 200 dpi: unrolled */
            sum_slices(sums, px, first, slices, 3);
        else
            sum_slices(sums, px, first, slices, columns);
    }
}
