/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/names.h"

#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "pipeline/seen.h"

/* File systems stop at 255 bytes; a side, an extension and a number come behind. */
#define NAME_MAX_BYTES 100
#define NAME_SIZE      (NAME_MAX_BYTES + 16)

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("._+~=-", c));
}

static void make_plain(char out[NAME_SIZE], const char *name)
{
    size_t length = 0;

    for (; name[length] && length < NAME_MAX_BYTES; length++) {
        char c = name[length];

        out[length] = '_';
        if (c == '#')
            out[length] = '.';
        else if (is_plain(c))
            out[length] = c;
    }
    out[length] = '\0';
    if (length == 0)
        (void)snprintf(out, NAME_SIZE, "sheet");
    if (out[0] == '.' || out[0] == '-') /* hidden, or taken for an option by a program */
        out[0] = '_';
}

/* How often this name has come, this time included; 0 when memory is out. */
static unsigned count_name(struct ovalis_seen *seen, const char *name, struct ovalis_diag *why)
{
    const struct ovalis_seen_entry *entry;
    struct ovalis_sha256 digest;
    char folded[NAME_SIZE];
    size_t length = strlen(name);

    for (size_t i = 0; i <= length; i++)
        folded[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    if (ovalis_sha256_of(&digest, folded, length, why) != OVALIS_OK)
        return 0;
    entry = ovalis_seen_note(seen, &digest, 0);
    return entry ? entry->count : 0;
}

/* The first of "name", "name~2", "name~3" … that is free. The count of `name` is where to begin:
 * with many sheets of one name, the numbers before are taken. */
static enum ovalis_status make_unique(char **out, struct ovalis_seen *seen, const char *name,
                                      struct ovalis_diag *why)
{
    char numbered[NAME_SIZE];
    unsigned number = count_name(seen, name, why);
    unsigned times = number;

    (void)snprintf(numbered, sizeof numbered, "%s", name);
    while (times > 1) {
        (void)snprintf(numbered, sizeof numbered, "%.*s~%u", NAME_MAX_BYTES, name, number++);
        times = count_name(seen, numbered, why);
    }
    *out = times == 0 ? NULL : ovalis_copy_text(numbered);
    if (!*out)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the names of the sheets");
    return OVALIS_OK;
}

enum ovalis_status ovalis_file_names_make(struct ovalis_file_names *out,
                                          const struct ovalis_sheet_list *list,
                                          struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_seen_release) struct ovalis_seen seen = {0};
    enum ovalis_status status = OVALIS_OK;

    *out = (struct ovalis_file_names){0};
    out->names = ovalis_allocate(list->count, sizeof *out->names);
    if (!out->names)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the names of %zu sheets",
                           list->count);
    for (size_t i = 0; i < list->count && status == OVALIS_OK; i++) {
        char plain[NAME_SIZE];

        make_plain(plain, list->sheets[i].name);
        status = make_unique(&out->names[i], &seen, plain, why);
        out->count = i + 1;
    }
    return status;
}

void ovalis_file_names_release(struct ovalis_file_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        ovalis_release(&names->names[i]);
    ovalis_release(&names->names);
    *names = (struct ovalis_file_names){0};
}
