/* IS-IS: what shortest path bridges say of themselves (RFC 6329, IEEE 802.1aq). */
#include "dis/routing/isis.h"

enum { MCID_SIZE = 51, DIGEST_SIZE = 33, INSTANCE_SIZE = 19, TREE_SIZE = 8 };

/* What is wrong ends the TLV, and the text says it; those behind it are read nevertheless. */
static bool say_short(struct sn_dis *d, unsigned what)
{
    sn_note(d, SPB_SHORT, what);
    return false;
}

/* The two identifiers of an MST configuration. */
static bool mcids(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r) < 2 * MCID_SIZE)
        return say_short(d, SPB_TOO_SHORT);
    for (unsigned i = 0; i < 2; i++) {
        struct sn_rd all = *r;

        (void)!sn_get_bytes(d, &all, i ? MCID_AUX : MCID, MCID_SIZE);
        sn_note(d, MCID_WHICH, i);
        (void)!sn_header(d, r, MCID_ID, MCID_DIGEST);
    }
    return true;
}

static bool digest(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r) < DIGEST_SIZE)
        return say_short(d, SPB_TOO_SHORT);
    return sn_header(d, r, SPB_RES, SPB_DIGEST);
}

static bool bvids(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        if (sn_rd_left(r) < 4 || !sn_get_bytes(d, r, SPB_ECT, 4) || sn_rd_left(r) < 2)
            return say_short(d, SPB_TOO_SHORT);
        (void)!sn_header(d, r, SPB_BVID, SPB_M);
    }
    return true;
}

static bool instance(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    if (sn_rd_left(r) < INSTANCE_SIZE)
        return say_short(d, SPB_TOO_SHORT);
    (void)!sn_header(d, r, SPB_ROOT, SPB_TREES);
    for (n = sn_u(d, SPB_TREES); n; n--) {
        if (sn_rd_left(r) < TREE_SIZE)
            return say_short(d, SPB_CUT);
        (void)!sn_header(d, r, TREE_U, TREE_SPVID);
    }
    return true;
}

static bool services(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r) < 8)
        return say_short(d, SPB_CUT);
    (void)!sn_header(d, r, SPBM_MAC, SPBM_BASE);
    while (sn_rd_left(r) >= 4)
        (void)!sn_header(d, r, ISID_T, ISID);
    return true;
}

static bool sub(struct sn_dis *d, struct sn_rd *r, bool port, uint32_t type)
{
    if (port)
        return type == 4 ? mcids(d, r) : type == 5 ? digest(d, r) : type == 6 ? bvids(d, r) : true;
    return type == 1 ? instance(d, r) : type == 3 ? services(d, r) : true;
}

bool sn_isis_spb(struct sn_dis *d, struct sn_rd *r, bool port, uint32_t len)
{
    uint32_t type, n, left = len - 2;
    bool ok = true;

    if (len < 2)
        return true;
    if (!(port ? sn_header(d, r, MTP_RES, MTP_ID) : sn_header(d, r, MTC_O, MTC_ID)))
        return false;
    while (ok && left > 2) {
        struct sn_rd val;

        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, port ? MTP_SUB : MTC_SUB, &type);
        (void)!sn_get(d, r, port ? MTP_SUB_LEN : MTC_SUB_LEN, &n);
        left -= 2;
        if (n > left || n > sn_rd_left(r))
            return !say_short(d, n > left ? SPB_TOO_LONG : SPB_CUT);
        left -= n;
        ok = sn_rd_sub(r, n, &val) && sub(d, &val, port, type);
    }
    return true;
}

/* ---- text ---- */

const struct sn_val sn_isis_port_subs[] = {
    {4, "SPB MCID"}, {5, "SPB Digest"}, {6, "SPB BVID"}, {0, NULL}};
const struct sn_val sn_isis_mt_subs[] = {
    {1, "SPB Instance"}, {3, "SPBM Service Identifier and Unicast Address"}, {0, NULL}};

void sn_isis_put_spb_short(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_s(t->b, q->u == SPB_TOO_SHORT  ? " (too short)"
                   : q->u == SPB_TOO_LONG ? " (> containing TLV length)"
                   : q->u == SPB_CUT      ? " [|isis]"
                                          : "");
}

void sn_isis_put_mcid(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *name = sn_before(v, q, MCID_NAME);

    sn_put_s(t->b,
             sn_before(v, q, MCID_WHICH)->u ? "\n\t         AUX-MCID: " : "\n\t         MCID: ");
    sn_put_f(t->b, "ID: %u, Name: ", (unsigned)sn_before(v, q, MCID_ID)->u);
    sn_put_safe(t->b, name->p, strnlen((const char *)name->p, name->n));
    sn_put_f(t->b, "\n\t              Lvl: %u, Digest: ", (unsigned)sn_before(v, q, MCID_LEVEL)->u);
    for (uint32_t i = 0; i < q->n; i++)
        sn_put_f(t->b, "%02x ", q->p[i]);
}

void sn_isis_put_spb_digest(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    for (uint32_t i = 0; i < q->n; i += 4) {
        sn_put_s(t->b, i == 0 ? "\n\t         Digest: " : i == 16 ? "\n\t                 " : "");
        sn_put_f(t->b, "%08x ", sn_be32(q->p + i));
    }
}

void sn_isis_put_spb_root(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "\n\t        CIST Root-ID: %08x %08x", sn_be32(q->p), sn_be32(q->p + 4));
}

void sn_isis_put_bmac(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_lit(t->b, "\n\t        BMAC: ");
    sn_put_hex_bytes(t->b, q->p, q->n, 0);
}
