/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the run of export-sheets.h into a folder: make-export DIR. tests/tools/check_export.py
 * then holds the files against the standard and against each other. */
#include "export-sheets.h"

static const char *folder;

START_TEST(a_run_is_written)
{
    static struct maker maker;
    const struct ovalis_export_context context = {&maker.election, &maker.policy, folder};
    struct ovalis_cvr_writer *cvr;
    struct ovalis_csv_writer *csv;
    struct ovalis_tally *tally;
    struct ovalis_diag why;

    run_election(&maker);
    ck_assert_int_eq(ovalis_cvr_writer_open(&cvr, &context, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_open(&csv, &context, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_tally_new(&tally, &maker.election, &why), OVALIS_OK);
    for (size_t i = 0; i < RUN_SHEETS; i++) {
        struct ovalis_record record;

        run_record(&record, &maker, i, folder);
        ck_assert_int_eq(ovalis_cvr_writer_add(cvr, &record, &why), OVALIS_OK);
        ck_assert_int_eq(ovalis_csv_writer_add(csv, &record, &why), OVALIS_OK);
        ovalis_tally_add(tally, &record);
        run_release(&record);
    }
    ck_assert_int_eq(ovalis_cvr_writer_close(cvr, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_close(csv, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_tally_write(tally, folder, &why), OVALIS_OK);
    ovalis_cvr_writer_free(&cvr);
    ovalis_csv_writer_free(&csv);
    ovalis_tally_free(&tally);
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
