/* NetBIOS over UDP (RFC 1002): names and datagrams. tcpdump doesn't know them. */
#include "dis/proto.h"

static const struct sn_val types[] = {{1, "A"},   {2, "NS"},      {10, "NULL"},
                                      {32, "NB"}, {33, "NBSTAT"}, {0, NULL}};
static const struct sn_val opcodes[] = {
    {0, "query"},   {5, "registration"}, {6, "release"},     {7, "wait"},
    {8, "refresh"}, {9, "refresh"},      {15, "multi-home"}, {0, NULL}};
static const struct sn_val rcodes[] = {
    {0, "no error"},     {1, "format error"}, {2, "server failure"},
    {3, "name error"},   {4, "unsupported"},  {5, "refused"},
    {6, "active error"}, {7, "conflict"},     {0, NULL}};

/* What the last byte of a name says of its owner. */
static const struct sn_val services[] = {
    {0x00, "Workstation/Redirector"},
    {0x01, "Browser"},
    {0x02, "Workstation/Redirector"},
    {0x03, "Messenger service/Main name"},
    {0x05, "Forwarded name"},
    {0x06, "RAS Server service"},
    {0x1b, "Domain Master Browser"},
    {0x1c, "Domain Controllers"},
    {0x1d, "Local Master Browser"},
    {0x1e, "Browser Election Service"},
    {0x1f, "Net DDE Service"},
    {0x20, "Server service"},
    {0x21, "RAS client service"},
    {0x22, "Exchange Interchange (MSMail Connector)"},
    {0x23, "Exchange Store"},
    {0x24, "Exchange Directory"},
    {0x2b, "Lotus Notes Server service"},
    {0x30, "Modem sharing server service"},
    {0x31, "Modem sharing client service"},
    {0x43, "SMS Clients Remote Control"},
    {0x44, "SMS Administrators Remote Control Tool"},
    {0x45, "SMS Clients Remote Chat"},
    {0x46, "SMS Clients Remote Transfer"},
    {0x4c, "DEC Pathworks TCP/IP Service on Windows NT"},
    {0x52, "DEC Pathworks TCP/IP Service on Windows NT"},
    {0x6a, "Microsoft Exchange IMC"},
    {0x87, "Microsoft Exchange MTA"},
    {0xbe, "Network Monitor Agent"},
    {0xbf, "Network Monitor Analyzer"},
    {0, NULL},
};

#define NBNS(F)                                                                                    \
    F(ID, "nbns.id", U16, "Transaction ID", .base = SN_HEX)                                        \
    F(FLAGS, "nbns.flags", U16, "Flags", .base = SN_HEX)                                           \
    F(QUERIES, "nbns.count.queries", U16, "Questions")                                             \
    F(ANSWERS, "nbns.count.answers", U16, "Answer RRs")                                            \
    F(AUTHORITY, "nbns.count.auth_rr", U16, "Authority RRs")                                       \
    F(ADDITIONAL, "nbns.count.add_rr", U16, "Additional RRs")                                      \
    F(F_RESPONSE, "nbns.flags.response", BIT16, "Response", .mask = 0x8000)                        \
    F(F_OPCODE, "nbns.flags.opcode", P16, "Opcode", .mask = 0x7800, .vals = opcodes)               \
    F(F_TRUNCATED, "nbns.flags.truncated", BIT16, "Truncated", .mask = 0x200)                      \
    F(F_RECDESIRED, "nbns.flags.recdesired", BIT16, "Recursion desired", .mask = 0x100)            \
    F(F_BROADCAST, "nbns.flags.broadcast", BIT16, "Broadcast", .mask = 0x10)                       \
    F(F_AUTHORITATIVE, "nbns.flags.authoritative", BIT16, "Authoritative", .mask = 0x400)          \
    F(F_RECAVAIL, "nbns.flags.recavail", BIT16, "Recursion available", .mask = 0x80)               \
    F(F_RCODE, "nbns.flags.rcode", P16, "Reply code", .mask = 0xf, .vals = rcodes)                 \
    F(QUERY, "sn.nbns.query", GROUPS, NULL)                                                        \
    F(RECORD, "sn.nbns.record", GROUPS, NULL)                                                      \
    F(NAME, "nbns.name", STR, "Name")                                                              \
    F(TYPE, "nbns.type", U16, "Type", .vals = types)                                               \
    F(CLASS, "nbns.class", U16, "Class")                                                           \
    F(TTL, "nbns.ttl", U32, "Time to live", .unit = "s")                                           \
    F(LEN, "nbns.data_length", U16, "Data length", .unit = "bytes")                                \
    F(DATA, "nbns.data", BYTES, "Data")                                                            \
    F(WAIT_FLAGS, "nbns.flags", U16, "Flags", .base = SN_HEX)                                      \
    F(NB_FLAGS, "nbns.nb_flags", U16S, "Name flags", .base = SN_HEX)                               \
    F(NB_GROUP, "nbns.nb_flags.group", BIT16, "Name type", .mask = 0x8000, .flags = SN_F_MULTI)    \
    F(NB_ONT, "nbns.nb_flags.ont", P16, "ONT", .mask = 0x6000, .flags = SN_F_MULTI)                \
    F(NB_ADDR, "nbns.addr", IPV4S, "Addr")                                                         \
    F(NAMES, "nbns.number_of_names", U8, "Number of names")                                        \
    F(NETBIOS_NAME, "nbns.netbios_name", STRS, "Name")                                             \
    F(NAME_FLAGS, "nbns.name_flags", U16S, "Name flags", .base = SN_HEX)                           \
    F(NF_GROUP, "nbns.name_flags.group", BIT16, "Name type", .mask = 0x8000, .flags = SN_F_MULTI)  \
    F(NF_ONT, "nbns.name_flags.ont", P16, "ONT", .mask = 0x6000, .flags = SN_F_MULTI)              \
    F(NF_DRG, "nbns.name_flags.drg", BIT16, "Name is being deregistered", .mask = 0x1000,          \
      .flags = SN_F_MULTI)                                                                         \
    F(NF_CNF, "nbns.name_flags.cnf", BIT16, "Name is in conflict", .mask = 0x800,                  \
      .flags = SN_F_MULTI)                                                                         \
    F(NF_ACT, "nbns.name_flags.act", BIT16, "Name is active", .mask = 0x400, .flags = SN_F_MULTI)  \
    F(NF_PRM, "nbns.name_flags.prm", BIT16, "Permanent node name", .mask = 0x200,                  \
      .flags = SN_F_MULTI)                                                                         \
    F(UNIT_ID, "nbns.unit_id", ETHER, "Unit ID")                                                   \
    F(JUMPERS, "nbns.jumpers", U8, "Jumpers", .base = SN_HEX)                                      \
    F(TEST, "nbns.test_result", U8, "Test result", .base = SN_HEX)                                 \
    F(VERSION, "nbns.version_number", U16, "Version number", .base = SN_HEX)                       \
    F(PERIOD, "nbns.period_of_statistics", U16, "Period of statistics", .base = SN_HEX)            \
    F(CRCS, "nbns.num_crcs", U16, "Number of CRCs")                                                \
    F(ALIGNMENT, "nbns.num_alignment_errors", U16, "Number of alignment errors")                   \
    F(COLLISIONS, "nbns.num_collisions", U16, "Number of collisions")                              \
    F(ABORTS, "nbns.num_send_aborts", U16, "Number of send aborts")                                \
    F(SENDS, "nbns.num_good_sends", U32, "Number of good sends")                                   \
    F(RECEIVES, "nbns.num_good_receives", U32, "Number of good receives")                          \
    F(RETRANSMITS, "nbns.numretransmits", U16, "Number of retransmits")                            \
    F(NO_RESOURCE, "nbns.num_no_resource_conditions", U16, "Number of no resource conditions")     \
    F(BLOCKS, "nbns.numcommand_blocks", U16, "Number of command blocks")                           \
    F(PENDING, "nbns.numpending_sessions", U16, "Number of pending sessions")                      \
    F(PENDING_MAX, "nbns.max_num_pending_sessions", U16, "Max number of pending sessions")         \
    F(SESSIONS_MAX, "nbns.max_total_sessions_possible", U16, "Max total sessions possible")        \
    F(PACKET_SIZE, "nbns.session_data_packet_size", U16, "Session data packet size")
SN_FIELDS(nbns, NBNS)

enum { NB = 32, NBSTAT = 33, WACK = 7, NAME_LEN = 16, ENCODED = 32, TEXT_MAX = 512 };

/* ---- names ---- */

/* Appends n bytes, those that can't be printed as <00>. */
static void put_chars(struct sn_buf *b, const uint8_t *p, size_t n)
{
    for (; n; n--, p++) {
        if (*p < ' ' || *p > '~')
            sn_put_f(b, "<%02x>", *p);
        else
            sn_put_c(b, (char)*p);
    }
}

/* A name of 15 bytes that blanks fill up. */
static void put_name(struct sn_buf *b, const uint8_t *p)
{
    size_t n = NAME_LEN - 1;

    while (n && p[n - 1] == ' ')
        n--;
    put_chars(b, p, n);
}

/* The bytes that 32 letters from A to P stand for. False: they don't. */
static bool decode(struct sn_rd *r, uint8_t out[NAME_LEN])
{
    const uint8_t *p;

    if (!sn_rd_bytes(r, ENCODED, &p))
        return false;
    for (unsigned i = 0; i < NAME_LEN; i++, p += 2) {
        if (p[0] < 'A' || p[0] > 'P' || p[1] < 'A' || p[1] > 'P') {
            sn_malformed(r);
            return false;
        }
        out[i] = (uint8_t)((p[0] - 'A') << 4 | (p[1] - 'A'));
    }
    return true;
}

/* Appends the labels of the scope behind the name, each behind a dot, and goes behind their end. */
static bool put_scope(struct sn_buf *b, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t n;

    while (sn_rd_u8(r, &n)) {
        if (n == 0)
            return true;
        if (n >= 0xc0)
            return sn_rd_skip(r, 1);
        if (!sn_rd_bytes(r, n, &p))
            return false;
        sn_put_c(b, '.');
        put_chars(b, p, n);
    }
    return false;
}

/* Reads a name at r, or the one in `all` that a pointer there refers to, and appends it:
 * "FRED<20>". Its last byte is in *kind. */
static bool read_name(struct sn_buf *b, struct sn_rd *r, const struct sn_rd *all, uint8_t *kind)
{
    uint8_t name[NAME_LEN], n, low;
    struct sn_rd at;

    if (!sn_rd_u8(r, &n))
        return false;
    if (n >= 0xc0) {
        if (!all || !sn_rd_u8(r, &low))
            return false;
        at = *all;
        if (!sn_rd_skip(&at, (size_t)(n & 0x3f) << 8 | low) || !sn_rd_u8(&at, &n) || n >= 0xc0)
            return false;
    } else {
        at = *r;
    }
    if (n != ENCODED)
        sn_malformed(&at);
    if (at.stop || !decode(&at, name)) {
        sn_stop(r, &at);
        return false;
    }
    put_name(b, name);
    *kind = name[NAME_LEN - 1];
    sn_put_f(b, "<%02x>", *kind);
    if (!put_scope(b, &at)) {
        sn_stop(r, &at);
        return false;
    }
    if (at.p > r->p)
        r->p = at.p;
    return true;
}

/* A name as a field; `told`: also what its last byte says. */
static bool get_name(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, unsigned field,
                     bool told)
{
    char text[TEXT_MAX];
    const char *service;
    struct sn_buf b;
    uint8_t kind;

    sn_buf_fixed(&b, text, sizeof text);
    if (!read_name(&b, r, all, &kind)) {
        if (!r->stop)
            sn_malformed(r);
        return false;
    }
    service = told ? sn_val_name(services, kind) : NULL;
    if (told)
        sn_put_f(&b, " (%s)", service ? service : "Unknown");
    sn_rec_str(d, field, text, sn_buf_len(&b));
    return true;
}

/* ---- names' service ---- */

/* The flags of a message, or of the request that one asks to wait for; replies have more. */
static void flags(struct sn_dis *d, unsigned field, bool reply)
{
    sn_parts(d, field, F_RESPONSE, reply ? F_RCODE : F_BROADCAST);
}

/* The addresses of a name, each with whose it is. */
static void addresses(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) && sn_get(d, r, NB_FLAGS, NULL)) {
        sn_parts(d, NB_FLAGS, NB_GROUP, NB_ONT);
        if (!sn_get(d, r, NB_ADDR, NULL))
            return;
    }
}

/* A node's names and its statistics. */
static void status(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p;
    uint32_t n;

    if (!sn_get(d, r, NAMES, &n))
        return;
    for (; n; n--) {
        char text[TEXT_MAX];
        struct sn_buf b;

        if (sn_rd_left(r) < NAME_LEN + 2 || !sn_rd_bytes(r, NAME_LEN, &p))
            return;
        sn_buf_fixed(&b, text, sizeof text);
        put_name(&b, p);
        sn_rec_str(d, NETBIOS_NAME, text, sn_buf_len(&b));
        (void)sn_get(d, r, NAME_FLAGS, NULL);
        sn_parts(d, NAME_FLAGS, NF_GROUP, NF_PRM);
    }
    if (sn_rd_left(r))
        (void)sn_header(d, r, UNIT_ID, PACKET_SIZE);
}

/* What a record says. */
static void data(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint64_t opcode)
{
    if (type == NB && opcode == WACK) {
        if (sn_get(d, r, WAIT_FLAGS, NULL))
            flags(d, WAIT_FLAGS, false);
    } else if (type == NB) {
        addresses(d, r);
    } else if (type == NBSTAT) {
        status(d, r);
    } else {
        (void)!sn_get_bytes(d, r, DATA, sn_rd_left(r));
    }
}

static bool record(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, uint64_t opcode)
{
    struct sn_rec *g = sn_group(d, r, RECORD, 0);
    struct sn_rd at = *r, in;
    uint8_t n;
    uint16_t type = 0;
    uint32_t len;

    /* The type, behind the name, says how that is shown. */
    if (sn_rd_u8(&at, &n) && sn_rd_skip(&at, n >= 0xc0 ? 1 : ENCODED)) {
        while (n < 0xc0 && sn_rd_u8(&at, &n) && n)
            (void)!sn_rd_skip(&at, n >= 0xc0 ? 1 : n);
        (void)!sn_rd_be16(&at, &type);
    }
    if (!get_name(d, r, all, NAME, type == NB) || !sn_header(d, r, TYPE, LEN))
        return false;
    len = (uint32_t)sn_u(d, LEN);
    in = sn_inside(r, len);
    data(d, &in, type, opcode);
    if (!sn_rd_skip(r, len))
        return false;
    sn_group_end(d, r, g);
    return true;
}

static void nbns_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t opcode, n;
    bool reply;

    (void)len;
    if (!sn_header(d, r, ID, ADDITIONAL))
        return;
    reply = sn_u(d, FLAGS) & 0x8000;
    opcode = sn_u(d, FLAGS) >> 11 & 15;
    n = sn_u(d, ANSWERS) + sn_u(d, AUTHORITY) + sn_u(d, ADDITIONAL);
    flags(d, FLAGS, reply);
    for (uint64_t q = sn_u(d, QUERIES); q; q--) {
        struct sn_rec *g = sn_group(d, r, QUERY, 0);

        if (!get_name(d, r, &all, NAME, false) || !sn_header(d, r, TYPE, CLASS))
            return;
        sn_group_end(d, r, g);
    }
    while (n && record(d, r, &all, opcode))
        n--;
}

const struct sn_proto sn_proto_nbns = {
    .name = "nbns",
    .title = "NetBIOS Name Service",
    SN_PROTO_FIELDS(nbns),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 137}),
    .more = true,
    .dissect = nbns_dissect,
};

/* ---- datagrams ---- */

enum {
    DIRECT_UNIQUE = 0x10,
    DIRECT_GROUP,
    BROADCAST,
    ERROR,
    QUERY_REQUEST,
    QUERY_POSITIVE,
    QUERY_NEGATIVE
};

static const struct sn_val datagrams[] = {{DIRECT_UNIQUE, "direct to a unique name"},
                                          {DIRECT_GROUP, "direct to a group"},
                                          {BROADCAST, "broadcast"},
                                          {ERROR, "error"},
                                          {QUERY_REQUEST, "query request"},
                                          {QUERY_POSITIVE, "positive query response"},
                                          {QUERY_NEGATIVE, "negative query response"},
                                          {0, NULL}};

#define NBDGM(F)                                                                                   \
    F(DG_TYPE, "nbdgm.type", U8, "Message Type", .vals = datagrams)                                \
    F(DG_FLAGS, "nbdgm.flags", P8, "Flags", .base = SN_HEX)                                        \
    F(DG_MORE, "nbdgm.next", BIT8, "More fragments follow", .mask = 0x1)                           \
    F(DG_FIRST, "nbdgm.first", BIT8, "This is first fragment", .mask = 0x2)                        \
    F(DG_NODE, "nbdgm.node_type", U8, "Node Type", .mask = 0xc)                                    \
    F(DG_ID, "nbdgm.dgram_id", U16, "Datagram ID", .base = SN_HEX)                                 \
    F(DG_SRC, "nbdgm.src.ip", IPV4, "Source IP")                                                   \
    F(DG_PORT, "nbdgm.src.port", U16, "Source Port")                                               \
    F(DG_LEN, "nbdgm.dgram_len", U16, "Datagram length", .unit = "bytes")                          \
    F(DG_OFFSET, "nbdgm.pkt_offset", U16, "Packet offset")                                         \
    F(DG_SOURCE, "nbdgm.source_name", STR, "Source name")                                          \
    F(DG_DESTINATION, "nbdgm.destination_name", STR, "Destination name")                           \
    F(DG_ERROR, "nbdgm.error_code", U8, "Error code", .base = SN_HEX)
SN_FIELDS(nbdgm, NBDGM)

static void nbdgm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t from = (uint32_t)sn_rd_off(r), used;

    if (!sn_header(d, r, DG_TYPE, DG_PORT))
        return;
    switch (sn_u(d, DG_TYPE)) {
    case DIRECT_UNIQUE:
    case DIRECT_GROUP:
    case BROADCAST:
        if (!sn_header(d, r, DG_LEN, DG_OFFSET) || !get_name(d, r, NULL, DG_SOURCE, false) ||
            !get_name(d, r, NULL, DG_DESTINATION, false))
            return;
        used = (uint32_t)sn_rd_off(r) - from;
        sn_next_proto(d, NULL, r, len < used ? 0 : len - used);
        break;
    case ERROR:
        (void)sn_get(d, r, DG_ERROR, NULL);
        break;
    case QUERY_REQUEST:
    case QUERY_POSITIVE:
    case QUERY_NEGATIVE:
        (void)get_name(d, r, NULL, DG_DESTINATION, false);
        break;
    default:
        break;
    }
}

const struct sn_proto sn_proto_nbdgm = {
    .name = "nbdgm",
    .title = "NetBIOS Datagram Service",
    SN_PROTO_FIELDS(nbdgm),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 138}),
    .more = true,
    .dissect = nbdgm_dissect,
};
