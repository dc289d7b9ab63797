/* SPDX-License-Identifier: Apache-2.0 */
/* A straight row of places on a page, linear between pixels. */
#include "kernels/sample.h"

#include "kernels/variants.h"

void ovalis_sample_gray_c(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                          const struct ovalis_sample_walk *walk)
{
    int32_t x = walk->x, y = walk->y;

    for (int i = 0; i < count; i++, x += walk->step_x, y += walk->step_y)
        out[i] = ovalis_sample_gray(ovalis_sample_at(px, stride, x, y));
}

void ovalis_sample_darkness_c(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                              const struct ovalis_sample_walk *walk)
{
    int32_t x = walk->x, y = walk->y;

    for (int i = 0; i < count; i++, x += walk->step_x, y += walk->step_y)
        out[i] = ovalis_sample_darkness(ovalis_sample_at(px, stride, x, y));
}
