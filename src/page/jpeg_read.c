/* SPDX-License-Identifier: Apache-2.0 */
#include "page/image_format.h"

#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/escape.h"

/* A progressive image may repeat scans over the whole page for a few bytes each. Encoders write
 * about ten; a hundred bounds the time. */
#define MAX_SCANS 100

/* Coefficients of a progressive page: 2 bytes a sample, three channels of 600 dpi legal paper. */
#define MAX_WORKING_BYTES (512L << 20)

/* Four bytes a pixel let the search for the darkest channel run in vectors. */
#ifdef JCS_EXTENSIONS /* libjpeg-turbo */
# define COLOUR_SPACE JCS_EXT_RGBX
# define COLOUR_STEP  4
#else
# define COLOUR_SPACE JCS_RGB
# define COLOUR_STEP  3
#endif

struct jpeg_job {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    struct ovalis_escape escape;
    const struct ovalis_image_source *source;
    struct ovalis_page *page;
    uint8_t *line; /* one row as libjpeg gives it */
    enum ovalis_status status;
    struct ovalis_diag *why;
};

static bool recognise_jpeg(const uint8_t head[8])
{
    return head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF;
}

static enum ovalis_status list_jpeg(struct ovalis_image_pages *pages,
                                    const struct ovalis_image_source *source,
                                    struct ovalis_diag *why)
{
    (void)source;
    return ovalis_image_pages_add(pages, 0, why);
}

static enum ovalis_status status_of_error(int code)
{
    switch (code) {
    case JERR_OUT_OF_MEMORY:
        return OVALIS_ERR_MEMORY;
    case JERR_NO_BACKING_STORE: /* MAX_WORKING_BYTES */
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return OVALIS_ERR_PAGE_TOO_LARGE;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
        return OVALIS_ERR_UNSUPPORTED;
    default:
        return OVALIS_ERR_PAGE_DAMAGED;
    }
}

_Noreturn static void leave_on_error(j_common_ptr jpeg)
{
    struct jpeg_job *job = jpeg->client_data;
    char words[JMSG_LENGTH_MAX];

    jpeg->err->format_message(jpeg, words);
    job->status = ovalis_fail(job->why, status_of_error(jpeg->err->msg_code), "JPEG: %s", words);
    ovalis_escape(&job->escape);
}

/* libjpeg warns and goes on with gray where data are missing or make no sense: here that is an
 * error. Not so what concerns neither size nor pixels. */
static void judge_message(j_common_ptr jpeg, int level)
{
    int code = jpeg->err->msg_code;

    if (level < 0 && code != JWRN_JFIF_MAJOR && code != JWRN_BOGUS_ICC)
        leave_on_error(jpeg);
}

static void bound_scans(j_common_ptr jpeg)
{
    struct jpeg_job *job = jpeg->client_data;

    if (job->jpeg.input_scan_number <= MAX_SCANS)
        return;
    job->status = ovalis_fail(job->why, OVALIS_ERR_PAGE_TOO_LARGE,
                              "JPEG: more than %d scans over one image", MAX_SCANS);
    ovalis_escape(&job->escape);
}

/* The body of the first Exif segment before the pixels. */
static const uint8_t *find_exif(const struct ovalis_image_source *source, size_t *size)
{
    const uint8_t *bytes = source->bytes;
    size_t at = 2;

    while (source->size - at >= 4 && bytes[at] == 0xFF) {
        unsigned marker = bytes[at + 1];
        size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];

        if (marker == 0xDA || length < 2 || length > source->size - at - 2)
            return NULL;
        if (marker == 0xE1 && length >= 8 && memcmp(bytes + at + 4, "Exif\0", 6) == 0) {
            *size = length - 8;
            return bytes + at + 10;
        }
        at += 2 + length;
    }
    return NULL;
}

static unsigned exif_orientation(const struct ovalis_image_source *source)
{
    size_t size = 0;
    const uint8_t *exif = find_exif(source, &size);

    return exif ? ovalis_tiff_find_short(exif, size, 0x0112) : 0;
}

static void claim_density(struct ovalis_page *page, const struct jpeg_decompress_struct *jpeg)
{
    /* JFIF: 1 dots per inch, 2 dots per cm, 0 the shape of a pixel only */
    double per_inch = jpeg->density_unit == 2 ? 2.54 : 1;

    if (jpeg->saw_JFIF_marker && (jpeg->density_unit == 1 || jpeg->density_unit == 2))
        ovalis_image_claim_dpi(page, jpeg->X_density * per_inch, jpeg->Y_density * per_inch);
}

/* Ink amounts to light: the darkest of the three inks' channels, dimmed by black. Adobe's files
 * hold light instead of ink already. */
static void gray_from_inks(uint8_t *row, uint8_t *inks, int width, bool adobe)
{
    if (!adobe)
        for (int i = 0; i < width * 4; i++)
            inks[i] = (uint8_t)(255 - inks[i]);
    ovalis_image_darkest(row, inks, width, 4);
    for (int x = 0; x < width; x++)
        row[x] = ovalis_image_scale(row[x], inks[x * 4 + 3]);
}

static bool choose_colours(struct jpeg_job *job)
{
    switch (job->jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE:
        job->jpeg.out_color_space = JCS_GRAYSCALE;
        return true;
    case JCS_YCbCr:
    case JCS_RGB:
        job->jpeg.out_color_space = COLOUR_SPACE;
        return true;
    case JCS_CMYK:
    case JCS_YCCK:
        job->jpeg.out_color_space = JCS_CMYK;
        return true;
    default:
        job->status =
            ovalis_fail(job->why, OVALIS_ERR_UNSUPPORTED, "JPEG: %d channels of no known colours",
                        job->jpeg.num_components);
        return false;
    }
}

/* libjpeg-turbo's colour conversion writes aligned rows past the cache, to memory, and reading them
 * back at once costs four times the decoding. An odd address makes it use the cache. */
#define OFF_ALIGNMENT 1

static void read_rows(struct jpeg_job *job)
{
    while (job->jpeg.output_scanline < job->jpeg.output_height) {
        uint8_t *row = job->page->pixels + job->jpeg.output_scanline * job->page->stride;
        uint8_t *to = job->line ? job->line + OFF_ALIGNMENT : row;

        /* A source in memory never suspends: less than one row is an error that has left already.
         */
        (void)jpeg_read_scanlines(&job->jpeg, &to, 1);
        if (job->jpeg.out_color_space == COLOUR_SPACE)
            ovalis_image_darkest(row, to, job->page->width, COLOUR_STEP);
        else if (job->jpeg.out_color_space == JCS_CMYK)
            gray_from_inks(row, to, job->page->width, job->jpeg.saw_Adobe_marker);
    }
}

static bool make_room(struct jpeg_job *job)
{
    job->status = ovalis_page_new_unset(&job->page, (int)job->jpeg.image_width,
                                        (int)job->jpeg.image_height, job->why);
    if (job->status != OVALIS_OK || job->jpeg.out_color_space == JCS_GRAYSCALE)
        return job->status == OVALIS_OK;
    job->line = ovalis_allocate((size_t)job->page->width + 1, 4);
    if (!job->line)
        job->status = ovalis_fail(job->why, OVALIS_ERR_MEMORY, "JPEG: no memory for a row");
    return job->line != NULL;
}

static void decode_steps(void *cookie)
{
    struct jpeg_job *job = cookie;

    jpeg_create_decompress(&job->jpeg);
    job->jpeg.mem->max_memory_to_use = MAX_WORKING_BYTES;
    job->jpeg.progress = &job->progress;
    jpeg_mem_src(&job->jpeg, job->source->bytes, (unsigned long)job->source->size);
    (void)jpeg_read_header(&job->jpeg, TRUE);
    if (!choose_colours(job) || !make_room(job))
        return;
    /* The accurate integer transform: its vector versions give the C version's bytes. */
    job->jpeg.dct_method = JDCT_ISLOW;
    (void)jpeg_start_decompress(&job->jpeg);
    read_rows(job);
    (void)jpeg_finish_decompress(&job->jpeg); /* sees the end marker, or leaves */
    claim_density(job->page, &job->jpeg);
}

static void release_job(struct jpeg_job *job)
{
    jpeg_destroy_decompress(&job->jpeg);
    ovalis_page_free(&job->page);
    ovalis_release(&job->line);
}

static enum ovalis_status decode_jpeg(struct ovalis_page **out,
                                      const struct ovalis_image_source *source, uint64_t offset,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(release_job) struct jpeg_job job = {.source = source, .why = why};

    (void)offset;
    *out = NULL;
    job.jpeg.err = jpeg_std_error(&job.errors);
    job.jpeg.client_data = &job;
    job.errors.error_exit = leave_on_error;
    job.errors.emit_message = judge_message;
    job.progress.progress_monitor = bound_scans;
    if (!ovalis_escape_run(&job.escape, decode_steps, &job) || job.status != OVALIS_OK)
        return job.status;
    job.status = ovalis_image_orient(&job.page, exif_orientation(source), why);
    if (job.status != OVALIS_OK)
        return job.status;
    *out = job.page;
    job.page = NULL;
    return OVALIS_OK;
}

const struct ovalis_image_reader ovalis_jpeg_reader = {OVALIS_IMAGE_JPEG, recognise_jpeg, list_jpeg,
                                                       decode_jpeg};
