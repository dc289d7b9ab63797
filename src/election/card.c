/* SPDX-License-Identifier: Apache-2.0 */
#include "election/card.h"

#include <math.h>
#include <string.h>

struct ovalis_mm ovalis_card_mm(const struct ovalis_card *card, struct ovalis_place place)
{
    return (struct ovalis_mm){place.column * card->pitch_x_mm, place.row * card->pitch_y_mm};
}

bool ovalis_card_paper(const char *word, double *width_in, double *height_in)
{
    static const char custom[] = "custom-8.5x";
    const char *digits;

    *width_in = 8.5;
    *height_in = 0;
    if (strcmp(word, "letter") == 0)
        *height_in = 11;
    else if (strcmp(word, "legal") == 0)
        *height_in = 14;
    if (*height_in > 0)
        return true;
    if (strncmp(word, custom, sizeof custom - 1) != 0)
        return false;
    digits = word + sizeof custom - 1;
    if (strlen(digits) != 2 || strspn(digits, "0123456789") != 2)
        return false;
    *height_in = 10 * (digits[0] - '0') + (digits[1] - '0');
    return *height_in >= 11 && *height_in <= 22;
}

/* AccuVote: outlines measured 5.2-5.4 x 3.2-3.4 mm with a line of 0.25-0.4 mm. VxDesign: 0.20 x
 * 0.13 in, line 0.5 pt in 2023-24 and one CSS pixel (1/96 in) from v4.0 on. */
static void set_target(struct ovalis_card *card, enum ovalis_card_family family)
{
    card->shape = OVALIS_SHAPE_STADIUM;
    card->target_width_mm = family == OVALIS_CARD_ACCUVOTE ? 5.3 : 0.20 * OVALIS_MM_PER_INCH;
    card->target_height_mm = family == OVALIS_CARD_ACCUVOTE ? 3.3 : 0.13 * OVALIS_MM_PER_INCH;
    if (family == OVALIS_CARD_ACCUVOTE)
        card->target_stroke_mm = 0.3;
    else
        card->target_stroke_mm = OVALIS_MM_PER_INCH / (family == OVALIS_CARD_VX_4 ? 96 : 144);
}

static void set_pitch(struct ovalis_card *card, enum ovalis_card_family family)
{
    /* Outer edges of the marks of v4: 5 mm from the sides, 12 pt from top and bottom. */
    double across = card->width_mm - 2 * 5.0 - card->mark_width_mm;
    double down = card->height_mm - 2 * 12.0 / 72.0 * OVALIS_MM_PER_INCH - card->mark_height_mm;

    if (family == OVALIS_CARD_ACCUVOTE) {
        card->pitch_x_mm = card->pitch_y_mm = 6.35;
    } else if (family == OVALIS_CARD_VX_2024) {
        card->pitch_x_mm = card->width_mm / (card->columns + 1);
        card->pitch_y_mm = card->height_mm / (card->rows + 1);
    } else {
        card->pitch_x_mm = across / (card->columns - 1);
        card->pitch_y_mm = down / (card->rows - 1);
    }
    card->origin_x_mm = (card->width_mm - (card->columns - 1) * card->pitch_x_mm) / 2;
    card->origin_y_mm = (card->height_mm - (card->rows - 1) * card->pitch_y_mm) / 2;
    /* The first row of New Hampshire cards was measured 0.56 to 0.62 in below the edge. */
    if (family == OVALIS_CARD_ACCUVOTE)
        card->origin_y_mm = 0.59 * OVALIS_MM_PER_INCH;
}

bool ovalis_card_make(struct ovalis_card *card, enum ovalis_card_family family, double width_in,
                      double height_in)
{
    *card = (struct ovalis_card){0};
    if (!(width_in >= 4 && width_in <= 24 && height_in >= 4 && height_in <= 24))
        return false;
    card->width_mm = width_in * OVALIS_MM_PER_INCH;
    card->height_mm = height_in * OVALIS_MM_PER_INCH;
    card->columns = (int)floor(4 * width_in + 0.5);
    card->rows = (int)floor(4 * height_in + 0.5) - 3;
    card->mark_width_mm = 3.0 / 16 * OVALIS_MM_PER_INCH;
    card->mark_height_mm = 1.0 / 16 * OVALIS_MM_PER_INCH;
    card->marks_bleed = family == OVALIS_CARD_ACCUVOTE;
    card->identity =
        family == OVALIS_CARD_ACCUVOTE ? OVALIS_IDENTITY_TIMING_MARKS : OVALIS_IDENTITY_QR;
    set_pitch(card, family);
    set_target(card, family);
    return true;
}
