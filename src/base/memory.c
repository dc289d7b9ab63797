/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

bool ovalis_size_multiply(size_t a, size_t b, size_t *out)
{
    size_t product;

    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out = product;
    return true;
}

bool ovalis_size_add(size_t a, size_t b, size_t *out)
{
    size_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

void *ovalis_allocate(size_t count, size_t size)
{
    size_t bytes;

    if (!ovalis_size_multiply(count, size, &bytes) || bytes > OVALIS_ALLOCATION_MAX)
        return NULL;
    return calloc(1, bytes ? bytes : 1);
}

void *ovalis_allocate_unset(size_t count, size_t size)
{
    size_t bytes;

    if (!ovalis_size_multiply(count, size, &bytes) || bytes > OVALIS_ALLOCATION_MAX)
        return NULL;
    return malloc(bytes ? bytes : 1);
}

bool ovalis_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    size_t wanted = *capacity + *capacity / 2;
    size_t bytes;
    void *old;
    void *grown;

    if (needed <= *capacity)
        return true;
    if (wanted < needed)
        wanted = needed;
    if (wanted < 8)
        wanted = 8;
    if (!ovalis_size_multiply(wanted, size, &bytes) || bytes > OVALIS_ALLOCATION_MAX)
        return false;
    memcpy(&old, array, sizeof old);
    grown = realloc(old, bytes);
    if (!grown)
        return false;
    memset((char *)grown + *capacity * size, 0, (wanted - *capacity) * size);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}

char *ovalis_copy_text(const char *text)
{
    size_t size;
    char *copy;

    if (!text)
        return NULL;
    size = strlen(text) + 1;
    copy = ovalis_allocate(size, 1);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void ovalis_release(void *pointer)
{
    void *held;

    if (!pointer)
        return;
    memcpy(&held, pointer, sizeof held);
    free(held);
    held = NULL;
    memcpy(pointer, &held, sizeof held);
}
