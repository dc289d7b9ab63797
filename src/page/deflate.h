/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: a Deflate stream (RFC 1950, 1951) of literals and runs, made for
 * differences of neighbouring pixels.
 *
 * The differences of a scanned page are noise around zero with long runs of zero: a search for
 * earlier occurrences, where every general encoder spends its time, finds next to nothing there.
 * One Huffman code over the literals and runs of the byte before gives the same size in a quarter
 * of the time; any reader of Deflate reads it. The bytes depend on nothing but the input: no
 * version of any library, no machine. */
#ifndef OVALIS_PAGE_DEFLATE_H
#define OVALIS_PAGE_DEFLATE_H

#include <stdint.h>

#include "base/text.h"

/* Append the stream for `size` bytes, at least one. `out->failed` when memory is out. */
void ovalis_deflate_runs(struct ovalis_text *out, const uint8_t *bytes, size_t size);

#endif
