/* SPDX-License-Identifier: Apache-2.0 */
#include "page/tiff_pixels.h"

#include <string.h>

#include "base/diag.h"

static uint8_t scaled(unsigned sample, unsigned bits)
{
    unsigned maximum = bits >= 8 ? 255 : (1u << bits) - 1;

    return (uint8_t)(sample >= maximum ? 255 : (sample * 255 + maximum / 2) / maximum);
}

static void fill_table(struct ovalis_tiff_channel *channel, enum ovalis_tiff_role role,
                       unsigned bits, bool inverted)
{
    channel->role = role;
    for (unsigned i = 0; i < 256; i++)
        channel->table[i] = inverted ? (uint8_t)(255 - scaled(i, bits)) : scaled(i, bits);
}

static enum ovalis_status fill_palette(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                       struct ovalis_diag *why)
{
    uint16_t *colour[3] = {NULL, NULL, NULL};
    size_t count = (size_t)1 << tags->bits;
    unsigned shift = 0;

    if (tags->bits > 8)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: palette of %u bits", tags->bits);
    if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &colour[0], &colour[1], &colour[2]) != 1)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: palette image without a palette");
    /* Colours have 16 bits; old writers used the lower 8 only. */
    for (size_t i = 0; i < count; i++)
        if ((colour[0][i] | colour[1][i] | colour[2][i]) > 255)
            shift = 8;
    tags->channel[0].role = OVALIS_TIFF_DARKEN;
    for (size_t i = 0; i < count; i++) {
        uint8_t values[3] = {(uint8_t)(colour[0][i] >> shift), (uint8_t)(colour[1][i] >> shift),
                             (uint8_t)(colour[2][i] >> shift)};

        ovalis_image_darkest(&tags->channel[0].table[i], values, 1, 3);
    }
    return OVALIS_OK;
}

static enum ovalis_status fill_inks(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                    struct ovalis_diag *why)
{
    uint16_t inks = INKSET_CMYK;

    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_INKSET, &inks);
    if (inks != INKSET_CMYK)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: inks other than CMYK");
    for (int i = 0; i < 4; i++)
        fill_table(&tags->channel[i], i < 3 ? OVALIS_TIFF_DARKEN : OVALIS_TIFF_DIM, tags->bits,
                   true);
    return OVALIS_OK;
}

/* Prepare the colours; *colours is how many samples they take. */
static enum ovalis_status fill_colours(struct ovalis_tiff_tags *tags, unsigned *colours, TIFF *tiff,
                                       struct ovalis_diag *why)
{
    switch (tags->photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
        *colours = 1;
        fill_table(&tags->channel[0], OVALIS_TIFF_DARKEN, tags->bits,
                   tags->photometric == PHOTOMETRIC_MINISWHITE);
        return OVALIS_OK;
    case PHOTOMETRIC_PALETTE:
        *colours = 1;
        return fill_palette(tags, tiff, why);
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_YCBCR:
        *colours = 3;
        for (int i = 0; i < 3; i++)
            fill_table(&tags->channel[i], OVALIS_TIFF_DARKEN, tags->bits, false);
        return OVALIS_OK;
    case PHOTOMETRIC_SEPARATED:
        *colours = 4;
        return fill_inks(tags, tiff, why);
    default:
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: photometric interpretation %u",
                           tags->photometric);
    }
}

/* Only the first opacity counts; what a writer does not name is ignored. Returns how many those
 * are: one is common in RGB, more are a wrong number of samples (libtiff invents names for them).
 */
static unsigned fill_extras(struct ovalis_tiff_tags *tags, unsigned colours)
{
    unsigned unnamed = 0;
    bool seen = false;

    for (unsigned i = colours; i < tags->samples; i++) {
        unsigned kind = i - colours < tags->extras ? tags->extra[i - colours] : 0;
        enum ovalis_tiff_role role = OVALIS_TIFF_IGNORE;

        if (!seen && kind == EXTRASAMPLE_ASSOCALPHA)
            role = OVALIS_TIFF_OPACITY_PREMULTIPLIED;
        if (!seen && kind == EXTRASAMPLE_UNASSALPHA)
            role = OVALIS_TIFF_OPACITY;
        seen = seen || role != OVALIS_TIFF_IGNORE;
        unnamed += kind == EXTRASAMPLE_UNSPECIFIED;
        fill_table(&tags->channel[i], role, tags->bits, false);
    }
    return unnamed;
}

static enum ovalis_status fill_channels(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                        struct ovalis_diag *why)
{
    unsigned colours = 0, unnamed;
    enum ovalis_status status = fill_colours(tags, &colours, tiff, why);

    if (status != OVALIS_OK)
        return status;
    if (tags->samples < colours)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                           "TIFF: %u samples a pixel, its colours need %u", tags->samples, colours);
    unnamed = fill_extras(tags, colours);
    if (unnamed > 1)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                           "TIFF: %u samples a pixel: %u are colours, %u have no meaning",
                           tags->samples, colours, unnamed);
    return OVALIS_OK;
}

/* libjpeg turns YCbCr into colours by itself; other codecs leave it as it is packed. */
static enum ovalis_status prepare_ycbcr(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                        struct ovalis_diag *why)
{
    if (tags->photometric != PHOTOMETRIC_YCBCR)
        return OVALIS_OK;
    if (tags->bits != 8 || tags->samples != 3 || tags->planar != PLANARCONFIG_CONTIG)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED,
                           "TIFF: YCbCr of %u samples of %u bits, plane layout %u", tags->samples,
                           tags->bits, tags->planar);
    if (tags->compression == COMPRESSION_JPEG) {
        if (TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB) != 1)
            return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: JPEG colours");
        return OVALIS_OK;
    }
    tags->raw_ycbcr = true;
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_YCBCRSUBSAMPLING, &tags->subsample_x,
                                &tags->subsample_y);
    if (tags->subsample_x < 1 || tags->subsample_x > 4 || tags->subsample_y < 1 ||
        tags->subsample_y > 4)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: YCbCr subsampled by %u x %u",
                           tags->subsample_x, tags->subsample_y);
    return OVALIS_OK;
}

static void read_extras(struct ovalis_tiff_tags *tags, TIFF *tiff)
{
    uint16_t count = 0;
    uint16_t *kinds = NULL;

    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
    for (; kinds && tags->extras < count && tags->extras < OVALIS_TIFF_MAX_SAMPLES; tags->extras++)
        tags->extra[tags->extras] = kinds[tags->extras];
}

static void read_chunk_size(struct ovalis_tiff_tags *tags, TIFF *tiff)
{
    tags->tiled = TIFFIsTiled(tiff) != 0;
    if (tags->tiled) {
        (void)TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tags->chunk_width);
        (void)TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tags->chunk_height);
        return;
    }
    tags->chunk_width = tags->width;
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &tags->chunk_height);
    if (tags->chunk_height > tags->height)
        tags->chunk_height = tags->height;
}

static bool is_fax(const struct ovalis_tiff_tags *tags)
{
    return (tags->compression >= COMPRESSION_CCITTRLE &&
            tags->compression <= COMPRESSION_CCITTFAX4) ||
           tags->compression == COMPRESSION_JBIG;
}

/* The default of one bit is for fax images. Elsewhere a page whose tag has been lost would be read
 * from the first part of its bytes, eight pixels for one. */
static enum ovalis_status read_bits(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                    struct ovalis_diag *why)
{
    bool one_bit = tags->compression == COMPRESSION_NONE || is_fax(tags);

    if (TIFFGetField(tiff, TIFFTAG_BITSPERSAMPLE, &tags->bits) == 1)
        return OVALIS_OK;
    tags->bits = 1;
    return one_bit ? OVALIS_OK
                   : ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED,
                                 "TIFF: compression %u without bits per sample", tags->compression);
}

static enum ovalis_status check_kind(const struct ovalis_tiff_tags *tags, struct ovalis_diag *why)
{
    if (tags->bits < 1 || tags->bits > 16 || (tags->bits > 8 && tags->bits != 16))
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: %u bits a sample", tags->bits);
    if (tags->samples < 1 || tags->samples > OVALIS_TIFF_MAX_SAMPLES ||
        (is_fax(tags) && tags->samples != 1))
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: %u samples a pixel", tags->samples);
    if (tags->format != SAMPLEFORMAT_UINT && tags->format != SAMPLEFORMAT_VOID)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED,
                           "TIFF: samples are not whole numbers (sample format %u)", tags->format);
    /* libtiff aligns word-aligned fax rows to its own buffer instead of the strip and misreads
     * them: not even what it has written itself comes back. */
    if (!TIFFIsCODECConfigured(tags->compression) || tags->compression == COMPRESSION_CCITTRLEW)
        return ovalis_fail(why, OVALIS_ERR_UNSUPPORTED, "TIFF: compression %u is not read here",
                           tags->compression);
    if (tags->width < 1 || tags->height < 1 || tags->chunk_width < 1 || tags->chunk_height < 1)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: %u x %u pixels in parts of %u x %u",
                           tags->width, tags->height, tags->chunk_width, tags->chunk_height);
    return OVALIS_OK;
}

/* libtiff sums up through a loop over any number of samples: 5 ms of 14 for a letter page. */
static void take_over_differences(struct ovalis_tiff_tags *tags, TIFF *tiff)
{
    uint16_t predictor = PREDICTOR_NONE;

    if (tags->bits != 8 || tags->raw_ycbcr ||
        TIFFGetField(tiff, TIFFTAG_PREDICTOR, &predictor) != 1 || predictor != PREDICTOR_HORIZONTAL)
        return;
    tags->differences = TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_NONE) == 1;
}

enum ovalis_status ovalis_tiff_read_tags(struct ovalis_tiff_tags *tags, TIFF *tiff,
                                         struct ovalis_diag *why)
{
    enum ovalis_status status;

    *tags = (struct ovalis_tiff_tags){.subsample_x = 1, .subsample_y = 1};
    (void)TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &tags->width);
    (void)TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &tags->height);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &tags->samples);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &tags->planar);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &tags->compression);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &tags->format);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &tags->orientation);
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &tags->photometric) != 1)
        return ovalis_fail(why, OVALIS_ERR_PAGE_DAMAGED, "TIFF: no photometric interpretation");
    read_extras(tags, tiff);
    read_chunk_size(tags, tiff);
    status = read_bits(tags, tiff, why);
    if (status == OVALIS_OK)
        status = check_kind(tags, why);
    if (status == OVALIS_OK)
        status = prepare_ycbcr(tags, tiff, why);
    if (status == OVALIS_OK)
        status = fill_channels(tags, tiff, why);
    if (status == OVALIS_OK)
        take_over_differences(tags, tiff);
    return status;
}

static void unpack_bits(uint8_t *out, const uint8_t *packed, size_t count)
{
    size_t whole = count / 8;

    for (size_t i = 0; i < whole; i++, out += 8)
        for (unsigned bit = 0; bit < 8; bit++)
            out[bit] = packed[i] >> (7 - bit) & 1;
    for (unsigned bit = 0; bit < count % 8; bit++)
        out[bit] = packed[whole] >> (7 - bit) & 1;
}

/* 2 to 7 bits; samples may lie across two bytes. */
static void unpack_few(uint8_t *out, const uint8_t *packed, unsigned bits, size_t count)
{
    unsigned held = 0; /* bits waiting in `window` */
    unsigned window = 0;

    for (size_t i = 0; i < count; i++) {
        if (held < bits) {
            window = window << 8 | *packed++;
            held += 8;
        }
        held -= bits;
        out[i] = (uint8_t)(window >> held & ((1u << bits) - 1));
    }
}

void ovalis_tiff_unpack(uint8_t *out, const uint8_t *packed, unsigned bits, size_t count)
{
    if (bits == 1)
        unpack_bits(out, packed, count);
    else if (bits < 8)
        unpack_few(out, packed, bits, count);
    else if (bits == 8)
        memcpy(out, packed, count);
    else
        for (size_t i = 0; i < count; i++) {
            uint16_t sample; /* in this machine's byte order, as libtiff gives it */

            memcpy(&sample, packed + 2 * i, sizeof sample);
            out[i] = (uint8_t)(sample >> 8);
        }
}

void ovalis_tiff_sum_up(uint8_t *row, size_t size, size_t samples)
{
    uint8_t sum = 0;

    if (samples == 1) /* the sum stays in a register */
        for (size_t i = 0; i < size; i++) {
            sum = (uint8_t)(sum + row[i]);
            row[i] = sum;
        }
    else
        for (size_t i = samples; i < size; i++)
            row[i] = (uint8_t)(row[i] + row[i - samples]);
}

void ovalis_tiff_make_eights(struct ovalis_tiff_eights *eights,
                             const struct ovalis_tiff_channel *channel)
{
    for (unsigned byte = 0; byte < 256; byte++)
        for (unsigned bit = 0; bit < 8; bit++)
            eights->pixels[byte][bit] = channel->table[byte >> (7 - bit) & 1];
}

void ovalis_tiff_lay_out(uint8_t *row, const struct ovalis_tiff_eights *eights,
                         const uint8_t *packed, size_t width)
{
    size_t whole = width / 8;

    for (size_t i = 0; i < whole; i++)
        memcpy(row + 8 * i, eights->pixels[packed[i]], 8);
    if (width % 8 > 0)
        memcpy(row + 8 * whole, eights->pixels[packed[whole]], width % 8);
}

static void darken(uint8_t *row, const uint8_t *table, const uint8_t *samples, size_t step,
                   size_t width)
{
    for (size_t x = 0; x < width; x++) {
        uint8_t value = table[samples[x * step]];

        row[x] = value < row[x] ? value : row[x];
    }
}

static bool leaves_samples_alone(const struct ovalis_tiff_channel *channel)
{
    for (unsigned i = 0; i < 256; i++)
        if (channel->table[i] != i)
            return false;
    return channel->role == OVALIS_TIFF_DARKEN;
}

/* Without the table, for the case that nearly every page is: 4 of 5 ms on a letter page. */
static void darken_by_samples(uint8_t *row, const uint8_t *samples, size_t step, size_t width)
{
    if (step == 1)
        for (size_t x = 0; x < width; x++)
            row[x] = samples[x] < row[x] ? samples[x] : row[x];
    else
        for (size_t x = 0; x < width; x++)
            row[x] = samples[x * step] < row[x] ? samples[x * step] : row[x];
}

static void dim(uint8_t *row, const uint8_t *table, const uint8_t *samples, size_t step,
                size_t width)
{
    for (size_t x = 0; x < width; x++)
        row[x] = ovalis_image_scale(row[x], table[samples[x * step]]);
}

static void lay_on_white(uint8_t *row, const struct ovalis_tiff_channel *channel,
                         const uint8_t *samples, size_t step, size_t width)
{
    for (size_t x = 0; x < width; x++) {
        unsigned opacity = channel->table[samples[x * step]];

        if (channel->role == OVALIS_TIFF_OPACITY)
            row[x] = ovalis_image_over_white(row[x], opacity);
        else /* a colour brighter than its own opacity is white */
            row[x] = (uint8_t)(row[x] > opacity ? 255 : row[x] + 255 - opacity);
    }
}

void ovalis_tiff_apply(uint8_t *row, const struct ovalis_tiff_channel *channel,
                       const uint8_t *samples, size_t step, size_t width)
{
    switch (channel->role) {
    case OVALIS_TIFF_DARKEN:
        if (leaves_samples_alone(channel))
            darken_by_samples(row, samples, step, width);
        else
            darken(row, channel->table, samples, step, width);
        break;
    case OVALIS_TIFF_DIM:
        dim(row, channel->table, samples, step, width);
        break;
    case OVALIS_TIFF_OPACITY:
    case OVALIS_TIFF_OPACITY_PREMULTIPLIED:
        lay_on_white(row, channel, samples, step, width);
        break;
    case OVALIS_TIFF_IGNORE:
        break;
    }
}

static int clamp(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

uint8_t ovalis_tiff_darkest_of_ycbcr(int y, int cb, int cr)
{
    /* 1.402, 0.344136, 0.714136 and 1.772 in 65536ths, as libjpeg has them */
    int red = clamp(y + ((91881 * (cr - 128) + 32768) >> 16));
    int green = clamp(y + ((-22554 * (cb - 128) - 46802 * (cr - 128) + 32768) >> 16));
    int blue = clamp(y + ((116130 * (cb - 128) + 32768) >> 16));
    int darkest = red < green ? red : green;

    return (uint8_t)(darkest < blue ? darkest : blue);
}
