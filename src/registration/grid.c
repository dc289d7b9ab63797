/* SPDX-License-Identifier: Apache-2.0 */
/* One page from start to end. The page is turned and cropped until it needs neither, and only then
 * measured: so the stored upright page gives the same mapping again. */
#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "registration/grid_internal.h"

#define CELL_MM        0.508 /* coarse cells: about 50 dpi */
#define SURROUND_MM    3.0   /* more than this beside the paper is cut off ... */
#define MARGIN_MM      1.0   /* ... but for this */
#define USUAL_WIDTH_MM 215.9 /* when nothing says how wide the paper is */
#define SIDE_LEAST_PX  200   /* 34 mm at 150 dpi: no ballot is smaller */
#define ROUNDS_MAX     5     /* turn, half turn, crop, crop again; then it stands still */
#define LEAST_DPI      147   /* 150 and 600 with 2 % of slack for the measurement */
#define MOST_DPI       612

void ovalis_grid_hint_from_card(struct ovalis_grid_hint *hint, const struct ovalis_card *card)
{
    *hint = (struct ovalis_grid_hint){
        .columns = card->columns,
        .rows = card->rows,
        .width_mm = card->width_mm,
        .height_mm = card->height_mm,
        .pitch_x_mm = card->pitch_x_mm,
        .pitch_y_mm = card->pitch_y_mm,
        .mark_width_mm = card->mark_width_mm,
        .mark_height_mm = card->mark_height_mm,
        .marks_bleed = card->marks_bleed,
        .bottom_coded = card->identity == OVALIS_IDENTITY_TIMING_MARKS,
    };
}

/* The grid roughly, on the page as it is. */
struct finding {
    int turns;               /* clockwise quarter turns that the page still needs */
    int step;                /* px per cell */
    double px_per_mm;        /* of paper, guessed from its width */
    struct ovalis_box paper; /* px: what to keep, with margin; the whole page when nothing goes */
    bool crop;
    struct ovalis_darkest darkest; /* of the page as it is */
    struct ovalis_grid_guess guess;
};

static double hint_width(const struct ovalis_grid_hint *hint)
{
    return hint->width_mm > 0 ? hint->width_mm : USUAL_WIDTH_MM;
}

static int step_for(double px_per_mm)
{
    double step = rint(CELL_MM * px_per_mm);

    return step < 1 ? 1 : step > 64 ? 64 : (int)step;
}

/* px per mm of a page whose image is the box around a skewed sheet, with a surround as white as the
 * paper: width and height of the box are s (w cos + h sin) and s (h cos + w sin), so half the sum
 * of the squares of (W + H) / (w + h) and (H - W) / (h - w) is s squared. 0: cannot be told. */
static double scale_if_skewed(const struct ovalis_page *page, const struct ovalis_grid_hint *hint,
                              bool on_its_side)
{
    double w = hint_width(hint), h = hint->height_mm;
    double across = on_its_side ? page->height : page->width;
    double along = on_its_side ? page->width : page->height;
    double sum, difference;

    if (h < 1.05 * w || along <= across)
        return 0;
    sum = (along + across) / (h + w);
    difference = (along - across) / (h - w);
    return sqrt(0.5 * (sum * sum + difference * difference));
}

/* A coarse image whose cells are half a millimetre, given which way the width lies. */
static enum ovalis_status coarse_for(struct ovalis_coarse *out, double *px_per_mm,
                                     const struct ovalis_page *page,
                                     const struct ovalis_grid_hint *hint, bool on_its_side,
                                     struct ovalis_workspace *workspace)
{
    int across = on_its_side ? page->height : page->width;
    int step = step_for(across / hint_width(hint));
    enum ovalis_status status = ovalis_coarse_make(out, page, step, workspace);

    if (status != OVALIS_OK)
        return status;
    *px_per_mm = (on_its_side ? out->paper_height : out->paper_width) * step / hint_width(hint);
    if (step_for(*px_per_mm) == step)
        return OVALIS_OK;
    step = step_for(*px_per_mm);
    return ovalis_coarse_make(out, page, step, workspace);
}

static bool holds(struct ovalis_box box, struct ovalis_px at)
{
    return at.x >= box.left && at.x < box.right && at.y >= box.top && at.y < box.bottom;
}

static bool holds_grid(struct ovalis_box box, const struct ovalis_grid_guess *guess)
{
    int last = guess->rows - 1;

    return holds(box, guess->left[0]) && holds(box, guess->left[last]) &&
           holds(box, guess->right[0]) && holds(box, guess->right[last]);
}

/* Where to cut: surround of more than 3 mm on any side, and the grid stays inside. */
static void plan_crop(struct finding *out, const struct ovalis_coarse *coarse,
                      const struct ovalis_page *page)
{
    struct ovalis_box box = coarse->paper_box;
    int step = coarse->step;
    int margin = (int)ceil(MARGIN_MM * out->px_per_mm);
    int beside[4] = {box.left, box.top, coarse->width - box.right, coarse->height - box.bottom};
    int cut[4];

    out->paper = (struct ovalis_box){0, 0, page->width, page->height};
    out->crop = false;
    for (int i = 0; i < 4; i++) {
        out->crop = out->crop || beside[i] * step > SURROUND_MM * out->px_per_mm;
        cut[i] = beside[i] * step > margin ? beside[i] * step - margin : 0;
    }
    out->crop = out->crop && holds_grid(box, &out->guess);
    if (out->crop)
        out->paper =
            (struct ovalis_box){cut[0], cut[1], page->width - cut[2], page->height - cut[3]};
}

/* Look for the grid with bars lying as they do on the page, or after a quarter turn. */
static enum ovalis_status look(struct finding *out, const struct ovalis_page *page,
                               const struct ovalis_grid_hint *hint, bool on_its_side, bool skewed,
                               struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct ovalis_coarse fed = {0}, turned = {0};
    struct ovalis_bars bars = {0};
    const struct ovalis_coarse *coarse = on_its_side ? &turned : &fed;
    struct ovalis_grid_scale scale;
    double cells_per_mm;
    enum ovalis_status status;

    out->px_per_mm = skewed ? scale_if_skewed(page, hint, on_its_side) : 0;
    status = skewed ? ovalis_coarse_make(&fed, page, step_for(out->px_per_mm), workspace)
                    : coarse_for(&fed, &out->px_per_mm, page, hint, on_its_side, workspace);
    if (status == OVALIS_OK && on_its_side)
        status = ovalis_coarse_turn(&turned, &fed, workspace);
    if (status == OVALIS_OK)
        status = ovalis_bars_find(&bars, coarse, workspace);
    if (status != OVALIS_OK)
        return ovalis_fail(why, status, "searching a page for timing marks");
    out->step = fed.step;
    out->darkest = (struct ovalis_darkest){fed.darkest, fed.width, fed.height, fed.step};
    cells_per_mm = out->px_per_mm / fed.step;
    scale =
        (struct ovalis_grid_scale){hint->pitch_x_mm * cells_per_mm, hint->pitch_y_mm * cells_per_mm,
                                   hint->mark_width_mm * cells_per_mm};
    status = ovalis_grid_number(&out->guess, &bars, coarse, hint, &scale, workspace, why);
    out->turns = (on_its_side ? 1 : 0) + (status == OVALIS_OK && out->guess.upside_down ? 2 : 0);
    if (status == OVALIS_OK && out->turns == 0)
        plan_crop(out, &fed, page);
    return status;
}

/* Paper and print may each be of another size than the definition says: only when both are outside
 * is the resolution. */
static enum ovalis_status judge_resolution(double by_paper, double by_grid, struct ovalis_diag *why)
{
    double most = 25.4 * fmax(by_paper, by_grid), least = 25.4 * fmin(by_paper, by_grid);

    if (most >= LEAST_DPI && least <= MOST_DPI)
        return OVALIS_OK;
    return ovalis_fail(
        why, OVALIS_REFUSED_RESOLUTION,
        "the page has about %.0f dots per inch by its size, expected 150 to 600; set "
        "the scanner to 200 or more",
        25.4 * by_paper);
}

/* Which way first: as the paper lies; then the other. The first reason is the one that is told,
 * unless only the second way found marks at all. */
static enum ovalis_status find(struct finding *out, const struct ovalis_page *page,
                               const struct ovalis_grid_hint *hint,
                               struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    bool landscape = page->width > page->height;
    bool wide_paper = hint->height_mm > 0 && hint->height_mm < hint->width_mm;
    bool first = landscape != wide_paper;
    struct ovalis_diag other, resolution;
    enum ovalis_status status, second;
    double by_paper;

    if (page->width < SIDE_LEAST_PX || page->height < SIDE_LEAST_PX)
        return ovalis_fail(why, OVALIS_REFUSED_NO_MARKS,
                           "a page of %d x %d px is too small for a ballot", page->width,
                           page->height);
    status = look(out, page, hint, first, false, workspace, why);
    if (status == OVALIS_OK || status == OVALIS_ERR_MEMORY)
        return status;
    by_paper = out->px_per_mm;
    second = look(out, page, hint, !first, false, workspace, &other);
    if (second == OVALIS_OK)
        return second;
    if (scale_if_skewed(page, hint, first) > 0 &&
        look(out, page, hint, first, true, workspace, &resolution) == OVALIS_OK)
        return OVALIS_OK;
    if (judge_resolution(by_paper, by_paper, &resolution) != OVALIS_OK) {
        if (why)
            *why = resolution;
        return OVALIS_REFUSED_RESOLUTION;
    }
    if (status == OVALIS_REFUSED_NO_MARKS && second != status && why)
        *why = other;
    return status == OVALIS_REFUSED_NO_MARKS ? second : status;
}

/* A box on a page turned clockwise, as a box on the page before the turn (of that size). */
static struct ovalis_box unturn(struct ovalis_box box, int turns, int width, int height)
{
    switch (turns) {
    case 1:
        return (struct ovalis_box){box.top, height - box.right, box.bottom, height - box.left};
    case 2:
        return (struct ovalis_box){width - box.right, height - box.bottom, width - box.left,
                                   height - box.top};
    case 3:
        return (struct ovalis_box){width - box.bottom, box.left, width - box.top, box.right};
    default:
        return box;
    }
}

/* Make side->upright anew from the fed page. */
static enum ovalis_status take(struct ovalis_registered_side *side, const struct ovalis_page *fed,
                               struct ovalis_diag *why)
{
    ovalis_page_free(&side->upright);
    return ovalis_page_turn(&side->upright, fed, side->crop, side->quarter_turns, why);
}

/* `cut` is a box on the upright page as it is; side->crop becomes the box on the fed page. */
static void cut_to(struct ovalis_registered_side *side, struct ovalis_box cut)
{
    struct ovalis_box was = side->crop;
    struct ovalis_box part =
        unturn(cut, side->quarter_turns, was.right - was.left, was.bottom - was.top);

    side->crop = (struct ovalis_box){was.left + part.left, was.top + part.top,
                                     was.left + part.right, was.top + part.bottom};
}

/* Px per mm of paper: what the source claims where the print is then of about the right size, else
 * what the paper's width says. */
static double paper_scale(double claimed_dpi, double by_grid, double by_width)
{
    double claimed = claimed_dpi / 25.4;

    return claimed > 0.88 * by_grid && claimed < 1.14 * by_grid ? claimed : by_width;
}

static enum ovalis_status judge_numbering(const struct ovalis_grid_marks *m,
                                          const struct ovalis_grid_hint *hint,
                                          const struct ovalis_grid_guess *guess,
                                          struct ovalis_diag *why)
{
    int left = guess->left_count + m->beyond[0][0] + m->beyond[0][1];
    int right = guess->right_count + m->beyond[1][0] + m->beyond[1][1];

    if (!m->beyond[0][0] && !m->beyond[0][1] && !m->beyond[1][0] && !m->beyond[1][1])
        return OVALIS_OK;
    return ovalis_fail(
        why, OVALIS_REFUSED_NUMBERING,
        "timing mark %s the grid: left %d, right %d marks found, expected %d on each "
        "side; wrong ballot or marks added: compare with the definition",
        m->beyond[0][0] || m->beyond[1][0] ? "above" : "below", left, right,
        hint->rows ? hint->rows : guess->rows);
}

/* The exact part, on a page that is upright and cropped. */
static enum ovalis_status measure(struct ovalis_registered_side *side,
                                  const struct finding *finding,
                                  const struct ovalis_grid_hint *hint,
                                  struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct ovalis_grid_marks *marks = ovalis_arena_take(&workspace->arena, 1, sizeof *marks);
    enum ovalis_status status;

    if (!marks)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "measuring timing marks");
    ovalis_border_measure(marks, side->upright, &finding->guess, finding->step, hint,
                          &workspace->kernels);
    status = judge_resolution(finding->px_per_mm, marks->px_per_mm_x, why);
    if (status == OVALIS_OK)
        status = judge_numbering(marks, hint, &finding->guess, why);
    if (status == OVALIS_OK)
        status = ovalis_bridge(marks, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_mapping_fit(&side->map, marks, hint);
    ovalis_certify(side, marks,
                   paper_scale(side->upright->dpi_x, side->map.px_per_mm_x, finding->px_per_mm),
                   paper_scale(side->upright->dpi_y, side->map.px_per_mm_y, finding->px_per_mm));
    return OVALIS_OK;
}

/* Turn and crop until the page stands still, then measure. */
static enum ovalis_status settle(struct ovalis_registered_side *side, const struct ovalis_page *fed,
                                 const struct ovalis_grid_hint *hint, bool *half_turn_open,
                                 struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct finding *finding = ovalis_arena_take(&workspace->arena, 1, sizeof *finding);

    if (!finding)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "registering a page");
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct ovalis_arena_mark mark = ovalis_arena_mark(&workspace->arena);
        enum ovalis_status status = take(side, fed, why);

        if (status == OVALIS_OK)
            status = find(finding, side->upright, hint, workspace, why);
        if (status != OVALIS_OK)
            return status;
        if (finding->turns == 0 && !finding->crop) {
            *half_turn_open = finding->guess.half_turn_open;
            side->darkest = finding->darkest;
            return measure(side, finding, hint, workspace, why);
        }
        if (finding->turns == 0)
            cut_to(side, finding->paper);
        side->quarter_turns = (side->quarter_turns + finding->turns) % 4;
        ovalis_arena_rewind(&workspace->arena, mark);
    }
    return ovalis_fail(why, OVALIS_REFUSED_ORIENTATION,
                       "the timing marks give no stable orientation; feed again");
}

/* A hint outside these bounds is the caller's mistake: definitions are checked when they are read.
 */
static bool hint_holds(const struct ovalis_grid_hint *hint)
{
    return hint->columns >= 8 && hint->columns <= OVALIS_GRID_MAX_COLUMNS &&
           (hint->rows == 0 || (hint->rows >= 8 && hint->rows <= OVALIS_GRID_MAX_ROWS)) &&
           hint->pitch_x_mm > 1 && hint->pitch_x_mm < 100 && hint->pitch_y_mm > 1 &&
           hint->pitch_y_mm < 100 && hint->mark_width_mm > 0.5 && hint->mark_height_mm > 0.2 &&
           hint->mark_width_mm < 0.95 * hint->pitch_x_mm &&
           hint->mark_height_mm < 0.8 * hint->pitch_y_mm;
}

enum ovalis_status ovalis_grid_register(struct ovalis_registered_side *side,
                                        const struct ovalis_page *page,
                                        const struct ovalis_grid_hint *hint, bool *half_turn_open,
                                        struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    side->present = true;
    side->quarter_turns = 0;
    side->crop = (struct ovalis_box){0, 0, page->width, page->height};
    *half_turn_open = false;
    if (!hint_holds(hint))
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                           "a grid of %d columns and %d rows cannot be looked for", hint->columns,
                           hint->rows);
    return settle(side, page, hint, half_turn_open, workspace, why);
}

enum ovalis_status ovalis_grid_register_turned(struct ovalis_registered_side *side,
                                               const struct ovalis_page *page,
                                               const struct ovalis_grid_hint *hint,
                                               struct ovalis_workspace *workspace,
                                               struct ovalis_diag *why)
{
    bool open;

    side->quarter_turns = (side->quarter_turns + 2) % 4;
    return settle(side, page, hint, &open, workspace, why);
}
