/* SPDX-License-Identifier: Apache-2.0 */
#include "page/huffman.h"

#include <stdlib.h>

#define MAX_NODES  (2 * OVALIS_HUFFMAN_MAX_SYMBOLS)
#define MAX_LENGTH 15

/* Leaves first, rarest first, then the nodes above them in the order in which they are joined: also
 * rarest first, so that the two rarest of all stand at the heads of two queues. */
struct tree {
    uint64_t counts[MAX_NODES];
    uint16_t parents[MAX_NODES];
    uint16_t symbols[OVALIS_HUFFMAN_MAX_SYMBOLS]; /* of the leaves */
    size_t leaves;
};

struct heads {
    size_t leaf, node;
};

static int compare_leaves(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;

    return (a > b) - (a < b);
}

/* Counts divided by 2^halvings, rounded up. */
static void plant(struct tree *tree, const uint32_t *counts, size_t symbols, unsigned halvings)
{
    uint64_t sorted[OVALIS_HUFFMAN_MAX_SYMBOLS]; /* count and symbol: no two are equal */

    tree->leaves = 0;
    for (size_t i = 0; i < symbols; i++)
        if (counts[i] > 0)
            sorted[tree->leaves++] = (counts[i] + (1ull << halvings) - 1) >> halvings << 16 | i;
    qsort(sorted, tree->leaves, sizeof *sorted, compare_leaves);
    for (size_t i = 0; i < tree->leaves; i++) {
        tree->counts[i] = sorted[i] >> 16;
        tree->symbols[i] = (uint16_t)(sorted[i] & 0xFFFF);
    }
}

static size_t take_rarest(const struct tree *tree, struct heads *heads, size_t made)
{
    if (heads->leaf < tree->leaves &&
        (heads->node == made || tree->counts[heads->leaf] <= tree->counts[heads->node]))
        return heads->leaf++;
    return heads->node++;
}

static void join(struct tree *tree)
{
    struct heads heads = {0, tree->leaves};

    for (size_t made = tree->leaves; made < 2 * tree->leaves - 1; made++) {
        size_t first = take_rarest(tree, &heads, made);
        size_t second = take_rarest(tree, &heads, made);

        tree->counts[made] = tree->counts[first] + tree->counts[second];
        tree->parents[first] = (uint16_t)made;
        tree->parents[second] = (uint16_t)made;
    }
}

/* From the root downwards; returns the greatest depth of a leaf. */
static unsigned measure_depths(const struct tree *tree, uint16_t depths[MAX_NODES])
{
    size_t root = 2 * tree->leaves - 2;
    unsigned deepest = 0;

    depths[root] = 0;
    for (size_t i = root; i-- > 0;) {
        depths[i] = (uint16_t)(depths[tree->parents[i]] + 1);
        if (i < tree->leaves && depths[i] > deepest)
            deepest = depths[i];
    }
    return deepest;
}

static uint16_t reversed(unsigned code, unsigned count)
{
    unsigned bits = 0;

    for (unsigned i = 0; i < count; i++)
        bits |= (code >> i & 1) << (count - 1 - i);
    return (uint16_t)bits;
}

/* Codes of one length are consecutive, in the order of the symbols. */
static void assign(struct ovalis_huffman_code *codes, size_t symbols)
{
    unsigned of_length[MAX_LENGTH + 1] = {0};
    unsigned next[MAX_LENGTH + 1] = {0};

    for (size_t i = 0; i < symbols; i++)
        of_length[codes[i].count] += codes[i].count > 0;
    for (unsigned length = 1; length <= MAX_LENGTH; length++)
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    for (size_t i = 0; i < symbols; i++)
        if (codes[i].count > 0)
            codes[i].bits = reversed(next[codes[i].count]++, codes[i].count);
}

void ovalis_huffman_make(struct ovalis_huffman_code *codes, const uint32_t *counts, size_t symbols,
                         unsigned longest)
{
    uint16_t depths[MAX_NODES];
    struct tree tree;

    /* Too deep: the counts are made less unequal, which costs a rare symbol a bit. Once all are
     * equal the tree is as flat as can be. */
    for (unsigned halvings = 0;; halvings++) {
        plant(&tree, counts, symbols, halvings);
        join(&tree);
        if (measure_depths(&tree, depths) <= longest)
            break;
    }
    for (size_t i = 0; i < symbols; i++)
        codes[i] = (struct ovalis_huffman_code){0, 0};
    for (size_t i = 0; i < tree.leaves; i++)
        codes[tree.symbols[i]].count = depths[i];
    assign(codes, symbols);
}
