/* SPDX-License-Identifier: Apache-2.0 */
#include "election/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void *ovalis_reader_array(struct ovalis_reader *reader, size_t count, size_t size, size_t *held)
{
    void *array = count > 0 ? ovalis_allocate(count, size) : NULL;

    if (count > 0 && !array)
        reader->memory_failed = true;
    *held = array ? count : 0;
    return array;
}

char *ovalis_reader_copy(struct ovalis_reader *reader, const char *text)
{
    char *copy = ovalis_copy_text(text ? text : "");

    if (!copy)
        reader->memory_failed = true;
    return copy;
}

char *ovalis_reader_new_id(struct ovalis_reader *reader, struct ovalis_id_map *map,
                           const struct ovalis_json *at, size_t index, const char *what)
{
    const char *id = ovalis_json_id(at);
    bool known = false;

    if (id && !ovalis_id_map_add(map, id, index, &known))
        reader->memory_failed = true;
    if (known)
        ovalis_json_fault(at, "%s \"%s\" is defined twice", what, id);
    return ovalis_reader_copy(reader, id);
}

size_t ovalis_reader_find(struct ovalis_reader *reader, const struct ovalis_id_map *map,
                          const struct ovalis_json *at, const char *what)
{
    const char *id = ovalis_json_id(at);
    size_t index = id ? ovalis_id_map_find(map, id) : OVALIS_NONE;

    (void)reader;
    if (id && index == OVALIS_NONE)
        ovalis_json_fault(at, "no such %s: \"%s\"", what, id);
    return index;
}

size_t *ovalis_reader_find_list(struct ovalis_reader *reader, const struct ovalis_id_map *map,
                                const struct ovalis_json *list, const char *what, size_t *count)
{
    OVALIS_OWNED(ovalis_id_map_release) struct ovalis_id_map seen = {0};
    size_t wanted = ovalis_json_list(list, OVALIS_MAX_STYLES, "ids");
    size_t held;
    size_t *indexes = ovalis_reader_array(reader, wanted, sizeof *indexes, &held);

    *count = 0;
    for (size_t i = 0; i < held; i++) {
        struct ovalis_json at = ovalis_json_item(list, i);
        size_t index = ovalis_reader_find(reader, map, &at, what);
        bool known = false;

        if (index == OVALIS_NONE)
            continue;
        if (!ovalis_id_map_add(&seen, json_string_value(at.value), 0, &known))
            reader->memory_failed = true;
        if (known)
            ovalis_json_fault(&at, "%s \"%s\" is listed twice", what, json_string_value(at.value));
        else
            indexes[(*count)++] = index;
    }
    return indexes;
}

void ovalis_option_parties(struct ovalis_reader *reader, struct ovalis_option *option,
                           const struct ovalis_json *list)
{
    if (ovalis_json_there(list))
        option->parties =
            ovalis_reader_find_list(reader, &reader->parties, list, "party", &option->party_count);
}

void ovalis_reader_contests(struct ovalis_reader *reader, size_t count)
{
    struct ovalis_election *election = reader->election;
    size_t held;

    reader->options = ovalis_reader_array(reader, count, sizeof *reader->options, &held);
    reader->contest_count = held;
    if (held == count)
        election->contests = ovalis_reader_array(reader, count, sizeof *election->contests,
                                                 &election->contest_count);
}

bool ovalis_contest_room(struct ovalis_reader *reader, struct ovalis_contest *contest,
                         const struct ovalis_json *at, size_t count)
{
    size_t held;

    reader->option_count += count;
    if (reader->option_count > OVALIS_MAX_OPTIONS) {
        ovalis_json_fault(at, "%zu options in this and the contests before it, at most %d",
                          reader->option_count, OVALIS_MAX_OPTIONS);
        return false;
    }
    contest->options = ovalis_reader_array(reader, count, sizeof *contest->options, &held);
    return held == count;
}

size_t ovalis_contest_option(const struct ovalis_reader *reader, size_t contest, const char *id)
{
    return ovalis_id_map_find(&reader->options[contest], id);
}

/* Write-ins stand behind all others. */
size_t ovalis_contest_write_in(const struct ovalis_contest *contest, size_t number)
{
    size_t low = 0;
    size_t high = contest->option_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (contest->options[middle].write_in)
            high = middle;
        else
            low = middle + 1;
    }
    return number < contest->option_count - low ? low + number : OVALIS_NONE;
}

void ovalis_contest_add_write_ins(struct ovalis_reader *reader, struct ovalis_contest *contest,
                                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ovalis_option *option = &contest->options[contest->option_count++];
        char id[32];

        (void)snprintf(id, sizeof id, "write-in-%zu", i);
        option->id = ovalis_reader_copy(reader, id);
        option->name = ovalis_reader_copy(reader, "");
        option->write_in = true;
    }
}

bool ovalis_reader_contests_known(struct ovalis_reader *reader)
{
    const struct ovalis_election *election = reader->election;
    size_t total = 0;
    size_t held;

    reader->option_base = ovalis_reader_array(reader, election->contest_count + 1,
                                              sizeof *reader->option_base, &held);
    reader->expected =
        ovalis_reader_array(reader, election->contest_count + 1, sizeof *reader->expected, &held);
    for (size_t i = 0; reader->option_base && i < election->contest_count; i++) {
        reader->option_base[i] = total;
        total += election->contests[i].option_count;
    }
    reader->seen = ovalis_reader_array(reader, total + 1, sizeof *reader->seen, &held);
    return reader->option_base && reader->expected && reader->seen;
}

struct ovalis_draft_target *ovalis_draft_add(struct ovalis_reader *reader,
                                             const struct ovalis_json *at)
{
    struct ovalis_draft_target *draft;

    if (reader->draft_count == OVALIS_MAX_TARGETS) {
        ovalis_json_fault(at, "more than %d targets on one ballot style", OVALIS_MAX_TARGETS);
        return NULL;
    }
    if (!ovalis_grow(&reader->draft, &reader->draft_capacity, reader->draft_count + 1,
                     sizeof *reader->draft)) {
        reader->memory_failed = true;
        return NULL;
    }
    draft = &reader->draft[reader->draft_count++];
    *draft = (struct ovalis_draft_target){.target = {.sheet = 1}};
    ovalis_json_path(at, draft->path);
    return draft;
}
