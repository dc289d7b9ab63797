/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the run of export-sheets.h into a folder: make-export DIR. tests/tools/check_export.py
 * then holds the files against the standard and against each other. */
#include "export-sheets.h"

static const char *folder;

START_TEST(a_run_is_written)
{
    static struct maker maker;

    run_write(&maker, folder);
}
END_TEST

int main(int argc, char **argv)
{
    Suite *suite = suite_create("make-export");
    TCase *cases = tcase_create("make-export");
    SRunner *runner = srunner_create(suite);
    int failed;

    if (argc != 2)
        return EXIT_FAILURE;
    folder = argv[1];
    suite_add_tcase(suite, cases);
    tcase_add_test(cases, a_run_is_written);
    srunner_run_all(runner, CK_MINIMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
