/* SPDX-License-Identifier: Apache-2.0 */
#include <immintrin.h>

#include "kernels/variants.h"
#include "kernels/x86/slices_groups.h"

static inline __m256i two_groups(const void *low, const void *high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
                                   _mm_loadu_si128((const __m128i *)high), 1);
}

static inline __m256i sum_groups(const uint8_t *low, const uint8_t *high, __m256i order)
{
    __m256i bytes = _mm256_shuffle_epi8(two_groups(low, high), order);
    __m256i pairs = _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));

    return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

void ovalis_slice_rows_avx2(int16_t *sums, const uint8_t *px, ptrdiff_t stride, int rows,
                            const int *first, int slices, int columns)
{
    struct ovalis_slice_groups groups;
    __m256i even, odd;

    if (!ovalis_slice_groups_plan(&groups, first, slices, columns)) {
        ovalis_slice_rows_c(sums, px, stride, rows, first, slices, columns);
        return;
    }
    /* packing joins lane by lane: 0 with 1, 2 with 3 */
    even = two_groups(groups.order[0], groups.order[2]);
    odd = two_groups(groups.order[1], groups.order[3]);
    for (int y = 0; y < rows; y++, px += stride, sums += OVALIS_KERNEL_SLICES) {
        __m256i a = sum_groups(px + groups.base[0], px + groups.base[2], even);
        __m256i b = sum_groups(px + groups.base[1], px + groups.base[3], odd);

        _mm256_storeu_si256((__m256i *)sums, _mm256_packs_epi32(a, b));
    }
}
