/* SPDX-License-Identifier: Apache-2.0 */
/* Is this the page that the definition describes? */
#include "base/diag.h"
#include "base/text.h"
#include "registration/layout_internal.h"

/* Missing outlines that a tear, a label or a bad print can explain: fewer, and the page is still
 * the one described; the targets themselves go to a person. */
#define MISSING_MIN   3
#define MISSING_SHARE 0.10
/* Unknown outlines in this share of the known ones make it another page. */
#define STRAY_SHARE 0.20
/* Hidden outlines say little about the layout: this share must be found themselves. */
#define FOUND_SHARE 0.25

struct tally {
    size_t found, hidden, missing;
    size_t first_missing;
};

static struct tally tally_of(const struct ovalis_registered_side *side)
{
    struct tally tally = {0};

    for (size_t i = 0; i < side->outline_count; i++) {
        const struct ovalis_outline *outline = &side->outlines[i];

        if (outline->found)
            tally.found++;
        else if (outline->hidden)
            tally.hidden++;
        else if (tally.missing++ == 0)
            tally.first_missing = i;
    }
    return tally;
}

double ovalis_layout_fit(const struct ovalis_registered_side *side)
{
    struct tally tally = tally_of(side);

    /* hidden ones count half: solid black hides anything */
    return side->outline_count
               ? ((double)tally.found + 0.5 * (double)tally.hidden) / (double)side->outline_count
               : 0;
}

/* A page of nothing but filled ovals has no clean outline to show, so few targets may all be
 * hidden; a page of many never. */
static bool lacks_too_much(const struct tally *tally, size_t count)
{
    if (tally->missing >= MISSING_MIN && (double)tally->missing > MISSING_SHARE * (double)count)
        return true;
    if (tally->missing > 0 && tally->missing >= tally->found + tally->hidden)
        return true;
    return count >= 8 && (double)tally->found < FOUND_SHARE * (double)count;
}

/* Outlines unknown to the definition are for a person, unless they say that this is another page:
 * beside a missing one (moved, not torn off), in numbers, or where no code names the page. */
static bool has_too_much(const struct ovalis_registered_side *side, const struct tally *tally)
{
    size_t strays = side->stray_count;

    if (strays == 0)
        return false;
    return tally->missing > 0 || side->identity.source == OVALIS_CODE_INFERRED ||
           (strays >= MISSING_MIN && (double)strays > STRAY_SHARE * (double)side->outline_count);
}

static enum ovalis_status refuse_missing(const struct ovalis_registered_side *side,
                                         const struct ovalis_election *election,
                                         const struct ovalis_target *targets,
                                         const struct tally *tally, struct ovalis_diag *why)
{
    const struct ovalis_target *target = &targets[tally->first_missing];
    const struct ovalis_contest *contest = &election->contests[target->contest];
    const struct ovalis_option *option = &contest->options[target->option];

    return ovalis_fail(
        why, OVALIS_REFUSED_LAYOUT,
        "outline not found at column %.2f row %.2f (%.80s, %.80s): expected %zu printed ovals, "
        "found %zu, covered with ink %zu, missing %zu, unknown to the definition %zu; compare the "
        "sheet with the definition before feeding more like it",
        target->place.column, target->place.row, contest->title,
        option->write_in ? option->id : option->name, side->outline_count, tally->found,
        tally->hidden, tally->missing, side->stray_count);
}

static enum ovalis_status refuse(const struct ovalis_registered_side *side,
                                 const struct ovalis_election *election,
                                 const struct ovalis_target *targets, const struct tally *tally,
                                 struct ovalis_diag *why)
{
    if (tally->missing > 0)
        return refuse_missing(side, election, targets, tally, why);
    if (side->stray_count > 0)
        return ovalis_fail(why, OVALIS_REFUSED_LAYOUT,
                           "printed oval at column %.2f row %.2f, where the definition has none: "
                           "expected %zu printed ovals, found %zu more; compare the sheet with the "
                           "definition before feeding more like it",
                           side->stray[0].place.column, side->stray[0].place.row,
                           side->outline_count, side->stray_count);
    return ovalis_fail(why, OVALIS_REFUSED_LAYOUT,
                       "expected %zu printed ovals, found %zu, and %zu places covered with ink: "
                       "this is not the page that the definition describes, or it is written over",
                       side->outline_count, tally->found, tally->hidden);
}

enum ovalis_status ovalis_layout_judge(const struct ovalis_registered_side *side,
                                       const struct ovalis_election *election,
                                       const struct ovalis_target *targets,
                                       const struct ovalis_policy *policy, struct ovalis_diag *why)
{
    struct tally tally = tally_of(side);

    if (lacks_too_much(&tally, side->outline_count) || has_too_much(side, &tally) ||
        (policy->refuse_on_layout && (tally.missing > 0 || side->stray_count > 0)))
        return refuse(side, election, targets, &tally, why);
    return OVALIS_OK;
}
