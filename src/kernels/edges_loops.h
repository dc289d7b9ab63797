/* SPDX-License-Identifier: Apache-2.0 */
/* Edges of slices in the compiler's own vectors (gcc and clang, any processor): slices side by
 * side, a comparison gives all ones or none. The file that includes this says how many are in a
 * vector: OVALIS_LANES, 8 or, where the processor has vectors of 32 bytes, 16. */
#ifndef OVALIS_KERNELS_EDGES_LOOPS_H
#define OVALIS_KERNELS_EDGES_LOOPS_H

#include <string.h>

#include "kernels/kernels.h"

#ifndef OVALIS_LANES
# define OVALIS_LANES 8
#endif

typedef int16_t ovalis_lanes __attribute__((vector_size(2 * OVALIS_LANES)));

static inline ovalis_lanes ovalis_lanes_load(const int16_t *at)
{
    ovalis_lanes out;

    memcpy(&out, at, sizeof out);
    return out;
}

static inline ovalis_lanes ovalis_lanes_all(int value)
{
    return (ovalis_lanes){0} + (int16_t)value;
}

/* `value` where the mask is all ones and nothing was found before. */
static inline ovalis_lanes ovalis_lanes_keep(ovalis_lanes found, ovalis_lanes mask, int value)
{
    mask &= found < 0;
    return (found & ~mask) | (ovalis_lanes_all(value) & mask);
}

/* The slices of one vector. */
static inline void ovalis_edges_out_lanes(int16_t *rows, const int16_t *sums, int from, int way,
                                          int steps, int level)
{
    ovalis_lanes found = ovalis_lanes_all(-1), levels = ovalis_lanes_all(level);
    ovalis_lanes here = ovalis_lanes_load(sums + from * OVALIS_KERNEL_SLICES);

    for (int i = 0; i < steps; i++, from += way) {
        ovalis_lanes next = ovalis_lanes_load(sums + (from + way) * OVALIS_KERNEL_SLICES);

        found = ovalis_lanes_keep(found, (here < levels) & (next >= levels), from);
        here = next;
    }
    memcpy(rows, &found, sizeof found);
}

static inline void ovalis_edges_in_lanes(int16_t *rows, const int16_t *sums, int from, int way,
                                         int steps, int level)
{
    ovalis_lanes found = ovalis_lanes_all(-1), levels = ovalis_lanes_all(level);
    ovalis_lanes light = ovalis_lanes_load(sums + from * OVALIS_KERNEL_SLICES) >= levels;

    for (int i = 0; i < steps; i++) {
        from -= way;
        found = ovalis_lanes_keep(
            found, ovalis_lanes_load(sums + from * OVALIS_KERNEL_SLICES) < levels, from);
    }
    found = (found & light) | ~light;
    memcpy(rows, &found, sizeof found);
}

static inline void ovalis_edges_out_loop(int16_t *rows, const int16_t *sums, int from, int way,
                                         int steps, int level)
{
    for (int k = 0; k < OVALIS_KERNEL_SLICES; k += OVALIS_LANES)
        ovalis_edges_out_lanes(rows + k, sums + k, from, way, steps, level);
}

static inline void ovalis_edges_in_loop(int16_t *rows, const int16_t *sums, int from, int way,
                                        int steps, int level)
{
    for (int k = 0; k < OVALIS_KERNEL_SLICES; k += OVALIS_LANES)
        ovalis_edges_in_lanes(rows + k, sums + k, from, way, steps, level);
}

#endif
