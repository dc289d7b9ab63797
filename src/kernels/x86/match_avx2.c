/* SPDX-License-Identifier: Apache-2.0 */
/* Eight shifts of two rows at once: a shuffle puts the two cells that a pair of values meets beside
 * each other, for each shift. */
#include <immintrin.h>
#include <string.h>

#include "kernels/variants.h"

#define SHIFTS 8
#define SHORT  8 /* products of 7 and 5 bits that 16 bits hold the sum of */

static inline __m256i two_rows(const uint8_t *one, const uint8_t *other)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)one)),
                                   _mm_loadu_si128((const __m128i *)other), 1);
}

/* Up to SHORT values of one run. */
static inline __m256i add_pairs(const int8_t *values, const uint8_t *one, const uint8_t *other,
                                int count)
{
    const __m256i pairs =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8));
    __m256i sums = _mm256_setzero_si256();

    for (int i = 0; i < count; i += 2) {
        __m256i cells = _mm256_shuffle_epi8(two_rows(one + i, other + i), pairs);
        int16_t pair;

        memcpy(&pair, values + i, sizeof pair); /* a run of odd length ends with a 0 */
        sums = _mm256_add_epi16(sums, _mm256_maddubs_epi16(cells, _mm256_set1_epi16(pair)));
    }
    return sums;
}

static void match_two_rows(int32_t *one, int32_t *other, const struct ovalis_match_shape *shape,
                           const uint8_t *top, const uint8_t *bottom, ptrdiff_t width)
{
    __m256i sums_one = _mm256_setzero_si256(), sums_other = sums_one;

    for (size_t r = 0; r < shape->run_count; r++) {
        const struct ovalis_match_run *run = &shape->runs[r];
        ptrdiff_t at = run->row * width + run->first;

        for (int i = 0; i < run->count; i += SHORT) {
            int count = run->count - i < SHORT ? run->count - i : SHORT;
            __m256i sums =
                add_pairs(shape->values + run->values + i, top + at + i, bottom + at + i, count);

            sums_one =
                _mm256_add_epi32(sums_one, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(sums)));
            sums_other = _mm256_add_epi32(sums_other,
                                          _mm256_cvtepi16_epi32(_mm256_extracti128_si256(sums, 1)));
        }
    }
    _mm256_storeu_si256((__m256i *)one, sums_one);
    _mm256_storeu_si256((__m256i *)other, sums_other);
}

void ovalis_match_shape_avx2(int32_t *products, const struct ovalis_match_shape *shape,
                             const uint8_t *darkness, ptrdiff_t width, int rows, int shifts)
{
    for (int y = 0; y < rows; y += 2) {
        int next = y + 1 < rows ? y + 1 : y; /* the last of an odd number twice */

        for (int k = 0; k < shifts; k += SHIFTS)
            match_two_rows(products + y * OVALIS_KERNEL_SHIFTS + k,
                           products + next * OVALIS_KERNEL_SHIFTS + k, shape,
                           darkness + y * width + k, darkness + next * width + k, width);
    }
}

/* Sums of the values up to each, in both halves on their own. */
static inline __m256i add_up_halves(__m256i values)
{
    values = _mm256_add_epi32(values, _mm256_slli_si256(values, 4));
    return _mm256_add_epi32(values, _mm256_slli_si256(values, 8));
}

/* Stores the sums before each of eight values and returns the sum with all of them, everywhere. */
static inline __m256i add_up(int32_t *out, __m256i values, __m256i before)
{
    const __m256i last = _mm256_set1_epi32(7), third = _mm256_set1_epi32(3);
    __m256i halves = add_up_halves(values);
    __m256i carry = _mm256_blend_epi32(_mm256_setzero_si256(),
                                       _mm256_permutevar8x32_epi32(halves, third), 0xF0);
    __m256i sums = _mm256_add_epi32(_mm256_add_epi32(halves, carry), before);

    _mm256_storeu_si256((__m256i *)out, _mm256_sub_epi32(sums, values));
    return _mm256_permutevar8x32_epi32(sums, last);
}

void ovalis_match_sums_avx2(int32_t *sums, int32_t *squares, const uint8_t *darkness, int count)
{
    __m256i sum = _mm256_setzero_si256(), square = sum;
    int32_t last_sum, last_square;
    int i = 0;

    for (; i + 8 <= count; i += 8) {
        __m256i here = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(darkness + i)));

        sum = add_up(sums + i, here, sum);
        square = add_up(squares + i, _mm256_madd_epi16(here, here), square);
    }
    last_sum = _mm_cvtsi128_si32(_mm256_castsi256_si128(sum));
    last_square = _mm_cvtsi128_si32(_mm256_castsi256_si128(square));
    for (; i < count; i++) {
        sums[i] = last_sum;
        squares[i] = last_square;
        last_sum += darkness[i];
        last_square += darkness[i] * darkness[i];
    }
    sums[count] = last_sum;
    squares[count] = last_square;
}
