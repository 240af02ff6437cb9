/*
 * Interfaces of several captures in one section: told apart and numbered anew.
 *
 * Two captures' interfaces are one when their blocks are the same bytes, in sections that begin
 * with the same bytes; two of one section never are.
 */
#include <stdlib.h>

#include "pcap/writer.h"

#define COMPARED 64 /* interfaces that a new one is compared to */

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory for the interfaces");
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_iface(const struct sn_iface *a, const struct sn_iface *b)
{
    return a->linktype == b->linktype && a->snaplen == b->snaplen && a->digits == b->digits &&
           same_text(a->name, b->name) && same_text(a->descr, b->descr) &&
           same_text(a->filter, b->filter) && same_text(a->comment, b->comment);
}

static bool same_bytes(const struct raw_block *a, const struct raw_block *b)
{
    return a->n == b->n && (!a->n || memcmp(a->p, b->p, a->n) == 0);
}

/* Whether interfaces of two captures can be taken for one: described in the same words, on machines
 * that are. */
static bool is_one(const struct wiface *k, const struct iface *f)
{
    if (k->block.n || f->block.n)
        return same_bytes(&k->block, &f->block) && same_bytes(&k->section, &f->section);
    return same_iface(&k->pub, &f->pub);
}

static bool keep_block(struct sn_writer *w, struct raw_block *to, const struct raw_block *from)
{
    uint8_t *p = from->n ? sn_arena_alloc(&w->arena, from->n) : NULL;

    if (p)
        memcpy(p, from->p, from->n);
    *to = (struct raw_block){.p = p, .n = p ? from->n : 0, .swap = from->swap};
    return p || !from->n;
}

/* Describes an interface of a reader in our section. */
static enum sn_err describe(struct sn_writer *w, const struct sn_reader *r, const struct iface *f,
                            struct sn_diag *d)
{
    struct sn_iface pub = f->pub;
    struct wiface *to;
    enum sn_err e;

    if (r->format == SN_PCAPNG && f->block.n) {
        e = sn_ng_copy_iface(w, f, d);
    } else {
        pub.digits = w->digits ? w->digits : pub.digits;
        pub.snaplen = sn_writer_snaplen(w, &pub);
        e = sn_ng_put_iface(w, &pub, d);
    }
    if (e)
        return e;
    to = &w->ifaces[w->nifaces - 1];
    return keep_block(w, &to->block, &f->block) && keep_block(w, &to->section, &f->section)
               ? SN_OK
               : no_memory(d);
}

/* The interfaces of a section are different ones, whatever is said of them. */
static void next_section(struct sn_writer *w, const uint8_t *section)
{
    struct wsource *s = w->source;

    if (s->nmap && section == s->section)
        return;
    s->section = section;
    s->section_no = ++w->nsections;
}

static bool room(struct wsource *s)
{
    uint32_t cap = s->map_cap ? 2 * s->map_cap : 4, *map;

    if (s->nmap < s->map_cap)
        return true;
    map = reallocarray(s->map, cap, sizeof *map);
    if (!map)
        return false;
    s->map = map;
    s->map_cap = cap;
    return true;
}

/* Our number for r's interface i, described now if it is new. */
static enum sn_err map_iface(struct sn_writer *w, const struct sn_reader *r, uint32_t i,
                             struct sn_diag *d)
{
    const struct iface *f = r->ifaces[i];
    struct wsource *s = w->source;
    enum sn_err e = SN_OK;
    uint32_t k = 0;

    next_section(w, f->section.p);
    if (!room(s))
        return no_memory(d);
    while (k < w->nifaces && k < COMPARED &&
           (w->ifaces[k].used_by == s->section_no || !is_one(&w->ifaces[k], f)))
        k++;
    if (k == COMPARED)
        k = w->nifaces;
    if (k == w->nifaces)
        e = describe(w, r, f, d);
    if (e)
        return e;
    w->ifaces[k].used_by = s->section_no;
    s->map[s->nmap++] = k;
    return SN_OK;
}

enum sn_err sn_writer_map(struct sn_writer *w, const struct sn_reader *r, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    while (w->source->nmap < r->nifaces && !e)
        e = map_iface(w, r, w->source->nmap, d);
    return e;
}

static uint32_t hash(const struct sn_reader *r)
{
    return (uint32_t)(((uintptr_t)r >> 4) * 2654435761u) >> (32 - WSOURCE_BITS);
}

static bool is(const struct wsource *s, const struct sn_reader *r)
{
    return s->from == r && s->born == r->born;
}

static struct wsource *find(struct sn_writer *w, const struct sn_reader *r)
{
    uint32_t *hint = &w->hint[hash(r)];

    if (*hint < w->nsources && is(w->sources[*hint], r))
        return w->sources[*hint];
    for (uint32_t i = w->nsources; i--;)
        if (is(w->sources[i], r)) {
            *hint = i;
            return w->sources[i];
        }
    return NULL;
}

static struct wsource *add(struct sn_writer *w, const struct sn_reader *r)
{
    struct wsource *s;

    if (w->nsources == w->sources_cap) {
        uint32_t cap = w->sources_cap ? 2 * w->sources_cap : 4;
        struct wsource **v = reallocarray(w->sources, cap, sizeof(struct wsource *));

        if (!v)
            return NULL;
        w->sources = v;
        w->sources_cap = cap;
    }
    s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    *s = (struct wsource){.from = r, .born = r->born};
    w->hint[hash(r)] = w->nsources;
    w->sources[w->nsources++] = s;
    return s;
}

enum sn_err sn_writer_source(struct sn_writer *w, const struct sn_reader *r, bool *fresh,
                             struct sn_diag *d)
{
    *fresh = false;
    if (w->source && is(w->source, r))
        return SN_OK;
    w->source = find(w, r);
    if (w->source)
        return SN_OK;
    *fresh = true;
    w->source = add(w, r);
    return w->source ? SN_OK : no_memory(d);
}

void sn_writer_free_sources(struct sn_writer *w)
{
    for (uint32_t i = 0; i < w->nsources; i++) {
        free(w->sources[i]->map);
        free(w->sources[i]);
    }
    free(w->sources);
    w->sources = NULL;
    w->source = NULL;
    w->nsources = w->sources_cap = 0;
}
