/* SPDX-License-Identifier: Apache-2.0 */
/* The program: finds the command, and says what all commands say alike. */
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "ovalis/version.h"

static const struct tool_command *const commands[] = {&tool_interpret, &tool_show, &tool_help,
                                                      &tool_version};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

const struct tool_command *tool_find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static void print_program_help(FILE *stream)
{
    (void)fprintf(stream, "usage: ovalis COMMAND [ARGUMENTS...]\n"
                          "       ovalis help COMMAND\n\n"
                          "Turn paper ballots into cast-vote records that anyone can check.\n\n"
                          "commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        (void)fprintf(stream, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    (void)fprintf(stream, "\nexit codes:\n"
                          "  0    done: all sheets counted, all pages certified\n"
                          "  1    could not be completed\n"
                          "  2    called wrongly\n"
                          "  3    complete; some sheets wait for a person to look at them\n"
                          "  4    complete; some sheets or files were refused\n"
                          "  130  stopped by SIGINT or SIGTERM\n");
}

void tool_print_help(FILE *stream, const struct tool_command *command)
{
    if (!command) {
        print_program_help(stream);
        return;
    }
    (void)fprintf(stream, "usage: ovalis %s%s%s\n\n%s.\n", command->name,
                  command->arguments[0] ? " " : "", command->arguments, command->summary);
    tool_print_options(stream, command);
    if (command->details[0])
        (void)fprintf(stream, "\n%s", command->details);
}

void tool_complain(const char *text, const char *hint)
{
    (void)fprintf(stderr, "ovalis: %s\n", text);
    if (hint)
        (void)fprintf(stderr, "ovalis: hint: %s\n", hint);
}

int tool_fail(const struct ovalis_diag *why)
{
    tool_complain(why->text, NULL);
    return why->status == OVALIS_ERR_CANCELLED ? TOOL_CANCELLED : TOOL_FAILED;
}

static void complain_about_faults(const struct ovalis_election_faults *faults)
{
    for (size_t i = 1; i < faults->count; i++) /* the first one is in the diagnosis */
        tool_complain(faults->text[i], NULL);
    if (faults->total > faults->count)
        (void)fprintf(stderr, "ovalis: %zu more faults\n", faults->total - faults->count);
}

int tool_read_election(struct ovalis_election **election, struct ovalis_policy *policy,
                       const char *definition, const char *settings)
{
    struct ovalis_election_faults faults = {0};
    struct ovalis_diag why;

    if (ovalis_election_read_file(election, definition, &faults, &why) != OVALIS_OK) {
        int code = tool_fail(&why);

        complain_about_faults(&faults);
        return code;
    }
    if (ovalis_policy_read(policy, *election, settings, &why) != OVALIS_OK)
        return tool_fail(&why);
    return TOOL_DONE;
}

/* The one thing that changes behind the program's back. */
static volatile sig_atomic_t signal_came;

static void note_signal(int number)
{
    signal_came = number;
}

void tool_catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND};

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    action.sa_handler = SIG_IGN; /* a reader that went away is an error of stdout, not the end */
    (void)sigaction(SIGPIPE, &action, NULL);
}

_Bool tool_is_cancelled(void *cookie)
{
    (void)cookie;
    return signal_came != 0 || ferror(stdout);
}

/* "ovalis --help" is "ovalis help", "ovalis --version" is "ovalis version". */
static const struct tool_command *command_named(const char *word)
{
    if (strcmp(word, "-h") == 0)
        return &tool_help;
    return tool_find_command(strncmp(word, "--", 2) == 0 ? word + 2 : word);
}

int main(int count, char **arguments)
{
    const struct tool_command *command;
    int code;

    if (count < 2) {
        print_program_help(stderr);
        return TOOL_USAGE;
    }
    command = command_named(arguments[1]);
    if (!command) {
        char text[160];

        (void)snprintf(text, sizeof text, "%.120s: no such command", arguments[1]);
        tool_complain(text, "ovalis help");
        return TOOL_USAGE;
    }
    code = command->run(command, count - 2, arguments + 2);
    if (fflush(stdout) != 0 || ferror(stdout)) { /* a full disk must not look like success */
        tool_complain("standard output cannot be written", NULL);
        return TOOL_FAILED;
    }
    return code;
}
