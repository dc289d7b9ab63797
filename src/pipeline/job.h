/* SPDX-License-Identifier: Apache-2.0 */
/* All that a worker does for one sheet: files in, record and stored images out. */
#ifndef OVALIS_PIPELINE_JOB_H
#define OVALIS_PIPELINE_JOB_H

#include "base/text.h"
#include "page/sheets.h"
#include "pipeline/folder.h"
#include "pipeline/sheet.h"
#include "pipeline/shelf.h"
#include "record/record.h"

/* The same for every sheet of a run; borrowed, read-only but for the shelf, which locks itself. */
struct ovalis_job_context {
    const struct ovalis_election *election;
    const struct ovalis_policy *policy;
    struct ovalis_shelf *shelf;
    const struct ovalis_image_folder *images; /* where pages are stored, each under its own name */
};

/* One sheet under way; reused for another when it is done, which keeps the memory of the buffers.
 */
struct ovalis_job {
    struct ovalis_page *pages[2];      /* as fed; `result` borrows their pixels */
    struct ovalis_workspace workspace; /* kept from sheet to sheet */
    struct ovalis_sheet_result result; /* its reading and interpretation have moved to `record` */
    struct ovalis_record record;
    struct ovalis_text encoded; /* an image on its way into its file */
    struct ovalis_text place;   /* PNG of what a person must look at; empty when counted */
    bool never_a_sheet;         /* refused before any page could be looked at */
    enum ovalis_status status;  /* OVALIS_OK, or why the whole run must end */
    struct ovalis_diag why;
};

/* Before all else; `cpu_mask` as in ovalis_workspace_start(). */
void ovalis_job_start(struct ovalis_job *job, unsigned cpu_mask);

/* `file_name`: what the names of stored images begin with. `position` counts from 1. The outcome is
 * in *job. */
void ovalis_job_do(struct ovalis_job *job, const struct ovalis_job_context *context,
                   const struct ovalis_sheet_source *source, const char *file_name,
                   unsigned long long position);

/* Draw the picture of the place anew, after `record` has changed. */
enum ovalis_status ovalis_job_draw_place(struct ovalis_job *job, struct ovalis_diag *why);

/* Free what belongs to the sheet, keep the buffers. */
void ovalis_job_clear(struct ovalis_job *job);

/* Free all. */
void ovalis_job_release(struct ovalis_job *job);

/* Read the pages of a sheet. OVALIS_OK (pages[1] NULL when the sheet has one); otherwise as
 * ovalis_image_file_open() and ovalis_image_file_page(), the other page still read where possible.
 * images[] (may be NULL) learns source, page and hash, as far as known. */
enum ovalis_status ovalis_job_load(struct ovalis_page *pages[2],
                                   struct ovalis_image_evidence *images,
                                   const struct ovalis_sheet_source *source,
                                   struct ovalis_shelf *shelf, struct ovalis_diag *why);

#endif
