/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: the pages of a TIFF file. */
#ifndef OVALIS_PAGE_TIFF_DIRECTORY_H
#define OVALIS_PAGE_TIFF_DIRECTORY_H

#include "page/image_format.h"

/* TIFF and BigTIFF, either byte order. */
bool ovalis_tiff_recognise(const uint8_t head[8]);

/* One offset for every directory that is a page: reduced copies and masks (NewSubfileType) are
 * none. OVALIS_OK, OVALIS_ERR_PAGE_DAMAGED (also for a circle), _PAGE_TOO_LARGE, _MEMORY. */
enum ovalis_status ovalis_tiff_list(struct ovalis_image_pages *pages,
                                    const struct ovalis_image_source *source,
                                    struct ovalis_diag *why);

#endif
