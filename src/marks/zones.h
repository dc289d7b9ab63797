/* SPDX-License-Identifier: Apache-2.0 */
/* Where on a target's raster a cell lies: inside, on the printed line, just outside, in the paper
 * around. Zones go by the signed distance (mm) to the outer border of the printed outline, negative
 * inside:
 *
 *     -stroke-0.20-w        0.15+w           1.15              3.0
 *   inside  |      band       |     collar     |                |
 *           |  (the print's)  |            ring: 0.3 ... 3.0    |
 *
 * w widens the band where the place is certified less exactly. */
#ifndef OVALIS_MARKS_ZONES_H
#define OVALIS_MARKS_ZONES_H

#include "election/election.h"
#include "marks/bits.h"
#include "marks/raster.h"

#define OVALIS_ZONE_SECTORS 24 /* 15 degrees each */

struct ovalis_zones {
    int columns, rows;
    double step_mm;
    double box_mm2; /* width x height of the target */
    struct ovalis_bits inside, band, collar;
    struct ovalis_bits box;     /* the target's box without what the printed line may cover */
    struct ovalis_bits clear;   /* inside and collar, at least 0.25 mm from the printed line */
    struct ovalis_bits around;  /* 0.15 ... 2.0 mm */
    struct ovalis_bits outside; /* 0.15 mm to the raster's edge */
    struct ovalis_bits rim;     /* 0.15 ... 0.40 mm: ink here touches the target */
    double sector_mm[OVALIS_ZONE_SECTORS];    /* length of the outline in each sector */
    uint8_t sector[OVALIS_RASTER_MAX_CELLS];  /* 0..23 around the centre */
    uint16_t inner[OVALIS_RASTER_MAX_CELLS];  /* cells of `inside` */
    uint16_t line[OVALIS_RASTER_MAX_CELLS];   /* cells of `band` */
    uint16_t ring[OVALIS_RASTER_MAX_CELLS];   /* every other cell of every other row of the ring */
    uint16_t beside[OVALIS_RASTER_MAX_CELLS]; /* cells of `collar` */
    int inner_count, line_count, ring_count, beside_count;
};

/* Signed distance of a place (mm from the target's centre, along its printed axes). */
double ovalis_zones_distance(const struct ovalis_card *card, double x_mm, double y_mm);

/* Zones for the targets of a card, the band widened by widening_mm both ways. */
void ovalis_zones_make(struct ovalis_zones *zones, const struct ovalis_card *card,
                       double widening_mm);

#endif
