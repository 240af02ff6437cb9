/* Hexadecimal digits, and dumps in tcpdump's shape: each line begins with "\n\t"; base64. */
#ifndef SN_BASE_HEX_H
#define SN_BASE_HEX_H

#include "sn/buf.h"

/* The value of a digit; -1: it is none. */
static inline int sn_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void sn_hex(struct sn_buf *b, const uint8_t *p, size_t n);
/* With something else in front of each line. */
void sn_hex_indent(struct sn_buf *b, const char *indent, const uint8_t *p, size_t n);
void sn_hex_ascii(struct sn_buf *b, const uint8_t *p, size_t n);

/* Base64 with its padding (RFC 4648). */
void sn_put_base64(struct sn_buf *b, const uint8_t *p, size_t n);

#endif
