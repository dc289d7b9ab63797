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
    bool differences; /* predictor 2 of 8-bit samples: libtiff is told to leave them as they are */
    bool raw_ycbcr;   /* packed in blocks of luminance and one pair of colour differences */
    struct ovalis_tiff_channel channel[OVALIS_TIFF_MAX_SAMPLES];
};

/* Read the tags and prepare the channels. OVALIS_OK, OVALIS_ERR_PAGE_DAMAGED, _UNSUPPORTED,
 * _PAGE_TOO_LARGE. */
enum ovalis_status ovalis_tiff_read_tags(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                         struct ovalis_diag *why);

/* `count` samples of `bits` each, packed as libtiff gives them, to one byte each. */
void ovalis_tiff_unpack(uint8_t *out, const uint8_t *packed, unsigned bits, size_t count);

/* One row of differences of neighbours (TIFF 6.0, section 14), `samples` side by side in a pixel,
 * to the samples themselves. */
void ovalis_tiff_sum_up(uint8_t *row, size_t size, size_t samples);

/* What a row of one bit a pixel becomes: eight pixels for every byte of it. */
struct ovalis_tiff_eights {
    uint8_t pixels[256][8];
};

/* Of a page of one channel that darkens. */
void ovalis_tiff_make_eights(struct ovalis_tiff_eights *eights,
                             const struct ovalis_tiff_channel *channel);

/* `width` pixels from `packed`, whatever `row` held. */
void ovalis_tiff_lay_out(uint8_t *row, const struct ovalis_tiff_eights *eights,
                         const uint8_t *packed, size_t width);

/* Let one channel act on `width` pixels: samples `step` bytes apart. */
void ovalis_tiff_apply(uint8_t *row, const struct ovalis_tiff_channel *channel,
                       const uint8_t *samples, size_t step, size_t width);

/* One luminance with its colour differences (ITU-R BT.601, full range), as its darkest colour. */
uint8_t ovalis_tiff_darkest_of_ycbcr(int y, int cb, int cr);

#endif
