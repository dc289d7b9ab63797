/* SPDX-License-Identifier: Apache-2.0 */
/* Folds, pencil and dirt drawn into a page after it was registered. Lengths are mm on the paper,
 * darkness is a share of the way from paper to printed ink; what is drawn multiplies what is
 * there, as a shadow and as graphite do. */
#ifndef OVALIS_TESTS_DRAW_H
#define OVALIS_TESTS_DRAW_H

#include "registration/registration.h"

/* A small generator of its own, so that a seed gives the same drawings everywhere. */
struct dice {
    uint64_t state;
};

uint32_t dice_bits(struct dice *dice);
double dice_between(struct dice *dice, double low, double high);
int dice_below(struct dice *dice, int count);
bool dice_one_in(struct dice *dice, int count);

/* One side to draw on. `page` is a copy that may be drawn on. */
struct canvas {
    struct ovalis_page *page;
    const struct ovalis_mapping *map;
    double columns; /* of the grid, for the mirrored side */
    double white, black;
};

/* A crease over the paper: a dark valley, a lighter ridge beside it, unevenness along it. Lengths
 * are on the card: x = column x pitch, y = row x pitch, of the front. */
struct fold {
    struct ovalis_mm at, along; /* a place on it; its direction, length 1 */
    double depth, width;        /* width at half its depth */
    double ridge, ridge_at;     /* brightness, 0 without; its distance across */
    double uneven;              /* share of the depth that varies along it */
    double wander;              /* mm sideways */
    double flaking;             /* share of the print on it that is gone */
    double from, to, soft;      /* mm along; it fades out over `soft` at both ends */
    uint32_t seed;
};

/* `mirrored`: seen from the back of the sheet. */
void draw_fold(const struct canvas *canvas, const struct fold *fold, bool mirrored);

/* Distance of a place on the card to the fold's line, and the place along it. */
double fold_across(const struct fold *fold, struct ovalis_mm place);
double fold_along(const struct fold *fold, struct ovalis_mm place);

/* A straight stroke, ends in mm from the middle of a target along its printed axes. */
struct stroke {
    double x0, y0, x1, y1, width, darkness;
    double soft;  /* mm from paper to ink at its edges; 0: as a scanner sees a pen's */
    double grain; /* share of the darkness that varies from place to place */
    uint32_t seed;
};

void draw_stroke(const struct canvas *canvas, struct ovalis_px centre, struct ovalis_place place,
                 const struct stroke *stroke);

/* A rip from the edge of the paper: a white gap with a gray border. Ends as those of a stroke. */
void draw_tear(const struct canvas *canvas, struct ovalis_px centre, struct ovalis_place place,
               const struct stroke *path);

#endif
