/* Spanning trees: STP, RSTP, MSTP (IEEE 802.1D, 802.1Q) and shortest path bridging (802.1aq). */
#include "dis/link/llc.h"

enum { STP = 0, RSTP = 2, MSTP = 3, SPB = 4 };
enum { CONFIG = 0x00, RAPID = 0x02, TOPOLOGY = 0x80 };
/* Bytes of whole messages, and of their parts. */
enum { HEAD = 4, CONFIG_LEN = 35, RSTP_LEN = 36, MSTP_LEN = 102, MSTI_LEN = 16, SPB_LEN = 85 };
enum { PVST_PID = 0x010b };
enum { MST_FIXED = 64, NAME = 32, DIGEST = 16 };

static const struct sn_val versions[] = {
    {STP, "802.1d"}, {RSTP, "802.1w"}, {MSTP, "802.1s"}, {SPB, "802.1aq"}, {0, NULL}};
static const struct sn_val types[] = {
    {CONFIG, "Config"}, {RAPID, "Rapid STP"}, {TOPOLOGY, "Topology Change"}, {0, NULL}};
static const struct sn_val roles[] = {
    {0, "Unknown"}, {1, "Alternate"}, {2, "Root"}, {3, "Designated"}, {0, NULL}};
/* The first four of the agreement's flags as the text has them: from the highest bit on. */
enum { TEXT_AN = 6, TEXT_DAN = 4, TEXT_VALID = 3, TEXT_ROLE = 2 };
static const struct sn_val flags[] = {
    {0x01, "Topology change"},
    {0x02, "Proposal"},
    {0x10, "Learn"},
    {0x20, "Forward"},
    {0x40, "Agreement"},
    {0x80, "Topology change ACK"},
    {0, NULL},
};

/* A time: 256ths of a second, for the text, and what they are. */
#define TIME(F, ID, NAME_, TITLE_)                                                                 \
    F(ID, "stp." NAME_, SPAN, TITLE_)                                                              \
    F(ID##_256, "sn.stp." NAME_ "_256ths", U16, NULL)
enum { NS_256TH = 3906250 };
/* A bridge: what its 16 bits are as a whole, and their parts. */
#define BRIDGE(F, ID, PRIO, EXT, HW, TITLE_)                                                       \
    F(ID, "sn." PRIO ".id", U16, NULL)                                                             \
    F(ID##_PRIO, PRIO, UINT, TITLE_ " Priority")                                                   \
    F(ID##_EXT, EXT, UINT, TITLE_ " System ID Extension")                                          \
    F(ID##_HW, HW, ETHER, TITLE_ " System ID")

#define STP_FIELDS(F)                                                                              \
    F(PROTOCOL, "stp.protocol", U16, "Protocol Identifier", .base = SN_HEX)                        \
    F(VERSION, "stp.version", U8, "Protocol Version Identifier", .vals = versions)                 \
    F(TYPE, "stp.type", U8, "BPDU Type", .base = SN_HEX, .vals = types)                            \
    F(FLAGS, "stp.flags", U8, "BPDU flags", .base = SN_HEX)                                        \
    F(TCACK, "stp.flags.tcack", BIT8, "Topology Change Acknowledgment", .mask = 0x80)              \
    F(AGREEMENT, "stp.flags.agreement", BIT8, "Agreement", .mask = 0x40)                           \
    F(FORWARDING, "stp.flags.forwarding", BIT8, "Forwarding", .mask = 0x20)                        \
    F(LEARNING, "stp.flags.learning", BIT8, "Learning", .mask = 0x10)                              \
    F(ROLE, "stp.flags.port_role", P8, "Port Role", .mask = 0x0c, .vals = roles)                   \
    F(PROPOSAL, "stp.flags.proposal", BIT8, "Proposal", .mask = 0x02)                              \
    F(TC, "stp.flags.tc", BIT8, "Topology Change", .mask = 0x01)                                   \
    BRIDGE(F, ROOT, "stp.root.prio", "stp.root.ext", "stp.root.hw", "Root Bridge")                 \
    F(COST, "stp.root.cost", U32, "Root Path Cost")                                                \
    BRIDGE(F, BRIDGE_ID, "stp.bridge.prio", "stp.bridge.ext", "stp.bridge.hw", "Bridge")           \
    F(PORT, "stp.port", U16, "Port identifier", .base = SN_HEX)                                    \
    TIME(F, MSG_AGE, "msg_age", "Message Age")                                                     \
    TIME(F, MAX_AGE, "max_age", "Max Age")                                                         \
    TIME(F, HELLO, "hello", "Hello Time")                                                          \
    TIME(F, FORWARD, "forward", "Forward Delay")                                                   \
    F(V1_LEN, "stp.version_1_length", U8, "Version 1 Length")                                      \
    F(V3_LEN, "mstp.version_3_length", U16, "Version 3 Length")                                    \
    F(SELECTOR, "mstp.config_format_selector", U8, "MST Config ID format selector")                \
    F(CFG_NAME, "mstp.config_name", STR, "MST Config name")                                        \
    F(CFG_REV, "mstp.config_revision_level", U16, "MST Config revision")                           \
    F(CFG_DIGEST, "mstp.config_digest", BYTES, "MST Config digest", .width = DIGEST,               \
      .step = DIGEST)                                                                              \
    F(INT_COST, "mstp.cist_internal_root_path_cost", U32, "CIST Internal Root Path Cost")          \
    BRIDGE(F, CIST, "mstp.cist_bridge.prio", "mstp.cist_bridge.ext", "mstp.cist_bridge.hw",        \
           "CIST Bridge")                                                                          \
    F(CIST_HOPS, "mstp.cist_remaining_hops", U8, "CIST Remaining hops")                            \
    F(MSTI, "sn.mstp.msti", GROUPS, "MSTI")                                                        \
    F(I_FLAGS, "mstp.msti.flags", P8, "MSTI flags", .base = SN_HEX)                                \
    F(I_TCACK, "stp.flags.tcack", BIT8, "Topology Change Acknowledgment", .mask = 0x80)            \
    F(I_AGREEMENT, "stp.flags.agreement", BIT8, "Agreement", .mask = 0x40)                         \
    F(I_FORWARDING, "stp.flags.forwarding", BIT8, "Forwarding", .mask = 0x20)                      \
    F(I_LEARNING, "stp.flags.learning", BIT8, "Learning", .mask = 0x10)                            \
    F(I_ROLE, "stp.flags.port_role", P8, "Port Role", .mask = 0x0c, .vals = roles)                 \
    F(I_PROPOSAL, "stp.flags.proposal", BIT8, "Proposal", .mask = 0x02)                            \
    F(I_TC, "stp.flags.tc", BIT8, "Topology Change", .mask = 0x01, .step = 1)                      \
    F(I_ID, "sn.mstp.msti.id", P16, NULL)                                                          \
    F(I_PRIO, "mstp.msti.priority", P16, "Priority", .mask = 0xf000, .base = SN_HEX)               \
    F(I_MSTID, "mstp.msti.msti_id", U16, "MSTID", .mask = 0x0fff)                                  \
    F(I_HW, "mstp.msti.root.hw", ETHER, "Regional Root")                                           \
    F(I_COST, "mstp.msti.root_cost", U32, "Internal root path cost")                               \
    F(I_BRIDGE_PRIO, "mstp.msti.bridge_priority", U8, "Bridge Identifier Priority", .mask = 0xf0)  \
    F(I_PORT_PRIO, "mstp.msti.port_priority", U8, "Port identifier priority", .mask = 0xf0)        \
    F(I_HOPS, "mstp.msti.remaining_hops", U8, "Remaining hops")                                    \
    F(V4_LEN, "mstp.version_4_length", U16, "Version 4 Length")                                    \
    F(SPT, "sn.mstp.spt", GROUP, "SPT Extension")                                                  \
    F(AUX_SELECTOR, "mstp.config_format_selector", U8, "SPT Config ID format selector")            \
    F(AUX_NAME, "mstp.config_name", STR, "SPT Config name")                                        \
    F(AUX_REV, "mstp.config_revision_level", U16, "SPT Config revision")                           \
    F(AUX_DIGEST, "mstp.config_digest", BYTES, "SPT Config digest", .width = DIGEST,               \
      .step = DIGEST)                                                                              \
    F(AGREE_NUM, "mstp.agree_flags.agreement_num", P8, "Agreement Number", .mask = 0x03)           \
    F(DAGREE_NUM, "mstp.agree_flags.dagreement_num", P8, "Disagreement Number", .mask = 0x0c)      \
    F(AGREE_VALID, "mstp.agree_flags.agreement_valid", BIT8, "Agreement Valid Flag", .mask = 0x10) \
    F(REST_ROLE, "mstp.agree_flags.rest_role", BIT8, "Restricted Role", .mask = 0x20)              \
    F(AGREE, "sn.mstp.agree_flags", U8, NULL, .pad = 1)                                            \
    F(DIG_FORMAT, "sn.mstp.agreement.format", P8, "Format Identifier", .mask = 0xf0)               \
    F(DIG_FORMAT_CAP, "sn.mstp.agreement.format_cap", U8, "Format Capabilities")                   \
    F(DIG_CONV, "sn.mstp.agreement.convention", P8, "Convention Identifier", .mask = 0xf0)         \
    F(DIG_CAP, "sn.mstp.agreement.convention_cap", U8, "Convention Capabilities")                  \
    F(DIG_EDGES, "sn.mstp.agreement.edges", U16, "Edge Count", .pad = 8)                           \
    F(DIG, "mstp.agreement_digest", BYTES, "Agreement Digest", .width = 20, .step = 20)            \
    F(PVST_TYPE, "stp.pvst.tlvtype", U16, "Type", .base = SN_HEX)                                  \
    F(PVST_LEN, "stp.pvst.tlvlen", U16, "Length")                                                  \
    F(PVST_VLAN, "stp.pvst.origvlan", U16, "Originating VLAN")
SN_FIELDS(stp, STP_FIELDS)

/* Reads the identifier of a bridge, whose fields follow `id`. */
static bool bridge(struct sn_dis *d, struct sn_rd *r, unsigned id)
{
    uint32_t v;

    if (!sn_get(d, r, id, &v))
        return false;
    sn_text_last(d);
    sn_rec_uint(d, id + 1, sn_rd_off(r) - 2, 2, v & 0xf000);
    sn_rec_uint(d, id + 2, sn_rd_off(r) - 2, 2, v & 0x0fff);
    return sn_get(d, r, id + 3, NULL);
}

static bool times(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    for (unsigned f = MSG_AGE; f <= FORWARD; f += 2) {
        if (!sn_get(d, r, f + 1, &v))
            return false;
        sn_text_last(d);
        if (d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, f, sn_rd_off(r) - 2, 2, (uint64_t)v * NS_256TH);
    }
    return true;
}

static bool config(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    if (!sn_get(d, r, FLAGS, NULL))
        return false;
    if (type == CONFIG) {
        sn_parts(d, FLAGS, TCACK, TCACK);
        sn_parts(d, FLAGS, TC, TC);
    } else {
        sn_parts(d, FLAGS, TCACK, TC);
    }
    if (type == CONFIG || !(d->want & SN_WANT_FIELDS))
        sn_note(d, ROLE, sn_u(d, FLAGS) >> 2 & 3);
    return bridge(d, r, ROOT) && sn_get(d, r, COST, NULL) && bridge(d, r, BRIDGE_ID) &&
           sn_get(d, r, PORT, NULL) && times(d, r);
}

/* n bytes of regional information, of which 64 are fixed. */
static bool mst(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    if (!sn_get(d, r, SELECTOR, NULL) || !sn_get_upto(d, r, CFG_NAME, NAME) ||
        !sn_header(d, r, CFG_REV, INT_COST) || !bridge(d, r, CIST) ||
        !sn_get(d, r, CIST_HOPS, NULL))
        return false;
    for (n = n < MST_FIXED ? 0 : n - MST_FIXED; n >= MSTI_LEN; n -= MSTI_LEN) {
        struct sn_rec *group = sn_group(d, r, MSTI, 0);
        bool whole = sn_header(d, r, I_FLAGS, I_HOPS);

        sn_group_end(d, r, group);
        if (!whole)
            return false;
    }
    return sn_rd_skip(r, n);
}

/* What shortest path bridging adds. */
static void spt(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *group = sn_group(d, r, SPT, 0);

    (void)(sn_get(d, r, AUX_SELECTOR, NULL) && sn_get_upto(d, r, AUX_NAME, NAME) &&
           sn_header(d, r, AUX_REV, DIG));
    sn_group_end(d, r, group);
}

/* What follows in Cisco's trees of a VLAN each. */
static void pvst(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, len;

    if (sn_rd_left(r) > 6)
        (void)!sn_rd_skip(r, 1);
    if (sn_rd_left(r) >= 6 && sn_get(d, r, PVST_TYPE, &type) && sn_get(d, r, PVST_LEN, &len) &&
        len == 2)
        (void)!sn_get(d, r, PVST_VLAN, NULL);
}

/* What MSTP has behind a message of RSTP, and shortest path bridging behind that. */
static void regions(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint64_t version)
{
    uint32_t v3, v4;
    struct sn_rd behind;

    if (len < MSTP_LEN || !sn_get(d, r, V3_LEN, &v3) || len < RSTP_LEN + v3 + 2)
        return;
    behind = *r;
    if (!mst(d, r, v3) || version != SPB)
        return;
    if (sn_rd_skip(&behind, v3) && sn_get(d, &behind, V4_LEN, &v4) && v4 >= SPB_LEN)
        spt(d, &behind);
    sn_stop(r, &behind);
}

/* Nothing of a message that was cut is a field, as Wireshark reads all before it shows any. */
static void without_cut(struct sn_dis *d, const struct sn_rd *r)
{
    if (r->stop)
        sn_text_only(d, d->cur->first);
}

static void stp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t version, type;

    if (len < HEAD) {
        sn_malformed(r);
        return;
    }
    if (!sn_header(d, r, PROTOCOL, VERSION) || sn_u(d, PROTOCOL) || !sn_get(d, r, TYPE, NULL)) {
        without_cut(d, r);
        return;
    }
    version = sn_u(d, VERSION);
    type = sn_u(d, TYPE);
    if ((type != CONFIG && type != RAPID) || len < (type == CONFIG ? CONFIG_LEN : RSTP_LEN) ||
        !config(d, r, type)) {
        without_cut(d, r);
        return;
    }
    if (type == RAPID && !sn_get(d, r, V1_LEN, NULL))
        return;
    if (type == RAPID && version >= MSTP)
        regions(d, r, len, version);
    else if (d->want & SN_WANT_FIELDS && sn_llc_cisco_pid(d) == PVST_PID)
        pvst(d, r);
}

/* ---- text ---- */

static void put_time(struct sn_text *t, const struct sn_view *v, const char *name, unsigned field)
{
    if (sn_need(t, v, field + 1)) /* rounded half to even, as printf does; 256ths are exact */
        sn_put_f(t->b, "%s %.2fs", name, (unsigned)sn_opt(v, field + 1) / 256.0);
}

static void times_text(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_need(t, v, FORWARD_256))
        return;
    put_time(t, v, "\n\tmessage-age", MSG_AGE);
    put_time(t, v, ", max-age", MAX_AGE);
    put_time(t, v, ", hello-time", HELLO);
    put_time(t, v, ", forwarding-delay", FORWARD);
}

static void flags_text(struct sn_text *t, uint64_t u)
{
    sn_put_lit(t->b, "Flags [");
    sn_text_bits(t, flags, (uint32_t)u, ", ", "none");
    sn_put_c(t->b, ']');
}

static void config_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                        bool rapid)
{
    if (!sn_need(t, v, FLAGS))
        return;
    sn_put_lit(t->b, ", ");
    flags_text(t, sn_opt(v, FLAGS));
    sn_say(t, v, ", bridge-id {04x}.{}.{04x}", BRIDGE_ID, BRIDGE_ID_HW, PORT);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return;
    times_text(t, v);
    sn_say(t, v, "\n\troot-id {04x}.{}, root-pathcost {}", ROOT, ROOT_HW, COST);
    if (rapid)
        sn_say(t, v, ", port-role {s:?}", ROLE);
}

static void msti_text(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_need(t, v, I_MSTID))
        return;
    sn_say(t, v, "\n\tMSTI {}, ", I_MSTID);
    flags_text(t, sn_opt(v, I_FLAGS));
    sn_say(t, v, ", port-role {s:?}", I_ROLE);
    sn_say(t, v, "\n\t\tMSTI regional-root-id {04x}.{}, pathcost {}", I_ID, I_HW, I_COST);
    sn_say(t, v, "\n\t\tMSTI bridge-prio {}, port-prio {}, hops {}", I_BRIDGE_PRIO, I_PORT_PRIO,
           I_HOPS);
}

/* Without -v the flags and the length only. */
static void mstp_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view msti = {0};

    sn_put_lit(t->b, ", CIST ");
    flags_text(t, sn_opt(v, FLAGS));
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return;
    sn_say(t, v, "\n\tport-role {s:?}, CIST root-id {04x}.{}, CIST ext-pathcost {}", ROLE, ROOT,
           ROOT_HW, COST);
    sn_say(t, v, "\n\tCIST regional-root-id {04x}.{}, CIST port-id {04x},", BRIDGE_ID, BRIDGE_ID_HW,
           PORT);
    times_text(t, v);
    sn_say(t, v, "\n\tv3len {}, MCID Name ", V3_LEN);
    sn_say_padded(t, v, "{}", CFG_NAME, NAME);
    sn_say(t, v, ", rev {},\n\t\tdigest {}, ", CFG_REV, CFG_DIGEST);
    sn_say(t, v, "CIST int-root-pathcost {},", INT_COST);
    sn_say(t, v, "\n\tCIST bridge-id {04x}.{}, ", CIST, CIST_HW);
    sn_say(t, v, "CIST remaining-hops {}", CIST_HOPS);
    while (sn_each(v, MSTI, &msti) && !t->ended)
        msti_text(t, &msti);
}

static void spb_text(struct sn_text *t, const struct sn_view *stp)
{
    struct sn_view v = {0};
    uint64_t agree;

    if (!t->o->verbose)
        return;
    sn_say(t, stp, "\n\tv4len {}, AUXMCID Name ", V4_LEN);
    (void)sn_each(stp, SPT, &v);
    sn_say_padded(t, &v, "{}", AUX_NAME, NAME);
    sn_say(t, &v, ", Rev {},\n\t\tdigest {}", AUX_REV, AUX_DIGEST);
    if (!sn_need(t, &v, DIG))
        return;
    agree = sn_opt(&v, AGREE);
    sn_put_f(t->b, "\n\tAgreement num %u, Discarded Agreement num %u, Agreement valid-flag %u,",
             (unsigned)(agree >> TEXT_AN & 3), (unsigned)(agree >> TEXT_DAN & 3),
             (unsigned)(agree >> TEXT_VALID & 1));
    sn_put_f(t->b, "\n\tRestricted role-flag: %u", (unsigned)(agree >> TEXT_ROLE & 1));
    sn_say(t, &v, ", Format id {} cap {}, ", DIG_FORMAT, DIG_FORMAT_CAP);
    sn_say(t, &v, "Convention id {} cap {},\n\tEdge count {}, Agreement digest {}", DIG_CONV,
           DIG_CAP, DIG_EDGES, DIG);
}

static bool mstp_fits(const struct sn_layer *l, const struct sn_view *v)
{
    return l->len >= MSTP_LEN && !sn_opt(v, V1_LEN) &&
           (!sn_find(v, V3_LEN) || l->len >= RSTP_LEN + 2 + sn_opt(v, V3_LEN));
}

/* By their version and type; false: too short. */
static bool body_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint64_t version = sn_opt(v, VERSION), type = sn_opt(v, TYPE);

    if (type == CONFIG) {
        if (l->len < CONFIG_LEN)
            return false;
        config_text(t, l, v, version == RSTP);
    } else if (type == RAPID && version < MSTP) {
        if (version == RSTP && l->len < RSTP_LEN)
            return false;
        if (version == RSTP)
            config_text(t, l, v, true);
    } else if (type == RAPID) {
        if (!mstp_fits(l, v))
            return false;
        if (!sn_need(t, v, V3_LEN))
            return true;
        mstp_text(t, l, v);
        if (version == SPB && sn_need(t, v, V4_LEN)) {
            if (sn_opt(v, V4_LEN) < SPB_LEN ||
                l->len < RSTP_LEN + 4 + sn_opt(v, V3_LEN) + sn_opt(v, V4_LEN))
                return false;
            spb_text(t, v);
        }
    }
    return true;
}

static enum sn_then stp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < HEAD) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, PROTOCOL))
        return SN_TEXT_DONE;
    if (sn_opt(&v, PROTOCOL)) {
        sn_put_f(t->b, "unknown STP version, length %u", l->len);
        return SN_TEXT_DONE;
    }
    if (!sn_say(t, &v, "STP {s:Unknown STP protocol (0x%02x)}", VERSION) ||
        !sn_val_name(versions, (uint32_t)sn_opt(&v, VERSION)))
        return SN_TEXT_DONE;
    if (sn_say(t, &v, ", {s:Unknown BPDU Type (0x%02x)}", TYPE) && !body_text(t, l, &v))
        sn_put_lit(t->b, " (invalid)");
    return SN_TEXT_DONE;
}

SN_PROTO(stp, "Spanning Tree Protocol", {.table = &sn_tab_llc, .value = 0x42},
         {.table = &sn_tab_snap, .value = 0x00000c010b},
         {.table = &sn_tab_snap, .value = 0x00000c010c},
         {.table = &sn_tab_snap, .value = 0x0080c2000e})
