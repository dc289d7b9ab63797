/* SPDX-License-Identifier: Apache-2.0 */
/* What a jurisdiction has decided: thresholds, and which results a person must look at. */
#ifndef OVALIS_POLICY_H
#define OVALIS_POLICY_H

#include <stdbool.h>

#include "ovalis/api.h"
#include "ovalis/diag.h"
#include "ovalis/election.h"

/* Results that send a sheet to a person (VxSuite systemSettings.json, *AdjudicationReasons). */
enum ovalis_reason_flags {
    OVALIS_ADJUDICATE_MARGINAL = 1u << 0,
    OVALIS_ADJUDICATE_OVERVOTE = 1u << 1,
    OVALIS_ADJUDICATE_UNDERVOTE = 1u << 2,
    OVALIS_ADJUDICATE_BLANK_SHEET = 1u << 3,
    OVALIS_ADJUDICATE_UNMARKED_WRITE_IN = 1u << 4
};

/* Plain data; copy freely. */
struct ovalis_policy {
    /* Shares (0..1) of the target's box that is dark and not printed outline (`fill`,
     * docs/accuracy.md). fill >= definite is marked; fill >= marginal is never unmarked. They widen
     * what counts; they never turn a connected stroke into `unmarked`. */
    double marginal_fill;
    double definite_fill;
    double write_in_fill;         /* share of a write-in area that is ink; >= is writing */
    unsigned adjudicate;          /* enum ovalis_reason_flags */
    double registration_bound_mm; /* largest certified target error that is accepted; 0.25 */
    bool refuse_on_layout;        /* a target whose outline is missing: refuse, else review */
    bool review_sparse;           /* marks decided by stroke, not by area, go to a person */
    /* The run is a test: sheets printed in test mode count, and the records say that they are of a
     * test (VVSG 2.0 1.1.2-H). Otherwise such a sheet is read, but held for review: test-ballot. */
    bool allow_test_ballots;
};

/* The values that hold where a definition and its settings say nothing: 5 % and 7 % and 5 % (the
 * VxSuite defaults since 2023-24), marginal marks and unmarked write-ins to a person, 0.25 mm. */
OVALIS_API void ovalis_policy_default(struct ovalis_policy *policy);

/* Defaults, then what the definition itself carries (files of February 2024 and older), then, when
 * `settings_path` is not NULL, a VxSuite systemSettings.json.
 * OVALIS_OK; OVALIS_ERR_READ; OVALIS_ERR_POLICY (`why` names file, JSON path, value and range). */
OVALIS_API enum ovalis_status ovalis_policy_read(struct ovalis_policy *policy,
                                                 const struct ovalis_election *election,
                                                 const char *settings_path,
                                                 struct ovalis_diag *why);

#endif
