/* The report's tables of what packets say: names, types, versions, addresses and the like. */
#include "stat/report.h"

/* What a cell shows of a value. */
enum cell {
    V_TEXT,
    V_ADDRESS, /* its number, of IPv4 */
    V_MAC,     /* its text, 6 bytes */
    V_NUMBER,
    V_NAME,
    V_PACKETS,
    V_BYTES,
    V_REPLIES,
    V_FAILURES,
    V_AVERAGE,
    V_MAX,
};

#define CELLS_MAX 8
#define UNKNOWN   "unknown"

struct value_table {
    enum sn_stat_kind kind;
    uint8_t cell[CELLS_MAX]; /* enum cell, by column */
};

#define COL(key_, head_, type_)                                                                    \
    {                                                                                              \
        .key = (key_), .head = (head_), .type = (type_)                                            \
    }
#define TIME(key_, head_)                                                                          \
    {                                                                                              \
        .key = (key_), .head = (head_), .type = SN_COL_DURATION, .digits = 6                       \
    }

static const struct sn_column dns_names[] = {
    COL("name", "DNS name", SN_COL_STRING),      COL("queries", "queries", SN_COL_COUNT),
    COL("responses", "responses", SN_COL_COUNT), COL("failures", "failures", SN_COL_COUNT),
    TIME("average_latency", "average latency"),  TIME("max_latency", "max"),
};
static const struct sn_column dns_types[] = {
    COL("type", "DNS type", SN_COL_COUNT),
    COL("name", "name", SN_COL_STRING),
    COL("queries", "queries", SN_COL_COUNT),
};
static const struct sn_column dns_codes[] = {
    COL("code", "DNS response code", SN_COL_COUNT),
    COL("name", "name", SN_COL_STRING),
    COL("responses", "responses", SN_COL_COUNT),
};
static const struct sn_column http_hosts[] = {
    COL("host", "HTTP host", SN_COL_STRING),     COL("requests", "requests", SN_COL_COUNT),
    COL("responses", "responses", SN_COL_COUNT), COL("failures", "failures", SN_COL_COUNT),
    TIME("average_latency", "average latency"),  TIME("max_latency", "max"),
};
static const struct sn_column http_methods[] = {
    COL("method", "HTTP method", SN_COL_STRING),
    COL("requests", "requests", SN_COL_COUNT),
};
static const struct sn_column http_codes[] = {
    COL("code", "HTTP status", SN_COL_COUNT),
    COL("name", "name", SN_COL_STRING),
    COL("responses", "responses", SN_COL_COUNT),
};
static const struct sn_column http_agents[] = {
    COL("agent", "HTTP user agent", SN_COL_STRING),
    COL("requests", "requests", SN_COL_COUNT),
};
static const struct sn_column http_servers[] = {
    COL("server", "HTTP server", SN_COL_STRING),
    COL("responses", "responses", SN_COL_COUNT),
};
static const struct sn_column tls_servers[] = {
    COL("name", "TLS server", SN_COL_STRING),
    COL("client_hellos", "client hellos", SN_COL_COUNT),
};
static const struct sn_column tls_versions[] = {
    COL("version", "TLS version", SN_COL_COUNT),
    COL("name", "name", SN_COL_STRING),
    COL("server_hellos", "server hellos", SN_COL_COUNT),
};
static const struct sn_column tls_ciphers[] = {
    COL("cipher", "TLS cipher", SN_COL_COUNT),
    COL("name", "name", SN_COL_STRING),
    COL("server_hellos", "server hellos", SN_COL_COUNT),
};
static const struct sn_column tls_clients[] = {
    COL("ja4", "TLS client (JA4)", SN_COL_STRING),
    COL("client_hellos", "client hellos", SN_COL_COUNT),
};
static const struct sn_column arp_addresses[] = {
    COL("address", "ARP address", SN_COL_ADDRESS), COL("hardware", "at", SN_COL_STRING),
    COL("packets", "packets", SN_COL_COUNT),       COL("replies", "replies", SN_COL_COUNT),
    COL("conflicts", "conflicts", SN_COL_COUNT),
};

enum {
    P_NAME,
    P_PID,
    P_USER,
    P_UID,
    P_CONTAINER,
    P_PACKETS,
    P_PACKETS_SHARE,
    P_BYTES,
    P_BYTES_SHARE
};

static const struct sn_column process_columns[] = {
    [P_NAME] = {.key = "name", .head = "Process", .type = SN_COL_STRING},
    [P_PID] = {.key = "pid", .head = "number", .type = SN_COL_COUNT},
    [P_USER] = {.key = "user", .head = "user", .type = SN_COL_STRING},
    [P_UID] = {.key = "uid", .type = SN_COL_COUNT},
    [P_CONTAINER] = {.key = "container", .head = "container", .type = SN_COL_STRING},
    [P_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [P_PACKETS_SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [P_BYTES] = {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
    [P_BYTES_SHARE] = {.head = "share", .type = SN_COL_SHARE},
};

static const struct value_table kinds[SN_STAT_KINDS] = {
    {SN_STAT_DNS_NAME, {V_TEXT, V_PACKETS, V_REPLIES, V_FAILURES, V_AVERAGE, V_MAX}},
    {SN_STAT_DNS_TYPE, {V_NUMBER, V_NAME, V_PACKETS}},
    {SN_STAT_DNS_CODE, {V_NUMBER, V_NAME, V_PACKETS}},
    {SN_STAT_HTTP_HOST, {V_TEXT, V_PACKETS, V_REPLIES, V_FAILURES, V_AVERAGE, V_MAX}},
    {SN_STAT_HTTP_METHOD, {V_TEXT, V_PACKETS}},
    {SN_STAT_HTTP_CODE, {V_NUMBER, V_NAME, V_PACKETS}},
    {SN_STAT_HTTP_AGENT, {V_TEXT, V_PACKETS}},
    {SN_STAT_HTTP_SERVER, {V_TEXT, V_PACKETS}},
    {SN_STAT_TLS_SERVER, {V_TEXT, V_PACKETS}},
    {SN_STAT_TLS_VERSION, {V_NUMBER, V_NAME, V_PACKETS}},
    {SN_STAT_TLS_CIPHER, {V_NUMBER, V_NAME, V_PACKETS}},
    {SN_STAT_TLS_CLIENT, {V_TEXT, V_PACKETS}},
    {SN_STAT_ARP_ADDRESS, {V_ADDRESS, V_MAC, V_PACKETS, V_REPLIES, V_FAILURES}},
};

static void set_cell(struct source *s, struct sn_cell *c, enum cell what,
                     const struct sn_stat_value *v)
{
    struct sn_buf b;

    switch (what) {
    case V_TEXT:
        c->p = v->text;
        c->n = v->n;
        break;
    case V_ADDRESS:
        for (int i = 0; i < 4; i++)
            s->address[i] = (uint8_t)(v->number >> (24 - 8 * i));
        c->p = s->address;
        c->n = 4;
        break;
    case V_MAC:
        sn_buf_fixed(&b, s->ends, sizeof s->ends);
        sn_put_ether(&b, (const uint8_t *)v->text);
        c->p = s->ends;
        c->n = (uint32_t)sn_buf_len(&b);
        break;
    case V_NAME:
        set_str(c, sn_stat_value_name(v));
        break;
    case V_AVERAGE:
    case V_MAX:
        c->none = !v->times.n;
        if (v->times.n)
            c->i = what == V_MAX ? v->times.max : v->times.sum / (int64_t)v->times.n;
        break;
    default:
        c->u = what == V_NUMBER    ? v->number
               : what == V_PACKETS ? v->sum.packets
               : what == V_BYTES   ? v->sum.bytes
               : what == V_REPLIES ? v->replies
                                   : v->failures;
    }
}

static bool value_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct value_table *t = &kinds[s->kind];

    (void)depth;
    if (s->at == s->nvalues)
        return false;
    for (unsigned i = 0; i < s->columns; i++)
        set_cell(s, &c[i], t->cell[i], &s->values[s->at]);
    s->at++;
    return true;
}

/* The next of the texts that end at NULs; none when it is empty. */
static const char *set_part(struct sn_cell *c, const char *p, const char *end)
{
    size_t n = strnlen(p, (size_t)(end - p));

    c->p = p;
    c->n = (uint32_t)n;
    c->none = !n;
    return p + n < end ? p + n + 1 : end;
}

/* What no packet's comment says, and what found no room. */
static struct sn_stat_sum of_unknown(const struct source *s)
{
    struct sn_stat_sum all = s->totals->all, known = sn_stat_processes(s->stat);

    if (known.packets >= all.packets ||
        known.bytes > all.bytes) /* saved to deceive, if not equal */
        return (struct sn_stat_sum){0};
    return (struct sn_stat_sum){all.packets - known.packets, all.bytes - known.bytes};
}

/* Those that are known, and what is known of none. */
static bool process_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_value *v = s->at < s->nvalues ? &s->values[s->at] : NULL;
    struct sn_stat_sum sum = v ? v->sum : of_unknown(s);
    const char *p;

    (void)depth;
    if (s->at > s->nvalues || !sum.packets)
        return false;
    s->at++;
    for (unsigned i = P_PID; i <= P_CONTAINER; i++)
        c[i].none = true;
    if (v) {
        p = set_part(&c[P_NAME], v->text, v->text + v->n);
        p = set_part(&c[P_USER], p, v->text + v->n);
        (void)set_part(&c[P_CONTAINER], p, v->text + v->n);
        c[P_PID].none = c[P_UID].none = false;
        c[P_PID].u = v->number & UINT32_MAX;
        c[P_UID].u = v->number >> 32;
    } else {
        set_str(&c[P_NAME], UNKNOWN);
    }
    set_sum(&c[P_PACKETS], &c[P_BYTES], sum);
    c[P_PACKETS_SHARE].f = percent(sum.packets, s->totals->all.packets);
    c[P_BYTES_SHARE].f = percent(sum.bytes, s->totals->all.bytes);
    return true;
}

const struct table sn_stat_tables_values[SN_STAT_KINDS] = {
    [SN_STAT_PROCESS_NAME] = {{.key = "processes", COLUMNS(process_columns)}, process_row},
    [SN_STAT_DNS_NAME] = {{.key = "dns_names", COLUMNS(dns_names)}, value_row},
    [SN_STAT_DNS_TYPE] = {{.key = "dns_types", COLUMNS(dns_types)}, value_row},
    [SN_STAT_DNS_CODE] = {{.key = "dns_codes", COLUMNS(dns_codes)}, value_row},
    [SN_STAT_HTTP_HOST] = {{.key = "http_hosts", COLUMNS(http_hosts)}, value_row},
    [SN_STAT_HTTP_METHOD] = {{.key = "http_methods", COLUMNS(http_methods)}, value_row},
    [SN_STAT_HTTP_CODE] = {{.key = "http_codes", COLUMNS(http_codes)}, value_row},
    [SN_STAT_HTTP_AGENT] = {{.key = "http_agents", COLUMNS(http_agents)}, value_row},
    [SN_STAT_HTTP_SERVER] = {{.key = "http_servers", COLUMNS(http_servers)}, value_row},
    [SN_STAT_TLS_SERVER] = {{.key = "tls_servers", COLUMNS(tls_servers)}, value_row},
    [SN_STAT_TLS_VERSION] = {{.key = "tls_versions", COLUMNS(tls_versions)}, value_row},
    [SN_STAT_TLS_CIPHER] = {{.key = "tls_ciphers", COLUMNS(tls_ciphers)}, value_row},
    [SN_STAT_TLS_CLIENT] = {{.key = "tls_clients", COLUMNS(tls_clients)}, value_row},
    [SN_STAT_ARP_ADDRESS] = {{.key = "arp_addresses", COLUMNS(arp_addresses)}, value_row},
};

/* ---- the sums ---- */

#define LATENCY(p)                                                                                 \
    {.key = p ".latency_min",                                                                      \
     .head = "Latency",                                                                            \
     .after = " at least, ",                                                                       \
     .type = SN_COL_DURATION,                                                                      \
     .digits = 6},                                                                                 \
        {.key = p ".latency_average",                                                              \
         .after = " on average, ",                                                                 \
         .type = SN_COL_DURATION,                                                                  \
         .digits = 6},                                                                             \
    {                                                                                              \
        .key = p ".latency_max", .after = " at most", .type = SN_COL_DURATION, .digits = 6         \
    }

enum { Q_QUERIES, Q_RESPONSES, Q_FAILURES, Q_MIN, Q_AVERAGE, Q_MAX, Q_UNANSWERED, Q_REPEATED };

static const struct sn_column dns_sums[] = {
    [Q_QUERIES] = {.key = "dns.queries", .head = "DNS queries", .type = SN_COL_COUNT},
    [Q_RESPONSES] = {.key = "dns.responses",
                     .before = ", ",
                     .after = " responses",
                     .type = SN_COL_COUNT},
    [Q_FAILURES] = {.key = "dns.failures",
                    .before = ", ",
                    .after = " failures",
                    .type = SN_COL_COUNT,
                    .hide_zero = true},
    LATENCY("dns"),
    [Q_UNANSWERED] = {.key = "dns.unanswered", .head = "Unanswered", .type = SN_COL_COUNT},
    [Q_REPEATED] = {.key = "dns.repeated", .head = "Asked again", .type = SN_COL_COUNT},
};

static const struct sn_column http_sums[] = {
    [Q_QUERIES] = {.key = "http.requests", .head = "HTTP requests", .type = SN_COL_COUNT},
    [Q_RESPONSES] = {.key = "http.responses",
                     .before = ", ",
                     .after = " responses",
                     .type = SN_COL_COUNT},
    [Q_FAILURES] = {.key = "http.failures",
                    .before = ", ",
                    .after = " errors",
                    .type = SN_COL_COUNT,
                    .hide_zero = true},
    LATENCY("http"),
};

static const struct sn_column tls_sums[] = {
    [Q_QUERIES] = {.key = "tls.client_hellos",
                   .head = "TLS clients",
                   .after = " hellos",
                   .type = SN_COL_COUNT},
    [Q_RESPONSES] = {.key = "tls.server_hellos",
                     .head = "TLS servers",
                     .after = " hellos",
                     .type = SN_COL_COUNT},
};

static const struct sn_column arp_sums[] = {
    [Q_QUERIES] = {.key = "arp.requests", .head = "ARP requests", .type = SN_COL_COUNT},
    [Q_RESPONSES] = {.key = "arp.replies",
                     .before = ", ",
                     .after = " replies",
                     .type = SN_COL_COUNT},
    [Q_FAILURES] = {.key = "arp.conflicts", .head = "Conflicts", .type = SN_COL_COUNT},
    {.key = "arp.gratuitous", .head = "Gratuitous", .type = SN_COL_COUNT},
};

static bool talk_row(struct source *s, struct sn_cell *c, const struct sn_stat_talk *t,
                     unsigned columns)
{
    if (s->at++)
        return false;
    c[Q_QUERIES].u = t->queries;
    c[Q_RESPONSES].u = t->responses;
    c[Q_FAILURES].u = t->failures;
    for (unsigned i = Q_MIN; i <= Q_MAX; i++)
        c[i].none = !t->times.n;
    c[Q_MIN].i = t->times.min;
    c[Q_MAX].i = t->times.max;
    if (t->times.n)
        c[Q_AVERAGE].i = t->times.sum / (int64_t)t->times.n;
    if (columns <= Q_UNANSWERED)
        return true;
    c[Q_UNANSWERED].u = t->unanswered;
    c[Q_REPEATED].u = t->repeated;
    return true;
}

static bool dns_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_talk t = sn_stat_dns(s->stat);

    (void)depth;
    return talk_row(s, c, &t, sizeof dns_sums / sizeof *dns_sums);
}

static bool http_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_talk t = sn_stat_http(s->stat);

    (void)depth;
    return talk_row(s, c, &t, sizeof http_sums / sizeof *http_sums);
}

static bool tls_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_talk t = sn_stat_tls(s->stat);

    (void)depth;
    c[Q_QUERIES].u = t.queries;
    c[Q_RESPONSES].u = t.responses;
    return s->at++ == 0;
}

static bool arp_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_talk t = sn_stat_arp(s->stat);

    (void)depth;
    c[Q_QUERIES].u = t.queries;
    c[Q_RESPONSES].u = t.responses;
    c[Q_FAILURES].u = t.failures;
    c[Q_FAILURES + 1].u = t.repeated;
    return s->at++ == 0;
}

const struct table sn_stat_table_dns = {{.shape = SN_REPORT_RECORD, COLUMNS(dns_sums)}, dns_row};
const struct table sn_stat_table_http = {{.shape = SN_REPORT_RECORD, COLUMNS(http_sums)}, http_row};
const struct table sn_stat_table_tls = {{.shape = SN_REPORT_RECORD, COLUMNS(tls_sums)}, tls_row};
const struct table sn_stat_table_arp = {{.shape = SN_REPORT_RECORD, COLUMNS(arp_sums)}, arp_row};

/* ---- VLANs ---- */

enum { L_ID, L_PACKETS, L_PACKETS_SHARE, L_BYTES, L_BYTES_SHARE };

static const struct sn_column vlan_columns[] = {
    [L_ID] = {.key = "id", .head = "VLAN", .type = SN_COL_COUNT},
    [L_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [L_PACKETS_SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [L_BYTES] = {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
    [L_BYTES_SHARE] = {.head = "share", .type = SN_COL_SHARE},
};

/* All of them, by their number: they are at most 4,096. */
static bool vlan_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_sum sum = {0};

    (void)depth;
    for (; s->at < STAT_VLANS; s->at++) {
        sum = sn_stat_vlan(s->stat, s->at);
        if (sum.packets)
            break;
    }
    if (s->at == STAT_VLANS)
        return false;
    c[L_ID].u = s->at++;
    set_sum(&c[L_PACKETS], &c[L_BYTES], sum);
    c[L_PACKETS_SHARE].f = percent(sum.packets, s->totals->all.packets);
    c[L_BYTES_SHARE].f = percent(sum.bytes, s->totals->all.bytes);
    return true;
}

const struct table sn_stat_table_vlans = {{.key = "vlans", COLUMNS(vlan_columns)}, vlan_row};
