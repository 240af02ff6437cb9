/*
 * SNMP, versions 1, 2c and 3 (RFC 1157, 3416, 3412, 3414).
 *
 * A message is BER (X.690): an element's tag and length, then its value. What is wrong with one is
 * said in the line where it stands, and ends what is being read: such words are records of their
 * own (WORDS, and V_WORDS with -v), so that the line is the records one behind the other.
 */
#include <stdarg.h>
#include <stdio.h>

#include "dis/proto.h"

/* What an element is, by its class, form and number. */
enum kind {
    OCTETS,
    NONE,
    INTEGER,
    STRING,
    OID,
    ADDRESS,
    UNSIGNED,
    UNSIGNED64,
    SEQUENCE,
    PDU,
    NO_OBJECT,
    NO_INSTANCE,
    END_OF_VIEW,
    ANY
};
enum { GET, GET_NEXT, RESPONSE, SET, TRAP, BULK, INFORM, TRAP2, REPORT };
enum { V1, V2C, V3 = 3, USM = 3, OPAQUE = 4, ENTERPRISE_SPECIFIC = 6 };

static const struct sn_val versions[] = {
    {V1, "SNMPv1"}, {V2C, "SNMPv2c"}, {V3, "SNMPv3"}, {0, NULL}};
static const struct sn_val pdus[] = {
    {GET, "GetRequest"},
    {GET_NEXT, "GetNextRequest"},
    {RESPONSE, "GetResponse"},
    {SET, "SetRequest"},
    {TRAP, "Trap"},
    {BULK, "GetBulk"},
    {INFORM, "Inform"},
    {TRAP2, "V2Trap"},
    {REPORT, "Report"},
    {0, NULL},
};
static const struct sn_val statuses[] = {
    {0, "noError"},
    {1, "tooBig"},
    {2, "noSuchName"},
    {3, "badValue"},
    {4, "readOnly"},
    {5, "genErr"},
    {6, "noAccess"},
    {7, "wrongType"},
    {8, "wrongLength"},
    {9, "wrongEncoding"},
    {10, "wrongValue"},
    {11, "noCreation"},
    {12, "inconsistentValue"},
    {13, "resourceUnavailable"},
    {14, "commitFailed"},
    {15, "undoFailed"},
    {16, "authorizationError"},
    {17, "notWritable"},
    {18, "inconsistentName"},
    {0, NULL},
};
static const struct sn_val traps[] = {
    {0, "coldStart"},
    {1, "warmStart"},
    {2, "linkDown"},
    {3, "linkUp"},
    {4, "authenticationFailure"},
    {5, "egpNeighborLoss"},
    {6, "enterpriseSpecific"},
    {0, NULL},
};

#define SNMP(F)                                                                                    \
    F(ENDED, "sn.snmp.ended", STR, NULL)                                                           \
    F(WORDS, "sn.snmp.words", STR, NULL)                                                           \
    F(V_WORDS, "sn.snmp.words_v", STR, NULL)                                                       \
    F(SILENT, "sn.snmp.silent", UINTS, NULL)                                                       \
    F(VERSION, "snmp.version", UINT, "version", .vals = versions)                                  \
    F(COMMUNITY, "snmp.community", STR, "community")                                               \
    F(DATA, "snmp.data", UINT, "data", .vals = pdus)                                               \
    F(REQUEST_ID, "snmp.request_id", INT, "request-id")                                            \
    F(STATUS, "snmp.error_status", INT, "error-status", .vals = statuses)                          \
    F(INDEX, "snmp.error_index", INT, "error-index")                                               \
    F(NON_REPEATERS, "snmp.non_repeaters", INT, "non-repeaters")                                   \
    F(MAX_REPETITIONS, "snmp.max_repetitions", INT, "max-repetitions")                             \
    F(ENTERPRISE, "snmp.enterprise", STR, "enterprise")                                            \
    F(AGENT, "snmp.agent_addr", IPV4, "agent-addr")                                                \
    F(GENERIC, "snmp.generic_trap", INT, "generic-trap", .vals = traps)                            \
    F(SPECIFIC, "snmp.specific_trap", INT, "specific-trap")                                        \
    F(TIME, "snmp.time_stamp", UINT, "time-stamp")                                                 \
    F(BINDINGS, "snmp.variable_bindings", UINT, "variable-bindings")                               \
    F(NAME, "snmp.name", STRS, "Object Name")                                                      \
    F(V_INT, "snmp.value.int", INTS, "Value (Integer32)")                                          \
    F(V_OCTETS, "snmp.value.octets", BYTESS, "Value (OctetString)")                                \
    F(V_OID, "snmp.value.oid", STRS, "Value (OID)")                                                \
    F(V_ADDR, "snmp.value.ipv4", IPV4S, "Value (IpAddress)")                                       \
    F(V_COUNTER, "snmp.value.counter", UINTS, "Value (Counter32)")                                 \
    F(V_GAUGE, "snmp.value.g32", UINTS, "Value (Gauge32)")                                         \
    F(V_TICKS, "snmp.value.timeticks", UINTS, "Value (Timeticks)")                                 \
    F(MSG_VERSION, "snmp.msgVersion", UINT, "msgVersion", .vals = versions)                        \
    F(MSG_ID, "snmp.msgID", INT, "msgID")                                                          \
    F(MSG_MAX, "snmp.msgMaxSize", INT, "msgMaxSize")                                               \
    F(MSG_FLAGS, "snmp.msgFlags", BYTES, "msgFlags")                                               \
    F(MSG_MODEL, "snmp.msgSecurityModel", INT, "msgSecurityModel")                                 \
    F(ENGINE, "snmp.msgAuthoritativeEngineID", BYTES, "msgAuthoritativeEngineID")                  \
    F(BOOTS, "snmp.msgAuthoritativeEngineBoots", INT, "msgAuthoritativeEngineBoots")               \
    F(ENGINE_TIME, "snmp.msgAuthoritativeEngineTime", INT, "msgAuthoritativeEngineTime")           \
    F(USER, "snmp.msgUserName", STR, "msgUserName")                                                \
    F(AUTH_PARAMS, "snmp.msgAuthenticationParameters", BYTES, "msgAuthenticationParameters")       \
    F(PRIV_PARAMS, "snmp.msgPrivacyParameters", BYTES, "msgPrivacyParameters")                     \
    F(CONTEXT_ENGINE, "snmp.contextEngineID", BYTES, "contextEngineID")                            \
    F(CONTEXT_NAME, "snmp.contextName", BYTES, "contextName")                                      \
    F(ENCRYPTED, "snmp.encryptedPDU", BYTES, "encryptedPDU")                                       \
    F(V_OPAQUE, "snmp.value.opaque", BYTESS, "Value (Opaque)")                                     \
    F(OTHER, "sn.snmp.value", BYTESS, "Value")
SN_FIELDS(snmp, SNMP)

struct element {
    struct sn_rd val;
    uint32_t len;
    uint64_t u; /* of numbers */
    uint32_t off;
    uint8_t kind; /* enum kind */
    uint8_t id;
};

/* ---- dissect ---- */

/* Words of the line; with -v only when `field` is V_WORDS. */
static void words(struct sn_dis *d, unsigned field, const char *fmt, ...) SN_PRINTF(3, 4);

static void words(struct sn_dis *d, unsigned field, const char *fmt, ...)
{
    char text[96], *kept;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    kept = n > 0 ? sn_arena_alloc(&d->arena, (size_t)n) : NULL;
    if (!kept)
        return;
    memcpy(kept, text, (size_t)n);
    sn_rec_bytes(d, field, 0, 0, kept, (size_t)n)->flags = SN_REC_MADE | SN_REC_TEXT;
}

#define say(d, ...)         words(d, WORDS, __VA_ARGS__)
#define say_verbose(d, ...) words(d, V_WORDS, __VA_ARGS__)

/* Names of universal and application types. */
static const char *type_name(unsigned class, unsigned id, char buf[8])
{
    static const char *const universal[] = {"U-0",    "Boolean", "Integer", "Bitstring",
                                            "String", "Null",    "ObjID",   "ObjectDes"};
    static const char *const application[] = {"IpAddress", "Counter", "Gauge",    "TimeTicks",
                                              "Opaque",    "C-5",     "Counter64"};

    if (class == 0 && id < sizeof universal / sizeof universal[0])
        return universal[id];
    if (class == 0 && id >= 16)
        return id == 16 ? "Sequence" : "Set";
    if (class == 1 && id < sizeof application / sizeof application[0])
        return application[id];
    if (class == 2 && id <= REPORT)
        return sn_val_name(pdus, id);
    (void)snprintf(buf, 8, "%c-%u", "UACP"[class], id);
    return buf;
}

/* What a primitive element is. */
static uint8_t primitive_kind(unsigned class, unsigned id)
{
    static const uint8_t universal[] = {[2] = INTEGER, [4] = STRING, [5] = NONE, [6] = OID};
    static const uint8_t application[] = {ADDRESS, UNSIGNED, UNSIGNED,  UNSIGNED,
                                          OCTETS,  OCTETS,   UNSIGNED64};

    if (class == 0)
        return id < sizeof universal ? universal[id] : OCTETS;
    if (class == 1)
        return application[id];
    if (class == 2)
        return id == 0 ? NO_OBJECT : id == 1 ? NO_INSTANCE : id == 2 ? END_OF_VIEW : ANY;
    return OCTETS;
}

/* The kind of an element; an unknown one is named. */
static void classify(struct sn_dis *d, uint8_t tag, uint32_t id, struct element *e)
{
    unsigned class = tag >> 6;
    bool constructed = tag & 0x20;
    char buf[8];

    e->id = (uint8_t)id;
    if (!constructed) {
        e->kind = primitive_kind(class, id);
        if (e->kind == OCTETS)
            say(d, "[P/%c/%s]", "UACx"[class], type_name(class, id, buf));
    } else if (class == 0 && id == 16) {
        e->kind = SEQUENCE;
    } else if (class == 2) {
        e->kind = PDU;
    } else {
        e->kind = OCTETS;
        say(d, "C/%c/%s", class ? 'x' : 'U', type_name(class, id, buf));
    }
}

/* Bytes that are left, by the length on the wire. */
static size_t left(const struct sn_dis *d, const struct sn_rd *r)
{
    return r->cut ? d->cur->len - (sn_rd_off(r) - d->cur->off) : sn_rd_left(r);
}

/* The identifier: the tag, and its number, which may go on in more bytes. Like tcpdump it keeps the
 * low eight bits of the number. */
static bool identifier(struct sn_dis *d, struct sn_rd *r, uint8_t *tag, uint32_t *id)
{
    uint8_t b = 0x80;

    if (!sn_rd_u8(r, tag))
        return false;
    *id = *tag & 31;
    if (*id == 31)
        *id = 0;
    else
        b = 0;
    while (b & 0x80) {
        if (!sn_rd_u8(r, &b)) {
            words(d, sn_rd_off(r) < d->cur->off + d->cur->caplen ? WORDS : ENDED, "[Xtagfield?]");
            return false;
        }
        *id = (uint8_t)(*id << 7 | (b & 0x7f));
    }
    return true;
}

static bool length(struct sn_dis *d, struct sn_rd *r, uint32_t *len)
{
    uint8_t b, n;

    if (!sn_rd_u8(r, &b)) {
        words(d, r->cut ? ENDED : WORDS, "[no asnlen]");
        return false;
    }
    *len = b;
    if (!(b & 0x80))
        return true;
    n = b & 0x7f;
    if (left(d, r) < n) {
        say(d, "[asnlen? %zu<%u]", left(d, r), n);
        return false;
    }
    if (sn_rd_left(r) < n) {
        say(d, " [|snmp]");
        return false;
    }
    for (*len = 0; n && sn_rd_u8(r, &b); n--)
        *len = *len << 8 | b;
    return true;
}

static void value(struct element *e)
{
    const uint8_t *p = e->val.p;
    size_t n = sn_rd_left(&e->val);

    e->u = 0;
    if (e->kind != INTEGER && e->kind != UNSIGNED && e->kind != UNSIGNED64)
        return;
    e->u = sn_be_n(p, n);
    if (e->kind == INTEGER)
        e->u = (uint64_t)(int64_t)(int32_t)sn_be_int(p, n);
    else if (e->kind == UNSIGNED)
        e->u = (uint32_t)e->u;
}

/* The next element. False: there is none, which was said. */
static bool next(struct sn_dis *d, struct sn_rd *r, struct element *e)
{
    static const uint8_t numbers[] = {18, 7, 9, 1}; /* of types in each class */
    uint8_t tag;
    uint32_t id;

    if (!sn_rd_left(r)) {
        words(d, r->cut ? ENDED : WORDS, "[nothing to parse]");
        return false;
    }
    e->off = (uint32_t)sn_rd_off(r);
    if (!identifier(d, r, &tag, &id) || !length(d, r, &e->len))
        return false;
    if (left(d, r) < e->len) {
        say(d, "[len%zu<asnlen%u]", left(d, r), e->len);
        return false;
    }
    if (id >= numbers[tag >> 6]) {
        say(d, "[id?%c/x/%u]", tag & 0x20 ? 'C' : 'P', id);
        return false;
    }
    if (!sn_rd_sub(r, e->len, &e->val))
        return false;
    if (sn_rd_left(&e->val) < e->len) {
        say(d, " [|snmp]");
        return false;
    }
    classify(d, tag, id, e);
    if (e->kind == INTEGER && e->len == 0) {
        say(d, "[asnlen=0]");
        return false;
    }
    value(e);
    return true;
}

static void record_bytes(struct sn_dis *d, unsigned field, const struct element *e)
{
    sn_rec_bytes(d, field, sn_rd_off(&e->val), e->len, e->val.p, sn_rd_left(&e->val))->flags =
        e->len ? 0 : SN_REC_TEXT;
}

static void record_number(struct sn_dis *d, unsigned field, const struct element *e)
{
    sn_rec_uint(d, field, sn_rd_off(&e->val), e->len, e->u);
}

/* An object identifier as text. */
static void record_oid(struct sn_dis *d, unsigned field, const struct element *e)
{
    char *text = sn_arena_alloc(&d->arena, e->len * 4 + 16), *o = text;
    const uint8_t *p = e->val.p, *end = e->val.end;
    uint32_t sub = 0;
    bool first = true;

    for (; text && p < end; p++) {
        sub = sub << 7 | (*p & 0x7f);
        if (*p & 0x80)
            continue;
        if (first && sub < 120)
            o += snprintf(o, 16, "%u.%u", sub / 40, sub % 40);
        else
            o += snprintf(o, 16, first ? "2.%u" : ".%u", first ? sub - 80 : sub);
        first = false;
        sub = 0;
    }
    if (text)
        sn_rec_bytes(d, field, sn_rd_off(&e->val), e->len, text, (size_t)(o - text));
}

/* An element as it is, of whatever kind. */
static void record_any(struct sn_dis *d, const struct element *e)
{
    static const uint16_t fields[] = {
        [OCTETS] = OTHER,   [INTEGER] = V_INT,      [STRING] = V_OCTETS,     [OID] = V_OID,
        [ADDRESS] = V_ADDR, [UNSIGNED] = V_COUNTER, [UNSIGNED64] = V_COUNTER};

    switch (e->kind) {
    case OID:
        record_oid(d, V_OID, e);
        break;
    case INTEGER:
    case UNSIGNED64:
        record_number(d, fields[e->kind], e);
        break;
    case UNSIGNED:
        record_number(d, e->id == 2 ? V_GAUGE : e->id == 3 ? V_TICKS : V_COUNTER, e);
        break;
    case ADDRESS:
        if (e->len == 4) {
            sn_rec_uint(d, V_ADDR, sn_rd_off(&e->val), 4, sn_be32(e->val.p));
            break;
        }
        say(d, "[inetaddr len!=4]");
        for (uint32_t i = 0; i < e->len; i++)
            say(d, i ? ".%u" : "%u", e->val.p[i]);
        break;
    case OCTETS:
    case STRING:
        record_bytes(d, e->kind == OCTETS && e->id == OPAQUE ? V_OPAQUE : fields[e->kind], e);
        break;
    case SEQUENCE:
        say(d, "Seq(%u)", e->len);
        break;
    case PDU:
        say(d, "%s(%u)", sn_val_name(pdus, e->id), e->len);
        break;
    case NONE:
        break;
    default:
        say(d, "%s",
            e->kind == NO_OBJECT     ? "[noSuchObject]"
            : e->kind == NO_INSTANCE ? "[noSuchInstance]"
            : e->kind == END_OF_VIEW ? "[endOfMibView]"
                                     : "[BE_ANY!?]");
        break;
    }
}

/* The next element, of this kind; if it isn't, that is said, and what it is. */
static bool expect(struct sn_dis *d, struct sn_rd *r, enum kind kind, const char *complaint,
                   struct element *e)
{
    if (!next(d, r, e))
        return false;
    if (e->kind == kind)
        return true;
    say(d, "%s", complaint);
    record_any(d, e);
    return false;
}

static bool expect_int(struct sn_dis *d, struct sn_rd *r, const char *complaint, unsigned field,
                       struct element *e)
{
    if (!expect(d, r, INTEGER, complaint, e))
        return false;
    record_number(d, field, e);
    return true;
}

static bool expect_str(struct sn_dis *d, struct sn_rd *r, const char *complaint, unsigned field,
                       struct element *e)
{
    if (!expect(d, r, STRING, complaint, e))
        return false;
    record_bytes(d, field, e);
    return true;
}

/* What is behind the element that should be the last: less e's size, taken off twice by tcpdump. */
static void extra(struct sn_dis *d, const struct sn_rd *r, const struct element *e,
                  const char *what)
{
    size_t twice = e ? sn_rd_off(r) - e->off : 0, n = left(d, r);

    if (n > twice)
        say(d, "[%zu extra after %s]", n - twice, what);
}

static void bindings(struct sn_dis *d, struct sn_rd *r, unsigned pdu)
{
    bool asks = pdu == GET || pdu == GET_NEXT || pdu == BULK;
    struct element list, pair, e;
    struct sn_rec *count;

    if (!expect(d, r, SEQUENCE, "[!SEQ of varbind]", &list))
        return;
    extra(d, r, NULL, "SEQ of varbind");
    count = sn_rec_made(d, BINDINGS, 0);
    for (; sn_rd_left(&list.val); count->u++) {
        say(d, " ");
        if (!expect(d, &list.val, SEQUENCE, "[!varbind]", &pair) ||
            !expect(d, &pair.val, OID, "[objName!=OID]", &e))
            return;
        record_oid(d, NAME, &e);
        if (!asks)
            say(d, "=");
        if (!next(d, &pair.val, &e))
            return;
        if (e.kind != NONE && asks)
            say(d, "[objVal!=NULL]");
        record_any(d, &e);
    }
}

static void put_status(struct sn_dis *d, const char *before, int64_t status, const char *after)
{
    const char *name = status >= 0 ? sn_val_name(statuses, (uint32_t)status) : NULL;

    if (name)
        say(d, "%s%s%s", before, name, after);
    else
        say(d, "%serr=%u%s", before, (unsigned)status, after);
}

/* Status and index of an error, or what GetBulk has in their place. False: they aren't there. */
static bool error(struct sn_dis *d, struct sn_rd *r, unsigned pdu)
{
    bool none = pdu == GET || pdu == GET_NEXT || pdu == SET || pdu == INFORM || pdu == TRAP2 ||
                pdu == REPORT;
    struct element e;
    int64_t status;

    if (!expect_int(d, r, "[errorStatus!=INT]", pdu == BULK ? NON_REPEATERS : STATUS, &e))
        return false;
    status = (int64_t)e.u;
    if (none && status)
        put_status(d, "[errorStatus(", status, ")!=0]");
    else if (pdu == BULK)
        say(d, " N=%d", (int)status);
    else if (status)
        put_status(d, " ", status, "");
    if (!expect_int(d, r, "[errorIndex!=INT]", pdu == BULK ? MAX_REPETITIONS : INDEX, &e))
        return false;
    if (none && e.u)
        say(d, "[errorIndex(%d)!=0]", (int)e.u);
    else if (pdu == BULK)
        say(d, " M=%d", (int)e.u);
    else if (e.u && !none && !status)
        say(d, "[errorIndex(%d) w/o errorStatus]", (int)e.u);
    else if (e.u)
        say(d, "@%d", (int)e.u);
    else if (status && !none)
        say(d, "[errorIndex==0]");
    return true;
}

static void trap1(struct sn_dis *d, struct sn_rd *r)
{
    struct element e;
    uint64_t generic;
    const char *name;

    say(d, " ");
    if (!expect(d, r, OID, "[enterprise!=OID]", &e))
        return;
    record_oid(d, ENTERPRISE, &e);
    say(d, " ");
    if (!expect(d, r, ADDRESS, "[agent-addr!=INETADDR]", &e))
        return;
    if (e.len == 4)
        sn_rec_uint(d, AGENT, sn_rd_off(&e.val), 4, sn_be32(e.val.p));
    else
        record_any(d, &e);
    if (!expect_int(d, r, "[generic-trap!=INT]", GENERIC, &e))
        return;
    generic = e.u;
    name = generic <= ENTERPRISE_SPECIFIC ? sn_val_name(traps, (uint32_t)generic) : NULL;
    if (name)
        say(d, " %s", name);
    else
        say(d, " gt=%d", (int)generic);
    if (!expect_int(d, r, "[specific-trap!=INT]", SPECIFIC, &e))
        return;
    if (generic == ENTERPRISE_SPECIFIC)
        say(d, " s=%d", (int)e.u);
    else if (e.u)
        say(d, "[specific-trap(%d)!=0]", (int)e.u);
    say(d, " ");
    if (!expect(d, r, UNSIGNED, "[time-stamp!=TIMETICKS]", &e))
        return;
    record_number(d, TIME, &e);
    if (sn_rd_left(r))
        bindings(d, r, TRAP);
}

static void pdu(struct sn_dis *d, struct sn_rd *r, unsigned version)
{
    struct element p, e;

    if (!next(d, r, &p))
        return;
    if (p.kind != PDU) {
        say(d, "[no PDU]");
        return;
    }
    extra(d, r, NULL, "PDU");
    say_verbose(d, "{ ");
    sn_rec_uint(d, DATA, p.off, 1, p.id);
    say(d, "%s(%u) ", sn_val_name(pdus, p.id), p.len);
    if (version == V1 ? p.id >= BULK : version == V2C && p.id == TRAP) {
        say(d, version == V1 ? "[v2 PDU in v1 message]" : "[v1 PDU in v2 message]");
        sn_note(d, SILENT, true); /* but Wireshark shows it */
    }
    if (p.id == TRAP) {
        trap1(d, &p.val);
    } else if (expect_int(d, &p.val, "[reqId!=INT]", REQUEST_ID, &e)) {
        say_verbose(d, "R=%d ", (int)e.u);
        if (error(d, &p.val, p.id))
            bindings(d, &p.val, p.id);
    }
    say_verbose(d, " } ");
    sn_note(d, SILENT, false);
}

static void community(struct sn_dis *d, struct sn_rd *r, unsigned version)
{
    struct element e;

    if (!expect(d, r, STRING, "[comm!=STR]", &e))
        return;
    if (e.len != 6 || memcmp(e.val.p, "public", 6) != 0)
        say(d, "C=");
    record_bytes(d, COMMUNITY, &e);
    if (e.len != 6 || memcmp(e.val.p, "public", 6) != 0)
        say(d, " ");
    pdu(d, r, version);
}

static void scoped(struct sn_dis *d, struct sn_rd *r)
{
    struct element s, e;

    if (!next(d, r, &s))
        return;
    if (s.kind != SEQUENCE) {
        say(d, "[!scoped PDU]");
        if (s.kind == STRING)
            record_bytes(d, ENCRYPTED, &s);
        else
            record_any(d, &s);
        return;
    }
    if (!expect(d, &s.val, STRING, "[contextEngineID!=STR]", &e))
        return;
    say(d, "E=");
    record_bytes(d, CONTEXT_ENGINE, &e);
    say(d, " ");
    if (!expect(d, &s.val, STRING, "[contextName!=STR]", &e))
        return;
    say(d, "C=");
    record_bytes(d, CONTEXT_NAME, &e);
    say(d, " ");
    pdu(d, &s.val, V3);
}

/* The parameters of the user-based security model. */
static void usm(struct sn_dis *d, struct sn_rd *r)
{
    struct element s, e;

    if (!expect(d, r, SEQUENCE, "[!usm]", &s))
        return;
    if (!expect_str(d, &s.val, "[msgAuthoritativeEngineID!=STR]", ENGINE, &e) ||
        !expect_int(d, &s.val, "[msgAuthoritativeEngineBoots!=INT]", BOOTS, &e))
        return;
    say_verbose(d, "B=%d ", (int)e.u);
    if (!expect_int(d, &s.val, "[msgAuthoritativeEngineTime!=INT]", ENGINE_TIME, &e))
        return;
    say_verbose(d, "T=%d ", (int)e.u);
    if (!expect(d, &s.val, STRING, "[msgUserName!=STR]", &e))
        return;
    say(d, "U=");
    record_bytes(d, USER, &e);
    say(d, " ");
    if (!expect_str(d, &s.val, "[msgAuthenticationParameters!=STR]", AUTH_PARAMS, &e) ||
        !expect_str(d, &s.val, "[msgPrivacyParameters!=STR]", PRIV_PARAMS, &e))
        return;
    extra(d, &s.val, &e, "usm SEQ");
}

/* False: flags that can't be. */
static bool flags(struct sn_dis *d, const struct element *e)
{
    uint8_t f = *e->val.p;

    if (f > 7 || (f & 3) == 2) {
        say(d, "[msgFlags=0x%02X]", f);
        return false;
    }
    say(d, "F=%s%s%s ", f & 1 ? "a" : "", f & 2 ? "p" : "", f & 4 ? "r" : "");
    return true;
}

static void version3(struct sn_dis *d, struct sn_rd *r)
{
    struct element s, e;

    if (!expect(d, r, SEQUENCE, "[!message]", &s))
        return;
    say_verbose(d, "{ ");
    if (!expect_int(d, &s.val, "[msgID!=INT]", MSG_ID, &e) ||
        !expect_int(d, &s.val, "[msgMaxSize!=INT]", MSG_MAX, &e) ||
        !expect_str(d, &s.val, "[msgFlags!=STR]", MSG_FLAGS, &e))
        return;
    if (e.len != 1) {
        say(d, "[msgFlags size %u]", e.len);
        return;
    }
    if (!flags(d, &e) || !expect_int(d, &s.val, "[msgSecurityModel!=INT]", MSG_MODEL, &e))
        return;
    extra(d, &s.val, &e, "message SEQ");
    r->p = s.val.p; /* which tcpdump goes on behind */
    say_verbose(d, "} ");
    if (e.u != USM) {
        say(d, "[security model %d]", (int)e.u);
        return;
    }
    say_verbose(d, "{ USM ");
    if (!expect(d, r, STRING, "[msgSecurityParameters!=STR]", &e))
        return;
    usm(d, &e.val);
    say_verbose(d, "} { ScopedPDU ");
    scoped(d, r);
    say_verbose(d, "} ");
}

static void snmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct element s, e;

    *r = sn_inside(r, len);
    say(d, " ");
    if (!expect(d, r, SEQUENCE, "[!init SEQ]", &s))
        return;
    extra(d, r, NULL, "iSEQ");
    if (!expect(d, &s.val, INTEGER, "[version!=INT]", &e))
        return;
    record_number(d, e.u == V3 ? MSG_VERSION : VERSION, &e);
    if (e.u != V1 && e.u != V2C && e.u != V3) {
        say(d, "SNMP [version = %d]", (int)e.u);
        return;
    }
    say_verbose(d, "{ %s ", sn_val_name(versions, (uint32_t)e.u));
    if (e.u == V3)
        version3(d, &s.val);
    else
        community(d, &s.val, (unsigned)e.u);
    say_verbose(d, "} ");
}

/* ---- text ---- */

/* A string: in quotes when it can be printed, else in hex. */
static void put_string(struct sn_text *t, const struct sn_rec *q)
{
    bool printable = true;

    for (uint32_t i = 0; i < q->n && printable; i++)
        printable = q->p[i] >= ' ' && q->p[i] < 0x7f;
    if (!printable) {
        sn_put_hex_bytes(t->b, q->p, q->n, '_');
        return;
    }
    sn_put_c(t->b, '"');
    sn_put_safe(t->b, q->p, q->n);
    sn_put_c(t->b, '"');
}

static void put_record(struct sn_text *t, const struct sn_rec *q)
{
    switch (q->field) {
    case V_WORDS:
        if (t->o->verbose)
            sn_put_mem(t->b, q->p, q->n);
        break;
    case WORDS:
        sn_put_mem(t->b, q->p, q->n);
        break;
    case ENDED:
        sn_cut(t);
        break;
    case COMMUNITY:
        if (q->n != 6 || memcmp(q->p, "public", 6) != 0)
            put_string(t, q);
        break;
    case V_OCTETS:
    case USER:
    case CONTEXT_NAME:
    case ENCRYPTED:
        put_string(t, q);
        break;
    case V_OPAQUE:
    case OTHER:
    case CONTEXT_ENGINE:
        for (uint32_t i = 0; i < q->n; i++)
            sn_put_f(t->b, "_%02x", q->p[i]);
        break;
    case NAME:
    case V_OID:
    case ENTERPRISE:
        sn_put_s(t->b, q->n ? "." : "");
        sn_put_mem(t->b, q->p, q->n);
        break;
    case V_INT:
    case V_ADDR:
    case V_COUNTER:
    case V_GAUGE:
    case V_TICKS:
    case AGENT:
    case TIME:
        sn_put_value(t, &snmp_fields[q->field], q);
        break;
    default:
        break;
    }
}

static enum sn_then snmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool silent = false;

    for (const struct sn_rec *q = v.rec; q < v.end; q++) {
        if (q->field == SILENT)
            silent = q->u;
        else if (!silent)
            put_record(t, q);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(snmp, "Simple Network Management Protocol", {.table = &sn_tab_udp, .value = 161},
         {.table = &sn_tab_udp, .value = 162}, {.table = &sn_tab_udp, .type = "snmp"})
