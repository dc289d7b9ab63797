/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/sheet.h"

/* What is wrong with the sheet ends the sheet; what is wrong with the machine ends the run. */
static bool is_refusal(enum ovalis_status status)
{
    enum ovalis_status_kind kind = ovalis_status_kind(status);

    return kind == OVALIS_KIND_REFEED || kind == OVALIS_KIND_INPUT;
}

static enum ovalis_status read_and_decide(struct ovalis_sheet_result *out,
                                          const struct ovalis_election *election,
                                          const struct ovalis_policy *policy,
                                          struct ovalis_workspace *workspace,
                                          struct ovalis_diag *why)
{
    enum ovalis_status status =
        ovalis_read_marks(&out->reading, &out->registered, policy, workspace, why);

    if (status != OVALIS_OK)
        return status;
    out->has_reading = true;
    status = ovalis_interpret(&out->interpretation, election, policy, &out->reading, why);
    if (status == OVALIS_OK)
        out->outcome = out->interpretation.outcome;
    return status;
}

enum ovalis_status
ovalis_sheet_interpret(struct ovalis_sheet_result *out, const struct ovalis_election *election,
                       const struct ovalis_policy *policy, const struct ovalis_page *const pages[2],
                       struct ovalis_workspace *workspace, struct ovalis_diag *why)
{
    struct ovalis_diag refusal = {OVALIS_OK, ""};
    enum ovalis_status status;

    *out = (struct ovalis_sheet_result){.outcome = OVALIS_REFUSED};
    status = ovalis_register_sheet(&out->registered, election, policy, pages, workspace, &refusal);
    if (status == OVALIS_OK)
        status = read_and_decide(out, election, policy, workspace, &refusal);
    if (status == OVALIS_OK)
        return OVALIS_OK;
    /* Interpreting may have failed half-way: nothing of it may be taken for a result. */
    out->outcome = OVALIS_REFUSED;
    if (is_refusal(status)) {
        out->refusal = refusal;
        return OVALIS_OK;
    }
    if (why)
        *why = refusal;
    return status;
}

void ovalis_sheet_result_release(struct ovalis_sheet_result *result)
{
    ovalis_interpretation_release(&result->interpretation);
    ovalis_sheet_reading_release(&result->reading);
    ovalis_registered_sheet_release(&result->registered);
    *result = (struct ovalis_sheet_result){0};
}
