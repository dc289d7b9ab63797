/* SPDX-License-Identifier: Apache-2.0 */
/* Private to this room: a Huffman code as Deflate has it. */
#ifndef OVALIS_PAGE_HUFFMAN_H
#define OVALIS_PAGE_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

#define OVALIS_HUFFMAN_MAX_SYMBOLS 288

struct ovalis_huffman_code {
    uint16_t bits;  /* first bit of the code in bit 0 */
    uint16_t count; /* how many; 0: the symbol does not occur */
};

/* The code for symbols that occur `counts[i]` times: none longer than `longest` bits, canonical
 * (RFC 1951, 3.2.2), the same on every machine. At least two of at most OVALIS_HUFFMAN_MAX_SYMBOLS
 * counts are not zero, their sum is below 2^31, and 2^longest >= symbols. */
void ovalis_huffman_make(struct ovalis_huffman_code *codes, const uint32_t *counts, size_t symbols,
                         unsigned longest);

#endif
