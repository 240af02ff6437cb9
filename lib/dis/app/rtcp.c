/* RTCP, the control protocol of RTP (RFC 3550): reports of senders and receivers; of the others the
 * source. tcpdump finds it only when packets are said to be some. */
#include "dis/proto.h"

enum { SR = 200, RR, SDES, BYE, APP, RTPFB, PSFB, AVB = 208 };
enum { VERSION_2 = 0x80 };
enum { HDR = 8, SENDER = 20, BLOCK = 24 };

#define RTCP(F)                                                                                    \
    F(PACKET, "sn.rtcp.packet", GROUPS, "Packet")                                                  \
    F(VERSION, "rtcp.version", P8, "Version", .mask = 0xc0)                                        \
    F(PADDING, "rtcp.padding", BIT8, "Padding", .mask = 0x20)                                      \
    F(COUNT, "rtcp.rc", U8, "Reception report count", .mask = 0x1f)                                \
    F(TYPE, "rtcp.pt", U8, "Packet type")                                                          \
    F(LENGTH, "rtcp.length", U16, "Length")                                                        \
    F(SSRC, "rtcp.senderssrc", U32, "Sender SSRC", .base = SN_HEX)                                 \
    F(NTP_SEC, "rtcp.timestamp.ntp.msw", U32, "Timestamp, MSW")                                    \
    F(NTP_FRAC, "rtcp.timestamp.ntp.lsw", U32, "Timestamp, LSW")                                   \
    F(RTP_TIME, "rtcp.timestamp.rtp", U32, "RTP timestamp")                                        \
    F(PACKETS, "rtcp.sender.packetcount", U32, "Sender's packet count")                            \
    F(OCTETS, "rtcp.sender.octetcount", U32, "Sender's octet count")                               \
    F(REPORT, "sn.rtcp.report", GROUPS, "Report")                                                  \
    F(SOURCE, "rtcp.ssrc.identifier", U32, "Identifier", .base = SN_HEX)                           \
    F(FRACTION, "rtcp.ssrc.fraction", U8, "Fraction lost")                                         \
    F(LOST, "sn.rtcp.ssrc.lost", U24, "Packets lost")                                              \
    F(HIGHEST, "rtcp.ssrc.ext_high", U32, "Extended highest sequence number received")             \
    F(JITTER, "rtcp.ssrc.jitter", U32, "Interarrival jitter")                                      \
    F(LSR, "rtcp.ssrc.lsr", U32, "Last SR timestamp")                                              \
    F(DLSR, "rtcp.ssrc.dlsr", U32, "Delay since last SR timestamp")                                \
    F(SOURCES, "rtcp.sc", U8, "Source count", .mask = 0x1f)                                        \
    F(SUBTYPE, "rtcp.app.subtype", U8, "Subtype", .mask = 0x1f)                                    \
    F(RTPFB_FMT, "rtcp.rtpfb.fmt", U8, "RTCP Feedback message type (FMT)", .mask = 0x1f)           \
    F(PSFB_FMT, "rtcp.psfb.fmt", U8, "RTCP Feedback message type (FMT)", .mask = 0x1f)
SN_FIELDS(rtcp, RTCP)

/* What is behind the first 8 bytes of a report. */
static bool report(struct sn_dis *d, struct sn_rd *r)
{
    bool ok = true;

    if (sn_u(d, TYPE) == SR && !(sn_rd_need(r, SENDER) && sn_header(d, r, NTP_SEC, OCTETS)))
        return false;
    for (uint64_t n = sn_u(d, COUNT); n && ok; n--) {
        struct sn_rec *g = sn_group(d, r, REPORT, 0);

        ok = sn_rd_need(r, BLOCK) && sn_header(d, r, SOURCE, DLSR);
        sn_group_end(d, r, g);
    }
    return ok;
}

/* The count and the source have other names where they aren't those of a report. */
static void rename_others(struct sn_dis *d, uint64_t type)
{
    struct sn_rec *count = sn_rec_of(d, COUNT), *ssrc = sn_rec_of(d, SSRC);

    if (!count || !ssrc)
        return;
    if (type == SDES || type == BYE)
        count->field = SOURCES;
    else if (type == APP || type == AVB)
        count->field = SUBTYPE;
    else if (type == RTPFB)
        count->field = RTPFB_FMT;
    else if (type == PSFB)
        count->field = PSFB_FMT;
    if ((type >= SDES && type <= APP) || type == AVB)
        ssrc->field = SOURCE;
}

/* Whether a packet of a known type follows: to Wireshark nothing else does. */
static bool is_type(struct sn_rd *r)
{
    enum { FIRST = 192, LAST = 212 };
    uint8_t type;

    return sn_rd_peek(r, 1, &type) && type >= FIRST && type <= LAST;
}

/* One packet of a compound. False: the last. */
static bool packet(struct sn_dis *d, struct sn_rd *r)
{
    size_t from = sn_rd_off(r), n;
    uint64_t type;

    if (!sn_rd_need(r, HDR) || !sn_header(d, r, VERSION, SSRC))
        return false;
    type = sn_u(d, TYPE);
    if (type == SR || type == RR)
        (void)report(d, r);
    else
        rename_others(d, type);
    /* The next begins where the length says, also when that is inside what was read or when there
     * were fewer reports than counted. */
    r->stop = SN_STOP_NONE;
    n = (size_t)(sn_u(d, LENGTH) + 1) * 4;
    if ((size_t)(r->end - r->start) < from + n)
        return false;
    r->p = r->start + from + n;
    return sn_rd_left(r) > 0 && (!sn_wants_values(d) || is_type(r));
}

static void rtcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool more = sn_rd_left(r);

    (void)len;
    while (more) {
        struct sn_rec *g = sn_group(d, r, PACKET, 0);

        more = packet(d, r);
        g->len = (uint32_t)(r->p - r->start) - g->off;
        d->depth--;
    }
}

/* ---- text ---- */

/* One report of a block; tcpdump prints the first as often as there are. */
static void report_text(struct sn_text *t, const struct sn_view *p)
{
    struct sn_view first = {0};

    if (!sn_each(p, REPORT, &first)) {
        sn_cut(t);
        return;
    }
    if (!sn_need(t, &first, DLSR))
        return;
    if (t->o->verbose)
        sn_say(t, &first, " {d}", SOURCE);
    sn_say(t, &first, " {}l {}s {}j", LOST, HIGHEST, JITTER);
    sn_put_f(t->b, " @%.2f+%.2f", (double)sn_opt(&first, LSR) / 65536,
             (double)sn_opt(&first, DLSR) / 65536);
}

static void packet_text(struct sn_text *t, const struct sn_view *p)
{
    uint64_t type, n, count = sn_opt(p, COUNT);
    bool sender;

    if (!sn_find(p, SOURCE) && !sn_need(t, p, SSRC))
        return;
    type = sn_opt(p, TYPE);
    n = (sn_opt(p, LENGTH) + 1) * 4;
    if (type != SR && type != RR) {
        if (type == SDES || type == BYE)
            sn_put_f(t->b, " %s %u", type == SDES ? "sdes" : "bye", (unsigned)n);
        else
            sn_put_f(t->b, " type-0x%x %u", (unsigned)type, (unsigned)n);
        if (t->o->verbose && (type == SDES || type == BYE))
            sn_say(t, p, " {d}", SOURCE);
        return;
    }
    sender = type == SR;
    sn_put_s(t->b, sender ? " sr" : " rr");
    if (n != HDR + count * BLOCK + (sender ? SENDER : 0))
        sn_put_f(t->b, " [%u]", (unsigned)n);
    if (t->o->verbose)
        sn_say(t, p, " {d}", SSRC);
    if (sender && sn_need(t, p, OCTETS)) {
        sn_put_f(t->b, " @%.2f",
                 (double)sn_opt(p, NTP_SEC) + (double)sn_opt(p, NTP_FRAC) / 4294967296.0);
        sn_say(t, p, " {} {}p {}b", RTP_TIME, PACKETS, OCTETS);
    }
    if (count > 1)
        sn_put_f(t->b, " c%u", (unsigned)count);
    for (; count && !sn_is_cut(t); count--)
        report_text(t, p);
}

static enum sn_then rtcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0};

    while (!sn_is_cut(t) && sn_each(&v, PACKET, &p))
        packet_text(t, &p);
    return SN_TEXT_DONE;
}

/* What Wireshark takes for RTCP at any port: by the type of the first packet. */
static bool rtcp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    if (caplen < HDR || p[0] >> 6 != 2 || len % 4)
        return false;
    return p[1] == SR || p[1] == RR || p[1] == BYE || p[1] == APP || p[1] == PSFB;
}

static enum sn_then rtcp_more_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, "RTCP");
    return rtcp_text(t, l);
}

const struct sn_proto sn_proto_rtcp_more = {
    .name = "rtcp",
    .title = "Real-time Transport Control Protocol",
    SN_PROTO_FIELDS(rtcp),
    .keys =
        SN_KEYS({.table = &sn_tab_udp, .claims = rtcp_claims, .first = VERSION_2, .last = 0xbf}),
    .more = true,
    .dissect = rtcp_dissect,
    .text = rtcp_more_text,
};

SN_PROTO(rtcp, "Real-time Transport Control Protocol", {.table = &sn_tab_udp, .type = "rtcp"})
