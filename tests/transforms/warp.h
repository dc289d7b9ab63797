/* SPDX-License-Identifier: Apache-2.0 */
/* What can happen to a page between two scans, done to its pixels by this project's own code: the
 * library must not be tested with its own resampling. Every function makes a new page; NULL when
 * memory is out or a bound is passed. */
#ifndef OVALIS_TESTS_WARP_H
#define OVALIS_TESTS_WARP_H

#include "page/page.h"

struct ovalis_page *warp_copy(const struct ovalis_page *page);
struct ovalis_page *warp_turned(const struct ovalis_page *page);   /* by 180 degrees */
struct ovalis_page *warp_mirrored(const struct ovalis_page *page); /* left and right exchanged */

/* Turned clockwise about its middle on a frame large enough for all of it; `surround` is the gray
 * level of what was not on the page. Bilinear. */
struct ovalis_page *warp_skewed(const struct ovalis_page *page, double degrees, uint8_t surround);

/* Both axes by their factors; area-weighted where pixels are lost, bilinear where they are won. The
 * claimed resolution changes likewise when `keep_dpi` is false. */
struct ovalis_page *warp_resized(const struct ovalis_page *page, double factor_x, double factor_y,
                                 bool keep_dpi);

/* Feed speed changes at `at` (share of the height) by `percent`: rows below are stretched. */
struct ovalis_page *warp_stretched(const struct ovalis_page *page, double at, double percent);

/* 1 bit: white at `level` and above. */
struct ovalis_page *warp_bilevel(const struct ovalis_page *page, int level);

/* Fill an upright rectangle, given by its middle and half sizes in px; cut at the page's edges. */
void warp_fill(struct ovalis_page *page, struct ovalis_px middle, double half_width,
               double half_height, uint8_t level);

/* A line from edge to edge through two places, `width` px high. */
void warp_line(struct ovalis_page *page, struct ovalis_px left, struct ovalis_px right, int width,
               uint8_t level);

#endif
