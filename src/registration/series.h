/* SPDX-License-Identifier: Apache-2.0 */
/* One coordinate of a side's marks by row, and what is thrown out of it. */
#ifndef OVALIS_REGISTRATION_SERIES_H
#define OVALIS_REGISTRATION_SERIES_H

#include "registration/registration.h"

struct ovalis_series {
    int count;
    double px_per_mm;
    double at[OVALIS_GRID_MAX_ROWS];
    bool known[OVALIS_GRID_MAX_ROWS];   /* measured or anchored */
    double error[OVALIS_GRID_MAX_ROWS]; /* mm */
};

/* Nearest known index from `from` in direction `way`, -1 when there is none. */
int ovalis_series_known_from(const struct ovalis_series *s, int from, int way);

/* On the line through the values at a and b. */
double ovalis_series_line_at(const struct ovalis_series *s, int a, int b, int at);

/* All of `count` rows from `from` on exist and are known. */
bool ovalis_series_all_known(const struct ovalis_series *s, int from, int count);

/* Drop values that are further than the limit from everything that their neighbours say, the worst
 * first. */
void ovalis_series_drop_strays(struct ovalis_series *s, double limit_mm);

/* Of the x of both sides: drop inner ends that are off the course of their side while the other
 * side is not, and rows of a width that is not the page's. */
void ovalis_series_drop_ends(struct ovalis_series pair[2]);

#endif
