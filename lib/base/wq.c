/* A ring of slots: [tail, taken) are being worked on or done, [taken, head) wait. See sn/wq.h. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "sn/wq.h"

struct slot {
    void *item;
    bool done;
};

struct worker {
    struct sn_wq *q;
    pthread_t thread;
    unsigned number;
};

struct sn_wq {
    pthread_mutex_t lock;
    pthread_cond_t work_there, work_done;
    void (*work)(void *ctx, void *item, unsigned thread);
    void *ctx;
    bool stop;
    unsigned depth, threads;
    uint64_t head, taken, tail; /* slot numbers, growing; index is modulo depth */
    const struct slot *wanted;  /* the one whose end is waited for */
    struct slot *slots;
    struct worker *workers;
};

unsigned sn_wq_processors(unsigned most)
{
    static _Atomic unsigned known; /* every file of a thousand asks */
    unsigned n = known;
    cpu_set_t set;

    if (!n)
        known = n = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
    return n > most ? most : n;
}

static void *run(void *arg)
{
    struct worker *w = arg;
    struct sn_wq *q = w->q;

    pthread_mutex_lock(&q->lock);
    for (;;) {
        struct slot *s;

        while (q->taken == q->head && !q->stop)
            pthread_cond_wait(&q->work_there, &q->lock);
        if (q->taken == q->head)
            break;
        s = &q->slots[q->taken++ % q->depth];
        pthread_mutex_unlock(&q->lock);
        q->work(q->ctx, s->item, w->number);
        pthread_mutex_lock(&q->lock);
        s->done = true;
        if (s == q->wanted)
            pthread_cond_signal(&q->work_done);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

static int start(struct sn_wq *q, unsigned threads)
{
    sigset_t all, old;
    int e = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    for (q->threads = 0; q->threads < threads && !e;) {
        struct worker *w = &q->workers[q->threads];

        w->q = q;
        w->number = q->threads;
        e = pthread_create(&w->thread, NULL, run, w);
        if (!e)
            q->threads++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return e;
}

enum sn_err sn_wq_new(struct sn_wq **out, unsigned threads, unsigned depth,
                      void (*work)(void *ctx, void *item, unsigned thread), void *ctx,
                      struct sn_diag *d)
{
    struct sn_wq *q;
    int e;

    *out = NULL;
    if (!threads || threads > 256 || !depth)
        return sn_fail(d, SN_EUSAGE, "a work queue needs 1 to 256 threads and room for an item");
    q = calloc(1, sizeof *q);
    if (!q)
        return sn_fail(d, SN_ENOMEM, "no memory for a work queue");
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->work_there, NULL);
    pthread_cond_init(&q->work_done, NULL);
    q->work = work;
    q->ctx = ctx;
    q->depth = depth;
    q->slots = calloc(depth, sizeof *q->slots);
    q->workers = calloc(threads, sizeof *q->workers);
    if (!q->slots || !q->workers) {
        sn_wq_free(q);
        return sn_fail(d, SN_ENOMEM, "no memory for a work queue");
    }
    e = start(q, threads);
    if (e) {
        sn_wq_free(q);
        return sn_fail_sys(d, e, "can't start a thread");
    }
    *out = q;
    return SN_OK;
}

bool sn_wq_submit(struct sn_wq *q, void *item)
{
    bool room;

    pthread_mutex_lock(&q->lock);
    room = q->head - q->tail < q->depth;
    if (room) {
        q->slots[q->head++ % q->depth] = (struct slot){.item = item};
        pthread_cond_signal(&q->work_there);
    }
    pthread_mutex_unlock(&q->lock);
    return room;
}

/* With the lock held. */
static void wait_for(struct sn_wq *q, const struct slot *s)
{
    q->wanted = s;
    while (!s->done)
        pthread_cond_wait(&q->work_done, &q->lock);
    q->wanted = NULL;
}

static void *take(struct sn_wq *q, bool wait)
{
    void *item = NULL;
    struct slot *s;

    pthread_mutex_lock(&q->lock);
    if (q->tail != q->head) {
        s = &q->slots[q->tail % q->depth];
        if (wait)
            wait_for(q, s);
        if (s->done) {
            item = s->item;
            q->tail++;
        }
    }
    pthread_mutex_unlock(&q->lock);
    return item;
}

void *sn_wq_collect(struct sn_wq *q)
{
    return take(q, true);
}

void *sn_wq_poll(struct sn_wq *q)
{
    return take(q, false);
}

void sn_wq_settle(struct sn_wq *q, unsigned left)
{
    uint64_t i;

    pthread_mutex_lock(&q->lock);
    i = q->head - q->tail > left ? q->head - left : q->tail;
    while (i > q->tail)
        wait_for(q, &q->slots[--i % q->depth]);
    pthread_mutex_unlock(&q->lock);
}

unsigned sn_wq_inside(const struct sn_wq *q)
{
    return (unsigned)(q->head - q->tail); /* both change in the calling thread only */
}

void sn_wq_free(struct sn_wq *q)
{
    unsigned i;

    if (!q)
        return;
    pthread_mutex_lock(&q->lock);
    q->stop = true;
    pthread_cond_broadcast(&q->work_there);
    pthread_mutex_unlock(&q->lock);
    for (i = 0; i < q->threads; i++)
        pthread_join(q->workers[i].thread, NULL);
    pthread_cond_destroy(&q->work_done);
    pthread_cond_destroy(&q->work_there);
    pthread_mutex_destroy(&q->lock);
    free(q->workers);
    free(q->slots);
    free(q);
}
