/*
 * Options of neighbor discovery that only fields show: SEND's (RFC 3971), 6LoWPAN's (RFC 6775),
 * those of mobility (RFC 5568, 5380, 5271, 5269), of other links (RFC 2491, 3122), and of routers
 * (RFC 5175, 8910, 8781).
 */
#include "dis/app/ber.h"
#include "dis/net/icmp6.h"

enum {
    NBMA = 6,
    SOURCES = 9,
    TARGETS,
    CGA,
    RSA,
    TIMESTAMP,
    NONCE,
    ANCHOR,
    CERTIFICATE,
    ADDRESS,
    NEW_PREFIX,
    LINK_ADDRESS,
    NAACK,
    MAP = 23,
    FLAGS = 26,
    KEY_REQUEST,
    KEY_REPLY,
    ASSISTANT,
    NODE,
    PS = 32,
    REGISTRATION,
    CONTEXT,
    BORDER,
    CAPABILITY,
    PORTAL,
    PREF64
};

/* Those that are a header of fields behind some reserved bytes. */
static const struct {
    uint16_t first, last;
    uint8_t type, skip;
} fixed[] = {
    {ICMP6_OPT_SHORTCUT, ICMP6_OPT_SHORTCUT, NBMA, 0},
    {ICMP6_OPT_RSA_HASH, ICMP6_OPT_RSA_HASH, RSA, 2},
    {ICMP6_OPT_NAME_TYPE, ICMP6_OPT_NAME_TYPE, CERTIFICATE, 0},
    {ICMP6_OPT_IPA_CODE, ICMP6_OPT_IPA, ADDRESS, 0},
    {ICMP6_OPT_NRPI_CODE, ICMP6_OPT_NRPI, NEW_PREFIX, 0},
    {ICMP6_OPT_MAP_DISTANCE, ICMP6_OPT_MAP, MAP, 0},
    {ICMP6_OPT_EFO, ICMP6_OPT_EFO_RSV, FLAGS, 0},
    {ICMP6_OPT_PS_HASH, ICMP6_OPT_PS_HASH, PS, 2},
    {ICMP6_OPT_ARO_STATUS, ICMP6_OPT_ARO, REGISTRATION, 0},
    {ICMP6_OPT_ABRO_LOW, ICMP6_OPT_ABRO, BORDER, 0},
    {ICMP6_OPT_6CIO_RSV1, ICMP6_OPT_6CIO_RSV2, CAPABILITY, 0},
};

/* Parameters of a cryptographically generated address, and extensions behind its public key. */
static void cga(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd all, key;
    size_t n;
    uint32_t pad, len;

    if (!sn_get(d, r, ICMP6_OPT_PAD_LEN, &pad) || !sn_rd_skip(r, 1) || sn_rd_left(r) < pad)
        return;
    all = *r;
    n = sn_rd_left(&all) - pad;
    if (!sn_get_bytes(d, &all, ICMP6_OPT_CGA, n) ||
        !sn_header(d, r, ICMP6_OPT_CGA_MODIFIER, ICMP6_OPT_CGA_COUNT))
        return;
    key = *r;
    n = sn_ber_size(key.p, sn_rd_left(&key));
    if (!n || !sn_rd_skip(r, n))
        return;
    r->end -= r->end - r->p < (ptrdiff_t)pad ? 0 : pad;
    while (sn_rd_left(r) && sn_get(d, r, ICMP6_OPT_CGA_EXT_TYPE, NULL) &&
           sn_get(d, r, ICMP6_OPT_CGA_EXT_LEN, &len) && sn_get_bytes(d, r, ICMP6_OPT_CGA_EXT, len))
        ;
}

/* Seconds since 1970 in 48 bits, and 16 bits of a fraction. */
static void timestamp(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t t;

    if (sn_rd_skip(r, 6) && sn_rd_be64(r, &t))
        sn_rec_uint(d, ICMP6_OPT_TIME, sn_rd_off(r) - 8, 8,
                    (t >> 16) * 1000000000 + ((t & 0xffff) * 1000000000 >> 16));
}

static void anchor(struct sn_dis *d, struct sn_rd *r)
{
    enum { X501 = 1, FQDN = 2 };
    uint32_t type, pad;

    if (!sn_get(d, r, ICMP6_OPT_NAME_TYPE, &type) || !sn_get(d, r, ICMP6_OPT_PAD_LEN, &pad))
        return;
    if (type == X501)
        (void)!sn_get_bytes(d, r, ICMP6_OPT_NAME_X501, sn_rd_left(r));
    if (type == FQDN && pad <= sn_rd_left(r))
        (void)!sn_get_strz(d, r, ICMP6_OPT_NAME_FQDN);
}

/* A key for handovers, or the request for one, and padding behind it. */
static void handover(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    uint32_t pad;

    if (!sn_header(d, r, ICMP6_OPT_HKR_PAD_LEN, reply ? ICMP6_OPT_HKR_LIFETIME : ICMP6_OPT_HKR_RSV))
        return;
    pad = (uint32_t)sn_u(d, ICMP6_OPT_HKR_PAD_LEN);
    if (pad <= sn_rd_left(r) &&
        sn_get_bytes(d, r, reply ? ICMP6_OPT_HKR_KEY : ICMP6_OPT_HKR_PUBLIC, sn_rd_left(r) - pad) &&
        pad)
        (void)!sn_get_bytes(d, r, ICMP6_OPT_HKR_PAD, pad);
}

/* A code, a length, and that many bytes. */
static void counted(struct sn_dis *d, struct sn_rd *r, unsigned code)
{
    if (sn_header(d, r, code, code + 1))
        (void)!sn_get_bytes(d, r, code + 2, (size_t)sn_u(d, code + 1));
}

/* A prefix of IPv6 addresses that stand for IPv4's: how much of it counts is in the code. */
static void pref64(struct sn_dis *d, struct sn_rd *r)
{
    static const uint8_t bits[8] = {96, 64, 56, 48, 40, 32};
    unsigned n;

    if (!sn_header(d, r, ICMP6_OPT_PREF64_LIFETIME, ICMP6_OPT_PREF64_PLC))
        return;
    n = bits[sn_u(d, ICMP6_OPT_PREF64_PLC) & 7];
    if (n)
        (void)sn_get_prefix(d, r, ICMP6_OPT_PREF64, n);
}

/* A context of header compression: its prefix may be cut to 8 bytes. */
static void context(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, ICMP6_OPT_6CO_LEN, ICMP6_OPT_6CO_LIFETIME))
        (void)sn_get_prefix(d, r, ICMP6_OPT_6CO, sn_rd_left(r) < 16 ? 64 : 128);
}

void sn_nd_more_option(struct sn_dis *d, struct sn_rd r, uint32_t type)
{
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (fixed[i].type == type && sn_rd_skip(&r, fixed[i].skip))
            (void)sn_header(d, &r, fixed[i].first, fixed[i].last);
    }
    switch (type) {
    case SOURCES:
    case TARGETS:
        if (sn_rd_skip(&r, 6))
            (void)sn_get_n(d, &r, ICMP6_OPT_ADDRESS, (uint32_t)sn_rd_left(&r) / 16);
        break;
    case CGA:
        cga(d, &r);
        break;
    case TIMESTAMP:
        timestamp(d, &r);
        break;
    case NONCE:
        (void)!sn_get_bytes(d, &r, ICMP6_OPT_NONCE, sn_rd_left(&r));
        break;
    case ANCHOR:
        anchor(d, &r);
        break;
    case LINK_ADDRESS:
        if (sn_get(d, &r, ICMP6_OPT_LLA_CODE, NULL))
            (void)!sn_get_bytes(d, &r, ICMP6_OPT_LLA, sn_rd_left(&r));
        break;
    case NAACK:
        if (sn_header(d, &r, ICMP6_OPT_NAACK_CODE, ICMP6_OPT_NAACK_STATUS) && sn_rd_left(&r) > 16)
            (void)sn_get(d, &r, ICMP6_OPT_NAACK, NULL);
        break;
    case KEY_REQUEST:
    case KEY_REPLY:
        handover(d, &r, type == KEY_REPLY);
        break;
    case ASSISTANT:
        counted(d, &r, ICMP6_OPT_HAI_CODE);
        break;
    case NODE:
        counted(d, &r, ICMP6_OPT_MN_CODE);
        break;
    case CONTEXT:
        context(d, &r);
        break;
    case PORTAL:
        if (!sn_get_strz(d, &r, ICMP6_OPT_PORTAL) && sn_rec_of(d, ICMP6_OPT_PORTAL))
            sn_rec_of(d, ICMP6_OPT_PORTAL)->flags = 0;
        break;
    case PREF64:
        pref64(d, &r);
        break;
    default:
        break;
    }
}
