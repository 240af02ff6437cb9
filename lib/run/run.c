/* The packet loop: see sn/run.h and run.h. */
#include <signal.h>
#include <stdlib.h>

#include "run/run.h"
#include "sn/wq.h"

/* Shorter files aren't worth being read by several threads. */
#define SPLIT_MIN ((uint64_t)4 << 20)

#define MANY_BYTES (64 << 10) /* of packets that one read brought */

unsigned sn_run_processors(void)
{
    return sn_wq_processors(SN_RUN_THREADS_MAX);
}

void sn_run_end(struct run *w, enum sn_run_why why)
{
    pthread_mutex_lock(&w->lock);
    if (!w->ended)
        w->res->why = why;
    w->ended = true;
    pthread_mutex_unlock(&w->lock);
}

/* ---- batches and pieces ---- */

static struct run_batch *get_batch(struct run *w)
{
    struct run_batch *b;

    pthread_mutex_lock(&w->lock);
    b = w->free;
    w->free = b->link;
    pthread_mutex_unlock(&w->lock);
    return b;
}

/* With the lock. */
static void put_batch(struct run *w, struct run_batch *b)
{
    b->link = w->free;
    w->free = b;
}

void sn_run_release(struct run *w, struct run_batch *b)
{
    if (!--b->users)
        put_batch(w, b);
}

static void queue(struct run *w, struct run_batch *b)
{
    pthread_mutex_lock(&w->lock);
    if (b->b.n) {
        b->next = 0;
        b->users = 1;
        b->link = NULL;
        *w->last = b;
        w->last = &b->link;
        w->queued++;
    } else {
        put_batch(w, b);
    }
    pthread_mutex_unlock(&w->lock);
}

/* The next piece of the queue, with the lock. */
static bool cut_piece(struct run *w, struct sn_run_piece *p)
{
    struct run_batch *b = w->first;
    uint32_t n;

    if (!b || w->enough || w->failed)
        return false;
    n = b->b.n - b->next;
    if (w->o->packets && n > w->o->packets)
        n = w->o->packets;
    *p = (struct sn_run_piece){.b = b->b,
                               .data = b->data,
                               .number = w->pieces++,
                               .alone = !w->several,
                               .iface0 = b->iface0,
                               .ifaces = b->ifaces,
                               .nifaces = b->nifaces,
                               .batch = b};
    p->b.pkt += b->next;
    p->b.n = n;
    b->next += n;
    b->users++;
    if (b->next == b->b.n) {
        w->first = b->link;
        w->queued--;
        if (!w->first)
            w->last = &w->first;
        sn_run_release(w, b);
    }
    return true;
}

/* ---- reading ---- */

/* Brings what is known of interfaces up to date, with `take`. False: no memory. */
static bool note_ifaces(struct run *w, struct run_batch *b)
{
    uint32_t n = sn_reader_nifaces(w->reader);

    if (n > (w->ifaces ? w->ifaces->cap : 0)) {
        uint32_t cap = n < 8 ? 8 : 2 * n;
        struct run_ifaces *more = malloc(sizeof *more + cap * sizeof *more->v);

        if (!more)
            return false;
        more->older = w->ifaces;
        more->cap = cap;
        w->ifaces = more;
        w->nifaces = 0;
    }
    for (; w->nifaces < n; w->nifaces++)
        w->ifaces->v[w->nifaces] = sn_reader_iface(w->reader, w->nifaces);
    b->iface0 = sn_reader_iface(w->reader, 0);
    b->ifaces = w->ifaces ? w->ifaces->v : NULL;
    b->nifaces = n;
    return true;
}

void sn_run_reader_lock(struct run *w)
{
    if (w->shared)
        pthread_mutex_lock(&w->reader_lock);
}

void sn_run_reader_unlock(struct run *w)
{
    if (w->shared)
        pthread_mutex_unlock(&w->reader_lock);
}

/* Takes the next batch in, with the ticket `take`. */
static void take_in(struct run *w, struct run_batch *b)
{
    struct sn_diag d;
    enum sn_err e;

    sn_run_reader_lock(w);
    e = w->split ? sn_reader_take(w->reader, &b->b, &d) : sn_reader_next(w->reader, &b->b, &d);
    if (e == SN_EPIPE) {
        b->b.n = 0;
        sn_run_end(w, SN_RUN_GONE);
    } else if (e) {
        b->b.n = 0;
        w->res->err = e;
        w->res->diag = d;
        sn_run_end(w, SN_RUN_INPUT);
    } else if (!note_ifaces(w, b)) {
        b->b.n = 0;
        w->res->err = sn_fail(&w->res->diag, SN_ENOMEM, "no memory for the interfaces");
        sn_run_end(w, SN_RUN_FAILED);
    } else if (b->b.n && w->ops->take && !w->ops->take(w->ctx, &b->b, &b->data)) {
        sn_run_end(w, SN_RUN_TAKE);
    }
    sn_run_reader_unlock(w);
}

static bool stopped(struct run *w)
{
    bool ended;

    pthread_mutex_lock(&w->lock);
    ended = w->ended;
    pthread_mutex_unlock(&w->lock);
    if (ended)
        return true;
    if (w->ops->stop && w->ops->stop(w->ctx)) {
        sn_run_end(w, SN_RUN_STOP);
        return true;
    }
    if (sn_run_reader_left(w)) {
        sn_run_end(w, SN_RUN_GONE);
        return true;
    }
    return false;
}

static bool queue_empty(struct run *w)
{
    bool empty;

    pthread_mutex_lock(&w->lock);
    empty = !w->first;
    pthread_mutex_unlock(&w->lock);
    return empty;
}

static void *thread(void *arg);

/* Signals are for the caller's thread, whose system calls they interrupt. */
static void start_helpers(struct run *w)
{
    sigset_t all, old;

    if (w->helpers || w->threads < 2)
        return;
    w->several = true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (w->helpers < w->threads - 1 &&
           pthread_create(&w->helper[w->helpers], NULL, thread, w) == 0)
        w->helpers++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    w->threads = w->helpers + 1; /* it is not tried again */
}

/* Whether a batch is work for several threads: many packets, or many bytes with more to come. */
static bool for_several(const struct run *w, const struct run_batch *b)
{
    uint32_t n = b->b.n;

    if (!w->o->packets || n < 2)
        return false;
    return n / 2 > w->o->packets ||
           (b->b.pkt[n - 1].data - b->b.pkt[0].data >= MANY_BYTES && sn_reader_ready(w->reader));
}

static void read_split(struct run *w)
{
    struct run_batch *b = get_batch(w);
    uint64_t n = sn_reader_fetch(w->reader, &b->b);

    sn_ticket_wait(&w->take, n);
    if (stopped(w))
        b->b.n = 0;
    else
        take_in(w, b);
    queue(w, b);
    sn_ticket_done(&w->take);
}

/* Whether this thread is to read although there are pieces: no other does, and a thread behind it
 * would soon have nothing to do. Then it is the one that reads. */
static bool begin_ahead(struct run *w)
{
    bool yes;

    pthread_mutex_lock(&w->lock);
    yes = w->first && w->queued < w->threads && !w->ahead && !w->ended && !w->enough && !w->failed;
    w->ahead |= yes;
    pthread_mutex_unlock(&w->lock);
    return yes;
}

static void end_ahead(struct run *w)
{
    pthread_mutex_lock(&w->lock);
    w->ahead = false;
    pthread_mutex_unlock(&w->lock);
}

/* Whether to read now, with the ticket `take`: without a wait when that is ahead. */
static bool may_read(struct run *w, bool caller, bool ahead)
{
    if (ahead)
        return sn_reader_ready(w->reader) && !stopped(w);
    return queue_empty(w) && !stopped(w) && sn_run_wait(w, caller);
}

static void read_serial(struct run *w, bool caller, bool ahead)
{
    uint64_t n = atomic_fetch_add(&w->takers, 1);

    sn_ticket_wait(&w->take, n);
    if (may_read(w, caller, ahead)) {
        struct run_batch *b = get_batch(w);

        take_in(w, b);
        if (caller && !w->several && for_several(w, b))
            start_helpers(w);
        queue(w, b);
    }
    sn_ticket_done(&w->take);
}

bool sn_run_next_piece(struct run *w, bool caller, struct sn_run_piece *p)
{
    if (w->several && !w->split && begin_ahead(w)) {
        read_serial(w, caller, true);
        end_ahead(w);
    }
    for (;;) {
        bool got, ended;

        pthread_mutex_lock(&w->lock);
        got = cut_piece(w, p);
        ended = w->ended || w->enough || w->failed;
        pthread_mutex_unlock(&w->lock);
        if (got || ended)
            return got;
        if (w->split)
            read_split(w);
        else
            read_serial(w, caller, false);
    }
}

static void *thread(void *arg)
{
    sn_run_pieces(arg, false);
    return NULL;
}

/* ---- the whole ---- */

/* One of each piece that isn't finished, one that each thread reads or has queued, and one. */
static unsigned batches(const struct run *w)
{
    return sn_run_states(w->threads) + w->threads + 1;
}

static bool init(struct run *w)
{
    unsigned n = batches(w);

    w->batches = calloc(n, sizeof *w->batches);
    w->helper = calloc(w->threads, sizeof *w->helper);
    if (!sn_run_schedule_init(w, w->threads) || !w->batches || !w->helper) {
        sn_run_schedule_free(w);
        free(w->batches);
        free(w->helper);
        w->res->why = SN_RUN_FAILED;
        w->res->err = sn_fail(&w->res->diag, SN_ENOMEM, "no memory to read packets");
        return false;
    }
    for (unsigned i = 0; i < n; i++) {
        sn_batch_init(&w->batches[i].b);
        put_batch(w, &w->batches[n - 1 - i]);
    }
    w->last = &w->first;
    sn_ticket_init(&w->take);
    pthread_mutex_init(&w->lock, NULL);
    pthread_mutex_init(&w->reader_lock, NULL);
    return true;
}

static void deinit(struct run *w, unsigned n)
{
    while (w->ifaces) {
        struct run_ifaces *older = w->ifaces->older;

        free(w->ifaces);
        w->ifaces = older;
    }
    for (unsigned i = 0; i < n; i++)
        sn_batch_free(&w->batches[i].b);
    free(w->batches);
    free(w->helper);
    sn_ticket_free(&w->take);
    sn_run_schedule_free(w);
    pthread_mutex_destroy(&w->lock);
    pthread_mutex_destroy(&w->reader_lock);
}

/* Whether all threads read: only a plain file, and a long one. */
static bool worth_splitting(const struct run *w)
{
    uint64_t at, size;

    return w->threads > 1 && sn_src_is_plain(sn_reader_src(w->reader), &at, &size) &&
           size - at >= SPLIT_MIN && sn_reader_split(w->reader);
}

static void run_threads(struct run *w)
{
    w->split = worth_splitting(w);
    w->shared = w->threads > 1 && sn_reader_format(w->reader) == SN_PCAPNG;
    if (w->split)
        start_helpers(w);
    sn_run_pieces(w, true);
    for (unsigned i = 0; i < w->helpers; i++)
        pthread_join(w->helper[i], NULL);
    w->res->threads = w->helpers + 1;
    if (w->enough || w->failed) {
        w->res->why = SN_RUN_ENOUGH;
        w->res->err = SN_OK; /* it was read too far */
    }
}

void sn_run(const struct sn_run_opts *o, const struct sn_run_ops *ops, void *ctx,
            struct sn_reader *r, struct sn_run_result *res)
{
    struct run w = {.o = o, .ops = ops, .ctx = ctx, .reader = r, .res = res};
    unsigned n;

    *res = (struct sn_run_result){.why = SN_RUN_INPUT};
    sn_src_watch(sn_reader_src(r), o->watch);
    w.threads = o->threads ? o->threads : sn_run_processors();
    if (w.threads > SN_RUN_THREADS_MAX)
        w.threads = SN_RUN_THREADS_MAX;
    n = batches(&w);
    if (!init(&w))
        return;
    pthread_mutex_lock(&w.lock);
    res->err = sn_run_new_state(&w, &res->diag);
    pthread_mutex_unlock(&w.lock);
    if (res->err)
        res->why = SN_RUN_FAILED;
    else
        run_threads(&w);
    sn_run_end_states(&w);
    deinit(&w, n);
}
