/* The loop that runs a capture: see sn/capture.h. */
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cap/capture.h"

/* How long a backlog is written without a look at anything else. */
#define ATTEND (50 * LANE_MS)

enum { QUEUE_MAX = 64 << 20 }; /* bytes in memory, of all lanes */

/* What a packet may need from the wire to this thread, when nothing is late. */
static int64_t latency(const struct sn_capture *c)
{
    return (2 * (int64_t)sn_cap_block_ms(c->caps[0]) + 10) * LANE_MS;
}

static void stop_lanes(struct sn_capture *c, bool at_once)
{
    for (uint32_t i = 0; i < c->nlanes; i++)
        sn_lane_stop(c->lanes[i], at_once);
}

/* Nanoseconds to the next thing that time brings, -1 for none. */
static int64_t next_tick(const struct sn_capture *c, bool told)
{
    int64_t now = sn_cap_now(), at = INT64_MAX;
    int64_t until = c->rec ? sn_recorder_due(c->rec) : c->out->until;

    if (told || sn_merge_waiting(c->merge))
        at = now + LANE_TICK;
    if (until != INT64_MAX && until + latency(c) < at)
        at = until + latency(c) > now ? until + latency(c) : now + LANE_TICK;
    if (!told && c->out->end < at)
        at = c->out->end;
    if (c->o.tick && c->next_tick < at)
        at = c->next_tick;
    if (at == INT64_MAX)
        return -1;
    return at <= now ? 0 : at - now;
}

static void tick_user(struct sn_capture *c, int64_t now)
{
    if (!c->o.tick || now < c->next_tick)
        return;
    if (c->o.events.tick)
        c->o.events.tick(c->o.events.ctx);
    c->next_tick += c->o.tick;
    if (c->next_tick <= now)
        c->next_tick = now + c->o.tick;
}

/* Tells who reads a stream of pcapng of losses while it goes on, not only at the end: at most once
 * a second, and when there are new ones. */
static enum sn_err tell_losses(struct sn_capture *c, int64_t now, struct sn_diag *d)
{
    struct sn_capture_stats s;
    uint64_t lost;
    enum sn_err e;

    if (now < c->next_losses || c->out->dir >= 0 || c->out->o.format != SN_PCAPNG || !c->out->w)
        return SN_OK;
    c->next_losses = now + OUTPUT_NS;
    sn_capture_stats(c, SN_CAPTURE_ALL, &s);
    lost = s.dropped + s.backlog + (s.iface == SN_UNKNOWN ? 0 : s.iface);
    if (lost == c->losses_told)
        return SN_OK;
    c->losses_told = lost;
    e = sn_file_stats(c->out, d);
    return e ? e : sn_output_flush(c->out, d);
}

/* Every packet up to this time can be taken from the lanes. */
static int64_t seen_by_all(struct sn_capture *c)
{
    int64_t least = INT64_MAX;

    for (uint32_t i = 0; i < c->nlanes; i++) {
        int64_t seen = sn_lane_seen(c->lanes[i]);

        least = seen < least ? seen : least;
    }
    return least < INT64_MAX ? least : 0; /* when all have ended no file begins any more */
}

/* The one lane that this thread reads by itself, or NULL. */
static struct sn_lane *direct(const struct sn_capture *c)
{
    return c->nlanes == 1 && sn_lane_is_direct(c->lanes[0]) ? c->lanes[0] : NULL;
}

/* The next thing to write: a chunk, or (NULL) what the recorder still has. False: nothing. */
static bool next(struct sn_capture *c, const struct sn_chunk **chunk, enum sn_err *e,
                 struct sn_diag *d)
{
    *e = sn_merge_next(c->merge, chunk, d);
    return *e == SN_OK &&
           (*chunk || (c->rec && sn_recorder_busy(c->rec)) || sn_owner_holds(c->owner, true));
}

/* Writes what is ready; *more: not all of it, as other things need looking after by now. */
static enum sn_err write_ready(struct sn_capture *c, bool *more, struct sn_diag *d)
{
    int64_t until = sn_cap_now() + ATTEND;
    struct sn_lane *l = direct(c);
    const struct sn_chunk *chunk;
    enum sn_err e = SN_OK;
    bool any = false;

    *more = false;
    while (e == SN_OK && !c->out->full && !(*more = any && sn_cap_now() >= until) &&
           next(c, &chunk, &e, d)) {
        if (c->owner)
            e = sn_owner_pick(c->owner, c, chunk, &chunk, d);
        if (e == SN_OK && c->rec)
            e = sn_recorder_step(c->rec, chunk, d);
        else if (e == SN_OK && chunk)
            e = sn_output_write(c->out, chunk, d);
        any = true;
    }
    if (l && *more)
        sn_lane_attend(l);
    return e == SN_OK && any ? sn_output_flush(c->out, d) : e;
}

static enum sn_err wake_user(struct sn_capture *c, struct sn_diag *d)
{
    if (!__atomic_exchange_n(&c->woken, false, __ATOMIC_ACQ_REL) || !c->o.events.woken)
        return SN_OK;
    return c->o.events.woken(c->o.events.ctx, d);
}

/* What is due by the clock; every packet up to `seen` was written or recorded. */
static enum sn_err tick(struct sn_capture *c, int64_t seen, struct sn_diag *d)
{
    return c->rec ? sn_recorder_tick(c->rec, seen, d) : sn_output_tick(c->out, seen, d);
}

static bool any_failed(struct sn_capture *c)
{
    for (uint32_t i = 0; i < c->nlanes; i++)
        if (sn_lane_failed(c->lanes[i], NULL) != SN_OK)
            return true;
    return false;
}

/* Waits for packets, a word from others, news of interfaces, time, or the output's reader to leave.
 * A ring that can't go on has all told to end. */
static enum sn_err wait_for_more(struct sn_capture *c, int64_t ns, bool *told, struct sn_diag *d)
{
    struct sn_lane *l = direct(c);
    int64_t rest = l ? sn_cap_rest(c->caps[0], sn_cap_now()) : 0;
    struct pollfd p[] = {{.fd = l && !rest ? sn_cap_fd(c->caps[0]) : -1, .events = POLLIN},
                         {.fd = c->wake, .events = POLLIN},
                         {.fd = sn_ifwatch_fd(c->watch), .events = POLLIN},
                         {.fd = watched(c)},
                         {.fd = c->out->copy.fd, .events = copy_waits(&c->out->copy) ? POLLOUT : 0},
                         {.fd = sn_owner_fd(c->owner), .events = POLLIN}};
    struct timespec t;

    if (rest && (ns < 0 || rest < ns))
        ns = rest;
    t = (struct timespec){ns / OUTPUT_NS, ns % OUTPUT_NS};
    if (ppoll(p, 6, ns < 0 ? NULL : &t, NULL) <= 0)
        return SN_OK;
    if ((p[3].revents | p[4].revents) & (POLLERR | POLLHUP))
        return reader_left(d);
    if (p[4].revents)
        sn_copy_push(&c->out->copy);
    if (p[0].revents & POLLERR && !sn_lane_trouble(l)) {
        stop_lanes(c, false);
        *told = true;
    }
    return SN_OK;
}

/* A capture of a command ends when that does. */
static void look_at_owner(struct sn_capture *c, int64_t now)
{
    int64_t end;

    if (!c->owner || !sn_owner_look(c->owner))
        return;
    end = sn_owner_until(c->owner, now);
    if (c->out->end > end)
        c->out->end = end;
}

/* Whether the lanes shall end now. */
static bool shall_stop(struct sn_capture *c, int64_t now)
{
    return __atomic_load_n(&c->stopped, __ATOMIC_ACQUIRE) || now >= c->out->end || any_failed(c);
}

/* Until a limit, sn_capture_stop, an error, or the end of every lane. */
static enum sn_err loop(struct sn_capture *c, struct sn_diag *d)
{
    bool told = false, more;
    enum sn_err e;
    eventfd_t v;

    for (;;) {
        int64_t now = sn_cap_now(), seen = c->out->o.period || c->rec ? seen_by_all(c) : 0;

        eventfd_read(c->wake, &v); /* before what it stands for is looked at */
        if (!told && shall_stop(c, now)) {
            stop_lanes(c, false);
            told = true;
        }
        look_at_owner(c, now);
        tick_user(c, now);
        if ((e = sn_capture_watch(c, d)) != SN_OK || (e = write_ready(c, &more, d)) != SN_OK ||
            (e = tell_losses(c, now, d)) != SN_OK || (e = wake_user(c, d)) != SN_OK ||
            (e = tick(c, more ? 0 : seen, d)) != SN_OK || c->out->full)
            return e;
        if (sn_merge_done(c->merge) && !sn_owner_holds(c->owner, false))
            return SN_OK;
        if ((e = wait_for_more(c, more ? 0 : next_tick(c, told), &told, d)) != SN_OK)
            return e;
    }
}

/* Packets go to a file as they lie in the ring when nothing stands between; a pipe is often too
 * slow for that. */
static bool can_be_direct(const struct sn_capture *c)
{
    const struct sn_output *out = c->out;
    struct stat st;

    return c->nsources * c->o.jobs == 1 && c->sources->ifc.kind == SN_IF_NET &&
           !out->o.compress.on && !out->o.wait_when_full && !c->rec && !c->owner && out->w &&
           fstat(out->fd, &st) == 0 && S_ISREG(st.st_mode);
}

static enum sn_err start_lanes(struct sn_capture *c, struct sn_diag *d)
{
    uint32_t n = c->nsources * c->o.jobs;
    struct sn_lane_opts o = {
        .format = c->out->o.format,
        .digits = c->out->o.digits,
        .direct = can_be_direct(c),
        .adapter = c->o.ring.stamp != SN_STAMP_HOST,
        .keep = c->o.keep,
        .wake = c->wake,
        .tick_ms = n > 1 || c->out->o.period || c->rec ? (int)sn_cap_block_ms(c->caps[0]) + 5 : -1,
    };
    enum sn_err e = SN_OK;

    if (!n || !(c->lanes = calloc(n, sizeof(struct sn_lane *))))
        return sn_fail(d, SN_ENOMEM, "no memory to capture into");
    o.queue_max = QUEUE_MAX / n;
    while (e == SN_OK && c->nlanes < n) {
        o.cap = c->caps[c->nlanes];
        o.filter = c->sources[source_of(c, c->nlanes)].filter;
        o.iface = c->out->nifs > 1 ? source_of(c, c->nlanes) : 0;
        e = sn_lane_start(&c->lanes[c->nlanes], &o, d);
        c->nlanes += e == SN_OK;
    }
    return e == SN_OK ? sn_merge_new(&c->merge, c->lanes, n, o.adapter, d) : e;
}

enum sn_err sn_capture_run(struct sn_capture *c, struct sn_recorder *rec, struct sn_diag *d)
{
    enum sn_err e, finished;
    struct sn_diag later;

    if (!c->out || c->lanes)
        return sn_fail(d, SN_EUSAGE, "a capture runs once, and needs an output");
    c->rec = rec;
    pthread_mutex_lock(&c->lock);
    e = start_lanes(c, d);
    pthread_mutex_unlock(&c->lock);
    c->next_tick = sn_cap_now() + c->o.tick;
    if (e == SN_OK && c->owner)
        sn_owner_go(c->owner);
    if (e == SN_OK)
        e = loop(c, d);
    if (rec) {
        finished = sn_recorder_finish(rec, e == SN_OK ? d : &later);
        e = e == SN_OK ? finished : e;
    }
    stop_lanes(c, true);
    return e;
}
