/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_sum_fours(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int count = kernelcheck_pick(t, 0, 200, 425);
    const uint8_t *cells = kernelcheck_input(t, (size_t)count + 3, 0, 255);
    uint16_t *sums = kernelcheck_output(t, (size_t)count, sizeof *sums);

    while (kernelcheck_again(t))
        kernels->sum_fours(sums, cells, count);
}

void kernelcheck_bar_response(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int width = kernelcheck_pick(t, 1, 200, 425), paper = kernelcheck_pick(t, 0, 255, 240);
    const uint16_t *sums = (const uint16_t *)kernelcheck_words(t, 9 * (size_t)width, 4 * 255);
    size_t blocks = ((size_t)width + OVALIS_KERNEL_BLOCK - 1) / OVALIS_KERNEL_BLOCK;
    int16_t *out = kernelcheck_output(t, (size_t)width, sizeof *out);
    int16_t *most = kernelcheck_output(t, blocks, sizeof *most);

    while (kernelcheck_again(t))
        kernels->bar_response(out, most, sums + 4 * (size_t)width, width, paper);
}
