/*
 * Babel (RFC 8966), with what it had before (RFC 6126, 7298, 7557) and its authentication (RFC
 * 8967).
 *
 * A prefix may leave out what an earlier one of the packet began with: it is put together here.
 */
#include "dis/proto.h"

enum { MAGIC_BABEL = 42, VERSION_BABEL = 2, HEAD = 4, UPDATE_HEAD = 10, INFINITE = 0xffff };
enum {
    PAD1,
    PADN,
    ACK_REQUEST,
    ACK,
    HELLO,
    IHU,
    ROUTER_ID,
    NEXT_HOP,
    UPDATE,
    ROUTE_REQUEST,
    SEQNO_REQUEST,
    TSPC,
    HMAC,
    SS_UPDATE,
    SS_REQUEST,
    SS_MH_REQUEST,
    AUTH_MAC,
    PC,
    CHALLENGE,
    REPLY,
};
enum { AE_ANY, AE_IPV4, AE_IPV6, AE_LOCAL };
enum { SUB_PAD1, SUB_PADN, SUB_DIVERSITY, SUB_TIMESTAMP, SUB_MANDATORY = 0x80 };
enum { NONCE_MAX = 192 };
enum { HAS_PREFIX = 0x80, HAS_ID = 0x40, FLAG_UNICAST = 0x8000 };

static const struct sn_val messages[] = {
    {PAD1, "pad1"},
    {PADN, "padN"},
    {ACK_REQUEST, "ack-req"},
    {ACK, "ack"},
    {HELLO, "hello"},
    {IHU, "ihu"},
    {ROUTER_ID, "router-id"},
    {NEXT_HOP, "nh"},
    {UPDATE, "update"},
    {ROUTE_REQUEST, "route-request"},
    {SEQNO_REQUEST, "seqno-request"},
    {TSPC, "tspc"},
    {HMAC, "hmac"},
    {SS_UPDATE, "ss-update"},
    {SS_REQUEST, "ss-request"},
    {SS_MH_REQUEST, "ss-mh-request"},
    {AUTH_MAC, "mac"},
    {PC, "pc"},
    {CHALLENGE, "challenge_request"},
    {REPLY, "challenge_reply"},
    {0, NULL},
};

static const struct sn_val channels[] = {{0, "reserved"}, {255, "all"}, {0, NULL}};

#define BABEL(F)                                                                                   \
    F(MAGIC, "babel.magic", U8, "Magic")                                                           \
    F(VERSION, "babel.version", U8, "Version")                                                     \
    F(BODY, "babel.bodylen", U16, "Body Length", .unit = "bytes")                                  \
    F(TRAILER, "sn.babel.trailer", NONE, "What follows isn't of the body")                         \
    F(INVALID, "sn.babel.invalid", NONE, NULL)                                                     \
    F(MESSAGE, "sn.babel.message", GROUPS, "Message")                                              \
    F(TYPE, "babel.message.type", U8, "Message Type", .vals = messages)                            \
    F(LENGTH, "babel.message.length", U8, "Message Length", .unit = "bytes")                       \
    F(NONCE, "babel.message.nonce", U16, "Nonce", .base = SN_HEX)                                  \
    F(HELLO_FLAGS, "sn.babel.message.hello.flags", U16, "Flags", .base = SN_HEX)                   \
    F(AE, "babel.message.ae", U8, "Address Encoding")                                              \
    F(FLAGS, "babel.message.flags", U8, "Flags", .base = SN_HEX)                                   \
    F(PLEN, "babel.message.plen", U8, "Prefix Length")                                             \
    F(SOURCE_PLEN, "sn.babel.message.source_plen", U8, "Source Prefix Length")                     \
    F(OMITTED, "babel.message.omitted", U8, "Omitted Bytes")                                       \
    F(RXCOST, "babel.message.rxcost", U16, "Rxcost", .base = SN_HEX)                               \
    F(SEQNO, "babel.message.seqno", U16, "Seqno", .base = SN_HEX)                                  \
    F(INTERVAL, "babel.message.interval", U16, "Interval", .unit = "cs")                           \
    F(METRIC, "babel.message.metric", U16, "Metric")                                               \
    F(HOPS, "babel.message.hopcount", U8, "Hop Count")                                             \
    F(ID, "babel.message.routerid", BYTES, "Router ID")                                            \
    F(PREFIX, "babel.message.prefix", BYTES, "Raw Prefix")                                         \
    F(ADDR4, "sn.babel.message.ipv4", IPV4, "Prefix or address")                                   \
    F(ADDR6, "sn.babel.message.ipv6", IPV6, "Prefix or address")                                   \
    F(SOURCE4, "sn.babel.message.source_ipv4", IPV4, "Source prefix")                              \
    F(SOURCE6, "sn.babel.message.source_ipv6", IPV6, "Source prefix")                              \
    F(BAD_ADDR, "sn.babel.message.bad_address", NONE, NULL)                                        \
    F(COUNTER, "sn.babel.message.packet_counter", U16, "Packet Counter")                           \
    F(STAMP, "sn.babel.message.timestamp", U32, "Timestamp")                                       \
    F(KEY, "sn.babel.message.key_id", U16, "Key ID")                                               \
    F(DIGEST, "sn.babel.message.digest", BYTES, "Digest")                                          \
    F(PC_VALUE, "babel.message.index", U32, "Packet Counter")                                      \
    F(SUB, "sn.babel.subtlv", GROUPS, "Sub-TLV")                                                   \
    F(SUB_TYPE, "babel.subtlv.type", U8, "Sub-TLV Type")                                           \
    F(SUB_LEN, "babel.subtlv.length", U8, "Sub-TLV Length", .unit = "bytes")                       \
    F(CHANNEL, "babel.subtlv.diversity.channel", U8S, "Channel")                                   \
    F(SENT, "sn.babel.subtlv.timestamp", U32S, "Timestamp", .unit = "us")                          \
    F(SUB_INVALID, "sn.babel.subtlv.invalid", NONE, NULL)
SN_FIELDS(babel, BABEL)

/* ---- dissect ---- */

/* The latest prefix that later ones may refer to. */
struct prefixes {
    uint8_t v4[4], v6[16];
};

static const uint8_t local[8] = {0xfe, 0x80};

/* An address or prefix of a family, made of 4 or 16 bytes that live as long as the dissection. */
static bool record(struct sn_dis *d, bool v4, const uint8_t *p, unsigned field4, size_t off,
                   size_t n)
{
    uint8_t *mem;

    if (v4) {
        sn_rec_uint(d, field4, off, n, sn_be32(p));
        return true;
    }
    mem = sn_arena_alloc(&d->arena, 16);
    if (!mem)
        return false;
    memcpy(mem, p, 16);
    sn_rec_bytes(d, field4 + 1, off, n, mem, 16);
    return true;
}

/* A prefix of plen bits, of which `omitted` bytes are those of an earlier one; false: invalid. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, struct prefixes *known, uint32_t ae,
                   uint32_t plen, uint32_t omitted, unsigned field4, uint8_t out[16])
{
    uint32_t size = ae == AE_IPV4 ? 4 : 16, n = (plen + 7) / 8;
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    memset(out, 0, 16);
    if (ae == AE_ANY)
        return n <= size;
    if (ae > AE_LOCAL || n > size || (ae != AE_LOCAL && omitted > size))
        return false;
    if (ae == AE_LOCAL) {
        memcpy(out, local, sizeof local);
        omitted = sizeof local;
    } else {
        memcpy(out, ae == AE_IPV4 ? known->v4 : known->v6, omitted);
    }
    n = n > omitted ? n - omitted : 0;
    if (!sn_rd_bytes(r, n, &p))
        return false;
    memcpy(out + omitted, p, n);
    if (n && field4 == ADDR4)
        sn_rec_bytes(d, PREFIX, off, n, p, n);
    return record(d, ae == AE_IPV4, out, field4, off, n);
}

static void address(struct sn_dis *d, struct sn_rd *r, uint32_t ae)
{
    static const uint8_t sizes[] = {0, 4, 16, 8};
    uint8_t full[16] = {0};
    size_t off = sn_rd_off(r);
    const uint8_t *p = r->p;

    if (ae > AE_LOCAL || sn_rd_left(r) < sizes[ae]) {
        sn_note(d, BAD_ADDR, 0);
        return;
    }
    (void)!sn_rd_skip(r, sizes[ae]);
    if (ae == AE_ANY)
        return;
    if (ae == AE_LOCAL)
        memcpy(full, local, sizeof local);
    memcpy(full + (ae == AE_LOCAL ? sizeof local : 0), p, sizes[ae]);
    sn_rec_bytes(d, PREFIX, off, sizes[ae], p, sizes[ae]);
    (void)!record(d, ae == AE_IPV4, full, ADDR4, off, sizes[ae]);
}

static void subtlvs(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, SUB, 0);
        uint32_t type, n = 0;
        struct sn_rd in;
        bool ok;

        (void)!sn_get(d, r, SUB_TYPE, &type);
        ok = type == SUB_PAD1 || (sn_get(d, r, SUB_LEN, &n) && sn_rd_sub(r, n, &in));
        if (!ok)
            sn_note(d, SUB_INVALID, 0);
        else if (type == SUB_DIVERSITY)
            (void)!sn_get_n(d, &in, CHANNEL, n);
        else if (type == SUB_TIMESTAMP)
            (void)!sn_get_n(d, &in, SENT, n / 4);
        sn_group_end(d, r, g);
        if (!ok)
            return;
    }
}

static bool update(struct sn_dis *d, struct sn_rd *r, struct prefixes *known, bool source)
{
    uint8_t p[16], s[16];
    uint32_t ae, plen, from = 0, omitted;

    if (sn_rd_left(r) < UPDATE_HEAD || !sn_get(d, r, AE, &ae) ||
        !sn_get(d, r, source ? SOURCE_PLEN : FLAGS, &from) || !sn_get(d, r, PLEN, &plen) ||
        !sn_get(d, r, OMITTED, &omitted) || !sn_get(d, r, INTERVAL, NULL) ||
        !sn_get(d, r, SEQNO, NULL) || !sn_get(d, r, METRIC, NULL) ||
        !prefix(d, r, known, ae, plen, omitted, ADDR4, p) ||
        (source && !prefix(d, r, known, ae, from, 0, SOURCE4, s)))
        return false;
    if (source && ae == AE_ANY)
        return record(d, false, p, ADDR4, 0, 0) && record(d, false, s, SOURCE4, 0, 0);
    if (!source && from & HAS_PREFIX)
        memcpy(ae == AE_IPV4 ? known->v4 : known->v6, p, ae == AE_IPV4 ? 4 : 16);
    return true;
}

static bool request(struct sn_dis *d, struct sn_rd *r, struct prefixes *none, uint32_t type)
{
    bool seqno = type == SEQNO_REQUEST || type == SS_MH_REQUEST, source = type >= SS_REQUEST;
    uint32_t ae, plen, from = 0;
    uint8_t p[16];

    if (!sn_get(d, r, AE, &ae) || !sn_get(d, r, PLEN, &plen))
        return false;
    if (seqno && (!sn_get(d, r, SEQNO, NULL) || !sn_get(d, r, HOPS, NULL)))
        return false;
    if (source ? !sn_get(d, r, SOURCE_PLEN, &from) : seqno && !sn_rd_skip(r, 1))
        return false;
    if (seqno && !sn_get_bytes(d, r, ID, 8))
        return false;
    return prefix(d, r, none, ae, plen, 0, ADDR4, p) &&
           (!source || prefix(d, r, none, ae, from, 0, SOURCE4, p));
}

/* What r holds of a message; false: it is invalid. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint32_t type, struct prefixes *known)
{
    struct prefixes none = {.v4 = {0}};
    uint32_t ae;

    switch (type) {
    case ACK_REQUEST:
        return sn_rd_left(r) >= 6 && sn_rd_skip(r, 2) && sn_get(d, r, NONCE, NULL) &&
               sn_get(d, r, INTERVAL, NULL);
    case ACK:
        return sn_get(d, r, NONCE, NULL);
    case HELLO:
        return sn_rd_left(r) >= 6 && sn_get(d, r, HELLO_FLAGS, NULL) && sn_get(d, r, SEQNO, NULL) &&
               sn_get(d, r, INTERVAL, NULL);
    case IHU:
        if (sn_rd_left(r) < 6 || !sn_get(d, r, AE, &ae) || !sn_rd_skip(r, 1) ||
            !sn_get(d, r, RXCOST, NULL) || !sn_get(d, r, INTERVAL, NULL))
            return false;
        address(d, r, ae);
        return true;
    case ROUTER_ID:
        return sn_rd_skip(r, 2) && sn_get_bytes(d, r, ID, 8);
    case NEXT_HOP:
        if (!sn_get(d, r, AE, &ae) || !sn_rd_skip(r, 1))
            return false;
        address(d, r, ae);
        return !sn_rec_of(d, BAD_ADDR) || sn_rec_of(d, BAD_ADDR) < sn_rec_of(d, AE);
    case UPDATE:
    case SS_UPDATE:
        return update(d, r, known, type == SS_UPDATE);
    case ROUTE_REQUEST:
    case SEQNO_REQUEST:
    case SS_REQUEST:
    case SS_MH_REQUEST:
        return request(d, r, &none, type);
    case TSPC:
        return sn_rd_left(r) >= 6 && sn_get(d, r, COUNTER, NULL) && sn_get(d, r, STAMP, NULL);
    case HMAC:
        return sn_rd_left(r) > 17 && sn_get(d, r, KEY, NULL) &&
               sn_get_bytes(d, r, DIGEST, sn_rd_left(r));
    case PC:
        return sn_rd_left(r) >= 4 && sn_get(d, r, PC_VALUE, NULL);
    case CHALLENGE:
    case REPLY:
        return sn_rd_left(r) <= NONCE_MAX;
    default:
        return true;
    }
}

static bool has_subtlvs(uint32_t type)
{
    return type == HELLO || type == IHU || type == UPDATE || type == SS_UPDATE;
}

/* A message that ends before `end` in the packet. False: nothing more is read. */
static bool message(struct sn_dis *d, struct sn_rd *r, struct prefixes *known, size_t end)
{
    struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
    uint32_t type, n;
    size_t at = sn_rd_off(r) + 2;
    struct sn_rd in;

    n = 0;
    if (!sn_get(d, r, TYPE, &type)) {
        g->flags |= SN_REC_BAD;
        return false;
    }
    if (type == PAD1) {
        sn_group_end(d, r, g);
        return true;
    }
    if (!sn_get(d, r, LENGTH, &n) || !sn_rd_sub(r, n, &in) || in.cut) {
        bool fits = r->cut && at + n <= end;

        r->stop = fits ? SN_STOP_TRUNCATED : SN_STOP_MALFORMED;
        g->flags |= SN_REC_BAD;
        return false;
    }
    if (!body(d, &in, type, known))
        sn_note(d, INVALID, 0);
    else if (has_subtlvs(type))
        subtlvs(d, &in);
    sn_group_end(d, r, g);
    return true;
}

static void babel_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct prefixes known = {.v4 = {0}};
    struct sn_rd in;
    uint32_t n;
    size_t end;

    if (!sn_header(d, r, MAGIC, BODY) || sn_u(d, MAGIC) != MAGIC_BABEL ||
        sn_u(d, VERSION) != VERSION_BABEL)
        return;
    n = (uint32_t)sn_u(d, BODY);
    if (len < HEAD || len - HEAD < n) {
        sn_malformed(r);
        return;
    }
    in = sn_inside(r, n);
    end = sn_rd_off(r) + n;
    while (sn_rd_off(&in) < end && message(d, &in, &known, end))
        ;
    sn_stop(r, &in);
    if (r->stop || sn_rd_left(&in))
        return;
    r->p = in.p;
    if (len - HEAD > n)
        sn_rec_made(d, TRAILER, 0);
    end += len - HEAD - n;
    in = sn_inside(r, len - HEAD - n);
    while (sn_rd_off(&in) < end && message(d, &in, &known, end))
        ;
    sn_stop(r, &in);
}

/* ---- text ---- */

/* In hundredths of a second. */
static void put_interval(struct sn_text *t, const struct sn_view *v)
{
    uint32_t cs = (uint32_t)sn_opt(v, INTERVAL);

    if (cs == INFINITE && sn_find(v, METRIC))
        sn_put_lit(t->b, "infinity");
    else if (!cs)
        sn_put_lit(t->b, "0.0s (bogus)");
    else
        sn_put_f(t->b, "%u.%02us", cs / 100, cs % 100);
}

static void put_addr(struct sn_text *t, const struct sn_view *v, unsigned field4)
{
    if (sn_find(v, field4))
        sn_put_value(t, &v->fields[field4], sn_find(v, field4));
    else if (sn_find(v, field4 + 1))
        sn_put_ipv6(t->b, sn_find(v, field4 + 1)->p);
}

static void put_prefix(struct sn_text *t, const struct sn_view *v, unsigned field4, unsigned plen)
{
    put_addr(t, v, field4);
    sn_put_f(t->b, "/%u", (unsigned)sn_opt(v, plen));
}

/* The prefix, with its source where there is one. */
static void put_wanted(struct sn_text *t, const struct sn_view *v, const char *any)
{
    if (!sn_opt(v, AE)) {
        sn_put_s(t->b, any);
    } else if (sn_find(v, SOURCE_PLEN)) {
        sn_put_c(t->b, '(');
        put_prefix(t, v, ADDR4, PLEN);
        sn_put_lit(t->b, ", ");
        put_prefix(t, v, SOURCE4, SOURCE_PLEN);
        sn_put_c(t->b, ')');
    } else {
        put_prefix(t, v, ADDR4, PLEN);
    }
}

static void put_stamp(struct sn_text *t, uint64_t us)
{
    sn_put_f(t->b, "%u.%06us", (unsigned)(us / 1000000), (unsigned)(us % 1000000));
}

static bool put_stamps(struct sn_text *t, const struct sn_view *v, unsigned need)
{
    struct sn_view part = {0};

    sn_put_lit(t->b, " sub-timestamp ");
    if (!need || sn_opt(v, SUB_LEN) / 4 < need) {
        sn_put_s(t->b, need ? "(invalid)" : "(bogus)");
        return !need;
    }
    for (unsigned i = 0; i < need && sn_each(v, SENT, &part); i++) {
        if (i)
            sn_put_c(t->b, '|');
        put_stamp(t, part.rec->u);
    }
    return true;
}

/* In a TLV that has so many timestamps; none: one that has channels instead. False: no more are
 * printed. */
static bool put_subtlv(struct sn_text *t, const struct sn_view *v, unsigned stamps)
{
    struct sn_view part = {0};
    uint64_t type = sn_opt(v, SUB_TYPE);
    const char *sep = " ";

    if (type & SUB_MANDATORY)
        sn_put_lit(t->b, " (M)");
    if (sn_find(v, SUB_INVALID)) {
        sn_put_lit(t->b, " (invalid)");
        return false;
    }
    switch (type) {
    case SUB_PAD1:
        sn_put_lit(t->b, " sub-pad1");
        break;
    case SUB_PADN:
        sn_put_lit(t->b, " sub-padn");
        break;
    case SUB_DIVERSITY:
        sn_put_lit(t->b, " sub-diversity");
        if (!sn_find(v, CHANNEL))
            sn_put_lit(t->b, " empty");
        for (; sn_each(v, CHANNEL, &part); sep = "-") {
            sn_put_s(t->b, sep);
            sn_put_name(t, channels, sn_opt(&part, CHANNEL), "%u");
        }
        if (stamps && sn_find(v, CHANNEL))
            sn_put_lit(t->b, " (bogus)");
        break;
    case SUB_TIMESTAMP:
        return put_stamps(t, v, stamps);
    default:
        sn_say(t, v, " sub-unknown-0x{02x}", SUB_TYPE);
        break;
    }
    return true;
}

static void put_flags(struct sn_text *t, uint64_t flags)
{
    if (flags & HAS_PREFIX)
        sn_put_lit(t->b, "/prefix");
    if (flags & HAS_ID)
        sn_put_lit(t->b, "/id");
    if (flags & 0x3f)
        sn_put_lit(t->b, "/unknown");
}

static void put_update(struct sn_text *t, const struct sn_view *v)
{
    put_flags(t, sn_opt(v, FLAGS));
    sn_put_c(t->b, ' ');
    if (!sn_find(v, SOURCE_PLEN)) {
        put_wanted(t, v, "any");
    } else {
        put_prefix(t, v, ADDR4, PLEN);
        sn_put_lit(t->b, " from ");
        put_prefix(t, v, SOURCE4, SOURCE_PLEN);
    }
    sn_say(t, v, " metric {} seqno {d} interval ", METRIC, SEQNO);
    put_interval(t, v);
}

static void put_seqno_request(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "({} hops) for ", HOPS);
    if (sn_find(v, SOURCE_PLEN) && !sn_opt(v, AE))
        sn_say(t, v, "(::/{}, ::/{})", PLEN, SOURCE_PLEN);
    else
        put_wanted(t, v, "invalid AE 0");
    sn_say(t, v, " seqno {d} id {:}", SEQNO, ID);
}

static void put_digest(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, DIGEST);

    sn_say(t, v, "key-id {} digest-", KEY);
    sn_put_f(t->b, "%u ", q->n);
    for (uint32_t i = 0; i < q->n; i++)
        sn_put_f(t->b, "%02X", q->p[i]);
}

/* What stands behind a valid message's name. */
static void put_message(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    switch (type) {
    case PADN:
        sn_put_f(t->b, " %u", (unsigned)sn_opt(v, LENGTH) + 2);
        break;
    case ACK_REQUEST:
        sn_say(t, v, "{04x} ", NONCE);
        put_interval(t, v);
        break;
    case ACK:
        sn_say(t, v, "{04x}", NONCE);
        break;
    case HELLO:
        sn_put_s(t->b, sn_opt(v, HELLO_FLAGS) & FLAG_UNICAST ? "(Unicast) " : "");
        sn_say(t, v, "seqno {d} ", SEQNO);
        if (sn_opt(v, INTERVAL)) {
            sn_put_lit(t->b, "interval ");
            put_interval(t, v);
        } else {
            sn_put_lit(t->b, "unscheduled");
        }
        break;
    case IHU:
        if (sn_find(v, BAD_ADDR)) {
            sn_put_lit(t->b, " [|babel]");
            return;
        }
        if (sn_opt(v, AE))
            put_addr(t, v, ADDR4);
        else
            sn_put_lit(t->b, "any");
        sn_say(t, v, " rxcost {d} interval ", RXCOST);
        put_interval(t, v);
        break;
    case ROUTER_ID:
        sn_say(t, v, " {:}", ID);
        break;
    case NEXT_HOP:
        sn_put_s(t->b, sn_opt(v, AE) ? " " : " invalid AE 0");
        put_addr(t, v, ADDR4);
        break;
    case UPDATE:
    case SS_UPDATE:
        put_update(t, v);
        break;
    case ROUTE_REQUEST:
    case SS_REQUEST:
        sn_put_lit(t->b, "for ");
        put_wanted(t, v, "any");
        break;
    case SEQNO_REQUEST:
    case SS_MH_REQUEST:
        put_seqno_request(t, v);
        break;
    case TSPC:
        sn_say(t, v, "timestamp {} packetcounter {}", STAMP, COUNTER);
        break;
    case HMAC:
        put_digest(t, v);
        break;
    case PC:
        sn_say(t, v, " value {} index len ", PC_VALUE);
        sn_put_u32(t->b, (uint32_t)sn_opt(v, LENGTH) - 4);
        break;
    case AUTH_MAC:
        sn_say(t, v, "len {}", LENGTH);
        break;
    case CHALLENGE:
    case REPLY:
        sn_say(t, v, " len {}", LENGTH);
        break;
    }
}

static void verbose_text(struct sn_text *t, const struct sn_view *v)
{
    static const char *const names[] = {
        "Pad 1",
        "Pad",
        "Acknowledgment Request ",
        "Acknowledgment ",
        "Hello ",
        "IHU ",
        "Router Id",
        "Next Hop",
        "Update",
        "Route Request ",
        "Seqno Request ",
        "TS/PC ",
        "HMAC ",
        "SS-Update",
        "SS-Request ",
        "SS-MH-Request ",
        "MAC ",
        "PC",
        "Challenge Request",
        "Challenge Reply",
    };
    uint64_t type = sn_opt(v, TYPE);
    struct sn_view sub = {0};

    sn_put_lit(t->b, "\n\t");
    if (type >= sizeof names / sizeof names[0]) {
        sn_say(t, v, "Unknown message type {}", TYPE);
        return;
    }
    sn_put_s(t->b, names[type]);
    if (sn_find(v, INVALID)) {
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    put_message(t, v, type);
    while (!sn_find(v, BAD_ADDR) && sn_each(v, SUB, &sub) &&
           put_subtlv(t, &sub,
                      type == HELLO ? 1
                      : type == IHU ? 2
                                    : 0))
        ;
}

/* False: it is invalid, and what is behind it isn't printed. */
static bool message_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t type = sn_opt(v, TYPE);

    if (t->o->verbose) {
        verbose_text(t, v);
        return !sn_find(v, INVALID);
    }
    sn_say(t, v, " {s:unknown}", TYPE);
    if (type == UPDATE && sn_opt(v, LENGTH) < UPDATE_HEAD) {
        sn_put_lit(t->b, " (invalid)");
        return false;
    }
    if (type == UPDATE)
        put_flags(t, sn_opt(v, FLAGS));
    return true;
}

/* False: one is invalid. */
static bool messages_text(struct sn_text *t, const struct sn_view *v)
{
    const char *behind = t->o->verbose ? "\n\t----" : " |";
    const struct sn_rec *trailer = sn_find(v, TRAILER);
    struct sn_view m = {0};

    while (sn_each(v, MESSAGE, &m) && !(m.rec->flags & SN_REC_BAD)) {
        if (trailer && m.rec > trailer) {
            sn_put_s(t->b, behind);
            trailer = NULL;
        }
        if (!message_text(t, &m))
            return false;
    }
    if (trailer)
        sn_put_s(t->b, behind);
    return true;
}

static enum sn_then babel_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "babel");
    if (!sn_need_short(t, &v, BODY))
        return SN_TEXT_DONE;
    if (sn_opt(&v, MAGIC) != MAGIC_BABEL) {
        sn_put_lit(t->b, " invalid header");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, " {}", VERSION);
    if (sn_opt(&v, VERSION) != VERSION_BABEL) {
        sn_put_lit(t->b, " unknown version");
        return SN_TEXT_DONE;
    }
    if (l->len < HEAD) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, " ({})", BODY);
    if (!messages_text(t, &v))
        return SN_TEXT_DONE;
    if (l->flags & SN_LAYER_MALFORMED)
        sn_put_lit(t->b, " (invalid)");
    else if (!(l->flags & SN_LAYER_TRUNCATED))
        return SN_TEXT_DONE;
    else if (v.end[-1].field == MESSAGE) /* nothing of the last one is there */
        sn_cut(t);
    else
        sn_cut_short(t);
    return SN_TEXT_DONE;
}

SN_PROTO(babel, "Babel Routing Protocol", {.table = &sn_tab_udp, .value = 6696},
         {.table = &sn_tab_udp, .value = 6697})
