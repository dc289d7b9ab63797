/* SPDX-License-Identifier: Apache-2.0 */
/* The coded bottom row of an AccuVote card. Its code has two check bits on the front and an end
 * code on the back, so a doodle or a rubbed-out bar can make another valid code: whatever is read
 * here is a hypothesis, which the definition must know and the layout must prove. */
#include "registration/card_read.h"

#include <stdio.h>

#define BITS 32

/* Darkness shares (0 paper, 1 as black as the other marks) that settle a place. Marks of real
 * cards lie above 0.8 and empty places below 0.1, bilevel 1 and 0; between is worn or written. */
#define MARK_FROM  0.55
#define NONE_UNTIL 0.22
/* Between the two: a darkness that cannot be told is a doubt. */
#define UNKNOWN 0.4
/* Less contrast than this, in gray levels, tells nothing. */
#define CONTRAST_MIN 25.0

/* Mean gray of 9 x 5 places spread over a box of the given size, mm, off the place by `dy_mm`. */
static double mean_gray(const struct ovalis_registered_side *side, struct ovalis_place place,
                        double width_mm, double height_mm, double dy_mm)
{
    struct ovalis_px centre = ovalis_mapping_px(&side->map, place), across, down;
    int sum = 0, count = 0;

    ovalis_mapping_axes(&side->map, place, &across, &down);
    for (int j = -2; j <= 2; j++)
        for (int i = -4; i <= 4; i++) {
            double x = width_mm * i / 8, y = dy_mm + height_mm * j / 4;
            double px = centre.x + across.x * x + down.x * y + 0.5;
            double py = centre.y + across.y * x + down.y * y + 0.5;

            if (!(px >= 0 && py >= 0 && px < side->upright->width && py < side->upright->height))
                continue;
            sum += ovalis_page_line(side->upright, (int)py)[(int)px];
            count++;
        }
    return count ? (double)sum / count : -1;
}

/* How dark the place is between paper (0) and the page's printed black (1). */
static double darkness_at(const struct ovalis_registered_side *side, const struct ovalis_card *card,
                          int column)
{
    struct ovalis_place place = {column, side->map.rows - 1};
    double width = card->mark_width_mm, height = card->mark_height_mm;
    double inside = mean_gray(side, place, 0.7 * width, 0.5 * height, 0);
    double above = mean_gray(side, place, 0.7 * width, 0.3 * height, -1.4 * height);
    double below = mean_gray(side, place, 0.7 * width, 0.3 * height, 1.4 * height);
    double paper = above > below ? above : below;

    if (inside < 0 || paper - side->ink_black < CONTRAST_MIN)
        return UNKNOWN;
    return (paper - inside) / (paper - side->ink_black);
}

void ovalis_card_row_look(struct ovalis_card_row *out, const struct ovalis_registered_side *side,
                          const struct ovalis_card *card)
{
    *out = (struct ovalis_card_row){0};
    for (int column = 1; column <= BITS; column++) {
        enum ovalis_timing_state state = side->timing[OVALIS_BORDER_BOTTOM][column].state;
        uint32_t bit = (uint32_t)1 << (BITS - column); /* bit 0 is the rightmost */
        double dark = darkness_at(side, card, column);

        /* ink where the border fit saw no whole bar may be a doodle, or a bar written over */
        if (state == OVALIS_TIMING_SEEN && dark >= MARK_FROM)
            out->marks |= bit;
        else if (state == OVALIS_TIMING_SEEN || dark > NONE_UNTIL)
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
