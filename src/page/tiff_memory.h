/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: libtiff over memory, with bounds and without global handlers. */
#ifndef OVALIS_PAGE_TIFF_MEMORY_H
#define OVALIS_PAGE_TIFF_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <tiffio.h>

#include "base/text.h"

/* The largest single block that libtiff may ask for, and the largest strip or tile that is read. */
#define OVALIS_TIFF_MAX_BLOCK ((size_t)1 << 28)

/* A file in memory, what libtiff said about it, and for writing where it grows. */
struct ovalis_tiff_memory {
    const uint8_t *bytes; /* reading */
    uint64_t size;
    uint64_t at;
    struct ovalis_text *out; /* writing: appended behind `start` */
    size_t start;
    bool strict;    /* pixels are being read: a warning is damage */
    bool failed;    /* an error, or a warning while strict */
    char said[256]; /* the first of them */
};

/* NULL: `memory->said` says why. Closed with ovalis_tiff_close(). Reading: no directory is read
 * yet. Writing: little-endian, so that all machines write the same bytes. */
TIFF *ovalis_tiff_open_to_read(struct ovalis_tiff_memory *memory);
TIFF *ovalis_tiff_open_to_write(struct ovalis_tiff_memory *memory);

/* Fits OVALIS_OWNED. */
void ovalis_tiff_close(TIFF **tiff);

#endif
