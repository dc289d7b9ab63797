/* SPDX-License-Identifier: Apache-2.0 */
/* The folder that a run writes. While the run lasts it holds files ending in ".partial" and the
 * folder images.partial/, which also keeps a second run out; all get their names at the end, once
 * everything is on the medium, cvr.json last.
 *
 * Images are written plainly and synced together: one sync per image would cost more than all the
 * rest of a sheet. Nothing is lost by it, since no record is complete before the sync. */
#ifndef OVALIS_PIPELINE_OUTPUT_H
#define OVALIS_PIPELINE_OUTPUT_H

#include "export/export.h"
#include "pipeline/folder.h"
#include "pipeline/job.h"

struct ovalis_output;

/* Make the folder and open all files. OVALIS_OK; OVALIS_ERR_WRITE (also when the folder holds a
 * run, finished or not); OVALIS_ERR_MEMORY. On failure *out is NULL and nothing of ours is left. */
enum ovalis_status ovalis_output_open(struct ovalis_output **out,
                                      const struct ovalis_export_context *context,
                                      struct ovalis_diag *why);

/* Where the images of sheets are to be written, by any thread and in any order; read-only, and
 * borrowed until the output is closed or freed. */
const struct ovalis_image_folder *ovalis_output_images(const struct ovalis_output *output);

/* Write the rows of one sheet everywhere. Sheets come in their order, their images before them. */
enum ovalis_status ovalis_output_add(struct ovalis_output *output, const struct ovalis_job *job,
                                     struct ovalis_diag *why);

/* Sync, and give everything its name. On failure nothing keeps its name. */
enum ovalis_status ovalis_output_close(struct ovalis_output *output,
                                       const struct ovalis_run_totals *totals,
                                       struct ovalis_diag *why);

/* Free; what is not closed is removed. Fits OVALIS_OWNED. */
void ovalis_output_free(struct ovalis_output **output);

#endif
