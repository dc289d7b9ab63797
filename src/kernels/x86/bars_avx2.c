/* SPDX-License-Identifier: Apache-2.0 */
/* gcc and clang make of the plain loops all that there is to make with 32-byte vectors. */
#include "kernels/bars_loops.h"
#include "kernels/variants.h"

void ovalis_sum_fours_avx2(uint16_t *sums, const uint8_t *cells, int count)
{
    ovalis_sum_fours_loop(sums, cells, count);
}

void ovalis_bar_response_avx2(int16_t *out, int16_t *most, const uint16_t *sums, int width,
                              int paper)
{
    ovalis_bar_response_loop(out, most, sums, width, paper);
}
