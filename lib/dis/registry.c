/* The registry of protocols: see registry.h. */
#include "dis/proto.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>

static const struct sn_answer none[256];

/* The page of a key, made with its first entry. NULL: no memory. */
static struct sn_answer *page_of(struct sn_lookup *t, uint16_t key)
{
    const struct sn_answer **page = &t->page[key >> 8];
    struct sn_answer *made;

    if (*page != none)
        return (struct sn_answer *)(uintptr_t)*page;
    made = calloc(256, sizeof *made);
    if (made)
        *page = made;
    return made;
}

static bool add_wide(struct sn_lookup *t, uint64_t value, uint16_t proto)
{
    struct sn_wide *w = reallocarray(t->wide, t->nwide + 1u, sizeof *w);
    uint32_t i;

    if (!w)
        return false;
    t->wide = w;
    for (i = t->nwide; i > 0 && w[i - 1].value > value; i--)
        w[i] = w[i - 1];
    w[i] = (struct sn_wide){.value = value, .proto = proto};
    t->nwide++;
    return true;
}

static bool add_claim(struct sn_lookup *t, const struct sn_key *k, uint16_t proto)
{
    unsigned last = k->last ? k->last : 255;

    if (!t->nclaim) {
        t->claim = calloc(SN_CLAIMS_MAX, sizeof *t->claim);
        t->ask = calloc(256, sizeof *t->ask);
    }
    if (!t->claim || !t->ask || t->nclaim == SN_CLAIMS_MAX)
        return false;
    for (unsigned i = k->first; i <= last; i++)
        t->ask[i] |= (uint64_t)1 << t->nclaim;
    t->claim[t->nclaim++] = (struct sn_claim){.claims = k->claims, .proto = proto};
    return true;
}

/* Protocols come in order of precedence: what a key has already stays. */
static bool add_key(struct sn_registry *g, const struct sn_key *k, uint16_t proto)
{
    struct sn_lookup *t = &g->table[sn_table_index(k->table)];
    struct sn_answer *a;

    if (k->type)
        return true;
    if (k->claims && !k->value)
        return add_claim(t, k, proto);
    if (k->value > UINT16_MAX)
        return sn_registry_wide(t, k->value) || add_wide(t, k->value, proto);
    a = page_of(t, (uint16_t)k->value);
    if (!a)
        return false;
    a += k->value & 255;
    if (!a->proto)
        *a = (struct sn_answer){.proto = proto, .dir = k->claims ? 0 : k->dir, .asks = k->claims};
    return true;
}

void sn_registry_free(struct sn_registry *g)
{
    unsigned i, j;

    for (i = 0; g && i < SN_NTABLES; i++) {
        for (j = 0; j < 256; j++) {
            if (g->table[i].page[j] != none)
                free((void *)(uintptr_t)g->table[i].page[j]);
        }
        free(g->table[i].wide);
        free(g->table[i].claim);
        free(g->table[i].ask);
    }
    free(g);
}

bool sn_above_ports(const struct sn_proto *p)
{
    for (const struct sn_key *k = p->keys; k && k->table; k++) {
        if (k->table != &sn_tab_tcp && k->table != &sn_tab_udp && k->table != &sn_tab_rpc)
            return false;
    }
    return true;
}

static bool carries_packets(const struct sn_proto *p)
{
    for (const struct sn_proto *const *c = sn_carriers; *c; c++) {
        if (*c == p)
            return true;
    }
    return false;
}

/* Whether a protocol is among those that are looked for. */
static bool is_wanted(const struct sn_proto *p, uint32_t want)
{
    if (want & SN_WANT_HEADERS)
        return !sn_above_ports(p) || carries_packets(p);
    return !p->more || want & SN_WANT_FIELDS || (want & SN_WANT_MORE && p->text);
}

static struct sn_registry *build(const struct sn_proto *const *protos, uint32_t want)
{
    struct sn_registry *g = calloc(1, sizeof *g + SN_NTABLES * sizeof g->table[0]);
    const struct sn_key *k;
    unsigned i, j;

    if (!g)
        return NULL;
    g->protos = protos;
    for (i = 0; i < SN_NTABLES; i++) {
        for (j = 0; j < 256; j++)
            g->table[i].page[j] = none;
    }
    for (i = 0; protos[i]; i++) {
        for (k = is_wanted(protos[i], want) ? protos[i]->keys : NULL; k && k->table; k++) {
            if (!add_key(g, k, (uint16_t)(i + 1))) {
                sn_registry_free(g);
                return NULL;
            }
        }
    }
    return g;
}

struct sn_registry *sn_registry_new(const struct sn_proto *const *protos)
{
    return build(protos, SN_WANT_FIELDS);
}

const struct sn_registry *sn_registry_shared(uint32_t want)
{
    static _Atomic(struct sn_registry *) shared[4];
    unsigned which = want & SN_WANT_HEADERS  ? 3
                     : want & SN_WANT_FIELDS ? 2
                     : want & SN_WANT_MORE   ? 1
                                             : 0;
    struct sn_registry *g = atomic_load(&shared[which]), *other = NULL;

    if (g)
        return g;
    g = build(sn_protos, want);
    if (g && !atomic_compare_exchange_strong(&shared[which], &other, g)) {
        sn_registry_free(g); /* another thread was first */
        g = other;
    }
    return g;
}

uint16_t sn_registry_wide(const struct sn_lookup *t, uint64_t key)
{
    uint32_t lo = 0, hi = t->nwide;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (t->wide[mid].value < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->nwide && t->wide[lo].value == key ? t->wide[lo].proto : 0;
}

const struct sn_proto *sn_registry_type(const struct sn_registry *g, const struct sn_table *t,
                                        const char *type)
{
    for (unsigned i = 0; g->protos[i]; i++) {
        for (const struct sn_key *k = g->protos[i]->keys; k && k->table; k++) {
            if (k->table == t && k->type && strcasecmp(k->type, type) == 0)
                return g->protos[i];
        }
    }
    return NULL;
}
