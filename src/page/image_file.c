/* SPDX-License-Identifier: Apache-2.0 */
#include "page/image_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"
#include "page/image_format.h"

struct ovalis_image_file {
    char *name;
    struct ovalis_bytes bytes;
    const struct ovalis_image_reader *reader;
    struct ovalis_image_pages pages;
    struct ovalis_sha256 hash;
};

static const struct ovalis_image_reader *const readers[] = {
    &ovalis_tiff_reader, &ovalis_jpeg_reader, &ovalis_png_reader, &ovalis_pnm_reader};

static const struct ovalis_image_reader *find_reader(const struct ovalis_image_source *source)
{
    uint8_t head[8] = {0};
    size_t size = source->size < sizeof head ? (size_t)source->size : sizeof head;

    if (!ovalis_image_fetch(source, 0, head, size))
        return NULL;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (readers[i]->recognise(head))
            return readers[i];
    return NULL;
}

static enum ovalis_status list_pages(const struct ovalis_image_reader **reader,
                                     struct ovalis_image_pages *pages,
                                     const struct ovalis_image_source *source, const char *name,
                                     struct ovalis_diag *why)
{
    enum ovalis_status status;

    *reader = find_reader(source);
    if (!*reader)
        return ovalis_fail(why, OVALIS_ERR_PAGE_FORMAT,
                           "%s: not an image: expected TIFF, JPEG, PNG or PNM", name);
    status = (*reader)->list(pages, source, why);
    if (status != OVALIS_OK)
        ovalis_diag_context(why, "%s", name);
    return status;
}

void ovalis_image_file_free(struct ovalis_image_file **file)
{
    if (!file || !*file)
        return;
    ovalis_release(&(*file)->name);
    ovalis_bytes_release(&(*file)->bytes);
    ovalis_release(&(*file)->pages.offsets);
    ovalis_release(file);
}

static struct ovalis_image_source source_of(const struct ovalis_image_file *file)
{
    return (struct ovalis_image_source){file->bytes.data, -1, file->bytes.size};
}

/* Takes over *bytes, whatever happens. */
static enum ovalis_status make_file(struct ovalis_image_file **out, const char *name,
                                    struct ovalis_bytes *bytes, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_image_file_free)
    struct ovalis_image_file *file = ovalis_allocate(1, sizeof *file);
    struct ovalis_image_source source;
    enum ovalis_status status;

    if (file) {
        file->bytes = *bytes;
        *bytes = (struct ovalis_bytes){0};
        file->name = ovalis_copy_text(name);
    }
    if (!file || !file->name)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    source = source_of(file);
    status = list_pages(&file->reader, &file->pages, &source, name, why);
    if (status == OVALIS_OK)
        status = ovalis_sha256_of(&file->hash, file->bytes.data, file->bytes.size, why);
    if (status != OVALIS_OK)
        return status;
    *out = file;
    file = NULL;
    return OVALIS_OK;
}

enum ovalis_status ovalis_image_file_open(struct ovalis_image_file **out, const char *path,
                                          struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = {0};
    enum ovalis_status status;

    *out = NULL;
    status = ovalis_file_read(&bytes, path, OVALIS_PAGE_FILE_MAX_BYTES, why);
    if (status != OVALIS_OK)
        return status;
    return make_file(out, path, &bytes, why);
}

enum ovalis_status ovalis_image_file_from_memory(struct ovalis_image_file **out, const char *name,
                                                 const void *bytes, size_t size,
                                                 struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes copy = {0};

    *out = NULL;
    if (size > OVALIS_PAGE_FILE_MAX_BYTES)
        return ovalis_fail(why, OVALIS_ERR_PAGE_TOO_LARGE, "%s: %zu bytes, at most %u are read",
                           name, size, OVALIS_PAGE_FILE_MAX_BYTES);
    copy.data = ovalis_allocate(size, 1);
    if (!copy.data)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: no memory for %zu bytes", name, size);
    copy.size = size;
    if (size > 0)
        memcpy(copy.data, bytes, size);
    return make_file(out, name, &copy, why);
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
}

static void release_pages(struct ovalis_image_pages *pages)
{
    ovalis_release(&pages->offsets);
}

enum ovalis_status ovalis_image_file_count(int *pages, const char *path, struct ovalis_diag *why)
{
    /* Without O_NONBLOCK a named pipe would hold the run until somebody writes to it. */
    OVALIS_OWNED(close_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    OVALIS_OWNED(release_pages) struct ovalis_image_pages found = {0};
    const struct ovalis_image_reader *reader;
    struct ovalis_image_source source = {0};
    enum ovalis_status status;
    struct stat about;

    *pages = 0;
    if (descriptor < 0 || fstat(descriptor, &about) != 0)
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: not a regular file", path);
    source.descriptor = descriptor;
    source.size = (uint64_t)about.st_size;
    status = list_pages(&reader, &found, &source, path, why);
    if (status == OVALIS_OK)
        *pages = (int)found.count;
    return status;
}

int ovalis_image_file_pages(const struct ovalis_image_file *file)
{
    return (int)file->pages.count;
}

enum ovalis_image_format ovalis_image_file_format(const struct ovalis_image_file *file)
{
    return file->reader->format;
}

const struct ovalis_sha256 *ovalis_image_file_hash(const struct ovalis_image_file *file)
{
    return &file->hash;
}

enum ovalis_status ovalis_image_file_page(struct ovalis_page **out, struct ovalis_image_file *file,
                                          int index, struct ovalis_diag *why)
{
    struct ovalis_image_source source = source_of(file);
    enum ovalis_status status;

    *out = NULL;
    if (index < 0 || (size_t)index >= file->pages.count)
        return ovalis_fail(why, OVALIS_ERR_ARGUMENT, "%s: page %d asked for, it has %zu",
                           file->name, index + 1, file->pages.count);
    status = file->reader->decode(out, &source, file->pages.offsets[index], why);
    if (status != OVALIS_OK)
        ovalis_diag_context(why, "%s: page %d", file->name, index + 1);
    return status;
}
