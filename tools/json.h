/* SPDX-License-Identifier: Apache-2.0 */
/* One JSON object a line, in UTF-8, keys in the order of the calls. Keys:
 * docs/formats/json-lines.md */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include <stdbool.h>
#include <stdio.h>

/* Errors stay on the stream. */
struct tool_json {
    FILE *stream;
    bool more; /* a member stands already at this level */
};

void tool_json_begin(struct tool_json *json, FILE *stream);
/* `key` is written as it is; `text` is escaped, and bytes that are not UTF-8 become U+FFFD. */
void tool_json_text(struct tool_json *json, const char *key, const char *text);
void tool_json_count(struct tool_json *json, const char *key, unsigned long long number);
void tool_json_bool(struct tool_json *json, const char *key, bool value);
/* Six decimals at most; what is not finite becomes null. */
void tool_json_real(struct tool_json *json, const char *key, double value);
/* An object as a member. */
void tool_json_open(struct tool_json *json, const char *key);
void tool_json_close(struct tool_json *json);
void tool_json_end(struct tool_json *json);

#endif
