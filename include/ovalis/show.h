/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of what was seen on a sheet, for people. Nothing here counts a vote. */
#ifndef OVALIS_SHOW_H
#define OVALIS_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "ovalis/api.h"
#include "ovalis/diag.h"
#include "ovalis/election.h"
#include "ovalis/policy.h"
#include "ovalis/registration.h"
#include "ovalis/run.h"

/* One page, after it was looked at. Everything is borrowed for the call. */
struct ovalis_show_page {
    const char *sheet; /* name of the sheet */
    const char *page;  /* "front", "back"; "1", "2" by order when the side is not known */
    bool certified;    /* registered, within the policy's bound */
    const struct ovalis_certificate *certificate; /* NULL when no grid was found */
    int columns, rows;                            /* of the grid; 0 when none was found */
    int quarter_turns;              /* clockwise, from the page as fed to the upright one */
    const char *style;              /* ballot style; "" when not known */
    bool read;                      /* marks were read: the outcome and the counts below hold */
    enum ovalis_outcome outcome;    /* of the sheet */
    int marked, marginal, unmarked; /* targets of this page */
    struct ovalis_diag refusal;     /* status OVALIS_OK, or why the page or its sheet was refused */
    const char *picture;            /* path of the PNG file; NULL when there is nothing to draw */
};

struct ovalis_show_settings {
    const struct ovalis_election *election; /* may be NULL with grid_only; borrowed for the call */
    const struct ovalis_policy *policy;     /* borrowed for the call */
    const char *const *inputs;              /* files and folders */
    size_t input_count;
    const char *out_dir; /* made when missing; pictures of the same name in it are replaced */
    unsigned cpu_mask;   /* instruction sets that may be used (ovalis/cpu.h); the same results */
    bool one_sided;      /* every page is a sheet of its own */
    bool grid_only;      /* registration alone, every page by itself; without an election the cards
                          * of AccuVote and VxDesign are tried, with any number of rows */
    void (*seen)(void *cookie, const struct ovalis_show_page *page); /* may be NULL */
    bool (*cancelled)(void *cookie);                                 /* may be NULL */
    void *cookie;
};

struct ovalis_show_totals {
    unsigned long long pages;     /* looked at, or refused before */
    unsigned long long certified; /* of them */
    unsigned long long refused;   /* pages of refused sheets, and files that never became one */
};

/* All zero, every instruction set allowed. */
OVALIS_API void ovalis_show_settings_default(struct ovalis_show_settings *settings);

/* Look at every sheet of the inputs and write one picture per page into out_dir, named
 * <sheet>-<page>-seen.png. OVALIS_OK: *totals says what became of the pages; refused ones are part
 * of that. Any other status: `why` says why it could not go on. */
OVALIS_API enum ovalis_status ovalis_show(const struct ovalis_show_settings *settings,
                                          struct ovalis_show_totals *totals,
                                          struct ovalis_diag *why);

#endif
