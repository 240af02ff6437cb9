/* ZigBee Encapsulation Protocol: frames of IEEE 802.15.4 over UDP, as sniffers send them. */
#include <time.h>

#include "base/hex.h"
#include "dis/link/wpan.h"

enum { V1 = 1, ACK = 2, V1_REST = 7, V2_REST = 10, V1_HDR = 16, V2_HDR = 32, ACK_HDR = 8 };
#define EPOCH 2208988800U /* 1970 in seconds since 1900 */

#define ZEP(F)                                                                                     \
    F(CODE, "zep.protocol_id", STR, "Protocol ID String")                                          \
    F(Z_VERSION, "zep.version", U8, "Protocol Version")                                            \
    F(TYPE, "zep.type", U8, "Type")                                                                \
    F(CHANNEL, "zep.channel_id", U8, "Channel ID")                                                 \
    F(DEVICE, "zep.device_id", U16, "Device ID")                                                   \
    F(CRC, "zep.lqi_mode", BIT8, "LQI/CRC Mode", .step = 1)                                        \
    F(LQI, "zep.lqi", U8, "Link Quality Indication")                                               \
    F(SECONDS, "sn.zep.time", U32, "Timestamp", .unit = "s")                                       \
    F(FRACTION, "sn.zep.time_fraction", U32, "Timestamp, fraction")                                \
    F(Z_SEQ, "zep.seqno", U32, "Sequence Number", .pad = V2_REST)                                  \
    F(ACKED, "sn.zep.acked", U32, "Sequence Number")                                               \
    F(LEN, "zep.length", U8, "Length", .unit = "bytes")                                            \
    F(REST, "sn.zep.rest", BYTES, NULL)
SN_FIELDS(zep, ZEP)

/* What is behind the header, which may end behind all of the datagram. */
static void rest(struct sn_dis *d, const struct sn_rd *r, const struct sn_rd *all)
{
    size_t n = r->p < all->end ? (size_t)(all->end - r->p) : 0;

    sn_rec_bytes(d, REST, sn_rd_off(r), 0, r->p, n)->flags = SN_REC_TEXT;
}

static void zep_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = sn_inside(r, len), body;
    uint32_t version, n;

    if (!sn_get_upto(d, r, CODE, 2) || memcmp(r->p - 2, "EX", 2) != 0 ||
        !sn_get(d, r, Z_VERSION, &version))
        return;
    if (version == V1) {
        if (!sn_header(d, r, CHANNEL, LQI) || !sn_rd_skip(r, V1_REST))
            return;
    } else {
        if (!sn_get(d, r, TYPE, NULL))
            return;
        if (sn_u(d, TYPE) == ACK) {
            if (sn_get(d, r, ACKED, NULL))
                rest(d, r, &all);
            return;
        }
        if (!sn_header(d, r, CHANNEL, Z_SEQ))
            return;
    }
    if (!sn_get(d, r, LEN, &n))
        return;
    rest(d, r, &all);
    body = sn_inside(r, n);
    if (n)
        sn_next_proto(d, &sn_proto_wpan_nofcs, &body, n);
}

/* tcpdump has the fraction in single precision. */
static void time_text(struct sn_text *t, uint32_t s, uint32_t fraction)
{
    double part = (double)(float)fraction / 4294967296.0 * 1e9;
    time_t at = (time_t)(uint32_t)(s - EPOCH);
    char date[32];
    struct tm tm;

    sn_put_f(t->b, "%u.%09u", s, (unsigned)part);
    if (s && gmtime_r(&at, &tm) && strftime(date, sizeof date, "%Y/%m/%d %H:%M:%S", &tm))
        sn_put_f(t->b, " (%s)", date);
}

/* The frame; when its header couldn't be read all of it, and what is behind it, is dumped. */
static void frame_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                       bool frame)
{
    const struct sn_rec *rest = sn_find(v, REST);
    const struct sn_layer *k = sn_text_next(t);

    if (frame && k && sn_opt(v, LEN)) {
        struct sn_view inner = sn_view(t, k);

        sn_put_lit(t->b, "\n\t");
        sn_text_inner(t);
        t->tag = "802.15.4";
        if (sn_find(&inner, FCS_RIGHT) || (t->ended && !t->jumped)) {
            if (!t->jumped) /* too short to be a frame */
                sn_uncut(t);
            if (l->caplen < l->len)
                sn_cut(t);
            return;
        }
    }
    if (!t->ended && rest->n && !t->o->dump && !t->o->quiet)
        sn_hex_ascii(t->b, rest->p, rest->n);
    if (l->caplen < l->len && !t->o->dump)
        sn_cut(t);
}

static enum sn_then zep_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *code = sn_find(&v, CODE);
    uint64_t version = sn_opt(&v, Z_VERSION);
    uint32_t least;

    sn_put_lit(t->b, "ZEP");
    if (!code || !code->n || (code->n == 1 && *code->p == 'E'))
        return SN_TEXT_CUT;
    if (code->n == 1 || memcmp(code->p, "EX", 2) != 0) {
        sn_put_lit(t->b, " [Preamble Code: ");
        sn_put_safe(t->b, code->p, code->n);
        if (code->n == 1)
            return SN_TEXT_CUT;
        sn_put_lit(t->b, "] (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_say(t, &v, "v{} ", Z_VERSION))
        return SN_TEXT_DONE;
    if (version != V1 && sn_opt(&v, TYPE) == ACK) {
        if (l->len < ACK_HDR) {
            sn_put_f(t->b, " [len %u < %u] (invalid)", l->len, ACK_HDR);
            return SN_TEXT_DONE;
        }
        if (sn_say(t, &v, "ACK, seq# = {}", ACKED))
            frame_text(t, l, &v, false);
        return SN_TEXT_DONE;
    }
    least = version == V1 ? V1_HDR : V2_HDR;
    if ((version == V1 || sn_need(t, &v, TYPE)) && l->len < least) {
        sn_put_f(t->b, " [len %u < %u] (invalid)", l->len, least);
        return SN_TEXT_DONE;
    }
    if (version == V1)
        sn_say(t, &v, "Channel ID {}, Device ID 0x{04x}, ", CHANNEL, DEVICE);
    else
        sn_say(t, &v, "Type {}, Channel ID {}, Device ID 0x{04x}, ", TYPE, CHANNEL, DEVICE);
    if (sn_num(t, &v, CRC))
        sn_put_lit(t->b, "CRC, ");
    else
        sn_say(t, &v, "LQI {}, ", LQI);
    if (version != V1 && sn_need(t, &v, FRACTION))
        time_text(t, (uint32_t)sn_opt(&v, SECONDS), (uint32_t)sn_opt(&v, FRACTION));
    if (version == V1 ? sn_say(t, &v, "inner len = {}", LEN)
                      : sn_say(t, &v, ", seq# = {}, inner len = {}", Z_SEQ, LEN))
        frame_text(t, l, &v, true);
    return SN_TEXT_DONE;
}

SN_PROTO(zep, "ZigBee Encapsulation Protocol", {.table = &sn_tab_udp, .value = 17754})
