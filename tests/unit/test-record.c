/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/record.h"

static struct ovalis_election election;

static void begin(struct ovalis_record *record)
{
    memset(election.hash_hex, '1', OVALIS_SHA256_HEX_SIZE - 1);
    *record = (struct ovalis_record){0};
    record->sheet = ovalis_copy_text("sheet");
}

static void image(struct ovalis_record *record, enum ovalis_side side, int source, int page,
                  int stored)
{
    struct ovalis_image_evidence *evidence = &record->images[side];

    evidence->present = true;
    evidence->source_page = page;
    memset(evidence->source_hash.bytes, source, OVALIS_SHA256_SIZE);
    if (stored == 0)
        return;
    evidence->stored = ovalis_copy_text("stored.tiff");
    memset(evidence->stored_hash.bytes, stored, OVALIS_SHA256_SIZE);
}

static const char *identify(struct ovalis_record *record, unsigned repeat)
{
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_record_identify(record, &election, repeat, &why), OVALIS_OK);
    return record->id;
}

/* Each id by hand: printf 'ovalis-record-1\nelection 1111…\n…repeat 0\n' | sha256sum */
static const struct {
    int front_source, front_page, front_stored, back_source, back_page, back_stored;
    unsigned repeat;
    const char *id;
} ids[] = {
    {1, 1, 9, 2, 1, 10, 0, "62d39369108a7be6bedcfed54f65c87d3a3577dce894ba06bb5390ad322e08c4"},
    {1, 3, 0, 0, 0, 0, 0, "ed3e6cd56918947c7a8c9a409d3cbd47c0222d6f7d732ec07f2044d848900623"},
    {1, 3, 0, 1, 4, 0, 2, "15629cfa0d7cf60128fadd5f33c31210d42a443dd42a7e3a3ca51a59d3609f46"},
};

START_TEST(an_id_is_the_hash_of_definition_and_images)
{
    struct ovalis_record record;

    begin(&record);
    image(&record, OVALIS_FRONT, ids[_i].front_source, ids[_i].front_page, ids[_i].front_stored);
    if (ids[_i].back_source)
        image(&record, OVALIS_BACK, ids[_i].back_source, ids[_i].back_page, ids[_i].back_stored);
    ck_assert_str_eq(identify(&record, ids[_i].repeat), ids[_i].id);
    ovalis_record_release(&record);
}
END_TEST

START_TEST(where_a_stored_image_came_from_does_not_change_the_id)
{
    struct ovalis_record one, other;
    char id[OVALIS_SHA256_HEX_SIZE];

    begin(&one);
    begin(&other);
    image(&one, OVALIS_FRONT, 1, 1, 9);
    image(&other, OVALIS_FRONT, 2, 7, 9);
    memcpy(id, identify(&one, 0), sizeof id);
    ck_assert_str_eq(identify(&other, 0), id);
    ck_assert_str_ne(identify(&other, 1), id);
    ovalis_record_release(&one);
    ovalis_record_release(&other);
}
END_TEST

START_TEST(a_released_record_holds_nothing)
{
    static const struct ovalis_record nothing;
    struct ovalis_record record;

    begin(&record);
    image(&record, OVALIS_FRONT, 1, 1, 9);
    record.repeats = ovalis_copy_text("other");
    ovalis_record_release(&record);
    ck_assert_int_eq(memcmp(&record, &nothing, sizeof record), 0);
    ovalis_record_release(&record);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *cases = tcase_create("record");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, cases);
    tcase_add_loop_test(cases, an_id_is_the_hash_of_definition_and_images, 0,
                        (int)(sizeof ids / sizeof *ids));
    tcase_add_test(cases, where_a_stored_image_came_from_does_not_change_the_id);
    tcase_add_test(cases, a_released_record_holds_nothing);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
