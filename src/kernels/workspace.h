/* SPDX-License-Identifier: Apache-2.0 */
/* What one sheet is worked on with: memory that is kept from sheet to sheet, and the kernels chosen
 * for this processor. */
#ifndef OVALIS_KERNELS_WORKSPACE_H
#define OVALIS_KERNELS_WORKSPACE_H

#include "base/arena.h"
#include "base/memory.h"
#include "kernels/kernels.h"

/* What is made once and kept for the sheets that follow: constants of a card. Each slot belongs to
 * one file, which keeps there, beside the constants, what they were made from, and makes them anew
 * when that is another: a sheet never depends on the one before. */
enum ovalis_kept_slot {
    OVALIS_KEPT_ZONES, /* marks/reading.c */
    OVALIS_KEPT_SLOTS
};

/* Of one thread at a time. */
struct ovalis_workspace {
    struct ovalis_arena arena;
    struct ovalis_kernels kernels;
    void *kept[OVALIS_KEPT_SLOTS]; /* owned */
};

/* With the kernels for the flags that the processor has and `cpu_mask` allows. */
static inline void ovalis_workspace_start(struct ovalis_workspace *workspace, unsigned cpu_mask)
{
    *workspace = (struct ovalis_workspace){0};
    ovalis_kernels_choose(&workspace->kernels, ovalis_cpu_detect() & cpu_mask);
}

/* The memory of a slot: `size` bytes, always the same for a slot, zero at first. NULL: there is
 * none. Valid until the workspace is released. */
static inline void *ovalis_workspace_kept(struct ovalis_workspace *workspace,
                                          enum ovalis_kept_slot slot, size_t size)
{
    if (!workspace->kept[slot])
        workspace->kept[slot] = ovalis_allocate(1, size);
    return workspace->kept[slot];
}

static inline void ovalis_workspace_release(struct ovalis_workspace *workspace)
{
    for (int slot = 0; slot < OVALIS_KEPT_SLOTS; slot++)
        ovalis_release(&workspace->kept[slot]);
    ovalis_arena_release(&workspace->arena);
}

#endif
