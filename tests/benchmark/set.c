/* SPDX-License-Identifier: Apache-2.0 */
/* What the sheets of a whole set cost to interpret, decoded in memory, on one core: the median and
 * the worst sheet, by every choice of instruction sets. The unit beside it is reading both pages of
 * a sheet once. All sheets of a set in turn, so that their pages come from memory and not from the
 * cache. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernels/workspace.h"
#include "page/image_file.h"
#include "page/sheets.h"
#include "pipeline/sheet.h"

#define SHEETS_MAX 64
#define ROUNDS     15

static const struct set {
    const char *folder, *definition, *sheets;
} sets[] = {
    {"testdata", "elections/lindenfeld.json", "sheets/lindenfeld"},
    {"nh-general-2022-test", "election.json", ""},
    {"nh-test-ballot-2022", "election.json", ""},
    {"nh-hudson-2020", "election.json", ""},
    {"vx-hmpb-left-letter-1", "election.json", ""},
    {"vx-hmpb-right-legal-0", "election.json", ""},
};

struct loaded {
    struct ovalis_election *election;
    struct ovalis_policy policy;
    struct ovalis_sheet_list list;
    struct ovalis_page *pages[SHEETS_MAX][2];
    size_t at[SHEETS_MAX]; /* in the list */
    size_t count;
};

static double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

static void load_sheet(struct loaded *loaded, size_t at)
{
    const struct ovalis_sheet_source *source = &loaded->list.sheets[at];
    struct ovalis_page **pages = loaded->pages[loaded->count];

    for (int i = 0; i < 2 && source->pages[i].path; i++) {
        struct ovalis_image_file *file = NULL;

        if (ovalis_image_file_open(&file, source->pages[i].path, NULL) == OVALIS_OK)
            (void)ovalis_image_file_page(&pages[i], file, source->pages[i].page, NULL);
        ovalis_image_file_free(&file);
    }
    if (pages[0] && pages[1]) {
        loaded->at[loaded->count++] = at;
        return;
    }
    ovalis_page_free(&pages[0]);
    ovalis_page_free(&pages[1]);
}

static bool load(struct loaded *loaded, const char *base, const struct set *set)
{
    char definition[1024], folder[1024];
    const char *const inputs[] = {folder};

    (void)snprintf(definition, sizeof definition, "%s/%s/%s", base, set->folder, set->definition);
    (void)snprintf(folder, sizeof folder, "%s/%s/%s", base, set->folder, set->sheets);
    if (access(definition, R_OK) != 0 ||
        ovalis_election_read_file(&loaded->election, definition, NULL, NULL) != OVALIS_OK ||
        ovalis_policy_read(&loaded->policy, loaded->election, NULL, NULL) != OVALIS_OK ||
        ovalis_sheet_list_make(&loaded->list, inputs, 1, false, NULL) != OVALIS_OK)
        return false;
    for (size_t i = 0; i < loaded->list.count && loaded->count < SHEETS_MAX; i++)
        if (loaded->list.sheets[i].refused.status == OVALIS_OK)
            load_sheet(loaded, i);
    return loaded->count > 0;
}

static void unload(struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->count; i++) {
        ovalis_page_free(&loaded->pages[i][0]);
        ovalis_page_free(&loaded->pages[i][1]);
    }
    ovalis_sheet_list_release(&loaded->list);
    ovalis_election_free(&loaded->election);
    free(loaded);
}

static double time_sheet(const struct loaded *loaded, size_t index,
                         struct ovalis_workspace *workspace)
{
    const struct ovalis_page *const pages[2] = {loaded->pages[index][0], loaded->pages[index][1]};
    struct ovalis_sheet_result result;
    double start = seconds_now();

    if (ovalis_sheet_interpret(&result, loaded->election, &loaded->policy, pages, workspace,
                               NULL) != OVALIS_OK)
        exit(1);
    ovalis_sheet_result_release(&result);
    ovalis_arena_reset(&workspace->arena);
    return seconds_now() - start;
}

/* One plain pass over both pages, eight bytes at a time. */
static double time_read(const struct loaded *loaded, size_t index)
{
    static volatile uint64_t sink; /* what is read must be wanted */
    double start = seconds_now();
    uint64_t all = 0;

    for (int i = 0; i < 2; i++) {
        const struct ovalis_page *page = loaded->pages[index][i];

        for (int y = 0; y < page->height; y++)
            for (int x = 0; x + 8 <= page->width; x += 8) {
                uint64_t eight;

                memcpy(&eight, ovalis_page_line(page, y) + x, sizeof eight);
                all |= eight;
            }
    }
    sink = sink | all;
    return seconds_now() - start;
}

/* Medians of each sheet over the rounds, sorted; *worst: index of the slowest sheet. */
static void time_all(double *medians, size_t *worst, const struct loaded *loaded,
                     struct ovalis_workspace *workspace)
{
    static double times[SHEETS_MAX][ROUNDS];
    double most = 0;

    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < loaded->count; i++)
            times[i][round] = workspace ? time_sheet(loaded, i, workspace) : time_read(loaded, i);
    for (size_t i = 0; i < loaded->count; i++) {
        qsort(times[i], ROUNDS, sizeof times[i][0], by_size);
        medians[i] = times[i][ROUNDS / 2];
        *worst = medians[i] > most ? i : *worst;
        most = medians[i] > most ? medians[i] : most;
    }
    qsort(medians, loaded->count, sizeof *medians, by_size);
}

static void print_mask(const struct loaded *loaded, unsigned mask, const char *name, double unit)
{
    struct ovalis_workspace workspace;
    double medians[SHEETS_MAX], middle;
    size_t worst = 0;

    ovalis_workspace_start(&workspace, mask);
    time_all(medians, &worst, loaded, &workspace);
    middle = medians[loaded->count / 2];
    (void)printf("  %-8s %9.2f %9.2f %9.1f   %s\n", name, 1e3 * middle,
                 1e3 * medians[loaded->count - 1], middle / unit,
                 loaded->list.sheets[loaded->at[worst]].name);
    ovalis_workspace_release(&workspace);
}

static void measure(const char *base, const struct set *set)
{
    struct loaded *loaded = calloc(1, sizeof *loaded);
    double reads[SHEETS_MAX];
    unsigned mask = 0;
    size_t worst = 0;

    if (!loaded || !load(loaded, base, set)) {
        (void)printf("%s: not here, skipped\n", set->folder);
        if (loaded)
            unload(loaded);
        return;
    }
    time_all(reads, &worst, loaded, NULL);
    (void)printf("%s: %zu sheets, the first of %d x %d px; one read of both pages %.2f ms\n"
                 "  %-8s %9s %9s %9s\n",
                 set->folder, loaded->count, loaded->pages[0][0]->width,
                 loaded->pages[0][0]->height, 1e3 * reads[loaded->count / 2], "", "median ms",
                 "worst ms", "reads");
    print_mask(loaded, 0, "c", reads[loaded->count / 2]);
    for (unsigned bit = 1; bit != 0; bit <<= 1)
        if (ovalis_cpu_detect() & bit && ovalis_cpu_flag_name(bit))
            print_mask(loaded, mask |= bit, ovalis_cpu_flag_name(bit), reads[loaded->count / 2]);
    unload(loaded);
}

int main(void)
{
    const char *root = getenv("OVALIS_ROOT"), *ballots = getenv("OVALIS_BALLOTS");

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        const char *base = i == 0 ? root : ballots;

        if (base)
            measure(base, &sets[i]);
    }
    return 0;
}
