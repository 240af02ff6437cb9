/* The report's tables: what they are made from, and cells. */
#ifndef STAT_REPORT_H
#define STAT_REPORT_H

#include <string.h>

#include "sn/report.h"
#include "stat/stat.h"

#define ROOM_ENDS 1280 /* of two names of hosts and of ports, each with room to be escaped */

/* What all tables are made from, and how far the one that is being written has come. */
struct source {
    struct sn_stat *stat;
    const struct sn_stat_totals *totals;
    struct sn_stat_size size;
    struct sn_stat_host *hosts;
    struct sn_stat_conv *convs;
    struct sn_stat_port *ports;
    const struct interval **intervals;
    struct sn_stat_flow *flows;
    uint32_t nhosts, nconvs, nports, nflows, allflows;
    uint32_t at;
    int64_t number;     /* of the interval that is next */
    uint32_t empty;     /* intervals without packets that were shown */
    uint64_t *curve[2]; /* bytes and packets over time, `ncurve` of each, `curve_width` apart */
    uint32_t ncurve;
    int64_t curve_from, curve_width;
    const struct sn_facts *facts; /* NULL: nothing is known of files */
    const char *const *inputs;
    size_t ninputs;
    struct sn_buf see;
    bool all_notes;
    enum sn_stat_kind kind; /* of values[], nvalues of them */
    struct sn_stat_value *values;
    uint32_t nvalues, columns;
    uint8_t address[4];
    const struct sn_names *names; /* NULL: none */
    char ends[ROOM_ENDS];
    char flags[2][8];
    char community[32];
};

/* A table and what fills its rows. */
struct table {
    struct sn_report_table table;
    sn_report_row *row;
};

#define COLUMNS(table) .col = (table), .ncol = sizeof(table) / sizeof(table)[0]

/* measuretables.c */
extern const struct table sn_stat_table_ports, sn_stat_table_sizes, sn_stat_table_rate,
    sn_stat_table_peak, sn_stat_table_curve;

/* Fills the curve from the intervals; false without memory. */
bool sn_stat_make_curve(struct source *s);

/* flowtables.c */
extern const struct table sn_stat_table_flows, sn_stat_table_flow_count, sn_stat_table_other_flows,
    sn_stat_table_tcp;

/* valuetables.c */
extern const struct table sn_stat_tables_values[SN_STAT_KINDS], sn_stat_table_dns,
    sn_stat_table_http, sn_stat_table_tls, sn_stat_table_arp, sn_stat_table_vlans;

/* notes.c */
extern const struct table sn_stat_table_notes;

/* Writes "10.0.0.1:80 <-> 10.0.0.2:80" to s->ends; returns its length. */
uint32_t sn_stat_put_ends(struct source *s, const struct sn_stat_addr *a, uint16_t aport,
                          const struct sn_stat_addr *b, uint16_t bport, bool ports);

/* "tcp" for 6; NULL when it has no common name. */
const char *sn_stat_protocol_name(uint8_t proto);

static inline void set_sum(struct sn_cell *packets, struct sn_cell *bytes, struct sn_stat_sum s)
{
    packets->u = s.packets;
    bytes->u = s.bytes;
}

static inline void set_str(struct sn_cell *c, const char *s)
{
    c->none = !s;
    c->p = s;
    c->n = s ? (uint32_t)strlen(s) : 0;
}

static inline void set_addr(struct sn_cell *c, const struct sn_stat_addr *a)
{
    c->p = a->a;
    c->n = a->family == 4 ? 4 : 16;
}

static inline void set_port(struct sn_cell *c, uint16_t port, bool ports)
{
    c->u = port;
    c->none = !ports;
}

static inline double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

#endif
