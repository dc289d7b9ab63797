/* SPDX-License-Identifier: Apache-2.0 */
#include <smmintrin.h>

#include "kernels/variants.h"
#include "kernels/x86/slices_groups.h"

static inline __m128i sum_group(const uint8_t *px, __m128i order)
{
    __m128i bytes = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)px), order);
    __m128i pairs = _mm_maddubs_epi16(bytes, _mm_set1_epi8(1));

    return _mm_madd_epi16(pairs, _mm_set1_epi16(1));
}

void ovalis_slice_rows_sse41(int16_t *sums, const uint8_t *px, ptrdiff_t stride, int rows,
                             const int *first, int slices, int columns)
{
    struct ovalis_slice_groups groups;
    __m128i order[OVALIS_SLICE_GROUPS];

    if (!ovalis_slice_groups_plan(&groups, first, slices, columns)) {
        ovalis_slice_rows_c(sums, px, stride, rows, first, slices, columns);
        return;
    }
    for (int g = 0; g < OVALIS_SLICE_GROUPS; g++)
        order[g] = _mm_loadu_si128((const __m128i *)groups.order[g]);
    for (int y = 0; y < rows; y++, px += stride, sums += OVALIS_KERNEL_SLICES) {
        __m128i a = sum_group(px + groups.base[0], order[0]);
        __m128i b = sum_group(px + groups.base[1], order[1]);
        __m128i c = sum_group(px + groups.base[2], order[2]);
        __m128i d = sum_group(px + groups.base[3], order[3]);

        _mm_storeu_si128((__m128i *)sums, _mm_packs_epi32(a, b));
        _mm_storeu_si128((__m128i *)(sums + 8), _mm_packs_epi32(c, d));
    }
}
