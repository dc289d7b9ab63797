/* SPDX-License-Identifier: Apache-2.0 */
#include "draw.h"

#include <math.h>

#define SOFT_MM 0.12 /* edges are as soft as a scanner's */

uint32_t dice_bits(struct dice *dice)
{
    dice->state += 0x9e3779b97f4a7c15u;
    uint64_t z = dice->state;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ z >> 31) >> 32);
}

double dice_between(struct dice *dice, double low, double high)
{
    return low + (high - low) * dice_bits(dice) / 4294967296.0;
}

int dice_below(struct dice *dice, int count)
{
    return (int)((uint64_t)dice_bits(dice) * (uint64_t)count >> 32);
}

bool dice_one_in(struct dice *dice, int count)
{
    return dice_below(dice, count) == 0;
}

/* -1..1, the same for the same place. */
static double speckle(uint32_t seed, int x, int y)
{
    struct dice dice = {((uint64_t)seed << 32) ^ ((uint64_t)(uint32_t)x << 16) ^
                        (uint64_t)(uint32_t)y * 0x10001u};

    return dice_between(&dice, -1, 1);
}

/* -1..1, smooth along a line: a knot every `knot` mm, straight between them. */
static double drift(uint32_t seed, double along, double knot)
{
    double place = along / knot, low = floor(place);

    return speckle(seed, (int)low, 0) * (low + 1 - place) +
           speckle(seed, (int)low + 1, 0) * (place - low);
}

static void darken(const struct canvas *canvas, int x, int y, double share)
{
    uint8_t *at = canvas->page->pixels + (ptrdiff_t)y * canvas->page->stride + x;
    double gray = *at;

    share = share > 1 ? 1 : share;
    if (gray > canvas->black)
        *at = (uint8_t)(canvas->black + (gray - canvas->black) * (1 - share) + 0.5);
}

static void brighten(const struct canvas *canvas, int x, int y, double share)
{
    uint8_t *at = canvas->page->pixels + (ptrdiff_t)y * canvas->page->stride + x;
    double gray = *at + share * (canvas->white - canvas->black) + 0.5;

    *at = (uint8_t)(gray > 255 ? 255 : gray);
}

double fold_across(const struct fold *fold, struct ovalis_mm place)
{
    return (place.y - fold->at.y) * fold->along.x - (place.x - fold->at.x) * fold->along.y;
}

double fold_along(const struct fold *fold, struct ovalis_mm place)
{
    return (place.x - fold->at.x) * fold->along.x + (place.y - fold->at.y) * fold->along.y;
}

/* How much of the fold is there at a place along it, 0..1. */
static double presence(const struct fold *fold, double along)
{
    double inside = along - fold->from < fold->to - along ? along - fold->from : fold->to - along;

    if (inside <= 0)
        return 0;
    return inside < fold->soft ? inside / fold->soft : 1;
}

/* Half of the depth at half of the width. */
static double bell(double across, double width)
{
    double t = across / (width / 2);

    return t * t > 12 ? 0 : exp(-0.6931471805599453 * t * t);
}

static void fold_pixel(const struct canvas *canvas, const struct fold *fold, int x, int y,
                       double along, double across)
{
    double there = presence(fold, along);

    if (there <= 0)
        return;
    across -= fold->wander * drift(fold->seed + 1, along, 9.0);
    there *= 1 + fold->uneven * drift(fold->seed, along, 1.6);
    const uint8_t *at = ovalis_page_line(canvas->page, y) + x;

    if (fold->flaking > 0 && fabs(across) < fold->width / 2 &&
        *at < (canvas->white + canvas->black) / 2 &&
        speckle(fold->seed + 2, x / 2, y / 2) < 2 * fold->flaking - 1)
        brighten(canvas, x, y, 0.8);
    double dark = fold->depth * there * bell(across, fold->width);

    if (dark > 0)
        darken(canvas, x, y, dark > 0.95 ? 0.95 : dark);
    if (fold->ridge > 0)
        brighten(canvas, x, y, fold->ridge * there * bell(across - fold->ridge_at, fold->width));
}

static struct ovalis_px card_px(const struct canvas *canvas, double x, double y, bool mirrored)
{
    const struct ovalis_mapping *map = canvas->map;
    double column = x / map->pitch_x_mm;
    struct ovalis_place place = {mirrored ? canvas->columns - 1 - column : column,
                                 y / map->pitch_y_mm};

    return ovalis_mapping_px(map, place);
}

/* The line as the page has it. */
struct track {
    struct ovalis_px at, along, across; /* px; for one mm */
    double square;                      /* px² a mm² */
};

static struct track find_track(const struct canvas *canvas, const struct fold *fold, bool mirrored)
{
    struct ovalis_px at = card_px(canvas, fold->at.x, fold->at.y, mirrored);
    struct ovalis_px to =
        card_px(canvas, fold->at.x + 20 * fold->along.x, fold->at.y + 20 * fold->along.y, mirrored);
    struct track track = {at, {(to.x - at.x) / 20, (to.y - at.y) / 20}, {0, 0}, 0};
    double sign = mirrored ? -1 : 1;

    track.across = (struct ovalis_px){-track.along.y * sign, track.along.x * sign};
    track.square = track.along.x * track.along.x + track.along.y * track.along.y;
    return track;
}

void draw_fold(const struct canvas *canvas, const struct fold *fold, bool mirrored)
{
    struct track track = find_track(canvas, fold, mirrored);
    bool flat = fabs(track.along.x) >= fabs(track.along.y);
    int length = flat ? canvas->page->width : canvas->page->height;
    int limit = flat ? canvas->page->height : canvas->page->width;
    double reach = (2 * fold->width + fold->wander + fabs(fold->ridge_at)) * sqrt(track.square) + 2;
    double slope = flat ? track.along.y / track.along.x : track.along.x / track.along.y;

    for (int k = 0; k < length; k++) {
        double middle =
            flat ? track.at.y + (k - track.at.x) * slope : track.at.x + (k - track.at.y) * slope;

        for (int i = (int)(middle - reach); i <= (int)(middle + reach); i++) {
            if (i < 0 || i >= limit)
                continue;
            double dx = (flat ? k : i) - track.at.x, dy = (flat ? i : k) - track.at.y;

            fold_pixel(canvas, fold, flat ? k : i, flat ? i : k,
                       (dx * track.along.x + dy * track.along.y) / track.square,
                       (dx * track.across.x + dy * track.across.y) / track.square);
        }
    }
}

/* A target's axes, for going from px to mm. */
struct axes {
    struct ovalis_px centre, across, down;
    double determinant;
};

static struct axes find_axes(const struct canvas *canvas, struct ovalis_px centre,
                             struct ovalis_place place)
{
    struct axes axes = {.centre = centre};

    ovalis_mapping_axes(canvas->map, place, &axes.across, &axes.down);
    axes.determinant = axes.across.x * axes.down.y - axes.across.y * axes.down.x;
    return axes;
}

static struct ovalis_mm place_mm(const struct axes *axes, int x, int y)
{
    double u = x - axes->centre.x, v = y - axes->centre.y;

    return (struct ovalis_mm){(u * axes->down.y - v * axes->down.x) / axes->determinant,
                              (v * axes->across.x - u * axes->across.y) / axes->determinant};
}

/* mm from the middle of the stroke. */
static double stroke_distance(const struct stroke *s, struct ovalis_mm at)
{
    double dx = s->x1 - s->x0, dy = s->y1 - s->y0, length = dx * dx + dy * dy;
    double t = length > 0 ? ((at.x - s->x0) * dx + (at.y - s->y0) * dy) / length : 0;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(at.x - s->x0 - t * dx, at.y - s->y0 - t * dy);
}

static double cover(double outside_mm, double soft_mm)
{
    double share = 0.5 - outside_mm / soft_mm;

    return share < 0 ? 0 : share > 1 ? 1 : share * share * (3 - 2 * share);
}

/* Pixels that a path can touch. */
static struct ovalis_box reach_of(const struct canvas *canvas, const struct axes *axes,
                                  const struct stroke *s, double beyond_mm)
{
    double low_x = 1e9, low_y = 1e9, high_x = -1e9, high_y = -1e9;
    double scale = sqrt(fabs(axes->determinant));

    for (int k = 0; k < 2; k++) {
        double u = k ? s->x1 : s->x0, v = k ? s->y1 : s->y0;
        double x = axes->centre.x + axes->across.x * u + axes->down.x * v;
        double y = axes->centre.y + axes->across.y * u + axes->down.y * v;

        low_x = fmin(low_x, x - beyond_mm * scale);
        low_y = fmin(low_y, y - beyond_mm * scale);
        high_x = fmax(high_x, x + beyond_mm * scale);
        high_y = fmax(high_y, y + beyond_mm * scale);
    }
    return (struct ovalis_box){
        .left = (int)fmax(0, low_x),
        .top = (int)fmax(0, low_y),
        .right = (int)fmax(0, fmin(canvas->page->width, high_x + 2)),
        .bottom = (int)fmax(0, fmin(canvas->page->height, high_y + 2)),
    };
}

void draw_stroke(const struct canvas *canvas, struct ovalis_px centre, struct ovalis_place place,
                 const struct stroke *stroke)
{
    struct axes axes = find_axes(canvas, centre, place);
    double soft = stroke->soft > 0 ? stroke->soft : SOFT_MM;
    struct ovalis_box box = reach_of(canvas, &axes, stroke, stroke->width + soft);

    for (int y = box.top; y < box.bottom; y++) {
        for (int x = box.left; x < box.right; x++) {
            double outside = stroke_distance(stroke, place_mm(&axes, x, y)) - stroke->width / 2;
            double dark = stroke->darkness * cover(outside, soft);

            if (dark > 0)
                darken(canvas, x, y, dark * (1 + stroke->grain * speckle(stroke->seed, x, y)));
        }
    }
}

void draw_tear(const struct canvas *canvas, struct ovalis_px centre, struct ovalis_place place,
               const struct stroke *path)
{
    struct axes axes = find_axes(canvas, centre, place);
    struct ovalis_box box = reach_of(canvas, &axes, path, path->width + 1);

    for (int y = box.top; y < box.bottom; y++) {
        for (int x = box.left; x < box.right; x++) {
            struct ovalis_mm at = place_mm(&axes, x, y);
            double ragged = 0.3 * drift(path->seed, at.x + at.y, 0.7);
            double outside = stroke_distance(path, at) - path->width / 2 + ragged;

            if (outside < 0)
                brighten(canvas, x, y, 1);
            else if (path->darkness > 0)
                darken(canvas, x, y, path->darkness * bell(outside, 0.35));
        }
    }
}
