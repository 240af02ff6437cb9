/* GRE (RFC 1701, RFC 2784, RFC 2890), and version 1, which PPTP uses (RFC 2637). */
#include "base/hex.h"
#include "dis/link/eth.h"
#include "dis/net/ip.h"

enum {
    HAS_SUM = 0x8000,
    HAS_ROUTING = 0x4000,
    HAS_KEY = 0x2000,
    HAS_SEQ = 0x1000,
    HAS_ACK = 0x80,
    VERSION_MASK = 7
};
enum { OSI = 0xfe, IPV4 = 0x800, TEB = 0x6558, APPLETALK = 0x809b, PPP = 0x880b, MPLS = 0x8847 };
enum { IPX = 0x8137, IPV6 = 0x86dd, ERSPAN = 0x88be, AF_IP = 0x0800, AF_ASN = 0xfffe };

static const struct sn_val flag_bits[] = {
    {HAS_SUM, "checksum present"},
    {HAS_ROUTING, "routing present"},
    {HAS_KEY, "key present"},
    {HAS_SEQ, "sequence# present"},
    {0x0800, "source routing present"},
    {HAS_ACK, "ack present"},
    {0, NULL},
};

#define GRE(F)                                                                                     \
    F(FLAGS, "gre.flags_and_version", U16, "Flags and Version", .base = SN_HEX)                    \
    F(FLAG_SUM, "gre.flags.checksum", BOOL, "Checksum Bit", .mask = 0x8000)                        \
    F(FLAG_ROUTING, "gre.flags.routing", BOOL, "Routing Bit", .mask = 0x4000)                      \
    F(FLAG_KEY, "gre.flags.key", BOOL, "Key Bit", .mask = 0x2000)                                  \
    F(FLAG_SEQ, "gre.flags.sequence_number", BOOL, "Sequence Number Bit", .mask = 0x1000)          \
    F(FLAG_SSR, "gre.flags.strict_source_route", BOOL, "Strict Source Route Bit", .mask = 0x800)   \
    F(RECURSION, "gre.flags.recursion_control", UINT, "Recursion control", .mask = 0x700)          \
    F(FLAG_ACK, "gre.flags.ack", BOOL, "Acknowledgment", .mask = 0x80)                             \
    F(RESERVED1, "gre.flags.reserved", UINT, "Flags (Reserved)", .mask = 0x78)                     \
    F(RESERVED0, "gre.flags.reserved", UINT, "Flags (Reserved)", .mask = 0xf8)                     \
    F(VERSION, "gre.flags.version", UINT, "Version", .mask = 0x7)                                  \
    F(TYPE, "gre.proto", U16, "Protocol Type", .base = SN_HEX, .vals = sn_ethertypes)              \
    F(SUM, "gre.checksum", U16, "Checksum", .base = SN_HEX)                                        \
    F(OFFSET, "gre.offset", U16, "Offset", .base = SN_HEX)                                         \
    F(SUM_STATUS, "gre.checksum.status", UINT, "Checksum Status")                                  \
    F(SUM_RIGHT, "sn.gre.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)        \
    F(KEY, "gre.key", U32, "Key", .base = SN_HEX)                                                  \
    F(PAYLOAD_LEN, "gre.key.payload_length", U16, "Payload Length")                                \
    F(CALL_ID, "gre.key.call_id", U16, "Call ID")                                                  \
    F(SEQ, "gre.sequence_number", U32, "Sequence Number")                                          \
    F(ACK, "gre.ack_number", U32, "Acknowledgment Number")                                         \
    F(SRE, "gre.routing", GROUPS, "Routing")                                                       \
    F(SRE_AF, "gre.routing.address_family", U16, "Address Family", .base = SN_HEX)                 \
    F(SRE_OFF, "gre.routing.sre_offset", U8, "SRE Offset")                                         \
    F(SRE_LEN, "gre.routing.src_length", U8, "SRE Length")                                         \
    F(SRE_INFO, "gre.routing.information", BYTES, "Routing Information")                           \
    F(SRE_ADDR, "sn.gre.routing.address", IPV4S, "Address")                                        \
    F(SRE_ASN, "sn.gre.routing.as", U16S, "Autonomous System")
SN_FIELDS(gre, GRE)
SN_TABLE(gre);

/* Source route entries (RFC 1701), up to one that is all zeros. */
static bool sre_dissect(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *group;
    struct sn_rd info;
    uint64_t af;
    uint32_t n;
    bool more;

    do {
        group = sn_group(d, r, SRE, 0);
        more = sn_header(d, r, SRE_AF, SRE_LEN);
        af = sn_u(d, SRE_AF);
        n = (uint32_t)sn_u(d, SRE_LEN);
        if (more && n) {
            info = sn_inside(r, n);
            more = sn_get_upto(d, r, SRE_INFO, n);
            while (sn_rd_left(&info) >= 4 && af == AF_IP)
                (void)sn_get(d, &info, SRE_ADDR, NULL);
            while (sn_rd_left(&info) >= 2 && af == AF_ASN)
                (void)sn_get(d, &info, SRE_ASN, NULL);
        }
        sn_group_end(d, r, group);
    } while (more && (n || af));
    return more;
}

/* Frames of 802.11 as Aruba's access points send them, which tcpdump doesn't know. */
static bool is_aruba(uint64_t type)
{
    return type >= 0x8200 && type <= 0x8370 && !(type & 0xf);
}

static void gre_next(struct sn_dis *d, const struct sn_rd *r, uint64_t type, uint32_t len)
{
    const struct sn_proto *p = sn_tab_proto(d, &sn_tab_gre, type);

    if (p == &sn_proto_erspan && type == ERSPAN && !(sn_u(d, FLAGS) & HAS_SEQ))
        p = &sn_proto_erspan1;
    else if (!p && sn_wants_values(d) && is_aruba(type))
        p = &sn_proto_wlan;
    if (!p && type != OSI)
        p = sn_tab_proto(d, &sn_tab_ether, type);
    sn_next_proto(d, p, r, len);
}

/* The optional parts that the flags name; the key and the acknowledgment of version 1. */
static bool options(struct sn_dis *d, struct sn_rd *r, uint64_t flags, bool enhanced)
{
    return (!(flags & (HAS_SUM | HAS_ROUTING)) || sn_header(d, r, SUM, OFFSET)) &&
           (!(flags & HAS_KEY) ||
            (enhanced ? sn_header(d, r, PAYLOAD_LEN, CALL_ID) : sn_get(d, r, KEY, NULL))) &&
           (!(flags & HAS_SEQ) || sn_get(d, r, SEQ, NULL)) &&
           (!enhanced || !(flags & HAS_ACK) || sn_get(d, r, ACK, NULL)) &&
           (!(flags & HAS_ROUTING) || sre_dissect(d, r));
}

/* To tcpdump version 1 has neither checksum nor routes, and others nothing; to Wireshark it is
 * PPP that makes the difference. */
static void gre_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool fields = sn_wants_values(d), enhanced;
    struct sn_rd all = *r;
    uint64_t flags, version;
    uint32_t size;

    if (!sn_get(d, r, FLAGS, NULL))
        return;
    flags = sn_u(d, FLAGS);
    version = flags & VERSION_MASK;
    enhanced = version == 1;
    if (fields && sn_rd_left(r) >= 2)
        enhanced = version && sn_be16(r->p) == PPP;
    sn_parts(d, FLAGS, FLAG_SUM, RECURSION);
    if (enhanced)
        sn_parts(d, FLAGS, FLAG_ACK, RESERVED1);
    else
        sn_parts(d, FLAGS, RESERVED0, RESERVED0);
    sn_parts(d, FLAGS, VERSION, VERSION);
    if (sn_rd_left(r) < 2)
        sn_text_only(d, d->cur->first);
    if (!fields && version == 1)
        flags &= ~(uint64_t)(HAS_SUM | HAS_ROUTING);
    if ((!fields && version > 1) || !sn_get(d, r, TYPE, NULL) || !options(d, r, flags, enhanced))
        return;
    if (flags & HAS_SUM && d->want & SN_WANT_FIELDS)
        sn_sum_verify(d, &all, len, 0, SUM, SUM_STATUS, SUM_RIGHT);
    else if (flags & HAS_ROUTING)
        sn_made(d, SUM_STATUS, SN_SUM_UNVERIFIED);
    size = (uint32_t)(r->p - all.p);
    if (fields || !version || flags & HAS_SEQ)
        gre_next(d, r, sn_u(d, TYPE), len < size ? 0 : len - size);
}

/* ---- text ---- */

/* "(rtaf=ip 10.0.0.1 *10.0.0.2)": the next one, to which the offset points, is marked. */
static void hops_text(struct sn_text *t, const struct sn_view *v, const char *af, unsigned field,
                      unsigned size)
{
    uint64_t off = sn_opt(v, SRE_OFF), n = sn_opt(v, SRE_LEN), at = 0;
    const char *hops = size == 4 ? " {}" : " {x}", *next = size == 4 ? " *{}" : " *{x}";
    struct sn_view hop = {0};

    sn_put_f(t->b, "(rtaf=%s", af);
    if (off % size)
        sn_say(t, v, ", badoffset={}", SRE_OFF);
    else if (n % size)
        sn_say(t, v, ", badlength={}", SRE_LEN);
    else if (off >= n)
        sn_say(t, v, ", badoff/len={}/{}", SRE_OFF, SRE_LEN);
    else
        for (; at < n && sn_say_each(t, v, &hop, at == off ? next : hops, field); at += size)
            ;
    if (!sn_is_cut(t)) {
        sn_put_c(t->b, ')');
        return;
    }
    sn_text_cut_inline(t, ")");
    sn_cut(t);
}

static void sre_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view sre = {0};
    const struct sn_rec *info;
    uint64_t af;

    while (sn_each(v, SRE, &sre)) {
        af = sn_opt(&sre, SRE_AF);
        if (!sn_need(t, &sre, SRE_LEN) || (!af && !sn_opt(&sre, SRE_LEN)))
            return;
        sn_put_lit(t->b, ", ");
        if (af == AF_IP)
            hops_text(t, &sre, "ip", SRE_ADDR, 4);
        else if (af == AF_ASN)
            hops_text(t, &sre, "asn", SRE_ASN, 2);
        else
            sn_say(t, &sre, "(rtaf=0x{x})", SRE_AF);
        info = sn_find(&sre, SRE_INFO);
        if (sn_opt(&sre, SRE_LEN) > (info ? info->n : 0))
            sn_cut(t);
    }
}

static void flags_text(struct sn_text *t, const struct sn_view *v)
{
    if (!t->o->verbose)
        return;
    sn_put_lit(t->b, ", Flags [");
    sn_text_bits(t, flag_bits, (uint32_t)sn_opt(v, FLAGS), ", ", "none");
    sn_put_c(t->b, ']');
}

static void gre0_text(struct sn_text *t, const struct sn_view *v, uint64_t flags)
{
    (void)sn_need(t, v, TYPE);
    if (flags & (HAS_SUM | HAS_ROUTING)) {
        if (t->o->verbose)
            sn_say(t, v, ", sum 0x{x}", SUM);
        sn_say(t, v, ", off 0x{x}", OFFSET);
    }
    if (flags & HAS_KEY)
        sn_say(t, v, ", key=0x{x}", KEY);
    if (flags & HAS_SEQ)
        sn_say(t, v, ", seq {}", SEQ);
    if (flags & HAS_ROUTING)
        sre_text(t, v);
    if (t->o->link)
        sn_say(t, v, ", proto {s:unknown} (0x{04x})", TYPE, TYPE);
}

static void gre1_text(struct sn_text *t, const struct sn_view *v, uint64_t flags)
{
    (void)sn_need(t, v, TYPE);
    if (flags & HAS_KEY)
        sn_say(t, v, ", call {}", CALL_ID);
    if (flags & HAS_SEQ)
        sn_say(t, v, ", seq {}", SEQ);
    if (flags & HAS_ACK)
        sn_say(t, v, ", ack {}", ACK);
    if (!(flags & HAS_SEQ))
        sn_put_lit(t->b, ", no-payload");
    if (t->o->link)
        sn_say(t, v, ", proto {s:unknown} (0x{04x})", TYPE, TYPE);
}

/* What tcpdump prints of what is carried. */
static bool is_printed(uint64_t type, uint64_t version)
{
    if (version)
        return type == PPP;
    return type == IPV4 || type == IPV6 || type == MPLS || type == OSI || type == APPLETALK ||
           type == IPX || type == TEB;
}

static enum sn_then gre_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t flags = sn_opt(&v, FLAGS), version = flags & VERSION_MASK;

    if (!sn_need_short(t, &v, FLAGS))
        return SN_TEXT_DONE;
    sn_put_f(t->b, "GREv%u", (unsigned)version);
    if (version > 1) {
        sn_put_lit(t->b, " ERROR: unknown-version");
        return SN_TEXT_DONE;
    }
    flags_text(t, &v);
    if (version)
        gre1_text(t, &v, flags);
    else
        gre0_text(t, &v, flags);
    t->jumped = false; /* tcpdump looks before it reads */
    sn_put_f(t->b, ", length %u", l->len);
    if (version && !(flags & HAS_SEQ))
        return SN_TEXT_DONE;
    sn_put_s(t->b, t->o->verbose ? "\n\t" : ": ");
    if (is_printed(sn_opt(&v, TYPE), version))
        return SN_TEXT_INNER;
    sn_say(t, &v, "gre-proto-0x{x}", TYPE);
    return SN_TEXT_DONE;
}

SN_PROTO(gre, "Generic Routing Encapsulation", {.table = &sn_tab_ipproto, .value = 47})

/* In UDP (RFC 8086), where tcpdump doesn't look for it. */
const struct sn_proto sn_proto_gre_udp = {
    .name = "gre",
    .title = "Generic Routing Encapsulation",
    SN_PROTO_FIELDS(gre),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 4754}),
    .more = true,
    .dissect = gre_dissect,
    .text = gre_text,
};
