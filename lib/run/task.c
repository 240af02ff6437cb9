/* The inputs of a program as options say: see sn/task.h. */
#include "sn/task.h"

#include <stdlib.h>
#include <unistd.h>

struct sn_task {
    const struct sn_task_opts *o;
    struct sn_files *files;
    const struct sn_query_opts *query; /* what indexes are asked; NULL: nothing */
    struct sn_sort_opts order;
    struct sn_profile profile; /* of what is merged, when the caller wants none */
    size_t next;
    bool failed; /* an input, and it was told */
};

static void tell(const struct sn_task *t, const struct sn_task_event *e)
{
    t->o->event(t->o->ctx, e);
}

/* ---- opening ---- */

enum sn_err sn_task_open(struct sn_task **out, const struct sn_task_opts *o, struct sn_diag *d)
{
    struct sn_task *t = calloc(1, sizeof *t);
    enum sn_err e;

    *out = NULL;
    if (!t)
        return sn_fail(d, SN_ENOMEM, "no memory for the files");
    t->o = o;
    t->order = (struct sn_sort_opts){.memory = o->memory, .scratch = -1};
    if (o->sort && sn_sort_scratch(&t->order.scratch, NULL))
        t->order.scratch = -1;
    e = sn_files_open(&t->files, o->inputs.v, o->inputs.n, o->output, d);
    if (e)
        sn_task_close(t);
    else
        *out = t;
    return e;
}

static void followed(void *ctx, const char *name, const char *what)
{
    tell(ctx, &(struct sn_task_event){.what = SN_TASK_FOLLOWED, .name = name, .text = what});
}

static bool stop(void *ctx)
{
    const struct sn_task *t = ctx;

    return t->o->stop(t->o->ctx);
}

enum sn_err sn_task_ready(struct sn_task *t, const struct sn_query_opts *q, struct sn_sandbox *box,
                          struct sn_diag *d)
{
    const struct sn_files_follow f = {.stop = stop, .say = followed, .ctx = t};
    enum sn_err e;

    if (t->o->follow) {
        e = sn_files_follow(t->files, &f, d);
        box->read_dirs = sn_files_followed(t->files, &box->nread_dirs);
        return e;
    }
    if (q && (q->text || q->from || q->to) && !t->o->no_index && !t->o->skip_damaged) {
        t->query = q;
        sn_files_indexes(t->files);
    }
    return SN_OK;
}

/* ---- looking ---- */

static void lost(void *ctx, const char *name, uint64_t at, uint64_t n)
{
    tell(ctx, &(struct sn_task_event){.what = SN_TASK_DAMAGED, .name = name, .at = at, .n = n});
}

static void index_unusable(void *ctx, const char *index, const struct sn_diag *d)
{
    tell(ctx, &(struct sn_task_event){.what = SN_TASK_INDEX, .name = index, .diag = d});
}

/* Leaves out what the inputs' indexes tell to be of no use. */
static enum sn_err narrow(struct sn_task *t, struct sn_diag *d)
{
    bool ordered = t->o->merge || t->o->sort, narrows = false;
    struct sn_task_event told = {.what = SN_TASK_SKIPPED};
    struct sn_skipped sum = {0};
    struct sn_query *q;
    enum sn_err e = SN_OK;

    if (t->query) {
        e = sn_query_new(&q, t->query, d);
        if (e)
            return e;
        narrows = sn_query_narrows(q);
        if (narrows)
            e = sn_files_narrow(t->files, q, ordered, index_unusable, t, &sum, d);
        sn_query_free(q);
    }
    if (narrows)
        told.skipped = &sum;
    if (!e)
        tell(t, &told);
    return e;
}

static void cannot_read(struct sn_task *t, const char *name, bool found, const struct sn_diag *d)
{
    bool left_out = found && d->code == SN_EFORMAT;

    if (!left_out && !t->o->merge && !t->o->sort)
        t->failed = true;
    tell(t, &(struct sn_task_event){
                .what = left_out ? SN_TASK_LEFT_OUT : SN_TASK_FAILED, .name = name, .diag = d});
}

static void merge_failed(void *ctx, const struct sn_merge_input *in, const struct sn_diag *d)
{
    cannot_read(ctx, in->name, in->found, d);
}

static void merge_disorder(void *ctx, const char *name, uint64_t packets)
{
    const struct sn_task *t = ctx;

    if (!t->o->sort)
        tell(t, &(struct sn_task_event){.what = SN_TASK_DISORDER, .name = name, .n = packets});
}

static void merge_losses(void *ctx, const struct sn_losses *l)
{
    tell(ctx, &(struct sn_task_event){.what = SN_TASK_LOSSES, .losses = l});
}

enum sn_err sn_task_begin(struct sn_task *t, struct sn_profile *p, struct sn_diag *d)
{
    const struct sn_merge_events events = {
        .ctx = t, .failed = merge_failed, .disorder = merge_disorder, .losses = merge_losses};
    bool merge = t->o->merge || t->o->sort;
    enum sn_err e;

    if (t->o->skip_damaged)
        sn_files_skip_damage(t->files, lost, t);
    if (!p && merge)
        p = &t->profile;
    e = sn_files_look(t->files, p, d);
    if (!e)
        e = narrow(t, d);
    if (!e && merge)
        e = sn_files_merge(t->files, p, &events, d);
    if (!e && t->o->sort) {
        e = sn_files_sort(t->files, &t->order, d);
        t->order.scratch = -1;
    }
    return e;
}

/* ---- reading ---- */

/* NULL: it was told why, unless it was to stop. */
static struct sn_reader *open_input(struct sn_task *t, size_t i)
{
    struct sn_reader *r = NULL;
    struct sn_src *src;
    struct sn_diag d;
    enum sn_err e = sn_files_take(t->files, i, &src, &d);

    if (!e) {
        tell(t, &(struct sn_task_event){.what = SN_TASK_OPENING, .src = src});
        e = sn_reader_open(&r, src, &d);
    }
    if (e && e != SN_EPIPE && !stop(t))
        cannot_read(t, sn_files_name(t->files, i), sn_files_found(t->files, i), &d);
    return e ? NULL : r;
}

struct sn_reader *sn_task_next(struct sn_task *t)
{
    struct sn_reader *r = NULL;

    while (!r && !stop(t) && sn_files_more(t->files, t->next))
        r = open_input(t, t->next++);
    return r;
}

const char *sn_task_name(const struct sn_task *t)
{
    return sn_files_name(t->files, sn_task_number(t));
}

size_t sn_task_number(const struct sn_task *t)
{
    return t->next - 1;
}

bool sn_task_failed(const struct sn_task *t)
{
    return t->failed;
}

struct sn_files *sn_task_files(const struct sn_task *t)
{
    return t->files;
}

void sn_task_close(struct sn_task *t)
{
    if (!t)
        return;
    sn_files_close(t->files);
    sn_profile_free(&t->profile);
    if (t->order.scratch >= 0)
        close(t->order.scratch);
    free(t);
}
