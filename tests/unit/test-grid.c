/* SPDX-License-Identifier: Apache-2.0 */
/* Pages drawn here, with the place of every mark known: what the grid makes of them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "registration/grid.h"
#include "workspace.h"

#define MARK_WIDTH_MM  4.7625
#define MARK_HEIGHT_MM 1.5875

/* A printed grid and how it lies on the page. */
struct drawing {
    const char *what;
    bool coded; /* New Hampshire kind: the bottom row is a code; else all four borders are full */
    int columns, rows;
    double pitch_x_mm, pitch_y_mm;
    double paper_mm[2];
    double dpi, scale_x, scale_y; /* of the scan; of the print on the paper */
    double slope;                 /* of the rows: dy/dx */
    int feed_row;                 /* rows from here on are ... */
    double feed;                  /* ... this much longer; 0: even */
    int surround_px, surround_gray;
    int ink, white;
    int threshold; /* 0: gray */
};

/* What a row of a table leaves out: a letter page at 200 dpi, New Hampshire kind or four full
 * borders. */
static struct drawing whole(struct drawing d)
{
    d.columns = d.columns ? d.columns : 34;
    d.rows = d.rows ? d.rows : 41;
    d.pitch_x_mm = d.pitch_x_mm > 0 ? d.pitch_x_mm : d.coded ? 6.35 : 6.0978;
    d.pitch_y_mm = d.pitch_y_mm > 0 ? d.pitch_y_mm : d.coded ? 6.35 : 6.7335;
    d.paper_mm[0] = d.paper_mm[0] > 0 ? d.paper_mm[0] : 215.9;
    d.paper_mm[1] = d.paper_mm[1] > 0 ? d.paper_mm[1] : 279.4;
    d.dpi = d.dpi > 0 ? d.dpi : 200;
    d.scale_x = d.scale_x > 0 ? d.scale_x : 1;
    d.scale_y = d.scale_y > 0 ? d.scale_y : 1;
    d.ink = d.ink ? d.ink : 15;
    d.white = d.white ? d.white : 255;
    return d;
}

static struct drawing card_200(void)
{
    return whole((struct drawing){.what = "card", .coded = true});
}

static struct drawing sheet_150(void)
{
    return whole((struct drawing){.what = "sheet", .dpi = 150});
}

static struct ovalis_grid_hint hint_of(const struct drawing *d)
{
    return (struct ovalis_grid_hint){.columns = d->columns,
                                     .rows = d->rows,
                                     .width_mm = d->paper_mm[0],
                                     .height_mm = d->paper_mm[1],
                                     .pitch_x_mm = d->pitch_x_mm,
                                     .pitch_y_mm = d->pitch_y_mm,
                                     .mark_width_mm = MARK_WIDTH_MM,
                                     .mark_height_mm = MARK_HEIGHT_MM,
                                     .marks_bleed = d->coded,
                                     .bottom_coded = d->coded};
}

/* Where a place of the grid is: the grid stands in the middle of the paper, the paper in the middle
 * of the page. */
static struct ovalis_px place_on(const struct drawing *d, const struct ovalis_page *page,
                                 double column, double row)
{
    double px = d->dpi / 25.4;
    double late = d->feed_row && row > d->feed_row ? d->feed * (row - d->feed_row) : 0;
    double x = (column - 0.5 * (d->columns - 1)) * d->pitch_x_mm * d->scale_x * px;
    double y = (row + late - 0.5 * (d->rows - 1)) * d->pitch_y_mm * d->scale_y * px;
    double c = 1 / sqrt(1 + d->slope * d->slope), s = d->slope * c;

    return (struct ovalis_px){0.5 * (page->width - 1) + c * x - s * y,
                              0.5 * (page->height - 1) + s * x + c * y};
}

/* How much of a pixel a turned rectangle covers, in sixteenths. */
static int covered(double dx, double dy, double half_width, double half_height, double c, double s)
{
    double along = fabs(c * dx + s * dy), across = fabs(c * dy - s * dx);
    int inside = 0;

    if (along > half_width + 1 || across > half_height + 1)
        return 0;
    if (along < half_width - 1 && across < half_height - 1)
        return 16;
    for (int k = 0; k < 16; k++) {
        double ex = dx + (k % 4 - 1.5) / 4, ey = dy + (k / 4 - 1.5) / 4;

        inside += fabs(c * ex + s * ey) < half_width && fabs(c * ey - s * ex) < half_height;
    }
    return inside;
}

/* A rectangle turned like the grid, with gray edges as scans have. */
static void fill_rectangle(const struct drawing *d, struct ovalis_page *page,
                           struct ovalis_px centre, double width, double height, int level)
{
    double c = 1 / sqrt(1 + d->slope * d->slope), s = d->slope * c;
    double far_x = 0.5 * (width + fabs(d->slope) * height) + 2;
    double far_y = 0.5 * (height + fabs(d->slope) * width) + 2;

    for (int y = (int)(centre.y - far_y); y <= (int)(centre.y + far_y); y++)
        for (int x = (int)(centre.x - far_x); x <= (int)(centre.x + far_x); x++) {
            int inside;

            if (x < 0 || y < 0 || x >= page->width || y >= page->height)
                continue;
            inside = covered(x - centre.x, y - centre.y, 0.5 * width, 0.5 * height, c, s);
            if (inside) {
                uint8_t *at = page->pixels + (ptrdiff_t)y * page->stride + x;

                *at = (uint8_t)((*at * (16 - inside) + level * inside) / 16);
            }
        }
}

/* The code of a coded card: every fifth column and the last bits. */
static bool is_mark(const struct drawing *d, int column, int row)
{
    if (column == 0 || column == d->columns - 1 || row == 0)
        return true;
    return row == d->rows - 1 && (!d->coded || column % 5 == 1 || column == d->columns - 4);
}

static void draw_mark(const struct drawing *d, struct ovalis_page *page, int column, double row)
{
    double px = d->dpi / 25.4;

    fill_rectangle(d, page, place_on(d, page, column, row), MARK_WIDTH_MM * d->scale_x * px,
                   MARK_HEIGHT_MM * d->scale_y * px, d->ink);
}

static struct ovalis_page *draw(const struct drawing *d)
{
    double px = d->dpi / 25.4;
    struct ovalis_page *page = NULL;
    int width = (int)rint(d->paper_mm[0] * px) + 2 * d->surround_px;
    int height = (int)rint(d->paper_mm[1] * px) + 2 * d->surround_px;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, NULL), OVALIS_OK);
    for (int y = 0; y < height; y++)
        memset(page->pixels + (ptrdiff_t)y * page->stride,
               d->surround_px ? d->surround_gray : d->white, (size_t)width);
    if (d->surround_px) {
        struct ovalis_px middle = {0.5 * (width - 1), 0.5 * (height - 1)};

        fill_rectangle(d, page, middle, d->paper_mm[0] * px, d->paper_mm[1] * px, d->white);
    }
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++)
            if (is_mark(d, column, row))
                draw_mark(d, page, column, row);
    for (ptrdiff_t i = 0; d->threshold && i < page->stride * page->height; i++)
        page->pixels[i] = page->pixels[i] < d->threshold ? 0 : 255;
    return page;
}

static void release_side(struct ovalis_registered_side *side)
{
    ovalis_page_free(&side->upright);
}

/* Largest distance of the mapping from the truth over all places, mm of paper; *over: largest share
 * of the certified bound. For pages that were not turned. */
static double worst_off(const struct ovalis_registered_side *side, const struct drawing *d,
                        const struct ovalis_page *page, double *over)
{
    double worst = 0, px = d->dpi / 25.4;

    *over = 0;
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++) {
            struct ovalis_place place = {column, row};
            struct ovalis_px truth = place_on(d, page, column, row);
            struct ovalis_px got = ovalis_mapping_px(&side->map, place);
            double off = hypot(got.x + side->crop.left - truth.x, got.y + side->crop.top - truth.y);

            worst = fmax(worst, off / px);
            *over = fmax(*over, off / px / ovalis_mapping_error_mm(&side->map, place));
        }
    return worst;
}

static int expected_on(const struct drawing *d, enum ovalis_border border)
{
    int count = 0;

    if (border == OVALIS_BORDER_LEFT || border == OVALIS_BORDER_RIGHT)
        return d->rows;
    for (int c = 0; c < d->columns; c++)
        count += is_mark(d, c, border == OVALIS_BORDER_TOP ? 0 : d->rows - 1);
    return count;
}

static const struct drawing sound[] = {
    {.what = "card at 200 dpi", .coded = true},
    {.what = "card at 150 dpi", .coded = true, .dpi = 150},
    {.what = "card at 300 dpi, gray ink on gray paper",
     .coded = true,
     .dpi = 300,
     .ink = 120,
     .white = 215},
    {.what = "card at 600 dpi", .coded = true, .dpi = 600},
    {.what = "card, one bit", .coded = true, .slope = 0.004, .threshold = 128},
    {.what = "card skewed by 8 degrees, black surround",
     .coded = true,
     .dpi = 150,
     .slope = 0.1405,
     .surround_px = 160},
    {.what = "card skewed by -8 degrees, gray surround",
     .coded = true,
     .dpi = 150,
     .slope = -0.1405,
     .surround_px = 160,
     .surround_gray = 130},
    {.what = "card skewed by 3 degrees, white surround",
     .coded = true,
     .dpi = 150,
     .slope = 0.0524,
     .surround_px = 60,
     .surround_gray = 255},
    {.what = "card printed at 90 and 92 %", .coded = true, .scale_x = 0.90, .scale_y = 0.92},
    {.what = "card printed at 102 and 105 %", .coded = true, .scale_x = 1.02, .scale_y = 1.05},
    {.what = "card fed 2 % faster from the middle on",
     .coded = true,
     .feed_row = 20,
     .feed = -0.02},
    {.what = "legal card", .coded = true, .dpi = 150, .rows = 53, .paper_mm = {215.9, 355.6}},
    {.what = "card of 22 inches",
     .coded = true,
     .dpi = 150,
     .rows = 85,
     .paper_mm = {215.9, 558.8},
     .slope = -0.02,
     .surround_px = 60},
    {.what = "sheet with four full borders"},
    {.what = "sheet skewed by 6 degrees, black surround",
     .dpi = 150,
     .slope = 0.105,
     .surround_px = 130,
     .surround_gray = 20},
    {.what = "sheet with uneven pitch at 300 dpi", .dpi = 300, .scale_x = 0.98, .scale_y = 1.01},
    {.what = "a small card of its own",
     .coded = true,
     .columns = 20,
     .rows = 30,
     .pitch_x_mm = 7,
     .pitch_y_mm = 6,
     .paper_mm = {150, 200},
     .ink = 1,
     .white = 250},
};

START_TEST(a_sound_page_is_mapped_to_its_truth)
{
    struct drawing drawn = whole(sound[_i]), *d = &drawn;
    struct ovalis_grid_hint hint = hint_of(d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    double over, limit = d->threshold ? 0.13 : 0.07; /* one bit: half a pixel */
    bool open;

    page->dpi_x = page->dpi_y = d->dpi;
    ck_assert_msg(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s: %s", d->what, why.text);
    ck_assert_msg(open == !d->coded, "%s", d->what);
    ck_assert_int_eq(side.quarter_turns, 0);
    ck_assert_msg(worst_off(&side, d, page, &over) < limit, "%s: %.3f mm off", d->what,
                  worst_off(&side, d, page, &over));
    ck_assert_double_lt(side.certificate.worst_error_mm, 0.25);
    for (int b = 0; b < OVALIS_BORDERS; b++) {
        ck_assert_msg(side.certificate.border[b].seen == expected_on(d, b),
                      "%s: border %d: %d seen", d->what, b, side.certificate.border[b].seen);
        ck_assert_int_eq(side.certificate.border[b].bridged, 0);
    }
    ck_assert_double_lt(fabs(side.certificate.scale_x / d->scale_x - 1), 0.001);
    ck_assert_msg(d->feed_row || fabs(side.certificate.scale_y / d->scale_y - 1) < 0.001, "%s: %f",
                  d->what, side.certificate.scale_y);
    ck_assert_double_lt(fabs(side.certificate.skew_degrees - atan(d->slope) * 57.29578), 0.03);
    ck_assert_double_lt(side.certificate.residual_max_mm, 0.1);
    ck_assert_double_le(side.certificate.residual_rms_mm, side.certificate.residual_max_mm);
    ck_assert_double_lt(fabs(side.ink_black - (d->threshold ? 0 : d->ink)), 8);
}
END_TEST

/* What is done to a drawn page. */
enum damage_kind {
    ERASE,
    NICK_INSIDE, /* a third of the mark at its inner end is missing */
    NICK_TOP,    /* the upper half is missing */
    OVERWRITE,   /* a pen's blob that hangs over */
    FOLD         /* a white line of 3 px through the row, across the page */
};

struct damage {
    const char *what;
    bool coded;
    struct {
        enum damage_kind kind;
        enum ovalis_border border;
        int first, count;
    } blow[3];
};

static const struct damage damages[] = {
    {"one mark erased", true, {{ERASE, OVALIS_BORDER_LEFT, 17, 1}}},
    {"a corner erased", true, {{ERASE, OVALIS_BORDER_LEFT, 0, 1}}},
    {"a coded corner erased", true, {{ERASE, OVALIS_BORDER_RIGHT, 40, 1}}},
    {"five marks in a row erased", true, {{ERASE, OVALIS_BORDER_RIGHT, 20, 5}}},
    {"both sides erased in the same rows",
     true,
     {{ERASE, OVALIS_BORDER_LEFT, 9, 3}, {ERASE, OVALIS_BORDER_RIGHT, 9, 3}}},
    {"five marks at a corner erased", true, {{ERASE, OVALIS_BORDER_LEFT, 0, 5}}},
    {"five marks at a coded corner erased", true, {{ERASE, OVALIS_BORDER_LEFT, 36, 5}}},
    {"five top marks erased", true, {{ERASE, OVALIS_BORDER_TOP, 12, 5}}},
    {"the top left corner erased both ways",
     true,
     {{ERASE, OVALIS_BORDER_TOP, 1, 3}, {ERASE, OVALIS_BORDER_LEFT, 0, 2}}},
    {"inner ends nicked",
     true,
     {{NICK_INSIDE, OVALIS_BORDER_LEFT, 5, 1}, {NICK_INSIDE, OVALIS_BORDER_RIGHT, 12, 2}}},
    {"upper halves nicked",
     true,
     {{NICK_TOP, OVALIS_BORDER_LEFT, 30, 2}, {NICK_TOP, OVALIS_BORDER_TOP, 7, 1}}},
    {"marks overwritten",
     true,
     {{OVERWRITE, OVALIS_BORDER_LEFT, 22, 1}, {OVERWRITE, OVALIS_BORDER_TOP, 20, 2}}},
    {"a fold through a row", true, {{FOLD, OVALIS_BORDER_LEFT, 15, 1}}},
    {"a fold through the full row", true, {{FOLD, OVALIS_BORDER_LEFT, 0, 1}}},
    {"sheet: marks erased on all borders",
     false,
     {{ERASE, OVALIS_BORDER_BOTTOM, 3, 4},
      {ERASE, OVALIS_BORDER_LEFT, 38, 3},
      {ERASE, OVALIS_BORDER_TOP, 30, 3}}},
    {"sheet: a corner erased", false, {{ERASE, OVALIS_BORDER_RIGHT, 40, 1}}},
};

static void hit(const struct drawing *d, struct ovalis_page *page, enum damage_kind kind,
                int column, int row)
{
    double px = d->dpi / 25.4, inner = column == 0 ? 1 : -1;
    struct ovalis_px at = place_on(d, page, column, row);

    switch (kind) {
    case ERASE:
        fill_rectangle(d, page, at, 5.4 * px, 2.4 * px, d->white);
        break;
    case NICK_INSIDE:
        at.x += inner * 1.9 * px;
        fill_rectangle(d, page, at, 1.6 * px, 2.4 * px, d->white);
        break;
    case NICK_TOP:
        at.y -= 0.8 * px;
        fill_rectangle(d, page, at, 5.4 * px, 1.6 * px, d->white);
        break;
    case OVERWRITE:
        at.y += 0.6 * px;
        at.x += inner * 1.0 * px;
        fill_rectangle(d, page, at, 5.5 * px, 2.6 * px, 40);
        break;
    case FOLD:
        for (int y = (int)at.y - 1; y <= (int)at.y + 1; y++)
            memset(page->pixels + (ptrdiff_t)y * page->stride, 255, (size_t)page->width);
        break;
    }
}

static void strike(const struct drawing *d, struct ovalis_page *page, const struct damage *damage)
{
    for (size_t b = 0; b < 3; b++)
        for (int i = 0; i < damage->blow[b].count; i++) {
            int at = damage->blow[b].first + i;

            switch (damage->blow[b].border) {
            case OVALIS_BORDER_LEFT:
                hit(d, page, damage->blow[b].kind, 0, at);
                break;
            case OVALIS_BORDER_RIGHT:
                hit(d, page, damage->blow[b].kind, d->columns - 1, at);
                break;
            case OVALIS_BORDER_TOP:
                hit(d, page, damage->blow[b].kind, at, 0);
                break;
            default:
                hit(d, page, damage->blow[b].kind, at, d->rows - 1);
            }
        }
}

START_TEST(damaged_marks_are_bridged_within_the_bound)
{
    const struct damage *damage = &damages[_i];
    struct drawing d = damage->coded ? card_200() : sheet_150();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    const struct ovalis_border_count *counts = side.certificate.border;
    double over;
    bool open;

    d.slope = 0.006;
    page = draw(&d);
    strike(&d, page, damage);
    ck_assert_msg(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s: %s", damage->what, why.text);
    ck_assert_msg(worst_off(&side, &d, page, &over) < 0.12, "%s: %.3f mm off", damage->what,
                  worst_off(&side, &d, page, &over));
    ck_assert_msg(over <= 1, "%s: %.2f times the bound", damage->what, over);
    ck_assert_msg(side.certificate.worst_error_mm < 0.25, "%s: bound %.3f", damage->what,
                  side.certificate.worst_error_mm);
    for (int b = 0; b < OVALIS_BORDERS; b++)
        ck_assert_int_eq(counts[b].seen + counts[b].bridged, counts[b].expected);
    if (damage->blow[0].kind == ERASE && damage->blow[0].border == OVALIS_BORDER_LEFT) {
        int first = damage->blow[0].first;

        ck_assert_int_le(counts[OVALIS_BORDER_LEFT].seen, d.rows - damage->blow[0].count);
        ck_assert_int_eq(side.timing[OVALIS_BORDER_LEFT][first].state, OVALIS_TIMING_BRIDGED);
    }
}
END_TEST

/* Cut off at the edge: `keep` of the marks' width is left, then white or black. */
START_TEST(cut_sides_are_used_by_their_inner_ends)
{
    static const struct {
        double keep;
        int beyond;
    } cuts[] = {{0.7, 0}, {0.4, 0}, {0.7, 255}, {0.4, 255}};
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    double over, px = d.dpi / 25.4;
    double inner = place_on(&d, page, d.columns - 1, 0).x - 0.5 * MARK_WIDTH_MM * px;
    int cut = (int)(inner + cuts[_i].keep * MARK_WIDTH_MM * px);
    bool open;

    for (int y = 0; y < page->height; y++)
        memset(page->pixels + (ptrdiff_t)y * page->stride + cut, cuts[_i].beyond,
               (size_t)(page->width - cut));
    ck_assert_msg(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    ck_assert_double_lt(worst_off(&side, &d, page, &over), 0.07);
    ck_assert_int_eq(side.certificate.border[OVALIS_BORDER_RIGHT].seen, d.rows);
}
END_TEST

START_TEST(a_page_without_a_grid_is_refused)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    uint32_t noise = 12345;
    bool open;

    ck_assert_int_eq(ovalis_page_new(&page, 1700, 2200, NULL), OVALIS_OK);
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++) {
            uint8_t *at = page->pixels + (ptrdiff_t)y * page->stride + x;

            noise = noise * 1664525 + 1013904223;
            *at = _i == 0   ? 255                              /* blank */
                  : _i == 1 ? 0                                /* all black */
                  : _i == 2 ? (uint8_t)(noise >> 24)           /* noise */
                  : _i == 3 ? (uint8_t)(noise >> 31 ? 255 : 0) /* one-bit noise */
                  : _i == 4
                      ? (uint8_t)(y % 50 < 13 ? 0 : 255)                 /* ruled */
                      : (uint8_t)(y % 50 < 13 && x % 50 < 38 ? 0 : 255); /* marks everywhere */
        }
    ck_assert_int_ne(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_status_kind(why.status), OVALIS_KIND_REFEED);
    ck_assert_uint_gt(strlen(why.text), 20);
    hint.rows = 0;
    ovalis_grid_register(&side, page, &hint, &open, test_workspace(),
                         &why); /* comes back, with whatever */
}
END_TEST

START_TEST(a_page_of_any_size_comes_back)
{
    static const int sizes[][2] = {{1, 1},      {3, 900},     {900, 3},     {64, 64},    {300, 300},
                                   {20000, 40}, {20000, 200}, {200, 20000}, {5000, 5000}};
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    ck_assert_int_eq(ovalis_page_new(&page, sizes[_i][0], sizes[_i][1], NULL), OVALIS_OK);
    ck_assert_int_ne(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_status_kind(why.status), OVALIS_KIND_REFEED);
}
END_TEST

START_TEST(a_coarse_scan_is_refused_for_its_resolution)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    d.dpi = _i ? 72 : 120;
    page = draw(&d);
    page->dpi_x = page->dpi_y = 200; /* a claim that is not true */
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_REFUSED_RESOLUTION);
}
END_TEST

START_TEST(a_wrong_number_of_rows_is_refused_with_counts)
{
    static const int wrong[] = {-2, -1, 1, 2, 12};
    struct drawing d = _i % 2 ? sheet_150() : card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    hint.rows += wrong[_i / 2];
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_REFUSED_NUMBERING);
    ck_assert_ptr_nonnull(strstr(why.text, "left 41"));
    ck_assert_ptr_nonnull(strstr(why.text, "right 41"));
}
END_TEST

/* From some row on, one side's marks are one pitch too high (one is lost) or too low (one too
 * many): their places are those of the grid, so the page may pass, but no row may move. */
START_TEST(a_track_closed_up_or_opened_never_shifts_a_row)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    int column = _i % 2 ? d.columns - 1 : 0, way = _i < 4 ? -1 : 1, from = _i % 4 < 2 ? 12 : 30;
    double over;
    bool open;

    for (int row = from; row < d.rows; row++)
        hit(&d, page, ERASE, column, row);
    for (int row = from; row < d.rows; row++)
        draw_mark(&d, page, column, row + way);
    if (ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) == OVALIS_OK) {
        ck_assert_double_lt(worst_off(&side, &d, page, &over), 0.15);
        ck_assert_double_le(over, 1);
    } else {
        ck_assert_int_eq(why.status, OVALIS_REFUSED_NUMBERING);
        ck_assert_ptr_nonnull(strstr(why.text, "expected 41"));
    }
}
END_TEST

/* Half a pitch off: no number fits these marks. */
START_TEST(a_track_off_by_half_a_pitch_never_shifts_a_row)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    double over;
    bool open;

    for (int row = 10; row < d.rows; row++)
        hit(&d, page, ERASE, 0, row);
    for (int row = 10; row < d.rows - 1; row++)
        draw_mark(&d, page, 0, row + 0.5);
    if (ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) == OVALIS_OK) {
        worst_off(&side, &d, page, &over);
        ck_assert_double_le(over, 1);
    }
}
END_TEST

START_TEST(marks_added_beyond_the_grid_are_refused)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    page = draw(&d);
    draw_mark(&d, page, 0, _i ? d.rows : -1);
    draw_mark(&d, page, d.columns - 1, _i ? d.rows : -1);
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_REFUSED_NUMBERING);
    ck_assert_ptr_nonnull(strstr(why.text, _i ? "below" : "above"));
    ck_assert_ptr_nonnull(strstr(why.text, "expected 41"));
}
END_TEST

START_TEST(a_side_with_too_little_left_is_refused_by_name)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    int column = _i ? d.columns - 1 : 0;
    bool open;

    for (int row = 7; row < 33; row++)
        hit(&d, page, NICK_TOP, column, row); /* still looks like a bar from afar */
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_REFUSED_MARKS_MISSING);
    ck_assert_ptr_nonnull(strstr(why.text, _i ? "right marks 8-33" : "left marks 8-33"));
    ck_assert_ptr_nonnull(strstr(why.text, "expected 41, found 15"));
}
END_TEST

START_TEST(a_page_without_its_full_row_is_refused)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    for (int column = 1; column < d.columns - 1; column++)
        hit(&d, page, ERASE, column, 0);
    ck_assert_int_ne(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_status_kind(why.status), OVALIS_KIND_REFEED);
}
END_TEST

static bool same_pixels(const struct ovalis_page *a, const struct ovalis_page *b)
{
    if (a->width != b->width || a->height != b->height)
        return false;
    for (int y = 0; y < a->height; y++)
        if (memcmp(ovalis_page_line(a, y), ovalis_page_line(b, y), (size_t)a->width))
            return false;
    return true;
}

START_TEST(every_orientation_of_a_coded_card_comes_upright)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *fed = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_box all;
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    d.slope = 0.01;
    page = draw(&d);
    all = (struct ovalis_box){0, 0, page->width, page->height};
    ck_assert_int_eq(ovalis_page_turn(&fed, page, all, _i, NULL), OVALIS_OK);
    ck_assert_msg(ovalis_grid_register(&side, fed, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    ck_assert_int_eq(side.quarter_turns, (4 - _i) % 4);
    ck_assert(!open);
    ck_assert(same_pixels(side.upright, page));
}
END_TEST

START_TEST(two_full_rows_leave_the_half_turn_open)
{
    struct drawing d = sheet_150();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *fed = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *other = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_box all = {0, 0, page->width, page->height};
    struct ovalis_diag why = {OVALIS_OK, ""};
    int turns;
    bool open;

    page->pixels[400 * page->stride + 300] = 77; /* tells top from bottom, though not to the grid */
    ck_assert_int_eq(ovalis_page_turn(&fed, page, all, _i, NULL), OVALIS_OK);
    ck_assert_msg(ovalis_grid_register(&side, fed, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    ck_assert(open);
    turns = side.quarter_turns;
    ck_assert_int_eq((_i + turns) % 2, 0);
    all = (struct ovalis_box){0, 0, side.upright->width, side.upright->height};
    ck_assert_int_eq(ovalis_page_turn(&other, side.upright, all, 2, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_grid_register_turned(&side, fed, &hint, test_workspace(), &why),
                     OVALIS_OK);
    ck_assert_int_eq(side.quarter_turns, (turns + 2) % 4);
    ck_assert(same_pixels(side.upright, other));
}
END_TEST

static const struct drawing surrounded[] = {
    {.what = "black", .coded = true, .surround_px = 90, .slope = 0.03},
    {.what = "gray",
     .coded = true,
     .dpi = 150,
     .surround_px = 40,
     .surround_gray = 160,
     .slope = -0.07},
    {.what = "black and turned", .dpi = 150, .surround_px = 70, .surround_gray = 5, .slope = 0.02},
    {.what = "narrow", .coded = true, .surround_px = 15},
};

START_TEST(the_upright_page_registers_to_the_same_mapping)
{
    struct drawing drawn = whole(surrounded[_i % 4]), *d = &drawn;
    struct ovalis_grid_hint hint = hint_of(d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *fed = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    OVALIS_OWNED(release_side) struct ovalis_registered_side again = {0};
    struct ovalis_box all = {0, 0, page->width, page->height};
    struct ovalis_diag why = {OVALIS_OK, ""};
    bool open;

    ck_assert_int_eq(ovalis_page_turn(&fed, page, all, _i / 4, NULL), OVALIS_OK);
    ck_assert_msg(ovalis_grid_register(&side, fed, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s: %s", d->what, why.text);
    ck_assert_int_eq(
        ovalis_grid_register(&again, side.upright, &hint, &open, test_workspace(), &why),
        OVALIS_OK);
    ck_assert_int_eq(again.quarter_turns, 0);
    ck_assert_mem_eq(&again.map, &side.map, sizeof side.map);
    ck_assert_mem_eq(&again.certificate, &side.certificate, sizeof side.certificate);
    ck_assert_mem_eq(again.timing, side.timing, sizeof side.timing);
    ck_assert(same_pixels(again.upright, side.upright));
}
END_TEST

START_TEST(a_surround_is_cut_off_but_for_a_millimetre)
{
    struct drawing d = whole(surrounded[0]);
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    double px = d.dpi / 25.4;
    bool open;

    d.slope = 0;
    d.surround_px = _i ? 20 : 90; /* 2.5 mm and 11 mm */
    page = draw(&d);
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), NULL),
                     OVALIS_OK);
    if (_i) {
        ck_assert_int_eq(side.upright->width, page->width);
        ck_assert_int_eq(side.upright->height, page->height);
    } else {
        ck_assert_double_lt(fabs(side.upright->width / px - 215.9 - 2), 1.1);
        ck_assert_double_lt(fabs(side.upright->height / px - 279.4 - 2), 1.1);
        ck_assert_int_eq(side.crop.right - side.crop.left, side.upright->width);
        ck_assert_int_eq(side.crop.bottom - side.crop.top, side.upright->height);
    }
}
END_TEST

START_TEST(rows_are_found_without_a_definition)
{
    struct drawing d = _i % 2 ? sheet_150() : card_200();
    struct ovalis_grid_hint hint;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why = {OVALIS_OK, ""};
    double over;
    bool open;

    if (_i >= 2) /* a card printed smaller than the page, as real ones are */
        d.scale_x = d.scale_y = 0.81;
    hint = hint_of(&d);
    hint.rows = 0;
    hint.height_mm = 0;
    page = draw(&d);
    ck_assert_msg(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    ck_assert_int_eq(side.map.rows, 41);
    ck_assert_double_lt(worst_off(&side, &d, page, &over), 0.07);
}
END_TEST

START_TEST(places_between_marks_and_axes_follow_the_paper)
{
    struct drawing d = sheet_150();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_place place = {7.25, 30.6};
    struct ovalis_px at, truth, across, down;
    double px = d.dpi / 25.4;
    bool open;

    d.slope = 0.05;
    page = draw(&d);
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), NULL),
                     OVALIS_OK);
    at = ovalis_mapping_px(&side.map, place);
    truth = place_on(&d, page, place.column, place.row);
    ck_assert_double_lt(hypot(at.x - truth.x, at.y - truth.y), 0.4);
    ck_assert_double_eq(at.x * 256, rint(at.x * 256));
    ovalis_mapping_axes(&side.map, place, &across, &down);
    ck_assert_double_lt(fabs(hypot(across.x, across.y) / px - 1), 0.003);
    ck_assert_double_lt(fabs(hypot(down.x, down.y) / px - 1), 0.003);
    ck_assert_double_lt(fabs(across.y / across.x - 0.05), 0.002);
    ck_assert_double_lt(fabs(down.x / down.y + 0.05), 0.002);
}
END_TEST

START_TEST(a_bridged_mark_widens_the_bound_near_it_only)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_place near_it = {1, 20}, same_row = {32, 20}, other_row = {1, 30};
    bool open;

    hit(&d, page, ERASE, 0, 20);
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), NULL),
                     OVALIS_OK);
    ck_assert_double_gt(ovalis_mapping_error_mm(&side.map, near_it),
                        ovalis_mapping_error_mm(&side.map, same_row));
    ck_assert_double_gt(ovalis_mapping_error_mm(&side.map, near_it),
                        ovalis_mapping_error_mm(&side.map, other_row));
}
END_TEST

START_TEST(a_hint_that_no_card_can_have_is_an_argument_error)
{
    struct drawing d = card_200();
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    bool open;

    ck_assert_int_eq(ovalis_page_new(&page, 1700, 2200, NULL), OVALIS_OK);
    switch (_i) {
    case 0:
        hint.rows = OVALIS_GRID_MAX_ROWS + 1;
        break;
    case 1:
        hint.columns = OVALIS_GRID_MAX_COLUMNS + 1;
        break;
    case 2:
        hint.columns = 0;
        break;
    case 3:
        hint.rows = -5;
        break;
    default:
        hint.pitch_x_mm = 0;
    }
    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, test_workspace(), NULL),
                     OVALIS_ERR_ARGUMENT);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static Suite *grid_suite(void)
{
    Suite *suite = suite_create("grid");
    TCase *found = tcase_create("found");
    TCase *refused = tcase_create("refused");

    tcase_add_loop_test(found, a_sound_page_is_mapped_to_its_truth, 0, COUNT(sound));
    tcase_add_loop_test(found, damaged_marks_are_bridged_within_the_bound, 0, COUNT(damages));
    tcase_add_loop_test(found, cut_sides_are_used_by_their_inner_ends, 0, 4);
    tcase_add_loop_test(found, every_orientation_of_a_coded_card_comes_upright, 0, 4);
    tcase_add_loop_test(found, two_full_rows_leave_the_half_turn_open, 0, 4);
    tcase_add_loop_test(found, the_upright_page_registers_to_the_same_mapping, 0, 8);
    tcase_add_loop_test(found, a_surround_is_cut_off_but_for_a_millimetre, 0, 2);
    tcase_add_loop_test(found, rows_are_found_without_a_definition, 0, 4);
    tcase_add_test(found, places_between_marks_and_axes_follow_the_paper);
    tcase_add_test(found, a_bridged_mark_widens_the_bound_near_it_only);
    tcase_add_loop_test(refused, a_page_without_a_grid_is_refused, 0, 6);
    tcase_add_loop_test(refused, a_page_of_any_size_comes_back, 0, 9);
    tcase_add_loop_test(refused, a_coarse_scan_is_refused_for_its_resolution, 0, 2);
    tcase_add_loop_test(refused, a_wrong_number_of_rows_is_refused_with_counts, 0, 10);
    tcase_add_loop_test(refused, a_track_closed_up_or_opened_never_shifts_a_row, 0, 8);
    tcase_add_test(refused, a_track_off_by_half_a_pitch_never_shifts_a_row);
    tcase_add_loop_test(refused, marks_added_beyond_the_grid_are_refused, 0, 2);
    tcase_add_loop_test(refused, a_side_with_too_little_left_is_refused_by_name, 0, 2);
    tcase_add_test(refused, a_page_without_its_full_row_is_refused);
    tcase_add_loop_test(refused, a_hint_that_no_card_can_have_is_an_argument_error, 0, 5);
    tcase_set_timeout(found, 20);
    tcase_set_timeout(refused, 20);
    suite_add_tcase(suite, found);
    suite_add_tcase(suite, refused);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(grid_suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
