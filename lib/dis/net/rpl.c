/* RPL control messages (RFC 6550), inside ICMPv6. */
#include "base/hex.h"
#include "dis/net/icmp6.h"

enum { DIS, DIO, DAO, DAO_ACK, SECURED = 0x80 };
enum { DIO_LEN = 24, DAO_LEN = 20 };
enum { PAD1 = 0, HAS_DAG = 0x40, ACK_HAS_DAG = 0x80, ACK = 0x80 };

const struct sn_val sn_rpl_options[] = {
    {0, "pad1"},      {1, "padN"},        {2, "metrics"},    {3, "routinginfo"},   {4, "config"},
    {5, "rpltarget"}, {6, "transitinfo"}, {8, "destprefix"}, {9, "rpltargetdesc"}, {0, NULL},
};

static bool dio(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t v;
    uint16_t rank;

    return sn_rd_need(r, DIO_LEN) && sn_get_u8(d, r, ICMP6_RPL_INSTANCE, &v) &&
           sn_get_u8(d, r, ICMP6_RPL_VERSION, &v) && sn_get_be16(d, r, ICMP6_RPL_RANK, &rank) &&
           sn_get_u8(d, r, ICMP6_RPL_FLAGS, &v) && sn_get_u8(d, r, ICMP6_RPL_SEQ, &v) &&
           sn_rd_skip(r, 2) && sn_get_bytes(d, r, ICMP6_RPL_DAG, 16);
}

/* A destination advertisement or the acknowledgement of one. */
static bool dao(struct sn_dis *d, struct sn_rd *r, bool ack)
{
    uint8_t v, flags;

    if (!sn_rd_need(r, ack ? 4 : DAO_LEN) || !sn_get_u8(d, r, ICMP6_RPL_INSTANCE, &v) ||
        !sn_get_u8(d, r, ICMP6_RPL_FLAGS, &flags))
        return false;
    if (ack)
        (void)(sn_get_u8(d, r, ICMP6_RPL_SEQ, &v) && sn_get_u8(d, r, ICMP6_RPL_STATUS, &v));
    else
        (void)(sn_rd_skip(r, 1) && sn_get_u8(d, r, ICMP6_RPL_SEQ, &v));
    return !(flags & (ack ? ACK_HAS_DAG : HAS_DAG)) || sn_get_bytes(d, r, ICMP6_RPL_DAG, 16);
}

void sn_rpl_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t code = sn_u(d, ICMP6_CODE);
    uint32_t end = d->cur->off + len;
    uint8_t type, n;

    if (code == DIO                      ? !dio(d, r)
        : code == DAO || code == DAO_ACK ? !dao(d, r, code == DAO_ACK)
                                         : true)
        return;
    while (sn_rd_off(r) < end) {
        if (!sn_get_u8(d, r, ICMP6_RPL_OPT, &type))
            return;
        if (type == PAD1)
            continue;
        if (!sn_get_u8(d, r, ICMP6_RPL_OPT_LEN, &n) || !sn_get_bytes(d, r, ICMP6_RPL_OPT_DATA, n))
            return;
    }
}

/* ---- text ---- */

/* The message ends too early: where its length says so, or where the capture does. */
static enum sn_then ends_early(const struct sn_layer *l)
{
    return l->flags & SN_LAYER_TRUNCATED ? SN_TEXT_CUT : SN_TEXT_CUT_SHORT;
}

static enum sn_then put_options(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n;
    const char *name;

    for (; q < end; q++) {
        if (q->field == ICMP6_RPL_OPT_LEN) {
            sn_put_f(t->b, " len:%u ", (unsigned)q->u + 2);
            continue;
        }
        if (q->field == ICMP6_RPL_OPT_DATA) {
            if (t->o->verbose > 2)
                sn_hex_indent(t->b, " ", q->p, q->n);
            continue;
        }
        name = sn_val_name(sn_rpl_options, (uint32_t)q->u);
        if (q->u != PAD1 && q + 1 == end) /* its length was cut */
            return ends_early(l);
        sn_put_lit(t->b, " opt:");
        if (name)
            sn_put_s(t->b, name);
        else
            sn_put_f(t->b, "subopt:%u", (unsigned)q->u);
    }
    return l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED) ? ends_early(l) : SN_TEXT_INNER;
}

static void put_dag(struct sn_text *t, const struct sn_rec *dag)
{
    sn_put_lit(t->b, " [dagid:");
    if (dag)
        sn_text_host6(t, dag->p);
    else
        sn_put_lit(t->b, "<elided>");
}

static void put_dio(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *dag)
{
    static const char *const modes[] = {"nonstoring", "storing", "nonstoring-multicast",
                                        "storing-multicast"};
    unsigned flags = (unsigned)q[3].u, mode = flags >> 3 & 7;

    put_dag(t, dag);
    sn_put_f(t->b, ",seq:%u,instance:%u,rank:%u,%smop:", (unsigned)q[4].u, (unsigned)q[0].u,
             (unsigned)q[2].u, flags & 0x80 ? "grounded," : "");
    if (mode < 4)
        sn_put_s(t->b, modes[mode]);
    else
        sn_put_f(t->b, "mop%u", mode);
    sn_put_f(t->b, ",prf:%u]", flags & 7);
}

static enum sn_then put_body(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_RPL_INSTANCE);
    const struct sn_rec *dag = sn_rec_find(t, l, ICMP6_RPL_DAG);

    if (code == DIO && l->len < DIO_LEN + 4) {
        sn_put_f(t->b, " [length %u < %u] (invalid)", l->len - 4, DIO_LEN);
        return SN_TEXT_INNER;
    }
    if (!q || (!dag && code == DIO))
        return code == DIO ? ends_early(l) : SN_TEXT_CUT_SHORT;
    if (code == DIO) {
        put_dio(t, q, dag);
        q = dag + 1;
    } else {
        if (!dag && q[1].u & (code == DAO ? HAS_DAG : ACK_HAS_DAG))
            return SN_TEXT_CUT_SHORT;
        put_dag(t, dag);
        sn_put_f(t->b, ",seq:%u,instance:%u", (unsigned)q[2].u, (unsigned)q[0].u);
        if (code == DAO)
            sn_put_f(t->b, "%s%s,%02x]", q[1].u & ACK ? ",acK" : "",
                     q[1].u & HAS_DAG ? ",Dagid" : "", (unsigned)q[1].u);
        else
            sn_put_f(t->b, ",status:%u]", (unsigned)q[3].u);
        q += (code == DAO ? 3 : 4) + (dag != NULL);
    }
    return t->o->verbose > 1 ? put_options(t, l, q) : SN_TEXT_INNER;
}

static enum sn_then rpl_text(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    static const char *const says[] = {"DODAG Information Solicitation", "DODAG Information Object",
                                       "Destination Advertisement Object",
                                       "Destination Advertisement Object Ack"};

    if (code & SECURED) {
        sn_put_lit(t->b, ", (SEC) [worktodo]");
        return SN_TEXT_INNER;
    }
    sn_put_lit(t->b, ", (CLR)");
    if (code > DAO_ACK) {
        sn_put_f(t->b, "RPL message, unknown code %u", (unsigned)code);
        return SN_TEXT_INNER;
    }
    sn_put_s(t->b, says[code]);
    return code != DIS && t->o->verbose ? put_body(t, l, code) : SN_TEXT_INNER;
}

void sn_rpl_text(struct sn_text *t, const struct sn_layer *l)
{
    enum sn_then x = rpl_text(t, l, sn_recs(t, l)[1].u);

    if (x == SN_TEXT_CUT)
        sn_cut(t);
    else if (x == SN_TEXT_CUT_SHORT)
        sn_cut_short(t);
}
