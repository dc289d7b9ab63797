/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <time.h>
#include <unistd.h>

#define QUIET_SECONDS    1.0
#define INTERVAL_SECONDS (1.0 / 6)
#define LINE_MAX_COLUMNS 79

static double machine_now(void *cookie)
{
    struct timespec now = {0};

    (void)cookie;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void tool_progress_begin_with(struct tool_progress *progress, FILE *stream,
                              double (*now)(void *cookie), void *cookie)
{
    *progress = (struct tool_progress){.stream = stream, .now = now, .cookie = cookie};
    progress->shown = true;
    progress->started = now(cookie);
    progress->last = progress->started;
}

void tool_progress_begin(struct tool_progress *progress, int setting)
{
    bool watched = isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();

    tool_progress_begin_with(progress, stderr, machine_now, NULL);
    progress->shown = setting < 0 ? watched : setting > 0;
}

static void show(struct tool_progress *progress, unsigned long long done,
                 unsigned long long expected, double seconds, const char *behind)
{
    char line[LINE_MAX_COLUMNS + 1];
    char of[32] = "";
    int width;

    if (expected > 0)
        (void)snprintf(of, sizeof of, "/%llu", expected);
    (void)snprintf(line, sizeof line, "%llu%s sheets, %.1f/s%s%s", done, of, (double)done / seconds,
                   behind[0] ? ", " : "", behind);
    /* Blanks over what is left of a longer line. */
    width = fprintf(progress->stream, "\r%-*s", progress->width, line) - 1;
    progress->width = width > 0 ? width : 0;
    (void)fflush(progress->stream);
}

void tool_progress_update(struct tool_progress *progress, unsigned long long done,
                          unsigned long long expected, const char *behind)
{
    double now, interval;
    bool last_sheet = expected > 0 && done == expected;

    if (!progress->shown)
        return;
    now = progress->now(progress->cookie);
    interval = progress->width > 0 ? INTERVAL_SECONDS : QUIET_SECONDS;
    /* The last sheet is always told when a line stands there, so that what stays is true. */
    if (now - progress->last < interval && !(last_sheet && progress->width > 0))
        return;
    progress->last = now;
    show(progress, done, expected, now - progress->started, behind);
}

void tool_progress_end(struct tool_progress *progress)
{
    if (progress->shown && progress->width > 0)
        (void)fputc('\n', progress->stream);
    progress->shown = false;
}
