/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of drawings of the suite: what is drawn, and how many of its ovals may become marginal.
 */
#ifndef OVALIS_TESTS_KINDS_H
#define OVALIS_TESTS_KINDS_H

#include "draw.h"

#define FOLDS_MAX   3 /* of one drawing */
#define STROKES_MAX 3 /* of one mark */
#define BANDS       3 /* of depth: to 0.4, to 0.6, to 0.8 */

/* What is drawn over a side. */
struct drawing {
    struct fold folds[FOLDS_MAX];
    int fold_count;
    int band;        /* of the deepest fold; 0 without folds */
    bool both_sides; /* the folds show on the back too */
};

/* A mark, or dirt, on one target. */
struct drawn_mark {
    struct stroke strokes[STROKES_MAX];
    int count;
    struct stroke behind[STROKES_MAX]; /* on the other side of the paper, seen from this one */
    int behind_count;
    bool tear;
};

struct kind {
    const char *name;
    /* Folds through a place on the card. NULL: none. */
    void (*folds)(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                  struct dice *dice);
    /* A mark for one empty target, `at` on the card. NULL: nothing is drawn but the folds. */
    void (*mark)(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                 const struct ovalis_card *card, struct dice *dice);
    bool counts;                /* the mark must not be unmarked; else it must not be marked */
    double marginal_max[BANDS]; /* share of empty targets (of drawn marks when there are any) */
    double wrong_max;           /* share of the same that comes out wrong: the known limits of
                                 * docs/accuracy.md, so that no change adds to them. 0: none may */
};

extern const struct kind kinds[];
extern const size_t kind_count;

#endif
