/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files in, and files out that are complete or not there. */
#ifndef OVALIS_BASE_FILE_H
#define OVALIS_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ovalis/diag.h"

struct ovalis_bytes {
    uint8_t *data; /* freed with ovalis_bytes_release() */
    size_t size;
};

void ovalis_bytes_release(struct ovalis_bytes *bytes);

/* Read a regular file of at most `limit` bytes. OVALIS_OK; OVALIS_ERR_READ (also for folders, pipes
 * and devices, for a file past the limit, and for one that changes size while it is read);
 * OVALIS_ERR_MEMORY. On failure *out is {NULL, 0}. */
enum ovalis_status ovalis_file_read(struct ovalis_bytes *out, const char *path, size_t limit,
                                    struct ovalis_diag *why);

/* A file being written under "<path>.partial", which becomes `path` only when complete. */
struct ovalis_file_writer {
    FILE *stream; /* write to it with stdio; errors are found at commit */
    char *path;
    char *partial;
};

/* OVALIS_OK, OVALIS_ERR_WRITE, OVALIS_ERR_MEMORY. */
enum ovalis_status ovalis_file_writer_open(struct ovalis_file_writer *writer, const char *path,
                                           struct ovalis_diag *why);

/* Flush, sync to the medium, rename to the final name, sync the folder. The writer is closed
 * whatever happens; on failure (OVALIS_ERR_WRITE) the partial file is removed. */
enum ovalis_status ovalis_file_writer_commit(struct ovalis_file_writer *writer,
                                             struct ovalis_diag *why);

/* Close and remove what is not committed; nothing after a commit. Fits OVALIS_OWNED. */
void ovalis_file_writer_abandon(struct ovalis_file_writer *writer);

/* Write all bytes as one file in the manner above. */
enum ovalis_status ovalis_file_write(const char *path, const void *bytes, size_t size,
                                     struct ovalis_diag *why);

/* Make one folder; an existing folder is fine. OVALIS_OK or OVALIS_ERR_WRITE. */
enum ovalis_status ovalis_folder_make(const char *path, struct ovalis_diag *why);

#endif
