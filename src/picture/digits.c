/* SPDX-License-Identifier: Apache-2.0 */
#include "picture/digits.h"

#include <cairo.h>
#include <stdio.h>

/* Seven strokes in a cell of 1 x 2:   (0,0) a (1,0)
 *                                        f     b
 *                                     (0,1) g (1,1)
 *                                        e     c
 *                                     (0,2) d (1,2)   */
static const struct {
    double from_x, from_y, to_x, to_y;
} strokes[7] = {{0, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 1, 2}, {0, 2, 1, 2},
                {0, 1, 0, 2}, {0, 0, 0, 1}, {0, 1, 1, 1}};

/* Bit 0 is stroke a. */
static const unsigned char digits[10] = {0x3F, 0x06, 0x5B, 0x4F, 0x66,
                                         0x6D, 0x7D, 0x07, 0x7F, 0x6F};

static void draw_strokes(cairo_t *cairo, double x, double y, double unit, unsigned which)
{
    for (int i = 0; i < 7; i++) {
        if (!(which >> i & 1))
            continue;
        cairo_move_to(cairo, x + unit * strokes[i].from_x, y + unit * strokes[i].from_y);
        cairo_line_to(cairo, x + unit * strokes[i].to_x, y + unit * strokes[i].to_y);
    }
}

void ovalis_draw_number(cairo_t *cairo, double x, double y, double height, int number)
{
    double unit = height / 2;
    char text[16];

    (void)snprintf(text, sizeof text, "%d", number);
    for (const char *at = text; *at; at++, x += 1.6 * unit)
        draw_strokes(cairo, x, y, unit, *at == '-' ? 0x40 : digits[*at - '0']);
    cairo_set_line_width(cairo, 0.3 * unit);
    cairo_stroke(cairo);
}
