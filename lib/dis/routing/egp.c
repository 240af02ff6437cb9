/* EGP, the exterior gateway protocol (RFC 904). */
#include "dis/proto.h"

enum { PROTO = 8, UPDATE = 1, POLL, ACQUIRE, REACH = 5, ERROR = 8, UNSOLICITED = 128 };
enum { REFUSE = 2, CEASE_ACK = 4, IHU = 1, FIXED = 16 };

static const struct sn_val types[] = {
    {UPDATE, "update"}, {POLL, "poll"}, {ACQUIRE, "acquire"}, {ERROR, "error"}, {0, NULL},
};
static const struct sn_val acquire_codes[] = {
    {0, " request"}, {1, " confirm"}, {2, " refuse"}, {3, " cease"}, {4, " cease_ack"}, {0, NULL},
};
static const struct sn_val reach_codes[] = {{0, " hello"}, {IHU, " i-h-u"}, {0, NULL}};
static const struct sn_val modes[] = {
    {0, "unspecified"},
    {1, "active_mode"},
    {2, "passive_mode"},
    {0, NULL},
};
static const struct sn_val causes[] = {
    {0, " unspecified"}, {3, " insufficient_resources"}, {4, " administratively_prohibited"},
    {5, " going_down"},  {6, " parameter_violation"},    {7, " protocol_violation"},
    {0, NULL},
};
static const struct sn_val states[] = {
    {0, "state:indeterminate"},
    {1, "state:up"},
    {2, "state:down"},
    {0, NULL},
};
static const struct sn_val reasons[] = {
    {0, "unspecified"},
    {1, "bad_EGP_header_format"},
    {2, "bad_EGP_data_field_format"},
    {3, "reachability_info_unavailable"},
    {4, "excessive_polling_rate"},
    {5, "no_response"},
    {6, "unsupported_version"},
    {0, NULL},
};

#define EGP(F)                                                                                     \
    F(VERSION, "sn.egp.version", U8, "Version")                                                    \
    F(TYPE, "sn.egp.type", U8, "Type", .vals = types)                                              \
    F(CODE, "sn.egp.code", U8, "Code")                                                             \
    F(STATUS, "sn.egp.status", U8, "Status")                                                       \
    F(SUM, "sn.egp.checksum", U16, "Checksum", .base = SN_HEX)                                     \
    F(AS, "sn.egp.as", U16, "Autonomous System")                                                   \
    F(SEQ, "sn.egp.sequence", U16, "Sequence")                                                     \
    F(HELLO, "sn.egp.hello_interval", U16, "Hello Interval", .unit = "s")                          \
    F(POLL_INTERVAL, "sn.egp.poll_interval", U16, "Poll Interval", .unit = "s")                    \
    F(REASON, "sn.egp.reason", U16, "Reason", .vals = reasons)                                     \
    F(INTERNAL, "sn.egp.internal_gateways", U8, "Internal Gateways")                               \
    F(EXTERNAL, "sn.egp.external_gateways", U8, "External Gateways")                               \
    F(SOURCE, "sn.egp.source_network", IPV4, "IP Source Network")                                  \
    F(BLOCK, "sn.egp.block", GROUPS, "Gateway")                                                    \
    F(GATEWAY, "sn.egp.gateway", IPV4, "Gateway Address")                                          \
    F(DISTANCES, "sn.egp.distances", U8, "Distances")                                              \
    F(DISTANCE, "sn.egp.distance", U8S, "Distance")                                                \
    F(COUNT, "sn.egp.networks", U8S, "Networks")                                                   \
    F(NETWORK, "sn.egp.network", IPV4S, "Network")                                                 \
    F(BLOCK_END, "sn.egp.block_end", UINT, NULL)
SN_FIELDS(egp, EGP)

/* ---- reading ---- */

/* The bytes of an address that say the host, by the byte that says the network's class. */
static unsigned host_bytes(uint32_t first)
{
    return first < 128 ? 3 : first < 192 ? 2 : first < 224 ? 1 : 0;
}

/* Whether n more bytes were sent: those behind the end aren't to be waited for. */
static bool sent(struct sn_rd *r, size_t end, size_t n)
{
    if (sn_rd_off(r) + n <= end)
        return true;
    sn_malformed(r);
    return false;
}

/* The next n bytes as the leading or trailing part of an address. */
static bool part(struct sn_rd *r, unsigned n, uint32_t *v)
{
    const uint8_t *p;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    *v = (uint32_t)sn_be_n(p, n);
    return true;
}

static bool network(struct sn_dis *d, struct sn_rd *r, size_t end)
{
    size_t off = sn_rd_off(r);
    uint32_t v;
    uint8_t first;
    unsigned n;

    if (!sent(r, end, 1) || !sn_rd_need(r, 1) || !sn_rd_peek(r, 0, &first))
        return false;
    n = first < 128 ? 1 : first < 192 ? 2 : 3;
    if (!sent(r, end, n) || !part(r, n, &v))
        return false;
    sn_rec_uint(d, NETWORK, off, n, (uint64_t)v << (32 - 8 * n));
    return true;
}

/* A gateway, and the networks that it reaches, by distance. */
static void block(struct sn_dis *d, struct sn_rd *r, size_t end, unsigned n)
{
    uint32_t source = (uint32_t)sn_u(d, SOURCE), mask = (uint32_t)(((uint64_t)1 << (8 * n)) - 1);
    size_t off = sn_rd_off(r);
    uint32_t host, distances, count;

    if (!sent(r, end, n + 1) || !sn_rd_need(r, n ? n + 1 : 4) || !part(r, n, &host))
        return;
    sn_rec_uint(d, GATEWAY, off, n, (source & ~mask) | host);
    for ((void)!sn_get(d, r, DISTANCES, &distances); distances; distances--) {
        if (!sent(r, end, 2) || !sn_get(d, r, DISTANCE, NULL) || !sn_get(d, r, COUNT, &count))
            return;
        for (; count; count--) {
            if (!network(d, r, end))
                return;
        }
    }
    sn_note(d, BLOCK_END, 0);
}

/* tcpdump takes the class of the network from the last byte of its address instead of the first:
 * its text shows gateways of three bytes nearly always, and those without a class as of none, for
 * which it counts four. */
static void update(struct sn_dis *d, struct sn_rd *r, size_t end)
{
    uint64_t source = sn_u(d, SOURCE), in = sn_u(d, INTERNAL), all = in + sn_u(d, EXTERNAL);
    unsigned n = host_bytes(d->want & SN_WANT_FIELDS ? (uint32_t)source >> 24 : source & 255);

    for (uint64_t i = 0; i < all && !r->stop; i++) {
        struct sn_rec *g = sn_group(d, r, BLOCK, i >= in);

        end -= n ? 0 : 4;
        block(d, r, end, n);
        sn_group_end(d, r, g);
    }
}

static void egp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t end = sn_rd_off(r) + len;
    struct sn_rd all = *r;
    uint64_t type;

    if (!sn_rd_need(&all, FIXED)) {
        sn_stop(r, &all);
        return;
    }
    (void)sn_header(d, r, VERSION, SEQ);
    type = sn_u(d, TYPE);
    if (sn_u(d, VERSION) != 2)
        return;
    if (type == ACQUIRE)
        (void)sn_header(d, r, HELLO, POLL_INTERVAL);
    else if (type == ERROR)
        (void)sn_get(d, r, REASON, NULL);
    else if (type == POLL)
        (void)(sn_rd_skip(r, 2) && sn_get(d, r, SOURCE, NULL));
    else if (type == UPDATE && sn_header(d, r, INTERNAL, SOURCE))
        update(d, r, end);
}

/* ---- text ---- */

/* An address with its bytes the wrong way round, as tcpdump's arithmetic leaves them. */
static void put_reversed(struct sn_text *t, uint32_t host)
{
    sn_put_c(t->b, ' ');
    sn_text_host4(t, __builtin_bswap32(host));
}

static void gateway_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint32_t mask = (uint32_t)(((uint64_t)1 << (8 * q->len)) - 1), host = (uint32_t)q->u & mask;
    uint32_t source = __builtin_bswap32((uint32_t)sn_opt(v, SOURCE));

    sn_put_s(t->b, sn_before(v, q, BLOCK)->u ? " ext" : " int");
    put_reversed(t, q->len ? (source & ~mask) | host : 0);
    sn_put_lit(t->b, " (");
}

static void blocks_text(struct sn_text *t, const struct sn_view *v)
{
    bool more = false;

    for (const struct sn_rec *q = v->rec; q < v->end; q++) {
        if (q->field == GATEWAY) {
            gateway_text(t, v, q);
            more = false;
        } else if (q->field == DISTANCE) {
            sn_put_f(t->b, more ? ", d%u:" : "d%u:", (unsigned)q->u);
            more = true;
        } else if (q->field == NETWORK) {
            put_reversed(t, (uint32_t)q->u);
        } else if (q->field == BLOCK_END) {
            sn_put_c(t->b, ')');
        }
    }
}

/* The name of the status; for acquisitions also of what may refuse them. */
static void status_text(struct sn_text *t, const struct sn_view *v, const struct sn_val *names)
{
    uint64_t status = sn_opt(v, STATUS);

    if (sn_opt(v, TYPE) == UPDATE && status & UNSOLICITED) {
        sn_put_lit(t->b, " unsolicited");
        status &= ~(uint64_t)UNSOLICITED;
    }
    sn_put_c(t->b, ' ');
    sn_put_name(t, names, status, "[status %u]");
}

static void acquire_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t code = sn_opt(v, CODE);

    sn_put_lit(t->b, " acquire");
    sn_put_name(t, acquire_codes, code, "[code %u]");
    if (code < REFUSE) {
        status_text(t, v, modes);
        sn_say(t, v, " hello:{} poll:{}", HELLO, POLL_INTERVAL);
    } else if (code <= CEASE_ACK) {
        sn_put_name(t, causes, sn_opt(v, STATUS), "[status %u]");
    }
}

static enum sn_then message_text(struct sn_text *t, const struct sn_layer *l,
                                 const struct sn_view *v)
{
    uint64_t type = sn_opt(v, TYPE);

    if (type == ACQUIRE) {
        acquire_text(t, v);
    } else if (type == REACH) {
        sn_put_name(t, reach_codes, sn_opt(v, CODE), "[reach code %u]");
        if (sn_opt(v, CODE) <= IHU)
            status_text(t, v, states);
    } else if (type == UPDATE || type == POLL || type == ERROR) {
        sn_say(t, v, " {s}", TYPE);
        status_text(t, v, states);
        if (type == UPDATE)
            sn_say(t, v, " {} int {} ext {}", SOURCE, INTERNAL, EXTERNAL);
        else
            sn_say(t, v, type == POLL ? " net:{}" : " {s:[reason %u]}",
                   type == POLL ? SOURCE : REASON);
    } else {
        sn_say(t, v, "[type {d}]", TYPE);
    }
    if (type == UPDATE)
        blocks_text(t, v);
    return l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED) ? SN_TEXT_CUT : SN_TEXT_DONE;
}

static enum sn_then egp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need_short(t, &v, SEQ))
        return SN_TEXT_DONE;
    if (!t->o->verbose) {
        sn_say(t, &v, "EGPv{}, AS {}, seq {}", VERSION, AS, SEQ);
        sn_put_f(t->b, ", length %u", l->len);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "EGPv{}", VERSION);
    sn_put_f(t->b, ", length %u", l->len);
    if (sn_opt(&v, VERSION) == 2)
        return message_text(t, l, &v);
    sn_say(t, &v, "[version {}]", VERSION);
    return SN_TEXT_DONE;
}

SN_PROTO(egp, "Exterior Gateway Protocol", {.table = &sn_tab_ipproto, .value = PROTO})
