/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels with a fault each: what the checks are checked with. */
#include "kernelcheck.h"

static void wrong_byte(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                       int cells, int step)
{
    ovalis_shrink_row_c(means, minima, px, stride, cells, step);
    if (cells > 40)
        means[40] ^= 1;
}

static void written_behind(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                           int cells, int step)
{
    ovalis_shrink_row_c(means, minima, px, stride, cells, step);
    minima[cells] = 0;
}

static void written_before(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                           int cells, int step)
{
    ovalis_shrink_row_c(means, minima, px, stride, cells, step);
    means[-1] = 0;
}

static void read_behind(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                        int cells, int step)
{
    ptrdiff_t last = stride > 0 ? stride * (step - 1) : 0;

    (void)*(const volatile uint8_t *)(px + last + cells * step);
    ovalis_shrink_row_c(means, minima, px, stride, cells, step);
}

static void read_before(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                        int cells, int step)
{
    (void)*(const volatile uint8_t *)(px + (stride < 0 ? stride * (step - 1) : 0) - 1);
    ovalis_shrink_row_c(means, minima, px, stride, cells, step);
}

const struct kernelcheck_broken kernelcheck_broken[] = {
    {"one wrong bit in one byte", wrong_byte}, {"a byte written behind", written_behind},
    {"a byte written before", written_before}, {"a byte read behind", read_behind},
    {"a byte read before", read_before},
};
const size_t kernelcheck_broken_count = sizeof kernelcheck_broken / sizeof *kernelcheck_broken;
