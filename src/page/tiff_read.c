/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/image_format.h"
#include "page/tiff_directory.h"
#include "page/tiff_memory.h"
#include "page/tiff_parts.h"
#include "page/tiff_pixels.h"

/* Decoded bytes of one page: the largest page in four channels of 16 bits. Bounds the time too:
 * parts that overlap the page by far more than it has are refused. */
#define MAX_DECODED ((uint64_t)1 << 30)

struct tiff_job {
    struct ovalis_tiff_memory memory;
    TIFF *tiff;
    struct ovalis_tiff_tags tags;
    struct ovalis_page *page;
    uint8_t *chunk; /* one strip or tile as libtiff gives it */
    size_t chunk_size;
    uint8_t *samples;                 /* one row of it, a byte a sample */
    bool one_bit;                     /* and one sample a pixel */
    struct ovalis_tiff_eights eights; /* then */
    unsigned planes;                  /* 1 when samples lie side by side */
    struct ovalis_diag *why;
};

static enum ovalis_status damaged(struct tiff_job *job, const char *what)
{
    return ovalis_fail(job->why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: %s%s%s", what,
                       job->memory.failed ? ": " : "", job->memory.said);
}

static size_t samples_side_by_side(const struct tiff_job *job)
{
    return job->planes > 1 ? 1 : job->tags.samples;
}

static uint64_t row_size(const struct tiff_job *job)
{
    return ((uint64_t)job->tags.chunk_width * samples_side_by_side(job) * job->tags.bits + 7) / 8;
}

/* Bytes of a chunk of `rows` rows. */
static uint64_t size_of_rows(const struct tiff_job *job, uint64_t rows)
{
    const struct ovalis_tiff_tags *tags = &job->tags;
    uint64_t across, down;

    if (!tags->raw_ycbcr)
        return rows * row_size(job);
    across = (tags->chunk_width + tags->subsample_x - 1u) / tags->subsample_x;
    down = (rows + tags->subsample_y - 1) / tags->subsample_y;
    return across * down * (tags->subsample_x * tags->subsample_y + 2u);
}

static enum ovalis_status check_work(struct tiff_job *job)
{
    const struct ovalis_tiff_tags *tags = &job->tags;
    uint64_t across = ((uint64_t)tags->width + tags->chunk_width - 1) / tags->chunk_width;
    uint64_t down = ((uint64_t)tags->height + tags->chunk_height - 1) / tags->chunk_height;
    uint64_t size;

    /* Sides below 2^31 and at most 16 samples of 2 bytes: one row is below 2^36 bytes. */
    if (tags->chunk_width > INT32_MAX || tags->chunk_height > INT32_MAX ||
        row_size(job) > OVALIS_TIFF_MAX_BLOCK ||
        size_of_rows(job, tags->chunk_height) > OVALIS_TIFF_MAX_BLOCK)
        return ovalis_fail(job->why, OVALIS_ERR_PAGE_TOO_LARGE,
                           "TIFF: strips or tiles of %u x %u pixels: expected at most %zu bytes",
                           tags->chunk_width, tags->chunk_height, OVALIS_TIFF_MAX_BLOCK);
    size = size_of_rows(job, tags->chunk_height);
    if (size == 0 || across * down * job->planes > MAX_DECODED / size)
        return ovalis_fail(job->why, OVALIS_ERR_PAGE_TOO_LARGE,
                           "TIFF: more than %llu bytes of pixels", (unsigned long long)MAX_DECODED);
    job->chunk_size = (size_t)size;
    /* Without compression more bytes than pixels mean that a tag is missing or wrong. */
    return ovalis_tiff_check_parts(job->tiff, across * down * job->planes,
                                   tags->compression == COMPRESSION_NONE ? size : UINT64_MAX,
                                   job->memory.size, job->why);
}

static enum ovalis_status make_room(struct tiff_job *job)
{
    const struct ovalis_tiff_tags *tags = &job->tags;
    enum ovalis_status status;

    if (tags->width > OVALIS_PAGE_MAX_SIDE || tags->height > OVALIS_PAGE_MAX_SIDE)
        return ovalis_fail(job->why, OVALIS_ERR_PAGE_TOO_LARGE,
                           "TIFF: %u x %u pixels: expected at most %d a side", tags->width,
                           tags->height, OVALIS_PAGE_MAX_SIDE);
    status = check_work(job);
    if (status != OVALIS_OK)
        return status;
    status = ovalis_page_new(&job->page, (int)tags->width, (int)tags->height, job->why);
    if (status != OVALIS_OK)
        return status;
    job->chunk = ovalis_allocate(job->chunk_size, 1);
    job->samples = ovalis_allocate(tags->chunk_width, samples_side_by_side(job));
    if (!job->chunk || !job->samples)
        return ovalis_fail(job->why, OVALIS_ERR_MEMORY, "TIFF: no memory for %zu bytes of pixels",
                           job->chunk_size);
    return OVALIS_OK;
}

/* Where a chunk lies on the page, cut at the page's edge. */
struct place {
    uint32_t left, top, width, height;
    unsigned plane;
};

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A JBIG strip carries its own size, for which libjbig takes memory before anybody compares it with
 * the page (ITU-T T.82, 6.6.2: layers, planes, width, height). */
static enum ovalis_status check_jbig(struct tiff_job *job, const struct place *place)
{
    uint16_t order = FILLORDER_MSB2LSB;
    uint8_t head[20];
    tmsize_t got;

    if (job->tags.compression != COMPRESSION_JBIG)
        return OVALIS_OK;
    if (job->tags.tiled)
        return ovalis_fail(job->why, OVALIS_ERR_UNSUPPORTED, "TIFF: JBIG in tiles");
    got =
        TIFFReadRawStrip(job->tiff, TIFFComputeStrip(job->tiff, place->top, 0), head, sizeof head);
    if (got != (tmsize_t)sizeof head)
        return damaged(job, "JBIG header");
    (void)TIFFGetFieldDefaulted(job->tiff, TIFFTAG_FILLORDER, &order);
    if (order == FILLORDER_MSB2LSB) /* libtiff stores it in this direction */
        TIFFReverseBits(head, sizeof head);
    if (head[0] != 0 || head[1] != 0 || head[2] != 1 || big_endian(head + 4) != place->width ||
        big_endian(head + 8) != place->height)
        return damaged(job, "JBIG of another size than its page");
    return OVALIS_OK;
}

static enum ovalis_status read_chunk(struct tiff_job *job, const struct place *place)
{
    uint16_t plane = (uint16_t)place->plane;
    tmsize_t size = (tmsize_t)job->chunk_size;
    uint64_t expected = size_of_rows(job, job->tags.tiled ? job->tags.chunk_height : place->height);
    tmsize_t got;

    if (job->tags.tiled)
        got = TIFFReadEncodedTile(job->tiff,
                                  TIFFComputeTile(job->tiff, place->left, place->top, 0, plane),
                                  job->chunk, size);
    else
        got = TIFFReadEncodedStrip(job->tiff, TIFFComputeStrip(job->tiff, place->top, plane),
                                   job->chunk, size);
    if (got < 0 || (uint64_t)got != expected || job->memory.failed) {
        char where[64];

        (void)snprintf(where, sizeof where, "rows %u-%u of %u", place->top + 1,
                       place->top + place->height, job->tags.height);
        return damaged(job, where);
    }
    return OVALIS_OK;
}

static void place_row(struct tiff_job *job, const struct place *place, uint8_t *row,
                      uint8_t *packed)
{
    size_t side = samples_side_by_side(job);
    const uint8_t *samples = packed;

    if (job->one_bit) {
        ovalis_tiff_lay_out(row, &job->eights, packed, place->width);
        return;
    }
    if (job->tags.differences)
        ovalis_tiff_sum_up(packed, place->width * side, side);
    if (job->tags.bits != 8) {
        ovalis_tiff_unpack(job->samples, packed, job->tags.bits, place->width * side);
        samples = job->samples;
    }
    for (size_t i = 0; i < side; i++)
        ovalis_tiff_apply(row, &job->tags.channel[place->plane + i], samples + i, side,
                          place->width);
}

static void place_samples(struct tiff_job *job, const struct place *place)
{
    size_t stride = (size_t)row_size(job);

    for (uint32_t y = 0; y < place->height; y++)
        place_row(job, place,
                  job->page->pixels + (ptrdiff_t)(place->top + y) * job->page->stride + place->left,
                  job->chunk + y * stride);
}

static void place_ycbcr(struct tiff_job *job, const struct place *place)
{
    const unsigned across = job->tags.subsample_x, down = job->tags.subsample_y;
    const size_t block = across * down + 2;
    const size_t blocks = (job->tags.chunk_width + across - 1) / across;

    for (uint32_t y = 0; y < place->height; y++) {
        uint8_t *row =
            job->page->pixels + (ptrdiff_t)(place->top + y) * job->page->stride + place->left;

        for (uint32_t x = 0; x < place->width; x++) {
            const uint8_t *from = job->chunk + (y / down * blocks + x / across) * block;

            row[x] = ovalis_tiff_darkest_of_ycbcr(from[y % down * across + x % across],
                                                  from[across * down], from[across * down + 1]);
        }
    }
}

static enum ovalis_status read_plane(struct tiff_job *job, unsigned plane)
{
    const struct ovalis_tiff_tags *tags = &job->tags;

    for (uint32_t top = 0; top < tags->height; top += tags->chunk_height) {
        for (uint32_t left = 0; left < tags->width; left += tags->chunk_width) {
            uint32_t right = tags->width - left, below = tags->height - top;
            struct place place = {left, top, right < tags->chunk_width ? right : tags->chunk_width,
                                  below < tags->chunk_height ? below : tags->chunk_height, plane};
            enum ovalis_status status = check_jbig(job, &place);

            if (status == OVALIS_OK)
                status = read_chunk(job, &place);
            if (status != OVALIS_OK)
                return status;
            if (tags->raw_ycbcr)
                place_ycbcr(job, &place);
            else
                place_samples(job, &place);
        }
    }
    return OVALIS_OK;
}

static void claim_resolution(struct tiff_job *job)
{
    uint16_t unit = RESUNIT_INCH;
    float x = 0, y = 0;
    double per_inch;

    (void)TIFFGetFieldDefaulted(job->tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    if (unit != RESUNIT_INCH && unit != RESUNIT_CENTIMETER)
        return;
    per_inch = unit == RESUNIT_CENTIMETER ? 2.54 : 1;
    if (TIFFGetField(job->tiff, TIFFTAG_XRESOLUTION, &x) == 1 &&
        TIFFGetField(job->tiff, TIFFTAG_YRESOLUTION, &y) == 1)
        ovalis_image_claim_dpi(job->page, (double)x * per_inch, (double)y * per_inch);
}

static enum ovalis_status read_pixels(struct tiff_job *job)
{
    enum ovalis_status status = make_room(job);

    job->memory.strict = true;
    for (unsigned plane = 0; plane < job->planes && status == OVALIS_OK; plane++)
        status = read_plane(job, plane);
    job->memory.strict = false;
    if (status != OVALIS_OK)
        return status;
    claim_resolution(job);
    if (job->one_bit)
        ovalis_image_note_bilevel(job->page);
    return ovalis_image_orient(&job->page, job->tags.orientation, job->why);
}

static void release_job(struct tiff_job *job)
{
    ovalis_tiff_close(&job->tiff);
    ovalis_page_free(&job->page);
    ovalis_release(&job->chunk);
    ovalis_release(&job->samples);
}

static enum ovalis_status decode_tiff(struct ovalis_page **out,
                                      const struct ovalis_image_source *source, uint64_t offset,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(release_job)
    struct tiff_job job = {.memory = {.bytes = source->bytes, .size = source->size}, .why = why};
    enum ovalis_status status;

    *out = NULL;
    job.tiff = ovalis_tiff_open_to_read(&job.memory);
    if (!job.tiff || TIFFSetSubDirectory(job.tiff, offset) != 1 || job.memory.failed)
        return damaged(&job, "directory");
    status = ovalis_tiff_read_tags(&job.tags, job.tiff, why);
    if (status != OVALIS_OK)
        return status;
    job.planes = job.tags.planar == PLANARCONFIG_SEPARATE ? job.tags.samples : 1;
    job.one_bit = job.tags.bits == 1 && job.tags.samples == 1 &&
                  job.tags.channel[0].role == OVALIS_TIFF_DARKEN;
    if (job.one_bit)
        ovalis_tiff_make_eights(&job.eights, &job.tags.channel[0]);
    status = read_pixels(&job);
    if (status != OVALIS_OK)
        return status;
    *out = job.page;
    job.page = NULL;
    return OVALIS_OK;
}

const struct ovalis_image_reader ovalis_tiff_reader = {OVALIS_IMAGE_TIFF, ovalis_tiff_recognise,
                                                       ovalis_tiff_list, decode_tiff};
