/*
 * MSDP: the Multicast Source Discovery Protocol (RFC 3618). A layer is a segment of one TLV or
 * more; a source's first packet may come with an SA, and is a layer inside.
 */
#include "dis/proto.h"

enum { PORT = 639, TLV_HEAD = 3, SA_HEAD = 8, ENTRY = 12, LONG = 1400, LONGEST = 1500 };
enum { SA = 1, SA_REQUEST, SA_RESPONSE, KEEPALIVE, NOTIFICATION, LAST = 7 };

static const struct sn_val types[] = {
    {SA, "SA"},
    {SA_REQUEST, "SA-Request"},
    {SA_RESPONSE, "SA-Response"},
    {KEEPALIVE, "Keepalive"},
    {NOTIFICATION, "Notification"},
    {0, NULL},
};

#define MSDP(F)                                                                                    \
    F(TLV, "sn.msdp.tlv", GROUPS, NULL)                                                            \
    F(TYPE, "msdp.type", U8, "Type", .vals = types)                                                \
    F(LENGTH, "msdp.length", U16, "Length", .unit = "bytes")                                       \
    F(HEAD, "sn.msdp.head", NONE, NULL)                                                            \
    F(BAD, "sn.msdp.bad", NONE, NULL)                                                              \
    F(NAME, "sn.msdp.name", NONE, NULL)                                                            \
    F(COUNT, "msdp.sa.entry_count", U8, "Entry Count")                                             \
    F(RP, "msdp.sa.rp_addr", IPV4, "RP Address")                                                   \
    F(WITH, "sn.msdp.sa.data", NONE, NULL)                                                         \
    F(ENTRY_OF, "sn.msdp.sa.entry", GROUPS, NULL)                                                  \
    F(RESERVED, "msdp.sa.reserved", U24, "Reserved", .base = SN_HEX)                               \
    F(PREFIX, "msdp.sa.sprefix_len", U8, "Sprefix len")                                            \
    F(GROUP, "msdp.sa.group_addr", IPV4, "Group Address")                                          \
    F(SOURCE, "msdp.sa.src_addr", IPV4, "Source Address")                                          \
    F(REQ_RES, "msdp.sa_req.res", U8, "Reserved", .base = SN_HEX)                                  \
    F(REQ_GROUP, "msdp.sa_req.group_addr", IPV4, "Group Address")                                  \
    F(NOT_OPEN, "msdp.not.o", P8, "Open-bit", .mask = 0x80, .base = SN_HEX)                        \
    F(NOT_ERROR, "msdp.not.error", U8, "Error Code", .mask = 0x7f)                                 \
    F(NOT_SUB, "msdp.not.error_sub", U8, "Error subcode")                                          \
    F(CONTENTS, "msdp.tlv_contents", BYTES, "TLV contents")
SN_FIELDS(msdp, MSDP)

/* Sources, in the n bytes at r, of which there are `count`. */
static void entries(struct sn_dis *d, const struct sn_rd *r, uint32_t n, uint32_t count)
{
    struct sn_rd in = sn_inside(r, n);

    if (!sn_get(d, &in, RP, NULL))
        return;
    for (; count && sn_rd_left(&in) >= ENTRY; count--) {
        struct sn_rec *g = sn_group(d, &in, ENTRY_OF, 0);

        (void)!sn_header(d, &in, RESERVED, SOURCE);
        sn_group_end(d, &in, g);
    }
}

/* The value of a TLV of n bytes, read by r, which has more behind it; tcpdump takes that for the
 * value when n is less than it should be. */
static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    struct sn_rd in = sn_inside(r, n - TLV_HEAD);
    uint32_t count, size;

    switch (type) {
    case SA:
    case SA_RESPONSE:
        if (!sn_get(d, r, COUNT, &count))
            return;
        if (n > TLV_HEAD)
            entries(d, r, n - TLV_HEAD - 1, count);
        size = SA_HEAD + count * ENTRY;
        if (n > size) {
            in.p += sn_rd_left(&in) < size - TLV_HEAD ? sn_rd_left(&in) : size - TLV_HEAD;
            sn_note(d, WITH, d->npend < SN_PENDS_MAX);
            sn_next_proto(d, &sn_proto_ip, &in, n - size);
        }
        break;
    case SA_REQUEST:
        (void)!sn_header(d, r, REQ_RES, REQ_GROUP);
        break;
    case NOTIFICATION:
        (void)!sn_header(d, &in, NOT_OPEN, NOT_SUB);
        break;
    default:
        if (n > TLV_HEAD)
            (void)!sn_get_bytes(d, &in, CONTENTS, sn_rd_left(&in));
        break;
    }
}

/* The next TLV, of `left` bytes; how many it has, 0: r has stopped. */
static uint32_t tlv(struct sn_dis *d, struct sn_rd *r, uint32_t left, bool first)
{
    struct sn_rd val;
    uint32_t type, n;

    if (!sn_header(d, r, TYPE, LENGTH))
        return 0;
    type = (uint32_t)sn_u(d, TYPE);
    n = (uint32_t)sn_u(d, LENGTH);
    /* tcpdump wonders only of the first whether this is MSDP */
    if (first && (!type || type > LAST || n < TLV_HEAD || n > LONGEST)) {
        sn_note(d, BAD, 0);
        sn_malformed(r);
        return 0;
    }
    sn_note(d, HEAD, 0);
    if (n < TLV_HEAD || n > left) {
        sn_note(d, BAD, 0);
        sn_malformed(r);
        return 0;
    }
    sn_note(d, NAME, 0);
    val = *r;
    value(d, &val, type, n);
    if (val.stop) {
        sn_stop(r, &val);
        return 0;
    }
    n -= TLV_HEAD;
    r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
    return n + TLV_HEAD;
}

static void msdp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool first = true;

    for (uint32_t n = 0; len; len -= n) {
        struct sn_rec *g = sn_group(d, r, TLV, 0);

        n = tlv(d, r, len, first);
        sn_group_end(d, r, g);
        if (!n)
            return;
        first = false;
    }
}

/* ---- text ---- */

static void head_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t n = sn_before(v, q, LENGTH)->u;

    if (t->o->verbose || n > LONG)
        sn_put_f(t->b, " [len %u]", (unsigned)n);
}

static void name_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = (unsigned)sn_before(v, q, TYPE)->u, n = (unsigned)sn_before(v, q, LENGTH)->u;
    const char *name = sn_val_name(types, type);

    if (!name) {
        sn_put_f(t->b, " [type=%u len=%u]", type, n);
        return;
    }
    sn_put_c(t->b, ' ');
    sn_put_s(t->b, name);
    if (type == KEEPALIVE && n != TLV_HEAD)
        sn_put_f(t->b, "[len=%u] ", n);
}

/* A source's packet, which is the next layer. What is cut behind it has the tag of the last
 * protocol in it. */
static void data_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_proto *last;

    (void)v;
    sn_put_lit(t->b, " [w/data]");
    if (!q->u || t->o->verbose <= 1) {
        if (q->u)
            sn_text_skip(t);
        return;
    }
    sn_put_c(t->b, ' ');
    sn_text_inner(t);
    if (t->cut && t->jumped)
        return;
    sn_uncut(t);
    last = t->d->layer[t->next - 1].proto;
    for (uint32_t i = t->next - 1; last == &sn_proto_data;)
        last = t->d->layer[--i].proto;
    t->tag = last->tag ? last->tag : last->name;
}

static const struct sn_line lines[] = {
    [HEAD] = {.put = head_text}, [NAME] = {.put = name_text},      [COUNT] = SN_LINE(" {} entries"),
    [WITH] = {.put = data_text}, [REQ_GROUP] = SN_LINE(" for {}"),
};

static enum sn_then msdp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, ": msdp");
    if (sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]) &&
        l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        return sn_find(&v, BAD) ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    return SN_TEXT_DONE;
}

SN_PROTO(msdp, "Multicast Source Discovery Protocol", {.table = &sn_tab_tcp, .value = PORT})
