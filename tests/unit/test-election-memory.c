/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of the definition readers fails once. Linked with --wrap=calloc,--wrap=realloc:
 * only calls from this program and the library's objects come here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "election/election.h"

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static long allocations_left = -1; /* -1: without end */

static int may_allocate(void)
{
    if (allocations_left > 0)
        allocations_left--;
    return allocations_left != 0;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *old, size_t size)
{
    return may_allocate() ? __real_realloc(old, size) : NULL;
}

static const char *const files[] = {"card-2022.json", "vx-2024.json", "vx-4-0.json",
                                    "vx-4-1.json",    "cdf-vx.json",  "cdf-boxes.json"};

START_TEST(each_failed_allocation_ends_in_its_status)
{
    struct ovalis_text path = {0};
    struct ovalis_bytes bytes;
    struct ovalis_election *election = NULL;
    enum ovalis_status status = OVALIS_ERR_MEMORY;
    long failed_at = 0;

    ovalis_text_format(&path, "%s/elections/%s", getenv("OVALIS_TEST_DATA"), files[_i]);
    ck_assert_int_eq(ovalis_file_read(&bytes, path.bytes, 1 << 20, NULL), OVALIS_OK);
    while (status == OVALIS_ERR_MEMORY) {
        allocations_left = ++failed_at;
        status = ovalis_election_read(&election, files[_i], bytes.data, bytes.size, NULL, NULL);
        allocations_left = -1;
        ck_assert_int_eq(election == NULL, status != OVALIS_OK);
    }
    ck_assert_int_eq(status, OVALIS_OK);
    ck_assert_int_gt(failed_at, 50); /* these files need more than that: the wrapping works */
    ovalis_election_free(&election);
    ovalis_bytes_release(&bytes);
    ovalis_text_release(&path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("election memory");
    TCase *cases = tcase_create("memory");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, each_failed_allocation_ends_in_its_status, 0,
                        (int)(sizeof files / sizeof files[0]));
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
