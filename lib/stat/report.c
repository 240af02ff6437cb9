/* The report of snstat: its tables, and their rows. */
#include <stdlib.h>

#include "sn/rd.h"
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

static bool put_name(const struct sn_names *names, struct sn_buf *b, const struct sn_stat_addr *a)
{
    if (!names)
        return false;
    return a->family == 4 ? names->host4(names->ctx, b, sn_be32(a->a))
                          : names->host6(names->ctx, b, a->a);
}

/* Appends 10.0.0.1, or with its port 10.0.0.1:80 or [fe80::1]:80; or the name in place of the
 * address. */
static void put_end(const struct sn_names *names, struct sn_buf *b, const struct sn_stat_addr *a,
                    uint16_t port, bool ports)
{
    bool named = put_name(names, b, a), brackets = !named && ports && a->family == 6;

    if (brackets)
        sn_put_c(b, '[');
    if (!named && a->family == 4)
        sn_put_ipv4(b, a->a);
    else if (!named)
        sn_put_ipv6(b, a->a);
    if (brackets)
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
    put_end(s->names, &buf, a, aport, ports);
    sn_put_lit(&buf, " <-> ");
    put_end(s->names, &buf, b, bport, ports);
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
    c[2].u = s->size.missed_hosts;
    return s->at++ == 0;
}

static bool other_convs_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    set_sum(&c[0], &c[1], s->size.other_convs);
    c[2].u = s->size.missed_convs;
    return s->at++ == 0;
}

/* ---- parts that were added up ---- */

static const struct sn_column parts_columns[] = {
    {.key = "parts.count", .head = "Parts", .type = SN_COL_COUNT},
    {.key = "parts.tcp_conversations",
     .head = "Across parts",
     .after = " TCP conversations, ",
     .type = SN_COL_COUNT},
    {.key = "parts.tcp_packets",
     .after = " packets: what needs their order may be off by so many",
     .type = SN_COL_COUNT},
};

static bool parts_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_parts p = sn_stat_parts(s->stat);

    (void)depth;
    c[0].u = p.parts;
    c[1].u = p.convs;
    c[2].u = p.packets;
    c[1].none = c[2].none = !(s->stat->want & SN_STAT_CONV);
    return s->at++ == 0;
}

static const struct table parts_table = {{.shape = SN_REPORT_RECORD, COLUMNS(parts_columns)},
                                         parts_row};

/* ---- the report ---- */

#define OTHERS(name)                                                                               \
    {                                                                                              \
        {.key = "other_" name ".packets",                                                          \
         .before = "(no room for more " name ": ",                                                 \
         .after = " packets, ",                                                                    \
         .type = SN_COL_COUNT},                                                                    \
            {.key = "other_" name ".bytes",                                                        \
             .after = " bytes are of others, ",                                                    \
             .type = SN_COL_BYTES},                                                                \
            {.key = "other_" name ".missed_bytes",                                                 \
             .before = "which may have ",                                                          \
             .after = " bytes more each than is shown; how many " name " there are is estimated, " \
                      "+-0.8 %)",                                                                  \
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
    NOTES,
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
    DNS,
    HTTP,
    TLS,
    ARP,
    VALUES, /* one for each kind */
    VLANS = VALUES + SN_STAT_KINDS,
    TABLES
};

_Static_assert(TABLES < 64, "");

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
    [NOTES] = &sn_stat_table_notes,
    [DNS] = &sn_stat_table_dns,
    [HTTP] = &sn_stat_table_http,
    [TLS] = &sn_stat_table_tls,
    [ARP] = &sn_stat_table_arp,
    [VLANS] = &sn_stat_table_vlans,
};

static const struct table *table_of(unsigned i)
{
    return i >= VALUES && i < VLANS ? &sn_stat_tables_values[i - VALUES] : tables[i];
}

#define BIT(table)  (UINT64_C(1) << (table))
#define HOST_TABLES (BIT(HOST_COUNT) | BIT(HOSTS) | BIT(OTHER_HOSTS))
#define CONV_TABLES (BIT(CONV_COUNT) | BIT(CONVS) | BIT(OTHER_CONVS))
#define FLOW_TABLES (BIT(FLOW_COUNT) | BIT(FLOWS) | BIT(OTHER_FLOWS))
#define PORT_TABLES (BIT(PORT_COUNT) | BIT(PORTS))

/* The tables of the kinds from one to another. */
#define KINDS(from, to) ((BIT(VALUES + (to)) << 1) - BIT(VALUES + (from)))

const struct sn_stat_view sn_stat_views[] = {
    {.name = "summary",
     .title = "totals, what looks wrong, protocols, the busiest hosts, sizes",
     .want = SN_STAT_PROTO | SN_STAT_HOST | SN_STAT_CONV | SN_STAT_PORT | SN_STAT_SIZE |
             SN_STAT_RATE | SN_STAT_NOTE,
     .tables = BIT(TOTALS) | BIT(NOTES) | BIT(PROTOS) | HOST_TABLES | CONV_TABLES | BIT(PEAK) |
               BIT(SIZES) | PORT_TABLES,
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
     .title = "flows with their state, packets each way, round trips, names",
     .want = SN_STAT_FLOW | SN_STAT_NAME,
     .tables = FLOW_TABLES,
     .by = SN_STAT_BY_BYTES},
    {.name = "tcp",
     .title = "the health of TCP, and the connections that retransmit most",
     .want = SN_STAT_FLOW,
     .tables = BIT(TCP) | FLOW_TABLES,
     .by = SN_STAT_BY_RETRANSMISSIONS},
    {.name = "dns",
     .title = "DNS: names, types, response codes, latencies",
     .want = SN_STAT_DNS,
     .tables = BIT(DNS) | KINDS(SN_STAT_DNS_NAME, SN_STAT_DNS_CODE),
     .by = SN_STAT_BY_PACKETS},
    {.name = "http",
     .title = "HTTP: hosts, methods, status, programs, latencies",
     .want = SN_STAT_HTTP,
     .tables = BIT(HTTP) | KINDS(SN_STAT_HTTP_HOST, SN_STAT_HTTP_SERVER),
     .by = SN_STAT_BY_PACKETS},
    {.name = "tls",
     .title = "TLS, also of QUIC: servers, versions, ciphers, clients",
     .want = SN_STAT_TLS,
     .tables = BIT(TLS) | KINDS(SN_STAT_TLS_SERVER, SN_STAT_TLS_CLIENT),
     .by = SN_STAT_BY_PACKETS},
    {.name = "arp",
     .title = "ARP: who says to have which address, conflicts",
     .want = SN_STAT_ARP,
     .tables = BIT(ARP) | BIT(VALUES + SN_STAT_ARP_ADDRESS),
     .by = SN_STAT_BY_PACKETS},
    {.name = "vlans",
     .title = "VLANs by their number",
     .want = SN_STAT_VLAN,
     .tables = BIT(VLANS),
     .by = SN_STAT_BY_NAME},
    {.name = "expert",
     .title = "what looks wrong, and how to see the packets",
     .want = SN_STAT_NOTE,
     .tables = BIT(NOTES),
     .by = SN_STAT_BY_PACKETS},
    {.name = "processes",
     .title = "whose packets they are, where the capture says it",
     .want = SN_STAT_PROCESS,
     .tables = BIT(VALUES + SN_STAT_PROCESS_NAME),
     .by = SN_STAT_BY_BYTES},
    {.name = "all",
     .title = "all of these but for flows and processes, and what --merge can show\nany of",
     .want = SN_STAT_ALL | SN_STAT_FLOW | SN_STAT_NAME | SN_STAT_VLAN | SN_STAT_DNS | SN_STAT_HTTP |
             SN_STAT_TLS | SN_STAT_ARP | SN_STAT_NOTE | SN_STAT_PROCESS,
     .tables = (BIT(TABLES) - 1) & ~(FLOW_TABLES | BIT(VALUES + SN_STAT_PROCESS_NAME)),
     .by = SN_STAT_BY_BYTES},
    {.name = NULL},
};

static void source_free(struct source *s)
{
    free(s->hosts);
    free(s->convs);
    free(s->ports);
    free(s->flows);
    free(s->intervals);
    free(s->curve[0]);
    free(s->curve[1]);
    free(s->values);
    sn_buf_free(&s->see);
}

#define SEE_MAX ((size_t)1 << 16) /* bytes of a command */

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

    *s = (struct source){.stat = stat,
                         .names = o->style.names,
                         .totals = sn_stat_totals(stat),
                         .size = sn_stat_size(stat)};
    s->nhosts = least(o->top, s->size.hosts);
    s->nconvs = least(o->top, s->size.convs);
    s->nports = least(o->top, s->size.ports);
    s->hosts = calloc((size_t)s->nhosts + 1, sizeof *s->hosts);
    s->convs = calloc((size_t)s->nconvs + 1, sizeof *s->convs);
    s->ports = calloc((size_t)s->nports + 1, sizeof *s->ports);
    s->nflows = flow_room(stat, o->top);
    s->flows = calloc((size_t)s->nflows + 1, sizeof *s->flows);
    s->intervals = sn_stat_intervals(stat);
    s->inputs = o->inputs;
    s->ninputs = o->ninputs;
    sn_buf_init(&s->see, SEE_MAX);
    if (!s->flows || !s->hosts || !s->convs || !s->ports || !s->intervals || !sn_stat_make_curve(s))
        e = sn_fail(d, SN_ENOMEM, "no memory for the report");
    else
        e = source_fill(s, o, d);
    if (e)
        source_free(s);
    return e;
}

/* People are told of what found no room only under the table that it is missing from. */
static bool is_shown(const struct source *s, unsigned table, enum sn_report_form form)
{
    if (form != SN_REPORT_TEXT && form != SN_REPORT_HTML)
        return true;
    if (table == OTHER_HOSTS)
        return s->nhosts && s->size.other_hosts.packets;
    if (table == OTHER_CONVS)
        return s->nconvs && s->size.other_convs.packets;
    if (table == OTHER_FLOWS)
        return s->nflows && s->stat->other_flows.packets;
    if (table == VALUES + SN_STAT_PROCESS_NAME && form == SN_REPORT_HTML)
        return sn_stat_processes(s->stat).packets;
    return true;
}

/* The values of a kind, for its table. */
static enum sn_err take_values(struct source *s, const struct sn_stat_print *o,
                               enum sn_stat_kind kind, struct sn_diag *d)
{
    free(s->values);
    s->kind = kind;
    s->columns = sn_stat_tables_values[kind].table.ncol;
    s->nvalues = least(o->top, sn_stat_value_count(s->stat, kind, NULL));
    s->values = calloc((size_t)s->nvalues + 1, sizeof *s->values);
    if (!s->values)
        return sn_fail(d, SN_ENOMEM, "no memory for the report");
    return sn_stat_values(s->stat, kind, o->by, o->sort, s->values, &s->nvalues, d);
}

static enum sn_err write_table(struct sn_report *r, struct source *s, const struct sn_stat_print *o,
                               unsigned table, struct sn_diag *d)
{
    const struct table *t = table_of(table);
    uint32_t shown = 0, all = 0;
    enum sn_err e = SN_OK;

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
    } else if (table >= VALUES && table < VLANS) {
        e = take_values(s, o, (enum sn_stat_kind)(table - VALUES), d);
        shown = s->nvalues;
        all = sn_stat_value_count(s->stat, s->kind, NULL);
    }
    s->at = 0;
    if (!e)
        sn_report_add(r, &t->table, t->row, s, shown, all);
    return e;
}

/* A page has all tables but that of the rate, whose curve it has. */
static uint64_t wanted_tables(const struct sn_stat_print *o)
{
    if (o->form == SN_REPORT_HTML)
        return (BIT(TABLES) - 1) & ~BIT(RATE);
    return o->view ? o->view->tables : sn_stat_views[0].tables;
}

uint32_t sn_stat_page_want(void)
{
    uint32_t want = 0;

    for (const struct sn_stat_view *v = sn_stat_views; v->name; v++)
        want |= v->want;
    return want;
}

struct counted {
    int64_t from, width;
    bool done;
};

static bool counted_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct counted *k = ctx;
    bool more = !k->done;

    (void)depth;
    c[0].i = k->from;
    c[1].i = k->width;
    k->done = true;
    return more;
}

static void write_interval(struct sn_report *r, const struct sn_stat_print *o)
{
    static const struct sn_column columns[] = {
        {.key = "from", .head = "From", .type = SN_COL_TIME},
        {.key = "interval", .head = "Interval", .type = SN_COL_DURATION},
    };
    static const struct sn_report_table table = {.shape = SN_REPORT_RECORD, COLUMNS(columns)};
    struct counted k = {.from = o->from, .width = o->width};

    sn_report_add(r, &table, counted_row, &k, 0, 0);
}

static void write_curve(struct sn_report *r, struct source *s)
{
    s->at = 0;
    sn_report_add(r, &sn_stat_table_curve.table, sn_stat_table_curve.row, s, 0, 0);
}

enum sn_err sn_stat_report(struct sn_stat *stat, const struct sn_facts *f, struct sn_buf *b,
                           const struct sn_stat_print *o, struct sn_diag *d)
{
    uint64_t want = wanted_tables(o);
    struct sn_report r;
    struct source s;
    enum sn_err e = source_make(&s, stat, o, d);

    if (e)
        return e;
    sn_report_begin(&r, b, o->form);
    r.bits = o->bits;
    r.style = o->style;
    s.facts = f;
    s.all_notes = !(want & BIT(TOTALS));
    if (o->width > 0)
        write_interval(&r, o);
    if (stat->parts.parts)
        sn_report_add(&r, &parts_table.table, parts_table.row, &s, 0, 0);
    for (unsigned i = 0; i < TABLES && !e; i++) {
        if (want & BIT(i) && is_shown(&s, i, o->form))
            e = write_table(&r, &s, o, i, d);
        if (i == PEAK && want & BIT(PEAK) && !(want & BIT(RATE)))
            write_curve(&r, &s);
        if (f && want & BIT(TOTALS) &&
            i == (o->form == SN_REPORT_TEXT ? (unsigned)PEAK : TABLES - 1))
            sn_facts_report(f, &r);
    }
    sn_report_end(&r);
    source_free(&s);
    if (e)
        return e;
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the report") : SN_OK;
}
