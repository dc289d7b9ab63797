/* SPDX-License-Identifier: Apache-2.0 */
/* The page is read in bands of 0.75 mm along the feed. A column of bands is dark where it is darker
 * than both flanks and both flanks are paper; a streak is dark so in nearly every tenth of the
 * page. Printed rules look the same, but
 *  - they end where print ends: a streak goes on into the margin beyond the timing marks;
 *  - they never run through targets;
 *  - they lean with the page, while a streak keeps its column. */
#include "marks/streak.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"

#define BAND_MM         0.75
#define FLANK_MM        0.9  /* a streak of 6 px at 200 dpi is 0.76 mm wide */
#define CONTRAST        0.06 /* of paper to ink; real dust streaks have 0.18 */
#define FLANK_PAPER     0.25 /* flanks are paper when no darker than this */
#define TENTHS          10
#define TENTH_SHARE     0.20 /* of a tenth's bands with paper flanks; broken streaks have 0.3 up */
#define TENTHS_NEEDED   9
#define BROKEN_SHARE    0.10 /* a streak of 30 % duty has tenths with little of it */
#define BROKEN_NEEDED   8
#define TENTH_LEAST     8 /* bands with paper flanks, or the tenth says nothing */
#define TENTHS_TELLING  7
#define LEAN_MM         0.75 /* print that leans more over the page leaves the column */
#define MARGIN_SHARE    0.3
#define MARGIN_LEAST    3   /* bands */
#define TARGET_CLEAR_MM 0.4 /* targets' own outlines, one above the other, are no streak */
#define CROSS_MM        0.2 /* beyond the outline: the streak's blur reaches it */

#define DEEP_MM 0.5 /* inside the outline: no print comes here, names end beside it */

/* So that a tenth's bands can be counted in a byte. */
#define BANDS_MAX 2500

/* A target's cells: neither paper nor dark. */
#define MASKED 1

struct bands {
    const struct ovalis_page *page;
    int columns, count; /* of the sensor; along the feed */
    int band_px, flank_px;
    bool rows;                /* the page was fed sideways: sensor columns are page rows */
    int paper, step;          /* gray levels: least flank, least contrast */
    uint8_t *hits, *seen;     /* bands of each tenth: TENTHS rows of `columns`; of the arena */
    struct ovalis_box *masks; /* of targets: columns across, bands down; of the arena */
    size_t mask_count;
    struct ovalis_box *met; /* room for as many: those that a column meets */
    const struct ovalis_kernels *kernels;
};

/* Mean of two pixels; a level that would mean "masked" is moved out of the way. */
static uint8_t mean_of_two(uint8_t a, uint8_t b)
{
    uint8_t gray = (uint8_t)((a + b + 1) >> 1);

    return gray == MASKED ? MASKED - 1 : gray;
}

/* One cell of one band, not masked. */
static uint8_t band_cell(const struct bands *bands, int column, int band)
{
    int first = band * bands->band_px, second = first + bands->band_px / 2;

    if (bands->rows)
        return mean_of_two(ovalis_page_line(bands->page, column)[first],
                           ovalis_page_line(bands->page, column)[second]);
    return mean_of_two(ovalis_page_line(bands->page, first)[column],
                       ovalis_page_line(bands->page, second)[column]);
}

static void band_line(uint8_t *out, const struct bands *bands, int band)
{
    int first = band * bands->band_px, second = first + bands->band_px / 2;

    if (bands->rows) {
        for (int column = 0; column < bands->columns; column++)
            out[column] = band_cell(bands, column, band);
    } else {
        bands->kernels->band_mean(out, ovalis_page_line(bands->page, first),
                                  ovalis_page_line(bands->page, second), bands->columns);
    }
    for (size_t i = 0; i < bands->mask_count; i++) {
        const struct ovalis_box *mask = &bands->masks[i];

        if (band >= mask->top && band < mask->bottom)
            memset(out + mask->left, MASKED, (size_t)(mask->right - mask->left));
    }
}

/* Half extent of a target along the page's x (or y), px. */
static double half_extent(const struct ovalis_frame *frame, const struct ovalis_card *card,
                          double beyond_mm, bool along_y)
{
    double half_width = card->target_width_mm / 2 + beyond_mm;
    double half_height = card->target_height_mm / 2 + beyond_mm;

    return along_y ? fabs(frame->across.y) * half_width + fabs(frame->down.y) * half_height
                   : fabs(frame->across.x) * half_width + fabs(frame->down.x) * half_height;
}

static int clamp(double value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

static void mask_targets(struct bands *bands, const struct ovalis_marks_side *side)
{
    for (size_t i = 0; i < side->target_count; i++) {
        const struct ovalis_frame *frame = &side->frames[i];
        double half = half_extent(frame, side->card, TARGET_CLEAR_MM, bands->rows);
        double along = half_extent(frame, side->card, TARGET_CLEAR_MM, !bands->rows);
        double centre = bands->rows ? frame->centre.y : frame->centre.x;
        double middle = bands->rows ? frame->centre.x : frame->centre.y;

        bands->masks[i] = (struct ovalis_box){
            .left = clamp(centre - half, 0, bands->columns),
            .right = clamp(centre + half + 1, 0, bands->columns),
            .top = clamp((middle - along) / bands->band_px, 0, bands->count),
            .bottom = clamp((middle + along) / bands->band_px + 1, 0, bands->count)};
    }
    bands->mask_count = side->target_count;
}

/* Which columns of each band are dark between paper flanks, and which can tell at all. A streak may
 * wander by a pixel, so a column counts its neighbours' hits too. */
static void count_bands(struct bands *bands, uint8_t *lines)
{
    size_t columns = (size_t)bands->columns;
    uint8_t *hit = lines, *told = lines + columns, *line = told + columns;

    memset(hit, 0, 2 * columns);
    for (int band = 0; band < bands->count; band++) {
        size_t tenth = (size_t)((int64_t)band * TENTHS / bands->count);

        band_line(line, bands, band);
        bands->kernels->band_look(hit, told, line, bands->columns, bands->flank_px,
                                  (uint8_t)bands->paper, (uint8_t)bands->step);
        bands->kernels->band_add(bands->hits + tenth * columns, bands->seen + tenth * columns, hit,
                                 told, bands->columns);
    }
}

enum column_kind {
    COLUMN_CLEAN,
    COLUMN_BROKEN, /* dark here and there along most of the page: a streak if no print can be here
                    */
    COLUMN_DARK
};

static enum column_kind column_kind(const struct bands *bands, int x)
{
    int telling = 0, dark = 0, spotted = 0;

    for (int tenth = 0; tenth < TENTHS; tenth++) {
        int seen = bands->seen[tenth * bands->columns + x];
        int hits = bands->hits[tenth * bands->columns + x];

        if (seen < TENTH_LEAST)
            continue;
        telling++;
        dark += hits >= TENTH_SHARE * seen ? 1 : 0;
        spotted += hits >= BROKEN_SHARE * seen ? 1 : 0;
    }
    if (telling < TENTHS_TELLING)
        return COLUMN_CLEAN;
    if (dark >= telling - (TENTHS - TENTHS_NEEDED))
        return COLUMN_DARK;
    return spotted >= telling - (TENTHS - BROKEN_NEEDED) ? COLUMN_BROKEN : COLUMN_CLEAN;
}

/* The masks that a column meets, to the front of bands->met; returns how many. */
static size_t find_masks(struct bands *bands, int column)
{
    size_t count = 0;

    for (size_t i = 0; i < bands->mask_count; i++)
        if (column >= bands->masks[i].left && column < bands->masks[i].right)
            bands->met[count++] = bands->masks[i];
    return count;
}

static bool is_masked(const struct bands *bands, size_t met, int band)
{
    for (size_t i = 0; i < met; i++)
        if (band >= bands->met[i].top && band < bands->met[i].bottom)
            return true;
    return false;
}

/* Darkness of a column where its flanks are paper, as a share of paper to ink. */
static double column_depth(struct bands *bands, int x, int first, int last, double *share)
{
    size_t met = find_masks(bands, x);
    int64_t depth = 0;
    int dark = 0, seen = 0;

    for (int band = first; band < last; band++) {
        int before = band_cell(bands, x - bands->flank_px, band);
        int after = band_cell(bands, x + bands->flank_px, band);
        int low = before < after ? before : after, here = band_cell(bands, x, band);

        if (low < bands->paper || is_masked(bands, met, band))
            continue;
        seen++;
        if (here + bands->step > low)
            continue;
        dark++;
        depth += low - here;
    }
    *share = seen > 0 ? (double)dark / seen : 0;
    if (seen < MARGIN_LEAST)
        *share = 0;
    return dark > 0 ? (double)depth / dark : 0;
}

/* Along the feed, where the timing marks of the first and last line lie, in bands. */
static void find_margins(int *before, int *after, const struct bands *bands,
                         const struct ovalis_marks_side *side)
{
    const struct ovalis_mapping *map = &side->registered->map;
    double half = (bands->rows ? side->card->mark_width_mm * map->px_per_mm_x
                               : side->card->mark_height_mm * map->px_per_mm_y) /
                      2 +
                  0.3 * map->px_per_mm_y;
    struct ovalis_px first = map->left[0], last = map->right[map->rows - 1];
    struct ovalis_px first_end = bands->rows ? map->left[map->rows - 1] : map->right[0];
    struct ovalis_px last_end = bands->rows ? map->right[0] : map->left[map->rows - 1];
    double low = bands->rows ? fmin(first.x, first_end.x) : fmin(first.y, first_end.y);
    double high = bands->rows ? fmax(last.x, last_end.x) : fmax(last.y, last_end.y);

    *before = clamp((low - half) / bands->band_px, 0, bands->count);
    *after = clamp((high + half) / bands->band_px + 1, 0, bands->count);
}

/* How far printed vertical lines lean over the length of the page, mm. */
static double lean_of_print(const struct ovalis_marks_side *side, bool rows)
{
    const struct ovalis_mapping *map = &side->registered->map;

    if (rows)
        return fabs(map->right[0].y - map->left[0].y) / map->px_per_mm_y;
    return fabs(map->left[map->rows - 1].x - map->left[0].x) / map->px_per_mm_x;
}

/* Does it come within `beyond_mm` of a target's outline (negative: so far inside)? */
static bool crosses(const struct ovalis_streak *streak, const struct ovalis_frame *frame,
                    const struct ovalis_card *card, double beyond_mm)
{
    double half = half_extent(frame, card, beyond_mm, streak->rows);
    double centre = streak->rows ? frame->centre.y : frame->centre.x;

    return fabs(streak->column_px - centre) <= half + streak->width_px / 2 + 1;
}

static bool crosses_a_target(const struct ovalis_streak *streak,
                             const struct ovalis_marks_side *side, double beyond_mm)
{
    for (size_t i = 0; i < side->target_count; i++) {
        if (crosses(streak, &side->frames[i], side->card, beyond_mm))
            return true;
    }
    return false;
}

static bool is_print(const struct ovalis_streak *streak, struct bands *bands,
                     const struct ovalis_marks_side *side)
{
    int before, after, column = (int)streak->column_px;
    double above, below;

    if (lean_of_print(side, bands->rows) > LEAN_MM || crosses_a_target(streak, side, CROSS_MM))
        return false;
    find_margins(&before, &after, bands, side);
    column_depth(bands, column, 0, before, &above);
    column_depth(bands, column, after, bands->count, &below);
    return above < MARGIN_SHARE && below < MARGIN_SHARE;
}

/* The run of columns from `first` that are at least of a kind; returns its last. */
static int run_end(const struct bands *bands, int first, enum column_kind least)
{
    int last = first;

    while (last + 1 < bands->columns - bands->flank_px && column_kind(bands, last + 1) >= least)
        last++;
    return last;
}

static struct ovalis_streak streak_of(struct bands *bands, const struct ovalis_marks_side *side,
                                      int first, int last)
{
    double weight = 0, depth = 0, share;

    for (int x = first; x <= last; x++) {
        double here = column_depth(bands, x, 0, bands->count, &share);

        if (here * share <= weight)
            continue;
        weight = here * share;
        depth = here;
    }
    return (struct ovalis_streak){
        .rows = bands->rows,
        .column_px = (first + last) / 2.0,
        .width_px = last - first + 1,
        .depth = rint(depth / (side->page_white - side->page_black) * 1000) / 1000};
}

static void keep_streak(struct ovalis_side_reading *out, const struct ovalis_streak *streak,
                        bool is_streak)
{
    if (is_streak && out->streak_count < OVALIS_STREAK_MAX)
        out->streaks[out->streak_count++] = *streak;
}

static void keep_streaks(struct ovalis_side_reading *out, struct bands *bands,
                         const struct ovalis_marks_side *side)
{
    for (int x = bands->flank_px; x < bands->columns - bands->flank_px; x++) {
        enum column_kind kind = column_kind(bands, x);
        struct ovalis_streak streak;
        bool any_dark = false;
        int last;

        if (kind == COLUMN_CLEAN)
            continue;
        last = run_end(bands, x, COLUMN_BROKEN);
        for (int first = x; first <= last; first++) {
            if (column_kind(bands, first) != COLUMN_DARK)
                continue;
            int end = run_end(bands, first, COLUMN_DARK);

            streak = streak_of(bands, side, first, end);
            keep_streak(out, &streak, !is_print(&streak, bands, side));
            any_dark = true;
            first = end;
        }
        streak = streak_of(bands, side, x, last);
        keep_streak(out, &streak, !any_dark && crosses_a_target(&streak, side, -DEEP_MM));
        x = last;
    }
}

static enum ovalis_status make_bands(struct bands *out, const struct ovalis_marks_side *side,
                                     struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct ovalis_arena *arena = &workspace->arena;
    const struct ovalis_page *page = side->registered->upright;
    const struct ovalis_mapping *map = &side->registered->map;
    int range = side->page_white - side->page_black;

    out->rows = side->registered->quarter_turns % 2 != 0;
    out->columns = out->rows ? page->height : page->width;
    int length = out->rows ? page->width : page->height;

    out->band_px = clamp(BAND_MM * (out->rows ? map->px_per_mm_x : map->px_per_mm_y), 1, 64);
    if (out->band_px < length / BANDS_MAX + 1)
        out->band_px = length / BANDS_MAX + 1;
    out->flank_px =
        clamp(FLANK_MM * (out->rows ? map->px_per_mm_y : map->px_per_mm_x) + 0.5, 2, 64);
    out->count = length / out->band_px;
    out->paper = side->page_white - (int)(FLANK_PAPER * range);
    out->step = (int)(CONTRAST * range) > 2 ? (int)(CONTRAST * range) : 2;
    out->page = page;
    out->kernels = &workspace->kernels;
    out->masks = ovalis_arena_take(arena, side->target_count, sizeof *out->masks);
    out->met = ovalis_arena_take(arena, side->target_count, sizeof *out->met);
    out->hits = ovalis_arena_take_zeroed(arena, (size_t)out->columns, TENTHS);
    out->seen = ovalis_arena_take_zeroed(arena, (size_t)out->columns, TENTHS);
    if (out->masks == NULL || out->met == NULL || out->hits == NULL || out->seen == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to look for streaks");
    return OVALIS_OK;
}

enum ovalis_status ovalis_streaks_find(struct ovalis_side_reading *out,
                                       const struct ovalis_marks_side *side,
                                       struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct bands bands = {0};
    enum ovalis_status status = make_bands(&bands, side, workspace, why);
    uint8_t *lines;

    out->streak_count = 0;
    if (status != OVALIS_OK)
        return status;
    lines = ovalis_arena_take(&workspace->arena, (size_t)bands.columns, 3);
    if (lines == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to look for streaks");
    mask_targets(&bands, side);
    count_bands(&bands, lines);
    keep_streaks(out, &bands, side);
    return OVALIS_OK;
}

bool ovalis_streak_crosses(struct ovalis_raster_repair *repair, const struct ovalis_streak *streak,
                           const struct ovalis_frame *frame, const struct ovalis_card *card)
{
    *repair = (struct ovalis_raster_repair){
        .rows = streak->rows,
        .from = (int)floor(streak->column_px - streak->width_px / 2) - 1,
        .to = (int)ceil(streak->column_px + streak->width_px / 2) + 1};
    return crosses(streak, frame, card, CROSS_MM);
}
