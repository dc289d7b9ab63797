/* SPDX-License-Identifier: Apache-2.0 */
#include "election/id_map.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* FNV-1a, 64 bits (public domain; offset basis and prime as published). Crafted collisions cost at
 * most the square of the few thousand entries that the readers' limits allow. */
static uint64_t hash_of(const char *id)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *id; id++)
        hash = (hash ^ (unsigned char)*id) * 0x100000001b3u;
    return hash;
}

/* The slot that holds `id`, or the free one where it belongs. */
static struct ovalis_id_slot *slot_of(struct ovalis_id_slot *slots, size_t capacity, const char *id)
{
    size_t at = (size_t)hash_of(id) & (capacity - 1);

    while (slots[at].id && strcmp(slots[at].id, id) != 0)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool make_room(struct ovalis_id_map *map)
{
    size_t capacity = map->capacity ? 2 * map->capacity : 64;
    struct ovalis_id_slot *slots;

    if (2 * (map->count + 1) <= map->capacity)
        return true;
    slots = ovalis_allocate(capacity, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].id)
            *slot_of(slots, capacity, map->slots[i].id) = map->slots[i];
    }
    ovalis_release(&map->slots);
    map->slots = slots;
    map->capacity = capacity;
    return true;
}

bool ovalis_id_map_add(struct ovalis_id_map *map, const char *id, size_t index, bool *known)
{
    struct ovalis_id_slot *slot;

    *known = false;
    if (!make_room(map))
        return false;
    slot = slot_of(map->slots, map->capacity, id);
    *known = slot->id != NULL;
    if (!*known) {
        *slot = (struct ovalis_id_slot){id, index};
        map->count++;
    }
    return true;
}

size_t ovalis_id_map_find(const struct ovalis_id_map *map, const char *id)
{
    const struct ovalis_id_slot *slot;

    if (map->count == 0)
        return (size_t)-1;
    slot = slot_of(map->slots, map->capacity, id);
    return slot->id ? slot->index : (size_t)-1;
}

void ovalis_id_map_release(struct ovalis_id_map *map)
{
    ovalis_release(&map->slots);
    *map = (struct ovalis_id_map){0};
}
