/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_count_levels(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    bool wide = kernelcheck_pick(t, 0, 15, 1) == 0; /* more than a byte counts in a vector */
    int width = wide ? kernelcheck_pick(t, 8000, 20000, 0) : kernelcheck_pick(t, 0, 200, 100);
    int height = kernelcheck_pick(t, 0, 12, 100);
    uint8_t low = (uint8_t)kernelcheck_pick(t, 0, 255, 100);
    uint8_t high = (uint8_t)kernelcheck_pick(t, 0, 255, 180);
    ptrdiff_t stride;
    const uint8_t *px = kernelcheck_image(t, width, height, 0, &stride);
    uint32_t *counts = kernelcheck_output(t, 2, sizeof *counts);

    while (kernelcheck_again(t))
        kernels->count_levels(counts, px, stride, width, height, low, high);
}
