/* SPDX-License-Identifier: Apache-2.0 */
/* A page: the gray image of one side of a sheet. */
#ifndef OVALIS_PAGE_H
#define OVALIS_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "ovalis/api.h"
#include "ovalis/diag.h"

/* Bounds that no input may pass: 600 dpi of the largest paper (8.5 x 22 in) is 67 Mpx; twice that
 * leaves room for a surround. */
#define OVALIS_PAGE_MAX_SIDE       20000     /* px */
#define OVALIS_PAGE_MAX_PIXELS     134217728 /* px, 128 Mi */
#define OVALIS_PAGE_FILE_MAX_BYTES (1u << 29)
#define OVALIS_PAGE_FILE_MAX_PAGES 20000

struct ovalis_page;

/* Copy pixels into a new page. 8-bit gray, 0 black, 255 white; `width` and `height` in px, rows
 * `stride` bytes apart (negative: `pixels` points at the first row of a bottom-up image). dpi_x and
 * dpi_y are what the source claims, 0 when unknown: they are a hint, never believed.
 * OVALIS_OK: *out is a new page, freed by the caller with ovalis_page_free().
 * OVALIS_ERR_PAGE_TOO_LARGE, OVALIS_ERR_ARGUMENT, OVALIS_ERR_MEMORY: *out is NULL. */
OVALIS_API enum ovalis_status ovalis_page_from_pixels(struct ovalis_page **out, int width,
                                                      int height, const uint8_t *pixels,
                                                      ptrdiff_t stride, double dpi_x, double dpi_y,
                                                      struct ovalis_diag *why);

/* Free and set to NULL. NULL and a pointer to NULL are fine. */
OVALIS_API void ovalis_page_free(struct ovalis_page **page);

OVALIS_API int ovalis_page_width(const struct ovalis_page *page);  /* px */
OVALIS_API int ovalis_page_height(const struct ovalis_page *page); /* px */

/* Row y, counted from the top; borrowed until the page is freed; `width` bytes. */
OVALIS_API const uint8_t *ovalis_page_row(const struct ovalis_page *page, int y);

#endif
