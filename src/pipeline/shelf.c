/* SPDX-License-Identifier: Apache-2.0 */
#include "pipeline/shelf.h"

#include <pthread.h>
#include <string.h>

#include "base/diag.h"
#include "base/memory.h"

/* A place is in use while it has a path. */
struct place {
    char *path;
    struct ovalis_image_file *file; /* NULL while it is being opened */
    size_t borrowers;
};

struct ovalis_shelf {
    pthread_mutex_t lock;
    pthread_cond_t opened; /* a file has been opened, or could not be */
    struct place *places;
    size_t count, capacity;
};

enum ovalis_status ovalis_shelf_new(struct ovalis_shelf **out, struct ovalis_diag *why)
{
    *out = ovalis_allocate(1, sizeof **out);
    if (!*out)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the shelf of open files");
    (void)pthread_mutex_init(&(*out)->lock, NULL); /* never fails on the systems supported */
    (void)pthread_cond_init(&(*out)->opened, NULL);
    return OVALIS_OK;
}

static void clear_place(struct place *place)
{
    ovalis_image_file_free(&place->file);
    ovalis_release(&place->path);
    place->borrowers = 0;
}

void ovalis_shelf_free(struct ovalis_shelf **shelf)
{
    if (!shelf || !*shelf)
        return;
    for (size_t i = 0; i < (*shelf)->count; i++)
        clear_place(&(*shelf)->places[i]);
    ovalis_release(&(*shelf)->places);
    (void)pthread_cond_destroy(&(*shelf)->opened);
    (void)pthread_mutex_destroy(&(*shelf)->lock);
    ovalis_release(shelf);
}

/* Index of the place with this path (NULL: of a free place), or `count`. */
static size_t find(const struct ovalis_shelf *shelf, const char *path)
{
    size_t at = 0;

    while (at < shelf->count) {
        const char *held = shelf->places[at].path;

        if (path ? held && strcmp(held, path) == 0 : !held)
            break;
        at++;
    }
    return at;
}

/* With the lock held: a place for a file that is to be opened; `count` when memory is out. */
static size_t reserve(struct ovalis_shelf *shelf, const char *path)
{
    size_t at = find(shelf, NULL);

    if (at == shelf->count &&
        !ovalis_grow(&shelf->places, &shelf->capacity, at + 1, sizeof *shelf->places))
        return shelf->count;
    shelf->places[at].path = ovalis_copy_text(path);
    if (!shelf->places[at].path)
        return shelf->count;
    shelf->places[at].borrowers = 1;
    if (at == shelf->count)
        shelf->count++;
    return at;
}

static enum ovalis_status open_new(struct ovalis_image_file **out, struct ovalis_shelf *shelf,
                                   const char *path, struct ovalis_diag *why)
{
    enum ovalis_status status;
    size_t at = reserve(shelf, path);

    if (at == shelf->count)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", path);
    (void)pthread_mutex_unlock(&shelf->lock);
    status = ovalis_image_file_open(out, path, why);
    (void)pthread_mutex_lock(&shelf->lock);
    if (status == OVALIS_OK)
        shelf->places[at].file = *out;
    else
        clear_place(&shelf->places[at]); /* who waited for it tries anew and gets its own words */
    (void)pthread_cond_broadcast(&shelf->opened);
    return status;
}

enum ovalis_status ovalis_shelf_borrow(struct ovalis_image_file **out, struct ovalis_shelf *shelf,
                                       const char *path, struct ovalis_diag *why)
{
    enum ovalis_status status = OVALIS_OK;
    size_t at;

    *out = NULL;
    (void)pthread_mutex_lock(&shelf->lock);
    at = find(shelf, path);
    while (at < shelf->count && !shelf->places[at].file) {
        (void)pthread_cond_wait(&shelf->opened, &shelf->lock);
        at = find(shelf, path);
    }
    if (at < shelf->count) {
        shelf->places[at].borrowers++;
        *out = shelf->places[at].file;
    } else {
        status = open_new(out, shelf, path, why);
    }
    (void)pthread_mutex_unlock(&shelf->lock);
    return status;
}

void ovalis_shelf_return(struct ovalis_shelf *shelf, struct ovalis_image_file *file)
{
    if (!file)
        return;
    (void)pthread_mutex_lock(&shelf->lock);
    for (size_t i = 0; i < shelf->count; i++) {
        if (shelf->places[i].file == file)
            shelf->places[i].borrowers--;
    }
    /* The file just given back stays open for the next sheet; of the others none that is idle. A
     * file of one page has given all it has. */
    for (size_t i = 0; i < shelf->count; i++) {
        struct place *place = &shelf->places[i];

        if (place->file && place->borrowers == 0 &&
            (place->file != file || ovalis_image_file_pages(file) == 1))
            clear_place(place);
    }
    (void)pthread_mutex_unlock(&shelf->lock);
}
