/* SPDX-License-Identifier: Apache-2.0 */
/* The program's commands. To add one: write cmd_<name>.c with a `const struct tool_command`, name
 * it below and in the table of ovalis.c, write docs/man/ovalis-<name>.1, add a line to the lists of
 * tools/meson.build and docs/meson.build. tests/cli/ then holds help and man page against each
 * other. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "ovalis/diag.h"
#include "ovalis/election.h"
#include "ovalis/policy.h"

/* What the shell gets; the same for every command, and documented in ovalis(1). */
enum tool_exit {
    TOOL_DONE = 0,       /* all counted, all certified */
    TOOL_FAILED = 1,     /* could not be completed */
    TOOL_USAGE = 2,      /* called wrongly */
    TOOL_REVIEW = 3,     /* complete; some sheets wait for a person */
    TOOL_REFUSED = 4,    /* complete; some sheets or files were refused */
    TOOL_CANCELLED = 130 /* stopped by SIGINT or SIGTERM, as a shell reports it */
};

struct tool_option;

struct tool_command {
    const char *name;
    const char *arguments; /* after the name, in the usage line */
    const char *summary;   /* one line, without a full stop */
    const char *details;   /* behind the options; lines of at most 80 columns */
    const struct tool_option *options;
    size_t option_count;
    /* `arguments` begin behind the name of the command. Gives an enum tool_exit. */
    int (*run)(const struct tool_command *self, int count, char **arguments);
};

extern const struct tool_command tool_interpret;
extern const struct tool_command tool_show;
extern const struct tool_command tool_help;
extern const struct tool_command tool_version;

/* Command by name; NULL when there is none. */
const struct tool_command *tool_find_command(const char *name);

/* Usage, summary, options and details of one command, or of the program (NULL). */
void tool_print_help(FILE *stream, const struct tool_command *command);

/* "ovalis: <text>", and a hint when there is one, to stderr. */
void tool_complain(const char *text, const char *hint);

/* The same for a call that failed. Gives the exit code that stands for it. */
int tool_fail(const struct ovalis_diag *why);

/* Read definition and settings (NULL: none) for a command; complains about every fault. `election`
 * is to be freed. Gives TOOL_DONE or TOOL_FAILED. */
int tool_read_election(struct ovalis_election **election, struct ovalis_policy *policy,
                       const char *definition, const char *settings);

/* From now on SIGINT and SIGTERM are noted; a second one ends the program at once. SIGPIPE is
 * ignored. */
void tool_catch_signals(void);

/* Has one come, or can nobody read what is printed any more? The cookie is not used: fits the
 * callbacks of the library. */
_Bool tool_is_cancelled(void *cookie);

#endif
