/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>

#define OVALIS_LANES 16
#include "kernels/edges_loops.h"
#include "kernels/variants.h"

void ovalis_edges_out_avx2(int16_t *rows, const int16_t *sums, int from, int way, int steps,
                           int level)
{
    ovalis_edges_out_loop(rows, sums, from, way, steps, level);
}

void ovalis_edges_in_avx2(int16_t *rows, const int16_t *sums, int from, int way, int steps,
                          int level)
{
    ovalis_edges_in_loop(rows, sums, from, way, steps, level);
}

static inline __m256i add_neighbours(const int16_t *sums)
{
    return _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)sums), _mm256_set1_epi16(1));
}

void ovalis_slice_totals_avx2(int32_t *totals, const int16_t *sums, int rows)
{
    int y = 0;

    for (; y + 4 <= rows; y += 4, sums += 4 * OVALIS_KERNEL_SLICES) {
        __m256i first =
            _mm256_hadd_epi32(add_neighbours(sums), add_neighbours(sums + OVALIS_KERNEL_SLICES));
        __m256i second = _mm256_hadd_epi32(add_neighbours(sums + 2 * OVALIS_KERNEL_SLICES),
                                           add_neighbours(sums + 3 * OVALIS_KERNEL_SLICES));
        __m256i four = _mm256_hadd_epi32(first, second);

        _mm_storeu_si128((__m128i *)(totals + y), _mm_add_epi32(_mm256_castsi256_si128(four),
                                                                _mm256_extracti128_si256(four, 1)));
    }
    ovalis_slice_totals_c(totals + y, sums, rows - y);
}
