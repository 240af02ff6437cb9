/*
 * Streams of HTTP/3 (RFC 9114 6 and 7), put together from what QUIC carries in order: see http3.h.
 *
 * A stream of which a piece is missing is given up. Of a connection the streams are known that were
 * used last.
 */
#include "dis/app/http3.h"

#include <stdlib.h>

#include "dis/app/quic.h"

enum { STREAMS = 32, UNIDIRECTIONAL = 2 };
enum { CONTROL = 0 };

struct stream {
    uint64_t id, next; /* next: the offset behind what came */
    uint64_t skip;     /* bytes of a frame that is too large to be kept */
    uint64_t seen;     /* by the clock; 0: unused */
    bool server, lost, typed;
    uint8_t kind;
    uint8_t *p; /* n bytes that wait */
    uint32_t n;
};

struct sn_h3s {
    uint64_t clock;
    struct stream stream[STREAMS];
};

static void release(struct stream *s, size_t *held)
{
    *held -= s->n;
    free(s->p);
    s->p = NULL;
    s->n = 0;
}

void sn_h3_free(struct sn_h3s *h, size_t *held)
{
    for (unsigned i = 0; h && i < STREAMS; i++)
        release(&h->stream[i], held);
    free(h);
}

static void give_up(struct stream *s, size_t *held)
{
    release(s, held);
    s->lost = true;
}

/* The stream that the piece is of; a new one begins with its first byte. */
static struct stream *stream_of(struct sn_h3s *h, size_t *held, const struct sn_h3_piece *piece)
{
    struct stream *oldest = h->stream;

    for (unsigned i = 0; i < STREAMS; i++) {
        struct stream *s = &h->stream[i];

        if (s->seen && s->id == piece->id && s->server == piece->server) {
            s->seen = ++h->clock;
            return s;
        }
        if (s->seen < oldest->seen)
            oldest = s;
    }
    if (piece->off)
        return NULL;
    release(oldest, held);
    *oldest = (struct stream){.id = piece->id,
                              .seen = ++h->clock,
                              .server = piece->server,
                              .typed = !(piece->id & UNIDIRECTIONAL)};
    return oldest;
}

static bool keep(struct stream *s, size_t *held, const uint8_t *p, uint32_t n)
{
    uint8_t *more;

    if (n > SN_H3_TOTAL - *held || !(more = realloc(s->p, s->n + (size_t)n + 1)))
        return false;
    memcpy(more + s->n, p, n);
    s->p = more;
    s->n += n;
    *held += n;
    return true;
}

/* Bytes of the whole frames that r holds; behind them comes one too large when *large isn't 0, of
 * as many bytes. */
static uint32_t whole_frames(struct sn_rd r, uint64_t *large)
{
    const uint8_t *from = r.p, *end = r.p;
    uint64_t type, len;

    *large = 0;
    while (sn_quic_number(&r, &type) && sn_quic_number(&r, &len)) {
        if (len > SN_H3_FRAME_MAX) {
            *large = (uint64_t)(r.p - end) + len;
            break;
        }
        if (!sn_rd_skip(&r, len))
            break;
        end = r.p;
    }
    return (uint32_t)(end - from);
}

/* The byte in front, and how many of those that wait are complete. */
static uint8_t complete(struct stream *s, uint32_t *n, uint64_t *large)
{
    struct sn_rd r = sn_rd_init(s->p, s->n, s->n);
    uint8_t head = s->kind;
    uint64_t type;

    *n = 0;
    *large = 0;
    if (!s->typed) {
        if (!sn_quic_number(&r, &type))
            return head;
        s->typed = true;
        /* An identifier is in front of a push's frames: they are left as bytes. */
        s->kind = type == CONTROL ? SN_H3_FRAMES : SN_H3_BYTES;
        head = s->kind | SN_H3_BEGINS;
    }
    *n = (uint32_t)(r.p - s->p);
    *n += s->kind == SN_H3_FRAMES ? whole_frames(r, large) : (uint32_t)sn_rd_left(&r);
    return head;
}

/* Goes behind what was completed, and into a frame that is too large. */
static void drop(struct stream *s, size_t *held, uint32_t n, uint64_t large)
{
    uint32_t left = s->n - n;

    if (large) {
        s->skip = large - (left < large ? left : large);
        left = 0;
    }
    memmove(s->p, s->p + s->n - left, left);
    *held -= s->n - left;
    s->n = left;
    if (!left)
        release(s, held);
}

const uint8_t *sn_h3_take(struct sn_h3s **h, size_t *held, const struct sn_h3_piece *piece,
                          struct sn_arena *a, uint32_t *n)
{
    struct stream *s;
    uint64_t large, at, skipped;
    uint8_t head, *to;

    if (!*h && !(*h = calloc(1, sizeof **h)))
        return NULL;
    s = stream_of(*h, held, piece);
    if (!s || s->lost || piece->off + piece->n <= s->next)
        return NULL;
    if (piece->off > s->next) {
        give_up(s, held);
        return NULL;
    }
    at = s->next - piece->off;
    s->next = piece->off + piece->n;
    skipped = s->skip < piece->n - at ? s->skip : piece->n - at;
    s->skip -= skipped;
    at += skipped;
    if (at == piece->n)
        return NULL;
    if (!keep(s, held, piece->p + at, (uint32_t)(piece->n - at))) {
        give_up(s, held);
        return NULL;
    }
    head = complete(s, n, &large);
    to = *n ? sn_arena_alloc(a, *n + 1) : NULL;
    if (to) {
        to[0] = head;
        memcpy(to + 1, s->p, *n);
    }
    drop(s, held, *n, large);
    ++*n;
    return to;
}
