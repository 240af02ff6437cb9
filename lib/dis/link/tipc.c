/* Transparent Inter-Process Communication, version 2 (draft-spec-tipc-10), right on Ethernet. */
#include "dis/proto.h"

enum { DATA_LAST = 3, BCAST = 5, BUNDLER, LINK, CONN = 8, CHANGEOVER = 10, NAMES, FRAGMENTER };
enum { NEIGHBOUR = 13, SHORT_WORDS = 6, WORDS = 10, NODE_ROOM = 24 };
enum { MCAST_MSG = 1, NAMED_MSG };

static const struct sn_val users[] = {{0, "Low Importance Data payload"},
                                      {1, "Medium Importance Data payload"},
                                      {2, "High Importance Data payload"},
                                      {DATA_LAST, "Critical Importance Data payload"},
                                      {BCAST, "Broadcast Link Protocol internal"},
                                      {BUNDLER, "Message Bundler Protocol internal"},
                                      {LINK, "Link State Protocol internal"},
                                      {CONN, "Connection Manager internal"},
                                      {CHANGEOVER, "Link Changeover Protocol internal"},
                                      {NAMES, "Name Table Update Protocol internal"},
                                      {FRAGMENTER, "Message Fragmentation Protocol internal"},
                                      {NEIGHBOUR, "Neighbor Detection Protocol internal"},
                                      {0, NULL}};
static const struct sn_val types[] = {{0, "CONN_MSG"},
                                      {MCAST_MSG, "MCAST_MSG"},
                                      {NAMED_MSG, "NAMED_MSG"},
                                      {3, "DIRECT_MSG"},
                                      {0, NULL}};
static const struct sn_val link_types[] = {{0, "Link request"}, {1, "Link response"}, {0, NULL}};

/* The header is read as words, for the text; what is in them, for everyone else, depends on who
 * uses the message. */
#define ALL 0xffffffff
#define TIPC(F)                                                                                    \
    F(W0, "sn.tipc.word", U32, NULL)                                                               \
    F(W1, "sn.tipc.word", U32, NULL)                                                               \
    F(W2, "sn.tipc.word", U32, NULL)                                                               \
    F(W3, "sn.tipc.word", U32, NULL)                                                               \
    F(W4, "sn.tipc.word", U32, NULL)                                                               \
    F(W5, "sn.tipc.word", U32, NULL)                                                               \
    F(W6, "sn.tipc.word", U32, NULL)                                                               \
    F(W7, "sn.tipc.word", U32, NULL)                                                               \
    F(W8, "sn.tipc.word", U32, NULL)                                                               \
    F(W9, "sn.tipc.word", U32, NULL)                                                               \
    F(W10, "sn.tipc.word", U32, NULL)                                                              \
    F(VERSION, "tipc.ver", P32, "Version", .mask = 0xe0000000)                                     \
    F(USER, "tipc.usr", P32, "User", .mask = 0x1e000000, .vals = users)                            \
    F(HDR_SIZE, "tipc.hdr_size", P32, "Header size", .mask = 0x01e00000)                           \
    F(NONSEQ, "tipc.non_sequenced", P32, "Non-sequenced", .mask = 0x00100000)                      \
    F(SIZE, "tipc.msg_size", P32, "Message size", .mask = 0x0001ffff)                              \
    F(DEST_DROP, "tipc.destdrop", P32, "Destination Droppable", .mask = 0x00080000)                \
    F(SRC_DROP, "tipc.srcdrop", P32, "Source Droppable", .mask = 0x00040000)                       \
    F(SYN, "tipc.syn", P32, "SYN", .mask = 0x00020000)                                             \
    F(DATA_TYPE, "tipc.data_type", P32, "Message type", .mask = 0xe0000000, .vals = types)         \
    F(ERROR, "tipcv2.errorcode", P32, "Error code", .mask = 0x1e000000)                            \
    F(REROUTE, "tipcv2.rer_cnt", P32, "Reroute Counter", .mask = 0x01e00000)                       \
    F(SCOPE, "tipcv2.lookup_scope", P32, "Lookup Scope", .mask = 0x00180000)                       \
    F(OPT_P, "tipcv2.opt_p", P32, "Options Position", .mask = 0x00070000)                          \
    F(BCAST_ACK, "tipcv2.broadcast_ack_no", P32, "Broadcast Acknowledge Number", .mask = 0xffff)   \
    F(BCAST_TYPE, "tipcv2.bcast_msg_type", P32, "Message type", .mask = 0xe0000000)                \
    F(BUNDLER_TYPE, "tipcv2.bundler_msg_type", P32, "Message type", .mask = 0xe0000000)            \
    F(LINK_TYPE, "tipcv2.link_msg_type", P32, "Message type", .mask = 0xe0000000)                  \
    F(CONN_TYPE, "tipcv2.connmgr_msg_type", P32, "Message type", .mask = 0xe0000000)               \
    F(CHANGE_TYPE, "tipcv2.changeover_msg_type", P32, "Message type", .mask = 0xe0000000)          \
    F(NAMES_TYPE, "tipcv2.naming_msg_type", P32, "Message type", .mask = 0xe0000000)               \
    F(FRAG_TYPE, "tipcv2.fragmenter_msg_type", P32, "Message type", .mask = 0xe0000000)            \
    F(NEIGHBOUR_TYPE, "tipcv2.data_msg_type", P32, "Message type", .mask = 0xe0000000,             \
      .vals = link_types)                                                                          \
    F(MINOR, "tipcv2.minor_pv", P32, "Minor protocol version", .mask = 0x00ff0000)                 \
    F(SIGNATURE, "tipcv2.node_sig", P32, "Node signature", .mask = 0xffff)                         \
    F(SEQ_GAP, "tipcv2.seq_gap", P32, "Sequence Gap", .mask = 0x1fff0000)                          \
    F(LINK_ACK, "tipcv2.link_level_ack_no", P32, "Link Level Acknowledge Number",                  \
      .mask = 0xffff0000)                                                                          \
    F(LINK_SEQ, "tipcv2.link_level_seq_no", P32, "Link Level Sequence Number", .mask = 0xffff)     \
    F(SRC_PORT, "tipc.org_port", P32, "Originating port", .mask = ALL)                             \
    F(DST_PORT, "tipc.dst_port", P32, "Destination port", .mask = ALL)                             \
    F(NEXT_BCAST, "tipcv2.next_sent_broadcast", P32, "Next Sent Broadcast", .mask = 0xffff0000)    \
    F(NEXT_SENT, "tipcv2.next_sent_packet", P32, "Next Sent Packet", .mask = 0xffff)               \
    F(FRAG_NUM, "tipcv2.fragment_number", P32, "Fragment Number", .mask = 0xffff0000)              \
    F(FRAG_MSG, "tipcv2.fragment_msg_number", P32, "Fragment message number", .mask = 0xffff)      \
    F(SESSION, "tipcv2.session_no", P32, "Session Number", .mask = 0xffff0000)                     \
    F(REDUNDANT, "tipcv2.redundant_link", P32, "Redundant Link", .mask = 0x1000)                   \
    F(BEARER, "tipcv2.bearer_id", P32, "Bearer identity", .mask = 0x0e00)                          \
    F(PRIO, "tipcv2.link_prio", P32, "Link Priority", .mask = 0x01f0)                              \
    F(PLANE, "tipcv2.network_plane", P32, "Network Plane", .mask = 0x000e)                         \
    F(PROBE, "tipcv2.probe", P32, "Probe", .mask = 0x0001)                                         \
    F(NETWORK, "tipcv2.network_id", P32, "Network ID", .mask = ALL)                                \
    F(MEDIA, "tipcv2.media_id", P32, "Media identifier", .mask = 0xff)                             \
    F(NAME_TYPE, "tipcv2.port_name_type", P32, "Port name type", .mask = ALL)                      \
    F(INSTANCE, "tipcv2.port_name_instance", P32, "Port name instance", .mask = ALL)               \
    F(LOWER, "tipcv2.multicast_lower", P32, "Multicast lower bound", .mask = ALL)                  \
    F(UPPER, "tipcv2.multicast_upper", P32, "Multicast upper bound", .mask = ALL)                  \
    F(STAMP, "tipcv2.timestamp", P32, "Timestamp", .mask = ALL)                                    \
    F(TSEQ, "tipcv2.tseq_no", P32, "Transport Sequence No", .mask = ALL)                           \
    F(MAX_PACKET, "tipcv2.max_packet", P32, "Max Packet", .mask = 0xffff0000)                      \
    F(TOLERANCE, "tipcv2.link_tolerance", P32, "Link Tolerance (ms)", .mask = 0xffff)              \
    F(BCAST_TAG, "tipcv2.bcast_tag", P32, "Broadcast Tag", .mask = 0xffff0000)                     \
    F(MSG_COUNT, "tipcv2.msg_count", P32, "Message Count", .mask = 0xffff0000)                     \
    F(CONN_ACK, "tipcv2.conn_mgr_msg_ack", P32, "Number of Messages Acknowledged",                 \
      .mask = 0xffff0000)                                                                          \
    F(ITEM_SIZE, "tipcv2.item_size", P32, "Item Size", .mask = 0xff000000)                         \
    F(PREV_NODE, "tipcv2.prev_node", STR, "Previous Node")                                         \
    F(SRC_NODE, "tipcv2.orig_node", STR, "Originating Node")                                       \
    F(DST_NODE, "tipcv2.dest_node", STR, "Destination Node")                                       \
    F(DOMAIN, "tipcv2.destination_domain", STR, "Destination Domain")
SN_FIELDS(tipc, TIPC)

/* What the words hold that not all messages have alike: by user (of data, the lowest). */
static const struct part {
    uint8_t user, word, first, last;
} parts[] = {{0, W0, DEST_DROP, SYN},
             {0, W1, DATA_TYPE, OPT_P},
             {0, W4, SRC_PORT, SRC_PORT},
             {0, W5, DST_PORT, DST_PORT},
             {BCAST, W1, BCAST_TYPE, BCAST_TYPE},
             {BCAST, W5, NETWORK, NETWORK},
             {BCAST, W9, BCAST_TAG, BCAST_TAG},
             {BUNDLER, W1, BUNDLER_TYPE, BUNDLER_TYPE},
             {BUNDLER, W9, MSG_COUNT, MSG_COUNT},
             {LINK, W1, LINK_TYPE, LINK_TYPE},
             {LINK, W1, SEQ_GAP, SEQ_GAP},
             {LINK, W4, NEXT_BCAST, NEXT_SENT},
             {LINK, W5, SESSION, PROBE},
             {LINK, W8, STAMP, STAMP},
             {LINK, W9, MAX_PACKET, TOLERANCE},
             {CONN, W1, CONN_TYPE, CONN_TYPE},
             {CONN, W1, ERROR, SCOPE},
             {CONN, W4, SRC_PORT, SRC_PORT},
             {CONN, W5, DST_PORT, DST_PORT},
             {CONN, W9, CONN_ACK, CONN_ACK},
             {CHANGEOVER, W1, CHANGE_TYPE, CHANGE_TYPE},
             {CHANGEOVER, W5, BEARER, BEARER},
             {CHANGEOVER, W9, MSG_COUNT, MSG_COUNT},
             {NAMES, W1, NAMES_TYPE, NAMES_TYPE},
             {NAMES, W8, TSEQ, TSEQ},
             {NAMES, W9, ITEM_SIZE, ITEM_SIZE},
             {FRAGMENTER, W1, FRAG_TYPE, FRAG_TYPE},
             {FRAGMENTER, W4, FRAG_NUM, FRAG_MSG},
             {NEIGHBOUR, W1, NEIGHBOUR_TYPE, SIGNATURE},
             {NEIGHBOUR, W4, NETWORK, NETWORK},
             {NEIGHBOUR, W5, MEDIA, MEDIA}};

static unsigned user_of(uint64_t w0)
{
    return w0 >> 25 & 15;
}

static bool has_node(unsigned user)
{
    return user <= DATA_LAST || (user >= BCAST && user <= FRAGMENTER && user != 9);
}

static bool is_short(uint64_t w0)
{
    return (w0 >> 21 & 15) <= SHORT_WORDS;
}

/* "1.1.2": zone, cluster, node. */
static void put_node(struct sn_buf *b, uint64_t w)
{
    sn_put_f(b, "%u.%u.%u", (unsigned)(w >> 24), (unsigned)(w >> 12 & 0xfff),
             (unsigned)(w & 0xfff));
}

static void node(struct sn_dis *d, unsigned word, unsigned field)
{
    const struct sn_rec *q = sn_rec_of(d, word);
    char *s = q ? sn_arena_alloc(&d->arena, NODE_ROOM) : NULL;
    struct sn_buf b;

    if (!s)
        return;
    sn_buf_fixed(&b, s, NODE_ROOM);
    put_node(&b, q->u);
    sn_rec_bytes(d, field, q->off, q->len, s, sn_buf_len(&b));
}

/* The name that a message of data is for. */
static void name_parts(struct sn_dis *d, uint64_t w0, unsigned type)
{
    unsigned words = w0 >> 21 & 15;

    if (words < WORDS || !sn_rec_of(d, W9) || type == 0 || type > NAMED_MSG)
        return;
    sn_parts(d, W8, NAME_TYPE, NAME_TYPE);
    sn_parts(d, W9, type == NAMED_MSG ? INSTANCE : LOWER, type == NAMED_MSG ? INSTANCE : LOWER);
    if (type == MCAST_MSG && words > WORDS && sn_rec_of(d, W10))
        sn_parts(d, W10, UPPER, UPPER);
}

static void name_words(struct sn_dis *d)
{
    uint64_t w0 = sn_u(d, W0);
    unsigned user = user_of(w0), of = user <= DATA_LAST ? 0 : user;
    bool small = is_short(w0) && (of == 0 || of == CONN || of == NAMES);

    sn_parts(d, W0, VERSION, SIZE);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].user == of && sn_rec_of(d, parts[i].word))
            sn_parts(d, parts[i].word, parts[i].first, parts[i].last);
    }
    if (has_node(user) && sn_rec_of(d, W2)) {
        sn_parts(d, W1, BCAST_ACK, BCAST_ACK);
        sn_parts(d, W2, LINK_ACK, LINK_SEQ);
    }
    if (user == NEIGHBOUR)
        node(d, W2, DOMAIN);
    if (has_node(user) || user == NEIGHBOUR)
        node(d, W3, PREV_NODE);
    if (has_node(user) && !small) {
        node(d, W6, SRC_NODE);
        node(d, W7, DST_NODE);
    }
    if (of == 0)
        name_parts(d, w0, (unsigned)(sn_u(d, W1) >> 29));
}

static void tipc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t first = d->nrec;

    (void)len;
    (void)sn_header(d, r, W0, W10);
    sn_text_only(d, first);
    if (d->want & SN_WANT_FIELDS && sn_rec_of(d, W0))
        name_words(d);
    r->stop = SN_STOP_NONE;
}

/* ---- text ---- */

/* ", headerlength 24 bytes, MessageSize 24 bytes, Low Importance Data payload, messageType …" */
static void kind_text(struct sn_text *t, uint64_t w0, uint64_t w1, const struct sn_val *names)
{
    sn_put_f(t->b, ", headerlength %u bytes, MessageSize %u bytes, ", (unsigned)(w0 >> 21 & 15) * 4,
             (unsigned)(w0 & 0x1ffff));
    sn_put_name(t, users, user_of(w0), "");
    sn_put_lit(t->b, ", messageType ");
    sn_put_name(t, names, w1 >> 29, "Unknown");
}

static void payload_text(struct sn_text *t, const struct sn_view *v, const uint32_t *w)
{
    bool small = is_short(w[W0]);

    if (!sn_need(t, v, small ? W5 : W7))
        return;
    sn_put_f(t->b, "TIPC v%u.0 ", w[W0] >> 29);
    put_node(t->b, w[small ? W3 : W6]);
    sn_put_f(t->b, ":%u > ", w[W4]);
    if (!small)
        put_node(t->b, w[W7]);
    sn_put_f(t->b, small ? "%u" : ":%u", w[W5]);
    kind_text(t, w[W0], w[W1], types);
    if (!t->o->verbose || small)
        return;
    sn_put_lit(t->b, "\n\tPrevious Node ");
    put_node(t->b, w[W3]);
    sn_put_f(t->b, ", Broadcast Ack %u, Link Ack %u, Link Sequence %u", w[W1] & 0xffff, w[W2] >> 16,
             w[W2] & 0xffff);
}

static void internal_text(struct sn_text *t, const struct sn_view *v, const uint32_t *w)
{
    if (!sn_need(t, v, W7))
        return;
    sn_put_f(t->b, "TIPC v%u.0 ", w[W0] >> 29);
    put_node(t->b, w[W6]);
    sn_put_lit(t->b, " > ");
    put_node(t->b, w[W7]);
    kind_text(t, w[W0], w[W1], types);
    sn_put_f(t->b, " (0x%08x)", w[W1]);
    if (!t->o->verbose || !sn_need(t, v, W9))
        return;
    sn_put_lit(t->b, "\n\tPrevious Node ");
    put_node(t->b, w[W3]);
    sn_put_f(t->b, ", Session No. %u, Broadcast Ack %u, Sequence Gap %u, ", w[W5] >> 16,
             w[W1] & 0xffff, w[W1] >> 16 & 0x1fff);
    sn_put_f(t->b, " Broadcast Gap After %u, Broadcast Gap To %u, Last Sent Packet No. %u,",
             w[W2] >> 16, w[W2] & 0xffff, w[W4] >> 16);
    sn_put_f(t->b, " Next sent Packet No. %u, Transport Sequence %u, msg_count %u,", w[W4] & 0xffff,
             w[W8], w[W9] >> 16);
    sn_put_f(t->b, " Link Tolerance %u", w[W9] & 0xffff);
}

static void neighbour_text(struct sn_text *t, const struct sn_view *v, const uint32_t *w)
{
    if (!sn_need(t, v, W3))
        return;
    sn_put_f(t->b, "TIPC v%u.0 ", w[W0] >> 29);
    put_node(t->b, w[W3]);
    sn_put_lit(t->b, " > ");
    put_node(t->b, w[W2]);
    kind_text(t, w[W0], w[W1], link_types);
    if (t->o->verbose && sn_need(t, v, W5))
        sn_put_f(t->b, "\n\tNodeSignature %u, network_id %u, media_id %u", w[W1] & 0xffff, w[W4],
                 w[W5] & 0xff);
}

static enum sn_then tipc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t w[WORDS];

    if (!sn_need(t, &v, W0))
        return SN_TEXT_DONE;
    for (unsigned i = 0; i < WORDS; i++)
        w[i] = (uint32_t)sn_opt(&v, W0 + i);
    switch (user_of(w[W0])) {
    case 0:
    case 1:
    case 2:
    case DATA_LAST:
    case CONN:
    case NAMES:
        payload_text(t, &v, w);
        break;
    case BCAST:
    case BUNDLER:
    case LINK:
    case CHANGEOVER:
    case FRAGMENTER:
        internal_text(t, &v, w);
        break;
    case NEIGHBOUR:
        neighbour_text(t, &v, w);
        break;
    default:
        break;
    }
    return SN_TEXT_DONE;
}

SN_PROTO(tipc, "Transparent Inter Process Communication(TIPC)",
         {.table = &sn_tab_ether, .value = 0x88ca})
