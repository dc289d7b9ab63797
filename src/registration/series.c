/* SPDX-License-Identifier: Apache-2.0 */
#include "registration/series.h"

#include <math.h>
#include <string.h>

#include "registration/grid_internal.h"

#define STRAY_X_MM 0.3 /* inner ends: text or a nick moves them while the bar looks intact */
#define ALIKE_MM   0.1 /* ends of both sides that are off by the same: the sheet moved */

int ovalis_series_known_from(const struct ovalis_series *s, int from, int way)
{
    for (int i = from; i >= 0 && i < s->count; i += way)
        if (s->known[i])
            return i;
    return -1;
}

double ovalis_series_line_at(const struct ovalis_series *s, int a, int b, int at)
{
    return s->at[a] + (s->at[b] - s->at[a]) * (at - a) / (b - a);
}

bool ovalis_series_all_known(const struct ovalis_series *s, int from, int count)
{
    if (from < 0 || from + count > s->count)
        return false;
    for (int i = from; i < from + count; i++)
        if (!s->known[i])
            return false;
    return true;
}

/* How far a value is from the nearest of what its neighbours say: both sides, the two before, the
 * two after. 0 when there are no neighbours to ask. */
static double deviation(const struct ovalis_series *s, int i)
{
    int a = ovalis_series_known_from(s, i - 1, -1), b = ovalis_series_known_from(s, i + 1, 1);
    int a2 = a < 0 ? -1 : ovalis_series_known_from(s, a - 1, -1),
        b2 = b < 0 ? -1 : ovalis_series_known_from(s, b + 1, 1);
    double least = -1;
    const int pairs[3][2] = {{a, b}, {a2, a}, {b, b2}};

    for (int k = 0; k < 3; k++) {
        double off;

        if (pairs[k][0] < 0 || pairs[k][1] < 0)
            continue;
        off = fabs(s->at[i] - ovalis_series_line_at(s, pairs[k][0], pairs[k][1], i));
        least = least < 0 || off < least ? off : least;
    }
    return least < 0 ? 0 : least / s->px_per_mm;
}

/* The worst first, until none is left beyond the limit. */
void ovalis_series_drop_strays(struct ovalis_series *s, double limit_mm)
{
    for (int tries = 0; tries < s->count; tries++) {
        double most = limit_mm;
        int worst = -1;

        for (int i = 0; i < s->count; i++)
            if (s->known[i] && deviation(s, i) > most) {
                most = deviation(s, i);
                worst = i;
            }
        if (worst < 0)
            return;
        s->known[worst] = false;
    }
}

#define AROUND 7 /* rows to each side that say where an inner end should be */

/* Off the robust line of the rows around it, px: the median slope over five rows and the median
 * offset, so that up to half of the neighbours may be wrong together. 0 when there are too few. */
static double off_course(const struct ovalis_series *s, int i)
{
    double slopes[2 * AROUND + 1], rest[2 * AROUND + 1], slope;
    int count = 0, rests = 0;

    for (int r = i - AROUND; r + 5 <= i + AROUND; r++)
        if (r >= 0 && r + 5 < s->count && s->known[r] && s->known[r + 5])
            slopes[count++] = (s->at[r + 5] - s->at[r]) / 5;
    if (count < 3)
        return 0;
    slope = ovalis_median(slopes, count);
    for (int r = i - AROUND; r <= i + AROUND; r++)
        if (r >= 0 && r < s->count && s->known[r] && r != i)
            rest[rests++] = s->at[r] - slope * (r - i);
    return s->at[i] - ovalis_median(rest, rests);
}

/* The other side shows the same at this row or the next one: the sheet moved, the marks are right.
 */
static bool shared(const double *other, const bool *known, int count, int row, double off,
                   double limit)
{
    for (int r = row - 1; r <= row + 1; r++)
        if (r >= 0 && r < count && known[r] && fabs(off - other[r]) < limit)
            return true;
    return false;
}

/* The page's widths between inner ends, px: their robust line along the rows. */
struct widths {
    double first, slope; /* at row 0; a row */
    bool known;
};

static struct widths widths_of(const struct ovalis_series pair[2])
{
    double values[OVALIS_GRID_MAX_ROWS], slopes[OVALIS_GRID_MAX_ROWS];
    int half = pair[0].count / 2, count = 0, pairs = 0;
    struct widths widths = {0, 0, false};

    for (int r = 0; r + half < pair[0].count; r++)
        if (pair[0].known[r] && pair[1].known[r] && pair[0].known[r + half] &&
            pair[1].known[r + half])
            slopes[pairs++] =
                (pair[1].at[r + half] - pair[0].at[r + half] - (pair[1].at[r] - pair[0].at[r])) /
                half;
    if (pairs < 5)
        return widths;
    widths.slope = ovalis_median(slopes, pairs);
    for (int r = 0; r < pair[0].count; r++)
        if (pair[0].known[r] && pair[1].known[r])
            values[count++] = pair[1].at[r] - pair[0].at[r] - widths.slope * r;
    widths.first = ovalis_median(values, count);
    widths.known = true;
    return widths;
}

/* A row that is wider or narrower than its page: the end that is further off its course goes; both,
 * when both are. */
static void drop_widths(struct ovalis_series pair[2], double off[2][OVALIS_GRID_MAX_ROWS],
                        double limit)
{
    struct widths widths = widths_of(pair);

    for (int r = 0; widths.known && r < pair[0].count; r++) {
        double excess, left = fabs(off[0][r]), right = fabs(off[1][r]);

        if (!pair[0].known[r] || !pair[1].known[r])
            continue;
        excess = pair[1].at[r] - pair[0].at[r] - widths.first - widths.slope * r;
        if (fabs(excess) <= limit * pair[0].px_per_mm)
            continue;
        pair[0].known[r] = left < 0.5 * limit && right > limit;
        pair[1].known[r] = right < 0.5 * limit && left > limit;
    }
}

/* An end between its course and the limit may be nicked, or the sheet may have moved there: half of
 * it goes into the bound. */
static void judge_end(struct ovalis_series *s, int row, double off, bool both)
{
    if (fabs(off) > STRAY_X_MM && !both)
        s->known[row] = false;
    else if (!both)
        s->error[row] = fmax(s->error[row], 0.45 * fabs(off));
}

void ovalis_series_drop_ends(struct ovalis_series pair[2])
{
    double off[2][OVALIS_GRID_MAX_ROWS];
    bool known[2][OVALIS_GRID_MAX_ROWS];

    for (int side = 0; side < 2; side++) {
        memcpy(known[side], pair[side].known, sizeof known[side]);
        for (int r = 0; r < pair[side].count; r++)
            off[side][r] = known[side][r] ? off_course(&pair[side], r) / pair[side].px_per_mm : 0;
    }
    drop_widths(pair, off, 2 * STRAY_X_MM);
    for (int side = 0; side < 2; side++)
        for (int r = 0; r < pair[side].count; r++)
            if (pair[side].known[r])
                judge_end(&pair[side], r, off[side][r],
                          shared(off[1 - side], known[1 - side], pair[side].count, r, off[side][r],
                                 fabs(off[side][r]) > STRAY_X_MM ? STRAY_X_MM : ALIKE_MM));
}
