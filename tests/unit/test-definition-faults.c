/* SPDX-License-Identifier: Apache-2.0 */
/* Good definitions, broken in one place each: which faults must be listed, word by word. */
#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ovalis/election.h"

/* Set the value at `pointer` (RFC 6901; "-" appends to a list) to `value`, or take it away when
 * `value` is NULL. `faults` is every fault that must be found, in order, one a line. */
struct edit {
    const char *pointer, *value, *faults;
};

static json_t *load(const char *name)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    json_error_t error;
    json_t *root;

    ck_assert_ptr_nonnull(getenv("OVALIS_TEST_DATA"));
    ovalis_text_format(&path, "%s/elections/%s", getenv("OVALIS_TEST_DATA"), name);
    root = json_load_file(path.bytes, 0, &error);
    ck_assert_msg(root != NULL, "%s: %s", path.bytes, error.text);
    return root;
}

static json_t *step(json_t *at, const char *key)
{
    json_t *next = json_is_array(at) ? json_array_get(at, (size_t)strtoul(key, NULL, 10))
                                     : json_object_get(at, key);

    ck_assert_msg(next != NULL, "the test names %s, which is not there", key);
    return next;
}

static void change(json_t *at, const char *key, const char *value)
{
    json_t *made = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;
    size_t index = (size_t)strtoul(key, NULL, 10);

    ck_assert_msg(!value || made, "the test's value is no JSON: %s", value);
    if (json_is_array(at) && strcmp(key, "-") == 0)
        ck_assert_int_eq(json_array_append_new(at, made), 0);
    else if (json_is_array(at) && made)
        ck_assert_int_eq(json_array_set_new(at, index, made), 0);
    else if (json_is_array(at))
        ck_assert_int_eq(json_array_remove(at, index), 0);
    else if (made)
        ck_assert_int_eq(json_object_set_new(at, key, made), 0);
    else
        ck_assert_int_eq(json_object_del(at, key), 0);
}

static void apply(json_t *root, const struct edit *edit)
{
    char key[64];
    const char *from = edit->pointer + 1;
    json_t *at = root;

    for (;;) {
        size_t length = strcspn(from, "/");

        ck_assert_uint_lt(length, sizeof key);
        memcpy(key, from, length);
        key[length] = '\0';
        if (!from[length])
            break;
        at = step(at, key);
        from += length + 1;
    }
    change(at, key, edit->value);
}

static void check_faults(const json_t *root, const char *expected)
{
    struct ovalis_election *election = NULL;
    static struct ovalis_election_faults faults;
    struct ovalis_text found = {0};
    struct ovalis_diag why;
    char *bytes = json_dumps(root, 0);

    ck_assert_int_eq(ovalis_election_read(&election, "broken", bytes, strlen(bytes), &faults, &why),
                     OVALIS_ERR_DEFINITION_INCONSISTENT);
    ck_assert_ptr_null(election);
    for (size_t i = 0; i < faults.count; i++)
        ovalis_text_format(&found, "%s%s", i > 0 ? "\n" : "", faults.text[i]);
    ck_assert_str_eq(found.bytes, expected);
    ck_assert_uint_eq(faults.count, faults.total);
    /* The message names the file and carries the first. */
    ck_assert_int_eq(strncmp(why.text, "broken: ", 8), 0);
    ck_assert_int_eq(strncmp(why.text + 8, faults.text[0], strlen(faults.text[0])), 0);
    ovalis_text_release(&found);
    free(bytes);
}

static void run(const char *file, const struct edit *edit)
{
    json_t *root = load(file);

    apply(root, edit);
    check_faults(root, edit->faults);
    json_decref(root);
}

/* gridLayouts/0/gridPositions of card-2022.json: 0 mayor ida-quill, 1 mayor tom-ash, 2 mayor
 * write-in, 3 council bea-lund, 4 and 5 council kit-moor, 6 council sam-rye, 7 and 8 council
 * write-ins, 9 bridge no, 10 bridge yes. */
#define POSITION "/gridLayouts/0/gridPositions/"

static const struct edit card_edits[] = {
    {"/title", "7", "/title: expected a text, found a number"},
    {"/type", "\"referendum\"", "/type: unknown election type \"referendum\""},
    {"/ballotLayout/paperSize", "\"a4\"", "/ballotLayout/paperSize: unknown paper size \"a4\""},
    {"/ballotLayout/paperSize", NULL, "/ballotLayout/paperSize: missing, expected a text"},
    {"/ballotLayout/metadataEncoding", "\"rfid\"",
     "/ballotLayout/metadataEncoding: expected \"qr-code\" or \"timing-marks\", found \"rfid\""},
    {"/parties/1/id", "\"heron\"",
     "/parties/1/id: party \"heron\" is defined twice\n"
     "/contests/0/candidates/1/partyIds/0: no such party: \"otter\"\n"
     "/contests/1/candidates/1/partyIds/1: no such party: \"otter\"\n"
     "/contests/1/candidates/2/partyIds/0: no such party: \"otter\""},
    {"/districts/-", "{\"id\": \"hollow\", \"name\": \"Again\"}",
     "/districts/1/id: district \"hollow\" is defined twice"},
    {"/precincts/0/id", "\"\"",
     "/precincts/0/id: empty id\n/ballotStyles/0/precincts/0: no such precinct: \"hollow-1\""},
    {"/precincts/0/id", "\"a\\nb\"",
     "/precincts/0/id: id \"a?b\" has a control character\n"
     "/ballotStyles/0/precincts/0: no such precinct: \"hollow-1\""},
    {"/contests/0/districtId", "\"dale\"",
     "/contests/0/districtId: no such district: \"dale\"\n" POSITION
     "0: contest \"mayor\" is not on ballot style \"card-number-9\"\n" POSITION
     "1: contest \"mayor\" is not on ballot style \"card-number-9\"\n" POSITION
     "2: contest \"mayor\" is not on ballot style \"card-number-9\""},
    {"/contests/0/type", "\"ranked\"",
     "/contests/0/type: unknown contest type \"ranked\"\n" POSITION
     "0/optionId: contest \"mayor\" has no option \"ida-quill\"\n" POSITION
     "1/optionId: contest \"mayor\" has no option \"tom-ash\"\n" POSITION
     "2/writeInIndex: write-in 0, but contest \"mayor\" has no such write-in\n"
     "/gridLayouts/0: contest \"mayor\" has no target on any sheet"},
    {"/contests/1/seats", "51",
     "/gridLayouts/0: contest \"council\" allows 51 votes, but only 5 of its options are printed"},
    {"/contests/1/seats", "0",
     "/contests/1/seats: 0, expected 1 to 8000\n" POSITION
     "8/writeInIndex: write-in 1, but contest \"council\" has no such write-in"},
    {"/contests/1/seats", "1.5",
     "/contests/1/seats: expected a whole number, found a number\n" POSITION
     "8/writeInIndex: write-in 1, but contest \"council\" has no such write-in"},
    {"/contests/0/candidates/1/id", "\"ida-quill\"",
     "/contests/0: option \"ida-quill\" is defined twice\n" POSITION
     "1/optionId: contest \"mayor\" has no option \"tom-ash\"\n"
     "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {"/contests/0/candidates/1/id", "\"write-in-0\"",
     "/contests/0: option \"write-in-0\" is defined twice\n" POSITION
     "1/optionId: contest \"mayor\" has no option \"tom-ash\"\n"
     "/gridLayouts/0: option \"write-in-0\" of contest \"mayor\" has no target"},
    {"/contests/0/candidates/0", "\"Ida Quill\"",
     "/contests/0/candidates/0/id: missing, expected an id\n" POSITION
     "0/optionId: contest \"mayor\" has no option \"ida-quill\"\n"
     "/gridLayouts/0: option \"\" of contest \"mayor\" has no target"},
    {"/contests/2/id", "\"mayor\"",
     "/contests/2/id: contest \"mayor\" is defined twice\n" POSITION
     "9/contestId: no such contest: \"bridge\"\n" POSITION
     "10/contestId: no such contest: \"bridge\"\n"
     "/gridLayouts/0: contest \"mayor\" has no target on any sheet"},
    {"/ballotStyles/0/precincts", "[]",
     "/ballotStyles/0/precincts: a ballot style without "
     "precincts"},
    {"/ballotStyles/0/precincts", "[\"hollow-1\", \"hollow-1\"]",
     "/ballotStyles/0/precincts/1: precinct \"hollow-1\" is listed twice"},
    {"/ballotStyles/0/partyId", "\"newt\"", "/ballotStyles/0/partyId: no such party: \"newt\""},
    {"/ballotStyles/-",
     "{\"id\": \"card-number-8\", \"precincts\": [\"hollow-1\"], \"districts\": [\"hollow\"]}",
     "/ballotStyles/1: no grid layout for ballot style \"card-number-8\""},
    {"/gridLayouts/0/ballotStyleId", "\"card-number-8\"",
     "/gridLayouts/0/ballotStyleId: no such ballot style: \"card-number-8\"\n"
     "/ballotStyles/0: no grid layout for ballot style \"card-number-9\""},
    {POSITION "0/column", "19",
     POSITION "1: same place as " POSITION "0 (sheet 1 front, column 19, row 8)"},
    {POSITION "0/column", "18.5",
     POSITION "1: overlaps " POSITION "0 (sheet 1 front, column 18.5, row 8)"},
    {POSITION "0/row", "11.6",
     POSITION "3: overlaps " POSITION "0 (sheet 1 front, column 12, row 11.6)"},
    {POSITION "0/column", "40",
     POSITION "0: target at column 40, row 8 lies outside the grid of 34 x 41"},
    {POSITION "0/row", "-1",
     POSITION "0: target at column 12, row -1 lies outside the grid of 34 x 41"},
    {POSITION "0/row", "41",
     POSITION "0: target at column 12, row 41 lies outside the grid of 34 x 41"},
    {POSITION "0/column", "0",
     POSITION "0: target at column 0, row 8 lies on the timing marks of the border"},
    {POSITION "0/column", "33",
     POSITION "0: target at column 33, row 8 lies on the timing marks of the border"},
    {POSITION "0/row", "0",
     POSITION "0: target at column 12, row 0 lies on the timing marks of the border"},
    {POSITION "0/row", "39.8",
     POSITION "0: target at column 12, row 39.8 lies on the timing marks of the border"},
    {POSITION "0/column", "1e300",
     POSITION "0/column: 1e+300, expected -1000 to 1000\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/side", "\"left\"",
     POSITION "0/side: expected \"front\" or \"back\", found \"left\"\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/sheetNumber", "0",
     POSITION "0/sheetNumber: 0, expected 1 to 15\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/sheetNumber", "2", POSITION "0: contest \"mayor\" is on sheet 1 and on sheet 2"},
    {POSITION "0/type", "\"guess\"",
     POSITION "0/type: unknown kind of position \"guess\"\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/optionId", "\"nobody\"",
     POSITION "0/optionId: contest \"mayor\" has no option \"nobody\"\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/contestId", "\"sheriff\"",
     POSITION "0/contestId: no such contest: \"sheriff\"\n"
              "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "0/partyIds", "[\"newt\"]", POSITION "0/partyIds/0: no such party: \"newt\""},
    {POSITION "0", NULL, "/gridLayouts/0: option \"ida-quill\" of contest \"mayor\" has no target"},
    {POSITION "8/writeInIndex", "2",
     POSITION "8/writeInIndex: write-in 2, but contest \"council\" has no such write-in"},
    {POSITION "8/writeInIndex", "0",
     POSITION "8: option \"write-in-0\" of contest \"council\" has a second target"},
    {POSITION "9/optionId", "\"bridge-option-yes\"",
     POSITION "10: option \"bridge-option-yes\" of contest \"bridge\" has a second target\n"
              "/gridLayouts/0: option \"bridge-option-no\" of contest \"bridge\" has no target"},
    {POSITION "8/writeInArea/width", "0", POSITION "8: write-in area of 0 x 0.85 is empty"},
    {POSITION "8/writeInArea/height", "-2", POSITION "8: write-in area of 4.5 x -2 is empty"},
    {POSITION "8/writeInArea/x", "31",
     POSITION "8: write-in area from 31, 12.35 to 35.5, 13.2 lies outside the paper"},
    {POSITION "8/writeInArea/y", "\"top\"",
     POSITION "8/writeInArea/y: expected a number, found a text"},
    {"/markThresholds/marginal", "0.3",
     "/markThresholds/marginal: marginal 0.3 is above definite "
     "0.2"},
    {"/markThresholds/definite", "1.2", "/markThresholds/definite: 1.2, expected 0 to 1"},
    {"/markThresholds/marginal", "0",
     "/markThresholds/marginal: 0 would make every target marginal"},
    {"/markThresholds/definite", NULL, "/markThresholds/definite: missing, expected a number"},
    {"/centralScanAdjudicationReasons/0", "\"BadMood\"",
     "/centralScanAdjudicationReasons/0: unknown adjudication reason \"BadMood\""},
};

START_TEST(a_broken_card_definition_lists_every_fault)
{
    run("card-2022.json", &card_edits[_i]);
}
END_TEST

static const struct edit vx_2024_edits[] = {
    {"/contests/2/seats", "4", "/contests/2/seats: 4 seats but 3 options and no write-ins"},
    {"/contests/2/candidates", "[]",
     "/contests/2/seats: 2 seats but 0 options and no write-ins\n"
     "/gridLayouts/0/gridPositions/0/optionId: contest \"schools\" has no option \"j-wren\"\n"
     "/gridLayouts/0/gridPositions/1/optionId: contest \"schools\" has no option \"m-kite\"\n"
     "/gridLayouts/0/gridPositions/2/optionId: contest \"schools\" has no option \"r-rook\"\n"
     "/gridLayouts/0: contest \"schools\" has no target on any sheet\n"
     "/gridLayouts/1/gridPositions/3/optionId: contest \"schools\" has no option \"j-wren\"\n"
     "/gridLayouts/1/gridPositions/4/optionId: contest \"schools\" has no option \"m-kite\"\n"
     "/gridLayouts/1/gridPositions/5/optionId: contest \"schools\" has no option \"r-rook\"\n"
     "/gridLayouts/1: contest \"schools\" has no target on any sheet"},
    {"/contests/0/candidates/0/isWriteIn", "true",
     "/gridLayouts/0/gridPositions/5: option \"a-finch\" of contest \"clerk\" has a second target\n"
     "/gridLayouts/1/gridPositions/2: option \"a-finch\" of contest \"clerk\" has a second target"},
    {"/contests/2/candidates/0/isWriteIn", "true",
     "/contests/2/candidates: 1 write-in candidates, but write-ins are not allowed"},
    {"/contests/1/yesOption/id", "\"library-against\"",
     "/contests/1: option \"library-against\" is defined twice\n"
     "/gridLayouts/0/gridPositions/6/optionId: contest \"library\" has no option \"library-for\"\n"
     "/gridLayouts/0: option \"library-against\" of contest \"library\" has no target"},
    {"/ballotStyles/0/districts", "[\"north\", \"south\"]",
     "/gridLayouts/1: contest \"library\" has no target on any sheet"},
    {"/ballotStyles/1/districts", "[\"north\"]",
     "/gridLayouts/0/gridPositions/6: contest \"library\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/7: contest \"library\" is not on ballot style \"2\""},
    {"/ballotStyles/1/id", "\"1\"",
     "/ballotStyles/1/id: ballot style \"1\" is defined twice\n"
     "/gridLayouts/0/ballotStyleId: no such ballot style: \"2\"\n"
     "/ballotStyles/1: no grid layout for ballot style \"1\""},
    {"/gridLayouts/1/ballotStyleId", "\"2\"",
     "/gridLayouts/1/ballotStyleId: ballot style \"2\" has a second layout\n"
     "/ballotStyles/0: no grid layout for ballot style \"1\""},
    {"/gridLayouts", NULL,
     "/gridLayouts: missing, expected a list\n"
     "/ballotStyles/0: no grid layout for ballot style \"1\"\n"
     "/ballotStyles/1: no grid layout for ballot style \"2\""},
    {"/districts", "{}",
     "/districts: expected a list, found an object\n"
     "/contests/0/districtId: no such district: \"north\"\n"
     "/contests/1/districtId: no such district: \"south\"\n"
     "/contests/2/districtId: no such district: \"north\"\n"
     "/ballotStyles/0/districts/0: no such district: \"north\"\n"
     "/ballotStyles/1/districts/0: no such district: \"north\"\n"
     "/ballotStyles/1/districts/1: no such district: \"south\"\n"
     "/gridLayouts/0/gridPositions/0: contest \"schools\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/1: contest \"schools\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/2: contest \"schools\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/3: contest \"clerk\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/4: contest \"clerk\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/5: contest \"clerk\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/6: contest \"library\" is not on ballot style \"2\"\n"
     "/gridLayouts/0/gridPositions/7: contest \"library\" is not on ballot style \"2\"\n"
     "/gridLayouts/1/gridPositions/0: contest \"clerk\" is not on ballot style \"1\"\n"
     "/gridLayouts/1/gridPositions/1: contest \"clerk\" is not on ballot style \"1\"\n"
     "/gridLayouts/1/gridPositions/2: contest \"clerk\" is not on ballot style \"1\"\n"
     "/gridLayouts/1/gridPositions/3: contest \"schools\" is not on ballot style \"1\"\n"
     "/gridLayouts/1/gridPositions/4: contest \"schools\" is not on ballot style \"1\"\n"
     "/gridLayouts/1/gridPositions/5: contest \"schools\" is not on ballot style \"1\""},
};

START_TEST(a_broken_definition_of_2024_lists_every_fault)
{
    run("vx-2024.json", &vx_2024_edits[_i]);
}
END_TEST

static const struct edit vx_4_0_edits[] = {
    {"/precincts/1/splits/1/districtIds/0", "\"dale\"",
     "/precincts/1/splits/1/districtIds/0: no such district: \"dale\""},
    {"/contests/0/seats", "2", "/contests/0/candidates: 1 write-in candidates for 2 seats"},
    {"/contests/0/candidates/0/writeInIndex", "3",
     "/contests/0/candidates/0/writeInIndex: 3, expected 0 to 0"},
    {"/ballotStyles/1/orderedCandidatesByContest/judge-o/0/id", "\"dot-vale\"",
     "/ballotStyles/1/orderedCandidatesByContest/judge-o/0/id: contest \"judge-o\" has no option "
     "\"dot-vale\""},
    {"/ballotStyles/1/orderedCandidatesByContest/judge-x", "[]",
     "/ballotStyles/1/orderedCandidatesByContest/judge-x: no such contest: \"judge-x\""},
    {"/ballotStyles/1/partyId", "\"heron\"",
     "/gridLayouts/1/gridPositions/0: contest \"judge-o\" is not on ballot style \"2_en\"\n"
     "/gridLayouts/1/gridPositions/1: contest \"judge-o\" is not on ballot style \"2_en\"\n"
     "/gridLayouts/1: contest \"judge-h\" has no target on any sheet"},
    {"/contests/2/additionalOptions/0/id", "\"well-no\"",
     "/contests/2: option \"well-no\" is defined twice\n"
     "/gridLayouts/1/gridPositions/4/optionId: contest \"well\" has no option \"well-later\"\n"
     "/gridLayouts/1: option \"well-no\" of contest \"well\" has no target"},
};

START_TEST(a_broken_definition_of_v4_0_lists_every_fault)
{
    run("vx-4-0.json", &vx_4_0_edits[_i]);
}
END_TEST

static const struct edit vx_4_1_edits[] = {
    {"/contests/0/optionIds/1", "\"newt\"",
     "/contests/0/optionIds/1: no such party: \"newt\"\n"
     "/ballotStyles/0/ballotPositions/0/0/0/options/1/optionId: contest \"ticket\" has no option "
     "\"otter\""},
    {"/contests/3/options", "[{\"id\": \"east\", \"label\": \"East\"}]",
     "/contests/3/options: 1 options, expected at least 2\n"
     "/ballotStyles/0/ballotPositions/0/1/0/options/1/optionId: contest \"park\" has no option "
     "\"west\"\n"
     "/ballotStyles/0/ballotPositions/0/1/0/options/2/optionId: contest \"park\" has no option "
     "\"none\""},
    {"/ballotStyles/0/ballotPositions/0/0/2/options/0/bubbleCenter/column", "2",
     "/ballotStyles/0/ballotPositions/0/0/2/options/0: same place as "
     "/ballotStyles/0/ballotPositions/0/0/0/options/0 (sheet 1 front, column 2, row 8)"},
    {"/ballotStyles/0/ballotPositions/0/0/2/options/2/writeInArea/row", NULL,
     "/ballotStyles/0/ballotPositions/0/0/2/options/2/writeInArea/row: missing, expected a number"},
    {"/ballotStyles/0/ballotPositions/0/0/1/contestId", "\"trustee\"",
     "/ballotStyles/0/ballotPositions/0/0/1/contestId: no such contest: \"trustee\"\n"
     "/ballotStyles/0: contest \"trustees\" has no target on any sheet"},
    {"/ballotStyles/0/ballotPositions/0/-", "[]",
     "/ballotStyles/0/ballotPositions/0: 3 sides, at most 2"},
    {"/ballotStyles/0/ballotPositions", NULL,
     "/ballotStyles/0/ballotPositions: missing, expected a list\n"
     "/ballotStyles/0: contest \"ticket\" has no target on any sheet\n"
     "/ballotStyles/0: contest \"surveyor\" has no target on any sheet\n"
     "/ballotStyles/0: contest \"trustees\" has no target on any sheet\n"
     "/ballotStyles/0: contest \"park\" has no target on any sheet"},
};

/* A ballot for all parties, in an election that says it is closed. */
static const struct edit open_primary_edits[] = {
    {"/type", "\"closed-primary\"",
     "/ballotStyles/0/ballotPositions/0/0/0/options/0: contest \"judge-h\" is not on ballot style "
     "\"s-1\"\n"
     "/ballotStyles/0/ballotPositions/0/0/0/options/1: contest \"judge-h\" is not on ballot style "
     "\"s-1\"\n"
     "/ballotStyles/0/ballotPositions/0/0/1/options/0: contest \"judge-o\" is not on ballot style "
     "\"s-1\""},
    {"/ballotStyles/0/partyId", "\"heron\"",
     "/ballotStyles/0/ballotPositions/0/0/1/options/0: contest \"judge-o\" is not on ballot style "
     "\"s-1\""},
};

START_TEST(a_ballot_of_another_party_is_refused)
{
    run("vx-open-primary.json", &open_primary_edits[_i]);
}
END_TEST

START_TEST(a_broken_definition_of_v4_1_lists_every_fault)
{
    run("vx-4-1.json", &vx_4_1_edits[_i]);
}
END_TEST

#define CONTENT "/Election/0/BallotStyle/0/OrderedContent/"
#define BOARD   CONTENT "0/Physical/0/PhysicalContestOption/"
#define BRIDGE  CONTENT "1/Physical/0/PhysicalContestOption/"

static const struct edit cdf_vx_edits[] = {
    {"/Version", "\"2.0.0\"", "/Version: version \"2.0.0\", expected \"1.0.0\""},
    {"/Election", "[]", "/Election: no election"},
    {"/Election/0/Type", "\"recall\"", "/Election/0/Type: unknown election type \"recall\""},
    {"/GpUnit/3/@id", "\"p-2\"", "/GpUnit/4/@id: reporting unit \"p-2\" is defined twice"},
    {"/GpUnit/2/ComposingGpUnitIds/0", "\"p-9\"",
     "/GpUnit/2/ComposingGpUnitIds/0: no such reporting unit: \"p-9\""},
    {"/BallotFormat", "[]",
     "/BallotFormat: no ballot format, so no positions on paper\n" CONTENT
     "0/Physical/0/BallotFormatId: no such ballot format: \"sheet\"\n" CONTENT
     "1/Physical/0/BallotFormatId: no such ballot format: \"sheet\""},
    {"/BallotFormat/0/MeasurementUnit", "\"furlong\"",
     "/BallotFormat/0/MeasurementUnit: unknown unit \"furlong\""},
    {"/BallotFormat/0/LongEdge", "99", "/BallotFormat/0/LongEdge: 99, expected 4 to 24"},
    {"/BallotFormat/0/SelectionCaptureMethod", "\"mcdf\"",
     "/BallotFormat/0/SelectionCaptureMethod: \"mcdf\" is not supported, only \"omr\""},
    {"/Election/0/Candidate/1/@id", "\"ashe\"",
     "/Election/0/Contest/0/ContestOption/0/CandidateIds/1: no such candidate: \"ash\""},
    {"/Election/0/Contest/0/VotesAllowed", "5",
     "/Election/0/Contest/0/VotesAllowed: 5 seats but 4 options with write-ins"},
    {"/Election/0/Contest/0/RanksAllowed", "3",
     "/Election/0/Contest/0/RanksAllowed: ranked contests are not supported"},
    {"/Election/0/Contest/0/ElectionDistrictId", "\"none\"",
     "/Election/0/Contest/0/ElectionDistrictId: no such reporting unit: \"none\""},
    {"/Election/0/Contest/1/@type", "\"BallotDefinition.PartyContest\"",
     "/Election/0/Contest/1: contests of the kind \"PartyContest\" are not supported\n" BRIDGE
     "0/ContestOptionId: contest \"bridge\" has no option \"bridge-yes\"\n" BRIDGE
     "1/ContestOptionId: contest \"bridge\" has no option \"bridge-no\"\n"
     "/Election/0/BallotStyle/0: contest \"bridge\" has no target on any sheet"},
    {"/Election/0/Contest/1/ContestOption/0/@type", "\"BallotDefinition.PartyOption\"",
     "/Election/0/Contest/1/ContestOption/0: expected a BallotMeasureOption, found \"PartyOption\""},
    {"/Election/0/BallotStyle/0/GpUnitIds/0", "\"p-9\"",
     "/Election/0/BallotStyle/0/GpUnitIds/0: no such reporting unit: \"p-9\""},
    {"/Election/0/BallotStyle/0/PartyIds", "[\"heron\", \"otter\"]",
     "/Election/0/BallotStyle/0/PartyIds: 2 parties on one ballot style, but no open primary"},
    {CONTENT "1/ContestId", "\"board\"",
     CONTENT "1/ContestId: contest \"board\" is on ballot style \"12\" twice\n" BRIDGE
             "0/ContestOptionId: contest \"board\" has no option \"bridge-yes\"\n" BRIDGE
             "1/ContestOptionId: contest \"board\" has no option \"bridge-no\""},
    {CONTENT "1/ContestId", "\"tunnel\"", CONTENT "1/ContestId: no such contest: \"tunnel\""},
    {BOARD "2/ContestOptionId", "\"board-option-write-in-2\"",
     BOARD "2/ContestOptionId: contest \"board\" has no option \"board-option-write-in-2\""},
    {BOARD "0/OptionPosition/0/NumberVotes", "2",
     BOARD "0/OptionPosition/0/NumberVotes: a target that counts 2 votes is not supported"},
    {BOARD "0/OptionPosition/0/Rank", "1",
     BOARD "0/OptionPosition/0/Rank: ranks are not supported"},
    {BOARD "0/OptionPosition/0/W", "0.3",
     BOARD "0/OptionPosition/0: target of 7.62 x 0 mm, expected 1.5 to 20 mm"},
    {BOARD "1/OptionPosition/0/Y", "9.9",
     BOARD "1/OptionPosition/0: same place as " BOARD
           "0/OptionPosition/0 (sheet 1 front, column 2, row 9.9)"},
    {BOARD "2/WriteInPosition/0/Side", "\"back\"",
     BOARD "2/WriteInPosition/0: write-in area on sheet 1 back, its target on sheet 1 front"},
    {BOARD "0/ContestOptionId", NULL,
     BOARD
     "0: neither an option nor a write-in\n"
     "/Election/0/BallotStyle/0: option \"board-option-quill\" of contest \"board\" has no target"},
    {BRIDGE "0/OptionPosition", "[]",
     BRIDGE "0: an option without a target\n"
            "/Election/0/BallotStyle/0: option \"bridge-yes\" of contest \"bridge\" has no target"},
};

START_TEST(a_broken_ballot_definition_lists_every_fault)
{
    run("cdf-vx.json", &cdf_vx_edits[_i]);
}
END_TEST

static const struct edit cdf_boxes_edits[] = {
    {"/Shape/1/ShapeType", "\"star\"", "/Shape/1/ShapeType: unknown shape \"star\""},
    {"/BallotFormat/0/FiducialMark/0", NULL,
     "/BallotFormat/0/FiducialMark: 39 fiducial marks on the front, which are not an even border of "
     "timing marks on all four sides"},
    {"/Election/0/Contest/0/StraightPartyRuleset", "\"other\"",
     "/Election/0/Contest/0/StraightPartyRuleset: straight-party rules of an own kind are not "
     "supported"},
    {"/Election/0/Contest/0/ControlledContestIds/-", "\"judge\"",
     "/Election/0/Contest/0/ControlledContestIds/1: straight-party votes for contest \"judge\", "
     "which has no candidates, are not supported"},
    {"/Election/0/Contest/0",
     "{\"@type\": \"BallotDefinition.StraightPartyContest\", \"@id\": \"ticket\", "
     "\"ElectionDistrictId\": \"hollow\", \"StraightPartyRuleset\": \"exclusive\", "
     "\"ControlledContestIds\": [\"clerk\", \"mayor\"], \"ContestOption\": ["
     "{\"@type\": \"BallotDefinition.PartyOption\", \"@id\": \"t-h\", \"PartyIds\": [\"heron\"]}, "
     "{\"@type\": \"BallotDefinition.PartyOption\", \"@id\": \"t-o\", \"PartyIds\": [\"otter\"]}]}",
     "/Election/0/Contest/0/ControlledContestIds/1: no such contest: \"mayor\""},
    {"/Election/0/Contest/0/ControlledContestIds/0", "\"mayor\"",
     "/Election/0/Contest/0/ControlledContestIds/0: no such contest: \"mayor\""},
    {CONTENT "1/Physical/0/PhysicalContestOption/0/OptionPosition/0/H", "20",
     CONTENT "1/Physical/0/PhysicalContestOption/0/OptionPosition/0: target of 8.82 x 7.06 mm, "
             "others of this format have 8.82 x 4.94 mm"},
    {CONTENT "1/Physical/0/PhysicalContestOption/0/OptionPosition/0/IndicatorId", "\"bar\"",
     CONTENT
     "1/Physical/0/PhysicalContestOption/0/OptionPosition/0/IndicatorId: target of the shape \"bar\", others of this format have \"oval\""},
    {CONTENT "0/OrderedContent/1/Physical/0/PhysicalContestOption/-",
     "{\"@type\": \"x\", \"OptionPosition\": [{\"Side\": \"front\", \"X\": 300, \"Y\": 300, "
     "\"W\": 25, \"H\": 14, \"NumberVotes\": 1}], \"WriteInPosition\": [{\"Side\": \"front\", "
     "\"X\": 330, \"Y\": 300, \"W\": 100, \"H\": 14}]}",
     CONTENT
     "0/OrderedContent/1/Physical/0/PhysicalContestOption/3: write-in target 2, but contest "
     "\"clerk\" has no such write-in"},
};

START_TEST(a_broken_definition_with_boxes_lists_every_fault)
{
    run("cdf-boxes.json", &cdf_boxes_edits[_i]);
}
END_TEST

/* Not a definition, or not even JSON: one message, no list. */
static const struct {
    const char *bytes, *words;
} strangers[] = {
    {"", "stranger: empty"},
    {"PK\003\004....", "stranger: a zip file; give the election.json inside the election package"},
    {"<AVSInterface>", "stranger: AccuVote XML, which must be converted to election.json first"},
    {"[]", "stranger: JSON, but not an object"},
    {"{}", "stranger: JSON, but neither a VxSuite election nor a NIST ballot definition"},
    {"{\"@type\": \"CVR.CastVoteRecordReport\"}", "stranger: cast-vote records, not a definition"},
    {"{\"markThresholds\": {}}",
     "stranger: system settings, not a definition; give them with --settings"},
    {"{\"a\": 1, \"a\": 2}", "stranger: line 1, column "},
    {"{\"a\": 1", "stranger: line 1, column "},
    {"{\"a\": \"\xC3\x28\"}", "stranger: line 1, column "},
    {"{\"a\": \"x\\u0000y\"}", "stranger: line 1, column "},
    {"{\"a\": 1e999}", "stranger: line 1, column "},
};

START_TEST(what_is_no_definition_is_named)
{
    struct ovalis_election_faults faults;
    struct ovalis_election *election;
    struct ovalis_diag why;
    size_t size = strlen(strangers[_i].bytes);

    ck_assert_int_eq(
        ovalis_election_read(&election, "stranger", strangers[_i].bytes, size, &faults, &why),
        OVALIS_ERR_DEFINITION_FORMAT);
    ck_assert_ptr_null(election);
    ck_assert_uint_eq(faults.total, 0);
    /* Behind line and column the words are those of the JSON library. */
    ck_assert_msg(strncmp(why.text, strangers[_i].words, strlen(strangers[_i].words)) == 0, "%s",
                  why.text);
}
END_TEST

START_TEST(depth_and_number_of_values_are_bounded_before_parsing)
{
    struct ovalis_text deep = {0};
    struct ovalis_text many = {0};
    struct ovalis_election *election;
    struct ovalis_diag why;
    char *commas = ovalis_allocate((8u << 20) + 2, 1);

    for (int i = 0; i < 65; i++)
        ovalis_text_add(&deep, "[");
    ck_assert_int_eq(ovalis_election_read(&election, "x", deep.bytes, deep.length, NULL, &why),
                     OVALIS_ERR_DEFINITION_FORMAT);
    ck_assert_str_eq(why.text, "x: byte 64: nested deeper than 64 levels");
    memset(commas, ',', (8u << 20) + 1);
    ovalis_text_add(&many, commas);
    ck_assert_int_eq(ovalis_election_read(&election, "x", many.bytes, many.length, NULL, &why),
                     OVALIS_ERR_DEFINITION_FORMAT);
    ck_assert_str_eq(why.text, "x: byte 8388608: more than 8388608 values");
    ovalis_text_release(&deep);
    ovalis_text_release(&many);
    ovalis_release(&commas);
}
END_TEST

/* The list has room for 100; the number goes on, and the message counts the others. */
START_TEST(faults_past_the_list_are_counted)
{
    json_t *root = load("card-2022.json");
    json_t *parties = json_object_get(root, "parties");
    static struct ovalis_election_faults faults;
    struct ovalis_election *election;
    struct ovalis_diag why;
    char *bytes;

    for (int i = 0; i < 150; i++)
        json_array_append_new(parties, json_pack("{s:s}", "id", "heron"));
    bytes = json_dumps(root, 0);
    ck_assert_int_eq(ovalis_election_read(&election, "many", bytes, strlen(bytes), &faults, &why),
                     OVALIS_ERR_DEFINITION_INCONSISTENT);
    ck_assert_uint_eq(faults.count, OVALIS_ELECTION_MAX_FAULTS);
    ck_assert_uint_eq(faults.total, 150);
    ck_assert_str_eq(faults.text[99], "/parties/101/id: party \"heron\" is defined twice");
    ck_assert_str_eq(why.text,
                     "many: /parties/2/id: party \"heron\" is defined twice (and 149 more "
                     "faults)");
    free(bytes);
    json_decref(root);
}
END_TEST

/* Limits of the VxSuite technical data package. `list` is filled with copies of its first element
 * under ids of their own. */
static const struct {
    const char *file, *list;
    size_t limit;
    const char *fault;
} limits[] = {
    {"vx-2024.json", "precincts", 2500, "/precincts: 2501 precincts, at most 2500"},
    {"vx-2024.json", "contests", 1000, "/contests: 1001 contests, at most 1000"},
    {"vx-2024.json", "ballotStyles", 5000, "/ballotStyles: 5001 ballot styles, at most 5000"},
};

static void fill_list(json_t *list, size_t count)
{
    for (size_t i = json_array_size(list); i < count; i++) {
        json_t *copy = json_copy(json_array_get(list, 0));
        char id[32];

        (void)snprintf(id, sizeof id, "made-%zu", i);
        json_object_set_new(copy, "id", json_string(id));
        json_array_append_new(list, copy);
    }
}

static size_t count_faults(const json_t *root, const char *words, size_t *total)
{
    static struct ovalis_election_faults faults;
    struct ovalis_election *election = NULL;
    char *bytes = json_dumps(root, 0);
    size_t found = 0;

    (void)ovalis_election_read(&election, "limit", bytes, strlen(bytes), &faults, NULL);
    for (size_t i = 0; i < faults.count; i++)
        found += strcmp(faults.text[i], words) == 0;
    *total = faults.total;
    ovalis_election_free(&election);
    free(bytes);
    return found;
}

START_TEST(more_than_the_limits_is_refused)
{
    json_t *root = load(limits[_i].file);
    json_t *list = json_object_get(root, limits[_i].list);
    size_t total;

    fill_list(list, limits[_i].limit);
    ck_assert_uint_eq(count_faults(root, limits[_i].fault, &total), 0);
    fill_list(list, limits[_i].limit + 1);
    ck_assert_uint_eq(count_faults(root, limits[_i].fault, &total), 1);
    json_decref(root);
}
END_TEST

START_TEST(a_contest_has_no_more_candidates_than_fit_on_a_sheet)
{
    json_t *root = load("vx-2024.json");
    json_t *contest = json_array_get(json_object_get(root, "contests"), 0);
    size_t total;

    fill_list(json_object_get(contest, "candidates"), 8001);
    ck_assert_uint_eq(
        count_faults(root, "/contests/0/candidates: 8001 candidates, at most 8000", &total), 1);
    json_decref(root);
}
END_TEST

/* Ten contests with 5,999 candidates and a write-in line each are 60,000 options. */
START_TEST(all_contests_have_at_most_sixty_thousand_options)
{
    json_t *root = load("vx-2024.json");
    json_t *contests = json_object_get(root, "contests");
    json_t *first = json_array_get(contests, 0);
    size_t total;

    json_incref(first);
    json_array_clear(contests);
    fill_list(json_object_get(first, "candidates"), 5999);
    json_array_append_new(contests, first);
    fill_list(contests, 10);
    ck_assert_uint_eq(count_faults(root, "", &total), 0);
    fill_list(contests, 11);
    ck_assert_uint_eq(count_faults(root,
                                   "/contests/10/candidates: 66000 options in this and the "
                                   "contests before it, at most 60000",
                                   &total),
                      1);
    json_decref(root);
}
END_TEST

/* A test deck: an oval on every place of the grid inside the marks, as many votes as ovals. */
static void fill_grid(json_t *root, const char *side, const char *contest)
{
    json_t *contests = json_object_get(root, "contests");
    json_t *layout = json_array_get(json_object_get(root, "gridLayouts"), 0);
    json_t *positions = json_object_get(layout, "gridPositions");
    json_t *candidates = json_array();

    for (int place = 0; place < 32 * 63; place++) {
        char id[64];

        (void)snprintf(id, sizeof id, "%s-%d", contest, place);
        json_array_append_new(candidates, json_pack("{s:s, s:s}", "id", id, "name", id));
        json_array_append_new(positions, json_pack("{s:s, s:s, s:i, s:s, s:i, s:i, s:s}", "type",
                                                   "option", "contestId", contest, "sheetNumber", 1,
                                                   "side", side, "column", 1 + place % 32, "row",
                                                   1 + place / 32, "optionId", id));
    }
    json_array_append_new(contests, json_pack("{s:s, s:s, s:s, s:s, s:i, s:b, s:o}", "id", contest,
                                              "districtId", "north", "title", contest, "type",
                                              "candidate", "seats", 32 * 63, "allowWriteIns", 0,
                                              "candidates", candidates));
}

START_TEST(an_oval_on_every_place_of_the_grid_is_no_fault)
{
    json_t *root = load("vx-2024.json"); /* 8.5 x 17 in: 34 x 65 marks */
    json_t *layouts = json_object_get(root, "gridLayouts");
    struct ovalis_election *election;
    struct ovalis_diag why;
    char *bytes;

    json_array_remove(json_object_get(root, "ballotStyles"), 0);
    json_array_remove(layouts, 1);
    json_array_clear(json_object_get(json_array_get(layouts, 0), "gridPositions"));
    json_array_clear(json_object_get(root, "contests"));
    fill_grid(root, "front", "all-front");
    fill_grid(root, "back", "all-back");
    bytes = json_dumps(root, 0);
    ck_assert_msg(ovalis_election_read(&election, "deck", bytes, strlen(bytes), NULL, &why) ==
                      OVALIS_OK,
                  "%s", why.text);
    ovalis_election_free(&election);
    free(bytes);
    json_decref(root);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

static Suite *suite(void)
{
    Suite *suite = suite_create("definition faults");
    TCase *cases = tcase_create("faults");

    tcase_set_timeout(cases, 30);
    tcase_add_loop_test(cases, a_broken_card_definition_lists_every_fault, 0, ROWS(card_edits));
    tcase_add_loop_test(cases, a_broken_definition_of_2024_lists_every_fault, 0,
                        ROWS(vx_2024_edits));
    tcase_add_loop_test(cases, a_broken_definition_of_v4_0_lists_every_fault, 0,
                        ROWS(vx_4_0_edits));
    tcase_add_loop_test(cases, a_broken_definition_of_v4_1_lists_every_fault, 0,
                        ROWS(vx_4_1_edits));
    tcase_add_loop_test(cases, a_ballot_of_another_party_is_refused, 0, ROWS(open_primary_edits));
    tcase_add_loop_test(cases, a_broken_ballot_definition_lists_every_fault, 0, ROWS(cdf_vx_edits));
    tcase_add_loop_test(cases, a_broken_definition_with_boxes_lists_every_fault, 0,
                        ROWS(cdf_boxes_edits));
    tcase_add_loop_test(cases, what_is_no_definition_is_named, 0, ROWS(strangers));
    tcase_add_test(cases, depth_and_number_of_values_are_bounded_before_parsing);
    tcase_add_test(cases, faults_past_the_list_are_counted);
    tcase_add_loop_test(cases, more_than_the_limits_is_refused, 0, ROWS(limits));
    tcase_add_test(cases, a_contest_has_no_more_candidates_than_fit_on_a_sheet);
    tcase_add_test(cases, all_contests_have_at_most_sixty_thousand_options);
    tcase_add_test(cases, an_oval_on_every_place_of_the_grid_is_no_fault);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    int failed;

    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
