/* SPDX-License-Identifier: Apache-2.0 */
/* Every variant of every kernel, declared once; for the files of this room and tests/kernelcheck.
 */
#ifndef OVALIS_KERNELS_VARIANTS_H
#define OVALIS_KERNELS_VARIANTS_H

#include "kernels/kernels.h"

ovalis_shrink_row_fn ovalis_shrink_row_c;
ovalis_slice_rows_fn ovalis_slice_rows_c;
ovalis_sum_fours_fn ovalis_sum_fours_c;
ovalis_bar_response_fn ovalis_bar_response_c;
ovalis_sample_gray_fn ovalis_sample_gray_c;
ovalis_sample_darkness_fn ovalis_sample_darkness_c;
ovalis_dark_bits_fn ovalis_dark_bits_c;
ovalis_band_mean_fn ovalis_band_mean_c;
ovalis_band_look_fn ovalis_band_look_c;
ovalis_band_add_fn ovalis_band_add_c;
ovalis_count_levels_fn ovalis_count_levels_c;

#if defined(__x86_64__)
ovalis_slice_rows_fn ovalis_slice_rows_sse41;

ovalis_shrink_row_fn ovalis_shrink_row_avx2;
ovalis_slice_rows_fn ovalis_slice_rows_avx2;
ovalis_sum_fours_fn ovalis_sum_fours_avx2;
ovalis_bar_response_fn ovalis_bar_response_avx2;
ovalis_sample_gray_fn ovalis_sample_gray_avx2;
ovalis_sample_darkness_fn ovalis_sample_darkness_avx2;
ovalis_dark_bits_fn ovalis_dark_bits_avx2;
ovalis_band_mean_fn ovalis_band_mean_avx2;
ovalis_band_look_fn ovalis_band_look_avx2;
ovalis_band_add_fn ovalis_band_add_avx2;
ovalis_count_levels_fn ovalis_count_levels_avx2;
#endif

#endif
