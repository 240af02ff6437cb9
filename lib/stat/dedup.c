/*
 * Duplicates: a table of hashes, open addressing, each with where (or when) it was seen last.
 *
 * Entries that are out of the window stay until the table is half full; then it is rebuilt with
 * those inside alone, larger if they are many. So the table never holds more than four times what
 * the window holds.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "sn/rd.h"
#include "sn/thin.h"
#include "stat/mix.h"

struct entry {
    uint64_t h[2]; /* both 0: empty */
    int64_t seen;  /* number or time of the packet */
};

struct sn_dedup {
    uint64_t key[4];
    bool by_time;
    int64_t window, count;
    size_t cap, used;
    struct entry *table;
};

#define FIRST_CAP 4096

enum sn_err sn_dedup_new(struct sn_dedup **out, uint32_t packets, int64_t ns, struct sn_diag *d)
{
    struct sn_dedup *u = calloc(1, sizeof *u);

    *out = NULL;
    if (u)
        u->table = calloc(FIRST_CAP, sizeof *u->table);
    if (!u || !u->table) {
        free(u);
        return sn_fail(d, SN_ENOMEM, "no memory to find duplicates");
    }
    if (getrandom(u->key, sizeof u->key, GRND_NONBLOCK) != (ssize_t)sizeof u->key) {
        for (size_t i = 0; i < 4; i++) /* a fixed key: equal packets are found all the same */
            u->key[i] = sn_mix(UINT64_C(0x9e3779b97f4a7c15), i + 1);
    }
    for (int i = 0; i < 4; i++)
        u->key[i] |= 1;
    u->by_time = packets == 0;
    u->window = packets ? packets : ns;
    u->cap = FIRST_CAP;
    *out = u;
    return SN_OK;
}

static void hash(const struct sn_dedup *u, const struct sn_pkt *p, uint64_t h[2])
{
    const uint8_t *b = p->data;
    uint32_t n = p->caplen;
    uint8_t last[16] = {0};

    h[0] = u->key[0] ^ p->len;
    h[1] = u->key[1] ^ n;
    for (; n >= 16; n -= 16, b += 16) {
        uint64_t v = sn_le64(b), w = sn_le64(b + 8);

        h[0] = sn_mix(h[0] ^ v, w ^ u->key[2]);
        h[1] = sn_mix(h[1] ^ w, v ^ u->key[3]);
    }
    if (n)
        memcpy(last, b, n);
    h[0] = sn_mix(h[0] ^ sn_le64(last), sn_le64(last + 8) ^ u->key[2]);
    h[1] = sn_mix(h[1] ^ sn_le64(last + 8), sn_le64(last) ^ u->key[3]);
    h[1] |= !(h[0] | h[1]);
}

static bool inside(const struct sn_dedup *u, int64_t seen, int64_t now)
{
    int64_t apart = now > seen ? now - seen : seen - now;

    return apart >= 0 && apart <= u->window;
}

/* The entry of h, or the empty one that it would take. */
static struct entry *find(struct entry *table, size_t cap, const uint64_t h[2])
{
    size_t i = (size_t)h[0] & (cap - 1);

    while ((table[i].h[0] | table[i].h[1]) && (table[i].h[0] != h[0] || table[i].h[1] != h[1]))
        i = (i + 1) & (cap - 1);
    return &table[i];
}

/* False when memory is short; the table is as it was then. */
static bool rebuild(struct sn_dedup *u, int64_t now)
{
    size_t live = 0, cap = u->cap;
    struct entry *table;

    for (size_t i = 0; i < u->cap; i++)
        live += (u->table[i].h[0] | u->table[i].h[1]) && inside(u, u->table[i].seen, now);
    if (live > cap / 4)
        cap *= 2;
    table = calloc(cap, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < u->cap; i++) {
        const struct entry *e = &u->table[i];

        if ((e->h[0] | e->h[1]) && inside(u, e->seen, now))
            *find(table, cap, e->h) = *e;
    }
    free(u->table);
    u->table = table;
    u->cap = cap;
    u->used = live;
    return true;
}

bool sn_dedup_seen(struct sn_dedup *u, const struct sn_pkt *p)
{
    int64_t now = u->by_time ? p->ts : u->count++;
    struct entry *e;
    uint64_t h[2];
    bool again;

    hash(u, p, h);
    e = find(u->table, u->cap, h);
    again = (e->h[0] | e->h[1]) && inside(u, e->seen, now);
    if (!(e->h[0] | e->h[1])) {
        if (u->used >= u->cap / 2) {
            if (!rebuild(u, now))
                return false;
            e = find(u->table, u->cap, h);
        }
        u->used++;
    }
    *e = (struct entry){{h[0], h[1]}, now};
    return again;
}

void sn_dedup_free(struct sn_dedup *u)
{
    if (!u)
        return;
    free(u->table);
    free(u);
}
