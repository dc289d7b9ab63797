/* SPDX-License-Identifier: Apache-2.0 */
/* Contest rules: measurements become votes, or a reason for a person to look. No pixels here. The
 * rules are said in words in docs/contest-rules.md. */
#ifndef OVALIS_INTERPRET_INTERPRET_H
#define OVALIS_INTERPRET_INTERPRET_H

#include "marks/reading.h"
#include "ovalis/run.h"

/* Why a contest, or a sheet, goes to a person. Order is the order of names in sheets.csv. */
enum ovalis_review_reasons {
    OVALIS_REVIEW_MARGINAL = 1u << 0, /* a marginal mark that could change the outcome */
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
    OVALIS_REVIEW_STRAIGHT_PARTY = 1u << 12,   /* straight-party vote that cannot be applied */
    OVALIS_REVIEW_INCOMPLETE = 1u << 13,       /* part of the contest is not on the pages read */
    OVALIS_REVIEW_TEST_BALLOT = 1u << 14       /* printed for tests, in a run that is none */
};

/* Number of bits above. */
#define OVALIS_REVIEW_REASON_COUNT 15

/* Word of one reason ("marginal", "overvote" …); NULL for a value that is not one known bit. */
const char *ovalis_review_reason_name(unsigned reason);

/* One sentence for the person who looks, without a full stop; NULL like the name. */
const char *ovalis_review_reason_sentence(unsigned reason);

/* How far a mark can be relied on. The strongest of an option's targets holds. */
enum ovalis_mark_strength {
    OVALIS_STRENGTH_NONE,     /* no mark */
    OVALIS_STRENGTH_DOUBTFUL, /* may be a vote: marginal, or writing beside an empty oval */
    OVALIS_STRENGTH_UNSURE,   /* marked, but what was seen there may void it */
    OVALIS_STRENGTH_WEAK,     /* a vote, but not enough to call a contest overvoted */
    OVALIS_STRENGTH_STRONG    /* a vote */
};

enum ovalis_option_decision {
    OVALIS_OPTION_NOT_CHOSEN,
    OVALIS_OPTION_VOTE,      /* counts */
    OVALIS_OPTION_OVERVOTED, /* marked, but the contest is overvoted */
    OVALIS_OPTION_PENDING    /* a person decides: the contest is open, or a write-in wants a name */
};

struct ovalis_option_result {
    enum ovalis_option_decision decision;
    enum ovalis_mark_state state; /* the strongest of its targets */
    enum ovalis_mark_strength strength;
    bool generated; /* given by a straight-party vote, not by a mark of its own */
};

/* In a contest that is neither pending nor out of party: votes + write-ins that are PENDING (they
 * hold a seat and want a name) + overvotes + undervotes == votes allowed. A pending contest has no
 * votes yet: every option that may matter is PENDING, and overvotes and undervotes are 0. */
struct ovalis_contest_result {
    size_t contest;    /* index */
    int marks;         /* options marked */
    int votes;         /* options that count, write-ins not among them */
    int overvotes;     /* votes lost: votes allowed when overvoted, else 0 */
    int undervotes;    /* votes not used */
    int write_ins;     /* write-in options marked, or with writing that counts or may count */
    bool pending;      /* a person must decide before this contest has numbers */
    bool out_of_party; /* open primary: the voter took part in no or another party's contests, so
                        * this one was not voted in; undervotes is 0 */
    unsigned reasons;  /* enum ovalis_review_reasons */
    struct ovalis_option_result *options; /* parallel to the contest's options; owned */
    size_t option_count;
};

struct ovalis_interpretation {
    enum ovalis_outcome outcome;            /* COUNTED or REVIEW; refusal happens before */
    unsigned reasons;                       /* those of the contests and of the sheet */
    bool blank;                             /* no option marked, no contest pending */
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

/* Nothing of this sheet may count before a person has looked: every contest becomes pending and
 * carries the reason, the outcome becomes REVIEW. For reasons found outside the sheet, such as
 * OVALIS_REVIEW_REPEATED_IMAGE. */
void ovalis_interpretation_hold(struct ovalis_interpretation *interpretation, unsigned reason);

void ovalis_interpretation_release(struct ovalis_interpretation *interpretation);

#endif
