/* SPDX-License-Identifier: Apache-2.0 */
#include <smmintrin.h>

#include "kernels/variants.h"

struct four {
    __m128i sums, least; /* 32 bits each */
};

/* Four cells of 4 x 4 px: 16 px of four rows. */
static inline struct four shrink_four_by_4(const uint8_t *px, ptrdiff_t stride)
{
    const __m128i ones8 = _mm_set1_epi8(1);
    __m128i a = _mm_loadu_si128((const __m128i *)px);
    __m128i b = _mm_loadu_si128((const __m128i *)(px + stride));
    __m128i c = _mm_loadu_si128((const __m128i *)(px + 2 * stride));
    __m128i d = _mm_loadu_si128((const __m128i *)(px + 3 * stride));
    __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
    __m128i least2 = _mm_min_epu8(least, _mm_srli_epi32(least, 16));
    __m128i least4 = _mm_min_epu8(least2, _mm_srli_epi32(least2, 8));
    __m128i pairs =
        _mm_add_epi16(_mm_add_epi16(_mm_maddubs_epi16(a, ones8), _mm_maddubs_epi16(b, ones8)),
                      _mm_add_epi16(_mm_maddubs_epi16(c, ones8), _mm_maddubs_epi16(d, ones8)));

    return (struct four){
        .sums = _mm_srli_epi32(_mm_madd_epi16(pairs, _mm_set1_epi16(1)), 4),
        .least = _mm_and_si128(least4, _mm_set1_epi32(255)),
    };
}

void ovalis_shrink_row_sse41(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                             int cells, int step)
{
    int done = 0;

    if (step == 4)
        for (; done + 8 <= cells; done += 8) {
            struct four one = shrink_four_by_4(px + 4 * (ptrdiff_t)done, stride);
            struct four other = shrink_four_by_4(px + 4 * (ptrdiff_t)done + 16, stride);
            __m128i sums = _mm_packus_epi32(one.sums, other.sums);
            __m128i both = _mm_packus_epi16(sums, _mm_packus_epi32(one.least, other.least));

            _mm_storel_epi64((__m128i *)(means + done), both);
            _mm_storel_epi64((__m128i *)(minima + done), _mm_srli_si128(both, 8));
        }
    ovalis_shrink_row_c(means + done, minima + done, px + (ptrdiff_t)step * done, stride,
                        cells - done, step);
}
