/* SPDX-License-Identifier: Apache-2.0 */
/* The election as every room after this one sees it: whatever format it came from, the same
 * structs, already checked. Built once, then read-only and shared between threads. Indexes
 * (contest, option, precinct, style) count from 0 in the order of the definition file. */
#ifndef OVALIS_ELECTION_ELECTION_H
#define OVALIS_ELECTION_ELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/geometry.h"
#include "base/sha256.h"
#include "ovalis/election.h"
#include "ovalis/policy.h"

/* "No such": precinct, party or option index that does not apply. */
#define OVALIS_NONE ((size_t)-1)

enum ovalis_side { OVALIS_FRONT, OVALIS_BACK, OVALIS_SIDES };

/* "front", "back". */
const char *ovalis_side_name(enum ovalis_side side);

/* How a sheet says which ballot it is. */
enum ovalis_identity_kind {
    OVALIS_IDENTITY_TIMING_MARKS, /* AccuVote / New Hampshire: the bottom row of marks is a code */
    OVALIS_IDENTITY_QR            /* VxDesign: a QR code, all four borders complete */
};

enum ovalis_target_shape {
    OVALIS_SHAPE_STADIUM, /* a rectangle with half circles: the usual "oval" */
    OVALIS_SHAPE_ELLIPSE,
    OVALIS_SHAPE_RECTANGLE
};

/* The printed sheet, in nominal size. */
struct ovalis_card {
    double width_mm, height_mm;    /* paper */
    int columns, rows;             /* timing-mark grid, marks on all four borders */
    double pitch_x_mm, pitch_y_mm; /* nominal; the scan is measured, this is the starting value */
    double origin_x_mm,
        origin_y_mm; /* centre of column 0, row 0 from the paper's top left; nominal */
    double mark_width_mm, mark_height_mm;
    bool marks_bleed; /* side marks run into the sheet's edge and may be cut there */
    enum ovalis_identity_kind identity;
    enum ovalis_target_shape shape;
    double target_width_mm, target_height_mm; /* outer size of the outline */
    double target_stroke_mm;                  /* width of the printed line */
};

struct ovalis_party {
    char *id, *name, *abbreviation;
};

struct ovalis_precinct {
    char *id, *name;
};

struct ovalis_option {
    char *id;   /* as the format writes it; write-ins of VxSuite: "write-in-0", "write-in-1" … */
    char *name; /* as printed; "" for a write-in */
    bool write_in;
    size_t *parties; /* indexes */
    size_t party_count;
};

enum ovalis_contest_kind {
    OVALIS_CONTEST_CANDIDATE,
    OVALIS_CONTEST_MEASURE,
    OVALIS_CONTEST_STRAIGHT_PARTY
};

struct ovalis_contest {
    char *id, *title, *district;
    enum ovalis_contest_kind kind;
    int votes_allowed;             /* >= 1 */
    size_t party;                  /* primary contest of this party, else OVALIS_NONE */
    struct ovalis_option *options; /* candidates or answers in file order, then write-ins */
    size_t option_count;
    bool straight_party_controlled; /* a straight-party vote reaches this contest */
};

/* A printed oval. */
struct ovalis_target {
    int sheet; /* 1-based sheet of the ballot */
    enum ovalis_side side;
    struct ovalis_place place; /* centre, grid units */
    size_t contest, option;    /* option: index within the contest */
    bool has_area;             /* a write-in area belongs to it */
    struct {
        double column, row, width, height;
    } area;                 /* grid units, top left and size */
    bool area_alone_counts; /* writing counts with an empty oval (SelectionRequired false) */
};

struct ovalis_style {
    char *id;
    char **precinct_ids; /* borrowed strings of election->precincts */
    size_t *precincts;   /* indexes */
    size_t precinct_count;
    size_t party;     /* or OVALIS_NONE */
    size_t card;      /* index into election->cards */
    size_t *contests; /* contests on this ballot, in printed order */
    size_t contest_count;
    struct ovalis_target *targets; /* by sheet, side, row, column */
    size_t target_count;
    int sheet_count;
};

enum ovalis_definition_format {
    OVALIS_DEFINITION_VX_2024, /* February 2024 and older */
    OVALIS_DEFINITION_VX_4_0,
    OVALIS_DEFINITION_VX_4_1,
    OVALIS_DEFINITION_CDF_1_0
};

enum ovalis_election_type {
    OVALIS_ELECTION_GENERAL,
    OVALIS_ELECTION_CLOSED_PRIMARY, /* a style per party */
    OVALIS_ELECTION_OPEN_PRIMARY    /* contests of several parties on one ballot: crossover */
};

struct ovalis_election {
    enum ovalis_definition_format format;
    enum ovalis_election_type type;
    char *title, *date, *state, *jurisdiction; /* date as ISO "2022-07-12", or "" */
    struct ovalis_sha256 hash;                 /* of the file's exact bytes */
    char hash_hex[OVALIS_SHA256_HEX_SIZE];
    struct ovalis_party *parties;
    size_t party_count;
    struct ovalis_precinct *precincts;
    size_t precinct_count;
    struct ovalis_contest *contests;
    size_t contest_count;
    struct ovalis_card *cards;
    size_t card_count;
    struct ovalis_style *styles;
    size_t style_count;
    bool is_test; /* a definition for tests only (CDF IsTest) */
    /* What a definition of the old generation says about policy; only fields that it has. */
    bool has_thresholds, has_write_in_threshold, has_adjudication;
    double marginal_fill, definite_fill, write_in_fill;
    unsigned adjudicate; /* enum ovalis_reason_flags */
};

/* Distance of a grid place from the centre of column 0, row 0, at nominal pitch. */
struct ovalis_mm ovalis_card_mm(const struct ovalis_card *card, struct ovalis_place place);

/* The targets of one side of one sheet: a run of style->targets. *count may be 0. */
const struct ovalis_target *ovalis_style_side(const struct ovalis_style *style, int sheet,
                                              enum ovalis_side side, size_t *count);

/* Style by id; NULL when there is none. */
const struct ovalis_style *ovalis_election_style(const struct ovalis_election *election,
                                                 const char *id);

#endif
