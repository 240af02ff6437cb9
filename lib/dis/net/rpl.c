/* RPL control messages (RFC 6550), inside ICMPv6. */
#include "base/hex.h"
#include "dis/net/icmp6.h"

enum { DIS, DIO, DAO, DAO_ACK, SECURED = 0x80 };
enum { DIO_LEN = 24, DAO_LEN = 20, DAO_ACK_LEN = 4 };
enum { PAD1 = 0, HAS_DAG = 0x40, ACK_HAS_DAG = 0x80, ACK = 0x80 };

const struct sn_val sn_rpl_options[] = {
    {0, "pad1"},      {1, "padN"},        {2, "metrics"},    {3, "routinginfo"},   {4, "config"},
    {5, "rpltarget"}, {6, "transitinfo"}, {8, "destprefix"}, {9, "rpltargetdesc"}, {0, NULL},
};

/* A destination advertisement or the acknowledgement of one. */
static bool dao(struct sn_dis *d, struct sn_rd *r, bool ack)
{
    uint32_t flags;

    if (!sn_rd_need(r, ack ? DAO_ACK_LEN : DAO_LEN) || !sn_get(d, r, ICMP6_RPL_INSTANCE, NULL) ||
        !sn_get(d, r, ICMP6_RPL_FLAGS, &flags) || !sn_rd_skip(r, ack ? 0 : 1) ||
        !sn_get(d, r, ICMP6_RPL_SEQ, NULL) || (ack && !sn_get(d, r, ICMP6_RPL_STATUS, NULL)))
        return false;
    return !(flags & (ack ? ACK_HAS_DAG : HAS_DAG)) || sn_get(d, r, ICMP6_RPL_DAG, NULL);
}

void sn_rpl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t end = d->cur->off + len, type, n;
    uint64_t code = sn_u(d, ICMP6_CODE);

    if (code == DIO ? !sn_rd_need(r, DIO_LEN) || !sn_header(d, r, ICMP6_RPL_INSTANCE, ICMP6_RPL_DAG)
                    : (code != DAO && code != DAO_ACK) || !dao(d, r, code == DAO_ACK))
        return;
    while (sn_rd_off(r) < end && sn_get(d, r, ICMP6_RPL_OPT, &type)) {
        if (type != PAD1 &&
            !(sn_get(d, r, ICMP6_RPL_OPT_LEN, &n) && sn_get_bytes(d, r, ICMP6_RPL_OPT_DATA, n)))
            return;
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

    while (sn_each(v, ICMP6_RPL_OPT, &opt)) {
        bool has_len = sn_find(&opt, ICMP6_RPL_OPT_LEN);

        if (sn_opt(&opt, ICMP6_RPL_OPT) != PAD1 && !has_len)
            break;
        sn_say(t, &opt, " opt:{s:subopt:%u}", ICMP6_RPL_OPT);
        if (has_len)
            sn_put_f(t->b, " len:%u ", (unsigned)sn_opt(&opt, ICMP6_RPL_OPT_LEN) + 2);
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
    unsigned flags = (unsigned)sn_opt(v, ICMP6_RPL_FLAGS);

    sn_say(t, v, " [dagid:{},seq:{},instance:{},rank:{},", ICMP6_RPL_DAG, ICMP6_RPL_SEQ,
           ICMP6_RPL_INSTANCE, ICMP6_RPL_RANK);
    sn_put_s(t->b, flags & 0x80 ? "grounded,mop:" : "mop:");
    sn_put_name(t, modes, flags >> 3 & 7, "mop%u");
    sn_put_f(t->b, ",prf:%u]", flags & 7);
}

static void put_dao(struct sn_text *t, const struct sn_view *v, bool ack)
{
    uint64_t flags = sn_opt(v, ICMP6_RPL_FLAGS);

    if (!sn_need_short(t, v, ack ? ICMP6_RPL_STATUS : ICMP6_RPL_SEQ))
        return;
    if (sn_find(v, ICMP6_RPL_DAG))
        sn_say(t, v, " [dagid:{}", ICMP6_RPL_DAG);
    else if (flags & (ack ? ACK_HAS_DAG : HAS_DAG))
        sn_cut_short(t);
    else
        sn_put_lit(t->b, " [dagid:<elided>");
    sn_say(t, v, ",seq:{},instance:{}", ICMP6_RPL_SEQ, ICMP6_RPL_INSTANCE);
    if (ack) {
        sn_say(t, v, ",status:{}]", ICMP6_RPL_STATUS);
    } else {
        sn_put_s(t->b, flags & ACK ? ",acK" : "");
        sn_put_s(t->b, flags & HAS_DAG ? ",Dagid" : "");
        sn_say(t, v, ",{02x}]", ICMP6_RPL_FLAGS);
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
    else if (sn_find(v, ICMP6_RPL_DAG))
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
