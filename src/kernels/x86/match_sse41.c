/* SPDX-License-Identifier: Apache-2.0 */
/* Eight shifts at once: a shuffle puts the two cells that a pair of values meets beside each other,
 * for each shift. */
#include <smmintrin.h>
#include <string.h>

#include "kernels/variants.h"

#define SHIFTS 8
#define SHORT  8 /* products of 7 and 5 bits that 16 bits hold the sum of */

/* Up to SHORT values of one run. */
static inline __m128i add_pairs(const int8_t *values, const uint8_t *cells, int count)
{
    const __m128i order = _mm_setr_epi8(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8);
    __m128i sums = _mm_setzero_si128();

    for (int i = 0; i < count; i += 2) {
        __m128i pairs = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(cells + i)), order);
        int16_t pair;

        memcpy(&pair, values + i, sizeof pair); /* a run of odd length ends with a 0 */
        sums = _mm_add_epi16(sums, _mm_maddubs_epi16(pairs, _mm_set1_epi16(pair)));
    }
    return sums;
}

static void match_row(int32_t *products, const struct ovalis_match_shape *shape,
                      const uint8_t *darkness, ptrdiff_t width)
{
    __m128i low = _mm_setzero_si128(), high = low;

    for (size_t r = 0; r < shape->run_count; r++) {
        const struct ovalis_match_run *run = &shape->runs[r];
        const uint8_t *cells = darkness + run->row * width + run->first;

        for (int i = 0; i < run->count; i += SHORT) {
            int count = run->count - i < SHORT ? run->count - i : SHORT;
            __m128i sums = add_pairs(shape->values + run->values + i, cells + i, count);

            low = _mm_add_epi32(low, _mm_cvtepi16_epi32(sums));
            high = _mm_add_epi32(high, _mm_cvtepi16_epi32(_mm_srli_si128(sums, 8)));
        }
    }
    _mm_storeu_si128((__m128i *)products, low);
    _mm_storeu_si128((__m128i *)(products + 4), high);
}

void ovalis_match_shape_sse41(int32_t *products, const struct ovalis_match_shape *shape,
                              const uint8_t *darkness, ptrdiff_t width, int rows, int shifts)
{
    for (int y = 0; y < rows; y++, darkness += width, products += OVALIS_KERNEL_SHIFTS)
        for (int k = 0; k < shifts; k += SHIFTS)
            match_row(products + k, shape, darkness + k, width);
}
