/* snfilter's options that change packets, and split what is written into files. */
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

static void set_packets(struct filter_job *j, const char *value)
{
    struct sn_diag d;

    sn_ranges_free(j->packets);
    if (sn_ranges_parse(&j->packets, value, &d))
        filter_bad_value("--packets", value, &d);
}

static void set_shift(struct filter_job *j, const char *value)
{
    bool back = *value == '-';
    struct sn_diag d;

    if (sn_duration_parse(&j->edit.shift, value + (back || *value == '+'), &d))
        filter_bad_value("--shift", value, &d);
    if (back)
        j->edit.shift = -j->edit.shift;
    j->edits = true;
}

static void add_chop(struct filter_job *j, const char *value)
{
    struct sn_diag d;

    if (j->edit.nchops == SN_CHOPS_MAX)
        tool_usage("--chop can be given %d times", SN_CHOPS_MAX);
    if (sn_chop_parse(&j->edit.chop[j->edit.nchops++], value, &d))
        filter_bad_value("--chop", value, &d);
    j->edits = true;
}

static void add_comment(struct filter_job *j, const char *value)
{
    struct filter_comment *c;
    char *end;

    j->comments = more(j->comments, j->ncomments, sizeof *j->comments);
    c = &j->comments[j->ncomments++];
    c->number = strtoull(value, &end, 10);
    if (*value < '1' || *value > '9' || *end != ':' || !end[1])
        tool_usage("--packet-comment takes NUMBER:TEXT, not '%s'", value);
    c->text = end + 1;
}

static void set_period(struct filter_job *j, const char *value)
{
    struct sn_diag d;

    if (sn_duration_parse(&j->series.period, value, &d))
        filter_bad_value("-G", value, &d);
    if (!j->series.period)
        tool_usage("-G takes a time such as 10, 1.5s, 5m or 1h30m, not '%s'", value);
    j->split = true;
}

static bool split_option(struct filter_job *j, int c, const char *value)
{
    switch (c) {
    case 'C':
        j->series.file_size = tool_size("-C", value, 1000000);
        break;
    case 'G':
        set_period(j, value);
        break;
    case 'W':
        j->series.files = (uint64_t)tool_number("-W", value, 1, 1000000);
        break;
    case FILTER_RING:
        j->series.ring = (uint64_t)tool_number("--ring", value, 1, 1000000);
        break;
    case FILTER_SPLIT_PACKETS:
        j->series.packets = (uint64_t)tool_number("--file-packets", value, 1, INT64_MAX);
        break;
    default:
        return false;
    }
    j->split = true;
    return true;
}

bool filter_edit_option(struct filter_job *j, int c, const char *value)
{
    switch (c) {
    case FILTER_PACKETS:
        set_packets(j, value);
        break;
    case FILTER_SHIFT:
        set_shift(j, value);
        break;
    case FILTER_CHOP:
        add_chop(j, value);
        break;
    case FILTER_LENGTHS:
        j->edit.lengths = true;
        break;
    case FILTER_PACKET_COMMENT:
        add_comment(j, value);
        break;
    case FILTER_CAPTURE_COMMENT:
        j->section_comments =
            more(j->section_comments, j->nsection_comments, sizeof *j->section_comments);
        j->section_comments[j->nsection_comments++] = value;
        break;
    case FILTER_NO_PACKET_COMMENTS:
        j->no_comments = true;
        break;
    case FILTER_NO_CAPTURE_COMMENTS:
        j->no_section_comments = true;
        break;
    default:
        return split_option(j, c, value);
    }
    return true;
}

static int by_number(const void *va, const void *vb)
{
    const struct filter_comment *a = va, *b = vb;

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
    if (j->edit.lengths && !j->edit.snaplen && !j->edit.nchops)
        tool_usage("--adjust-lengths goes with -s or --chop");
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
}
