/* SPDX-License-Identifier: Apache-2.0 */
/* JSON values that know how they were reached, so that every fault carries its JSON path. */
#ifndef OVALIS_ELECTION_JSON_H
#define OVALIS_ELECTION_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "ovalis/diag.h"
#include "ovalis/election.h"

/* Longest path in bytes with its NUL; a longer one keeps its end, behind "...". */
#define OVALIS_JSON_PATH_SIZE 160

/* Bounds before anything is parsed. A parsed value takes up to about 80 bytes, so that a hostile
 * file costs less than 700 MB whatever is in it. */
#define OVALIS_JSON_MAX_BYTES  ((size_t)64 << 20)
#define OVALIS_JSON_MAX_VALUES ((size_t)8 << 20)
#define OVALIS_JSON_MAX_DEPTH  64

/* Where faults go. `list` may be NULL: then the first one and the number are kept. */
struct ovalis_faults {
    struct ovalis_election_faults *list;
    char first[256];
    size_t total;
};

void ovalis_faults_start(struct ovalis_faults *faults, struct ovalis_election_faults *list);
void ovalis_faults_add(struct ovalis_faults *faults, const char *path, const char *format, ...)
    OVALIS_PRINTF(3, 4);

/* A value and the way to it. Plain data on the stack; `parent` must outlive it. */
struct ovalis_json {
    const json_t *value; /* NULL: not there; JSON null counts as not there */
    const struct ovalis_json *parent;
    const char *key; /* of the parent object; NULL for the root and for elements of a list */
    size_t index;    /* in the parent list */
    struct ovalis_faults *faults;
};

/* Parse bytes as JSON in UTF-8; a byte order mark is skipped. Refused: more than the bounds above,
 * duplicate keys, anything behind the value. OVALIS_OK: *out is freed with ovalis_json_free().
 * OVALIS_ERR_DEFINITION_FORMAT: `why` says line and column. */
enum ovalis_status ovalis_json_parse(json_t **out, const char *name, const void *bytes, size_t size,
                                     struct ovalis_diag *why);
void ovalis_json_free(json_t **value);

struct ovalis_json ovalis_json_root(const json_t *value, struct ovalis_faults *faults);
/* Absent when the parent is no object, no list, or has no such member or element. */
struct ovalis_json ovalis_json_member(const struct ovalis_json *object, const char *key);
struct ovalis_json ovalis_json_item(const struct ovalis_json *list, size_t index);
bool ovalis_json_there(const struct ovalis_json *at);

/* "/contests/3/seats" into `path`; "/" for the root. */
void ovalis_json_path(const struct ovalis_json *at, char path[OVALIS_JSON_PATH_SIZE]);
void ovalis_json_fault(const struct ovalis_json *at, const char *format, ...) OVALIS_PRINTF(2, 3);

/* The readers below add a fault when the value has another type or lies outside its bounds; those
 * without "optional" in the name also when it is absent. */

/* true for an object. */
bool ovalis_json_object(const struct ovalis_json *at);
/* Number of elements; 0 after a fault. More than `limit` is a fault, and gives `limit`. */
size_t ovalis_json_list(const struct ovalis_json *at, size_t limit, const char *what);
size_t ovalis_json_optional_list(const struct ovalis_json *at, size_t limit, const char *what);
/* Borrowed from the JSON value; "" after a fault or when absent. */
const char *ovalis_json_text(const struct ovalis_json *at);
const char *ovalis_json_optional_text(const struct ovalis_json *at);
/* A text of 1 to 255 bytes without control characters; NULL after a fault. */
const char *ovalis_json_id(const struct ovalis_json *at);
/* NULL also when absent. */
const char *ovalis_json_optional_id(const struct ovalis_json *at);
/* false after a fault; *out is then untouched. */
bool ovalis_json_integer(const struct ovalis_json *at, int least, int most, int *out);
bool ovalis_json_number(const struct ovalis_json *at, double least, double most, double *out);
/* `fallback` when absent. */
bool ovalis_json_optional_flag(const struct ovalis_json *at, bool fallback);

#endif
