/* ARP and its kin: RARP (RFC 903), inverse ARP (RFC 2390), ARP over ATM (RFC 2225). */
#include "base/hex.h"
#include "dis/link/eth.h"

enum {
    ARP_HRD,
    ARP_PRO,
    ARP_HLEN,
    ARP_PLEN,
    ARP_OP,
    ARP_FIXED,
    ARP_SHA = ARP_FIXED, /* addresses of Ethernet, IPv4: SN_F_ETHER, SN_F_IPV4 */
    ARP_SPA,
    ARP_THA,
    ARP_TPA,
    ARP_SHA_RAW, /* addresses of other kinds or lengths */
    ARP_SPA_RAW,
    ARP_THA_RAW,
    ARP_TPA_RAW,
    ARP_ALL, /* the whole message, for the text to dump */
    ARP_GRATUITOUS,
    ATM_SHLEN, /* ATM: the lengths are in bits 0 to 5, the kind of number in bit 6 */
    ATM_SSLEN,
    ATM_SPLEN,
    ATM_THLEN,
    ATM_TSLEN,
    ATM_TPLEN,
    ATM_SHA,
    ATM_SSA,
    ATM_THA,
    ATM_TSA,
};

enum { HRD_FRELAY = 15, HRD_ATM = 19, PRO_IP = 0x800, PRO_TRAIL = 0x1000, HDR = 8, ATM_HDR = 12 };
enum { OP_REQUEST = 1, OP_REPLY, OP_RREQUEST, OP_RREPLY, OP_INREQUEST = 8, OP_INREPLY, OP_NAK };

static const struct sn_val hrds[] = {
    {1, "Ethernet"},  {6, "TokenRing"}, {7, "ArcNet"},     {HRD_FRELAY, "FrameRelay"},
    {HRD_ATM, "ATM"}, {23, "Strip"},    {24, "IEEE 1394"}, {32, "InfiniBand"},
    {0, NULL},
};

static const struct sn_val ops[] = {
    {OP_REQUEST, "Request"},
    {OP_REPLY, "Reply"},
    {OP_RREQUEST, "Reverse Request"},
    {OP_RREPLY, "Reverse Reply"},
    {OP_INREQUEST, "Inverse Request"},
    {OP_INREPLY, "Inverse Reply"},
    {OP_NAK, "NACK Reply"},
    {0, NULL},
};

static const struct sn_field fields[] = {
    [ARP_HRD] = SN_UINTV("arp.hw.type", hrds),
    [ARP_PRO] = SN_UINTV("arp.proto.type", sn_ethertypes),
    [ARP_HLEN] = SN_UINT("arp.hw.size"),
    [ARP_PLEN] = SN_UINT("arp.proto.size"),
    [ARP_OP] = SN_UINTV("arp.opcode", ops),
    [ARP_SHA] = SN_ETHER("arp.src.hw_mac"),
    [ARP_SPA] = SN_IPV4("arp.src.proto_ipv4"),
    [ARP_THA] = SN_ETHER("arp.dst.hw_mac"),
    [ARP_TPA] = SN_IPV4("arp.dst.proto_ipv4"),
    [ARP_SHA_RAW] = SN_BYTES("arp.src.hw"),
    [ARP_SPA_RAW] = SN_BYTES("arp.src.proto"),
    [ARP_THA_RAW] = SN_BYTES("arp.dst.hw"),
    [ARP_TPA_RAW] = SN_BYTES("arp.dst.proto"),
    [ARP_ALL] = SN_BYTES("sn.arp.data"),
    [ARP_GRATUITOUS] = SN_BOOL("arp.isgratuitous"),
    [ATM_SHLEN] = SN_UINT("arp.src.hlen"),
    [ATM_SSLEN] = SN_UINT("arp.src.slen"),
    [ATM_SPLEN] = SN_UINT("arp.src.pln"),
    [ATM_THLEN] = SN_UINT("arp.dst.hlen"),
    [ATM_TSLEN] = SN_UINT("arp.dst.slen"),
    [ATM_TPLEN] = SN_UINT("arp.dst.pln"),
    [ATM_SHA] = SN_BYTES("arp.src.atm_num_nsap"),
    [ATM_SSA] = SN_BYTES("arp.src.atm_subaddr"),
    [ATM_THA] = SN_BYTES("arp.dst.atm_num_nsap"),
    [ATM_TSA] = SN_BYTES("arp.dst.atm_subaddr"),
};

/* ---- dissect ---- */

/* A protocol address: IPv4 when it can be, otherwise bytes. */
static bool get_pa(struct sn_dis *d, struct sn_rd *r, bool ip, unsigned field, unsigned raw,
                   size_t n)
{
    return ip && n == 4 ? sn_get_ipv4(d, r, field) : sn_get_bytes(d, r, raw, n);
}

static bool get_ha(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned raw, size_t n)
{
    return sn_get_bytes(d, r, n == 6 ? field : raw, n);
}

/* The whole message, which the text shows as it is when it doesn't know the operation. */
static void get_all(struct sn_dis *d, struct sn_rd whole)
{
    size_t n = sn_rd_left(&whole), first = d->nrec;

    if (sn_get_bytes(d, &whole, ARP_ALL, n) && d->nrec > first)
        d->rec[first].flags = SN_REC_TEXT;
}

/* Records as the header's own but SHTL and SSTL stand where HLN and PLN do. */
static void atm_dissect(struct sn_dis *d, struct sn_rd *r, size_t o, const uint8_t *h, bool ip)
{
    struct sn_rd whole = *r;
    struct sn_rec *q = sn_fixed_recs(d);
    uint16_t op = sn_be16(h + 6);
    uint8_t lens[4];

    whole.p = whole.start + o;
    q = sn_fill(q, ATM_SHLEN, o + 4, 1, h[4]);
    q = sn_fill(q, ATM_SSLEN, o + 5, 1, h[5]);
    q = sn_fill(q, ARP_OP, o + 6, 2, op);
    d->nrec = (uint32_t)(q - d->rec);
    if (!sn_get_u8(d, r, ATM_SPLEN, &lens[0]) || !sn_get_u8(d, r, ATM_THLEN, &lens[1]) ||
        !sn_get_u8(d, r, ATM_TSLEN, &lens[2]) || !sn_get_u8(d, r, ATM_TPLEN, &lens[3]) ||
        !sn_get_bytes(d, r, ATM_SHA, h[4] & 63u) || !sn_get_bytes(d, r, ATM_SSA, h[5] & 63u) ||
        !get_pa(d, r, ip, ARP_SPA, ARP_SPA_RAW, lens[0]) ||
        !sn_get_bytes(d, r, ATM_THA, lens[1] & 63u) ||
        !sn_get_bytes(d, r, ATM_TSA, lens[2] & 63u) ||
        !get_pa(d, r, ip, ARP_TPA, ARP_TPA_RAW, lens[3]))
        return;
    if (op != OP_REQUEST && op != OP_REPLY && (op < OP_INREQUEST || op > OP_NAK))
        get_all(d, whole);
}

/* The addresses of the message that nearly all are, at once. */
static void common(struct sn_dis *d, struct sn_rd *r)
{
    size_t o = sn_rd_off(r);
    struct sn_rec *q = sn_fixed_recs(d);
    uint8_t tmp[20];
    const uint8_t *p = sn_fixed(r, 20, tmp);

    q = sn_fill_bytes(q, ARP_SHA, o, p, 6);
    q = sn_fill(q, ARP_SPA, o + 6, 4, sn_be32(p + 6));
    q = sn_fill_bytes(q, ARP_THA, o + 10, p + 10, 6);
    q = sn_fill(q, ARP_TPA, o + 16, 4, sn_be32(p + 16));
    if (sn_fixed_end(d, r, q) && __builtin_expect(d->want & SN_WANT_FIELDS, 0))
        sn_rec_made(d, ARP_GRATUITOUS, sn_be32(p + 6) == sn_be32(p + 16));
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd whole = *r;
    size_t o = sn_rd_off(r);
    uint8_t tmp[HDR];
    const uint8_t *h = sn_fixed(r, HDR, tmp);
    uint16_t hrd = sn_be16(h), pro = sn_be16(h + 2), op = sn_be16(h + 6);
    bool ip = pro == PRO_IP || pro == PRO_TRAIL;
    struct sn_rec *q = sn_fixed_recs(d);

    (void)len;
    q = sn_fill(q, ARP_HRD, o, 2, hrd);
    q = sn_fill(q, ARP_PRO, o + 2, 2, pro);
    if (hrd == HRD_ATM && sn_fixed_end(d, r, q)) {
        atm_dissect(d, r, o, h, ip);
        return;
    }
    q = sn_fill(q, ARP_HLEN, o + 4, 1, h[4]);
    q = sn_fill(q, ARP_PLEN, o + 5, 1, h[5]);
    q = sn_fill(q, ARP_OP, o + 6, 2, op);
    if (!sn_fixed_end(d, r, q))
        return;
    if (__builtin_expect(h[4] == 6 && h[5] == 4 && ip, 1))
        common(d, r);
    else if (!get_ha(d, r, ARP_SHA, ARP_SHA_RAW, h[4]) ||
             !get_pa(d, r, ip, ARP_SPA, ARP_SPA_RAW, h[5]) ||
             !get_ha(d, r, ARP_THA, ARP_THA_RAW, h[4]) ||
             !get_pa(d, r, ip, ARP_TPA, ARP_TPA_RAW, h[5]))
        return;
    if (__builtin_expect((op == 0 || op > OP_RREPLY) && op != OP_INREQUEST && op != OP_INREPLY,
                         0) &&
        !r->stop)
        get_all(d, whole);
}

/* ---- text ---- */

/* Where the records are: of all messages, of those that aren't ATM's, of those that are. */
enum { AT_HRD, AT_PRO, AT_HLEN, AT_PLEN, AT_OP };
enum { AT_SHA = 5, AT_SPA, AT_THA, AT_TPA };
enum { AT_SPLEN = 5, AT_TPLEN = 8, AT_ATM_SHA, AT_ATM_SPA = 11, AT_ATM_THA, AT_ATM_TPA = 14 };

/* A protocol address; `wrong` is what is said when it isn't an IPv4 address by its length. */
static void put_pa(struct sn_text *t, const struct sn_rec *h, const struct sn_rec *q,
                   const char *wrong)
{
    if (q->field == ARP_SPA || q->field == ARP_TPA)
        sn_text_host4(t, (uint32_t)q->u);
    else
        sn_put_s(t->b,
                 h[AT_PRO].u == PRO_IP || h[AT_PRO].u == PRO_TRAIL ? wrong : "<wrong proto type>");
}

/* A Q.922 address of two to four bytes, of which the last alone has its lowest bit set. */
static void put_dlci(struct sn_text *t, const struct sn_rec *q)
{
    uint32_t dlci;
    size_t i;

    for (i = 0; i < q->n && i < 4 && !(q->p[i] & 1); i++)
        ;
    if (i == 0 || i == 4) {
        sn_put_lit(t->b, "<Invalid DLCI>");
        return;
    }
    if (i == q->n) {
        sn_put_lit(t->b, "<Truncated>");
        return;
    }
    dlci = (uint32_t)(q->p[0] >> 2) << 4 | q->p[1] >> 4;
    if (i == 3)
        dlci = dlci << 7 | q->p[2] >> 1;
    if (i >= 2)
        dlci = dlci << 6 | q->p[i] >> 2;
    sn_put_f(t->b, "DLCI %u", dlci);
}

static void put_ha(struct sn_text *t, const struct sn_rec *h, const struct sn_rec *q)
{
    if (__builtin_expect(h[AT_HRD].u == HRD_FRELAY && q->n, 0))
        put_dlci(t, q);
    else if (q->n == 6 && sn_buf_room(t->b, 32))
        t->b->p = put_ether(t->b->p, q->p);
    else if (!q->n)
        sn_put_lit(t->b, "<empty>");
    else
        sn_put_hex_bytes(t->b, q->p, q->n, ':');
}

/* A number and, behind a comma, the subaddress that follows it. */
static void put_atm(struct sn_text *t, const struct sn_rec *q)
{
    if (!q[0].n) {
        sn_put_lit(t->b, "<No address>");
        return;
    }
    sn_put_hex_bytes(t->b, q[0].p, q[0].n, ':');
    if (q[1].n) {
        sn_put_c(t->b, ',');
        sn_put_hex_bytes(t->b, q[1].p, q[1].n, ':');
    }
}

static void put_hrd(struct sn_text *t, uint64_t hrd)
{
    const char *name = sn_val_name(hrds, (uint32_t)hrd);

    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "Unknown Hardware (%u)", (unsigned)hrd);
}

static void put_pro(struct sn_text *t, uint64_t pro)
{
    const char *name = sn_val_name(sn_ethertypes, (uint32_t)pro);

    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "Unknown Protocol (0x%04x)", (unsigned)pro);
}

static void put_op(struct sn_text *t, uint64_t op)
{
    const char *name = sn_val_name(ops, (uint32_t)op);

    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "Unknown (%u)", (unsigned)op);
    sn_put_c(t->b, ' ');
}

static bool zero(const struct sn_rec *q)
{
    size_t i;

    for (i = 0; i < q->n; i++) {
        if (q->p[i])
            return false;
    }
    return true;
}

/* What an operation says. False: it says nothing, the message is dumped. */
static bool put_what(struct sn_text *t, const struct sn_rec *h)
{
    const struct sn_rec *sha = &h[AT_SHA], *spa = &h[AT_SPA], *tha = &h[AT_THA], *tpa = &h[AT_TPA];

    switch (h[AT_OP].u) {
    case OP_REQUEST:
        sn_put_lit(t->b, "who-has ");
        put_pa(t, h, tpa, "<wrong len>");
        if (!zero(tha)) {
            sn_put_lit(t->b, " (");
            put_ha(t, h, tha);
            sn_put_c(t->b, ')');
        }
        sn_put_lit(t->b, " tell ");
        put_pa(t, h, spa, "<wrong len>");
        return true;
    case OP_REPLY:
        put_pa(t, h, spa, "<wrong len>");
        sn_put_lit(t->b, " is-at ");
        put_ha(t, h, sha);
        return true;
    case OP_RREQUEST:
    case OP_INREQUEST:
        sn_put_lit(t->b, "who-is ");
        put_ha(t, h, tha);
        sn_put_lit(t->b, " tell ");
        put_ha(t, h, sha);
        return true;
    case OP_RREPLY:
        put_ha(t, h, tha);
        sn_put_lit(t->b, " at ");
        put_pa(t, h, tpa, "<wrong len>");
        return true;
    case OP_INREPLY:
        put_ha(t, h, sha);
        sn_put_lit(t->b, " at ");
        put_pa(t, h, spa, "<wrong len>");
        return true;
    default:
        return false;
    }
}

static bool put_atm_what(struct sn_text *t, const struct sn_rec *h)
{
    const struct sn_rec *sha = &h[AT_ATM_SHA], *spa = &h[AT_ATM_SPA], *tha = &h[AT_ATM_THA];
    const struct sn_rec *tpa = &h[AT_ATM_TPA];

    switch (h[AT_OP].u) {
    case OP_REQUEST:
        sn_put_lit(t->b, "who-has ");
        put_pa(t, h, tpa, "<wrong tplen>");
        if (tha->n) {
            sn_put_lit(t->b, " (");
            put_atm(t, tha);
            sn_put_c(t->b, ')');
        }
        sn_put_lit(t->b, " tell ");
        put_pa(t, h, spa, "<wrong splen>");
        return true;
    case OP_REPLY:
        put_pa(t, h, spa, "<wrong splen>");
        sn_put_lit(t->b, " is-at ");
        put_atm(t, sha);
        return true;
    case OP_INREQUEST:
        sn_put_lit(t->b, "who-is ");
        put_atm(t, tha);
        sn_put_lit(t->b, " tell ");
        put_atm(t, sha);
        return true;
    case OP_INREPLY:
        put_atm(t, sha);
        sn_put_lit(t->b, "at ");
        put_pa(t, h, spa, "<wrong splen>");
        return true;
    case OP_NAK:
        sn_put_lit(t->b, "for ");
        put_pa(t, h, spa, "<wrong splen>");
        return true;
    default:
        return false;
    }
}

/* What kinds of addresses there are: said with -v, and instead of all else when they are odd. */
static bool put_kinds(struct sn_text *t, const struct sn_rec *h, bool atm)
{
    bool odd = h[AT_PRO].u != PRO_IP && h[AT_PRO].u != PRO_TRAIL;

    if (atm)
        odd = odd || h[AT_SPLEN].u != 4 || h[AT_TPLEN].u != 4;
    else
        odd = odd || h[AT_PLEN].u != 4 || h[AT_HLEN].u == 0;
    if (__builtin_expect(!odd && !t->o->verbose, 1))
        return true;
    put_hrd(t, h[AT_HRD].u);
    if (!atm)
        sn_put_f(t->b, " (len %u)", (unsigned)h[AT_HLEN].u);
    sn_put_lit(t->b, ", ");
    put_pro(t, h[AT_PRO].u);
    if (atm)
        sn_put_f(t->b, " (len %u/%u)", (unsigned)h[AT_SPLEN].u, (unsigned)h[AT_TPLEN].u);
    else
        sn_put_f(t->b, " (len %u)", (unsigned)h[AT_PLEN].u);
    if (!t->o->verbose)
        return false;
    sn_put_lit(t->b, ", ");
    return true;
}

static enum sn_then text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *h = sn_recs(t, l), *whole;
    bool atm = l->n && h[AT_HRD].u == HRD_ATM, told;

    if (__builtin_expect(l->n <= (atm ? (unsigned)AT_ATM_TPA : (unsigned)AT_TPA), 0))
        return SN_TEXT_CUT;
    if (!t->o->link)
        sn_put_lit(t->b, "ARP, ");
    if (put_kinds(t, h, atm)) {
        put_op(t, h[AT_OP].u);
        told = atm ? put_atm_what(t, h) : put_what(t, h);
        if (!told) {
            whole = &h[l->n - 1];
            if (whole->field == ARP_ALL)
                sn_hex_ascii(t->b, whole->p, whole->n);
            return SN_TEXT_INNER;
        }
    }
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, l->len);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_arp = {
    .name = "arp",
    .title = "Address Resolution Protocol",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys =
        SN_KEYS({.table = SN_TAB_ETHER, .value = 0x0806}, {.table = SN_TAB_ETHER, .value = 0x8035}),
    .dissect = dissect,
    .text = text,
};
