/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4), by OpenSSL. */
#ifndef OVALIS_BASE_SHA256_H
#define OVALIS_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "ovalis/diag.h"

#define OVALIS_SHA256_SIZE     32
#define OVALIS_SHA256_HEX_SIZE 65 /* with the final NUL */

struct ovalis_sha256 {
    uint8_t bytes[OVALIS_SHA256_SIZE];
};

/* OVALIS_OK, or OVALIS_ERR_MEMORY when the cryptographic library refuses. */
enum ovalis_status ovalis_sha256_of(struct ovalis_sha256 *out, const void *bytes, size_t size,
                                    struct ovalis_diag *why);

/* 64 lower-case hex digits and NUL into `hex`. */
void ovalis_sha256_hex(const struct ovalis_sha256 *hash, char hex[OVALIS_SHA256_HEX_SIZE]);

#endif
