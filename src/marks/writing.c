/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/writing.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "marks/texture.h"

/* mm. A ballpoint stroke is 0.4 wide. */
#define STEP_MM 0.2

/* What is not handwriting (mm, mm²). */
#define SPECK_AREA     0.05
#define SPECK_SIDE     1.0
#define FLAT           0.8 /* rules, folds: fragments of a fold are 0.2 high */
#define RULE_THICK     1.2
#define RULE_SHARE     0.9  /* of the area's width or height */
#define CAPTION_HEIGHT 2.2  /* printed "write-in" under the line */
#define OVERFILL_WIDTH 3.0  /* an overfilled target reaches into the area */
#define TARGET_CLEAR   1.15 /* the target's own collar */

#define NAME_INK    6.0 /* mm of stroke: one letter */
#define NAME_EXTENT 3.0 /* mm */
#define SOME_INK    2.0

#define PRINT_SHARE       0.6
#define PRINT_LEAST_AREAS 4

struct area {
    struct ovalis_raster patch;
    struct ovalis_frame frame;
    struct ovalis_bits ink;
    double left_mm, top_mm; /* of the area against the target's centre */
};

/* Size and place of the area; false when it is too small or too large to be one. */
static bool place_area(struct area *area, const struct ovalis_marks_side *side, size_t index)
{
    const struct ovalis_target *target = &side->targets[index];
    const struct ovalis_mapping *map = &side->registered->map;
    const struct ovalis_card *card = side->card;
    double width = target->area.width * card->pitch_x_mm;
    double height = target->area.height * card->pitch_y_mm, step = STEP_MM;
    struct ovalis_place middle = {target->area.column + target->area.width / 2,
                                  target->area.row + target->area.height / 2};

    if (!(width >= 1.0) || !(height >= 1.0) || width > 1000 || height > 1000)
        return false;
    while (width / step > OVALIS_RASTER_MAX_COLUMNS || height / step > OVALIS_RASTER_MAX_ROWS)
        step *= 2;
    area->patch.step_mm = step;
    area->patch.columns = (int)(width / step);
    area->patch.rows = (int)(height / step);
    area->frame.centre = ovalis_mapping_px(map, middle);
    ovalis_mapping_axes(map, middle, &area->frame.across, &area->frame.down);
    area->left_mm = (target->area.column - target->place.column) * card->pitch_x_mm;
    area->top_mm = (target->area.row - target->place.row) * card->pitch_y_mm;
    return true;
}

static void set_levels(struct ovalis_raster *patch, const struct ovalis_marks_side *side)
{
    struct ovalis_histogram levels = {0};
    int lowest = side->page_black + (side->page_white - side->page_black) * 6 / 10;

    levels.total = patch->columns * patch->rows;
    for (int i = 0; i < levels.total; i++)
        levels.level[patch->gray[i]]++;
    patch->white = ovalis_histogram_level(&levels, 750);
    if (patch->white < lowest)
        patch->white = lowest;
    if (patch->white < 40)
        patch->white = 40;
    patch->black = side->page_black < patch->white - 40 ? side->page_black : patch->white - 40;
}

/* Ink of the area but for the target's own surroundings. */
static void find_ink(struct area *area, const struct ovalis_marks_side *side)
{
    struct ovalis_raster *patch = &area->patch;

    ovalis_raster_sample(patch, &side->source, &area->frame);
    set_levels(patch, side);
    ovalis_bits_darker(&area->ink, patch->gray, patch->columns, patch->rows,
                       ovalis_raster_level(patch, OVALIS_DARKNESS_INK), side->source.kernels);
    for (int y = 0; y < patch->rows; y++) {
        double v = area->top_mm + (y + 0.5) * patch->step_mm;

        if (fabs(v) > side->card->target_height_mm / 2 + TARGET_CLEAR)
            continue;
        for (int x = 0; x < patch->columns; x++) {
            double u = area->left_mm + (x + 0.5) * patch->step_mm;

            if (fabs(u) <= side->card->target_width_mm / 2 + TARGET_CLEAR &&
                ovalis_zones_distance(side->card, u, v) <= TARGET_CLEAR)
                area->ink.row[y][x >> 6] &= ~((uint64_t)1 << (x & 63));
        }
    }
}

static bool is_rule(double width, double height, const struct ovalis_raster *patch)
{
    double full_width = patch->columns * patch->step_mm;
    double full_height = patch->rows * patch->step_mm;

    return (width >= RULE_SHARE * full_width && height < RULE_THICK) ||
           (height >= RULE_SHARE * full_height && width < RULE_THICK) || height < FLAT;
}

/* Toward the target the area's edge may cut an overfilled target. */
static bool is_overfill(const struct area *area, const struct ovalis_bits_bounds *bounds,
                        double width)
{
    bool target_right = area->left_mm < 0;
    bool touches = target_right ? bounds->right == area->patch.columns - 1 : bounds->left == 0;

    return touches && width <= OVERFILL_WIDTH;
}

static bool is_writing(const struct area *area, const struct ovalis_stroke *piece)
{
    const struct ovalis_raster *patch = &area->patch;
    double step = patch->step_mm;
    double width = (piece->bounds.right - piece->bounds.left + 1) * step;
    double height = (piece->bounds.bottom - piece->bounds.top + 1) * step;

    if (piece->area * step * step < SPECK_AREA || (width < SPECK_SIDE && height < SPECK_SIDE))
        return false;
    if (is_rule(width, height, patch) || is_overfill(area, &piece->bounds, width))
        return false;
    return !(piece->bounds.bottom == patch->rows - 1 && height <= CAPTION_HEIGHT);
}

/* Sum of the strokes that can be handwriting. */
static void measure_writing(struct ovalis_writing *out, struct area *area,
                            const struct ovalis_policy *policy)
{
    struct ovalis_stroke piece;
    double step = area->patch.step_mm, ink_cells = 0;
    int left = area->patch.columns, right = -1;

    for (int seen = 0; seen < OVALIS_STROKES_MAX &&
                       ovalis_bits_take_component(&area->ink, &piece.cells, &piece.bounds);
         seen++) {
        piece.area = ovalis_bits_count(&piece.cells);
        if (!is_writing(area, &piece))
            continue;
        out->ink_mm += ovalis_stroke_length(
            piece.area, ovalis_bits_edges(&piece.cells, &piece.bounds), &piece.bounds, step);
        ink_cells += piece.area;
        left = piece.bounds.left < left ? piece.bounds.left : left;
        right = piece.bounds.right > right ? piece.bounds.right : right;
    }
    out->ink_mm = rint(out->ink_mm * 1000) / 1000;
    out->extent_mm = right >= left ? rint((right - left + 1) * step * 1000) / 1000 : 0;
    out->fill = rint(ink_cells / ((double)area->patch.columns * area->patch.rows) * 10000) / 10000;
    if ((out->ink_mm >= NAME_INK && out->extent_mm >= NAME_EXTENT) ||
        (out->fill > 0 && out->fill >= policy->write_in_fill))
        out->state = OVALIS_WRITING_PRESENT;
    else
        out->state = out->ink_mm >= SOME_INK ? OVALIS_WRITING_SOME : OVALIS_WRITING_NONE;
}

/* The upright rectangle around the area on the page. */
static struct ovalis_box page_box(const struct area *area, const struct ovalis_page *page)
{
    const struct ovalis_frame *frame = &area->frame;
    double half_width = area->patch.columns * area->patch.step_mm / 2;
    double half_height = area->patch.rows * area->patch.step_mm / 2;
    double x = fabs(frame->across.x) * half_width + fabs(frame->down.x) * half_height;
    double y = fabs(frame->across.y) * half_width + fabs(frame->down.y) * half_height;
    struct ovalis_box box = {(int)floor(frame->centre.x - x), (int)floor(frame->centre.y - y),
                             (int)ceil(frame->centre.x + x) + 1,
                             (int)ceil(frame->centre.y + y) + 1};

    box.left = box.left < 0 ? 0 : box.left > page->width ? page->width : box.left;
    box.top = box.top < 0 ? 0 : box.top > page->height ? page->height : box.top;
    box.right = box.right > page->width ? page->width : box.right < 0 ? 0 : box.right;
    box.bottom = box.bottom > page->height ? page->height : box.bottom < 0 ? 0 : box.bottom;
    return box;
}

/* Most areas of a side are alike in size: they say what is print in them. */
struct census {
    struct area *areas; /* one per target; those without an area have no columns */
    size_t count;
    int alike, columns, rows;
    uint16_t ink[OVALIS_RASTER_MAX_CELLS]; /* how many have ink on or beside a cell */
    uint8_t gray[OVALIS_RASTER_MAX_CELLS]; /* of the area at hand */
};

static bool is_alike(const struct census *census, const struct area *area)
{
    return area->patch.columns == census->columns && area->patch.rows == census->rows;
}

static void ask_area(struct census *census, const struct area *area)
{
    struct ovalis_bits ink = area->ink;

    if (census->alike == 0) {
        census->columns = area->patch.columns;
        census->rows = area->patch.rows;
        memset(census->ink, 0,
               (size_t)census->columns * (size_t)census->rows * sizeof *census->ink);
    }
    if (!is_alike(census, area))
        return;
    census->alike++;
    ovalis_bits_dilate(&ink, 1);
    for (int y = 0; y < ink.rows; y++) {
        for (int w = 0; w * 64 < ink.columns; w++) {
            uint64_t bits = ink.row[y][w];

            for (int x = 64 * w; bits != 0; x++, bits >>= 1)
                census->ink[y * ink.columns + x] += bits & 1u ? 1 : 0;
        }
    }
}

/* Take out the cells that are ink in most areas. */
static void remove_print(struct area *area, const struct census *census)
{
    struct ovalis_bits print;

    if (census->alike < PRINT_LEAST_AREAS || !is_alike(census, area))
        return;
    ovalis_bits_clear(&print, area->ink.columns, area->ink.rows);
    for (int y = 0; y < print.rows; y++) {
        for (int x = 0; x < print.columns; x++) {
            if (census->ink[y * print.columns + x] >= PRINT_SHARE * census->alike)
                ovalis_bits_set(&print, x, y);
        }
    }
    ovalis_bits_dilate(&print, 1);
    ovalis_bits_without(&area->ink, &area->ink, &print);
}

static void look_at_areas(struct census *census, const struct ovalis_marks_side *side)
{
    for (size_t i = 0; i < census->count; i++) {
        struct area *area = &census->areas[i];

        area->patch.columns = 0;
        if (!side->targets[i].has_area || !place_area(area, side, i))
            continue;
        area->patch.gray = census->gray;
        find_ink(area, side);
        ask_area(census, area);
    }
}

enum ovalis_status ovalis_writing_read(struct ovalis_writing *out,
                                       const struct ovalis_marks_side *side,
                                       const struct ovalis_policy *policy,
                                       struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct ovalis_arena *arena = &workspace->arena;
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(arena);
    struct census *census = ovalis_arena_take(arena, 1, sizeof *census);

    if (census != NULL) {
        census->count = side->target_count;
        census->alike = census->columns = census->rows = 0;
        census->areas = ovalis_arena_take(arena, census->count, sizeof *census->areas);
    }
    if (census == NULL || census->areas == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for write-in areas");
    look_at_areas(census, side);
    for (size_t i = 0; i < census->count; i++) {
        struct area *area = &census->areas[i];

        out[i] = (struct ovalis_writing){0};
        if (area->patch.columns == 0)
            continue;
        remove_print(area, census);
        measure_writing(&out[i], area, policy);
        out[i].box = page_box(area, side->registered->upright);
    }
    return OVALIS_OK;
}
