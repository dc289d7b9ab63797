/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

unsigned char *ovalis_text_reserve(struct ovalis_text *text, size_t size)
{
    size_t needed;

    if (text->failed)
        return NULL;
    if (!ovalis_size_add(text->length, size, &needed) || !ovalis_size_add(needed, 1, &needed) ||
        !ovalis_grow(&text->bytes, &text->capacity, needed, 1)) {
        text->failed = true;
        return NULL;
    }
    return (unsigned char *)text->bytes + text->length;
}

void ovalis_text_accept(struct ovalis_text *text, const unsigned char *end)
{
    text->length = (size_t)(end - (const unsigned char *)text->bytes);
    text->bytes[text->length] = '\0';
}

void ovalis_text_add_bytes(struct ovalis_text *text, const void *bytes, size_t size)
{
    unsigned char *room = ovalis_text_reserve(text, size);

    if (!room)
        return;
    if (size > 0)
        memcpy(room, bytes, size);
    ovalis_text_accept(text, room + size);
}

void ovalis_text_add(struct ovalis_text *text, const char *words)
{
    ovalis_text_add_bytes(text, words, strlen(words));
}

void ovalis_text_format(struct ovalis_text *text, const char *format, ...)
{
    va_list arguments;
    int wanted;
    size_t needed;

    if (text->failed)
        return;
    va_start(arguments, format);
    wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (wanted < 0 || !ovalis_size_add(text->length, (size_t)wanted + 1, &needed) ||
        !ovalis_grow(&text->bytes, &text->capacity, needed, 1)) {
        text->failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(text->bytes + text->length, (size_t)wanted + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)wanted;
}

void ovalis_text_add_base64(struct ovalis_text *text, const void *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *in = bytes;

    for (size_t i = 0; i < size; i += 3) {
        unsigned long three = (unsigned long)in[i] << 16;
        char four[4];

        if (i + 1 < size)
            three |= (unsigned long)in[i + 1] << 8;
        if (i + 2 < size)
            three |= in[i + 2];
        four[0] = digits[three >> 18];
        four[1] = digits[three >> 12 & 63];
        four[2] = '=';
        four[3] = '=';
        if (i + 1 < size)
            four[2] = digits[three >> 6 & 63];
        if (i + 2 < size)
            four[3] = digits[three & 63];
        ovalis_text_add_bytes(text, four, sizeof four);
    }
}

void ovalis_text_clear(struct ovalis_text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void ovalis_text_release(struct ovalis_text *text)
{
    ovalis_release(&text->bytes);
    *text = (struct ovalis_text){0};
}
