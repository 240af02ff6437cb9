/* Values of options: see sn/optionvalues.h. */
#include "sn/optionvalues.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sn/dedup.h"

#define DEDUP_PACKETS 5

enum sn_err sn_option_compress(void *compress, const char *name, const char *value,
                               struct sn_diag *d)
{
    (void)name;
    return sn_compress_parse(compress, value ? value : "gzip", d);
}

enum sn_err sn_option_sort(void *task, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_task_opts *o = task;
    uint64_t n = o->memory;
    enum sn_err e = value ? sn_option_size(&n, name, value, 1, d) : SN_OK;

    o->sort = true;
    o->memory = (size_t)n;
    return e;
}

/* ---- how packets are printed ---- */

static enum sn_err dump(struct sn_fmt_opts *o, enum sn_dump_how how)
{
    static const uint8_t rank[] = {[SN_DUMP_ASCII] = 1, [SN_DUMP_HEX] = 2, [SN_DUMP_BOTH] = 3};

    o->text.dump |= how != SN_DUMP_ASCII;
    o->text.hex |= how == SN_DUMP_HEX;
    if (o->dump == how) {
        o->dump_link = true;
    } else if (rank[how] > rank[o->dump]) {
        o->dump = (uint8_t)how;
        o->dump_link = false;
    }
    return SN_OK;
}

enum sn_err sn_option_hex(void *fmt, const char *name, const char *value, struct sn_diag *d)
{
    (void)name, (void)value, (void)d;
    return dump(fmt, SN_DUMP_HEX);
}

enum sn_err sn_option_hex_ascii(void *fmt, const char *name, const char *value, struct sn_diag *d)
{
    (void)name, (void)value, (void)d;
    return dump(fmt, SN_DUMP_BOTH);
}

enum sn_err sn_option_ascii(void *fmt, const char *name, const char *value, struct sn_diag *d)
{
    (void)name, (void)value, (void)d;
    return dump(fmt, SN_DUMP_ASCII);
}

enum sn_err sn_option_time(void *fmt, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_fmt_opts *o = fmt;

    (void)name, (void)value, (void)d;
    if (o->time < SN_TIME_SINCE_FIRST)
        o->time++;
    return SN_OK;
}

/* ---- which packets ---- */

static enum sn_err point(struct sn_when *when, bool *has, const char *value, struct sn_diag *d)
{
    struct timespec now;

    *has = true;
    clock_gettime(CLOCK_REALTIME, &now);
    return sn_time_parse(when, value, now.tv_sec * INT64_C(1000000000) + now.tv_nsec, d);
}

enum sn_err sn_option_after(void *select, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_selector_opts *o = select;

    (void)name;
    return point(&o->after, &o->has_after, value, d);
}

enum sn_err sn_option_before(void *select, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_selector_opts *o = select;

    (void)name;
    return point(&o->before, &o->has_before, value, d);
}

enum sn_err sn_option_sample(void *select, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_selector_opts *o = select;
    char part[40];
    int64_t n = 0;
    enum sn_err e;

    if (strncmp(value, "1/", 2) != 0)
        return sn_fail(d, SN_EUSAGE, "%s takes 1/N, not '%s'", name, value);
    snprintf(part, sizeof part, "%s 1/", name);
    e = sn_option_number(&n, part, value + 2, 1, INT64_MAX, d);
    o->sample = (uint64_t)n;
    return e;
}

static enum sn_err window(struct sn_selector_opts *o, const char *name, const char *value,
                          struct sn_diag *d)
{
    int64_t n = DEDUP_PACKETS;
    enum sn_err e = SN_OK;

    o->dedup = true;
    o->dedup_packets = 0;
    if (value && strspn(value, "0123456789") != strlen(value))
        return sn_duration_parse(&o->dedup_ns, value, d);
    if (value)
        e = sn_option_number(&n, name, value, 1, SN_DEDUP_MAX, d);
    o->dedup_packets = (uint32_t)n;
    return e;
}

enum sn_err sn_option_dedup(void *select, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_selector_opts *o = select;

    o->duplicates = false;
    return window(o, name, value, d);
}

enum sn_err sn_option_duplicates(void *select, const char *name, const char *value,
                                 struct sn_diag *d)
{
    struct sn_selector_opts *o = select;

    o->duplicates = true;
    return window(o, name, value, d);
}

enum sn_err sn_option_ranges(void *ranges, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_ranges **r = ranges;

    (void)name;
    sn_ranges_free(*r);
    *r = NULL;
    return sn_ranges_parse(r, value, d);
}

/* ---- how they are changed ---- */

enum sn_err sn_option_shift(void *edit, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_edit *e = edit;
    bool back = *value == '-';
    enum sn_err err = sn_duration_parse(&e->shift, value + (back || *value == '+'), d);

    (void)name;
    if (back)
        e->shift = -e->shift;
    return err;
}

enum sn_err sn_option_chop(void *edit, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_edit *e = edit;

    if (e->nchops == SN_CHOPS_MAX)
        return sn_fail(d, SN_EUSAGE, "%s can be given %d times", name, SN_CHOPS_MAX);
    return sn_chop_parse(&e->chop[e->nchops++], value, d);
}

enum sn_err sn_option_packet_comment(void *comments, const char *name, const char *value,
                                     struct sn_diag *d)
{
    struct sn_packet_comments *c = comments;
    struct sn_packet_comment *v;
    char *end;
    uint64_t number = strtoull(value, &end, 10);
    size_t at = c->n;

    if (*value < '1' || *value > '9' || *end != ':' || !end[1])
        return sn_fail(d, SN_EUSAGE, "%s takes NUMBER:TEXT, not '%s'", name, value);
    v = reallocarray(c->v, c->n + 1, sizeof *v);
    if (!v)
        return sn_fail(d, SN_ENOMEM, "no memory for the options");
    c->v = v;
    c->n++;
    for (; at && v[at - 1].number > number; at--)
        v[at] = v[at - 1];
    v[at] = (struct sn_packet_comment){.number = number, .text = end + 1};
    return SN_OK;
}

/* ---- the recorder ---- */

#define SIZE_LEAST   (UINT64_C(64) << 10)
#define SIZE_DEFAULT (UINT64_C(1) << 30)

/* A number with or without k, m, g: what else is a time must be told apart from. */
static bool is_size(const char *value)
{
    size_t n = strspn(value, "0123456789");

    return n && (!value[n] || (!value[n + 1] && strchr("kmgKMG", value[n])));
}

static uint64_t memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
}

uint64_t sn_recorder_default_size(void)
{
    uint64_t n = memory() / 4 >> 20 << 20;

    return n && n < SIZE_DEFAULT ? n : SIZE_DEFAULT;
}

enum sn_err sn_option_recorder(void *recorder, const char *name, const char *value,
                               struct sn_diag *d)
{
    struct sn_recorder_opts *o = recorder;
    enum sn_err e;

    if (!is_size(value)) {
        if (sn_duration_parse(&o->time, value, NULL) == SN_OK && o->time)
            return SN_OK;
        return sn_fail(d, SN_EUSAGE,
                       "%s takes a size such as 64k, 5m or 1g, or a time such as 30s, 5min or "
                       "1h30m, not '%s'",
                       name, value);
    }
    e = sn_option_size(&o->size, name, value, 1, d);
    if (!e && o->size < SIZE_LEAST)
        return sn_fail(d, SN_EUSAGE, "%s: %s is too small: 64k at least; a time has its unit: 30s",
                       name, value);
    if (!e && memory() && o->size > memory())
        return sn_fail(d, SN_EUSAGE, "%s: %s is more than the memory of this machine", name, value);
    return e;
}

/* ---- statistics ---- */

enum sn_err sn_option_view(void *view, const char *name, const char *value, struct sn_diag *d)
{
    const struct sn_stat_view *v = sn_stat_views;

    (void)name;
    while (v->name && strcmp(v->name, value) != 0)
        v++;
    if (!v->name)
        return sn_fail(d, SN_EUSAGE, "no such view: '%s'", value);
    *(const struct sn_stat_view **)view = v;
    return SN_OK;
}

enum sn_err sn_option_order(void *order, const char *name, const char *value, struct sn_diag *d)
{
    unsigned i = 0;

    while (sn_stat_order_name(i) && strcmp(sn_stat_order_name(i), value) != 0)
        i++;
    if (!sn_stat_order_name(i))
        return sn_fail(d, SN_EUSAGE, "%s: no such order: '%s'", name, value);
    *(enum sn_stat_order *)order = (enum sn_stat_order)i;
    return SN_OK;
}

static enum sn_err duration(int64_t *ns, const char *name, const char *value, struct sn_diag *d)
{
    struct sn_diag why;

    return sn_duration_parse(ns, value, &why)
               ? sn_fail(d, SN_EUSAGE, "%s %s: %s", name, value, why.msg)
               : SN_OK;
}

enum sn_err sn_option_interval(void *ns, const char *name, const char *value, struct sn_diag *d)
{
    enum sn_err e = duration(ns, name, value, d);

    return e || *(int64_t *)ns >= 1000000
               ? e
               : sn_fail(d, SN_EUSAGE, "%s %s: a millisecond at least", name, value);
}

enum sn_err sn_option_timeout(void *ns, const char *name, const char *value, struct sn_diag *d)
{
    enum sn_err e = duration(ns, name, value, d);

    return e || *(int64_t *)ns > 0 ? e
                                   : sn_fail(d, SN_EUSAGE, "%s %s: more than no time", name, value);
}
