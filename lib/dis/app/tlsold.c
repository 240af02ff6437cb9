/*
 * The hello of SSL 2 (RFC 5246 E.2), with which clients began that wanted TLS but took version 2 as
 * well. Of SSL 2 itself nothing else is read: nobody has spoken it for long.
 */
#include "dis/app/tls.h"

enum { HEAD = 2, FIXED = 11, SPEC_SIZE = 3, CLIENT_HELLO = 1, SSL2 = 2 };
enum { MAJOR = 3, CHALLENGE_MIN = 16, CHALLENGE_MAX = 32 };

bool sn_tls_is_old_hello(const uint8_t *p, size_t n)
{
    uint32_t specs, id, challenge;

    if (n < FIXED || !(p[0] & 0x80) || p[2] != CLIENT_HELLO ||
        (p[3] != MAJOR && sn_be16(p + 3) != SSL2))
        return false;
    specs = sn_be16(p + 5);
    id = sn_be16(p + 7);
    challenge = sn_be16(p + 9);
    return specs && specs % SPEC_SIZE == 0 && (id == 0 || id == 16) && challenge >= CHALLENGE_MIN &&
           challenge <= CHALLENGE_MAX &&
           HEAD + (sn_be16(p) & 0x7fffu) == FIXED + specs + id + challenge;
}

void sn_tls_old_hello(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, TLS_RECORD, 0), *hs;
    uint32_t specs, n;
    uint16_t len = 0;
    struct sn_rd in;

    (void)!sn_rd_be16(r, &len);
    sn_rec_made(d, TLS_VERSION, SSL2);
    sn_rec_uint(d, TLS_LENGTH, sn_rd_off(r) - 2, 2, len & 0x7fff);
    in = sn_inside(r, len & 0x7fff);
    hs = sn_group(d, &in, TLS_HANDSHAKE, 0);
    if (sn_get(d, &in, HS_TYPE, NULL) && sn_get(d, &in, HS_VERSION, NULL) &&
        sn_get(d, &in, SPECS_LEN, &specs) && sn_rd_left(&in) >= 2) {
        n = sn_be16(in.p);
        sn_rec_uint(d, HS_SID_LEN, sn_rd_off(&in), 2, n);
        (void)!sn_rd_skip(&in, 2);
        if (sn_get(d, &in, CHALLENGE_LEN, NULL) && sn_get_n(d, &in, SPEC, specs / SPEC_SIZE) &&
            (!n || sn_get_bytes(d, &in, HS_SID, n)))
            sn_made(d, CHALLENGE, 0);
    }
    r->p = in.end;
    sn_group_end(d, &in, hs);
    sn_group_end(d, r, g);
}
