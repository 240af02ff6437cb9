/* OLSR (RFC 3626), with the messages that olsrd adds: link quality, names of hosts, and the smart
 * gateways that it hides in netmasks. */
#include "dis/proto.h"

enum { PORT = 698, HDR = 4, LINK_HDR = 4, NAME_HDR = 4, QUALITY = 4, PER_LINE = 4 };
enum {
    HELLO = 1,
    TC,
    MID,
    HNA,
    NAMES = 130,
    HELLO_LQ = 201,
    TC_LQ,
};
enum { LINKSPEED = 1 };

static const struct sn_val types[] = {
    {HELLO, "Hello"},       {TC, "TC"},         {MID, "MID"},
    {HNA, "HNA"},           {128, "Powerinfo"}, {NAMES, "Nameservice"},
    {HELLO_LQ, "Hello-LQ"}, {TC_LQ, "TC-LQ"},   {0, NULL},
};
static const struct sn_val links[] = {
    {0, "Unspecified"}, {1, "Asymmetric"}, {2, "Symmetric"}, {3, "Lost"}, {0, NULL}};
static const struct sn_val neighbors[] = {
    {0, "Not-Neighbor"}, {1, "Symmetric"}, {2, "Symmetric-MPR"}, {0, NULL}};
static const struct sn_val gateways[] = {
    {LINKSPEED, "LINKSPEED"}, {2, "IPV4"}, {4, "IPV4-NAT"}, {8, "IPV6"},
    {16, "IPv6-PREFIX"},      {0, NULL},
};

#define OLSR(F)                                                                                    \
    F(LEN, "olsr.packet_len", U16, "Packet Length")                                                \
    F(SEQ, "olsr.packet_seq_num", U16, "Packet Sequence Number")                                   \
    F(MSG, "sn.olsr.message", GROUPS, "Message")                                                   \
    F(TYPE, "olsr.message_type", U8, "Message Type", .vals = types)                                \
    F(VTIME, "sn.olsr.vtime", U8, "Validity Time, Coded", .base = SN_HEX)                          \
    F(SIZE, "olsr.message_size", U16, "Message Size")                                              \
    F(ORIGIN, "olsr.origin_addr", IPV4, "Originator Address")                                      \
    F(ORIGIN6, "olsr.origin6_addr", IPV6, "Originator Address")                                    \
    F(TTL, "olsr.ttl", U8, "TTL")                                                                  \
    F(HOPS, "olsr.hop_count", U8, "Hop Count")                                                     \
    F(MSG_SEQ, "olsr.message_seq_num", U16, "Message Sequence Number")                             \
    F(MSG_BAD, "sn.olsr.message_size.invalid", UINT, NULL)                                         \
    F(HTIME, "sn.olsr.htime", U8, "Hello Emission Interval, Coded", .base = SN_HEX)                \
    F(WILLINGNESS, "olsr.willingness", U8, "Willingness to forward messages")                      \
    F(LINK, "sn.olsr.link", GROUPS, "Link")                                                        \
    F(LINK_TYPE, "olsr.link_type", U8, "Link Type", .pad = 1)                                      \
    F(LINK_SIZE, "olsr.link_message_size", U16, "Link Message Size")                               \
    F(LINK_BAD, "sn.olsr.link_message_size.invalid", UINT, NULL)                                   \
    F(ANSN, "olsr.ansn", U16, "Advertised Neighbor Sequence Number (ANSN)", .pad = 2)              \
    F(LIST, "sn.olsr.neighbors", NONE, NULL)                                                       \
    F(NEIGHBOR, "olsr.neighbor_addr", IPV4S, "Neighbor Address")                                   \
    F(NEIGHBOR6, "olsr.neighbor6_addr", IPV6S, "Neighbor Address")                                 \
    F(QUALITIES, "sn.olsr.neighbor", GROUPS, "Neighbor")                                           \
    F(Q_NEIGHBOR, "olsr.neighbor_addr", IPV4, "Neighbor Address")                                  \
    F(Q_NEIGHBOR6, "olsr.neighbor6_addr", IPV6, "Neighbor Address")                                \
    F(LQ, "olsr.lq", U8, "LQ")                                                                     \
    F(NLQ, "olsr.nlq", U8, "NLQ", .pad = 2)                                                        \
    F(INTERFACE, "olsr.interface_addr", IPV4S, "Interface Address")                                \
    F(INTERFACE6, "olsr.interface6_addr", IPV6S, "Interface Address")                              \
    F(TOTAL, "sn.olsr.networks", UINT, "Advertised Networks")                                      \
    F(COLUMN, "sn.olsr.network.column", UINT, NULL)                                                \
    F(NETWORKS, "sn.olsr.network", GROUPS, "Network")                                              \
    F(NETWORK, "olsr.network_addr", IPV4, "Network Address")                                       \
    F(MASK, "olsr.netmask", IPV4, "Netmask")                                                       \
    F(NETWORK6, "olsr.network6_addr", IPV6, "Network Address")                                     \
    F(MASK6, "olsr.netmask6", IPV6, "Netmask")                                                     \
    F(NS_VERSION, "olsr.ns.version", U16, "Version")                                               \
    F(NS_COUNT, "olsr.ns.count", U16, "Count")                                                     \
    F(NS_BAD, "sn.olsr.ns.count.invalid", UINT, NULL)                                              \
    F(NS, "sn.olsr.ns", GROUPS, "Name")                                                            \
    F(NS_INDEX, "sn.olsr.ns.index", UINT, NULL)                                                    \
    F(NS_TYPE, "olsr.ns.type", U16, "Message Type")                                                \
    F(NS_LEN, "olsr.ns.length", U16, "Length")                                                     \
    F(NS_LEN_BAD, "sn.olsr.ns.length.invalid", UINT, NULL)                                         \
    F(NS_ADDR, "olsr.ns.ip", IPV4, "Address")                                                      \
    F(NS_ADDR6, "olsr.ns.ip6", IPV6, "Address")                                                    \
    F(NS_NAME, "olsr.ns.content", STR, "Content")                                                  \
    F(DATA, "olsr.data", BYTES, "Data")
SN_FIELDS(olsr, OLSR)

static bool is6(const struct sn_dis *d)
{
    return d->ip.version == 6;
}

static uint32_t addr_size(const struct sn_dis *d)
{
    return is6(d) ? 16 : 4;
}

/* Of n bytes: as many addresses as fit in; what a number of IPv6 addresses leaves over is shown in
 * the text, as four bytes each. */
static bool neighbor_list(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t from;

    sn_rec_made(d, LIST, 0)->flags |= SN_REC_TEXT;
    if (!is6(d))
        return sn_get_n(d, r, NEIGHBOR, n / 4);
    for (; n >= 16 && sn_rd_left(r) >= 16; n -= 16)
        (void)sn_get(d, r, NEIGHBOR6, NULL);
    from = d->nrec;
    if (!sn_get_n(d, r, NEIGHBOR, n / 4))
        return false;
    sn_text_only(d, from);
    return true;
}

static bool qualities(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    for (; n >= addr_size(d) + QUALITY; n -= addr_size(d) + QUALITY) {
        struct sn_rec *g;
        bool ok;

        if (!sn_rd_need(r, addr_size(d) + QUALITY))
            return false;
        g = sn_group(d, r, QUALITIES, 0);
        ok = sn_get(d, r, is6(d) ? Q_NEIGHBOR6 : Q_NEIGHBOR, NULL) && sn_header(d, r, LQ, NLQ);
        sn_group_end(d, r, g);
        if (!ok)
            return false;
    }
    return true;
}

/* The links of a Hello, n bytes. */
static bool hello(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    bool ok = true, right = true;

    if (n < 4) {
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_skip(r, 2) || !sn_header(d, r, HTIME, WILLINGNESS))
        return false;
    for (n -= 4; n >= LINK_HDR && ok && right;) {
        struct sn_rd link = *r;
        struct sn_rec *g = sn_group(d, r, LINK, 0);
        uint32_t size = 0;

        ok = sn_rd_need(r, LINK_HDR) && sn_header(d, r, LINK_TYPE, LINK_SIZE);
        if (ok) {
            size = (uint32_t)sn_u(d, LINK_SIZE);
            right = size >= LINK_HDR && size <= n;
            if (!right)
                sn_note(d, LINK_BAD, size);
            else if (type == HELLO)
                ok = sn_rd_need(r, size - LINK_HDR) && neighbor_list(d, r, size - LINK_HDR);
            else
                ok = sn_rd_need(r, size - LINK_HDR) && qualities(d, r, size - LINK_HDR);
        }
        sn_group_end(d, r, g);
        if (ok && right) {
            n -= size;
            *r = link;
            ok = sn_rd_skip(r, size);
        }
    }
    return ok;
}

static bool tc(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    if (n < 4) {
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_need(r, 4) || !sn_header(d, r, ANSN, ANSN))
        return false;
    return type == TC ? neighbor_list(d, r, n - 4) : qualities(d, r, n - 4);
}

static bool hna(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    unsigned first = is6(d) ? NETWORK6 : NETWORK;
    uint32_t size = 2 * addr_size(d), total = n / size;

    sn_note(d, TOTAL, total);
    for (uint32_t i = 0; i < total; i++) {
        struct sn_rec *g;

        if (!sn_rd_need(r, size))
            return false;
        sn_note(d, COLUMN, i % PER_LINE);
        g = sn_group(d, r, NETWORKS, 0);
        (void)sn_header(d, r, first, first + 1);
        sn_group_end(d, r, g);
    }
    return true;
}

/* One name of n bytes at most; how many it took, 0: it can't be right, or isn't whole. An IPv4
 * address is followed by zeros up to 16 bytes, of which tcpdump knows nothing. */
static uint32_t name(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t zeros = !is6(d) && d->want & SN_WANT_FIELDS ? 12 : 0, len, padded;

    if (!sn_rd_need(r, NAME_HDR) || !sn_header(d, r, NS_TYPE, NS_LEN))
        return 0;
    len = (uint32_t)sn_u(d, NS_LEN);
    padded = (len + 3) & ~3U;
    n -= NAME_HDR;
    if (!len || addr_size(d) + zeros + len > n) {
        sn_note(d, NS_LEN_BAD, len);
        return 0;
    }
    if (addr_size(d) + zeros + padded > n) {
        sn_malformed(r);
        return 0;
    }
    if (!sn_rd_need(r, addr_size(d) + zeros + padded) ||
        !sn_get(d, r, is6(d) ? NS_ADDR6 : NS_ADDR, NULL) || !sn_rd_skip(r, zeros) ||
        !sn_get_bytes(d, r, NS_NAME, len) || !sn_rd_skip(r, padded - len))
        return 0;
    return NAME_HDR + addr_size(d) + zeros + padded;
}

static bool names(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t count, size = 1;

    if (n < 4) {
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_need(r, 4) || !sn_header(d, r, NS_VERSION, NS_COUNT))
        return false;
    count = (uint32_t)sn_u(d, NS_COUNT);
    if (!count || count * (NAME_HDR + addr_size(d)) > n) {
        sn_note(d, NS_BAD, count);
        return true;
    }
    n -= 4;
    for (uint32_t i = 0; i < count && n >= NAME_HDR; i++, n -= size) {
        struct sn_rec *g = sn_group(d, r, NS, 0);

        sn_note(d, NS_INDEX, i);
        size = name(d, r, n);
        sn_group_end(d, r, g);
        if (!size)
            break;
    }
    return size || !r->stop;
}

/* What a message of n bytes holds behind its header. False: the reader has stopped. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    switch (type) {
    case HELLO:
    case HELLO_LQ:
        return hello(d, r, type, n);
    case TC:
    case TC_LQ:
        return tc(d, r, type, n);
    case MID:
        return sn_get_n(d, r, is6(d) ? INTERFACE6 : INTERFACE, n / addr_size(d));
    case HNA:
        return hna(d, r, n);
    case NAMES:
        return names(d, r, n);
    default:
        return sn_get_bytes(d, r, DATA, n < sn_rd_left(r) ? n : sn_rd_left(r));
    }
}

/* One message of a packet of `len` bytes; how many it has, 0: there can't be another behind it. */
static uint32_t message(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t size, type, header = 8 + addr_size(d);

    if (!sn_rd_need(r, header))
        return 0;
    if (!sn_header(d, r, TYPE, SIZE) || !sn_get(d, r, is6(d) ? ORIGIN6 : ORIGIN, NULL) ||
        !sn_header(d, r, TTL, MSG_SEQ))
        return 0;
    type = (uint32_t)sn_u(d, TYPE);
    size = (uint32_t)sn_u(d, SIZE);
    if (!type || !size)
        return 0;
    if (size < header || size > len) {
        sn_note(d, MSG_BAD, size);
        return 0;
    }
    return body(d, r, type, size - header) ? size : 0;
}

static void olsr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t at = HDR, size = 1;

    if (!sn_rd_need(r, HDR) || !sn_header(d, r, LEN, SEQ))
        return;
    if (sn_u(d, LEN) < len)
        len = (uint32_t)sn_u(d, LEN);
    for (; at < len && size; at += size) {
        struct sn_rd msg = *r;
        struct sn_rec *g = sn_group(d, r, MSG, 0);

        size = message(d, r, len);
        sn_group_end(d, r, g);
        if (size) {
            *r = msg;
            r->p += sn_rd_left(r) < size ? sn_rd_left(r) : size;
        }
    }
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

/* Mantissa and exponent in one byte, in sixteenths of a second (RFC 3626, section 18.3). */
static double seconds(uint64_t code)
{
    return (16 + (double)(code >> 4)) * (double)(1U << (code & 15)) / 256;
}

PUT(put_message)
{
    const struct sn_rec *origin6 = sn_before(v, q, ORIGIN6);
    uint64_t type = sn_before(v, q, TYPE)->u;

    if (!type || !sn_before(v, q, SIZE)->u)
        return;
    sn_put_f(t->b, "\n\t%s Message (%#04x), originator ",
             sn_val_name(types, (uint32_t)type) ? sn_val_name(types, (uint32_t)type) : "Unknown",
             (unsigned)type);
    if (origin6)
        sn_put_ipv6(t->b, origin6->p);
    else
        sn_text_host4(t, (uint32_t)sn_before(v, q, ORIGIN)->u);
    sn_put_f(t->b, ", ttl %u, hop %u\n\t  vtime %.3fs, msg-seq 0x%04x, length %u",
             (unsigned)sn_before(v, q, TTL)->u, (unsigned)sn_before(v, q, HOPS)->u,
             seconds(sn_before(v, q, VTIME)->u), (unsigned)q->u,
             (unsigned)sn_before(v, q, SIZE)->u);
}

PUT(put_hello)
{
    sn_put_f(t->b, "\n\t  hello-time %.3fs, MPR willingness %u", seconds(sn_before(v, q, HTIME)->u),
             (unsigned)q->u);
}

PUT(put_link)
{
    unsigned type = (unsigned)sn_before(v, q, LINK_TYPE)->u;

    sn_put_s(t->b, "\n\t    link-type ");
    sn_put_name(t, links, type & 3, "");
    sn_put_s(t->b, ", neighbor-type ");
    sn_put_name(t, neighbors, type >> 2, "Unknown");
    sn_put_f(t->b, ", len %u", (unsigned)q->u);
}

/* tcpdump takes IPv6 addresses in these lists for IPv4 ones. */
PUT(put_neighbor6)
{
    (void)v;
    for (unsigned i = 0; i < 16; i += 4) {
        sn_text_host4(t, sn_be32(q->p + i));
        sn_put_c(t->b, ' ');
    }
}

PUT(put_quality)
{
    const struct sn_rec *q6 = sn_before(v, q, Q_NEIGHBOR6);

    sn_put_lit(t->b, "\n\t      neighbor ");
    if (q6)
        sn_put_ipv6(t->b, q6->p);
    else
        sn_text_host4(t, (uint32_t)sn_before(v, q, Q_NEIGHBOR)->u);
    sn_put_f(t->b, ", link-quality %.2f%%, neighbor-link-quality %.2f%%",
             (double)sn_before(v, q, LQ)->u / 2.55, (double)q->u / 2.55);
}

/* olsrd's speed of a gateway in kbit/s: five bits of mantissa, three of exponent. */
static unsigned speed(unsigned code)
{
    unsigned n = (code >> 3) + 1;

    for (code &= 7; code; code--)
        n *= 10;
    return n;
}

/* A default route whose mask says what the gateway offers. */
static void put_gateway(struct sn_text *t, uint32_t mask)
{
    unsigned flags = mask >> 16 & 255, up = mask >> 8 & 255, down = mask & 255;
    bool fast = flags & LINKSPEED;

    sn_put_lit(t->b, "Smart-Gateway:");
    for (const struct sn_val *g = gateways; g->name; g++) {
        if (flags & g->v)
            sn_put_f(t->b, " %s", g->name);
    }
    sn_put_f(t->b, " %u/%u", fast && up ? speed(up) : 0, fast && down ? speed(down) : 0);
}

PUT(put_network)
{
    uint32_t addr = (uint32_t)sn_before(v, q, NETWORK)->u, mask = (uint32_t)q->u;

    sn_put_s(t->b, sn_before(v, q, COLUMN)->u ? ", " : "\n\t    ");
    if (!addr && !(mask >> 24) && mask >> 16) {
        put_gateway(t, mask);
        return;
    }
    sn_text_host4(t, addr);
    sn_put_f(t->b, "/%u", ~mask & (~mask + 1) ? UINT32_MAX : (unsigned)__builtin_popcount(mask));
}

/* tcpdump counts no further than the first byte that isn't full, and this when it is a prefix. */
static unsigned prefix6(const uint8_t mask[16])
{
    unsigned i = 0, rest;

    while (i < 16 && mask[i] == 255)
        i++;
    rest = i < 16 ? mask[i] ^ 255U : 255U;
    return i * 8 + (rest & (rest + 1) ? 0 : (unsigned)__builtin_popcount(rest ^ 255U));
}

PUT(put_network6)
{
    sn_put_s(t->b, "\n\t    #0: ");
    sn_put_ipv6(t->b, sn_before(v, q, NETWORK6)->p);
    sn_put_f(t->b, "/%u", prefix6(q->p));
}

PUT(put_name_entry)
{
    sn_put_f(t->b, "\n\t    #%u: type %#06x, length %u", (unsigned)sn_before(v, q, NS_INDEX)->u,
             (unsigned)sn_before(v, q, NS_TYPE)->u, (unsigned)q->u);
}

PUT(put_name)
{
    const struct sn_rec *addr6 = sn_before(v, q, NS_ADDR6);

    sn_put_lit(t->b, ", address ");
    if (addr6)
        sn_put_ipv6(t->b, addr6->p);
    else
        sn_text_host4(t, (uint32_t)sn_before(v, q, NS_ADDR)->u);
    sn_put_lit(t->b, ", name \"");
    sn_put_safe(t->b, q->p, q->n);
    sn_put_c(t->b, '"');
}

PUT(put_data)
{
    (void)v;
    sn_text_hex(t, "\n\t    ", q->p, q->n);
}

static const struct sn_line lines[] = {
    [MSG_SEQ] = {.put = put_message},
    [MSG_BAD] = SN_LINE(" (invalid)"),
    [WILLINGNESS] = {.put = put_hello},
    [LINK_SIZE] = {.put = put_link},
    [LINK_BAD] = SN_LINE(" (invalid)"),
    [ANSN] = SN_LINE("\n\t    advertised neighbor seq 0x{04x}"),
    [LIST] = SN_LINE("\n\t      neighbor\n\t\t"),
    [NEIGHBOR] = SN_LINE("{} "),
    [NEIGHBOR6] = {.put = put_neighbor6},
    [NLQ] = {.put = put_quality},
    [INTERFACE] = SN_LINE("\n\t  interface address {}"),
    [INTERFACE6] = SN_LINE("\n\t  interface address {}"),
    [TOTAL] = SN_LINE("\n\t  Advertised networks (total {})"),
    [MASK] = {.put = put_network},
    [MASK6] = {.put = put_network6},
    [NS_COUNT] = SN_LINE("\n\t  Version {}, Entries {}", NS_VERSION, NS_COUNT),
    [NS_BAD] = SN_LINE(" (invalid)"),
    [NS_LEN] = {.put = put_name_entry},
    [NS_LEN_BAD] = SN_LINE(" (invalid)"),
    [NS_NAME] = {.put = put_name},
    [DATA] = {.put = put_data},
};

static enum sn_then olsr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned len = (unsigned)sn_opt(&v, LEN);

    sn_put_f(t->b, "OLSRv%u", t->net6 ? 6 : 4);
    if (l->len < HDR)
        return SN_TEXT_CUT_SHORT;
    if (!sn_need_short(t, &v, SEQ))
        return SN_TEXT_DONE;
    sn_say(t, &v, ", seq 0x{04x}", SEQ);
    sn_put_f(t->b, ", length %u", len < l->len ? len : l->len);
    if (t->o->verbose)
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    t->jumped = false; /* tcpdump looks before it reads */
    return SN_TEXT_DONE;
}

SN_PROTO(olsr, "Optimized Link State Routing Protocol", {.table = &sn_tab_udp, .value = PORT})
