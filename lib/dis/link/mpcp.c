/* Multipoint MAC control of passive optical networks, and Ethernet's PAUSE (IEEE 802.3, 31 and 64).
 */
#include "dis/link/eth.h"

enum { PAUSE = 1, GATE, REPORT, REGISTER_REQUEST, REGISTER, REGISTER_ACK, HDR = 6, GRANT_SIZE = 6 };

static const struct sn_val opcodes[] = {
    {PAUSE, "Pause"},
    {GATE, "Gate"},
    {REPORT, "Report"},
    {REGISTER_REQUEST, "Register Request"},
    {REGISTER, "Register"},
    {REGISTER_ACK, "Register ACK"},
    {0, NULL},
};
static const struct sn_val gate_flags[] = {
    {0x08, "Discovery"},      {0x10, "Force Grant #1"}, {0x20, "Force Grant #2"},
    {0x40, "Force Grant #3"}, {0x80, "Force Grant #4"}, {0, NULL},
};
static const struct sn_val queues[] = {
    {0x01, "Q0"}, {0x02, "Q1"}, {0x04, "Q2"}, {0x08, "Q3"}, {0x10, "Q4"},
    {0x20, "Q5"}, {0x40, "Q6"}, {0x80, "Q7"}, {0, NULL},
};
static const struct sn_val request_flags[] = {{1, "Register"}, {3, "De-Register"}, {0, NULL}};
static const struct sn_val register_flags[] = {
    {1, "Re-Register"}, {2, "De-Register"}, {3, "ACK"}, {4, "NACK"}, {0, NULL},
};
static const struct sn_val ack_flags[] = {{1, "ACK"}, {0, NULL}};

#define MPCP(F)                                                                                    \
    F(OPCODE, "macc.opcode", U16, "Opcode", .base = SN_HEX, .vals = opcodes)                       \
    F(TIMESTAMP, "macc.timestamp", U32, "Timestamp")                                               \
    F(PAUSE_TIME, "macc.pause_time", U16, "pause_time")                                            \
    F(GRANTS, "sn.macc.gate.grants", P8, "Number of Grants", .mask = 0x07)                         \
    F(GATE_FLAGS, "sn.macc.gate.flags", U8, "Flags", .vals = gate_flags, .base = SN_HEX)           \
    F(GRANT, "sn.macc.gate.grant", GROUPS, "Grant")                                                \
    F(START, "sn.macc.gate.start", U32, "Start Time")                                              \
    F(DURATION, "sn.macc.gate.duration", U16, "Duration")                                          \
    F(GATE_SYNC, "sn.macc.gate.synctime", U16, "Sync Time")                                        \
    F(SETS, "sn.macc.report.queue_sets", U8, "Queue Sets")                                         \
    F(SET, "sn.macc.report.queue_set", GROUPS, "Queue Set")                                        \
    F(BITMAP, "sn.macc.report.bitmap", U8, "Report Bitmap", .vals = queues, .base = SN_HEX)        \
    F(QUEUE, "sn.macc.report.queue", UINTS, "Queue")                                               \
    F(LENGTH, "sn.macc.report.length", U16S, "Queue Length")                                       \
    F(REQUEST_FLAGS, "macc.reg.flags", U8, "Flags", .vals = request_flags, .base = SN_HEX)         \
    F(PENDING, "macc.regreq.grants", U8, "Pending Grants")                                         \
    F(PORT, "macc.reg.assignedport", U16, "Assigned Port (LLID)")                                  \
    F(REGISTER_FLAGS, "macc.reg.flags", U8, "Flags", .vals = register_flags, .base = SN_HEX)       \
    F(SYNC, "macc.reg.synctime", U16, "Sync Time")                                                 \
    F(ECHOED, "macc.reg.grants", U8, "Echoed Pending Grants")                                      \
    F(ACK_FLAGS, "macc.reg.flags", U8, "Flags", .vals = ack_flags, .base = SN_HEX)                 \
    F(ACK_PORT, "macc.regack.assignedport", U16, "Echoed Assigned Port (LLID)")                    \
    F(ACK_SYNC, "macc.regack.synctime", U16, "Echoed Sync Time")                                   \
    F(ALL, "sn.macc.data", BYTES, "Data")
SN_FIELDS(mpcp, MPCP)

static void gate(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g;

    if (!sn_header(d, r, GRANTS, GATE_FLAGS))
        return;
    for (uint64_t n = sn_u(d, GRANTS); n; n--) {
        if (!sn_rd_need(r, GRANT_SIZE))
            return;
        g = sn_group(d, r, GRANT, 0);
        (void)sn_header(d, r, START, DURATION);
        sn_group_end(d, r, g);
    }
    (void)sn_get(d, r, GATE_SYNC, NULL);
}

/* The number of sets counts one that isn't there. */
static void report(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t sets, bitmap;

    if (!sn_get(d, r, SETS, &sets))
        return;
    for (; sets > 1 && !r->stop; sets--) {
        struct sn_rec *g = sn_group(d, r, SET, 0);

        (void)sn_get(d, r, BITMAP, &bitmap);
        for (unsigned q = 0; q < 8 && !r->stop; q++) {
            if (!(bitmap >> q & 1) || !sn_rd_need(r, 2))
                continue;
            sn_rec_made(d, QUEUE, q);
            (void)sn_get(d, r, LENGTH, NULL);
        }
        sn_group_end(d, r, g);
    }
}

static void body(struct sn_dis *d, struct sn_rd *r, uint64_t opcode)
{
    switch (opcode) {
    case GATE:
        gate(d, r);
        break;
    case REPORT:
        report(d, r);
        break;
    case REGISTER_REQUEST:
        if (sn_rd_need(r, 2))
            (void)sn_header(d, r, REQUEST_FLAGS, PENDING);
        break;
    case REGISTER:
        if (sn_rd_need(r, 6))
            (void)sn_header(d, r, PORT, ECHOED);
        break;
    case REGISTER_ACK:
        if (sn_rd_need(r, 5))
            (void)sn_header(d, r, ACK_FLAGS, ACK_SYNC);
        break;
    default:
        break;
    }
}

static void mpcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t opcode;

    (void)len;
    if (!sn_rd_need(r, HDR))
        return;
    (void)sn_get(d, r, OPCODE, NULL);
    opcode = sn_u(d, OPCODE);
    if (opcode == PAUSE)
        (void)sn_get(d, r, PAUSE_TIME, NULL);
    else if (sn_get(d, r, TIMESTAMP, NULL))
        body(d, r, opcode);
    (void)sn_get_bytes(d, &all, ALL, sn_rd_left(&all));
    sn_text_last(d);
}

/* tcpdump counts queues from 1 where it says what they hold, and from 0 where it lists them. */
static void queue_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_f(t->b, "\n\t    Q%u Report, Duration %u ticks", (unsigned)sn_before(v, q, QUEUE)->u + 1,
             (unsigned)q->u);
}

static void grant_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned n = 0;

    for (const struct sn_rec *g = v->rec; g < q; g++)
        n += g->field == GRANT;
    sn_put_f(t->b, "\n\tGrant #%u, Start-Time %u ticks, duration %u ticks", n,
             (unsigned)sn_before(v, q, START)->u, (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [GATE_FLAGS] = SN_LINE("\n\tGrant Numbers {}, Flags [ {b:?} ]", GRANTS, GATE_FLAGS),
    [DURATION] = {.put = grant_text},
    [GATE_SYNC] = SN_LINE("\n\tSync-Time {} ticks", GATE_SYNC),
    [SETS] = SN_LINE("\n\tTotal Queue-Sets {}", SETS),
    [BITMAP] = SN_LINE("\n\t  Queue-Set #{}, Report-Bitmap [ {b:Unknown} ]", SETS, BITMAP),
    [LENGTH] = {.put = queue_text},
    [PENDING] = SN_LINE("\n\tFlags [ {b:Reserved} ], Pending-Grants {}", REQUEST_FLAGS, PENDING),
    [ECHOED] = SN_LINE("\n\tAssigned-Port {}, Flags [ {b:Reserved} ]\n\tSync-Time {} ticks, "
                       "Echoed-Pending-Grants {}",
                       PORT, REGISTER_FLAGS, SYNC, ECHOED),
    [ACK_SYNC] = SN_LINE("\n\tEchoed-Assigned-Port {}, Flags [ {b:Reserved} ]\n\tEchoed-Sync-Time "
                         "{} ticks",
                         ACK_PORT, ACK_FLAGS, ACK_SYNC),
};

static enum sn_then mpcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t opcode = sn_opt(&v, OPCODE);
    const struct sn_rec *all = sn_find(&v, ALL);

    if (!sn_need(t, &v, OPCODE))
        return SN_TEXT_DONE;
    sn_say(t, &v, "MPCP, Opcode {s:Unknown (%u)}", OPCODE);
    if (opcode != PAUSE)
        sn_say(t, &v, ", Timestamp {} ticks", TIMESTAMP);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (opcode != PAUSE)
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    if (opcode < PAUSE || opcode > REGISTER_ACK)
        sn_text_hex(t, "\n\t", all->p, all->n);
    return SN_TEXT_DONE;
}

SN_PROTO(mpcp, "Multipoint Control Protocol", {.table = &sn_tab_ether, .value = 0x8808})
