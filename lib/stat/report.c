/* The report of snstat: what both its forms, text and JSON, are made from. */
#include <stdlib.h>

#include "sn/fmt.h"
#include "stat/report.h"

static int64_t duration(const struct sn_stat_totals *t)
{
    return t->all.packets ? t->last - t->first : 0;
}

enum sn_err sn_report_make(struct sn_report *r, struct sn_stat *s, uint32_t top, struct sn_diag *d)
{
    enum sn_err e;

    *r = (struct sn_report){.totals = sn_stat_totals(s), .size = sn_stat_size(s)};
    r->seconds = (double)duration(r->totals) / 1e9;
    r->nhosts = top < r->size.hosts ? top : r->size.hosts;
    r->nconvs = top < r->size.convs ? top : r->size.convs;
    r->hosts = calloc((size_t)r->nhosts + 1, sizeof *r->hosts);
    r->convs = calloc((size_t)r->nconvs + 1, sizeof *r->convs);
    if (!r->hosts || !r->convs)
        e = sn_fail(d, SN_ENOMEM, "no memory for the report");
    else
        e = sn_stat_hosts(s, r->hosts, &r->nhosts, d);
    if (!e)
        e = sn_stat_convs(s, r->convs, &r->nconvs, d);
    if (e)
        sn_report_free(r);
    return e;
}

void sn_report_free(struct sn_report *r)
{
    free(r->hosts);
    free(r->convs);
}

void sn_report_end(struct sn_buf *b, const struct sn_stat_addr *a, uint16_t port, bool ports)
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

const char *sn_report_ipproto(uint8_t proto)
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

enum sn_err sn_report_done(const struct sn_buf *b, struct sn_diag *d)
{
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the report") : SN_OK;
}
