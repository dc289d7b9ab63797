/* SPDX-License-Identifier: Apache-2.0 */
/* Paper, print and pens drawn from formulas, with a registration that is right by construction: for
 * the tests of marks/. Lengths in mm on the paper, darkness 0..1 multiplies what is there. */
#ifndef OVALIS_TESTS_DRAWN_SHEET_H
#define OVALIS_TESTS_DRAWN_SHEET_H

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "marks/reading.h"
#include "marks/zones.h"
#include "workspace.h"

#define DRAWN_COLUMNS 34
#define DRAWN_ROWS    41
#define DRAWN_PITCH   6.35
#define DRAWN_LEFT    3.2
#define DRAWN_TOP     12.7
#define DRAWN_TARGETS 18 /* a side: 3 columns of 6 */

struct drawn_sheet {
    double dpi, skew; /* skew: rise over run, small */
    struct ovalis_card card;
    struct ovalis_style style;
    struct ovalis_target targets[2 * DRAWN_TARGETS];
    struct ovalis_registered_sheet registered;
    struct ovalis_outline outlines[2][DRAWN_TARGETS];
};

/* Page px of a place on the paper. */
static inline struct ovalis_px drawn_px(const struct drawn_sheet *sheet, double x, double y)
{
    double per_mm = sheet->dpi / 25.4, shift = 108 * fabs(sheet->skew);

    return (struct ovalis_px){(x - sheet->skew * y + 3 * shift) * per_mm,
                              (y + sheet->skew * x + shift) * per_mm};
}

static inline void drawn_paint(struct ovalis_page *page, int x, int y, double darkness)
{
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return;
    uint8_t *at = page->pixels + (ptrdiff_t)y * page->stride + x;

    *at = (uint8_t)(*at * (1 - darkness) + 0.5);
}

/* Edges of everything drawn are as soft as a scanner's: 0.12 mm from paper to ink. */
static inline double drawn_cover(double outside_mm)
{
    double cover = 0.5 - outside_mm / 0.12;

    return cover < 0 ? 0 : cover > 1 ? 1 : cover;
}

typedef double drawn_shape(const void *shape, double x, double y); /* mm outside; < 0 within */

static inline void drawn_fill(struct drawn_sheet *sheet, int side, drawn_shape *distance,
                              const void *shape, double cx, double cy, double reach,
                              double darkness)
{
    struct ovalis_px middle = drawn_px(sheet, cx, cy);
    double per_mm = sheet->dpi / 25.4, norm = 1 + sheet->skew * sheet->skew;
    int span = (int)((reach + 1) * per_mm * (1 + fabs(sheet->skew))) + 2;

    for (int y = (int)middle.y - span; y <= (int)middle.y + span; y++) {
        for (int x = (int)middle.x - span; x <= (int)middle.x + span; x++) {
            double u = (x - middle.x) / per_mm, v = (y - middle.y) / per_mm;
            double px = cx + (u + sheet->skew * v) / norm, py = cy + (v - sheet->skew * u) / norm;

            drawn_paint(sheet->registered.sides[side].upright, x, y,
                        darkness * drawn_cover(distance(shape, px, py)));
        }
    }
}

struct drawn_segment {
    double x0, y0, x1, y1, width;
};

static inline double drawn_segment_distance(const void *shape, double x, double y)
{
    const struct drawn_segment *s = shape;
    double dx = s->x1 - s->x0, dy = s->y1 - s->y0, length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - s->x0) * dx + (y - s->y0) * dy) / length : 0;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - s->x0 - t * dx, y - s->y0 - t * dy) - s->width / 2;
}

/* A pen stroke. */
static inline void drawn_stroke(struct drawn_sheet *sheet, int side, double x0, double y0,
                                double x1, double y1, double width, double darkness)
{
    struct drawn_segment segment = {x0, y0, x1, y1, width};

    drawn_fill(sheet, side, drawn_segment_distance, &segment, (x0 + x1) / 2, (y0 + y1) / 2,
               hypot(x1 - x0, y1 - y0) / 2 + width, darkness);
}

static inline void drawn_dot(struct drawn_sheet *sheet, int side, double x, double y,
                             double diameter, double darkness)
{
    drawn_stroke(sheet, side, x, y, x, y, diameter, darkness);
}

struct drawn_outline_shape {
    const struct ovalis_card *card;
    double x, y;
};

static inline double drawn_outline_distance(const void *shape, double x, double y)
{
    const struct drawn_outline_shape *outline = shape;
    double line = outline->card->target_stroke_mm;
    double distance = ovalis_zones_distance(outline->card, x - outline->x, y - outline->y);

    return fabs(distance + line / 2) - line / 2;
}

/* A ring of ink round a target, `beyond` mm outside its outline. */
struct drawn_ring_shape {
    const struct ovalis_card *card;
    double x, y, beyond, width;
};

static inline double drawn_ring_distance(const void *shape, double x, double y)
{
    const struct drawn_ring_shape *ring = shape;

    return fabs(ovalis_zones_distance(ring->card, x - ring->x, y - ring->y) - ring->beyond) -
           ring->width / 2;
}

/* A crease: a soft dark valley over the whole page, Gaussian-like without exp(). */
static inline void drawn_crease(struct drawn_sheet *sheet, int side, double y, double depth,
                                double width)
{
    struct ovalis_page *page = sheet->registered.sides[side].upright;
    double per_mm = sheet->dpi / 25.4;

    for (int py = 0; py < page->height; py++) {
        for (int px = 0; px < page->width; px++) {
            double u = (px - drawn_px(sheet, 0, 0).x) / per_mm;
            double v = (py - drawn_px(sheet, 0, 0).y) / per_mm - sheet->skew * u;
            double t = (v - y) / width, valley = t * t < 1 ? (1 - t * t) * (1 - t * t) : 0;

            drawn_paint(page, px, py, depth * valley);
        }
    }
}

/* Dirt on the glass: page columns, whatever the paper's skew. */
static inline void drawn_streak(struct drawn_sheet *sheet, int side, int column, int width,
                                double darkness, int duty_percent)
{
    struct ovalis_page *page = sheet->registered.sides[side].upright;

    for (int y = 0; y < page->height; y++) {
        if (y % 50 >= duty_percent / 2)
            continue;
        for (int x = column; x < column + width; x++)
            drawn_paint(page, x, y, darkness);
    }
}

/* Target `index` of a side, mm. */
static inline struct ovalis_mm drawn_target(const struct drawn_sheet *sheet, int side, int index)
{
    struct ovalis_place place = sheet->targets[side * DRAWN_TARGETS + index].place;

    return (struct ovalis_mm){DRAWN_LEFT + place.column * DRAWN_PITCH,
                              DRAWN_TOP + place.row * DRAWN_PITCH};
}

static inline void drawn_print(struct drawn_sheet *sheet, int side)
{
    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_mm at = drawn_target(sheet, side, i);
        struct drawn_outline_shape outline = {&sheet->card, at.x, at.y};

        drawn_fill(sheet, side, drawn_outline_distance, &outline, at.x, at.y, 3.2, 0.95);
    }
    for (int row = 0; row < DRAWN_ROWS; row++) {
        double y = DRAWN_TOP + row * DRAWN_PITCH;
        double right = DRAWN_LEFT + (DRAWN_COLUMNS - 1) * DRAWN_PITCH;

        drawn_stroke(sheet, side, DRAWN_LEFT - 1.6, y, DRAWN_LEFT + 1.6, y, 1.6, 0.97);
        drawn_stroke(sheet, side, right - 1.6, y, right + 1.6, y, 1.6, 0.97);
    }
}

static inline void drawn_map(struct drawn_sheet *sheet, struct ovalis_mapping *map)
{
    double per_mm = sheet->dpi / 25.4;

    map->columns = DRAWN_COLUMNS;
    map->rows = DRAWN_ROWS;
    map->pitch_x_mm = map->pitch_y_mm = DRAWN_PITCH;
    map->px_per_mm_x = map->px_per_mm_y = per_mm;
    for (int row = 0; row < DRAWN_ROWS; row++) {
        double y = DRAWN_TOP + row * DRAWN_PITCH;

        map->left[row] = drawn_px(sheet, DRAWN_LEFT, y);
        map->right[row] = drawn_px(sheet, DRAWN_LEFT + (DRAWN_COLUMNS - 1) * DRAWN_PITCH, y);
    }
}

static inline void drawn_side(struct drawn_sheet *sheet, int side)
{
    struct ovalis_registered_side *registered = &sheet->registered.sides[side];
    double per_mm = sheet->dpi / 25.4, lean = 1 + 4 * fabs(sheet->skew);

    ck_assert_int_eq(ovalis_page_new(&registered->upright, (int)(216 * per_mm * lean),
                                     (int)(280 * per_mm * lean), NULL),
                     OVALIS_OK);
    memset(registered->upright->pixels, 240,
           (size_t)registered->upright->stride * (size_t)registered->upright->height);
    registered->present = true;
    registered->ink_black = 8;
    drawn_map(sheet, &registered->map);
    registered->outlines = sheet->outlines[side];
    registered->outline_count = DRAWN_TARGETS;
    for (int i = 0; i < DRAWN_TARGETS; i++) {
        struct ovalis_mm at = drawn_target(sheet, side, i);

        sheet->outlines[side][i] = (struct ovalis_outline){.centre = drawn_px(sheet, at.x, at.y),
                                                           .correlation = 0.9,
                                                           .found = true,
                                                           .error_mm = 0.05};
    }
    drawn_print(sheet, side);
}

/* Two sides with 18 empty targets each. Columns 8, 16, 24 on the front, mirrored on the back, so
 * that they lie back to back. */
static inline struct drawn_sheet *drawn_sheet_new(double dpi, double skew)
{
    struct drawn_sheet *sheet = ovalis_allocate(1, sizeof *sheet);

    ck_assert_ptr_nonnull(sheet);
    sheet->dpi = dpi;
    sheet->skew = skew;
    sheet->card = (struct ovalis_card){.width_mm = 215.9,
                                       .height_mm = 279.4,
                                       .columns = DRAWN_COLUMNS,
                                       .rows = DRAWN_ROWS,
                                       .pitch_x_mm = DRAWN_PITCH,
                                       .pitch_y_mm = DRAWN_PITCH,
                                       .mark_width_mm = 4.76,
                                       .mark_height_mm = 1.59,
                                       .shape = OVALIS_SHAPE_STADIUM,
                                       .target_width_mm = 5.05,
                                       .target_height_mm = 3.3,
                                       .target_stroke_mm = 0.22};
    for (int i = 0; i < 2 * DRAWN_TARGETS; i++) {
        int side = i / DRAWN_TARGETS, k = i % DRAWN_TARGETS, column = 8 + 8 * (k % 3);

        sheet->targets[i] = (struct ovalis_target){
            .sheet = 1,
            .side = side ? OVALIS_BACK : OVALIS_FRONT,
            .place = {side ? DRAWN_COLUMNS - 1 - column : column, 5 + 5 * (k / 3)}};
    }
    sheet->style = (struct ovalis_style){
        .targets = sheet->targets, .target_count = 2 * DRAWN_TARGETS, .sheet_count = 1};
    sheet->registered.style = &sheet->style;
    sheet->registered.card = &sheet->card;
    sheet->registered.sheet = 1;
    drawn_side(sheet, 0);
    drawn_side(sheet, 1);
    return sheet;
}

static inline void drawn_sheet_free(struct drawn_sheet **sheet)
{
    for (int side = 0; side < 2; side++)
        ovalis_page_free(&(*sheet)->registered.sides[side].upright);
    ovalis_release(sheet);
}

/* What scanners of one bit give. */
static inline void drawn_bilevel(struct drawn_sheet *sheet, int threshold)
{
    for (int side = 0; side < 2; side++) {
        struct ovalis_page *page = sheet->registered.sides[side].upright;

        for (int y = 0; y < page->height; y++) {
            uint8_t *line = page->pixels + (ptrdiff_t)y * page->stride;

            for (int x = 0; x < page->width; x++)
                line[x] = line[x] < threshold ? 0 : 255;
        }
        page->bilevel = true;
        sheet->registered.sides[side].ink_black = 0;
    }
}

static inline struct ovalis_policy drawn_policy(void)
{
    return (struct ovalis_policy){.marginal_fill = 0.05,
                                  .definite_fill = 0.07,
                                  .write_in_fill = 0.05,
                                  .registration_bound_mm = 0.25};
}

static inline struct ovalis_sheet_reading drawn_read(const struct drawn_sheet *sheet)
{
    struct ovalis_sheet_reading reading;
    struct ovalis_policy policy = drawn_policy();

    ck_assert_int_eq(
        ovalis_read_marks(&reading, &sheet->registered, &policy, test_workspace(), NULL),
        OVALIS_OK);
    ck_assert_uint_eq(reading.target_count, 2 * DRAWN_TARGETS);
    return reading;
}

#endif
