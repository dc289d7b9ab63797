/* SPDX-License-Identifier: Apache-2.0 */
/* Text and bytes that grow. */
#ifndef OVALIS_BASE_TEXT_H
#define OVALIS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "ovalis/api.h"

/* Starts as {0}. `bytes` is NULL or NUL-terminated behind `length`. After a failed append `failed`
 * stays set and later appends do nothing: check once, at the end. */
struct ovalis_text {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
};

void ovalis_text_add(struct ovalis_text *text, const char *words);
void ovalis_text_add_bytes(struct ovalis_text *text, const void *bytes, size_t size);
/* Room for `size` bytes behind the text, to be filled by the caller, who says with
 * ovalis_text_accept() where it stopped. NULL (and `failed` set) when memory is out. */
unsigned char *ovalis_text_reserve(struct ovalis_text *text, size_t size);
void ovalis_text_accept(struct ovalis_text *text, const unsigned char *end);
void ovalis_text_format(struct ovalis_text *text, const char *format, ...) OVALIS_PRINTF(2, 3);
/* Base64 (RFC 4648) of the bytes, without line breaks. */
void ovalis_text_add_base64(struct ovalis_text *text, const void *bytes, size_t size);
/* Empty, keeping the memory. */
void ovalis_text_clear(struct ovalis_text *text);
/* Give the memory back; leaves {0}. Fits OVALIS_OWNED. */
void ovalis_text_release(struct ovalis_text *text);

#endif
