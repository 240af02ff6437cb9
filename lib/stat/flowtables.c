/* The report's tables of flows, and of the health of TCP. */
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
};

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
