/* PGM (RFC 3208). */
#include "dis/net/ip.h"

enum { PROTO = 113, HDR = 16, OPT_MIN = 4, END = 0x80, PRESENT = 1, AFI_IPV4 = 1, AFI_IPV6 = 2 };
enum { SPM, POLL, POLR, ODATA = 4, RDATA, NAK = 8, NNAK, NCF, ACK, SPMR };
enum { LENGTH, FRAGMENT, NAK_LIST, JOIN, BO_IVL, BO_RNG, REDIRECT = 7, PATH_NLA = 12, CC = 18 };
enum { CR = 16, CC_FEEDBACK = 19 };

static const struct sn_val types[] = {
    {SPM, "SPM"},     {POLL, "POLL"}, {POLR, "POLR"}, {ODATA, "ODATA"},
    {RDATA, "RDATA"}, {NAK, "NAK"},   {NNAK, "NNAK"}, {NCF, "NCF"},
    {ACK, "ACK"},     {SPMR, "SPMR"}, {0, NULL},
};

#define PGM(F)                                                                                     \
    F(SPORT, "pgm.hdr.sport", U16, "Source Port")                                                  \
    F(DPORT, "pgm.hdr.dport", U16, "Destination Port")                                             \
    F(TYPE, "pgm.hdr.type", U8, "Type", .base = SN_HEX, .vals = types)                             \
    F(OPTS, "pgm.hdr.opts", P8, "Options", .base = SN_HEX)                                         \
    F(OPTS_OPT, "pgm.hdr.opts.opt", BIT8, "Options", .mask = 1)                                    \
    F(OPTS_NET, "pgm.hdr.opts.netsig", BIT8, "Network Significant Options", .mask = 2)             \
    F(OPTS_VAR, "pgm.hdr.opts.varlen", BIT8, "Variable length Parity Packet Option", .mask = 0x40) \
    F(OPTS_PARITY, "pgm.hdr.opts.parity", BIT8, "Parity", .mask = 0x80, .step = 1)                 \
    F(SUM, "pgm.hdr.cksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(GSI, "pgm.hdr.gsi", BYTES, "Global Source Identifier", .width = 6, .step = 6)                \
    F(LEN, "pgm.hdr.tsdulen", U16, "Transport Service Data Unit Length")                           \
    F(SPM_SEQ, "pgm.spm.sqn", U32, "Sequence number", .base = SN_HEX)                              \
    F(SPM_TRAIL, "pgm.spm.trail", U32, "Trailing Edge Sequence Number", .base = SN_HEX)            \
    F(SPM_LEAD, "pgm.spm.lead", U32, "Leading Edge Sequence Number", .base = SN_HEX)               \
    F(SPM_AFI, "pgm.spm.pathafi", U16, "Path NLA AFI")                                             \
    F(SPM_RES, "pgm.spm.res", U16, "Reserved", .base = SN_HEX)                                     \
    F(SPM_IPV4, "pgm.spm.path.ipv4", IPV4, "Path NLA")                                             \
    F(SPM_IPV6, "pgm.spm.path.ipv6", IPV6, "Path NLA")                                             \
    F(POLL_SEQ, "pgm.poll.sqn", U32, "Sequence Number", .base = SN_HEX)                            \
    F(POLL_ROUND, "pgm.poll.round", U16, "Round")                                                  \
    F(POLL_AFI, "pgm.poll.pathafi", U16, "Path NLA AFI")                                           \
    F(POLL_RES, "pgm.poll.res", U16, "Reserved", .base = SN_HEX)                                   \
    F(POLL_IPV4, "pgm.poll.path.ipv4", IPV4, "Path NLA")                                           \
    F(POLL_IPV6, "pgm.poll.path.ipv6", IPV6, "Path NLA")                                           \
    F(POLL_IVL, "pgm.poll.backoff_ivl", U32, "Back-off Interval")                                  \
    F(POLL_RND, "pgm.poll.rand_str", U32, "Random String", .base = SN_HEX)                         \
    F(POLL_MASK, "pgm.poll.matching_bmask", U32, "Matching Bitmask", .base = SN_HEX)               \
    F(POLR_SEQ, "pgm.polr.sqn", U32, "Sequence Number", .base = SN_HEX)                            \
    F(POLR_ROUND, "pgm.polr.round", U16, "Round")                                                  \
    F(POLR_RES, "pgm.polr.res", U16, "Reserved", .base = SN_HEX)                                   \
    F(DATA_SEQ, "pgm.spm.sqn", U32, "Data Packet Sequence Number", .base = SN_HEX)                 \
    F(DATA_TRAIL, "pgm.spm.trail", U32, "Trailing Edge Sequence Number", .base = SN_HEX)           \
    F(NAK_SEQ, "pgm.nak.sqn", U32, "Requested Sequence Number", .base = SN_HEX)                    \
    F(NAK_AFI, "pgm.nak.srcafi", U16, "Source NLA AFI")                                            \
    F(NAK_RES, "pgm.nak.srcres", U16, "Reserved", .base = SN_HEX)                                  \
    F(NAK_IPV4, "pgm.nak.src.ipv4", IPV4, "Source NLA")                                            \
    F(NAK_IPV6, "pgm.nak.src.ipv6", IPV6, "Source NLA")                                            \
    F(GRP_AFI, "pgm.nak.grpafi", U16, "Multicast Group AFI")                                       \
    F(GRP_RES, "pgm.nak.grpres", U16, "Reserved", .base = SN_HEX)                                  \
    F(GRP_IPV4, "pgm.nak.grp.ipv4", IPV4, "Multicast Group NLA")                                   \
    F(GRP_IPV6, "pgm.nak.grp.ipv6", IPV6, "Multicast Group NLA")                                   \
    F(ACK_SEQ, "pgm.ack.maxsqn", U32, "Maximum Received Sequence Number", .base = SN_HEX)          \
    F(ACK_BITMAP, "pgm.ack.bitmap", U32, "Packet Bitmap", .base = SN_HEX)                          \
    F(OPTS_TYPE, "pgm.opts.type", UINT, "Type", .base = SN_HEX)                                    \
    F(OPTS_LEN, "pgm.opts.len", UINT, "Length")                                                    \
    F(TOTAL, "pgm.opts.tlen", U16, "Total Length")                                                 \
    F(OPT, "sn.pgm.option", GROUPS, "Option")                                                      \
    F(O_TYPE, "pgm.genopts.type", P8, "Type", .mask = 0x7f, .base = SN_HEX)                        \
    F(O_END, "pgm.genopts.end", BIT8, "Option end", .mask = 0x80, .step = 1)                       \
    F(O_LEN, "pgm.genopts.len", U8, "Length")                                                      \
    F(O_FLAGS, "sn.pgm.option.flags", U16, "Flags", .base = SN_HEX)                                \
    F(O_NUMBER, "sn.pgm.option.number", U32S, "Number")                                            \
    F(O_AFI, "sn.pgm.option.afi", U16, "AFI")                                                      \
    F(O_RES, "sn.pgm.option.reserved", U16, "Reserved")                                            \
    F(O_IPV4, "sn.pgm.option.ipv4", IPV4, "Address")                                               \
    F(O_IPV6, "sn.pgm.option.ipv6", IPV6, "Address")                                               \
    F(O_VALUE, "sn.pgm.option.value", BYTES, "Value")
SN_FIELDS(pgm, PGM)

/* The options of a fixed size (0: at least four bytes), and what is said of their numbers. */
static const struct opt {
    uint8_t type, size, numbers;
    const char *name, *fmt;
} opts[] = {
    {FRAGMENT, 16, 3, "OPT_FRAGMENT", " FRAG seq %u off %u len %u"},
    {JOIN, 8, 1, "OPT_JOIN", " JOIN %u"},
    {BO_IVL, 12, 2, "OPT_NAK_BO_IVL", " BACKOFF ivl %u ivlseq %u"},
    {BO_RNG, 12, 2, "OPT_NAK_BO_RNG", " BACKOFF max %u min %u"},
    {8, 8, 1, "OPT_PARITY_PRM", " PARITY MAXTGS %u"},
    {9, 8, 1, "OPT_PARITY_GRP", " PARITY GROUP %u"},
    {10, 8, 1, "OPT_CURR_TGSIZE", " PARITY ATGS %u"},
    {11, 4, 0, "OPT_NBR_UNREACH", " NBR_UNREACH"},
    {13, 4, 0, "OPT_SYN", " SYN"},
    {14, 4, 0, "OPT_FIN", " FIN"},
    {15, 4, 0, "OPT_RST", " RST"},
    {CR, 0, 0, "OPT_CR", " CR"},
    {17, 4, 0, "OPT_CRQST", " CRQST"},
};

/* An address of which an AFI, the field in front of a reserved one, says the kind. */
static bool address(struct sn_dis *d, struct sn_rd *r, unsigned afi)
{
    uint64_t kind;

    if (!sn_header(d, r, afi, afi + 1))
        return false;
    kind = sn_u(d, afi);
    return (kind == AFI_IPV4 || kind == AFI_IPV6) &&
           sn_get(d, r, afi + (kind == AFI_IPV4 ? 2 : 3), NULL);
}

/* What is inside an option, behind type, length and two bytes. */
static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    if (type == CC || type == CC_FEEDBACK)
        (void)sn_get(d, r, O_NUMBER, NULL);
    if (type == REDIRECT || type == CC || type == CC_FEEDBACK) {
        (void)address(d, r, O_AFI);
        return;
    }
    while (type >= FRAGMENT && type <= 10 && type != REDIRECT && sn_rd_left(r) >= 4 &&
           sn_get(d, r, O_NUMBER, NULL))
        ;
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, O_VALUE, sn_rd_left(r));
}

/* tcpdump goes on two bytes too far behind an option that it doesn't look into, and behind CR. */
static bool overran(uint64_t type)
{
    if (type == LENGTH || type == NAK_LIST || type == REDIRECT || type == CC || type == CC_FEEDBACK)
        return false;
    for (unsigned i = 0; i < sizeof opts / sizeof *opts; i++) {
        if (opts[i].type == type)
            return type == CR;
    }
    return true;
}

/* The head of the first option, read last, has fields of its own. */
static void first_option(struct sn_dis *d)
{
    const struct sn_rec *type = sn_rec_of(d, O_TYPE), *len = sn_rec_of(d, O_LEN);
    size_t off = type->off;
    uint64_t t = type->u | (sn_u(d, O_END) ? END : 0), n = len->u;

    if (!(d->want & SN_WANT_FIELDS))
        return;
    sn_text_only(d, (uint32_t)(type - d->rec));
    sn_rec_uint(d, OPTS_TYPE, off, 1, t);
    sn_rec_uint(d, OPTS_LEN, off + 1, 1, n);
}

static void options(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, left = UINT32_MAX;
    bool more = true;

    while (more && left >= OPT_MIN) {
        struct sn_rec *g = sn_group(d, r, OPT, 0);
        struct sn_rd v;

        more = sn_header(d, r, O_TYPE, O_LEN);
        n = (uint32_t)sn_u(d, O_LEN);
        if (more && left == UINT32_MAX) {
            first_option(d);
            more = sn_get(d, r, TOTAL, &left) && sn_u(d, O_TYPE) == LENGTH && n == OPT_MIN;
            left = left < n ? 0 : left - n;
        } else if (more) {
            more = n >= OPT_MIN && n <= left && sn_rd_sub(r, n - 2, &v) &&
                   sn_get(d, &v, O_FLAGS, NULL);
            if (more)
                value(d, &v, (uint32_t)sn_u(d, O_TYPE));
            if (more && !(d->want & SN_WANT_FIELDS) && overran(sn_u(d, O_TYPE)))
                more = sn_rd_skip(r, 2);
            n -= more && sn_u(d, O_TYPE) == NAK_LIST ? OPT_MIN : 0; /* tcpdump forgets the head */
            left -= n < left ? n : left;
            more = more && !sn_u(d, O_END);
        }
        sn_group_end(d, r, g);
    }
}

static bool body(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    switch (type) {
    case SPM:
        return sn_header(d, r, SPM_SEQ, SPM_LEAD) && address(d, r, SPM_AFI);
    case POLL:
        return sn_header(d, r, POLL_SEQ, POLL_ROUND) && sn_rd_skip(r, 2) &&
               address(d, r, POLL_AFI) && sn_header(d, r, POLL_IVL, POLL_MASK);
    case POLR:
        return sn_header(d, r, POLR_SEQ, POLR_RES);
    case ODATA:
    case RDATA:
        return sn_header(d, r, DATA_SEQ, DATA_TRAIL);
    case NAK:
    case NNAK:
    case NCF:
        return sn_get(d, r, NAK_SEQ, NULL) && address(d, r, NAK_AFI) && address(d, r, GRP_AFI);
    case ACK:
        return sn_header(d, r, ACK_SEQ, ACK_BITMAP);
    default:
        return true;
    }
}

static void pgm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t type;
    uint32_t first;

    (void)len;
    if (!sn_header(d, r, SPORT, LEN))
        return;
    sn_ends_ports(d, PROTO, (uint16_t)sn_u(d, SPORT), (uint16_t)sn_u(d, DPORT));
    type = sn_u(d, TYPE);
    first = d->nrec;
    if (!body(d, r, type) || !(sn_u(d, OPTS) & PRESENT))
        return;
    if (type != SPMR && sn_val_name(types, (uint32_t)type)) {
        options(d, r);
    } else {
        /* tcpdump looks for those of a type it doesn't know where the header begins. */
        options(d, &all);
        sn_text_only(d, first);
    }
}

/* The same, and the data is ZeroMQ's. */
static void pgm_zmtp1_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type;

    pgm_dissect(d, r, len);
    type = sn_u(d, TYPE);
    if (!r->stop && (type == ODATA || type == RDATA))
        sn_next_proto(d, &sn_proto_zmtp1_datagram, r, (uint32_t)sn_u(d, LEN));
}

/* ---- text ---- */

/* The field of the address whose kind the field afi says. */
static uint16_t nla_of(const struct sn_view *v, unsigned afi)
{
    return (uint16_t)(afi + (sn_opt(v, afi) == AFI_IPV4 ? 2 : 3));
}

static void body_text(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    switch (type) {
    case SPM:
        if (sn_need(t, v, SPM_RES) && sn_need(t, v, nla_of(v, SPM_AFI)))
            sn_say(t, v, "SPM seq {d} trail {d} lead {d} nla {}", SPM_SEQ, SPM_TRAIL, SPM_LEAD,
                   nla_of(v, SPM_AFI));
        break;
    case POLL:
        if (sn_need(t, v, POLL_RES) && sn_need(t, v, nla_of(v, POLL_AFI)) &&
            sn_need(t, v, POLL_MASK))
            sn_say(t, v, "POLL seq {d} round {} nla {} ivl {} rnd 0x{08x} mask 0x{08x}", POLL_SEQ,
                   POLL_ROUND, nla_of(v, POLL_AFI), POLL_IVL, POLL_RND, POLL_MASK);
        break;
    case POLR:
        if (sn_need(t, v, POLR_RES))
            sn_say(t, v, "POLR seq {d} round {}", POLR_SEQ, POLR_ROUND);
        break;
    case ODATA:
    case RDATA:
        if (sn_need(t, v, DATA_TRAIL))
            sn_say(t, v, "{s} trail {d} seq {d}", TYPE, DATA_TRAIL, DATA_SEQ);
        break;
    case NAK:
    case NNAK:
    case NCF:
        /* tcpdump takes the source's address for the kind of the group's, and gives up. */
        sn_cut_short(t);
        break;
    case ACK:
        if (sn_need(t, v, ACK_BITMAP))
            sn_say(t, v, "ACK seq {d}", ACK_SEQ);
        break;
    default:
        sn_say(t, v, "{s:UNKNOWN type 0x%02x}", TYPE);
        break;
    }
}

/* The numbers of an option as fmt says; at most three. */
static void numbers_text(struct sn_text *t, const struct sn_view *o, const struct opt *k)
{
    struct sn_view part = {0};
    unsigned u[3] = {0};

    for (unsigned i = 0; i < k->numbers; i++) {
        if (!sn_each(o, O_NUMBER, &part)) {
            sn_cut(t);
            return;
        }
        u[i] = (unsigned)part.rec->u;
    }
    sn_put_f(t->b, k->fmt, u[0], u[1], u[2]);
}

/* An option whose length is impossible; false: it isn't. */
static bool wrong_size(struct sn_text *t, const char *name, uint64_t len, unsigned size, bool least)
{
    if (least ? len >= size : len == size)
        return false;
    sn_put_f(t->b, "[Bad %s option, length %u %s %u]", name, (unsigned)len,
             least ? "<" : "!=", size);
    return true;
}

/* Options that hold an address; false: the line ends. */
static bool address_text(struct sn_text *t, const struct sn_view *o, uint64_t type, uint64_t len)
{
    bool redirect = type == REDIRECT;
    unsigned least = redirect ? 8 : 12;
    const char *name = redirect     ? "OPT_REDIRECT"
                       : type == CC ? "OPT_PGMCC_DATA"
                                    : "PGM_OPT_PGMCC_FEEDBACK";
    uint64_t afi;

    if (wrong_size(t, name, len, least, true))
        return false;
    afi = sn_num(t, o, O_AFI);
    if ((afi == AFI_IPV4 || afi == AFI_IPV6) && len != least + (afi == AFI_IPV4 ? 4 : 16)) {
        sn_put_f(t->b, "[Bad %s option, length %u != %u + address size]",
                 type == CC_FEEDBACK ? "OPT_PGMCC_FEEDBACK" : name, (unsigned)len, least);
        return false;
    }
    if (!sn_need(t, o, nla_of(o, O_AFI)))
        return false;
    if (!redirect)
        sn_say(t, o, type == CC ? " PGMCC DATA {}" : " PGMCC FEEDBACK {}", O_NUMBER);
    sn_say(t, o, redirect ? " REDIRECT {}" : " {}", nla_of(o, O_AFI));
    return !sn_is_cut(t);
}

/* One option; false: the line ends. */
static bool option_text(struct sn_text *t, const struct sn_view *o)
{
    uint64_t type = sn_opt(o, O_TYPE), len = sn_opt(o, O_LEN);
    struct sn_view number = {0};

    if (o->rec->len < len) {
        sn_cut_short(t);
        return false;
    }
    if (type == REDIRECT || type == CC || type == CC_FEEDBACK)
        return address_text(t, o, type, len);
    for (unsigned i = 0; i < sizeof opts / sizeof *opts; i++) {
        if (opts[i].type != type)
            continue;
        if (opts[i].size && wrong_size(t, opts[i].name, len, opts[i].size, false))
            return false;
        numbers_text(t, o, &opts[i]);
        return !sn_is_cut(t);
    }
    if (type == NAK_LIST) {
        sn_put_lit(t->b, " NAK LIST");
        for (uint64_t n = (len - OPT_MIN) / 4; n && sn_say_each(t, o, &number, " {}", O_NUMBER);
             n--)
            ;
        if (len % 4 && !sn_is_cut(t)) {
            sn_put_lit(t->b, "[Option length not a multiple of 4]");
            return false;
        }
    } else if (type == PATH_NLA) {
        sn_say(t, o, " PATH_NLA [{}]", O_LEN);
    } else if (type == LENGTH) {
        if (wrong_size(t, "OPT_LENGTH", len, OPT_MIN, false))
            return false;
        sn_say(t, o, " OPTS LEN (extra?) {d}", O_FLAGS);
    } else {
        sn_put_f(t->b, " OPT_%02X [%u] ", (unsigned)(type | (sn_opt(o, O_END) ? END : 0)),
                 (unsigned)len);
    }
    return !sn_is_cut(t);
}

/* The options; false: the line ends. */
static bool options_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view o = {0};
    uint32_t left, n;

    (void)sn_each(v, OPT, &o);
    if (!sn_need_short(t, &o, TOTAL))
        return false;
    if (sn_opt(&o, O_TYPE) != LENGTH) {
        sn_say(t, &o, "[First option bad, should be PGM_OPT_LENGTH, is {d}]", O_TYPE);
        return false;
    }
    if (wrong_size(t, "OPT_LENGTH", sn_opt(&o, O_LEN), OPT_MIN, false))
        return false;
    left = (uint32_t)sn_opt(&o, TOTAL);
    if (left < OPT_MIN) {
        sn_say(t, &o, "[Bad total option length {} < 4]", TOTAL);
        return false;
    }
    sn_say(t, &o, " OPTS LEN {}", TOTAL);
    for (left -= OPT_MIN; left; left -= n) {
        if (left < OPT_MIN) {
            sn_put_lit(t->b, "[Total option length leaves no room for final option]");
            return false;
        }
        (void)sn_each(v, OPT, &o);
        if (!sn_need(t, &o, O_LEN))
            return false;
        n = (uint32_t)sn_opt(&o, O_LEN);
        if (n < OPT_MIN) {
            sn_say(t, &o, "[Bad option, length {} < 4]", O_LEN);
            return true;
        }
        if (n > left) {
            sn_put_lit(t->b, "[Total option length leaves no room for final option]");
            return false;
        }
        if (!option_text(t, &o))
            return false;
        if (sn_opt(&o, O_END))
            return true;
        if (sn_opt(&o, O_TYPE) == NAK_LIST)
            n -= OPT_MIN;
    }
    return true;
}

static enum sn_then pgm_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *gsi = sn_find(&v, GSI);

    if (!sn_find(&v, DPORT)) {
        sn_text_addrs(t);
        sn_put_c(t->b, ':');
        return SN_TEXT_CUT_SHORT;
    }
    sn_text_ends(t, (uint16_t)sn_opt(&v, SPORT), (uint16_t)sn_opt(&v, DPORT), PROTO);
    if (!sn_need_short(t, &v, LEN))
        return SN_TEXT_DONE;
    sn_say(t, &v, "PGM, length {}", LEN);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_put_lit(t->b, " 0x");
    sn_put_hex_bytes(t->b, gsi->p, gsi->n, 0);
    sn_put_c(t->b, ' ');
    body_text(t, &v, sn_opt(&v, TYPE));
    t->jumped = false; /* tcpdump looks before it reads */
    if (sn_is_cut(t) || (sn_opt(&v, OPTS) & PRESENT && !options_text(t, &v)))
        return SN_TEXT_DONE;
    sn_put_f(t->b, " [%u]", l->len);
    return sn_text_claimed(t, l) ? SN_TEXT_INNER : SN_TEXT_DONE;
}

SN_PROTO(pgm, "Pragmatic General Multicast", {.table = &sn_tab_ipproto, .value = PROTO},
         {.table = &sn_tab_udp, .type = "pgm"})

const struct sn_proto sn_proto_pgm_zmtp1 = {
    .name = "pgm",
    .title = "Pragmatic General Multicast",
    SN_PROTO_FIELDS(pgm),
    .keys = SN_KEYS({.table = &sn_tab_udp, .type = "pgm_zmtp1"}),
    .dissect = pgm_zmtp1_dissect,
    .text = pgm_text,
};
