/* SPDX-License-Identifier: Apache-2.0 */
/* What the encoder of runs writes, read by zlib, which checks the sum over all bytes too. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "page/deflate.h"
#include "page/huffman.h"

/* Returns the size of the stream. */
static size_t check_way_back(const uint8_t *bytes, size_t size)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text stream = {0};
    OVALIS_OWNED(ovalis_release) uint8_t *back = ovalis_allocate(size + 1, 1);
    uLongf got = size + 1;

    ck_assert_ptr_nonnull(back);
    ovalis_text_add(&stream, "before");
    ovalis_deflate_runs(&stream, bytes, size);
    ck_assert(!stream.failed);
    ck_assert_mem_eq(stream.bytes, "before", 6);
    ck_assert_int_eq(uncompress(back, &got, (const uint8_t *)stream.bytes + 6, stream.length - 6),
                     Z_OK);
    ck_assert_uint_eq(got, size);
    ck_assert_mem_eq(back, bytes, size);
    return stream.length - 6;
}

/* A fixed series (Knuth's MMIX constants); its upper bits are even enough. */
static uint32_t next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

START_TEST(every_size_comes_back)
{
    uint8_t bytes[700];
    uint64_t state = 1;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)next_number(&state);
    for (size_t size = 1; size <= sizeof bytes; size++)
        (void)check_way_back(bytes, size);
}
END_TEST

/* Runs of 1 to 600 behind 0 to 9 other bytes, so that they begin at every place in four, with and
 * without something behind them. */
START_TEST(every_length_of_a_run_comes_back)
{
    for (size_t before = 0; before < 10; before++)
        for (size_t run = 1; run <= 600; run++)
            for (size_t behind = 0; behind < 2; behind++) {
                uint8_t bytes[620];

                for (size_t i = 0; i < before; i++)
                    bytes[i] = (uint8_t)(100 + i);
                memset(bytes + before, 7, run);
                bytes[before + run] = 9;
                (void)check_way_back(bytes, before + run + behind);
            }
}
END_TEST

/* Noise whose values become rarer and rarer, between runs: what differences of pixels are like. */
START_TEST(noise_and_runs_come_back)
{
    OVALIS_OWNED(ovalis_release) uint8_t *bytes = ovalis_allocate(500000, 1);
    uint64_t state = (uint64_t)_i;

    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < 500000;) {
        size_t length = 1 + next_number(&state) % 900;
        unsigned spread = 1 + next_number(&state) % 32;
        bool run = next_number(&state) % 2 != 0;

        for (; length > 0 && i < 500000; length--, i++)
            bytes[i] = run ? (uint8_t)spread : (uint8_t)(next_number(&state) % spread);
    }
    (void)check_way_back(bytes, 500000);
}
END_TEST

START_TEST(a_run_takes_two_bits_for_258_bytes)
{
    OVALIS_OWNED(ovalis_release) uint8_t *bytes = ovalis_allocate(258 * 8000 + 1, 1);

    ck_assert_ptr_nonnull(bytes);
    /* 8000 runs, of one bit and one for the distance; 300 bytes are plenty for the code. */
    ck_assert_uint_le(check_way_back(bytes, 258 * 8000 + 1), 2000 + 300);
}
END_TEST

/* Fibonacci numbers make the deepest tree that a Huffman code can have: one bit a symbol. */
START_TEST(no_code_is_longer_than_asked_for)
{
    const unsigned limits[] = {5, 7, 14, 15};
    struct ovalis_huffman_code codes[30];
    uint32_t counts[30] = {1, 1};
    unsigned room = 0; /* Kraft: of 2^15, what the codes take */

    for (int i = 2; i < 30; i++)
        counts[i] = counts[i - 1] + counts[i - 2];
    ovalis_huffman_make(codes, counts, 30, limits[_i]);
    for (int i = 0; i < 30; i++) {
        ck_assert_uint_ge(codes[i].count, 1);
        ck_assert_uint_le(codes[i].count, limits[_i]);
        room += 1u << (15 - codes[i].count);
    }
    ck_assert_uint_eq(room, 1u << 15); /* complete: zlib takes no other */
}
END_TEST

/* RFC 1951, 3.2.2: lengths 3, 3, 3, 3, 3, 2, 4, 4 of A to H have the codes 010, 011, 100, 101, 110,
 * 00, 1110, 1111. These counts give these lengths. */
START_TEST(codes_are_those_of_the_standard)
{
    const uint32_t counts[8] = {4, 4, 4, 4, 4, 8, 2, 2};
    const unsigned bits[8] = {2, 6, 1, 5, 3, 0, 7, 15}; /* first bit lowest */
    const unsigned lengths[8] = {3, 3, 3, 3, 3, 2, 4, 4};
    struct ovalis_huffman_code codes[8];

    ovalis_huffman_make(codes, counts, 8, 15);
    for (int i = 0; i < 8; i++) {
        ck_assert_uint_eq(codes[i].count, lengths[i]);
        ck_assert_uint_eq(codes[i].bits, bits[i]);
    }
}
END_TEST

/* Worked by hand for one byte 'a': head 78 01; a dynamic block whose first bits are 1 (last), 01
 * (dynamic, low bit first), 29 (286 symbols), 0 (one distance), 15 (all 19 lengths); Adler-32 of
 * 'a': 1 + 97 = 98 in both halves. */
START_TEST(the_frame_is_that_of_the_standard)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text stream = {0};
    const uint8_t *bytes;

    ovalis_deflate_runs(&stream, (const uint8_t *)"a", 1);
    bytes = (const uint8_t *)stream.bytes;
    ck_assert_uint_eq(bytes[0], 0x78);
    ck_assert_uint_eq(bytes[1], 0x01);
    ck_assert_uint_eq(bytes[2], 1 | 2 << 1 | (29 & 31) << 3);
    ck_assert_uint_eq(bytes[3] & 31, 0);
    ck_assert_mem_eq(bytes + stream.length - 4, "\0\x62\0\x62", 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deflate");
    TCase *tests = tcase_create("deflate");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_size_comes_back);
    tcase_add_test(tests, every_length_of_a_run_comes_back);
    tcase_add_loop_test(tests, noise_and_runs_come_back, 0, 8);
    tcase_add_test(tests, a_run_takes_two_bits_for_258_bytes);
    tcase_add_loop_test(tests, no_code_is_longer_than_asked_for, 0, 4);
    tcase_add_test(tests, codes_are_those_of_the_standard);
    tcase_add_test(tests, the_frame_is_that_of_the_standard);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
