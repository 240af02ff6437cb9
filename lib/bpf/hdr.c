/* Header positions: see hdr.h. */
#include "hdr.h"

struct at bp_at(struct at a, uint32_t off)
{
    a.k += off;
    return a;
}

struct at bp_net(const struct hdr *h)
{
    return bp_at(h->pl, h->nl);
}

V bp_field(struct comp *c, struct at a, uint32_t off, unsigned size, struct span where)
{
    if (!a.known) {
        bp_fail(c, SN_EUNSUPPORTED, where,
                "where this header begins is not known for this link type");
        return c->g->zero;
    }
    return bp_load(c, size, a.base, a.k + off);
}

static struct at fixed(uint32_t off)
{
    return (struct at){NULL, off, off != LK_UNKNOWN};
}

const struct hdr *bp_hdr_first(struct comp *c)
{
    const struct link *l = c->link;
    struct hdr *h = BP_NEW(c, struct hdr);

    if (!h)
        return NULL;
    h->link = l;
    h->link0 = fixed(l->hdr);
    h->type = fixed(l->type);
    h->pl = fixed(l->pl);
    h->nl = l->nl;
    h->nl_nosnap = l->nl_nosnap;
    if (c->o.kernel && (l->id == SN_LINK_LINUX_SLL || l->id == SN_LINK_LINUX_SLL2)) {
        h->cooked = true;
        h->pl.k = 0;
    }
    return h;
}

bool bp_vlan_beside(const struct comp *c, const struct hdr *h)
{
    return c->o.kernel && h->link->kind == LK_ETHER && h->vlan == 0 && !h->type.base;
}
