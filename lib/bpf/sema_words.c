/* Words and numbers of single primitives: 802.11, LLC, PF's log, signalling, ATM. See sema.h. */
#include <string.h>

#include "sema.h"

struct named {
    const char *s;
    uint8_t num, mask;
};

static const struct named *find(const struct named *t, size_t n, const struct tok *name)
{
    for (size_t i = 0; i < n; i++)
        if (sn_bp_is_name(name, t[i].s))
            return &t[i];
    return NULL;
}

#define FIND(table, name) find(table, sizeof table / sizeof table[0], name)

static void unknown(struct comp *c, const char *what, const struct tok *t)
{
    sn_bp_fail(c, SN_ESYNTAX, t->at, "unknown %s '%.*s'", what, (int)(t->n < 80 ? t->n : 80), t->s);
}

static const struct named wlan_types[] = {
    {"mgt", 0x00, 0},     {"management", 0x00, 0}, {"ctl", 0x04, 0},
    {"control", 0x04, 0}, {"data", 0x08, 0},
};

/* num: subtype and type. */
static const struct named wlan_subtypes[] = {
    {"assocreq", 0x00, 0},
    {"assoc-req", 0x00, 0},
    {"assocresp", 0x10, 0},
    {"assoc-resp", 0x10, 0},
    {"reassocreq", 0x20, 0},
    {"reassoc-req", 0x20, 0},
    {"reassocresp", 0x30, 0},
    {"reassoc-resp", 0x30, 0},
    {"probereq", 0x40, 0},
    {"probe-req", 0x40, 0},
    {"proberesp", 0x50, 0},
    {"probe-resp", 0x50, 0},
    {"beacon", 0x80, 0},
    {"atim", 0x90, 0},
    {"disassoc", 0xa0, 0},
    {"disassociation", 0xa0, 0},
    {"auth", 0xb0, 0},
    {"authentication", 0xb0, 0},
    {"deauth", 0xc0, 0},
    {"deauthentication", 0xc0, 0},
    {"bar", 0x84, 0},
    {"ba", 0x94, 0},
    {"ps-poll", 0xa4, 0},
    {"rts", 0xb4, 0},
    {"cts", 0xc4, 0},
    {"ack", 0xd4, 0},
    {"cf-end", 0xe4, 0},
    {"cf-end-ack", 0xf4, 0},
    {"data", 0x08, 0},
    {"data-cf-ack", 0x18, 0},
    {"data-cf-poll", 0x28, 0},
    {"data-cf-ack-poll", 0x38, 0},
    {"null", 0x48, 0},
    {"cf-ack", 0x58, 0},
    {"cf-poll", 0x68, 0},
    {"cf-ack-poll", 0x78, 0},
    {"qos-data", 0x88, 0},
    {"qos-data-cf-ack", 0x98, 0},
    {"qos-data-cf-poll", 0xa8, 0},
    {"qos-data-cf-ack-poll", 0xb8, 0},
    {"qos", 0xc8, 0},
    {"qos-cf-poll", 0xe8, 0},
    {"qos-cf-ack-poll", 0xf8, 0},
};

/* subtype S, or the subtype of `type T subtype S` when typed. */
static void sema_wlan_subtype(struct comp *c, struct prim *x, bool typed)
{
    x->mask |= 0xf0;
    if (x->id2.kind == T_NUM && typed) {
        if (x->id2.num & ~0xf0u)
            sn_bp_fail(c, SN_ERANGE, x->id2.at,
                       "an 802.11 subtype is a multiple of 0x10 up to 0xf0, not 0x%x", x->id2.num);
        x->lo |= x->id2.num;
        return;
    }
    for (size_t i = 0; i < sizeof wlan_subtypes / sizeof wlan_subtypes[0]; i++) {
        const struct named *n = &wlan_subtypes[i];

        if (sn_bp_is_name(&x->id2, n->s) && (!typed || (n->num & 0x0c) == (x->lo & 0x0c))) {
            x->lo = n->num;
            x->mask = 0xfc;
            return;
        }
    }
    unknown(c, typed ? "subtype of this 802.11 type" : "802.11 subtype", &x->id2);
}

static void sema_wlan_type(struct comp *c, struct prim *x)
{
    const struct named *n = FIND(wlan_types, &x->id);

    x->mask = 0x0c;
    if (x->id.kind == T_NUM) {
        if (x->id.num & ~0x0cu)
            sn_bp_fail(c, SN_ERANGE, x->id.at, "an 802.11 type is 0, 4, 8 or 12, not %u",
                       x->id.num);
        x->lo = x->id.num;
    } else if (n) {
        x->lo = n->num;
    } else {
        unknown(c, "802.11 type", &x->id);
    }
    if (x->has_num && !c->err)
        sema_wlan_subtype(c, x, true);
}

static void sema_wlan_dir(struct comp *c, struct prim *x)
{
    static const struct named dirs[] = {
        {"nods", 0, 0}, {"tods", 1, 0}, {"fromds", 2, 0}, {"dstods", 3, 0}};
    const struct named *n = FIND(dirs, &x->id);

    if (x->id.kind == T_NUM && x->id.num > 3)
        sn_bp_fail(c, SN_ERANGE, x->id.at, "an 802.11 direction is 0 to 3, not %u", x->id.num);
    else if (x->id.kind == T_NUM)
        x->lo = x->id.num;
    else if (n)
        x->lo = n->num;
    else
        unknown(c, "802.11 direction", &x->id);
}

/* The control field: num under mask. */
static void sema_llc(struct comp *c, struct prim *x)
{
    static const struct named types[] = {
        {"i", 0x00, 0x01},    {"s", 0x01, 0x03},    {"u", 0x03, 0x03},     {"rr", 0x01, 0x0f},
        {"rnr", 0x05, 0x0f},  {"rej", 0x09, 0x0f},  {"ui", 0x03, 0xef},    {"ua", 0x63, 0xef},
        {"disc", 0x43, 0xef}, {"test", 0xe3, 0xef}, {"sabme", 0x6f, 0xef}, {"xid", 0xaf, 0xef},
        {"frmr", 0x87, 0xef}, {"dm", 0x0f, 0xef},
    };
    const struct named *n = x->has_num ? FIND(types, &x->id) : NULL;

    if (n) {
        x->lo = n->num;
        x->mask = n->mask;
    } else if (x->has_num) {
        unknown(c, "LLC type", &x->id);
    }
}

static void sema_pf_word(struct comp *c, struct prim *x)
{
    static const struct named reasons[] = {
        {"match", 0, 0},         {"bad-offset", 1, 0},      {"fragment", 2, 0},
        {"short", 3, 0},         {"normalize", 4, 0},       {"memory", 5, 0},
        {"bad-timestamp", 6, 0}, {"congestion", 7, 0},      {"ip-option", 8, 0},
        {"proto-cksum", 9, 0},   {"state-mismatch", 10, 0}, {"state-insert", 11, 0},
        {"state-limit", 12, 0},  {"src-limit", 13, 0},      {"synproxy", 14, 0},
        {"map-failed", 15, 0},   {"state-locked", 15, 0},   {"translate", 15, 0},
        {"no-route", 16, 0},     {"dummynet", 15, 0},
    };
    static const struct named actions[] = {
        {"pass", 0, 0},
        {"accept", 0, 0},
        {"drop", 1, 0},
        {"block", 1, 0},
        {"scrub", 2, 0},
        {"noscrub", 3, 0},
        {"nat", 4, 0},
        {"nonat", 5, 0},
        {"binat", 6, 0},
        {"nobinat", 7, 0},
        {"rdr", 8, 0},
        {"nordr", 9, 0},
        {"synproxy-drop", 10, 0},
        {"defer", 11, 0},
        {"match", 12, 0},
        {"divert", 13, 0},
        {"rt", 14, 0},
        {"afrt", 15, 0},
        {"dummynet", 11, 0},
        {"nodummynet", 12, 0},
        {"nat64", 13, 0},
        {"nonat64", 14, 0},
    };
    bool reason = x->kind == P_PF_REASON;
    const struct named *n = reason ? FIND(reasons, &x->id) : FIND(actions, &x->id);

    if (reason && x->id.kind == T_NUM && x->id.num > 255)
        sn_bp_fail(c, SN_ERANGE, x->id.at, "a PF reason is 0 to 255, not %u", x->id.num);
    else if (reason && x->id.kind == T_NUM)
        x->lo = x->id.num;
    else if (n)
        x->lo = n->num;
    else
        unknown(c, reason ? "PF reason" : "PF action", &x->id);
}

static void sema_mtp3(struct comp *c, struct prim *x)
{
    static const uint16_t max[] = {
        [M_SIO] = 255,  [M_OPC] = 16383,  [M_DPC] = 16383,  [M_SLS] = 15,
        [M_HSIO] = 255, [M_HOPC] = 16383, [M_HDPC] = 16383, [M_HSLS] = 15,
    };

    if (x->num > max[x->sub])
        sn_bp_fail(c, SN_ERANGE, x->id.at, "this field is 0 to %u, not %u", max[x->sub], x->num);
}

static void sema_atm_field(struct comp *c, struct prim *x)
{
    uint32_t max = x->sub ? 65535 : 255;

    if (x->num > max)
        sn_bp_fail(c, SN_ERANGE, x->id.at, "a %s is 0 to %u, not %u", x->sub ? "VCI" : "VPI", max,
                   x->num);
}

void sn_bp_sema_words(struct comp *c, struct prim *x)
{
    switch (x->kind) {
    case P_ATM_FIELD:
        sema_atm_field(c, x);
        break;
    case P_MTP3_FIELD:
        sema_mtp3(c, x);
        break;
    case P_WLAN_TYPE:
        sema_wlan_type(c, x);
        break;
    case P_WLAN_SUBTYPE:
        sema_wlan_subtype(c, x, false);
        break;
    case P_WLAN_DIR:
        sema_wlan_dir(c, x);
        break;
    case P_LLC:
        sema_llc(c, x);
        break;
    case P_PF_REASON:
    case P_PF_ACTION:
        sema_pf_word(c, x);
        break;
    case P_PF_IFNAME:
    case P_PF_RSET:
        if (x->id.n > 15 && !(x->kind == P_PF_IFNAME && c->o.has_iface))
            sn_bp_fail(c, SN_ERANGE, x->id.at, "this name has at most 15 characters");
        break;
    default:
        break;
    }
}
