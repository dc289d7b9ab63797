/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "base/text.h"

START_TEST(sizes_that_do_not_fit_are_refused)
{
    size_t out = 7;

    ck_assert(!ovalis_size_multiply(SIZE_MAX / 2 + 1, 2, &out));
    ck_assert_uint_eq(out, 7);
    ck_assert(!ovalis_size_add(SIZE_MAX, 1, &out));
    ck_assert(ovalis_size_multiply(6, 7, &out));
    ck_assert_uint_eq(out, 42);
    ck_assert_ptr_null(ovalis_allocate(SIZE_MAX, 2));
    ck_assert_ptr_null(ovalis_allocate(OVALIS_ALLOCATION_MAX + 1, 1));
}
END_TEST

START_TEST(growing_keeps_what_is_there_and_clears_the_rest)
{
    int *numbers = NULL;
    size_t capacity = 0;

    ck_assert(ovalis_grow(&numbers, &capacity, 1, sizeof *numbers));
    numbers[0] = 5;
    ck_assert(ovalis_grow(&numbers, &capacity, 100, sizeof *numbers));
    ck_assert_uint_ge(capacity, 100);
    ck_assert_int_eq(numbers[0], 5);
    ck_assert_int_eq(numbers[99], 0);
    ck_assert(!ovalis_grow(&numbers, &capacity, SIZE_MAX / 2, sizeof *numbers));
    ck_assert_int_eq(numbers[0], 5);
    ovalis_release(&numbers);
    ck_assert_ptr_null(numbers);
}
END_TEST

START_TEST(long_messages_are_cut_at_whole_characters)
{
    char words[2 * OVALIS_DIAG_SIZE];
    struct ovalis_diag why;

    for (size_t i = 0; i + 2 < sizeof words; i += 2)
        memcpy(words + i, "\xC3\xBC", 3);
    ck_assert_int_eq(ovalis_fail(&why, OVALIS_ERR_READ, "a%s", words), OVALIS_ERR_READ);
    ck_assert_uint_lt(strlen(why.text), OVALIS_DIAG_SIZE);
    ck_assert_str_eq(why.text + strlen(why.text) - 5, "\xC3\xBC...");
}
END_TEST

START_TEST(control_characters_cannot_break_a_message)
{
    struct ovalis_diag why;

    ovalis_fail(&why, OVALIS_ERR_READ, "%s", "a\nb\x1B[31m");
    ck_assert_str_eq(why.text, "a?b?[31m");
    ovalis_diag_context(&why, "file %d", 3);
    ck_assert_str_eq(why.text, "file 3: a?b?[31m");
    ck_assert_int_eq(why.status, OVALIS_ERR_READ);
}
END_TEST

/* FIPS 180-4 examples published by NIST: "abc" and the empty message. */
static const struct {
    const char *message, *hex;
} hashes[] = {
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
};

START_TEST(sha256_agrees_with_the_published_examples)
{
    struct ovalis_sha256 hash;
    char hex[OVALIS_SHA256_HEX_SIZE];

    ck_assert_int_eq(ovalis_sha256_of(&hash, hashes[_i].message, strlen(hashes[_i].message), NULL),
                     OVALIS_OK);
    ovalis_sha256_hex(&hash, hex);
    ck_assert_str_eq(hex, hashes[_i].hex);
}
END_TEST

/* RFC 4648 section 10. */
static const struct {
    const char *bytes, *base64;
} base64_rows[] = {{"", ""},
                   {"f", "Zg=="},
                   {"fo", "Zm8="},
                   {"foo", "Zm9v"},
                   {"foob", "Zm9vYg=="},
                   {"fooba", "Zm9vYmE="},
                   {"foobar", "Zm9vYmFy"}};

START_TEST(base64_agrees_with_rfc_4648)
{
    struct ovalis_text text = {0};

    ovalis_text_add(&text, "");
    ovalis_text_add_base64(&text, base64_rows[_i].bytes, strlen(base64_rows[_i].bytes));
    ck_assert_str_eq(text.bytes, base64_rows[_i].base64);
    ovalis_text_release(&text);
}
END_TEST

static char folder[] = "/tmp/ovalis-base-XXXXXX";

static void make_folder(void)
{
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

START_TEST(a_file_appears_only_when_it_is_complete)
{
    struct ovalis_file_writer writer;
    struct ovalis_bytes bytes;
    struct ovalis_diag why;

    make_folder();
    ck_assert_int_eq(ovalis_file_writer_open(&writer, "out", &why), OVALIS_OK);
    fputs("half", writer.stream);
    ck_assert_int_ne(access("out", F_OK), 0);
    ovalis_file_writer_abandon(&writer);
    ck_assert_int_ne(access("out.partial", F_OK), 0);
    ck_assert_int_eq(ovalis_file_write("out", "whole", 5, &why), OVALIS_OK);
    ck_assert_int_ne(access("out.partial", F_OK), 0);
    ck_assert_int_eq(ovalis_file_read(&bytes, "out", 5, &why), OVALIS_OK);
    ck_assert_uint_eq(bytes.size, 5);
    ck_assert_int_eq(memcmp(bytes.data, "whole", 5), 0);
    ovalis_bytes_release(&bytes);
}
END_TEST

START_TEST(what_is_not_a_regular_file_within_bounds_is_refused)
{
    struct ovalis_bytes bytes;
    struct ovalis_diag why;

    make_folder();
    ck_assert_int_eq(ovalis_file_read(&bytes, "missing", 10, &why), OVALIS_ERR_READ);
    ck_assert_int_eq(ovalis_file_read(&bytes, ".", 10, &why), OVALIS_ERR_READ);
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    ck_assert_int_eq(ovalis_file_read(&bytes, "pipe", 10, &why), OVALIS_ERR_READ);
    ck_assert_int_eq(ovalis_file_write("large", "12345678901", 11, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_file_read(&bytes, "large", 10, &why), OVALIS_ERR_READ);
    ck_assert_ptr_null(bytes.data);
    ck_assert_int_eq(ovalis_file_write("no/such/folder", "1", 1, &why), OVALIS_ERR_WRITE);
}
END_TEST

START_TEST(a_full_medium_is_noticed_and_leaves_nothing)
{
    struct ovalis_diag why;

    if (access("/dev/full", W_OK) != 0)
        return; /* no such device here: the commit path is then shown by the other tests alone */
    make_folder();
    ck_assert_int_eq(symlink("/dev/full", "out.partial"), 0);
    ck_assert_int_eq(ovalis_file_write("out", "123", 3, &why), OVALIS_ERR_WRITE);
    ck_assert_int_ne(access("out", F_OK), 0);
}
END_TEST

START_TEST(every_status_has_a_name)
{
    for (int status = 0; status < 50; status++)
        ck_assert_ptr_nonnull(ovalis_status_name((enum ovalis_status)status));
    ck_assert_str_eq(ovalis_status_name(OVALIS_REFUSED_MIRRORED), "refused-mirrored");
    ck_assert_str_eq(ovalis_status_name((enum ovalis_status)999), "unknown");
    ck_assert_int_eq(ovalis_status_kind(OVALIS_REFUSED_MIRRORED), OVALIS_KIND_REFEED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *cases = tcase_create("base");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_test(cases, sizes_that_do_not_fit_are_refused);
    tcase_add_test(cases, growing_keeps_what_is_there_and_clears_the_rest);
    tcase_add_test(cases, long_messages_are_cut_at_whole_characters);
    tcase_add_test(cases, control_characters_cannot_break_a_message);
    tcase_add_loop_test(cases, sha256_agrees_with_the_published_examples, 0, 2);
    tcase_add_loop_test(cases, base64_agrees_with_rfc_4648, 0, 7);
    tcase_add_test(cases, a_file_appears_only_when_it_is_complete);
    tcase_add_test(cases, what_is_not_a_regular_file_within_bounds_is_refused);
    tcase_add_test(cases, a_full_medium_is_noticed_and_leaves_nothing);
    tcase_add_test(cases, every_status_has_a_name);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
