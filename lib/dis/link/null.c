/*
 * Link layers that say no more than the address family: BSD loopback (NULL in the byte order of the
 * machine that captured, LOOP in network order) and raw IP, which says nothing.
 */
#include "dis/proto.h"

static const struct sn_val families[] = {
    {2, "IPv4"}, {24, "IPv6"}, {28, "IPv6"},      {30, "IPv6"}, {6, "NS"},
    {7, "ISO"},  {23, "IPX"},  {16, "Appletalk"}, {0, NULL},
};

#define NULL_FIELDS(F) F(FAMILY, "null.family", U32, "Family", .vals = families)
SN_FIELDS(null, NULL_FIELDS)

/* Who a family is: an ethertype, or an LSAP. */
static const struct sn_proto *inside(const struct sn_dis *d, uint32_t family)
{
    switch (family) {
    case 2:
        return sn_tab_proto(d, &sn_tab_ether, 0x0800);
    case 24:
    case 28:
    case 30:
        return sn_tab_proto(d, &sn_tab_ether, 0x86dd);
    case 7:
        return sn_tab_proto(d, &sn_tab_llc, 0xfe);
    case 16:
        return sn_tab_proto(d, &sn_tab_ether, 0x809b);
    case 23:
        return sn_tab_proto(d, &sn_tab_llc, 0xe0);
    default:
        return NULL;
    }
}

static void null_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t family;

    if (!sn_rd_le32(r, &family)) {
        d->linklen = 0; /* also of what stands in front of it */
        return;
    }
    if (family > 0xffff) /* the other byte order */
        family = __builtin_bswap32(family);
    sn_rec_uint(d, FAMILY, sn_rd_off(r) - 4, 4, family);
    if (d->cur->level == 0)
        d->linklen = 4;
    sn_next_proto(d, inside(d, family), r, len - 4);
}

static enum sn_then null_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool known = sn_text_claimed(t, l);

    t->tag = "null";
    if (!sn_need_short(t, &v, FAMILY))
        return SN_TEXT_DONE;
    t->tag = NULL;
    if (t->o->link || !known) {
        if (t->o->quiet)
            sn_say(t, &v, "{s:Unknown AF %u}", FAMILY);
        else
            sn_say(t, &v, "AF {s:Unknown} ({d})", FAMILY, FAMILY);
        sn_put_f(t->b, ", length %u: ", l->len);
    }
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(null, "Null/Loopback", {.table = &sn_tab_link, .value = SN_LINK_NULL})

const struct sn_proto sn_proto_loop = {
    .name = "loop",
    .title = "OpenBSD Loopback",
    SN_PROTO_FIELDS(null),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_LOOP}),
    .dissect = null_dissect,
    .text = null_text,
};

/* ---- raw IP ---- */

#define RAW(F) F(VERSION, "sn.raw.version", P8, "Version", .mask = 0xf0)
SN_FIELDS(raw, RAW)

static void raw_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t version, first = d->nrec;

    if (!sn_get(d, r, VERSION, &version))
        return;
    sn_text_only(d, first);
    if (version == 4 || version == 6)
        sn_next(d, &sn_tab_ether, version == 4 ? 0x0800 : 0x86dd, r, len);
    else
        sn_next_proto(d, NULL, r, len);
}

static enum sn_then raw_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (t->o->link)
        sn_put_lit(t->b, "ip: ");
    if (!l->len) {
        sn_put_lit(t->b, "truncated-ip 0");
        return SN_TEXT_DONE;
    }
    t->tag = "ipn";
    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_say(t, &v, "unknown ip {}", VERSION);
    return SN_TEXT_DONE;
}

SN_PROTO(raw, "Raw IP", {.table = &sn_tab_link, .value = SN_LINK_RAW},
         {.table = &sn_tab_link, .value = SN_LINK_IPV4},
         {.table = &sn_tab_link, .value = SN_LINK_IPV6})
