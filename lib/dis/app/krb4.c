/*
 * Kerberos 4 (the Athena technical plan, section E.2.1): strings up to their zeros, and numbers in
 * the order of bytes that the type's last bit says. It came to Kerberos 5's ports, where the first
 * byte tells the two apart; see kerberos.c.
 */
#include "dis/proto.h"
#include "dis/text.h"

enum { KDC_REQUEST = 1, KDC_REPLY, APPL_REQUEST, APPL_MUTUAL, ERR_REPLY };
enum { LIFE = 5 }; /* minutes, a unit of the lifetime */

static const struct sn_val types[] = {
    {KDC_REQUEST, "KDC_REQUEST"},
    {KDC_REPLY, "KDC_REPLY"},
    {APPL_REQUEST, "APPL_REQUEST"},
    {APPL_MUTUAL, "APPL_REQUEST_MUTUAL"},
    {ERR_REPLY, "ERR_REPLY"},
    {6, "PRIVATE"},
    {7, "SAFE"},
    {8, "APPL_ERR"},
    {63, "DIE"},
    {0, NULL},
};
static const struct sn_val errors[] = {
    {0, "OK"},
    {1, "NAME_EXP"},
    {2, "SERVICE_EXP"},
    {3, "AUTH_EXP"},
    {4, "PKT_VER"},
    {5, "NAME_MAST_KEY_VER"},
    {6, "SERV_MAST_KEY_VER"},
    {7, "BYTE_ORDER"},
    {8, "PRINCIPAL_UNKNOWN"},
    {9, "PRINCIPAL_NOT_UNIQUE"},
    {10, "NULL_KEY"},
    {0, NULL},
};
static const struct sn_val orders[] = {{0, "be"}, {1, "le"}, {0, NULL}};

#define KRB4(F)                                                                                    \
    F(VERSION, "krb4.version", U8, "Version")                                                      \
    F(TYPE, "krb4.auth_msg_type", P8, "Msg Type", .base = SN_HEX)                                  \
    F(M_TYPE, "krb4.m_type", P8, "M Type", .base = SN_HEX, .mask = 0xfe, .vals = types)            \
    F(ORDER, "krb4.byte_order", U8, "Byte Order", .base = SN_HEX, .mask = 1, .vals = orders)       \
    F(NAME, "krb4.name", STR, "Name")                                                              \
    F(INSTANCE, "krb4.instance", STR, "Instance")                                                  \
    F(REALM, "krb4.realm", STR, "Realm")                                                           \
    F(TIME_SEC, "krb4.time_sec", TIME, "Time Sec")                                                 \
    F(EXP_DATE, "krb4.exp_date", TIME, "Exp Date")                                                 \
    F(LIFETIME, "krb4.lifetime", U8, "Lifetime")                                                   \
    F(S_NAME, "krb4.s_name", STR, "Service Name")                                                  \
    F(S_INSTANCE, "krb4.s_instance", STR, "Service Instance")                                      \
    F(KVNO, "krb4.kvno", U8, "Kvno")                                                               \
    F(LENGTH, "krb4.length", UINT, "Length", .width = 2)                                           \
    F(TICKET_LENGTH, "krb4.ticket.length", U8, "Ticket Length")                                    \
    F(REQUEST_LENGTH, "krb4.request.length", U8, "Request Length")                                 \
    F(TICKET, "krb4.ticket.blob", BYTES, "Ticket Blob")                                            \
    F(REQUEST, "krb4.request.blob", BYTES, "Request Blob")                                         \
    F(BLOB, "krb4.encrypted_blob", BYTES, "Encrypted Blob")                                        \
    F(ERROR, "sn.krb4.error", UINT, "Error", .width = 4, .vals = errors)                           \
    F(ERROR_SHOWN, "sn.krb4.error_shown", UINT, NULL, .width = 2, .vals = errors)                  \
    F(ERROR_TEXT, "sn.krb4.error_text", STR, "Error text")
SN_FIELDS(krb4, KRB4)

/* ---- reading ---- */

/* n bytes as a number, with the order of bytes of the message. */
static bool number(struct sn_dis *d, struct sn_rd *r, unsigned n, uint64_t *v)
{
    const uint8_t *p;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    *v = sn_u(d, ORDER) ? sn_le_n(p, n) : sn_be_n(p, n);
    return true;
}

static bool get_number(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n, uint64_t *v)
{
    uint64_t scale = krb4_fields[field].type == SN_F_TIME ? 1000000000 : 1;
    size_t off = sn_rd_off(r);

    if (!number(d, r, n, v))
        return false;
    sn_rec_uint(d, field, off, n, *v * scale);
    return true;
}

static bool names(struct sn_dis *d, struct sn_rd *r)
{
    return sn_get_strz(d, r, NAME) && sn_get_strz(d, r, INSTANCE) && sn_get_strz(d, r, REALM);
}

static void kdc_request(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t v;

    if (names(d, r) && get_number(d, r, TIME_SEC, 4, &v) && sn_get(d, r, LIFETIME, NULL) &&
        sn_get_strz(d, r, S_NAME))
        (void)sn_get_strz(d, r, S_INSTANCE);
}

/* Behind the time stands the number of tickets. */
static void kdc_reply(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t v;

    if (names(d, r) && get_number(d, r, TIME_SEC, 4, &v) && sn_rd_skip(r, 1) &&
        get_number(d, r, EXP_DATE, 4, &v) && sn_get(d, r, KVNO, NULL) &&
        get_number(d, r, LENGTH, 2, &v) && d->want & SN_WANT_FIELDS)
        (void)sn_get_bytes(d, r, BLOB, v);
}

static void appl_request(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t ticket, request;

    if (sn_get(d, r, KVNO, NULL) && sn_get_strz(d, r, REALM) &&
        sn_get(d, r, TICKET_LENGTH, &ticket) && sn_get(d, r, REQUEST_LENGTH, &request) &&
        d->want & SN_WANT_FIELDS && sn_get_bytes(d, r, TICKET, ticket))
        (void)sn_get_bytes(d, r, REQUEST, request);
}

/* tcpdump takes the error's number for one of 2 bytes, and Wireshark reads nothing here. */
static void err_reply(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t first = d->nrec;
    struct sn_rd shown;
    uint64_t v;
    bool ok = names(d, r) && get_number(d, r, TIME_SEC, 4, &v);

    shown = *r;
    ok = ok && get_number(d, &shown, ERROR_SHOWN, 2, &v);
    sn_text_only(d, first);
    if (!ok)
        sn_stop(r, &shown);
    else if (get_number(d, r, ERROR, 4, &v))
        (void)sn_get_strz(d, r, ERROR_TEXT);
}

/* Wireshark doesn't take a message of another type for one of Kerberos 4. */
static void krb4_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t first = d->nrec, type;

    (void)len;
    if (!sn_header(d, r, VERSION, ORDER))
        return;
    type = (uint32_t)sn_u(d, M_TYPE);
    if (!sn_val_name(types, type))
        sn_text_only(d, first);
    switch (type) {
    case KDC_REQUEST:
        kdc_request(d, r);
        break;
    case KDC_REPLY:
        kdc_reply(d, r);
        break;
    case APPL_REQUEST:
        appl_request(d, r);
        break;
    case ERR_REPLY:
        err_reply(d, r);
        break;
    }
}

/* ---- text ---- */

static bool string(struct sn_text *t, const struct sn_view *v, const char *before, unsigned field)
{
    sn_put_s(t->b, before);
    return sn_need_short(t, v, field) && sn_say_strz_short(t, v, "{}", field);
}

static bool names_text(struct sn_text *t, const struct sn_view *v)
{
    return string(t, v, "", NAME) && string(t, v, ".", INSTANCE) && string(t, v, "@", REALM);
}

/* Whether a number is there, which is shown as fmt says. */
static bool number_text(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field)
{
    if (!sn_need(t, v, field))
        return false;
    sn_say(t, v, fmt, (uint16_t)field);
    return true;
}

static void message_text(struct sn_text *t, const struct sn_view *v)
{
    switch (sn_num(t, v, M_TYPE)) {
    case KDC_REQUEST:
        if (!names_text(t, v) || !sn_need(t, v, LIFETIME))
            break;
        sn_put_f(t->b, " %umin ", (unsigned)sn_num(t, v, LIFETIME) * LIFE);
        if (string(t, v, "", S_NAME))
            string(t, v, ".", S_INSTANCE);
        break;
    case KDC_REPLY:
        if (names_text(t, v))
            number_text(t, v, " ({})", LENGTH);
        break;
    case APPL_REQUEST:
        if (number_text(t, v, "v{} ", KVNO) && string(t, v, "", REALM) &&
            number_text(t, v, " ({})", TICKET_LENGTH))
            number_text(t, v, " ({})", REQUEST_LENGTH);
        break;
    case ERR_REPLY:
        if (names_text(t, v) && number_text(t, v, " {s:#%u} ", ERROR_SHOWN))
            string(t, v, "", ERROR_TEXT);
        break;
    default:
        sn_put_lit(t->b, "(unknown)");
    }
}

static enum sn_then krb4_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, " v4");
    if (!sn_need(t, &v, ORDER))
        return SN_TEXT_DONE;
    sn_say(t, &v, " {s}", ORDER);
    if (sn_val_name(types, (uint32_t)sn_num(t, &v, M_TYPE)))
        sn_say(t, &v, " {s}: ", M_TYPE);
    else
        sn_put_f(t->b, " #%u: ", (unsigned)sn_num(t, &v, TYPE) & 0xfe);
    message_text(t, &v);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_krb4 = {
    .name = "krb4",
    .tag = "krb",
    .title = "Kerberos v4",
    SN_PROTO_FIELDS(krb4),
    .dissect = krb4_dissect,
    .text = krb4_text,
};
