/* RSVP: objects. They are read when all of one was captured; its lines are what tcpdump shows. */
#include "dis/routing/rsvp.h"

enum { AF_IP4 = 1, AF_IP6 = 2, AF_NSAP = 3 };
enum { ROUTE_IP4 = 1, ROUTE_IP6, ROUTE_LABEL, ROUTE_AS = 32 };
enum { UNI_SOURCE = 1, UNI_DESTINATION, UNI_EGRESS = 4, UNI_SERVICE };

/* An object: r has its value. */
struct object {
    struct sn_dis *d;
    struct sn_rd r;
    uint8_t class, type;
    unsigned indent;    /* of its head; its lines begin two blanks further in */
    bool dump;          /* tcpdump shows its bytes too */
    const uint8_t *msg; /* the message's first byte … */
    uint32_t msg_len;
    bool whole; /* … and whether all of them were captured */
};

/* A line of fields, so many blanks further in; false: the object is too short. */
static bool line(struct object *o, unsigned blanks, unsigned first, unsigned last)
{
    sn_note(o->d, LINE, o->indent + 2 + blanks);
    return sn_header(o->d, &o->r, first, last);
}

/* A line that a note is. */
static void say(struct object *o, unsigned blanks, unsigned note, uint64_t u)
{
    sn_note(o->d, LINE, o->indent + blanks);
    sn_note(o->d, note, u);
}

/* tcpdump doesn't look behind an object that is too short. */
static bool too_short(struct object *o)
{
    say(o, 0, TOO_SHORT, 0);
    return false;
}

/* n bytes as a dump. */
static void dump(struct object *o, struct sn_rd r, size_t n, unsigned field)
{
    uint32_t from = o->d->nrec;

    (void)!sn_get_bytes(o->d, &r, field, n);
    sn_text_only(o->d, from);
}

/* As many lines as there are of fields of `size` bytes. */
static void each(struct object *o, unsigned blanks, size_t size, unsigned first, unsigned last)
{
    while (sn_rd_left(&o->r) >= size && line(o, blanks, first, last))
        ;
}

/* ---- what isn't only fields; false: tcpdump looks no further ---- */

/* Interfaces (RFC 3473, section 8.1), which tcpdump doesn't know. */
static bool interfaces(struct object *o)
{
    struct sn_dis *d = o->d;
    uint32_t type, n;
    bool ok = true;

    while (ok && sn_rd_left(&o->r) >= 4) {
        struct sn_rec *g = sn_group(d, &o->r, IFID, 0);

        sn_note(d, HIDE, 0);
        ok = sn_get(d, &o->r, IFID_TYPE, &type) && sn_get(d, &o->r, IFID_LEN, &n) && n >= 4 &&
             sn_rd_left(&o->r) >= n - 4;
        if (ok) {
            struct sn_rd in = sn_inside(&o->r, n - 4);

            if (type == 1 || type == 3)
                (void)!sn_get(d, &in, IFID_IP4, NULL);
            else if (type == 2)
                (void)!sn_get(d, &in, IFID_IP6, NULL);
            if (type == 3)
                (void)!sn_get(d, &in, IFID_INDEX, NULL);
            o->r.p += n - 4;
        }
        sn_group_end(d, &o->r, g);
    }
    return true;
}

static bool hop(struct object *o)
{
    /* tcpdump takes an IPv6 address for no longer than one of IPv4 */
    o->dump = sn_rd_left(&o->r) > 0 || o->type % 2 == 0;
    return interfaces(o);
}

static bool error(struct object *o)
{
    sn_parts(o->d, o->type % 2 ? ERR_FLAGS : ERR6_FLAGS, ERR_REMOVED, ERR_PLACE);
    return interfaces(o);
}

static bool integrity(struct object *o)
{
    struct sn_dis *d = o->d;
    const uint8_t *hash = o->r.p - RSVP_DIGEST;
    uint8_t *right = d->secret && o->whole ? sn_arena_alloc(&d->arena, RSVP_DIGEST) : NULL;

    if (right)
        sn_rsvp_digest(d, o->msg, o->msg_len, (size_t)(hash - o->msg), right);
    if (!right)
        sn_note(d, INT_UNCHECKED, 0);
    else if (memcmp(right, hash, RSVP_DIGEST) == 0)
        sn_note(d, INT_VALID, 0);
    else
        sn_rec_bytes(d, INT_OTHER, 0, 0, right, RSVP_DIGEST)->flags = SN_REC_TEXT;
    sn_parts(d, INT_FLAGS, INT_HANDSHAKE, INT_HANDSHAKE);
    return true;
}

static bool labels(struct object *o)
{
    each(o, 0, 4, LABEL, LABEL);
    return true;
}

static bool detours(struct object *o)
{
    each(o, 0, 8, PLR, AVOID);
    return true;
}

static bool message_ids(struct object *o)
{
    static const uint16_t ids[] = {ID, ACK_ID, LIST_ID};
    unsigned id = ids[o->class - C_ID];

    each(o, 2, 4, id, id);
    return true;
}

static bool request(struct object *o)
{
    while (sn_rd_left(&o->r) >= 4 && sn_rd_skip(&o->r, 2) && line(o, 0, L3PID, L3PID))
        ;
    return true;
}

static bool atm_request(struct object *o)
{
    return sn_rd_skip(&o->r, 2) && line(o, 0, ATM_L3PID, ATM_M) &&
           line(o, 0, ATM_MIN_VPI, ATM_MIN_VCI) && line(o, 0, ATM_MAX_VPI, ATM_MAX_VCI);
}

static bool fr_request(struct object *o)
{
    return sn_rd_skip(&o->r, 2) && line(o, 0, FR_L3PID, FR_L3PID) && line(o, 0, FR_LEN, FR_MAX);
}

static bool label_set(struct object *o)
{
    uint64_t action = sn_u(o->d, SET_ACTION);

    if (action != 2 && action != 3)
        each(o, 0, 4, SUBCHANNEL, SUBCHANNEL);
    else if (sn_rd_left(&o->r) < 8)
        return too_short(o);
    else
        (void)line(o, 0, SET_START, SET_END);
    return true;
}

static bool class_type(struct object *o)
{
    return sn_rd_skip(&o->r, 3) && line(o, 0, CT, CT);
}

static bool capability(struct object *o)
{
    uint32_t reserved = sn_be32(o->r.p) & ~7u;

    if (reserved)
        say(o, 2, CAP_RES, reserved);
    return line(o, 0, CAP, CAP);
}

static bool admin(struct object *o)
{
    sn_parts(o->d, STATUS, STATUS_R, STATUS_D);
    return true;
}

static bool reroute(struct object *o)
{
    sn_parts(o->d, FRR_FLAGS, FRR_ONE, FRR_MANY);
    return true;
}

static bool attribute(struct object *o)
{
    uint32_t n = sn_rd_left(&o->r) < 4 ? 0 : o->r.p[3];

    if (sn_rd_left(&o->r) < 4 + n)
        return too_short(o);
    (void)!sn_header(o->d, &o->r, ATTR_SETUP, ATTR_LEN);
    sn_note(o->d, LINE, o->indent + 2);
    (void)!sn_get_bytes(o->d, &o->r, ATTR_NAME, n);
    say(o, 2, ATTR_END, 0);
    sn_parts(o->d, ATTR_FLAGS, ATTR_LOCAL, ATTR_NODE);
    return true;
}

/* The same with resource affinities (RFC 3209, section 4.7), which tcpdump dumps. */
static bool affinities(struct object *o)
{
    if (sn_rd_left(&o->r))
        dump(o, o->r, sn_rd_left(&o->r), DUMP);
    sn_note(o->d, HIDE, 0);
    if (sn_header(o->d, &o->r, ATTR_NOT, ATTR_LEN)) {
        size_t n = sn_u(o->d, ATTR_LEN);

        if (sn_rd_left(&o->r) >= n)
            (void)!sn_get_bytes(o->d, &o->r, ATTR_NAME, n);
        sn_parts(o->d, ATTR_FLAGS, ATTR_LOCAL, ATTR_NODE);
    }
    return true;
}

static bool scope(struct object *o)
{
    o->dump = true;
    (void)!sn_get_n(o->d, &o->r, SCOPE, (uint32_t)sn_rd_left(&o->r) / 4);
    return true;
}

/* A filter of an IPv6 tunnel, of which tcpdump shows the first four bytes as an address. */
static bool filter6(struct object *o)
{
    return line(o, 0, FT6_HEAD, FT6_LSP);
}

static bool protection(struct object *o)
{
    o->dump = true;
    if (sn_header(o->d, &o->r, PI_SECONDARY, PI_FLAGS))
        sn_parts(o->d, PI_FLAGS, PI_EXTRA, PI_ENHANCED);
    return true;
}

/* An IPv6 session, which tcpdump takes for longer than it is. */
static bool p2mp6(struct object *o)
{
    if (sn_rd_left(&o->r) >= 26)
        return line(o, 0, P2MP6, P2MP6_EXT);
    (void)too_short(o);
    sn_note(o->d, HIDE, 0);
    (void)!sn_header(o->d, &o->r, P2MP6, P2MP6_EXT);
    return false;
}

/* ---- routes ---- */

/* What a subobject of n bytes has; false: tcpdump says that it can't be. */
static bool hop_of_route(struct object *o, struct sn_rd *in, uint32_t type, uint32_t n)
{
    struct sn_dis *d = o->d;
    bool rro = o->class == C_RRO;

    if ((type == ROUTE_IP4 || type == ROUTE_LABEL) && n != 8) {
        sn_note(d, R_NOT8, 0);
        return false;
    }
    switch (type) {
    case ROUTE_IP4:
        if (in->p[4] != 32) {
            sn_note(d, R_NOT32, in->p[4]);
            return false;
        }
        (void)!sn_header(d, in, R_IP, R_BITS);
        (void)!sn_get(d, in, rro ? R_FLAGS : R_ERO_FLAGS, NULL);
        if (rro)
            sn_parts(d, R_FLAGS, R_AVAIL, R_NODE_ID);
        return true;
    case ROUTE_LABEL:
        (void)!sn_get(d, in, rro ? R_LABEL_FLAGS : R_ERO_LABEL_FLAGS, NULL);
        (void)!sn_header(d, in, R_LABEL_TYPE, R_LABEL);
        if (rro)
            sn_parts(d, R_LABEL_FLAGS, R_GLOBAL, R_GLOBAL);
        return true;
    case ROUTE_IP6:
        if (n == 20)
            (void)!sn_header(d, in, R_IP6, rro ? R_FLAGS6 : R_BITS6);
        return true;
    case ROUTE_AS:
        if (n == 4)
            (void)!sn_get(d, in, R_AS, NULL);
        return true;
    default:
        return true;
    }
}

static bool route(struct object *o)
{
    struct sn_dis *d = o->d;
    bool ok = true;

    while (ok && sn_rd_left(&o->r) >= 4) {
        uint32_t left = (uint32_t)sn_rd_left(&o->r), n = o->r.p[1];
        struct sn_rec *g = sn_group(d, &o->r, ROUTE, 0);
        struct sn_rd in;

        (void)!line(o, 0, R_LOOSE, R_LEN);
        if (n == 0 || n > left) {
            say(o, 2, n ? R_PAST : R_ZERO, 0);
            o->r.p = o->r.end;
        } else {
            in = sn_inside(&o->r, n > 2 ? n - 2 : 0);
            ok = hop_of_route(o, &in, (uint32_t)sn_u(d, R_TYPE), n);
            o->r.p += n > 2 ? n - 2 : 0;
            /* a length of 1 leaves the next one where this one's own length is */
            o->r.p -= n < 2 ? 2 - n : 0;
        }
        sn_group_end(d, &o->r, g);
    }
    if (!ok)
        sn_note(d, INVALID, 0);
    return ok;
}

/* ---- integrated services (RFC 2210) ---- */

/* The value of n bytes of a parameter. */
static void parameter_value(struct object *o, uint32_t id, uint32_t n)
{
    struct sn_dis *d = o->d;
    struct sn_rd in = sn_inside(&o->r, n);

    switch (id) {
    case 4:
    case 6:
    case 8:
    case 10:
    case 133:
    case 134:
    case 135:
    case 136:
        if (n == 4)
            (void)!sn_get(d, &in, id == 6 ? PAR_RATE : PAR_UINT, NULL);
        break;
    case 127:
        if (n == 20)
            (void)!((o->class == C_TSPEC ? sn_header(d, &in, TOKEN_RATE_T, TOKEN_PEAK_T)
                                         : sn_header(d, &in, TOKEN_RATE, TOKEN_PEAK)) &&
                    sn_header(d, &in, TOKEN_MIN, TOKEN_MAX));
        break;
    case 130:
        if (n == 8)
            (void)!sn_header(d, &in, RSPEC_RATE, RSPEC_SLACK);
        break;
    default:
        dump(o, in, n, DUMP_PAR);
        break;
    }
}

/* A parameter; how many bytes it has, 0: there is none, or it is longer than the object. */
static uint32_t parameter(struct object *o)
{
    struct sn_rd head = o->r;
    uint32_t id, n;
    bool adspec = o->class == C_ADSPEC;

    if (sn_rd_left(&head) < 4)
        return 0;
    (void)!sn_get(o->d, &head, adspec ? PAR_A : PAR, &id);
    (void)!sn_get(o->d, &head, adspec ? PAR_FLAGS_A : PAR_FLAGS, NULL);
    (void)!sn_get(o->d, &head, adspec ? PAR_LEN_A : PAR_LEN, &n);
    n *= 4;
    if (sn_rd_left(&head) < n)
        return 0;
    o->r.p += 4;
    parameter_value(o, id, n);
    o->r.p += n;
    return n + 4;
}

static bool services(struct object *o)
{
    unsigned k = o->class == C_FLOWSPEC ? 0 : o->class == C_TSPEC ? 1 : 2;

    (void)!line(o, 0, IS_VERSION + k, IS_VERSION + k);
    (void)!sn_get(o->d, &o->r, IS_LEN, NULL);
    while (sn_rd_left(&o->r) >= 4) {
        uint32_t left, n;

        (void)!line(o, 0, SERVICE + k, SERVICE + k);
        (void)!sn_get(o->d, &o->r, k == 2 ? BREAK_A : BREAK, NULL);
        (void)!sn_get(o->d, &o->r, IS_LEN, &left);
        /* a parameter that is longer than its service makes tcpdump go on to the object's end */
        for (left *= 4; left >= 4; left -= n) {
            n = parameter(o);
            if (!n)
                break;
        }
    }
    return true;
}

/* ---- vendors' and UNI's ---- */

static bool properties(struct object *o)
{
    struct sn_dis *d = o->d;
    size_t pad = sn_u(d, PROPS_PAD);

    while (sn_rd_left(&o->r) >= 2 + pad) {
        struct sn_rec *g = sn_group(d, &o->r, PROP, 0);
        static const uint16_t attributes[] = {[1] = PROP_COS,
                                              [2] = PROP_METRIC1,
                                              [4] = PROP_METRIC2,
                                              [8] = PROP_CCC,
                                              [16] = PROP_PATH};
        struct sn_rd in;
        uint64_t type;
        size_t n;

        (void)!line(o, 2, PROP_TYPE, PROP_LEN);
        type = sn_u(d, PROP_TYPE);
        n = sn_u(d, PROP_LEN);
        if (n < 2 || n - 2 > sn_rd_left(&o->r)) {
            say(o, 0, n < 2 ? PROP_SHORT : TOO_SHORT, 0);
            sn_group_end(d, &o->r, g);
            return false;
        }
        dump(o, o->r, n - 2, DUMP_TLV);
        in = sn_inside(&o->r, n - 2);
        if (n == 4 && type < sizeof attributes / sizeof attributes[0] && attributes[type])
            (void)!sn_get(d, &in, attributes[type], NULL);
        o->r.p += n - 2;
        sn_group_end(d, &o->r, g);
    }
    return true;
}

static bool uni_short(struct object *o)
{
    say(o, 0, UNI_SHORT, 0);
    return false;
}

/* A subobject of n bytes, four of which are read. */
static bool uni_value(struct object *o, struct sn_rd r, uint32_t type, uint32_t n)
{
    struct object in = *o;
    uint64_t af = sn_u(o->d, UNI_AF);
    unsigned to = type == UNI_DESTINATION;

    in.r = sn_inside(&r, n - 4);
    switch (type) {
    case UNI_SOURCE:
    case UNI_DESTINATION:
        if (af == AF_IP4)
            return n >= 8 ? line(&in, 2, UNI_IP + to, UNI_IP + to) : uni_short(o);
        if (af == AF_IP6)
            return n >= 20 ? line(&in, 2, UNI_IP6 + to, UNI_IP6 + to) : uni_short(o);
        if (af == AF_NSAP)
            o->dump = true;
        return true;
    case UNI_EGRESS:
        return n >= 16 ? line(&in, 2, UNI_UP, UNI_LABEL) : uni_short(o);
    case UNI_SERVICE:
        return n >= 8 ? line(&in, 2, UNI_LEVEL, UNI_LEVEL) : uni_short(o);
    default:
        o->dump = true;
        return true;
    }
}

static bool uni(struct object *o)
{
    struct sn_dis *d = o->d;
    bool ok = true;

    while (ok && sn_rd_left(&o->r) >= 4) {
        struct sn_rec *g = sn_group(d, &o->r, UNI, 0);
        uint32_t n;

        (void)!line(o, 0, UNI_LEN, UNI_AF);
        n = (uint32_t)sn_u(d, UNI_LEN);
        if (n < 4 || n - 4 > sn_rd_left(&o->r)) {
            sn_note(d, INVALID, 0);
            ok = false;
        } else {
            ok = uni_value(o, o->r, (uint32_t)sn_u(d, UNI_CLASS), n);
            o->r.p += n - 4;
        }
        sn_group_end(d, &o->r, g);
    }
    if (ok && sn_rd_left(&o->r)) {
        sn_note(d, INVALID, 0);
        return false;
    }
    return ok;
}

/* ---- all of them ---- */

/* Objects by class and type: how short they may be, the fields of up to two lines, and what else
 * there is. */
static const struct form {
    uint8_t class, type, least;
    uint16_t lines[2][2];
    bool (*more)(struct object *o);
} forms[] = {
    {C_SESSION, 1, 8, {{S_IP, S_PROTO}, {S_FLAGS, S_PORT}}, NULL},
    {C_SESSION, 2, 20, {{S6_IP, S6_PROTO}, {S6_FLAGS, S6_PORT}}, NULL},
    {C_SESSION, 7, 12, {{T_IP, T_EXT}}, NULL},
    {C_SESSION, 8, 36, {{T6_IP, T6_EXT}}, NULL},
    {C_SESSION, 11, 12, {{U_IP, U_EXT}}, NULL},
    {C_SESSION, 13, 12, {{P2MP, P2MP_EXT}}, NULL},
    {C_SESSION, 14, 0, {{0}}, p2mp6},
    {C_HOP, 1, 8, {{HOP, HOP_IF}}, hop},
    {C_HOP, 2, 20, {{HOP6, HOP6_IF}}, hop},
    {C_HOP, 3, 8, {{HOP, HOP_IF}}, hop},
    {C_HOP, 4, 20, {{HOP6, HOP6_IF}}, hop},
    {C_INTEGRITY, 1, 32, {{INT_FLAGS, INT_SEQ}, {INT_HASH, INT_HASH}}, integrity},
    {C_TIME, 1, 4, {{REFRESH, REFRESH}}, NULL},
    {C_ERROR, 1, 8, {{ERR, ERR_FLAGS}, {ERR_CODE, ERR_VALUE}}, error},
    {C_ERROR, 2, 20, {{ERR6, ERR6_FLAGS}, {ERR6_CODE, ERR6_VALUE}}, error},
    {C_ERROR, 3, 8, {{ERR, ERR_FLAGS}, {ERR_CODE, ERR_VALUE}}, error},
    {C_ERROR, 4, 20, {{ERR6, ERR6_FLAGS}, {ERR6_CODE, ERR6_VALUE}}, error},
    {C_SCOPE, 1, 0, {{0}}, scope},
    {C_STYLE, 1, 4, {{STYLE_FLAGS, STYLE}}, NULL},
    {C_FLOWSPEC, 2, 4, {{0}}, services},
    {C_FILTER, 1, 8, {{F_IP, F_PORT}}, NULL},
    {C_FILTER, 2, 20, {{F6_IP, F6_PORT}}, NULL},
    {C_FILTER, 3, 20, {{FLOW_IP, FLOW}}, NULL},
    {C_FILTER, 7, 8, {{FT_IP, FT_LSP}}, NULL},
    {C_FILTER, 8, 20, {{0}}, filter6},
    {C_FILTER, 12, 16, {{FP_IP, FP_LSP}, {FP_SUB, FP_GROUP}}, NULL},
    {C_FILTER, 13, 40, {{FP6_IP, FP6_LSP}, {FP6_SUB, FP6_GROUP}}, NULL},
    {C_TEMPLATE, 1, 8, {{F_IP, F_PORT}}, NULL},
    {C_TEMPLATE, 2, 20, {{F6_IP, F6_PORT}}, NULL},
    {C_TEMPLATE, 7, 8, {{TT_IP, TT_LSP}}, NULL},
    {C_TEMPLATE, 12, 16, {{FP_IP, FP_LSP}, {FP_SUB, FP_GROUP}}, NULL},
    {C_TEMPLATE, 13, 40, {{FP6_IP, FP6_LSP}, {FP6_SUB, FP6_GROUP}}, NULL},
    {C_TSPEC, 2, 4, {{0}}, services},
    {C_ADSPEC, 2, 4, {{0}}, services},
    {C_CONFIRM, 1, 4, {{CONFIRM, CONFIRM}}, NULL},
    {C_CONFIRM, 2, 16, {{CONFIRM6, CONFIRM6}}, NULL},
    {C_LABEL, 1, 0, {{0}}, labels},
    {C_LABEL, 2, 4, {{GLABEL, GLABEL}}, NULL},
    {C_LABEL, 3, 12, {{WAVEBAND, WAVEBAND}, {WAVE_START, WAVE_STOP}}, NULL},
    {C_REQUEST, 1, 0, {{0}}, request},
    {C_REQUEST, 2, 12, {{0}}, atm_request},
    {C_REQUEST, 3, 12, {{0}}, fr_request},
    {C_REQUEST, 4, 4, {{G_ENCODING, G_ENCODING}, {G_SWITCHING, G_PAYLOAD}}, NULL},
    {C_ERO, 1, 0, {{0}}, route},
    {C_RRO, 1, 0, {{0}}, route},
    {C_HELLO, 1, 8, {{HELLO_FROM, HELLO_TO}}, NULL},
    {C_HELLO, 2, 8, {{HELLO_FROM, HELLO_TO}}, NULL},
    {C_ID, 1, 4, {{ID_FLAGS, ID_EPOCH}}, message_ids},
    {C_ID, 2, 4, {{ID_FLAGS, ID_EPOCH}}, message_ids},
    {C_ACK, 1, 4, {{ACK_FLAGS, ACK_EPOCH}}, message_ids},
    {C_ACK, 2, 4, {{ACK_FLAGS, ACK_EPOCH}}, message_ids},
    {C_LIST, 1, 4, {{LIST_FLAGS, LIST_EPOCH}}, message_ids},
    {C_LIST, 2, 4, {{LIST_FLAGS, LIST_EPOCH}}, message_ids},
    {C_LABEL_SET, 1, 4, {{SET_ACTION, SET_TYPE}}, label_set},
    {C_PROTECTION, 1, 0, {{0}}, protection},
    {C_S2L, 1, 4, {{S2L, S2L}}, NULL},
    {C_S2L, 2, 16, {{S2L6, S2L6}}, NULL},
    {C_DETOUR, 7, 0, {{0}}, detours},
    {C_CT, 1, 4, {{0}}, class_type},
    {C_CT_OLD, 1, 4, {{0}}, class_type},
    {C_RESTART, 1, 8, {{RESTART, RECOVERY}}, NULL},
    {C_CAPABILITY, 1, 4, {{0}}, capability},
    {C_NOTIFY, 1, 4, {{NOTIFY, NOTIFY}}, NULL},
    {C_NOTIFY, 2, 16, {{NOTIFY6, NOTIFY6}}, NULL},
    {C_ADMIN, 1, 4, {{STATUS, STATUS}}, admin},
    {C_PROPERTIES, 1, 4, {{PROPS, PROPS_PAD}}, properties},
    {C_FRR, 1, 20, {{FRR_SETUP, FRR_RATE}, {FRR_ANY, FRR_ALL}}, reroute},
    {C_FRR, 7, 16, {{FRR_SETUP, FRR_RATE}, {FRR_WITH, FRR_WITHOUT}}, reroute},
    {C_ATTRIBUTE, 1, 0, {{0}}, affinities},
    {C_ATTRIBUTE, 7, 4, {{0}}, attribute},
    {C_UNI, 1, 4, {{0}}, uni},
};

static const struct form *form_of(uint8_t class, uint8_t type)
{
    if (class == C_RECOVERY || class == C_UPSTREAM || class == C_SUGGESTED)
        class = C_LABEL;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].class == class && forms[i].type == type)
            return &forms[i];
    }
    return NULL;
}

/* Wireshark has a name for the type of each class. */
static unsigned type_field(uint8_t class)
{
    static const uint8_t fields[UINT8_MAX + 1] = {
        [C_SESSION] = CT_SESSION,
        [C_HOP] = CT_HOP,
        [C_INTEGRITY] = CT_INTEGRITY,
        [C_TIME] = CT_TIME_VALUES,
        [C_ERROR] = CT_ERROR,
        [C_SCOPE] = CT_SCOPE,
        [C_STYLE] = CT_STYLE,
        [C_FLOWSPEC] = CT_FLOWSPEC,
        [C_FILTER] = CT_TEMPLATE,
        [C_TEMPLATE] = CT_TEMPLATE,
        [C_TSPEC] = CT_TSPEC,
        [C_ADSPEC] = CT_ADSPEC,
        [C_POLICY] = CT_POLICY,
        [C_CONFIRM] = CT_CONFIRM,
        [C_LABEL] = CT_LABEL,
        [C_RECOVERY] = CT_LABEL,
        [C_UPSTREAM] = CT_LABEL,
        [C_SUGGESTED] = CT_LABEL,
        [C_REQUEST] = CT_LABEL_REQUEST,
        [C_ERO] = CT_EXPLICIT_ROUTE,
        [C_RRO] = CT_RECORD_ROUTE,
        [C_HELLO] = CT_HELLO,
        [C_ID] = CT_MESSAGE_ID,
        [C_ACK] = CT_MESSAGE_ID_ACK,
        [C_LIST] = CT_MESSAGE_ID_LIST,
        [C_LABEL_SET] = CT_LABEL_SET,
        [C_PROTECTION] = CT_PROTECTION_INFO,
        [C_S2L] = CT_S2L_SUB_LSP,
        [C_DETOUR] = CT_DETOUR,
        [C_DIFFSERV] = CT_DIFFSERV,
        [C_CT] = CT_DIFFSERV_AWARE_TE,
        [C_RESTART] = CT_RESTART_CAP,
        [C_NOTIFY] = CT_NOTIFY_REQUEST,
        [C_ADMIN] = CT_ADMIN_STATUS,
        [C_PROPERTIES] = CT_JUNIPER,
        [C_FRR] = CT_FAST_REROUTE,
        [C_ATTRIBUTE] = CT_ATTRIBUTE,
        [C_UNI] = CT_GENERALIZED_UNI,
        [C_CALL] = CT_CALL_ID,
        [C_LSP_ATTRIBUTES] = CT_LSP_ATTRIBUTES,
        [C_LSP_REQUIRED] = CT_LSP_ATTRIBUTES,
        [C_LINK_CAP] = CT_LINK_CAP,
        [C_TUNNEL_IF_ID] = CT_TUNNEL_IF_ID,
        [C_ASSOCIATION] = CT_ASSOCIATION,
        [C_DCLASS] = CT_DCLASS,
        [C_3GPP] = CT_3GPP,
        [C_XRO] = CT_EXCLUDE_ROUTE,
    };

    /* four of each quarter but the first are for private use (RFC 3936) */
    if (class > 63 && (class & 63) >= 60)
        return CT_VENDOR;
    return fields[class] ? fields[class] : CT_UNKNOWN;
}

/* The value of an object. */
static bool value(struct object *o)
{
    const struct form *f = form_of(o->class, o->type);
    unsigned type = type_field(o->class);

    if (!f) {
        o->dump = true;
        if (sn_rd_left(&o->r))
            (void)!sn_get_bytes(o->d, &o->r, type == CT_UNKNOWN ? DATA : OTHER, sn_rd_left(&o->r));
        return true;
    }
    if (sn_rd_left(&o->r) < f->least)
        return too_short(o);
    for (unsigned i = 0; i < 2 && f->lines[i][0]; i++)
        (void)!line(o, 0, f->lines[i][0], f->lines[i][1]);
    return !f->more || f->more(o);
}

/* The next object of the message of `o`, which may be `left` bytes long; false: there is none
 * behind it. *given_up: tcpdump looks no further. */
static bool object(struct object o, struct sn_rd *r, uint32_t left, bool *given_up)
{
    struct sn_dis *d = o.d;
    uint32_t n;
    bool ok;

    if (!sn_header(d, r, OBJ_LEN, CTYPE))
        return false;
    n = (uint32_t)sn_u(d, OBJ_LEN);
    o.class = (uint8_t)sn_u(d, CLASS);
    o.type = (uint8_t)sn_u(d, CTYPE);
    if (o.class == C_ACK) /* whose type Wireshark has by its own name only */
        sn_text_last(d);
    sn_made(d, type_field(o.class), o.type);
    if (n % 4 || n < RSVP_OBJ_HEAD) {
        say(&o, 0, n % 4 ? OBJ_ODD : OBJ_SHORT, n);
        return false;
    }
    say(&o, 0, OBJ_HEAD, 0);
    if (n > left) {
        say(&o, 0, OBJ_PAST, 0);
        return false;
    }
    n -= RSVP_OBJ_HEAD;
    if (!sn_rd_need(r, n))
        return false;
    o.r = sn_inside(r, n);
    ok = value(&o);
    if (ok && n)
        dump(&o, *r, n, o.dump ? DUMP : DUMP_VV);
    r->p += n;
    *given_up = !ok;
    return true;
}

bool sn_rsvp_objects(struct sn_dis *d, struct sn_rd *r, uint32_t left, unsigned indent)
{
    struct object message = {
        .d = d,
        .indent = indent,
        .msg = r->p - RSVP_HEAD,
        .msg_len = RSVP_HEAD + left,
        .whole = sn_rd_left(r) >= left,
    };
    struct sn_rd rest;
    bool shown = true;

    while (left >= RSVP_OBJ_HEAD) {
        struct sn_rec *g = sn_group(d, r, OBJ, 0);
        bool given_up = false, ok = object(message, r, left, &given_up);

        sn_group_end(d, r, g);
        if (!ok)
            return false;
        if (given_up && shown) {
            sn_note(d, HIDE, 0);
            shown = false;
            rest = *r;
            r = &rest;
        }
        left -= (uint32_t)sn_u(d, OBJ_LEN);
    }
    return shown;
}
