/* The text of ICMPv6 messages. */
#include "base/hex.h"
#include "dis/net/icmp6.h"

static const struct sn_val ra_flags[] = {{0x80, "managed"},
                                         {0x40, "other stateful"},
                                         {0x20, "home agent"},
                                         {0x02, "ipv6 only"},
                                         {0, NULL}};

static const struct sn_val na_flags[] = {
    {0x80000000, "router"}, {0x40000000, "solicited"}, {0x20000000, "override"}, {0, NULL}};

/* The messages of neighbor discovery and the like say their length early with -v. */
static bool length_first(uint64_t type)
{
    return (type >= ICMP6_RS && type <= ICMP6_REDIRECT) || type == ICMP6_HA_REPLY ||
           type == ICMP6_MP_ADVERT;
}

static void put_length(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, l->len);
}

/* The options of a message that are shown with -v. */
static enum sn_then put_options(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_OPT);

    if (!t->o->verbose || !q)
        return SN_TEXT_INNER;
    return sn_nd_text(t, q, sn_recs(t, l) + l->n);
}

/* "unreachable port, 2001:db8::2 udp port 53" */
static enum sn_then put_port(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *port = sn_rec_find(t, l, ICMP6_IN_PORT);
    bool udp;

    if (!port)
        return SN_TEXT_CUT_SHORT;
    udp = port[1].u == 17;
    sn_put_lit(t->b, ", ");
    sn_text_host6(t, sn_rec_find(t, l, ICMP6_IN_DST)->p);
    sn_put_s(t->b, udp ? " udp port " : " tcp port ");
    sn_text_port(t, (uint16_t)port->u, udp);
    return SN_TEXT_INNER;
}

static enum sn_then unreach(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    static const char *const says[] = {"unreachable route", " unreachable prohibited",
                                       "beyond scope", "unreachable address", "unreachable port"};
    const struct sn_rec *src = sn_rec_find(t, l, ICMP6_IN_SRC);
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP6_IN_DST), *q;

    sn_put_lit(t->b, ", ");
    if (code > 4) {
        sn_put_f(t->b, "unknown unreach code (%u)", (unsigned)code);
        q = sn_rec_find(t, l, ICMP6_DATA);
        if (t->o->verbose < 2 && q)
            sn_hex(t->b, q->p, q->n);
        return SN_TEXT_DONE;
    }
    sn_put_s(t->b, says[code]);
    if (code == 4)
        return put_port(t, l);
    if (!dst)
        return SN_TEXT_CUT;
    sn_put_c(t->b, ' ');
    sn_text_host6(t, dst->p);
    if (code == 2) {
        sn_put_lit(t->b, ", source address ");
        sn_text_host6(t, src->p);
    }
    return SN_TEXT_INNER;
}

static enum sn_then time_exceeded(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP6_IN_DST);

    if (code == 0) {
        if (!dst)
            return SN_TEXT_CUT;
        sn_put_lit(t->b, " for ");
        sn_text_host6(t, dst->p);
    } else if (code == 1) {
        sn_put_lit(t->b, " (reassembly)");
    } else {
        sn_put_f(t->b, ", unknown code (%u)", (unsigned)code);
    }
    return SN_TEXT_INNER;
}

static enum sn_then param_problem(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    static const char *const says[] = {"erroneous", "next header", "option",
                                       "incomplete header chain"};
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP6_IN_DST);

    if (!dst)
        return SN_TEXT_CUT_SHORT;
    if (code < 4)
        sn_put_f(t->b, ", %s - octet %u", says[code],
                 (unsigned)sn_rec_find(t, l, ICMP6_POINTER)->u);
    else
        sn_put_f(t->b, ", code-#%u", (unsigned)code);
    return SN_TEXT_INNER;
}

static enum sn_then router_advert(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_RA_HOPS);

    if (!t->o->verbose)
        return SN_TEXT_INNER;
    if (!q || !sn_rec_find(t, l, ICMP6_RA_RETRANS))
        return SN_TEXT_CUT;
    sn_put_f(t->b, "\n\thop limit %u, Flags [", (unsigned)q[0].u);
    sn_text_bits(t, ra_flags, (uint32_t)q[1].u, ", ", "none");
    sn_put_f(t->b, "], pref %s, router lifetime %us, reachable time %ums, retrans timer %ums",
             sn_nd_prefs[q[1].u >> 3 & 3], (unsigned)q[2].u, (unsigned)q[3].u, (unsigned)q[4].u);
    return put_options(t, l);
}

static enum sn_then neighbor(struct sn_text *t, const struct sn_layer *l, uint64_t type)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_TARGET);

    if (!q)
        return SN_TEXT_CUT;
    sn_put_s(t->b, type == ICMP6_NS ? ", who has " : ", tgt is ");
    sn_text_host6(t, q->p);
    if (type == ICMP6_NA && t->o->verbose) {
        sn_put_lit(t->b, ", Flags [");
        sn_text_bits(t, na_flags, (uint32_t)sn_rec_find(t, l, ICMP6_NA_FLAGS)->u, ", ", "none");
        sn_put_c(t->b, ']');
    }
    return put_options(t, l);
}

static enum sn_then redirect(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *target = sn_rec_find(t, l, ICMP6_REDIR_TARGET);
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP6_REDIR_DST);

    if (!dst)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, ", ");
    sn_text_host6(t, dst->p);
    sn_put_lit(t->b, " to ");
    sn_text_host6(t, target->p);
    return put_options(t, l);
}

static enum sn_then home_agents(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_HA_ID), *end = sn_recs(t, l) + l->n;
    uint32_t at;

    if (!t->o->verbose)
        return SN_TEXT_INNER;
    if (!q)
        return SN_TEXT_CUT;
    sn_put_f(t->b, ", id 0x%04x", (unsigned)q->u);
    for (q++, at = 8; q < end; q++, at += 16) {
        sn_put_lit(t->b, ", ");
        sn_text_host6(t, q->p);
    }
    return at < l->len ? SN_TEXT_CUT : SN_TEXT_INNER;
}

static enum sn_then prefix_advert(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_HA_ID);

    if (!t->o->verbose)
        return SN_TEXT_INNER;
    if (!q)
        return SN_TEXT_CUT;
    sn_put_f(t->b, ", id 0x%04x", (unsigned)q->u);
    q = sn_rec_find(t, l, ICMP6_HA_FLAGS);
    if (!q)
        return SN_TEXT_CUT;
    if (q->u & 0xc000)
        sn_put_f(t->b, " %s%s", q->u & 0x8000 ? "M" : "", q->u & 0x4000 ? "O" : "");
    return put_options(t, l);
}

/* What a type says of a number or two. */
static enum sn_then put_numbers(struct sn_text *t, const struct sn_layer *l, uint64_t type)
{
    const struct sn_rec *q;

    switch (type) {
    case ICMP6_TOO_BIG:
        q = sn_rec_find(t, l, ICMP6_MTU);
        if (!q)
            return SN_TEXT_CUT;
        sn_put_f(t->b, ", mtu %u", (unsigned)q->u);
        return SN_TEXT_INNER;
    case ICMP6_ECHO_REQUEST:
    case ICMP6_ECHO_REPLY:
        q = sn_rec_find(t, l, ICMP6_IDENT);
        if (!q || !sn_rec_find(t, l, ICMP6_SEQ))
            return SN_TEXT_CUT;
        sn_put_lit(t->b, ", id ");
        sn_put_u32(t->b, (uint32_t)q[0].u);
        sn_put_lit(t->b, ", seq ");
        sn_put_u32(t->b, (uint32_t)q[1].u);
        return SN_TEXT_INNER;
    default:
        q = sn_rec_find(t, l, ICMP6_HA_ID);
        if (!q)
            return SN_TEXT_CUT;
        sn_put_f(t->b, ", id 0x%04x", (unsigned)q->u);
        return SN_TEXT_INNER;
    }
}

static enum sn_then unknown(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP6_DATA);

    put_length(t, l);
    if (t->o->verbose < 2 && q)
        sn_hex(t->b, q->p, q->n);
    return SN_TEXT_DONE;
}

/* What stands behind the type. SN_TEXT_INNER: and the length comes last. */
static enum sn_then put_message(struct sn_text *t, const struct sn_layer *l, uint64_t type,
                                uint64_t code)
{
    switch (type) {
    case ICMP6_UNREACH:
        return unreach(t, l, code);
    case ICMP6_TIME:
        return time_exceeded(t, l, code);
    case ICMP6_PARAM:
        return param_problem(t, l, code);
    case ICMP6_TOO_BIG:
    case ICMP6_ECHO_REQUEST:
    case ICMP6_ECHO_REPLY:
    case ICMP6_HA_REQUEST:
    case ICMP6_MP_SOLICIT:
        return put_numbers(t, l, type);
    case ICMP6_MLD_QUERY:
    case ICMP6_MLD_REPORT:
    case ICMP6_MLD_DONE:
    case ICMP6_MLD2_REPORT:
        sn_mld_text(t, l);
        return SN_TEXT_INNER;
    case ICMP6_RS:
        return put_options(t, l);
    case ICMP6_RA:
        return router_advert(t, l);
    case ICMP6_NS:
    case ICMP6_NA:
        return neighbor(t, l, type);
    case ICMP6_REDIRECT:
        return redirect(t, l);
    case ICMP6_INV_NS:
    case ICMP6_INV_NA:
        return SN_TEXT_INNER;
    case ICMP6_HA_REPLY:
        return home_agents(t, l);
    case ICMP6_MP_ADVERT:
        return prefix_advert(t, l);
    case ICMP6_NI_QUERY:
    case ICMP6_NI_REPLY:
        return sn_ni_text(t, l, type, code);
    case ICMP6_RENUM:
        return sn_rr_text(t, l, code);
    case ICMP6_RPL:
        return sn_rpl_text(t, l, code);
    default:
        return unknown(t, l);
    }
}

enum sn_then sn_icmp6_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    const char *name;
    enum sn_then said;
    uint64_t type;

    if (l->len == 0) {
        sn_put_lit(t->b, "ICMP6, length 0 (invalid)");
        return SN_TEXT_DONE;
    }
    /* With -v a checksum is looked for in a message that is there, however short. */
    if (l->caplen == 0 || (t->o->verbose && l->caplen == l->len && l->len < 4 && !l->frag))
        return SN_TEXT_CUT;
    type = q[ICMP6_TYPE].u;
    if (t->o->verbose && l->caplen >= 4 && q[ICMP6_SUM].flags & SN_REC_CHECKED) {
        if (q[ICMP6_SUM].flags & SN_REC_BAD)
            sn_put_f(t->b, "[bad icmp6 cksum 0x%04x -> 0x%04x!] ", (unsigned)q[ICMP6_SUM].u,
                     sn_sum_should((uint16_t)q[ICMP6_SUM].u, (uint16_t)q[ICMP6_SUM].n));
        else
            sn_put_lit(t->b, "[icmp6 sum ok] ");
    }
    name = sn_val_name(sn_icmp6_types, (uint32_t)type);
    if (name)
        sn_put_f(t->b, "ICMP6, %s", name);
    else
        sn_put_f(t->b, "ICMP6, unknown icmp6 type (%u)", (unsigned)type);
    if (t->o->verbose && length_first(type))
        put_length(t, l);
    if (l->caplen < 2)
        return SN_TEXT_CUT;
    said = put_message(t, l, type, q[ICMP6_CODE].u);
    if (said == SN_TEXT_INNER && !t->o->verbose)
        put_length(t, l);
    return said == SN_TEXT_INNER ? SN_TEXT_DONE : said;
}
