/*
 * The flight recorder: see sncap_recorder.h.
 *
 * Invariants: history's records are due only while `dumping`; while a dump is open (`until`) all of
 * them are. A dump's file is opened with its first block, and closed when nothing more can become
 * part of it.
 */
#include "sncap_recorder.h"

#include <stdlib.h>

#include "sncap_history.h"

#define NEVER  INT64_MAX
#define CLOSED INT64_MIN

enum { SLICE = 256 }; /* records that the trigger looks at together */

struct recorder {
    const struct options *o;
    struct output *out;
    const struct sn_look *const *looks;
    struct history h;
    bool dumping;
    bool failed;     /* to write: what is held can't be dumped */
    int64_t until;   /* packets up to here are part of the dump; CLOSED: it is complete */
    int64_t asked;   /* when SIGUSR2 came that wasn't answered yet; NEVER: none */
    int64_t newest;  /* the last packet that was put into memory */
    int64_t from;    /* the dump's first packet */
    int64_t to;      /* and its last */
    uint64_t before; /* packets written before it */
    struct sn_pkt pkts[SLICE];
};

enum sn_err sncap_recorder_new(struct recorder **out, const struct options *o, struct output *to,
                               const struct sn_look *const *looks, struct sn_diag *d)
{
    struct recorder *r = calloc(1, sizeof *r);

    if (!r)
        return sn_fail(d, SN_ENOMEM, "no memory for the recorder");
    r->o = o;
    r->out = to;
    r->looks = looks;
    r->until = CLOSED;
    r->asked = NEVER;
    sncap_history_init(&r->h, o->format, o->digits, o->recorder_size, o->recorder_time);
    *out = r;
    return SN_OK;
}

void sncap_recorder_free(struct recorder *r)
{
    if (r)
        sncap_history_free(&r->h);
    free(r);
}

/* ---- dumps ---- */

static void say_written(const struct recorder *r)
{
    uint64_t n = r->out->packets - r->before;
    char mem[64];
    struct sn_buf b;

    if (r->o->quiet)
        return;
    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sncap_recorder_put_time(&b, r->to > r->from ? (r->to - r->from) / 1000000 * 1000000 : 0);
    *b.p = '\0';
    tool_warn("recorder: wrote %llu packet%s (%s) to %s", (unsigned long long)n, n == 1 ? "" : "s",
              mem, sncap_out_name(r->out));
}

/* The dump is complete when nothing of it is in memory, and nothing can come. */
static enum sn_err settle(struct recorder *r, struct sn_diag *d)
{
    enum sn_err e;

    if (!r->dumping || (!r->out->full && (r->h.due || r->until != CLOSED)))
        return SN_OK;
    r->dumping = false;
    r->until = CLOSED;
    e = sncap_out_end(r->out, d);
    r->failed |= e != SN_OK;
    if (e == SN_OK)
        say_written(r);
    return e;
}

/* Writes the oldest block that is due. */
static enum sn_err write_block(struct recorder *r, struct sn_diag *d)
{
    struct chunk view, *c = sncap_history_due(&r->h, &view);
    enum sn_err e = SN_OK;

    if (!c || r->out->full)
        return SN_OK;
    if (!r->out->w)
        e = sncap_file_open(r->out, d);
    if (e == SN_OK) {
        e = sncap_out_chunk(r->out, c, d);
        sncap_history_wrote(&r->h);
    }
    r->failed |= e != SN_OK;
    return e;
}

static enum sn_err write_all(struct recorder *r, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (e == SN_OK && r->h.due && !r->out->full)
        e = write_block(r, d);
    return e == SN_OK ? settle(r, d) : e;
}

static void close_dump(struct recorder *r)
{
    if (r->until != CLOSED)
        sncap_history_close(&r->h);
    r->until = CLOSED;
}

static void say_short(const struct recorder *r, int64_t when)
{
    char kept[64], want[64];
    struct sn_buf b;

    if (!r->h.span || r->h.lost < when - r->h.span || r->o->quiet)
        return;
    sn_buf_fixed(&b, kept, sizeof kept - 1);
    sncap_recorder_put_time(&b, when > r->from ? (when - r->from) / 1000000 * 1000000 : 0);
    *b.p = '\0';
    sn_buf_fixed(&b, want, sizeof want - 1);
    sncap_recorder_put_time(&b, r->h.span);
    *b.p = '\0';
    tool_warn("recorder: memory held the last %s only, not %s", kept, want);
}

/* What is held is due, as it was at `when`; what arrives until `until`, too. */
static enum sn_err begin(struct recorder *r, int64_t when, int64_t until, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (r->dumping) {
        close_dump(r);
        e = write_all(r, d);
    }
    sncap_history_trim(&r->h, when);
    if (e != SN_OK || r->out->full || !r->h.packets)
        return e;
    r->dumping = true;
    r->until = until;
    r->before = r->out->packets;
    r->from = sncap_history_oldest(&r->h);
    r->to = r->newest;
    say_short(r, when);
    sncap_history_mark(&r->h, until != CLOSED);
    return SN_OK;
}

/* ---- packets ---- */

/* Puts the records into memory; writes what is due where that must make room first. */
static enum sn_err put(struct recorder *r, struct chunk c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (e == SN_OK && c.used && !r->out->full) {
        e = sncap_history_put(&r->h, &c, d);
        if (e == SN_OK && c.used)
            e = write_block(r, d);
    }
    return e;
}

/* Marks the packets of r->pkts that the trigger matches; how many. */
static uint32_t look(struct recorder *r, uint32_t n)
{
    uint32_t found = 0;

    for (uint32_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && r->pkts[j].iface == r->pkts[i].iface; j++)
            ;
        found += sn_look_run_pkts(r->looks[r->pkts[i].iface], &r->pkts[i], j - i);
    }
    return found;
}

/* A run of records that go into memory together. */
static void extend(struct chunk *run, const struct sn_pkt *p)
{
    run->used += p->reclen;
    run->packets++;
    if (p->ts > run->latest)
        run->latest = p->ts;
}

static enum sn_err put_run(struct recorder *r, struct chunk *run, struct sn_diag *d)
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
static enum sn_err triggered(struct recorder *r, struct chunk *run, int64_t ts, struct sn_diag *d)
{
    enum sn_err e;

    if (r->until != CLOSED) {
        r->until = ts + r->o->after_trigger > r->until ? ts + r->o->after_trigger : r->until;
        return SN_OK;
    }
    e = put_run(r, run, d);
    return e == SN_OK ? begin(r, ts, r->o->after_trigger ? ts + r->o->after_trigger : CLOSED, d)
                      : e;
}

static enum sn_err put_slice(struct recorder *r, const uint8_t *p, uint32_t n, struct sn_diag *d)
{
    struct chunk run = {.data = (uint8_t *)(uintptr_t)p, .latest = INT64_MIN};
    enum sn_err e = SN_OK;

    (void)look(r, n);
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

static enum sn_err put_looked_at(struct recorder *r, const struct chunk *c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    size_t at = 0;

    while (e == SN_OK && at < c->used && !r->out->full) {
        size_t from = at;
        uint32_t n = 0;

        for (; n < SLICE && at < c->used; at += r->pkts[n++].reclen)
            sncap_rec_get(c->data + at, r->o->format, r->o->digits, &r->pkts[n]);
        e = put_slice(r, c->data + from, n, d);
    }
    return e;
}

enum sn_err sncap_recorder_step(struct recorder *r, const struct chunk *c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (c) {
        struct chunk whole = *c;
        int64_t now = sncap_now();

        e = r->looks ? put_looked_at(r, c, d) : put_run(r, &whole, d);
        sncap_history_age(&r->h, c->latest < now ? c->latest : now);
    }
    if (e == SN_OK)
        e = write_block(r, d);
    return e == SN_OK ? settle(r, d) : e;
}

/* ---- from outside ---- */

bool sncap_recorder_busy(const struct recorder *r)
{
    return r->h.due != NULL;
}

enum sn_err sncap_recorder_ask(struct recorder *r, struct sn_diag *d)
{
    /* A dump that is still open holds everything. */
    if (r->until != CLOSED)
        return sncap_out_flush(r->out, d);
    if (r->asked == NEVER)
        r->asked = sncap_now();
    return SN_OK;
}

enum sn_err sncap_recorder_cut(struct recorder *r, struct sn_diag *d)
{
    return r->out->w ? sncap_out_end(r->out, d) : SN_OK;
}

enum sn_err sncap_recorder_tick(struct recorder *r, int64_t seen, struct sn_diag *d)
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
        if (e == SN_OK && !r->dumping && !r->o->quiet)
            tool_warn("recorder: nothing to write");
    }
    r->asked = NEVER;
    return e;
}

int64_t sncap_recorder_due(const struct recorder *r)
{
    if (r->h.due)
        return 0;
    return r->until != CLOSED && r->until < r->asked ? r->until : r->asked;
}

enum sn_err sncap_recorder_finish(struct recorder *r, struct sn_diag *d)
{
    int64_t now = sncap_now();
    enum sn_err e;

    if (r->failed || r->out->full)
        return SN_OK;
    close_dump(r);
    e = write_all(r, d);
    if (e == SN_OK)
        e = begin(r, now < r->out->end ? now : r->out->end, CLOSED, d);
    return e == SN_OK ? write_all(r, d) : e;
}

void sncap_recorder_count(struct recorder *r, struct counts *c)
{
    sncap_history_trim(&r->h, sncap_now());
    c->recorder = true;
    c->overwritten = r->h.overwritten;
    c->held = r->out->full ? 0 : r->h.packets; /* nobody wants them then */
}
