/* SPDX-License-Identifier: Apache-2.0 */
#ifndef OVALIS_BASE_DIAG_H
#define OVALIS_BASE_DIAG_H

#include "ovalis/diag.h"

/* Write status and message into `why` (may be NULL) and return the status, so that a failure is one
 * statement: return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno)); A message
 * that does not fit is cut at a whole UTF-8 character and ends in "...". Control characters become
 * '?', so that hostile names cannot break a log line. */
enum ovalis_status ovalis_fail(struct ovalis_diag *why, enum ovalis_status status,
                               const char *format, ...) OVALIS_PRINTF(3, 4);

/* Put "context: " in front of the message that is already there. */
void ovalis_diag_context(struct ovalis_diag *why, const char *format, ...) OVALIS_PRINTF(2, 3);

#endif
