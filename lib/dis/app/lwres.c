/* The lightweight resolver protocol of BIND 9 (doc/draft/draft-ietf-lwres of its releases,
 * lwres.h): a stub resolver asks a daemon on its own machine. */
#include "dis/app/dns.h"

enum { PORT = 921, HDR = 28, RESPONSE = 1, INET = 1, INET6 = 2, A = 1, IN = 1 };
enum { NOOP = 0, ADDRS_BY_NAME = 0x10001, NAME_BY_ADDR, RDATA_BY_NAME };

static const struct sn_val ops[] = {
    {NOOP, "noop"},
    {ADDRS_BY_NAME, "getaddrsbyname"},
    {NAME_BY_ADDR, "getnamebyaddr"},
    {RDATA_BY_NAME, "getrdatabyname"},
    {0, NULL},
};

#define LWRES(F)                                                                                   \
    F(LEN, "lwres.length", U32, "Length")                                                          \
    F(VERSION, "lwres.version", U16, "Version")                                                    \
    F(FLAGS, "lwres.flags", U16, "Packet Flags", .base = SN_HEX)                                   \
    F(SERIAL, "lwres.serial", U32, "Serial", .base = SN_HEX)                                       \
    F(OP, "lwres.opcode", U32, "Operation code", .vals = ops)                                      \
    F(RESULT, "lwres.result", U32, "Result")                                                       \
    F(RECV, "lwres.recvlen", U32, "Received length")                                               \
    F(AUTH, "lwres.authtype", U16, "Auth. type")                                                   \
    F(AUTH_LEN, "lwres.authlen", U16, "Auth. length")                                              \
    F(ADN_FLAGS, "lwres.adn.flags", U32, "Flags", .base = SN_HEX)                                  \
    F(ADN_TYPE, "lwres.adn.addrtype", U32, "Address type")                                         \
    F(ADN_ALIASES, "lwres.adn.naliases", U16, "Number of aliases")                                 \
    F(ADN_ADDRS, "lwres.adn.naddrs", U16, "Number of addresses")                                   \
    F(QUERY, "sn.lwres.query", NONE, NULL)                                                         \
    F(ANSWER, "sn.lwres.answer", NONE, NULL)                                                       \
    F(ADN_NAMELEN, "lwres.adn.namelen", U16S, "Name length")                                       \
    F(ADN_NAME, "lwres.adn.name", STR, "Name")                                                     \
    F(ADN_REAL, "lwres.adn.realname", STR, "Real name")                                            \
    F(ADN_ALIAS, "lwres.adn.aliasname", STRS, "Alias name")                                        \
    F(ADDR, "sn.lwres.adn.addr", GROUPS, "Address")                                                \
    F(FAMILY, "lwres.adn.addr.family", U32, "Address family")                                      \
    F(ADDR_LEN, "lwres.adn.addr.length", U16, "Address length")                                    \
    F(ADDR4, "lwres.adn.addr.addr", IPV4, "IP Address")                                            \
    F(ADDR6, "sn.lwres.adn.addr.addr6", IPV6, "IP Address")                                        \
    F(ADDR_OTHER, "sn.lwres.adn.addr.other", BYTES, "Address")                                     \
    F(ADDR_BAD, "sn.lwres.adn.addr.length.invalid", UINT, NULL)                                    \
    F(RFLAGS, "lwres.rflags", U32, "Flags", .base = SN_HEX)                                        \
    F(CLASS, "lwres.class", U16, "Class", .vals = sn_dns_classes)                                  \
    F(TYPE, "lwres.type", U16, "Type", .vals = sn_dns_types)                                       \
    F(TTL, "lwres.ttl", U32, "Time To Live", .unit = "s")                                          \
    F(RDATAS, "lwres.nrdatas", U16, "Number of rdata records")                                     \
    F(SIGS, "lwres.nsigs", U16, "Number of signature records")                                     \
    F(REALLEN, "lwres.realnamelen", U16, "Real name length")                                       \
    F(REAL, "lwres.realname", STR, "Real doname name")                                             \
    F(NAMELEN, "lwres.namelen", U16, "Name length")                                                \
    F(NAME, "lwres.reqdname", STR, "Domain name")                                                  \
    F(RDATA, "sn.lwres.rdata", GROUPS, "Data")                                                     \
    F(RDLEN, "lwres.areclen", U16, "Length")                                                       \
    F(DATA, "sn.lwres.rdata.data", BYTES, "Data")                                                  \
    F(ADDRESS, "lwres.arecord", UINT, "IPv4 Address")                                              \
    F(UNENDED, "sn.lwres.name.unterminated", UINT, NULL)                                           \
    F(LEN_BAD, "sn.lwres.length.wire", UINT, NULL)                                                 \
    F(EXTRA, "sn.lwres.extra", UINT, NULL)
SN_FIELDS(lwres, LWRES)

/* A name of n bytes and its zero. */
static bool name(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t n)
{
    uint8_t zero;

    if (!sn_get_upto(d, r, field, n) || !sn_rd_u8(r, &zero))
        return false;
    if (zero)
        sn_note(d, UNENDED, zero);
    return true;
}

static bool names(struct sn_dis *d, struct sn_rd *r, uint64_t n)
{
    uint32_t len;

    for (; n; n--) {
        if (!sn_get(d, r, ADN_NAMELEN, &len) || !name(d, r, ADN_ALIAS, len))
            return false;
    }
    return true;
}

/* False: none can follow. */
static bool address(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, ADDR, 0);
    uint32_t family = 0, n = 0, least = 0;
    bool ok = sn_rd_need(r, 6) && sn_header(d, r, FAMILY, ADDR_LEN);
    struct sn_rd val;

    if (ok) {
        family = (uint32_t)sn_u(d, FAMILY);
        n = (uint32_t)sn_u(d, ADDR_LEN);
        least = family == INET ? 4 : family == INET6 ? 16 : 0;
        ok = sn_rd_need(r, n);
        if (ok && n < least) {
            sn_note(d, ADDR_BAD, n);
            ok = false;
        }
    }
    if (ok) {
        val = *r;
        (void)sn_rd_skip(r, least ? least : n); /* tcpdump believes the family */
        if (family == INET || family == INET6)
            (void)!sn_get(d, &val, family == INET ? ADDR4 : ADDR6, NULL);
        else
            (void)!sn_get_bytes(d, &val, ADDR_OTHER, n);
    }
    sn_group_end(d, r, g);
    return ok;
}

static bool addresses(struct sn_dis *d, struct sn_rd *r, uint64_t n)
{
    for (; n; n--) {
        if (!address(d, r))
            return false;
    }
    return true;
}

static bool rdata(struct sn_dis *d, struct sn_rd *r, uint64_t n)
{
    bool ok = true;

    for (; n && ok; n--) {
        struct sn_rec *g = sn_group(d, r, RDATA, 0);
        uint32_t len;

        ok = sn_get(d, r, RDLEN, &len) && sn_get_upto(d, r, DATA, len);
        if (ok && len == 4 && sn_u(d, TYPE) == A && d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, ADDRESS, sn_rd_off(r) - 4, 4, sn_be32(r->p - 4));
        sn_group_end(d, r, g);
    }
    return ok;
}

static bool request(struct sn_dis *d, struct sn_rd *r, uint64_t op)
{
    switch (op) {
    case ADDRS_BY_NAME:
        if (!sn_rd_need(r, 10) || !sn_header(d, r, ADN_FLAGS, ADN_TYPE))
            return false;
        sn_note(d, QUERY, 0);
        (void)!sn_get(d, r, ADN_NAMELEN, NULL);
        return name(d, r, ADN_NAME, sn_u(d, ADN_NAMELEN));
    case NAME_BY_ADDR:
        return sn_get(d, r, ADN_FLAGS, NULL) && address(d, r);
    case RDATA_BY_NAME:
        if (!sn_rd_need(r, 10) || !sn_header(d, r, RFLAGS, TYPE) || !sn_get(d, r, NAMELEN, NULL))
            return false;
        return name(d, r, NAME, sn_u(d, NAMELEN));
    default:
        return true;
    }
}

static bool response(struct sn_dis *d, struct sn_rd *r, uint64_t op)
{
    switch (op) {
    case ADDRS_BY_NAME:
        if (!sn_rd_need(r, 10) || !sn_get(d, r, ADN_FLAGS, NULL) ||
            !sn_header(d, r, ADN_ALIASES, ADN_ADDRS))
            return false;
        sn_note(d, ANSWER, 0);
        (void)!sn_get(d, r, ADN_NAMELEN, NULL);
        return name(d, r, ADN_REAL, sn_u(d, ADN_NAMELEN)) && names(d, r, sn_u(d, ADN_ALIASES)) &&
               addresses(d, r, sn_u(d, ADN_ADDRS));
    case NAME_BY_ADDR:
        if (!sn_rd_need(r, 8) || !sn_get(d, r, ADN_FLAGS, NULL) || !sn_get(d, r, ADN_ALIASES, NULL))
            return false;
        sn_note(d, ANSWER, 0);
        (void)!sn_get(d, r, ADN_NAMELEN, NULL);
        return name(d, r, ADN_REAL, sn_u(d, ADN_NAMELEN)) && names(d, r, sn_u(d, ADN_ALIASES));
    case RDATA_BY_NAME:
        if (!sn_rd_need(r, 16) || !sn_header(d, r, RFLAGS, SIGS) || !sn_get(d, r, REALLEN, NULL))
            return false;
        return name(d, r, REAL, sn_u(d, REALLEN)) && rdata(d, r, sn_u(d, RDATAS) + sn_u(d, SIGS));
    default:
        return true;
    }
}

static void lwres_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t at = (uint32_t)sn_rd_off(r);
    bool ok;

    if (!sn_rd_need(r, HDR) || !sn_header(d, r, LEN, AUTH_LEN))
        return;
    if (sn_u(d, VERSION)) {
        if (sn_u(d, LEN) != len)
            sn_note(d, LEN_BAD, len);
        return;
    }
    ok = sn_u(d, FLAGS) & RESPONSE ? response(d, r, sn_u(d, OP)) : request(d, r, sn_u(d, OP));
    if (!ok)
        return;
    if (sn_u(d, LEN) != len)
        sn_note(d, LEN_BAD, len);
    if (sn_rd_off(r) - at < sn_u(d, LEN) && sn_val_name(ops, (uint32_t)sn_u(d, OP)))
        sn_note(d, EXTRA, sn_u(d, LEN) - (sn_rd_off(r) - at));
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_header)
{
    unsigned flags = (unsigned)sn_opt(v, FLAGS), version = (unsigned)sn_opt(v, VERSION);

    sn_put_lit(t->b, " lwres");
    if (t->o->verbose || version)
        sn_put_f(t->b, " v%u", version);
    if (version)
        return;
    sn_put_c(t->b, ' ');
    sn_put_name(t, ops, sn_opt(v, OP), "#0x%x");
    if (!(flags & RESPONSE))
        sn_put_c(t->b, '?');
    if (flags & ~(unsigned)RESPONSE)
        sn_put_f(t->b, "[0x%x]", flags);
    if (t->o->verbose > 1)
        sn_put_f(t->b, " (serial:0x%x result:0x%x recvlen:%u", (unsigned)sn_opt(v, SERIAL),
                 (unsigned)sn_opt(v, RESULT), (unsigned)sn_opt(v, RECV));
    if (t->o->verbose > 2)
        sn_put_f(t->b, " authtype:0x%x authlen:%u", (unsigned)sn_opt(v, AUTH), (unsigned)q->u);
    if (t->o->verbose > 1)
        sn_put_c(t->b, ')');
}

/* Which addresses are asked for. */
PUT(put_query)
{
    static const char *const names[] = {"", " IPv4", " IPv6", " IPv4/6"};
    unsigned type = (unsigned)sn_before(v, q, ADN_TYPE)->u;

    sn_put_s(t->b, names[type & 3]);
    if (type & ~3U)
        sn_put_f(t->b, "[0x%x]", type);
}

/* How many aliases and addresses there are. */
PUT(put_answer)
{
    const struct sn_rec *addrs = sn_before(v, q, ADN_ADDRS);

    sn_put_f(t->b, " %u", (unsigned)sn_before(v, q, ADN_ALIASES)->u);
    if (addrs)
        sn_put_f(t->b, "/%u", (unsigned)addrs->u);
}

static void type_text(struct sn_text *t, const struct sn_view *v)
{
    unsigned c = (unsigned)sn_opt(v, CLASS);

    sn_put_c(t->b, ' ');
    sn_put_name(t, sn_dns_types, sn_opt(v, TYPE), "Type%u");
    if (c != IN) {
        sn_put_c(t->b, ' ');
        sn_put_name(t, sn_dns_classes, c, "Class%u");
    }
}

PUT(put_namelen)
{
    (void)q;
    type_text(t, v);
    sn_put_c(t->b, ' ');
}

PUT(put_counts)
{
    (void)q;
    type_text(t, v);
    sn_put_lit(t->b, " TTL ");
    sn_text_period(t, (uint32_t)sn_opt(v, TTL));
    sn_put_f(t->b, " %u/%u", (unsigned)sn_opt(v, RDATAS), (unsigned)sn_opt(v, SIGS));
}

PUT(put_name)
{
    (void)v;
    sn_put_safe(t->b, q->p, q->n);
}

PUT(put_data)
{
    (void)v;
    sn_put_hex_bytes(t->b, q->p, q->n, 0);
}

PUT(put_other)
{
    sn_put_f(t->b, " %u/", (unsigned)sn_before(v, q, FAMILY)->u);
    sn_put_hex_bytes(t->b, q->p, q->n, 0);
}

static const struct sn_line lines[] = {
    [AUTH_LEN] = {.put = put_header},
    [ADN_FLAGS] = SN_LINE_V(3, false, " flags:0x{x}"),
    [RFLAGS] = SN_LINE_V(3, false, " flags:0x{x}"),
    [QUERY] = {.put = put_query},
    [ANSWER] = {.put = put_answer},
    [ADN_NAMELEN] = SN_LINE(" "),
    [ADN_NAME] = {.put = put_name},
    [ADN_REAL] = {.put = put_name},
    [ADN_ALIAS] = {.put = put_name},
    [ADDR4] = SN_LINE(" {}"),
    [ADDR6] = SN_LINE(" {}"),
    [ADDR_OTHER] = {.put = put_other},
    [ADDR_BAD] = SN_LINE(" (invalid)"),
    [NAMELEN] = {.put = put_namelen},
    [SIGS] = {.put = put_counts},
    [REALLEN] = SN_LINE(" "),
    [NAME] = {.put = put_name},
    [REAL] = {.put = put_name},
    [DATA] = {.put = put_data},
    [UNENDED] = SN_LINE(" (not NUL-terminated!)"),
    [LEN_BAD] = SN_LINE(" [len: {} != {}]", LEN, LEN_BAD),
    [EXTRA] = SN_LINE("[extra]"),
};

static enum sn_then lwres_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(lwres, "Light Weight DNS RESolver (BIND9)", {.table = &sn_tab_udp, .value = PORT})
