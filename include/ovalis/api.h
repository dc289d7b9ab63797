/* SPDX-License-Identifier: Apache-2.0 */
/* Marks what the shared library exports, and gives printf-like functions their checks. */
#ifndef OVALIS_API_H
#define OVALIS_API_H

#if defined(__GNUC__)
# define OVALIS_API __attribute__((visibility("default")))
# define OVALIS_PRINTF(format_at, arguments_at)                                                    \
  __attribute__((format(printf, format_at, arguments_at)))
#else
# define OVALIS_API
# define OVALIS_PRINTF(format_at, arguments_at)
#endif

#endif
