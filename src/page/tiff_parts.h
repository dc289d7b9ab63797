/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: where the strips or tiles of a TIFF page lie in its file. */
#ifndef OVALIS_PAGE_TIFF_PARTS_H
#define OVALIS_PAGE_TIFF_PARTS_H

#include <stdint.h>
#include <tiffio.h>

#include "ovalis/diag.h"

/* More strips and tiles than this has no page: tiles of 16 x 16 over the largest need half. */
#define OVALIS_TIFF_MAX_PARTS (1u << 20)

/* Every one of `count` strips or tiles has at most `most` bytes, within the file of `size` bytes,
 * that belong to no other (two may be the very same bytes: some writers keep equal parts once).
 * libtiff takes offset 0, the header, for a part that the directory does not name. OVALIS_OK,
 * OVALIS_ERR_PAGE_DAMAGED, _PAGE_TOO_LARGE, _MEMORY. */
enum ovalis_status ovalis_tiff_check_parts(TIFF *tiff, uint64_t count, uint64_t most, uint64_t size,
                                           struct ovalis_diag *why);

#endif
