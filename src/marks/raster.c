/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/raster.h"

#include <math.h>

/* Places are counted in 1/65536 px, so that stepping along a row adds whole numbers only. */
#define FIXED 65536.0

/* A cell that covers more than this many pixels a side is the mean of four samples: two pixels of
 * linear interpolation no longer see all of it (300 dpi: 1.5, 400 dpi: 2.0, 600 dpi: 3.0). */
#define PIXELS_PER_SAMPLE 2.2

/* Gray of one pixel, repaired where it shows a streak. */
static int pixel(const struct ovalis_raster_source *source, int x, int y)
{
    const struct ovalis_page *page = source->page;

    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return source->outside;
    for (size_t i = 0; i < source->repair_count; i++) {
        const struct ovalis_raster_repair *repair = &source->repairs[i];
        int at = repair->rows ? y : x, end = repair->rows ? page->height : page->width;
        int before = repair->from - 1, after = repair->to + 1;

        if (at < repair->from || at > repair->to || (before < 0 && after >= end))
            continue;
        if (before < 0)
            before = after;
        if (after >= end)
            after = before;
        int low =
            repair->rows ? ovalis_page_line(page, before)[x] : ovalis_page_line(page, y)[before];
        int high =
            repair->rows ? ovalis_page_line(page, after)[x] : ovalis_page_line(page, y)[after];

        return low + (high - low) * (at - repair->from + 1) / (repair->to - repair->from + 2);
    }
    return ovalis_page_line(page, y)[x];
}

static int blend(int top_left, int top_right, int low_left, int low_right, int fx, int fy)
{
    int top = top_left * 256 + (top_right - top_left) * fx;
    int low = low_left * 256 + (low_right - low_left) * fx;

    return (top * 256 + (low - top) * fy + 32768) >> 16;
}

static bool within(const struct ovalis_page *page, int64_t x, int64_t y)
{
    return x >= 0 && y >= 0 && x >> 16 < page->width - 1 && y >> 16 < page->height - 1;
}

/* A place in 1/65536 px, anywhere. */
static int sample_careful(const struct ovalis_raster_source *source, int64_t x, int64_t y)
{
    const struct ovalis_page *page = source->page;
    int px = (int)(x >> 16), py = (int)(y >> 16), fx = (int)(x >> 8 & 255),
        fy = (int)(y >> 8 & 255);

    if (source->repair_count == 0 && within(page, x, y)) {
        const uint8_t *at = ovalis_page_line(page, py) + px;

        return blend(at[0], at[1], at[page->stride], at[page->stride + 1], fx, fy);
    }
    return blend(pixel(source, px, py), pixel(source, px + 1, py), pixel(source, px, py + 1),
                 pixel(source, px + 1, py + 1), fx, fy);
}

/* One raster row. A straight line whose ends are on the image is wholly on it. */
static void sample_row(uint8_t *out, int columns, const struct ovalis_raster_source *source,
                       int64_t x, int64_t y, int64_t step_x, int64_t step_y)
{
    const struct ovalis_page *page = source->page;

    if (source->repair_count > 0 || !within(page, x, y) ||
        !within(page, x + step_x * (columns - 1), y + step_y * (columns - 1))) {
        for (int i = 0; i < columns; i++)
            out[i] = (uint8_t)sample_careful(source, x + step_x * i, y + step_y * i);
        return;
    }
    const struct ovalis_sample_walk walk = {(int32_t)x, (int32_t)y, (int32_t)step_x,
                                            (int32_t)step_y};

    source->kernels->sample_gray(out, columns, page->pixels, page->stride, &walk);
}

static int64_t fixed(double px)
{
    /* No page is wider than 20,000 px and no patch reaches farther than that beyond it. */
    if (!(px > -1e6))
        px = -1e6;
    if (px > 1e6)
        px = 1e6;
    return (int64_t)floor(px * FIXED + 0.5);
}

struct walk {
    int64_t x, y;         /* first cell, 1/65536 px */
    int64_t col_x, col_y; /* to the next column */
    int64_t row_x, row_y; /* to the next row */
};

static struct walk place_walk(const struct ovalis_raster *patch, const struct ovalis_frame *frame)
{
    double left = ovalis_raster_mm(0, patch->columns, patch->step_mm);
    double top = ovalis_raster_mm(0, patch->rows, patch->step_mm);

    return (struct walk){
        .x = fixed(frame->centre.x + frame->across.x * left + frame->down.x * top),
        .y = fixed(frame->centre.y + frame->across.y * left + frame->down.y * top),
        .col_x = fixed(frame->across.x * patch->step_mm),
        .col_y = fixed(frame->across.y * patch->step_mm),
        .row_x = fixed(frame->down.x * patch->step_mm),
        .row_y = fixed(frame->down.y * patch->step_mm),
    };
}

/* Each cell the mean of four samples, a quarter of a cell off its middle. */
static void sample_fine(struct ovalis_raster *patch, const struct ovalis_raster_source *source,
                        const struct walk *walk)
{
    uint8_t lines[4][OVALIS_RASTER_MAX_COLUMNS];

    for (int y = 0; y < patch->rows; y++) {
        uint8_t *out = patch->gray + (size_t)y * (size_t)patch->columns;
        int64_t start_x = walk->x + walk->row_x * y, start_y = walk->y + walk->row_y * y;

        for (int part = 0; part < 4; part++) {
            int64_t along = part & 1 ? 1 : -1, across = part & 2 ? 1 : -1;

            sample_row(lines[part], patch->columns, source,
                       start_x + (along * walk->col_x + across * walk->row_x) / 4,
                       start_y + (along * walk->col_y + across * walk->row_y) / 4, walk->col_x,
                       walk->col_y);
        }
        for (int x = 0; x < patch->columns; x++)
            out[x] = (uint8_t)((lines[0][x] + lines[1][x] + lines[2][x] + lines[3][x] + 2) / 4);
    }
}

void ovalis_raster_sample(struct ovalis_raster *patch, const struct ovalis_raster_source *source,
                          const struct ovalis_frame *frame)
{
    struct walk walk = place_walk(patch, frame);
    double pixels = (fabs(frame->across.x) + fabs(frame->across.y)) * patch->step_mm;

    if (pixels > PIXELS_PER_SAMPLE) {
        sample_fine(patch, source, &walk);
        return;
    }
    for (int y = 0; y < patch->rows; y++)
        sample_row(patch->gray + (size_t)y * (size_t)patch->columns, patch->columns, source,
                   walk.x + walk.row_x * y, walk.y + walk.row_y * y, walk.col_x, walk.col_y);
}

int ovalis_raster_gray(const struct ovalis_raster_source *source, double x, double y)
{
    return sample_careful(source, fixed(x), fixed(y));
}
