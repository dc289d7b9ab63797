/* SPDX-License-Identifier: Apache-2.0 */
/* Allocation with checked sizes and a bound, and owners that free what they hold. */
#ifndef OVALIS_BASE_MEMORY_H
#define OVALIS_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* No single allocation passes this: the largest page (128 Mi px) and twice that for room. */
#define OVALIS_ALLOCATION_MAX ((size_t)1 << 29)

/* *out = a op b, or false and *out untouched when it does not fit. */
bool ovalis_size_multiply(size_t a, size_t b, size_t *out);
bool ovalis_size_add(size_t a, size_t b, size_t *out);

/* `count` zeroed elements of `size` bytes; NULL when memory is out or the bound is passed. A count
 * of 0 gives one byte, so that NULL always means failure. Freed with ovalis_release(). */
void *ovalis_allocate(size_t count, size_t size);

/* The same, with whatever the memory held: for buffers that are filled at once. */
void *ovalis_allocate_unset(size_t count, size_t size);

/* Room for at least `needed` elements in *array, which has room for *capacity: grows by half, new
 * elements zeroed. false (and *array unchanged) when memory is out or the bound is passed.
 * `array` is the address of a pointer to elements of `size` bytes. */
bool ovalis_grow(void *array, size_t *capacity, size_t needed, size_t size);

/* A copy on the heap; NULL when memory is out or text is NULL. */
char *ovalis_copy_text(const char *text);

/* Free *pointer and set it to NULL; `pointer` is the address of any object pointer. Fits
 * OVALIS_OWNED(ovalis_release). */
void ovalis_release(void *pointer);

/* A local that frees itself: OVALIS_OWNED(ovalis_page_free) struct ovalis_page *page = NULL; */
#define OVALIS_OWNED(free_function) __attribute__((cleanup(free_function)))

#endif
