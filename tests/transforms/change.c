/* SPDX-License-Identifier: Apache-2.0 */
#include "change.h"

#include "warp.h"

/* Too little of the grid is certain: the paper, not the votes, is at fault. */
#define UNSURE                                                                                     \
 (REFUSAL(OVALIS_REFUSED_UNCERTAIN) | REFUSAL(OVALIS_REFUSED_MARKS_MISSING) |                      \
  REFUSAL(OVALIS_REFUSED_NUMBERING))
/* Pale outlines are white after the threshold: the print is no longer there to be proved. */
#define PALE REFUSAL(OVALIS_REFUSED_LAYOUT)

static bool both(const struct changed *out, const struct base *base)
{
    return (out->pages[0] || !base->pages[0]) && (out->pages[1] || !base->pages[1]);
}

static bool turn(struct changed *out, const struct base *base, const struct change *change)
{
    (void)change;
    for (int k = 0; k < 2; k++)
        out->pages[k] = base->pages[k] ? warp_turned(base->pages[k]) : NULL;
    return both(out, base);
}

static bool turn_one(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++) {
        const struct ovalis_page *page = base->pages[k];

        if (page)
            out->pages[k] = k == change->level ? warp_turned(page) : warp_copy(page);
    }
    return both(out, base);
}

static bool swap(struct changed *out, const struct base *base, const struct change *change)
{
    (void)change;
    for (int k = 0; k < 2; k++)
        out->pages[k] = base->pages[1 - k] ? warp_copy(base->pages[1 - k]) : NULL;
    return both(out, base);
}

static bool mirror(struct changed *out, const struct base *base, const struct change *change)
{
    (void)change;
    for (int k = 0; k < 2; k++)
        out->pages[k] = base->pages[k] ? warp_mirrored(base->pages[k]) : NULL;
    return both(out, base);
}

static bool same_side_twice(struct changed *out, const struct base *base,
                            const struct change *change)
{
    for (int k = 0; k < 2; k++)
        out->pages[k] = base->pages[change->level] ? warp_copy(base->pages[change->level]) : NULL;
    return out->pages[0] && out->pages[1];
}

/* The two sides are turned by opposite angles, as one sheet seen from both sides. */
static bool skew(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++)
        if (base->pages[k])
            out->pages[k] = warp_skewed(base->pages[k], k ? -change->amount : change->amount,
                                        (uint8_t)change->level);
    return both(out, base);
}

static bool scale(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++)
        if (base->pages[k])
            out->pages[k] = warp_resized(base->pages[k], change->amount, change->amount, true);
    return both(out, base);
}

static bool scale_uneven(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++)
        if (base->pages[k])
            out->pages[k] = warp_resized(base->pages[k], change->amount, 1.0, true);
    return both(out, base);
}

static bool stretch(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++)
        if (base->pages[k])
            out->pages[k] = warp_stretched(base->pages[k], 0.45, change->amount);
    return both(out, base);
}

static double true_dpi(const struct ovalis_registered_side *side)
{
    return side->certificate.px_per_mm_x * 25.4;
}

static bool resample(struct changed *out, const struct base *base, const struct change *change)
{
    const struct ovalis_registered_sheet *sheet = &base->result->registered;

    for (int k = 0; k < 2; k++) {
        double dpi = true_dpi(&sheet->sides[sheet->sides[k].present ? k : 1 - k]);

        if (base->pages[k])
            out->pages[k] =
                warp_resized(base->pages[k], change->amount / dpi, change->amount / dpi, false);
    }
    return both(out, base);
}

static bool threshold(struct changed *out, const struct base *base, const struct change *change)
{
    for (int k = 0; k < 2; k++)
        if (base->pages[k])
            out->pages[k] = warp_bilevel(base->pages[k], change->level);
    return both(out, base);
}

/* xorshift: the same sequence everywhere. */
static unsigned next(unsigned *seed)
{
    *seed ^= *seed << 13 & 0xFFFFFFFFu;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5 & 0xFFFFFFFFu;
    return *seed &= 0xFFFFFFFFu;
}

static int gray_at(const struct ovalis_page *page, double x, double y)
{
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return 0;
    return ovalis_page_line(page, (int)y)[(int)x];
}

/* Paper right beside the mark: the brightest of four places half a pitch away. */
static uint8_t paper_beside(const struct ovalis_page *page, struct ovalis_px at, double mm)
{
    int best = gray_at(page, at.x + mm, at.y);

    for (int k = 0; k < 3; k++) {
        int level = gray_at(page, at.x - (k == 0 ? mm : 0), at.y + (k - 1) * mm);

        best = k == 1 ? best : level > best ? level : best;
    }
    return (uint8_t)best;
}

/* Any of the printed marks of the four borders, each as likely as another; NULL when chance has it
 * that none is found. */
static const struct ovalis_timing_mark *any_mark(const struct ovalis_registered_side *side,
                                                 const struct ovalis_card *card, unsigned *seed,
                                                 bool *in_code)
{
    for (int tries = 0; tries < 100; tries++) {
        int number = (int)(next(seed) % (2u * (unsigned)(card->rows + card->columns)));
        int border = number < 2 * card->rows ? number / card->rows
                                             : 2 + (number - 2 * card->rows) / card->columns;
        int place = number < 2 * card->rows ? number % card->rows
                                            : (number - 2 * card->rows) % card->columns;

        *in_code = card->identity == OVALIS_IDENTITY_TIMING_MARKS &&
                   border == OVALIS_BORDER_BOTTOM && place > 0 && place < card->columns - 1;
        if (side->timing[border][place].state != OVALIS_TIMING_ABSENT)
            return &side->timing[border][place];
    }
    return NULL;
}

static bool erase_one(struct ovalis_page *page, const struct ovalis_registered_side *side,
                      const struct ovalis_card *card, unsigned *seed)
{
    bool in_code = false;
    const struct ovalis_timing_mark *mark = any_mark(side, card, seed, &in_code);
    double px = side->map.px_per_mm_x;

    if (mark)
        warp_fill(page, mark->centre, (card->mark_width_mm / 2 + 0.7) * px,
                  (card->mark_height_mm / 2 + 0.5) * px,
                  paper_beside(page, mark->centre, 3.1 * px));
    return in_code;
}

/* `level` marks of each side, anywhere: on the upright pages, where their places are known. */
static bool erase(struct changed *out, const struct base *base, const struct change *change)
{
    const struct ovalis_registered_sheet *sheet = &base->result->registered;
    unsigned seed = base->seed * 2654435761u + (unsigned)change->level * 40503u + 1;

    for (int k = 0; k < OVALIS_SIDES; k++) {
        if (!sheet->sides[k].present)
            continue;
        out->pages[k] = warp_copy(sheet->sides[k].upright);
        for (int n = 0; out->pages[k] && n < change->level; n++)
            if (erase_one(out->pages[k], &sheet->sides[k], sheet->card, &seed))
                out->code_lost = true;
    }
    return both(out, base);
}

/* A white crease along a row of timing marks and of ovals: the toner has broken off. `level` picks
 * another row. */
static bool fold(struct changed *out, const struct base *base, const struct change *change)
{
    const struct ovalis_registered_sheet *sheet = &base->result->registered;
    unsigned seed = base->seed * 2654435761u + (unsigned)change->level * 97u + 7;

    for (int k = 0; k < OVALIS_SIDES; k++) {
        const struct ovalis_registered_side *side = &sheet->sides[k];
        const struct ovalis_target *targets;
        size_t count = 0;
        int row = 10;

        if (!side->present)
            continue;
        targets = ovalis_style_side(sheet->style, sheet->sheet, (enum ovalis_side)k, &count);
        if (count > 0)
            row = (int)(targets[next(&seed) % count].place.row + 0.5);
        out->pages[k] = warp_copy(side->upright);
        if (out->pages[k])
            warp_line(out->pages[k], side->map.left[row], side->map.right[row], 3, 255);
    }
    return both(out, base);
}

/* Everything at once, moderately: back first, turned, skewed, fewer dots per inch, two marks gone.
 */
static bool all_of_it(struct changed *out, const struct base *base, const struct change *change)
{
    struct changed erased = {0};
    const struct change two = {.level = 2};

    if (erase(&erased, base, &two))
        for (int k = 0; k < 2; k++) {
            struct ovalis_page *turned = erased.pages[k] ? warp_turned(erased.pages[k]) : NULL;
            struct ovalis_page *skewed = turned ? warp_skewed(turned, 1.7, 250) : NULL;

            if (skewed)
                out->pages[1 - k] = warp_resized(skewed, change->amount, change->amount, true);
            ovalis_page_free(&turned);
            ovalis_page_free(&skewed);
        }
    ovalis_page_free(&erased.pages[0]);
    ovalis_page_free(&erased.pages[1]);
    out->code_lost = erased.code_lost;
    return both(out, base);
}

const struct change changes[] = {
    {"turned by 180 degrees", turn, 0, 0, 0, false, 0, 0.005},
    {"front turned by 180 degrees", turn_one, 0, 0, 0, false, 0, 0.005},
    {"back first", swap, 0, 0, 0, false, 0, 0.005},
    {"skewed by 1 degree, white surround", skew, 1, 255, UNSURE, false, 0.05, 0.01},
    {"skewed by -1 degree, black surround", skew, -1, 0, UNSURE, false, 0.05, 0.01},
    {"skewed by 3 degrees, white surround", skew, 3, 255, UNSURE, false, 0.05, 0.01},
    {"skewed by -3 degrees, gray surround", skew, -3, 90, UNSURE, false, 0.05, 0.01},
    {"skewed by 6 degrees, black surround", skew, 6, 0, UNSURE, false, 0.05, 0.01},
    {"skewed by -6 degrees, white surround", skew, -6, 255, UNSURE, false, 0.05, 0.01},
    {"skewed by 8 degrees, white surround", skew, 8, 255, UNSURE, false, 0.05, 0.01},
    {"skewed by -8 degrees, black surround", skew, -8, 0, UNSURE, false, 0.05, 0.01},
    {"scaled by 0.95", scale, 0.95, 0, UNSURE, false, 0, 0.01},
    {"scaled by 1.03", scale, 1.03, 0, UNSURE, false, 0, 0.01},
    {"width alone scaled by 0.98", scale_uneven, 0.98, 0, UNSURE, false, 0, 0.01},
    {"lower half stretched by 1.5 %", stretch, 1.5, 0, UNSURE, false, 0, 0.01},
    {"150 dpi", resample, 150, 0, UNSURE | CODELESS, false, 0.05, 0.02},
    {"240 dpi", resample, 240, 0, UNSURE, false, 0, 0.01},
    {"300 dpi", resample, 300, 0, UNSURE, false, 0, 0.01},
    {"400 dpi", resample, 400, 0, UNSURE, false, 0, 0.01},
    /* Half, six and seven tenths of the range: below a half, pencil is gone before anybody looks.
     */
    {"bilevel at 128", threshold, 0, 128, UNSURE | CODELESS | PALE, false, 0.40, 0.02},
    {"bilevel at 153", threshold, 0, 153, UNSURE | CODELESS | PALE, false, 0.05, 0.02},
    {"bilevel at 178", threshold, 0, 178, UNSURE | CODELESS | PALE, false, 0.05, 0.02},
    {"1 timing mark erased", erase, 0, 1, UNSURE, false, 0.05, 0.01},
    {"2 timing marks erased", erase, 0, 2, UNSURE, false, 0.10, 0.01},
    {"3 timing marks erased", erase, 0, 3, UNSURE, false, 0.15, 0.01},
    {"4 timing marks erased", erase, 0, 4, UNSURE, false, 0.20, 0.01},
    {"5 timing marks erased", erase, 0, 5, UNSURE, false, 0.25, 0.01},
    {"fold through a row of marks", fold, 0, 1, UNSURE, false, 0.05, 0.03},
    {"fold through another row", fold, 0, 2, UNSURE, false, 0.05, 0.03},
    {"back first, turned, 1.7 degrees, 160 dpi, 2 marks gone", all_of_it, 0.8, 0, UNSURE | CODELESS,
     false, 0.20, 0.03},
    {"mirrored", mirror, 0, 0, REFUSAL(OVALIS_REFUSED_MIRRORED), true, 1, 0},
    {"front given twice", same_side_twice, 0, 0, CODELESS, true, 1, 0},
    {"back given twice", same_side_twice, 0, 1, CODELESS, true, 1, 0},
};
const size_t change_count = sizeof changes / sizeof *changes;
