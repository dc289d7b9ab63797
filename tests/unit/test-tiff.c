/* SPDX-License-Identifier: Apache-2.0 */
/* TIFF pages of every kind, written by libtiff and compared with values worked out here. */
#include "images.h"

/* Odd sizes, wider than one tile of 16 and no multiple of 8. */
#define WIDTH  37
#define HEIGHT 29

static struct tiff_buffer buffer;

/* A sample of `bits` bits that differs from its neighbours in place and channel. */
static int sample(int x, int y, int channel, int bits)
{
    unsigned value = (unsigned)(x * 7 + y * 13 + channel * 29 + x * y * 3);

    value = value * 2654435761u >> 8;
    return (int)(value & ((1u << bits) - 1));
}

static int eight(int value, int bits)
{
    int maximum = (1 << bits) - 1;

    return bits == 16 ? value >> 8 : (value * 255 * 2 + maximum) / (2 * maximum);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* A product of two values of 0..255 as shares of 255, to the nearest. */
static int times(int a, int b)
{
    return (int)((double)a * b / 255 + 0.5);
}

static int on_white(int value, int opacity)
{
    return (int)(((double)value * opacity + 255.0 * (255 - opacity)) / 255 + 0.5);
}

static int colour_of_palette(int index, int channel)
{
    return (index * (channel + 3) * 1000 + channel * 777) & 0xFFFF;
}

static int expected_colour(const struct tiff_kind *kind, const int *s)
{
    const int bits = kind->bits;
    int darkest = 65535;

    switch (kind->photometric) {
    case PHOTOMETRIC_MINISWHITE:
        return 255 - eight(s[0], bits);
    case PHOTOMETRIC_MINISBLACK:
        return eight(s[0], bits);
    case PHOTOMETRIC_PALETTE:
        for (int i = 0; i < 3; i++)
            darkest = least(darkest, colour_of_palette(s[0], i) >> 8);
        return darkest;
    case PHOTOMETRIC_SEPARATED:
        for (int i = 0; i < 3; i++)
            darkest = least(darkest, 255 - eight(s[i], bits));
        return times(darkest, 255 - eight(s[3], bits));
    default:
        return eight(least(s[0], least(s[1], s[2])), bits);
    }
}

static int expected_at(const struct tiff_kind *kind, int x, int y)
{
    int s[5], gray;

    for (int i = 0; i < kind->samples; i++)
        s[i] = sample(x, y, i, kind->bits);
    gray = expected_colour(kind, s);
    if (kind->extra == EXTRASAMPLE_UNASSALPHA)
        return on_white(gray, eight(s[kind->samples - 1], kind->bits));
    if (kind->extra == EXTRASAMPLE_ASSOCALPHA)
        return least(255, gray + 255 - eight(s[kind->samples - 1], kind->bits));
    return gray;
}

/* Samples as libtiff takes them: 16 bits in the machine's order, fewer packed from the left. */
static void put_sample(uint8_t *row, int index, int bits, int value)
{
    uint16_t wide = (uint16_t)value;

    if (bits == 16)
        memcpy(row + 2 * index, &wide, 2);
    else
        for (int bit = 0; bit < bits; bit++)
            if (value >> (bits - 1 - bit) & 1)
                row[(index * bits + bit) / 8] |= (uint8_t)(0x80 >> (index * bits + bit) % 8);
}

static void write_rows(TIFF *tiff, const struct tiff_kind *kind)
{
    int planes = kind->planar == PLANARCONFIG_SEPARATE ? kind->samples : 1;
    int side = planes > 1 ? 1 : kind->samples;
    uint8_t image[HEIGHT][(WIDTH + 7) / 8] = {0};

    for (int y = 0; kind->compression == COMPRESSION_JBIG && y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            put_sample(image[y], x, 1, sample(x, y, 0, 1));
    if (kind->compression == COMPRESSION_JBIG) { /* libtiff writes it as a whole only */
        ck_assert_int_gt(TIFFWriteEncodedStrip(tiff, 0, image, sizeof image), 0);
        return;
    }
    for (int plane = 0; plane < planes; plane++)
        for (int y = 0; y < HEIGHT; y++) {
            uint8_t row[WIDTH * 5 * 2] = {0};

            for (int x = 0; x < WIDTH; x++)
                for (int i = 0; i < side; i++)
                    put_sample(row, x * side + i, kind->bits, sample(x, y, plane + i, kind->bits));
            ck_assert_int_eq(TIFFWriteScanline(tiff, row, (uint32_t)y, (uint16_t)plane), 1);
        }
}

static void write_tiles(TIFF *tiff, const struct tiff_kind *kind)
{
    int planes = kind->planar == PLANARCONFIG_SEPARATE ? kind->samples : 1;
    int side = planes > 1 ? 1 : kind->samples;
    int row_size = (kind->tile * side * kind->bits + 7) / 8;

    for (int plane = 0; plane < planes; plane++)
        for (int top = 0; top < HEIGHT; top += kind->tile)
            for (int left = 0; left < WIDTH; left += kind->tile) {
                uint8_t *tile = calloc((size_t)kind->tile, (size_t)row_size);

                for (int y = 0; y < kind->tile; y++)
                    for (int i = 0; i < kind->tile * side; i++)
                        put_sample(tile + y * row_size, i, kind->bits,
                                   sample(left + i / side, top + y, plane + i % side, kind->bits));
                ck_assert_int_gt(
                    TIFFWriteTile(tiff, tile, (uint32_t)left, (uint32_t)top, 0, (uint16_t)plane),
                    0);
                free(tile);
            }
}

static void write_tiff(const struct tiff_kind *kind, const char *mode)
{
    TIFF *tiff = tiff_begin(&buffer, mode);

    tiff_set_kind(tiff, kind, WIDTH, HEIGHT);
    if (kind->photometric == PHOTOMETRIC_PALETTE) {
        uint16_t colours[3][256];

        for (int i = 0; i < 3 * 256; i++)
            colours[i / 256][i % 256] = (uint16_t)colour_of_palette(i % 256, i / 256);
        TIFFSetField(tiff, TIFFTAG_COLORMAP, colours[0], colours[1], colours[2]);
    }
    if (kind->tile)
        write_tiles(tiff, kind);
    else
        write_rows(tiff, kind);
    TIFFClose(tiff);
}

static void expect_kind(const struct tiff_kind *kind)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;

    page = decode_well(buffer.bytes, buffer.size, 0);
    ck_assert_int_eq(page->width, WIDTH);
    ck_assert_int_eq(page->height, HEIGHT);
    ck_assert_int_eq(page->bilevel, kind->bits == 1 && kind->samples == 1 &&
                                        kind->photometric <= PHOTOMETRIC_MINISBLACK);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            ck_assert_msg(ovalis_page_row(page, y)[x] == expected_at(kind, x, y),
                          "pixel %d,%d: expected %d, found %d", x, y, expected_at(kind, x, y),
                          ovalis_page_row(page, y)[x]);
}

static const struct tiff_kind kinds[] = {
    /* photometric, bits, samples, planar, compression, tile, rows, extra */
    {PHOTOMETRIC_MINISWHITE, 1, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 1, 1, 0, 0, 0, 5, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 2, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISWHITE, 2, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 3, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 4, 1, 0, 0, 0, 7, 0, 0, 0},
    {PHOTOMETRIC_MINISWHITE, 4, 1, 0, 0, 16, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 5, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 8, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISWHITE, 8, 1, 0, 0, 0, 3, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 8, 1, 0, 0, 16, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 16, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISWHITE, 16, 1, 0, 0, 16, 0, 0, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 8, 2, 0, 0, 0, 0, EXTRASAMPLE_UNASSALPHA, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 8, 2, 0, 0, 0, 0, EXTRASAMPLE_ASSOCALPHA, 0, 0},
    {PHOTOMETRIC_MINISWHITE, 8, 2, 2, 0, 0, 4, EXTRASAMPLE_UNASSALPHA, 0, 0},
    {PHOTOMETRIC_MINISBLACK, 8, 2, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_PALETTE, 8, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_PALETTE, 4, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_PALETTE, 2, 1, 0, 0, 16, 0, 0, 0, 0},
    {PHOTOMETRIC_PALETTE, 1, 1, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 8, 3, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 8, 3, 2, 0, 0, 6, 0, 0, 0},
    {PHOTOMETRIC_RGB, 8, 3, 2, 0, 16, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 8, 3, 0, 0, 32, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 4, 3, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 1, 3, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 16, 3, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_RGB, 16, 3, 2, 0, 0, 9, 0, 0, 0},
    {PHOTOMETRIC_RGB, 8, 4, 0, 0, 0, 0, EXTRASAMPLE_UNASSALPHA, 0, 0},
    {PHOTOMETRIC_RGB, 8, 4, 2, 0, 0, 0, EXTRASAMPLE_ASSOCALPHA, 0, 0},
    {PHOTOMETRIC_RGB, 16, 4, 0, 0, 16, 0, EXTRASAMPLE_UNASSALPHA, 0, 0},
    {PHOTOMETRIC_RGB, 8, 4, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_SEPARATED, 8, 4, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_SEPARATED, 8, 4, 2, 0, 0, 8, 0, 0, 0},
    {PHOTOMETRIC_SEPARATED, 16, 4, 0, 0, 0, 0, 0, 0, 0},
    {PHOTOMETRIC_SEPARATED, 8, 5, 2, 0, 0, 0, EXTRASAMPLE_UNASSALPHA, 0, 0},
};

/* Both byte orders, and BigTIFF. */
static const char *const modes[] = {"wl", "wb", "w8l", "w8b"};

START_TEST(samples_of_every_kind_become_gray)
{
    write_tiff(&kinds[_i / 4], modes[_i % 4]);
    expect_kind(&kinds[_i / 4]);
}
END_TEST

static const struct {
    int compression;
    bool bilevel_only;
} codecs[] = {
    {COMPRESSION_NONE, false},     {COMPRESSION_LZW, false},
    {COMPRESSION_PACKBITS, false}, {COMPRESSION_ADOBE_DEFLATE, false},
    {COMPRESSION_DEFLATE, false},  {COMPRESSION_LZMA, false},
    {COMPRESSION_ZSTD, false},     {COMPRESSION_LERC, false},
    {COMPRESSION_CCITTRLE, true},  {COMPRESSION_CCITTFAX3, true},
    {COMPRESSION_CCITTFAX4, true}, {COMPRESSION_JBIG, true},
};

START_TEST(every_lossless_codec_gives_the_same_pixels)
{
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISWHITE,
                             .bits = codecs[_i].bilevel_only ? 1 : 8,
                             .samples = 1,
                             .compression = codecs[_i].compression,
                             .rows = codecs[_i].compression == COMPRESSION_JBIG ? 0 : 10};

    if (!TIFFIsCODECConfigured((uint16_t)kind.compression))
        return;
    write_tiff(&kind, "wl");
    expect_kind(&kind);
    if (codecs[_i].bilevel_only)
        return;
    kind.photometric = PHOTOMETRIC_RGB;
    kind.samples = 3;
    kind.tile = 16;
    write_tiff(&kind, "wb");
    expect_kind(&kind);
}
END_TEST

/* photometric, bits, samples, planar, compression, tile, rows, extra, orientation, predictor */
static const struct tiff_kind differences[] = {
    {PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_ADOBE_DEFLATE, 0, 7, 0, 0, 2},
    {PHOTOMETRIC_MINISWHITE, 8, 1, 0, COMPRESSION_LZW, 0, 0, 0, 0, 2},
    {PHOTOMETRIC_MINISBLACK, 8, 1, 0, COMPRESSION_ZSTD, 16, 0, 0, 0, 2},
    {PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_ADOBE_DEFLATE, 16, 0, 0, 0, 2},
    {PHOTOMETRIC_RGB, 8, 3, PLANARCONFIG_SEPARATE, COMPRESSION_LZW, 0, 5, 0, 0, 2},
    {PHOTOMETRIC_RGB, 8, 4, 0, COMPRESSION_LZW, 0, 5, EXTRASAMPLE_UNASSALPHA, 0, 2},
    {PHOTOMETRIC_PALETTE, 8, 1, 0, COMPRESSION_ADOBE_DEFLATE, 0, 9, 0, 0, 2},
    {PHOTOMETRIC_MINISBLACK, 16, 1, 0, COMPRESSION_ADOBE_DEFLATE, 0, 9, 0, 0, 2},
};

START_TEST(differences_of_neighbours_are_summed_up)
{
    if (!TIFFIsCODECConfigured((uint16_t)differences[_i].compression))
        return;
    write_tiff(&differences[_i], "wl");
    expect_kind(&differences[_i]);
    write_tiff(&differences[_i], "wb");
    expect_kind(&differences[_i]);
}
END_TEST

/* Slow slopes, which lossy codecs keep to a few steps. */
static int slope(int x, int y, int channel)
{
    return 40 + x * 3 + y * 2 + channel * 20;
}

static const struct {
    int compression, photometric, samples;
} lossy[] = {
    {COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 1},
    {COMPRESSION_JPEG, PHOTOMETRIC_RGB, 3},
    {COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 3},
    {COMPRESSION_WEBP, PHOTOMETRIC_RGB, 3},
};

START_TEST(lossy_codecs_give_nearly_the_same_pixels)
{
    struct tiff_kind kind = {.photometric = lossy[_i].photometric,
                             .bits = 8,
                             .samples = lossy[_i].samples,
                             .compression = lossy[_i].compression,
                             .rows = 16};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    TIFF *tiff = tiff_begin(&buffer, "wl");

    if (!TIFFIsCODECConfigured((uint16_t)kind.compression))
        return;
    tiff_set_kind(tiff, &kind, WIDTH, HEIGHT);
    if (kind.compression == COMPRESSION_JPEG) {
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 98);
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    for (int y = 0; y < HEIGHT; y++) {
        uint8_t row[WIDTH * 3];

        for (int i = 0; i < WIDTH * kind.samples; i++)
            row[i] = (uint8_t)slope(i / kind.samples, y, i % kind.samples);
        ck_assert_int_eq(TIFFWriteScanline(tiff, row, (uint32_t)y, 0), 1);
    }
    TIFFClose(tiff);
    page = decode_well(buffer.bytes, buffer.size, 0);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            ck_assert_int_le(abs(ovalis_page_row(page, y)[x] - slope(x, y, 0)), 12);
}
END_TEST

/* Uncompressed YCbCr, two by two pixels to a pair of colour differences. Blocks of one colour:
 * black, red (76, 85, 255), green (150, 44, 21), white; their darkest channels are known. */
START_TEST(subsampled_colour_differences_are_unpacked)
{
    static const uint8_t blocks[] = {
        0,   0,   0,   0,   128, 128, 76, 76, 76, 76, 85,  255, 150, 150, 150, 150, 44,  21,
        255, 255, 255, 255, 128, 128, 90, 91, 92, 93, 128, 128, 9,   9,   9,   9,   128, 128,
    };
    static const uint8_t expected[4][5] = {
        {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {255, 255, 90, 91, 9}, {255, 255, 92, 93, 9}};
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_YCBCR, .bits = 8, .samples = 3};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    TIFF *tiff = tiff_begin(&buffer, "wl");

    tiff_set_kind(tiff, &kind, 5, 4);
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 2, 2);
    ck_assert_int_eq(TIFFWriteRawStrip(tiff, 0, (void *)(uintptr_t)blocks, sizeof blocks),
                     sizeof blocks);
    TIFFClose(tiff);
    page = decode_well(buffer.bytes, buffer.size, 0);
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 5; x++)
            ck_assert_int_le(abs(ovalis_page_row(page, y)[x] - expected[y][x]), 1);
}
END_TEST

static const struct {
    int width, height;
    const char *rows[3];
} orientations[] = {
    /* stored as "abc" over "def"; how it looks (TIFF 6.0: row 0 and column 0 of what is stored) */
    {3, 2, {"abc", "def", NULL}}, /* 0: no such value */
    {3, 2, {"abc", "def", NULL}}, /* 1: top, left */
    {3, 2, {"cba", "fed", NULL}}, /* 2: top, right */
    {3, 2, {"fed", "cba", NULL}}, /* 3: bottom, right */
    {3, 2, {"def", "abc", NULL}}, /* 4: bottom, left */
    {2, 3, {"ad", "be", "cf"}},   /* 5: left, top */
    {2, 3, {"da", "eb", "fc"}},   /* 6: right, top */
    {2, 3, {"fc", "eb", "da"}},   /* 7: right, bottom */
    {2, 3, {"cf", "be", "ad"}},   /* 8: left, bottom */
};

START_TEST(the_orientation_tag_turns_the_page_upright)
{
    struct tiff_kind kind = {
        .photometric = PHOTOMETRIC_MINISBLACK, .bits = 8, .samples = 1, .orientation = _i};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    TIFF *tiff = tiff_begin(&buffer, "wl");
    char rows[2][4] = {"abc", "def"};

    tiff_set_kind(tiff, &kind, 3, 2);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 200.0);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 100.0);
    for (uint32_t y = 0; y < 2; y++)
        ck_assert_int_eq(TIFFWriteScanline(tiff, rows[y], y, 0), 1);
    TIFFClose(tiff);
    page = decode_well(buffer.bytes, buffer.size, 0);
    ck_assert_int_eq(page->width, orientations[_i].width);
    ck_assert_int_eq(page->height, orientations[_i].height);
    for (int y = 0; y < page->height; y++)
        ck_assert_mem_eq(ovalis_page_row(page, y), orientations[_i].rows[y], (size_t)page->width);
    ck_assert(page->dpi_x == (_i >= 5 ? 100 : 200) && page->dpi_y == (_i >= 5 ? 200 : 100));
}
END_TEST

static const struct {
    int unit; /* 0: no tag */
    double x, y;
    double dpi_x, dpi_y;
} resolutions[] = {
    {RESUNIT_INCH, 200, 300, 200, 300},
    {RESUNIT_CENTIMETER, 100, 200, 254, 508},
    {0, 240, 240, 240, 240},
    {RESUNIT_NONE, 200, 200, 0, 0},
    {RESUNIT_INCH, 0, 0, 0, 0},
};

START_TEST(the_claimed_resolution_is_in_dots_per_inch)
{
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISBLACK, .bits = 8, .samples = 1};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    TIFF *tiff = tiff_begin(&buffer, "wl");

    tiff_set_kind(tiff, &kind, 1, 1);
    if (resolutions[_i].unit)
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, resolutions[_i].unit);
    if (resolutions[_i].x > 0) {
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, resolutions[_i].x);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, resolutions[_i].y);
    }
    ck_assert_int_eq(TIFFWriteScanline(tiff, "x", 0, 0), 1);
    TIFFClose(tiff);
    page = decode_well(buffer.bytes, buffer.size, 0);
    ck_assert_double_eq_tol(page->dpi_x, resolutions[_i].dpi_x, 1e-3);
    ck_assert_double_eq_tol(page->dpi_y, resolutions[_i].dpi_y, 1e-3);
}
END_TEST

/* Three pages, with a thumbnail and a mask between them. */
START_TEST(pages_are_counted_without_thumbnails_and_masks)
{
    static const int types[] = {FILETYPE_PAGE, FILETYPE_REDUCEDIMAGE, 0, FILETYPE_MASK,
                                FILETYPE_PAGE};
    static const char values[] = "p.q.r";
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISBLACK, .bits = 8, .samples = 1};
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    TIFF *tiff = tiff_begin(&buffer, "wl");
    struct ovalis_diag why;

    for (int i = 0; i < 5; i++) {
        char row = values[i];

        tiff_set_kind(tiff, &kind, 1, 1);
        TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, types[i]);
        ck_assert_int_eq(TIFFWriteScanline(tiff, &row, 0, 0), 1);
        ck_assert_int_eq(TIFFWriteDirectory(tiff), 1);
    }
    TIFFClose(tiff);
    ck_assert_int_eq(ovalis_image_file_from_memory(&file, "t", buffer.bytes, buffer.size, &why),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_format(file), OVALIS_IMAGE_TIFF);
    ck_assert_int_eq(ovalis_image_file_pages(file), 3);
    for (int i = 2; i >= 0; i--) { /* in any order */
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;

        ck_assert_int_eq(ovalis_image_file_page(&page, file, i, &why), OVALIS_OK);
        ck_assert_int_eq(ovalis_page_row(page, 0)[0], "pqr"[i]);
    }
}
END_TEST

static const struct {
    uint32_t tag;
    int value;
} strange[] = {
    {TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_CIELAB},
    {TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MASK},
    {TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_INT},
    {TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP},
    {TIFFTAG_BITSPERSAMPLE, 32},
    {TIFFTAG_BITSPERSAMPLE, 12},
};

START_TEST(kinds_that_are_not_read_are_named)
{
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISBLACK, .bits = 8, .samples = 1};
    TIFF *tiff = tiff_begin(&buffer, "wl");
    uint8_t row[64] = {0};
    struct ovalis_diag why;

    if (strange[_i].tag == TIFFTAG_COMPRESSION)
        kind.bits = 1;
    tiff_set_kind(tiff, &kind, 4, 1);
    TIFFSetField(tiff, strange[_i].tag, strange[_i].value);
    ck_assert_int_eq(TIFFWriteScanline(tiff, row, 0, 0), 1);
    TIFFClose(tiff);
    ck_assert_ptr_null(decode(buffer.bytes, buffer.size, 0, &why));
    ck_assert_int_eq(why.status, OVALIS_ERR_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(why.text, "test: page 1: TIFF: "));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tiff");
    TCase *cases = tcase_create("tiff");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, samples_of_every_kind_become_gray, 0,
                        4 * (int)(sizeof kinds / sizeof kinds[0]));
    tcase_add_loop_test(cases, differences_of_neighbours_are_summed_up, 0,
                        (int)(sizeof differences / sizeof differences[0]));
    tcase_add_loop_test(cases, every_lossless_codec_gives_the_same_pixels, 0,
                        (int)(sizeof codecs / sizeof codecs[0]));
    tcase_add_loop_test(cases, lossy_codecs_give_nearly_the_same_pixels, 0,
                        (int)(sizeof lossy / sizeof lossy[0]));
    tcase_add_test(cases, subsampled_colour_differences_are_unpacked);
    tcase_add_loop_test(cases, the_orientation_tag_turns_the_page_upright, 1, 9);
    tcase_add_loop_test(cases, the_claimed_resolution_is_in_dots_per_inch, 0,
                        (int)(sizeof resolutions / sizeof resolutions[0]));
    tcase_add_test(cases, pages_are_counted_without_thumbnails_and_masks);
    tcase_add_loop_test(cases, kinds_that_are_not_read_are_named, 0,
                        (int)(sizeof strange / sizeof strange[0]));
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
