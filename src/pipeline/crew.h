/* SPDX-License-Identifier: Apache-2.0 */
/* Many threads work, one thread takes: items are begun in order, worked on side by side, and taken
 * in order again, so that nothing behind depends on the number of workers.
 *
 *   item      0   1   2   3   4   5   6 ...
 *             taken ^ next to be taken      `window` items from there on may be begun
 *
 * The window bounds memory: an item keeps its slot (item % window) until it is taken. */
#ifndef OVALIS_PIPELINE_CREW_H
#define OVALIS_PIPELINE_CREW_H

#include <stddef.h>

#include "ovalis/diag.h"

struct ovalis_crew_task {
    size_t items;
    size_t workers; /* >= 1 */
    size_t window;  /* >= 1 */
    void *cookie;
    /* In a worker; alone with its slot. */
    void (*work)(void *cookie, size_t item, size_t slot);
    /* In the calling thread, items in order. Anything but OVALIS_OK ends the whole. */
    enum ovalis_status (*take)(void *cookie, size_t item, size_t slot, struct ovalis_diag *why);
};

/* OVALIS_OK when every item was taken; what take() gave; OVALIS_ERR_MEMORY when no thread could be
 * started. All threads have ended when it returns; slots may hold work that was never taken. */
enum ovalis_status ovalis_crew_run(const struct ovalis_crew_task *task, struct ovalis_diag *why);

#endif
