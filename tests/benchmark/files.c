/* SPDX-License-Identifier: Apache-2.0 */
/* Files in, files out: `ovalis interpret --jobs N` over decks of JPEG and of TIFF sheets against
 * what decoding the same files and writing the same lossless TIFFs costs on as many threads. The
 * two take turns, so that whatever else the machine does meets both. files PROGRAM   with
 * OVALIS_BALLOTS; decks and results lie below the current folder meanwhile */
#define _DEFAULT_SOURCE /* wait4(), scandir() */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "page/image_format.h"
#include "pipeline/folder.h"

#define SET       "nh-general-2022-test" /* 20 letter sheets at 200 dpi */
#define COPIES    5                      /* of every sheet: 100 sheets a run */
#define ROUNDS    3
#define MAX_PAGES 1000
#define WORK      "files-benchmark"

static char paths[MAX_PAGES][512]; /* pages of the deck under work */
static int page_count;

struct figures {
    double wall, cpu; /* s */
    long peak_kib;
};

struct shared {
    pthread_mutex_t lock;
    int next;
    struct ovalis_image_folder out;
};

static void demand(bool is_true, const char *what, const char *words)
{
    if (is_true)
        return;
    (void)fprintf(stderr, "%s: %s\n", what, words);
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A page as the readers see it, without the hash that a run needs of its files. */
static struct ovalis_page *decode(const char *path)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = {0};
    const struct ovalis_image_reader *reader = &ovalis_jpeg_reader;
    struct ovalis_image_pages pages = {0};
    struct ovalis_image_source source;
    struct ovalis_page *page;
    struct ovalis_diag why;

    demand(ovalis_file_read(&bytes, path, OVALIS_PAGE_FILE_MAX_BYTES, &why) == OVALIS_OK, path,
           why.text);
    source = (struct ovalis_image_source){bytes.data, -1, bytes.size};
    if (bytes.size > 8 && ovalis_tiff_reader.recognise(bytes.data))
        reader = &ovalis_tiff_reader;
    demand(reader->list(&pages, &source, &why) == OVALIS_OK &&
               reader->decode(&page, &source, pages.offsets[0], &why) == OVALIS_OK,
           path, why.text);
    ovalis_release(&pages.offsets);
    return page;
}

static void *decode_and_write(void *cookie)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text tiff = {0};
    struct shared *shared = cookie;
    struct ovalis_diag why;

    for (;;) {
        struct ovalis_page *page;
        char name[32];
        int at;

        (void)pthread_mutex_lock(&shared->lock);
        at = shared->next++;
        (void)pthread_mutex_unlock(&shared->lock);
        if (at >= page_count)
            return NULL;
        page = decode(paths[at]);
        ovalis_text_clear(&tiff);
        demand(ovalis_page_encode_tiff(&tiff, page, &why) == OVALIS_OK, paths[at], why.text);
        ovalis_page_free(&page);
        (void)snprintf(name, sizeof name, "%06d.tif", at);
        demand(ovalis_image_folder_add(&shared->out, name, tiff.bytes, tiff.length, &why) ==
                   OVALIS_OK,
               name, why.text);
    }
}

static struct figures time_alone(int jobs)
{
    struct shared shared = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct figures figures = {seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID), 0};
    pthread_t threads[2];
    struct ovalis_diag why;

    demand(ovalis_image_folder_make(&shared.out, WORK "/alone", &why) == OVALIS_OK, "alone",
           why.text);
    for (int i = 0; i < jobs; i++)
        demand(pthread_create(&threads[i], NULL, decode_and_write, &shared) == 0, "thread",
               "not started");
    for (int i = 0; i < jobs; i++)
        (void)pthread_join(threads[i], NULL);
    demand(ovalis_image_folder_complete(&shared.out, &why) == OVALIS_OK, "alone", why.text);
    figures.wall = seconds(CLOCK_MONOTONIC) - figures.wall;
    figures.cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - figures.cpu;
    ovalis_image_folder_remove(&shared.out);
    return figures;
}

static void remove_tree(const char *path)
{
    pid_t child = fork();

    if (child == 0) {
        (void)execlp("rm", "rm", "-rf", path, (char *)NULL);
        _exit(127);
    }
    (void)waitpid(child, NULL, 0);
}

static double of_timeval(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static struct figures time_program(const char *program, const char *election, const char *deck,
                                   int jobs)
{
    struct figures figures = {seconds(CLOCK_MONOTONIC), 0, 0};
    struct rusage usage;
    int ended;
    pid_t child = fork();

    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);

        (void)dup2(nowhere, 1);
        (void)execl(program, program, "interpret", "--count-repeats", "--jobs",
                    jobs == 1 ? "1" : "2", "--election", election, "--out", WORK "/results", deck,
                    (char *)NULL);
        _exit(127);
    }
    demand(wait4(child, &ended, 0, &usage) == child && WIFEXITED(ended) &&
               (WEXITSTATUS(ended) == 0 || WEXITSTATUS(ended) == 3),
           program, "failed");
    figures.wall = seconds(CLOCK_MONOTONIC) - figures.wall;
    figures.cpu = of_timeval(usage.ru_utime) + of_timeval(usage.ru_stime);
    figures.peak_kib = usage.ru_maxrss;
    remove_tree(WORK "/results");
    return figures;
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

struct summary {
    double least, median, cpu;
    long peak_kib;
};

static struct summary sum_up(const struct figures *rounds)
{
    struct summary summary = {0, 0, 1e9, 0};
    double walls[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        walls[i] = rounds[i].wall;
        summary.cpu = rounds[i].cpu < summary.cpu ? rounds[i].cpu : summary.cpu;
        if (rounds[i].peak_kib > summary.peak_kib)
            summary.peak_kib = rounds[i].peak_kib;
    }
    qsort(walls, ROUNDS, sizeof *walls, compare);
    summary.least = walls[0];
    summary.median = walls[ROUNDS / 2];
    return summary;
}

static void print_line(const char *what, int jobs, const struct summary *summary)
{
    double sheets = page_count / 2;

    (void)printf("  %-22s %d  %7.1f %7.1f %7.1f %9.0f\n", what, jobs, 1e3 * summary->least / sheets,
                 1e3 * summary->median / sheets, 1e3 * summary->cpu / sheets,
                 60 * sheets / summary->least);
}

static void measure(const char *program, const char *election, const char *deck)
{
    static struct figures alone[3][ROUNDS], whole[3][ROUNDS];
    struct summary of_alone[3], of_whole[3];

    for (int round = 0; round < ROUNDS; round++)
        for (int jobs = 1; jobs <= 2; jobs++) {
            alone[jobs][round] = time_alone(jobs);
            whole[jobs][round] = time_program(program, election, deck, jobs);
        }
    (void)printf("%s, %d sheets\n  %-22s %s  %7s %7s %7s %9s\n", deck, page_count / 2, "", "N",
                 "least", "median", "CPU", "sheets/min");
    for (int jobs = 1; jobs <= 2; jobs++) {
        of_alone[jobs] = sum_up(alone[jobs]);
        of_whole[jobs] = sum_up(whole[jobs]);
        print_line("decode and write alone", jobs, &of_alone[jobs]);
        print_line("ovalis interpret", jobs, &of_whole[jobs]);
    }
    for (int jobs = 1; jobs <= 2; jobs++)
        (void)printf(
            "  N = %d: %.2f times the two alone (CPU %.2f); peak memory %.1f MiB a worker\n", jobs,
            of_whole[jobs].least / of_alone[jobs].least, of_whole[jobs].cpu / of_alone[jobs].cpu,
            (double)of_whole[jobs].peak_kib / 1024 / jobs);
    (void)printf("  from 1 to 2: %.2f (the two alone: %.2f)\n",
                 of_whole[1].least / of_whole[2].least, of_alone[1].least / of_alone[2].least);
    (void)fflush(stdout);
}

static int is_jpeg(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && strcmp(dot, ".jpg") == 0;
}

/* The same pages again and again under other names, in the order of names. */
static void make_deck(const char *folder, const char *deck)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_jpeg, alphasort);

    demand(mkdir(deck, 0777) == 0 && count > 0, deck, "cannot be made");
    page_count = 0;
    for (int i = 0; i < count * COPIES; i++) {
        char from[400];

        (void)snprintf(from, sizeof from, "%s/%.90s", folder, entries[i % count]->d_name);
        demand(page_count < MAX_PAGES, deck, "too many pages");
        (void)snprintf(paths[page_count], sizeof paths[0], "%s/%03d-%.90s", deck, i / count,
                       entries[i % count]->d_name);
        demand(symlink(from, paths[page_count++]) == 0, deck, "no link");
    }
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
}

/* The pages of the deck before, as TIFF. */
static void turn_into_tiff(const char *deck)
{
    demand(mkdir(deck, 0777) == 0, deck, "cannot be made");
    for (int i = 0; i < page_count; i++) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text tiff = {0};
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = decode(paths[i]);
        const char *name = strrchr(paths[i], '/');
        struct ovalis_diag why;
        char path[512];

        (void)snprintf(path, sizeof path, "%.30s%.100s.tif", deck, name);
        demand(ovalis_page_encode_tiff(&tiff, page, &why) == OVALIS_OK &&
                   ovalis_file_write(path, tiff.bytes, tiff.length, &why) == OVALIS_OK,
               path, why.text);
        memcpy(paths[i], path, sizeof paths[i]);
    }
}

int main(int count, char **words)
{
    const char *ballots = getenv("OVALIS_BALLOTS");
    char folder[300], election[320];

    if (count != 2)
        return 2;
    (void)snprintf(folder, sizeof folder, "%.250s/" SET, ballots ? ballots : "");
    (void)snprintf(election, sizeof election, "%s/election.json", folder);
    if (!ballots || access(election, R_OK) != 0) {
        (void)printf("no real ballots here: skipped\n");
        return 0;
    }
    remove_tree(WORK);
    demand(mkdir(WORK, 0777) == 0, WORK, "cannot be made");
    (void)printf("milliseconds a sheet of two letter pages at 200 dpi; %d rounds\n", ROUNDS);
    make_deck(folder, WORK "/jpeg");
    measure(words[1], election, WORK "/jpeg");
    turn_into_tiff(WORK "/tiff");
    measure(words[1], election, WORK "/tiff");
    remove_tree(WORK);
    return 0;
}
