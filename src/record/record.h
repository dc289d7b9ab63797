/* SPDX-License-Identifier: Apache-2.0 */
/* One cast-vote record with everything that it was decided from. */
#ifndef OVALIS_RECORD_RECORD_H
#define OVALIS_RECORD_RECORD_H

#include "base/sha256.h"
#include "interpret/interpret.h"
#include "marks/reading.h"

/* One image: where it came from and what was stored of it. */
struct ovalis_image_evidence {
    bool present;
    char *source;                     /* file name as given, without folders; owned */
    int source_page;                  /* 1-based page within that file */
    struct ovalis_sha256 source_hash; /* of the file's exact bytes */
    char *stored;                     /* file name below images/; NULL when not stored; owned */
    struct ovalis_sha256 stored_hash; /* of the stored file's exact bytes */
};

struct ovalis_record {
    char *sheet;                 /* name of the sheet, unique within the run; owned */
    unsigned long long position; /* 1-based position in the run */
    enum ovalis_outcome outcome;
    unsigned reasons;                /* enum ovalis_review_reasons */
    struct ovalis_diag refusal;      /* status OVALIS_OK unless refused */
    char *repeats;                   /* name of the first sheet with the same images; NULL; owned */
    char id[OVALIS_SHA256_HEX_SIZE]; /* from the content: see record.c */
    struct ovalis_image_evidence images[OVALIS_SIDES]; /* by printed side; by order when refused */
    /* false when refused before marks were read; then reading.sides[] hold what registration
     * certified, in the order of the pages when it is not known which is which */
    bool has_reading;
    struct ovalis_sheet_reading reading;
    struct ovalis_interpretation interpretation;
};

/* Derive the id: SHA-256 over the election hash and the hashes of the stored images (of the source
 * files and page numbers when nothing was stored), so that the same sheet and definition get the
 * same id anywhere; a repeat within the run is told apart by its count. */
enum ovalis_status ovalis_record_identify(struct ovalis_record *record,
                                          const struct ovalis_election *election, unsigned repeat,
                                          struct ovalis_diag *why);

/* Free what it holds; leaves it zeroed. */
void ovalis_record_release(struct ovalis_record *record);

#endif
