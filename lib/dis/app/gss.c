/*
 * Tokens of GSS-API: those that say who somebody is, found by their signature in whatever they are
 * wrapped in, and those that protect messages with a key of Kerberos.
 */
#include "dis/app/gss.h"

static void next(struct sn_dis *d, const struct sn_proto *p, const struct sn_rd *blob,
                 const uint8_t *at)
{
    struct sn_rd in = *blob;

    in.p = at;
    sn_next_proto(d, p, &in, (uint32_t)sn_rd_left(&in));
}

/* The mechanism's OBJECT IDENTIFIER, 1.2.840.113554.1.2.2. */
static const uint8_t kerberos[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                   0xf7, 0x12, 0x01, 0x02, 0x02};

/* Behind the identifier: what kind of token it is (RFC 4121 4.1), and the message. */
static const uint8_t *kerberos_in(const struct sn_rd *blob)
{
    enum { KIND = 2, AP_REQ = 0x6e, AP_REP, ERROR = 0x7e };
    const uint8_t *p = blob->p;

    while ((p = memmem(p, (size_t)(blob->end - p), kerberos, sizeof kerberos))) {
        p += sizeof kerberos;
        if (blob->end - p > KIND && !p[1] && p[0] >= 1 && p[0] <= 3 &&
            (p[KIND] == AP_REQ || p[KIND] == AP_REP || p[KIND] == ERROR))
            return p + KIND;
    }
    return NULL;
}

void sn_next_gss(struct sn_dis *d, const struct sn_rd *blob)
{
    static const char ntlm[8] = "NTLMSSP";
    const uint8_t *p = memmem(blob->p, sn_rd_left(blob), ntlm, sizeof ntlm);

    if (p)
        next(d, &sn_proto_ntlmssp, blob, p);
    else if ((p = kerberos_in(blob)))
        next(d, &sn_proto_kerberos_gss, blob, p);
}

/* RFC 4121: the check sum stands behind the message, and the two are rotated, mostly so that it
 * comes first. */
static enum sn_gss_wrap unwrap_cfx(struct sn_rd r, struct sn_rd *plain)
{
    enum { HEADER = 16, SEALED = 2 };
    const uint8_t *p = r.p;
    uint32_t sum, rotated;

    if (!sn_rd_skip(&r, HEADER))
        return SN_GSS_UNKNOWN;
    if (p[2] & SEALED)
        return SN_GSS_SEALED;
    sum = sn_be16(p + 4);
    rotated = sn_be16(p + 6);
    if (sum > sn_rd_left(&r) || (rotated && rotated != sum))
        return SN_GSS_UNKNOWN;
    *plain = r;
    if (rotated)
        plain->p += sum;
    else
        plain->end -= sum;
    return SN_GSS_SIGNED;
}

/* RFC 1964, and RFC 4757 for RC4: in front of the message are a header and eight random bytes. */
static enum sn_gss_wrap unwrap_old(struct sn_rd r, struct sn_rd *plain)
{
    enum { DES3 = 4, HEADER = 16, SUM = 8, SUM_DES3 = 20, RANDOM = 8, PLAIN = 0xffff };
    const uint8_t *p = r.p;
    size_t sum;

    if (!sn_rd_skip(&r, HEADER))
        return SN_GSS_UNKNOWN;
    if (sn_be16(p + 4) != PLAIN)
        return SN_GSS_SEALED;
    sum = p[2] == DES3 ? SUM_DES3 : SUM;
    if (!sn_rd_skip(&r, sum + RANDOM))
        return SN_GSS_UNKNOWN;
    *plain = r;
    return SN_GSS_SIGNED;
}

enum sn_gss_wrap sn_gss_unwrap(const struct sn_rd *token, struct sn_rd *plain)
{
    enum { CFX_WRAP = 0x0504, OLD_WRAP = 0x0201, APPLICATION = 0x60, LONG = 0x80 };
    struct sn_rd r = *token;
    size_t n = sn_rd_left(&r), head;

    if (n < 2)
        return SN_GSS_UNKNOWN;
    if (sn_be16(r.p) == CFX_WRAP)
        return unwrap_cfx(r, plain);
    head = r.p[1] & LONG ? 2 + (r.p[1] & 3u) : 2;
    if (r.p[0] != APPLICATION || n < head + sizeof kerberos + 2 ||
        memcmp(r.p + head, kerberos, sizeof kerberos) != 0 ||
        sn_be16(r.p + head + sizeof kerberos) != OLD_WRAP)
        return SN_GSS_UNKNOWN;
    r.p += head + sizeof kerberos;
    return unwrap_old(r, plain);
}
