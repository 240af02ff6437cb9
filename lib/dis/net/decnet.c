/* DECnet Phase IV: the routing layer (DNA routing layer functional specification, 2.0.0) and the
 * end communication layer, NSP (4.0.0). Numbers have their least significant byte first. */
#include "base/hex.h"
#include "dis/proto.h"

enum { LEN_SIZE = 2, MIN = 6, LONG_HDR = 21, SHORT_HDR = 6, NSP_HDR = 5 };
enum { CONTROL = 0x01, KIND = 0x07, SHORT = 0x02, LONG = 0x06, RQR = 0x08, RTS = 0x10 };
enum { INTRA = 0x20, FUTURE = 0x40, PADDED = 0x80 };
enum { INIT, VERIFICATION, TEST, LEVEL1, LEVEL2, ROUTER_HELLO, ENDNODE_HELLO };
enum { MESSAGE_MASK = 0x7c, CONN_ACK = 0x24, DATA_ACK = 0x04, ILS_ACK = 0x14, LINK_SERVICE = 0x10 };
enum { INTERRUPT = 0x30, CONN_INIT = 0x18, CONN_CONFIRM = 0x28, DISCONN_INIT = 0x38 };
enum {
    DISCONN_CONFIRM = 0x48,
    RETRANS_INIT = 0x68,
    ACK_BIT = 0x8000,
    NAK_BIT = 0x1000,
    OTHER_NAK = 0xb000,
    NODES_MAX = 1024
};

static const struct sn_val messages[] = {
    {INIT, "init"},
    {VERIFICATION, "verification"},
    {TEST, "test"},
    {LEVEL1, "lev-1-routing"},
    {LEVEL2, "lev-2-routing"},
    {ROUTER_HELLO, "router-hello"},
    {ENDNODE_HELLO, "endnode-hello"},
    {0, NULL},
};
static const struct sn_val nodes[] = {{1, "l2rout"}, {2, "l1rout"}, {3, "endnode"}, {0, NULL}};
static const struct sn_val nsp_messages[] = {
    {0x00, "data"},
    {0x20, "data"},
    {0x40, "data"},
    {0x60, "data"},
    {LINK_SERVICE, "link-service"},
    {INTERRUPT, "intr"},
    {DATA_ACK, "data-ack"},
    {ILS_ACK, "ils-ack"},
    {CONN_ACK, "conn-ack"},
    {CONN_INIT, "conn-initiate"},
    {CONN_CONFIRM, "conn-confirm"},
    {DISCONN_INIT, "disconn-initiate"},
    {DISCONN_CONFIRM, "disconn-confirm"},
    {RETRANS_INIT, "retrans-conn-initiate"},
    {0, NULL},
};
static const struct sn_val reasons[] = {
    {0, "object rejected connect"},
    {1, "insufficient resources"},
    {2, "unrecognized node name"},
    {3, "node is shutting down"},
    {4, "unrecognized object"},
    {5, "invalid object name format"},
    {6, "object too busy"},
    {7, "protocol error discovered"},
    {8, "third party abort"},
    {9, "user abort"},
    {10, "invalid node name format"},
    {11, "local node shutting down"},
    {32, "insufficient local resources"},
    {33, "insufficient remote user resources"},
    {34, "invalid access control information"},
    {36, "bad ACCOUNT information"},
    {38, "no response from object"},
    {39, "node unreachable"},
    {41, "no link terminate"},
    {42, "disconnect complete"},
    {43, "bad image data in connect"},
    {54, "cryptographic service mismatch"},
    {0, NULL},
};

/* ALL is the packet without its padding, MESSAGE what is behind that and the length: for the text
 * to dump. */
#define DECNET(F)                                                                                  \
    F(LENGTH, "sn.dec_dna.length", LE16, "Length", .unit = "bytes")                                \
    F(PAD, "sn.dec_dna.pad", UINT, "Padding", .unit = "bytes")                                     \
    F(FLAGS, "dec_dna.flags", U8, "Routing flags", .base = SN_HEX)                                 \
    F(F_CONTROL, "dec_dna.flags.control", BOOL, "Control packet", .mask = CONTROL)                 \
    F(F_LONG, "dec_dna.flags.msglen", UINT, "Long data packet format", .mask = 0x06,               \
      .base = SN_HEX)                                                                              \
    F(F_RQR, "dec_dna.flags.RQR", BOOL, "Return to Sender Request", .mask = RQR)                   \
    F(F_RTS, "dec_dna.flags.RTS", BOOL, "Packet on return trip", .mask = RTS)                      \
    F(DST_HI, "dec_dna.dst.address", ETHER, "Destination Address", .pad = 2)                       \
    F(SRC_HI, "dec_dna.src.addr", ETHER, "Source Address")                                         \
    F(NL2, "dec_dna.nl2", U8, "Next level 2 router", .base = SN_HEX)                               \
    F(VISITS, "dec_dna.visit_cnt", U8, "Visit count", .base = SN_HEX)                              \
    F(CLASS, "dec_dna.svc_cls", U8, "Service class", .base = SN_HEX)                               \
    F(TYPE, "dec_dna.proto_type", U8, "Protocol type", .base = SN_HEX)                             \
    F(DST, "dec_dna.dst_node", LE16, "Destination node", .base = SN_HEX)                           \
    F(SRC, "dec_dna.src_node", LE16, "Source node", .base = SN_HEX)                                \
    F(VISITED, "dec_dna.vst_node", U8, "Nodes visited by this package")                            \
    F(MESSAGE_TYPE, "dec_dna.rt.msg_type", UINT, "Routing control message", .base = SN_HEX,        \
      .vals = messages)                                                                            \
    F(INIT_INFO, "dec_dna.ctl.tiinfo", U8, "Routing information", .base = SN_HEX)                  \
    F(INIT_BLOCK, "dec_dna.ctl.blk_size", LE16, "Block size")                                      \
    F(VERSION, "sn.dec_dna.version", U8, "Version")                                                \
    F(ECO, "sn.dec_dna.eco", U8, "ECO")                                                            \
    F(USER_ECO, "sn.dec_dna.user_eco", U8, "User ECO")                                             \
    F(TIMER, "dec_dna.ctl.timer", LE16, "Hello timer(seconds)")                                    \
    F(FUNCTION, "dec_dna.ctl.fcnval", BYTES, "Verification message function value")                \
    F(TEST_DATA, "dec_dna.ctl.test_data", BYTES, "Test message data")                              \
    F(SEGMENT, "sn.dec_dna.segment", GROUPS, "Segment")                                            \
    F(SEG_COUNT, "sn.dec_dna.segment.count", LE16, "Count")                                        \
    F(SEG_ID, "sn.dec_dna.segment.id", LE16, "Start ID")                                           \
    F(SEG_INFO, "sn.dec_dna.segment.info", LE16, "Hops and cost", .base = SN_HEX)                  \
    F(ROUTER, "dec_dna.ctl.id", ETHER, "Transmitting system ID")                                   \
    F(INFO, "dec_dna.ctl.tiinfo", U8, "Routing information", .base = SN_HEX)                       \
    F(I_TYPE, "dec_dna.ctl.iinfo.node_type", UINT, "Node type", .mask = 0x03, .base = SN_HEX)      \
    F(I_VRF, "dec_dna.ctl.iinfo.vrf", BOOL, "Verification required", .mask = 0x04)                 \
    F(I_REJ, "dec_dna.ctl.iinfo.rej", BOOL, "Rejected", .mask = 0x08)                              \
    F(I_VERF, "dec_dna.ctl.iinfo.verf", BOOL, "Verification failed", .mask = 0x10)                 \
    F(I_MTA, "dec_dna.ctl.iinfo.mta", BOOL, "Accepts multicast traffic", .mask = 0x20)             \
    F(I_BLOCK, "dec_dna.ctl.iinfo.blkreq", BOOL, "Blocking requested", .mask = 0x40)               \
    F(BLOCK, "dec_dna.ctl.blk_size", LE16, "Block size")                                           \
    F(PRIORITY, "dec_dna.ctl.prio", U8, "Routing priority", .base = SN_HEX, .pad = 1)              \
    F(ROUTER_TIMER, "dec_dna.ctl.timer", LE16, "Hello timer(seconds)", .pad = 1)                   \
    F(AREA, "sn.dec_dna.area", U8, "Area")                                                         \
    F(SEED, "dec_dna.ctl.seed", BYTES, "Verification seed", .width = 8, .step = 8)                 \
    F(NEIGHBOR, "dec_dna.ctl_neighbor", ETHER, "Neighbor")                                         \
    F(NODE_TIMER, "dec_dna.ctl.timer", LE16, "Hello timer(seconds)", .pad = 1)                     \
    F(NODE_DATA, "sn.dec_dna.data_length", U8, "Test data length")                                 \
    F(NSP, "sn.dec_dna.nsp", GROUP, "End Communication Layer")                                     \
    F(NSP_TYPE, "dec_dna.nsp.msg_type", U8, "Message type", .base = SN_HEX)                        \
    F(NSP_DST, "dec_dna.dst_node", LE16, "Destination node", .base = SN_HEX)                       \
    F(NSP_SRC, "dec_dna.src_node", LE16, "Source node", .base = SN_HEX)                            \
    F(ACK, "sn.dec_dna.nsp.ack", LE16, "Acknowledgement", .base = SN_HEX)                          \
    F(OTHER_ACK, "sn.dec_dna.nsp.other_ack", LE16, "Other subchannel's acknowledgement",           \
      .base = SN_HEX)                                                                              \
    F(SEG_NUMBER, "dec_dna.nsp.segnum", LE16, "Message number", .mask = 0xfff)                     \
    F(FLOW, "sn.dec_dna.nsp.lsflags", U8, "Flow control", .base = SN_HEX)                          \
    F(FLOW_VALUE, "sn.dec_dna.nsp.fc_val", U8, "Flow control value")                               \
    F(SERVICES, "dec_dna.nsp.services", U8, "Requested services", .base = SN_HEX, .mask = 0x0c)    \
    F(NSP_INFO, "dec_dna.nsp.info", U8, "Version info", .base = SN_HEX, .mask = 0x03)              \
    F(SEG_SIZE, "dec_dna.nsp.segsize", LE16, "Max. segment size")                                  \
    F(OPT_LEN, "sn.dec_dna.nsp.optlen", U8, "Length of optional data")                             \
    F(REASON, "dec_dna.nsp.disc_reason", LE16, "Reason for disconnect", .base = SN_HEX,            \
      .vals = reasons)                                                                             \
    F(BODY, "sn.dec_dna.nsp.body", NONE, NULL)                                                     \
    F(SHORT_OF, "sn.dec_dna.short", UINT, NULL)                                                    \
    F(ALL, "sn.dec_dna.all", BYTES, NULL)                                                          \
    F(MESSAGE, "sn.dec_dna.message", BYTES, NULL)
SN_FIELDS(decnet, DECNET)

/* ---- dissect ---- */

/* Whether the n bytes left are enough for a message; the text says that they aren't. */
static bool enough(struct sn_dis *d, uint32_t n, uint32_t needed)
{
    if (n >= needed)
        return true;
    sn_note(d, SHORT_OF, needed);
    return false;
}

/* Words that begin with a bit; *left counts what the message still has. */
static bool acks(struct sn_dis *d, struct sn_rd *r, uint32_t *left)
{
    for (unsigned f = ACK; f <= OTHER_ACK; f++) {
        uint8_t low, high;

        if (!enough(d, *left, 2) || !sn_rd_need(r, 2) || !sn_rd_peek(r, 0, &low) ||
            !sn_rd_peek(r, 1, &high))
            return false;
        if (!(high & (f == ACK ? 0x80 : 0xa0)))
            return true;
        (void)!sn_get(d, r, f, NULL);
        *left -= 2;
    }
    return true;
}

/* The bytes behind the three that all messages have, at least. */
static uint32_t nsp_min(uint32_t type)
{
    switch (type) {
    case LINK_SERVICE:
        return 8;
    case DATA_ACK:
    case ILS_ACK:
    case CONN_INIT:
    case RETRANS_INIT:
        return 4;
    case CONN_CONFIRM:
        return 5;
    case DISCONN_INIT:
        return 3;
    default:
        return 0;
    }
}

static void nsp_body(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t left)
{
    struct sn_rd flow;

    if (!enough(d, left, nsp_min(type)) || (type != LINK_SERVICE && !sn_rd_need(r, nsp_min(type))))
        return;
    sn_note(d, BODY, 0);
    switch (type) {
    case 0x00:
    case 0x20:
    case 0x40:
    case 0x60:
    case INTERRUPT:
    case LINK_SERVICE:
        flow = *r;
        if (acks(d, r, &left) && enough(d, left, 2) && sn_get(d, r, SEG_NUMBER, NULL) &&
            type == LINK_SERVICE && sn_rd_skip(&flow, 6)) /* tcpdump expects two of them */
            (void)!sn_header(d, &flow, FLOW, FLOW_VALUE);
        break;
    case DATA_ACK:
    case ILS_ACK:
        (void)acks(d, r, &left);
        break;
    case CONN_INIT:
    case RETRANS_INIT:
        (void)!sn_header(d, r, SERVICES, SEG_SIZE);
        break;
    case CONN_CONFIRM:
        (void)!sn_header(d, r, SERVICES, OPT_LEN);
        break;
    case DISCONN_INIT:
        if (sn_get(d, r, REASON, NULL))
            (void)!sn_get(d, r, OPT_LEN, NULL);
        break;
    case DISCONN_CONFIRM:
        (void)!sn_get(d, r, REASON, NULL);
        break;
    default:
        break;
    }
}

static void nsp(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rec *g;

    if (!enough(d, len, NSP_HDR))
        return;
    g = sn_group(d, r, NSP, 0);
    if (sn_header(d, r, NSP_TYPE, NSP_SRC))
        nsp_body(d, r, (uint32_t)sn_u(d, NSP_TYPE) & MESSAGE_MASK, len - NSP_HDR);
    sn_group_end(d, r, g);
}

/* A part of a table of routes for each entry; tcpdump looks at one in each. */
static void segments(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    for (bool ok = true; ok && len >= 6; len -= 6) {
        struct sn_rec *g = sn_group(d, r, SEGMENT, 0);

        ok = sn_header(d, r, SEG_COUNT, SEG_INFO);
        sn_group_end(d, r, g);
    }
}

static void hello(struct sn_dis *d, struct sn_rd *r, bool router)
{
    if (!sn_header(d, r, VERSION, USER_ECO) || !sn_get(d, r, ROUTER, NULL) ||
        !sn_get(d, r, INFO, NULL))
        return;
    sn_parts(d, INFO, I_TYPE, I_BLOCK);
    if (!sn_get(d, r, BLOCK, NULL))
        return;
    if (router)
        (void)!sn_header(d, r, PRIORITY, ROUTER_TIMER);
    else
        (void)!sn_header(d, r, AREA, NODE_DATA);
}

/* len counts the flags too. */
static void control(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len)
{
    static const uint8_t min[] = {12, 4, 4, 4, 4, 18, 32};
    size_t n;

    sn_rec_uint(d, MESSAGE_TYPE, sn_rd_off(r) - 1, 1, type);
    if (type > ENDNODE_HELLO || !enough(d, len, min[type]) || !sn_rd_need(r, min[type] - 1u))
        return;
    if (type == ROUTER_HELLO || type == ENDNODE_HELLO) {
        hello(d, r, type == ROUTER_HELLO);
        return;
    }
    if (!sn_get(d, r, SRC, NULL))
        return;
    switch (type) {
    case INIT:
        (void)!sn_header(d, r, INIT_INFO, TIMER);
        break;
    case VERIFICATION:
    case TEST:
        n = sn_rd_left(r) ? 1u + *r->p : 1;
        (void)!sn_get_bytes(d, r, type == TEST ? TEST_DATA : FUNCTION,
                            n > sn_rd_left(r) && sn_rd_left(r) ? sn_rd_left(r) : n);
        break;
    default:
        if (sn_rd_skip(r, 1))
            segments(d, r, len - 5);
        break;
    }
}

/* all: from so many bytes in front as the length has, for the text to dump. */
static void message(struct sn_dis *d, struct sn_rd *r, struct sn_rd *all, uint32_t len)
{
    uint32_t flags, from = d->nrec;
    struct sn_rd rest = *r;

    (void)!sn_get_bytes(d, &rest, MESSAGE, sn_rd_left(&rest));
    (void)!sn_get_bytes(d, all, ALL, sn_rd_left(all));
    sn_text_only(d, from);
    if (!sn_get(d, r, FLAGS, &flags))
        return;
    if (flags & FUTURE)
        return;
    if (flags & CONTROL) {
        sn_parts(d, FLAGS, F_CONTROL, F_CONTROL);
        control(d, r, flags >> 1 & 7, len);
    } else if ((flags & KIND) == LONG || (flags & KIND) == SHORT) {
        bool is_long = (flags & KIND) == LONG;

        sn_parts(d, FLAGS, F_LONG, F_RTS);
        if ((!is_long || enough(d, len, LONG_HDR)) &&
            (is_long ? sn_rd_skip(r, 2) && sn_header(d, r, DST_HI, TYPE)
                     : sn_header(d, r, DST, VISITED)))
            nsp(d, r, len - (is_long ? LONG_HDR : SHORT_HDR));
    }
}

static void decnet_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t n;
    uint8_t pad;

    if (len < MIN) {
        sn_malformed(r);
        return;
    }
    if (!sn_get(d, r, LENGTH, &n))
        return;
    if (n < MIN || n > len) {
        sn_malformed(r);
        return;
    }
    if (!sn_rd_peek(r, 0, &pad))
        return;
    if (pad & PADDED) {
        pad &= 0x7f;
        sn_rec_uint(d, PAD, sn_rd_off(r), 1, pad);
        if (n < pad + 2u) {
            sn_note(d, SHORT_OF, pad + 2u);
            return;
        }
        if (!sn_rd_skip(r, pad) || !sn_rd_skip(&all, pad))
            return;
        n -= pad;
    }
    message(d, r, &all, n);
}

/* ---- text ---- */

/* "area.node" */
static void put_addr(struct sn_text *t, unsigned addr)
{
    sn_put_f(t->b, "%u.%u", addr >> 10, addr & 0x3ff);
}

/* The address of a node, in the last two bytes of the one it has on Ethernet. */
static void put_hi(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    if (sn_need(t, v, field))
        put_addr(t, sn_le16(q->p + 4));
}

static void put_dump(struct sn_text *t, const struct sn_view *v, unsigned field, const char *what)
{
    const struct sn_rec *q = sn_find(v, field);
    uint32_t n = (uint32_t)(sn_opt(v, LENGTH) - sn_opt(v, PAD));

    sn_put_s(t->b, what);
    if (q)
        sn_hex_ascii(t->b, q->p, q->n < n ? q->n : n);
}

static void put_node_kind(struct sn_text *t, uint64_t info, bool is_hello)
{
    sn_put_name(t, nodes, info & 3, "reserved-ntype?");
    sn_put_c(t->b, ' ');
    if (info & 4)
        sn_put_lit(t->b, "verif ");
    if (is_hello && info & 0x20)
        sn_put_lit(t->b, "nomcast ");
    if (info & (is_hello ? 0x40 : 0x08))
        sn_put_lit(t->b, "blo ");
}

static void hello_text(struct sn_text *t, const struct sn_view *v, bool router)
{
    if (!sn_need(t, v, router ? ROUTER_TIMER : NODE_DATA))
        return;
    put_node_kind(t, sn_opt(v, INFO), true);
    sn_say(t, v, "vers {} eco {} ueco {} src ", VERSION, ECO, USER_ECO);
    put_hi(t, v, ROUTER);
    sn_say(t, v, " blksize {} ", BLOCK);
    if (router) {
        sn_say(t, v, "pri {d} hello {}", PRIORITY, ROUTER_TIMER);
        return;
    }
    sn_put_lit(t->b, "rtr ");
    put_hi(t, v, NEIGHBOR);
    sn_say(t, v, " hello {} data ", NODE_TIMER);
    sn_put_f(t->b, "%o", (unsigned)sn_opt(v, NODE_DATA));
}

static void put_src(struct sn_text *t, const struct sn_view *v)
{
    unsigned src = (unsigned)sn_num(t, v, SRC);

    sn_put_lit(t->b, "src ");
    put_addr(t, src);
}

static void control_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t type = sn_opt(v, MESSAGE_TYPE);
    const struct sn_rec *q;
    struct sn_view one = {0};

    if (type > ENDNODE_HELLO) {
        put_dump(t, v, MESSAGE, "unknown control message");
        if (sn_find(v, MESSAGE)->n < sn_opt(v, LENGTH) - sn_opt(v, PAD))
            sn_cut(t);
        return;
    }
    sn_say(t, v, "{s} ", MESSAGE_TYPE);
    if (sn_find(v, SHORT_OF)) {
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    switch (type) {
    case INIT:
        if (!sn_need(t, v, TIMER))
            break;
        put_node_kind(t, sn_opt(v, INIT_INFO), false);
        put_src(t, v);
        sn_say(t, v, "blksize {} vers {} eco {} ueco {} hello {}", INIT_BLOCK, VERSION, ECO,
               USER_ECO, TIMER);
        break;
    case VERIFICATION:
    case TEST:
        q = sn_find(v, type == TEST ? TEST_DATA : FUNCTION);
        if (!sn_need(t, v, type == TEST ? TEST_DATA : FUNCTION))
            break;
        put_src(t, v);
        sn_put_f(t->b, type == TEST ? " data %o" : " fcnval %o", *q->p);
        break;
    case LEVEL1:
    case LEVEL2:
        put_src(t, v);
        sn_put_c(t->b, ' ');
        while (sn_each(v, SEGMENT, &one)) {
            unsigned id = (unsigned)sn_num(t, &one, SEG_ID);
            unsigned info = (unsigned)sn_num(t, &one, SEG_INFO);

            if (sn_opt(&one, SEG_COUNT) > NODES_MAX && sn_find(&one, SEG_INFO))
                break;
            sn_put_f(t->b, "{%s %u-%u cost %u hops %u} ", type == LEVEL1 ? "ids" : "areas", id,
                     id + (unsigned)sn_opt(&one, SEG_COUNT), info & 0x1ff, info >> 10 & 0x1f);
        }
        break;
    default:
        hello_text(t, v, type == ROUTER_HELLO);
        break;
    }
}

static void put_ack(struct sn_text *t, const struct sn_view *v, unsigned field, const char *ack,
                    const char *nak)
{
    const struct sn_rec *q = sn_find(v, field);
    uint64_t bits = field == ACK ? NAK_BIT : OTHER_NAK;

    if (q)
        sn_put_f(t->b, "%s %u ", (q->u & bits) == bits ? nak : ack, (unsigned)q->u & 0xfff);
}

static void put_flow(struct sn_text *t, const struct sn_view *v)
{
    unsigned flow = (unsigned)sn_num(t, v, FLOW);

    if (!sn_need(t, v, FLOW_VALUE))
        return;
    switch (flow & 0x0c) {
    case 0x00:
        sn_say(t, v, "dat seg count {} ", FLOW_VALUE);
        if ((flow & 3) == 3)
            sn_put_f(t->b, "reserved-fcmod? %x", flow);
        else if (flow & 3)
            sn_put_s(t->b, flow & 1 ? "donotsend-data " : "send-data ");
        break;
    case 0x04:
        sn_say(t, v, "intr req count {} ", FLOW_VALUE);
        break;
    default:
        sn_put_f(t->b, "reserved-fcval-int? %x", flow);
        break;
    }
}

static void put_connection(struct sn_text *t, const struct sn_view *v, bool confirm)
{
    static const char *const versions[] = {"3.2", "3.1", "4.0", "4.1"};
    uint64_t services;

    if (!sn_need(t, v, confirm ? OPT_LEN : SEG_SIZE))
        return;
    services = sn_opt(v, SERVICES);
    sn_put_s(t->b, services == 1 ? "seg " : services == 2 ? "msg " : "");
    sn_put_f(t->b, "ver %s ", versions[sn_opt(v, NSP_INFO) & 3]);
    sn_say(t, v, "segsize {} ", SEG_SIZE);
    if (confirm && sn_opt(v, OPT_LEN))
        sn_say(t, v, "optlen {} ", OPT_LEN);
}

/* Messages with acknowledgements and what follows them. */
static void put_acked(struct sn_text *t, const struct sn_view *v, uint64_t type, bool is_short)
{
    bool data = type != LINK_SERVICE && type != INTERRUPT && type != ILS_ACK;

    put_ack(t, v, ACK, "ack", "nak");
    put_ack(t, v, OTHER_ACK, data ? "oack" : "ackdat", data ? "onak" : "nakdat");
    if (is_short) {
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    if (type == DATA_ACK || type == ILS_ACK)
        return;
    sn_say(t, v, "seg {} ", SEG_NUMBER);
    if (type == LINK_SERVICE)
        put_flow(t, v);
}

static void nsp_text(struct sn_text *t, const struct sn_view *v)
{
    static const char *const reserved[] = {"subtype", "acktype", "ctltype", "type"};
    unsigned raw = (unsigned)sn_num(t, v, NSP_TYPE), type = raw & MESSAGE_MASK;
    bool is_short = sn_find(v, SHORT_OF) != NULL;

    if (!sn_need(t, v, NSP_SRC))
        return;
    if (!sn_val_name(nsp_messages, type)) {
        sn_put_f(t->b, "reserved-%s? %x", reserved[type >> 2 & 3], raw);
        sn_say(t, v, " {d} > {d}", NSP_SRC, NSP_DST);
        return;
    }
    sn_put_name(t, nsp_messages, type, "");
    sn_put_c(t->b, ' ');
    if (type == CONN_ACK) {
        sn_say(t, v, "{d}", NSP_DST);
        return;
    }
    if (type != INTERRUPT)
        sn_say(t, v, "{d}>{d} ", NSP_SRC, NSP_DST);
    if (!is_short && !sn_need(t, v, BODY))
        return;
    switch (type) {
    case CONN_INIT:
    case RETRANS_INIT:
    case CONN_CONFIRM:
        if (is_short)
            sn_put_lit(t->b, " (invalid)");
        else
            put_connection(t, v, type == CONN_CONFIRM);
        break;
    case DISCONN_INIT:
    case DISCONN_CONFIRM:
        if (is_short)
            sn_put_lit(t->b, " (invalid)");
        else if (sn_say(t, v, "{s:reason-%u} ", REASON) && type == DISCONN_INIT &&
                 sn_num(t, v, OPT_LEN))
            sn_say(t, v, "optlen {} ", OPT_LEN);
        break;
    default:
        put_acked(t, v, type, is_short);
        break;
    }
}

static void data_text(struct sn_text *t, const struct sn_view *v, uint64_t flags)
{
    bool is_long = (flags & KIND) == LONG;
    const struct sn_rec *missing = sn_find(v, SHORT_OF);
    struct sn_view in = {0};
    unsigned n = (unsigned)sn_opt(v, LENGTH), left = n - (unsigned)sn_opt(v, PAD);
    bool any = sn_each(v, NSP, &in);

    if (missing && !any && missing->u > NSP_HDR) {
        sn_put_f(t->b, " (length %u < %u) (invalid)", left, (unsigned)missing->u);
        return;
    }
    if (!sn_need(t, v, is_long ? TYPE : VISITED))
        return;
    if (is_long) {
        put_hi(t, v, SRC_HI);
        sn_put_lit(t->b, " > ");
        put_hi(t, v, DST_HI);
    } else {
        put_addr(t, (unsigned)sn_opt(v, SRC));
        sn_put_lit(t->b, " > ");
        put_addr(t, (unsigned)sn_opt(v, DST));
    }
    sn_put_f(t->b, " %u ", n);
    if (t->o->verbose) {
        sn_put_s(t->b, flags & RQR ? "RQR " : "");
        sn_put_s(t->b, flags & RTS ? "RTS " : "");
        sn_put_s(t->b, flags & INTRA ? "IE " : "");
        sn_put_f(t->b, "%u hops ",
                 (unsigned)(is_long ? sn_opt(v, VISITS) : (sn_opt(v, VISITED) & 0x3f) + 1));
    }
    if (any)
        nsp_text(t, &in);
    else if (missing)
        sn_put_f(t->b, " (nsplen %u < %u) (invalid)", left - (is_long ? LONG_HDR : SHORT_HDR),
                 NSP_HDR);
    else
        sn_cut(t);
}

static enum sn_then decnet_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned n;
    uint64_t flags;

    if (l->len < MIN) {
        sn_put_f(t->b, " (length %u < %u) (invalid)", l->len, MIN);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, LENGTH))
        return SN_TEXT_DONE;
    n = (unsigned)sn_opt(&v, LENGTH);
    if (n < MIN || n > l->len) {
        sn_put_f(t->b, n < MIN ? " (pktlen %u < %u) (invalid)" : " (pktlen %u > %u) (invalid)", n,
                 n < MIN ? MIN : l->len);
        return SN_TEXT_DONE;
    }
    if (t->o->verbose && sn_find(&v, PAD))
        sn_say(t, &v, "[pad:{}] ", PAD);
    if (sn_find(&v, PAD) && sn_find(&v, SHORT_OF) && !sn_find(&v, MESSAGE)) {
        sn_put_f(t->b, " (length %u < %u) (invalid)", n, (unsigned)sn_opt(&v, SHORT_OF));
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, FLAGS))
        return SN_TEXT_DONE;
    flags = sn_opt(&v, FLAGS);
    if (flags & FUTURE)
        put_dump(t, &v, ALL, "future-version-decnet");
    else if (flags & CONTROL)
        control_text(t, &v);
    else if ((flags & KIND) == LONG || (flags & KIND) == SHORT)
        data_text(t, &v, flags);
    else
        put_dump(t, &v, ALL, "unknown message flags under mask");
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_decnet = {
    .name = "dec_dna",
    .tag = "decnet",
    .title = "DEC DNA Routing Protocol",
    SN_PROTO_FIELDS(decnet),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x6003}),
    .dissect = decnet_dissect,
    .text = decnet_text,
};
