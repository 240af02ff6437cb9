/*
 * LMP: the Link Management Protocol of GMPLS (RFC 4204), with SONET/SDH (RFC 4207) and UNI's
 * service discovery (OIF UNI 1.0). What is said of its fields is in lmptext.c.
 *
 * Records stand in the order in which their text does.
 */
#include "dis/routing/lmp.h"

enum { PORT = 701, VERSION_1 = 1, HEAD_SIZE = 8, OBJ_HEAD = 4, SUB_HEAD = 2 };
enum { SERVICE_CONFIG = 50, SERVICE_CONFIG_NACK = 52 };

SN_FIELD_TABLE(lmp, LMP)

/* An object: r has the rest of the packet from its value on, which has n bytes. */
struct object {
    struct sn_dis *d;
    struct sn_rd *r;
    uint32_t n;
    uint8_t type;
    bool dump; /* tcpdump shows its bytes too */
};

/* What the text dumps. */
static void dump(struct sn_dis *d, const struct sn_rd *r, size_t n, unsigned field)
{
    uint32_t from = d->nrec;
    struct sn_rd in = sn_inside(r, n);

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

/* The next subobject of a data link; false: there is no going on. Its fields may lie behind the
 * object, where tcpdump reads them too. */
static bool subobject(struct object *o, struct sn_rd *r, uint32_t *left)
{
    struct sn_dis *d = o->d;
    struct sn_rd in = *r;
    uint32_t type, n;
    bool ok = true;

    if (!sn_get(d, &in, SUB_TYPE, &type) || !sn_get(d, &in, SUB_LEN, &n)) {
        sn_stop(o->r, &in);
        return false;
    }
    if (n < 4 || n % 4 || n > *left) {
        sn_note(d, n < 4 ? SHORT : n % 4 ? ODD : PAST, 0);
        return false;
    }
    if (type != 1 && type != 2) {
        o->dump = true;
        (void)!sn_get_bytes(d, &in, DATA, n - SUB_HEAD);
        return false;
    }
    if (type == 1)
        ok = sn_header(d, &in, SWITCHING, RATE_MAX);
    else
        ok = sn_rd_skip(&in, 2) && sn_get(d, &in, WAVE, NULL);
    if (!ok)
        sn_stop(o->r, &in);
    r->p += n;
    *left -= n;
    return ok;
}

static bool data_link(struct object *o)
{
    struct sn_rd r = *o->r;
    uint32_t left = o->n - (o->type == 2 ? 36 : 12);
    bool more = true;

    sn_parts(o->d, DL_FLAGS, DL_PORT, DL_USED);
    r.p += o->n - left;
    while (more && left) {
        struct sn_rec *g = sn_group(o->d, &r, SUB, 0);

        more = subobject(o, &r, &left);
        sn_group_end(o->d, &r, g);
    }
    return !o->r->stop;
}

/* Interfaces, n bytes of each read, and their status behind them. */
static bool interfaces(struct object *o, unsigned field, uint32_t n, bool status)
{
    struct sn_rd in = sn_inside(o->r, o->n);

    n += status ? 4 : 0;
    for (uint32_t left = o->n; left >= n; left -= n) {
        (void)!sn_get(o->d, &in, field, NULL);
        if (status)
            (void)!sn_header(o->d, &in, CS_ACTIVE, CS_STATUS);
    }
    return true;
}

static bool statuses_of(struct object *o)
{
    return interfaces(o, CS + o->type - 1u, o->type == 2 ? 16 : 4, true);
}

static bool requests(struct object *o)
{
    return interfaces(o, CR + o->type - 1u, o->type == 2 ? 16 : 4, false);
}

static bool parts_of_verify(struct object *o)
{
    sn_parts(o->d, V_FLAGS, V_ALL, V_TYPE);
    return true;
}

static bool parts_of_te_link(struct object *o)
{
    sn_parts(o->d, TE_FLAGS, TE_FAULT, TE_VERIFY);
    return true;
}

static bool parts_of_error(struct object *o)
{
    if (o->type == 1)
        sn_parts(o->d, ERR_VERIFY, E_UNSUPPORTED_LINK, E_TE_LINK_ID);
    else
        sn_parts(o->d, ERR_SUMMARY, E_BAD_PARAMS, E_BAD_DATA_LINK);
    return true;
}

static bool parts_of_service(struct object *o)
{
    switch (o->type) {
    case 1:
        sn_parts(o->d, SP, SP_RSVP, SP_LDP);
        break;
    case 2:
        sn_parts(o->d, CPSA, OH_PATH, OH_SECTION);
        break;
    case 3:
        sn_parts(o->d, NSA, NSA_SOH, NSA_LOH);
        sn_parts(o->d, TCM, TCM_OK, TCM_OK);
        break;
    default:
        sn_parts(o->d, DIVERSE, D_NODE, D_SRLG);
        break;
    }
    return true;
}

/* Objects by class and type: how many bytes they have (`least`: at least), their fields as up to
 * two runs, and what else there is. */
static const struct form {
    uint8_t class, type, n;
    bool least;
    uint16_t fields[2][2];
    bool (*more)(struct object *o);
} forms[] = {
    {C_CCID, 1, 4, false, {{CCID, CCID}}, NULL},
    {C_CCID, 2, 4, false, {{CCID_R, CCID_R}}, NULL},
    {C_NODE, 1, 4, false, {{NODE, NODE}}, NULL},
    {C_NODE, 2, 4, false, {{NODE_R, NODE_R}}, NULL},
    {C_LINK, 1, 4, false, {{LINK, LINK}}, NULL},
    {C_LINK, 2, 4, false, {{LINK_R, LINK_R}}, NULL},
    {C_LINK, 3, 16, false, {{LINK6, LINK6}}, NULL},
    {C_LINK, 4, 16, false, {{LINK6_R, LINK6_R}}, NULL},
    {C_LINK, 5, 4, false, {{LINK_N, LINK_N}}, NULL},
    {C_LINK, 6, 4, false, {{LINK_N_R, LINK_N_R}}, NULL},
    {C_INTERFACE, 1, 4, false, {{IFACE, IFACE}}, NULL},
    {C_INTERFACE, 2, 4, false, {{IFACE_R, IFACE_R}}, NULL},
    {C_INTERFACE, 3, 16, false, {{IFACE6, IFACE6}}, NULL},
    {C_INTERFACE, 4, 16, false, {{IFACE6_R, IFACE6_R}}, NULL},
    {C_INTERFACE, 5, 4, false, {{IFACE_N, IFACE_N}}, NULL},
    {C_INTERFACE, 6, 4, false, {{IFACE_N_R, IFACE_N_R}}, NULL},
    {C_MESSAGE, 1, 4, false, {{MSGID, MSGID}}, NULL},
    {C_MESSAGE, 2, 4, false, {{MSGID_ACK, MSGID_ACK}}, NULL},
    {C_CONFIG, 1, 4, false, {{HELLO, DEAD}}, NULL},
    {C_HELLO, 1, 8, false, {{TX, RX}}, NULL},
    {C_VERIFY, 1, 20, false, {{V_FLAGS, V_WAVE}}, parts_of_verify},
    {C_VERIFY_ACK, 1, 4, false, {{V_DEAD, V_RESPONSE}}, NULL},
    {C_VERIFY_ID, 1, 4, false, {{V_ID, V_ID}}, NULL},
    {C_TE_LINK, 1, 12, false, {{TE_FLAGS, TE_FLAGS}, {TE, TE_R}}, parts_of_te_link},
    {C_TE_LINK, 2, 36, false, {{TE_FLAGS, TE_FLAGS}, {TE6, TE6_R}}, parts_of_te_link},
    {C_TE_LINK, 3, 12, false, {{TE_FLAGS, TE_FLAGS}, {TE_N, TE_N_R}}, parts_of_te_link},
    {C_DATA_LINK, 1, 12, true, {{DL_FLAGS, DL_FLAGS}, {DL, DL_R}}, data_link},
    {C_DATA_LINK, 2, 36, true, {{DL_FLAGS, DL_FLAGS}, {DL6, DL6_R}}, data_link},
    {C_DATA_LINK, 3, 12, true, {{DL_FLAGS, DL_FLAGS}, {DL_N, DL_N_R}}, data_link},
    {C_STATUS, 1, 0, true, {{0}}, statuses_of},
    {C_STATUS, 2, 0, true, {{0}}, statuses_of},
    {C_STATUS, 3, 0, true, {{0}}, statuses_of},
    {C_STATUS_REQUEST, 1, 0, true, {{0}}, requests},
    {C_STATUS_REQUEST, 2, 0, true, {{0}}, requests},
    {C_STATUS_REQUEST, 3, 0, true, {{0}}, requests},
    {C_ERROR, 1, 4, false, {{ERR_VERIFY, ERR_VERIFY}}, parts_of_error},
    {C_ERROR, 2, 4, false, {{ERR_SUMMARY, ERR_SUMMARY}}, parts_of_error},
    {C_SERVICE, 1, 4, false, {{SP, UNI}}, parts_of_service},
    {C_SERVICE, 2, 16, false, {{LINK_TYPE, CLIENT}}, parts_of_service},
    {C_SERVICE, 3, 8, false, {{NSA, TCM}}, parts_of_service},
    {C_SERVICE, 4, 4, false, {{DIVERSITY, DIVERSE}}, parts_of_service},
};

static const struct form *form_of(uint64_t class, uint64_t type)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].class == class && forms[i].type == type)
            return &forms[i];
    }
    return NULL;
}

bool sn_lmp_known(uint64_t class, uint64_t type)
{
    return form_of(class, type) != NULL;
}

/* The value of an object, all of which was captured; false: r has stopped. */
static bool value(struct object *o)
{
    const struct form *f = form_of(sn_u(o->d, CLASS), o->type);
    struct sn_rd in = sn_inside(o->r, o->n);

    if (!f) {
        o->dump = true;
        if (o->n)
            (void)!sn_get_bytes(o->d, &in, DATA, o->n);
        return true;
    }
    if (o->n < f->n || (!f->least && o->n != f->n)) {
        sn_note(o->d, WRONG, 0);
        return true;
    }
    for (unsigned i = 0; i < 2 && f->fields[i][0]; i++)
        (void)!sn_header(o->d, &in, f->fields[i][0], f->fields[i][1]);
    return !f->more || f->more(o);
}

/* The next object; how many bytes it has, 0: there is no going on. */
static uint32_t object(struct sn_dis *d, struct sn_rd *r)
{
    struct object o = {.d = d, .r = r};
    uint32_t n;

    if (!sn_header(d, r, NEGOTIABLE, OBJ_LEN))
        return 0;
    n = (uint32_t)sn_u(d, OBJ_LEN);
    if (n < OBJ_HEAD || n % 4) {
        sn_note(d, n < OBJ_HEAD ? SHORT : ODD, 0);
        return 0;
    }
    o.n = n - OBJ_HEAD;
    o.type = (uint8_t)sn_u(d, CTYPE);
    if (!sn_rd_need(r, o.n) || !value(&o))
        return 0;
    dump(d, r, o.n, o.dump ? DUMP : DUMP_VV);
    r->p += o.n;
    return n;
}

static void lmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type;
    uint32_t left, n;

    if (!sn_header(d, r, VERSION, SUM))
        return;
    sn_note(d, VERSION_SHOWN, sn_u(d, VERSION) >> 4); /* of which Wireshark has no part */
    if (sn_u(d, VERSION) >> 4 != VERSION_1) {
        sn_note(d, BAD_VERSION, 0);
        return;
    }
    type = sn_u(d, TYPE);
    sn_parts(d, FLAGS, DOWN, REBOOT);
    if (type >= SERVICE_CONFIG && type <= SERVICE_CONFIG_NACK)
        sn_made(d, IS_SERVICECONFIG + (unsigned)type - SERVICE_CONFIG, 1);
    else if (type && type <= IS_CHANNELSTATUSRESPONSE - IS_CONFIG + 1)
        sn_made(d, IS_CONFIG + (unsigned)type - 1, 1);
    sn_note(d, HEAD, 0);
    left = (uint32_t)sn_u(d, LENGTH);
    if (left < HEAD_SIZE) {
        sn_note(d, MSG_SHORT, 0);
        return;
    }
    if (left > len) {
        sn_note(d, MSG_LONG, 0);
        left = len;
    }
    for (left -= HEAD_SIZE; left; left -= n) {
        struct sn_rec *g = sn_group(d, r, OBJ, 0);

        n = object(d, r);
        if (n > left)
            sn_note(d, REMAINING, (uint64_t)left << 32 | n);
        sn_group_end(d, r, g);
        if (!n || n > left)
            return;
    }
}

const struct sn_proto sn_proto_lmp = {
    .name = "lmp",
    .title = "Link Management Protocol (LMP)",
    SN_PROTO_FIELDS(lmp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}, {.table = &sn_tab_udp, .type = "lmp"}),
    .dissect = lmp_dissect,
    .text = sn_lmp_text,
};
