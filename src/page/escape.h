/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: the way out of libjpeg and libpng, whose error handlers must not return.
 * The only place of this project with setjmp (docs/certification.md, deviations). */
#ifndef OVALIS_PAGE_ESCAPE_H
#define OVALIS_PAGE_ESCAPE_H

#include <setjmp.h>
#include <stdbool.h>

struct ovalis_escape {
    jmp_buf out;
};

/* Run step(cookie). false when it was left by ovalis_escape(). What `step` owns must hang on
 * `cookie`, where the caller frees it: locals with OVALIS_OWNED would leak. */
bool ovalis_escape_run(struct ovalis_escape *escape, void (*step)(void *cookie), void *cookie);

/* Leave the running step; never returns. For error handlers of the two libraries. */
_Noreturn void ovalis_escape(struct ovalis_escape *escape);

#endif
