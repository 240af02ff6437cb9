/*
 * Indexes of files that are being written: see sn/index.h.
 *
 * What happens to the files (one begins, bytes of it, one ends, one is removed) is a queue of
 * items, appended to by who writes the files and taken by the indexing thread, which reads each
 * file as any reader does, from the items. So who writes only copies bytes.
 *
 * Which file an index is of is found out when the file ends, by who ended it: later its name, and
 * even its inode, may be another file's.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/index.h"
#include "sn/output.h"

#define KEPT_MOST  ((size_t)64 << 20)  /* bytes in the queue */
#define PIECE      ((size_t)256 << 10) /* of an item; the thread isn't woken for less */
#define SPARE_MOST 8

enum { ITEM_BLOCKS = 8 };

enum item_kind { BEGIN, DATA, END, REMOVED, STOP };

struct item {
    struct item *next;
    enum item_kind kind;
    char name[NAME_MAX + 1]; /* BEGIN, REMOVED */
    bool whole;              /* END: the file was written; else diag says why there is no index */
    struct identity id;
    struct sn_diag diag;
    struct sn_block block[ITEM_BLOCKS]; /* DATA: those that begin in it */
    unsigned nblocks;
    size_t at, n; /* … bytes taken, and there, of PIECE */
    uint8_t *buf;
};

struct failure {
    struct failure *next;
    char name[NAME_MAX + 1];
    struct sn_diag diag;
};

struct sn_index_along {
    void (*failed)(void *ctx, const char *name, const struct sn_diag *d);
    void *ctx;
    pthread_t thread;
    bool started;
    int dir; /* a duplicate of the output's, which is closed before the last index is written */
    struct item *end, *stop; /* kept ready, so that ending never fails; end NULL: no file */

    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t there;
    struct item *first, *last, *spare;
    size_t kept, fresh; /* bytes in the queue; since the thread was woken */
    unsigned nspare;
    struct sn_diag trouble; /* why no more of the file at hand is taken; code SN_OK: it is */
    struct failure *failures;

    /* The thread's. */
    struct item *now; /* being read; NULL: none */
    struct sn_indexer *x;
};

/* ---- the queue ---- */

static void free_item(struct item *i)
{
    if (i)
        free(i->buf);
    free(i);
}

/* Behind the others. With the lock. */
static void append(struct sn_index_along *a, struct item *i)
{
    i->next = NULL;
    if (a->last)
        a->last->next = i;
    else
        a->first = i;
    a->last = i;
}

/* The oldest, waited for. */
static struct item *take(struct sn_index_along *a)
{
    struct item *i;

    pthread_mutex_lock(&a->lock);
    while (!a->first)
        pthread_cond_wait(&a->there, &a->lock);
    i = a->first;
    a->first = i->next;
    if (!a->first)
        a->last = NULL;
    pthread_mutex_unlock(&a->lock);
    return i;
}

static void give_back(struct sn_index_along *a, struct item *i)
{
    pthread_mutex_lock(&a->lock);
    a->kept -= i->kind == DATA ? i->n : 0;
    if (i->kind == DATA && a->nspare < SPARE_MOST) {
        i->next = a->spare;
        a->spare = i;
        a->nspare++;
        i = NULL;
    }
    pthread_mutex_unlock(&a->lock);
    free_item(i);
}

/* An item other than bytes. */
static void send(struct sn_index_along *a, struct item *i)
{
    pthread_mutex_lock(&a->lock);
    append(a, i);
    a->fresh = 0;
    pthread_cond_signal(&a->there);
    pthread_mutex_unlock(&a->lock);
}

/* ---- the thread: a file is read from the items ---- */

/* Goes to the next bytes of the file. False: it has ended, and its END is the item at hand. */
static bool next_bytes(struct sn_index_along *a)
{
    while (!a->now || (a->now->kind == DATA && a->now->at == a->now->n)) {
        if (a->now)
            give_back(a, a->now);
        a->now = take(a);
        for (unsigned i = 0; i < a->now->nblocks; i++)
            sn_indexer_block(a->x, &a->now->block[i]);
    }
    return a->now->kind == DATA;
}

static enum sn_err along_read(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct sn_index_along *a = ctx;

    (void)d;
    *n = 0;
    if (!next_bytes(a))
        return SN_EOF;
    *n = a->now->n - a->now->at < cap ? a->now->n - a->now->at : cap;
    memcpy(buf, a->now->buf + a->now->at, *n);
    a->now->at += *n;
    return SN_OK;
}

static bool along_ready(void *ctx)
{
    (void)ctx; /* it is never worth to look at half a batch */
    return true;
}

static int along_fd(void *ctx)
{
    (void)ctx;
    return -1;
}

static void along_close(void *ctx)
{
    (void)ctx;
}

static enum sn_err read_file(struct sn_index_along *a, const char *name, struct sn_diag *d)
{
    static const struct sn_src_ops ops = {
        .read = along_read, .ready = along_ready, .fd = along_fd, .close = along_close};
    struct sn_reader *r;
    struct sn_src *src;
    enum sn_err e = sn_src_open_ops(&src, &ops, a, name, d);

    if (!e)
        e = sn_reader_open(&r, src, d);
    if (e)
        return e;
    e = sn_indexer_read(a->x, r, NULL, d);
    sn_reader_close(r);
    return e;
}

/* Writes the index under a name of its own first. */
static enum sn_err put_index(struct sn_index_along *a, const char *name, const struct identity *id,
                             struct sn_diag *d)
{
    char part[NAME_MAX + sizeof SN_INDEX_PART], full[sizeof part];
    struct sn_sink *to;
    enum sn_err e, closed;
    int fd;

    snprintf(part, sizeof part, "%s%s", name, SN_INDEX_PART);
    snprintf(full, sizeof full, "%s%s", name, SN_INDEX_SUFFIX);
    fd = openat(a->dir, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return sn_fail_sys(d, errno, "can't be created");
    e = sn_sink_open_fd(&to, fd, true, part, d);
    if (!e) {
        e = sn_indexer_put(a->x, id, true, to, d);
        closed = sn_sink_close(to, e ? NULL : d);
        e = e ? e : closed;
    }
    if (!e && renameat(a->dir, part, a->dir, full) != 0)
        e = sn_fail_sys(d, errno, "can't be put in place");
    if (e)
        (void)unlinkat(a->dir, part, 0);
    return e;
}

static void remove_index(const struct sn_index_along *a, const char *name)
{
    char full[NAME_MAX + sizeof SN_INDEX_SUFFIX];

    snprintf(full, sizeof full, "%s%s", name, SN_INDEX_SUFFIX);
    (void)unlinkat(a->dir, full, 0);
}

static void remember(struct sn_index_along *a, const char *name, const struct sn_diag *d)
{
    struct failure *f = malloc(sizeof *f), **at = &a->failures;

    if (!f)
        return;
    f->next = NULL;
    f->diag = *d;
    strlcpy(f->name, name, sizeof f->name);
    pthread_mutex_lock(&a->lock);
    while (*at)
        at = &(*at)->next;
    *at = f;
    pthread_mutex_unlock(&a->lock);
}

/* From a file's beginning to its end, which is taken. */
static void index_file(struct sn_index_along *a, const struct item *begin)
{
    struct sn_diag d;
    enum sn_err e;

    remove_index(a, begin->name);
    e = sn_indexer_new(&a->x, &d);
    if (!e)
        e = read_file(a, begin->name, &d);
    while (!a->now || a->now->kind == DATA) {
        if (a->now)
            give_back(a, a->now);
        a->now = take(a);
    }
    if (!a->now->whole)
        remember(a, begin->name, &a->now->diag);
    else if (e != SN_EOF || put_index(a, begin->name, &a->now->id, &d))
        remember(a, begin->name, &d);
    give_back(a, a->now);
    a->now = NULL;
    sn_indexer_free(a->x);
    a->x = NULL;
}

static void *along_thread(void *arg)
{
    struct sn_index_along *a = arg;
    bool stop = false;

    while (!stop) {
        struct item *i = take(a);

        stop = i->kind == STOP;
        if (i->kind == BEGIN)
            index_file(a, i);
        else if (i->kind == REMOVED)
            remove_index(a, i->name);
        give_back(a, i);
    }
    return NULL;
}

/* ---- who writes ---- */

static void say_failures(struct sn_index_along *a)
{
    struct failure *f;

    pthread_mutex_lock(&a->lock);
    f = a->failures;
    a->failures = NULL;
    pthread_mutex_unlock(&a->lock);
    while (f) {
        struct failure *next = f->next;

        a->failed(a->ctx, f->name, &f->diag);
        free(f);
        f = next;
    }
}

static bool start(struct sn_index_along *a, int dir)
{
    sigset_t all, before;

    if (a->started)
        return true;
    if (a->dir < 0)
        a->dir = fcntl(dir, F_DUPFD_CLOEXEC, 0);
    if (a->dir < 0)
        return false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals go to the program's threads */
    a->started = pthread_create(&a->thread, NULL, along_thread, a) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return a->started;
}

static struct item *new_item(enum item_kind kind, const char *name)
{
    struct item *i = calloc(1, sizeof *i);

    if (i) {
        i->kind = kind;
        strlcpy(i->name, name, sizeof i->name);
    }
    return i;
}

static void along_begin(void *ctx, int dir, const char *name)
{
    struct sn_index_along *a = ctx;
    struct item *begin = new_item(BEGIN, name);
    struct sn_diag d = {0};

    say_failures(a);
    a->trouble.code = SN_OK;
    a->end = new_item(END, name);
    if (!begin || !a->end)
        (void)!sn_fail(&d, SN_ENOMEM, "no memory for the index");
    else if (!start(a, dir))
        (void)!sn_fail(&d, SN_EIO, "can't start a thread for the index");
    if (d.code == SN_OK) {
        send(a, begin);
        return;
    }
    a->failed(a->ctx, name, &d);
    free(begin);
    free(a->end);
    a->end = NULL;
}

static bool has_room(const struct item *i, const struct sn_block *b)
{
    return i && i->kind == DATA && i->n < PIECE && (!b || i->nblocks < ITEM_BLOCKS);
}

/* An item at the end of the queue with room for bytes. With the lock. */
static struct item *open_item(struct sn_index_along *a, const struct sn_block *b)
{
    struct item *i = a->last;

    if (has_room(i, b))
        return i;
    i = a->spare;
    if (i) {
        a->spare = i->next;
        a->nspare--;
        i->at = i->n = i->nblocks = 0;
    } else {
        i = new_item(DATA, "");
        if (i && !(i->buf = malloc(PIECE))) {
            free(i);
            i = NULL;
        }
    }
    if (i)
        append(a, i);
    else
        (void)!sn_fail(&a->trouble, SN_ENOMEM, "no memory for the index");
    return i;
}

/* With the lock. */
static void add_bytes(struct sn_index_along *a, const uint8_t *p, size_t n,
                      const struct sn_block *b)
{
    while (n) {
        struct item *i = open_item(a, b);
        size_t k;

        if (!i)
            return;
        if (b)
            i->block[i->nblocks++] = *b;
        b = NULL;
        k = n < PIECE - i->n ? n : PIECE - i->n;
        memcpy(i->buf + i->n, p, k);
        i->n += k;
        a->kept += k;
        a->fresh += k;
        p += k;
        n -= k;
    }
}

static void along_data(void *ctx, const struct iovec *v, size_t n, const struct sn_block *b)
{
    struct sn_index_along *a = ctx;

    if (!a->end)
        return;
    pthread_mutex_lock(&a->lock);
    for (size_t i = 0; i < n && a->trouble.code == SN_OK; i++)
        add_bytes(a, v[i].iov_base, v[i].iov_len, i ? NULL : b);
    if (a->kept > KEPT_MOST && a->trouble.code == SN_OK)
        (void)!sn_fail(&a->trouble, SN_ENOMEM, "indexing it was slower than writing it");
    if (a->fresh >= PIECE) {
        a->fresh = 0;
        pthread_cond_signal(&a->there);
    }
    pthread_mutex_unlock(&a->lock);
}

static void along_end(void *ctx, int fd)
{
    struct sn_index_along *a = ctx;
    struct item *i = a->end;

    if (!i)
        return;
    a->end = NULL;
    i->diag = a->trouble;
    if (fd < 0)
        (void)!sn_fail(&i->diag, SN_EIO, "the file is not complete");
    else if (a->trouble.code == SN_OK)
        i->whole = sn_index_identify(fd, &i->id, &i->diag) == SN_OK;
    send(a, i);
    say_failures(a);
}

static void along_removed(void *ctx, const char *name)
{
    struct sn_index_along *a = ctx;
    struct item *i = a->started ? new_item(REMOVED, name) : NULL;

    if (i)
        send(a, i);
}

enum sn_err sn_index_along_new(struct sn_index_along **out, struct sn_output_opts *o,
                               void (*failed)(void *ctx, const char *name, const struct sn_diag *d),
                               void *ctx, struct sn_diag *d)
{
    struct sn_index_along *a = calloc(1, sizeof *a);

    *out = NULL;
    if (a)
        a->stop = new_item(STOP, "");
    if (!a || !a->stop) {
        free(a);
        return sn_fail(d, SN_ENOMEM, "no memory for the index");
    }
    a->failed = failed;
    a->ctx = ctx;
    a->dir = -1;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->there, NULL);
    o->along = (struct sn_output_along){a, along_begin, along_data, along_end, along_removed};
    *out = a;
    return SN_OK;
}

void sn_index_along_free(struct sn_index_along *a)
{
    struct item *i;

    if (!a)
        return;
    if (a->started) {
        send(a, a->stop);
        pthread_join(a->thread, NULL);
    } else {
        free(a->stop);
    }
    say_failures(a);
    while ((i = a->first)) {
        a->first = i->next;
        free_item(i);
    }
    while ((i = a->spare)) {
        a->spare = i->next;
        free_item(i);
    }
    if (a->dir >= 0)
        close(a->dir);
    pthread_cond_destroy(&a->there);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
