/* SPDX-License-Identifier: Apache-2.0 */
/* The words for one failure, written where the fact is known. Fixed size, so that reporting needs
 * no memory. */
#ifndef OVALIS_DIAG_H
#define OVALIS_DIAG_H

#include "ovalis/status.h"

/* Longest message in bytes with its final NUL: a path, a place, expected and found. */
#define OVALIS_DIAG_SIZE 768

/* A caller owns it, usually on its stack, and need not initialise it. A call that fails has
 * written both fields; a call that succeeds leaves them alone. The text is UTF-8, one line, lower
 * case, without a full stop, and names file, page, place, what was expected and what was found. */
struct ovalis_diag {
    enum ovalis_status status;
    char text[OVALIS_DIAG_SIZE];
};

#endif
