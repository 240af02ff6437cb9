/* What is to be known of capture files: see sn/facts.h. */
#include <stdlib.h>

#include "sn/rd.h"
#include "stat/facts.h"

#define ARENA_CAP ((size_t)1 << 30)
#define HASH_STEP ((size_t)256 << 10)

enum { BLOCK_NAMES = 4, BLOCK_STATS = 5, BLOCK_SECRETS = 10 };
enum { NAMES_END = 0, NAMES_IPV4 = 1, NAMES_IPV6 = 2 };

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory for the files' facts");
}

enum sn_err sn_facts_new(struct sn_facts **out, struct sn_diag *d)
{
    struct sn_facts *f = calloc(1, sizeof *f);

    *out = f;
    if (!f)
        return no_memory(d);
    sn_arena_init(&f->arena, ARENA_CAP);
    return SN_OK;
}

void sn_facts_free(struct sn_facts *f)
{
    if (!f)
        return;
    for (uint32_t i = 0; i < f->n; i++)
        free(f->file[i].iface);
    free(f->file);
    sn_arena_free(&f->arena);
    free(f);
}

uint32_t sn_facts_files(const struct sn_facts *f)
{
    return f->n;
}

static struct fact_file *current(struct sn_facts *f)
{
    return &f->file[f->n - 1];
}

enum sn_err sn_facts_begin(struct sn_facts *f, const struct sn_reader *r, const char *name,
                           struct sn_diag *d)
{
    struct fact_file *k;

    if (f->n == f->cap) {
        uint32_t cap = f->cap ? 2 * f->cap : 1;

        k = reallocarray(f->file, cap, sizeof *k);
        if (!k)
            return no_memory(d);
        f->file = k;
        f->cap = cap;
    }
    k = &f->file[f->n];
    *k = (struct fact_file){.format = sn_reader_format(r)};
    k->name = sn_arena_strndup(&f->arena, name, strlen(name));
    if (!k->name)
        return no_memory(d);
    f->n++;
    return SN_OK;
}

/* ---- while reading ---- */

static struct fact_iface *iface_at(struct fact_file *k, uint32_t i)
{
    if (i >= k->ifaces_cap) {
        uint32_t cap = i < 4 ? 4 : i + i / 2 + 1;
        struct fact_iface *p = reallocarray(k->iface, cap, sizeof *p);

        if (!p)
            return NULL;
        k->iface = p;
        k->ifaces_cap = cap;
    }
    while (k->nifaces <= i)
        k->iface[k->nifaces++] = (struct fact_iface){.packets = 0};
    return &k->iface[i];
}

/* Name resolution: records of a type and length, an address and its names each. */
static void count_names(struct fact_file *k, const struct sn_pkt *p, bool be)
{
    struct sn_rd r = sn_rd_init(p->data + 8, p->reclen - 12, p->reclen - 12);
    uint8_t h[4];

    while (sn_rd_left(&r) >= 4) {
        unsigned type, n;

        memcpy(h, r.p, 4);
        type = be ? sn_be16(h) : (unsigned)(h[0] | h[1] << 8);
        n = be ? sn_be16(h + 2) : (unsigned)(h[2] | h[3] << 8);
        if (type == NAMES_END || !sn_rd_skip(&r, 4) || !sn_rd_skip(&r, n + (4 - n % 4) % 4))
            return;
        k->names4 += type == NAMES_IPV4;
        k->names6 += type == NAMES_IPV6;
    }
}

static enum sn_err add_block(struct fact_file *k, const struct sn_reader *r, const struct sn_pkt *p,
                             struct sn_diag *d)
{
    struct sn_ifstats stats;
    struct fact_iface *i;

    switch (sn_pkt_block(p)) {
    case BLOCK_NAMES:
        count_names(k, p, p->data[0] == 0);
        break;
    case BLOCK_SECRETS:
        k->secrets++;
        break;
    case BLOCK_STATS:
        if (!sn_pkt_ifstats(r, p, &stats))
            break;
        i = iface_at(k, stats.iface);
        if (!i)
            return no_memory(d);
        i->blocks++;
        i->stats = stats;
        break;
    }
    return SN_OK;
}

enum sn_err sn_facts_batch(struct sn_facts *f, const struct sn_reader *r, const struct sn_batch *b,
                           struct sn_diag *d)
{
    struct fact_file *k = current(f);
    enum sn_err e = SN_OK;

    if (k->format != SN_PCAPNG)
        return SN_OK;
    for (uint32_t i = 0; i < b->n && !e; i++)
        if (b->pkt[i].meta)
            e = add_block(k, r, &b->pkt[i], d);
    return e;
}

static void add_options(struct fact_file *k, const struct sn_pkt *p)
{
    struct sn_opts o = sn_pkt_opts(p);
    bool commented = false;
    struct sn_opt opt;
    uint64_t lost;

    while (sn_opts_next(&o, &opt))
        commented |= opt.code == SN_OPT_COMMENT;
    k->commented += commented;
    if (sn_pkt_drops(p, &lost))
        k->lost += lost;
}

static void add_cut(struct fact_file *k, uint32_t caplen)
{
    if (!k->cut || caplen < k->cut_min)
        k->cut_min = caplen;
    if (!k->cut || caplen > k->cut_max)
        k->cut_max = caplen;
    k->cut++;
}

static inline void add_packet(struct fact_file *k, const struct sn_pkt *p)
{
    if (!k->packets)
        k->first = k->last = k->latest = p->ts;
    k->packets++;
    k->bytes += p->len;
    k->captured += p->caplen;
    if (__builtin_expect(p->caplen < p->len, 0))
        add_cut(k, p->caplen);
    k->backwards += p->ts < k->latest;
    k->latest = p->ts;
    k->first = p->ts < k->first ? p->ts : k->first;
    k->last = p->ts > k->last ? p->ts : k->last;
}

enum sn_err sn_facts_packets(struct sn_facts *f, const struct sn_pkt *p, uint32_t n,
                             struct sn_diag *d)
{
    struct fact_file *k = current(f);
    struct fact_iface *iface = NULL;
    uint32_t at = 0;

    for (const struct sn_pkt *end = p + n; p < end; p++) {
        if (p->drop || p->meta)
            continue;
        if (!iface || at != p->iface) {
            at = p->iface;
            iface = iface_at(k, at);
            if (!iface)
                return no_memory(d);
        }
        iface->packets++;
        add_packet(k, p);
        if (k->format == SN_PCAPNG && p->reclen > p->rechdr + p->caplen + 8)
            add_options(k, p);
    }
    return SN_OK;
}

/* ---- at the end ---- */

/* A copy of a string; NULL stays NULL. */
static bool keep(struct sn_facts *f, const char **s)
{
    if (*s)
        *s = sn_arena_strndup(&f->arena, *s, strlen(*s));
    else
        return true;
    return *s;
}

static bool keep_iface(struct sn_facts *f, struct sn_iface *i)
{
    return keep(f, &i->name) && keep(f, &i->descr) && keep(f, &i->filter) && keep(f, &i->comment) &&
           keep(f, &i->os) && keep(f, &i->hardware);
}

static bool keep_sections(struct sn_facts *f, struct fact_file *k, const struct sn_reader *r)
{
    k->nsections = sn_reader_nsections(r);
    k->section = SN_NEWN(&f->arena, struct sn_section, k->nsections);
    if (!k->section)
        return false;
    for (uint32_t i = 0; i < k->nsections; i++) {
        struct sn_section *s = &k->section[i];

        *s = *sn_reader_section(r, i);
        if (!keep(f, &s->hardware) || !keep(f, &s->os) || !keep(f, &s->application) ||
            !keep(f, &s->comment))
            return false;
    }
    return true;
}

/* The digests of the file as it is stored. */
static enum sn_err digests(struct fact_file *k, const struct sn_src *src, struct sn_diag *d)
{
    struct digest a, b;
    enum sn_err e = SN_OK;
    uint64_t at = 0;
    uint8_t *p;
    size_t n;

    if (!k->sized)
        return sn_fail(d, SN_EUNSUPPORTED, "is no regular file: it can't be read again for a hash");
    p = malloc(HASH_STEP);
    if (!p)
        return no_memory(d);
    sn_digest_init(&a, DIGEST_SHA256);
    sn_digest_init(&b, DIGEST_SHA1);
    do {
        e = sn_src_read_at(src, at, p, HASH_STEP, &n, d);
        if (e)
            break;
        sn_digest_add(&a, p, n);
        sn_digest_add(&b, p, n);
        at += n;
    } while (n);
    free(p);
    sn_digest_end(&a, k->sha256);
    sn_digest_end(&b, k->sha1);
    k->hashed = !e;
    return e;
}

enum sn_err sn_facts_end(struct sn_facts *f, const struct sn_reader *r, bool hash,
                         struct sn_diag *d)
{
    const struct sn_src *src = sn_reader_src(r);
    struct fact_file *k = current(f);

    k->codec = sn_src_codec(src);
    k->sized = sn_src_size(src, &k->size);
    if (sn_reader_nifaces(r) && !iface_at(k, sn_reader_nifaces(r) - 1))
        return no_memory(d);
    for (uint32_t i = 0; i < k->nifaces; i++) {
        k->iface[i].pub = *sn_reader_iface(r, i);
        if (!keep_iface(f, &k->iface[i].pub))
            return no_memory(d);
    }
    if (!keep_sections(f, k, r))
        return no_memory(d);
    return hash ? digests(k, src, d) : SN_OK;
}

uint64_t sn_stat_file_lost(const struct fact_file *k)
{
    uint64_t n = k->lost;

    for (uint32_t i = 0; i < k->nifaces; i++) {
        const struct sn_ifstats *t = &k->iface[i].stats;

        if (!k->iface[i].blocks)
            continue;
        n += t->dropped_if == SN_UNKNOWN ? 0 : t->dropped_if;
        n += t->dropped_os == SN_UNKNOWN ? 0 : t->dropped_os;
    }
    return n;
}
