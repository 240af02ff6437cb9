/* What goes into which file, and when it is enough: see sncap_out.h. */
#include "sncap_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sn_err open_dir(struct output *out, struct sn_diag *d)
{
    const char *path = out->o->file, *slash = strrchr(path, '/');
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

enum sn_err sncap_out_init(struct output *out, const struct options *o, struct sn_diag *d)
{
    *out = (struct output){.o = o, .dir = -1, .until = INT64_MAX, .end = INT64_MAX};
    if (o->ring && !(out->kept = calloc(o->ring, sizeof *out->kept)))
        return sn_fail(d, SN_ENOMEM, "no memory for the names of files");
    return o->file && strcmp(o->file, "-") != 0 ? open_dir(out, d) : SN_OK;
}

enum sn_err sncap_out_open(struct output *out, const struct sn_iface *ifs, uint32_t n,
                           struct sn_diag *d)
{
    out->ifs = ifs;
    out->nifs = n;
    return out->o->recorder && out->dir >= 0 ? sncap_file_try(out, d) : sncap_file_open(out, d);
}

const char *sncap_out_name(const struct output *out)
{
    if (out->dir < 0)
        return "standard output";
    return out->name ? out->name : out->o->file;
}

/* A run of records of a chunk that may go into the open file together. */
struct run {
    size_t at, end; /* places in the chunk */
    size_t bytes;
    uint64_t packets;
    bool next_file; /* the record behind it belongs to the next file */
};

/* Why the record of n bytes at p, behind r, can't join it. */
static bool ends_run(struct output *out, const struct run *r, const uint8_t *p, size_t n)
{
    const struct options *o = out->o;
    int64_t ts = sncap_rec_ts(p, o->format, o->digits);

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
static bool goes_whole(const struct output *out, const struct chunk *c)
{
    const struct options *o = out->o;

    return (!o->count || out->packets + c->packets <= o->count) &&
           (!o->max_bytes || out->bytes + c->used <= o->max_bytes) &&
           (!o->file_size || sn_sink_count(out->sink) + c->used <= o->file_size) &&
           c->latest < out->until && c->latest < out->end;
}

static void extend(struct run *r, const struct chunk *c, size_t n)
{
    r->end = sncap_chunk_next(c, r->end, n);
    r->bytes += n;
    r->packets++;
}

static struct run next_run(struct output *out, const struct chunk *c, size_t at)
{
    struct run r = {.at = at, .end = at};

    if (at == 0 && goes_whole(out, c))
        return (struct run){.end = sncap_chunk_end(c), .bytes = c->used, .packets = c->packets};
    while (r.end < sncap_chunk_end(c)) {
        const uint8_t *p = sncap_chunk_rec(c, r.end);
        size_t n = sncap_rec_len(p, out->o->format);

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
static struct run survivors(const struct output *out, const struct chunk *c, const struct run *r,
                            uint64_t before)
{
    struct run in = {.at = r->at, .end = r->at};
    struct stat st;
    size_t n;

    if (out->o->compress || fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return in;
    while (in.end < r->end) {
        n = sncap_rec_len(sncap_chunk_rec(c, in.end), out->o->format);
        if (before + in.bytes + n > (uint64_t)st.st_size)
            break;
        extend(&in, c, n);
    }
    return in;
}

/* Writes what it can of a run; *done is that, also on failure. */
static enum sn_err write_run(struct output *out, const struct chunk *c, const struct run *r,
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
    if (e == SN_OK && !out->o->compress)
        e = sn_sink_flush(out->sink, d);
    *done = e == SN_OK ? *r : survivors(out, c, r, before);
    out->packets += done->packets;
    out->bytes += done->bytes;
    return e;
}

/* The disk is full: with --on-full wait, the next file is begun as soon as there is room. */
static enum sn_err go_on_when_full(struct output *out, struct sn_diag *d)
{
    struct sn_diag full = *d;
    enum sn_err e = full.code;

    if (e != SN_ENOSPC || !out->o->wait_when_full || out->dir < 0)
        return e;
    (void)!sncap_file_close(out, d);
    if (!sncap_file_wait_room(out)) {
        *d = full;
        return e;
    }
    tool_warn("there is room again");
    return sncap_file_open(out, d);
}

enum sn_err sncap_out_chunk(struct output *out, const struct chunk *c, struct sn_diag *d)
{
    uint64_t packets = out->packets;
    enum sn_err e = SN_OK;
    struct run r, done;
    size_t at = 0;

    out->now = sncap_now();
    while (e == SN_OK && at < sncap_chunk_end(c) && !out->full) {
        r = next_run(out, c, at);
        /* A file that is still empty takes its first record whatever the limit of its size. */
        if (!r.packets && r.next_file && out->fresh) {
            r.next_file = false;
            extend(&r, c, sncap_rec_len(sncap_chunk_rec(c, at), out->o->format));
        }
        e = write_run(out, c, &r, &done, d);
        at = done.end;
        out->fresh &= done.packets == 0;
        if (e == SN_OK && r.next_file)
            e = sncap_out_rotate(out, d);
        else if (e != SN_OK)
            e = go_on_when_full(out, d);
    }
    out->full |= out->o->count && out->packets >= out->o->count;
    if (e != SN_OK)
        out->unwritten += c->packets - (out->packets - packets);
    return e;
}

enum sn_err sncap_out_flush(struct output *out, struct sn_diag *d)
{
    return out->w ? sn_writer_flush(out->w, d) : SN_OK;
}

/* -W without -C: that many files, then the end. */
static bool was_last(const struct output *out)
{
    const struct options *o = out->o;

    return o->files && (o->period || !o->file_size) && out->number >= o->files;
}

enum sn_err sncap_out_end(struct output *out, struct sn_diag *d)
{
    if (out->dir < 0)
        return sncap_out_flush(out, d);
    out->full |= was_last(out);
    return sncap_file_close(out, d);
}

enum sn_err sncap_out_rotate(struct output *out, struct sn_diag *d)
{
    enum sn_err e = sncap_out_end(out, d);

    return e != SN_OK || out->full || out->dir < 0 ? e : sncap_file_open(out, d);
}

enum sn_err sncap_out_reopen(struct output *out, struct sn_diag *d)
{
    const char *base = out->name + (out->pattern - out->o->file);
    struct stat mine, there;

    if (out->dir >= 0 && out->w && fstat(out->fd, &mine) == 0 &&
        (fstatat(out->dir, base, &there, AT_SYMLINK_NOFOLLOW) != 0 || mine.st_ino != there.st_ino ||
         mine.st_dev != there.st_dev))
        out->number--;
    return sncap_out_rotate(out, d);
}

enum sn_err sncap_out_tick(struct output *out, int64_t seen, struct sn_diag *d)
{
    return out->w && seen >= out->until ? sncap_out_rotate(out, d) : SN_OK;
}

enum sn_err sncap_out_close(struct output *out, struct sn_diag *d)
{
    enum sn_err e = sncap_file_close(out, d);

    if (out->dir >= 0)
        close(out->dir);
    for (uint64_t i = 0; out->kept && i < out->o->ring; i++)
        free(out->kept[i]);
    free(out->kept);
    free(out->name);
    return e;
}
