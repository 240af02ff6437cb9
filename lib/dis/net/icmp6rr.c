/* ICMPv6 router renumbering (RFC 2894): of a command the first operation, as tcpdump shows it. */
#include "dis/net/icmp6.h"

enum { COMMAND = 0, RESULT = 1, RESET = 255 };

/* Bytes of a message's header, of the part that matches a prefix, and of one that makes a new one.
 */
enum { HDR = 16, MATCH = 24, USE = 32 };

const struct sn_val sn_rr_ops[] = {{1, "add"}, {2, "change"}, {3, "setglobal"}, {0, NULL}};

static bool match(struct sn_dis *d, struct sn_rd *r, uint8_t *len)
{
    uint8_t v;

    return sn_rd_need(r, MATCH) && sn_get_u8(d, r, ICMP6_RR_OP, &v) &&
           sn_get_u8(d, r, ICMP6_RR_OP_LEN, len) && sn_get_u8(d, r, ICMP6_RR_ORDINAL, &v) &&
           sn_get_u8(d, r, ICMP6_RR_MATCH_LEN, &v) && sn_get_u8(d, r, ICMP6_RR_MIN_LEN, &v) &&
           sn_get_u8(d, r, ICMP6_RR_MAX_LEN, &v) && sn_rd_skip(r, 2) &&
           sn_get_bytes(d, r, ICMP6_RR_PREFIX, 16);
}

static bool use(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v;
    uint32_t v32;

    return sn_rd_need(r, USE) && sn_get_u8(d, r, ICMP6_RR_USE_LEN, &v) &&
           sn_get_u8(d, r, ICMP6_RR_KEEP_LEN, &v) && sn_get_u8(d, r, ICMP6_RR_RA_MASK, &v) &&
           sn_get_u8(d, r, ICMP6_RR_RA_FLAGS, &v) && sn_get_be32(d, r, ICMP6_RR_VALID, &v32) &&
           sn_get_be32(d, r, ICMP6_RR_PREFERRED, &v32) &&
           sn_get_be32(d, r, ICMP6_RR_USE_FLAGS, &v32) &&
           sn_get_bytes(d, r, ICMP6_RR_USE_PREFIX, 16);
}

void sn_rr_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t code = sn_u(d, ICMP6_CODE);
    uint32_t v32;
    uint16_t v16;
    uint8_t v, len;

    if (!sn_rd_need(r, HDR - 4) || !sn_get_be32(d, r, ICMP6_RR_SEQ, &v32) ||
        !sn_get_u8(d, r, ICMP6_RR_SEGMENT, &v) || !sn_get_u8(d, r, ICMP6_RR_FLAGS, &v) ||
        !sn_get_be16(d, r, ICMP6_RR_DELAY, &v16) || !sn_get_be32(d, r, ICMP6_RR_RESERVED, &v32))
        return;
    if (code != COMMAND || !match(d, r, &len))
        return;
    if (len < 3 || (len - 3) % 4) {
        sn_malformed(r);
        return;
    }
    for (len = (uint8_t)((len - 3) / 4); len && use(d, r); len--)
        ;
}

/* ---- text ---- */

/* "[TR,seg=0,maxdelay=1000]" */
static void put_more(struct sn_text *t, const struct sn_rec *q)
{
    static const struct sn_val flags[] = {{0x80, "T"}, {0x40, "R"}, {0x20, "A"},
                                          {0x10, "S"}, {0x08, "P"}, {0, NULL}};

    sn_put_c(t->b, '[');
    if (q[1].u) {
        sn_text_bits(t, flags, (uint32_t)q[1].u, "", "");
        sn_put_c(t->b, ',');
    }
    sn_put_f(t->b, "seg=%u,maxdelay=%u", (unsigned)q[0].u, (unsigned)q[2].u);
    if (q[3].u)
        sn_put_f(t->b, "rsvd=0x%x", (unsigned)q[3].u);
    sn_put_c(t->b, ']');
}

/* "match(add,ord=0,min=0,max=128,fec0::/48)" */
static void put_match(struct sn_text *t, const struct sn_rec *q)
{
    static const char *const ops[] = {NULL, "add", "change", "setglobal"};

    sn_put_s(t->b, t->o->verbose > 1 ? "\n\tmatch(" : " match(");
    if (q->u > 0 && q->u < 4)
        sn_put_s(t->b, ops[q->u]);
    else
        sn_put_f(t->b, "#%u", (unsigned)q->u);
    if (t->o->verbose)
        sn_put_f(t->b, ",ord=%u,min=%u,max=%u", (unsigned)q[2].u, (unsigned)q[4].u,
                 (unsigned)q[5].u);
    sn_put_c(t->b, ',');
    sn_text_host6(t, q[6].p);
    sn_put_f(t->b, "/%u)", (unsigned)q[3].u);
}

static void put_life(struct sn_text *t, const char *what, uint64_t v)
{
    if (v == 0xffffffff)
        sn_put_f(t->b, "%s=infty,", what);
    else
        sn_put_f(t->b, "%s=%u,", what, (unsigned)v);
}

/* "use(VP,mask=0xc0,raflags=0x40,vltime=infty,pltime=1,2001:db8::/48/16)" */
static void put_use(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_s(t->b, t->o->verbose > 1 ? "\n\tuse(" : " use(");
    if (q[6].u >> 24)
        sn_put_f(t->b, "%s%s,", q[6].u & 0x80000000 ? "V" : "", q[6].u & 0x40000000 ? "P" : "");
    if (t->o->verbose) {
        sn_put_f(t->b, "mask=0x%x,raflags=0x%x,", (unsigned)q[2].u, (unsigned)q[3].u);
        put_life(t, "vltime", q[4].u);
        put_life(t, "pltime", q[5].u);
    }
    sn_text_host6(t, q[7].p);
    sn_put_f(t->b, "/%u/%u)", (unsigned)q[0].u, (unsigned)q[1].u);
}

static enum sn_then rr_text(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_RR_SEQ), *end = sn_recs(t, l) + l->n;

    if (!q) {
        sn_put_lit(t->b, " [|icmp6]");
        return SN_TEXT_INNER;
    }
    if (code == COMMAND || code == RESULT)
        sn_put_s(t->b, code == COMMAND ? ", command" : ", result");
    else if (code == RESET)
        sn_put_lit(t->b, ", sequence number reset");
    else
        sn_put_f(t->b, ", code-#%u", (unsigned)code);
    sn_put_f(t->b, ", seq=%u", (unsigned)q->u);
    if (t->o->verbose)
        put_more(t, q + 1);
    for (q += 5; q < end; q++) {
        if (q->field == ICMP6_RR_OP)
            put_match(t, q);
        else if (q->field == ICMP6_RR_USE_LEN)
            put_use(t, q);
    }
    if (l->flags & (SN_LAYER_MALFORMED | SN_LAYER_TRUNCATED))
        sn_put_lit(t->b, " [|icmp6]");
    return SN_TEXT_INNER;
}

void sn_rr_text(struct sn_text *t, const struct sn_layer *l)
{
    (void)rr_text(t, l, sn_recs(t, l)[1].u);
}
