/* FDDI (ISO 9314-2): its frame control says what is behind the addresses. */
#include "base/hex.h"
#include "dis/link/eth.h"

enum {
    KIND = 0xf0,
    SMT = 0x40,
    LLC_ASYNC = 0x50,
    IMP_ASYNC = 0x60,
    MAC = 0xc0,
    LLC_SYNC = 0xd0,
    IMP_SYNC = 0xe0,
    HDR = 13
};

static const struct sn_val controls[] = {
    {0x40, "void"}, {0x41, "info"},   {0x4f, "nsa"},   {0x80, "nrt"},
    {0xc0, "rt"},   {0xc2, "beacon"}, {0xc3, "claim"}, {0, NULL},
};

#define FDDI(F)                                                                                    \
    F(FC, "fddi.fc", U8, "Frame Control", .base = SN_HEX, .vals = controls)                        \
    F(DST, "sn.fddi.dst", ETHER, NULL)                                                             \
    F(SRC, "sn.fddi.src", ETHER, NULL)                                                             \
    F(DST_SWAPPED, "fddi.dst", HW, "Destination", .flags = SN_F_MULTI)                             \
    F(SRC_SWAPPED, "fddi.src", HW, "Source", .flags = SN_F_MULTI)                                  \
    F(SMT_FRAME, "sn.fddi.smt", BYTES, "Station management")
SN_FIELDS(fddi, FDDI)

/* An address as Wireshark has it, twice: each octet the other way round. */
static void swapped(struct sn_dis *d, unsigned from, unsigned field)
{
    struct sn_rec *q = sn_rec_of(d, from);
    uint8_t *p;

    if (!q || !(d->want & SN_WANT_FIELDS) || !(p = sn_arena_alloc(&d->arena, q->n)))
        return;
    q->flags |= SN_REC_TEXT;
    for (uint32_t i = 0; i < q->n; i++) {
        uint8_t b = q->p[i];

        b = (uint8_t)((b & 0x0f) << 4 | b >> 4);
        b = (uint8_t)((b & 0x33) << 2 | (b >> 2 & 0x33));
        p[i] = (uint8_t)((b & 0x55) << 1 | (b >> 1 & 0x55));
    }
    for (unsigned i = 0; i < 2; i++)
        sn_rec_bytes(d, field, q->off, q->len, p, q->n);
}

static void fddi_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!d->cur->level)
        d->linklen = sn_rd_left(r) < HDR ? d->cur->caplen : HDR;
    if (!sn_header(d, r, FC, SRC)) {
        swapped(d, DST, DST_SWAPPED);
        return;
    }
    swapped(d, DST, DST_SWAPPED);
    swapped(d, SRC, SRC_SWAPPED);
    len = len < HDR ? 0 : len - HDR;
    switch (sn_u(d, FC) & KIND) {
    case LLC_ASYNC:
        sn_next_proto(d, &sn_proto_llc, r, len);
        break;
    case SMT:
        (void)!sn_get_bytes(d, r, SMT_FRAME, sn_rd_left(r));
        break;
    default:
        sn_next_proto(d, NULL, r, len);
        break;
    }
}

/* ---- text ---- */

static void put_control(struct sn_text *t, unsigned fc)
{
    static const struct sn_val kinds[] = {
        {SMT, "smt"}, {LLC_ASYNC, "async"}, {IMP_ASYNC, "imp_async"},
        {MAC, "mac"}, {LLC_SYNC, "sync"},   {IMP_SYNC, "imp_sync"},
        {0, NULL},
    };
    const char *kind = sn_val_name(kinds, fc & KIND);

    if (sn_val_name(controls, fc) || !kind)
        sn_put_name(t, controls, fc, "%02x");
    else
        sn_put_f(t->b, "%s%x", kind, fc & 15);
    sn_put_c(t->b, ' ');
}

static void put_header(struct sn_text *t, const struct sn_layer *l, unsigned fc)
{
    if (!t->o->quiet)
        put_control(t, fc);
    sn_put_ether(t->b, t->lsrc);
    sn_put_lit(t->b, " > ");
    sn_put_ether(t->b, t->ldst);
    sn_put_f(t->b, ", length %u: ", l->len);
}

static enum sn_then fddi_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned fc = (unsigned)sn_opt(&v, FC), kind = fc & KIND;

    if (!sn_need_short(t, &v, SRC))
        return SN_TEXT_DONE;
    t->lsrc = sn_find(&v, SRC)->p;
    t->ldst = sn_find(&v, DST)->p;
    if (t->o->link || (kind != LLC_ASYNC && kind != SMT))
        put_header(t, l, fc);
    if (kind == SMT)
        sn_put_lit(t->b, "<SMT printer not yet implemented>");
    else if (kind != LLC_ASYNC)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(fddi, "Fiber Distributed Data Interface", {.table = &sn_tab_link, .value = SN_LINK_FDDI})
