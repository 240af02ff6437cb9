/* Readers: the file's header, buffers, batches. See pcap.h for how bytes move. */
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/huge.h"
#include "io/codec.h"
#include "pcap/guess.h"

#define PAGE ((size_t)4096)

void sn_batch_init(struct sn_batch *b)
{
    *b = (struct sn_batch){0};
}

void sn_batch_free(struct sn_batch *b)
{
    free(b->pkt);
    free(b->buf);
    sn_batch_init(b);
}

static enum sn_err stick(struct sn_reader *r, enum sn_err e, struct sn_diag *d)
{
    r->err = e;
    if (d)
        *d = r->diag;
    return e;
}

/* A buffer of at least n bytes, keeping what is in it. It begins with a page: read(2) of a cached
 * file copies pages, and where the place in the page differs by a few bytes that is measured to be
 * 1.5 (16 bytes, malloc's) to 4 times slower, since loads then seem to depend on stores. */
static bool ensure(uint8_t **buf, size_t *size, size_t n)
{
    uint8_t *p;

    if (n <= *size)
        return true;
    n = (n + PAGE - 1) / PAGE * PAGE;
    p = aligned_alloc(PAGE, n);
    if (!p)
        return false;
    sn_huge_touch(p, n);
    if (*size)
        memcpy(p, *buf, *size);
    free(*buf);
    *buf = p;
    *size = n;
    return true;
}

static enum sn_err no_memory(struct sn_reader *r)
{
    return sn_fail(&r->diag, SN_ENOMEM, "no memory for the packets");
}

/* Room for every packet that the bytes may hold. */
static bool room_for_packets(const struct sn_reader *r, struct sn_batch *b)
{
    size_t n = (r->end - r->pos) / (r->format == SN_PCAP ? PCAP_RECORD : NG_MIN) + 1;
    struct sn_pkt *p;

    if (n <= b->cap)
        return true;
    n += n / 4;
    p = reallocarray(NULL, n, sizeof *p);
    if (!p)
        return false;
    free(b->pkt);
    b->pkt = p;
    b->cap = (uint32_t)n;
    return true;
}

/* How much one read asks for: no more than is to come, and the end, if that is known. */
static size_t read_size(const struct sn_reader *r)
{
    size_t left;

    return sn_io_src_left(r->src, &left) && left < READ_SIZE ? left + 1 : READ_SIZE;
}

/* Reads once behind `end` of buf, at least up to need bytes from pos being asked for. */
static enum sn_err fill(struct sn_reader *r, uint8_t **buf, size_t *size, size_t need)
{
    size_t have = r->end - r->pos, once = read_size(r), want = once, n;
    enum sn_err e;

    if (need > have + once) /* memory only for what comes: a length may be damage */
        want = need - have < 4 * have ? need - have : 4 * have;
    if (want < once)
        want = once;
    if (*size >= r->pos + need && *size - r->end >= once / 4 && *size - r->end < want)
        want = *size - r->end;
    if (!ensure(buf, size, r->end + want))
        return no_memory(r);
    e = sn_src_read(r->src, *buf + r->end, want, &n, &r->diag);
    r->skipped = sn_src_skipped(r->src);
    r->end += n;
    r->fresh |= n > 0;
    r->eof = e == SN_EOF;
    return r->eof ? SN_OK : e;
}

static struct walked walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *buf)
{
    const uint8_t *p = buf + r->pos, *end = buf + r->end;

    uint64_t off = r->off + r->skipped;

    return r->format == SN_PCAP ? sn_pcap_walk(r, b, p, end, off, &r->diag)
                                : sn_ng_walk(r, b, p, end, off, &r->diag);
}

static enum sn_err cut_short(struct sn_reader *r)
{
    size_t left = r->end - r->pos;
    const char *what = r->format == SN_PCAP ? "packet" : "block";
    bool header = left < (r->format == SN_PCAP ? r->part.kind.rechdr : (size_t)NG_MIN);

    return sn_fail_at(&r->diag, SN_ETRUNC, r->off + r->skipped,
                      "cut short: the %s%s here needs %zu bytes, %zu are there", what,
                      header ? " header" : "", r->need, left);
}

/* ---- opening ---- */

/* Reads until n bytes are there. False: it ends before. */
static enum sn_err have(struct sn_reader *r, size_t n, bool *ok)
{
    enum sn_err e = SN_OK;

    while (!e && !r->eof && r->end - r->pos < n)
        e = fill(r, &r->buf, &r->size, n);
    *ok = r->end - r->pos >= n;
    return e;
}

static enum sn_err not_a_capture(struct sn_reader *r)
{
    enum { LOOK = 4096 }; /* bytes, where they are there */
    char text[sizeof r->diag.msg];
    const uint8_t *p;
    struct sn_buf b;
    size_t n;

    while (!r->eof && r->end - r->pos < LOOK && sn_src_ready(r->src))
        if (fill(r, &r->buf, &r->size, LOOK))
            break;
    p = r->buf + r->pos;
    n = r->end - r->pos;
    if (!n)
        return sn_fail_at(&r->diag, SN_ETRUNC, 0, "empty: not even a file header is there");
    if (n < 4)
        return sn_fail_at(&r->diag, SN_ETRUNC, 0, "cut short: %zu bytes are no file header", n);
    sn_buf_fixed(&b, text, sizeof text - 1);
    sn_pcap_guess(&b, p, n);
    *b.p = '\0';
    return sn_fail_at(&r->diag, SN_EFORMAT, 0, "not a capture%s", text);
}

static enum sn_err open_pcap(struct sn_reader *r)
{
    bool ok;
    enum sn_err e = have(r, PCAP_HEADER, &ok);

    if (e)
        return e;
    if (!ok)
        return sn_fail_at(&r->diag, SN_ETRUNC, 0,
                          "cut short: the file header needs %d bytes, %zu are there", PCAP_HEADER,
                          r->end - r->pos);
    r->format = SN_PCAP;
    e = sn_pcap_header(r, r->buf + r->pos, &r->diag);
    r->pos += PCAP_HEADER;
    r->off += PCAP_HEADER;
    return e;
}

/* Takes in what precedes the packets, at least to the first interface; nothing is consumed. */
static enum sn_err open_ng(struct sn_reader *r)
{
    enum sn_err e = SN_OK;

    r->format = SN_PCAPNG;
    while (!e) {
        struct walked w = sn_ng_walk(r, NULL, r->buf + r->pos, r->buf + r->end, 0, &r->diag);

        if (w.err == SN_EOF || r->nifaces || (w.err && r->nheads))
            return SN_OK;
        if (w.err)
            return w.err;
        r->need = (size_t)(w.stop - r->buf) - r->pos + w.need;
        if (r->eof)
            return r->nheads ? SN_OK : cut_short(r);
        e = fill(r, &r->buf, &r->size, r->need);
    }
    return e;
}

static enum sn_err open_any(struct sn_reader *r)
{
    bool ok;
    enum sn_err e;

    r->pos = r->end = HEADROOM;
    r->held = true;
    if (!ensure(&r->buf, &r->size, HEADROOM + read_size(r)))
        return no_memory(r);
    e = have(r, 4, &ok);
    if (e)
        return e;
    if (ok && sn_pcap_is_magic(r->buf + r->pos))
        return open_pcap(r);
    if (ok && get32(r->buf + r->pos, false) == NG_SHB)
        return open_ng(r);
    return not_a_capture(r);
}

enum sn_err sn_reader_open(struct sn_reader **out, struct sn_src *src, struct sn_diag *d)
{
    struct sn_reader *r = calloc(1, sizeof *r);
    struct timespec now;
    enum sn_err e;

    *out = NULL;
    if (!r) {
        sn_src_close(src);
        return sn_fail(d, SN_ENOMEM, "no memory to read it");
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    r->born = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    r->src = src;
    e = open_any(r);
    if (e) {
        if (d)
            *d = r->diag;
        sn_reader_close(r);
        return e;
    }
    r->fresh = r->end > r->pos;
    *out = r;
    return SN_OK;
}

/* ---- batches ---- */

/* Gives the batch a buffer that begins with what is left of the one before. */
static bool take_over(struct sn_reader *r, struct sn_batch *b)
{
    uint8_t *buf = b->buf;
    size_t size = b->size;

    if (r->held) {
        b->buf = r->buf;
        b->size = r->size;
        r->buf = buf;
        r->size = size;
        r->held = false;
        return true;
    }
    r->pos = r->keepn < HEADROOM ? HEADROOM - r->keepn : 0;
    r->end = r->pos + r->keepn;
    if (!ensure(&b->buf, &b->size, r->end + READ_SIZE))
        return false;
    if (r->keepn)
        memcpy(b->buf + r->pos, r->keep, r->keepn);
    return true;
}

/* No packet yet: the reader takes the buffer back until the next call. */
static void hold(struct sn_reader *r, struct sn_batch *b)
{
    uint8_t *buf = b->buf;
    size_t size = b->size;

    b->buf = r->buf;
    b->size = r->size;
    r->buf = buf;
    r->size = size;
    r->held = true;
}

/* Keeps a copy of what is behind the last packet; the buffer is the caller's now. */
static void keep_rest(struct sn_reader *r, const struct sn_batch *b)
{
    r->keepn = r->end - r->pos;
    if (!ensure(&r->keep, &r->keepcap, r->keepn)) {
        r->err = no_memory(r);
        return;
    }
    if (r->keepn)
        memcpy(r->keep, b->buf + r->pos, r->keepn);
}

/* One step: walk what is there, else read. True: there is something to return. */
static bool advance(struct sn_reader *r, struct sn_batch *b, bool *waited, enum sn_err *e)
{
    struct walked w;

    if (r->fresh) {
        if (!room_for_packets(r, b)) {
            *e = no_memory(r);
            return true;
        }
        b->offset = r->off + r->skipped - r->pos;
        w = walk(r, b, b->buf);
        r->off += (uint64_t)(w.stop - (b->buf + r->pos));
        r->pos = (size_t)(w.stop - b->buf);
        r->need = w.need;
        r->fresh = w.err || b->n == b->cap;
        *e = b->n ? SN_OK : w.err;
        if (b->n || w.err)
            return true;
    }
    if (r->eof) {
        *e = r->end == r->pos ? SN_EOF : cut_short(r);
        return true;
    }
    if (*waited && !sn_src_ready(r->src))
        return true;
    *waited = true;
    *e = fill(r, &b->buf, &b->size, r->need);
    return *e || (!r->fresh && !r->eof);
}

enum sn_err sn_reader_next(struct sn_reader *r, struct sn_batch *b, struct sn_diag *d)
{
    bool waited = r->fresh; /* then it is not known whether a whole record is there */
    enum sn_err e = SN_OK;

    b->n = 0;
    if (r->err)
        return stick(r, r->err, d);
    if (!take_over(r, b))
        return stick(r, no_memory(r), d);
    while (!advance(r, b, &waited, &e))
        ;
    if (e)
        return stick(r, e, d);
    if (b->n)
        keep_rest(r, b);
    else
        hold(r, b);
    r->started |= b->n > 0;
    return SN_OK;
}

/* Of a split stream. */
static bool on_its_way(struct sn_reader *r)
{
    bool yes;

    pthread_mutex_lock(&r->lock);
    yes = r->ahead || r->stopped || (r->reading ? !r->waiting : sn_src_ready(r->src));
    pthread_mutex_unlock(&r->lock);
    return yes;
}

bool sn_reader_ready(struct sn_reader *r)
{
    if (r->split)
        return r->split == SN_SPLIT_FILE || on_its_way(r);
    return r->err || r->fresh || r->eof || sn_src_ready(r->src);
}

/* ---- in pieces ---- */

/* What was read ahead and not delivered is kept, as what a piece leaves is. */
static bool keep_held(struct sn_reader *r)
{
    if (!r->held)
        return true;
    r->keepn = r->end - r->pos;
    if (!ensure(&r->keep, &r->keepcap, r->keepn))
        return false;
    if (r->keepn)
        memcpy(r->keep, r->buf + r->pos, r->keepn);
    r->held = false;
    return true;
}

enum sn_split sn_reader_split(struct sn_reader *r)
{
    bool plain = !r->eof && sn_src_is_plain(r->src, &r->split_at, &r->split_end);

    if (r->err || r->split)
        return r->split;
    if (plain && r->held) { /* is read again: the file's cache is nearer than a copy */
        r->split_at -= r->end - r->pos;
        r->keepn = 0;
        r->held = false;
    } else if (!keep_held(r)) {
        return r->split;
    }
    if (!plain) {
        pthread_mutex_init(&r->lock, NULL);
        pthread_cond_init(&r->read, NULL);
        r->wake = sn_src_is_pipe(r->src) ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
        r->ahead = true;
    }
    r->split = plain ? SN_SPLIT_FILE : SN_SPLIT_STREAM;
    return r->split;
}

void sn_reader_stop(struct sn_reader *r)
{
    int was = errno;

    r->stopped = true;
    if (r->split == SN_SPLIT_STREAM && r->wake >= 0)
        eventfd_write(r->wake, 1);
    errno = was;
}

static uint64_t fetch_at(struct sn_reader *r, struct sn_batch *b)
{
    uint64_t piece = atomic_fetch_add(&r->pieces, 1), at = r->split_at + piece * READ_SIZE;
    size_t want = READ_SIZE;
    struct sn_diag d;

    if (at >= r->split_end || atomic_load_explicit(&r->stopped, memory_order_relaxed))
        return piece;
    if (want > r->split_end - at)
        want = (size_t)(r->split_end - at);
    if (!ensure(&b->buf, &b->size, HEADROOM + READ_SIZE))
        b->sys = ENOMEM;
    else if (sn_src_read_at(r->src, at, b->buf + HEADROOM, want, &b->fetched, &d))
        b->sys = d.sys;
    return piece;
}

/* Reads a stream's next piece; called with `reading` set. */
static void read_piece(struct sn_reader *r, struct sn_batch *b)
{
    struct sn_diag d;

    if (r->waiting && !sn_src_wait(r->src, r->wake))
        return;
    if (!ensure(&b->buf, &b->size, HEADROOM + READ_SIZE))
        b->end = sn_fail(&d, SN_ENOMEM, "no memory for the packets");
    else
        b->end = sn_src_read(r->src, b->buf + HEADROOM, READ_SIZE, &b->fetched, &d);
    b->skipped = sn_src_skipped(r->src);
    if (b->end && b->end != SN_EOF && !r->read_failed) {
        r->read_failed = true; /* it sticks: who comes later leaves the diag alone */
        r->read_diag = d;
    }
}

static uint64_t fetch_next(struct sn_reader *r, struct sn_batch *b)
{
    uint64_t piece;

    pthread_mutex_lock(&r->lock);
    while (r->reading && !r->ahead && !r->stopped)
        pthread_cond_wait(&r->read, &r->lock);
    if (!r->ahead && !r->stopped) {
        r->reading = true;
        r->waiting = !sn_src_ready(r->src);
        pthread_mutex_unlock(&r->lock);
        read_piece(r, b);
        pthread_mutex_lock(&r->lock);
        r->reading = r->waiting = false;
        pthread_cond_broadcast(&r->read);
    } else {
        r->ahead = false;
    }
    piece = r->pieces++;
    pthread_mutex_unlock(&r->lock);
    return piece;
}

uint64_t sn_reader_fetch(struct sn_reader *r, struct sn_batch *b)
{
    b->n = 0;
    b->fetched = 0;
    b->skipped = r->skipped;
    b->end = SN_OK;
    b->sys = 0;
    return r->split == SN_SPLIT_STREAM ? fetch_next(r, b) : fetch_at(r, b);
}

/* Puts what the piece before left in front of what was fetched. */
static bool prepend(struct sn_reader *r, struct sn_batch *b)
{
    size_t at = HEADROOM;

    if (r->keepn > HEADROOM) {
        if (!ensure(&b->buf, &b->size, r->keepn + b->fetched))
            return false;
        memmove(b->buf + r->keepn, b->buf + HEADROOM, b->fetched);
        at = r->keepn;
    } else if (!ensure(&b->buf, &b->size, HEADROOM)) {
        return false;
    }
    r->pos = at - r->keepn;
    r->end = at + b->fetched;
    if (r->keepn)
        memcpy(b->buf + r->pos, r->keep, r->keepn);
    return true;
}

/* Whether the piece is behind the last. */
static bool behind(const struct sn_reader *r, const struct sn_batch *b)
{
    return r->split == SN_SPLIT_STREAM ? b->end != SN_OK : !b->fetched;
}

/* What remains to be said at the end of what was split. */
static enum sn_err piece_end(struct sn_reader *r, const struct sn_batch *b, const struct walked *w)
{
    if (w->err)
        return w->err;
    if (b->end && b->end != SN_EOF) {
        r->diag = r->read_diag;
        return b->end;
    }
    return r->end == r->pos ? SN_EOF : cut_short(r);
}

/* Packets come first, then the damage behind them: without waiting for what follows. */
static void come_again(struct sn_reader *r)
{
    pthread_mutex_lock(&r->lock);
    r->ahead = true;
    pthread_cond_broadcast(&r->read);
    pthread_mutex_unlock(&r->lock);
}

enum sn_err sn_reader_take(struct sn_reader *r, struct sn_batch *b, struct sn_diag *d)
{
    struct walked w;

    if (r->err)
        return stick(r, r->err, d);
    if (r->stopped) /* pieces may be missing */
        return stick(r, SN_EOF, d);
    if (b->sys)
        return stick(r, sn_fail_sys(&r->diag, b->sys, "can't be read on"), d);
    if (!prepend(r, b) || !room_for_packets(r, b))
        return stick(r, no_memory(r), d);
    r->skipped = b->skipped;
    b->offset = r->off + r->skipped - r->pos;
    w = walk(r, b, b->buf);
    r->off += (uint64_t)(w.stop - (b->buf + r->pos));
    r->pos = (size_t)(w.stop - b->buf);
    r->need = w.need;
    if (!b->n && (w.err || behind(r, b)))
        return stick(r, piece_end(r, b, &w), d);
    keep_rest(r, b);
    if (r->split == SN_SPLIT_STREAM && (w.err || r->err))
        come_again(r);
    r->started |= b->n > 0;
    return SN_OK;
}

/* ---- what is known ---- */

enum sn_format sn_reader_format(const struct sn_reader *r)
{
    return r->format;
}

uint32_t sn_reader_nifaces(const struct sn_reader *r)
{
    return r->nifaces;
}

const struct sn_iface *sn_reader_iface(const struct sn_reader *r, uint32_t i)
{
    static const struct sn_iface none = {.linktype = SN_LINK_ETHERNET, .digits = 6};

    if (i < r->nifaces)
        return &r->ifaces[i]->pub;
    return r->nifaces ? &r->ifaces[0]->pub : &none;
}

uint32_t sn_reader_nsections(const struct sn_reader *r)
{
    return r->nsections;
}

const struct sn_section *sn_reader_section(const struct sn_reader *r, uint32_t i)
{
    return &r->sections[i];
}

uint32_t sn_reader_snaplen(const struct sn_reader *r)
{
    return sn_reader_iface(r, 0)->snaplen;
}

void sn_reader_cut(const struct sn_reader *r, size_t *need, size_t *have)
{
    *need = r->need;
    *have = r->end - r->pos;
}

bool sn_reader_swapped(const struct sn_reader *r)
{
    return r->format == SN_PCAP ? r->kind.swap : r->swap;
}

struct sn_src *sn_reader_src(const struct sn_reader *r)
{
    return r->src;
}

void sn_reader_close(struct sn_reader *r)
{
    if (!r)
        return;
    sn_src_close(r->src);
    if (r->split == SN_SPLIT_STREAM) {
        pthread_cond_destroy(&r->read);
        pthread_mutex_destroy(&r->lock);
        if (r->wake >= 0)
            close(r->wake);
    }
    sn_arena_free(&r->arena);
    free(r->ifaces);
    free(r->heads);
    free(r->sections);
    free(r->buf);
    free(r->keep);
    free(r);
}
