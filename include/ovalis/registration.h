/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate that comes with every registered page. */
#ifndef OVALIS_REGISTRATION_H
#define OVALIS_REGISTRATION_H

/* The four borders of the timing-mark grid, seen on the upright page. */
enum ovalis_border {
    OVALIS_BORDER_LEFT,
    OVALIS_BORDER_RIGHT,
    OVALIS_BORDER_TOP,
    OVALIS_BORDER_BOTTOM,
    OVALIS_BORDERS
};

struct ovalis_border_count {
    int expected; /* marks that the grid has here; for a coded border those the code has */
    int seen;     /* used as measured */
    int bridged;  /* replaced by their neighbours */
};

/* What the mapping from grid to pixels rests on, and how far it can be trusted. Plain data. */
struct ovalis_certificate {
    struct ovalis_border_count border[OVALIS_BORDERS];
    double residual_rms_mm; /* measured marks against the mapping, all borders */
    double residual_max_mm;
    double scale_x, scale_y; /* printed and scanned size over nominal; 1 is nominal */
    double px_per_mm_x, px_per_mm_y;
    double skew_degrees;   /* clockwise on the page as fed, after quarter turns */
    double worst_error_mm; /* largest predicted error at any place of the grid used by targets */
};

#endif
