/* SPDX-License-Identifier: Apache-2.0 */
#include "command.h"
#include "options.h"
#include "ovalis/version.h"

static int run(const struct tool_command *self, int count, char **arguments)
{
    int operands;
    _Bool ended;
    int code = tool_parse_options(self, NULL, count, arguments, &operands, &ended);

    if (ended)
        return code;
    if (operands > 0) {
        tool_complain("version: takes no arguments", "ovalis version --help");
        return TOOL_USAGE;
    }
    (void)printf("ovalis %s\n", ovalis_version());
    return TOOL_DONE;
}

const struct tool_command tool_version = {
    .name = "version",
    .arguments = "",
    .summary = "Print the version of the library that is running",
    .details = "",
    .run = run,
};
