/* SPDX-License-Identifier: Apache-2.0 */
/* The paper around one target on a raster that does not depend on the scan: square cells of a fixed
 * size in mm, along the printed axes of that place, whatever resolution, skew and turn the page
 * has. Every measure is taken here, never on the page's own pixels. */
#ifndef OVALIS_MARKS_RASTER_H
#define OVALIS_MARKS_RASTER_H

#include "base/geometry.h"
#include "kernels/kernels.h"
#include "page/page.h"
#include "registration/registration.h"

/* 8 cells a mm: a cell is as large as a pixel at 203 dpi, the usual capture. */
#define OVALIS_RASTER_STEP_MM     0.125
#define OVALIS_RASTER_MAX_COLUMNS 256 /* as OVALIS_BITS_COLUMNS */
#define OVALIS_RASTER_MAX_ROWS    128 /* as OVALIS_BITS_ROWS */
#define OVALIS_RASTER_MAX_CELLS   (OVALIS_RASTER_MAX_COLUMNS * OVALIS_RASTER_MAX_ROWS)

/* A place on the page with its local axes, in px for one mm of paper. */
struct ovalis_frame {
    struct ovalis_px centre, across, down;
};

/* A column of the page (or a row, when `rows`) that shows dirt instead of paper: reading between
 * `from` and `to` (px, inclusive) is replaced by the straight line between the pixels beside. */
struct ovalis_raster_repair {
    bool rows;
    int from, to;
};

/* Where gray values come from. */
struct ovalis_raster_source {
    const struct ovalis_page *page;
    const struct ovalis_kernels *kernels;
    int outside; /* gray level that stands for what is not on the image: paper */
    const struct ovalis_raster_repair *repairs;
    size_t repair_count;
};

struct ovalis_raster {
    int columns, rows;
    double step_mm;
    int white, black; /* gray levels of the paper around and of printed ink; white - black >= 40 */
    uint8_t *gray;    /* rows of `columns` bytes; borrowed */
};

/* Gray level at a place, linear between the four pixels around it, 0..255. */
int ovalis_raster_gray(const struct ovalis_raster_source *source, double x, double y);

/* Fill `gray` of a patch whose columns, rows, step_mm and gray are set; the frame's centre is the
 * middle of the raster. `white` and `black` stay as they are. */
void ovalis_raster_sample(struct ovalis_raster *patch, const struct ovalis_raster_source *source,
                          const struct ovalis_frame *frame);

/* Offset in mm of the middle of raster column (or row) `index` of `count` from the centre. */
static inline double ovalis_raster_mm(int index, int count, double step_mm)
{
    return (index - (count - 1) / 2.0) * step_mm;
}

/* Darkness of a gray level in permille of the way from paper to ink; may pass 1000 and be negative.
 */
static inline int ovalis_raster_darkness(const struct ovalis_raster *patch, int gray)
{
    return (patch->white - gray) * 1000 / (patch->white - patch->black);
}

/* The lightest gray level that is at least that dark. */
static inline int ovalis_raster_level(const struct ovalis_raster *patch, int permille)
{
    int scaled = patch->white * 1000 - permille * (patch->white - patch->black);

    return scaled < 0 ? -1 : scaled / 1000;
}

#endif
