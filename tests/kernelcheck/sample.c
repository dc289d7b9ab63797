/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

struct places {
    int count;
    const uint8_t *px;
    ptrdiff_t stride;
    struct ovalis_sample_walk walk;
    uint8_t *out;
};

/* The first place and the step of one axis: from anywhere to anywhere on `size` px. */
static void draw_axis(struct kernelcheck_case *t, int size, int count, int32_t *first,
                      int32_t *step)
{
    int last = (size - 1) * 65536 - 1;
    int end = kernelcheck_pick(t, 0, last, last);

    *first = kernelcheck_pick(t, 0, last, 0);
    *step = (end - *first) / (count > 1 ? count - 1 : 1);
}

static struct places draw_places(struct kernelcheck_case *t)
{
    struct places out = {.count = kernelcheck_pick(t, 0, 100, 64)};
    int width = kernelcheck_pick(t, 2, 300, 80), height = kernelcheck_pick(t, 2, 40, 3);

    draw_axis(t, width, out.count, &out.walk.x, &out.walk.step_x);
    draw_axis(t, height, out.count, &out.walk.y, &out.walk.step_y);
    out.px = kernelcheck_image(t, width, height, OVALIS_KERNEL_SLACK, &out.stride);
    out.out = kernelcheck_output(t, (size_t)out.count, 1);
    return out;
}

void kernelcheck_sample_gray(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    struct places p = draw_places(t);

    while (kernelcheck_again(t))
        kernels->sample_gray(p.out, p.count, p.px, p.stride, &p.walk);
}

void kernelcheck_sample_darkness(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    struct places p = draw_places(t);

    while (kernelcheck_again(t))
        kernels->sample_darkness(p.out, p.count, p.px, p.stride, &p.walk);
}
