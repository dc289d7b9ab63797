/* SPDX-License-Identifier: Apache-2.0 */
/* Progress and JSON lines, with a clock and a stream of the test's. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "progress.h"

static char *written;
static size_t written_size;
static FILE *stream;

static void open_stream(void)
{
    stream = open_memstream(&written, &written_size);
    ck_assert_ptr_nonnull(stream);
}

static void close_stream(void)
{
    (void)fclose(stream);
    free(written);
}

static const char *text(void)
{
    (void)fflush(stream);
    return written;
}

static double fake_now(void *cookie)
{
    return *(double *)cookie;
}

static size_t count(const char *in, char what)
{
    size_t found = 0;

    for (; *in; in++)
        found += *in == what;
    return found;
}

START_TEST(nothing_is_shown_in_the_first_second)
{
    struct tool_progress progress;
    double now = 100;

    tool_progress_begin_with(&progress, stream, fake_now, &now);
    for (unsigned long long i = 1; i <= 99; i++) {
        now += 0.01;
        tool_progress_update(&progress, i, 99, "");
    }
    tool_progress_end(&progress);
    ck_assert_str_eq(text(), "");
}
END_TEST

START_TEST(at_most_six_lines_a_second_are_shown)
{
    struct tool_progress progress;
    double now = 0;

    tool_progress_begin_with(&progress, stream, fake_now, &now);
    for (unsigned long long i = 1; i <= 3000; i++) {
        now += 0.001;
        tool_progress_update(&progress, i, 0, "");
    }
    ck_assert_uint_le(count(text(), '\r'), 13); /* two seconds, both ends included */
    ck_assert_uint_ge(count(text(), '\r'), 11);
}
END_TEST

START_TEST(the_last_line_stays_and_is_true)
{
    struct tool_progress progress;
    double now = 0;

    tool_progress_begin_with(&progress, stream, fake_now, &now);
    now = 2;
    tool_progress_update(&progress, 9, 10, "8 counted and more words here");
    now = 2.01;
    tool_progress_update(&progress, 10, 10, "9 counted");
    tool_progress_end(&progress);
    ck_assert_ptr_nonnull(strstr(text(), "\r10/10 sheets, 5.0/s, 9 counted"));
    ck_assert_int_eq(written[written_size - 1], '\n');
    ck_assert_int_eq(written[written_size - 2], ' '); /* blanks over the longer line */
}
END_TEST

START_TEST(progress_that_is_off_says_nothing)
{
    struct tool_progress progress;

    tool_progress_begin(&progress, 0);
    ck_assert(!progress.shown);
    tool_progress_begin(&progress, 1);
    ck_assert(progress.shown);
}
END_TEST

static const struct {
    const char *given, *expected;
} strings[] = {
    {"plain", "plain"},
    {"\"\\", "\\\"\\\\"},
    {"a\nb\t\x01\x7F", "a\\u000ab\\u0009\\u0001\\u007f"},
    {"Z\xC3\xBC", "Z\xC3\xBC"},
    {"\xF0\x9F\x97\xB3", "\xF0\x9F\x97\xB3"},
    {"\xFF", "\xEF\xBF\xBD"},
    {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* not the shortest form */
    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* a surrogate */
    {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD"}, /* cut off */
};

START_TEST(strings_are_escaped_and_always_utf_8)
{
    char expected[128];
    struct tool_json json;

    tool_json_begin(&json, stream);
    tool_json_text(&json, "k", strings[_i].given);
    tool_json_end(&json);
    (void)snprintf(expected, sizeof expected, "{\"k\": \"%s\"}\n", strings[_i].expected);
    ck_assert_str_eq(text(), expected);
}
END_TEST

START_TEST(members_are_separated_at_every_level)
{
    struct tool_json json;

    tool_json_begin(&json, stream);
    tool_json_count(&json, "a", 1);
    tool_json_open(&json, "b");
    tool_json_real(&json, "c", 0.5);
    tool_json_real(&json, "d", NAN);
    tool_json_close(&json);
    tool_json_bool(&json, "e", true);
    tool_json_end(&json);
    ck_assert_str_eq(text(), "{\"a\": 1, \"b\": {\"c\": 0.500000, \"d\": null}, \"e\": true}\n");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli parts");
    TCase *parts = tcase_create("parts");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_checked_fixture(parts, open_stream, close_stream);
    tcase_add_test(parts, nothing_is_shown_in_the_first_second);
    tcase_add_test(parts, at_most_six_lines_a_second_are_shown);
    tcase_add_test(parts, the_last_line_stays_and_is_true);
    tcase_add_test(parts, progress_that_is_off_says_nothing);
    tcase_add_loop_test(parts, strings_are_escaped_and_always_utf_8, 0,
                        sizeof strings / sizeof strings[0]);
    tcase_add_test(parts, members_are_separated_at_every_level);
    suite_add_tcase(suite, parts);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
