/* SPDX-License-Identifier: Apache-2.0 */
/* Folders that a run writes, and a folder of images that is whole or not there. */
#ifndef OVALIS_PIPELINE_FOLDER_H
#define OVALIS_PIPELINE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "ovalis/diag.h"

/* Make a folder and those above it; what exists is fine. OVALIS_OK, OVALIS_ERR_WRITE or
 * OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_folder_make_all(const char *path, struct ovalis_diag *why);

struct ovalis_image_folder {
    char *path;    /* final; owned */
    char *partial; /* while it is filled; owned; NULL when there is nothing to remove */
    bool named;    /* has its final name */
};

/* Make "<path>.partial". OVALIS_ERR_WRITE when it is there already, or `path` is. */
enum ovalis_status ovalis_image_folder_make(struct ovalis_image_folder *folder, const char *path,
                                            struct ovalis_diag *why);

/* A new file in it, on its way to the medium when this returns. OVALIS_ERR_WRITE; never replaces a
 * file. Several threads may add at the same time. */
enum ovalis_status ovalis_image_folder_add(const struct ovalis_image_folder *folder,
                                           const char *name, const void *bytes, size_t size,
                                           struct ovalis_diag *why);

/* Everything in it to the medium, then its final name. */
enum ovalis_status ovalis_image_folder_complete(struct ovalis_image_folder *folder,
                                                struct ovalis_diag *why);

/* Remove the folder with all its files, whichever name it has. Nothing when it was not made. */
void ovalis_image_folder_remove(struct ovalis_image_folder *folder);

/* Free, leaving the folder as it is. */
void ovalis_image_folder_release(struct ovalis_image_folder *folder);

#endif
