/* ARP and its kin: RARP (RFC 903), inverse ARP (RFC 2390), ARP over ATM (RFC 2225). */
#include "base/hex.h"
#include "dis/link/eth.h"

enum {
    HRD_ETHER = 1,
    HRD_IEEE802 = 6,
    HRD_FRELAY = 15,
    HRD_ATM = 19,
    PRO_IP = 0x800,
    PRO_TRAIL = 0x1000,
    HDR = 8
};
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

/* SHA to TPA are addresses of Ethernet and IPv4; those of other kinds or lengths are RAW. ALL is
 * the whole message, for the text to dump. ATM has SHLEN and SSLEN where others have HLEN and PLEN:
 * the lengths are in bits 0 to 5, the kind of number in bit 6. */
#define ARP(F)                                                                                     \
    F(HRD, "arp.hw.type", U16, "Hardware type", .vals = hrds)                                      \
    F(PRO, "arp.proto.type", U16, "Protocol type", .vals = sn_ethertypes, .base = SN_HEX)          \
    F(HLEN, "arp.hw.size", U8, "Hardware size")                                                    \
    F(PLEN, "arp.proto.size", U8, "Protocol size")                                                 \
    F(OP, "arp.opcode", U16, "Opcode", .vals = ops)                                                \
    F(SHA, "arp.src.hw_mac", ETHER, "Sender MAC address")                                          \
    F(SPA, "arp.src.proto_ipv4", IPV4, "Sender IP address")                                        \
    F(THA, "arp.dst.hw_mac", ETHER, "Target MAC address")                                          \
    F(TPA, "arp.dst.proto_ipv4", IPV4, "Target IP address")                                        \
    F(SHA_RAW, "arp.src.hw", BYTES, "Sender hardware address")                                     \
    F(SPA_RAW, "arp.src.proto", BYTES, "Sender protocol address")                                  \
    F(THA_RAW, "arp.dst.hw", BYTES, "Target hardware address")                                     \
    F(TPA_RAW, "arp.dst.proto", BYTES, "Target protocol address")                                  \
    F(ALL, "sn.arp.data", BYTES, "Message")                                                        \
    F(GRATUITOUS, "arp.isgratuitous", BOOL, "Is gratuitous")                                       \
    F(SHLEN, "arp.src.hlen", U8, "Sender ATM number length")                                       \
    F(SSLEN, "arp.src.slen", U8, "Sender ATM subaddress length")                                   \
    F(SPLEN, "arp.src.pln", U8, "Sender protocol size")                                            \
    F(THLEN, "arp.dst.hlen", U8, "Target ATM number length")                                       \
    F(TSLEN, "arp.dst.slen", U8, "Target ATM subaddress length")                                   \
    F(TPLEN, "arp.dst.pln", U8, "Target protocol size")                                            \
    F(ATM_SHA, "arp.src.atm_num_nsap", BYTES, "Sender ATM number (NSAP)")                          \
    F(ATM_SSA, "arp.src.atm_subaddr", BYTES, "Sender ATM subaddress")                              \
    F(ATM_THA, "arp.dst.atm_num_nsap", BYTES, "Target ATM number (NSAP)")                          \
    F(ATM_TSA, "arp.dst.atm_subaddr", BYTES, "Target ATM subaddress")
SN_FIELDS(arp, ARP)

static bool is_ip(uint64_t pro)
{
    return pro == PRO_IP || pro == PRO_TRAIL;
}

/* Whether the kind of hardware has addresses like Ethernet's. */
static bool is_ether(uint64_t hrd)
{
    return hrd == HRD_ETHER || hrd == HRD_IEEE802;
}

/* Whether the text knows the operation; the message is dumped when not. */
static bool is_known(uint64_t op, bool atm)
{
    return op == OP_REQUEST || op == OP_REPLY || op == OP_INREQUEST || op == OP_INREPLY ||
           (atm ? op == OP_NAK : op == OP_RREQUEST || op == OP_RREPLY);
}

/* ---- dissect ---- */

/* An address of n bytes, of the kind its field says or RAW. */
static bool get_addr(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    bool pa = field == SPA || field == TPA;

    if (pa ? n == 4 && is_ip(sn_u(d, PRO)) : n == 6 && is_ether(sn_u(d, HRD)))
        return sn_get(d, r, field, NULL);
    if (!sn_get_bytes(d, r, field + SHA_RAW - SHA, n))
        return false;
    if (n == 0)
        sn_text_last(d);
    return true;
}

static bool get_atm_number(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned len)
{
    return sn_get_bytes(d, r, field, sn_u(d, len) & 63);
}

static bool atm_dissect(struct sn_dis *d, struct sn_rd *r)
{
    return sn_header(d, r, HRD, PRO) && sn_header(d, r, SHLEN, SSLEN) && sn_get(d, r, OP, NULL) &&
           sn_header(d, r, SPLEN, TPLEN) && get_atm_number(d, r, ATM_SHA, SHLEN) &&
           get_atm_number(d, r, ATM_SSA, SSLEN) && get_addr(d, r, SPA, sn_u(d, SPLEN)) &&
           get_atm_number(d, r, ATM_THA, THLEN) && get_atm_number(d, r, ATM_TSA, TSLEN) &&
           get_addr(d, r, TPA, sn_u(d, TPLEN));
}

static bool other_dissect(struct sn_dis *d, struct sn_rd *r)
{
    size_t hlen, plen;

    if (!sn_header(d, r, HRD, OP))
        return false;
    hlen = sn_u(d, HLEN);
    plen = sn_u(d, PLEN);
    return get_addr(d, r, SHA, hlen) && get_addr(d, r, SPA, plen) && get_addr(d, r, THA, hlen) &&
           get_addr(d, r, TPA, plen);
}

/* A request or reply that asks for the sender's own address. */
static void gratuitous(struct sn_dis *d, uint64_t op, const struct sn_rec *spa,
                       const struct sn_rec *tpa)
{
    if ((op == OP_REQUEST || op == OP_REPLY) && spa && tpa && spa->u == tpa->u)
        sn_made(d, GRATUITOUS, 1);
}

/* Addresses of a message that isn't whole are no fields: it was cut, or its lengths are wrong. */
static void without_addresses(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_rec *q = d->rec + d->cur->first;

    if (sn_rec_of(d, THA) && sn_u(d, PLEN) == 4) /* only the last one is missing */
        return;
    for (; r->stop && q < d->rec + d->nrec; q++) {
        if (q->n || q->field == SPA || q->field == TPA)
            q->flags |= SN_REC_TEXT;
    }
}

static void arp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    const uint8_t *p = r->p;
    bool whole = sn_rd_left(r) >= HDR, atm = whole && sn_be16(p) == HRD_ATM;
    const struct sn_rec *h;
    uint32_t first;
    uint64_t op;

    (void)len;
    if (__builtin_expect(
            whole && is_ether(sn_be16(p)) && p[4] == 6 && p[5] == 4 && is_ip(sn_be16(p + 2)), 1)) {
        h = sn_header_of(d, r, arp_fields, TPA); /* what nearly all messages are, at once */
        if (!h) {
            without_addresses(d, r);
            return;
        }
        op = h[OP].u;
        gratuitous(d, op, &h[SPA], &h[TPA]);
    } else if (!(atm ? atm_dissect(d, r) : other_dissect(d, r))) {
        without_addresses(d, r);
        return;
    } else {
        op = sn_u(d, OP);
        if (!atm)
            gratuitous(d, op, sn_rec_of(d, SPA), sn_rec_of(d, TPA));
    }
    if (__builtin_expect(is_known(op, atm), 1))
        return;
    first = d->nrec;
    (void)sn_get_bytes(d, &all, ALL, sn_rd_left(&all));
    sn_text_only(d, first);
}

/* ---- text ---- */

/* An address, whatever its kind; NULL when it was not captured. */
static const struct sn_rec *addr(const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    return __builtin_expect(q != NULL, 1) ? q : sn_find(v, field + SHA_RAW - SHA);
}

static void put_pa(struct sn_text *t, const struct sn_view *v, uint64_t hrd, unsigned field)
{
    const struct sn_rec *q = addr(v, field);

    if (__builtin_expect(q->field == field, 1))
        sn_text_host4(t, (uint32_t)q->u);
    else if (!is_ip(sn_opt(v, PRO)))
        sn_put_lit(t->b, "<wrong proto type>");
    else if (hrd == HRD_ATM)
        sn_put_s(t->b, field == SPA ? "<wrong splen>" : "<wrong tplen>");
    else
        sn_put_lit(t->b, "<wrong len>");
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

/* A number and, behind a comma, its subaddress. */
static void put_atm(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *sub)
{
    if (!q->n) {
        sn_put_lit(t->b, "<No address>");
        return;
    }
    sn_put_hex_bytes(t->b, q->p, q->n, ':');
    if (sub->n) {
        sn_put_c(t->b, ',');
        sn_put_hex_bytes(t->b, sub->p, sub->n, ':');
    }
}

static void put_ha(struct sn_text *t, const struct sn_view *v, uint64_t hrd, unsigned field)
{
    const struct sn_rec *q;

    if (__builtin_expect(hrd == HRD_ATM, 0)) {
        put_atm(t, sn_find(v, field == SHA ? ATM_SHA : ATM_THA),
                sn_find(v, field == SHA ? ATM_SSA : ATM_TSA));
        return;
    }
    q = addr(v, field);
    if (__builtin_expect(hrd == HRD_FRELAY && q->n, 0))
        put_dlci(t, q);
    else if (q->n == 6 && sn_buf_room(t->b, 32))
        t->b->p = put_ether(t->b->p, q->p);
    else if (!q->n)
        sn_put_lit(t->b, "<empty>");
    else
        sn_put_hex_bytes(t->b, q->p, q->n, ':');
}

/* Whether a request says who it is for: an ATM number, or an address that isn't all zeros. */
static bool has_target(const struct sn_view *v, uint64_t hrd)
{
    const struct sn_rec *q = hrd == HRD_ATM ? sn_find(v, ATM_THA) : addr(v, THA);
    size_t i = 0;

    if (hrd == HRD_ATM)
        return q->n;
    while (i < q->n && !q->p[i])
        i++;
    return i < q->n;
}

/* What an operation that is known says. */
static void put_what(struct sn_text *t, const struct sn_view *v, uint64_t hrd, uint64_t op)
{
    switch (op) {
    case OP_REQUEST:
        sn_put_lit(t->b, "who-has ");
        put_pa(t, v, hrd, TPA);
        if (has_target(v, hrd)) {
            sn_put_lit(t->b, " (");
            put_ha(t, v, hrd, THA);
            sn_put_c(t->b, ')');
        }
        sn_put_lit(t->b, " tell ");
        put_pa(t, v, hrd, SPA);
        break;
    case OP_REPLY:
        put_pa(t, v, hrd, SPA);
        sn_put_lit(t->b, " is-at ");
        put_ha(t, v, hrd, SHA);
        break;
    case OP_RREPLY:
        put_ha(t, v, hrd, THA);
        sn_put_lit(t->b, " at ");
        put_pa(t, v, hrd, TPA);
        break;
    case OP_INREPLY:
        put_ha(t, v, hrd, SHA);
        sn_put_s(t->b, hrd == HRD_ATM ? "at " : " at ");
        put_pa(t, v, hrd, SPA);
        break;
    case OP_NAK:
        sn_put_lit(t->b, "for ");
        put_pa(t, v, hrd, SPA);
        break;
    default: /* RREQUEST, INREQUEST */
        sn_put_lit(t->b, "who-is ");
        put_ha(t, v, hrd, THA);
        sn_put_lit(t->b, " tell ");
        put_ha(t, v, hrd, SHA);
        break;
    }
}

/* What kinds of addresses there are: printed with -v, and instead of all else when they are odd. */
static bool put_kinds(struct sn_text *t, const struct sn_view *v, bool atm)
{
    bool odd = !is_ip(sn_opt(v, PRO));

    if (atm)
        odd = odd || sn_opt(v, SPLEN) != 4 || sn_opt(v, TPLEN) != 4;
    else
        odd = odd || sn_opt(v, PLEN) != 4 || sn_opt(v, HLEN) == 0;
    if (__builtin_expect(!odd && !t->o->verbose, 1))
        return true;
    if (atm)
        sn_say(t, v, "{s:Unknown Hardware (%u)}, {s:Unknown Protocol (0x%04x)} (len {}/{})", HRD,
               PRO, SPLEN, TPLEN);
    else
        sn_say(t, v, "{s:Unknown Hardware (%u)} (len {}), {s:Unknown Protocol (0x%04x)} (len {})",
               HRD, HLEN, PRO, PLEN);
    if (t->o->verbose)
        sn_put_lit(t->b, ", ");
    return t->o->verbose;
}

static enum sn_then arp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all;
    uint64_t hrd = sn_opt(&v, HRD), op = sn_opt(&v, OP);

    if (__builtin_expect(!addr(&v, TPA), 0)) {
        sn_cut(t);
        return SN_TEXT_DONE;
    }
    if (!t->o->link)
        sn_put_lit(t->b, "ARP, ");
    if (put_kinds(t, &v, hrd == HRD_ATM)) {
        sn_put_name(t, ops, op, "Unknown (%u)");
        sn_put_c(t->b, ' ');
        if (__builtin_expect(!is_known(op, hrd == HRD_ATM), 0)) {
            all = sn_find(&v, ALL);
            if (all)
                sn_hex_ascii(t->b, all->p, all->n);
            return SN_TEXT_INNER;
        }
        put_what(t, &v, hrd, op);
    }
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, l->len);
    return SN_TEXT_INNER;
}

SN_PROTO(arp, "Address Resolution Protocol", {.table = &sn_tab_ether, .value = 0x0806},
         {.table = &sn_tab_ether, .value = 0x8035})
