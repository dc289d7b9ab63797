/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Bytes of the UTF-8 character at `at`; 0 when there is none (RFC 3629: shortest form, no
 * surrogates, nothing above U+10FFFF). */
static size_t character_size(const unsigned char *at)
{
    unsigned char second_low = 0x80, second_high = 0xBF;
    size_t size;

    if (at[0] < 0x80)
        return 1;
    if (at[0] < 0xC2 || at[0] > 0xF4)
        return 0;
    size = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (at[0] == 0xE0)
        second_low = 0xA0;
    if (at[0] == 0xED)
        second_high = 0x9F;
    if (at[0] == 0xF0)
        second_low = 0x90;
    if (at[0] == 0xF4)
        second_high = 0x8F;
    if (at[1] < second_low || at[1] > second_high)
        return 0;
    for (size_t i = 2; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) /* the final NUL ends here too */
            return 0;
    }
    return size;
}

static void write_string(FILE *stream, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    (void)fputc('"', stream);
    while (*at) {
        size_t size = character_size(at);

        if (size == 0)
            (void)fputs("\xEF\xBF\xBD", stream);
        else if (*at == '"' || *at == '\\')
            (void)fprintf(stream, "\\%c", *at);
        else if (*at < 0x20 || *at == 0x7F)
            (void)fprintf(stream, "\\u%04x", *at);
        else
            (void)fwrite(at, 1, size, stream);
        at += size > 0 ? size : 1;
    }
    (void)fputc('"', stream);
}

static void write_key(struct tool_json *json, const char *key)
{
    (void)fprintf(json->stream, "%s\"%s\": ", json->more ? ", " : "", key);
    json->more = true;
}

void tool_json_begin(struct tool_json *json, FILE *stream)
{
    *json = (struct tool_json){.stream = stream};
    (void)fputc('{', stream);
}

void tool_json_text(struct tool_json *json, const char *key, const char *text)
{
    write_key(json, key);
    write_string(json->stream, text);
}

void tool_json_count(struct tool_json *json, const char *key, unsigned long long number)
{
    write_key(json, key);
    (void)fprintf(json->stream, "%llu", number);
}

void tool_json_bool(struct tool_json *json, const char *key, bool value)
{
    write_key(json, key);
    (void)fputs(value ? "true" : "false", json->stream);
}

void tool_json_real(struct tool_json *json, const char *key, double value)
{
    write_key(json, key);
    if (isfinite(value))
        (void)fprintf(json->stream, "%.6f", value);
    else
        (void)fputs("null", json->stream);
}

void tool_json_open(struct tool_json *json, const char *key)
{
    write_key(json, key);
    (void)fputc('{', json->stream);
    json->more = false;
}

void tool_json_close(struct tool_json *json)
{
    (void)fputc('}', json->stream);
    json->more = true;
}

void tool_json_end(struct tool_json *json)
{
    (void)fputs("}\n", json->stream);
    (void)fflush(json->stream); /* who reads along sees each line when it is true */
}
