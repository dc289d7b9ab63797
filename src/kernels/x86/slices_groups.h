/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of up to four px, four of them within 16 px: each gets four bytes of a vector, those that
 * are not of the slice made zero by the shuffle. */
#ifndef OVALIS_KERNELS_X86_SLICES_GROUPS_H
#define OVALIS_KERNELS_X86_SLICES_GROUPS_H

#include <stdbool.h>

#include "kernels/kernels.h"

#define OVALIS_SLICE_GROUPS 4

struct ovalis_slice_groups {
    int base[OVALIS_SLICE_GROUPS];          /* px at which 16 bytes are read */
    uint8_t order[OVALIS_SLICE_GROUPS][16]; /* the shuffle */
};

/* false: the slices do not fit. */
static inline bool ovalis_slice_groups_plan(struct ovalis_slice_groups *out, const int *first,
                                            int slices, int columns)
{
    for (int g = 0; g < OVALIS_SLICE_GROUPS; g++) {
        out->base[g] = first[4 * g < slices ? 4 * g : 0];
        for (int i = 0; i < 16; i++) {
            int k = 4 * g + i / 4, x = i % 4;

            out->order[g][i] = 0x80;
            if (k >= slices || x >= columns)
                continue;
            if (first[k] - out->base[g] + x > 15)
                return false;
            out->order[g][i] = (uint8_t)(first[k] - out->base[g] + x);
        }
    }
    return columns <= 4;
}

#endif
