/* SPDX-License-Identifier: Apache-2.0 */
#include "election/format.h"

#include <string.h>

#include "base/diag.h"

static const struct {
    const char *begin;
    size_t size;
    const char *words;
} strangers[] = {
    {"PK\x03\x04", 4, "a zip file; give the election.json inside the election package"},
    {"<?xml", 5, "XML; AccuVote definitions must be converted to election.json first"},
    {"<AVSInterface", 13, "AccuVote XML, which must be converted to election.json first"},
    {"II*\0", 4, "a TIFF image"},
    {"MM\0*", 4, "a TIFF image"},
    {"\xFF\xD8\xFF", 3, "a JPEG image"},
    {"\x89PNG", 4, "a PNG image"},
    {"%PDF", 4, "a PDF file"},
};

const char *ovalis_format_guess(const void *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        if (size >= strangers[i].size && memcmp(bytes, strangers[i].begin, strangers[i].size) == 0)
            return strangers[i].words;
    }
    return size == 0 ? "empty" : NULL;
}

/* JSON of this ecosystem that is no definition. */
static const char *stranger_of(const json_t *root, const char *type)
{
    if (!json_is_object(root))
        return "JSON, but not an object";
    if (type && strcmp(type, "CVR.CastVoteRecordReport") == 0)
        return "cast-vote records, not a definition";
    if (type && strcmp(type, "EventLogging.ElectionEventLog") == 0)
        return "an event log, not a definition";
    if (json_object_get(root, "markThresholds") || json_object_get(root, "auth"))
        return "system settings, not a definition; give them with --settings";
    return "JSON, but neither a VxSuite election nor a NIST ballot definition";
}

static bool styles_have(const json_t *root, const char *key)
{
    const json_t *styles = json_object_get(root, "ballotStyles");

    for (size_t i = 0; i < json_array_size(styles); i++) {
        if (json_object_get(json_array_get(styles, i), key))
            return true;
    }
    return false;
}

/* Each generation is told by what it brought. */
static enum ovalis_definition_format vx_generation(const json_t *root)
{
    if (styles_have(root, "ballotPositions") ||
        (json_object_get(root, "jurisdiction") && !json_object_get(root, "gridLayouts")))
        return OVALIS_DEFINITION_VX_4_1;
    if (json_object_get(root, "ballotStrings") || json_object_get(root, "id") ||
        styles_have(root, "groupId"))
        return OVALIS_DEFINITION_VX_4_0;
    return OVALIS_DEFINITION_VX_2024;
}

enum ovalis_status ovalis_format_of(enum ovalis_definition_format *format, const char *name,
                                    const json_t *root, struct ovalis_diag *why)
{
    const char *type = json_string_value(json_object_get(root, "@type"));

    *format = OVALIS_DEFINITION_CDF_1_0;
    if (type && strcmp(type, "BallotDefinition.BallotDefinition") == 0)
        return OVALIS_OK;
    *format = vx_generation(root);
    if (!type && json_object_get(root, "contests") && json_object_get(root, "ballotStyles"))
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_DEFINITION_FORMAT, "%s: %s", name, stranger_of(root, type));
}
