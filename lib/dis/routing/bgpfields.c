/* BGP: what Wireshark shows of capabilities and attributes where tcpdump prints bytes or other
 * words. */
#include "dis/routing/bgp.h"

enum { ORF = 3, ENHANCED = 5, DYNAMIC = 67, FQDN = 73, OLD_ORF = 130, ENH_SIZE = 6 };
enum { LABEL_INDEX = 1, SRGB = 3, SRGB_SIZE = 6 };

/* Filters of a family's routes, and which way (RFC 5291). */
static void filters(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *group;

    if (sn_rd_left(r) < 5)
        return;
    group = sn_group(d, r, CAP_ORF, 0);
    (void)(sn_get(d, r, ORF_AFI, NULL) && sn_get(d, r, CAP_RES, NULL) &&
           sn_header(d, r, ORF_SAFI, ORF_N));
    for (uint64_t n = sn_u(d, ORF_N); n && sn_rd_left(r) >= 2; n--)
        (void)sn_header(d, r, ORF_TYPE, ORF_WAY);
    sn_group_end(d, r, group);
}

static void name(struct sn_dis *d, struct sn_rd *r, unsigned len)
{
    uint32_t n;

    if (sn_rd_left(r) && sn_get(d, r, len, &n) && sn_rd_left(r) >= n)
        (void)sn_get_bytes(d, r, len + 1, n);
}

void sn_bgp_cap_fields(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    if (!(d->want & SN_WANT_FIELDS) || !n)
        return;
    switch (type) {
    case ORF:
    case OLD_ORF:
        filters(d, r);
        break;
    case ENHANCED:
        while (sn_rd_left(r) >= ENH_SIZE && sn_header(d, r, ENH_AFI, ENH_NEXT))
            ;
        break;
    case DYNAMIC:
        (void)!sn_get_n(d, r, CAP_DC, (uint32_t)sn_rd_left(r));
        break;
    case FQDN:
        name(d, r, HOST_LEN);
        name(d, r, DOMAIN_LEN);
        break;
    default:
        (void)!sn_get_bytes(d, r, CAP_UNKNOWN, sn_rd_left(r));
        break;
    }
}

/* Which field the second byte of an extended community is, by the first. */
static unsigned subtype(uint32_t type)
{
    static const struct {
        uint8_t type, field;
    } fields[] = {{0x00, EC_SUB_AS2 - EC_SUB},     {0x01, EC_SUB_IP4 - EC_SUB},
                  {0x02, EC_SUB_AS4 - EC_SUB},     {0x03, EC_SUB_OPAQUE - EC_SUB},
                  {0x06, EC_SUB_EVPN - EC_SUB},    {0x40, EC_SUB_NAS2 - EC_SUB},
                  {0x41, EC_SUB_NIP4 - EC_SUB},    {0x42, EC_SUB_NAS4 - EC_SUB},
                  {0x43, EC_SUB_NOPAQUE - EC_SUB}, {0x80, EC_SUB_EXP - EC_SUB},
                  {0x81, EC_SUB_EXP2 - EC_SUB},    {0x82, EC_SUB_EXP3 - EC_SUB}};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].type == type)
            return EC_SUB + fields[i].field;
    }
    return EC_SUB;
}

void sn_bgp_ext_fields(struct sn_dis *d, struct sn_rd *r)
{
    enum {
        QOS = 4,
        NON_TRANSITIVE = 0x40,
        FLOW = 0x80,
        LINK_BANDWIDTH = 4,
        RATE = 6,
        REDIRECT = 8
    };
    uint32_t type, sub;

    if (!(d->want & SN_WANT_FIELDS) || sn_rd_left(r) < 8)
        return;
    (void)!sn_get(d, r, EC_TYPE, &type);
    sn_parts(d, EC_TYPE, EC_AUTH, EC_TRAN);
    if (type == QOS)
        return;
    (void)!sn_get(d, r, subtype(type), &sub);
    if ((type == NON_TRANSITIVE && sub == LINK_BANDWIDTH) || (type == FLOW && sub == RATE))
        (void)!sn_get(d, r, EC_AS2, NULL);
    else if (type == 0 || type == NON_TRANSITIVE || (type == FLOW && sub == REDIRECT))
        (void)sn_header(d, r, EC_AS2, EC_AN4);
    else if (type == 1 || type == (NON_TRANSITIVE | 1))
        (void)sn_header(d, r, EC_IP4, EC_IP4_AN2);
    else if (type == 2 || type == (NON_TRANSITIVE | 2))
        (void)sn_header(d, r, EC_AS4, EC_AS4_AN2);
}

/* Segment identifiers of prefixes (RFC 8669). */
void sn_bgp_prefix_sid(struct sn_dis *d, struct sn_rd *r)
{
    while (d->want & SN_WANT_FIELDS && sn_rd_left(r) >= 3) {
        struct sn_rec *group = sn_group(d, r, PSID, 0);
        uint32_t type, n;
        struct sn_rd val;

        (void)!sn_get(d, r, PSID_TYPE, &type);
        (void)!sn_get(d, r, PSID_LEN, &n);
        val = sn_inside(r, n);
        if (type == LABEL_INDEX && sn_rd_left(&val) == 7) {
            (void)sn_header(d, &val, PSID_RES, PSID_INDEX);
        } else if (type == SRGB && sn_rd_left(&val) >= 2) {
            (void)!sn_get(d, &val, PSID_SRGB, NULL);
            while (sn_rd_left(&val) >= SRGB_SIZE && sn_header(d, &val, PSID_BASE, PSID_RANGE))
                ;
        }
        (void)!sn_rd_skip(r, sn_rd_left(r) < n ? sn_rd_left(r) : n);
        sn_group_end(d, r, group);
    }
}
