/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the seeds of fuzz-page: one small image of every kind. Run by hand when a kind is added:
 * ninja tests/fuzz/make-page-seeds && tests/fuzz/make-page-seeds <source>/tests/fuzz/seeds/page */
#include "../unit/images.h"

#include "base/text.h"

#define WIDTH  20
#define HEIGHT 18

static struct tiff_buffer buffer;
static const char *folder;

static int slope(int x, int y, int channel)
{
    return (x * 11 + y * 5 + channel * 40) & 255;
}

static int few_bits(int x, int y, int channel)
{
    return slope(x, y, channel) & 15;
}

static int one_bit(int x, int y, int channel)
{
    return slope(x, y, channel) >> 5 & 1;
}

static void save(const char *name, const void *bytes, size_t size)
{
    struct ovalis_diag why;
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (ovalis_file_write(path, bytes, size, &why) != OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        exit(EXIT_FAILURE);
    }
}

static void save_jpegs(void)
{
    static const struct {
        const char *name;
        struct jpeg_kind kind;
    } seeds[] = {
        {"gray.jpg", {JCS_GRAYSCALE, JCS_GRAYSCALE, 1, false, 1, 200, 200, 0}},
        {"turned.jpg", {JCS_GRAYSCALE, JCS_GRAYSCALE, 1, false, 2, 80, 80, 6}},
        {"progressive.jpg", {JCS_RGB, JCS_YCbCr, 3, true, 0, 1, 1, 0}},
        {"rgb.jpg", {JCS_RGB, JCS_RGB, 3, false, 0, 1, 1, 0}},
        {"ycck.jpg", {JCS_CMYK, JCS_YCCK, 4, false, 0, 1, 1, 0}},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        unsigned long size;
        uint8_t *bytes = make_jpeg(&seeds[i].kind, WIDTH, HEIGHT, slope, &size);

        save(seeds[i].name, bytes, size);
        free(bytes);
    }
}

static void save_pngs(void)
{
    static const struct {
        const char *name;
        struct png_kind kind;
        sample_function *sample;
    } seeds[] = {
        {"bilevel.png", {PNG_COLOR_TYPE_GRAY, 1, 0, false}, one_bit},
        {"palette.png", {PNG_COLOR_TYPE_PALETTE, 4, 1, true}, few_bits},
        {"rgb.png", {PNG_COLOR_TYPE_RGB, 8, 0, true}, slope},
        {"rgba.png", {PNG_COLOR_TYPE_RGB_ALPHA, 8, 1, false}, slope},
        {"deep.png", {PNG_COLOR_TYPE_GRAY_ALPHA, 16, 0, false}, slope},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};

        make_png(&bytes, &seeds[i].kind, WIDTH, HEIGHT, seeds[i].sample);
        save(seeds[i].name, bytes.bytes, bytes.length);
    }
}

static void save_pnms(void)
{
    static const char *const images[] = {"P1 3 2\n101 010",
                                         "P2 2 2 15\n0 15\n1 8\n",
                                         "P3 1 1 255 9 8 7",
                                         "P4 9 2\nabcd",
                                         "P5 2 1 255\nabP5#c\n1 1 65535\nab",
                                         "P6 1 1 255\nabc"};
    char name[16];

    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        (void)snprintf(name, sizeof name, "%zu.pnm", i + 1);
        save(name, images[i], strlen(images[i]));
    }
}

static void write_page(TIFF *tiff, const struct tiff_kind *kind)
{
    uint8_t bytes[HEIGHT * 32 * 4] = {0};
    int planes = kind->planar == PLANARCONFIG_SEPARATE ? kind->samples : 1;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)slope((int)i, (int)i / 50, 0);
    tiff_set_kind(tiff, kind, WIDTH, HEIGHT);
    if (kind->photometric == PHOTOMETRIC_YCBCR && kind->compression == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    if (kind->photometric == PHOTOMETRIC_PALETTE) {
        uint16_t colours[256] = {0, 4096, 65535};

        TIFFSetField(tiff, TIFFTAG_COLORMAP, colours, colours, colours);
    }
    for (int plane = 0; plane < planes; plane++)
        for (int top = 0; top < HEIGHT; top += kind->tile ? kind->tile : HEIGHT)
            for (int left = 0; left < WIDTH; left += kind->tile ? kind->tile : WIDTH)
                if (kind->tile)
                    TIFFWriteTile(tiff, bytes, (uint32_t)left, (uint32_t)top, 0, (uint16_t)plane);
                else
                    TIFFWriteEncodedStrip(tiff, TIFFComputeStrip(tiff, 0, (uint16_t)plane), bytes,
                                          TIFFStripSize(tiff));
}

static void save_tiff(const char *name, const char *mode, const struct tiff_kind *kind, int pages)
{
    TIFF *tiff;

    if (kind->compression && !TIFFIsCODECConfigured((uint16_t)kind->compression))
        return;
    tiff = tiff_begin(&buffer, mode);
    for (int i = 0; i < pages; i++) {
        write_page(tiff, kind);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    save(name, buffer.bytes, buffer.size);
}

static void save_codecs(void)
{
    static const struct {
        const char *name;
        int compression, bits;
    } seeds[] = {
        {"lzw.tif", COMPRESSION_LZW, 8},         {"packbits.tif", COMPRESSION_PACKBITS, 8},
        {"deflate.tif", COMPRESSION_DEFLATE, 8}, {"lzma.tif", COMPRESSION_LZMA, 8},
        {"zstd.tif", COMPRESSION_ZSTD, 8},       {"lerc.tif", COMPRESSION_LERC, 8},
        {"rle.tif", COMPRESSION_CCITTRLE, 1},    {"g3.tif", COMPRESSION_CCITTFAX3, 1},
        {"g4.tif", COMPRESSION_CCITTFAX4, 1},    {"jbig.tif", COMPRESSION_JBIG, 1},
        {"jpeg.tif", COMPRESSION_JPEG, 8},       {"pixarlog.tif", COMPRESSION_PIXARLOG, 8},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISBLACK,
                                 .bits = seeds[i].bits,
                                 .samples = 1,
                                 .compression = seeds[i].compression};

        save_tiff(seeds[i].name, "wl", &kind, 1);
    }
}

static void save_tiffs(void)
{
    static const struct {
        const char *name, *mode;
        struct tiff_kind kind;
        int pages;
    } seeds[] = {
        {"pages.tif", "wl", {PHOTOMETRIC_MINISWHITE, 1, 1, 0, 0, 0, 0, 0, 6}, 3},
        {"big.tif", "w8b", {PHOTOMETRIC_MINISBLACK, 16, 1, 0, 0, 0, 0, 0, 3}, 2},
        {"four-bits.tif", "wb", {PHOTOMETRIC_MINISBLACK, 4, 1, 0, 0, 0, 0, 0, 0}, 1},
        {"palette.tif", "wl", {PHOTOMETRIC_PALETTE, 8, 1, 0, 5, 0, 0, 0, 0}, 1},
        {"planes.tif", "wl", {PHOTOMETRIC_RGB, 8, 3, 2, 0, 0, 0, 0, 0}, 1},
        {"tiles.tif", "wl", {PHOTOMETRIC_RGB, 8, 4, 0, 8, 16, 0, 2, 0}, 1},
        {"inks.tif", "wl", {PHOTOMETRIC_SEPARATED, 8, 4, 0, 5, 0, 0, 0, 0}, 1},
        {"ycbcr.tif", "wl", {PHOTOMETRIC_YCBCR, 8, 3, 0, 5, 0, 0, 0, 0}, 1},
        {"ycbcr-jpeg.tif", "wl", {PHOTOMETRIC_YCBCR, 8, 3, 0, 7, 0, 32, 0, 0}, 1},
        {"webp.tif", "wl", {PHOTOMETRIC_RGB, 8, 3, 0, COMPRESSION_WEBP, 0, 0, 0, 0}, 1},
    };

    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
        save_tiff(seeds[i].name, seeds[i].mode, &seeds[i].kind, seeds[i].pages);
    save_codecs();
}

/* A test, because what makes the images asserts as tests do. */
START_TEST(write_seeds)
{
    save_jpegs();
    save_pngs();
    save_pnms();
    save_tiffs();
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("seeds");
    TCase *cases = tcase_create("seeds");
    SRunner *runner = srunner_create(suite);
    int failed;

    if (argc != 2) {
        fprintf(stderr, "usage: make-page-seeds FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    suite_add_tcase(suite, cases);
    tcase_add_test(cases, write_seeds);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
