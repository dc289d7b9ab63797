/* SPDX-License-Identifier: Apache-2.0 */
/* The program: which kernels and variants, in a process each, so that a crash is a failed check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernelcheck.h"

struct row {
    const char *name;
    size_t member; /* offset in struct ovalis_kernels */
    kernelcheck_fn *check;
};

#define ROW(name) {#name, offsetof(struct ovalis_kernels, name), kernelcheck_##name},
static const struct row rows[] = {KERNELCHECK_KERNELS(ROW)};
#define ROWS (sizeof rows / sizeof *rows)

/* Members have the size of a pointer, all but the first, which is padded to it. */
_Static_assert(sizeof(struct ovalis_kernels) / sizeof(void *) - 1 == ROWS,
               "a kernel without a check: see kernelcheck.h");

struct options {
    uint64_t seed;
    long cases;
    const char *pattern; /* part of a kernel's name */
    bool list, bench, self_test, help;
};

static const char help[] =
    "usage: kernelcheck [--seed N] [--cases N] [--function PART] [--list|--bench|--self-test]\n"
    "Checks every variant of every kernel against the C reference.\n"
    "  --seed N         the random numbers (default: from the clock; printed)\n"
    "  --cases N        of each variant (default 2000)\n"
    "  --function PART  only kernels with PART in their names\n"
    "  --list           names kernels and their variants\n"
    "  --bench          ns of a call at a usual size, and how many times C's speed\n"
    "  --self-test      broken kernels must be found\n"
    "Exit code: 0 all the same, 1 something differs, 2 wrong usage.\n";

static bool read_number(const char *text, unsigned long long *out)
{
    char *end;

    *out = text ? strtoull(text, &end, 0) : 0;
    return text && *text && !*end;
}

static bool read_options(struct options *out, char **argv)
{
    unsigned long long number = 0;

    for (; *argv; argv++) {
        bool takes_number = !strcmp(*argv, "--seed") || !strcmp(*argv, "--cases");

        if (takes_number && (!read_number(argv[1], &number) || number == 0))
            return false;
        if (!strcmp(*argv, "--list"))
            out->list = true;
        else if (!strcmp(*argv, "--bench"))
            out->bench = true;
        else if (!strcmp(*argv, "--self-test"))
            out->self_test = true;
        else if (!strcmp(*argv, "--help"))
            out->help = true;
        else if (!strcmp(*argv, "--function") && argv[1])
            out->pattern = *++argv;
        else if (!strcmp(*argv, "--seed"))
            out->seed = number;
        else if (!strcmp(*argv, "--cases"))
            out->cases = (long)number;
        else
            return false;
        argv += takes_number;
    }
    return true;
}

/* The same case twice; NULL where the variant does what the reference does. */
static const char *run_case(const struct row *row, const struct ovalis_kernels *variant,
                            uint64_t seed)
{
    struct ovalis_kernels reference;
    struct kernelcheck_case one, other;

    ovalis_kernels_choose(&reference, 0);
    kernelcheck_start(&one, seed, false, 1);
    row->check(&one, &reference);
    kernelcheck_start(&other, seed, true, 1);
    row->check(&other, variant);
    return kernelcheck_compare(&one, &other);
}

/* In a process of its own: exit code 0 or 1. */
static void run_cases(const struct row *row, const struct ovalis_kernels *variant,
                      const struct options *options, bool quiet)
{
    for (long i = 0; i < options->cases; i++) {
        const char *wrong = run_case(row, variant, options->seed + (uint64_t)i);

        if (!wrong)
            continue;
        if (!quiet)
            printf("  %s: %s (--seed %llu --cases 1)\n", row->name, wrong,
                   (unsigned long long)options->seed + (unsigned long long)i);
        fflush(stdout);
        _exit(1);
    }
    fflush(stdout);
    _exit(0);
}

static bool check(const struct row *row, const struct ovalis_kernels *variant,
                  const struct options *options, bool quiet)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0)
        run_cases(row, variant, options, quiet);
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFSIGNALED(status) && !quiet)
        printf("  %s: signal %d, reads or writes where it must not\n", row->name, WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A usual case, ns of one call: the least of several turns. */
static double time_calls(const struct row *row, const struct ovalis_kernels *kernels)
{
    enum { TURNS = 60, CALLS = 300 };
    double least = 0;

    for (int turn = 0; turn < TURNS; turn++) {
        struct kernelcheck_case t;

        kernelcheck_start(&t, 1, true, CALLS);
        row->check(&t, kernels);
        if (turn == 0 || t.ns / CALLS < least)
            least = t.ns / CALLS;
    }
    return least;
}

/* One variant that is not the one of the step before. */
static bool visit(const struct row *row, const char *set, const struct ovalis_kernels *variant,
                  const struct options *options, double *c_ns)
{
    bool same = true;

    if (options->bench) {
        double ns = time_calls(row, variant);

        *c_ns = *c_ns > 0 ? *c_ns : ns;
        printf("| %-15s | %-6s | %9.1f | %5.2f |\n", row->name, set, ns, *c_ns / ns);
    } else if (options->list) {
        printf("%s %s\n", row->name, set);
    } else {
        same = check(row, variant, options, false);
        printf("%-15s %-6s %s\n", row->name, set, same ? "ok" : "WRONG");
    }
    return same;
}

/* All variants of one kernel that this processor has. */
static void visit_row(const struct row *row, const struct options *options, int *all, int *wrong)
{
    static const unsigned steps[] = {0, 1, 3, 7};
    void *before = NULL, *here;
    double c_ns = 0;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct ovalis_kernels kernels;
        const char *set = ovalis_cpu_flag_name(steps[i] - steps[i] / 2);

        if ((ovalis_cpu_detect() & steps[i]) != steps[i] || !set)
            return;
        ovalis_kernels_choose(&kernels, steps[i]);
        memcpy(&here, (const char *)&kernels + row->member, sizeof here);
        if (here == before)
            continue;
        before = here;
        ++*all;
        *wrong += !visit(row, set, &kernels, options, &c_ns);
    }
}

static int self_test(const struct options *options)
{
    struct ovalis_kernels plain;
    int missed = 0;

    ovalis_kernels_choose(&plain, 0);
    if (!check(&rows[0], &plain, options, false))
        return 1; /* what finds faults in everything proves nothing */
    for (size_t i = 0; i < kernelcheck_broken_count; i++) {
        struct ovalis_kernels kernels;
        bool found;

        ovalis_kernels_choose(&kernels, 0);
        kernels.shrink_row = kernelcheck_broken[i].shrink_row;
        found = !check(&rows[0], &kernels, options, true);
        printf("%-26s %s\n", kernelcheck_broken[i].fault, found ? "found" : "MISSED");
        missed += !found;
    }
    return missed > 0;
}

static int visit_all(const struct options *options)
{
    int all = 0, wrong = 0;

    if (options->bench)
        printf("| kernel          | set    | ns a call | x C   |\n| --- | --- | ---: | ---: |\n");
    for (size_t i = 0; i < ROWS; i++)
        if (!options->pattern || strstr(rows[i].name, options->pattern))
            visit_row(&rows[i], options, &all, &wrong);
    if (!options->bench && !options->list)
        printf("%d of %d variants are right\n", all - wrong, all);
    return wrong > 0 || all == 0;
}

int main(int argc, char **argv)
{
    struct options options = {.seed = (uint64_t)time(NULL), .cases = 2000};

    if (argc < 1 || !read_options(&options, argv + 1)) {
        fputs(help, stderr);
        return 2;
    }
    if (options.help) {
        fputs(help, stdout);
        return 0;
    }
    if (!kernelcheck_setup()) {
        fputs("kernelcheck: no memory\n", stderr);
        return 2;
    }
    if (!options.bench && !options.list)
        printf("seed %llu\n", (unsigned long long)options.seed);
    return options.self_test ? self_test(&options) : visit_all(&options);
}
