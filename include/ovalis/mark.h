/* SPDX-License-Identifier: Apache-2.0 */
/* What was seen at a target. Formulas and units: docs/mark-specification.md. */
#ifndef OVALIS_MARK_H
#define OVALIS_MARK_H

#include "ovalis/api.h"

/* Three answers, never two. */
enum ovalis_mark_state { OVALIS_UNMARKED, OVALIS_MARGINAL, OVALIS_MARKED };

/* Why, beside the state. Flags never replace it. Order is the order of names in marks.csv. */
enum ovalis_mark_flags {
    OVALIS_MARK_DOT = 1u << 0,              /* one compact spot: hesitation dot or speck */
    OVALIS_MARK_STROKE_THROUGH = 1u << 1,   /* a stroke that passes through and goes on */
    OVALIS_MARK_BESIDE = 1u << 2,           /* ink next to the outline */
    OVALIS_MARK_CIRCLED = 1u << 3,          /* ink all round the outline */
    OVALIS_MARK_ERASED = 1u << 4,           /* rubbed out: haze, torn fibres */
    OVALIS_MARK_STREAK = 1u << 5,           /* a scanner streak runs through */
    OVALIS_MARK_FOLD = 1u << 6,             /* a crease runs through */
    OVALIS_MARK_BLEED_THROUGH = 1u << 7,    /* mirrors ink of the other side */
    OVALIS_MARK_DISPLACED = 1u << 8,        /* outline found away from its place */
    OVALIS_MARK_OUTLINE_MISSING = 1u << 9,  /* no printed outline and no ink that could hide it */
    OVALIS_MARK_SPARSE = 1u << 10,          /* marked by stroke, little area */
    OVALIS_MARK_SHORT = 1u << 11,           /* ink, shorter than a deliberate stroke */
    OVALIS_MARK_THIN = 1u << 12,            /* as little ink per length as lint */
    OVALIS_MARK_FAINT = 1u << 13,           /* paler than ink that must count */
    OVALIS_MARK_SOFT = 1u << 14,            /* blurred edges: smear, haze */
    OVALIS_MARK_MOSTLY_OUTSIDE = 1u << 15,  /* most of the ink lies outside the outline */
    OVALIS_MARK_SPECK = 1u << 16,           /* ink too small to be a mark */
    OVALIS_MARK_ON_LINE = 1u << 17,         /* ink on top of a fold or streak, or not told apart */
    OVALIS_MARK_UNCERTAIN_PLACE = 1u << 18, /* certified error too large to measure exactly */
    OVALIS_MARK_POLICY = 1u << 19           /* the policy's percentages moved the state */
};

/* "unmarked", "marginal", "marked". Never NULL; static storage. */
OVALIS_API const char *ovalis_mark_state_name(enum ovalis_mark_state state);

/* Word of one flag ("stroke-through"); NULL for a value that is not one known bit. */
OVALIS_API const char *ovalis_mark_flag_name(unsigned flag);

#endif
