/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "election/election.h"
#include "ovalis/policy.h"

#define MARGINAL   OVALIS_ADJUDICATE_MARGINAL
#define OVERVOTE   OVALIS_ADJUDICATE_OVERVOTE
#define UNDERVOTE  OVALIS_ADJUDICATE_UNDERVOTE
#define BLANK      OVALIS_ADJUDICATE_BLANK_SHEET
#define UNMARKED   OVALIS_ADJUDICATE_UNMARKED_WRITE_IN
#define BY_DEFAULT (MARGINAL | UNMARKED)

static struct ovalis_text data_path(const char *name)
{
    struct ovalis_text path = {0};

    ck_assert_ptr_nonnull(getenv("OVALIS_TEST_DATA"));
    ovalis_text_format(&path, "%s/elections/%s", getenv("OVALIS_TEST_DATA"), name);
    return path;
}

static struct ovalis_election *election_of(const char *name)
{
    struct ovalis_text path = data_path(name);
    struct ovalis_election *election;

    ck_assert_int_eq(ovalis_election_read_file(&election, path.bytes, NULL, NULL), OVALIS_OK);
    ovalis_text_release(&path);
    return election;
}

START_TEST(the_defaults_are_those_of_the_header)
{
    struct ovalis_policy policy;

    memset(&policy, 0xA5, sizeof policy);
    ovalis_policy_default(&policy);
    ck_assert_double_eq(policy.marginal_fill, 0.05);
    ck_assert_double_eq(policy.definite_fill, 0.07);
    ck_assert_double_eq(policy.write_in_fill, 0.05);
    ck_assert_double_eq(policy.registration_bound_mm, 0.25);
    ck_assert_uint_eq(policy.adjudicate, BY_DEFAULT);
    ck_assert(!policy.allow_test_ballots);
}
END_TEST

/* What card-2022.json and settings.json of tests/data/elections say. */
static const struct {
    const char *definition, *settings;
    double marginal, definite, write_in;
    unsigned adjudicate;
} sources[] = {
    {"vx-4-1.json", NULL, .05, .07, .05, BY_DEFAULT},
    {"card-2022.json", NULL, .12, .2, .04, OVERVOTE | MARGINAL | BLANK},
    {"vx-4-1.json", "settings.json", .06, .09, .03,
     OVERVOTE | BLANK | MARGINAL | UNDERVOTE | UNMARKED},
    /* The settings file is the later word. */
    {"card-2022.json", "settings.json", .06, .09, .03,
     OVERVOTE | BLANK | MARGINAL | UNDERVOTE | UNMARKED},
};

START_TEST(settings_come_after_the_definition_and_the_definition_after_the_defaults)
{
    struct ovalis_election *election = election_of(sources[_i].definition);
    struct ovalis_text path = data_path(sources[_i].settings ? sources[_i].settings : "");
    struct ovalis_policy policy;
    struct ovalis_diag why;

    ck_assert_msg(ovalis_policy_read(&policy, election, sources[_i].settings ? path.bytes : NULL,
                                     &why) == OVALIS_OK,
                  "%s", why.text);
    ck_assert_double_eq(policy.marginal_fill, sources[_i].marginal);
    ck_assert_double_eq(policy.definite_fill, sources[_i].definite);
    ck_assert_double_eq(policy.write_in_fill, sources[_i].write_in);
    ck_assert_uint_eq(policy.adjudicate, sources[_i].adjudicate);
    ovalis_text_release(&path);
    ovalis_election_free(&election);
}
END_TEST

/* Settings as text: what is read, or the words of the refusal behind the file's name. */
static const struct {
    const char *json;
    enum ovalis_status status;
    double marginal, write_in;
    unsigned adjudicate;
    const char *words;
} files[] = {
    {"{\"markThresholds\": {\"marginal\": 0.1, \"definite\": 0.1}}", OVALIS_OK, .1, .05, BY_DEFAULT,
     ""},
    /* An empty list is a decision too. */
    {"{\"centralScanAdjudicationReasons\": []}", OVALIS_OK, .05, .05, 0, ""},
    {"{\"adminAdjudicationReasons\": [\"UninterpretableBallot\", \"Undervote\"]}", OVALIS_OK, .05,
     .05, UNDERVOTE, ""},
    {"{\"markThresholds\": {\"marginal\": 0.2, \"definite\": 0.1}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds/marginal: marginal 0.2 is above definite 0.1"},
    {"{\"markThresholds\": {\"marginal\": -0.1, \"definite\": 0.1}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds/marginal: -0.1, expected 0 to 1"},
    {"{\"markThresholds\": {\"marginal\": 5, \"definite\": 7}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds/marginal: 5, expected 0 to 1"},
    {"{\"markThresholds\": {\"marginal\": 0, \"definite\": 0}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds/marginal: 0 would make every target marginal"},
    {"{\"markThresholds\": {\"marginal\": \"5 %\", \"definite\": 0.1}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds/marginal: expected a number, found a text"},
    {"{\"markThresholds\": {\"marginal\": 0.1, \"definite\": 0.2, \"writeInTextArea\": 1.5}}",
     OVALIS_ERR_POLICY, 0, 0, 0, "/markThresholds/writeInTextArea: 1.5, expected 0 to 1"},
    {"{\"markThresholds\": 0.1}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/markThresholds: expected an object, found a number"},
    {"{\"adminAdjudicationReasons\": [\"Mood\"]}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/adminAdjudicationReasons/0: unknown adjudication reason \"Mood\""},
    {"{\"adminAdjudicationReasons\": \"Overvote\"}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/adminAdjudicationReasons: expected a list, found a text"},
    {"{\"auth\": {}}", OVALIS_ERR_POLICY, 0, 0, 0,
     "/: neither mark thresholds nor adjudication reasons: no system settings"},
    {"[]", OVALIS_ERR_POLICY, 0, 0, 0, "/: expected an object, found a list"},
    {"{", OVALIS_ERR_POLICY, 0, 0, 0, "line 1, column "},
};

START_TEST(settings_files_are_read_or_refused_with_their_place)
{
    char path[] = "/tmp/ovalis-policy-XXXXXX";
    int descriptor = mkstemp(path);
    struct ovalis_policy policy;
    struct ovalis_diag why = {OVALIS_OK, ""};
    enum ovalis_status status;

    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, files[_i].json, strlen(files[_i].json)),
                     (ssize_t)strlen(files[_i].json));
    close(descriptor);
    status = ovalis_policy_read(&policy, NULL, path, &why);
    unlink(path);
    ck_assert_int_eq(status, files[_i].status);
    if (status == OVALIS_OK) {
        ck_assert_double_eq(policy.marginal_fill, files[_i].marginal);
        ck_assert_double_eq(policy.write_in_fill, files[_i].write_in);
        ck_assert_uint_eq(policy.adjudicate, files[_i].adjudicate);
        return;
    }
    ck_assert_int_eq(why.status, status);
    ck_assert_int_eq(strncmp(why.text, path, strlen(path)), 0);
    ck_assert_msg(strncmp(why.text + strlen(path) + 2, files[_i].words, strlen(files[_i].words)) ==
                      0,
                  "%s", why.text);
}
END_TEST

START_TEST(a_settings_file_that_is_not_there_is_named)
{
    struct ovalis_policy policy;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_policy_read(&policy, NULL, "/no/such/settings.json", &why),
                     OVALIS_ERR_READ);
    ck_assert_ptr_nonnull(strstr(why.text, "/no/such/settings.json"));
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *suite = suite_create("policy");
    TCase *cases = tcase_create("policy");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, the_defaults_are_those_of_the_header);
    tcase_add_loop_test(cases,
                        settings_come_after_the_definition_and_the_definition_after_the_defaults, 0,
                        ROWS(sources));
    tcase_add_loop_test(cases, settings_files_are_read_or_refused_with_their_place, 0, ROWS(files));
    tcase_add_test(cases, a_settings_file_that_is_not_there_is_named);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
