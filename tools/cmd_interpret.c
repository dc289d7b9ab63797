/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json.h"
#include "options.h"
#include "progress.h"
#include "ovalis/run.h"

/* Sheets told by name at the end; the rest is in sheets.csv and the report. */
#define TOLD_MAX 20

struct values {
    const char *election, *settings, *out;
    int jobs;
    unsigned cpu_mask;
    bool one_sided, count_repeats, test_ballots, json;
    int progress;
};

static const struct tool_option options[] = {
    {"election", "FILE", TOOL_TEXT, offsetof(struct values, election),
     "the election definition: VxSuite election.json or NIST Ballot Definition CDF; needed"},
    {"settings", "FILE", TOOL_TEXT, offsetof(struct values, settings),
     "system settings (VxSuite systemSettings.json): thresholds and adjudication reasons"},
    {"out", "DIR", TOOL_TEXT, offsetof(struct values, out),
     "folder for the results, made when missing; one that holds a run is refused [ovalis-out]"},
    {"jobs", "N", TOOL_NUMBER, offsetof(struct values, jobs),
     "sheets worked on at the same time [one per processor]; the results are the same for any N"},
    TOOL_CPU_MASK_OPTION,
    {"one-sided", NULL, TOOL_FLAG, offsetof(struct values, one_sided),
     "every page is a sheet of its own"},
    {"count-repeats", NULL, TOOL_FLAG, offsetof(struct values, count_repeats),
     "count images that came before in this run again, instead of asking a person"},
    {"test-ballots", NULL, TOOL_FLAG, offsetof(struct values, test_ballots),
     "this run is a test: sheets printed in test mode count, and the records say so"},
    {"json", NULL, TOOL_FLAG, offsetof(struct values, json),
     "print one JSON object per sheet and one for the run, instead of the summary"},
    {"progress", NULL, TOOL_SWITCH, offsetof(struct values, progress),
     "show the progress on standard error [when it is a terminal]"},
};

static const char details[] =
    "SHEETS are image files (TIFF, JPEG, PNG, PNM) and folders of them. A multi-page\n"
    "file is a run of sheets; single pages are paired by front/back, -a/-b or _1/_2\n"
    "in their names, else in order.\n"
    "\n"
    "exit codes: 0 all counted, 1 failed, 2 called wrongly, 3 some sheets wait for a\n"
    "person, 4 some sheets or files were refused, 130 stopped.\n";

/* A sheet that the summary tells by name. */
struct told {
    char sheet[64];
    char reason[256];
};

struct told_list {
    struct told entries[TOLD_MAX];
    size_t count;
};

struct session {
    const struct values *values;
    struct tool_progress progress;
    struct told_list told[OVALIS_OUTCOMES];
};

/* Cut at a whole character: a name may be longer than the line has room for. */
static void copy_cut(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length < size) {
        memcpy(out, text, length + 1);
        return;
    }
    length = size - 4;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    memcpy(out, text, length);
    memcpy(out + length, "...", 4);
}

static void remember(struct told_list *list, const struct ovalis_run_progress *ended)
{
    if (list->count == TOLD_MAX)
        return;
    copy_cut(list->entries[list->count].sheet, sizeof list->entries[0].sheet, ended->sheet);
    copy_cut(list->entries[list->count].reason, sizeof list->entries[0].reason, ended->reason);
    list->count++;
}

static void print_sheet(const struct ovalis_run_progress *ended)
{
    struct tool_json json;

    tool_json_begin(&json, stdout);
    tool_json_text(&json, "kind", "sheet");
    tool_json_text(&json, "sheet", ended->sheet);
    tool_json_text(&json, "outcome", ovalis_outcome_name(ended->outcome));
    tool_json_text(&json, "reason", ended->reason);
    tool_json_end(&json);
}

static void sheet_ended(void *cookie, const struct ovalis_run_progress *ended)
{
    struct session *session = cookie;
    const unsigned long long *outcome = ended->totals->outcome;
    char behind[96];

    if (session->values->json)
        print_sheet(ended);
    else if (ended->outcome != OVALIS_COUNTED)
        remember(&session->told[ended->outcome], ended);
    (void)snprintf(behind, sizeof behind, "%llu counted, %llu for review, %llu refused",
                   outcome[OVALIS_COUNTED], outcome[OVALIS_REVIEW], outcome[OVALIS_REFUSED]);
    tool_progress_update(&session->progress, ended->totals->sheets, ended->sheets_expected, behind);
}

static void print_told(const struct told_list *list, const char *heading, unsigned long long total)
{
    if (total == 0)
        return;
    (void)printf("\n%s:\n", heading);
    for (size_t i = 0; i < list->count; i++)
        (void)printf("  %-24s %s\n", list->entries[i].sheet, list->entries[i].reason);
    if (total > list->count)
        (void)printf("  ... and %llu more: see sheets.csv\n", total - list->count);
}

static void print_summary(const struct session *session, const struct ovalis_election *election,
                          const struct ovalis_run_totals *totals)
{
    const unsigned long long *outcome = totals->outcome;
    const char *out = session->values->out;

    (void)printf("%s (definition %.16s)\n", ovalis_election_title(election),
                 ovalis_election_hash(election));
    print_told(&session->told[OVALIS_REVIEW], "for review", outcome[OVALIS_REVIEW]);
    print_told(&session->told[OVALIS_REFUSED], "refused", outcome[OVALIS_REFUSED]);
    (void)printf("\nsheets: %llu in = %llu counted + %llu for review + %llu refused\n",
                 totals->sheets, outcome[OVALIS_COUNTED], outcome[OVALIS_REVIEW],
                 outcome[OVALIS_REFUSED]);
    if (totals->files_refused > 0)
        (void)printf("%llu of the refused never became a sheet: unreadable, or a page without its "
                     "other side\n",
                     totals->files_refused);
    (void)printf("results: %s\nopen:    %s/report.html\n", out, out);
}

static int exit_code(const struct ovalis_run_totals *totals)
{
    if (totals->outcome[OVALIS_REFUSED] > 0 || totals->files_refused > 0)
        return TOOL_REFUSED;
    return totals->outcome[OVALIS_REVIEW] > 0 ? TOOL_REVIEW : TOOL_DONE;
}

static void print_run(const struct session *session, const struct ovalis_election *election,
                      const struct ovalis_run_totals *totals)
{
    struct tool_json json;

    tool_json_begin(&json, stdout);
    tool_json_text(&json, "kind", "run");
    tool_json_text(&json, "election", ovalis_election_title(election));
    tool_json_text(&json, "ballotHash", ovalis_election_hash(election));
    tool_json_count(&json, "sheets", totals->sheets);
    tool_json_count(&json, "counted", totals->outcome[OVALIS_COUNTED]);
    tool_json_count(&json, "review", totals->outcome[OVALIS_REVIEW]);
    tool_json_count(&json, "refused", totals->outcome[OVALIS_REFUSED]);
    tool_json_count(&json, "filesRefused", totals->files_refused);
    tool_json_text(&json, "out", session->values->out);
    tool_json_count(&json, "exit", (unsigned long long)exit_code(totals));
    tool_json_end(&json);
}

static int interpret(const struct values *values, const struct ovalis_election *election,
                     const struct ovalis_policy *policy, char **sheets, int sheet_count)
{
    struct session session = {.values = values};
    struct ovalis_run_settings settings;
    struct ovalis_run_totals totals;
    enum ovalis_status status;
    struct ovalis_diag why;

    ovalis_run_settings_default(&settings);
    settings.election = election;
    settings.policy = policy;
    settings.inputs = (const char *const *)sheets;
    settings.input_count = (size_t)sheet_count;
    settings.out_dir = values->out;
    settings.jobs = values->jobs;
    settings.cpu_mask = values->cpu_mask;
    settings.one_sided = values->one_sided;
    settings.count_repeats = values->count_repeats;
    settings.progress = sheet_ended;
    settings.cancelled = tool_is_cancelled;
    settings.cookie = &session;
    tool_progress_begin(&session.progress, values->progress);
    status = ovalis_run(&settings, &totals, &why);
    tool_progress_end(&session.progress);
    if (status != OVALIS_OK)
        return tool_fail(&why);
    if (values->json)
        print_run(&session, election, &totals);
    else
        print_summary(&session, election, &totals);
    return exit_code(&totals);
}

static int run(const struct tool_command *self, int count, char **arguments)
{
    struct values values = {.out = "ovalis-out", .progress = -1};
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
    if (!values.election || operands == 0) {
        tool_complain(values.election ? "interpret: no sheets given"
                                      : "interpret: --election is needed",
                      "ovalis interpret --help");
        return TOOL_USAGE;
    }
    tool_catch_signals();
    code = tool_read_election(&election, &policy, values.election, values.settings);
    policy.allow_test_ballots = values.test_ballots;
    if (code == TOOL_DONE)
        code = interpret(&values, election, &policy, arguments, operands);
    ovalis_election_free(&election);
    return code;
}

const struct tool_command tool_interpret = {
    .name = "interpret",
    .arguments = "--election FILE [OPTIONS] SHEETS...",
    .summary = "Turn images of ballots into cast-vote records and a tally",
    .details = details,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};
