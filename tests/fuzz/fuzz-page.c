/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an image file: TIFF, JPEG, PNG, PNM. */
#include <stdint.h>

#include "base/memory.h"
#include "page/image_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Enough to reach a second directory; the rest of a long file is more of the same. */
#define PAGES_MAX 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OVALIS_OWNED(ovalis_image_file_free) struct ovalis_image_file *file = NULL;
    struct ovalis_diag why;

    if (ovalis_image_file_from_memory(&file, "fuzz", data, size, &why) != OVALIS_OK)
        return 0;
    for (int i = 0; i < ovalis_image_file_pages(file) && i < PAGES_MAX; i++) {
        OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL;

        if (ovalis_image_file_page(&page, file, i, &why) != OVALIS_OK)
            continue;
        /* Every row must be there to be read. */
        for (int y = 0; y < page->height; y++) {
            volatile uint8_t first = ovalis_page_line(page, y)[0];
            volatile uint8_t last = ovalis_page_line(page, y)[page->width - 1];

            (void)first;
            (void)last;
        }
    }
    return 0;
}
