/* SPDX-License-Identifier: Apache-2.0 */
/* Which two single-page files are one sheet. First by names that say the side, then by numbers that
 * count, at last by order; what a name or number contradicts stays alone and is reported. */
#include "page/sheet_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"

/* Numbers that jump by no more than this many missing ones are one count with pages lost: which
 * number is a front does not change. After a larger jump the count begins anew. */
#define LOST_PAGES_MAX 20

void ovalis_sheet_files_release(struct ovalis_sheet_files *list)
{
    for (size_t i = 0; i < list->count; i++) {
        ovalis_release(&list->files[i].path);
        ovalis_release(&list->files[i].fault);
        ovalis_release(&list->files[i].side_key);
        ovalis_release(&list->files[i].serial_key);
    }
    ovalis_release(&list->files);
    *list = (struct ovalis_sheet_files){0};
}

typedef int order_function(const void *a, const void *b);

static int compare_identity(const void *a, const void *b)
{
    const struct ovalis_sheet_file *left = a, *right = b;

    if (left->device != right->device)
        return left->device < right->device ? -1 : 1;
    if (left->inode != right->inode)
        return left->inode < right->inode ? -1 : 1;
    return ovalis_natural_compare(left->path, right->path);
}

static int compare_place(const void *a, const void *b)
{
    const struct ovalis_sheet_file *left = a, *right = b;

    if (left->round != right->round)
        return left->round < right->round ? -1 : 1;
    return ovalis_natural_compare(left->path, right->path);
}

/* The k-th time that a file is given belongs to round k: so a list that repeats itself pairs as
 * the first time, and no file with itself. */
static void sort_by_place(struct ovalis_sheet_files *list)
{
    struct ovalis_sheet_file *files = list->files;

    if (list->count == 0)
        return;
    qsort(files, list->count, sizeof *files, compare_identity);
    for (size_t i = 1; i < list->count; i++)
        if (files[i].inode != 0 && files[i].inode == files[i - 1].inode &&
            files[i].device == files[i - 1].device)
            files[i].round = files[i - 1].round + 1;
    qsort(files, list->count, sizeof *files, compare_place);
}

static void add_lower(struct ovalis_text *text, const char *from, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = from[i] >= 'A' && from[i] <= 'Z' ? (char)(from[i] - 'A' + 'a') : from[i];

        ovalis_text_add_bytes(text, &c, 1);
    }
}

/* Round, folder, kind, and the name without its bytes from..to. Newlines keep the parts apart. */
static char *make_key(const struct ovalis_sheet_file *file, char kind, size_t from, size_t to)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text key = {0};
    const char *name = file->path + file->base;

    ovalis_text_format(&key, "%u\n%c\n", file->round, kind);
    ovalis_text_add_bytes(&key, file->path, file->base);
    ovalis_text_add(&key, "\n");
    add_lower(&key, name, from);
    ovalis_text_add(&key, "\n");
    add_lower(&key, name + to, file->stem - to);
    return key.failed ? NULL : ovalis_copy_text(key.bytes);
}

/* A file of many pages is a run of sheets by itself, unless its name says that all are fronts. */
static bool read_name(struct ovalis_sheet_file *file)
{
    const char *name = file->path + file->base;

    file->partner = OVALIS_NO_PARTNER;
    ovalis_side_name_parse(&file->side, name, file->stem);
    if (file->pages > 1 && file->side.family != OVALIS_SIDE_WORD)
        file->side.family = OVALIS_SIDE_NONE;
    if (file->pages <= 1)
        ovalis_serial_name_parse(&file->serial, name, file->stem);
    if (file->side.family != OVALIS_SIDE_NONE)
        file->side_key =
            make_key(file, (char)('0' + file->side.family), file->side.from, file->side.to);
    if (file->serial.found)
        file->serial_key =
            make_key(file, file->serial.letter ? 'l' : 'd', file->serial.from, file->stem);
    return (file->side_key || file->side.family == OVALIS_SIDE_NONE) &&
           (file->serial_key || !file->serial.found);
}

/* The files in another order, as pointers; those without the key are left out. */
struct view {
    struct ovalis_sheet_file **files;
    size_t count;
};

static void release_view(struct view *view)
{
    ovalis_release(&view->files);
}

static int compare_pointers(const struct ovalis_sheet_file *left,
                            const struct ovalis_sheet_file *right)
{
    return (left > right) - (left < right);
}

static int compare_serials(const void *a, const void *b)
{
    const struct ovalis_sheet_file *left = *(struct ovalis_sheet_file *const *)a;
    const struct ovalis_sheet_file *right = *(struct ovalis_sheet_file *const *)b;
    int order = strcmp(left->serial_key, right->serial_key);

    if (order != 0)
        return order;
    if (left->serial.number != right->serial.number)
        return left->serial.number < right->serial.number ? -1 : 1;
    return compare_pointers(left, right);
}

static int compare_sides(const void *a, const void *b)
{
    const struct ovalis_sheet_file *left = *(struct ovalis_sheet_file *const *)a;
    const struct ovalis_sheet_file *right = *(struct ovalis_sheet_file *const *)b;
    int order = strcmp(left->side_key, right->side_key);

    if (order != 0)
        return order;
    return left->side.side != right->side.side ? left->side.side - right->side.side
                                               : compare_pointers(left, right);
}

static bool is_loose(const struct ovalis_sheet_file *file)
{
    return file->pages <= 1 && file->side.family == OVALIS_SIDE_NONE &&
           file->partner == OVALIS_NO_PARTNER && !file->alone;
}

static bool has_serial(const struct ovalis_sheet_file *file)
{
    return file->serial_key != NULL;
}

static bool has_loose_serial(const struct ovalis_sheet_file *file)
{
    return file->serial_key != NULL && is_loose(file);
}

static bool has_side(const struct ovalis_sheet_file *file)
{
    return file->side_key != NULL && file->side.family != OVALIS_SIDE_NONE;
}

static bool make_view(struct view *view, struct ovalis_sheet_files *list,
                      bool (*wanted)(const struct ovalis_sheet_file *file), order_function *order)
{
    view->files = ovalis_allocate(list->count, sizeof *view->files);
    if (!view->files)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (wanted(&list->files[i]))
            view->files[view->count++] = &list->files[i];
    qsort(view->files, view->count, sizeof *view->files, order);
    return true;
}

static void join(struct ovalis_sheet_files *list, struct ovalis_sheet_file *first,
                 struct ovalis_sheet_file *second)
{
    first->partner = (size_t)(second - list->files);
    second->partner = (size_t)(first - list->files);
}

/* One past the last file with the key of the first. */
static size_t end_of_series(const struct view *view, size_t from)
{
    size_t to = from + 1;

    while (to < view->count &&
           strcmp(view->files[to]->serial_key, view->files[from]->serial_key) == 0)
        to++;
    return to;
}

/* "ballot_1" and "ballot_2" are the sides of "ballot", unless there is a "ballot_3": then they
 * count. The same with letters. */
static bool find_counting(struct ovalis_sheet_files *list)
{
    OVALIS_OWNED(release_view) struct view view = {0};

    if (!make_view(&view, list, has_serial, compare_serials))
        return false;
    for (size_t from = 0, to; from < view.count; from = to) {
        bool counts = false;

        to = end_of_series(&view, from);
        for (size_t i = from; i < to; i++)
            counts |= view.files[i]->serial.number != 1 && view.files[i]->serial.number != 2;
        for (size_t i = from; counts && i < to; i++)
            if (view.files[i]->side.family == OVALIS_SIDE_LETTER ||
                view.files[i]->side.family == OVALIS_SIDE_DIGIT)
                view.files[i]->side.family = OVALIS_SIDE_NONE;
    }
    return true;
}

static bool same_extension(const struct ovalis_sheet_file *a, const struct ovalis_sheet_file *b)
{
    return ovalis_natural_compare(a->path + a->base + a->stem, b->path + b->base + b->stem) == 0;
}

/* Files from..to say to be sides of one sheet. More than two are told apart by their extension;
 * with one of each side the extension does not matter. */
static void pair_sides(struct ovalis_sheet_files *list, const struct view *view, size_t from,
                       size_t to)
{
    size_t middle = from;

    while (middle < to && view->files[middle]->side.side == 0)
        middle++;
    if (middle == from + 1 && to == middle + 1) {
        join(list, view->files[from], view->files[middle]);
        return;
    }
    for (size_t i = from; i < middle; i++)
        for (size_t k = middle; k < to; k++)
            if (view->files[i]->partner == OVALIS_NO_PARTNER &&
                view->files[k]->partner == OVALIS_NO_PARTNER &&
                same_extension(view->files[i], view->files[k]))
                join(list, view->files[i], view->files[k]);
}

static void settle_sides(const struct view *view, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct ovalis_sheet_file *file = view->files[i];

        if (file->partner != OVALIS_NO_PARTNER)
            continue;
        if (file->side.family == OVALIS_SIDE_GLUED) /* "feedback" need not mean a side */
            file->side.family = OVALIS_SIDE_NONE;
        else
            file->alone = file->side.side == 0
                              ? "its name says front, and there is no back of that name"
                              : "its name says back, and there is no front of that name";
    }
}

static bool pair_by_sides(struct ovalis_sheet_files *list)
{
    OVALIS_OWNED(release_view) struct view view = {0};

    if (!make_view(&view, list, has_side, compare_sides))
        return false;
    for (size_t from = 0, to; from < view.count; from = to) {
        to = from + 1;
        while (to < view.count && strcmp(view.files[to]->side_key, view.files[from]->side_key) == 0)
            to++;
        pair_sides(list, &view, from, to);
        settle_sides(&view, from, to);
    }
    return true;
}

static uint64_t number_at(const struct view *view, size_t i)
{
    return view->files[i]->serial.number;
}

static bool has_neighbours(const struct view *view, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        if (number_at(view, i) == number_at(view, i - 1) + 1)
            return true;
    return false;
}

/* "1.tif" beside "01.tif" or "1.jpg": which of them is meant cannot be told. */
static bool stands_once(const struct view *view, size_t i, size_t from, size_t to)
{
    return (i == from || number_at(view, i - 1) != number_at(view, i)) &&
           (i + 1 == to || number_at(view, i + 1) != number_at(view, i));
}

/* Pages that were counted while scanning: first number front, next one back, and so on, also past
 * a gap. The page beside a gap has lost its partner; taking the next one would join strangers. */
static void pair_series(struct ovalis_sheet_files *list, const struct view *view, size_t from,
                        size_t to)
{
    uint64_t first = number_at(view, from);

    for (size_t i = from; i < to; i++) {
        if (i > from && number_at(view, i) - number_at(view, i - 1) > LOST_PAGES_MAX + 1)
            first = number_at(view, i);
        if ((number_at(view, i) - first) % 2 == 0 && i + 1 < to &&
            number_at(view, i + 1) == number_at(view, i) + 1 && stands_once(view, i, from, to) &&
            stands_once(view, i + 1, from, to)) {
            join(list, view->files[i], view->files[i + 1]);
            i++;
        } else {
            view->files[i]->alone = "the number of its other side is missing in the count";
        }
    }
}

static bool pair_by_numbers(struct ovalis_sheet_files *list)
{
    OVALIS_OWNED(release_view) struct view view = {0};

    if (!make_view(&view, list, has_loose_serial, compare_serials))
        return false;
    for (size_t from = 0, to; from < view.count; from = to) {
        to = end_of_series(&view, from);
        if (has_neighbours(&view, from, to))
            pair_series(list, &view, from, to);
    }
    return true;
}

static bool same_folder(const struct ovalis_sheet_file *a, const struct ovalis_sheet_file *b)
{
    return a->round == b->round && a->base == b->base && memcmp(a->path, b->path, a->base) == 0;
}

static void pair_by_order(struct ovalis_sheet_files *list)
{
    struct ovalis_sheet_file *waiting = NULL;

    for (size_t i = 0; i < list->count; i++) {
        struct ovalis_sheet_file *file = &list->files[i];

        if (!is_loose(file))
            continue;
        if (waiting && same_folder(waiting, file)) {
            join(list, waiting, file);
            waiting = NULL;
            continue;
        }
        if (waiting)
            waiting->alone = "no page follows it in its folder";
        waiting = file;
    }
    if (waiting)
        waiting->alone = "no page follows it";
}

enum ovalis_status ovalis_sheet_files_pair(struct ovalis_sheet_files *list, struct ovalis_diag *why)
{
    bool done = true;

    sort_by_place(list);
    for (size_t i = 0; i < list->count && done; i++)
        done = read_name(&list->files[i]);
    if (!done || !find_counting(list) || !pair_by_sides(list) || !pair_by_numbers(list))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to pair %zu files", list->count);
    pair_by_order(list);
    return OVALIS_OK;
}
