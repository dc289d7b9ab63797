/* SPDX-License-Identifier: Apache-2.0 */
/* Pages drawn here, with the place of every mark known: what the grid makes of them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "registration/grid.h"

/* A printed grid and how it lies on the page: px = origin + (x, y in printed mm) turned by the
 * slope and scaled. */
struct drawing {
    bool coded; /* New Hampshire kind: bars run off the sides, the bottom row is a code */
    int columns, rows;
    double pitch_x_mm, pitch_y_mm;
    double dpi, scale_x, scale_y; /* of the print on the paper */
    double slope;                 /* of the rows: dy/dx */
    double paper_mm[2];
    int surround_px, surround_gray;
    int ink, white;
};

static const struct drawing letter = {true,           34, 41,  6.35, 6.35, 200, 1, 1, 0,
                                      {215.9, 279.4}, 0,  255, 15,   255};

static struct ovalis_grid_hint hint_of(const struct drawing *d)
{
    return (struct ovalis_grid_hint){d->columns,    d->rows,       d->paper_mm[0], d->paper_mm[1],
                                     d->pitch_x_mm, d->pitch_y_mm, 4.7625,         1.5875,
                                     d->coded,      d->coded};
}

/* Where a place of the grid is: the grid stands in the middle of the paper, the paper in the middle
 * of the page. */
static struct ovalis_px place_on(const struct drawing *d, const struct ovalis_page *page,
                                 double column, double row)
{
    double px = d->dpi / 25.4;
    double x = (column - 0.5 * (d->columns - 1)) * d->pitch_x_mm * d->scale_x * px;
    double y = (row - 0.5 * (d->rows - 1)) * d->pitch_y_mm * d->scale_y * px;
    double c = 1 / sqrt(1 + d->slope * d->slope), s = d->slope * c;

    return (struct ovalis_px){0.5 * (page->width - 1) + c * x - s * y,
                              0.5 * (page->height - 1) + s * x + c * y};
}

/* Fill a rectangle turned like the grid; 4 x 4 samples a pixel, so edges are gray as scans are. */
static void fill_rectangle(const struct drawing *d, struct ovalis_page *page,
                           struct ovalis_px centre, double width, double height, int level)
{
    double c = 1 / sqrt(1 + d->slope * d->slope), s = d->slope * c;
    double far = 0.5 * (width + height) + 2;

    for (int y = (int)(centre.y - far); y <= (int)(centre.y + far); y++)
        for (int x = (int)(centre.x - far); x <= (int)(centre.x + far); x++) {
            int inside = 0;

            if (x < 0 || y < 0 || x >= page->width || y >= page->height)
                continue;
            for (int k = 0; k < 16; k++) {
                double dx = x - centre.x + (k % 4 - 1.5) / 4, dy = y - centre.y + (k / 4 - 1.5) / 4;

                inside +=
                    fabs(c * dx + s * dy) < 0.5 * width && fabs(c * dy - s * dx) < 0.5 * height;
            }
            if (inside) {
                uint8_t *at = page->pixels + (ptrdiff_t)y * page->stride + x;

                *at = (uint8_t)((*at * (16 - inside) + level * inside) / 16);
            }
        }
}

static bool is_mark(const struct drawing *d, int column, int row)
{
    if (column == 0 || column == d->columns - 1 || row == 0)
        return true;
    if (row != d->rows - 1)
        return false;
    return !d->coded || column % 5 == 1 || column == 30;
}

static void draw_mark(const struct drawing *d, struct ovalis_page *page, int column, int row)
{
    double px = d->dpi / 25.4;

    fill_rectangle(d, page, place_on(d, page, column, row), 4.7625 * d->scale_x * px,
                   1.5875 * d->scale_y * px, d->ink);
}

static struct ovalis_page *draw(const struct drawing *d)
{
    double px = d->dpi / 25.4;
    struct ovalis_page *page = NULL;
    int width = (int)rint(d->paper_mm[0] * px) + 2 * d->surround_px;
    int height = (int)rint(d->paper_mm[1] * px) + 2 * d->surround_px;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, NULL), OVALIS_OK);
    for (int y = 0; y < height; y++)
        memset(page->pixels + (ptrdiff_t)y * page->stride, d->surround_gray, (size_t)width);
    fill_rectangle(d, page, place_on(d, page, 0.5 * (d->columns - 1), 0.5 * (d->rows - 1)),
                   d->paper_mm[0] * px, d->paper_mm[1] * px, d->white);
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++)
            if (is_mark(d, column, row))
                draw_mark(d, page, column, row);
    return page;
}

static void release_side(struct ovalis_registered_side *side)
{
    ovalis_page_free(&side->upright);
}

/* Largest distance of the mapping from the truth over all places, mm of print. */
static double worst_off(const struct ovalis_registered_side *side, const struct drawing *d,
                        const struct ovalis_page *page)
{
    double worst = 0;

    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++) {
            struct ovalis_px truth = place_on(d, page, column, row);
            struct ovalis_px got =
                ovalis_mapping_px(&side->map, (struct ovalis_place){column, row});

            worst = fmax(
                worst, hypot(got.x + side->crop.left - truth.x, got.y + side->crop.top - truth.y));
        }
    return worst / (d->dpi / 25.4);
}

START_TEST(a_plain_page_is_mapped_to_its_truth)
{
    struct drawing d = letter;
    struct ovalis_grid_hint hint = hint_of(&d);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = draw(&d);
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    struct ovalis_diag why;
    bool open;

    ck_assert_int_eq(ovalis_grid_register(&side, page, &hint, &open, &why), OVALIS_OK);
    ck_assert(!open);
    ck_assert_double_lt(worst_off(&side, &d, page), 0.03);
    ck_assert_double_lt(side.certificate.worst_error_mm, 0.25);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid");
    TCase *pages = tcase_create("pages");
    SRunner *runner;
    int failed;

    tcase_add_test(pages, a_plain_page_is_mapped_to_its_truth);
    tcase_set_timeout(pages, 60);
    suite_add_tcase(suite, pages);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
