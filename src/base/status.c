/* SPDX-License-Identifier: Apache-2.0 */
/* Names without `default`, so that -Wswitch points at a status that has none. */
#include "ovalis/status.h"

#include "ovalis/version.h"

const char *ovalis_version(void)
{
    return OVALIS_VERSION;
}

struct status_text {
    const char *name;
    const char *sentence;
    enum ovalis_status_kind kind;
};

/* clang-format off */
static struct status_text text_of(enum ovalis_status status)
{
    switch (status) {
    case OVALIS_OK: return (struct status_text){"ok", "done", OVALIS_KIND_OK};
    case OVALIS_ERR_MEMORY: return (struct status_text){"memory", "out of memory", OVALIS_KIND_FAULT};
    case OVALIS_ERR_ARGUMENT: return (struct status_text){"argument", "the library was called wrongly", OVALIS_KIND_BUG};
    case OVALIS_ERR_READ: return (struct status_text){"read", "a file cannot be read", OVALIS_KIND_INPUT};
    case OVALIS_ERR_WRITE: return (struct status_text){"write", "a file cannot be written", OVALIS_KIND_FAULT};
    case OVALIS_ERR_CANCELLED: return (struct status_text){"cancelled", "stopped as asked", OVALIS_KIND_OK};
    case OVALIS_ERR_UNSUPPORTED: return (struct status_text){"unsupported", "a kind of input that is not read", OVALIS_KIND_INPUT};
    case OVALIS_ERR_DEFINITION_FORMAT: return (struct status_text){"definition-format", "not a readable election definition", OVALIS_KIND_INPUT};
    case OVALIS_ERR_DEFINITION_INCONSISTENT: return (struct status_text){"definition-inconsistent", "the election definition contradicts itself", OVALIS_KIND_INPUT};
    case OVALIS_ERR_POLICY: return (struct status_text){"policy", "the system settings are not usable", OVALIS_KIND_INPUT};
    case OVALIS_ERR_PAGE_FORMAT: return (struct status_text){"page-format", "not an image of a known kind", OVALIS_KIND_INPUT};
    case OVALIS_ERR_PAGE_DAMAGED: return (struct status_text){"page-damaged", "the image is damaged", OVALIS_KIND_INPUT};
    case OVALIS_ERR_PAGE_TOO_LARGE: return (struct status_text){"page-too-large", "the image passes the bounds on size", OVALIS_KIND_INPUT};
    case OVALIS_ERR_PAGE_PARTNER: return (struct status_text){"page-partner", "a page without its other side", OVALIS_KIND_INPUT};
    case OVALIS_REFUSED_NO_MARKS: return (struct status_text){"refused-no-marks", "no timing marks found; feed again or check that it is a ballot", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_MARKS_MISSING: return (struct status_text){"refused-marks-missing", "too many timing marks are damaged; flatten, clean and feed again", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_NUMBERING: return (struct status_text){"refused-numbering", "rows or columns cannot be numbered; feed again", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_UNCERTAIN: return (struct status_text){"refused-uncertain", "places on the paper are too uncertain; flatten and feed again", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_MIRRORED: return (struct status_text){"refused-mirrored", "the image is mirrored; check the scanner settings", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_ORIENTATION: return (struct status_text){"refused-orientation", "cannot tell which way up the sheet is", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_NO_IDENTITY: return (struct status_text){"refused-no-identity", "no readable code on either side", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_IDENTITY: return (struct status_text){"refused-identity", "the printed code contradicts the definition or the other side", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_LAYOUT: return (struct status_text){"refused-layout", "printed targets are not where the definition says", OVALIS_KIND_REFEED};
    case OVALIS_REFUSED_RESOLUTION: return (struct status_text){"refused-resolution", "the resolution is outside 150 to 600 dots per inch", OVALIS_KIND_REFEED};
    }
    return (struct status_text){"unknown", "unknown status", OVALIS_KIND_BUG};
}
/* clang-format on */

const char *ovalis_status_name(enum ovalis_status status)
{
    return text_of(status).name;
}

const char *ovalis_status_sentence(enum ovalis_status status)
{
    return text_of(status).sentence;
}

enum ovalis_status_kind ovalis_status_kind(enum ovalis_status status)
{
    return text_of(status).kind;
}
