/* SPDX-License-Identifier: Apache-2.0 */
/* Which kind of file it is, by its content alone. */
#ifndef OVALIS_ELECTION_FORMAT_H
#define OVALIS_ELECTION_FORMAT_H

#include <jansson.h>
#include <stddef.h>

#include "election/election.h"

/* OVALIS_OK and *format; OVALIS_ERR_DEFINITION_FORMAT: `why` says what the file is instead. */
enum ovalis_status ovalis_format_of(enum ovalis_definition_format *format, const char *name,
                                    const json_t *root, struct ovalis_diag *why);

/* A message for bytes that are not JSON but something that people do hand in; NULL when unknown. */
const char *ovalis_format_guess(const void *bytes, size_t size);

#endif
