/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* nftw */
#include <ftw.h>
#include <jansson.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export-sheets.h"
#include "export/format.h"

static char folder[] = "/tmp/ovalis-export-XXXXXX";

static void make_folder(void)
{
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_folder(void)
{
    if (access(folder, F_OK) == 0)
        (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- values as text ---- */

static const struct {
    double value;
    int decimals;
    const char *decimal, *shortest;
} numbers[] = {
    {0, 4, "0.0000", "0"},       {-0.0, 2, "0.00", "0"},
    {-0.001, 2, "0.00", "0"},    {0.612, 3, "0.612", "0.612"},
    {12, 4, "12.0000", "12"},    {9.9, 4, "9.9000", "9.9"},
    {-1.5, 1, "-1.5", "-1.5"},   {100, 0, "100", "100"},
    {0.99996, 4, "1.0000", "1"}, {1e300, 4, "", ""},
    {0.0 / 0.0, 4, "", ""},      {-0.25, 3, "-0.250", "-0.25"},
    {2.5, 0, "2", "2"},          {1234567.8, 1, "1234567.8", "1234567.8"},
};

START_TEST(numbers_have_fixed_decimals_in_every_locale)
{
    struct ovalis_text text = {0};

    (void)setlocale(LC_ALL, "de_DE.UTF-8"); /* a comma, where that locale is installed */
    ovalis_text_add(&text, "");
    ovalis_text_decimal(&text, numbers[_i].value, numbers[_i].decimals);
    ck_assert_str_eq(text.bytes, numbers[_i].decimal);
    ovalis_text_clear(&text);
    ovalis_text_shortest(&text, numbers[_i].value, numbers[_i].decimals);
    ck_assert_str_eq(text.bytes, numbers[_i].shortest);
    ovalis_text_release(&text);
}
END_TEST

static const struct {
    void (*write)(struct ovalis_text *text, const char *words);
    const char *words, *written;
} texts[] = {
    {ovalis_text_csv, "plain", "plain"},
    {ovalis_text_csv, "a,b", "\"a,b\""},
    {ovalis_text_csv, "say \"no\"", "\"say \"\"no\"\"\""},
    {ovalis_text_csv, "two\r\nlines", "two??lines"},
    {ovalis_text_csv, " edge", "\" edge\""},
    {ovalis_text_csv, "", ""},
    {ovalis_text_clean, "\xC3\xBC \xE2\x82\xAC \xF0\x9F\x97\xB3",
     "\xC3\xBC \xE2\x82\xAC \xF0\x9F\x97\xB3"},
    {ovalis_text_clean, "\xC3", "\xEF\xBF\xBD"},                 /* breaks off */
    {ovalis_text_clean, "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"}, /* '/' longer than needed */
    {ovalis_text_clean, "\xED\xA0\x80z", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz"}, /* surrogate */
    {ovalis_text_clean, "a\x1B[2J\x7F\xC2\x85", "a?[2J??"},
    {ovalis_text_html, "<b class='x'>\"&\"</b>",
     "&lt;b class=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/b&gt;"},
    {ovalis_text_name, "State-Senator-391381f8.x", "State-Senator-391381f8.x"},
    {ovalis_text_name, "a_b c:\xC3\xBC", "a_5fb_20c_3a_c3_bc"},
    {ovalis_text_uri, "a b/c%#?\xC3\xBC~_.-", "a%20b%2Fc%25%23%3F%C3%BC~_.-"},
};

START_TEST(words_are_escaped_for_where_they_stand)
{
    struct ovalis_text text = {0};

    ovalis_text_add(&text, "");
    texts[_i].write(&text, texts[_i].words);
    ck_assert_str_eq(text.bytes, texts[_i].written);
    ovalis_text_release(&text);
}
END_TEST

/* ---- a run ---- */

static void write_run(struct maker *maker)
{
    run_write(maker, folder);
}

static char *read_text(const char *name)
{
    char path[512];
    struct ovalis_bytes bytes;
    struct ovalis_diag why;
    char *text;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    ck_assert_int_eq(ovalis_file_read(&bytes, path, 1 << 24, &why), OVALIS_OK);
    text = ovalis_allocate(bytes.size + 1, 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, bytes.data, bytes.size);
    ovalis_bytes_release(&bytes);
    return text;
}

/* Counted by hand from export-sheets.h. "again" is on hold; "doubt" waits in mayor and council,
 * "line" in mayor; the ticket of "ticket" gives mayor and both council seats. */
static const char tally_lines[] =
    "contest,option,votes,ballots,overvotes,undervotes,write-ins,pending,option-pending,"
    "contest-title,option-name\n"
    "contest-0,option-0-0,1,8,0,6,0,1,0,Contest 0,Name 0-0\n"
    "contest-0,option-0-1,0,8,0,6,0,1,0,Contest 0,Name 0-1\n"
    "contest-0,option-0-2,0,8,0,6,0,1,0,Contest 0,Name 0-2\n"
    "mayor of: Test_Town/1,option-1-0,2,8,1,1,1,3,3,\"Mayor, \"\"Test Town\"\" <b>\",Name 1-0\n"
    "mayor of: Test_Town/1,option-1-1,0,8,1,1,1,3,0,\"Mayor, \"\"Test Town\"\" <b>\",Name 1-1\n"
    "mayor of: Test_Town/1,write-in-2,1,8,1,1,1,3,1,\"Mayor, \"\"Test Town\"\" <b>\",\n"
    "contest-2,option-2-0,3,8,2,5,0,2,2,Contest 2,Name 2-0\n"
    "contest-2,option-2-1,1,8,2,5,0,2,1,Contest 2,Name 2-1\n"
    "contest-2,option-2-2,1,8,2,5,0,2,2,Contest 2,Name 2-2\n"
    "contest-2,option-2-3,0,8,2,5,0,2,0,Contest 2,Name 2-3\n"
    "contest-3,option-3-0,3,8,0,4,0,1,1,Contest 3,Name 3-0\n"
    "contest-4,option-4-0,2,8,1,2,0,1,1,Shall the tests pass?,Yes\n"
    "contest-4,option-4-1,2,8,1,2,0,1,0,Shall the tests pass?,No\n";

START_TEST(the_tally_is_what_a_hand_count_gives)
{
    struct maker maker;
    char *text;

    make_folder();
    write_run(&maker);
    text = read_text("tally.csv");
    ck_assert_str_eq(text, tally_lines);
    ovalis_release(&text);
}
END_TEST

/* The beginning of lines; a line of marks.csv by sheet and option is enough of each kind. */
static const struct {
    const char *file, *line;
} lines[] = {
    {"marks.csv", "sheet,side,style,contest,option,column,row,state,fill,flags,"},
    {"marks.csv", "\nplain,front,12,mayor of: Test_Town/1,option-1-0,3,6,marked,0.4000,,vote,"},
    {"marks.csv", "\nplain,front,12,contest-4,option-4-0,9.5,15,marked,0.4000,,vote,"},
    {"marks.csv",
     "\ndoubt,front,12,mayor of: Test_Town/1,option-1-0,3,6,marginal,0.0600,short,pending,"},
    {"marks.csv",
     "\n\"over, \"\"marked\"\"\",front,12,contest-2,option-2-0,4,9,marked,0.4000,,overvoted,"},
    {"sheets.csv", "sheet,outcome,reasons,style,orientation,front_left_expected,front_left_seen,"},
    {"sheets.csv", "\nplain,counted,,12,180,41,40,1,41,41,0,34,34,0,12,12,0,0.0213,0.0875,1.00120,"
                   "0.99870,7.8834,7.8640,-0.250,0.0810,read,0,0,,,"},
    {"sheets.csv", "\ndoubt,review,marginal,12,180,"},
    {"sheets.csv", "\nline,review,unmarked-write-in,12,180,"},
    {"sheets.csv", "\nagain,review,repeated-image,12,180,"},
    {"sheets.csv", ",plain,contest-0:repeated-image;mayor of: Test_Town/1:repeated-image;"},
    {"sheets.csv", "\nfolded <b>&?,refused,refused-marks-missing,,,,"},
    {"sheets.csv",
     ",,\"front: left marks 12-19 not found: folded or faint; expected 41, found 33\"\n"},
};

START_TEST(a_line_says_what_was_found)
{
    struct maker maker;
    char *text;

    make_folder();
    write_run(&maker);
    text = read_text(lines[_i].file);
    ck_assert_msg(strstr(text, lines[_i].line), "%s: no line %s", lines[_i].file, lines[_i].line);
    ovalis_release(&text);
}
END_TEST

/* Every line has as many fields as the header. Quoted commas count as none. */
START_TEST(csv_lines_are_as_wide_as_their_header)
{
    static const char *const files[] = {"marks.csv", "sheets.csv", "tally.csv"};
    struct maker maker;

    make_folder();
    write_run(&maker);
    for (size_t i = 0; i < 3; i++) {
        char *text = read_text(files[i]);
        int header = 0;
        int fields = 1;
        bool quoted = false;

        for (const char *at = text; *at; at++) {
            quoted ^= *at == '"';
            fields += *at == ',' && !quoted;
            if (*at != '\n')
                continue;
            header = header ? header : fields;
            ck_assert_msg(fields == header, "%s: %d fields, header %d", files[i], fields, header);
            fields = 1;
        }
        ck_assert_int_gt(header, 10);
        ovalis_release(&text);
    }
}
END_TEST

START_TEST(marks_csv_has_a_row_for_every_target_of_every_sheet_that_was_read)
{
    struct maker maker;
    char *text;
    int rows = -1; /* the header */

    make_folder();
    write_run(&maker);
    text = read_text("marks.csv");
    for (const char *at = text; *at; at++)
        rows += *at == '\n';
    ck_assert_int_eq(rows, 14 * ((int)RUN_SHEETS - 1));
    ovalis_release(&text);
}
END_TEST

/* ---- cvr.json, by the table "how to say it" of docs/formats/cvr.md ---- */

/* "a.b.0.c" in a JSON document; numbers are places in lists. NULL when there is none. */
static const json_t *at_path(const json_t *value, const char *path)
{
    char key[64];

    while (value && *path) {
        size_t length = strcspn(path, ".");

        memcpy(key, path, length);
        key[length] = '\0';
        value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
                                     : json_object_get(value, key);
        path += length + (path[length] == '.');
    }
    return value;
}

/* Record by its place among those written (refused sheets have none), contest and what is found
 * there in the interpreted snapshot; "" for absent. */
static const struct {
    int record, contest;
    const char *path, *value; /* JSON */
} facts[] = {
    /* counts */
    {0, 1, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"yes\""},
    {0, 1, "CVRContestSelection.0.TotalNumberVotes", "1"},
    {0, 1, "Undervotes", "0"},
    {0, 2, "CVRContestSelection.1.OptionPosition", "3"},
    /* blank contest */
    {1, 2, "CVRContestSelection", "[]"},
    {1, 2, "Undervotes", "2"},
    {1, 2, "Status", "[\"undervoted\"]"},
    /* overvote of a vote-for-2: two votes lost */
    {2, 2, "Overvotes", "2"},
    {2, 2, "Undervotes", "0"},
    {2, 2, "Status", "[\"overvoted\",\"invalidated-rules\"]"},
    {2, 2, "CVRContestSelection.2.SelectionPosition.0.IsAllocable", "\"no\""},
    {2, 2, "CVRContestSelection.2.TotalNumberVotes", "0"},
    /* two targets of one candidate, both marked: one vote */
    {2, 3, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"yes\""},
    {2, 3, "CVRContestSelection.0.SelectionPosition.1.IsAllocable", "\"no\""},
    {2, 3, "CVRContestSelection.0.TotalNumberVotes", "1"},
    {3, 3, "CVRContestSelection.0.SelectionPosition.0.Position", "2"},
    /* a marginal mark */
    {3, 1, "CVRContestSelection.0.SelectionPosition.0.HasIndication", "\"unknown\""},
    {3, 1, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"unknown\""},
    {3, 1, "CVRContestSelection.0.Status", "[\"needs-adjudication\"]"},
    {3, 1, "Undervotes", ""},
    {3, 1, "Overvotes", ""},
    {3, 1, "OtherStatus", "\"pending: marginal\""},
    {3, 2, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"unknown\""},
    /* a write-in: a seat taken, a name wanted */
    {4, 1, "WriteIns", "1"},
    {4, 1, "Undervotes", "0"},
    {4, 1, "CVRContestSelection.0.SelectionPosition.0.HasIndication", "\"yes\""},
    {4, 1, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"unknown\""},
    {4, 1, "CVRContestSelection.0.Status", "[\"needs-adjudication\"]"},
    {4, 1, "CVRContestSelection.0.SelectionPosition.0.CVRWriteIn.WriteInImage.Location",
     "\"file:images/0005%20front.tiff#xywh=120,40,200,40\""},
    /* writing beside an empty oval */
    {5, 1, "CVRContestSelection.1.SelectionPosition.0.HasIndication", "\"no\""},
    {5, 1, "CVRContestSelection.1.SelectionPosition.0.IsAllocable", "\"unknown\""},
    /* given by the ticket */
    {6, 1, "CVRContestSelection.0.SelectionPosition.0.IsGenerated", "true"},
    {6, 1, "CVRContestSelection.0.SelectionPosition.0.HasIndication", "\"yes\""},
    {6, 1, "CVRContestSelection.0.SelectionPosition.0.Status", "[\"generated-rules\"]"},
    {6, 1, "CVRContestSelection.0.TotalNumberVotes", "1"},
    {6, 2, "Undervotes", "0"},
    /* seen before: nothing counts */
    {7, 1, "CVRContestSelection.0.SelectionPosition.0.IsAllocable", "\"unknown\""},
    {7, 1, "OtherStatus", "\"pending: repeated-image\""},
};

static json_t *load_cvr(void)
{
    char *text = read_text("cvr.json");
    json_t *report = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    ovalis_release(&text);
    ck_assert_ptr_nonnull(report);
    return report;
}

static void assert_json(const json_t *found, const char *expected)
{
    char *text = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

    ck_assert_str_eq(text ? text : "", expected);
    free(text);
}

START_TEST(a_record_says_it_in_the_words_of_the_standard)
{
    struct maker maker;
    json_t *report;
    char path[160];

    make_folder();
    write_run(&maker);
    report = load_cvr();
    snprintf(path, sizeof path, "CVR.%d.CVRSnapshot.1.CVRContest.%d.%s", facts[_i].record,
             facts[_i].contest, facts[_i].path);
    assert_json(at_path(report, path), facts[_i].value);
    json_decref(report);
}
END_TEST

START_TEST(refused_sheets_are_no_records_and_positions_stay_those_of_the_run)
{
    struct maker maker;
    json_t *report;
    const char *batch;

    make_folder();
    write_run(&maker);
    report = load_cvr();
    ck_assert_uint_eq(json_array_size(json_object_get(report, "CVR")), RUN_SHEETS - 1);
    assert_json(at_path(report, "CVR.6.BatchSequenceId"), "7");
    batch = json_string_value(at_path(report, "CVR.6.BatchId"));
    ck_assert_uint_eq(strlen(batch), 16);
    ck_assert_int_eq(
        strncmp(batch, json_string_value(at_path(report, "CVR.0.UniqueId")), strlen(batch)), 0);
    assert_json(at_path(report, "CVR.7.BatchSequenceId"), "9");
    json_decref(report);
}
END_TEST

START_TEST(the_report_is_dated_by_the_election)
{
    static const struct {
        const char *date, *generated;
    } dates[] = {{"2022-07-12", "\"2022-07-12T00:00:00Z\""},
                 {"2022-07-12T12:00:00.000-04:00", "\"2022-07-12T00:00:00Z\""},
                 {"", "\"1970-01-01T00:00:00Z\""},
                 {"July 2022", "\"1970-01-01T00:00:00Z\""}};

    for (size_t i = 0; i < 4; i++) {
        struct maker maker;
        const struct ovalis_export_context context = {&maker.election, &maker.policy, folder};
        struct ovalis_cvr_writer *writer;
        struct ovalis_diag why;
        json_t *report;

        remove_folder();
        make_folder();
        run_election(&maker);
        maker.election.date = (char *)dates[i].date;
        ck_assert_int_eq(ovalis_cvr_writer_open(&writer, &context, &why), OVALIS_OK);
        ck_assert_int_eq(ovalis_cvr_writer_close(writer, &why), OVALIS_OK);
        ovalis_cvr_writer_free(&writer);
        report = load_cvr();
        assert_json(json_object_get(report, "GeneratedDate"), dates[i].generated);
        assert_json(json_object_get(report, "CVR"), "[]");
        json_decref(report);
    }
}
END_TEST

START_TEST(a_run_that_is_given_up_leaves_no_file)
{
    struct maker maker;
    const struct ovalis_export_context context = {&maker.election, &maker.policy, folder};
    struct ovalis_cvr_writer *cvr;
    struct ovalis_csv_writer *csv;
    struct ovalis_diag why;
    char path[512];

    make_folder();
    run_election(&maker);
    ck_assert_int_eq(ovalis_cvr_writer_open(&cvr, &context, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_open(&csv, &context, &why), OVALIS_OK);
    ovalis_cvr_writer_free(&cvr);
    ovalis_csv_writer_free(&csv);
    ck_assert_ptr_null(cvr);
    ck_assert_int_eq(rmdir(folder), 0); /* only an empty folder can be removed */
    snprintf(path, sizeof path, "%s/none", folder);
    ck_assert_int_eq(ovalis_cvr_writer_open(&cvr, &context, &why), OVALIS_ERR_WRITE);
    ck_assert_ptr_null(cvr);
    ck_assert_int_eq(ovalis_csv_writer_open(&csv, &context, &why), OVALIS_ERR_WRITE);
    ck_assert_ptr_null(csv);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

int main(void)
{
    Suite *suite = suite_create("export");
    TCase *cases = tcase_create("export");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_checked_fixture(cases, NULL, remove_folder);
    tcase_add_loop_test(cases, numbers_have_fixed_decimals_in_every_locale, 0, ROWS(numbers));
    tcase_add_loop_test(cases, words_are_escaped_for_where_they_stand, 0, ROWS(texts));
    tcase_add_test(cases, the_tally_is_what_a_hand_count_gives);
    tcase_add_loop_test(cases, a_line_says_what_was_found, 0, ROWS(lines));
    tcase_add_test(cases, csv_lines_are_as_wide_as_their_header);
    tcase_add_test(cases, marks_csv_has_a_row_for_every_target_of_every_sheet_that_was_read);
    tcase_add_loop_test(cases, a_record_says_it_in_the_words_of_the_standard, 0, ROWS(facts));
    tcase_add_test(cases, refused_sheets_are_no_records_and_positions_stay_those_of_the_run);
    tcase_add_test(cases, the_report_is_dated_by_the_election);
    tcase_add_test(cases, a_run_that_is_given_up_leaves_no_file);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
