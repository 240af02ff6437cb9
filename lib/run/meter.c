/* Counting with a report now and then, as callbacks of the packet loop: see sn/meter.h. */
#include "sn/meter.h"

#include <stdlib.h>
#include <time.h>

#include "sn/run.h"

#define EMPTY_MAX 1000                /* intervals without packets in a row */
#define FRESH     INT64_C(5000000000) /* a packet of a live stream is at most so old, */
#define GRACE     INT64_C(200000000)  /* and comes at most so late; ns */
#define LOST_MAX  256                 /* interfaces whose losses are known */

/* One count: what packets go into, and what it is joined to when asked. */
struct track {
    struct sn_stat *stat;
    struct sn_stat_part *part;
};

struct sn_meter {
    struct sn_meter_opts o;
    struct sn_filter *filter;
    struct track now, whole; /* the interval at hand, and all; stat NULL: not counted */
    struct track before;     /* the interval before that */
    bool begun;              /* there is an interval at hand: */
    int64_t from;
    uint64_t packets;
    int64_t last; /* time of the last packet, which was fresh when it came */
    bool fresh;
    uint64_t lost[LOST_MAX]; /* plus 1; 0: unknown */
    /* While reading. */
    struct sn_reader *reader;
    struct sn_facts *facts;
    bool failed; /* with diag */
    struct sn_diag diag;
};

static int64_t clock_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- counts ---- */

static void track_free(struct track *t)
{
    sn_stat_part_free(t->part);
    sn_stat_free(t->stat);
    *t = (struct track){0};
}

static enum sn_err track_new(struct track *t, const struct sn_stat_opts *o, struct sn_diag *d)
{
    enum sn_err e = sn_stat_new(&t->stat, o, d);

    if (!e)
        e = sn_stat_part_new(&t->part, t->stat, d);
    if (!e)
        sn_stat_part_begin(t->part);
    else
        track_free(t);
    return e;
}

/* The packets since the last call go through what is done in their order. */
static void track_settle(struct track *t)
{
    for (unsigned i = 0; t->part && i < SN_STAT_STAGES; i++)
        sn_stat_stage(t->stat, t->part, i);
    if (t->part)
        sn_stat_part_begin(t->part);
}

/* Brings all that was counted into t->stat. */
static enum sn_err track_join(struct track *t, struct sn_diag *d)
{
    enum sn_err e;

    track_settle(t);
    e = sn_stat_part_err(t->part, d);
    if (!e)
        e = sn_stat_join(t->stat, t->part, d);
    sn_stat_part_free(t->part);
    t->part = NULL;
    if (!e)
        e = sn_stat_part_new(&t->part, t->stat, d);
    if (!e)
        sn_stat_part_begin(t->part);
    return e;
}

/* ---- intervals ---- */

static int64_t floor_to(int64_t ts, int64_t width)
{
    int64_t rest = ts % width;

    return ts - (rest < 0 ? rest + width : rest);
}

/* Tells of the interval at hand and begins the next. False: end. */
static bool tell(struct sn_meter *m)
{
    bool more = true;

    if (track_join(&m->now, &m->diag)) {
        m->failed = true;
        return false;
    }
    if (m->o.each)
        more = m->o.each(m->o.ctx, m->now.stat, m->from);
    track_free(&m->before);
    m->before = m->now;
    m->now = (struct track){0};
    if (track_new(&m->now, &m->o.stat, &m->diag)) {
        m->failed = true;
        return false;
    }
    if (__builtin_add_overflow(m->from, m->o.interval, &m->from))
        m->from = INT64_MAX - m->o.interval;
    return more;
}

/* Tells of what is over by the time `ts`. */
static bool tell_until(struct sn_meter *m, int64_t ts)
{
    for (unsigned i = 0; ts >= m->from && ts - m->from >= m->o.interval; i++) {
        if (i > EMPTY_MAX)
            m->from = floor_to(ts, m->o.interval) - m->o.interval;
        if (!tell(m))
            return false;
    }
    return true;
}

static bool in_interval(struct sn_meter *m, int64_t ts)
{
    if (!m->begun) {
        m->from = floor_to(ts, m->o.interval);
        m->begun = true;
        return true;
    }
    return tell_until(m, ts);
}

/* ---- callbacks of the loop ---- */

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct sn_meter *m = ctx;

    (void)data;
    return !m->facts || sn_facts_batch(m->facts, m->reader, b, &m->diag) == SN_OK;
}

static void work(void *ctx, void *state, struct sn_run_piece *p)
{
    (void)ctx;
    (void)state;
    (void)p;
}

static void note_losses(struct sn_meter *m, const struct sn_pkt *k)
{
    struct sn_ifstats s;
    uint64_t lost = 0;

    if (!sn_pkt_ifstats(m->reader, k, &s) || s.iface >= LOST_MAX ||
        (s.dropped_if == SN_UNKNOWN && s.dropped_os == SN_UNKNOWN))
        return;
    lost += s.dropped_if == SN_UNKNOWN ? 0 : s.dropped_if;
    lost += s.dropped_os == SN_UNKNOWN ? 0 : s.dropped_os;
    m->lost[s.iface] = lost + 1;
}

static bool count(struct sn_meter *m, const struct sn_pkt *k, uint32_t linktype)
{
    if (m->now.stat && !in_interval(m, k->ts))
        return false;
    if (m->now.part)
        sn_stat_part_packet(m->now.part, k, linktype);
    if (m->whole.part)
        sn_stat_part_packet(m->whole.part, k, linktype);
    m->last = k->ts;
    m->packets++;
    return true;
}

/* The filter is applied here, where it may have been replaced since the batch was read. */
static bool order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct sn_meter *m = ctx;
    const void *data = NULL;
    bool more = true, any = false, wrong = false;

    (void)state;
    if (m->filter && sn_filter_take(m->filter, &p->b, &data, &m->diag))
        wrong = true; /* from the packet on that it can't be made for */
    if (m->filter && data)
        (void)sn_filter_apply(data, &p->b);
    for (uint32_t i = 0; i < p->b.n && more; i++) {
        const struct sn_pkt *k = &p->b.pkt[i];

        if (k->meta) {
            note_losses(m, k);
        } else if (!k->drop) {
            more = count(m, k, sn_run_iface(p, k->iface)->linktype);
            any = true;
        }
    }
    track_settle(&m->now);
    track_settle(&m->whole);
    if (any)
        m->fresh = clock_now() - m->last < FRESH;
    if (m->facts && sn_facts_packets(m->facts, p->b.pkt, p->b.n, &m->diag))
        m->failed = true;
    return more && !m->failed && !wrong;
}

static bool tick(void *ctx)
{
    struct sn_meter *m = ctx;

    if (m->begun && m->fresh && !sn_reader_ready(m->reader) && !tell_until(m, clock_now() - GRACE))
        return false;
    return !m->o.tick || m->o.tick(m->o.ctx);
}

static bool stop(void *ctx)
{
    const struct sn_meter *m = ctx;

    return m->o.stop && m->o.stop(m->o.ctx);
}

/* ---- the meter ---- */

enum sn_err sn_meter_new(struct sn_meter **out, const struct sn_meter_opts *o, struct sn_diag *d)
{
    struct sn_meter *m = calloc(1, sizeof *m);
    enum sn_err e = m ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for statistics");

    *out = NULL;
    if (e)
        return e;
    m->o = *o;
    if (o->interval)
        e = track_new(&m->now, &o->stat, d);
    if (!e && o->whole)
        e = track_new(&m->whole, &o->stat, d);
    if (e)
        sn_meter_free(m);
    else
        *out = m;
    return e;
}

static void forget(struct sn_meter *m)
{
    track_free(&m->before);
    track_free(&m->now);
    track_free(&m->whole);
    m->packets = 0;
}

void sn_meter_free(struct sn_meter *m)
{
    if (!m)
        return;
    forget(m);
    free(m);
}

void sn_meter_filter(struct sn_meter *m, struct sn_filter *f)
{
    m->filter = f;
}

enum sn_counter_why sn_meter_read(struct sn_meter *m, struct sn_facts *f, struct sn_reader *r,
                                  struct sn_diag *d)
{
    static const struct sn_run_ops ops = {
        .take = take, .work = work, .order = order, .tick = tick, .stop = stop};
    struct sn_run_opts ro = {.threads = 1, .watch = m->o.watch, .tick_ms = m->o.tick_ms};
    struct sn_run_result res;

    if (m->o.interval && (!ro.tick_ms || ro.tick_ms > 200))
        ro.tick_ms = 200;
    m->reader = r;
    m->facts = f;
    m->diag = *d = (struct sn_diag){0};
    sn_run(&ro, &ops, m, r, &res);
    m->reader = NULL;
    if (m->diag.code)
        *d = m->diag;
    else if (res.err && res.err != SN_EOF)
        *d = res.diag;
    if (m->failed || d->code == SN_ENOMEM)
        return SN_COUNTER_FAILED;
    return m->diag.code ? SN_COUNTER_FILTER : SN_COUNTER_INPUT;
}

void sn_meter_finish(struct sn_meter *m)
{
    if (m->begun)
        (void)tell(m);
    m->begun = false;
}

struct sn_stat *sn_meter_last(struct sn_meter *m)
{
    return m->before.stat;
}

enum sn_err sn_meter_whole(struct sn_meter *m, struct sn_stat **s, struct sn_diag *d)
{
    enum sn_err e = track_join(&m->whole, d);

    *s = m->whole.stat;
    return e;
}

enum sn_err sn_meter_restart(struct sn_meter *m, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    forget(m);
    m->begun = false;
    if (m->o.interval)
        e = track_new(&m->now, &m->o.stat, d);
    if (!e && m->o.whole)
        e = track_new(&m->whole, &m->o.stat, d);
    return e;
}

uint64_t sn_meter_packets(const struct sn_meter *m)
{
    return m->packets;
}

uint64_t sn_meter_lost(const struct sn_meter *m)
{
    uint64_t all = SN_UNKNOWN;

    for (unsigned i = 0; i < LOST_MAX; i++)
        if (m->lost[i])
            all = (all == SN_UNKNOWN ? 0 : all) + m->lost[i] - 1;
    return all;
}
