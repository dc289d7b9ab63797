/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of directories of a TIFF file, walked without libtiff: one look at each directory, so
 * that counting pages is cheap and bounded, and a chain that runs in a circle is named as such. */
#include "page/tiff_directory.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/memory.h"

/* NewSubfileType: a smaller copy of another page (bit 0), a transparency mask (bit 2). */
#define TAG_SUBFILE   254
#define NOT_A_PAGE    (1u | 4u)
#define TYPE_SHORT    3
#define TYPE_LONG     4
#define EXIF_MAX_TAGS 256

struct layout {
    const struct ovalis_image_source *source;
    bool little; /* byte order II */
    bool big;    /* BigTIFF: 64-bit offsets */
};

/* An unsigned number of 1 to 8 bytes. */
static bool read_number(const struct layout *layout, uint64_t offset, unsigned size, uint64_t *out)
{
    uint8_t bytes[8];

    if (!ovalis_image_fetch(layout->source, offset, bytes, size))
        return false;
    *out = 0;
    for (unsigned i = 0; i < size; i++)
        *out = *out << 8 | bytes[layout->little ? size - 1 - i : i];
    return true;
}

bool ovalis_tiff_recognise(const uint8_t head[8])
{
    bool little = head[0] == 'I' && head[1] == 'I';
    bool bigendian = head[0] == 'M' && head[1] == 'M';
    unsigned version = little ? head[2] | head[3] << 8 : head[2] << 8 | head[3];

    return (little || bigendian) && (version == 42 || version == 43);
}

static bool read_head(struct layout *layout, const struct ovalis_image_source *source,
                      uint64_t *first)
{
    uint8_t head[8];

    if (!ovalis_image_fetch(source, 0, head, sizeof head) || !ovalis_tiff_recognise(head))
        return false;
    layout->source = source;
    layout->little = head[0] == 'I';
    layout->big = head[2] == 43 || head[3] == 43;
    return read_number(layout, layout->big ? 8 : 4, layout->big ? 8 : 4, first);
}

struct directory {
    uint64_t entries; /* offset of the first */
    uint64_t count;
    uint64_t next;
    unsigned entry_size;
};

static bool read_directory(const struct layout *layout, uint64_t at, struct directory *out)
{
    unsigned count_size = layout->big ? 8 : 2;

    out->entry_size = layout->big ? 20 : 12;
    if (!read_number(layout, at, count_size, &out->count) || out->count == 0 ||
        out->count > layout->source->size / out->entry_size)
        return false;
    out->entries = at + count_size;
    return read_number(layout, out->entries + out->count * out->entry_size, layout->big ? 8 : 4,
                       &out->next);
}

/* The single SHORT or LONG value of an entry, if it is of this tag. */
static bool read_value(const struct layout *layout, uint64_t entry, unsigned tag, uint64_t *out)
{
    uint64_t found, type, count;
    unsigned count_size = layout->big ? 8 : 4;

    if (!read_number(layout, entry, 2, &found) || found != tag ||
        !read_number(layout, entry + 2, 2, &type) ||
        !read_number(layout, entry + 4, count_size, &count) || count != 1 ||
        (type != TYPE_SHORT && type != TYPE_LONG))
        return false;
    return read_number(layout, entry + 4 + count_size, type == TYPE_SHORT ? 2 : 4, out);
}

/* Directories are sorted by tag, and 254 is the lowest there is: it is the first or not there. */
static bool is_page(const struct layout *layout, const struct directory *directory)
{
    uint64_t kind;

    return !read_value(layout, directory->entries, TAG_SUBFILE, &kind) || !(kind & NOT_A_PAGE);
}

static int compare_offsets(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;

    return (*left > *right) - (*left < *right);
}

static bool has_repeats(const struct ovalis_image_pages *chain)
{
    OVALIS_OWNED(ovalis_release) uint64_t *sorted = ovalis_allocate(chain->count, sizeof *sorted);

    if (!sorted)
        return false;
    for (size_t i = 0; i < chain->count; i++)
        sorted[i] = chain->offsets[i];
    qsort(sorted, chain->count, sizeof *sorted, compare_offsets);
    for (size_t i = 1; i < chain->count; i++)
        if (sorted[i] == sorted[i - 1])
            return true;
    return false;
}

static void release_chain(struct ovalis_image_pages *chain)
{
    ovalis_release(&chain->offsets);
}

static enum ovalis_status walk(struct ovalis_image_pages *pages, const struct layout *layout,
                               uint64_t first, struct ovalis_diag *why)
{
    OVALIS_OWNED(release_chain) struct ovalis_image_pages chain = {0};
    enum ovalis_status status = OVALIS_OK;

    for (uint64_t at = first; at != 0 && status == OVALIS_OK;) {
        struct directory directory;

        if (!read_directory(layout, at, &directory))
            return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                               "page %zu: TIFF directory expected at byte %llu, the file has %llu",
                               chain.count + 1, (unsigned long long)at,
                               (unsigned long long)layout->source->size);
        status = ovalis_image_pages_add(&chain, at, why);
        if (status == OVALIS_OK && is_page(layout, &directory))
            status = ovalis_image_pages_add(pages, at, why);
        at = directory.next;
    }
    if (has_repeats(&chain))
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF directories run in a circle");
    return status;
}

enum ovalis_status ovalis_tiff_list(struct ovalis_image_pages *pages,
                                    const struct ovalis_image_source *source,
                                    struct ovalis_diag *why)
{
    struct layout layout;
    enum ovalis_status status;
    uint64_t first;

    if (!read_head(&layout, source, &first))
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF header breaks off");
    status = walk(pages, &layout, first, why);
    if (status == OVALIS_OK && pages->count == 0)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF without a page");
    return status;
}

unsigned ovalis_tiff_find_short(const uint8_t *bytes, size_t size, unsigned tag)
{
    struct ovalis_image_source source = {bytes, -1, size};
    struct directory directory;
    struct layout layout;
    uint64_t first, value;

    if (!read_head(&layout, &source, &first) || !read_directory(&layout, first, &directory))
        return 0;
    for (uint64_t i = 0; i < directory.count && i < EXIF_MAX_TAGS; i++)
        if (read_value(&layout, directory.entries + i * directory.entry_size, tag, &value))
            return value <= 65535 ? (unsigned)value : 0;
    return 0;
}
