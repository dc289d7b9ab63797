/* SPDX-License-Identifier: Apache-2.0 */
#include "page/image_format.h"

#include <string.h>

#include <png.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/escape.h"

/* The fuzz engine cannot guess checksums. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
# define ON_WRONG_CHECKSUM PNG_CRC_QUIET_USE
#else
# define ON_WRONG_CHECKSUM PNG_CRC_ERROR_QUIT
#endif

/* No chunk but the pixels themselves needs more; what is larger is no part of a page. */
#define MAX_CHUNK_BYTES ((png_alloc_size_t)8 << 20)
#define MAX_CHUNKS      1000

struct png_job {
    png_structp png;
    png_infop info;
    struct ovalis_escape escape;
    struct ovalis_image_source source;
    uint64_t at;
    struct ovalis_page *page;
    uint8_t *image; /* one row, or all rows of an interlaced image */
    size_t row_size;
    int channels; /* after expansion: gray, gray and opacity, colours, colours and opacity */
    bool one_bit;
    enum ovalis_status status;
    struct ovalis_diag *why;
};

static bool recognise_png(const uint8_t head[8])
{
    return png_sig_cmp(head, 0, 8) == 0;
}

static enum ovalis_status list_png(struct ovalis_image_pages *pages,
                                   const struct ovalis_image_source *source,
                                   struct ovalis_diag *why)
{
    (void)source;
    return ovalis_image_pages_add(pages, 0, why);
}

_Noreturn static void leave_on_error(png_structp png, png_const_charp words)
{
    struct png_job *job = png_get_error_ptr(png);

    job->status = ovalis_fail(job->why, OVALIS_ERR_PAGE_DAMAGED, "PNG: %s", words);
    ovalis_escape(&job->escape);
}

/* Warnings concern chunks that are not pixels: damage to pixels or their checksums is an error. */
static void pass_warning(png_structp png, png_const_charp words)
{
    (void)png;
    (void)words;
}

static void give_bytes(png_structp png, png_bytep out, size_t size)
{
    struct png_job *job = png_get_io_ptr(png);

    if (!ovalis_image_fetch(&job->source, job->at, out, size))
        png_error(png, "the file breaks off");
    job->at += size;
}

static void set_bounds(struct png_job *job)
{
    /* Decoded by libpng, but nothing to do with pixels: not even looked at. */
    static const png_byte passed_over[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0"
                                          "sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";

    /* The page's own bounds are checked before libpng asks for memory, and named. */
    png_set_user_limits(job->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(job->png, MAX_CHUNK_BYTES);
    png_set_chunk_cache_max(job->png, MAX_CHUNKS);
    png_set_keep_unknown_chunks(job->png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_keep_unknown_chunks(job->png, PNG_HANDLE_CHUNK_NEVER, passed_over,
                                sizeof passed_over / 5);
    png_set_crc_action(job->png, ON_WRONG_CHECKSUM, ON_WRONG_CHECKSUM);
}

/* Every kind of PNG becomes 8-bit gray or colours, with opacity when there is transparency. */
static void set_transforms(struct png_job *job)
{
    png_set_strip_16(job->png);
    png_set_expand(job->png);
    (void)png_set_interlace_handling(job->png);
    png_read_update_info(job->png, job->info);
    job->channels = png_get_channels(job->png, job->info);
    job->row_size = png_get_rowbytes(job->png, job->info);
}

/* Before any transform is asked for: libpng takes memory for rows then, of whatever width. */
static bool make_page(struct png_job *job)
{
    job->status = ovalis_page_new(&job->page, (int)png_get_image_width(job->png, job->info),
                                  (int)png_get_image_height(job->png, job->info), job->why);
    return job->status == OVALIS_OK;
}

static bool make_room(struct png_job *job)
{
    bool whole = png_get_interlace_type(job->png, job->info) != PNG_INTERLACE_NONE;

    job->image = ovalis_allocate(whole ? (size_t)job->page->height : 1, job->row_size);
    if (!job->image)
        job->status = ovalis_fail(job->why, OVALIS_ERR_MEMORY,
                                  "PNG: no memory for %d x %d pixels of %d channels",
                                  job->page->width, job->page->height, job->channels);
    return job->image != NULL;
}

static void convert_row(uint8_t *row, const uint8_t *values, int width, int channels)
{
    bool opacity = channels == 2 || channels == 4;

    if (channels >= 3)
        ovalis_image_darkest(row, values, width, channels);
    else
        for (int x = 0; x < width; x++)
            row[x] = values[x * channels];
    /* On white the darkest channel stays the darkest: the order of the two does not matter. */
    if (opacity)
        for (int x = 0; x < width; x++)
            row[x] = ovalis_image_over_white(row[x], values[x * channels + channels - 1]);
}

static void read_rows(struct png_job *job)
{
    struct ovalis_page *page = job->page;

    for (int y = 0; y < page->height; y++) {
        png_read_row(job->png, job->image, NULL);
        convert_row(page->pixels + y * page->stride, job->image, page->width, job->channels);
    }
}

static void read_interlaced(struct png_job *job)
{
    struct ovalis_page *page = job->page;

    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
        for (int y = 0; y < page->height; y++)
            png_read_row(job->png, job->image + (size_t)y * job->row_size, NULL);
    for (int y = 0; y < page->height; y++)
        convert_row(page->pixels + y * page->stride, job->image + (size_t)y * job->row_size,
                    page->width, job->channels);
}

static void claim_density(struct png_job *job)
{
    png_uint_32 x = 0, y = 0;
    int unit = PNG_RESOLUTION_UNKNOWN;

    if (png_get_pHYs(job->png, job->info, &x, &y, &unit) && unit == PNG_RESOLUTION_METER)
        ovalis_image_claim_dpi(job->page, x * 0.0254, y * 0.0254);
}

static void decode_steps(void *cookie)
{
    struct png_job *job = cookie;

    job->info = png_create_info_struct(job->png);
    if (!job->info)
        png_error(job->png, "no memory");
    set_bounds(job);
    png_set_read_fn(job->png, job, give_bytes);
    png_read_info(job->png, job->info);
    job->one_bit = png_get_bit_depth(job->png, job->info) == 1;
    if (!make_page(job))
        return;
    set_transforms(job);
    if (!make_room(job))
        return;
    if (png_get_interlace_type(job->png, job->info) == PNG_INTERLACE_NONE)
        read_rows(job);
    else
        read_interlaced(job);
    png_read_end(job->png, job->info); /* sees the end chunk, or leaves */
    claim_density(job);
    if (job->one_bit)
        ovalis_image_note_bilevel(job->page);
}

static void release_job(struct png_job *job)
{
    png_destroy_read_struct(&job->png, &job->info, NULL);
    ovalis_page_free(&job->page);
    ovalis_release(&job->image);
}

static enum ovalis_status decode_png(struct ovalis_page **out,
                                     const struct ovalis_image_source *source, uint64_t offset,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(release_job)
    struct png_job job = {.source = *source, .at = offset, .why = why};

    *out = NULL;
    job.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &job, leave_on_error, pass_warning);
    if (!job.png)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "PNG: out of memory");
    if (!ovalis_escape_run(&job.escape, decode_steps, &job) || job.status != OVALIS_OK)
        return job.status;
    *out = job.page;
    job.page = NULL;
    return OVALIS_OK;
}

const struct ovalis_image_reader ovalis_png_reader = {OVALIS_IMAGE_PNG, recognise_png, list_png,
                                                      decode_png};
