/* A capture written to several files: see sn/series.h. */
#include "sn/series.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cap/filename.h"

enum { PCAP_RECORD = 16, EPB_RECORD = 28 }; /* in front of a packet */

struct sn_series {
    struct sn_series_opts o;
    int dir;
    const char *pattern; /* the last part of the path */
    char *name;          /* of the file at hand, with its directory */
    char stamped[NAME_MAX + 1];
    char **kept; /* ring: the last files' names, NULL where none */

    struct sn_writer *w; /* NULL: between files */
    uint64_t number;     /* of files begun */
    uint64_t packets;    /* in this one, */
    uint64_t coming;     /* and bytes that will be written to it by the call at hand */
    int64_t until;       /* packets from here on belong to the next file */
    bool full;

    const struct sn_writer_opts *writer; /* NULL: not said yet */
    const char *const *comment;
    size_t ncomments;
    struct sn_losses losses;
};

static enum sn_err open_directory(struct sn_series *s, struct sn_diag *d)
{
    const char *slash = strrchr(s->o.path, '/');
    char *dir = slash ? strndup(s->o.path, (size_t)(slash - s->o.path) + 1) : strdup(".");

    if (!dir)
        return sn_fail(d, SN_ENOMEM, "no memory for a file's name");
    s->pattern = slash ? slash + 1 : s->o.path;
    s->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    free(dir);
    if (s->dir < 0)
        return sn_fail_sys(d, errno, "can't be created");
    if (!*s->pattern)
        return sn_fail(d, SN_EUSAGE, "a file is expected, not a directory");
    return SN_OK;
}

enum sn_err sn_series_new(struct sn_series **out, const struct sn_series_opts *o, struct sn_diag *d)
{
    struct sn_series *s = calloc(1, sizeof *s);
    enum sn_err e;

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory for the files");
    s->o = *o;
    s->dir = -1;
    s->until = INT64_MAX;
    e = open_directory(s, d);
    if (!e && o->ring && !(s->kept = calloc(o->ring, sizeof *s->kept)))
        e = sn_fail(d, SN_ENOMEM, "no memory for %llu files", (unsigned long long)o->ring);
    if (e) {
        sn_series_free(s);
        return e;
    }
    *out = s;
    return SN_OK;
}

int sn_series_dir(const struct sn_series *s)
{
    return s->dir;
}

const char *sn_series_name(const struct sn_series *s)
{
    return s->name ? s->name : s->o.path;
}

bool sn_series_full(const struct sn_series *s)
{
    return s->full;
}

void sn_series_writer(struct sn_series *s, const struct sn_writer_opts *o)
{
    s->writer = o;
}

/* ---- files ---- */

/* With ring, the file that was begun so many files ago goes. */
static void forget_oldest(struct sn_series *s, const char *name)
{
    char **slot;

    if (!s->kept)
        return;
    slot = &s->kept[s->number % s->o.ring];
    if (*slot && strcmp(*slot, name) != 0)
        (void)unlinkat(s->dir, *slot, 0);
    free(*slot);
    *slot = strdup(name);
}

static enum sn_err remember_name(struct sn_series *s, const char *name, struct sn_diag *d)
{
    size_t dir = (size_t)(s->pattern - s->o.path), n = dir + strlen(name) + 1;
    char *all = malloc(n);

    if (!all)
        return sn_fail(d, SN_ENOMEM, "no memory for a file's name");
    memcpy(all, s->o.path, dir);
    strlcpy(all + dir, name, n - dir);
    free(s->name);
    s->name = all;
    return SN_OK;
}

static enum sn_err create(struct sn_series *s, const char *name, int *out, struct sn_diag *d)
{
    int fd = openat(s->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);

    if (fd < 0)
        return sn_fail_sys(d, errno, "can't be created");
    if (s->o.refuse && s->o.refuse(s->o.ctx, fd)) {
        close(fd);
        return sn_fail(d, SN_EUSAGE, "is read, too: choose another file to write to");
    }
    if (ftruncate(fd, 0) != 0 && errno != EINVAL) { /* no regular file */
        int sys = errno;

        close(fd);
        return sn_fail_sys(d, sys, "can't be emptied");
    }
    *out = fd;
    return SN_OK;
}

static enum sn_err open_sink(struct sn_series *s, int64_t when, struct sn_sink **sink,
                             struct sn_diag *d)
{
    struct filename as = {
        .pattern = s->pattern,
        .number = s->number,
        .limit = s->o.ring        ? s->o.ring
                 : s->o.file_size ? s->o.files
                                  : 0,
        .by_size = s->o.file_size || s->o.packets,
        .stamped = s->stamped,
    };
    char name[NAME_MAX + 1];
    enum sn_err e = sn_filename(&as, when, name, sizeof name, d);
    int fd = -1;

    if (!e)
        e = remember_name(s, name, d);
    if (e)
        return e;
    forget_oldest(s, name);
    e = create(s, name, &fd, d);
    if (!e)
        e = sn_sink_open_fd(sink, fd, true, s->name, d);
    return e ? e : sn_sink_compress_as(sink, &s->o.compress, d);
}

/* Begins the file for a packet. */
static enum sn_err begin(struct sn_series *s, int64_t ts, struct sn_diag *d)
{
    int64_t when = ts;
    struct sn_sink *sink;
    enum sn_err e;

    if (s->o.period) {
        int64_t slot = sn_slot_begin(ts, s->o.period);

        if (__builtin_add_overflow(slot, s->o.period, &s->until))
            s->until = INT64_MAX;
        when = s->number ? slot : ts;
    }
    e = open_sink(s, when, &sink, d);
    if (e)
        return e;
    s->number++;
    s->packets = 0;
    e = sn_writer_open_all(&s->w, sink, s->writer, d);
    if (!e)
        sn_writer_comment(s->w, s->comment, s->ncomments);
    return e;
}

static enum sn_err end_file(struct sn_series *s, struct sn_diag *d)
{
    struct sn_writer *w = s->w;

    if (!w)
        return SN_OK;
    sn_losses_add(&s->losses, sn_writer_losses(w));
    s->w = NULL;
    return sn_writer_close(w, d);
}

/* ---- packets ---- */

/* How large a packet's record will be, or a few bytes more. */
static uint64_t size_of(const struct sn_series *s, const struct sn_reader *r,
                        const struct sn_pkt *p)
{
    enum sn_format from = sn_reader_format(r), to = s->writer->format;
    uint64_t n = p->caplen;
    struct sn_opts o;

    if (from == to && !p->recode && !s->ncomments)
        return p->reclen;
    if (to == SN_PCAP)
        return PCAP_RECORD + n;
    n += EPB_RECORD + (-n & 3) + 4;
    o = sn_pkt_opts(p);
    n += o.p ? (uint64_t)(o.end - o.p) + 4 : 0;
    for (size_t i = 0; i < s->ncomments; i++)
        n += 8 + strlen(s->comment[i]);
    if (!o.p && p->recode && from == to &&
        n < p->reclen) /* bytes were taken out at its beginning */
        n = p->reclen;
    return n;
}

static bool is_next(const struct sn_series *s, const struct sn_reader *r, const struct sn_pkt *p)
{
    if (!s->w || !s->packets)
        return false;
    if (p->ts >= s->until || (s->o.packets && s->packets >= s->o.packets))
        return true;
    return s->o.file_size &&
           sn_sink_count(sn_writer_sink(s->w)) + s->coming + size_of(s, r, p) > s->o.file_size;
}

static bool enough(const struct sn_series *s)
{
    return s->o.files && (s->o.period || !s->o.file_size) && s->number >= s->o.files;
}

static enum sn_err write_part(struct sn_series *s, const struct sn_reader *r,
                              const struct sn_batch *b, uint32_t from, uint32_t to,
                              struct sn_diag *d)
{
    struct sn_batch part = *b;

    part.pkt += from;
    part.n = to - from;
    s->coming = 0;
    return s->w && part.n ? sn_writer_batch(s->w, r, &part, d) : SN_OK;
}

enum sn_err sn_series_batch(struct sn_series *s, const struct sn_reader *r,
                            const struct sn_batch *b, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    uint32_t from = 0;

    for (uint32_t i = 0; i < b->n && !e && !s->full; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        if (p->drop || p->meta) {
            s->coming += p->drop ? 0 : p->reclen;
            continue;
        }
        if (is_next(s, r, p)) {
            e = write_part(s, r, b, from, i, d);
            from = i;
            if (!e)
                e = end_file(s, d);
            s->full = enough(s);
        }
        if (!e && !s->w && !s->full)
            e = begin(s, p->ts, d);
        s->coming += size_of(s, r, p);
        if (!e && !s->packets++) { /* now it is known how much is in front of packets */
            e = write_part(s, r, b, from, i + 1, d);
            from = i + 1;
        }
    }
    return e || s->full ? e : write_part(s, r, b, from, b->n, d);
}

void sn_series_comment(struct sn_series *s, const char *const *text, size_t n)
{
    s->comment = text;
    s->ncomments = n;
    if (s->w)
        sn_writer_comment(s->w, text, n);
}

enum sn_err sn_series_flush(struct sn_series *s, struct sn_diag *d)
{
    return s->w ? sn_writer_flush(s->w, d) : SN_OK;
}

const struct sn_losses *sn_series_losses(struct sn_series *s)
{
    return &s->losses;
}

enum sn_err sn_series_end(struct sn_series *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (!s->number && s->writer)
        e = begin(s, 0, d);
    return e ? e : end_file(s, d);
}

void sn_series_free(struct sn_series *s)
{
    if (!s)
        return;
    (void)!end_file(s, NULL);
    for (uint64_t i = 0; s->kept && i < s->o.ring; i++)
        free(s->kept[i]);
    free(s->kept);
    free(s->name);
    if (s->dir >= 0)
        close(s->dir);
    free(s);
}
