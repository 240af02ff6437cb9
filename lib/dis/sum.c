/* Internet checksums (RFC 1071). */
#include "dis/proto.h"

uint32_t sn_sum_add(uint32_t sum, const uint8_t *p, size_t n)
{
    uint64_t s = 0;

    for (; n >= 8; n -= 8, p += 8) {
        uint64_t v;

        memcpy(&v, p, 8);
        s += (v & 0xffffffff) + (v >> 32);
    }
    for (; n >= 2; n -= 2, p += 2) {
        uint16_t v;

        memcpy(&v, p, 2);
        s += v;
    }
    if (n) {
        uint8_t last[2] = {*p, 0};
        uint16_t v;

        memcpy(&v, last, 2);
        s += v;
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
