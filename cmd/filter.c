/* Filters for the tools that read: see filter.h. */
#include <ctype.h>

#include "filter.h"

void tool_filter_init(struct tool_filter *f, const char *text, size_t n, bool no_opt,
                      bool look_through)
{
    while (n && isspace((unsigned char)text[n - 1]))
        n--;
    *f = (struct tool_filter){.text = text, .n = n, .no_opt = no_opt, .look_through = look_through};
}

void tool_filter_free(struct tool_filter *f)
{
    sn_filter_free(f->filter);
    tool_filter_init(f, "", 0, false, false);
}

enum sn_err tool_filter_names(struct tool_filter *f, struct sn_diag *d)
{
    struct sn_bpf_opts o = {
        .linktype = SN_LINK_ANY, .no_opt = f->no_opt, .look_through = f->look_through};

    return f->n ? sn_filter_new(&f->filter, f->text, f->n, &o, d) : SN_OK;
}

enum sn_err tool_filter_ready(struct tool_filter *f, const struct sn_reader *r, struct sn_diag *d)
{
    if (!f->n)
        return SN_OK;
    return sn_filter_input(f->filter, r, d);
}

enum sn_err tool_filter_prepare(const struct tool_filter *f, struct sn_batch *b, const void **data,
                                struct sn_diag *d)
{
    const struct sn_filter_set *set;
    enum sn_err e;
    uint32_t type;

    if (!f->n)
        return SN_OK;
    e = sn_filter_prepare(f->filter, b, &set, d);
    if (e)
        b->n = sn_filter_failed(f->filter, &type);
    *data = set;
    return e;
}

void tool_filter_apply(const struct tool_filter *f, const void *data, struct sn_batch *b)
{
    if (f->n)
        sn_filter_apply(data, b);
}
