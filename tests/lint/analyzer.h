/*
 * Read before each file that clang-tidy looks at: tells the analyzer, which looks at one file at a
 * time, that a failure never returns SN_OK. Part of no build.
 */
#include "sn/err.h"

#define sn_fail(d, code, ...)     (sn_fail((d), (code), __VA_ARGS__), (code))
#define sn_fail_at(d, code, ...)  (sn_fail_at((d), (code), __VA_ARGS__), (code))
#define sn_fail_col(d, code, ...) (sn_fail_col((d), (code), __VA_ARGS__), (code))
#define sn_fail_sys(d, ...)       (sn_fail_sys((d), __VA_ARGS__), SN_EIO)
