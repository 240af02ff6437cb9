/* What IEEE 802.15.4 frames have behind their headers: information elements, beacons, commands. */
#include "dis/link/wpan.h"

enum { TYPE_1 = 0x8000, TERMINATION_1 = 0x7e, TERMINATION_2 = 0x7f, PAYLOAD_TERMINATION = 15 };
enum { ASSOC_REQ = 1, ASSOC_RESP, DISASSOC, CONFLICT_LAST = 7, REALIGN, GTS_REQUEST, GTS_SIZE = 3 };
/* tcpdump takes ten bits for the length of payload elements; the standard, eleven. */
enum { PAYLOAD_LEN = 0x3ff };
enum { REALIGN_LEN = 7, SHORT_LEN = 2, LONG_LEN = 8 };

const struct sn_val sn_wpan_commands[] = {{ASSOC_REQ, "Association Request command"},
                                          {ASSOC_RESP, "Association Response command"},
                                          {DISASSOC, "Disassociation Notification command"},
                                          {4, "Data Request command"},
                                          {5, "PAN ID Conflict Notification command"},
                                          {6, "Orphan Notification command"},
                                          {7, "Beacon Request command"},
                                          {REALIGN, "Coordinator realignment command"},
                                          {GTS_REQUEST, "GTS request command"},
                                          {10, "TRLE Management Request command"},
                                          {11, "TRLE Management Response command"},
                                          {0x13, "DSME Association Request command"},
                                          {0x14, "DSME Association Response command"},
                                          {0x15, "DSME GTS Request command"},
                                          {0x16, "DSME GTS Response command"},
                                          {0x17, "DSME GTS Notify command"},
                                          {0x18, "DSME Information Request command"},
                                          {0x19, "DSME Information Response command"},
                                          {0x1a, "DSME Beacon Allocation Notification command"},
                                          {0x1b, "DSME Beacon Collision Notification command"},
                                          {0x1c, "DSME Link Report command"},
                                          {0x20, "RIT Data Request command"},
                                          {0x21, "DBS Request command"},
                                          {0x22, "DBS Response command"},
                                          {0x23, "RIT Data Response command"},
                                          {0x24, "Vendor Specific command"},
                                          {0, NULL}};
const struct sn_val sn_wpan_headers[] = {{0x00, "Vendor Specific Header IE"},
                                         {0x1a, "LE CSL IE"},
                                         {0x1b, "LE RIT IE"},
                                         {0x1c, "DSME PAN descriptor IE"},
                                         {0x1d, "Rendezvous Time IE"},
                                         {0x1e, "Time Correction IE"},
                                         {0x21, "Extended DSME PAN descriptor IE"},
                                         {0x22, "Fragment Sequence Context Description IE"},
                                         {0x23, "Simplified Superframe Specification IE"},
                                         {0x24, "Simplified GTS Specification IE"},
                                         {0x25, "LECIM Capabilities IE"},
                                         {0x26, "TRLE Descriptor IE"},
                                         {0x27, "RCC Capabilities IE"},
                                         {0x28, "RCCN Descriptor IE"},
                                         {0x29, "Global Time IE"},
                                         {0x2a, "Omnibus Header IE"},
                                         {0x2b, "DA IE"},
                                         {TERMINATION_1, "Header Termination 1 IE"},
                                         {TERMINATION_2, "Header Termination 2 IE"},
                                         {0, NULL}};
const struct sn_val sn_wpan_payloads[] = {{0, "ESDU IE"},
                                          {1, "MLME IE"},
                                          {2, "Vendor Specific Nested IE"},
                                          {3, "Multiplexed IE (802.15.9)"},
                                          {4, "Omnibus Payload Group IE"},
                                          {5, "IETF IE"},
                                          {PAYLOAD_TERMINATION, "List termination"},
                                          {0, NULL}};

static unsigned header_id(uint64_t head)
{
    return head >> 7 & 0xff;
}

static unsigned payload_id(uint64_t head)
{
    return head >> 11 & 15;
}

/* One element: its head, which is a little-endian word, and its data. */
static bool element(struct sn_dis *d, struct sn_rd *r, unsigned field, uint16_t *head)
{
    size_t n;

    if (sn_rd_left(r) < 2)
        return sn_wpan_remark(d, WPAN_ERR_IE);
    *head = sn_le16(r->p);
    if ((*head & TYPE_1) != (field == PIE ? TYPE_1 : 0))
        (void)sn_wpan_remark(d, field == PIE ? WPAN_ERR_TYPE_0 : WPAN_ERR_TYPE_1);
    (void)!sn_get(d, r, field, NULL);
    n = field == PIE ? *head & PAYLOAD_LEN : *head & 0x7f;
    if (sn_rd_left(r) < n)
        return sn_wpan_remark(d, WPAN_ERR_IE_DATA);
    return sn_get_bytes(d, r, IE_DATA, n);
}

bool sn_wpan_elements(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t head = 0;

    do {
        if (!element(d, r, HIE, &head))
            return false;
        if (header_id(head) == TERMINATION_2)
            return true;
    } while (header_id(head) != TERMINATION_1 && sn_rd_left(r));
    if (header_id(head) != TERMINATION_1)
        return true;
    do {
        if (!element(d, r, PIE, &head))
            return false;
    } while (payload_id(head) != PAYLOAD_TERMINATION && sn_rd_left(r));
    return true;
}

/* Slots in which stations may send without contention. */
static bool gts(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, GTS, &n))
        return sn_wpan_remark(d, WPAN_ERR_GTS);
    sn_parts(d, GTS, GTS_COUNT, GTS_PERMIT);
    n &= 7;
    if (!n)
        return true;
    if (sn_rd_left(r) < 1 + (size_t)n * GTS_SIZE) {
        sn_rec_of(d, GTS)->flags |= SN_REC_BAD;
        return sn_wpan_remark(d, WPAN_ERR_GTS_LIST);
    }
    (void)!sn_get(d, r, GTS_DIRS, NULL);
    for (; n; n--)
        (void)(sn_get(d, r, GTS_ADDR, NULL) && sn_get(d, r, GTS_SLOT, NULL));
    sn_note(d, GTS_END, 0);
    return true;
}

static bool pending(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n, shorts, longs;

    if (!sn_get(d, r, PENDINGS, &n))
        return sn_wpan_remark(d, WPAN_ERR_PENDING);
    shorts = n & 7;
    longs = n >> 4 & 7;
    if (sn_rd_left(r) < (size_t)shorts * SHORT_LEN + (size_t)longs * LONG_LEN)
        return sn_wpan_remark(d, WPAN_ERR_PENDING_LIST);
    (void)!sn_get_n(d, r, PENDING16, shorts);
    while (longs && sn_wpan_eui64(d, r, PENDING64))
        longs--;
    return true;
}

bool sn_wpan_beacon(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, SUPERFRAME, NULL))
        return sn_wpan_remark(d, WPAN_ERR_BEACON);
    sn_parts(d, SUPERFRAME, BEACON_ORDER, PERMIT);
    return gts(d, r) && pending(d, r);
}

static bool command_body(struct sn_dis *d, struct sn_rd *r, uint32_t command)
{
    size_t n = sn_rd_left(r);

    switch (command) {
    case ASSOC_REQ:
        if (n == 1 && sn_get(d, r, CINFO, NULL))
            sn_parts(d, CINFO, C_ALT, C_SECURITY);
        else
            (void)sn_wpan_remark(d, WPAN_BAD_ASSOC);
        return true;
    case ASSOC_RESP:
        return n == 3 ? sn_header(d, r, ASSOC_ADDR, ASSOC_STATUS)
                      : (sn_wpan_remark(d, WPAN_BAD_ASSOC_RESP), true);
    case DISASSOC:
        return n == 1 ? sn_get(d, r, REASON, NULL) : (sn_wpan_remark(d, WPAN_BAD_DISASSOC), true);
    case REALIGN:
        if (n != REALIGN_LEN && n != REALIGN_LEN + 1)
            return (void)sn_wpan_remark(d, WPAN_BAD_REALIGN), true;
        return sn_header(d, r, R_PAN, n == REALIGN_LEN ? R_ADDR : R_PAGE);
    case GTS_REQUEST:
        if (n == 1 && sn_get(d, r, GTS_REQ, NULL))
            sn_parts(d, GTS_REQ, GR_LENGTH, GR_TYPE);
        else
            (void)sn_wpan_remark(d, WPAN_BAD_GTS_REQ);
        return true;
    default:
        if (command > CONFLICT_LAST || command == 0)
            sn_rec_bytes(d, CMD_DATA, sn_rd_off(r), n, r->p, n);
        return true;
    }
}

bool sn_wpan_command(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t command;

    if (!sn_get(d, r, COMMAND, &command))
        return sn_wpan_remark(d, WPAN_ERR_COMMAND);
    return !sn_rd_left(r) || command_body(d, r, command);
}

/* ---- text ---- */

static void put_bytes(struct sn_text *t, const struct sn_rec *q)
{
    for (uint32_t i = 0; i < q->n; i++)
        sn_put_f(t->b, "%02x ", q->p[i]);
}

/* "\n\tLE CSL IE [ length = 2, IE Data = 61 62 ] " in two halves. */
void sn_wpan_put_ie(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_rec *head = q->field == IE_DATA ? q - 1 : q;
    bool payload = head->field == PIE;
    unsigned id = payload ? payload_id(head->u) : header_id(head->u);
    unsigned n = (unsigned)head->u & (payload ? PAYLOAD_LEN : 0x7f);

    (void)v;
    if (q->field != IE_DATA && !payload && id > 0x7f) {
        sn_put_f(t->b, "Reserved Element ID %02x, length = %u ", id, n);
    } else if (q->field != IE_DATA) {
        sn_put_lit(t->b, "\n\t");
        sn_put_name(t, payload ? sn_wpan_payloads : sn_wpan_headers, id, "Reserved 0x%02x");
        sn_put_lit(t->b, " [");
        if (n)
            sn_put_f(t->b, " length = %u, ", n);
    } else {
        sn_put_s(t->b, n ? "IE Data = " : "");
        put_bytes(t, q);
        sn_put_s(t->b, payload ? "]\n\t" : "] ");
    }
}

static void superframe_text(struct sn_text *t, unsigned u)
{
    sn_put_f(t->b, "\n\tBeacon order = %u, Superframe order = %u, Final CAP Slot = %u", u & 15,
             u >> 4 & 15, u >> 8 & 15);
    sn_put_s(t->b, u & 0x1000 ? ", BLE enabled" : "");
    sn_put_s(t->b, u & 0x4000 ? ", PAN Coordinator" : "");
    sn_put_s(t->b, u & 0x8000 ? ", Association Permit" : "");
}

/* Descriptors are shown with -vv; that there are none, with -v. */
static void gts_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned u = (unsigned)q->u;

    (void)v;
    if (!(u & 7))
        sn_put_f(t->b, "\n\tGTS Descriptor Count = %u, ", u & 7);
    else if (t->o->verbose > 1 && !(q->flags & SN_REC_BAD))
        sn_put_f(t->b, "GTS Descriptor Count = %u, ", u & 7);
}

static void capability_text(struct sn_text *t, unsigned u)
{
    sn_put_s(t->b, u & 0x02 ? "FFD, " : "RFD, ");
    sn_put_s(t->b, u & 0x04 ? "AC powered, " : "");
    sn_put_s(t->b, u & 0x08 ? "Receiver on when idle, " : "");
    sn_put_s(t->b, u & 0x10 ? "Fast association, " : "");
    sn_put_s(t->b, u & 0x40 ? "Security supported, " : "");
    sn_put_s(t->b, u & 0x80 ? "Allocate address, " : "");
}

/* The page, at the end, may have bits of the channel instead. */
static void channel_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned page = (unsigned)sn_opt(v, R_PAGE);

    sn_put_f(t->b, ", Channel Number = %u, ",
             (unsigned)q->u | (page & 0x80 ? (page & 0x7f) << 8 : 0));
    if (sn_find(v, R_PAGE) && !(page & 0x80))
        sn_put_f(t->b, "page = %u, ", page);
}

static void list_item(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end,
                      const char *title)
{
    if (q[-1].field != q->field)
        sn_put_s(t->b, title);
    if (q->field == PENDING16)
        sn_put_f(t->b, "%04x ", (unsigned)q->u);
    else
        sn_wpan_put_hw(t->b, q->p);
    if (q->field == PENDING64)
        sn_put_c(t->b, ' ');
    if (q + 1 == end || q[1].field != q->field)
        sn_put_c(t->b, ']');
}

static void command_text(struct sn_text *t, const struct sn_rec *q)
{
    static const struct sn_val assoc[] = {{0, ", Association successful"},
                                          {1, ", PAN at capacity"},
                                          {2, ", PAN access denied"},
                                          {3, ", Hooping sequence offset duplication"},
                                          {0x80, ", Fast association successful"},
                                          {0, NULL}};
    static const struct sn_val reasons[] = {
        {0, "Reserved"},
        {1, "Reason = The coordinator wishes the device to leave PAN"},
        {2, "Reason = The device wishes to leave the PAN"},
        {0, NULL}};
    unsigned u = (unsigned)q->u;

    if (q->field == CMD_DATA) {
        sn_put_lit(t->b, "Command Data = ");
        put_bytes(t, q);
    } else if (q->field == CINFO) {
        capability_text(t, u);
    } else if (q->field == ASSOC_STATUS) {
        sn_put_name(t, assoc, u, ", Status = 0x%02x");
    } else if (q->field == GTS_REQ) {
        sn_put_f(t->b, "GTS Length = %u, %s, %s", u & 15,
                 u & 0x10 ? "Receive-only GTS" : "Transmit-only GTS",
                 u & 0x20 ? "GTS allocation" : "GTS deallocations");
    } else if (sn_val_name(reasons, u)) {
        sn_put_s(t->b, sn_val_name(reasons, u));
    } else {
        sn_cut(t);
    }
}

void sn_wpan_put_body(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned u = (unsigned)q->u;

    switch (q->field) {
    case SUPERFRAME:
        superframe_text(t, u);
        break;
    case GTS:
        gts_text(t, v, q);
        break;
    case GTS_DIRS:
        sn_put_f(t->b, "GTS Directions Mask = %02x, [ ", u & 0x7f);
        break;
    case GTS_SLOT:
        /* tcpdump takes the address's second byte for the slot */
        u = (unsigned)sn_before(v, q, GTS_ADDR)->u;
        sn_put_f(t->b, "[ %04x, Start slot = %u, Length = %u ] ", u, u >> 8 & 15, u >> 12);
        break;
    case GTS_END:
        sn_put_c(t->b, ']');
        break;
    case PENDINGS:
        sn_put_f(t->b,
                 "\n\tPending address list, # short addresses = %u, # extended addresses = %u",
                 u & 7, u >> 4 & 7);
        break;
    case R_CHANNEL:
        channel_text(t, v, q);
        break;
    case PENDING16:
        list_item(t, q, v->end, ", Short address list = [ ");
        break;
    case PENDING64:
        list_item(t, q, v->end, ", Extended address list = [ ");
        break;
    default:
        command_text(t, q);
        break;
    }
}
