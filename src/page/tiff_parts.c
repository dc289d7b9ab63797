/* SPDX-License-Identifier: Apache-2.0 */
#include "page/tiff_parts.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/memory.h"

#define HEADER_SIZE 8

struct part {
    uint64_t offset, size;
};

static int compare_parts(const void *a, const void *b)
{
    const struct part *left = a, *right = b;

    if (left->offset != right->offset)
        return left->offset < right->offset ? -1 : 1;
    return (left->size > right->size) - (left->size < right->size);
}

static enum ovalis_status read_parts(struct part *parts, TIFF *tiff, uint32_t count, uint64_t most,
                                     uint64_t size, struct ovalis_diag *why)
{
    for (uint32_t i = 0; i < count; i++) {
        int failed = 0, failed_too = 0;

        parts[i].offset = TIFFGetStrileOffsetWithErr(tiff, i, &failed);
        parts[i].size = TIFFGetStrileByteCountWithErr(tiff, i, &failed_too);
        if (failed || failed_too || parts[i].offset < HEADER_SIZE || parts[i].size == 0 ||
            parts[i].size > most || parts[i].offset > size ||
            parts[i].size > size - parts[i].offset)
            return ovalis_fail(
                why, OVALIS_ERR_PAGE_DAMAGED,
                "TIFF: part %u of %u: %llu bytes at %llu: expected at most %llu, in a "
                "file of %llu",
                i + 1, count, (unsigned long long)parts[i].size,
                (unsigned long long)parts[i].offset, (unsigned long long)most,
                (unsigned long long)size);
    }
    return OVALIS_OK;
}

static bool overlap(struct part *parts, uint32_t count)
{
    qsort(parts, count, sizeof *parts, compare_parts);
    for (uint32_t i = 1; i < count; i++)
        if (parts[i].offset < parts[i - 1].offset + parts[i - 1].size &&
            compare_parts(&parts[i], &parts[i - 1]) != 0)
            return true;
    return false;
}

enum ovalis_status ovalis_tiff_check_parts(TIFF *tiff, uint64_t count, uint64_t most, uint64_t size,
                                           struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) struct part *parts = NULL;
    enum ovalis_status status;

    if (count > OVALIS_TIFF_MAX_PARTS)
        return ovalis_fail(why, OVALIS_ERR_PAGE_TOO_LARGE, "TIFF: %llu strips or tiles",
                           (unsigned long long)count);
    if ((TIFFIsTiled(tiff) ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff)) != count)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: strips or tiles: expected %llu",
                           (unsigned long long)count);
    parts = ovalis_allocate(count, sizeof *parts);
    if (!parts)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "TIFF: no memory for a list of strips");
    status = read_parts(parts, tiff, (uint32_t)count, most, size, why);
    if (status == OVALIS_OK && overlap(parts, (uint32_t)count))
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: strips or tiles overlap");
    return status;
}
