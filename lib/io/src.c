/*
 * Byte sources: descriptors, memory and functions, decompressed when they begin like a compressed
 * file.
 *
 * The first bytes are read into `head` on the first read; they decide. Plain bytes are then read
 * straight into the caller's buffer; compressed ones into `raw`, from where the decoder takes them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/codec.h"
#include "sn/buf.h"
#include "sn/io.h"

#define RAW_SIZE  ((size_t)256 << 10)
#define PIPE_SIZE (1 << 20)
#define HEAD      4
#define TEXT_ROOM 65536u

struct sn_src {
    int fd;                /* -1: memory, or functions: */
    struct sn_src_ops ops; /* (read is NULL when it isn't) */
    void *ctx;
    int watch;          /* what is written to, its reader to be watched; -1: nothing */
    bool own;           /* close fd */
    bool pipe, fifo;    /* fd is a pipe, socket or terminal; a FIFO or pipe */
    bool early;         /* a FIFO that may have been opened before its first writer */
    bool sniffed, eof;  /* head has decided; the descriptor has ended */
    bool more;          /* the decoder may hold bytes */
    uint8_t nhead, ath; /* of head: there, delivered */
    uint8_t head[HEAD];
    const uint8_t *mem, *memend;
    struct sn_src_follow follow; /* `more` is NULL: it isn't followed */
    bool range;                  /* fd's bytes from `from` up to `to` only, whatever its offset */
    uint64_t from, to;           /* `from` moves */
    char *name;
    struct io_dec *dec; /* NULL: plain */
    void (*on_block)(void *ctx, const struct sn_block *b);
    void *on_block_ctx;
    void (*on_lost)(void *ctx, const char *name, uint64_t at, uint64_t n);
    void *on_lost_ctx;
    uint8_t *raw;    /* RAW_SIZE bytes */
    struct io_in in; /* in raw */
    enum sn_err err; /* sticks */
    struct sn_diag diag;
};

static enum sn_err stick(struct sn_src *s, enum sn_err e, struct sn_diag *d)
{
    s->err = e;
    if (d)
        *d = s->diag;
    return e;
}

static struct sn_src *src_new(const char *name)
{
    struct sn_src *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->fd = s->watch = -1;
    s->name = strdup(name);
    if (!s->name) {
        free(s);
        return NULL;
    }
    return s;
}

enum sn_err sn_src_open_fd(struct sn_src **out, int fd, bool own, const char *name,
                           struct sn_diag *d)
{
    struct sn_src *s;
    struct stat st;
    enum sn_err e = SN_OK;

    *out = NULL;
    if (fstat(fd, &st) != 0)
        e = sn_fail_sys(d, errno, "can't be read");
    else if (S_ISDIR(st.st_mode))
        e = sn_fail_sys(d, EISDIR, "can't be read");
    else if (!(s = src_new(name)))
        e = sn_fail(d, SN_ENOMEM, "no memory to read it");
    if (e) {
        if (own)
            close(fd);
        return e;
    }
    s->fd = fd;
    s->own = own;
    s->pipe = !S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode);
    s->fifo = S_ISFIFO(st.st_mode);
    if (s->fifo)
        fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE); /* only faster: refused beyond the user's limit */
    *out = s;
    return SN_OK;
}

enum sn_err sn_io_src_range(struct sn_src **out, int fd, uint64_t at, uint64_t end,
                            const char *name, struct sn_diag *d)
{
    enum sn_err e = sn_src_open_fd(out, fd, false, name, d);

    if (e)
        return e;
    (*out)->range = true;
    (*out)->from = at;
    (*out)->to = end;
    return SN_OK;
}

enum sn_err sn_src_open(struct sn_src **out, const char *path, struct sn_diag *d)
{
    enum sn_err e;
    int fd;

    *out = NULL;
    if (strcmp(path, "-") == 0)
        return sn_src_open_fd(out, STDIN_FILENO, false, "standard input", d);
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return sn_fail_sys(d, errno, "can't be opened");
    e = sn_src_open_fd(out, fd, true, path, d);
    if (e)
        return e;
    (*out)->early = (*out)->fifo;
    if (!(*out)->early && (*out)->pipe)
        fcntl(fd, F_SETFL, 0);
    return SN_OK;
}

enum sn_err sn_src_open_mem(struct sn_src **out, const void *p, size_t n, const char *name,
                            struct sn_diag *d)
{
    struct sn_src *s = src_new(name);

    *out = s;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory to read it");
    s->mem = p;
    s->memend = n ? s->mem + n : s->mem;
    return SN_OK;
}

/* On failure ctx is closed. */
enum sn_err sn_src_open_ops(struct sn_src **out, const struct sn_src_ops *ops, void *ctx,
                            const char *name, struct sn_diag *d)
{
    struct sn_src *s = src_new(name);

    *out = s;
    if (!s) {
        ops->close(ctx);
        return sn_fail(d, SN_ENOMEM, "no memory to read it");
    }
    s->ops = *ops;
    s->ctx = ctx;
    s->pipe = ops->pipe;
    return SN_OK;
}

/* Whether fd has something to say. */
static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0) > 0;
}

/* What is watched, in poll(2)'s answer; what can't be watched isn't from now on. */
static bool left(struct sn_src *s, const struct pollfd *p)
{
    if (p->revents & POLLNVAL)
        s->watch = -1;
    return p->revents & (POLLERR | POLLHUP);
}

void sn_src_watch(struct sn_src *s, int out)
{
    s->watch = out;
}

bool sn_io_reader_left(int fd)
{
    struct pollfd p = {.fd = fd};

    return fd >= 0 && poll(&p, 1, 0) > 0 && p.revents & (POLLERR | POLLHUP);
}

/* Whether bytes that were not read yet are in a regular file. */
static bool grown(const struct sn_src *s)
{
    struct stat st;

    return fstat(s->fd, &st) == 0 && st.st_size > lseek(s->fd, 0, SEEK_CUR);
}

/* Whether a read of what is stored would have to wait for somebody who writes. */
static bool dry(const struct sn_src *s)
{
    return s->follow.more ? !grown(s) : s->pipe && !readable(s->fd);
}

/* Waits for input. False: a signal came, or (SN_EPIPE) the reader of what is watched has left. */
static bool wait_for_input(struct sn_src *s, enum sn_err *e)
{
    struct pollfd p[2] = {{.fd = sn_src_fd(s), .events = POLLIN}, {.fd = s->watch}};

    *e = SN_OK;
    if (poll(p, 2, -1) <= 0)
        return false;
    if (left(s, &p[1])) {
        *e = sn_fail(&s->diag, SN_EPIPE, "nobody reads the output any more");
        return false;
    }
    return p[0].revents;
}

/* Whether a read can begin: the wait for a FIFO's first writer that opening it would have been,
 * and every wait while somebody is watched. */
static bool begun(struct sn_src *s, enum sn_err *e)
{
    *e = SN_OK;
    if (!s->early && (!s->pipe || s->watch < 0))
        return true;
    if (!wait_for_input(s, e))
        return false;
    if (s->early)
        fcntl(s->fd, F_SETFL, 0);
    s->early = false;
    return true;
}

/* As stored(), of a part of a file. */
static enum sn_err stored_range(struct sn_src *s, void *buf, size_t cap, size_t *n)
{
    struct sn_diag d;

    if (cap > s->to - s->from)
        cap = (size_t)(s->to - s->from);
    if (sn_src_read_at(s, s->from, buf, cap, n, &d)) {
        s->diag = d;
        return d.code;
    }
    s->from += *n;
    return *n ? SN_OK : SN_EOF;
}

/* As stored(), of a file that is followed. Whoever polled, and was woken for nothing, isn't made to
 * wait here. */
static enum sn_err stored_followed(struct sn_src *s, void *buf, size_t cap, size_t *n)
{
    bool woken = readable(s->follow.fd);
    enum sn_src_more more;
    enum sn_err e;
    ssize_t k;

    for (;;) {
        k = read(s->fd, buf, cap);
        if (k < 0)
            return errno == EINTR ? SN_OK : sn_fail_sys(&s->diag, errno, "can't be read on");
        *n = (size_t)k;
        if (k)
            return SN_OK;
        more = s->follow.more(s->follow.ctx);
        if (more == SN_SRC_END)
            return SN_EOF;
        if (more == SN_SRC_MORE)
            continue;
        if (woken || !wait_for_input(s, &e))
            return woken ? SN_OK : e;
        woken = true;
    }
}

/* 1 to cap bytes as they are stored. SN_OK with *n = 0 on a signal, SN_EOF at the end. */
static enum sn_err stored(struct sn_src *s, void *buf, size_t cap, size_t *n)
{
    enum sn_err e;
    ssize_t k;

    *n = 0;
    if (s->range)
        return stored_range(s, buf, cap, n);
    if (s->follow.more)
        return stored_followed(s, buf, cap, n);
    if (s->fd < 0) {
        *n = (size_t)(s->memend - s->mem) < cap ? (size_t)(s->memend - s->mem) : cap;
        if (*n)
            memcpy(buf, s->mem, *n);
        s->mem += *n;
        return *n ? SN_OK : SN_EOF;
    }
    if (!begun(s, &e))
        return e;
    k = read(s->fd, buf, cap);
    if (k < 0 && errno == EAGAIN) {
        if (!wait_for_input(s, &e))
            return e;
        k = read(s->fd, buf, cap);
    }
    if (k < 0 && (errno == EINTR || errno == EAGAIN))
        return SN_OK;
    if (k < 0)
        return sn_fail_sys(&s->diag, errno, "can't be read on");
    *n = (size_t)k;
    return k ? SN_OK : SN_EOF;
}

/* What decodes a stream that begins with head: gzip, zstd's frames and skippable frames, xz, lz4.
 */
static bool decoder_for(const struct sn_src *s, enum sn_codec *codec)
{
    if (s->nhead >= 3 && memcmp(s->head, "\x1f\x8b\x08", 3) == 0) {
        *codec = SN_CODEC_GZIP;
        return true;
    }
#ifdef HAVE_ZSTD
    if (s->nhead == HEAD &&
        (memcmp(s->head, "\x28\xb5\x2f\xfd", 4) == 0 ||
         (s->head[0] >> 4 == 5 && memcmp(s->head + 1, "\x2a\x4d\x18", 3) == 0))) {
        *codec = SN_CODEC_ZSTD;
        return true;
    }
#endif
#ifdef HAVE_LZMA
    if (s->nhead == HEAD && memcmp(s->head,
                                   "\xfd"
                                   "7zX",
                                   4) == 0) {
        *codec = SN_CODEC_XZ;
        return true;
    }
#endif
#ifdef HAVE_LZ4
    if (s->nhead == HEAD && memcmp(s->head, "\x04\x22\x4d\x18", 4) == 0) {
        *codec = SN_CODEC_LZ4;
        return true;
    }
#endif
    return false;
}

static void lost(void *ctx, uint64_t at, uint64_t n)
{
    const struct sn_src *s = ctx;

    s->on_lost(s->on_lost_ctx, s->name, at, n);
}

/* Looks at the first bytes. SN_OK with sniffed unset: interrupted. */
static enum sn_err sniff(struct sn_src *s)
{
    enum sn_codec codec;
    size_t n;
    enum sn_err e;

    while (s->nhead < HEAD && !s->eof) {
        e = stored(s, s->head + s->nhead, (size_t)(HEAD - s->nhead), &n);
        s->eof = e == SN_EOF;
        if (e && e != SN_EOF)
            return e;
        if (!e && !n)
            return SN_OK;
        s->nhead = (uint8_t)(s->nhead + n);
    }
    s->sniffed = true;
    if (!decoder_for(s, &codec))
        return SN_OK;
    s->raw = aligned_alloc(4096, RAW_SIZE);
    s->dec = sn_io_apart_new(codec);
    if (!s->raw || !s->dec)
        return sn_fail(&s->diag, SN_ENOMEM, "no memory to decompress it");
    sn_io_apart_on_block(s->dec, s->on_block, s->on_block_ctx);
    if (s->on_lost)
        sn_io_apart_skip(s->dec, &(struct io_skip){lost, s});
    memcpy(s->raw, s->head, s->nhead);
    s->in = (struct io_in){.p = s->raw, .end = s->raw + s->nhead, .eof = s->eof};
    s->in.off = s->range ? s->from - s->nhead : 0;
    s->ath = s->nhead;
    s->more = true;
    return SN_OK;
}

/* Reads more compressed input. */
static enum sn_err refill(struct sn_src *s)
{
    size_t n;
    enum sn_err e = stored(s, s->raw, RAW_SIZE, &n);

    s->in.p = s->raw;
    s->in.end = s->raw + n;
    s->in.eof = e == SN_EOF;
    s->in.now = dry(s);
    return e == SN_EOF ? SN_OK : e;
}

/* Decompressed bytes. Waits for input at most once (`waited`: that was), so that *n may be 0. */
static enum sn_err decoded(struct sn_src *s, void *buf, size_t cap, size_t *n, bool waited)
{
    enum sn_err e;

    for (;;) {
        e = s->dec->run(s->dec, &s->in, buf, cap, n, &s->diag);
        s->more = *n == cap || sn_io_apart_holds(s->dec);
        if (*n && e) {
            s->err = e; /* what was decoded first, then the error */
            return SN_OK;
        }
        if (*n || e || waited)
            return e;
        if (s->more && !s->in.now && dry(s)) {
            s->in.now = true;
            continue;
        }
        e = refill(s);
        if (e || (s->in.p == s->in.end && !s->in.eof))
            return e;
        waited = !s->in.eof;
    }
}

enum sn_err sn_src_read(struct sn_src *s, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    bool first = !s->sniffed;
    enum sn_err e;

    *n = 0;
    if (s->err)
        return stick(s, s->err, d);
    if (s->ops.read) {
        e = s->ops.read(s->ctx, buf, cap, n, &s->diag);
        return e ? stick(s, e, d) : SN_OK;
    }
    if (first) {
        e = sniff(s);
        if (e)
            return stick(s, e, d);
        if (!s->sniffed)
            return SN_OK;
    }
    if (s->dec) {
        e = decoded(s, buf, cap, n, first && !s->eof);
        return e ? stick(s, e, d) : SN_OK;
    }
    if (s->ath < s->nhead) {
        *n = (size_t)(s->nhead - s->ath) < cap ? (size_t)(s->nhead - s->ath) : cap;
        memcpy(buf, s->head + s->ath, *n);
        s->ath = (uint8_t)(s->ath + *n);
        return SN_OK;
    }
    e = s->eof ? SN_EOF : stored(s, buf, cap, n);
    return e ? stick(s, e, d) : SN_OK;
}

void sn_src_on_block(struct sn_src *s, void (*fn)(void *ctx, const struct sn_block *b), void *ctx)
{
    s->on_block = fn;
    s->on_block_ctx = ctx;
}

void sn_src_skip_damage(struct sn_src *s,
                        void (*fn)(void *ctx, const char *name, uint64_t at, uint64_t n), void *ctx)
{
    s->on_lost = fn;
    s->on_lost_ctx = ctx;
}

void sn_src_follow(struct sn_src *s, const struct sn_src_follow *f)
{
    s->follow = *f;
}

uint64_t sn_src_skipped(const struct sn_src *s)
{
    return s->ops.skipped ? s->ops.skipped(s->ctx) : 0;
}

bool sn_src_ready(struct sn_src *s)
{
    if (s->ops.read)
        return s->err || s->ops.ready(s->ctx);
    return s->err || s->eof || s->more || s->fd < 0 || (s->sniffed && s->ath < s->nhead) || !dry(s);
}

bool sn_src_wait(struct sn_src *s, int wake)
{
    struct pollfd p[] = {
        {.fd = sn_src_fd(s), .events = POLLIN}, {.fd = wake, .events = POLLIN}, {.fd = s->watch}};

    return sn_src_ready(s) || (poll(p, 3, -1) > 0 && (left(s, &p[2]) || p[0].revents));
}

int sn_src_fd(const struct sn_src *s)
{
    return s->ops.read ? s->ops.fd(s->ctx) : s->follow.more ? s->follow.fd : s->fd;
}

bool sn_src_is_pipe(const struct sn_src *s)
{
    return s->pipe;
}

bool sn_src_is_plain(const struct sn_src *s, uint64_t *at, uint64_t *size)
{
    struct stat st;
    off_t pos;

    if (s->fd < 0 || s->range || s->follow.more || s->dec || s->err || !s->sniffed ||
        fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    pos = lseek(s->fd, 0, SEEK_CUR);
    if (pos < s->nhead - s->ath)
        return false;
    *at = (uint64_t)pos - (uint64_t)(s->nhead - s->ath);
    *size = (uint64_t)st.st_size;
    return true;
}

enum sn_err sn_src_read_at(const struct sn_src *s, uint64_t off, void *buf, size_t n, size_t *got,
                           struct sn_diag *d)
{
    uint8_t *p = buf;

    if (s->ops.file)
        return sn_src_read_at(s->ops.file, off, buf, n, got, d);
    *got = 0;
    while (*got < n) {
        ssize_t k = pread(s->fd, p + *got, n - *got, (off_t)(off + *got));

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return sn_fail_sys(d, errno, "can't be read on");
        if (!k)
            break;
        *got += (size_t)k;
    }
    return SN_OK;
}

bool sn_io_src_left(const struct sn_src *s, size_t *left)
{
    if (s->ops.left)
        return s->ops.left(s->ctx, left);
    *left = (size_t)(s->memend - s->mem);
    return s->mem && !s->dec;
}

bool sn_src_size(const struct sn_src *s, uint64_t *size)
{
    struct stat st;

    if (s->ops.file)
        return sn_src_size(s->ops.file, size);
    if (s->fd < 0 || fstat(s->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    *size = (uint64_t)st.st_size;
    return true;
}

const char *sn_src_codec(const struct sn_src *s)
{
    static const char *const names[] = {"gzip", "zstd", "xz", "lz4"};
    enum sn_codec codec;

    if (s->ops.file)
        return s->ops.codec;
    return s->dec && decoder_for(s, &codec) ? names[codec] : NULL;
}

const char *sn_src_name(const struct sn_src *s)
{
    return s->name;
}

void sn_src_close(struct sn_src *s)
{
    if (!s)
        return;
    if (s->dec)
        s->dec->free(s->dec);
    if (s->own)
        close(s->fd);
    if (s->ops.read)
        s->ops.close(s->ctx);
    free(s->raw);
    free(s->name);
    free(s);
}

enum sn_err sn_src_text(char **text, size_t *n, const char *path, struct sn_diag *d)
{
    struct sn_src *src;
    struct sn_buf b;
    enum sn_err e = sn_src_open(&src, path, d);
    size_t got = 0;

    *text = NULL;
    if (e)
        return e;
    sn_buf_init(&b, SIZE_MAX / 2);
    while (!e) {
        b.p += got;
        got = 0;
        if (!sn_buf_room(&b, TEXT_ROOM))
            e = sn_fail(d, SN_ENOMEM, "no memory for what is in it");
        else
            e = sn_src_read(src, b.p, TEXT_ROOM - 1, &got, d);
    }
    sn_src_close(src);
    if (e != SN_EOF) {
        sn_buf_free(&b);
        return e;
    }
    *n = sn_buf_len(&b);
    *b.p = '\0';
    *text = b.base;
    return SN_OK;
}
