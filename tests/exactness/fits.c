/* SPDX-License-Identifier: Apache-2.0 */
/* Prints every bit of the solutions of made-up linear fits, the one place where another library's
 * arithmetic comes before a decision: what is printed must be the same on every machine. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "registration/linear_fit.h"

#define FITS       20000 /* of each kind; with the library's own bits, 1 in 50 already differs */
#define POINTS_MAX 60    /* marks of a border; about the longest of known cards */

/* xorshift64 by Marsaglia: the same numbers everywhere, in [0, 1). */
static double draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Places of marks along a line at 200 dpi, with scatter; or offsets from a bow, as mapping.c has.
 */
static void draw_point(double *row, double *value, int place, int terms, uint64_t *state)
{
    double u = draw(state), s = 4 * u * (1 - u);

    for (int k = 0; k < terms; k++, s *= 2 * u - 1)
        row[k] = terms == 3 ? s : k ? place : 1;
    *value = terms == 3 ? 4 * draw(state) - 2 : 200 + 37.3 * place + draw(state);
}

static void fit(int terms, uint64_t *state)
{
    double basis[POINTS_MAX * OVALIS_FIT_TERMS_MAX], values[POINTS_MAX], weights[POINTS_MAX];
    double solution[OVALIS_FIT_TERMS_MAX];
    int count = 6 + (int)(draw(state) * (POINTS_MAX - 6));
    bool good;

    for (int i = 0; i < count; i++) {
        draw_point(basis + i * terms, values + i, i, terms, state);
        weights[i] = draw(state);
    }
    good = ovalis_linear_fit(solution, basis, values, weights, count, terms);
    printf("%d %d", terms, good);
    for (int k = 0; k < terms; k++) {
        uint64_t bits;

        memcpy(&bits, &solution[k], sizeof bits);
        printf(" %016" PRIx64, bits);
    }
    printf("\n");
}

int main(void)
{
    uint64_t state = 88172645463325252U; /* any but 0 */

    for (int terms = 1; terms <= OVALIS_FIT_TERMS_MAX; terms++)
        for (int i = 0; i < FITS; i++)
            fit(terms, &state);
    return 0;
}
