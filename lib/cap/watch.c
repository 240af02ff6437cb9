/* News of interfaces as netlink multicasts them. */
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/links.h"

enum { DATAGRAM = 32768, PENDING = 64 };

/* Invariant: news [at, n) are read and not handed out yet. */
struct sn_ifwatch {
    int fd;
    uint32_t at, n;
    struct sn_ifnews news[PENDING];
    uint8_t buf[DATAGRAM];
};

static void on_news(void *ctx, uint16_t type, const uint8_t *body, size_t len)
{
    struct sn_ifwatch *w = ctx;

    if (w->n < PENDING)
        w->n += sn_links_news(&w->news[w->n], type, body, len);
}

enum sn_err sn_ifwatch_open(struct sn_ifwatch **out, struct sn_diag *d)
{
    struct sn_ifwatch *w = calloc(1, sizeof *w);
    enum sn_err e;

    if (!w)
        return sn_fail(d, SN_ENOMEM, "no memory to watch interfaces");
    if ((e = sn_nl_open(&w->fd, RTMGRP_LINK, d)) != SN_OK) {
        free(w);
        return e;
    }
    fcntl(w->fd, F_SETFL, O_NONBLOCK);
    *out = w;
    return SN_OK;
}

int sn_ifwatch_fd(const struct sn_ifwatch *w)
{
    return w->fd;
}

bool sn_ifwatch_next(struct sn_ifwatch *w, struct sn_ifnews *n)
{
    bool done;

    while (w->at == w->n) {
        ssize_t len = recv(w->fd, w->buf, sizeof w->buf, 0);

        w->at = w->n = 0;
        if (len < 0 && errno == ENOBUFS) { /* some were lost: how every interface is now, is news */
            (void)!sn_nl_ask(w->fd, RTM_GETLINK);
            continue;
        }
        if (len <= 0)
            return false;
        (void)sn_nl_walk(w->buf, (size_t)len, on_news, w, &done);
    }
    *n = w->news[w->at++];
    return true;
}

void sn_ifwatch_close(struct sn_ifwatch *w)
{
    if (!w)
        return;
    close(w->fd);
    free(w);
}
