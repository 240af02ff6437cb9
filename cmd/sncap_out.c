/* Where the packets go: chunks of finished records onto a capture file or stream. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sncap.h"

static enum sn_err open_sink(struct output *out, struct sn_diag *d)
{
    const char *path = out->o->file && strcmp(out->o->file, "-") != 0 ? out->o->file : NULL;
    enum sn_err e;

    out->fd = STDOUT_FILENO;
    if (path)
        out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (out->fd < 0)
        return sn_fail_sys(d, errno, "can't be created");
    e = sn_sink_open_fd(&out->sink, out->fd, path, path ? path : "standard output", d);
    if (e != SN_OK)
        return e;
    tool_refuse_tty(out->sink);
    return out->o->gzip ? sn_sink_gzip(&out->sink, out->sink, 1, d) : SN_OK;
}

enum sn_err sncap_out_open(struct output *out, const struct options *o, const struct sn_iface *ifs,
                           uint32_t n, struct sn_diag *d)
{
    enum sn_err e;

    *out = (struct output){.o = o};
    if ((e = open_sink(out, d)) != SN_OK)
        return e;
    if ((e = sn_writer_open(&out->w, out->sink, o->format, ifs, n, d)) != SN_OK)
        return e;
    out->sink = sn_writer_sink(out->w);
    return sncap_out_flush(out, d);
}

/* The first packets of a chunk, as many as -c still asks for. */
static size_t cut(const struct output *out, const struct chunk *c, uint64_t *packets)
{
    uint64_t left = out->o->count - out->packets;
    size_t at = 0;

    *packets = c->packets;
    if (!out->o->count || c->packets <= left)
        return c->used;
    *packets = left;
    while (left--)
        at += sncap_rec_len(c->data + at, out->o->format);
    return at;
}

/* How many of a chunk's packets are in the file after a write that failed: the sink has cut a full
 * file back to whole records. */
static uint64_t survivors(const struct output *out, const struct chunk *c, uint64_t before)
{
    uint64_t n = 0, room;
    struct stat st;

    if (out->o->gzip || fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        (uint64_t)st.st_size < before)
        return 0;
    room = (uint64_t)st.st_size - before;
    for (size_t at = 0; at < c->used; n++) {
        at += sncap_rec_len(c->data + at, out->o->format);
        if (at > room)
            break;
    }
    return n;
}

enum sn_err sncap_out_chunk(struct output *out, const struct chunk *c, struct sn_diag *d)
{
    uint64_t packets, before = sn_sink_count(out->sink);
    size_t n = cut(out, c, &packets);
    enum sn_err e = sn_sink_write(out->sink, c->data, n, d);

    if (e != SN_OK) {
        out->packets += survivors(out, c, before);
        return e;
    }
    sn_sink_mark(out->sink);
    out->packets += packets;
    return SN_OK;
}

enum sn_err sncap_out_flush(struct output *out, struct sn_diag *d)
{
    return sn_writer_flush(out->w, d);
}

bool sncap_out_full(const struct output *out)
{
    return out->o->count && out->packets >= out->o->count;
}

enum sn_err sncap_out_close(struct output *out, struct sn_diag *d)
{
    return sn_writer_close(out->w, d);
}
