/* SPDX-License-Identifier: Apache-2.0 */
#include "election/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"

/* Deepest way that a path shows; definitions of real life go to 14. */
#define PATH_DEPTH 48

#define ID_MAX 255

void ovalis_faults_start(struct ovalis_faults *faults, struct ovalis_election_faults *list)
{
    *faults = (struct ovalis_faults){.list = list};
    if (list)
        list->count = list->total = 0;
}

/* A fault is a line of a log or a page: no control characters, and cut at a whole character. */
static void tidy_fault(char *text, size_t size, size_t wanted)
{
    if (wanted >= size) {
        size_t end = size - 4;

        while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
            end--;
        memcpy(text + end, "...", 4);
    }
    for (char *at = text; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = '?';
    }
}

void ovalis_faults_add(struct ovalis_faults *faults, const char *path, const char *format, ...)
{
    struct ovalis_election_faults *list = faults->list;
    bool listed = list && list->count < OVALIS_ELECTION_MAX_FAULTS;
    char text[sizeof faults->first];
    va_list arguments;
    int head;
    int tail;

    faults->total++;
    if (list)
        list->total++;
    if (!listed && faults->total > 1)
        return;
    head = snprintf(text, sizeof text, "%s: ", path);
    if (head < 0 || (size_t)head >= sizeof text)
        return;
    va_start(arguments, format);
    tail = vsnprintf(text + head, sizeof text - (size_t)head, format, arguments);
    va_end(arguments);
    tidy_fault(text, sizeof text, (size_t)head + (tail > 0 ? (size_t)tail : 0));
    if (faults->total == 1)
        memcpy(faults->first, text, sizeof text);
    if (listed)
        memcpy(list->text[list->count++], text, sizeof text);
}

struct scan {
    size_t depth, values;
    bool in_text, escaped;
};

/* One byte of a walk that knows only strings and brackets: enough to bound depth and number. */
static void scan_byte(struct scan *scan, unsigned char byte)
{
    if (scan->in_text) {
        if (!scan->escaped && byte == '"')
            scan->in_text = false;
        scan->escaped = !scan->escaped && byte == '\\';
    } else if (byte == '"') {
        scan->in_text = true;
        scan->escaped = false;
    } else if (byte == '{' || byte == '[') {
        scan->depth++;
        scan->values++;
    } else if (byte == '}' || byte == ']') {
        scan->depth -= scan->depth > 0;
    } else if (byte == ',') {
        scan->values++;
    }
}

static enum ovalis_status check_bounds(const char *name, const unsigned char *bytes, size_t size,
                                       struct ovalis_diag *why)
{
    struct scan scan = {0};

    if (size > OVALIS_JSON_MAX_BYTES)
        return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT, "%s: %zu bytes, at most %zu are read",
                           name, size, OVALIS_JSON_MAX_BYTES);
    for (size_t i = 0; i < size; i++) {
        scan_byte(&scan, bytes[i]);
        if (scan.depth > OVALIS_JSON_MAX_DEPTH)
            return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT,
                               "%s: byte %zu: nested deeper than %d levels", name, i,
                               OVALIS_JSON_MAX_DEPTH);
        if (scan.values > OVALIS_JSON_MAX_VALUES)
            return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT,
                               "%s: byte %zu: more than %zu values", name, i,
                               OVALIS_JSON_MAX_VALUES);
    }
    return OVALIS_OK;
}

enum ovalis_status ovalis_json_parse(json_t **out, const char *name, const void *bytes, size_t size,
                                     struct ovalis_diag *why)
{
    const unsigned char *text = bytes;
    enum ovalis_status status;
    json_error_t error;

    *out = NULL;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        size -= 3;
    }
    status = check_bounds(name, text, size, why);
    if (status != OVALIS_OK)
        return status;
    *out = json_loadb((const char *)text, size, JSON_REJECT_DUPLICATES, &error);
    if (*out)
        return OVALIS_OK;
    if (json_error_code(&error) == json_error_out_of_memory)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT, "%s: line %d, column %d: %s", name,
                       error.line, error.column, error.text);
}

void ovalis_json_free(json_t **value)
{
    json_decref(*value);
    *value = NULL;
}

struct ovalis_json ovalis_json_root(const json_t *value, struct ovalis_faults *faults)
{
    return (struct ovalis_json){.value = value, .faults = faults};
}

static struct ovalis_json child(const struct ovalis_json *parent, const json_t *value)
{
    return (struct ovalis_json){.value = value && !json_is_null(value) ? value : NULL,
                                .parent = parent,
                                .faults = parent->faults};
}

struct ovalis_json ovalis_json_member(const struct ovalis_json *object, const char *key)
{
    struct ovalis_json at = child(object, json_object_get(object->value, key));

    at.key = key;
    return at;
}

struct ovalis_json ovalis_json_item(const struct ovalis_json *list, size_t index)
{
    struct ovalis_json at = child(list, json_array_get(list->value, index));

    at.index = index;
    return at;
}

bool ovalis_json_there(const struct ovalis_json *at)
{
    return at->value != NULL;
}

/* Put the step to `at` in front of `tail`; false when there is no room left. */
static bool put_step(const struct ovalis_json *at, char *path, size_t *tail)
{
    char number[24];
    const char *step = at->key;
    size_t length;

    if (!step) {
        (void)snprintf(number, sizeof number, "%zu", at->index);
        step = number;
    }
    length = strlen(step);
    if (length + 1 > *tail - 3) /* room for "..." must stay */
        return false;
    *tail -= length;
    memcpy(path + *tail, step, length);
    path[--*tail] = '/';
    return true;
}

void ovalis_json_path(const struct ovalis_json *at, char path[OVALIS_JSON_PATH_SIZE])
{
    size_t tail = OVALIS_JSON_PATH_SIZE - 1;
    int depth = 0;

    path[tail] = '\0';
    while (at->parent) {
        if (depth++ == PATH_DEPTH || !put_step(at, path, &tail)) {
            tail -= 3;
            memcpy(path + tail, "...", 3);
            break;
        }
        at = at->parent;
    }
    if (depth == 0)
        path[--tail] = '/';
    memmove(path, path + tail, OVALIS_JSON_PATH_SIZE - tail);
}

void ovalis_json_fault(const struct ovalis_json *at, const char *format, ...)
{
    char path[OVALIS_JSON_PATH_SIZE];
    char words[256];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    ovalis_json_path(at, path);
    ovalis_faults_add(at->faults, path, "%s", words);
}

static const char *kind_of(const json_t *value)
{
    if (!value)
        return "nothing";
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        return "null";
    }
    return "something else";
}

static void fault_of_kind(const struct ovalis_json *at, const char *expected)
{
    if (!at->value)
        ovalis_json_fault(at, "missing, expected %s", expected);
    else
        ovalis_json_fault(at, "expected %s, found %s", expected, kind_of(at->value));
}

bool ovalis_json_object(const struct ovalis_json *at)
{
    if (json_is_object(at->value))
        return true;
    fault_of_kind(at, "an object");
    return false;
}

size_t ovalis_json_list(const struct ovalis_json *at, size_t limit, const char *what)
{
    size_t size;

    if (!json_is_array(at->value)) {
        fault_of_kind(at, "a list");
        return 0;
    }
    size = json_array_size(at->value);
    if (size > limit) {
        ovalis_json_fault(at, "%zu %s, at most %zu", size, what, limit);
        return limit;
    }
    return size;
}

size_t ovalis_json_optional_list(const struct ovalis_json *at, size_t limit, const char *what)
{
    return at->value ? ovalis_json_list(at, limit, what) : 0;
}

const char *ovalis_json_text(const struct ovalis_json *at)
{
    if (json_is_string(at->value))
        return json_string_value(at->value);
    fault_of_kind(at, "a text");
    return "";
}

const char *ovalis_json_optional_text(const struct ovalis_json *at)
{
    return at->value ? ovalis_json_text(at) : "";
}

const char *ovalis_json_id(const struct ovalis_json *at)
{
    const char *id = json_string_value(at->value);

    if (!id) {
        fault_of_kind(at, "an id");
        return NULL;
    }
    if (!*id) {
        ovalis_json_fault(at, "empty id");
        return NULL;
    }
    if (strlen(id) > ID_MAX) {
        ovalis_json_fault(at, "id of %zu bytes, at most %d", strlen(id), ID_MAX);
        return NULL;
    }
    for (const char *byte = id; *byte; byte++) {
        if ((unsigned char)*byte < 0x20 || *byte == 0x7F) {
            ovalis_json_fault(at, "id \"%s\" has a control character", id);
            return NULL;
        }
    }
    return id;
}

const char *ovalis_json_optional_id(const struct ovalis_json *at)
{
    return at->value ? ovalis_json_id(at) : NULL;
}

bool ovalis_json_integer(const struct ovalis_json *at, int least, int most, int *out)
{
    json_int_t number = json_integer_value(at->value);

    /* JavaScript writers may print a whole number as 1.0. */
    if (json_is_real(at->value) &&
        floor(json_real_value(at->value)) == json_real_value(at->value) &&
        fabs(json_real_value(at->value)) < 1e9) {
        number = (json_int_t)json_real_value(at->value);
    } else if (!json_is_integer(at->value)) {
        fault_of_kind(at, "a whole number");
        return false;
    }
    if (number < least || number > most) {
        ovalis_json_fault(at, "%lld, expected %d to %d", (long long)number, least, most);
        return false;
    }
    *out = (int)number;
    return true;
}

bool ovalis_json_number(const struct ovalis_json *at, double least, double most, double *out)
{
    double number = json_number_value(at->value);

    if (!json_is_number(at->value)) {
        fault_of_kind(at, "a number");
        return false;
    }
    if (!(number >= least && number <= most)) { /* a NaN fails here too */
        ovalis_json_fault(at, "%g, expected %g to %g", number, least, most);
        return false;
    }
    *out = number;
    return true;
}

bool ovalis_json_optional_flag(const struct ovalis_json *at, bool fallback)
{
    if (!at->value)
        return fallback;
    if (!json_is_boolean(at->value)) {
        fault_of_kind(at, "true or false");
        return fallback;
    }
    return json_is_true(at->value);
}
