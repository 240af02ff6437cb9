/* The report's tables: what they are made from, and cells. */
#ifndef STAT_REPORT_H
#define STAT_REPORT_H

#include <string.h>

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
    struct sn_stat_port *ports;
    const struct interval **intervals;
    uint32_t nhosts, nconvs, nports;
    uint32_t at;
    int64_t number; /* of the interval that is next */
    char ends[ROOM_ENDS];
};

/* A table and what fills its rows. */
struct table {
    struct sn_report_table table;
    sn_report_row *row;
};

#define COLUMNS(table) .col = (table), .ncol = sizeof(table) / sizeof(table)[0]

/* measuretables.c */
extern const struct table sn_stat_table_ports, sn_stat_table_sizes, sn_stat_table_rate,
    sn_stat_table_peak;

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

static inline double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

#endif
