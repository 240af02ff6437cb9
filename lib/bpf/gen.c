/* The walk over the tree, and the primitives that need no more than a line. See gen.h. */
#include "gen.h"

V sn_gen_load(struct gen *g, struct at a, uint32_t off, unsigned size)
{
    return sn_bp_field(g->c, a, off, size, g->at);
}

void sn_gen_unsupported(struct gen *g, const char *what)
{
    sn_bp_fail(g->c, SN_EUNSUPPORTED, g->at, "%s is not supported for this link type", what);
}

N sn_gen_relop(struct gen *g, unsigned op, V v, uint32_t num, N t, N f)
{
    switch (op) {
    case T_EQ:
        return sn_bp_eq(g->c, v, num, t, f);
    case T_NE:
        return sn_bp_eq(g->c, v, num, f, t);
    case T_GT:
        return sn_bp_test_k(g->c, BPF_JGT, v, num, t, f);
    case T_LE:
        return sn_bp_test_k(g->c, BPF_JGT, v, num, f, t);
    case T_GE:
        return sn_bp_test_k(g->c, BPF_JGE, v, num, t, f);
    default:
        return sn_bp_test_k(g->c, BPF_JGE, v, num, f, t);
    }
}

/* byte N op V */
static N gen_byte(struct gen *g, const struct prim *x, N t, N f)
{
    V v = sn_gen_load(g, g->h->link0, x->num, 1);

    switch (x->op) {
    case T_BITAND:
        return sn_bp_test_k(g->c, BPF_JSET, v, x->num2, t, f);
    case T_BITOR:
        return sn_bp_eq(g->c, sn_bp_alu_k(g->c, BPF_OR, v, x->num2), 0, f, t);
    default:
        return sn_gen_relop(g, x->op, v, x->num2, t, f);
    }
}

/* The frame is to or from the host's hardware address, the packet neither to nor from its
 * network addresses. */
static N gen_gateway(struct gen *g, const struct prim *x, N t, N f)
{
    struct prim host = *x;

    host.q.dir = D_OR;
    return sn_gen_mac(g, &host, sn_gen_host(g, &host, f, t), f);
}

static N gen_id(struct gen *g, const struct prim *x, N t, N f)
{
    switch (x->sub) {
    case ID_HOST:
        return sn_gen_host(g, x, t, f);
    case ID_PORT:
        return sn_gen_port(g, x, t, f);
    case ID_PROTO:
        return sn_gen_proto_num(g, x->q.proto, x->lo, t, f);
    case ID_MAC:
        return sn_gen_mac(g, x, t, f);
    case ID_ARCNET:
        return sn_gen_mac8(g, (enum dir)x->q.dir, x->lo, t, f);
    case ID_DECNET:
        return sn_gen_decnet(g, x, t, f);
    case ID_GATEWAY:
        return gen_gateway(g, x, t, f);
    default:
        return sn_gen_protochain(g, x, t, f);
    }
}

static N gen_prim(struct comp *c, const struct prim *x, struct span at, N t, N f)
{
    struct gen g = {.c = c, .h = x->hdr, .at = at};

    if (x->never)
        return f;
    switch (x->kind) {
    case P_ID:
        return gen_id(&g, x, t, f);
    case P_PROTO:
        return sn_gen_proto_name(&g, x->q.proto, t, f);
    case P_COMPARE:
        return sn_gen_compare(&g, x, t, f);
    case P_BROADCAST:
        return sn_gen_broadcast(&g, x->q.proto, t, f);
    case P_MULTICAST:
        return sn_gen_multicast(&g, x->q.proto, t, f);
    case P_LESS:
        return sn_bp_test_k(c, BPF_JGT, sn_bp_len(c), x->num, f, t);
    case P_GREATER:
        return sn_bp_test_k(c, BPF_JGE, sn_bp_len(c), x->num, t, f);
    case P_BYTE:
        return gen_byte(&g, x, t, f);
    case P_INBOUND:
        return sn_gen_direction(&g, false, t, f);
    case P_OUTBOUND:
        return sn_gen_direction(&g, true, t, f);
    case P_IFINDEX:
        return sn_gen_ifindex(&g, x->num, t, f);
    case P_VLAN:
        return sn_gen_vlan(&g, x, t, f);
    case P_MPLS:
        return sn_gen_mpls(&g, x, t, f);
    case P_PPPOED:
        return sn_gen_proto_link(&g, ET_PPPOED, t, f);
    case P_PPPOES:
        return sn_gen_pppoes(&g, x, t, f);
    case P_GENEVE:
        return sn_gen_geneve(&g, x, t, f);
    case P_VXLAN:
        return sn_gen_vxlan(&g, x, t, f);
    case P_WLAN_TYPE:
    case P_WLAN_SUBTYPE:
        return sn_gen_wlan_type(&g, x, t, f);
    case P_WLAN_DIR:
        return sn_gen_wlan_dir(&g, x, t, f);
    case P_LLC:
        return sn_gen_llc_prim(&g, x, t, f);
    case P_ATM:
        return sn_gen_atm(&g, (enum atm_kind)x->sub, t, f);
    case P_ATM_FIELD:
        return sn_gen_atm_field(&g, x, t, f);
    case P_MTP2:
        return sn_gen_mtp2(&g, x->sub, t, f);
    case P_MTP3_FIELD:
        return sn_gen_mtp3_field(&g, x, t, f);
    case P_ENCAPS:
        return sn_gen_encaps(&g, x, t, f);
    default:
        return sn_gen_pf(&g, x, t, f);
    }
}

static N gen_expr(struct comp *c, const struct expr *e, N t, N f);

/* The primitive that an alternative consists of: of `a or b`, a and b; of `not a and not b`,
 * likewise. NULL: it is something else. */
static const struct prim *alternative(const struct expr *e, bool negated)
{
    if (negated) {
        if (e->kind != E_NOT)
            return NULL;
        e = e->kid;
    }
    return e->kind == E_PRIM && !e->p->never && sn_gen_can_join(e->p) ? e->p : NULL;
}

/* Children of a list that are one alternative, or a set of them. */
struct group {
    const struct expr *first;
    const struct prim **set;
    uint32_t n, cap;
    bool single; /* first is something else than an alternative */
};

/* So many groups are looked through for one that a child fits in. */
#define GROUPS_BACK 16

struct groups {
    struct group *g;
    uint32_t n;
};

static void join(struct comp *c, struct group *g, const struct prim *x)
{
    if (g->n == g->cap) {
        uint32_t cap = g->cap ? 2 * g->cap : 2;
        const struct prim **set = BP_TMPN(c, const struct prim *, cap);

        if (!set)
            return;
        for (uint32_t i = 0; i < g->n; i++)
            set[i] = g->set[i];
        g->set = set;
        g->cap = cap;
    }
    g->set[g->n++] = x;
}

/* Puts a child into the group of its kind, which stands where the first of them stood. */
static void add(struct comp *c, struct groups *s, struct expr *kid, bool conj)
{
    const struct prim *x = c->o.no_opt ? NULL : alternative(kid, conj);
    uint32_t seen = 0;

    for (uint32_t i = s->n; x && i-- > 0 && seen < GROUPS_BACK;) {
        struct group *g = &s->g[i];

        if (g->single)
            continue;
        seen++;
        if (sn_gen_same_kind(g->set[0], x)) {
            join(c, g, x);
            return;
        }
    }
    s->g[s->n] = (struct group){.first = kid, .single = !x};
    if (x)
        join(c, &s->g[s->n], x);
    s->n++;
}

static N gen_group(struct comp *c, const struct group *s, bool conj, N t, N f)
{
    struct gen g = {.c = c, .at = s->first->at};

    if (s->single || s->n < 2)
        return gen_expr(c, s->first, t, f);
    g.h = s->set[0]->hdr;
    return conj ? sn_gen_set(&g, s->set, s->n, f, t) : sn_gen_set(&g, s->set, s->n, t, f);
}

/* Groups of children from last to first, each with what stands behind it as its target. */
static N gen_list(struct comp *c, const struct expr *e, N t, N f)
{
    struct groups s = {.g = BP_TMPN(c, struct group, e->nkids)};
    bool conj = e->kind == E_AND;
    N next = conj ? t : f;

    if (!s.g)
        return f;
    for (struct expr *k = e->kid; k && !c->err; k = k->next)
        add(c, &s, k, conj);
    while (s.n-- > 0 && !c->err)
        next =
            conj ? gen_group(c, &s.g[s.n], conj, next, f) : gen_group(c, &s.g[s.n], conj, t, next);
    return next;
}

static N gen_expr(struct comp *c, const struct expr *e, N t, N f)
{
    if (c->err)
        return f;
    switch (e->kind) {
    case E_PRIM:
        return gen_prim(c, e->p, e->at, t, f);
    case E_NOT:
        return gen_expr(c, e->kid, f, t);
    default:
        return gen_list(c, e, t, f);
    }
}

N sn_bp_gen(struct comp *c, struct expr *e)
{
    if (c->err)
        return c->g->reject;
    return sn_bp_hdr_entry(c, e ? gen_expr(c, e, c->g->accept, c->g->reject) : c->g->accept);
}
