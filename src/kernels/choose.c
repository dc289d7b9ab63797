/* SPDX-License-Identifier: Apache-2.0 */
/* C first, then upwards, leaving at the first set that the processor lacks. */
#include "kernels/variants.h"

static void choose_c(struct ovalis_kernels *out)
{
    out->shrink_row = ovalis_shrink_row_c;
    out->slice_rows = ovalis_slice_rows_c;
    out->sum_fours = ovalis_sum_fours_c;
    out->bar_response = ovalis_bar_response_c;
    out->sample_gray = ovalis_sample_gray_c;
    out->sample_darkness = ovalis_sample_darkness_c;
    out->dark_bits = ovalis_dark_bits_c;
    out->band_mean = ovalis_band_mean_c;
    out->band_look = ovalis_band_look_c;
    out->band_add = ovalis_band_add_c;
    out->match_shape = ovalis_match_shape_c;
    out->match_sums = ovalis_match_sums_c;
    out->edges_out = ovalis_edges_out_c;
    out->edges_in = ovalis_edges_in_c;
    out->slice_totals = ovalis_slice_totals_c;
    out->count_levels = ovalis_count_levels_c;
}

#if defined(__x86_64__)
static void choose_upwards(struct ovalis_kernels *out, unsigned flags)
{
    if (!(flags & OVALIS_CPU_SSE41))
        return;
    out->shrink_row = ovalis_shrink_row_sse41;
    out->slice_rows = ovalis_slice_rows_sse41;
    out->dark_bits = ovalis_dark_bits_sse41;
    out->match_shape = ovalis_match_shape_sse41;
    out->slice_totals = ovalis_slice_totals_sse41;
    out->count_levels = ovalis_count_levels_sse41;
    if (!(flags & OVALIS_CPU_AVX2))
        return;
    out->shrink_row = ovalis_shrink_row_avx2;
    out->slice_rows = ovalis_slice_rows_avx2;
    out->sum_fours = ovalis_sum_fours_avx2;
    out->bar_response = ovalis_bar_response_avx2;
    out->sample_gray = ovalis_sample_gray_avx2;
    out->sample_darkness = ovalis_sample_darkness_avx2;
    out->dark_bits = ovalis_dark_bits_avx2;
    out->band_mean = ovalis_band_mean_avx2;
    out->band_look = ovalis_band_look_avx2;
    out->band_add = ovalis_band_add_avx2;
    out->match_shape = ovalis_match_shape_avx2;
    out->match_sums = ovalis_match_sums_avx2;
    out->edges_out = ovalis_edges_out_avx2;
    out->edges_in = ovalis_edges_in_avx2;
    out->slice_totals = ovalis_slice_totals_avx2;
    out->count_levels = ovalis_count_levels_avx2;
}
#elif defined(__aarch64__)
static void choose_upwards(struct ovalis_kernels *out, unsigned flags)
{
    if (!(flags & OVALIS_CPU_NEON))
        return;
    out->shrink_row = ovalis_shrink_row_neon;
    out->dark_bits = ovalis_dark_bits_neon;
    out->slice_totals = ovalis_slice_totals_neon;
    out->count_levels = ovalis_count_levels_neon;
}
#else
static void choose_upwards(struct ovalis_kernels *out, unsigned flags)
{
    (void)out;
    (void)flags;
}
#endif

void ovalis_kernels_choose(struct ovalis_kernels *out, unsigned flags)
{
    *out = (struct ovalis_kernels){.flags = flags};
    choose_c(out);
    choose_upwards(out, flags);
}
