/* SPDX-License-Identifier: Apache-2.0 */
/* The main job: image files of ballots become cast-vote records, and pictures of what was seen. */
#ifndef OVALIS_RUN_H
#define OVALIS_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "ovalis/api.h"
#include "ovalis/diag.h"
#include "ovalis/election.h"
#include "ovalis/policy.h"

/* How a sheet ended. in = counted + review + refused, always. */
enum ovalis_outcome { OVALIS_COUNTED, OVALIS_REVIEW, OVALIS_REFUSED, OVALIS_OUTCOMES };

/* "counted", "review", "refused". Never NULL; static storage. */
OVALIS_API const char *ovalis_outcome_name(enum ovalis_outcome outcome);

struct ovalis_run_totals {
    unsigned long long sheets;                   /* taken in, whatever became of them */
    unsigned long long outcome[OVALIS_OUTCOMES]; /* add up to `sheets` */
    unsigned long long files_refused;            /* files or pages that never became a sheet */
};

/* Called from the calling thread only, after every sheet, in the order of the sheets. */
struct ovalis_run_progress {
    const struct ovalis_run_totals *totals;
    unsigned long long sheets_expected; /* 0 while unknown */
    const char *sheet;                  /* name of the sheet that has just ended; borrowed */
    enum ovalis_outcome outcome;
    const char *reason; /* "" when counted; borrowed for the call */
};

struct ovalis_run_settings {
    const struct ovalis_election *election; /* borrowed for the call */
    const struct ovalis_policy *policy;     /* borrowed for the call */
    const char *const *inputs;              /* files and folders, in the order given */
    size_t input_count;
    const char *out_dir; /* made when missing; refused when it holds a run */
    int jobs;            /* worker threads; 0: one per processor */
    unsigned cpu_mask;   /* instruction sets that may be used (ovalis/cpu.h); the same results */
    bool one_sided;      /* every page is a sheet of its own */
    bool count_repeats;  /* images seen before in this run are counted again */
    void (*progress)(void *cookie, const struct ovalis_run_progress *progress); /* may be NULL */
    bool (*cancelled)(void *cookie);                                            /* may be NULL */
    void *cookie;
};

/* All zero, every instruction set allowed. */
OVALIS_API void ovalis_run_settings_default(struct ovalis_run_settings *settings);

/* Interpret every sheet of the inputs and write cvr.json, marks.csv, sheets.csv, tally.csv,
 * report.html and images/ into out_dir (docs/formats/). Same inputs, same bytes, for any `jobs`.
 * OVALIS_OK: the run is complete and *totals says how the sheets ended; refused sheets and files
 * are part of that. Any other status: the run could not be completed, `why` says why, and out_dir
 * holds no file that looks complete. */
OVALIS_API enum ovalis_status ovalis_run(const struct ovalis_run_settings *settings,
                                         struct ovalis_run_totals *totals, struct ovalis_diag *why);

#endif
