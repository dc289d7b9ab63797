/* SPDX-License-Identifier: Apache-2.0 */
/* The page as the rooms after this one see it. */
#ifndef OVALIS_PAGE_PAGE_H
#define OVALIS_PAGE_PAGE_H

#include <stdbool.h>

#include "base/geometry.h"
#include "base/sha256.h"
#include "base/text.h"
#include "kernels/kernels.h"
#include "ovalis/page.h"

/* 8-bit gray, 0 black, 255 white, rows top to bottom. Read-only once made. OVALIS_KERNEL_SLACK
 * bytes behind the last row may be read. */
struct ovalis_page {
    int width, height;   /* px */
    ptrdiff_t stride;    /* bytes from row to row, >= width */
    uint8_t *pixels;     /* first row */
    double dpi_x, dpi_y; /* claimed by the source, 0 when unknown */
    bool bilevel;        /* every pixel is 0 or 255 because the source had one bit */
    bool borrowed;       /* the pixels belong to another page, which must live as long */
};

/* A new page of the given size, all white. Checks the bounds of ovalis/page.h before allocating. */
enum ovalis_status ovalis_page_new(struct ovalis_page **out, int width, int height,
                                   struct ovalis_diag *why);

/* The same, its pixels whatever the memory held: for who sets every one of them at once. Filling a
 * letter page twice costs more than half a millisecond. */
enum ovalis_status ovalis_page_new_unset(struct ovalis_page **out, int width, int height,
                                         struct ovalis_diag *why);

static inline const uint8_t *ovalis_page_line(const struct ovalis_page *page, int y)
{
    return page->pixels + (ptrdiff_t)y * page->stride;
}

/* The part of `page` inside `box`, turned clockwise by `quarter_turns` x 90 degrees (0..3): no
 * resampling, every pixel value stays. dpi_x and dpi_y change places with the axes. Without a turn
 * nothing is copied: *out borrows the pixels of `page`, which must not be freed before it. */
enum ovalis_status ovalis_page_turn(struct ovalis_page **out, const struct ovalis_page *page,
                                    struct ovalis_box box, int quarter_turns,
                                    struct ovalis_diag *why);

#endif
