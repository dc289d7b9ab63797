/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/seen.h"

#include <string.h>

#include "base/memory.h"

/* Open addressing with steps of one. A digest is as good as random, and whoever could choose its
 * first bytes to make long runs would slow the run down, not change it. */
static struct ovalis_seen_entry *slot_of(const struct ovalis_seen *seen,
                                         const struct ovalis_sha256 *digest)
{
    size_t at = 0;

    memcpy(&at, digest->bytes, sizeof at);
    at &= seen->capacity - 1;
    while (seen->slots[at].count > 0 &&
           memcmp(&seen->slots[at].digest, digest, sizeof *digest) != 0)
        at = (at + 1) & (seen->capacity - 1);
    return &seen->slots[at];
}

/* Keep a third of the slots free, so that the runs stay short. */
static bool make_room(struct ovalis_seen *seen)
{
    struct ovalis_seen grown = {.used = seen->used};

    if (seen->capacity > 0 && seen->used < seen->capacity / 3 * 2)
        return true;
    grown.capacity = seen->capacity > 0 ? 2 * seen->capacity : 64;
    grown.slots = ovalis_allocate(grown.capacity, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < seen->capacity; i++) {
        if (seen->slots[i].count > 0)
            *slot_of(&grown, &seen->slots[i].digest) = seen->slots[i];
    }
    ovalis_release(&seen->slots);
    *seen = grown;
    return true;
}

const struct ovalis_seen_entry *ovalis_seen_note(struct ovalis_seen *seen,
                                                 const struct ovalis_sha256 *digest, size_t first)
{
    struct ovalis_seen_entry *slot;

    if (!make_room(seen))
        return NULL;
    slot = slot_of(seen, digest);
    if (slot->count == 0) {
        slot->digest = *digest;
        slot->first = first;
        seen->used++;
    }
    slot->count++;
    return slot;
}

void ovalis_seen_release(struct ovalis_seen *seen)
{
    ovalis_release(&seen->slots);
    *seen = (struct ovalis_seen){0};
}
