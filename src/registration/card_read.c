/* SPDX-License-Identifier: Apache-2.0 */
/* The coded bottom row of an AccuVote card. Its code has two check bits on the front and an end
 * code on the back, so a doodle or a rubbed-out bar can make another valid code: whatever is read
 * here is a hypothesis, which the definition must know and the layout must prove. */
#include "registration/card_read.h"

#include <stdio.h>

#define BITS 32

/* Darkness shares (0 paper, 1 as black as the other marks) that settle a place. Marks of real
 * cards lie above 0.97 and empty places below 0.11; between is worn or written over. */
#define MARK_FROM  0.55
#define NONE_UNTIL 0.22
/* Paper beside a bar, where no other bar can be. */
#define CLEAR_UNTIL 0.30
/* Less contrast than this, in gray levels, tells nothing. */
#define CONTRAST_MIN 25.0

/* Where to look, in shares of the mark's size from its centre: five lines of the bar, of which the
 * middle one by darkness stands for all, so that a fold or a speck does not decide; across in four
 * parts, since a bar is as long as the others. */
static const double line_at[] = {-0.28, -0.14, 0, 0.14, 0.28};
#define LINES (int)(sizeof line_at / sizeof line_at[0])
#define PARTS 4

struct look {
    double part[PARTS];               /* darkness of the bar's parts, left to right */
    double left, right, above, below; /* darkness beside it */
};

/* A place with its axes, px for one mm. */
struct spot {
    struct ovalis_px centre, across, down;
};

/* Mean gray of five places along `width_mm` about (x_mm, y_mm) from the centre; paper beyond the
 * page's edge. */
static double gray_along(const struct ovalis_registered_side *side, const struct spot *spot,
                         double x_mm, double y_mm, double width_mm)
{
    int sum = 0;

    for (int i = -2; i <= 2; i++) {
        double x = x_mm + width_mm * i / 5;
        double px = spot->centre.x + spot->across.x * x + spot->down.x * y_mm + 0.5;
        double py = spot->centre.y + spot->across.y * x + spot->down.y * y_mm + 0.5;
        bool on_page =
            px >= 0 && py >= 0 && px < side->upright->width && py < side->upright->height;

        sum += on_page ? ovalis_page_line(side->upright, (int)py)[(int)px] : 255;
    }
    return sum / 5.0;
}

static double middle_of(double values[LINES])
{
    for (int i = 1; i < LINES; i++)
        for (int k = i; k > 0 && values[k] < values[k - 1]; k--) {
            double swapped = values[k];

            values[k] = values[k - 1];
            values[k - 1] = swapped;
        }
    return values[LINES / 2];
}

/* false: too little contrast to say anything. */
static bool look_at(struct look *out, const struct ovalis_registered_side *side,
                    const struct ovalis_card *card, int column)
{
    struct ovalis_place place = {column, side->map.rows - 1};
    double width = card->mark_width_mm, height = card->mark_height_mm;
    double beside = card->pitch_x_mm / 2; /* middle of the gap between two bars */
    struct spot spot = {.centre = ovalis_mapping_px(&side->map, place)};
    double gray[4], paper, contrast;

    ovalis_mapping_axes(&side->map, place, &spot.across, &spot.down);
    gray[0] = gray_along(side, &spot, -beside, 0, 0.2);
    gray[1] = gray_along(side, &spot, beside, 0, 0.2);
    gray[2] = gray_along(side, &spot, 0, -0.9 * height, 0.8 * width);
    gray[3] = gray_along(side, &spot, 0, 0.9 * height, 0.8 * width);
    paper = gray[0];
    for (int i = 1; i < 4; i++)
        paper = gray[i] > paper ? gray[i] : paper;
    contrast = paper - side->ink_black;
    if (contrast < CONTRAST_MIN)
        return false;
    for (int part = 0; part < PARTS; part++) {
        double lines[LINES], x = (part - (PARTS - 1) / 2.0) * 0.2 * width;

        for (int i = 0; i < LINES; i++)
            lines[i] = gray_along(side, &spot, x, line_at[i] * height, 0.2 * width);
        out->part[part] = (paper - middle_of(lines)) / contrast;
    }
    out->left = (paper - gray[0]) / contrast;
    out->right = (paper - gray[1]) / contrast;
    out->above = (paper - gray[2]) / contrast;
    out->below = (paper - gray[3]) / contrast;
    return true;
}

/* A dark box of the bar's length with paper on all four sides: what a pen leaves is not. */
static bool is_bar(const struct look *look)
{
    for (int i = 0; i < PARTS; i++)
        if (look->part[i] < MARK_FROM)
            return false;
    return look->left < CLEAR_UNTIL && look->right < CLEAR_UNTIL && look->above < CLEAR_UNTIL &&
           look->below < CLEAR_UNTIL;
}

static bool is_bare(const struct look *look)
{
    for (int i = 0; i < PARTS; i++)
        if (look->part[i] > NONE_UNTIL)
            return false;
    return true;
}

void ovalis_card_row_look(struct ovalis_card_row *out, const struct ovalis_registered_side *side,
                          const struct ovalis_card *card)
{
    *out = (struct ovalis_card_row){0};
    for (int column = 1; column <= BITS; column++) {
        bool seen = side->timing[OVALIS_BORDER_BOTTOM][column].state == OVALIS_TIMING_SEEN;
        uint32_t bit = (uint32_t)1 << (BITS - column); /* bit 0 is the rightmost */
        struct look look;

        if (!look_at(&look, side, card, column))
            out->doubtful |= bit;
        else if (is_bar(&look))
            out->marks |= bit;
        else if (seen || !is_bare(&look)) /* a bar written over, a worn one, or a doodle */
            out->doubtful |= bit;
    }
}

void ovalis_card_row_text(char out[OVALIS_CARD_ROW_TEXT], struct ovalis_card_row row)
{
    for (int i = 0; i < BITS; i++) {
        uint32_t bit = (uint32_t)1 << (BITS - 1 - i);

        out[i] = row.doubtful & bit ? '?' : row.marks & bit ? '1' : '0';
    }
    out[BITS] = '\0';
}

static uint32_t reversed(uint32_t bits)
{
    uint32_t out = 0;

    for (int i = 0; i < BITS; i++)
        out |= (bits >> i & 1) << (BITS - 1 - i);
    return out;
}

/* The style that a front's card number names; OVALIS_NONE when the definition has none. */
static size_t style_of(const struct ovalis_card_code *code, const struct ovalis_election *election)
{
    char id[32];
    const struct ovalis_style *style;

    (void)snprintf(id, sizeof id, "card-number-%d", code->card_number);
    style = ovalis_election_style(election, id);
    return style ? (size_t)(style - election->styles) : OVALIS_NONE;
}

static void take_front(struct ovalis_card_readings *out, const struct ovalis_card_code *code,
                       size_t style)
{
    if (style != OVALIS_NONE && out->style != OVALIS_NONE && style != out->style)
        out->several_styles = true;
    if (!out->front || (style != OVALIS_NONE && out->style == OVALIS_NONE))
        out->front_code = *code;
    if (out->style == OVALIS_NONE)
        out->style = style;
    out->front = true;
}

static void take_back(struct ovalis_card_readings *out, const struct ovalis_card_code *code)
{
    if (out->back && (code->day != out->back_code.day || code->month != out->back_code.month ||
                      code->year != out->back_code.year ||
                      code->election_letter != out->back_code.election_letter))
        out->several_backs = true;
    out->back_code = *code;
    out->back = true;
}

/* The next subset of `mask` after `subset`, 0 after the last. */
static uint32_t next_subset(uint32_t subset, uint32_t mask)
{
    return (subset - mask) & mask;
}

static bool valid_in_mirror(struct ovalis_card_row row, const struct ovalis_election *election)
{
    struct ovalis_card_code code;

    if (row.doubtful ||
        ovalis_card_code_decode(&code, reversed(row.marks)) != OVALIS_CARD_CODE_VALID)
        return false;
    return code.side == OVALIS_BACK || style_of(&code, election) != OVALIS_NONE;
}

void ovalis_card_row_readings(struct ovalis_card_readings *out, struct ovalis_card_row row,
                              const struct ovalis_election *election)
{
    uint32_t subset = 0, left = row.doubtful;
    int doubts = 0;

    *out = (struct ovalis_card_readings){.style = OVALIS_NONE};
    for (; left; left &= left - 1)
        doubts++;
    if (doubts > OVALIS_CARD_DOUBT_MAX)
        return;
    do {
        struct ovalis_card_code code;

        if (ovalis_card_code_decode(&code, row.marks | subset) == OVALIS_CARD_CODE_VALID) {
            if (code.side == OVALIS_FRONT)
                take_front(out, &code, style_of(&code, election));
            else
                take_back(out, &code);
        }
        subset = next_subset(subset, row.doubtful);
    } while (subset);
    out->mirrored = !out->front && !out->back && valid_in_mirror(row, election);
}
