/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet: which contests it carries, and the steps of contest.h over all of them. */
#include "interpret/interpret.h"

#include "base/diag.h"
#include "base/memory.h"
#include "interpret/contest.h"

/* Marks the contests that have a target among those read. */
static void note_contests(bool *here, const struct ovalis_sheet_reading *reading)
{
    for (size_t i = 0; i < reading->target_count; i++)
        here[reading->targets[i]->contest] = true;
}

static enum ovalis_status add_contest(struct ovalis_interpretation *out,
                                      const struct ovalis_election *election, size_t contest,
                                      struct ovalis_diag *why)
{
    struct ovalis_contest_result *result = &out->contests[out->contest_count];
    size_t option_count = election->contests[contest].option_count;

    result->contest = contest;
    result->options = ovalis_allocate(option_count, sizeof *result->options);
    if (!result->options)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "contest with %zu options: out of memory",
                           option_count);
    result->option_count = option_count;
    out->contest_count++;
    return OVALIS_OK;
}

/* In printed order; a contest that the style forgot to list comes last. */
static enum ovalis_status add_contests(struct ovalis_interpretation *out, bool *here,
                                       const struct ovalis_election *election,
                                       const struct ovalis_style *style, struct ovalis_diag *why)
{
    for (size_t i = 0; i < style->contest_count + election->contest_count; i++) {
        size_t contest = i < style->contest_count ? style->contests[i] : i - style->contest_count;
        enum ovalis_status status;

        if (!here[contest])
            continue;
        here[contest] = false;
        status = add_contest(out, election, contest, why);
        if (status != OVALIS_OK)
            return status;
    }
    return OVALIS_OK;
}

static enum ovalis_status allocate_contests(struct ovalis_interpretation *out,
                                            const struct ovalis_election *election,
                                            const struct ovalis_sheet_reading *reading,
                                            struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release)
    bool *here = ovalis_allocate(election->contest_count, sizeof *here);

    out->contests = ovalis_allocate(election->contest_count, sizeof *out->contests);
    if (!here || !out->contests)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%zu contests: out of memory",
                           election->contest_count);
    note_contests(here, reading);
    return add_contests(out, here, election, reading->style, why);
}

static bool is_blank(const struct ovalis_interpretation *sheet)
{
    for (size_t i = 0; i < sheet->contest_count; i++) {
        if (sheet->contests[i].marks > 0 || sheet->contests[i].write_ins > 0 ||
            sheet->contests[i].pending)
            return false;
    }
    return true;
}

/* The sheet as a whole, after its contests. */
static void conclude(struct ovalis_interpretation *sheet, const struct ovalis_rules *rules)
{
    for (size_t i = 0; i < sheet->contest_count; i++)
        sheet->reasons |= sheet->contests[i].reasons;
    for (int side = 0; side < OVALIS_SIDES; side++) {
        if (rules->reading->sides[side].stray_count > 0)
            sheet->reasons |= OVALIS_REVIEW_STRAY_OUTLINE;
    }
    sheet->blank = is_blank(sheet);
    if (sheet->blank && rules->policy->adjudicate & OVALIS_ADJUDICATE_BLANK_SHEET)
        sheet->reasons |= OVALIS_REVIEW_BLANK_SHEET;
    sheet->outcome = sheet->reasons ? OVALIS_REVIEW : OVALIS_COUNTED;
}

static bool is_test_ballot(const struct ovalis_sheet_reading *reading)
{
    return reading->sides[OVALIS_FRONT].identity.test_mode ||
           reading->sides[OVALIS_BACK].identity.test_mode;
}

enum ovalis_status ovalis_interpret(struct ovalis_interpretation *out,
                                    const struct ovalis_election *election,
                                    const struct ovalis_policy *policy,
                                    const struct ovalis_sheet_reading *reading,
                                    struct ovalis_diag *why)
{
    const struct ovalis_rules rules = {election, policy, reading};
    enum ovalis_status status;

    *out = (struct ovalis_interpretation){0};
    status = allocate_contests(out, election, reading, why);
    if (status != OVALIS_OK) {
        ovalis_interpretation_release(out);
        return status;
    }
    for (size_t i = 0; i < out->contest_count; i++)
        ovalis_contest_decide(&out->contests[i], &rules);
    ovalis_rules_crossover(out, &rules);
    ovalis_rules_straight_party(out, &rules);
    for (size_t i = 0; i < out->contest_count; i++)
        ovalis_contest_settle(&out->contests[i], &rules);
    conclude(out, &rules);
    if (is_test_ballot(reading) && !policy->allow_test_ballots)
        ovalis_interpretation_hold(out, OVALIS_REVIEW_TEST_BALLOT);
    return OVALIS_OK;
}

void ovalis_interpretation_hold(struct ovalis_interpretation *interpretation, unsigned reason)
{
    for (size_t i = 0; i < interpretation->contest_count; i++) {
        struct ovalis_contest_result *result = &interpretation->contests[i];

        result->pending = true;
        result->reasons |= reason;
        result->votes = 0;
        result->overvotes = 0;
        result->undervotes = 0;
        for (size_t k = 0; k < result->option_count; k++) {
            result->options[k].generated = false;
            if (result->options[k].strength != OVALIS_STRENGTH_NONE)
                result->options[k].decision = OVALIS_OPTION_PENDING;
            else
                result->options[k].decision = OVALIS_OPTION_NOT_CHOSEN;
        }
    }
    interpretation->reasons |= reason;
    interpretation->outcome = OVALIS_REVIEW;
}

void ovalis_interpretation_release(struct ovalis_interpretation *interpretation)
{
    for (size_t i = 0; i < interpretation->contest_count; i++)
        ovalis_release(&interpretation->contests[i].options);
    ovalis_release(&interpretation->contests);
    *interpretation = (struct ovalis_interpretation){0};
}
