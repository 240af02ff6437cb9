/* Waiting for input: the only place where the loop sleeps, but for callbacks and tickets. */
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "run/run.h"

#define LOOK_MS 100 /* a thread without signals looks this often whether it is to stop */
#define BUSY_MS 20  /* while input is there, the reader of the output is looked at so often */

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void sn_run_tick(struct run *w)
{
    int64_t now;

    if (!w->o->tick_ms || !w->ops->tick || w->failed)
        return;
    now = now_ms();
    if (!w->tick_at)
        w->tick_at = now + w->o->tick_ms;
    if (now < w->tick_at)
        return;
    w->tick_at = now + w->o->tick_ms;
    if (!w->ops->tick(w->ctx))
        w->failed = true;
}

/* How long to sleep at most; -1: for ever. */
static int timeout(const struct run *w, bool signals)
{
    int ms = signals ? -1 : LOOK_MS;

    if (w->tick_at) {
        int64_t left = w->tick_at - now_ms();

        left = left < 0 ? 0 : left;
        if (ms < 0 || left < ms)
            ms = (int)left;
    }
    return ms;
}

static bool idle(struct run *w)
{
    sn_run_all_finished(w); /* and nothing is handed out while this thread waits */
    if (!w->enough && !w->failed && w->ops->idle && !w->ops->idle(w->ctx))
        w->failed = true;
    return !w->enough && !w->failed;
}

/* Whether the reader of the output is gone, by what poll said about it. */
static bool gone(struct pollfd *out)
{
    if (out->revents & (POLLERR | POLLHUP))
        return true;
    if (out->revents)
        out->fd = -1; /* it can't be watched; whoever writes to it will see */
    return false;
}

bool sn_run_reader_left(struct run *w)
{
    struct timespec t;
    int64_t now;

    if (w->o->watch < 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    if (now < w->watch_at)
        return false;
    w->watch_at = now + BUSY_MS;
    return sn_io_reader_left(w->o->watch);
}

bool sn_run_wait(struct run *w, bool signals)
{
    struct pollfd p[2] = {{.fd = sn_src_fd(sn_reader_src(w->reader)), .events = POLLIN},
                          {.fd = w->o->watch}};

    if (sn_reader_ready(w->reader))
        return true;
    if (!idle(w)) {
        sn_run_end(w, SN_RUN_ENOUGH);
        return false;
    }
    while (p[0].fd >= 0) {
        sn_run_tick(w);
        if (w->failed || (w->ops->stop && w->ops->stop(w->ctx))) {
            sn_run_end(w, w->failed ? SN_RUN_ENOUGH : SN_RUN_STOP);
            return false;
        }
        if (poll(p, 2, timeout(w, signals)) < 0) {
            if (errno != EINTR)
                return true;
            continue;
        }
        if (gone(&p[1])) {
            sn_run_end(w, SN_RUN_GONE);
            return false;
        }
        if (p[0].revents)
            return true;
    }
    return true;
}
