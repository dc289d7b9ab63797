/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "registration/grid_internal.h"

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

/* Every eighth row says about where a percentile lies ... */
#define SAMPLE_ROWS 8

/* The level below which `permille` of the cells in the box lie: guessed from some rows, then
 * settled by counting all of them. */
static int exact_level(const struct ovalis_coarse *coarse, int guess, uint32_t total,
                       uint32_t permille, const struct ovalis_kernels *kernels)
{
    struct ovalis_box box = coarse->paper_box;
    const uint8_t *first = coarse->cells + (ptrdiff_t)box.top * coarse->width + box.left;
    uint64_t wanted = (uint64_t)total * permille / 1000;
    int least = 0, most = 255, level = guess; /* the answer lies in least..most */

    for (int tries = 0; least <= most; tries++) {
        uint8_t before = (uint8_t)(level > 0 ? level - 1 : 0);
        uint32_t counts[2];

        kernels->count_levels(counts, first, coarse->width, (box.right - box.left) / 2 * 2,
                              box.bottom - box.top, before, (uint8_t)level);
        if (level > 0 && counts[0] > wanted)
            most = level - 1;
        else if (counts[1] > wanted)
            return level;
        else
            least = level + 1;
        /* the neighbour first, then by halves */
        level = tries > 0 ? least + (most - least) / 2 : most < level ? most : least;
    }
    return 255;
}

static void find_levels(struct ovalis_coarse *coarse, const struct ovalis_kernels *kernels)
{
    struct ovalis_box box = coarse->paper_box;
    uint32_t histogram[256] = {0};
    uint32_t sampled = 0, total = 0;

    for (int y = box.top; y < box.bottom; y++, total += (uint32_t)(box.right - box.left) / 2 * 2) {
        const uint8_t *line = coarse->cells + (size_t)y * (size_t)coarse->width;

        for (int x = box.left; y % SAMPLE_ROWS == 0 && x < box.right; x++, sampled++)
            histogram[line[x]]++;
    }
    coarse->paper = exact_level(coarse, level_at(histogram, sampled, 900), total, 900, kernels);
    coarse->black = exact_level(coarse, level_at(histogram, sampled, 5), total, 5, kernels);
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

/* `lengths` is work space for one count a cell and one more. Length of paper along the lines of the
 * middle half, upper quartile: marks that run into the edge shorten some of them, and a skewed
 * sheet's box would be too large. */
static int extent(const struct ovalis_coarse *coarse, bool column, uint32_t *lengths)
{
    int lines = column ? coarse->width : coarse->height;
    int count = column ? coarse->height : coarse->width;
    uint32_t total = 0;
    int level = (coarse->paper + coarse->black) / 2;
    uint32_t left = 0;

    memset(lengths, 0, ((size_t)count + 1) * sizeof *lengths);
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

static enum ovalis_status find_paper(struct ovalis_coarse *coarse,
                                     struct ovalis_workspace *workspace)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    int most = coarse->width > coarse->height ? coarse->width : coarse->height;
    uint32_t *lengths = ovalis_arena_take(&workspace->arena, (size_t)most + 1, sizeof *lengths);

    if (!lengths)
        return OVALIS_ERR_MEMORY;
    coarse->paper_box = (struct ovalis_box){0, 0, coarse->width, coarse->height};
    find_levels(coarse, &workspace->kernels);
    coarse->paper_box =
        (struct ovalis_box){surround_of(coarse, true, false), surround_of(coarse, false, false),
                            coarse->width - surround_of(coarse, true, true),
                            coarse->height - surround_of(coarse, false, true)};
    if (coarse->paper_box.left || coarse->paper_box.top ||
        coarse->paper_box.right != coarse->width || coarse->paper_box.bottom != coarse->height)
        find_levels(coarse, &workspace->kernels);
    coarse->paper_width = extent(coarse, false, lengths);
    coarse->paper_height = extent(coarse, true, lengths);
    return OVALIS_OK;
}

enum ovalis_status ovalis_coarse_make(struct ovalis_coarse *out, const struct ovalis_page *page,
                                      int step, struct ovalis_workspace *workspace)
{
    size_t cells;

    *out = (struct ovalis_coarse){.step = step};
    out->width = page->width / step;
    out->height = page->height / step;
    cells = (size_t)out->width * (size_t)out->height;
    out->cells = ovalis_arena_take(&workspace->arena, cells, 1);
    out->darkest = ovalis_arena_take(&workspace->arena, cells, 1);
    if (!out->cells || !out->darkest)
        return OVALIS_ERR_MEMORY;
    for (int y = 0; y < out->height; y++) {
        size_t at = (size_t)y * (size_t)out->width;

        workspace->kernels.shrink_row(out->cells + at, out->darkest + at,
                                      ovalis_page_line(page, y * step), page->stride, out->width,
                                      step);
    }
    return find_paper(out, workspace);
}

static void turn_cells(uint8_t *out, const uint8_t *in, int width, int height)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            out[(size_t)x * (size_t)height + (size_t)(height - 1 - y)] =
                in[(size_t)y * (size_t)width + (size_t)x];
}

enum ovalis_status ovalis_coarse_turn(struct ovalis_coarse *out, const struct ovalis_coarse *in,
                                      struct ovalis_workspace *workspace)
{
    size_t cells = (size_t)in->width * (size_t)in->height;

    *out = *in;
    out->width = in->height;
    out->height = in->width;
    out->paper_width = in->paper_height;
    out->paper_height = in->paper_width;
    out->paper_box = (struct ovalis_box){in->height - in->paper_box.bottom, in->paper_box.left,
                                         in->height - in->paper_box.top, in->paper_box.right};
    out->cells = ovalis_arena_take(&workspace->arena, cells, 1);
    out->darkest = ovalis_arena_take(&workspace->arena, cells, 1);
    if (!out->cells || !out->darkest)
        return OVALIS_ERR_MEMORY;
    turn_cells(out->cells, in->cells, in->width, in->height);
    turn_cells(out->darkest, in->darkest, in->width, in->height);
    return OVALIS_OK;
}
