/*
 * RTP (RFC 3550; version 1 of its drafts). Its packets are found when they are said to be some, and
 * when another protocol has said where they will be.
 */
#include "dis/app/rtp.h"

#include "base/mix.h"

/* ---- RTP ---- */

enum { HDR = 12, HDR_V1 = 8, SHORT = 8, H261 = 31 };

#define RTP(F)                                                                                     \
    F(VERSION, "rtp.version", P8, "Version", .mask = 0xc0)                                         \
    F(PADDING, "rtp.padding", BIT8, "Padding", .mask = 0x20)                                       \
    F(EXT, "rtp.ext", BIT8, "Extension", .mask = 0x10)                                             \
    F(CC, "rtp.cc", U8, "Contributing source identifiers count", .mask = 0x0f)                     \
    F(MARKER, "rtp.marker", BIT8, "Marker", .mask = 0x80)                                          \
    F(TYPE, "rtp.p_type", U8, "Payload type", .mask = 0x7f)                                        \
    F(V1_TYPE, "sn.rtp.v1.type", U8, "Options, marker and payload type", .base = SN_HEX)           \
    F(SEQ, "rtp.seq", U16, "Sequence number")                                                      \
    F(TIME, "rtp.timestamp", U32, "Timestamp")                                                     \
    F(SSRC, "rtp.ssrc", U32, "Synchronization Source identifier", .base = SN_HEX)                  \
    F(CSRC, "rtp.csrc.item", U32S, "CSRC item", .base = SN_HEX)                                    \
    F(PROFILE, "rtp.ext.profile", U16, "Defined by profile", .base = SN_HEX)                       \
    F(EXT_LEN, "rtp.ext.len", U16, "Extension length")                                             \
    F(PAYLOAD, "rtp.payload", BYTES, "Payload")                                                    \
    F(BAD, "sn.rtp.bad", STR, NULL)                                                                \
    F(H261_HEAD, "sn.rtp.h261", UINT, NULL)
SN_FIELDS(rtp, RTP)

/* A word of what tcpdump walks over. */
static bool word(struct sn_rd *walk, uint32_t *v)
{
    return sn_rd_be32(walk, v);
}

/* Goes n bytes on, to the end when there are fewer. */
static void walk_on(struct sn_rd *walk, size_t n)
{
    if (sn_rd_left(walk) < n)
        n = sn_rd_left(walk);
    (void)sn_rd_skip(walk, n);
}

static void bad(struct sn_dis *d, const char *what)
{
    sn_rec_bytes(d, BAD, 0, 0, what, strlen(what))->flags = SN_REC_MADE | SN_REC_TEXT;
}

/* The options of version 1, which begin at `walk`, in n bytes. False: the text ends. */
static bool v1_options(struct sn_dis *d, struct sn_rd *walk, uint32_t n)
{
    uint32_t v = 0, len;

    while (!(v & 0x80000000)) {
        if (!word(walk, &v))
            return false;
        len = (v >> 16 & 0xff) * 4;
        if (len == 0 || len > n) {
            bad(d, "opt");
            return false;
        }
        walk_on(walk, len - 4);
        n -= len;
    }
    return true;
}

/* The header's extension, in n bytes. False: the text ends. */
static bool extension(struct sn_dis *d, struct sn_rd *walk, uint32_t n)
{
    uint32_t v, len;

    if (!word(walk, &v))
        return false;
    len = ((v & 0xffff) + 1) * 4;
    if (len > n) {
        bad(d, "ext");
        return false;
    }
    walk_on(walk, len - 4);
    return true;
}

/* What is behind the fixed header, for fields: tcpdump takes the first of it for an extension even
 * when there are contributing sources. */
static void rest(struct sn_dis *d, struct sn_rd r, bool sealed)
{
    uint32_t n;

    if (!(d->want & SN_WANT_FIELDS) || !sn_get_n(d, &r, CSRC, (uint32_t)sn_u(d, CC)))
        return;
    if (sn_u(d, EXT)) {
        if (!sn_header(d, &r, PROFILE, EXT_LEN))
            return;
        n = (uint32_t)sn_u(d, EXT_LEN) * 4;
        if (!sn_rd_skip(&r, n))
            return;
    }
    if (sn_rd_left(&r) && !sealed)
        (void)sn_get_bytes(d, &r, PAYLOAD, sn_rd_left(&r));
}

static void packet(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool sealed)
{
    struct sn_rd walk;
    bool v1, on = true;
    uint32_t type, v;

    if (len < SHORT || !sn_rd_need(r, SHORT) || !sn_header(d, r, VERSION, CC))
        return;
    v1 = sn_u(d, VERSION) == 1;
    if (v1 ? !sn_get(d, r, V1_TYPE, NULL) : !sn_header(d, r, MARKER, TYPE))
        return;
    if (!sn_header(d, r, SEQ, TIME) || (!v1 && len < HDR))
        return;
    walk = *r;
    if (!sn_get(d, r, SSRC, NULL))
        return;
    if (!v1) {
        walk = *r;
        rest(d, *r, sealed);
    }
    type = v1 ? (uint32_t)sn_u(d, V1_TYPE) & 0x3f : (uint32_t)sn_u(d, TYPE);
    if (v1 && sn_u(d, V1_TYPE) & 0x80)
        on = v1_options(d, &walk, len - HDR_V1);
    else if (!v1 && sn_u(d, EXT))
        on = extension(d, &walk, len - HDR);
    if (on && type == H261 && word(&walk, &v))
        sn_note(d, H261_HEAD, v >> 16);
    r->stop = walk.stop;
}

static void rtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    packet(d, r, len, false);
}

/* What is behind the header is encrypted (RFC 3711). */
static void srtp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    packet(d, r, len, true);
}

static enum sn_then rtp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *q = sn_find(&v, BAD);
    unsigned type;
    bool v1;

    if (l->len < SHORT) {
        sn_put_f(t->b, "udp/rtp, length %u < 8", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, TIME))
        return SN_TEXT_DONE;
    v1 = sn_opt(&v, VERSION) == 1;
    if (!v1 && l->len < HDR) {
        sn_put_f(t->b, "udp/rtp, length %u < 12", l->len);
        return SN_TEXT_DONE;
    }
    type = (unsigned)sn_opt(&v, V1_TYPE);
    if (v1)
        sn_put_f(t->b, "udp/rtpv1 %u c%u %s%s", l->len - HDR_V1, type & 0x3f,
                 type & 0x80 ? "+" : "", type & 0x40 ? "*" : "");
    else
        sn_put_f(t->b, "udp/rtp %u c%u %s%s", l->len - HDR, (unsigned)sn_opt(&v, TYPE),
                 sn_opt(&v, EXT) ? "+" : "", sn_opt(&v, MARKER) ? "*" : "");
    sn_say(t, &v, " {} {}", SEQ, TIME);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, " {d}", SSRC);
    if (q)
        sn_put_f(t->b, " !%s", (const char *)q->p);
    if (sn_find(&v, H261_HEAD))
        sn_say(t, &v, " 0x{04x}", H261_HEAD);
    else if (l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        sn_cut(t);
    return SN_TEXT_DONE;
}

SN_PROTO(rtp, "Real-Time Transport Protocol", {.table = &sn_tab_udp, .type = "rtp"})

const struct sn_proto sn_proto_srtp = {
    .name = "srtp",
    .title = "Secure Real-time Transport Protocol",
    SN_PROTO_FIELDS(rtp),
    .more = true,
    .dissect = srtp_dissect,
    .text = rtp_text,
};

/* ---- streams that were agreed on ---- */

enum {
    VERSION_2 = 2,
    ENDS = 4096,
    AS_RTP = 1,
    AS_SRTP,
    AS_RTCP
}; /* ENDS: that are known at a time */

static uint64_t end_key(unsigned version, const uint8_t *addr, uint16_t port)
{
    return sn_hash_bytes(addr, version == 6 ? 16 : 4, port);
}

void sn_rtp_expect(struct sn_dis *d, unsigned version, const uint8_t *addr, uint16_t port,
                   bool sealed)
{
    sn_remember_first(d, SN_MEMO_RTP, end_key(version, addr, port), ENDS,
                      sealed ? AS_SRTP : AS_RTP);
    if (port < UINT16_MAX)
        sn_remember_first(d, SN_MEMO_RTP, end_key(version, addr, (uint16_t)(port + 1)), ENDS,
                          AS_RTCP);
}

/* What is expected at an end; 0: nothing. */
static uint64_t expected(struct sn_dis *d, const uint8_t *addr, uint16_t port)
{
    uint64_t as = 0;

    (void)sn_recall(d, SN_MEMO_RTP, end_key(d->ip.version, addr, port), ENDS, &as);
    return as;
}

const struct sn_proto *sn_rtp_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len,
                                      uint16_t sport, uint16_t dport)
{
    uint64_t from, to;

    if ((d->want & (SN_WANT_FIELDS | SN_WANT_LINE)) != SN_WANT_FIELDS || !d->ip.version ||
        len < SHORT || !sn_rd_left(r) || *r->p >> 6 != VERSION_2)
        return NULL;
    to = expected(d, d->ip.dst, dport);
    from = expected(d, d->ip.src, sport);
    to = to ? to : from;
    return to == AS_RTP    ? &sn_proto_rtp
           : to == AS_SRTP ? &sn_proto_srtp
           : to == AS_RTCP ? &sn_proto_rtcp
                           : NULL;
}
