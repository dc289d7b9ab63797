/* SPDX-License-Identifier: Apache-2.0 */
/* An election definition: contests, options, ballot styles and where their targets are printed. */
#ifndef OVALIS_ELECTION_H
#define OVALIS_ELECTION_H

#include <stddef.h>

#include "ovalis/api.h"
#include "ovalis/diag.h"

struct ovalis_election;

/* Every fault of a definition, each with its JSON path: "/contests/3/seats: 2 seats but 1 option
 * and no write-ins". Fixed bound; `total` counts those past it too. */
#define OVALIS_ELECTION_MAX_FAULTS 100
struct ovalis_election_faults {
    size_t count; /* entries of text[] in use */
    size_t total; /* faults found */
    char text[OVALIS_ELECTION_MAX_FAULTS][256];
};

/* Read a definition file; the format is recognised by its content: VxSuite election.json of
 * February 2024, v4.0 and v4.1, and NIST Ballot Definition CDF 1.0 (SP 1500-20).
 * OVALIS_OK: *out is a new election, freed by the caller with ovalis_election_free().
 * OVALIS_ERR_READ, OVALIS_ERR_MEMORY, OVALIS_ERR_DEFINITION_FORMAT (neither format, or damaged):
 * `why` says where. OVALIS_ERR_DEFINITION_INCONSISTENT: every fault is in *faults (may be NULL) and
 * `why` carries the first. On failure *out is NULL. */
OVALIS_API enum ovalis_status ovalis_election_read_file(struct ovalis_election **out,
                                                        const char *path,
                                                        struct ovalis_election_faults *faults,
                                                        struct ovalis_diag *why);

/* The same from memory; `name` stands for the file in messages. `bytes` is borrowed for the call.
 */
OVALIS_API enum ovalis_status ovalis_election_read(struct ovalis_election **out, const char *name,
                                                   const void *bytes, size_t size,
                                                   struct ovalis_election_faults *faults,
                                                   struct ovalis_diag *why);

OVALIS_API void ovalis_election_free(struct ovalis_election **election);

/* Borrowed until the election is freed; never NULL ("" when the definition has none). */
OVALIS_API const char *ovalis_election_title(const struct ovalis_election *election);

/* SHA-256 of the exact bytes of the definition file, 64 lower-case hex digits. */
OVALIS_API const char *ovalis_election_hash(const struct ovalis_election *election);

#endif
