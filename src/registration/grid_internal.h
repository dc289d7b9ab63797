/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the timing-mark grid share; nobody else includes this.
 *
 *   coarse.c    page -> image of about 50 dpi, paper level, box of the paper
 *   bars.c      coarse image -> dark horizontal bars
 *   lines.c     bars -> columns of evenly spaced bars: the left and right borders
 *   numbering.c borders + bars -> row numbers, which end is the full row
 *   edges.c     page -> one mark measured in gray values
 *   border.c    numbered places -> the measured marks of all four borders
 *   bridge.c    damaged and missing marks -> places said by their neighbours, with a bound
 *   mapping.c, certificate.c, grid.c (orientation, crop, the order of it all) */
#ifndef OVALIS_REGISTRATION_GRID_INTERNAL_H
#define OVALIS_REGISTRATION_GRID_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "registration/grid.h"

/* coarse.c ------------------------------------------------------------------------------------ */

/* Means of step x step px. Cell (x, y) has its centre at px (x * step + (step - 1) / 2, ...). */
struct ovalis_coarse {
    int width, height, step;
    uint8_t *cells;                /* of the arena, like `darkest`; rows of `width` */
    uint8_t *darkest;              /* darkest pixel of each cell */
    int paper, black;              /* gray levels, inside the paper's box */
    struct ovalis_box paper_box;   /* cells: bounding box of the paper */
    int paper_width, paper_height; /* cells: extent along the axes through the middle */
};

/* OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_coarse_make(struct ovalis_coarse *out, const struct ovalis_page *page,
                                      int step, struct ovalis_workspace *workspace);

/* The same image turned clockwise by 90 degrees. */
enum ovalis_status ovalis_coarse_turn(struct ovalis_coarse *out, const struct ovalis_coarse *in,
                                      struct ovalis_workspace *workspace);

/* bars.c -------------------------------------------------------------------------------------- */

/* A dark, roughly horizontal bar with paper above and below it; cells. */
struct ovalis_bar {
    double left, right, y;
};

#define OVALIS_BARS_MAX 6000 /* hundreds on a real page; the bound is for noise */

struct ovalis_bars {
    struct ovalis_bar *at; /* by y; of the arena, like `row` */
    int count;
    int *row; /* row[y]: first bar with y at or below that cell row */
    int rows;
};

/* All bars between 0.9 and 7.5 mm of length. OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_bars_find(struct ovalis_bars *out, const struct ovalis_coarse *coarse,
                                    struct ovalis_workspace *workspace);

/* Index of the first bar with y >= `y`. */
int ovalis_bars_from(const struct ovalis_bars *bars, double y);

/* lines.c ------------------------------------------------------------------------------------- */

#define OVALIS_LINE_MAX 224 /* indexes of a line; the seed stands in the middle */

/* A column of bars, indexed in steps of one pitch from an arbitrary origin. */
struct ovalis_line {
    int bar[OVALIS_LINE_MAX]; /* index of the bar, -1 where there is none */
    int first, last;          /* outermost indexes that have one */
    int matched;
    double weight; /* matched, bars of a mark's length counted full */
    double pitch;  /* cells */
    double slope;  /* dx/dy */
    bool right;    /* right border: inner ends are the left ones */
};

#define OVALIS_LINES_MAX 8

/* The sizes looked for, in cells. */
struct ovalis_grid_scale {
    double pitch_x, pitch_y, mark_width;
};

/* Inner end of a bar as a member of a border. */
double ovalis_bar_inner(const struct ovalis_bar *bar, bool right);

/* The strongest lines on one half of the image, best first. Returns how many; -1 when there is no
 * memory for the search. */
int ovalis_lines_find(struct ovalis_line lines[OVALIS_LINES_MAX], const struct ovalis_bars *bars,
                      const struct ovalis_coarse *coarse, const struct ovalis_grid_scale *scale,
                      bool right, struct ovalis_workspace *workspace);

/* numbering.c --------------------------------------------------------------------------------- */

/* Where the numbered rows are, roughly: inner ends of the side marks; cells. */
struct ovalis_grid_guess {
    int columns, rows;
    struct ovalis_px left[OVALIS_GRID_MAX_ROWS], right[OVALIS_GRID_MAX_ROWS];
    bool left_seen[OVALIS_GRID_MAX_ROWS], right_seen[OVALIS_GRID_MAX_ROWS];
    int left_count, right_count; /* seen within the grid */
    int outside;                 /* bars of a side line beyond either end */
    int top_hits, bottom_hits;   /* marks on the interior columns of both end rows */
    bool upside_down;            /* the full row is at the bottom of a coded card */
    bool half_turn_open;         /* both end rows are full */
    double score, margin;        /* of the numbering, and ahead of the next one */
};

/* OVALIS_OK; OVALIS_REFUSED_NO_MARKS, _MARKS_MISSING, _NUMBERING. */
enum ovalis_status ovalis_grid_number(struct ovalis_grid_guess *out, const struct ovalis_bars *bars,
                                      const struct ovalis_coarse *coarse,
                                      const struct ovalis_grid_hint *hint,
                                      const struct ovalis_grid_scale *scale,
                                      struct ovalis_workspace *workspace, struct ovalis_diag *why);

/* edges.c ------------------------------------------------------------------------------------- */

/* What to measure; px. */
struct ovalis_mark_window {
    double x, y;              /* expected centre */
    double width, height;     /* of a mark */
    double reach;             /* how far up and down to look */
    double slope;             /* dy/dx along the bar */
    bool height_known;        /* `height` was measured on this page */
    bool left_end, right_end; /* ends that count */
};

struct ovalis_mark_seen {
    bool present;        /* something dark of about the right height */
    bool good_y, good_x; /* intact in this direction */
    bool stretched;      /* higher or lower than a mark, straight edges all along: by the feed */
    double y;            /* at the mark's centre column `x` of the window */
    double left, right;  /* ends, where asked for and found */
    bool has_left, has_right;
    double height;
    double share;              /* of the slices that are intact, 0..1 */
    double spread_y, spread_x; /* px: scatter of the slices; of the bands of an end */
    int ink;                   /* gray inside */
};

void ovalis_mark_measure(struct ovalis_mark_seen *out, const struct ovalis_page *page,
                         const struct ovalis_mark_window *window, double px_per_mm,
                         const struct ovalis_kernels *kernels);

/* border.c ------------------------------------------------------------------------------------ */

struct ovalis_border_mark {
    struct ovalis_mark_seen seen;
    struct ovalis_px centre; /* px */
    bool good_x, good_y;     /* may be used as measured */
    bool expected;           /* false: a coded border has no mark here */
    double error_x, error_y; /* mm, bound; set by bridge.c */
};

struct ovalis_grid_marks {
    int columns, rows;
    struct ovalis_border_mark side[2][OVALIS_GRID_MAX_ROWS];   /* left, right */
    struct ovalis_border_mark end[2][OVALIS_GRID_MAX_COLUMNS]; /* top, bottom: columns */
    double mark_width, mark_height;                            /* px, medians of the page */
    double px_per_mm_x, px_per_mm_y;
    bool coded_bottom;
    bool beyond[2][2]; /* side, top/bottom: an intact mark one pitch outside the grid */
    int ink;           /* median gray inside the marks */
};

void ovalis_border_measure(struct ovalis_grid_marks *out, const struct ovalis_page *page,
                           const struct ovalis_grid_guess *guess, int step,
                           const struct ovalis_grid_hint *hint,
                           const struct ovalis_kernels *kernels);

/* bridge.c ------------------------------------------------------------------------------------ */

/* Throw out outliers, then give every side mark that is not used as measured the place that its
 * neighbours say, and each a bound. OVALIS_OK or OVALIS_REFUSED_MARKS_MISSING. */
enum ovalis_status ovalis_bridge(struct ovalis_grid_marks *marks, struct ovalis_diag *why);

/* mapping.c, certificate.c -------------------------------------------------------------------- */

void ovalis_mapping_fit(struct ovalis_mapping *map, struct ovalis_grid_marks *marks,
                        const struct ovalis_grid_hint *hint);

/* paper_px_per_mm: what a millimetre of paper is on this page, as far as is known. */
void ovalis_certify(struct ovalis_registered_side *side, const struct ovalis_grid_marks *marks,
                    double paper_px_per_mm_x, double paper_px_per_mm_y);

/* Small sorting helpers: the middle of n values (n > 0), which are reordered. */
double ovalis_median(double *values, int n);

#endif
