/* SPDX-License-Identifier: Apache-2.0 */
/* A VxSuite page payload, decoded: docs/formats/qr-payload.md has the table of every generation. */
#include <string.h>

#include "base/diag.h"
#include "registration/identity.h"

#define PRELUDE_SIZE 3
#define HASH_SIZE    10
#define LAST_PAGE    30 /* of a ballot: 15 sheets */
#define BALLOT_TYPES 3  /* precinct, absentee, provisional */

/* Bits, most significant first. Reading past the end gives zeros and sets `broken`. */
struct bit_reader {
    const uint8_t *bytes;
    size_t bit_count, at;
    bool broken;
};

static unsigned read_bits(struct bit_reader *reader, int count)
{
    unsigned value = 0;

    if ((size_t)count > reader->bit_count - reader->at) {
        reader->at = reader->bit_count;
        reader->broken = true;
        return 0;
    }
    for (int i = 0; i < count; i++, reader->at++)
        value = value << 1 | ((reader->bytes[reader->at / 8] >> (7 - reader->at % 8)) & 1u);
    return value;
}

/* What is left must be the zeros that fill the last byte. */
static bool only_padding_left(struct bit_reader *reader)
{
    size_t left = reader->bit_count - reader->at;

    return !reader->broken && left < 8 && read_bits(reader, (int)left) == 0;
}

/* Well-formed UTF-8 (RFC 3629) without control characters: it goes into records and onto screens.
 */
static bool is_clean_utf8(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint8_t lead = text[i];
        size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        uint8_t next = i + 1 < size ? text[i + 1] : 0;

        if (lead < 0x20 || lead == 0x7F || (lead >= 0x80 && lead < 0xC2) || lead > 0xF4 ||
            more > size - 1 - i)
            return false;
        /* overlong forms, surrogates, past U+10FFFF */
        if ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) ||
            (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F) ||
            (lead == 0xC2 && next < 0xA0))
            return false;
        for (size_t k = 1; k <= more; k++)
            if ((text[i + k] & 0xC0) != 0x80)
                return false;
        i += more + 1;
    }
    return true;
}

/* The end that all generations share: page, test mode, ballot type, audit id. */
static bool read_tail(struct ovalis_qr_page *out, struct bit_reader *reader)
{
    out->page = (int)read_bits(reader, 5);
    out->test_mode = read_bits(reader, 1) == 1;
    out->ballot_type = (int)read_bits(reader, 4);
    if (read_bits(reader, 1)) {
        size_t size = read_bits(reader, 8);

        for (size_t i = 0; i < size; i++)
            out->audit_id[i] = (char)read_bits(reader, 8);
        if (size == 0 || !is_clean_utf8((const uint8_t *)out->audit_id, size))
            return false;
    }
    return only_padding_left(reader) && out->page >= 1 && out->page <= LAST_PAGE &&
           out->ballot_type < BALLOT_TYPES;
}

/* Bits that hold any index below `count`: the bit length of count - 1, at least 1. */
static int index_bits(unsigned count)
{
    int bits = 1;

    while (count > 1u << bits)
        bits++;
    return bits;
}

/* 2023-24: the counts of the election stand before the indexes and give their widths. */
static bool read_with_counts(struct ovalis_qr_page *out, struct bit_reader reader,
                             const struct ovalis_election *election)
{
    unsigned precincts = read_bits(&reader, 8), styles = read_bits(&reader, 8);
    unsigned contests = read_bits(&reader, 8);

    if (precincts != election->precinct_count || styles != election->style_count ||
        contests != election->contest_count || precincts == 0 || styles == 0)
        return false;
    out->precinct = read_bits(&reader, index_bits(precincts));
    out->style = read_bits(&reader, index_bits(styles));
    return read_tail(out, &reader) && out->precinct < precincts && out->style < styles;
}

static bool read_with_widths(struct ovalis_qr_page *out, struct bit_reader reader, int style_bits)
{
    out->precinct = read_bits(&reader, 13);
    out->style = read_bits(&reader, style_bits);
    return read_tail(out, &reader);
}

enum prelude {
    PRELUDE_UNKNOWN,
    PRELUDE_PAGE,     /* VP 2: 2023-24 and v4.0 */
    PRELUDE_PAGE_4_1, /* VB 1 */
    PRELUDE_SUMMARY   /* VX 2, VS 1: votes printed by a marking device */
};

static enum prelude prelude_of(const uint8_t *payload, size_t size)
{
    static const struct {
        char bytes[PRELUDE_SIZE];
        enum prelude prelude;
    } known[] = {{{'V', 'P', 2}, PRELUDE_PAGE},
                 {{'V', 'B', 1}, PRELUDE_PAGE_4_1},
                 {{'V', 'X', 2}, PRELUDE_SUMMARY},
                 {{'V', 'S', 1}, PRELUDE_SUMMARY}};

    for (size_t i = 0; size >= PRELUDE_SIZE && i < sizeof known / sizeof known[0]; i++)
        if (memcmp(payload, known[i].bytes, PRELUDE_SIZE) == 0)
            return known[i].prelude;
    return PRELUDE_UNKNOWN;
}

static void hex_of(char *out, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    out[2 * size] = '\0';
}

static enum ovalis_status check_hash(const struct ovalis_qr_page *page,
                                     const struct ovalis_election *election,
                                     struct ovalis_diag *why)
{
    char found[2 * HASH_SIZE + 1];

    if (memcmp(page->ballot_hash, election->hash.bytes, HASH_SIZE) == 0)
        return OVALIS_OK;
    hex_of(found, page->ballot_hash, HASH_SIZE);
    return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                       "the sheet was printed for another definition: expected ballot hash %.*s, "
                       "found %s",
                       2 * HASH_SIZE, election->hash_hex, found);
}

static bool style_has_precinct(const struct ovalis_style *style, size_t precinct)
{
    for (size_t i = 0; i < style->precinct_count; i++)
        if (style->precincts[i] == precinct)
            return true;
    return false;
}

static enum ovalis_status check_indexes(const struct ovalis_qr_page *page,
                                        const struct ovalis_election *election,
                                        struct ovalis_diag *why)
{
    const struct ovalis_style *style;
    int sheet = (page->page + 1) / 2;

    if (page->style >= election->style_count)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code names ballot style number %u, expected one of the "
                           "definition's %zu",
                           page->style + 1, election->style_count);
    if (page->precinct >= election->precinct_count)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code names precinct number %u, expected one of the "
                           "definition's %zu",
                           page->precinct + 1, election->precinct_count);
    style = &election->styles[page->style];
    if (!style_has_precinct(style, page->precinct))
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code names ballot style %s in precinct %s, where the "
                           "definition does not use it",
                           style->id, election->precincts[page->precinct].name);
    if (sheet > style->sheet_count)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code says page %d, but ballot style %s has %d pages", page->page,
                           style->id, 2 * style->sheet_count);
    return OVALIS_OK;
}

static enum ovalis_status check_prelude(enum prelude prelude, struct ovalis_diag *why)
{
    if (prelude == PRELUDE_SUMMARY)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED,
                           "expected the page of a hand-marked ballot, found the summary of a "
                           "ballot-marking device");
    if (prelude == PRELUDE_UNKNOWN)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "expected a ballot page code, found a QR code of another kind");
    return OVALIS_OK;
}

static bool read_body(struct ovalis_qr_page *page, struct bit_reader reader, enum prelude prelude,
                      const struct ovalis_election *election)
{
    const struct ovalis_qr_page hash_only = *page;

    if (prelude == PRELUDE_PAGE_4_1)
        return read_with_widths(page, reader, 16);
    /* The two forms behind VP 2 never both hold: with the counts in front, the 13-bit precinct
     * index comes out at 32 times the number of precincts or more. */
    if (read_with_counts(page, reader, election))
        return true;
    *page = hash_only;
    return read_with_widths(page, reader, 13);
}

enum ovalis_status ovalis_qr_page_decode(struct ovalis_qr_page *out, const uint8_t *payload,
                                         size_t size, const struct ovalis_election *election,
                                         struct ovalis_diag *why)
{
    enum prelude prelude = prelude_of(payload, size);
    struct bit_reader reader = {.bytes = payload, .bit_count = 8 * size, .at = 8 * PRELUDE_SIZE};
    struct ovalis_qr_page page = {0};
    enum ovalis_status status = check_prelude(prelude, why);

    *out = page;
    if (status != OVALIS_OK)
        return status;
    for (size_t i = 0; i < HASH_SIZE; i++)
        page.ballot_hash[i] = (uint8_t)read_bits(&reader, 8);
    if (reader.broken)
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code breaks off: %zu bytes, expected 18 or more", size);
    /* Before anything else: a foreign election's counts and indexes mean nothing here. */
    status = check_hash(&page, election, why);
    if (status != OVALIS_OK)
        return status;
    if (!read_body(&page, reader, prelude, election))
        return ovalis_fail(why, OVALIS_REFUSED_IDENTITY,
                           "the QR code of %zu bytes holds no page of 1 to %d, ballot type and "
                           "audit id that fit its length",
                           size, LAST_PAGE);
    status = check_indexes(&page, election, why);
    if (status == OVALIS_OK)
        *out = page;
    return status;
}
