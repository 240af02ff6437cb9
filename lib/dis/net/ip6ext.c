/* IPv6's routing header (RFC 8200, 6275, 8754) and fragment header (RFC 8200). */
#include "dis/net/ip6.h"

/* ---- routing ---- */

enum { RT_NXT, RT_LEN, RT_TYPE, RT_SEGLEFT, RT_RSV, RT_LAST, RT_FLAGS, RT_TAG, RT_ADDR };

static const struct sn_field rt_fields[] = {
    [RT_NXT] = SN_UINTV("ipv6.routing.nxt", sn_ipprotos),
    [RT_LEN] = SN_UINT("ipv6.routing.len"),
    [RT_TYPE] = SN_UINT("ipv6.routing.type"),
    [RT_SEGLEFT] = SN_UINT("ipv6.routing.segleft"),
    [RT_RSV] = SN_UINT("ipv6.routing.src.reserved"),
    [RT_LAST] = SN_UINT("ipv6.routing.srh.last_entry"),
    [RT_FLAGS] = SN_UINT("ipv6.routing.srh.flags"),
    [RT_TAG] = SN_UINT("ipv6.routing.srh.tag"),
    [RT_ADDR] = SN_FIELD("ipv6.routing.addr", SN_F_IPV6, SN_F_MULTI, NULL),
};

enum { RT_SOURCE = 0, RT_MOBILE = 2, RT_SEGMENT = 4 };

/* The addresses; `last` becomes where the packet goes in the end. */
static bool rt_addrs(struct sn_dis *d, struct sn_rd *r, uint8_t type, uint32_t n)
{
    uint32_t i;

    for (i = 0; i < n; i++) {
        if (!sn_get_bytes(d, r, RT_ADDR, 16))
            return false;
        if (type != RT_SEGMENT)
            d->ip.last = d->rec[d->nrec - 1].p;
    }
    return true;
}

static void rt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t nh, units, type, left, last, flags;
    uint32_t rsv, size;
    uint16_t tag;
    struct sn_rd body, at;
    const uint8_t *p;

    if (!sn_get_u8(d, r, RT_NXT, &nh) || !sn_get_u8(d, r, RT_LEN, &units) ||
        !sn_get_u8(d, r, RT_TYPE, &type) || !sn_get_u8(d, r, RT_SEGLEFT, &left))
        return;
    sn_ends_proto(d, nh);
    switch (type) {
    case RT_SOURCE:
    case RT_MOBILE:
        if (!sn_get_be32(d, r, RT_RSV, &rsv))
            return;
        break;
    case RT_SEGMENT:
        if (!sn_get_u8(d, r, RT_LAST, &last) || !sn_get_u8(d, r, RT_FLAGS, &flags) ||
            !sn_get_be16(d, r, RT_TAG, &tag))
            return;
        at = *r; /* the first segment is the last hop, even when the length says that there is none
                  */
        if (sn_rd_bytes(&at, 16, &p))
            d->ip.last = p;
        break;
    default:
        sn_malformed(r);
        return;
    }
    if (units & 1) {
        sn_malformed(r);
        return;
    }
    if (!rt_addrs(d, r, type, units / 2u))
        return;
    size = (units + 1u) * 8;
    body = sn_inside(r, len < size ? 0 : len - size);
    sn_ip6_next(d, nh, &body, len < size ? 0 : len - size);
}

/* "(len=2, type=4, segleft=1, last-entry=0, tag=0, [0]2001::1) " up to the addresses. False: cut.
 */
static bool rt_head_text(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q)
{
    bool v = t->o->verbose;

    if (l->n <= RT_LEN)
        return false;
    sn_put_f(t->b, " (len=%u", (unsigned)q[RT_LEN].u);
    if (l->n <= RT_TYPE)
        return false;
    sn_put_f(t->b, ", type=%u", (unsigned)q[RT_TYPE].u);
    if (q[RT_TYPE].u == RT_SOURCE)
        sn_put_lit(t->b, " [Deprecated]");
    if (l->n <= RT_SEGLEFT)
        return false;
    sn_put_f(t->b, ", segleft=%u", (unsigned)q[RT_SEGLEFT].u);
    q += RT_RSV;
    if (q[-2].u == RT_SOURCE || q[-2].u == RT_MOBILE) {
        if (l->n <= RT_RSV)
            return false;
        if (v || q[0].u)
            sn_put_f(t->b, ", rsv=0x%0x", (unsigned)q[0].u);
    } else if (q[-2].u == RT_SEGMENT) {
        if (l->n <= RT_RSV)
            return false;
        sn_put_f(t->b, ", last-entry=%u", (unsigned)q[0].u);
        if (l->n > RT_RSV + 1 && (v || q[1].u))
            sn_put_f(t->b, ", flags=0x%0x", (unsigned)q[1].u);
        if (l->n <= RT_RSV + 2)
            return false;
        sn_put_f(t->b, ", tag=%x", (unsigned)q[2].u);
    }
    return true;
}

static enum sn_then rt_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l), *end = q + l->n;
    uint32_t size;
    unsigned i = 0;

    if (l->n == 0) {
        t->tag = "ip6";
        return SN_TEXT_CUT_SHORT;
    }
    sn_put_lit(t->b, "RT6");
    if (!rt_head_text(t, l, q))
        return SN_TEXT_CUT;
    if (q[RT_TYPE].u != RT_SOURCE && q[RT_TYPE].u != RT_MOBILE && q[RT_TYPE].u != RT_SEGMENT) {
        sn_put_lit(t->b, " (unknown type) (invalid)");
        return SN_TEXT_DONE;
    }
    if (q[RT_LEN].u & 1) {
        sn_put_f(t->b, " (invalid length %u) (invalid)", (unsigned)q[RT_LEN].u);
        return SN_TEXT_DONE;
    }
    size = ((uint32_t)q[RT_LEN].u + 1) * 8;
    for (; q < end; q++) {
        if (q->field != RT_ADDR)
            continue;
        sn_put_f(t->b, ", [%u]", i++);
        sn_text_host6(t, q->p);
    }
    if (i < (size - 8) / 16)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, ") ");
    if (sn_ip6_empty_text(t, l))
        return SN_TEXT_CUT_SHORT;
    return sn_ip6_unclaimed(t, l, (uint8_t)sn_recs(t, l)[RT_NXT].u,
                            l->len < size ? 0 : l->len - size);
}

const struct sn_proto sn_proto_ip6_routing = {
    .name = "ipv6.routing",
    .tag = "rt6",
    .title = "IPv6 Routing Header",
    .fields = rt_fields,
    .nfields = SN_NFIELDS(rt_fields),
    .keys = SN_KEYS({.table = SN_TAB_IP6EXT, .value = SN_IP6_ROUTING}),
    .dissect = rt_dissect,
    .text = rt_text,
};

/* ---- fragment ---- */

enum { FRAG_NXT, FRAG_OFFSET, FRAG_MORE, FRAG_ID, FRAG_LEN };

static const struct sn_field frag_fields[] = {
    [FRAG_NXT] = SN_UINTV("ipv6.fraghdr.nxt", sn_ipprotos),
    [FRAG_OFFSET] = SN_UINT("ipv6.fraghdr.offset"),
    [FRAG_MORE] = SN_BOOL("ipv6.fraghdr.more"),
    [FRAG_ID] = SN_UINT("ipv6.fraghdr.ident"),
    [FRAG_LEN] = SN_UINT("ipv6.fraghdr.len"),
};

#define FRAG_HDR 8

static void frag_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t nh, rsv;
    uint16_t off;
    uint32_t id;
    int64_t plen = (int64_t)d->ip.plen + 40 - (d->cur->off - d->ip.off) - FRAG_HDR;

    if (!sn_get_u8(d, r, FRAG_NXT, &nh))
        return;
    sn_ends_proto(d, nh);
    if (!sn_rd_u8(r, &rsv) || !sn_rd_be16(r, &off))
        return;
    sn_rec_uint(d, FRAG_OFFSET, sn_rd_off(r) - 2, 2, off & ~7u);
    sn_rec_uint(d, FRAG_MORE, sn_rd_off(r) - 1, 1, off & 1);
    if (!sn_get_be32(d, r, FRAG_ID, &id))
        return;
    sn_rec_made(d, FRAG_LEN, (uint64_t)plen);
    d->ip.frag = true;
    if (off & ~7)
        sn_next_proto(d, NULL, r, len < FRAG_HDR ? 0 : len - FRAG_HDR);
    else if (sn_rd_left(r) > 0)
        sn_ip6_next(d, nh, r, len < FRAG_HDR ? 0 : len - FRAG_HDR);
}

static enum sn_then frag_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    uint64_t plen = sn_recs(t, t->net)[SN_IP6_PLEN].u + 40 - FRAG_HDR;

    if (l->n <= FRAG_MORE)
        return SN_TEXT_CUT;
    plen -= l->off - sn_recs(t, t->net)->off;
    if (t->o->verbose && l->n <= FRAG_ID)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, "frag (");
    if (t->o->verbose)
        sn_put_f(t->b, "0x%08x:", (unsigned)q[FRAG_ID].u);
    sn_put_u64(t->b, q[FRAG_OFFSET].u);
    sn_put_c(t->b, '|');
    sn_put_u64(t->b, plen);
    sn_put_c(t->b, ')');
    if (q[FRAG_OFFSET].u)
        return SN_TEXT_DONE;
    sn_put_c(t->b, ' ');
    if (l->caplen <= FRAG_HDR)
        return SN_TEXT_DONE;
    if (sn_ip6_empty_text(t, l))
        return SN_TEXT_CUT_SHORT;
    return sn_ip6_unclaimed(t, l, (uint8_t)q[FRAG_NXT].u, l->len - FRAG_HDR);
}

const struct sn_proto sn_proto_ip6_frag = {
    .name = "ipv6.fraghdr",
    .tag = "frag6",
    .title = "IPv6 Fragment Header",
    .fields = frag_fields,
    .nfields = SN_NFIELDS(frag_fields),
    .keys = SN_KEYS({.table = SN_TAB_IP6EXT, .value = SN_IP6_FRAGMENT}),
    .dissect = frag_dissect,
    .text = frag_text,
};
