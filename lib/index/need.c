/*
 * What a span must hold for a filter to match a packet of it: see sn/index.h.
 *
 * The expression's tree becomes one of conditions on keys. Whatever can't be said by keys (what
 * stands under `not`, comparisons, most words) may always be true. Behind a tag or tunnel in the
 * text the headers are elsewhere: keys hold there only where the text makes sure, by `and`, that
 * the tag is there; elsewhere what follows may always be true.
 */
#include <stdlib.h>
#include <string.h>

#include "bpf/compile.h"
#include "bpf/gen.h"
#include "bpf/sema.h"
#include "index/index.h"
#include "sn/rd.h"

#define ARENA_CAP  ((size_t)256 << 20)
#define PORTS_EACH 32u /* a range of more is asked for by ports / 256 */

enum need_kind { NEED_ANYTHING, NEED_KEY, NEED_AND, NEED_OR };

struct need {
    uint8_t kind, class;
    uint64_t hash;
    struct need *kid, *next;
};

struct sn_query {
    struct sn_arena arena;
    struct need *root; /* NULL: anything */
    bool has_from, has_to;
    struct sn_when from, to;
    bool started;
    int64_t first;
};

/* The walk over the text: how often the headers moved, and whether that is sure. */
struct walk {
    struct sn_query *q;
    struct comp c;
    uint32_t moved;
    bool unsure;
    bool failed;
};

static struct need *new_need(struct walk *w, enum need_kind k)
{
    struct need *n = sn_arena_zalloc(&w->q->arena, 1, sizeof *n);

    w->failed |= !n;
    if (n)
        n->kind = (uint8_t)k;
    return n;
}

/* Alternatives are gathered in one node. */
static void either(struct need *any, struct need *n)
{
    if (!any || !n)
        return;
    n->next = any->kid;
    any->kid = n;
}

static void key(struct walk *w, struct need *any, enum key_kind k, uint64_t hash)
{
    struct need *n = new_need(w, NEED_KEY);

    if (!n)
        return;
    n->class = key_class[k];
    n->hash = hash;
    either(any, n);
}

static void key_of(struct walk *w, struct need *any, enum key_kind k, uint64_t v)
{
    key(w, any, k, key_hash(k, v));
}

/* ---- addresses ---- */

static unsigned leading_ones(uint32_t mask)
{
    return ~mask ? (unsigned)__builtin_clz(~mask) : 32;
}

static bool net4(struct walk *w, struct need *any, const struct ipaddr *a)
{
    unsigned len = leading_ones(a->mask[0]);

    if (len == 32)
        key_of(w, any, KEY_IP4, a->a[0]);
    else if (len >= 24)
        key_of(w, any, KEY_IP4_24, a->a[0] & 0xffffff00);
    else if (len >= 16)
        key_of(w, any, KEY_IP4_16, a->a[0] & 0xffff0000);
    else if (len >= 8)
        key_of(w, any, KEY_IP4_8, a->a[0] & 0xff000000);
    return len >= 8;
}

static bool net6(struct walk *w, struct need *any, const struct ipaddr *a)
{
    uint64_t hi = (uint64_t)a->a[0] << 32 | a->a[1], lo = (uint64_t)a->a[2] << 32 | a->a[3];
    unsigned len = 0;

    for (unsigned i = 0; i < 4 && len == 32 * i; i++)
        len += leading_ones(a->mask[i]);
    if (len == 128)
        key(w, any, KEY_IP6, key_hash2(KEY_IP6, hi, lo));
    else if (len >= 64)
        key(w, any, KEY_IP6_64, key_hash2(KEY_IP6_64, hi, 0));
    else if (len >= 48)
        key(w, any, KEY_IP6_48, key_hash2(KEY_IP6_48, hi & ~(uint64_t)0xffff, 0));
    else if (len >= 32)
        key(w, any, KEY_IP6_32, key_hash2(KEY_IP6_32, hi & ~(uint64_t)0xffffffff, 0));
    return len >= 32;
}

static bool hosts(struct walk *w, struct need *any, const struct prim *x)
{
    bool known = x->ip4 || x->ip6;

    for (const struct ipaddr *a = x->ip4; a && known; a = a->next)
        known = net4(w, any, a);
    for (const struct ipaddr *a = x->ip6; a && known; a = a->next)
        known = net6(w, any, a);
    return known;
}

/* ---- ports and protocols ---- */

static void ports_over(struct walk *w, struct need *any, uint64_t proto, uint32_t lo, uint32_t hi)
{
    if (hi - lo < PORTS_EACH)
        for (uint32_t p = lo; p <= hi; p++)
            key_of(w, any, KEY_PORT, proto << 16 | p);
    else
        for (uint32_t p = lo >> 8; p <= hi >> 8; p++)
            key_of(w, any, KEY_PORTS, proto << 8 | p);
}

static bool ports(struct walk *w, struct need *any, const struct prim *x)
{
    if (x->hi < x->lo || x->hi > 65535)
        return false;
    if (x->ports & PORT_TCP)
        ports_over(w, any, 6, x->lo, x->hi);
    if (x->ports & PORT_UDP)
        ports_over(w, any, 17, x->lo, x->hi);
    if (x->ports & PORT_SCTP)
        ports_over(w, any, 132, x->lo, x->hi);
    return x->ports;
}

/* Protocols that are always told by the type field. */
static bool ethertype(struct walk *w, struct need *any, uint32_t type)
{
    if (type != ET_IP && type != ET_IP6 && type != ET_ARP && type != ET_RARP)
        return false;
    key_of(w, any, KEY_ETHERTYPE, type);
    return true;
}

static bool number(struct walk *w, struct need *any, const struct prim *x)
{
    switch (x->q.proto) {
    case Q_LINK:
        return ethertype(w, any, x->lo);
    case Q_NONE:
    case Q_IP:
    case Q_IP6:
        key_of(w, any, KEY_IPPROTO, x->lo);
        return true;
    default:
        return false;
    }
}

static bool named(struct walk *w, struct need *any, enum proto p)
{
    switch (p) {
    case Q_SCTP:
    case Q_TCP:
    case Q_UDP:
    case Q_ICMP:
    case Q_IGMP:
    case Q_IGRP:
    case Q_PIM:
    case Q_VRRP:
    case Q_CARP:
    case Q_ICMP6:
    case Q_AH:
    case Q_ESP:
        key_of(w, any, KEY_IPPROTO, sn_gen_ip_proto_of(p));
        return true;
    case Q_IP:
        return ethertype(w, any, ET_IP);
    case Q_IP6:
        return ethertype(w, any, ET_IP6);
    case Q_ARP:
        return ethertype(w, any, ET_ARP);
    case Q_RARP:
        return ethertype(w, any, ET_RARP);
    default:
        return false;
    }
}

/* ---- primitives ---- */

static bool id(struct walk *w, struct need *any, const struct prim *x, struct span at)
{
    struct prim copy = *x;

    sn_bp_sema_id(&w->c, &copy, at);
    if (w->c.err)
        return false;
    switch (copy.sub) {
    case ID_HOST:
        return hosts(w, any, &copy);
    case ID_MAC:
        key_of(w, any, KEY_MAC, (uint64_t)sn_be16(copy.mac) << 32 | sn_be32(copy.mac + 2));
        return copy.q.dir < D_ADDR1;
    case ID_PORT:
        return ports(w, any, &copy);
    case ID_PROTO:
        return number(w, any, &copy);
    default:
        return false;
    }
}

static bool tag(struct walk *w, struct need *any, const struct prim *x, enum tag_kind k)
{
    if (x->has_num)
        key_of(w, any, KEY_TAG, (uint64_t)k << 32 | x->num);
    else
        key_of(w, any, KEY_TAG_ANY, k);
    return true;
}

/* False: it may always be true. */
static bool prim(struct walk *w, struct need *any, const struct prim *x, struct span at)
{
    switch (x->kind) {
    case P_ID:
        return id(w, any, x, at);
    case P_PROTO:
        return named(w, any, (enum proto)x->q.proto);
    case P_VLAN:
        return tag(w, any, x, TAG_VLAN);
    case P_MPLS:
        return x->through && tag(w, any, x, TAG_MPLS);
    case P_PPPOES:
        return x->through && tag(w, any, x, TAG_PPPOE);
    case P_VXLAN:
        return x->through && tag(w, any, x, TAG_VXLAN);
    case P_GENEVE:
        return x->through && tag(w, any, x, TAG_GENEVE);
    default:
        return false;
    }
}

/* What moves the headers for all that stands behind it in the text. */
static void move(struct walk *w, const struct prim *x, bool in_and)
{
    bool tunnel = x->kind == P_MPLS || x->kind == P_PPPOES || x->kind == P_VXLAN ||
                  x->kind == P_GENEVE || (x->kind == P_ATM && x->sub == ATM_LANE);

    if (x->through)
        return;
    w->moved += tunnel || x->kind == P_VLAN;
    w->unsure |= tunnel || (x->kind == P_VLAN && !in_and);
}

static struct need *leaf(struct walk *w, const struct expr *e, bool in_and)
{
    struct need *any = new_need(w, NEED_OR);
    bool sure = e->p->through || !w->unsure;

    if (any && (!sure || !prim(w, any, e->p, e->at)))
        any = new_need(w, NEED_ANYTHING);
    move(w, e->p, in_and);
    return any;
}

static struct need *visit(struct walk *w, const struct expr *e, bool in_and)
{
    uint32_t moved = w->moved;
    struct need *n;

    if (e->kind == E_PRIM)
        return leaf(w, e, in_and);
    n = new_need(w, e->kind == E_AND ? NEED_AND : e->kind == E_OR ? NEED_OR : NEED_ANYTHING);
    for (const struct expr *k = e->kid; k && !w->failed; k = k->next) {
        uint32_t before = w->moved;
        struct need *kid = visit(w, k, e->kind == E_AND);

        if (e->kind != E_NOT)
            either(n, kid);
        w->unsure |= e->kind != E_AND && w->moved != before;
    }
    w->unsure |= !in_and && w->moved != moved;
    return n;
}

static void take_expression(struct walk *w, const struct sn_query_opts *o)
{
    const struct expr *tree;

    w->c = (struct comp){.text = o->text, .n = o->n, .o = *o->bpf, .d = &(struct sn_diag){0}};
    if (sn_bp_comp_start(&w->c, ARENA_CAP) && (tree = sn_bp_parse(&w->c)) && !w->c.err)
        w->q->root = visit(w, tree, true);
    if (w->c.err)
        w->q->root = NULL;
    sn_bp_comp_end(&w->c);
}

enum sn_err sn_query_new(struct sn_query **out, const struct sn_query_opts *o, struct sn_diag *d)
{
    struct sn_query *q = calloc(1, sizeof *q);
    struct walk w = {.q = q};

    *out = NULL;
    if (!q)
        return sn_fail(d, SN_ENOMEM, "no memory for the query");
    sn_arena_init(&q->arena, ARENA_CAP);
    if (o->from) {
        q->has_from = true;
        q->from = *o->from;
    }
    if (o->to) {
        q->has_to = true;
        q->to = *o->to;
    }
    if (o->text)
        take_expression(&w, o);
    if (w.failed) {
        sn_query_free(q);
        return sn_fail(d, SN_ENOMEM, "no memory for the query");
    }
    *out = q;
    return SN_OK;
}

/* ---- asking ---- */

static bool may(const struct need *n, const uint8_t *filter, uint32_t blocks, uint8_t open)
{
    switch (n->kind) {
    case NEED_KEY:
        return (open >> n->class & 1) || sn_index_filter_has(filter, blocks, n->hash);
    case NEED_AND:
        for (const struct need *k = n->kid; k; k = k->next)
            if (!may(k, filter, blocks, open))
                return false;
        return true;
    case NEED_OR:
        for (const struct need *k = n->kid; k; k = k->next)
            if (may(k, filter, blocks, open))
                return true;
        return false;
    default:
        return true;
    }
}

/* Whether it is the same for every span. */
static bool always(const struct need *n)
{
    if (n->kind == NEED_KEY)
        return false;
    for (const struct need *k = n->kid; k; k = k->next)
        if (always(k) == (n->kind == NEED_OR))
            return n->kind == NEED_OR;
    return n->kind != NEED_OR;
}

bool sn_query_narrows(const struct sn_query *q)
{
    return q->has_from || q->has_to || (q->root && !always(q->root));
}

void sn_query_start(struct sn_query *q, int64_t first)
{
    q->started = true;
    q->first = first;
}

/* False: it isn't known. */
static bool bound(const struct sn_query *q, const struct sn_when *w, int64_t *ns)
{
    *ns = w->ns;
    return !w->from_first || (q->started && !__builtin_add_overflow(w->ns, q->first, ns));
}

/* Whether the capture's first packet may be in the span: whoever reads must see it, where times
 * count from it. */
static bool first_packet(const struct sn_index *x, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (sn_index_span(x, k).packets)
            return false;
    return true;
}

bool sn_query_may(const struct sn_query *q, const struct sn_index *x, uint32_t i, bool *time)
{
    struct sn_index_span s = sn_index_span(x, i);
    int64_t ns;

    *time = true;
    if (s.always)
        return true;
    if (((q->has_from && q->from.from_first) || (q->has_to && q->to.from_first)) &&
        first_packet(x, i))
        return true;
    if (q->has_from && bound(q, &q->from, &ns) && s.max < ns)
        return false;
    if (q->has_to && bound(q, &q->to, &ns) && s.min >= ns)
        return false;
    *time = false;
    return !q->root || may(q->root, sn_index_filter(x, i), s.filter / INDEX_BLOCK, s.open);
}

bool sn_query_rules_out(const struct sn_query *q, const struct sn_index *x)
{
    bool early = q->has_from && !q->from.from_first && x->max < q->from.ns;
    bool late = q->has_to && !q->to.from_first && x->min >= q->to.ns;

    /* Times that count from the first packet are for who sees that. */
    if ((q->has_from && q->from.from_first) || (q->has_to && q->to.from_first))
        return false;
    return x->packets && x->lead_bytes && !(x->flags & INDEX_ALWAYS) && (early || late);
}

void sn_query_free(struct sn_query *q)
{
    if (!q)
        return;
    sn_arena_free(&q->arena);
    free(q);
}
