/* SPDX-License-Identifier: Apache-2.0 */
/* A run of sheets by hand, for the tests of export/: one election, every kind of result. */
#ifndef OVALIS_TESTS_EXPORT_SHEETS_H
#define OVALIS_TESTS_EXPORT_SHEETS_H

#include <stdlib.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "export/export.h"
#include "page/image_file.h"

#include "ballot-maker.h"

/* Contests: the ticket (3 parties), mayor (2 and a write-in, vote for 1), council (4, vote for 2),
 * sheriff (1 option with two targets), question (yes and no). A letter for each target, as in
 * ballot-maker.h; spaces are for the reader. */
struct run_sheet {
    const char *name, *marks;
    enum ovalis_status refused;
    const char *repeats; /* the same images came before */
};

static const struct run_sheet run_sheets[] = {
    {"plain", "... X.- X.X. X. X.", OVALIS_OK, NULL},
    {"blank", "... ..- .... .. ..", OVALIS_OK, NULL},
    {"over, \"marked\"", "... XX- XXX. XX XX", OVALIS_OK, NULL},
    {"doubt", "... m.- XXm. .X ..", OVALIS_OK, NULL},
    {"write-in", "... ..w X... .. .X", OVALIS_OK, NULL},
    {"line", "... X.W .... .. .X", OVALIS_OK, NULL},
    {"ticket", "X.. ..- .... .. X.", OVALIS_OK, NULL},
    {"folded <b>&\n", "", OVALIS_REFUSED_MARKS_MISSING, NULL},
    {"again", "... X.- X.X. X. X.", OVALIS_OK, "plain"},
};

#define RUN_SHEETS (sizeof run_sheets / sizeof *run_sheets)

static inline void run_election(struct maker *maker)
{
    maker_begin(maker);
    maker_contest(maker, OVALIS_CONTEST_STRAIGHT_PARTY, 1, "...", "ABC");
    maker_contest(maker, OVALIS_CONTEST_CANDIDATE, 1, "../-", "AB");
    maker_contest(maker, OVALIS_CONTEST_CANDIDATE, 2, "....", "AABB");
    maker_contest(maker, OVALIS_CONTEST_CANDIDATE, 1, ".", NULL);
    maker_target(maker, 3, 0, '.');
    maker_contest(maker, OVALIS_CONTEST_MEASURE, 1, "..", NULL);
    maker->contests[1].title = "Mayor, \"Test Town\" <b>";
    maker->contests[1].id = "mayor of: Test_Town/1";
    maker->contests[4].title = "Shall the tests pass?";
    maker->options[4][0].name = "Yes";
    maker->options[4][1].name = "No";
    for (size_t i = 0; i < maker->election.contest_count; i++)
        maker->contests[i].straight_party_controlled =
            maker->contests[i].kind == OVALIS_CONTEST_CANDIDATE;
    maker->targets[12].place.column = 9.5;
    maker->policy.adjudicate = OVALIS_ADJUDICATE_MARGINAL | OVALIS_ADJUDICATE_UNMARKED_WRITE_IN;
    maker->policy.registration_bound_mm = 0.25;
    maker->policy.write_in_fill = 0.05;
}

static inline void run_reading(struct maker *maker, const char *marks)
{
    size_t index = 0;

    for (; *marks; marks++) {
        if (*marks == ' ')
            continue;
        maker_mark(*marks, &maker->marks[index], &maker->writings[index]);
        maker->marks[index].centre = (struct ovalis_px){100, 50.0 * (double)index};
        maker->writings[index].box = (struct ovalis_box){120, 40, 320, 80};
        index++;
    }
    ck_assert_uint_eq(index, maker->reading.target_count);
}

static inline void run_certificate(struct ovalis_side_reading *side)
{
    const struct ovalis_certificate certificate = {
        .border = {{41, 40, 1}, {41, 41, 0}, {34, 34, 0}, {12, 12, 0}},
        .residual_rms_mm = 0.0213,
        .residual_max_mm = 0.0875,
        .scale_x = 1.0012,
        .scale_y = 0.9987,
        .px_per_mm_x = 7.8834,
        .px_per_mm_y = 7.864,
        .skew_degrees = -0.25,
        .worst_error_mm = 0.081,
    };

    side->present = true;
    side->quarter_turns = 2;
    side->certificate = certificate;
    side->identity.source = OVALIS_CODE_READ;
}

/* A file of its own for every sheet, stored below <folder>/images. */
static inline void run_image(struct ovalis_image_evidence *image, const char *folder, int number)
{
    char path[512];
    char name[64];
    struct ovalis_diag why;

    snprintf(name, sizeof name, "%04d front.tiff", number);
    snprintf(path, sizeof path, "%s/images", folder);
    ck_assert_int_eq(ovalis_folder_make(path, &why), OVALIS_OK);
    snprintf(path, sizeof path, "%s/images/%s", folder, name);
    ck_assert_int_eq(ovalis_file_write(path, name, strlen(name), &why), OVALIS_OK);
    image->present = true;
    image->source = ovalis_copy_text("scans.tif");
    image->source_page = number;
    image->stored = ovalis_copy_text(name);
    ck_assert_int_eq(ovalis_sha256_of(&image->stored_hash, name, strlen(name), &why), OVALIS_OK);
    memset(image->source_hash.bytes, number, OVALIS_SHA256_SIZE);
}

/* The record of one row. The reading's lists stay the maker's: release with run_release(). */
static inline void run_record(struct ovalis_record *record, struct maker *maker, size_t row,
                              const char *folder)
{
    const struct run_sheet *sheet = &run_sheets[row];
    struct ovalis_diag why;

    *record = (struct ovalis_record){0};
    record->sheet = ovalis_copy_text(sheet->name);
    record->position = row + 1;
    run_image(&record->images[OVALIS_FRONT], folder, sheet->repeats ? 1 : (int)row + 1);
    if (sheet->refused != OVALIS_OK) {
        ovalis_release(&record->images[OVALIS_FRONT].stored);
        record->outcome = OVALIS_REFUSED;
        ovalis_fail(&record->refusal, sheet->refused,
                    "front: left marks 12-19 not found: folded or faint; expected 41, found 33");
    } else {
        run_reading(maker, sheet->marks);
        record->has_reading = true;
        record->reading = maker->reading;
        run_certificate(&record->reading.sides[OVALIS_FRONT]);
        record->reading.precinct = 0;
        ck_assert_int_eq(ovalis_interpret(&record->interpretation, &maker->election, &maker->policy,
                                          &record->reading, &why),
                         OVALIS_OK);
        if (sheet->repeats) {
            record->repeats = ovalis_copy_text(sheet->repeats);
            ovalis_interpretation_hold(&record->interpretation, OVALIS_REVIEW_REPEATED_IMAGE);
        }
        record->outcome = record->interpretation.outcome;
        record->reasons = record->interpretation.reasons;
    }
    ck_assert_int_eq(ovalis_record_identify(record, &maker->election, sheet->repeats != NULL, &why),
                     OVALIS_OK);
}

static inline void run_release(struct ovalis_record *record)
{
    record->reading = (struct ovalis_sheet_reading){0}; /* the maker's */
    ovalis_record_release(record);
}

/* ---- pictures for the report ---- */

/* An oval on paper, with as much ink inside as the fill says. */
static inline void run_draw(struct ovalis_text *png, int width, int height, double fill)
{
    const struct ovalis_box whole = {0, 0, width, height};
    struct ovalis_page *page;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_page_new(&page, width, height, &why), OVALIS_OK);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            double across = (x - width / 2) / (width * 0.16);
            double down = (y - height / 2) / (height * 0.19);
            double radius = across * across + down * down;
            bool line = radius > 0.85 && radius < 1.1;
            bool ink = radius <= 0.85 && (x * 7 + y * 13) % 100 < fill * 220;

            page->pixels[y * page->stride + x] = line ? 60 : ink ? 40 : 240;
        }
    }
    ck_assert_int_eq(ovalis_page_encode_png(png, page, whole, &why), OVALIS_OK);
    ovalis_page_free(&page);
}

static inline void run_report(struct ovalis_report *report, const struct ovalis_record *record)
{
    struct ovalis_report_mark marks[MAKER_TARGETS];
    struct ovalis_text pngs[MAKER_TARGETS] = {{0}};
    struct ovalis_text place = {0};
    struct ovalis_diag why;
    size_t count = 0;

    for (size_t i = 0; record->has_reading && i < record->reading.target_count; i++) {
        if (!ovalis_report_wants(report, record, i))
            continue;
        run_draw(&pngs[count], 126, 71, record->reading.marks[i].measures.fill);
        marks[count].index = i;
        marks[count].picture =
            (struct ovalis_report_picture){pngs[count].bytes, pngs[count].length};
        count++;
    }
    if (record->outcome != OVALIS_COUNTED)
        run_draw(&place, 480, 240, 0.2);
    ck_assert_int_eq(ovalis_report_add(report, record, marks, count,
                                       (struct ovalis_report_picture){place.bytes, place.length},
                                       &why),
                     OVALIS_OK);
    for (size_t i = 0; i < count; i++)
        ovalis_text_release(&pngs[i]);
    ovalis_text_release(&place);
}

/* ---- everything ---- */

struct run_files {
    struct ovalis_cvr_writer *cvr;
    struct ovalis_csv_writer *csv;
    struct ovalis_tally *tally;
    struct ovalis_report *report;
    struct ovalis_run_totals totals;
};

static inline void run_open(struct run_files *files, const struct maker *maker, const char *folder)
{
    const struct ovalis_export_context context = {&maker->election, &maker->policy, folder};
    struct ovalis_diag why;

    *files = (struct run_files){0};
    ck_assert_int_eq(ovalis_cvr_writer_open(&files->cvr, &context, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_open(&files->csv, &context, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_tally_new(&files->tally, &maker->election, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_report_open(&files->report, &context, &why), OVALIS_OK);
}

static inline void run_add(struct run_files *files, const struct ovalis_record *record)
{
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_cvr_writer_add(files->cvr, record, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_add(files->csv, record, &why), OVALIS_OK);
    ovalis_tally_add(files->tally, record);
    run_report(files->report, record);
    files->totals.sheets++;
    files->totals.outcome[record->outcome]++;
}

static inline void run_close(struct run_files *files, const char *folder)
{
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_cvr_writer_close(files->cvr, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_csv_writer_close(files->csv, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_tally_write(files->tally, folder, &why), OVALIS_OK);
    ck_assert_int_eq(ovalis_report_close(files->report, files->tally, &files->totals, &why),
                     OVALIS_OK);
    ovalis_cvr_writer_free(&files->cvr);
    ovalis_csv_writer_free(&files->csv);
    ovalis_tally_free(&files->tally);
    ovalis_report_free(&files->report);
}

/* The whole run into a folder. */
static inline void run_write(struct maker *maker, const char *folder)
{
    struct run_files files;

    run_election(maker);
    run_open(&files, maker, folder);
    for (size_t i = 0; i < RUN_SHEETS; i++) {
        struct ovalis_record record;

        run_record(&record, maker, i, folder);
        run_add(&files, &record);
        run_release(&record);
    }
    run_close(&files, folder);
}

#endif
