/*
 * Sixteen bytes at a time as hexadecimal digits with a separator behind each: "45:00:…:". Where the
 * processor has an instruction that picks bytes by index (SSSE3, NEON): hex16_able().
 */
#ifndef BASE_HEX16_H
#define BASE_HEX16_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__
#include <tmmintrin.h>
#define HEX16_TARGET __attribute__((target("ssse3")))
#else
#define HEX16_TARGET
#endif
#if defined __aarch64__
#include <arm_neon.h>
#endif

typedef uint8_t hex16_bytes __attribute__((vector_size(16)));

/* v[at[i]]; 0 where at[i] is 128. */
HEX16_TARGET static inline hex16_bytes hex16_pick(hex16_bytes v, hex16_bytes at)
{
#if defined __x86_64__
    return (hex16_bytes)_mm_shuffle_epi8((__m128i)v, (__m128i)at);
#elif defined __aarch64__
    return (hex16_bytes)vqtbl1q_u8((uint8x16_t)v, (uint8x16_t)at);
#else
    hex16_bytes out;

    for (int i = 0; i < 16; i++)
        out[i] = at[i] < 16 ? v[at[i]] : 0;
    return out;
#endif
}

/* Of the values 0 to 15. */
HEX16_TARGET static inline hex16_bytes hex16_digits(hex16_bytes v)
{
    return v + '0' + ((hex16_bytes)(v > 9) & ('a' - '0' - 10));
}

static inline bool hex16_able(void)
{
#if defined __x86_64__
    return __builtin_cpu_supports("ssse3");
#elif defined __aarch64__
    return true;
#else
    return false;
#endif
}

/* Writes 48 bytes. */
HEX16_TARGET static inline void hex16_put(char *o, const uint8_t *p, char sep)
{
    enum { NO = 128 };
    static const hex16_bytes high[3] = {
        {0, NO, NO, 1, NO, NO, 2, NO, NO, 3, NO, NO, 4, NO, NO, 5},
        {NO, NO, 6, NO, NO, 7, NO, NO, 8, NO, NO, 9, NO, NO, 10, NO},
        {NO, 11, NO, NO, 12, NO, NO, 13, NO, NO, 14, NO, NO, 15, NO, NO}};
    static const hex16_bytes low[3] = {
        {NO, 0, NO, NO, 1, NO, NO, 2, NO, NO, 3, NO, NO, 4, NO, NO},
        {5, NO, NO, 6, NO, NO, 7, NO, NO, 8, NO, NO, 9, NO, NO, 10},
        {NO, NO, 11, NO, NO, 12, NO, NO, 13, NO, NO, 14, NO, NO, 15, NO}};
    static const hex16_bytes behind[3] = {
        {0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0},
        {0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0},
        {255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255}};
    hex16_bytes v, hi, lo;

    memcpy(&v, p, sizeof v);
    hi = hex16_digits(v >> 4);
    lo = hex16_digits(v & 15);
    for (int i = 0; i < 3; i++) {
        hex16_bytes out =
            hex16_pick(hi, high[i]) | hex16_pick(lo, low[i]) | (behind[i] & (uint8_t)sep);

        memcpy(o + 16 * i, &out, sizeof out);
    }
}

#endif
