/* The report of snstat: its tables, and their rows. */
#include <stdlib.h>

#include "stat/report.h"

/* ---- the totals ---- */

enum {
    T_PACKETS,
    T_BYTES,
    T_CAPTURED,
    T_CUT,
    T_FIRST,
    T_LAST,
    T_DURATION,
    T_PPS,
    T_BPS,
    T_BITS,
    T_SIZE,
};

static const struct sn_column total_columns[] = {
    [T_PACKETS] = {.key = "packets", .head = "Packets", .type = SN_COL_COUNT},
    [T_BYTES] = {.key = "bytes", .head = "Bytes", .type = SN_COL_BYTES},
    [T_CAPTURED] = {.key = "captured_bytes", .head = "Captured", .type = SN_COL_BYTES},
    [T_CUT] = {.key = "cut_packets",
               .before = " (",
               .after = " packets cut)",
               .type = SN_COL_COUNT,
               .hide_zero = true},
    [T_FIRST] = {.key = "first", .head = "First", .type = SN_COL_TIME},
    [T_LAST] = {.key = "last", .head = "Last", .type = SN_COL_TIME},
    [T_DURATION] = {.key = "duration", .head = "Duration", .type = SN_COL_SPAN, .digits = 9},
    [T_PPS] = {.key = "packets_per_second",
               .head = "Rate",
               .after = " packets/s",
               .type = SN_COL_RATE},
    [T_BPS] = {.key = "bytes_per_second", .before = ", ", .after = " bytes/s", .type = SN_COL_RATE},
    [T_BITS] = {.key = "bits_per_second", .before = ", ", .after = " bits/s", .type = SN_COL_RATE},
    [T_SIZE] = {.key = "average_size",
                .head = "Average size",
                .after = " bytes",
                .type = SN_COL_RATE},
};

static bool totals_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_totals *t = s->totals;
    double packets = (double)t->all.packets, bytes = (double)t->all.bytes;
    uint64_t ns = (uint64_t)t->last - (uint64_t)t->first; /* may be more than an int64_t holds */
    double seconds = (double)ns / 1e9;

    (void)depth;
    if (s->at++)
        return false;
    set_sum(&c[T_PACKETS], &c[T_BYTES], t->all);
    c[T_CAPTURED].u = t->captured;
    c[T_CUT].u = t->cut;
    for (unsigned i = T_FIRST; i <= T_SIZE; i++)
        c[i].none = !t->all.packets || (i >= T_PPS && i <= T_BITS && !ns);
    if (!t->all.packets)
        return true;
    c[T_FIRST].i = t->first;
    c[T_LAST].i = t->last;
    c[T_DURATION].u = ns;
    c[T_PPS].f = packets / seconds;
    c[T_BPS].f = bytes / seconds;
    c[T_BITS].f = bytes * 8 / seconds;
    c[T_SIZE].f = bytes / packets;
    return true;
}

/* ---- protocols ---- */

enum { P_NAME, P_PACKETS, P_PACKETS_SHARE, P_BYTES, P_BYTES_SHARE };

static const struct sn_column proto_columns[] = {
    [P_NAME] = {.key = "name", .head = "Protocol", .type = SN_COL_STRING},
    [P_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [P_PACKETS_SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [P_BYTES] = {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
    [P_BYTES_SHARE] = {.head = "share", .type = SN_COL_SHARE},
};

static bool proto_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_sum all = s->totals->all;
    struct sn_stat_proto p;

    if (!sn_stat_proto(s->stat, &s->at, &p))
        return false;
    *depth = p.depth;
    set_str(&c[P_NAME], p.name);
    set_sum(&c[P_PACKETS], &c[P_BYTES], p.sum);
    c[P_PACKETS_SHARE].f = percent(p.sum.packets, all.packets);
    c[P_BYTES_SHARE].f = percent(p.sum.bytes, all.bytes);
    return true;
}

/* ---- hosts ---- */

enum { H_ADDR, H_PACKETS, H_BYTES, H_SENT_PACKETS, H_SENT_BYTES, H_RECV_PACKETS, H_RECV_BYTES };

static const struct sn_column host_columns[] = {
    [H_ADDR] = {.key = "address", .head = "Host", .type = SN_COL_ADDRESS},
    [H_PACKETS] = {.head = "packets", .type = SN_COL_COUNT},
    [H_BYTES] = {.head = "bytes", .type = SN_COL_BYTES},
    [H_SENT_PACKETS] = {.key = "sent.packets", .head = "sent packets", .type = SN_COL_COUNT},
    [H_SENT_BYTES] = {.key = "sent.bytes", .head = "bytes", .type = SN_COL_BYTES},
    [H_RECV_PACKETS] = {.key = "received.packets",
                        .head = "received packets",
                        .type = SN_COL_COUNT},
    [H_RECV_BYTES] = {.key = "received.bytes", .head = "bytes", .type = SN_COL_BYTES},
};

static bool host_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_host *h;

    (void)depth;
    if (s->at == s->nhosts)
        return false;
    h = &s->hosts[s->at++];
    set_addr(&c[H_ADDR], &h->addr);
    c[H_PACKETS].u = h->sent.packets + h->received.packets;
    c[H_BYTES].u = h->sent.bytes + h->received.bytes;
    set_sum(&c[H_SENT_PACKETS], &c[H_SENT_BYTES], h->sent);
    set_sum(&c[H_RECV_PACKETS], &c[H_RECV_BYTES], h->received);
    return true;
}

/* ---- conversations ---- */

enum {
    C_ENDS,
    C_A,
    C_A_PORT,
    C_B,
    C_B_PORT,
    C_NUMBER,
    C_PROTOCOL,
    C_SHOWN,
    C_PACKETS,
    C_BYTES,
    C_AB_PACKETS,
    C_AB_BYTES,
    C_BA_PACKETS,
    C_BA_BYTES,
    C_FIRST,
    C_DURATION,
};

static const struct sn_column conv_columns[] = {
    [C_ENDS] = {.head = "Conversation", .type = SN_COL_STRING},
    [C_A] = {.key = "a", .type = SN_COL_ADDRESS},
    [C_A_PORT] = {.key = "a_port", .type = SN_COL_PORT},
    [C_B] = {.key = "b", .type = SN_COL_ADDRESS},
    [C_B_PORT] = {.key = "b_port", .type = SN_COL_PORT},
    [C_NUMBER] = {.key = "ip_proto", .type = SN_COL_COUNT},
    [C_PROTOCOL] = {.key = "protocol", .type = SN_COL_STRING},
    [C_SHOWN] = {.head = "protocol", .type = SN_COL_STRING}, /* the number without a name */
    [C_PACKETS] = {.head = "packets", .type = SN_COL_COUNT},
    [C_BYTES] = {.head = "bytes", .type = SN_COL_BYTES},
    [C_AB_PACKETS] = {.key = "a_to_b.packets", .type = SN_COL_COUNT},
    [C_AB_BYTES] = {.key = "a_to_b.bytes", .head = "bytes ->", .type = SN_COL_BYTES},
    [C_BA_PACKETS] = {.key = "b_to_a.packets", .type = SN_COL_COUNT},
    [C_BA_BYTES] = {.key = "b_to_a.bytes", .head = "bytes <-", .type = SN_COL_BYTES},
    [C_FIRST] = {.key = "first", .type = SN_COL_TIME},
    [C_DURATION] = {.key = "duration", .head = "duration", .type = SN_COL_SPAN},
};

const char *sn_stat_protocol_name(uint8_t proto)
{
    static const struct sn_val known[] = {{1, "icmp"},   {2, "igmp"},    {4, "ipip"},  {6, "tcp"},
                                          {17, "udp"},   {41, "ipv6"},   {47, "gre"},  {50, "esp"},
                                          {51, "ah"},    {58, "icmpv6"}, {89, "ospf"}, {103, "pim"},
                                          {112, "vrrp"}, {132, "sctp"},  {0, NULL}};

    for (const struct sn_val *v = known; v->name; v++)
        if (v->v == proto)
            return v->name;
    return NULL;
}

/* Appends 10.0.0.1, or with its port 10.0.0.1:80 or [fe80::1]:80. */
static void put_end(struct sn_buf *b, const struct sn_stat_addr *a, uint16_t port, bool ports)
{
    if (a->family == 4)
        sn_put_ipv4(b, a->a);
    else if (ports)
        sn_put_c(b, '[');
    if (a->family == 6)
        sn_put_ipv6(b, a->a);
    if (a->family == 6 && ports)
        sn_put_c(b, ']');
    if (ports) {
        sn_put_c(b, ':');
        sn_put_u32(b, port);
    }
}

uint32_t sn_stat_put_ends(struct source *s, const struct sn_stat_addr *a, uint16_t aport,
                          const struct sn_stat_addr *b, uint16_t bport, bool ports)
{
    struct sn_buf buf;

    sn_buf_fixed(&buf, s->ends, sizeof s->ends);
    put_end(&buf, a, aport, ports);
    sn_put_lit(&buf, " <-> ");
    put_end(&buf, b, bport, ports);
    return (uint32_t)sn_buf_len(&buf);
}

/* The cells that only text has: both ends as one, and a protocol in any case. */
static void set_ends(struct source *s, struct sn_cell *c, const struct sn_stat_conv *v, bool ports)
{
    struct sn_buf b;

    c[C_ENDS].n = sn_stat_put_ends(s, &v->a, v->aport, &v->b, v->bport, ports);
    c[C_ENDS].p = s->ends;
    c[C_SHOWN] = c[C_PROTOCOL];
    if (!c[C_PROTOCOL].none)
        return;
    sn_buf_fixed(&b, s->ends + c[C_ENDS].n, sizeof s->ends - c[C_ENDS].n);
    sn_put_u32(&b, v->proto);
    c[C_SHOWN] = (struct sn_cell){.p = s->ends + c[C_ENDS].n, .n = (uint32_t)sn_buf_len(&b)};
}

static bool conv_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_conv *v;
    bool ports;

    (void)depth;
    if (s->at == s->nconvs)
        return false;
    v = &s->convs[s->at++];
    ports = v->proto == 6 || v->proto == 17;
    set_addr(&c[C_A], &v->a);
    set_port(&c[C_A_PORT], v->aport, ports);
    set_addr(&c[C_B], &v->b);
    set_port(&c[C_B_PORT], v->bport, ports);
    c[C_NUMBER].u = v->proto;
    set_str(&c[C_PROTOCOL], sn_stat_protocol_name(v->proto));
    set_ends(s, c, v, ports);
    c[C_PACKETS].u = v->a_b.packets + v->b_a.packets;
    c[C_BYTES].u = v->a_b.bytes + v->b_a.bytes;
    set_sum(&c[C_AB_PACKETS], &c[C_AB_BYTES], v->a_b);
    set_sum(&c[C_BA_PACKETS], &c[C_BA_BYTES], v->b_a);
    c[C_FIRST].i = v->first;
    c[C_DURATION].u = (uint64_t)v->last - (uint64_t)v->first;
    return true;
}

/* ---- how many there are, and what found no room ---- */

static bool host_count_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    c->u = s->size.hosts;
    return s->at++ == 0;
}

static bool conv_count_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    c->u = s->size.convs;
    return s->at++ == 0;
}

static bool port_count_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    c->u = s->size.ports;
    return s->at++ == 0;
}

static bool other_hosts_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    set_sum(&c[0], &c[1], s->size.other_hosts);
    return s->at++ == 0;
}

static bool other_convs_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    set_sum(&c[0], &c[1], s->size.other_convs);
    return s->at++ == 0;
}

/* ---- the report ---- */

#define OTHERS(name)                                                                               \
    {                                                                                              \
        {.key = "other_" name ".packets",                                                          \
         .before = "(no room for more " name ": ",                                                 \
         .after = " packets, ",                                                                    \
         .type = SN_COL_COUNT},                                                                    \
            {.key = "other_" name ".bytes",                                                        \
             .after = " bytes are not in this table)",                                             \
             .type = SN_COL_BYTES},                                                                \
    }

static const struct sn_column host_count[] = {{.key = "host_count", .type = SN_COL_COUNT}};
static const struct sn_column conv_count[] = {{.key = "conversation_count", .type = SN_COL_COUNT}};
static const struct sn_column port_count[] = {{.key = "port_count", .type = SN_COL_COUNT}};
static const struct sn_column other_hosts[] = OTHERS("hosts");
static const struct sn_column other_convs[] = OTHERS("conversations");

enum {
    TOTALS,
    PEAK,
    PROTOS,
    HOST_COUNT,
    HOSTS,
    OTHER_HOSTS,
    CONV_COUNT,
    CONVS,
    OTHER_CONVS,
    SIZES,
    RATE,
    PORT_COUNT,
    PORTS,
    TCP,
    FLOW_COUNT,
    FLOWS,
    OTHER_FLOWS,
    TABLES
};

static const struct table total_table = {{.shape = SN_REPORT_RECORD, COLUMNS(total_columns)},
                                         totals_row};
static const struct table proto_table = {
    {.key = "protocols", .shape = SN_REPORT_TREE, COLUMNS(proto_columns)}, proto_row};
static const struct table host_count_table = {{.shape = SN_REPORT_RECORD, COLUMNS(host_count)},
                                              host_count_row};
static const struct table host_table = {{.key = "hosts", COLUMNS(host_columns)}, host_row};
static const struct table other_host_table = {{.shape = SN_REPORT_RECORD, COLUMNS(other_hosts)},
                                              other_hosts_row};
static const struct table conv_count_table = {{.shape = SN_REPORT_RECORD, COLUMNS(conv_count)},
                                              conv_count_row};
static const struct table conv_table = {{.key = "conversations", COLUMNS(conv_columns)}, conv_row};
static const struct table other_conv_table = {{.shape = SN_REPORT_RECORD, COLUMNS(other_convs)},
                                              other_convs_row};
static const struct table port_count_table = {{.shape = SN_REPORT_RECORD, COLUMNS(port_count)},
                                              port_count_row};

static const struct table *const tables[TABLES] = {
    [TOTALS] = &total_table,
    [PROTOS] = &proto_table,
    [HOST_COUNT] = &host_count_table,
    [HOSTS] = &host_table,
    [OTHER_HOSTS] = &other_host_table,
    [CONV_COUNT] = &conv_count_table,
    [CONVS] = &conv_table,
    [OTHER_CONVS] = &other_conv_table,
    [PEAK] = &sn_stat_table_peak,
    [SIZES] = &sn_stat_table_sizes,
    [RATE] = &sn_stat_table_rate,
    [PORT_COUNT] = &port_count_table,
    [PORTS] = &sn_stat_table_ports,
    [TCP] = &sn_stat_table_tcp,
    [FLOW_COUNT] = &sn_stat_table_flow_count,
    [FLOWS] = &sn_stat_table_flows,
    [OTHER_FLOWS] = &sn_stat_table_other_flows,
};

#define BIT(table)  (1u << (table))
#define HOST_TABLES (BIT(HOST_COUNT) | BIT(HOSTS) | BIT(OTHER_HOSTS))
#define CONV_TABLES (BIT(CONV_COUNT) | BIT(CONVS) | BIT(OTHER_CONVS))
#define FLOW_TABLES (BIT(FLOW_COUNT) | BIT(FLOWS) | BIT(OTHER_FLOWS))
#define PORT_TABLES (BIT(PORT_COUNT) | BIT(PORTS))

const struct sn_stat_view sn_stat_views[] = {
    {.name = "summary",
     .title = "totals, protocols, the busiest hosts, conversations and ports, sizes",
     .want =
         SN_STAT_PROTO | SN_STAT_HOST | SN_STAT_CONV | SN_STAT_PORT | SN_STAT_SIZE | SN_STAT_RATE,
     .tables = BIT(TOTALS) | BIT(PROTOS) | HOST_TABLES | CONV_TABLES | BIT(PEAK) | BIT(SIZES) |
               PORT_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "file",
     .title = "the totals alone",
     .want = SN_STAT_TOTAL,
     .tables = BIT(TOTALS),
     .by = SN_STAT_BY_BYTES},
    {.name = "protocols",
     .title = "the tree of protocols",
     .want = SN_STAT_PROTO,
     .tables = BIT(PROTOS),
     .by = SN_STAT_BY_BYTES},
    {.name = "hosts",
     .title = "the busiest hosts",
     .want = SN_STAT_HOST,
     .tables = HOST_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "conversations",
     .title = "the busiest conversations",
     .want = SN_STAT_CONV,
     .tables = CONV_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "ports",
     .title = "the busiest ports of TCP, UDP and SCTP",
     .want = SN_STAT_PORT,
     .tables = PORT_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "sizes",
     .title = "the sizes of packets",
     .want = SN_STAT_SIZE,
     .tables = BIT(SIZES),
     .by = SN_STAT_BY_BYTES},
    {.name = "rate",
     .title = "packets and bytes in each interval",
     .want = SN_STAT_RATE,
     .tables = BIT(RATE) | BIT(PEAK),
     .by = SN_STAT_BY_BYTES},
    {.name = "flows",
     .title = "flows with their state, packets each way, round trips",
     .want = SN_STAT_FLOW,
     .tables = FLOW_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "tcp",
     .title = "the health of TCP, and the connections that retransmit most",
     .want = SN_STAT_FLOW,
     .tables = BIT(TCP) | FLOW_TABLES,
     .by = SN_STAT_BY_RETRANSMISSIONS},
    {.name = NULL},
};

static void source_free(struct source *s)
{
    free(s->hosts);
    free(s->convs);
    free(s->ports);
    free(s->flows);
    free(s->intervals);
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static enum sn_err source_fill(struct source *s, const struct sn_stat_print *o, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (s->nhosts)
        e = sn_stat_hosts(s->stat, o->by, o->sort, s->hosts, &s->nhosts, d);
    if (!e && s->nconvs)
        e = sn_stat_convs(s->stat, o->by, o->sort, s->convs, &s->nconvs, d);
    if (!e && s->nports)
        e = sn_stat_ports(s->stat, o->by, o->sort, s->ports, &s->nports, d);
    if (!e && s->stat->want & SN_STAT_FLOW)
        e = sn_stat_flows(s->stat, o->view && o->view->tables & BIT(TCP), o->by, o->sort, s->flows,
                          &s->nflows, &s->allflows, d);
    return e;
}

/* Room for as many flows as are asked for and can be there. */
static uint32_t flow_room(const struct sn_stat *s, uint32_t top)
{
    return s->flow ? least(top, s->nended + sn_flow_stats(s->flow).conns) : 0;
}

static enum sn_err source_make(struct source *s, struct sn_stat *stat,
                               const struct sn_stat_print *o, struct sn_diag *d)
{
    enum sn_err e;

    *s = (struct source){.stat = stat, .totals = sn_stat_totals(stat), .size = sn_stat_size(stat)};
    s->nhosts = least(o->top, s->size.hosts);
    s->nconvs = least(o->top, s->size.convs);
    s->nports = least(o->top, s->size.ports);
    s->hosts = calloc((size_t)s->nhosts + 1, sizeof *s->hosts);
    s->convs = calloc((size_t)s->nconvs + 1, sizeof *s->convs);
    s->ports = calloc((size_t)s->nports + 1, sizeof *s->ports);
    s->nflows = flow_room(stat, o->top);
    s->flows = calloc((size_t)s->nflows + 1, sizeof *s->flows);
    s->intervals = sn_stat_intervals(stat);
    if (!s->flows || !s->hosts || !s->convs || !s->ports || !s->intervals)
        e = sn_fail(d, SN_ENOMEM, "no memory for the report");
    else
        e = source_fill(s, o, d);
    if (e)
        source_free(s);
    return e;
}

/* Text says what found no room only under the table that it is missing from. */
static bool is_shown(const struct source *s, unsigned table, enum sn_report_form form)
{
    if (form != SN_REPORT_TEXT)
        return true;
    if (table == OTHER_HOSTS)
        return s->nhosts && s->size.other_hosts.packets;
    if (table == OTHER_CONVS)
        return s->nconvs && s->size.other_convs.packets;
    if (table == OTHER_FLOWS)
        return s->nflows && s->stat->other_flows.packets;
    return true;
}

static void write_table(struct sn_report *r, struct source *s, unsigned table)
{
    uint32_t shown = 0, all = 0;

    if (table == HOSTS) {
        shown = s->nhosts;
        all = s->size.hosts;
    } else if (table == CONVS) {
        shown = s->nconvs;
        all = s->size.convs;
    } else if (table == FLOWS) {
        shown = s->nflows;
        all = s->allflows;
    } else if (table == PORTS) {
        shown = s->nports;
        all = s->size.ports;
    }
    s->at = 0;
    sn_report_add(r, &tables[table]->table, tables[table]->row, s, shown, all);
}

enum sn_err sn_stat_report(struct sn_stat *stat, const struct sn_facts *f, struct sn_buf *b,
                           const struct sn_stat_print *o, struct sn_diag *d)
{
    const struct sn_stat_view *v = o->view ? o->view : &sn_stat_views[0];
    struct sn_report r;
    struct source s;
    enum sn_err e = source_make(&s, stat, o, d);

    if (e)
        return e;
    sn_report_begin(&r, b, o->form);
    r.bits = o->bits;
    for (unsigned i = 0; i < TABLES; i++) {
        if (v->tables & BIT(i) && is_shown(&s, i, o->form))
            write_table(&r, &s, i);
        if (f && v->tables & BIT(TOTALS) &&
            i == (o->form == SN_REPORT_TEXT ? (unsigned)PEAK : TABLES - 1))
            sn_facts_report(f, &r);
    }
    sn_report_end(&r);
    source_free(&s);
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the report") : SN_OK;
}
