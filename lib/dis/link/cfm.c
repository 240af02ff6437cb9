/* Connectivity fault management (IEEE 802.1ag, 802.1Q): who at the other end of a service is still
 * there. The ITU's messages of Y.1731 have the same header. */
#include "dis/link/eth.h"

enum { HDR = 4, TLV_HDR = 3, CCM_LEN = 70, LTM_LEN = 17, LTR_LEN = 6, NAMES = 48 };
enum { CCM = 1, LBR, LBM, LTR, LTM };
enum { END, SENDER, PORT_STATUS, IF_STATUS, DATA_TLV, INGRESS, EGRESS, ORG = 31 };
enum { MD_NONE = 1, MD_DNS, MD_MAC, MD_STRING, MA_STRING = 2, MD_MAX = 44, MAC_LEN = 6 };
enum { CHASSIS_MAC = 4, CHASSIS_ADDR = 5, CHASSIS_LAST = 7, AF_IP4 = 1, AF_IP6 = 2 };
enum { ORG_MIN = 4, RDI = 0x80 };

static const struct sn_val opcodes[] = {{CCM, "Continuity Check Message"}, {LBR, "Loopback Reply"},
                                        {LBM, "Loopback Message"},         {LTR, "Linktrace Reply"},
                                        {LTM, "Linktrace Message"},        {0, NULL}};
static const struct sn_val md_formats[] = {{0, "IEEE 802.1"},
                                           {MD_NONE, "No MD Name present"},
                                           {MD_DNS, "DNS string"},
                                           {MD_MAC, "MAC + 16Bit Integer"},
                                           {MD_STRING, "Character string"},
                                           {0, NULL}};
static const struct sn_val ma_formats[] = {
    {0, "IEEE 802.1"},    {1, "Primary VID"},    {MA_STRING, "Character string"},
    {3, "16Bit Integer"}, {4, "RFC2685 VPN-ID"}, {0, NULL}};
static const struct sn_val ltm_flags[] = {{0x80, "Use Forwarding-DB only"}, {0, NULL}};
static const struct sn_val ltr_flags[] = {
    {0x80, "UseFDB Only"}, {0x40, "FwdYes"}, {0x20, "Terminal MEP"}, {0, NULL}};
static const struct sn_val actions[] = {
    {1, "Exact Match"}, {2, "Filtering DB"}, {3, "MIP CCM DB"}, {0, NULL}};
static const struct sn_val tlvs[] = {{END, "End"},
                                     {SENDER, "Sender ID"},
                                     {PORT_STATUS, "Port status"},
                                     {IF_STATUS, "Interface status"},
                                     {DATA_TLV, "Data"},
                                     {INGRESS, "Reply Ingress"},
                                     {EGRESS, "Reply Egress"},
                                     {ORG, "Organization Specific"},
                                     {0, NULL}};
static const struct sn_val port_states[] = {{1, "Blocked"}, {2, "Up"}, {0, NULL}};
static const struct sn_val if_states[] = {{1, "Up"},          {2, "Down"},
                                          {3, "Testing"},     {5, "Dormant"},
                                          {6, "not present"}, {7, "lower Layer down"},
                                          {0, NULL}};
static const struct sn_val chassis_types[] = {
    {0, "Reserved"},       {1, "Chassis component"},           {2, "Interface alias"},
    {3, "Port component"}, {CHASSIS_MAC, "MAC address"},       {CHASSIS_ADDR, "Network address"},
    {6, "Interface name"}, {CHASSIS_LAST, "Locally assigned"}, {0, NULL}};

#define CFM(F)                                                                                     \
    F(LEVEL, "cfm.md.level", P8, "CFM MD Level", .mask = 0xe0)                                     \
    F(VERSION, "cfm.version", U8, "CFM Version", .mask = 0x1f)                                     \
    F(OPCODE, "cfm.opcode", U8, "CFM OpCode", .vals = opcodes)                                     \
    F(FLAGS, "cfm.flags", U8, "Flags", .base = SN_HEX)                                             \
    F(FIRST, "cfm.first.tlv.offset", U8, "First TLV Offset")                                       \
    F(F_RDI, "cfm.flags.rdi", UINT, "RDI", .mask = RDI)                                            \
    F(F_INTERVAL, "cfm.flags.interval", UINT, "Interval Field", .mask = 0x07)                      \
    F(F_FDB, "cfm.flags.usefdbonly", UINT, "UseFDBonly", .mask = 0x80)                             \
    F(F_FWD, "cfm.flags.fwdyes", UINT, "FwdYes", .mask = 0x40)                                     \
    F(F_TERMINAL, "cfm.flags.ltr.terminalmep", UINT, "TerminalMEP", .mask = 0x20)                  \
    F(BODY, "sn.cfm.body", BYTES, NULL)                                                            \
    F(SEQ, "cfm.ccm.seq.num", U32, "Sequence Number")                                              \
    F(MEP, "cfm.ccm.ma.ep.id", U16, "Maintenance Association End Point Identifier")                \
    F(MAID, "sn.cfm.maid", BYTES, NULL, .width = NAMES, .step = NAMES)                             \
    F(TXFCF, "cfm.itu.txfcf", BYTES, "TxFCf", .width = 4, .step = 4)                               \
    F(RXFCB, "cfm.itu.rxfcb", BYTES, "RxFCb", .width = 4, .step = 4)                               \
    F(TXFCB, "cfm.itu.txfcb", BYTES, "TxFCb", .width = 4, .step = 4)                               \
    F(ITU_RESERVED, "cfm.itu.reserved", BYTES, "Reserved", .width = 4, .step = 4)                  \
    F(MD_FORMAT, "cfm.maid.md.name.format", UINT, "MD Name Format", .vals = md_formats)            \
    F(MD_LEN, "cfm.maid.md.name.length", UINT, "MD Name Length")                                   \
    F(MD_NAME, "cfm.maid.md.name.string", STR, "MD Name (String)")                                 \
    F(MD_HEX, "cfm.maid.md.name.hex", BYTES, "MD Name")                                            \
    F(MA_FORMAT, "cfm.maid.ma.name.format", UINT, "Short MA Name Format", .vals = ma_formats)      \
    F(MA_LEN, "cfm.maid.ma.name.length", UINT, "Short MA Name Length")                             \
    F(MA_NAME, "cfm.maid.ma.name.string", STR, "Short MA Name")                                    \
    F(MA_HEX, "cfm.maid.ma.name.hex", BYTES, "Short MA Name")                                      \
    F(LB_ID, "cfm.lb.transaction.id", U32, "Loopback Transaction Identifier")                      \
    F(LT_ID, "cfm.lt.transaction.id", U32, "Linktrace Transaction Identifier")                     \
    F(LT_TTL, "cfm.lt.ttl", U8, "Linktrace TTL")                                                   \
    F(ORIG, "cfm.ltm.orig.addr", ETHER, "Linktrace Message: Original Address")                     \
    F(TARGET, "cfm.ltm.targ.addr", ETHER, "Linktrace Message:   Target Address")                   \
    F(ACTION, "cfm.ltr.relay.action", U8, "Linktrace Reply Relay Action", .vals = actions)         \
    F(TLV, "sn.cfm.tlv", GROUPS, "TLV")                                                            \
    F(TYPE, "cfm.tlv.type", U8, "TLV Type", .vals = tlvs)                                          \
    F(LEN, "cfm.tlv.length", U16, "TLV Length")                                                    \
    F(RAW, "sn.cfm.tlv.value", BYTES, NULL)                                                        \
    F(CHASSIS_LEN, "cfm.tlv.chassis.id.length", U8, "Chassis ID Length")                           \
    F(CHASSIS_TYPE, "cfm.tlv.chassis.id.subtype", U8, "Chassis ID Sub-type",                       \
      .vals = chassis_types)                                                                       \
    F(CHASSIS, "cfm.tlv.chassis.id", BYTES, "Chassis ID")                                          \
    F(DOMAIN_LEN, "cfm.tlv.ma.domain.length", U8, "Management Address Domain Length")              \
    F(DOMAIN, "cfm.tlv.ma.domain", BYTES, "Management Address Domain")                             \
    F(MGMT_LEN, "cfm.tlv.management.addr.length", U8, "Management Address Length")                 \
    F(MGMT, "cfm.tlv.management.addr", BYTES, "Management Address")                                \
    F(PORT_VALUE, "cfm.tlv.port.status.value", U8, "Port Status value", .vals = port_states)       \
    F(IF_VALUE, "cfm.tlv.port.interface.value", U8, "Interface Status value", .vals = if_states)   \
    F(DATA_VALUE, "cfm.tlv.data.value", BYTES, "Data Value")                                       \
    F(IN_ACTION, "cfm.tlv.reply.ingress.action", U8, "Ingress Action")                             \
    F(IN_MAC, "cfm.tlv.reply.ingress.mac.address", ETHER, "Ingress MAC address")                   \
    F(OUT_ACTION, "cfm.tlv.reply.egress.action", U8, "Egress Action")                              \
    F(OUT_MAC, "cfm.tlv.reply.egress.mac.address", ETHER, "Egress MAC address")                    \
    F(OUI, "cfm.tlv.org.spec.oui", U24, "OUI", .vals = sn_ouis, .base = SN_HEX)                    \
    F(ORG_TYPE, "cfm.tlv.org.spec.subtype", BYTES, "Sub-Type", .width = 1, .step = 1)              \
    F(ORG_VALUE, "cfm.tlv.org.spec.value", BYTES, "Value")
SN_FIELDS(cfm, CFM)

/* The two names of a maintenance association: where the second begins, 0: nowhere. */
static unsigned ma_at(const uint8_t *p)
{
    return p[0] == MD_NONE ? 1 : p[1] >= MD_MAX ? 0 : 2u + p[1];
}

static void name(struct sn_dis *d, size_t off, const uint8_t *p, unsigned format, bool text)
{
    sn_rec_uint(d, format, off, 1, p[0]);
    sn_rec_uint(d, format + 1, off + 1, 1, p[1]);
    sn_rec_bytes(d, format + (text ? 2u : 3u), off + 2, p[1], p + 2, p[1]);
}

static void names(struct sn_dis *d, size_t off, const uint8_t *p)
{
    unsigned at = ma_at(p);

    if (!at || !(d->want & SN_WANT_FIELDS))
        return;
    if (at > 1)
        name(d, off, p, MD_FORMAT, p[0] == MD_STRING || p[0] == MD_DNS);
    else
        sn_rec_uint(d, MD_FORMAT, off, 1, p[0]);
    if (at + 2 <= NAMES && at + 2u + p[at + 1] <= NAMES)
        name(d, off + at, p + at, MA_FORMAT, p[at] == MA_STRING);
}

static void body(struct sn_dis *d, struct sn_rd *r, uint64_t opcode)
{
    switch (opcode) {
    case CCM:
        sn_parts(d, FLAGS, F_RDI, F_INTERVAL);
        if (sn_header(d, r, SEQ, MAID)) {
            struct sn_rec *q = sn_rec_of(d, MAID);
            size_t off = q->off;
            const uint8_t *p = q->p;

            q->flags |= SN_REC_TEXT;
            names(d, off, p);
            (void)sn_header(d, r, TXFCF, ITU_RESERVED);
        }
        break;
    case LBR:
    case LBM:
        (void)!sn_get(d, r, LB_ID, NULL);
        break;
    case LTM:
        sn_parts(d, FLAGS, F_FDB, F_FDB);
        (void)sn_header(d, r, LT_ID, TARGET);
        break;
    case LTR:
        sn_parts(d, FLAGS, F_FDB, F_TERMINAL);
        (void)(sn_header(d, r, LT_ID, LT_TTL) && sn_get(d, r, ACTION, NULL));
        break;
    default:
        break;
    }
}

static void counted(struct sn_dis *d, struct sn_rd *r, unsigned len, unsigned value)
{
    uint32_t n;

    if (sn_get(d, r, len, &n) && n)
        (void)!sn_get_bytes(d, r, value, n);
}

static void value(struct sn_dis *d, struct sn_rd r, uint32_t type)
{
    uint32_t n;

    switch (type) {
    case SENDER:
        if (!sn_get(d, &r, CHASSIS_LEN, &n))
            break;
        if (n && (!sn_get(d, &r, CHASSIS_TYPE, NULL) || !sn_get_bytes(d, &r, CHASSIS, n)))
            break;
        counted(d, &r, DOMAIN_LEN, DOMAIN);
        if (!r.stop && sn_rd_left(&r))
            counted(d, &r, MGMT_LEN, MGMT);
        break;
    case PORT_STATUS:
    case IF_STATUS:
        (void)!sn_get(d, &r, type == IF_STATUS ? IF_VALUE : PORT_VALUE, NULL);
        break;
    case DATA_TLV:
        (void)!sn_get_bytes(d, &r, DATA_VALUE, sn_rd_left(&r));
        break;
    case INGRESS:
        (void)sn_header(d, &r, IN_ACTION, IN_MAC);
        break;
    case EGRESS:
        (void)sn_header(d, &r, OUT_ACTION, OUT_MAC);
        break;
    case ORG:
        if (sn_get(d, &r, OUI, NULL) && sn_get_bytes(d, &r, ORG_TYPE, 1))
            (void)!sn_get_bytes(d, &r, ORG_VALUE, sn_rd_left(&r));
        break;
    default:
        break;
    }
}

static void tlv_list(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type, n;
    struct sn_rd val;

    while (len && !r->stop) {
        struct sn_rec *group = sn_group(d, r, TLV, 0);
        bool more = sn_get(d, r, TYPE, &type) && type != END && len >= TLV_HDR &&
                    sn_get(d, r, LEN, &n) && n <= len - TLV_HDR && sn_rd_sub(r, n, &val) &&
                    sn_rd_left(&val) == n;

        if (more) {
            sn_rec_bytes(d, RAW, sn_rd_off(&val), 0, val.p, n)->flags = SN_REC_TEXT;
            value(d, val, type);
        }
        sn_group_end(d, r, group);
        if (!more)
            break;
        len -= TLV_HDR + n;
    }
}

static void cfm_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const uint8_t least[] = {[CCM] = CCM_LEN, [LTR] = LTR_LEN, [LTM] = LTM_LEN};
    uint64_t opcode, first;
    struct sn_rd at;

    if (len < HDR || !sn_header(d, r, LEVEL, FIRST) || !sn_in_detail(d) ||
        (sn_u(d, VERSION) && !(d->want & SN_WANT_FIELDS))) /* tcpdump knows no other than 0 */
        return;
    opcode = sn_u(d, OPCODE);
    first = sn_u(d, FIRST);
    len -= HDR;
    if (first > len || (opcode < sizeof least && first < least[opcode]))
        return;
    sn_rec_bytes(d, BODY, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    at = *r;
    body(d, &at, opcode);
    sn_stop(r, &at);
    if (sn_rd_skip(r, first))
        tlv_list(d, r, len - (uint32_t)first);
}

/* ---- text ---- */

static void name_text(struct sn_text *t, const uint8_t *p, unsigned n, bool text)
{
    if (text)
        sn_put_safe(t->b, p, strnlen((const char *)p, n));
    else
        sn_text_hex(t, "\n\t    ", p, n);
}

static void maid_text(struct sn_text *t, const uint8_t *p)
{
    unsigned md = p[1], at = ma_at(p), room;

    sn_put_lit(t->b, "\n\t  MD Name Format ");
    sn_put_name(t, md_formats, p[0], "Unknown");
    sn_put_f(t->b, " (%u)", p[0]);
    if (at != 1) {
        sn_put_f(t->b, ", MD Name length %u", md);
        if (!at) {
            sn_put_f(t->b, " (too large, must be <= %u)", MD_MAX);
            return;
        }
        sn_put_lit(t->b, "\n\t  MD Name: ");
        if (p[0] == MD_MAC && md == MAC_LEN) {
            sn_put_lit(t->b, "\n\t  MAC ");
            sn_put_ether(t->b, p + 2);
        } else if (p[0] == MD_MAC) {
            sn_put_lit(t->b, "\n\t  MAC (length invalid)");
        } else {
            name_text(t, p + 2, md, p[0] == MD_DNS || p[0] == MD_STRING);
        }
    }
    room = NAMES - at - 2;
    p += at;
    sn_put_lit(t->b, "\n\t  MA Name-Format ");
    sn_put_name(t, ma_formats, p[0], "Unknown");
    sn_put_f(t->b, " (%u), MA name length %u", p[0], p[1]);
    if (p[1] > room) {
        sn_put_f(t->b, " (too large, must be <= %u)", room);
        return;
    }
    sn_put_lit(t->b, "\n\t  MA Name: ");
    name_text(t, p + 2, p[1], p[0] == MA_STRING);
}

static bool too_small(struct sn_text *t, const struct sn_view *v, unsigned opcode, unsigned least)
{
    if (sn_opt(v, FIRST) >= least)
        return false;
    sn_put_f(t->b, " (too small %u, must be >= %u)", opcode, least);
    return true;
}

/* False: nothing is printed behind it. */
static bool ccm_text(struct sn_text *t, const struct sn_view *v)
{
    /* tcpdump rounds what single precision has of them. */
    static const float intervals[] = {0, 0.003333F, 0.01F, 0.1F, 1, 10, 60, 600};
    unsigned flags = (unsigned)sn_opt(v, FLAGS), interval = flags & 7;
    double s = (double)intervals[interval];
    const struct sn_rec *maid = sn_find(v, MAID);
    unsigned at;

    if (!sn_need(t, v, MAID))
        return false;
    sn_put_f(t->b, ", Flags [CCM Interval %u%s]", interval, flags & RDI ? ", RDI" : "");
    if (interval)
        sn_put_f(t->b, "\n\t  CCM Interval %.3fs, min CCM Lifetime %.3fs, max CCM Lifetime %.3fs",
                 s, s * 3.25, s * 3.5);
    sn_say(t, v, "\n\t  Sequence Number 0x{08x}, MA-End-Point-ID 0x{04x}", SEQ, MEP);
    maid_text(t, maid->p);
    at = ma_at(maid->p);
    return at && at + 2u + maid->p[at + 1] <= NAMES;
}

static bool lt_text(struct sn_text *t, const struct sn_view *v, unsigned opcode)
{
    bool ltm = opcode == LTM;

    if (!sn_need(t, v, ltm ? TARGET : ACTION))
        return false;
    sn_put_lit(t->b, ", Flags [");
    sn_text_bits(t, ltm ? ltm_flags : ltr_flags, (uint32_t)sn_opt(v, FLAGS), ", ", "none");
    sn_say(t, v, "]\n\t  Transaction-ID 0x{08x}, ttl {}", LT_ID, LT_TTL);
    if (ltm)
        sn_say(t, v, "\n\t  Original-MAC {}, Target-MAC {}", ORIG, TARGET);
    else
        sn_say(t, v, "\n\t  Replay-Action {s:Unknown} ({d})", ACTION, ACTION);
    return true;
}

static bool body_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *all = sn_find(v, BODY);
    unsigned opcode = (unsigned)sn_opt(v, OPCODE), n;

    if (opcode == CCM || opcode == LTM || opcode == LTR) {
        n = opcode == CCM ? CCM_LEN : opcode == LTM ? LTM_LEN : LTR_LEN;
        if (too_small(t, v, opcode == LTM ? 4 : opcode == LTR ? 5 : CCM, n))
            return false;
        if (l->caplen < HDR + sn_opt(v, FIRST))
            sn_cut_short(t);
        return (opcode == CCM ? ccm_text(t, v) : lt_text(t, v, opcode)) && !t->ended;
    }
    /* As long as what follows the first TLV's place, but from the front. */
    n = l->len - HDR - (unsigned)sn_opt(v, FIRST);
    sn_text_hex(t, "\n\t  ", all->p, n < all->n ? n : all->n);
    return true;
}

/* False: it has the wrong length. */
static bool address_text(struct sn_text *t, const uint8_t *p, unsigned n)
{
    sn_put_lit(t->b, "\n\t  Network Address Type ");
    sn_put_name(t, sn_afs, p[0], "Unknown");
    sn_put_f(t->b, " (%u)", p[0]);
    n--;
    if (p[0] == AF_IP4 && n == 4) {
        sn_put_lit(t->b, ", ");
        sn_text_host4(t, sn_be32(p + 1));
    } else if (p[0] == AF_IP6 && n == 16) {
        sn_put_lit(t->b, ", ");
        sn_text_host6(t, p + 1);
    } else if (p[0] == AF_IP4 || p[0] == AF_IP6) {
        sn_put_f(t->b, "(invalid IPv%u address length %u)", p[0] == AF_IP4 ? 4 : 6, n);
        return false;
    }
    return true;
}

/* False: nobody knows the type, or the length is wrong. */
static bool chassis_text(struct sn_text *t, unsigned type, const uint8_t *p, unsigned n)
{
    if (type == CHASSIS_MAC && n == MAC_LEN) {
        sn_put_lit(t->b, "\n\t  MAC ");
        sn_put_ether(t->b, p);
    } else if (type == CHASSIS_MAC) {
        sn_put_lit(t->b, " (invalid MAC address length)");
    } else if (type == CHASSIS_ADDR) {
        return address_text(t, p, n);
    } else if (type && type <= CHASSIS_LAST) {
        sn_put_safe(t->b, p, strnlen((const char *)p, n));
    } else {
        return false;
    }
    return true;
}

/* What became of a sender's identity: ODD, and what is left of it is dumped; FATAL, and tcpdump
 * reads no further. */
enum sender { FINE, ODD, SHORT, FATAL };

/* *left: bytes behind what was printed. */
static enum sender sender_text(struct sn_text *t, const uint8_t *p, unsigned *left)
{
    unsigned n = *left - 1, k = *p++, type;
    enum sender is = FINE;

    *left = n;
    if (k) {
        if (!n)
            return SHORT;
        type = *p++;
        *left = --n;
        sn_put_lit(t->b, "\n\t  Chassis-ID Type ");
        sn_put_name(t, chassis_types, type, "Unknown");
        sn_put_f(t->b, " (%u), Chassis-ID length %u", type, k);
        if (n < k)
            return SHORT;
        is = chassis_text(t, type, p, k) ? FINE : ODD;
        p += k;
        *left = n -= k;
    }
    if (!n)
        return is;
    k = *p++;
    *left = --n;
    sn_put_f(t->b, "\n\t  Management Address Domain Length %u", k);
    if (!k)
        return is;
    if (n < k)
        return SHORT;
    sn_text_hex(t, "\n\t  Management Address Domain: ", p, k);
    p += k;
    *left = n -= k;
    if (!n) {
        sn_put_lit(t->b, " (Management Address Length is missing)");
        return is;
    }
    k = *p++;
    *left = --n;
    sn_put_f(t->b, "\n\t  Management Address Length %u", k);
    if (k > n)
        return FATAL;
    if (k)
        sn_text_hex(t, "\n\t  Management Address: ", p, k);
    *left = n - k;
    return is;
}

/* False: it is the last that is printed. */
static bool tlv_text(struct sn_text *t, const struct sn_view *v, uint32_t left)
{
    const struct sn_rec *raw = sn_find(v, RAW);
    unsigned type = (unsigned)sn_num(t, v, TYPE), least = type == ORG ? ORG_MIN : 1;
    unsigned n;
    bool dump = t->o->verbose > 1;

    sn_say(t, v, "\n\t{s:Unknown} TLV (0x{02x})", TYPE, TYPE);
    if (t->ended || type == END)
        return false;
    if (left < TLV_HDR) {
        sn_put_lit(t->b, "\n\t\t packet is too short");
        return false;
    }
    if (!sn_need_short(t, v, LEN))
        return false;
    sn_say(t, v, ", length {}", LEN);
    if (sn_opt(v, LEN) > left - TLV_HDR) {
        sn_put_lit(t->b, "\n\t\t packet is too short");
        return false;
    }
    if (!sn_need_short(t, v, RAW))
        return false;
    n = raw->n;
    switch (type) {
    case SENDER:
    case PORT_STATUS:
    case IF_STATUS:
    case ORG:
        if (raw->n < least) {
            sn_put_f(t->b, " (too short, must be >= %u)", least);
            return type == SENDER;
        }
        if (type == SENDER) {
            enum sender is = sender_text(t, raw->p, &n);

            dump |= is == ODD;
            if (is == SHORT || is == FATAL) {
                sn_put_lit(t->b, "\n\t  (TLV too short)");
                n = 0;
            }
            if (is == FATAL)
                return false;
        }
        if (type == PORT_STATUS)
            sn_say(t, v, ", Status: {s:Unknown} ({d})", PORT_VALUE, PORT_VALUE);
        if (type == IF_STATUS)
            sn_say(t, v, ", Status: {s:Unknown} ({d})", IF_VALUE, IF_VALUE);
        if (type == ORG) {
            sn_say(t, v, ", Vendor: {s:Unknown} ({d})", OUI, OUI);
            sn_put_f(t->b, ", Sub-Type %u", raw->p[3]);
            dump = true;
        }
        break;
    default:
        dump = true;
        break;
    }
    if (dump)
        sn_text_hex(t, "\n\t  ", raw->p, n);
    return true;
}

static enum sn_then cfm_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), tlv = {0};
    uint32_t left = l->len - HDR;
    bool more = true;

    if (l->len < HDR) {
        sn_put_lit(t->b, "\n\t\t packet is too short");
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, FIRST))
        return SN_TEXT_DONE;
    if (sn_opt(&v, VERSION)) {
        sn_say(t, &v, "CFMv{} not supported", VERSION);
        sn_put_f(t->b, ", length %u", l->len);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, "CFMv%u ", (unsigned)sn_opt(&v, VERSION));
    sn_put_name(t, opcodes, sn_opt(&v, OPCODE), "unknown (%u)");
    sn_say(t, &v, ", MD Level {}", LEVEL);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\tFirst TLV offset {}", FIRST);
    if (sn_opt(&v, FIRST) > left) {
        sn_put_f(t->b, " (too large, must be <= %u)", left);
        return SN_TEXT_DONE;
    }
    if (!body_text(t, l, &v))
        return SN_TEXT_DONE;
    for (left -= (uint32_t)sn_opt(&v, FIRST); left && more && !t->ended;
         left -= TLV_HDR + (uint32_t)sn_opt(&tlv, LEN)) {
        if (!sn_each(&v, TLV, &tlv)) {
            sn_cut(t);
            break;
        }
        more = tlv_text(t, &tlv, left);
        if (!more)
            break;
    }
    return SN_TEXT_DONE;
}

SN_PROTO(cfm, "CFM EOAM IEEE 802.1Q/ITU-T Y.1731 Protocol",
         {.table = &sn_tab_ether, .value = 0x8902}, {.table = &sn_tab_ether, .value = 0xabcd})
