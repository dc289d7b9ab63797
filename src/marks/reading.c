/* SPDX-License-Identifier: Apache-2.0 */
/* A registered sheet -> its reading: both sides are made ready, then every target is measured,
 * cleaned of streaks and of the other side's ink where those reach it, and decided. */
#include "marks/reading.h"

#include "base/diag.h"
#include "base/memory.h"
#include "marks/decide.h"
#include "marks/fold.h"
#include "marks/line.h"
#include "marks/show_through.h"
#include "marks/streak.h"
#include "marks/writing.h"

/* Only ink this pale can be the other side's (darkness), and only when it follows the other side
 * this closely; show-through seen is 5 to 45 % of the other side's darkness. */
#define BLEED_DARKEST     0.65
#define BLEED_CORRELATION 0.75
#define BLEED_SLOPE       0.6

/* A target with this share of its box left when folds are taken out is filled, whatever the paper
 * did: the mark is measured as it lies there. */
#define FILLED_ON_FOLD 0.35

/* Widening of the band for places certified to 0.12, 0.25 and 0.40 mm: what the place may be wrong
 * by beyond the 0.1 mm that the exact zones allow for. */
static const struct {
    double error_mm, widening_mm;
} place_classes[OVALIS_SIDE_ZONES] = {
    {OVALIS_PLACE_EXACT_MM, 0}, {0.25, 0.15}, {OVALIS_PLACE_WORST_MM, 0.30}};

/* The zones of a card's targets, kept from sheet to sheet. */
struct kept_zones {
    enum ovalis_target_shape shape; /* the card's, like all before `made` */
    double width_mm, height_mm, stroke_mm;
    bool made[OVALIS_SIDE_ZONES];
    struct ovalis_zones zones[OVALIS_SIDE_ZONES];
};

/* Work space of one sheet. */
struct space {
    struct ovalis_measure_space measure;
    uint8_t rest[OVALIS_RASTER_MAX_CELLS], work[OVALIS_RASTER_MAX_CELLS];
};

struct sheet {
    struct ovalis_marks_side sides[OVALIS_SIDES];
    struct space *space; /* of the arena */
    struct kept_zones *kept;
    const struct ovalis_card *card;
    const struct ovalis_policy *policy;
    struct ovalis_workspace *workspace;
};

/* Forget the zones of another card. */
static void check_kept(struct kept_zones *kept, const struct ovalis_card *card)
{
    if (kept->shape == card->shape && kept->width_mm == card->target_width_mm &&
        kept->height_mm == card->target_height_mm && kept->stroke_mm == card->target_stroke_mm)
        return;
    kept->shape = card->shape;
    kept->width_mm = card->target_width_mm;
    kept->height_mm = card->target_height_mm;
    kept->stroke_mm = card->target_stroke_mm;
    for (int i = 0; i < OVALIS_SIDE_ZONES; i++)
        kept->made[i] = false;
}

static const struct ovalis_zones *zones_for(struct sheet *sheet, double error_mm)
{
    struct kept_zones *kept = sheet->kept;
    int class = 0;

    while (class + 1 < OVALIS_SIDE_ZONES && error_mm > place_classes[class].error_mm)
        class ++;
    if (!kept->made[class])
        ovalis_zones_make(&kept->zones[class], sheet->card, place_classes[class].widening_mm);
    kept->made[class] = true;
    return &kept->zones[class];
}

/* What one target is measured with. `patch` and `source` are those of the page until a streak is
 * taken out. */
struct subject {
    struct sheet *sheet;
    const struct ovalis_marks_side *side;
    const struct ovalis_marks_side *other; /* NULL: no page */
    const struct ovalis_side_reading *reading;
    const struct ovalis_zones *zones;
    size_t index;
    struct ovalis_raster patch;
    struct ovalis_raster_source source;
    struct ovalis_raster_repair repairs[OVALIS_STREAK_MAX];
};

static bool is_sideways(const struct subject *subject)
{
    return subject->side->registered->quarter_turns % 2 != 0;
}

static void measure_patch(struct ovalis_mark_measures *out, const struct subject *subject,
                          const struct ovalis_raster *patch)
{
    const struct ovalis_marks_side *side = subject->side;

    ovalis_measure(out, patch, subject->zones, &side->print, &subject->sheet->space->measure);
    ovalis_line_measure(out, patch, subject->zones, &subject->source, side->card,
                        &side->frames[subject->index], is_sideways(subject),
                        &subject->sheet->space->measure);
}

/* Measure again with the columns of every streak that crosses the target filled from beside. */
static bool clean_streaks(struct ovalis_mark_measures *measures, struct subject *subject)
{
    const struct ovalis_frame *frame = &subject->side->frames[subject->index];
    double seen = measures->max_darkness;
    size_t count = 0;

    for (size_t i = 0; i < subject->reading->streak_count; i++) {
        if (ovalis_streak_crosses(&subject->repairs[count], &subject->reading->streaks[i], frame,
                                  subject->side->card))
            count++;
    }
    if (count == 0)
        return false;
    subject->source.repairs = subject->repairs;
    subject->source.repair_count = count;
    subject->patch.gray = subject->sheet->space->rest;
    ovalis_raster_sample(&subject->patch, &subject->source, frame);
    measure_patch(measures, subject, &subject->patch);
    measures->seen_darkness = seen;
    return true;
}

/* Measure again with the folds that cross the target taken out; with those that show on one side
 * alone when `alone_too`. */
static bool clean_folds(struct ovalis_mark_measures *measures, const struct subject *subject,
                        bool alone_too)
{
    struct ovalis_raster rest = subject->patch;
    double seen = measures->seen_darkness;

    rest.gray = subject->sheet->space->work;
    if (!ovalis_folds_take_out(&rest, measures, &subject->patch, &subject->source,
                               subject->side->card, &subject->side->frames[subject->index],
                               is_sideways(subject), alone_too))
        return false;
    measure_patch(measures, subject, &rest);
    measures->seen_darkness = seen;
    return measures->fill < FILLED_ON_FOLD;
}

/* Measure again with the other side's ink taken out, when what is here follows it. */
static bool clean_bleed(struct ovalis_mark_measures *measures, const struct subject *subject)
{
    const struct ovalis_marks_side *side = subject->side;
    const struct ovalis_raster *patch = &side->patches[subject->index];
    struct ovalis_raster rest = *patch, work = *patch;
    double correlation, slope, seen = measures->max_darkness;

    if (subject->other == NULL || measures->max_darkness > BLEED_DARKEST)
        return false;
    rest.gray = subject->sheet->space->rest;
    work.gray = subject->sheet->space->work;
    ovalis_show_through(&rest, &correlation, &slope, patch, subject->zones,
                        side->targets[subject->index].place, subject->other, &work);
    measures->mirror = correlation;
    measures->mirror_slope = slope;
    if (correlation < BLEED_CORRELATION || slope <= 0 || slope > BLEED_SLOPE)
        return false;
    measure_patch(measures, subject, &rest);
    measures->seen_darkness = seen;
    return true;
}

static void copy_place(struct ovalis_mark_measures *out, const struct subject *subject)
{
    const struct ovalis_registered_side *registered = subject->side->registered;

    out->outline = out->dx_mm = out->dy_mm = 0;
    out->fold_depth = out->fold_reach_mm = 0;
    out->fold_along_feed = false;
    out->place_error_mm = OVALIS_PLACE_WORST_MM * 2; /* never looked for: nothing is certain */
    if (subject->index < registered->outline_count) {
        const struct ovalis_outline *outline = &registered->outlines[subject->index];

        out->outline = outline->correlation;
        out->dx_mm = outline->dx_mm;
        out->dy_mm = outline->dy_mm;
        out->place_error_mm = outline->error_mm;
    }
}

/* Folds: those that are certain first; others only explain what would count as a mark. */
static unsigned decide_without_folds(struct ovalis_verdict *verdict,
                                     struct ovalis_mark_measures *measures,
                                     const struct subject *subject, unsigned cleaned)
{
    const struct ovalis_policy *policy = subject->sheet->policy;

    for (int alone_too = 0; alone_too < 2; alone_too++) {
        struct ovalis_mark_measures rest = *measures;

        if (verdict->state == OVALIS_UNMARKED || (alone_too && verdict->state != OVALIS_MARKED))
            break;
        if (!clean_folds(&rest, subject, alone_too != 0))
            continue;
        *measures = rest;
        ovalis_measures_round(measures);
        cleaned |= OVALIS_MARK_FOLD;
        ovalis_mark_decide(verdict, measures, policy, cleaned);
    }
    return cleaned;
}

static void read_target(struct ovalis_mark *out, struct subject *subject)
{
    const struct ovalis_policy *policy = subject->sheet->policy;
    struct ovalis_mark_measures *measures = &out->measures;
    struct ovalis_verdict verdict;
    unsigned cleaned = 0;

    copy_place(measures, subject);
    subject->zones = zones_for(subject->sheet, measures->place_error_mm);
    subject->patch = subject->side->patches[subject->index];
    subject->source = subject->side->source;
    measure_patch(measures, subject, &subject->patch);
    if (clean_streaks(measures, subject))
        cleaned |= OVALIS_MARK_STREAK;
    ovalis_measures_round(measures);
    ovalis_mark_decide(&verdict, measures, policy, cleaned);
    cleaned = decide_without_folds(&verdict, measures, subject, cleaned);
    if (cleaned == 0 && verdict.state != OVALIS_UNMARKED && clean_bleed(measures, subject))
        cleaned |= OVALIS_MARK_BLEED_THROUGH;
    ovalis_measures_round(measures);
    ovalis_mark_decide(&verdict, measures, policy, cleaned);
    out->state = verdict.state;
    out->flags = verdict.flags;
    out->centre = subject->side->frames[subject->index].centre;
}

static void copy_side(struct ovalis_side_reading *out, const struct ovalis_registered_side *side)
{
    out->present = side->present;
    out->quarter_turns = side->quarter_turns;
    out->certificate = side->certificate;
    out->identity = side->identity;
    for (size_t i = 0; i < side->stray_count && i < OVALIS_STRAY_MAX; i++)
        out->stray[i] = side->stray[i];
    out->stray_count = side->stray_count < OVALIS_STRAY_MAX ? side->stray_count : OVALIS_STRAY_MAX;
}

static enum ovalis_status allocate_marks(struct ovalis_sheet_reading *out,
                                         const struct ovalis_registered_sheet *sheet,
                                         struct ovalis_diag *why)
{
    size_t counts[OVALIS_SIDES] = {0, 0}, filled = 0;
    const struct ovalis_target *targets[OVALIS_SIDES] = {NULL, NULL};

    for (int side = 0; side < OVALIS_SIDES; side++) {
        if (sheet->sides[side].present)
            targets[side] = ovalis_style_side(sheet->style, sheet->sheet, (enum ovalis_side)side,
                                              &counts[side]);
    }
    out->target_count = counts[OVALIS_FRONT] + counts[OVALIS_BACK];
    out->targets = ovalis_allocate(out->target_count, sizeof(const struct ovalis_target *));
    out->marks = ovalis_allocate(out->target_count, sizeof *out->marks);
    out->writings = ovalis_allocate(out->target_count, sizeof *out->writings);
    if (out->targets == NULL || out->marks == NULL || out->writings == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the marks of a sheet");
    for (int side = 0; side < OVALIS_SIDES; side++) {
        for (size_t i = 0; i < counts[side]; i++)
            out->targets[filled++] = &targets[side][i];
    }
    return OVALIS_OK;
}

static enum ovalis_status prepare_sides(struct sheet *work,
                                        const struct ovalis_registered_sheet *sheet,
                                        struct ovalis_diag *why)
{
    const struct ovalis_zones *exact = zones_for(work, 0);

    for (int side = 0; side < OVALIS_SIDES; side++) {
        size_t count = 0;
        enum ovalis_status status;

        if (!sheet->sides[side].present)
            continue;
        const struct ovalis_target *targets =
            ovalis_style_side(sheet->style, sheet->sheet, (enum ovalis_side)side, &count);

        status = ovalis_marks_side_prepare(&work->sides[side], &sheet->sides[side], sheet->card,
                                           targets, count, exact, work->workspace, why);
        if (status != OVALIS_OK)
            return status;
    }
    return OVALIS_OK;
}

static enum ovalis_status read_side(struct ovalis_sheet_reading *out, struct sheet *work,
                                    enum ovalis_side which, size_t first, struct ovalis_diag *why)
{
    const struct ovalis_marks_side *side = &work->sides[which];
    const struct ovalis_marks_side *other = &work->sides[OVALIS_SIDES - 1 - which];
    struct subject subject = {.sheet = work,
                              .side = side,
                              .reading = &out->sides[which],
                              .other = other->registered != NULL ? other : NULL};
    enum ovalis_status status = ovalis_streaks_find(&out->sides[which], side, work->workspace, why);

    if (status != OVALIS_OK)
        return status;
    for (subject.index = 0; subject.index < side->target_count; subject.index++)
        read_target(&out->marks[first + subject.index], &subject);
    return ovalis_writing_read(out->writings + first, side, work->policy, work->workspace, why);
}

enum ovalis_status ovalis_read_marks(struct ovalis_sheet_reading *out,
                                     const struct ovalis_registered_sheet *sheet,
                                     const struct ovalis_policy *policy,
                                     struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct sheet work = {.card = sheet->card, .policy = policy, .workspace = workspace};
    enum ovalis_status status;
    size_t first = 0;

    *out = (struct ovalis_sheet_reading){.style = sheet->style,
                                         .precinct = sheet->precinct,
                                         .sheet = sheet->sheet,
                                         .pages_swapped = sheet->pages_swapped};
    work.space = ovalis_arena_take(&workspace->arena, 1, sizeof *work.space);
    work.kept = ovalis_workspace_kept(workspace, OVALIS_KEPT_ZONES, sizeof *work.kept);
    if (work.space == NULL || work.kept == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to read a sheet");
    work.space->measure.kernels = &workspace->kernels;
    check_kept(work.kept, sheet->card);
    status = allocate_marks(out, sheet, why);
    if (status == OVALIS_OK)
        status = prepare_sides(&work, sheet, why);
    for (int side = 0; side < OVALIS_SIDES && status == OVALIS_OK; side++) {
        if (!sheet->sides[side].present)
            continue;
        copy_side(&out->sides[side], &sheet->sides[side]);
        status = read_side(out, &work, (enum ovalis_side)side, first, why);
        first += work.sides[side].target_count;
    }
    if (status != OVALIS_OK)
        ovalis_sheet_reading_release(out);
    return status;
}

void ovalis_sheet_reading_release(struct ovalis_sheet_reading *reading)
{
    ovalis_release(&reading->targets);
    ovalis_release(&reading->marks);
    ovalis_release(&reading->writings);
    reading->target_count = 0;
}
