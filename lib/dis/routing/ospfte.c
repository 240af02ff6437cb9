/* OSPF version 2: LSAs about traffic engineering (RFC 3630, RFC 4124, RFC 4203). */
#include "dis/routing/ospf2.h"

enum { ROUTER_ADDRESS = 1, LINK_TLV = 2 };
enum {
    LINK_TYPE_SUB = 1,
    LINK_ID_SUB,
    LOCAL,
    REMOTE,
    METRIC,
    MAX_RATE,
    MAX_RESERVABLE,
    UNRESERVED,
    GROUPS,
    LINK_IDS = 11,
    PROTECTION = 14,
    SWITCHING,
    SHARED_RISK,
    BANDWIDTH = 17,
};
enum { BC_MAX = 36 };

const struct sn_val sn_ospf_te_tlvs[] = {
    {ROUTER_ADDRESS, "Router Address"}, {LINK_TLV, "Link"}, {0, NULL}};
const struct sn_val sn_ospf_te_subs[] = {
    {LINK_TYPE_SUB, "Link Type"},
    {LINK_ID_SUB, "Link ID"},
    {LOCAL, "Local Interface IP address"},
    {REMOTE, "Remote Interface IP address"},
    {METRIC, "Traffic Engineering Metric"},
    {MAX_RATE, "Maximum Bandwidth"},
    {MAX_RESERVABLE, "Maximum Reservable Bandwidth"},
    {UNRESERVED, "Unreserved Bandwidth"},
    {GROUPS, "Administrative Group"},
    {LINK_IDS, "Link Local/Remote Identifier"},
    {PROTECTION, "Link Protection Type"},
    {SWITCHING, "Interface Switching Capability"},
    {SHARED_RISK, "Shared Risk Link Group"},
    {BANDWIDTH, "Bandwidth Constraints"},
    {0, NULL},
};
const struct sn_val sn_ospf_te_links[] = {{1, "Point-to-point"}, {2, "Multi-Access"}, {0, NULL}};

/* Whether a sub-TLV's length can be right; tcpdump goes on at the next LSA when not. */
static bool fits(struct sn_dis *d, uint32_t type, uint32_t n)
{
    static const uint8_t size[] = {
        [LINK_TYPE_SUB] = 1,  [LOCAL] = 4,  [REMOTE] = 4,      [METRIC] = 4,     [MAX_RATE] = 4,
        [MAX_RESERVABLE] = 4, [GROUPS] = 4, [UNRESERVED] = 32, [PROTECTION] = 4,
    };
    uint32_t least = type == SWITCHING ? 36 : type == BANDWIDTH ? 4 : 0;

    if (n < least)
        sn_ospf_note(d, OSPF_SUB_SHORT, least, 0);
    else if (type == SHARED_RISK && n % 4)
        sn_ospf_note(d, OSPF_SUB_NOT_N4, 0, 0);
    else if ((type == LINK_ID_SUB || type == LINK_IDS) && n != 4 && n != 8)
        sn_ospf_note(d, OSPF_SUB_NOT_4_OR_8, 0, 0);
    else if (type < sizeof size && size[type] && n != size[type])
        sn_ospf_note(d, OSPF_SUB_NOT, size[type], 0);
    else
        return true;
    return false;
}

static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    struct sn_rd val = sn_inside(r, n);

    switch (type) {
    case GROUPS:
        return sn_get(d, &val, TE_COLOR, NULL);
    case LINK_ID_SUB:
        if (!sn_get(d, &val, TE_LINK_ID, NULL) || (n == 8 && !sn_get(d, &val, TE_LINK_ID, NULL)))
            return false;
        if (n == 8) /* tcpdump takes it for two, as it does those of a link */
            sn_text_last(d);
        return true;
    case LINK_IDS:
        return sn_get(d, &val, TE_LOCAL_ID, NULL) &&
               (n == 4 || sn_get(d, &val, TE_REMOTE_ID, NULL));
    case LOCAL:
    case REMOTE:
        return sn_get(d, &val, type == LOCAL ? TE_LOCAL : TE_REMOTE, NULL);
    case MAX_RATE:
    case MAX_RESERVABLE:
        return sn_get(d, &val, TE_RATE, NULL);
    case UNRESERVED:
        return sn_get_n(d, &val, TE_CLASS, 8);
    case BANDWIDTH:
        if (!sn_get(d, &val, TE_BC_MODEL, NULL))
            return false;
        if (n % 4 || n > BC_MAX) {
            sn_ospf_note(d, n % 4 ? OSPF_BC_NOT_N4 : OSPF_BC_LONG, n, BC_MAX);
            return false;
        }
        return sn_rd_skip(&val, 3) && sn_get_n(d, &val, TE_BC, n / 4 - 1);
    case METRIC:
        return sn_get(d, &val, TE_METRIC, NULL);
    case PROTECTION:
        return sn_get(d, &val, TE_PROTECTION, NULL);
    case SWITCHING:
        return sn_header(d, &val, TE_SWITCHING, TE_ENCODING) && sn_get_n(d, &val, TE_ISC_RATE, 8);
    case LINK_TYPE_SUB:
        return sn_get(d, &val, TE_LINK, NULL);
    case SHARED_RISK:
        return sn_get_n(d, &val, TE_SRLG, n / 4);
    default:
        return sn_get_bytes(d, &val, DUMP_SUB, n);
    }
}

static bool sub_tlvs(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    while (len) {
        uint32_t type, n, padded;

        if (len < 4) {
            sn_ospf_note(d, OSPF_REMAINING_TLV, len, 4);
            return false;
        }
        if (!sn_rd_need(r, 4))
            return false;
        if (!sn_be16(r->p) || !sn_be16(r->p + 2)) {
            sn_ospf_note(d, OSPF_INVALID, 0, 0);
            return false;
        }
        (void)!sn_get(d, r, TE_SUB, &type);
        (void)!sn_get(d, r, TE_SUB_LEN, &n);
        len -= 4;
        if (n > len) {
            sn_ospf_note(d, OSPF_REMAINING_TLV, len + 4, n + 4);
            return false;
        }
        if (!sn_rd_need(r, n))
            return sn_ospf_silent(r);
        if (!fits(d, type, n) || !value(d, r, type, n))
            return false;
        padded = (n + 3) & ~3u;
        if (padded > len) {
            sn_ospf_note(d, OSPF_REMAINING_TLV, len, padded);
            return false;
        }
        /* tcpdump counts these twice */
        if (!sn_rd_skip(r, type == SHARED_RISK ? 2 * padded : padded))
            return false;
        len -= padded;
    }
    return true;
}

bool sn_ospf_te(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    while (len) {
        uint32_t type, n;

        if (len < 4) {
            sn_ospf_note(d, OSPF_REMAINING_LS, len, 4);
            return false;
        }
        if (!sn_get(d, r, TE, &type) || !sn_get(d, r, TE_LEN, &n))
            return sn_ospf_silent(r);
        len -= 4;
        if (n > len) {
            sn_ospf_note(d, OSPF_BOGUS, n, len);
            return false;
        }
        if (!type || !n)
            return false;
        /* tcpdump doesn't count a link's bytes, and goes on reading behind the LSA. */
        if (type == LINK_TLV) {
            if (!sub_tlvs(d, r, n))
                return false;
            continue;
        }
        if (type == ROUTER_ADDRESS && n < 4) {
            sn_ospf_note(d, OSPF_TLV_NOT_4, n, 4);
            return false;
        }
        if (!sn_rd_need(r, n))
            return false;
        if (type == ROUTER_ADDRESS) {
            struct sn_rd val = sn_inside(r, n);

            (void)!sn_get(d, &val, TE_ROUTER, NULL);
        } else {
            struct sn_rd val = sn_inside(r, n);

            (void)!sn_get_bytes(d, &val, DUMP_V, n);
        }
        n = (n + 3) & ~3u;
        if (n > len) {
            sn_ospf_note(d, OSPF_BOGUS_PADDED, n, len);
            return false;
        }
        if (!sn_rd_skip(r, n))
            return false;
        len -= n;
    }
    return true;
}
