/* SPDX-License-Identifier: Apache-2.0 */
/* Words for reasons, one table for programs and people alike. */
#include "interpret/interpret.h"

static const struct {
    const char *name, *sentence;
} words[OVALIS_REVIEW_REASON_COUNT] = {
    {"marginal", "a mark is neither clearly there nor clearly absent, and it could change the "
                 "contest"},
    {"overvote", "more options are marked than votes are allowed"},
    {"undervote", "fewer options are marked than votes are allowed"},
    {"blank-sheet", "no option of the whole sheet is marked"},
    {"unmarked-write-in", "there is writing on a write-in line, but its oval is empty"},
    {"empty-write-in", "a write-in oval is marked, but its line is empty"},
    {"crossover", "an open primary with marks in contests of more than one party"},
    {"outline", "the printed outline of a target was not found"},
    {"stray-outline", "an outline was found where the definition has no target"},
    {"sparse", "a mark was decided by its stroke, not by its area"},
    {"repeated-image", "the same images came before in this run"},
    {"flagged", "a vote hangs on a weak or disturbed mark, or on ink beside an empty oval"},
    {"straight-party", "a straight-party vote may reach this contest, but cannot be applied"},
    {"incomplete", "part of the contest is not on the pages that were read"},
    {"test-ballot", "the sheet was printed for tests; it is read, but none of it counts"},
};

static int index_of(unsigned reason)
{
    for (int i = 0; i < OVALIS_REVIEW_REASON_COUNT; i++) {
        if (reason == 1u << i)
            return i;
    }
    return -1;
}

const char *ovalis_review_reason_name(unsigned reason)
{
    int index = index_of(reason);

    return index < 0 ? NULL : words[index].name;
}

const char *ovalis_review_reason_sentence(unsigned reason)
{
    int index = index_of(reason);

    return index < 0 ? NULL : words[index].sentence;
}

const char *ovalis_outcome_name(enum ovalis_outcome outcome)
{
    switch (outcome) {
    case OVALIS_COUNTED:
        return "counted";
    case OVALIS_REVIEW:
        return "review";
    case OVALIS_REFUSED:
        return "refused";
    case OVALIS_OUTCOMES:
        break;
    }
    return "unknown";
}
