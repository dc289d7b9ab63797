/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stdlib.h>

#include "command.h"
#include "json.h"
#include "options.h"
#include "ovalis/show.h"

struct values {
    const char *election, *settings, *out;
    unsigned cpu_mask;
    bool grid, one_sided, json;
};

static const struct tool_option options[] = {
    {"election", "FILE", TOOL_TEXT, offsetof(struct values, election),
     "the election definition; needed unless --grid is given"},
    {"settings", "FILE", TOOL_TEXT, offsetof(struct values, settings),
     "system settings (VxSuite systemSettings.json)"},
    {"grid", NULL, TOOL_FLAG, offsetof(struct values, grid),
     "registration alone, every page by itself: find the timing marks and print the certificate"},
    {"out", "DIR", TOOL_TEXT, offsetof(struct values, out),
     "folder for the pictures, made when missing; pictures of the same name are replaced "
     "[ovalis-show]"},
    TOOL_CPU_MASK_OPTION,
    {"one-sided", NULL, TOOL_FLAG, offsetof(struct values, one_sided),
     "every page is a sheet of its own"},
    {"json", NULL, TOOL_FLAG, offsetof(struct values, json),
     "print one JSON object per page and one for all, instead of text"},
};

static const char details[] =
    "Every page becomes a picture SHEET-PAGE-seen.png: grid and unmarked targets\n"
    "blue, timing marks seen green, bridged red, marked targets green, marginal ones\n"
    "orange, flags and displacement (8 times enlarged) purple, codes cyan.\n"
    "\n"
    "exit codes: 0 every page is certified and no sheet refused, 1 failed, 2 called\n"
    "wrongly, 4 some pages are not certified or some sheets refused, 130 stopped.\n";

static const char *const border_names[OVALIS_BORDERS] = {"left", "right", "top", "bottom"};

static void print_certificate(const struct ovalis_show_page *page)
{
    const struct ovalis_certificate *certificate = page->certificate;

    (void)printf("  grid %d x %d, turned %d degrees, skew %.2f degrees, scale %.4f x %.4f\n",
                 page->columns, page->rows, 90 * page->quarter_turns, certificate->skew_degrees,
                 certificate->scale_x, certificate->scale_y);
    (void)printf("  marks");
    for (int i = 0; i < OVALIS_BORDERS; i++)
        (void)printf("%s %s %d of %d", i > 0 ? "," : "", border_names[i],
                     certificate->border[i].seen, certificate->border[i].expected);
    (void)printf("\n  residual %.3f mm rms, %.3f mm largest; worst predicted error %.3f mm\n",
                 certificate->residual_rms_mm, certificate->residual_max_mm,
                 certificate->worst_error_mm);
}

static void print_page(const struct ovalis_show_page *page)
{
    (void)printf("%s %s: %s\n", page->sheet, page->page,
                 page->certified ? "certified" : "not certified");
    if (page->certificate)
        print_certificate(page);
    if (page->read)
        (void)printf("  style %s, sheet %s: %d marked, %d marginal, %d unmarked on this page\n",
                     page->style, ovalis_outcome_name(page->outcome), page->marked, page->marginal,
                     page->unmarked);
    if (page->refusal.status != OVALIS_OK)
        (void)printf("  refused: %s\n", page->refusal.text);
    if (page->picture)
        (void)printf("  %s\n", page->picture);
}

static void add_certificate(struct tool_json *json, const struct ovalis_certificate *certificate)
{
    tool_json_open(json, "certificate");
    for (int i = 0; i < OVALIS_BORDERS; i++) {
        tool_json_open(json, border_names[i]);
        tool_json_count(json, "expected", (unsigned long long)certificate->border[i].expected);
        tool_json_count(json, "seen", (unsigned long long)certificate->border[i].seen);
        tool_json_count(json, "bridged", (unsigned long long)certificate->border[i].bridged);
        tool_json_close(json);
    }
    tool_json_real(json, "residualRmsMm", certificate->residual_rms_mm);
    tool_json_real(json, "residualMaxMm", certificate->residual_max_mm);
    tool_json_real(json, "scaleX", certificate->scale_x);
    tool_json_real(json, "scaleY", certificate->scale_y);
    tool_json_real(json, "pxPerMmX", certificate->px_per_mm_x);
    tool_json_real(json, "pxPerMmY", certificate->px_per_mm_y);
    tool_json_real(json, "skewDegrees", certificate->skew_degrees);
    tool_json_real(json, "worstErrorMm", certificate->worst_error_mm);
    tool_json_close(json);
}

static void add_reading(struct tool_json *json, const struct ovalis_show_page *page)
{
    tool_json_text(json, "style", page->style);
    tool_json_text(json, "outcome", ovalis_outcome_name(page->outcome));
    tool_json_count(json, "marked", (unsigned long long)page->marked);
    tool_json_count(json, "marginal", (unsigned long long)page->marginal);
    tool_json_count(json, "unmarked", (unsigned long long)page->unmarked);
}

static void print_page_json(const struct ovalis_show_page *page)
{
    struct tool_json json;

    tool_json_begin(&json, stdout);
    tool_json_text(&json, "kind", "page");
    tool_json_text(&json, "sheet", page->sheet);
    tool_json_text(&json, "page", page->page);
    tool_json_bool(&json, "certified", page->certified);
    if (page->certificate) {
        tool_json_count(&json, "columns", (unsigned long long)page->columns);
        tool_json_count(&json, "rows", (unsigned long long)page->rows);
        tool_json_count(&json, "quarterTurns", (unsigned long long)page->quarter_turns);
        add_certificate(&json, page->certificate);
    }
    if (page->read)
        add_reading(&json, page);
    if (page->refusal.status != OVALIS_OK) {
        tool_json_text(&json, "status", ovalis_status_name(page->refusal.status));
        tool_json_text(&json, "reason", page->refusal.text);
    }
    if (page->picture)
        tool_json_text(&json, "picture", page->picture);
    tool_json_end(&json);
}

static void page_seen(void *cookie, const struct ovalis_show_page *page)
{
    const struct values *values = cookie;

    if (values->json)
        print_page_json(page);
    else
        print_page(page);
}

static int exit_code(const struct ovalis_show_totals *totals)
{
    return totals->certified == totals->pages && totals->refused == 0 ? TOOL_DONE : TOOL_REFUSED;
}

static void print_totals(const struct values *values, const struct ovalis_show_totals *totals)
{
    struct tool_json json;

    if (!values->json) {
        (void)printf("\npages: %llu, certified: %llu, refused: %llu; pictures in %s\n",
                     totals->pages, totals->certified, totals->refused, values->out);
        return;
    }
    tool_json_begin(&json, stdout);
    tool_json_text(&json, "kind", "all");
    tool_json_count(&json, "pages", totals->pages);
    tool_json_count(&json, "certified", totals->certified);
    tool_json_count(&json, "refused", totals->refused);
    tool_json_text(&json, "out", values->out);
    tool_json_count(&json, "exit", (unsigned long long)exit_code(totals));
    tool_json_end(&json);
}

static int show(struct values *values, const struct ovalis_election *election,
                const struct ovalis_policy *policy, char **sheets, int sheet_count)
{
    struct ovalis_show_settings settings;
    struct ovalis_show_totals totals;
    struct ovalis_diag why;

    ovalis_show_settings_default(&settings);
    settings.election = election;
    settings.policy = policy;
    settings.inputs = (const char *const *)sheets;
    settings.input_count = (size_t)sheet_count;
    settings.out_dir = values->out;
    settings.cpu_mask = values->cpu_mask;
    settings.one_sided = values->one_sided;
    settings.grid_only = values->grid;
    settings.seen = page_seen;
    settings.cancelled = tool_is_cancelled;
    settings.cookie = values;
    if (ovalis_show(&settings, &totals, &why) != OVALIS_OK)
        return tool_fail(&why);
    print_totals(values, &totals);
    return exit_code(&totals);
}

static int run(const struct tool_command *self, int count, char **arguments)
{
    struct values values = {.out = "ovalis-show"};
    struct ovalis_election *election = NULL;
    struct ovalis_policy policy;
    int operands, code;
    bool ended;

    code = tool_read_cpu_mask(self, &values.cpu_mask);
    if (code != TOOL_DONE)
        return code;
    code = tool_parse_options(self, &values, count, arguments, &operands, &ended);
    if (ended)
        return code;
    if (operands == 0 || (!values.election && (!values.grid || values.settings))) {
        tool_complain(operands == 0 ? "show: no sheets given" : "show: --election is needed",
                      "ovalis show --help");
        return TOOL_USAGE;
    }
    tool_catch_signals();
    ovalis_policy_default(&policy);
    if (values.election)
        code = tool_read_election(&election, &policy, values.election, values.settings);
    if (code == TOOL_DONE)
        code = show(&values, election, &policy, arguments, operands);
    ovalis_election_free(&election);
    return code;
}

const struct tool_command tool_show = {
    .name = "show",
    .arguments = "[--election FILE | --grid] [OPTIONS] SHEET...",
    .summary = "Draw over its pages what is seen on a sheet",
    .details = details,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
