/* SPDX-License-Identifier: Apache-2.0 */
/* From files and folders to sheets: which two pages are one piece of paper. */
#ifndef OVALIS_PAGE_SHEETS_H
#define OVALIS_PAGE_SHEETS_H

#include <stdbool.h>
#include <stddef.h>

#include "ovalis/diag.h"

/* One page of one file. */
struct ovalis_page_source {
    char *path; /* NULL: no such page; owned */
    int page;   /* 0-based within the file */
};

/* Two pages that are one sheet, in the order front, back as far as names tell. */
struct ovalis_sheet_source {
    char *name; /* source name without folder, side suffix and extension; "name#k" (k from 1) in a
                 * multi-page file; made unique within the list by "~2", "~3" …; owned */
    struct ovalis_page_source pages[2];
    struct ovalis_diag refused; /* status OVALIS_OK, or why this entry is no sheet: a page without
                                 * a partner, a file that cannot be read */
};

struct ovalis_sheet_list {
    struct ovalis_sheet_source *sheets;
    size_t count;
};

/* Inputs are files and folders (their image files, not below, hidden ones left out, in natural
 * order: "2" before "10"). A multi-page file is a run of sheets (pages 1-2, 3-4 …). Single-page
 * files pair by "…front/…back", "…-a/…-b", "…_1/_2" names (any letter case, separator "-", "_", "."
 * or " "); what has no such name pairs with its neighbour in order. A name that says "front" never
 * pairs with anything but its own "back": its missing partner is reported in `refused`.
 * `one_sided`: every page is a sheet. Opens files only as far as needed to count their pages.
 * OVALIS_OK (also with refused entries); OVALIS_ERR_READ when an input does not exist;
 * OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_sheet_list_make(struct ovalis_sheet_list *out, const char *const *inputs,
                                          size_t input_count, bool one_sided,
                                          struct ovalis_diag *why);

void ovalis_sheet_list_release(struct ovalis_sheet_list *list);

#endif
