/* SPDX-License-Identifier: Apache-2.0 */
#include "export/format.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

void ovalis_text_number(struct ovalis_text *text, unsigned long long number)
{
    char digits[20]; /* 2^64 has twenty */
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    ovalis_text_add_bytes(text, digits + at, sizeof digits - at);
}

void ovalis_text_decimal(struct ovalis_text *text, double value, int decimals)
{
    char digits[12];
    double scale = 1;
    double scaled;
    unsigned long long whole;

    if (!(fabs(value) < 1e9) || decimals < 0 || decimals > 9)
        return;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    scaled = rint(fabs(value) * scale);
    whole = (unsigned long long)scaled;
    if (value < 0 && whole > 0)
        ovalis_text_add(text, "-");
    ovalis_text_number(text, whole / (unsigned long long)scale);
    if (decimals == 0)
        return;
    digits[0] = '.';
    for (int i = decimals; i > 0; i--) {
        digits[i] = (char)('0' + whole % 10);
        whole /= 10;
    }
    ovalis_text_add_bytes(text, digits, (size_t)decimals + 1);
}

void ovalis_text_shortest(struct ovalis_text *text, double value, int decimals)
{
    size_t before = text->length;

    ovalis_text_decimal(text, value, decimals);
    if (text->failed || decimals == 0 || text->length == before)
        return;
    while (text->bytes[text->length - 1] == '0')
        text->length--;
    if (text->bytes[text->length - 1] == '.')
        text->length--;
    text->bytes[text->length] = '\0';
}

/* Length in bytes of the well-formed UTF-8 character at `at` (RFC 3629), 0 when there is none. */
static size_t character_at(const unsigned char *at)
{
    size_t length = at[0] < 0x80                     ? 1
                    : at[0] >= 0xC2 && at[0] <= 0xDF ? 2
                    : (at[0] & 0xF0) == 0xE0         ? 3
                    : at[0] >= 0xF0 && at[0] <= 0xF4 ? 4
                                                     : 0;

    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0; /* a NUL too: never reads past the end */
    }
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90))
        return 0; /* longer than needed */
    if ((at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F))
        return 0; /* surrogates; past U+10FFFF */
    return length;
}

/* Next piece of `*words` that can stand in any output, and step behind it; NULL at the end. */
static const char *next_piece(const char **words, size_t *size)
{
    const unsigned char *at = (const unsigned char *)*words;
    const char *piece = *words;

    if (*at == '\0')
        return NULL;
    *size = character_at(at);
    *words += *size ? *size : 1;
    if (*size == 0) {
        *size = 3;
        return "\xEF\xBF\xBD";
    }
    /* C0, DEL, and C1 (two bytes, C2 80 .. C2 9F) */
    if (*at < 0x20 || *at == 0x7F || (at[0] == 0xC2 && at[1] < 0xA0)) {
        *size = 1;
        return "?";
    }
    return piece;
}

void ovalis_text_clean(struct ovalis_text *text, const char *words)
{
    const char *piece;
    size_t size;

    ovalis_text_add(text, "");
    while ((piece = next_piece(&words, &size)) != NULL)
        ovalis_text_add_bytes(text, piece, size);
}

static const char *html_entity(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void ovalis_text_html(struct ovalis_text *text, const char *words)
{
    const char *piece;
    size_t size;

    while ((piece = next_piece(&words, &size)) != NULL) {
        const char *entity = html_entity(*piece);

        if (entity)
            ovalis_text_add(text, entity);
        else
            ovalis_text_add_bytes(text, piece, size);
    }
}

void ovalis_text_csv(struct ovalis_text *text, const char *words)
{
    size_t length = strlen(words);
    bool quoted =
        length > 0 && (strpbrk(words, ",\"") || words[0] == ' ' || words[length - 1] == ' ');
    const char *piece;
    size_t size;

    if (quoted)
        ovalis_text_add(text, "\"");
    while ((piece = next_piece(&words, &size)) != NULL) {
        if (*piece == '"')
            ovalis_text_add(text, "\"");
        ovalis_text_add_bytes(text, piece, size);
    }
    if (quoted)
        ovalis_text_add(text, "\"");
}

static bool is_letter_or_digit(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

/* `mark` and two hex digits for every byte that is neither letter, digit nor one of `kept`. */
static void encode(struct ovalis_text *text, const char *words, const char *kept, char mark,
                   const char *hex)
{
    for (; *words; words++) {
        unsigned char byte = (unsigned char)*words;
        const char code[3] = {mark, hex[byte >> 4], hex[byte & 15]};

        if (is_letter_or_digit(*words) || strchr(kept, *words))
            ovalis_text_add_bytes(text, words, 1);
        else
            ovalis_text_add_bytes(text, code, sizeof code);
    }
}

void ovalis_text_name(struct ovalis_text *text, const char *id)
{
    encode(text, id, "-.", '_', "0123456789abcdef");
}

void ovalis_text_uri(struct ovalis_text *text, const char *segment)
{
    encode(text, segment, "-._~", '%', "0123456789ABCDEF");
}

void ovalis_text_bits(struct ovalis_text *text, unsigned bits, const char *(*name_of)(unsigned))
{
    const char *between = "";

    for (unsigned bit = 0; bit < 32; bit++) {
        const char *name = bits & 1u << bit ? name_of(1u << bit) : NULL;

        if (!name)
            continue;
        ovalis_text_add(text, between);
        ovalis_text_add(text, name);
        between = "|";
    }
}
