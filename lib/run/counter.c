/* Counting as callbacks of the packet loop (sn/run.h): see sn/counter.h. */
#include "sn/counter.h"

#include <pthread.h>
#include <unistd.h>

#include "sn/run.h"

#define PIECE       1024u /* packets that a thread takes: all that a read brings, as a rule */
#define PROGRESS_MS 500

struct counter {
    const struct sn_counter_opts *o;
    struct sn_reader *reader;
    struct sn_stat *stat;
    struct sn_facts *facts;
    pthread_mutex_t lock; /* for joining parts */
    bool failed;          /* to join one */
    _Atomic uint64_t at;  /* bytes of the stream that were read */
    struct sn_diag diag;  /* what joining, take or order failed with */
};

static enum sn_err new_part(void *ctx, void **state, struct sn_diag *d)
{
    struct counter *r = ctx;
    struct sn_stat_part *p;
    enum sn_err e = sn_stat_part_new(&p, r->stat, d);

    if (!e)
        *state = p;
    return e;
}

static void free_part(void *ctx, void *state)
{
    struct counter *r = ctx;

    pthread_mutex_lock(&r->lock);
    if (!r->failed && sn_stat_join(r->stat, state, &r->diag))
        r->failed = true;
    pthread_mutex_unlock(&r->lock);
    sn_stat_part_free(state);
}

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct counter *r = ctx;

    r->at = b->offset + b->size;
    return sn_filter_take(r->o->filter, b, data, &r->diag) == SN_OK &&
           sn_facts_batch(r->facts, r->reader, b, &r->diag) == SN_OK;
}

static void work(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct counter *r = ctx;

    if (r->o->filter)
        (void)sn_filter_apply(p->data, &p->b);
    sn_stat_part_begin(state);
    for (uint32_t i = 0; i < p->b.n; i++) {
        const struct sn_pkt *k = &p->b.pkt[i];

        if (!k->meta && !k->drop)
            sn_stat_part_packet(state, k, sn_run_iface(p, k->iface)->linktype);
    }
}

static void stage(void *ctx, void *state, struct sn_run_piece *p, unsigned n)
{
    struct counter *r = ctx;

    (void)p;
    sn_stat_stage(r->stat, state, n);
}

/* Ends the loop when memory has run out. */
static bool order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct counter *r = ctx;

    return sn_stat_part_err(state, &r->diag) == SN_OK &&
           sn_facts_packets(r->facts, p->b.pkt, p->b.n, &r->diag) == SN_OK;
}

/* Of a compressed file the descriptor says how much was read. */
static bool tick(void *ctx)
{
    struct counter *r = ctx;
    const struct sn_src *src = sn_reader_src(r->reader);
    uint64_t at = r->at, size;
    off_t there;

    if (!sn_src_size(src, &size))
        return true;
    if (sn_src_codec(src)) {
        there = lseek(sn_src_fd(src), 0, SEEK_CUR);
        at = there < 0 ? 0 : (uint64_t)there;
    }
    r->o->progress(r->o->ctx, at < size ? at : size, size);
    return true;
}

static bool stop(void *ctx)
{
    const struct counter *r = ctx;

    return r->o->stop && r->o->stop(r->o->ctx);
}

enum sn_counter_why sn_counter_read(const struct sn_counter_opts *o, struct sn_stat *s,
                                    struct sn_facts *f, struct sn_reader *r, struct sn_diag *d)
{
    static const struct sn_run_ops ops = {.begin = new_part,
                                          .end = free_part,
                                          .take = take,
                                          .work = work,
                                          .stage = stage,
                                          .order = order,
                                          .tick = tick,
                                          .stop = stop};
    struct sn_run_opts ro = {.threads = o->threads,
                             .packets = PIECE,
                             .stages = SN_STAT_STAGES,
                             .watch = o->watch,
                             .tick_ms = o->progress ? PROGRESS_MS : 0};
    struct counter c = {.o = o, .reader = r, .stat = s, .facts = f};
    struct sn_run_result res;

    pthread_mutex_init(&c.lock, NULL);
    sn_run(&ro, &ops, &c, r, &res);
    pthread_mutex_destroy(&c.lock);
    *d = (struct sn_diag){0};
    if (c.failed || res.why == SN_RUN_TAKE || res.why == SN_RUN_ENOUGH)
        *d = c.diag;
    else if (res.err && res.err != SN_EOF)
        *d = res.diag;
    if (c.failed || d->code == SN_ENOMEM)
        return SN_COUNTER_FAILED;
    return res.why == SN_RUN_TAKE ? SN_COUNTER_FILTER : SN_COUNTER_INPUT;
}
