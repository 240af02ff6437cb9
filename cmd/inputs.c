/* The tools' inputs: see inputs.h. */
#include <stdlib.h>
#include <string.h>

#include "inputs.h"

static void add(struct tool_inputs *in, const char *name)
{
    if (sn_strings_add(&in->task.inputs, name, NULL))
        tool_die("no memory for the names of inputs");
}

void tool_input_list(void *inputs, const char *file)
{
    struct tool_inputs *in = inputs;
    size_t before = in->task.inputs.n, n;
    char *text, *line, *rest;

    if (in->nlists == sizeof in->lists / sizeof *in->lists)
        tool_usage("-V can be given %zu times", in->nlists);
    text = rest = in->lists[in->nlists++] = tool_file_text(file, &n);
    if (strlen(text) != n)
        tool_die("%s: a name with a null byte in it", file);
    while ((line = strsep(&rest, "\n")))
        if (*line)
            add(in, line);
    if (in->task.inputs.n == before)
        tool_die("%s: no name is in it", strcmp(file, "-") == 0 ? "standard input" : file);
}

void tool_inputs_check(struct tool_inputs *in)
{
    struct sn_task_opts *t = &in->task;
    size_t dashes = 0;

    for (size_t i = 0; i < t->inputs.n; i++)
        dashes += strcmp(t->inputs.v[i], "-") == 0;
    if (dashes > 1)
        tool_usage("standard input ('-r -') can be read once only");
    if (t->follow && (t->merge || t->sort))
        tool_usage("--follow reads one input after the other: it goes with no merging");
    if (!t->inputs.n)
        add(in, "-");
    t->ctx = in;
    t->stop = tool_stop;
    t->event = tool_event;
}

void tool_inputs_free(struct tool_inputs *in)
{
    for (size_t i = 0; i < in->nlists; i++)
        free(in->lists[i]);
    sn_strings_free(&in->task.inputs);
}

/* ---- what a task tells ---- */

static void say_losses(const char *name, const struct sn_losses *l)
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

static void explain(const struct sn_skipped *s)
{
    unsigned long long left_out, bytes;

    if (!s) {
        tool_warn("index: not used: nothing is asked that an index answers");
        return;
    }
    left_out = s->left_out;
    bytes = s->bytes;
    tool_warn("index: %llu of %llu files have one; skipped %llu files whole; of %llu spans "
              "%llu by time and %llu by filter; %llu of %llu bytes (%.1f %%)",
              (unsigned long long)s->indexed, (unsigned long long)s->files,
              (unsigned long long)s->whole, (unsigned long long)s->spans,
              (unsigned long long)s->by_time, (unsigned long long)s->by_filter, left_out, bytes,
              bytes ? 100.0 * (double)left_out / (double)bytes : 0.0);
}

/* The filter can't be compiled, for an input where one is named. */
static void say_filter(const struct tool_inputs *in, const struct sn_task_event *e)
{
    const struct sn_linktype *t = sn_linktype_by_id(e->linktype);

    tool_expression_error("filter", in->text, in->textlen, e->diag);
    if (!e->name || e->diag->code != SN_EUNSUPPORTED)
        return;
    if (t)
        tool_warn("%s: its link type is %s", e->name, t->name);
    else
        tool_warn("%s: its link type is %u", e->name, e->linktype);
}

/* The status. */
static int say_output(const struct tool_inputs *in, const struct sn_task_event *e)
{
    switch (e->what) {
    case SN_TASK_BEGUN:
        tool_refuse_tty(e->sink);
        return TOOL_OK;
    case SN_TASK_NOT_HELD:
        say_losses(e->name, e->losses);
        return TOOL_OK;
    case SN_TASK_UNINDEXED:
        tool_warn("%s: its index could not be written: %s", e->name, e->diag->msg);
        return TOOL_FAIL;
    case SN_TASK_MIXED:
        tool_warn("%s: it is pcapng, and pcap was begun to be written to %s; "
                  "'--format pcapng' holds both",
                  e->name, e->text);
        return TOOL_FAIL;
    default:
        if (e->diag->code != SN_EUNSUPPORTED || !in->any_format)
            return tool_write_status(e->name, e->diag);
        tool_warn("%s: %s; '--format pcapng' holds several link types", e->name, e->diag->msg);
        return TOOL_FAIL;
    }
}

void tool_cannot_follow(const struct sn_diag *d)
{
    if (d->code == SN_EUSAGE)
        tool_usage("--follow: %s", d->msg);
    tool_die("%s", d->msg);
}

/* The status. */
static int say(const struct tool_inputs *in, const struct sn_task_event *e)
{
    bool one = e->n == 1;

    switch (e->what) {
    case SN_TASK_FAILED:
        tool_error(e->name, e->diag);
        return TOOL_FAIL;
    case SN_TASK_LEFT_OUT:
        tool_warn("%s: %s; left out", e->name, e->diag->msg);
        return TOOL_OK;
    case SN_TASK_DAMAGED:
        tool_warn("%s: byte %llu: damaged: %llu compressed byte%s left out", e->name,
                  (unsigned long long)e->at, (unsigned long long)e->n, one ? " is" : "s are");
        return TOOL_FAIL;
    case SN_TASK_DISORDER:
        tool_warn("%s: %llu packet%s earlier than the one before, and so the result is not in "
                  "order of time",
                  e->name, (unsigned long long)e->n, one ? " is" : "s are");
        return TOOL_FAIL;
    case SN_TASK_LOSSES:
        say_losses("what is merged", e->losses);
        return TOOL_OK;
    case SN_TASK_FOLLOWED:
        tool_warn("%s %s", e->name, e->text);
        return TOOL_OK;
    case SN_TASK_INDEX:
        tool_warn("%s: %s; it is not used (snindex makes a new one)", e->name, e->diag->msg);
        return TOOL_OK;
    case SN_TASK_SKIPPED:
        if (in->explain)
            explain(e->skipped);
        return TOOL_OK;
    case SN_TASK_OPENING:
        tool_signals_for(e->src);
        return TOOL_OK;
    case SN_TASK_FILTER:
        say_filter(in, e);
        return TOOL_FAIL;
    case SN_TASK_FOLLOW:
        tool_cannot_follow(e->diag);
    case SN_TASK_IFNAMES:
        if (!in->knows_ifnames)
            tool_warn("%s: names of interfaces might be incorrect: the capture has their numbers "
                      "only, the names are this machine's",
                      e->name);
        return TOOL_OK;
    case SN_TASK_NO_CONVERSATION:
        tool_error("--stream", e->diag);
        return TOOL_FAIL;
    default:
        return say_output(in, e);
    }
}

void tool_event(void *inputs, const struct sn_task_event *e)
{
    struct tool_inputs *in = inputs;

    in->status |= say(in, e);
}
