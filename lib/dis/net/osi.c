/* OSI's network layer protocols (ISO/IEC TR 9577): the first byte says which one it is. */
#include "base/hex.h"
#include "dis/net/iso.h"

enum { NULLNS = 0x00, IPV6 = 0x8e, IPV4 = 0xcc, PPP = 0xcf };

const struct sn_val sn_nlpids[] = {
    {0x00, "NULL"},     {0x08, "Q.933"},     {0x09, "LMI"},   {0x80, "SNAP"},
    {0x81, "CLNP"},     {0x82, "ES-IS"},     {0x83, "IS-IS"}, {0x84, "CONS"},
    {0x85, "IDRP"},     {0x8a, "X25 ES-IS"}, {0x8e, "IPv6"},  {0xb1, "FRF.15"},
    {0xc1, "ISIS_SPB"}, {0xcc, "IPv4"},      {0xcf, "PPP"},   {0, NULL},
};

/* ALL holds the layer's bytes, for a dump of what is unknown. */
#define OSI(F)                                                                                     \
    F(ALL, "sn.osi", BYTES, NULL)                                                                  \
    F(NLPID, "osi.nlpid", U8, "Network Layer Protocol Identifier", .base = SN_HEX,                 \
      .vals = sn_nlpids)
SN_FIELDS(osi, OSI)
SN_TABLE(nlpid);

/* Protocols that begin behind the identifier, and that this one's field is shown with; the others
 * have a field for it. */
static bool is_behind(uint32_t nlpid)
{
    return nlpid == IPV4 || nlpid == IPV6 || nlpid == PPP;
}

static void osi_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t nlpid;

    sn_rec_bytes(d, ALL, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (!sn_get(d, r, NLPID, &nlpid))
        return;
    if (is_behind(nlpid)) {
        sn_next(d, &sn_tab_nlpid, nlpid, r, len ? len - 1 : 0);
        return;
    }
    if (sn_tab_proto(d, &sn_tab_nlpid, nlpid))
        sn_rec_of(d, NLPID)->flags |= SN_REC_TEXT;
    sn_next(d, &sn_tab_nlpid, nlpid, &all, len);
}

static enum sn_then osi_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all = sn_find(&v, ALL);
    uint64_t nlpid = sn_num(t, &v, NLPID);

    if (t->o->link)
        sn_say(t, &v, "OSI NLPID {s:Unknown} (0x{02x}): ", NLPID, NLPID);
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    if (!t->o->link && nlpid != NULLNS)
        sn_say(t, &v, "OSI NLPID 0x{02x} unknown", NLPID);
    sn_put_f(t->b, "%slength: %u", t->o->link ? "" : ", ", l->len);
    if (nlpid != NULLNS && l->len > 1)
        sn_hex_indent(t->b, "\n\t", all->p, all->n);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_osi = {
    .name = "osi",
    .tag = "isoclns",
    .title = "OSI",
    SN_PROTO_FIELDS(osi),
    .keys = SN_KEYS({.table = &sn_tab_llc, .value = 0xfe}, {.table = &sn_tab_gre, .value = 0xfe}),
    .dissect = osi_dissect,
    .text = osi_text,
};

/* ---- by ethertype: a byte stands in front ---- */

static void ether_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (sn_rd_skip(r, 1))
        sn_next_proto(d, &sn_proto_osi, r, len ? len - 1 : 0);
}

static enum sn_then ether_text(struct sn_text *t, const struct sn_layer *l)
{
    (void)t;
    if (l->len == 0 || l->caplen == 0)
        return SN_TEXT_CUT_SHORT;
    return l->caplen < 2 ? SN_TEXT_CUT : SN_TEXT_INNER;
}

const struct sn_proto sn_proto_osi_ether = {
    .name = "sn.osi",
    .tag = "isoclns",
    .title = "OSI, by ethertype",
    SN_PROTO_FIELDS(osi),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0xfefe}),
    .dissect = ether_dissect,
    .text = ether_text,
};
