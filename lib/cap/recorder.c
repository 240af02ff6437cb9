/*
 * The flight recorder: see sn/recorder.h.
 *
 * Invariants: history's records are due only while `dumping`; while a dump is open (`until`) all of
 * them are. A dump's file is opened with its first block, and closed when nothing more can become
 * part of it.
 */
#include "sn/recorder.h"

#include <stdlib.h>

#include "cap/history.h"
#include "cap/output.h"

#define NEVER  INT64_MAX
#define CLOSED INT64_MIN

enum { SLICE = 256 }; /* records that the trigger is run on together */

struct sn_recorder {
    struct sn_recorder_opts o;
    struct sn_output *out;
    struct history h;
    bool dumping;
    bool failed;     /* to write: what is held can't be dumped */
    int64_t until;   /* packets up to here are part of the dump; CLOSED: it is complete */
    int64_t asked;   /* when a dump was asked for that isn't begun yet; NEVER: none */
    int64_t newest;  /* the last packet that was put into memory */
    int64_t from;    /* the dump's first packet */
    int64_t to;      /* and its last */
    uint64_t before; /* packets written before it */
    struct sn_pkt pkts[SLICE];
};

enum sn_err sn_recorder_new(struct sn_recorder **to, const struct sn_recorder_opts *o,
                            struct sn_output *out, struct sn_diag *d)
{
    struct sn_recorder *r = calloc(1, sizeof *r);

    if (!r)
        return sn_fail(d, SN_ENOMEM, "no memory for the recorder");
    r->o = *o;
    r->out = out;
    r->until = CLOSED;
    r->asked = NEVER;
    sn_history_init(&r->h, out->o.format, out->o.digits, o->size, o->time);
    *to = r;
    return SN_OK;
}

void sn_recorder_free(struct sn_recorder *r)
{
    if (r)
        sn_history_free(&r->h);
    free(r);
}

/* ---- dumps ---- */

/* Milliseconds are enough for people. */
static int64_t between(int64_t from, int64_t to)
{
    return to > from ? (to - from) / 1000000 * 1000000 : 0;
}

static void tell_written(const struct sn_recorder *r)
{
    if (r->o.events.wrote)
        r->o.events.wrote(r->o.events.ctx, r->out->packets - r->before, between(r->from, r->to),
                          sn_output_name(r->out));
}

/* The dump is complete when nothing of it is in memory, and nothing can come. */
static enum sn_err settle(struct sn_recorder *r, struct sn_diag *d)
{
    enum sn_err e;

    if (!r->dumping || (!r->out->full && (r->h.due || r->until != CLOSED)))
        return SN_OK;
    r->dumping = false;
    r->until = CLOSED;
    e = sn_output_end(r->out, d);
    r->failed |= e != SN_OK;
    if (e == SN_OK)
        tell_written(r);
    return e;
}

/* Writes the oldest block that is due. */
static enum sn_err write_block(struct sn_recorder *r, struct sn_diag *d)
{
    struct sn_chunk view, *c = sn_history_due(&r->h, &view);
    enum sn_err e = SN_OK;

    if (!c || r->out->full)
        return SN_OK;
    if (!r->out->w)
        e = sn_file_open(r->out, d);
    if (e == SN_OK) {
        e = sn_output_write(r->out, c, d);
        sn_history_wrote(&r->h);
    }
    r->failed |= e != SN_OK;
    return e;
}

static enum sn_err write_all(struct sn_recorder *r, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (e == SN_OK && r->h.due && !r->out->full)
        e = write_block(r, d);
    return e == SN_OK ? settle(r, d) : e;
}

static void close_dump(struct sn_recorder *r)
{
    if (r->until != CLOSED)
        sn_history_close(&r->h);
    r->until = CLOSED;
}

static void tell_short(const struct sn_recorder *r, int64_t when)
{
    if (r->h.span && r->h.lost >= when - r->h.span && r->o.events.held_less)
        r->o.events.held_less(r->o.events.ctx, between(r->from, when), r->h.span);
}

/* What is held is due, as it was at `when`; what arrives until `until`, too. */
static enum sn_err begin(struct sn_recorder *r, int64_t when, int64_t until, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (r->dumping) {
        close_dump(r);
        e = write_all(r, d);
    }
    sn_history_trim(&r->h, when);
    if (e != SN_OK || r->out->full || !r->h.packets)
        return e;
    r->dumping = true;
    r->until = until;
    r->before = r->out->packets;
    r->from = sn_history_oldest(&r->h);
    r->to = r->newest;
    tell_short(r, when);
    sn_history_mark(&r->h, until != CLOSED);
    return SN_OK;
}

/* ---- packets ---- */

/* Puts the records into memory; writes what is due where that must make room first. */
static enum sn_err put(struct sn_recorder *r, struct sn_chunk c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (e == SN_OK && c.used && !r->out->full) {
        e = sn_history_put(&r->h, &c, d);
        if (e == SN_OK && c.used)
            e = write_block(r, d);
    }
    return e;
}

/* Marks the packets of r->pkts that the trigger matches; how many. */
static uint32_t run_trigger(struct sn_recorder *r, uint32_t n)
{
    uint32_t found = 0;

    for (uint32_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && r->pkts[j].iface == r->pkts[i].iface; j++)
            ;
        found += sn_decap_run_pkts(r->o.trigger[r->pkts[i].iface], &r->pkts[i], j - i);
    }
    return found;
}

/* A run of records that go into memory together. */
static void extend(struct sn_chunk *run, const struct sn_pkt *p)
{
    run->used += p->reclen;
    run->packets++;
    if (p->ts > run->latest)
        run->latest = p->ts;
}

static enum sn_err put_run(struct sn_recorder *r, struct sn_chunk *run, struct sn_diag *d)
{
    enum sn_err e;

    if (!run->used)
        return SN_OK;
    r->newest = run->latest;
    if (r->until != CLOSED)
        r->to = run->latest;
    e = put(r, *run, d);
    run->data += run->used;
    run->used = run->packets = 0;
    run->latest = INT64_MIN;
    return e;
}

/* A packet that the trigger matches is the last of a dump, or makes it longer. */
static enum sn_err triggered(struct sn_recorder *r, struct sn_chunk *run, int64_t ts,
                             struct sn_diag *d)
{
    enum sn_err e;

    if (r->until != CLOSED) {
        r->until = ts + r->o.after > r->until ? ts + r->o.after : r->until;
        return SN_OK;
    }
    e = put_run(r, run, d);
    return e == SN_OK ? begin(r, ts, r->o.after ? ts + r->o.after : CLOSED, d) : e;
}

static enum sn_err put_slice(struct sn_recorder *r, const uint8_t *p, uint32_t n, struct sn_diag *d)
{
    struct sn_chunk run = {.data = (uint8_t *)(uintptr_t)p, .latest = INT64_MIN};
    enum sn_err e = SN_OK;

    (void)run_trigger(r, n);
    for (uint32_t i = 0; e == SN_OK && i < n; i++) {
        const struct sn_pkt *pkt = &r->pkts[i];

        if (r->until != CLOSED && pkt->ts > r->until) {
            e = put_run(r, &run, d);
            close_dump(r);
        }
        extend(&run, pkt);
        if (e == SN_OK && !pkt->drop)
            e = triggered(r, &run, pkt->ts, d);
    }
    return e == SN_OK ? put_run(r, &run, d) : e;
}

static enum sn_err put_triggered(struct sn_recorder *r, const struct sn_chunk *c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    size_t at = 0;

    while (e == SN_OK && at < c->used && !r->out->full) {
        size_t from = at;
        uint32_t n = 0;

        for (; n < SLICE && at < c->used; at += r->pkts[n++].reclen)
            sn_rec_get(c->data + at, r->out->o.format, r->out->o.digits, &r->pkts[n]);
        e = put_slice(r, c->data + from, n, d);
    }
    return e;
}

enum sn_err sn_recorder_step(struct sn_recorder *r, const struct sn_chunk *c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (c) {
        struct sn_chunk whole = *c;
        int64_t now = sn_cap_now();

        e = r->o.trigger ? put_triggered(r, c, d) : put_run(r, &whole, d);
        sn_history_age(&r->h, c->latest < now ? c->latest : now);
    }
    if (e == SN_OK)
        e = write_block(r, d);
    return e == SN_OK ? settle(r, d) : e;
}

/* ---- from outside ---- */

bool sn_recorder_busy(const struct sn_recorder *r)
{
    return r->h.due != NULL;
}

enum sn_err sn_recorder_ask(struct sn_recorder *r, struct sn_diag *d)
{
    /* A dump that is still open holds everything. */
    if (r->until != CLOSED)
        return sn_output_flush(r->out, d);
    if (r->asked == NEVER)
        r->asked = sn_cap_now();
    return SN_OK;
}

enum sn_err sn_recorder_cut(struct sn_recorder *r, struct sn_diag *d)
{
    return r->out->w ? sn_output_end(r->out, d) : SN_OK;
}

enum sn_err sn_recorder_tick(struct sn_recorder *r, int64_t seen, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (r->until != CLOSED && seen > r->until) {
        close_dump(r);
        e = settle(r, d);
    }
    if (e != SN_OK || r->asked == NEVER || seen < r->asked)
        return e;
    /* A trigger may have been quicker: its dump holds everything then. */
    if (r->until == CLOSED) {
        e = begin(r, r->asked, CLOSED, d);
        if (e == SN_OK && !r->dumping && r->o.events.nothing)
            r->o.events.nothing(r->o.events.ctx);
    }
    r->asked = NEVER;
    return e;
}

int64_t sn_recorder_due(const struct sn_recorder *r)
{
    if (r->h.due)
        return 0;
    return r->until != CLOSED && r->until < r->asked ? r->until : r->asked;
}

enum sn_err sn_recorder_finish(struct sn_recorder *r, struct sn_diag *d)
{
    int64_t now = sn_cap_now();
    enum sn_err e;

    if (r->failed || r->out->full)
        return SN_OK;
    close_dump(r);
    e = write_all(r, d);
    if (e == SN_OK)
        e = begin(r, now < r->out->end ? now : r->out->end, CLOSED, d);
    return e == SN_OK ? write_all(r, d) : e;
}

void sn_recorder_count(struct sn_recorder *r, uint64_t *overwritten, uint64_t *held)
{
    sn_history_trim(&r->h, sn_cap_now());
    *overwritten = r->h.overwritten;
    *held = r->out->full ? 0 : r->h.packets;
}
