/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a VxSuite election.json. */
#include <stdint.h>
#include <stdlib.h>

#include "election/election.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What later rooms rely on without looking: a broken promise here is a wild index there. */
static void check_style(const struct ovalis_election *election, const struct ovalis_style *style)
{
    if (style->card >= election->card_count || !style->id)
        abort();
    for (size_t i = 0; i < style->target_count; i++) {
        const struct ovalis_target *target = &style->targets[i];

        if (target->sheet < 1 || target->sheet > style->sheet_count ||
            target->contest >= election->contest_count ||
            target->option >= election->contests[target->contest].option_count)
            abort();
    }
    for (size_t i = 0; i < style->contest_count; i++) {
        if (style->contests[i] >= election->contest_count)
            abort();
    }
    for (size_t i = 0; i < style->precinct_count; i++) {
        if (style->precincts[i] >= election->precinct_count || !style->precinct_ids[i])
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ovalis_election_faults faults;
    struct ovalis_election *election;
    struct ovalis_diag why;

    if (ovalis_election_read(&election, "fuzz", data, size, &faults, &why) == OVALIS_OK) {
        if (faults.total != 0)
            abort();
        for (size_t i = 0; i < election->style_count; i++)
            check_style(election, &election->styles[i]);
    } else if (election) {
        abort();
    }
    ovalis_election_free(&election);
    return 0;
}
