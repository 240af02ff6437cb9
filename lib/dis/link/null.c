/*
 * Link layers that say no more than the address family: BSD loopback (NULL in the byte order of the
 * machine that captured, LOOP in network order) and raw IP, which says nothing.
 */
#include "dis/proto.h"

static const struct sn_val families[] = {
    {2, "IPv4"}, {24, "IPv6"}, {28, "IPv6"},      {30, "IPv6"}, {6, "NS"},
    {7, "ISO"},  {23, "IPX"},  {16, "Appletalk"}, {0, NULL},
};

enum { FAMILY };

static const struct sn_field null_fields[] = {[FAMILY] = SN_UINTV("null.family", families)};
static const struct sn_field loop_fields[] = {[FAMILY] = SN_UINTV("null.family", families)};

static uint16_t ethertype(uint32_t family)
{
    switch (family) {
    case 2:
        return 0x0800;
    case 24:
    case 28:
    case 30:
        return 0x86dd;
    default:
        return 0;
    }
}

static void null_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t family;

    if (!sn_rd_le32(r, &family))
        return;
    if (family > 0xffff) /* the other byte order */
        family = __builtin_bswap32(family);
    sn_rec_uint(d, FAMILY, sn_rd_off(r) - 4, 4, family);
    d->linklen = 4;
    sn_next_proto(d, ethertype(family) ? sn_tab_proto(d, SN_TAB_ETHER, ethertype(family)) : NULL, r,
                  len - 4);
}

static enum sn_then null_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    const char *name;
    bool known = sn_text_claimed(t, l);

    if (l->n == 0) {
        t->tag = "null";
        return SN_TEXT_CUT_SHORT;
    }
    if (t->o->link || !known) {
        name = sn_val_name(families, (uint32_t)q[FAMILY].u);
        if (t->o->quiet && name)
            sn_put_s(t->b, name);
        else if (t->o->quiet)
            sn_put_f(t->b, "Unknown AF %u", (unsigned)q[FAMILY].u);
        else
            sn_put_f(t->b, "AF %s (%u)", name ? name : "Unknown", (unsigned)q[FAMILY].u);
        sn_put_f(t->b, ", length %u: ", l->len);
    }
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_null = {
    .name = "null",
    .title = "Null/Loopback",
    .fields = null_fields,
    .nfields = SN_NFIELDS(null_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_NULL}),
    .dissect = null_dissect,
    .text = null_text,
};

const struct sn_proto sn_proto_loop = {
    .name = "loop",
    .title = "OpenBSD Loopback",
    .fields = loop_fields,
    .nfields = SN_NFIELDS(loop_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_LOOP}),
    .dissect = null_dissect,
    .text = null_text,
};

/* ---- raw IP ---- */

enum { RAW_VERSION };

static const struct sn_field raw_fields[] = {[RAW_VERSION] = SN_UINT("sn.raw.version")};

static void raw_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t first;

    if (!sn_rd_peek(r, 0, &first))
        return;
    sn_rec_uint(d, RAW_VERSION, sn_rd_off(r), 1, first >> 4)->flags = SN_REC_TEXT;
    if (first >> 4 == 4 || first >> 4 == 6)
        sn_next(d, SN_TAB_ETHER, first >> 4 == 4 ? 0x0800 : 0x86dd, r, len);
    else
        sn_next_proto(d, NULL, r, len);
}

static enum sn_then raw_text(struct sn_text *t, const struct sn_layer *l)
{
    if (t->o->link)
        sn_put_lit(t->b, "ip: ");
    if (l->n == 0)
        return SN_TEXT_CUT_SHORT;
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_put_f(t->b, "unknown ip %u", (unsigned)sn_recs(t, l)[RAW_VERSION].u);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_raw = {
    .name = "raw",
    .title = "Raw IP",
    .fields = raw_fields,
    .nfields = SN_NFIELDS(raw_fields),
    .keys = SN_KEYS({.table = SN_TAB_LINK, .value = SN_LINK_RAW},
                    {.table = SN_TAB_LINK, .value = SN_LINK_IPV4},
                    {.table = SN_TAB_LINK, .value = SN_LINK_IPV6}),
    .dissect = raw_dissect,
    .text = raw_text,
};
