/*
 * Duplicates: a table of hashes, each with where (or when) it was seen last.
 *
 * Entries that are out of the window stay until the table is half full; then it is made anew with
 * those inside alone, larger if they are many. So the table never holds more than four times what
 * the window holds.
 */
#include <stdlib.h>
#include <sys/random.h>

#include "flow/table.h"
#include "sn/dedup.h"
#include "sn/rd.h"

#define ENTRIES_MAX (1u << 29) /* of 32 bytes; what is within the time may be many */

struct entry {
    uint64_t h[2];
    uint32_t seen; /* the table's */
    int64_t at;    /* number or time of the packet */
};

struct sn_dedup {
    uint64_t key[4];
    bool by_time;
    int64_t window, now;
    struct sn_htab table;
};

static bool inside(const struct sn_dedup *u, int64_t at)
{
    uint64_t now = (uint64_t)u->now, then = (uint64_t)at;

    return (u->now > at ? now - then : then - now) <= (uint64_t)u->window;
}

static bool outside(void *ctx, const void *entry)
{
    const struct entry *e = entry;

    return !inside(ctx, e->at);
}

enum sn_err sn_dedup_new(struct sn_dedup **out, uint32_t packets, int64_t ns, struct sn_diag *d)
{
    struct sn_dedup *u = calloc(1, sizeof *u);

    *out = NULL;
    if (!u || !sn_htab_init(&u->table, &(struct sn_htab_opts){.key = sizeof((struct entry *)0)->h,
                                                              .size = sizeof(struct entry),
                                                              .max = ENTRIES_MAX,
                                                              .ctx = u,
                                                              .stale = outside})) {
        free(u);
        return sn_fail(d, SN_ENOMEM, "no memory to find duplicates");
    }
    if (getrandom(u->key, sizeof u->key, GRND_NONBLOCK) != (ssize_t)sizeof u->key) {
        for (size_t i = 0; i < 4; i++) /* a fixed key: equal packets are found all the same */
            u->key[i] = sn_mix(SN_MIX0, i + 1);
    }
    for (int i = 0; i < 4; i++)
        u->key[i] |= 1;
    u->by_time = packets == 0;
    u->window = packets ? packets : ns;
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
}

bool sn_dedup_seen(struct sn_dedup *u, const struct sn_pkt *p)
{
    struct entry *e;
    uint64_t h[2];
    bool again;

    u->now = u->by_time ? p->ts : u->now + 1;
    hash(u, p, h);
    e = sn_htab_at(&u->table, h, sizeof h, sizeof *e, &again);
    again &= e && inside(u, e->at);
    if (e)
        e->at = u->now;
    return again;
}

void sn_dedup_free(struct sn_dedup *u)
{
    if (!u)
        return;
    sn_htab_free(&u->table);
    free(u);
}
