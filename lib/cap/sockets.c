/*
 * The sockets of processes, found by a packet's local port: see owner.h.
 *
 * Invariant: slots [0, n) are in use, each in the list of its port, the newest first; slot `oldest`
 * is the next to be taken once all are.
 */
#include <stdlib.h>
#include <string.h>

#include "cap/owner.h"

enum { SLOTS = 1 << 16, NONE = UINT32_MAX };

struct slot {
    struct owner_socket key;
    struct sn_process process;
    uint32_t next;
};

struct sockets {
    uint32_t first[1 << 16]; /* by local port */
    uint32_t n, oldest;
    struct slot slot[SLOTS];
};

static const uint8_t any[16];

struct sockets *sn_sockets_new(void)
{
    struct sockets *s = calloc(1, sizeof *s); /* its pages are only touched as they are needed */

    if (s)
        memset(s->first, 0xff, sizeof s->first);
    return s;
}

void sn_sockets_free(struct sockets *s)
{
    free(s);
}

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && memcmp(a->addr, b->addr, sizeof a->addr) == 0;
}

static bool is_any(const struct endpoint *e)
{
    return memcmp(e->addr, any, sizeof any) == 0;
}

static void take_out(struct sockets *s, uint32_t i)
{
    uint32_t *link = &s->first[s->slot[i].key.local.port];

    while (*link != i)
        link = &s->slot[*link].next;
    *link = s->slot[i].next;
}

void sn_sockets_add(struct sockets *s, const struct owner_socket *k, const struct sn_process *p)
{
    uint32_t i;

    for (i = s->first[k->local.port]; i != NONE; i = s->slot[i].next) {
        struct owner_socket *at = &s->slot[i].key;

        if (at->proto == k->proto && same_endpoint(&at->local, &k->local) &&
            same_endpoint(&at->remote, &k->remote)) {
            s->slot[i].process = *p;
            return;
        }
    }
    if (s->n < SLOTS) {
        i = s->n++;
    } else {
        i = s->oldest++ % SLOTS;
        take_out(s, i);
    }
    s->slot[i] = (struct slot){*k, *p, s->first[k->local.port]};
    s->first[k->local.port] = i;
}

const struct sn_process *sn_sockets_find(const struct sockets *s, uint8_t proto,
                                         const struct endpoint *local,
                                         const struct endpoint *remote)
{
    const struct sn_process *found = NULL;

    for (uint32_t i = s->first[local->port]; i != NONE; i = s->slot[i].next) {
        const struct owner_socket *k = &s->slot[i].key;

        if (k->proto != proto || (!is_any(&k->local) && !same_endpoint(&k->local, local)))
            continue;
        if (same_endpoint(&k->remote, remote))
            return &s->slot[i].process;
        if (!found && !k->remote.port)
            found = &s->slot[i].process;
    }
    return found;
}
