/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_dark_bits(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int columns = kernelcheck_pick(t, 1, 200, 80), rows = kernelcheck_pick(t, 0, 20, 60);
    int words = (columns + 63) / 64 + kernelcheck_pick(t, 0, 2, 0);
    uint8_t level = (uint8_t)kernelcheck_pick(t, 0, 255, 128);
    const uint8_t *gray = kernelcheck_input(t, (size_t)columns * (size_t)rows, 0, 255);
    uint64_t *bits = kernelcheck_output(t, (size_t)words * (size_t)rows, sizeof *bits);

    while (kernelcheck_again(t))
        kernels->dark_bits(bits, words, gray, columns, rows, level);
}
