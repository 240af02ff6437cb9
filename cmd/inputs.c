/* The tools' inputs: see inputs.h. */
#include <stdlib.h>
#include <string.h>

#include "inputs.h"

void tool_input(struct tool_inputs *in, const char *name)
{
    if (in->n == in->cap) {
        in->cap = in->cap ? 2 * in->cap : 8;
        in->name = reallocarray(in->name, in->cap, sizeof *in->name);
        if (!in->name)
            tool_die("no memory for the names of inputs");
    }
    in->name[in->n++] = name;
}

void tool_input_list(struct tool_inputs *in, const char *file)
{
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

void tool_inputs_check(struct tool_inputs *in)
{
    size_t dashes = 0;

    for (size_t i = 0; i < in->n; i++)
        dashes += strcmp(in->name[i], "-") == 0;
    if (dashes > 1)
        tool_usage("standard input ('-r -') can be read once only");
    if (!in->n)
        tool_input(in, "-");
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

void tool_inputs_look(struct tool_inputs *in, struct sn_files *f, struct sn_profile *p)
{
    const struct sn_merge_events events = {
        .ctx = in, .failed = merge_failed, .disorder = merge_disorder, .losses = merge_losses};
    struct sn_diag d;

    if (!p && in->merge)
        p = &in->profile;
    if (sn_files_look(f, p, &d) || (in->merge && sn_files_merge(f, p, &events, &d)))
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
