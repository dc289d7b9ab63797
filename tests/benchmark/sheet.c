/* SPDX-License-Identifier: Apache-2.0 */
/* What a two-sided sheet costs, step by step, on one core, with its pages in memory: least and
 * median of many rounds. "GB/s" counts the pixels of both pages, one byte each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "page/image_file.h"
#include "pipeline/sheet.h"
#include "../unit/workspace.h"

#define ROUNDS 40

enum step {
    STEP_REGISTRATION,
    STEP_MARKS,
    STEP_CONTESTS,
    STEP_WHOLE, /* the three above, in one call */
    STEP_DECODE,
    STEP_TIFF,
    STEPS
};

static const char *const step_names[STEPS] = {"registration",       "marks",
                                              "contest rules",      "whole interpretation",
                                              "decoding the files", "writing the TIFFs"};

struct sheet {
    const char *name, *folder, *definition, *front, *back; /* `folder` below the one it is in */
};

static const struct sheet made[] = {
    {"made, AccuVote card, PNG", "testdata", "elections/lindenfeld.json",
     "sheets/lindenfeld/good-filled-front.png", "sheets/lindenfeld/good-filled-back.png"},
    {"made, noisy", "testdata", "elections/lindenfeld.json",
     "sheets/lindenfeld/good-noisy-front.png", "sheets/lindenfeld/good-noisy-back.png"},
};

static const struct sheet real[] = {
    {"real, New Hampshire, letter, JPEG", "nh-general-2022-test", "election.json",
     "04e81bd0-front.jpg", "04e81bd0-back.jpg"},
    {"real, New Hampshire, many marks", "nh-test-ballot-2022", "election.json",
     "scan-marked-front.jpeg", "scan-marked-back.jpeg"},
};

struct measured {
    struct ovalis_election *election;
    struct ovalis_policy policy;
    struct ovalis_image_file *files[2];
    struct ovalis_page *pages[2];
    double seconds[STEPS][ROUNDS];
};

/* Time that this program was computing, so that whatever else the machine does matters less. */
static double now(void)
{
    struct timespec time_now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time_now);
    return (double)time_now.tv_sec + (double)time_now.tv_nsec / 1e9;
}

static void demand(enum ovalis_status status, const struct ovalis_diag *why)
{
    if (status == OVALIS_OK)
        return;
    (void)fprintf(stderr, "%s: %s\n", ovalis_status_name(status), why->text);
    exit(1);
}

static void read_pages(struct measured *measured)
{
    struct ovalis_diag why;

    for (int i = 0; i < 2; i++) {
        ovalis_page_free(&measured->pages[i]);
        demand(ovalis_image_file_page(&measured->pages[i], measured->files[i], 0, &why), &why);
    }
}

static void read_sheet(struct measured *measured, const char *base, const struct sheet *sheet)
{
    const char *const names[3] = {sheet->definition, sheet->front, sheet->back};
    struct ovalis_diag why;
    char path[3][1024];

    for (int i = 0; i < 3; i++)
        (void)snprintf(path[i], sizeof path[i], "%s/%s/%s", base, sheet->folder, names[i]);
    demand(ovalis_election_read_file(&measured->election, path[0], NULL, &why), &why);
    demand(ovalis_policy_read(&measured->policy, measured->election, NULL, &why), &why);
    for (int i = 0; i < 2; i++)
        demand(ovalis_image_file_open(&measured->files[i], path[i + 1], &why), &why);
    read_pages(measured);
}

/* The rooms one after another. */
static void time_rooms(struct measured *measured, int round)
{
    const struct ovalis_page *const pages[2] = {measured->pages[0], measured->pages[1]};
    struct ovalis_registered_sheet registered;
    struct ovalis_sheet_reading reading;
    struct ovalis_interpretation interpretation;
    struct ovalis_diag why;
    double times[4];

    times[0] = now();
    demand(ovalis_register_sheet(&registered, measured->election, &measured->policy, pages,
                                 test_workspace(), &why),
           &why);
    times[1] = now();
    demand(ovalis_read_marks(&reading, &registered, &measured->policy, test_workspace(), &why),
           &why);
    times[2] = now();
    demand(ovalis_interpret(&interpretation, measured->election, &measured->policy, &reading, &why),
           &why);
    times[3] = now();
    for (int i = 0; i < 3; i++)
        measured->seconds[STEP_REGISTRATION + i][round] = times[i + 1] - times[i];
    ovalis_interpretation_release(&interpretation);
    ovalis_sheet_reading_release(&reading);
    ovalis_registered_sheet_release(&registered);
}

/* What a run does with a sheet: all of it in one call, releasing included. */
static void time_whole(struct measured *measured, int round)
{
    const struct ovalis_page *const pages[2] = {measured->pages[0], measured->pages[1]};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text tiff = {0};
    struct ovalis_sheet_result result;
    struct ovalis_diag why;
    double start = now();

    demand(ovalis_sheet_interpret(&result, measured->election, &measured->policy, pages,
                                  test_workspace(), &why),
           &why);
    if (result.outcome == OVALIS_REFUSED)
        demand(result.refusal.status, &result.refusal);
    measured->seconds[STEP_WHOLE][round] = now() - start;
    start = now();
    for (int i = 0; i < OVALIS_SIDES; i++) {
        ovalis_text_clear(&tiff);
        demand(ovalis_page_encode_tiff(&tiff, result.registered.sides[i].upright, &why), &why);
    }
    measured->seconds[STEP_TIFF][round] = now() - start;
    start = now();
    ovalis_sheet_result_release(&result);
    measured->seconds[STEP_WHOLE][round] += now() - start;
}

static void time_decoding(struct measured *measured, int round)
{
    double start = now();

    read_pages(measured);
    measured->seconds[STEP_DECODE][round] = now() - start;
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static void print_figures(struct measured *measured, const struct sheet *sheet)
{
    double pixels = 0;

    for (int i = 0; i < 2; i++)
        pixels += (double)measured->pages[i]->width * measured->pages[i]->height;
    (void)printf("%s: %d x %d px\n  %-22s %9s %9s %9s\n", sheet->name, measured->pages[0]->width,
                 measured->pages[0]->height, "", "least ms", "median ms", "GB/s");
    for (int step = 0; step < STEPS; step++) {
        double *seconds = measured->seconds[step];

        qsort(seconds, ROUNDS, sizeof *seconds, compare);
        (void)printf("  %-22s %9.2f %9.2f %9.3f\n", step_names[step], 1e3 * seconds[0],
                     1e3 * seconds[ROUNDS / 2], pixels / seconds[0] / 1e9);
    }
}

static void measure(const char *base, const struct sheet *sheet)
{
    static struct measured measured;

    measured = (struct measured){0};
    read_sheet(&measured, base, sheet);
    for (int round = 0; round < ROUNDS; round++) {
        time_decoding(&measured, round);
        time_rooms(&measured, round);
        time_whole(&measured, round);
    }
    print_figures(&measured, sheet);
    for (int i = 0; i < 2; i++) {
        ovalis_page_free(&measured.pages[i]);
        ovalis_image_file_free(&measured.files[i]);
    }
    ovalis_election_free(&measured.election);
}

int main(void)
{
    const char *root = getenv("OVALIS_ROOT");
    const char *ballots = getenv("OVALIS_BALLOTS");

    for (size_t i = 0; root && i < sizeof made / sizeof made[0]; i++)
        measure(root, &made[i]);
    if (!ballots || access(ballots, R_OK) != 0) {
        (void)printf("no real ballots here: skipped\n");
        return root ? 0 : 1;
    }
    for (size_t i = 0; i < sizeof real / sizeof real[0]; i++)
        measure(ballots, &real[i]);
    return root ? 0 : 1;
}
