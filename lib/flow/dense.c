/* Dense tables: see dense.h. */
#include "flow/dense.h"

#include <stdlib.h>

#include "base/huge.h"

static uint32_t segment_entries(uint32_t s)
{
    return s ? SN_DENSE_FIRST << (s - 1) : SN_DENSE_FIRST;
}

bool sn_dense_init(struct sn_dense *t, uint32_t key, uint32_t size, uint32_t max)
{
    *t = (struct sn_dense){.n = 2 * SN_DENSE_FIRST, .max = max, .key = key, .size = size};
    arc4random_buf(&t->seed, sizeof t->seed);
    t->index = sn_huge_new(t->n * sizeof *t->index);
    return t->index;
}

void sn_dense_free(struct sn_dense *t)
{
    sn_huge_free(t->index, t->n * sizeof *t->index);
    for (uint32_t s = 0; s < SN_DENSE_SEGMENTS; s++)
        sn_huge_free(t->segment[s], (size_t)segment_entries(s) * t->size);
    *t = (struct sn_dense){0};
}

static void enter(struct sn_dense *t, struct sn_dense_slot slot)
{
    uint32_t i = slot.tag & (t->n - 1);

    while (t->index[i].number)
        i = (i + 1) & (t->n - 1);
    t->index[i] = slot;
}

/* Makes the index twice as large, without a look at the entries. False without memory: then it
 * stays as it is. */
static bool make_larger(struct sn_dense *t)
{
    struct sn_dense_slot *old = t->index, *more = sn_huge_new((size_t)t->n * 2 * sizeof *more);
    uint32_t n = t->n;

    if (!more)
        return false;
    t->index = more;
    t->n *= 2;
    for (uint32_t i = 0; i < n; i++) {
        if (old[i].number)
            enter(t, old[i]);
    }
    sn_huge_free(old, n * sizeof *old);
    return true;
}

/* Room for entry number `live`. */
static uint8_t *room(struct sn_dense *t)
{
    uint32_t s = 0;

    while (t->live >= SN_DENSE_FIRST << s)
        s++;
    if (!t->segment[s])
        t->segment[s] = sn_huge_new((size_t)segment_entries(s) * t->size);
    return t->segment[s] ? sn_dense_entry(t, t->live, t->size) : NULL;
}

void *sn_dense_add(struct sn_dense *t, const void *key, uint64_t h)
{
    uint8_t *e;

    if (t->live >= t->max || (t->live >= t->n / 2 && !make_larger(t)) || !(e = room(t)))
        return NULL;
    memcpy(e, key, t->key);
    enter(t, (struct sn_dense_slot){.tag = sn_dense_tag(h), .number = ++t->live});
    return e;
}
