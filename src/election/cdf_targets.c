/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "election/cdf.h"

/* No target a person could fill in is smaller or larger than this, mm. */
#define TARGET_LEAST_MM 1.5
#define TARGET_MOST_MM  20.0

/* Targets of one format look alike; so much, as a share, is rounding of the writer. */
#define TARGET_SIZE_SLACK 0.05

/* Where the targets of one PhysicalContest are read into. */
struct places {
    struct ovalis_cdf *cdf;
    struct ovalis_cdf_format *format;
    struct ovalis_card *card;
    size_t contest, rank;
    size_t unnamed; /* write-ins without an id so far */
};

/* A box as the file has it. */
struct box {
    double x, y, width, height;
    int sheet;
    enum ovalis_side side;
};

static bool read_side(const struct ovalis_json *at, enum ovalis_side *side)
{
    const char *word = ovalis_json_text(at);

    *side = strcmp(word, "back") == 0 ? OVALIS_BACK : OVALIS_FRONT;
    if (*word && *side == OVALIS_FRONT && strcmp(word, "front") != 0)
        ovalis_json_fault(at, "expected \"front\" or \"back\", found \"%s\"", word);
    return strcmp(word, "back") == 0 || strcmp(word, "front") == 0;
}

static bool read_box(const struct ovalis_json *at, struct box *box)
{
    struct ovalis_json x = ovalis_json_member(at, "X");
    struct ovalis_json y = ovalis_json_member(at, "Y");
    struct ovalis_json width = ovalis_json_member(at, "W");
    struct ovalis_json height = ovalis_json_member(at, "H");
    struct ovalis_json sheet = ovalis_json_member(at, "Sheet");
    struct ovalis_json side = ovalis_json_member(at, "Side");
    double most = 10000; /* larger than any paper in any unit */
    bool fine = ovalis_json_number(&x, -most, most, &box->x);

    box->sheet = 1;
    fine = ovalis_json_number(&y, -most, most, &box->y) && fine;
    fine = ovalis_json_number(&width, 0, most, &box->width) && fine;
    fine = ovalis_json_number(&height, 0, most, &box->height) && fine;
    if (ovalis_json_there(&sheet))
        fine = ovalis_json_integer(&sheet, 1, OVALIS_MAX_SHEETS, &box->sheet) && fine;
    return read_side(&side, &box->side) && fine;
}

static struct ovalis_place place_of(const struct places *places, double x, double y)
{
    double mm = places->format->mm;

    return (struct ovalis_place){(x * mm - places->card->origin_x_mm) / places->card->pitch_x_mm,
                                 (y * mm - places->card->origin_y_mm) / places->card->pitch_y_mm};
}

static bool alike(double a, double b)
{
    return fabs(a - b) <= TARGET_SIZE_SLACK * b;
}

static void learn_look(struct places *places, const struct ovalis_json *indicator, double width,
                       double height)
{
    places->format->target_size_known = true;
    places->format->shape = json_string_value(indicator->value);
    places->card->target_width_mm = width;
    places->card->target_height_mm = height;
    if (ovalis_json_there(indicator))
        ovalis_cdf_apply_shape(places->cdf, indicator, places->card, places->format->mm);
}

/* Size and shape of the first box are those of the format's targets; the others must agree. */
static void check_look(struct places *places, const struct ovalis_json *at, const struct box *box)
{
    const struct ovalis_card *card = places->card;
    double width = box->width * places->format->mm;
    double height = box->height * places->format->mm;
    struct ovalis_json indicator = ovalis_json_member(at, "IndicatorId");
    const char *shape = json_string_value(indicator.value);
    const char *known = places->format->shape;

    if (fmin(width, height) < TARGET_LEAST_MM || fmax(width, height) > TARGET_MOST_MM) {
        ovalis_json_fault(at, "target of %.3g x %.3g mm, expected %g to %g mm", width, height,
                          TARGET_LEAST_MM, TARGET_MOST_MM);
        return;
    }
    if (!places->format->target_size_known) {
        learn_look(places, &indicator, width, height);
        return;
    }
    if (!alike(width, card->target_width_mm) || !alike(height, card->target_height_mm))
        ovalis_json_fault(at, "target of %.3g x %.3g mm, others of this format have %.3g x %.3g mm",
                          width, height, card->target_width_mm, card->target_height_mm);
    if (strcmp(shape ? shape : "", known ? known : "") != 0)
        ovalis_json_fault(&indicator,
                          "target of the shape \"%s\", others of this format have \"%s\"",
                          shape ? shape : "", known ? known : "");
}

static void check_votes(const struct ovalis_json *at)
{
    struct ovalis_json votes = ovalis_json_member(at, "NumberVotes");
    struct ovalis_json fraction = ovalis_json_member(at, "FractionalVotes");
    struct ovalis_json rank = ovalis_json_member(at, "Rank");
    int number = 1;

    if (ovalis_json_integer(&votes, 0, 1000, &number) && number != 1)
        ovalis_json_fault(&votes, "a target that counts %d votes is not supported", number);
    if (ovalis_json_there(&fraction))
        ovalis_json_fault(&fraction, "fractional votes are not supported");
    if (ovalis_json_there(&rank))
        ovalis_json_fault(&rank, "ranks are not supported");
}

static bool read_target(struct places *places, const struct ovalis_json *at,
                        struct ovalis_target *target)
{
    struct box box;

    if (!ovalis_json_object(at))
        return false;
    check_votes(at);
    if (!read_box(at, &box))
        return false;
    target->sheet = box.sheet;
    target->side = box.side;
    if (places->cdf->vx && box.width == 0 && box.height == 0) {
        target->place = (struct ovalis_place){box.x, box.y};
        return true;
    }
    check_look(places, at, &box);
    target->place = place_of(places, box.x + box.width / 2, box.y + box.height / 2);
    return true;
}

/* The area of a write-in in grid units; VxSuite gives it so, everybody else in units of length. */
static void add_area(struct places *places, const struct ovalis_json *at, bool grid_units,
                     struct ovalis_target *target)
{
    struct ovalis_place from;
    struct ovalis_place to;
    struct box box;

    if (!read_box(at, &box))
        return;
    if (box.sheet != target->sheet || box.side != target->side) {
        ovalis_json_fault(at, "write-in area on sheet %d %s, its target on sheet %d %s", box.sheet,
                          ovalis_side_name(box.side), target->sheet,
                          ovalis_side_name(target->side));
        return;
    }
    from = (struct ovalis_place){box.x, box.y};
    to = (struct ovalis_place){box.x + box.width, box.y + box.height};
    if (!grid_units) {
        from = place_of(places, from.column, from.row);
        to = place_of(places, to.column, to.row);
    }
    if (target->has_area) { /* several lines for one name: the box around them */
        to.column = fmax(to.column, target->area.column + target->area.width);
        to.row = fmax(to.row, target->area.row + target->area.height);
        from.column = fmin(from.column, target->area.column);
        from.row = fmin(from.row, target->area.row);
    }
    target->has_area = true;
    target->area.column = from.column;
    target->area.row = from.row;
    target->area.width = to.column - from.column;
    target->area.height = to.row - from.row;
}

/* By the standard, writing counts with an empty target unless SelectionRequired says otherwise;
 * VxSuite leaves the member out and sends such a write-in to a person. */
static void read_areas(struct places *places, const struct ovalis_json *option, bool grid_units,
                       struct ovalis_target *target)
{
    struct ovalis_json list = ovalis_json_member(option, "WriteInPosition");
    size_t count = ovalis_json_optional_list(&list, 100, "write-in areas");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json required = ovalis_json_member(&at, "SelectionRequired");

        add_area(places, &at, grid_units, target);
        target->area_alone_counts = !ovalis_json_optional_flag(&required, places->cdf->vx);
    }
}

/* The option of a PhysicalContestOption; only write-ins may leave its id out, and then follow each
 * other in order. */
static size_t option_of(struct places *places, const struct ovalis_json *at)
{
    const struct ovalis_contest *contest =
        &places->cdf->reader->election->contests[places->contest];
    struct ovalis_json id_at = ovalis_json_member(at, "ContestOptionId");
    struct ovalis_json areas = ovalis_json_member(at, "WriteInPosition");
    size_t option = OVALIS_NONE;
    const char *id;

    if (ovalis_json_there(&id_at)) {
        id = ovalis_json_id(&id_at);
        option = id ? ovalis_contest_option(places->cdf->reader, places->contest, id) : OVALIS_NONE;
        if (id && option == OVALIS_NONE)
            ovalis_json_fault(&id_at, "contest \"%s\" has no option \"%s\"", contest->id, id);
    } else if (json_array_size(areas.value) > 0) {
        option = ovalis_contest_write_in(contest, places->unnamed++);
        if (option == OVALIS_NONE)
            ovalis_json_fault(at, "write-in target %zu, but contest \"%s\" has no such write-in",
                              places->unnamed, contest->id);
    } else {
        ovalis_json_fault(at, "neither an option nor a write-in");
    }
    return option;
}

static void read_physical_option(struct places *places, const struct ovalis_json *at)
{
    struct ovalis_json list = ovalis_json_member(at, "OptionPosition");
    size_t count = ovalis_json_list(&list, OVALIS_MAX_TARGETS, "targets");
    size_t option = option_of(places, at);

    if (count == 0)
        ovalis_json_fault(at, "an option without a target");
    for (size_t i = 0; i < count && option != OVALIS_NONE; i++) {
        struct ovalis_json position = ovalis_json_item(&list, i);
        struct ovalis_target target = {.contest = places->contest, .option = option};
        struct ovalis_json width = ovalis_json_member(&position, "W");
        struct ovalis_draft_target *draft;

        if (!read_target(places, &position, &target))
            continue;
        if (i == 0)
            read_areas(places, at, places->cdf->vx && json_number_value(width.value) == 0, &target);
        draft = ovalis_draft_add(places->cdf->reader, &position);
        if (!draft)
            return;
        draft->target = target;
        draft->rank = places->rank;
    }
}

void ovalis_cdf_read_physical(struct ovalis_cdf *cdf, const struct ovalis_json *at, size_t contest,
                              size_t format, size_t rank)
{
    struct places places = {
        .cdf = cdf,
        .format = &cdf->format_list[format],
        .card = &cdf->reader->election->cards[format],
        .contest = contest,
        .rank = rank,
    };
    struct ovalis_json list = ovalis_json_member(at, "PhysicalContestOption");
    size_t count = ovalis_json_optional_list(&list, OVALIS_MAX_TARGETS, "options");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json option = ovalis_json_item(&list, i);

        if (ovalis_json_object(&option))
            read_physical_option(&places, &option);
    }
}
