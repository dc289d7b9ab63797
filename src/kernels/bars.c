/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of a window of 4 x 3 cells to a dark bar. */
#include "kernels/bars_loops.h"
#include "kernels/variants.h"

void ovalis_sum_fours_c(uint16_t *sums, const uint8_t *cells, int count)
{
    ovalis_sum_fours_loop(sums, cells, count);
}

void ovalis_bar_response_c(int16_t *out, int16_t *most, const uint16_t *sums, int width, int paper)
{
    ovalis_bar_response_loop(out, most, sums, width, paper);
}
