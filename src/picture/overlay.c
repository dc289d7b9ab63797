/* SPDX-License-Identifier: Apache-2.0 */
/* The page with what was seen drawn over it. Lengths are mm on paper unless they say px. */
#include "picture/picture.h"

#include <cairo.h>
#include <math.h>

#include "base/diag.h"
#include "base/memory.h"
#include "picture/digits.h"
#include "picture/shrink.h"

/* Longest side of the picture; cairo itself stops at 32767. */
#define LONGEST_PX 4500

/* A displacement of 0.1 mm is 0.8 px at 200 dpi: drawn this many times longer, it can be seen. */
#define DISPLACEMENT_TIMES 8.0

/* Of a card that is not known: the AccuVote oval. */
#define TARGET_WIDTH_MM  5.3
#define TARGET_HEIGHT_MM 3.3

struct colour {
    double red, green, blue, opacity;
};

/* Named in ovalis-show(1). */
static const struct colour grid_colour = {0.10, 0.35, 0.90, 0.30};
static const struct colour number_colour = {0.10, 0.35, 0.90, 0.80};
static const struct colour seen_colour = {0.00, 0.60, 0.15, 0.95};
static const struct colour bridged_colour = {0.90, 0.05, 0.05, 0.95};
static const struct colour absent_colour = {0.50, 0.50, 0.50, 0.70};
static const struct colour unmarked_colour = {0.10, 0.35, 0.90, 0.85};
static const struct colour marginal_colour = {1.00, 0.55, 0.00, 0.95};
static const struct colour marked_colour = {0.00, 0.65, 0.15, 0.95};
static const struct colour flag_colour = {0.80, 0.00, 0.60, 0.90};
static const struct colour streak_colour = {0.85, 0.00, 0.85, 0.35};
static const struct colour code_colour = {0.00, 0.65, 0.75, 0.95};

struct drawing {
    cairo_t *cairo;
    const struct ovalis_registered_side *side;
    double px_per_mm; /* across; good enough for sizes of signs */
    double target_width, target_height;
};

static void set_colour(const struct drawing *drawing, const struct colour *colour)
{
    cairo_set_source_rgba(drawing->cairo, colour->red, colour->green, colour->blue,
                          colour->opacity);
}

static void stroke(const struct drawing *drawing, const struct colour *colour, double width)
{
    set_colour(drawing, colour);
    cairo_set_line_width(drawing->cairo, width * drawing->px_per_mm);
    cairo_stroke(drawing->cairo);
}

static void line_to_place(const struct drawing *drawing, double column, double row)
{
    struct ovalis_px at =
        ovalis_mapping_px(&drawing->side->map, (struct ovalis_place){column, row});

    cairo_line_to(drawing->cairo, at.x, at.y);
}

static void draw_grid(const struct drawing *drawing)
{
    int columns = drawing->side->map.columns;
    int rows = drawing->side->map.rows;

    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            line_to_place(drawing, column, row);
        cairo_new_sub_path(drawing->cairo);
    }
    for (int column = 0; column < columns; column++) {
        for (int row = 0; row < rows; row++)
            line_to_place(drawing, column, row);
        cairo_new_sub_path(drawing->cairo);
    }
    stroke(drawing, &grid_colour, 0.1);
}

/* Every fifth, inside the left and the top border. */
static void draw_numbers(const struct drawing *drawing)
{
    double size = 1.8 * drawing->px_per_mm;

    set_colour(drawing, &number_colour);
    for (int row = 5; row < drawing->side->map.rows; row += 5) {
        struct ovalis_px at = ovalis_mapping_px(&drawing->side->map, (struct ovalis_place){0, row});

        ovalis_draw_number(drawing->cairo, at.x + 1.6 * size, at.y - size / 2, size, row);
    }
    for (int column = 5; column < drawing->side->map.columns; column += 5) {
        struct ovalis_px at =
            ovalis_mapping_px(&drawing->side->map, (struct ovalis_place){column, 0});

        ovalis_draw_number(drawing->cairo, at.x - size / 2, at.y + size, size, column);
    }
}

/* "+" where a mark was seen, "x" where it was bridged, "-" where a coded border has none. */
static void draw_timing_mark(const struct drawing *drawing, const struct ovalis_timing_mark *mark)
{
    double arm = 1.3 * drawing->px_per_mm;
    cairo_t *cairo = drawing->cairo;
    struct ovalis_px at = mark->centre;

    if (mark->state == OVALIS_TIMING_BRIDGED) {
        cairo_move_to(cairo, at.x - arm, at.y - arm);
        cairo_line_to(cairo, at.x + arm, at.y + arm);
        cairo_move_to(cairo, at.x - arm, at.y + arm);
        cairo_line_to(cairo, at.x + arm, at.y - arm);
        stroke(drawing, &bridged_colour, 0.3);
        return;
    }
    cairo_move_to(cairo, at.x - arm, at.y);
    cairo_line_to(cairo, at.x + arm, at.y);
    if (mark->state == OVALIS_TIMING_ABSENT) {
        stroke(drawing, &absent_colour, 0.2);
        return;
    }
    cairo_move_to(cairo, at.x, at.y - arm);
    cairo_line_to(cairo, at.x, at.y + arm);
    stroke(drawing, &seen_colour, 0.25);
}

static void draw_timing_marks(const struct drawing *drawing)
{
    for (int border = 0; border < OVALIS_BORDERS; border++) {
        bool upright = border == OVALIS_BORDER_LEFT || border == OVALIS_BORDER_RIGHT;
        int count = upright ? drawing->side->map.rows : drawing->side->map.columns;

        for (int i = 0; i < count && i < OVALIS_GRID_MAX_ROWS; i++)
            draw_timing_mark(drawing, &drawing->side->timing[border][i]);
    }
}

/* The shape of the printed target, along the page's own axes. */
static void draw_outline(const struct drawing *drawing, struct ovalis_px centre,
                         const struct colour *colour, double line)
{
    double half_width = drawing->target_width / 2 * drawing->px_per_mm;
    double radius = drawing->target_height / 2 * drawing->px_per_mm;
    double straight = half_width > radius ? half_width - radius : 0;
    cairo_t *cairo = drawing->cairo;
    const double quarter = 1.57079632679489662; /* radians */

    cairo_new_sub_path(cairo);
    cairo_arc(cairo, centre.x + straight, centre.y, radius, -quarter, quarter);
    cairo_arc(cairo, centre.x - straight, centre.y, radius, quarter, 3 * quarter);
    cairo_close_path(cairo);
    stroke(drawing, colour, line);
}

static void draw_displacement(const struct drawing *drawing, struct ovalis_px centre, double dx_mm,
                              double dy_mm)
{
    double times = DISPLACEMENT_TIMES * drawing->px_per_mm;

    cairo_move_to(drawing->cairo, centre.x, centre.y);
    cairo_line_to(drawing->cairo, centre.x + dx_mm * times, centre.y + dy_mm * times);
    stroke(drawing, &flag_colour, 0.2);
}

static const struct colour *state_colour(enum ovalis_mark_state state)
{
    switch (state) {
    case OVALIS_UNMARKED:
        return &unmarked_colour;
    case OVALIS_MARGINAL:
        return &marginal_colour;
    case OVALIS_MARKED:
        break;
    }
    return &marked_colour;
}

static void draw_mark(const struct drawing *drawing, const struct ovalis_mark *mark)
{
    struct ovalis_px above = {mark->centre.x, mark->centre.y - 2.6 * drawing->px_per_mm};

    draw_outline(drawing, mark->centre, state_colour(mark->state), 0.35);
    draw_displacement(drawing, mark->centre, mark->measures.dx_mm, mark->measures.dy_mm);
    if (mark->flags == 0)
        return;
    cairo_new_sub_path(drawing->cairo);
    cairo_arc(drawing->cairo, above.x, above.y, 0.5 * drawing->px_per_mm, 0, 6.28318530717958648);
    set_colour(drawing, &flag_colour);
    cairo_fill(drawing->cairo);
}

static void draw_box(const struct drawing *drawing, struct ovalis_box box,
                     const struct colour *colour)
{
    if (box.right <= box.left || box.bottom <= box.top)
        return;
    cairo_rectangle(drawing->cairo, box.left - 0.5, box.top - 0.5, box.right - box.left,
                    box.bottom - box.top);
    stroke(drawing, colour, 0.25);
}

static void draw_writing(const struct drawing *drawing, const struct ovalis_writing *writing)
{
    static const struct colour *const colours[] = {&unmarked_colour, &marginal_colour,
                                                   &marked_colour};

    draw_box(drawing, writing->box, colours[writing->state]);
}

static void draw_streak(const struct drawing *drawing, const struct ovalis_streak *streak)
{
    const struct ovalis_page *page = drawing->side->upright;
    double at = streak->column_px;

    cairo_move_to(drawing->cairo, streak->rows ? 0 : at, streak->rows ? at : 0);
    cairo_line_to(drawing->cairo, streak->rows ? page->width : at,
                  streak->rows ? at : page->height);
    stroke(drawing, &streak_colour, 1.0);
}

static void draw_reading(const struct drawing *drawing, enum ovalis_side which,
                         const struct ovalis_sheet_reading *reading)
{
    const struct ovalis_side_reading *side = &reading->sides[which];

    for (size_t i = 0; i < reading->target_count; i++) {
        if (reading->targets[i]->side != which)
            continue;
        draw_writing(drawing, &reading->writings[i]);
        draw_mark(drawing, &reading->marks[i]);
    }
    for (size_t i = 0; i < side->streak_count && i < OVALIS_STREAK_MAX; i++)
        draw_streak(drawing, &side->streaks[i]);
}

/* A sheet that was refused before its marks were read: what is known of the outlines. */
static void draw_outlines_alone(const struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->side->outline_count; i++) {
        const struct ovalis_outline *outline = &drawing->side->outlines[i];

        draw_outline(drawing, outline->centre, outline->found ? &unmarked_colour : &bridged_colour,
                     0.25);
        draw_displacement(drawing, outline->centre, outline->dx_mm, outline->dy_mm);
    }
}

static void draw_all(const struct drawing *drawing, enum ovalis_side which, bool targets,
                     const struct ovalis_sheet_reading *reading)
{
    const struct ovalis_registered_side *side = drawing->side;

    draw_grid(drawing);
    draw_numbers(drawing);
    draw_timing_marks(drawing);
    draw_box(drawing, side->identity.code_box, &code_colour);
    for (size_t i = 0; i < side->stray_count && i < OVALIS_STRAY_MAX; i++)
        draw_outline(drawing, ovalis_mapping_px(&side->map, side->stray[i].place), &bridged_colour,
                     0.5);
    if (reading)
        draw_reading(drawing, which, reading);
    else if (targets)
        draw_outlines_alone(drawing);
}

/* A surface that shows the page, one pixel for `factor` of the page's. */
static cairo_surface_t *make_surface(const struct ovalis_page *page, int factor,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;
    cairo_surface_t *surface;
    unsigned char *rows;
    int stride;

    if (ovalis_shrink(&small, page, ovalis_page_box(page), factor, why) != OVALIS_OK)
        return NULL;
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, small->width, small->height);
    rows = cairo_image_surface_get_data(surface); /* NULL when it could not be made */
    stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; rows && y < small->height; y++) {
        uint32_t *out = (uint32_t *)(void *)(rows + (ptrdiff_t)y * stride); /* cairo aligns rows */
        const uint8_t *in = ovalis_page_line(small, y);

        for (int x = 0; x < small->width; x++)
            out[x] = in[x] * 0x010101u;
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned size)
{
    struct ovalis_text *out = closure;

    ovalis_text_add_bytes(out, bytes, size);
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

enum ovalis_status ovalis_picture_overlay(struct ovalis_text *out,
                                          const struct ovalis_registered_side *side,
                                          enum ovalis_side which, const struct ovalis_card *card,
                                          const struct ovalis_sheet_reading *reading,
                                          struct ovalis_diag *why)
{
    const struct ovalis_page *page = side->upright;
    int factor =
        ovalis_shrink_factor(page->width > page->height ? page->width : page->height, LONGEST_PX);
    cairo_surface_t *surface = make_surface(page, factor, why);
    struct drawing drawing = {
        .side = side,
        .px_per_mm = side->map.px_per_mm_x,
        .target_width = card ? card->target_width_mm : TARGET_WIDTH_MM,
        .target_height = card ? card->target_height_mm : TARGET_HEIGHT_MM,
    };
    cairo_status_t drawn;

    if (!surface)
        return OVALIS_ERR_MEMORY; /* the words are in `why` */
    drawing.cairo = cairo_create(surface);
    cairo_scale(drawing.cairo, 1.0 / factor, 1.0 / factor);
    cairo_translate(drawing.cairo, 0.5, 0.5); /* (0, 0) is the centre of a pixel here */
    draw_all(&drawing, which, card != NULL, reading);
    drawn = cairo_status(drawing.cairo);
    cairo_destroy(drawing.cairo);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_write_to_png_stream(surface, append, out);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "a picture of %d x %d pixels: %s", page->width,
                           page->height, cairo_status_to_string(drawn));
    return OVALIS_OK;
}
