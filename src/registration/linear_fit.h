/* SPDX-License-Identifier: Apache-2.0 */
/* Weighted least squares over OpenCV's linear algebra. core_c.h no longer compiles as C, so this is
 * the one C++ file of the room behind a C face. */
#ifndef OVALIS_REGISTRATION_LINEAR_FIT_H
#define OVALIS_REGISTRATION_LINEAR_FIT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OVALIS_FIT_TERMS_MAX 3

/* solution[0..terms) that makes the weighted sum of squares of (basis * solution - values) least.
 * `basis` holds `count` rows of `terms` values; 1 <= terms <= OVALIS_FIT_TERMS_MAX.
 * Values and solution are px. Each solution is a whole number of 1/1048576 px, so that the last
 * bits, in which machines differ, decide nothing. false (and all solution 0) when the values do not
 * determine it. */
bool ovalis_linear_fit(double *solution, const double *basis, const double *values,
                       const double *weights, int count, int terms);

#ifdef __cplusplus
}
#endif

#endif
