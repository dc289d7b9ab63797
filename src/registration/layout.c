/* SPDX-License-Identifier: Apache-2.0 */
/* Where the targets of one side really are.
 *
 *   mapping ─▶ page consensus (all outlines together, +-1.5 mm, near ones count more)
 *           ─▶ own search (+-0.45 mm round the consensus)
 *           ─▶ neighbours (clean outlines say where a marked one must be)
 *
 * Print runs lay their ovals 0.1 to 0.4 mm off the timing marks, alike over the page: that is why a
 * consensus comes first. A target under ink cannot be trusted on its own: what the voter drew has
 * edges too. So a marked outline moves from its neighbours' prediction only as far as it agrees
 * with the printed shape. */
#include "registration/layout.h"

#include <math.h>

#include "base/diag.h"
#include "base/memory.h"
#include "registration/layout_internal.h"

/* Page consensus: coarse cells of 0.3 mm, 5 each way. */
#define COARSE_CELL_MM (2 * OVALIS_CELL_MM)
#define COARSE_REACH   5
/* Outlines that vote on it: more add cost and no certainty. */
#define VOTERS_MAX 12
/* A voter this far away counts half, mm. */
#define CONSENSUS_RANGE 60.0
/* Mean correlation under which the voters have not seen any outline. */
#define CONSENSUS_FLOOR 0.12
/* Correlation that a fine cell of distance from the consensus costs, per square: breaks ties among
 * strokes of a marked target, nothing for a clean one. */
#define OWN_PULL 0.002
/* How far an outline's word carries among its neighbours, mm. */
#define NEAR_RANGE 25.0
/* Weight of the page consensus beside the neighbours: a clean neighbour at no distance has 1. */
#define PRIOR_WEIGHT 0.05
/* Standard deviation of an outline's own place, mm: clean ones repeat to 0.01 between two scans,
 * and marked ones scatter round their neighbours by 0.06 at a correlation of 0.45. */
#define CLEAN       0.75
#define CLEAN_SIGMA 0.01
#define INK_SIGMA   0.19
/* Standard deviation of one outline against its neighbours at best, mm. */
#define NEAR_SIGMA 0.018
/* Own deviation up to which an outline has full weight as a neighbour, mm. */
#define FULL_VOICE 0.02
/* The same for the page consensus alone. */
#define CONSENSUS_SIGMA 0.06
/* Bound of a place from its deviation: sampling and print edges, mm, and deviations on top. */
#define ERROR_BASE   0.03
#define ERROR_SIGMAS 2.5
/* Farthest that an outline may lie from where its neighbours put it, mm. */
#define OWN_MAX 0.35

struct candidate {
    struct ovalis_px predicted, across, down; /* by the mapping */
    struct ovalis_mm at;                      /* on the paper, for distances */
    struct ovalis_match coarse;
    bool votes;
    struct ovalis_mm consensus; /* displacement by the page */
    double correlation, cover;  /* of the own search */
    struct ovalis_mm found;     /* displacement by the own search */
    double found_sigma, voice;  /* mm; weight as a neighbour, 0..1 */
    struct ovalis_mm near;      /* displacement by the neighbours */
    double near_sigma;
};

struct search {
    const struct ovalis_registered_side *side;
    const struct ovalis_card *card;
    struct ovalis_workspace *workspace;
    struct candidate *candidates;
    size_t count;
    int paper; /* gray */
    struct ovalis_shape coarse, fine;
    struct ovalis_patch wide, halved, close;
};

static void search_release(struct search *search)
{
    ovalis_release(&search->candidates);
    ovalis_shape_release(&search->coarse);
    ovalis_shape_release(&search->fine);
    ovalis_patch_release(&search->wide);
    ovalis_patch_release(&search->halved);
    ovalis_patch_release(&search->close);
}

int ovalis_page_paper(const struct ovalis_page *page)
{
    long counts[256] = {0}, total = 0, seen = 0;
    int level = 255;

    /* on a coarse raster: some thousands of pixels tell it as well as all of them */
    for (int y = 4; y < page->height; y += 16)
        for (int x = 4; x < page->width; x += 16, total++)
            counts[ovalis_page_line(page, y)[x]]++;
    for (; level > 0; level--) {
        seen += counts[level];
        if (seen * 4 >= total)
            break;
    }
    return level;
}

int ovalis_ink_level(const struct ovalis_patch *patch, int paper, double ink_black)
{
    double black = (255 - ink_black) / 2, usual = (255 - paper) / 2.0;
    double around = ovalis_patch_paper(patch);
    double level;

    /* a patch that is all ink has no paper to show */
    if (around > usual + 0.25 * (black - usual))
        around = usual;
    level = around + 0.25 * (black - around);
    return (int)(level < around + 5 ? around + 5 : level); /* never inside the paper's grain */
}

static enum ovalis_status search_start(struct search *search, const struct ovalis_target *targets,
                                       struct ovalis_diag *why)
{
    enum ovalis_status status;

    search->candidates = ovalis_allocate(search->count, sizeof *search->candidates);
    if (!search->candidates)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for %zu outlines", search->count);
    for (size_t i = 0; i < search->count; i++) {
        struct candidate *candidate = &search->candidates[i];

        candidate->predicted = ovalis_mapping_px(&search->side->map, targets[i].place);
        ovalis_mapping_axes(&search->side->map, targets[i].place, &candidate->across,
                            &candidate->down);
        candidate->at = ovalis_card_mm(search->card, targets[i].place);
    }
    status = ovalis_shape_make(&search->coarse, search->card, COARSE_CELL_MM, why);
    if (status == OVALIS_OK)
        status = ovalis_shape_make(&search->fine, search->card, OVALIS_CELL_MM, why);
    if (status == OVALIS_OK)
        status = ovalis_patch_make(&search->halved, &search->coarse, COARSE_REACH, false, why);
    if (status == OVALIS_OK)
        status = ovalis_patch_make(&search->wide, &search->coarse, COARSE_REACH, true, why);
    if (status == OVALIS_OK)
        status = ovalis_patch_make(&search->close, &search->fine, OVALIS_OWN_REACH, false, why);
    return status;
}

static struct ovalis_px moved(const struct candidate *candidate, struct ovalis_mm by)
{
    return (struct ovalis_px){
        candidate->predicted.x + candidate->across.x * by.x + candidate->down.x * by.y,
        candidate->predicted.y + candidate->across.y * by.x + candidate->down.y * by.y};
}

/* --- page consensus --- */

static void take_votes(struct search *search)
{
    size_t step = (search->count + VOTERS_MAX - 1) / VOTERS_MAX;

    for (size_t i = 0; i < search->count; i += step) {
        struct candidate *candidate = &search->candidates[i];

        ovalis_patch_sample(&search->wide, search->side->upright, OVALIS_CELL_MM,
                            candidate->predicted, candidate->across, candidate->down,
                            &search->workspace->kernels);
        ovalis_patch_halve(&search->halved, &search->wide, &search->workspace->kernels);
        ovalis_outline_match(&candidate->coarse, &search->coarse, &search->halved, COARSE_REACH,
                             &search->workspace->kernels);
        candidate->votes = true;
    }
}

static double nearness(struct ovalis_mm a, struct ovalis_mm b, double range)
{
    double x = a.x - b.x, y = a.y - b.y;

    return 1 / (1 + (x * x + y * y) / (range * range));
}

static void add_vote(struct ovalis_match *sum, const struct ovalis_match *vote, double weight)
{
    for (int j = 0; j <= 2 * COARSE_REACH; j++)
        for (int i = 0; i <= 2 * COARSE_REACH; i++)
            sum->at[j][i] += vote->at[j][i] > 0 ? weight * vote->at[j][i] : 0;
}

static void agree_on_displacement(struct search *search, struct candidate *candidate)
{
    struct ovalis_match sum = {.reach = COARSE_REACH};
    struct ovalis_match_peak peak;
    double weights = 0;

    for (size_t i = 0; i < search->count; i++) {
        const struct candidate *voter = &search->candidates[i];
        double weight = nearness(voter->at, candidate->at, CONSENSUS_RANGE);

        if (!voter->votes)
            continue;
        add_vote(&sum, &voter->coarse, weight);
        weights += weight;
    }
    peak = ovalis_match_best(&sum, 0, 0, 0);
    if (!(peak.correlation >= CONSENSUS_FLOOR * weights))
        return;
    candidate->consensus.x = peak.dx * COARSE_CELL_MM;
    candidate->consensus.y = peak.dy * COARSE_CELL_MM;
}

/* --- own search --- */

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static void look(struct search *search, struct candidate *candidate)
{
    struct ovalis_match match;
    struct ovalis_match_peak peak;
    int level;

    ovalis_patch_sample(&search->close, search->side->upright, OVALIS_CELL_MM,
                        moved(candidate, candidate->consensus), candidate->across, candidate->down,
                        &search->workspace->kernels);
    ovalis_outline_match(&match, &search->fine, &search->close, OVALIS_OWN_REACH,
                         &search->workspace->kernels);
    peak = ovalis_match_best(&match, 0, 0, OWN_PULL);
    candidate->found.x = candidate->consensus.x + peak.dx * OVALIS_CELL_MM;
    candidate->found.y = candidate->consensus.y + peak.dy * OVALIS_CELL_MM;
    candidate->correlation = peak.correlation;
    level = ovalis_ink_level(&search->close, search->paper, search->side->ink_black);
    candidate->cover = ovalis_outline_cover(&search->fine, &search->close, (int)rint(peak.dx),
                                            (int)rint(peak.dy), level);
    candidate->found_sigma = CLEAN_SIGMA + INK_SIGMA * (CLEAN - smaller(CLEAN, peak.correlation));
    if (peak.inside && peak.correlation >= OVALIS_OUTLINE_FOUND &&
        candidate->cover >= OVALIS_OUTLINE_WHOLE) {
        double ratio = smaller(1, FULL_VOICE / candidate->found_sigma);

        candidate->voice = ratio * ratio;
    }
}

/* --- neighbours --- */

static double voice_of(const struct candidate *other, const struct candidate *candidate)
{
    return other == candidate ? 0 : other->voice * nearness(other->at, candidate->at, NEAR_RANGE);
}

static void ask_neighbours(struct search *search, struct candidate *candidate)
{
    double weights = PRIOR_WEIGHT, x = PRIOR_WEIGHT * candidate->consensus.x;
    double y = PRIOR_WEIGHT * candidate->consensus.y;
    double spread = PRIOR_WEIGHT * CONSENSUS_SIGMA * CONSENSUS_SIGMA;

    for (size_t i = 0; i < search->count; i++) {
        double weight = voice_of(&search->candidates[i], candidate);

        weights += weight;
        x += weight * search->candidates[i].found.x;
        y += weight * search->candidates[i].found.y;
    }
    candidate->near = (struct ovalis_mm){x / weights, y / weights};
    for (size_t i = 0; i < search->count; i++) {
        const struct candidate *other = &search->candidates[i];
        double dx = other->found.x - candidate->near.x, dy = other->found.y - candidate->near.y;

        /* half: the deviation of one axis */
        spread += voice_of(other, candidate) * (dx * dx + dy * dy) / 2;
    }
    candidate->near_sigma = sqrt(NEAR_SIGMA * NEAR_SIGMA + spread / weights);
}

/* The best of both words: own place and neighbours' place, each by its deviation. Ink can pull an
 * own place, so one far from the neighbours counts less and widens the error. */
static void settle(struct ovalis_outline *out, const struct candidate *candidate)
{
    double dx = candidate->found.x - candidate->near.x, dy = candidate->found.y - candidate->near.y;
    double own = candidate->found_sigma, near = candidate->near_sigma;
    double away = sqrt(dx * dx + dy * dy), trust = 0, sigma = near;
    struct ovalis_mm place;

    out->found = candidate->correlation >= OVALIS_OUTLINE_FOUND &&
                 candidate->cover >= OVALIS_OUTLINE_WHOLE && away <= OWN_MAX;
    out->hidden = !out->found && candidate->cover >= OVALIS_OUTLINE_WHOLE;
    if (out->found) {
        trust = near * near / (near * near + own * own);
        sigma = sqrt(trust) * own;
    }
    place.x = candidate->near.x + trust * dx;
    place.y = candidate->near.y + trust * dy;
    out->centre = moved(candidate, place);
    out->dx_mm = place.x;
    out->dy_mm = place.y;
    out->correlation = candidate->correlation;
    out->error_mm = ERROR_BASE + ERROR_SIGMAS * sigma;
}

enum ovalis_status ovalis_layout_search(struct ovalis_registered_side *side,
                                        const struct ovalis_card *card,
                                        const struct ovalis_target *targets, size_t target_count,
                                        struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    OVALIS_OWNED(search_release)
    struct search search = {
        .side = side, .card = card, .workspace = workspace, .count = target_count};
    enum ovalis_status status = search_start(&search, targets, why);

    if (status != OVALIS_OK)
        return status;
    ovalis_release(&side->outlines);
    side->outline_count = 0;
    side->outlines = ovalis_allocate(target_count, sizeof *side->outlines);
    if (!side->outlines)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for %zu outlines", target_count);
    side->outline_count = target_count;
    search.paper = ovalis_page_paper(side->upright);
    take_votes(&search);
    for (size_t i = 0; i < target_count; i++) {
        agree_on_displacement(&search, &search.candidates[i]);
        look(&search, &search.candidates[i]);
    }
    for (size_t i = 0; i < target_count; i++) {
        ask_neighbours(&search, &search.candidates[i]);
        settle(&side->outlines[i], &search.candidates[i]);
    }
    ovalis_stray_search(side, card, targets, target_count, &search.fine, &search.close, workspace);
    return OVALIS_OK;
}
