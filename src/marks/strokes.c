/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/strokes.h"

#include <math.h>
#include <string.h>

/* mm²: two cells. Smaller pieces are noise of single pixels. */
#define SMALLEST_PIECE 0.03

/* A line in all directions crosses pi/4 of its length in pixel edges. */
#define EDGES_TO_LENGTH 0.78539816339744831

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* A strip of length L and width W has perimeter P = 2 (L + W) and area A = L W, so that
 * L = P/4 + sqrt(P²/16 - A). A compact piece has no such root: its box, or the side of the square
 * of its area, stands for it. */
double ovalis_stroke_length(int area, int edges, const struct ovalis_bits_bounds *bounds,
                            double step_mm)
{
    double half = edges * EDGES_TO_LENGTH / 2;
    double square = half * half - 4.0 * area;
    double strip = square >= 0 ? (half + sqrt(square)) / 2 : sqrt((double)area);
    double width = bounds->right - bounds->left + 1;
    double height = bounds->bottom - bounds->top + 1;

    return larger(strip, larger(width, height)) * step_mm;
}

double ovalis_stroke_extent(const struct ovalis_bits_bounds *bounds, double step_mm)
{
    return step_mm * larger(bounds->right - bounds->left + 1, bounds->bottom - bounds->top + 1);
}

void ovalis_strokes_find(struct ovalis_strokes *out, struct ovalis_bits *ink, double step_mm)
{
    struct ovalis_stroke piece;

    out->count = 0;
    out->too_many = false;
    out->total_mm = 0;
    out->longest.area = 0;
    out->longest.length_mm = out->longest.extent_mm = 0;
    ovalis_bits_clear(&out->longest.cells, ink->columns, ink->rows);
    for (int seen = 0; ovalis_bits_take_component(ink, &piece.cells, &piece.bounds); seen++) {
        if (seen == OVALIS_STROKES_MAX) {
            out->too_many = true;
            return;
        }
        piece.area = ovalis_bits_count(&piece.cells);
        if (piece.area * step_mm * step_mm < SMALLEST_PIECE)
            continue;
        int edges = ovalis_bits_edges(&piece.cells, &piece.bounds);

        piece.length_mm = ovalis_stroke_length(piece.area, edges, &piece.bounds, step_mm);
        piece.extent_mm = ovalis_stroke_extent(&piece.bounds, step_mm);
        out->count++;
        out->total_mm += piece.length_mm;
        if (piece.length_mm > out->longest.length_mm)
            out->longest = piece;
    }
}
