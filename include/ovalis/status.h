/* SPDX-License-Identifier: Apache-2.0 */
/* What a call can come back with. Results about votes (an overvote, a faint mark, a blank sheet)
 * are never statuses: they are data in the interpretation. */
#ifndef OVALIS_STATUS_H
#define OVALIS_STATUS_H

#include "ovalis/api.h"

/* Values are grouped by room in tens and never change once released. */
enum ovalis_status {
    OVALIS_OK = 0,

    /* base/ */
    OVALIS_ERR_MEMORY = 1,      /* an allocation failed or passed its bound */
    OVALIS_ERR_ARGUMENT = 2,    /* the caller broke a promise of the header */
    OVALIS_ERR_READ = 3,        /* a file cannot be opened or read */
    OVALIS_ERR_WRITE = 4,       /* a file cannot be written, synced or renamed */
    OVALIS_ERR_CANCELLED = 5,   /* the caller asked to stop */
    OVALIS_ERR_UNSUPPORTED = 6, /* well-formed, but of a kind that this build does not read */

    /* election/ */
    OVALIS_ERR_DEFINITION_FORMAT = 10,       /* not a definition, or damaged */
    OVALIS_ERR_DEFINITION_INCONSISTENT = 11, /* read, but contradicts itself: see the fault list */
    OVALIS_ERR_POLICY = 12,                  /* system settings are damaged or contradict */

    /* page/ */
    OVALIS_ERR_PAGE_FORMAT = 20,    /* not an image of a known kind */
    OVALIS_ERR_PAGE_DAMAGED = 21,   /* begins as an image, then breaks off or contradicts itself */
    OVALIS_ERR_PAGE_TOO_LARGE = 22, /* more pixels, pages or memory than the bounds allow */
    OVALIS_ERR_PAGE_PARTNER = 23,   /* a page without its other side */

    /* registration/: all of them are cured by feeding the sheet again or by a person */
    OVALIS_REFUSED_NO_MARKS = 30,      /* no timing-mark grid found */
    OVALIS_REFUSED_MARKS_MISSING = 31, /* a grid, but too much of a border is missing */
    OVALIS_REFUSED_NUMBERING = 32,     /* rows or columns cannot be numbered without doubt */
    OVALIS_REFUSED_UNCERTAIN = 33,     /* certified target error above the policy's bound */
    OVALIS_REFUSED_MIRRORED = 34,      /* the image is mirrored */
    OVALIS_REFUSED_ORIENTATION = 35,   /* cannot tell which way up */
    OVALIS_REFUSED_NO_IDENTITY = 36,   /* no side carries a readable code */
    OVALIS_REFUSED_IDENTITY = 37,      /* codes contradict each other or the definition */
    OVALIS_REFUSED_LAYOUT = 38,        /* printed outlines are not where the definition says */
    OVALIS_REFUSED_RESOLUTION = 39     /* below 150 or above 600 dots per inch */
};

/* Who can cure it: decides the exit code, the colour on a page and the operator's sentence. */
enum ovalis_status_kind {
    OVALIS_KIND_OK,     /* nothing to cure */
    OVALIS_KIND_REFEED, /* the person at the scanner: feed the sheet again, or set it aside */
    OVALIS_KIND_INPUT,  /* whoever made the file that was given */
    OVALIS_KIND_FAULT,  /* the machine: disk, memory */
    OVALIS_KIND_BUG     /* this program or the program that calls it */
};

/* The stable word for logs and JSON, such as "refused-mirrored". Never NULL; static storage. An
 * unknown value gives "unknown". */
OVALIS_API const char *ovalis_status_name(enum ovalis_status status);

/* One sentence for a person, without a full stop. Never NULL; static storage. */
OVALIS_API const char *ovalis_status_sentence(enum ovalis_status status);

OVALIS_API enum ovalis_status_kind ovalis_status_kind(enum ovalis_status status);

#endif
