/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>
#include <string.h>

#include "kernels/variants.h"

static inline uint64_t dark_32(const uint8_t *gray, __m256i level)
{
    __m256i here = _mm256_loadu_si256((const __m256i *)gray);
    __m256i dark = _mm256_cmpeq_epi8(_mm256_min_epu8(here, level), here);

    return (uint32_t)_mm256_movemask_epi8(dark);
}

static inline uint64_t dark_64(const uint8_t *gray, __m256i level)
{
    return dark_32(gray, level) | dark_32(gray + 32, level) << 32;
}

/* The last cells of a row; `behind`: so many more may be read. */
static inline uint64_t dark_rest(const uint8_t *gray, int count, int64_t behind, __m256i level)
{
    uint64_t mask = ((uint64_t)1 << count) - 1;
    uint8_t copy[64];

    if (behind >= 64)
        return dark_64(gray, level) & mask;
    memcpy(copy, gray, (size_t)count);
    memset(copy + count, 0, sizeof copy - (size_t)count);
    return dark_64(copy, level) & mask;
}

void ovalis_dark_bits_avx2(uint64_t *bits, int words, const uint8_t *gray, int columns, int rows,
                           uint8_t level)
{
    const __m256i levels = _mm256_set1_epi8((char)level);
    int64_t behind = (int64_t)columns * rows;

    for (int y = 0; y < rows; y++, bits += words) {
        int x = 0;

        for (; x + 64 <= columns; x += 64)
            bits[x / 64] = dark_64(gray + x, levels);
        if (x < columns)
            bits[x / 64] = dark_rest(gray + x, columns - x, behind - x, levels);
        gray += columns;
        behind -= columns;
    }
}
