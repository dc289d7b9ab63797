/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/side.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "marks/texture.h"

/* What is ink around at least this share of the targets of a side, at the same place, is the form's
 * own: rules, boxes. No voter draws the same stroke to 0.2 mm beside most targets; and it is only
 * left out around a target, never inside. Few targets prove nothing. */
#define PRINT_SHARE         0.6
#define PRINT_LEAST_TARGETS 8

/* Targets with no more ink inside than a speck say how the line is printed. */
#define CLEAN_CELLS 4
#define CLEAN_LEAST 6

/* A pen of 0.4 mm on a printed line of 0.2 mm adds 0.15 mm of black. On one bit a line is a pixel
 * thicker or thinner by chance. */
#define LINE_EXCESS_MM         0.08
#define LINE_EXCESS_BILEVEL_MM 0.16

/* Page levels come from one pixel every two mm or so: 14,000 on a letter page. */
#define LEVEL_SAMPLES 120

/* Paper is the lighter part of the page: its 60th percentile, so that neither print nor a dark
 * surround of the image moves it. */
int ovalis_side_paper(const struct ovalis_page *page, int black)
{
    struct ovalis_histogram levels = {0};
    int step_x = page->width / LEVEL_SAMPLES + 1, step_y = page->height / LEVEL_SAMPLES + 1;

    for (int y = step_y / 2; y < page->height; y += step_y) {
        const uint8_t *line = ovalis_page_line(page, y);

        for (int x = step_x / 2; x < page->width; x += step_x) {
            if (line[x] > (black + 255) / 2) {
                levels.level[line[x]]++;
                levels.total++;
            }
        }
    }
    return ovalis_histogram_level(&levels, 600);
}

static enum ovalis_status allocate(struct ovalis_marks_side *out, const struct ovalis_zones *zones,
                                   struct ovalis_arena *arena, struct ovalis_diag *why)
{
    size_t cells = (size_t)zones->columns * (size_t)zones->rows, bytes = 0;

    if (!ovalis_size_multiply(cells, out->target_count, &bytes))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "too many targets on one side");
    out->gray_store = ovalis_arena_take(arena, bytes, 1);
    out->patches = ovalis_arena_take(arena, out->target_count, sizeof *out->patches);
    out->frames = ovalis_arena_take(arena, out->target_count, sizeof *out->frames);
    if (out->gray_store == NULL || out->patches == NULL || out->frames == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the targets of a side");
    for (size_t i = 0; i < out->target_count; i++) {
        out->patches[i] = (struct ovalis_raster){.columns = zones->columns,
                                                 .rows = zones->rows,
                                                 .step_mm = zones->step_mm,
                                                 .gray = out->gray_store + cells * i};
    }
    return OVALIS_OK;
}

static void sample_target(struct ovalis_marks_side *side, const struct ovalis_zones *zones,
                          size_t index)
{
    const struct ovalis_registered_side *registered = side->registered;
    struct ovalis_place place = side->targets[index].place;
    struct ovalis_frame *frame = &side->frames[index];

    frame->centre = index < registered->outline_count ? registered->outlines[index].centre
                                                      : ovalis_mapping_px(&registered->map, place);
    ovalis_mapping_axes(&registered->map, place, &frame->across, &frame->down);
    ovalis_raster_sample(&side->patches[index], &side->source, frame);
    ovalis_measure_levels(&side->patches[index], zones, side->page_white, side->page_black);
}

/* What the targets of a side are asked. */
struct census {
    size_t targets, clean;                    /* clean: empty inside */
    uint16_t ink[OVALIS_RASTER_MAX_CELLS];    /* how many have ink on or beside a cell */
    double (*thickness)[OVALIS_ZONE_SECTORS]; /* of the line, of each clean one */
};

static void ask_target(struct census *census, const struct ovalis_raster *patch,
                       const struct ovalis_zones *zones, const struct ovalis_kernels *kernels)
{
    struct ovalis_bits ink;

    ovalis_bits_darker(&ink, patch->gray, patch->columns, patch->rows,
                       ovalis_raster_level(patch, OVALIS_DARKNESS_INK), kernels);
    if (ovalis_bits_count_both(&ink, &zones->inside) <= CLEAN_CELLS)
        ovalis_measure_line_thickness(census->thickness[census->clean++], patch, zones);
    census->targets++;
    /* The printed outline must not grow into the paper beside it: strokes end there. */
    ovalis_bits_and(&ink, &ink, &zones->outside);
    ovalis_bits_dilate(&ink, 1);
    ovalis_bits_and(&ink, &ink, &zones->outside);
    for (int y = 0; y < ink.rows; y++) {
        for (int w = 0; w * 64 < ink.columns; w++) {
            if (ink.row[y][w] == 0)
                continue;
            for (int x = 64 * w; x < 64 * w + 64 && x < ink.columns; x++)
                census->ink[y * ink.columns + x] += ovalis_bits_get(&ink, x, y) ? 1 : 0;
        }
    }
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* Of nine in ten clean targets the line is no thicker: at 200 dpi it is one or two pixels wide, as
 * it happens to lie. */
static double usual_thickness(const struct census *census, int sector, double *sorted)
{
    if (census->clean < CLEAN_LEAST)
        return 0;
    for (size_t i = 0; i < census->clean; i++)
        sorted[i] = census->thickness[i][sector];
    qsort(sorted, census->clean, sizeof *sorted, by_size);
    return sorted[census->clean * 9 / 10];
}

static void take_print(struct ovalis_print *print, const struct census *census, double *sorted,
                       const struct ovalis_zones *zones)
{
    for (int sector = 0; sector < OVALIS_ZONE_SECTORS; sector++)
        print->line_mm[sector] = usual_thickness(census, sector, sorted);
    for (int y = 0; y < zones->rows; y++) {
        for (int x = 0; x < zones->columns; x++) {
            if (census->ink[y * zones->columns + x] >= PRINT_SHARE * (double)census->targets)
                ovalis_bits_set(&print->cells, x, y);
        }
    }
    ovalis_bits_dilate(&print->cells, 1);
    print->has_cells = ovalis_bits_any(&print->cells);
}

static enum ovalis_status find_print(struct ovalis_marks_side *side,
                                     const struct ovalis_zones *zones, struct ovalis_arena *arena,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_arena_scope_end)
    struct ovalis_arena_scope scope = ovalis_arena_scope(arena);
    struct census *census = ovalis_arena_take(arena, 1, sizeof *census);
    double *sorted = ovalis_arena_take(arena, side->target_count, sizeof *sorted);

    ovalis_bits_clear(&side->print.cells, zones->columns, zones->rows);
    side->print.excess_mm =
        side->registered->upright->bilevel ? LINE_EXCESS_BILEVEL_MM : LINE_EXCESS_MM;
    if (side->target_count < PRINT_LEAST_TARGETS || side->target_count > UINT16_MAX)
        return OVALIS_OK;
    if (census != NULL) {
        census->targets = census->clean = 0;
        memset(census->ink, 0, (size_t)zones->columns * (size_t)zones->rows * sizeof *census->ink);
        census->thickness = ovalis_arena_take(arena, side->target_count, sizeof *census->thickness);
    }
    if (census == NULL || census->thickness == NULL || sorted == NULL)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the print of a side");
    for (size_t i = 0; i < side->target_count; i++)
        ask_target(census, &side->patches[i], zones, side->source.kernels);
    take_print(&side->print, census, sorted, zones);
    return OVALIS_OK;
}

enum ovalis_status ovalis_marks_side_prepare(
    struct ovalis_marks_side *out, const struct ovalis_registered_side *registered,
    const struct ovalis_card *card, const struct ovalis_target *targets, size_t target_count,
    const struct ovalis_zones *zones, struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    enum ovalis_status status;

    *out = (struct ovalis_marks_side){
        .registered = registered, .card = card, .targets = targets, .target_count = target_count};
    out->page_black = (int)(registered->ink_black + 0.5);
    out->page_white = ovalis_side_paper(registered->upright, out->page_black);
    out->source = (struct ovalis_raster_source){
        .page = registered->upright, .kernels = &workspace->kernels, .outside = out->page_white};
    status = allocate(out, zones, &workspace->arena, why);
    if (status != OVALIS_OK)
        return status;
    for (size_t i = 0; i < target_count; i++)
        sample_target(out, zones, i);
    return find_print(out, zones, &workspace->arena, why);
}
