/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that the pixels of one sheet gave: after this, no room sees a pixel again, and
 * interpret/ can be run again years later from a stored reading alone. */
#ifndef OVALIS_MARKS_READING_H
#define OVALIS_MARKS_READING_H

#include "election/election.h"
#include "ovalis/mark.h"
#include "registration/registration.h"

/* The evidence at one target. Definitions and formulas: docs/mark-specification.md. Lengths in mm
 * on paper; shares 0..1. Values are rounded once (to the number of decimals in marks.csv) where
 * they are measured, so that a stored reading decides as the fresh one did. */
struct ovalis_mark_measures {
    double fill;          /* share of the target's box that is dark and not printed outline */
    double ink;           /* share of the box that is ink (darkness >= 0.25) and not outline */
    double mean_darkness; /* inside the outline */
    double max_darkness;  /* 99.5th percentile inside */
    double seen_darkness; /* the same before a streak or the other side's ink was taken out */
    double surround;      /* share of the paper around (0.3..3 mm) that is dark */
    double stroke_mm;     /* longest stroke inside */
    double strokes_mm;    /* all strokes inside */
    int stroke_count;
    double extended_mm;       /* longest stroke with its continuation just outside */
    double outside_share;     /* share of that stroke's area that lies outside */
    double width_mm;          /* area over length of the longest stroke */
    double density_mm;        /* ink per length: how wide the stroke were if fully black */
    double extent_mm;         /* larger side of its bounding box */
    double faint_mm;          /* longest pale stroke */
    double haze, light;       /* shares of gray haze and of torn (brighter) fibres */
    double sharpness;         /* 1/mm, gradient at ink over max darkness */
    int sectors;              /* of 24 around the outline that hold ink */
    int specks;               /* pieces of ink around that are smaller than any print */
    double collar_mm;         /* longest stroke just outside that touches the outline */
    double outline_excess_mm; /* length along which the printed line is thicker than its kin */
    double line_contrast;     /* of a straight line through the target; 0: there is none */
    double line_extent_mm;    /* how far the line goes on beyond both ends, the shorter one */
    double line_outside_mm;   /* J: darkness integrated over the line's width, outside the target */
    double line_excess_mm;    /* dJ: the same inside, minus J */
    double line_rest_mm;   /* longest stroke inside after the line's outside profile is taken out */
    bool line_square;      /* the line runs along the paper's edges, within 8 degrees */
    bool line_along_feed;  /* the line runs along the scanner's columns */
    double fold_depth;     /* darkness of the folds that were taken out, 0: none */
    double fold_reach_mm;  /* how far beyond both sides of the target they are proven */
    bool fold_along_feed;  /* one of them runs along the scanner's columns, as dirt does */
    double mirror;         /* correlation with the other side's ink, -1..1; 0: not looked at */
    double mirror_slope;   /* darkness here for one of the other side's */
    double paper_white;    /* gray level of the paper around, 0..255 */
    double outline;        /* correlation with the printed outline */
    double dx_mm, dy_mm;   /* displacement of the outline against the certified grid */
    double place_error_mm; /* certified error of the place of measurement */
};

struct ovalis_mark {
    enum ovalis_mark_state state;
    unsigned flags;          /* enum ovalis_mark_flags */
    struct ovalis_px centre; /* of the target on the upright page, for pictures */
    struct ovalis_mark_measures measures;
};

enum ovalis_writing_state {
    OVALIS_WRITING_NONE,   /* no ink, or no area */
    OVALIS_WRITING_SOME,   /* ink, too little for a name */
    OVALIS_WRITING_PRESENT /* handwriting */
};

struct ovalis_writing {
    enum ovalis_writing_state state;
    double ink_mm;         /* sum of stroke lengths */
    double extent_mm;      /* horizontal extent */
    double fill;           /* share of the area that is ink */
    struct ovalis_box box; /* of the area on the upright page, px, for pictures */
};

#define OVALIS_STREAK_MAX 16

/* A dark line that the scanner's glass leaves on every row it reads. */
struct ovalis_streak {
    bool rows;        /* the page was fed sideways: the streak is a row of the upright page */
    double column_px; /* centre, upright page: x, or y when `rows` */
    double width_px;
    double depth; /* darkness 0..1 */
};

/* What one side gave beside its marks. */
struct ovalis_side_reading {
    bool present;
    int quarter_turns;
    struct ovalis_certificate certificate;
    struct ovalis_identity identity;
    struct ovalis_streak streaks[OVALIS_STREAK_MAX];
    size_t streak_count;
    struct ovalis_stray_outline stray[OVALIS_STRAY_MAX];
    size_t stray_count;
};

/* What one sheet gave. marks[] and writings[] run parallel to the targets of the sheet: those of
 * the front, then those of the back, in the order of the style. */
struct ovalis_sheet_reading {
    const struct ovalis_style *style; /* borrowed from the election */
    size_t precinct;                  /* or OVALIS_NONE */
    int sheet;                        /* 1-based */
    bool pages_swapped;
    struct ovalis_side_reading sides[OVALIS_SIDES];
    const struct ovalis_target **targets; /* borrowed elements, owned list */
    struct ovalis_mark *marks;            /* owned */
    struct ovalis_writing *writings;      /* owned */
    size_t target_count;
};

/* Measure and classify every target of a registered sheet. Both sides are needed together, since
 * ink can show through. `workspace` is used for the call only. OVALIS_OK: release with
 * ovalis_sheet_reading_release(). OVALIS_ERR_MEMORY.
 */
enum ovalis_status ovalis_read_marks(struct ovalis_sheet_reading *out,
                                     const struct ovalis_registered_sheet *sheet,
                                     const struct ovalis_policy *policy,
                                     struct ovalis_workspace *workspace, struct ovalis_diag *why);

void ovalis_sheet_reading_release(struct ovalis_sheet_reading *reading);

#endif
