/* SPDX-License-Identifier: Apache-2.0 */
/* One contest: evidence of its targets -> open or decided -> numbers. */
#include "interpret/contest.h"

/* Marked, but the ink may belong to the other side of the paper, or was measured beside its place.
 */
#define MAY_VOID (OVALIS_MARK_BLEED_THROUGH | OVALIS_MARK_UNCERTAIN_PLACE)

/* A rubbed-out mark with less ink than this (share of the box) may have been taken back. Ovals that
 * people fill have 0.3 to 0.55 on real cards, smeared pencil among them; what rubbing leaves of one
 * is below half of that. Above it, `erased` is a smear: the mark counts, as a weak one. */
#define MAY_BE_TAKEN_BACK 0.25

/* Marked, but of a kind that a person might not call a vote beside a stronger mark: it counts
 * alone, and it does not void the votes of others without a person having looked. */
#define MAY_BE_WEAK                                                                                \
 (OVALIS_MARK_DOT | OVALIS_MARK_STROKE_THROUGH | OVALIS_MARK_CIRCLED | OVALIS_MARK_ERASED |        \
  OVALIS_MARK_STREAK | OVALIS_MARK_FOLD | OVALIS_MARK_SPARSE | OVALIS_MARK_SHORT |                 \
  OVALIS_MARK_THIN | OVALIS_MARK_FAINT | OVALIS_MARK_SOFT | OVALIS_MARK_MOSTLY_OUTSIDE |           \
  OVALIS_MARK_ON_LINE | OVALIS_MARK_POLICY)

/* Doubts that have nothing to do with percentages. */
#define MAY_BE_MORE                                                                                \
 (OVALIS_MARK_UNCERTAIN_PLACE | OVALIS_MARK_STREAK | OVALIS_MARK_BLEED_THROUGH |                   \
  OVALIS_MARK_OUTLINE_MISSING | OVALIS_MARK_BESIDE | OVALIS_MARK_CIRCLED)

/* Unmarked, but the voter may have answered outside the outline. */
#define MAY_MEAN_MARKED (OVALIS_MARK_BESIDE | OVALIS_MARK_CIRCLED)

/* What the targets of one contest gave together. */
struct evidence {
    unsigned doubts;  /* reasons that hold unless the contest is overvoted whatever they mean */
    unsigned defects; /* reasons that hold in any case */
    bool hints;       /* unmarked targets that may mean marked */
    bool sparse;
};

static enum ovalis_mark_strength strength_of(const struct ovalis_mark *mark,
                                             const struct ovalis_policy *policy)
{
    switch (mark->state) {
    case OVALIS_MARKED:
        if (mark->flags & MAY_VOID ||
            (mark->flags & OVALIS_MARK_ERASED && mark->measures.fill < MAY_BE_TAKEN_BACK))
            return OVALIS_STRENGTH_UNSURE;
        return mark->flags & MAY_BE_WEAK ? OVALIS_STRENGTH_WEAK : OVALIS_STRENGTH_STRONG;
    case OVALIS_MARGINAL:
        /* An official who does not ask for marginal marks has decided about the band of
         * percentages. Where the evidence itself is in doubt, a person looks all the same. */
        if (mark->flags & OVALIS_MARK_POLICY && !(mark->flags & MAY_BE_MORE) &&
            !(policy->adjudicate & OVALIS_ADJUDICATE_MARGINAL))
            return OVALIS_STRENGTH_NONE;
        return OVALIS_STRENGTH_DOUBTFUL;
    case OVALIS_UNMARKED:
        break;
    }
    return mark->flags & OVALIS_MARK_UNCERTAIN_PLACE ? OVALIS_STRENGTH_DOUBTFUL
                                                     : OVALIS_STRENGTH_NONE;
}

/* Ink on a line whose oval is empty: must a person say whether it is a vote? Where writing alone is
 * a vote, even ink too little for a name; else writing, when the official asks for it. */
static bool may_be_a_name(const struct ovalis_target *target, enum ovalis_writing_state writing,
                          const struct ovalis_policy *policy)
{
    if (target->area_alone_counts)
        return writing == OVALIS_WRITING_SOME;
    return writing == OVALIS_WRITING_PRESENT &&
           policy->adjudicate & OVALIS_ADJUDICATE_UNMARKED_WRITE_IN;
}

/* A write-in: oval and line together. */
static enum ovalis_mark_strength strength_of_write_in(enum ovalis_mark_strength oval,
                                                      const struct ovalis_target *target,
                                                      enum ovalis_writing_state writing,
                                                      const struct ovalis_policy *policy,
                                                      struct evidence *evidence)
{
    if (!target->has_area)
        return oval;
    if (oval >= OVALIS_STRENGTH_UNSURE) {
        if (writing != OVALIS_WRITING_NONE)
            return oval;
        evidence->doubts |= OVALIS_REVIEW_EMPTY_WRITE_IN;
        return oval == OVALIS_STRENGTH_STRONG ? OVALIS_STRENGTH_WEAK : oval;
    }
    if (target->area_alone_counts && writing == OVALIS_WRITING_PRESENT)
        return OVALIS_STRENGTH_STRONG;
    if (oval == OVALIS_STRENGTH_NONE && may_be_a_name(target, writing, policy)) {
        evidence->doubts |= OVALIS_REVIEW_UNMARKED_WRITE_IN;
        return OVALIS_STRENGTH_DOUBTFUL;
    }
    return oval;
}

static void note_flags(struct evidence *evidence, const struct ovalis_mark *mark,
                       enum ovalis_mark_strength strength)
{
    if (mark->flags & OVALIS_MARK_OUTLINE_MISSING)
        evidence->defects |= OVALIS_REVIEW_OUTLINE;
    if (strength == OVALIS_STRENGTH_UNSURE ||
        (mark->state == OVALIS_UNMARKED && mark->flags & OVALIS_MARK_UNCERTAIN_PLACE))
        evidence->doubts |= OVALIS_REVIEW_FLAGGED;
    if (mark->state == OVALIS_MARGINAL && strength == OVALIS_STRENGTH_DOUBTFUL)
        evidence->doubts |= OVALIS_REVIEW_MARGINAL;
    if (mark->state == OVALIS_UNMARKED && mark->flags & MAY_MEAN_MARKED)
        evidence->hints = true;
    if (mark->state == OVALIS_MARKED && mark->flags & OVALIS_MARK_SPARSE)
        evidence->sparse = true;
}

/* An option with two targets: what stands at the stronger one explains the option, so that a faint
 * second mark for the same candidate is no doubt. */
static bool explained_elsewhere(const struct ovalis_rules *rules, size_t index)
{
    const struct ovalis_target *target = rules->reading->targets[index];

    for (size_t i = 0; i < rules->reading->target_count; i++) {
        const struct ovalis_target *other = rules->reading->targets[i];

        if (i != index && other->contest == target->contest && other->option == target->option &&
            strength_of(&rules->reading->marks[i], rules->policy) >= OVALIS_STRENGTH_WEAK)
            return strength_of(&rules->reading->marks[index], rules->policy) < OVALIS_STRENGTH_WEAK;
    }
    return false;
}

static void gather_target(struct ovalis_contest_result *result, const struct ovalis_rules *rules,
                          size_t index, struct evidence *evidence)
{
    const struct ovalis_target *target = rules->reading->targets[index];
    const struct ovalis_mark *mark = &rules->reading->marks[index];
    struct ovalis_option_result *option = &result->options[target->option];
    enum ovalis_mark_strength strength = strength_of(mark, rules->policy);

    if (mark->state > option->state)
        option->state = mark->state;
    if (explained_elsewhere(rules, index)) {
        if (mark->flags & OVALIS_MARK_OUTLINE_MISSING)
            evidence->defects |= OVALIS_REVIEW_OUTLINE;
        return;
    }
    note_flags(evidence, mark, strength);
    strength = strength_of_write_in(strength, target, rules->reading->writings[index].state,
                                    rules->policy, evidence);
    if (strength > option->strength)
        option->strength = strength;
}

/* Targets of this contest that the style prints, and those that were read. */
static bool is_complete(const struct ovalis_rules *rules, size_t contest)
{
    size_t printed = 0;
    size_t read = 0;

    for (size_t i = 0; i < rules->reading->style->target_count; i++)
        printed += rules->reading->style->targets[i].contest == contest;
    for (size_t i = 0; i < rules->reading->target_count; i++)
        read += rules->reading->targets[i]->contest == contest;
    return read >= printed;
}

static int count_at_least(const struct ovalis_contest_result *result,
                          enum ovalis_mark_strength strength)
{
    int count = 0;

    for (size_t i = 0; i < result->option_count; i++)
        count += result->options[i].strength >= strength;
    return count;
}

int ovalis_contest_strong(const struct ovalis_contest_result *result)
{
    return count_at_least(result, OVALIS_STRENGTH_STRONG);
}

int ovalis_contest_possible(const struct ovalis_contest_result *result)
{
    return count_at_least(result, OVALIS_STRENGTH_DOUBTFUL);
}

void ovalis_contest_open(struct ovalis_contest_result *result, unsigned reason)
{
    result->pending = true;
    result->reasons |= reason;
}

/* A doubt that leaves the numbers as they are while nothing hangs on it: the name is to be decided
 * by a person in any case. */
#define ONLY_TO_BE_SEEN ((unsigned)OVALIS_REVIEW_EMPTY_WRITE_IN)

/* What the doubts mean, when strong marks alone do not overvote the contest. */
static void weigh(struct ovalis_contest_result *result, const struct evidence *evidence,
                  int allowed)
{
    unsigned opening = evidence->doubts & ~ONLY_TO_BE_SEEN;

    result->reasons |= evidence->doubts;
    if (opening)
        ovalis_contest_open(result, opening);
    if (result->marks > allowed) /* an overvote that rests on weak marks */
        ovalis_contest_open(result, evidence->doubts & ONLY_TO_BE_SEEN ? 0 : OVALIS_REVIEW_FLAGGED);
    if (result->marks < allowed && evidence->hints)
        ovalis_contest_open(result, OVALIS_REVIEW_FLAGGED);
}

void ovalis_contest_decide(struct ovalis_contest_result *result, const struct ovalis_rules *rules)
{
    const struct ovalis_contest *contest = &rules->election->contests[result->contest];
    struct evidence evidence = {0};

    for (size_t i = 0; i < rules->reading->target_count; i++) {
        if (rules->reading->targets[i]->contest == result->contest)
            gather_target(result, rules, i, &evidence);
    }
    result->marks = count_at_least(result, OVALIS_STRENGTH_UNSURE);
    for (size_t i = 0; i < result->option_count; i++)
        result->write_ins +=
            contest->options[i].write_in && result->options[i].strength != OVALIS_STRENGTH_NONE;
    if (ovalis_contest_strong(result) <= contest->votes_allowed)
        weigh(result, &evidence, contest->votes_allowed);
    if (evidence.defects)
        ovalis_contest_open(result, evidence.defects);
    if (!is_complete(rules, result->contest))
        ovalis_contest_open(result, OVALIS_REVIEW_INCOMPLETE);
    if (evidence.sparse && rules->policy->review_sparse)
        result->reasons |= OVALIS_REVIEW_SPARSE;
}

static enum ovalis_option_decision decision_of(const struct ovalis_contest_result *result,
                                               const struct ovalis_option_result *option,
                                               bool write_in, int allowed)
{
    if (option->generated)
        return OVALIS_OPTION_VOTE;
    if (option->strength == OVALIS_STRENGTH_NONE)
        return OVALIS_OPTION_NOT_CHOSEN;
    if (result->pending)
        return OVALIS_OPTION_PENDING;
    if (option->strength == OVALIS_STRENGTH_DOUBTFUL)
        return OVALIS_OPTION_NOT_CHOSEN; /* overvoted whatever it means */
    if (result->marks > allowed)
        return OVALIS_OPTION_OVERVOTED;
    return write_in ? OVALIS_OPTION_PENDING : OVALIS_OPTION_VOTE;
}

/* Votes used, write-ins among them; sets the decisions. */
static int settle_options(struct ovalis_contest_result *result,
                          const struct ovalis_contest *contest)
{
    int used = 0;

    for (size_t i = 0; i < result->option_count; i++) {
        struct ovalis_option_result *option = &result->options[i];

        option->decision =
            decision_of(result, option, contest->options[i].write_in, contest->votes_allowed);
        result->votes += option->decision == OVALIS_OPTION_VOTE;
        used += option->decision == OVALIS_OPTION_VOTE ||
                (option->decision == OVALIS_OPTION_PENDING && !result->pending);
    }
    return used;
}

void ovalis_contest_settle(struct ovalis_contest_result *result, const struct ovalis_rules *rules)
{
    const struct ovalis_contest *contest = &rules->election->contests[result->contest];
    int used = settle_options(result, contest);

    if (result->pending || result->out_of_party)
        return;
    if (result->marks > contest->votes_allowed)
        result->overvotes = contest->votes_allowed;
    else
        result->undervotes = contest->votes_allowed - used;
    if (result->overvotes > 0 && rules->policy->adjudicate & OVALIS_ADJUDICATE_OVERVOTE)
        result->reasons |= OVALIS_REVIEW_OVERVOTE;
    if (result->undervotes > 0 && rules->policy->adjudicate & OVALIS_ADJUDICATE_UNDERVOTE)
        result->reasons |= OVALIS_REVIEW_UNDERVOTE;
}
