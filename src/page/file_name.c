/* SPDX-License-Identifier: Apache-2.0 */
#include "page/file_name.h"

#include <string.h>

/* Not <ctype.h>: the same order in every locale. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* UTF-8 bytes count as letters: "Rückfront" has no word of its own at its end. */
static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

/* Compare two runs of digits by value and step over them. */
static int compare_numbers(const char **a, const char **b)
{
    size_t left = 0, right = 0;
    int order;

    while (**a == '0')
        (*a)++;
    while (**b == '0')
        (*b)++;
    while (is_digit((*a)[left]))
        left++;
    while (is_digit((*b)[right]))
        right++;
    if (left != right)
        return left < right ? -1 : 1;
    order = strncmp(*a, *b, left);
    *a += left;
    *b += right;
    return order;
}

int ovalis_natural_compare(const char *a, const char *b)
{
    const char *left = a, *right = b;

    while (*left && *right) {
        int order;

        if (is_digit(*left) && is_digit(*right)) {
            order = compare_numbers(&left, &right);
        } else {
            order = lower(*left) - lower(*right);
            left++;
            right++;
        }
        if (order != 0)
            return order;
    }
    if (*left || *right)
        return *left ? 1 : -1;
    return strcmp(a, b);
}

size_t ovalis_file_name_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

static bool same_word(const char *text, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (lower(text[i]) != word[i])
            return false;
    return true;
}

static const char *find_extension(const char *name)
{
    static const char *const extensions[] = {
        "tif", "tiff", "jpg", "jpeg", "jpe",  "jfif", "png",  "pnm",  "pbm", "pgm",  "ppm",
        "pam", "bmp",  "dib", "gif",  "webp", "heic", "heif", "avif", "jxl", "jp2",  "j2k",
        "jpx", "tga",  "pdf", "djvu", "psd",  "dng",  "jbg",  "jbig", "jb2", "jbig2"};
    const char *dot = strrchr(name, '.');

    if (!dot || dot == name)
        return NULL;
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
        if (strlen(dot + 1) == strlen(extensions[i]) &&
            same_word(dot + 1, extensions[i], strlen(extensions[i])))
            return dot;
    return NULL;
}

size_t ovalis_file_name_stem(const char *name)
{
    const char *dot = find_extension(name);

    return dot ? (size_t)(dot - name) : strlen(name);
}

bool ovalis_file_name_is_image(const char *name)
{
    return find_extension(name) != NULL;
}

/* One separator goes with the word: the one before it, or behind it at the start of the name. */
static void cut_with_separator(struct ovalis_side_name *out, const char *name, size_t length)
{
    out->cut_from = out->from;
    out->cut_to = out->to;
    if (out->from > 0 && is_separator(name[out->from - 1]))
        out->cut_from--;
    else if (out->from == 0 && out->to < length && is_separator(name[out->to]))
        out->cut_to++;
}

/* The last "front" or "back" at or before which `from` points; false when there is none. */
static bool find_word(struct ovalis_side_name *out, const char *name, size_t length)
{
    static const char *const words[] = {"front", "back"};

    for (size_t from = length; from-- > 0;) {
        for (int side = 0; side < 2; side++) {
            size_t size = strlen(words[side]);
            bool before = from > 0 && is_letter(name[from - 1]);
            bool after = from + size < length && is_letter(name[from + size]);

            if (size > length - from || !same_word(name + from, words[side], size) || after ||
                (before && from + size != length))
                continue;
            out->family = before ? OVALIS_SIDE_GLUED : OVALIS_SIDE_WORD;
            out->side = side;
            out->from = from;
            out->to = from + size;
            return true;
        }
    }
    return false;
}

void ovalis_side_name_parse(struct ovalis_side_name *out, const char *name, size_t length)
{
    *out = (struct ovalis_side_name){0};
    if (!find_word(out, name, length)) {
        int last = length > 1 && is_separator(name[length - 2]) ? lower(name[length - 1]) : 0;

        if (last != 'a' && last != 'b' && last != '1' && last != '2')
            return;
        out->family = last >= 'a' ? OVALIS_SIDE_LETTER : OVALIS_SIDE_DIGIT;
        out->side = last == 'b' || last == '2';
        out->from = length - 1;
        out->to = length;
    }
    cut_with_separator(out, name, length);
}

void ovalis_serial_name_parse(struct ovalis_serial_name *out, const char *name, size_t length)
{
    size_t from = length;

    *out = (struct ovalis_serial_name){0};
    while (from > 0 && is_digit(name[from - 1]))
        from--;
    if (from == length) {
        if (length < 2 || !is_separator(name[length - 2]) || lower(name[length - 1]) < 'a' ||
            lower(name[length - 1]) > 'z')
            return;
        *out = (struct ovalis_serial_name){true, true, length - 1,
                                           (uint64_t)(lower(name[length - 1]) - 'a' + 1)};
        return;
    }
    if (length - from > 18) /* more digits than 64 bits hold: a hash, not a count */
        return;
    out->found = true;
    out->from = from;
    for (; from < length; from++)
        out->number = out->number * 10 + (uint64_t)(name[from] - '0');
}
