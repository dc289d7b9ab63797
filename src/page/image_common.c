/* SPDX-License-Identifier: Apache-2.0 */
#include "page/image_format.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"

static bool read_at(int descriptor, uint64_t offset, uint8_t *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(descriptor, out + done, size - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

bool ovalis_image_fetch(const struct ovalis_image_source *source, uint64_t offset, void *out,
                        size_t size)
{
    if (offset > source->size || size > source->size - offset)
        return false;
    if (!source->bytes)
        return read_at(source->descriptor, offset, out, size);
    memcpy(out, source->bytes + offset, size);
    return true;
}

enum ovalis_status ovalis_image_pages_add(struct ovalis_image_pages *pages, uint64_t offset,
                                          struct ovalis_diag *why)
{
    if (pages->count >= OVALIS_PAGE_FILE_MAX_PAGES)
        return ovalis_fail(why, OVALIS_ERR_PAGE_TOO_LARGE, "more than %d pages",
                           OVALIS_PAGE_FILE_MAX_PAGES);
    if (!ovalis_grow(&pages->offsets, &pages->capacity, pages->count + 1, sizeof *pages->offsets))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for a list of pages");
    pages->offsets[pages->count++] = offset;
    return OVALIS_OK;
}

static void mirror_rows(struct ovalis_page *page)
{
    for (int y = 0; y < page->height; y++) {
        uint8_t *left = page->pixels + y * page->stride;
        uint8_t *right = left + page->width - 1;

        for (; left < right; left++, right--) {
            uint8_t kept = *left;

            *left = *right;
            *right = kept;
        }
    }
}

enum ovalis_status ovalis_image_orient(struct ovalis_page **page, unsigned orientation,
                                       struct ovalis_diag *why)
{
    /* What brings row 0 to the top and column 0 to the left (TIFF 6.0, section 8). */
    static const struct {
        bool mirrored;
        int quarter_turns; /* clockwise, after mirroring left to right */
    } ways[] = {{false, 0}, {false, 0}, {true, 0}, {false, 2}, {true, 2},
                {true, 3},  {false, 1}, {true, 1}, {false, 3}};
    struct ovalis_box all = {0, 0, (*page)->width, (*page)->height};
    struct ovalis_page *turned;
    enum ovalis_status status;

    if (orientation >= sizeof ways / sizeof ways[0])
        return OVALIS_OK;
    if (ways[orientation].mirrored)
        mirror_rows(*page);
    if (ways[orientation].quarter_turns == 0)
        return OVALIS_OK;
    status = ovalis_page_turn(&turned, *page, all, ways[orientation].quarter_turns, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_page_free(page);
    *page = turned;
    return OVALIS_OK;
}

void ovalis_image_claim_dpi(struct ovalis_page *page, double x, double y)
{
    /* Also false for what is not a number. A million dots per inch is no scanner's. */
    bool usable = x > 0 && y > 0 && x < 1e6 && y < 1e6;

    page->dpi_x = usable ? x : 0;
    page->dpi_y = usable ? y : 0;
}

void ovalis_image_note_bilevel(struct ovalis_page *page)
{
    page->bilevel = true;
    for (int y = 0; y < page->height && page->bilevel; y++) {
        const uint8_t *row = ovalis_page_line(page, y);
        unsigned other = 0;

        for (int x = 0; x < page->width; x++)
            other |= row[x] != 0 && row[x] != 255;
        page->bilevel = other == 0;
    }
}

static inline uint8_t least(uint8_t a, uint8_t b, uint8_t c)
{
    uint8_t less = a < b ? a : b;

    return less < c ? less : c;
}

/* A step that is known lets the compiler use vectors. */
void ovalis_image_darkest(uint8_t *restrict row, const uint8_t *restrict values, int width,
                          int step)
{
    if (step == 4)
        for (int x = 0; x < width; x++)
            row[x] = least(values[4 * x], values[4 * x + 1], values[4 * x + 2]);
    else
        for (int x = 0; x < width; x++)
            row[x] = least(values[3 * x], values[3 * x + 1], values[3 * x + 2]);
}
