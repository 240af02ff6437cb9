/* snfilter's options that change packets, and what is checked of those that split the output. */
#include <stdlib.h>
#include <string.h>

#include "filterrun.h"

noreturn void filter_bad_value(const char *option, const char *value, const struct sn_diag *d)
{
    tool_usage("%s '%s': character %llu: %s", option, value, (unsigned long long)d->at, d->msg);
}

static void *more(void *p, size_t n, size_t size)
{
    p = reallocarray(p, n + 1, size);
    if (!p)
        tool_die("no memory for the options");
    return p;
}

void filter_packets(void *job, const char *value)
{
    struct filter_job *j = job;
    struct sn_diag d;

    sn_ranges_free(j->packets);
    if (sn_ranges_parse(&j->packets, value, &d))
        filter_bad_value("--packets", value, &d);
}

void filter_shift(void *job, const char *value)
{
    struct filter_job *j = job;
    bool back = *value == '-';
    struct sn_diag d;

    if (sn_duration_parse(&j->edit.shift, value + (back || *value == '+'), &d))
        filter_bad_value("--shift", value, &d);
    if (back)
        j->edit.shift = -j->edit.shift;
    j->edits = true;
}

void filter_chop(void *job, const char *value)
{
    struct filter_job *j = job;
    struct sn_diag d;

    if (j->edit.nchops == SN_CHOPS_MAX)
        tool_usage("--chop can be given %d times", SN_CHOPS_MAX);
    if (sn_chop_parse(&j->edit.chop[j->edit.nchops++], value, &d))
        filter_bad_value("--chop", value, &d);
    j->edits = true;
}

void filter_packet_comment(void *job, const char *value)
{
    struct filter_job *j = job;
    struct sn_packet_comment *c;
    char *end;

    j->comments = more(j->comments, j->ncomments, sizeof *j->comments);
    c = &j->comments[j->ncomments++];
    c->number = strtoull(value, &end, 10);
    if (*value < '1' || *value > '9' || *end != ':' || !end[1])
        tool_usage("--packet-comment takes NUMBER:TEXT, not '%s'", value);
    c->text = end + 1;
}

void filter_capture_comment(void *job, const char *value)
{
    struct filter_job *j = job;

    j->section_comments =
        more(j->section_comments, j->nsection_comments, sizeof *j->section_comments);
    j->section_comments[j->nsection_comments++] = value;
}

/* The whole log as it is, once it is known to be one. */
void filter_inject_secrets(void *job, const char *value)
{
    static const char type[] = "tls,";
    const char *path = value + (strncmp(value, type, sizeof type - 1) == 0 ? sizeof type - 1 : 0);
    struct filter_job *j = job;
    struct sn_secrets *s;
    struct sn_diag d;

    if (j->keylog)
        tool_usage("--inject-secrets takes one file");
    j->keylog = tool_file_text(path, &j->nkeylog);
    if (sn_secrets_new(&s, &d) != SN_OK || sn_secrets_add(s, j->keylog, j->nkeylog, &d) != SN_OK) {
        tool_error(path, &d);
        exit(TOOL_FAIL);
    }
    if (!sn_secrets_count(s))
        tool_warn("%s: no secrets of TLS in it", path);
    sn_secrets_free(s);
}

static int by_number(const void *va, const void *vb)
{
    const struct sn_packet_comment *a = va, *b = vb;

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text; /* as they were given */
}

void filter_edit_check(struct filter_job *j)
{
    if (j->ncomments)
        qsort(j->comments, j->ncomments, sizeof *j->comments, by_number);
    if ((j->ncomments || j->nsection_comments) && j->has_format && j->format == SN_PCAP)
        tool_usage("pcap can't hold comments; pcapng can");
    if (j->keylog && j->has_format && j->format == SN_PCAP)
        tool_usage("pcap can't hold secrets; pcapng can");
    if (j->edit.lengths && !j->edit.snaplen && !j->edit.nchops)
        tool_usage("--adjust-lengths goes with -s or --chop");
    j->split = j->series.file_size || j->series.period || j->series.packets || j->series.files ||
               j->series.ring;
    if (!j->split)
        return;
    if (!j->out || strcmp(j->out, "-") == 0)
        tool_usage("-C, -G, -W, --ring and --file-packets need '-w FILE'");
    if (!j->series.file_size && !j->series.period && !j->series.packets)
        tool_usage("-W and --ring need -C, -G or --file-packets");
    if (j->series.ring && j->series.files)
        tool_usage("--ring keeps the last files, -W the first: choose one");
}

void filter_edit_free(struct filter_job *j)
{
    sn_ranges_free(j->packets);
    free(j->comments);
    free(j->section_comments);
    free(j->keylog);
}
