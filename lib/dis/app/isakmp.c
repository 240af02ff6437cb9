/*
 * ISAKMP: IKE version 1 (RFC 2407 to 2409) and version 2 (RFC 7296). Here the header and the lists
 * of payloads; what is in a payload: isakmpv1.c, isakmpv2.c.
 *
 * A payload is a group: the number of the next one, its length, what is in it; proposals and
 * transforms are groups in the association's. Where a payload's length and its contents disagree
 * the next one is looked for where tcpdump does: behind the contents.
 */
#include "dis/app/isakmp.h"

enum { PAYLOAD_HDR = 4, DEPTH_MAX = 32, INITIATORS = 20 };

/* ---- payloads ---- */

/* A payload's head; in group `field`. */
static struct sn_rec *head(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned type,
                           bool v2, bool *critical)
{
    struct sn_rec *g = sn_group(d, r, field, type);
    size_t off = sn_rd_off(r);
    uint8_t bits = 0;

    sn_rec_made(d, TYPE, type);
    (void)(sn_get(d, r, P_NEXT, NULL) && sn_rd_u8(r, &bits) && sn_get(d, r, P_LEN, NULL));
    *critical = bits & 0x80;
    if (v2 && type != PROPOSAL && type != TRANSFORM)
        sn_rec_uint(d, P_CRITICAL, off + 1, 1, *critical);
    return g;
}

struct sn_rec *sn_isakmp_begin(struct sn_dis *d, struct sn_rd *r, unsigned type, bool v2,
                               bool *critical)
{
    return head(d, r, PAYLOAD, type, v2, critical);
}

/* A payload that is longer than what there is has a head to Wireshark. */
static void too_long(const struct isakmp_body *b, unsigned type)
{
    struct sn_rd r = *b->r;
    bool critical;

    if (sn_rd_left(&r) >= PAYLOAD_HDR && sn_wants_values(b->d))
        sn_group_end(b->d, &r, head(b->d, &r, OVER, type, b->v2, &critical));
}

enum isakmp_out sn_isakmp_fail(const struct isakmp_body *b, unsigned whose)
{
    sn_note(b->d, FAIL, whose);
    (void)sn_rd_need(b->r, sn_rd_left(b->r) + 1);
    return ISAKMP_STOP;
}

void sn_isakmp_note(struct sn_dis *d, unsigned field, const uint8_t *p, size_t n)
{
    sn_rec_bytes(d, field, 0, 0, p, n)->flags = SN_REC_MADE | SN_REC_TEXT;
}

void sn_isakmp_value(const struct isakmp_body *b, unsigned field, const uint8_t *from)
{
    size_t n = from < b->end ? (size_t)(b->end - from) : 0;

    if (n)
        sn_rec_bytes(b->d, field, (size_t)(from - b->r->start), n, from, n);
}

static enum isakmp_out body(struct isakmp_body *b)
{
    if (b->type >= V1_SA && b->type <= V1_VID)
        return sn_isakmp_body1(b);
    if (b->type >= V2_SA && b->type <= V2_EAP && (b->v2 || b->type != V2_SK))
        return sn_isakmp_body2(b);
    sn_note(b->d, HEAD, b->type | HEAD_BARE);
    if (b->type == V1_NAT_D && !b->v2)
        sn_isakmp_value(b, NAT_HASH, b->r->p);
    b->r->p = b->end;
    return ISAKMP_GO;
}

/* tcpdump goes on where the contents of a payload end, or no further. When that isn't the end by
 * the payload's length, it gets what it reads there, and the fields are read on where they are. */
static void diverge(const struct isakmp_body *b, bool stopped)
{
    uint32_t from = b->d->nrec;
    struct isakmp_body in = *b;
    struct sn_rd r = *b->r;

    in.r = &r;
    in.depth--;
    if (!stopped)
        (void)sn_isakmp_chain(&in, b->next, 0);
    sn_note(b->d, SILENCE, 0);
    sn_text_only(b->d, from);
    b->r->p = b->end;
}

enum isakmp_out sn_isakmp_chain(const struct isakmp_body *in, unsigned type, unsigned proto)
{
    enum isakmp_out out = ISAKMP_GO;
    struct isakmp_body b = *in;
    struct sn_rd *r = b.r;

    if (++b.depth > DEPTH_MAX)
        return ISAKMP_STOP;
    for (; type && out == ISAKMP_GO; type = b.next) {
        const uint8_t *start = r->p;
        size_t left = sn_rd_left(r);
        struct sn_rec *g;

        if (left < PAYLOAD_HDR || sn_be16(start + 2) > left) {
            too_long(&b, type);
            return sn_isakmp_fail(&b, type);
        }
        g = sn_isakmp_begin(b.d, r, type, b.v2, &b.critical);
        b.next = start[0];
        b.type = type;
        b.proto = proto;
        b.end = start + sn_be16(start + 2);
        b.len = (uint32_t)(b.end - start) - PAYLOAD_HDR;
        out = b.end <= start + PAYLOAD_HDR ? ISAKMP_STOP : body(&b);
        sn_note(b.d, END, 0);
        sn_group_end(b.d, r, g);
        if (b.depth == 1 && b.next && out != ISAKMP_LAST && b.end >= start + PAYLOAD_HDR &&
            (out != ISAKMP_GO || r->p != b.end)) {
            diverge(&b, out != ISAKMP_GO);
            out = ISAKMP_GO;
        }
    }
    return out == ISAKMP_LAST ? ISAKMP_GO : out;
}

/* ---- the message ---- */

/* The address as a number, the same for the same address. */
static uint32_t address(const uint8_t *p, uint8_t version)
{
    uint64_t u = version == 4 ? 0 : sn_be64(p) * 31 + sn_be64(p + 8);

    return version == 4 ? sn_be32(p) : (uint32_t)(u ^ u >> 32);
}

/* In version 1 nothing says who began but the first message, in which the other one has no cookie
 * yet: its two addresses are kept. */
static void role(struct sn_dis *d)
{
    const struct sn_rec *ispi = sn_rec_of(d, ISPI), *rspi = sn_rec_of(d, RSPI);
    uint64_t key = sn_be64(ispi->p), src = 0, dst = 0, first;
    unsigned is = ROLE_UNKNOWN;

    if (d->ip.version) {
        src = address(d->ip.src, d->ip.version);
        dst = address(d->ip.dst, d->ip.version);
    }
    if (sn_recall(d, SN_MEMO_ISAKMP, key, INITIATORS, &first)) {
        is = first >> 32 == src            ? ROLE_INITIATOR
             : (first & UINT32_MAX) == src ? ROLE_RESPONDER
                                           : ROLE_UNKNOWN;
    } else if (sn_be64(rspi->p) == 0) {
        is = ROLE_INITIATOR;
        sn_remember_first(d, SN_MEMO_ISAKMP, key, INITIATORS, src << 32 | dst);
    }
    sn_note(d, ROLE, is);
}

static void isakmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct isakmp_body b = {.d = d, .r = r};
    bool known;

    (void)len;
    if (!sn_header(d, r, ISPI, LENGTH))
        return;
    b.v2 = sn_u(d, MAJOR) == 2;
    known = b.v2 || sn_u(d, MAJOR) == 1;
    if (b.v2)
        sn_parts(d, FLAGS, FLAG_I, FLAG_R);
    else if (known)
        sn_parts(d, FLAGS, FLAG_E, FLAG_A);
    if (sn_u(d, MAJOR) == 1)
        role(d);
    if (!known)
        sn_rec_of(d, EXCHANGE)->flags |= SN_REC_TEXT;
    if (known ? !sn_in_detail(d) || sn_u(d, FLAGS) & ENCRYPTED : !sn_wants_values(d))
        return;
    (void)sn_isakmp_chain(&b, (unsigned)sn_u(d, NEXT), 0);
}

SN_FIELD_TABLE(isakmp, ISAKMP)

const struct sn_proto sn_proto_isakmp = {
    .name = "isakmp",
    .title = "Internet Security Association and Key Management Protocol",
    SN_PROTO_FIELDS(isakmp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 500},
                    {.table = &sn_tab_udp, .value = 7500}, /* as tcpdump, users' own ports */
                    {.table = &sn_tab_udp, .value = 8500}),
    .dissect = isakmp_dissect,
    .text = sn_isakmp_text,
};
