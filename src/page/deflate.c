/* SPDX-License-Identifier: Apache-2.0 */
#include "page/deflate.h"

#include <string.h>

#include "base/memory.h"
#include "page/huffman.h"

/* RFC 1951, 3.2.5 to 3.2.7 */
#define END_OF_BLOCK  256
#define FIRST_LENGTH  257 /* symbol of a run of three */
#define SYMBOLS       286
#define LONGEST_RUN   258
#define SHORTEST_RUN  3
#define LENGTH_CODES  19            /* symbols that the lengths of the code are written with */
#define LENGTH_LIMIT  7             /* three bits say how long each of those is */
#define CODED_LENGTHS (SYMBOLS + 1) /* and one code for distances: the byte before */

/* Four literals at most and what waits in front of them fit into 64 bits: 7 + 4 x 14. */
#define LITERALS_AT_ONCE 4
#define CODE_LIMIT       14

/* RFC 1950: window of 32 KiB, fastest compression; with its check bits */
static const uint8_t stream_head[2] = {0x78, 0x01};

struct writer {
    uint8_t *at;
    uint64_t waiting; /* bits not yet written, the first in bit 0 */
    unsigned held;    /* how many, 0..7 after flush() */
};

static void put(struct writer *writer, uint64_t bits, unsigned count)
{
    writer->waiting |= bits << writer->held;
    writer->held += count;
}

/* Eight bytes are written, of which the whole ones count: room behind the end is needed. */
static void flush(struct writer *writer)
{
    uint8_t bytes[8];

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(bytes, &writer->waiting, sizeof bytes);
#else
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(writer->waiting >> 8 * i);
#endif
    memcpy(writer->at, bytes, sizeof bytes);
    writer->at += writer->held / 8;
    writer->waiting >>= writer->held & ~7u;
    writer->held %= 8;
}

/* What comes next: literals up to `run`, then bytes equal to the one before each, up to `end`. */
struct stretch {
    size_t run, end;
};

static bool repeats_four(const uint8_t *bytes)
{
    return memcmp(bytes, bytes - 1, 4) == 0;
}

/* Looks at every fourth byte only: a run of seven or more is never missed. */
static struct stretch find_stretch(const uint8_t *bytes, size_t size, size_t from)
{
    size_t at = from > 0 ? from : 1;
    size_t end;

    while (at + 4 <= size && !repeats_four(bytes + at))
        at += 4;
    if (at + 4 > size)
        return (struct stretch){size, size};
    for (end = at + 4; end + 4 <= size && repeats_four(bytes + end);)
        end += 4;
    while (end < size && bytes[end] == bytes[end - 1])
        end++;
    return (struct stretch){at, end};
}

/* The longest that the rest of a run allows; 0 when it is too short for any. */
static unsigned next_length(size_t left)
{
    if (left >= LONGEST_RUN)
        return LONGEST_RUN;
    return left >= SHORTEST_RUN ? (unsigned)left : 0;
}

struct length_code {
    unsigned symbol, extra, extra_bits;
};

/* Lengths in groups of four symbols, each group with one more extra bit than the one before. */
static struct length_code code_of_length(unsigned length)
{
    unsigned above = length - SHORTEST_RUN;
    unsigned extra_bits = 0;

    if (length == LONGEST_RUN)
        return (struct length_code){SYMBOLS - 1, 0, 0};
    while (above >> extra_bits >= 8)
        extra_bits++;
    return (struct length_code){FIRST_LENGTH + 4 * extra_bits + (above >> extra_bits),
                                above & ((1u << extra_bits) - 1), extra_bits};
}

static void count_literals(uint32_t counts[2][256], const uint8_t *bytes, size_t size)
{
    size_t i = 0;

    /* Two tables: a byte that follows itself need not wait for the sum before it. */
    for (; i + 2 <= size; i += 2) {
        counts[0][bytes[i]]++;
        counts[1][bytes[i + 1]]++;
    }
    if (i < size)
        counts[0][bytes[i]]++;
}

/* How often each symbol will be written; returns the bits that lengths take beside their symbols.
 */
static uint64_t count_symbols(uint32_t counts[SYMBOLS], const uint8_t *bytes, size_t size)
{
    uint32_t literals[2][256] = {{0}};
    uint64_t beside = 0;

    memset(counts, 0, SYMBOLS * sizeof *counts);
    for (size_t at = 0; at < size;) {
        struct stretch stretch = find_stretch(bytes, size, at);

        count_literals(literals, bytes + at, stretch.run - at);
        at = stretch.run;
        for (unsigned length; (length = next_length(stretch.end - at)) > 0; at += length) {
            struct length_code code = code_of_length(length);

            counts[code.symbol]++;
            beside += code.extra_bits + 1; /* and one for the distance */
        }
        count_literals(literals, bytes + at, stretch.end - at);
        at = stretch.end;
    }
    for (int i = 0; i < 256; i++)
        counts[i] = literals[0][i] + literals[1][i];
    counts[END_OF_BLOCK] = 1;
    return beside;
}

static void put_literals(struct writer *writer, const struct ovalis_huffman_code *codes,
                         const uint8_t *bytes, size_t size)
{
    struct writer held = *writer; /* in registers: what is written through `at` cannot be it */
    size_t i = 0;

    for (; i + LITERALS_AT_ONCE <= size; i += LITERALS_AT_ONCE) {
        for (size_t j = i; j < i + LITERALS_AT_ONCE; j++)
            put(&held, codes[bytes[j]].bits, codes[bytes[j]].count);
        flush(&held);
    }
    for (; i < size; i++) {
        put(&held, codes[bytes[i]].bits, codes[bytes[i]].count);
        flush(&held);
    }
    *writer = held;
}

static void put_run(struct writer *writer, const struct ovalis_huffman_code *codes, unsigned length)
{
    struct length_code code = code_of_length(length);

    put(writer, codes[code.symbol].bits, codes[code.symbol].count);
    put(writer, code.extra, code.extra_bits);
    put(writer, 0, 1); /* distance 1, the only one there is */
    flush(writer);
}

static void put_symbols(struct writer *writer, const struct ovalis_huffman_code *codes,
                        const uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        struct stretch stretch = find_stretch(bytes, size, at);

        put_literals(writer, codes, bytes + at, stretch.run - at);
        at = stretch.run;
        for (unsigned length; (length = next_length(stretch.end - at)) > 0; at += length)
            put_run(writer, codes, length);
        put_literals(writer, codes, bytes + at, stretch.end - at);
        at = stretch.end;
    }
    put(writer, codes[END_OF_BLOCK].bits, codes[END_OF_BLOCK].count);
    flush(writer);
}

/* One block, the last, with a code of its own; the lengths of the code one by one. */
static void put_head(struct writer *writer, const struct ovalis_huffman_code *codes)
{
    /* The order in which the lengths of the lengths are written. */
    static const uint8_t order[LENGTH_CODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                11, 4,  12, 3, 13, 2, 14, 1, 15};
    struct ovalis_huffman_code lengths[LENGTH_CODES];
    uint32_t counts[LENGTH_CODES] = {[1] = 1}; /* of the distance */

    for (int i = 0; i < SYMBOLS; i++)
        counts[codes[i].count]++;
    ovalis_huffman_make(lengths, counts, LENGTH_CODES, LENGTH_LIMIT);
    put(writer, 1 | 2 << 1, 3);
    put(writer, SYMBOLS - FIRST_LENGTH, 5);
    put(writer, 0, 5); /* one distance */
    put(writer, LENGTH_CODES - 4, 4);
    flush(writer);
    for (int i = 0; i < LENGTH_CODES; i++) {
        put(writer, lengths[order[i]].count, 3);
        flush(writer);
    }
    for (int i = 0; i < CODED_LENGTHS; i++) {
        const struct ovalis_huffman_code *code = &lengths[i < SYMBOLS ? codes[i].count : 1];

        put(writer, code->bits, code->count);
        flush(writer);
    }
}

/* Adler-32 (RFC 1950, 8.2) in columns, so that vectors add: with d[i] in row r and column j of a
 * block of N = rows * COLUMNS bytes, the sum of the sums weighs it by N - i, which is
 * COLUMNS * (rows - 1 - r) + COLUMNS - j. */
#define ADLER_PRIME 65521
#define COLUMNS     16
#define ROWS        256 /* sums stay below 2^32 */

static void add_block(uint64_t sums[2], const uint8_t *bytes, size_t rows)
{
    uint32_t sum[COLUMNS] = {0}, earlier[COLUMNS] = {0};

    for (size_t r = 0; r < rows; r++)
        for (int j = 0; j < COLUMNS; j++) {
            earlier[j] += sum[j];
            sum[j] += bytes[r * COLUMNS + (size_t)j];
        }
    sums[1] += rows * COLUMNS * sums[0];
    for (unsigned j = 0; j < COLUMNS; j++) {
        sums[0] += sum[j];
        sums[1] += (uint64_t)COLUMNS * earlier[j] + (uint64_t)(COLUMNS - j) * sum[j];
    }
    sums[0] %= ADLER_PRIME;
    sums[1] %= ADLER_PRIME;
}

static uint32_t adler32(const uint8_t *bytes, size_t size)
{
    uint64_t sums[2] = {1, 0};
    size_t at = 0;

    while (size - at >= COLUMNS) {
        size_t rows = (size - at) / COLUMNS < ROWS ? (size - at) / COLUMNS : ROWS;

        add_block(sums, bytes + at, rows);
        at += rows * COLUMNS;
    }
    for (; at < size; at++) {
        sums[0] = (sums[0] + bytes[at]) % ADLER_PRIME;
        sums[1] = (sums[1] + sums[0]) % ADLER_PRIME;
    }
    return (uint32_t)(sums[1] << 16 | sums[0]);
}

/* Bytes of the whole stream, and a few more, as flush() wants them. */
static size_t bound(const struct ovalis_huffman_code *codes, const uint32_t counts[SYMBOLS],
                    uint64_t beside)
{
    uint64_t bits = beside + 17 + 3 * LENGTH_CODES + LENGTH_LIMIT * CODED_LENGTHS;

    for (int i = 0; i < SYMBOLS; i++)
        bits += (uint64_t)counts[i] * codes[i].count;
    return (size_t)(bits / 8) + 1 + sizeof stream_head + 4 + 8;
}

void ovalis_deflate_runs(struct ovalis_text *out, const uint8_t *bytes, size_t size)
{
    struct ovalis_huffman_code codes[SYMBOLS];
    uint32_t counts[SYMBOLS];
    uint64_t beside = count_symbols(counts, bytes, size);
    uint32_t check = adler32(bytes, size);
    struct writer writer = {0};

    ovalis_huffman_make(codes, counts, SYMBOLS, CODE_LIMIT);
    writer.at = ovalis_text_reserve(out, bound(codes, counts, beside));
    if (!writer.at)
        return;
    memcpy(writer.at, stream_head, sizeof stream_head);
    writer.at += sizeof stream_head;
    put_head(&writer, codes);
    put_symbols(&writer, codes, bytes, size);
    put(&writer, 0, (8 - writer.held) % 8);
    flush(&writer);
    for (int shift = 24; shift >= 0; shift -= 8)
        *writer.at++ = (uint8_t)(check >> shift);
    ovalis_text_accept(out, writer.at);
}
