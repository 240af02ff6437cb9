/*
 * IS-IS (ISO/IEC 10589, RFC 1195): its packets. What is in their TLVs is read in isistlv.c, what is
 * said of it stands in isistext.c.
 *
 * The records are in the order of the text.
 */
#include "dis/routing/isis.h"

enum { NLPID = 0x83, HDR = 8, IDS = 6, ID_ROOM = 48 };
enum {
    L1_IIH = 15,
    L2_IIH,
    P2P_IIH,
    L1_LSP = 18,
    L2_LSP = 20,
    L1_CSNP = 24,
    L2_CSNP,
    L1_PSNP,
    L2_PSNP
};
enum { LSP_SUM_AT = 12 }; /* in what the checksum is over, which begins with the LSP's ID */

SN_FIELD_TABLE(isis, ISIS)

bool sn_isis_id(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;
    struct sn_buf b;
    char *s = sn_arena_alloc(&d->arena, ID_ROOM);

    if (!s || !sn_rd_bytes(r, n, &p))
        return false;
    sn_buf_fixed(&b, s, ID_ROOM);
    for (size_t i = 0; i < n; i++) {
        if (i == 2 || i == 4 || i == 6)
            sn_put_c(&b, '.');
        if (i == 7)
            sn_put_c(&b, '-');
        sn_put_hex_pad(&b, p[i], 2);
    }
    sn_rec_bytes(d, field, off, n, s, sn_buf_len(&b));
    return true;
}

uint16_t sn_isis_sum(const uint8_t *p, size_t n, size_t at, uint16_t *right)
{
    int64_t c0 = 0, c1 = 0, x, y, mul;

    for (size_t i = 0; i < n; i++) {
        c0 = (c0 + (i == at || i == at + 1 ? 0 : p[i])) % 255;
        c1 = (c1 + c0) % 255;
    }
    mul = (int64_t)(n - at) * c0;
    x = mul - c0 - c1;
    x = (x < 0 ? x - 1 : x) % 255;
    y = c1 - mul;
    y = (y > 0 ? y : y - 1) % 255; /* as tcpdump does it */
    *right = (uint16_t)((x ? x & 255 : 255) << 8 | (y ? y & 255 : 255));
    return (uint16_t)(*right ^ sn_be16(p + at));
}

bool sn_isis_sum_is_good(const uint8_t *p, size_t n)
{
    uint32_t c0 = 0, c1 = 0;

    for (size_t i = 0; i < n; i++) {
        c0 = (c0 + p[i]) % 255;
        c1 = (c1 + c0) % 255;
    }
    return !c0 && !c1;
}

/* The bytes of the fixed header, for -vv. */
static void dump(struct sn_dis *d, const struct sn_rd *r, size_t n, unsigned field)
{
    struct sn_rd in = sn_inside(r, n);
    uint32_t from = d->nrec;

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

static bool hello(struct sn_dis *d, struct sn_rd *r, bool p2p, uint32_t *len)
{
    uint8_t circuit;

    if (!sn_rd_peek(r, 0, &circuit) || !sn_header(d, r, IIH_RES, CIRCUIT) ||
        !sn_isis_id(d, r, IIH_SRC, IDS) || !sn_get(d, r, HOLD, NULL))
        return false;
    sn_note(d, CIRCUIT_ALL, circuit);
    if (!sn_get(d, r, IIH_LEN, len))
        return false;
    if (p2p)
        return sn_get(d, r, LOCAL_ID, NULL);
    if (!sn_rd_peek(r, 0, &circuit) || !sn_get(d, r, PRIO, NULL))
        return false;
    sn_note(d, PRIO_ALL, circuit);
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, IIH_RES, sn_rd_off(r) - 1, 1, circuit >> 7); /* the bit above the priority */
    return sn_isis_id(d, r, LAN, IDS + 1);
}

/* What becomes of the sum over n bytes at p. tcpdump verifies it also where the length ends in
 * front of it or behind the packet (`sound`: it doesn't), and minds which of two zeros it has. */
static void state_sum(struct sn_dis *d, const uint8_t *p, size_t n, bool sound)
{
    struct sn_rec *q = sn_rec_of(d, LSP_SUM);
    uint16_t right;

    q->flags |= SN_REC_CHECKED;
    if (sn_isis_sum(p, n, LSP_SUM_AT, &right))
        q->flags |= SN_REC_BAD;
    sound = sound && n > LSP_SUM_AT + 2;
    sn_made(d, LSP_STATUS, sound ? sn_isis_sum_is_good(p, n) : SN_SUM_UNVERIFIED);
    sn_note(d, LSP_RIGHT, right);
}

/* total: of the packet, on the wire. */
static bool state(struct sn_dis *d, struct sn_rd *r, uint32_t total, uint32_t *len)
{
    struct sn_rd sum;
    bool sound;

    if (!sn_get(d, r, LSP_LEN, len) || !sn_get(d, r, LIFE, NULL))
        return false;
    sum = *r;
    if (!sn_isis_id(d, r, LSP_ID, IDS + 2) || !sn_get(d, r, LSP_SEQ, NULL) ||
        !sn_get(d, r, LSP_SUM, NULL))
        return false;
    sound = *len <= total;
    if (sound)
        total = *len;
    if (!sn_u(d, LSP_SUM)) {
        sn_made(d, LSP_STATUS, SN_SUM_ABSENT);
    } else if (total >= LSP_SUM_AT + LSP_SUM_AT && sn_rd_left(&sum) >= total - LSP_SUM_AT) {
        state_sum(d, sum.p, total - LSP_SUM_AT, sound);
    } else {
        sn_made(d, LSP_STATUS, SN_SUM_UNVERIFIED);
    }
    if (!sn_header(d, r, LSP_P, LSP_TYPE))
        return false;
    /* Wireshark takes them from the lowest bits. */
    for (unsigned i = 0; i < 4; i++)
        sn_made(d, ATT_ERROR + i, r->p[-1] >> (3 - i) & 1);
    return true;
}

/* Sequence numbers: complete, or some. */
static bool numbers(struct sn_dis *d, struct sn_rd *r, bool complete, uint32_t *len)
{
    struct sn_rd id;

    if (!sn_get(d, r, complete ? CSNP_LEN : PSNP_LEN, len))
        return false;
    id = *r;
    if (!sn_isis_id(d, r, complete ? CSNP_SRC : PSNP_SRC, IDS) ||
        !sn_get_bytes(d, r, complete ? CSNP_CIRCUIT : PSNP_CIRCUIT, 1) ||
        !sn_isis_id(d, &id, SNP_SRC, IDS + 1))
        return false;
    sn_text_last(d);
    return !complete ||
           (sn_isis_id(d, r, CSNP_START, IDS + 2) && sn_isis_id(d, r, CSNP_END, IDS + 2));
}

/* What is behind the common header of each type; 0: an unknown type. */
static uint32_t fixed_size(uint64_t type)
{
    switch (type) {
    case L1_IIH:
    case L2_IIH:
    case L1_LSP:
    case L2_LSP:
        return 19;
    case P2P_IIH:
        return 12;
    case L1_CSNP:
    case L2_CSNP:
        return 25;
    case L1_PSNP:
    case L2_PSNP:
        return 9;
    default:
        return 0;
    }
}

static void packet(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, uint64_t type,
                   uint32_t len)
{
    uint32_t size = fixed_size(type), n = 0;
    struct sn_rd fixed = *r;
    unsigned kind;
    bool ok;

    if (!size) {
        dump(d, r, len - HDR, FIXED);
        return;
    }
    if (sn_u(d, HLEN) != HDR + size) {
        sn_note(d, FIXED_BAD,
                type == L1_LSP || type == L2_LSP ? size : HDR + size); /* as tcpdump says */
        return;
    }
    if (!sn_rd_need(r, size))
        return;
    if (type == L1_IIH || type == L2_IIH || type == P2P_IIH) {
        kind = TLV_IIH;
        ok = hello(d, r, type == P2P_IIH, &n);
    } else if (type == L1_LSP || type == L2_LSP) {
        kind = TLV_LSP;
        ok = state(d, r, len, &n);
    } else {
        kind = type <= L2_CSNP ? TLV_CSNP : TLV_PSNP;
        ok = numbers(d, r, type <= L2_CSNP, &n);
    }
    if (!ok)
        return;
    dump(d, &fixed, size, FIXED);
    if (n > len)
        n = len;
    if (n < HDR + size)
        sn_note(d, PDU_SHORT, n);
    else
        sn_isis_tlvs_read(d, r, kind, n - HDR - size, all, n);
}

static void isis_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;

    dump(d, &all, sn_rd_left(r), ALL);
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, IRPD, MAX_AREA))
        return;
    sn_note(d, TYPE_ALL, all.p[4]); /* tcpdump knows no reserved bits */
    if (sn_u(d, VERSION) != 1 || sn_u(d, VERSION2) != 1 || sn_u(d, HLEN) > len ||
        sn_u(d, HLEN) < HDR || sn_u(d, MAX_AREA) == 255 ||
        (sn_u(d, SYSID_LEN) && sn_u(d, SYSID_LEN) != IDS))
        return;
    dump(d, &all, HDR, HEADER);
    packet(d, r, &all, all.p[4], len);
}

/* Headers that can't be right; false: this one can. */
static bool put_wrong(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    unsigned ids = (unsigned)sn_opt(v, SYSID_LEN), hlen = (unsigned)sn_opt(v, HLEN);

    if (sn_opt(v, VERSION) != 1)
        sn_say(t, v, "version {} packet not supported", VERSION);
    else if (ids && ids != IDS)
        sn_put_f(t->b, "system ID length of %u is not supported", ids);
    else if (sn_opt(v, VERSION2) != 1)
        sn_say(t, v, "version {} packet not supported", VERSION2);
    else if (hlen > l->len)
        sn_put_f(t->b, "fixed header length %u > packet length %u", hlen, l->len);
    else if (hlen < HDR)
        sn_put_f(t->b, "fixed header length %u < minimum header size %u", hlen, HDR);
    else if (sn_opt(v, MAX_AREA) == 255)
        sn_put_lit(t->b, "bad packet -- 255 areas");
    else
        return false;
    return true;
}

static void put_brief(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    if (!sn_find(v, FIXED)) {
        sn_cut_short(t);
        return;
    }
    switch (type) {
    case L1_IIH:
    case L2_IIH:
        sn_say(t, v, ", src-id {}", IIH_SRC);
        sn_say(t, v, ", lan-id {}, prio {}", LAN, PRIO_ALL);
        break;
    case P2P_IIH:
        sn_say(t, v, ", src-id {}", IIH_SRC);
        break;
    case L1_LSP:
    case L2_LSP:
        sn_say(t, v, ", lsp-id {}, seq {}", LSP_ID, LSP_SEQ);
        sn_put_f(t->b, ", lifetime %5us", (unsigned)sn_num(t, v, LIFE));
        break;
    case L1_CSNP:
    case L2_CSNP:
    case L1_PSNP:
    case L2_PSNP:
        sn_say(t, v, ", src-id {}", SNP_SRC);
        break;
    }
}

static enum sn_then isis_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned ids = (unsigned)sn_opt(&v, SYSID_LEN), areas = (unsigned)sn_opt(&v, MAX_AREA);

    if (l->caplen < HDR) {
        sn_cut_short(t);
        return SN_TEXT_DONE;
    }
    if (!t->o->link)
        sn_put_lit(t->b, "IS-IS");
    if (put_wrong(t, l, &v)) {
        sn_say(t, &v, "{D\n\t}", ALL);
        return SN_TEXT_DONE;
    }
    if (!t->o->verbose) {
        sn_put_s(t->b, t->o->link ? "" : ", ");
        sn_say(t, &v, "{s:unknown PDU-Type %u}", TYPE_ALL);
        if (sn_find(&v, FIXED_BAD))
            sn_isis_text(t, l);
        else
            put_brief(t, &v, sn_opt(&v, TYPE_ALL));
        if (!sn_is_cut(t) && !sn_find(&v, FIXED_BAD))
            sn_put_f(t->b, ", length %u", l->len);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, "%slength %u", t->o->link ? "" : ", ", l->len);
    sn_say(t, &v, "\n\t{s:unknown, type %u}, hlen: {}, v: {}, pdu-v: {}", TYPE_ALL, HLEN, VERSION,
           VERSION2);
    sn_put_f(t->b, ", sys-id-len: %u (%u), max-area: %u (%u)", ids ? ids : IDS, ids,
             areas ? areas : 3, areas);
    sn_isis_text(t, l);
    return SN_TEXT_DONE;
}

SN_PROTO(isis, "ISO 10589 ISIS InTRA Domain Routeing Information Exchange Protocol",
         {.table = &sn_tab_nlpid, .value = NLPID})
