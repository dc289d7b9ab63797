/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>

#include "base/memory.h"
#include "page/image_file.h"
#include "picture/picture.h"
#include "picture/shrink.h"

static struct ovalis_page *make_page(int width, int height)
{
    struct ovalis_page *page = NULL;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, NULL), OVALIS_OK);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            page->pixels[y * page->stride + x] = (uint8_t)(10 * y + x);
    return page;
}

START_TEST(a_factor_of_one_copies_the_part)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(9, 7);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *part = NULL;

    ck_assert_int_eq(ovalis_shrink(&part, page, (struct ovalis_box){2, 3, 5, 7}, 1, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(part->width, 3);
    ck_assert_int_eq(part->height, 4);
    ck_assert_int_eq(ovalis_page_line(part, 0)[0], 32);
    ck_assert_int_eq(ovalis_page_line(part, 3)[2], 64);
}
END_TEST

START_TEST(groups_become_their_mean_and_the_rest_forms_smaller_groups)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(ovalis_shrink(&small, page, ovalis_page_box(page), 2, NULL), OVALIS_OK);
    ck_assert_int_eq(small->width, 3);
    ck_assert_int_eq(small->height, 2);
    ck_assert_int_eq(ovalis_page_line(small, 0)[0], 6);  /* (0 + 1 + 10 + 11) / 4 = 5.5 */
    ck_assert_int_eq(ovalis_page_line(small, 0)[2], 9);  /* (4 + 14) / 2 */
    ck_assert_int_eq(ovalis_page_line(small, 1)[2], 24); /* the corner alone */
}
END_TEST

START_TEST(a_box_outside_the_page_gives_one_white_pixel)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(ovalis_shrink(&small, page, (struct ovalis_box){7, -9, 12, -2}, 2, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(small->width, 1);
    ck_assert_int_eq(small->height, 1);
    ck_assert_int_eq(ovalis_page_line(small, 0)[0], 255);
}
END_TEST

START_TEST(a_box_is_cut_to_the_page)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(5, 3);
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;

    ck_assert_int_eq(
        ovalis_shrink(&small, page, (struct ovalis_box){-20000, -20000, 20001, 20001}, 1, NULL),
        OVALIS_OK);
    ck_assert_int_eq(small->width, 5);
    ck_assert_int_eq(small->height, 3);
}
END_TEST

static const struct {
    int size, most, factor;
} factors[] = {{1, 500, 1}, {500, 500, 1}, {501, 500, 2}, {1000, 500, 2}, {1001, 500, 3}};

START_TEST(the_least_factor_that_fits_is_taken)
{
    ck_assert_int_eq(ovalis_shrink_factor(factors[_i].size, factors[_i].most), factors[_i].factor);
}
END_TEST

/* --- pictures of a made-up side: 10 px/mm, columns and rows 60 px apart -------------------------
 */

static void make_side(struct ovalis_registered_side *side, int columns, int rows)
{
    *side = (struct ovalis_registered_side){.present = true};
    ck_assert_int_eq(ovalis_page_new(&side->upright, 60 * (columns + 1), 60 * (rows + 1), NULL),
                     OVALIS_OK);
    side->map.columns = columns;
    side->map.rows = rows;
    side->map.px_per_mm_x = side->map.px_per_mm_y = 10;
    for (int row = 0; row < rows; row++) {
        side->map.left[row] = (struct ovalis_px){60, 60 * (row + 1)};
        side->map.right[row] = (struct ovalis_px){60 * columns, 60 * (row + 1)};
        side->timing[OVALIS_BORDER_LEFT][row].centre = side->map.left[row];
        side->timing[OVALIS_BORDER_RIGHT][row].centre = side->map.right[row];
    }
    side->timing[OVALIS_BORDER_LEFT][2].state = OVALIS_TIMING_BRIDGED;
}

static struct ovalis_page *decode(const struct ovalis_text *png)
{
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    struct ovalis_page *page = NULL;

    ck_assert_int_eq(ovalis_image_file_from_memory(&file, "png", png->bytes, png->length, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_format(file), OVALIS_IMAGE_PNG);
    ck_assert_int_eq(ovalis_image_file_page(&page, file, 0, NULL), OVALIS_OK);
    return page;
}

/* Darkest pixel within `reach` px of a place: colours become gray by their darkest channel. */
static int darkest(const struct ovalis_page *page, int x, int y, int reach)
{
    int least = 255;

    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++)
            if (ovalis_page_line(page, y + dy)[x + dx] < least)
                least = ovalis_page_line(page, y + dy)[x + dx];
    return least;
}

START_TEST(an_overlay_is_as_large_as_the_page_and_shows_marks_and_targets)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *picture = NULL;
    struct ovalis_target target = {.sheet = 1, .place = {5, 4}};
    const struct ovalis_target *targets[] = {&target};
    struct ovalis_mark mark = {.state = OVALIS_MARKED, .centre = {360, 300}};
    struct ovalis_writing writing = {0};
    struct ovalis_sheet_reading reading = {
        .targets = targets, .marks = &mark, .writings = &writing, .target_count = 1};
    struct ovalis_card card = {.target_width_mm = 5.3, .target_height_mm = 3.3};
    struct ovalis_registered_side side;

    make_side(&side, 10, 8);
    ck_assert_int_eq(ovalis_picture_overlay(&png, &side, OVALIS_FRONT, &card, &reading, NULL),
                     OVALIS_OK);
    picture = decode(&png);
    ck_assert_int_eq(picture->width, side.upright->width);
    ck_assert_int_eq(picture->height, side.upright->height);
    ck_assert_int_lt(darkest(picture, 60, 60, 1), 60);          /* a mark that was seen */
    ck_assert_int_lt(darkest(picture, 60 + 9, 180 + 9, 1), 60); /* an arm of a bridged one */
    ck_assert_int_lt(darkest(picture, 360, 300 - 16, 2), 60);   /* the target's upper edge */
    ck_assert_int_eq(darkest(picture, 390, 275, 2), 255);       /* nothing is drawn here */
    ovalis_page_free(&side.upright);
}
END_TEST

START_TEST(a_target_of_the_other_side_is_not_drawn)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text with = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text without = {0};
    struct ovalis_target target = {.sheet = 1, .side = OVALIS_BACK, .place = {5, 4}};
    const struct ovalis_target *targets[] = {&target};
    struct ovalis_mark mark = {.state = OVALIS_MARKED, .centre = {360, 300}};
    struct ovalis_writing writing = {0};
    struct ovalis_sheet_reading reading = {
        .targets = targets, .marks = &mark, .writings = &writing, .target_count = 1};
    struct ovalis_registered_side side;

    make_side(&side, 10, 8);
    ck_assert_int_eq(ovalis_picture_overlay(&with, &side, OVALIS_FRONT, NULL, &reading, NULL),
                     OVALIS_OK);
    ck_assert_int_eq(ovalis_picture_overlay(&without, &side, OVALIS_FRONT, NULL, NULL, NULL),
                     OVALIS_OK);
    ck_assert_uint_eq(with.length, without.length);
    ck_assert_mem_eq(with.bytes, without.bytes, with.length);
    ovalis_page_free(&side.upright);
}
END_TEST

START_TEST(the_patch_of_a_mark_has_about_the_same_size_at_any_resolution)
{
    static const double px_per_mm[] = {7.87, 11.8, 23.6};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *patch = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;
    struct ovalis_mapping map = {.px_per_mm_x = px_per_mm[_i], .px_per_mm_y = px_per_mm[_i]};
    struct ovalis_mark mark = {.centre = {500, 400}};

    ck_assert_int_eq(ovalis_page_new(&page, 1000, 800, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_picture_mark(&png, page, &map, &mark, NULL), OVALIS_OK);
    patch = decode(&png);
    ck_assert(patch->width >= 120 && patch->width <= 200);
    ck_assert(patch->height >= 68 && patch->height <= 115);
}
END_TEST

START_TEST(pages_stand_side_by_side_and_missing_ones_are_left_out)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = make_page(200, 100);
    const struct ovalis_page *const choices[4][2] = {
        {page, page}, {page, NULL}, {NULL, page}, {NULL, NULL}};
    static const int widths[4] = {108, 50, 50, 0};

    for (int i = 0; i < 4; i++) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *picture = NULL;

        ck_assert_int_eq(ovalis_picture_pages(&png, choices[i], 50, NULL), OVALIS_OK);
        ck_assert_int_eq(png.length > 0, widths[i] > 0);
        if (widths[i] == 0)
            continue;
        picture = decode(&png);
        ck_assert_int_eq(picture->width, widths[i]);
        ck_assert_int_eq(picture->height, 25);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("picture");
    TCase *shrink = tcase_create("shrink");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test(shrink, a_factor_of_one_copies_the_part);
    tcase_add_test(shrink, groups_become_their_mean_and_the_rest_forms_smaller_groups);
    tcase_add_test(shrink, a_box_outside_the_page_gives_one_white_pixel);
    tcase_add_test(shrink, a_box_is_cut_to_the_page);
    tcase_add_loop_test(shrink, the_least_factor_that_fits_is_taken, 0,
                        sizeof factors / sizeof factors[0]);
    tcase_add_test(shrink, an_overlay_is_as_large_as_the_page_and_shows_marks_and_targets);
    tcase_add_test(shrink, a_target_of_the_other_side_is_not_drawn);
    tcase_add_loop_test(shrink, the_patch_of_a_mark_has_about_the_same_size_at_any_resolution, 0,
                        3);
    tcase_add_test(shrink, pages_stand_side_by_side_and_missing_ones_are_left_out);
    suite_add_tcase(suite, shrink);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
