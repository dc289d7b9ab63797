/* SPDX-License-Identifier: Apache-2.0 */
#include <opencv2/core/core_c.h>

#include "registration/linear_fit.h"

/* The normal equations are summed here, in one order, so that the same sheet gives the same bytes
 * whatever kernels the library chooses; it solves the small system that is left. */
extern "C" bool ovalis_linear_fit(double *solution, const double *basis, const double *values,
                                  const double *weights, int count, int terms)
{
    double normal[OVALIS_FIT_TERMS_MAX * OVALIS_FIT_TERMS_MAX] = {0};
    double right[OVALIS_FIT_TERMS_MAX] = {0};

    for (int i = 0; i < terms; i++)
        solution[i] = 0;
    for (int k = 0; k < count; k++) {
        const double *row = basis + k * terms;

        for (int i = 0; i < terms; i++) {
            right[i] += weights[k] * row[i] * values[k];
            for (int j = 0; j < terms; j++)
                normal[i * terms + j] += weights[k] * row[i] * row[j];
        }
    }
    CvMat a = cvMat(terms, terms, CV_64FC1, normal);
    CvMat b = cvMat(terms, 1, CV_64FC1, right);
    CvMat x = cvMat(terms, 1, CV_64FC1, solution);

    if (count >= terms && cvSolve(&a, &b, &x, CV_LU) != 0)
        return true;
    for (int i = 0; i < terms; i++)
        solution[i] = 0;
    return false;
}
