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
    if (e == SN_EFORMAT && sn_files_found(f, i)) {
        tool_warn("%s: %s; left out", sn_files_name(f, i), d.msg);
        return NULL;
    }
    tool_error(sn_files_name(f, i), &d);
    *status |= TOOL_FAIL;
    return NULL;
}
