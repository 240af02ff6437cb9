/* The tools' inputs: see inputs.h. */
#include <stdlib.h>
#include <string.h>

#include "inputs.h"

void tool_input(void *inputs, const char *name)
{
    struct tool_inputs *in = inputs;

    if (in->n == in->cap) {
        in->cap = in->cap ? 2 * in->cap : 8;
        in->name = reallocarray(in->name, in->cap, sizeof *in->name);
        if (!in->name)
            tool_die("no memory for the names of inputs");
    }
    in->name[in->n++] = name;
}

void tool_input_list(void *inputs, const char *file)
{
    struct tool_inputs *in = inputs;
    size_t before = in->n, n;
    char *text, *line, *rest;

    if (in->nlists == sizeof in->lists / sizeof *in->lists)
        tool_usage("-V can be given %zu times", in->nlists);
    text = rest = in->lists[in->nlists++] = tool_file_text(file, &n);
    if (strlen(text) != n)
        tool_die("%s: a name with a null byte in it", file);
    while ((line = strsep(&rest, "\n")))
        if (*line)
            tool_input(in, line);
    if (in->n == before)
        tool_die("%s: no name is in it", strcmp(file, "-") == 0 ? "standard input" : file);
}

void tool_input_sort(void *inputs, const char *memory)
{
    struct tool_inputs *in = inputs;

    in->merge = in->sort = true;
    if (memory)
        in->order.memory = (size_t)tool_size("--sort", memory, 1);
}

void tool_inputs_check(struct tool_inputs *in)
{
    size_t dashes = 0;

    for (size_t i = 0; i < in->n; i++)
        dashes += strcmp(in->name[i], "-") == 0;
    if (dashes > 1)
        tool_usage("standard input ('-r -') can be read once only");
    if (in->follow && in->merge)
        tool_usage("--follow reads one input after the other: it goes with no merging");
    if (!in->n)
        tool_input(in, "-");
    if (in->sort && sn_sort_scratch(&in->order.scratch, NULL) != SN_OK)
        in->order.scratch = -1;
}

void tool_inputs_free(struct tool_inputs *in)
{
    for (size_t i = 0; i < in->nlists; i++)
        free(in->lists[i]);
    free(in->name);
    sn_profile_free(&in->profile);
}

/* What can't be read; of what is no capture and was found in a directory, TOOL_OK. */
static int cannot_read(const char *name, bool found, const struct sn_diag *d)
{
    if (d->code == SN_EFORMAT && found) {
        tool_warn("%s: %s; left out", name, d->msg);
        return TOOL_OK;
    }
    tool_error(name, d);
    return TOOL_FAIL;
}

static void merge_failed(void *ctx, const struct sn_merge_input *input, const struct sn_diag *d)
{
    struct tool_inputs *in = ctx;

    in->status |= cannot_read(input->name, input->found, d);
}

static void merge_disorder(void *ctx, const char *name, uint64_t packets)
{
    struct tool_inputs *in = ctx;

    if (in->sort)
        return;
    tool_warn("%s: %llu packet%s earlier than the one before, and so the result is not in order of "
              "time",
              name, (unsigned long long)packets, packets == 1 ? " is" : "s are");
    in->status = TOOL_FAIL;
}

static void merge_losses(void *ctx, const struct sn_losses *l)
{
    (void)ctx;
    tool_losses("what is merged", l);
}

static bool asks(const struct tool_inputs *in)
{
    return !in->no_index && !in->skip_damaged && !in->follow &&
           (in->query.text || in->query.from || in->query.to);
}

static void followed(void *ctx, const char *name, const char *what)
{
    (void)ctx;
    tool_warn("%s %s", name, what);
}

void tool_inputs_follow(const struct tool_inputs *in, struct sn_files *f, bool (*stop)(void *ctx),
                        void *ctx, struct sn_sandbox *box)
{
    const struct sn_files_follow o = {.stop = stop, .say = followed, .ctx = ctx};
    struct sn_diag d;
    enum sn_err e;

    if (!in->follow)
        return;
    tool_signals(TOOL_STOP);
    e = sn_files_follow(f, &o, &d);
    if (e)
        sn_files_close(f);
    if (e == SN_EUSAGE)
        tool_usage("--follow: %s", d.msg);
    if (e)
        tool_die("%s", d.msg);
    box->read_dirs = sn_files_followed(f, &box->nread_dirs);
}

void tool_inputs_indexes(const struct tool_inputs *in, struct sn_files *f)
{
    if (asks(in))
        sn_files_indexes(f);
}

static void index_unusable(void *ctx, const char *index, const struct sn_diag *d)
{
    (void)ctx;
    tool_warn("%s: %s; it is not used (snindex makes a new one)", index, d->msg);
}

static void explain(const struct sn_skipped *s, bool narrows)
{
    unsigned long long left_out = s->left_out, bytes = s->bytes;

    if (!narrows)
        tool_warn("index: not used: nothing is asked that an index answers");
    else
        tool_warn("index: %llu of %llu files have one; skipped %llu files whole; of %llu spans "
                  "%llu by time and %llu by filter; %llu of %llu bytes (%.1f %%)",
                  (unsigned long long)s->indexed, (unsigned long long)s->files,
                  (unsigned long long)s->whole, (unsigned long long)s->spans,
                  (unsigned long long)s->by_time, (unsigned long long)s->by_filter, left_out, bytes,
                  bytes ? 100.0 * (double)left_out / (double)bytes : 0.0);
}

/* Leaves out what the inputs' indexes tell to be of no use. */
static void narrow(struct tool_inputs *in, struct sn_files *f)
{
    struct sn_skipped sum = {0};
    bool narrows = false;
    struct sn_query *q;
    struct sn_diag d;

    if (asks(in)) {
        if (sn_query_new(&q, &in->query, &d))
            tool_die("%s", d.msg);
        narrows = sn_query_narrows(q);
        if (narrows && sn_files_narrow(f, q, in->merge, index_unusable, NULL, &sum, &d))
            tool_die("%s", d.msg);
        sn_query_free(q);
    }
    if (in->explain)
        explain(&sum, narrows);
}

static void lost(void *inputs, const char *name, uint64_t at, uint64_t n)
{
    struct tool_inputs *in = inputs;

    tool_warn("%s: byte %llu: damaged: %llu compressed byte%s left out", name,
              (unsigned long long)at, (unsigned long long)n, n == 1 ? " is" : "s are");
    in->status = TOOL_FAIL;
}

void tool_inputs_look(struct tool_inputs *in, struct sn_files *f, struct sn_profile *p)
{
    const struct sn_merge_events events = {
        .ctx = in, .failed = merge_failed, .disorder = merge_disorder, .losses = merge_losses};
    struct sn_diag d;

    if (in->skip_damaged)
        sn_files_skip_damage(f, lost, in);
    if (!p && in->merge)
        p = &in->profile;
    if (sn_files_look(f, p, &d))
        tool_die("%s", d.msg);
    narrow(in, f);
    if ((in->merge && sn_files_merge(f, p, &events, &d)) ||
        (in->sort && sn_files_sort(f, &in->order, &d)))
        tool_die("%s", d.msg);
}

void tool_losses(const char *name, const struct sn_losses *l)
{
    char *line, *rest;
    struct sn_buf b;

    sn_buf_init(&b, 1 << 16);
    sn_losses_put(&b, l);
    if (sn_buf_len(&b)) {
        sn_put_c(&b, '\0');
        for (rest = b.err ? NULL : b.base; (line = strsep(&rest, "\n"));)
            tool_warn("%s: %s", name, line);
    }
    sn_buf_free(&b);
}

struct sn_reader *tool_input_open(struct sn_files *f, size_t i, int *status)
{
    struct sn_reader *r = NULL;
    struct sn_src *src;
    struct sn_diag d;
    enum sn_err e = sn_files_take(f, i, &src, &d);

    if (!e) {
        tool_signals_for(src);
        e = sn_reader_open(&r, src, &d);
    }
    if (!e || e == SN_EPIPE || tool_stopping())
        return r;
    *status |= cannot_read(sn_files_name(f, i), sn_files_found(f, i), &d);
    return NULL;
}
