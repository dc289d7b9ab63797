/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"

void ovalis_bytes_release(struct ovalis_bytes *bytes)
{
    ovalis_release(&bytes->data);
    bytes->size = 0;
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
}

/* Read exactly `size` bytes and see the end of the file behind them. */
static enum ovalis_status read_exactly(int descriptor, uint8_t *data, size_t size, const char *path,
                                       struct ovalis_diag *why)
{
    size_t done = 0;

    while (done <= size) {
        uint8_t beyond;
        ssize_t got =
            done < size ? read(descriptor, data + done, size - done) : read(descriptor, &beyond, 1);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
        if (got == 0 && done == size)
            return OVALIS_OK;
        if (got == 0 || done == size)
            break;
        done += (size_t)got;
    }
    return ovalis_fail(why, OVALIS_ERR_READ, "%s: changed its size while it was read", path);
}

static enum ovalis_status read_open_file(struct ovalis_bytes *out, int descriptor, const char *path,
                                         size_t limit, struct ovalis_diag *why)
{
    enum ovalis_status status;
    struct stat about;

    if (fstat(descriptor, &about) != 0)
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: not a regular file", path);
    if (about.st_size < 0 || (uintmax_t)about.st_size > limit)
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: %jd bytes, at most %zu are read", path,
                           (intmax_t)about.st_size, limit);
    out->size = (size_t)about.st_size;
    out->data = ovalis_allocate_unset(out->size, 1);
    if (!out->data)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: no memory for %zu bytes", path, out->size);
    status = read_exactly(descriptor, out->data, out->size, path, why);
    if (status != OVALIS_OK)
        ovalis_bytes_release(out);
    return status;
}

enum ovalis_status ovalis_file_read(struct ovalis_bytes *out, const char *path, size_t limit,
                                    struct ovalis_diag *why)
{
    /* Without O_NONBLOCK a named pipe would hold the run until somebody writes to it. */
    OVALIS_OWNED(close_descriptor) int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    *out = (struct ovalis_bytes){0};
    if (descriptor < 0)
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
    return read_open_file(out, descriptor, path, limit, why);
}

enum ovalis_status ovalis_file_writer_open(struct ovalis_file_writer *writer, const char *path,
                                           struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text partial = {0};

    *writer = (struct ovalis_file_writer){0};
    ovalis_text_format(&partial, "%s.partial", path);
    writer->path = ovalis_copy_text(path);
    writer->partial = partial.failed ? NULL : ovalis_copy_text(partial.bytes);
    if (!writer->path || !writer->partial) {
        ovalis_file_writer_abandon(writer);
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", path);
    }
    writer->stream = fopen(writer->partial, "wb");
    if (!writer->stream) {
        (void)ovalis_fail(why, OVALIS_ERR_WRITE, "%s: %s", writer->partial, strerror(errno));
        ovalis_release(&writer->partial); /* nothing of ours to remove */
        ovalis_file_writer_abandon(writer);
        return OVALIS_ERR_WRITE;
    }
    return OVALIS_OK;
}

static enum ovalis_status sync_folder_of(const char *path, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) char *folder = ovalis_copy_text(path);
    OVALIS_OWNED(close_descriptor) int descriptor = -1;
    char *slash;

    if (!folder)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", path);
    slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    descriptor = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || fsync(descriptor) != 0)
        return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: folder not synced: %s", path,
                           strerror(errno));
    return OVALIS_OK;
}

enum ovalis_status ovalis_file_writer_commit(struct ovalis_file_writer *writer,
                                             struct ovalis_diag *why)
{
    FILE *stream = writer->stream;
    enum ovalis_status status;
    bool written = !ferror(stream) && fflush(stream) == 0 && fsync(fileno(stream)) == 0;
    int error = errno;

    writer->stream = NULL;
    if (fclose(stream) != 0 && written) {
        written = false;
        error = errno;
    }
    if (written && rename(writer->partial, writer->path) != 0) {
        written = false;
        error = errno;
    }
    if (!written) {
        status = ovalis_fail(why, OVALIS_ERR_WRITE, "%s: %s", writer->path, strerror(error));
    } else {
        ovalis_release(&writer->partial); /* it has its final name: nothing to remove */
        status = sync_folder_of(writer->path, why);
    }
    ovalis_file_writer_abandon(writer);
    return status;
}

void ovalis_file_writer_abandon(struct ovalis_file_writer *writer)
{
    if (writer->stream)
        (void)fclose(writer->stream);
    writer->stream = NULL;
    if (writer->partial)
        (void)unlink(writer->partial);
    ovalis_release(&writer->partial);
    ovalis_release(&writer->path);
}

enum ovalis_status ovalis_file_write(const char *path, const void *bytes, size_t size,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_file_writer_abandon) struct ovalis_file_writer writer = {0};
    enum ovalis_status status = ovalis_file_writer_open(&writer, path, why);

    if (status != OVALIS_OK)
        return status;
    if (size > 0)
        (void)fwrite(bytes, 1, size, writer.stream); /* errors stay on the stream until commit */
    return ovalis_file_writer_commit(&writer, why);
}

enum ovalis_status ovalis_folder_make(const char *path, struct ovalis_diag *why)
{
    struct stat about;

    if (mkdir(path, 0777) == 0)
        return OVALIS_OK;
    if (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return OVALIS_OK;
    return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: %s", path, strerror(errno));
}
