/* SPDX-License-Identifier: Apache-2.0 */
#include <smmintrin.h>

#include "kernels/variants.h"

/* 255 additions of 0 or 1 fit a byte. */
#define FULL 255

static inline uint32_t sum_of(__m128i bytes)
{
    __m128i sums = _mm_sad_epu8(bytes, _mm_setzero_si128());

    return (uint32_t)(_mm_cvtsi128_si32(sums) + _mm_extract_epi32(sums, 2));
}

/* 0xFF, which is -1, where px <= level */
static inline __m128i as_dark(__m128i px, __m128i level)
{
    return _mm_cmpeq_epi8(_mm_min_epu8(px, level), px);
}

/* `blocks` times 16 px of one row. */
static inline void count_row(uint32_t counts[2], const uint8_t *px, int blocks, __m128i low,
                             __m128i high)
{
    while (blocks > 0) {
        int now = blocks < FULL ? blocks : FULL;
        __m128i at_low = _mm_setzero_si128(), at_high = at_low;

        blocks -= now;
        for (; now > 0; now--, px += 16) {
            __m128i here = _mm_loadu_si128((const __m128i *)px);

            at_low = _mm_sub_epi8(at_low, as_dark(here, low));
            at_high = _mm_sub_epi8(at_high, as_dark(here, high));
        }
        counts[0] += sum_of(at_low);
        counts[1] += sum_of(at_high);
    }
}

void ovalis_count_levels_sse41(uint32_t counts[2], const uint8_t *px, ptrdiff_t stride, int width,
                               int height, uint8_t low, uint8_t high)
{
    int blocks = width / 16, done = 16 * blocks;

    ovalis_count_levels_c(counts, px + done, stride, width - done, height, low, high);
    for (int y = 0; y < height; y++)
        count_row(counts, px + y * stride, blocks, _mm_set1_epi8((char)low),
                  _mm_set1_epi8((char)high));
}
