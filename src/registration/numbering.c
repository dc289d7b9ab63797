/* SPDX-License-Identifier: Apache-2.0 */
/* Which bar is which row. Every way to lay the grid on a pair of border lines is scored by the
 * evidence of all four borders: side marks inside the grid, marks on the interior columns of both
 * end rows, and side marks that would be left over outside. A track that lost or gained marks
 * cannot win by its count alone. */
#include <math.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "registration/grid_internal.h"

#define MORE      10 /* rows looked at beyond the outermost bar of a line */
#define SHIFTS    3  /* right side against left: -1, 0, 1 rows around the square guess */
#define TRACK_MAX (OVALIS_LINE_MAX + 2 * MORE)

/* A border line with a place for every index, interpolated where no bar is. */
struct track {
    int count;
    struct ovalis_px at[TRACK_MAX];
    bool seen[TRACK_MAX];
    int before[TRACK_MAX + 1]; /* seen before this index */
};

struct pair {
    struct track left, right;
    int shift;                   /* right index - left index of the square guess */
    int hits[SHIFTS][TRACK_MAX]; /* marks on interior columns, by left index */
};

struct numbering {
    int top, rows, shift; /* left index of row 0; 0..SHIFTS-1 */
    double score;
};

static struct ovalis_px inner_px(const struct ovalis_line *line, const struct ovalis_bars *bars,
                                 int index)
{
    const struct ovalis_bar *bar = &bars->at[line->bar[index]];

    return (struct ovalis_px){ovalis_bar_inner(bar, line->right), bar->y};
}

static struct ovalis_px between(struct ovalis_px a, struct ovalis_px b, double t)
{
    return (struct ovalis_px){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

/* The bar `steps` seen bars from `index` along `way`, or as far as there are some. */
static int seen_beyond(const struct ovalis_line *line, int index, int way, int steps)
{
    int found = index;

    for (int i = index + way; i >= line->first && i <= line->last && steps > 0; i += way)
        if (line->bar[i] >= 0) {
            found = i;
            steps--;
        }
    return found;
}

static struct ovalis_px track_place(const struct ovalis_line *line, const struct ovalis_bars *bars,
                                    int index)
{
    int a, b;

    if (index < line->first) {
        a = line->first;
        b = seen_beyond(line, a, 1, 5);
    } else if (index > line->last) {
        b = line->last;
        a = seen_beyond(line, b, -1, 5);
    } else {
        for (a = index; line->bar[a] < 0;)
            a--;
        for (b = index; line->bar[b] < 0;)
            b++;
        if (a == b)
            return inner_px(line, bars, a);
    }
    return between(inner_px(line, bars, a), inner_px(line, bars, b), (double)(index - a) / (b - a));
}

static void track_make(struct track *track, const struct ovalis_line *line,
                       const struct ovalis_bars *bars)
{
    track->count = line->last - line->first + 1 + 2 * MORE;
    for (int i = 0; i < track->count; i++) {
        int index = line->first - MORE + i;

        track->at[i] = track_place(line, bars, index);
        track->seen[i] = index >= line->first && index <= line->last && line->bar[index] >= 0;
        track->before[i + 1] = track->before[i] + track->seen[i];
    }
}

static int seen_in(const struct track *track, int from, int count)
{
    int to = from + count;

    from = from < 0 ? 0 : from > track->count ? track->count : from;
    to = to < from ? from : to > track->count ? track->count : to;
    return track->before[to] - track->before[from];
}

/* A bar about as long as a mark whose middle is at this place. */
static bool bar_at(const struct ovalis_bars *bars, const struct ovalis_grid_scale *scale,
                   struct ovalis_px at)
{
    double far_x = 0.25 * scale->pitch_x, far_y = 0.25 * scale->pitch_y;

    for (int i = ovalis_bars_from(bars, at.y - far_y);
         i < bars->count && bars->at[i].y <= at.y + far_y; i++) {
        const struct ovalis_bar *bar = &bars->at[i];
        double length = bar->right - bar->left;

        if (fabs(0.5 * (bar->left + bar->right) - at.x) <= far_x &&
            length > 0.5 * scale->mark_width && length < 1.5 * scale->mark_width)
            return true;
    }
    return false;
}

/* Marks on the columns between the side marks of a row. */
static int count_hits(const struct ovalis_bars *bars, const struct ovalis_grid_scale *scale,
                      struct ovalis_px left, struct ovalis_px right, int columns)
{
    double width = (columns - 1) * scale->pitch_x - scale->mark_width;
    int hits = 0;

    for (int c = 1; c < columns - 1; c++)
        hits +=
            bar_at(bars, scale,
                   between(left, right, (c * scale->pitch_x - 0.5 * scale->mark_width) / width));
    return hits;
}

/* Right index - left index for rows square to the sides. */
static int square_shift(const struct ovalis_line *left, const struct ovalis_line *right,
                        const struct pair *pair)
{
    int i = pair->left.count / 2;
    struct ovalis_px here = pair->left.at[i];
    double slope = -0.5 * (left->slope + right->slope);
    int best = 0;
    double least = 1e9;

    for (int j = 0; j < pair->right.count; j++) {
        struct ovalis_px there = pair->right.at[j];
        double off = fabs(there.y - here.y - slope * (there.x - here.x));

        if (off < least) {
            least = off;
            best = j;
        }
    }
    return best - i;
}

static void pair_make(struct pair *pair, const struct ovalis_line *left,
                      const struct ovalis_line *right, const struct ovalis_bars *bars,
                      const struct ovalis_grid_scale *scale, int columns)
{
    memset(pair, 0, sizeof *pair);
    track_make(&pair->left, left, bars);
    track_make(&pair->right, right, bars);
    pair->shift = square_shift(left, right, pair);
    for (int s = 0; s < SHIFTS; s++)
        for (int i = 0; i < pair->left.count; i++) {
            int j = i + pair->shift + s - SHIFTS / 2;

            if (j >= 0 && j < pair->right.count)
                pair->hits[s][i] =
                    count_hits(bars, scale, pair->left.at[i], pair->right.at[j], columns);
        }
}

static bool plausible(const struct ovalis_line *left, const struct ovalis_line *right,
                      const struct ovalis_bars *bars, const struct ovalis_grid_scale *scale,
                      int columns)
{
    const struct ovalis_bar *l = &bars->at[left->bar[left->first]];
    const struct ovalis_bar *r = &bars->at[right->bar[right->first]];
    double slope = 0.5 * (left->slope + right->slope);
    double across = (r->left - l->right - slope * (r->y - l->y)) * (1 - 0.5 * slope * slope);
    double wanted = ((columns - 1) * scale->pitch_x - scale->mark_width) / scale->pitch_y;
    double ratio = across / (0.5 * (left->pitch + right->pitch)) / wanted;

    return fabs(left->slope - right->slope) < 0.037 &&
           fabs(left->pitch / right->pitch - 1) < 0.04 && ratio > 0.84 && ratio < 1.17;
}

/* Score of one way; negative when either end row is not there at all. */
static double score_of(const struct pair *pair, const struct ovalis_grid_hint *hint, int top,
                       int rows, int s)
{
    int bottom = top + rows - 1;
    int right = top + pair->shift + s - SHIFTS / 2;
    int inside = seen_in(&pair->left, top, rows) + seen_in(&pair->right, right, rows);
    int all = pair->left.before[pair->left.count] + pair->right.before[pair->right.count];
    int a = pair->hits[s][top], b = pair->hits[s][bottom];
    int full = a > b ? a : b, other = a > b ? b : a;

    if (full < 0.6 * (hint->columns - 2) || other < 1 ||
        (!hint->bottom_coded && other < 0.35 * (hint->columns - 2)))
        return -1;
    return inside + full + other - 1.5 * (all - inside);
}

static void keep_best(struct numbering best[2], struct numbering one)
{
    if (one.score > best[0].score) {
        best[1] = best[0];
        best[0] = one;
    } else if (one.score > best[1].score) {
        best[1] = one;
    }
}

static void try_rows(struct numbering best[2], const struct pair *pair,
                     const struct ovalis_grid_hint *hint, int rows)
{
    for (int s = 0; s < SHIFTS; s++)
        for (int top = 0; top + rows <= pair->left.count; top++) {
            int right = top + pair->shift + s - SHIFTS / 2;

            if (right >= 0 && right + rows <= pair->right.count)
                keep_best(best,
                          (struct numbering){top, rows, s, score_of(pair, hint, top, rows, s)});
        }
}

static void number_pair(struct numbering best[2], const struct pair *pair,
                        const struct ovalis_grid_hint *hint)
{
    best[0] = best[1] = (struct numbering){0, 0, 0, 0};
    if (hint->rows) {
        try_rows(best, pair, hint, hint->rows);
        return;
    }
    for (int rows = 8; rows <= OVALIS_GRID_MAX_ROWS; rows++)
        try_rows(best, pair, hint, rows);
}

static void fill_guess(struct ovalis_grid_guess *out, const struct pair *pair,
                       const struct numbering *best, const struct ovalis_grid_hint *hint)
{
    int right = best->top + pair->shift + best->shift - SHIFTS / 2;
    int full = (9 * (hint->columns - 2) + 9) / 10;

    out->columns = hint->columns;
    out->rows = best->rows;
    out->score = best->score;
    for (int r = 0; r < best->rows; r++) {
        out->left[r] = pair->left.at[best->top + r];
        out->right[r] = pair->right.at[right + r];
        out->left_seen[r] = pair->left.seen[best->top + r];
        out->right_seen[r] = pair->right.seen[right + r];
        out->left_count += out->left_seen[r];
        out->right_count += out->right_seen[r];
    }
    out->outside = pair->left.before[pair->left.count] + pair->right.before[pair->right.count] -
                   out->left_count - out->right_count;
    out->top_hits = pair->hits[best->shift][best->top];
    out->bottom_hits = pair->hits[best->shift][best->top + best->rows - 1];
    out->half_turn_open =
        !hint->bottom_coded || (out->top_hits >= full && out->bottom_hits >= full);
    out->upside_down = !out->half_turn_open && out->bottom_hits > out->top_hits;
}

/* Why no numbering holds, for the strongest pair of lines. */
static enum ovalis_status explain(struct ovalis_diag *why, const struct ovalis_line *left,
                                  const struct ovalis_line *right,
                                  const struct ovalis_grid_hint *hint)
{
    if (hint->rows && (left->matched != hint->rows || right->matched != hint->rows))
        return ovalis_fail(why, OVALIS_REFUSED_NUMBERING,
                           "timing marks cannot be numbered: left %d, right %d found, expected "
                           "%d on each side with a full row of %d at the top; wrong ballot, or "
                           "marks folded, covered or printed wrongly: compare with the definition, "
                           "then feed again",
                           left->matched, right->matched, hint->rows, hint->columns);
    return ovalis_fail(why, OVALIS_REFUSED_MARKS_MISSING,
                       "no complete row of %d timing marks at the top or bottom: left %d and right "
                       "%d marks found; flatten and clean the sheet, then feed again",
                       hint->columns, left->matched, right->matched);
}

/* Least lead of a numbering over the next one. The lowest seen on heavily damaged real sheets was
 * 25 with the row count known and 6 without. */
static double least_margin(const struct ovalis_grid_hint *hint)
{
    return hint->rows ? 12 : 5;
}

struct lines {
    struct ovalis_line left[OVALIS_LINES_MAX], right[OVALIS_LINES_MAX];
    int left_count, right_count;
    struct pair pair;
};

static void number_lines(struct ovalis_grid_guess *out, struct lines *lines,
                         const struct ovalis_bars *bars, const struct ovalis_grid_hint *hint,
                         const struct ovalis_grid_scale *scale)
{
    for (int l = 0; l < lines->left_count; l++)
        for (int r = 0; r < lines->right_count; r++) {
            struct numbering best[2];

            if (!plausible(&lines->left[l], &lines->right[r], bars, scale, hint->columns))
                continue;
            pair_make(&lines->pair, &lines->left[l], &lines->right[r], bars, scale, hint->columns);
            number_pair(best, &lines->pair, hint);
            if (best[0].score <= out->score)
                continue;
            *out = (struct ovalis_grid_guess){.margin = best[0].score - best[1].score};
            fill_guess(out, &lines->pair, &best[0], hint);
        }
}

enum ovalis_status ovalis_grid_number(struct ovalis_grid_guess *out, const struct ovalis_bars *bars,
                                      const struct ovalis_coarse *coarse,
                                      const struct ovalis_grid_hint *hint,
                                      const struct ovalis_grid_scale *scale,
                                      struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(&workspace->arena);
    struct lines *lines = ovalis_arena_take(&workspace->arena, 1, sizeof *lines);

    *out = (struct ovalis_grid_guess){0};
    if (!lines)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "numbering the timing marks");
    lines->left_count = ovalis_lines_find(lines->left, bars, coarse, scale, false, workspace);
    lines->right_count = ovalis_lines_find(lines->right, bars, coarse, scale, true, workspace);
    if (lines->left_count < 0 || lines->right_count < 0)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "searching lines of timing marks");
    if (!lines->left_count || !lines->right_count)
        return ovalis_fail(
            why, OVALIS_REFUSED_NO_MARKS,
            "no timing marks found on the %s; not a ballot, or a side covered or cut "
            "off: feed again",
            lines->left_count    ? "right"
            : lines->right_count ? "left"
                                 : "left and right");
    number_lines(out, lines, bars, hint, scale);
    if (out->score <= 0)
        return explain(why, &lines->left[0], &lines->right[0], hint);
    if (out->margin < least_margin(hint))
        return ovalis_fail(why, OVALIS_REFUSED_NUMBERING,
                           "timing marks fit the grid in two ways: left %d, right %d, top %d, "
                           "bottom %d found, expected %d rows of %d columns; feed again",
                           out->left_count, out->right_count, out->top_hits, out->bottom_hits,
                           hint->rows ? hint->rows : out->rows, hint->columns);
    return OVALIS_OK;
}
