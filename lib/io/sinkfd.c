/*
 * Sinks on a descriptor and on a text buffer.
 *
 * Pipes get large writes, not vmsplice(2): of pages that aren't used again it is three times slower
 * than a copy (tests/bench/pipebench.c), and pages that are used again change under a reader that
 * splices them on instead of copying them, as pv does.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/sink.h"

#define PIPE_SIZE (1 << 20)

struct fd_sink {
    struct sn_sink s;
    int fd;
    bool own, regular;
    off_t start; /* of our first byte in a regular file */
};

/* One write, as much as goes; waits where the descriptor is non-blocking. -1: errno. */
static ssize_t put(int fd, struct iovec *v, int nv)
{
    for (;;) {
        ssize_t k = writev(fd, v, nv);
        struct pollfd p = {.fd = fd, .events = POLLOUT};

        if (k >= 0)
            return k;
        if (errno == EAGAIN)
            poll(&p, 1, -1);
        else if (errno != EINTR)
            return -1;
    }
}

static enum sn_err fail(struct sn_sink *s, int sys, const char *what)
{
    enum sn_err e = sn_fail_sys(&s->diag, sys, "%s", what);

    if (sys == EFBIG)
        e = s->diag.code = SN_ENOSPC;
    return e;
}

/* Writes all of v, `total` bytes, which is as it was when this returns. */
static enum sn_err fd_sendv(struct sn_sink *s, struct iovec *v, size_t nv, size_t total,
                            size_t *sent)
{
    const struct fd_sink *f = (const struct fd_sink *)s;
    size_t i = 0, skip = 0; /* what was written: i pieces and `skip` bytes of the next */

    *sent = 0;
    while (i < nv) {
        struct iovec whole = v[i];
        ssize_t k;

        v[i].iov_base = (char *)whole.iov_base + skip;
        v[i].iov_len = whole.iov_len - skip;
        k = put(f->fd, v + i, (int)(nv - i < IOV_MAX ? nv - i : IOV_MAX));
        v[i] = whole;
        if (k < 0)
            return fail(s, errno, "can't be written");
        if ((*sent += (size_t)k) == total)
            break; /* as a rule, at once: thousands of pieces aren't looked at again */
        for (skip += (size_t)k; i < nv && skip >= v[i].iov_len; i++)
            skip -= v[i].iov_len;
    }
    return SN_OK;
}

static enum sn_err fd_send(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent)
{
    struct iovec both[2] = {{s->buf, n}, {(void *)(uintptr_t)p, pn}};

    return fd_sendv(s, n ? both : both + 1, n && pn ? 2 : 1, n + pn, sent);
}

/* Only a file that ends with what this sink wrote is cut. */
static bool fd_cut(struct sn_sink *s, uint64_t at)
{
    struct fd_sink *f = (struct fd_sink *)s;
    off_t here, want = f->start + (off_t)at;
    struct stat st;

    if (!f->regular || fstat(f->fd, &st) != 0)
        return false;
    here = lseek(f->fd, 0, SEEK_CUR);
    return here == st.st_size && want <= here && ftruncate(f->fd, want) == 0 &&
           lseek(f->fd, want, SEEK_SET) == want;
}

static enum sn_err fd_close(struct sn_sink *s)
{
    struct fd_sink *f = (struct fd_sink *)s;

    if (f->own && close(f->fd) != 0 && errno != EINTR)
        return fail(s, errno, "can't be closed");
    return SN_OK;
}

static const struct sink_kind fd_kind = {
    .send = fd_send, .sendv = fd_sendv, .cut = fd_cut, .close = fd_close};

enum sn_err sn_sink_open_fd(struct sn_sink **out, int fd, bool own, const char *name,
                            struct sn_diag *d)
{
    struct fd_sink *f = NULL;
    struct stat st;
    int flags = fcntl(fd, F_GETFL);
    enum sn_err e = SN_OK;

    *out = NULL;
    if (flags < 0 || fstat(fd, &st) != 0)
        e = sn_fail_sys(d, errno, "can't be written");
    else if (!(f = (struct fd_sink *)sn_io_sink_new(&fd_kind, sizeof *f, SINK_GATHER, name)))
        e = sn_fail(d, SN_ENOMEM, "no memory to write it");
    if (e) {
        if (own)
            close(fd);
        return e;
    }
    f->fd = fd;
    f->own = own;
    f->regular = S_ISREG(st.st_mode);
    if (f->regular)
        f->start = flags & O_APPEND ? st.st_size : lseek(fd, 0, SEEK_CUR);
    if (S_ISFIFO(st.st_mode))
        fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE); /* only faster: refused beyond the user's limit */
    *out = &f->s;
    return SN_OK;
}

enum sn_err sn_sink_open(struct sn_sink **out, const char *path, struct sn_diag *d)
{
    int fd;

    *out = NULL;
    if (strcmp(path, "-") == 0)
        return sn_sink_open_fd(out, STDOUT_FILENO, false, "standard output", d);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd < 0)
        return sn_fail_sys(d, errno, "can't be created");
    return sn_sink_open_fd(out, fd, true, path, d);
}

bool sn_sink_is_tty(const struct sn_sink *s)
{
    return s->kind == &fd_kind && isatty(((const struct fd_sink *)s)->fd);
}

/* ---- into a text buffer ---- */

struct buf_sink {
    struct sn_sink s;
    struct sn_buf *to;
};

static enum sn_err buf_send(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent)
{
    struct sn_buf *to = ((struct buf_sink *)s)->to;

    *sent = 0;
    sn_put_mem(to, s->buf, n);
    sn_put_mem(to, p, pn);
    if (to->err)
        return sn_fail(&s->diag, to->err, "no memory for the output");
    return SN_OK;
}

static enum sn_err buf_close(struct sn_sink *s)
{
    (void)s;
    return SN_OK;
}

static const struct sink_kind buf_kind = {.send = buf_send, .close = buf_close};

enum sn_err sn_sink_open_buf(struct sn_sink **out, struct sn_buf *b, struct sn_diag *d)
{
    struct buf_sink *s =
        (struct buf_sink *)sn_io_sink_new(&buf_kind, sizeof *s, SINK_GATHER, "memory");

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory to write it");
    s->to = b;
    *out = &s->s;
    return SN_OK;
}
