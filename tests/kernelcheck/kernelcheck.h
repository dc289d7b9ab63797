/* SPDX-License-Identifier: Apache-2.0 */
/* Every variant of every kernel against the C reference. A check draws one case of a kernel from
 * the case's random numbers and calls the kernel; it is run twice with the same numbers, with the
 * reference and with a variant, and all that was written must be the same, with what lies around
 * it. The same function serves the benchmark, where every number is the usual one.
 *
 * To add a check: a function in the file named like the kernel's, and a row of
 * KERNELCHECK_KERNELS, which must name every member of struct ovalis_kernels. */
#ifndef OVALIS_KERNELCHECK_H
#define OVALIS_KERNELCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/variants.h"

#define KERNELCHECK_KERNELS(row)                                                                   \
 row(shrink_row) row(slice_rows) row(sum_fours) row(bar_response) row(sample_gray)                 \
     row(sample_darkness) row(dark_bits) row(band_mean) row(band_look) row(band_add)               \
         row(match_shape) row(match_sums) row(edges_out) row(edges_in) row(slice_totals)           \
             row(count_levels)

#define KERNELCHECK_INPUTS  4
#define KERNELCHECK_OUTPUTS 2
#define KERNELCHECK_GUARD   256       /* bytes before and behind each output */
#define KERNELCHECK_ROOM    (1 << 20) /* bytes of one buffer at most */

struct kernelcheck_output {
    uint8_t *whole; /* guards and all */
    size_t offset, size;
};

struct kernelcheck_case {
    uint64_t random;
    bool bench;
    bool variant; /* second run of a case: what lies behind inputs is other than in the first */
    int fill;     /* what the case's inputs are filled with */
    int inputs, outputs;
    struct kernelcheck_output output[KERNELCHECK_OUTPUTS];
    long all_calls, calls; /* to make, and still to make */
    double ns;             /* that all calls took, in the benchmark */
};

typedef void kernelcheck_fn(struct kernelcheck_case *t, const struct ovalis_kernels *kernels);

#define KERNELCHECK_DECLARE(name) kernelcheck_fn kernelcheck_##name;
KERNELCHECK_KERNELS(KERNELCHECK_DECLARE)

/* case.c */
bool kernelcheck_setup(void);
void kernelcheck_start(struct kernelcheck_case *t, uint64_t seed, bool variant, long calls);
/* NULL, or what is wrong with what the second run wrote. */
const char *kernelcheck_compare(const struct kernelcheck_case *one,
                                const struct kernelcheck_case *other);

/* low..high, in the benchmark `usual`. */
int kernelcheck_pick(struct kernelcheck_case *t, int low, int high, int usual);
/* `size` bytes of 0..most, at the end of the readable memory but for `slack` bytes, or at its
 * start. */
uint8_t *kernelcheck_input(struct kernelcheck_case *t, size_t size, size_t slack, int most);
/* A page's part; sets the stride, which may be negative. */
const uint8_t *kernelcheck_image(struct kernelcheck_case *t, int width, int height, size_t slack,
                                 ptrdiff_t *stride);
/* Values of 16 bits, 0..most. */
int16_t *kernelcheck_words(struct kernelcheck_case *t, size_t count, int most);
/* Filled with random bytes, the same in both runs. */
void *kernelcheck_output(struct kernelcheck_case *t, size_t count, size_t size_of_one);

/* Takes the time off t->ns at the first call, adds it behind the last. */
void kernelcheck_clock(struct kernelcheck_case *t);

/* Around the kernel's call: once, in the benchmark many times. */
static inline bool kernelcheck_again(struct kernelcheck_case *t)
{
    if (t->calls == t->all_calls || t->calls == 0)
        kernelcheck_clock(t);
    return t->calls-- > 0;
}

/* broken.c: kernels with a fault each, which must be found. */
struct kernelcheck_broken {
    const char *fault;
    ovalis_shrink_row_fn *shrink_row;
};
extern const struct kernelcheck_broken kernelcheck_broken[];
extern const size_t kernelcheck_broken_count;

#endif
