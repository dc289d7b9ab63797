/* SPDX-License-Identifier: Apache-2.0 */
/* Images that break off, are bent, or claim what they do not hold: never a page with rows that were
 * not in the file. */
#include "images.h"

#include "base/text.h"

#define WIDTH  24
#define HEIGHT 20

static struct tiff_buffer buffer;

static int noise(int x, int y, int channel)
{
    unsigned value = (unsigned)(x * 31 + y * 17 + channel * 101 + x * y);

    return (int)(value * 2654435761u >> 24);
}

static int slope(int x, int y, int channel)
{
    return 20 + x * 4 + y * 3 + channel * 20;
}

static int slope_in_four_bits(int x, int y, int channel)
{
    return slope(x, y, channel) & 15;
}

static bool same_pixels(const struct ovalis_page *a, const struct ovalis_page *b)
{
    for (int y = 0; y < a->height; y++)
        if (memcmp(ovalis_page_row(a, y), ovalis_page_row(b, y), (size_t)a->width) != 0)
            return false;
    return a->width == b->width && a->height == b->height;
}

/* Every proper beginning of an image is refused, whatever has been decoded so far. `spare` bytes at
 * the end carry no pixels: without them the page may pass, unchanged. */
static void expect_no_beginning_passes(const uint8_t *bytes, size_t size, size_t spare)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *whole = NULL;

    whole = decode_well(bytes, size, 0);
    for (size_t length = 0; length < size; length++) {
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
        struct ovalis_diag why;

        page = decode(bytes, length, 0, &why);
        ck_assert_msg(!page || (length + spare >= size && same_pixels(page, whole)),
                      "%zu of %zu bytes gave a page", length, size);
        if (page)
            continue;
        ck_assert(why.status == OVALIS_ERR_PAGE_DAMAGED || why.status == OVALIS_ERR_PAGE_FORMAT);
        ck_assert(why.status == OVALIS_ERR_PAGE_DAMAGED || length < 8);
    }
}

START_TEST(a_jpeg_that_breaks_off_is_refused)
{
    struct jpeg_kind kind = {_i < 2 ? JCS_GRAYSCALE : JCS_RGB,
                             _i < 2 ? JCS_GRAYSCALE : JCS_YCbCr,
                             _i < 2 ? 1 : 3,
                             _i % 2 == 1,
                             1,
                             200,
                             200,
                             1};
    unsigned long size;
    uint8_t *bytes = make_jpeg(&kind, WIDTH, HEIGHT, slope, &size);

    expect_no_beginning_passes(bytes, size, 0);
    free(bytes);
}
END_TEST

START_TEST(a_png_that_breaks_off_is_refused)
{
    struct png_kind kind = {PNG_COLOR_TYPE_RGB, 8, _i, false};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};

    make_png(&bytes, &kind, WIDTH, HEIGHT, noise);
    expect_no_beginning_passes((const uint8_t *)bytes.bytes, bytes.length, 0);
}
END_TEST

START_TEST(a_pnm_that_breaks_off_is_refused)
{
    static const char *const images[] = {"P5 4 3 255\nabcdefghijkl", "P6 2 2 255\nabcdefghijkl",
                                         "P4 9 2\nabcd", "P5 2 1 65535\nabcd"};

    expect_no_beginning_passes((const uint8_t *)images[_i], strlen(images[_i]), 0);
}
END_TEST

static const struct {
    int compression, bits;
} codecs[] = {
    {COMPRESSION_NONE, 8},      {COMPRESSION_NONE, 16},         {COMPRESSION_LZW, 8},
    {COMPRESSION_PACKBITS, 8},  {COMPRESSION_ADOBE_DEFLATE, 8}, {COMPRESSION_LZMA, 8},
    {COMPRESSION_ZSTD, 8},      {COMPRESSION_LERC, 8},          {COMPRESSION_CCITTRLE, 1},
    {COMPRESSION_CCITTFAX3, 1}, {COMPRESSION_CCITTFAX4, 1},     {COMPRESSION_JPEG, 8},
    {COMPRESSION_WEBP, 8},
};

static bool write_tiff(int codec)
{
    struct tiff_kind kind = {.photometric = PHOTOMETRIC_MINISBLACK,
                             .bits = codecs[codec].bits,
                             .samples = codecs[codec].compression == COMPRESSION_WEBP ? 3 : 1,
                             .compression = codecs[codec].compression};
    TIFF *tiff;

    if (!TIFFIsCODECConfigured((uint16_t)kind.compression))
        return false;
    if (kind.samples == 3)
        kind.photometric = PHOTOMETRIC_RGB;
    tiff = tiff_begin(&buffer, "wl");
    tiff_set_kind(tiff, &kind, WIDTH, HEIGHT);
    if (kind.compression == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGTABLESMODE, 0);
    for (int y = 0; y < HEIGHT; y++) {
        uint8_t row[WIDTH * 3];

        for (int i = 0; i < WIDTH * 3; i++)
            row[i] =
                (uint8_t)(kind.compression == COMPRESSION_JPEG ? slope(i, y, 0) : noise(i, y, 0));
        ck_assert_int_eq(TIFFWriteScanline(tiff, row, (uint32_t)y, 0), 1);
    }
    TIFFClose(tiff);
    return true;
}

START_TEST(a_tiff_that_breaks_off_is_refused)
{
    /* the parameters of LERC stand last, and are not needed to decode */
    size_t spare = codecs[_i].compression == COMPRESSION_LERC ? 8 : 0;

    if (write_tiff(_i))
        expect_no_beginning_passes(buffer.bytes, buffer.size, spare);
}
END_TEST

static void put_little(uint8_t *at, int size, uint32_t value)
{
    for (int i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static void put_entry(uint8_t **at, int tag, int type, uint32_t value)
{
    put_little(*at, 2, (uint32_t)tag);
    put_little(*at + 2, 2, (uint32_t)type);
    put_little(*at + 4, 4, 1);
    put_little(*at + 8, 4, value);
    *at += 12;
}

struct wrapped {
    uint8_t bytes[1 << 16];
    size_t size;
};

/* One strip behind its directory, by hand: the file is whole though the strip may not be. */
static void wrap_strip(struct wrapped *out, int codec, const uint8_t *strip, size_t size)
{
    const int webp = codecs[codec].compression == COMPRESSION_WEBP;
    uint8_t *at = out->bytes + 10;

    memcpy(out->bytes, "II*\0\x08\0\0\0\x09\0", 10);
    put_entry(&at, TIFFTAG_IMAGEWIDTH, 3, WIDTH);
    put_entry(&at, TIFFTAG_IMAGELENGTH, 3, HEIGHT);
    put_entry(&at, TIFFTAG_BITSPERSAMPLE, 3, (uint32_t)codecs[codec].bits);
    put_entry(&at, TIFFTAG_COMPRESSION, 3, (uint32_t)codecs[codec].compression);
    put_entry(&at, TIFFTAG_PHOTOMETRIC, 3, webp ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    put_entry(&at, TIFFTAG_STRIPOFFSETS, 4, 122);
    put_entry(&at, TIFFTAG_SAMPLESPERPIXEL, 3, webp ? 3 : 1);
    put_entry(&at, TIFFTAG_ROWSPERSTRIP, 3, HEIGHT);
    put_entry(&at, TIFFTAG_STRIPBYTECOUNTS, 4, (uint32_t)size);
    put_little(at, 4, 0);
    memcpy(out->bytes + 122, strip, size);
    out->size = 122 + size;
}

static size_t read_strip(uint8_t *strip, size_t size)
{
    TIFF *tiff;
    tmsize_t got;

    buffer.at = 0;
    tiff = TIFFClientOpen("test", "r", &buffer, tiff_get, tiff_put, tiff_seek, tiff_done, tiff_size,
                          NULL, NULL);
    ck_assert_ptr_nonnull(tiff);
    got = TIFFReadRawStrip(tiff, 0, strip, (tmsize_t)size);
    ck_assert_int_gt(got, 0);
    TIFFClose(tiff);
    return (size_t)got;
}

/* The directory agrees with the shorter strip; a few last bytes may carry no pixels. */
START_TEST(a_strip_that_ends_early_never_passes_with_other_pixels)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *whole = NULL;
    static uint8_t strip[1 << 15];
    static struct wrapped file;
    size_t size, passed = 0;

    if (!write_tiff(_i))
        return;
    size = read_strip(strip, sizeof strip);
    wrap_strip(&file, _i, strip, size);
    whole = decode_well(file.bytes, file.size, 0);
    for (size_t length = 0; length < size; length++) {
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
        struct ovalis_diag why;

        wrap_strip(&file, _i, strip, length);
        page = decode(file.bytes, file.size, 0, &why);
        passed += page != NULL;
        ck_assert_msg(!page || same_pixels(page, whole), "%zu of %zu bytes gave other pixels",
                      length, size);
    }
    ck_assert_uint_le(passed, 32); /* the checks at the end of an LZMA stream */
}
END_TEST

/* Turn one bit in `step` over, each by itself. A page that still passes is within the bounds. */
static size_t flip_bits(uint8_t *bytes, size_t size, size_t step)
{
    size_t passed = 0;

    for (size_t i = 0; i < size * 8; i += step) {
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
        struct ovalis_diag why;

        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        page = decode(bytes, size, 0, &why);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        passed += page != NULL;
        if (page)
            ck_assert((int64_t)page->width * page->height <= OVALIS_PAGE_MAX_PIXELS);
        else
            ck_assert_uint_gt(strlen(why.text), 0);
    }
    return passed;
}

START_TEST(bent_tiffs_do_no_harm)
{
    if (write_tiff(_i))
        /* LZMA clears megabytes for every image */
        (void)flip_bits(buffer.bytes, buffer.size,
                        codecs[_i].compression == COMPRESSION_LZMA ? 29 : 1);
}
END_TEST

START_TEST(bent_jpegs_do_no_harm)
{
    struct jpeg_kind kind = {JCS_RGB, JCS_YCbCr, 3, _i == 1, 1, 200, 200, 6};
    unsigned long size;
    uint8_t *bytes = make_jpeg(&kind, 16, 16, slope, &size);

    (void)flip_bits(bytes, size, 1);
    free(bytes);
}
END_TEST

/* Every chunk has a checksum. */
START_TEST(a_bent_png_never_passes)
{
    struct png_kind kind = {PNG_COLOR_TYPE_PALETTE, 4, PNG_INTERLACE_ADAM7, true};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};

    make_png(&bytes, &kind, WIDTH, HEIGHT, slope_in_four_bits);
    ck_assert_uint_eq(flip_bits((uint8_t *)bytes.bytes, bytes.length, 1), 0);
}
END_TEST

static int codec_of(int compression)
{
    int i = 0;

    while (codecs[i].compression != compression)
        i++;
    return i;
}

/* One field of one entry of a directory that is whole otherwise: libtiff would read other pixels.
 */
static const struct {
    int compression, entry;
    bool tag; /* change the tag, so that it is lost; else the value */
    uint32_t value;
} lies[] = {
    {COMPRESSION_ADOBE_DEFLATE, 2, true, 0xC000}, /* bits: one would be taken for eight */
    {COMPRESSION_PACKBITS, 2, true, 0xC000},
    {COMPRESSION_NONE, 2, true, 0xC000},
    {COMPRESSION_NONE, 2, false, 1},
    {COMPRESSION_ADOBE_DEFLATE, 3, true, 0xC000}, /* compression: none */
    {COMPRESSION_CCITTFAX4, 3, true, 0xC000},
    {COMPRESSION_NONE, 4, true, 0xC000}, /* light or ink? */
    {COMPRESSION_NONE, 5, true, 0xC000}, /* where the strip lies: at the header */
    {COMPRESSION_NONE, 5, false, 0},
    {COMPRESSION_NONE, 5, false, 100000},
    {COMPRESSION_NONE, 6, false, 3},
    {COMPRESSION_CCITTFAX4, 6, false, 3},
    {COMPRESSION_NONE, 7, false, 1}, /* rows: nineteen more strips that nobody names */
    {COMPRESSION_CCITTFAX4, 7, false, 10},
    {COMPRESSION_NONE, 8, false, 479},
    {COMPRESSION_NONE, 8, false, 0},
};

START_TEST(a_directory_that_contradicts_its_pixels_is_refused)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *whole = NULL;
    int codec = codec_of(lies[_i].compression);
    static uint8_t strip[1 << 15];
    static struct wrapped file;
    struct ovalis_diag why;
    uint8_t *entry;

    if (!write_tiff(codec))
        return;
    wrap_strip(&file, codec, strip, read_strip(strip, sizeof strip));
    whole = decode_well(file.bytes, file.size, 0);
    entry = file.bytes + 10 + 12 * lies[_i].entry;
    put_little(entry + (lies[_i].tag ? 0 : 8), lies[_i].tag ? 2 : 4, lies[_i].value);
    ck_assert_ptr_null(decode(file.bytes, file.size, 0, &why));
    ck_assert_msg(why.status == OVALIS_ERR_PAGE_DAMAGED || why.status == OVALIS_ERR_UNSUPPORTED,
                  "%s", why.text);
}
END_TEST

/* Two strips of 240 bytes, the second so many bytes behind the first. */
static const struct {
    uint32_t distance;
    bool passes;
} distances[] = {{240, true}, {250, true}, {239, false}, {1, false}, {0, true}, {100000, false}};

START_TEST(strips_that_overlap_are_refused)
{
    static uint8_t strip[WIDTH * HEIGHT + 10];
    static struct wrapped file;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    uint8_t *offsets = file.bytes + 10 + 12 * 5, *counts = file.bytes + 10 + 12 * 8;
    struct ovalis_diag why;

    for (size_t i = 0; i < sizeof strip; i++)
        strip[i] = (uint8_t)(i * i);
    wrap_strip(&file, codec_of(COMPRESSION_NONE), strip, sizeof strip);
    put_little(offsets + 4, 4, 2);
    put_little(offsets + 8, 4, (uint32_t)file.size);
    put_little(counts + 4, 4, 2);
    put_little(counts + 8, 4, (uint32_t)file.size + 8);
    put_little(file.bytes + 10 + 12 * 7 + 8, 4, 10);
    put_little(file.bytes + file.size, 4, 122);
    put_little(file.bytes + file.size + 4, 4, 122 + distances[_i].distance);
    put_little(file.bytes + file.size + 8, 4, 240);
    put_little(file.bytes + file.size + 12, 4, 240);
    page = decode(file.bytes, file.size + 16, 0, &why);
    ck_assert_msg((page != NULL) == distances[_i].passes, "%s", why.text);
    if (page)
        ck_assert_mem_eq(ovalis_page_row(page, 10), strip + distances[_i].distance, WIDTH);
}
END_TEST

/* Change the size that a JPEG claims. */
static void expect_jpeg_of(unsigned width, unsigned height, enum ovalis_status expected)
{
    struct jpeg_kind kind = {JCS_GRAYSCALE, JCS_GRAYSCALE, 1, false, 0, 1, 1, 0};
    struct ovalis_diag why;
    unsigned long size;
    uint8_t *bytes = make_jpeg(&kind, 8, 8, slope, &size);
    size_t at = 2;

    while (bytes[at + 1] != 0xC0)
        at += 2 + ((size_t)bytes[at + 2] << 8 | bytes[at + 3]);
    bytes[at + 5] = (uint8_t)(height >> 8);
    bytes[at + 6] = (uint8_t)height;
    bytes[at + 7] = (uint8_t)(width >> 8);
    bytes[at + 8] = (uint8_t)width;
    ck_assert_ptr_null(decode(bytes, size, 0, &why));
    ck_assert_int_eq(why.status, expected);
    free(bytes);
}

START_TEST(a_jpeg_that_claims_to_be_huge_is_refused)
{
    expect_jpeg_of(65500, 65500, OVALIS_ERR_PAGE_TOO_LARGE);
    expect_jpeg_of(20000, 20000, OVALIS_ERR_PAGE_TOO_LARGE);
    expect_jpeg_of(8, 20001, OVALIS_ERR_PAGE_TOO_LARGE);
    expect_jpeg_of(1000, 8, OVALIS_ERR_PAGE_DAMAGED);
}
END_TEST

static uint32_t checksum_of(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0xFFFFFFFF; /* PNG specification, annex D */

    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 1 ? sum >> 1 ^ 0xEDB88320 : sum >> 1;
    }
    return ~sum;
}

static void put_big(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

START_TEST(a_png_that_claims_to_be_huge_is_refused)
{
    static const uint32_t sizes[][2] = {{0x7FFFFFFF, 0x7FFFFFFF}, {20000, 20000}, {20001, 1}};
    struct png_kind kind = {PNG_COLOR_TYPE_GRAY, 8, _i % 2, false};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};
    struct ovalis_diag why;
    uint8_t *header;

    make_png(&bytes, &kind, 8, 8, slope);
    header = (uint8_t *)bytes.bytes + 12;
    put_big(header + 4, sizes[_i / 2][0]);
    put_big(header + 8, sizes[_i / 2][1]);
    put_big(header + 17, checksum_of(header, 17));
    ck_assert_ptr_null(decode(bytes.bytes, bytes.length, 0, &why));
    ck_assert_int_eq(why.status, OVALIS_ERR_PAGE_TOO_LARGE);
}
END_TEST

/* Directories by hand: what they claim, and how it ends. */
static const struct {
    uint32_t width, height, bits, samples, rows, tile_width, tile_height;
    enum ovalis_status expected;
} bombs[] = {
    {20000, 20000, 8, 1, 1, 0, 0, OVALIS_ERR_PAGE_TOO_LARGE},
    {20001, 1, 8, 1, 1, 0, 0, OVALIS_ERR_PAGE_TOO_LARGE},
    {1, 0x7FFFFFFF, 1, 1, 1, 0, 0, OVALIS_ERR_PAGE_DAMAGED},
    {0xFFFFFFFF, 0xFFFFFFFF, 16, 4, 0xFFFFFFFF, 0, 0, OVALIS_ERR_PAGE_DAMAGED},
    {16, 16, 8, 1, 0, 0x10000, 0x10000, OVALIS_ERR_PAGE_TOO_LARGE},
    {16, 16, 8, 1, 0, 0x7FFFFFF0, 16, OVALIS_ERR_PAGE_TOO_LARGE},
    {19000, 6000, 8, 1, 0, 1, 0x8000000, OVALIS_ERR_PAGE_TOO_LARGE},
    {19000, 6000, 8, 1, 0, 0x8000000, 1, OVALIS_ERR_PAGE_TOO_LARGE},
    {19000, 6000, 16, 8, 1, 0, 0, OVALIS_ERR_PAGE_TOO_LARGE},
    {10000, 10000, 8, 1, 10000, 0, 0, OVALIS_ERR_PAGE_DAMAGED},
};

START_TEST(a_tiff_that_claims_to_be_huge_is_refused)
{
    uint8_t bytes[256] = {'I', 'I', '*', 0, 8, 0, 0, 0, 0, 0};
    uint8_t *at = bytes + 10;
    struct ovalis_diag why;

    put_entry(&at, TIFFTAG_IMAGEWIDTH, 4, bombs[_i].width);
    put_entry(&at, TIFFTAG_IMAGELENGTH, 4, bombs[_i].height);
    put_entry(&at, TIFFTAG_BITSPERSAMPLE, 3, bombs[_i].bits);
    put_entry(&at, TIFFTAG_COMPRESSION, 3, COMPRESSION_ADOBE_DEFLATE);
    put_entry(&at, TIFFTAG_PHOTOMETRIC, 3, PHOTOMETRIC_MINISBLACK);
    if (bombs[_i].rows) {
        put_entry(&at, TIFFTAG_STRIPOFFSETS, 4, 200);
        put_entry(&at, TIFFTAG_SAMPLESPERPIXEL, 3, bombs[_i].samples);
        put_entry(&at, TIFFTAG_ROWSPERSTRIP, 4, bombs[_i].rows);
        put_entry(&at, TIFFTAG_STRIPBYTECOUNTS, 4, 10);
    } else {
        put_entry(&at, TIFFTAG_SAMPLESPERPIXEL, 3, bombs[_i].samples);
        put_entry(&at, TIFFTAG_TILEWIDTH, 4, bombs[_i].tile_width);
        put_entry(&at, TIFFTAG_TILELENGTH, 4, bombs[_i].tile_height);
        put_entry(&at, TIFFTAG_TILEOFFSETS, 4, 200);
        put_entry(&at, TIFFTAG_TILEBYTECOUNTS, 4, 10);
    }
    put_little(bytes + 8, 2, (uint32_t)(at - bytes - 10) / 12);
    ck_assert_ptr_null(decode(bytes, sizeof bytes, 0, &why));
    /* some of them libtiff refuses before, as damaged */
    ck_assert_msg(why.status == bombs[_i].expected || why.status == OVALIS_ERR_PAGE_DAMAGED, "%s",
                  why.text);
}
END_TEST

/* Directories of one entry that point at each other: number i at 8 + 18 i. */
static const struct {
    int next[4]; /* -1: the last */
    int pages;   /* 0: refused */
} chains[] = {
    {{-1, 0, 0, 0}, 1}, {{1, 2, 3, -1}, 4}, {{3, -1, 1, 2}, 4},
    {{0, 0, 0, 0}, 0},  {{1, 2, 3, 0}, 0},  {{1, 2, 1, 0}, 0},
};

START_TEST(directories_in_a_circle_are_refused)
{
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    uint8_t bytes[8 + 4 * 18] = {'I', 'I', '*', 0, 8, 0, 0, 0};
    enum ovalis_status status;
    struct ovalis_diag why;

    for (int i = 0; i < 4; i++) {
        int next = chains[_i].next[i];
        uint8_t *at = bytes + 8 + i * 18;

        put_little(at, 2, 1);
        at += 2;
        put_entry(&at, TIFFTAG_IMAGEWIDTH, 3, 1);
        put_little(at, 4, next < 0 ? 0 : (uint32_t)(8 + 18 * next));
    }
    status = ovalis_image_file_from_memory(&file, "test", bytes, sizeof bytes, &why);
    ck_assert_int_eq(status, chains[_i].pages ? OVALIS_OK : OVALIS_ERR_PAGE_DAMAGED);
    if (file)
        ck_assert_int_eq(ovalis_image_file_pages(file), chains[_i].pages);
    else
        ck_assert_str_eq(why.text, "test: TIFF directories run in a circle");
}
END_TEST

static void add_cases(TCase *cases)
{
    const int count = (int)(sizeof codecs / sizeof codecs[0]);

    tcase_add_loop_test(cases, a_jpeg_that_breaks_off_is_refused, 0, 4);
    tcase_add_loop_test(cases, a_png_that_breaks_off_is_refused, 0, 2);
    tcase_add_loop_test(cases, a_pnm_that_breaks_off_is_refused, 0, 4);
    tcase_add_loop_test(cases, a_tiff_that_breaks_off_is_refused, 0, count);
    tcase_add_loop_test(cases, a_strip_that_ends_early_never_passes_with_other_pixels, 0, count);
    tcase_add_loop_test(cases, bent_tiffs_do_no_harm, 0, count);
    tcase_add_loop_test(cases, bent_jpegs_do_no_harm, 0, 2);
    tcase_add_test(cases, a_bent_png_never_passes);
    tcase_add_loop_test(cases, a_directory_that_contradicts_its_pixels_is_refused, 0,
                        (int)(sizeof lies / sizeof lies[0]));
    tcase_add_loop_test(cases, strips_that_overlap_are_refused, 0,
                        (int)(sizeof distances / sizeof distances[0]));
    tcase_add_test(cases, a_jpeg_that_claims_to_be_huge_is_refused);
    tcase_add_loop_test(cases, a_png_that_claims_to_be_huge_is_refused, 0, 6);
    tcase_add_loop_test(cases, a_tiff_that_claims_to_be_huge_is_refused, 0,
                        (int)(sizeof bombs / sizeof bombs[0]));
    tcase_add_loop_test(cases, directories_in_a_circle_are_refused, 0,
                        (int)(sizeof chains / sizeof chains[0]));
}

int main(void)
{
    Suite *suite = suite_create("image damage");
    TCase *cases = tcase_create("image damage");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 60);
    add_cases(cases);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
