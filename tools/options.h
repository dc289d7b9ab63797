/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a command: one table gives the parsing and the help. */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include "command.h"

enum tool_option_kind {
    TOOL_FLAG,   /* --name: bool */
    TOOL_SWITCH, /* --name and --no-name: int 1 and 0 */
    TOOL_TEXT,   /* --name VALUE: const char *, borrowed from the arguments */
    TOOL_NUMBER, /* --name VALUE: int, 1 to 9999 */
    TOOL_MASK    /* --name VALUE: unsigned, hexadecimal digits with or without 0x before them */
};

struct tool_option {
    const char *name;  /* without the dashes */
    const char *value; /* what stands for the value in the help; NULL for flags and switches */
    enum tool_option_kind kind;
    size_t offset;    /* where it goes, in the command's own struct */
    const char *help; /* any length; wrapped when printed */
};

/* --cpu-mask of a command that reads pages: into the member `cpu_mask` of `struct values`. */
#define TOOL_CPU_MASK_OPTION                                                                       \
 {                                                                                                 \
  "cpu-mask", "HEX", TOOL_MASK, offsetof(struct values, cpu_mask),                                 \
      "instruction sets that may be used, as bits [all]; the results are the same with any"        \
 }

/* Fill `values` from the arguments; what is no option is moved to the front of `arguments` and
 * counted in *operands. "--" ends the options. --help needs no row.
 * TOOL_DONE: go on. Otherwise *ended is true and the value is the exit code: help was asked for and
 * printed (TOOL_DONE), or the usage is wrong and was said (TOOL_USAGE). */
int tool_parse_options(const struct tool_command *command, void *values, int count,
                       char **arguments, int *operands, _Bool *ended);

/* What OVALIS_CPU_MASK allows, where an option does not say it; every instruction set when it is
 * not set. TOOL_DONE, or TOOL_USAGE for what is no mask (said). */
int tool_read_cpu_mask(const struct tool_command *command, unsigned *mask);

/* The options with their help, wrapped to 80 columns. */
void tool_print_options(FILE *stream, const struct tool_command *command);

#endif
