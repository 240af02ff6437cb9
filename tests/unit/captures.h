/*
 * Captures built in memory, and read back. Include after test.h.
 *
 * A struct cap grows by records in either byte order and remembers where each packet begins and
 * ends; collect() reads a source to its end, one batch or two in turn, and copies what came.
 */
#ifndef CAPTURES_H
#define CAPTURES_H

#include "sn/pcap.h"

struct cap {
    uint8_t p[1 << 18];
    size_t n, begin[64], end[64];
    unsigned pkts;
    bool be;
};

__attribute__((unused)) static void c16(struct cap *c, uint16_t v)
{
    c->p[c->n++] = (uint8_t)(c->be ? v >> 8 : v);
    c->p[c->n++] = (uint8_t)(c->be ? v : v >> 8);
}

__attribute__((unused)) static void c32(struct cap *c, uint32_t v)
{
    c16(c, (uint16_t)(c->be ? v >> 16 : v));
    c16(c, (uint16_t)(c->be ? v : v >> 16));
}

__attribute__((unused)) static void c64(struct cap *c, uint64_t v)
{
    c32(c, (uint32_t)(c->be ? v >> 32 : v));
    c32(c, (uint32_t)(c->be ? v : v >> 32));
}

__attribute__((unused)) static void cmem(struct cap *c, const void *p, size_t n)
{
    if (n)
        memcpy(c->p + c->n, p, n);
    c->n += n;
}

/* Data of a packet: byte i is seed + 3 i. */
__attribute__((unused)) static void cdata(struct cap *c, unsigned seed, size_t n)
{
    for (size_t i = 0; i < n; i++)
        c->p[c->n++] = (uint8_t)(seed + 3 * i);
}

/* ---- pcap ---- */

__attribute__((unused)) static void pcap_begin(struct cap *c, bool be, uint32_t magic,
                                               uint32_t snaplen, uint32_t linktype)
{
    *c = (struct cap){.be = be};
    c32(c, magic);
    c16(c, 2);
    c16(c, 4);
    c64(c, 0);
    c32(c, snaplen);
    c32(c, linktype);
}

__attribute__((unused)) static void pcap_pkt(struct cap *c, uint32_t sec, uint32_t sub,
                                             uint32_t caplen, uint32_t len)
{
    c->begin[c->pkts] = c->n;
    c32(c, sec);
    c32(c, sub);
    c32(c, caplen);
    c32(c, len);
    cdata(c, c->pkts, caplen);
    c->end[c->pkts++] = c->n;
}

/* ---- pcapng ---- */

__attribute__((unused)) static size_t ng_block(struct cap *c, uint32_t type)
{
    c32(c, type);
    c32(c, 0);
    return c->n - 8;
}

__attribute__((unused)) static void ng_end(struct cap *c, size_t at)
{
    size_t end;

    while (c->n % 4)
        c->p[c->n++] = 0;
    end = c->n + 4;
    c->n = at + 4;
    c32(c, (uint32_t)(end - at));
    c->n = end - 4;
    c32(c, (uint32_t)(end - at));
}

__attribute__((unused)) static void ng_opt(struct cap *c, uint16_t code, const void *p, size_t n)
{
    c16(c, code);
    c16(c, (uint16_t)n);
    cmem(c, p, n);
    while (c->n % 4)
        c->p[c->n++] = 0;
}

__attribute__((unused)) static void ng_shb(struct cap *c, bool be)
{
    size_t at;

    c->be = be;
    at = ng_block(c, 0x0a0d0d0a);
    c32(c, 0x1a2b3c4d);
    c16(c, 1);
    c16(c, 0);
    c64(c, UINT64_MAX);
    ng_end(c, at);
}

/* An interface; resol < 0: without that option. */
__attribute__((unused)) static void ng_idb(struct cap *c, uint16_t linktype, uint32_t snaplen,
                                           const char *name, int resol)
{
    size_t at = ng_block(c, 1);
    uint8_t r = (uint8_t)resol;

    c16(c, linktype);
    c16(c, 0);
    c32(c, snaplen);
    if (name)
        ng_opt(c, 2, name, strlen(name));
    if (resol >= 0)
        ng_opt(c, 9, &r, 1);
    if (name || resol >= 0)
        ng_opt(c, 0, NULL, 0);
    ng_end(c, at);
}

__attribute__((unused)) static void ng_epb(struct cap *c, uint32_t iface, uint64_t ts,
                                           uint32_t caplen, uint32_t len)
{
    size_t at = ng_block(c, 6);

    c->begin[c->pkts] = at;
    c32(c, iface);
    c32(c, (uint32_t)(ts >> 32));
    c32(c, (uint32_t)ts);
    c32(c, caplen);
    c32(c, len);
    cdata(c, c->pkts, caplen);
    ng_end(c, at);
    c->end[c->pkts++] = c->n;
}

/* ---- reading back ---- */

struct read {
    unsigned pkts, metas, batches;
    struct sn_pkt pkt[64]; /* data: into data[] */
    uint8_t data[1 << 18];
    size_t n;
    struct sn_iface iface[16];
    uint32_t nifaces;
    enum sn_err open, end;
    struct sn_diag d;
};

/* Takes a batch: checks that its records are inside its buffer, copies them. */
__attribute__((unused)) static void take(struct read *r, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        CHECK(p->data >= b->buf + p->rechdr && p->data + p->caplen <= b->buf + b->size);
        CHECK((uint32_t)p->rechdr + p->caplen <= p->reclen && !p->drop);
        if (p->meta) {
            r->metas++;
            continue;
        }
        if (r->pkts == 64 || r->n + p->caplen > sizeof r->data)
            continue;
        r->pkt[r->pkts] = *p;
        r->pkt[r->pkts++].data = r->data + r->n;
        memcpy(r->data + r->n, p->data, p->caplen);
        r->n += p->caplen;
    }
    r->batches += b->n > 0;
}

__attribute__((unused)) static void collect_from(struct read *r, struct sn_src *src)
{
    struct sn_reader *rd;
    struct sn_batch b[2];

    memset(r, 0, sizeof *r);
    sn_batch_init(&b[0]);
    sn_batch_init(&b[1]);
    r->open = sn_reader_open(&rd, src, &r->d);
    if (r->open)
        return;
    for (unsigned i = 0; !(r->end = sn_reader_next(rd, &b[i & 1], &r->d)); i++)
        take(r, &b[i & 1]);
    CHECK_INT(sn_reader_next(rd, &b[0], NULL), r->end); /* it sticks */
    CHECK_INT(b[0].n, 0);
    r->nifaces = sn_reader_nifaces(rd);
    for (uint32_t i = 0; i < r->nifaces && i < 16; i++) {
        r->iface[i] = *sn_reader_iface(rd, i);
        r->iface[i].name = r->iface[i].name ? strdup(r->iface[i].name) : NULL;
        r->iface[i].descr = r->iface[i].descr ? strdup(r->iface[i].descr) : NULL;
        r->iface[i].filter = r->iface[i].filter ? strdup(r->iface[i].filter) : NULL;
        r->iface[i].comment = r->iface[i].comment ? strdup(r->iface[i].comment) : NULL;
    }
    sn_batch_free(&b[0]);
    sn_batch_free(&b[1]);
    sn_reader_close(rd);
}

__attribute__((unused)) static void forget(struct read *r)
{
    for (uint32_t i = 0; i < r->nifaces && i < 16; i++) {
        free((void *)(uintptr_t)r->iface[i].name);
        free((void *)(uintptr_t)r->iface[i].descr);
        free((void *)(uintptr_t)r->iface[i].filter);
        free((void *)(uintptr_t)r->iface[i].comment);
    }
}

__attribute__((unused)) static void collect(struct read *r, const void *p, size_t n)
{
    struct sn_src *s;

    CHECK(!sn_src_open_mem(&s, p, n, "mem", NULL));
    collect_from(r, s);
}

/* Whether the packets are those that pcap_pkt or ng_epb made, up to number n. */
__attribute__((unused)) static bool data_is_right(const struct read *r, unsigned n)
{
    bool ok = r->pkts == n;

    for (unsigned i = 0; i < n && ok; i++)
        for (uint32_t k = 0; k < r->pkt[i].caplen; k++)
            ok &= r->pkt[i].data[k] == (uint8_t)(i + 3 * k);
    return ok;
}

#endif
