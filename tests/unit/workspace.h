/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of a test program, with every instruction set that the processor has. */
#ifndef TESTS_WORKSPACE_H
#define TESTS_WORKSPACE_H

#include "kernels/workspace.h"

/* Started with the first call; what a call before has left in it is given back. */
static inline struct ovalis_workspace *test_workspace(void)
{
    static struct ovalis_workspace workspace;

    if (!workspace.kernels.shrink_row)
        ovalis_workspace_start(&workspace, OVALIS_CPU_ALL);
    ovalis_arena_reset(&workspace.arena);
    return &workspace;
}

#endif
