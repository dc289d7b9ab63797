/* SPDX-License-Identifier: Apache-2.0 */
/* NIST Ballot Definition CDF 1.0: docs/formats/definitions.md. */
#include <string.h>

#include "base/memory.h"
#include "election/cdf.h"

const char *ovalis_cdf_class(const struct ovalis_json *object)
{
    static const char prefix[] = "BallotDefinition.";
    struct ovalis_json at = ovalis_json_member(object, "@type");
    const char *word = ovalis_json_text(&at);

    return strncmp(word, prefix, sizeof prefix - 1) == 0 ? word + sizeof prefix - 1 : "";
}

const char *ovalis_cdf_words(const struct ovalis_json *text)
{
    struct ovalis_json list = ovalis_json_member(text, "Text");
    size_t count;
    size_t chosen = 0;
    struct ovalis_json at;
    struct ovalis_json content;

    if (!ovalis_json_there(text) || !ovalis_json_object(text))
        return "";
    count = ovalis_json_list(&list, 1000, "languages");
    for (size_t i = count; i-- > 0;) {
        const json_t *language = json_object_get(json_array_get(list.value, i), "Language");
        const char *word = json_string_value(language);

        if (word && strncmp(word, "en", 2) == 0)
            chosen = i;
    }
    at = ovalis_json_item(&list, chosen);
    content = ovalis_json_member(&at, "Content");
    return count > 0 ? ovalis_json_optional_text(&content) : "";
}

static void read_parties(struct ovalis_cdf *cdf)
{
    struct ovalis_reader *reader = cdf->reader;
    struct ovalis_json list = ovalis_json_member(cdf->root, "Party");
    size_t count = ovalis_json_optional_list(&list, OVALIS_MAX_PARTIES, "parties");
    struct ovalis_election *election = reader->election;

    election->parties =
        ovalis_reader_array(reader, count, sizeof *election->parties, &election->party_count);
    for (size_t i = 0; i < election->party_count; i++) {
        struct ovalis_party *party = &election->parties[i];
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "@id");
        struct ovalis_json name = ovalis_json_member(&at, "Name");
        struct ovalis_json abbreviation = ovalis_json_member(&at, "Abbreviation");

        party->id = ovalis_reader_new_id(reader, &reader->parties, &id, i, "party");
        party->name = ovalis_reader_copy(reader, ovalis_cdf_words(&name));
        party->abbreviation = ovalis_reader_copy(reader, ovalis_cdf_words(&abbreviation));
    }
}

/* What a unit is to a scanner, while the list of precincts is being made. */
struct unit {
    bool precinct, split, used;
    size_t parent; /* precinct unit that a split belongs to, or OVALIS_NONE */
};

static void read_unit(struct ovalis_cdf *cdf, struct unit *unit, size_t index,
                      const struct ovalis_json *at)
{
    struct ovalis_json id = ovalis_json_member(at, "@id");
    struct ovalis_json type = ovalis_json_member(at, "Type");
    struct ovalis_json name = ovalis_json_member(at, "Name");
    struct ovalis_election *election = cdf->reader->election;
    const char *word = ovalis_json_text(&type);
    char *copy = ovalis_reader_new_id(cdf->reader, &cdf->units, &id, index, "reporting unit");
    char **place = NULL;

    ovalis_release(&copy); /* the map alone is needed */
    unit->parent = OVALIS_NONE;
    unit->precinct = strcmp(word, "precinct") == 0 || strcmp(word, "combined-precinct") == 0;
    unit->split = strcmp(word, "split-precinct") == 0;
    if (strcmp(word, "state") == 0)
        place = &election->state;
    else if (strcmp(word, "county") == 0)
        place = &election->jurisdiction;
    if (place && !*place)
        *place = ovalis_reader_copy(cdf->reader, ovalis_cdf_words(&name));
}

static void read_parts(struct ovalis_cdf *cdf, struct unit *units, size_t index,
                       const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "ComposingGpUnitIds");
    size_t count = ovalis_json_optional_list(&list, OVALIS_CDF_MAX_UNITS, "reporting units");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json part_at = ovalis_json_item(&list, i);
        size_t part = ovalis_reader_find(cdf->reader, &cdf->units, &part_at, "reporting unit");

        if (part != OVALIS_NONE && units[index].precinct && units[part].split)
            units[part].parent = index;
    }
}

/* Units that ballot styles are for; faults in them are found when the styles are read. */
static void note_used_units(const struct ovalis_cdf *cdf, struct unit *units)
{
    const json_t *styles = json_object_get(cdf->election->value, "BallotStyle");

    for (size_t i = 0; i < json_array_size(styles); i++) {
        const json_t *list = json_object_get(json_array_get(styles, i), "GpUnitIds");

        for (size_t k = 0; k < json_array_size(list); k++) {
            const char *id = json_string_value(json_array_get(list, k));
            size_t unit = id ? ovalis_id_map_find(&cdf->units, id) : OVALIS_NONE;

            if (unit != OVALIS_NONE)
                units[unit].used = true;
        }
    }
}

static void add_precinct(struct ovalis_cdf *cdf, size_t unit, const struct ovalis_json *at)
{
    struct ovalis_election *election = cdf->reader->election;
    struct ovalis_json id = ovalis_json_member(at, "@id");
    struct ovalis_json name = ovalis_json_member(at, "Name");
    struct ovalis_precinct *precinct = &election->precincts[election->precinct_count];

    precinct->id = ovalis_reader_copy(cdf->reader, json_string_value(id.value));
    precinct->name = ovalis_reader_copy(cdf->reader, ovalis_cdf_words(&name));
    cdf->unit_precinct[unit] = election->precinct_count++;
}

/* Precincts in file order, as the QR code counts them. A unit of another kind is one too when a
 * style is for it and no precinct holds it. */
static void make_precincts(struct ovalis_cdf *cdf, const struct unit *units, size_t count,
                           const struct ovalis_json *list)
{
    struct ovalis_election *election = cdf->reader->election;
    size_t held;

    cdf->unit_precinct = ovalis_reader_array(cdf->reader, count, sizeof *cdf->unit_precinct, &held);
    election->precincts =
        ovalis_reader_array(cdf->reader, count, sizeof *election->precincts, &held);
    if (!cdf->unit_precinct || !election->precincts)
        return;
    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);

        cdf->unit_precinct[i] = OVALIS_NONE;
        if (units[i].precinct || (units[i].used && units[i].parent == OVALIS_NONE))
            add_precinct(cdf, i, &at);
    }
    for (size_t i = 0; i < count; i++) {
        if (cdf->unit_precinct[i] == OVALIS_NONE && units[i].parent != OVALIS_NONE)
            cdf->unit_precinct[i] = cdf->unit_precinct[units[i].parent];
    }
    if (election->precinct_count > OVALIS_MAX_PRECINCTS)
        ovalis_json_fault(list, "%zu precincts, at most %d", election->precinct_count,
                          OVALIS_MAX_PRECINCTS);
}

static void read_units(struct ovalis_cdf *cdf)
{
    struct ovalis_json list = ovalis_json_member(cdf->root, "GpUnit");
    size_t count = ovalis_json_list(&list, OVALIS_CDF_MAX_UNITS, "reporting units");
    OVALIS_OWNED(ovalis_release) struct unit *units = NULL;
    size_t held;

    units = ovalis_reader_array(cdf->reader, count, sizeof *units, &held);
    for (size_t i = 0; i < held; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_unit(cdf, &units[i], i, &at);
    }
    for (size_t i = 0; i < held; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_parts(cdf, units, i, &at);
    }
    if (held == 0)
        return;
    note_used_units(cdf, units);
    make_precincts(cdf, units, held, &list);
}

static void read_type(struct ovalis_cdf *cdf)
{
    static const struct {
        const char *word;
        enum ovalis_election_type type;
    } types[] = {
        {"general", OVALIS_ELECTION_GENERAL},
        {"other", OVALIS_ELECTION_GENERAL},
        {"runoff", OVALIS_ELECTION_GENERAL},
        {"special", OVALIS_ELECTION_GENERAL},
        {"primary", OVALIS_ELECTION_CLOSED_PRIMARY},
        {"partisan-primary-closed", OVALIS_ELECTION_CLOSED_PRIMARY},
        {"partisan-primary-open", OVALIS_ELECTION_OPEN_PRIMARY},
    };
    struct ovalis_json at = ovalis_json_member(cdf->election, "Type");
    const char *word = ovalis_json_text(&at);

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(word, types[i].word) == 0) {
            cdf->reader->election->type = types[i].type;
            return;
        }
    }
    if (*word)
        ovalis_json_fault(&at, "unknown election type \"%s\"", word);
}

static void read_header(struct ovalis_cdf *cdf)
{
    struct ovalis_election *election = cdf->reader->election;
    struct ovalis_json version = ovalis_json_member(cdf->root, "Version");
    struct ovalis_json is_test = ovalis_json_member(cdf->root, "IsTest");
    struct ovalis_json maker = ovalis_json_member(cdf->root, "VendorApplicationId");
    struct ovalis_json name = ovalis_json_member(cdf->election, "Name");
    struct ovalis_json date = ovalis_json_member(cdf->election, "StartDate");
    const char *word = ovalis_json_text(&version);

    if (*word && strcmp(word, "1.0.0") != 0)
        ovalis_json_fault(&version, "version \"%s\", expected \"1.0.0\"", word);
    cdf->vx = strcmp(ovalis_json_optional_text(&maker), "VxSuite") == 0;
    election->is_test = ovalis_json_optional_flag(&is_test, false);
    election->title = ovalis_reader_copy(cdf->reader, ovalis_cdf_words(&name));
    election->date = ovalis_reader_copy(cdf->reader, ovalis_json_optional_text(&date));
    read_type(cdf);
}

static void read_candidates(struct ovalis_cdf *cdf)
{
    struct ovalis_json list = ovalis_json_member(cdf->election, "Candidate");
    size_t count = ovalis_json_optional_list(&list, OVALIS_MAX_OPTIONS, "candidates");

    cdf->candidate_names = ovalis_reader_array(cdf->reader, count, sizeof *cdf->candidate_names,
                                               &cdf->candidate_count);
    for (size_t i = 0; i < cdf->candidate_count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "@id");
        struct ovalis_json name = ovalis_json_member(&at, "BallotName");
        char *copy = ovalis_reader_new_id(cdf->reader, &cdf->candidates, &id, i, "candidate");

        ovalis_release(&copy); /* the map alone is needed */
        cdf->candidate_names[i] = ovalis_cdf_words(&name);
    }
}

static void cdf_release(struct ovalis_cdf *cdf)
{
    ovalis_id_map_release(&cdf->units);
    ovalis_id_map_release(&cdf->candidates);
    ovalis_id_map_release(&cdf->formats);
    ovalis_id_map_release(&cdf->shapes);
    ovalis_release(&cdf->unit_precinct);
    ovalis_release(&cdf->candidate_names);
    ovalis_release(&cdf->format_list);
}

/* Strings that a definition may lack. */
static void fill_gaps(struct ovalis_reader *reader)
{
    struct ovalis_election *election = reader->election;

    if (!election->state)
        election->state = ovalis_reader_copy(reader, "");
    if (!election->jurisdiction)
        election->jurisdiction = ovalis_reader_copy(reader, "");
}

void ovalis_cdf_read(struct ovalis_reader *reader, const struct ovalis_json *root)
{
    struct ovalis_json list = ovalis_json_member(root, "Election");
    struct ovalis_json election = ovalis_json_item(&list, 0);
    OVALIS_OWNED(cdf_release)
    struct ovalis_cdf cdf = {.reader = reader, .root = root, .election = &election};

    if (ovalis_json_list(&list, 1, "elections in one definition") == 0 ||
        !ovalis_json_object(&election)) {
        if (reader->faults.total == 0)
            ovalis_json_fault(&list, "no election");
        return;
    }
    read_header(&cdf);
    read_parties(&cdf);
    read_units(&cdf);
    fill_gaps(reader);
    read_candidates(&cdf);
    ovalis_cdf_read_formats(&cdf);
    ovalis_cdf_read_contests(&cdf);
    if (!reader->memory_failed && ovalis_reader_contests_known(reader))
        ovalis_cdf_read_styles(&cdf);
}
