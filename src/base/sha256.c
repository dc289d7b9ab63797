/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <openssl/evp.h>

#include "base/diag.h"

enum ovalis_status ovalis_sha256_of(struct ovalis_sha256 *out, const void *bytes, size_t size,
                                    struct ovalis_diag *why)
{
    unsigned int length = 0;

    if (EVP_Digest(bytes, size, out->bytes, &length, EVP_sha256(), NULL) != 1 ||
        length != sizeof out->bytes)
        return ovalis_fail(why, OVALIS_ERR_MEMORY, "SHA-256 of %zu bytes failed", size);
    return OVALIS_OK;
}

void ovalis_sha256_hex(const struct ovalis_sha256 *hash, char hex[OVALIS_SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < sizeof hash->bytes; i++) {
        hex[2 * i] = digits[hash->bytes[i] >> 4];
        hex[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    hex[2 * sizeof hash->bytes] = '\0';
}
