/*
 * A decoder that works ahead on a thread of its own: see codec.h.
 *
 * Input goes into one ring of pieces, output into another; both bound the memory. The thread runs
 * the inner decoder on the oldest piece of input into the next free piece of output. What the
 * rings' counts say is there belongs to who takes it, the rest to who fills it.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "io/codec.h"

#define IN_SIZE  ((size_t)256 << 10)
#define OUT_SIZE ((size_t)256 << 10)

enum { INS = 2, OUTS = 6 };

struct piece {
    uint8_t *p;
    size_t at, n;
    uint64_t off; /* of the first byte in the input */
};

struct ahead {
    struct io_dec dec;
    struct io_dec *inner; /* not ours to free */
    pthread_t thread;
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t moved;
    struct piece in[INS], out[OUTS];
    unsigned in_first, in_n, out_first, out_n;
    bool eof, stop;
    uint64_t end; /* with eof: where the input ended */
    enum sn_err err;
    struct sn_diag diag;
};

/* ---- the thread ---- */

static bool can_work(const struct ahead *a)
{
    return !a->err && a->out_n < OUTS && (a->in_n || a->eof);
}

/* One run of the inner decoder. With the lock, which is given up meanwhile. */
static void work(struct ahead *a)
{
    struct piece *from = a->in_n ? &a->in[a->in_first] : NULL;
    struct piece *to = &a->out[(a->out_first + a->out_n) % OUTS];
    uint8_t none = 0;
    struct io_in in = {.p = &none, .end = &none, .off = a->end, .eof = a->eof && a->in_n <= 1};
    struct sn_diag d = {0};
    enum sn_err e;
    size_t n;

    if (from) {
        in.p = from->p + from->at;
        in.end = from->p + from->n;
        in.off = from->off + from->at;
    }
    pthread_mutex_unlock(&a->lock);
    e = a->inner->run(a->inner, &in, to->p, OUT_SIZE, &n, &d);
    pthread_mutex_lock(&a->lock);
    to->at = 0;
    to->n = n;
    a->out_n += n > 0;
    if (from)
        from->at = (size_t)(in.p - from->p);
    if (from && in.p == in.end && n < OUT_SIZE) { /* else more may come out of the same bytes */
        a->in_first = (a->in_first + 1) % INS;
        a->in_n--;
    }
    if (e) {
        a->err = e;
        a->diag = d;
    }
}

static void *ahead_thread(void *arg)
{
    struct ahead *a = arg;

    pthread_mutex_lock(&a->lock);
    while (!a->stop) {
        if (can_work(a)) {
            work(a);
            pthread_cond_broadcast(&a->moved);
        } else {
            pthread_cond_wait(&a->moved, &a->lock);
        }
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

/* ---- who reads: with the lock, which is given up while bytes are copied ---- */

static void give(struct ahead *a, struct io_in *in)
{
    struct piece *to = &a->in[(a->in_first + a->in_n) % INS];
    size_t have = (size_t)(in->end - in->p), n = have < IN_SIZE ? have : IN_SIZE;

    pthread_mutex_unlock(&a->lock);
    memcpy(to->p, in->p, n);
    to->at = 0;
    to->n = n;
    to->off = in->off;
    in->p += n;
    in->off += n;
    pthread_mutex_lock(&a->lock);
    a->in_n++;
    pthread_cond_broadcast(&a->moved);
}

static size_t take(struct ahead *a, uint8_t *out, size_t cap)
{
    struct piece *from = &a->out[a->out_first];
    size_t k = from->n - from->at < cap ? from->n - from->at : cap;

    pthread_mutex_unlock(&a->lock);
    memcpy(out, from->p + from->at, k);
    from->at += k;
    pthread_mutex_lock(&a->lock);
    if (from->at == from->n) {
        a->out_first = (a->out_first + 1) % OUTS;
        a->out_n--;
        pthread_cond_broadcast(&a->moved);
    }
    return k;
}

/* Whether nothing comes until there is more input. */
static bool starved(const struct ahead *a, const struct io_in *in)
{
    return in->p == in->end && !in->eof && a->in_n < (in->now ? 1 : INS);
}

static enum sn_err run(struct io_dec *c, struct io_in *in, uint8_t *out, size_t cap, size_t *n,
                       struct sn_diag *d)
{
    struct ahead *a = (struct ahead *)c;
    enum sn_err e = SN_OK;

    pthread_mutex_lock(&a->lock);
    for (*n = 0; *n < cap;) {
        if (in->p < in->end && a->in_n < INS) {
            give(a, in);
        } else if (in->eof && in->p == in->end && !a->eof) {
            a->eof = true;
            a->end = in->off;
            pthread_cond_broadcast(&a->moved);
        } else if (a->out_n) {
            *n += take(a, out + *n, cap - *n);
        } else if (*n || a->err || starved(a, in)) {
            break;
        } else {
            pthread_cond_wait(&a->moved, &a->lock);
        }
    }
    if (!*n && a->err && !a->out_n) {
        e = a->err;
        if (d)
            *d = a->diag;
    }
    pthread_mutex_unlock(&a->lock);
    return e;
}

bool sn_io_ahead_holds(struct io_dec *c)
{
    struct ahead *a = (struct ahead *)c;
    bool holds;

    pthread_mutex_lock(&a->lock);
    holds = a->in_n || a->out_n || a->err;
    pthread_mutex_unlock(&a->lock);
    return holds;
}

static void free_all(struct ahead *a)
{
    for (unsigned i = 0; i < INS; i++)
        free(a->in[i].p);
    for (unsigned i = 0; i < OUTS; i++)
        free(a->out[i].p);
    pthread_cond_destroy(&a->moved);
    pthread_mutex_destroy(&a->lock);
    free(a);
}

static void ahead_free(struct io_dec *c)
{
    struct ahead *a = (struct ahead *)c;

    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_broadcast(&a->moved);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    free_all(a);
}

static bool room(struct ahead *a)
{
    bool ok = true;

    for (unsigned i = 0; i < INS; i++)
        ok &= (a->in[i].p = malloc(IN_SIZE)) != NULL;
    for (unsigned i = 0; i < OUTS; i++)
        ok &= (a->out[i].p = malloc(OUT_SIZE)) != NULL;
    return ok;
}

struct io_dec *sn_io_ahead_new(struct io_dec *inner)
{
    struct ahead *a = calloc(1, sizeof *a);
    sigset_t all, before;
    bool ok;

    if (!a)
        return NULL;
    a->dec = (struct io_dec){.run = run, .free = ahead_free};
    a->inner = inner;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->moved, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals go to the program's threads */
    ok = room(a) && pthread_create(&a->thread, NULL, ahead_thread, a) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok)
        return &a->dec;
    free_all(a);
    return NULL;
}
