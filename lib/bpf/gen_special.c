/* Primitives of single link types: LLC, SunATM, SS7 MTP, PF's log, ARCnet, DECnet. */
#include <string.h>

#include "gen.h"

/* ---- LLC ---- */

/* The packet has an LLC header. */
static N gen_has_llc(struct gen *g, N t, N f)
{
    const struct hdr *h = g->h;

    switch (h->link->kind) {
    case LK_ETHER:
        /* 0xffff is Novell's raw 802.3. */
        t = sn_bp_eq(g->c, sn_gen_load(g, h->pl, 0, 2), 0xffff, f, t);
        return sn_bp_test_k(g->c, BPF_JGT, sn_gen_load(g, h->type, 0, 2), 1500, f, t);
    case LK_LLC:
        return t;
    case LK_WLAN:
        return sn_gen_wlan_data(g, t, f);
    case LK_SUNATM:
        return sn_bp_eq_mask(g->c, sn_gen_load(g, h->link0, 0, 1), 0x0f, 2, t, f);
    default:
        sn_gen_unsupported(g, "'llc'");
        return f;
    }
}

/* The control field's bits under x->mask are x->lo; `llc` alone has no mask. */
N sn_gen_llc_prim(struct gen *g, const struct prim *x, N t, N f)
{
    if (x->mask)
        t = sn_bp_eq_mask(g->c, sn_gen_load(g, g->h->pl, 2, 1), x->mask, x->lo, t, f);
    return gen_has_llc(g, t, f);
}

/* ---- SunATM: flags and type, VPI, VCI, then the cell's payload ---- */

static bool need_atm(struct gen *g)
{
    if (g->c->link->kind == LK_SUNATM)
        return true;
    sn_gen_unsupported(g, "an ATM primitive");
    return false;
}

static V atm_at(struct gen *g, uint32_t off, unsigned size)
{
    return sn_bp_load(g->c, size, NULL, off);
}

static N gen_circuit(struct gen *g, uint32_t vci, N t, N f)
{
    return sn_bp_eq(g->c, atm_at(g, 1, 1), 0, sn_bp_eq(g->c, atm_at(g, 2, 2), vci, t, f), f);
}

/* Q.2931 message types that set up or end a call. */
static N gen_connect(struct gen *g, bool meta, N t, N f)
{
    static const uint8_t types[] = {0x05, 0x02, 0x07, 0x0f, 0x4d, 0x5a};
    V v = atm_at(g, 9, 1);
    N any = f;

    for (size_t i = 0; i < sizeof types; i++)
        if (!meta || types[i] != 0x0f)
            any = sn_bp_eq(g->c, v, types[i], t, any);
    return gen_circuit(g, meta ? 1 : 5, any, f);
}

N sn_gen_atm(struct gen *g, enum atm_kind k, N t, N f)
{
    static const uint8_t circuits[] = {
        [ATM_METAC] = 1,   [ATM_BCC] = 2, [ATM_OAMF4SC] = 3,
        [ATM_OAMF4EC] = 4, [ATM_SC] = 5,  [ATM_ILMIC] = 16,
    };

    if (!need_atm(g))
        return f;
    switch (k) {
    case ATM_LANE:
        return sn_bp_eq_mask(g->c, atm_at(g, 0, 1), 0x0f, 1, t, f);
    case ATM_OAM:
    case ATM_OAMF4:
        return gen_circuit(g, 3, t, gen_circuit(g, 4, t, f));
    case ATM_CONNECTMSG:
        return gen_connect(g, false, t, f);
    case ATM_METACONNECT:
        return gen_connect(g, true, t, f);
    default:
        return gen_circuit(g, circuits[k], t, f);
    }
}

N sn_gen_atm_field(struct gen *g, const struct prim *x, N t, N f)
{
    if (!need_atm(g))
        return f;
    return sn_gen_relop(g, x->op, x->sub ? atm_at(g, 2, 2) : atm_at(g, 1, 1), x->num, t, f);
}

/* ---- SS7 ---- */

static bool need_mtp(struct gen *g)
{
    if (g->h->link->kind == LK_MTP2)
        return true;
    sn_gen_unsupported(g, "an MTP primitive");
    return false;
}

/* The length indicator tells fill-in, link status and message units apart (Q.703). */
N sn_gen_mtp2(struct gen *g, unsigned which, N t, N f)
{
    bool high = which & 4;
    V li;

    if (!need_mtp(g))
        return f;
    li = high ? sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, g->h->pl, 4, 2), 0xff80)
              : sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, g->h->pl, 2, 1), 0x3f);
    switch (which & 3) {
    case 0:
        return sn_bp_eq(g->c, li, 0, t, f);
    case 1:
        return sn_bp_test_k(g->c, BPF_JGT, li, high ? 2 << 7 : 2, f,
                            sn_bp_test_k(g->c, BPF_JGT, li, 0, t, f));
    default:
        return sn_bp_test_k(g->c, BPF_JGT, li, high ? 2 << 7 : 2, t, f);
    }
}

/* Fields of the routing label (Q.704): 14-bit point codes, little end first. Compared as they
 * stand in the packet, by > and < too. */
N sn_gen_mtp3_field(struct gen *g, const struct prim *x, N t, N f)
{
    uint32_t off = x->sub >= M_HSIO ? 3 : 0, n = x->num;
    struct at a;

    if (!need_mtp(g))
        return f;
    a = sn_bp_at(g->h->pl, off);
    switch (x->sub) {
    case M_SIO:
    case M_HSIO:
        return sn_gen_relop(g, x->op, sn_gen_load(g, a, 3, 1), n, t, f);
    case M_DPC:
    case M_HDPC:
        return sn_gen_relop(g, x->op,
                            sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, a, 4, 4), 0xff3f0000),
                            (n & 0xff) << 24 | (n & 0x3f00) << 8, t, f);
    case M_OPC:
    case M_HOPC:
        return sn_gen_relop(g, x->op,
                            sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, a, 4, 4), 0x00c0ff0f),
                            (n & 3) << 22 | (n & 0x3fc) << 6 | (n & 0x3c00) >> 10, t, f);
    default:
        return sn_gen_relop(g, x->op, sn_bp_alu_k(g->c, BPF_AND, sn_gen_load(g, a, 7, 1), 0xf0),
                            n << 4, t, f);
    }
}

/* ---- PF's log: length, family, action, reason, interface 16, ruleset 16, rule 4, subrule 4 ----
 */

/* n bytes of text, from the end: as much at a time as one load takes. */
static N gen_text(struct gen *g, uint32_t off, const char *s, uint32_t n, N t, N f)
{
    static const uint8_t sizes[] = {1, 2, 4};
    uint32_t at = 0;

    for (size_t i = 0; i < sizeof sizes; i++)
        while (n - at >= sizes[i] && (sizes[i] == 4 || (n - at) & sizes[i])) {
            uint32_t v = 0;

            for (uint32_t k = 0; k < sizes[i]; k++)
                v = v << 8 | (uint8_t)s[at + k];
            t = sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, off + at, sizes[i]), v, t, f);
            at += sizes[i];
        }
    return t;
}

N sn_gen_pf(struct gen *g, const struct prim *x, N t, N f)
{
    if (x->kind == P_PF_IFNAME && g->h->link->lead != LEAD_PFLOG && g->c->o.has_iface) {
        const char *name = g->c->o.ifname;

        g->c->folded = true;
        return name && strlen(name) == x->id.n && memcmp(name, x->id.s, x->id.n) == 0 ? t : f;
    }
    if (g->h->link->lead != LEAD_PFLOG) {
        sn_gen_unsupported(g, "a primitive of PF's log");
        return f;
    }
    switch (x->kind) {
    case P_PF_IFNAME:
        return gen_text(g, 4, x->id.s, x->id.n, t, f);
    case P_PF_RSET:
        return gen_text(g, 20, x->id.s, x->id.n, t, f);
    case P_PF_RNR:
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 36, 4), x->num, t, f);
    case P_PF_SRNR:
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 40, 4), x->num, t, f);
    case P_PF_REASON:
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 3, 1), x->lo, t, f);
    default:
        return sn_bp_eq(g->c, sn_gen_load(g, g->h->link0, 2, 1), x->lo, t, f);
    }
}

/* ---- addresses of other networks ---- */

/* ARCnet's and MS/TP's addresses are one byte. */
N sn_gen_mac8(struct gen *g, enum dir d, uint32_t addr, N t, N f)
{
    const struct link *l = g->h->link;
    V src, dst;

    if (l->mac != MAC_ARCNET && l->mac != MAC_MSTP) {
        sn_gen_unsupported(g, "an address of one byte");
        return f;
    }
    src = sn_gen_load(g, g->h->link0, l->src, 1);
    dst = sn_gen_load(g, g->h->link0, l->dst, 1);
    switch (d) {
    case D_SRC:
        return sn_bp_eq(g->c, src, addr, t, f);
    case D_DST:
        return sn_bp_eq(g->c, dst, addr, t, f);
    case D_AND:
        return sn_bp_eq(g->c, src, addr, sn_bp_eq(g->c, dst, addr, t, f), f);
    case D_NONE:
    case D_OR:
        return sn_bp_eq(g->c, src, addr, t, sn_bp_eq(g->c, dst, addr, t, f));
    default:
        sn_gen_unsupported(g, "addr1 to addr4, ra and ta");
        return f;
    }
}

/* The routing header may have a pad byte in front; long and short forms keep the addresses, whose
 * little end is first, at different places. */
static N gen_decnet_dir(struct gen *g, bool src, uint32_t addr, N t, N f)
{
    static const struct {
        uint16_t mask, flags;
        uint8_t size, dst, src;
    } forms[] = {
        {0xff07, 0x8106, 2, 10, 18}, /* padded long */
        {0x07, 0x06, 1, 9, 17},      /* long */
        {0xff07, 0x8102, 2, 4, 6},   /* padded short */
        {0x07, 0x02, 1, 3, 5},       /* short */
    };
    struct at net = sn_bp_net(g->h);

    addr = (addr & 0xff) << 8 | addr >> 8;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        V v = sn_gen_load(g, net, src ? forms[i].src : forms[i].dst, 2);

        f = sn_bp_eq_mask(g->c, sn_gen_load(g, net, 2, forms[i].size), forms[i].mask,
                          forms[i].flags, sn_bp_eq(g->c, v, addr, t, f), f);
    }
    return f;
}

N sn_gen_decnet(struct gen *g, const struct prim *x, N t, N f)
{
    N in;

    switch (x->q.dir) {
    case D_SRC:
        in = gen_decnet_dir(g, true, x->lo, t, f);
        break;
    case D_DST:
        in = gen_decnet_dir(g, false, x->lo, t, f);
        break;
    case D_AND:
        in = gen_decnet_dir(g, true, x->lo, gen_decnet_dir(g, false, x->lo, t, f), f);
        break;
    case D_NONE:
    case D_OR:
        in = gen_decnet_dir(g, true, x->lo, t, gen_decnet_dir(g, false, x->lo, t, f));
        break;
    default:
        sn_gen_unsupported(g, "addr1 to addr4, ra and ta");
        return f;
    }
    return sn_gen_proto_link(g, ET_DECNET, in, f);
}
