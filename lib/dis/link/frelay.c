/*
 * Frame Relay (ITU-T Q.922 annex A) with the multiprotocol encapsulation of RFC 2427, or Cisco's,
 * which has an ethertype behind the address; and fragments of FRF.12 under the number of FRF.15.
 */
#include "base/hex.h"
#include "dis/link/llc.h"
#include "dis/net/iso.h"

enum {
    Q933 = 0x08,
    SNAP = 0x80,
    CLNP = 0x81,
    ISIS = 0x83,
    IPV6 = 0x8e,
    FRF15 = 0xb1,
    IPV4 = 0xcc,
    PPP = 0xcf,
};
enum { UI = 0x03, MIN = 4, ADDRESS_MAX = 4 };

static const struct sn_val flags[] = {
    {0x02000000, "C!"},   {0x00020000, "DE"},      {0x00040000, "BECN"},
    {0x00080000, "FECN"}, {0x00000002, "sdlcore"}, {0, NULL},
};

/* ALL holds the layer's bytes: what is unknown behind SNAP is dumped with its header. FLAGS are the
 * first two and the last octet of the address as tcpdump names their bits, and DLCI is its number
 * of it, which has the last octet's bits even where they are something else; TYPE is Cisco's
 * ethertype when it isn't known, and then what stands there may be of RFC 2427 all the same. */
#define FR(F)                                                                                      \
    F(ALL, "sn.fr.all", BYTES, NULL)                                                               \
    F(OCTET1, "fr.first_addr_octet", U8, "First address octet", .base = SN_HEX)                    \
    F(UPPER, "fr.upper_dlci", P8, "Upper DLCI", .mask = 0xfc, .base = SN_HEX)                      \
    F(CR, "fr.cr", BIT8, "CR", .mask = 0x02)                                                       \
    F(OCTET2, "fr.second_addr_octet", U8, "Second address octet", .base = SN_HEX)                  \
    F(SECOND, "fr.second_dlci", P8, "Second DLCI", .mask = 0xf0, .base = SN_HEX)                   \
    F(FECN, "fr.fecn", BIT8, "FECN", .mask = 0x08)                                                 \
    F(BECN, "fr.becn", BIT8, "BECN", .mask = 0x04)                                                 \
    F(DE, "fr.de", BIT8, "DE", .mask = 0x02)                                                       \
    F(OCTET3, "fr.third_addr_octet", U8, "Third address octet", .base = SN_HEX)                    \
    F(THIRD, "fr.third_dlci", P8, "Third DLCI", .mask = 0xfe, .base = SN_HEX)                      \
    F(OCTET4, "sn.fr.last_addr_octet", U8, "Final address octet", .base = SN_HEX)                  \
    F(LOWER, "fr.lower_dlci", P8, "Lower DLCI", .mask = 0xfc, .base = SN_HEX)                      \
    F(DC, "fr.dc", BIT8, "DC", .mask = 0x02)                                                       \
    F(CORE, "fr.dlcore_control", P8, "DL-CORE Control", .mask = 0xfc, .base = SN_HEX)              \
    F(EA, "fr.ea", BIT8, "EA", .mask = 0x01, .flags = SN_F_MULTI)                                  \
    F(DLCI, "sn.fr.dlci", UINT, NULL)                                                              \
    F(DLCI_VALUE, "fr.dlci", UINT, "DLCI")                                                         \
    F(BOGUS, "fr.bogus_address", NONE, "Bogus address")                                            \
    F(FLAGS, "sn.fr.flags", UINT, NULL, .vals = flags)                                             \
    F(TYPE, "fr.chdlctype", U16, "Type", .base = SN_HEX, .vals = sn_ethertypes)                    \
    F(CONTROL, "fr.control", U8, "Control Field", .base = SN_HEX)                                  \
    F(MODIFIER, "fr.control.u_modifier_cmd", P8, "Command", .mask = 0xec, .base = SN_HEX)          \
    F(FTYPE, "fr.control.ftype", P8, "Frame type", .mask = 0x03, .base = SN_HEX)                   \
    F(CONTROL2, "fr.control", LE16, "Control Field", .base = SN_HEX)                               \
    F(FTYPE_I, "fr.control.ftype", UINT, "Frame type", .mask = 0x01, .base = SN_HEX)               \
    F(FTYPE_S, "fr.control.ftype", UINT, "Frame type", .mask = 0x03, .base = SN_HEX)               \
    F(NLPIDS, "fr.nlpid", U8S, "NLPID", .base = SN_HEX, .vals = sn_nlpids)                         \
    F(PAD, "sn.fr.pad", U8, "Padding", .base = SN_HEX)                                             \
    F(NLPID, "fr.nlpid", U8, "NLPID", .base = SN_HEX, .vals = sn_nlpids)                           \
    F(OUI, "fr.snap.oui", U24, "Organization Code", .vals = sn_ouis)                               \
    F(SNAP_TYPE, "fr.snaptype", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                \
    F(PID, "fr.snap.pid", U16, "Protocol ID", .base = SN_HEX)                                      \
    F(ADDR_LEN, "sn.fr.address_length", UINT, NULL)
SN_FIELDS(fr, FR)

static const struct sn_snap_fields snap = {OUI, SNAP_TYPE, PID, PID, PID, 0};

/* One octet of the address and its parts. */
static uint32_t octet(struct sn_dis *d, struct sn_rd *r, unsigned whole, unsigned first,
                      unsigned last)
{
    uint32_t u = 0;

    (void)!sn_get(d, r, whole, &u);
    sn_parts(d, whole, first, last);
    sn_parts(d, whole, EA, EA);
    return u;
}

/* The length of the address by its extension bits; 0: it is none. False: it isn't all there. */
static bool address_length(struct sn_rd r, uint32_t *n)
{
    uint8_t octet;

    for (*n = 1; *n <= ADDRESS_MAX; ++*n) {
        if (!sn_rd_u8(&r, &octet))
            return false;
        if (octet & 1)
            break;
    }
    if (*n == 1 || *n > ADDRESS_MAX)
        *n = 0;
    return true;
}

/* The octet that a longer address ends with; *dlci goes on with its bits, unless they are something
 * else. */
static uint32_t last_octet(struct sn_dis *d, struct sn_rd *r, uint32_t *dlci)
{
    uint8_t peeked = 0;
    bool core = sn_rd_peek(r, 0, &peeked) && peeked & 2;
    uint32_t last = octet(d, r, OCTET4, core ? DC : LOWER, core ? CORE : DC);

    sn_rec_of(d, OCTET4)->flags |= SN_REC_TEXT;
    if (!core)
        *dlci = *dlci << 6 | last >> 2;
    return last;
}

/* One that is none for tcpdump: longer than four octets, of which those in the middle don't count,
 * or one alone, which doesn't count either. */
static void bogus_address(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t a, dlci;
    uint8_t next;

    if (*r->p & 1) {
        sn_made(d, DLCI_VALUE, 0);
        return;
    }
    a = octet(d, r, OCTET1, UPPER, CR);
    dlci = (a & 0xfc) << 2 | octet(d, r, OCTET2, SECOND, DE) >> 4;
    dlci = dlci << 7 | octet(d, r, OCTET3, THIRD, THIRD) >> 1;
    while (sn_rd_peek(r, 0, &next) && !(next & 1))
        r->p++;
    if (!sn_rd_left(r))
        return;
    (void)last_octet(d, r, &dlci);
    sn_made(d, DLCI_VALUE, dlci);
}

/* Two, three or four octets; the lower bits of the longer ones may be something else. */
static uint32_t address(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t a = octet(d, r, OCTET1, UPPER, CR), b = octet(d, r, OCTET2, SECOND, DE), last = 0;
    uint32_t dlci = (a & 0xfc) << 2 | b >> 4, value;

    if (n == 4)
        dlci = dlci << 7 | octet(d, r, OCTET3, THIRD, THIRD) >> 1;
    value = dlci;
    if (n > 2) {
        last = last_octet(d, r, &value);
        dlci = dlci << 6 | last >> 2;
    }
    sn_note(d, DLCI, dlci);
    sn_made(d, DLCI_VALUE, value);
    sn_note(d, ADDR_LEN, n);
    sn_note(d, FLAGS, a << 24 | b << 16 | (n > 2 ? last : 0));
    return dlci;
}

/* The control field at r that isn't of an unnumbered frame: of two octets. */
static void numbered(struct sn_dis *d, struct sn_rd r)
{
    uint32_t control;

    if (sn_get(d, &r, CONTROL2, &control))
        sn_parts(d, CONTROL2, control & 1 ? FTYPE_S : FTYPE_I, control & 1 ? FTYPE_S : FTYPE_I);
}

/* Behind the address: what a network layer protocol identifier says. */
static void rfc2427(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint32_t before, bool hidden)
{
    uint32_t first = d->nrec, nlpid = 0;
    struct sn_rd from, control = *r;
    uint8_t pad;

    (void)!sn_get(d, r, CONTROL, NULL);
    sn_parts(d, CONTROL, MODIFIER, FTYPE);
    if (sn_rd_peek(r, 0, &pad) && !pad) {
        from = *r;
        (void)!sn_get(d, r, PAD, NULL);
        sn_text_last(d);
        if (!hidden)
            (void)!sn_get_n(d, &from, NLPIDS, 2);
    }
    from = *r;
    if (sn_get(d, r, NLPID, &nlpid) && sn_rec_of(d, PAD))
        sn_text_last(d);
    if (hidden) {
        sn_text_only(d, first);
        if (sn_rd_peek(&control, 0, &pad) && (pad & 3) != 3)
            numbered(d, control);
    }
    if (r->stop)
        return;
    len -= (uint32_t)(sn_rd_off(r) - before);
    if (!d->cur->level)
        d->linklen = (uint32_t)sn_rd_off(r);
    if (nlpid == SNAP)
        (void)!sn_snap_dissect(d, r, &snap, 0, len);
    else if (nlpid == Q933)
        sn_next_proto(d, &sn_proto_q933, &from, len + 1);
    else if (nlpid == FRF15)
        sn_next_proto(d, &sn_proto_frf15, r, len);
    else if (nlpid == PPP)
        sn_next_proto(d, &sn_proto_ppp, r, len);
    else if (nlpid == IPV4 || nlpid == IPV6)
        sn_next(d, &sn_tab_nlpid, nlpid, r, len);
    else if (nlpid >= CLNP && nlpid <= ISIS)
        sn_next_proto(d, &sn_proto_osi, &from, len + 1);
    else
        sn_next_proto(d, NULL, r, len);
}

static void fr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r);
    const struct sn_proto *in;
    uint32_t n, dlci, type;
    uint8_t control;

    sn_rec_bytes(d, ALL, from, 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (!d->cur->level && sn_rd_left(r) < MIN)
        d->linklen = d->cur->caplen;
    if (!sn_rd_need(r, d->cur->level ? 1 : MIN))
        return;
    if (!address_length(*r, &n)) {
        (void)!sn_rd_need(r, MIN);
        return;
    }
    if (!n) {
        sn_rec_bytes(d, BOGUS, from, 0, r->p, 0);
        if (d->want & SN_WANT_FIELDS)
            bogus_address(d, r);
        return;
    }
    dlci = address(d, r, n);
    if (!sn_rd_peek(r, 0, &control))
        return;
    if (control != UI && dlci) {
        struct sn_rd ahead = *r;

        in = sn_get(d, &ahead, TYPE, &type) ? sn_eth_proto(d, type) : NULL;
        if (in) {
            if (!d->cur->level)
                d->linklen = (uint32_t)sn_rd_off(&ahead);
            sn_next_proto(d, in, &ahead, len - n - 2);
            return;
        }
        sn_text_only(d, d->nrec - !ahead.stop);
        rfc2427(d, r, len, (uint32_t)from, true);
    } else {
        rfc2427(d, r, len, (uint32_t)from, false);
    }
}

/* ---- text ---- */

/* "Q.922, hdr-len 2, DLCI 100, Flags [none], NLPID IPv4 (0xcc), length 36: " */
static void put_header(struct sn_text *t, const struct sn_view *v, uint32_t len, uint64_t hdr,
                       unsigned type)
{
    bool ether = sn_opt(v, type) > UINT8_MAX;

    if (t->o->quiet) {
        sn_say(t, v, "Q.922, DLCI {}", DLCI);
    } else {
        sn_put_lit(t->b, "Q.922, hdr-len ");
        sn_put_u64(t->b, hdr);
        sn_say(t, v, ", DLCI {}, Flags [{b:none}], ", DLCI, FLAGS);
        sn_put_s(t->b, ether ? "cisco-ethertype " : "NLPID ");
        sn_put_name(t, ether ? sn_ethertypes : sn_nlpids, sn_opt(v, type), "unknown");
        sn_put_f(t->b, ether ? " (0x%04x)" : " (0x%02x)", (unsigned)sn_opt(v, type));
    }
    sn_put_f(t->b, ", length %u: ", len);
}

static enum sn_then snap_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                              uint32_t hdr)
{
    const struct sn_rec *all = sn_find(v, ALL);
    bool unknown;
    enum sn_then then = sn_snap_text(t, l, &snap, l->len - hdr, &unknown);

    if (!unknown)
        return then;
    if (!t->o->link)
        put_header(t, v, l->len, hdr, NLPID);
    if (t->o->dump || t->o->quiet)
        return SN_TEXT_DONE;
    sn_hex_ascii(t->b, all->p, all->n);
    return l->caplen < l->len ? SN_TEXT_CUT : SN_TEXT_DONE;
}

static enum sn_then unknown_text(struct sn_text *t, const struct sn_layer *l,
                                 const struct sn_view *v)
{
    const struct sn_layer *k = sn_text_next(t);

    if (!t->o->link)
        put_header(t, v, l->len, sn_opt(v, ADDR_LEN), NLPID);
    if (t->o->hex)
        return SN_TEXT_DONE;
    if (k && k->level > l->level)
        sn_hex_ascii(t->b, t->d->rec[k->first].p, t->d->rec[k->first].n);
    return l->caplen < l->len ? SN_TEXT_CUT : SN_TEXT_DONE;
}

static enum sn_then fr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t n = sn_opt(&v, ADDR_LEN);
    uint32_t hdr = (uint32_t)n + 2 + (sn_find(&v, PAD) != NULL);

    if (sn_find(&v, BOGUS)) {
        sn_put_lit(t->b, "Q.922, invalid address");
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, TYPE) && !sn_find(&v, CONTROL))
        return l->caplen < MIN ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    if (sn_find(&v, TYPE)) {
        if (t->o->link)
            put_header(t, &v, l->len, n, TYPE);
        if (!sn_find(&v, CONTROL))
            return SN_TEXT_INNER;
    }
    if (sn_find(&v, CONTROL)->flags & SN_REC_TEXT)
        sn_say(t, &v, "UI {02x}! ", CONTROL);
    if (!sn_find(&v, PAD) && !(l->level ? sn_need_short(t, &v, NLPID) : sn_need(t, &v, NLPID)))
        return SN_TEXT_DONE;
    if (sn_find(&v, PAD) && n != 3)
        sn_put_lit(t->b, "Pad! ");
    else if (!sn_find(&v, PAD) && n == 3)
        sn_put_lit(t->b, "No pad! ");
    if (!sn_need(t, &v, NLPID))
        return SN_TEXT_DONE;
    if (t->o->link)
        put_header(t, &v, l->len, n, NLPID);
    if (sn_opt(&v, NLPID) == SNAP)
        return snap_text(t, l, &v, hdr);
    return sn_text_claimed(t, l) ? SN_TEXT_INNER : unknown_text(t, l, &v);
}

SN_PROTO(fr, "Frame Relay", {.table = &sn_tab_link, .value = SN_LINK_FRELAY})

/* ---- fragments ---- */

static const struct sn_val fragment_flags[] = {{4, "Begin"}, {2, "End"}, {1, "Control"}, {0, NULL}};

#define FRF15(F)                                                                                   \
    F(F15_FLAGS, "sn.frf15.flags", P8, "Flags", .mask = 0xe0, .vals = fragment_flags)              \
    F(F15_INTERFACE, "sn.frf15.interface", BIT8, "Interface fragmentation", .mask = 0x01)          \
    F(F15_SEQ, "sn.frf15.sequence", UINT, "Sequence number", .base = SN_HEX)
SN_FIELDS(frf15, FRF15)

static void frf15_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t off = sn_rd_off(r);
    uint16_t head;

    if (!sn_rd_need(r, 2) || !sn_get(d, r, F15_FLAGS, NULL) || !sn_get(d, r, F15_INTERFACE, NULL) ||
        !sn_rd_be16(r, &head))
        return;
    sn_rec_uint(d, F15_SEQ, off, 2, (head & 0x1e00u) >> 1 | (head & 0xffu));
    sn_next_proto(d, NULL, r, len - 2);
}

static enum sn_then frf15_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < 2)
        return SN_TEXT_CUT_SHORT;
    if (sn_say(t, &v, "FRF.15, seq 0x{03x}, Flags [{b:none}],", F15_SEQ, F15_FLAGS))
        sn_put_f(t->b, "%s Fragmentation, length %u",
                 sn_opt(&v, F15_INTERFACE) ? "Interface" : "End-to-End", l->len);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_frf15 = {
    .name = "sn.frf15",
    .tag = "fr",
    .title = "Frame Relay fragmentation",
    SN_PROTO_FIELDS(frf15),
    .dissect = frf15_dissect,
    .text = frf15_text,
};
