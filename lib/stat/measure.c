/* What needs no table of flows: sizes of packets, packets over time, ports. Each thread counts its
 * packets; what threads counted is added up. */
#include <stdlib.h>

#include "flow/key.h"
#include "stat/stat.h"

#define INTERVALS_MAX (1u << 20)

/* ---- sizes ---- */

/* Bins are those of tshark -z plen,tree: less than 20, 40, 80 … 5120, and what is longer. */
static unsigned bin_of(uint32_t len)
{
    unsigned bits = 32 - (unsigned)__builtin_clz(len / 20 | 1);

    if (len < 20)
        return 0;
    return bits < SN_STAT_SIZES ? bits : SN_STAT_SIZES - 1;
}

void sn_stat_size_bounds(unsigned bin, uint32_t *from, uint32_t *to)
{
    *from = bin ? 20u << (bin - 1) : 0;
    *to = bin < SN_STAT_SIZES - 1 ? (20u << bin) - 1 : UINT32_MAX;
}

static void count_size(struct sn_stat_bin *bin, uint32_t len)
{
    struct sn_stat_bin *b = &bin[bin_of(len)];

    if (!b->sum.packets || len < b->min)
        b->min = len;
    if (len > b->max)
        b->max = len;
    sn_stat_count(&b->sum, len);
}

void sn_stat_bin_add(struct sn_stat_bin *to, const struct sn_stat_bin *from)
{
    if (!from->sum.packets)
        return;
    if (!to->sum.packets || from->min < to->min)
        to->min = from->min;
    if (from->max > to->max)
        to->max = from->max;
    sn_stat_add_sum(&to->sum, from->sum);
}

/* ---- over time ---- */

bool sn_stat_rate_init(struct rate *r, int64_t width)
{
    r->width = width;
    r->last = NULL;
    return sn_dense_init(&r->table, sizeof(uint64_t), sizeof(struct interval), INTERVALS_MAX);
}

void sn_stat_rate_free(struct rate *r)
{
    sn_dense_free(&r->table);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t sn_stat_interval_begin(const struct rate *r, int64_t number)
{
    int64_t from;

    return __builtin_mul_overflow(number, r->width, &from) ? INT64_MIN : from;
}

static struct interval *find(struct rate *r, int64_t number)
{
    uint64_t key = (uint64_t)number;
    bool known;

    return sn_dense_at(&r->table, &key, sn_dense_hash(&r->table, &key, sizeof key), sizeof key,
                       sizeof(struct interval), &known);
}

/* Makes intervals twice as long, until there are half as many as there may be. So what comes out
 * doesn't depend on the order in which packets were counted. False without memory. */
static bool widen(struct rate *r)
{
    struct rate wide;

    if (r->width > INT64_MAX / 2 || !sn_stat_rate_init(&wide, r->width * 2))
        return false;
    for (uint32_t i = 0; i < r->table.live; i++) {
        const struct interval *old = sn_dense_entry(&r->table, i, sizeof *old);
        struct interval *v = find(&wide, floor_div(old->number, 2));

        if (!v) {
            sn_stat_rate_free(&wide);
            return false;
        }
        sn_stat_add_sum(&v->sum, old->sum);
    }
    sn_stat_rate_free(r);
    *r = wide;
    return true;
}

/* The interval of a time; NULL without memory. */
static struct interval *at(struct rate *r, int64_t ts)
{
    struct interval *v;

    while (!(v = find(r, floor_div(ts, r->width))))
        if (r->table.live < r->table.max || !widen(r))
            return NULL;
    return v;
}

static bool count_time(struct rate *r, int64_t ts, uint32_t len)
{
    if (!r->last || ts < r->from || (uint64_t)ts - (uint64_t)r->from >= (uint64_t)r->width) {
        r->last = at(r, ts);
        if (!r->last)
            return false;
        r->from = sn_stat_interval_begin(r, r->last->number);
    }
    sn_stat_count(&r->last->sum, len);
    return true;
}

/* Both have the same width, but for what was widened. */
bool sn_stat_rate_join(struct rate *to, const struct rate *from)
{
    to->last = NULL;
    while (to->width < from->width)
        if (!widen(to))
            return false;
    for (uint32_t i = 0; i < from->table.live; i++) {
        const struct interval *v = sn_dense_entry(&from->table, i, sizeof *v);
        struct interval *t = at(to, sn_stat_interval_begin(from, v->number));

        if (!t)
            return false;
        sn_stat_add_sum(&t->sum, v->sum);
    }
    return true;
}

bool sn_stat_rate_add(struct rate *r, const struct interval *v)
{
    struct interval *to = find(r, v->number);

    if (to)
        sn_stat_add_sum(&to->sum, v->sum);
    return to;
}

static int by_number(const void *x, const void *y)
{
    const struct interval *const *a = x, *const *b = y;

    return (*a)->number < (*b)->number ? -1 : 1;
}

const struct interval **sn_stat_intervals(const struct sn_stat *s)
{
    const struct sn_dense *t = &s->rate.table;
    const struct interval **v = calloc((size_t)t->live + 1, sizeof(struct interval *));

    if (!v)
        return NULL;
    for (uint32_t i = 0; i < t->live; i++)
        v[i] = sn_dense_entry(t, i, sizeof **v);
    qsort(v, t->live, sizeof(struct interval *), by_number);
    return v;
}

bool sn_stat_peak(const struct sn_stat *s, int64_t *from, int64_t *width, struct sn_stat_sum *sum)
{
    const struct interval *peak = NULL;

    for (uint32_t i = 0; i < s->rate.table.live; i++) {
        const struct interval *v = sn_dense_entry(&s->rate.table, i, sizeof *v);

        if (!peak || v->sum.packets > peak->sum.packets ||
            (v->sum.packets == peak->sum.packets && v->number < peak->number))
            peak = v;
    }
    if (!peak)
        return false;
    *from = sn_stat_interval_begin(&s->rate, peak->number);
    *width = s->rate.width;
    *sum = peak->sum;
    return true;
}

/* ---- ports ---- */

static int which(uint8_t proto)
{
    return proto == 6 ? 0 : proto == 17 ? 1 : proto == 132 ? 2 : -1;
}

uint8_t sn_stat_port_proto(unsigned which)
{
    static const uint8_t proto[PORT_PROTOS] = {6, 17, 132};

    return proto[which];
}

static bool make_ports(struct port **p)
{
    if (!*p)
        *p = calloc(65536, sizeof **p);
    return *p;
}

static bool count_ports(struct ports *p, const struct sn_ends *e, uint32_t len)
{
    int i = which(e->proto);

    if (i < 0 || !(e->sport | e->dport))
        return true;
    if (!make_ports(&p->of[i]))
        return false;
    sn_stat_count(&p->of[i][e->sport].sent, len);
    sn_stat_count(&p->of[i][e->dport].received, len);
    return true;
}

bool sn_stat_ports_count(struct sn_stat_part *p, const struct sn_flow_key *k, bool reverse,
                         uint32_t len)
{
    uint16_t a = sn_flow_aport(k), b = sn_flow_bport(k);
    struct sn_ends e = {
        .sport = reverse ? b : a, .dport = reverse ? a : b, .proto = sn_flow_proto(k)};

    return !(p->stat->want & SN_STAT_PORT) || count_ports(&p->ports, &e, len);
}

bool sn_stat_ports_init(struct sn_stat *s)
{
    bool ok = true;

    for (unsigned i = 0; i < PORT_PROTOS && ok && s->want & SN_STAT_PORT; i++)
        ok = make_ports(&s->ports.of[i]);
    return ok;
}

static bool join_ports(struct sn_stat *s, const struct ports *from)
{
    for (unsigned i = 0; i < PORT_PROTOS; i++) {
        if (!from->of[i])
            continue;
        if (!make_ports(&s->own_ports.of[i]))
            return false;
        for (unsigned k = 0; k < 65536; k++) {
            sn_stat_add_sum(&s->own_ports.of[i][k].sent, from->of[i][k].sent);
            sn_stat_add_sum(&s->own_ports.of[i][k].received, from->of[i][k].received);
        }
    }
    return true;
}

bool sn_stat_ports_add(struct sn_stat *s, unsigned which, unsigned port, struct sn_stat_sum sent,
                       struct sn_stat_sum received)
{
    if (!make_ports(&s->own_ports.of[which]))
        return false;
    sn_stat_add_sum(&s->own_ports.of[which][port].sent, sent);
    sn_stat_add_sum(&s->own_ports.of[which][port].received, received);
    return true;
}

/* Memory that was never used stays so. */
void sn_stat_ports_begin(struct sn_stat *s, bool again)
{
    for (unsigned i = 0; i < PORT_PROTOS; i++) {
        if (!s->ports.of[i])
            continue;
        if (s->own_ports.of[i])
            memcpy(s->ports.of[i], s->own_ports.of[i], 65536 * sizeof(struct port));
        else if (again)
            memset(s->ports.of[i], 0, 65536 * sizeof(struct port));
    }
}

void sn_stat_ports_conv(struct ports *p, const struct conv *c)
{
    uint16_t a = sn_flow_aport(&c->key), b = sn_flow_bport(&c->key);
    int i = which(sn_flow_proto(&c->key));

    if (i < 0 || !(a | b) || !p->of[i])
        return;
    sn_stat_add_sum(&p->of[i][a].sent, c->a_b);
    sn_stat_add_sum(&p->of[i][b].received, c->a_b);
    sn_stat_add_sum(&p->of[i][b].sent, c->b_a);
    sn_stat_add_sum(&p->of[i][a].received, c->b_a);
}

bool sn_stat_ports_keep(struct sn_stat *s)
{
    for (unsigned i = 0; i < PORT_PROTOS; i++) {
        if (!s->ports.of[i])
            continue;
        if (!make_ports(&s->own_ports.of[i]))
            return false;
        memcpy(s->own_ports.of[i], s->ports.of[i], 65536 * sizeof(struct port));
    }
    return true;
}

void sn_stat_ports_free(struct ports *p)
{
    for (unsigned i = 0; i < PORT_PROTOS; i++)
        free(p->of[i]);
}

/* ---- all of them ---- */

bool sn_stat_measure(struct sn_stat_part *p, const struct sn_pkt *k)
{
    uint32_t want = p->stat->want;

    if (want & SN_STAT_SIZE)
        count_size(p->sizes, k->len);
    return !(want & SN_STAT_RATE) || count_time(&p->rate, k->ts, k->len);
}

bool sn_stat_measure_ends(struct sn_stat_part *p, const struct sn_ends *e, uint32_t len)
{
    return (p->stat->want & (SN_STAT_PORT | SN_STAT_CONV)) != SN_STAT_PORT ||
           count_ports(&p->ports, e, len);
}

bool sn_stat_measure_join(struct sn_stat *s, const struct sn_stat_part *p)
{
    for (unsigned i = 0; i < SN_STAT_SIZES; i++)
        sn_stat_bin_add(&s->sizes[i], &p->sizes[i]);
    return (!(s->want & SN_STAT_RATE) || sn_stat_rate_join(&s->rate, &p->rate)) &&
           join_ports(s, &p->ports);
}
