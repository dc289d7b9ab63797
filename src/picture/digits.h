/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: numbers drawn as strokes, so that a picture needs no font. */
#ifndef OVALIS_PICTURE_DIGITS_H
#define OVALIS_PICTURE_DIGITS_H

struct _cairo; /* cairo_t, without a need for its header here */

/* A whole number, its top left corner at (x, y), `height` tall, in the current colour. */
void ovalis_draw_number(struct _cairo *cairo, double x, double y, double height, int number);

#endif
