/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: what the samples of a TIFF page mean, and how they darken white paper. */
#ifndef OVALIS_PAGE_TIFF_PIXELS_H
#define OVALIS_PAGE_TIFF_PIXELS_H

#include <tiffio.h>

#include "page/image_format.h"

#define OVALIS_TIFF_MAX_SAMPLES 16 /* per pixel; four inks, opacity, and what scanners add */

/* Each channel acts on the gray page by itself, so that samples side by side and samples plane by
 * plane go the same way: first darken (black, any colour), then dim (black ink), then opacity. */
enum ovalis_tiff_role {
    OVALIS_TIFF_DARKEN,
    OVALIS_TIFF_DIM,
    OVALIS_TIFF_OPACITY,               /* straight */
    OVALIS_TIFF_OPACITY_PREMULTIPLIED, /* colours have been multiplied already */
    OVALIS_TIFF_IGNORE
};

struct ovalis_tiff_channel {
    enum ovalis_tiff_role role;
    uint8_t table[256]; /* sample (of more than 8 bits: its high 8) -> 0..255 light or opacity */
};

/* What the tags of one page say. */
struct ovalis_tiff_tags {
    uint32_t width, height;
    uint32_t chunk_width, chunk_height; /* of a strip or tile */
    uint16_t bits, samples, planar, photometric, compression, format, orientation;
    uint16_t extras;
    uint16_t extra[OVALIS_TIFF_MAX_SAMPLES];
    uint16_t subsample_x, subsample_y; /* of raw YCbCr, else 1 */
    bool tiled;
    bool raw_ycbcr; /* packed in blocks of luminance and one pair of colour differences */
    struct ovalis_tiff_channel channel[OVALIS_TIFF_MAX_SAMPLES];
};

/* Read the tags and prepare the channels. OVALIS_OK, OVALIS_ERR_PAGE_DAMAGED, _UNSUPPORTED,
 * _PAGE_TOO_LARGE. */
enum ovalis_status ovalis_tiff_read_tags(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                         struct ovalis_diag *why);

/* `count` samples of `bits` each, packed as libtiff gives them, to one byte each. */
void ovalis_tiff_unpack(uint8_t *out, const uint8_t *packed, unsigned bits, size_t count);

/* Let one channel act on `width` pixels: samples `step` bytes apart. */
void ovalis_tiff_apply(uint8_t *row, const struct ovalis_tiff_channel *channel,
                       const uint8_t *samples, size_t step, size_t width);

/* One luminance with its colour differences (ITU-R BT.601, full range), as its darkest colour. */
uint8_t ovalis_tiff_darkest_of_ycbcr(int y, int cb, int cr);

#endif
