/* SPDX-License-Identifier: Apache-2.0 */
/* Eight places at a time. As long as they lie within 16 px of at most two neighbouring rows, each
 * row of pixels is read once, a shuffle picks the pairs, and one multiplication weighs them. */
#include <immintrin.h>

#include "kernels/sample.h"
#include "kernels/variants.h"

#define EIGHT 8

struct eight {
    __m128i order;   /* bytes: the pairs to pick */
    __m256i across;  /* words: 256 - fx, fx */
    __m256i down;    /* 32 bits: fy */
    __m256i on_next; /* 32 bits: all ones where the place lies on the second row */
};

/* Gray x 256 of one row of pixels at the eight places' x. */
static inline __m256i blend_across(const uint8_t *px, const struct eight *places)
{
    __m128i pairs = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)px), places->order);

    return _mm256_madd_epi16(_mm256_cvtepu8_epi16(pairs), places->across);
}

static inline __m256i blend_down(__m256i top, __m256i bottom, const struct eight *places)
{
    __m256i change = _mm256_mullo_epi32(_mm256_sub_epi32(bottom, top), places->down);

    return _mm256_add_epi32(_mm256_slli_epi32(top, 8), change);
}

static inline __m256i steps_of(int32_t first, int32_t step)
{
    const __m256i numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

    return _mm256_add_epi32(_mm256_set1_epi32(first),
                            _mm256_mullo_epi32(numbers, _mm256_set1_epi32(step)));
}

/* Places too far apart for a shuffle. */
static inline __m256i sample_one_by_one(const uint8_t *px, ptrdiff_t stride, int32_t x, int32_t y,
                                        const struct ovalis_sample_walk *walk)
{
    int32_t values[EIGHT];

    for (int i = 0; i < EIGHT; i++, x += walk->step_x, y += walk->step_y)
        values[i] = ovalis_sample_at(px, stride, x, y);
    return _mm256_loadu_si256((const __m256i *)values);
}

/* Gray x 65536 of eight places. */
static inline __m256i sample_eight(const uint8_t *px, ptrdiff_t stride, int32_t x, int32_t y,
                                   const struct ovalis_sample_walk *walk)
{
    const __m256i low = _mm256_set1_epi32(255);
    int32_t end_x = (x + (EIGHT - 1) * walk->step_x) >> 16, first_x = x >> 16;
    int32_t end_y = (y + (EIGHT - 1) * walk->step_y) >> 16, first_y = y >> 16;
    int32_t left = first_x < end_x ? first_x : end_x, right = first_x < end_x ? end_x : first_x;
    int32_t top = first_y < end_y ? first_y : end_y, bottom = first_y < end_y ? end_y : first_y;

    if (right - left > 14 || bottom - top > 1)
        return sample_one_by_one(px, stride, x, y, walk);

    const uint8_t *at = px + (ptrdiff_t)top * stride + left;
    __m256i xs = steps_of(x, walk->step_x), ys = steps_of(y, walk->step_y);
    __m256i fx = _mm256_and_si256(_mm256_srai_epi32(xs, 8), low);
    __m256i columns = _mm256_sub_epi32(_mm256_srai_epi32(xs, 16), _mm256_set1_epi32(left));
    __m128i words =
        _mm_packus_epi32(_mm256_castsi256_si128(columns), _mm256_extracti128_si256(columns, 1));
    struct eight places = {
        .order =
            _mm_add_epi16(_mm_or_si128(words, _mm_slli_epi16(words, 8)), _mm_set1_epi16(0x0100)),
        .across = _mm256_or_si256(_mm256_slli_epi32(fx, 16),
                                  _mm256_sub_epi32(_mm256_set1_epi32(256), fx)),
        .down = _mm256_and_si256(_mm256_srai_epi32(ys, 8), low),
    };
    __m256i first = blend_across(at, &places), second = blend_across(at + stride, &places), third;

    if (top == bottom)
        return blend_down(first, second, &places);
    third = blend_across(at + 2 * stride, &places);
    places.on_next = _mm256_cmpgt_epi32(_mm256_srai_epi32(ys, 16), _mm256_set1_epi32(top));
    return blend_down(_mm256_blendv_epi8(first, second, places.on_next),
                      _mm256_blendv_epi8(second, third, places.on_next), &places);
}

void ovalis_sample_gray_avx2(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                             const struct ovalis_sample_walk *walk)
{
    struct ovalis_sample_walk rest = *walk;
    int i = 0;

    for (; i + EIGHT <= count; i += EIGHT) {
        __m256i values = sample_eight(px, stride, rest.x, rest.y, walk);
        __m256i grays = _mm256_srai_epi32(_mm256_add_epi32(values, _mm256_set1_epi32(32768)), 16);
        __m128i words =
            _mm_packus_epi32(_mm256_castsi256_si128(grays), _mm256_extracti128_si256(grays, 1));

        _mm_storel_epi64((__m128i *)(out + i), _mm_packus_epi16(words, words));
        rest.x += EIGHT * walk->step_x;
        rest.y += EIGHT * walk->step_y;
    }
    ovalis_sample_gray_c(out + i, count - i, px, stride, &rest);
}

void ovalis_sample_darkness_avx2(uint8_t *out, int count, const uint8_t *px, ptrdiff_t stride,
                                 const struct ovalis_sample_walk *walk)
{
    struct ovalis_sample_walk rest = *walk;
    int i = 0;

    for (; i + EIGHT <= count; i += EIGHT) {
        __m256i values = sample_eight(px, stride, rest.x, rest.y, walk);
        __m256i darkness = _mm256_srai_epi32(
            _mm256_sub_epi32(_mm256_set1_epi32(65280), _mm256_srai_epi32(values, 8)), 9);

        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(darkness),
                                        _mm256_extracti128_si256(darkness, 1));

        _mm_storel_epi64((__m128i *)(out + i), _mm_packus_epi16(words, words));
        rest.x += EIGHT * walk->step_x;
        rest.y += EIGHT * walk->step_y;
    }
    ovalis_sample_darkness_c(out + i, count - i, px, stride, &rest);
}
