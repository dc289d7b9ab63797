/* SPDX-License-Identifier: Apache-2.0 */
/* A bar answers where a 4 x 3 cell window is darker than the paper above and below it; nothing is
 * asked of its ends, so that marks cut by the edge or running into a black surround are found. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "registration/grid_internal.h"

#define PAD 4 /* lines of paper put above and below the image: the reach of the window */

/* Lengths of bars in cells of about half a millimetre: 0.9 to 7.5 mm. */
#define SHORTEST 1.8
#define LONGEST  15.0

struct response {
    int width, height, blocks;
    int16_t *at;   /* 24 x contrast */
    int16_t *most; /* largest of each OVALIS_KERNEL_BLOCK cells of a row */
};

/* Sums of four cells to the right, with PAD lines of paper around; past the last sum of a line it
 * is paper, too. */
static void sum_fours(uint16_t *sums, const struct ovalis_coarse *coarse,
                      const struct ovalis_kernels *kernels)
{
    int width = coarse->width;

    for (int y = -PAD; y < coarse->height + PAD; y++, sums += width) {
        bool inside = y >= 0 && y < coarse->height;
        int count = inside && width > 3 ? width - 3 : 0;

        if (inside)
            kernels->sum_fours(sums, coarse->cells + (ptrdiff_t)y * width, count);
        for (int x = count; x < width; x++)
            sums[x] = (uint16_t)(4 * coarse->paper);
    }
}

static enum ovalis_status response_make(struct response *response,
                                        const struct ovalis_coarse *coarse,
                                        struct ovalis_workspace *workspace)
{
    size_t width = (size_t)coarse->width, height = (size_t)coarse->height;
    int blocks = (coarse->width + OVALIS_KERNEL_BLOCK - 1) / OVALIS_KERNEL_BLOCK;
    uint16_t *sums = ovalis_arena_take(&workspace->arena, width * (height + 2 * PAD), sizeof *sums);

    *response = (struct response){.width = coarse->width, coarse->height, blocks};
    response->at = ovalis_arena_take(&workspace->arena, width * height, sizeof *response->at);
    response->most =
        ovalis_arena_take(&workspace->arena, (size_t)blocks * height, sizeof *response->most);
    if (!sums || !response->at || !response->most)
        return OVALIS_ERR_MEMORY;
    sum_fours(sums, coarse, &workspace->kernels);
    for (int y = 0; y < coarse->height; y++)
        workspace->kernels.bar_response(
            response->at + (ptrdiff_t)y * coarse->width, response->most + (ptrdiff_t)y * blocks,
            sums + (ptrdiff_t)(y + PAD) * coarse->width, coarse->width, coarse->paper);
    return OVALIS_OK;
}

struct peak {
    int16_t x, y;
};

#define BESIDE 4 /* cells left and right in which a peak must be the largest, nearly */

static inline int16_t larger(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

static int16_t most_between(const int16_t *line, ptrdiff_t width, int left, int right)
{
    int16_t most = 0;

    for (int x = left; x <= right; x++)
        most = larger(most, larger(line[x], larger(line[x - width], line[x + width])));
    return most;
}

/* The same over 2 x BESIDE + 1 cells, as vectors. */
static int16_t most_around(const int16_t *line, ptrdiff_t width)
{
    int16_t most[2 * BESIDE], last;

    for (int i = 0; i < 2 * BESIDE; i++)
        most[i] = larger(line[i], larger(line[i - width], line[i + width]));
    last = most_between(line, width, 2 * BESIDE, 2 * BESIDE);
    for (int i = 0; i < 2 * BESIDE; i++)
        last = larger(last, most[i]);
    return last;
}

/* Largest answer within 4 cells left and right and one up and down. Without this rule the marks of
 * a full row, 1.6 mm apart, run together into one long bar. */
static int16_t local_most(const struct response *response, int x, int y)
{
    const int16_t *line = response->at + (ptrdiff_t)y * response->width;
    int last = response->width - 1;

    if (x >= BESIDE && x + BESIDE <= last)
        return most_around(line + x - BESIDE, response->width);
    return most_between(line, response->width, x < BESIDE ? 0 : x - BESIDE,
                        x + BESIDE > last ? last : x + BESIDE);
}

static bool is_peak(const struct response *response, int x, int y)
{
    ptrdiff_t width = response->width;
    const int16_t *r = response->at + y * width + x;

    return r[0] > r[-width] && r[0] > r[-2 * width] && r[0] >= r[width] && r[0] >= r[2 * width] &&
           2 * r[0] > local_most(response, x, y);
}

/* Peaks of one row between two columns; returns the count with them. */
static int find_in_block(struct peak *out, int count, int room, int *starts,
                         const struct response *response, int y, int from, int least)
{
    const int16_t *line = response->at + (ptrdiff_t)y * response->width;
    int to = from + OVALIS_KERNEL_BLOCK;

    to = to < response->width ? to : response->width;
    for (int x = from; x < to; x++)
        if (line[x] > least && is_peak(response, x, y) && count < room) {
            out[count++] = (struct peak){(int16_t)x, (int16_t)y};
            starts[x + 1]++;
        }
    return count;
}

/* Peaks in the order of x, so that runs can be joined from left to right; `raw` is work space of
 * the same room. */
static int find_peaks(struct peak *out, struct peak *raw, int room, int *starts,
                      const struct response *response, int least)
{
    int count = 0;

    memset(starts, 0, ((size_t)response->width + 1) * sizeof *starts);
    for (int y = 2; y < response->height - 2; y++) {
        const int16_t *most = response->most + (ptrdiff_t)y * response->blocks;

        for (int block = 0; block < response->blocks; block++)
            if (most[block] > least) /* most of a page answers nothing */
                count = find_in_block(raw, count, room, starts, response, y,
                                      block * OVALIS_KERNEL_BLOCK, least);
    }
    for (int x = 0; x < response->width; x++)
        starts[x + 1] += starts[x];
    for (int i = 0; i < count; i++)
        out[starts[raw[i].x]++] = raw[i];
    return count;
}

struct run {
    int first, last, count;
    double y;
};

/* Where the parabola through three answers has its top, in cells from the middle one. */
static double parabola(const struct response *response, struct peak peak)
{
    ptrdiff_t width = response->width;
    const int16_t *r = response->at + (ptrdiff_t)peak.y * width + peak.x;
    int curve = r[-width] - 2 * r[0] + r[width];

    return curve < 0 ? 0.5 * (r[-width] - r[width]) / curve : 0.0;
}

/* The run that ends one or two cells left of the peak, on its row or the next ones; -1: none. */
static int run_before(const int *last_run, const struct run *runs, struct peak peak)
{
    static const int offset[3] = {0, -1, 1};

    for (int i = 0; i < 3; i++) {
        int run = last_run[peak.y + offset[i]];

        if (run >= 0 && runs[run].last >= peak.x - 2 && runs[run].last < peak.x)
            return run;
    }
    return -1;
}

static int join_runs(struct run *runs, int *last_run, const struct peak *peaks, int count,
                     const struct response *response)
{
    int run_count = 0;

    for (int y = 0; y < response->height; y++)
        last_run[y] = -1;
    for (int i = 0; i < count; i++) {
        int run = run_before(last_run, runs, peaks[i]);

        if (run < 0) {
            run = run_count++;
            runs[run] = (struct run){peaks[i].x, peaks[i].x, 0, 0.0};
        }
        runs[run].last = peaks[i].x;
        runs[run].count++;
        runs[run].y += peaks[i].y + parabola(response, peaks[i]);
        last_run[peaks[i].y] = run;
    }
    return run_count;
}

static int compare_bars(const void *a, const void *b)
{
    const struct ovalis_bar *p = a, *q = b;

    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->left < q->left ? -1 : p->left > q->left;
}

static void keep_bars(struct ovalis_bars *out, const struct run *runs, int count, int height)
{
    out->rows = height;
    for (int i = 0; i < count && out->count < OVALIS_BARS_MAX; i++) {
        double length = runs[i].last - runs[i].first + 1;

        /* The window is four cells wide: half of it is dark when its middle stands at the end of
         * the bar, so the run of middles is as long as the bar. */
        if (length >= SHORTEST && length <= LONGEST)
            out->at[out->count++] = (struct ovalis_bar){runs[i].first + 1.0, runs[i].last + 2.0,
                                                        runs[i].y / runs[i].count};
    }
    qsort(out->at, (size_t)out->count, sizeof *out->at, compare_bars);
    for (int y = 0, i = 0; y <= height; y++) {
        while (i < out->count && out->at[i].y < y)
            i++;
        out->row[y] = i;
    }
}

int ovalis_bars_from(const struct ovalis_bars *bars, double y)
{
    int row = y <= 0 ? 0 : y >= bars->rows ? bars->rows : (int)y;
    int i = bars->row[row];

    while (i < bars->count && bars->at[i].y < y)
        i++;
    return i;
}

#define PEAKS_MAX 60000

enum ovalis_status ovalis_bars_find(struct ovalis_bars *out, const struct ovalis_coarse *coarse,
                                    struct ovalis_workspace *workspace)
{
    struct ovalis_arena *arena = &workspace->arena;
    int least = 24 * (coarse->paper - coarse->black) * 12 / 100, count;
    struct response response;

    *out = (struct ovalis_bars){
        .at = ovalis_arena_take(arena, OVALIS_BARS_MAX, sizeof *out->at),
        .row = ovalis_arena_take(arena, (size_t)coarse->height + 1, sizeof *out->row)};

    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(arena);
    struct peak *peaks = ovalis_arena_take(arena, PEAKS_MAX, sizeof *peaks);
    struct peak *raw = ovalis_arena_take(arena, PEAKS_MAX, sizeof *raw);
    struct run *runs = ovalis_arena_take(arena, PEAKS_MAX, sizeof *runs);
    int *scratch = ovalis_arena_take(arena, (size_t)coarse->width + (size_t)coarse->height + 2,
                                     sizeof *scratch);

    if (!out->at || !out->row || !peaks || !raw || !runs || !scratch ||
        response_make(&response, coarse, workspace))
        return OVALIS_ERR_MEMORY;
    count = find_peaks(peaks, raw, PEAKS_MAX, scratch, &response, least > 24 * 6 ? least : 24 * 6);
    count = join_runs(runs, scratch, peaks, count, &response);
    keep_bars(out, runs, count, coarse->height);
    return OVALIS_OK;
}
