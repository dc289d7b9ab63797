/* SPDX-License-Identifier: Apache-2.0 */
/* Private to export/: the parts of report.html. What is kept is bounded: a number of pictures for
 * each option, a number of rows for sheets that want a person, sums for all else. */
#ifndef OVALIS_EXPORT_REPORT_H
#define OVALIS_EXPORT_REPORT_H

#include "export/export.h"
#include "export/format.h"

/* ---- thumbnails: report_marks.c ---- */

/* For each option the marks at both sides of the two decision limits, and the strongest. */
enum ovalis_kept_kind {
    OVALIS_KEPT_UNMARKED, /* most fill first */
    OVALIS_KEPT_MARGINAL, /* most fill first */
    OVALIS_KEPT_WEAK,     /* marked, least fill first */
    OVALIS_KEPT_STRONG,   /* marked, most fill first */
    OVALIS_KEPT_KINDS
};

#define OVALIS_KEPT_MAX 6 /* of one kind and option */

/* One mark that is shown. Order and choice follow from these values alone, not from the order in
 * which sheets came. */
struct ovalis_kept_mark {
    double fill, darkness;
    unsigned flags;
    char id[OVALIS_SHA256_HEX_SIZE]; /* of the record */
    size_t index;                    /* of the target in the reading */
    char *sheet;                     /* owned */
    enum ovalis_side side;
    void *png; /* owned */
    size_t png_size;
};

struct ovalis_kept_option {
    unsigned long long seen[OVALIS_MARKED + 1]; /* targets by state, shown or not */
    struct ovalis_kept_mark marks[OVALIS_KEPT_KINDS][OVALIS_KEPT_MAX];
    size_t counts[OVALIS_KEPT_KINDS];
};

struct ovalis_kept {
    const struct ovalis_election *election;
    size_t *first; /* of each contest in options[] */
    struct ovalis_kept_option *options;
    size_t option_count;
    size_t slots[OVALIS_KEPT_KINDS]; /* how many are kept: fewer in a large election */
};

enum ovalis_status ovalis_kept_open(struct ovalis_kept *kept,
                                    const struct ovalis_election *election,
                                    struct ovalis_diag *why);
bool ovalis_kept_wants(const struct ovalis_kept *kept, const struct ovalis_record *record,
                       size_t index);
/* Every target of the record, for the counts. */
void ovalis_kept_count(struct ovalis_kept *kept, const struct ovalis_record *record);
enum ovalis_status ovalis_kept_add(struct ovalis_kept *kept, const struct ovalis_record *record,
                                   const struct ovalis_report_mark *mark, struct ovalis_diag *why);
/* The marks of one contest as HTML. */
void ovalis_kept_write(struct ovalis_text *out, const struct ovalis_kept *kept, size_t contest);
void ovalis_kept_release(struct ovalis_kept *kept);

/* ---- sheets that want a person: report_cases.c ---- */

/* Rows, and bytes of their pictures, that a page can still show; sheets.csv has them all. */
#define OVALIS_CASES_MAX          500
#define OVALIS_CASES_PICTURES_MAX (12u << 20)

struct ovalis_cases {
    struct ovalis_text html;  /* the rows */
    unsigned long long total; /* shown or not */
    unsigned shown;
    size_t picture_bytes;
};

/* Is a picture of this mark of use to the person who looks at the sheet? */
bool ovalis_cases_want(const struct ovalis_cases *cases, const struct ovalis_record *record,
                       size_t index);
void ovalis_cases_add(struct ovalis_cases *cases, const struct ovalis_election *election,
                      const struct ovalis_record *record, const struct ovalis_report_mark *marks,
                      size_t mark_count, struct ovalis_report_picture place);
/* The whole section, or the sentence that there is none. */
void ovalis_cases_write(struct ovalis_text *out, const struct ovalis_cases *cases,
                        enum ovalis_outcome outcome);

/* ---- certificates: report_certificate.c ---- */

#define OVALIS_ERROR_BINS 6 /* fifths of the bound, and above it */

struct ovalis_certificate_sum {
    double bound_mm;
    unsigned long long sides, bins[OVALIS_ERROR_BINS];
    unsigned long long expected, seen, bridged, sides_bridged;
    double worst_error_mm, largest_residual_mm, largest_skew;
    double least_dpi, most_dpi;
    double least_scale, most_scale;
    char worst_sheet[200]; /* cut when longer */
    enum ovalis_side worst_side;
};

void ovalis_certificate_sum_add(struct ovalis_certificate_sum *sum,
                                const struct ovalis_record *record);
void ovalis_certificate_sum_write(struct ovalis_text *out,
                                  const struct ovalis_certificate_sum *sum);

/* ---- the page: report_page.c ---- */

/* What counts for nothing because the policy says so, without a person having looked. */
struct ovalis_not_asked {
    unsigned long long marginal; /* marks between the policy's percentages */
    unsigned long long writing;  /* names beside empty ovals */
};

void ovalis_not_asked_add(struct ovalis_not_asked *sum, const struct ovalis_record *record);

/* Everything in front of the lists: head, style, title, totals. */
void ovalis_report_write_head(struct ovalis_text *out, const struct ovalis_election *election,
                              const struct ovalis_run_totals *totals);
/* One contest's totals. */
void ovalis_report_write_contest(struct ovalis_text *out, const struct ovalis_contest *contest,
                                 const struct ovalis_contest_total *total);
/* What the page rests on, and its end. */
void ovalis_report_write_foot(struct ovalis_text *out, const struct ovalis_election *election,
                              const struct ovalis_policy *policy,
                              const struct ovalis_not_asked *not_asked);

/* "<img …>" of a PNG, as part of the page. */
void ovalis_report_add_image(struct ovalis_text *out, const void *png, size_t size,
                             const char *alt);

/* "12,345" */
void ovalis_report_add_count(struct ovalis_text *out, unsigned long long count);

/* An option's name for people: as printed, or "write-in 1". */
void ovalis_report_add_option(struct ovalis_text *out, const struct ovalis_contest *contest,
                              size_t option);

/* The style sheet: report_style.c. */
const char *ovalis_report_style(void);

#endif
