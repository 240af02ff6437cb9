/* Hex dumps: whole lines of 16 bytes at once, each with one check for room. */
#include "base/hex.h"
#include "base/put.h"

#define WIDTH    16
#define LINE_MAX 96

/* "0x0010: " */
static char *offset(char *o, size_t at)
{
    o = put_lit(o, "0x");
    if (at > 0xffff)
        o = put_hex(o, (uint32_t)(at >> 16));
    o = put_hex4(o, (unsigned)(at & 0xffff));
    return put_lit(o, ": ");
}

/* " 4500 0034"; an odd last byte stands alone. */
static char *pairs(char *o, const uint8_t *p, size_t n)
{
    for (; n >= 2; n -= 2, p += 2) {
        *o = ' ';
        o = put_hex2(put_hex2(o + 1, p[0]), p[1]);
    }
    if (n) {
        *o = ' ';
        o = put_hex2(o + 1, p[0]);
    }
    return o;
}

void sn_hex(struct sn_buf *b, const uint8_t *p, size_t n)
{
    sn_hex_indent(b, "\n\t", p, n);
}

void sn_hex_indent(struct sn_buf *b, const char *indent, const uint8_t *p, size_t n)
{
    size_t at, k, len = strlen(indent);

    for (at = 0; at < n; at += k) {
        k = n - at < WIDTH ? n - at : WIDTH;
        if (!sn_buf_room(b, LINE_MAX + len))
            return;
        b->p = pairs(offset(put_mem(b->p, indent, len), at), p + at, k);
    }
}

void sn_hex_ascii(struct sn_buf *b, const uint8_t *p, size_t n)
{
    size_t at, k, i;

    for (at = 0; at < n; at += k) {
        char *o, *hex;

        k = n - at < WIDTH ? n - at : WIDTH;
        if (!sn_buf_room(b, LINE_MAX))
            return;
        hex = offset(put_lit(b->p, "\n\t"), at);
        o = pairs(hex, p + at, k);
        while (o < hex + WIDTH / 2 * 5)
            *o++ = ' ';
        o = put_lit(o, "  ");
        for (i = 0; i < k; i++)
            *o++ = p[at + i] > 0x20 && p[at + i] < 0x7f ? (char)p[at + i] : '.';
        b->p = o;
    }
}

void sn_put_base64(struct sn_buf *b, const uint8_t *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                     (left > 2 ? p[i + 2] : 0);

        sn_put_c(b, digits[v >> 18]);
        sn_put_c(b, digits[v >> 12 & 63]);
        sn_put_c(b, left > 1 ? digits[v >> 6 & 63] : '=');
        sn_put_c(b, left > 2 ? digits[v & 63] : '=');
    }
}
