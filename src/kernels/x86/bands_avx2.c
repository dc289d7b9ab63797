/* SPDX-License-Identifier: Apache-2.0 */
/* gcc and clang make of the first two plain loops all that there is to make with 32-byte vectors;
 * clang leaves the third, whose cells are met three times, as it is. */
#include <immintrin.h>

#include "kernels/bands_loops.h"
#include "kernels/variants.h"

void ovalis_band_mean_avx2(uint8_t *out, const uint8_t *one, const uint8_t *other, int count)
{
    ovalis_band_mean_loop(out, one, other, count);
}

void ovalis_band_look_avx2(uint8_t *hit, uint8_t *told, const uint8_t *line, int count, int flank,
                           uint8_t paper, uint8_t step)
{
    ovalis_band_look_loop(hit, told, line, count, flank, paper, step);
}

static inline __m256i load(const uint8_t *at)
{
    return _mm256_loadu_si256((const __m256i *)at);
}

void ovalis_band_add_avx2(uint8_t *hits, uint8_t *seen, const uint8_t *hit, const uint8_t *told,
                          int count)
{
    int x = 1;

    for (; x + 32 <= count - 1; x += 32) {
        __m256i near = _mm256_or_si256(load(hit + x - 1), load(hit + x + 1));
        __m256i tells = load(told + x);
        __m256i hurt = _mm256_and_si256(tells, _mm256_or_si256(near, load(hit + x)));

        _mm256_storeu_si256((__m256i *)(hits + x), _mm256_add_epi8(load(hits + x), hurt));
        _mm256_storeu_si256((__m256i *)(seen + x), _mm256_add_epi8(load(seen + x), tells));
    }
    ovalis_band_add_c(hits + x - 1, seen + x - 1, hit + x - 1, told + x - 1, count - x + 1);
}
