/* Internet checksums (RFC 1071). */
#include "dis/proto.h"

/* The carry comes back in below, as in the sum of 16-bit words that this is four of. */
static inline uint64_t add_round(uint64_t s, uint64_t v)
{
    s += v;
    return s + (s < v);
}

uint32_t sn_sum_add(uint32_t sum, const uint8_t *p, size_t n)
{
    uint64_t s = 0, v[4];
    uint16_t word;

    for (; n >= 32; n -= 32, p += 32) {
        memcpy(v, p, 32);
        s = add_round(add_round(add_round(add_round(s, v[0]), v[1]), v[2]), v[3]);
    }
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(v, p, 8);
        s = add_round(s, v[0]);
    }
    s = (s >> 32) + (s & 0xffffffff);
    for (; n >= 2; n -= 2, p += 2) {
        memcpy(&word, p, 2);
        s += word;
    }
    if (n) {
        uint8_t last[2] = {*p, 0};

        memcpy(&word, last, 2);
        s += word;
    }
    while (s >> 16)
        s = (s >> 16) + (s & 0xffff);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        s = __builtin_bswap16((uint16_t)s);
    sum += (uint32_t)s;
    return (sum >> 16) + (sum & 0xffff);
}

uint32_t sn_sum_pseudo(const struct sn_dis *d, uint8_t proto, uint32_t len)
{
    size_t n = d->ip.version == 6 ? 16 : 4;
    uint32_t sum = sn_sum_add(0, d->ip.src, n);

    sum = sn_sum_add(sum, d->ip.last, n) + proto;
    return sum + (len >> 16) + (len & 0xffff);
}

uint16_t sn_sum_should(uint16_t sum, uint16_t rest)
{
    uint32_t s = sum;

    s += rest;
    return (uint16_t)((s >> 16) + (s & 0xffff));
}
