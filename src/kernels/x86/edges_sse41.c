/* SPDX-License-Identifier: Apache-2.0 */
#include <smmintrin.h>

#include "kernels/variants.h"

/* Four sums of four slices each. */
static inline __m128i add_neighbours(const int16_t *sums)
{
    const __m128i ones = _mm_set1_epi16(1);

    return _mm_add_epi32(_mm_madd_epi16(_mm_loadu_si128((const __m128i *)sums), ones),
                         _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(sums + 8)), ones));
}

void ovalis_slice_totals_sse41(int32_t *totals, const int16_t *sums, int rows)
{
    int y = 0;

    for (; y + 4 <= rows; y += 4, sums += 4 * OVALIS_KERNEL_SLICES) {
        __m128i first =
            _mm_hadd_epi32(add_neighbours(sums), add_neighbours(sums + OVALIS_KERNEL_SLICES));
        __m128i second = _mm_hadd_epi32(add_neighbours(sums + 2 * OVALIS_KERNEL_SLICES),
                                        add_neighbours(sums + 3 * OVALIS_KERNEL_SLICES));

        _mm_storeu_si128((__m128i *)(totals + y), _mm_hadd_epi32(first, second));
    }
    ovalis_slice_totals_c(totals + y, sums, rows - y);
}
