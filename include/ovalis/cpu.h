/* SPDX-License-Identifier: Apache-2.0 */
/* Which instruction sets the pixel loops may use. The results are the same with any of them: a mask
 * exists so that anybody can check that. */
#ifndef OVALIS_CPU_H
#define OVALIS_CPU_H

#include "ovalis/api.h"

/* Instruction sets in the order in which they are chosen: each has all before it. The bits mean the
 * sets of the processor's own kind. */
enum ovalis_cpu_flags {
    OVALIS_CPU_SSE41 = 1 << 0,  /* x86-64: SSE4.1 with SSSE3 */
    OVALIS_CPU_AVX2 = 1 << 1,   /* x86-64 */
    OVALIS_CPU_AVX512 = 1 << 2, /* x86-64: F, BW, DQ, VL, VBMI (Ice Lake, Zen 4) */
    OVALIS_CPU_NEON = 1 << 0    /* AArch64 */
};

/* A mask that forbids nothing; 0 leaves plain C alone. */
#define OVALIS_CPU_ALL 0xFFFFFFFFu

/* The flags of this processor: enum ovalis_cpu_flags. */
OVALIS_API unsigned ovalis_cpu_detect(void);

/* "sse4.1", "avx2", "avx512", "neon" for one flag of this processor's kind; "c" for 0; NULL for
 * anything else. Static storage. */
OVALIS_API const char *ovalis_cpu_flag_name(unsigned flag);

#endif
