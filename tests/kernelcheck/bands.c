/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

void kernelcheck_band_mean(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int count = kernelcheck_pick(t, 0, 200, 1700);
    const uint8_t *one = kernelcheck_input(t, (size_t)count, 0, 255);
    const uint8_t *other = kernelcheck_input(t, (size_t)count, 0, 255);
    uint8_t *out = kernelcheck_output(t, (size_t)count, 1);

    while (kernelcheck_again(t))
        kernels->band_mean(out, one, other, count);
}

void kernelcheck_band_look(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int count = kernelcheck_pick(t, 0, 200, 1700), flank = kernelcheck_pick(t, 1, 12, 6);
    uint8_t paper = (uint8_t)kernelcheck_pick(t, 0, 255, 200);
    uint8_t step = (uint8_t)kernelcheck_pick(t, 0, 255, 20);
    const uint8_t *line = kernelcheck_input(t, (size_t)count, 0, 255);
    uint8_t *hit = kernelcheck_output(t, (size_t)count, 1);
    uint8_t *told = kernelcheck_output(t, (size_t)count, 1);

    while (kernelcheck_again(t))
        kernels->band_look(hit, told, line, count, flank, paper, step);
}

void kernelcheck_band_add(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int count = kernelcheck_pick(t, 0, 200, 1700);
    const uint8_t *hit = kernelcheck_input(t, (size_t)count, 0, 1);
    const uint8_t *told = kernelcheck_input(t, (size_t)count, 0, 1);
    uint8_t *hits = kernelcheck_output(t, (size_t)count, 1);
    uint8_t *seen = kernelcheck_output(t, (size_t)count, 1);

    while (kernelcheck_again(t))
        kernels->band_add(hits, seen, hit, told, count);
}
