/*
 * sn_put_f: the conversions that lines of packets are made of, written in place. printf(3) takes
 * four times as long, most of it to set up its stream; it still does what isn't here.
 */
#include <stdarg.h>
#include <stdio.h>

#include "sn/buf.h"

enum { DIGITS = 20 }; /* of 64 bits */

struct spec {
    bool left, zero;
    int width, precision; /* -1: none */
    unsigned longs;       /* how many l; z and j are two */
    char conv;
};

static int number(const char **p, va_list *ap)
{
    int n = 0;

    if (**p == '*') {
        ++*p;
        return va_arg(*ap, int);
    }
    while (**p >= '0' && **p <= '9' && n < 100000)
        n = n * 10 + *(*p)++ - '0';
    return n;
}

/* Reads what stands behind a %. False: it isn't for here. */
static bool read_spec(const char **p, va_list *ap, struct spec *s)
{
    *s = (struct spec){.precision = -1};
    for (;; ++*p) {
        if (**p == '-')
            s->left = true;
        else if (**p == '0')
            s->zero = true;
        else
            break;
    }
    s->width = number(p, ap);
    if (**p == '.') {
        ++*p;
        s->precision = number(p, ap);
    }
    for (; **p == 'l' || **p == 'z' || **p == 'j'; ++*p)
        s->longs += **p == 'l' ? 1 : 2;
    s->conv = *(*p)++;
    if (s->conv == 's' || s->conv == 'c' || s->conv == '%')
        return !s->longs && !s->zero && s->width >= 0;
    return (s->conv == 'u' || s->conv == 'd' || s->conv == 'x' || s->conv == 'X') &&
           s->precision < 0 && s->width >= 0;
}

static void put_padded(struct sn_buf *b, const struct spec *s, const char *p, size_t n)
{
    size_t width = (size_t)s->width, pad = width > n ? width - n : 0;

    if (!(n + pad) || !sn_buf_room(b, n + pad)) /* of no size: perhaps no memory to write to yet */
        return;
    if (!s->left && pad) {
        memset(b->p, ' ', pad);
        b->p += pad;
    }
    memcpy(b->p, p, n);
    b->p += n;
    if (s->left && pad) {
        memset(b->p, ' ', pad);
        b->p += pad;
    }
}

static void put_number(struct sn_buf *b, const struct spec *s, uint64_t v, bool negative)
{
    const char *digits = s->conv == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    char mem[DIGITS + 1], *end = mem + sizeof mem, *p = end;
    size_t n, width = (size_t)s->width;

    if (s->conv == 'x' || s->conv == 'X') {
        do
            *--p = digits[v & 15];
        while (v >>= 4);
    } else {
        do
            *--p = (char)('0' + v % 10);
        while (v /= 10);
    }
    n = (size_t)(end - p);
    if (s->zero && !s->left && n + negative < width) {
        if (!sn_buf_room(b, width))
            return;
        if (negative)
            *b->p++ = '-';
        memset(b->p, '0', width - n - negative);
        b->p += width - n - negative;
        memcpy(b->p, p, n);
        b->p += n;
        return;
    }
    if (negative)
        *--p = '-';
    put_padded(b, s, p, (size_t)(end - p));
}

static void convert(struct sn_buf *b, const struct spec *s, va_list *ap)
{
    const char *str;
    int64_t i;
    char c;

    switch (s->conv) {
    case 's':
        str = va_arg(*ap, const char *);
        if (!str)
            str = "(null)";
        put_padded(b, s, str, s->precision < 0 ? strlen(str) : strnlen(str, (size_t)s->precision));
        break;
    case 'c':
        c = (char)va_arg(*ap, int);
        put_padded(b, s, &c, 1);
        break;
    case '%':
        sn_put_c(b, '%');
        break;
    case 'd':
        i = s->longs ? va_arg(*ap, long) : va_arg(*ap, int);
        put_number(b, s, i < 0 ? -(uint64_t)i : (uint64_t)i, i < 0);
        break;
    default:
        put_number(b, s, s->longs ? va_arg(*ap, unsigned long) : va_arg(*ap, unsigned), false);
        break;
    }
}

static void put_printf(struct sn_buf *b, const char *fmt, va_list ap) SN_PRINTF(2, 0);

static void put_printf(struct sn_buf *b, const char *fmt, va_list ap)
{
    size_t room = (size_t)(b->end - b->p);
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(b->p, room, fmt, ap); /* as much as there is room for */
    if (n >= 0 && (size_t)n < room) {
        b->p += n;
    } else if (n >= 0 && sn_buf_room(b, (size_t)n + 1)) {
        vsnprintf(b->p, (size_t)n + 1, fmt, again);
        b->p += n;
    }
    va_end(again);
}

/* Behind a %, the conversions that most are: %s, %c, %u, %x, %d, and %x of so many digits at least
 * (%02x). False: it is another, and nothing was read. */
static inline bool put_usual(struct sn_buf *b, const char **p, va_list *ap)
{
    const char *s = *p;
    unsigned digits = 1, v;
    int i;

    if (s[0] == '0' && s[1] >= '1' && s[1] <= '8' && s[2] == 'x') {
        digits = (unsigned)(s[1] - '0');
        s += 2;
    }
    *p = s + 1;
    switch (*s) {
    case 's':
        s = va_arg(*ap, const char *);
        sn_put_s(b, s ? s : "(null)");
        return true;
    case 'c':
        sn_put_c(b, (char)va_arg(*ap, int));
        return true;
    case 'u':
        sn_put_u32(b, va_arg(*ap, unsigned));
        return true;
    case 'd':
        i = va_arg(*ap, int);
        sn_put_i64(b, i);
        return true;
    case 'x':
        v = va_arg(*ap, unsigned);
        while (digits < 8 && v >> 4 * digits)
            digits++;
        sn_put_hex_pad(b, v, digits);
        return true;
    default:
        *p = s;
        return false;
    }
}

void sn_put_f(struct sn_buf *b, const char *fmt, ...)
{
    size_t from = sn_buf_len(b);
    const char *p = fmt;
    struct spec s;
    va_list ap;

    _Static_assert(sizeof(long) == 8 && sizeof(size_t) == 8, "one l, z and j are 64 bits");
    va_start(ap, fmt);
    for (;;) {
        const char *percent = *p == '%' ? p : strchrnul(p, '%');

        sn_put_mem(b, p, (size_t)(percent - p));
        if (!*percent)
            break;
        p = percent + 1;
        if (put_usual(b, &p, &ap))
            continue;
        if (!read_spec(&p, &ap, &s)) {
            va_end(ap);
            va_start(ap, fmt);
            if (b->err)
                break;
            b->p = b->base + from;
            put_printf(b, fmt, ap);
            break;
        }
        convert(b, &s, &ap);
    }
    va_end(ap);
}
