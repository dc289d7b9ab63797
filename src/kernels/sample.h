/* SPDX-License-Identifier: Apache-2.0 */
/* One place between four pixels; for the files of this room. */
#ifndef OVALIS_KERNELS_SAMPLE_H
#define OVALIS_KERNELS_SAMPLE_H

#include "kernels/kernels.h"

/* Gray x 65536 at a place in 1/65536 px, of which 8 bits behind the point count. */
static inline int32_t ovalis_sample_at(const uint8_t *px, ptrdiff_t stride, int32_t x, int32_t y)
{
    const uint8_t *at = px + (ptrdiff_t)(y >> 16) * stride + (x >> 16);
    int fx = x >> 8 & 255, fy = y >> 8 & 255;
    int top = at[0] * 256 + (at[1] - at[0]) * fx;
    int bottom = at[stride] * 256 + (at[stride + 1] - at[stride]) * fx;

    return top * 256 + (bottom - top) * fy;
}

static inline uint8_t ovalis_sample_gray(int32_t value)
{
    return (uint8_t)((value + 32768) >> 16);
}

static inline uint8_t ovalis_sample_darkness(int32_t value)
{
    return (uint8_t)((65280 - (value >> 8)) >> 9);
}

#endif
