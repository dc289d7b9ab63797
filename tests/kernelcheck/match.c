/* SPDX-License-Identifier: Apache-2.0 */
#include "kernelcheck.h"

#define RUNS       6
#define LONGEST    20 /* cells of a run */
#define FARTHEST   5  /* rows and cells from the centre at which a run begins */
#define READ_AHEAD (OVALIS_KERNEL_SHIFTS + 8)

/* Runs and their values, one behind the other; returns the cell behind the last. */
static int draw_runs(struct kernelcheck_case *t, struct ovalis_match_run *runs, int count,
                     int8_t *values, int *value_count)
{
    int end = -FARTHEST;

    *value_count = 0;
    for (int r = 0; r < count; r++) {
        runs[r] = (struct ovalis_match_run){.row = kernelcheck_pick(t, -FARTHEST, FARTHEST, r - 3),
                                            .first = kernelcheck_pick(t, -FARTHEST, FARTHEST, -4),
                                            .count = kernelcheck_pick(t, 1, LONGEST, 9),
                                            .values = *value_count};
        for (int i = 0; i < runs[r].count; i++)
            values[(*value_count)++] = (int8_t)kernelcheck_pick(t, -31, 31, 7);
        if (runs[r].count % 2)
            values[(*value_count)++] = 0;
        if (runs[r].first + runs[r].count > end)
            end = runs[r].first + runs[r].count;
    }
    return end;
}

void kernelcheck_match_shape(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    struct ovalis_match_run runs[RUNS];
    int8_t drawn[RUNS * (LONGEST + 1)], *values;
    int count = kernelcheck_pick(t, 1, RUNS, RUNS), rows = kernelcheck_pick(t, 0, 9, 13);
    int shifts = kernelcheck_pick(t, 0, 1, 1) ? 16 : 8, value_count;
    int end = draw_runs(t, runs, count, drawn, &value_count) + FARTHEST;
    int width = end + READ_AHEAD + kernelcheck_pick(t, 0, 20, 0);
    size_t used = (size_t)(2 * FARTHEST + (rows > 0 ? rows - 1 : 0)) * (size_t)width;
    const uint8_t *darkness;
    int32_t *products;

    values = (int8_t *)kernelcheck_input(t, (size_t)value_count, 0, 0);
    for (int i = 0; i < value_count; i++)
        values[i] = drawn[i];
    /* the cells that the shifts reach are of the patch, the others are slack */
    darkness = kernelcheck_input(t, used + (size_t)(end + shifts - 1),
                                 (size_t)(READ_AHEAD - shifts + 1), 127);
    products = kernelcheck_output(t, (size_t)rows * OVALIS_KERNEL_SHIFTS, sizeof *products);
    while (kernelcheck_again(t))
        kernels->match_shape(products,
                             &(struct ovalis_match_shape){
                                 .runs = runs, .run_count = (size_t)count, .values = values},
                             darkness + FARTHEST * width + FARTHEST, width, rows, shifts);
}

void kernelcheck_match_sums(struct kernelcheck_case *t, const struct ovalis_kernels *kernels)
{
    int count = kernelcheck_pick(t, 0, 200, 60);
    const uint8_t *darkness = kernelcheck_input(t, (size_t)count, 0, 127);
    int32_t *sums = kernelcheck_output(t, (size_t)count + 1, sizeof *sums);
    int32_t *squares = kernelcheck_output(t, (size_t)count + 1, sizeof *squares);

    while (kernelcheck_again(t))
        kernels->match_sums(sums, squares, darkness, count);
}
