/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the files that are written for sheets. Sheet names come from outside: they may hold any
 * byte, be of any length, or differ in letter case alone. */
#ifndef OVALIS_PIPELINE_NAMES_H
#define OVALIS_PIPELINE_NAMES_H

#include "page/sheets.h"

/* One name for every sheet of the list, in its order: letters, digits and "._+~=-" only (anything
 * else becomes '_'; the '#' of multi-page files '.'), not beginning with a dot, at most 100 bytes,
 * and unique even where letter case does not count (a later one gets "~2", "~3" …). */
struct ovalis_file_names {
    char **names; /* owned */
    size_t count;
};

/* OVALIS_OK or OVALIS_ERR_MEMORY. Release it in either case. */
enum ovalis_status ovalis_file_names_make(struct ovalis_file_names *out,
                                          const struct ovalis_sheet_list *list,
                                          struct ovalis_diag *why);

void ovalis_file_names_release(struct ovalis_file_names *names);

#endif
