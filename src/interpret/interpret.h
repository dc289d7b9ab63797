/* SPDX-License-Identifier: Apache-2.0 */
/* Contest rules: measurements become votes, or a reason for a person to look. No pixels here. */
#ifndef OVALIS_INTERPRET_INTERPRET_H
#define OVALIS_INTERPRET_INTERPRET_H

#include "marks/reading.h"
#include "ovalis/run.h"

/* Why a contest, or a sheet, goes to a person. Order is the order of names in sheets.csv. */
enum ovalis_review_reasons {
    OVALIS_REVIEW_MARGINAL = 1u << 0,          /* a marginal mark that could change the outcome */
    OVALIS_REVIEW_OVERVOTE = 1u << 1,
    OVALIS_REVIEW_UNDERVOTE = 1u << 2,
    OVALIS_REVIEW_BLANK_SHEET = 1u << 3,
    OVALIS_REVIEW_UNMARKED_WRITE_IN = 1u << 4, /* writing beside an empty oval */
    OVALIS_REVIEW_EMPTY_WRITE_IN = 1u << 5,    /* marked write-in without writing */
    OVALIS_REVIEW_CROSSOVER = 1u << 6,         /* open primary: votes for several parties */
    OVALIS_REVIEW_OUTLINE = 1u << 7,           /* a printed outline is missing */
    OVALIS_REVIEW_STRAY_OUTLINE = 1u << 8,     /* an outline that the definition does not know */
    OVALIS_REVIEW_SPARSE = 1u << 9,            /* marked by a stroke only, and the policy asks */
    OVALIS_REVIEW_REPEATED_IMAGE = 1u << 10,   /* the same images came before in this run */
    OVALIS_REVIEW_FLAGGED = 1u << 11,          /* a mark carries a flag that may change the vote */
    OVALIS_REVIEW_STRAIGHT_PARTY = 1u << 12    /* straight-party vote that cannot be applied */
};

/* Word of one reason ("marginal", "overvote" …); NULL for a value that is not one known bit. */
const char *ovalis_review_reason_name(unsigned reason);

enum ovalis_option_decision {
    OVALIS_OPTION_NOT_CHOSEN,
    OVALIS_OPTION_VOTE,      /* counts */
    OVALIS_OPTION_OVERVOTED, /* marked, but the contest is overvoted */
    OVALIS_OPTION_PENDING    /* a person decides: marginal, write-in, or the contest is open */
};

struct ovalis_option_result {
    enum ovalis_option_decision decision;
    enum ovalis_mark_state state; /* the strongest of its targets */
    bool generated;               /* given by a straight-party vote, not by a mark of its own */
};

struct ovalis_contest_result {
    size_t contest; /* index */
    int marks;      /* options marked */
    int votes;      /* options that count */
    int overvotes;  /* votes lost: votes allowed when overvoted, else 0 */
    int undervotes; /* not meaningful while `pending` */
    int write_ins;  /* write-in options marked or with writing */
    bool pending;   /* a person must decide before this contest has numbers */
    unsigned reasons; /* enum ovalis_review_reasons */
    struct ovalis_option_result *options; /* option_count of the contest; owned */
};

struct ovalis_interpretation {
    enum ovalis_outcome outcome; /* COUNTED or REVIEW; refusal happens before */
    unsigned reasons;            /* those of the contests and of the sheet */
    bool blank;                  /* no option marked or pending */
    struct ovalis_contest_result *contests; /* those with a target on this sheet, printed order */
    size_t contest_count;
};

/* Pure: the same reading, election and policy give the same interpretation. OVALIS_OK: release
 * with ovalis_interpretation_release(). OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_interpret(struct ovalis_interpretation *out,
                                    const struct ovalis_election *election,
                                    const struct ovalis_policy *policy,
                                    const struct ovalis_sheet_reading *reading,
                                    struct ovalis_diag *why);

void ovalis_interpretation_release(struct ovalis_interpretation *interpretation);

#endif
