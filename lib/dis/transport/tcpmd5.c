/* TCP's MD5 signatures (RFC 2385). */
#include <md5.h>

#include "dis/transport/tcp.h"

enum { PROTO = 6, HDR = 20, SUM_AT = 16, DIGEST = 16 };

/* Pseudo-header, header without options and with no checksum, payload, secret. */
bool sn_tcp_signed(const struct sn_dis *d, const uint8_t *p, uint32_t len, const uint8_t *digest)
{
    uint32_t hlen = (uint32_t)(p[12] >> 4) * 4;
    size_t addr = d->ip.version == 6 ? 16 : 4;
    uint8_t tail[8] = {0}, head[HDR], made[DIGEST];
    MD5_CTX md5;

    if (len < hlen || hlen < HDR)
        return false;
    memcpy(head, p, HDR);
    head[SUM_AT] = head[SUM_AT + 1] = 0;
    tail[0] = (uint8_t)(len >> 24);
    tail[1] = (uint8_t)(len >> 16);
    tail[2] = (uint8_t)(len >> 8);
    tail[3] = (uint8_t)len;
    tail[7] = PROTO;
    MD5Init(&md5);
    MD5Update(&md5, d->ip.src, addr);
    MD5Update(&md5, d->ip.dst, addr);
    if (d->ip.version == 6)
        MD5Update(&md5, tail, sizeof tail);
    else
        MD5Update(&md5, (const uint8_t[]){0, PROTO, tail[2], tail[3]}, 4);
    MD5Update(&md5, head, HDR);
    MD5Update(&md5, p + hlen, len - hlen);
    MD5Update(&md5, (const uint8_t *)d->secret, strlen(d->secret));
    MD5Final(made, &md5);
    return memcmp(made, digest, DIGEST) == 0;
}
