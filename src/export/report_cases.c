/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets that want a person: what was seen, where, and what to do. */
#include "export/report.h"

static void add_picture(struct ovalis_cases *cases, struct ovalis_report_picture place)
{
    if (!place.png || cases->picture_bytes + place.size > OVALIS_CASES_PICTURES_MAX)
        return;
    cases->picture_bytes += place.size;
    ovalis_text_add(&cases->html, "<div class=\"place\">");
    ovalis_report_add_image(&cases->html, place.png, place.size, "the place concerned");
    ovalis_text_add(&cases->html, "</div>");
}

/* "Sheet 12 of the run; scans.tif, page 23 and 24" */
static void add_where(struct ovalis_text *out, const struct ovalis_record *record)
{
    const struct ovalis_image_evidence *front = &record->images[OVALIS_FRONT];
    const struct ovalis_image_evidence *back = &record->images[OVALIS_BACK];
    const struct ovalis_image_evidence *images[] = {front, back};

    ovalis_text_add(out, "<p class=\"where\">Sheet ");
    ovalis_report_add_count(out, record->position);
    ovalis_text_add(out, " of the run");
    for (size_t i = 0; i < 2; i++) {
        if (!images[i]->present || !images[i]->source)
            continue;
        ovalis_text_add(out, " · ");
        ovalis_text_html(out, images[i]->source);
        ovalis_text_format(out, ", page %d", images[i]->source_page);
    }
    for (size_t i = 0; i < 2; i++) {
        if (!images[i]->present || !images[i]->stored)
            continue;
        ovalis_text_add(out, " · <a href=\"images/");
        ovalis_text_uri(out, images[i]->stored);
        ovalis_text_format(out, "\">%s image</a>", i == 0 ? "front" : "back");
    }
    ovalis_text_add(out, "</p>");
}

static void add_sentences(struct ovalis_text *out, unsigned reasons)
{
    for (unsigned bit = 0; bit < OVALIS_REVIEW_REASON_COUNT; bit++) {
        if (!(reasons & 1u << bit))
            continue;
        ovalis_text_format(out, "<li><b>%s</b> ", ovalis_review_reason_name(1u << bit));
        ovalis_text_html(out, ovalis_review_reason_sentence(1u << bit));
        ovalis_text_add(out, "</li>");
    }
}

static void add_options(struct ovalis_text *out, const struct ovalis_contest *contest,
                        const struct ovalis_contest_result *result)
{
    const char *before = "<p class=\"seen\">Seen: ";

    for (size_t i = 0; i < result->option_count; i++) {
        const struct ovalis_option_result *option = &result->options[i];

        if (option->state == OVALIS_UNMARKED && option->strength == OVALIS_STRENGTH_NONE)
            continue;
        ovalis_text_add(out, before);
        ovalis_report_add_option(out, contest, i);
        ovalis_text_format(out, " <i class=\"%s\">%s</i>", ovalis_mark_state_name(option->state),
                           ovalis_mark_state_name(option->state));
        before = ", ";
    }
    if (before[0] == ',')
        ovalis_text_add(out, "</p>");
}

static void add_contests(struct ovalis_text *out, const struct ovalis_election *election,
                         const struct ovalis_record *record)
{
    unsigned said = 0;

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];
        const struct ovalis_contest *contest = &election->contests[result->contest];

        /* a reason that holds the whole sheet is said once, below */
        if ((result->reasons & ~(unsigned)OVALIS_REVIEW_REPEATED_IMAGE) == 0)
            continue;
        ovalis_text_add(out, "<div class=\"contest-case\"><h4>");
        ovalis_text_html(out, contest->title);
        ovalis_text_format(out, " <small>vote for %d · %s</small></h4><ul>", contest->votes_allowed,
                           result->pending ? "not counted until decided" : "counted as it stands");
        add_sentences(out, result->reasons & ~(unsigned)OVALIS_REVIEW_REPEATED_IMAGE);
        ovalis_text_add(out, "</ul>");
        add_options(out, contest, result);
        ovalis_text_add(out, "</div>");
        said |= result->reasons & ~(unsigned)OVALIS_REVIEW_REPEATED_IMAGE;
    }
    if (record->reasons & ~said) {
        ovalis_text_add(out, "<ul>");
        add_sentences(out, record->reasons & ~said);
        ovalis_text_add(out, "</ul>");
    }
    if (record->repeats) {
        ovalis_text_add(out, "<p>The first sheet of these images is <b>");
        ovalis_text_html(out, record->repeats);
        ovalis_text_add(out, "</b>. If both are paper of their own, scan this one again.</p>");
    }
}

static void add_refusal(struct ovalis_text *out, const struct ovalis_record *record)
{
    ovalis_text_add(out, "<p class=\"refusal\"><b>");
    ovalis_text_html(out, ovalis_status_name(record->refusal.status));
    ovalis_text_add(out, "</b> ");
    ovalis_text_html(out, ovalis_status_sentence(record->refusal.status));
    ovalis_text_add(out, ".</p><p class=\"seen\">");
    ovalis_text_html(out, record->refusal.text);
    ovalis_text_add(out, "</p>");
}

void ovalis_cases_add(struct ovalis_cases *cases, const struct ovalis_election *election,
                      const struct ovalis_record *record, struct ovalis_report_picture place)
{
    struct ovalis_text *out = &cases->html;

    cases->total++;
    if (cases->shown >= OVALIS_CASES_MAX)
        return;
    cases->shown++;
    ovalis_text_format(out, "<article class=\"case %s\"><div class=\"words\"><h3>",
                       ovalis_outcome_name(record->outcome));
    ovalis_text_html(out, record->sheet);
    ovalis_text_add(out, "</h3>");
    if (record->outcome == OVALIS_REFUSED)
        add_refusal(out, record);
    else
        add_contests(out, election, record);
    add_where(out, record);
    ovalis_text_add(out, "</div>");
    add_picture(cases, place);
    ovalis_text_add(out, "</article>\n");
}

void ovalis_cases_write(struct ovalis_text *out, const struct ovalis_cases *cases,
                        enum ovalis_outcome outcome)
{
    bool refused = outcome == OVALIS_REFUSED;

    ovalis_text_format(out, "<section id=\"%s\"><h2>%s <span class=\"count\">",
                       ovalis_outcome_name(outcome), refused ? "Refused sheets" : "For review");
    ovalis_report_add_count(out, cases->total);
    ovalis_text_add(out, "</span></h2>");
    if (cases->total == 0) {
        ovalis_text_add(out, "<p>None.</p></section>\n");
        return;
    }
    ovalis_text_add(out, refused ? "<p>Nothing of these sheets is in any total. Take each from its "
                                   "place in the batch, cure what is said, and feed it again; or "
                                   "count it by hand.</p>"
                                 : "<p>Look at the paper of each contest named here and decide by "
                                   "the law of the place. What is not named counts as it "
                                   "stands.</p>");
    if (cases->shown < cases->total) {
        ovalis_text_format(out, "<p class=\"note\">The first %u are shown here; ", cases->shown);
        ovalis_text_add(out, "<a href=\"sheets.csv\">sheets.csv</a> has all.</p>");
    }
    ovalis_text_add_bytes(out, cases->html.bytes, cases->html.length);
    out->failed |= cases->html.failed;
    ovalis_text_add(out, "</section>\n");
}
