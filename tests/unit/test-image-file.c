/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG, PNG and PNM pages, what is written, and files as such. */
#include "images.h"

#include <unistd.h>

#include "base/text.h"

#define WIDTH  21
#define HEIGHT 13

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Slow slopes, which JPEG keeps to a few steps; channel 0 is the darkest. */
static int slope(int x, int y, int channel)
{
    return 30 + x * 4 + y * 3 + channel * 25;
}

/* CMYK as Adobe stores it: light, not ink. Cyan is the most ink, black 40 of 255. */
static int adobe_light(int x, int y, int channel)
{
    return channel == 3 ? 215 : slope(x, y, channel);
}

static const struct {
    struct jpeg_kind kind;
    sample_function *sample;
    int black; /* light that black ink lets through, of 255 */
} jpegs[] = {
    {{JCS_GRAYSCALE, JCS_GRAYSCALE, 1, false, 0, 1, 1, 0}, slope, 255},
    {{JCS_GRAYSCALE, JCS_GRAYSCALE, 1, true, 0, 1, 1, 0}, slope, 255},
    {{JCS_RGB, JCS_YCbCr, 3, false, 0, 1, 1, 0}, slope, 255},
    {{JCS_RGB, JCS_YCbCr, 3, true, 0, 1, 1, 0}, slope, 255},
    {{JCS_RGB, JCS_RGB, 3, false, 0, 1, 1, 0}, slope, 255},
    {{JCS_CMYK, JCS_CMYK, 4, false, 0, 1, 1, 0}, adobe_light, 215},
    {{JCS_CMYK, JCS_YCCK, 4, false, 0, 1, 1, 0}, adobe_light, 215},
};

START_TEST(jpegs_of_every_colour_become_gray)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    unsigned long size;
    uint8_t *bytes = make_jpeg(&jpegs[_i].kind, WIDTH, HEIGHT, jpegs[_i].sample, &size);

    page = decode_well(bytes, size, 0);
    free(bytes);
    ck_assert_int_eq(page->width, WIDTH);
    ck_assert_int_eq(page->height, HEIGHT);
    ck_assert(!page->bilevel);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            ck_assert_int_le(
                abs(ovalis_page_row(page, y)[x] - slope(x, y, 0) * jpegs[_i].black / 255), 4);
}
END_TEST

static const struct {
    int unit, x, y;
    double dpi_x, dpi_y;
} densities[] = {{1, 200, 300, 200, 300}, {2, 100, 50, 254, 127}, {0, 1, 1, 0, 0}};

START_TEST(jpeg_density_is_in_dots_per_inch)
{
    struct jpeg_kind kind = {JCS_GRAYSCALE,   JCS_GRAYSCALE,   1, false, densities[_i].unit,
                             densities[_i].x, densities[_i].y, 0};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    unsigned long size;
    uint8_t *bytes = make_jpeg(&kind, 8, 8, slope, &size);

    page = decode_well(bytes, size, 0);
    free(bytes);
    ck_assert_double_eq_tol(page->dpi_x, densities[_i].dpi_x, 1e-9);
    ck_assert_double_eq_tol(page->dpi_y, densities[_i].dpi_y, 1e-9);
}
END_TEST

/* Brightness grows to the right by 4 and downward by 3. Exif says which corner is the first. */
static const struct {
    int width, height, right, down;
} turned[] = {
    {21, 13, 4, 3}, {21, 13, 4, 3},  {21, 13, -4, 3},  {21, 13, -4, -3}, {21, 13, 4, -3},
    {13, 21, 3, 4}, {13, 21, -3, 4}, {13, 21, -3, -4}, {13, 21, 3, -4},
};

START_TEST(exif_orientation_turns_the_page_upright)
{
    struct jpeg_kind kind = {JCS_GRAYSCALE, JCS_GRAYSCALE, 1, false, 0, 1, 1, _i};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    unsigned long size;
    uint8_t *bytes = make_jpeg(&kind, WIDTH, HEIGHT, slope, &size);

    page = decode_well(bytes, size, 0);
    free(bytes);
    ck_assert_int_eq(page->width, turned[_i].width);
    ck_assert_int_eq(page->height, turned[_i].height);
    ck_assert_int_le(
        abs(ovalis_page_row(page, 0)[10] - ovalis_page_row(page, 0)[0] - 10 * turned[_i].right), 4);
    ck_assert_int_le(
        abs(ovalis_page_row(page, 10)[0] - ovalis_page_row(page, 0)[0] - 10 * turned[_i].down), 4);
}
END_TEST

/* Samples of all values that 1 to 16 bits can hold, and 17 where "transparent" may be. */
static int mixed(int x, int y, int channel)
{
    unsigned value = (unsigned)(x * 31 + y * 17 + channel * 101 + x * y);

    if ((x + y) % 5 == 0)
        return 17;
    return (int)(value * 2654435761u >> 12 & 0xFFFF);
}

static int bits_now; /* of the PNG that is being made */

static int mixed_in_bits(int x, int y, int channel)
{
    return mixed(x, y, channel) & ((1 << bits_now) - 1);
}

static int eight(int value)
{
    int maximum = (1 << bits_now) - 1;

    return bits_now == 16 ? value >> 8 : value * 255 / maximum;
}

static int on_white(int value, int opacity)
{
    return (int)((value * opacity + 255.0 * (255 - opacity)) / 255 + 0.5);
}

static int expected_of_palette(const struct png_kind *kind, int i)
{
    int darkest = least((png_byte)(i * 3), least((png_byte)(255 - i), (png_byte)(i * 5 + 7)));

    return kind->transparent && i == 0 ? on_white(darkest, 100) : darkest;
}

static int expected_of_png(const struct png_kind *kind, int x, int y)
{
    int s[4], gray;
    bool colour = kind->colour & PNG_COLOR_MASK_COLOR;

    for (int i = 0; i < 4; i++)
        s[i] = mixed_in_bits(x, y, i);
    if (kind->colour == PNG_COLOR_TYPE_PALETTE)
        return expected_of_palette(kind, s[0]);
    gray = colour ? eight(least(s[0], least(s[1], s[2]))) : eight(s[0]);
    if (kind->colour & PNG_COLOR_MASK_ALPHA)
        return on_white(gray, eight(colour ? s[3] : s[1]));
    if (kind->transparent && s[0] == 17 && (!colour || (s[1] == 17 && s[2] == 17)))
        return 255;
    return gray;
}

static const struct png_kind pngs[] = {
    {PNG_COLOR_TYPE_GRAY, 1, 0, false},       {PNG_COLOR_TYPE_GRAY, 2, 0, false},
    {PNG_COLOR_TYPE_GRAY, 4, 0, false},       {PNG_COLOR_TYPE_GRAY, 8, 0, false},
    {PNG_COLOR_TYPE_GRAY, 16, 0, false},      {PNG_COLOR_TYPE_GRAY, 8, 0, true},
    {PNG_COLOR_TYPE_GRAY_ALPHA, 8, 0, false}, {PNG_COLOR_TYPE_GRAY_ALPHA, 16, 0, false},
    {PNG_COLOR_TYPE_PALETTE, 1, 0, false},    {PNG_COLOR_TYPE_PALETTE, 4, 0, false},
    {PNG_COLOR_TYPE_PALETTE, 8, 0, false},    {PNG_COLOR_TYPE_PALETTE, 8, 0, true},
    {PNG_COLOR_TYPE_RGB, 8, 0, false},        {PNG_COLOR_TYPE_RGB, 16, 0, false},
    {PNG_COLOR_TYPE_RGB, 8, 0, true},         {PNG_COLOR_TYPE_RGB_ALPHA, 8, 0, false},
    {PNG_COLOR_TYPE_RGB_ALPHA, 16, 0, false},
};

START_TEST(pngs_of_every_kind_become_gray)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    struct png_kind kind = pngs[_i / 2];

    kind.interlace = _i % 2 ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE;
    bits_now = kind.bits;
    make_png(&bytes, &kind, WIDTH, HEIGHT, mixed_in_bits);
    page = decode_well(bytes.bytes, bytes.length, 0);
    ck_assert_int_eq(page->width, WIDTH);
    ck_assert_int_eq(page->height, HEIGHT);
    ck_assert_int_eq(page->bilevel, kind.bits == 1 && kind.colour == PNG_COLOR_TYPE_GRAY);
    ck_assert_double_eq_tol(page->dpi_x, 200, 0.01);
    ck_assert_double_eq_tol(page->dpi_y, 300, 0.01);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            ck_assert_msg(ovalis_page_row(page, y)[x] == expected_of_png(&kind, x, y),
                          "pixel %d,%d: expected %d, found %d", x, y, expected_of_png(&kind, x, y),
                          ovalis_page_row(page, y)[x]);
}
END_TEST

static const struct {
    const char *bytes;
    size_t size;
    int width, height;
    bool bilevel;
    const char *pixels;
} pnms[] = {
#define TEXT(words) words, sizeof words - 1
    {TEXT("P1 3 2\n101\n0 1 0"), 3, 2, true, "\0\xFF\0\xFF\0\xFF"},
    {TEXT("P1\n# by hand\n3 2 101010"), 3, 2, true, "\0\xFF\0\xFF\0\xFF"},
    {TEXT("P2 2 2 15\n0 15\n1 8\n"), 2, 2, false, "\0\xFF\x11\x88"},
    {TEXT("P2 2 1 255 7 200"), 2, 1, false, "\7\xC8"},
    {TEXT("P2 2 1 65535 256 65535"), 2, 1, false, "\1\xFF"},
    {TEXT("P2 2 1 1 0 1"), 2, 1, true, "\0\xFF"},
    {TEXT("P3 2 1 255 9 8 7 1 2 3"), 2, 1, false, "\7\1"},
    {TEXT("P4 9 2\n\x80\x80\x7F\x7F"), 9, 2, true,
     "\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\xFF\0\0\0\0\0\0\0\xFF"},
    {TEXT("P5 2 1 255\nab"), 2, 1, false, "ab"},
    {TEXT("P5#x\n2#y\n1\n255 ab\n"), 2, 1, false, "ab"},
    {TEXT("P5 2 1 1023\n\1\0\3\xFF"), 2, 1, false, "\x40\xFF"},
    {TEXT("P5 1 1 65535\n\x12\x34"), 1, 1, false, "\x12"},
    {TEXT("P6 1 2 255\nabcfed"), 1, 2, false, "ad"},
    {TEXT("P6 1 1 65535\n\5\0\4\0\3\xFF"), 1, 1, false, "\3"},
};

START_TEST(pnms_of_every_kind_become_gray)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;

    page = decode_well(pnms[_i].bytes, pnms[_i].size, 0);
    ck_assert_int_eq(page->width, pnms[_i].width);
    ck_assert_int_eq(page->height, pnms[_i].height);
    ck_assert_int_eq(page->bilevel, pnms[_i].bilevel);
    for (int y = 0; y < page->height; y++)
        ck_assert_mem_eq(ovalis_page_row(page, y), pnms[_i].pixels + y * page->width,
                         (size_t)page->width);
}
END_TEST

static const struct {
    const char *bytes;
    size_t size;
    enum ovalis_status expected;
} refused[] = {
    {TEXT(""), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("x"), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("P7 1 1 1\n1"), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("Paper"), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("%PDF-1.7"), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("GIF89a"), OVALIS_ERR_PAGE_FORMAT},
    {TEXT("P5 2 1 255\na"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 2 1 255"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 0 1 255\n"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 1 1 0\na"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 1 1 65536\na"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 -1 1 255\na"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 99999999999 1 255\na"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 1 1 9\n\x0A"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 1 1 255\naP5 1 1 255\n"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P5 1 1 255\nab"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P2 2 1 255 1"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P2 2 1 255 1 2 3"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P2 1 1 255 256"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P1 2 1 12"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("P2 20001 1 255 1"), OVALIS_ERR_PAGE_TOO_LARGE},
    {TEXT("P1 99999999 99999999 1"), OVALIS_ERR_PAGE_TOO_LARGE},
    {TEXT("\xFF\xD8\xFF"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("\xFF\xD8\xFF\xD9"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("\x89PNG\r\n\x1A\n"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("II*\0"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("II*\0\0\0\0\0"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("MM\0*\0\0\0\x08"), OVALIS_ERR_PAGE_DAMAGED},
    {TEXT("II+\0\x08\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), OVALIS_ERR_PAGE_DAMAGED},
#undef TEXT
};

START_TEST(what_is_no_whole_image_is_refused)
{
    struct ovalis_diag why;

    ck_assert_ptr_null(decode(refused[_i].bytes, refused[_i].size, 0, &why));
    ck_assert_int_eq(why.status, refused[_i].expected);
    ck_assert_msg(strncmp(why.text, "test: ", 6) == 0, "%s", why.text);
}
END_TEST

START_TEST(images_behind_each_other_are_pages)
{
    static const char bytes[] = "P5 1 1 255\na"
                                "P4 1 1\n\x80"
                                "P6 1 1 255\nxyz\n";
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    struct ovalis_page *page;
    struct ovalis_diag why;
    static const uint8_t expected[] = {'a', 0, 'x'};

    ck_assert_int_eq(ovalis_image_file_from_memory(&file, "run.pnm", bytes, sizeof bytes - 1, &why),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_pages(file), 3);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(ovalis_image_file_page(&page, file, i, &why), OVALIS_OK);
        ck_assert_uint_eq(ovalis_page_row(page, 0)[0], expected[i]);
        ovalis_page_free(&page);
    }
    ck_assert_int_eq(ovalis_image_file_page(&page, file, 3, &why), OVALIS_ERR_ARGUMENT);
    ck_assert_ptr_null(page);
}
END_TEST

START_TEST(a_file_is_hashed_and_counted)
{
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    char path[] = "/tmp/ovalis-image-XXXXXX";
    char hex[OVALIS_SHA256_HEX_SIZE];
    struct ovalis_diag why;
    int descriptor = mkstemp(path);
    int pages;

    ck_assert_int_eq(write(descriptor, "P5 1 1 255\nxP5 1 1 255\ny", 24), 24);
    ck_assert_int_eq(close(descriptor), 0);
    ck_assert_int_eq(ovalis_image_file_count(&pages, path, &why), OVALIS_OK);
    ck_assert_int_eq(pages, 2);
    ck_assert_int_eq(ovalis_image_file_open(&file, path, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_pages(file), 2);
    ck_assert_int_eq(ovalis_image_file_format(file), OVALIS_IMAGE_PNM);
    ovalis_sha256_hex(ovalis_image_file_hash(file), hex);
    /* printf 'P5 1 1 255\nxP5 1 1 255\ny' | sha256sum */
    ck_assert_str_eq(hex, "486896cc171029ee19209ebb3d73a1940965e5cd7ec7852a0859e475b396b684");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(ovalis_image_file_count(&pages, path, &why), OVALIS_ERR_READ);
    ck_assert_int_eq(pages, 0);
    ck_assert_int_eq(ovalis_image_file_count(&pages, "/tmp", &why), OVALIS_ERR_READ);
    ck_assert_int_eq(ovalis_image_file_count(&pages, "/dev/zero", &why), OVALIS_ERR_READ);
}
END_TEST

static struct ovalis_page *draw(int width, int height, bool bilevel)
{
    struct ovalis_page *page;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, &why), OVALIS_OK);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            page->pixels[y * page->stride + x] =
                (uint8_t)(bilevel ? (x * y / 7 % 3 ? 255 : 0) : mixed(x, y, 0));
    page->bilevel = bilevel;
    page->dpi_x = 200;
    page->dpi_y = 204;
    return page;
}

static void expect_same(const struct ovalis_page *a, const struct ovalis_page *b)
{
    ck_assert_int_eq(a->width, b->width);
    ck_assert_int_eq(a->height, b->height);
    ck_assert_int_eq(a->bilevel, b->bilevel);
    for (int y = 0; y < a->height; y++)
        ck_assert_mem_eq(ovalis_page_row(a, y), ovalis_page_row(b, y), (size_t)a->width);
}

static const struct {
    int width, height;
    bool bilevel;
} written[] = {{1, 1, false},    {1, 1, true},    {333, 777, false},
               {333, 777, true}, {8, 256, false}, {9, 257, true}};

START_TEST(a_page_comes_back_from_its_tiff)
{
    OVALIS_OWNED(ovalis_page_free)
    struct ovalis_page *page = draw(written[_i].width, written[_i].height, written[_i].bilevel);
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text first = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text second = {0};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *back = NULL;
    struct ovalis_diag why;

    ovalis_text_add(&second, "something before it");
    ck_assert_int_eq(ovalis_page_encode_tiff(&first, page, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_page_encode_tiff(&second, page, &why), OVALIS_OK);
    ck_assert_uint_eq(second.length, first.length + 19);
    ck_assert_mem_eq(second.bytes + 19, first.bytes, first.length);
    back = decode_well(first.bytes, first.length, 0);
    expect_same(page, back);
    ck_assert(back->dpi_x == 200 && back->dpi_y == 204);
}
END_TEST

START_TEST(a_written_tiff_tells_nothing_but_the_page)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(20, 20, _i == 1);
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};
    static const uint32_t silent[] = {TIFFTAG_DATETIME, TIFFTAG_SOFTWARE, TIFFTAG_HOSTCOMPUTER,
                                      TIFFTAG_ARTIST,   TIFFTAG_MAKE,     TIFFTAG_MODEL};
    static struct tiff_buffer buffer;
    struct ovalis_diag why;
    uint16_t value = 0;
    char *words;
    TIFF *tiff;

    page->dpi_x = 0;
    ck_assert_int_eq(ovalis_page_encode_tiff(&bytes, page, &why), OVALIS_OK);
    memcpy(buffer.bytes, bytes.bytes, bytes.length);
    buffer.size = bytes.length;
    tiff = TIFFClientOpen("t", "r", &buffer, tiff_get, tiff_put, tiff_seek, tiff_done, tiff_size,
                          NULL, NULL);
    ck_assert_ptr_nonnull(tiff);
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++)
        ck_assert_int_eq(TIFFGetField(tiff, silent[i], &words), 0);
    ck_assert_int_eq(TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &words), 0);
    ck_assert_int_eq(TIFFGetField(tiff, TIFFTAG_COMPRESSION, &value), 1);
    ck_assert_uint_eq(value, _i == 1 ? COMPRESSION_CCITTFAX4 : COMPRESSION_ADOBE_DEFLATE);
    ck_assert_int_eq(TIFFGetField(tiff, TIFFTAG_BITSPERSAMPLE, &value), 1);
    ck_assert_uint_eq(value, _i == 1 ? 1 : 8);
    ck_assert_mem_eq(bytes.bytes, "II", 2);
    TIFFClose(tiff);
}
END_TEST

START_TEST(a_part_of_a_page_becomes_a_png)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(50, 40, false);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *part = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *back = NULL;
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text bytes = {0};
    struct ovalis_box box = {7, 5, 50, 31};
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_encode_png(&bytes, page, box, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_page_turn(&part, page, box, 0, &why), OVALIS_OK);
    back = decode_well(bytes.bytes, bytes.length, 0);
    expect_same(part, back);
    box.right = 51;
    ck_assert_int_eq(ovalis_page_encode_png(&bytes, page, box, &why), OVALIS_ERR_ARGUMENT);
}
END_TEST

static void add_reading(TCase *cases)
{
    tcase_add_loop_test(cases, jpegs_of_every_colour_become_gray, 0,
                        (int)(sizeof jpegs / sizeof jpegs[0]));
    tcase_add_loop_test(cases, jpeg_density_is_in_dots_per_inch, 0,
                        (int)(sizeof densities / sizeof densities[0]));
    tcase_add_loop_test(cases, exif_orientation_turns_the_page_upright, 0, 9);
    tcase_add_loop_test(cases, pngs_of_every_kind_become_gray, 0,
                        2 * (int)(sizeof pngs / sizeof pngs[0]));
    tcase_add_loop_test(cases, pnms_of_every_kind_become_gray, 0,
                        (int)(sizeof pnms / sizeof pnms[0]));
    tcase_add_loop_test(cases, what_is_no_whole_image_is_refused, 0,
                        (int)(sizeof refused / sizeof refused[0]));
    tcase_add_test(cases, images_behind_each_other_are_pages);
    tcase_add_test(cases, a_file_is_hashed_and_counted);
}

int main(void)
{
    Suite *suite = suite_create("image file");
    TCase *cases = tcase_create("image file");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    add_reading(cases);
    tcase_add_loop_test(cases, a_page_comes_back_from_its_tiff, 0,
                        (int)(sizeof written / sizeof written[0]));
    tcase_add_loop_test(cases, a_written_tiff_tells_nothing_but_the_page, 0, 2);
    tcase_add_test(cases, a_part_of_a_page_becomes_a_png);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
