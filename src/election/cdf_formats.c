/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "election/cdf.h"

/* Marks of a border stand in a line, evenly: this far from it, in pitches or mark sizes, is still
 * rounding of the writer. */
#define FIDUCIAL_SLACK 0.1

#define FIDUCIALS_MAX 2000

static double unit_mm(const struct ovalis_json *at)
{
    static const struct {
        const char *word;
        double mm;
    } units[] = {{"in", OVALIS_MM_PER_INCH},
                 {"mm", 1},
                 {"pc", OVALIS_MM_PER_INCH / 6},
                 {"pt", OVALIS_MM_PER_INCH / 72}};
    const char *word = ovalis_json_text(at);

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(word, units[i].word) == 0)
            return units[i].mm;
    }
    if (*word)
        ovalis_json_fault(at, "unknown unit \"%s\"", word);
    return OVALIS_MM_PER_INCH;
}

static void expect_word(const struct ovalis_json *format, const char *key, const char *expected,
                        const char *otherwise)
{
    struct ovalis_json at = ovalis_json_member(format, key);
    const char *word = ovalis_json_text(&at);

    if (*word && strcmp(word, expected) != 0 && (!otherwise || strcmp(word, otherwise) != 0))
        ovalis_json_fault(&at, "\"%s\" is not supported, only \"%s\"", word, expected);
}

/* Paper in inches; letter after a fault, so that reading can go on. */
static void read_paper(const struct ovalis_json *format, double mm, double *width, double *height)
{
    struct ovalis_json short_edge = ovalis_json_member(format, "ShortEdge");
    struct ovalis_json long_edge = ovalis_json_member(format, "LongEdge");
    struct ovalis_json orientation = ovalis_json_member(format, "Orientation");
    const char *word = json_string_value(orientation.value);
    double inches = OVALIS_MM_PER_INCH / mm; /* units in an inch */
    double across = 8.5 * inches;
    double down = 11 * inches;

    (void)ovalis_json_number(&short_edge, 4 * inches, 24 * inches, &across);
    (void)ovalis_json_number(&long_edge, 4 * inches, 24 * inches, &down);
    *width = across / inches;
    *height = down / inches;
    if (word && strcmp(word, "landscape") == 0) {
        *width = down / inches;
        *height = across / inches;
    }
}

/* The file of February 2024 had no identifier for the election; v4.0 brought it, with new
 * margins. */
static enum ovalis_card_family family_of(const struct ovalis_cdf *cdf)
{
    struct ovalis_json id = ovalis_json_member(cdf->election, "ExternalIdentifier");

    return cdf->vx && !ovalis_json_there(&id) ? OVALIS_CARD_VX_2024 : OVALIS_CARD_VX_4;
}

static void read_format(struct ovalis_cdf *cdf, size_t index, const struct ovalis_json *at)
{
    struct ovalis_cdf_format *format = &cdf->format_list[index];
    struct ovalis_card *card = &cdf->reader->election->cards[index];
    struct ovalis_json id = ovalis_json_member(at, "@id");
    struct ovalis_json unit = ovalis_json_member(at, "MeasurementUnit");
    struct ovalis_json fiducials = ovalis_json_member(at, "FiducialMark");
    char *copy = ovalis_reader_new_id(cdf->reader, &cdf->formats, &id, index, "ballot format");
    double width;
    double height;

    ovalis_release(&copy); /* the map alone is needed */
    format->mm = unit_mm(&unit);
    expect_word(at, "SelectionCaptureMethod", "omr", NULL);
    expect_word(at, "Orientation", "portrait", "landscape");
    read_paper(at, format->mm, &width, &height);
    if (!ovalis_card_make(card, family_of(cdf), width, height))
        (void)ovalis_card_make(card, OVALIS_CARD_VX_4, 8.5, 11); /* the edge has its fault */
    if (ovalis_json_there(&fiducials) && json_array_size(fiducials.value) > 0)
        ovalis_cdf_read_fiducials(&fiducials, format->mm, card);
}

static void read_shape_ids(struct ovalis_cdf *cdf)
{
    struct ovalis_json list = ovalis_json_member(cdf->root, "Shape");
    size_t count = ovalis_json_optional_list(&list, OVALIS_CDF_MAX_SHAPES, "shapes");

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);
        struct ovalis_json id = ovalis_json_member(&at, "@id");
        char *copy = ovalis_reader_new_id(cdf->reader, &cdf->shapes, &id, i, "shape");

        ovalis_release(&copy); /* the map alone is needed */
    }
}

void ovalis_cdf_read_formats(struct ovalis_cdf *cdf)
{
    struct ovalis_json list = ovalis_json_member(cdf->root, "BallotFormat");
    size_t count = ovalis_json_list(&list, OVALIS_CDF_MAX_FORMATS, "ballot formats");
    struct ovalis_election *election = cdf->reader->election;

    read_shape_ids(cdf);
    if (count == 0)
        ovalis_json_fault(&list, "no ballot format, so no positions on paper");
    cdf->format_list =
        ovalis_reader_array(cdf->reader, count, sizeof *cdf->format_list, &cdf->format_count);
    election->cards =
        ovalis_reader_array(cdf->reader, count, sizeof *election->cards, &election->card_count);
    if (!election->cards || !cdf->format_list)
        return;
    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(&list, i);

        read_format(cdf, i, &at);
    }
}

void ovalis_cdf_apply_shape(struct ovalis_cdf *cdf, const struct ovalis_json *at,
                            struct ovalis_card *card, double mm)
{
    struct ovalis_json shapes = ovalis_json_member(cdf->root, "Shape");
    size_t index = ovalis_reader_find(cdf->reader, &cdf->shapes, at, "shape");
    struct ovalis_json shape = ovalis_json_item(&shapes, index);
    struct ovalis_json type = ovalis_json_member(&shape, "ShapeType");
    struct ovalis_json stroke = ovalis_json_member(&shape, "StrokeWidth");
    const char *word;

    if (index == OVALIS_NONE)
        return;
    word = ovalis_json_text(&type);
    if (strcmp(word, "ellipse") == 0)
        card->shape = OVALIS_SHAPE_ELLIPSE;
    else if (strcmp(word, "rectangle") == 0)
        card->shape = OVALIS_SHAPE_RECTANGLE;
    else if (*word)
        ovalis_json_fault(&type, "unknown shape \"%s\"", word);
    if (ovalis_json_there(&stroke) &&
        ovalis_json_number(&stroke, 0, 5 / mm, &card->target_stroke_mm))
        card->target_stroke_mm *= mm;
}

/* Centre and size of one mark, mm. */
struct fiducial {
    double x, y, width, height;
};

static bool read_fiducial(const struct ovalis_json *at, double mm, struct fiducial *mark)
{
    struct ovalis_json x = ovalis_json_member(at, "X");
    struct ovalis_json y = ovalis_json_member(at, "Y");
    struct ovalis_json width = ovalis_json_member(at, "W");
    struct ovalis_json height = ovalis_json_member(at, "H");
    double most = 700 / mm; /* longer than any paper */
    bool fine = ovalis_json_number(&x, -most, most, &mark->x);

    fine = ovalis_json_number(&y, -most, most, &mark->y) && fine;
    fine = ovalis_json_number(&width, 0, most, &mark->width) && fine;
    fine = ovalis_json_number(&height, 0, most, &mark->height) && fine;
    mark->width *= mm;
    mark->height *= mm;
    mark->x = mark->x * mm + mark->width / 2;
    mark->y = mark->y * mm + mark->height / 2;
    return fine;
}

/* The marks of the front, or all that name no sheet and side. */
static size_t read_marks(const struct ovalis_json *list, double mm, struct fiducial *marks)
{
    size_t count = ovalis_json_list(list, FIDUCIALS_MAX, "fiducial marks");
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        struct ovalis_json side = ovalis_json_member(&at, "Side");
        const char *word = json_string_value(side.value);

        if ((!word || strcmp(word, "front") == 0) && read_fiducial(&at, mm, &marks[found]))
            found++;
    }
    return found;
}

/* Along one side of the border: marks whose other coordinate is `line`, each on a whole pitch. */
struct border {
    size_t count;
    bool even;
};

static struct border measure_border(const struct fiducial *marks, size_t count, bool across,
                                    double line, double first, double pitch)
{
    struct border border = {0, true};

    for (size_t i = 0; i < count; i++) {
        double along = across ? marks[i].x : marks[i].y;
        double off = across ? marks[i].y : marks[i].x;
        double size = across ? marks[i].height : marks[i].width;
        double steps = (along - first) / pitch;

        if (fabs(off - line) > size / 2)
            continue;
        border.count++;
        if (fabs(steps - floor(steps + 0.5)) > FIDUCIAL_SLACK)
            border.even = false;
    }
    return border;
}

static size_t count_on_line(const struct fiducial *marks, size_t count, bool across, double line)
{
    return measure_border(marks, count, across, line, 0, 1e9).count;
}

static void outer_places(const struct fiducial *marks, size_t count, struct ovalis_mm *least,
                         struct ovalis_mm *most)
{
    *least = *most = (struct ovalis_mm){marks[0].x, marks[0].y};
    for (size_t i = 1; i < count; i++) {
        least->x = fmin(least->x, marks[i].x);
        least->y = fmin(least->y, marks[i].y);
        most->x = fmax(most->x, marks[i].x);
        most->y = fmax(most->y, marks[i].y);
    }
}

/* false when they are not a border of evenly spaced marks all round. */
static bool grid_of(const struct fiducial *marks, size_t count, struct ovalis_card *card)
{
    struct ovalis_mm least;
    struct ovalis_mm most;
    struct border sides[4];
    size_t columns;
    size_t rows;

    outer_places(marks, count, &least, &most);
    columns = count_on_line(marks, count, true, least.y);
    rows = count_on_line(marks, count, false, least.x);
    if (columns < 4 || rows < 4)
        return false;
    card->pitch_x_mm = (most.x - least.x) / (double)(columns - 1);
    card->pitch_y_mm = (most.y - least.y) / (double)(rows - 1);
    if (!(card->pitch_x_mm > 1 && card->pitch_y_mm > 1))
        return false;
    sides[0] = measure_border(marks, count, true, least.y, least.x, card->pitch_x_mm);
    sides[1] = measure_border(marks, count, true, most.y, least.x, card->pitch_x_mm);
    sides[2] = measure_border(marks, count, false, least.x, least.y, card->pitch_y_mm);
    sides[3] = measure_border(marks, count, false, most.x, least.y, card->pitch_y_mm);
    card->columns = (int)columns;
    card->rows = (int)rows;
    card->origin_x_mm = least.x;
    card->origin_y_mm = least.y;
    card->mark_width_mm = marks[0].width;
    card->mark_height_mm = marks[0].height;
    return sides[0].count == sides[1].count && sides[2].count == sides[3].count && sides[0].even &&
           sides[1].even && sides[2].even && sides[3].even;
}

void ovalis_cdf_read_fiducials(const struct ovalis_json *list, double mm, struct ovalis_card *card)
{
    OVALIS_OWNED(ovalis_release)
    struct fiducial *marks = ovalis_allocate(FIDUCIALS_MAX, sizeof *marks);
    struct ovalis_card measured = *card;
    size_t count = marks ? read_marks(list, mm, marks) : 0;

    if (count > 0 && grid_of(marks, count, &measured))
        *card = measured;
    else
        ovalis_json_fault(list,
                          "%zu fiducial marks on the front, which are not an even border of "
                          "timing marks on all four sides",
                          count);
}
