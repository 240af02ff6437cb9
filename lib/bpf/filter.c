/*
 * Filters on streams: a program for each link type, found by a packet's interface; for each
 * interface, when the expression asks for that.
 *
 * Other threads use a set while the owner prepares the next batch. What they may look at never
 * changes: `only`, and the entries of interfaces that were in a batch before. New interfaces go to
 * entries that were empty; when there is no room, or `only` no longer holds, a new set is made.
 * Sets live as long as the filter.
 */
#include <ctype.h>
#include <stdlib.h>

#include "decap.h"
#include "sn/filter.h"

#define ARENA_CAP ((size_t)256 << 20)

struct engine {
    struct sn_engine *engine; /* NULL: decap */
    struct sn_decap *decap;
};

struct program {
    uint32_t linktype;
    uint32_t iface; /* NO_IFACE: any */
    bool directed;  /* an engine for each enum sn_dir; else the first is for all packets */
    struct engine e[SN_DIR_OUT + 1];
    struct program *next;
};

#define NO_IFACE UINT32_MAX

struct sn_filter_set {
    struct sn_filter_set *older;
    const struct program *only; /* of all interfaces; NULL: see the table */
    uint32_t n;
    const struct program *by_iface[];
};

struct sn_filter {
    char *text;
    size_t len;
    struct sn_bpf_opts opts; /* with the names */
    struct sn_bpf_names *names;
    struct program *programs; /* the last first */
    const struct sn_engine *first;
    bool decapsulates;   /* the expression looks through something */
    bool asks_interface; /* … uses ifname or ifindex */
    bool asks_direction; /* … uses inbound or outbound */
    struct sn_filter_set *set;
    const struct sn_reader *reader; /* that the set's interfaces belong to */
    bool fresh;                     /* the set is still the reader's before */
    uint32_t known;                 /* entries of the set that are not empty */
    uint32_t failed, failed_linktype;
};

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory for the filter");
}

static enum sn_err make_engine(struct sn_filter *f, struct engine *to, const struct sn_bpf_opts *o,
                               struct sn_diag *d)
{
    struct sn_arena a;
    struct sn_prog prog;
    enum sn_err e;

    if (f->decapsulates) {
        e = sn_decap_new(&to->decap, f->text, f->len, o, d);
        if (!e && !f->first)
            f->first = sn_decap_engine(to->decap);
        return e;
    }
    sn_arena_init(&a, ARENA_CAP);
    e = sn_bpf_compile(&prog, &a, f->text, f->len, o, d);
    if (!e)
        e = sn_engine_new(&to->engine, &prog, true, d);
    sn_arena_free(&a);
    if (!e && !f->first)
        f->first = to->engine;
    return e;
}

/* Whether programs are made for each direction: packets of pcapng files may say theirs. */
static bool by_direction(const struct sn_filter *f)
{
    return f->asks_direction && f->reader && sn_reader_format(f->reader) == SN_PCAPNG &&
           !f->opts.dir;
}

static enum sn_err compile(struct sn_filter *f, struct program *p, struct sn_diag *d)
{
    const struct sn_iface *iface = NULL;
    struct sn_bpf_opts o = f->opts;
    enum sn_err e = SN_OK;

    o.linktype = p->linktype;
    o.file = f->opts.linktype == SN_LINK_ANY;
    if (p->iface != NO_IFACE) {
        iface = sn_reader_iface(f->reader, p->iface);
        o.has_iface = true;
        o.ifindex = p->iface;
        o.ifname = iface->name;
    }
    p->directed = by_direction(f);
    for (enum sn_dir dir = 0; dir <= (p->directed ? SN_DIR_OUT : 0) && !e; dir++) {
        o.dir = p->directed ? dir : o.dir;
        o.no_dir = p->directed && dir == SN_DIR_UNKNOWN;
        e = make_engine(f, &p->e[dir], &o, d);
    }
    return e;
}

static void free_program(struct program *p)
{
    for (unsigned i = 0; i < sizeof p->e / sizeof *p->e; i++) {
        sn_engine_free(p->e[i].engine);
        sn_decap_free(p->e[i].decap);
    }
    free(p);
}

/* iface: that the packets are of, or NO_IFACE. */
static enum sn_err program_for(struct sn_filter *f, uint32_t linktype, uint32_t iface,
                               const struct program **out, struct sn_diag *d)
{
    struct program *p;
    enum sn_err e;

    for (p = f->programs; p && iface == NO_IFACE; p = p->next) {
        if (p->linktype == linktype && p->directed == by_direction(f)) {
            *out = p;
            return SN_OK;
        }
    }
    p = calloc(1, sizeof *p);
    if (!p)
        return no_memory(d);
    p->linktype = linktype;
    p->iface = iface;
    e = compile(f, p, d);
    if (e) {
        free_program(p);
        return e;
    }
    p->next = f->programs;
    f->programs = p;
    *out = p;
    return SN_OK;
}

static enum sn_err push_set(struct sn_filter *f, const struct program *only, uint32_t n,
                            struct sn_diag *d)
{
    struct sn_filter_set *s = calloc(1, sizeof *s + n * sizeof s->by_iface[0]);

    if (!s)
        return no_memory(d);
    s->only = only;
    s->n = n;
    s->older = f->set;
    f->set = s;
    return SN_OK;
}

enum sn_err sn_filter_new(struct sn_filter **out, const char *text, size_t n,
                          const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct sn_filter *f = calloc(1, sizeof *f);
    const struct program *only = NULL;
    enum sn_err e = SN_OK;

    *out = NULL;
    if (!f)
        return no_memory(d);
    f->opts = *o;
    f->len = n;
    f->text = malloc(n + 1);
    if (!f->text) {
        sn_filter_free(f);
        return no_memory(d);
    }
    memcpy(f->text, text, n);
    f->text[n] = '\0';
    f->fresh = true;
    f->decapsulates = sn_decap_used(text, n, o);
    f->asks_interface = sn_decap_asks_interface(text, n);
    f->asks_direction = sn_bpf_directed(text, n);
    e = sn_bpf_names_new(&f->names, text, n, o, d);
    f->opts.names = f->names;
    if (!e && o->linktype != SN_LINK_ANY)
        e = program_for(f, o->linktype, NO_IFACE, &only, d);
    if (!e)
        e = push_set(f, only, 0, d);
    if (e) {
        sn_filter_free(f);
        return e;
    }
    *out = f;
    return SN_OK;
}

enum sn_err sn_filter_unless_blank(struct sn_filter **out, const char *text, size_t n,
                                   const struct sn_bpf_opts *o, struct sn_diag *d)
{
    *out = NULL;
    while (n && isspace((unsigned char)text[n - 1]))
        n--;
    return n ? sn_filter_new(out, text, n, o, d) : SN_OK;
}

/* A set for at least n interfaces that keeps the current one's entries. */
static enum sn_err grow(struct sn_filter *f, const struct program *only, uint32_t n,
                        struct sn_diag *d)
{
    const struct sn_filter_set *old = f->set;
    uint32_t keep = f->fresh ? 0 : old->n;
    enum sn_err e = push_set(f, only, n > keep ? n + keep : keep, d);

    if (e)
        return e;
    if (keep)
        memcpy(f->set->by_iface, old->by_iface, keep * sizeof *old->by_iface);
    else
        f->known = 0;
    f->fresh = false;
    return SN_OK;
}

static enum sn_err add(struct sn_filter *f, uint32_t iface, struct sn_diag *d)
{
    bool ask = f->asks_interface && sn_reader_format(f->reader) == SN_PCAPNG;
    const struct program *p;
    enum sn_err e;

    e = program_for(f, sn_reader_iface(f->reader, iface)->linktype, ask ? iface : NO_IFACE, &p, d);
    if (!e && (f->fresh || !f->known))
        e = grow(f, p, iface + 1, d);
    else if (!e && (iface >= f->set->n || (f->set->only && f->set->only != p)))
        e = grow(f, f->set->only == p ? p : NULL, iface + 1, d);
    if (e)
        return e;
    f->set->by_iface[iface] = p;
    f->known++;
    return SN_OK;
}

enum sn_err sn_filter_input(struct sn_filter *f, const struct sn_reader *r, struct sn_diag *d)
{
    f->reader = r;
    f->fresh = true;
    if (f->opts.linktype != SN_LINK_ANY || !sn_reader_nifaces(r))
        return SN_OK;
    return add(f, 0, d);
}

enum sn_err sn_filter_prepare(struct sn_filter *f, const struct sn_batch *b,
                              const struct sn_filter_set **set, struct sn_diag *d)
{
    *set = f->set;
    if (f->opts.linktype != SN_LINK_ANY)
        return SN_OK;
    if (!f->fresh && f->known == sn_reader_nifaces(f->reader))
        return SN_OK;
    for (uint32_t i = 0; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];
        enum sn_err e;

        if (p->meta || (!f->fresh && p->iface < f->set->n && f->set->by_iface[p->iface]))
            continue;
        e = add(f, p->iface, d);
        if (e) {
            f->failed = i;
            f->failed_linktype = sn_reader_iface(f->reader, p->iface)->linktype;
            return e;
        }
        *set = f->set;
    }
    return SN_OK;
}

uint32_t sn_filter_failed(const struct sn_filter *f, uint32_t *linktype)
{
    *linktype = f->failed_linktype;
    return f->failed;
}

enum sn_err sn_filter_take(struct sn_filter *f, struct sn_batch *b, const void **set,
                           struct sn_diag *d)
{
    const struct sn_filter_set *made = NULL;
    enum sn_err e = f ? sn_filter_prepare(f, b, &made, d) : SN_OK;

    if (e)
        b->n = f->failed;
    *set = made;
    return e;
}

/* The end of the run of packets from `from` on that one program is for. */
static uint32_t run_end(const struct sn_filter_set *s, const struct sn_batch *b, uint32_t from,
                        const struct program **e)
{
    uint32_t i = from;

    *e = NULL;
    for (; i < b->n; i++) {
        const struct sn_pkt *p = &b->pkt[i];

        if (p->meta)
            continue;
        if (p->iface >= s->n || (*e && s->by_iface[p->iface] != *e))
            break;
        *e = s->by_iface[p->iface];
        if (!*e)
            break;
    }
    return i;
}

static uint32_t run_engine(const struct engine *e, struct sn_pkt *pkt, uint32_t n)
{
    return e->decap ? sn_decap_run_pkts(e->decap, pkt, n) : sn_engine_run_pkts(e->engine, pkt, n);
}

static uint32_t run_pkts(const struct program *p, struct sn_pkt *pkt, uint32_t n)
{
    uint32_t accepted = 0, i = 0;

    if (!p->directed)
        return run_engine(&p->e[0], pkt, n);
    while (i < n) {
        enum sn_dir dir = sn_pkt_dir(&pkt[i]);
        uint32_t from = i++;

        while (i < n && sn_pkt_dir(&pkt[i]) == dir)
            i++;
        accepted += run_engine(&p->e[dir], pkt + from, i - from);
    }
    return accepted;
}

uint32_t sn_filter_apply(const struct sn_filter_set *s, struct sn_batch *b)
{
    uint32_t accepted = 0, i = 0;

    if (s->only)
        return run_pkts(s->only, b->pkt, b->n);
    while (i < b->n) {
        const struct program *e;
        uint32_t end = run_end(s, b, i, &e);

        if (!e)
            break;
        accepted += run_pkts(e, b->pkt + i, end - i);
        i = end;
    }
    return accepted;
}

static const struct program *program_of(const struct sn_filter_set *s, const struct sn_pkt *p)
{
    if (s->only)
        return s->only;
    return p->iface < s->n ? s->by_iface[p->iface] : NULL;
}

static const struct engine *engine_of(const struct program *p, const struct sn_pkt *k)
{
    return &p->e[p->directed ? sn_pkt_dir(k) : 0];
}

uint32_t sn_filter_hidden(const struct sn_filter_set *s, const struct sn_batch *b)
{
    uint32_t hidden = 0, most = 0;
    uint8_t *buf;

    for (uint32_t i = 0; i < b->n; i++)
        if (b->pkt[i].drop && b->pkt[i].caplen > most)
            most = b->pkt[i].caplen;
    buf = most ? malloc(most) : NULL;
    for (uint32_t i = 0; i < b->n && buf; i++) {
        const struct sn_pkt *k = &b->pkt[i];
        const struct program *p = k->drop ? program_of(s, k) : NULL;
        uint32_t caplen, len;

        if (p && !p->e[0].decap &&
            sn_decap_untag(p->linktype, k->data, k->caplen, k->len, buf, &caplen, &len) &&
            sn_engine_run(engine_of(p, k)->engine, buf, caplen, len))
            hidden++;
    }
    free(buf);
    return hidden;
}

const struct sn_engine *sn_filter_engine(const struct sn_filter *f)
{
    return f->first;
}

bool sn_filter_is_empty(const struct sn_filter *f)
{
    size_t n = 0;

    while (n < f->len && strchr(" \t\r\n", f->text[n]))
        n++;
    return n == f->len;
}

const struct sn_bpf_opts *sn_filter_opts(const struct sn_filter *f)
{
    return &f->opts;
}

void sn_filter_free(struct sn_filter *f)
{
    if (!f)
        return;
    while (f->set) {
        struct sn_filter_set *s = f->set;

        f->set = s->older;
        free(s);
    }
    while (f->programs) {
        struct program *p = f->programs;

        f->programs = p->next;
        free_program(p);
    }
    sn_bpf_names_free(f->names);
    free(f->text);
    free(f);
}
