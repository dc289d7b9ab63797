/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_shrink_row(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int step = kernelcheck_pick(t, 0, 2, 0) ? kernelcheck_pick(t, 1, 64, 4) : 4;
    int cells = kernelcheck_pick(t, 0, 70, 425);
    ptrdiff_t stride;
    const uint8_t *px = kernelcheck_image(t, cells * step, step, 0, &stride);
    uint8_t *means = kernelcheck_output(t, (size_t)cells, 1);
    uint8_t *minima = kernelcheck_output(t, (size_t)cells, 1);

    while (kernelcheck_again(t))
        kernels->shrink_row(means, minima, px, stride, cells, step);
}
