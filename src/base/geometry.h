/* SPDX-License-Identifier: Apache-2.0 */
/* Places in three spaces that must never be mixed, each with a type of its own. */
#ifndef OVALIS_BASE_GEOMETRY_H
#define OVALIS_BASE_GEOMETRY_H

/* Pixels of an upright page: the centre of the top left pixel is (0, 0), x to the right, y down. */
struct ovalis_px {
    double x, y;
};

/* Millimetres on the paper, printed size. */
struct ovalis_mm {
    double x, y;
};

/* Timing-mark grid: column 0 is the left marks, row 0 the top marks, whole numbers are centres of
 * marks; fractions are allowed. */
struct ovalis_place {
    double column, row;
};

/* A rectangle of whole pixels: left and top inside, right and bottom one past. */
struct ovalis_box {
    int left, top, right, bottom;
};

#endif
