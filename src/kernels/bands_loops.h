/* SPDX-License-Identifier: Apache-2.0 */
/* Loops that compilers turn into vectors by themselves, for every instruction set alike. */
#ifndef OVALIS_KERNELS_BANDS_LOOPS_H
#define OVALIS_KERNELS_BANDS_LOOPS_H

#include "kernels/kernels.h"

static inline void ovalis_band_mean_loop(uint8_t *restrict out, const uint8_t *restrict one,
                                         const uint8_t *restrict other, int count)
{
    for (int x = 0; x < count; x++) {
        uint8_t gray = (uint8_t)((one[x] + other[x] + 1) >> 1);

        out[x] = gray == 1 ? 0 : gray;
    }
}

static inline void ovalis_band_look_loop(uint8_t *restrict hit, uint8_t *restrict told,
                                         const uint8_t *restrict line, int count, int flank,
                                         uint8_t paper, uint8_t step)
{
    for (int x = flank; x < count - flank; x++) {
        uint8_t before = line[x - flank], after = line[x + flank], here = line[x];
        uint8_t low = before < after ? before : after;
        uint8_t darker = low > here ? (uint8_t)(low - here) : 0;
        uint8_t tells = (low >= paper) & (here != 1);

        told[x] = tells;
        hit[x] = tells & (darker >= step);
    }
}

static inline void ovalis_band_add_loop(uint8_t *restrict hits, uint8_t *restrict seen,
                                        const uint8_t *restrict hit, const uint8_t *restrict told,
                                        int count)
{
    for (int x = 1; x < count - 1; x++) {
        hits[x] = (uint8_t)(hits[x] + (told[x] & (hit[x - 1] | hit[x] | hit[x + 1])));
        seen[x] = (uint8_t)(seen[x] + told[x]);
    }
}

#endif
