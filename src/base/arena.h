/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is taken piece by piece and given back all at once: what one sheet needs while it is
 * read. It is kept for the next sheet, so that after the first nothing is asked of the system. */
#ifndef OVALIS_BASE_ARENA_H
#define OVALIS_BASE_ARENA_H

#include <stddef.h>

/* Every piece begins at a multiple of this many bytes: a cache line, and the widest vector. */
#define OVALIS_ARENA_ALIGN 64

struct ovalis_arena_block;

/* Starts as {0}. Of one thread at a time. */
struct ovalis_arena {
    struct ovalis_arena_block *first; /* owned */
    struct ovalis_arena_block *now;   /* pieces come from here; those behind it are empty */
    size_t taken;                     /* blocks ever asked of the system, for tests */
};

/* How far an arena is used. */
struct ovalis_arena_mark {
    struct ovalis_arena_block *block;
    size_t used;
};

/* `count` elements of `size` bytes; their contents are undefined in the first, zero in the second.
 * NULL when memory is out or OVALIS_ALLOCATION_MAX is passed. Valid until the arena is rewound past
 * them, reset or released. A count of 0 gives a piece, too, so that NULL always means failure. */
void *ovalis_arena_take(struct ovalis_arena *arena, size_t count, size_t size);
void *ovalis_arena_take_zeroed(struct ovalis_arena *arena, size_t count, size_t size);

/* Give back everything that was taken since the mark. */
struct ovalis_arena_mark ovalis_arena_mark(const struct ovalis_arena *arena);
void ovalis_arena_rewind(struct ovalis_arena *arena, struct ovalis_arena_mark mark);

/* Give back everything, and put several blocks together to one of their size, so that the next
 * sheet of the kind finds all that it needs in one. */
void ovalis_arena_reset(struct ovalis_arena *arena);

/* Give the memory back to the system. */
void ovalis_arena_release(struct ovalis_arena *arena);

/* Rewinds when the scope ends:
 *     OVALIS_OWNED(ovalis_arena_scope_end) struct ovalis_arena_scope scope =
 *         ovalis_arena_scope(arena); */
struct ovalis_arena_scope {
    struct ovalis_arena *arena;
    struct ovalis_arena_mark mark;
};

struct ovalis_arena_scope ovalis_arena_scope(struct ovalis_arena *arena);
void ovalis_arena_scope_end(struct ovalis_arena_scope *scope);

#endif
