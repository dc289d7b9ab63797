/* SPDX-License-Identifier: Apache-2.0 */
/* What has come before in this run: a set of digests, each with a count and a number of the
 * caller's. 40 bytes a member and room to spare: the one thing in a run that grows with it. */
#ifndef OVALIS_PIPELINE_SEEN_H
#define OVALIS_PIPELINE_SEEN_H

#include "base/sha256.h"

struct ovalis_seen_entry {
    struct ovalis_sha256 digest;
    unsigned count; /* 0: the slot is free */
    size_t first;   /* what the caller gave with the first one */
};

/* Starts as {0}. */
struct ovalis_seen {
    struct ovalis_seen_entry *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t used;
};

/* Count `digest` once more; `first` is kept when it is new. The entry is borrowed until the next
 * call; NULL when memory is out. */
const struct ovalis_seen_entry *ovalis_seen_note(struct ovalis_seen *seen,
                                                 const struct ovalis_sha256 *digest, size_t first);

void ovalis_seen_release(struct ovalis_seen *seen);

#endif
