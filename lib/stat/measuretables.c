/* The report's tables of what needs no flows: sizes, packets over time, ports. */
#include <stdlib.h>

#include "stat/report.h"

/* ---- ports ---- */

enum {
    P_PORT,
    P_PROTOCOL,
    P_PACKETS,
    P_BYTES,
    P_SENT_PACKETS,
    P_SENT_BYTES,
    P_RECV_PACKETS,
    P_RECV_BYTES
};

static const struct sn_column port_columns[] = {
    [P_PORT] = {.key = "port", .head = "Port", .type = SN_COL_PORT},
    [P_PROTOCOL] = {.key = "protocol", .head = "protocol", .type = SN_COL_STRING},
    [P_PACKETS] = {.head = "packets", .type = SN_COL_COUNT},
    [P_BYTES] = {.head = "bytes", .type = SN_COL_BYTES},
    [P_SENT_PACKETS] = {.key = "sent.packets", .head = "sent packets", .type = SN_COL_COUNT},
    [P_SENT_BYTES] = {.key = "sent.bytes", .head = "bytes", .type = SN_COL_BYTES},
    [P_RECV_PACKETS] = {.key = "received.packets",
                        .head = "received packets",
                        .type = SN_COL_COUNT},
    [P_RECV_BYTES] = {.key = "received.bytes", .head = "bytes", .type = SN_COL_BYTES},
};

static bool port_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_port *p;

    (void)depth;
    if (s->at == s->nports)
        return false;
    p = &s->ports[s->at++];
    c[P_PORT].u = p->port;
    set_str(&c[P_PROTOCOL], sn_stat_protocol_name(p->proto));
    c[P_PACKETS].u = p->sent.packets + p->received.packets;
    c[P_BYTES].u = p->sent.bytes + p->received.bytes;
    set_sum(&c[P_SENT_PACKETS], &c[P_SENT_BYTES], p->sent);
    set_sum(&c[P_RECV_PACKETS], &c[P_RECV_BYTES], p->received);
    return true;
}

const struct table sn_stat_table_ports = {{.key = "ports", COLUMNS(port_columns)}, port_row};

/* ---- sizes ---- */

enum { S_FROM, S_TO, S_RANGE, S_PACKETS, S_SHARE, S_MIN, S_AVERAGE, S_MAX, S_BYTES };

static const struct sn_column size_columns[] = {
    [S_FROM] = {.key = "from", .type = SN_COL_COUNT},
    [S_TO] = {.key = "to", .type = SN_COL_COUNT},
    [S_RANGE] = {.head = "Packet size", .type = SN_COL_STRING},
    [S_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [S_SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [S_MIN] = {.key = "min", .head = "min", .type = SN_COL_COUNT},
    [S_AVERAGE] = {.key = "average", .head = "average", .type = SN_COL_RATE},
    [S_MAX] = {.key = "max", .head = "max", .type = SN_COL_COUNT},
    [S_BYTES] = {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
};

/* Empty bins too, so that reports can be compared. */
static bool size_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_stat_bin *bin = &sn_stat_sizes(s->stat)[s->at];
    uint32_t from, to;
    struct sn_buf b;

    (void)depth;
    if (s->at == SN_STAT_SIZES)
        return false;
    sn_stat_size_bounds(s->at++, &from, &to);
    sn_buf_fixed(&b, s->ends, sizeof s->ends);
    sn_put_u32(&b, from);
    if (to == UINT32_MAX) {
        sn_put_lit(&b, " and more");
    } else {
        sn_put_c(&b, '-');
        sn_put_u32(&b, to);
    }
    c[S_FROM].u = from;
    c[S_TO].u = to;
    c[S_TO].none = to == UINT32_MAX;
    c[S_RANGE].p = s->ends;
    c[S_RANGE].n = (uint32_t)sn_buf_len(&b);
    set_sum(&c[S_PACKETS], &c[S_BYTES], bin->sum);
    c[S_SHARE].f = percent(bin->sum.packets, s->totals->all.packets);
    c[S_MIN].u = bin->min;
    c[S_MAX].u = bin->max;
    if (bin->sum.packets)
        c[S_AVERAGE].f = (double)bin->sum.bytes / (double)bin->sum.packets;
    c[S_MIN].none = c[S_MAX].none = c[S_AVERAGE].none = !bin->sum.packets;
    return true;
}

const struct table sn_stat_table_sizes = {{.key = "sizes", COLUMNS(size_columns)}, size_row};

/* ---- over time ---- */

#define EMPTY_MAX     100000  /* intervals without packets in a row that are shown, */
#define EMPTY_ALL_MAX 1000000 /* and in all */

enum { R_FROM, R_WIDTH, R_PACKETS, R_BYTES };

static const struct sn_column rate_columns[] = {
    [R_FROM] = {.key = "from", .head = "From", .type = SN_COL_TIME},
    [R_WIDTH] = {.key = "interval", .head = "interval", .type = SN_COL_DURATION},
    [R_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [R_BYTES] = {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
};

/* Intervals without packets stand between the others, but for very many. */
static bool rate_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct rate *r = &s->stat->rate;
    const struct interval *v;

    (void)depth;
    if (s->at == r->table.live)
        return false;
    v = s->intervals[s->at];
    if (!s->at)
        s->empty = 0;
    if (!s->at || (uint64_t)v->number - (uint64_t)s->number > EMPTY_MAX || s->empty > EMPTY_ALL_MAX)
        s->number = v->number;
    c[R_FROM].i = sn_stat_interval_begin(r, s->number);
    c[R_WIDTH].i = r->width;
    if (s->number == v->number) {
        set_sum(&c[R_PACKETS], &c[R_BYTES], v->sum);
        s->at++;
    } else {
        s->empty++;
    }
    s->number++;
    return true;
}

const struct table sn_stat_table_rate = {{.key = "rate", COLUMNS(rate_columns)}, rate_row};

enum { K_PACKETS, K_BYTES, K_WIDTH, K_FROM };

static const struct sn_column peak_columns[] = {
    [K_PACKETS] = {.key = "peak.packets",
                   .head = "Peak",
                   .after = " packets, ",
                   .type = SN_COL_COUNT},
    [K_BYTES] = {.key = "peak.bytes", .after = " bytes in ", .type = SN_COL_BYTES},
    [K_WIDTH] = {.key = "peak.interval", .after = " from ", .type = SN_COL_DURATION},
    [K_FROM] = {.key = "peak.from", .before = "", .type = SN_COL_TIME},
};

static bool peak_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    struct sn_stat_sum sum = {0};
    int64_t from = 0, width = 0;
    bool any = sn_stat_peak(s->stat, &from, &width, &sum);

    (void)depth;
    if (s->at++)
        return false;
    set_sum(&c[K_PACKETS], &c[K_BYTES], sum);
    c[K_WIDTH].i = width;
    c[K_FROM].i = from;
    for (unsigned i = 0; i <= K_FROM; i++)
        c[i].none = !any;
    return true;
}

const struct table sn_stat_table_peak = {{.shape = SN_REPORT_RECORD, COLUMNS(peak_columns)},
                                         peak_row};

/* ---- the curve ---- */

#define CURVE_MAX 480 /* values */

enum { C_FROM, C_WIDTH, C_BYTES, C_PACKETS };

static const struct sn_column curve_columns[] = {
    [C_FROM] = {.type = SN_COL_TIME},
    [C_WIDTH] = {.type = SN_COL_DURATION},
    [C_BYTES] = {.key = "bytes", .head = "Over time", .type = SN_COL_SERIES},
    [C_PACKETS] = {.key = "packets", .type = SN_COL_SERIES},
};

bool sn_stat_make_curve(struct source *s)
{
    const struct rate *r = &s->stat->rate;
    uint64_t span, each, first;

    if (!r->table.live)
        return true;
    first = (uint64_t)s->intervals[0]->number;
    span = (uint64_t)s->intervals[r->table.live - 1]->number - first;
    each = span / CURVE_MAX + 1; /* intervals in a value */
    s->ncurve = (uint32_t)(span / each + 1);
    s->curve_from = sn_stat_interval_begin(r, s->intervals[0]->number);
    if (each > (uint64_t)INT64_MAX / (uint64_t)r->width)
        each = (uint64_t)INT64_MAX / (uint64_t)r->width;
    s->curve_width = r->width * (int64_t)each;
    for (unsigned i = 0; i < 2; i++) {
        s->curve[i] = calloc(s->ncurve, sizeof *s->curve[i]);
        if (!s->curve[i])
            return false;
    }
    for (uint32_t i = 0; i < r->table.live; i++) {
        uint64_t at = ((uint64_t)s->intervals[i]->number - first) / each;

        at = at < s->ncurve ? at : s->ncurve - 1;
        s->curve[0][at] += s->intervals[i]->sum.bytes;
        s->curve[1][at] += s->intervals[i]->sum.packets;
    }
    return true;
}

static bool curve_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    if (s->at++ || !s->ncurve)
        return false;
    c[C_FROM].i = s->curve_from;
    c[C_WIDTH].i = s->curve_width;
    for (unsigned i = 0; i < 2; i++) {
        c[C_BYTES + i].p = s->curve[i];
        c[C_BYTES + i].n = s->ncurve;
    }
    return true;
}

const struct table sn_stat_table_curve = {{.shape = SN_REPORT_RECORD, COLUMNS(curve_columns)},
                                          curve_row};
