/* SPDX-License-Identifier: Apache-2.0 */
/* report.html: gathers while records come, writes at the end, a section at a time. */
#include "export/report.h"

#include "base/diag.h"
#include "base/file.h"

struct ovalis_report {
    struct ovalis_export_context context;
    char *path; /* owned */
    struct ovalis_kept kept;
    struct ovalis_cases refused, review;
    struct ovalis_certificate_sum certificates;
    struct ovalis_not_asked not_asked;
};

static enum ovalis_status out_of_memory(struct ovalis_diag *why)
{
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "report.html: out of memory");
}

enum ovalis_status ovalis_report_open(struct ovalis_report **out,
                                      const struct ovalis_export_context *context,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    enum ovalis_status status;

    *out = ovalis_allocate(1, sizeof **out);
    ovalis_text_format(&path, "%s/report.html", context->out_dir);
    if (!*out || path.failed) {
        ovalis_report_free(out);
        return out_of_memory(why);
    }
    (*out)->context = *context;
    (*out)->certificates.bound_mm = context->policy->registration_bound_mm;
    (*out)->path = ovalis_copy_text(path.bytes);
    status =
        (*out)->path ? ovalis_kept_open(&(*out)->kept, context->election, why) : out_of_memory(why);
    if (status != OVALIS_OK)
        ovalis_report_free(out);
    return status;
}

bool ovalis_report_wants(const struct ovalis_report *report, const struct ovalis_record *record,
                         size_t index)
{
    return record->has_reading && (ovalis_kept_wants(&report->kept, record, index) ||
                                   ovalis_cases_want(&report->review, record, index));
}

enum ovalis_status ovalis_report_add(struct ovalis_report *report,
                                     const struct ovalis_record *record,
                                     const struct ovalis_report_mark *marks, size_t mark_count,
                                     struct ovalis_report_picture place, struct ovalis_diag *why)
{
    const struct ovalis_election *election = report->context.election;
    enum ovalis_status status = OVALIS_OK;

    if (record->outcome == OVALIS_REFUSED)
        ovalis_cases_add(&report->refused, election, record, NULL, 0, place);
    if (record->outcome == OVALIS_REVIEW)
        ovalis_cases_add(&report->review, election, record, marks, mark_count, place);
    if (report->refused.html.failed || report->review.html.failed)
        return out_of_memory(why);
    if (!record->has_reading)
        return OVALIS_OK;
    ovalis_certificate_sum_add(&report->certificates, record);
    ovalis_not_asked_add(&report->not_asked, record);
    ovalis_kept_count(&report->kept, record);
    for (size_t i = 0; i < mark_count && status == OVALIS_OK; i++)
        status = ovalis_kept_add(&report->kept, record, &marks[i], why);
    return status;
}

/* What is in `text` goes to the file, so that memory stays that of the largest section. */
static enum ovalis_status flush(struct ovalis_file_writer *file, struct ovalis_text *text,
                                struct ovalis_diag *why)
{
    if (text->failed)
        return out_of_memory(why);
    if (text->length > 0)
        (void)fwrite(text->bytes, 1, text->length, file->stream); /* errors show at commit */
    ovalis_text_clear(text);
    return OVALIS_OK;
}

static enum ovalis_status write_contests(struct ovalis_file_writer *file, struct ovalis_text *text,
                                         const struct ovalis_report *report,
                                         const struct ovalis_tally *tally, struct ovalis_diag *why)
{
    const struct ovalis_election *election = report->context.election;

    ovalis_text_add(text, "<section id=\"contests\"><h2>Contests</h2><p>Votes in "
                          "contests that are decided. <span class=\"key\"></span> marks in "
                          "contests that wait for a person, which are in no total.</p>\n<div "
                          "class=\"contests\">\n");
    for (size_t i = 0; i < election->contest_count; i++) {
        struct ovalis_contest_total total = ovalis_tally_contest(tally, i);

        ovalis_report_write_contest(text, &election->contests[i], &total);
    }
    ovalis_text_add(text, "</div></section>\n");
    return flush(file, text, why);
}

static enum ovalis_status write_marks(struct ovalis_file_writer *file, struct ovalis_text *text,
                                      const struct ovalis_report *report, struct ovalis_diag *why)
{
    const struct ovalis_election *election = report->context.election;
    enum ovalis_status status = OVALIS_OK;

    ovalis_text_add(text, "<section id=\"marks\"><h2>Marks</h2><p>Of each option, by evidence: the "
                          "empty targets with the most ink, all kinds of doubt, the weakest marks "
                          "and the strongest. What lies between them is clearer than what is "
                          "shown. The number is the fill; <a href=\"marks.csv\">marks.csv</a> has "
                          "every target with all evidence.</p>\n");
    for (size_t i = 0; i < election->contest_count && status == OVALIS_OK; i++) {
        ovalis_text_add(text, "<h3>");
        ovalis_text_html(text, election->contests[i].title);
        ovalis_text_add(text, "</h3>\n");
        ovalis_kept_write(text, &report->kept, i);
        status = flush(file, text, why);
    }
    ovalis_text_add(text, "</section>\n");
    return status == OVALIS_OK ? flush(file, text, why) : status;
}

static enum ovalis_status write_sheets(struct ovalis_file_writer *file, struct ovalis_text *text,
                                       const struct ovalis_report *report,
                                       const struct ovalis_run_totals *totals,
                                       struct ovalis_diag *why)
{
    enum ovalis_status status;

    ovalis_report_write_head(text, report->context.election, totals);
    ovalis_cases_write(text, &report->refused, OVALIS_REFUSED);
    status = flush(file, text, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_cases_write(text, &report->review, OVALIS_REVIEW);
    return flush(file, text, why);
}

enum ovalis_status ovalis_report_close(struct ovalis_report *report,
                                       const struct ovalis_tally *tally,
                                       const struct ovalis_run_totals *totals,
                                       struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_file_writer_abandon) struct ovalis_file_writer file = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text text = {0};
    enum ovalis_status status = ovalis_file_writer_open(&file, report->path, why);

    if (status == OVALIS_OK)
        status = write_sheets(&file, &text, report, totals, why);
    if (status == OVALIS_OK)
        status = write_contests(&file, &text, report, tally, why);
    if (status == OVALIS_OK)
        status = write_marks(&file, &text, report, why);
    if (status != OVALIS_OK)
        return status;
    ovalis_certificate_sum_write(&text, &report->certificates);
    ovalis_report_write_foot(&text, report->context.election, report->context.policy,
                             &report->not_asked);
    status = flush(&file, &text, why);
    return status == OVALIS_OK ? ovalis_file_writer_commit(&file, why) : status;
}

void ovalis_report_free(struct ovalis_report **report)
{
    if (!*report)
        return;
    ovalis_release(&(*report)->path);
    ovalis_kept_release(&(*report)->kept);
    ovalis_text_release(&(*report)->refused.html);
    ovalis_text_release(&(*report)->review.html);
    ovalis_release(report);
}
