/* SPDX-License-Identifier: Apache-2.0 */
/* The face of the room: pages of a sheet -> upright pages, each with one mapping between grid and
 * pixels and its certificate, the printed identity, and the exact place of every target.
 *
 *   page ─▶ timing marks ─▶ numbering ─▶ mapping + certificate ─┐
 *                                                               ├─▶ identity ─▶ layout proof
 *   (orientation, mirror, crop to the paper come on the way)  ──┘
 *
 * Everything behind `upright` depends on the upright page alone, so that the stored image gives
 * the same mapping again, bit for bit. */
#ifndef OVALIS_REGISTRATION_REGISTRATION_H
#define OVALIS_REGISTRATION_REGISTRATION_H

#include "election/election.h"
#include "kernels/workspace.h"
#include "ovalis/registration.h"
#include "page/page.h"

#define OVALIS_GRID_MAX_COLUMNS 64  /* 34 today; bounds the structs below */
#define OVALIS_GRID_MAX_ROWS    128 /* 85 at 22 in */

enum ovalis_timing_state {
    OVALIS_TIMING_SEEN,    /* intact, used as measured */
    OVALIS_TIMING_BRIDGED, /* damaged or missing: stands where its neighbours say */
    OVALIS_TIMING_ABSENT   /* a coded border has no mark here */
};

struct ovalis_timing_mark {
    struct ovalis_px centre;
    enum ovalis_timing_state state;
};

/* Grid -> pixels of an upright page. Filled by the fit; use it through the functions below. */
struct ovalis_mapping {
    int columns, rows;
    struct ovalis_px left[OVALIS_GRID_MAX_ROWS];  /* centre of the left mark of each row */
    struct ovalis_px right[OVALIS_GRID_MAX_ROWS]; /* and of the right mark */
    double left_error_mm[OVALIS_GRID_MAX_ROWS];   /* certified bound of that row's end */
    double right_error_mm[OVALIS_GRID_MAX_ROWS];
    double row_error_mm[OVALIS_GRID_MAX_ROWS]; /* and of its middle, on top of its ends */
    double bow_x_top[3], bow_y_top[3];       /* px: coefficients of s, s v, s v^2; see mapping.c */
    double bow_x_bottom[3], bow_y_bottom[3]; /* px */
    double bow_error_mm;
    double pitch_x_mm, pitch_y_mm;   /* nominal */
    double px_per_mm_x, px_per_mm_y; /* printed mm: grid as measured over nominal pitch */
};

/* Where a grid place lies, in px, to 1/256 px (one rounding, here, so that every machine agrees).
 */
struct ovalis_px ovalis_mapping_px(const struct ovalis_mapping *map, struct ovalis_place place);

/* Largest predicted error there, in mm on paper. */
double ovalis_mapping_error_mm(const struct ovalis_mapping *map, struct ovalis_place place);

/* Local axes: px for one mm of paper to the right (`across`) and down (`down`). */
void ovalis_mapping_axes(const struct ovalis_mapping *map, struct ovalis_place place,
                         struct ovalis_px *across, struct ovalis_px *down);

/* What was read from a side's code; see identity.h for how. */
enum ovalis_identity_source {
    OVALIS_CODE_NONE,    /* no readable code here */
    OVALIS_CODE_READ,    /* read on this side */
    OVALIS_CODE_INFERRED /* taken from the other side */
};

#define OVALIS_AUDIT_ID_SIZE 256

struct ovalis_identity {
    enum ovalis_identity_source source;
    size_t style;    /* index, or OVALIS_NONE (card back: the code does not say) */
    size_t precinct; /* index, or OVALIS_NONE */
    int sheet;       /* 1-based */
    enum ovalis_side side;
    bool test_mode;
    int ballot_type;                     /* 0 precinct, 1 absentee, 2 provisional; -1 not said */
    char audit_id[OVALIS_AUDIT_ID_SIZE]; /* "" when there is none */
    struct ovalis_box code_box;          /* px, where the code was read; all 0 when not a QR code */
};

/* The exact place of one printed target. */
struct ovalis_outline {
    struct ovalis_px centre; /* where to measure: outline found, or consensus of the page */
    double dx_mm, dy_mm;     /* centre against the mapping's prediction, on paper */
    double correlation;      /* -1..1 with the printed shape, at `centre` */
    bool found;              /* outline itself found; false: centre is the page's consensus */
    bool hidden;             /* not found, but ink that can hide it is there */
    double error_mm;         /* bound of the error of `centre` */
};

/* An outline on a grid node that the definition does not know. */
struct ovalis_stray_outline {
    struct ovalis_place place;
    double correlation;
};

#define OVALIS_STRAY_MAX 64

/* The darkest pixel of each square of step x step px of the upright page; rows of `width`. */
struct ovalis_darkest {
    const uint8_t *cells;
    int width, height, step;
};

/* One side, registered. */
struct ovalis_registered_side {
    bool present;                /* false: the sheet has no such page (one-sided) */
    struct ovalis_page *upright; /* owned */
    int quarter_turns;           /* clockwise turns from the fed image to `upright` */
    struct ovalis_box crop;      /* part of the fed image, px */
    struct ovalis_mapping map;
    struct ovalis_certificate certificate;
    struct ovalis_timing_mark timing[OVALIS_BORDERS][OVALIS_GRID_MAX_ROWS]; /* rows or columns */
    struct ovalis_darkest darkest; /* of the workspace: while the sheet is registered, then empty */
    double ink_black;              /* median gray of the timing marks' insides, 0..255 */
    struct ovalis_identity identity;
    struct ovalis_outline *outlines; /* one per target of this side, same order; owned */
    size_t outline_count;
    struct ovalis_stray_outline stray[OVALIS_STRAY_MAX];
    size_t stray_count;
};

/* A sheet, registered. sides[] are by what is printed, not by which page came first. */
struct ovalis_registered_sheet {
    const struct ovalis_style *style; /* borrowed from the election */
    const struct ovalis_card *card;   /* likewise */
    size_t precinct;                  /* or OVALIS_NONE */
    int sheet;                        /* 1-based */
    bool pages_swapped;               /* the first page given is the back */
    struct ovalis_registered_side sides[OVALIS_SIDES];
};

/* Register a sheet. pages[0] and pages[1] in the order in which they came; pages[1] NULL for a
 * one-sided sheet. Never changes the pages; *out borrows their pixels until it is released.
 * `workspace` is used for the call only: nothing of *out points into it.
 * OVALIS_OK: *out is filled; release it with ovalis_registered_sheet_release().
 * OVALIS_REFUSED_*: `why` names the side, the place and the remedy; *out holds what was learnt so
 * far (for pictures) and is to be released too. While `style` is NULL it is not known which page is
 * the front: sides[] are then in the order of the pages. OVALIS_ERR_MEMORY. */
enum ovalis_status
ovalis_register_sheet(struct ovalis_registered_sheet *out, const struct ovalis_election *election,
                      const struct ovalis_policy *policy, const struct ovalis_page *const pages[2],
                      struct ovalis_workspace *workspace, struct ovalis_diag *why);

void ovalis_registered_sheet_release(struct ovalis_registered_sheet *sheet);

#endif
