/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ovalis/cpu.h"

#define COLUMNS     80
#define HELP_COLUMN 24
#define NUMBER_MAX  9999

static int usage_error(const struct tool_command *command, const char *said, const char *what)
{
    char text[256];
    char hint[64];

    (void)snprintf(text, sizeof text, "%.160s: %s", said, what);
    (void)snprintf(hint, sizeof hint, "ovalis %s --help", command->name);
    tool_complain(text, hint);
    return TOOL_USAGE;
}

/* "name" or "name=value": does the option fit? */
static bool is_named(const char *said, const char *name)
{
    size_t length = strcspn(said, "=");

    return strlen(name) == length && strncmp(said, name, length) == 0;
}

static const struct tool_option *find_option(const struct tool_command *command, const char *said,
                                             bool *negated)
{
    *negated = false;
    for (size_t i = 0; i < command->option_count; i++) {
        const struct tool_option *option = &command->options[i];

        if (is_named(said, option->name))
            return option;
        if (option->kind == TOOL_SWITCH && strncmp(said, "no-", 3) == 0 &&
            is_named(said + 3, option->name)) {
            *negated = true;
            return option;
        }
    }
    return NULL;
}

static bool read_number(int *out, const char *text)
{
    char *end = NULL;
    long value;

    errno = 0;
    value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 1 || value > NUMBER_MAX)
        return false;
    *out = (int)value;
    return true;
}

/* At most 32 bits; false when it is something else. */
static bool read_mask(unsigned *out, const char *text)
{
    size_t length;

    text += strncmp(text, "0x", 2) == 0 ? 2 : 0;
    length = strspn(text, "0123456789abcdefABCDEF");
    if (length == 0 || length > 8 || text[length] != '\0')
        return false;
    *out = (unsigned)strtoul(text, NULL, 16);
    return true;
}

/* Put the value in its place; false when it is not one. */
static bool set_value(const struct tool_option *option, void *values, const char *value,
                      bool negated)
{
    char *place = (char *)values + option->offset;
    bool flag = true;
    unsigned mask;
    int number = !negated;

    switch (option->kind) {
    case TOOL_FLAG:
        memcpy(place, &flag, sizeof flag);
        return true;
    case TOOL_TEXT:
        memcpy(place, &value, sizeof value);
        return value[0] != '\0';
    case TOOL_NUMBER:
        if (!read_number(&number, value))
            return false;
        break;
    case TOOL_MASK:
        if (!read_mask(&mask, value))
            return false;
        memcpy(place, &mask, sizeof mask);
        return true;
    case TOOL_SWITCH:
        break;
    }
    memcpy(place, &number, sizeof number);
    return true;
}

static const char *expected(enum tool_option_kind kind)
{
    if (kind == TOOL_NUMBER)
        return "expected a number from 1 to 9999";
    return kind == TOOL_MASK ? "expected hexadecimal digits" : "its value is empty";
}

/* One option at `arguments`; *used tells whether the argument behind it was its value. */
static int take_option(const struct tool_command *command, void *values, char **arguments,
                       bool has_next, bool *used)
{
    const char *said = arguments[0] + 2;
    const char *equals = strchr(said, '=');
    bool negated;
    const struct tool_option *option = find_option(command, said, &negated);
    const char *value = equals ? equals + 1 : NULL;

    *used = false;
    if (!option)
        return usage_error(command, arguments[0], "no such option");
    if (!option->value && value)
        return usage_error(command, arguments[0], "takes no value");
    if (option->value && !value) {
        if (!has_next)
            return usage_error(command, arguments[0], "its value is missing");
        value = arguments[1];
        *used = true;
    }
    if (!set_value(option, values, value, negated))
        return usage_error(command, arguments[0], expected(option->kind));
    return TOOL_DONE;
}

int tool_parse_options(const struct tool_command *command, void *values, int count,
                       char **arguments, int *operands, _Bool *ended)
{
    bool only_operands = false;
    int status = TOOL_DONE;

    *operands = 0;
    *ended = false;
    for (int i = 0; i < count && status == TOOL_DONE; i++) {
        bool used = false;

        if (only_operands || arguments[i][0] != '-' || arguments[i][1] == '\0') {
            arguments[(*operands)++] = arguments[i];
        } else if (strcmp(arguments[i], "--") == 0) {
            only_operands = true;
        } else if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0) {
            tool_print_help(stdout, command);
            *ended = true;
            return TOOL_DONE;
        } else if (arguments[i][1] != '-') {
            status = usage_error(command, arguments[i], "no such option");
        } else {
            status = take_option(command, values, arguments + i, i + 1 < count, &used);
            i += used;
        }
    }
    *ended = status != TOOL_DONE;
    return status;
}

int tool_read_cpu_mask(const struct tool_command *command, unsigned *mask)
{
    const char *text = getenv("OVALIS_CPU_MASK");

    *mask = OVALIS_CPU_ALL;
    if (!text || text[0] == '\0' || read_mask(mask, text))
        return TOOL_DONE;
    return usage_error(command, "OVALIS_CPU_MASK", expected(TOOL_MASK));
}

/* Words from `text` at the help column, as many as fit a line. The cursor stands at `column`. */
static void print_wrapped(FILE *stream, const char *text, size_t column)
{
    while (*text) {
        size_t word = strcspn(text, " ");

        if (column < HELP_COLUMN) {
            (void)fprintf(stream, "%*s", (int)(HELP_COLUMN - column), "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN && column + 1 + word > COLUMNS) {
            (void)fprintf(stream, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            (void)fputc(' ', stream);
            column++;
        }
        (void)fprintf(stream, "%.*s", (int)word, text);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    (void)fputc('\n', stream);
}

void tool_print_options(FILE *stream, const struct tool_command *command)
{
    (void)fprintf(stream, "\noptions:\n");
    for (size_t i = 0; i < command->option_count; i++) {
        const struct tool_option *option = &command->options[i];
        int printed =
            fprintf(stream, "  --%s%s%s%s", option->kind == TOOL_SWITCH ? "[no-]" : "",
                    option->name, option->value ? " " : "", option->value ? option->value : "");
        size_t column = printed > 0 ? (size_t)printed : 0;

        if (column + 2 > HELP_COLUMN) {
            (void)fputc('\n', stream);
            column = 0;
        }
        print_wrapped(stream, option->help, column);
    }
    print_wrapped(stream, "print this and exit", (size_t)fprintf(stream, "  --help"));
}
