/* SPDX-License-Identifier: Apache-2.0 */
#include "picture/shrink.h"

#include <string.h>

int ovalis_shrink_factor(int size, int most)
{
    return size <= most ? 1 : (size + most - 1) / most;
}

struct ovalis_box ovalis_page_box(const struct ovalis_page *page)
{
    return (struct ovalis_box){0, 0, page->width, page->height};
}

static int within(int value, int low, int high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

static struct ovalis_box cut(struct ovalis_box box, const struct ovalis_page *page)
{
    return (struct ovalis_box){within(box.left, 0, page->width), within(box.top, 0, page->height),
                               within(box.right, 0, page->width),
                               within(box.bottom, 0, page->height)};
}

static uint8_t mean(const struct ovalis_page *page, struct ovalis_box box)
{
    unsigned count = (unsigned)((box.right - box.left) * (box.bottom - box.top));
    uint64_t sum = 0;

    for (int y = box.top; y < box.bottom; y++) {
        const uint8_t *line = ovalis_page_line(page, y);

        for (int x = box.left; x < box.right; x++)
            sum += line[x];
    }
    return (uint8_t)((sum + count / 2) / count);
}

static void copy_part(struct ovalis_page *out, const struct ovalis_page *page,
                      struct ovalis_box part)
{
    for (int y = part.top; y < part.bottom; y++)
        memcpy(out->pixels + (ptrdiff_t)(y - part.top) * out->stride,
               ovalis_page_line(page, y) + part.left, (size_t)(part.right - part.left));
}

static void shrink_part(struct ovalis_page *out, const struct ovalis_page *page,
                        struct ovalis_box part, int factor)
{
    for (int y = 0; y < out->height; y++) {
        uint8_t *line = out->pixels + (ptrdiff_t)y * out->stride;

        for (int x = 0; x < out->width; x++) {
            int left = part.left + x * factor, top = part.top + y * factor;

            line[x] =
                mean(page, (struct ovalis_box){left, top, within(left + factor, left, part.right),
                                               within(top + factor, top, part.bottom)});
        }
    }
}

enum ovalis_status ovalis_shrink(struct ovalis_page **out, const struct ovalis_page *page,
                                 struct ovalis_box box, int factor, struct ovalis_diag *why)
{
    struct ovalis_box part = cut(box, page);
    int width = (part.right - part.left + factor - 1) / factor;
    int height = (part.bottom - part.top + factor - 1) / factor;
    enum ovalis_status status;

    if (width < 1 || height < 1)
        return ovalis_page_new(out, 1, 1, why);
    status = ovalis_page_new_unset(out, width, height, why);
    if (status != OVALIS_OK)
        return status;
    if (factor == 1)
        copy_part(*out, page, part);
    else
        shrink_part(*out, page, part, factor);
    return OVALIS_OK;
}
