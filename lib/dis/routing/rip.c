/* RIP, versions 1 and 2 (RFC 1058, RFC 2453), with keyed authentication (RFC 4822). */
#include "dis/proto.h"

enum {
    REQUEST = 1,
    RESPONSE,
    TRACE_OFF = 4,
    POLL_ENTRY = 6,
    IPV4 = 2,
    AUTH = 0xffff,
    ENTRY_SIZE = 20
};
enum { TRAILER = 1, PASSWORD_AUTH, CRYPTOGRAPHIC, PASSWORD_SIZE = 16, MD5_SIZE = 16 };

static const struct sn_val commands[] = {
    {REQUEST, "Request"}, {RESPONSE, "Response"}, {3, "Trace on"}, {4, "Trace off"},
    {5, "Poll"},          {6, "Poll Entry"},      {0, NULL},
};
static const struct sn_val families[] = {
    {0, "0"},    {IPV4, "IPv4"}, {6, "NS"},    {7, "ISO"},   {16, "Appletalk"},
    {23, "IPX"}, {24, "IPv6"},   {28, "IPv6"}, {30, "IPv6"}, {0, NULL},
};

#define RIP(F)                                                                                     \
    F(COMMAND, "rip.command", U8, "Command", .vals = commands)                                     \
    F(VERSION, "rip.version", U8, "Version", .pad = 2)                                             \
    F(ROUTES, "sn.rip.routes", UINT, "Routes")                                                     \
    F(ENTRY, "sn.rip.entry", GROUPS, "Entry")                                                      \
    F(FAMILY, "rip.family", U16, "Address Family", .vals = families)                               \
    F(TAG, "rip.route_tag", U16, "Route Tag")                                                      \
    F(ADDR, "rip.ip", IPV4, "IP Address")                                                          \
    F(MASK, "rip.netmask", IPV4, "Netmask")                                                        \
    F(HOP, "rip.next_hop", IPV4, "Next Hop")                                                       \
    F(METRIC, "rip.metric", U32, "Metric")                                                         \
    F(ROUTE, "sn.rip.route", UINT, NULL)                                                           \
    F(AUTH_TYPE, "rip.auth.type", U16, "Authentication type")                                      \
    F(PASSWORD_HEAD, "sn.rip.auth.passwd", NONE, NULL)                                             \
    F(PASSWORD, "rip.auth.passwd", STR, "Password")                                                \
    F(DIGEST, "rip.digest_offset", U16, "Digest Offset")                                           \
    F(KEY, "rip.key_id", U8, "Key ID")                                                             \
    F(AUTH_LEN, "rip.auth_data_len", U8, "Auth Data Len")                                          \
    F(SEQ, "rip.seq_num", U32, "Seq num")                                                          \
    F(MBZ1, "sn.rip.auth.zero1", U32, NULL)                                                        \
    F(MBZ2, "sn.rip.auth.zero2", U32, NULL)                                                        \
    F(TRAILER_DATA, "sn.rip.trailer", BYTES, NULL)                                                 \
    F(AUTH_DATA, "rip.authentication_data", BYTES, "Authentication Data")                          \
    F(UNKNOWN, "sn.rip.entry.data", BYTES, NULL)                                                   \
    F(REMAINING, "sn.rip.remaining", UINT, NULL)                                                   \
    F(CUT, "sn.rip.cut", NONE, NULL)                                                               \
    F(DUMP, "sn.rip.dump", BYTES, NULL)                                                            \
    F(DUMP_VV, "sn.rip.dump_vv", BYTES, NULL)
SN_FIELDS(rip, RIP)

/* All that is left, for the text. */
static void dump(struct sn_dis *d, struct sn_rd r, size_t n, unsigned field)
{
    struct sn_rd in = sn_inside(&r, n);
    uint32_t from = d->nrec;

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

/* An entry of version 1; its bytes where it is another's. */
static bool entry1(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    bool plain;
    uint32_t family;

    if (len < ENTRY_SIZE)
        sn_malformed(r);
    if (len < ENTRY_SIZE || !sn_rd_need(r, ENTRY_SIZE))
        return false;
    plain = !sn_be16(r->p + 2) && !sn_be32(r->p + 8) && !sn_be32(r->p + 12);
    (void)!sn_get(d, r, FAMILY, &family);
    if (family == IPV4 || family == 0) {
        (void)!(sn_rd_skip(r, 2) && sn_get(d, r, ADDR, NULL) && sn_rd_skip(r, 8) &&
                sn_get(d, r, METRIC, NULL));
        if (plain)
            sn_note(d, ROUTE, family);
        else
            dump(d, all, ENTRY_SIZE, UNKNOWN);
        return true;
    }
    (void)!sn_rd_skip(r, 2);
    return sn_get_bytes(d, r, UNKNOWN, sn_rd_left(r) < 16 ? sn_rd_left(r) : 16);
}

/* One that ends at a zero may lack the bytes behind it. */
static bool password(struct sn_dis *d, struct sn_rd *r)
{
    size_t n = sn_rd_left(r);

    if (n && n < PASSWORD_SIZE && memchr(r->p, 0, n))
        return sn_get_bytes(d, r, PASSWORD, n);
    return sn_get_upto(d, r, PASSWORD, PASSWORD_SIZE);
}

/* What the digest is compared with: the text has all of it, Wireshark as much as MD5 needs. */
static bool trailer(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    struct sn_rd in = sn_inside(r, MD5_SIZE);

    if (!sn_get_bytes(d, r, TRAILER_DATA, n))
        return false;
    sn_text_last(d);
    return sn_get_bytes(d, &in, AUTH_DATA, sn_rd_left(&in));
}

/* What stands in place of an entry: who sent the packet. */
static bool authentication(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type;
    size_t left;

    (void)!sn_get(d, r, AUTH_TYPE, &type);
    len -= 2;
    left = sn_rd_left(r) < len ? sn_rd_left(r) : len;
    switch (type) {
    case TRAILER:
        sn_text_last(d);
        return trailer(d, r, left);
    case PASSWORD_AUTH:
        sn_note(d, PASSWORD_HEAD, 0);
        return password(d, r);
    case CRYPTOGRAPHIC:
        if (len < PASSWORD_SIZE)
            sn_malformed(r);
        return len >= PASSWORD_SIZE && sn_header(d, r, DIGEST, MBZ2);
    default:
        return sn_get_bytes(d, r, UNKNOWN, left);
    }
}

static bool entry2(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t family;

    if (len < 4)
        sn_malformed(r);
    if (len < 4 || !sn_rd_need(r, 4) || !sn_get(d, r, FAMILY, &family))
        return false;
    if (family != IPV4 && family != 0)
        sn_text_last(d);
    if (family == AUTH)
        return authentication(d, r, len - 2);
    if (family == IPV4 || family == 0) {
        if (len < ENTRY_SIZE)
            sn_malformed(r);
        if (len < ENTRY_SIZE || !sn_rd_need(r, ENTRY_SIZE - 2))
            return false;
        (void)!sn_header(d, r, TAG, METRIC);
        if (family == 0)
            sn_rec_of(d, ADDR)->flags |= SN_REC_TEXT;
        sn_note(d, ROUTE, family);
        return true;
    }
    (void)!sn_rd_skip(r, 2);
    return sn_get_bytes(d, r, UNKNOWN, sn_rd_left(r) < 16 ? sn_rd_left(r) : 16);
}

static void routes(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint32_t version)
{
    sn_note(d, ROUTES, (len + 4) / ENTRY_SIZE);
    while (len && sn_rd_left(r)) {
        uint32_t left = sn_rd_left(r) < len ? (uint32_t)sn_rd_left(r) : len;
        struct sn_rec *g = sn_group(d, r, ENTRY, 0);
        const struct sn_rec *last;
        bool ok = (version == 1 ? entry1 : entry2)(d, r, len);

        sn_group_end(d, r, g);
        if (!ok)
            return;
        last = &d->rec[d->nrec - 1];
        if (left < ENTRY_SIZE &&
            (last->field == PASSWORD || (last->field == UNKNOWN && last[-1].field == FAMILY))) {
            sn_note(d, REMAINING, left);
            return;
        }
        len = len < g->len ? 0 : len - g->len;
    }
}

static void rip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t command, version;

    if (len < 4)
        sn_malformed(r);
    if (len < 4 || !sn_rd_need(r, 4))
        return;
    (void)!sn_header(d, r, COMMAND, VERSION);
    command = sn_u(d, COMMAND);
    version = sn_u(d, VERSION);
    if (version != 0 && (command == REQUEST || command == RESPONSE) && version <= 2)
        routes(d, r, len - 4, (uint32_t)version);
    else
        dump(d, all, len, DUMP);
    if (r->stop)
        sn_note(d, CUT, 0);
    if (version != 0)
        dump(d, all, len, DUMP_VV);
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_routes)
{
    sn_put_f(t->b, sn_opt(v, VERSION) == 1 ? ", routes: %u" : ", routes: %u or less",
             (unsigned)q->u);
}

/* The length of a mask; -1: it is none. */
static int mask_bits(uint32_t mask)
{
    int n = 0;

    while (n < 32 && mask & (0x80000000u >> n))
        n++;
    return n == 32 || !(mask << n) ? n : -1;
}

PUT(put_route)
{
    uint32_t addr = (uint32_t)sn_before(v, q, ADDR)->u, hop;
    unsigned metric = (unsigned)sn_before(v, q, METRIC)->u;
    size_t begin, n;

    if (sn_opt(v, VERSION) == 1) {
        sn_put_s(t->b, q->u ? "\n\t  " : "\n\t  AFI 0, ");
        sn_text_host4(t, addr);
        sn_put_f(t->b, ", metric: %u", metric);
        return;
    }
    sn_put_s(t->b, q->u ? "\n\t  AFI IPv4, " : "\n\t  AFI 0, ");
    begin = sn_buf_len(t->b);
    sn_text_host4(t, addr);
    n = sn_buf_len(t->b) - begin;
    if (n < 15) { /* right-aligned */
        static const char blanks[] = "               ";

        t->b->p = t->b->base + begin;
        sn_put_mem(t->b, blanks, 15 - n);
        sn_text_host4(t, addr);
    }
    sn_put_f(t->b, "/%-2d, tag 0x%04x, metric: %u, next-hop: ",
             mask_bits((uint32_t)sn_before(v, q, MASK)->u), (unsigned)sn_before(v, q, TAG)->u,
             metric);
    hop = (uint32_t)sn_before(v, q, HOP)->u;
    if (hop)
        sn_text_host4(t, hop);
    else
        sn_put_lit(t->b, "self");
}

PUT(put_unknown)
{
    uint64_t family = sn_before(v, q, FAMILY)->u;
    bool first = sn_opt(v, VERSION) == 1;

    if (family == AUTH && !first) {
        sn_put_f(t->b, "\n\t  Unknown (%u) Authentication data:",
                 (unsigned)sn_before(v, q, AUTH_TYPE)->u);
    } else if (q->n != ENTRY_SIZE || !first) {
        sn_put_s(t->b, first ? "\n\t AFI " : "\n\t  AFI ");
        sn_put_name(t, families, family, "Unknown (%u)");
        if (first)
            sn_put_lit(t->b, ", ");
    }
    sn_put_value_as(t, "D\n\t  ", NULL, q);
}

PUT(put_password)
{
    (void)v;
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
    if (q->n < PASSWORD_SIZE && !memchr(q->p, 0, q->n))
        sn_cut(t);
}

PUT(put_dump)
{
    bool routes = sn_opt(v, COMMAND) == REQUEST || sn_opt(v, COMMAND) == RESPONSE;

    if (sn_opt(v, VERSION) &&
        (routes || (sn_opt(v, COMMAND) >= TRACE_OFF && sn_opt(v, COMMAND) <= POLL_ENTRY)) &&
        t->o->verbose < 2)
        return;
    if (t->o->verbose < 2 || !sn_opt(v, VERSION))
        sn_put_value_as(t, "D\n\t", NULL, q);
}

static const struct sn_line lines[] = {
    [ROUTES] = {.put = put_routes},
    [ROUTE] = {.put = put_route},
    [PASSWORD_HEAD] = SN_LINE("\n\t  Simple Text Authentication data: "),
    [PASSWORD] = {.put = put_password},
    [MBZ2] =
        SN_LINE("\n\t  Auth header: Packet Len {}, Key-ID {}, Auth Data Len {}, SeqNo {}, MBZ {}, "
                "MBZ {}",
                DIGEST, KEY, AUTH_LEN, SEQ, MBZ1, MBZ2),
    [TRAILER_DATA] = SN_LINE("\n\t  Auth trailer:{D\n\t  }"),
    [UNKNOWN] = {.put = put_unknown},
    [REMAINING] = SN_LINE(" [remaining entries length {} < 20] (invalid)"),
    [CUT] = SN_LINE(" [|rip]"),
    [DUMP] = {.put = put_dump},
    [DUMP_VV] = SN_LINE_V(2, false, "{D\n\t}"),
};

static enum sn_then rip_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < 4 || !sn_find(&v, VERSION)) {
        sn_cut_short(t);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, t->o->verbose ? "\n\tRIPv{}" : "RIPv{}", VERSION);
    if (sn_opt(&v, VERSION)) {
        sn_say(t, &v, ", {s:unknown command (%u)}", COMMAND);
        sn_put_f(t->b, ", length: %u", l->len);
        if (!t->o->verbose)
            return SN_TEXT_DONE;
        if (sn_opt(&v, VERSION) > 2 && sn_opt(&v, COMMAND) <= RESPONSE && sn_opt(&v, COMMAND))
            sn_put_lit(t->b, ", unknown version");
    }
    (void)sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(rip, "Routing Information Protocol", {.table = &sn_tab_udp, .value = 520})
