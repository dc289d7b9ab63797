/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Back to the start of the character that `end` would cut in two. */
static size_t whole_characters(const char *text, size_t end)
{
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    return end;
}

static void tidy(char *text, size_t size, int wanted)
{
    if (wanted >= 0 && (size_t)wanted >= size) {
        size_t end = whole_characters(text, size - 4);

        memcpy(text + end, "...", 4);
    }
    for (char *at = text; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = '?';
    }
}

enum ovalis_status ovalis_fail(struct ovalis_diag *why, enum ovalis_status status,
                               const char *format, ...)
{
    va_list arguments;
    int wanted;

    if (!why)
        return status;
    why->status = status;
    va_start(arguments, format);
    wanted = vsnprintf(why->text, sizeof why->text, format, arguments);
    va_end(arguments);
    tidy(why->text, sizeof why->text, wanted);
    return status;
}

void ovalis_diag_context(struct ovalis_diag *why, const char *format, ...)
{
    char context[OVALIS_DIAG_SIZE];
    char message[OVALIS_DIAG_SIZE];
    va_list arguments;

    if (!why)
        return;
    va_start(arguments, format);
    (void)vsnprintf(context, sizeof context, format, arguments);
    va_end(arguments);
    memcpy(message, why->text, sizeof message);
    (void)ovalis_fail(why, why->status, "%s: %s", context, message);
}
