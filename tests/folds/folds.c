/* SPDX-License-Identifier: Apache-2.0 */
/* Folds, pencil and dirt drawn over the targets of sheets whose truth is known: a fold, a speck, a
 * fibre or a tear alone is never marked, a stroke of 2 mm or more is never unmarked, with a fold
 * under it or without, and a real mark stays one. A sheet is registered once; then it is drawn on
 * and its marks are read again, many times. Prints a row for each kind of drawing and depth of its
 * folds; exits 1 when more classes are wrong, or became marginal, than kinds.c allows. --counts and
 * --add carry the counts of one set to the next, which --collect does not judge yet: the bounds are
 * shares of all sets together.
 *
 *   folds --election FILE --truth FILE [--of NAME] [--settings FILE] [--seed N] [--rounds N]
 *         [--part K/N] [--only TEXT] [--counts FILE] [--add FILE] [--collect]
 *         [--csv FILE] [--verbose] SHEETS... */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/workspace.h"
#include "kinds.h"
#include "marks/reading.h"
#include "pages.h"
#include "pipeline/sheet.h"
#include "truth.h"

#define MARKS_MAX  12  /* drawn in one round */
#define APART_MM   8.0 /* so that no mark is taken for the next one's continuation */
#define STATES     3
#define NEAR_MM    1.0 /* a fold this near to an outline touches the target */
#define NOT_JUDGED (-1)
#define SHARE_OF   50 /* targets: of fewer, a share says nothing */

struct options {
    const char *election, *truth, *of, *settings, *only, *counts, *add, *csv;
    unsigned seed, rounds, part, parts;
    bool verbose, collect;
    const char *const *inputs;
    size_t input_count;
};

/* Of one kind and band: targets that came out in each state. */
struct count {
    unsigned blank[STATES], mark[STATES]; /* touched by a fold, nothing drawn */
    unsigned drawn[STATES];               /* with a drawn mark or dirt */
    unsigned wrong;
};

struct suite {
    struct options options;
    struct ovalis_election *election;
    struct ovalis_policy policy;
    struct truth truth;
    struct count (*counts)[BANDS];
    unsigned sheets;
    FILE *csv;
};

/* A registered sheet with copies of its pages to draw on. */
struct bench {
    struct suite *suite;
    const char *sheet;
    const struct ovalis_sheet_result *result;
    struct ovalis_registered_sheet drawn; /* as result->registered, but with pages of its own */
    int *truth;                           /* of each target, NOT_JUDGED when it is not clear */
    size_t first[OVALIS_SIDES], count[OVALIS_SIDES];
};

/* One drawing and what may come out. */
struct round {
    const struct kind *kind;
    enum ovalis_side side;
    struct drawing drawing;
    struct drawn_mark marks[MARKS_MAX];
    size_t marked[MARKS_MAX]; /* targets, counted on the side */
    int mark_count;
};

static struct ovalis_mm on_card(const struct bench *bench, size_t target)
{
    const struct ovalis_place place = bench->result->reading.targets[target]->place;
    const struct ovalis_card *card = bench->drawn.card;

    return (struct ovalis_mm){place.column * card->pitch_x_mm, place.row * card->pitch_y_mm};
}

static struct canvas canvas_of(const struct bench *bench, int side)
{
    const struct ovalis_registered_side *registered = &bench->drawn.sides[side];
    const struct ovalis_mark *any = &bench->result->reading.marks[bench->first[side]];
    double white = bench->count[side] > 0 ? any->measures.paper_white : 255;

    return (struct canvas){registered->upright, &registered->map, bench->drawn.card->columns, white,
                           registered->ink_black};
}

static void restore(struct bench *bench)
{
    for (int side = 0; side < OVALIS_SIDES; side++) {
        const struct ovalis_page *from = bench->result->registered.sides[side].upright;
        struct ovalis_page *to = bench->drawn.sides[side].upright;

        for (int y = 0; from && y < from->height; y++)
            memcpy(to->pixels + (ptrdiff_t)y * to->stride, ovalis_page_line(from, y),
                   (size_t)from->width);
    }
}

/* The ink of the other side, at the mirrored place. */
static void draw_behind(const struct bench *bench, int other, struct ovalis_place place,
                        const struct drawn_mark *mark)
{
    struct canvas canvas = canvas_of(bench, other);
    struct ovalis_place there = {canvas.columns - 1 - place.column, place.row};
    struct ovalis_px centre = ovalis_mapping_px(canvas.map, there);

    for (int k = 0; k < mark->behind_count; k++) {
        struct stroke stroke = mark->behind[k];

        stroke.x0 = -stroke.x0;
        stroke.x1 = -stroke.x1;
        draw_stroke(&canvas, centre, there, &stroke);
    }
}

static void draw(const struct bench *bench, const struct round *round)
{
    struct canvas canvas = canvas_of(bench, round->side);
    int other = OVALIS_SIDES - 1 - (int)round->side;

    for (int k = 0; k < round->mark_count; k++) {
        const struct drawn_mark *mark = &round->marks[k];
        struct ovalis_px centre = bench->drawn.sides[round->side].outlines[round->marked[k]].centre;
        const struct ovalis_place place =
            bench->result->reading.targets[bench->first[round->side] + round->marked[k]]->place;

        for (int i = 0; i < mark->count; i++)
            (mark->tear ? draw_tear : draw_stroke)(&canvas, centre, place, &mark->strokes[i]);
        if (bench->drawn.sides[other].present)
            draw_behind(bench, other, place, mark);
    }
    for (int k = 0; k < round->drawing.fold_count; k++) {
        draw_fold(&canvas, &round->drawing.folds[k], round->side == OVALIS_BACK);
        if (round->drawing.both_sides && bench->drawn.sides[other].present) {
            struct canvas back = canvas_of(bench, other);

            draw_fold(&back, &round->drawing.folds[k], other == OVALIS_BACK);
        }
    }
}

/* Does a fold touch the target? The folds are given on the front. */
static bool is_touched(const struct drawing *drawing, struct ovalis_mm at,
                       const struct ovalis_card *card)
{
    for (int k = 0; k < drawing->fold_count; k++) {
        const struct fold *fold = &drawing->folds[k];
        double half = fabs(fold->along.x) * card->target_height_mm / 2 +
                      fabs(fold->along.y) * card->target_width_mm / 2;
        double along = fold_along(fold, at);

        if (fabs(fold_across(fold, at)) <= half + NEAR_MM &&
            along >= fold->from - card->target_width_mm / 2 &&
            along <= fold->to + card->target_width_mm / 2)
            return true;
    }
    return false;
}

/* Where a target of a side lies on the front of the card, to which folds belong. */
static struct ovalis_mm as_on_front(const struct bench *bench, enum ovalis_side side, size_t target)
{
    struct ovalis_mm at = on_card(bench, bench->first[side] + target);

    if (side == OVALIS_BACK)
        at.x = (bench->drawn.card->columns - 1) * bench->drawn.card->pitch_x_mm - at.x;
    return at;
}

static bool far_from_marks(const struct bench *bench, const struct round *round, size_t target)
{
    struct ovalis_mm at = as_on_front(bench, round->side, target);

    for (int k = 0; k < round->mark_count; k++) {
        struct ovalis_mm other = as_on_front(bench, round->side, round->marked[k]);

        if (hypot(at.x - other.x, at.y - other.y) < APART_MM)
            return false;
    }
    return true;
}

static void add_mark(const struct bench *bench, struct round *round, size_t target,
                     struct dice *dice)
{
    struct drawn_mark *mark = &round->marks[round->mark_count];

    if (round->mark_count >= MARKS_MAX || !far_from_marks(bench, round, target))
        return;
    round->marked[round->mark_count++] = target;
    /* On the back x runs the other way than on the front, where folds are counted: a mark that
     * goes by a fold is made as on the front and mirrored. */
    round->kind->mark(mark, &round->drawing, as_on_front(bench, round->side, target),
                      bench->drawn.card, dice);
    for (int k = 0; round->side == OVALIS_BACK && k < mark->count; k++) {
        mark->strokes[k].x0 = -mark->strokes[k].x0;
        mark->strokes[k].x1 = -mark->strokes[k].x1;
    }
    for (int k = 0; round->side == OVALIS_BACK && k < mark->behind_count; k++) {
        mark->behind[k].x0 = -mark->behind[k].x0;
        mark->behind[k].x1 = -mark->behind[k].x1;
    }
}

/* Marks on the anchor and on other empty targets: under the folds where there are any. */
static void plan_marks(const struct bench *bench, struct round *round, size_t anchor,
                       struct dice *dice)
{
    const int *truth = bench->truth + bench->first[round->side];
    int wanted = round->drawing.fold_count > 0 ? 2 : 8;

    add_mark(bench, round, anchor, dice);
    for (size_t k = 0; k < bench->count[round->side]; k++) {
        if (truth[k] != TRUTH_BLANK || dice_below(dice, wanted) > 0)
            continue;
        if (round->drawing.fold_count == 0 ||
            is_touched(&round->drawing, as_on_front(bench, round->side, k), bench->drawn.card))
            add_mark(bench, round, k, dice);
    }
}

static bool plan(const struct bench *bench, struct round *round, struct dice *dice)
{
    const int *truth = bench->truth + bench->first[round->side];
    size_t anchor = 0;
    int tries = 200;

    for (; tries > 0; tries--) {
        anchor = (size_t)dice_below(dice, (int)bench->count[round->side]);
        if (truth[anchor] == TRUTH_BLANK || (!round->kind->mark && truth[anchor] == TRUTH_MARK))
            break;
    }
    if (tries == 0)
        return false;
    round->drawing = (struct drawing){0};
    round->mark_count = 0;
    if (round->kind->folds)
        round->kind->folds(&round->drawing, as_on_front(bench, round->side, anchor),
                           bench->drawn.card, dice);
    if (round->kind->mark)
        plan_marks(bench, round, anchor, dice);
    return true;
}

static int drawn_on(const struct round *round, size_t target)
{
    for (int k = 0; k < round->mark_count; k++) {
        if (round->marked[k] == target)
            return k;
    }
    return -1;
}

static void tell(const struct bench *bench, const struct round *round, size_t index,
                 const struct ovalis_mark *mark, const char *what)
{
    const struct ovalis_place place = bench->result->reading.targets[index]->place;
    const struct ovalis_mark_measures *m = &mark->measures;
    int drawn = drawn_on(round, index - bench->first[round->side]);

    printf("  %s: %s %s (column %g, row %g): %s; flags 0x%x, fill %.3f, stroke %.2f, extended "
           "%.2f, outside %.2f, max %.2f, line %.2f extent %.1f outside %.3f excess %.3f rest %.2f "
           "square %d, taken out %.2f reach %.1f, faint %.2f collar %.2f on outline %.2f\n",
           round->kind->name, bench->sheet, ovalis_side_name(round->side), place.column, place.row,
           what, mark->flags, m->fill, m->stroke_mm, m->extended_mm, m->outside_share,
           m->max_darkness, m->line_contrast, m->line_extent_mm, m->line_outside_mm,
           m->line_excess_mm, m->line_rest_mm, m->line_square, m->fold_depth, m->fold_reach_mm,
           m->faint_mm, m->collar_mm, m->outline_excess_mm);
    for (int k = 0; k < round->drawing.fold_count; k++) {
        const struct fold *fold = &round->drawing.folds[k];

        printf(
            "    fold %.2f deep, %.2f wide, %.2f mm across, ridge %.2f at %.2f, uneven %.2f, "
            "from %.1f to %.1f soft %.1f, direction %.3f %.3f\n",
            fold->depth, fold->width,
            fold_across(fold, as_on_front(bench, round->side, index - bench->first[round->side])),
            fold->ridge, fold->ridge_at, fold->uneven, fold->from, fold->to, fold->soft,
            fold->along.x, fold->along.y);
    }
    for (int k = 0; drawn >= 0 && k < round->marks[drawn].count; k++) {
        const struct stroke *s = &round->marks[drawn].strokes[k];

        printf("    stroke %.2f %.2f to %.2f %.2f, %.2f wide, %.2f dark\n", s->x0, s->y0, s->x1,
               s->y1, s->width, s->darkness);
    }
}

static void write_csv(const struct bench *bench, const struct round *round, size_t index,
                      const struct ovalis_mark *mark, const char *group)
{
    const struct ovalis_mark_measures *m = &mark->measures;
    const struct fold *fold = &round->drawing.folds[0];
    int drawn = drawn_on(round, index - bench->first[round->side]);
    const struct stroke *stroke = drawn >= 0 ? &round->marks[drawn].strokes[0] : NULL;

    fprintf(
        bench->suite->csv,
        "\"%s\",%s,%s,%d,%s,0x%x,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,"
        "%.3f,%.3f,%.3f,%.3f,%.3f,%d,%d,%.3f,%.3f,%.3f,%d,%.3f,%.3f,%d,%.3f,%.2f,%d,%.3f\n",
        round->kind->name, bench->sheet, group, round->drawing.band,
        ovalis_mark_state_name(mark->state), mark->flags, fold->depth, fold->width,
        fold_across(fold, as_on_front(bench, round->side, index - bench->first[round->side])),
        fold->ridge, fold->uneven, stroke ? stroke->darkness : 0, stroke ? stroke->width : 0,
        m->fill, m->ink, m->max_darkness, m->stroke_mm, m->extended_mm, m->outside_share,
        m->line_contrast, m->line_extent_mm, m->line_outside_mm, m->line_excess_mm, m->line_rest_mm,
        m->line_square, m->line_along_feed, m->faint_mm, m->collar_mm, m->outline_excess_mm,
        m->specks, m->haze, m->sharpness, m->sectors, m->fold_depth, m->fold_reach_mm,
        m->fold_along_feed, m->seen_darkness);
}

/* A target that was not touched must still not turn into the opposite. */
static void judge(struct bench *bench, const struct round *round, size_t index,
                  const struct ovalis_mark *mark)
{
    size_t on_side = index - bench->first[round->side];
    struct count *count = &bench->suite->counts[round->kind - kinds][round->drawing.band];
    bool drawn = drawn_on(round, on_side) >= 0;
    bool touched =
        is_touched(&round->drawing, as_on_front(bench, round->side, on_side), bench->drawn.card);
    int truth = bench->truth[index];
    bool is_mark = drawn ? round->kind->counts : truth == TRUTH_MARK;
    bool wrong = mark->state == (is_mark ? OVALIS_UNMARKED : OVALIS_MARKED);
    const char *group = drawn ? "drawn" : is_mark ? "mark" : "blank";

    if (truth == NOT_JUDGED)
        return;
    if (drawn)
        count->drawn[mark->state]++;
    else if (touched)
        (is_mark ? count->mark : count->blank)[mark->state]++;
    count->wrong += wrong;
    if (wrong && bench->suite->options.verbose)
        tell(bench, round, index, mark, is_mark ? "A MARK IS UNMARKED" : "NO MARK IS MARKED");
    if (bench->suite->csv && (drawn || touched))
        write_csv(bench, round, index, mark, group);
}

static bool run_round(struct bench *bench, const struct round *round)
{
    struct ovalis_sheet_reading reading;
    struct ovalis_diag why;

    restore(bench);
    draw(bench, round);
    if (ovalis_read_marks(&reading, &bench->drawn, &bench->suite->policy, test_workspace(), &why) !=
        OVALIS_OK) {
        printf("  %s: %s\n", bench->sheet, why.text);
        return false;
    }
    for (size_t k = 0; k < bench->count[round->side]; k++)
        judge(bench, round, bench->first[round->side] + k,
              &reading.marks[bench->first[round->side] + k]);
    ovalis_sheet_reading_release(&reading);
    return true;
}

static bool run_side(struct bench *bench, enum ovalis_side side)
{
    const struct options *options = &bench->suite->options;
    bool good = true;

    for (size_t k = 0; good && k < kind_count; k++) {
        struct dice dice = {((uint64_t)options->seed << 32) + bench->suite->sheets * 1000 + k * 2 +
                            (uint64_t)side};

        if (options->only && !strstr(kinds[k].name, options->only))
            continue;
        for (unsigned n = 0; good && n < options->rounds; n++) {
            struct round round = {.kind = &kinds[k], .side = side};

            if (plan(bench, &round, &dice))
                good = run_round(bench, &round);
        }
    }
    return good;
}

/* Targets that are clear from the start: their truth is known and they came out so. */
static void find_truth(struct bench *bench)
{
    const struct ovalis_sheet_reading *reading = &bench->result->reading;

    for (size_t k = 0; k < reading->target_count; k++) {
        const struct ovalis_target *target = reading->targets[k];
        const struct ovalis_contest *contest = &bench->suite->election->contests[target->contest];
        const struct truth_row *row = truth_find(
            &bench->suite->truth, bench->sheet, ovalis_side_name(target->side), contest->id,
            contest->options[target->option].id, target->place.column, target->place.row);

        bench->truth[k] = NOT_JUDGED;
        if (row && ((row->value == TRUTH_BLANK && reading->marks[k].state == OVALIS_UNMARKED) ||
                    (row->value == TRUTH_MARK && reading->marks[k].state == OVALIS_MARKED)))
            bench->truth[k] = (int)row->value;
        bench->count[target->side]++;
    }
    bench->first[OVALIS_BACK] = bench->count[OVALIS_FRONT];
}

static bool copy_pages(struct bench *bench)
{
    bench->drawn = bench->result->registered;
    for (int side = 0; side < OVALIS_SIDES; side++)
        bench->drawn.sides[side].upright = NULL;
    for (int side = 0; side < OVALIS_SIDES; side++) {
        const struct ovalis_page *page = bench->result->registered.sides[side].upright;

        if (!page)
            continue;
        if (ovalis_page_new(&bench->drawn.sides[side].upright, page->width, page->height, NULL) !=
            OVALIS_OK)
            return false;
        bench->drawn.sides[side].upright->bilevel = page->bilevel;
    }
    return true;
}

static bool run_result(struct suite *suite, const struct ovalis_sheet_result *result,
                       const char *sheet)
{
    struct bench bench = {.suite = suite, .sheet = sheet, .result = result};
    bool good;

    if (!result->has_reading)
        return true;
    suite->sheets++;
    bench.truth = calloc(result->reading.target_count + 1, sizeof *bench.truth);
    good = bench.truth && copy_pages(&bench);
    if (good)
        find_truth(&bench);
    for (int side = 0; good && side < OVALIS_SIDES; side++) {
        /* On one bit a fold is either nothing or a row of specks: tests/transforms has that. */
        if (bench.count[side] > 0 && !result->registered.sides[side].upright->bilevel)
            good = run_side(&bench, (enum ovalis_side)side);
    }
    for (int side = 0; side < OVALIS_SIDES; side++)
        ovalis_page_free(&bench.drawn.sides[side].upright);
    free(bench.truth);
    return good;
}

static bool has_truth(const struct suite *suite, const char *sheet)
{
    for (size_t k = 0; k < suite->truth.count; k++) {
        if (strcmp(suite->truth.rows[k].sheet, sheet) == 0)
            return true;
    }
    return false;
}

static bool run_sheet(struct suite *suite, const struct ovalis_sheet_source *source)
{
    struct ovalis_page *pages[2];
    struct ovalis_sheet_result result;
    struct ovalis_diag why;
    bool good;

    pages_read(pages, source);
    const struct ovalis_page *const given[2] = {pages[0], pages[1]};

    good = pages[0] && ovalis_sheet_interpret(&result, suite->election, &suite->policy, given,
                                              test_workspace(), &why) == OVALIS_OK;
    if (pages[0]) {
        good = good && run_result(suite, &result, source->name);
        ovalis_sheet_result_release(&result);
    }
    ovalis_page_free(&pages[0]);
    ovalis_page_free(&pages[1]);
    return good;
}

static bool run_all(struct suite *suite)
{
    struct ovalis_sheet_list list;
    struct ovalis_diag why;
    unsigned number = 0;
    bool good = true;

    if (ovalis_sheet_list_make(&list, suite->options.inputs, suite->options.input_count, false,
                               &why) != OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    for (size_t k = 0; good && k < list.count; k++) {
        if (list.sheets[k].refused.status == OVALIS_OK && has_truth(suite, list.sheets[k].name) &&
            ++number % suite->options.parts == suite->options.part % suite->options.parts)
            good = run_sheet(suite, &list.sheets[k]);
    }
    ovalis_sheet_list_release(&list);
    return good;
}

static unsigned sum(const unsigned states[STATES])
{
    return states[OVALIS_UNMARKED] + states[OVALIS_MARGINAL] + states[OVALIS_MARKED];
}

static bool passes(const struct kind *kind, const struct count *count, int band)
{
    const unsigned *states = kind->mark ? count->drawn : count->blank;

    return count->wrong <= ceil(kind->wrong_max * sum(states)) &&
           (sum(states) < SHARE_OF ||
            states[OVALIS_MARGINAL] <= kind->marginal_max[band] * sum(states));
}

static void print_row(const char *name, int band, const struct count *count, const char *end)
{
    static const char *const bands[BANDS] = {"to 0.4", "to 0.6", "to 0.8"};
    const unsigned *b = count->blank, *m = count->mark, *d = count->drawn;

    printf("%-30s %-7s %6u %6u %6u   %5u %5u %5u   %6u %6u %6u   %4u  %s\n", name, bands[band],
           b[OVALIS_UNMARKED], b[OVALIS_MARGINAL], b[OVALIS_MARKED], m[OVALIS_UNMARKED],
           m[OVALIS_MARGINAL], m[OVALIS_MARKED], d[OVALIS_UNMARKED], d[OVALIS_MARGINAL],
           d[OVALIS_MARKED], count->wrong, end);
}

static bool report(const struct suite *suite)
{
    bool good = suite->sheets > 0;

    printf("%u sheets; unmarked / marginal / marked of targets that were empty, that held a mark, "
           "that were drawn on\n",
           suite->sheets);
    for (size_t k = 0; k < kind_count; k++) {
        for (int band = 0; band < BANDS; band++) {
            const struct count *count = &suite->counts[k][band];
            bool passed = passes(&kinds[k], count, band);

            if (sum(count->blank) + sum(count->mark) + sum(count->drawn) > 0 || !passed)
                print_row(kinds[k].name, band, count, passed ? "" : "FAILED");
            good = good && passed;
        }
    }
    return good;
}

/* Raw counts, a kind and band a line, for docs/accuracy.md: parts and sets are added up there. */
static bool write_counts(const struct suite *suite)
{
    FILE *out = suite->options.counts ? fopen(suite->options.counts, "w") : NULL;

    if (!suite->options.counts)
        return true;
    if (!out)
        return false;
    for (size_t k = 0; k < kind_count; k++) {
        for (int band = 0; band < BANDS; band++) {
            const struct count *c = &suite->counts[k][band];

            fprintf(out, "\"%s\",%d,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u\n", kinds[k].name, band,
                    c->blank[0], c->blank[1], c->blank[2], c->mark[0], c->mark[1], c->mark[2],
                    c->drawn[0], c->drawn[1], c->drawn[2], c->wrong);
        }
    }
    return fclose(out) == 0;
}

/* Begin with what an earlier run has counted, so that sets are judged as one. */
static bool add_counts(struct suite *suite)
{
    FILE *in = suite->options.add ? fopen(suite->options.add, "r") : NULL;
    bool good = in != NULL;

    if (!suite->options.add)
        return true;
    for (size_t k = 0; good && k < kind_count; k++) {
        for (int band = 0; good && band < BANDS; band++) {
            struct count *c = &suite->counts[k][band];
            char name[64];
            int said;

            good = fscanf(in, "\"%63[^\"]\",%d,%u,%u,%u,%u,%u,%u,%u,%u,%u,%u\n", name, &said,
                          &c->blank[0], &c->blank[1], &c->blank[2], &c->mark[0], &c->mark[1],
                          &c->mark[2], &c->drawn[0], &c->drawn[1], &c->drawn[2], &c->wrong) == 12 &&
                   said == band && strcmp(name, kinds[k].name) == 0;
        }
    }
    if (in)
        (void)fclose(in);
    if (!good)
        fprintf(stderr, "%s: no counts of these kinds\n", suite->options.add);
    return good;
}

static bool take_option(struct options *options, const char *name, const char *value)
{
    char *end = NULL;

    if (strcmp(name, "--election") == 0)
        options->election = value;
    else if (strcmp(name, "--truth") == 0)
        options->truth = value;
    else if (strcmp(name, "--of") == 0)
        options->of = value;
    else if (strcmp(name, "--settings") == 0)
        options->settings = value;
    else if (strcmp(name, "--only") == 0)
        options->only = value;
    else if (strcmp(name, "--counts") == 0)
        options->counts = value;
    else if (strcmp(name, "--add") == 0)
        options->add = value;
    else if (strcmp(name, "--csv") == 0)
        options->csv = value;
    else if (strcmp(name, "--seed") == 0)
        options->seed = (unsigned)strtoul(value, &end, 10);
    else if (strcmp(name, "--rounds") == 0)
        options->rounds = (unsigned)strtoul(value, &end, 10);
    else if (strcmp(name, "--part") == 0 && strchr(value, '/')) {
        options->part = (unsigned)strtoul(value, &end, 10);
        options->parts = (unsigned)strtoul(end + 1, NULL, 10);
    } else
        return false;
    return true;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    int k = 1;

    *options = (struct options){.parts = 1, .rounds = 1, .seed = 1};
    for (; k < argc && strncmp(argv[k], "--", 2) == 0; k++) {
        if (strcmp(argv[k], "--verbose") == 0)
            options->verbose = true;
        else if (strcmp(argv[k], "--collect") == 0)
            options->collect = true;
        else if (k + 1 >= argc || !take_option(options, argv[k], argv[k + 1]))
            return false;
        else
            k++;
    }
    options->inputs = (const char *const *)&argv[k];
    options->input_count = (size_t)(argc - k);
    return options->election && options->truth && options->input_count > 0 && options->parts > 0;
}

static bool open_suite(struct suite *suite)
{
    struct ovalis_diag why;

    if (ovalis_election_read_file(&suite->election, suite->options.election, NULL, &why) !=
            OVALIS_OK ||
        ovalis_policy_read(&suite->policy, suite->election, suite->options.settings, &why) !=
            OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    suite->counts = calloc(kind_count, sizeof *suite->counts);
    if (suite->options.csv)
        suite->csv = fopen(suite->options.csv, "w");
    return suite->counts && (!suite->options.csv || suite->csv) &&
           truth_read(&suite->truth, suite->options.truth, suite->options.of);
}

int main(int argc, char **argv)
{
    struct suite suite = {0};
    bool good;

    if (!read_options(&suite.options, argc, argv)) {
        fprintf(stderr, "usage: folds --election FILE --truth FILE [options] SHEETS...\n");
        return 2;
    }
    good = open_suite(&suite) && add_counts(&suite) && run_all(&suite) && write_counts(&suite);
    if (good && !suite.options.collect)
        good = report(&suite);
    if (suite.csv)
        fclose(suite.csv);
    free(suite.counts);
    truth_release(&suite.truth);
    ovalis_election_free(&suite.election);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
