/* SPDX-License-Identifier: Apache-2.0 */
#include "page/deflate.h"

#include <libdeflate.h>

#include "base/memory.h"

static void free_compressor(struct libdeflate_compressor **compressor)
{
    libdeflate_free_compressor(*compressor);
}

bool ovalis_deflate(struct ovalis_text *out, const uint8_t *bytes, size_t size, int level)
{
    OVALIS_OWNED(free_compressor)
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    size_t room = compressor ? libdeflate_zlib_compress_bound(compressor, size) : 0, used;
    unsigned char *to = compressor ? ovalis_text_reserve(out, room) : NULL;

    if (!to)
        return false;
    used = libdeflate_zlib_compress(compressor, bytes, size, to, room);
    ovalis_text_accept(out, to + used);
    return used > 0;
}
