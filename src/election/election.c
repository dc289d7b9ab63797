/* SPDX-License-Identifier: Apache-2.0 */
#include "election/election.h"

#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "election/format.h"
#include "election/reader.h"

static void free_contest(struct ovalis_contest *contest)
{
    for (size_t i = 0; i < contest->option_count; i++) {
        ovalis_release(&contest->options[i].id);
        ovalis_release(&contest->options[i].name);
        ovalis_release(&contest->options[i].parties);
    }
    ovalis_release(&contest->options);
    ovalis_release(&contest->id);
    ovalis_release(&contest->title);
    ovalis_release(&contest->district);
}

static void free_style(struct ovalis_style *style)
{
    ovalis_release(&style->id);
    ovalis_release(&style->precinct_ids);
    ovalis_release(&style->precincts);
    ovalis_release(&style->contests);
    ovalis_release(&style->targets);
}

static void free_lists(struct ovalis_election *election)
{
    for (size_t i = 0; i < election->party_count; i++) {
        ovalis_release(&election->parties[i].id);
        ovalis_release(&election->parties[i].name);
        ovalis_release(&election->parties[i].abbreviation);
    }
    for (size_t i = 0; i < election->precinct_count; i++) {
        ovalis_release(&election->precincts[i].id);
        ovalis_release(&election->precincts[i].name);
    }
    for (size_t i = 0; i < election->contest_count; i++)
        free_contest(&election->contests[i]);
    for (size_t i = 0; i < election->style_count; i++)
        free_style(&election->styles[i]);
}

void ovalis_election_free(struct ovalis_election **election)
{
    struct ovalis_election *held = *election;

    if (!held)
        return;
    free_lists(held);
    ovalis_release(&held->parties);
    ovalis_release(&held->precincts);
    ovalis_release(&held->contests);
    ovalis_release(&held->cards);
    ovalis_release(&held->styles);
    ovalis_release(&held->title);
    ovalis_release(&held->date);
    ovalis_release(&held->state);
    ovalis_release(&held->jurisdiction);
    ovalis_release(election);
}

const char *ovalis_election_title(const struct ovalis_election *election)
{
    return election->title;
}

const char *ovalis_election_hash(const struct ovalis_election *election)
{
    return election->hash_hex;
}

const struct ovalis_style *ovalis_election_style(const struct ovalis_election *election,
                                                 const char *id)
{
    for (size_t i = 0; i < election->style_count; i++) {
        if (strcmp(election->styles[i].id, id) == 0)
            return &election->styles[i];
    }
    return NULL;
}

const struct ovalis_target *ovalis_style_side(const struct ovalis_style *style, int sheet,
                                              enum ovalis_side side, size_t *count)
{
    const struct ovalis_target *first = NULL;

    *count = 0;
    for (size_t i = 0; i < style->target_count; i++) {
        const struct ovalis_target *target = &style->targets[i];

        if (target->sheet != sheet || target->side != side)
            continue;
        if (!first)
            first = target;
        (*count)++;
    }
    return first;
}

static void reader_release(struct ovalis_reader *reader)
{
    size_t contests = reader->contest_count;

    ovalis_election_free(&reader->election);
    ovalis_id_map_release(&reader->parties);
    ovalis_id_map_release(&reader->districts);
    ovalis_id_map_release(&reader->precincts);
    ovalis_id_map_release(&reader->contests);
    ovalis_id_map_release(&reader->styles);
    for (size_t i = 0; reader->options && i < contests; i++)
        ovalis_id_map_release(&reader->options[i]);
    ovalis_release(&reader->options);
    ovalis_release(&reader->draft);
    ovalis_release(&reader->expected);
    ovalis_release(&reader->option_base);
    ovalis_release(&reader->seen);
}

static void keep_settings(struct ovalis_election *election, const struct ovalis_settings *settings)
{
    election->has_thresholds = settings->has_thresholds;
    election->has_write_in_threshold = settings->has_write_in_threshold;
    election->has_adjudication = settings->has_adjudication;
    election->marginal_fill = settings->marginal_fill;
    election->definite_fill = settings->definite_fill;
    election->write_in_fill = settings->write_in_fill;
    election->adjudicate = settings->adjudicate;
}

static enum ovalis_status read_root(struct ovalis_reader *reader, const char *name,
                                    const json_t *value, struct ovalis_diag *why)
{
    struct ovalis_json root = ovalis_json_root(value, &reader->faults);

    if (reader->election->format == OVALIS_DEFINITION_CDF_1_0)
        ovalis_cdf_read(reader, &root);
    else
        ovalis_vx_read(reader, &root);
    if (reader->memory_failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    ovalis_check_election(reader);
    keep_settings(reader->election, &reader->settings);
    if (reader->faults.total == 0)
        return OVALIS_OK;
    if (reader->faults.total == 1)
        return ovalis_fail(why, OVALIS_ERR_DEFINITION_INCONSISTENT, "%s: %s", name,
                           reader->faults.first);
    return ovalis_fail(why, OVALIS_ERR_DEFINITION_INCONSISTENT, "%s: %s (and %zu more faults)",
                       name, reader->faults.first, reader->faults.total - 1);
}

static enum ovalis_status parse(json_t **value, const char *name, const void *bytes, size_t size,
                                struct ovalis_diag *why)
{
    const char *guess = ovalis_format_guess(bytes, size);

    *value = NULL;
    if (guess)
        return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT, "%s: %s", name, guess);
    return ovalis_json_parse(value, name, bytes, size, why);
}

static enum ovalis_status hash_bytes(struct ovalis_election *election, const void *bytes,
                                     size_t size, struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_sha256_of(&election->hash, bytes, size, why);

    if (status == OVALIS_OK)
        ovalis_sha256_hex(&election->hash, election->hash_hex);
    return status;
}

enum ovalis_status ovalis_election_read(struct ovalis_election **out, const char *name,
                                        const void *bytes, size_t size,
                                        struct ovalis_election_faults *faults,
                                        struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_json_free) json_t *value = NULL;
    OVALIS_OWNED(reader_release) struct ovalis_reader reader = {0};
    enum ovalis_status status;

    *out = NULL;
    ovalis_faults_start(&reader.faults, faults);
    status = parse(&value, name, bytes, size, why);
    if (status != OVALIS_OK)
        return status;
    reader.election = ovalis_allocate(1, sizeof *reader.election);
    if (!reader.election)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    status = ovalis_format_of(&reader.election->format, name, value, why);
    if (status == OVALIS_OK)
        status = hash_bytes(reader.election, bytes, size, why);
    if (status == OVALIS_OK)
        status = read_root(&reader, name, value, why);
    if (status != OVALIS_OK)
        return status;
    *out = reader.election;
    reader.election = NULL;
    return OVALIS_OK;
}

enum ovalis_status ovalis_election_read_file(struct ovalis_election **out, const char *path,
                                             struct ovalis_election_faults *faults,
                                             struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = {0};
    enum ovalis_status status = ovalis_file_read(&bytes, path, OVALIS_JSON_MAX_BYTES, why);

    *out = NULL;
    if (faults)
        faults->count = faults->total = 0;
    if (status != OVALIS_OK)
        return status;
    return ovalis_election_read(out, path, bytes.data, bytes.size, faults, why);
}
