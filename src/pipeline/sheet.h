/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet through all rooms: a pure function of election, policy and two pages. */
#ifndef OVALIS_PIPELINE_SHEET_H
#define OVALIS_PIPELINE_SHEET_H

#include "interpret/interpret.h"
#include "registration/registration.h"

struct ovalis_sheet_result {
    struct ovalis_registered_sheet registered;
    bool has_reading;
    struct ovalis_sheet_reading reading;
    struct ovalis_interpretation interpretation;
    enum ovalis_outcome outcome;
    struct ovalis_diag refusal; /* status OVALIS_OK unless refused */
};

/* OVALIS_OK whenever the sheet has an outcome, refused included; otherwise OVALIS_ERR_MEMORY.
 * Release *out in every case, before the pages, whose pixels it borrows. `workspace` is used for
 * the call only. No I/O, no clock, no globals. */
enum ovalis_status
ovalis_sheet_interpret(struct ovalis_sheet_result *out, const struct ovalis_election *election,
                       const struct ovalis_policy *policy, const struct ovalis_page *const pages[2],
                       struct ovalis_workspace *workspace, struct ovalis_diag *why);

void ovalis_sheet_result_release(struct ovalis_sheet_result *result);

#endif
