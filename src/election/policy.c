/* SPDX-License-Identifier: Apache-2.0 */
#include "ovalis/policy.h"

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "election/election.h"
#include "election/settings.h"

void ovalis_policy_default(struct ovalis_policy *policy)
{
    *policy = (struct ovalis_policy){
        .marginal_fill = 0.05,
        .definite_fill = 0.07,
        .write_in_fill = 0.05,
        .adjudicate = OVALIS_ADJUDICATE_MARGINAL | OVALIS_ADJUDICATE_UNMARKED_WRITE_IN,
        .registration_bound_mm = 0.25,
    };
}

static void apply(struct ovalis_policy *policy, const struct ovalis_settings *settings)
{
    if (settings->has_thresholds) {
        policy->marginal_fill = settings->marginal_fill;
        policy->definite_fill = settings->definite_fill;
    }
    if (settings->has_write_in_threshold)
        policy->write_in_fill = settings->write_in_fill;
    if (settings->has_adjudication)
        policy->adjudicate = settings->adjudicate;
}

static void apply_definition(struct ovalis_policy *policy, const struct ovalis_election *election)
{
    struct ovalis_settings settings = {
        .has_thresholds = election->has_thresholds,
        .has_write_in_threshold = election->has_write_in_threshold,
        .has_adjudication = election->has_adjudication,
        .marginal_fill = election->marginal_fill,
        .definite_fill = election->definite_fill,
        .write_in_fill = election->write_in_fill,
        .adjudicate = election->adjudicate,
    };

    apply(policy, &settings);
}

static enum ovalis_status read_settings(struct ovalis_settings *settings, const char *path,
                                        struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = {0};
    OVALIS_OWNED(ovalis_json_free) json_t *value = NULL;
    struct ovalis_faults faults;
    struct ovalis_json root;
    enum ovalis_status status = ovalis_file_read(&bytes, path, OVALIS_JSON_MAX_BYTES, why);

    if (status != OVALIS_OK)
        return status;
    status = ovalis_json_parse(&value, path, bytes.data, bytes.size, why);
    if (status == OVALIS_ERR_DEFINITION_FORMAT && why)
        why->status = OVALIS_ERR_POLICY;
    if (status != OVALIS_OK)
        return status == OVALIS_ERR_DEFINITION_FORMAT ? OVALIS_ERR_POLICY : status;
    ovalis_faults_start(&faults, NULL);
    root = ovalis_json_root(value, &faults);
    if (ovalis_json_object(&root))
        ovalis_settings_read(settings, &root);
    if (faults.total == 0 && !settings->has_thresholds && !settings->has_adjudication)
        ovalis_json_fault(&root, "neither mark thresholds nor adjudication reasons: no system "
                                 "settings");
    if (faults.total == 0)
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_POLICY, "%s: %s", path, faults.first);
}

enum ovalis_status ovalis_policy_read(struct ovalis_policy *policy,
                                      const struct ovalis_election *election,
                                      const char *settings_path, struct ovalis_diag *why)
{
    struct ovalis_settings settings = {0};
    enum ovalis_status status = OVALIS_OK;

    ovalis_policy_default(policy);
    if (election)
        apply_definition(policy, election);
    if (settings_path)
        status = read_settings(&settings, settings_path, why);
    if (status == OVALIS_OK)
        apply(policy, &settings);
    return status;
}
