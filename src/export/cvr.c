/* SPDX-License-Identifier: Apache-2.0 */
/* cvr.json as a stream: the head, then one line for each sheet, then the end. */
#include "export/cvr_build.h"

#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "export/format.h"

struct ovalis_cvr_writer {
    struct ovalis_cvr_build build;
    struct ovalis_file_writer file;
    bool any; /* a record has been written */
};

/* ---- one sheet ---- */

/* "snapshot-<id>-<kind>"; the record's id is hex. */
static json_t *snapshot_id(struct ovalis_cvr_build *build, const struct ovalis_record *record,
                           const char *kind)
{
    return ovalis_cvr_id(build, "snapshot", record->id, kind);
}

static json_t *source_of(struct ovalis_cvr_build *build, const struct ovalis_image_evidence *image,
                         const char *side)
{
    json_t *source = json_object();
    char hex[OVALIS_SHA256_HEX_SIZE];

    ovalis_sha256_hex(&image->source_hash, hex);
    ovalis_cvr_put_text(build, source, "side", side);
    ovalis_cvr_put_text(build, source, "file", image->source ? image->source : "");
    ovalis_cvr_put_number(build, source, "page", image->source_page);
    ovalis_cvr_put_text(build, source, "sha-256", hex);
    return source;
}

/* The standard has no field for the file that a stored image was made from. A snapshot's `other`
 * status with its text is the place that it leaves for such things: here, as JSON, on `original`,
 * which holds what was found and not what was decided. */
static void put_sources(struct ovalis_cvr_build *build, json_t *snapshot,
                        const struct ovalis_record *record)
{
    json_auto_t *status = json_object();
    json_t *sources;
    char *text;

    ovalis_cvr_put_text(build, status, "sheet", record->sheet);
    sources = ovalis_cvr_put_list(build, status, "sources");
    if (record->images[OVALIS_FRONT].present)
        ovalis_cvr_append(build, sources, source_of(build, &record->images[OVALIS_FRONT], "front"));
    if (record->images[OVALIS_BACK].present)
        ovalis_cvr_append(build, sources, source_of(build, &record->images[OVALIS_BACK], "back"));
    ovalis_cvr_append(build, ovalis_cvr_put_list(build, snapshot, "Status"),
                      ovalis_cvr_text(build, "other"));
    text = build->failed ? NULL : json_dumps(status, JSON_COMPACT);
    ovalis_cvr_put(build, snapshot, "OtherStatus", text ? ovalis_cvr_text(build, text) : NULL);
    ovalis_release(&text);
}

static void put_snapshots(struct ovalis_cvr_build *build, json_t *cvr,
                          const struct ovalis_record *record)
{
    json_t *list = ovalis_cvr_put_list(build, cvr, "CVRSnapshot");
    json_t *original = ovalis_cvr_object(build, "CVRSnapshot");
    json_t *interpreted = ovalis_cvr_object(build, "CVRSnapshot");
    bool needs_adjudication = record->outcome == OVALIS_REVIEW;

    ovalis_cvr_put(build, original, "@id", snapshot_id(build, record, "original"));
    ovalis_cvr_put_text(build, original, "Type", "original");
    put_sources(build, original, record);
    ovalis_cvr_original_contests(build, original, record);
    ovalis_cvr_append(build, list, original);

    ovalis_cvr_put(build, interpreted, "@id", snapshot_id(build, record, "interpreted"));
    ovalis_cvr_put_text(build, interpreted, "Type", "interpreted");
    ovalis_cvr_interpreted_contests(build, interpreted, record, &needs_adjudication);
    if (needs_adjudication)
        ovalis_cvr_append(build, ovalis_cvr_put_list(build, interpreted, "Status"),
                          ovalis_cvr_text(build, "needs-adjudication"));
    ovalis_cvr_append(build, list, interpreted);
}

static void put_images(struct ovalis_cvr_build *build, json_t *cvr,
                       const struct ovalis_record *record)
{
    json_t *list = json_array();

    for (int side = 0; side < OVALIS_SIDES; side++) {
        if (record->images[side].present && record->images[side].stored)
            ovalis_cvr_append(build, list, ovalis_cvr_image(build, &record->images[side], NULL));
    }
    if (json_array_size(list) > 0)
        ovalis_cvr_put(build, cvr, "BallotImage", list);
    else
        json_decref(list);
}

/* Which ballot this sheet belongs to. */
static void put_ballot(struct ovalis_cvr_build *build, json_t *cvr,
                       const struct ovalis_record *record)
{
    const struct ovalis_sheet_reading *reading = &record->reading;
    const struct ovalis_style *style = reading->style;
    size_t precinct = reading->precinct;
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text sheet = {0};
    const char *audit_id = reading->sides[OVALIS_FRONT].identity.audit_id;

    if (audit_id[0] == '\0')
        audit_id = reading->sides[OVALIS_BACK].identity.audit_id;
    if (precinct == OVALIS_NONE && style->precinct_count == 1)
        precinct = style->precincts[0];
    ovalis_text_format(&sheet, "%d", reading->sheet);
    ovalis_cvr_put_text(build, cvr, "BallotAuditId", audit_id);
    ovalis_cvr_put(build, cvr, "BallotSheetId",
                   sheet.failed ? NULL : ovalis_cvr_text(build, sheet.bytes));
    ovalis_cvr_put_text(build, cvr, "BallotStyleId", style->id);
    if (precinct != OVALIS_NONE)
        ovalis_cvr_put(
            build, cvr, "BallotStyleUnitId",
            ovalis_cvr_id(build, "precinct", build->election->precincts[precinct].id, NULL));
    if (style->party != OVALIS_NONE)
        ovalis_cvr_append(
            build, ovalis_cvr_put_list(build, cvr, "PartyIds"),
            ovalis_cvr_id(build, "party", build->election->parties[style->party].id, NULL));
}

json_t *ovalis_cvr_sheet(struct ovalis_cvr_build *build, const struct ovalis_record *record)
{
    json_t *cvr = ovalis_cvr_object(build, "CVR");

    ovalis_cvr_put(build, cvr, "ElectionId",
                   ovalis_cvr_id(build, "election", build->election->hash_hex, NULL));
    ovalis_cvr_put_text(build, cvr, "UniqueId", record->id);
    ovalis_cvr_put(build, cvr, "CreatingDeviceId", ovalis_cvr_id(build, "device", "engine", NULL));
    ovalis_cvr_put_text(build, cvr, "BatchId", build->batch);
    ovalis_cvr_put_number(build, cvr, "BatchSequenceId", (long long)record->position);
    put_ballot(build, cvr, record);
    ovalis_cvr_put(build, cvr, "CurrentSnapshotId", snapshot_id(build, record, "interpreted"));
    put_images(build, cvr, record);
    put_snapshots(build, cvr, record);
    return cvr;
}

/* ---- the stream ---- */

static enum ovalis_status out_of_memory(struct ovalis_diag *why)
{
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "cvr.json: out of memory");
}

/* A member a line, "CVR" last and left open. */
static enum ovalis_status write_head(struct ovalis_cvr_writer *writer, struct ovalis_diag *why)
{
    json_auto_t *report = ovalis_cvr_report(&writer->build);
    const char *key;
    json_t *value;

    if (writer->build.failed)
        return out_of_memory(why);
    (void)fputs("{\n", writer->file.stream);
    json_object_foreach(report, key, value)
    {
        (void)fprintf(writer->file.stream, "\"%s\": ", key);
        if (json_dumpf(value, writer->file.stream, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
            return ovalis_fail(why, OVALIS_ERR_WRITE, "cvr.json: cannot be written");
        (void)fputs(",\n", writer->file.stream);
    }
    (void)fputs("\"CVR\": [", writer->file.stream);
    return OVALIS_OK;
}

static enum ovalis_status open_writer(struct ovalis_cvr_writer *writer,
                                      const struct ovalis_export_context *context,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    enum ovalis_status status;

    writer->build.election = context->election;
    writer->build.policy = context->policy;
    ovalis_text_format(&path, "%s/cvr.json", context->out_dir);
    if (path.failed)
        return out_of_memory(why);
    status = ovalis_file_writer_open(&writer->file, path.bytes, why);
    return status == OVALIS_OK ? write_head(writer, why) : status;
}

enum ovalis_status ovalis_cvr_writer_open(struct ovalis_cvr_writer **out,
                                          const struct ovalis_export_context *context,
                                          struct ovalis_diag *why)
{
    enum ovalis_status status;

    *out = ovalis_allocate(1, sizeof **out);
    if (!*out)
        return out_of_memory(why);
    status = open_writer(*out, context, why);
    if (status != OVALIS_OK)
        ovalis_cvr_writer_free(out);
    return status;
}

enum ovalis_status ovalis_cvr_writer_add(struct ovalis_cvr_writer *writer,
                                         const struct ovalis_record *record,
                                         struct ovalis_diag *why)
{
    json_auto_t *cvr = NULL;

    /* One run over files is one batch, as in a central count. Its id is the beginning of its first
     * sheet's, counted or not, so that reports of several batches can be put together. */
    if (writer->build.batch[0] == '\0')
        memcpy(writer->build.batch, record->id, sizeof writer->build.batch - 1);
    if (record->outcome == OVALIS_REFUSED || !record->has_reading)
        return OVALIS_OK; /* never a record of votes */
    cvr = ovalis_cvr_sheet(&writer->build, record);
    if (writer->build.failed)
        return out_of_memory(why);
    (void)fputs(writer->any ? ",\n" : "\n", writer->file.stream);
    writer->any = true;
    if (json_dumpf(cvr, writer->file.stream, JSON_COMPACT) != 0)
        return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: cvr.json cannot be written", record->sheet);
    return OVALIS_OK;
}

enum ovalis_status ovalis_cvr_writer_close(struct ovalis_cvr_writer *writer,
                                           struct ovalis_diag *why)
{
    (void)fputs(writer->any ? "\n]\n}\n" : "]\n}\n", writer->file.stream);
    return ovalis_file_writer_commit(&writer->file, why);
}

void ovalis_cvr_writer_free(struct ovalis_cvr_writer **writer)
{
    if (!*writer)
        return;
    ovalis_file_writer_abandon(&(*writer)->file);
    ovalis_release(writer);
}
