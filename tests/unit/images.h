/* SPDX-License-Identifier: Apache-2.0 */
/* Image files made in memory by the libraries themselves, for the tests of the page room. */
#ifndef OVALIS_TESTS_IMAGES_H
#define OVALIS_TESTS_IMAGES_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include "base/memory.h"
#include "page/image_file.h"

/* What a TIFF of a test is like. Zero means: the usual. */
struct tiff_kind {
    int photometric, bits, samples, planar, compression, tile, rows, extra, orientation;
    int predictor;
};

/* Bytes that grow, with a place to write at: what libtiff needs. */
struct tiff_buffer {
    uint8_t bytes[1 << 18];
    size_t size, at;
};

static inline tmsize_t tiff_put(thandle_t handle, void *from, tmsize_t size)
{
    struct tiff_buffer *buffer = handle;

    ck_assert_uint_le(buffer->at + (size_t)size, sizeof buffer->bytes);
    memcpy(buffer->bytes + buffer->at, from, (size_t)size);
    buffer->at += (size_t)size;
    if (buffer->at > buffer->size)
        buffer->size = buffer->at;
    return size;
}

static inline tmsize_t tiff_get(thandle_t handle, void *to, tmsize_t size)
{
    struct tiff_buffer *buffer = handle;
    size_t left = buffer->at < buffer->size ? buffer->size - buffer->at : 0;

    if ((size_t)size > left)
        size = (tmsize_t)left;
    memcpy(to, buffer->bytes + buffer->at, (size_t)size);
    buffer->at += (size_t)size;
    return size;
}

static inline toff_t tiff_seek(thandle_t handle, toff_t offset, int whence)
{
    struct tiff_buffer *buffer = handle;

    buffer->at = (size_t)offset + (whence == SEEK_CUR   ? buffer->at
                                   : whence == SEEK_END ? buffer->size
                                                        : 0);
    return buffer->at;
}

static inline int tiff_done(thandle_t handle)
{
    (void)handle;
    return 0;
}

static inline toff_t tiff_size(thandle_t handle)
{
    return ((struct tiff_buffer *)handle)->size;
}

static inline TIFF *tiff_begin(struct tiff_buffer *buffer, const char *mode)
{
    TIFF *tiff;

    buffer->size = buffer->at = 0;
    memset(buffer->bytes, 0, sizeof buffer->bytes);
    tiff = TIFFClientOpen("test", mode, buffer, tiff_get, tiff_put, tiff_seek, tiff_done, tiff_size,
                          NULL, NULL);
    ck_assert_ptr_nonnull(tiff);
    return tiff;
}

static inline void tiff_set_kind(TIFF *tiff, const struct tiff_kind *kind, int width, int height)
{
    uint16_t extra = (uint16_t)kind->extra;

    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind->samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind->planar ? kind->planar : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind->compression ? kind->compression : 1);
    if (kind->predictor)
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, kind->predictor);
    if (kind->orientation)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind->orientation);
    if (kind->extra)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
    if (kind->tile) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind->tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind->tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->rows ? kind->rows : height);
    }
}

/* Decode page `index` of a file in memory; NULL and *status when it is refused. */
static inline struct ovalis_page *decode(const void *bytes, size_t size, int index,
                                         struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    struct ovalis_page *page = NULL;

    why->status = OVALIS_OK;
    if (ovalis_image_file_from_memory(&file, "test", bytes, size, why) != OVALIS_OK) {
        ck_assert_ptr_null(file);
        return NULL;
    }
    if (ovalis_image_file_page(&page, file, index, why) != OVALIS_OK)
        ck_assert_ptr_null(page);
    return page;
}

static inline struct ovalis_page *decode_well(const void *bytes, size_t size, int index)
{
    struct ovalis_diag why;
    struct ovalis_page *page = decode(bytes, size, index, &why);

    ck_assert_msg(page != NULL, "%s", why.text);
    return page;
}

/* libjpeg with its own error handling, which ends the test. */
struct jpeg_kind {
    J_COLOR_SPACE in, stored;
    int channels;
    bool progressive;
    int density_unit, density_x, density_y;
    int exif_orientation;
};

typedef int sample_function(int x, int y, int channel);

static inline void jpeg_write_exif(struct jpeg_compress_struct *jpeg, int orientation)
{
    uint8_t exif[] = {'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0,    0,    0, 8, 0, 1,
                      1,   0x12, 0,   3,   0, 0, 0,   1,   0, 0,  0xEE, 0xEE, 0, 0, 0, 0};

    exif[25] = (uint8_t)orientation;
    jpeg_write_marker(jpeg, JPEG_APP0 + 1, exif, sizeof exif);
}

static inline uint8_t *make_jpeg(const struct jpeg_kind *kind, int width, int height,
                                 sample_function *sample, unsigned long *size)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t *bytes = NULL;
    uint8_t row[4 * 256];
    JSAMPROW rows[1] = {row};

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    *size = 0;
    jpeg_mem_dest(&jpeg, &bytes, size);
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = kind->channels;
    jpeg.in_color_space = kind->in;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, kind->stored);
    jpeg_set_quality(&jpeg, 100, TRUE);
    for (int i = 0; i < jpeg.num_components; i++)
        jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
    if (kind->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg.density_unit = (UINT8)kind->density_unit;
    jpeg.X_density = (UINT16)kind->density_x;
    jpeg.Y_density = (UINT16)kind->density_y;
    jpeg_start_compress(&jpeg, TRUE);
    if (kind->exif_orientation)
        jpeg_write_exif(&jpeg, kind->exif_orientation);
    for (int y = 0; y < height; y++) {
        for (int i = 0; i < width * kind->channels; i++)
            row[i] = (uint8_t)sample(i / kind->channels, y, i % kind->channels);
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return bytes;
}

struct png_kind {
    int colour, bits, interlace;
    bool transparent; /* tRNS: gray or colour (17, 17, 17), palette entry 0 at 100 */
};

static inline void png_take(png_structp png, png_bytep bytes, size_t size)
{
    ovalis_text_add_bytes(png_get_io_ptr(png), bytes, size);
}

static inline void png_flush_nothing(png_structp png)
{
    (void)png;
}

static inline void png_set_kind(png_structp png, png_infop info, const struct png_kind *kind)
{
    static const png_byte opacity[1] = {100};
    png_color_16 hidden = {0, 17, 17, 17, 17};
    png_color palette[256];
    int entries = 1 << (kind->bits < 8 ? kind->bits : 8);

    for (int i = 0; i < entries; i++)
        palette[i] = (png_color){(png_byte)(i * 3), (png_byte)(255 - i), (png_byte)(i * 5 + 7)};
    if (kind->colour == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, entries);
    if (kind->transparent && kind->colour == PNG_COLOR_TYPE_PALETTE)
        png_set_tRNS(png, info, opacity, 1, NULL);
    else if (kind->transparent)
        png_set_tRNS(png, info, NULL, 0, &hidden);
}

static inline void pack_sample(uint8_t *row, int index, int bits, int value)
{
    if (bits == 16) {
        row[2 * index] = (uint8_t)(value >> 8);
        row[2 * index + 1] = (uint8_t)value;
        return;
    }
    row[index * bits / 8] |= (uint8_t)(value << (8 - bits - index * bits % 8));
}

static inline void make_png(struct ovalis_text *out, const struct png_kind *kind, int width,
                            int height, sample_function *sample)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t *rows[64];
    int channels;

    png_set_write_fn(png, out, png_take, png_flush_nothing);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, kind->bits, kind->colour,
                 kind->interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_kind(png, info, kind);
    png_set_pHYs(png, info, 7874, 11811, PNG_RESOLUTION_METER);
    channels = png_get_channels(png, info);
    png_write_info(png, info);
    for (int y = 0; y < height; y++) {
        rows[y] = calloc(1, (size_t)width * (size_t)channels * 2);
        for (int i = 0; i < width * channels; i++)
            pack_sample(rows[y], i, kind->bits, sample(i / channels, y, i % channels));
    }
    png_write_image(png, rows);
    png_write_end(png, info);
    for (int y = 0; y < height; y++)
        free(rows[y]);
    png_destroy_write_struct(&png, &info);
}

#endif
