/* A copy of what is written: see copy.h. */
#include "cap/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST ((size_t)256 << 10)

void sn_copy_init(struct copy *c, int fd)
{
    *c = (struct copy){.fd = fd};
    if (fd >= 0)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Room for n bytes behind `end`. False: the limit, or no memory. */
static bool room(struct copy *c, size_t n)
{
    size_t have = c->end - c->at, size = c->size > LEAST ? c->size : LEAST;
    uint8_t *more;

    if (have + n > COPY_MAX)
        return false;
    if (c->at && c->end + n > c->size) {
        memmove(c->buf, c->buf + c->at, have);
        c->at = 0;
        c->end = have;
    }
    while (size < c->end + n)
        size *= 2;
    if (size == c->size)
        return true;
    if (!(more = realloc(c->buf, size)))
        return false;
    c->buf = more;
    c->size = size;
    return true;
}

void sn_copy_push(struct copy *c)
{
    while (copy_waits(c)) {
        ssize_t k = write(c->fd, c->buf + c->at, c->end - c->at);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0 && errno == EAGAIN)
            return;
        c->at = k < 0 ? c->end : c->at + (size_t)k;
    }
    c->at = c->end = 0;
}

void sn_copy_put(struct copy *c, const struct iovec *v, size_t n, size_t bytes, uint64_t packets)
{
    if (c->fd < 0)
        return;
    if (!room(c, bytes)) {
        sn_copy_push(c);
        c->left_out += packets;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        memcpy(c->buf + c->end, v[i].iov_base, v[i].iov_len);
        c->end += v[i].iov_len;
    }
    sn_copy_push(c);
}

void sn_copy_close(struct copy *c)
{
    struct pollfd p = {.fd = c->fd, .events = POLLOUT};

    if (c->fd < 0)
        return;
    for (sn_copy_push(c); copy_waits(c); sn_copy_push(c))
        poll(&p, 1, -1);
    close(c->fd);
    free(c->buf);
    *c = (struct copy){.fd = -1, .left_out = c->left_out};
}
