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

#include "dis/app/tls.h"

enum { NUMBERS_MAX = 512, TEXT_MAX = 8192, HASH_HEX = 12 };

/* Numbers of one field, without those that are to be ignored. */
struct numbers {
    uint16_t v[NUMBERS_MAX];
    unsigned n;
};

static void collect(struct numbers *a, const struct sn_dis *d, uint32_t from, unsigned field)
{
    a->n = 0;
    for (uint32_t i = from; i < d->nrec; i++) {
        const struct sn_rec *q = &d->rec[i];

        if (q->field == field && !sn_tls_is_grease(q->u) && a->n < NUMBERS_MAX)
            a->v[a->n++] = (uint16_t)q->u;
    }
}

static const struct sn_rec *first(const struct sn_dis *d, uint32_t from, unsigned field)
{
    for (uint32_t i = from; i < d->nrec; i++) {
        if (d->rec[i].field == field)
            return &d->rec[i];
    }
    return NULL;
}

static uint64_t number(const struct sn_dis *d, uint32_t from, unsigned field)
{
    const struct sn_rec *q = first(d, from, field);

    return q ? q->u : 0;
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

/* The string and its MD5. */
static void record_md5(struct sn_dis *d, unsigned full, unsigned field, const struct sn_buf *b)
{
    char hex[MD5_DIGEST_STRING_LENGTH];

    MD5Data((const uint8_t *)b->base, sn_buf_len(b), hex);
    record(d, full, b->base, sn_buf_len(b));
    record(d, field, hex, strlen(hex));
}

static void put_list(struct sn_buf *b, const struct sn_dis *d, uint32_t from, unsigned field)
{
    struct numbers a;

    collect(&a, d, from, field);
    for (unsigned i = 0; i < a.n; i++) {
        if (i)
            sn_put_c(b, '-');
        sn_put_u32(b, a.v[i]);
    }
}

/* version,ciphers,extensions and, for a client, ,groups,formats */
static void ja3(struct sn_dis *d, uint32_t from, bool client)
{
    char mem[TEXT_MAX];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_put_u32(&b, (uint32_t)number(d, from, HS_VERSION));
    sn_put_c(&b, ',');
    put_list(&b, d, from, HS_SUITE);
    sn_put_c(&b, ',');
    put_list(&b, d, from, EXT_TYPE);
    if (client) {
        sn_put_c(&b, ',');
        put_list(&b, d, from, SUPPORTED_GROUP);
        sn_put_c(&b, ',');
        put_list(&b, d, from, POINT);
    }
    record_md5(d, client ? JA3_FULL : JA3S_FULL, client ? JA3 : JA3S, &b);
}

/* ---- JA4 ---- */

static int by_value(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void put_hex_list(struct sn_buf *b, const struct numbers *a)
{
    for (unsigned i = 0; i < a->n; i++) {
        if (i)
            sn_put_c(b, ',');
        sn_put_hex_pad(b, a->v[i], 4);
    }
}

/* The first twelve digits of its SHA-256; zeros of nothing. */
static void put_hash(struct sn_buf *b, const struct sn_buf *of)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];

    if (!sn_buf_len(of)) {
        sn_put_lit(b, "000000000000");
        return;
    }
    SHA256Data((const uint8_t *)of->base, sn_buf_len(of), hex);
    sn_put_mem(b, hex, HASH_HEX);
}

static const char *version_name(const struct sn_dis *d, uint32_t from)
{
    static const struct sn_val names[] = {{0x0304, "13"}, {0x0303, "12"}, {0x0302, "11"},
                                          {0x0301, "10"}, {0x0300, "s3"}, {0xfeff, "d1"},
                                          {0xfefd, "d2"}, {0xfefc, "d3"}, {0, NULL}};
    struct numbers a;
    uint32_t v = (uint32_t)number(d, from, HS_VERSION);
    const char *name;

    collect(&a, d, from, SUPPORTED_VERSION);
    if (a.n) {
        qsort(a.v, a.n, sizeof a.v[0], by_value);
        v = d->cur->proto == &sn_proto_dtls ? a.v[0] : a.v[a.n - 1]; /* they count down */
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

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Extensions sorted, without those of names and protocols; then the signatures as they are. */
static void put_extensions(struct sn_buf *b, const struct sn_dis *d, uint32_t from,
                           struct numbers *exts)
{
    struct numbers sigs;
    unsigned n = 0;

    for (unsigned i = 0; i < exts->n; i++) {
        if (exts->v[i] != 0 && exts->v[i] != 16)
            exts->v[n++] = exts->v[i];
    }
    exts->n = n;
    qsort(exts->v, n, sizeof exts->v[0], by_value);
    put_hex_list(b, exts);
    collect(&sigs, d, from, SIG);
    if (sigs.n) {
        sn_put_c(b, '_');
        put_hex_list(b, &sigs);
    }
}

static void ja4(struct sn_dis *d, uint32_t from)
{
    char mem[64], text[TEXT_MAX];
    struct numbers suites, exts;
    struct sn_buf b, t;

    sn_buf_fixed(&b, mem, sizeof mem);
    sn_buf_fixed(&t, text, sizeof text);
    collect(&suites, d, from, HS_SUITE);
    collect(&exts, d, from, EXT_TYPE);
    sn_put_f(&b, "%c%s%c%02u%02u", transport(d), version_name(d, from),
             first(d, from, SNI) ? 'd' : 'i', least(suites.n, 99), least(exts.n, 99));
    put_alpn(&b, first(d, from, ALPN));
    sn_put_c(&b, '_');
    qsort(suites.v, suites.n, sizeof suites.v[0], by_value);
    put_hex_list(&t, &suites);
    put_hash(&b, &t);
    sn_put_c(&b, '_');
    sn_buf_clear(&t);
    put_extensions(&t, d, from, &exts);
    put_hash(&b, &t);
    record(d, JA4, b.base, sn_buf_len(&b));
}

void sn_tls_ja_client(struct sn_dis *d, uint32_t from)
{
    ja3(d, from, true);
    ja4(d, from);
}

void sn_tls_ja_server(struct sn_dis *d, uint32_t from)
{
    ja3(d, from, false);
}
