/* SPDX-License-Identifier: Apache-2.0 */
/* Open image files, shared between the workers: a multi-page file is read and hashed once, not once
 * for every sheet in it. */
#ifndef OVALIS_PIPELINE_SHELF_H
#define OVALIS_PIPELINE_SHELF_H

#include "page/image_file.h"

struct ovalis_shelf;

/* OVALIS_OK or OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_shelf_new(struct ovalis_shelf **out, struct ovalis_diag *why);

/* Nothing may be out any more. */
void ovalis_shelf_free(struct ovalis_shelf **shelf);

/* Borrow the file at `path`, opened now or before; whoever asks for a file that another thread is
 * opening waits for it. Give it back with ovalis_shelf_return(). At most one file that nobody has
 * borrowed stays open. OVALIS_OK, or as ovalis_image_file_open(). */
enum ovalis_status ovalis_shelf_borrow(struct ovalis_image_file **out, struct ovalis_shelf *shelf,
                                       const char *path, struct ovalis_diag *why);

/* NULL is fine. */
void ovalis_shelf_return(struct ovalis_shelf *shelf, struct ovalis_image_file *file);

#endif
