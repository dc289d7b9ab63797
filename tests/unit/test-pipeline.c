/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that join the rooms: order, names, repeats, and a folder that is whole or not there. */
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "pipeline/crew.h"
#include "pipeline/folder.h"
#include "pipeline/names.h"
#include "pipeline/seen.h"
#include "pipeline/shelf.h"

/* --- crew --------------------------------------------------------------------------------------
 */

#define ITEMS 500

struct counting {
    pthread_mutex_t lock;
    size_t under_way, most_under_way;
    size_t slots[64]; /* item + 1 in each slot, 0: free */
    size_t taken[ITEMS];
    size_t taken_count;
    size_t stop_at;
};

static void spend(size_t item)
{
    for (volatile size_t i = 0; i < item * 7919 % 5000; i++) {
    }
}

static void count_work(void *cookie, size_t item, size_t slot)
{
    struct counting *counting = cookie;

    (void)pthread_mutex_lock(&counting->lock);
    ck_assert_uint_eq(counting->slots[slot], 0);
    counting->under_way++;
    if (counting->under_way > counting->most_under_way)
        counting->most_under_way = counting->under_way;
    (void)pthread_mutex_unlock(&counting->lock);
    spend(item);
    (void)pthread_mutex_lock(&counting->lock);
    counting->slots[slot] = item + 1;
    (void)pthread_mutex_unlock(&counting->lock);
}

static enum ovalis_status count_take(void *cookie, size_t item, size_t slot,
                                     struct ovalis_diag *why)
{
    struct counting *counting = cookie;

    (void)pthread_mutex_lock(&counting->lock);
    ck_assert_uint_eq(counting->slots[slot], item + 1);
    counting->slots[slot] = 0;
    counting->under_way--;
    counting->taken[counting->taken_count++] = item;
    (void)pthread_mutex_unlock(&counting->lock);
    if (item == counting->stop_at)
        return ovalis_fail(why, OVALIS_ERR_CANCELLED, "stopped at %zu", item);
    return OVALIS_OK;
}

static const struct {
    size_t workers, window;
} crews[] = {{1, 1}, {1, 3}, {2, 6}, {5, 5}, {7, 21}};

START_TEST(items_are_taken_once_and_in_order_whatever_the_number_of_workers)
{
    struct counting counting = {.stop_at = ITEMS};
    const struct ovalis_crew_task task = {ITEMS,     crews[_i].workers, crews[_i].window,
                                          &counting, count_work,        count_take};
    struct ovalis_diag why;

    (void)pthread_mutex_init(&counting.lock, NULL);
    ck_assert_int_eq(ovalis_crew_run(&task, &why), OVALIS_OK);
    ck_assert_uint_eq(counting.taken_count, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        ck_assert_uint_eq(counting.taken[i], i);
    ck_assert_uint_le(counting.most_under_way, crews[_i].window);
}
END_TEST

START_TEST(nothing_is_taken_after_a_failure)
{
    struct counting counting = {.stop_at = 20};
    const struct ovalis_crew_task task = {ITEMS,     crews[_i].workers, crews[_i].window,
                                          &counting, count_work,        count_take};
    struct ovalis_diag why;

    (void)pthread_mutex_init(&counting.lock, NULL);
    ck_assert_int_eq(ovalis_crew_run(&task, &why), OVALIS_ERR_CANCELLED);
    ck_assert_str_eq(why.text, "stopped at 20");
    ck_assert_uint_eq(counting.taken_count, 21);
}
END_TEST

START_TEST(no_items_are_done_at_once)
{
    struct counting counting = {.stop_at = ITEMS};
    const struct ovalis_crew_task task = {0, 2, 6, &counting, count_work, count_take};

    ck_assert_int_eq(ovalis_crew_run(&task, NULL), OVALIS_OK);
    ck_assert_uint_eq(counting.taken_count, 0);
}
END_TEST

/* --- seen --------------------------------------------------------------------------------------
 */

START_TEST(repeats_are_counted_and_the_first_is_remembered)
{
    struct ovalis_seen seen = {0};

    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) {
            struct ovalis_sha256 digest = {{0}};
            const struct ovalis_seen_entry *entry;

            /* Many of them share their first bytes, and so their slot. */
            digest.bytes[0] = (uint8_t)(i % 3);
            digest.bytes[30] = (uint8_t)(i >> 8);
            digest.bytes[31] = (uint8_t)i;
            entry = ovalis_seen_note(&seen, &digest, round * 1000 + i);
            ck_assert_ptr_nonnull(entry);
            ck_assert_uint_eq(entry->count, round + 1);
            ck_assert_uint_eq(entry->first, i);
        }
    }
    ck_assert_uint_eq(seen.used, 1000);
    ovalis_seen_release(&seen);
}
END_TEST

/* --- names -------------------------------------------------------------------------------------
 */

static void make_names(struct ovalis_file_names *names, char **given, size_t count)
{
    struct ovalis_sheet_source sheets[8] = {0};
    const struct ovalis_sheet_list list = {sheets, count};

    for (size_t i = 0; i < count; i++)
        sheets[i].name = given[i];
    ck_assert_int_eq(ovalis_file_names_make(names, &list, NULL), OVALIS_OK);
    ck_assert_uint_eq(names->count, count);
}

static const struct {
    const char *sheet, *file;
} plain[] = {
    {"04e81bd0", "04e81bd0"},       {"batch 7", "batch_7"}, {"deck#12", "deck.12"},
    {"../../etc/x", "_._.._etc_x"}, {".hidden", "_hidden"}, {"-rf", "_rf"},
    {"Z\xC3\xBCrich", "Z__rich"},   {"", "sheet"},          {"a\nb\"c<d>", "a_b_c_d_"},
    {"name~2", "name~2"},
};

START_TEST(file_names_hold_only_plain_characters)
{
    struct ovalis_file_names names;
    char given[64];
    char *list[] = {given};

    (void)snprintf(given, sizeof given, "%s", plain[_i].sheet);
    make_names(&names, list, 1);
    ck_assert_str_eq(names.names[0], plain[_i].file);
    ovalis_file_names_release(&names);
}
END_TEST

START_TEST(file_names_are_unique_even_without_letter_case)
{
    char a[] = "Batch", b[] = "batch", c[] = "BATCH", d[] = "batch~2", e[] = "a#1", f[] = "a.1";
    char *given[] = {a, b, c, d, e, f};
    static const char *const expected[] = {"Batch",     "batch~2", "BATCH~3",
                                           "batch~2~2", "a.1",     "a.1~2"};
    struct ovalis_file_names names;

    make_names(&names, given, 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(names.names[i], expected[i]);
    ovalis_file_names_release(&names);
}
END_TEST

START_TEST(long_names_are_cut_and_stay_unique)
{
    char first[400], second[400];
    char *given[] = {first, second};
    struct ovalis_file_names names;

    memset(first, 'n', sizeof first);
    memset(second, 'n', sizeof second);
    first[398] = 'a';
    first[399] = second[399] = '\0';
    make_names(&names, given, 2);
    ck_assert_uint_eq(strlen(names.names[0]), 100);
    ck_assert_str_ne(names.names[0], names.names[1]);
    ck_assert_uint_lt(strlen(names.names[1]), 120);
    ovalis_file_names_release(&names);
}
END_TEST

/* --- shelf -------------------------------------------------------------------------------------
 */

static char base[] = "/tmp/ovalis-test-XXXXXX";
static char folder_path[64], partial_path[80], image_path[96];

static void write_image(char path[96], const char *name, const char *pixels)
{
    (void)snprintf(path, 96, "%s/%s", base, name);
    ck_assert_int_eq(ovalis_file_write(path, pixels, strlen(pixels), NULL), OVALIS_OK);
}

START_TEST(a_file_is_opened_once_for_all_who_borrow_it)
{
    struct ovalis_image_file *first, *second;
    struct ovalis_shelf *shelf;
    char path[96];

    write_image(path, "a.pgm", "P2 2 1 255 0 255\n");
    ck_assert_int_eq(ovalis_shelf_new(&shelf, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_shelf_borrow(&first, shelf, path, NULL), OVALIS_OK);
    (void)unlink(path); /* it could not be opened again */
    ck_assert_int_eq(ovalis_shelf_borrow(&second, shelf, path, NULL), OVALIS_OK);
    ck_assert_ptr_eq(first, second);
    ovalis_shelf_return(shelf, first);
    ovalis_shelf_return(shelf, second);
    /* A file of one page has given all it has: it is closed, and so not there any more. */
    ck_assert_int_eq(ovalis_shelf_borrow(&first, shelf, path, NULL), OVALIS_ERR_READ);
    ovalis_shelf_free(&shelf);
}
END_TEST

START_TEST(a_file_of_many_pages_stays_open_until_another_comes)
{
    static const char two_pages[] = "P5 1 1 255\nxP5 1 1 255\ny";
    struct ovalis_image_file *file;
    struct ovalis_shelf *shelf;
    char many[96], other[96];

    write_image(many, "many.pgm", two_pages);
    write_image(other, "other.pgm", "P2 2 1 255 0 255\n");
    ck_assert_int_eq(ovalis_shelf_new(&shelf, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_shelf_borrow(&file, shelf, many, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_pages(file), 2);
    ovalis_shelf_return(shelf, file);
    (void)unlink(many);
    ck_assert_int_eq(ovalis_shelf_borrow(&file, shelf, many, NULL), OVALIS_OK);
    ovalis_shelf_return(shelf, file);
    ck_assert_int_eq(ovalis_shelf_borrow(&file, shelf, other, NULL), OVALIS_OK);
    ovalis_shelf_return(shelf, file);
    ck_assert_int_eq(ovalis_shelf_borrow(&file, shelf, many, NULL), OVALIS_ERR_READ);
    ovalis_shelf_free(&shelf);
    (void)unlink(other);
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_gives_its_own_words_each_time)
{
    struct ovalis_image_file *file;
    struct ovalis_shelf *shelf;
    struct ovalis_diag why;
    char path[96];

    write_image(path, "bad.tif", "no image");
    ck_assert_int_eq(ovalis_shelf_new(&shelf, NULL), OVALIS_OK);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(ovalis_shelf_borrow(&file, shelf, path, &why), OVALIS_ERR_PAGE_FORMAT);
        ck_assert_ptr_null(file);
        ck_assert_ptr_nonnull(strstr(why.text, "bad.tif"));
    }
    ovalis_shelf_return(shelf, NULL);
    ovalis_shelf_free(&shelf);
    (void)unlink(path);
}
END_TEST

/* --- folder ------------------------------------------------------------------------------------
 */

static void make_base(void)
{
    memcpy(base + sizeof base - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(base));
    (void)snprintf(folder_path, sizeof folder_path, "%s/images", base);
    (void)snprintf(partial_path, sizeof partial_path, "%s.partial", folder_path);
    (void)snprintf(image_path, sizeof image_path, "%s/a.tif", folder_path);
}

static void remove_base(void)
{
    (void)rmdir(base);
}

static bool exists(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0;
}

START_TEST(folders_above_are_made_too)
{
    struct ovalis_diag why;
    char path[96], file[96];

    (void)snprintf(path, sizeof path, "%s/a/b/c", base);
    ck_assert_int_eq(ovalis_folder_make_all(path, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_folder_make_all(path, NULL), OVALIS_OK);
    ck_assert(exists(path));
    for (int i = 0; i < 3; i++) {
        (void)rmdir(path);
        *strrchr(path, '/') = '\0';
    }
    write_image(file, "file", "x");
    (void)snprintf(path, sizeof path, "%s/file/c", base);
    ck_assert_int_eq(ovalis_folder_make_all(path, &why), OVALIS_ERR_WRITE);
    (void)unlink(file);
}
END_TEST

START_TEST(a_folder_has_its_name_only_when_it_is_complete)
{
    struct ovalis_image_folder folder;

    ck_assert_int_eq(ovalis_image_folder_make(&folder, folder_path, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_folder_add(&folder, "a.tif", "abc", 3, NULL), OVALIS_OK);
    ck_assert(!exists(folder_path));
    ck_assert_int_eq(ovalis_image_folder_complete(&folder, NULL), OVALIS_OK);
    ck_assert(exists(image_path));
    ck_assert(!exists(partial_path));
    ovalis_image_folder_remove(&folder);
    ck_assert(!exists(folder_path));
}
END_TEST

START_TEST(an_abandoned_folder_leaves_nothing)
{
    struct ovalis_image_folder folder;

    ck_assert_int_eq(ovalis_image_folder_make(&folder, folder_path, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_folder_add(&folder, "a.tif", "abc", 3, NULL), OVALIS_OK);
    ovalis_image_folder_remove(&folder);
    ck_assert(!exists(partial_path));
    ck_assert(!exists(folder_path));
}
END_TEST

START_TEST(a_second_run_is_kept_out_of_a_folder_in_use)
{
    struct ovalis_image_folder first, second;
    struct ovalis_diag why;

    ck_assert_int_eq(ovalis_image_folder_make(&first, folder_path, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_folder_make(&second, folder_path, &why), OVALIS_ERR_WRITE);
    ck_assert_ptr_nonnull(strstr(why.text, "another run"));
    ovalis_image_folder_remove(&second); /* was never made: removes nothing */
    ck_assert(exists(partial_path));
    ovalis_image_folder_remove(&first);
}
END_TEST

START_TEST(an_image_is_never_replaced)
{
    struct ovalis_image_folder folder;

    ck_assert_int_eq(ovalis_image_folder_make(&folder, folder_path, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_folder_add(&folder, "a.tif", "abc", 3, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_folder_add(&folder, "a.tif", "xyz", 3, NULL), OVALIS_ERR_WRITE);
    ovalis_image_folder_remove(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pipeline");
    TCase *crew = tcase_create("crew");
    TCase *names = tcase_create("names");
    TCase *folder = tcase_create("folder");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_loop_test(crew, items_are_taken_once_and_in_order_whatever_the_number_of_workers, 0,
                        sizeof crews / sizeof crews[0]);
    tcase_add_loop_test(crew, nothing_is_taken_after_a_failure, 0, sizeof crews / sizeof crews[0]);
    tcase_add_test(crew, no_items_are_done_at_once);
    suite_add_tcase(suite, crew);
    tcase_add_test(names, repeats_are_counted_and_the_first_is_remembered);
    tcase_add_loop_test(names, file_names_hold_only_plain_characters, 0,
                        sizeof plain / sizeof plain[0]);
    tcase_add_test(names, file_names_are_unique_even_without_letter_case);
    tcase_add_test(names, long_names_are_cut_and_stay_unique);
    suite_add_tcase(suite, names);
    tcase_add_checked_fixture(folder, make_base, remove_base);
    tcase_add_test(folder, a_file_is_opened_once_for_all_who_borrow_it);
    tcase_add_test(folder, a_file_of_many_pages_stays_open_until_another_comes);
    tcase_add_test(folder, a_file_that_cannot_be_opened_gives_its_own_words_each_time);
    tcase_add_test(folder, folders_above_are_made_too);
    tcase_add_test(folder, a_folder_has_its_name_only_when_it_is_complete);
    tcase_add_test(folder, an_abandoned_folder_leaves_nothing);
    tcase_add_test(folder, a_second_run_is_kept_out_of_a_folder_in_use);
    tcase_add_test(folder, an_image_is_never_replaced);
    suite_add_tcase(suite, folder);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
