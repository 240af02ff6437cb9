/*
 * Bodies of HTTP/1 (RFC 9112, 6): how far they go, and those that are dissected whole.
 */
#include <strings.h>

#include "dis/app/http.h"
#include "dis/app/slice.h"
#include "dis/app/stream.h"
#include "dis/app/txt.h"

enum { KEPT_MAX = 64 << 10 }; /* bytes of a body that is put together */

uint32_t sn_http_number(const uint8_t *p, size_t n)
{
    uint64_t u = 0;

    for (; n && (*p == ' ' || *p == '\t'); n--)
        p++;
    for (; n && *p >= '0' && *p <= '9' && u < UINT32_MAX; n--)
        u = u * 10 + (*p++ - '0');
    return u < UINT32_MAX ? (uint32_t)u : UINT32_MAX;
}

/* What a head says of its body. */
struct framing {
    bool chunked, counted;
    uint32_t length;
};

static struct framing framing_of(const uint8_t *p, uint32_t n)
{
    static const char length[] = "Content-Length:", coding[] = "Transfer-Encoding:";
    struct sn_rd r = sn_rd_init(p, n, n);
    struct framing f = {false, false, 0};
    struct sn_txt l;

    while (sn_txt_next(&r, &l)) {
        if (l.n >= sizeof length &&
            strncasecmp((const char *)l.p, length, sizeof length - 1) == 0) {
            f.counted = true;
            f.length = sn_http_number(l.p + sizeof length - 1, l.n - (sizeof length - 1));
        } else if (l.n >= sizeof coding &&
                   strncasecmp((const char *)l.p, coding, sizeof coding - 1) == 0) {
            f.chunked = memmem(l.p, l.n, "chunked", 7) != NULL;
        }
    }
    return f;
}

/* Whether the response whose head begins at p has no body, whatever its head says. */
static bool is_bodiless(uint32_t peer_mode, const uint8_t *p, uint32_t n)
{
    struct slice x = {p, n};
    uint32_t code;

    (void)slice_cut(&x, ' ');
    code = sn_http_number(x.p, x.n);
    return peer_mode & SN_HTTP_HEAD || code / 100 == 1 || code == 204 || code == 304 ||
           (peer_mode & SN_HTTP_CONNECT && code / 100 == 2);
}

/* A body by its length, by chunks (RFC 9112 7.1), or up to the end of the connection. */
enum { NO_BODY, COUNT, TO_END, SIZE, EXTENSION, CHUNK, BEHIND_CHUNK, TRAILER, IN_TRAILER };

bool sn_http_body_begins(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p, uint32_t n)
{
    bool response = slice_begins((struct slice){p, n}, "HTTP/1.");
    struct framing f = framing_of(p, n);

    *t = (struct sn_stream_tail){.state = NO_BODY};
    if (response && is_bodiless(peer_mode, p, n))
        return false;
    if (f.chunked) {
        t->state = SIZE;
    } else if (f.counted) {
        t->state = f.length ? COUNT : NO_BODY;
        t->left = f.length;
    } else if (response) {
        t->state = TO_END;
    }
    return t->state != NO_BODY;
}

static int digit16(uint8_t c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* A byte between chunks. */
static void frame_chunks(struct sn_stream_tail *t, uint8_t c)
{
    int digit = digit16(c);

    switch (t->state) {
    case SIZE:
        if (digit >= 0 && t->left <= UINT32_MAX)
            t->left = t->left << 4 | (unsigned)digit;
        else if (c == '\n')
            t->state = t->left ? CHUNK : TRAILER;
        else
            t->state = EXTENSION;
        break;
    case EXTENSION:
        if (c == '\n')
            t->state = t->left ? CHUNK : TRAILER;
        break;
    case BEHIND_CHUNK:
        if (c == '\n')
            t->state = SIZE;
        break;
    case TRAILER: /* at the beginning of a line */
        if (c == '\n')
            t->state = NO_BODY;
        else if (c != '\r')
            t->state = IN_TRAILER;
        break;
    default:
        if (c == '\n')
            t->state = TRAILER;
        break;
    }
}

/* Bytes of the body itself. */
static uint32_t count_body(struct sn_stream_tail *t, uint32_t n)
{
    uint32_t k = n < t->left ? n : (uint32_t)t->left;

    t->left -= k;
    if (!t->left)
        t->state = t->state == COUNT ? NO_BODY : BEHIND_CHUNK;
    return k;
}

uint32_t sn_http_body(struct sn_stream_tail *t, const uint8_t *p, uint32_t n)
{
    uint32_t at = 0;

    if (!p && t->state != TO_END && ((t->state != COUNT && t->state != CHUNK) || n > t->left))
        return 0;
    while (at < n && t->state != NO_BODY) {
        if (t->state == TO_END)
            return n;
        if (t->state == COUNT || t->state == CHUNK)
            at += count_body(t, n - at);
        else
            frame_chunks(t, p[at++]);
    }
    return at;
}

/* ---- bodies that are dissected ---- */

/* Who dissects the body of the head of n bytes at p; NULL: nobody. */
static const struct sn_proto *reader_of(const uint8_t *p, uint32_t n)
{
    struct sn_rd r = sn_rd_init(p, n, n);
    struct sn_txt l;

    while (sn_txt_next(&r, &l)) {
        struct slice x = {l.p, l.n}, name = slice_cut(&x, ':');

        if (!slice_is(name, "Content-Type"))
            continue;
        x = slice_trim(slice_cut(&x, ';'));
        return slice_is(x, "application/ocsp-request") || slice_is(x, "application/ocsp-response")
                   ? &sn_proto_ocsp
                   : NULL;
    }
    return NULL;
}

uint32_t sn_http_kept(const uint8_t *p, uint32_t head, uint32_t n)
{
    struct sn_stream_tail t;
    uint32_t size;

    if (!reader_of(p, head) || !sn_http_body_begins(&t, 0, p, head) || t.state == TO_END ||
        (t.state == COUNT && t.left > KEPT_MAX))
        return head;
    if (t.state == COUNT)
        return head + (uint32_t)t.left;
    size = sn_http_body(&t, p + head, n - head);
    return t.state == NO_BODY ? head + size : n - head > KEPT_MAX ? head : 0;
}

/* The body in chunks that is all of r, without what is between them; false: no memory. */
static bool join(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_stream_tail t = {.state = SIZE};
    uint32_t n = (uint32_t)sn_rd_left(r), at = 0, len = 0;
    uint8_t *to = sn_arena_alloc(&d->arena, n ? n : 1);

    if (!to)
        return false;
    while (at < n && t.state != NO_BODY) {
        if (t.state == CHUNK) {
            uint32_t k = count_body(&t, n - at);

            memcpy(to + len, r->p + at, k);
            len += k;
            at += k;
        } else {
            frame_chunks(&t, r->p[at++]);
        }
    }
    *r = sn_rd_init(to, len, len);
    return true;
}

void sn_http_inside(struct sn_dis *d, const uint8_t *p, uint32_t n, struct sn_rd *body)
{
    const struct sn_proto *reader = d->want & SN_WANT_LINE ? NULL : reader_of(p, n);

    if (!reader || !sn_rd_left(body) || (framing_of(p, n).chunked && !join(d, body)))
        return;
    sn_next_proto(d, reader, body, (uint32_t)sn_rd_left(body));
}
