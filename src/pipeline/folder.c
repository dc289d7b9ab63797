/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* syncfs(), sync_file_range() */
#include "pipeline/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
}

static char *join(const char *first, const char *between, const char *second)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text text = {0};

    ovalis_text_format(&text, "%s%s%s", first, between, second);
    return text.failed ? NULL : ovalis_copy_text(text.bytes);
}

enum ovalis_status ovalis_folder_make_all(const char *path, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) char *above = ovalis_copy_text(path);

    if (!above)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", path);
    for (char *slash = strchr(above + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(above, 0777); /* whether it is there now is seen below */
        *slash = '/';
    }
    return ovalis_folder_make(path, why);
}

enum ovalis_status ovalis_image_folder_make(struct ovalis_image_folder *folder, const char *path,
                                            struct ovalis_diag *why)
{
    struct stat about;
    int error;

    *folder = (struct ovalis_image_folder){0};
    if (lstat(path, &about) == 0)
        return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: exists already", path);
    folder->path = ovalis_copy_text(path);
    folder->partial = join(path, ".partial", "");
    if (!folder->path || !folder->partial) {
        ovalis_image_folder_release(folder);
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", path);
    }
    if (mkdir(folder->partial, 0777) == 0)
        return OVALIS_OK;
    error = errno;
    ovalis_image_folder_release(folder);
    return ovalis_fail(why, OVALIS_ERR_WRITE, "%s.partial: %s%s", path, strerror(error),
                       error == EEXIST ? " (another run is writing here, or one was cut off)" : "");
}

static bool write_all(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(descriptor, bytes, size);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* Let the medium begin while the next sheet is computed, instead of all at the end. Only a hint. */
static void begin_writing(int descriptor)
{
#ifdef __linux__
    (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)descriptor;
#endif
}

enum ovalis_status ovalis_image_folder_add(const struct ovalis_image_folder *folder,
                                           const char *name, const void *bytes, size_t size,
                                           struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) char *path = join(folder->partial, "/", name);
    OVALIS_OWNED(close_descriptor) int descriptor = -1;
    bool written;

    if (!path)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "%s: out of memory", name);
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    written = descriptor >= 0 && write_all(descriptor, bytes, size);
    if (written) {
        begin_writing(descriptor);
        written = close(descriptor) == 0; /* network file systems report a full disk here */
        descriptor = -1;
    }
    if (!written)
        return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: %s", path, strerror(errno));
    return OVALIS_OK;
}

/* All files of the folder at once: the file system that holds it. */
static bool sync_all(int descriptor)
{
#ifdef __linux__
    return syncfs(descriptor) == 0;
#else
    sync(); /* returns nothing; what fails is found when it is read again */
    return fsync(descriptor) == 0;
#endif
}

enum ovalis_status ovalis_image_folder_complete(struct ovalis_image_folder *folder,
                                                struct ovalis_diag *why)
{
    OVALIS_OWNED(close_descriptor)
    int descriptor = open(folder->partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (descriptor < 0 || !sync_all(descriptor) || rename(folder->partial, folder->path) != 0)
        return ovalis_fail(why, OVALIS_ERR_WRITE, "%s: %s", folder->path, strerror(errno));
    folder->named = true;
    return OVALIS_OK;
}

static void remove_files(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (!folder)
        return;
    while ((entry = readdir(folder)))
        (void)unlinkat(dirfd(folder), entry->d_name, 0); /* "." and "..": refused by the system */
    (void)closedir(folder);
}

void ovalis_image_folder_remove(struct ovalis_image_folder *folder)
{
    const char *path = folder->named ? folder->path : folder->partial;

    if (path) {
        remove_files(path);
        (void)rmdir(path);
    }
    ovalis_image_folder_release(folder);
}

void ovalis_image_folder_release(struct ovalis_image_folder *folder)
{
    ovalis_release(&folder->path);
    ovalis_release(&folder->partial);
    folder->named = false;
}
