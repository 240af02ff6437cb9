/*
 * The sockets of processes, found by a packet's local port: see owner.h.
 *
 * Invariant: slots [0, n) are in use, each in the list of its port and in that of its cookie, the
 * newest first; slot `oldest` is the next to be asked for its place once all are.
 */
#include <stdlib.h>
#include <string.h>

#include "cap/owner.h"

enum { SLOTS = 1 << 16, COOKIES = 1 << 16, NONE = UINT32_MAX, TRIES = 64, HOSTS_GONE = 256 };

struct slot {
    struct owner_socket key;
    struct sn_process process;
    int64_t since, until; /* until: INT64_MAX while it is open, as far as is known */
    bool succeeded;       /* its port is another socket's by now */
    uint32_t next, next_cookie;
};

struct host {
    struct owner_prefix prefix;
    int64_t since, until; /* as a slot's */
};

struct sockets {
    uint32_t first[1 << 16]; /* by local port */
    uint32_t first_cookie[COOKIES];
    uint32_t n, oldest;
    struct host *host;
    size_t nhost, host_cap;
    bool asked;
    uint8_t foreign[16]; /* if `asked`: the last one asked about that never was the host's */
    struct slot slot[SLOTS];
};

static const uint8_t any[16];

struct sockets *sn_sockets_new(void)
{
    struct sockets *s = calloc(1, sizeof *s); /* its pages are only touched as they are needed */

    if (s) {
        memset(s->first, 0xff, sizeof s->first);
        memset(s->first_cookie, 0xff, sizeof s->first_cookie);
    }
    return s;
}

void sn_sockets_free(struct sockets *s)
{
    if (s)
        free(s->host);
    free(s);
}

/* ---- addresses ---- */

static bool is_ip4(const uint8_t addr[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, 0xff};

    return memcmp(addr, mapped, sizeof mapped) == 0;
}

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && memcmp(a->addr, b->addr, sizeof a->addr) == 0;
}

static bool is_any(const struct endpoint *e)
{
    return memcmp(e->addr, any, sizeof any) == 0;
}

/* To many, of whom we may be one. */
static bool is_group(const uint8_t addr[16])
{
    return is_ip4(addr) ? addr[12] >> 4 == 14 || memcmp(addr + 12, "\xff\xff\xff\xff", 4) == 0
                        : addr[0] == 0xff;
}

static bool in_prefix(const struct owner_prefix *p, const uint8_t addr[16])
{
    unsigned whole = p->bits / 8, rest = p->bits % 8;

    return memcmp(p->addr, addr, whole) == 0 &&
           (!rest || (p->addr[whole] ^ addr[whole]) >> (8 - rest) == 0);
}

/* Of packets that the host forwards, or only overhears, neither end is. */
static bool is_host(struct sockets *s, const uint8_t addr[16], int64_t ts)
{
    bool at_all = false; /* it is the host's at some time, if not then */

    if (!s->nhost || is_group(addr))
        return true;
    if (s->asked && memcmp(s->foreign, addr, sizeof s->foreign) == 0)
        return false;
    for (size_t i = 0; i < s->nhost; i++) {
        const struct host *h = &s->host[i];

        if (!in_prefix(&h->prefix, addr))
            continue;
        if (h->since <= ts && ts <= h->until)
            return true;
        at_all = true;
    }
    if (!at_all) {
        memcpy(s->foreign, addr, sizeof s->foreign);
        s->asked = true;
    }
    return false;
}

static bool same_prefix(const struct owner_prefix *a, const struct owner_prefix *b)
{
    return a->bits == b->bits && memcmp(a->addr, b->addr, sizeof a->addr) == 0;
}

/* Room for one more: that of the one that has been gone longest once there are many such. */
static struct host *host_room(struct sockets *s)
{
    size_t gone = 0, first = 0, cap = s->host_cap ? s->host_cap * 2 : 64;
    struct host *more;

    if (s->nhost < s->host_cap)
        return &s->host[s->nhost++];
    for (size_t i = 0; i < s->nhost; i++) {
        gone += s->host[i].until != INT64_MAX;
        if (s->host[i].until < s->host[first].until)
            first = i;
    }
    if (gone >= HOSTS_GONE)
        return &s->host[first];
    if (!(more = realloc(s->host, cap * sizeof *more)))
        return NULL;
    s->host = more;
    s->host_cap = cap;
    return &s->host[s->nhost++];
}

void sn_sockets_host(struct sockets *s, const struct owner_prefix *p, bool has, int64_t at)
{
    struct host *h;
    size_t i = 0;

    s->asked = false;
    while (i < s->nhost && (s->host[i].until != INT64_MAX || !same_prefix(&s->host[i].prefix, p)))
        i++;
    if (i < s->nhost && !has)
        s->host[i].until = at;
    if (i < s->nhost || !has || p->bits > 128 || !(h = host_room(s)))
        return;
    *h = (struct host){*p, at, INT64_MAX};
}

/* ---- sockets ---- */

static uint32_t *list_of_cookie(struct sockets *s, uint64_t cookie)
{
    return &s->first_cookie[cookie & (COOKIES - 1)];
}

static void take_out(struct sockets *s, uint32_t i)
{
    uint32_t *link = &s->first[s->slot[i].key.local.port];

    while (*link != i)
        link = &s->slot[*link].next;
    *link = s->slot[i].next;
    for (link = list_of_cookie(s, s->slot[i].key.cookie); *link != i;)
        link = &s->slot[*link].next_cookie;
    *link = s->slot[i].next_cookie;
}

/* One that is open stays, as far as that is known and there are others near. */
static uint32_t make_room(struct sockets *s)
{
    uint32_t i = s->oldest++ % SLOTS;

    for (int tries = 1; tries < TRIES && s->slot[i].key.cookie && s->slot[i].until == INT64_MAX;
         tries++)
        i = s->oldest++ % SLOTS;
    take_out(s, i);
    return i;
}

void sn_sockets_add(struct sockets *s, const struct owner_socket *k, const struct sn_process *p,
                    int64_t since)
{
    uint32_t i, *of_cookie = list_of_cookie(s, k->cookie);

    for (i = s->first[k->local.port]; i != NONE; i = s->slot[i].next) {
        struct owner_socket *at = &s->slot[i].key;

        if (at->proto == k->proto && at->cookie == k->cookie &&
            same_endpoint(&at->local, &k->local) && same_endpoint(&at->remote, &k->remote)) {
            s->slot[i].process = *p;
            return;
        }
    }
    i = s->n < SLOTS ? s->n++ : make_room(s);
    s->slot[i] = (struct slot){.key = *k,
                               .process = *p,
                               .since = since,
                               .until = INT64_MAX,
                               .next = s->first[k->local.port],
                               .next_cookie = *of_cookie};
    s->first[k->local.port] = i;
    *of_cookie = i;
}

void sn_sockets_close(struct sockets *s, uint64_t cookie, int64_t at)
{
    for (uint32_t i = cookie ? *list_of_cookie(s, cookie) : NONE; i != NONE;
         i = s->slot[i].next_cookie)
        if (s->slot[i].key.cookie == cookie && s->slot[i].until == INT64_MAX)
            s->slot[i].until = at;
}

/* Whether the socket had its addresses then. */
static bool is_of_its_time(struct slot *t, const struct owner_packet *p)
{
    if (p->ts < t->since || t->succeeded)
        return false;
    if (p->ts <= t->until)
        return true;
    /* A connection outlives its socket, and those that were accepted the one that listened. */
    if (p->proto != IPPROTO_TCP)
        return false;
    if (p->opens)
        t->succeeded = p->sent || t->key.remote.port;
    return !p->opens;
}

static bool fits_here(struct sockets *s, const struct owner_socket *k, const struct owner_packet *p)
{
    if (!is_any(&k->local))
        return same_endpoint(&k->local, &p->local);
    return k->families & (is_ip4(p->local.addr) ? OF_IP4 : OF_IP6) &&
           is_host(s, p->local.addr, p->ts);
}

const struct sn_process *sn_sockets_find(struct sockets *s, const struct owner_packet *p)
{
    const struct sn_process *found = NULL;

    for (uint32_t i = s->first[p->local.port]; i != NONE; i = s->slot[i].next) {
        struct slot *t = &s->slot[i];
        bool to_peer = same_endpoint(&t->key.remote, &p->remote);

        if (t->key.proto != p->proto || (!to_peer && (found || t->key.remote.port)) ||
            !fits_here(s, &t->key, p) || !is_of_its_time(t, p))
            continue;
        if (to_peer)
            return &t->process;
        found = &t->process;
    }
    return found;
}
