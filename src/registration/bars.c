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
    int width, height;
    int16_t *at;    /* 24 x contrast */
    uint16_t *sums; /* sums of four cells to the right, with PAD lines around */
};

static void response_release(struct response *response)
{
    ovalis_release(&response->at);
    ovalis_release(&response->sums);
}

void ovalis_bars_release(struct ovalis_bars *bars)
{
    ovalis_release(&bars->at);
    ovalis_release(&bars->row);
}

static void sum_fours(struct response *response, const struct ovalis_coarse *coarse)
{
    int width = coarse->width;

    for (int y = -PAD; y < coarse->height + PAD; y++) {
        uint16_t *sums = response->sums + (ptrdiff_t)(y + PAD) * width;
        const uint8_t *line = coarse->cells + (ptrdiff_t)y * width;
        bool inside = y >= 0 && y < coarse->height;

        for (int x = 0; x < width; x++)
            sums[x] = (uint16_t)(4 * coarse->paper);
        for (int x = 0; inside && x + 3 < width; x++)
            sums[x] = (uint16_t)(line[x] + line[x + 1] + line[x + 2] + line[x + 3]);
    }
}

static inline int16_t lower(int16_t a, int16_t b)
{
    return a < b ? a : b;
}

/* 3 x band (8 cells) - 2 x middle (12 cells): 24 x the difference of the means. */
static void respond(struct response *response, const struct ovalis_coarse *coarse)
{
    ptrdiff_t width = coarse->width;
    int16_t most = (int16_t)(8 * coarse->paper); /* brighter than paper counts as paper */

    for (int y = 0; y < coarse->height; y++) {
        const uint16_t *s = response->sums + (y + PAD) * width;
        int16_t *out = response->at + y * width;

        for (ptrdiff_t x = 0; x < width; x++) {
            int16_t above = (int16_t)(s[x - 3 * width] + s[x - 4 * width]);
            int16_t below = (int16_t)(s[x + 3 * width] + s[x + 4 * width]);
            int16_t middle = (int16_t)(s[x - width] + s[x] + s[x + width]);

            out[x] = (int16_t)(3 * lower(lower(above, below), most) - 2 * middle);
        }
    }
}

static enum ovalis_status response_make(struct response *response,
                                        const struct ovalis_coarse *coarse)
{
    size_t width = (size_t)coarse->width;

    *response = (struct response){coarse->width, coarse->height, NULL, NULL};
    response->at = ovalis_allocate(width * (size_t)coarse->height, sizeof *response->at);
    response->sums =
        ovalis_allocate(width * (size_t)(coarse->height + 2 * PAD), sizeof *response->sums);
    if (!response->at || !response->sums)
        return OVALIS_ERR_MEMORY;
    sum_fours(response, coarse);
    respond(response, coarse);
    return OVALIS_OK;
}

struct peak {
    int16_t x, y;
};

/* Largest answer within 4 cells left and right and one up and down. Without this rule the marks of
 * a full row, 1.6 mm apart, run together into one long bar. */
static int16_t local_most(const struct response *response, int x, int y)
{
    int left = x < 4 ? 0 : x - 4;
    int right = x + 4 >= response->width ? response->width - 1 : x + 4;
    int16_t most = 0;

    for (int row = y - 1; row <= y + 1; row++) {
        const int16_t *line = response->at + (ptrdiff_t)row * response->width;

        for (int column = left; column <= right; column++)
            most = line[column] > most ? line[column] : most;
    }
    return most;
}

static bool is_peak(const struct response *response, int x, int y)
{
    ptrdiff_t width = response->width;
    const int16_t *r = response->at + y * width + x;

    return r[0] > r[-width] && r[0] > r[-2 * width] && r[0] >= r[width] && r[0] >= r[2 * width] &&
           2 * r[0] > local_most(response, x, y);
}

#define BLOCK 32 /* cells looked at together: most of a page answers nothing */

static bool any_above(const int16_t *line, int left, int least)
{
    int16_t most = INT16_MIN;
    int count = left < BLOCK ? left : BLOCK;

    for (int i = 0; i < count; i++)
        most = line[i] > most ? line[i] : most;
    return most > least;
}

/* Peaks in the order of x, so that runs can be joined from left to right. */
static int find_peaks(struct peak *out, int room, int *starts, const struct response *response,
                      int least)
{
    int count = 0;
    OVALIS_OWNED(ovalis_release) struct peak *raw = ovalis_allocate((size_t)room, sizeof *raw);

    memset(starts, 0, ((size_t)response->width + 1) * sizeof *starts);
    for (int y = 2; raw && y < response->height - 2; y++) {
        const int16_t *line = response->at + (ptrdiff_t)y * response->width;

        for (int x = 0; x < response->width; x++) {
            if (x % BLOCK == 0 && !any_above(line + x, response->width - x, least)) {
                x += BLOCK - 1;
                continue;
            }
            if (line[x] > least && is_peak(response, x, y) && count < room) {
                raw[count++] = (struct peak){(int16_t)x, (int16_t)y};
                starts[x + 1]++;
            }
        }
    }
    for (int x = 0; x < response->width; x++)
        starts[x + 1] += starts[x];
    for (int i = 0; i < count; i++)
        out[starts[raw[i].x]++] = raw[i];
    return raw ? count : -1;
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

static enum ovalis_status keep_bars(struct ovalis_bars *out, const struct run *runs, int count,
                                    int height)
{
    out->at = ovalis_allocate(OVALIS_BARS_MAX, sizeof *out->at);
    out->row = ovalis_allocate((size_t)height + 1, sizeof *out->row);
    out->rows = height;
    if (!out->at || !out->row)
        return OVALIS_ERR_MEMORY;
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
    return OVALIS_OK;
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

enum ovalis_status ovalis_bars_find(struct ovalis_bars *out, const struct ovalis_coarse *coarse)
{
    OVALIS_OWNED(response_release) struct response response = {0, 0, NULL, NULL};
    OVALIS_OWNED(ovalis_release) struct peak *peaks = NULL;
    OVALIS_OWNED(ovalis_release) struct run *runs = NULL;
    OVALIS_OWNED(ovalis_release) int *scratch = NULL;
    int least = 24 * (coarse->paper - coarse->black) * 12 / 100;
    int count;

    *out = (struct ovalis_bars){NULL, 0, NULL, 0};
    peaks = ovalis_allocate(PEAKS_MAX, sizeof *peaks);
    scratch = ovalis_allocate((size_t)coarse->width + (size_t)coarse->height + 2, sizeof *scratch);
    if (!peaks || !scratch || response_make(&response, coarse))
        return OVALIS_ERR_MEMORY;
    count = find_peaks(peaks, PEAKS_MAX, scratch, &response, least > 24 * 6 ? least : 24 * 6);
    runs = count < 0 ? NULL : ovalis_allocate((size_t)count, sizeof *runs);
    if (!runs)
        return OVALIS_ERR_MEMORY;
    count = join_runs(runs, scratch, peaks, count, &response);
    return keep_bars(out, runs, count, coarse->height);
}
