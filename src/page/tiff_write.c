/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/image_file.h"
#include "page/tiff_memory.h"

/* Deflate level 1 on differences of neighbours, in strips of 256 rows. Measured on letter pages at
 * 200 dpi (ms to write, share of the raw size; real noisy scan / clean scan / rendered page):
 *   deflate 1, differences   26 / 16 / 12 ms   59 / 23 / 4 %
 *   deflate 1, plain         27 / 15 / 10 ms   65 / 23 / 4 %
 *   deflate 6, differences  120 / 38 / 15 ms   57 / 22 / 4 %
 *   LZW, differences         45 / 24 / 14 ms   65 / 27 / 5 %
 *   Zstandard 1              14 /  7 /  4 ms   56 / 22 / 3 %: better, but many readers lack it, and
 * an archive must open everywhere for decades. The height of strips hardly matters. */
#define DEFLATE_LEVEL  1
#define ROWS_PER_STRIP 256

static bool set_tags(TIFF *tiff, const struct ovalis_page *page)
{
    uint16_t compression = page->bilevel ? COMPRESSION_CCITTFAX4 : COMPRESSION_ADOBE_DEFLATE;
    uint16_t light = page->bilevel ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK;
    /* A fax image is one strip: some readers know no others. */
    int rows = page->bilevel || page->height < ROWS_PER_STRIP ? page->height : ROWS_PER_STRIP;
    bool done = TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)page->width) == 1 &&
                TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)page->height) == 1 &&
                TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, page->bilevel ? 1 : 8) == 1 &&
                TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1) == 1 &&
                TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, light) == 1 &&
                TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == 1 &&
                TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT) == 1 &&
                TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression) == 1 &&
                TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (uint32_t)rows) == 1;

    if (done && !page->bilevel)
        done = TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL) == 1 &&
               TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, DEFLATE_LEVEL) == 1;
    if (done && page->dpi_x > 0 && page->dpi_y > 0)
        done = TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH) == 1 &&
               TIFFSetField(tiff, TIFFTAG_XRESOLUTION, page->dpi_x) == 1 &&
               TIFFSetField(tiff, TIFFTAG_YRESOLUTION, page->dpi_y) == 1;
    return done;
}

static void pack_row(uint8_t *packed, const uint8_t *row, int width)
{
    memset(packed, 0, (size_t)(width + 7) / 8);
    for (int x = 0; x < width; x++)
        if (row[x] == 0)
            packed[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* Strips as libtiff wants them: rows without gaps. libtiff may change the buffer. */
static bool write_strips(TIFF *tiff, const struct ovalis_page *page)
{
    size_t row_size = page->bilevel ? (size_t)(page->width + 7) / 8 : (size_t)page->width;
    int height = page->bilevel ? page->height : ROWS_PER_STRIP;
    OVALIS_OWNED(ovalis_release) uint8_t *strip = ovalis_allocate((size_t)height, row_size);

    for (int top = 0; strip && top < page->height; top += height) {
        int rows = page->height - top < height ? page->height - top : height;
        tmsize_t size = (tmsize_t)((size_t)rows * row_size);

        for (int y = 0; y < rows; y++) {
            const uint8_t *row = ovalis_page_line(page, top + y);

            if (page->bilevel)
                pack_row(strip + (size_t)y * row_size, row, page->width);
            else
                memcpy(strip + (size_t)y * row_size, row, row_size);
        }
        if (TIFFWriteEncodedStrip(tiff, (uint32_t)(top / height), strip, size) != size)
            return false;
    }
    return strip != NULL;
}

enum ovalis_status ovalis_page_encode_tiff(struct ovalis_text *out, const struct ovalis_page *page,
                                           struct ovalis_diag *why)
{
    struct ovalis_tiff_memory memory = {.out = out, .start = out->length};
    OVALIS_OWNED(ovalis_tiff_close) TIFF *tiff = ovalis_tiff_open_to_write(&memory);
    bool done = tiff && set_tags(tiff, page) && write_strips(tiff, page) && TIFFFlush(tiff) == 1;

    if (done && !memory.failed && !out->failed)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "a page of %d x %d pixels as TIFF: %s", page->width,
                       page->height, memory.failed ? memory.said : "out of memory");
}
