/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/memory.h"
#include "election/vx.h"

/* Far outside any paper, near enough that sums stay exact; the grid itself is checked later. */
#define PLACE_MAX 1000.0

static bool read_side(const struct ovalis_json *at, enum ovalis_side *side)
{
    const char *word = ovalis_json_text(at);

    *side = strcmp(word, "back") == 0 ? OVALIS_BACK : OVALIS_FRONT;
    if (*word && *side == OVALIS_FRONT && strcmp(word, "front") != 0) {
        ovalis_json_fault(at, "expected \"front\" or \"back\", found \"%s\"", word);
        return false;
    }
    return *word != '\0';
}

/* The option that a position of either generation names, in target->contest. */
static bool read_option(struct ovalis_reader *reader, const struct ovalis_json *at,
                        struct ovalis_target *target)
{
    const struct ovalis_contest *contest = &reader->election->contests[target->contest];
    struct ovalis_json type = ovalis_json_member(at, "type");
    struct ovalis_json index = ovalis_json_member(at, "writeInIndex");
    struct ovalis_json id_at = ovalis_json_member(at, "optionId");
    const char *word = ovalis_json_text(&type);
    const char *id;
    int number = 0;

    target->option = OVALIS_NONE;
    if (strcmp(word, "write-in") == 0) {
        if (!ovalis_json_integer(&index, 0, OVALIS_MAX_VOTES, &number))
            return false;
        target->option = ovalis_contest_write_in(contest, (size_t)number);
        if (target->option == OVALIS_NONE)
            ovalis_json_fault(&index, "write-in %d, but contest \"%s\" has no such write-in",
                              number, contest->id);
    } else if (strcmp(word, "option") == 0) {
        id = ovalis_json_id(&id_at);
        target->option = id ? ovalis_contest_option(reader, target->contest, id) : OVALIS_NONE;
        if (id && target->option == OVALIS_NONE)
            ovalis_json_fault(&id_at, "contest \"%s\" has no option \"%s\"", contest->id, id);
    } else if (*word) {
        ovalis_json_fault(&type, "unknown kind of position \"%s\"", word);
    }
    return target->option != OVALIS_NONE;
}

/* Parties beside a target tell cross endorsements apart; here only that they exist matters. */
static void check_parties(struct ovalis_reader *reader, const struct ovalis_json *position)
{
    struct ovalis_json list = ovalis_json_member(position, "partyIds");
    struct ovalis_option unused = {0};

    ovalis_option_parties(reader, &unused, &list);
    ovalis_release(&unused.parties);
}

static bool read_contest_of(struct ovalis_reader *reader, const struct ovalis_json *at,
                            size_t *contest)
{
    struct ovalis_json id = ovalis_json_member(at, "contestId");

    *contest = ovalis_reader_find(reader, &reader->contests, &id, "contest");
    return *contest != OVALIS_NONE;
}

/* Keys differ between the generations: x and y, later column and row. */
static bool read_area(const struct ovalis_json *position, const char *column_key,
                      const char *row_key, struct ovalis_target *target)
{
    struct ovalis_json area = ovalis_json_member(position, "writeInArea");
    struct ovalis_json column = ovalis_json_member(&area, column_key);
    struct ovalis_json row = ovalis_json_member(&area, row_key);
    struct ovalis_json width = ovalis_json_member(&area, "width");
    struct ovalis_json height = ovalis_json_member(&area, "height");

    if (!ovalis_json_there(&area))
        return true;
    target->has_area = true;
    return ovalis_json_number(&column, -PLACE_MAX, PLACE_MAX, &target->area.column) &&
           ovalis_json_number(&row, -PLACE_MAX, PLACE_MAX, &target->area.row) &&
           ovalis_json_number(&width, -PLACE_MAX, PLACE_MAX, &target->area.width) &&
           ovalis_json_number(&height, -PLACE_MAX, PLACE_MAX, &target->area.height);
}

static bool read_place(const struct ovalis_json *at, struct ovalis_place *place)
{
    struct ovalis_json column = ovalis_json_member(at, "column");
    struct ovalis_json row = ovalis_json_member(at, "row");
    bool fine = ovalis_json_number(&column, -PLACE_MAX, PLACE_MAX, &place->column);

    return ovalis_json_number(&row, -PLACE_MAX, PLACE_MAX, &place->row) && fine;
}

static bool read_grid_position(struct ovalis_reader *reader, const struct ovalis_json *at,
                               struct ovalis_target *target)
{
    struct ovalis_json sheet = ovalis_json_member(at, "sheetNumber");
    struct ovalis_json side = ovalis_json_member(at, "side");
    bool fine;

    if (!ovalis_json_object(at))
        return false;
    target->sheet = 1; /* files of 2022 may leave it out: their ballots had one sheet */
    fine = !ovalis_json_there(&sheet) ||
           ovalis_json_integer(&sheet, 1, OVALIS_MAX_SHEETS, &target->sheet);
    fine = read_side(&side, &target->side) && fine;
    fine = read_place(at, &target->place) && fine;
    fine = read_area(at, "x", "y", target) && fine;
    check_parties(reader, at);
    return read_contest_of(reader, at, &target->contest) && read_option(reader, at, target) && fine;
}

static void add_draft(struct ovalis_reader *reader, const struct ovalis_json *at,
                      const struct ovalis_target *target, size_t rank)
{
    struct ovalis_draft_target *draft = ovalis_draft_add(reader, at);

    if (!draft)
        return;
    draft->target = *target;
    draft->rank = rank;
}

void ovalis_vx_read_grid_positions(struct ovalis_reader *reader, const struct ovalis_json *list)
{
    size_t count = ovalis_json_list(list, OVALIS_MAX_TARGETS, "targets");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_target target = {0};

        /* The order of contests is that of the file. */
        if (read_grid_position(reader, &at, &target))
            add_draft(reader, &at, &target, target.contest);
    }
}

static void read_ballot_option(struct ovalis_reader *reader, const struct ovalis_json *at,
                               struct ovalis_target target, size_t rank)
{
    struct ovalis_json centre = ovalis_json_member(at, "bubbleCenter");
    bool fine;

    if (!ovalis_json_object(at) || !ovalis_json_object(&centre))
        return;
    fine = read_place(&centre, &target.place);
    fine = read_area(at, "column", "row", &target) && fine;
    check_parties(reader, at);
    if (read_option(reader, at, &target) && fine)
        add_draft(reader, at, &target, rank);
}

/* Contests of one side, in printed order. */
static void read_ballot_side(struct ovalis_reader *reader, const struct ovalis_json *list,
                             struct ovalis_target target)
{
    size_t count = ovalis_json_list(list, OVALIS_MAX_CONTESTS, "contests");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_json options = ovalis_json_member(&at, "options");
        size_t option_count;

        if (!ovalis_json_object(&at) || !read_contest_of(reader, &at, &target.contest))
            continue;
        option_count = ovalis_json_list(&options, OVALIS_MAX_TARGETS, "targets");
        for (size_t k = 0; k < option_count; k++) {
            struct ovalis_json option = ovalis_json_item(&options, k);

            read_ballot_option(reader, &option, target, i);
        }
    }
}

void ovalis_vx_read_ballot_positions(struct ovalis_reader *reader, const struct ovalis_json *list)
{
    size_t sheets = ovalis_json_list(list, OVALIS_MAX_SHEETS, "sheets");

    for (size_t sheet = 0; sheet < sheets; sheet++) {
        struct ovalis_json sides = ovalis_json_item(list, sheet);
        size_t count = ovalis_json_list(&sides, OVALIS_SIDES, "sides");

        for (size_t side = 0; side < count; side++) {
            struct ovalis_json at = ovalis_json_item(&sides, side);

            read_ballot_side(
                reader, &at,
                (struct ovalis_target){.sheet = (int)sheet + 1, .side = (enum ovalis_side)side});
        }
    }
}
