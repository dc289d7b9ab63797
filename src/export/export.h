/* SPDX-License-Identifier: Apache-2.0 */
/* Records -> files, as a stream: every writer is opened, given the records in order, and closed;
 * memory does not grow with the number of sheets. Same records, same bytes. Each writer returns
 * OVALIS_OK, OVALIS_ERR_WRITE or OVALIS_ERR_MEMORY; files appear under their names only at close
 * (base/file.h). */
#ifndef OVALIS_EXPORT_EXPORT_H
#define OVALIS_EXPORT_EXPORT_H

#include "record/record.h"

struct ovalis_export_context {
    const struct ovalis_election *election; /* borrowed until the writer is closed */
    const struct ovalis_policy *policy;     /* likewise */
    const char *out_dir;                    /* exists */
};

/* cvr.json: NIST SP 1500-103 CVR CDF 1.0.0 (docs/formats/cvr.md). */
struct ovalis_cvr_writer;
enum ovalis_status ovalis_cvr_writer_open(struct ovalis_cvr_writer **out,
                                          const struct ovalis_export_context *context,
                                          struct ovalis_diag *why);
enum ovalis_status ovalis_cvr_writer_add(struct ovalis_cvr_writer *writer,
                                         const struct ovalis_record *record,
                                         struct ovalis_diag *why);
enum ovalis_status ovalis_cvr_writer_close(struct ovalis_cvr_writer *writer,
                                           struct ovalis_diag *why);
void ovalis_cvr_writer_free(struct ovalis_cvr_writer **writer); /* abandons what is not closed */

/* marks.csv and sheets.csv (docs/formats/marks-csv.md, sheets-csv.md). */
struct ovalis_csv_writer;
enum ovalis_status ovalis_csv_writer_open(struct ovalis_csv_writer **out,
                                          const struct ovalis_export_context *context,
                                          struct ovalis_diag *why);
enum ovalis_status ovalis_csv_writer_add(struct ovalis_csv_writer *writer,
                                         const struct ovalis_record *record,
                                         struct ovalis_diag *why);
enum ovalis_status ovalis_csv_writer_close(struct ovalis_csv_writer *writer,
                                           struct ovalis_diag *why);
void ovalis_csv_writer_free(struct ovalis_csv_writer **writer);

/* tally.csv (docs/formats/tally-csv.md): always derived from records, never set. */
struct ovalis_tally;
enum ovalis_status ovalis_tally_new(struct ovalis_tally **out,
                                    const struct ovalis_election *election,
                                    struct ovalis_diag *why);
void ovalis_tally_add(struct ovalis_tally *tally, const struct ovalis_record *record);
enum ovalis_status ovalis_tally_write(const struct ovalis_tally *tally, const char *out_dir,
                                      struct ovalis_diag *why);
void ovalis_tally_free(struct ovalis_tally **tally);

/* One row of totals, for the report and the terminal. */
struct ovalis_contest_total {
    unsigned long long ballots, overvotes, undervotes, write_ins, pending;
    const unsigned long long *votes; /* by option; borrowed until the tally is freed */
    const unsigned long long *open;  /* by option: marks in pending contests; borrowed likewise */
};
struct ovalis_contest_total ovalis_tally_contest(const struct ovalis_tally *tally, size_t contest);

/* report.html: one self-contained page (docs/formats/report.md). Pictures come ready as PNG, since
 * pixels stop at marks/. */
struct ovalis_report_picture {
    const void *png; /* borrowed for the call */
    size_t size;
};

/* One thumbnail: a target of a record. The report keeps a bounded number for each option and
 * chooses them by evidence, not by order of coming, so that `jobs` does not matter. */
struct ovalis_report_mark {
    size_t index; /* into reading.marks */
    struct ovalis_report_picture picture;
};

struct ovalis_report;
enum ovalis_status ovalis_report_open(struct ovalis_report **out,
                                      const struct ovalis_export_context *context,
                                      struct ovalis_diag *why);

/* Would this mark be kept now? Lets the caller skip drawing pictures that are not shown. */
bool ovalis_report_wants(const struct ovalis_report *report, const struct ovalis_record *record,
                         size_t index);

/* `place` (png NULL when there is none) is the picture of what made the sheet go to review or be
 * refused. */
enum ovalis_status ovalis_report_add(struct ovalis_report *report,
                                     const struct ovalis_record *record,
                                     const struct ovalis_report_mark *marks, size_t mark_count,
                                     struct ovalis_report_picture place, struct ovalis_diag *why);
enum ovalis_status ovalis_report_close(struct ovalis_report *report,
                                       const struct ovalis_tally *tally,
                                       const struct ovalis_run_totals *totals,
                                       struct ovalis_diag *why);
void ovalis_report_free(struct ovalis_report **report);

#endif
