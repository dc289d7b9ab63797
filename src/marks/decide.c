/* SPDX-License-Identifier: Apache-2.0 */
/* The decision table. The first row whose condition holds gives the class; what follows the table
 * can only widen. Numbers and their reasons: docs/mark-specification.md, which lists the rows in
 * the same order. Shares are 0..1, lengths mm, darkness 0 paper .. 1 printed ink. */
#include "marks/decide.h"

#include <stddef.h>

#define INK               0.25 /* darkness of ink: OVALIS_DARKNESS_INK */
#define STROKE            0.6  /* mm: the shortest hesitation dot that people noticed is 0.75 */
#define DELIBERATE        2.5  /* mm: half a target's length, 2.5 large dots */
#define WITH_TAIL         3.5  /* mm of stroke with its tail, when ... */
#define WITH_TAIL_INSIDE  1.8  /* ... this much is inside */
#define WITH_TAIL_OUTSIDE 0.35
#define FILLED            0.12 /* between the darkest doubtful mark (0.119) and filled targets */
#define SPARSE            0.14
#define THIN              0.20 /* mm of black: lint 0.20 and less, ballpoint 0.22 and more */
#define THIN_TAIL         0.24 /* when only the tail makes it long */
#define DOT               2.4  /* mm across: 1.9 lets flecks pass, 3.4 stops marks */
#define DOT_WIDTH         0.8  /* mm, area over length: wider than a pen */
#define DOT_ACROSS        2.6  /* mm with the part outside */
#define SOFT_SHARPNESS    1.6  /* 1/mm: pencil 1.9 and more */
#define SPECKS            12   /* pieces around, smaller than print; clean paper has 3 at most */
#define SPECKS_BY_STROKE  6    /* a stroke alone decides on clean paper only: twice its specks */
#define SPECKLED_FILL     0.35 /* a filled target is one even on noisy paper */
#define SURROUNDED        0.60 /* dark share of the paper around: a tear, a hole, a blackened area */
#define CIRCLE_SECTORS    20   /* of 24 */
#define TOUCHING          2.0  /* mm of stroke that touches the target */
/* mm of it that lie outside: the rest of 2.0 hides in the printed line */
#define TOUCHING_OUTSIDE 1.2
#define ON_OUTLINE       1.5  /* mm of outline, counted in sectors: a stroke of 2 mm covers 1.5 */
#define FAINT_STROKE     1.5  /* mm */
#define LINE_DOUBT       0.08 /* mm of black: creases up to 40 % deep add less */
#define LINE_MORE        0.15 /* mm: pencil on a crease adds 0.195 and more */
#define PALE_LINE        0.50 /* contrast: above it a line is as likely a pen stroke */
#define DARKER_THAN_LINE 0.30
#define FOLD_REACH       30.0 /* mm beyond each side: nobody's stroke; see the specification */
#define FOLD_UNPROVEN    0.10 /* darkness more, when it may be no fold */
#define FOLD_DEEPEST     0.60 /* darkness: in a deeper shadow pencil cannot be seen */
#define CLEAN_REST       0.20 /* darkness left when the other side's ink is taken out */
#define DISPLACED        0.60 /* mm against the certified grid: print offsets seen: 0.1 to 0.4 */

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* A deliberate stroke beside the line, darker than the line, decides by itself; and a line as dark
 * as a pen's with a deliberate stroke beside it is one arm of an X. */
static bool has_line(const struct ovalis_mark_measures *m)
{
    bool own_mark =
        m->line_rest_mm >= DELIBERATE &&
        (m->line_contrast >= PALE_LINE || m->max_darkness >= m->line_contrast + DARKER_THAN_LINE);

    return m->line_contrast > 0 && !own_mark;
}

/* A line brings its own darkness; more of it inside than outside is a mark on the line. k is the
 * share of the line's darkness that may vary along it. */
static double line_factor(const struct ovalis_mark_measures *m)
{
    return m->line_contrast < PALE_LINE ? 0.25 : 0.5;
}

static bool line_adds_nothing(const struct ovalis_mark_measures *m)
{
    return has_line(m) &&
           m->line_excess_mm <= larger(LINE_DOUBT, line_factor(m) / 2 * m->line_outside_mm);
}

static bool surrounded(const struct ovalis_mark_measures *m)
{
    return m->surround >= SURROUNDED;
}

static bool outline_missing(const struct ovalis_mark_measures *m)
{
    return m->outline < 0.45 && m->ink < 0.03;
}

static bool line_in_doubt(const struct ovalis_mark_measures *m)
{
    return has_line(m) && !line_adds_nothing(m) &&
           m->line_excess_mm <= larger(LINE_MORE, line_factor(m) * m->line_outside_mm);
}

static bool dark_streak(const struct ovalis_mark_measures *m)
{
    return line_adds_nothing(m) && m->line_along_feed && m->max_darkness >= INK;
}

static bool ink_on_line(const struct ovalis_mark_measures *m)
{
    return line_adds_nothing(m) && m->line_rest_mm >= STROKE;
}

static bool erased(const struct ovalis_mark_measures *m)
{
    return !has_line(m) && m->stroke_mm >= STROKE && m->haze >= 0.025 &&
           (m->light >= 0.02 || m->sharpness <= SOFT_SHARPNESS);
}

static bool erased_and_empty(const struct ovalis_mark_measures *m)
{
    return erased(m) && m->fill < FILLED;
}

static bool soft(const struct ovalis_mark_measures *m)
{
    return !has_line(m) && m->stroke_mm >= STROKE && m->max_darkness < 0.6 &&
           m->sharpness <= SOFT_SHARPNESS;
}

/* One compact spot, also across the outline: a fleck of 2 mm is a partial fill by every measure, so
 * both are for a person. */
static bool dot(const struct ovalis_mark_measures *m)
{
    return m->stroke_mm >= STROKE && m->stroke_mm < 4.8 && m->strokes_mm - m->stroke_mm < STROKE &&
           m->extent_mm <= DOT && m->width_mm > DOT_WIDTH &&
           (m->outside_share < 0.05 || m->extended_mm <= DOT_ACROSS);
}

/* What haze, noise or the shadow of a fold becomes on one bit. */
static bool speckled(const struct ovalis_mark_measures *m)
{
    return m->stroke_mm > 0 && ((m->specks >= SPECKS && m->fill < SPECKLED_FILL) ||
                                (m->specks >= SPECKS_BY_STROKE && m->fill < FILLED));
}

static bool filled(const struct ovalis_mark_measures *m)
{
    return m->fill >= FILLED;
}

static bool mostly_outside(const struct ovalis_mark_measures *m)
{
    return m->stroke_mm >= STROKE && m->outside_share >= 0.45;
}

static bool long_stroke(const struct ovalis_mark_measures *m)
{
    return m->stroke_mm >= DELIBERATE ||
           (m->extended_mm >= WITH_TAIL && m->stroke_mm >= WITH_TAIL_INSIDE &&
            m->outside_share <= WITH_TAIL_OUTSIDE);
}

static bool thin(const struct ovalis_mark_measures *m)
{
    return long_stroke(m) && m->density_mm < (m->stroke_mm >= DELIBERATE ? THIN : THIN_TAIL);
}

static bool short_stroke(const struct ovalis_mark_measures *m)
{
    return m->stroke_mm >= STROKE;
}

static bool faint(const struct ovalis_mark_measures *m)
{
    return m->faint_mm >= FAINT_STROKE;
}

static bool circled(const struct ovalis_mark_measures *m)
{
    return m->sectors >= CIRCLE_SECTORS;
}

/* The rule above all: 2 mm of connected stroke on the target or touching it. */
static bool beside(const struct ovalis_mark_measures *m)
{
    return m->collar_mm >= TOUCHING_OUTSIDE || (m->stroke_mm > 0 && m->extended_mm >= TOUCHING);
}

static bool on_outline(const struct ovalis_mark_measures *m)
{
    return m->outline_excess_mm >= ON_OUTLINE;
}

static bool line_passes(const struct ovalis_mark_measures *m)
{
    return line_adds_nothing(m) && m->max_darkness >= INK;
}

/* clang-format off */
static const struct row {
    bool (*holds)(const struct ovalis_mark_measures *m);
    enum ovalis_mark_state state;
    unsigned flags;
    bool before_policy; /* a reason that the policy's percentages do not override */
} table[] = {
    {surrounded,       OVALIS_MARGINAL, OVALIS_MARK_MOSTLY_OUTSIDE,  true},
    {outline_missing,  OVALIS_MARGINAL, OVALIS_MARK_OUTLINE_MISSING, true},
    {line_in_doubt,    OVALIS_MARGINAL, OVALIS_MARK_ON_LINE,         true},
    {dark_streak,      OVALIS_MARGINAL, OVALIS_MARK_STREAK,          true},
    {ink_on_line,      OVALIS_MARGINAL, OVALIS_MARK_ON_LINE,         true},
    {line_passes,      OVALIS_MARGINAL, OVALIS_MARK_STROKE_THROUGH,  true},
    {erased_and_empty, OVALIS_MARGINAL, OVALIS_MARK_ERASED,          true},
    {soft,             OVALIS_MARGINAL, OVALIS_MARK_SOFT,            true},
    {dot,              OVALIS_MARGINAL, OVALIS_MARK_DOT,             true},
    {speckled,         OVALIS_MARGINAL, OVALIS_MARK_SOFT,            true},
    {filled,           OVALIS_MARKED,   0,                           false},
    {mostly_outside,   OVALIS_MARGINAL, OVALIS_MARK_MOSTLY_OUTSIDE,  false},
    {thin,             OVALIS_MARGINAL, OVALIS_MARK_THIN,            false},
    {long_stroke,      OVALIS_MARKED,   0,                           false},
    {short_stroke,     OVALIS_MARGINAL, OVALIS_MARK_SHORT,           false},
    {faint,            OVALIS_MARGINAL, OVALIS_MARK_FAINT,           false},
    {circled,          OVALIS_MARGINAL, OVALIS_MARK_CIRCLED,         false},
    {beside,           OVALIS_MARGINAL, OVALIS_MARK_BESIDE,          false},
    {on_outline,       OVALIS_MARGINAL, OVALIS_MARK_BESIDE,          false},
};
/* clang-format on */

static void apply_table(struct ovalis_verdict *out, const struct ovalis_mark_measures *m)
{
    out->row = (int)(sizeof table / sizeof table[0]);
    out->state = OVALIS_UNMARKED;
    out->flags = m->strokes_mm > 0 ? OVALIS_MARK_SPECK : 0;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!table[i].holds(m))
            continue;
        out->row = (int)i;
        out->state = table[i].state;
        out->flags = table[i].flags;
        return;
    }
}

/* The jurisdiction's percentages: they only widen. */
static void apply_policy(struct ovalis_verdict *out, const struct ovalis_mark_measures *m,
                         const struct ovalis_policy *policy)
{
    bool reason =
        (size_t)out->row < sizeof table / sizeof table[0] && table[out->row].before_policy;

    if (out->state != OVALIS_MARKED && !reason && m->fill >= policy->definite_fill) {
        out->state = OVALIS_MARKED;
        out->flags = OVALIS_MARK_POLICY;
    }
    if (out->state == OVALIS_UNMARKED && m->fill >= policy->marginal_fill) {
        out->state = OVALIS_MARGINAL;
        out->flags |= OVALIS_MARK_POLICY;
    }
}

/* A fold explains what is dark only when it goes on so far that no stroke would, and is pale enough
 * for pencil to show on it. What keeps to a column of the scanner may be dirt, which hides ink. */
static bool fold_explains(const struct ovalis_mark_measures *m)
{
    bool may_be_dirt = m->fold_along_feed && m->seen_darkness >= INK;

    return m->fold_reach_mm >= FOLD_REACH && m->fold_depth <= FOLD_DEEPEST && !may_be_dirt;
}

/* Folds are uneven: what is left must be as dark as they were to be a mark by itself. */
static bool outdoes_folds(const struct ovalis_mark_measures *m)
{
    double unproven = m->fold_reach_mm >= FOLD_REACH ? 0 : FOLD_UNPROVEN;

    return m->max_darkness >= m->fold_depth + unproven;
}

static void apply_folds(struct ovalis_verdict *out, const struct ovalis_mark_measures *m)
{
    if (out->state == OVALIS_UNMARKED && !fold_explains(m))
        out->state = OVALIS_MARGINAL;
    if (out->state == OVALIS_MARKED && !outdoes_folds(m))
        out->state = OVALIS_MARGINAL;
    out->flags |= out->state == OVALIS_MARKED ? OVALIS_MARK_ON_LINE : OVALIS_MARK_FOLD;
}

/* Measures after cleaning: what was taken out may have hidden a mark. */
static void apply_cleaning(struct ovalis_verdict *out, const struct ovalis_mark_measures *m,
                           unsigned cleaned)
{
    if (cleaned & OVALIS_MARK_STREAK) {
        if (out->state == OVALIS_UNMARKED && m->seen_darkness >= INK)
            out->state = OVALIS_MARGINAL;
        out->flags |= OVALIS_MARK_STREAK;
    }
    if (cleaned & OVALIS_MARK_FOLD)
        apply_folds(out, m);
    if (cleaned & OVALIS_MARK_BLEED_THROUGH) {
        if (out->state == OVALIS_UNMARKED && m->max_darkness >= CLEAN_REST)
            out->state = OVALIS_MARGINAL;
        out->flags |= OVALIS_MARK_BLEED_THROUGH;
    }
}

/* A place that is not exact: only ink that no displacement can make decides. */
static void apply_place(struct ovalis_verdict *out, const struct ovalis_mark_measures *m)
{
    if (m->place_error_mm <= OVALIS_PLACE_EXACT_MM)
        return;
    if (out->state == OVALIS_MARKED && m->place_error_mm <= OVALIS_PLACE_WORST_MM)
        return;
    out->state = OVALIS_MARGINAL;
    out->flags |= OVALIS_MARK_UNCERTAIN_PLACE;
}

/* What a person should know beside the class. */
static unsigned extra_flags(const struct ovalis_verdict *verdict,
                            const struct ovalis_mark_measures *m)
{
    unsigned flags = 0;

    if (verdict->state == OVALIS_MARKED && m->fill < SPARSE)
        flags |= OVALIS_MARK_SPARSE;
    if (circled(m) && m->fill < SPARSE)
        flags |= OVALIS_MARK_CIRCLED;
    if (erased(m) && m->fill >= FILLED)
        flags |= OVALIS_MARK_ERASED;
    if (m->line_contrast > 0 && m->line_contrast < PALE_LINE &&
        (verdict->flags & (OVALIS_MARK_FOLD | OVALIS_MARK_STREAK | OVALIS_MARK_STROKE_THROUGH)) ==
            0)
        flags |= OVALIS_MARK_ON_LINE;
    if (m->dx_mm * m->dx_mm + m->dy_mm * m->dy_mm > DISPLACED * DISPLACED)
        flags |= OVALIS_MARK_DISPLACED;
    return flags;
}

void ovalis_mark_decide(struct ovalis_verdict *out, const struct ovalis_mark_measures *measures,
                        const struct ovalis_policy *policy, unsigned cleaned)
{
    apply_table(out, measures);
    apply_policy(out, measures, policy);
    apply_cleaning(out, measures, cleaned);
    apply_place(out, measures);
    out->flags |= extra_flags(out, measures);
}
