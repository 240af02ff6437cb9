/* ICMPv6 router renumbering (RFC 2894): of a command the first operation, as tcpdump shows it. */
#include "dis/net/icmp6.h"

enum { COMMAND = 0, RESULT = 1, RESET = 255 };

/* Bytes of the header behind ICMPv6's, of the part that matches a prefix, and of one that makes a
 * new one. */
enum { HDR = 12, MATCH = 24, USE = 32 };

const struct sn_val sn_rr_ops[] = {{1, "add"}, {2, "change"}, {3, "setglobal"}, {0, NULL}};

static void use(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, ICMP6_RR_USE_LEN, ICMP6_RR_USE_PREFIX))
        return;
    sn_parts(d, ICMP6_RR_RA_MASK, ICMP6_RR_MASK_L, ICMP6_RR_MASK_RSV);
    sn_parts(d, ICMP6_RR_RA_FLAGS, ICMP6_RR_MASK_L, ICMP6_RR_MASK_RSV);
    sn_parts(d, ICMP6_RR_USE_FLAGS, ICMP6_RR_USE_V, ICMP6_RR_USE_RSV);
}

/* What became of each prefix, to the end of the message. tcpdump doesn't read it: where it is cut
 * the text says nothing. */
static void results(struct sn_dis *d, struct sn_rd r)
{
    while (sn_rd_left(&r)) {
        if (!sn_header(d, &r, ICMP6_RR_RM_FLAGS, ICMP6_RR_RM_PREFIX))
            return;
        sn_parts(d, ICMP6_RR_RM_FLAGS, ICMP6_RR_RM_B, ICMP6_RR_RM_RSV);
    }
}

void sn_rr_dissect(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t len;

    if (!sn_rd_need(r, HDR) || !sn_header(d, r, ICMP6_RR_SEQ, ICMP6_RR_RESERVED))
        return;
    sn_parts(d, ICMP6_RR_FLAGS, ICMP6_RR_T, ICMP6_RR_RSV);
    if (d->want & SN_WANT_FIELDS)
        sn_rec_bytes(d, ICMP6_RESERVED, sn_rd_off(r) - 4, 4, r->p - 4, 4);
    sn_rec_of(d, ICMP6_RR_RESERVED)->flags |= SN_REC_TEXT;
    if (sn_u(d, ICMP6_CODE) == RESULT && sn_wants_values(d))
        results(d, *r);
    if (sn_u(d, ICMP6_CODE) != COMMAND || !sn_rd_need(r, MATCH) ||
        !sn_header(d, r, ICMP6_RR_OP, ICMP6_RR_PREFIX))
        return;
    len = sn_u(d, ICMP6_RR_OP_LEN);
    if (len < 3 || (len - 3) % 4) {
        sn_malformed(r);
        return;
    }
    for (len = (len - 3) / 4; len && sn_rd_need(r, USE); len--)
        use(d, r);
}

/* ---- text ---- */

/* "[TR,seg=0,maxdelay=1000]" */
static void put_more(struct sn_text *t, const struct sn_view *v)
{
    static const struct sn_val flags[] = {{0x80, "T"}, {0x40, "R"}, {0x20, "A"},
                                          {0x10, "S"}, {0x08, "P"}, {0, NULL}};
    uint32_t set = (uint32_t)sn_opt(v, ICMP6_RR_FLAGS);

    sn_put_c(t->b, '[');
    if (set) {
        sn_text_bits(t, flags, set, "", "");
        sn_put_c(t->b, ',');
    }
    sn_say(t, v, "seg={},maxdelay={}", ICMP6_RR_SEGMENT, ICMP6_RR_DELAY);
    if (sn_opt(v, ICMP6_RR_RESERVED))
        sn_say(t, v, "rsvd=0x{x}", ICMP6_RR_RESERVED);
    sn_put_c(t->b, ']');
}

/* "match(add,ord=0,min=0,max=128,fec0::/48)" */
static void put_match(struct sn_text *t, const struct sn_view *v)
{
    sn_put_s(t->b, t->o->verbose > 1 ? "\n\tmatch(" : " match(");
    sn_say(t, v, "{s:#%u}", ICMP6_RR_OP);
    if (t->o->verbose)
        sn_say(t, v, ",ord={d},min={},max={}", ICMP6_RR_ORDINAL, ICMP6_RR_MIN_LEN,
               ICMP6_RR_MAX_LEN);
    sn_say(t, v, ",{}/{})", ICMP6_RR_PREFIX, ICMP6_RR_MATCH_LEN);
}

static void put_life(struct sn_text *t, const struct sn_view *v, const char *what, unsigned field)
{
    uint64_t s = sn_num(t, v, field);

    if (s == UINT32_MAX)
        sn_put_f(t->b, "%s=infty,", what);
    else
        sn_put_f(t->b, "%s=%u,", what, (unsigned)s);
}

/* "use(VP,mask=0xc0,raflags=0x40,vltime=infty,pltime=1,2001:db8::/48/16)" */
static void put_use(struct sn_text *t, const struct sn_view *v)
{
    uint64_t flags = sn_opt(v, ICMP6_RR_USE_FLAGS);

    sn_put_s(t->b, t->o->verbose > 1 ? "\n\tuse(" : " use(");
    if (flags >> 24)
        sn_put_f(t->b, "%s%s,", flags & 0x80000000 ? "V" : "", flags & 0x40000000 ? "P" : "");
    if (t->o->verbose) {
        sn_say(t, v, "mask=0x{x},raflags=0x{x},", ICMP6_RR_RA_MASK, ICMP6_RR_RA_FLAGS);
        put_life(t, v, "vltime", ICMP6_RR_VALID);
        put_life(t, v, "pltime", ICMP6_RR_PREFERRED);
    }
    sn_say(t, v, "{}/{}/{})", ICMP6_RR_USE_PREFIX, ICMP6_RR_USE_LEN, ICMP6_RR_KEEP_LEN);
}

void sn_rr_text(struct sn_text *t, const struct sn_layer *l)
{
    static const struct sn_val codes[] = {
        {COMMAND, "command"}, {RESULT, "result"}, {RESET, "sequence number reset"}, {0, NULL}};
    struct sn_view v = sn_view(t, l), use = {0};

    if (sn_find(&v, ICMP6_RR_SEQ)) {
        sn_put_lit(t->b, ", ");
        sn_put_name(t, codes, sn_opt(&v, ICMP6_CODE), "code-#%u");
        sn_say(t, &v, ", seq={}", ICMP6_RR_SEQ);
        if (t->o->verbose)
            put_more(t, &v);
        if (sn_find(&v, ICMP6_RR_OP))
            put_match(t, &v);
        while (sn_each(&v, ICMP6_RR_USE_LEN, &use))
            put_use(t, &use);
    }
    if (l->flags & (SN_LAYER_MALFORMED | SN_LAYER_TRUNCATED))
        sn_put_lit(t->b, " [|icmp6]"); /* tcpdump does not end the line here */
}
