/* SPDX-License-Identifier: Apache-2.0 */
/* PBM, PGM and PPM, plain and raw (netpbm's formats P1 to P6). Raw images may follow each other in
 * one file: each is a page. */
#include "page/image_format.h"

#include <string.h>

#include "base/diag.h"
#include "base/memory.h"

/* A header with its comments lies within this many bytes. */
#define HEAD_MAX 4096

struct pnm {
    int kind; /* 1..6 */
    int channels;
    unsigned width, height, maximum;
    uint64_t raster; /* offset of the first pixel */
    uint64_t size;   /* bytes of the raster; 0 when plain */
};

struct cursor {
    const uint8_t *bytes;
    size_t at, size;
};

static bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void skip_space(struct cursor *cursor, bool comments)
{
    while (cursor->at < cursor->size) {
        if (comments && cursor->bytes[cursor->at] == '#')
            while (cursor->at < cursor->size && cursor->bytes[cursor->at] != '\n')
                cursor->at++;
        else if (is_space(cursor->bytes[cursor->at]))
            cursor->at++;
        else
            return;
    }
}

/* A decimal number of at most `limit`, as far as its digits go. */
static bool read_decimal(struct cursor *cursor, unsigned limit, unsigned *out)
{
    size_t start = cursor->at;
    unsigned value = 0;

    for (; cursor->at < cursor->size; cursor->at++) {
        unsigned digit = (unsigned)cursor->bytes[cursor->at] - '0';

        if (digit > 9)
            break;
        value = value * 10 + digit;
        if (value > limit)
            return false;
    }
    *out = value;
    return cursor->at > start;
}

static bool recognise_pnm(const uint8_t head[8])
{
    return head[0] == 'P' && head[1] >= '1' && head[1] <= '6' &&
           (is_space(head[2]) || head[2] == '#');
}

static bool read_fields(struct cursor *cursor, struct pnm *pnm)
{
    /* Larger sides have a header, so that the message can name them, but no page. */
    const unsigned side_max = 99999999;

    cursor->at = 2;
    skip_space(cursor, true);
    if (!read_decimal(cursor, side_max, &pnm->width))
        return false;
    skip_space(cursor, true);
    if (!read_decimal(cursor, side_max, &pnm->height))
        return false;
    pnm->maximum = 1;
    if (pnm->kind != 1 && pnm->kind != 4) {
        skip_space(cursor, true);
        if (!read_decimal(cursor, 65535, &pnm->maximum))
            return false;
    }
    if (cursor->at >= cursor->size || !is_space(cursor->bytes[cursor->at]))
        return false;
    cursor->at++;
    return pnm->width > 0 && pnm->height > 0 && pnm->maximum > 0;
}

static bool read_header(const struct ovalis_image_source *source, uint64_t offset, struct pnm *pnm)
{
    uint8_t head[HEAD_MAX];
    uint64_t left = source->size - offset;
    struct cursor cursor = {head, 0, left < HEAD_MAX ? (size_t)left : HEAD_MAX};
    uint64_t row;

    if (cursor.size < 8 || !ovalis_image_fetch(source, offset, head, cursor.size) ||
        !recognise_pnm(head))
        return false;
    pnm->kind = head[1] - '0';
    pnm->channels = pnm->kind % 3 == 0 ? 3 : 1;
    if (!read_fields(&cursor, pnm))
        return false;
    row = pnm->kind == 4
              ? (pnm->width + 7) / 8
              : (uint64_t)pnm->width * (unsigned)pnm->channels * (pnm->maximum > 255 ? 2 : 1);
    pnm->raster = offset + cursor.at;
    pnm->size = pnm->kind > 3 ? row * pnm->height : 0;
    return true;
}

/* Nothing but white space to the end; some writers add a newline. */
static bool only_space_left(const struct ovalis_image_source *source, uint64_t offset)
{
    uint8_t bytes[16];
    uint64_t left = source->size - offset;
    struct cursor cursor = {bytes, 0, left < sizeof bytes ? (size_t)left : sizeof bytes};

    if (left > sizeof bytes || !ovalis_image_fetch(source, offset, bytes, cursor.size))
        return false;
    skip_space(&cursor, false);
    return cursor.at == cursor.size;
}

static enum ovalis_status list_pnm(struct ovalis_image_pages *pages,
                                   const struct ovalis_image_source *source,
                                   struct ovalis_diag *why)
{
    uint64_t offset = 0;

    do {
        struct pnm pnm;
        enum ovalis_status status;

        if (!read_header(source, offset, &pnm))
            return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                               "page %zu: PNM header at byte %llu is damaged", pages->count + 1,
                               (unsigned long long)offset);
        if (pnm.size > source->size - pnm.raster)
            return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                               "page %zu: PNM of %u x %u pixels needs %llu bytes, %llu are there",
                               pages->count + 1, pnm.width, pnm.height,
                               (unsigned long long)pnm.size,
                               (unsigned long long)(source->size - pnm.raster));
        status = ovalis_image_pages_add(pages, offset, why);
        if (status != OVALIS_OK || pnm.kind <= 3) /* a plain image is alone in its file */
            return status;
        offset = pnm.raster + pnm.size;
    } while (!only_space_left(source, offset));
    return OVALIS_OK;
}

/* To 8 bits: to the nearest, but 16 bits by their high byte as everywhere. */
static uint8_t to_eight_bits(unsigned value, unsigned maximum)
{
    if (maximum > 255)
        return (uint8_t)(value * 256 / (maximum + 1));
    return (uint8_t)((value * 255 + maximum / 2) / maximum);
}

static bool read_plain_sample(struct cursor *cursor, const struct pnm *pnm, unsigned *out)
{
    skip_space(cursor, false);
    if (pnm->kind != 1)
        return read_decimal(cursor, pnm->maximum, out);
    if (cursor->at >= cursor->size || (cursor->bytes[cursor->at] | 1) != '1')
        return false;
    *out = cursor->bytes[cursor->at++] == '0'; /* 1 is black */
    return true;
}

static bool read_raw_sample(struct cursor *cursor, const struct pnm *pnm, unsigned *out)
{
    *out = cursor->bytes[cursor->at++];
    if (pnm->maximum > 255)
        *out = *out << 8 | cursor->bytes[cursor->at++];
    return *out <= pnm->maximum;
}

/* One row of samples as 8-bit values. */
static bool read_samples(struct cursor *cursor, const struct pnm *pnm, uint8_t *values)
{
    unsigned count = pnm->width * (unsigned)pnm->channels;

    for (unsigned i = 0; i < count; i++) {
        unsigned value;

        if (!(pnm->kind > 3 ? read_raw_sample(cursor, pnm, &value)
                            : read_plain_sample(cursor, pnm, &value)))
            return false;
        values[i] = to_eight_bits(value, pnm->maximum);
    }
    return true;
}

static void read_packed_row(struct cursor *cursor, const struct pnm *pnm, uint8_t *row)
{
    for (unsigned x = 0; x < pnm->width; x++)
        row[x] = cursor->bytes[cursor->at + x / 8] & 0x80 >> x % 8 ? 0 : 255;
    cursor->at += (pnm->width + 7) / 8;
}

static enum ovalis_status read_rows(struct ovalis_page *page, struct cursor *cursor,
                                    const struct pnm *pnm, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) uint8_t *values = ovalis_allocate(pnm->width, 3);

    if (!values)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "PNM: no memory for a row");
    for (int y = 0; y < page->height; y++) {
        uint8_t *row = page->pixels + y * page->stride;

        if (pnm->kind == 4)
            read_packed_row(cursor, pnm, row);
        else if (!read_samples(cursor, pnm, pnm->channels == 3 ? values : row))
            return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                               "PNM: row %d of %d breaks off or has a value above %u", y + 1,
                               page->height, pnm->maximum);
        if (pnm->channels == 3)
            ovalis_image_darkest(row, values, page->width, 3);
    }
    return OVALIS_OK;
}

static enum ovalis_status decode_pnm(struct ovalis_page **out,
                                     const struct ovalis_image_source *source, uint64_t offset,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    enum ovalis_status status;
    struct cursor cursor;
    struct pnm pnm;

    *out = NULL;
    if (!read_header(source, offset, &pnm) || pnm.size > source->size - pnm.raster)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "PNM header is damaged");
    status = ovalis_page_new(&page, (int)pnm.width, (int)pnm.height, why);
    if (status != OVALIS_OK)
        return status;
    cursor = (struct cursor){source->bytes, (size_t)pnm.raster, (size_t)source->size};
    status = read_rows(page, &cursor, &pnm, why);
    if (status != OVALIS_OK)
        return status;
    if (pnm.kind <= 3 && !only_space_left(source, cursor.at))
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "PNM: more values than %u x %u pixels",
                           pnm.width, pnm.height);
    if (pnm.maximum == 1 && pnm.channels == 1)
        ovalis_image_note_bilevel(page);
    *out = page;
    page = NULL;
    return OVALIS_OK;
}

const struct ovalis_image_reader ovalis_pnm_reader = {OVALIS_IMAGE_PNM, recognise_pnm, list_pnm,
                                                      decode_pnm};
