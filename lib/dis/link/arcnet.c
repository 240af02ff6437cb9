/* ARCnet (RFC 1201, and RFC 1051's older framing) as BSD and as Linux capture it. */
#include "base/hex.h"
#include "dis/link/eth.h"

enum {
    OLD_IP = 0xf0,
    OLD_ARP = 0xf1,
    DIAGNOSE = 0x80,
    APPLETALK = 0xdd,
    IPX = 0xfa,
    EXCEPTION = 0xff
};
enum { OLD_HDR = 3, NEW_HDR = 6, EXCEPTION_HDR = 10, LINUX_OLD_HDR = 5, LINUX_HDR = 8 };

static const struct sn_val types[] = {
    {OLD_IP, "oldip"}, {OLD_ARP, "oldarp"},  {0xd4, "ip"},     {0xd5, "arp"},
    {0xd6, "rarp"},    {APPLETALK, "atalk"}, {0xf7, "banyan"}, {IPX, "ipx"},
    {0xc4, "ipv6"},    {DIAGNOSE, "diag"},   {0, NULL},
};

#define ARCNET(F)                                                                                  \
    F(SRC, "arcnet.src", U8, "Source", .base = SN_HEX)                                             \
    F(DST, "arcnet.dst", U8, "Dest", .base = SN_HEX)                                               \
    F(OFFSET, "arcnet.offset", BYTES, "Offset", .width = 2, .step = 2)                             \
    F(TYPE, "arcnet.protID", U8, "Protocol ID", .base = SN_HEX, .vals = types)                     \
    F(EXCEPTION_FLAG, "arcnet.exception_flag", U8, "Exception Flag", .base = SN_HEX)               \
    F(PADDING, "arcnet.padding", U16, "Padding", .base = SN_HEX)                                   \
    F(TYPE2, "sn.arcnet.protID", U8, "Protocol ID, again", .base = SN_HEX)                         \
    F(SPLIT, "arcnet.split_flag", U8, "Split Flag")                                                \
    F(SEQ, "arcnet.sequence", U16, "Sequence")
SN_FIELDS(arcnet, ARCNET)

static bool is_old(uint64_t type)
{
    return type == OLD_IP || type == OLD_ARP || type == DIAGNOSE;
}

/* Ethertypes of what is inside. */
static uint16_t ethertype(uint64_t type)
{
    switch (type) {
    case OLD_IP:
    case 0xd4:
        return 0x0800;
    case 0xc4:
        return 0x86dd;
    case OLD_ARP:
    case 0xd5:
    case 0xd6:
        return 0x0806;
    case APPLETALK:
        return 0x809b;
    default:
        return 0;
    }
}

/* The packet, `n` bytes of header behind the beginning. Only its first fragment says what it is. */
static void payload(struct sn_dis *d, const struct sn_rd *r, uint32_t n, uint32_t len, bool first)
{
    uint16_t type = first ? ethertype(sn_u(d, TYPE)) : 0;

    d->linklen = n;
    len = len < n ? 0 : len - n;
    if (type)
        sn_next(d, &sn_tab_ether, type, r, len);
    else /* tcpdump doesn't say of IPX what it does behind an ethertype */
        sn_next_proto(d, first && sn_u(d, TYPE) == IPX ? &sn_proto_ipx : NULL, r, len);
}

static void arcnet_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t flag;
    bool more;

    if (!sn_rd_need(r, OLD_HDR))
        return;
    (void)(sn_header(d, r, SRC, DST) && sn_get(d, r, TYPE, NULL));
    if (is_old(sn_u(d, TYPE))) {
        payload(d, r, OLD_HDR, len, true);
        return;
    }
    if (!sn_rd_need(r, NEW_HDR - OLD_HDR) || !sn_rd_peek(r, 0, &flag))
        return;
    more = flag == EXCEPTION;
    if (more && !sn_header(d, r, EXCEPTION_FLAG, TYPE2))
        return;
    if (sn_header(d, r, SPLIT, SEQ))
        payload(d, r, more ? EXCEPTION_HDR : NEW_HDR, len, !sn_u(d, SPLIT) || sn_u(d, SPLIT) % 2);
}

/* Linux gives packets whole, with two bytes in front of the type. */
static void arcnet_linux_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n = LINUX_HDR;
    uint8_t type = 0;

    if (sn_rd_peek(r, LINUX_OLD_HDR - 1, &type) && is_old(type))
        n = LINUX_OLD_HDR;
    if (!sn_rd_need(r, n))
        return;
    (void)sn_header(d, r, SRC, TYPE);
    if (n == LINUX_HDR)
        (void)sn_header(d, r, SPLIT, SEQ);
    payload(d, r, n, len, true);
}

/* ---- text ---- */

/* "01 02 ip seqid 0001 (first of 2 fragments) 38: ", of the numbers those that are `known`. */
static void put_header(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                       uint64_t type, bool known)
{
    uint64_t split = sn_opt(v, SPLIT);

    sn_say(t, v, "{02x} {02x} ", SRC, DST);
    if (!t->o->quiet) {
        sn_put_name(t, types, type, "%02x");
        if (known)
            sn_say(t, v, " seqid {04x} ", SEQ);
        else
            sn_put_c(t->b, ' ');
        if (known && split % 2)
            sn_put_f(t->b, "(first of %u fragments) ", (unsigned)split / 2 + 2);
        else if (known && split)
            sn_put_f(t->b, "(fragment %u) ", (unsigned)split / 2 + 1);
    }
    sn_put_f(t->b, "%u: ", l->len);
}

/* What is inside; tcpdump dumps what it doesn't know whatever it was told. */
static enum sn_then payload_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_layer *k = sn_text_next(t);

    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    if (k && k->level > l->level)
        sn_hex_ascii(t->b, t->d->rec[k->first].p, t->d->rec[k->first].n);
    return SN_TEXT_DONE;
}

static enum sn_then arcnet_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    bool cut = !is_old(type) && !sn_find(&v, SEQ);

    if (!sn_need_short(t, &v, TYPE))
        return SN_TEXT_DONE;
    if (t->o->link || cut)
        put_header(t, l, &v, type, !cut && !is_old(type));
    if (cut) {
        sn_put_s(t->b, l->caplen < NEW_HDR ? " phds" : " phds extended");
        return SN_TEXT_CUT_SHORT;
    }
    if (sn_opt(&v, SPLIT) && sn_opt(&v, SPLIT) % 2 == 0)
        return SN_TEXT_DONE;
    return payload_text(t, l);
}

SN_PROTO(arcnet, "ARCNET", {.table = &sn_tab_link, .value = SN_LINK_ARCNET_BSD})

/* tcpdump says the type as if the header were BSD's. */
static enum sn_then arcnet_linux_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need_short(t, &v, TYPE))
        return SN_TEXT_DONE;
    if (t->o->link)
        put_header(t, l, &v, sn_find(&v, OFFSET)->p[0], false);
    return payload_text(t, l);
}

const struct sn_proto sn_proto_arcnet_linux = {
    .name = "arcnet",
    .tag = "arcnet_linux",
    .title = "ARCNET",
    SN_PROTO_FIELDS(arcnet),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_ARCNET_LINUX}),
    .dissect = arcnet_linux_dissect,
    .text = arcnet_linux_text,
};
