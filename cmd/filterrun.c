/*
 * snfilter's work: batches read, filtered, thinned and written in order.
 *
 * What depends on earlier packets (the first packet's time, samples, duplicates, the limit) is
 * decided in the order of the stream. A plain file is read in pieces by several threads: each
 * fetches a piece, finds its packets when it is this piece's turn, filters it, and writes it when
 * it is its turn again. Everything else is done by one thread.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filterfiles.h"
#include "lock.h"

#define GZIP_LEVEL  1 /* the higher ones cost much more time than they save space */
#define ZSTD_LEVEL  1
#define THREADS_MAX 64
#define SPLIT_MIN   ((uint64_t)4 << 20) /* shorter files aren't worth a thread */

struct item {
    struct sn_batch b;
    const struct sn_filter_set *set;
    uint32_t accepted; /* by the expression, before anything is inverted */
    uint32_t hidden;   /* … it would have accepted without their tags */
};

struct run {
    const struct filter_job *j;
    struct filter_files files;
    struct sn_sandbox box; /* that we are in */
    struct sn_filter *filter;
    struct sn_dedup *dedup;
    struct sn_writer *writer; /* NULL: packets are only counted, or there was no input yet */
    const char *path;         /* of the input being read, for messages */
    struct sn_reader *reader;
    struct sn_ticket take, finish; /* of a split file's pieces */
    pthread_mutex_t interfaces;    /* held where a split pcapng file's interfaces are looked at */
    unsigned threads;              /* that were used, at most */
    enum sn_err err;               /* what ended the input; the diag says more */
    struct sn_diag diag;
    bool plain;            /* nothing but the expression decides */
    bool started;          /* after and before are known: a packet was seen */
    bool done;             /* nothing more is wanted, or possible */
    bool stopped;          /* a signal ended the input */
    int64_t after, before; /* ns since 1970 */
    uint64_t seen, matched, kept, hidden;
    int status;
};

static const char *output_name(const struct run *w)
{
    return strcmp(w->j->out, "-") == 0 ? "standard output" : w->j->out;
}

static unsigned processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

    return n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* ---- what a batch goes through ---- */

static void invert(struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        b->pkt[i].drop ^= !b->pkt[i].meta;
}

static void filter(const struct run *w, struct item *it)
{
    it->accepted = sn_filter_apply(it->set, &it->b);
    it->hidden = w->j->verbose ? sn_filter_hidden(it->set, &it->b) : 0;
    if (w->j->invert)
        invert(&it->b);
}

static void start_clock(struct run *w, int64_t first)
{
    w->started = true;
    w->after = w->j->has_after ? w->j->after.ns : INT64_MIN;
    w->before = w->j->has_before ? w->j->before.ns : INT64_MAX;
    if (w->j->after.from_first && __builtin_add_overflow(w->after, first, &w->after))
        w->after = INT64_MAX;
    if (w->j->before.from_first && __builtin_add_overflow(w->before, first, &w->before))
        w->before = INT64_MAX;
}

static bool in_sample(const struct run *w, const struct sn_pkt *p)
{
    uint64_t n = w->j->sample;

    if (n <= 1)
        return true;
    if (!w->j->by_flow)
        return (w->matched - 1) % n == 0;
    return sn_flow_hash(sn_reader_iface(w->reader, p->iface)->linktype, p->data, p->caplen) % n ==
           0;
}

/* Whether a packet that the filter passed is kept. */
static bool keep(struct run *w, const struct sn_pkt *p)
{
    if (w->done || p->ts < w->after || p->ts >= w->before)
        return false;
    if (w->dedup && sn_dedup_seen(w->dedup, p))
        return false;
    w->matched++;
    if (!in_sample(w, p))
        return false;
    w->kept++;
    if (w->j->limit && w->kept == w->j->limit)
        w->done = true;
    return true;
}

static uint32_t count_packets(const struct run *w, const struct sn_batch *b)
{
    uint32_t n = b->n;

    for (uint32_t i = 0; i < b->n && sn_reader_format(w->reader) == SN_PCAPNG; i++)
        n -= b->pkt[i].meta;
    return n;
}

static void thin(struct run *w, struct item *it)
{
    uint32_t n = count_packets(w, &it->b);

    w->seen += n;
    w->hidden += it->hidden;
    if (w->plain) {
        w->kept += w->j->invert ? n - it->accepted : it->accepted;
        return;
    }
    for (uint32_t i = 0; i < it->b.n; i++) {
        struct sn_pkt *p = &it->b.pkt[i];

        if (p->meta)
            continue;
        if (!w->started)
            start_clock(w, p->ts);
        if (!p->drop)
            p->drop = !keep(w, p);
    }
}

/* ---- output ---- */

static void write_failed(struct run *w, const struct sn_diag *d)
{
    w->done = true;
    if (d->code == SN_EUNSUPPORTED && !w->j->has_format) {
        tool_warn("%s: %s; '--format pcapng' holds several link types", output_name(w), d->msg);
        w->status |= TOOL_FAIL;
    } else {
        w->status |= tool_write_status(output_name(w), d);
    }
}

static void finish(struct run *w, struct item *it)
{
    struct sn_diag d;

    if (w->done)
        return;
    thin(w, it);
    if (w->writer && sn_writer_batch(w->writer, w->reader, &it->b, &d))
        write_failed(w, &d);
}

static enum sn_err make_writer(struct run *w, struct sn_sink *sink, struct sn_diag *d)
{
    const struct filter_job *j = w->j;
    const struct sn_reader *r = w->reader;

    if (!j->has_format || j->format == sn_reader_format(r))
        return sn_writer_open_like(&w->writer, sink, r, d);
    return sn_writer_open(&w->writer, sink, j->format, sn_reader_iface(r, 0),
                          j->format == SN_PCAP ? 1 : 0, d);
}

/* Begins the output as soon as it is known what the input is; not before, so that an input that
 * can't be read doesn't cost the file that is there. */
static void begin_output(struct run *w)
{
    struct sn_sink *sink;
    struct sn_diag d;
    enum sn_err e = SN_OK;

    if (!w->j->out || w->writer || w->done)
        return;
    if (filter_files_begin(&w->files, &sink, &d)) {
        write_failed(w, &d);
        return;
    }
    tool_refuse_tty(sink);
    if (w->j->compress == COMPRESS_GZIP)
        e = sn_sink_gzip(&sink, sink, GZIP_LEVEL, &d);
    else if (w->j->compress == COMPRESS_ZSTD)
        e = sn_sink_zstd(&sink, sink, ZSTD_LEVEL, &d);
    if (e || make_writer(w, sink, &d))
        write_failed(w, &d);
}

static void flush(struct run *w)
{
    struct sn_diag d;

    if (w->writer && !w->done && sn_writer_flush(w->writer, &d))
        write_failed(w, &d);
}

static void close_output(struct run *w)
{
    bool failed = w->status != 0;
    struct sn_diag d;

    if (w->writer && sn_writer_close(w->writer, &d) && !failed)
        w->status |= tool_write_status(output_name(w), &d);
}

/* ---- input ---- */

/* The filter can't be compiled for packet `at` of the batch: says so and where that is. */
static void cannot_compile(struct run *w, const struct item *it, const struct sn_diag *d)
{
    uint32_t type, at = sn_filter_failed(w->filter, &type);
    const struct sn_linktype *t = sn_linktype_by_id(type);
    const struct sn_pkt *p = &it->b.pkt[at];
    uint64_t offset = it->b.offset + (uint64_t)(p->data - p->rechdr - it->b.buf);

    tool_filter_error(w->j->text, w->j->textlen, d);
    w->err = t ? sn_fail_at(&w->diag, SN_EUNSUPPORTED, offset,
                            "a packet of link type %s can't be filtered so", t->name)
               : sn_fail_at(&w->diag, SN_EUNSUPPORTED, offset,
                            "a packet of link type %u can't be filtered so", type);
}

/* Makes programs for what the batch brings; where that fails it ends in front of the packet. */
static void prepare(struct run *w, struct item *it)
{
    struct sn_diag d;
    uint32_t type;

    if (!sn_filter_prepare(w->filter, &it->b, &it->set, &d))
        return;
    cannot_compile(w, it, &d);
    it->b.n = sn_filter_failed(w->filter, &type);
}

static void read_alone(struct run *w, struct item *it)
{
    while (!w->err && !w->done && !tool_stopping()) {
        if (!sn_reader_ready(w->reader))
            flush(w);
        w->err = sn_reader_next(w->reader, &it->b, &w->diag);
        if (w->err || !it->b.n)
            continue;
        prepare(w, it);
        filter(w, it);
        finish(w, it);
    }
}

/* One thread's part of a split file. */
static void *read_pieces(void *arg)
{
    struct run *w = arg;
    bool shared = sn_reader_format(w->reader) == SN_PCAPNG, ended = false;
    struct item it;

    sn_batch_init(&it.b);
    while (!ended) {
        uint64_t piece = sn_reader_fetch(w->reader, &it.b);

        sn_ticket_wait(&w->take, piece);
        if (shared)
            pthread_mutex_lock(&w->interfaces);
        if (!w->err && !w->stopped && !(w->stopped = tool_stopping()))
            w->err = sn_reader_take(w->reader, &it.b, &w->diag);
        else
            it.b.n = 0;
        if (it.b.n && !w->err)
            prepare(w, &it);
        ended = w->err || w->stopped;
        if (shared)
            pthread_mutex_unlock(&w->interfaces);
        sn_ticket_done(&w->take);
        if (it.b.n)
            filter(w, &it);
        sn_ticket_wait(&w->finish, piece);
        if (shared)
            pthread_mutex_lock(&w->interfaces);
        if (it.b.n)
            finish(w, &it);
        ended |= w->done;
        if (shared)
            pthread_mutex_unlock(&w->interfaces);
        sn_ticket_done(&w->finish);
    }
    sn_batch_free(&it.b);
    return NULL;
}

/* Other threads take no signals, so that this one's system calls are interrupted. */
static unsigned start_threads(struct run *w, pthread_t *threads, unsigned n)
{
    sigset_t all, old;
    unsigned i = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    while (i < n && pthread_create(&threads[i], NULL, read_pieces, w) == 0)
        i++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return i;
}

/* Reads a plain file that is long enough with several threads; false: it has to be read alone. */
static bool read_together(struct run *w)
{
    unsigned n = w->j->threads ? w->j->threads : processors(), i;
    pthread_t threads[THREADS_MAX];
    uint64_t at, size;

    if (n < 2 || !sn_src_is_plain(sn_reader_src(w->reader), &at, &size) || size - at < SPLIT_MIN ||
        !sn_reader_split(w->reader))
        return false;
    sn_ticket_init(&w->take);
    sn_ticket_init(&w->finish);
    n = start_threads(w, threads, n - 1);
    read_pieces(w);
    for (i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    sn_ticket_free(&w->take);
    sn_ticket_free(&w->finish);
    if (n + 1 > w->threads)
        w->threads = n + 1;
    return true;
}

/* The filter can't be compiled for the input's first interface. */
static void wrong_filter(struct run *w, const struct sn_diag *d)
{
    uint32_t type = sn_reader_iface(w->reader, 0)->linktype;
    const struct sn_linktype *t = sn_linktype_by_id(type);

    tool_filter_error(w->j->text, w->j->textlen, d);
    if (d->code == SN_EUNSUPPORTED && t)
        tool_warn("%s: its link type is %s", w->path, t->name);
    else if (d->code == SN_EUNSUPPORTED)
        tool_warn("%s: its link type is %u", w->path, type);
    w->done = true;
    w->status |= TOOL_FAIL;
}

/* Whether a program may have to be made later on. */
static bool more_programs(const struct run *w, size_t i)
{
    return i + 1 < w->j->nin || sn_reader_format(w->reader) == SN_PCAPNG;
}

/* The output is begun and stays: the right to remove it goes, and what else isn't needed now. */
static void lock_in_further(struct run *w, size_t i)
{
    struct sn_sandbox less = {.kind = SN_SANDBOX_STREAM, .dir = -1, .code = more_programs(w, i)};

    if (!w->box.again || !w->writer)
        return;
    (void)sn_sandbox_enter(&less);
    w->box = less;
}

static void input(struct run *w, struct item *it, size_t i)
{
    const char *path = w->j->in[i];
    struct sn_src *src;
    struct sn_diag d;

    w->path = strcmp(path, "-") == 0 ? "standard input" : path;
    w->err = filter_files_take(&w->files, i, &src, &w->diag);
    if (!w->err) {
        tool_signals_for(src);
        w->err = sn_reader_open(&w->reader, src, &w->diag);
    }
    if (!w->err) {
        if (sn_filter_input(w->filter, w->reader, &d))
            wrong_filter(w, &d);
        begin_output(w);
        lock_in_further(w, i);
        if (!w->done && !read_together(w))
            read_alone(w, it);
        sn_reader_close(w->reader);
    }
    if (w->err && w->err != SN_EOF && !tool_stopping()) {
        tool_error(w->path, &w->diag);
        w->status |= TOOL_FAIL;
    }
}

/* ---- the whole ---- */

static void begin(struct run *w)
{
    const struct filter_job *j = w->j;
    struct sn_diag d;

    w->plain = !j->has_after && !j->has_before && j->sample <= 1 && !j->dedup && !j->limit;
    w->threads = 1;
    pthread_mutex_init(&w->interfaces, NULL);
    if (sn_filter_new(&w->filter, j->text, j->textlen, &j->opts, &d)) {
        tool_filter_error(j->text, j->textlen, &d);
        exit(TOOL_FAIL);
    }
    if (j->dedup && sn_dedup_new(&w->dedup, j->dedup_packets, j->dedup_ns, &d))
        tool_die("%s", d.msg);
}

/* Opens everything, then locks the program in. */
static void open_and_lock_in(struct run *w)
{
    unsigned left;

    filter_files_open(&w->files, w->j);
    w->box = (struct sn_sandbox){.kind = SN_SANDBOX_STREAM,
                                 .dir = w->files.dir,
                                 .remove = true,
                                 .code = true,
                                 .again = w->files.dir >= 0};
    left = tool_lock_in(&w->box);
    if (w->j->verbose)
        tool_say_privs("could not be given up", left);
    if (w->j->attempt) {
        filter_files_close(&w->files);
        tool_attempt(w->j->attempt);
    }
}

static void report(struct run *w)
{
    const struct sn_engine *e = sn_filter_engine(w->filter);

    if (w->j->count)
        printf("%llu packet%s\n", (unsigned long long)w->kept, w->kept == 1 ? "" : "s");
    if (fflush(stdout) != 0) {
        tool_warn("standard output: %s", strerror(errno));
        w->status |= TOOL_FAIL;
    }
    if (w->j->verbose)
        tool_warn("%llu packets read, %llu kept; %s, %u thread%s", (unsigned long long)w->seen,
                  (unsigned long long)w->kept, e ? sn_engine_name(e) : "nothing to filter",
                  w->threads, w->threads == 1 ? "" : "s");
    if (w->hidden)
        tool_warn("%llu packets didn't match for their VLAN, MPLS or PPPoE headers alone: "
                  "--look-through finds them",
                  (unsigned long long)w->hidden);
}

int filter_run(const struct filter_job *j)
{
    struct run w = {.j = j};
    struct item it;

    begin(&w);
    open_and_lock_in(&w);
    sn_batch_init(&it.b);
    for (size_t i = 0; i < j->nin && !w.done && !tool_stopping(); i++)
        input(&w, &it, i);
    close_output(&w);
    filter_files_close(&w.files);
    report(&w);
    sn_batch_free(&it.b);
    sn_dedup_free(w.dedup);
    sn_filter_free(w.filter);
    pthread_mutex_destroy(&w.interfaces);
    return w.status;
}
