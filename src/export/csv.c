/* SPDX-License-Identifier: Apache-2.0 */
/* marks.csv and sheets.csv, a line at a time. */
#include "export/csv.h"

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"

struct ovalis_csv_writer {
    const struct ovalis_election *election;
    struct ovalis_file_writer marks, sheets;
    struct ovalis_text lines; /* of one record; kept to save allocations */
};

static enum ovalis_status open_file(struct ovalis_file_writer *file, struct ovalis_text *header,
                                    const char *out_dir, const char *name, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    enum ovalis_status status;

    ovalis_text_format(&path, "%s/%s", out_dir, name);
    if (path.failed || header->failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    status = ovalis_file_writer_open(file, path.bytes, why);
    if (status == OVALIS_OK)
        (void)fwrite(header->bytes, 1, header->length, file->stream); /* errors show at commit */
    return status;
}

static enum ovalis_status open_files(struct ovalis_csv_writer *writer,
                                     const struct ovalis_export_context *context,
                                     struct ovalis_diag *why)
{
    enum ovalis_status status;

    writer->election = context->election;
    ovalis_csv_marks_header(&writer->lines);
    status = open_file(&writer->marks, &writer->lines, context->out_dir, "marks.csv", why);
    if (status != OVALIS_OK)
        return status;
    ovalis_text_clear(&writer->lines);
    ovalis_csv_sheets_header(&writer->lines);
    return open_file(&writer->sheets, &writer->lines, context->out_dir, "sheets.csv", why);
}

enum ovalis_status ovalis_csv_writer_open(struct ovalis_csv_writer **out,
                                          const struct ovalis_export_context *context,
                                          struct ovalis_diag *why)
{
    enum ovalis_status status;

    *out = ovalis_allocate(1, sizeof **out);
    if (!*out)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "marks.csv: out of memory");
    status = open_files(*out, context, why);
    if (status != OVALIS_OK)
        ovalis_csv_writer_free(out);
    return status;
}

static enum ovalis_status put_lines(struct ovalis_file_writer *file, struct ovalis_text *lines,
                                    const char *sheet, struct ovalis_diag *why)
{
    if (lines->failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", sheet);
    if (lines->length > 0)
        (void)fwrite(lines->bytes, 1, lines->length, file->stream);
    return OVALIS_OK;
}

enum ovalis_status ovalis_csv_writer_add(struct ovalis_csv_writer *writer,
                                         const struct ovalis_record *record,
                                         struct ovalis_diag *why)
{
    enum ovalis_status status;

    ovalis_text_clear(&writer->lines);
    ovalis_csv_marks_lines(&writer->lines, writer->election, record);
    status = put_lines(&writer->marks, &writer->lines, record->sheet, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_text_clear(&writer->lines);
    ovalis_csv_sheets_line(&writer->lines, writer->election, record);
    return put_lines(&writer->sheets, &writer->lines, record->sheet, why);
}

enum ovalis_status ovalis_csv_writer_close(struct ovalis_csv_writer *writer,
                                           struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_file_writer_commit(&writer->marks, why);

    if (status != OVALIS_OK)
        return status;
    return ovalis_file_writer_commit(&writer->sheets, why);
}

void ovalis_csv_writer_free(struct ovalis_csv_writer **writer)
{
    if (!*writer)
        return;
    ovalis_file_writer_abandon(&(*writer)->marks);
    ovalis_file_writer_abandon(&(*writer)->sheets);
    ovalis_text_release(&(*writer)->lines);
    ovalis_release(writer);
}
