/* SPDX-License-Identifier: Apache-2.0 */
/* Ids to indexes, so that finding one does not depend on how many there are. */
#ifndef OVALIS_ELECTION_ID_MAP_H
#define OVALIS_ELECTION_ID_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct ovalis_id_slot {
    const char *id; /* borrowed; NULL: free */
    size_t index;
};

/* Starts as {0}. */
struct ovalis_id_map {
    struct ovalis_id_slot *slots;
    size_t capacity; /* a power of two, at least twice `count` */
    size_t count;
};

/* Add `id`, which must outlive the map. false when memory is out. An id that is already there keeps
 * its index, and *known says so. */
bool ovalis_id_map_add(struct ovalis_id_map *map, const char *id, size_t index, bool *known);

/* The index, or (size_t)-1. */
size_t ovalis_id_map_find(const struct ovalis_id_map *map, const char *id);

void ovalis_id_map_release(struct ovalis_id_map *map);

#endif
