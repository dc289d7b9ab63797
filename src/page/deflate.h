/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: a Deflate stream (RFC 1950, 1951) by libdeflate. libtiff uses the same
 * library, but makes its differences in a copy of its own first. */
#ifndef OVALIS_PAGE_DEFLATE_H
#define OVALIS_PAGE_DEFLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Append the stream for `size` bytes, at least one, at level 1 (fast) to 12 (small). false when
 * memory is out. */
bool ovalis_deflate(struct ovalis_text *out, const uint8_t *bytes, size_t size, int level);

#endif
