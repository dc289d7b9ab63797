/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: what a reader of one image format gives, and what the readers share. */
#ifndef OVALIS_PAGE_IMAGE_FORMAT_H
#define OVALIS_PAGE_IMAGE_FORMAT_H

#include "page/image_file.h"

/* Bytes in memory, or in an open file whose pages are only being counted. */
struct ovalis_image_source {
    const uint8_t *bytes; /* NULL: read from `descriptor` */
    int descriptor;
    uint64_t size;
};

/* Exactly `size` bytes from `offset`, or false. */
bool ovalis_image_fetch(const struct ovalis_image_source *source, uint64_t offset, void *out,
                        size_t size);

/* Where each page begins: a TIFF directory, the header of a PNM image, 0 for JPEG and PNG. */
struct ovalis_image_pages {
    uint64_t *offsets;
    size_t count, capacity;
};

/* OVALIS_OK, OVALIS_ERR_PAGE_TOO_LARGE at OVALIS_PAGE_FILE_MAX_PAGES, OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_image_pages_add(struct ovalis_image_pages *pages, uint64_t offset,
                                          struct ovalis_diag *why);

/* To add a format: write these three functions, name them in the table of image_file.c, and give
 * its seeds to tests/fuzz/seeds/page. */
struct ovalis_image_reader {
    enum ovalis_image_format format;
    bool (*recognise)(const uint8_t head[8]); /* zeros behind the end of a shorter file */
    /* At least one page, or a failure. Reads no pixels. */
    enum ovalis_status (*list)(struct ovalis_image_pages *pages,
                               const struct ovalis_image_source *source, struct ovalis_diag *why);
    /* `source` is in memory. The caller adds file and page number to the message. */
    enum ovalis_status (*decode)(struct ovalis_page **out, const struct ovalis_image_source *source,
                                 uint64_t offset, struct ovalis_diag *why);
};

extern const struct ovalis_image_reader ovalis_tiff_reader;
extern const struct ovalis_image_reader ovalis_jpeg_reader;
extern const struct ovalis_image_reader ovalis_png_reader;
extern const struct ovalis_image_reader ovalis_pnm_reader;

/* The 16-bit value of `tag` in the first directory of a TIFF structure in memory, such as the body
 * of an Exif segment; 0 when it is not there or the structure is broken. */
unsigned ovalis_tiff_find_short(const uint8_t *bytes, size_t size, unsigned tag);

/* Replace the page by its upright self: TIFF and Exif orientation 1 to 8; anything else is taken
 * as 1. OVALIS_OK, or OVALIS_ERR_MEMORY and *page as it was. */
enum ovalis_status ovalis_image_orient(struct ovalis_page **page, unsigned orientation,
                                       struct ovalis_diag *why);

/* Claimed resolution in dots per inch; 0 for a claim that cannot be one. */
void ovalis_image_claim_dpi(struct ovalis_page *page, double x, double y);

/* Set `bilevel` when every pixel is black or white; for sources of one bit a pixel. */
void ovalis_image_note_bilevel(struct ovalis_page *page);

/* Colour to gray: the darkest channel shows ink of every colour (a weighted mean loses half of a
 * red stroke). `values` holds `width` pixels of `step` (3 or 4) bytes, first red, green, blue. */
void ovalis_image_darkest(uint8_t *restrict row, const uint8_t *restrict values, int width,
                          int step);

/* value * share / 255, to the nearest. */
static inline uint8_t ovalis_image_scale(unsigned value, unsigned share)
{
    return (uint8_t)((value * share + 127) / 255);
}

/* A pixel of straight (not premultiplied) opacity on white paper. */
static inline uint8_t ovalis_image_over_white(unsigned value, unsigned opacity)
{
    return (uint8_t)((value * opacity + 255 * (255 - opacity) + 127) / 255);
}

#endif
