/* Two ends that talk over UDP: see pairs.h. */
#include "dis/pairs.h"

#include <stdlib.h>

#include "base/mix.h"
#include "dis/transport/udp.h"

/* From and to. */
static void ends(const struct sn_dis *d, struct sn_pair_end e[2])
{
    size_t n = d->ip.version == 4 ? 4 : 16;

    memset(e, 0, 2 * sizeof *e);
    memcpy(e[0].ip, d->ip.src, n);
    memcpy(e[1].ip, d->ip.dst, n);
    (void)sn_ports_near(d, &e[0].port, &e[1].port);
}

static bool same(const struct sn_pair_end *a, const struct sn_pair_end *b)
{
    return a->port == b->port && memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

/* The same for both directions. */
static struct sn_pair **set_of(struct sn_pairs *p, const struct sn_pair_end e[2])
{
    return p->set[(sn_hash_bytes(e[0].ip, sizeof e[0].ip, e[0].port) +
                   sn_hash_bytes(e[1].ip, sizeof e[1].ip, e[1].port)) %
                  SN_PAIR_SETS];
}

void *sn_pairs_find(struct sn_pairs *p, const struct sn_dis *d, unsigned *sender)
{
    struct sn_pair_end e[2];
    struct sn_pair **set;

    if (!d->ip.version)
        return NULL;
    ends(d, e);
    set = set_of(p, e);
    for (unsigned i = 0; i < SN_PAIR_WAYS; i++) {
        for (unsigned end = 0; set[i] && end < 2; end++) {
            if (same(&set[i]->end[end], &e[0]) && same(&set[i]->end[!end], &e[1])) {
                *sender = end;
                set[i]->seen = ++p->clock;
                return set[i];
            }
        }
    }
    return NULL;
}

static void wipe(struct sn_pairs *p, struct sn_pair *entry)
{
    if (p->forget)
        p->forget(entry);
    explicit_bzero(entry, p->size);
}

void sn_pairs_renew(struct sn_pairs *p, void *entry, const struct sn_dis *d)
{
    struct sn_pair *pair = entry;

    wipe(p, pair);
    ends(d, pair->end);
    pair->seen = ++p->clock;
}

void *sn_pairs_add(struct sn_pairs *p, const struct sn_dis *d)
{
    struct sn_pair **set, **to;
    struct sn_pair_end e[2];

    if (!d->ip.version)
        return NULL;
    ends(d, e);
    set = to = set_of(p, e);
    for (unsigned i = 0; i < SN_PAIR_WAYS && *to; i++) {
        if (!set[i] || set[i]->seen < (*to)->seen)
            to = &set[i];
    }
    if (!*to && !(*to = calloc(1, p->size)))
        return NULL;
    sn_pairs_renew(p, *to, d);
    return *to;
}

void sn_pairs_free(struct sn_pairs *p)
{
    for (unsigned i = 0; i < SN_PAIRS_MAX; i++) {
        struct sn_pair *entry = p->set[i / SN_PAIR_WAYS][i % SN_PAIR_WAYS];

        if (entry)
            wipe(p, entry);
        free(entry);
    }
}
