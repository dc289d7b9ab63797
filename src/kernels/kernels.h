/* SPDX-License-Identifier: Apache-2.0 */
/* The face of the room: pixel loops, one function pointer each, filled once from the processor's
 * flags. Every kernel takes and gives integers, and every variant gives what its C reference gives,
 * bit for bit: what a sheet says never depends on the machine. A kernel reads only what its comment
 * says and writes only its results.
 *
 * To add one: its type and comment here, its C reference `ovalis_<name>_c` in a file of this
 * folder, its variants `ovalis_<name>_<set>` in x86/ and arm/, all of them declared in variants.h
 * and chosen in choose.c; then a check in tests/kernelcheck/, which refuses kernels without one. A
 * variant stays while the benchmark says that it wins under gcc and clang. */
#ifndef OVALIS_KERNELS_KERNELS_H
#define OVALIS_KERNELS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "ovalis/cpu.h"

/* Bytes behind the last pixel of an image that kernels marked so may read, whatever they hold. */
#define OVALIS_KERNEL_SLACK 64

/* shrink.c ------------------------------------------------------------------------------------- */

/* Means (rounded down) and minima of `cells` squares of step x step px, side by side, the first at
 * `px`; rows of pixels `stride` bytes apart. 1 <= step <= 64, cells >= 0. */
typedef void ovalis_shrink_row_fn(uint8_t *means, uint8_t *minima, const uint8_t *px,
                                  ptrdiff_t stride, int cells, int step);

/* slices.c ------------------------------------------------------------------------------------- */

/* Most slices that a timing mark is cut into. */
#define OVALIS_KERNEL_SLICES 16

/* sums[16 y + k]: the sum of `columns` px of row y from px first[k] on, for k < slices; 0 for the
 * others. first[] does not fall; 1 <= columns <= 128. `px` is the first row of `rows`. Reads up to
 * OVALIS_KERNEL_SLACK bytes behind a slice. */
typedef void ovalis_slice_rows_fn(int16_t *sums, const uint8_t *px, ptrdiff_t stride, int rows,
                                  const int *first, int slices, int columns);

/* bars.c --------------------------------------------------------------------------------------- */

/* Cells of a row whose largest answer is told. */
#define OVALIS_KERNEL_BLOCK 32

/* sums[i] = cells[i] + ... + cells[i + 3], for i < count. */
typedef void ovalis_sum_fours_fn(uint16_t *sums, const uint8_t *cells, int count);

/* How much darker a window of 4 x 3 cells is than the paper above and below it, for each cell of
 * one row, `sums` being its sums of four, `width` sums from row to row, four rows above and below
 * it read: 3 x the lesser of two bands of 8 cells (at most 8 x paper) - 2 x the middle's 12 cells,
 * which is 24 x the difference of their means. most[]: the largest of each OVALIS_KERNEL_BLOCK. */
typedef void ovalis_bar_response_fn(int16_t *out, int16_t *most, const uint16_t *sums, int width,
                                    int paper);

/* sample.c ------------------------------------------------------------------------------------- */

/* A straight row of places: the first, and from each to the next; 1/65536 px. */
struct ovalis_sample_walk {
    int32_t x, y, step_x, step_y;
};

/* Gray (0..255, rounded to the nearest) or darkness (0 white .. 127 black) at `count` places,
 * linear between the four pixels around each, with 8 bits of a pixel's fraction. All four must be
 * on the page, of less than 2^15 px a side, for every place. Reads up to OVALIS_KERNEL_SLACK bytes
 * behind the pixels of a row. */
typedef void ovalis_sample_gray_fn(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                                   const struct ovalis_sample_walk *walk);
typedef void ovalis_sample_darkness_fn(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                                       const struct ovalis_sample_walk *walk);

/* bits.c --------------------------------------------------------------------------------------- */

/* Bit x of word x / 64 of each row: gray <= level. Rows of `columns` bytes without gaps and of
 * `words` words; the words that hold a column are written whole, bits behind the last column 0. */
typedef void ovalis_dark_bits_fn(uint64_t *bits, int words, const uint8_t *gray, int columns,
                                 int rows, uint8_t level);

/* bands.c -------------------------------------------------------------------------------------- */

/* Means of two rows, halves rounded up; 1, which stands for "masked" in a band, becomes 0. */
typedef void ovalis_band_mean_fn(uint8_t *out, const uint8_t *one, const uint8_t *other, int count);

/* For each cell at least `flank` from both ends: told 1 where both cells `flank` beside it are at
 * least `paper` light and it is not masked (1), else 0; hit 1 where it is told and darker than the
 * darker of the two by `step` or more. The cells nearer to the ends are not written. */
typedef void ovalis_band_look_fn(uint8_t *hit, uint8_t *told, const uint8_t *line, int count,
                                 int flank, uint8_t paper, uint8_t step);

/* seen += told; hits += told where the cell or a neighbour is hit; modulo 256, but for the first
 * and last cell. */
typedef void ovalis_band_add_fn(uint8_t *hits, uint8_t *seen, const uint8_t *hit,
                                const uint8_t *told, int count);

/* match.c -------------------------------------------------------------------------------------- */

/* A stretch of cells on one row of a shape, from the shape's centre. */
struct ovalis_match_run {
    int row, first, count;
    int values; /* index of the first of its values */
};

/* What is wanted of a patch. A run of odd length is followed by a value of 0. */
struct ovalis_match_shape {
    const struct ovalis_match_run *runs;
    size_t run_count;
    const int8_t *values; /* -31..31 */
};

/* Shifts of one row of products. */
#define OVALIS_KERNEL_SHIFTS 16

/* products[OVALIS_KERNEL_SHIFTS y + k]: values times darkness (0..127) summed over the shape, its
 * centre at cell (k, y) from `darkness`, for y < rows and k < shifts (8 or 16). Rows of `width`
 * cells. Reads up to 16 + 8 cells behind those of a run. */
typedef void ovalis_match_shape_fn(int32_t *products, const struct ovalis_match_shape *shape,
                                   const uint8_t *darkness, ptrdiff_t width, int rows, int shifts);

/* sums[i], squares[i]: of the cells before i, for i <= count. Cells of 0..127. */
typedef void ovalis_match_sums_fn(int32_t *sums, int32_t *squares, const uint8_t *darkness,
                                  int count);

/* edges.c -------------------------------------------------------------------------------------- */

/* Of each of OVALIS_KERNEL_SLICES slices the dark row at an edge, -1 where there is none. `sums` as
 * ovalis_slice_rows_fn gives them; way 1 or -1; every row named is one of them.
 * edges_out: the first of `steps` rows from `from` along `way` that is below `level` while the next
 * one is not. edges_in: the first of `steps` rows behind `from` against `way` that is below it;
 * none where row `from` is below it itself. */
typedef void ovalis_edges_out_fn(int16_t *rows, const int16_t *sums, int from, int way, int steps,
                                 int level);
typedef void ovalis_edges_in_fn(int16_t *rows, const int16_t *sums, int from, int way, int steps,
                                int level);

/* All slices of each row together. */
typedef void ovalis_slice_totals_fn(int32_t *totals, const int16_t *sums, int rows);

/* count.c -------------------------------------------------------------------------------------- */

/* How many px of a box are <= low, and <= high. */
typedef void ovalis_count_levels_fn(uint32_t counts[2], const uint8_t *px, ptrdiff_t stride,
                                    int width, int height, uint8_t low, uint8_t high);

struct ovalis_kernels {
    unsigned flags; /* what was chosen from */
    ovalis_shrink_row_fn *shrink_row;
    ovalis_slice_rows_fn *slice_rows;
    ovalis_sum_fours_fn *sum_fours;
    ovalis_bar_response_fn *bar_response;
    ovalis_sample_gray_fn *sample_gray;
    ovalis_sample_darkness_fn *sample_darkness;
    ovalis_dark_bits_fn *dark_bits;
    ovalis_band_mean_fn *band_mean;
    ovalis_band_look_fn *band_look;
    ovalis_band_add_fn *band_add;
    ovalis_match_shape_fn *match_shape;
    ovalis_match_sums_fn *match_sums;
    ovalis_edges_out_fn *edges_out;
    ovalis_edges_in_fn *edges_in;
    ovalis_slice_totals_fn *slice_totals;
    ovalis_count_levels_fn *count_levels;
};

/* The best variants for a set of flags (enum ovalis_cpu_flags). */
void ovalis_kernels_choose(struct ovalis_kernels *out, unsigned flags);

#endif
