/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets that want a person: what was seen, where, and what to do. */
#include "export/report.h"

/* A reason that holds for the sheet as a whole is said once, not at every contest. */
#define SAID_ONCE ((unsigned)OVALIS_REVIEW_REPEATED_IMAGE)

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

/* The contest that a target belongs to, when it is one that the person is asked about. */
static const struct ovalis_contest_result *asked_contest(const struct ovalis_record *record,
                                                         size_t index)
{
    const struct ovalis_interpretation *sheet = &record->interpretation;

    for (size_t i = 0; i < sheet->contest_count; i++) {
        if (sheet->contests[i].contest == record->reading.targets[index]->contest)
            return sheet->contests[i].reasons & ~SAID_ONCE ? &sheet->contests[i] : NULL;
    }
    return NULL;
}

static bool is_worth_seeing(const struct ovalis_sheet_reading *reading, size_t index)
{
    return reading->marks[index].state != OVALIS_UNMARKED || reading->marks[index].flags != 0 ||
           reading->writings[index].state != OVALIS_WRITING_NONE;
}

bool ovalis_cases_want(const struct ovalis_cases *cases, const struct ovalis_record *record,
                       size_t index)
{
    return record->outcome == OVALIS_REVIEW && cases->shown < OVALIS_CASES_MAX &&
           cases->picture_bytes < OVALIS_CASES_PICTURES_MAX &&
           is_worth_seeing(&record->reading, index) && asked_contest(record, index);
}

/* One target in words: "James Poole marked (sparse), name written". */
static void add_target(struct ovalis_text *out, const struct ovalis_contest *contest,
                       const struct ovalis_sheet_reading *reading, size_t index)
{
    const struct ovalis_mark *mark = &reading->marks[index];
    const char *state = ovalis_mark_state_name(mark->state);

    ovalis_report_add_option(out, contest, reading->targets[index]->option);
    ovalis_text_format(out, " <i class=\"%s\">%s</i>", state, state);
    if (mark->flags) {
        ovalis_text_add(out, " (");
        ovalis_text_bits(out, mark->flags, ovalis_mark_flag_name);
        ovalis_text_add(out, ")");
    }
    if (reading->writings[index].state == OVALIS_WRITING_PRESENT)
        ovalis_text_add(out, ", name written");
    if (reading->writings[index].state == OVALIS_WRITING_SOME)
        ovalis_text_add(out, ", some ink on the line");
}

static const struct ovalis_report_mark *picture_of(const struct ovalis_report_mark *marks,
                                                   size_t mark_count, size_t index)
{
    for (size_t i = 0; i < mark_count; i++) {
        if (marks[i].index == index)
            return &marks[i];
    }
    return NULL;
}

/* What was seen in a contest, each target with its picture when there is one. */
static void add_seen(struct ovalis_cases *cases, const struct ovalis_contest *contest,
                     const struct ovalis_record *record, size_t contest_index,
                     const struct ovalis_report_mark *marks, size_t mark_count)
{
    const struct ovalis_sheet_reading *reading = &record->reading;
    struct ovalis_text *out = &cases->html;

    ovalis_text_add(out, "<div class=\"marks\">");
    for (size_t i = 0; i < reading->target_count; i++) {
        const struct ovalis_report_mark *picture = picture_of(marks, mark_count, i);

        if (reading->targets[i]->contest != contest_index || !is_worth_seeing(reading, i))
            continue;
        ovalis_text_format(out, "<figure class=\"mark %s\">",
                           ovalis_mark_state_name(reading->marks[i].state));
        if (picture && cases->picture_bytes + picture->picture.size <= OVALIS_CASES_PICTURES_MAX) {
            cases->picture_bytes += picture->picture.size;
            ovalis_report_add_image(out, picture->picture.png, picture->picture.size, "");
        }
        ovalis_text_add(out, "<figcaption>");
        add_target(out, contest, reading, i);
        ovalis_text_add(out, "</figcaption></figure>");
    }
    ovalis_text_add(out, "</div>");
}

static void add_contest(struct ovalis_cases *cases, const struct ovalis_contest *contest,
                        const struct ovalis_record *record,
                        const struct ovalis_contest_result *result,
                        const struct ovalis_report_mark *marks, size_t mark_count)
{
    struct ovalis_text *out = &cases->html;

    ovalis_text_add(out, "<div class=\"contest-case\"><h4>");
    ovalis_text_html(out, contest->title);
    ovalis_text_format(out, " <small>vote for %d · %s</small></h4><ul>", contest->votes_allowed,
                       result->pending ? "not counted until decided" : "counted as it stands");
    add_sentences(out, result->reasons & ~SAID_ONCE);
    ovalis_text_add(out, "</ul>");
    add_seen(cases, contest, record, result->contest, marks, mark_count);
    ovalis_text_add(out, "</div>");
}

static void add_contests(struct ovalis_cases *cases, const struct ovalis_election *election,
                         const struct ovalis_record *record, const struct ovalis_report_mark *marks,
                         size_t mark_count)
{
    struct ovalis_text *out = &cases->html;
    unsigned said = 0;

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        const struct ovalis_contest_result *result = &record->interpretation.contests[i];

        if ((result->reasons & ~SAID_ONCE) == 0)
            continue;
        add_contest(cases, &election->contests[result->contest], record, result, marks, mark_count);
        said |= result->reasons & ~SAID_ONCE;
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
                      const struct ovalis_record *record, const struct ovalis_report_mark *marks,
                      size_t mark_count, struct ovalis_report_picture place)
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
        add_contests(cases, election, record, marks, mark_count);
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
