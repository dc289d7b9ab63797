/* SPDX-License-Identifier: Apache-2.0 */
#include "election/settings.h"

#include <string.h>

#include "ovalis/policy.h"

static const struct {
    const char *word;
    unsigned flag;
} reasons[] = {
    {"MarginalMark", OVALIS_ADJUDICATE_MARGINAL},
    {"Overvote", OVALIS_ADJUDICATE_OVERVOTE},
    {"Undervote", OVALIS_ADJUDICATE_UNDERVOTE},
    {"BlankBallot", OVALIS_ADJUDICATE_BLANK_SHEET},
    {"UnmarkedWriteIn", OVALIS_ADJUDICATE_UNMARKED_WRITE_IN},
    {"UninterpretableBallot", 0}, /* deprecated: such a sheet is refused here, whatever is set */
    {"WriteIn", 0},               /* 2020-22: a write-in always goes to a person here */
};

/* A jurisdiction lists reasons per machine; this engine does not know which one it stands in, so
 * all lists count together: a reason too many costs a review, one too few a vote. */
static const char *const reason_lists[] = {
    "adjudicationReasons",
    "precinctScanAdjudicationReasons",
    "centralScanAdjudicationReasons",
    "adminAdjudicationReasons",
};

static unsigned read_reason(const struct ovalis_json *at)
{
    const char *word = ovalis_json_text(at);

    for (size_t i = 0; *word && i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(word, reasons[i].word) == 0)
            return reasons[i].flag;
    }
    if (*word)
        ovalis_json_fault(at, "unknown adjudication reason \"%s\"", word);
    return 0;
}

static void read_reasons(struct ovalis_settings *settings, const struct ovalis_json *object)
{
    for (size_t i = 0; i < sizeof reason_lists / sizeof reason_lists[0]; i++) {
        struct ovalis_json list = ovalis_json_member(object, reason_lists[i]);
        size_t count = ovalis_json_optional_list(&list, 100, "adjudication reasons");

        if (ovalis_json_there(&list))
            settings->has_adjudication = true;
        for (size_t k = 0; k < count; k++) {
            struct ovalis_json at = ovalis_json_item(&list, k);

            settings->adjudicate |= read_reason(&at);
        }
    }
}

static void read_thresholds(struct ovalis_settings *settings, const struct ovalis_json *thresholds)
{
    struct ovalis_json marginal = ovalis_json_member(thresholds, "marginal");
    struct ovalis_json definite = ovalis_json_member(thresholds, "definite");
    struct ovalis_json write_in = ovalis_json_member(thresholds, "writeInTextArea");
    bool both;

    if (!ovalis_json_object(thresholds))
        return;
    both = ovalis_json_number(&marginal, 0, 1, &settings->marginal_fill);
    both = ovalis_json_number(&definite, 0, 1, &settings->definite_fill) && both;
    if (both && settings->marginal_fill == 0)
        ovalis_json_fault(&marginal, "0 would make every target marginal");
    if (both && settings->marginal_fill > settings->definite_fill)
        ovalis_json_fault(&marginal, "marginal %g is above definite %g", settings->marginal_fill,
                          settings->definite_fill);
    settings->has_thresholds = both;
    if (ovalis_json_there(&write_in))
        settings->has_write_in_threshold =
            ovalis_json_number(&write_in, 0, 1, &settings->write_in_fill);
}

void ovalis_settings_read(struct ovalis_settings *settings, const struct ovalis_json *object)
{
    struct ovalis_json thresholds = ovalis_json_member(object, "markThresholds");

    *settings = (struct ovalis_settings){0};
    if (ovalis_json_there(&thresholds))
        read_thresholds(settings, &thresholds);
    read_reasons(settings, object);
}
