/* SPDX-License-Identifier: Apache-2.0 */
#include "page/tiff_memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* libtiff 4.7 can bound the sum of its allocations too. */
#define TIFFLIB_WITH_CUMULATED_BOUND 20240911
#define MAX_CUMULATED                ((tmsize_t)1 << 29)

static void note(struct ovalis_tiff_memory *memory, const char *module, const char *format,
                 va_list arguments)
{
    int used;

    if (memory->failed)
        return;
    memory->failed = true;
    used = snprintf(memory->said, sizeof memory->said, "%s: ", module ? module : "libtiff");
    if (used >= 0 && (size_t)used < sizeof memory->said)
        (void)vsnprintf(memory->said + used, sizeof memory->said - (size_t)used, format, arguments);
}

static int take_error(TIFF *tiff, void *cookie, const char *module, const char *format,
                      va_list arguments)
{
    (void)tiff;
    note(cookie, module, format, arguments);
    return 1; /* dealt with: nothing goes to the global handler */
}

/* A tag that libtiff leaves out of account for what is wrong with it is replaced by its default,
 * and the page by other pixels. Tags that have no say in pixels may be as wrong as they like. */
static bool concerns_pixels(const char *words)
{
    static const char *const tags[] = {"ImageWidth",
                                       "ImageLength",
                                       "BitsPerSample",
                                       "Compression",
                                       "Photometric",
                                       "FillOrder",
                                       "StripOffsets",
                                       "Orientation",
                                       "SamplesPerPixel",
                                       "RowsPerStrip",
                                       "StripByteCounts",
                                       "PlanarConfig",
                                       "Group3Options",
                                       "Group4Options",
                                       "T4Options",
                                       "T6Options",
                                       "Predictor",
                                       "ColorMap",
                                       "TileWidth",
                                       "TileLength",
                                       "TileOffsets",
                                       "TileByteCounts",
                                       "InkSet",
                                       "ExtraSamples",
                                       "SampleFormat",
                                       "JPEGTables",
                                       "YCbCr",
                                       "ReferenceBlackWhite",
                                       "JPEG",
                                       "LERC",
                                       "Lerc"};

    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (strstr(words, tags[i]))
            return strstr(words, "ignor") != NULL;
    return false;
}

/* Where pixels break off libtiff often only warns, and the rest stays gray ("premature EOF" of a
 * fax image, every complaint of libjpeg). */
static int take_warning(TIFF *tiff, void *cookie, const char *module, const char *format,
                        va_list arguments)
{
    struct ovalis_tiff_memory *memory = cookie;
    char words[256];
    va_list again;

    (void)tiff;
    va_copy(again, arguments);
    (void)vsnprintf(words, sizeof words, format, again);
    va_end(again);
    if ((memory->strict && strncmp(format, "Old-style LZW", strlen("Old-style LZW")) != 0) ||
        concerns_pixels(words))
        note(memory, module, format, arguments);
    return 1;
}

static tmsize_t read_bytes(thandle_t handle, void *out, tmsize_t size)
{
    struct ovalis_tiff_memory *memory = handle;
    uint64_t left = memory->at < memory->size ? memory->size - memory->at : 0;
    size_t count = (uint64_t)size < left ? (size_t)size : (size_t)left;

    if (size <= 0 || !memory->bytes)
        return 0;
    memcpy(out, memory->bytes + memory->at, count);
    memory->at += count;
    return (tmsize_t)count;
}

/* libtiff writes what a directory points to before the directory itself, which then fills the gap:
 * a few hundred bytes. */
static bool fill_gap(struct ovalis_tiff_memory *memory)
{
    static const uint8_t zeros[4096];
    uint64_t length = memory->out->length - memory->start;

    if (memory->at > length && memory->at - length <= sizeof zeros)
        ovalis_text_add_bytes(memory->out, zeros, (size_t)(memory->at - length));
    return memory->at <= (uint64_t)(memory->out->length - memory->start);
}

/* Over what is there already, and on behind it. */
static tmsize_t write_bytes(thandle_t handle, void *from, tmsize_t size)
{
    struct ovalis_tiff_memory *memory = handle;
    size_t left, over;

    if (size <= 0 || !memory->out || !fill_gap(memory))
        return 0;
    left = memory->out->length - memory->start - (size_t)memory->at;
    over = left < (size_t)size ? left : (size_t)size;
    if (over > 0)
        memcpy(memory->out->bytes + memory->start + memory->at, from, over);
    ovalis_text_add_bytes(memory->out, (const uint8_t *)from + over, (size_t)size - over);
    memory->at += (uint64_t)size;
    return memory->out->failed ? 0 : size;
}

static toff_t size_of(thandle_t handle)
{
    const struct ovalis_tiff_memory *memory = handle;

    return memory->out ? memory->out->length - memory->start : memory->size;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence)
{
    struct ovalis_tiff_memory *memory = handle;

    if (whence == SEEK_CUR)
        offset += memory->at;
    else if (whence == SEEK_END)
        offset += size_of(handle);
    memory->at = offset;
    return offset;
}

static int close_nothing(thandle_t handle)
{
    (void)handle;
    return 0;
}

static TIFF *open_memory(struct ovalis_tiff_memory *memory, const char *mode)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFF *tiff;

    if (!options)
        return NULL;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)OVALIS_TIFF_MAX_BLOCK);
#if TIFFLIB_VERSION >= TIFFLIB_WITH_CUMULATED_BOUND
    TIFFOpenOptionsSetMaxCumulatedMemAlloc(options, MAX_CUMULATED);
#endif
    TIFFOpenOptionsSetErrorHandlerExtR(options, take_error, memory);
    TIFFOpenOptionsSetWarningHandlerExtR(options, take_warning, memory);
    tiff = TIFFClientOpenExt("memory", mode, memory, read_bytes, write_bytes, seek, close_nothing,
                             size_of, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}

TIFF *ovalis_tiff_open_to_read(struct ovalis_tiff_memory *memory)
{
    /* h: header only. m: not mapped, the way that most programs read, and fuzzers with them. */
    return open_memory(memory, "rhm");
}

TIFF *ovalis_tiff_open_to_write(struct ovalis_tiff_memory *memory)
{
    return open_memory(memory, "wl");
}

void ovalis_tiff_close(TIFF **tiff)
{
    if (*tiff)
        TIFFClose(*tiff);
    *tiff = NULL;
}
