/* SPDX-License-Identifier: Apache-2.0 */
/* What one sheet is worked on with: memory that is kept from sheet to sheet, and the kernels chosen
 * for this processor. */
#ifndef OVALIS_KERNELS_WORKSPACE_H
#define OVALIS_KERNELS_WORKSPACE_H

#include "base/arena.h"
#include "base/memory.h"
#include "kernels/kernels.h"

/* Of one thread at a time. */
struct ovalis_workspace {
    struct ovalis_arena arena;
    struct ovalis_kernels kernels;
};

/* With the kernels for the flags that the processor has and `cpu_mask` allows. */
static inline void ovalis_workspace_start(struct ovalis_workspace *workspace, unsigned cpu_mask)
{
    *workspace = (struct ovalis_workspace){0};
    ovalis_kernels_choose(&workspace->kernels, ovalis_cpu_detect() & cpu_mask);
}

static inline void ovalis_workspace_release(struct ovalis_workspace *workspace)
{
    ovalis_arena_release(&workspace->arena);
}

#endif
