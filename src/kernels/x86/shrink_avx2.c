/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>

#include "kernels/variants.h"

/* Eight cells of 4 x 4 px: 32 px of four rows. */
static inline void shrink_eight_by_4(uint8_t *means, uint8_t *minima, const uint8_t *px,
                                     ptrdiff_t stride)
{
    const __m256i ones8 = _mm256_set1_epi8(1), ones16 = _mm256_set1_epi16(1);
    __m256i a = _mm256_loadu_si256((const __m256i *)px);
    __m256i b = _mm256_loadu_si256((const __m256i *)(px + stride));
    __m256i c = _mm256_loadu_si256((const __m256i *)(px + 2 * stride));
    __m256i d = _mm256_loadu_si256((const __m256i *)(px + 3 * stride));
    __m256i least = _mm256_min_epu8(_mm256_min_epu8(a, b), _mm256_min_epu8(c, d));
    __m256i pairs = _mm256_add_epi16(
        _mm256_add_epi16(_mm256_maddubs_epi16(a, ones8), _mm256_maddubs_epi16(b, ones8)),
        _mm256_add_epi16(_mm256_maddubs_epi16(c, ones8), _mm256_maddubs_epi16(d, ones8)));
    __m256i sums = _mm256_srli_epi32(_mm256_madd_epi16(pairs, ones16), 4);
    /* the least of each four bytes, in the lowest of them */
    __m256i least2 = _mm256_min_epu8(least, _mm256_srli_epi32(least, 16));
    __m256i least4 = _mm256_and_si256(_mm256_min_epu8(least2, _mm256_srli_epi32(least2, 8)),
                                      _mm256_set1_epi32(255));
    /* eight 32-bit values of each -> eight bytes of each */
    __m256i words = _mm256_packus_epi32(sums, least4); /* s0-3 m0-3 | s4-7 m4-7 */
    __m256i bytes = _mm256_packus_epi16(words, words);
    __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);

    _mm_storel_epi64((__m128i *)means, _mm_unpacklo_epi32(low, high));
    _mm_storel_epi64((__m128i *)minima,
                     _mm_unpacklo_epi32(_mm_srli_si128(low, 4), _mm_srli_si128(high, 4)));
}

void ovalis_shrink_row_avx2(uint8_t *means, uint8_t *minima, const uint8_t *px, ptrdiff_t stride,
                            int cells, int step)
{
    int done = 0;

    if (step == 4)
        for (; done + 8 <= cells; done += 8)
            shrink_eight_by_4(means + done, minima + done, px + 4 * (ptrdiff_t)done, stride);
    ovalis_shrink_row_c(means + done, minima + done, px + (ptrdiff_t)step * done, stride,
                        cells - done, step);
}
