/* SPDX-License-Identifier: Apache-2.0 */
#include "warp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct ovalis_page *blank_like(const struct ovalis_page *page, int width, int height)
{
    struct ovalis_page *made = NULL;
    struct ovalis_diag why;

    if (ovalis_page_new(&made, width, height, &why) != OVALIS_OK)
        return NULL;
    made->dpi_x = page->dpi_x;
    made->dpi_y = page->dpi_y;
    made->bilevel = page->bilevel;
    return made;
}

static uint8_t *line(struct ovalis_page *page, int y)
{
    return page->pixels + (ptrdiff_t)y * page->stride;
}

struct ovalis_page *warp_copy(const struct ovalis_page *page)
{
    struct ovalis_page *made = blank_like(page, page->width, page->height);

    for (int y = 0; made && y < page->height; y++)
        memcpy(line(made, y), ovalis_page_line(page, y), (size_t)page->width);
    return made;
}

static struct ovalis_page *reversed(const struct ovalis_page *page, bool rows)
{
    struct ovalis_page *made = blank_like(page, page->width, page->height);

    for (int y = 0; made && y < page->height; y++) {
        const uint8_t *from = ovalis_page_line(page, rows ? page->height - 1 - y : y);
        uint8_t *to = line(made, y);

        for (int x = 0; x < page->width; x++)
            to[x] = from[page->width - 1 - x];
    }
    return made;
}

struct ovalis_page *warp_turned(const struct ovalis_page *page)
{
    return reversed(page, true);
}

struct ovalis_page *warp_mirrored(const struct ovalis_page *page)
{
    return reversed(page, false);
}

static double level_at(const struct ovalis_page *page, int x, int y, uint8_t surround)
{
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return surround;
    return ovalis_page_line(page, y)[x];
}

static uint8_t bilinear(const struct ovalis_page *page, double x, double y, uint8_t surround)
{
    int left = (int)floor(x), top = (int)floor(y);
    double right_share = x - left, low_share = y - top;
    double high = level_at(page, left, top, surround) * (1 - right_share) +
                  level_at(page, left + 1, top, surround) * right_share;
    double low = level_at(page, left, top + 1, surround) * (1 - right_share) +
                 level_at(page, left + 1, top + 1, surround) * right_share;

    return (uint8_t)lround(high * (1 - low_share) + low * low_share);
}

struct ovalis_page *warp_skewed(const struct ovalis_page *page, double degrees, uint8_t surround)
{
    double radians = degrees * 3.14159265358979323846 / 180.0;
    double c = cos(radians), s = sin(radians);
    int width = (int)ceil(page->width * c + page->height * fabs(s));
    int height = (int)ceil(page->height * c + page->width * fabs(s));
    struct ovalis_page *made = blank_like(page, width, height);

    for (int y = 0; made && y < height; y++) {
        uint8_t *to = line(made, y);

        for (int x = 0; x < width; x++) {
            double dx = x - (width - 1) / 2.0, dy = y - (height - 1) / 2.0;

            to[x] = bilinear(page, c * dx + s * dy + (page->width - 1) / 2.0,
                             -s * dx + c * dy + (page->height - 1) / 2.0, surround);
        }
    }
    if (made)
        made->bilevel = false;
    return made;
}

/* Which source pixels make one pixel, along one axis: where they begin and at most four dozen
 * weights that add up to 1. */
struct mix {
    int first, count;
    double weight[48];
};

static struct mix mix_area(double from, double to, int size)
{
    struct mix mix = {.first = (int)floor(from)};

    for (int k = mix.first; k < to && k < size && mix.count < 48; k++)
        mix.weight[mix.count++] = fmin(to, k + 1.0) - fmax(from, (double)k);
    return mix;
}

static struct mix mix_linear(double centre, int size)
{
    double place = fmin(fmax(centre - 0.5, 0.0), size - 1.0);
    struct mix mix = {.first = (int)floor(place), .count = 2};

    mix.weight[1] = place - mix.first;
    mix.weight[0] = 1.0 - mix.weight[1];
    if (mix.first + 1 >= size)
        mix.count = 1;
    return mix;
}

static struct mix *mixes(int from, int to)
{
    struct mix *made = calloc((size_t)to, sizeof *made);
    double step = (double)from / to;

    for (int k = 0; made && k < to; k++) {
        double sum = 0;

        made[k] = step > 1.0 ? mix_area(k * step, (k + 1) * step, from)
                             : mix_linear((k + 0.5) * step, from);
        for (int i = 0; i < made[k].count; i++)
            sum += made[k].weight[i];
        for (int i = 0; i < made[k].count; i++)
            made[k].weight[i] /= sum;
    }
    return made;
}

static double mixed_row(const uint8_t *row, const struct mix *mix)
{
    double sum = 0;

    for (int i = 0; i < mix->count; i++)
        sum += row[mix->first + i] * mix->weight[i];
    return sum;
}

static void resize_line(uint8_t *to, int width, const struct ovalis_page *page,
                        const struct mix *across, const struct mix *down)
{
    for (int x = 0; x < width; x++) {
        double sum = 0;

        for (int i = 0; i < down->count; i++)
            sum += mixed_row(ovalis_page_line(page, down->first + i), &across[x]) * down->weight[i];
        to[x] = (uint8_t)lround(sum);
    }
}

static struct ovalis_page *resized(const struct ovalis_page *page, int width, int height)
{
    struct ovalis_page *made = blank_like(page, width, height);
    struct mix *across = mixes(page->width, width), *down = mixes(page->height, height);

    for (int y = 0; made && across && down && y < height; y++)
        resize_line(line(made, y), width, page, across, &down[y]);
    free(across);
    free(down);
    if (made)
        made->bilevel = false;
    return made;
}

struct ovalis_page *warp_resized(const struct ovalis_page *page, double factor_x, double factor_y,
                                 bool keep_dpi)
{
    struct ovalis_page *made =
        resized(page, (int)lround(page->width * factor_x), (int)lround(page->height * factor_y));

    if (made && !keep_dpi) {
        made->dpi_x *= factor_x;
        made->dpi_y *= factor_y;
    }
    return made;
}

struct ovalis_page *warp_stretched(const struct ovalis_page *page, double at, double percent)
{
    int kept = (int)(page->height * at);
    int below = page->height - kept;
    int longer = (int)lround(below * (1 + percent / 100));
    struct ovalis_page *made = blank_like(page, page->width, kept + longer);

    for (int y = 0; made && y < kept + longer; y++) {
        double from = y < kept ? y : kept + (y - kept + 0.5) * below / longer - 0.5;

        for (int x = 0; x < page->width; x++)
            line(made, y)[x] = bilinear(page, x, fmin(fmax(from, 0), page->height - 1.0), 255);
    }
    return made;
}

struct ovalis_page *warp_bilevel(const struct ovalis_page *page, int level)
{
    struct ovalis_page *made = warp_copy(page);

    for (int y = 0; made && y < made->height; y++)
        for (int x = 0; x < made->width; x++)
            line(made, y)[x] = line(made, y)[x] >= level ? 255 : 0;
    if (made)
        made->bilevel = true;
    return made;
}

static int between(double value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

void warp_fill(struct ovalis_page *page, struct ovalis_px middle, double half_width,
               double half_height, uint8_t level)
{
    int left = between(floor(middle.x - half_width), 0, page->width);
    int right = between(ceil(middle.x + half_width), 0, page->width);
    int top = between(floor(middle.y - half_height), 0, page->height);
    int bottom = between(ceil(middle.y + half_height), 0, page->height);

    for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++)
            line(page, y)[x] = level;
}

void warp_line(struct ovalis_page *page, struct ovalis_px left, struct ovalis_px right, int width,
               uint8_t level)
{
    double slope = (right.y - left.y) / (right.x - left.x);

    for (int x = 0; x < page->width; x++) {
        int top = (int)lround(left.y + (x - left.x) * slope - width / 2.0);

        for (int y = top; y < top + width; y++)
            if (y >= 0 && y < page->height)
                line(page, y)[x] = level;
    }
}
