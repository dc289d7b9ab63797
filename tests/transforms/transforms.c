/* SPDX-License-Identifier: Apache-2.0 */
/* Every sheet again after something happened to it: the same class for every oval whose truth is
 * known, or a refusal with a right reason; never a different vote. Prints one row for each change
 * and exits 1 when a vote differs, a refusal has a wrong reason, or more moved than change.c
 * allows.
 *
 *   transforms --election FILE --truth FILE [--of NAME] [--settings FILE] [--part K/N] [--every N]
 *              [--counts FILE] [--only TEXT] [--verbose] SHEETS... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "../unit/workspace.h"
#include "pages.h"
#include "truth.h"

struct options {
    const char *election, *truth, *of, *settings, *counts, *only;
    unsigned part, parts, every;
    bool verbose;
    const char *const *inputs;
    size_t input_count;
};

struct count {
    unsigned sheets, refused, wrongly_refused, accepted_wrongly;
    unsigned codeless; /* refused sheets that had lost a bar of a code */
    unsigned ovals, same, marginal, firmer, wrong, unseen;
    unsigned ambiguous_flips; /* ambiguous ovals that went from marked to unmarked or back */
};

struct suite {
    struct options options;
    struct ovalis_election *election;
    struct ovalis_policy policy;
    struct truth truth;
    enum ovalis_mark_state *base; /* one for each row of the truth */
    struct count *counts;         /* one for each change */
    struct count plain;           /* the sheets as they are */
};

static const struct truth_row *row_of(const struct suite *suite, const char *sheet,
                                      const struct ovalis_target *target)
{
    const struct ovalis_contest *contest = &suite->election->contests[target->contest];

    return truth_find(&suite->truth, sheet, ovalis_side_name(target->side), contest->id,
                      contest->options[target->option].id, target->place.column, target->place.row);
}

static bool is_wrong(enum truth_value truth, enum ovalis_mark_state state)
{
    return (truth == TRUTH_MARK && state == OVALIS_UNMARKED) ||
           (truth == TRUTH_BLANK && state == OVALIS_MARKED);
}

static void tell(const char *change, const char *sheet, const struct truth_row *row,
                 const struct ovalis_mark *mark, const char *what)
{
    printf("  %s: %s: %s %s / %s (column %g, row %g): %s; fill %.3f, stroke %.2f mm, flags 0x%x\n",
           change, sheet, row->side, row->contest, row->option, row->column, row->row, what,
           mark->measures.fill, mark->measures.stroke_mm, mark->flags);
}

static void compare_mark(struct suite *suite, struct count *count, const char *change,
                         const char *sheet, const struct truth_row *row,
                         const struct ovalis_mark *mark)
{
    enum ovalis_mark_state base = suite->base[row - suite->truth.rows];

    if (row->value == TRUTH_AMBIGUOUS) {
        count->ambiguous_flips +=
            base != mark->state && base != OVALIS_MARGINAL && mark->state != OVALIS_MARGINAL;
        return;
    }
    count->ovals++;
    if (is_wrong(row->value, mark->state)) {
        count->wrong++;
        tell(change, sheet, row, mark,
             row->value == TRUTH_MARK ? "MARK BECAME UNMARKED" : "BLANK BECAME MARKED");
    } else if (mark->state == base) {
        count->same++;
    } else if (mark->state == OVALIS_MARGINAL) {
        count->marginal++;
        if (suite->options.verbose)
            tell(change, sheet, row, mark,
                 row->value == TRUTH_MARK ? "mark became marginal" : "blank became marginal");
    } else {
        count->firmer++;
    }
}

static size_t rows_of_sheet(const struct suite *suite, const char *sheet)
{
    size_t count = 0;

    for (size_t k = 0; k < suite->truth.count; k++)
        count += strcmp(suite->truth.rows[k].sheet, sheet) == 0;
    return count;
}

static void compare_reading(struct suite *suite, struct count *count, const char *change,
                            const char *sheet, const struct ovalis_sheet_reading *reading)
{
    size_t seen = 0;

    for (size_t k = 0; k < reading->target_count; k++) {
        const struct truth_row *row = row_of(suite, sheet, reading->targets[k]);

        if (!row)
            continue;
        seen++;
        compare_mark(suite, count, change, sheet, row, &reading->marks[k]);
    }
    if (seen != rows_of_sheet(suite, sheet)) {
        count->unseen++;
        printf("  %s: %s: %zu of %zu ovals of the truth were read\n", change, sheet, seen,
               rows_of_sheet(suite, sheet));
    }
}

static void take_refusal(struct suite *suite, struct count *count, const struct change *change,
                         bool code_lost, const char *sheet, const struct ovalis_diag *refusal)
{
    unsigned number = (unsigned)(refusal->status - OVALIS_REFUSED_NO_MARKS);
    unsigned may = change->right | (code_lost ? CODELESS : 0);
    bool right = number < 16 && (may & 1u << number);

    count->refused++;
    count->codeless += code_lost;
    if (!right)
        count->wrongly_refused++;
    if (!right || (suite->options.verbose && !change->must_refuse))
        printf("  %s: %s: refused%s: %s: %s\n", change->name, sheet,
               right ? "" : " FOR A WRONG REASON", ovalis_status_name(refusal->status),
               refusal->text);
}

static bool run_pair(struct suite *suite, const struct changed *changed, const char *sheet,
                     size_t k)
{
    const struct ovalis_page *const pages[2] = {changed->pages[0], changed->pages[1]};
    const struct change *change = &changes[k];
    struct count *count = &suite->counts[k];
    struct ovalis_sheet_result result;
    struct ovalis_diag why;
    bool good = ovalis_sheet_interpret(&result, suite->election, &suite->policy, pages,
                                       test_workspace(), &why) == OVALIS_OK;

    count->sheets++;
    if (!good) {
        printf("  %s: %s: %s\n", change->name, sheet, why.text);
    } else if (result.outcome == OVALIS_REFUSED) {
        take_refusal(suite, count, change, changed->code_lost, sheet, &result.refusal);
    } else if (change->must_refuse) {
        count->accepted_wrongly++;
        printf("  %s: %s: NOT REFUSED\n", change->name, sheet);
    } else {
        compare_reading(suite, count, change->name, sheet, &result.reading);
    }
    ovalis_sheet_result_release(&result);
    return good;
}

static bool run_change(struct suite *suite, const struct base *base, const char *sheet, size_t k)
{
    struct changed changed = {0};
    bool good = changes[k].make(&changed, base, &changes[k]);

    if (good)
        good = run_pair(suite, &changed, sheet, k);
    ovalis_page_free(&changed.pages[0]);
    ovalis_page_free(&changed.pages[1]);
    return good;
}

static void keep_base(struct suite *suite, const char *sheet,
                      const struct ovalis_sheet_reading *reading)
{
    for (size_t k = 0; k < reading->target_count; k++) {
        const struct truth_row *row = row_of(suite, sheet, reading->targets[k]);

        if (row)
            suite->base[row - suite->truth.rows] = reading->marks[k].state;
    }
}

static bool run_changes(struct suite *suite, const struct base *base, const char *sheet)
{
    bool good = true;

    for (size_t k = 0; good && k < change_count; k++)
        if (!suite->options.only || strstr(changes[k].name, suite->options.only))
            good = run_change(suite, base, sheet, k);
    return good;
}

static bool run_pages(struct suite *suite, const struct ovalis_page *const pages[2],
                      const char *sheet, unsigned seed)
{
    struct ovalis_sheet_result result;
    struct ovalis_diag why;
    bool good = ovalis_sheet_interpret(&result, suite->election, &suite->policy, pages,
                                       test_workspace(), &why) == OVALIS_OK;

    suite->plain.sheets++;
    if (!good) {
        printf("  %s: %s\n", sheet, why.text);
    } else if (result.outcome == OVALIS_REFUSED) {
        suite->plain.refused++;
        printf("  %s is refused as it is: %s\n", sheet, result.refusal.text);
    } else {
        struct base base = {
            {pages[0], pages[1]}, &result, result.reading.style, result.reading.sheet, seed};

        compare_reading(suite, &suite->plain, "as it is", sheet, &result.reading);
        keep_base(suite, sheet, &result.reading);
        good = run_changes(suite, &base, sheet);
    }
    ovalis_sheet_result_release(&result);
    return good;
}

static bool run_sheet(struct suite *suite, const struct ovalis_sheet_source *source, unsigned seed)
{
    struct ovalis_page *pages[2];

    pages_read(pages, source);
    const struct ovalis_page *const given[2] = {pages[0], pages[1]};
    bool good = pages[0] && run_pages(suite, given, source->name, seed);

    ovalis_page_free(&pages[0]);
    ovalis_page_free(&pages[1]);
    return good;
}

static bool run_all(struct suite *suite)
{
    struct ovalis_sheet_list list;
    struct ovalis_diag why;
    unsigned number = 0;
    bool good = true;

    if (ovalis_sheet_list_make(&list, suite->options.inputs, suite->options.input_count, false,
                               &why) != OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    for (size_t k = 0; good && k < list.count; k++) {
        if (list.sheets[k].refused.status != OVALIS_OK ||
            rows_of_sheet(suite, list.sheets[k].name) == 0)
            continue;
        number++;
        if (number % suite->options.parts == suite->options.part &&
            number / suite->options.parts % suite->options.every == 0)
            good = run_sheet(suite, &list.sheets[k], number);
    }
    ovalis_sheet_list_release(&list);
    return good;
}

static double share(unsigned part, unsigned whole)
{
    return whole ? (double)part / whole : 0.0;
}

/* In a small set one sheet may be refused for a right reason whatever the share. */
static bool too_many_refused(const struct change *change, const struct count *count)
{
    unsigned refused = count->refused - count->codeless;

    return !change->must_refuse && refused > 1 && refused > change->refused_max * count->sheets;
}

static bool passes(const struct change *change, const struct count *count)
{
    return count->wrong == 0 && count->unseen == 0 && count->wrongly_refused == 0 &&
           count->accepted_wrongly == 0 && !too_many_refused(change, count) &&
           share(count->marginal, count->ovals) <= change->marginal_max;
}

static void print_row(const char *name, const struct count *count, const char *end)
{
    printf("%-56s %6u %7u %6u %6u %8u %6u %5u  %s\n", name, count->sheets, count->refused,
           count->ovals, count->same, count->marginal, count->firmer, count->wrong, end);
}

static bool report(const struct suite *suite)
{
    bool good = suite->plain.wrong == 0 && suite->plain.sheets > suite->plain.refused;

    printf("%-56s %6s %7s %6s %6s %8s %6s %5s\n", "change", "sheets", "refused", "ovals", "same",
           "marginal", "firmer", "wrong");
    print_row("(as they are)", &suite->plain, good ? "" : "FAILED");
    for (size_t k = 0; k < change_count; k++) {
        bool passed = passes(&changes[k], &suite->counts[k]);

        if (suite->counts[k].sheets > 0)
            print_row(changes[k].name, &suite->counts[k], passed ? "" : "FAILED");
        good = good && passed;
    }
    return good;
}

static void write_count(FILE *out, const char *name, const struct count *count)
{
    fprintf(out, "\"%s\",%u,%u,%u,%u,%u,%u,%u\n", name, count->sheets, count->refused, count->ovals,
            count->same, count->marginal, count->firmer, count->wrong);
}

/* Raw counts, one change a line, for docs/accuracy.md: parts and sets are added up there. */
static bool write_counts(const struct suite *suite)
{
    FILE *out = suite->options.counts ? fopen(suite->options.counts, "w") : NULL;

    if (!suite->options.counts)
        return true;
    if (!out)
        return false;
    write_count(out, "as they are", &suite->plain);
    for (size_t k = 0; k < change_count; k++)
        write_count(out, changes[k].name, &suite->counts[k]);
    return fclose(out) == 0;
}

static bool take_option(struct options *options, const char *name, const char *value)
{
    char *end = NULL;

    if (strcmp(name, "--election") == 0)
        options->election = value;
    else if (strcmp(name, "--truth") == 0)
        options->truth = value;
    else if (strcmp(name, "--of") == 0)
        options->of = value;
    else if (strcmp(name, "--settings") == 0)
        options->settings = value;
    else if (strcmp(name, "--counts") == 0)
        options->counts = value;
    else if (strcmp(name, "--only") == 0)
        options->only = value;
    else if (strcmp(name, "--every") == 0)
        options->every = (unsigned)strtoul(value, &end, 10);
    else if (strcmp(name, "--part") == 0 && strchr(value, '/')) {
        options->part = (unsigned)strtoul(value, &end, 10);
        options->parts = (unsigned)strtoul(end + 1, NULL, 10);
    } else
        return false;
    return true;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    int k = 1;

    *options = (struct options){.parts = 1, .every = 1};
    for (; k < argc && strncmp(argv[k], "--", 2) == 0; k++) {
        if (strcmp(argv[k], "--verbose") == 0)
            options->verbose = true;
        else if (k + 1 >= argc || !take_option(options, argv[k], argv[k + 1]))
            return false;
        else
            k++;
    }
    options->inputs = (const char *const *)&argv[k];
    options->input_count = (size_t)(argc - k);
    return options->election && options->truth && options->input_count > 0 && options->parts > 0 &&
           options->every > 0;
}

static bool open_suite(struct suite *suite)
{
    struct ovalis_diag why;

    if (ovalis_election_read_file(&suite->election, suite->options.election, NULL, &why) !=
            OVALIS_OK ||
        ovalis_policy_read(&suite->policy, suite->election, suite->options.settings, &why) !=
            OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return false;
    }
    if (!truth_read(&suite->truth, suite->options.truth, suite->options.of))
        return false;
    suite->base = calloc(suite->truth.count, sizeof *suite->base);
    suite->counts = calloc(change_count, sizeof *suite->counts);
    /* Until a sheet is read, its ovals are expected to be what the truth says. */
    for (size_t k = 0; suite->base && k < suite->truth.count; k++)
        suite->base[k] = suite->truth.rows[k].value == TRUTH_MARK ? OVALIS_MARKED : OVALIS_UNMARKED;
    return suite->base && suite->counts;
}

int main(int argc, char **argv)
{
    struct suite suite = {0};
    bool good;

    if (!read_options(&suite.options, argc, argv)) {
        fprintf(stderr, "usage: transforms --election FILE --truth FILE [options] SHEETS...\n");
        return 2;
    }
    good = open_suite(&suite) && run_all(&suite) && write_counts(&suite);
    if (good)
        good = report(&suite);
    free(suite.base);
    free(suite.counts);
    truth_release(&suite.truth);
    ovalis_election_free(&suite.election);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
