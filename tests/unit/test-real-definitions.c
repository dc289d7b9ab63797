/* SPDX-License-Identifier: Apache-2.0 */
/* The definitions of the real ballots, which lie outside this repository: skipped without them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "election/election.h"

/* Automake's and meson's word for "skipped". */
#define SKIPPED 77

/* `printed` are the first ten bytes of the hash as the QR codes on these sheets carry them; the
 * codes also say: precinct 0 of 3, style 0 of 2, 20 contests. */
static const struct {
    const char *folder;
    enum ovalis_definition_format format;
    enum ovalis_identity_kind identity;
    const char *style, *printed;
    size_t precincts, styles, contests;
} folders[] = {
    {"nh-ashland-2022", OVALIS_DEFINITION_VX_2024, OVALIS_IDENTITY_TIMING_MARKS, "card-number-5",
     "", 1, 1, 14},
    {"nh-general-2022-test", OVALIS_DEFINITION_VX_2024, OVALIS_IDENTITY_TIMING_MARKS,
     "card-number-3", "", 1, 1, 14},
    {"nh-hudson-2020", OVALIS_DEFINITION_VX_2024, OVALIS_IDENTITY_TIMING_MARKS, "card-number-54",
     "", 1, 1, 13},
    {"nh-test-ballot-2022", OVALIS_DEFINITION_VX_2024, OVALIS_IDENTITY_TIMING_MARKS,
     "card-number-3", "", 1, 1, 14},
    {"vx-hmpb-left-letter-1", OVALIS_DEFINITION_CDF_1_0, OVALIS_IDENTITY_QR, "12",
     "f5b512a2b519167acbcf", 3, 2, 20},
    {"vx-hmpb-right-legal-0", OVALIS_DEFINITION_CDF_1_0, OVALIS_IDENTITY_QR, "12",
     "8adce76bbe16403f03a1", 3, 2, 20},
};

static struct ovalis_text path_of(size_t folder, const char *file)
{
    struct ovalis_text path = {0};

    ovalis_text_format(&path, "%s/%s/%s", getenv("OVALIS_BALLOTS"), folders[folder].folder, file);
    return path;
}

static struct ovalis_election *election_of(size_t folder)
{
    struct ovalis_text path = path_of(folder, "election.json");
    struct ovalis_election *election;
    struct ovalis_diag why;

    ck_assert_msg(ovalis_election_read_file(&election, path.bytes, NULL, &why) == OVALIS_OK, "%s",
                  why.text);
    ovalis_text_release(&path);
    return election;
}

START_TEST(real_definitions_read_without_a_fault)
{
    struct ovalis_election *election = election_of((size_t)_i);

    ck_assert_int_eq(election->format, folders[_i].format);
    ck_assert_int_eq(election->cards[0].identity, folders[_i].identity);
    ck_assert_ptr_eq(ovalis_election_style(election, folders[_i].style), &election->styles[0]);
    ck_assert_uint_eq(election->precinct_count, folders[_i].precincts);
    ck_assert_uint_eq(election->style_count, folders[_i].styles);
    ck_assert_uint_eq(election->contest_count, folders[_i].contests);
    ck_assert_int_eq(strncmp(election->hash_hex, folders[_i].printed, strlen(folders[_i].printed)),
                     0);
    ovalis_election_free(&election);
}
END_TEST

/* Column number `number` of a line without quotes, which truth.csv has none of in these columns. */
static const char *field(char *line, size_t number, char *out, size_t size)
{
    const char *from = line;
    size_t length;

    for (size_t i = 0; i < number; i++) {
        from = strchr(from, ',');
        ck_assert_ptr_nonnull(from);
        from++;
    }
    length = strcspn(from, ",\r\n");
    ck_assert_uint_lt(length, size);
    memcpy(out, from, length);
    out[length] = '\0';
    return out;
}

/* The target of style 0 that a line of truth.csv speaks of. A sheet number stands in its second
 * column where the first is called "image"; else there is one sheet. */
static void find_target(const struct ovalis_election *election, char *line, bool numbered)
{
    size_t shift = numbered ? 1 : 0;
    char sheet[300], side[300], contest[300], option[300], column[300], row[300];

    field(line, 1, sheet, sizeof sheet);
    field(line, 1 + shift, side, sizeof side);
    field(line, 2 + shift, contest, sizeof contest);
    field(line, 3 + shift, option, sizeof option);
    field(line, 4 + shift, column, sizeof column);
    field(line, 5 + shift, row, sizeof row);
    for (size_t i = 0; i < election->styles[0].target_count; i++) {
        const struct ovalis_target *target = &election->styles[0].targets[i];
        const struct ovalis_contest *about = &election->contests[target->contest];

        if (target->sheet == (numbered ? (int)strtol(sheet, NULL, 10) : 1) &&
            strcmp(side, ovalis_side_name(target->side)) == 0 && strcmp(contest, about->id) == 0 &&
            strcmp(option, about->options[target->option].id) == 0 &&
            target->place.column - strtod(column, NULL) < 1e-6 &&
            strtod(column, NULL) - target->place.column < 1e-6 &&
            target->place.row - strtod(row, NULL) < 1e-6 &&
            strtod(row, NULL) - target->place.row < 1e-6)
            return;
    }
    ck_abort_msg("no target for %s", line);
}

START_TEST(every_oval_of_the_truth_is_a_target_under_the_same_ids)
{
    struct ovalis_election *election = election_of((size_t)_i);
    struct ovalis_text path = path_of((size_t)_i, "truth.csv");
    FILE *truth = fopen(path.bytes, "r");
    char line[2000];
    bool numbered;
    size_t lines = 0;

    ck_assert_ptr_nonnull(truth);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, truth));
    numbered = strncmp(line, "image,", 6) == 0;
    while (fgets(line, sizeof line, truth)) {
        find_target(election, line, numbered);
        lines++;
    }
    ck_assert_uint_ge(lines, election->styles[0].target_count);
    fclose(truth);
    ovalis_text_release(&path);
    ovalis_election_free(&election);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

int main(void)
{
    Suite *suite = suite_create("real definitions");
    TCase *cases = tcase_create("ballots");
    SRunner *runner;
    int failed;

    if (!getenv("OVALIS_BALLOTS") || access(getenv("OVALIS_BALLOTS"), R_OK) != 0) {
        printf("skipped: no folder of real ballots (OVALIS_BALLOTS)\n");
        return SKIPPED;
    }
    runner = srunner_create(suite);
    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, real_definitions_read_without_a_fault, 0, ROWS(folders));
    tcase_add_loop_test(cases, every_oval_of_the_truth_is_a_target_under_the_same_ids, 0,
                        ROWS(folders));
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
