/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

#define MOST (128 * 255) /* the sum of the widest slice on white paper */

struct edges {
    int16_t *rows;
    const int16_t *sums;
    int from, way, steps, level;
};

/* `steps` rows beside the first, downwards or upwards, and a few that must not matter. */
static struct edges draw_edges(struct kernelcheck_case *t, bool against)
{
    struct edges out = {.way = kernelcheck_pick(t, 0, 1, 1) ? 1 : -1,
                        .steps = kernelcheck_pick(t, 0, 30, 20),
                        .level = kernelcheck_pick(t, 0, MOST, MOST / 2)};
    int before = kernelcheck_pick(t, 0, 3, 0);
    bool down = against ? out.way < 0 : out.way > 0;

    out.from = down ? before : before + out.steps;
    out.sums = kernelcheck_words(t, (size_t)(before + out.steps + 1) * OVALIS_KERNEL_SLICES, MOST);
    out.rows = kernelcheck_output(t, OVALIS_KERNEL_SLICES, sizeof *out.rows);
    return out;
}

void kernelcheck_edges_out(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    struct edges e = draw_edges(t, false);

    while (kernelcheck_again(t))
        kernels->edges_out(e.rows, e.sums, e.from, e.way, e.steps, e.level);
}

void kernelcheck_edges_in(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    struct edges e = draw_edges(t, true);

    while (kernelcheck_again(t))
        kernels->edges_in(e.rows, e.sums, e.from, e.way, e.steps, e.level);
}

void kernelcheck_slice_totals(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int rows = kernelcheck_pick(t, 0, 50, 40);
    const int16_t *sums = kernelcheck_words(t, (size_t)rows * OVALIS_KERNEL_SLICES, MOST);
    int32_t *totals = kernelcheck_output(t, (size_t)rows, sizeof *totals);

    while (kernelcheck_again(t))
        kernels->slice_totals(totals, sums, rows);
}
