/* EIGRP (RFC 7868), version 2, with the TLVs of its first versions. */
#include "dis/net/ip.h"

enum { PROTO = 88, HDR = 20, TLV_HDR = 4 };
enum { PARAMETERS = 1, AUTH, SEQUENCE, SOFTWARE, NEXT_SEQ, IP_INT = 0x102, IP_EXT };
enum { AT_INT = 0x202, AT_EXT, AT_SETUP };

static const struct sn_val opcodes[] = {
    {1, "Update"},  {3, "Query"}, {4, "Reply"}, {5, "Hello"},
    {6, "IPX SAP"}, {7, "Probe"}, {0, NULL},
};
static const struct sn_val flags[] = {
    {1, "Init"}, {2, "Conditionally Received"}, {4, "Restart"}, {8, "End-of-Table"}, {0, NULL}};
static const struct sn_val tlvs[] = {
    {PARAMETERS, "General Parameters"},
    {AUTH, "Authentication"},
    {SEQUENCE, "Sequence"},
    {SOFTWARE, "Software Version"},
    {NEXT_SEQ, "Next Multicast Sequence"},
    {IP_INT, "IP Internal routes"},
    {IP_EXT, "IP External routes"},
    {AT_INT, "AppleTalk Internal routes"},
    {AT_EXT, "AppleTalk External routes"},
    {AT_SETUP, "AppleTalk Cable setup"},
    {0x302, "IPX Internal routes"},
    {0x303, "IPX External routes"},
    {0, NULL},
};
static const struct sn_val protos[] = {
    {1, "IGRP"},  {2, "EIGRP"}, {3, "Static"}, {4, "RIP"},   {5, "Hello"},      {6, "OSPF"},
    {7, "IS-IS"}, {8, "EGP"},   {9, "BGP"},    {10, "IDRP"}, {11, "Connected"}, {0, NULL},
};

#define EIGRP(F)                                                                                   \
    F(VERSION, "eigrp.version", U8, "Version", .flags = SN_F_PAIRED)                               \
    F(OPCODE, "eigrp.opcode", U8, "Opcode", .vals = opcodes, .flags = SN_F_PAIRED)                 \
    F(SUM, "eigrp.checksum", U16, "Checksum", .base = SN_HEX, .flags = SN_F_PAIRED)                \
    F(FLAGS, "eigrp.flags", U32, "Flags", .base = SN_HEX, .vals = flags)                           \
    F(SEQ, "eigrp.seq", U32, "Sequence", .flags = SN_F_PAIRED)                                     \
    F(ACK, "eigrp.ack", U32, "Acknowledge")                                                        \
    F(VRID, "eigrp.vrid", U16, "Virtual Router ID")                                                \
    F(AS, "eigrp.as", U16, "Autonomous System")                                                    \
    F(SUM_STATUS, "eigrp.checksum.status", UINT, "Checksum Status")                                \
    F(SUM_RIGHT, "sn.eigrp.checksum_calculated", UINT, NULL)                                       \
    F(F_INIT, "eigrp.flags.init", BOOL, "Init", .mask = 1)                                         \
    F(F_COND, "eigrp.flags.condrecv", BOOL, "Conditional Receive", .mask = 2)                      \
    F(F_RESTART, "eigrp.flags.restart", BOOL, "Restart", .mask = 4)                                \
    F(F_EOT, "eigrp.flags.eot", BOOL, "End Of Table", .mask = 8)                                   \
    F(HEADER, "sn.eigrp.header", NONE, NULL)                                                       \
    F(LENGTH, "sn.eigrp.length", UINT, NULL)                                                       \
    F(TLV, "eigrp.tlv_type", U16, "Type", .base = SN_HEX, .vals = tlvs)                            \
    F(TLV_LEN, "eigrp.tlv.len", U16, "Length")                                                     \
    F(TLV_SHORT, "sn.eigrp.tlv.short", UINT, NULL)                                                 \
    F(K1, "eigrp.par.k1", U8, "K1")                                                                \
    F(K2, "eigrp.par.k2", U8, "K2")                                                                \
    F(K3, "eigrp.par.k3", U8, "K3")                                                                \
    F(K4, "eigrp.par.k4", U8, "K4")                                                                \
    F(K5, "eigrp.par.k5", U8, "K5")                                                                \
    F(K6, "eigrp.par.k6", U8, "K6")                                                                \
    F(HOLD, "eigrp.par.holdtime", U16, "Hold Time", .unit = "s")                                   \
    F(AUTH_TYPE, "eigrp.auth.type", U16, "Type")                                                   \
    F(AUTH_LEN, "eigrp.auth.length", U16, "Length")                                                \
    F(KEY_ID, "eigrp.auth.keyid", U32, "Key ID")                                                   \
    F(KEY_SEQ, "eigrp.auth.keyseq", U32, "Key Sequence")                                           \
    F(PAD, "eigrp.nullpad", BYTES, "Nullpad", .width = 8, .step = 8)                               \
    F(DIGEST, "eigrp.auth.digest", BYTES, "Digest")                                                \
    F(ADDR_LEN, "eigrp.seq.addrlen", U8, "Address length")                                         \
    F(ADDR, "eigrp.seq.ipv4addr", IPV4, "IP Address")                                              \
    F(IOS, "eigrp.release_version", U16, "EIGRP Release")                                          \
    F(TLV_VERSION, "eigrp.tlv_version", U16, "EIGRP TLV version")                                  \
    F(MCAST_SEQ, "eigrp.next_mcast_seq", U32, "Multicast Sequence")                                \
    F(HOP, "eigrp.ipv4.nexthop", IPV4, "NextHop")                                                  \
    F(ORIG_ID, "eigrp.extdata.origrid", IPV4, "Originating RouterID")                              \
    F(EXT_AS, "eigrp.extdata.as", U32, "Originating A.S.")                                         \
    F(EXT_TAG, "eigrp.extdata.tag", U32, "Administrative Tag")                                     \
    F(EXT_METRIC, "eigrp.extdata.metric", U32, "External Metric")                                  \
    F(EXT_RES, "eigrp.extdata.reserved", U16, "Reserved")                                          \
    F(EXT_PROTO, "eigrp.extdata.proto", U8, "External Protocol ID", .vals = protos)                \
    F(EXT_FLAGS, "sn.eigrp.extdata.flags", P8, "Flags", .base = SN_HEX)                            \
    F(EXT_E, "eigrp.opaque.flag.ext", BIT8, "Route is External", .mask = 1)                        \
    F(EXT_CD, "eigrp.opaque.flag.cd", BIT8, "Route is Candidate Default", .mask = 2, .step = 1)    \
    F(DELAY, "eigrp.old_metric.delay", U32, "Scaled Delay")                                        \
    F(BANDWIDTH, "eigrp.old_metric.bw", U32, "Scaled BW")                                          \
    F(MTU, "eigrp.old_metric.mtu", U24, "MTU")                                                     \
    F(HOPS, "eigrp.old_metric.hopcount", U8, "Hop Count")                                          \
    F(RELIABILITY, "eigrp.old_metric.rel", U8, "Reliability")                                      \
    F(LOAD, "eigrp.old_metric.load", U8, "Load")                                                   \
    F(IN_TAG, "eigrp.old_metric.intag", U8, "Route Tag")                                           \
    F(M_SRC, "eigrp.metric.flags.srcwd", BIT8, "Source Withdraw", .mask = 1)                       \
    F(M_CD, "eigrp.metric.flags.cd", BIT8, "Candidate Default", .mask = 2)                         \
    F(M_ACTIVE, "eigrp.metric.flags.active", BIT8, "Route is Active", .mask = 4)                   \
    F(M_REPL, "eigrp.metric.flags.repl", BIT8, "Route is Replicated", .mask = 8, .step = 1)        \
    F(BITS, "eigrp.ipv4.prefixlen", U8, "Prefix Length")                                           \
    F(PREFIX, "eigrp.ipv4.destination", IPV4, "Destination")                                       \
    F(BITS_BAD, "sn.eigrp.ipv4.prefixlen.bad", UINT, NULL)                                         \
    F(METRIC, "sn.eigrp.metric", NONE, NULL)                                                       \
    F(EXTERNAL, "sn.eigrp.external", UINT, NULL)                                                   \
    F(AT_HOP, "eigrp.nexthop_address", U32, "NextHop Address")                                     \
    F(AT_ID, "sn.eigrp.atalk.origrid", U32, "Originating RouterID")                                \
    F(AT_AS, "eigrp.extdata.as", U32, "Originating A.S.")                                          \
    F(AT_TAG, "eigrp.extdata.tag", U32, "Administrative Tag")                                      \
    F(AT_PROTO, "eigrp.extdata.proto", U8, "External Protocol ID", .vals = protos)                 \
    F(AT_FLAGS, "sn.eigrp.atalk.flags", U8, "Flags", .base = SN_HEX)                               \
    F(AT_METRIC, "eigrp.extdata.metric", U16, "External Metric")                                   \
    F(AT_RANGE, "eigrp.cable_range", U32, "Cable range")                                           \
    F(SETUP_RANGE, "eigrp.appletalk_cable_range", U32, "AppleTalk Cable Range")                    \
    F(SETUP_ID, "eigrp.atalk.routerid", U32, "AppleTalk Router ID")                                \
    F(DUMP, "sn.eigrp.tlv.dump", BYTES, NULL)                                                      \
    F(DUMP_VV, "sn.eigrp.tlv.dump_vv", BYTES, NULL)
SN_FIELDS(eigrp, EIGRP)

/* A prefix, the end of r: tcpdump reads it as far as the packet was captured, also past the end of
 * its TLV. False: it was cut. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t bits, n;
    uint8_t a[4] = {0};
    const uint8_t *p;
    struct sn_rd far;

    if (!sn_get(d, r, BITS, &bits))
        return false;
    if (bits > 32) {
        sn_note(d, BITS_BAD, bits);
        return true;
    }
    n = (bits + 7) / 8;
    far = *r;
    far.end = sn_captured_end(d, r);
    if (!sn_rd_bytes(&far, n, &p)) {
        sn_stop(r, &far);
        return false;
    }
    memcpy(a, p, n);
    sn_rec_uint(d, PREFIX, (size_t)(p - r->start), n, sn_be32(a));
    if (n > sn_rd_left(r))
        sn_text_last(d);
    r->p = n > sn_rd_left(r) ? r->end : far.p;
    if (type == IP_EXT)
        sn_note(d, EXTERNAL, 0);
    sn_note(d, METRIC, 0);
    return true;
}

static bool authentication(struct sn_dis *d, struct sn_rd *r)
{
    if (d->want & SN_WANT_FIELDS && sn_header(d, r, AUTH_TYPE, PAD))
        (void)sn_get_upto(d, r, DIGEST, sn_u(d, AUTH_LEN));
    return true;
}

static bool sequence(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    while (d->want & SN_WANT_FIELDS && sn_rd_left(r) && sn_get(d, r, ADDR_LEN, &n) && n == 4 &&
           sn_get(d, r, ADDR, NULL))
        ;
    return true;
}

/* The least length of a TLV that is shown. */
static uint32_t least(uint32_t type)
{
    switch (type) {
    case PARAMETERS:
    case AT_SETUP:
        return 12;
    case SOFTWARE:
        return 8;
    case IP_INT:
        return 26;
    case IP_EXT:
        return 46;
    case AT_INT:
        return 28;
    case AT_EXT:
        return 44;
    default:
        return 0;
    }
}

static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case PARAMETERS:
        return sn_header(d, r, K1, HOLD);
    case AUTH:
        return authentication(d, r);
    case SEQUENCE:
        return sequence(d, r);
    case SOFTWARE:
        return sn_header(d, r, IOS, TLV_VERSION);
    case NEXT_SEQ:
        if (d->want & SN_WANT_FIELDS)
            (void)!sn_get(d, r, MCAST_SEQ, NULL);
        return true;
    case IP_INT:
        return sn_header(d, r, HOP, HOP) && sn_header(d, r, DELAY, M_REPL) && prefix(d, r, type);
    case IP_EXT:
        return sn_header(d, r, HOP, M_REPL) && prefix(d, r, type);
    case AT_INT:
        if (!sn_get(d, r, AT_HOP, NULL) || !sn_header(d, r, DELAY, M_REPL) ||
            !sn_get(d, r, AT_RANGE, NULL))
            return false;
        sn_note(d, METRIC, 0);
        return true;
    case AT_EXT:
        if (!sn_header(d, r, AT_HOP, AT_METRIC) || !sn_header(d, r, DELAY, M_REPL) ||
            !sn_get(d, r, AT_RANGE, NULL))
            return false;
        sn_note(d, EXTERNAL, 1);
        sn_note(d, METRIC, 0);
        return true;
    case AT_SETUP:
        return sn_header(d, r, SETUP_RANGE, SETUP_ID);
    default:
        return true;
    }
}

static void dump(struct sn_dis *d, struct sn_rd r, size_t n, unsigned field)
{
    struct sn_rd in = sn_inside(&r, n);
    uint32_t from = d->nrec;

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

static void eigrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;

    if (!sn_header(d, r, VERSION, AS) || !sn_in_detail(d))
        return;
    sn_parts(d, FLAGS, F_INIT, F_EOT);
    if (d->want & SN_WANT_FIELDS)
        sn_sum_check(d, &all, len, 0, SUM, SUM_STATUS, SUM_RIGHT);
    if (sn_u(d, VERSION) != 2)
        return;
    len -= HDR;
    sn_note(d, HEADER, 0);
    sn_note(d, LENGTH, len);
    while (len) {
        struct sn_rd val;
        uint32_t type, n;

        all = *r;
        if (!sn_rd_need(r, TLV_HDR))
            return;
        if (sn_be16(r->p + 2) < TLV_HDR || sn_be16(r->p + 2) > len) {
            dump(d, (struct sn_rd){.p = r->p + TLV_HDR, .end = r->end, .start = r->start},
                 len - TLV_HDR, DUMP);
            return;
        }
        (void)!sn_get(d, r, TLV, &type);
        (void)!sn_get(d, r, TLV_LEN, &n);
        if (!sn_rd_need(r, n - TLV_HDR))
            return;
        val = sn_inside(r, n - TLV_HDR);
        if (n < least(type)) {
            sn_note(d, TLV_SHORT, least(type));
        } else if (!value(d, &val, type)) {
            sn_stop(r, &val);
            return;
        }
        dump(d, *r, n - TLV_HDR, least(type) ? DUMP_VV : DUMP);
        (void)!sn_rd_skip(r, n - TLV_HDR);
        len -= n;
    }
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_prefix)
{
    size_t begin, n;
    uint32_t hop = (uint32_t)sn_before(v, q, HOP)->u;

    sn_put_lit(t->b, "\n\t    IPv4 prefix: ");
    begin = sn_buf_len(t->b);
    sn_text_host4(t, (uint32_t)q->u);
    n = sn_buf_len(t->b) - begin;
    if (n < 15) { /* right-aligned */
        t->b->p = t->b->base + begin;
        sn_put_mem(t->b, "               ", 15 - n);
        sn_text_host4(t, (uint32_t)q->u);
    }
    sn_put_f(t->b, "/%u, nexthop: ", (unsigned)sn_before(v, q, BITS)->u);
    if (hop)
        sn_text_host4(t, hop);
    else
        sn_put_lit(t->b, "self");
}

PUT(put_software)
{
    unsigned ios = (unsigned)sn_before(v, q, IOS)->u;

    sn_put_f(t->b, "\n\t    IOS version: %u.%u, EIGRP version %u.%u", ios >> 8, ios & 255,
             (unsigned)q->u >> 8, (unsigned)q->u & 255);
}

PUT(put_metric)
{
    sn_put_f(t->b,
             "\n\t      delay %u ms, bandwidth %u Kbps, mtu %u, hop %u, reliability %u, load %u",
             (unsigned)(sn_before(v, q, DELAY)->u / 100), (unsigned)sn_before(v, q, BANDWIDTH)->u,
             (unsigned)sn_before(v, q, MTU)->u, (unsigned)sn_before(v, q, HOPS)->u,
             (unsigned)sn_before(v, q, RELIABILITY)->u, (unsigned)sn_before(v, q, LOAD)->u);
}

/* q->u: AppleTalk's. */
PUT(put_external)
{
    bool at = q->u;

    sn_put_lit(t->b, "\n\t      origin-router ");
    if (at)
        sn_put_u64(t->b, sn_before(v, q, AT_ID)->u);
    else
        sn_text_host4(t, (uint32_t)sn_before(v, q, ORIG_ID)->u);
    sn_put_f(t->b, ", origin-as %u, origin-proto ",
             (unsigned)sn_before(v, q, at ? AT_AS : EXT_AS)->u);
    sn_put_name(t, protos, sn_before(v, q, at ? AT_PROTO : EXT_PROTO)->u, "unknown");
    sn_put_f(t->b, ", flags [0x%02x], tag 0x%08x, metric %u",
             (unsigned)sn_before(v, q, at ? AT_FLAGS : EXT_FLAGS)->u,
             (unsigned)sn_before(v, q, at ? AT_TAG : EXT_TAG)->u,
             (unsigned)sn_before(v, q, at ? AT_METRIC : EXT_METRIC)->u);
}

PUT(put_range)
{
    unsigned hop = (unsigned)sn_before(v, q, AT_HOP)->u;

    sn_put_f(t->b, "\n\t     Cable-Range: %u-%u, nexthop: ", (unsigned)q->u >> 16,
             (unsigned)q->u & 0xffff);
    if (hop)
        sn_put_f(t->b, "%u.%u", hop >> 16, hop & 0xffff);
    else
        sn_put_lit(t->b, "self");
}

PUT(put_setup)
{
    unsigned range = (unsigned)sn_before(v, q, SETUP_RANGE)->u;

    sn_put_f(t->b, "\n\t    Cable-range: %u-%u, Router-ID %u", range >> 16, range & 0xffff,
             (unsigned)q->u);
}

PUT(put_dump)
{
    (void)v;
    sn_put_value_as(t, "D\n\t    ", NULL, q);
}

static const struct sn_line lines[] = {
    [HEADER] =
        SN_LINE("\n\tEIGRP v2, opcode: {s:unknown, type: %u} ({}), chksum: {}, Flags: [{b:none}]"
                "\n\tseq: 0x{08x}, ack: 0x{08x}, VRID: {}, AS: {}",
                OPCODE, OPCODE, SUM, FLAGS, SEQ, ACK, VRID, AS),
    [LENGTH] = SN_LINE(", length: {}"),
    [TLV_LEN] = SN_LINE("\n\t  {s:Unknown} TLV ({}), length: {}", TLV, TLV, TLV_LEN),
    [TLV_SHORT] = SN_LINE(" (too short, < {})"),
    [HOLD] = SN_LINE("\n\t    holdtime: {}s, k1 {}, k2 {}, k3 {}, k4 {}, k5 {}", HOLD, K1, K2, K3,
                     K4, K5),
    [TLV_VERSION] = {.put = put_software},
    [PREFIX] = {.put = put_prefix},
    [BITS_BAD] = SN_LINE("\n\t    illegal prefix length {}"),
    [METRIC] = {.put = put_metric},
    [EXTERNAL] = {.put = put_external},
    [AT_RANGE] = {.put = put_range},
    [SETUP_ID] = {.put = put_setup},
    [DUMP] = {.put = put_dump},
    [DUMP_VV] = {.put = put_dump, .verbose = 2},
};

static enum sn_then eigrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->caplen < HDR) {
        sn_cut_short(t);
        return SN_TEXT_DONE;
    }
    if (sn_opt(&v, VERSION) != 2) {
        sn_say(t, &v, "EIGRP version {} packet not supported", VERSION);
        return SN_TEXT_DONE;
    }
    if (!t->o->verbose) {
        sn_say(t, &v, "EIGRP {s:unknown (%u)}, length: ", OPCODE);
        sn_put_u32(t->b, l->len);
        return SN_TEXT_DONE;
    }
    if (sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]) &&
        l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        return l->flags & SN_LAYER_TRUNCATED ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
    return SN_TEXT_DONE;
}

SN_PROTO(eigrp, "Enhanced Interior Gateway Routing Protocol",
         {.table = &sn_tab_ipproto, .value = PROTO}, {.table = &sn_tab_ipx, .value = 0x85be},
         {.table = &sn_tab_ddp, .value = PROTO})
