/* Headers that move what stands behind them: tags, labels, tunnels. See sema.h. */
#include "sema.h"

static void sema_number(struct comp *c, const struct prim *x, uint32_t max, const char *what)
{
    if (x->has_num && x->num > max)
        sn_bp_fail(c, SN_ERANGE, x->id.at, "%s is 0 to %u, not %u", what, max, x->num);
}

static struct hdr *inner_hdr(struct sema *s)
{
    struct hdr *h = BP_NEW(s->c, struct hdr);

    if (h)
        *h = *s->hdr;
    return h;
}

void sn_bp_sema_vlan(struct sema *s, struct prim *x, struct span at)
{
    const struct hdr *h = s->hdr;
    struct hdr *inner;

    sema_number(s->c, x, 4095, "a VLAN ID");
    if (h->mpls) {
        sn_bp_fail(s->c, SN_ESYNTAX, at, "no VLAN tag can follow an MPLS label");
        return;
    }
    if (h->link->kind != LK_ETHER && h->link->kind != LK_WLAN) {
        sn_bp_fail(s->c, SN_EUNSUPPORTED, at, "'vlan' is not supported for this link type");
        return;
    }
    inner = inner_hdr(s);
    if (!inner)
        return;
    inner->vlan++;
    if (sn_bp_vlan_beside(s->c, h)) {
        /* Four bytes on unless the tag is beside the packet: (present ^ 1) << 2. */
        V in = sn_bp_alu_k(s->c, BPF_XOR, sn_bp_anc(s->c, AD_VLAN_PRESENT), 1);

        inner->type.base = inner->pl.base = sn_bp_alu_k(s->c, BPF_LSH, in, 2);
    } else {
        inner->type = sn_bp_at(h->type, 4);
        inner->pl = sn_bp_at(h->pl, 4);
    }
    s->hdr = inner;
}

void sn_bp_sema_mpls(struct sema *s, struct prim *x, struct span at)
{
    enum link_kind k = (enum link_kind)s->hdr->link->kind;
    struct hdr *inner;

    sema_number(s->c, x, (1u << 20) - 1, "an MPLS label");
    if (!s->hdr->mpls && k != LK_ETHER && k != LK_PPP && k != LK_HDLC) {
        sn_bp_fail(s->c, SN_EUNSUPPORTED, at, "'mpls' is not supported for this link type");
        return;
    }
    inner = inner_hdr(s);
    if (!inner)
        return;
    inner->mpls++;
    inner->nl += 4;
    inner->nl_nosnap += 4;
    s->hdr = inner;
}

/* A link header of its own begins at link0. */
static void push_link(struct sema *s, struct hdr *h, const struct link *l, struct at link0)
{
    h->link = l;
    h->link0 = link0;
    h->type = sn_bp_at(link0, l->type);
    h->pl = sn_bp_at(link0, l->pl);
    h->nl = l->nl;
    h->nl_nosnap = l->nl_nosnap;
    h->vlan = h->mpls = 0;
    h->cooked = h->lane = h->geneve = h->pad_def = false;
    s->hdr = h;
}

void sn_bp_sema_pppoes(struct sema *s, struct prim *x)
{
    struct hdr *inner = inner_hdr(s);

    sema_number(s->c, x, 65535, "a PPPoE session");
    if (inner)
        push_link(s, inner, &sn_bp_link_ppp, sn_bp_at(sn_bp_net(s->hdr), 6));
}

void sn_bp_sema_vxlan(struct sema *s, struct prim *x)
{
    struct hdr *inner = inner_hdr(s);

    sema_number(s->c, x, (1u << 24) - 1, "a VXLAN network");
    x->var = sn_bp_new_var(s->c, RECIPE_NONE, NULL);
    if (inner)
        push_link(s, inner, &sn_bp_link_ether,
                  (struct at){sn_bp_var(s->c, x->var), sn_bp_net(s->hdr).k + 16, true});
}

void sn_bp_sema_geneve(struct sema *s, struct prim *x)
{
    struct hdr *inner = inner_hdr(s);
    V pl;

    sema_number(s->c, x, (1u << 24) - 1, "a Geneve network");
    x->var = sn_bp_new_var(s->c, RECIPE_NONE, NULL);
    for (int more = 0; more < 2; more++)
        (void)sn_bp_new_var(s->c, RECIPE_NONE, NULL);
    if (!inner || s->c->err)
        return;
    pl = sn_bp_var(s->c, x->var + 1);
    push_link(s, inner, &sn_bp_link_ether, (struct at){sn_bp_var(s->c, x->var + 2), 0, true});
    inner->geneve = true;
    inner->type = (struct at){sn_bp_var(s->c, x->var), 0, true};
    inner->pl = (struct at){pl, 0, true};
}

void sn_bp_sema_lane(struct sema *s)
{
    struct hdr *inner = inner_hdr(s);

    if (!inner || s->c->link->kind != LK_SUNATM)
        return; /* gen says that it isn't supported */
    push_link(s, inner, &sn_bp_link_ether, (struct at){NULL, 6, true});
    inner->lane = true;
}
