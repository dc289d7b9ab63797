/* SPDX-License-Identifier: Apache-2.0 */
/* One workspace for many sheets: a sheet never depends on the one before, and memory that runs out
 * is never taken for a bad sheet. Linked with --wrap for the four ways in which this library asks
 * for memory. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "kernels/workspace.h"
#include "page/image_file.h"
#include "pipeline/sheet.h"

void *__real_calloc(size_t count, size_t size);
void *__real_malloc(size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);

static long left = -1; /* allocations until one fails; -1: none will */
static bool failed;

static bool may_allocate(void)
{
    if (left > 0 && --left == 0)
        failed = true;
    return left != 0;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_malloc(size_t size)
{
    return may_allocate() ? __real_malloc(size) : NULL;
}

void *__wrap_realloc(void *old, size_t size)
{
    return may_allocate() ? __real_realloc(old, size) : NULL;
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
    return may_allocate() ? __real_aligned_alloc(align, size) : NULL;
}

/* A printed sheet with its election. */
struct printed {
    struct ovalis_election *election;
    struct ovalis_policy policy;
    struct ovalis_page *pages[2];
};

static void read_page(struct ovalis_page **page, const char *name, int number)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    struct ovalis_image_file *file = NULL;

    ovalis_text_format(&path, "%s/sheets/%s", getenv("OVALIS_PRINTED"), name);
    ck_assert_int_eq(ovalis_image_file_open(&file, path.bytes, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_image_file_page(page, file, number, NULL), OVALIS_OK);
    ovalis_image_file_free(&file);
}

static void read_printed(struct printed *out, const char *election)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};

    *out = (struct printed){0};
    ovalis_text_format(&path, "%s/elections/%s.json", getenv("OVALIS_PRINTED"), election);
    ck_assert_int_eq(ovalis_election_read_file(&out->election, path.bytes, NULL, NULL), OVALIS_OK);
    ck_assert_int_eq(ovalis_policy_read(&out->policy, out->election, NULL, NULL), OVALIS_OK);
}

static void read_both(struct printed *card, struct printed *other)
{
    read_printed(card, "lindenfeld");
    read_page(&card->pages[0], "lindenfeld/good-filled-front.png", 0);
    read_page(&card->pages[1], "lindenfeld/good-filled-back.png", 0);
    read_printed(other, "harbor");
    read_page(&other->pages[0], "harbor/good-filled.tif", 0);
    read_page(&other->pages[1], "harbor/good-filled.tif", 1);
}

static void printed_release(struct printed *printed)
{
    ovalis_page_free(&printed->pages[0]);
    ovalis_page_free(&printed->pages[1]);
    ovalis_election_free(&printed->election);
}

static enum ovalis_status interpret(struct ovalis_sheet_result *out, const struct printed *printed,
                                    struct ovalis_workspace *workspace)
{
    const struct ovalis_page *const pages[2] = {printed->pages[0], printed->pages[1]};
    enum ovalis_status status =
        ovalis_sheet_interpret(out, printed->election, &printed->policy, pages, workspace, NULL);

    ovalis_arena_reset(&workspace->arena);
    return status;
}

static void expect_same(const struct ovalis_sheet_reading *one,
                        const struct ovalis_sheet_reading *other)
{
    ck_assert_uint_eq(one->target_count, other->target_count);
    for (size_t i = 0; i < one->target_count; i++) {
        const struct ovalis_mark *a = &one->marks[i], *b = &other->marks[i];

        ck_assert_int_eq(a->state, b->state);
        ck_assert_uint_eq(a->flags, b->flags);
        ck_assert(a->measures.fill == b->measures.fill);
        ck_assert(a->measures.mean_darkness == b->measures.mean_darkness);
        ck_assert(a->measures.surround == b->measures.surround);
        ck_assert(a->measures.outline == b->measures.outline);
        ck_assert(a->measures.place_error_mm == b->measures.place_error_mm);
    }
}

START_TEST(a_sheet_does_not_depend_on_the_card_before_it)
{
    struct ovalis_workspace fresh, used;
    struct ovalis_sheet_result alone, before, after;
    struct printed card, other;

    read_both(&card, &other);
    /* else there is nothing that could be mixed up */
    ck_assert(card.election->cards[0].target_width_mm != other.election->cards[0].target_width_mm);
    ovalis_workspace_start(&fresh, OVALIS_CPU_ALL);
    ovalis_workspace_start(&used, OVALIS_CPU_ALL);
    ck_assert_int_eq(interpret(&alone, &card, &fresh), OVALIS_OK);
    ck_assert_int_eq(interpret(&before, &other, &used), OVALIS_OK);
    ck_assert_int_eq(interpret(&after, &card, &used), OVALIS_OK);
    ck_assert(alone.has_reading && before.has_reading && after.has_reading);
    expect_same(&alone.reading, &after.reading);
    ovalis_sheet_result_release(&alone);
    ovalis_sheet_result_release(&before);
    ovalis_sheet_result_release(&after);
    ovalis_workspace_release(&fresh);
    ovalis_workspace_release(&used);
    printed_release(&card);
    printed_release(&other);
}
END_TEST

START_TEST(too_little_memory_is_never_a_bad_sheet)
{
    struct printed card, other;
    long n = 0;

    read_both(&card, &other);
    do {
        struct ovalis_workspace workspace;
        struct ovalis_sheet_result result;
        enum ovalis_status status;

        ovalis_workspace_start(&workspace, OVALIS_CPU_ALL);
        failed = false;
        left = ++n;
        status = interpret(&result, &card, &workspace);
        left = -1;
        ck_assert(status == OVALIS_OK || (failed && status == OVALIS_ERR_MEMORY));
        ck_assert(status != OVALIS_OK || result.outcome != OVALIS_REFUSED);
        ovalis_sheet_result_release(&result);
        ovalis_workspace_release(&workspace);
    } while (failed);
    ck_assert_int_gt(n, 20); /* a sheet asks more often than that: the wrapping works */
    printed_release(&card);
    printed_release(&other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workspace");
    TCase *tests = tcase_create("workspace");
    SRunner *runner = srunner_create(suite);
    int failures;

    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, a_sheet_does_not_depend_on_the_card_before_it);
    tcase_add_test(tests, too_little_memory_is_never_a_bad_sheet);
    srunner_run_all(runner, CK_NORMAL);
    failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? 0 : 1;
}
