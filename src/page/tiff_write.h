/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room, and open to the benchmark that compares: TIFF in other ways than the one
 * that ovalis_page_encode_tiff() has chosen. */
#ifndef OVALIS_PAGE_TIFF_WRITE_H
#define OVALIS_PAGE_TIFF_WRITE_H

#include <tiffio.h>

#include "page/image_file.h"

struct ovalis_tiff_way {
    uint16_t compression; /* COMPRESSION_… of libtiff */
    bool direct;          /* Deflate by page/deflate.h, past libtiff */
    bool differences;     /* predictor 2, horizontal; not for fax images */
    int level;            /* of Deflate and Zstandard; 0: the codec has none */
    bool zlib;            /* Deflate by zlib even where libtiff has libdeflate */
    int rows;             /* per strip; 0: one strip */
    bool one_bit;         /* what is black is 1; for bilevel pages only */
};

/* As ovalis_page_encode_tiff(). */
enum ovalis_status ovalis_tiff_write(struct ovalis_text *out, const struct ovalis_page *page,
                                     const struct ovalis_tiff_way *way, struct ovalis_diag *why);

#endif
