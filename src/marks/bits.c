/* SPDX-License-Identifier: Apache-2.0 */
#include "marks/bits.h"

#include <string.h>

static int words_of(const struct ovalis_bits *bits)
{
    return (bits->columns + 63) / 64;
}

void ovalis_bits_clear(struct ovalis_bits *bits, int columns, int rows)
{
    bits->columns = columns;
    bits->rows = rows;
    memset(bits->row, 0, (size_t)rows * sizeof bits->row[0]);
}

void ovalis_bits_darker(struct ovalis_bits *out, const uint8_t *gray, int columns, int rows,
                        int limit, const struct ovalis_kernels *kernels)
{
    uint8_t level = (uint8_t)(limit > 255 ? 255 : limit);

    ovalis_bits_clear(out, columns, rows);
    if (limit < 0)
        return;
    kernels->dark_bits(out->row[0], OVALIS_BITS_WORDS, gray, columns, rows, level);
}

void ovalis_bits_and(struct ovalis_bits *out, const struct ovalis_bits *a,
                     const struct ovalis_bits *b)
{
    int words = words_of(a);

    out->columns = a->columns;
    out->rows = a->rows;
    for (int y = 0; y < a->rows; y++) {
        for (int w = 0; w < words; w++)
            out->row[y][w] = a->row[y][w] & b->row[y][w];
    }
}

void ovalis_bits_without(struct ovalis_bits *out, const struct ovalis_bits *a,
                         const struct ovalis_bits *b)
{
    int words = words_of(a);

    out->columns = a->columns;
    out->rows = a->rows;
    for (int y = 0; y < a->rows; y++) {
        for (int w = 0; w < words; w++)
            out->row[y][w] = a->row[y][w] & ~b->row[y][w];
    }
}

void ovalis_bits_or(struct ovalis_bits *out, const struct ovalis_bits *a,
                    const struct ovalis_bits *b)
{
    int words = words_of(a);

    out->columns = a->columns;
    out->rows = a->rows;
    for (int y = 0; y < a->rows; y++) {
        for (int w = 0; w < words; w++)
            out->row[y][w] = a->row[y][w] | b->row[y][w];
    }
}

static int count_word(uint64_t v)
{
    if (v == 0)
        return 0;
    v -= (v >> 1) & UINT64_C(0x5555555555555555);
    v = (v & UINT64_C(0x3333333333333333)) + ((v >> 2) & UINT64_C(0x3333333333333333));
    v = (v + (v >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (int)((v * UINT64_C(0x0101010101010101)) >> 56);
}

int ovalis_bits_count(const struct ovalis_bits *bits)
{
    return ovalis_bits_count_both(bits, bits);
}

int ovalis_bits_count_both(const struct ovalis_bits *a, const struct ovalis_bits *b)
{
    int count = 0, words = words_of(a);

    for (int y = 0; y < a->rows; y++) {
        for (int w = 0; w < words; w++)
            count += count_word(a->row[y][w] & b->row[y][w]);
    }
    return count;
}

bool ovalis_bits_any(const struct ovalis_bits *bits)
{
    uint64_t any = 0;
    int words = words_of(bits);

    for (int y = 0; y < bits->rows; y++) {
        for (int w = 0; w < words; w++)
            any |= bits->row[y][w];
    }
    return any != 0;
}

/* out |= in shifted by one column both ways. `out` may be `in`. */
static void spread_row(uint64_t *out, const uint64_t *in, int words)
{
    uint64_t below = 0;

    for (int w = 0; w < words; w++) {
        uint64_t here = in[w], above = w + 1 < words ? in[w + 1] : 0;

        out[w] |= here | here << 1 | here >> 1 | below >> 63 | above << 63;
        below = here;
    }
}

/* Columns past the last one must stay 0. */
static void trim_row(uint64_t *row, int columns)
{
    int last = columns >> 6;

    if ((columns & 63) != 0)
        row[last] &= ((uint64_t)1 << (columns & 63)) - 1;
}

/* Each row with `reach` rows above and below it, whole rows at a time so that they are vectors. */
static void spread_rows(struct ovalis_bits *bits, const struct ovalis_bits *wide, int reach)
{
    for (int y = 0; y < bits->rows; y++) {
        int first = y > reach ? y - reach : 0;
        int last = y + reach < bits->rows ? y + reach : bits->rows - 1;
        uint64_t row[OVALIS_BITS_WORDS] = {0};

        for (int other = first; other <= last; other++)
            for (int w = 0; w < OVALIS_BITS_WORDS; w++)
                row[w] |= wide->row[other][w];
        memcpy(bits->row[y], row, sizeof row);
    }
}

void ovalis_bits_dilate(struct ovalis_bits *bits, int reach)
{
    struct ovalis_bits wide;
    int words = words_of(bits);

    for (int y = 0; y < bits->rows; y++) {
        memcpy(wide.row[y], bits->row[y], sizeof wide.row[y]);
        for (int i = 0; i < reach; i++)
            spread_row(wide.row[y], wide.row[y], words);
        trim_row(wide.row[y], bits->columns);
    }
    spread_rows(bits, &wide, reach);
}

static void invert(struct ovalis_bits *bits)
{
    int words = words_of(bits);

    for (int y = 0; y < bits->rows; y++) {
        for (int w = 0; w < words; w++)
            bits->row[y][w] = ~bits->row[y][w];
        trim_row(bits->row[y], bits->columns);
    }
}

void ovalis_bits_open(struct ovalis_bits *bits)
{
    invert(bits);
    ovalis_bits_dilate(bits, 1);
    invert(bits);
    ovalis_bits_dilate(bits, 1);
}

int ovalis_bits_edges(const struct ovalis_bits *bits, const struct ovalis_bits_bounds *bounds)
{
    static const uint64_t nothing[OVALIS_BITS_WORDS];
    int edges = 0, words = words_of(bits);

    for (int y = bounds->top; y <= bounds->bottom; y++) {
        const uint64_t *above = y > bounds->top ? bits->row[y - 1] : nothing;
        uint64_t carry = 0;

        for (int w = 0; w < words; w++) {
            uint64_t here = bits->row[y][w];

            /* A run has as many right ends as left ends. */
            edges += 2 * count_word(here & ~(here << 1 | carry)) + count_word(here ^ above[w]);
            carry = here >> 63;
        }
    }
    for (int w = 0; w < words; w++)
        edges += count_word(bits->row[bounds->bottom][w]);
    return edges;
}

/* Spread the bits of `seed` along the runs of `mask`, both ways, by doubling steps. */
static uint64_t fill_word(uint64_t seed, uint64_t mask)
{
    uint64_t up = mask, down = mask;

    for (int step = 1; step < 64; step *= 2) {
        seed |= up & seed << step;
        up &= up << step;
    }
    for (int step = 1; step < 64; step *= 2) {
        seed |= down & seed >> step;
        down &= down >> step;
    }
    return seed;
}

static void fill_row(uint64_t *seed, const uint64_t *mask, int words)
{
    for (int w = 0; w < words; w++) {
        if (w > 0)
            seed[w] |= mask[w] & seed[w - 1] >> 63;
        if (seed[w] != 0)
            seed[w] = fill_word(seed[w], mask[w]);
    }
    for (int w = words - 2; w >= 0; w--) {
        uint64_t from_next = mask[w] & seed[w + 1] << 63;

        if (from_next & ~seed[w])
            seed[w] = fill_word(seed[w] | from_next, mask[w]);
    }
}

/* Bring row y up to date with row `from` beside it; true when it grew. */
static bool grow_row(struct ovalis_bits *seed, const struct ovalis_bits *mask, int y, int from)
{
    uint64_t wide[OVALIS_BITS_WORDS] = {0};
    bool grown = false;
    int words = words_of(seed);

    spread_row(wide, seed->row[from], words);
    for (int w = 0; w < words; w++)
        wide[w] = seed->row[y][w] | (wide[w] & mask->row[y][w]);
    fill_row(wide, mask->row[y], words);
    for (int w = 0; w < words; w++) {
        grown = grown || wide[w] != seed->row[y][w];
        seed->row[y][w] = wide[w];
    }
    return grown;
}

static bool row_empty(const struct ovalis_bits *bits, int y)
{
    uint64_t any = 0;

    for (int w = 0; w < words_of(bits); w++)
        any |= bits->row[y][w];
    return any == 0;
}

static void find_columns(const struct ovalis_bits *bits, struct ovalis_bits_bounds *bounds)
{
    uint64_t any[OVALIS_BITS_WORDS] = {0};

    for (int y = bounds->top; y <= bounds->bottom; y++) {
        for (int w = 0; w < words_of(bits); w++)
            any[w] |= bits->row[y][w];
    }
    bounds->left = 0;
    bounds->right = bits->columns - 1;
    while (bounds->left < bounds->right && !(any[bounds->left >> 6] >> (bounds->left & 63) & 1u))
        bounds->left++;
    while (bounds->right > bounds->left && !(any[bounds->right >> 6] >> (bounds->right & 63) & 1u))
        bounds->right--;
}

void ovalis_bits_flood(struct ovalis_bits *seed, const struct ovalis_bits *mask,
                       struct ovalis_bits_bounds *bounds)
{
    bool grown = true;
    int top = 0, bottom = seed->rows - 1;

    while (top < bottom && row_empty(seed, top))
        top++;
    while (bottom > top && row_empty(seed, bottom))
        bottom--;
    for (int y = top; y <= bottom; y++)
        fill_row(seed->row[y], mask->row[y], words_of(seed));
    while (grown) {
        grown = false;
        for (int y = top + 1; y < seed->rows && y <= bottom + 1; y++) {
            if (grow_row(seed, mask, y, y - 1)) {
                grown = true;
                bottom = y > bottom ? y : bottom;
            }
        }
        for (int y = bottom - 1; y >= 0 && y >= top - 1; y--) {
            if (grow_row(seed, mask, y, y + 1)) {
                grown = true;
                top = y < top ? y : top;
            }
        }
    }
    bounds->top = top;
    bounds->bottom = bottom;
    find_columns(seed, bounds);
}

bool ovalis_bits_take_component(struct ovalis_bits *rest, struct ovalis_bits *component,
                                struct ovalis_bits_bounds *bounds)
{
    int words = words_of(rest);

    for (int y = 0; y < rest->rows; y++) {
        for (int w = 0; w < words; w++) {
            uint64_t bits = rest->row[y][w];

            if (bits == 0)
                continue;
            ovalis_bits_clear(component, rest->columns, rest->rows);
            component->row[y][w] = bits & (~bits + 1);
            ovalis_bits_flood(component, rest, bounds);
            ovalis_bits_without(rest, rest, component);
            return true;
        }
    }
    return false;
}
