/* SPDX-License-Identifier: Apache-2.0 */
/* A faint straight line on the paper, followed away from a target: how far, how surely, where. */
#ifndef OVALIS_MARKS_TRAIL_H
#define OVALIS_MARKS_TRAIL_H

#include "election/election.h"
#include "marks/raster.h"

/* Beyond the outline a trail starts here, mm: clear of the print's blur. */
#define OVALIS_TRAIL_START_MM 0.30

/* Places kept: the nearest 8 mm in sight. */
#define OVALIS_TRAIL_PLACES 32

/* The page from one target along one direction of its printed axes. Lengths in mm, from the middle
 * of the target. */
struct ovalis_trail_view {
    const struct ovalis_raster *patch; /* levels of paper and ink */
    const struct ovalis_raster_source *source;
    struct ovalis_px centre, along, across; /* px; for one mm */
    double half_along, half_across;         /* of the target */
    bool upright;                           /* along the target's columns */
};

struct ovalis_trail_view ovalis_trail_view(const struct ovalis_raster *patch,
                                           const struct ovalis_raster_source *source,
                                           const struct ovalis_card *card,
                                           const struct ovalis_frame *frame, bool upright);

int ovalis_trail_gray(const struct ovalis_trail_view *view, double along, double across);

/* Sums for a straight line through places. */
struct ovalis_trail_sums {
    double n, x, y, xx, xy;
};

void ovalis_trail_add(struct ovalis_trail_sums *sums, double along, double across);

/* across = *at + *slope x along. false: too few places. */
bool ovalis_trail_line(double *at, double *slope, const struct ovalis_trail_sums *sums);

struct ovalis_trail_places {
    int count;
    double along[OVALIS_TRAIL_PLACES], across[OVALIS_TRAIL_PLACES];
};

/* What was seen on one side of a target. */
struct ovalis_trail {
    double reached_mm;                /* beyond the start */
    double seen_mm;                   /* of it in sight */
    double told_mm;                   /* in sight, or spoken against */
    bool open;                        /* nothing spoke against it up to where sight ends */
    struct ovalis_trail_places any;   /* the nearest places in sight */
    struct ovalis_trail_places clean; /* the nearest with nothing but paper beside */
    struct ovalis_trail_sums all;     /* over every place in sight */
};

/* Follow from beside the target outward, starting at `across` in the direction of `slope`; side 1
 * or -1 along. `contrast`: of the line against paper, 0..1. */
void ovalis_trail_follow(struct ovalis_trail *out, const struct ovalis_trail_view *view, int side,
                         double across, double slope, double contrast);

#endif
