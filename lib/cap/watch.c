/* News of interfaces as netlink multicasts them, and counters as it answers them. */
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
    int news_fd, ask_fd;
    uint32_t at, n;
    struct sn_ifnews news[PENDING];
    uint64_t lost; /* the answer that is waited for */
    uint32_t asked;
    uint8_t buf[DATAGRAM];
};

static void on_news(void *ctx, uint16_t type, const uint8_t *body, size_t len)
{
    struct sn_ifwatch *w = ctx;

    if (w->n < PENDING)
        w->n += sn_links_news(&w->news[w->n], type, body, len);
}

static void on_answer(void *ctx, uint16_t type, const uint8_t *body, size_t len)
{
    struct sn_ifwatch *w = ctx;

    (void)sn_links_lost(&w->lost, w->asked, type, body, len);
}

enum sn_err sn_ifwatch_open(struct sn_ifwatch **out, struct sn_diag *d)
{
    struct sn_ifwatch *w = calloc(1, sizeof *w);
    enum sn_err e;

    if (!w)
        return sn_fail(d, SN_ENOMEM, "no memory to watch interfaces");
    w->news_fd = w->ask_fd = -1;
    if ((e = sn_nl_open(&w->news_fd, RTMGRP_LINK, d)) != SN_OK ||
        (e = sn_nl_open(&w->ask_fd, 0, d)) != SN_OK) {
        sn_ifwatch_close(w);
        return e;
    }
    fcntl(w->news_fd, F_SETFL, O_NONBLOCK);
    *out = w;
    return SN_OK;
}

int sn_ifwatch_fd(const struct sn_ifwatch *w)
{
    return w->news_fd;
}

bool sn_ifwatch_next(struct sn_ifwatch *w, struct sn_ifnews *n)
{
    bool done;

    while (w->at == w->n) {
        ssize_t len = recv(w->news_fd, w->buf, sizeof w->buf, 0);

        w->at = w->n = 0;
        if (len < 0 && errno == ENOBUFS) { /* some were lost: how every interface is now, is news */
            (void)!sn_nl_ask(w->news_fd, RTM_GETLINK);
            continue;
        }
        if (len <= 0)
            return false;
        (void)sn_nl_walk(w->buf, (size_t)len, on_news, w, &done);
    }
    *n = w->news[w->at++];
    return true;
}

uint64_t sn_ifwatch_lost(struct sn_ifwatch *w, uint32_t index)
{
    struct {
        struct nlmsghdr h;
        struct ifinfomsg m;
    } req = {
        .h = {.nlmsg_len = sizeof req, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST},
        .m = {.ifi_index = (int)index}};
    bool done;
    ssize_t n;

    w->lost = SN_UNKNOWN;
    w->asked = index;
    if (!index || send(w->ask_fd, &req, sizeof req, 0) < 0)
        return SN_UNKNOWN;
    while ((n = recv(w->ask_fd, w->buf, sizeof w->buf, 0)) < 0 && errno == EINTR)
        ;
    if (n > 0)
        (void)sn_nl_walk(w->buf, (size_t)n, on_answer, w, &done);
    return w->lost;
}

void sn_ifwatch_close(struct sn_ifwatch *w)
{
    if (!w)
        return;
    if (w->news_fd >= 0)
        close(w->news_fd);
    if (w->ask_fd >= 0)
        close(w->ask_fd);
    free(w);
}
