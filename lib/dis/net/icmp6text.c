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
static void put_options(struct sn_text *t, const struct sn_view *v)
{
    if (t->o->verbose)
        sn_nd_text(t, v);
}

/* A message that isn't understood. */
static void put_data(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, ICMP6_WHOLE);

    if (t->o->verbose < 2 && q)
        sn_hex(t->b, q->p, q->n);
}

static void unreach(struct sn_text *t, const struct sn_view *v, uint64_t code)
{
    static const char *const formats[] = {
        ", unreachable route",   ",  unreachable prohibited", ", beyond scope",
        ", unreachable address", ", unreachable port",
    };

    if (code > 4) {
        sn_say(t, v, ", unknown unreach code ({})", ICMP6_CODE);
        put_data(t, v);
        return;
    }
    sn_put_s(t->b, formats[code]);
    if (code != 4) {
        sn_say(t, v, " {}", ICMP6_IN_DST);
        if (code == 2)
            sn_say(t, v, ", source address {}", ICMP6_IN_SRC);
    } else if (sn_need_short(t, v, ICMP6_IN_PORT)) {
        bool udp = sn_opt(v, ICMP6_IN_PROTO) == 17;

        sn_say(t, v, udp ? ", {} udp port " : ", {} tcp port ", ICMP6_IN_DST);
        sn_text_port(t, (uint16_t)sn_opt(v, ICMP6_IN_PORT), udp);
    }
}

static void param_problem(struct sn_text *t, const struct sn_view *v, uint64_t code)
{
    static const char *const formats[] = {", erroneous - octet {}", ", next header - octet {}",
                                          ", option - octet {}",
                                          ", incomplete header chain - octet {}"};

    if (!sn_need_short(t, v, ICMP6_IN_DST))
        return;
    if (code < 4)
        sn_say(t, v, formats[code], ICMP6_POINTER);
    else
        sn_say(t, v, ", code-#{}", ICMP6_CODE);
}

static void router_advert(struct sn_text *t, const struct sn_view *v)
{
    uint32_t flags;

    if (!t->o->verbose || !sn_need(t, v, ICMP6_RA_RETRANS))
        return;
    flags = (uint32_t)sn_opt(v, ICMP6_RA_FLAGS);
    sn_say(t, v, "\n\thop limit {}, Flags [", ICMP6_RA_HOPS);
    sn_text_bits(t, ra_flags, flags, ", ", "none");
    sn_put_f(t->b, "], pref %s", sn_nd_prefs[flags >> 3 & 3]);
    sn_say(t, v, ", router lifetime {}s, reachable time {}ms, retrans timer {}ms",
           ICMP6_RA_LIFETIME, ICMP6_RA_REACHABLE, ICMP6_RA_RETRANS);
    put_options(t, v);
}

static void neighbor(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    if (type == ICMP6_NS)
        sn_say(t, v, ", who has {}", ICMP6_TARGET);
    else
        sn_say(t, v, ", tgt is {}", ICMP6_NA_TARGET);
    if (type == ICMP6_NA && t->o->verbose) {
        sn_put_lit(t->b, ", Flags [");
        sn_text_bits(t, na_flags, (uint32_t)sn_opt(v, ICMP6_NA_FLAGS), ", ", "none");
        sn_put_c(t->b, ']');
    }
    put_options(t, v);
}

static void home_agents(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view addr = {0};
    uint32_t at = 8;

    sn_say(t, v, ", id {}", ICMP6_HA_ID);
    for (; sn_each(v, ICMP6_HA_ADDR, &addr); at += 16)
        sn_say(t, &addr, ", {}", ICMP6_HA_ADDR);
    if (at < l->len)
        sn_cut(t);
}

static void prefix_advert(struct sn_text *t, const struct sn_view *v)
{
    uint64_t flags;

    sn_say(t, v, ", id {}", ICMP6_HA_ID);
    flags = sn_num(t, v, ICMP6_HA_FLAGS);
    if (flags & 0xc000)
        sn_put_f(t->b, " %s%s", flags & 0x8000 ? "M" : "", flags & 0x4000 ? "O" : "");
    put_options(t, v);
}

/* Messages that came with other documents than ICMPv6 itself. False: the type is unknown. */
static bool put_other(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                      uint64_t type)
{
    switch (type) {
    case ICMP6_MLD_QUERY:
    case ICMP6_MLD_REPORT:
    case ICMP6_MLD_DONE:
    case ICMP6_MLD2_REPORT:
        sn_mld_text(t, l);
        return true;
    case ICMP6_INV_NS:
    case ICMP6_INV_NA:
        return true;
    case ICMP6_HA_REQUEST:
    case ICMP6_MP_SOLICIT:
        sn_say(t, v, ", id {}", ICMP6_HA_ID);
        return true;
    case ICMP6_HA_REPLY:
        if (t->o->verbose)
            home_agents(t, l, v);
        return true;
    case ICMP6_MP_ADVERT:
        if (t->o->verbose)
            prefix_advert(t, v);
        return true;
    case ICMP6_NI_QUERY:
    case ICMP6_NI_REPLY:
        sn_ni_text(t, l);
        return true;
    case ICMP6_RENUM:
        sn_rr_text(t, l);
        return true;
    case ICMP6_RPL:
        sn_rpl_text(t, l);
        return true;
    default:
        return false;
    }
}

/* What stands behind the type. False: the type is unknown. */
static bool put_message(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                        uint64_t type)
{
    uint64_t code = sn_num(t, v, ICMP6_CODE);

    switch (type) {
    case ICMP6_UNREACH:
        unreach(t, v, code);
        return true;
    case ICMP6_TIME:
        if (code == 0)
            sn_say(t, v, " for {}", ICMP6_IN_DST);
        else if (code == 1)
            sn_put_lit(t->b, " (reassembly)");
        else
            sn_say(t, v, ", unknown code ({})", ICMP6_CODE);
        return true;
    case ICMP6_PARAM:
        param_problem(t, v, code);
        return true;
    case ICMP6_TOO_BIG:
        sn_say(t, v, ", mtu {}", ICMP6_MTU);
        return true;
    case ICMP6_ECHO_REQUEST:
    case ICMP6_ECHO_REPLY:
        sn_say(t, v, ", id {d}, seq {}", ICMP6_IDENT, ICMP6_SEQ);
        return true;
    case ICMP6_RS:
        put_options(t, v);
        return true;
    case ICMP6_RA:
        router_advert(t, v);
        return true;
    case ICMP6_NS:
    case ICMP6_NA:
        neighbor(t, v, type);
        return true;
    case ICMP6_REDIRECT:
        sn_say(t, v, ", {} to {}", ICMP6_REDIR_DST, ICMP6_REDIR_TARGET);
        put_options(t, v);
        return true;
    default:
        return put_other(t, l, v, type);
    }
}

enum sn_then sn_icmp6_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *sum = sn_find(&v, ICMP6_SUM);
    uint64_t type;

    if (l->len == 0) {
        sn_put_lit(t->b, "ICMP6, length 0 (invalid)");
        return SN_TEXT_DONE;
    }
    /* With -v a checksum is looked for in a message that is there, however short. */
    if (t->o->verbose && l->caplen == l->len && l->len < 4 && !l->frag)
        sn_cut(t);
    type = sn_num(t, &v, ICMP6_TYPE);
    if (t->o->verbose && sum && sum->flags & SN_REC_BAD)
        sn_say(t, &v, "[bad icmp6 cksum {} -> {}!] ", ICMP6_SUM, ICMP6_SUM_RIGHT);
    else if (t->o->verbose && sum && sum->flags & SN_REC_CHECKED)
        sn_put_lit(t->b, "[icmp6 sum ok] ");
    sn_say(t, &v, "ICMP6, {s:unknown icmp6 type (%u)}", ICMP6_TYPE);
    if (t->o->verbose && length_first(type))
        put_length(t, l);
    if (!put_message(t, l, &v, type)) {
        put_length(t, l);
        put_data(t, &v);
    } else if (!t->o->verbose && !(type == ICMP6_UNREACH && sn_opt(&v, ICMP6_CODE) > 4)) {
        put_length(t, l);
    }
    return SN_TEXT_DONE;
}
