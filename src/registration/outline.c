/* SPDX-License-Identifier: Apache-2.0 */
#include "registration/outline.h"

#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"

/* White paper that belongs to the shape, beside the printed line, mm. Outside, text of the option
 * may stand 1 mm away; inside, more than this is only the voter's ink. */
#define FLANK_OUT 0.40
#define FLANK_IN  0.45
/* Edges of a printed line in a scan are about this wide, mm (200 dpi, measured 10-90 %). */
#define EDGE 0.20
/* Targets in use are 5 to 8.3 mm wide and 3.2 to 4.4 mm high. */
#define WIDTH_MIN 1.5
#define WIDTH_MAX 20.0
/* Largest value of a shape. 8 products with 7-bit darkness stay below 2^15. */
#define VALUE_MAX 31
/* Variance (7-bit gray levels, squared) that is added to what a place shows: below a contrast of
 * some 3 of 255 levels there is no print but the grain of paper. */
#define GRAIN 2.0

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Signed distance in mm from the outer border, negative inside, for a point of the first quadrant.
 * The ellipse's is to first order, good within the flanks. */
static double distance(const struct ovalis_card *card, double x, double y)
{
    double a = card->target_width_mm / 2, b = card->target_height_mm / 2;

    if (card->shape == OVALIS_SHAPE_ELLIPSE) {
        double q = sqrt(x * x / (a * a) + y * y / (b * b));
        double slope = sqrt(x * x / (a * a * a * a) + y * y / (b * b * b * b));

        return q > 0.1 ? q * (q - 1) / slope : -b;
    }
    if (card->shape == OVALIS_SHAPE_STADIUM) {
        double r = a < b ? a : b;
        double dx = larger(x - (a - r), 0), dy = larger(y - (b - r), 0);

        return sqrt(dx * dx + dy * dy) - r;
    }
    if (x > a && y > b)
        return sqrt((x - a) * (x - a) + (y - b) * (y - b));
    return larger(x - a, y - b);
}

/* Darkness 0..1 that the print shows at this distance. */
static double print_at(double d, double stroke)
{
    double off = d + stroke / 2;
    double inside = (stroke + EDGE) / 2 - (off < 0 ? -off : off);

    return inside <= 0 ? 0 : inside >= EDGE ? 1 : inside / EDGE;
}

static double cell_distance(const struct ovalis_card *card, double cell_mm, int column, int row)
{
    return distance(card, (column < 0 ? -column : column) * cell_mm,
                    (row < 0 ? -row : row) * cell_mm);
}

static bool in_support(double d, double stroke)
{
    return d <= FLANK_OUT && d >= -stroke - FLANK_IN;
}

/* First pass over the shape: how many cells, and their mean. */
static double mean_print(struct ovalis_shape *shape, const struct ovalis_card *card)
{
    double sum = 0;

    for (int row = -shape->half_height; row <= shape->half_height; row++)
        for (int column = -shape->half_width; column <= shape->half_width; column++) {
            double d = cell_distance(card, shape->cell_mm, column, row);

            shape->inner_cells += d < -card->target_stroke_mm;
            if (!in_support(d, card->target_stroke_mm))
                continue;
            shape->cells++;
            sum += print_at(d, card->target_stroke_mm);
        }
    return sum / larger((double)shape->cells, 1);
}

static void add_cell(struct ovalis_shape *shape, int column, int row, double value)
{
    size_t *runs = &shape->match.run_count;
    struct ovalis_match_run *run = *runs ? &shape->runs[*runs - 1] : NULL;
    int8_t quantised = (int8_t)rint(VALUE_MAX * value);

    if (!run || run->row != row || run->first + run->count != column) {
        int values = run ? run->values + (run->count + 1) / 2 * 2 : 0; /* an odd run ends with 0 */

        run = &shape->runs[(*runs)++];
        *run = (struct ovalis_match_run){.row = row, .first = column, .values = values};
    }
    shape->values[run->values + run->count++] = quantised;
    shape->cells++;
    shape->sum += quantised;
    shape->squares += quantised * quantised;
}

static void fill_shape(struct ovalis_shape *shape, const struct ovalis_card *card, double mean)
{
    double stroke = card->target_stroke_mm;

    shape->cells = 0;
    for (int row = -shape->half_height; row <= shape->half_height; row++)
        for (int column = -shape->half_width; column <= shape->half_width; column++) {
            double d = cell_distance(card, shape->cell_mm, column, row);
            double off = d + stroke / 2;

            if (!in_support(d, stroke))
                continue;
            add_cell(shape, column, row, print_at(d, stroke) - mean);
            if (off <= shape->cell_mm / 2 && off >= -shape->cell_mm / 2) {
                shape->line[shape->line_count].x = (int16_t)column;
                shape->line[shape->line_count++].y = (int16_t)row;
            }
        }
}

enum ovalis_status ovalis_shape_make(struct ovalis_shape *out, const struct ovalis_card *card,
                                     double cell_mm, struct ovalis_diag *why)
{
    double width = card->target_width_mm, height = card->target_height_mm;
    size_t cells;
    double mean;

    *out = (struct ovalis_shape){.cell_mm = cell_mm};
    if (!(width >= WIDTH_MIN && width <= WIDTH_MAX && height >= WIDTH_MIN && height <= WIDTH_MAX &&
          card->target_stroke_mm > 0 && card->target_stroke_mm < height / 2))
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED,
                           "targets of %.2f x %.2f mm with a line of %.2f mm: expected %.1f to "
                           "%.0f mm",
                           width, height, card->target_stroke_mm, WIDTH_MIN, WIDTH_MAX);
    out->half_width = (int)ceil((width / 2 + FLANK_OUT) / cell_mm);
    out->half_height = (int)ceil((height / 2 + FLANK_OUT) / cell_mm);
    mean = mean_print(out, card);
    cells = (size_t)out->cells;
    out->runs = ovalis_allocate(cells, sizeof *out->runs);
    out->values = ovalis_allocate(2 * cells, sizeof *out->values); /* a 0 behind every run */
    out->line = ovalis_allocate(cells, sizeof *out->line);
    if (!out->runs || !out->values || !out->line) {
        ovalis_shape_release(out);
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the outline of a target");
    }
    fill_shape(out, card, mean);
    out->match.runs = out->runs;
    out->match.values = out->values;
    return OVALIS_OK;
}

void ovalis_shape_release(struct ovalis_shape *shape)
{
    ovalis_release(&shape->runs);
    ovalis_release(&shape->values);
    ovalis_release(&shape->line);
    *shape = (struct ovalis_shape){0};
}

enum ovalis_status ovalis_patch_make(struct ovalis_patch *out, const struct ovalis_shape *shape,
                                     int reach, bool fine, struct ovalis_diag *why)
{
    int half_width = shape->half_width + reach, half_height = shape->half_height + reach;
    size_t cells;

    if (fine) {
        half_width = 2 * half_width + 1;
        half_height = 2 * half_height + 1;
    }
    *out = (struct ovalis_patch){.width = 2 * half_width + 1, .height = 2 * half_height + 1};
    cells = (size_t)(out->width + 1) * (size_t)out->height;
    /* matching reads whole lanes: a few cells past the last */
    out->darkness = ovalis_allocate(cells + OVALIS_KERNEL_SLACK, sizeof *out->darkness);
    out->sums = ovalis_allocate(cells + 16, sizeof *out->sums);
    out->squares = ovalis_allocate(cells + 16, sizeof *out->squares);
    if (out->darkness && out->sums && out->squares)
        return OVALIS_OK;
    ovalis_patch_release(out);
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to look at a target");
}

void ovalis_patch_release(struct ovalis_patch *patch)
{
    ovalis_release(&patch->darkness);
    ovalis_release(&patch->sums);
    ovalis_release(&patch->squares);
    *patch = (struct ovalis_patch){0};
}

/* Places on the page in 1/65536 px. */
#define ONE_PX 65536.0

/* A straight walk over the page. */
struct walk {
    int64_t x, y;             /* 1/65536 px, first cell of the row */
    int64_t right_x, right_y; /* from cell to cell */
    int64_t below_x, below_y; /* from row to row */
};

/* Gray, 0..255 x 256, between the four pixels around a place that has all of them. */
static unsigned between(const struct ovalis_page *page, int64_t x, int64_t y)
{
    const uint8_t *line = ovalis_page_line(page, (int)(y >> 16)) + (x >> 16);
    unsigned fx = (unsigned)(x >> 8) & 255, fy = (unsigned)(y >> 8) & 255;
    unsigned top = line[0] * (256 - fx) + line[1] * fx;
    unsigned bottom = line[page->stride] * (256 - fx) + line[page->stride + 1] * fx;

    return (top * (256 - fy) + bottom * fy) >> 8;
}

static bool has_four(const struct ovalis_page *page, int64_t x, int64_t y)
{
    return x >= 0 && y >= 0 && (x >> 16) + 1 < page->width && (y >> 16) + 1 < page->height;
}

static unsigned between_or_white(const struct ovalis_page *page, int64_t x, int64_t y)
{
    return has_four(page, x, y) ? between(page, x, y) : 255u << 8;
}

/* `taps` x `taps` places within one cell, so that pixels smaller than cells all count. */
static uint8_t cell_darkness(const struct ovalis_page *page, const struct walk *walk, int64_t x,
                             int64_t y, int taps)
{
    unsigned sum = 0;

    for (int j = 0; j < taps; j++)
        for (int i = 0; i < taps; i++) {
            int64_t u = 2 * i + 1 - taps, v = 2 * j + 1 - taps;

            sum += between_or_white(page, x + (walk->right_x * u + walk->below_x * v) / (2 * taps),
                                    y + (walk->right_y * u + walk->below_y * v) / (2 * taps));
        }
    return (uint8_t)((65280u - sum / (unsigned)(taps * taps)) >> 9);
}

/* Four corners with all their pixels: then every place between them has, too. */
static bool inside_page(const struct ovalis_page *page, const struct walk *walk, int width,
                        int height)
{
    int64_t right_x = walk->right_x * (width - 1), right_y = walk->right_y * (width - 1);
    int64_t below_x = walk->below_x * (height - 1), below_y = walk->below_y * (height - 1);

    return has_four(page, walk->x, walk->y) &&
           has_four(page, walk->x + right_x, walk->y + right_y) &&
           has_four(page, walk->x + below_x, walk->y + below_y) &&
           has_four(page, walk->x + right_x + below_x, walk->y + right_y + below_y);
}

static void add_sums(struct ovalis_patch *patch, int row, const struct ovalis_kernels *kernels)
{
    ptrdiff_t sums = (ptrdiff_t)row * (patch->width + 1);

    kernels->match_sums(patch->sums + sums, patch->squares + sums,
                        patch->darkness + (ptrdiff_t)row * patch->width, patch->width);
}

void ovalis_patch_sample(struct ovalis_patch *patch, const struct ovalis_page *page, double cell_mm,
                         struct ovalis_px centre, struct ovalis_px across, struct ovalis_px down,
                         const struct ovalis_kernels *kernels)
{
    double half_x = patch->width / 2, half_y = patch->height / 2;
    double cell_px = cell_mm * sqrt(across.x * across.x + across.y * across.y);
    int taps = cell_px < 1.5 ? 1 : cell_px < 8 ? (int)(cell_px + 0.5) : 8;
    struct walk walk;
    bool inside;

    walk.right_x = (int64_t)rint(across.x * cell_mm * ONE_PX);
    walk.right_y = (int64_t)rint(across.y * cell_mm * ONE_PX);
    walk.below_x = (int64_t)rint(down.x * cell_mm * ONE_PX);
    walk.below_y = (int64_t)rint(down.y * cell_mm * ONE_PX);
    walk.x = (int64_t)rint(centre.x * ONE_PX) - (int64_t)half_x * walk.right_x -
             (int64_t)half_y * walk.below_x;
    walk.y = (int64_t)rint(centre.y * ONE_PX) - (int64_t)half_x * walk.right_y -
             (int64_t)half_y * walk.below_y;
    inside = taps == 1 && page->width < 1 << 15 && page->height < 1 << 15 &&
             inside_page(page, &walk, patch->width, patch->height);
    for (int row = 0; row < patch->height; row++) {
        uint8_t *darkness = patch->darkness + (ptrdiff_t)row * patch->width;
        int64_t x = walk.x + row * walk.below_x, y = walk.y + row * walk.below_y;

        if (inside) {
            const struct ovalis_sample_walk places = {(int32_t)x, (int32_t)y, (int32_t)walk.right_x,
                                                      (int32_t)walk.right_y};

            kernels->sample_darkness(darkness, patch->width, page->pixels, page->stride, &places);
        }
        for (int i = 0; !inside && i < patch->width; i++, x += walk.right_x, y += walk.right_y)
            darkness[i] = cell_darkness(page, &walk, x, y, taps);
        add_sums(patch, row, kernels);
    }
}

void ovalis_patch_halve(struct ovalis_patch *coarse, const struct ovalis_patch *fine,
                        const struct ovalis_kernels *kernels)
{
    for (int row = 0; row < coarse->height; row++) {
        /* one cell of rim: the middle cells lie on each other */
        const uint8_t *at = fine->darkness + (ptrdiff_t)(2 * row + 1) * fine->width + 1;

        for (int i = 0; i < coarse->width; i++, at += 2) {
            const uint8_t *above = at - fine->width, *below = at + fine->width;
            int corners = above[-1] + above[1] + below[-1] + below[1];
            int sides = above[0] + below[0] + at[-1] + at[1];

            coarse->darkness[row * coarse->width + i] =
                (uint8_t)((corners + 2 * sides + 4 * at[0]) >> 4);
        }
        add_sums(coarse, row, kernels);
    }
}

/* Sums of darkness and of its squares under the shape, for one row of shifts side by side. */
struct lane_sums {
    int32_t sum[OVALIS_KERNEL_SHIFTS], square[OVALIS_KERNEL_SHIFTS];
};

static inline void add_totals(struct lane_sums *sums, int count, const int32_t *along,
                              const int32_t *squares, int lanes)
{
    for (int k = 0; k < lanes; k++) {
        sums->sum[k] += along[count + k] - along[k];
        sums->square[k] += squares[count + k] - squares[k];
    }
}

static inline void add_shape(struct lane_sums *sums, const struct ovalis_shape *shape,
                             const struct ovalis_patch *patch, int dx, int dy, int lanes)
{
    for (size_t r = 0; r < shape->match.run_count; r++) {
        const struct ovalis_match_run *run = &shape->match.runs[r];
        ptrdiff_t at = (ptrdiff_t)(patch->height / 2 + run->row + dy) * (patch->width + 1) +
                       patch->width / 2 + run->first + dx;

        add_totals(sums, run->count, patch->sums + at, patch->squares + at, lanes);
    }
}

static double correlation_of(const struct ovalis_shape *shape, int32_t product, int32_t sum,
                             int32_t square)
{
    double n = (double)shape->cells;
    double covariance = product - (double)shape->sum * sum / n;
    double wanted = (double)shape->squares - (double)shape->sum * (double)shape->sum / n;
    double seen = square - (double)sum * sum / n + GRAIN * n;

    return wanted > 0 ? covariance / sqrt(wanted * seen) : 0;
}

void ovalis_outline_match(struct ovalis_match *out, const struct ovalis_shape *shape,
                          const struct ovalis_patch *patch, int reach,
                          const struct ovalis_kernels *kernels)
{
    int32_t products[OVALIS_MATCH_SIDE][OVALIS_KERNEL_SHIFTS];
    ptrdiff_t first =
        (ptrdiff_t)(patch->height / 2 - reach) * patch->width + patch->width / 2 - reach;
    int lanes = 2 * reach < 8 ? 8 : OVALIS_KERNEL_SHIFTS;

    out->reach = reach;
    kernels->match_shape(products[0], &shape->match, patch->darkness + first, patch->width,
                         2 * reach + 1, lanes);
    for (int dy = -reach; dy <= reach; dy++) {
        struct lane_sums sums = {{0}, {0}};

        if (lanes == 8)
            add_shape(&sums, shape, patch, -reach, dy, 8);
        else
            add_shape(&sums, shape, patch, -reach, dy, OVALIS_KERNEL_SHIFTS);
        for (int k = 0; k <= 2 * reach; k++)
            out->at[dy + reach][k] =
                correlation_of(shape, products[dy + reach][k], sums.sum[k], sums.square[k]);
    }
}

/* Where the parabola through three values at -1, 0, 1 has its top. */
static double top_of(double before, double here, double after)
{
    double bend = before - 2 * here + after;
    double at = bend < 0 ? (before - after) / (2 * bend) : 0;

    return at > 0.5 ? 0.5 : at < -0.5 ? -0.5 : at;
}

static struct ovalis_match_peak refine(const struct ovalis_match *match, int column, int row)
{
    struct ovalis_match_peak peak = {.dx = column - match->reach,
                                     .dy = row - match->reach,
                                     .correlation = match->at[row][column]};

    peak.inside = column > 0 && row > 0 && column < 2 * match->reach && row < 2 * match->reach;
    if (!peak.inside)
        return peak;
    peak.dx +=
        top_of(match->at[row][column - 1], match->at[row][column], match->at[row][column + 1]);
    peak.dy +=
        top_of(match->at[row - 1][column], match->at[row][column], match->at[row + 1][column]);
    return peak;
}

struct ovalis_match_peak ovalis_match_best(const struct ovalis_match *match, double near_x,
                                           double near_y, double pull)
{
    double best = -1e9;
    int column = match->reach, row = match->reach;

    for (int j = 0; j <= 2 * match->reach; j++)
        for (int i = 0; i <= 2 * match->reach; i++) {
            double x = i - match->reach - near_x, y = j - match->reach - near_y;
            double score = match->at[j][i] - pull * (x * x + y * y);

            if (score > best) {
                best = score;
                column = i;
                row = j;
            }
        }
    return refine(match, column, row);
}

int ovalis_patch_paper(const struct ovalis_patch *patch)
{
    int counts[128] = {0}, total = patch->width * patch->height, seen = 0, level = 0;

    for (int i = 0; i < total; i++)
        counts[patch->darkness[i]]++;
    for (; level < 127; level++) {
        seen += counts[level];
        if (seen * 4 >= total)
            break;
    }
    return level;
}

static bool dark_near(const struct ovalis_patch *patch, int x, int y, int level)
{
    for (int j = y - 1; j <= y + 1; j++)
        for (int i = x - 1; i <= x + 1; i++)
            if (i >= 0 && j >= 0 && i < patch->width && j < patch->height &&
                patch->darkness[j * patch->width + i] >= level)
                return true;
    return false;
}

double ovalis_outline_cover(const struct ovalis_shape *shape, const struct ovalis_patch *patch,
                            int dx, int dy, int level)
{
    size_t dark = 0;

    for (size_t i = 0; i < shape->line_count; i++)
        dark += dark_near(patch, patch->width / 2 + shape->line[i].x + dx,
                          patch->height / 2 + shape->line[i].y + dy, level);
    return shape->line_count ? (double)dark / (double)shape->line_count : 0;
}
