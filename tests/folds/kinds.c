/* SPDX-License-Identifier: Apache-2.0 */
#include "kinds.h"

#include <math.h>

#define DEGREE 0.017453292519943295

/* ---- folds ---- */

/* One whole fold through a place, as real ones are: 10 to 80 % deep, 0.3 to 1.2 mm wide at half its
 * depth, uneven by up to a seventh, within 1.5 degrees of the paper's edges. */
static struct fold plain_fold(struct ovalis_mm at, double across_mm, double degrees,
                              struct dice *dice)
{
    bool upright = dice_one_in(dice, 4); /* most sheets are folded across */
    double angle = degrees * DEGREE;
    struct fold fold = {.depth = dice_between(dice, 0.10, 0.80),
                        .width = dice_between(dice, 0.3, 1.2),
                        .uneven = dice_between(dice, 0.0, 0.15),
                        .wander = dice_between(dice, 0.0, 0.08),
                        .from = -1000,
                        .to = 1000,
                        .soft = 1,
                        .seed = dice_bits(dice)};

    fold.along = upright ? (struct ovalis_mm){sin(angle), cos(angle)}
                         : (struct ovalis_mm){cos(angle), sin(angle)};
    fold.at = (struct ovalis_mm){at.x - fold.along.y * across_mm, at.y + fold.along.x * across_mm};
    return fold;
}

static double slight_angle(struct dice *dice)
{
    return dice_one_in(dice, 3) ? 0 : dice_between(dice, -1.5, 1.5);
}

static int band_of(double depth)
{
    return depth <= 0.4 ? 0 : depth <= 0.6 ? 1 : 2;
}

static void add(struct drawing *out, const struct fold *fold)
{
    int band = band_of(fold->depth);

    out->folds[out->fold_count++] = *fold;
    out->band = band > out->band ? band : out->band;
}

static void one_fold(struct drawing *out, struct ovalis_mm at, double across_mm, double degrees,
                     struct dice *dice)
{
    struct fold fold = plain_fold(at, across_mm, degrees, dice);

    add(out, &fold);
    out->both_sides = dice_one_in(dice, 2);
}

static void anywhere(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                     struct dice *dice)
{
    double half = card->target_height_mm / 2 + 0.5;

    one_fold(out, at, dice_between(dice, -half, half), slight_angle(dice), dice);
}

static void centre(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                   struct dice *dice)
{
    (void)card;
    one_fold(out, at, dice_between(dice, -0.4, 0.4), slight_angle(dice), dice);
}

/* On the printed line: of the long sides for folds across, of the ends for upright ones. */
static void along_outline(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                          struct dice *dice)
{
    double side = dice_one_in(dice, 2) ? 1 : -1, off = dice_between(dice, -0.5, 0.5);
    struct fold fold = plain_fold(at, 0, slight_angle(dice), dice);
    bool flat = fabs(fold.along.x) > fabs(fold.along.y);
    double half = (flat ? card->target_height_mm : card->target_width_mm) / 2;

    fold.at.x -= fold.along.y * (side * half + off);
    fold.at.y += fold.along.x * (side * half + off);
    add(out, &fold);
    out->both_sides = dice_one_in(dice, 2);
}

static void leaning(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                    struct dice *dice)
{
    double side = dice_one_in(dice, 2) ? 1 : -1;
    double half = card->target_height_mm / 2;

    one_fold(out, at, dice_between(dice, -half, half), side * dice_between(dice, 1.5, 8), dice);
}

/* A shadow beside a light ridge. */
static void with_ridge(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                       struct dice *dice)
{
    anywhere(out, at, card, dice);
    out->folds[0].ridge = dice_between(dice, 0.05, 0.3);
    out->folds[0].ridge_at =
        (dice_one_in(dice, 2) ? 1 : -1) * (dice_between(dice, 0.3, 0.8) + out->folds[0].width / 4);
}

static void flaking(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                    struct dice *dice)
{
    with_ridge(out, at, card, dice);
    out->folds[0].flaking = dice_between(dice, 0.1, 0.4);
    out->folds[0].uneven = dice_between(dice, 0.0, 0.3);
}

/* Grows weaker along its way until it is gone. */
static void fading(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                   struct dice *dice)
{
    anywhere(out, at, card, dice);
    struct fold *fold = &out->folds[0];

    fold->soft = dice_between(dice, 10, 60);
    if (dice_one_in(dice, 2))
        fold->to = dice_between(dice, 4, fold->soft);
    else
        fold->from = -dice_between(dice, 4, fold->soft);
}

/* Ends in the target or near it. */
static void ending(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                   struct dice *dice)
{
    one_fold(out, at, dice_between(dice, -1.3, 1.3), slight_angle(dice), dice);
    struct fold *fold = &out->folds[0];
    double end = dice_between(dice, -2, 5);

    (void)card;
    fold->soft = dice_between(dice, 0.5, 5);
    if (dice_one_in(dice, 2))
        fold->to = end;
    else
        fold->from = -end;
}

static void twice(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                  struct dice *dice)
{
    anywhere(out, at, card, dice);
    struct fold second = out->folds[0];
    double off = dice_between(dice, 0.6, 3);

    second.at.x -= second.along.y * off;
    second.at.y += second.along.x * off;
    second.depth = dice_between(dice, 0.1, 0.8);
    second.width = dice_between(dice, 0.3, 1.2);
    second.seed = dice_bits(dice);
    add(out, &second);
}

/* Folded twice: across and upright, both through the target. */
static void crossing(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                     struct dice *dice)
{
    struct fold second;

    anywhere(out, at, card, dice);
    second = plain_fold(at, dice_between(dice, -1.5, 1.5), slight_angle(dice), dice);
    second.along = (struct ovalis_mm){-out->folds[0].along.y, out->folds[0].along.x};
    add(out, &second);
}

/* Rolled rather than folded: a wide soft shadow. */
static void broad(struct drawing *out, struct ovalis_mm at, const struct ovalis_card *card,
                  struct dice *dice)
{
    anywhere(out, at, card, dice);
    out->folds[0].width = dice_between(dice, 1.2, 2.2);
}

/* ---- strokes: each is 2 mm or more in the target, or touches it ---- */

static struct stroke pencil(double x0, double y0, double x1, double y1, struct dice *dice)
{
    return (struct stroke){.x0 = x0,
                           .y0 = y0,
                           .x1 = x1,
                           .y1 = y1,
                           .width = dice_between(dice, 0.4, 0.8),
                           .darkness = dice_between(dice, 0.25, 0.5),
                           .grain = dice_between(dice, 0, 0.25),
                           .seed = dice_bits(dice)};
}

/* About (x, y), `length` long, at an angle in degrees. */
static struct stroke pencil_at(double x, double y, double length, double degrees, struct dice *dice)
{
    double u = length / 2 * cos(degrees * DEGREE), v = length / 2 * sin(degrees * DEGREE);

    return pencil(x - u, y - v, x + u, y + v, dice);
}

static void tick(struct drawn_mark *out, double x, double y, struct dice *dice)
{
    struct stroke down = pencil(x - 1.1, y - 0.1, x - 0.4, y + 0.8, dice), up = down;

    up.x0 = down.x1;
    up.y0 = down.y1;
    up.x1 = x + dice_between(dice, 1.2, 2.2);
    up.y1 = y - dice_between(dice, 0.8, 2.0);
    out->strokes[0] = down;
    out->strokes[1] = up;
    out->count = 2;
}

static void cross(struct drawn_mark *out, double x, double y, struct dice *dice)
{
    struct stroke one = pencil_at(x, y, dice_between(dice, 2.4, 3.6), dice_between(dice, 25, 50),
                                  dice),
                  two = one;

    two.y0 = 2 * y - one.y0;
    two.y1 = 2 * y - one.y1;
    out->strokes[0] = one;
    out->strokes[1] = two;
    out->count = 2;
}

/* The place on a fold nearest to a target's middle, in mm from it, but on the target or on its
 * outline; (0, 0) without folds. */
static struct ovalis_mm on_fold(const struct drawing *drawing, struct ovalis_mm at,
                                const struct ovalis_card *card)
{
    if (drawing->fold_count == 0)
        return (struct ovalis_mm){0, 0};
    const struct fold *fold = &drawing->folds[0];
    bool flat = fabs(fold->along.x) > fabs(fold->along.y);
    double most = (flat ? card->target_height_mm : card->target_width_mm) / 2;
    double across = -fold_across(fold, at);

    across = across > most ? most : across < -most ? -most : across;
    return (struct ovalis_mm){-fold->along.y * across, fold->along.x * across};
}

static double fold_degrees(const struct drawing *drawing)
{
    if (drawing->fold_count == 0)
        return 0;
    return atan2(drawing->folds[0].along.y, drawing->folds[0].along.x) / DEGREE;
}

/* Along the fold and exactly on it. */
static void line_on_fold(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                         const struct ovalis_card *card, struct dice *dice)
{
    struct ovalis_mm middle = on_fold(drawing, at, card);
    bool upright = drawing->fold_count > 0 &&
                   fabs(drawing->folds[0].along.y) > fabs(drawing->folds[0].along.x);
    double most = upright ? card->target_height_mm - 0.6 : card->target_width_mm - 0.6;

    out->strokes[0] =
        pencil_at(middle.x, middle.y, dice_between(dice, 2.2, most), fold_degrees(drawing), dice);
    out->count = 1;
}

/* Along the fold, as a hand does it: a little beside, at a small angle. */
static void line_near_fold(struct drawn_mark *out, const struct drawing *drawing,
                           struct ovalis_mm at, const struct ovalis_card *card, struct dice *dice)
{
    struct ovalis_mm middle = on_fold(drawing, at, card);
    double off = dice_between(dice, -0.6, 0.6);

    out->strokes[0] =
        pencil_at(middle.x * 0.6 + off * 0.3, middle.y * 0.6 + off, dice_between(dice, 2.2, 3.4),
                  fold_degrees(drawing) + dice_between(dice, -12, 12), dice);
    out->count = 1;
}

/* On the printed line of a long side. */
static void line_on_outline(struct drawn_mark *out, const struct drawing *drawing,
                            struct ovalis_mm at, const struct ovalis_card *card, struct dice *dice)
{
    double straight = card->target_width_mm - card->target_height_mm;
    double side = dice_one_in(dice, 2) ? 1 : -1, off = dice_between(dice, -0.4, 0.3);

    if (drawing->fold_count > 0)
        side = fold_across(&drawing->folds[0], at) > 0 ? -1 : 1;
    out->strokes[0] =
        pencil_at(dice_between(dice, -0.3, 0.3), side * (card->target_height_mm / 2 + off),
                  dice_between(dice, 2.1, straight + 1.2), dice_between(dice, -4, 4), dice);
    out->count = 1;
}

/* Longer than the target, on the fold. */
static void long_line_on_fold(struct drawn_mark *out, const struct drawing *drawing,
                              struct ovalis_mm at, const struct ovalis_card *card,
                              struct dice *dice)
{
    struct ovalis_mm middle = on_fold(drawing, at, card);
    double off = dice_between(dice, -1.5, 1.5);

    middle.x += drawing->folds[0].along.x * off;
    middle.y += drawing->folds[0].along.y * off;
    out->strokes[0] =
        pencil_at(middle.x, middle.y, dice_between(dice, 4, 10), fold_degrees(drawing), dice);
    out->count = 1;
}

static void slash(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                  const struct ovalis_card *card, struct dice *dice)
{
    (void)drawing;
    (void)at;
    (void)card;
    out->strokes[0] = pencil_at(dice_between(dice, -0.6, 0.6), dice_between(dice, -0.2, 0.2),
                                dice_between(dice, 2.2, 3.2), dice_between(dice, 12, 168), dice);
    out->count = 1;
}

static void ticks_and_crosses(struct drawn_mark *out, const struct drawing *drawing,
                              struct ovalis_mm at, const struct ovalis_card *card,
                              struct dice *dice)
{
    double x = dice_between(dice, -0.4, 0.4), y = dice_between(dice, -0.2, 0.2);

    (void)drawing;
    (void)at;
    (void)card;
    if (dice_one_in(dice, 2))
        tick(out, x, y, dice);
    else
        cross(out, x, y, dice);
}

/* A line struck through target and name, along the row: never silently nothing. */
static void struck_through(struct drawn_mark *out, const struct drawing *drawing,
                           struct ovalis_mm at, const struct ovalis_card *card, struct dice *dice)
{
    double length = dice_between(dice, 7, 45), y = dice_between(dice, -0.9, 0.9);
    double middle = dice_between(dice, -length / 2 + 2, length / 2 - 2);

    (void)drawing;
    (void)at;
    (void)card;
    out->strokes[0] = pencil_at(middle, y, length, dice_between(dice, -3, 3), dice);
    out->count = 1;
}

/* From outside up to the outline, at its end or its side. */
static void touching(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                     const struct ovalis_card *card, struct dice *dice)
{
    double angle = dice_between(dice, 20, 160) * DEGREE, length = dice_between(dice, 2.4, 5);
    double side = dice_one_in(dice, 2) ? 1 : -1;
    double y = side * (card->target_height_mm / 2 - 0.1), x = dice_between(dice, -0.8, 0.8);

    (void)drawing;
    (void)at;
    out->strokes[0] = pencil(x, y, x + length * cos(angle), y + side * length * sin(angle), dice);
    out->strokes[0].darkness = dice_between(dice, 0.4, 0.8);
    out->count = 1;
}

/* ---- dirt: never marked ---- */

static void speck(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                  const struct ovalis_card *card, struct dice *dice)
{
    double x = dice_between(dice, -2, 2), y = dice_between(dice, -1.4, 1.4);

    (void)drawing;
    (void)at;
    (void)card;
    out->strokes[0] = pencil_at(x, y, 0.01, 0, dice);
    out->strokes[0].width = dice_between(dice, 0.1, 2.0);
    out->strokes[0].darkness = dice_between(dice, 0.5, 1.0);
    out->count = 1;
}

static void fibre(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                  const struct ovalis_card *card, struct dice *dice)
{
    double x = dice_between(dice, -2, 2), y = dice_between(dice, -1.4, 1.4);
    double bend = dice_between(dice, 0, 360), length = dice_between(dice, 0.5, 4);

    (void)drawing;
    (void)at;
    (void)card;
    out->strokes[0] = pencil_at(x, y, length, bend, dice);
    out->strokes[0].width = dice_between(dice, 0.05, 0.2);
    out->strokes[0].darkness = dice_between(dice, 0.5, 1.0);
    out->strokes[1] = out->strokes[0];
    bend += dice_between(dice, -50, 50);
    out->strokes[1].x0 = out->strokes[0].x1;
    out->strokes[1].y0 = out->strokes[0].y1;
    out->strokes[1].x1 = out->strokes[0].x1 + length * cos(bend * DEGREE);
    out->strokes[1].y1 = out->strokes[0].y1 + length * sin(bend * DEGREE);
    out->count = 2;
}

/* A mark on the other side shows through: 5 to 45 % of its darkness, blurred by the paper. */
static void add_show_through(struct drawn_mark *out, struct dice *dice)
{
    double opacity = dice_between(dice, 0.05, 0.45), soft = dice_between(dice, 0.35, 1.2);
    double x = dice_between(dice, -0.5, 0.5), y = dice_between(dice, -0.5, 0.5);
    bool full = dice_one_in(dice, 2);

    for (int k = 0; k < 2; k++) {
        struct stroke ink =
            full ? pencil(x - 1, y, x + 1, y, dice) : pencil_at(x, y, 3.4, k ? 40 : -35, dice);

        ink.width = full ? 2.4 : 0.6;
        ink.darkness = 0.95;
        ink.grain = 0;
        if (k == 0 || !full)
            out->behind[out->behind_count++] = ink;
        ink.darkness = 0.95 * opacity;
        ink.soft = soft;
        if (k == 0 || !full)
            out->strokes[out->count++] = ink;
    }
}

static void show_through(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                         const struct ovalis_card *card, struct dice *dice)
{
    (void)drawing;
    (void)at;
    (void)card;
    add_show_through(out, dice);
}

static void pencil_over_show_through(struct drawn_mark *out, const struct drawing *drawing,
                                     struct ovalis_mm at, const struct ovalis_card *card,
                                     struct dice *dice)
{
    (void)drawing;
    (void)at;
    (void)card;
    add_show_through(out, dice);
    out->strokes[out->count++] =
        pencil_at(0, 0, dice_between(dice, 2.4, 4), dice_between(dice, 0, 180), dice);
}

/* From the left edge of the paper into the target. */
static void tear(struct drawn_mark *out, const struct drawing *drawing, struct ovalis_mm at,
                 const struct ovalis_card *card, struct dice *dice)
{
    double x = dice_between(dice, -2.5, 3), y = dice_between(dice, -1.2, 1.2);

    (void)drawing;
    (void)card;
    out->strokes[0] = (struct stroke){.x0 = -at.x - 10,
                                      .y0 = y + dice_between(dice, -6, 6),
                                      .x1 = x,
                                      .y1 = y,
                                      .width = dice_between(dice, 0.1, 1.2),
                                      .darkness = dice_between(dice, 0.2, 0.7),
                                      .seed = dice_bits(dice)};
    out->count = 1;
    out->tear = true;
}

/* clang-format off */
const struct kind kinds[] = {
    /* name                        folds          mark           counts  marginal, by depth; wrong */
    {"fold, anywhere",             anywhere,      NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold, through the middle",   centre,        NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold, along the outline",    along_outline, NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold, leaning to 8 degrees", leaning,       NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold beside a light ridge",  with_ridge,    NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold with flaking print",    flaking,       NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold, fading",               fading,        NULL,              false, {0.50, 0.60, 1}, 0},
    {"fold, ending",               ending,        NULL,              false, {0.50, 0.60, 1}, 0.005},
    {"two folds, side by side",    twice,         NULL,              false, {0.50, 0.60, 1}, 0.005},
    {"two folds, crossing",        crossing,      NULL,              false, {0.50, 0.60, 1}, 0},
    {"broad soft fold",            broad,         NULL,              false, {0.50, 0.60, 1}, 0},
    {"pencil line",                NULL,          line_on_fold,      true,  {1, 1, 1}, 0.02},
    {"pencil line on a fold",      centre,        line_on_fold,      true,  {1, 1, 1}, 0.05},
    {"pencil line near a fold",    anywhere,      line_near_fold,    true,  {1, 1, 1}, 0.03},
    {"longer line on a fold",      centre,        long_line_on_fold, true,  {1, 1, 1}, 0.04},
    {"line on the outline",        NULL,          line_on_outline,   true,  {1, 1, 1}, 0.35},
    {"outline, line and fold",     along_outline, line_on_outline,   true,  {1, 1, 1}, 0.25},
    {"pencil slash",               NULL,          slash,             true,  {1, 1, 1}, 0},
    {"pencil slash across a fold", anywhere,      slash,             true,  {1, 1, 1}, 0},
    {"tick or cross",              NULL,          ticks_and_crosses, true,  {1, 1, 1}, 0},
    {"tick or cross on a fold",    with_ridge,    ticks_and_crosses, true,  {1, 1, 1}, 0},
    {"pencil through oval and name", NULL,        struck_through,    true,  {1, 1, 1}, 0.12},
    {"stroke up to the oval",      NULL,          touching,          true,  {1, 1, 1}, 0},
    {"speck",                      NULL,          speck,             false, {1, 1, 1}, 0.06},
    {"fibre",                      NULL,          fibre,             false, {1, 1, 1}, 0.01},
    {"mark of the other side",     NULL,          show_through,      false, {1, 1, 1}, 0.02},
    {"pencil, mark behind",        NULL,          pencil_over_show_through, true, {1, 1, 1}, 0.04},
    {"tear",                       NULL,          tear,              false, {1, 1, 1}, 0.01},
};
/* clang-format on */

const size_t kind_count = sizeof kinds / sizeof kinds[0];
