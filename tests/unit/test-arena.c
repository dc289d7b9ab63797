/* SPDX-License-Identifier: Apache-2.0 */
/* The arena: pieces are apart and aligned, rewinding gives back what was taken since, and a second
 * sheet like the first asks nothing of the system. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

#define MIB ((size_t)1 << 20)

/* Three pieces, two of them larger than a block is at least: as a large sheet would. */
static void take_sheet(struct ovalis_arena *arena)
{
    static const size_t sizes[] = {100, 5 * MIB, 9 * MIB};

    for (size_t i = 0; i < 3; i++) {
        uint8_t *piece = ovalis_arena_take(arena, sizes[i], 1);

        ck_assert_ptr_nonnull(piece);
        memset(piece, 0xEE, sizes[i]);
    }
}

START_TEST(pieces_are_aligned_and_do_not_overlap)
{
    struct ovalis_arena arena = {0};
    uint8_t *pieces[200];

    for (size_t i = 0; i < 200; i++) {
        pieces[i] = ovalis_arena_take(&arena, i, 3);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % OVALIS_ARENA_ALIGN, 0);
        memset(pieces[i], (int)i, 3 * i);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < 3 * i; k++)
            ck_assert_uint_eq(pieces[i][k], i);
    ovalis_arena_release(&arena);
}
END_TEST

START_TEST(zeroed_pieces_are_zero_where_others_were_before)
{
    struct ovalis_arena arena = {0};
    struct ovalis_arena_mark mark = ovalis_arena_mark(&arena);
    uint8_t *piece = ovalis_arena_take(&arena, 1000, 1);

    ck_assert_ptr_nonnull(piece);
    memset(piece, 0xEE, 1000);
    ovalis_arena_rewind(&arena, mark);
    ck_assert_ptr_eq(ovalis_arena_take_zeroed(&arena, 250, 4), piece);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(piece[i], 0);
    ovalis_arena_release(&arena);
}
END_TEST

START_TEST(rewinding_gives_back_what_came_since_and_nothing_else)
{
    struct ovalis_arena arena = {0};
    uint8_t *kept = ovalis_arena_take(&arena, 64, 1), *first;
    struct ovalis_arena_mark mark = ovalis_arena_mark(&arena);

    ck_assert_ptr_nonnull(kept);
    memset(kept, 7, 64);
    first = ovalis_arena_take(&arena, 64, 1);
    take_sheet(&arena);
    ovalis_arena_rewind(&arena, mark);
    ck_assert_ptr_eq(ovalis_arena_take(&arena, 64, 1), first);
    for (size_t i = 0; i < 64; i++)
        ck_assert_uint_eq(kept[i], 7);
    ovalis_arena_release(&arena);
}
END_TEST

START_TEST(a_second_sheet_of_the_kind_asks_nothing_of_the_system)
{
    struct ovalis_arena arena = {0};
    size_t taken;

    take_sheet(&arena);
    ck_assert_uint_gt(arena.taken, 1);
    ovalis_arena_reset(&arena); /* several blocks become one */
    taken = arena.taken;
    for (int sheet = 0; sheet < 5; sheet++) {
        take_sheet(&arena);
        ovalis_arena_reset(&arena);
        ck_assert_uint_eq(arena.taken, taken);
    }
    ovalis_arena_release(&arena);
}
END_TEST

START_TEST(sizes_that_cannot_be_are_refused)
{
    struct ovalis_arena arena = {0};

    ck_assert_ptr_null(ovalis_arena_take(&arena, SIZE_MAX, 2));
    ck_assert_ptr_null(ovalis_arena_take(&arena, OVALIS_ALLOCATION_MAX + 1, 1));
    ck_assert_ptr_null(ovalis_arena_take_zeroed(&arena, SIZE_MAX / 2, 4));
    ck_assert_ptr_nonnull(ovalis_arena_take(&arena, 0, 8));
    ovalis_arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tests = tcase_create("arena");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tests);
    tcase_add_test(tests, pieces_are_aligned_and_do_not_overlap);
    tcase_add_test(tests, zeroed_pieces_are_zero_where_others_were_before);
    tcase_add_test(tests, rewinding_gives_back_what_came_since_and_nothing_else);
    tcase_add_test(tests, a_second_sheet_of_the_kind_asks_nothing_of_the_system);
    tcase_add_test(tests, sizes_that_cannot_be_are_refused);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
