/* HNCP, the Home Networking Control Protocol (RFC 7788), a profile of DNCP (RFC 7787): TLVs in
 * TLVs, each of whose insides begin at a multiple of four bytes. */
#include "dis/app/dns.h"

enum { PORT = 8231, TLV_HDR = 4, DEEPEST = 40, MAPPED = 96, LABEL_MAX = 63, ALL_LEVELS = 3 };
enum {
    REQ_NETWORK = 1,
    REQ_NODE,
    ENDPOINT,
    NETWORK,
    NODE,
    PEER = 8,
    KEEPALIVE,
    TRUST,
    HNCP_VERSION = 32,
    EXTERNAL,
    DELEGATED,
    ASSIGNED,
    ADDRESS,
    DHCP4,
    DHCP6,
    ZONE,
    DOMAIN,
    NODENAME,
    MANAGED_PSK,
    POLICY,
};
enum { POLICY_DOMAIN = 129, POLICY_OPAQUE, POLICY_RESTRICTIVE };

static const struct sn_val types[] = {
    {0, "Reserved"},
    {REQ_NETWORK, "Request network state"},
    {REQ_NODE, "Request node state"},
    {ENDPOINT, "Node endpoint"},
    {NETWORK, "Network state"},
    {NODE, "Node state"},
    {PEER, "Peer"},
    {KEEPALIVE, "Keep-alive interval"},
    {TRUST, "Trust-Verdict"},
    {HNCP_VERSION, "HNCP-Version"},
    {EXTERNAL, "External-Connection"},
    {DELEGATED, "Delegated-Prefix"},
    {ASSIGNED, "Assigned-Prefix"},
    {ADDRESS, "Node-Address"},
    {DHCP4, "DHCPv4-Data"},
    {DHCP6, "DHCPv6-Data"},
    {ZONE, "DNS-Delegated-Zone"},
    {DOMAIN, "Domain-Name"},
    {NODENAME, "Node-Name"},
    {MANAGED_PSK, "Managed-PSK"},
    {POLICY, "Prefix-Policy"},
    {0, NULL},
};
static const struct sn_val options4[] = {
    {6, "DNS-server"}, {42, "NTP-server"}, {119, "DNS-search"}, {0, NULL}};
static const struct sn_val options6[] = {
    {23, "DNS-server"}, {24, "DNS-search-list"}, {31, "SNTP-servers"}, {0, NULL}};

#define HNCP(F)                                                                                    \
    F(TLV, "sn.hncp.tlv", GROUPS, "TLV")                                                           \
    F(TYPE, "sn.hncp.tlv.type", U16, "Type", .vals = types)                                        \
    F(LEN, "sn.hncp.tlv.length", U16, "Length")                                                    \
    F(BAD, "sn.hncp.tlv.invalid", UINT, NULL)                                                      \
    F(CUT, "sn.hncp.tlv.cut", UINT, NULL)                                                          \
    F(STOP, "sn.hncp.tlv.stop", UINT, NULL)                                                        \
    F(FEW, "sn.hncp.tlv.few", UINT, NULL)                                                          \
    F(NID, "sn.hncp.nid", BYTES, "Node Identifier", .width = 4, .step = 4)                         \
    F(EPID, "sn.hncp.epid", U32, "Endpoint Identifier", .base = SN_HEX)                            \
    F(HASH, "sn.hncp.hash", BYTES, "Hash", .width = 8, .step = 8)                                  \
    F(SEQ, "sn.hncp.seqno", U32, "Sequence Number")                                                \
    F(AGE, "sn.hncp.age", U32, "Milliseconds since Origination", .unit = "ms")                     \
    F(PEER_NID, "sn.hncp.peer_nid", BYTES, "Peer Node Identifier", .width = 4, .step = 4)          \
    F(PEER_EPID, "sn.hncp.peer_epid", U32, "Peer Endpoint Identifier", .base = SN_HEX)             \
    F(LOCAL_EPID, "sn.hncp.local_epid", U32, "Local Endpoint Identifier", .base = SN_HEX)          \
    F(INTERVAL, "sn.hncp.interval", U32, "Keep-Alive Interval", .unit = "ms")                      \
    F(VERDICT, "sn.hncp.verdict", U8, "Verdict", .pad = 3)                                         \
    F(FINGERPRINT, "sn.hncp.fingerprint", BYTES, "Fingerprint", .width = 32, .step = 32)           \
    F(COMMON_NAME, "sn.hncp.common_name", STR, "Common Name")                                      \
    F(CAP_M, "sn.hncp.capability.m", P8, "MDNS Proxy", .mask = 0xf0)                               \
    F(CAP_P, "sn.hncp.capability.p", U8, "Prefix Delegation", .mask = 0x0f)                        \
    F(CAP_H, "sn.hncp.capability.h", P8, "Hostname Assignment", .mask = 0xf0)                      \
    F(CAP_L, "sn.hncp.capability.l", U8, "Legacy DHCP", .mask = 0x0f)                              \
    F(AGENT, "sn.hncp.user_agent", STR, "User-Agent")                                              \
    F(VALID, "sn.hncp.valid_lifetime", U32, "Valid Lifetime since Origination", .unit = "ms")      \
    F(PREFERRED, "sn.hncp.preferred_lifetime", U32, "Preferred Lifetime since Origination",        \
      .unit = "ms")                                                                                \
    F(PRIORITY, "sn.hncp.priority", U8, "Priority", .mask = 0x0f)                                  \
    F(PLEN, "sn.hncp.prefix_length", U8, "Prefix Length")                                          \
    F(PREFIX, "sn.hncp.prefix", IPV6, "Prefix")                                                    \
    F(PREFIX_BAD, "sn.hncp.prefix_length.invalid", UINT, NULL)                                     \
    F(ADDR, "sn.hncp.address", IPV6, "Address")                                                    \
    F(ZONE_L, "sn.hncp.zone.l", BIT8, "DNS-SD Legacy Browse", .mask = 4)                           \
    F(ZONE_B, "sn.hncp.zone.b", BIT8, "DNS-SD Browse", .mask = 2)                                  \
    F(ZONE_S, "sn.hncp.zone.s", P8, "Fully Qualified Search", .mask = 1)                           \
    F(ZONE_FLAGS, "sn.hncp.zone.flags", U8, "Flags", .base = SN_HEX)                               \
    F(NAME, "sn.hncp.name", BYTES, "Name")                                                         \
    F(NAMELEN, "sn.hncp.node_name.length", U8, "Name Length")                                      \
    F(HOST, "sn.hncp.node_name", STR, "Name")                                                      \
    F(PSK, "sn.hncp.psk", BYTES, "Pre-Shared Key", .width = 32, .step = 32)                        \
    F(POLICY_TYPE, "sn.hncp.policy", U8, "Policy Type")                                            \
    F(OPAQUE, "sn.hncp.policy.opaque", STR, "Opaque")                                              \
    F(OPTION, "sn.hncp.option", GROUPS, "Option")                                                  \
    F(CODE4, "sn.hncp.option.code", U8, "Code", .vals = options4)                                  \
    F(LEN4, "sn.hncp.option.length", U8, "Length")                                                 \
    F(CODE6, "sn.hncp.option.code", U16, "Code", .vals = options6)                                 \
    F(LEN6, "sn.hncp.option.length", U16, "Length")                                                \
    F(SERVER4, "sn.hncp.option.server", IPV4S, "Server")                                           \
    F(SERVER6, "sn.hncp.option.server6", IPV6S, "Server")                                          \
    F(SEARCH, "sn.hncp.option.search", STRS, "Search List")                                        \
    F(SEARCH_END, "sn.hncp.option.search.end", UINT, NULL)                                         \
    F(DATA, "sn.hncp.data", BYTES, "Data")
SN_FIELDS(hncp, HNCP)

static void bad(struct sn_dis *d)
{
    sn_note(d, BAD, 1);
}

static void prefix(struct sn_dis *d, struct sn_rd *r, uint32_t plen)
{
    if (plen <= 128)
        (void)!sn_get_prefix(d, r, PREFIX, plen);
    else if (sn_rd_skip(r, (plen + 7) / 8))
        sn_note(d, PREFIX_BAD, plen);
}

/* A prefix behind its length, which tcpdump takes for wrong in one of them only. False: it is. */
static bool counted_prefix(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t plen = 0;

    (void)!sn_get(d, r, PLEN, &plen);
    if (plen > 128 && type == ASSIGNED) {
        bad(d);
        return false;
    }
    prefix(d, r, plen);
    return plen <= 128;
}

/* Labels up to an empty one, or what there is; true when they end. */
static bool domain(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd from = *r;
    uint8_t n = 1;

    while (sn_rd_left(r) && n) {
        (void)!sn_rd_u8(r, &n);
        r->p += n <= sn_rd_left(r) ? n : sn_rd_left(r);
    }
    sn_rec_bytes(d, NAME, sn_rd_off(&from), (size_t)(r->p - from.p), from.p,
                 (size_t)(r->p - from.p));
    return !n;
}

/* Names of a search list in the option of n bytes at r; all is the layer, where tcpdump reads. */
static bool search_list(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, size_t n)
{
    struct dns_msg m = {.all = *all, .end = SEARCH_END, .names = true};
    const uint8_t *end = r->p + n;
    struct sn_rd name = {.p = r->p, .end = all->end, .start = r->start, .cut = all->cut};

    while (name.p < end) {
        sn_dns_name(d, &name, &m, SEARCH);
        if (sn_rec_of(d, SEARCH)->flags & SN_REC_BAD || !sn_dns_skip(&name))
            return false;
    }
    return true;
}

/* The value of a DHCP option of either version. False: it can't be right. */
static bool option(struct sn_dis *d, struct sn_rd *val, const struct sn_rd *all, bool six,
                   uint32_t code)
{
    size_t n = sn_rd_left(val), size = six ? 16 : 4;

    if (six ? code == 23 || code == 31 : code == 6 || code == 42) {
        if (n % size && six)
            bad(d);
        if (n % size || (!n && !six))
            return false;
        return sn_get_n(d, val, six ? SERVER6 : SERVER4, (uint32_t)(n / size));
    }
    return code != (six ? 24 : 119) || search_list(d, val, all, n);
}

/* The DHCP options of another network. False: one can't be right. */
static bool options(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, bool six)
{
    uint32_t head = six ? 4 : 2, code = 0, n = 0;
    bool right = true;

    while (right && sn_rd_left(r) >= head) {
        struct sn_rec *g = sn_group(d, r, OPTION, 0);
        struct sn_rd val;

        (void)(sn_get(d, r, six ? CODE6 : CODE4, &code) && sn_get(d, r, six ? LEN6 : LEN4, &n));
        val = sn_inside(r, n);
        right = n <= sn_rd_left(r) && option(d, &val, all, six, code);
        if (right)
            (void)!sn_rd_skip(r, n);
        else
            bad(d);
        sn_group_end(d, r, g);
    }
    if (right && sn_rd_left(r)) {
        bad(d);
        right = false;
    }
    return right;
}

static void policy(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type = 0;
    size_t n;

    (void)!sn_get(d, r, POLICY_TYPE, &type);
    n = sn_rd_left(r);
    if (!type || type == POLICY_RESTRICTIVE) {
        if (n)
            bad(d);
    } else if (type <= 128) {
        if (n < (type + 7) / 8)
            bad(d);
        else
            prefix(d, r, type);
    } else if (type == POLICY_DOMAIN) {
        (void)domain(d, r);
    } else if (type == POLICY_OPAQUE) {
        (void)!sn_get_bytes(d, r, OPAQUE, n);
    }
}

/* Whether the value of a type can be n bytes long. */
static bool length_right(uint32_t type, const struct sn_rd *r, size_t n)
{
    switch (type) {
    case REQ_NETWORK:
        return n == 0;
    case REQ_NODE:
        return n == 4;
    case ENDPOINT:
    case NETWORK:
        return n == 8;
    case NODE:
    case ADDRESS:
        return n >= 20;
    case PEER:
        return n == 12;
    case KEEPALIVE:
        return n >= 8;
    case TRUST:
        return n >= 37;
    case HNCP_VERSION:
        return n >= 5;
    case DELEGATED:
        return n >= 9 && n >= 9 + (size_t)(r->p[8] + 7) / 8;
    case ASSIGNED:
        return n >= 6 && n >= 6 + (size_t)(r->p[5] + 7) / 8;
    case DHCP4:
    case DHCP6:
    case DOMAIN:
    case POLICY:
        return n > 0;
    case ZONE:
        return n >= 17;
    case NODENAME:
        return n >= 17 && n >= 17 + (size_t)r->p[16];
    case MANAGED_PSK:
        return n >= 32;
    default:
        return true;
    }
}

/* As value(), of the types that all profiles of DNCP share. */
static bool dncp_value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case REQ_NODE:
        (void)!sn_get(d, r, NID, NULL);
        return false;
    case ENDPOINT:
        (void)!sn_header(d, r, NID, EPID);
        return false;
    case NETWORK:
        (void)!sn_get(d, r, HASH, NULL);
        return false;
    case NODE:
        (void)!(sn_get(d, r, NID, NULL) && sn_header(d, r, SEQ, AGE) && sn_get(d, r, HASH, NULL));
        return true;
    case PEER:
        (void)!sn_header(d, r, PEER_NID, LOCAL_EPID);
        return false;
    case KEEPALIVE:
        (void)(sn_get(d, r, EPID, NULL) && sn_get(d, r, INTERVAL, NULL));
        return false;
    case TRUST:
        (void)(sn_header(d, r, VERDICT, FINGERPRINT) &&
               sn_get_bytes(d, r, COMMON_NAME, sn_rd_left(r)));
        return false;
    default:
        return false;
    }
}

/* The fields of a value, all of which was captured and whose length is right. True: TLVs follow
 * inside it. */
static bool value(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, uint32_t type)
{
    switch (type) {
    case HNCP_VERSION:
        (void)(sn_rd_skip(r, 2) && sn_header(d, r, CAP_M, CAP_L) &&
               sn_get_bytes(d, r, AGENT, sn_rd_left(r)));
        return false;
    case EXTERNAL:
        return true;
    case DELEGATED:
        (void)!sn_header(d, r, VALID, PREFERRED);
        return counted_prefix(d, r, type);
    case ASSIGNED:
        (void)(sn_get(d, r, EPID, NULL) && sn_get(d, r, PRIORITY, NULL));
        return counted_prefix(d, r, type);
    case ADDRESS:
        (void)!(sn_get(d, r, EPID, NULL) && sn_get(d, r, ADDR, NULL));
        return true;
    case DHCP4:
    case DHCP6:
        if (!options(d, r, all, type == DHCP6) && type == DHCP4)
            sn_note(d, STOP, 0);
        return false;
    case ZONE:
        (void)(sn_get(d, r, ADDR, NULL) && sn_header(d, r, ZONE_L, ZONE_FLAGS));
        if (domain(d, r))
            return true;
        bad(d);
        return false;
    case DOMAIN:
        (void)domain(d, r);
        return false;
    case NODENAME:
        (void)(sn_get(d, r, ADDR, NULL) && sn_get(d, r, NAMELEN, NULL));
        if (sn_u(d, NAMELEN) > LABEL_MAX) {
            bad(d);
            return sn_rd_skip(r, sn_u(d, NAMELEN));
        }
        (void)!sn_get_bytes(d, r, HOST, sn_u(d, NAMELEN));
        return true;
    case MANAGED_PSK:
        (void)!sn_get(d, r, PSK, NULL);
        return true;
    case POLICY:
        policy(d, r);
        return false;
    default:
        if (sn_val_name(types, type))
            return dncp_value(d, r, type);
        (void)!sn_get_bytes(d, r, DATA, sn_rd_left(r));
        return false;
    }
}

/* The TLVs in len bytes at r, so deep in others. tcpdump looks first whether the packet holds all
 * of one, then whether what it is in does. */
static void tlvs(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, uint32_t len,
                 unsigned deep)
{
    while (len) {
        struct sn_rec *g = sn_group(d, r, TLV, 0);
        size_t left = (size_t)(all->end - r->p);
        struct sn_rd val = *r;
        uint32_t type = 0, n = left < TLV_HDR ? 0 : sn_be16(r->p + 2), padded;

        if (left < TLV_HDR || (len >= TLV_HDR && left < TLV_HDR + n) || deep == DEEPEST) {
            sn_note(d, CUT, n);
            r->p = r->end;
            (void)!sn_rd_need(r, 1);
        } else if (TLV_HDR + n > len) {
            sn_note(d, FEW, n);
            r->p = r->end;
        }
        if (r->p == r->end) {
            sn_group_end(d, r, g);
            return;
        }
        (void)(sn_get(d, r, TYPE, &type) && sn_get(d, r, LEN, &n));
        val = sn_inside(r, n);
        if (!length_right(type, &val, n)) {
            bad(d);
        } else {
            bool inside = value(d, &val, all, type);
            uint32_t used = ((uint32_t)(val.p - r->p) + 3) & ~3U;

            if (inside && used < n) {
                val.p = r->p + used;
                tlvs(d, &val, all, n - used, deep + 1);
            }
        }
        padded = (n + 3) & ~3U;
        r->p = padded <= sn_rd_left(r) ? r->p + padded : r->end;
        len -= TLV_HDR + padded < len ? TLV_HDR + padded : len;
        sn_group_end(d, r, g);
    }
}

static void hncp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;

    tlvs(d, r, &all, len, 0);
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

static const char *type_name(uint32_t type)
{
    const char *name = sn_val_name(types, type);

    if (name)
        return name;
    if (type >= 44 && type <= 511)
        return "Unassigned";
    return type >= 768 && type <= 1023 ? "Private use" : "Future use";
}

/* A record in a TLV, or what stands in its place, as deep as it is. */
static void line(struct sn_text *t, unsigned depth)
{
    sn_put_c(t->b, '\n');
    for (unsigned i = 0; i < depth; i++)
        sn_put_c(t->b, '\t');
}

static void seconds(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_f(t->b, "%u.%03us", (unsigned)(q->u / 1000), (unsigned)(q->u % 1000));
}

/* IPv4 ones are mapped into IPv6. */
static void address(struct sn_text *t, const uint8_t *a)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    if (!memcmp(a, mapped, sizeof mapped))
        sn_text_host4(t, sn_be32(a + 12));
    else
        sn_put_ipv6(t->b, a);
}

PUT(put_type)
{
    unsigned type = (unsigned)sn_before(v, q, TYPE)->u;

    line(t, q->depth);
    sn_put_s(t->b, type_name(type));
    if (!type || !sn_val_name(types, type))
        sn_put_f(t->b, ": type=%u", type);
    sn_put_f(t->b, " (%u)", (unsigned)q->u + TLV_HDR);
}

PUT(put_few)
{
    (void)v;
    line(t, q->depth);
    sn_put_lit(t->b, " (invalid)");
}

PUT(put_cut)
{
    (void)v;
    line(t, q->depth);
    sn_put_lit(t->b, " [|hncp]");
}

PUT(put_node)
{
    sn_put_lit(t->b, " seqno: ");
    sn_put_f(t->b, "%u ", (unsigned)sn_before(v, q, SEQ)->u);
    seconds(t, q);
}

PUT(put_interval)
{
    (void)v;
    sn_put_lit(t->b, " Interval: ");
    seconds(t, q);
}

PUT(put_lifetimes)
{
    sn_put_lit(t->b, " VLSO: ");
    seconds(t, sn_before(v, q, VALID));
    sn_put_lit(t->b, " PLSO: ");
    seconds(t, q);
}

PUT(put_prefix)
{
    const struct sn_rec *type = sn_before(v, q, TYPE);
    unsigned plen =
        (unsigned)sn_before(v, q, type->u == POLICY ? (unsigned)POLICY_TYPE : (unsigned)PLEN)->u;
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    if (plen >= MAPPED && !memcmp(q->p, mapped, sizeof mapped)) {
        sn_text_host4(t, sn_be32(q->p + 12));
        plen -= MAPPED;
    } else {
        sn_put_ipv6(t->b, q->p);
    }
    sn_put_f(t->b, "/%u", plen);
}

PUT(put_address)
{
    (void)v;
    sn_put_lit(t->b, " IP");
    sn_put_s(t->b, sn_before(v, q, TYPE)->u == ADDRESS ? " Address: " : "-Address: ");
    address(t, q->p);
}

PUT(put_zone)
{
    (void)v;
    sn_put_f(t->b, " %c%c%c ", q->u & 4 ? 'l' : '-', q->u & 2 ? 'b' : '-', q->u & 1 ? 's' : '-');
}

/* As tcpdump has it: up to a zero in a label, and what is left of a label that is cut off. */
PUT(put_domain)
{
    const uint8_t *p = q->p, *end = q->p + q->n;

    if (sn_before(v, q, TYPE)->u == DOMAIN)
        sn_put_lit(t->b, " Domain: ");
    while (p < end) {
        size_t n = *p++, left = (size_t)(end - p);

        if (!n)
            return;
        if (p - 1 > q->p)
            sn_put_c(t->b, '.');
        sn_put_safe(t->b, p, strnlen((const char *)p, n < left ? n : left));
        if (n > left)
            break;
        p += n;
    }
    sn_put_lit(t->b, "[|DNS]");
}

PUT(put_string)
{
    (void)v;
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
}

PUT(put_host)
{
    (void)v;
    sn_put_c(t->b, '"');
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
    sn_put_c(t->b, '"');
}

PUT(put_policy)
{
    unsigned type = (unsigned)q->u;
    bool wrong = q + 1 < v->end && q[1].field == BAD;

    sn_put_lit(t->b, " type: ");
    if (wrong && (!type || type == POLICY_RESTRICTIVE))
        return;
    if (!type)
        sn_put_lit(t->b, "Internet connectivity");
    else if (type <= 128)
        sn_put_lit(t->b, "Dest-Prefix: ");
    else if (type == POLICY_DOMAIN)
        sn_put_lit(t->b, "DNS domain: ");
    else if (type == POLICY_OPAQUE)
        sn_put_lit(t->b, "Opaque UTF-8: ");
    else if (type == POLICY_RESTRICTIVE)
        sn_put_lit(t->b, "Restrictive assignment");
    else
        sn_put_f(t->b, "Unknown (%u)", type);
}

PUT(put_option4)
{
    line(t, q->depth);
    sn_put_name(t, options4, sn_before(v, q, CODE4)->u, "Unknown");
    sn_put_f(t->b, " (%u)", (unsigned)q->u + 2);
}

PUT(put_option6)
{
    line(t, q->depth);
    sn_put_name(t, options6, sn_before(v, q, CODE6)->u, "Unknown");
    sn_put_f(t->b, " (%u)", (unsigned)q->u + 4);
}

PUT(put_search)
{
    const struct sn_rec *end = q + 1 < v->end && sn_dns_is_end(q + 1) ? q + 1 : NULL;

    sn_put_c(t->b, ' ');
    if (end && (end->u & 0xff) == DNS_END_BAD_PTR) {
        sn_put_safe(t->b, q->p, q->n);
        sn_put_s(t->b, end->u & DNS_END_DOTLESS ? "" : ".");
    } else {
        (void)sn_dns_put_name(t, q, v->end);
        if (t->jumped)
            sn_cut(t);
    }
}

static const struct sn_line lines[] = {
    [LEN] = {.put = put_type},
    [BAD] = SN_LINE(" (invalid)"),
    [CUT] = {.put = put_cut},
    [FEW] = {.put = put_few},
    [NID] = SN_LINE(" NID: {:}"),
    [EPID] = SN_LINE(" EPID: {08x}"),
    [HASH] = SN_LINE(" hash: {}"),
    [AGE] = {.put = put_node},
    [LOCAL_EPID] = SN_LINE(" Peer-NID: {:} Peer-EPID: {08x} Local-EPID: {08x}", PEER_NID, PEER_EPID,
                           LOCAL_EPID),
    [INTERVAL] = {.put = put_interval},
    [FINGERPRINT] = SN_LINE(" Verdict: {} Fingerprint: {} Common Name: ", VERDICT, FINGERPRINT),
    [COMMON_NAME] = {.put = put_string},
    [CAP_L] = SN_LINE(" M: {} P: {} H: {} L: {} User-agent: ", CAP_M, CAP_P, CAP_H, CAP_L),
    [AGENT] = {.put = put_string},
    [PREFERRED] = {.put = put_lifetimes},
    [PRIORITY] = SN_LINE(" Prty: {}"),
    [PLEN] = SN_LINE(" Prefix: "),
    [PREFIX] = {.put = put_prefix},
    [PREFIX_BAD] = SN_LINE("(length is invalid)"),
    [ADDR] = {.put = put_address},
    [ZONE_FLAGS] = {.put = put_zone},
    [NAME] = {.put = put_domain},
    [NAMELEN] = SN_LINE(" Name: "),
    [HOST] = {.put = put_host},
    [PSK] = SN_LINE(" PSK: {}"),
    [POLICY_TYPE] = {.put = put_policy},
    [OPAQUE] = {.put = put_string},
    [LEN4] = {.put = put_option4},
    [LEN6] = {.put = put_option6},
    [SERVER4] = SN_LINE(" {}"),
    [SERVER6] = SN_LINE(" {}"),
    [SEARCH] = {.put = put_search},
};

/* The names of the TLVs at `level`, each once for as many as there are in a row; none of the last
 * when the next can't be read. */
static void names_text(struct sn_text *t, const struct sn_view *v, unsigned level)
{
    const char *last = NULL, *name = NULL;
    unsigned n = 0, shown = 0;

    for (const struct sn_rec *q = v->rec; q <= v->end; q++) {
        if (q < v->end && q->depth == level + 1 && (q->field == CUT || q->field == FEW)) {
            sn_put_s(t->b, q->field == CUT ? " [|hncp]" : " (invalid)");
            return;
        }
        if (q < v->end && (q->depth != level + 1 || q->field != TYPE))
            continue;
        name = q < v->end ? type_name((uint32_t)q->u) : NULL;
        if (last && name != last) {
            if (shown++)
                sn_put_lit(t->b, ", ");
            else if (!level)
                sn_put_c(t->b, ' ');
            else
                line(t, level + 1);
            sn_put_s(t->b, last);
            if (n > 1)
                sn_put_f(t->b, " (x%u)", n);
            n = 0;
        }
        last = name;
        n++;
    }
}

/* The first record behind q that isn't as deep as `depth`. */
static const struct sn_rec *behind(const struct sn_view *v, const struct sn_rec *q, unsigned depth)
{
    while (q < v->end && q->depth >= depth)
        q++;
    return q;
}

static enum sn_then hncp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = v, names = v;
    unsigned brief = t->o->verbose < ALL_LEVELS ? t->o->verbose : DEEPEST + 1;

    sn_put_f(t->b, "hncp (%u)", l->len);
    for (const struct sn_rec *q = v.rec; q < v.end;) {
        bool level = q->field == TLV && q->depth == brief;

        if (!level && q->field != STOP) {
            q++;
            continue;
        }
        part.end = names.rec = q;
        (void)sn_say_lines(t, &part, lines, sizeof lines / sizeof lines[0]);
        /* behind wrong options of DHCPv4 tcpdump reads no more TLVs, where it reads options */
        part.rec = q = names.end = behind(&v, q, level ? brief : q->depth - 1U);
        part.end = v.end;
        if (level)
            names_text(t, &names, brief);
    }
    (void)sn_say_lines(t, &part, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(hncp, "Home Networking Control Protocol", {.table = &sn_tab_udp, .value = PORT})
