/*
 * What a pcapng block says besides its packet: its options, read where the block lies.
 *
 * Nothing is remembered: the block's byte order and the size of its packet are read from the block
 * itself, so that a packet that was shortened since, or stands among those of other files, has its
 * options still. Options are walked inside the block only; what doesn't fit ends the walk.
 */
#include "pcap/pcap.h"

#define PB_DROPS_UNKNOWN 0xffffu

/* A packet's block and the type in its byte order; false: it has none. */
struct block {
    const uint8_t *p;
    uint32_t n, type;
    bool swap;
};

/* Of types that have options, none is another's with its bytes reversed. */
static bool type_of(struct block *b)
{
    for (int swap = 0; swap <= 1; swap++) {
        b->swap = swap;
        b->type = get32(b->p, b->swap);
        switch (b->type) {
        case NG_SHB: /* the same in both orders */
            if (b->n < 16)
                return false;
            b->swap = get32(b->p + 8, false) != BYTE_ORDER_MAGIC;
            return true;
        case NG_IDB:
        case NG_PB:
        case NG_SPB:
        case NG_ISB:
        case NG_EPB:
            return true;
        }
    }
    return false;
}

static bool block_of(const struct sn_pkt *p, struct block *b)
{
    if (p->reclen < NG_MIN || (!p->meta && p->rechdr != EPB_RECORD && p->rechdr != SPB_RECORD))
        return false;
    b->p = p->meta ? p->data : p->data - p->rechdr;
    b->n = p->reclen;
    return type_of(b);
}

uint32_t sn_pkt_block(const struct sn_pkt *p)
{
    uint32_t here, end;
    struct block b;

    if (block_of(p, &b))
        return b.type;
    if (p->reclen < NG_MIN || !p->meta)
        return 0;
    /* Any other: the order in which its length is the block's. */
    here = get32(p->data, false);
    end = get32(p->data + p->reclen - 4, false);
    return end == p->reclen ? here : __builtin_bswap32(here);
}

/* Where the options of a block begin; 0: it has none. */
static uint32_t options_at(const struct block *b)
{
    uint32_t caplen;

    switch (b->type) {
    case NG_SHB:
        return 24;
    case NG_IDB:
        return 16;
    case NG_ISB:
        return 20;
    case NG_PB:
    case NG_EPB:
        if (b->n < EPB_RECORD + 4)
            return 0;
        caplen = get32(b->p + 20, b->swap);
        return caplen > b->n - EPB_RECORD - 4 ? 0 : EPB_RECORD + (caplen + 3) / 4 * 4;
    }
    return 0;
}

struct sn_opts sn_pkt_opts(const struct sn_pkt *p)
{
    struct sn_opts o = {.p = NULL};
    struct block b;
    uint32_t at;

    if (!block_of(p, &b))
        return o;
    at = options_at(&b);
    if (!at || at > b.n - 4)
        return o;
    return (struct sn_opts){.p = b.p + at, .end = b.p + b.n - 4, .swap = b.swap};
}

bool sn_opts_next(struct sn_opts *o, struct sn_opt *opt)
{
    size_t left = (size_t)(o->end - o->p), n;

    if (left < 4)
        return false;
    opt->code = get16(o->p, o->swap);
    opt->n = get16(o->p + 2, o->swap);
    opt->p = o->p + 4;
    opt->swap = o->swap;
    n = ((size_t)opt->n + 3) / 4 * 4;
    if (opt->code == SN_OPT_END || opt->n > left - 4) {
        o->p = o->end;
        return false;
    }
    o->p += n > left - 4 ? left : 4 + n;
    return true;
}

bool sn_opt_uint(const struct sn_opt *o, unsigned size, uint64_t *v)
{
    uint64_t lo, hi;

    if (o->n != size)
        return false;
    switch (size) {
    case 1:
        *v = o->p[0];
        return true;
    case 2:
        *v = get16(o->p, o->swap);
        return true;
    case 4:
        *v = get32(o->p, o->swap);
        return true;
    case 8:
        lo = get32(o->p + (o->swap ? 4 : 0), o->swap);
        hi = get32(o->p + (o->swap ? 0 : 4), o->swap);
        *v = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? hi << 32 | lo : lo << 32 | hi;
        return true;
    }
    return false;
}

bool sn_pkt_flags(const struct sn_pkt *p, uint32_t *flags)
{
    struct sn_opts o = sn_pkt_opts(p);
    struct sn_opt opt;
    uint64_t v;

    if (p->meta)
        return false;
    while (sn_opts_next(&o, &opt)) {
        if (opt.code != SN_OPT_FLAGS || !sn_opt_uint(&opt, 4, &v))
            continue;
        *flags = (uint32_t)v;
        return true;
    }
    return false;
}

enum sn_dir sn_pkt_dir(const struct sn_pkt *p)
{
    static const enum sn_dir dirs[4] = {SN_DIR_UNKNOWN, SN_DIR_IN, SN_DIR_OUT, SN_DIR_UNKNOWN};
    uint32_t flags;

    if (p->dir)
        return (enum sn_dir)p->dir;
    return sn_pkt_flags(p, &flags) ? dirs[flags & 3] : SN_DIR_UNKNOWN;
}

bool sn_pkt_ifstats(const struct sn_reader *r, const struct sn_pkt *p, struct sn_ifstats *s)
{
    struct sn_opts o = sn_pkt_opts(p);
    uint64_t v[ISB_DELIVERED + 1];
    struct sn_opt opt;
    struct block b;

    if (!p->meta || !block_of(p, &b) || b.type != NG_ISB || b.n < NG_MIN + 12 ||
        p->iface >= r->nifaces)
        return false;
    for (unsigned i = 0; i <= ISB_DELIVERED; i++)
        v[i] = SN_UNKNOWN;
    while (sn_opts_next(&o, &opt))
        if (opt.code >= ISB_RECEIVED && opt.code <= ISB_DELIVERED)
            (void)sn_opt_uint(&opt, 8, &v[opt.code]);
    *s = (struct sn_ifstats){
        .iface = p->iface,
        .ts = unit_to_ns(&r->ifaces[p->iface]->unit,
                         (uint64_t)get32(b.p + 12, b.swap) << 32 | get32(b.p + 16, b.swap)),
        .received = v[ISB_RECEIVED],
        .dropped_if = v[ISB_RECEIVED + 1],
        .accepted = v[ISB_RECEIVED + 2],
        .dropped_os = v[ISB_RECEIVED + 3],
        .delivered = v[ISB_DELIVERED],
    };
    return true;
}

bool sn_pkt_drops(const struct sn_pkt *p, uint64_t *drops)
{
    struct sn_opts o = sn_pkt_opts(p);
    struct sn_opt opt;
    struct block b;

    if (p->meta || !block_of(p, &b))
        return false;
    if (b.type == NG_PB) {
        *drops = get16(b.p + 10, b.swap);
        return *drops != PB_DROPS_UNKNOWN;
    }
    while (sn_opts_next(&o, &opt))
        if (opt.code == SN_OPT_DROPCOUNT && sn_opt_uint(&opt, 8, drops))
            return true;
    return false;
}
