/* SPDX-License-Identifier: Apache-2.0 */
#include "page/tiff_write.h"

#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/deflate.h"
#include "page/tiff_memory.h"

/* Chosen by the table in docs/formats/images.md, which tests/benchmark/tiff.c prints. */
static const struct ovalis_tiff_way gray_way = {.compression = COMPRESSION_ADOBE_DEFLATE,
                                                .level = 1,
                                                .direct = true,
                                                .differences = true,
                                                .rows = 256};

/* A fax image is one strip: some readers know no others. */
static const struct ovalis_tiff_way bilevel_way = {.compression = COMPRESSION_CCITTFAX4,
                                                   .one_bit = true};

static bool set_codec(TIFF *tiff, const struct ovalis_tiff_way *way)
{
    int level_tag = way->compression == COMPRESSION_ZSTD ? TIFFTAG_ZSTD_LEVEL : TIFFTAG_ZIPQUALITY;
    int predictor = way->differences ? PREDICTOR_HORIZONTAL : PREDICTOR_NONE;

    return (!way->differences || TIFFSetField(tiff, TIFFTAG_PREDICTOR, predictor) == 1) &&
           (way->level == 0 || TIFFSetField(tiff, level_tag, way->level) == 1) &&
           (!way->zlib || TIFFSetField(tiff, TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB) == 1);
}

static int rows_per_strip(const struct ovalis_page *page, const struct ovalis_tiff_way *way)
{
    return way->rows > 0 && way->rows < page->height ? way->rows : page->height;
}

static bool set_tags(TIFF *tiff, const struct ovalis_page *page, const struct ovalis_tiff_way *way)
{
    uint16_t light = way->one_bit ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK;
    bool done = TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)page->width) == 1 &&
                TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)page->height) == 1 &&
                TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, way->one_bit ? 1 : 8) == 1 &&
                TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1) == 1 &&
                TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, light) == 1 &&
                TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == 1 &&
                TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT) == 1 &&
                TIFFSetField(tiff, TIFFTAG_COMPRESSION, way->compression) == 1 &&
                TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (uint32_t)rows_per_strip(page, way)) == 1;

    if (done && page->dpi_x > 0 && page->dpi_y > 0)
        done = TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH) == 1 &&
               TIFFSetField(tiff, TIFFTAG_XRESOLUTION, page->dpi_x) == 1 &&
               TIFFSetField(tiff, TIFFTAG_YRESOLUTION, page->dpi_y) == 1;
    return done && set_codec(tiff, way);
}

/* Eight pixels that are 0 or 255, the first in the low byte, to one byte, the first in its high
 * bit, 1 for black. The top bits, one a byte, are gathered by a product: the bit of byte i goes
 * from place 8 i to 63 - i, and no two meet. */
static uint8_t pack_eight(const uint8_t *row)
{
    uint64_t light = 0;

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&light, row, sizeof light);
#else
    for (unsigned i = 0; i < 8; i++)
        light |= (uint64_t)row[i] << 8 * i;
#endif
    return (uint8_t)((~light & 0x0101010101010101u) * 0x8040201008040201u >> 56);
}

static void pack_row(uint8_t *packed, const uint8_t *row, int width)
{
    int x = 0;

    for (; x + 8 <= width; x += 8)
        packed[x / 8] = pack_eight(row + x);
    if (x < width)
        packed[x / 8] = 0;
    for (; x < width; x++)
        if (row[x] == 0)
            packed[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* TIFF 6.0, section 14: the first pixel of a row as it is, each other as its difference. */
static void difference_row(uint8_t *out, const uint8_t *row, int width)
{
    out[0] = row[0];
    for (int x = 1; x < width; x++)
        out[x] = (uint8_t)(row[x] - row[x - 1]);
}

static size_t size_of_row(const struct ovalis_page *page, const struct ovalis_tiff_way *way)
{
    return way->one_bit ? ((size_t)page->width + 7) / 8 : (size_t)page->width;
}

/* Rows without gaps, as the codec wants them: libtiff makes its differences itself. */
static void fill_strip(uint8_t *strip, const struct ovalis_page *page,
                       const struct ovalis_tiff_way *way, int top, int rows)
{
    size_t row_size = size_of_row(page, way);

    for (int y = top; y < top + rows; y++, strip += row_size) {
        const uint8_t *row = ovalis_page_line(page, y);

        if (way->one_bit)
            pack_row(strip, row, page->width);
        else if (way->direct && way->differences)
            difference_row(strip, row, page->width);
        else
            memcpy(strip, row, row_size);
    }
}

/* libtiff may change the strip. */
static bool write_strip(TIFF *tiff, uint32_t index, uint8_t *strip, size_t size)
{
    return TIFFWriteEncodedStrip(tiff, index, strip, (tmsize_t)size) == (tmsize_t)size;
}

static bool write_direct(TIFF *tiff, uint32_t index, const uint8_t *strip, size_t size, int level,
                         struct ovalis_text *packed)
{
    tmsize_t length;

    ovalis_text_clear(packed);
    if (!ovalis_deflate(packed, strip, size, level))
        return false;
    length = (tmsize_t)packed->length;
    return !packed->failed && TIFFWriteRawStrip(tiff, index, packed->bytes, length) == length;
}

static bool write_strips(TIFF *tiff, const struct ovalis_page *page,
                         const struct ovalis_tiff_way *way)
{
    size_t row_size = size_of_row(page, way);
    int height = rows_per_strip(page, way);
    OVALIS_OWNED(ovalis_release) uint8_t *strip = ovalis_allocate_unset((size_t)height, row_size);
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text packed = {0};

    for (int top = 0; strip && top < page->height; top += height) {
        int rows = page->height - top < height ? page->height - top : height;

        size_t size = (size_t)rows * row_size;
        uint32_t index = (uint32_t)(top / height);

        fill_strip(strip, page, way, top, rows);
        if (way->direct ? !write_direct(tiff, index, strip, size, way->level, &packed)
                        : !write_strip(tiff, index, strip, size))
            return false;
    }
    return strip != NULL;
}

enum ovalis_status ovalis_tiff_write(struct ovalis_text *out, const struct ovalis_page *page,
                                     const struct ovalis_tiff_way *way, struct ovalis_diag *why)
{
    struct ovalis_tiff_memory memory = {.out = out, .start = out->length};
    OVALIS_OWNED(ovalis_tiff_close) TIFF *tiff = ovalis_tiff_open_to_write(&memory);
    bool done =
        tiff && set_tags(tiff, page, way) && write_strips(tiff, page, way) && TIFFFlush(tiff) == 1;

    if (done && !memory.failed && !out->failed)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "a page of %d x %d pixels as TIFF: %s", page->width,
                       page->height, memory.failed ? memory.said : "out of memory");
}

enum ovalis_status ovalis_page_encode_tiff(struct ovalis_text *out, const struct ovalis_page *page,
                                           struct ovalis_diag *why)
{
    return ovalis_tiff_write(out, page, page->bilevel ? &bilevel_way : &gray_way, why);
}
