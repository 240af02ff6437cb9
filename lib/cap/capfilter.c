/* A filter split between the kernel and this process: see sn/capfilter.h. */
#include "cap/capfilter.h"

#include <stdlib.h>

#include "cap/cap.h"
#include "cap/lane.h"

#define COMPILE_CAP ((size_t)1 << 30) /* bytes for one program and what it takes to make it */

static enum sn_err compile(struct sn_capfilter *f, struct sn_diag *d)
{
    struct sn_bpf_opts o = {.linktype = f->o.linktype,
                            .snaplen = f->o.snaplen,
                            .netmask = f->o.netmask,
                            .no_opt = f->o.no_opt,
                            .look_through = f->o.look_through,
                            .kernel = true};
    struct sn_prog prog;
    enum sn_err e = sn_bpf_compile(&prog, &f->arena, f->text, f->n, &o, d);

    if (e != SN_OK)
        return e;
    f->insns = prog.n;
    return sn_bpf_split(&f->part, &f->arena, &prog, SN_BPF_KERNEL_MAX, &f->whole, d);
}

/* What is checked here is looked at whole, whatever is kept of it. */
static void see_all(struct sn_capfilter *f)
{
    for (uint32_t i = 0; i < f->part.n; i++)
        if (f->part.insn[i].code == (BPF_RET | BPF_K) && f->part.insn[i].k)
            f->part.insn[i].k = SN_SNAPLEN_DEFAULT;
}

static enum sn_err userland(struct sn_capfilter *f, struct sn_decap **l, enum sn_dir dir,
                            struct sn_diag *d)
{
    struct sn_bpf_opts o = {.linktype = f->o.linktype,
                            .netmask = f->o.netmask,
                            .no_opt = f->o.no_opt,
                            .look_through = f->o.look_through,
                            .dir = dir,
                            .has_iface = f->o.has_iface,
                            .ifindex = f->o.ifindex,
                            .ifname = f->o.ifname};

    return sn_decap_new(l, f->text, f->n, &o, d);
}

/* Only what is checked here has to say which way it went. */
static enum sn_err make_userland(struct sn_capfilter *f, struct sn_diag *d)
{
    enum sn_err e;

    if (f->in)
        return SN_OK;
    f->directed = sn_bpf_directed(f->text, f->n);
    if ((e = userland(f, &f->in, SN_DIR_IN, d)) != SN_OK)
        return e;
    if (!f->directed)
        f->out = f->in;
    else if ((e = userland(f, &f->out, SN_DIR_OUT, d)) != SN_OK) {
        sn_decap_free(f->in);
        f->in = NULL;
    }
    return e;
}

static enum sn_err copy_names(struct sn_capfilter *f, const char *text, struct sn_diag *d)
{
    f->text = sn_arena_strndup(&f->arena, text, f->n);
    if (f->o.ifname)
        f->o.ifname = sn_arena_strndup(&f->arena, f->o.ifname, strlen(f->o.ifname));
    return f->text ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for the filter");
}

enum sn_err sn_capfilter_new(struct sn_capfilter **out, const char *text, size_t n,
                             const struct sn_bpf_opts *o, struct sn_diag *d)
{
    struct sn_bpf_opts all = {.look_through = o->look_through};
    struct sn_capfilter *f = calloc(1, sizeof *f);
    enum sn_err e;

    if (!f)
        return sn_fail(d, SN_ENOMEM, "no memory for the filter");
    f->refs = 1;
    f->n = n;
    f->o = *o;
    f->until = INT64_MIN;
    sn_arena_init(&f->arena, COMPILE_CAP);
    if ((e = copy_names(f, text, d)) == SN_OK && (e = compile(f, d)) == SN_OK) {
        f->whole &= !sn_decap_used(text, n, &all);
        if (!f->whole) {
            see_all(f);
            e = make_userland(f, d);
        }
    }
    if (e != SN_OK) {
        sn_capfilter_free(f);
        return e;
    }
    *out = f;
    return SN_OK;
}

void sn_capfilter_set(const struct sn_capfilter *f, struct sn_cap_opts *o)
{
    o->filter = f->part.insn;
    o->nfilter = f->part.n;
    o->directions |= f->directed;
    o->seen = f->whole ? 0 : SN_SNAPLEN_DEFAULT;
}

enum sn_err sn_capfilter_all_userland(struct sn_capfilter *f, struct sn_diag *d)
{
    f->part = (struct sn_prog){0};
    f->whole = false;
    return make_userland(f, d);
}

bool sn_capfilter_userland(const struct sn_capfilter *f)
{
    return f->in != NULL;
}

uint32_t sn_capfilter_insns(const struct sn_capfilter *f, uint32_t *in_kernel)
{
    *in_kernel = f->part.n;
    return f->insns;
}

bool sn_capfilter_accepts(const struct sn_capfilter *f, const struct sn_pkt *p)
{
    return capfilter_accepts(f, p);
}

static enum sn_err attach_all(const struct sn_capfilter *f, struct sn_cap *const *c, uint32_t n,
                              struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && i < n; i++)
        e = sn_cap_filter_replace(c[i], f->part.insn, f->part.n,
                                  f->whole ? c[i]->snaplen : SN_SNAPLEN_DEFAULT, f->directed, d);
    return e;
}

enum sn_err sn_capfilter_attach(struct sn_capfilter *f, struct sn_cap *const *c, uint32_t n,
                                struct sn_diag *d)
{
    enum sn_err e = make_userland(f, d);

    f->since = sn_cap_now();
    if (e == SN_OK)
        e = attach_all(f, c, n, d);
    if (e == SN_ERANGE && f->part.n) {
        e = sn_capfilter_all_userland(f, d);
        if (e == SN_OK)
            e = attach_all(f, c, n, d);
    }
    if (e != SN_OK)
        return e;
    /* A packet may be stamped by the ring, a moment after the filter before has seen it. */
    f->until = sn_cap_now() + LANE_MOMENT;
    for (uint32_t i = 0; i < n; i++)
        if (c[i]->stamped)
            f->until = INT64_MAX;
    return SN_OK;
}

struct sn_capfilter *sn_capfilter_ref(struct sn_capfilter *f)
{
    if (f)
        __atomic_add_fetch(&f->refs, 1, __ATOMIC_RELAXED);
    return f;
}

void sn_capfilter_free(struct sn_capfilter *f)
{
    if (!f || __atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL))
        return;
    if (f->out != f->in)
        sn_decap_free(f->out);
    sn_decap_free(f->in);
    sn_arena_free(&f->arena);
    free(f);
}
