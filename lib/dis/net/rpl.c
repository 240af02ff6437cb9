/* RPL control messages (RFC 6550), inside ICMPv6. */
#include "base/hex.h"
#include "dis/net/icmp6.h"

enum { DIS, DIO, DAO, DAO_ACK, DRO, DRO_ACK, CC = 10, SECURED = 0x80 };
enum { DIO_LEN = 24, DAO_LEN = 20, DAO_ACK_LEN = 4 };
enum { PAD1 = 0, HAS_DAG = 0x40, ACK_HAS_DAG = 0x80, ACK = 0x80 };

const struct sn_val sn_rpl_options[] = {
    {0, "pad1"},      {1, "padN"},        {2, "metrics"},    {3, "routinginfo"},   {4, "config"},
    {5, "rpltarget"}, {6, "transitinfo"}, {8, "destprefix"}, {9, "rpltargetdesc"}, {0, NULL},
};

/* Where a message has what all of them have. */
static const struct base {
    uint16_t instance, flags, seq, dag;
    uint16_t first, last; /* the bits of the flags */
} bases[] = {
    [DIO] = {RPL_DIO_INSTANCE, RPL_DIO_FLAGS, RPL_DIO_DTSN, RPL_DIO_DAG, RPL_DIO_G, RPL_DIO_PREF},
    [DAO] = {RPL_DAO_INSTANCE, RPL_DAO_FLAGS, RPL_DAO_SEQ, RPL_DAO_DAG, RPL_DAO_K, RPL_DAO_RSV},
    [DAO_ACK] = {RPL_ACK_INSTANCE, RPL_ACK_FLAGS, RPL_ACK_SEQ, RPL_ACK_DAG, RPL_ACK_D, RPL_ACK_RSV},
};

/* A destination advertisement or the acknowledgement of one. */
static bool dao(struct sn_dis *d, struct sn_rd *r, bool ack)
{
    const struct base *b = &bases[ack ? DAO_ACK : DAO];

    if (!sn_rd_need(r, ack ? DAO_ACK_LEN : DAO_LEN) || !sn_get(d, r, b->instance, NULL) ||
        !sn_get(d, r, b->flags, NULL))
        return false;
    sn_parts(d, b->flags, b->first, b->last);
    if (!(ack || sn_icmp6_reserved(d, r, 1)) || !sn_get(d, r, b->seq, NULL) ||
        (ack && !sn_get(d, r, RPL_ACK_STATUS, NULL)))
        return false;
    return !(sn_u(d, b->flags) & (ack ? ACK_HAS_DAG : HAS_DAG)) || sn_get(d, r, b->dag, NULL);
}

static bool dio(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_rd_need(r, DIO_LEN) || !sn_header(d, r, RPL_DIO_INSTANCE, RPL_DIO_DTSN))
        return false;
    sn_parts(d, RPL_DIO_FLAGS, RPL_DIO_G, RPL_DIO_PREF);
    if (!sn_wants_values(d))
        return sn_rd_skip(r, 2) && sn_get(d, r, RPL_DIO_DAG, NULL);
    return sn_get(d, r, RPL_DIO_FLAGS, NULL) && sn_icmp6_reserved(d, r, 1) &&
           sn_get(d, r, RPL_DIO_DAG, NULL);
}

/* Messages of which the text says no more than their name. */
static bool other(struct sn_dis *d, struct sn_rd *r, uint64_t code)
{
    switch (code) {
    case DIS:
        return sn_get(d, r, RPL_DIS_FLAGS, NULL) && sn_icmp6_reserved(d, r, 1);
    case DRO:
        return sn_header(d, r, RPL_DRO_INSTANCE, RPL_DRO_DAG);
    case DRO_ACK:
        return sn_header(d, r, RPL_DRO_INSTANCE, RPL_DRO_VERSION) &&
               sn_header(d, r, RPL_DROACK_FLAGS, RPL_DROACK_RSV) && sn_get(d, r, RPL_DRO_DAG, NULL);
    case CC:
        return sn_header(d, r, RPL_CC_INSTANCE, RPL_CC_COUNTER);
    default:
        return false;
    }
}

/* The part of a secured message that says how it is; what is behind it can be read when no key is
 * named there. */
static bool security(struct sn_dis *d, struct sn_rd *r)
{
    enum { PER_PAIR = 1 };

    if (!sn_get(d, r, RPL_SEC_FLAGS, NULL))
        return false;
    sn_parts(d, RPL_SEC_FLAGS, RPL_SEC_T, RPL_SEC_T_RSV);
    if (!sn_get(d, r, RPL_SEC_ALGORITHM, NULL) || !sn_get(d, r, RPL_SEC_FLAGS, NULL))
        return false;
    sn_parts(d, RPL_SEC_FLAGS, RPL_SEC_KIM, RPL_SEC_RSV);
    return sn_get(d, r, RPL_SEC_FLAGS, NULL) && sn_get(d, r, RPL_SEC_COUNTER, NULL) &&
           sn_u(d, RPL_SEC_KIM) == PER_PAIR;
}

static bool message(struct sn_dis *d, struct sn_rd *r, uint64_t code)
{
    if (sn_wants_values(d) && code & SECURED) {
        if (!security(d, r))
            return false;
        code &= ~(uint64_t)SECURED;
    }
    if (code == DIO)
        return dio(d, r);
    if (code == DAO || code == DAO_ACK)
        return dao(d, r, code == DAO_ACK);
    return sn_wants_values(d) && other(d, r, code);
}

void sn_rpl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t end = d->cur->off + len, type, n;
    uint64_t code = sn_u(d, ICMP6_CODE);

    if (!message(d, r, code))
        return;
    while (sn_rd_off(r) < end) {
        struct sn_rec *g = sn_group(d, r, ICMP6_RPL_OPT, 0);
        struct sn_rd in;

        if (!sn_get(d, r, RPL_OPT, &type))
            return;
        if (type != PAD1) {
            if (!sn_get(d, r, RPL_OPT_LEN, &n))
                return;
            in = sn_inside(r, n);
            if (!sn_get_bytes(d, r, ICMP6_RPL_OPT_DATA, n))
                return;
            if (sn_wants_values(d))
                sn_rpl_option(d, in, type, code == DRO);
        }
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

/* The message ends too early: where its length says so, or where the capture does. */
static void end_early(struct sn_text *t, const struct sn_layer *l)
{
    if (l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    else
        sn_cut_short(t);
}

static void put_options(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view opt = {0};
    const struct sn_rec *data;

    while (sn_each(v, ICMP6_RPL_OPT, &opt) && sn_find(&opt, RPL_OPT)) {
        bool has_len = sn_find(&opt, RPL_OPT_LEN);

        if (sn_opt(&opt, RPL_OPT) != PAD1 && !has_len)
            break;
        sn_say(t, &opt, " opt:{s:subopt:%u}", RPL_OPT);
        if (has_len)
            sn_put_f(t->b, " len:%u ", (unsigned)sn_opt(&opt, RPL_OPT_LEN) + 2);
        data = sn_find(&opt, ICMP6_RPL_OPT_DATA);
        if (data && t->o->verbose > 2)
            sn_hex_indent(t->b, " ", data->p, data->n);
    }
    if (l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        end_early(t, l);
}

static void put_dio(struct sn_text *t, const struct sn_view *v)
{
    static const struct sn_val modes[] = {{0, "nonstoring"},
                                          {1, "storing"},
                                          {2, "nonstoring-multicast"},
                                          {3, "storing-multicast"},
                                          {0, NULL}};
    unsigned flags = (unsigned)sn_opt(v, RPL_DIO_FLAGS);

    sn_say(t, v, " [dagid:{},seq:{},instance:{},rank:{},", RPL_DIO_DAG, RPL_DIO_DTSN,
           RPL_DIO_INSTANCE, RPL_DIO_RANK);
    sn_put_s(t->b, flags & 0x80 ? "grounded,mop:" : "mop:");
    sn_put_name(t, modes, flags >> 3 & 7, "mop%u");
    sn_put_f(t->b, ",prf:%u]", flags & 7);
}

static void put_dao(struct sn_text *t, const struct sn_view *v, bool ack)
{
    const struct base *b = &bases[ack ? DAO_ACK : DAO];
    uint64_t flags = sn_opt(v, b->flags);

    if (!sn_need_short(t, v, ack ? RPL_ACK_STATUS : b->seq))
        return;
    if (sn_find(v, b->dag))
        sn_say(t, v, " [dagid:{}", b->dag);
    else if (flags & (ack ? ACK_HAS_DAG : HAS_DAG))
        sn_cut_short(t);
    else
        sn_put_lit(t->b, " [dagid:<elided>");
    sn_say(t, v, ",seq:{},instance:{}", b->seq, b->instance);
    if (ack) {
        sn_say(t, v, ",status:{}]", RPL_ACK_STATUS);
    } else {
        sn_put_s(t->b, flags & ACK ? ",acK" : "");
        sn_put_s(t->b, flags & HAS_DAG ? ",Dagid" : "");
        sn_say(t, v, ",{02x}]", b->flags);
    }
}

static void put_body(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                     uint64_t code)
{
    if (code == DIO && l->len < DIO_LEN + 4) {
        sn_put_f(t->b, " [length %u < %u] (invalid)", l->len - 4, DIO_LEN);
        return;
    }
    if (code != DIO)
        put_dao(t, v, code == DAO_ACK);
    else if (sn_find(v, RPL_DIO_DAG))
        put_dio(t, v);
    else
        end_early(t, l);
    if (t->o->verbose > 1)
        put_options(t, l, v);
}

void sn_rpl_text(struct sn_text *t, const struct sn_layer *l)
{
    static const char *const names[] = {
        "DODAG Information Solicitation", "DODAG Information Object",
        "Destination Advertisement Object", "Destination Advertisement Object Ack"};
    struct sn_view v = sn_view(t, l);
    uint64_t code = sn_opt(&v, ICMP6_CODE);

    if (code & SECURED) {
        sn_put_lit(t->b, ", (SEC) [worktodo]");
        return;
    }
    sn_put_lit(t->b, ", (CLR)");
    if (code > DAO_ACK) {
        sn_put_f(t->b, "RPL message, unknown code %u", (unsigned)code);
        return;
    }
    sn_put_s(t->b, names[code]);
    if (code != DIS && t->o->verbose)
        put_body(t, l, &v, code);
}
