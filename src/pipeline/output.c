/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/output.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"
#include "picture/picture.h"
#include "pipeline/folder.h"

struct ovalis_output {
    struct ovalis_export_context context;
    struct ovalis_image_folder images;
    struct ovalis_cvr_writer *cvr;
    struct ovalis_csv_writer *csv;
    struct ovalis_tally *tally;
    struct ovalis_report *report;
    bool closed;
};

/* What a finished run leaves beside images/. */
static const char *const result_files[] = {"marks.csv", "sheets.csv", "tally.csv", "report.html",
                                           "cvr.json"};

#define RESULT_FILE_COUNT (sizeof result_files / sizeof result_files[0])

static char *path_in(const char *folder, const char *name)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};

    ovalis_text_format(&path, "%s/%s", folder, name);
    return path.failed ? NULL : ovalis_copy_text(path.bytes);
}

/* Evidence is never overwritten. */
static enum ovalis_status check_empty(const char *out_dir, struct ovalis_diag *why)
{
    for (size_t i = 0; i < RESULT_FILE_COUNT; i++) {
        OVALIS_OWNED(ovalis_release) char *path = path_in(out_dir, result_files[i]);
        struct stat about;

        if (!path)
            return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", out_dir);
        if (lstat(path, &about) == 0)
            return ovalis_fail(why, OVALIS_ERR_WRITE,
                               "%s: holds %s of another run; choose a folder without one", out_dir,
                               result_files[i]);
    }
    return OVALIS_OK;
}

static enum ovalis_status open_writers(struct ovalis_output *output, struct ovalis_diag *why)
{
    const struct ovalis_export_context *context = &output->context;
    enum ovalis_status status = ovalis_cvr_writer_open(&output->cvr, context, why);

    if (status == OVALIS_OK)
        status = ovalis_csv_writer_open(&output->csv, context, why);
    if (status == OVALIS_OK)
        status = ovalis_tally_new(&output->tally, context->election, why);
    if (status == OVALIS_OK)
        status = ovalis_report_open(&output->report, context, why);
    return status;
}

enum ovalis_status ovalis_output_open(struct ovalis_output **out,
                                      const struct ovalis_export_context *context,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_output_free)
    struct ovalis_output *output = ovalis_allocate(1, sizeof *output);
    OVALIS_OWNED(ovalis_release) char *images = path_in(context->out_dir, "images");
    enum ovalis_status status;

    *out = NULL;
    if (!output || !images)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", context->out_dir);
    output->context = *context;
    status = ovalis_folder_make_all(context->out_dir, why);
    if (status == OVALIS_OK)
        status = check_empty(context->out_dir, why);
    if (status == OVALIS_OK)
        status = ovalis_image_folder_make(&output->images, images, why);
    if (status == OVALIS_OK)
        status = open_writers(output, why);
    if (status != OVALIS_OK)
        return status;
    *out = output;
    output = NULL;
    return OVALIS_OK;
}

const struct ovalis_image_folder *ovalis_output_images(const struct ovalis_output *output)
{
    return &output->images;
}

/* Pictures of the marks that the report wants to show, drawn into one buffer. */
struct thumbnails {
    struct ovalis_report_mark *marks;
    size_t *starts; /* of each picture in `png` */
    size_t count, marks_capacity, starts_capacity;
    struct ovalis_text png;
};

static void release_thumbnails(struct thumbnails *thumbnails)
{
    ovalis_release(&thumbnails->marks);
    ovalis_release(&thumbnails->starts);
    ovalis_text_release(&thumbnails->png);
}

static enum ovalis_status draw_thumbnail(struct thumbnails *thumbnails,
                                         const struct ovalis_job *job, size_t index,
                                         struct ovalis_diag *why)
{
    enum ovalis_side side = job->record.reading.targets[index]->side;
    const struct ovalis_registered_side *registered = &job->result.registered.sides[side];
    size_t at = thumbnails->count;
    size_t start = thumbnails->png.length;
    enum ovalis_status status;

    if (!ovalis_grow(&thumbnails->marks, &thumbnails->marks_capacity, at + 1,
                     sizeof *thumbnails->marks) ||
        !ovalis_grow(&thumbnails->starts, &thumbnails->starts_capacity, at + 1,
                     sizeof *thumbnails->starts))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for pictures of marks");
    status = ovalis_picture_mark(&thumbnails->png, registered->upright, &registered->map,
                                 &job->record.reading.marks[index], why);
    if (status != OVALIS_OK)
        return status;
    thumbnails->starts[at] = start;
    thumbnails->marks[at].index = index;
    thumbnails->marks[at].picture.size = thumbnails->png.length - start;
    thumbnails->count++;
    return OVALIS_OK;
}

static enum ovalis_status draw_thumbnails(struct thumbnails *thumbnails,
                                          const struct ovalis_report *report,
                                          const struct ovalis_job *job, struct ovalis_diag *why)
{
    const struct ovalis_record *record = &job->record;
    enum ovalis_status status = OVALIS_OK;

    if (!record->has_reading)
        return OVALIS_OK;
    for (size_t i = 0; i < record->reading.target_count && status == OVALIS_OK; i++) {
        if (ovalis_report_wants(report, record, i))
            status = draw_thumbnail(thumbnails, job, i, why);
    }
    for (size_t i = 0; i < thumbnails->count; i++) /* the buffer stays where it is from here on */
        thumbnails->marks[i].picture.png = thumbnails->png.bytes + thumbnails->starts[i];
    return status;
}

static enum ovalis_status add_to_report(struct ovalis_output *output, const struct ovalis_job *job,
                                        struct ovalis_diag *why)
{
    OVALIS_OWNED(release_thumbnails) struct thumbnails thumbnails = {0};
    struct ovalis_report_picture place = {0};
    enum ovalis_status status = draw_thumbnails(&thumbnails, output->report, job, why);

    if (status != OVALIS_OK)
        return status;
    if (job->place.length > 0)
        place = (struct ovalis_report_picture){job->place.bytes, job->place.length};
    return ovalis_report_add(output->report, &job->record, thumbnails.marks, thumbnails.count,
                             place, why);
}

enum ovalis_status ovalis_output_add(struct ovalis_output *output, const struct ovalis_job *job,
                                     struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_cvr_writer_add(output->cvr, &job->record, why);

    if (status == OVALIS_OK)
        status = ovalis_csv_writer_add(output->csv, &job->record, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_tally_add(output->tally, &job->record);
    return add_to_report(output, job, why);
}

enum ovalis_status ovalis_output_close(struct ovalis_output *output,
                                       const struct ovalis_run_totals *totals,
                                       struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_image_folder_complete(&output->images, why);

    if (status == OVALIS_OK)
        status = ovalis_csv_writer_close(output->csv, why);
    if (status == OVALIS_OK)
        status = ovalis_tally_write(output->tally, output->context.out_dir, why);
    if (status == OVALIS_OK)
        status = ovalis_report_close(output->report, output->tally, totals, why);
    if (status == OVALIS_OK)
        status = ovalis_cvr_writer_close(output->cvr, why);
    output->closed = status == OVALIS_OK;
    return status;
}

/* check_empty() found none of these names, and images.partial kept others out: they are ours. */
static void remove_results(struct ovalis_output *output)
{
    for (size_t i = 0; output->images.partial && i < RESULT_FILE_COUNT; i++) {
        OVALIS_OWNED(ovalis_release) char *path = path_in(output->context.out_dir, result_files[i]);

        if (path)
            (void)unlink(path);
    }
    ovalis_image_folder_remove(&output->images);
}

void ovalis_output_free(struct ovalis_output **output)
{
    if (!output || !*output)
        return;
    ovalis_cvr_writer_free(&(*output)->cvr);
    ovalis_csv_writer_free(&(*output)->csv);
    ovalis_tally_free(&(*output)->tally);
    ovalis_report_free(&(*output)->report);
    if ((*output)->closed)
        ovalis_image_folder_release(&(*output)->images);
    else
        remove_results(*output);
    ovalis_release(output);
}
