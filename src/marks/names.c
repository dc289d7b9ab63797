/* SPDX-License-Identifier: Apache-2.0 */
#include "ovalis/mark.h"

#include <stddef.h>

const char *ovalis_mark_state_name(enum ovalis_mark_state state)
{
    switch (state) {
    case OVALIS_UNMARKED:
        return "unmarked";
    case OVALIS_MARGINAL:
        return "marginal";
    case OVALIS_MARKED:
        return "marked";
    }
    return "unknown";
}

/* In the order of the bits. */
static const char *const flag_names[] = {
    "dot",
    "stroke-through",
    "beside",
    "circled",
    "erased",
    "streak",
    "fold",
    "bleed-through",
    "displaced",
    "outline-missing",
    "sparse",
    "short",
    "thin",
    "faint",
    "soft",
    "mostly-outside",
    "speck",
    "on-line",
    "uncertain-place",
    "policy",
};

const char *ovalis_mark_flag_name(unsigned flag)
{
    for (size_t i = 0; i < sizeof flag_names / sizeof flag_names[0]; i++) {
        if (flag == 1u << i)
            return flag_names[i];
    }
    return NULL;
}
