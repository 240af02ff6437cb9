/* What goes into which file, and when it is enough: see sn/output.h. */
#include "cap/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sn_err open_dir(struct sn_output *out, struct sn_diag *d)
{
    const char *path = out->o.path, *slash = strrchr(path, '/');
    char *dir;

    out->pattern = slash ? slash + 1 : path;
    if (!*out->pattern)
        return sn_fail(d, SN_EUSAGE, "is a directory");
    if (memchr(path, '%', (size_t)(out->pattern - path)))
        return sn_fail(d, SN_EUSAGE, "only the last part of the name can hold a time");
    dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!dir)
        return sn_fail(d, SN_ENOMEM, "no memory for a file's name");
    out->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(dir);
    return out->dir < 0 ? sn_fail_sys(d, errno, "can't be created") : SN_OK;
}

static void output_free(struct sn_output *out)
{
    sn_copy_close(&out->copy);
    if (out->created)
        close(out->fd);
    if (out->dir >= 0)
        close(out->dir);
    for (uint64_t i = 0; out->kept && i < out->o.ring; i++)
        free(out->kept[i]);
    free(out->kept);
    free(out->name);
    free(out);
}

enum sn_err sn_output_new(struct sn_output **to, const struct sn_output_opts *o, struct sn_diag *d)
{
    struct sn_output *out = calloc(1, sizeof *out);
    enum sn_err e = SN_OK;

    if (!out)
        return sn_fail(d, SN_ENOMEM, "no memory for an output");
    *out =
        (struct sn_output){.o = *o, .dir = -1, .again = -1, .until = INT64_MAX, .end = INT64_MAX};
    sn_copy_init(&out->copy, o->copy ? o->copy_fd : -1);
    out->o.digits = o->digits == 9 ? 9 : 6;
    if (o->ring && !(out->kept = calloc(o->ring, sizeof *out->kept)))
        e = sn_fail(d, SN_ENOMEM, "no memory for the names of files");
    if (e == SN_OK && o->path && strcmp(o->path, "-") != 0)
        e = open_dir(out, d);
    if (e != SN_OK) {
        output_free(out);
        return e;
    }
    *to = out;
    return SN_OK;
}

int sn_output_dir(const struct sn_output *out, const char **pattern)
{
    *pattern = out->pattern;
    return out->dir;
}

enum sn_err sn_output_create(struct sn_output *out, uint32_t uid, uint32_t gid, struct sn_diag *d)
{
    return out->o.lazy || out->dir < 0 ? SN_OK : sn_file_create(out, uid, gid, d);
}

/* The copy's file header. */
static enum sn_err begin_copy(struct sn_output *out, struct sn_diag *d)
{
    struct sn_writer *w = NULL;
    struct sn_sink *sink;
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, COPY_MAX);
    e = sn_sink_open_buf(&sink, &b, d);
    if (e == SN_OK)
        e = sn_writer_open(&w, sink, out->o.format, out->ifs, out->nifs, d);
    if (e == SN_OK)
        e = sn_writer_flush(w, d);
    if (e == SN_OK)
        sn_copy_put(&out->copy, &(struct iovec){b.base, sn_buf_len(&b)}, 1, sn_buf_len(&b), 0);
    if (w)
        (void)!sn_writer_close(w, &(struct sn_diag){0});
    sn_buf_free(&b);
    return e;
}

enum sn_err sn_output_open(struct sn_output *out, const struct sn_iface *ifs, uint32_t n,
                           struct sn_diag *d)
{
    enum sn_err e;

    out->ifs = ifs;
    out->nifs = n;
    if (out->copy.fd >= 0 && (e = begin_copy(out, d)) != SN_OK)
        return e;
    return out->o.lazy && out->dir >= 0 ? sn_file_try(out, d) : sn_file_open(out, d);
}

void sn_output_until(struct sn_output *out, int64_t end)
{
    out->end = end;
}

void sn_output_stats(struct sn_output *out, void (*fill)(void *ctx, struct sn_ifstats *s),
                     void *ctx)
{
    out->stats = fill;
    out->stats_ctx = ctx;
}

bool sn_output_full(const struct sn_output *out)
{
    return out->full;
}

uint64_t sn_output_packets(const struct sn_output *out, uint64_t *unwritten)
{
    *unwritten = out->unwritten;
    return out->packets;
}

uint64_t sn_output_left_out(const struct sn_output *out)
{
    return out->copy.left_out;
}

const char *sn_output_name(const struct sn_output *out)
{
    if (out->dir < 0)
        return "standard output";
    return out->name ? out->name : out->o.path;
}

/* A run of records of a chunk that may go into the open file together. */
struct run {
    size_t at, end; /* places in the chunk */
    size_t bytes;
    uint64_t packets;
    bool next_file; /* the record behind it belongs to the next file */
};

/* Why the record of n bytes at p, behind r, can't join it. */
static bool ends_run(struct sn_output *out, const struct run *r, const uint8_t *p, size_t n)
{
    const struct sn_output_opts *o = &out->o;
    int64_t ts = sn_rec_ts(p, o->format, o->digits);

    /* A clock that runs ahead (an adapter's) must neither end everything before its time nor begin
     * a file for every packet. */
    if ((o->count && out->packets + r->packets >= o->count) ||
        (o->max_bytes && out->bytes + r->bytes + n > o->max_bytes) ||
        (ts >= out->end && out->now >= out->end)) {
        out->full = true;
        return true;
    }
    return (ts >= out->until && out->now >= out->until) ||
           (o->file_size && sn_sink_count(out->sink) + r->bytes + n > o->file_size);
}

/* True when nothing can end inside the chunk, so that it needn't be looked through. */
static bool goes_whole(const struct sn_output *out, const struct sn_chunk *c)
{
    const struct sn_output_opts *o = &out->o;

    return (!o->count || out->packets + c->packets <= o->count) &&
           (!o->max_bytes || out->bytes + c->used <= o->max_bytes) &&
           (!o->file_size || sn_sink_count(out->sink) + c->used <= o->file_size) &&
           c->latest < out->until && c->latest < out->end;
}

static void extend(struct run *r, const struct sn_chunk *c, size_t n)
{
    r->end = sn_chunk_next(c, r->end, n);
    r->bytes += n;
    r->packets++;
}

static struct run next_run(struct sn_output *out, const struct sn_chunk *c, size_t at)
{
    struct run r = {.at = at, .end = at};

    if (at == 0 && goes_whole(out, c))
        return (struct run){.end = sn_chunk_end(c), .bytes = c->used, .packets = c->packets};
    while (r.end < sn_chunk_end(c)) {
        const uint8_t *p = sn_chunk_rec(c, r.end);
        size_t n = sn_rec_len(p, out->o.format);

        if (ends_run(out, &r, p, n)) {
            r.next_file = !out->full;
            break;
        }
        extend(&r, c, n);
    }
    return r;
}

/* How much of a run is in the file after a write that failed: a full file was cut back to whole
 * records. */
static struct run survivors(const struct sn_output *out, const struct sn_chunk *c,
                            const struct run *r, uint64_t before)
{
    struct run in = {.at = r->at, .end = r->at};
    struct stat st;
    size_t n;

    if (out->o.compress.on || fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return in;
    while (in.end < r->end) {
        n = sn_rec_len(sn_chunk_rec(c, in.end), out->o.format);
        if (before + in.bytes + n > (uint64_t)st.st_size)
            break;
        extend(&in, c, n);
    }
    return in;
}

/* Writes what it can of a run; *done is that, also on failure. */
static enum sn_err write_run(struct sn_output *out, const struct sn_chunk *c, const struct run *r,
                             struct run *done, struct sn_diag *d)
{
    uint64_t before = sn_sink_count(out->sink);
    enum sn_err e = SN_OK;

    if (r->packets && c->v)
        e = sn_sink_write_records(out->sink,
                                  &(struct sn_pieces){.v = c->v + r->at * c->each,
                                                      .n = r->packets * c->each,
                                                      .each = c->each,
                                                      .bytes = r->bytes},
                                  d);
    else if (r->packets)
        e = sn_sink_write(out->sink, c->data + r->at, r->bytes, d);
    if (e == SN_OK)
        sn_sink_mark(out->sink);
    /* At once, so that a full disk is known with the packets that don't fit still at hand. */
    if (e == SN_OK && !out->o.compress.on)
        e = sn_sink_flush(out->sink, d);
    *done = e == SN_OK ? *r : survivors(out, c, r, before);
    if (e == SN_OK && c->v)
        sn_copy_put(&out->copy, c->v + r->at * c->each, r->packets * c->each, r->bytes, r->packets);
    else if (e == SN_OK)
        sn_copy_put(&out->copy, &(struct iovec){c->data + r->at, r->bytes}, 1, r->bytes,
                    r->packets);
    out->packets += done->packets;
    out->bytes += done->bytes;
    return e;
}

/* The disk is full: with wait_when_full, the next file is begun as soon as there is room. */
static enum sn_err go_on_when_full(struct sn_output *out, struct sn_diag *d)
{
    struct sn_diag full = *d;
    enum sn_err e = full.code;

    if (e != SN_ENOSPC || !out->o.wait_when_full || out->dir < 0)
        return e;
    (void)!sn_file_close(out, d);
    if (!sn_file_wait_room(out)) {
        *d = full;
        return e;
    }
    if (out->o.events.room)
        out->o.events.room(out->o.events.ctx);
    return sn_file_open(out, d);
}

enum sn_err sn_output_write(struct sn_output *out, const struct sn_chunk *c, struct sn_diag *d)
{
    uint64_t packets = out->packets;
    enum sn_err e = SN_OK;
    struct run r, done;
    size_t at = 0;

    if (!out->w && !out->full && (e = sn_file_open(out, d)) != SN_OK)
        return e;
    out->now = sn_cap_now();
    while (e == SN_OK && at < sn_chunk_end(c) && !out->full) {
        r = next_run(out, c, at);
        /* A file that is still empty takes its first record whatever the limit of its size. */
        if (!r.packets && r.next_file && out->fresh) {
            r.next_file = false;
            extend(&r, c, sn_rec_len(sn_chunk_rec(c, at), out->o.format));
        }
        e = write_run(out, c, &r, &done, d);
        at = done.end;
        out->fresh &= done.packets == 0;
        if (e == SN_OK && r.next_file)
            e = sn_output_rotate(out, d);
        else if (e != SN_OK)
            e = go_on_when_full(out, d);
    }
    out->full |= out->o.count && out->packets >= out->o.count;
    if (e != SN_OK)
        out->unwritten += c->packets - (out->packets - packets);
    return e;
}

enum sn_err sn_output_flush(struct sn_output *out, struct sn_diag *d)
{
    return out->w ? sn_writer_flush(out->w, d) : SN_OK;
}

/* files without file_size: that many files, then the end. */
static bool was_last(const struct sn_output *out)
{
    const struct sn_output_opts *o = &out->o;

    return o->files && (o->period || !o->file_size) && out->number >= o->files;
}

enum sn_err sn_output_end(struct sn_output *out, struct sn_diag *d)
{
    if (out->dir < 0)
        return sn_output_flush(out, d);
    out->full |= was_last(out);
    return sn_file_close(out, d);
}

enum sn_err sn_output_rotate(struct sn_output *out, struct sn_diag *d)
{
    enum sn_err e = sn_output_end(out, d);

    return e != SN_OK || out->full || out->dir < 0 ? e : sn_file_open(out, d);
}

enum sn_err sn_output_reopen(struct sn_output *out, struct sn_diag *d)
{
    const char *base = out->name + (out->pattern - out->o.path);
    struct stat mine, there;

    if (out->dir >= 0 && out->w && fstat(out->fd, &mine) == 0 &&
        (fstatat(out->dir, base, &there, AT_SYMLINK_NOFOLLOW) != 0 || mine.st_ino != there.st_ino ||
         mine.st_dev != there.st_dev))
        out->number--;
    return sn_output_rotate(out, d);
}

enum sn_err sn_output_tick(struct sn_output *out, int64_t seen, struct sn_diag *d)
{
    return out->w && seen >= out->until ? sn_output_rotate(out, d) : SN_OK;
}

enum sn_err sn_output_close(struct sn_output *out, struct sn_diag *d)
{
    enum sn_err e;

    if (!out)
        return SN_OK;
    e = sn_file_close(out, d);
    output_free(out);
    return e;
}
