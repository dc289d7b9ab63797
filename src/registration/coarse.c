/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/memory.h"
#include "registration/grid_internal.h"

void ovalis_coarse_release(struct ovalis_coarse *coarse)
{
    ovalis_release(&coarse->cells);
}

/* Sums of `step` lines, column by column: 16 bits hold 64 lines of 255. */
static void add_lines(uint16_t *sums, const struct ovalis_page *page, int y, int step, int width)
{
    memset(sums, 0, (size_t)width * sizeof *sums);
    for (int k = 0; k < step; k++) {
        const uint8_t *line = ovalis_page_line(page, y + k);

        for (int x = 0; x < width; x++)
            sums[x] = (uint16_t)(sums[x] + line[x]);
    }
}

static inline void fold_by(uint8_t *cells, const uint16_t *sums, int count, int step)
{
    uint32_t area = (uint32_t)(step * step);
    /* Multiplying by ceil(2^32 / area) divides sums below 2^20 exactly. */
    uint64_t inverse = (((uint64_t)1 << 32) + area - 1) / area;

    for (int x = 0; x < count; x++) {
        uint32_t sum = 0;

        for (int k = 0; k < step; k++)
            sum += sums[x * step + k];
        cells[x] = (uint8_t)((sum * inverse) >> 32);
    }
}

/* The usual steps (150, 200, 300 dpi) as constants, so that the compiler can unroll them. */
static void fold(uint8_t *cells, const uint16_t *sums, int count, int step)
{
    if (step == 4)
        fold_by(cells, sums, count, 4);
    else if (step == 3)
        fold_by(cells, sums, count, 3);
    else if (step == 6)
        fold_by(cells, sums, count, 6);
    else
        fold_by(cells, sums, count, step);
}

/* The level below which `permille` of the cells in the box lie. */
static int level_at(const uint32_t histogram[256], uint32_t total, uint32_t permille)
{
    uint64_t wanted = (uint64_t)total * permille / 1000;
    uint64_t below = 0;

    for (int level = 0; level < 256; level++) {
        below += histogram[level];
        if (below > wanted)
            return level;
    }
    return 255;
}

static void find_levels(struct ovalis_coarse *coarse)
{
    struct ovalis_box box = coarse->paper_box;
    uint32_t histogram[256] = {0}, second[256] = {0}; /* two, since neighbours are alike */
    uint32_t total = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *line = coarse->cells + (size_t)y * (size_t)coarse->width;

        for (int x = box.left; x + 1 < box.right; x += 2) {
            histogram[line[x]]++;
            second[line[x + 1]]++;
        }
        total += (uint32_t)(box.right - box.left) / 2 * 2;
    }
    for (int level = 0; level < 256; level++)
        histogram[level] += second[level];
    coarse->paper = level_at(histogram, total, 900);
    coarse->black = level_at(histogram, total, 5);
}

/* One line of cells parallel to an edge: column `at` or row `at`. */
struct cell_line {
    const uint8_t *first;
    ptrdiff_t stride;
    int count;
};

static struct cell_line line_of(const struct ovalis_coarse *coarse, bool column, int at)
{
    struct cell_line line = {coarse->cells + at, coarse->width, coarse->height};

    if (!column)
        line = (struct cell_line){coarse->cells + (ptrdiff_t)at * coarse->width, 1, coarse->width};
    return line;
}

static int count_brighter(struct cell_line line, int level)
{
    int count = 0;

    for (int i = 0; i < line.count; i++)
        count += line.first[i * line.stride] > level;
    return count;
}

/* Median of the outermost line of an edge. */
static int edge_level(struct cell_line line)
{
    uint32_t histogram[256] = {0};

    for (int i = 0; i < line.count; i++)
        histogram[line.first[i * line.stride]]++;
    return level_at(histogram, (uint32_t)line.count, 500);
}

/* Lines from this edge inwards that show no paper. A surround is an edge whose median is at least
 * 24 gray levels darker than the paper: side marks that run into the edge darken a quarter of it
 * at most. A line is paper when 1 in 50 cells is: a corner of a skewed sheet comes gradually. */
static int surround_of(const struct ovalis_coarse *coarse, bool column, bool from_end)
{
    int count = column ? coarse->width : coarse->height;
    int level = edge_level(line_of(coarse, column, from_end ? count - 1 : 0));
    int depth = 0;

    if (level > coarse->paper - 24)
        return 0;
    level = (level + coarse->paper) / 2;
    while (depth < count / 2) {
        struct cell_line line = line_of(coarse, column, from_end ? count - 1 - depth : depth);

        if (count_brighter(line, level) * 50 > line.count)
            break;
        depth++;
    }
    return depth;
}

/* Length of paper along the lines of the middle half, upper quartile: marks that run into the edge
 * shorten some of them, and a skewed sheet's box would be too large. */
static int extent(const struct ovalis_coarse *coarse, bool column)
{
    int lines = column ? coarse->width : coarse->height;
    int count = column ? coarse->height : coarse->width;
    uint32_t total = 0;
    int level = (coarse->paper + coarse->black) / 2;
    OVALIS_OWNED(ovalis_release) uint32_t *lengths = ovalis_allocate((size_t)count + 1, 4);
    uint32_t left = 0;

    if (!lengths)
        return count;
    for (int at = lines / 4; at < lines - lines / 4; at++, total++) {
        struct cell_line line = line_of(coarse, column, at);
        int a = 0, b = line.count;

        while (a < b && line.first[a * line.stride] <= level)
            a++;
        while (b > a && line.first[(b - 1) * line.stride] <= level)
            b--;
        lengths[b - a]++;
    }
    for (int length = count; length > 0; length--) {
        left += lengths[length];
        if (left * 4 > total)
            return length;
    }
    return count;
}

static void find_paper(struct ovalis_coarse *coarse)
{
    coarse->paper_box = (struct ovalis_box){0, 0, coarse->width, coarse->height};
    find_levels(coarse);
    coarse->paper_box =
        (struct ovalis_box){surround_of(coarse, true, false), surround_of(coarse, false, false),
                            coarse->width - surround_of(coarse, true, true),
                            coarse->height - surround_of(coarse, false, true)};
    if (coarse->paper_box.left || coarse->paper_box.top ||
        coarse->paper_box.right != coarse->width || coarse->paper_box.bottom != coarse->height)
        find_levels(coarse);
    coarse->paper_width = extent(coarse, false);
    coarse->paper_height = extent(coarse, true);
}

enum ovalis_status ovalis_coarse_make(struct ovalis_coarse *out, const struct ovalis_page *page,
                                      int step)
{
    OVALIS_OWNED(ovalis_release) uint16_t *sums = NULL;

    *out = (struct ovalis_coarse){.step = step};
    out->width = page->width / step;
    out->height = page->height / step;
    sums = ovalis_allocate((size_t)page->width, sizeof *sums);
    out->cells = ovalis_allocate((size_t)out->width * (size_t)out->height, 1);
    if (!sums || !out->cells)
        return OVALIS_ERR_MEMORY;
    for (int y = 0; y < out->height; y++) {
        add_lines(sums, page, y * step, step, out->width * step);
        fold(out->cells + (size_t)y * (size_t)out->width, sums, out->width, step);
    }
    find_paper(out);
    return OVALIS_OK;
}

enum ovalis_status ovalis_coarse_turn(struct ovalis_coarse *out, const struct ovalis_coarse *in)
{
    *out = *in;
    out->width = in->height;
    out->height = in->width;
    out->paper_width = in->paper_height;
    out->paper_height = in->paper_width;
    out->paper_box = (struct ovalis_box){in->height - in->paper_box.bottom, in->paper_box.left,
                                         in->height - in->paper_box.top, in->paper_box.right};
    out->cells = ovalis_allocate((size_t)out->width * (size_t)out->height, 1);
    if (!out->cells)
        return OVALIS_ERR_MEMORY;
    for (int y = 0; y < in->height; y++)
        for (int x = 0; x < in->width; x++)
            out->cells[(size_t)x * (size_t)out->width + (size_t)(in->height - 1 - y)] =
                in->cells[(size_t)y * (size_t)in->width + (size_t)x];
    return OVALIS_OK;
}
