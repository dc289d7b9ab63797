/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: what a file name says about the side of a sheet. Names only, no files. */
#ifndef OVALIS_PAGE_FILE_NAME_H
#define OVALIS_PAGE_FILE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The order in which people number files: runs of digits by their value, letters whatever their
 * case; ties by bytes, so that the order is total. As strcmp(). No locale. */
int ovalis_natural_compare(const char *a, const char *b);

/* Where the base name begins in a path. */
size_t ovalis_file_name_base(const char *path);

/* The length of a name without the extension of an image; the whole length for any other. */
size_t ovalis_file_name_stem(const char *name);

/* Ends as names of images do, also of kinds that are not read here (PDF, BMP, HEIC …): such a file
 * in a folder of ballots must not be passed over silently. */
bool ovalis_file_name_is_image(const char *name);

enum ovalis_side_family {
    OVALIS_SIDE_NONE,
    OVALIS_SIDE_WORD,   /* "front" or "back" standing by itself, anywhere in the name */
    OVALIS_SIDE_GLUED,  /* the name ends in "front" or "back", with letters right before it */
    OVALIS_SIDE_LETTER, /* "-a" or "-b" at the end; separators are "-", "_", "." and " " */
    OVALIS_SIDE_DIGIT   /* "-1" or "-2" at the end */
};

struct ovalis_side_name {
    enum ovalis_side_family family;
    int side;                /* 0 front, 1 back */
    size_t from, to;         /* bytes of the name that say so: "front" */
    size_t cut_from, cut_to; /* the same with one separator: "-front" */
};

/* `length` bytes of the name, extension left out. */
void ovalis_side_name_parse(struct ovalis_side_name *out, const char *name, size_t length);

/* A name that ends in a number ("scan_012", "7") or in one letter after a separator ("scan-c"). */
struct ovalis_serial_name {
    bool found;
    bool letter;
    size_t from;     /* where the number or letter begins */
    uint64_t number; /* letters: a is 1 */
};

void ovalis_serial_name_parse(struct ovalis_serial_name *out, const char *name, size_t length);

#endif
