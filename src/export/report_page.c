/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of the page and its totals. */
#include "export/report.h"

#include "ovalis/version.h"

void ovalis_report_add_image(struct ovalis_text *out, const void *png, size_t size, const char *alt)
{
    ovalis_text_add(out, "<img alt=\"");
    ovalis_text_html(out, alt);
    ovalis_text_add(out, "\" src=\"data:image/png;base64,");
    ovalis_text_add_base64(out, png, size);
    ovalis_text_add(out, "\">");
}

void ovalis_report_add_count(struct ovalis_text *out, unsigned long long count)
{
    unsigned long long divisor = 1;

    while (count / divisor >= 1000)
        divisor *= 1000;
    ovalis_text_number(out, count / divisor);
    while (divisor > 1) {
        divisor /= 1000;
        ovalis_text_format(out, ",%03u", (unsigned)(count / divisor % 1000));
    }
}

void ovalis_report_add_option(struct ovalis_text *out, const struct ovalis_contest *contest,
                              size_t option)
{
    size_t number = 1;

    if (contest->options[option].name[0] != '\0') {
        ovalis_text_html(out, contest->options[option].name);
        return;
    }
    for (size_t i = 0; i < option; i++)
        number += contest->options[i].write_in;
    ovalis_text_add(out, "write-in ");
    ovalis_text_number(out, number);
}

static void add_tile(struct ovalis_text *out, const char *kind, const char *section,
                     unsigned long long count, const char *words)
{
    ovalis_text_format(out, "<a class=\"tile %s\" href=\"#%s\"><b>", kind, section);
    ovalis_report_add_count(out, count);
    ovalis_text_format(out, "</b> %s</a>\n", words);
}

/* In = counted + review + refused: said with the numbers, and loudly if it ever fails. */
static void add_conservation(struct ovalis_text *out, const struct ovalis_run_totals *totals)
{
    bool holds = totals->sheets == totals->outcome[OVALIS_COUNTED] +
                                       totals->outcome[OVALIS_REVIEW] +
                                       totals->outcome[OVALIS_REFUSED];

    ovalis_text_format(out, "<p class=\"%s\">", holds ? "conservation" : "conservation broken");
    ovalis_report_add_count(out, totals->sheets);
    ovalis_text_add(out, " in = ");
    ovalis_report_add_count(out, totals->outcome[OVALIS_COUNTED]);
    ovalis_text_add(out, " counted + ");
    ovalis_report_add_count(out, totals->outcome[OVALIS_REVIEW]);
    ovalis_text_add(out, " for review + ");
    ovalis_report_add_count(out, totals->outcome[OVALIS_REFUSED]);
    ovalis_text_add(out, holds ? " refused: every sheet is accounted for."
                               : " refused: THE NUMBERS DO NOT ADD UP. Do not use this run.");
    if (totals->files_refused > 0) {
        ovalis_text_add(out, " Beside them <b>");
        ovalis_report_add_count(out, totals->files_refused);
        ovalis_text_add(out, "</b> files or pages could not be read as a sheet.");
    }
    ovalis_text_add(out, "</p>\n");
}

static void add_title(struct ovalis_text *out, const struct ovalis_election *election)
{
    const char *const parts[] = {election->date, election->jurisdiction, election->state};
    const char *between = "";

    ovalis_text_add(out, "<header><h1>");
    ovalis_text_html(out, election->title[0] ? election->title : "Election");
    ovalis_text_add(out, "</h1><p>");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i] || parts[i][0] == '\0')
            continue;
        ovalis_text_add(out, between);
        ovalis_text_html(out, parts[i]);
        between = " · ";
    }
    ovalis_text_add(out, "</p></header>\n");
    if (election->is_test)
        ovalis_text_add(out, "<p class=\"test\">This definition is for tests only.</p>\n");
}

void ovalis_report_write_head(struct ovalis_text *out, const struct ovalis_election *election,
                              const struct ovalis_run_totals *totals)
{
    ovalis_text_add(out,
                    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    /* nothing is fetched and nothing runs, whatever a name may hold */
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "img-src data:; style-src 'unsafe-inline'\">\n<title>");
    ovalis_text_html(out, election->title);
    ovalis_text_add(out, " – sheets and votes</title>\n<style>\n");
    ovalis_text_add(out, ovalis_report_style());
    ovalis_text_add(out, "</style></head>\n<body>\n");
    add_title(out, election);
    ovalis_text_add(out, "<main><section id=\"totals\"><div class=\"tiles\">\n");
    add_tile(out, "all", "registration", totals->sheets, "sheets in");
    add_tile(out, "counted", "contests", totals->outcome[OVALIS_COUNTED], "counted");
    add_tile(out, "review", "review", totals->outcome[OVALIS_REVIEW], "for review");
    add_tile(out, "refused", "refused", totals->outcome[OVALIS_REFUSED], "refused");
    ovalis_text_add(out, "</div>\n");
    add_conservation(out, totals);
    ovalis_text_add(out, "<nav><a href=\"#refused\">Refused</a> <a href=\"#review\">For review</a> "
                         "<a href=\"#contests\">Contests</a> <a href=\"#marks\">Marks</a> "
                         "<a href=\"#registration\">Registration</a> <a href=\"#basis\">What this "
                         "rests on</a></nav></section>\n");
}

/* ---- a contest ---- */

static unsigned long long most_votes(const struct ovalis_contest *contest,
                                     const struct ovalis_contest_total *total)
{
    unsigned long long most = 1;

    for (size_t i = 0; i < contest->option_count; i++) {
        if (total->votes[i] + total->open[i] > most)
            most = total->votes[i] + total->open[i];
    }
    return most;
}

static void add_option_row(struct ovalis_text *out, const struct ovalis_contest *contest, size_t i,
                           const struct ovalis_contest_total *total, unsigned long long most)
{
    ovalis_text_add(out, "<tr><th scope=\"row\">");
    ovalis_report_add_option(out, contest, i);
    ovalis_text_add(out, "</th><td class=\"bar\"><span style=\"width:");
    ovalis_text_decimal(out, (double)total->votes[i] * 100 / (double)most, 1);
    ovalis_text_add(out, "%\"></span><span class=\"open\" style=\"width:");
    ovalis_text_decimal(out, (double)total->open[i] * 100 / (double)most, 1);
    ovalis_text_add(out, "%\"></span></td><td class=\"number\">");
    ovalis_report_add_count(out, total->votes[i]);
    if (total->open[i] > 0) {
        ovalis_text_add(out, " <small>+");
        ovalis_report_add_count(out, total->open[i]);
        ovalis_text_add(out, "?</small>");
    }
    ovalis_text_add(out, "</td></tr>\n");
}

void ovalis_report_write_contest(struct ovalis_text *out, const struct ovalis_contest *contest,
                                 const struct ovalis_contest_total *total)
{
    const struct {
        const char *name;
        unsigned long long count;
    } sums[] = {{"ballots", total->ballots},
                {"overvotes", total->overvotes},
                {"undervotes", total->undervotes},
                {"write-ins", total->write_ins},
                {"waiting", total->pending}};
    unsigned long long most = most_votes(contest, total);

    ovalis_text_add(out, "<div class=\"contest\"><table class=\"bars\"><caption>");
    ovalis_text_html(out, contest->title);
    ovalis_text_format(out, " <small>vote for %d</small></caption>\n", contest->votes_allowed);
    for (size_t i = 0; i < contest->option_count; i++)
        add_option_row(out, contest, i, total, most);
    ovalis_text_add(out, "</table><p class=\"sums\">");
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        ovalis_text_format(out, "<span%s>%s <b>",
                           i == 4 && sums[i].count ? " class=\"waiting\"" : "", sums[i].name);
        ovalis_report_add_count(out, sums[i].count);
        ovalis_text_add(out, "</b></span> ");
    }
    ovalis_text_add(out, "</p></div>\n");
}

/* ---- the end ---- */

static void add_share(struct ovalis_text *out, const char *name, double share)
{
    ovalis_text_format(out, "<tr><th scope=\"row\">%s</th><td>", name);
    ovalis_text_shortest(out, share * 100, 2);
    ovalis_text_add(out, " %</td></tr>\n");
}

static const char *const asked_names[] = {"marginal marks", "overvotes", "undervotes",
                                          "blank sheets", "unmarked write-ins"};

static void add_asked(struct ovalis_text *out, const struct ovalis_policy *policy)
{
    const char *between = "";

    ovalis_text_add(out, "<tr><th scope=\"row\">a person is asked about</th><td>");
    for (unsigned i = 0; i < sizeof asked_names / sizeof *asked_names; i++) {
        if (!(policy->adjudicate & 1u << i))
            continue;
        ovalis_text_add(out, between);
        ovalis_text_add(out, asked_names[i]);
        between = ", ";
    }
    if (policy->review_sparse) {
        ovalis_text_add(out, between);
        ovalis_text_add(out, "sparse marks");
        between = ", ";
    }
    ovalis_text_add(out, between[0] ? " – and whatever the evidence leaves in doubt</td></tr>\n"
                                    : "only what the evidence leaves in doubt</td></tr>\n");
}

void ovalis_not_asked_add(struct ovalis_not_asked *sum, const struct ovalis_record *record)
{
    const struct ovalis_sheet_reading *reading = &record->reading;

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];

        for (size_t k = 0; k < reading->target_count; k++) {
            if (reading->targets[k]->contest != result->contest || result->overvotes > 0 ||
                result->options[reading->targets[k]->option].strength != OVALIS_STRENGTH_NONE)
                continue;
            sum->marginal += reading->marks[k].state == OVALIS_MARGINAL;
            sum->writing += reading->marks[k].state == OVALIS_UNMARKED &&
                            reading->writings[k].state == OVALIS_WRITING_PRESENT;
        }
    }
}

static void add_not_asked(struct ovalis_text *out, const struct ovalis_not_asked *not_asked)
{
    if (not_asked->marginal + not_asked->writing == 0)
        return;
    ovalis_text_add(out, "<tr><th scope=\"row\">not asked about, so not counted</th><td>");
    ovalis_report_add_count(out, not_asked->writing);
    ovalis_text_add(out, " names written beside empty ovals, ");
    ovalis_report_add_count(out, not_asked->marginal);
    ovalis_text_add(out, " marks between the two percentages</td></tr>\n");
}

void ovalis_report_write_foot(struct ovalis_text *out, const struct ovalis_election *election,
                              const struct ovalis_policy *policy,
                              const struct ovalis_not_asked *not_asked)
{
    ovalis_text_add(out,
                    "<section id=\"basis\"><h2>What this rests on</h2><table "
                    "class=\"facts\"><tr><th scope=\"row\">definition, SHA-256</th><td><code>");
    ovalis_text_html(out, election->hash_hex);
    ovalis_text_add(out, "</code></td></tr>\n");
    add_share(out, "marked from a fill of", policy->definite_fill);
    add_share(out, "never unmarked from a fill of", policy->marginal_fill);
    add_share(out, "writing from a fill of", policy->write_in_fill);
    add_asked(out, policy);
    add_not_asked(out, not_asked);
    ovalis_text_add(out,
                    "<tr><th scope=\"row\">program</th><td>ovalis " OVALIS_VERSION
                    "</td></tr></table>\n<p>Beside this page: <a href=\"cvr.json\">cvr.json</a>, "
                    "the cast-vote records with the hashes of all images; <a "
                    "href=\"sheets.csv\">sheets.csv</a>, <a href=\"marks.csv\">marks.csv</a> "
                    "and <a href=\"tally.csv\">tally.csv</a>; <code>images/</code>. The same "
                    "sheets and definition give the same files, byte for byte.</p></section>\n"
                    "</main></body></html>\n");
}
