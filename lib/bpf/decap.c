/*
 * Compiling expressions that look through: see decap.h and decapexpr.h.
 *
 * One compilation of the whole text, for the packet as it is, gives the tree and the program for
 * packets with nothing to look behind. What it says of headers before sema saw it is kept
 * (prim.orig) and compiled again for every other kind of view.
 */
#include <stdlib.h>

#include "compile.h"
#include "decapexpr.h"
#include "gen.h"

#define ARENA_CAP ((size_t)256 << 20)

/* More units than this are interpreted: machine code takes some pages each. */
#define UNITS_JIT 64

/* ---- the whole text ---- */

struct whole {
    struct comp c;
    struct sn_arena *a; /* for programs */
    struct expr *tree;
    bool all_ip6; /* some primitive can be true of any IPv6 packet, though not in the plain language
                   */
    struct sn_prog prog;
};

typedef void visit_fn(struct whole *w, struct expr *e);

static void each_prim(struct whole *w, struct expr *e, visit_fn *fn)
{
    if (e->kind == E_PRIM)
        fn(w, e);
    for (struct expr *k = e->kid; k && !w->c.err; k = k->next)
        each_prim(w, k, fn);
}

static bool is_recorded(const struct prim *x)
{
    return x->kind == P_VLAN || x->kind == P_MPLS || x->kind == P_PPPOES || x->kind == P_VXLAN ||
           x->kind == P_GENEVE;
}

static void keep_original(struct whole *w, struct expr *e)
{
    struct prim *orig = e->p->through ? sn_decap_copy(&w->c, e->p, DECAP_SELF) : NULL;

    if (!orig)
        return;
    orig->at = e->at;
    e->p->orig = orig;
    w->all_ip6 |= sn_look_all_ip6(e->p);
}

static struct expr *leaf(struct comp *c, struct prim *x, struct span at)
{
    struct expr *e = x ? BP_NEW(c, struct expr) : NULL;

    if (!e)
        return NULL;
    e->kind = E_PRIM;
    e->p = x;
    e->at = at;
    e->depth = 1;
    return e;
}

/* Programs from prims for one kind of view, joined by `or`. */
static enum sn_err compile_prims(struct sn_prog *out, struct sn_arena *a, const struct comp *outer,
                                 const struct prim *const *prims, uint32_t n, enum decap_kind k,
                                 struct sn_diag *d)
{
    struct comp c = {.o = outer->o, .d = d, .folded = true};
    struct expr any = {.kind = E_OR, .depth = 2, .nkids = n}, **end = &any.kid;

    c.o.kernel = false;
    c.link = sn_decap_link(k, outer->o.linktype);
    if (sn_bp_comp_start(&c, ARENA_CAP)) {
        for (uint32_t i = 0; i < n && !c.err; i++) {
            *end = any.last = leaf(&c, sn_decap_copy(&c, prims[i], k), prims[i]->at);
            if (*end)
                end = &(*end)->next;
        }
        if (!c.err)
            sn_bp_sema(&c, &any);
        sn_bp_compile_tree(&c, &any, a, out);
    }
    sn_bp_comp_end(&c);
    return c.err;
}

/* Primitives that the packet's link type doesn't have are false there, if they can be true of what
 * is found in tunnels. */
static void try_on_self(struct whole *w, struct expr *e)
{
    struct sn_arena a;
    struct sn_prog p;
    struct sn_diag d;
    enum sn_err r;

    if (!e->p->through)
        return;
    sn_arena_init(&a, ARENA_CAP);
    r = compile_prims(&p, &a, &w->c, &e->p->orig, 1, DECAP_SELF, &d);
    sn_arena_free(&a);
    if (r == SN_EUNSUPPORTED && (is_recorded(e->p) || (sn_decap_scope(e->p) & ~(1u << DECAP_SELF))))
        e->p->never = true;
}

/* (anything to look behind) or TREE. */
static struct expr *or_encaps(struct whole *w, struct expr *tree)
{
    struct prim *x = BP_NEW(&w->c, struct prim);
    struct expr *e = leaf(&w->c, x, tree->at), *any = BP_NEW(&w->c, struct expr);

    if (!e || !any)
        return tree;
    x->kind = P_ENCAPS;
    x->through = true;
    x->num = w->all_ip6;
    any->kind = E_OR;
    any->at = tree->at;
    any->depth = (uint16_t)(tree->depth + 1);
    any->kid = e;
    e->next = tree->kind == E_OR ? tree->kid : tree;
    any->last = tree->kind == E_OR ? tree->last : tree;
    any->nkids = tree->kind == E_OR ? tree->nkids + 1 : 2;
    return any;
}

static enum sn_err compile_whole(struct whole *w, bool encaps, bool try)
{
    struct comp *c = &w->c;

    c->link = sn_bp_link(c->o.linktype);
    c->folded = true;
    if (!sn_bp_comp_start(c, ARENA_CAP))
        return c->err;
    w->tree = sn_bp_parse(c);
    if (w->tree && !c->err) {
        each_prim(w, w->tree, keep_original);
        if (try)
            each_prim(w, w->tree, try_on_self);
        if (encaps && !c->err)
            w->tree = or_encaps(w, w->tree);
    }
    sn_bp_sema(c, w->tree);
    sn_bp_compile_tree(c, w->tree, w->a, &w->prog);
    return c->err;
}

/* w->c is to be ended in any case. */
static enum sn_err compile_text(struct whole *w, bool encaps)
{
    enum sn_err e = compile_whole(w, encaps, false);

    if (e != SN_EUNSUPPORTED || !w->c.through)
        return e;
    sn_bp_comp_end(&w->c);
    w->c.err = SN_OK;
    return compile_whole(w, encaps, true);
}

enum sn_err sn_decap_compile(struct sn_prog *out, struct sn_arena *a, const char *text, size_t n,
                             const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct whole w = {.c = {.text = text, .n = n, .o = *o, .d = d}, .a = a};
    enum sn_err e = compile_text(&w, true);

    sn_bp_comp_end(&w.c);
    if (!e)
        *out = w.prog;
    return e;
}

bool sn_decap_used(const char *text, size_t n, const struct sn_bpf_opts *o)
{
    struct sn_diag d;
    struct comp c = {.text = text, .n = n, .o = *o, .d = &d};

    if (sn_bp_comp_start(&c, ARENA_CAP))
        (void)sn_bp_parse(&c);
    sn_bp_comp_end(&c);
    return c.through && !c.err;
}

/* ---- taking it apart ---- */

struct build {
    struct whole *w;
    struct sn_decap *l;
    struct sn_diag *d;
    enum sn_err err;
};

static void *take(struct build *b, size_t count, size_t size)
{
    void *p = b->err ? NULL : sn_arena_zalloc(&b->l->arena, count, size);

    if (!p && !b->err)
        b->err = sn_fail(b->d, SN_ENOMEM, "out of memory compiling the filter");
    return p;
}

static struct sn_engine *engine(struct build *b, const struct sn_prog *p, bool jit)
{
    struct sn_engine *e = NULL;

    if (!b->err && sn_engine_new(&e, p, jit, b->d))
        b->err = b->d->code;
    return e;
}

static bool is_plain(const struct expr *e)
{
    if (e->kind == E_PRIM)
        return !e->p->through;
    for (const struct expr *k = e->kid; k; k = k->next)
        if (!is_plain(k))
            return false;
    return true;
}

/* Primitives under look-through, joined by nothing but `or`. */
static bool is_unit(const struct expr *e)
{
    if (e->kind == E_PRIM)
        return e->p->through;
    if (e->kind != E_OR)
        return false;
    for (const struct expr *k = e->kid; k; k = k->next)
        if (!is_unit(k))
            return false;
    return true;
}

static struct decap_expr *new_expr(struct build *b, enum decap_expr_kind k)
{
    struct decap_expr *x = take(b, 1, sizeof *x);

    if (x)
        x->kind = (uint8_t)k;
    return x;
}

static struct decap_expr *build_plain(struct build *b, struct expr *e)
{
    struct decap_expr *x = new_expr(b, LX_PLAIN);
    struct sn_prog p = {0};

    if (!x)
        return NULL;
    sn_bp_compile_tree(&b->w->c, e, b->w->a, &p);
    if (b->w->c.err)
        b->err = b->w->c.err;
    x->engine = engine(b, &p, true);
    x->older = b->l->plains;
    b->l->plains = x;
    return x;
}

static uint32_t count_prims(const struct expr *e)
{
    uint32_t n = e->kind == E_PRIM;

    for (const struct expr *k = e->kid; k; k = k->next)
        n += count_prims(k);
    return n;
}

static void collect_prims(struct decap_unit *u, const struct expr *e)
{
    if (e->kind == E_PRIM) {
        u->prims[u->nprims++] = e->p->orig;
        if (is_recorded(e->p))
            u->want[u->nwant++] = (struct decap_want){e->p->kind, !e->p->has_num, e->p->orig->num};
    }
    for (const struct expr *k = e->kid; k; k = k->next)
        collect_prims(u, k);
}

static struct decap_expr *build_unit(struct build *b, const struct expr *e)
{
    struct decap_expr *x = new_expr(b, LX_UNIT);
    struct decap_unit *u = take(b, 1, sizeof *u);
    uint32_t n = count_prims(e);

    if (!x || !u)
        return NULL;
    u->prims = take(b, n, sizeof *u->prims);
    u->want = take(b, n, sizeof *u->want);
    if (b->err)
        return NULL;
    collect_prims(u, e);
    x->unit = u;
    u->next = b->l->units;
    b->l->units = u;
    b->l->nunits++;
    return x;
}

static struct decap_expr *build(struct build *b, struct expr *e);

/* What of e's kid k goes into a unit with its like; NULL: it doesn't. For `and`, units are joined
 * where they are negated: not a and not b is not (a or b). */
static struct expr *unit_of(const struct expr *e, struct expr *k)
{
    if (e->kind == E_AND)
        return k->kind == E_NOT && is_unit(k->kid) ? k->kid : NULL;
    return is_unit(k) ? k : NULL;
}

/* Takes the kids out of e that are plain, or belong to a unit; NULL when there are none. */
static struct expr *take_kids(struct build *b, struct expr *e, bool units)
{
    struct expr *out = BP_NEW(&b->w->c, struct expr), **link = &e->kid, **end, *k;

    if (!out)
        return NULL;
    out->kind = units ? E_OR : e->kind;
    out->at = e->at;
    out->depth = e->depth;
    end = &out->kid;
    while ((k = *link)) {
        struct expr *x = units ? unit_of(e, k) : is_plain(k) ? k : NULL;

        if (!x) {
            link = &k->next;
            continue;
        }
        *link = k->next;
        x->next = NULL;
        *end = out->last = x;
        end = &x->next;
        out->nkids++;
    }
    return out->nkids ? out : NULL;
}

static void add_kid(struct decap_expr *x, struct decap_expr *kid)
{
    if (!kid)
        return;
    kid->next = x->kid;
    x->kid = kid;
}

static struct decap_expr *build_not(struct build *b, struct decap_expr *kid)
{
    struct decap_expr *x = kid ? new_expr(b, LX_NOT) : NULL;

    if (x)
        x->kid = kid;
    return x;
}

static struct decap_expr *build_list(struct build *b, struct expr *e)
{
    struct decap_expr *x = new_expr(b, e->kind == E_AND ? LX_AND : LX_OR), *u;
    struct expr *plain = take_kids(b, e, false), *units = take_kids(b, e, true);

    if (!x)
        return NULL;
    for (struct expr *k = e->kid; k && !b->err; k = k->next)
        add_kid(x, build(b, k));
    if (units) {
        u = build_unit(b, units);
        add_kid(x, e->kind == E_AND ? build_not(b, u) : u);
    }
    if (plain)
        add_kid(x, build_plain(b, plain));
    return x;
}

static struct decap_expr *build(struct build *b, struct expr *e)
{
    if (is_plain(e))
        return build_plain(b, e);
    if (is_unit(e))
        return build_unit(b, e);
    if (e->kind == E_NOT)
        return build_not(b, build(b, e->kid));
    return build_list(b, e);
}

/* ---- units ---- */

/* The prims of a unit that are asked of a kind of views. */
static uint32_t prims_for(const struct decap_unit *u, enum decap_kind k, const struct prim **out)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < u->nprims; i++)
        if (sn_decap_scope(u->prims[i]) & (1u << k))
            out[n++] = u->prims[i];
    return n;
}

/* Leaves out what this kind of views can't have. */
static uint32_t without_unsupported(struct build *b, const struct prim **prims, uint32_t n,
                                    enum decap_kind k)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        struct sn_arena a;
        struct sn_prog p;
        struct sn_diag d;

        sn_arena_init(&a, ARENA_CAP);
        if (compile_prims(&p, &a, &b->w->c, &prims[i], 1, k, &d) == SN_OK)
            prims[kept++] = prims[i];
        sn_arena_free(&a);
    }
    return kept;
}

static void compile_unit(struct build *b, struct decap_unit *u, enum decap_kind k,
                         const struct prim **prims)
{
    uint32_t n = prims_for(u, k, prims);
    struct sn_arena a;
    struct sn_prog p = {0};
    enum sn_err e = SN_OK;

    if (!n)
        return;
    sn_arena_init(&a, ARENA_CAP);
    e = compile_prims(&p, &a, &b->w->c, prims, n, k, b->d);
    if (e && e != SN_ENOMEM) {
        n = n > 1 ? without_unsupported(b, prims, n, k) : 0;
        e = n ? compile_prims(&p, &a, &b->w->c, prims, n, k, b->d) : SN_OK;
    }
    if (e)
        b->err = e;
    else if (n && !(p.n == 1 && p.insn[0].k == 0))
        u->on[k] = engine(b, &p, b->l->nunits <= UNITS_JIT);
    sn_arena_free(&a);
}

static void compile_units(struct build *b)
{
    for (struct decap_unit *u = b->l->units; u && !b->err; u = u->next) {
        const struct prim **prims = calloc(u->nprims, sizeof *prims);

        if (!prims)
            b->err = sn_fail(b->d, SN_ENOMEM, "out of memory compiling the filter");
        for (unsigned k = 0; k < DECAP_KINDS && !b->err; k++)
            compile_unit(b, u, (enum decap_kind)k, prims);
        free(prims);
        u->prims = NULL;
    }
}

static void compile_encaps(struct build *b)
{
    struct comp *c = &b->w->c;
    struct prim x = {.kind = P_ENCAPS, .through = true, .num = b->w->all_ip6};
    struct expr e = {.kind = E_PRIM, .depth = 1, .p = &x};
    struct sn_prog p;

    sn_bp_sema(c, &e);
    sn_bp_compile_tree(c, &e, b->w->a, &p);
    if (c->err)
        b->err = c->err;
    else
        b->l->encaps = engine(b, &p, true);
}

static enum sn_err take_apart(struct whole *w, struct sn_decap *l, struct sn_diag *d)
{
    struct build b = {.w = w, .l = l, .d = d};

    l->simple = engine(&b, &w->prog, true);
    if (b.err || !w->c.through || !sn_decap_knows(l->link))
        return b.err;
    compile_encaps(&b);
    if (!b.err)
        l->root = build(&b, w->tree);
    if (!b.err)
        compile_units(&b);
    return b.err;
}

enum sn_err sn_decap_new(struct sn_decap **out, const char *text, size_t n,
                         const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct sn_decap *l = calloc(1, sizeof *l);
    struct sn_arena a;
    struct whole w = {.c = {.text = text, .n = n, .o = *o, .d = d}, .a = &a};
    enum sn_err e;

    *out = NULL;
    if (!l)
        return sn_fail(d, SN_ENOMEM, "out of memory compiling the filter");
    w.c.o.kernel = false;
    sn_arena_init(&l->arena, ARENA_CAP);
    sn_arena_init(&a, ARENA_CAP);
    l->link = sn_bp_link(o->linktype);
    e = compile_text(&w, false);
    if (!e)
        e = take_apart(&w, l, d);
    sn_bp_comp_end(&w.c);
    sn_arena_free(&a);
    if (e)
        sn_decap_free(l);
    else
        *out = l;
    return e;
}

void sn_decap_free(struct sn_decap *l)
{
    if (!l)
        return;
    for (struct decap_expr *x = l->plains; x; x = x->older)
        sn_engine_free(x->engine);
    for (struct decap_unit *u = l->units; u; u = u->next)
        for (unsigned k = 0; k < DECAP_KINDS; k++)
            sn_engine_free(u->on[k]);
    sn_engine_free(l->simple);
    sn_engine_free(l->encaps);
    sn_arena_free(&l->arena);
    free(l);
}
