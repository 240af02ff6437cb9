/* IPv6's routing header (RFC 8200, 6275, 8754) and fragment header (RFC 8200). */
#include "dis/net/ip6.h"

/* ---- routing ---- */

#define RT(F)                                                                                      \
    F(RT_NXT, "ipv6.routing.nxt", U8, "Next Header", .vals = sn_ipprotos)                          \
    F(RT_LEN, "ipv6.routing.len", U8, "Length")                                                    \
    F(RT_TYPE, "ipv6.routing.type", U8, "Type")                                                    \
    F(RT_SEGLEFT, "ipv6.routing.segleft", U8, "Segments Left")                                     \
    F(RT_RSV, "sn.ipv6.routing.src.reserved", U32, NULL)                                           \
    F(RT_RSV_BYTES, "ipv6.routing.src.reserved", BYTES, "Reserved")                                \
    F(RT_HOME_RSV, "ipv6.routing.mipv6.reserved", BYTES, "Reserved")                               \
    F(RT_LAST, "ipv6.routing.srh.last_entry", U8, "Last Entry")                                    \
    F(RT_FLAGS, "ipv6.routing.srh.flags", U8, "Flags", .base = SN_HEX)                             \
    F(RT_TAG, "sn.ipv6.routing.srh.tag", U16, NULL)                                                \
    F(RT_TAG_BYTES, "ipv6.routing.srh.tag", BYTES, "Tag")                                          \
    F(RT_BYTES, "ipv6.routing.len_oct", UINT, "Length (octets)", .unit = "bytes")                  \
    F(RT_ADDR, "ipv6.routing.src.addr", IPV6S, "Address")                                          \
    F(RT_HOME, "ipv6.routing.mipv6.home_address", IPV6S, "Home Address")                           \
    F(RT_SID, "ipv6.routing.srh.addr", IPV6S, "Address")                                           \
    F(RT_CMPR_I, "ipv6.routing.rpl.cmprI", P32, "Compressed Internal Octets (CmprI)",              \
      .mask = 0xf0000000)                                                                          \
    F(RT_CMPR_E, "ipv6.routing.rpl.cmprE", P32, "Compressed Final Octets (CmprE)",                 \
      .mask = 0xf000000)                                                                           \
    F(RT_PAD, "ipv6.routing.rpl.pad", P32, "Padding Bytes", .mask = 0xf00000)                      \
    F(RT_RPL_RSV, "ipv6.routing.rpl.reserved", U32, "Reserved", .mask = 0xfffff)                   \
    F(RT_COUNT, "ipv6.routing.rpl.addr_count", INT, "Total Address Count")                         \
    F(RT_PART, "ipv6.routing.rpl.address", BYTESS, "Address")                                      \
    F(RT_WHOLE, "ipv6.routing.rpl.full_address", IPV6S, "Full Address")                            \
    F(RT_SID16, "ipv6.routing.crh16.sid", U16S, "Segment ID")                                      \
    F(RT_SID16_NOW, "ipv6.routing.crh16.current_sid", UINT, "Current SID")                         \
    F(RT_SID32, "ipv6.routing.crh32.sid", U32S, "Segment ID")                                      \
    F(RT_SID32_NOW, "ipv6.routing.crh32.current_sid", UINT, "Current SID")                         \
    F(RT_UNKNOWN, "ipv6.routing.unknown_data", BYTES, "Type-Specific Data")
SN_FIELDS(rt, RT)

enum { RT_SOURCE = 0, RT_MOBILE = 2, RT_RPL, RT_SEGMENT, RT_COMPACT16, RT_COMPACT32 };

static uint16_t rt_addr_field(uint64_t type)
{
    return type == RT_SOURCE ? RT_ADDR : type == RT_MOBILE ? RT_HOME : RT_SID;
}

/* The addresses; `last` becomes where the packet goes in the end. Segments behind the last entry
 * are TLVs, which the text takes for addresses. */
static bool rt_addrs(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t n)
{
    uint64_t entries = type == RT_SEGMENT ? sn_u(d, RT_LAST) + 1 : n;

    for (uint32_t i = 0; i < n; i++) {
        if (!sn_get(d, r, rt_addr_field(type), NULL))
            return false;
        if (i >= entries)
            sn_text_last(d);
        if (type != RT_SEGMENT)
            d->ip.last = r->p - 16;
    }
    return true;
}

/* Addresses of which the first bytes are those of the packet's destination (RFC 6554). */
static void rt_rpl(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t inner, final, n;
    int64_t count;

    if (!sn_header(d, r, RT_CMPR_I, RT_RPL_RSV))
        return;
    inner = 16 - (uint32_t)sn_u(d, RT_CMPR_I);
    final = 16 - (uint32_t)sn_u(d, RT_CMPR_E);
    count = (int64_t)sn_rd_left(r) - (int64_t)sn_u(d, RT_PAD) - final;
    count = count / inner + 1;
    sn_made(d, RT_COUNT, (uint64_t)count);
    for (; count > 0; count--) {
        uint8_t *a = sn_arena_alloc(&d->arena, 16);
        const uint8_t *p;

        n = count > 1 ? inner : final;
        if (!a || d->ip.version != 6 || !sn_get_bytes(d, r, RT_PART, n))
            return;
        p = r->p - n;
        memcpy(a, d->ip.dst, 16);
        memcpy(a + 16 - n, p, n);
        sn_rec_bytes(d, RT_WHOLE, sn_rd_off(r) - n, n, a, 16);
        if (count == 1 && sn_u(d, RT_SEGLEFT))
            d->ip.last = a;
    }
}

/* Numbers of segments, of 2 or 4 bytes; how many of them are left says which one is next. */
static void rt_compact(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t size)
{
    uint32_t n = (uint32_t)sn_rd_left(r) / size, left = (uint32_t)sn_u(d, RT_SEGLEFT);
    const uint8_t *p = r->p;

    if (left >= n || !sn_get_n(d, r, field, n))
        return;
    p += (size_t)left * size;
    sn_rec_uint(d, field + 1, (size_t)(p - r->start), size, size == 2 ? sn_be16(p) : sn_be32(p));
}

/* Headers that tcpdump does not know, all that is in r. */
static void rt_more(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    switch (type) {
    case RT_RPL:
        rt_rpl(d, r);
        break;
    case RT_COMPACT16:
        rt_compact(d, r, RT_SID16, 2);
        break;
    case RT_COMPACT32:
        rt_compact(d, r, RT_SID32, 4);
        break;
    default:
        (void)!sn_get_bytes(d, r, RT_UNKNOWN, sn_rd_left(r));
        break;
    }
}

/* What the type has in front of the addresses. False: it isn't there. */
static bool rt_head(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    struct sn_rd at;

    if (type == RT_SEGMENT) {
        if (!sn_header(d, r, RT_LAST, RT_TAG))
            return false;
        sn_text_last(d);
        sn_rec_bytes(d, RT_TAG_BYTES, sn_rd_off(r) - 2, 2, r->p - 2, 2);
        at = *r; /* the first segment is the last hop, even when the length says that there is none
                  */
        (void)!sn_rd_bytes(&at, 16, &d->ip.last);
        return true;
    }
    if (!sn_get(d, r, RT_RSV, NULL))
        return false;
    sn_text_last(d);
    sn_rec_bytes(d, type == RT_SOURCE ? RT_RSV_BYTES : RT_HOME_RSV, sn_rd_off(r) - 4, 4, r->p - 4,
                 4);
    return true;
}

static void rt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t size, units;
    struct sn_rd body, rest;
    uint64_t type;
    uint8_t nh;

    if (!sn_header(d, r, RT_NXT, RT_SEGLEFT))
        return;
    nh = (uint8_t)sn_u(d, RT_NXT);
    units = (uint32_t)sn_u(d, RT_LEN);
    type = sn_u(d, RT_TYPE);
    size = (units + 1) * 8;
    sn_made(d, RT_BYTES, size);
    sn_ends_proto(d, nh);
    rest = sn_inside(r, size - 4);
    if (type == RT_SOURCE || type == RT_MOBILE || type == RT_SEGMENT) {
        if (!rt_head(d, r, type))
            return;
        if (units & 1 && (type != RT_SEGMENT || !sn_wants_values(d))) {
            sn_malformed(r);
            return;
        }
        if (!rt_addrs(d, r, type, units / 2) || !sn_rd_skip(r, units % 2 * 8))
            return;
    } else {
        if (!sn_wants_values(d)) {
            sn_malformed(r);
            return;
        }
        rt_more(d, &rest, type);
        if (!sn_rd_skip(r, size - 4))
            return;
    }
    body = sn_inside(r, len < size ? 0 : len - size);
    sn_ip6_next(d, nh, &body, len < size ? 0 : len - size);
}

/* "(len=2, type=4, segleft=1, last-entry=0, tag=0, " up to the addresses. */
static void rt_head_text(struct sn_text *t, const struct sn_view *v)
{
    bool verbose = t->o->verbose;
    uint64_t type;

    sn_say(t, v, " (len={}", RT_LEN);
    sn_say(t, v, ", type={}", RT_TYPE);
    type = sn_opt(v, RT_TYPE);
    if (type == RT_SOURCE)
        sn_put_lit(t->b, " [Deprecated]");
    sn_say(t, v, ", segleft={}", RT_SEGLEFT);
    if (type == RT_SOURCE || type == RT_MOBILE) {
        if (sn_num(t, v, RT_RSV) || verbose)
            sn_say(t, v, ", rsv=0x{x}", RT_RSV);
    } else if (type == RT_SEGMENT) {
        sn_say(t, v, ", last-entry={}", RT_LAST);
        if (sn_find(v, RT_FLAGS) && (verbose || sn_opt(v, RT_FLAGS)))
            sn_say(t, v, ", flags=0x{x}", RT_FLAGS);
        sn_say(t, v, ", tag={x}", RT_TAG);
    }
}

static enum sn_then rt_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), addr = {0};
    uint32_t size;
    uint64_t type;

    if (l->n == 0) {
        t->tag = "ip6";
        return SN_TEXT_CUT_SHORT;
    }
    sn_put_lit(t->b, "RT6");
    rt_head_text(t, &v);
    type = sn_opt(&v, RT_TYPE);
    if (type != RT_SOURCE && type != RT_MOBILE && type != RT_SEGMENT) {
        sn_put_lit(t->b, " (unknown type) (invalid)");
        return SN_TEXT_DONE;
    }
    if (sn_opt(&v, RT_LEN) & 1) {
        sn_say(t, &v, " (invalid length {}) (invalid)", RT_LEN);
        return SN_TEXT_DONE;
    }
    for (unsigned i = 0; i < sn_opt(&v, RT_LEN) / 2; i++) {
        if (!sn_each(&v, rt_addr_field(type), &addr))
            return SN_TEXT_CUT;
        sn_put_f(t->b, ", [%u]", i);
        sn_say(t, &addr, "{}", rt_addr_field(type));
    }
    sn_put_lit(t->b, ") ");
    size = ((uint32_t)sn_opt(&v, RT_LEN) + 1) * 8;
    return sn_ip6_payload_text(t, l, true, sn_opt(&v, RT_NXT), l->len < size ? 0 : l->len - size);
}

const struct sn_proto sn_proto_ip6_routing = {
    .name = "ipv6.routing",
    .tag = "rt6",
    .title = "IPv6 Routing Header",
    SN_PROTO_FIELDS(rt),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_ROUTING}),
    .dissect = rt_dissect,
    .text = rt_text,
};

/* ---- fragment ---- */

#define FRAG(F)                                                                                    \
    F(FRAG_NXT, "ipv6.fraghdr.nxt", U8, "Next header", .vals = sn_ipprotos, .pad = 1)              \
    F(FRAG_OFFSET, "ipv6.fraghdr.offset", P16, "Offset", .mask = 0xfff8)                           \
    F(FRAG_MORE, "ipv6.fraghdr.more", BIT16, "More Fragments", .mask = 1, .pad = 2)                \
    F(FRAG_ID, "ipv6.fraghdr.ident", U32, "Identification", .base = SN_HEX)                        \
    F(FRAG_LEN, "sn.ipv6.fraghdr.len", UINT, "Length", .unit = "bytes")                            \
    F(FRAG_WHOLE_LEN, "ipv6.reassembled.length", UINT, "Reassembled IPv6 length", .unit = "bytes")
SN_FIELDS(frag, FRAG)

#define FRAG_HDR 8

static void frag_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t rest = len < FRAG_HDR ? 0 : len - FRAG_HDR;
    bool whole = sn_header(d, r, FRAG_NXT, FRAG_ID);
    uint8_t nh = (uint8_t)sn_u(d, FRAG_NXT);

    if (sn_rec_of(d, FRAG_NXT))
        sn_ends_proto(d, nh);
    if (!whole)
        return;
    sn_rec_made(d, FRAG_LEN, d->ip.plen + 40 - (uint64_t)(d->cur->off - d->ip.off) - FRAG_HDR);
    d->ip.frag = true;
    if ((sn_u(d, FRAG_OFFSET) || sn_u(d, FRAG_MORE)) &&
        sn_next_fragment(d, r->start + d->ip.off, sn_ip_proto(d, nh, 6), r, rest)) {
        if (!d->ip.frag)
            sn_made(d, FRAG_WHOLE_LEN, d->whole->n);
        return;
    }
    if (sn_u(d, FRAG_OFFSET)) /* what other fragments hold is anyone's guess */
        sn_next_proto(d, NULL, r, rest);
    else if (sn_rd_left(r) > 0)
        sn_ip6_next(d, nh, r, rest);
}

static enum sn_then frag_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need(t, &v, FRAG_MORE) || (t->o->verbose && !sn_need(t, &v, FRAG_ID)))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "frag (");
    if (t->o->verbose)
        sn_say(t, &v, "0x{08x}:", FRAG_ID);
    sn_put_u64(t->b, 8 * sn_opt(&v, FRAG_OFFSET));
    sn_put_c(t->b, '|');
    sn_put_u64(t->b, sn_ip6_plen(t) + 40 - (uint64_t)(l->off - t->net->off) - FRAG_HDR);
    sn_put_c(t->b, ')');
    if (sn_opt(&v, FRAG_OFFSET))
        return SN_TEXT_DONE;
    sn_put_c(t->b, ' ');
    if (l->caplen <= FRAG_HDR)
        return SN_TEXT_DONE;
    return sn_ip6_payload_text(t, l, true, sn_opt(&v, FRAG_NXT), l->len - FRAG_HDR);
}

const struct sn_proto sn_proto_ip6_frag = {
    .name = "ipv6.fraghdr",
    .tag = "frag6",
    .title = "IPv6 Fragment Header",
    SN_PROTO_FIELDS(frag),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_FRAGMENT}),
    .dissect = frag_dissect,
    .text = frag_text,
};
