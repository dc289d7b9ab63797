/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"

#include <stdio.h>

#include "page/image_file.h"

static struct ovalis_page *read_page(const struct ovalis_page_source *source)
{
    struct ovalis_image_file *file = NULL;
    struct ovalis_page *page = NULL;
    struct ovalis_diag why;

    if (!source->path)
        return NULL;
    if (ovalis_image_file_open(&file, source->path, &why) != OVALIS_OK ||
        ovalis_image_file_page(&page, file, source->page, &why) != OVALIS_OK)
        fprintf(stderr, "%s\n", why.text);
    ovalis_image_file_free(&file);
    return page;
}

void pages_read(struct ovalis_page *pages[2], const struct ovalis_sheet_source *source)
{
    pages[0] = read_page(&source->pages[0]);
    pages[1] = read_page(&source->pages[1]);
}
