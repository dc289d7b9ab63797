/* SPDX-License-Identifier: Apache-2.0 */
/* What each lossless compression of TIFF costs: share of the raw size, and milliseconds a page to
 * write and to read again, in memory, on one core. Least of several rounds. Every folder of real
 * ballots is a group of its own; without them the sheets of testdata/. */
#define _DEFAULT_SOURCE /* DT_DIR, scandir() */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "page/tiff_write.h"

#define ROUNDS    3
#define MAX_PAGES 6 /* of a group */

struct way {
    const char *name;
    struct ovalis_tiff_way way;
};

/* clang-format off */
static const struct way ways[] = {
    {"none",                               {.compression = COMPRESSION_NONE, .rows = 256}},
    {"PackBits",                           {.compression = COMPRESSION_PACKBITS, .rows = 256}},
    {"LZW",                                {.compression = COMPRESSION_LZW, .rows = 256}},
    {"LZW, differences",                   {.compression = COMPRESSION_LZW, .differences = true, .rows = 256}},
    {"Deflate 1, zlib, differences",       {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .zlib = true, .differences = true, .rows = 256}},
    {"Deflate 6, zlib, differences",       {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 6, .zlib = true, .differences = true, .rows = 256}},
    {"Deflate 1, libdeflate",              {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .rows = 256}},
    {"Deflate 1, libdeflate, differences", {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .differences = true, .rows = 256}},
    {"the same, strips of 16",             {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .differences = true, .rows = 16}},
    {"the same, strips of 64",             {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .differences = true, .rows = 64}},
    {"the same, one strip",                {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .differences = true}},
    {"Deflate 2, libdeflate, differences", {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 2, .differences = true, .rows = 256}},
    {"Deflate 6, libdeflate, differences", {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 6, .differences = true, .rows = 256}},
    {"Deflate 1, direct",                  {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .direct = true, .rows = 256}},
    {"Deflate 1, direct, differences",     {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .direct = true, .differences = true, .rows = 64}},
    {"the same, strips of 16",             {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .direct = true, .differences = true, .rows = 16}},
    {"the same, strips of 256",            {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .direct = true, .differences = true, .rows = 256}},
    {"the same, one strip",                {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .direct = true, .differences = true}},
    {"Zstandard 1",                        {.compression = COMPRESSION_ZSTD, .level = 1, .rows = 256}},
    {"Zstandard 1, differences",           {.compression = COMPRESSION_ZSTD, .level = 1, .differences = true, .rows = 256}},
    {"Zstandard 3, differences",           {.compression = COMPRESSION_ZSTD, .level = 3, .differences = true, .rows = 256}},
    {"Zstandard 3",                        {.compression = COMPRESSION_ZSTD, .level = 3, .rows = 256}},
    {"one bit, none",                      {.compression = COMPRESSION_NONE, .one_bit = true}},
    {"one bit, Deflate 1, libdeflate",     {.compression = COMPRESSION_ADOBE_DEFLATE, .level = 1, .one_bit = true}},
    {"one bit, CCITT G4",                  {.compression = COMPRESSION_CCITTFAX4, .one_bit = true}},
};
/* clang-format on */

struct group {
    struct ovalis_page *pages[MAX_PAGES];
    int count;
    bool bilevel; /* all of them */
};

/* Time that this program was computing, so that whatever else the machine does matters less. */
static double now(void)
{
    struct timespec time_now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time_now);
    return (double)time_now.tv_sec * 1e3 + (double)time_now.tv_nsec / 1e6;
}

static void demand(bool is_true, const char *what, const char *words)
{
    if (is_true)
        return;
    (void)fprintf(stderr, "%s: %s\n", what, words);
    exit(1);
}

static void add_page(struct group *group, const char *path)
{
    struct ovalis_image_file *file;
    struct ovalis_diag why;

    if (ovalis_image_file_open(&file, path, &why) != OVALIS_OK)
        return; /* no image */
    demand(ovalis_image_file_page(&group->pages[group->count], file, 0, &why) == OVALIS_OK, path,
           why.text);
    group->bilevel = (group->count == 0 || group->bilevel) && group->pages[group->count]->bilevel;
    group->count++;
    ovalis_image_file_free(&file);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void read_pages(struct group *group, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);

    for (int i = 0; i < count; i++) {
        char path[4096];

        demand(snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name) < 4096, folder,
               "name too long");
        if (group->count < MAX_PAGES && entries[i]->d_type == DT_DIR)
            read_pages(group, path);
        else if (group->count < MAX_PAGES)
            add_page(group, path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static bool same_pixels(const struct ovalis_page *one, const struct ovalis_page *other)
{
    bool same = one->width == other->width && one->height == other->height;

    for (int y = 0; same && y < one->height; y++)
        same =
            memcmp(ovalis_page_line(one, y), ovalis_page_line(other, y), (size_t)one->width) == 0;
    return same;
}

static double time_reading(const struct ovalis_text *tiff, const struct ovalis_page *page)
{
    struct ovalis_image_file *file;
    struct ovalis_page *back;
    struct ovalis_diag why = {0};
    double spent;

    demand(ovalis_image_file_from_memory(&file, "tiff", tiff->bytes, tiff->length, &why) ==
               OVALIS_OK,
           "open", why.text);
    spent = now();
    demand(ovalis_image_file_page(&back, file, 0, &why) == OVALIS_OK, "read", why.text);
    spent = now() - spent;
    demand(same_pixels(page, back), "read", "other pixels than were written");
    ovalis_page_free(&back);
    ovalis_image_file_free(&file);
    return spent;
}

static void measure(const struct group *group, const struct way *way)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text tiff = {0};
    double least_write = 1e9, least_read = 1e9, size = 0, raw = 0;
    struct ovalis_diag why = {0};

    for (int round = 0; round < ROUNDS; round++) {
        double writing = 0, reading = 0;

        size = raw = 0;
        for (int i = 0; i < group->count; i++) {
            double start = now();

            ovalis_text_clear(&tiff);
            demand(ovalis_tiff_write(&tiff, group->pages[i], &way->way, &why) == OVALIS_OK,
                   way->name, why.text);
            writing += now() - start;
            reading += time_reading(&tiff, group->pages[i]);
            size += (double)tiff.length;
            raw += (double)group->pages[i]->width * group->pages[i]->height;
        }
        least_write = writing < least_write ? writing : least_write;
        least_read = reading < least_read ? reading : least_read;
    }
    (void)printf("  %-36s %6.1f %9.2f %9.2f\n", way->name, 100 * size / raw,
                 least_write / group->count, least_read / group->count);
    (void)fflush(stdout);
}

static void measure_group(const char *folder, const char *name)
{
    struct group group = {0};
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    read_pages(&group, path);
    if (group.count > 0)
        (void)printf("%s: %d pages, the first of %d x %d%s\n  %-36s %6s %9s %9s\n", name,
                     group.count, group.pages[0]->width, group.pages[0]->height,
                     group.bilevel ? ", one bit" : "", "", "%", "write ms", "read ms");
    for (size_t i = 0; group.count > 0 && i < sizeof ways / sizeof ways[0]; i++)
        if (!ways[i].way.one_bit || group.bilevel)
            measure(&group, &ways[i]);
    for (int i = 0; i < group.count; i++)
        ovalis_page_free(&group.pages[i]);
}

static int measure_folders(const char *folder)
{
    struct dirent **entries;
    int count = folder ? scandir(folder, &entries, is_visible, alphasort) : -1;

    for (int i = 0; i < count; i++) {
        measure_group(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return count;
}

int main(void)
{
    const char *root = getenv("OVALIS_ROOT");
    char sheets[4096];

    if (measure_folders(getenv("OVALIS_BALLOTS")) > 0)
        return 0;
    (void)printf("no real ballots here: those of testdata/\n");
    (void)snprintf(sheets, sizeof sheets, "%s/testdata/sheets", root ? root : ".");
    return measure_folders(sheets) > 0 ? 0 : 1;
}
