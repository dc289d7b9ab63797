/* SPDX-License-Identifier: Apache-2.0 */
/* The changes of the suite: what happens to a sheet between two scans, which refusals are right
 * afterwards, and how much else may move. */
#ifndef OVALIS_TESTS_CHANGE_H
#define OVALIS_TESTS_CHANGE_H

#include "pipeline/sheet.h"

/* A sheet as it was scanned, with what the engine made of it. */
struct base {
    const struct ovalis_page *pages[2];
    const struct ovalis_sheet_result *result; /* not refused */
    const struct ovalis_style *style;
    int sheet;
    unsigned seed; /* another one for each sheet */
};

/* What the change did to the sheet. */
struct changed {
    struct ovalis_page *pages[2]; /* owned */
    bool code_lost;               /* a bar of a printed code is gone: the code reads otherwise */
};

struct change;
typedef bool make_change(struct changed *out, const struct base *base, const struct change *change);

struct change {
    const char *name;
    make_change *make;
    double amount;
    int level;
    unsigned right;      /* refusals that are right here: bits REFUSAL(status); those of codes too
                          * where a bar of a code is lost */
    bool must_refuse;    /* nothing but a right refusal passes */
    double refused_max;  /* share of sheets whose codes are whole */
    double marginal_max; /* share of ovals that may become marginal */
};

/* Refusals for a code that is lost or contradicts: erased bars, blurred QR modules. */
#define CODELESS                                                                                   \
 (REFUSAL(OVALIS_REFUSED_NO_IDENTITY) | REFUSAL(OVALIS_REFUSED_IDENTITY) |                         \
  REFUSAL(OVALIS_REFUSED_ORIENTATION))
#define REFUSAL(status) (1u << ((status)-OVALIS_REFUSED_NO_MARKS))

extern const struct change changes[];
extern const size_t change_count;

#endif
