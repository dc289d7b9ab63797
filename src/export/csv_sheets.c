/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each sheet, refused ones among them: docs/formats/sheets-csv.md. */
#include "export/csv.h"

static const char *const border_names[OVALIS_BORDERS] = {"left", "right", "top", "bottom"};

/* The certificate's numbers behind the counts of marks. */
static const struct {
    const char *name;
    size_t offset; /* of a double in struct ovalis_certificate */
    int decimals;
} numbers[] = {
    {"residual_rms_mm", offsetof(struct ovalis_certificate, residual_rms_mm), 4},
    {"residual_max_mm", offsetof(struct ovalis_certificate, residual_max_mm), 4},
    {"scale_x", offsetof(struct ovalis_certificate, scale_x), 5},
    {"scale_y", offsetof(struct ovalis_certificate, scale_y), 5},
    {"px_per_mm_x", offsetof(struct ovalis_certificate, px_per_mm_x), 4},
    {"px_per_mm_y", offsetof(struct ovalis_certificate, px_per_mm_y), 4},
    {"skew_degrees", offsetof(struct ovalis_certificate, skew_degrees), 3},
    {"worst_error_mm", offsetof(struct ovalis_certificate, worst_error_mm), 4},
};

#define NUMBERS (sizeof numbers / sizeof *numbers)

static void header_of_side(struct ovalis_text *out, const char *side)
{
    for (int border = 0; border < OVALIS_BORDERS; border++) {
        ovalis_text_format(out, ",%s_%s_expected,%s_%s_seen,%s_%s_bridged", side,
                           border_names[border], side, border_names[border], side,
                           border_names[border]);
    }
    for (size_t i = 0; i < NUMBERS; i++)
        ovalis_text_format(out, ",%s_%s", side, numbers[i].name);
    ovalis_text_format(out, ",%s_code,%s_streaks,%s_stray_outlines", side, side, side);
}

static void header_of_image(struct ovalis_text *out, const char *side)
{
    ovalis_text_format(out, ",%s_source,%s_source_page,%s_source_sha256,%s_image,%s_image_sha256",
                       side, side, side, side, side);
}

void ovalis_csv_sheets_header(struct ovalis_text *out)
{
    ovalis_text_add(out, "sheet,outcome,reasons,style,orientation");
    header_of_side(out, "front");
    header_of_side(out, "back");
    ovalis_text_add(out, ",position,id,sheet_number,precinct,pages_swapped,audit_id");
    header_of_image(out, "front");
    header_of_image(out, "back");
    ovalis_text_add(out, ",repeats,contests,message\n");
}

/* Quarter turns of front and back as degrees, "0/180"; one number for one side. */
static void add_orientation(struct ovalis_text *out, const struct ovalis_record *record)
{
    const struct ovalis_side_reading *sides = record->reading.sides;
    const char *between = "";

    for (int side = 0; side < OVALIS_SIDES; side++) {
        if (!sides[side].present)
            continue;
        ovalis_text_format(out, "%s%d", between, sides[side].quarter_turns * 90);
        between = "/";
    }
}

static const char *code_name(enum ovalis_identity_source source)
{
    switch (source) {
    case OVALIS_CODE_NONE:
        return "none";
    case OVALIS_CODE_READ:
        return "read";
    case OVALIS_CODE_INFERRED:
        return "inferred";
    }
    return "";
}

static void add_side(struct ovalis_text *out, const struct ovalis_side_reading *side)
{
    const struct ovalis_certificate *certificate = &side->certificate;

    if (!side->present) {
        for (size_t i = 0; i < 3 * (size_t)OVALIS_BORDERS + NUMBERS + 3; i++)
            ovalis_text_add(out, ",");
        return;
    }
    for (int border = 0; border < OVALIS_BORDERS; border++)
        ovalis_text_format(out, ",%d,%d,%d", certificate->border[border].expected,
                           certificate->border[border].seen, certificate->border[border].bridged);
    for (size_t i = 0; i < NUMBERS; i++) {
        const double *value = (const double *)((const char *)certificate + numbers[i].offset);

        ovalis_text_add(out, ",");
        ovalis_text_decimal(out, *value, numbers[i].decimals);
    }
    ovalis_text_format(out, ",%s,%zu,%zu", code_name(side->identity.source), side->streak_count,
                       side->stray_count);
}

static void add_image(struct ovalis_text *out, const struct ovalis_image_evidence *image)
{
    char hex[OVALIS_SHA256_HEX_SIZE];

    if (!image->present) {
        ovalis_text_add(out, ",,,,,");
        return;
    }
    ovalis_text_add(out, ",");
    ovalis_text_csv(out, image->source ? image->source : "");
    ovalis_sha256_hex(&image->source_hash, hex);
    ovalis_text_format(out, ",%d,%s,", image->source_page, hex);
    if (!image->stored) {
        ovalis_text_add(out, ",");
        return;
    }
    ovalis_text_csv(out, image->stored);
    ovalis_sha256_hex(&image->stored_hash, hex);
    ovalis_text_format(out, ",%s", hex);
}

/* "mayor:marginal|flagged;council:overvote" */
static void add_contests(struct ovalis_text *out, const struct ovalis_election *election,
                         const struct ovalis_record *record)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text field = {0};
    const char *between = "";

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];

        if (result->reasons == 0)
            continue;
        ovalis_text_add(&field, between);
        ovalis_text_add(&field, election->contests[result->contest].id);
        ovalis_text_add(&field, ":");
        ovalis_text_bits(&field, result->reasons, ovalis_review_reason_name);
        between = ";";
    }
    if (field.failed)
        out->failed = true;
    else if (field.length > 0)
        ovalis_text_csv(out, field.bytes);
}

static void add_ballot(struct ovalis_text *out, const struct ovalis_election *election,
                       const struct ovalis_record *record)
{
    const struct ovalis_sheet_reading *reading = &record->reading;
    const char *audit_id = reading->sides[OVALIS_FRONT].identity.audit_id;

    if (audit_id[0] == '\0')
        audit_id = reading->sides[OVALIS_BACK].identity.audit_id;
    ovalis_text_add(out, ",");
    ovalis_text_number(out, record->position);
    ovalis_text_format(out, ",%s,", record->id);
    if (!record->has_reading) {
        ovalis_text_add(out, ",,,");
        return;
    }
    ovalis_text_format(out, "%d,", reading->sheet);
    if (reading->precinct != OVALIS_NONE)
        ovalis_text_csv(out, election->precincts[reading->precinct].id);
    ovalis_text_add(out, reading->pages_swapped ? ",yes," : ",no,");
    ovalis_text_csv(out, audit_id);
}

void ovalis_csv_sheets_line(struct ovalis_text *out, const struct ovalis_election *election,
                            const struct ovalis_record *record)
{
    ovalis_text_csv(out, record->sheet);
    ovalis_text_format(out, ",%s,", ovalis_outcome_name(record->outcome));
    if (record->outcome == OVALIS_REFUSED)
        ovalis_text_add(out, ovalis_status_name(record->refusal.status));
    else
        ovalis_text_bits(out, record->reasons, ovalis_review_reason_name);
    ovalis_text_add(out, ",");
    if (record->has_reading)
        ovalis_text_csv(out, record->reading.style->id);
    ovalis_text_add(out, ",");
    add_orientation(out, record);
    add_side(out, &record->reading.sides[OVALIS_FRONT]);
    add_side(out, &record->reading.sides[OVALIS_BACK]);
    add_ballot(out, election, record);
    add_image(out, &record->images[OVALIS_FRONT]);
    add_image(out, &record->images[OVALIS_BACK]);
    ovalis_text_add(out, ",");
    ovalis_text_csv(out, record->repeats ? record->repeats : "");
    ovalis_text_add(out, ",");
    add_contests(out, election, record);
    ovalis_text_add(out, ",");
    if (record->outcome == OVALIS_REFUSED)
        ovalis_text_csv(out, record->refusal.text);
    ovalis_text_add(out, "\n");
}
