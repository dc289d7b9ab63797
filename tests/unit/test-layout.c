/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration/layout.h"
#include "workspace.h"

/* A made-up card of 100 x 80 mm: 17 columns and 13 rows, 6 mm apart. Its ovals are drawn here, by
 * distance from a line segment, so that nothing of the room's own shapes is used. */
#define COLUMNS 17
#define ROWS    13
#define PITCH   6.0
#define MARGIN  4.0 /* mm from the page's edge to column 0 and row 0 */

static struct ovalis_card card = {.width_mm = 104,
                                  .height_mm = 80,
                                  .columns = COLUMNS,
                                  .rows = ROWS,
                                  .pitch_x_mm = PITCH,
                                  .pitch_y_mm = PITCH,
                                  .mark_width_mm = 4.76,
                                  .mark_height_mm = 1.59,
                                  .shape = OVALIS_SHAPE_STADIUM,
                                  .target_width_mm = 5.05,
                                  .target_height_mm = 3.30,
                                  .target_stroke_mm = 0.22};

static char contest_title[] = "Mayor", option_name[] = "Ada Lovelace", option_id[] = "ada";
static struct ovalis_option option = {.id = option_id, .name = option_name};
static struct ovalis_contest contest = {
    .title = contest_title, .options = &option, .option_count = 1};
static struct ovalis_election election = {.contests = &contest, .contest_count = 1};
static struct ovalis_policy policy;

/* Three columns of ovals, four rows each. */
#define TARGETS 12
static struct ovalis_target targets[TARGETS];

struct scene {
    struct ovalis_registered_side side;
    double px_per_mm, slope; /* px down for one px to the right, and left for one down */
    double shift_x, shift_y; /* mm, of all ovals against the grid */
};

static struct ovalis_px at_mm(const struct scene *scene, double x, double y)
{
    double px = (MARGIN + x) * scene->px_per_mm, py = (MARGIN + y) * scene->px_per_mm;

    return (struct ovalis_px){px - scene->slope * py, py + scene->slope * px};
}

static void place_targets(void)
{
    for (int i = 0; i < TARGETS; i++)
        targets[i] =
            (struct ovalis_target){.sheet = 1, .place = {3 + 5 * (i % 3), 2 + 2.5 * (i / 3)}};
}

static void scene_start(struct scene *scene, double dpi, double slope)
{
    struct ovalis_mapping *map = &scene->side.map;
    struct ovalis_diag why;

    memset(scene, 0, sizeof *scene);
    place_targets();
    scene->px_per_mm = dpi / 25.4;
    scene->slope = slope;
    ck_assert_int_eq(ovalis_page_new(&scene->side.upright, (int)(104 * scene->px_per_mm),
                                     (int)(84 * scene->px_per_mm), &why),
                     OVALIS_OK);
    map->columns = COLUMNS;
    map->rows = ROWS;
    map->pitch_x_mm = map->pitch_y_mm = PITCH;
    map->px_per_mm_x = map->px_per_mm_y = scene->px_per_mm;
    for (int row = 0; row < ROWS; row++) {
        map->left[row] = at_mm(scene, 0, row * PITCH);
        map->right[row] = at_mm(scene, (COLUMNS - 1) * PITCH, row * PITCH);
    }
    scene->side.present = true;
}

static void scene_end(struct scene *scene)
{
    ovalis_page_free(&scene->side.upright);
    free(scene->side.outlines);
}

/* Distance in mm from the border of the drawn shape; negative inside. */
static double border(double x, double y)
{
    double a = card.target_width_mm / 2, b = card.target_height_mm / 2;

    x = fabs(x);
    y = fabs(y);
    if (card.shape == OVALIS_SHAPE_RECTANGLE)
        return fmax(x - a, y - b);
    if (card.shape == OVALIS_SHAPE_ELLIPSE)
        return (hypot(x / a, y / b) - 1) * hypot(x, y) / fmax(hypot(x / a, y / b), 0.01);
    return hypot(fmax(x - (a - b), 0), y) - b;
}

enum what { OUTLINE, FILLED, STROKE };

static bool is_drawn(enum what what, double x, double y)
{
    double d = border(x, y);

    switch (what) {
    case OUTLINE:
        return d <= 0 && d >= -card.target_stroke_mm;
    case FILLED: /* carelessly: over the right end, not into the left */
        return border(x - 0.7, y - 0.2) < 0.3;
    case STROKE: /* a line of 0.6 mm through the oval and on */
        return fabs(y - 0.5 * x) < 0.33 && fabs(x) < 4;
    }
    return false;
}

/* Ink of 40 levels over what is there, 4 x 4 places to the pixel. */
static void draw(struct scene *scene, double column, double row, enum what what)
{
    double x_mm = column * PITCH + scene->shift_x, y_mm = row * PITCH + scene->shift_y;
    struct ovalis_px centre = at_mm(scene, x_mm, y_mm);
    double s = scene->px_per_mm * (1 + scene->slope * scene->slope);
    int reach = (int)(5 * scene->px_per_mm);
    struct ovalis_page *page = scene->side.upright;

    for (int y = (int)centre.y - reach; y <= (int)centre.y + reach; y++)
        for (int x = (int)centre.x - reach; x <= (int)centre.x + reach; x++) {
            int hits = 0;

            if (x < 0 || y < 0 || x >= page->width || y >= page->height)
                continue;
            for (int k = 0; k < 16; k++) {
                double u = x + (k % 4 - 1.5) / 4 - centre.x, v = y + (k / 4 - 1.5) / 4 - centre.y;

                hits += is_drawn(what, (u + scene->slope * v) / s, (v - scene->slope * u) / s);
            }
            uint8_t *pixel = &page->pixels[y * page->stride + x];
            int ink = 255 - 215 * hits / 16;

            *pixel = (uint8_t)(ink < *pixel ? ink : *pixel);
        }
}

static void draw_all(struct scene *scene, int except)
{
    for (int i = 0; i < TARGETS; i++)
        if (i != except)
            draw(scene, targets[i].place.column, targets[i].place.row, OUTLINE);
}

static void search(struct scene *scene, size_t count)
{
    struct ovalis_diag why = {OVALIS_OK, ""};

    scene->side.ink_black = 40;
    ck_assert_msg(ovalis_layout_search(&scene->side, &card, targets, count, test_workspace(),
                                       &why) == OVALIS_OK,
                  "%s", why.text);
    ck_assert_uint_eq(scene->side.outline_count, count);
}

/* mm between where outline i was found and where it was drawn */
static double off(const struct scene *scene, int i)
{
    struct ovalis_px drawn = at_mm(scene, targets[i].place.column * PITCH + scene->shift_x,
                                   targets[i].place.row * PITCH + scene->shift_y);
    struct ovalis_px found = scene->side.outlines[i].centre;

    return hypot(found.x - drawn.x, found.y - drawn.y) / scene->px_per_mm;
}

static const struct {
    double dpi, slope, shift_x, shift_y;
} scenes[] = {{200, 0, 0, 0},         {150, 0, 0.2, -0.1},     {240, 0, -0.37, 0.22},
              {300, 0.05, 0.11, 0.3}, {400, -0.1, -0.2, -0.2}, {600, 0.14, 0.4, 0},
              {200, 0.1, 1.1, -0.9}};

START_TEST(every_clean_outline_is_found_to_a_twentieth_of_a_millimetre)
{
    struct scene scene;

    scene_start(&scene, scenes[_i].dpi, scenes[_i].slope);
    scene.shift_x = scenes[_i].shift_x;
    scene.shift_y = scenes[_i].shift_y;
    draw_all(&scene, -1);
    search(&scene, TARGETS);
    for (int i = 0; i < TARGETS; i++) {
        ck_assert(scene.side.outlines[i].found);
        ck_assert_double_lt(off(&scene, i), 0.05);
        ck_assert_double_le(off(&scene, i), scene.side.outlines[i].error_mm);
        ck_assert_double_eq_tol(scene.side.outlines[i].dx_mm, scene.shift_x, 0.05);
        ck_assert_double_eq_tol(scene.side.outlines[i].dy_mm, scene.shift_y, 0.05);
    }
    ck_assert_uint_eq(scene.side.stray_count, 0);
    ck_assert_double_eq(ovalis_layout_fit(&scene.side), 1);
    scene_end(&scene);
}
END_TEST

START_TEST(ellipses_and_rectangles_are_found_like_ovals)
{
    struct scene scene;

    card.shape = _i ? OVALIS_SHAPE_RECTANGLE : OVALIS_SHAPE_ELLIPSE;
    scene_start(&scene, 200, 0.03);
    scene.shift_x = 0.3;
    draw_all(&scene, -1);
    search(&scene, TARGETS);
    for (int i = 0; i < TARGETS; i++) {
        ck_assert(scene.side.outlines[i].found);
        ck_assert_double_lt(off(&scene, i), 0.06);
    }
    card.shape = OVALIS_SHAPE_STADIUM;
    scene_end(&scene);
}
END_TEST

START_TEST(ink_does_not_pull_an_oval_away)
{
    struct scene scene;

    scene_start(&scene, 200, 0.02);
    scene.shift_x = 0.15;
    draw_all(&scene, -1);
    for (int i = 0; i < TARGETS; i += 2)
        draw(&scene, targets[i].place.column, targets[i].place.row, _i ? STROKE : FILLED);
    search(&scene, TARGETS);
    for (int i = 0; i < TARGETS; i++) {
        ck_assert(scene.side.outlines[i].found || scene.side.outlines[i].hidden);
        ck_assert_double_lt(off(&scene, i), 0.08);
        ck_assert_double_le(off(&scene, i), scene.side.outlines[i].error_mm);
    }
    scene_end(&scene);
}
END_TEST

START_TEST(a_missing_outline_is_named_and_refuses_only_by_policy)
{
    struct scene scene;
    struct ovalis_diag why = {OVALIS_OK, ""};

    scene_start(&scene, 200, 0);
    draw_all(&scene, 7);
    search(&scene, TARGETS);
    for (int i = 0; i < TARGETS; i++) {
        ck_assert_int_eq(scene.side.outlines[i].found, i != 7);
        ck_assert(!scene.side.outlines[i].hidden);
    }
    ck_assert_double_lt(off(&scene, 7), 0.1); /* where the others say */
    policy.refuse_on_layout = false;
    ck_assert_int_eq(ovalis_layout_judge(&scene.side, &election, targets, &policy, &why),
                     OVALIS_OK);
    policy.refuse_on_layout = true;
    ck_assert_int_eq(ovalis_layout_judge(&scene.side, &election, targets, &policy, &why),
                     OVALIS_REFUSED_LAYOUT);
    ck_assert_msg(strstr(why.text, "column 8.00 row 7.00 (Mayor, Ada Lovelace)"), "%s", why.text);
    ck_assert_msg(strstr(why.text, "expected 12 printed ovals, found 11"), "%s", why.text);
    policy.refuse_on_layout = false;
    scene_end(&scene);
}
END_TEST

START_TEST(solid_black_hides_an_outline)
{
    struct scene scene;
    struct ovalis_page *page;

    scene_start(&scene, 200, 0);
    page = scene.side.upright;
    draw_all(&scene, -1);
    for (int y = -25; y <= 25; y++) { /* 6.4 x 6.4 mm */
        struct ovalis_px at =
            at_mm(&scene, targets[4].place.column * PITCH, targets[4].place.row * PITCH);

        memset(page->pixels + ((int)at.y + y) * page->stride + (int)at.x - 35, 30, 70);
    }
    search(&scene, TARGETS);
    ck_assert(!scene.side.outlines[4].found);
    ck_assert(scene.side.outlines[4].hidden);
    ck_assert_double_lt(off(&scene, 4), 0.1);
    scene_end(&scene);
}
END_TEST

static const struct {
    double columns, rows; /* what the definition is off by */
} wrong[] = {{0, 1}, {0, 0.5}, {1, 0}, {-1, 0}, {0, 2.5}, {5, 0}};

START_TEST(another_layout_is_refused)
{
    struct scene scene;
    struct ovalis_diag why = {OVALIS_OK, ""};

    scene_start(&scene, 200, 0);
    draw_all(&scene, -1);
    for (int i = 0; i < TARGETS; i++) {
        targets[i].place.column += wrong[_i].columns;
        targets[i].place.row += wrong[_i].rows;
    }
    search(&scene, TARGETS);
    ck_assert_int_eq(ovalis_layout_judge(&scene.side, &election, targets, &policy, &why),
                     OVALIS_REFUSED_LAYOUT);
    ck_assert_msg(strstr(why.text, "outline not found at column"), "%s", why.text);
    ck_assert_double_lt(ovalis_layout_fit(&scene.side), 0.8);
    scene_end(&scene);
}
END_TEST

START_TEST(an_oval_that_the_definition_lacks_is_reported)
{
    struct scene scene;

    scene_start(&scene, 200, -0.04);
    scene.shift_y = 0.2;
    draw_all(&scene, -1);
    draw(&scene, 6, 11, OUTLINE); /* on a node */
    search(&scene, TARGETS - 1);  /* and the last target, on the lattice of the others */
    ck_assert_uint_eq(scene.side.stray_count, 2);
    for (size_t i = 0; i < 2; i++) {
        struct ovalis_place place = scene.side.stray[i].place;
        bool node = fabs(place.column - 6) < 0.1 && fabs(place.row - 11) < 0.1;
        bool last = fabs(place.column - 13) < 0.1 && fabs(place.row - 9.5) < 0.1;

        ck_assert(node || last);
    }
    scene_end(&scene);
}
END_TEST

START_TEST(an_empty_page_has_no_outline_at_all)
{
    struct scene scene;
    struct ovalis_diag why;

    scene_start(&scene, 200, 0);
    search(&scene, TARGETS);
    ck_assert_double_eq(ovalis_layout_fit(&scene.side), 0);
    ck_assert_int_eq(ovalis_layout_judge(&scene.side, &election, targets, &policy, &why),
                     OVALIS_REFUSED_LAYOUT);
    search(&scene, 0);
    ck_assert_int_eq(ovalis_layout_judge(&scene.side, &election, targets, &policy, &why),
                     OVALIS_OK);
    scene_end(&scene);
}
END_TEST

START_TEST(places_off_the_page_do_no_harm)
{
    struct scene scene;

    scene_start(&scene, 200, 0);
    for (int row = 0; row < ROWS; row++) {
        scene.side.map.left[row].x += _i ? 5000 : -5000;
        scene.side.map.right[row].y += _i ? 5000 : -5000;
    }
    search(&scene, TARGETS);
    ck_assert_double_eq(ovalis_layout_fit(&scene.side), 0);
    scene_end(&scene);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *suite = suite_create("layout");
    TCase *cases = tcase_create("layout");
    SRunner *runner = srunner_create(suite);
    int failed;

    ovalis_policy_default(&policy);
    suite_add_tcase(suite, cases);
    tcase_set_timeout(cases, 30);
    tcase_add_loop_test(cases, every_clean_outline_is_found_to_a_twentieth_of_a_millimetre, 0,
                        COUNT(scenes));
    tcase_add_loop_test(cases, ellipses_and_rectangles_are_found_like_ovals, 0, 2);
    tcase_add_loop_test(cases, ink_does_not_pull_an_oval_away, 0, 2);
    tcase_add_test(cases, a_missing_outline_is_named_and_refuses_only_by_policy);
    tcase_add_test(cases, solid_black_hides_an_outline);
    tcase_add_loop_test(cases, another_layout_is_refused, 0, COUNT(wrong));
    tcase_add_test(cases, an_oval_that_the_definition_lacks_is_reported);
    tcase_add_test(cases, an_empty_page_has_no_outline_at_all);
    tcase_add_loop_test(cases, places_off_the_page_do_no_harm, 0, 2);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
