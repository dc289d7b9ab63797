/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for the fuzz engine: runs one target over every file of the folders and files given, so
 * that seeds and past findings are ordinary tests. An empty folder is a failure, not a pass. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    OVALIS_OWNED(ovalis_bytes_release) struct ovalis_bytes bytes = {0};
    struct ovalis_diag why;

    if (ovalis_file_read(&bytes, path, (size_t)1 << 26, &why) != OVALIS_OK) {
        fprintf(stderr, "%s\n", why.text);
        return -1;
    }
    /* The heap block has the input's exact size, so that a read past its end is seen. */
    (void)LLVMFuzzerTestOneInput(bytes.data, bytes.size);
    return 1;
}

static int replay_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int count = 0;

    if (!folder)
        return replay_file(path);
    while (count >= 0 && (entry = readdir(folder))) {
        OVALIS_OWNED(ovalis_text_release) struct ovalis_text file = {0};
        int got;

        if (entry->d_name[0] == '.')
            continue;
        ovalis_text_format(&file, "%s/%s", path, entry->d_name);
        got = file.failed ? -1 : replay_file(file.bytes);
        count = got < 0 ? -1 : count + got;
    }
    (void)closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    int total = 0;

    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);

        if (count < 0)
            return EXIT_FAILURE;
        total += count;
    }
    printf("%d inputs replayed\n", total);
    return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
