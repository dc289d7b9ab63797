/* SPDX-License-Identifier: Apache-2.0 */
#include "page/page.h"

#include <string.h>

#include "base/diag.h"
#include "base/memory.h"

/* A row begins at a multiple of this many bytes after the row before: one cache line. */
#define ROW_ALIGN 64

/* Turning by 90 degrees walks down columns of the source: in blocks of this many pixels a side, so
 * that the rows that are touched stay in the first-level cache. */
#define TURN_BLOCK 64

/* Fuzzing is for readers, not for filling large pages with white. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
# define MAX_PIXELS (1 << 22)
#else
# define MAX_PIXELS OVALIS_PAGE_MAX_PIXELS
#endif

static enum ovalis_status check_bounds(int width, int height, struct ovalis_diag *why)
{
    if (width < 1 || height < 1)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                           "a page of %d x %d pixels: expected at least 1 x 1", width, height);
    if (width > OVALIS_PAGE_MAX_SIDE || height > OVALIS_PAGE_MAX_SIDE)
        return ovalis_fail(why, OVALIS_ERR_PAGE_TOO_LARGE,
                           "%d x %d pixels: expected at most %d a side", width, height,
                           OVALIS_PAGE_MAX_SIDE);
    if ((int64_t)width * height > MAX_PIXELS)
        return ovalis_fail(why, OVALIS_ERR_PAGE_TOO_LARGE,
                           "%d x %d pixels: expected at most %d in all", width, height, MAX_PIXELS);
    return OVALIS_OK;
}

/* What lies behind the pixels of a row is white: nothing in a page depends on what its memory was
 * before. */
static void whiten_padding(struct ovalis_page *page)
{
    for (int y = 0; y < page->height; y++)
        memset(page->pixels + y * page->stride + page->width, 255,
               (size_t)(page->stride - page->width));
}

enum ovalis_status ovalis_page_new_unset(struct ovalis_page **out, int width, int height,
                                         struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    size_t stride = ((size_t)width + ROW_ALIGN - 1) / ROW_ALIGN * ROW_ALIGN;
    enum ovalis_status status = check_bounds(width, height, why);

    *out = NULL;
    if (status != OVALIS_OK)
        return status;
    page = ovalis_allocate(1, sizeof *page);
    if (page)
        page->pixels = ovalis_allocate_unset((size_t)height * stride + OVALIS_KERNEL_SLACK, 1);
    if (!page || !page->pixels)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for a page of %d x %d pixels", width,
                           height);
    page->width = width;
    page->height = height;
    page->stride = (ptrdiff_t)stride;
    whiten_padding(page);
    *out = page;
    page = NULL;
    return OVALIS_OK;
}

enum ovalis_status ovalis_page_new(struct ovalis_page **out, int width, int height,
                                   struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_page_new_unset(out, width, height, why);

    if (status == OVALIS_OK)
        memset((*out)->pixels, 255, (size_t)(*out)->stride * (size_t)height);
    return status;
}

void ovalis_page_free(struct ovalis_page **page)
{
    if (!page || !*page)
        return;
    if (!(*page)->borrowed)
        ovalis_release(&(*page)->pixels);
    ovalis_release(page);
}

/* A claim that cannot be a resolution (negative, infinite, not a number) is no claim. */
static double usable_dpi(double dpi)
{
    return dpi > 0 && dpi < 1e6 ? dpi : 0;
}

enum ovalis_status ovalis_page_from_pixels(struct ovalis_page **out, int width, int height,
                                           const uint8_t *pixels, ptrdiff_t stride, double dpi_x,
                                           double dpi_y, struct ovalis_diag *why)
{
    enum ovalis_status status;

    *out = NULL;
    if (!pixels || (stride < width && stride > -(ptrdiff_t)width))
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                           "a page of %d pixels a row: rows are %td bytes apart", width, stride);
    status = ovalis_page_new_unset(out, width, height, why);
    if (status != OVALIS_OK)
        return status;
    for (int y = 0; y < height; y++)
        memcpy((*out)->pixels + y * (*out)->stride, pixels + y * stride, (size_t)width);
    (*out)->dpi_x = usable_dpi(dpi_x);
    (*out)->dpi_y = usable_dpi(dpi_y);
    return OVALIS_OK;
}

int ovalis_page_width(const struct ovalis_page *page)
{
    return page->width;
}

int ovalis_page_height(const struct ovalis_page *page)
{
    return page->height;
}

const uint8_t *ovalis_page_row(const struct ovalis_page *page, int y)
{
    return ovalis_page_line(page, y);
}

static enum ovalis_status make_view(struct ovalis_page **out, const struct ovalis_page *page,
                                    struct ovalis_box box, struct ovalis_diag *why)
{
    *out = ovalis_allocate(1, sizeof **out);
    if (!*out)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for a page");
    **out = *page;
    (*out)->pixels = page->pixels + box.top * page->stride + box.left;
    (*out)->width = box.right - box.left;
    (*out)->height = box.bottom - box.top;
    (*out)->borrowed = true;
    return OVALIS_OK;
}

/* Where the turned page's pixels come from: (x, y) of the result is
 * source[start + x * step_x + y * step_y]. */
struct turn {
    const uint8_t *start;
    ptrdiff_t step_x, step_y;
};

static struct turn plan_turn(const struct ovalis_page *page, struct ovalis_box box, int turns)
{
    const uint8_t *top = ovalis_page_line(page, box.top);
    const uint8_t *bottom = ovalis_page_line(page, box.bottom - 1);
    ptrdiff_t row = page->stride;

    switch (turns) {
    case 1:
        return (struct turn){bottom + box.left, -row, 1};
    case 2:
        return (struct turn){bottom + box.right - 1, -1, -row};
    default:
        return (struct turn){top + box.right - 1, row, -1};
    }
}

static void copy_block(struct ovalis_page *page, const struct turn *turn, int left, int top)
{
    int right = left + TURN_BLOCK < page->width ? left + TURN_BLOCK : page->width;
    int bottom = top + TURN_BLOCK < page->height ? top + TURN_BLOCK : page->height;

    for (int y = top; y < bottom; y++) {
        const uint8_t *from = turn->start + y * turn->step_y + left * turn->step_x;
        uint8_t *to = page->pixels + y * page->stride;

        for (int x = left; x < right; x++, from += turn->step_x)
            to[x] = *from;
    }
}

/* A row the other way round: eight pixels are a number whose bytes change places. */
static void copy_reversed(uint8_t *to, const uint8_t *last, int width)
{
    int x = 0;

    for (; x + 8 <= width; x += 8) {
        uint64_t eight;

        memcpy(&eight, last - x - 7, sizeof eight);
        eight = __builtin_bswap64(eight);
        memcpy(to + x, &eight, sizeof eight);
    }
    for (; x < width; x++)
        to[x] = last[-x];
}

static void copy_turned(struct ovalis_page *page, const struct turn *turn)
{
    for (int y = 0; turn->step_x == -1 && y < page->height; y++)
        copy_reversed(page->pixels + y * page->stride, turn->start + y * turn->step_y, page->width);
    if (turn->step_x == -1)
        return;
    for (int y = 0; y < page->height; y += TURN_BLOCK)
        for (int x = 0; x < page->width; x += TURN_BLOCK)
            copy_block(page, turn, x, y);
}

enum ovalis_status ovalis_page_turn(struct ovalis_page **out, const struct ovalis_page *page,
                                    struct ovalis_box box, int quarter_turns,
                                    struct ovalis_diag *why)
{
    bool sideways = quarter_turns == 1 || quarter_turns == 3;
    enum ovalis_status status;
    int width, height;
    struct turn turn;

    *out = NULL;
    if (quarter_turns < 0 || quarter_turns > 3 || box.left < 0 || box.top < 0 ||
        box.right > page->width || box.bottom > page->height || box.left >= box.right ||
        box.top >= box.bottom)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                           "%d quarter turns of the box %d,%d - %d,%d in a page of %d x %d",
                           quarter_turns, box.left, box.top, box.right, box.bottom, page->width,
                           page->height);
    if (quarter_turns == 0)
        return make_view(out, page, box, why);
    width = box.right - box.left;
    height = box.bottom - box.top;
    status = ovalis_page_new_unset(out, sideways ? height : width, sideways ? width : height, why);
    if (status != OVALIS_OK)
        return status;
    turn = plan_turn(page, box, quarter_turns);
    copy_turned(*out, &turn);
    (*out)->dpi_x = sideways ? page->dpi_y : page->dpi_x;
    (*out)->dpi_y = sideways ? page->dpi_x : page->dpi_y;
    (*out)->bilevel = page->bilevel;
    return OVALIS_OK;
}
