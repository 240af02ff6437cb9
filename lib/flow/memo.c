/* What protocols remember: one table for all, keyed by the two hosts, kind and key, and a ring of
 * each kind that wants one. */
#include "flow/flow.h"

#include <stdlib.h>
#include <string.h>

#include "flow/key.h"

#define MEMOS_MAX (1u << 16)

struct memo_key {
    struct sn_flow_key hosts;
    uint64_t kind, key;
};

struct memo {
    struct memo_key key;
    uint32_t seen; /* the table's */
    uint64_t value;
    uint64_t number; /* how many of this kind were left before */
};

/* Whether it is among the `last` that were left last of its kind. */
static bool among(const struct sn_flow *f, const struct memo *s, uint32_t last)
{
    return f->left[s->key.kind] - s->number <= last;
}

static void leave(struct sn_flow *f, const struct memo_key *k, const struct sn_memo *m)
{
    struct sn_htab_opts o = {.key = sizeof(struct memo_key),
                             .size = sizeof(struct memo),
                             .max = f->o.max_memos ? f->o.max_memos : MEMOS_MAX,
                             .evict = true,
                             .seed = SN_MIX0};
    struct memo *s;
    bool known;

    if (!f->memos.slot && !sn_htab_init(&f->memos, &o))
        return;
    s = sn_htab_at(&f->memos, k, sizeof *k, sizeof *s, &known);
    sn_htab_touch(&f->memos, s, sizeof *k);
    if (known && m->last && among(f, s, m->last))
        return;
    s->value = m->stamps ? sn_derive_frame(f->derive) : m->value;
    s->number = f->left[k->kind]++;
}

static void ask(const struct sn_flow *f, const struct memo_key *k, struct sn_memo *m)
{
    const struct memo *s = f->memos.slot ? sn_htab_get(&f->memos, k, sizeof *k, sizeof *s) : NULL;

    if (!s || (m->last && !among(f, s, m->last)))
        return;
    m->value = s->value;
    m->found = true;
}

/* Of a list: how many there are, and each under a key of its own behind that. */
static void leave_list(struct sn_flow *f, struct memo_key k, const struct sn_memo *m)
{
    struct sn_memo one = {.value = m->nlist};

    leave(f, &k, &one);
    for (uint32_t i = 0; i < m->nlist; i++) {
        k.key++;
        one.value = m->list[i];
        leave(f, &k, &one);
    }
}

/* All of it, or nothing: some of its values may have been forgotten. */
static void ask_list(const struct sn_flow *f, struct memo_key k, struct sn_memo *m)
{
    struct sn_memo one = {0};

    ask(f, &k, &one);
    if (!one.found || one.value > SN_MEMO_LIST)
        return;
    m->nlist = (uint16_t)one.value;
    for (uint32_t i = 0; i < m->nlist && one.found; i++) {
        k.key++;
        one.found = false;
        ask(f, &k, &one);
        m->list[i] = one.value;
    }
    m->found = one.found;
}

static void move_list(struct sn_flow *f, struct memo_key k, uint64_t from)
{
    uint64_t values[SN_MEMO_LIST];
    struct sn_memo list = {.list = values};
    struct memo_key at = k;

    at.key = from;
    ask_list(f, at, &list);
    if (list.found)
        leave_list(f, k, &list);
}

/* ---- rings ---- */

struct sn_memo_ring {
    struct memo_key key[SN_MEMO_RING];
    uint64_t value[SN_MEMO_RING];
    uint32_t n;     /* values that are there */
    uint32_t next;  /* where the next is put */
    uint32_t found; /* where the last search ended */
};

static void leave_in_ring(struct sn_flow *f, const struct memo_key *k, uint64_t value)
{
    struct sn_memo_ring *r = f->ring[k->kind];

    if (!r)
        r = f->ring[k->kind] = calloc(1, sizeof *r);
    if (!r)
        return;
    r->key[r->next] = *k;
    r->value[r->next] = value;
    r->next = (r->next + 1) % SN_MEMO_RING;
    if (r->n < SN_MEMO_RING)
        r->n++;
}

static void ask_ring(const struct sn_flow *f, const struct memo_key *k, struct sn_memo *m)
{
    struct sn_memo_ring *r = f->ring[k->kind];

    for (uint32_t i = 0; r && i < SN_MEMO_RING; i++) {
        uint32_t at = (r->found + i) % SN_MEMO_RING;

        if (at < r->n && memcmp(&r->key[at], k, sizeof *k) == 0) {
            r->found = at;
            m->value = r->value[at];
            m->found = true;
            return;
        }
    }
}

void sn_flow_recall(struct sn_flow *f, struct sn_dissection *x)
{
    struct sn_ends hosts = x->ends;
    struct sn_flow_key pair;
    struct memo_key k;

    if (!x->nmemo || !hosts.version)
        return;
    hosts.sport = hosts.dport = 0;
    hosts.proto = 0; /* an ICMP error's packet is of the same hosts */
    (void)sn_flow_key_make(&pair, &hosts);
    for (uint32_t i = 0; i < x->nmemo; i++) {
        struct sn_memo *m = &x->memo[i];

        memset(&k, 0, sizeof k);
        k.kind = m->kind;
        k.key = m->key;
        if (!m->last) /* the few that count are of any hosts */
            k.hosts = pair;
        if (m->ring && m->asks)
            ask_ring(f, &k, m);
        else if (m->ring)
            leave_in_ring(f, &k, m->value);
        else if (m->list && m->asks)
            ask_list(f, k, m);
        else if (m->moves)
            move_list(f, k, m->value);
        else if (m->list)
            leave_list(f, k, m);
        else if (m->asks)
            ask(f, &k, m);
        else
            leave(f, &k, m);
    }
}
