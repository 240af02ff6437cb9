/* The report's tables of flows, and of the health of TCP. */
#include "base/digest.h"
#include "base/hex.h"
#include "stat/report.h"

enum {
    F_ENDS,
    F_A,
    F_A_PORT,
    F_B,
    F_B_PORT,
    F_NUMBER,
    F_PROTOCOL,
    F_STATE,
    F_FIRST,
    F_DURATION,
    F_AB_PACKETS,
    F_AB_BYTES,
    F_AB_FLAGS,
    F_AB_RETRANS,
    F_AB_ORDER,
    F_AB_ZERO,
    F_AB_RTT,
    F_BA_PACKETS,
    F_BA_BYTES,
    F_BA_FLAGS,
    F_BA_RETRANS,
    F_BA_ORDER,
    F_BA_ZERO,
    F_BA_RTT,
    F_RETRANS,
    F_RTT,
    F_SPAN,
    F_NAME,
    F_NAMED_BY,
    F_COMMUNITY,
    F_IPFIX, /* by IPFIX's names: the initiator's packets, and behind them the reverse */
    F_IPFIX_SRC4 = F_IPFIX,
    F_IPFIX_SRC6,
    F_IPFIX_DST4,
    F_IPFIX_DST6,
    F_IPFIX_SPORT,
    F_IPFIX_DPORT,
    F_IPFIX_PROTO,
    F_IPFIX_START,
    F_IPFIX_END,
    F_IPFIX_PACKETS,
    F_IPFIX_BYTES,
    F_IPFIX_FLAGS,
    F_IPFIX_REVERSE_PACKETS,
    F_IPFIX_REVERSE_BYTES,
    F_IPFIX_REVERSE_FLAGS,
};

/* RFC 7012 and its registry; RFC 5103 for what is reverse. Octets are those of the link layer, as
 * everywhere here. */
#define IPFIX(name_, type_)                                                                        \
    {                                                                                              \
        .key = "ipfix." name_, .type = (type_), .json = true                                       \
    }

static const struct sn_column flow_columns[] = {
    [F_ENDS] = {.head = "Flow", .type = SN_COL_STRING},
    [F_A] = {.key = "a", .type = SN_COL_ADDRESS},
    [F_A_PORT] = {.key = "a_port", .type = SN_COL_PORT},
    [F_B] = {.key = "b", .type = SN_COL_ADDRESS},
    [F_B_PORT] = {.key = "b_port", .type = SN_COL_PORT},
    [F_NUMBER] = {.key = "ip_proto", .type = SN_COL_COUNT},
    [F_PROTOCOL] = {.key = "protocol", .head = "protocol", .type = SN_COL_STRING},
    [F_STATE] = {.key = "state", .head = "state", .type = SN_COL_STRING},
    [F_FIRST] = {.key = "first", .type = SN_COL_TIME},
    [F_DURATION] = {.key = "duration", .type = SN_COL_SPAN},
    [F_AB_PACKETS] = {.key = "a_to_b.packets", .head = "packets ->", .type = SN_COL_COUNT},
    [F_AB_BYTES] = {.key = "a_to_b.bytes", .head = "bytes ->", .type = SN_COL_BYTES},
    [F_AB_FLAGS] = {.key = "a_to_b.tcp_flags", .type = SN_COL_STRING},
    [F_AB_RETRANS] = {.key = "a_to_b.retransmissions", .type = SN_COL_COUNT},
    [F_AB_ORDER] = {.key = "a_to_b.out_of_order", .type = SN_COL_COUNT},
    [F_AB_ZERO] = {.key = "a_to_b.zero_windows", .type = SN_COL_COUNT},
    [F_AB_RTT] = {.key = "a_to_b.average_rtt", .type = SN_COL_DURATION},
    [F_BA_PACKETS] = {.key = "b_to_a.packets", .head = "packets <-", .type = SN_COL_COUNT},
    [F_BA_BYTES] = {.key = "b_to_a.bytes", .head = "bytes <-", .type = SN_COL_BYTES},
    [F_BA_FLAGS] = {.key = "b_to_a.tcp_flags", .type = SN_COL_STRING},
    [F_BA_RETRANS] = {.key = "b_to_a.retransmissions", .type = SN_COL_COUNT},
    [F_BA_ORDER] = {.key = "b_to_a.out_of_order", .type = SN_COL_COUNT},
    [F_BA_ZERO] = {.key = "b_to_a.zero_windows", .type = SN_COL_COUNT},
    [F_BA_RTT] = {.key = "b_to_a.average_rtt", .type = SN_COL_DURATION},
    [F_RETRANS] = {.head = "retrans", .type = SN_COL_COUNT},
    [F_RTT] = {.key = "handshake_rtt", .head = "handshake", .type = SN_COL_DURATION, .digits = 6},
    [F_SPAN] = {.head = "duration", .type = SN_COL_SPAN},
    [F_NAME] = {.key = "name", .head = "name", .type = SN_COL_STRING},
    [F_NAMED_BY] = {.key = "named_by", .type = SN_COL_STRING},
    [F_COMMUNITY] = {.key = "community_id", .type = SN_COL_STRING},
    [F_IPFIX_SRC4] = IPFIX("sourceIPv4Address", SN_COL_ADDRESS),
    [F_IPFIX_SRC6] = IPFIX("sourceIPv6Address", SN_COL_ADDRESS),
    [F_IPFIX_DST4] = IPFIX("destinationIPv4Address", SN_COL_ADDRESS),
    [F_IPFIX_DST6] = IPFIX("destinationIPv6Address", SN_COL_ADDRESS),
    [F_IPFIX_SPORT] = IPFIX("sourceTransportPort", SN_COL_PORT),
    [F_IPFIX_DPORT] = IPFIX("destinationTransportPort", SN_COL_PORT),
    [F_IPFIX_PROTO] = IPFIX("protocolIdentifier", SN_COL_COUNT),
    [F_IPFIX_START] = IPFIX("flowStartMilliseconds", SN_COL_INT),
    [F_IPFIX_END] = IPFIX("flowEndMilliseconds", SN_COL_INT),
    [F_IPFIX_PACKETS] = IPFIX("packetDeltaCount", SN_COL_COUNT),
    [F_IPFIX_BYTES] = IPFIX("layer2OctetDeltaCount", SN_COL_BYTES),
    [F_IPFIX_FLAGS] = IPFIX("tcpControlBits", SN_COL_COUNT),
    [F_IPFIX_REVERSE_PACKETS] = IPFIX("reversePacketDeltaCount", SN_COL_COUNT),
    [F_IPFIX_REVERSE_BYTES] = IPFIX("reverseLayer2OctetDeltaCount", SN_COL_BYTES),
    [F_IPFIX_REVERSE_FLAGS] = IPFIX("reverseTcpControlBits", SN_COL_COUNT),
};

static const char *const states[SN_STAT_STATES] = {
    [SN_FLOW_UNKNOWN] = "unknown",
    [SN_FLOW_SYN_SENT] = "syn-sent",
    [SN_FLOW_SYN_RECEIVED] = "syn-received",
    [SN_FLOW_ESTABLISHED] = "established",
    [SN_FLOW_CLOSING] = "closing",
    [SN_FLOW_CLOSED] = "closed",
    [SN_FLOW_RESET] = "reset",
};

/* The letters of flags that were set, CWR first, in room for eight. */
static uint32_t put_flags(char *to, uint8_t flags)
{
    static const char letters[] = "FSRPAUEC";
    uint32_t n = 0;

    for (unsigned i = 8; i-- > 0;)
        if (flags & 1u << i)
            to[n++] = letters[i];
    return n;
}

static void set_way(struct sn_cell *c, const struct sn_stat_way *w, char *flags, bool tcp)
{
    enum { PACKETS, BYTES, FLAGS, RETRANS, ORDER, ZERO, RTT };

    set_sum(&c[PACKETS], &c[BYTES], w->sum);
    for (unsigned i = FLAGS; i <= RTT; i++)
        c[i].none = !tcp || (i == RTT && !w->rtts);
    if (!tcp)
        return;
    c[FLAGS].p = flags;
    c[FLAGS].n = put_flags(flags, w->flags);
    c[RETRANS].u = w->retransmissions;
    c[ORDER].u = w->out_of_order;
    c[ZERO].u = w->zero_windows;
    if (w->rtts)
        c[RTT].i = w->rtt_sum / (int64_t)w->rtts;
}

/* Community ID, version 1, without a seed: the base64 of a SHA-1 over addresses, protocol and
 * ports, the lower address (or with equal ones the lower port) in front. What has types of ICMP for
 * ports there has none here. */
static void set_community(struct source *s, struct sn_cell *c, const struct sn_stat_flow *f,
                          bool ports)
{
    uint32_t n = f->a.family == 4 ? 4 : 16, len = 0;
    const struct sn_stat_addr *lo = &f->a, *hi = &f->b;
    uint16_t lo_port = f->aport, hi_port = f->bport;
    int order = memcmp(lo->a, hi->a, n);
    uint8_t text[2 + 32 + 2 + 4] = {0}, sha[DIGEST_SHA1];
    struct digest d;
    struct sn_buf b;

    c->none = f->proto == 1 || f->proto == 58;
    if (c->none)
        return;
    if (order > 0 || (order == 0 && lo_port > hi_port)) {
        lo = &f->b;
        hi = &f->a;
        lo_port = f->bport;
        hi_port = f->aport;
    }
    memcpy(text + 2, lo->a, n);
    memcpy(text + 2 + n, hi->a, n);
    len = 2 + 2 * n;
    text[len] = f->proto;
    len += 2;
    if (ports) {
        text[len++] = (uint8_t)(lo_port >> 8);
        text[len++] = (uint8_t)lo_port;
        text[len++] = (uint8_t)(hi_port >> 8);
        text[len++] = (uint8_t)hi_port;
    }
    sn_digest_init(&d, DIGEST_SHA1);
    sn_digest_add(&d, text, len);
    sn_digest_end(&d, sha);
    sn_buf_fixed(&b, s->community, sizeof s->community);
    sn_put_lit(&b, "1:");
    sn_put_base64(&b, sha, sizeof sha);
    c->p = s->community;
    c->n = (uint32_t)sn_buf_len(&b);
}

static void set_flow_name(struct sn_cell *c, const struct sn_stat_flow *f)
{
    c[0].none = c[1].none = !f->nname;
    if (!f->nname)
        return;
    c[0].p = f->name;
    c[0].n = f->nname;
    set_str(&c[1], f->named_by == SN_STAT_DNS_NAME    ? "dns"
                   : f->named_by == SN_STAT_HTTP_HOST ? "http"
                                                      : "tls");
}

/* One of the two cells, for IPv4 and IPv6. */
static void set_ipfix_addr(struct sn_cell *c, const struct sn_stat_addr *a)
{
    c[0].none = a->family != 4;
    c[1].none = !c[0].none;
    set_addr(&c[c[0].none], a);
}

/* As it lies in time: before 1970 too. */
static int64_t milliseconds(int64_t ns)
{
    return ns / 1000000 - (ns % 1000000 < 0);
}

static void set_ipfix(struct sn_cell *c, const struct sn_stat_flow *f, bool ports)
{
    set_ipfix_addr(&c[F_IPFIX_SRC4], &f->a);
    set_ipfix_addr(&c[F_IPFIX_DST4], &f->b);
    set_port(&c[F_IPFIX_SPORT], f->aport, ports);
    set_port(&c[F_IPFIX_DPORT], f->bport, ports);
    c[F_IPFIX_PROTO].u = f->proto;
    c[F_IPFIX_START].i = milliseconds(f->first);
    c[F_IPFIX_END].i = milliseconds(f->last);
    set_sum(&c[F_IPFIX_PACKETS], &c[F_IPFIX_BYTES], f->a_b.sum);
    set_sum(&c[F_IPFIX_REVERSE_PACKETS], &c[F_IPFIX_REVERSE_BYTES], f->b_a.sum);
    c[F_IPFIX_FLAGS].u = f->a_b.flags;
    c[F_IPFIX_REVERSE_FLAGS].u = f->b_a.flags;
    c[F_IPFIX_FLAGS].none = c[F_IPFIX_REVERSE_FLAGS].none = !f->tcp;
}

static bool flow_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_flow *f;
    bool ports;

    (void)depth;
    if (s->at == s->nflows)
        return false;
    f = &s->flows[s->at++];
    ports = f->proto == 6 || f->proto == 17 || f->proto == 132;
    c[F_ENDS].n = sn_stat_put_ends(s, &f->a, f->aport, &f->b, f->bport, ports);
    c[F_ENDS].p = s->ends;
    set_addr(&c[F_A], &f->a);
    set_port(&c[F_A_PORT], f->aport, ports);
    set_addr(&c[F_B], &f->b);
    set_port(&c[F_B_PORT], f->bport, ports);
    c[F_NUMBER].u = f->proto;
    set_str(&c[F_PROTOCOL], sn_stat_protocol_name(f->proto));
    set_str(&c[F_STATE], f->tcp ? states[f->state] : NULL);
    c[F_FIRST].i = f->first;
    c[F_DURATION].i = c[F_SPAN].i = (int64_t)((uint64_t)f->last - (uint64_t)f->first);
    set_way(&c[F_AB_PACKETS], &f->a_b, s->flags[0], f->tcp);
    set_way(&c[F_BA_PACKETS], &f->b_a, s->flags[1], f->tcp);
    c[F_RETRANS].u = (uint64_t)f->a_b.retransmissions + f->b_a.retransmissions;
    c[F_RETRANS].none = !f->tcp;
    c[F_RTT].i = f->handshake;
    c[F_RTT].none = !f->tcp || f->handshake < 0;
    set_flow_name(&c[F_NAME], f);
    set_community(s, &c[F_COMMUNITY], f, ports);
    set_ipfix(c, f, ports);
    return true;
}

const struct table sn_stat_table_flows = {{.key = "flows", COLUMNS(flow_columns)}, flow_row};

/* ---- how many ---- */

static const struct sn_column count_columns[] = {{.key = "flow_count", .type = SN_COL_COUNT}};

static bool count_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    c->u = s->allflows;
    return s->at++ == 0;
}

const struct table sn_stat_table_flow_count = {{.shape = SN_REPORT_RECORD, COLUMNS(count_columns)},
                                               count_row};

static const struct sn_column other_columns[] = {
    {.key = "other_flows.packets",
     .before = "(no room for more flows: ",
     .after = " packets, ",
     .type = SN_COL_COUNT},
    {.key = "other_flows.bytes", .after = " bytes are not in this table)", .type = SN_COL_BYTES},
};

static bool other_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    set_sum(&c[0], &c[1], s->stat->other_flows);
    return s->at++ == 0;
}

const struct table sn_stat_table_other_flows = {{.shape = SN_REPORT_RECORD, COLUMNS(other_columns)},
                                                other_row};

/* ---- TCP ---- */

enum {
    T_CONNECTIONS,
    T_STATES, /* one for each */
    T_SEGMENTS = T_STATES + SN_STAT_STATES,
    T_PAYLOAD,
    T_RETRANS,
    T_SHARE,
    T_ORDER,
    T_GAPS,
    T_ZERO,
    T_DUP_ACKS,
    T_KEEP_ALIVES,
    T_HANDSHAKES,
    T_HANDSHAKE_MIN,
    T_HANDSHAKE_AVERAGE,
    T_HANDSHAKE_MAX,
    T_RTT_MIN,
    T_RTT_AVERAGE,
};

#define STATE(state, name, text)                                                                   \
    [T_STATES + (state)] = {.key = "tcp." name,                                                    \
                            .before = ", ",                                                        \
                            .after = " " text,                                                     \
                            .type = SN_COL_COUNT,                                                  \
                            .hide_zero = true}

static const struct sn_column tcp_columns[] = {
    [T_CONNECTIONS] = {.key = "tcp.connections", .head = "Connections", .type = SN_COL_COUNT},
    STATE(SN_FLOW_UNKNOWN, "unknown", "unknown"),
    STATE(SN_FLOW_SYN_SENT, "syn_sent", "without an answer"),
    STATE(SN_FLOW_SYN_RECEIVED, "syn_received", "half open"),
    STATE(SN_FLOW_ESTABLISHED, "established", "established"),
    STATE(SN_FLOW_CLOSING, "closing", "closing"),
    STATE(SN_FLOW_CLOSED, "closed", "closed"),
    STATE(SN_FLOW_RESET, "reset", "reset"),
    [T_SEGMENTS] = {.key = "tcp.segments", .head = "Segments", .type = SN_COL_COUNT},
    [T_PAYLOAD] = {.key = "tcp.payload_bytes",
                   .before = ", ",
                   .after = " bytes of payload",
                   .type = SN_COL_BYTES},
    [T_RETRANS] = {.key = "tcp.retransmissions", .head = "Retransmitted", .type = SN_COL_COUNT},
    [T_SHARE] = {.before = " segments, ", .type = SN_COL_SHARE},
    [T_ORDER] = {.key = "tcp.out_of_order", .head = "Out of order", .type = SN_COL_COUNT},
    [T_GAPS] = {.key = "tcp.gaps", .head = "Gaps", .type = SN_COL_COUNT},
    [T_ZERO] = {.key = "tcp.zero_windows", .head = "Zero windows", .type = SN_COL_COUNT},
    [T_DUP_ACKS] = {.key = "tcp.duplicate_acks", .head = "Duplicate ACKs", .type = SN_COL_COUNT},
    [T_KEEP_ALIVES] = {.key = "tcp.keep_alives", .head = "Keep-alives", .type = SN_COL_COUNT},
    [T_HANDSHAKES] = {.key = "tcp.handshakes", .head = "Handshakes", .type = SN_COL_COUNT},
    [T_HANDSHAKE_MIN] = {.key = "tcp.handshake_rtt_min",
                         .before = ", min ",
                         .type = SN_COL_DURATION,
                         .digits = 6},
    [T_HANDSHAKE_AVERAGE] = {.key = "tcp.handshake_rtt_average",
                             .before = ", average ",
                             .type = SN_COL_DURATION,
                             .digits = 6},
    [T_HANDSHAKE_MAX] = {.key = "tcp.handshake_rtt_max",
                         .before = ", max ",
                         .type = SN_COL_DURATION,
                         .digits = 6},
    [T_RTT_MIN] = {.key = "tcp.rtt_min",
                   .head = "Round trip",
                   .after = " at least, ",
                   .type = SN_COL_DURATION,
                   .digits = 6},
    [T_RTT_AVERAGE] = {.key = "tcp.rtt_average",
                       .after = " on average",
                       .type = SN_COL_DURATION,
                       .digits = 6},
};

_Static_assert(sizeof tcp_columns / sizeof *tcp_columns <= SN_COLUMNS_MAX, "");

static bool tcp_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_tcp t = sn_stat_tcp(s->stat);

    (void)depth;
    if (s->at++)
        return false;
    c[T_CONNECTIONS].u = t.connections;
    for (unsigned i = 0; i < SN_STAT_STATES; i++)
        c[T_STATES + i].u = t.state[i];
    c[T_SEGMENTS].u = t.all.sum.packets;
    c[T_PAYLOAD].u = t.all.payload;
    c[T_RETRANS].u = t.all.retransmissions;
    c[T_SHARE].f = percent(t.all.retransmissions, t.all.sum.packets);
    c[T_ORDER].u = t.all.out_of_order;
    c[T_GAPS].u = t.all.gaps;
    c[T_ZERO].u = t.all.zero_windows;
    c[T_DUP_ACKS].u = t.all.dup_acks;
    c[T_KEEP_ALIVES].u = t.all.keep_alives;
    c[T_HANDSHAKES].u = t.handshakes;
    c[T_HANDSHAKE_MIN].none = c[T_HANDSHAKE_AVERAGE].none = c[T_HANDSHAKE_MAX].none = !t.handshakes;
    c[T_HANDSHAKE_MIN].i = t.handshake_min;
    c[T_HANDSHAKE_MAX].i = t.handshake_max;
    if (t.handshakes)
        c[T_HANDSHAKE_AVERAGE].i = t.handshake_sum / (int64_t)t.handshakes;
    c[T_RTT_MIN].none = c[T_RTT_AVERAGE].none = !t.all.rtts;
    c[T_RTT_MIN].i = t.all.rtt_min;
    if (t.all.rtts)
        c[T_RTT_AVERAGE].i = t.all.rtt_sum / (int64_t)t.all.rtts;
    return true;
}

const struct table sn_stat_table_tcp = {{.shape = SN_REPORT_RECORD, COLUMNS(tcp_columns)}, tcp_row};
