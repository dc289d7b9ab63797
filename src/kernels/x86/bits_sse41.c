/* SPDX-License-Identifier: Apache-2.0 */
#include <smmintrin.h>
#include <string.h>

#include "kernels/variants.h"

static inline uint64_t dark_16(const uint8_t *gray, __m128i level)
{
    __m128i here = _mm_loadu_si128((const __m128i *)gray);

    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(here, level), here));
}

static inline uint64_t dark_64(const uint8_t *gray, __m128i level)
{
    return dark_16(gray, level) | dark_16(gray + 16, level) << 16 |
           dark_16(gray + 32, level) << 32 | dark_16(gray + 48, level) << 48;
}

/* Fewer than 64 cells: the last of a row, behind which nothing may be read. */
static inline uint64_t dark_rest(const uint8_t *gray, int count, __m128i level)
{
    uint8_t copy[64] = {0};

    memcpy(copy, gray, (size_t)count);
    return dark_64(copy, level) & (((uint64_t)1 << count) - 1);
}

void ovalis_dark_bits_sse41(uint64_t *bits, int words, const uint8_t *gray, int columns, int rows,
                            uint8_t level)
{
    const __m128i levels = _mm_set1_epi8((char)level);

    for (int y = 0; y < rows; y++, bits += words, gray += columns) {
        int x = 0;

        for (; x + 64 <= columns; x += 64)
            bits[x / 64] = dark_64(gray + x, levels);
        if (x < columns)
            bits[x / 64] = dark_rest(gray + x, columns - x, levels);
    }
}
