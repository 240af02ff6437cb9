/* OpenFlow 1.0 (Open Networking Foundation, TS-001) and Big Switch Networks' additions to it. */
#include "dis/app/openflow.h"

enum {
    MATCH = 40, /* bytes */
    PORT_SIZE = 48,
    ACTION_MIN = 8,
    FLOW_STAT = 88,
    TABLE_STAT = 64,
    PORT_STAT = 104,
    QUEUE_STAT = 32,
    QUEUE_MIN = 8,
    DESCRIPTION = 1056,
};

/* So many bytes that nobody explains. */
static bool data(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (n)
        sn_note(d, DATA_LEN, n);
    return sn_of_data(d, r, DATA);
}

static bool error(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_of_line(d, r, 1, ERROR, NULL) && sn_get(d, r, CODE, NULL) && data(d, r, n - 4);
}

/* ---- Big Switch Networks ---- */

static bool shell_data(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    bool whole = sn_get_upto(d, r, BSN_DATA, n);

    if (!whole)
        sn_rec_of(d, BSN_DATA)->flags |= SN_REC_BAD;
    return whole;
}

static bool ip_mask(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_header(d, r, BSN_INDEX, BSN_MASK);
}

static bool ip_mask_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_get(d, r, BSN_INDEX, NULL) && sn_rd_skip(r, 4);
}

static bool mirroring(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_get(d, r, BSN_MIRROR, NULL) && sn_rd_skip(r, 3);
}

static bool shell_command(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_get(d, r, BSN_SERVICE, NULL) && shell_data(d, r, n - 4);
}

static bool shell_status(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_get(d, r, BSN_STATUS, NULL);
}

static bool remove_port(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_get(d, r, BSN_VPORT, NULL);
}

/* By subtype, as sn_of_body; what isn't here has no form that tcpdump knows. */
static const struct sn_of_body bsn_bodies[] = {
    [0] = {8, true, ip_mask},        [1] = {8, true, ip_mask_request},
    [2] = {8, true, ip_mask},        [3] = {4, true, mirroring},
    [4] = {4, true, mirroring},      [5] = {4, true, mirroring},
    [6] = {4, false, shell_command}, [7] = {0, false, shell_data},
    [8] = {4, true, shell_status},   [9] = {0, true, NULL},
    [13] = {0, true, NULL},          [17] = {4, true, remove_port},
    [19] = {0, true, NULL},          [21] = {0, true, NULL},
    [27] = {0, true, NULL},
};

static bool bsn(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    const struct sn_of_body *k;
    uint32_t type;

    if (n < 4)
        return sn_of_invalid(d, r, 1);
    if (!sn_of_line(d, r, 1, BSN, &type))
        return false;
    if (type >= sizeof bsn_bodies / sizeof *bsn_bodies)
        return true;
    k = &bsn_bodies[type];
    n -= 4;
    if (k->exact ? n != k->least : n < k->least)
        return sn_of_invalid(d, r, 1);
    return !k->read || k->read(d, r, n);
}

static bool vendor(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t who;

    if (!sn_get(d, r, VENDOR, &who))
        return false;
    return who == BSN_VENDOR ? bsn(d, r, n - 4) : data(d, r, n - 4);
}

/* ---- actions ---- */

/* An action of Big Switch Networks, behind its vendor. */
static bool bsn_action(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    enum { MIRROR = 1 };
    uint32_t type;

    if (n < 4)
        return sn_of_invalid(d, r, 1);
    if (!sn_of_line(d, r, 2, A_SUBTYPE, &type))
        return false;
    if (type != MIRROR)
        return true;
    if (n != 16)
        return sn_of_invalid(d, r, 1);
    return sn_header(d, r, A_DEST_PORT, A_STAGE);
}

/* What stands behind the type and the length of an action of n bytes. */
static bool action_body(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    static const struct {
        uint16_t size, field;
    } forms[] = {{8, A_PORT},     {8, A_VID},      {8, A_PCP},     {8, 0},
                 {16, A_DL_ADDR}, {16, A_DL_ADDR}, {8, A_NW_ADDR}, {8, A_NW_ADDR},
                 {8, A_NW_TOS},   {8, A_TP_PORT},  {8, A_TP_PORT}, {16, A_PORT}};
    enum { OUTPUT = 0, ENQUEUE = 11, VENDOR_ACTION = 0xffff };
    uint32_t v = 0;

    if (type == VENDOR_ACTION) {
        if (n % 8) {
            sn_note(d, BOGUS, 0);
            return true;
        }
        if (!sn_get(d, r, VENDOR, &v))
            return false;
        return v == BSN_VENDOR ? bsn_action(d, r, n - 8) : data(d, r, n - 8);
    }
    if (type > ENQUEUE)
        return true;
    if (n != forms[type].size) {
        sn_note(d, BOGUS, 0);
        return true;
    }
    if (forms[type].field && !sn_get(d, r, forms[type].field, &v))
        return false;
    if (type == OUTPUT)
        return sn_get(d, r, A_MAX_LEN, NULL);
    return type != ENQUEUE || (sn_rd_skip(r, 6) && sn_get(d, r, A_QUEUE, NULL));
}

/* n bytes of actions. */
static bool actions(struct sn_dis *d, struct sn_rd *r, unsigned indent, uint32_t n)
{
    bool more = n > 0;

    while (more) {
        struct sn_rec *g;
        uint32_t type, len;
        struct sn_rd in;
        bool ok;

        if (n < ACTION_MIN)
            return sn_of_invalid(d, r, 1);
        g = sn_group(d, r, ACTION, 0);
        ok = sn_of_line(d, r, indent, A_TYPE, &type) && sn_get(d, r, A_LEN, &len);
        if (ok && (len < ACTION_MIN || len > n)) {
            (void)sn_of_invalid(d, r, 1);
            n = 0;
        } else if (ok) {
            in = sn_of_part(r, len - 4);
            (void)action_body(d, &in, type, len);
            ok = !r->stop;
            n -= len;
        }
        sn_group_end(d, r, g);
        if (!ok)
            return false;
        more = n > 0;
    }
    return true;
}

/* ---- flows ---- */

/* A field of a match, which is said unless all its bits are wild. */
static bool matched(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field, bool wild)
{
    if (!sn_of_get(d, r, field, NULL))
        return false;
    if (!wild)
        sn_note(d, MATCHED, indent);
    return true;
}

static bool match(struct sn_dis *d, struct sn_rd *r, unsigned indent)
{
    enum { KNOWN = 0x3fffff };
    static const uint8_t bits[] = {0, 2, 3, 1, 20, 4, 21, 5};
    uint32_t w = 0;

    if (!sn_get(d, r, WILDCARDS, &w))
        return false;
    if (w & ~(uint32_t)KNOWN)
        sn_note(d, BAD_WILDCARDS, indent);
    for (unsigned i = 0; i < sizeof bits; i++) {
        if (!matched(d, r, indent, M_IN_PORT + i, w >> bits[i] & 1))
            return false;
    }
    return matched(d, r, indent, M_NW_SRC, (w >> 8 & 63) >= 32) &&
           matched(d, r, indent, M_NW_DST, (w >> 14 & 63) >= 32) &&
           matched(d, r, indent, M_TP_SRC, w >> 6 & 1) &&
           matched(d, r, indent, M_TP_DST, w >> 7 & 1);
}

static bool flow_mod(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (!match(d, r, 1) || !sn_of_line(d, r, 1, COOKIE, NULL) ||
        !sn_header(d, r, COMMAND, PRIORITY) || !sn_get(d, r, F_BUFFER_ID, NULL) ||
        !sn_header(d, r, OUT_PORT, FLOW_FLAGS))
        return false;
    sn_note(d, BITS, FLOW_FLAGS);
    return actions(d, r, 1, n - MATCH - 24);
}

static bool flow_removed(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return match(d, r, 1) && sn_of_line(d, r, 1, COOKIE, NULL) && sn_get(d, r, PRIORITY, NULL) &&
           sn_get(d, r, REMOVED, NULL) && sn_rd_skip(r, 1) &&
           sn_header(d, r, SECONDS, NANOSECONDS) && sn_get(d, r, IDLE, NULL) && sn_rd_skip(r, 2) &&
           sn_header(d, r, PACKETS, BYTES);
}

/* ---- packets ---- */

/* A packet of n bytes that goes through the controller. */
static bool frame(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd in = sn_inside(r, n);

    if (!n)
        return true;
    sn_note(d, FRAME, n);
    sn_next_proto(d, &sn_proto_eth, &in, n);
    if (!sn_rd_skip(r, n))
        sn_note(d, UNSEEN, 3);
    return true;
}

static bool packet_in(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_of_line(d, r, 1, BUFFER_ID, NULL) && sn_header(d, r, TOTAL_LEN, IN_REASON) &&
           sn_rd_skip(r, 1) && frame(d, r, n - 10);
}

static bool packet_out(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd in;
    uint32_t len;

    if (!sn_of_line(d, r, 1, OUT_BUFFER_ID, NULL) || !sn_get(d, r, IN_PORT, NULL) ||
        !sn_get(d, r, ACTIONS_LEN, &len))
        return false;
    n -= 8;
    if (len > n)
        return sn_of_invalid(d, r, 1);
    in = sn_of_part(r, len);
    (void)actions(d, &in, 1, len);
    return !r->stop && frame(d, r, n - len);
}

/* ---- the switch and its ports ---- */

static bool config(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, CONFIG, NULL) && sn_get(d, r, MISS, NULL);
}

static bool port(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, PORT, 0);
    bool ok = sn_of_line(d, r, 2, PORT_NO, NULL) && sn_get(d, r, PORT_HW, NULL) &&
              sn_of_name(d, r, PORT_NAME, 16) && sn_of_bits2(d, r, 3, PORT_CONFIG) &&
              sn_of_line2(d, r, 3, PORT_STATE);

    for (unsigned f = PORT_CURR; ok && f <= PORT_PEER; f++)
        ok = sn_of_bits2(d, r, 3, f);
    sn_group_end(d, r, g);
    return ok;
}

static bool features(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (!sn_of_line(d, r, 1, DPID, NULL) || !sn_header(d, r, N_BUFFERS, N_TABLES) ||
        !sn_rd_skip(r, 3) || !sn_of_bits(d, r, 1, CAPABILITIES) || !sn_of_bits(d, r, 1, ACTIONS))
        return false;
    for (n -= 24; n >= PORT_SIZE; n -= PORT_SIZE) {
        if (!port(d, r))
            return false;
    }
    return n == 0 || sn_of_invalid(d, r, 1);
}

static bool port_status(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, PORT_REASON, NULL) && sn_rd_skip(r, 7) && port(d, r);
}

static bool port_mod(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, PORT_NO, NULL) && sn_get(d, r, PORT_HW, NULL) &&
           sn_of_bits(d, r, 1, PM_CONFIG) && sn_of_bits(d, r, 1, PM_MASK) &&
           sn_of_bits(d, r, 1, PM_ADVERTISE);
}

/* ---- queues ---- */

static bool queue_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, Q_PORT, NULL);
}

/* A list: elements that `one` reads, each of at least `least` bytes, all in n. one() says how many
 * bytes it had; 0: nothing follows. */
static bool list(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint32_t least, unsigned group,
                 unsigned verbose, uint32_t (*one)(struct sn_dis *d, struct sn_rd *r, uint32_t n))
{
    while (n) {
        struct sn_rec *g;
        uint32_t had;

        if (n < least)
            return sn_of_invalid(d, r, verbose);
        g = sn_group(d, r, group, 0);
        had = one(d, r, n);
        sn_group_end(d, r, g);
        if (!had)
            return !r->stop;
        n -= had;
    }
    return true;
}

static uint32_t property(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    enum { NONE = 0, MIN_RATE = 1 };
    uint32_t type, len;
    struct sn_rd in;

    if (!sn_of_line2(d, r, 3, P_TYPE) || !sn_get(d, r, P_LEN, &len))
        return 0;
    type = (uint32_t)sn_u(d, P_TYPE);
    if (len < QUEUE_MIN || len > n) {
        (void)sn_of_invalid(d, r, 2);
        return 0;
    }
    in = sn_of_part(r, len - 4);
    if (!sn_rd_skip(&in, 4))
        return 0;
    if ((type == NONE && len != 8) || (type == MIN_RATE && len != 16))
        sn_note(d, BOGUS2, 0);
    else if (type == MIN_RATE)
        (void)sn_get(d, &in, P_RATE, NULL);
    return r->stop ? 0 : len;
}

static uint32_t queue(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd in;
    uint32_t len;

    if (!sn_of_line(d, r, 2, Q_ID, NULL) || !sn_get(d, r, Q_LEN, &len))
        return 0;
    if (len < QUEUE_MIN || len > n) {
        (void)sn_of_invalid(d, r, 1);
        return 0;
    }
    in = sn_of_part(r, len - 6);
    if (sn_rd_skip(&in, 2))
        (void)list(d, &in, len - 8, QUEUE_MIN, PROPERTY, 2, property);
    return r->stop ? 0 : len;
}

static bool queue_reply(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_of_line(d, r, 1, Q_PORT, NULL) && sn_rd_skip(r, 6) &&
           list(d, r, n - 8, QUEUE_MIN, QUEUE, 1, queue);
}

/* ---- statistics ---- */

static bool stats_vendor(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_get(d, r, VENDOR, NULL) && data(d, r, n - 4);
}

static bool flow_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return match(d, r, 1) && sn_of_line(d, r, 1, TABLE_ID, NULL) && sn_rd_skip(r, 1) &&
           sn_get(d, r, S_OUT_PORT, NULL);
}

static bool port_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, PORT_NO, NULL) && sn_rd_skip(r, 6);
}

static bool stat_queue_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, PORT_NO, NULL) && sn_rd_skip(r, 2) && sn_get(d, r, QUEUE_ID, NULL);
}

static uint32_t flow_stat(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd in;
    uint32_t len;

    if (!sn_of_line(d, r, 1, S_LENGTH, &len))
        return 0;
    if (len < FLOW_STAT || len > n) {
        (void)sn_of_invalid(d, r, 1);
        return 0;
    }
    in = sn_of_part(r, len - 2);
    if (sn_get(d, &in, S_TABLE, NULL) && sn_rd_skip(&in, 1) && match(d, &in, 2) &&
        sn_of_line(d, &in, 2, S_SECONDS, NULL) && sn_header(d, &in, S_NANOSECONDS, S_BYTES))
        (void)actions(d, &in, 2, len - FLOW_STAT);
    return r->stop ? 0 : len;
}

static uint32_t table_stat(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, T_TABLE, NULL) && sn_of_name(d, r, TABLE_NAME, 32) &&
                   sn_of_bits(d, r, 2, T_WILDCARDS) && sn_of_line(d, r, 2, MAX_ENTRIES, NULL) &&
                   sn_header(d, r, ACTIVE, MATCHES)
               ? TABLE_STAT
               : 0;
}

static uint32_t port_stat(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 2, S_PORT, NULL) && sn_header(d, r, RX_PACKETS, COLLISIONS) ? PORT_STAT
                                                                                        : 0;
}

static uint32_t queue_stat(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 2, SQ_PORT, NULL) && sn_header(d, r, S_QUEUE_ID, Q_TX_ERRORS)
               ? QUEUE_STAT
               : 0;
}

static bool description(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    for (unsigned f = MFR; f <= DP; f++) {
        sn_note(d, LINE, 2);
        if (sn_of_name(d, r, f, f == SERIAL ? 32 : 256))
            continue;
        /* Behind the zero of one that is cut the next begins, and is cut. */
        r->p = r->end;
        if (sn_rec_of(d, f)->n == sn_rec_of(d, f)->len)
            return false;
        if (f == DP)
            sn_note(d, UNSEEN, 1);
    }
    return true;
}

static bool flow_stats(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return list(d, r, n, FLOW_STAT, STAT, 1, flow_stat);
}

static bool aggregate(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, S_PACKETS, NULL) && sn_header(d, r, S_BYTES, S_FLOWS);
}

static bool table_stats(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return list(d, r, n, TABLE_STAT, STAT, 1, table_stat);
}

static bool port_stats(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return list(d, r, n, PORT_STAT, STAT, 1, port_stat);
}

static bool queue_stats(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return list(d, r, n, QUEUE_STAT, STAT, 1, queue_stat);
}

/* By type; the last is a vendor's. */
enum { STATS_KNOWN = 6, STATS_VENDOR = 0xffff };
static const struct sn_of_body requests[STATS_KNOWN + 1] = {
    {0, true, NULL},         {44, true, flow_request}, {44, true, flow_request},
    {0, true, NULL},         {8, true, port_request},  {8, true, stat_queue_request},
    {4, false, stats_vendor}};
static const struct sn_of_body replies[STATS_KNOWN + 1] = {
    {DESCRIPTION, true, description}, {0, false, flow_stats}, {24, true, aggregate},
    {0, false, table_stats},          {0, false, port_stats}, {0, false, queue_stats},
    {4, false, stats_vendor}};

static bool stats(struct sn_dis *d, struct sn_rd *r, uint32_t n, const struct sn_of_body *bodies)
{
    uint32_t type;

    if (!sn_of_line(d, r, 1, STATS, &type) || !sn_get(d, r, STATS_FLAGS, NULL))
        return false;
    sn_note(d, bodies == replies ? BITS : NO_BITS, STATS_FLAGS);
    if (type == STATS_VENDOR)
        type = STATS_KNOWN;
    else if (type >= STATS_KNOWN) {
        if (bodies == requests)
            sn_note(d, UNSEEN, 1);
        return true;
    }
    n -= 4;
    bodies += type;
    if (bodies->exact ? n != bodies->least : n < bodies->least)
        return sn_of_invalid(d, r, 1);
    return !bodies->read || bodies->read(d, r, n);
}

static bool stats_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return stats(d, r, n, requests);
}

static bool stats_reply(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return stats(d, r, n, replies);
}

const struct sn_of_body sn_of1_bodies[SN_OF1_TYPES] = {
    [0] = {0, false, data},           [1] = {4, false, error},
    [2] = {0, false, data},           [3] = {0, false, data},
    [4] = {4, false, vendor},         [5] = {0, true, NULL},
    [6] = {24, false, features},      [7] = {0, true, NULL},
    [8] = {4, true, config},          [9] = {4, true, config},
    [10] = {10, false, packet_in},    [11] = {80, true, flow_removed},
    [12] = {56, true, port_status},   [13] = {8, false, packet_out},
    [14] = {64, false, flow_mod},     [15] = {24, true, port_mod},
    [16] = {4, false, stats_request}, [17] = {4, false, stats_reply},
    [18] = {0, true, NULL},           [19] = {0, true, NULL},
    [20] = {4, true, queue_request},  [21] = {8, false, queue_reply},
};
