/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"
#include "page/sheet_files.h"

/* Names that are taken. Open addressing; never more than half full. */
struct taken {
    struct slot {
        const char *name; /* NULL: free */
        unsigned times;   /* sheets that wanted it so far */
    } * slots;
    size_t size; /* a power of two */
};

static void release_taken(struct taken *taken)
{
    ovalis_release(&taken->slots);
}

/* FNV-1a, 64 bit. Hostile names can make it slow, not wrong: their number is bounded. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = 14695981039346656037u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return hash;
}

static struct slot *find_slot(const struct taken *taken, const char *name)
{
    size_t at = (size_t)hash_of(name) & (taken->size - 1);

    while (taken->slots[at].name && strcmp(taken->slots[at].name, name) != 0)
        at = (at + 1) & (taken->size - 1);
    return &taken->slots[at];
}

/* The first of name~2, name~3 … that is free, in place of the name. */
static bool rename_sheet(struct taken *taken, struct ovalis_sheet_source *sheet, struct slot *slot)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text name = {0};
    char *copy;

    do {
        ovalis_text_clear(&name);
        ovalis_text_format(&name, "%s~%u", sheet->name, ++slot->times);
        if (name.failed)
            return false;
    } while (find_slot(taken, name.bytes)->name);
    copy = ovalis_copy_text(name.bytes);
    if (!copy)
        return false;
    ovalis_release(&sheet->name);
    sheet->name = copy;
    *find_slot(taken, copy) = (struct slot){copy, 1};
    return true;
}

static bool make_unique(struct taken *taken, struct ovalis_sheet_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct slot *slot = find_slot(taken, list->sheets[i].name);

        if (!slot->name)
            *slot = (struct slot){list->sheets[i].name, 1};
        else if (!rename_sheet(taken, &list->sheets[i], slot))
            return false;
    }
    return true;
}

enum ovalis_status ovalis_sheet_names_make_unique(struct ovalis_sheet_list *list,
                                                  struct ovalis_diag *why)
{
    OVALIS_OWNED(release_taken) struct taken taken = {.size = 16};

    while (taken.size < 2 * list->count)
        taken.size *= 2;
    taken.slots = ovalis_allocate(taken.size, sizeof *taken.slots);
    if (!taken.slots || !make_unique(&taken, list))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the names of %zu sheets",
                           list->count);
    return OVALIS_OK;
}
