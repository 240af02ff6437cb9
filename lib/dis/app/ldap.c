/*
 * LDAP, version 3 (RFC 4511), over TCP, and CLDAP over UDP. Of the buffers that SASL protects (RFC
 * 4422 3.7) those are looked into that Kerberos signed without sealing them.
 */
#include "dis/app/ber.h"
#include "dis/app/gss.h"

static const struct sn_val operations[] = {
    {0, "bindRequest"},
    {1, "bindResponse"},
    {2, "unbindRequest"},
    {3, "searchRequest"},
    {4, "searchResEntry"},
    {5, "searchResDone"},
    {6, "modifyRequest"},
    {7, "modifyResponse"},
    {8, "addRequest"},
    {9, "addResponse"},
    {10, "delRequest"},
    {11, "delResponse"},
    {12, "modDNRequest"},
    {13, "modDNResponse"},
    {14, "compareRequest"},
    {15, "compareResponse"},
    {16, "abandonRequest"},
    {19, "searchResRef"},
    {23, "extendedReq"},
    {24, "extendedResp"},
    {25, "intermediateResponse"},
    {0, NULL},
};

static const struct sn_val results[] = {
    {0, "success"},
    {1, "operationsError"},
    {2, "protocolError"},
    {3, "timeLimitExceeded"},
    {4, "sizeLimitExceeded"},
    {5, "compareFalse"},
    {6, "compareTrue"},
    {7, "authMethodNotSupported"},
    {8, "strongAuthRequired"},
    {10, "referral"},
    {11, "adminLimitExceeded"},
    {12, "unavailableCriticalExtension"},
    {13, "confidentialityRequired"},
    {14, "saslBindInProgress"},
    {16, "noSuchAttribute"},
    {17, "undefinedAttributeType"},
    {18, "inappropriateMatching"},
    {19, "constraintViolation"},
    {20, "attributeOrValueExists"},
    {21, "invalidAttributeSyntax"},
    {32, "noSuchObject"},
    {33, "aliasProblem"},
    {34, "invalidDNSyntax"},
    {36, "aliasDereferencingProblem"},
    {48, "inappropriateAuthentication"},
    {49, "invalidCredentials"},
    {50, "insufficientAccessRights"},
    {51, "busy"},
    {52, "unavailable"},
    {53, "unwillingToPerform"},
    {54, "loopDetect"},
    {64, "namingViolation"},
    {65, "objectClassViolation"},
    {66, "notAllowedOnNonLeaf"},
    {67, "notAllowedOnRDN"},
    {68, "entryAlreadyExists"},
    {69, "objectClassModsProhibited"},
    {71, "affectsMultipleDSAs"},
    {80, "other"},
    {0, NULL},
};

static const struct sn_val scopes[] = {
    {0, "baseObject"}, {1, "singleLevel"}, {2, "wholeSubtree"}, {0, NULL}};

#define LDAP(F)                                                                                    \
    F(MESSAGE, "ldap.LDAPMessage_element", GROUPS, "LDAPMessage")                                  \
    F(ID, "ldap.messageID", UINT, "messageID")                                                     \
    F(OP, "ldap.protocolOp", UINT, "protocolOp", .vals = operations)                               \
    F(VERSION, "ldap.version", UINT, "version")                                                    \
    F(NAME, "ldap.name", STR, "name")                                                              \
    F(AUTH, "ldap.authentication", UINT, "authentication")                                         \
    F(SIMPLE, "ldap.simple", STR, "simple")                                                        \
    F(MECHANISM, "ldap.mechanism", STR, "mechanism")                                               \
    F(CREDENTIALS, "ldap.credentials", BYTES, "credentials")                                       \
    F(SASL_CREDS, "ldap.serverSaslCreds", BYTES, "serverSaslCreds")                                \
    F(RESULT, "ldap.resultCode", UINT, "resultCode", .vals = results)                              \
    F(MATCHED, "ldap.matchedDN", STR, "matchedDN")                                                 \
    F(ERROR, "ldap.errorMessage", STR, "errorMessage")                                             \
    F(REFERRAL, "ldap.referral", UINT, "referral")                                                 \
    F(REFERENCES, "ldap.searchResRef", UINT, "searchResRef")                                       \
    F(URL, "ldap.LDAPURL", STRS, "LDAPURL")                                                        \
    F(BASE, "ldap.baseObject", STR, "baseObject")                                                  \
    F(SCOPE, "ldap.scope", UINT, "scope", .vals = scopes)                                          \
    F(DEREF, "ldap.derefAliases", UINT, "derefAliases")                                            \
    F(SIZE_LIMIT, "ldap.sizeLimit", UINT, "sizeLimit")                                             \
    F(TIME_LIMIT, "ldap.timeLimit", UINT, "timeLimit", .unit = "s")                                \
    F(TYPES_ONLY, "ldap.typesOnly", BOOL, "typesOnly")                                             \
    F(FILTER, "ldap.filter", UINT, "filter")                                                       \
    F(AND, "ldap.and", UINTS, "and")                                                               \
    F(AND_ITEM, "ldap.and_item", UINTS, "and item")                                                \
    F(OR, "ldap.or", UINTS, "or")                                                                  \
    F(OR_ITEM, "ldap.or_item", UINTS, "or item")                                                   \
    F(NOT, "ldap.not", UINTS, "not")                                                               \
    F(DESCRIPTION, "ldap.attributeDesc", STRS, "attributeDesc")                                    \
    F(ASSERTION, "ldap.assertionValue", STRS, "assertionValue")                                    \
    F(PRESENT, "ldap.present", STRS, "present")                                                    \
    F(SUBSTRINGS, "ldap.substrings", UINTS, "substrings")                                          \
    F(SUBSTRING, "ldap.substrings_item", UINTS, "substrings item")                                 \
    F(INITIAL, "ldap.initial", STRS, "initial")                                                    \
    F(ANY, "ldap.any", STRS, "any")                                                                \
    F(FINAL, "ldap.final", STRS, "final")                                                          \
    F(RULE, "ldap.matchingRule", STRS, "matchingRule")                                             \
    F(MATCH, "ldap.matchValue", STRS, "matchValue")                                                \
    F(DN_ATTRIBUTES, "ldap.dnAttributes", BOOLS, "dnAttributes")                                   \
    F(ATTRIBUTES, "ldap.attributes", UINT, "attributes")                                           \
    F(ATTRIBUTE, "ldap.AttributeDescription", STRS, "AttributeDescription")                        \
    F(OBJECT_NAME, "ldap.objectName", STR, "objectName")                                           \
    F(PARTIAL, "ldap.PartialAttributeList_item_element", GROUPS, "PartialAttributeList item")      \
    F(TYPE, "ldap.type", STRS, "type")                                                             \
    F(VALS, "ldap.vals", UINTS, "vals")                                                            \
    F(VALUE, "ldap.AttributeValue", BYTESS, "AttributeValue")                                      \
    F(OBJECT, "ldap.object", STR, "object")                                                        \
    F(MODIFICATION, "ldap.modification", UINT, "modification")                                     \
    F(CHANGE, "ldap.modification_item_element", GROUPS, "modification item")                       \
    F(OPERATION, "ldap.operation", UINT, "operation")                                              \
    F(ENTRY, "ldap.entry", STR, "entry")                                                           \
    F(ADDED, "ldap.AttributeList_item_element", GROUPS, "AttributeList item")                      \
    F(DELETE, "ldap.delRequest", STR, "delRequest")                                                \
    F(NEW_RDN, "ldap.newrdn", STR, "newrdn")                                                       \
    F(DELETE_OLD, "ldap.deleteoldrdn", BOOL, "deleteoldrdn")                                       \
    F(SUPERIOR, "ldap.newSuperior", STR, "newSuperior")                                            \
    F(ABANDON, "ldap.abandonRequest", UINT, "abandonRequest")                                      \
    F(REQUEST_NAME, "ldap.requestName", STR, "requestName")                                        \
    F(REQUEST_VALUE, "ldap.requestValue", BYTES, "requestValue")                                   \
    F(RESPONSE_NAME, "ldap.responseName", STR, "responseName")                                     \
    F(RESPONSE_VALUE, "ldap.responseValue", BYTES, "responseValue")                                \
    F(RESPONSE, "ldap.response", BYTES, "response")                                                \
    F(CONTROLS, "ldap.controls", UINT, "controls")                                                 \
    F(CONTROL, "ldap.Control_element", GROUPS, "Control")                                          \
    F(CONTROL_TYPE, "ldap.controlType", STR, "controlType")                                        \
    F(CRITICALITY, "ldap.criticality", BOOL, "criticality")                                        \
    F(CONTROL_VALUE, "ldap.controlValue", BYTES, "controlValue")                                   \
    F(PAGE_SIZE, "ldap.size", UINT, "size")                                                        \
    F(PAGE_COOKIE, "ldap.cookie", BYTES, "cookie")                                                 \
    F(SASL_LENGTH, "ldap.sasl_buffer_length", U32S, "SASL Buffer Length")                          \
    F(SEALED, "sn.ldap.sealed", NONE, "SASL Buffer that can't be read")
SN_FIELDS(ldap, LDAP)

/* ---- what is where ---- */

#define E(byte, what, id, ...)                                                                     \
    {                                                                                              \
        .tag = byte, .kind = SN_BER_##what, .field = id, ##__VA_ARGS__                             \
    }
#define IN(table) .inside = table
enum { BOOLEAN = 1, INTEGER = 2, OCTETS = 4, ENUMERATED = 10, SEQUENCE = 0x30, SET = 0x31 };

/* Who somebody is, by a mechanism of GSS-API. */
static void credentials(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd in = *val;

    if (!sn_rd_left(val))
        return;
    (void)!sn_get_bytes(d, val, tag == OCTETS ? CREDENTIALS : SASL_CREDS, sn_rd_left(val));
    sn_next_gss(d, &in);
}

static const struct sn_ber urls[] = {E(OCTETS, BYTES, URL), SN_BER_END};
static const struct sn_ber result[] = {
    E(ENUMERATED, UINT, RESULT),
    E(OCTETS, BYTES, MATCHED),
    E(OCTETS, BYTES, ERROR),
    E(0xa3, ITEMS, REFERRAL, IN(urls)),
    E(0x87, CALL, SASL_CREDS, .call = credentials),
    E(0x8a, BYTES, RESPONSE_NAME),
    E(0x8b, BYTES, RESPONSE),
    SN_BER_END,
};
static const struct sn_ber sasl[] = {E(OCTETS, BYTES, MECHANISM),
                                     E(OCTETS, CALL, CREDENTIALS, .call = credentials), SN_BER_END};
static const struct sn_ber bind[] = {
    E(INTEGER, UINT, VERSION),
    E(OCTETS, BYTES, NAME),
    E(0x80, BYTES, SIMPLE, .choice = AUTH),
    E(0xa3, INSIDE, 0, IN(sasl), .choice = AUTH),
    SN_BER_END,
};

/* A filter, alone and as a part of another. */
enum { FILTERS = 11, MESSAGE_MAX = 1 << 20, SASL_HEAD = 4, SASL_TOLD = 64 };
static const struct sn_ber and_items[FILTERS], or_items[FILTERS], not_item[FILTERS];
static const struct sn_ber assertion[] = {E(OCTETS, BYTES, DESCRIPTION),
                                          E(OCTETS, BYTES, ASSERTION), SN_BER_END};
static const struct sn_ber substring[] = {E(0x80, BYTES, INITIAL, .choice = SUBSTRING),
                                          E(0x81, BYTES, ANY, .choice = SUBSTRING),
                                          E(0x82, BYTES, FINAL, .choice = SUBSTRING), SN_BER_END};
static const struct sn_ber substrings[] = {
    E(OCTETS, BYTES, TYPE), E(SEQUENCE, ITEMS, SUBSTRINGS, IN(substring)), SN_BER_END};
static const struct sn_ber extensible[] = {E(0x81, BYTES, RULE), E(0x82, BYTES, TYPE),
                                           E(0x83, BYTES, MATCH), E(0x84, BOOL, DN_ATTRIBUTES),
                                           SN_BER_END};
#define FILTER_ROWS(id)                                                                            \
    E(0xa0, ITEMS, AND, IN(and_items), .choice = id),                                              \
        E(0xa1, ITEMS, OR, IN(or_items), .choice = id),                                            \
        E(0xa2, INSIDE, 0, IN(not_item), .choice = id),                                            \
        E(0xa3, INSIDE, 0, IN(assertion), .choice = id),                                           \
        E(0xa4, INSIDE, 0, IN(substrings), .choice = id),                                          \
        E(0xa5, INSIDE, 0, IN(assertion), .choice = id),                                           \
        E(0xa6, INSIDE, 0, IN(assertion), .choice = id), E(0x87, BYTES, PRESENT, .choice = id),    \
        E(0xa8, INSIDE, 0, IN(assertion), .choice = id),                                           \
        E(0xa9, INSIDE, 0, IN(extensible), .choice = id)
static const struct sn_ber and_items[FILTERS] = {FILTER_ROWS(AND_ITEM), SN_BER_END};
static const struct sn_ber or_items[FILTERS] = {FILTER_ROWS(OR_ITEM), SN_BER_END};
static const struct sn_ber not_item[FILTERS] = {FILTER_ROWS(NOT), SN_BER_END};

static const struct sn_ber names[] = {E(OCTETS, BYTES, ATTRIBUTE), SN_BER_END};
static const struct sn_ber search[] = {
    E(OCTETS, BYTES, BASE),
    E(ENUMERATED, UINT, SCOPE),
    E(ENUMERATED, UINT, DEREF),
    E(INTEGER, UINT, SIZE_LIMIT),
    E(INTEGER, UINT, TIME_LIMIT),
    E(BOOLEAN, BOOL, TYPES_ONLY),
    FILTER_ROWS(FILTER),
    E(SEQUENCE, ITEMS, ATTRIBUTES, IN(names)),
    SN_BER_END,
};
static const struct sn_ber values[] = {E(OCTETS, BYTES, VALUE), SN_BER_END};
static const struct sn_ber attribute[] = {E(OCTETS, BYTES, TYPE), E(SET, ITEMS, VALS, IN(values)),
                                          SN_BER_END};
static const struct sn_ber partial_list[] = {E(SEQUENCE, GROUP, PARTIAL, IN(attribute)),
                                             SN_BER_END};
static const struct sn_ber entry[] = {E(OCTETS, BYTES, OBJECT_NAME),
                                      E(SEQUENCE, ITEMS, ATTRIBUTES, IN(partial_list)), SN_BER_END};
static const struct sn_ber change[] = {E(ENUMERATED, UINT, OPERATION),
                                       E(SEQUENCE, INSIDE, 0, IN(attribute)), SN_BER_END};
static const struct sn_ber changes[] = {E(SEQUENCE, GROUP, CHANGE, IN(change)), SN_BER_END};
static const struct sn_ber modify[] = {E(OCTETS, BYTES, OBJECT),
                                       E(SEQUENCE, ITEMS, MODIFICATION, IN(changes)), SN_BER_END};
static const struct sn_ber added[] = {E(SEQUENCE, GROUP, ADDED, IN(attribute)), SN_BER_END};
static const struct sn_ber add[] = {E(OCTETS, BYTES, ENTRY),
                                    E(SEQUENCE, ITEMS, ATTRIBUTES, IN(added)), SN_BER_END};
static const struct sn_ber rename_dn[] = {E(OCTETS, BYTES, ENTRY), E(OCTETS, BYTES, NEW_RDN),
                                          E(BOOLEAN, BOOL, DELETE_OLD), E(0x80, BYTES, SUPERIOR),
                                          SN_BER_END};
static const struct sn_ber compare[] = {E(OCTETS, BYTES, ENTRY),
                                        E(SEQUENCE, INSIDE, 0, IN(assertion)), SN_BER_END};
static const struct sn_ber extended[] = {E(0x80, BYTES, REQUEST_NAME),
                                         E(0x81, BYTES, REQUEST_VALUE), SN_BER_END};
static const struct sn_ber intermediate[] = {E(0x80, BYTES, RESPONSE_NAME),
                                             E(0x81, BYTES, RESPONSE_VALUE), SN_BER_END};
static const struct sn_ber page[] = {E(INTEGER, UINT, PAGE_SIZE), E(OCTETS, BYTES, PAGE_COOKIE),
                                     SN_BER_END};
static const struct sn_ber pages[] = {E(SEQUENCE, INSIDE, 0, IN(page)), SN_BER_END};

/* By the control's type: paged results (RFC 2696), or what isn't looked into. */
static void control_value(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    static const char paged[] = "1.2.840.113556.1.4.319";
    const struct sn_rec *type = sn_rec_of(d, CONTROL_TYPE);

    (void)tag;
    if (type && type->n == sizeof paged - 1 && memcmp(type->p, paged, type->n) == 0)
        sn_ber_read(d, val, pages);
    else if (sn_rd_left(val))
        (void)sn_get_bytes(d, val, CONTROL_VALUE, sn_rd_left(val));
}

static const struct sn_ber control[] = {
    E(OCTETS, BYTES, CONTROL_TYPE), E(BOOLEAN, BOOL, CRITICALITY),
    E(OCTETS, CALL, CONTROL_VALUE, .call = control_value), SN_BER_END};
static const struct sn_ber controls[] = {E(SEQUENCE, GROUP, CONTROL, IN(control)), SN_BER_END};

#define OPERATION_OF(n, table) E(0x60 + (n), INSIDE, 0, IN(table), .choice = OP)
static const struct sn_ber message[] = {
    E(INTEGER, UINT, ID),
    OPERATION_OF(0, bind),
    OPERATION_OF(1, result),
    E(0x42, CALL, 0, .choice = OP),
    OPERATION_OF(3, search),
    OPERATION_OF(4, entry),
    OPERATION_OF(5, result),
    OPERATION_OF(6, modify),
    OPERATION_OF(7, result),
    OPERATION_OF(8, add),
    OPERATION_OF(9, result),
    E(0x4a, BYTES, DELETE, .choice = OP),
    OPERATION_OF(11, result),
    OPERATION_OF(12, rename_dn),
    OPERATION_OF(13, result),
    OPERATION_OF(14, compare),
    OPERATION_OF(15, result),
    E(0x50, UINT, ABANDON, .choice = OP),
    E(0x73, ITEMS, REFERENCES, IN(urls), .choice = OP),
    OPERATION_OF(23, extended),
    OPERATION_OF(24, result),
    OPERATION_OF(25, intermediate),
    E(0xa0, ITEMS, CONTROLS, IN(controls)),
    SN_BER_END,
};
static const struct sn_ber messages[] = {E(SEQUENCE, GROUP, MESSAGE, IN(message)), SN_BER_END};

/* Whether a buffer of SASL begins, of which there are n bytes: a length, and a token of Kerberos.
 */
static bool is_sasl(const uint8_t *p, size_t n)
{
    struct sn_rd token, plain;

    if (n < SASL_HEAD || p[0] || !sn_be32(p) || sn_be32(p) > MESSAGE_MAX)
        return false;
    token = sn_rd_init(p + SASL_HEAD, n - SASL_HEAD, n - SASL_HEAD);
    return sn_gss_unwrap(&token, &plain) != SN_GSS_UNKNOWN;
}

/* A sequence that begins with a number, and an operation behind it. */
static bool ldap_asks(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    struct sn_rd r = sn_rd_init(p, caplen, len), in, val;
    uint8_t tag;

    if (is_sasl(p, caplen))
        return true;
    return sn_ber_next(&r, &tag, &in) && tag == SEQUENCE && sn_ber_next(&in, &tag, &val) &&
           tag == INTEGER && sn_rd_left(&val) <= 5 && sn_rd_left(&in) && (*in.p >> 6) == 1 &&
           sn_val_name(operations, *in.p & 31);
}

static uint32_t sasl_unit(const uint8_t *p, uint32_t n)
{
    uint32_t unit = n < SASL_HEAD ? SASL_HEAD : SASL_HEAD + sn_be32(p);

    if (unit > MESSAGE_MAX)
        return SN_STREAM_BAD;
    if (n < SASL_HEAD || (n < unit && n < SASL_TOLD))
        return 0;
    return is_sasl(p, n) ? unit : SN_STREAM_BAD;
}

static uint32_t ldap_unit(const uint8_t *p, uint32_t n)
{
    size_t size = sn_ber_size(p, n);

    if (n && !p[0])
        return sasl_unit(p, n);
    if (n && (p[0] != SEQUENCE || size > MESSAGE_MAX))
        return SN_STREAM_BAD;
    return n < 6 ? 0 : size ? (uint32_t)size : SN_STREAM_BAD;
}

/* Behind StartTLS, or a layer of security, it is something else. */
static const struct sn_stream_kind ldap_stream = {.unit = ldap_unit, .loose = true};

/* A buffer; what of a cut one is there. False: not even its length, or it is none. */
static bool sasl_buffer(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in, plain;
    uint32_t n;

    if (!sn_get(d, r, SASL_LENGTH, &n) || !n)
        return false;
    in = sn_inside(r, n);
    r->p = in.end;
    if (sn_gss_unwrap(&in, &plain) == SN_GSS_SIGNED)
        sn_ber_read(d, &plain, messages);
    else
        sn_rec_made(d, SEALED, 1);
    return true;
}

static void ldap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    while (sn_rd_left(r) && !r->p[0])
        if (!sasl_buffer(d, r))
            return;
    if (sn_rd_left(r))
        sn_ber_read(d, r, messages);
}

static enum sn_then ldap_text(struct sn_text *t, const struct sn_layer *l)
{
    static const uint16_t names_of[] = {NAME, BASE, OBJECT_NAME, OBJECT, ENTRY, DELETE};
    struct sn_view v = sn_view(t, l), part = {0};
    const char *sep = " ";

    sn_put_lit(t->b, "LDAP");
    for (; sn_each(&v, MESSAGE, &part); sep = ", ") {
        sn_put_s(t->b, sep);
        if (sn_find(&part, OP))
            sn_say(t, &part, "{s:operation %u}", OP);
        for (unsigned i = 0; i < sizeof names_of / sizeof names_of[0]; i++) {
            if (sn_find(&part, names_of[i]))
                sn_say(t, &part, " {}", names_of[i]);
        }
        if (sn_find(&part, RESULT))
            sn_say(t, &part, " {s:%u}", RESULT);
    }
    if (sn_find(&v, SEALED))
        sn_put_lit(t->b, " (sealed)");
    return SN_TEXT_DONE;
}

#define PORT(which, n)                                                                             \
    {                                                                                              \
        .table = &sn_tab_##which, .value = n, .claims = ldap_asks                                  \
    }
const struct sn_proto sn_proto_ldap = {
    .name = "ldap",
    .title = "Lightweight Directory Access Protocol",
    SN_PROTO_FIELDS(ldap),
    .keys = SN_KEYS(PORT(tcp, 389), PORT(tcp, 3268)),
    .more = true,
    .stream = &ldap_stream,
    .dissect = ldap_dissect,
    .text = ldap_text,
};

const struct sn_proto sn_proto_cldap = {
    .name = "cldap",
    .title = "Connectionless Lightweight Directory Access Protocol",
    SN_PROTO_FIELDS(ldap),
    .keys = SN_KEYS(PORT(udp, 389)),
    .more = true,
    .dissect = ldap_dissect,
    .text = ldap_text,
};
