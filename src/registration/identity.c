/* SPDX-License-Identifier: Apache-2.0 */
/* From the code on a side to its identity, and from two sides to one sheet. */
#include "registration/identity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "registration/card_read.h"
#include "registration/qr_read.h"

/* --- AccuVote cards --- */

/* The year of a code has two digits; a date in the definition begins with YYYY-MM-DD. */
static bool dates_agree(const struct ovalis_card_code *code, const char *date)
{
    int year, month, day;

    if (!date || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3)
        return true; /* the definition does not say */
    return code->year == year % 100 && code->month == month && code->day == day;
}

static enum ovalis_status take_card_front(struct ovalis_identity *out,
                                          const struct ovalis_card_readings *readings,
                                          const struct ovalis_election *election,
                                          struct ovalis_diag *why)
{
    const struct ovalis_style *style;

    if (readings->several_styles)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the bottom row is damaged and can be read as more than one card "
                           "number of the definition");
    if (readings->style == OVALIS_NONE)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the card number is %d: expected one of the definition's, such as %s",
                           readings->front_code.card_number,
                           election->style_count ? election->styles[0].id : "none");
    style = &election->styles[readings->style];
    out->source = OVALIS_CODE_READ;
    out->side = OVALIS_FRONT;
    out->style = readings->style;
    out->precinct = style->precinct_count == 1 ? style->precincts[0] : OVALIS_NONE;
    return OVALIS_OK;
}

static enum ovalis_status take_card_back(struct ovalis_identity *out,
                                         const struct ovalis_card_readings *readings,
                                         const struct ovalis_election *election,
                                         struct ovalis_diag *why)
{
    const struct ovalis_card_code *code = &readings->back_code;

    /* A doubtful date is no ground to refuse: the front says which card it is. */
    if (!readings->several_backs && !dates_agree(code, election->date))
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the card was printed for the election of 20%02d-%02d-%02d: expected "
                           "%.10s",
                           code->year, code->month, code->day, election->date);
    out->source = OVALIS_CODE_READ;
    out->side = OVALIS_BACK;
    return OVALIS_OK;
}

static enum ovalis_status read_card(struct ovalis_registered_side *side,
                                    const struct ovalis_election *election,
                                    const struct ovalis_card *card, bool *mirrored,
                                    struct ovalis_diag *why)
{
    struct ovalis_card_row row;
    struct ovalis_card_readings readings;
    char text[OVALIS_CARD_ROW_TEXT];

    ovalis_card_row_look(&row, side, card);
    ovalis_card_row_readings(&readings, row, election);
    *mirrored = readings.mirrored;
    ovalis_card_row_text(text, row);
    if (readings.front && readings.back)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the bottom row %s can be read as a front and as a back", text);
    if (readings.front)
        return take_card_front(&side->identity, &readings, election, why);
    if (readings.back)
        return take_card_back(&side->identity, &readings, election, why);
    return OVALIS_OK;
}

/* --- QR codes --- */

/* The four places at which a code can stand: its corner of the page as the page lies now. */
struct corner {
    bool right, top, mirrored;
};

/* Where ballots have their code, from the inner edge of the side marks and the outer edge of the
 * bottom marks, mm: layouts put it within a quarter of the width; the tight box holds those known
 * (codes of 13 to 15 mm), the wide one the rest. */
#define TIGHT_MM 26.0
#define WIDE_MM  54.0

static void reach_of(struct ovalis_box *box, const struct ovalis_registered_side *side,
                     const struct ovalis_card *card, double x_mm, double y_mm)
{
    struct ovalis_place place = {x_mm / card->pitch_x_mm, y_mm / card->pitch_y_mm};
    struct ovalis_px at = ovalis_mapping_px(&side->map, place);
    int left = (int)floor(at.x), top = (int)floor(at.y);

    box->left = left < box->left ? left : box->left;
    box->top = top < box->top ? top : box->top;
    box->right = left + 2 > box->right ? left + 2 : box->right;
    box->bottom = top + 2 > box->bottom ? top + 2 : box->bottom;
}

/* The px around a square of `size_mm` in a corner of the grid. */
static struct ovalis_box corner_box(const struct ovalis_registered_side *side,
                                    const struct ovalis_card *card, struct corner corner,
                                    double size_mm)
{
    struct ovalis_box box = {side->upright->width, side->upright->height, 0, 0};
    double inner = card->mark_width_mm / 2, outer = card->mark_height_mm / 2;
    double width = (side->map.columns - 1) * card->pitch_x_mm;
    double height = (side->map.rows - 1) * card->pitch_y_mm;
    double x = corner.right ? width - inner - size_mm : inner;
    double y = corner.top ? -outer : height + outer - size_mm;

    reach_of(&box, side, card, x, y);
    reach_of(&box, side, card, x + size_mm, y);
    reach_of(&box, side, card, x, y + size_mm);
    reach_of(&box, side, card, x + size_mm, y + size_mm);
    return box;
}

static enum ovalis_status take_page(struct ovalis_identity *out,
                                    const struct ovalis_qr_found *found,
                                    const struct ovalis_election *election, struct ovalis_diag *why)
{
    struct ovalis_qr_page page;
    enum ovalis_status status =
        ovalis_qr_page_decode(&page, found->payload, found->size, election, why);

    if (status == OVALIS_ERR_UNSUPPORTED && why)
        why->status = OVALIS_REFUSED_IDENTITY;
    if (status != OVALIS_OK)
        return OVALIS_REFUSED_IDENTITY;
    out->source = OVALIS_CODE_READ;
    out->style = page.style;
    out->precinct = page.precinct;
    out->sheet = (page.page + 1) / 2;
    out->side = page.page % 2 ? OVALIS_FRONT : OVALIS_BACK;
    out->test_mode = page.test_mode;
    out->ballot_type = page.ballot_type;
    memcpy(out->audit_id, page.audit_id, sizeof out->audit_id);
    out->code_box = found->box;
    return OVALIS_OK;
}

/* The corner says which way up the page lies, and so does the code itself. */
static enum ovalis_status check_turn(const struct ovalis_qr_found *found, struct corner corner,
                                     struct ovalis_diag *why)
{
    int expected = corner.top ? 2 : 0;

    if (found->quarter_turns < 0 || found->quarter_turns == expected)
        return OVALIS_OK;
    return ovalis_fail(
        why, OVALIS_REFUSED_IDENTITY, "the QR code at the %s is turned by %d degrees, expected %d",
        corner.top ? "top right" : "bottom left", 90 * found->quarter_turns, 90 * expected);
}

static enum ovalis_status look_in_corner(struct ovalis_registered_side *side,
                                         const struct ovalis_election *election,
                                         const struct ovalis_card *card, struct corner corner,
                                         double size_mm, struct ovalis_diag *why)
{
    struct ovalis_qr_found found;
    enum ovalis_qr_reading reading;
    struct ovalis_box box = corner_box(side, card, corner, size_mm);
    double px_per_mm = (side->map.px_per_mm_x + side->map.px_per_mm_y) / 2;
    enum ovalis_status status =
        ovalis_qr_read(&found, &reading, side->upright, box, corner.mirrored, px_per_mm, why);

    if (status != OVALIS_OK || reading == OVALIS_QR_NOTHING)
        return status;
    if (reading == OVALIS_QR_SEVERAL)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY, "two QR codes that contradict each other");
    if (reading == OVALIS_QR_FOREIGN)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "expected a ballot page code, found a QR code of another kind");
    status = corner.mirrored ? OVALIS_OK : check_turn(&found, corner, why);
    return status == OVALIS_OK ? take_page(&side->identity, &found, election, why) : status;
}

static enum ovalis_status read_qr(struct ovalis_registered_side *side,
                                  const struct ovalis_election *election,
                                  const struct ovalis_card *card, bool *turned, bool *mirrored,
                                  struct ovalis_diag *why)
{
    /* A code stands at the bottom left; turned by 180 degrees at the top right; in a mirror at
     * the bottom right or the top left. */
    static const struct corner corners[] = {
        {false, false, false}, {true, true, false}, {true, false, true}, {false, true, true}};
    static const double sizes[] = {TIGHT_MM, WIDE_MM};
    /* The likely corners in both sizes before the mirrored ones: mirrors are rare and cost most. */
    static const int order[8][2] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 0}, {3, 0}, {2, 1}, {3, 1}};

    for (int i = 0; i < 8; i++) {
        struct corner corner = corners[order[i][0]];
        enum ovalis_status status =
            look_in_corner(side, election, card, corner, sizes[order[i][1]], why);

        if (status != OVALIS_OK)
            return status;
        if (side->identity.source != OVALIS_CODE_READ)
            continue;
        *turned = corner.top;
        *mirrored = corner.mirrored;
        return OVALIS_OK;
    }
    return OVALIS_OK;
}

static const struct ovalis_identity nothing_read = {
    .style = OVALIS_NONE, .precinct = OVALIS_NONE, .sheet = 1, .ballot_type = -1};

enum ovalis_status ovalis_identity_read(struct ovalis_registered_side *side,
                                        const struct ovalis_election *election,
                                        const struct ovalis_card *card, bool *turned,
                                        bool *mirrored, struct ovalis_diag *why)
{
    side->identity = nothing_read;
    *turned = *mirrored = false;
    if (card->identity == OVALIS_IDENTITY_QR)
        return read_qr(side, election, card, turned, mirrored, why);
    return read_card(side, election, card, mirrored, why);
}

/* --- two sides, one sheet --- */

static enum ovalis_side other_side(enum ovalis_side side)
{
    return side == OVALIS_FRONT ? OVALIS_BACK : OVALIS_FRONT;
}

static const char *style_name(size_t style, const struct ovalis_election *election)
{
    return style < election->style_count ? election->styles[style].id : "unknown";
}

static enum ovalis_status disagree(const char *what, long first, long second,
                                   struct ovalis_diag *why)
{
    return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                       "the two sides do not belong together: %s %ld on the first page, %ld on "
                       "the second",
                       what, first, second);
}

/* A back of a card does not name its style: what one side does not say cannot contradict. */
static enum ovalis_status compare(const struct ovalis_identity *first,
                                  const struct ovalis_identity *second,
                                  const struct ovalis_election *election, struct ovalis_diag *why)
{
    if (first->style != OVALIS_NONE && second->style != OVALIS_NONE &&
        first->style != second->style)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the two sides do not belong together: ballot style %s on the first "
                           "page, %s on the second",
                           style_name(first->style, election), style_name(second->style, election));
    if (first->side == second->side)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "both pages carry the code of a %s: expected a front and a back",
                           ovalis_side_name(first->side));
    if (first->sheet != second->sheet)
        return disagree("sheet", first->sheet, second->sheet, why);
    if (first->precinct != OVALIS_NONE && second->precinct != OVALIS_NONE &&
        first->precinct != second->precinct)
        return disagree("precinct number", (long)first->precinct + 1, (long)second->precinct + 1,
                        why);
    if (first->test_mode != second->test_mode)
        return disagree("test mode", first->test_mode, second->test_mode, why);
    if (first->ballot_type != second->ballot_type)
        return disagree("ballot type", first->ballot_type, second->ballot_type, why);
    if (strcmp(first->audit_id, second->audit_id) != 0)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the two sides do not belong together: audit id \"%.64s\" on the first "
                           "page, \"%.64s\" on the second",
                           first->audit_id, second->audit_id);
    return OVALIS_OK;
}

/* What `from` says that `to` does not. */
static void complete(struct ovalis_identity *to, const struct ovalis_identity *from)
{
    if (to->source == OVALIS_CODE_READ) {
        to->style = to->style == OVALIS_NONE ? from->style : to->style;
        to->precinct = to->precinct == OVALIS_NONE ? from->precinct : to->precinct;
        return;
    }
    *to = *from;
    to->source = OVALIS_CODE_INFERRED;
    to->side = other_side(from->side);
    to->code_box = (struct ovalis_box){0};
}

enum ovalis_status ovalis_identity_agree(struct ovalis_identity *first,
                                         struct ovalis_identity *second,
                                         const struct ovalis_election *election,
                                         struct ovalis_diag *why)
{
    bool first_read = first && first->source == OVALIS_CODE_READ;
    bool second_read = second && second->source == OVALIS_CODE_READ;

    if (!first_read && !second_read)
        return ovalis_fail(why, OVALIS_REFUSED_NO_IDENTITY,
                           "no side carries a readable ballot code: feed the sheet again, or set "
                           "it aside when the code is torn, written over or not printed");
    if (first_read && second_read) {
        enum ovalis_status status = compare(first, second, election, why);

        if (status != OVALIS_OK)
            return status;
    }
    if (first && second) {
        complete(first_read ? second : first, first_read ? first : second);
        complete(first_read ? first : second, first_read ? second : first);
    }
    if ((first_read ? first : second)->style == OVALIS_NONE)
        return ovalis_fail(why, OVALIS_REFUSED_NO_IDENTITY,
                           "front: the card number in the bottom row is not readable, and a back "
                           "does not say which card it is: feed the sheet again, or set it aside");
    return OVALIS_OK;
}
