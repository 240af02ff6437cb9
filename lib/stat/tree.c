/* The tree of protocols: counting, adding trees up, walking in order. */
#include <stdlib.h>

#include "stat/stat.h"

#define NODES_MAX 65536u

bool sn_stat_tree_init(struct tree *t)
{
    *t = (struct tree){.room = 64, .n = 1};
    t->node = calloc(t->room, sizeof *t->node);
    return t->node;
}

void sn_stat_tree_free(struct tree *t)
{
    free(t->node);
}

/* A new child of node `up`; 0 when there is no memory. */
static uint32_t add_child(struct tree *t, uint32_t up, const struct sn_proto *proto)
{
    uint32_t i;

    if (t->n == t->room) {
        struct node *n =
            t->room < NODES_MAX ? reallocarray(t->node, (size_t)t->room * 2, sizeof *n) : NULL;

        if (!n)
            return 0;
        t->node = n;
        t->room *= 2;
    }
    i = t->n++;
    t->node[i] = (struct node){.proto = proto, .up = up, .sibling = t->node[up].child};
    t->node[up].child = i;
    return i;
}

uint32_t sn_stat_tree_child(struct tree *t, uint32_t up, const struct sn_proto *proto)
{
    uint32_t i;

    for (i = t->node[up].child; i; i = t->node[i].sibling)
        if (t->node[i].proto == proto || strcmp(t->node[i].proto->name, proto->name) == 0)
            return i;
    return add_child(t, up, proto);
}

/* "ipv6.hopopts" and the like are parts of ipv6, not protocols. */
static bool is_part(const struct sn_proto *p)
{
    return strchr(p->name, '.');
}

/* The node for a protocol inside node `up`, which is `up` itself for what is no protocol; NODES_MAX
 * without memory. What was found is remembered in a small table. */
static uint32_t inside(struct tree *t, uint32_t up, const struct sn_proto *proto)
{
    uint64_t key = (uint64_t)(uintptr_t)proto + up * UINT64_C(0x9e3779b97f4a7c15);
    struct tree_known *k = &t->known[(key * UINT64_C(0xd6e8feb86659fd93)) >> (64 - TREE_KNOWN)];
    uint32_t node;

    if (k->proto == proto && k->up == up)
        return k->node;
    node = is_part(proto) ? up : sn_stat_tree_child(t, up, proto);
    if (!node && !is_part(proto))
        return NODES_MAX;
    *k = (struct tree_known){.proto = proto, .up = up, .node = node};
    return node;
}

bool sn_stat_tree_count(struct tree *t, const struct sn_dissection *x, uint32_t bytes)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < x->nlayer; i++) {
        uint32_t node = inside(t, at, x->layer[i].proto);

        if (node == at)
            continue;
        if (node == NODES_MAX)
            return false;
        at = node;
        t->node[at].sum.packets++;
        t->node[at].sum.bytes += bytes;
    }
    return true;
}

bool sn_stat_tree_join(struct tree *t, const struct tree *other)
{
    uint32_t *to = calloc(other->n, sizeof *to);
    bool ok = to;

    for (uint32_t i = 1; ok && i < other->n; i++) { /* a node's parent is in front of it */
        const struct node *n = &other->node[i];

        to[i] = sn_stat_tree_child(t, to[n->up], n->proto);
        ok = to[i];
        t->node[to[i]].sum.packets += n->sum.packets;
        t->node[to[i]].sum.bytes += n->sum.bytes;
    }
    free(to);
    return ok;
}

bool sn_stat_tree_add(struct tree *t, const struct sn_proto *const *layer, unsigned n,
                      struct sn_stat_sum sum)
{
    uint32_t at = 0;

    for (unsigned i = 0; i < n; i++) {
        at = sn_stat_tree_child(t, at, layer[i]);
        if (!at)
            return false;
        sn_stat_add_sum(&t->node[at].sum, sum);
    }
    return true;
}

/* Sorts the children of each node by bytes, then packets, then name: insertion, since they are
 * few. */
static void sort_children(struct tree *t, uint32_t up)
{
    uint32_t sorted = 0, next;

    for (uint32_t i = t->node[up].child; i; i = next) {
        struct node *n = &t->node[i];
        uint32_t *at = &sorted;

        next = n->sibling;
        while (*at) {
            const struct node *o = &t->node[*at];
            int c = sn_stat_by_sum(o->sum, n->sum);

            if (c > 0 || (!c && strcmp(o->proto->name, n->proto->name) > 0))
                break;
            at = &t->node[*at].sibling;
        }
        n->sibling = *at;
        *at = i;
    }
    t->node[up].child = sorted;
}

bool sn_stat_proto(struct sn_stat *s, uint32_t *at, struct sn_stat_proto *out)
{
    struct tree *t = &s->tree;
    uint32_t i = *at, next;

    if (!i)
        for (uint32_t up = 0; up < t->n; up++)
            sort_children(t, up);
    next = t->node[i].child;
    while (!next && i) { /* up until there is a sibling */
        next = t->node[i].sibling;
        i = t->node[i].up;
    }
    if (!next)
        return false;
    *at = next;
    *out = (struct sn_stat_proto){.name = t->node[next].proto->name, .sum = t->node[next].sum};
    for (i = t->node[next].up; i; i = t->node[i].up)
        out->depth++;
    return true;
}
