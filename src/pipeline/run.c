/* SPDX-License-Identifier: Apache-2.0 */
/* The batch job: sheets in order -> workers -> sheets in order -> files. */
#include "ovalis/run.h"

#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"
#include "pipeline/crew.h"
#include "pipeline/job.h"
#include "pipeline/names.h"
#include "pipeline/output.h"
#include "pipeline/seen.h"

/* Sheets under way for each worker: one being worked on, one waiting to be taken, and one more, so
 * that a slow sheet holds nobody up. */
#define SHEETS_PER_WORKER 3

/* More would only hold memory. */
#define WORKERS_MAX 256

struct run {
    const struct ovalis_run_settings *settings;
    struct ovalis_run_totals *totals;
    struct ovalis_sheet_list sheets;
    struct ovalis_file_names names;
    struct ovalis_job_context context;
    struct ovalis_shelf *shelf;
    struct ovalis_job *jobs; /* by slot */
    size_t workers, window;
    struct ovalis_output *output;
    struct ovalis_seen seen; /* records by id: the same images, the same id */
};

void ovalis_run_settings_default(struct ovalis_run_settings *settings)
{
    *settings = (struct ovalis_run_settings){.cpu_mask = OVALIS_CPU_ALL};
}

static void work_on(void *cookie, size_t item, size_t slot)
{
    struct run *run = cookie;

    ovalis_job_do(&run->jobs[slot], &run->context, &run->sheets.sheets[item],
                  run->names.names[item], item + 1ull);
}

/* The same sheet twice: which one came first, and, unless told otherwise, none of it counts before
 * a person has looked. */
static enum ovalis_status mark_repeat(struct run *run, struct ovalis_job *job,
                                      const struct ovalis_seen_entry *entry,
                                      struct ovalis_diag *why)
{
    struct ovalis_record *record = &job->record;
    enum ovalis_status status;

    record->repeats = ovalis_copy_text(run->sheets.sheets[entry->first].name);
    if (!record->repeats)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", record->sheet);
    status = ovalis_record_identify(record, run->settings->election, entry->count - 1, why);
    if (status != OVALIS_OK || run->settings->count_repeats || record->outcome == OVALIS_REFUSED)
        return status;
    ovalis_interpretation_hold(&record->interpretation, OVALIS_REVIEW_REPEATED_IMAGE);
    record->outcome = OVALIS_REVIEW;
    record->reasons |= OVALIS_REVIEW_REPEATED_IMAGE;
    return ovalis_job_draw_place(job, why);
}

static enum ovalis_status look_for_repeat(struct run *run, struct ovalis_job *job, size_t item,
                                          struct ovalis_diag *why)
{
    const struct ovalis_seen_entry *entry;
    struct ovalis_sha256 digest;
    enum ovalis_status status;

    /* A sheet without any image has nothing that could repeat. */
    if (!job->record.images[0].stored && !job->record.images[1].stored)
        return OVALIS_OK;
    status = ovalis_sha256_of(&digest, job->record.id, strlen(job->record.id), why);
    if (status != OVALIS_OK)
        return status;
    entry = ovalis_seen_note(&run->seen, &digest, item);
    if (!entry)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the list of sheets seen");
    return entry->count > 1 ? mark_repeat(run, job, entry, why) : OVALIS_OK;
}

static const char *describe(const struct ovalis_record *record, struct ovalis_text *text)
{
    if (record->outcome == OVALIS_REFUSED)
        return record->refusal.text;
    for (int i = 0; i < OVALIS_REVIEW_REASON_COUNT; i++) {
        if (record->outcome == OVALIS_REVIEW && record->reasons >> i & 1)
            ovalis_text_format(text, "%s%s", text->length > 0 ? ", " : "",
                               ovalis_review_reason_name(1u << i));
    }
    return text->bytes && !text->failed ? text->bytes : "";
}

static void report_progress(const struct run *run, const struct ovalis_record *record)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text reasons = {0};
    struct ovalis_run_progress progress = {
        .totals = run->totals,
        .sheets_expected = run->sheets.count,
        .sheet = record->sheet,
        .outcome = record->outcome,
    };

    if (!run->settings->progress)
        return;
    progress.reason = describe(record, &reasons);
    run->settings->progress(run->settings->cookie, &progress);
}

static enum ovalis_status check_cancelled(const struct run *run, struct ovalis_diag *why)
{
    if (!run->settings->cancelled || !run->settings->cancelled(run->settings->cookie))
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_CANCELLED, "stopped after %llu of %zu sheets",
                       run->totals->sheets, run->sheets.count);
}

static enum ovalis_status take(void *cookie, size_t item, size_t slot, struct ovalis_diag *why)
{
    struct run *run = cookie;
    struct ovalis_job *job = &run->jobs[slot];
    enum ovalis_status status = check_cancelled(run, why);

    if (status == OVALIS_OK && job->status != OVALIS_OK) {
        status = job->status;
        if (why)
            *why = job->why;
    }
    if (status == OVALIS_OK)
        status = look_for_repeat(run, job, item, why);
    if (status == OVALIS_OK)
        status = ovalis_output_add(run->output, job, why);
    if (status != OVALIS_OK)
        return status;
    run->totals->sheets++;
    run->totals->outcome[job->record.outcome]++;
    run->totals->files_refused += job->never_a_sheet;
    report_progress(run, &job->record);
    ovalis_job_clear(job);
    return OVALIS_OK;
}

/* In = counted + review + refused, and none left over. */
static enum ovalis_status check_conservation(const struct run *run, struct ovalis_diag *why)
{
    const unsigned long long *outcome = run->totals->outcome;
    unsigned long long ended =
        outcome[OVALIS_COUNTED] + outcome[OVALIS_REVIEW] + outcome[OVALIS_REFUSED];

    if (run->totals->sheets == run->sheets.count && run->totals->sheets == ended)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_ARGUMENT,
                       "bug: %zu sheets listed, %llu taken in, %llu ended", run->sheets.count,
                       run->totals->sheets, ended);
}

static size_t count_workers(const struct ovalis_run_settings *settings, size_t sheets)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t workers = settings->jobs > 0 ? (size_t)settings->jobs : 1;

    if (settings->jobs == 0 && processors > 0)
        workers = (size_t)processors;
    if (workers > WORKERS_MAX)
        workers = WORKERS_MAX;
    return workers < sheets ? workers : sheets;
}

static enum ovalis_status list_sheets(struct run *run, struct ovalis_diag *why)
{
    const struct ovalis_run_settings *settings = run->settings;
    enum ovalis_status status = ovalis_sheet_list_make(
        &run->sheets, settings->inputs, settings->input_count, settings->one_sided, why);

    if (status == OVALIS_OK && run->sheets.count == 0)
        status = ovalis_fail(why, OVALIS_ERR_READ, "%s%s: no image files", settings->inputs[0],
                             settings->input_count > 1 ? " and the other inputs" : "");
    if (status == OVALIS_OK)
        status = ovalis_file_names_make(&run->names, &run->sheets, why);
    return status;
}

static enum ovalis_status prepare(struct run *run, struct ovalis_diag *why)
{
    struct ovalis_export_context context = {run->settings->election, run->settings->policy,
                                            run->settings->out_dir};
    enum ovalis_status status = list_sheets(run, why);

    if (status != OVALIS_OK)
        return status;
    run->workers = count_workers(run->settings, run->sheets.count);
    run->window = SHEETS_PER_WORKER * run->workers;
    run->jobs = ovalis_allocate(run->window, sizeof *run->jobs);
    if (!run->jobs)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for %zu workers", run->workers);
    for (size_t i = 0; i < run->window; i++)
        ovalis_job_start(&run->jobs[i], run->settings->cpu_mask);
    status = ovalis_shelf_new(&run->shelf, why);
    if (status != OVALIS_OK)
        return status;
    status = ovalis_output_open(&run->output, &context, why);
    if (status != OVALIS_OK)
        return status;
    run->context = (struct ovalis_job_context){run->settings->election, run->settings->policy,
                                               run->shelf, ovalis_output_images(run->output)};
    return OVALIS_OK;
}

static enum ovalis_status run_all(struct run *run, struct ovalis_diag *why)
{
    const struct ovalis_crew_task task = {
        .items = run->sheets.count,
        .workers = run->workers,
        .window = run->window,
        .cookie = run,
        .work = work_on,
        .take = take,
    };
    enum ovalis_status status = ovalis_crew_run(&task, why);

    if (status == OVALIS_OK)
        status = check_conservation(run, why);
    if (status == OVALIS_OK)
        status = ovalis_output_close(run->output, run->totals, why);
    return status;
}

static void release_run(struct run *run)
{
    for (size_t i = 0; run->jobs && i < run->window; i++)
        ovalis_job_release(&run->jobs[i]);
    ovalis_release(&run->jobs);
    ovalis_output_free(&run->output);
    ovalis_shelf_free(&run->shelf);
    ovalis_seen_release(&run->seen);
    ovalis_file_names_release(&run->names);
    ovalis_sheet_list_release(&run->sheets);
}

static bool is_usable(const struct ovalis_run_settings *settings)
{
    return settings && settings->election && settings->policy && settings->inputs &&
           settings->input_count > 0 && settings->out_dir && settings->out_dir[0] &&
           settings->jobs >= 0;
}

enum ovalis_status ovalis_run(const struct ovalis_run_settings *settings,
                              struct ovalis_run_totals *totals, struct ovalis_diag *why)
{
    OVALIS_OWNED(release_run) struct run run = {.settings = settings, .totals = totals};
    enum ovalis_status status;

    if (!totals)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT, "ovalis_run: no place for the totals");
    *totals = (struct ovalis_run_totals){0};
    if (!is_usable(settings))
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT, "ovalis_run: settings are not complete");
    status = prepare(&run, why);
    return status == OVALIS_OK ? run_all(&run, why) : status;
}
