/* SPDX-License-Identifier: Apache-2.0 */
/* Private to interpret/: one contest on its way from marks to numbers.
 *
 *   evidence ─▶ decide ─▶ crossover ─▶ straight party ─▶ settle
 *   (option)    (contest)  (sheet)      (sheet)           (contest)
 *
 * Each step may open a contest (a person must decide); none closes one again. */
#ifndef OVALIS_INTERPRET_CONTEST_H
#define OVALIS_INTERPRET_CONTEST_H

#include "interpret/interpret.h"

/* What the steps share. */
struct ovalis_rules {
    const struct ovalis_election *election;
    const struct ovalis_policy *policy;
    const struct ovalis_sheet_reading *reading;
};

/* Evidence of every target of the contest, gathered by option, and what it means for the contest as
 * a whole: marks, write_ins, pending and reasons of *result; its options are there, zeroed. */
void ovalis_contest_decide(struct ovalis_contest_result *result, const struct ovalis_rules *rules);

/* Open primary: at most one party's contests may be voted in. */
void ovalis_rules_crossover(struct ovalis_interpretation *sheet, const struct ovalis_rules *rules);

/* Votes that a straight-party vote gives in contests with room left. */
void ovalis_rules_straight_party(struct ovalis_interpretation *sheet,
                                 const struct ovalis_rules *rules);

/* Decisions and numbers, and the reasons that the policy takes from them. */
void ovalis_contest_settle(struct ovalis_contest_result *result, const struct ovalis_rules *rules);

/* Options that are marked beyond doubt, and those that are marked or may be. */
int ovalis_contest_strong(const struct ovalis_contest_result *result);
int ovalis_contest_possible(const struct ovalis_contest_result *result);

/* The contest waits for a person, for this reason. */
void ovalis_contest_open(struct ovalis_contest_result *result, unsigned reason);

#endif
