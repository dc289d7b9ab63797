/* SPDX-License-Identifier: Apache-2.0 */
/* gcc and clang make of the plain loop of answers all that there is to make with 32-byte vectors;
 * clang leaves that of sums, whose cells are met four times, as it is. */
#include <immintrin.h>

#include "kernels/bars_loops.h"
#include "kernels/variants.h"

static inline __m256i widen(const uint8_t *at)
{
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)at));
}

void ovalis_sum_fours_avx2(uint16_t *sums, const uint8_t *cells, int count)
{
    int i = 0;

    for (; i + 16 <= count; i += 16) {
        const uint8_t *at = cells + i;
        __m256i four = _mm256_add_epi16(_mm256_add_epi16(widen(at), widen(at + 1)),
                                        _mm256_add_epi16(widen(at + 2), widen(at + 3)));

        _mm256_storeu_si256((__m256i *)(sums + i), four);
    }
    ovalis_sum_fours_c(sums + i, cells + i, count - i);
}

void ovalis_bar_response_avx2(int16_t *out, int16_t *most, const uint16_t *sums, int width,
                              int paper)
{
    ovalis_bar_response_loop(out, most, sums, width, paper);
}
