/* The loop that runs a capture: see sncap_run.h. */
#include "sncap_run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a backlog is written without a look at signals, interfaces and the time. */
#define ATTEND (50 * SNCAP_MS)

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a == SN_UNKNOWN || b == SN_UNKNOWN ? SN_UNKNOWN : a + b;
}

/* What one interface's lanes have seen. */
static struct counts count_source(struct sncap *s, uint32_t iface)
{
    const struct source *src = &s->sources[iface];
    uint64_t lost = sn_ifwatch_lost(s->watch, src->ifc.index);
    struct counts c = {.iface = SN_UNKNOWN};

    if (lost != SN_UNKNOWN && src->lost != SN_UNKNOWN)
        c.iface = lost - src->lost;
    for (uint32_t i = 0; i < s->nlanes; i++) {
        struct sn_cap_stats st;
        uint64_t slow;

        if (s->lanes[i].source != iface)
            continue;
        sncap_lane_stats(&s->lanes[i], &st, &slow);
        c.received += st.received;
        c.dropped += st.dropped;
        c.slow += slow;
        c.unstamped += st.unstamped;
    }
    return c;
}

static struct counts count(struct sncap *s)
{
    struct counts all = {.captured = s->out.packets, .unwritten = s->out.unwritten};

    for (uint32_t i = 0; i < s->nsources; i++) {
        struct counts c = count_source(s, i);

        all.received += c.received;
        all.dropped += c.dropped;
        all.slow += c.slow;
        all.unstamped += c.unstamped;
        all.iface = plus(all.iface, c.iface);
    }
    if (s->rec)
        sncap_recorder_count(s->rec, &all);
    return all;
}

static void if_stats(void *ctx, struct sn_ifstats *st)
{
    struct sncap *s = ctx;
    struct counts c = count_source(s, st->iface);

    st->received = c.received;
    st->dropped_os = c.dropped;
    st->dropped_if = c.iface;
    st->accepted = c.received;
    st->delivered = s->nsources == 1 ? s->out.packets : SN_UNKNOWN;
}

static void say_counts(struct sncap *s, enum counts_as how)
{
    struct counts c = count(s);

    sncap_say_counts(&c, s->o.json ? COUNTS_JSON : how, false);
}

static void stats_tick(struct sncap *s, int64_t now)
{
    if (!s->o.stats_every || now < s->next_stats)
        return;
    say_counts(s, isatty(STDERR_FILENO) ? COUNTS_UPDATE : COUNTS_LINE);
    s->next_stats += s->o.stats_every;
    if (s->next_stats <= now)
        s->next_stats = now + s->o.stats_every;
}

/* What a packet may need from the wire to the main thread, when nothing is late. */
static int64_t latency(const struct sncap *s)
{
    return (2 * (int64_t)sn_cap_block_ms(s->lanes[0].cap) + 10) * SNCAP_MS;
}

static void stop_lanes(struct sncap *s, bool at_once)
{
    for (uint32_t i = 0; i < s->nlanes; i++)
        sncap_lane_stop(&s->lanes[i], at_once);
}

/* Nanoseconds to the next thing that time brings, -1 for none. */
static int64_t next_tick(const struct sncap *s, bool told)
{
    int64_t now = sncap_now(), at = INT64_MAX;
    int64_t until = s->rec ? sncap_recorder_due(s->rec) : s->out.until;

    if (told || sncap_merge_waiting(s->merge))
        at = now + SNCAP_TICK;
    if (until != INT64_MAX && until + latency(s) < at)
        at = until + latency(s) > now ? until + latency(s) : now + SNCAP_TICK;
    if (!told && s->out.end < at)
        at = s->out.end;
    if (s->o.stats_every && s->next_stats < at)
        at = s->next_stats;
    if (at == INT64_MAX)
        return -1;
    return at <= now ? 0 : at - now;
}

/* Every packet up to this time can be taken from the lanes. */
static int64_t seen_by_all(struct sncap *s)
{
    int64_t least = INT64_MAX;

    for (uint32_t i = 0; i < s->nlanes; i++) {
        int64_t seen = sncap_lane_seen(&s->lanes[i]);

        least = seen < least ? seen : least;
    }
    return least < INT64_MAX ? least : 0; /* when all have ended no file begins any more */
}

/* The one lane that this thread reads by itself, or NULL. */
static struct lane *direct(const struct sncap *s)
{
    return s->nlanes == 1 && sncap_lane_is_direct(&s->lanes[0]) ? &s->lanes[0] : NULL;
}

/* Writes what is ready; *more: not all of it, as other things need looking after by now. */
static enum sn_err write_ready(struct sncap *s, bool *more, struct sn_diag *d)
{
    int64_t until = sncap_now() + ATTEND;
    struct lane *l = direct(s);
    enum sn_err e = SN_OK;
    struct chunk *c;
    bool any = false;

    *more = false;
    while (e == SN_OK && !s->out.full && !(*more = any && sncap_now() >= until) &&
           ((c = sncap_merge_next(s->merge)) || (s->rec && sncap_recorder_busy(s->rec)))) {
        e = s->rec ? sncap_recorder_step(s->rec, c, d) : sncap_out_chunk(&s->out, c, d);
        any = true;
    }
    if (l && *more)
        sncap_direct_attend(l);
    return e == SN_OK && any ? sncap_out_flush(&s->out, d) : e;
}

static enum sn_err signals(struct sncap *s, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (sncap_asked(SIGUSR1))
        say_counts(s, COUNTS_LINE);
    if (sncap_asked(SIGUSR2))
        e = s->rec ? sncap_recorder_ask(s->rec, d) : sncap_out_flush(&s->out, d);
    if (e == SN_OK && sncap_asked(SIGHUP))
        e = s->rec ? sncap_recorder_cut(s->rec, d) : sncap_out_reopen(&s->out, d);
    return e;
}

/* What is due by the clock; every packet up to `seen` was written or recorded. */
static enum sn_err tick(struct sncap *s, int64_t seen, struct sn_diag *d)
{
    return s->rec ? sncap_recorder_tick(s->rec, seen, d) : sncap_out_tick(&s->out, seen, d);
}

static bool any_failed(struct sncap *s)
{
    for (uint32_t i = 0; i < s->nlanes; i++)
        if (sncap_lane_failed(&s->lanes[i]))
            return true;
    return false;
}

/* False: the capture can't go on, and was told to end. */
static bool wait_for_more(struct sncap *s, int64_t ns)
{
    struct lane *l = direct(s);
    int64_t rest = l ? sn_cap_rest(l->cap, sncap_now()) : 0;
    int fd = rest ? -1 : l ? sn_cap_fd(l->cap) : s->wake;

    if (rest && (ns < 0 || rest < ns))
        ns = rest;
    if (!sncap_wait(fd, sn_ifwatch_fd(s->watch), ns) || !l || sncap_lane_trouble(l))
        return true;
    stop_lanes(s, false);
    return false;
}

/* Until a limit, a signal, an error, or the end of every lane. */
static enum sn_err loop(struct sncap *s, struct sn_diag *d)
{
    bool told = false, more;
    enum sn_err e;
    eventfd_t v;

    for (;;) {
        int64_t now = sncap_now(), seen = s->o.period || s->rec ? seen_by_all(s) : 0;

        eventfd_read(s->wake, &v);
        if (!told && (tool_stopping() || now >= s->out.end)) {
            stop_lanes(s, false);
            told = true;
        }
        stats_tick(s, now);
        if (!told && any_failed(s)) {
            stop_lanes(s, false);
            told = true;
        }
        if ((e = sncap_watch(s, d)) != SN_OK || (e = write_ready(s, &more, d)) != SN_OK ||
            (e = signals(s, d)) != SN_OK || (e = tick(s, more ? 0 : seen, d)) != SN_OK ||
            s->out.full)
            return e;
        if (sncap_merge_done(s->merge))
            return SN_OK;
        told |= !wait_for_more(s, more ? 0 : next_tick(s, told));
    }
}

/* Packets go to a file as they lie in the ring when nothing stands between; a pipe is often too
 * slow for that. */
static bool can_be_direct(const struct sncap *s)
{
    struct stat st;

    return s->nlanes == 1 && !s->o.compress && !s->o.wait_when_full && !s->rec &&
           fstat(s->out.fd, &st) == 0 && S_ISREG(st.st_mode);
}

static enum sn_err start_lane(struct sncap *s, struct lane *l, struct sn_diag *d)
{
    enum sn_err e = sncap_lane_init(l, d);

    if (e != SN_OK)
        return e;
    return can_be_direct(s) ? sncap_direct_start(l, d) : sncap_lane_start(l, d);
}

static void start(struct sncap *s)
{
    struct sn_diag d;
    enum sn_err e = sncap_merge_new(&s->merge, s->lanes, s->nlanes, &d);

    for (uint32_t i = 0; e == SN_OK && i < s->nlanes; i++)
        e = start_lane(s, &s->lanes[i], &d);
    if (e != SN_OK) {
        tool_error(NULL, &d);
        exit(TOOL_FAIL);
    }
    s->out.stats = if_stats;
    s->out.ctx = s;
    s->next_stats = sncap_now() + s->o.stats_every;
}

/* A lane that ended by itself says why. */
static bool lanes_failed(struct sncap *s)
{
    bool failed = false;

    for (uint32_t i = 0; i < s->nlanes; i++) {
        const struct lane *l = &s->lanes[i];

        if (l->err == SN_OK)
            continue;
        tool_error(s->sources[l->source].ifc.name, &l->diag);
        failed = true;
    }
    return failed;
}

static bool lost_any(const struct counts *c)
{
    return c->dropped || c->unwritten || (c->iface && c->iface != SN_UNKNOWN);
}

int sncap_run(struct sncap *s)
{
    int status = TOOL_OK;
    struct counts c;
    struct sn_diag d;

    start(s);
    if (loop(s, &d) != SN_OK)
        status = tool_write_status(sncap_out_name(&s->out), &d);
    if (s->rec && sncap_recorder_finish(s->rec, &d) != SN_OK && status == TOOL_OK)
        status = tool_write_status(sncap_out_name(&s->out), &d);
    stop_lanes(s, true);
    c = count(s);
    if (sncap_out_close(&s->out, &d) != SN_OK && status == TOOL_OK)
        status = tool_write_status(NULL, &d);
    if (lanes_failed(s))
        status = TOOL_FAIL;
    if (s->o.stats_every && isatty(STDERR_FILENO) && !s->o.json)
        fputc('\n', stderr);
    if (!s->o.quiet)
        sncap_say_counts(&c, s->o.json ? COUNTS_JSON : COUNTS_LINES, true);
    if (s->o.fail_on_loss && lost_any(&c) && status == TOOL_OK) {
        tool_warn("packets were lost");
        status = TOOL_FAIL;
    }
    sncap_recorder_free(s->rec);
    sncap_merge_free(s->merge);
    for (uint32_t i = 0; i < s->nlanes; i++)
        sncap_lane_free(&s->lanes[i]);
    sn_ifwatch_close(s->watch);
    close(s->wake);
    return status;
}
