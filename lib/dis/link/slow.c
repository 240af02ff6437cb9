/* The slow protocols of IEEE 802.3: link aggregation (LACP) and its markers, and the operation and
 * maintenance of links (OAM), as it tells of itself and of its loops. */
#include "base/hex.h"
#include "dis/link/eth.h"

enum { LACP = 1, MARKER = 2, OAM = 3 };
enum { TLV_HDR = 2, MARKER_RESPONSE = 2 };

static const struct sn_val subtypes[] = {
    {LACP, "LACP"}, {MARKER, "MARKER"}, {OAM, "OAM"}, {0, NULL}};
static const struct sn_val lacp_tlvs[] = {{0, "Terminator"},
                                          {1, "Actor Information"},
                                          {2, "Partner Information"},
                                          {3, "Collector Information"},
                                          {0, NULL}};
static const struct sn_val marker_tlvs[] = {
    {0, "Terminator"}, {1, "Marker Information"}, {0, NULL}};
static const struct sn_val states[] = {
    {0x01, "Activity"},        {0x02, "Timeout"},    {0x04, "Aggregation"},
    {0x08, "Synchronization"}, {0x10, "Collecting"}, {0x20, "Distributing"},
    {0x40, "Default"},         {0x80, "Expired"},    {0, NULL}};
static const struct sn_val oam_codes[] = {{0, "Information"},
                                          {1, "Event Notification"},
                                          {2, "Variable Request"},
                                          {3, "Variable Response"},
                                          {4, "Loopback Control"},
                                          {0xfe, "Vendor Private"},
                                          {0, NULL}};
static const struct sn_val oam_flags[] = {{0x0001, "Link Fault"},     {0x0002, "Dying Gasp"},
                                          {0x0004, "Critical Event"}, {0x0008, "Local Evaluating"},
                                          {0x0010, "Local Stable"},   {0x0020, "Remote Evaluating"},
                                          {0x0040, "Remote Stable"},  {0, NULL}};
static const struct sn_val info_types[] = {{0, "End of TLV marker"},
                                           {1, "Local"},
                                           {2, "Remote"},
                                           {0xfe, "Organization specific"},
                                           {0, NULL}};
static const struct sn_val event_types[] = {{0, "End of TLV marker"},
                                            {1, "Errored Symbol Period Event"},
                                            {2, "Errored Frame Event"},
                                            {3, "Errored Frame Period Event"},
                                            {4, "Errored Frame Seconds Summary Event"},
                                            {0xfe, "Organization specific"},
                                            {0, NULL}};
static const struct sn_val parsers[] = {
    {0, "forwarding"}, {1, "looping back"}, {2, "discarding"}, {3, "reserved"}, {0, NULL}};
static const struct sn_val muxes[] = {{0, "forwarding"}, {1, "discarding"}, {0, NULL}};
static const struct sn_val configs[] = {
    {0x01, "Active"},      {0x02, "Unidirectional"},     {0x04, "Remote-Loopback"},
    {0x08, "Link-Events"}, {0x10, "Variable-Retrieval"}, {0, NULL}};
static const struct sn_val commands[] = {
    {1, "Enable OAM Remote Loopback"}, {2, "Disable OAM Remote Loopback"}, {0, NULL}};

/* What an actor and a partner have alike; `I` begins the names of its fields. */
#define PEER(F, I, NAME, TITLE, SYSTEM)                                                            \
    F(I##_SYSPRIO, "lacp." NAME ".sys_priority", U16, TITLE " System Priority")                    \
    F(I##_SYS, "lacp." NAME ".sysid", ETHER, SYSTEM)                                               \
    F(I##_KEY, "lacp." NAME ".key", U16, TITLE " Key")                                             \
    F(I##_PRIO, "lacp." NAME ".port_priority", U16, TITLE " Port Priority")                        \
    F(I##_PORT, "lacp." NAME ".port", U16, TITLE " Port")                                          \
    F(I##_STATE, "lacp." NAME ".state", P8, TITLE " State", .base = SN_HEX)                        \
    F(I##_ACT, "lacp." NAME ".state.activity", BIT8, "LACP Activity", .mask = 0x01)                \
    F(I##_TIME, "lacp." NAME ".state.timeout", BIT8, "LACP Timeout", .mask = 0x02)                 \
    F(I##_AGG, "lacp." NAME ".state.aggregation", BIT8, "Aggregation", .mask = 0x04)               \
    F(I##_SYN, "lacp." NAME ".state.synchronization", BIT8, "Synchronization", .mask = 0x08)       \
    F(I##_COL, "lacp." NAME ".state.collecting", BIT8, "Collecting", .mask = 0x10)                 \
    F(I##_DIS, "lacp." NAME ".state.distributing", BIT8, "Distributing", .mask = 0x20)             \
    F(I##_DEF, "lacp." NAME ".state.defaulted", BIT8, "Defaulted", .mask = 0x40)                   \
    F(I##_EXP, "lacp." NAME ".state.expired", BIT8, "Expired", .mask = 0x80, .step = 1)            \
    F(I##_RES, "lacp." NAME ".reserved", BYTES, "Reserved", .width = 3, .step = 3)

#define SLOW(F)                                                                                    \
    F(SUBTYPE, "slow.subtype", U8, "Slow Protocols subtype", .vals = subtypes, .base = SN_HEX)     \
    F(ALL, "sn.slow.all", BYTES, NULL)                                                             \
    F(VERSION, "lacp.version", U8, "LACP Version", .base = SN_HEX)                                 \
    F(M_VERSION, "marker.version", U8, "Version Number", .base = SN_HEX)                           \
    F(TLV, "sn.slow.tlv", GROUPS, "TLV")                                                           \
    F(TYPE, "lacp.tlv_type", U8, "TLV Type", .base = SN_HEX, .vals = lacp_tlvs)                    \
    F(LEN, "lacp.tlv_length", U8, "TLV Length", .base = SN_HEX)                                    \
    F(M_TYPE, "marker.tlvType", U8, "TLV Type", .base = SN_HEX, .vals = marker_tlvs)               \
    F(M_LEN, "marker.tlvLen", U8, "TLV Length", .base = SN_HEX)                                    \
    F(RAW, "sn.slow.value", BYTES, NULL)                                                           \
    PEER(F, A, "actor", "Actor", "Actor System ID")                                                \
    PEER(F, P, "partner", "Partner", "Partner System")                                             \
    F(DELAY, "lacp.collector.max_delay", U16, "Collector Max Delay")                               \
    F(DELAY_RES, "lacp.coll_reserved", BYTES, "Reserved", .width = 12, .step = 12)                 \
    F(R_PORT, "marker.requesterPort", U16, "Requester Port")                                       \
    F(R_SYS, "marker.requesterSystem", ETHER, "Requester System")                                  \
    F(R_ID, "marker.requesterTransId", U32, "Requester Transaction ID")                            \
    F(R_PAD, "marker.requesterPad", U16, "Requester Pad")                                          \
    F(M_REST, "marker.reserved", BYTES, "Reserved")                                                \
    F(REST, "lacp.pad", BYTES, "Pad")                                                              \
    F(FLAGS, "oampdu.flags", U16, "Flags", .base = SN_HEX)                                         \
    F(F_FAULT, "oampdu.flags.linkFault", BIT16, "Link Fault", .mask = 0x0001)                      \
    F(F_GASP, "oampdu.flags.dyingGasp", BIT16, "Dying Gasp", .mask = 0x0002)                       \
    F(F_CRITICAL, "oampdu.flags.criticalEvent", BIT16, "Critical Event", .mask = 0x0004)           \
    F(F_LOCAL_EV, "oampdu.flags.localEvaluating", BIT16, "Local Evaluating", .mask = 0x0008)       \
    F(F_LOCAL_ST, "oampdu.flags.localStable", BIT16, "Local Stable", .mask = 0x0010)               \
    F(F_REMOTE_EV, "oampdu.flags.remoteEvaluating", BIT16, "Remote Evaluating", .mask = 0x0020)    \
    F(F_REMOTE_ST, "oampdu.flags.remoteStable", BIT16, "Remote Stable", .mask = 0x0040)            \
    F(CODE, "oampdu.code", U8, "OAMPDU code", .vals = oam_codes, .base = SN_HEX)                   \
    F(I_TYPE, "oampdu.info.type", U8, "Type", .vals = info_types, .base = SN_HEX)                  \
    F(I_LEN, "oampdu.info.length", U8, "TLV Length")                                               \
    F(I_VERSION, "oampdu.info.version", U8, "TLV Version", .base = SN_HEX)                         \
    F(I_REVISION, "oampdu.info.revision", U16, "TLV Revision")                                     \
    F(I_STATE, "oampdu.info.state", P8, "OAM DTE States", .base = SN_HEX)                          \
    F(I_PARSER, "oampdu.info.state.parser", P8, "Parser Action", .mask = 0x03, .vals = parsers,    \
      .base = SN_HEX)                                                                              \
    F(I_MUX, "oampdu.info.state.multiplexer", U8, "Multiplexer Action", .mask = 0x04,              \
      .vals = muxes)                                                                               \
    F(I_CONFIG, "oampdu.info.oamConfig", P8, "OAM Configuration", .base = SN_HEX)                  \
    F(I_MODE, "oampdu.info.oamConfig.mode", U8, "OAM Mode", .mask = 0x01)                          \
    F(I_SIZE, "oampdu.info.oampduConfig", U16, "Max OAMPDU Size")                                  \
    F(I_OUI, "oampdu.info.oui", U24, "Organizationally Unique Identifier", .vals = sn_ouis)        \
    F(I_VENDOR, "oampdu.info.vendor", U32, "Vendor Specific Information", .base = SN_HEX)          \
    F(E_SEQ, "oampdu.event.sequence", U16, "Sequence Number")                                      \
    F(E_TYPE, "oampdu.event.type", U8, "Event Type", .vals = event_types, .base = SN_HEX)          \
    F(E_LEN, "oampdu.event.length", U8, "Event Length", .base = SN_HEX)                            \
    F(E_TIME, "oampdu.event.timestamp", U16, "Event Timestamp (100ms)", .unit = "ms",              \
      .scale = 100)                                                                                \
    F(E_WINDOW, "oampdu.event.espeWindow", U64, "Errored Symbol Window")                           \
    F(E_THRESHOLD, "oampdu.event.espeThreshold", U64, "Errored Symbol Threshold")                  \
    F(E_ERRORS, "oampdu.event.espeErrors", U64, "Errored Symbols")                                 \
    F(E_TOTAL, "oampdu.event.espeTotalErrors", U64, "Error Running Total")                         \
    F(E_EVENTS, "oampdu.event.espeTotalEvents", U32, "Event Running Total")                        \
    F(LOOP, "oampdu.lpbk.commands", U8, "Commands", .vals = commands, .base = SN_HEX)
SN_FIELDS(slow, SLOW)

/* A kind of TLV: what its length must be, and the fields of its value. */
struct kind {
    uint8_t type, len, first, last;
};
static const struct kind lacp_kinds[] = {
    {1, 20, A_SYSPRIO, A_RES}, {2, 20, P_SYSPRIO, P_RES}, {3, 16, DELAY, DELAY_RES}};
static const struct kind marker_kinds[] = {{1, 16, R_PORT, R_PAD}};
static const struct kind info_kinds[] = {{1, 16, I_VERSION, I_VENDOR},
                                         {2, 16, I_VERSION, I_VENDOR}};
/* tcpdump prints the four as if they were the first. */
static const struct kind event_kinds[] = {{1, 40, E_TIME, E_EVENTS},
                                          {2, 40, E_TIME, E_EVENTS},
                                          {3, 40, E_TIME, E_EVENTS},
                                          {4, 40, E_TIME, E_EVENTS}};

/* A list of TLVs. */
static const struct list {
    uint8_t type, len; /* fields */
    uint8_t rest;      /* a field: what is behind the last */
    uint8_t nkinds;
    const struct kind *kinds;
    const char *what; /* behind the type's name */
} lists[] = {
    [LACP] = {TYPE, LEN, REST, 3, lacp_kinds, "TLV (0x%02x), length %u"},
    [MARKER] = {M_TYPE, M_LEN, M_REST, 1, marker_kinds, "TLV (0x%02x), length %u"},
    [OAM] = {I_TYPE, I_LEN, 0, 2, info_kinds, "Information Type (%u), length %u"},
    [OAM + 1] = {E_TYPE, E_LEN, 0, 4, event_kinds, "Link Event Type (%u), length %u"},
};

static const struct kind *kind_of(const struct list *l, uint64_t type)
{
    for (unsigned i = 0; i < l->nkinds; i++) {
        if (l->kinds[i].type == type)
            return &l->kinds[i];
    }
    return NULL;
}

static void tlvs(struct sn_dis *d, struct sn_rd *r, const struct list *l, uint32_t left)
{
    bool more = true;

    while (more && left) {
        struct sn_rec *group = sn_group(d, r, TLV, 0);
        uint32_t type = 0, len = 0;
        const struct kind *k;
        struct sn_rd val;

        more = sn_get(d, r, l->type, &type) && sn_get(d, r, l->len, &len) && len >= TLV_HDR && type;
        if (more) {
            k = kind_of(l, type);
            val = sn_inside(r, len - TLV_HDR);
            sn_rec_bytes(d, RAW, sn_rd_off(&val), 0, val.p, sn_rd_left(&val))->flags = SN_REC_TEXT;
            if (k && k->len == len && k->first)
                (void)sn_header(d, &val, k->first, k->last);
            else if (l->type == M_TYPE && type == MARKER_RESPONSE && d->want & SN_WANT_FIELDS)
                (void)sn_header(d, &val, R_PORT, R_PAD); /* tcpdump prints bytes */
            more = sn_rd_skip(r, len - TLV_HDR);
            left = left < len ? 0 : left - len;
        }
        sn_group_end(d, r, group);
        if (!more && !type && !r->stop && l->rest && sn_rd_left(r) && d->want & SN_WANT_FIELDS)
            (void)sn_get_bytes(d, r, l->rest, sn_rd_left(r));
    }
}

static void slow_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t subtype, code;

    sn_rec_bytes(d, ALL, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (!sn_get(d, r, SUBTYPE, &subtype))
        return;
    if (subtype == LACP && sn_get(d, r, VERSION, NULL)) {
        if (sn_in_detail(d))
            tlvs(d, r, &lists[LACP], len - 2);
    } else if (subtype == MARKER && sn_get(d, r, M_VERSION, NULL)) {
        if (sn_in_detail(d))
            tlvs(d, r, &lists[MARKER], len - 2);
    } else if (subtype == OAM && sn_in_detail(d) && sn_get(d, r, FLAGS, NULL)) {
        sn_parts(d, FLAGS, F_FAULT, F_REMOTE_ST);
        if (!sn_get(d, r, CODE, &code))
            return;
        if (code == 0)
            tlvs(d, r, &lists[OAM], len - 4);
        else if (code == 1 && sn_get(d, r, E_SEQ, NULL))
            tlvs(d, r, &lists[OAM + 1], len - 6);
        else if (code == 4)
            (void)!sn_get(d, r, LOOP, NULL);
    }
}

/* ---- text ---- */

static uint32_t too_short(struct sn_text *t)
{
    sn_put_s(t->b, t->o->verbose ? "\n\t\t packet is too short" : " (packet is too short)");
    return 0;
}

static void peer_text(struct sn_text *t, const struct sn_view *v, unsigned f)
{
    sn_say(t, v, "\n\t  System {}, System Priority {}, Key {}, Port {}, Port Priority {}",
           (uint16_t)(f + 1), (uint16_t)f, (uint16_t)(f + 2), (uint16_t)(f + 4), (uint16_t)(f + 3));
    sn_put_lit(t->b, "\n\t  State Flags [");
    sn_text_bits(t, states, (uint32_t)sn_opt(v, f + A_STATE - A_SYSPRIO), ", ", "none");
    sn_put_c(t->b, ']');
}

static void info_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "\n\t    OAM-Version {d}, Revision {}", I_VERSION, I_REVISION);
    sn_say(t, v, "\n\t    State-Parser-Action {s:value %u}, State-MUX-Action {s:value %u}",
           I_PARSER, I_MUX);
    sn_put_lit(t->b, "\n\t    OAM-Config Flags [");
    sn_text_bits(t, configs, (uint32_t)sn_opt(v, I_CONFIG), ", ", "none");
    sn_put_f(t->b, "], OAM-PDU-Config max-PDU size %u", (unsigned)sn_num(t, v, I_SIZE) & 0x7ff);
    sn_say(t, v, "\n\t    OUI {s:Unknown} (0x{06x}), Vendor-Private {}", I_OUI, I_OUI, I_VENDOR);
}

static void event_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "\n\t    Timestamp {} ms, Errored Window {}", E_TIME, E_WINDOW);
    sn_say(t, v, "\n\t    Errored Threshold {}", E_THRESHOLD);
    sn_say(t, v, "\n\t    Errors {}\n\t    Error Running Total {}", E_ERRORS, E_TOTAL);
    sn_say(t, v, "\n\t    Event Running Total {}", E_EVENTS);
}

static void value_text(struct sn_text *t, const struct sn_view *v, const struct kind *k)
{
    if (k->first == A_SYSPRIO || k->first == P_SYSPRIO)
        peer_text(t, v, k->first);
    else if (k->first == DELAY)
        sn_say(t, v, "\n\t  Max Delay {}", DELAY);
    else if (k->first == R_PORT)
        sn_say(t, v, "\n\t  Request System {}, Request Port {}, Request Transaction ID 0x{08x}",
               R_SYS, R_PORT, R_ID);
    else if (k->first == I_VERSION)
        info_text(t, v);
    else if (k->first == E_TIME)
        event_text(t, v);
}

/* One TLV of `left` bytes; returns how many it has, 0: the last. */
static uint32_t tlv_text(struct sn_text *t, const struct list *list, const struct sn_view *v,
                         uint32_t left)
{
    uint32_t type = (uint32_t)sn_opt(v, list->type), len = (uint32_t)sn_opt(v, list->len);
    const struct kind *k = kind_of(list, type);
    const struct sn_rec *raw = sn_find(v, RAW);
    bool oam = list >= &lists[OAM], bad = k && k->len != len;

    if (left < TLV_HDR)
        return too_short(t);
    if (!sn_need(t, v, list->len))
        return 0;
    sn_put_s(t->b, oam ? "\n\t  " : "\n\t");
    sn_put_name(t, v->fields[list->type].vals, type, oam ? "Reserved" : "Unknown");
    sn_put_c(t->b, ' ');
    sn_put_f(t->b, list->what, type, len);
    if (type == 0)
        return 0;
    if (len < TLV_HDR) {
        sn_put_lit(t->b, "\n\t    ERROR: illegal length - should be >= 2");
        return 0;
    }
    if (len > left)
        return too_short(t);
    if (!raw || raw->n < len - TLV_HDR) {
        sn_cut(t);
        return 0;
    }
    if (bad)
        sn_put_f(t->b, "\n\t    ERROR: illegal length - should be %u", k->len);
    else if (k)
        value_text(t, v, k);
    if (oam && (bad || !k || t->o->verbose > 1)) /* with its head */
        sn_hex_indent(t->b, "\n\t  ", raw->p - TLV_HDR, raw->n + TLV_HDR);
    else if (!oam && ((!k && !bad) || t->o->verbose > 1))
        sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
    return len;
}

static void tlvs_text(struct sn_text *t, const struct list *list, const struct sn_view *v,
                      uint32_t left)
{
    struct sn_view tlv = {0};

    for (uint32_t n = 1; left && n && !t->ended; left -= n) {
        if (!sn_each(v, TLV, &tlv)) {
            sn_cut(t);
            return;
        }
        n = tlv_text(t, list, &tlv, left);
    }
}

static void oam_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *all = sn_find(v, ALL);
    uint64_t code = sn_opt(v, CODE);

    if (!sn_need(t, v, CODE))
        return;
    sn_say(t, v, "\n\tCode {s:Unknown (%u)} OAM PDU, Flags [", CODE);
    sn_text_bits(t, oam_flags, (uint32_t)sn_opt(v, FLAGS), ", ", "none");
    sn_put_c(t->b, ']');
    if (code == 0)
        tlvs_text(t, &lists[OAM], v, l->len - 4);
    else if ((code == 1 && l->len < 6) || (code == 4 && l->len < 5))
        (void)too_short(t);
    else if (code == 1 && sn_say(t, v, "\n\t  Sequence Number {}", E_SEQ))
        tlvs_text(t, &lists[OAM + 1], v, l->len - 6);
    else if (code == 4)
        sn_say(t, v, "\n\t  Command {s:Unknown} ({d})", LOOP, LOOP);
    else if (code != 1 && t->o->verbose <= 1)
        sn_hex_indent(t->b, "\n\t  ", all->p + 4, all->n - 4);
}

static enum sn_then slow_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all = sn_find(&v, ALL);
    uint64_t subtype = sn_opt(&v, SUBTYPE), version = 0;

    if (!l->len) {
        too_short(t);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, SUBTYPE))
        return SN_TEXT_DONE;
    if (subtype == LACP || subtype == MARKER) {
        if (l->len < 2) {
            too_short(t);
            return SN_TEXT_DONE;
        }
        version = sn_num(t, &v, subtype == LACP ? VERSION : M_VERSION);
        if (version != 1) {
            sn_put_f(t->b, "%s version %u packet not supported",
                     sn_val_name(subtypes, (uint32_t)subtype), (unsigned)version);
            return SN_TEXT_DONE;
        }
    }
    sn_say(t, &v, "{s:unknown (%u)}", SUBTYPE);
    if (version)
        sn_put_lit(t->b, "v1");
    sn_put_f(t->b, ", length %u", l->len);
    if (subtype < LACP || subtype > OAM) {
        sn_hex(t->b, all->p, all->n);
        return SN_TEXT_DONE;
    }
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (subtype == OAM && l->len < 4)
        too_short(t);
    else if (subtype == OAM)
        oam_text(t, l, &v);
    else
        tlvs_text(t, &lists[subtype], &v, l->len - 2);
    return SN_TEXT_DONE;
}

SN_PROTO(slow, "Slow Protocols", {.table = &sn_tab_ether, .value = 0x8809})
