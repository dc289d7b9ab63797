/* SPDX-License-Identifier: Apache-2.0 */
#include "ovalis/cpu.h"

#include <stddef.h>

#if defined(__aarch64__)
# include <sys/auxv.h>
# ifndef HWCAP_ASIMD
#  define HWCAP_ASIMD (1 << 1)
# endif
#endif

#if defined(__x86_64__)
/* The compiler's own test, which asks the system, too, whether it saves the wide registers. */
unsigned ovalis_cpu_detect(void)
{
    unsigned flags = 0;

    __builtin_cpu_init();
    if (!__builtin_cpu_supports("ssse3") || !__builtin_cpu_supports("sse4.1"))
        return flags;
    flags |= OVALIS_CPU_SSE41;
    if (!__builtin_cpu_supports("avx2"))
        return flags;
    flags |= OVALIS_CPU_AVX2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi"))
        flags |= OVALIS_CPU_AVX512;
    return flags;
}
#elif defined(__aarch64__)
unsigned ovalis_cpu_detect(void)
{
    return getauxval(AT_HWCAP) & HWCAP_ASIMD ? OVALIS_CPU_NEON : 0;
}
#else
unsigned ovalis_cpu_detect(void)
{
    return 0;
}
#endif

const char *ovalis_cpu_flag_name(unsigned flag)
{
    if (flag == 0)
        return "c";
#if defined(__x86_64__)
    if (flag == OVALIS_CPU_SSE41)
        return "sse4.1";
    if (flag == OVALIS_CPU_AVX2)
        return "avx2";
    if (flag == OVALIS_CPU_AVX512)
        return "avx512";
#elif defined(__aarch64__)
    if (flag == OVALIS_CPU_NEON)
        return "neon";
#endif
    return NULL;
}
