/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each target: docs/formats/marks-csv.md. */
#include "export/csv.h"

#include <stddef.h>

/* Columns behind the fixed ones, with the decimals to which marks/ has rounded them: shares four,
 * lengths in mm three. */
static const struct {
    const char *name;
    size_t offset; /* of a double in struct ovalis_mark_measures */
    int decimals;
} columns[] = {
#define COLUMN(field, decimals)                                                                    \
 {                                                                                                 \
#  field, offsetof(struct ovalis_mark_measures, field), decimals                                   \
 }
    COLUMN(ink, 4),
    COLUMN(mean_darkness, 4),
    COLUMN(max_darkness, 4),
    COLUMN(seen_darkness, 4),
    COLUMN(surround, 4),
    COLUMN(stroke_mm, 3),
    COLUMN(strokes_mm, 3),
    COLUMN(extended_mm, 3),
    COLUMN(outside_share, 4),
    COLUMN(width_mm, 3),
    COLUMN(density_mm, 3),
    COLUMN(extent_mm, 3),
    COLUMN(faint_mm, 3),
    COLUMN(haze, 4),
    COLUMN(light, 4),
    COLUMN(sharpness, 3),
    COLUMN(collar_mm, 3),
    COLUMN(outline_excess_mm, 3),
    COLUMN(line_contrast, 4),
    COLUMN(line_extent_mm, 3),
    COLUMN(line_outside_mm, 3),
    COLUMN(line_excess_mm, 3),
    COLUMN(line_rest_mm, 3),
    COLUMN(mirror, 4),
    COLUMN(mirror_slope, 4),
    COLUMN(paper_white, 1),
    COLUMN(outline, 4),
    COLUMN(dx_mm, 3),
    COLUMN(dy_mm, 3),
    COLUMN(place_error_mm, 3),
#undef COLUMN
};

#define COLUMNS (sizeof columns / sizeof *columns)

void ovalis_csv_marks_header(struct ovalis_text *out)
{
    ovalis_text_add(out,
                    "sheet,side,style,contest,option,column,row,state,fill,flags,option_decision");
    for (size_t i = 0; i < COLUMNS; i++) {
        ovalis_text_add(out, ",");
        ovalis_text_add(out, columns[i].name);
    }
    ovalis_text_add(out,
                    ",stroke_count,sectors,specks,line_square,line_along_feed,writing,writing_mm,"
                    "writing_extent_mm,writing_fill\n");
}

static const char *decision_name(enum ovalis_option_decision decision)
{
    switch (decision) {
    case OVALIS_OPTION_NOT_CHOSEN:
        return "not-chosen";
    case OVALIS_OPTION_VOTE:
        return "vote";
    case OVALIS_OPTION_OVERVOTED:
        return "overvoted";
    case OVALIS_OPTION_PENDING:
        return "pending";
    }
    return "";
}

/* What became of the option that the target belongs to. */
static const char *decision_of(const struct ovalis_record *record,
                               const struct ovalis_target *target)
{
    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];

        if (result->contest == target->contest)
            return decision_name(result->options[target->option].decision);
    }
    return "";
}

static const char *writing_name(enum ovalis_writing_state state)
{
    switch (state) {
    case OVALIS_WRITING_NONE:
        return "none";
    case OVALIS_WRITING_SOME:
        return "some";
    case OVALIS_WRITING_PRESENT:
        return "present";
    }
    return "";
}

static void add_field(struct ovalis_text *out, const char *words)
{
    ovalis_text_csv(out, words);
    ovalis_text_add(out, ",");
}

static void add_place(struct ovalis_text *out, const struct ovalis_record *record,
                      const struct ovalis_election *election, const struct ovalis_target *target)
{
    const struct ovalis_contest *contest = &election->contests[target->contest];

    add_field(out, record->sheet);
    add_field(out, ovalis_side_name(target->side));
    add_field(out, record->reading.style->id);
    add_field(out, contest->id);
    add_field(out, contest->options[target->option].id);
    ovalis_text_shortest(out, target->place.column, 4);
    ovalis_text_add(out, ",");
    ovalis_text_shortest(out, target->place.row, 4);
    ovalis_text_add(out, ",");
}

static void add_writing(struct ovalis_text *out, const struct ovalis_target *target,
                        const struct ovalis_writing *writing)
{
    if (!target->has_area) {
        ovalis_text_add(out, ",,,,");
        return;
    }
    ovalis_text_add(out, ",");
    ovalis_text_add(out, writing_name(writing->state));
    ovalis_text_add(out, ",");
    ovalis_text_decimal(out, writing->ink_mm, 3);
    ovalis_text_add(out, ",");
    ovalis_text_decimal(out, writing->extent_mm, 3);
    ovalis_text_add(out, ",");
    ovalis_text_decimal(out, writing->fill, 4);
}

static void add_measures(struct ovalis_text *out, const struct ovalis_mark_measures *measures)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        const double *value = (const double *)((const char *)measures + columns[i].offset);

        ovalis_text_add(out, ",");
        ovalis_text_decimal(out, *value, columns[i].decimals);
    }
    ovalis_text_format(out, ",%d,%d,%d,%d,%d", measures->stroke_count, measures->sectors,
                       measures->specks, measures->line_square, measures->line_along_feed);
}

void ovalis_csv_marks_lines(struct ovalis_text *out, const struct ovalis_election *election,
                            const struct ovalis_record *record)
{
    const struct ovalis_sheet_reading *reading = &record->reading;

    if (!record->has_reading)
        return;
    for (size_t i = 0; i < reading->target_count; i++) {
        const struct ovalis_mark *mark = &reading->marks[i];

        add_place(out, record, election, reading->targets[i]);
        add_field(out, ovalis_mark_state_name(mark->state));
        ovalis_text_decimal(out, mark->measures.fill, 4);
        ovalis_text_add(out, ",");
        ovalis_text_bits(out, mark->flags, ovalis_mark_flag_name);
        ovalis_text_add(out, ",");
        ovalis_text_add(out, decision_of(record, reading->targets[i]));
        add_measures(out, &mark->measures);
        add_writing(out, reading->targets[i], &reading->writings[i]);
        ovalis_text_add(out, "\n");
    }
}
