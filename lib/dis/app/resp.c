/*
 * RESP, the protocol of Redis: values that begin with what they are, and commands as plain lines.
 *
 * The elements of arrays are shown one behind the other; how many are still to come is all that is
 * kept of their nesting.
 */
#include "dis/proto.h"

#define RESP(F)                                                                                    \
    F(TOKEN, "sn.resp.value", STRS, "Value")                                                       \
    F(WORDS, "sn.resp.words", STRS, NULL)                                                          \
    F(SHORT, "sn.resp.short", NONE, NULL)                                                          \
    F(STRING, "resp.string", STRS, "String")                                                       \
    F(ERROR, "resp.error", STRS, "Error")                                                          \
    F(INTEGER, "resp.integer", INTS, "Integer", .width = 8)                                        \
    F(BULK_LENGTH, "resp.bulk_string.length", INTS, "Length", .width = 4)                          \
    F(BULK, "resp.bulk_string.value", BYTESS, "Value")                                             \
    F(ARRAY_LENGTH, "resp.array.length", INTS, "Length", .width = 8)
SN_FIELDS(resp, RESP)

enum { LENGTH_MAX = 512 * 1024 * 1024 };

/* ---- what spans segments ---- */

enum { WHOLE_MAX = 64 << 10, BULK_MAX = 1 << 20 }; /* bytes that are put together */

/* Bytes of the line that begins at p, its end included; 0: it isn't whole. */
static uint32_t line_size(const uint8_t *p, uint32_t n)
{
    const uint8_t *lf = memchr(p, '\n', n);

    if (lf)
        return (uint32_t)(lf - p) + 1;
    return n > WHOLE_MAX ? SN_STREAM_BAD : 0;
}

/* The number behind the first of n bytes, which are a line; -1 also when it is none. */
static int64_t length_of(const uint8_t *p, uint32_t n)
{
    int64_t v = 0;

    if (n < 4 || p[n - 2] != '\r')
        return -1;
    for (uint32_t i = 1; i < n - 2; i++) {
        if (p[i] < '0' || p[i] > '9' || v > LENGTH_MAX)
            return -1;
        v = v * 10 + p[i] - '0';
    }
    return v;
}

/* The same for an element, and how many more it announces. */
static uint32_t element_size(const uint8_t *p, uint32_t n, uint64_t *more)
{
    uint32_t size = line_size(p, n);
    int64_t len;

    *more = 0;
    if (!strchr("+-:$*", *p) || !*p || !size || size == SN_STREAM_BAD)
        return size;
    len = length_of(p, size);
    if (*p == '*' && len > 0)
        *more = (uint64_t)len;
    if (*p != '$' || len < 0)
        return size;
    return len > BULK_MAX ? SN_STREAM_BAD : size + (uint32_t)len + 2;
}

/* A value, with all elements of an array unless they are too many; a command is a line of words. */
static uint32_t resp_unit(const uint8_t *p, uint32_t n)
{
    uint32_t at = 0, first = 0, size;
    uint64_t left = 1, more;

    if ((!strchr("+-:$*", *p) || !*p) && ((*p | 0x20) < 'a' || (*p | 0x20) > 'z'))
        return SN_STREAM_BAD;
    for (; left && at < n; left += more - 1) {
        size = element_size(p + at, n - at, &more);
        if (size == SN_STREAM_BAD)
            return first ? first : SN_STREAM_BAD;
        if (!size || size > n - at)
            break;
        at += size;
        first = first ? first : at;
    }
    if (!left)
        return at;
    if (!first) /* its length may be known */
        return element_size(p, n, &more);
    return n > WHOLE_MAX ? first : 0;
}

static const struct sn_stream_kind resp_stream = {.unit = resp_unit, .loose = true};

/* ---- lines and fields ---- */

/* A word of tcpdump's instead of a value. */
static void say(struct sn_dis *d, const char *words)
{
    sn_rec_bytes(d, WORDS, 0, 0, words, strlen(words))->flags = SN_REC_MADE | SN_REC_TEXT;
}

/* The bytes up to CR LF, behind which r goes. False: there is none, which tcpdump sees coming. */
static bool line(struct sn_dis *d, struct sn_rd *r, const uint8_t **p, size_t *n)
{
    size_t left = sn_rd_left(r);

    for (*n = 0; *n + 1 < left; (*n)++) {
        if (r->p[*n] == '\r' && r->p[*n + 1] == '\n') {
            *p = r->p;
            return sn_rd_skip(r, *n + 2);
        }
    }
    r->stop = SN_STOP_TRUNCATED;
    sn_note(d, SHORT, 0);
    return false;
}

enum result { NUMBER, INVALID, STOP };

/* A decimal number and the end of its line. What is wrong with it is said; reading goes on behind
 * the character that doesn't belong there, unless the number is too large. */
static enum result number(struct sn_dis *d, struct sn_rd *r, int64_t *v)
{
    bool negative = sn_rd_left(r) && *r->p == '-', digits;

    if (negative)
        (void)sn_rd_skip(r, 1);
    digits = sn_rd_left(r) && *r->p >= '0' && *r->p <= '9';
    for (*v = 0; sn_rd_left(r) && *r->p >= '0' && *r->p <= '9'; (void)sn_rd_skip(r, 1)) {
        if (*v <= LENGTH_MAX)
            *v = *v * 10 + *r->p - '0';
    }
    if (sn_rd_left(r) < 1 || (digits && sn_rd_left(r) < 2 && *r->p == '\r')) {
        r->stop = SN_STOP_TRUNCATED;
        return STOP;
    }
    if (!digits || r->p[0] != '\r' || r->p[1] != '\n') {
        say(d, "invalid");
        (void)sn_rd_skip(r, digits && r->p[0] == '\r' ? 2 : 1);
        return INVALID;
    }
    (void)sn_rd_skip(r, 2);
    if (negative && *v != 1) {
        say(d, "length negative and not -1");
        return INVALID;
    }
    if (*v > LENGTH_MAX) {
        say(d, "length too large");
        return STOP;
    }
    if (negative)
        *v = -1;
    return NUMBER;
}

static void token(struct sn_dis *d, const struct sn_rd *r, const uint8_t *p, size_t n)
{
    sn_rec_bytes(d, TOKEN, (size_t)(p - r->start), n, p, n);
}

/* The same for fields alone: as what it was sent. */
static void field(struct sn_dis *d, const struct sn_rd *r, unsigned field, const uint8_t *p,
                  size_t n)
{
    if (d->want & SN_WANT_FIELDS)
        sn_rec_bytes(d, field, (size_t)(p - r->start), n, p, n);
}

/* An integer of n characters at p, unless it is none. */
static void integer(struct sn_dis *d, const struct sn_rd *r, const uint8_t *p, size_t n)
{
    bool negative = n && *p == '-';
    uint64_t v = 0;

    for (size_t i = negative || (n && *p == '+'); i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return;
        v = v * 10 + p[i] - '0';
    }
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, INTEGER, (size_t)(p - r->start), n, negative ? -v : v);
}

/* A string of a length that stands in front of it. False: nothing more is read. */
static bool bulk(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p;
    enum result is;
    int64_t len;
    size_t n;

    if ((is = number(d, r, &len)) != NUMBER)
        return is == INVALID;
    sn_made(d, BULK_LENGTH, (uint64_t)len);
    if (len < 0) {
        say(d, "null");
        return true;
    }
    if (len == 0) {
        say(d, "empty");
    } else {
        if (!sn_rd_bytes(r, (size_t)len, &p)) {
            r->stop = SN_STOP_TRUNCATED;
            sn_note(d, SHORT, 0);
            return false;
        }
        token(d, r, p, (size_t)len);
        field(d, r, BULK, p, (size_t)len);
    }
    return line(d, r, &p, &n);
}

static bool array(struct sn_dis *d, struct sn_rd *r, uint64_t *more)
{
    enum result is;
    int64_t len;

    if ((is = number(d, r, &len)) != NUMBER)
        return is == INVALID;
    sn_made(d, ARRAY_LENGTH, (uint64_t)len);
    if (len == -1)
        say(d, "null");
    else if (len == 0)
        say(d, "empty");
    else if (len > 0)
        *more += (uint64_t)len;
    return true;
}

static size_t skip_ends(const struct sn_rd *r, size_t n)
{
    while (n < sn_rd_left(r) && (r->p[n] == '\r' || r->p[n] == '\n'))
        n++;
    return n;
}

/* A line that doesn't say what it is: a command, also behind empty lines. It ends with CR, LF or
 * both. */
static bool plain(struct sn_dis *d, struct sn_rd *r)
{
    size_t left = sn_rd_left(r), from = skip_ends(r, 0), n = from;

    while (n < left && r->p[n] != '\r' && r->p[n] != '\n')
        n++;
    if (n == left) {
        r->stop = SN_STOP_TRUNCATED;
        return false;
    }
    token(d, r, r->p + from, n - from);
    return sn_rd_skip(r, skip_ends(r, n));
}

static bool value(struct sn_dis *d, struct sn_rd *r, uint64_t *more)
{
    uint8_t type = *r->p;
    const uint8_t *p;
    size_t n;

    switch (type) {
    case '+':
    case '-':
    case ':':
        (void)sn_rd_skip(r, 1);
        if (!line(d, r, &p, &n))
            return false;
        token(d, r, p, n);
        if (type == ':')
            integer(d, r, p, n);
        else
            field(d, r, type == '+' ? STRING : ERROR, p, n);
        return true;
    case '$':
        return sn_rd_skip(r, 1) && bulk(d, r);
    case '*':
        return sn_rd_skip(r, 1) && array(d, r, more);
    default:
        return plain(d, r);
    }
}

static void resp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t more = 0;

    (void)len;
    while (sn_rd_left(r)) {
        more -= more > 0; /* the one that is read now */
        if (!value(d, r, &more))
            break;
    }
    if (!sn_rd_left(r) && !r->stop && (more || r->cut))
        r->stop = SN_STOP_TRUNCATED;
}

static enum sn_then resp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, ": RESP");
    for (const struct sn_rec *q = v.rec; q < v.end; q++) {
        if (q->field != TOKEN && q->field != WORDS)
            continue;
        sn_put_s(t->b, q->field == TOKEN ? " \"" : " ");
        sn_put_safe(t->b, q->p, q->n);
        if (q->field == TOKEN)
            sn_put_c(t->b, '"');
    }
    if (!(l->flags & SN_LAYER_TRUNCATED))
        return SN_TEXT_DONE;
    return sn_find(&v, SHORT) || l->caplen == l->len ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
}

const struct sn_proto sn_proto_resp = {
    .name = "resp",
    .title = "REdis Serialization Protocol",
    SN_PROTO_FIELDS(resp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = 6379}, {.table = &sn_tab_tcp, .type = "resp"}),
    .stream = &resp_stream,
    .dissect = resp_dissect,
    .text = resp_text,
};
