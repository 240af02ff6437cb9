/* 802.11: frame types, and addresses whose place depends on the frame (IEEE 802.11-2020, 9.2.3). */
#include "gen.h"

/* Frame control: bits of the first byte and of the second. */
enum { FC0_CTL = 0x04, FC0_DATA = 0x08, FC0_TYPE = 0x0c, FC0_SUBTYPE = 0xf0 };
enum { FC0_CTS = 0xc0, FC0_ACK = 0xd0 };
enum { FC1_TODS = 0x01, FC1_FROMDS = 0x02 };
enum { ADDR1 = 4, ADDR2 = 10, ADDR3 = 16, ADDR4 = 24 };

static V fc(struct gen *g, uint32_t i)
{
    return sn_gen_load(g, g->h->link0, i, 1);
}

static N has(struct gen *g, uint32_t i, uint32_t bit, N t, N f)
{
    return sn_bp_test_k(g->c, BPF_JSET, fc(g, i), bit, t, f);
}

/* Data frames; what stands behind their header may need a definition first. */
N sn_gen_wlan_data(struct gen *g, N t, N f)
{
    if (g->h->pad_def)
        t = sn_bp_def(g->c, g->h->pad, t);
    return has(g, 0, FC0_CTL, f, has(g, 0, FC0_DATA, t, f));
}

/* Control frames that have one address only. */
static N gen_short(struct gen *g, N t, N f)
{
    N kind = sn_bp_eq_mask(g->c, fc(g, 0), FC0_SUBTYPE, FC0_CTS, t,
                           sn_bp_eq_mask(g->c, fc(g, 0), FC0_SUBTYPE, FC0_ACK, t, f));

    return sn_bp_eq_mask(g->c, fc(g, 0), FC0_TYPE, FC0_CTL, kind, f);
}

/* The source and destination, by what makes a test of the address at an offset. */
typedef N at_fn(struct gen *g, uint32_t off, const struct prim *m, N t, N f);

static N gen_sa(struct gen *g, at_fn *at, const struct prim *m, N t, N f)
{
    N a2 = at(g, ADDR2, m, t, f), a3 = at(g, ADDR3, m, t, f), a4 = at(g, ADDR4, m, t, f);
    N data = has(g, 1, FC1_FROMDS, has(g, 1, FC1_TODS, a4, a3), a2);

    return has(g, 0, FC0_CTL, f, has(g, 0, FC0_DATA, data, a2));
}

static N gen_da(struct gen *g, at_fn *at, const struct prim *m, N t, N f)
{
    N a1 = at(g, ADDR1, m, t, f), a3 = at(g, ADDR3, m, t, f);
    N data = has(g, 1, FC1_TODS, a3, a1);

    return has(g, 0, FC0_CTL, f, has(g, 0, FC0_DATA, data, a1));
}

static N group_bit(struct gen *g, uint32_t off, const struct prim *m, N t, N f)
{
    (void)m;
    return has(g, off, 1, t, f);
}

N sn_gen_wlan_multicast(struct gen *g, N t, N f)
{
    return gen_da(g, group_bit, NULL, t, f);
}

N sn_gen_wlan_mac(struct gen *g, enum dir d, const struct prim *m, N t, N f)
{
    switch (d) {
    case D_SRC:
        return gen_sa(g, sn_gen_mac_at, m, t, f);
    case D_DST:
        return gen_da(g, sn_gen_mac_at, m, t, f);
    case D_AND:
        return gen_sa(g, sn_gen_mac_at, m, gen_da(g, sn_gen_mac_at, m, t, f), f);
    case D_ADDR1:
        return sn_gen_mac_at(g, ADDR1, m, t, f);
    case D_ADDR2:
        return gen_short(g, f, sn_gen_mac_at(g, ADDR2, m, t, f));
    case D_ADDR3:
        return sn_bp_eq_mask(g->c, fc(g, 0), FC0_TYPE, FC0_CTL, f,
                             sn_gen_mac_at(g, ADDR3, m, t, f));
    case D_ADDR4:
        return sn_bp_eq_mask(g->c, fc(g, 1), 3, 3, sn_gen_mac_at(g, ADDR4, m, t, f), f);
    case D_RA:
        return has(g, 0, FC0_DATA, sn_gen_mac_at(g, ADDR1, m, t, f), f);
    case D_TA:
        return has(g, 0, FC0_DATA, gen_short(g, f, sn_gen_mac_at(g, ADDR2, m, t, f)), f);
    default:
        return gen_sa(g, sn_gen_mac_at, m, t, gen_da(g, sn_gen_mac_at, m, t, f));
    }
}

static bool need_wlan(struct gen *g)
{
    if (g->h->link->kind == LK_WLAN)
        return true;
    sn_gen_unsupported(g, "type, subtype or dir of 802.11 frames");
    return false;
}

N sn_gen_wlan_type(struct gen *g, const struct prim *x, N t, N f)
{
    return need_wlan(g) ? sn_bp_eq_mask(g->c, fc(g, 0), x->mask, x->lo, t, f) : f;
}

N sn_gen_wlan_dir(struct gen *g, const struct prim *x, N t, N f)
{
    return need_wlan(g) ? sn_bp_eq_mask(g->c, fc(g, 1), 3, x->lo, t, f) : f;
}
