/* What the text and the JSON report share. */
#ifndef STAT_REPORT_H
#define STAT_REPORT_H

#include "stat/stat.h"

struct sn_report {
    const struct sn_stat_totals *totals;
    struct sn_stat_size size;
    double seconds; /* from the earliest to the latest time stamp */
    struct sn_stat_host *hosts;
    struct sn_stat_conv *convs;
    uint32_t nhosts, nconvs;
};

enum sn_err sn_report_make(struct sn_report *r, struct sn_stat *s, uint32_t top, struct sn_diag *d);
void sn_report_free(struct sn_report *r);

/* Appends 10.0.0.1, or with its port 10.0.0.1:80 or [fe80::1]:80. */
void sn_report_end(struct sn_buf *b, const struct sn_stat_addr *a, uint16_t port, bool ports);

/* "tcp" for 6; NULL when it has no common name. */
const char *sn_report_ipproto(uint8_t proto);

enum sn_err sn_report_done(const struct sn_buf *b, struct sn_diag *d);

#endif
