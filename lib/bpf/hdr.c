/* Header positions: see hdr.h. */
#include "hdr.h"

struct at sn_bp_at(struct at a, uint32_t off)
{
    a.k += off;
    return a;
}

struct at sn_bp_net(const struct hdr *h)
{
    return sn_bp_at(h->pl, h->nl);
}

V sn_bp_field(struct comp *c, struct at a, uint32_t off, unsigned size, struct span where)
{
    if (!a.known) {
        sn_bp_fail(c, SN_EUNSUPPORTED, where,
                   "where this header begins is not known for this link type");
        return c->g->zero;
    }
    return sn_bp_load(c, size, a.base, a.k + off);
}

static struct at fixed(uint32_t off)
{
    return (struct at){NULL, off, off != LK_UNKNOWN};
}

/* A little-endian length at 2: radiotap's and PPI's. */
static V length_le16(struct comp *c)
{
    V hi = sn_bp_alu_k(c, BPF_LSH, sn_bp_load(c, 1, NULL, 3), 8);

    return sn_bp_alu(c, BPF_OR, hi, sn_bp_load(c, 1, NULL, 2));
}

/* The length of what stands in front of the link header, or PF's log itself, in a variable: whether
 * that is kept or computed wherever it is needed is decided when all of the program is known. */
static V lead_length(struct comp *c, enum lead_kind k)
{
    V len;

    switch (k) {
    case LEAD_RADIOTAP:
    case LEAD_PPI:
        return sn_bp_var(c, sn_bp_new_var(c, RECIPE_LEAD, length_le16(c)));
    case LEAD_AVS:
        return sn_bp_var(c, sn_bp_new_var(c, RECIPE_LEAD, sn_bp_load(c, 4, NULL, 4)));
    case LEAD_PFLOG:
        /* Rounded up to four bytes. */
        len = sn_bp_alu_k(c, BPF_ADD, sn_bp_load(c, 1, NULL, 0), 3);
        return sn_bp_var(c, sn_bp_new_var(c, RECIPE_LEAD, sn_bp_alu_k(c, BPF_AND, len, ~3u)));
    case LEAD_PRISM:
        return sn_bp_var(c, sn_bp_new_var(c, RECIPE_PRISM, NULL));
    default:
        return NULL;
    }
}

/* 802.11 data frames have 24 bytes of header, 26 with QoS (bit 7 of the first byte). */
static void wlan_first(struct comp *c, struct hdr *h)
{
    V lead = lead_length(c, (enum lead_kind)h->link->lead), qos;

    h->link0.base = lead;
    qos = sn_bp_alu_k(c, BPF_RSH, sn_bp_load(c, 1, lead, 0), 6);
    qos = sn_bp_alu_k(c, BPF_AND, qos, 2);
    h->pl.base = lead ? sn_bp_alu(c, BPF_ADD, qos, lead) : qos;
    if (h->link->lead == LEAD_RADIOTAP) {
        V len = sn_bp_alu_k(c, BPF_ADD, h->pl.base, h->pl.k);

        h->pad_def = true;
        h->pad = sn_bp_new_var(c, RECIPE_RADIOTAP, len);
        h->pl.base = sn_bp_var(c, h->pad);
        h->pl.k = 0;
    }
}

const struct hdr *sn_bp_hdr_first(struct comp *c)
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
    h->nl_nosnap = (uint32_t)(int16_t)l->nl_nosnap;
    if (l->kind == LK_WLAN)
        wlan_first(c, h);
    if (l->lead == LEAD_PFLOG)
        h->pl.base = lead_length(c, LEAD_PFLOG);
    if (c->o.kernel && (l->id == SN_LINK_LINUX_SLL || l->id == SN_LINK_LINUX_SLL2)) {
        h->cooked = true;
        h->pl.k = 0;
    }
    return h;
}

N sn_bp_hdr_entry(struct comp *c, N entry)
{
    /* Tunnels' variables are 0 where the tunnel's condition was never looked at. */
    for (uint32_t i = c->g->nvars; i-- > 0;)
        if (c->g->vars[i].recipe == RECIPE_NONE)
            entry = sn_bp_set(c, i, sn_bp_const(c, 0), entry);
        else if (c->g->vars[i].recipe == RECIPE_LEAD && entry != c->g->reject)
            entry = c->keep ? sn_bp_def(c, i, entry) : sn_bp_set(c, i, c->g->vars[i].l, entry);
    switch (c->link->lead) {
    case LEAD_PRISM:
        return sn_bp_def(c, sn_bp_new_var(c, RECIPE_PRISM, NULL), entry);
    case LEAD_PPI:
        /* Only 802.11 (link type 105, little-endian) is known inside PPI. */
        return sn_bp_eq(c, sn_bp_load(c, 4, NULL, 4), 0x69000000, entry, c->g->reject);
    default:
        return entry;
    }
}

bool sn_bp_vlan_beside(const struct comp *c, const struct hdr *h)
{
    return c->o.kernel && h->link == c->link && h->link->kind == LK_ETHER && h->vlan == 0;
}
