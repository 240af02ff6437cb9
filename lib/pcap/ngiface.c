/* pcapng: sections, interfaces, their options and time units. */
#include <stdlib.h>

#include "pcap/pcap.h"

#define ARENA_CAP ((size_t)1 << 30)

struct unit sn_unit_of_digits(unsigned digits)
{
    struct unit u = {.mul = digits <= 9, .div = digits > 9};

    for (unsigned i = digits; i < 9; i++)
        u.mul *= 10;
    for (unsigned i = 9; i < digits; i++)
        u.div *= 10;
    return u;
}

uint64_t sn_unit_from_ns(const struct unit *u, int64_t ts)
{
    uint64_t ns = (uint64_t)ts - u->offset;

    if (u->mul)
        return ns / u->mul;
    if (u->div)
        return ns * u->div;
    return (ns / 1000000000u << u->shift) +
           (uint64_t)(((unsigned __int128)(ns % 1000000000u) << u->shift) / 1000000000u);
}

/* Doubles an array when n elements fill it. */
static bool grow(void **p, uint32_t n, uint32_t *cap, size_t size)
{
    uint32_t want = *cap ? *cap * 2 : 4;
    void *q;

    if (n < *cap)
        return true;
    q = reallocarray(*p, want, size);
    if (!q)
        return false;
    *p = q;
    *cap = want;
    return true;
}

struct iface *sn_reader_add_iface(struct sn_reader *r, struct sn_diag *d)
{
    struct iface *f = NULL;

    if (!r->arena.cap)
        sn_arena_init(&r->arena, ARENA_CAP);
    if (r->nifaces < IFACE_MAX &&
        grow((void **)&r->ifaces, r->nifaces, &r->ifaces_cap, sizeof(struct iface *)))
        f = SN_NEW(&r->arena, struct iface);
    if (!f) {
        (void)!sn_fail(d, SN_ENOMEM, "no memory for %u interfaces", r->nifaces + 1);
        return NULL;
    }
    r->ifaces[r->nifaces++] = f;
    return f;
}

/* Keeps a block for writers that join in the middle. */
enum sn_err sn_ng_head(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                       enum head_kind kind, bool swap, struct sn_diag *d)
{
    uint8_t *raw;

    if (!r->arena.cap)
        sn_arena_init(&r->arena, ARENA_CAP);
    raw = sn_arena_alloc(&r->arena, len);
    if (!raw || !grow((void **)&r->heads, r->nheads, &r->heads_cap, sizeof *r->heads))
        return sn_fail(d, SN_ENOMEM, "no memory for the file's interfaces");
    memcpy(raw, p, len);
    r->heads[r->nheads++] = (struct head){
        .off = off, .raw = raw, .len = len, .iface = r->nifaces, .kind = kind, .swap = swap};
    return SN_OK;
}

/* One option's value as a string of ours. */
static bool text(struct sn_reader *r, const uint8_t *p, size_t n, const char **to)
{
    *to = sn_arena_strndup(&r->arena, (const char *)p, strnlen((const char *)p, n));
    return *to != NULL;
}

/* A comment, below those that came before it. */
static bool comment(struct sn_reader *r, const uint8_t *p, size_t n, const char **to)
{
    size_t before = *to ? strlen(*to) : 0;
    char *s;

    if (!before)
        return text(r, p, n, to);
    n = strnlen((const char *)p, n);
    if (!n)
        return true;
    s = sn_arena_alloc(&r->arena, before + 1 + n + 1);
    if (!s)
        return false;
    memcpy(s, *to, before);
    s[before] = '\n';
    memcpy(s + before + 1, p, n);
    s[before + 1 + n] = '\0';
    *to = s;
    return true;
}

static bool add_section(struct sn_reader *r, const uint8_t *p, uint32_t len)
{
    struct sn_pkt block = {.data = p, .caplen = len, .reclen = len, .meta = true};
    struct sn_opts o = sn_pkt_opts(&block);
    struct sn_section *s;
    struct sn_opt opt;
    bool ok = true;

    if (!grow((void **)&r->sections, r->nsections, &r->sections_cap, sizeof *r->sections))
        return false;
    s = &r->sections[r->nsections++];
    *s = (struct sn_section){.hardware = NULL};
    while (ok && sn_opts_next(&o, &opt)) {
        if (opt.code == OPT_COMMENT)
            ok = comment(r, opt.p, opt.n, &s->comment);
        else if (opt.code >= SHB_HARDWARE && opt.code <= SHB_APPL)
            ok = text(r, opt.p, opt.n,
                      opt.code == SHB_HARDWARE ? &s->hardware
                      : opt.code == SHB_OS     ? &s->os
                                               : &s->application);
    }
    return ok;
}

static struct raw_block last_head(const struct sn_reader *r)
{
    const struct head *h = &r->heads[r->nheads - 1];

    return (struct raw_block){.p = h->raw, .n = h->len, .swap = h->swap};
}

enum sn_err sn_ng_section(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                          struct sn_diag *d)
{
    bool swap = p[8] != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0x4d : 0x1a);
    unsigned major, minor;
    enum sn_err e;

    if (len < 28)
        return sn_fail_at(d, SN_EFORMAT, off, "damaged: a section header of %u bytes", len);
    major = get16(p + 12, swap);
    minor = get16(p + 14, swap);
    if (major != 1 || (minor != 0 && minor != 2))
        return sn_fail_at(d, SN_EUNSUPPORTED, off + 12, "pcapng version %u.%u; 1.0 is known", major,
                          minor);
    e = sn_ng_head(r, p, len, off, HEAD_SECTION, swap, d);
    if (e)
        return e;
    r->section = last_head(r);
    r->section_iface = r->nifaces;
    if (!add_section(r, p, len))
        return sn_fail(d, SN_ENOMEM, "no memory for the file's sections");
    return SN_OK;
}

/* The unit of if_tsresol's value. False: no clock has it. */
static bool resolution(struct iface *f, uint8_t v)
{
    unsigned k = v & 0x7f, digits;

    if (v & 0x80 ? k > 63 : k > 19)
        return false;
    if (v & 0x80) {
        f->unit = (struct unit){.shift = (uint8_t)k};
        digits = k ? 9 : 0; /* of an exact fraction */
    } else {
        f->unit = sn_unit_of_digits(k);
        digits = k;
    }
    f->pub.digits = (uint8_t)(digits < 9 ? digits : 9);
    return true;
}

static uint64_t value64(const struct sn_rd *v, bool swap)
{
    uint64_t x;

    memcpy(&x, v->p, sizeof x);
    return swap ? __builtin_bswap64(x) : x;
}

/* One option. NULL when it is fine, else what is wrong. */
static const char *option(struct sn_reader *r, struct iface *f, unsigned code, struct sn_rd *v,
                          uint64_t *offset)
{
    bool ok = true;

    switch (code) {
    case OPT_COMMENT:
        ok = comment(r, v->p, sn_rd_left(v), &f->pub.comment);
        break;
    case IF_NAME:
        ok = text(r, v->p, sn_rd_left(v), &f->pub.name);
        break;
    case IF_DESCR:
        ok = text(r, v->p, sn_rd_left(v), &f->pub.descr);
        break;
    case IF_OS:
        ok = text(r, v->p, sn_rd_left(v), &f->pub.os);
        break;
    case IF_HARDWARE:
        ok = text(r, v->p, sn_rd_left(v), &f->pub.hardware);
        break;
    case IF_SPEED:
        if (sn_rd_left(v) == 8)
            f->pub.speed = value64(v, r->swap);
        break;
    case IF_FILTER: /* a first byte of 0 says that text follows, of 1, instructions */
        if (sn_rd_left(v) && *v->p == 0 && sn_rd_skip(v, 1))
            ok = text(r, v->p, sn_rd_left(v), &f->pub.filter);
        else if (sn_rd_left(v) && *v->p == 1)
            f->pub.filter_insns = (uint32_t)(sn_rd_left(v) - 1) / 8;
        break;
    case IF_TSRESOL:
        if (!sn_rd_left(v) || !resolution(f, *v->p))
            return "a time stamp resolution that can't be";
        f->pub.tsresol = *v->p;
        break;
    case IF_TSOFFSET:
        if (sn_rd_left(v) < 8)
            return "a time stamp offset of less than 8 bytes";
        f->pub.tsoffset = (int64_t)value64(v, r->swap);
        *offset = (uint64_t)f->pub.tsoffset * 1000000000u;
        break;
    }
    return ok ? NULL : "too many names";
}

static const char *options(struct sn_reader *r, struct iface *f, struct sn_rd o)
{
    uint64_t offset = 0;

    while (sn_rd_left(&o) >= 4) {
        unsigned code = get16(o.p, r->swap), n = get16(o.p + 2, r->swap);
        struct sn_rd v;
        const char *bad;

        if (code == OPT_END)
            break;
        if (!sn_rd_skip(&o, 4) || !sn_rd_sub(&o, n, &v) || !sn_rd_skip(&o, (4 - n % 4) % 4))
            return "an option longer than its block";
        bad = option(r, f, code, &v, &offset);
        if (bad)
            return bad;
    }
    f->unit.offset = offset;
    return NULL;
}

enum sn_err sn_ng_iface(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                        struct sn_diag *d)
{
    struct iface *f;
    const char *bad;
    enum sn_err e;

    if (len < 20)
        return sn_fail_at(d, SN_EFORMAT, off, "damaged: an interface block of %u bytes", len);
    e = sn_ng_head(r, p, len, off, HEAD_IFACE, r->swap, d);
    if (e)
        return e;
    f = sn_reader_add_iface(r, d);
    if (!f)
        return SN_ENOMEM;
    f->block = last_head(r);
    f->section = r->section;
    f->pub.linktype = get16(p + 8, r->swap);
    f->pub.snaplen = get32(p + 12, r->swap);
    f->pub.digits = f->pub.tsresol = 6;
    f->pub.section = r->nsections;
    f->unit = sn_unit_of_digits(6);
    bad = options(r, f, sn_rd_init(p + 16, len - 20, len - 20));
    return bad ? sn_fail_at(d, SN_EFORMAT, off, "damaged: an interface block with %s", bad) : SN_OK;
}
