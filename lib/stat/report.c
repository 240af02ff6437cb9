/* The report of snstat: its tables, and their rows. */
#include <stdlib.h>

#include "sn/report.h"
#include "stat/stat.h"

#define ROOM_ENDS 128 /* of "[fe80::1]:80 <-> [fe80::2]:80" */

/* What all tables are made from, and how far the one that is being written has come. */
struct source {
    struct sn_stat *stat;
    const struct sn_stat_totals *totals;
    struct sn_stat_size size;
    struct sn_stat_host *hosts;
    struct sn_stat_conv *convs;
    uint32_t nhosts, nconvs;
    uint32_t at;
    char ends[ROOM_ENDS];
};

/* ---- cells ---- */

static void set_sum(struct sn_cell *packets, struct sn_cell *bytes, struct sn_stat_sum s)
{
    packets->u = s.packets;
    bytes->u = s.bytes;
}

static void set_str(struct sn_cell *c, const char *s)
{
    c->none = !s;
    c->p = s;
    c->n = s ? (uint32_t)strlen(s) : 0;
}

static void set_addr(struct sn_cell *c, const struct sn_stat_addr *a)
{
    c->p = a->a;
    c->n = a->family == 4 ? 4 : 16;
}

static void set_port(struct sn_cell *c, uint16_t port, bool ports)
{
    c->u = port;
    c->none = !ports;
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

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

/* "tcp" for 6; NULL when it has no common name. */
static const char *protocol_name(uint8_t proto)
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

/* The cells that only text has: both ends as one, and a protocol in any case. */
static void set_ends(struct source *s, struct sn_cell *c, const struct sn_stat_conv *v, bool ports)
{
    struct sn_buf b;

    sn_buf_fixed(&b, s->ends, sizeof s->ends);
    put_end(&b, &v->a, v->aport, ports);
    sn_put_lit(&b, " <-> ");
    put_end(&b, &v->b, v->bport, ports);
    c[C_ENDS].p = s->ends;
    c[C_ENDS].n = (uint32_t)sn_buf_len(&b);
    c[C_SHOWN] = c[C_PROTOCOL];
    if (!c[C_PROTOCOL].none)
        return;
    c[C_SHOWN] = (struct sn_cell){.p = b.p};
    sn_put_u32(&b, v->proto);
    c[C_SHOWN].n = (uint32_t)(b.p - (const char *)c[C_SHOWN].p);
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
    set_str(&c[C_PROTOCOL], protocol_name(v->proto));
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

#define COLUMNS(table) .col = (table), .ncol = sizeof(table) / sizeof(table)[0]

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
static const struct sn_column other_hosts[] = OTHERS("hosts");
static const struct sn_column other_convs[] = OTHERS("conversations");

enum { TOTALS, PROTOS, HOST_COUNT, HOSTS, OTHER_HOSTS, CONV_COUNT, CONVS, OTHER_CONVS, TABLES };

static const struct {
    struct sn_report_table table;
    sn_report_row *row;
} tables[TABLES] = {
    [TOTALS] = {{.shape = SN_REPORT_RECORD, COLUMNS(total_columns)}, totals_row},
    [PROTOS] = {{.key = "protocols", .shape = SN_REPORT_TREE, COLUMNS(proto_columns)}, proto_row},
    [HOST_COUNT] = {{.shape = SN_REPORT_RECORD, COLUMNS(host_count)}, host_count_row},
    [HOSTS] = {{.key = "hosts", COLUMNS(host_columns)}, host_row},
    [OTHER_HOSTS] = {{.shape = SN_REPORT_RECORD, COLUMNS(other_hosts)}, other_hosts_row},
    [CONV_COUNT] = {{.shape = SN_REPORT_RECORD, COLUMNS(conv_count)}, conv_count_row},
    [CONVS] = {{.key = "conversations", COLUMNS(conv_columns)}, conv_row},
    [OTHER_CONVS] = {{.shape = SN_REPORT_RECORD, COLUMNS(other_convs)}, other_convs_row},
};

static void source_free(struct source *s)
{
    free(s->hosts);
    free(s->convs);
}

static enum sn_err source_make(struct source *s, struct sn_stat *stat, uint32_t top,
                               struct sn_diag *d)
{
    enum sn_err e;

    *s = (struct source){.stat = stat, .totals = sn_stat_totals(stat), .size = sn_stat_size(stat)};
    s->nhosts = top < s->size.hosts ? top : s->size.hosts;
    s->nconvs = top < s->size.convs ? top : s->size.convs;
    s->hosts = calloc((size_t)s->nhosts + 1, sizeof *s->hosts);
    s->convs = calloc((size_t)s->nconvs + 1, sizeof *s->convs);
    if (!s->hosts || !s->convs)
        e = sn_fail(d, SN_ENOMEM, "no memory for the report");
    else
        e = sn_stat_hosts(stat, s->hosts, &s->nhosts, d);
    if (!e)
        e = sn_stat_convs(stat, s->convs, &s->nconvs, d);
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
    }
    s->at = 0;
    sn_report_add(r, &tables[table].table, tables[table].row, s, shown, all);
}

enum sn_err sn_stat_report(struct sn_stat *stat, const struct sn_facts *f, struct sn_buf *b,
                           enum sn_report_form form, uint32_t top, struct sn_diag *d)
{
    struct sn_report r;
    struct source s;
    enum sn_err e = source_make(&s, stat, top, d);

    if (e)
        return e;
    sn_report_begin(&r, b, form);
    for (unsigned i = 0; i < TABLES; i++) {
        if (is_shown(&s, i, form))
            write_table(&r, &s, i);
        if (f && i == (form == SN_REPORT_TEXT ? TOTALS : TABLES - 1))
            sn_facts_report(f, &r);
    }
    sn_report_end(&r);
    source_free(&s);
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the report") : SN_OK;
}
