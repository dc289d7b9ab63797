/* SPDX-License-Identifier: Apache-2.0 */
/* The images of one sheet, as the suites over whole sheets read them. */
#ifndef OVALIS_TESTS_PAGES_H
#define OVALIS_TESTS_PAGES_H

#include "page/page.h"
#include "page/sheets.h"

/* pages[k] NULL when the sheet has no such page, or, with words on stderr, when it cannot be read.
 * Free both. */
void pages_read(struct ovalis_page *pages[2], const struct ovalis_sheet_source *source);

#endif
