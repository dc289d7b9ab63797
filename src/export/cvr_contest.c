/* SPDX-License-Identifier: Apache-2.0 */
/* Snapshots of one sheet. `original`: every target with its metric, facts only. `interpreted`:
 * every contest with its numbers, and the positions that are marked, may be, or were given. */
#include "export/cvr_build.h"

#include "export/format.h"

/* Where one contest of a record stands. */
struct place {
    const struct ovalis_record *record;
    const struct ovalis_contest *contest;
    const struct ovalis_contest_result *result;
};

static struct place place_of(const struct ovalis_cvr_build *build,
                             const struct ovalis_record *record, size_t index)
{
    const struct ovalis_contest_result *result = &record->interpretation.contests[index];

    return (struct place){record, &build->election->contests[result->contest], result};
}

/* Index of the next target of an option at or behind `from`; target_count when there is none. */
static size_t next_target(const struct place *place, size_t option, size_t from)
{
    const struct ovalis_sheet_reading *reading = &place->record->reading;

    for (size_t i = from; i < reading->target_count; i++) {
        if (reading->targets[i]->contest == place->result->contest &&
            reading->targets[i]->option == option)
            return i;
    }
    return reading->target_count;
}

/* 1-based place of an option among those printed on the sheet, by its first target. */
static int printed_place(const struct place *place, size_t option)
{
    size_t mine = next_target(place, option, 0);
    int before = 0;

    for (size_t i = 0; i < place->result->option_count; i++)
        before += next_target(place, i, 0) < mine;
    return before + 1;
}

static const char *indication_of(enum ovalis_mark_state state)
{
    switch (state) {
    case OVALIS_UNMARKED:
        return "no";
    case OVALIS_MARGINAL:
        return "unknown";
    case OVALIS_MARKED:
        return "yes";
    }
    return "unknown";
}

/* The line of a write-in, as a part of the page's image. */
static void put_write_in(struct ovalis_cvr_build *build, json_t *position,
                         const struct place *place, size_t target)
{
    const struct ovalis_sheet_reading *reading = &place->record->reading;
    const struct ovalis_image_evidence *image =
        &place->record->images[reading->targets[target]->side];
    json_t *write_in;

    if (!reading->targets[target]->has_area ||
        (reading->marks[target].state == OVALIS_UNMARKED &&
         reading->writings[target].state == OVALIS_WRITING_NONE))
        return;
    write_in = ovalis_cvr_object(build, "CVRWriteIn");
    if (image->present && image->stored)
        ovalis_cvr_put(build, write_in, "WriteInImage",
                       ovalis_cvr_image(build, image, &reading->writings[target].box));
    ovalis_cvr_put(build, position, "CVRWriteIn", write_in);
}

/* What both snapshots say of a target: facts. */
static json_t *position_of(struct ovalis_cvr_build *build, const struct place *place, size_t target)
{
    const struct ovalis_mark *mark = &place->record->reading.marks[target];
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text metric = {0};
    json_t *position = ovalis_cvr_object(build, "SelectionPosition");

    ovalis_cvr_put_text(build, position, "HasIndication", indication_of(mark->state));
    ovalis_cvr_put_number(build, position, "NumberVotes", 1);
    ovalis_text_decimal(&metric, mark->measures.fill, OVALIS_FILL_DECIMALS);
    if (metric.length > 0)
        ovalis_cvr_append(build, ovalis_cvr_put_list(build, position, "MarkMetricValue"),
                          ovalis_cvr_text(build, metric.bytes));
    put_write_in(build, position, place, target);
    return position;
}

static json_t *selection_of(struct ovalis_cvr_build *build, const struct place *place,
                            size_t option)
{
    json_t *selection = ovalis_cvr_object(build, "CVRContestSelection");

    ovalis_cvr_put(
        build, selection, "ContestSelectionId",
        ovalis_cvr_id(build, "selection", place->contest->id, place->contest->options[option].id));
    ovalis_cvr_put_number(build, selection, "OptionPosition", printed_place(place, option));
    return selection;
}

static json_t *contest_of(struct ovalis_cvr_build *build, const struct place *place)
{
    json_t *object = ovalis_cvr_object(build, "CVRContest");

    ovalis_cvr_put(build, object, "ContestId",
                   ovalis_cvr_id(build, "contest", place->contest->id, NULL));
    return object;
}

/* ---- original ---- */

static void put_original_options(struct ovalis_cvr_build *build, json_t *list,
                                 const struct place *place)
{
    size_t end = place->record->reading.target_count;

    for (size_t option = 0; option < place->result->option_count; option++) {
        size_t target = next_target(place, option, 0);
        json_t *selection;
        json_t *positions;

        if (target == end)
            continue;
        selection = selection_of(build, place, option);
        positions = ovalis_cvr_put_list(build, selection, "SelectionPosition");
        for (int number = 1; target < end; number++) {
            json_t *position = position_of(build, place, target);

            ovalis_cvr_put_number(build, position, "Position", number);
            ovalis_cvr_append(build, positions, position);
            target = next_target(place, option, target + 1);
        }
        ovalis_cvr_append(build, list, selection);
    }
}

void ovalis_cvr_original_contests(struct ovalis_cvr_build *build, json_t *snapshot,
                                  const struct ovalis_record *record)
{
    json_t *contests = ovalis_cvr_put_list(build, snapshot, "CVRContest");

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        struct place place = place_of(build, record, i);
        json_t *object = contest_of(build, &place);

        put_original_options(build, ovalis_cvr_put_list(build, object, "CVRContestSelection"),
                             &place);
        ovalis_cvr_append(build, contests, object);
    }
}

/* ---- interpreted ---- */

/* Does a person have to say something about this option? */
static bool needs_person(const struct place *place, const struct ovalis_option_result *option)
{
    return option->decision == OVALIS_OPTION_PENDING ||
           (option->decision == OVALIS_OPTION_OVERVOTED &&
            place->result->reasons & OVALIS_REVIEW_OVERVOTE);
}

/* An option with two marked targets has one vote: its first strongest position carries it. */
static size_t carrying_target(const struct place *place, size_t option)
{
    const struct ovalis_sheet_reading *reading = &place->record->reading;
    size_t best = next_target(place, option, 0);

    for (size_t i = best; i < reading->target_count; i = next_target(place, option, i + 1)) {
        if (reading->marks[i].state > reading->marks[best].state)
            best = i;
    }
    return best;
}

static void put_status(struct ovalis_cvr_build *build, json_t *object, const char *status)
{
    ovalis_cvr_append(build, ovalis_cvr_put_list(build, object, "Status"),
                      ovalis_cvr_text(build, status));
}

static json_t *decided_position(struct ovalis_cvr_build *build, const struct place *place,
                                size_t option, size_t target, int number)
{
    const struct ovalis_option_result *result = &place->result->options[option];
    json_t *position = position_of(build, place, target);
    bool carries = target == carrying_target(place, option);

    ovalis_cvr_put_number(build, position, "Position", number);
    if (needs_person(place, result) && carries) {
        ovalis_cvr_put_text(build, position, "IsAllocable", "unknown");
    } else if (result->decision == OVALIS_OPTION_VOTE && carries) {
        ovalis_cvr_put_text(build, position, "IsAllocable", "yes");
    } else {
        ovalis_cvr_put_text(build, position, "IsAllocable", "no");
        put_status(build, position, "invalidated-rules");
    }
    return position;
}

static json_t *generated_position(struct ovalis_cvr_build *build)
{
    json_t *position = ovalis_cvr_object(build, "SelectionPosition");

    ovalis_cvr_put_text(build, position, "HasIndication", "yes");
    ovalis_cvr_put_number(build, position, "NumberVotes", 1);
    ovalis_cvr_put_text(build, position, "IsAllocable", "yes");
    ovalis_cvr_put(build, position, "IsGenerated", json_true());
    put_status(build, position, "generated-rules");
    return position;
}

/* Positions worth listing: those with a mark or a possible one, and the one that carries a write-in
 * whose oval is empty. */
static void put_positions(struct ovalis_cvr_build *build, json_t *selection,
                          const struct place *place, size_t option)
{
    const struct ovalis_sheet_reading *reading = &place->record->reading;
    json_t *list = ovalis_cvr_put_list(build, selection, "SelectionPosition");
    int number = 1;

    if (place->result->options[option].generated) {
        ovalis_cvr_append(build, list, generated_position(build));
        return;
    }
    for (size_t target = next_target(place, option, 0); target < reading->target_count;
         target = next_target(place, option, target + 1)) {
        if (reading->marks[target].state != OVALIS_UNMARKED ||
            target == carrying_target(place, option))
            ovalis_cvr_append(build, list, decided_position(build, place, option, target, number));
        number++;
    }
}

static json_t *decided_selection(struct ovalis_cvr_build *build, const struct place *place,
                                 size_t option)
{
    const struct ovalis_option_result *result = &place->result->options[option];
    json_t *selection = selection_of(build, place, option);

    if (needs_person(place, result)) {
        put_status(build, selection, "needs-adjudication");
    } else {
        if (result->decision == OVALIS_OPTION_OVERVOTED)
            put_status(build, selection, "invalidated-rules");
        if (result->generated)
            put_status(build, selection, "generated-rules");
        ovalis_cvr_put_number(build, selection, "TotalNumberVotes",
                              result->decision == OVALIS_OPTION_VOTE);
    }
    put_positions(build, selection, place, option);
    return selection;
}

static void put_other_status(struct ovalis_cvr_build *build, json_t *object, json_t *statuses,
                             const struct place *place)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text words = {0};

    if (place->result->reasons == 0 && !place->result->out_of_party)
        return;
    ovalis_text_add(&words, place->result->pending        ? "pending"
                            : place->result->out_of_party ? "out-of-party"
                                                          : "review");
    if (place->result->reasons) {
        ovalis_text_add(&words, ": ");
        ovalis_text_bits(&words, place->result->reasons, ovalis_review_reason_name);
    }
    ovalis_cvr_append(build, statuses, ovalis_cvr_text(build, "other"));
    ovalis_cvr_put(build, object, "OtherStatus",
                   words.failed ? NULL : ovalis_cvr_text(build, words.bytes));
}

/* Numbers only where they are final, so that nobody adds up what a person may still change. */
static void put_numbers(struct ovalis_cvr_build *build, json_t *object, const struct place *place)
{
    const struct ovalis_contest_result *result = place->result;
    json_t *statuses = json_array();

    ovalis_cvr_put_number(build, object, "WriteIns", result->write_ins);
    if (!result->pending && !result->out_of_party) {
        ovalis_cvr_put_number(build, object, "Overvotes", result->overvotes);
        ovalis_cvr_put_number(build, object, "Undervotes", result->undervotes);
    }
    if (result->overvotes > 0) {
        ovalis_cvr_append(build, statuses, ovalis_cvr_text(build, "overvoted"));
        if (!(result->reasons & OVALIS_REVIEW_OVERVOTE))
            ovalis_cvr_append(build, statuses, ovalis_cvr_text(build, "invalidated-rules"));
    }
    if (result->undervotes > 0)
        ovalis_cvr_append(build, statuses, ovalis_cvr_text(build, "undervoted"));
    put_other_status(build, object, statuses, place);
    if (json_array_size(statuses) > 0)
        ovalis_cvr_put(build, object, "Status", statuses);
    else
        json_decref(statuses);
}

static bool is_listed(const struct place *place, size_t option)
{
    const struct ovalis_option_result *result = &place->result->options[option];

    return result->strength != OVALIS_STRENGTH_NONE || result->state != OVALIS_UNMARKED ||
           result->generated;
}

void ovalis_cvr_interpreted_contests(struct ovalis_cvr_build *build, json_t *snapshot,
                                     const struct ovalis_record *record, bool *needs_adjudication)
{
    json_t *contests = ovalis_cvr_put_list(build, snapshot, "CVRContest");

    for (size_t i = 0; i < record->interpretation.contest_count; i++) {
        struct place place = place_of(build, record, i);
        json_t *object = contest_of(build, &place);
        json_t *list;

        put_numbers(build, object, &place);
        list = ovalis_cvr_put_list(build, object, "CVRContestSelection");
        for (size_t option = 0; option < place.result->option_count; option++) {
            if (!is_listed(&place, option))
                continue;
            *needs_adjudication |= needs_person(&place, &place.result->options[option]);
            ovalis_cvr_append(build, list, decided_selection(build, &place, option));
        }
        ovalis_cvr_append(build, contests, object);
    }
}
