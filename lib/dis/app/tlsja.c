/*
 * Fingerprints of TLS: JA3 and JA3S (Salesforce's), JA4 (FoxIO's).
 *
 * JA4 alone of the family is free: "JA4: TLS Client Fingerprinting is open-source, BSD 3-Clause",
 * Copyright 2023, FoxIO, LLC; https://github.com/FoxIO-LLC/ja4. This is written from its
 * description.
 */
#include <md5.h>
#include <sha2.h>
#include <stdlib.h>

#include "base/mix.h"
#include "base/put.h"
#include "dis/app/tls.h"

enum {
    NUMBERS_MAX = 512, /* of one field */
    SORTED_MAX = 64,   /* sorted by insertion */
    TEXT_MAX = 4 * NUMBERS_MAX * 6 + 32,
    HASH_HEX = 12,
    PRINTS = 64, /* a power of two */
    PRINT_TEXT = 240,
};

/* Numbers of one field, without those that are to be ignored. */
struct numbers {
    unsigned n;
    uint16_t v[NUMBERS_MAX];
};

/* What a hello's fingerprints are made of. */
enum part {
    NOTHING,
    SUITES,
    EXTENSIONS,
    GROUPS,
    POINTS,
    SIGNATURES,
    VERSIONS,
    LISTS,
    NAME = LISTS,
    PROTOCOL,
    PARTS
};

struct hello {
    struct numbers list[LISTS];
    const struct sn_rec *first[PARTS]; /* from NAME on */
    uint16_t version;
};

/* Texts whose hashes are known, by a hash of theirs: the world has few kinds of clients. */
struct sn_tls_prints {
    struct {
        uint32_t len; /* of text; 0: nothing is there */
        char hex[HASH_HEX], text[PRINT_TEXT];
    } of[PRINTS];
};

void sn_tls_prints_free(struct sn_tls_prints *p)
{
    free(p);
}

static inline void add(struct numbers *a, uint64_t v)
{
    if (!sn_tls_is_grease(v) && a->n < NUMBERS_MAX)
        a->v[a->n++] = (uint16_t)v;
}

/* Reads the records from number `from` on. */
static void collect(struct hello *h, const struct sn_dis *d, uint32_t from)
{
    static const uint8_t part[] = {
        [HS_SUITE] = SUITES, [EXT_TYPE] = EXTENSIONS, [SUPPORTED_GROUP] = GROUPS,
        [POINT] = POINTS,    [SIG] = SIGNATURES,      [SUPPORTED_VERSION] = VERSIONS,
        [SNI] = NAME,        [ALPN] = PROTOCOL};

    for (unsigned i = 0; i < LISTS; i++)
        h->list[i].n = 0;
    for (unsigned i = 0; i < PARTS; i++)
        h->first[i] = NULL;
    h->version = d->nrec > from ? (uint16_t)d->rec[from].u : 0;
    for (const struct sn_rec *q = &d->rec[from], *end = &d->rec[d->nrec]; q < end; q++) {
        unsigned i = q->field < sizeof part ? part[q->field] : NOTHING;

        if (i >= LISTS)
            h->first[i] = h->first[i] ? h->first[i] : q;
        else if (i)
            add(&h->list[i], q->u);
    }
}

/* A string that lives as long as the dissection. */
static void record(struct sn_dis *d, unsigned field, const char *s, size_t n)
{
    char *p = sn_arena_alloc(&d->arena, n);

    if (!p)
        return;
    memcpy(p, s, n);
    sn_rec_bytes(d, field, 0, 0, p, n)->flags = SN_REC_MADE;
}

/* ---- JA3 ---- */

static char *put_list(char *o, const struct numbers *a)
{
    for (unsigned i = 0; i < a->n; i++) {
        if (i)
            *o++ = '-';
        o = put_u16(o, a->v[i]);
    }
    return o;
}

/* version,ciphers,extensions and, for a client, ,groups,formats; and the MD5 of that. */
static void ja3(struct sn_dis *d, const struct hello *h, bool client)
{
    char text[TEXT_MAX], hex[MD5_DIGEST_STRING_LENGTH], *o = put_u16(text, h->version);

    *o++ = ',';
    o = put_list(o, &h->list[SUITES]);
    *o++ = ',';
    o = put_list(o, &h->list[EXTENSIONS]);
    if (client) {
        *o++ = ',';
        o = put_list(o, &h->list[GROUPS]);
        *o++ = ',';
        o = put_list(o, &h->list[POINTS]);
    }
    MD5Data((const uint8_t *)text, (size_t)(o - text), hex);
    record(d, client ? JA3_FULL : JA3S_FULL, text, (size_t)(o - text));
    record(d, client ? JA3 : JA3S, hex, strlen(hex));
}

/* ---- JA4 ---- */

static int by_value(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void sort(struct numbers *a)
{
    if (a->n > SORTED_MAX) {
        qsort(a->v, a->n, sizeof a->v[0], by_value);
        return;
    }
    for (unsigned i = 1; i < a->n; i++) {
        uint16_t v = a->v[i];
        unsigned j = i;

        for (; j && a->v[j - 1] > v; j--)
            a->v[j] = a->v[j - 1];
        a->v[j] = v;
    }
}

static char *put_hex_list(char *o, const struct numbers *a)
{
    for (unsigned i = 0; i < a->n; i++) {
        if (i)
            *o++ = ',';
        o = put_hex4(o, a->v[i]);
    }
    return o;
}

static void hash(char to[HASH_HEX], const char *text, size_t n)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    SHA256Data((const uint8_t *)text, n, hex);
    memcpy(to, hex, HASH_HEX);
}

/* The first twelve digits of its SHA-256; zeros of nothing. */
static void put_hash(struct sn_dis *d, struct sn_buf *b, const char *text, size_t n)
{
    char hex[HASH_HEX];
    unsigned i = (unsigned)sn_hash_bytes(text, n, SN_MIX0) % PRINTS;

    if (!n) {
        sn_put_lit(b, "000000000000");
        return;
    }
    if (!d->prints)
        d->prints = calloc(1, sizeof *d->prints);
    if (!d->prints || n > PRINT_TEXT) {
        hash(hex, text, n);
        sn_put_mem(b, hex, HASH_HEX);
        return;
    }
    if (d->prints->of[i].len != n || memcmp(d->prints->of[i].text, text, n) != 0) {
        hash(d->prints->of[i].hex, text, n);
        memcpy(d->prints->of[i].text, text, n);
        d->prints->of[i].len = (uint32_t)n;
    }
    sn_put_mem(b, d->prints->of[i].hex, HASH_HEX);
}

static const char *version_name(const struct sn_dis *d, struct hello *h)
{
    static const struct sn_val names[] = {{0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"},
                                          {0x0301, "10"}, {0x0300, "s3"}, {0xfeff, "d1"},
                                          {0xfefd, "d2"}, {0xfefc, "d3"}, {0, NULL}};
    const struct numbers *a = &h->list[VERSIONS];
    const char *name;
    uint32_t v = h->version;

    if (a->n) {
        sort(&h->list[VERSIONS]);
        v = d->cur->proto == &sn_proto_dtls ? a->v[0] : a->v[a->n - 1]; /* they count down */
    }
    name = sn_val_name(names, v);
    return name ? name : "00";
}

static bool is_alnum(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The first and last character of the first protocol; of its bytes in hex when they are others. */
static void put_alpn(struct sn_buf *b, const struct sn_rec *q)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t head, tail;

    if (!q || !q->n) {
        sn_put_lit(b, "00");
        return;
    }
    head = q->p[0];
    tail = q->p[q->n - 1];
    if (is_alnum(head) && is_alnum(tail)) {
        sn_put_c(b, (char)head);
        sn_put_c(b, (char)tail);
    } else {
        sn_put_c(b, digits[head >> 4]);
        sn_put_c(b, digits[tail & 15]);
    }
}

static char transport(const struct sn_dis *d)
{
    return d->cur->proto == &sn_proto_tls_quic ? 'q' : d->cur->proto == &sn_proto_dtls ? 'd' : 't';
}

static char *put_count(char *o, unsigned n)
{
    return put_2digits(o, n < 99 ? n : 99);
}

/* Extensions sorted, without those of names and protocols; then the signatures as they are. */
static char *put_extensions(char *o, struct hello *h)
{
    struct numbers *exts = &h->list[EXTENSIONS];
    unsigned n = 0;

    for (unsigned i = 0; i < exts->n; i++) {
        if (exts->v[i] != 0 && exts->v[i] != 16)
            exts->v[n++] = exts->v[i];
    }
    exts->n = n;
    sort(exts);
    o = put_hex_list(o, exts);
    if (h->list[SIGNATURES].n) {
        *o++ = '_';
        o = put_hex_list(o, &h->list[SIGNATURES]);
    }
    return o;
}

static void ja4(struct sn_dis *d, struct hello *h)
{
    char mem[64], text[TEXT_MAX], *o = mem;
    struct sn_buf b;

    *o++ = transport(d);
    o = put_str(o, version_name(d, h));
    *o++ = h->first[NAME] ? 'd' : 'i';
    o = put_count(o, h->list[SUITES].n);
    o = put_count(o, h->list[EXTENSIONS].n);
    sn_buf_fixed(&b, mem, sizeof mem);
    b.p = o;
    put_alpn(&b, h->first[PROTOCOL]);
    sn_put_c(&b, '_');
    sort(&h->list[SUITES]);
    put_hash(d, &b, text, (size_t)(put_hex_list(text, &h->list[SUITES]) - text));
    sn_put_c(&b, '_');
    put_hash(d, &b, text, (size_t)(put_extensions(text, h) - text));
    record(d, JA4, b.base, sn_buf_len(&b));
}

void sn_tls_ja_client(struct sn_dis *d, uint32_t from)
{
    struct hello h;

    if ((d->want & (SN_WANT_NO_JA3 | SN_WANT_NO_JA4)) == (SN_WANT_NO_JA3 | SN_WANT_NO_JA4))
        return;
    collect(&h, d, from);
    if (!(d->want & SN_WANT_NO_JA3))
        ja3(d, &h, true);
    if (!(d->want & SN_WANT_NO_JA4))
        ja4(d, &h);
}

void sn_tls_ja_server(struct sn_dis *d, uint32_t from)
{
    struct hello h;

    if (d->want & SN_WANT_NO_JA3)
        return;
    collect(&h, d, from);
    ja3(d, &h, false);
}
