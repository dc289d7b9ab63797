/* SPDX-License-Identifier: Apache-2.0 */
/* A QR code in one part of a page, by ZBar. The whole page would cost more than all of registration
 * and could find codes that are no ballot codes: only the part where a layout puts its code is
 * looked at. */
#include "registration/qr_read.h"

#include <string.h>
#include <zbar.h>

#include "base/diag.h"
#include "base/memory.h"

/* Modules of the codes in use are 0.47-0.53 mm. ZBar wants 3 px or more for each and gets slower
 * with the square of the scale: pixels are joined until one is 0.15 mm or a little less. */
#define JOINED_PX_PER_MM 6.5

/* A part of the page, joined and perhaps mirrored, as ZBar takes it. */
struct patch {
    uint8_t *pixels;
    int width, height;
    int step;  /* page px per patch px */
    int times; /* patch px per joined px */
    struct ovalis_box box;
    bool mirrored;
};

static int base64_digit(char letter)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = letter ? strchr(digits, letter) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool ovalis_qr_text_decode(uint8_t *out, size_t room, size_t *size, const char *text, size_t length)
{
    unsigned bits = 0;
    int have = 0;

    *size = 0;
    for (int pad = 0; pad < 2 && length > 0 && text[length - 1] == '='; pad++)
        length--;
    for (size_t i = 0; i < length; i++) {
        int digit = base64_digit(text[i]);

        if (digit < 0)
            return false;
        bits = (bits << 6 | (unsigned)digit) & 0xFFFF;
        have += 6;
        if (have < 8)
            continue;
        have -= 8;
        if (*size >= room)
            return false;
        out[(*size)++] = (uint8_t)(bits >> have);
    }
    /* one letter left over is no byte; bits left over are zero in whole base64 */
    return length % 4 != 1 && (bits & ((1u << have) - 1)) == 0;
}

static struct ovalis_box cut_to_page(struct ovalis_box box, const struct ovalis_page *page)
{
    box.left = box.left < 0 ? 0 : box.left;
    box.top = box.top < 0 ? 0 : box.top;
    box.right = box.right > page->width ? page->width : box.right;
    box.bottom = box.bottom > page->height ? page->height : box.bottom;
    return box;
}

static uint8_t joined_pixel(const struct ovalis_page *page, int left, int top, int step)
{
    unsigned sum = 0;

    for (int y = top; y < top + step; y++)
        for (int x = left; x < left + step; x++)
            sum += ovalis_page_line(page, y)[x];
    return (uint8_t)(sum / (unsigned)(step * step));
}

static bool make_patch(struct patch *patch, const struct ovalis_page *page)
{
    int step = patch->step;

    patch->times = 1;
    patch->width = (patch->box.right - patch->box.left) / step;
    patch->height = (patch->box.bottom - patch->box.top) / step;
    /* A QR code has at least 21 modules. */
    if (patch->width < 21 || patch->height < 21)
        return true;
    patch->pixels = ovalis_allocate((size_t)patch->width * (size_t)patch->height, 1);
    if (!patch->pixels)
        return false;
    for (int y = 0; y < patch->height; y++)
        for (int x = 0; x < patch->width; x++) {
            int at = patch->mirrored ? patch->width - 1 - x : x;

            patch->pixels[(size_t)y * (size_t)patch->width + (size_t)at] =
                joined_pixel(page, patch->box.left + x * step, patch->box.top + y * step, step);
        }
    return true;
}

/* The same patch with twice the pixels each way, linear between them: ZBar measures edges in whole
 * pixels, and blurred modules of 3 or 4 px are read when they are drawn larger. */
static bool double_patch(struct patch *patch)
{
    int width = 2 * patch->width - 1, height = 2 * patch->height - 1;
    uint8_t *pixels = ovalis_allocate((size_t)width * (size_t)height, 1);

    if (!pixels)
        return false;
    for (int y = 0; y < height; y++) {
        const uint8_t *above = patch->pixels + (size_t)(y / 2) * (size_t)patch->width;
        const uint8_t *below = patch->pixels + (size_t)((y + 1) / 2) * (size_t)patch->width;

        for (int x = 0; x < width; x++)
            pixels[(size_t)y * (size_t)width + (size_t)x] =
                (uint8_t)((above[x / 2] + above[(x + 1) / 2] + below[x / 2] + below[(x + 1) / 2]) /
                          4);
    }
    ovalis_release(&patch->pixels);
    patch->pixels = pixels;
    patch->width = width;
    patch->height = height;
    patch->times = 2;
    return true;
}

static struct ovalis_box box_of(const zbar_symbol_t *symbol, const struct patch *patch)
{
    struct ovalis_box box = {patch->width, patch->height, 0, 0};

    for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        int x = zbar_symbol_get_loc_x(symbol, i), y = zbar_symbol_get_loc_y(symbol, i);

        if (patch->mirrored)
            x = patch->width - 1 - x;
        box.left = x < box.left ? x : box.left;
        box.top = y < box.top ? y : box.top;
        box.right = x + 1 > box.right ? x + 1 : box.right;
        box.bottom = y + 1 > box.bottom ? y + 1 : box.bottom;
    }
    if (box.right <= box.left)
        return (struct ovalis_box){0};
    return (struct ovalis_box){
        patch->box.left + box.left * patch->step, patch->box.top + box.top * patch->step,
        patch->box.left + box.right * patch->step, patch->box.top + box.bottom * patch->step};
}

static int quarter_turns_of(const zbar_symbol_t *symbol)
{
    switch (zbar_symbol_get_orientation(symbol)) {
    case ZBAR_ORIENT_UP:
        return 0;
    case ZBAR_ORIENT_RIGHT:
        return 1;
    case ZBAR_ORIENT_DOWN:
        return 2;
    case ZBAR_ORIENT_LEFT:
        return 3;
    case ZBAR_ORIENT_UNKNOWN:
        break;
    }
    return -1;
}

/* Ballot codes are base64 text that begins with V once decoded: anything else is foreign. */
static bool take_symbol(struct ovalis_qr_found *found, const zbar_symbol_t *symbol,
                        const struct patch *patch)
{
    const char *text = zbar_symbol_get_data(symbol);
    size_t length = zbar_symbol_get_data_length(symbol);

    if (!ovalis_qr_text_decode(found->payload, sizeof found->payload, &found->size, text, length) ||
        found->size < 3 || found->payload[0] != 'V')
        return false;
    found->quarter_turns = quarter_turns_of(symbol);
    found->box = box_of(symbol, patch);
    return true;
}

static enum ovalis_qr_reading collect(struct ovalis_qr_found *out, const zbar_image_t *image,
                                      const struct patch *patch)
{
    enum ovalis_qr_reading reading = OVALIS_QR_NOTHING;

    for (const zbar_symbol_t *symbol = zbar_image_first_symbol(image); symbol;
         symbol = zbar_symbol_next(symbol)) {
        struct ovalis_qr_found found = {.size = 0};

        if (zbar_symbol_get_type(symbol) != ZBAR_QRCODE)
            continue;
        if (!take_symbol(&found, symbol, patch)) {
            reading = reading == OVALIS_QR_NOTHING ? OVALIS_QR_FOREIGN : reading;
        } else if (reading != OVALIS_QR_READ) {
            *out = found;
            reading = OVALIS_QR_READ;
        } else if (out->size != found.size ||
                   memcmp(out->payload, found.payload, found.size) != 0) {
            return OVALIS_QR_SEVERAL;
        }
    }
    return reading;
}

static bool scan(struct ovalis_qr_found *out, enum ovalis_qr_reading *reading,
                 const struct patch *patch)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    size_t size = (size_t)patch->width * (size_t)patch->height;
    bool done = false;

    if (scanner && image) {
        (void)zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
        (void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
        /* bytes as printed: no guess at a character set */
        (void)zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
        zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
        zbar_image_set_size(image, (unsigned)patch->width, (unsigned)patch->height);
        zbar_image_set_data(image, patch->pixels, size, NULL);
        done = zbar_scan_image(scanner, image) >= 0;
        if (done)
            *reading = collect(out, image, patch);
    }
    if (image)
        zbar_image_destroy(image);
    if (scanner)
        zbar_image_scanner_destroy(scanner);
    return done;
}

enum ovalis_status ovalis_qr_read(struct ovalis_qr_found *out, enum ovalis_qr_reading *reading,
                                  const struct ovalis_page *page, struct ovalis_box box,
                                  bool mirrored, double px_per_mm, struct ovalis_diag *why)
{
    struct patch patch = {.box = cut_to_page(box, page), .mirrored = mirrored};
    bool done;

    *out = (struct ovalis_qr_found){.quarter_turns = -1};
    *reading = OVALIS_QR_NOTHING;
    patch.step = px_per_mm < 2 * JOINED_PX_PER_MM ? 1 : (int)(px_per_mm / JOINED_PX_PER_MM);
    if (!make_patch(&patch, page))
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "no memory to look for the QR code");
    if (!patch.pixels)
        return OVALIS_OK;
    done = scan(out, reading, &patch);
    if (done && *reading == OVALIS_QR_NOTHING)
        done = double_patch(&patch) && scan(out, reading, &patch);
    ovalis_release(&patch.pixels);
    return done ? OVALIS_OK : ovalis_fail(why, OVALIS_ERR_MEMORY, "the QR reader has no memory");
}
