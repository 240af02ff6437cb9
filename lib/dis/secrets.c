/*
 * Key logs of TLS and WireGuard: see sn/secrets.h.
 *
 * Secrets are kept one behind the other in the order in which they came, and found through a table
 * of their places, by the client's random number or the public key.
 */
#include "dis/secrets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "dis/app/wgcrypt.h"
#include "sn/io.h"
#include "sn/rd.h"

#define FIRST 64u /* secrets that there is room for at first */
#define SEEDS (SN_TLS_RANDOM / 4 + 1)

struct sn_secrets {
    struct sn_secret *secret; /* n of them, room for half as many as there are slots */
    uint32_t *slot;           /* number plus one; 0: free */
    uint32_t n, slots;        /* slots: a power of two; 0: none yet */
    uint32_t seed[SEEDS];
    uint32_t statics[SN_WG_LIST_MAX], nstatics; /* places of WireGuard's keys */
    uint32_t psks[SN_WG_LIST_MAX], npsks;
    bool tls; /* there are secrets of TLS */
};

static const struct {
    const char *label;
    uint8_t kind;
} labels[] = {
    {"CLIENT_RANDOM", SN_SECRET_MASTER},
    {"CLIENT_EARLY_TRAFFIC_SECRET", SN_SECRET_CLIENT_EARLY},
    {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", SN_SECRET_CLIENT_HANDSHAKE},
    {"SERVER_HANDSHAKE_TRAFFIC_SECRET", SN_SECRET_SERVER_HANDSHAKE},
    {"CLIENT_TRAFFIC_SECRET_0", SN_SECRET_CLIENT_TRAFFIC},
    {"SERVER_TRAFFIC_SECRET_0", SN_SECRET_SERVER_TRAFFIC},
};

static const struct {
    const char *label;
    uint8_t kind;
    bool is_public;
} wg_labels[] = {
    {"LOCAL_STATIC_PRIVATE_KEY", SN_SECRET_WG_STATIC, false},
    {"REMOTE_STATIC_PUBLIC_KEY", SN_SECRET_WG_STATIC, true},
    {"LOCAL_EPHEMERAL_PRIVATE_KEY", SN_SECRET_WG_EPHEMERAL, false},
    {"PRESHARED_KEY", SN_SECRET_WG_PSK, false},
};

/* ---- the table ---- */

/* UMAC's NH (RFC 4418 5.2.2): nobody who makes a capture can choose numbers that collide. */
static uint32_t hash(const struct sn_secrets *s, unsigned kind, const uint8_t *random)
{
    uint64_t sum = kind * s->seed[SEEDS - 1];

    for (unsigned i = 0; i < SEEDS - 1; i += 2)
        sum += (uint64_t)(sn_be32(random + i * 4) + s->seed[i]) *
               (sn_be32(random + i * 4 + 4) + s->seed[i + 1]);
    return (uint32_t)(sum >> 32) ^ (uint32_t)sum;
}

static uint32_t *slot_of(const struct sn_secrets *s, unsigned kind, const uint8_t *random)
{
    for (uint32_t at = hash(s, kind, random);; at++) {
        uint32_t *slot = &s->slot[at & (s->slots - 1)];
        const struct sn_secret *q = *slot ? &s->secret[*slot - 1] : NULL;

        if (!q || (q->kind == kind && memcmp(q->random, random, SN_TLS_RANDOM) == 0))
            return slot;
    }
}

const struct sn_secret *sn_secret_find(const struct sn_secrets *s, enum sn_secret_kind kind,
                                       const uint8_t random[SN_TLS_RANDOM])
{
    const uint32_t *slot = s && s->slots ? slot_of(s, kind, random) : NULL;

    return slot && *slot ? &s->secret[*slot - 1] : NULL;
}

static bool grow(struct sn_secrets *s)
{
    uint32_t slots = s->slots ? s->slots * 2 : FIRST * 2;
    struct sn_secret *secret = realloc(s->secret, slots / 2 * sizeof *secret);
    uint32_t *slot = calloc(slots, sizeof *slot);

    if (secret)
        s->secret = secret;
    if (!secret || !slot) {
        free(slot);
        return false;
    }
    free(s->slot);
    s->slot = slot;
    s->slots = slots;
    for (uint32_t i = 0; i < s->n; i++)
        *slot_of(s, secret[i].kind, secret[i].random) = i + 1;
    return true;
}

const struct sn_secret *sn_secret_static(const struct sn_secrets *s, uint32_t i)
{
    return i < s->nstatics ? &s->secret[s->statics[i]] : NULL;
}

const struct sn_secret *sn_secret_psk(const struct sn_secrets *s, uint32_t i)
{
    return i < s->npsks ? &s->secret[s->psks[i]] : NULL;
}

/* The secret added last is one of those that are gone through. */
static void list(struct sn_secrets *s, uint8_t kind)
{
    if (kind == SN_SECRET_WG_STATIC && s->nstatics < SN_WG_LIST_MAX)
        s->statics[s->nstatics++] = s->n - 1;
    else if (kind == SN_SECRET_WG_PSK && s->npsks < SN_WG_LIST_MAX)
        s->psks[s->npsks++] = s->n - 1;
    s->tls |= kind < SN_SECRET_WG_STATIC;
}

static enum sn_err add(struct sn_secrets *s, const struct sn_secret *q, struct sn_diag *d)
{
    uint32_t *slot;

    if (s->n == s->slots / 2 && !grow(s))
        return sn_fail(d, SN_ENOMEM, "no memory for secrets");
    slot = slot_of(s, q->kind, q->random);
    if (*slot) {
        if (q->n) /* a public key alone tells nothing more */
            s->secret[*slot - 1] = *q;
        return SN_OK;
    }
    if (s->n == SN_SECRETS_MAX)
        return sn_fail(d, SN_ERANGE, "more than %u secrets", SN_SECRETS_MAX);
    s->secret[s->n++] = *q;
    *slot = s->n;
    list(s, q->kind);
    return SN_OK;
}

/* ---- the text ---- */

/* The next word of what is left of a line. */
struct word {
    const char *p;
    size_t n;
};

static struct word next_word(const char **p, const char *end)
{
    struct word w;

    while (*p < end && (**p == ' ' || **p == '\t'))
        ++*p;
    w.p = *p;
    while (*p < end && **p != ' ' && **p != '\t')
        ++*p;
    w.n = (size_t)(*p - w.p);
    return w;
}

/* Hexadecimal digits of at most max bytes; 0: not so. */
static size_t unhex(uint8_t *to, size_t max, const struct word *w)
{
    if (w->n % 2 || w->n / 2 > max)
        return 0;
    for (size_t i = 0; i < w->n; i++) {
        int v = sn_hex_digit(w->p[i]);

        if (v < 0)
            return 0;
        to[i / 2] = (uint8_t)((i % 2 ? to[i / 2] << 4 : 0) | v);
    }
    return w->n / 2;
}

/* How many hexadecimal digits it begins with. */
static size_t digits(const struct word *w)
{
    size_t n = 0;

    while (n < w->n && sn_hex_digit(w->p[n]) >= 0)
        n++;
    return n;
}

enum line { LINE_SECRET, LINE_SKIPPED, LINE_BAD };

static int kind_of(const struct word *label)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strlen(labels[i].label) == label->n && memcmp(labels[i].label, label->p, label->n) == 0)
            return labels[i].kind;
    }
    return -1;
}

/* Whether a label looks like one: unknown ones are skipped, other text is not. */
static bool is_label(const struct word *w)
{
    for (size_t i = 0; i < w->n; i++) {
        char c = w->p[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return true;
}

static bool same_word(const struct word *w, const char *s)
{
    return strlen(s) == w->n && memcmp(s, w->p, w->n) == 0;
}

static int base64_digit(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

/* A key in base 64 (RFC 4648): 43 digits and a sign that there are no more. */
static bool read_key(uint8_t to[SN_WG_KEY], const struct word *w)
{
    enum { DIGITS = 43 };
    uint32_t bits = 0, n = 0, have = 0;

    if (w->n != DIGITS + 1 || w->p[DIGITS] != '=')
        return false;
    for (uint32_t i = 0; i < DIGITS; i++) {
        int v = base64_digit(w->p[i]);

        if (v < 0)
            return false;
        bits = bits << 6 | (uint32_t)v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to[n++] = (uint8_t)(bits >> have);
        }
    }
    return n == SN_WG_KEY;
}

/* A line of WireGuard's keys: "KIND = KEY", spaces as one likes. */
static enum line read_wg(struct sn_secret *q, const char *p, const char *end)
{
    const char *sign = memchr(p, '=', (size_t)(end - p));
    struct word label, key, rest;

    label = next_word(&p, sign ? sign : end);
    p = sign ? sign + 1 : end;
    key = next_word(&p, end);
    rest = next_word(&p, end);
    for (size_t i = 0; i < sizeof wg_labels / sizeof wg_labels[0]; i++) {
        if (!same_word(&label, wg_labels[i].label))
            continue;
        *q = (struct sn_secret){.kind = wg_labels[i].kind, .n = SN_WG_KEY};
        if (rest.n || !read_key(q->bytes, &key))
            return LINE_BAD;
        memcpy(q->random, q->bytes, SN_WG_KEY);
        if (wg_labels[i].is_public)
            q->n = 0;
        else if (q->kind != SN_SECRET_WG_PSK)
            (void)sn_wg_public(q->bytes, q->random);
        return LINE_SECRET;
    }
    return LINE_SKIPPED;
}

/* Without `strict`, what stands behind the digits of a secret counts for nothing, as with
 * Wireshark. */
static enum line read_line(struct sn_secret *q, const char *p, const char *end, bool strict)
{
    struct word label, random, secret, rest;
    enum line what;
    int kind;

    if (p < end && end[-1] == '\r')
        end--;
    what = read_wg(q, p, end);
    if (what != LINE_SKIPPED)
        return what;
    label = next_word(&p, end);
    if (!label.n || *label.p == '#')
        return LINE_SKIPPED;
    kind = kind_of(&label);
    if (kind < 0)
        return is_label(&label) ? LINE_SKIPPED : LINE_BAD;
    random = next_word(&p, end);
    secret = next_word(&p, end);
    rest = next_word(&p, end);
    if (!strict) {
        secret.n = digits(&secret);
        rest.n = 0;
    }
    *q = (struct sn_secret){.kind = (uint8_t)kind};
    if (rest.n || unhex(q->random, sizeof q->random, &random) != sizeof q->random)
        return LINE_BAD;
    q->n = (uint8_t)unhex(q->bytes, sizeof q->bytes, &secret);
    if (q->n != 48 && (q->n != 32 || kind == SN_SECRET_MASTER))
        return LINE_BAD;
    return LINE_SECRET;
}

/* Bad lines are skipped unless `strict`. */
static enum sn_err add_lines(struct sn_secrets *s, const char *p, size_t n, bool strict,
                             struct sn_diag *d)
{
    const char *end = p + n, *eol;
    unsigned long number = 1;
    enum sn_err e = SN_OK;

    for (; p < end && !e; p = eol + 1, number++) {
        struct sn_secret q;
        enum line what;

        eol = memchr(p, '\n', (size_t)(end - p));
        if (!eol)
            eol = end;
        what = read_line(&q, p, eol, strict);
        if (what == LINE_SECRET)
            e = add(s, &q, d);
        else if (what == LINE_BAD && strict)
            e = sn_fail(d, SN_EFORMAT,
                        "line %lu: not a label, a client's random number of 64 hexadecimal digits "
                        "and a secret, or a key of WireGuard",
                        number);
    }
    return e;
}

enum sn_err sn_secrets_add(struct sn_secrets *s, const char *text, size_t n, struct sn_diag *d)
{
    return add_lines(s, text, n, true, d);
}

enum { BLOCK = 10 };

void sn_secrets_block(struct sn_secrets *s, const struct sn_pkt *p)
{
    struct sn_rd r = sn_rd_init(p->data, p->reclen, p->reclen);
    uint32_t type, kind, n, total;
    const uint8_t *text;
    bool swap;

    if (!p->meta || sn_pkt_block(p) != BLOCK || !sn_rd_be32(&r, &type) || !sn_rd_skip(&r, 4) ||
        !sn_rd_be32(&r, &kind) || !sn_rd_be32(&r, &n))
        return;
    swap = type != BLOCK;
    if (swap) {
        kind = __builtin_bswap32(kind);
        n = __builtin_bswap32(n);
    }
    total = (uint32_t)sn_rd_left(&r);
    if ((kind != SN_KEYLOG_TLS && kind != SN_KEYLOG_WIREGUARD) || total < 4 || n > total - 4 ||
        !sn_rd_bytes(&r, n, &text))
        return;
    (void)!add_lines(s, (const char *)text, n, false, NULL);
}

void sn_secrets_batch(struct sn_secrets *s, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->pkt[i].meta)
            sn_secrets_block(s, &b->pkt[i]);
    }
}

/* ---- the whole ---- */

bool sn_secrets_usable(void)
{
#ifdef HAVE_CRYPTO
    return true;
#else
    return false;
#endif
}

enum sn_err sn_secrets_new(struct sn_secrets **out, struct sn_diag *d)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return sn_fail(d, SN_ENOMEM, "no memory for secrets");
    if (getentropy((*out)->seed, sizeof(*out)->seed)) {
        free(*out);
        *out = NULL;
        return sn_fail_sys(d, errno, "no random numbers");
    }
    return SN_OK;
}

enum sn_err sn_secrets_read(struct sn_secrets **s, const char *path, char **text, size_t *n,
                            struct sn_diag *d)
{
    size_t len = 0;
    char *log;
    enum sn_err e = sn_src_text(&log, &len, path, d);

    if (e)
        return e;
    if (!*s)
        e = sn_secrets_new(s, d);
    if (!e)
        e = sn_secrets_add(*s, log, len, d);
    if (!e && text) {
        *text = log;
        *n = len;
        return SN_OK;
    }
    explicit_bzero(log, len);
    free(log);
    return e;
}

void sn_secrets_free(struct sn_secrets *s)
{
    if (!s)
        return;
    if (s->secret)
        explicit_bzero(s->secret, s->n * sizeof *s->secret);
    free(s->secret);
    free(s->slot);
    free(s);
}

uint32_t sn_secrets_count(const struct sn_secrets *s)
{
    return s->n;
}

enum sn_keylog sn_secrets_keylog(const struct sn_secrets *s)
{
    return s->n && !s->tls ? SN_KEYLOG_WIREGUARD : SN_KEYLOG_TLS;
}
