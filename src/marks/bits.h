/* SPDX-License-Identifier: Apache-2.0 */
/* Small bitmaps, a machine word at a time: "which raster pixels are ink", "which lie inside". All
 * measures of areas and strokes are counts of bits, so they are the same on every machine. */
#ifndef OVALIS_MARKS_BITS_H
#define OVALIS_MARKS_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/kernels.h"

#define OVALIS_BITS_WORDS   4 /* 256 columns: a write-in area of 51 mm at 0.2 mm */
#define OVALIS_BITS_COLUMNS (64 * OVALIS_BITS_WORDS)
#define OVALIS_BITS_ROWS    128

/* Bits beyond `columns` and rows beyond `rows` are always 0. */
struct ovalis_bits {
    int columns, rows;
    uint64_t row[OVALIS_BITS_ROWS][OVALIS_BITS_WORDS];
};

/* First and last row and column that hold a bit. */
struct ovalis_bits_bounds {
    int left, top, right, bottom;
};

static inline bool ovalis_bits_get(const struct ovalis_bits *bits, int x, int y)
{
    return (bits->row[y][x >> 6] >> (x & 63)) & 1u;
}

static inline void ovalis_bits_set(struct ovalis_bits *bits, int x, int y)
{
    bits->row[y][x >> 6] |= (uint64_t)1 << (x & 63);
}

/* Empty, of the given size (at most OVALIS_BITS_COLUMNS x OVALIS_BITS_ROWS). */
void ovalis_bits_clear(struct ovalis_bits *bits, int columns, int rows);

/* Set where gray <= limit; `gray` holds `rows` rows of `columns` bytes. A negative limit sets
 * nothing. */
void ovalis_bits_darker(struct ovalis_bits *out, const uint8_t *gray, int columns, int rows,
                        int limit, const struct ovalis_kernels *kernels);

/* out = a & b, a & ~b, a | b; out may be either. */
void ovalis_bits_and(struct ovalis_bits *out, const struct ovalis_bits *a,
                     const struct ovalis_bits *b);
void ovalis_bits_without(struct ovalis_bits *out, const struct ovalis_bits *a,
                         const struct ovalis_bits *b);
void ovalis_bits_or(struct ovalis_bits *out, const struct ovalis_bits *a,
                    const struct ovalis_bits *b);

int ovalis_bits_count(const struct ovalis_bits *bits);
int ovalis_bits_count_both(const struct ovalis_bits *a, const struct ovalis_bits *b);
bool ovalis_bits_any(const struct ovalis_bits *bits);

/* Set what lies within `reach` pixels, as a square. */
void ovalis_bits_dilate(struct ovalis_bits *bits, int reach);

/* What of a 3 x 3 square's opening is left: specks and lines thinner than 3 px go. */
void ovalis_bits_open(struct ovalis_bits *bits);

/* Number of pixel edges between set and not set. */
int ovalis_bits_edges(const struct ovalis_bits *bits, const struct ovalis_bits_bounds *bounds);

/* Move the component (8 neighbours) that holds the first set bit from *rest into *component; false
 * when *rest is empty. */
bool ovalis_bits_take_component(struct ovalis_bits *rest, struct ovalis_bits *component,
                                struct ovalis_bits_bounds *bounds);

/* Add to *seed every bit of *mask that is connected to it (8 neighbours). *seed must lie within
 * *mask. */
void ovalis_bits_flood(struct ovalis_bits *seed, const struct ovalis_bits *mask,
                       struct ovalis_bits_bounds *bounds);

#endif
