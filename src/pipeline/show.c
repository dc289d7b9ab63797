/* SPDX-License-Identifier: Apache-2.0 */
#include "ovalis/show.h"

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "picture/picture.h"
#include "pipeline/folder.h"
#include "pipeline/job.h"
#include "pipeline/names.h"
#include "registration/grid.h"

/* A page on which no grid was found is shown as it was fed, this small. */
#define SMALL_PAGE_PX 1200

struct show {
    const struct ovalis_show_settings *settings;
    struct ovalis_show_totals *totals;
    struct ovalis_sheet_list sheets;
    struct ovalis_file_names names;
    struct ovalis_shelf *shelf;
    struct ovalis_workspace workspace;
};

/* Cards for pages without a definition. Rows and height are found from the marks. */
static const struct ovalis_grid_hint known_cards[] = {
    {.columns = 34, /* AccuVote and New Hampshire: cut by the edge, coded bottom row */
     .width_mm = 215.9,
     .pitch_x_mm = 6.35,
     .pitch_y_mm = 6.35,
     .mark_width_mm = 4.7625,
     .mark_height_mm = 1.5875,
     .marks_bleed = true,
     .bottom_coded = true},
    {.columns = 34, /* VxDesign: all four borders full */
     .width_mm = 215.9,
     .pitch_x_mm = 6.17,
     .pitch_y_mm = 6.35,
     .mark_width_mm = 4.7625,
     .mark_height_mm = 1.5875},
};

#define KNOWN_CARD_COUNT (sizeof known_cards / sizeof known_cards[0])

void ovalis_show_settings_default(struct ovalis_show_settings *settings)
{
    *settings = (struct ovalis_show_settings){.cpu_mask = OVALIS_CPU_ALL};
}

static void release_side(struct ovalis_registered_side *side)
{
    ovalis_page_free(&side->upright);
    ovalis_release(&side->outlines);
}

/* Write the PNG beside the others, and tell the caller. */
static enum ovalis_status write_picture(const struct show *show, size_t item,
                                        struct ovalis_show_page *page,
                                        const struct ovalis_text *png, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    enum ovalis_status status = OVALIS_OK;

    ovalis_text_format(&path, "%s/%s-%s-seen.png", show->settings->out_dir, show->names.names[item],
                       page->page);
    if (path.failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", page->sheet);
    if (png->length > 0) {
        status = ovalis_file_write(path.bytes, png->bytes, png->length, why);
        page->picture = path.bytes;
    }
    if (status != OVALIS_OK)
        return status;
    show->totals->pages++;
    show->totals->certified += page->certified;
    show->totals->refused += page->refusal.status != OVALIS_OK;
    if (show->settings->seen)
        show->settings->seen(show->settings->cookie, page);
    return OVALIS_OK;
}

static void describe_side(struct ovalis_show_page *page, const struct ovalis_registered_side *side,
                          const struct ovalis_policy *policy)
{
    if (side->map.rows == 0)
        return;
    page->certificate = &side->certificate;
    page->columns = side->map.columns;
    page->rows = side->map.rows;
    page->quarter_turns = side->quarter_turns;
    page->certified = side->certificate.worst_error_mm <= policy->registration_bound_mm;
}

/* `fed` is drawn when no grid was found. */
static enum ovalis_status draw(struct ovalis_text *png, const struct ovalis_registered_side *side,
                               enum ovalis_side which, const struct ovalis_sheet_result *result,
                               const struct ovalis_page *fed, struct ovalis_diag *why)
{
    const struct ovalis_page *const pages[2] = {fed, NULL};

    if (side->upright && side->map.rows > 0)
        return ovalis_picture_overlay(png, side, which, result ? result->registered.card : NULL,
                                      result && result->has_reading ? &result->reading : NULL, why);
    return ovalis_picture_pages(png, pages, SMALL_PAGE_PX, why);
}

/* --- one page by itself, registration alone ----------------------------------------------------
 */

static size_t count_hints(const struct ovalis_election *election)
{
    return election ? election->card_count : KNOWN_CARD_COUNT;
}

static struct ovalis_grid_hint hint_of(const struct ovalis_election *election, size_t index)
{
    struct ovalis_grid_hint hint = {0};

    if (!election)
        return known_cards[index];
    ovalis_grid_hint_from_card(&hint, &election->cards[index]);
    return hint;
}

/* Marks that the card should have and that were not seen. A card with a full bottom row fits a
 * coded one too, but badly: what it lacks tells them apart, before any difference of error. */
static int count_lacking(const struct ovalis_certificate *certificate)
{
    int lacking = 0;

    for (int i = 0; i < OVALIS_BORDERS; i++)
        lacking += certificate->border[i].expected - certificate->border[i].seen;
    return lacking;
}

static bool is_better(const struct ovalis_certificate *one, const struct ovalis_certificate *other)
{
    int lacking = count_lacking(one), other_lacking = count_lacking(other);

    if (lacking != other_lacking)
        return lacking < other_lacking;
    return one->worst_error_mm < other->worst_error_mm;
}

/* Try the cards in turn; the one that lacks least stands. When none fits, the first one's words
 * do. */
static enum ovalis_status register_page(struct ovalis_registered_side *best,
                                        const struct ovalis_page *page,
                                        const struct ovalis_election *election,
                                        struct ovalis_workspace *workspace,
                                        struct ovalis_diag *refusal)
{
    enum ovalis_status status = OVALIS_ERR_ARGUMENT;

    for (size_t i = 0; i < count_hints(election); i++) {
        OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
        struct ovalis_grid_hint hint = hint_of(election, i);
        struct ovalis_registered_side previous = *best;
        struct ovalis_diag words = {OVALIS_OK, ""};
        bool half_turn_open;
        enum ovalis_status this_card =
            ovalis_grid_register(&side, page, &hint, &half_turn_open, workspace, &words);

        if (i == 0 || (this_card == OVALIS_OK && status != OVALIS_OK)) {
            status = this_card;
            *refusal = words;
        } else if (this_card != OVALIS_OK || !is_better(&side.certificate, &best->certificate)) {
            continue;
        }
        *best = side;
        side = previous; /* freed here */
        if (status == OVALIS_OK && count_lacking(&best->certificate) == 0)
            break;
    }
    return status;
}

static enum ovalis_status show_grid(struct show *show, size_t item, const struct ovalis_page *fed,
                                    struct ovalis_show_page *page, struct ovalis_diag *why)
{
    OVALIS_OWNED(release_side) struct ovalis_registered_side side = {0};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
    const struct ovalis_policy *policy = show->settings->policy;
    struct ovalis_diag refusal = {OVALIS_OK, ""};
    enum ovalis_status status =
        register_page(&side, fed, show->settings->election, &show->workspace, &refusal);

    if (status != OVALIS_OK && ovalis_status_kind(status) != OVALIS_KIND_REFEED) {
        if (why)
            *why = refusal;
        return status;
    }
    if (status == OVALIS_OK)
        describe_side(page, &side, policy);
    if (status == OVALIS_OK && !page->certified)
        (void)ovalis_fail(&refusal, OVALIS_REFUSED_UNCERTAIN,
                          "worst predicted error %.3f mm, at most %.3f mm are accepted",
                          side.certificate.worst_error_mm, policy->registration_bound_mm);
    page->refusal = refusal;
    status = draw(&png, &side, OVALIS_FRONT, NULL, fed, why);
    return status == OVALIS_OK ? write_picture(show, item, page, &png, why) : status;
}

/* --- whole sheets ------------------------------------------------------------------------------
 */

static void count_marks(struct ovalis_show_page *page, const struct ovalis_sheet_reading *reading,
                        enum ovalis_side side)
{
    for (size_t i = 0; i < reading->target_count; i++) {
        enum ovalis_mark_state state = reading->marks[i].state;

        if (reading->targets[i]->side != side)
            continue;
        page->unmarked += state == OVALIS_UNMARKED;
        page->marginal += state == OVALIS_MARGINAL;
        page->marked += state == OVALIS_MARKED;
    }
}

/* The page that was fed for this side, as far as that is known. */
static const struct ovalis_page *fed_side(struct ovalis_page *const pages[2],
                                          const struct ovalis_sheet_result *result,
                                          enum ovalis_side side)
{
    if (!pages[1])
        return pages[0];
    return pages[(side == OVALIS_BACK) != result->registered.pages_swapped];
}

static enum ovalis_status show_side(const struct show *show, size_t item,
                                    struct ovalis_page *const pages[2],
                                    const struct ovalis_sheet_result *result, enum ovalis_side side,
                                    struct ovalis_diag *why)
{
    static const char *const by_order[] = {"1", "2"};
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
    const struct ovalis_registered_side *registered = &result->registered.sides[side];
    struct ovalis_show_page page = {
        .sheet = show->sheets.sheets[item].name,
        .page = registered->present ? ovalis_side_name(side) : by_order[side],
        .style = result->registered.style ? result->registered.style->id : "",
        .read = result->has_reading,
        .outcome = result->outcome,
        .refusal = result->refusal,
    };
    enum ovalis_status status =
        draw(&png, registered, side, result, fed_side(pages, result, side), why);

    describe_side(&page, registered, show->settings->policy);
    if (result->has_reading)
        count_marks(&page, &result->reading, side);
    return status == OVALIS_OK ? write_picture(show, item, &page, &png, why) : status;
}

static enum ovalis_status show_whole(struct show *show, size_t item,
                                     struct ovalis_page *const pages[2], struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_sheet_result_release) struct ovalis_sheet_result result = {0};
    const struct ovalis_page *const fed[2] = {pages[0], pages[1]};
    enum ovalis_status status = ovalis_sheet_interpret(
        &result, show->settings->election, show->settings->policy, fed, &show->workspace, why);

    for (int side = 0; side < OVALIS_SIDES && status == OVALIS_OK; side++) {
        bool shown = pages[1] || result.registered.sides[side].present ||
                     (side == OVALIS_FRONT && !result.registered.sides[OVALIS_BACK].present);

        if (shown)
            status = show_side(show, item, pages, &result, (enum ovalis_side)side, why);
    }
    return status;
}

/* What never became a sheet: the words, and the page if there is one. */
static enum ovalis_status show_refused(const struct show *show, size_t item,
                                       struct ovalis_page *const pages[2],
                                       const struct ovalis_diag *refusal, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text png = {0};
    const struct ovalis_page *const fed[2] = {pages[0], pages[1]};
    struct ovalis_show_page page = {
        .sheet = show->sheets.sheets[item].name,
        .page = "1",
        .style = "",
        .outcome = OVALIS_REFUSED,
        .refusal = *refusal,
    };
    enum ovalis_status status = ovalis_picture_pages(&png, fed, SMALL_PAGE_PX, why);

    return status == OVALIS_OK ? write_picture(show, item, &page, &png, why) : status;
}

static enum ovalis_status show_pages(struct show *show, size_t item,
                                     struct ovalis_page *const pages[2], struct ovalis_diag *why)
{
    struct ovalis_show_page page = {
        .sheet = show->sheets.sheets[item].name, .page = "1", .style = ""};

    if (show->settings->grid_only)
        return show_grid(show, item, pages[0], &page, why);
    return show_whole(show, item, pages, why);
}

static void free_pages(struct ovalis_page *(*pages)[2])
{
    ovalis_page_free(&(*pages)[0]);
    ovalis_page_free(&(*pages)[1]);
}

static enum ovalis_status show_sheet(struct show *show, size_t item, struct ovalis_diag *why)
{
    OVALIS_OWNED(free_pages) struct ovalis_page *pages[2] = {NULL, NULL};
    const struct ovalis_sheet_source *source = &show->sheets.sheets[item];
    struct ovalis_diag refusal = source->refused;
    struct ovalis_diag words;
    enum ovalis_status status = ovalis_job_load(pages, NULL, source, show->shelf, &words);
    enum ovalis_status_kind kind = ovalis_status_kind(status);

    if (kind == OVALIS_KIND_FAULT || kind == OVALIS_KIND_BUG) {
        if (why)
            *why = words;
        return status;
    }
    if (refusal.status == OVALIS_OK && status != OVALIS_OK)
        refusal = words;
    if (refusal.status != OVALIS_OK)
        return show_refused(show, item, pages, &refusal, why);
    return show_pages(show, item, pages, why);
}

static enum ovalis_status show_all(struct show *show, struct ovalis_diag *why)
{
    const struct ovalis_show_settings *settings = show->settings;
    bool each_page = settings->one_sided || settings->grid_only;
    enum ovalis_status status = ovalis_sheet_list_make(&show->sheets, settings->inputs,
                                                       settings->input_count, each_page, why);

    if (status == OVALIS_OK && show->sheets.count == 0)
        status = ovalis_fail(why, OVALIS_ERR_READ, "%s: no image files", settings->inputs[0]);
    if (status == OVALIS_OK)
        status = ovalis_file_names_make(&show->names, &show->sheets, why);
    if (status == OVALIS_OK)
        status = ovalis_shelf_new(&show->shelf, why);
    if (status == OVALIS_OK)
        status = ovalis_folder_make_all(settings->out_dir, why);
    for (size_t i = 0; i < show->sheets.count && status == OVALIS_OK; i++) {
        if (settings->cancelled && settings->cancelled(settings->cookie))
            return ovalis_fail(why, OVALIS_ERR_CANCELLED, "stopped after %zu of %zu sheets", i,
                               show->sheets.count);
        status = show_sheet(show, i, why);
    }
    return status;
}

static void release_show(struct show *show)
{
    ovalis_workspace_release(&show->workspace);
    ovalis_shelf_free(&show->shelf);
    ovalis_file_names_release(&show->names);
    ovalis_sheet_list_release(&show->sheets);
}

enum ovalis_status ovalis_show(const struct ovalis_show_settings *settings,
                               struct ovalis_show_totals *totals, struct ovalis_diag *why)
{
    OVALIS_OWNED(release_show) struct show show = {.settings = settings, .totals = totals};

    if (!totals)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT, "ovalis_show: no place for the totals");
    *totals = (struct ovalis_show_totals){0};
    if (!settings || !settings->policy || !settings->inputs || settings->input_count == 0 ||
        !settings->out_dir || (!settings->election && !settings->grid_only))
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT, "ovalis_show: settings are not complete");
    ovalis_workspace_start(&show.workspace, settings->cpu_mask);
    return show_all(&show, why);
}
