/* SPDX-License-Identifier: Apache-2.0 */
/* The printed outline of a target as a shape, and how well a place of a page agrees with it.
 *
 * Pixels are sampled once, along the page's own axes, into a patch of square cells of a fixed size
 * on paper; all comparing happens there in integers. So one shape serves every resolution and every
 * skew. */
#ifndef OVALIS_REGISTRATION_OUTLINE_H
#define OVALIS_REGISTRATION_OUTLINE_H

#include <stdint.h>

#include "election/election.h"
#include "kernels/kernels.h"
#include "page/page.h"

/* Cell of the fine patches: a printed line of 0.2 mm still fills more than one cell. */
#define OVALIS_CELL_MM 0.15

/* Shifts compared at once, in either direction: -REACH..REACH cells. */
#define OVALIS_MATCH_REACH 6
#define OVALIS_MATCH_SIDE  (2 * OVALIS_MATCH_REACH + 1)

/* The outline and its white surroundings, in cells. */
struct ovalis_shape {
    double cell_mm;
    int half_width, half_height;     /* cells from the centre to the last one used */
    struct ovalis_match_shape match; /* of the two below: wanted darkness, about zero mean */
    struct ovalis_match_run *runs;
    int8_t *values;
    long cells, sum, squares;
    struct {
        int16_t x, y;
    } * line; /* cells on the middle of the printed line */
    size_t line_count;
    long inner_cells; /* cells within the printed line */
};

/* A piece of page: darkness 0 (white) to 127 (black), `width` cells a row. The place that was
 * sampled is the middle cell. */
struct ovalis_patch {
    int width, height; /* odd */
    uint8_t *darkness;
    int32_t *sums, *squares; /* along each row, width + 1 each */
};

/* How well the shape agrees, -1..1, at each shift: at[dy + reach][dx + reach]. */
struct ovalis_match {
    int reach;
    double at[OVALIS_MATCH_SIDE][OVALIS_MATCH_SIDE];
};

/* The best shift of a match, to a fraction of a cell. */
struct ovalis_match_peak {
    double dx, dy; /* cells */
    double correlation;
    bool inside; /* not on the rim of what was compared */
};

/* The shape that `card` prints, in cells of `cell_mm`. OVALIS_OK; OVALIS_ERR_MEMORY;
 * OVALIS_ERR_UNSUPPORTED for a size that no target has. Released with ovalis_shape_release(). */
enum ovalis_status ovalis_shape_make(struct ovalis_shape *out, const struct ovalis_card *card,
                                     double cell_mm, struct ovalis_diag *why);
void ovalis_shape_release(struct ovalis_shape *shape);

/* A patch for the shape laid up to `reach` cells (at most OVALIS_MATCH_REACH) off the middle; with
 * `fine`, one of half the cell size from which ovalis_patch_halve() can fill it.
 * OVALIS_OK; OVALIS_ERR_MEMORY. Released with ovalis_patch_release(). */
enum ovalis_status ovalis_patch_make(struct ovalis_patch *out, const struct ovalis_shape *shape,
                                     int reach, bool fine, struct ovalis_diag *why);
void ovalis_patch_release(struct ovalis_patch *patch);

/* Fill the patch around `centre`; across and down are px for one mm. Outside the page is white. */
void ovalis_patch_sample(struct ovalis_patch *patch, const struct ovalis_page *page, double cell_mm,
                         struct ovalis_px centre, struct ovalis_px across, struct ovalis_px down,
                         const struct ovalis_kernels *kernels);

/* Fill a patch of twice the cell size. */
void ovalis_patch_halve(struct ovalis_patch *coarse, const struct ovalis_patch *fine,
                        const struct ovalis_kernels *kernels);

/* `reach` as the patch was made for. */
void ovalis_outline_match(struct ovalis_match *out, const struct ovalis_shape *shape,
                          const struct ovalis_patch *patch, int reach,
                          const struct ovalis_kernels *kernels);

/* Largest value of the match less `pull` for each square cell of distance from (near_x, near_y). */
struct ovalis_match_peak ovalis_match_best(const struct ovalis_match *match, double near_x,
                                           double near_y, double pull);

/* Darkness of the paper: a quarter of the patch is at most this dark. */
int ovalis_patch_paper(const struct ovalis_patch *patch);

/* Share (0..1) of the outline's line that is dark at least `level`, the shape shifted by whole
 * cells, a cell of slack each way. Ink only adds: a printed outline is whole under any mark. */
double ovalis_outline_cover(const struct ovalis_shape *shape, const struct ovalis_patch *patch,
                            int dx, int dy, int level);

#endif
