/* Statistics as a whole: see sn/stat.h; counting is in part.c. */
#include <stdlib.h>

#include "stat/stat.h"

#define MAX_DEFAULT 1048576u
#define SECOND      1000000000

static bool init(struct sn_stat *s, const struct sn_stat_opts *o)
{
    uint32_t hosts = o && o->max_hosts ? o->max_hosts : MAX_DEFAULT;
    uint32_t convs = o && o->max_convs ? o->max_convs : MAX_DEFAULT;

    s->want = o && o->want ? o->want : SN_STAT_ALL;
    s->max_flows = o && o->max_flows ? o->max_flows : MAX_DEFAULT;
    s->interval = o && o->interval ? o->interval : SECOND;
    s->idle = o ? o->idle : 0;
    s->active = o ? o->active : 0;
    return sn_stat_ports_init(s) && sn_stat_tree_init(&s->tree) &&
           sn_stat_rate_init(&s->rate, s->interval) &&
           sn_dense_init(&s->hosts, sizeof(struct host_key), sizeof(struct host), hosts) &&
           sn_dense_init(&s->convs, sizeof(struct sn_flow_key), sizeof(struct conv), convs) &&
           sn_values_init(&s->values, s->max_flows) &&
           sn_dense_init(&s->names, sizeof(struct name_key), sizeof(struct name), s->max_flows);
}

/* What not every view needs. */
static enum sn_err init_wanted(struct sn_stat *s, struct sn_diag *d)
{
    enum sn_err e = sn_extract_fields_init(&s->fields, s->want, d);

    if (!e && s->want & SN_STAT_FLOW)
        e = sn_stat_flow_init(s, d);
    if (!e && s->want & STAT_HEARD)
        e = sn_stat_layers_init(s, d);
    return e;
}

enum sn_err sn_stat_new(struct sn_stat **out, const struct sn_stat_opts *o, struct sn_diag *d)
{
    struct sn_stat *s = calloc(1, sizeof *s);
    enum sn_err e;

    *out = NULL;
    if (!s || !init(s, o)) {
        sn_stat_free(s);
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    }
    e = init_wanted(s, d);
    if (e)
        sn_stat_free(s);
    else
        *out = s;
    return e;
}

void sn_stat_free(struct sn_stat *s)
{
    if (!s)
        return;
    sn_stat_flow_free(s);
    sn_stat_layers_free(s);
    sn_extract_fields_free(&s->fields);
    sn_values_free(&s->values);
    sn_dense_free(&s->names);
    sn_stat_repeats_free(s);
    free(s->vlan);
    sn_sketch_free(&s->more_hosts);
    sn_sketch_free(&s->more_convs);
    sn_dense_free(&s->hosts);
    sn_dense_free(&s->convs);
    sn_stat_tree_free(&s->tree);
    sn_stat_rate_free(&s->rate);
    sn_stat_ports_free(&s->ports);
    sn_stat_ports_free(&s->own_ports);
    free(s);
}

const struct sn_stat_totals *sn_stat_totals(const struct sn_stat *s)
{
    return &s->totals;
}

static uint32_t count_ports(const struct ports *p)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < PORT_PROTOS; i++)
        for (unsigned k = 0; p->of[i] && k < 65536; k++)
            n += p->of[i][k].sent.packets || p->of[i][k].received.packets;
    return n;
}

/* How many keys a table has seen. */
static uint32_t count_keys(const struct sn_dense *t, const struct sketch *more)
{
    uint64_t n = sn_sketch_count(more);

    return n > UINT32_MAX ? UINT32_MAX : n > t->live + more->n ? (uint32_t)n : t->live + more->n;
}

struct sn_stat_size sn_stat_size(struct sn_stat *s)
{
    sn_stat_settle(s);
    return (struct sn_stat_size){.hosts = count_keys(&s->hosts, &s->more_hosts),
                                 .convs = count_keys(&s->convs, &s->more_convs),
                                 .ports = count_ports(&s->ports),
                                 .other_hosts = s->other_hosts,
                                 .other_convs = s->other_convs,
                                 .missed_hosts = sn_sketch_missed(&s->more_hosts),
                                 .missed_convs = sn_sketch_missed(&s->more_convs)};
}

const struct sn_stat_bin *sn_stat_sizes(const struct sn_stat *s)
{
    return s->sizes;
}

struct sn_stat_parts sn_stat_parts(const struct sn_stat *s)
{
    return s->parts;
}
