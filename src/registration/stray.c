/* SPDX-License-Identifier: Apache-2.0 */
/* Outlines that the definition does not know: an oval printed where no target is means that votes
 * there would be lost without a trace.
 *
 * Looked at are the grid's nodes, and the columns of the side's own targets from top to bottom at
 * any height, since that is where layouts put ovals. Nearly every place is settled by a few pixels;
 * what has the four ends of an outline is compared with the whole shape. */
#include <math.h>
#include <string.h>

#include "registration/layout_internal.h"

/* The page's displacement is known; an outline lies this near to where it is looked for, mm. */
#define SLACK_MM 0.35
/* Steps down a target column, mm: neighbouring looks overlap. */
#define STEP_MM 0.5
/* What counts as printed outline without a definition that vouches for it: lettering and black
 * headings reach 0.30 on real ballots, empty outlines close to a rule 0.42, others 0.63. */
#define STRAY_CORRELATION 0.40
#define STRAY_COVER       0.96
/* A place that is ink at this share from paper to black. */
#define INK_SHARE 0.35
/* Looks at the line before the whole shape is compared, and how many may fail. */
#define RING_POINTS  32
#define RING_LACKING 2
/* A target this near, mm, explains the outline. */
#define KNOWN_MM 2.0

/* The darkest pixel within `reach` px of any place of a cell, rows of `width`; cells NULL where the
 * page has no such map. */
struct near_ink {
    const uint8_t *cells;
    int width, height, step;
};

struct stray_search {
    struct ovalis_registered_side *side;
    const struct ovalis_card *card;
    const struct ovalis_target *targets;
    size_t target_count;
    struct ovalis_mm shift; /* of this print against the grid */
    int paper;              /* gray */
    int level;              /* gray below which a pixel is ink */
    int slack_px;           /* whole px within the slack: no line slips between two looks */
    int slack_step;         /* one of them, 1/1024 mm */
    int end_x, end_y;       /* middle of the printed line at the ends, 1/1024 mm */
    int beyond;             /* from there to where paper must be, likewise */
    const struct ovalis_shape *shape;
    struct ovalis_patch *patch;
    struct ovalis_workspace *workspace;
    struct near_ink near_ink;
};

static struct ovalis_mm mean_shift(const struct ovalis_registered_side *side)
{
    struct ovalis_mm sum = {0, 0};
    size_t count = 0;

    for (size_t i = 0; i < side->outline_count; i++) {
        if (!side->outlines[i].found)
            continue;
        sum.x += side->outlines[i].dx_mm;
        sum.y += side->outlines[i].dy_mm;
        count++;
    }
    return count ? (struct ovalis_mm){sum.x / (double)count, sum.y / (double)count} : sum;
}

/* --- one place --- */

/* A place to look at, its axes in px for one mm, all of it in 1/65536 px: most places are settled
 * by a few pixels, so few steps may be spent on each. */
struct looking {
    struct ovalis_px centre, across, down;
    int64_t x, y, across_x, across_y, down_x, down_y;
};

#define ONE_PX 65536.0

static int64_t fixed(double px)
{
    return (int64_t)rint(px * ONE_PX);
}

static void set_axes(struct looking *at)
{
    at->across_x = fixed(at->across.x);
    at->across_y = fixed(at->across.y);
    at->down_x = fixed(at->down.x);
    at->down_y = fixed(at->down.y);
}

static void set_centre(struct looking *at, struct ovalis_px centre)
{
    at->centre = centre;
    at->x = fixed(centre.x + 0.5);
    at->y = fixed(centre.y + 0.5);
}

/* Places in 1/1024 mm from the centre. */
#define MM 1024

static bool is_ink(const struct stray_search *search, const struct looking *at, int x, int y)
{
    const struct ovalis_page *page = search->side->upright;
    int64_t px = at->x + (at->across_x * x + at->down_x * y) / MM;
    int64_t py = at->y + (at->across_y * x + at->down_y * y) / MM;

    return px >= 0 && py >= 0 && px >> 16 < page->width && py >> 16 < page->height &&
           ovalis_page_line(page, (int)(py >> 16))[px >> 16] < search->level;
}

/* Is there ink within the slack of (x, y), going along (u, v), a step of one px? */
static bool ink_near(const struct stray_search *search, const struct looking *at, int x, int y,
                     int u, int v)
{
    for (int i = -search->slack_px; i <= search->slack_px; i++)
        if (is_ink(search, at, x + u * i, y + v * i))
            return true;
    return false;
}

/* The four ends of the outline, each within the slack, and paper beyond one of two opposite ends:
 * solid black has the ends, too. */
static bool has_four_ends(const struct stray_search *search, const struct looking *at)
{
    int x = search->end_x, y = search->end_y, step = search->slack_step;
    int far_x = x + search->beyond, far_y = y + search->beyond;

    return ink_near(search, at, 0, -y, 0, step) && ink_near(search, at, 0, y, 0, step) &&
           ink_near(search, at, -x, 0, step, 0) && ink_near(search, at, x, 0, step, 0) &&
           !(is_ink(search, at, 0, -far_y) && is_ink(search, at, 0, far_y)) &&
           !(is_ink(search, at, -far_x, 0) && is_ink(search, at, far_x, 0));
}

/* Points all round the outline, each with ink within the slack: text that has the four ends seldom
 * has the rest. */
static bool has_ring(const struct stray_search *search, const struct looking *at)
{
    size_t step = search->shape->line_count / RING_POINTS + 1, lacking = 0;

    for (size_t i = 0; i < search->shape->line_count && lacking <= RING_LACKING; i += step) {
        int x = (int)(search->shape->line[i].x * OVALIS_CELL_MM * MM);
        int y = (int)(search->shape->line[i].y * OVALIS_CELL_MM * MM);
        double length = sqrt((double)x * x + (double)y * y) / search->slack_step;

        lacking += !ink_near(search, at, x, y, (int)(x / length), (int)(y / length));
    }
    return lacking <= RING_LACKING;
}

static double distance_mm(const struct ovalis_card *card, struct ovalis_place a,
                          struct ovalis_place b)
{
    struct ovalis_mm p = ovalis_card_mm(card, a), q = ovalis_card_mm(card, b);

    return sqrt((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
}

static bool is_known(const struct stray_search *search, struct ovalis_place place)
{
    for (size_t i = 0; i < search->target_count; i++)
        if (distance_mm(search->card, search->targets[i].place, place) < KNOWN_MM)
            return true;
    return false;
}

/* One entry for an outline that was met from two places: the better. */
static void report(struct stray_search *search, struct ovalis_place place, double correlation)
{
    struct ovalis_registered_side *side = search->side;

    for (size_t i = 0; i < side->stray_count; i++) {
        struct ovalis_stray_outline *stray = &side->stray[i];

        if (distance_mm(search->card, stray->place, place) >= KNOWN_MM)
            continue;
        if (correlation > stray->correlation)
            *stray = (struct ovalis_stray_outline){place, correlation};
        return;
    }
    if (side->stray_count < OVALIS_STRAY_MAX)
        side->stray[side->stray_count++] = (struct ovalis_stray_outline){place, correlation};
}

static void compare_shape(struct stray_search *search, const struct looking *at,
                          struct ovalis_place place)
{
    struct ovalis_match match;
    struct ovalis_match_peak peak;
    double cover;
    int level;

    ovalis_patch_sample(search->patch, search->side->upright, OVALIS_CELL_MM, at->centre,
                        at->across, at->down, &search->workspace->kernels);
    ovalis_outline_match(&match, search->shape, search->patch, OVALIS_OWN_REACH,
                         &search->workspace->kernels);
    peak = ovalis_match_best(&match, 0, 0, 0);
    if (peak.correlation < STRAY_CORRELATION)
        return;
    level = ovalis_ink_level(search->patch, search->paper, search->side->ink_black);
    cover = ovalis_outline_cover(search->shape, search->patch, (int)rint(peak.dx),
                                 (int)rint(peak.dy), level);
    place.column += peak.dx * OVALIS_CELL_MM / search->card->pitch_x_mm;
    place.row += peak.dy * OVALIS_CELL_MM / search->card->pitch_y_mm;
    if (cover >= STRAY_COVER && !is_known(search, place))
        report(search, place, peak.correlation);
}

static struct ovalis_px shifted(const struct stray_search *search, struct ovalis_place place,
                                const struct looking *at)
{
    struct ovalis_px px = ovalis_mapping_px(&search->side->map, place);

    return (struct ovalis_px){px.x + at->across.x * search->shift.x + at->down.x * search->shift.y,
                              px.y + at->across.y * search->shift.x + at->down.y * search->shift.y};
}

/* --- places that can be passed over --- */

static inline uint8_t lesser(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static inline uint8_t within(const uint8_t *values, int count, int at)
{
    return values[at < 0 ? 0 : at >= count ? count - 1 : at];
}

/* Least of each value and the `cells` on both sides of it; fewer at the ends. Windows to the right
 * of 1, 2, 4 ... values first, then two of them that overlap. `work` has room for count values. */
static void spread(uint8_t *restrict out, uint8_t *restrict work, const uint8_t *in, int count,
                   int cells)
{
    int wanted = 2 * cells + 1, window = 1;

    memcpy(work, in, (size_t)count);
    for (; 2 * window <= wanted; window *= 2)
        for (int i = 0; i + window < count; i++)
            work[i] = lesser(work[i], work[i + window]);
    for (int i = cells; i < count - cells; i++)
        out[i] = lesser(work[i - cells], work[i + cells + 1 - window]);
    /* At the ends a window that reaches farther serves as well: the map may show too much ink. */
    for (int i = 0; i < count; i += i == cells - 1 && count > 2 * cells ? count - 2 * cells + 1 : 1)
        out[i] =
            lesser(within(work, count, i - cells), within(work, count, i + cells + 1 - window));
}

static void spread_down(uint8_t *restrict out, const uint8_t *restrict in, int width, int height,
                        int cells)
{
    for (int y = 0; y < height; y++, out += width) {
        int last = y + cells < height ? y + cells : height - 1;
        int from = y > cells ? y - cells : 0;

        memcpy(out, in + (ptrdiff_t)from * width, (size_t)width);
        while (++from <= last)
            for (int x = 0; x < width; x++)
                out[x] = lesser(out[x], in[(ptrdiff_t)from * width + x]);
    }
}

static double bend_most(const double bow[3])
{
    return fabs(bow[0]) + fabs(bow[1]) + fabs(bow[2]);
}

/* px by which a place found by the straight lines between left and right marks, with one pair of
 * axes for the whole page, may be off where the ends of an outline are looked for: the bow of the
 * rows, and 3 % (a stretch in the feed) of half a target. */
static double straight_error(const struct stray_search *search)
{
    const struct ovalis_mapping *map = &search->side->map;
    double x = fmax(bend_most(map->bow_x_top), bend_most(map->bow_x_bottom));
    double y = fmax(bend_most(map->bow_y_top), bend_most(map->bow_y_bottom));
    double half = fmax(search->card->target_width_mm, search->card->target_height_mm) / 2;

    return fmax(x, y) + 0.03 * half * fmax(map->px_per_mm_x, map->px_per_mm_y) + 2;
}

static void prepare_near_ink(struct stray_search *search)
{
    const struct ovalis_darkest *darkest = &search->side->darkest;
    struct ovalis_arena *arena = &search->workspace->arena;
    size_t cells = (size_t)darkest->width * (size_t)darkest->height;
    uint8_t *across, *out;
    int reach;

    if (!darkest->cells)
        return;
    reach = (int)ceil((search->slack_px + straight_error(search)) / darkest->step);
    across = ovalis_arena_take(arena, cells, 1);
    out = ovalis_arena_take(arena, cells, 1);
    if (!across || !out) /* without the map every place is looked at */
        return;
    for (int y = 0; y < darkest->height; y++) {
        size_t at = (size_t)y * (size_t)darkest->width;

        spread(across + at, out, darkest->cells + at, darkest->width, reach);
    }
    spread_down(out, across, darkest->width, darkest->height, reach);
    search->near_ink = (struct near_ink){out, darkest->width, darkest->height, darkest->step};
}

/* May there be ink near a place, px? */
static bool may_be_ink(const struct stray_search *search, double x, double y)
{
    const struct near_ink *near = &search->near_ink;
    int column = (int)(x / near->step), row = (int)(y / near->step);

    return !(x >= 0) || !(y >= 0) || column >= near->width || row >= near->height ||
           near->cells[(ptrdiff_t)row * near->width + column] < search->level;
}

/* false: one of the four ends of an outline has no ink near, by straight lines and the map. */
static bool may_have_four_ends(const struct stray_search *search, struct ovalis_place place)
{
    const struct ovalis_mapping *map = &search->side->map;
    int row = (int)place.row;
    double part = place.row - row, u = place.column / (map->columns - 1);
    struct ovalis_px a = map->left[row], b = map->right[row];
    struct ovalis_px c = map->left[row + 1], d = map->right[row + 1];
    struct ovalis_px across = {b.x - a.x, b.y - a.y}; /* of the whole width */
    struct ovalis_px down = {c.x - a.x + (d.x - c.x - across.x) * u,
                             c.y - a.y + (d.y - c.y - across.y) * u}; /* of one row */
    double x, y, mm_across = 1 / ((map->columns - 1) * map->pitch_x_mm);
    double mm_down = 1 / map->pitch_y_mm;
    double half_x = mm_across * search->end_x / MM, half_y = mm_down * search->end_y / MM;

    if (!search->near_ink.cells)
        return true;
    x = a.x + across.x * (u + search->shift.x * mm_across) +
        down.x * (part + search->shift.y * mm_down);
    y = a.y + across.y * (u + search->shift.x * mm_across) +
        down.y * (part + search->shift.y * mm_down);
    return may_be_ink(search, x - across.x * half_x, y - across.y * half_x) &&
           may_be_ink(search, x + across.x * half_x, y + across.y * half_x) &&
           may_be_ink(search, x - down.x * half_y, y - down.y * half_y) &&
           may_be_ink(search, x + down.x * half_y, y + down.y * half_y);
}

/* --- all places --- */

/* `steps` looks between each row and the next, from the first row inside the timing marks to the
 * last. The mapping is linear between rows. */
static void look_at_row(struct stray_search *search, double column, int row, int steps)
{
    struct ovalis_place here = {column, row}, next = {column, row + 1};
    struct ovalis_px from, to;
    struct looking at;
    bool ready = false;

    for (int k = 0; k < steps; k++) {
        struct ovalis_place place = {column, row + (double)k / steps};

        if (!may_have_four_ends(search, place))
            continue;
        if (!ready) {
            ovalis_mapping_axes(&search->side->map, here, &at.across, &at.down);
            set_axes(&at);
            from = shifted(search, here, &at);
            to = shifted(search, next, &at);
            ready = true;
        }
        set_centre(&at, (struct ovalis_px){from.x + (to.x - from.x) * k / steps,
                                           from.y + (to.y - from.y) * k / steps});
        if (has_four_ends(search, &at) && !is_known(search, place) && has_ring(search, &at))
            compare_shape(search, &at, place);
    }
}

static void look_down_column(struct stray_search *search, double column, int steps)
{
    for (int row = 1; row <= search->side->map.rows - 2; row++)
        look_at_row(search, column, row, steps);
}

static bool column_seen_before(const struct stray_search *search, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (search->targets[i].place.column == search->targets[index].place.column)
            return true;
    return false;
}

static void prepare(struct stray_search *search)
{
    const struct ovalis_card *card = search->card;
    double black = search->side->ink_black;

    search->paper = ovalis_page_paper(search->side->upright);
    search->level = (int)(search->paper - INK_SHARE * (search->paper - black));
    search->shift = mean_shift(search->side);
    search->slack_px = (int)ceil(SLACK_MM * search->side->map.px_per_mm_y);
    search->slack_step = (int)(SLACK_MM * MM / search->slack_px);
    search->end_x = (int)((card->target_width_mm - card->target_stroke_mm) / 2 * MM);
    search->end_y = (int)((card->target_height_mm - card->target_stroke_mm) / 2 * MM);
    search->beyond = (int)(2 * SLACK_MM * MM);
    prepare_near_ink(search);
}

void ovalis_stray_search(struct ovalis_registered_side *side, const struct ovalis_card *card,
                         const struct ovalis_target *targets, size_t target_count,
                         const struct ovalis_shape *shape, struct ovalis_patch *patch,
                         struct ovalis_workspace *workspace)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct stray_search search = {.side = side,
                                  .card = card,
                                  .targets = targets,
                                  .target_count = target_count,
                                  .shape = shape,
                                  .patch = patch,
                                  .workspace = workspace};
    int steps = (int)ceil(card->pitch_y_mm / STEP_MM);

    side->stray_count = 0;
    prepare(&search);
    for (int column = 1; column <= side->map.columns - 2; column++)
        look_down_column(&search, column, 1);
    for (size_t i = 0; i < target_count; i++)
        if (!column_seen_before(&search, i))
            look_down_column(&search, targets[i].place.column, steps);
}
