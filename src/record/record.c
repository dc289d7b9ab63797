/* SPDX-License-Identifier: Apache-2.0 */
#include "record/record.h"

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"

/* One line of what the id is derived from: the stored image, else the page it would come from. */
static void add_image(struct ovalis_text *text, const char *side,
                      const struct ovalis_image_evidence *image)
{
    char hex[OVALIS_SHA256_HEX_SIZE];

    if (!image->present)
        return;
    if (image->stored) {
        ovalis_sha256_hex(&image->stored_hash, hex);
        ovalis_text_format(text, "%s stored %s\n", side, hex);
    } else {
        ovalis_sha256_hex(&image->source_hash, hex);
        ovalis_text_format(text, "%s source %s page %d\n", side, hex, image->source_page);
    }
}

/* The id is the SHA-256 of these lines, which anybody can write again from cvr.json or sheets.csv
 * (docs/formats/cvr.md gives them):
 *
 *   ovalis-record-1
 *   election <hash of the definition>
 *   front stored <hash of the image>          or: front source <hash of the file> page <number>
 *   back stored <hash of the image>
 *   repeat <number of times that the same images came before>
 */
enum ovalis_status ovalis_record_identify(struct ovalis_record *record,
                                          const struct ovalis_election *election, unsigned repeat,
                                          struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text text = {0};
    struct ovalis_sha256 hash;
    enum ovalis_status status;

    ovalis_text_format(&text, "ovalis-record-1\nelection %s\n", election->hash_hex);
    add_image(&text, "front", &record->images[OVALIS_FRONT]);
    add_image(&text, "back", &record->images[OVALIS_BACK]);
    ovalis_text_format(&text, "repeat %u\n", repeat);
    if (text.failed)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", record->sheet);
    status = ovalis_sha256_of(&hash, text.bytes, text.length, why);
    if (status == OVALIS_OK)
        ovalis_sha256_hex(&hash, record->id);
    return status;
}

void ovalis_record_release(struct ovalis_record *record)
{
    ovalis_release(&record->sheet);
    ovalis_release(&record->repeats);
    for (int side = 0; side < OVALIS_SIDES; side++) {
        ovalis_release(&record->images[side].source);
        ovalis_release(&record->images[side].stored);
    }
    ovalis_sheet_reading_release(&record->reading);
    ovalis_interpretation_release(&record->interpretation);
    *record = (struct ovalis_record){0};
}
