/* SPDX-License-Identifier: Apache-2.0 */
/* The head of cvr.json: the election as the records refer to it. */
#include "export/cvr_build.h"

#include <string.h>

#include "export/format.h"
#include "ovalis/version.h"

#define DEVICE "engine"

static void put_parties(struct ovalis_cvr_build *build, json_t *report)
{
    json_t *list;

    if (build->election->party_count == 0)
        return;
    list = ovalis_cvr_put_list(build, report, "Party");
    for (size_t i = 0; i < build->election->party_count; i++) {
        const struct ovalis_party *party = &build->election->parties[i];
        json_t *object = ovalis_cvr_object(build, "Party");

        ovalis_cvr_put(build, object, "@id", ovalis_cvr_id(build, "party", party->id, NULL));
        ovalis_cvr_put_text(build, object, "Name", party->name);
        ovalis_cvr_put_text(build, object, "Abbreviation", party->abbreviation);
        ovalis_cvr_put_code(build, object, "definition-id", party->id);
        ovalis_cvr_append(build, list, object);
    }
}

static void put_units(struct ovalis_cvr_build *build, json_t *report)
{
    json_t *list = ovalis_cvr_put_list(build, report, "GpUnit");
    json_t *scope = ovalis_cvr_object(build, "GpUnit");

    ovalis_cvr_put(build, scope, "@id", ovalis_cvr_id(build, "scope", "jurisdiction", NULL));
    ovalis_cvr_put_text(build, scope, "Type", "other");
    ovalis_cvr_put_text(build, scope, "OtherType", "jurisdiction");
    ovalis_cvr_put_text(build, scope, "Name", build->election->jurisdiction);
    ovalis_cvr_append(build, list, scope);
    for (size_t i = 0; i < build->election->precinct_count; i++) {
        const struct ovalis_precinct *precinct = &build->election->precincts[i];
        json_t *unit = ovalis_cvr_object(build, "GpUnit");

        ovalis_cvr_put(build, unit, "@id", ovalis_cvr_id(build, "precinct", precinct->id, NULL));
        ovalis_cvr_put_text(build, unit, "Type", "precinct");
        ovalis_cvr_put_text(build, unit, "Name", precinct->name);
        ovalis_cvr_put_code(build, unit, "definition-id", precinct->id);
        ovalis_cvr_append(build, list, unit);
    }
}

/* The thresholds in use, for whoever asks (VVSG 2.0, 1.1.6-G). */
static json_t *policy_note(struct ovalis_cvr_build *build)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text note = {0};
    const struct ovalis_policy *policy = build->policy;

    ovalis_text_add(&note, "policy: fill marked from ");
    ovalis_text_decimal(&note, policy->definite_fill, OVALIS_FILL_DECIMALS);
    ovalis_text_add(&note, ", never unmarked from ");
    ovalis_text_decimal(&note, policy->marginal_fill, OVALIS_FILL_DECIMALS);
    ovalis_text_add(&note, ", writing from ");
    ovalis_text_decimal(&note, policy->write_in_fill, OVALIS_FILL_DECIMALS);
    ovalis_text_add(&note, "; registration bound ");
    ovalis_text_decimal(&note, policy->registration_bound_mm, 3);
    ovalis_text_format(&note, " mm; adjudicate 0x%02x; refuse on layout %s; review sparse %s",
                       policy->adjudicate, policy->refuse_on_layout ? "yes" : "no",
                       policy->review_sparse ? "yes" : "no");
    return note.failed ? NULL : ovalis_cvr_text(build, note.bytes);
}

static void put_device(struct ovalis_cvr_build *build, json_t *report)
{
    json_t *list = ovalis_cvr_put_list(build, report, "ReportingDevice");
    json_t *device = ovalis_cvr_object(build, "ReportingDevice");
    json_t *notes;

    ovalis_cvr_put(build, device, "@id", ovalis_cvr_id(build, "device", DEVICE, NULL));
    ovalis_cvr_put_text(build, device, "Manufacturer", "Ovalis");
    ovalis_cvr_put_text(build, device, "Application", "ovalis " OVALIS_VERSION);
    ovalis_cvr_put_text(build, device, "MarkMetricType", OVALIS_MARK_METRIC);
    notes = ovalis_cvr_put_list(build, device, "Notes");
    ovalis_cvr_append(build, notes, policy_note(build));
    ovalis_cvr_append(build, list, device);
}

/* An option's Candidate; write-ins and answers have none. */
static void put_candidates(struct ovalis_cvr_build *build, json_t *list,
                           const struct ovalis_contest *contest)
{
    if (contest->kind != OVALIS_CONTEST_CANDIDATE)
        return;
    for (size_t i = 0; i < contest->option_count; i++) {
        const struct ovalis_option *option = &contest->options[i];
        json_t *candidate;

        if (option->write_in)
            continue;
        candidate = ovalis_cvr_object(build, "Candidate");
        ovalis_cvr_put(build, candidate, "@id",
                       ovalis_cvr_id(build, "candidate", contest->id, option->id));
        ovalis_cvr_put_text(build, candidate, "Name", option->name);
        /* PartyId holds one; a candidate of several parties has none here rather than a wrong one
         */
        if (option->party_count == 1)
            ovalis_cvr_put(build, candidate, "PartyId",
                           ovalis_cvr_id(build, "party",
                                         build->election->parties[option->parties[0]].id, NULL));
        ovalis_cvr_put_code(build, candidate, "definition-id", option->id);
        ovalis_cvr_append(build, list, candidate);
    }
}

static json_t *candidate_selection(struct ovalis_cvr_build *build,
                                   const struct ovalis_contest *contest,
                                   const struct ovalis_option *option)
{
    json_t *selection = ovalis_cvr_object(build, "CandidateSelection");

    if (option->write_in)
        ovalis_cvr_put(build, selection, "IsWriteIn", json_true());
    else
        ovalis_cvr_append(build, ovalis_cvr_put_list(build, selection, "CandidateIds"),
                          ovalis_cvr_id(build, "candidate", contest->id, option->id));
    return selection;
}

static json_t *party_selection(struct ovalis_cvr_build *build, const struct ovalis_option *option)
{
    json_t *selection;
    json_t *ids;

    if (option->party_count == 0) /* PartySelection demands one */
        return ovalis_cvr_object(build, "ContestSelection");
    selection = ovalis_cvr_object(build, "PartySelection");
    ids = ovalis_cvr_put_list(build, selection, "PartyIds");
    for (size_t i = 0; i < option->party_count; i++)
        ovalis_cvr_append(
            build, ids,
            ovalis_cvr_id(build, "party", build->election->parties[option->parties[i]].id, NULL));
    return selection;
}

static json_t *selection_of(struct ovalis_cvr_build *build, const struct ovalis_contest *contest,
                            const struct ovalis_option *option)
{
    json_t *selection = NULL;

    switch (contest->kind) {
    case OVALIS_CONTEST_CANDIDATE:
        selection = candidate_selection(build, contest, option);
        break;
    case OVALIS_CONTEST_MEASURE:
        selection = ovalis_cvr_object(build, "BallotMeasureSelection");
        ovalis_cvr_put(build, selection, "Selection", ovalis_cvr_text(build, option->name));
        break;
    case OVALIS_CONTEST_STRAIGHT_PARTY:
        selection = party_selection(build, option);
        break;
    }
    ovalis_cvr_put(build, selection, "@id",
                   ovalis_cvr_id(build, "selection", contest->id, option->id));
    ovalis_cvr_put_code(build, selection, "definition-id", option->id);
    return selection;
}

static const char *class_of(const struct ovalis_contest *contest)
{
    switch (contest->kind) {
    case OVALIS_CONTEST_CANDIDATE:
        return "CandidateContest";
    case OVALIS_CONTEST_MEASURE:
        return "BallotMeasureContest";
    case OVALIS_CONTEST_STRAIGHT_PARTY:
        return "PartyContest";
    }
    return "Contest";
}

static json_t *contest_object(struct ovalis_cvr_build *build, const struct ovalis_contest *contest)
{
    json_t *object = ovalis_cvr_object(build, class_of(contest));
    json_t *selections;

    ovalis_cvr_put(build, object, "@id", ovalis_cvr_id(build, "contest", contest->id, NULL));
    ovalis_cvr_put_text(build, object, "Name", contest->title);
    ovalis_cvr_put_text(build, object, "VoteVariation",
                        contest->votes_allowed > 1 ? "n-of-m" : "plurality");
    if (contest->kind == OVALIS_CONTEST_CANDIDATE) {
        ovalis_cvr_put_number(build, object, "VotesAllowed", contest->votes_allowed);
        if (contest->party != OVALIS_NONE)
            ovalis_cvr_put(
                build, object, "PrimaryPartyId",
                ovalis_cvr_id(build, "party", build->election->parties[contest->party].id, NULL));
    }
    ovalis_cvr_put_code(build, object, "definition-id", contest->id);
    selections = ovalis_cvr_put_list(build, object, "ContestSelection");
    for (size_t i = 0; i < contest->option_count; i++)
        ovalis_cvr_append(build, selections, selection_of(build, contest, &contest->options[i]));
    return object;
}

static void put_election(struct ovalis_cvr_build *build, json_t *report)
{
    const struct ovalis_election *election = build->election;
    json_t *list = ovalis_cvr_put_list(build, report, "Election");
    json_t *object = ovalis_cvr_object(build, "Election");
    json_t *candidates;
    json_t *contests;

    ovalis_cvr_put(build, object, "@id",
                   ovalis_cvr_id(build, "election", election->hash_hex, NULL));
    ovalis_cvr_put_text(build, object, "Name", election->title);
    ovalis_cvr_put(build, object, "ElectionScopeId",
                   ovalis_cvr_id(build, "scope", "jurisdiction", NULL));
    ovalis_cvr_put_code(build, object, "definition-sha-256", election->hash_hex);
    candidates = ovalis_cvr_put_list(build, object, "Candidate");
    for (size_t i = 0; i < election->contest_count; i++)
        put_candidates(build, candidates, &election->contests[i]);
    contests = ovalis_cvr_put_list(build, object, "Contest");
    for (size_t i = 0; i < election->contest_count; i++)
        ovalis_cvr_append(build, contests, contest_object(build, &election->contests[i]));
    ovalis_cvr_append(build, list, object);
}

/* The day of the election at midnight: content, never a clock, so that the same sheets give the
 * same bytes and no time of casting can be read from the file. */
static void put_date(struct ovalis_cvr_build *build, json_t *report)
{
    static const char shape[] = "dddd-dd-dd";
    char date[] = "1970-01-01T00:00:00Z"; /* for a definition without a date */
    const char *given = build->election->date;
    bool fits = strlen(given) >= sizeof shape - 1;

    for (size_t i = 0; fits && i < sizeof shape - 1; i++)
        fits = shape[i] == 'd' ? given[i] >= '0' && given[i] <= '9' : given[i] == '-';
    if (fits)
        memcpy(date, given, sizeof shape - 1);
    ovalis_cvr_put_text(build, report, "GeneratedDate", date);
}

json_t *ovalis_cvr_report(struct ovalis_cvr_build *build)
{
    json_t *report = ovalis_cvr_object(build, "CastVoteRecordReport");
    json_t *list;

    ovalis_cvr_put_text(build, report, "Version", "1.0.0");
    put_date(build, report);
    list = ovalis_cvr_put_list(build, report, "ReportType");
    ovalis_cvr_append(build, list, ovalis_cvr_text(build, "originating-device-export"));
    if (build->election->is_test || build->policy->allow_test_ballots) {
        ovalis_cvr_append(build, list, ovalis_cvr_text(build, "other"));
        ovalis_cvr_put_text(build, report, "OtherReportType", "test");
    }
    ovalis_cvr_put_text(build, report, "Notes",
                        "GeneratedDate is the day of the election. BallotImage lists the front, "
                        "then the back. docs/formats/cvr.md of ovalis describes this file.");
    list = ovalis_cvr_put_list(build, report, "ReportGeneratingDeviceIds");
    ovalis_cvr_append(build, list, ovalis_cvr_id(build, "device", DEVICE, NULL));
    put_device(build, report);
    put_parties(build, report);
    put_units(build, report);
    put_election(build, report);
    return report;
}
