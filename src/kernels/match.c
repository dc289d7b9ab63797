/* SPDX-License-Identifier: Apache-2.0 */
/* A shape laid over a patch at many shifts. */
#include <string.h>

#include "kernels/variants.h"

/* Vectors of the compiler (gcc and clang, any processor), since left alone they turn these short
 * loops the wrong way round. */
typedef int16_t words __attribute__((vector_size(16)));
typedef uint8_t bytes __attribute__((vector_size(8)));

#define SHIFTS 8 /* side by side in one vector */
#define SHORT  8 /* products of 7 and 5 bits that 16 bits hold the sum of */

static inline words load(const uint8_t *at)
{
    bytes eight;

    memcpy(&eight, at, sizeof eight);
    return __builtin_convertvector(eight, words);
}

static inline void add_run(int32_t *sums, const int8_t *values, const uint8_t *darkness, int count)
{
    for (int i = 0; i < count; i += SHORT) {
        int end = count - i < SHORT ? count : i + SHORT;
        words products = {0};

        for (int j = i; j < end; j++)
            products += (int16_t)values[j] * load(darkness + j);
        for (int k = 0; k < SHIFTS; k++)
            sums[k] += products[k];
    }
}

void ovalis_match_shape_c(int32_t *products, const struct ovalis_match_shape *shape,
                          const uint8_t *darkness, ptrdiff_t width, int rows, int shifts)
{
    for (int y = 0; y < rows; y++, darkness += width, products += OVALIS_KERNEL_SHIFTS) {
        memset(products, 0, (size_t)shifts * sizeof *products);
        for (size_t r = 0; r < shape->run_count; r++) {
            const struct ovalis_match_run *run = &shape->runs[r];

            for (int k = 0; k < shifts; k += SHIFTS)
                add_run(products + k, shape->values + run->values,
                        darkness + run->row * width + run->first + k, run->count);
        }
    }
}

void ovalis_match_sums_c(int32_t *sums, int32_t *squares, const uint8_t *darkness, int count)
{
    int32_t sum = 0, square = 0;

    for (int i = 0; i < count; i++) {
        sums[i] = sum;
        squares[i] = square;
        sum += darkness[i];
        square += darkness[i] * darkness[i];
    }
    sums[count] = sum;
    squares[count] = square;
}
