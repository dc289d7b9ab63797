/* SPDX-License-Identifier: Apache-2.0 */
#include "page/sheets.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/memory.h"
#include "base/text.h"
#include "page/image_file.h"
#include "page/sheet_files.h"

/* The list under construction: grows by half. */
struct builder {
    struct ovalis_sheet_list list;
    size_t capacity;
    bool one_sided;
};

void ovalis_sheet_list_release(struct ovalis_sheet_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        ovalis_release(&list->sheets[i].name);
        ovalis_release(&list->sheets[i].pages[0].path);
        ovalis_release(&list->sheets[i].pages[1].path);
    }
    ovalis_release(&list->sheets);
    *list = (struct ovalis_sheet_list){0};
}

static void release_builder(struct builder *builder)
{
    ovalis_sheet_list_release(&builder->list);
}

static enum ovalis_status no_memory(struct ovalis_diag *why)
{
    return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory for the list of sheets");
}

/* Append a path, taking it over, with what its pages are. */
static enum ovalis_status add_file(struct ovalis_sheet_files *list, char *path, bool named,
                                   struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_release) char *owned = path;
    OVALIS_OWNED(ovalis_release) struct ovalis_diag *fault = NULL;
    struct ovalis_sheet_file file = {.path = path, .base = ovalis_file_name_base(path)};
    struct ovalis_diag problem;
    struct stat about;

    if (stat(path, &about) == 0) {
        file.device = (uint64_t)about.st_dev;
        file.inode = (uint64_t)about.st_ino;
        if (!named && S_ISDIR(about.st_mode))
            return OVALIS_OK;
    }
    if (ovalis_image_file_count(&file.pages, path, &problem) != OVALIS_OK) {
        bool meant = named || ovalis_file_name_is_image(path + file.base);

        /* A list of candidates, a README: neither by name nor by content an image. */
        if (!meant && problem.status == OVALIS_ERR_PAGE_FORMAT)
            return OVALIS_OK;
        fault = ovalis_allocate(1, sizeof *fault);
        if (!fault)
            return no_memory(why);
        *fault = problem;
    }
    if (!ovalis_grow(&list->files, &list->capacity, list->count + 1, sizeof *list->files))
        return no_memory(why);
    file.stem = ovalis_file_name_stem(path + file.base);
    file.fault = fault;
    list->files[list->count++] = file;
    owned = NULL;
    fault = NULL;
    return OVALIS_OK;
}

static void close_folder(DIR **folder)
{
    if (*folder)
        (void)closedir(*folder);
}

static char *path_in_folder(const char *folder, const char *name)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text path = {0};
    size_t length = strlen(folder);

    ovalis_text_format(&path, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/",
                       name);
    return path.failed ? NULL : ovalis_copy_text(path.bytes);
}

static enum ovalis_status list_folder(struct ovalis_sheet_files *list, const char *path,
                                      struct ovalis_diag *why)
{
    OVALIS_OWNED(close_folder) DIR *folder = opendir(path);
    enum ovalis_status status = OVALIS_OK;

    if (!folder)
        return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
    while (status == OVALIS_OK) {
        const struct dirent *entry;
        char *name;

        errno = 0;
        entry = readdir(folder);
        if (!entry && errno != 0)
            return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", path, strerror(errno));
        if (!entry)
            return OVALIS_OK;
        if (entry->d_name[0] == '.')
            continue;
        name = path_in_folder(path, entry->d_name);
        status = name ? add_file(list, name, false, why) : no_memory(why);
    }
    return status;
}

/* The name of a sheet: of its first file, without what says the side; `k` from 1 in a file of many
 * sheets, else 0. A file that is called only "front" lends the name of its folder. */
static char *name_sheet(const struct builder *builder, const struct ovalis_sheet_file *file,
                        size_t k)
{
    OVALIS_OWNED(ovalis_text_release) struct ovalis_text text = {0};
    const char *name = file->path + file->base;
    bool cut = !builder->one_sided && file->side.family != OVALIS_SIDE_NONE;

    ovalis_text_add_bytes(&text, name, cut ? file->side.cut_from : file->stem);
    if (cut)
        ovalis_text_add_bytes(&text, name + file->side.cut_to, file->stem - file->side.cut_to);
    if (text.length == 0 && file->base > 1) {
        size_t from = file->base - 1;

        while (from > 0 && file->path[from - 1] != '/')
            from--;
        if (file->path[from] != '.') /* "." and ".." name nothing */
            ovalis_text_add_bytes(&text, file->path + from, file->base - 1 - from);
    }
    if (text.length == 0)
        ovalis_text_add(&text, "sheet");
    if (k > 0)
        ovalis_text_format(&text, "#%zu", k);
    return text.failed ? NULL : ovalis_copy_text(text.bytes);
}

/* One page of a file, or none. */
struct page_choice {
    const struct ovalis_sheet_file *file; /* NULL: no such page */
    int page;
};

static enum ovalis_status add_sheet(struct builder *builder, const struct page_choice pages[2],
                                    size_t k, const struct ovalis_diag *refused,
                                    struct ovalis_diag *why)
{
    struct ovalis_sheet_list *list = &builder->list;
    const struct ovalis_sheet_file *named = pages[0].file ? pages[0].file : pages[1].file;
    struct ovalis_sheet_source *sheet;

    if (!ovalis_grow(&list->sheets, &builder->capacity, list->count + 1, sizeof *list->sheets))
        return no_memory(why);
    sheet = &list->sheets[list->count++];
    sheet->name = name_sheet(builder, named, k);
    for (int i = 0; i < 2; i++) {
        if (!pages[i].file)
            continue;
        sheet->pages[i].page = pages[i].page;
        sheet->pages[i].path = ovalis_copy_text(pages[i].file->path);
        if (!sheet->pages[i].path)
            return no_memory(why);
    }
    if (refused)
        sheet->refused = *refused;
    return sheet->name ? OVALIS_OK : no_memory(why);
}

/* A run of sheets: pages 1-2, 3-4 … of one file, or each page when one-sided. */
static enum ovalis_status add_run(struct builder *builder, const struct ovalis_sheet_file *file,
                                  struct ovalis_diag *why)
{
    int step = builder->one_sided ? 1 : 2;
    enum ovalis_status status = OVALIS_OK;

    for (int page = 0; page < file->pages && status == OVALIS_OK; page += step) {
        struct page_choice pages[2] = {{file, page}, {step == 2 ? file : NULL, page + 1}};
        size_t k = file->pages > 1 ? (size_t)(page / step) + 1 : 0;
        struct ovalis_diag alone;

        if (step == 1 || page + 1 < file->pages) {
            status = add_sheet(builder, pages, k, NULL, why);
            continue;
        }
        pages[1].file = NULL;
        (void)ovalis_fail(&alone, OVALIS_ERR_PAGE_PARTNER,
                          "%s: page %d: the last of an odd number of pages, its other side is "
                          "missing",
                          file->path, page + 1);
        status = add_sheet(builder, pages, k, &alone, why);
    }
    return status;
}

/* Two files, page by page: one page each, or as many fronts as backs. */
static enum ovalis_status add_pair(struct builder *builder, const struct ovalis_sheet_file *first,
                                   const struct ovalis_sheet_file *second, struct ovalis_diag *why)
{
    const struct ovalis_diag *refused = first->fault ? first->fault : second->fault;
    int count = first->pages > second->pages ? first->pages : second->pages;
    enum ovalis_status status = OVALIS_OK;
    struct ovalis_diag unequal;

    if (!refused && first->pages != second->pages) {
        (void)ovalis_fail(&unequal, OVALIS_ERR_PAGE_PARTNER,
                          "%s: %d pages, but %s has %d: which belong together is unknown",
                          first->path, first->pages, second->path, second->pages);
        refused = &unequal;
    }
    if (count == 0) /* neither can be read */
        count = 1;
    for (int page = 0; page < count && status == OVALIS_OK; page++) {
        struct page_choice pages[2] = {{page == 0 || page < first->pages ? first : NULL, page},
                                       {page == 0 || page < second->pages ? second : NULL, page}};

        status = add_sheet(builder, pages, count > 1 ? (size_t)page + 1 : 0, refused, why);
    }
    return status;
}

/* Every page of a file whose partner is missing. */
static enum ovalis_status add_alone(struct builder *builder, const struct ovalis_sheet_file *file,
                                    struct ovalis_diag *why)
{
    enum ovalis_status status = OVALIS_OK;
    struct ovalis_diag alone;

    (void)ovalis_fail(&alone, OVALIS_ERR_PAGE_PARTNER, "%s: %s", file->path, file->alone);
    for (int page = 0; page < file->pages && status == OVALIS_OK; page++) {
        struct page_choice pages[2] = {{file, page}, {NULL, 0}};

        status = add_sheet(builder, pages, file->pages > 1 ? (size_t)page + 1 : 0, &alone, why);
    }
    return status;
}

static enum ovalis_status add_by_itself(struct builder *builder,
                                        const struct ovalis_sheet_file *file,
                                        struct ovalis_diag *why)
{
    struct page_choice pages[2] = {{file, 0}, {NULL, 0}};

    if (file->fault)
        return add_sheet(builder, pages, 0, file->fault, why);
    return file->alone && !builder->one_sided ? add_alone(builder, file, why)
                                              : add_run(builder, file, why);
}

/* A sheet stands where its first file stands in the order; the front is page 0. */
static enum ovalis_status add_files(struct builder *builder, struct ovalis_sheet_files *files,
                                    struct ovalis_diag *why)
{
    enum ovalis_status status = ovalis_sheet_files_pair(files, why);

    for (size_t i = 0; i < files->count && status == OVALIS_OK; i++) {
        const struct ovalis_sheet_file *file = &files->files[i];
        const struct ovalis_sheet_file *partner =
            file->partner == OVALIS_NO_PARTNER ? NULL : &files->files[file->partner];
        bool second = file->side.family != OVALIS_SIDE_NONE && file->side.side == 1;

        if (!partner || builder->one_sided)
            status = add_by_itself(builder, file, why);
        else if (file->partner > i)
            status = add_pair(builder, second ? partner : file, second ? file : partner, why);
    }
    return status;
}

static enum ovalis_status add_folder(struct builder *builder, const char *path,
                                     struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_sheet_files_release) struct ovalis_sheet_files files = {0};
    OVALIS_OWNED(ovalis_release) char *name = ovalis_copy_text(path);
    enum ovalis_status status = name ? list_folder(&files, path, why) : no_memory(why);
    struct ovalis_diag empty;

    if (status != OVALIS_OK)
        return status;
    if (files.count == 0) {
        struct ovalis_sheet_file folder = {.path = name, .base = ovalis_file_name_base(path)};
        struct page_choice pages[2] = {{&folder, 0}, {NULL, 0}};

        folder.stem = strlen(name + folder.base);
        (void)ovalis_fail(&empty, OVALIS_ERR_PAGE_FORMAT, "%s: no image in this folder", path);
        return add_sheet(builder, pages, 0, &empty, why);
    }
    return add_files(builder, &files, why);
}

static bool is_folder(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* All inputs that are no folders make one list, in which partners may stand apart. */
static enum ovalis_status add_named_files(struct builder *builder, const char *const *inputs,
                                          size_t count, struct ovalis_diag *why)
{
    OVALIS_OWNED(ovalis_sheet_files_release) struct ovalis_sheet_files files = {0};

    for (size_t i = 0; i < count; i++) {
        enum ovalis_status status;
        char *path;

        if (is_folder(inputs[i]))
            continue;
        path = ovalis_copy_text(inputs[i]);
        status = path ? add_file(&files, path, true, why) : no_memory(why);
        if (status != OVALIS_OK)
            return status;
    }
    return add_files(builder, &files, why);
}

static enum ovalis_status add_inputs(struct builder *builder, const char *const *inputs,
                                     size_t count, struct ovalis_diag *why)
{
    bool files_done = false;

    for (size_t i = 0; i < count; i++) {
        enum ovalis_status status = OVALIS_OK;

        if (is_folder(inputs[i]))
            status = add_folder(builder, inputs[i], why);
        else if (!files_done)
            status = add_named_files(builder, inputs, count, why);
        files_done = files_done || !is_folder(inputs[i]);
        if (status != OVALIS_OK)
            return status;
    }
    return ovalis_sheet_names_make_unique(&builder->list, why);
}

enum ovalis_status ovalis_sheet_list_make(struct ovalis_sheet_list *out, const char *const *inputs,
                                          size_t input_count, bool one_sided,
                                          struct ovalis_diag *why)
{
    OVALIS_OWNED(release_builder) struct builder builder = {.one_sided = one_sided};
    enum ovalis_status status;

    *out = (struct ovalis_sheet_list){0};
    for (size_t i = 0; i < input_count; i++) {
        struct stat about;

        if (stat(inputs[i], &about) != 0)
            return ovalis_fail(why, OVALIS_ERR_READ, "%s: %s", inputs[i], strerror(errno));
    }
    status = add_inputs(&builder, inputs, input_count, why);
    if (status != OVALIS_OK)
        return status;
    *out = builder.list;
    builder.list = (struct ovalis_sheet_list){0};
    return OVALIS_OK;
}
