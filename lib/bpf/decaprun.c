/*
 * The verdict of an expression that looks through: see decapexpr.h.
 *
 * Packets with nothing to look behind, most of them, cost two programs: one that tells so, one that
 * decides. For the others the walk is done once, when the first unit isn't true of the packet as it
 * is.
 */
#include "decapexpr.h"

struct job {
    const struct sn_decap *l;
    const uint8_t *data;
    uint32_t caplen, len;
    bool walked;
    struct sn_decap_walk walk;
};

static bool accepts(const struct sn_engine *e, const uint8_t *data, uint32_t caplen, uint32_t len)
{
    return e && sn_engine_run(e, data, caplen, len) != 0;
}

static bool recorded(const struct decap_unit *u, const struct sn_decap_walk *w)
{
    for (uint32_t i = 0; i < u->nwant; i++)
        for (uint32_t k = 0; k < w->nrecs; k++)
            if (u->want[i].kind == w->rec[k].kind &&
                (u->want[i].any || u->want[i].num == w->rec[k].num))
                return true;
    return false;
}

/* Apart, for its large buffer. */
static __attribute__((noinline)) bool behind_ip6(const struct decap_unit *u,
                                                 const struct sn_decap_walk *w)
{
    uint8_t packet[DECAP_TRAN_MAX];

    for (uint32_t i = 0; i < w->ntrans; i++) {
        uint32_t len, caplen = sn_decap_tran_packet(&w->tran[i], packet, &len);

        if (accepts(u->on[DECAP_TRAN], packet, caplen, len))
            return true;
    }
    return false;
}

static bool unit(const struct decap_unit *u, struct job *j)
{
    const struct sn_decap_walk *w = &j->walk;

    if (accepts(u->on[DECAP_SELF], j->data, j->caplen, j->len))
        return true;
    if (!j->walked)
        sn_decap_walk(&j->walk, j->l->link, j->data, j->caplen, j->len);
    j->walked = true;
    if (recorded(u, w))
        return true;
    for (uint32_t i = 1; i <= w->nviews; i++)
        if (accepts(u->on[w->view[i].kind], w->view[i].p, w->view[i].caplen, w->view[i].len))
            return true;
    return u->on[DECAP_TRAN] && w->ntrans && behind_ip6(u, w);
}

static bool decide(const struct decap_expr *x, struct job *j)
{
    switch (x->kind) {
    case LX_PLAIN:
        return accepts(x->engine, j->data, j->caplen, j->len);
    case LX_UNIT:
        return unit(x->unit, j);
    case LX_NOT:
        return !decide(x->kid, j);
    default:
        for (const struct decap_expr *k = x->kid; k; k = k->next)
            if (decide(k, j) == (x->kind == LX_OR))
                return x->kind == LX_OR;
        return x->kind == LX_AND;
    }
}

/* Apart, so that packets that don't get here need no room for the walk. */
static __attribute__((noinline)) bool decapsulate(const struct sn_decap *l, const uint8_t *data,
                                                  uint32_t caplen, uint32_t len)
{
    struct job j;

    j.l = l;
    j.data = data;
    j.caplen = caplen;
    j.len = len;
    j.walked = false;
    return decide(l->root, &j);
}

bool sn_decap_run(const struct sn_decap *l, const uint8_t *data, uint32_t caplen, uint32_t len)
{
    if (l->root && accepts(l->encaps, data, caplen, len))
        return decapsulate(l, data, caplen, len);
    return accepts(l->simple, data, caplen, len);
}

uint32_t sn_decap_run_pkts(const struct sn_decap *l, struct sn_pkt *p, uint32_t n)
{
    uint32_t accepted = 0;

    if (!l->root)
        return sn_engine_run_pkts(l->simple, p, n);
    for (struct sn_pkt *end = p + n; p < end; p++) {
        if (p->meta || p->drop)
            continue;
        p->drop = !sn_decap_run(l, p->data, p->caplen, p->len);
        accepted += !p->drop;
    }
    return accepted;
}

const struct sn_engine *sn_decap_engine(const struct sn_decap *l)
{
    return l->simple;
}
