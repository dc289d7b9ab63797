/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Under the address sanitizer, what is not taken is poisoned, and each piece is followed by a
 * poisoned gap: reading past a piece is found as it would be with malloc(). */
#if defined(__has_feature)
# if __has_feature(address_sanitizer)
#  define WATCHED 1
# endif
#endif
#if defined(__SANITIZE_ADDRESS__)
# define WATCHED 1
#endif
#ifdef WATCHED
# include <sanitizer/asan_interface.h>
# define GAP                  OVALIS_ARENA_ALIGN
# define FORBID(start, bytes) ASAN_POISON_MEMORY_REGION(start, bytes)
# define ALLOW(start, bytes)  ASAN_UNPOISON_MEMORY_REGION(start, bytes)
#else
# define GAP                  0
# define FORBID(start, bytes) ((void)(start), (void)(bytes))
# define ALLOW(start, bytes)  ((void)(start), (void)(bytes))
#endif

/* Registration and marks of a letter sheet at 200 dpi take 2 MiB: one block holds them. */
#define BLOCK_LEAST ((size_t)4 << 20)

struct ovalis_arena_block {
    struct ovalis_arena_block *next;
    size_t size, used; /* bytes behind this header */
};

#define HEADER                                                                                     \
 ((sizeof(struct ovalis_arena_block) + OVALIS_ARENA_ALIGN - 1) / OVALIS_ARENA_ALIGN *              \
  OVALIS_ARENA_ALIGN)

static unsigned char *bytes_of(struct ovalis_arena_block *block)
{
    return (unsigned char *)block + HEADER;
}

static struct ovalis_arena_block *new_block(struct ovalis_arena *arena, size_t size)
{
    struct ovalis_arena_block *block;

    size = size < BLOCK_LEAST ? BLOCK_LEAST : size;
    block = aligned_alloc(OVALIS_ARENA_ALIGN, HEADER + size);
    if (!block)
        return NULL;
    *block = (struct ovalis_arena_block){NULL, size, 0};
    FORBID(bytes_of(block), size);
    arena->taken++;
    return block;
}

/* The block that has room: the one at hand, else the next, else a new one between them. */
static struct ovalis_arena_block *block_with(struct ovalis_arena *arena, size_t size)
{
    struct ovalis_arena_block *now = arena->now, *block = now ? now->next : arena->first;

    if (now && now->size - now->used >= size)
        return now;
    if (!block || block->size < size) {
        struct ovalis_arena_block *fresh = new_block(arena, size);

        if (!fresh)
            return NULL;
        fresh->next = block;
        *(now ? &now->next : &arena->first) = fresh;
        block = fresh;
    }
    block->used = 0;
    arena->now = block;
    return block;
}

void *ovalis_arena_take(struct ovalis_arena *arena, size_t count, size_t size)
{
    struct ovalis_arena_block *block;
    size_t bytes, rounded;
    void *piece;

    if (!ovalis_size_multiply(count ? count : 1, size ? size : 1, &bytes) ||
        bytes > OVALIS_ALLOCATION_MAX)
        return NULL;
    rounded = (bytes + OVALIS_ARENA_ALIGN - 1) / OVALIS_ARENA_ALIGN * OVALIS_ARENA_ALIGN + GAP;
    block = block_with(arena, rounded);
    if (!block)
        return NULL;
    piece = bytes_of(block) + block->used;
    block->used += rounded;
    ALLOW(piece, bytes);
    return piece;
}

void *ovalis_arena_take_zeroed(struct ovalis_arena *arena, size_t count, size_t size)
{
    void *piece = ovalis_arena_take(arena, count, size);

    if (piece)
        memset(piece, 0, count * size);
    return piece;
}

struct ovalis_arena_mark ovalis_arena_mark(const struct ovalis_arena *arena)
{
    return (struct ovalis_arena_mark){arena->now, arena->now ? arena->now->used : 0};
}

void ovalis_arena_rewind(struct ovalis_arena *arena, struct ovalis_arena_mark mark)
{
    for (struct ovalis_arena_block *block = mark.block ? mark.block->next : arena->first; block;
         block = block->next)
        FORBID(bytes_of(block), block->size);
    arena->now = mark.block;
    if (!mark.block)
        return;
    mark.block->used = mark.used;
    FORBID(bytes_of(mark.block) + mark.used, mark.block->size - mark.used);
}

static void free_blocks(struct ovalis_arena *arena)
{
    while (arena->first) {
        struct ovalis_arena_block *block = arena->first;

        arena->first = block->next;
        ALLOW(bytes_of(block), block->size);
        free(block);
    }
    arena->now = NULL;
}

void ovalis_arena_reset(struct ovalis_arena *arena)
{
    size_t total = 0;

    for (struct ovalis_arena_block *block = arena->first; block; block = block->next)
        total += block->size;
    if (arena->first && arena->first->next) {
        free_blocks(arena);
        arena->first = new_block(arena, total); /* NULL: the next sheet asks again */
    }
    ovalis_arena_rewind(arena, (struct ovalis_arena_mark){NULL, 0});
}

void ovalis_arena_release(struct ovalis_arena *arena)
{
    free_blocks(arena);
    *arena = (struct ovalis_arena){0};
}

struct ovalis_arena_scope ovalis_arena_scope(struct ovalis_arena *arena)
{
    return (struct ovalis_arena_scope){arena, ovalis_arena_mark(arena)};
}

void ovalis_arena_scope_end(struct ovalis_arena_scope *scope)
{
    ovalis_arena_rewind(scope->arena, scope->mark);
}
