/* What captures that are to become one have in common: see sn/pcap.h. */
#include <stdlib.h>

#include "pcap/writer.h"

#define SECTIONS_MAX (64u << 20) /* bytes of section headers that are remembered */

struct sn_sections {
    struct sn_arena mem;
    struct raw_block *v;
    size_t n, cap;
};

static bool same_block(const struct raw_block *a, const struct raw_block *b)
{
    return a->n == b->n && a->swap == b->swap && memcmp(a->p, b->p, a->n) == 0;
}

bool sn_sections_have(const struct sn_sections *s, const struct raw_block *shb)
{
    for (size_t i = 0; s && i < s->n; i++)
        if (same_block(&s->v[i], shb))
            return true;
    return false;
}

const struct raw_block *sn_sections_at(const struct sn_sections *s, size_t i)
{
    return s && i < s->n ? &s->v[i] : NULL;
}

static bool add_section(struct sn_sections *s, const struct raw_block *shb)
{
    uint8_t *p;

    if (sn_sections_have(s, shb))
        return true;
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 8;
        struct raw_block *v = reallocarray(s->v, cap, sizeof *v);

        if (!v)
            return false;
        s->v = v;
        s->cap = cap;
    }
    p = sn_arena_alloc(&s->mem, shb->n);
    if (!p)
        return false;
    memcpy(p, shb->p, shb->n);
    s->v[s->n++] = (struct raw_block){.p = p, .n = shb->n, .swap = shb->swap};
    return true;
}

static enum sn_err add_sections(struct sn_profile *p, const struct sn_reader *r, struct sn_diag *d)
{
    bool ok = true;

    if (!p->sections) {
        p->sections = calloc(1, sizeof *p->sections);
        if (!p->sections)
            return sn_fail(d, SN_ENOMEM, "no memory for the inputs");
        sn_arena_init(&p->sections->mem, SECTIONS_MAX);
    }
    for (uint32_t i = 0; i < r->nheads && ok; i++) {
        const struct head *h = &r->heads[i];
        struct raw_block b = {.p = h->raw, .n = h->len, .swap = h->swap};

        if (h->kind == HEAD_SECTION)
            ok = add_section(p->sections, &b);
    }
    return ok ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for the inputs");
}

static void add_snaplen(struct sn_profile *p, uint32_t snaplen)
{
    if (p->snaplen && (!snaplen || snaplen > p->snaplen))
        p->snaplen = snaplen;
}

static void add_iface(struct sn_profile *p, const struct sn_iface *f, bool first)
{
    if (f->digits > 6)
        p->digits = 9;
    if (first) {
        p->linktype = f->linktype;
        p->snaplen = f->snaplen;
        return;
    }
    if (f->linktype != p->linktype) {
        p->linktypes = true;
        p->other = f->linktype;
    }
    p->snaplens |= f->snaplen != p->snaplen;
    add_snaplen(p, f->snaplen);
}

enum sn_err sn_profile_add(struct sn_profile *p, const struct sn_reader *r, struct sn_diag *d)
{
    const struct pcap_kind *k = &r->kind;
    bool first = !p->captures++;

    if (first)
        p->digits = 6;
    for (uint32_t i = 0; i < r->nifaces || !i; i++)
        add_iface(p, sn_reader_iface(r, i), first && !i);
    if (r->format == SN_PCAP) {
        p->pcap = true;
        p->variant |= k->rechdr != PCAP_RECORD || k->lens != LENS_NORMAL;
        return SN_OK;
    }
    p->pcapng = true;
    return add_sections(p, r, d);
}

void sn_profile_packets(struct sn_profile *p, const struct sn_reader *r, const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *k = &b->pkt[i];
        uint32_t n = r->format == SN_PCAP ? k->reclen - k->rechdr : k->caplen;

        if (!k->meta && p->snaplen && n > p->snaplen) {
            p->snaplen = n;
            p->snaplens = true;
        }
    }
}

void sn_profile_free(struct sn_profile *p)
{
    if (p->sections) {
        sn_arena_free(&p->sections->mem);
        free(p->sections->v);
        free(p->sections);
    }
    *p = (struct sn_profile){0};
}
