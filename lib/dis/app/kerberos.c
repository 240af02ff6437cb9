/*
 * Kerberos, version 5 (RFC 4120): all of a message that isn't encrypted.
 *
 * tcpdump says which version it is, over UDP alone.
 */
#include "dis/app/ber.h"

static const struct sn_val types[] = {
    {10, "AS-REQ"},   {11, "AS-REP"},    {12, "TGS-REQ"},  {13, "TGS-REP"},
    {14, "AP-REQ"},   {15, "AP-REP"},    {20, "KRB-SAFE"}, {21, "KRB-PRIV"},
    {22, "KRB-CRED"}, {30, "KRB-ERROR"}, {0, NULL},
};

static const struct sn_val name_types[] = {
    {0, "UNKNOWN"},        {1, "PRINCIPAL"}, {2, "SRV-INST"},
    {3, "SRV-HST"},        {4, "SRV-XHST"},  {5, "UID"},
    {6, "X500-PRINCIPAL"}, {7, "SMTP-NAME"}, {10, "ENTERPRISE-PRINCIPAL"},
    {11, "WELLKNOWN"},     {0, NULL},
};

static const struct sn_val encryptions[] = {
    {1, "DES-CBC-CRC"},
    {2, "DES-CBC-MD4"},
    {3, "DES-CBC-MD5"},
    {16, "DES3-CBC-SHA1"},
    {17, "AES128-CTS-HMAC-SHA1-96"},
    {18, "AES256-CTS-HMAC-SHA1-96"},
    {19, "AES128-CTS-HMAC-SHA256-128"},
    {20, "AES256-CTS-HMAC-SHA384-192"},
    {23, "RC4-HMAC"},
    {24, "RC4-HMAC-EXP"},
    {25, "CAMELLIA128-CTS-CMAC"},
    {26, "CAMELLIA256-CTS-CMAC"},
    {0, NULL},
};

static const struct sn_val padata_types[] = {
    {1, "TGS-REQ"},
    {2, "ENC-TIMESTAMP"},
    {3, "PW-SALT"},
    {11, "ETYPE-INFO"},
    {16, "PK-AS-REQ"},
    {17, "PK-AS-REP"},
    {19, "ETYPE-INFO2"},
    {128, "PAC-REQUEST"},
    {129, "FOR-USER"},
    {133, "FX-COOKIE"},
    {136, "FX-FAST"},
    {138, "ENCRYPTED-CHALLENGE"},
    {149, "REQ-ENC-PA-REP"},
    {151, "SPAKE"},
    {165, "SUPPORTED-ETYPES"},
    {167, "PAC-OPTIONS"},
    {0, NULL},
};

static const struct sn_val errors[] = {
    {0, "NONE"},
    {1, "NAME_EXP"},
    {2, "SERVICE_EXP"},
    {3, "BAD_PVNO"},
    {6, "C_PRINCIPAL_UNKNOWN"},
    {7, "S_PRINCIPAL_UNKNOWN"},
    {8, "PRINCIPAL_NOT_UNIQUE"},
    {9, "NULL_KEY"},
    {10, "CANNOT_POSTDATE"},
    {11, "NEVER_VALID"},
    {12, "POLICY"},
    {13, "BADOPTION"},
    {14, "ETYPE_NOSUPP"},
    {16, "PADATA_TYPE_NOSUPP"},
    {18, "CLIENT_REVOKED"},
    {20, "TGT_REVOKED"},
    {23, "KEY_EXPIRED"},
    {24, "PREAUTH_FAILED"},
    {25, "PREAUTH_REQUIRED"},
    {26, "SERVER_NOMATCH"},
    {31, "BAD_INTEGRITY"},
    {32, "TKT_EXPIRED"},
    {33, "TKT_NYV"},
    {34, "REPEAT"},
    {36, "BADMATCH"},
    {37, "SKEW"},
    {41, "MODIFIED"},
    {44, "BADKEYVER"},
    {52, "RESPONSE_TOO_BIG"},
    {60, "GENERIC"},
    {68, "WRONG_REALM"},
    {0, NULL},
};

#define KERBEROS(F)                                                                                \
    F(FIRST, "sn.kerberos.first", U8, "First byte", .base = SN_HEX)                                \
    F(RM_RESERVED, "kerberos.rm.reserved", BIT32, "Reserved", .mask = 0x80000000)                  \
    F(RM_LENGTH, "kerberos.rm.length", U32, "Record Length", .mask = 0x7fffffff, .unit = "bytes")  \
    F(PVNO, "kerberos.pvno", UINTS, "pvno")                                                        \
    F(MSG_TYPE, "kerberos.msg_type", INTS, "msg-type", .vals = types)                              \
    F(PADATA, "kerberos.padata", UINTS, "padata")                                                  \
    F(PA, "kerberos.PA_DATA_element", GROUPS, "PA-DATA")                                           \
    F(PA_TYPE, "kerberos.padata_type", INTS, "padata-type", .vals = padata_types)                  \
    F(PA_VALUE, "kerberos.padata_value", BYTESS, "padata-value")                                   \
    F(BODY, "kerberos.req_body_element", GROUP, "req-body")                                        \
    F(OPTIONS, "kerberos.kdc_options", BYTES, "kdc-options")                                       \
    F(FORWARDABLE, "kerberos.KDCOptions.forwardable", BOOL, "forwardable")                         \
    F(FORWARDED, "kerberos.KDCOptions.forwarded", BOOL, "forwarded")                               \
    F(PROXIABLE, "kerberos.KDCOptions.proxiable", BOOL, "proxiable")                               \
    F(PROXY, "kerberos.KDCOptions.proxy", BOOL, "proxy")                                           \
    F(ALLOW_POSTDATE, "kerberos.KDCOptions.allow.postdate", BOOL, "allow-postdate")                \
    F(POSTDATED, "kerberos.KDCOptions.postdated", BOOL, "postdated")                               \
    F(RENEWABLE, "kerberos.KDCOptions.renewable", BOOL, "renewable")                               \
    F(DELEGATION, "kerberos.KDCOptions.constrained.delegation", BOOL, "constrained-delegation")    \
    F(CANONICALIZE, "kerberos.KDCOptions.canonicalize", BOOL, "canonicalize")                      \
    F(ANONYMOUS, "kerberos.KDCOptions.request.anonymous", BOOL, "request-anonymous")               \
    F(NO_TRANSITED, "kerberos.KDCOptions.disable.transited.check", BOOL,                           \
      "disable-transited-check")                                                                   \
    F(RENEWABLE_OK, "kerberos.KDCOptions.renewable.ok", BOOL, "renewable-ok")                      \
    F(IN_SKEY, "kerberos.KDCOptions.enc.tkt.in.skey", BOOL, "enc-tkt-in-skey")                     \
    F(RENEW, "kerberos.KDCOptions.renew", BOOL, "renew")                                           \
    F(VALIDATE, "kerberos.KDCOptions.validate", BOOL, "validate")                                  \
    F(CNAME, "kerberos.cname_element", GROUP, "cname")                                             \
    F(SNAME, "kerberos.sname_element", GROUP, "sname")                                             \
    F(NAME_TYPE, "kerberos.name_type", INTS, "name-type", .vals = name_types)                      \
    F(CNAMES, "kerberos.cname_string", UINTS, "cname-string")                                      \
    F(CNAME_STR, "kerberos.CNameString", STRS, "CNameString")                                      \
    F(SNAMES, "kerberos.sname_string", UINTS, "sname-string")                                      \
    F(SNAME_STR, "kerberos.SNameString", STRS, "SNameString")                                      \
    F(REALM, "kerberos.realm", STRS, "realm")                                                      \
    F(CREALM, "kerberos.crealm", STR, "crealm")                                                    \
    F(FROM, "kerberos.from", TIME, "from")                                                         \
    F(TILL, "kerberos.till", TIME, "till")                                                         \
    F(RTIME, "kerberos.rtime", TIME, "rtime")                                                      \
    F(NONCE, "kerberos.nonce", UINT, "nonce")                                                      \
    F(ETYPES, "kerberos.kdc-req-body.etype", UINT, "etype")                                        \
    F(ENCTYPE, "kerberos.ENCTYPE", INTS, "ENCTYPE", .vals = encryptions)                           \
    F(ADDRESSES, "kerberos.addresses", UINT, "addresses")                                          \
    F(ADDR_TYPE, "kerberos.addr_type", INTS, "addr-type")                                          \
    F(AUTHORIZATION, "kerberos.enc_authorization_data_element", GROUP, "enc-authorization-data")   \
    F(TICKETS, "kerberos.additional_tickets", UINT, "additional-tickets")                          \
    F(TICKET, "kerberos.ticket_element", GROUPS, "ticket")                                         \
    F(TKT_VNO, "kerberos.tkt_vno", UINTS, "tkt-vno")                                               \
    F(ENC_PART, "kerberos.enc_part_element", GROUP, "enc-part")                                    \
    F(AUTHENTICATOR, "kerberos.authenticator_element", GROUP, "authenticator")                     \
    F(ETYPE, "kerberos.etype", INTS, "etype", .vals = encryptions)                                 \
    F(KVNO, "kerberos.kvno", UINTS, "kvno")                                                        \
    F(CIPHER, "kerberos.cipher", BYTESS, "cipher")                                                 \
    F(AP_OPTIONS, "kerberos.ap_options", BYTES, "ap-options")                                      \
    F(INFO, "kerberos.ETYPE_INFO_ENTRY_element", GROUPS, "ETYPE-INFO-ENTRY")                       \
    F(INFO_SALT, "kerberos.info_salt", BYTESS, "salt")                                             \
    F(INFO2, "kerberos.ETYPE_INFO2_ENTRY_element", GROUPS, "ETYPE-INFO2-ENTRY")                    \
    F(INFO2_SALT, "kerberos.info2_salt", STRS, "salt")                                             \
    F(S2KPARAMS, "kerberos.s2kparams", BYTESS, "s2kparams")                                        \
    F(CTIME, "kerberos.ctime", TIME, "ctime")                                                      \
    F(CUSEC, "kerberos.cusec", UINT, "cusec")                                                      \
    F(STIME, "kerberos.stime", TIME, "stime")                                                      \
    F(SUSEC, "kerberos.susec", UINT, "susec")                                                      \
    F(ERROR_CODE, "kerberos.error_code", INT, "error-code", .vals = errors)                        \
    F(E_TEXT, "kerberos.e_text", STR, "e-text")                                                    \
    F(E_DATA, "kerberos.e_data", BYTES, "e-data")
SN_FIELDS(kerberos, KERBEROS)

enum { PA_TGS_REQ = 1, PA_ENC_TIMESTAMP, PA_ETYPE_INFO = 11, PA_ETYPE_INFO2 = 19 };
enum { MARK = 4, MESSAGE_MAX = 1 << 20 };

/* ---- what is where ---- */

#define W(n, what, id, ...)                                                                        \
    {                                                                                              \
        .tag = 0xa0 + (n), .kind = SN_BER_##what, .wrapped = true, .field = id, ##__VA_ARGS__      \
    }
#define SEQ(what, id, ...)                                                                         \
    {                                                                                              \
        .tag = 0x30, .kind = SN_BER_##what, .field = id, ##__VA_ARGS__                             \
    }
#define IN(table) .inside = table

static void options(struct sn_dis *d, struct sn_rd *val, uint8_t tag);
static void padata(struct sn_dis *d, struct sn_rd *val, uint8_t tag);
static void error_data(struct sn_dis *d, struct sn_rd *val, uint8_t tag);

static const struct sn_ber cname_strs[] = {{.tag = 0x1b, .kind = SN_BER_BYTES, .field = CNAME_STR},
                                           SN_BER_END};
static const struct sn_ber cname[] = {W(0, UINT, NAME_TYPE), W(1, ITEMS, CNAMES, IN(cname_strs)),
                                      SN_BER_END};
static const struct sn_ber sname_strs[] = {{.tag = 0x1b, .kind = SN_BER_BYTES, .field = SNAME_STR},
                                           SN_BER_END};
static const struct sn_ber sname[] = {W(0, UINT, NAME_TYPE), W(1, ITEMS, SNAMES, IN(sname_strs)),
                                      SN_BER_END};
static const struct sn_ber encrypted[] = {W(0, UINT, ETYPE), W(1, UINT, KVNO), W(2, BYTES, CIPHER),
                                          SN_BER_END};
static const struct sn_ber ticket[] = {W(0, UINT, TKT_VNO), W(1, BYTES, REALM),
                                       W(2, GROUP, SNAME, IN(sname)),
                                       W(3, GROUP, ENC_PART, IN(encrypted)), SN_BER_END};
/* A ticket has a tag of its own inside that of the element that it is. */
static const struct sn_ber ticket_tag[] = {SEQ(GROUP, TICKET, IN(ticket)), SN_BER_END};
static const struct sn_ber tickets[] = {{.tag = 0x61, .kind = SN_BER_INSIDE, .inside = ticket_tag},
                                        SN_BER_END};
static const struct sn_ber pa_data[] = {W(1, UINT, PA_TYPE), W(2, CALL, PA_VALUE, .call = padata),
                                        SN_BER_END};
static const struct sn_ber pa_list[] = {SEQ(GROUP, PA, IN(pa_data)), SN_BER_END};
static const struct sn_ber enctypes[] = {{.tag = 0x02, .kind = SN_BER_UINT, .field = ENCTYPE},
                                         SN_BER_END};
static const struct sn_ber host_address[] = {W(0, UINT, ADDR_TYPE), SN_BER_END};
static const struct sn_ber host_addresses[] = {SEQ(INSIDE, 0, IN(host_address)), SN_BER_END};
static const struct sn_ber body[] = {
    W(0, CALL, OPTIONS, .call = options),
    W(1, GROUP, CNAME, IN(cname)),
    W(2, BYTES, REALM),
    W(3, GROUP, SNAME, IN(sname)),
    W(4, TIME, FROM),
    W(5, TIME, TILL),
    W(6, TIME, RTIME),
    W(7, UINT, NONCE),
    W(8, ITEMS, ETYPES, IN(enctypes)),
    W(9, ITEMS, ADDRESSES, IN(host_addresses)),
    W(10, GROUP, AUTHORIZATION, IN(encrypted)),
    W(11, ITEMS, TICKETS, IN(tickets)),
    SN_BER_END,
};
static const struct sn_ber kdc_req[] = {W(1, UINT, PVNO), W(2, UINT, MSG_TYPE),
                                        W(3, ITEMS, PADATA, IN(pa_list)),
                                        W(4, GROUP, BODY, IN(body)), SN_BER_END};
static const struct sn_ber kdc_rep[] = {
    W(0, UINT, PVNO),
    W(1, UINT, MSG_TYPE),
    W(2, ITEMS, PADATA, IN(pa_list)),
    W(3, BYTES, CREALM),
    W(4, GROUP, CNAME, IN(cname)),
    {.tag = 0xa5, .kind = SN_BER_INSIDE, .inside = tickets},
    W(6, GROUP, ENC_PART, IN(encrypted)),
    SN_BER_END,
};
static const struct sn_ber ap_req[] = {
    W(0, UINT, PVNO),
    W(1, UINT, MSG_TYPE),
    W(2, BITS, AP_OPTIONS),
    {.tag = 0xa3, .kind = SN_BER_INSIDE, .inside = tickets},
    W(4, GROUP, AUTHENTICATOR, IN(encrypted)),
    SN_BER_END,
};
static const struct sn_ber ap_rep[] = {W(0, UINT, PVNO), W(1, UINT, MSG_TYPE),
                                       W(2, GROUP, ENC_PART, IN(encrypted)), SN_BER_END};
static const struct sn_ber priv[] = {W(0, UINT, PVNO), W(1, UINT, MSG_TYPE),
                                     W(3, GROUP, ENC_PART, IN(encrypted)), SN_BER_END};
static const struct sn_ber error[] = {
    W(0, UINT, PVNO),
    W(1, UINT, MSG_TYPE),
    W(2, TIME, CTIME),
    W(3, UINT, CUSEC),
    W(4, TIME, STIME),
    W(5, UINT, SUSEC),
    W(6, UINT, ERROR_CODE),
    W(7, BYTES, CREALM),
    W(8, GROUP, CNAME, IN(cname)),
    W(9, BYTES, REALM),
    W(10, GROUP, SNAME, IN(sname)),
    W(11, BYTES, E_TEXT),
    W(12, CALL, E_DATA, .call = error_data),
    SN_BER_END,
};
#define APPLICATION(n, table)                                                                      \
    {                                                                                              \
        .tag = 0x60 + (n), .kind = SN_BER_INSIDE, .wrapped = true, .inside = table                 \
    }
static const struct sn_ber messages[] = {
    APPLICATION(10, kdc_req), APPLICATION(11, kdc_rep), APPLICATION(12, kdc_req),
    APPLICATION(13, kdc_rep), APPLICATION(14, ap_req),  APPLICATION(15, ap_rep),
    APPLICATION(21, priv),    APPLICATION(30, error),   SN_BER_END,
};
static const struct sn_ber info[] = {W(0, UINT, ETYPE), W(1, BYTES, INFO_SALT), SN_BER_END};
static const struct sn_ber info_list[] = {SEQ(GROUP, INFO, IN(info)), SN_BER_END};
static const struct sn_ber etype_info[] = {SEQ(INSIDE, 0, IN(info_list)), SN_BER_END};
static const struct sn_ber info2[] = {W(0, UINT, ETYPE), W(1, BYTES, INFO2_SALT),
                                      W(2, BYTES, S2KPARAMS), SN_BER_END};
static const struct sn_ber info2_list[] = {SEQ(GROUP, INFO2, IN(info2)), SN_BER_END};
static const struct sn_ber etype_info2[] = {SEQ(INSIDE, 0, IN(info2_list)), SN_BER_END};
static const struct sn_ber timestamp[] = {SEQ(INSIDE, 0, IN(encrypted)), SN_BER_END};
static const struct sn_ber method_data[] = {SEQ(INSIDE, 0, IN(pa_list)), SN_BER_END};

/* ---- what tables can't say ---- */

static void options(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    static const uint8_t bits[][2] = {
        {FORWARDABLE, 1},    {FORWARDED, 2},  {PROXIABLE, 3},     {PROXY, 4},
        {ALLOW_POSTDATE, 5}, {POSTDATED, 6},  {RENEWABLE, 8},     {DELEGATION, 14},
        {CANONICALIZE, 15},  {ANONYMOUS, 16}, {NO_TRANSITED, 26}, {RENEWABLE_OK, 27},
        {IN_SKEY, 28},       {RENEW, 30},     {VALIDATE, 31},
    };
    size_t off;
    uint32_t v;

    (void)tag;
    if (sn_rd_left(val) != 5)
        return;
    (void)sn_rd_skip(val, 1);
    off = sn_rd_off(val);
    v = sn_be32(val->p);
    (void)!sn_get_bytes(d, val, OPTIONS, 4);
    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++)
        sn_rec_uint(d, bits[i][0], off, 4, v >> (31 - bits[i][1]) & 1);
}

/* The value of what was announced in front of it. */
static void padata(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd in = *val;

    (void)tag;
    (void)!sn_get_bytes(d, val, PA_VALUE, sn_rd_left(val));
    switch (sn_u(d, PA_TYPE)) {
    case PA_TGS_REQ:
        sn_ber_read(d, &in, messages + 4); /* AP-REQ, which has no such data in it */
        break;
    case PA_ENC_TIMESTAMP:
        sn_ber_read(d, &in, timestamp);
        break;
    case PA_ETYPE_INFO:
        sn_ber_read(d, &in, etype_info);
        break;
    case PA_ETYPE_INFO2:
        sn_ber_read(d, &in, etype_info2);
        break;
    default:
        break;
    }
}

/* What preauthentication is possible, when it is required. */
static void error_data(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd in = *val;

    (void)tag;
    if (sn_rd_left(val))
        (void)!sn_get_bytes(d, val, E_DATA, sn_rd_left(val));
    if (sn_u(d, ERROR_CODE) == 25)
        sn_ber_read(d, &in, method_data);
}

static void kerberos_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = *r;
    uint32_t first = 0;

    if (sn_get(d, r, FIRST, &first))
        sn_rec_of(d, FIRST)->flags = SN_REC_TEXT;
    if (first == 4)
        sn_next_proto(d, &sn_proto_krb4, &in, len);
    else if (d->want & SN_WANT_FIELDS)
        sn_ber_read(d, &in, messages);
}

static enum sn_then kerberos_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t first = sn_opt(&v, FIRST);

    if (!sn_need_short(t, &v, FIRST))
        return SN_TEXT_DONE;
    if (first == 106 || first == 107)
        sn_put_lit(t->b, " v5");
    else if (first && first < 4)
        sn_say(t, &v, " v{d}", FIRST);
    return first == 4 ? SN_TEXT_INNER : SN_TEXT_DONE;
}

/* Over TCP behind a length, of a message of which all is here. */
static bool tcp_asks(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen > MARK && sn_be32(p) <= MESSAGE_MAX && p[MARK] >= 0x6a && p[MARK] <= 0x7e &&
           sn_ber_size(p + MARK, caplen - MARK) == sn_be32(p);
}

static uint32_t tcp_unit(const uint8_t *p, uint32_t n)
{
    if (n < MARK)
        return 0;
    return sn_be32(p) && sn_be32(p) <= MESSAGE_MAX ? MARK + sn_be32(p) : SN_STREAM_BAD;
}

static const struct sn_stream_kind tcp_stream = {.unit = tcp_unit};

static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    if (!sn_header(d, r, RM_RESERVED, RM_LENGTH))
        return;
    in = sn_inside(r, sn_u(d, RM_LENGTH));
    if (!in.cut)
        sn_ber_read(d, &in, messages);
}

static void put_names(struct sn_text *t, const struct sn_view *v, uint16_t field, const char *sep)
{
    struct sn_view part = {0};

    for (; sn_each(v, field, &part); sep = "/") {
        sn_put_s(t->b, sep);
        sn_say(t, &part, "{}", field);
    }
}

static enum sn_then tcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "Kerberos");
    if (sn_find(&v, MSG_TYPE))
        sn_say(t, &v, " {s:%u}", MSG_TYPE);
    if (sn_find(&v, ERROR_CODE))
        sn_say(t, &v, " {s:%u}", ERROR_CODE);
    put_names(t, &v, CNAME_STR, " ");
    put_names(t, &v, SNAME_STR, " for ");
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_kerberos = {
    .name = "kerberos",
    .tag = "krb",
    .title = "Kerberos",
    SN_PROTO_FIELDS(kerberos),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 88}, {.table = &sn_tab_udp, .value = 750}),
    .dissect = kerberos_dissect,
    .text = kerberos_text,
};

const struct sn_proto sn_proto_kerberos_tcp = {
    .name = "kerberos",
    .title = "Kerberos",
    SN_PROTO_FIELDS(kerberos),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = 88, .claims = tcp_asks}),
    .more = true,
    .stream = &tcp_stream,
    .dissect = tcp_dissect,
    .text = tcp_text,
};

/* A message in a token of GSS-API. */
static void gss_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    sn_ber_read(d, r, messages);
}

const struct sn_proto sn_proto_kerberos_gss = {
    .name = "kerberos",
    .title = "Kerberos",
    SN_PROTO_FIELDS(kerberos),
    .more = true,
    .dissect = gss_dissect,
    .text = tcp_text,
};
