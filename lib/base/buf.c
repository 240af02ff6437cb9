/* The text buffer and its plain appenders. See sn/buf.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/huge.h"
#include "sn/buf.h"

#define FIRST 1024

void sn_buf_init(struct sn_buf *b, size_t cap)
{
    *b = (struct sn_buf){.cap = cap};
}

void sn_buf_fixed(struct sn_buf *b, char *mem, size_t n)
{
    *b = (struct sn_buf){.p = mem, .end = mem + n, .base = mem};
}

void sn_buf_free(struct sn_buf *b)
{
    if (b->cap)
        free(b->base);
    sn_buf_init(b, b->cap);
}

/* Not realloc, which may touch each page of a new place as it copies. */
static char *larger(char *old, size_t len, size_t size)
{
    char *p = malloc(size);

    if (!p)
        return NULL;
    sn_huge_touch(p, size);
    if (len)
        memcpy(p, old, len);
    free(old);
    return p;
}

bool sn_buf_more(struct sn_buf *b, size_t n)
{
    size_t len = sn_buf_len(b), room = (size_t)(b->end - b->base), want = room ? room : FIRST;
    char *base;

    if (b->err || !b->cap || n > b->cap || len > b->cap - n) {
        b->err = SN_ENOMEM;
        b->end = b->p; /* nothing smaller may slip in behind what was refused */
        return false;
    }
    while (want < len + n)
        want *= 2;
    if (want > b->cap)
        want = b->cap;
    base = larger(b->base, len, want);
    if (!base) {
        b->err = SN_ENOMEM;
        b->end = b->p;
        return false;
    }
    b->base = base;
    b->p = base + len;
    b->end = base + want;
    return true;
}

void sn_put_safe(struct sn_buf *b, const void *s, size_t n)
{
    const uint8_t *p = s;

    for (; n; n--, p++) {
        uint8_t c = *p & 0x7f;

        if (*p & 0x80)
            sn_put_lit(b, "M-");
        if (c < 0x20 || c == 0x7f) {
            sn_put_c(b, '^');
            c ^= 0x40;
        }
        sn_put_c(b, (char)c);
    }
}

size_t sn_utf8_len(const uint8_t *p, size_t n)
{
    uint32_t c;
    size_t len, i;

    if (p[0] < 0xc2 || p[0] > 0xf4)
        return p[0] < 0x80;
    len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (len > n)
        return 0;
    c = p[0] & (0x7fu >> len);
    for (i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if ((len == 3 && c < 0x800) || (len == 4 && (c < 0x10000 || c > 0x10ffff)) ||
        (c >= 0xd800 && c <= 0xdfff))
        return 0;
    return len;
}

static void put_json_char(struct sn_buf *b, uint32_t c)
{
    static const char shorts[] = "btn_fr"; /* 8, 9, 10, 12, 13 */

    sn_put_c(b, '\\');
    if (c == '"' || c == '\\') {
        sn_put_c(b, (char)c);
    } else if (c >= 8 && c <= 13 && c != 11) {
        sn_put_c(b, shorts[c - 8]);
    } else {
        sn_put_c(b, 'u');
        sn_put_hex_pad(b, c, 4);
    }
}

/* The bit 0x80 of each of eight bytes that is zero; of those above it perhaps too, but of none when
 * none is zero. */
static inline uint64_t zero_bytes(uint64_t v)
{
    return (v - 0x0101010101010101) & ~v & 0x8080808080808080;
}

/* Whether all of eight bytes are plain. */
static inline bool plain8(const uint8_t *p)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t v, low;

    memcpy(&v, p, sizeof v);
    low = v - ones * 0x20; /* a byte below 0x20, the lowest of them first, borrows */
    return !((v | low | (v + ones)) & 0x80 * ones) && !zero_bytes(v ^ ones * '"') &&
           !zero_bytes(v ^ ones * '\\');
}

/* How many of n bytes at p stand in a JSON string as they are: printable ASCII without quotes and
 * backslashes. */
static size_t plain_run(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i >= 8 && plain8(p + i))
        i += 8;
    while (i < n && (uint8_t)(p[i] - 0x20) < 0x5f && p[i] != '"' && p[i] != '\\')
        i++;
    return i;
}

void sn_put_json_str(struct sn_buf *b, const void *s, size_t n)
{
    const uint8_t *p = s;

    sn_put_c(b, '"');
    while (n) {
        size_t len = plain_run(p, n);

        if (len) {
            sn_put_mem(b, p, len);
            p += len;
            n -= len;
            continue;
        }
        len = sn_utf8_len(p, n);

        if (len == 0)
            sn_put_lit(b, "\xef\xbf\xbd");
        else if (len == 1)
            put_json_char(b, *p);
        else if (len == 2 && p[0] == 0xc2 && p[1] < 0xa0)
            put_json_char(b, p[1]);
        else
            sn_put_mem(b, p, len);
        p += len ? len : 1;
        n -= len ? len : 1;
    }
    sn_put_c(b, '"');
}
