/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as systemSettings.json. */
#include <stdint.h>
#include <stdlib.h>

#include "election/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ovalis_settings settings;
    struct ovalis_faults faults;
    struct ovalis_json root;
    json_t *value;

    if (ovalis_json_parse(&value, "fuzz", data, size, NULL) != OVALIS_OK)
        return 0;
    ovalis_faults_start(&faults, NULL);
    root = ovalis_json_root(value, &faults);
    ovalis_settings_read(&settings, &root);
    if (faults.total == 0 && settings.has_thresholds &&
        !(settings.marginal_fill > 0 && settings.marginal_fill <= settings.definite_fill &&
          settings.definite_fill <= 1))
        abort();
    ovalis_json_free(&value);
    return 0;
}
