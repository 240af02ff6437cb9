/* What protocols remember of flows: one table for all, keyed by flow, kind and key. */
#include "flow/flow.h"

#define SLOTS_MAX (1u << 16)
#define SLOT_NS   (INT64_C(120) * 1000000000)

struct slot_key {
    struct sn_flow_key flow;
    uint64_t kind, key;
};

struct slot {
    struct slot_key key;
    uint32_t seen; /* the table's */
    uint64_t value;
    int64_t at;
};

bool sn_flow_slot_put(struct sn_flow *f, const struct sn_flow_key *flow, uint32_t kind,
                      uint64_t key, uint64_t value, int64_t ts)
{
    struct sn_htab_opts o = {.key = sizeof(struct slot_key),
                             .size = sizeof(struct slot),
                             .max = f->o.max_slots ? f->o.max_slots : SLOTS_MAX,
                             .evict = true,
                             .seed = SN_MIX0};
    struct slot_key k = {*flow, kind, key};
    struct slot *s;
    bool known;

    if (!f->slots.slot && !sn_htab_init(&f->slots, &o))
        return false;
    s = sn_htab_at(&f->slots, &k, sizeof k, sizeof *s, &known);
    sn_htab_touch(&f->slots, s, sizeof k);
    s->value = value;
    s->at = ts;
    return true;
}

static struct slot *find(struct sn_flow *f, const struct sn_flow_key *flow, uint32_t kind,
                         uint64_t key, int64_t ts, uint64_t *value)
{
    struct slot_key k = {*flow, kind, key};
    int64_t limit = f->o.slot_ns ? f->o.slot_ns : SLOT_NS, age;
    struct slot *s = f->slots.slot ? sn_htab_get(&f->slots, &k, sizeof k, sizeof *s) : NULL;

    if (!s || __builtin_sub_overflow(ts, s->at, &age) || age > limit)
        return NULL;
    *value = s->value;
    return s;
}

bool sn_flow_slot_get(struct sn_flow *f, const struct sn_flow_key *flow, uint32_t kind,
                      uint64_t key, int64_t ts, uint64_t *value)
{
    return find(f, flow, kind, key, ts, value) != NULL;
}

bool sn_flow_slot_take(struct sn_flow *f, const struct sn_flow_key *flow, uint32_t kind,
                       uint64_t key, int64_t ts, uint64_t *value)
{
    struct slot *s = find(f, flow, kind, key, ts, value);

    if (s)
        sn_htab_remove(&f->slots, s);
    return s != NULL;
}
