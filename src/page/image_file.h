/* SPDX-License-Identifier: Apache-2.0 */
/* Image files: TIFF, JPEG, PNG and PNM in; lossless TIFF and PNG out. */
#ifndef OVALIS_PAGE_IMAGE_FILE_H
#define OVALIS_PAGE_IMAGE_FILE_H

#include "base/file.h"
#include "page/page.h"

enum ovalis_image_format {
    OVALIS_IMAGE_TIFF,
    OVALIS_IMAGE_JPEG,
    OVALIS_IMAGE_PNG,
    OVALIS_IMAGE_PNM
};

/* An image file held in memory. Read-only once open: several threads may read pages of it at the
 * same time. */
struct ovalis_image_file;

/* Read the whole file, hash it, recognise the format by content, count the pages. `path` is kept
 * for messages. OVALIS_OK: freed with ovalis_image_file_free(). OVALIS_ERR_READ, _PAGE_FORMAT,
 * _PAGE_DAMAGED, _PAGE_TOO_LARGE, _MEMORY: *out is NULL. */
enum ovalis_status ovalis_image_file_open(struct ovalis_image_file **out, const char *path,
                                          struct ovalis_diag *why);

/* The same from memory, which is copied. */
enum ovalis_status ovalis_image_file_from_memory(struct ovalis_image_file **out, const char *name,
                                                 const void *bytes, size_t size,
                                                 struct ovalis_diag *why);

/* Count the pages of a file without reading its pixels. OVALIS_OK: *pages >= 1; else as
 * ovalis_image_file_open(), and *pages is 0. */
enum ovalis_status ovalis_image_file_count(int *pages, const char *path, struct ovalis_diag *why);

void ovalis_image_file_free(struct ovalis_image_file **file);
int ovalis_image_file_pages(const struct ovalis_image_file *file); /* >= 1 */
enum ovalis_image_format ovalis_image_file_format(const struct ovalis_image_file *file);
const struct ovalis_sha256 *ovalis_image_file_hash(const struct ovalis_image_file *file);

/* Decode page `index` (0-based) to gray: colour by the darkest channel, palette through its
 * colours, 16 bit by the high byte, one bit as 0 and 255 with `bilevel` set, transparency over
 * white, orientation tag applied, resolution in dpi whatever its unit. A page that breaks off is an
 * error, never a page with gray rows. OVALIS_OK, OVALIS_ERR_PAGE_DAMAGED, _PAGE_TOO_LARGE,
 * _UNSUPPORTED, _MEMORY; `why` names file and page. */
enum ovalis_status ovalis_image_file_page(struct ovalis_page **out, struct ovalis_image_file *file,
                                          int index, struct ovalis_diag *why);

/* Lossless one-page TIFF (8-bit gray, or 1 bit CCITT G4 when the page is bilevel): the same page
 * gives the same bytes. No time, no program name. Appends to `out`. */
enum ovalis_status ovalis_page_encode_tiff(struct ovalis_text *out, const struct ovalis_page *page,
                                           struct ovalis_diag *why);

/* The part of the page inside `box` as gray PNG. Appends to `out`. */
enum ovalis_status ovalis_page_encode_png(struct ovalis_text *out, const struct ovalis_page *page,
                                          struct ovalis_box box, struct ovalis_diag *why);

#endif
