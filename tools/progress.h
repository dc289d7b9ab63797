/* SPDX-License-Identifier: Apache-2.0 */
/* One line on the terminal that is written over again: never in the first second, then at most six
 * times a second. The last line stays. */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct tool_progress {
    FILE *stream;
    double (*now)(
        void *cookie); /* seconds, from any beginning; injected so that tests can hold it */
    void *cookie;
    bool shown;           /* at all */
    double started, last; /* seconds */
    int width;            /* of the line that stands there, 0 when there is none */
};

/* `setting` 1: show; 0: do not; -1: show when stderr is a terminal and the program in its
 * foreground. Uses stderr and the clock of the machine. */
void tool_progress_begin(struct tool_progress *progress, int setting);

/* The same with a stream and a clock of the caller's. */
void tool_progress_begin_with(struct tool_progress *progress, FILE *stream,
                              double (*now)(void *cookie), void *cookie);

/* `done` of `expected` (0: unknown) sheets; `behind` is written after them. */
void tool_progress_update(struct tool_progress *progress, unsigned long long done,
                          unsigned long long expected, const char *behind);

/* End the line, if one was shown. */
void tool_progress_end(struct tool_progress *progress);

#endif
