/* What Arista's switches put between Ethernet's addresses and the type of what follows: when and
 * where the frame came in. */
#include <time.h>

#include "dis/link/eth.h"

enum { TIMESTAMP = 1, BITS64 = 1, BITS48 = 2, SECOND = 1000000000 };

static const struct sn_val subtypes[] = {{TIMESTAMP, "Timestamp"}, {0, NULL}};
static const struct sn_val scales[] = {{0, "TAI"}, {1, "UTC"}, {0, NULL}};
static const struct sn_val formats[] = {{BITS64, "64-bit"}, {BITS48, "48-bit"}, {0, NULL}};
static const struct sn_val machines[] = {{0, "R/R2"}, {1, "R3"}, {0, NULL}};

#define ARISTA(F)                                                                                  \
    F(SUBTYPE, "avsp.sub_type", U16, "Sub Type", .vals = subtypes)                                 \
    F(SCALE, "sn.avsp.timescale", U8, "Timescale", .vals = scales)                                 \
    F(FORMAT, "sn.avsp.format", P8, "Format", .mask = 0xf0, .vals = formats)                       \
    F(MACHINE, "sn.avsp.hwinfo", U8, "Hardware", .mask = 0x0f, .vals = machines)                   \
    F(VERSION, "avsp.ver", UINT, "Version", .base = SN_HEX)                                        \
    F(SEC64, "avsp.64sec", U32, "Seconds", .unit = "s")                                            \
    F(NS64, "avsp.64ns", U32, "Nanoseconds", .unit = "ns")                                         \
    F(SEC48, "avsp.48sec", U16, "Seconds", .unit = "s")                                            \
    F(NS48, "avsp.48ns", U32, "Nanoseconds", .unit = "ns")                                         \
    F(TYPE, "avsp.etype", U16, "Type", .vals = sn_ethertypes, .base = SN_HEX)                      \
    F(LEN, "sn.avsp.len", U16, "Length", .unit = "bytes")
SN_FIELDS(arista, ARISTA)

static void arista_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    bool link = d->linklen == sn_rd_off(r), known;
    uint64_t format, type = 0;

    if (!sn_get(d, r, SUBTYPE, NULL)) {
        if (link)
            d->linklen = d->cur->off + d->cur->caplen;
        return;
    }
    known = sn_u(d, SUBTYPE) == TIMESTAMP;
    if (known) {
        if (!sn_header(d, r, SCALE, MACHINE))
            return;
        sn_made(d, VERSION, sn_be16(all.p + 2));
    }
    format = sn_u(d, FORMAT);
    if (!known || (format != BITS64 && format != BITS48)) {
        sn_next_proto(d, NULL, &all, len);
        return;
    }
    if (!(format == BITS64 ? sn_header(d, r, SEC64, NS64) : sn_header(d, r, SEC48, NS48)) ||
        !sn_get64(d, r, TYPE, &type))
        return;
    if (type <= SN_ETH_LEN_MAX)
        sn_rec_of(d, TYPE)->field = LEN;
    len -= (uint32_t)(sn_rd_off(r) - d->cur->off);
    if (link)
        d->linklen = (uint32_t)sn_rd_off(r);
    sn_eth_payload(d, r, (uint16_t)type, len);
}

uint32_t sn_arista_size(const struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    return sn_opt(&v, FORMAT) == BITS64 ? 14 : 12;
}

/* Nanoseconds that don't fit are carried. */
static void time_text(struct sn_text *t, const struct sn_view *v)
{
    bool is64 = sn_opt(v, FORMAT) == BITS64;
    uint64_t ns = sn_opt(v, is64 ? NS64 : NS48), s = sn_opt(v, is64 ? SEC64 : SEC48) + ns / SECOND;
    time_t at = (time_t)(uint32_t)s;
    char date[32];
    struct tm tm;

    if (!is64)
        sn_put_f(t->b, "%u", (unsigned)s);
    else if (gmtime_r(&at, &tm) && strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &tm))
        sn_put_s(t->b, date);
    sn_put_f(t->b, ".%09u: ", (unsigned)(ns % SECOND));
}

/* What the tag says; false: no more than that it isn't known. */
static bool tag_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t format = sn_opt(v, FORMAT);

    sn_say(t, v, "SubType {s:Unknown} (0x{04x}), ", SUBTYPE, SUBTYPE);
    if (sn_opt(v, SUBTYPE) != TIMESTAMP)
        return false;
    sn_say(t, v, "Timescale {s:Unknown} ({d}), ", SCALE, SCALE);
    sn_say(t, v, "Format {s:Unknown} ({d}), HwInfo {s:Unknown} ({d}), Timestamp ", FORMAT, FORMAT,
           MACHINE, MACHINE);
    if (t->ended)
        return true;
    if (format != BITS64 && format != BITS48)
        return false;
    if (sn_need(t, v, format == BITS64 ? NS64 : NS48))
        time_text(t, v);
    return true;
}

static enum sn_then arista_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint16_t type = (uint16_t)sn_opt(&v, sn_find(&v, LEN) ? LEN : TYPE);

    if (!sn_find(&v, SUBTYPE)) {
        sn_put_lit(t->b, "[|arista]");
        return SN_TEXT_DONE;
    }
    if (!t->o->link)
        sn_eth_text_ahead(t, l, SN_ETH_ARISTA);
    if (!tag_text(t, &v)) {
        if (!t->o->link)
            sn_eth_text_header(t, l, SN_ETH_ARISTA);
        sn_text_dump(t);
        return SN_TEXT_DONE;
    }
    if (t->ended)
        return SN_TEXT_DONE;
    if (!sn_find(&v, LEN) && !sn_need(t, &v, TYPE))
        return SN_TEXT_DONE;
    sn_eth_text_shown(t, l, type);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_arista = {
    .name = "avsp",
    .tag = "arista",
    .title = "Arista Vendor Specific Protocol",
    SN_PROTO_FIELDS(arista),
    .dissect = arista_dissect,
    .text = arista_text,
};
