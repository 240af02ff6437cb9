/*
 * Rx: the remote procedure calls of AFS, over UDP (ports 7000 to 7009). A call is one packet or
 * more, from sequence number 1 on, and so is its reply; the first of each is given to the layer
 * inside, see afs.c. Acknowledgements list packets one by one.
 */
#include "dis/app/rx.h"

#include "dis/app/afs.h"
#include "dis/transport/udp.h"

enum { DATA = 1, ACK, BUSY, ABORT, ACKALL, CHALLENGE, RESPONSE, DEBUG, PARAMS, VERSION = 13 };
enum { CLIENT_INIT = 1, SLOW_START = 32, ACK_HDR = 18, ACK_PAD = 3 };

static const struct sn_val types[] = {
    {DATA, "data"},         {ACK, "ack"},       {BUSY, "busy"},
    {ABORT, "abort"},       {ACKALL, "ackall"}, {CHALLENGE, "challenge"},
    {RESPONSE, "response"}, {DEBUG, "debug"},   {PARAMS, "params"},
    {VERSION, "version"},   {0, NULL},
};
static const struct sn_val flags[] = {
    {CLIENT_INIT, "<client-init>"},
    {2, "<req-ack>"},
    {4, "<last-pckt>"},
    {8, "<more-pckts>"},
    {16, "<free-pckt>"},
    {0, NULL},
};
static const struct sn_val reasons[] = {
    {1, "ack requested"},
    {2, "duplicate packet"},
    {3, "out of sequence"},
    {4, "exceeds window"},
    {5, "no buffer space"},
    {6, "ping"},
    {7, "ping response"},
    {8, "delay"},
    {9, "idle"},
    {0, NULL},
};

#define RX(F)                                                                                      \
    F(EPOCH, "sn.rx.epoch", U32, "Epoch")                                                          \
    F(CID, "rx.cid", U32, "CID")                                                                   \
    F(CALL, "rx.callnumber", U32, "Call Number")                                                   \
    F(SEQ, "rx.seq", U32, "Sequence Number")                                                       \
    F(SERIAL, "rx.serial", U32S, "Serial")                                                         \
    F(TYPE, "rx.type", U8, "Type", .vals = types)                                                  \
    F(FLAGS, "rx.flags", U8, "Flags", .base = SN_HEX)                                              \
    F(STATUS, "rx.userstatus", U8, "User Status")                                                  \
    F(SECURITY, "rx.securityindex", U8, "Security Index")                                          \
    F(SPARE, "rx.spare", U16, "Spare/Checksum")                                                    \
    F(SERVICE, "rx.serviceid", U16, "Service ID")                                                  \
    F(EPOCH_TIME, "rx.epoch", TIME, "Epoch")                                                       \
    F(F_CLIENT, "rx.flags.client_init", BOOL, "Client Initiated", .mask = 1)                       \
    F(F_ACK, "rx.flags.request_ack", BOOL, "Request Ack", .mask = 2)                               \
    F(F_LAST, "rx.flags.last_packet", BOOL, "Last Packet", .mask = 4)                              \
    F(F_MORE, "rx.flags.more_packets", BOOL, "More Packets", .mask = 8)                            \
    F(F_FREE, "rx.flags.free_packet", BOOL, "Free Packet", .mask = 16)                             \
    F(REPLY, "sn.rx.reply", UINT, NULL)                                                            \
    F(PORT, "sn.rx.port", UINT, NULL)                                                              \
    F(SPACE, "rx.bufferspace", U16, "Bufferspace")                                                 \
    F(SKEW, "rx.maxskew", U16, "Max Skew")                                                         \
    F(FIRST, "rx.first", U32, "First Packet")                                                      \
    F(PREVIOUS, "rx.prev", U32, "Prev Packet")                                                     \
    F(REASON, "rx.reason", U8, "Reason", .vals = reasons)                                          \
    F(NACKS, "rx.num_acks", U8, "Num ACKs")                                                        \
    F(ACKS, "sn.rx.acks", BYTES, "ACK Types")                                                      \
    F(MAX_MTU, "rx.max_mtu", U32, "Max MTU")                                                       \
    F(IF_MTU, "rx.if_mtu", U32, "Interface MTU")                                                   \
    F(RWIND, "rx.rwind", U32, "rwind")                                                             \
    F(MAX_PACKETS, "rx.max_packets", U32, "Max Packets")                                           \
    F(ABORT_CODE, "rx.abort_code", I32, "Abort Code")
SN_FIELDS(rx, RX)

/* ---- reading ---- */

static void ack(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    if (!sn_rd_need(r, ACK_HDR) || !sn_header(d, r, SPACE, PREVIOUS) ||
        !sn_get(d, r, SERIAL, NULL) || !sn_header(d, r, REASON, NACKS))
        return;
    n = sn_u(d, NACKS);
    if (!sn_get_bytes(d, r, ACKS, n) || sn_rd_left(r) < ACK_PAD || !sn_rd_skip(r, ACK_PAD))
        return;
    for (unsigned f = MAX_MTU; f <= MAX_PACKETS && sn_rd_left(r) >= 4; f++)
        (void)sn_get(d, r, f, NULL);
}

/* Who serves the call that the packet belongs to; 0: it isn't the first packet of a call or of its
 * reply. */
static uint16_t server(struct sn_dis *d, bool *reply)
{
    uint16_t sport, dport;
    uint64_t type = sn_u(d, TYPE);
    bool first = type == DATA && sn_u(d, SEQ) == 1;

    *reply = !(sn_u(d, FLAGS) & CLIENT_INIT);
    if (!first && !(*reply && type == ABORT))
        return 0;
    (void)sn_ports_near(d, &sport, &dport);
    return *reply ? sport : dport;
}

static void rx_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_rec *h = sn_header_of(d, r, rx_fields, SERVICE);
    unsigned service;
    uint16_t port;
    bool reply;

    if (!h || d->cur == d->layer)
        return;
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, EPOCH_TIME, h[EPOCH].off, 4, h[EPOCH].u * 1000000000);
    sn_parts(d, FLAGS, F_CLIENT, F_FREE);
    if (h[TYPE].u == ACK) {
        ack(d, r);
        return;
    }
    port = server(d, &reply);
    service = sn_afs_service_of(port);
    /* tcpdump remembers calls of other services too: they take room. */
    if (port && !reply && service == AFS_SERVICES && sn_rd_left(r) >= AFS_WORD)
        sn_remember_ring(d, SN_MEMO_RX, UINT64_MAX, 0);
    if (service == AFS_SERVICES || len < SN_RX_HDR ||
        (len == SN_RX_HDR && !(reply && sn_afs_services[service].empty)))
        return;
    sn_note(d, REPLY, reply);
    sn_note(d, PORT, port);
    sn_next_proto(d, &sn_proto_afs, r, len - SN_RX_HDR);
}

static struct sn_rx rx_of(const struct sn_layer *l, const struct sn_rec *rec)
{
    const struct sn_view v = {
        .rec = &rec[l->first], .end = &rec[l->first + l->n], .fields = l->proto->fields};

    return (struct sn_rx){.abort = sn_opt(&v, TYPE) == ABORT,
                          .call = (uint32_t)sn_opt(&v, CALL),
                          .service = (uint16_t)sn_opt(&v, SERVICE),
                          .reply = sn_opt(&v, REPLY) != 0,
                          .port = (uint16_t)sn_opt(&v, PORT)};
}

struct sn_rx sn_rx_of(const struct sn_dis *d)
{
    return rx_of(d->cur - 1, d->rec);
}

struct sn_rx sn_rx_text(const struct sn_text *t, const struct sn_layer *l)
{
    return rx_of(l - 1, t->d->rec);
}

/* ---- text ---- */

/* " acked 5-6,8": the packets of one kind, those one behind the other as a range. */
static void put_acks(struct sn_text *t, const struct sn_rec *acks, uint32_t first, uint8_t kind)
{
    const char *before = kind ? " acked " : " nacked ";

    for (uint32_t i = 0; i < acks->n; i++) {
        uint32_t from = i;

        if (acks->p[i] != kind)
            continue;
        while (i + 1 < acks->n && acks->p[i + 1] == kind)
            i++;
        sn_put_s(t->b, before);
        sn_put_u32(t->b, first + from);
        if (i > from)
            sn_put_f(t->b, "-%u", first + i);
        before = ",";
    }
}

static void ack_text(struct sn_text *t, const struct sn_view *v)
{
    static const char *const more[] = {" ifmtu {}", " maxmtu {}", " rwind {}", " maxpackets {}"};
    const struct sn_rec *acks = sn_find(v, ACKS);

    if (!sn_find(v, NACKS)) {
        sn_put_lit(t->b, " [|ack]");
        return;
    }
    if (t->o->verbose > 2)
        sn_say(t, v, " bufspace {} maxskew {}", SPACE, SKEW);
    sn_say(t, v, " first {}", FIRST);
    sn_put_f(t->b, " serial %u", (unsigned)sn_before(v, sn_find(v, REASON), SERIAL)->u);
    sn_say(t, v, " reason {s:#%u}", REASON);
    if (!acks) {
        sn_put_lit(t->b, " [|ack]");
        return;
    }
    put_acks(t, acks, (uint32_t)sn_opt(v, FIRST), 1);
    put_acks(t, acks, (uint32_t)sn_opt(v, FIRST), 0);
    for (unsigned f = MAX_MTU; t->o->verbose > 1 && f <= MAX_PACKETS && sn_find(v, f); f++)
        sn_say(t, v, more[f - MAX_MTU], (uint16_t)f);
}

/* The last flag is another for acknowledgements than for data. */
static void flags_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t set = sn_opt(v, FLAGS), type = sn_opt(v, TYPE);
    bool known = set & (SLOW_START - 1);

    if (known) {
        sn_put_c(t->b, ' ');
        sn_text_bits(t, flags, (uint32_t)set, ",", "");
    }
    if (set & SLOW_START && (type == ACK || type == DATA)) {
        sn_put_s(t->b, known ? "," : " ");
        sn_put_s(t->b, type == ACK ? "<slow-start>" : "<jumbogram>");
    }
}

static void header_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, " rx {s:type %u}", TYPE);
    if (t->o->verbose > 1)
        sn_say(t, v, " cid {08x} call# {}", CID, CALL);
    if (t->o->verbose)
        sn_say(t, v, " seq {} ser {d}", SEQ, SERIAL);
    if (t->o->verbose > 2)
        sn_say(t, v, " secindex {} serviceid {}", SECURITY, SERVICE);
    if (t->o->verbose > 1)
        flags_text(t, v);
}

static enum sn_then rx_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_layer *in = sn_text_next(t);

    if (!sn_find(&v, SERVICE)) {
        sn_put_f(t->b, " [|rx] (%u)", l->len);
        return SN_TEXT_DONE;
    }
    header_text(t, &v);
    if (sn_opt(&v, TYPE) == ACK && l->len >= SN_RX_HDR)
        ack_text(t, &v);
    else if (in && in->level > l->level)
        sn_text_inner(t);
    if (!sn_is_cut(t) && !t->cut)
        sn_put_f(t->b, " (%u)", l->len);
    return SN_TEXT_DONE;
}

/* On the port of AFS's backup server, which tcpdump doesn't know. */
const struct sn_proto sn_proto_rx_more = {
    .name = "rx",
    .title = "RX Protocol",
    SN_PROTO_FIELDS(rx),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 7021}),
    .more = true,
    .dissect = rx_dissect,
    .text = rx_text,
};

#define PORT_KEY(n)                                                                                \
    {                                                                                              \
        .table = &sn_tab_udp, .value = SN_RX_PORT_FIRST + (n)                                      \
    }
SN_PROTO(rx, "RX Protocol", PORT_KEY(0), PORT_KEY(1), PORT_KEY(2), PORT_KEY(3), PORT_KEY(4),
         PORT_KEY(5), PORT_KEY(6), PORT_KEY(7), PORT_KEY(8), PORT_KEY(9))
