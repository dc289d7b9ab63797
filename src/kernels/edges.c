/* SPDX-License-Identifier: Apache-2.0 */
/* Where the slices of a timing mark change between ink and paper. */
#include "kernels/edges_loops.h"
#include "kernels/variants.h"

void ovalis_edges_out_c(int16_t *rows, const int16_t *sums, int from, int way, int steps, int level)
{
    ovalis_edges_out_loop(rows, sums, from, way, steps, level);
}

void ovalis_edges_in_c(int16_t *rows, const int16_t *sums, int from, int way, int steps, int level)
{
    ovalis_edges_in_loop(rows, sums, from, way, steps, level);
}

void ovalis_slice_totals_c(int32_t *totals, const int16_t *sums, int rows)
{
    for (int y = 0; y < rows; y++, sums += OVALIS_KERNEL_SLICES) {
        int32_t total = 0;

        for (int k = 0; k < OVALIS_KERNEL_SLICES; k++)
            total += sums[k];
        totals[y] = total;
    }
}
