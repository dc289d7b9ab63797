/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_slice_rows(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int slices = kernelcheck_pick(t, 1, OVALIS_KERNEL_SLICES, OVALIS_KERNEL_SLICES);
    int columns = kernelcheck_pick(t, 0, 1, 0) ? kernelcheck_pick(t, 1, 128, 3)
                                               : kernelcheck_pick(t, 1, 5, 3);
    int rows = kernelcheck_pick(t, 0, 40, 40), apart = kernelcheck_pick(t, 0, 12, 2);
    int *first = (int *)(void *)kernelcheck_input(t, (size_t)slices * sizeof *first, 0, 0);
    ptrdiff_t stride;
    const uint8_t *px;
    int16_t *sums;

    first[0] = kernelcheck_pick(t, 0, 9, 5);
    for (int k = 1; k < slices; k++)
        first[k] = first[k - 1] + kernelcheck_pick(t, 0, apart, apart);
    px = kernelcheck_image(t, first[slices - 1] + columns, rows, OVALIS_KERNEL_SLACK, &stride);
    sums = kernelcheck_output(t, (size_t)rows * OVALIS_KERNEL_SLICES, sizeof *sums);
    while (kernelcheck_again(t))
        kernels->slice_rows(sums, px, stride, rows, first, slices, columns);
}
