/* Open addressing in groups of WAYS: see table.h.
 *
 * A key's hash says in which slot of which group a search begins. It goes on through the group,
 * round its end, then through the groups behind, and ends at the first free slot: no slot becomes
 * free again, entries that are removed leave theirs marked. A new entry is met more often than the
 * old ones, so it gets the slot where its search begins, when the group has room for the entry
 * that was there. That one's search went through this slot, so it finds its new place too.
 *
 * A table that evicts is searched REACH groups far. One that keeps is at most half full, so there
 * is always a free slot. */
#include "flow/table.h"

#include <stdlib.h>

#include "base/huge.h"

#define WAYS  SN_HTAB_WAYS
#define REACH 4u
#define FIRST 1024u

static uint32_t power_of_two(uint32_t n)
{
    uint32_t p = WAYS;

    while (p < n)
        p *= 2;
    return p;
}

static void set_reach(struct sn_htab *t)
{
    t->reach = t->n / WAYS;
    if (t->o.evict && t->reach > REACH)
        t->reach = REACH;
}

bool sn_htab_init(struct sn_htab *t, const struct sn_htab_opts *o)
{
    *t = (struct sn_htab){.o = *o, .clock = SN_HTAB_FIRST};
    t->max_n = power_of_two(o->evict ? o->max : o->max * 2);
    t->n = t->max_n < FIRST ? t->max_n : FIRST;
    t->seed = o->seed;
    if (!t->seed)
        arc4random_buf(&t->seed, sizeof t->seed);
    t->slot = sn_huge_new((size_t)t->n * o->size);
    set_reach(t);
    return t->slot;
}

static uint8_t *slot(const struct sn_htab *t, uint32_t i)
{
    return t->slot + (size_t)i * t->o.size;
}

static uint32_t *seen(const struct sn_htab *t, uint8_t *e)
{
    return sn_htab_seen(e, t->o.key);
}

void *sn_htab_next(const struct sn_htab *t, uint32_t *at)
{
    while (*at < t->n) {
        uint8_t *e = slot(t, (*at)++);

        if (*seen(t, e) >= SN_HTAB_FIRST)
            return e;
    }
    return NULL;
}

static void forget(const struct sn_htab *t, uint8_t *e)
{
    if (t->o.forget)
        t->o.forget(t->o.ctx, e);
}

void sn_htab_free(struct sn_htab *t)
{
    uint8_t *e;

    for (uint32_t i = 0; t->o.forget && t->slot && (e = sn_htab_next(t, &i));)
        forget(t, e);
    sn_huge_free(t->slot, (size_t)t->n * t->o.size);
    *t = (struct sn_htab){0};
}

/* Words, since calls of memcpy() and memset() for so little cost more than they do. */
static void copy(uint8_t *to, const uint8_t *from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += 8)
        memcpy(to + i, from + i, 8);
}

static void clear(uint8_t *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += 8)
        memset(p + i, 0, 8);
}

/* The first slot of the search for h that holds no entry; NULL when there is none. */
static uint8_t *find_room(const struct sn_htab *t, uint64_t h)
{
    uint32_t way = (uint32_t)h & (WAYS - 1), group = ((uint32_t)h & (t->n - 1)) - way;

    for (uint32_t i = 0; i < t->reach; i++) {
        for (uint32_t j = 0; j < WAYS; j++) {
            uint8_t *e = slot(t, group + ((way + j) & (WAYS - 1)));

            if (*seen(t, e) < SN_HTAB_FIRST)
                return e;
        }
        group = (group + WAYS) & (t->n - 1);
    }
    return NULL;
}

/* The group that a search for h begins in. */
static uint8_t *home(const struct sn_htab *t, uint64_t h)
{
    return slot(t, (uint32_t)h & (t->n - 1) & ~(WAYS - 1));
}

/* Makes room in a full group: the entry that was seen longest ago is forgotten. */
static uint8_t *evict(struct sn_htab *t, uint64_t h)
{
    uint8_t *e = home(t, h), *oldest = e;

    for (uint32_t i = 1; i < WAYS; i++) {
        e += t->o.size;
        if (t->clock - *seen(t, e) > t->clock - *seen(t, oldest))
            oldest = e;
    }
    forget(t, oldest);
    t->evicted++;
    t->live--;
    return oldest;
}

static bool stale(const struct sn_htab *t, const uint8_t *e)
{
    return t->o.stale && t->o.stale(t->o.ctx, e);
}

/* Moves the entries of the old slots into the new ones, but for the stale ones. */
static void move_all(struct sn_htab *t, const struct sn_htab *old)
{
    uint8_t *e, *to;
    uint64_t h;

    t->used = t->live = 0;
    for (uint32_t i = 0; (e = sn_htab_next(old, &i));) {
        if (stale(t, e)) {
            forget(t, e);
            continue;
        }
        h = sn_hash_words(e, t->o.key, t->seed);
        to = find_room(t, h);
        t->used += to != NULL;
        copy(to ? to : evict(t, h), e, t->o.size);
        t->live++;
    }
}

/* Makes the table anew with n slots. False when it can't, for its limit or for want of memory: then
 * it stays as it is. */
static bool rebuild(struct sn_htab *t, uint32_t n)
{
    struct sn_htab old = *t;

    t->slot = n <= t->max_n ? sn_huge_new((size_t)n * t->o.size) : NULL;
    if (!t->slot) {
        *t = old;
        return false;
    }
    t->n = n;
    set_reach(t);
    move_all(t, &old);
    sn_huge_free(old.slot, (size_t)old.n * old.o.size);
    return true;
}

/* Makes the table anew, larger when that doesn't make more than half of it free. `full`: there is
 * no room for a key, so larger. */
static bool make_larger(struct sn_htab *t, bool full)
{
    bool may_shrink = t->o.stale || t->live < t->used;

    if (t->o.evict && t->n == t->max_n)
        return false;
    if (full || !may_shrink)
        return rebuild(t, t->n * 2);
    if (!rebuild(t, t->n))
        return false;
    return t->used <= t->n / 4 || rebuild(t, t->n * 2) || t->used < t->n / 2;
}

void *sn_htab_add(struct sn_htab *t, const void *key, uint64_t h, uint8_t *room)
{
    uint8_t *first, *group;

    if (!t->o.evict && t->live >= t->o.max)
        return NULL;
    while (!room || t->used >= t->n / 2) {
        if (!make_larger(t, !room)) {
            if (!t->o.evict)
                return NULL;
            break;
        }
        room = find_room(t, h);
    }
    if (!room)
        room = evict(t, h);
    t->used += *seen(t, room) == SN_HTAB_FREE;
    t->live++;
    first = slot(t, (uint32_t)h & (t->n - 1));
    group = home(t, h);
    if (room != first && room >= group && room < group + (size_t)WAYS * t->o.size) {
        copy(room, first, t->o.size);
        room = first;
    }
    copy(room, key, t->o.key);
    clear(room + t->o.key, t->o.size - t->o.key);
    *seen(t, room) = t->o.evict ? t->clock : SN_HTAB_FIRST;
    return room;
}

void sn_htab_remove(struct sn_htab *t, void *entry)
{
    *sn_htab_seen(entry, t->o.key) = SN_HTAB_REMOVED;
    t->live--;
}
