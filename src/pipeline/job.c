/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/job.h"

#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/image_file.h"
#include "picture/picture.h"

/* Longest side of the small picture of a whole page: a letter page at about 45 dpi, enough to see
 * what it is and where it is torn. */
#define SMALL_PAGE_PX 500

static void swap_evidence(struct ovalis_record *record)
{
    struct ovalis_image_evidence first = record->images[0];

    record->images[0] = record->images[1];
    record->images[1] = first;
}

static const char *without_folders(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum ovalis_status load_page(struct ovalis_page **page, struct ovalis_image_evidence *image,
                                    const struct ovalis_page_source *source,
                                    struct ovalis_shelf *shelf, struct ovalis_diag *why)
{
    struct ovalis_image_file *file = NULL;
    enum ovalis_status status;

    if (image) {
        image->present = true;
        image->source_page = source->page + 1;
        image->source = ovalis_copy_text(without_folders(source->path));
        if (!image->source)
            return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", source->path);
    }
    status = ovalis_shelf_borrow(&file, shelf, source->path, why);
    if (status != OVALIS_OK)
        return status;
    if (image)
        image->source_hash = *ovalis_image_file_hash(file);
    if (source->page < ovalis_image_file_pages(file))
        status = ovalis_image_file_page(page, file, source->page, why);
    else
        status = ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                             "%s: page %d expected, the file has %d now: it changed during the run",
                             source->path, source->page + 1, ovalis_image_file_pages(file));
    ovalis_shelf_return(shelf, file);
    return status;
}

enum ovalis_status ovalis_job_load(struct ovalis_page *pages[2],
                                   struct ovalis_image_evidence *images,
                                   const struct ovalis_sheet_source *source,
                                   struct ovalis_shelf *shelf, struct ovalis_diag *why)
{
    enum ovalis_status status = OVALIS_OK;

    for (int i = 0; i < 2; i++) {
        enum ovalis_status this_page = OVALIS_OK;
        struct ovalis_diag words;

        if (source->pages[i].path)
            this_page =
                load_page(&pages[i], images ? &images[i] : NULL, &source->pages[i], shelf, &words);
        if (this_page != OVALIS_OK && status == OVALIS_OK) {
            status = this_page;
            if (why)
                *why = words;
        }
    }
    return status;
}

/* A file that cannot be read or decoded refuses its sheet; a machine that fails ends the run. */
static bool ends_the_run(enum ovalis_status status)
{
    enum ovalis_status_kind kind = ovalis_status_kind(status);

    return kind == OVALIS_KIND_FAULT || kind == OVALIS_KIND_BUG;
}

static void refuse(struct ovalis_job *job, const struct ovalis_diag *refusal)
{
    job->record.outcome = OVALIS_REFUSED;
    job->record.refusal = *refusal;
}

/* What registration certified before the sheet was refused: sheets.csv tells it. */
static void keep_certificates(struct ovalis_record *record,
                              const struct ovalis_registered_sheet *registered)
{
    for (int i = 0; i < OVALIS_SIDES; i++) {
        const struct ovalis_registered_side *side = &registered->sides[i];

        if (!side->present || !(side->certificate.px_per_mm_x > 0))
            continue; /* nothing was certified */
        record->reading.sides[i].present = true;
        record->reading.sides[i].quarter_turns = side->quarter_turns;
        record->reading.sides[i].certificate = side->certificate;
        record->reading.sides[i].identity.source = side->identity.source;
    }
}

/* Move reading and interpretation to the record; the evidence goes by printed side from here on. */
static void keep_result(struct ovalis_job *job)
{
    struct ovalis_sheet_result *result = &job->result;
    struct ovalis_record *record = &job->record;
    bool back_first = result->registered.pages_swapped ||
                      (!job->pages[1] && result->registered.sides[OVALIS_BACK].present);

    record->outcome = result->outcome;
    if (result->outcome == OVALIS_REFUSED) {
        refuse(job, &result->refusal);
        keep_certificates(record, &result->registered);
        return;
    }
    record->has_reading = true;
    record->reading = result->reading;
    record->interpretation = result->interpretation;
    record->reasons = result->interpretation.reasons;
    result->reading = (struct ovalis_sheet_reading){0};
    result->interpretation = (struct ovalis_interpretation){0};
    if (back_first)
        swap_evidence(record);
}

static enum ovalis_status interpret_pages(struct ovalis_job *job,
                                          const struct ovalis_job_context *context,
                                          struct ovalis_diag *why)
{
    const struct ovalis_page *const pages[2] = {job->pages[0], job->pages[1]};
    enum ovalis_status status = ovalis_sheet_interpret(
        &job->result, context->election, context->policy, pages, &job->workspace, why);

    if (status == OVALIS_OK)
        keep_result(job);
    return status;
}

/* The page of evidence i: upright when it was read, as fed when the sheet was refused. */
static const struct ovalis_page *page_to_store(const struct ovalis_job *job, int i)
{
    if (job->record.outcome == OVALIS_REFUSED)
        return job->pages[i];
    return job->result.registered.sides[i].upright;
}

static enum ovalis_status store_image(struct ovalis_job *job, int i,
                                      const struct ovalis_job_context *context,
                                      const char *file_name, struct ovalis_diag *why)
{
    struct ovalis_image_evidence *image = &job->record.images[i];
    const struct ovalis_page *page = page_to_store(job, i);
    struct ovalis_text *bytes = &job->encoded;
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text name = {0};
    enum ovalis_status status;

    if (!page)
        return OVALIS_OK;
    if (job->record.outcome == OVALIS_REFUSED)
        ovalis_text_format(&name, "%s-%d.tif", file_name, i + 1);
    else
        ovalis_text_format(&name, "%s-%s.tif", file_name, ovalis_side_name((enum ovalis_side)i));
    image->stored = name.failed ? NULL : ovalis_copy_text(name.bytes);
    if (!image->stored)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", file_name);
    ovalis_text_clear(bytes);
    status = ovalis_page_encode_tiff(bytes, page, why);
    if (status == OVALIS_OK)
        status = ovalis_sha256_of(&image->stored_hash, bytes->bytes, bytes->length, why);
    if (status != OVALIS_OK)
        return status;
    return ovalis_image_folder_add(context->images, image->stored, bytes->bytes, bytes->length,
                                   why);
}

enum ovalis_status ovalis_job_draw_place(struct ovalis_job *job, struct ovalis_diag *why)
{
    const struct ovalis_page *const fed[2] = {job->pages[0], job->pages[1]};

    ovalis_text_clear(&job->place);
    if (job->record.outcome == OVALIS_COUNTED)
        return OVALIS_OK;
    if (job->record.outcome == OVALIS_REFUSED)
        return ovalis_picture_pages(&job->place, fed, SMALL_PAGE_PX, why);
    return ovalis_picture_review(&job->place, &job->result.registered, &job->record.reading,
                                 &job->record.interpretation, SMALL_PAGE_PX, why);
}

static enum ovalis_status finish(struct ovalis_job *job, const struct ovalis_job_context *context,
                                 const char *file_name, struct ovalis_diag *why)
{
    enum ovalis_status status = store_image(job, 0, context, file_name, why);

    if (status == OVALIS_OK)
        status = store_image(job, 1, context, file_name, why);
    if (status == OVALIS_OK)
        status = ovalis_record_identify(&job->record, context->election, 0, why);
    if (status == OVALIS_OK)
        status = ovalis_job_draw_place(job, why);
    return status;
}

static enum ovalis_status load_and_interpret(struct ovalis_job *job,
                                             const struct ovalis_job_context *context,
                                             const struct ovalis_sheet_source *source,
                                             struct ovalis_diag *why)
{
    struct ovalis_diag refusal = source->refused;
    enum ovalis_status status =
        ovalis_job_load(job->pages, job->record.images, source, context->shelf, why);

    if (ends_the_run(status))
        return status;
    if (refusal.status == OVALIS_OK && status != OVALIS_OK)
        refusal = *why;
    if (refusal.status == OVALIS_OK)
        return interpret_pages(job, context, why);
    job->never_a_sheet = true;
    refuse(job, &refusal);
    return OVALIS_OK;
}

void ovalis_job_start(struct ovalis_job *job, unsigned cpu_mask)
{
    *job = (struct ovalis_job){0};
    ovalis_workspace_start(&job->workspace, cpu_mask);
}

void ovalis_job_do(struct ovalis_job *job, const struct ovalis_job_context *context,
                   const struct ovalis_sheet_source *source, const char *file_name,
                   unsigned long long position)
{
    ovalis_job_clear(job);
    job->record.position = position;
    job->record.sheet = ovalis_copy_text(source->name);
    if (job->record.sheet)
        job->status = load_and_interpret(job, context, source, &job->why);
    else
        job->status = ovalis_fail(&job->why, OVALIS_ERR_MEMORY, "%s: out of memory", source->name);
    if (job->status == OVALIS_OK)
        job->status = finish(job, context, file_name, &job->why);
}

void ovalis_job_clear(struct ovalis_job *job)
{
    struct ovalis_job kept = {
        .encoded = job->encoded, .place = job->place, .workspace = job->workspace};

    ovalis_sheet_result_release(&job->result);
    ovalis_page_free(&job->pages[0]);
    ovalis_page_free(&job->pages[1]);
    ovalis_record_release(&job->record);
    ovalis_text_clear(&kept.encoded);
    ovalis_text_clear(&kept.place);
    ovalis_arena_reset(&kept.workspace.arena);
    *job = kept;
}

void ovalis_job_release(struct ovalis_job *job)
{
    ovalis_job_clear(job);
    ovalis_text_release(&job->encoded);
    ovalis_text_release(&job->place);
    ovalis_workspace_release(&job->workspace);
}
