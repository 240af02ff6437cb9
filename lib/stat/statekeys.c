/* Statistics as bytes: the parts of items; hosts and conversations. See state.c. */
#include "stat/state.h"

/* ---- parts of items ---- */

bool sn_state_bytes(struct state *s, void *v, size_t n)
{
    const uint8_t *p;

    if (s->out) {
        sn_put_mem(s->out, v, n);
        return true;
    }
    if (!sn_rd_bytes(&s->in, n, &p))
        return false;
    memcpy(v, p, n);
    return true;
}

bool sn_state_u64(struct state *s, uint64_t *v)
{
    uint8_t b[8];

    if (!s->out)
        return sn_rd_le64(&s->in, v);
    for (int i = 0; i < 8; i++)
        b[i] = (uint8_t)(*v >> 8 * i);
    return sn_state_bytes(s, b, sizeof b);
}

bool sn_state_i64(struct state *s, int64_t *v)
{
    uint64_t u = s->out ? (uint64_t)*v : 0;

    if (!sn_state_u64(s, &u))
        return false;
    *v = (int64_t)u;
    return true;
}

bool sn_state_u32(struct state *s, uint32_t *v)
{
    uint8_t b[4];

    if (!s->out)
        return sn_rd_le32(&s->in, v);
    for (int i = 0; i < 4; i++)
        b[i] = (uint8_t)(*v >> 8 * i);
    return sn_state_bytes(s, b, sizeof b);
}

bool sn_state_u16(struct state *s, uint16_t *v)
{
    uint32_t u = s->out ? *v : 0;

    if (!sn_state_u32(s, &u) || u > UINT16_MAX)
        return false;
    *v = (uint16_t)u;
    return true;
}

bool sn_state_u8(struct state *s, uint8_t *v)
{
    return sn_state_bytes(s, v, 1);
}

bool sn_state_sum(struct state *s, struct sn_stat_sum *v)
{
    return sn_state_u64(s, &v->packets) && sn_state_u64(s, &v->bytes);
}

bool sn_state_count(struct state *s, uint64_t *v)
{
    return sn_state_u64(s, v) && *v <= INT64_MAX;
}

bool sn_state_times(struct state *s, struct sn_stat_times *v)
{
    return sn_state_count(s, &v->n) && sn_state_i64(s, &v->min) && sn_state_i64(s, &v->max) &&
           sn_state_i64(s, &v->sum);
}

bool sn_state_fail(struct state *s, enum sn_err e)
{
    s->err = e;
    return false;
}

void sn_stat_add_sum(struct sn_stat_sum *to, struct sn_stat_sum a)
{
    to->packets += a.packets;
    to->bytes += a.bytes;
}

/* ---- hosts and conversations ---- */

bool sn_state_is_version(uint64_t v)
{
    return v == 4 || v == 6;
}

static bool host(struct state *s, struct host *h)
{
    return sn_state_bytes(s, h->key.a, sizeof h->key.a) && sn_state_u64(s, &h->key.version) &&
           sn_state_is_version(h->key.version) && sn_state_sum(s, &h->sent) &&
           sn_state_sum(s, &h->received);
}

static void add_host(struct sn_stat *s, const struct host *h)
{
    struct sn_dense *t = &s->hosts;
    uint64_t hash = sn_dense_hash(t, &h->key, sizeof h->key);
    bool known;
    struct host *to = sn_dense_at(t, &h->key, hash, sizeof h->key, sizeof *h, &known);

    if (s->more_hosts.max)
        sn_sketch_note(&s->more_hosts, &h->key);
    if (!to) {
        sn_stat_add_sum(&s->other_hosts, h->sent);
        sn_stat_add_sum(&s->other_hosts, h->received);
        to = sn_stat_overflow(&s->more_hosts, t, &h->key, hash, h->sent.bytes + h->received.bytes);
    }
    if (!to)
        return;
    sn_stat_add_sum(&to->own_sent, h->sent);
    sn_stat_add_sum(&to->own_received, h->received);
}

bool sn_state_hosts(struct state *s, uint64_t n)
{
    struct sn_dense *t = &s->stat->hosts;
    struct host h = {.sent = {0}};

    for (uint32_t i = 0; s->out && i < t->live; i++)
        (void)host(s, sn_dense_entry(t, i, sizeof h));
    for (; !s->out && n; n--) {
        if (!host(s, &h))
            return false;
        add_host(s->stat, &h);
    }
    return true;
}

static bool conv(struct state *s, struct conv *c)
{
    return sn_state_bytes(s, c->key.a, sizeof c->key.a) &&
           sn_state_bytes(s, c->key.b, sizeof c->key.b) && sn_state_u64(s, &c->key.rest) &&
           sn_state_is_version(sn_flow_version(&c->key)) && sn_state_sum(s, &c->a_b) &&
           sn_state_sum(s, &c->b_a) && sn_state_i64(s, &c->first) && sn_state_i64(s, &c->last) &&
           sn_state_u64(s, &c->b_began) && c->b_began <= 1;
}

/* Whose packet came first stays with the part that was added first. */
static void add_conv(struct sn_stat *s, const struct conv *c)
{
    struct sn_dense *t = &s->convs;
    uint64_t hash = sn_dense_hash(t, &c->key, sizeof c->key);
    bool known;
    struct conv *to = sn_dense_at(t, &c->key, hash, sizeof c->key, sizeof *c, &known);

    if (s->more_convs.max)
        sn_sketch_note(&s->more_convs, &c->key);
    if (!to) {
        sn_stat_add_sum(&s->other_convs, c->a_b);
        sn_stat_add_sum(&s->other_convs, c->b_a);
        to = sn_stat_overflow(&s->more_convs, t, &c->key, hash, c->a_b.bytes + c->b_a.bytes);
        known = to && to->a_b.packets + to->b_a.packets;
    }
    if (!to)
        return;
    if (!known) {
        *to = *c;
        return;
    }
    if (sn_flow_proto(&c->key) == 6) {
        s->parts.convs++;
        s->parts.packets += c->a_b.packets + c->b_a.packets;
    }
    sn_stat_add_sum(&to->a_b, c->a_b);
    sn_stat_add_sum(&to->b_a, c->b_a);
    to->first = c->first < to->first ? c->first : to->first;
    to->last = c->last > to->last ? c->last : to->last;
}

bool sn_state_convs(struct state *s, uint64_t n)
{
    struct sn_dense *t = &s->stat->convs;
    struct conv c = {.first = 0};

    for (uint32_t i = 0; s->out && i < t->live; i++)
        (void)conv(s, sn_dense_entry(t, i, sizeof c));
    for (; !s->out && n; n--) {
        if (!conv(s, &c))
            return false;
        add_conv(s->stat, &c);
    }
    return true;
}

/* In front of the entries the registers, and what may have been missed. What another sketch counted
 * has no place in `other` again: that is a sum of its own. */
static bool registers(struct state *s, struct sketch *k, const struct sn_dense *t)
{
    uint64_t missed = s->out ? sn_sketch_missed(k) : 0;
    uint8_t v[SKETCH_REGISTERS];

    if (s->out)
        return sn_state_bytes(s, k->registers, SKETCH_REGISTERS) && sn_state_u64(s, &missed);
    if (!sn_state_bytes(s, v, sizeof v) || !sn_state_u64(s, &missed))
        return false;
    if (!sn_stat_sketch_begin(k, t))
        return sn_state_fail(s, SN_ENOMEM);
    for (uint32_t i = 0; i < SKETCH_REGISTERS; i++) {
        if (v[i] > 64)
            return false;
        k->registers[i] = v[i] > k->registers[i] ? v[i] : k->registers[i];
    }
    k->missed += missed;
    return true;
}

bool sn_state_more_hosts(struct state *s, uint64_t n)
{
    struct sketch *k = &s->stat->more_hosts;
    struct sn_stat_sum other = s->stat->other_hosts;
    struct host h = {.sent = {0}};

    if (!registers(s, k, &s->stat->hosts))
        return false;
    for (uint32_t i = 0; s->out && i < k->n; i++)
        (void)host(s, sn_sketch_entry(k, i));
    for (; !s->out && n; n--) {
        if (!host(s, &h))
            return false;
        add_host(s->stat, &h);
    }
    s->stat->other_hosts = other;
    return true;
}

bool sn_state_more_convs(struct state *s, uint64_t n)
{
    struct sketch *k = &s->stat->more_convs;
    struct sn_stat_sum other = s->stat->other_convs;
    struct conv c = {.first = 0};

    if (!registers(s, k, &s->stat->convs))
        return false;
    for (uint32_t i = 0; s->out && i < k->n; i++)
        (void)conv(s, sn_sketch_entry(k, i));
    for (; !s->out && n; n--) {
        if (!conv(s, &c))
            return false;
        add_conv(s->stat, &c);
    }
    s->stat->other_convs = other;
    return true;
}
