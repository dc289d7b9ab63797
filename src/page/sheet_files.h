/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: image files on their way to sheets. */
#ifndef OVALIS_PAGE_SHEET_FILES_H
#define OVALIS_PAGE_SHEET_FILES_H

#include "page/file_name.h"
#include "page/sheets.h"

#define OVALIS_NO_PARTNER SIZE_MAX

struct ovalis_sheet_file {
    char *path;
    size_t base;               /* where the name begins in the path */
    size_t stem;               /* length of the name without extension */
    int pages;                 /* 0 when the file cannot be read */
    struct ovalis_diag *fault; /* why; NULL when it can be read */
    uint64_t device, inode;    /* one file under two names, or given twice */
    /* Set by pairing. */
    unsigned round; /* the k-th time that this very file is given, from 0 */
    struct ovalis_side_name side;
    struct ovalis_serial_name serial;
    char *side_key, *serial_key; /* what partners and series have in common; NULL: none */
    size_t partner;              /* place in the list, or OVALIS_NO_PARTNER */
    const char *alone;           /* why it has none; static text, NULL when it has or needs none */
};

struct ovalis_sheet_files {
    struct ovalis_sheet_file *files;
    size_t count, capacity;
};

/* Fits OVALIS_OWNED. */
void ovalis_sheet_files_release(struct ovalis_sheet_files *list);

/* Sort the files of one folder, or of one list of files, into natural order and find for each
 * single page the file with the other side. A file never becomes its own partner. Names only: see
 * docs/formats/images.md for the rules. OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_sheet_files_pair(struct ovalis_sheet_files *list,
                                           struct ovalis_diag *why);

/* Give every sheet of the list a name of its own: the second "x" becomes "x~2". OVALIS_OK or
 * OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_sheet_names_make_unique(struct ovalis_sheet_list *list,
                                                  struct ovalis_diag *why);

#endif
