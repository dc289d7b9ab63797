/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of a case: inputs between pages that nobody may read, outputs between guard bytes. */
#ifndef _DEFAULT_SOURCE
# define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#endif
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "kernelcheck.h"

/* Largest page of the systems that this runs on (aarch64). */
#define PAGE 65536

enum fill { ALL_0, ALL_MOST, NEARLY_0, NEARLY_MOST, RANDOM, RAMP, EITHER, FILLS };

static uint8_t *input_room[KERNELCHECK_INPUTS];
static uint8_t *output_room[2][KERNELCHECK_OUTPUTS];

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int draw(uint64_t *state, int low, int high)
{
    return low + (int)(next(state) % ((uint64_t)(high - low) + 1));
}

bool kernelcheck_setup(void)
{
    for (int i = 0; i < KERNELCHECK_INPUTS; i++) {
        uint8_t *room =
            mmap(NULL, KERNELCHECK_ROOM + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (room == MAP_FAILED ||
            mprotect(room + PAGE, KERNELCHECK_ROOM, PROT_READ | PROT_WRITE) != 0)
            return false;
        input_room[i] = room + PAGE;
    }
    for (int i = 0; i < 2 * KERNELCHECK_OUTPUTS; i++) {
        output_room[i / KERNELCHECK_OUTPUTS][i % KERNELCHECK_OUTPUTS] =
            aligned_alloc(64, KERNELCHECK_ROOM);
        if (!output_room[i / KERNELCHECK_OUTPUTS][i % KERNELCHECK_OUTPUTS])
            return false;
    }
    return true;
}

void kernelcheck_start(struct kernelcheck_case *t, uint64_t seed, bool variant, long calls)
{
    *t = (struct kernelcheck_case){
        .random = seed, .variant = variant, .bench = calls > 1, .all_calls = calls, .calls = calls};
    t->fill = t->bench ? RANDOM : draw(&t->random, 0, FILLS - 1);
}

void kernelcheck_clock(struct kernelcheck_case *t)
{
    struct timespec now;
    double ns;

    if (!t->bench)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    ns = 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
    t->ns += t->calls > 0 ? -ns : ns;
}

int kernelcheck_pick(struct kernelcheck_case *t, int low, int high, int usual)
{
    return t->bench ? usual : draw(&t->random, low, high);
}

static int value(struct kernelcheck_case *t, size_t i, int most)
{
    int few = most < 3 ? most : 3;

    switch ((enum fill)t->fill) {
    case ALL_0:
        return 0;
    case ALL_MOST:
        return most;
    case NEARLY_0:
        return draw(&t->random, 0, few);
    case NEARLY_MOST:
        return most - draw(&t->random, 0, few);
    case RAMP:
        return (int)(i % ((size_t)most + 1));
    case EITHER:
        return draw(&t->random, 0, 1) ? most : 0;
    case RANDOM:
    case FILLS:
        break;
    }
    return draw(&t->random, 0, most);
}

/* Room for an input, whose slack holds other bytes in each run. */
static uint8_t *place(struct kernelcheck_case *t, size_t size, size_t slack)
{
    uint8_t *room, *at;
    bool at_start = draw(&t->random, 0, 3) == 0;

    assert(t->inputs < KERNELCHECK_INPUTS && size + slack <= KERNELCHECK_ROOM);
    room = input_room[t->inputs++];
    at = at_start ? room : room + KERNELCHECK_ROOM - size - slack;
    memset(at + size, t->variant ? 0x5A : 0xC3, slack);
    return at;
}

uint8_t *kernelcheck_input(struct kernelcheck_case *t, size_t size, size_t slack, int most)
{
    uint8_t *at = place(t, size, slack);

    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)value(t, i, most);
    return at;
}

int16_t *kernelcheck_words(struct kernelcheck_case *t, size_t count, int most)
{
    int16_t *at = (int16_t *)(void *)place(t, count * sizeof *at, 0);

    for (size_t i = 0; i < count; i++)
        at[i] = (int16_t)value(t, i, most);
    return at;
}

const uint8_t *kernelcheck_image(struct kernelcheck_case *t, int width, int height, size_t slack,
                                 ptrdiff_t *stride)
{
    ptrdiff_t apart = width + kernelcheck_pick(t, 0, 70, 64);
    size_t behind = height > 0 ? (size_t)apart * (size_t)(height - 1) : 0;
    const uint8_t *px = kernelcheck_input(t, behind + (size_t)width, slack, 255);
    bool upwards = kernelcheck_pick(t, 0, 1, 0);

    *stride = upwards ? -apart : apart;
    return upwards ? px + behind : px;
}

void *kernelcheck_output(struct kernelcheck_case *t, size_t count, size_t size_of_one)
{
    struct kernelcheck_output *out = &t->output[t->outputs];
    size_t whole;

    assert(t->outputs < KERNELCHECK_OUTPUTS);
    *out = (struct kernelcheck_output){.whole = output_room[t->variant][t->outputs],
                                       .size = count * size_of_one,
                                       .offset = KERNELCHECK_GUARD +
                                                 size_of_one * (size_t)draw(&t->random, 0, 63)};
    t->outputs++;
    whole = out->offset + out->size + KERNELCHECK_GUARD;
    assert(whole <= KERNELCHECK_ROOM);
    for (size_t i = 0; i < whole; i++)
        out->whole[i] = (uint8_t)next(&t->random);
    return out->whole + out->offset;
}

/* A reference that writes too far is not seen here, where both runs would agree, but where a
 * variant does not: the two runs start with the same bytes around. */
const char *kernelcheck_compare(const struct kernelcheck_case *one,
                                const struct kernelcheck_case *other)
{
    if (one->outputs != other->outputs || one->random != other->random)
        return "the check itself draws differently in its two runs";
    for (int i = 0; i < one->outputs; i++) {
        const struct kernelcheck_output *a = &one->output[i], *b = &other->output[i];
        size_t end = a->offset + a->size;

        if (memcmp(a->whole, b->whole, a->offset) != 0)
            return "written before the output";
        if (memcmp(a->whole + end, b->whole + end, KERNELCHECK_GUARD) != 0)
            return "written behind the output";
        if (memcmp(a->whole + a->offset, b->whole + a->offset, a->size) != 0)
            return "other results than the reference";
    }
    return NULL;
}
