/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"
#include "options.h"

static int run(const struct tool_command *self, int count, char **arguments)
{
    const struct tool_command *command = NULL;
    int operands;
    _Bool ended;
    int code = tool_parse_options(self, NULL, count, arguments, &operands, &ended);

    if (ended)
        return code;
    if (operands > 0)
        command = tool_find_command(arguments[0]);
    if (operands > 1 || (operands == 1 && !command)) {
        tool_complain(operands > 1 ? "help: expected one command" : "help: no such command",
                      "ovalis help");
        return TOOL_USAGE;
    }
    tool_print_help(stdout, command);
    return TOOL_DONE;
}

const struct tool_command tool_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "Say what the program or one of its commands does",
    .details = "",
    .run = run,
};
