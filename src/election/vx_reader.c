/* SPDX-License-Identifier: Apache-2.0 */
/* VxSuite election.json, three generations: docs/formats/definitions.md. */
#include <string.h>

#include "base/memory.h"
#include "election/vx.h"

static void read_parties(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json list = ovalis_json_member(root, "parties");
    size_t count = ovalis_json_optional_list(&list, OVALIS_MAX_PARTIES, "parties");
    struct ovalis_election *election = reader->election;

    election->parties =
        ovalis_reader_array(reader, count, sizeof *election->parties, &election->party_count);
    for (size_t i = 0; i < election->party_count; i++) {
        struct ovalis_party *party = &election->parties[i];
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "id");
        struct ovalis_json name = ovalis_json_member(&at, "fullName");
        struct ovalis_json short_name = ovalis_json_member(&at, "name");
        struct ovalis_json abbreviation = ovalis_json_member(&at, "abbrev");

        if (!ovalis_json_there(&name))
            name = short_name;
        party->id = ovalis_reader_new_id(reader, &reader->parties, &id, i, "party");
        party->name = ovalis_reader_copy(reader, ovalis_json_optional_text(&name));
        party->abbreviation = ovalis_reader_copy(reader, ovalis_json_optional_text(&abbreviation));
    }
}

static void read_districts(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json list = ovalis_json_member(root, "districts");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_DISTRICTS, "districts");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "id");
        char *copy = ovalis_reader_new_id(reader, &reader->districts, &id, i, "district");

        ovalis_release(&copy); /* the map alone is needed */
    }
}

/* Districts of a precinct or of its splits have no use here besides being there. */
static void check_precinct_districts(struct ovalis_reader *reader, const struct ovalis_json *at)
{
    struct ovalis_json districts = ovalis_json_member(at, "districtIds");
    OVALIS_OWNED(ovalis_release) size_t *indexes = NULL;
    size_t count;

    if (ovalis_json_there(&districts))
        indexes =
            ovalis_reader_find_list(reader, &reader->districts, &districts, "district", &count);
}

static void check_splits(struct ovalis_reader *reader, const struct ovalis_json *precinct)
{
    struct ovalis_json splits = ovalis_json_member(precinct, "splits");
    size_t count = ovalis_json_optional_list(&splits, OVALIS_MAX_STYLES, "splits");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&splits, i);

        check_precinct_districts(reader, &at);
    }
}

static void read_precincts(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json list = ovalis_json_member(root, "precincts");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_PRECINCTS, "precincts");
    struct ovalis_election *election = reader->election;

    election->precincts =
        ovalis_reader_array(reader, count, sizeof *election->precincts, &election->precinct_count);
    for (size_t i = 0; i < election->precinct_count; i++) {
        struct ovalis_precinct *precinct = &election->precincts[i];
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "id");
        struct ovalis_json name = ovalis_json_member(&at, "name");

        precinct->id = ovalis_reader_new_id(reader, &reader->precincts, &id, i, "precinct");
        precinct->name = ovalis_reader_copy(reader, ovalis_json_optional_text(&name));
        check_precinct_districts(reader, &at);
        check_splits(reader, &at);
    }
}

static char *read_text(struct ovalis_reader *reader, const struct ovalis_json *object,
                       const char *key)
{
    struct ovalis_json at = ovalis_json_member(object, key);

    return ovalis_reader_copy(reader, ovalis_json_optional_text(&at));
}

static void read_type(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json at = ovalis_json_member(root, "type");
    const char *word = ovalis_json_optional_text(&at);
    struct ovalis_election *election = reader->election;

    /* Files of 2022 may lack it. */
    election->type = OVALIS_ELECTION_GENERAL;
    if (strcmp(word, "primary") == 0 || strcmp(word, "closed-primary") == 0)
        election->type = OVALIS_ELECTION_CLOSED_PRIMARY;
    else if (strcmp(word, "open-primary") == 0)
        election->type = OVALIS_ELECTION_OPEN_PRIMARY;
    else if (*word && strcmp(word, "general") != 0)
        ovalis_json_fault(&at, "unknown election type \"%s\"", word);
}

/* "2022-07-12T12:00:00.000-04:00" and "2022-07-12" both mean that day. */
static void read_header(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_election *election = reader->election;
    struct ovalis_json place = ovalis_json_member(root, "jurisdiction");
    char *time;

    if (!ovalis_json_there(&place))
        place = ovalis_json_member(root, "county");
    election->title = read_text(reader, root, "title");
    election->date = read_text(reader, root, "date");
    election->state = read_text(reader, root, "state");
    election->jurisdiction = read_text(reader, &place, "name");
    time = election->date ? strchr(election->date, 'T') : NULL;
    if (time)
        *time = '\0';
    read_type(reader, root);
}

/* Early files of 2022 do not say how a sheet is identified; the names of the styles do. */
static bool has_card_numbers(const struct ovalis_json *root)
{
    static const char prefix[] = "card-number-";
    struct ovalis_json styles = ovalis_json_member(root, "ballotStyles");
    struct ovalis_json first = ovalis_json_item(&styles, 0);
    struct ovalis_json id = ovalis_json_member(&first, "id");
    const char *word = json_string_value(id.value);

    return word && strncmp(word, prefix, sizeof prefix - 1) == 0;
}

static bool is_timing_marks(const struct ovalis_json *root, const struct ovalis_json *layout)
{
    struct ovalis_json at = ovalis_json_member(layout, "metadataEncoding");
    const char *word = ovalis_json_optional_text(&at);

    if (!ovalis_json_there(&at))
        return has_card_numbers(root);
    if (strcmp(word, "timing-marks") != 0 && strcmp(word, "qr-code") != 0)
        ovalis_json_fault(&at, "expected \"qr-code\" or \"timing-marks\", found \"%s\"", word);
    return strcmp(word, "timing-marks") == 0;
}

static void read_card(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json layout = ovalis_json_member(root, "ballotLayout");
    struct ovalis_json paper = ovalis_json_member(&layout, "paperSize");
    struct ovalis_election *election = reader->election;
    const char *word = ovalis_json_text(&paper);
    enum ovalis_card_family family = OVALIS_CARD_VX_4;
    double width = 8.5;
    double height = 11;

    if (*word && !ovalis_card_paper(word, &width, &height))
        ovalis_json_fault(&paper, "unknown paper size \"%s\"", word);
    if (height < 11)
        height = 11;
    if (is_timing_marks(root, &layout))
        family = OVALIS_CARD_ACCUVOTE;
    else if (election->format == OVALIS_DEFINITION_VX_2024)
        family = OVALIS_CARD_VX_2024;
    election->cards =
        ovalis_reader_array(reader, 1, sizeof *election->cards, &election->card_count);
    if (election->card_count > 0)
        (void)ovalis_card_make(election->cards, family, width, height); /* 11 to 22 in always fit */
}

void ovalis_vx_read(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_vx vx = {.reader = reader, .root = root};

    read_header(reader, root);
    read_card(reader, root);
    read_parties(reader, root);
    read_districts(reader, root);
    read_precincts(reader, root);
    ovalis_vx_read_contests(&vx);
    if (!reader->memory_failed && ovalis_reader_contests_known(reader))
        ovalis_vx_read_styles(&vx);
    ovalis_settings_read(&reader->settings, root);
    ovalis_release(&vx.contest_district);
    ovalis_id_map_release(&vx.plain_yes_no);
}
