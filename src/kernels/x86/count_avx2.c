/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>

#include "kernels/variants.h"

/* 255 additions of 0 or 1 fit a byte. */
#define FULL 255

static inline uint32_t sum_of(__m256i bytes)
{
    __m256i sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i both = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));

    return (uint32_t)(_mm_cvtsi128_si64(both) + _mm_extract_epi64(both, 1));
}

/* 0xFF, which is -1, where px <= level */
static inline __m256i as_dark(__m256i px, __m256i level)
{
    return _mm256_cmpeq_epi8(_mm256_min_epu8(px, level), px);
}

/* `blocks` times 32 px of one row. */
static inline void count_row(uint32_t counts[2], const uint8_t *px, int blocks, __m256i low,
                             __m256i high)
{
    while (blocks > 0) {
        int now = blocks < FULL ? blocks : FULL;
        __m256i at_low = _mm256_setzero_si256(), at_high = at_low;

        blocks -= now;
        for (; now > 0; now--, px += 32) {
            __m256i here = _mm256_loadu_si256((const __m256i *)px);

            at_low = _mm256_sub_epi8(at_low, as_dark(here, low));
            at_high = _mm256_sub_epi8(at_high, as_dark(here, high));
        }
        counts[0] += sum_of(at_low);
        counts[1] += sum_of(at_high);
    }
}

void ovalis_count_levels_avx2(uint32_t counts[2], const uint8_t *px, ptrdiff_t stride, int width,
                              int height, uint8_t low, uint8_t high)
{
    int blocks = width / 32, done = 32 * blocks;

    ovalis_count_levels_c(counts, px + done, stride, width - done, height, low, high);
    for (int y = 0; y < height; y++)
        count_row(counts, px + y * stride, blocks, _mm256_set1_epi8((char)low),
                  _mm256_set1_epi8((char)high));
}
