/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "export-sheets.h"

static char folder[] = "/tmp/ovalis-report-XXXXXX";

static void make_folder(void)
{
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char path[512];

    snprintf(path, sizeof path, "%s/report.html", folder);
    (void)unlink(path);
    (void)rmdir(folder);
}

/* A report on its own, with one contest of the given targets. */
struct page {
    struct maker maker;
    struct ovalis_export_context context;
    struct ovalis_tally *tally;
    struct ovalis_report *report;
    struct ovalis_run_totals totals;
    char *html;
};

static void begin(struct page *page, const char *marks)
{
    struct ovalis_diag why;

    *page = (struct page){.context.out_dir = folder};
    make_folder();
    maker_begin(&page->maker);
    page->maker.policy.registration_bound_mm = 0.25;
    maker_contest(&page->maker, OVALIS_CONTEST_CANDIDATE, 1, marks, NULL);
    page->context.election = &page->maker.election;
    page->context.policy = &page->maker.policy;
    ck_assert_int_eq(ovalis_tally_new(&page->tally, &page->maker.election, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_report_open(&page->report, &page->context, &why), OVALIS_OK);
}

/* One more sheet: the first target has this state and fill. False when the mark was not wanted. */
static bool add(struct page *page, int number, char letter, double fill)
{
    struct ovalis_record record = {.position = (unsigned long long)number, .has_reading = true};
    char png[32];
    char sheet[32];
    struct ovalis_report_mark marks[1];
    struct ovalis_diag why;
    bool wanted;

    snprintf(sheet, sizeof sheet, "sheet-%03d", number);
    snprintf(png, sizeof png, "PNG of %03d", number);
    marks[0] = (struct ovalis_report_mark){0, {png, strlen(png)}};
    maker_mark(letter, &page->maker.marks[0], &page->maker.writings[0]);
    page->maker.marks[0].measures.fill = fill;
    record.sheet = sheet;
    record.reading = page->maker.reading;
    record.reading.sides[OVALIS_FRONT].present = true;
    run_certificate(&record.reading.sides[OVALIS_FRONT]);
    snprintf(record.id, sizeof record.id, "%064d", number);
    ck_assert_int_eq(ovalis_interpret(&record.interpretation, &page->maker.election,
                                      &page->maker.policy, &record.reading, &why),
                     OVALIS_OK);
    record.outcome = record.interpretation.outcome;
    record.reasons = record.interpretation.reasons;
    wanted = ovalis_report_wants(page->report, &record, 0);
    ck_assert_int_eq(ovalis_report_add(page->report, &record, marks, wanted,
                                       (struct ovalis_report_picture){NULL, 0}, &why),
                     OVALIS_OK);
    ovalis_tally_add(page->tally, &record);
    page->totals.sheets++;
    page->totals.outcome[record.outcome]++;
    ovalis_interpretation_release(&record.interpretation);
    return wanted;
}

static void refuse(struct page *page, int number)
{
    struct ovalis_record record = {.outcome = OVALIS_REFUSED, .sheet = "torn"};
    struct ovalis_diag why;

    record.position = (unsigned long long)number;
    ovalis_fail(&record.refusal, OVALIS_REFUSED_NO_MARKS, "back: <no> marks");
    ck_assert_int_eq(ovalis_report_add(page->report, &record, NULL, 0,
                                       (struct ovalis_report_picture){NULL, 0}, &why),
                     OVALIS_OK);
    page->totals.sheets++;
    page->totals.outcome[OVALIS_REFUSED]++;
}

static const char *end(struct page *page)
{
    struct ovalis_bytes bytes;
    struct ovalis_diag why;
    char path[512];

    ck_assert_int_eq(ovalis_report_close(page->report, page->tally, &page->totals, &why),
                     OVALIS_OK);
    snprintf(path, sizeof path, "%s/report.html", folder);
    ck_assert_int_eq(ovalis_file_read(&bytes, path, 1 << 28, &why), OVALIS_OK);
    page->html = ovalis_allocate(bytes.size + 1, 1);
    ck_assert_ptr_nonnull(page->html);
    memcpy(page->html, bytes.data, bytes.size);
    ovalis_bytes_release(&bytes);
    ovalis_report_free(&page->report);
    ovalis_tally_free(&page->tally);
    remove_folder();
    return page->html;
}

static int count(const char *text, const char *words)
{
    int found = 0;

    while ((text = strstr(text, words)) != NULL) {
        found++;
        text += strlen(words);
    }
    return found;
}

START_TEST(the_page_fetches_and_runs_nothing)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    page.maker.election.title = "</title><script>alert(1)</script>";
    page.maker.contests[0].title = "<img src=https://example.org/x onerror=a>";
    add(&page, 1, 'm', 0.06);
    refuse(&page, 2);
    html = end(&page);
    ck_assert_int_eq(count(html, "<script"), 0);
    ck_assert_int_eq(count(html, "<img src=http"), 0);
    ck_assert_int_eq(count(html, "&lt;script&gt;"), 2); /* title and heading */
    ck_assert_int_gt(count(html, "&lt;img src=https://example.org/x"), 0);
    ck_assert_int_eq(count(html, "back: &lt;no&gt; marks"), 1);
    ck_assert_int_eq(count(html, "default-src 'none'; img-src data:;"), 1);
    ck_assert_int_eq(count(html, "src=\"data:image/png;base64,"), count(html, "<img "));
    ovalis_release(&page.html);
}
END_TEST

START_TEST(the_numbers_of_sheets_add_up_or_the_page_shouts)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    add(&page, 1, 'X', 0.4);
    add(&page, 2, 'm', 0.06);
    refuse(&page, 3);
    html = end(&page);
    ck_assert_int_eq(count(html, "3 in = 1 counted + 1 for review + 1 refused: every sheet is "
                                 "accounted for."),
                     1);
    ovalis_release(&page.html);
    begin(&page, "..");
    add(&page, 1, 'X', 0.4);
    page.totals.sheets = 1234;
    html = end(&page);
    ck_assert_int_eq(count(html, "1,234 in = 1 counted"), 1);
    ck_assert_int_eq(count(html, "THE NUMBERS DO NOT ADD UP"), 1);
    ovalis_release(&page.html);
}
END_TEST

/* Thirty marks of each state. Shown are the four fullest blanks, the six fullest marginal ones, the
 * six emptiest and the two fullest marks; bounds as docs/formats/report.md gives them. */
static void add_thirty(struct page *page, int step)
{
    for (int i = 0; i < 30; i++) {
        int number = step > 0 ? i : 29 - i;

        add(page, number, '.', 0.0001 * number);
        add(page, 100 + number, 'm', 0.05 + 0.0001 * number);
        add(page, 200 + number, 'X', 0.20 + 0.01 * number);
    }
}

/* As base64 stands in the page: "PNG of 123" is 10 bytes, so a picture can be known by its text. */
static bool shows(const char *html, int number)
{
    struct ovalis_text picture = {0};
    char png[32];
    bool found;

    snprintf(png, sizeof png, "PNG of %03d", number);
    ovalis_text_add_base64(&picture, png, strlen(png));
    found = strstr(html, picture.bytes) != NULL;
    ovalis_text_release(&picture);
    return found;
}

START_TEST(marks_nearest_to_the_limits_are_shown_whatever_the_order)
{
    const int step = _i ? 1 : -1;
    struct page page;
    const char *html;

    begin(&page, "..");
    add_thirty(&page, step);
    html = strstr(end(&page), "<section id=\"marks\">"); /* doubtful ones stand above, too */
    for (int number = 0; number < 30; number++) {
        ck_assert_int_eq(shows(html, number), number >= 26);
        ck_assert_int_eq(shows(html, 100 + number), number >= 24);
        ck_assert_int_eq(shows(html, 200 + number), number < 6 || number >= 28);
    }
    ck_assert_int_eq(count(html, "showing 8 of 30 marked, 6 of 30 marginal, 4 of 30 unmarked"), 1);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(pictures_that_would_not_be_shown_are_not_wanted)
{
    struct page page;

    begin(&page, "..");
    add_thirty(&page, 1);
    ck_assert(!add(&page, 300, '.', 0.0001));
    ck_assert(add(&page, 301, '.', 0.0090));
    ck_assert(!add(&page, 302, 'X', 0.33));
    ck_assert(add(&page, 303, 'X', 0.15));
    ck_assert(add(&page, 304, 'X', 0.90));
    ck_assert(add(&page, 305, 'b', 0.0)); /* blank, but something was seen beside it */
    (void)end(&page);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(few_marks_are_shown_once)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    add(&page, 1, 'X', 0.4);
    html = end(&page);
    ck_assert_int_eq(count(html, "<figure class=\"mark marked\">"), 1);
    ck_assert_int_eq(count(html, "showing 1 of 1 marked"), 1);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(rows_past_the_bound_are_counted)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    for (int i = 1; i <= 700; i++)
        refuse(&page, i);
    html = end(&page);
    ck_assert_int_eq(count(html, "<article class=\"case refused\">"), 500);
    ck_assert_int_eq(count(html, "The first 500 are shown here"), 1);
    ck_assert_int_eq(count(html, "<span class=\"count\">700</span>"), 1);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(a_case_says_what_was_seen_and_where)
{
    struct page page;
    const char *html;

    begin(&page, "...");
    maker_mark('X', &page.maker.marks[1], &page.maker.writings[1]);
    add(&page, 7, 'm', 0.06);
    html = end(&page);
    ck_assert_int_eq(count(html, "<h3>sheet-007</h3>"), 1);
    ck_assert_int_eq(count(html, "Sheet 7 of the run"), 1);
    ck_assert_int_eq(count(html, "not counted until decided"), 1);
    ck_assert_int_eq(count(html, "Name 0-0 <i class=\"marginal\">marginal</i> (short)"), 1);
    ck_assert_int_eq(count(html, "Name 0-1 <i class=\"marked\">marked</i>"), 1);
    ck_assert_int_eq(count(html, "Name 0-2 <i"), 0);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(what_the_policy_does_not_ask_about_is_told)
{
    struct page page;
    const char *html;

    begin(&page, "../W");
    add(&page, 1, 'p', 0.06);
    add(&page, 2, 'X', 0.4);
    html = end(&page);
    ck_assert_int_eq(count(html, "2 names written beside empty ovals, 1 marks between"), 1);
    ovalis_release(&page.html);
    begin(&page, "../-");
    add(&page, 1, 'X', 0.4);
    html = end(&page);
    ck_assert_int_eq(count(html, "not asked about"), 0);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(certificates_are_summed_up)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    add(&page, 1, 'X', 0.4);
    add(&page, 2, 'X', 0.4);
    html = end(&page);
    ck_assert_int_eq(count(html, "sides registered</th><td>2</td>"), 1);
    ck_assert_int_eq(count(html, "timing marks seen</th><td>254 of 256</td>"), 1); /* 2 x 127/128 */
    ck_assert_int_eq(count(html, "bridged by neighbours</th><td>2 on 2 sides</td>"), 1);
    ck_assert_int_eq(count(html, "worst predicted error</th><td>0.081 mm</td>"), 1);
    ck_assert_int_eq(count(html, "accepted up to</th><td>0.250 mm</td>"), 1);
    /* 0.081 of 0.25 mm lies in the second fifth */
    ck_assert_int_eq(count(html, "up to 0.100 mm</th><td class=\"bar\"><span "
                                 "style=\"width:100.0%\"></span></td><td class=\"number\">2<"),
                     1);
    ovalis_release(&page.html);
}
END_TEST

START_TEST(an_empty_run_makes_a_page)
{
    struct page page;
    const char *html;

    begin(&page, "..");
    html = end(&page);
    ck_assert_int_eq(count(html, "0 in = 0 counted + 0 for review + 0 refused"), 1);
    ck_assert_int_eq(count(html, "<p>None.</p>"), 2);
    ck_assert_int_eq(count(html, "No side was registered."), 1);
    ck_assert_int_eq(count(html, "</html>"), 1);
    ovalis_release(&page.html);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *cases = tcase_create("report");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, the_page_fetches_and_runs_nothing);
    tcase_add_test(cases, the_numbers_of_sheets_add_up_or_the_page_shouts);
    tcase_add_loop_test(cases, marks_nearest_to_the_limits_are_shown_whatever_the_order, 0, 2);
    tcase_add_test(cases, pictures_that_would_not_be_shown_are_not_wanted);
    tcase_add_test(cases, few_marks_are_shown_once);
    tcase_add_test(cases, rows_past_the_bound_are_counted);
    tcase_add_test(cases, a_case_says_what_was_seen_and_where);
    tcase_add_test(cases, what_the_policy_does_not_ask_about_is_told);
    tcase_add_test(cases, certificates_are_summed_up);
    tcase_add_test(cases, an_empty_run_makes_a_page);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
