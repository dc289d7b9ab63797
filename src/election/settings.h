/* SPDX-License-Identifier: Apache-2.0 */
/* System settings of VxSuite, as their own file or inside an old definition. */
#ifndef OVALIS_ELECTION_SETTINGS_H
#define OVALIS_ELECTION_SETTINGS_H

#include <stdbool.h>

#include "election/json.h"

/* Only what the file says. */
struct ovalis_settings {
    bool has_thresholds, has_write_in_threshold, has_adjudication;
    double marginal_fill, definite_fill, write_in_fill; /* shares, 0..1 */
    unsigned adjudicate;                                /* enum ovalis_reason_flags */
};

/* Read the members of `object` that are settings; others are left alone. Faults go where `object`
 * says. */
void ovalis_settings_read(struct ovalis_settings *settings, const struct ovalis_json *object);

#endif
