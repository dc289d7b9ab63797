/* SPDX-License-Identifier: Apache-2.0 */
/* Bands of a page in which streaks are looked for. */
#include "kernels/bands_loops.h"
#include "kernels/variants.h"

void ovalis_band_mean_c(uint8_t *out, const uint8_t *one, const uint8_t *other, int count)
{
    ovalis_band_mean_loop(out, one, other, count);
}

void ovalis_band_look_c(uint8_t *hit, uint8_t *told, const uint8_t *line, int count, int flank,
                        uint8_t paper, uint8_t step)
{
    ovalis_band_look_loop(hit, told, line, count, flank, paper, step);
}

void ovalis_band_add_c(uint8_t *hits, uint8_t *seen, const uint8_t *hit, const uint8_t *told,
                       int count)
{
    ovalis_band_add_loop(hits, seen, hit, told, count);
}
