/* SPDX-License-Identifier: Apache-2.0 */
/* Gray clips for the report: a mark, a contest, whole pages. */
#include "picture/picture.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "page/image_file.h"
#include "picture/shrink.h"

/* Half the size of a mark's patch, mm: a target of 5.3 x 3.4 mm and as much again around it, since
 * what lies beside it explains the class. */
#define MARK_HALF_WIDTH_MM  8.0
#define MARK_HALF_HEIGHT_MM 4.5

/* Around the targets of a contest, mm: names stand beside them, on the left or on the right. */
#define CONTEST_BESIDE_MM 70.0
#define CONTEST_ABOVE_MM  9.0

/* Resolution of a patch: 200 dpi. */
#define PATCH_PX_PER_MM 7.87

/* Gap between pages side by side. */
#define GAP_PX 8

/* Reasons that no single contest explains. */
#define WHOLE_SHEET_REASONS                                                                        \
 (OVALIS_REVIEW_BLANK_SHEET | OVALIS_REVIEW_CROSSOVER | OVALIS_REVIEW_REPEATED_IMAGE)

static enum ovalis_status add_clip(struct ovalis_text *out, const struct ovalis_page *page,
                                   struct ovalis_box box, int factor, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *small = NULL;
    enum ovalis_status status = ovalis_shrink(&small, page, box, factor, why);

    if (status != OVALIS_OK)
        return status;
    return ovalis_page_encode_png(out, small, ovalis_page_box(small), why);
}

/* A bound on coordinates before they become whole numbers. */
static int whole(double value)
{
    if (!(value > -OVALIS_PAGE_MAX_SIDE))
        return -OVALIS_PAGE_MAX_SIDE;
    return value < OVALIS_PAGE_MAX_SIDE ? (int)floor(value) : OVALIS_PAGE_MAX_SIDE;
}

static struct ovalis_box box_around(struct ovalis_px low, struct ovalis_px high, double x_margin,
                                    double y_margin)
{
    return (struct ovalis_box){whole(low.x - x_margin), whole(low.y - y_margin),
                               whole(high.x + x_margin) + 1, whole(high.y + y_margin) + 1};
}

enum ovalis_status ovalis_picture_mark(struct ovalis_text *out, const struct ovalis_page *upright,
                                       const struct ovalis_mapping *map,
                                       const struct ovalis_mark *mark, struct ovalis_diag *why)
{
    struct ovalis_box box =
        box_around(mark->centre, mark->centre, MARK_HALF_WIDTH_MM * map->px_per_mm_x,
                   MARK_HALF_HEIGHT_MM * map->px_per_mm_y);
    int factor = whole(map->px_per_mm_x / PATCH_PX_PER_MM + 0.5);

    return add_clip(out, upright, box, factor < 1 ? 1 : factor, why);
}

static void paste(struct ovalis_page *canvas, const struct ovalis_page *page, int left)
{
    for (int y = 0; y < page->height; y++)
        memcpy(canvas->pixels + (ptrdiff_t)y * canvas->stride + left, ovalis_page_line(page, y),
               (size_t)page->width);
}

static enum ovalis_status shrink_to(struct ovalis_page **out, const struct ovalis_page *page,
                                    int longest, struct ovalis_diag *why)
{
    int side = page->width > page->height ? page->width : page->height;

    return ovalis_shrink(out, page, ovalis_page_box(page), ovalis_shrink_factor(side, longest),
                         why);
}

enum ovalis_status ovalis_picture_pages(struct ovalis_text *out,
                                        const struct ovalis_page *const pages[2], int longest,
                                        struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *first = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *second = NULL;
    OVALIS_OWNED(ovalis_page_free) struct ovalis_page *canvas = NULL;
    const struct ovalis_page *left = pages[0] ? pages[0] : pages[1];
    enum ovalis_status status;

    if (!left)
        return OVALIS_OK;
    status = shrink_to(&first, left, longest, why);
    if (status != OVALIS_OK)
        return status;
    if (!pages[0] || !pages[1])
        return ovalis_page_encode_png(out, first, ovalis_page_box(first), why);
    status = shrink_to(&second, pages[1], longest, why);
    if (status == OVALIS_OK)
        status =
            ovalis_page_new(&canvas, first->width + GAP_PX + second->width,
                            first->height > second->height ? first->height : second->height, why);
    if (status != OVALIS_OK)
        return status;
    paste(canvas, first, 0);
    paste(canvas, second, first->width + GAP_PX);
    return ovalis_page_encode_png(out, canvas, ovalis_page_box(canvas), why);
}

/* The first contest with a reason; NULL when there is none. */
static const struct ovalis_contest_result *
find_contest(const struct ovalis_interpretation *interpretation)
{
    for (size_t i = 0; i < interpretation->contest_count; i++) {
        if (interpretation->contests[i].reasons)
            return &interpretation->contests[i];
    }
    return NULL;
}

struct span {
    bool any;
    enum ovalis_side side;
    struct ovalis_px low, high;
};

static void widen(struct span *span, struct ovalis_px at)
{
    span->low.x = fmin(span->low.x, at.x);
    span->low.y = fmin(span->low.y, at.y);
    span->high.x = fmax(span->high.x, at.x);
    span->high.y = fmax(span->high.y, at.y);
}

/* Where the targets of a contest are, on the first side that has any. */
static struct span contest_span(const struct ovalis_sheet_reading *reading, size_t contest)
{
    struct span span = {0};

    for (size_t i = 0; i < reading->target_count; i++) {
        const struct ovalis_target *target = reading->targets[i];
        struct ovalis_px centre = reading->marks[i].centre;

        if (target->contest != contest || (span.any && target->side != span.side))
            continue;
        if (!span.any)
            span = (struct span){true, target->side, centre, centre};
        widen(&span, centre);
    }
    return span;
}

enum ovalis_status ovalis_picture_review(struct ovalis_text *out,
                                         const struct ovalis_registered_sheet *sheet,
                                         const struct ovalis_sheet_reading *reading,
                                         const struct ovalis_interpretation *interpretation,
                                         int longest, struct ovalis_diag *why)
{
    const struct ovalis_page *const pages[2] = {sheet->sides[OVALIS_FRONT].upright,
                                                sheet->sides[OVALIS_BACK].upright};
    const struct ovalis_contest_result *contest = find_contest(interpretation);
    struct span span = {0};
    struct ovalis_box box;

    if (contest && !(interpretation->reasons & WHOLE_SHEET_REASONS))
        span = contest_span(reading, contest->contest);
    if (!span.any || !pages[span.side])
        return ovalis_picture_pages(out, pages, longest, why);
    box =
        box_around(span.low, span.high, CONTEST_BESIDE_MM * sheet->sides[span.side].map.px_per_mm_x,
                   CONTEST_ABOVE_MM * sheet->sides[span.side].map.px_per_mm_y);
    return add_clip(out, pages[span.side], box,
                    ovalis_shrink_factor(box.right - box.left, 2 * longest), why);
}
