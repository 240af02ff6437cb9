/*
 * sndump's work, as callbacks of the packet loop (sn/run.h): packets are filtered and dissected by
 * any thread, numbered and looked up in the table of connections in the order of the stream,
 * printed into a buffer by any thread, and written in order.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dumprun.h"
#include "lock.h"
#include "sn/flow.h"
#include "sn/run.h"

#define PIECE   128u         /* packets: dissected they stay in the cache next to the core */
#define TEXTS   64           /* that are written together, */
#define ENOUGH  (128u << 10) /* at the latest when they are so many bytes */
#define OUT_MAX (512u << 20) /* no piece's text is larger */

struct dump {
    const struct dump_job *j;
    struct sn_files *files;
    struct sn_reader *reader;
    struct sn_sink *sink;
    unsigned threads;
    struct sn_fmt_names **names; /* for each thread: they can't be made once locked in */
    _Atomic unsigned named;      /* threads that have theirs */
    uint32_t want;

    /* with order */
    struct sn_flow *flow;
    struct sn_fmt_since since;
    uint64_t n; /* packets printed or counted */

    /* With finish: texts that wait to be written together, where they are. */
    struct sn_buf text[TEXTS];
    struct iovec vec[TEXTS];
    unsigned texts;
    size_t bytes;

    struct sn_diag diag;
    bool out_failed; /* diag is about the output */
    bool begun;      /* what is in front of the first packet was written */
    bool done;       /* nothing more is read */
    int status;
};

/* A thread's state: packets `from` to `to` of its piece are dissected. */
struct printer {
    struct sn_dis *dis;
    struct sn_fmt *fmt;
    struct sn_buf out;
    uint32_t to, n; /* n of them weren't dropped */
    struct sn_dissection *x[PIECE];
    struct sn_frame frame[PIECE];
};

/* ---- callbacks ---- */

static void free_printer(void *ctx, void *state)
{
    struct printer *t = state;

    (void)ctx;
    sn_dis_free(t->dis);
    sn_fmt_free(t->fmt);
    sn_buf_free(&t->out);
    free(t);
}

static enum sn_err new_printer(void *ctx, void **state, struct sn_diag *d)
{
    struct dump *s = ctx;
    struct sn_dis_opts o = {.want = s->want, .type = s->j->type, .secret = s->j->secret};
    struct sn_fmt_opts f = s->j->fmt;
    struct sn_fmt_names *names = s->names[s->named++];
    struct printer *t = calloc(1, sizeof *t);
    enum sn_err e;

    if (!t)
        return sn_fail(d, SN_ENOMEM, "no memory to print packets");
    f.text.ifnames = sn_fmt_ifnames(names);
    if (s->j->resolve)
        f.text.names = sn_fmt_names(names);
    sn_buf_init(&t->out, OUT_MAX);
    e = sn_dis_new(&t->dis, &o, d);
    if (!e)
        e = sn_fmt_new(&t->fmt, &f, d);
    if (e)
        free_printer(s, t);
    else
        *state = t;
    return e;
}

static bool take(void *ctx, struct sn_batch *b, const void **data)
{
    struct dump *s = ctx;

    return tool_filter_prepare(&s->j->filter, b, data, &s->diag) == SN_OK;
}

/* Dissects packets from number `from` on, until the context is full; one when no other thread could
 * have the next one meanwhile. */
static void dissect(struct printer *t, const struct sn_run_piece *p, uint32_t from)
{
    sn_dis_reset(t->dis);
    t->n = 0;
    for (t->to = from; t->to < p->b.n; t->to++) {
        const struct sn_pkt *k = &p->b.pkt[t->to];
        const struct sn_iface *f;

        if (k->drop || k->meta)
            continue;
        f = sn_run_iface(p, k->iface);
        t->x[t->n] = sn_dis_packet(t->dis, f->linktype, k->data, k->caplen, k->len);
        if (!t->x[t->n])
            break;
        t->frame[t->n++] = (struct sn_frame){.pkt = k, .iface = f};
        if (p->alone) {
            t->to++;
            return;
        }
    }
}

static void filter_and_dissect(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct dump *s = ctx;

    tool_filter_apply(&s->j->filter, p->data, &p->b);
    if (!s->j->count_only)
        dissect(state, p, 0);
}

static bool count(struct dump *s, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        s->n += !b->pkt[i].drop && !b->pkt[i].meta;
        if (s->n == s->j->limit && s->n)
            return false;
    }
    return true;
}

/* What packets that are dissected get from earlier ones. False: there are enough. */
static bool number(struct dump *s, struct printer *t)
{
    for (uint32_t i = 0; i < t->n; i++) {
        struct sn_frame *fr = &t->frame[i];

        fr->number = ++s->n;
        fr->since = sn_fmt_since(&s->since, &s->j->fmt, fr->pkt);
        if (!s->j->fmt.text.abs_seq)
            sn_flow_packet(s->flow, t->x[i]);
        if (s->n == s->j->limit) {
            t->n = i + 1;
            return false;
        }
    }
    return true;
}

static void print(void *ctx, void *state, struct sn_run_piece *p)
{
    const struct dump *s = ctx;
    struct printer *t = state;

    (void)p;
    if (s->j->count_only)
        return;
    for (uint32_t i = 0; i < t->n; i++)
        s->j->exporter->packet(t->fmt, &t->out, t->x[i], &t->frame[i]);
}

/* What a context has no room for is dissected, and what is in front of it printed, here: it has to
 * follow the packets in front of it. */
static bool in_order(void *ctx, void *state, struct sn_run_piece *p)
{
    struct dump *s = ctx;
    struct printer *t = state;

    if (s->j->count_only)
        return count(s, &p->b);
    while (number(s, t)) {
        if (t->to == p->b.n)
            return true;
        print(s, t, p);
        dissect(t, p, t->to);
    }
    return false;
}

static bool write_texts(struct dump *s)
{
    struct sn_pieces v = {.v = s->vec, .n = s->texts, .each = 1, .bytes = s->bytes};

    s->texts = 0;
    s->bytes = 0;
    s->out_failed = v.n && sn_sink_write_records(s->sink, &v, &s->diag) != SN_OK;
    return !s->out_failed;
}

/* The thread gets an empty buffer for its full one. */
static bool write_out(void *ctx, void *state, struct sn_run_piece *p)
{
    struct dump *s = ctx;
    struct printer *t = state;
    struct sn_buf full = t->out;

    (void)p;
    if (full.err) {
        (void)!sn_fail(&s->diag, full.err, "no memory for the text");
        s->out_failed = true;
        return false;
    }
    if (!sn_buf_len(&full))
        return true;
    t->out = s->text[s->texts];
    sn_buf_clear(&t->out);
    s->text[s->texts] = full;
    s->vec[s->texts++] = (struct iovec){full.base, sn_buf_len(&full)};
    s->bytes += sn_buf_len(&full);
    return (s->bytes < ENOUGH && s->texts < TEXTS) || write_texts(s);
}

/* What comes before the first packet. */
static void begin(struct dump *s)
{
    const struct sn_exporter *x = s->j->exporter;
    struct sn_fmt *f;
    struct sn_buf b;

    if (!x->begin || s->j->count_only)
        return;
    if (sn_fmt_new(&f, &s->j->fmt, &s->diag) != SN_OK)
        tool_die("%s", s->diag.msg);
    sn_buf_init(&b, OUT_MAX);
    x->begin(f, &b);
    s->out_failed = sn_sink_write(s->sink, b.base, sn_buf_len(&b), &s->diag) != SN_OK;
    sn_buf_free(&b);
    sn_fmt_free(f);
}

static bool flush(void *ctx)
{
    struct dump *s = ctx;

    if (!write_texts(s))
        return false;
    s->out_failed = sn_sink_flush(s->sink, &s->diag) != SN_OK;
    return !s->out_failed;
}

static bool stop(void *ctx)
{
    (void)ctx;
    return tool_stopping();
}

/* ---- the whole ---- */

static noreturn void fail(const char *what, const struct sn_diag *d)
{
    tool_error(what, d);
    exit(TOOL_FAIL);
}

static noreturn void fail_filter(const struct dump *s)
{
    tool_filter_error(s->j->filter.text, s->j->filter.n, &s->diag);
    exit(TOOL_FAIL);
}

/* Names are asked of C library functions that only one thread may call. */
static void make_names(struct dump *s)
{
    s->threads = s->j->resolve ? 1 : s->j->threads ? s->j->threads : sn_run_processors();
    s->names = calloc(s->threads, sizeof(struct sn_fmt_names *));
    if (!s->names)
        tool_die("no memory for names");
    for (unsigned i = 0; i < s->threads; i++)
        if (sn_fmt_names_new(&s->names[i], &s->diag) != SN_OK)
            fail(NULL, &s->diag);
}

/* Opens what will be read and asked, then nothing any more. */
static void open_and_lock_in(struct dump *s, struct tool_filter *f)
{
    struct sn_sandbox box = {
        .kind = s->j->resolve ? SN_SANDBOX_NAMES : SN_SANDBOX_STREAM, .dir = -1, .code = f->n != 0};

    if (sn_files_open(&s->files, s->j->in->name, s->j->in->n, NULL, &s->diag) != SN_OK)
        fail(NULL, &s->diag);
    if (tool_filter_names(f, &s->diag) != SN_OK)
        fail_filter(s);
    make_names(s);
    if (sn_sink_open(&s->sink, "-", &s->diag) != SN_OK)
        fail(NULL, &s->diag);
    tzset(); /* reads its file while that is allowed */
    (void)tool_lock_in(&box);
    if (s->j->attempt)
        tool_attempt(s->j->attempt);
}

static void setup(struct dump *s, struct tool_filter *f)
{
    struct sn_flow_opts flow = {0};

    open_and_lock_in(s, f);
    s->want = s->j->exporter->want(&s->j->fmt);
    tool_inputs_look(s->j->in, s->files, NULL);
    flow.want = s->want & SN_WANT_FIELDS ? SN_FLOW_SHOWN : 0;
    if (sn_flow_new(&s->flow, &flow, &s->diag) != SN_OK)
        fail(NULL, &s->diag);
}

/* Writes what waits, then says what was wrong with the input. */
static void input_failed(struct dump *s, size_t i, struct sn_diag d)
{
    s->status |= TOOL_FAIL;
    s->done |= s->out_failed || !flush(s);
    tool_error(sn_files_name(s->files, i), &d);
}

/* Reads an input to its end, the limit, a signal or a failure. */
static void run(struct dump *s, size_t i)
{
    static const struct sn_run_ops ops = {.begin = new_printer,
                                          .end = free_printer,
                                          .take = take,
                                          .work = filter_and_dissect,
                                          .order = in_order,
                                          .render = print,
                                          .finish = write_out,
                                          .idle = flush,
                                          .stop = stop};
    struct sn_run_opts o = {.threads = s->threads, .packets = PIECE, .watch = STDOUT_FILENO};
    struct sn_run_result res;

    s->named = 0;
    sn_run(&o, &ops, s, s->reader, &res);
    if (res.why == SN_RUN_FAILED)
        fail(NULL, &res.diag);
    s->done |= res.why == SN_RUN_ENOUGH || res.why == SN_RUN_GONE;
    if (res.why == SN_RUN_TAKE)
        input_failed(s, i, s->diag);
    else if (res.why == SN_RUN_INPUT && res.err != SN_EOF)
        input_failed(s, i, res.diag);
}

static void read_input(struct dump *s, struct tool_filter *f, size_t i)
{
    s->reader = tool_input_open(s->files, i, &s->status);
    if (!s->reader)
        return;
    if (tool_filter_ready(f, s->reader, &s->diag) != SN_OK) {
        tool_filter_error(f->text, f->n, &s->diag);
        s->status |= TOOL_FAIL;
        s->done = true;
    } else if (!s->begun) {
        s->begun = true;
        begin(s);
        s->done = s->out_failed;
    }
    if (!s->done && !s->j->count_only && !s->j->ifnames_known && !(s->want & SN_WANT_FIELDS) &&
        sn_reader_iface(s->reader, 0)->linktype == SN_LINK_LINUX_SLL2)
        tool_warn("%s: names of interfaces might be incorrect: the capture has their numbers only, "
                  "the names are this machine's",
                  sn_files_name(s->files, i));
    if (!s->done)
        run(s, i);
    sn_reader_close(s->reader);
}

static void put_count(struct dump *s)
{
    char mem[64];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_f(&b, "%llu packet%s\n", (unsigned long long)s->n, s->n == 1 ? "" : "s");
    s->out_failed = sn_sink_write(s->sink, b.base, sn_buf_len(&b), &s->diag) != SN_OK;
}

/* Writes what is left and frees everything; the exit status. */
static int finish(struct dump *s)
{
    if (!s->out_failed)
        (void)write_texts(s);
    if (s->j->count_only && s->begun && !s->out_failed)
        put_count(s);
    if (s->out_failed)
        s->status |= tool_write_status(sn_sink_name(s->sink), &s->diag);
    if (sn_sink_close(s->sink, &s->diag) != SN_OK && !s->out_failed)
        s->status |= tool_write_status("standard output", &s->diag);
    sn_files_close(s->files);
    s->status |= s->j->in->status;
    sn_flow_free(s->flow);
    for (unsigned i = 0; i < s->threads; i++)
        sn_fmt_names_free(s->names[i]);
    free(s->names);
    for (unsigned i = 0; i < TEXTS; i++)
        sn_buf_free(&s->text[i]);
    return s->status;
}

int dump_run(struct dump_job *j)
{
    struct dump s = {.j = j};
    int status;

    for (unsigned i = 0; i < TEXTS; i++)
        sn_buf_init(&s.text[i], OUT_MAX);
    setup(&s, &j->filter);
    for (size_t i = 0; i < sn_files_count(s.files) && !s.done && !tool_stopping(); i++)
        read_input(&s, &j->filter, i);
    status = finish(&s);
    tool_filter_free(&j->filter);
    return status;
}
