/*
 * PostgreSQL's messages, protocol 3 (PostgreSQL's manual, "Message Formats"), and the TLS that a
 * request for it begins.
 */
#include "dis/app/stream.h"

static const struct sn_val auth_types[] = {
    {0, "Success"},
    {1, "Kerberos V4"},
    {2, "Kerberos V5"},
    {3, "Plaintext password"},
    {4, "crypt()ed password"},
    {5, "MD5 password"},
    {6, "SCM credentials"},
    {7, "GSSAPI"},
    {8, "GSSAPI/SSPI continue"},
    {9, "SSPI"},
    {10, "SASL"},
    {11, "SASL continue"},
    {12, "SASL complete"},
    {0, NULL},
};

static const struct sn_val states[] = {
    {'I', "Idle"}, {'T', "In a transaction"}, {'E', "In a failed transaction"}, {0, NULL}};
static const struct sn_val formats[] = {{0, "Text"}, {1, "Binary"}, {0, NULL}};

#define PGSQL(F)                                                                                   \
    F(MESSAGE, "sn.pgsql.message", GROUPS, "Message")                                              \
    F(TYPE, "pgsql.type", STR, "Type")                                                             \
    F(FRONTEND, "pgsql.frontend", BOOL, "Frontend")                                                \
    F(LENGTH, "pgsql.length", U32, "Length", .unit = "bytes")                                      \
    F(MAJOR, "pgsql.version_major", U16, "Protocol major version")                                 \
    F(MINOR, "pgsql.version_minor", U16, "Protocol minor version")                                 \
    F(SUPPORTED_MINOR, "pgsql.version_supported_minor", U32, "Supported minor version")            \
    F(OPTIONS, "pgsql.number_nonsupported_options", U32, "Number nonsupported options")            \
    F(OPTION, "pgsql.nonsupported_option", STRS, "Nonsupported option")                            \
    F(NAME, "pgsql.parameter_name", STRS, "Parameter name")                                        \
    F(VALUE, "pgsql.parameter_value", STRS, "Parameter value")                                     \
    F(QUERY, "pgsql.query", STR, "Query")                                                          \
    F(PASSWORD, "pgsql.password", STR, "Password")                                                 \
    F(AUTH, "pgsql.authtype", U32, "Authentication type", .vals = auth_types)                      \
    F(SALT, "pgsql.salt", BYTES, "Salt value")                                                     \
    F(GSSAPI, "pgsql.auth.gssapi_sspi.data", BYTES, "GSSAPI or SSPI data")                         \
    F(MECHANISM, "pgsql.auth.sasl.mech", STRS, "SASL authentication mechanism")                    \
    F(SASL_LENGTH, "pgsql.auth.sasl.data.length", I32, "SASL authentication data length")          \
    F(SASL, "pgsql.auth.sasl.data", BYTES, "SASL authentication data")                             \
    F(STATEMENT, "pgsql.statement", STR, "Statement")                                              \
    F(PORTAL, "pgsql.portal", STR, "Portal")                                                       \
    F(RETURNS, "pgsql.returns", U32, "Returns", .unit = "rows")                                    \
    F(TAG, "pgsql.tag", STR, "Tag")                                                                \
    F(STATUS, "pgsql.status", U8, "Status", .vals = states)                                        \
    F(COPY, "pgsql.copydata", BYTES, "Copy data")                                                  \
    F(ERROR, "pgsql.error", STR, "Error")                                                          \
    F(PID, "pgsql.pid", U32, "PID")                                                                \
    F(KEY, "pgsql.key", U32, "Key")                                                                \
    F(CONDITION, "pgsql.condition", STR, "Condition")                                              \
    F(TEXT, "pgsql.text", STRS, "Text")                                                            \
    F(TABLE_OID, "pgsql.oid.table", U32S, "Table OID")                                             \
    F(TYPE_OID, "pgsql.oid.type", U32S, "Type OID")                                                \
    F(OID, "pgsql.oid", U32, "OID")                                                                \
    F(FORMAT, "pgsql.format", U16S, "Format", .vals = formats)                                     \
    F(FIELDS, "pgsql.field.count", U16S, "Field count")                                            \
    F(COLUMN, "pgsql.col.name", STRS, "Column name")                                               \
    F(INDEX, "pgsql.col.index", U16S, "Column index")                                              \
    F(VAL_LENGTH, "pgsql.val.length", INTS, "Column length")                                       \
    F(VAL_DATA, "pgsql.val.data", BYTESS, "Data")                                                  \
    F(TYPE_MOD, "pgsql.col.typemod", INTS, "Type modifier")                                        \
    F(SEVERITY, "pgsql.severity", STR, "Severity")                                                 \
    F(CODE, "pgsql.code", STR, "Code")                                                             \
    F(MESSAGE_TEXT, "pgsql.message", STR, "Message")                                               \
    F(DETAIL, "pgsql.detail", STR, "Detail")                                                       \
    F(HINT, "pgsql.hint", STR, "Hint")                                                             \
    F(POSITION, "pgsql.position", STR, "Position")                                                 \
    F(INT_POSITION, "pgsql.internal_position", STR, "Position (Internal)")                         \
    F(INT_QUERY, "pgsql.internal_query", STR, "Query (Internal)")                                  \
    F(WHERE, "pgsql.where", STR, "Context")                                                        \
    F(SCHEMA, "pgsql.schema_name", STR, "Schema")                                                  \
    F(TABLE, "pgsql.table_name", STR, "Table")                                                     \
    F(ERR_COLUMN, "pgsql.column_name", STR, "Column")                                              \
    F(TYPE_NAME, "pgsql.type_name", STR, "Type")                                                   \
    F(CONSTRAINT, "pgsql.constraint_name", STR, "Constraint")                                      \
    F(FILE, "pgsql.file", STR, "File")                                                             \
    F(LINE, "pgsql.line", STR, "Line")                                                             \
    F(ROUTINE, "pgsql.routine", STR, "Routine")
SN_FIELDS(pgsql, PGSQL)

enum { PORT = 5432, HEAD = 5, MESSAGE_MAX = 1 << 20, STARTUP_MAX = 10000 };
enum { MODE_FRONTEND = SN_MODE_OWN };
enum {
    PROTOCOL3 = 3 << 16,
    CANCEL = 1234 << 16 | 5678,
    SSL_REQUEST = 1234 << 16 | 5679,
    GSS_REQUEST = 1234 << 16 | 5680,
};

/* ---- what begins where ---- */

/* A message without a type, which a client begins with: its length, 0 when there is none. */
static uint32_t startup(const uint8_t *p, uint32_t n)
{
    uint32_t len = n >= 8 ? sn_be32(p) : 0, code = len ? sn_be32(p + 4) : 0;

    switch (code) {
    case SSL_REQUEST:
    case GSS_REQUEST:
        return len == 8 ? len : 0;
    case CANCEL:
        return len == 16 ? len : 0;
    default:
        return code >> 16 == 3 && len > 8 && len <= STARTUP_MAX ? len : 0;
    }
}

/* "user" is a startup message's first parameter in all clients that are known. */
static bool pgsql_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    enum { WORDS = 8 };
    uint32_t n = startup(p, caplen);

    if (n != len)
        return false;
    return n <= 16 ||
           (sn_be32(p + 4) == PROTOCOL3 && memchr(p + WORDS, 0, (caplen < n ? caplen : n) - WORDS));
}

static uint32_t pgsql_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (sn_tls_begins(p, n))
        return sn_tls_unit(p, n);
    if (n && p[0] == 0)
        return n < 8 ? 0 : (len = startup(p, n)) ? len : SN_STREAM_BAD;
    if (n == 1 && (p[0] == 'S' || p[0] == 'N'))
        return 1; /* the answer to a request for TLS or GSSAPI */
    if (n && (p[0] < '1' || p[0] > 'v'))
        return SN_STREAM_BAD;
    if (n < HEAD)
        return 0;
    len = sn_be32(p + 1);
    return len < 4 || len > MESSAGE_MAX ? SN_STREAM_BAD : len + 1;
}

static uint32_t pgsql_body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    if (sn_tls_begins(p, n))
        return sn_tls_body(mode, p, n);
    if (p[0] == 0)
        *mode |= MODE_FRONTEND;
    return 0;
}

static const struct sn_stream_kind pgsql_stream = {
    .unit = pgsql_unit, .body = pgsql_body, .message = sn_tls_piece, .next = sn_tls_next};

/* ---- messages ---- */

/* So many bytes, or NULL (-1). */
static bool value(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint32_t n;

    if (!sn_rd_be32(r, &n))
        return false;
    sn_rec_uint(d, VAL_LENGTH, off, 4, (uint64_t)(int32_t)n);
    return (int32_t)n <= 0 || sn_get_bytes(d, r, VAL_DATA, n);
}

static void values(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, FIELDS, &n))
        return;
    while (n-- && value(d, r))
        ;
}

/* The formats of values. */
static bool value_formats(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t n;

    return sn_rd_be16(r, &n) && sn_get_n(d, r, FORMAT, n);
}

static bool signed_number(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t bytes)
{
    size_t off = sn_rd_off(r);
    uint32_t v32 = 0;
    uint16_t v16 = 0;

    if (bytes == 2 ? !sn_rd_be16(r, &v16) : !sn_rd_be32(r, &v32))
        return false;
    sn_rec_uint(d, field, off, bytes, bytes == 2 ? (uint64_t)(int16_t)v16 : (uint64_t)(int32_t)v32);
    return true;
}

static void row_description(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, FIELDS, &n))
        return;
    while (n-- && sn_get_strz(d, r, COLUMN) && sn_get(d, r, TABLE_OID, NULL) &&
           sn_get(d, r, INDEX, NULL) && sn_get(d, r, TYPE_OID, NULL) &&
           signed_number(d, r, VAL_LENGTH, 2) && signed_number(d, r, TYPE_MOD, 4) &&
           sn_get(d, r, FORMAT, NULL))
        ;
}

/* Fields of errors and notices, by their letters. */
static void error_fields(struct sn_dis *d, struct sn_rd *r)
{
    static const char letters[] = "SVCMDHPpqWstcdnFLR";
    static const uint16_t fields[] = {SEVERITY, TEXT,     CODE,         MESSAGE_TEXT, DETAIL,
                                      HINT,     POSITION, INT_POSITION, INT_QUERY,    WHERE,
                                      SCHEMA,   TABLE,    ERR_COLUMN,   TYPE_NAME,    CONSTRAINT,
                                      FILE,     LINE,     ROUTINE};
    uint8_t c;

    while (sn_rd_u8(r, &c) && c) {
        const char *at = strchr(letters, c);

        if (!sn_get_strz(d, r, at ? fields[at - letters] : TEXT))
            return;
    }
}

static void parameters(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) > 1 && sn_get_strz(d, r, NAME) && sn_get_strz(d, r, VALUE))
        ;
}

static void auth_request(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type;

    if (!sn_get(d, r, AUTH, &type))
        return;
    switch (type) {
    case 4:
    case 5:
        (void)sn_get_bytes(d, r, SALT, sn_rd_left(r));
        break;
    case 8:
        (void)sn_get_bytes(d, r, GSSAPI, sn_rd_left(r));
        break;
    case 10:
        while (sn_rd_left(r) > 1 && sn_get_strz(d, r, MECHANISM))
            ;
        break;
    case 11:
    case 12:
        if (sn_rd_left(r))
            (void)sn_get_bytes(d, r, SASL, sn_rd_left(r));
        break;
    default:
        break;
    }
}

static bool begins(const struct sn_rd *r, const char *with)
{
    return sn_rd_left(r) >= strlen(with) && memcmp(r->p, with, strlen(with)) == 0;
}

/* What a client answers a request for authentication; what it answers to is told by its looks. */
static const char *auth_answer_name(const struct sn_rd *r)
{
    if (begins(r, "SCRAM-"))
        return "SASLInitialResponse message";
    if (begins(r, "c="))
        return "SASLResponse message";
    if (sn_rd_left(r) && r->end[-1])
        return "GSSResponse message";
    return "Password message";
}

static void auth_answer(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (begins(r, "SCRAM-")) {
        if (sn_get_strz(d, r, MECHANISM) && sn_get(d, r, SASL_LENGTH, &n) && (int32_t)n > 0)
            (void)sn_get_bytes(d, r, SASL, n);
    } else if (begins(r, "c=")) {
        (void)sn_get_bytes(d, r, SASL, sn_rd_left(r));
    } else if (sn_rd_left(r) && r->end[-1]) {
        (void)sn_get_bytes(d, r, GSSAPI, sn_rd_left(r));
    } else {
        (void)sn_get_strz(d, r, PASSWORD);
    }
}

static void parse(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t n;

    if (sn_get_strz(d, r, STATEMENT) && sn_get_strz(d, r, QUERY) && sn_rd_be16(r, &n))
        (void)!sn_get_n(d, r, TYPE_OID, n);
}

static void bind(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t n;

    if (!sn_get_strz(d, r, PORTAL) || !sn_get_strz(d, r, STATEMENT) || !value_formats(d, r) ||
        !sn_rd_be16(r, &n))
        return;
    while (n-- && value(d, r))
        ;
    (void)value_formats(d, r);
}

/* A statement's or a portal's name, behind which of them it is. */
static void named(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t c;

    if (sn_rd_u8(r, &c))
        (void)!sn_get_strz(d, r, c == 'S' ? STATEMENT : PORTAL);
}

static void call(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t n;

    if (!sn_get(d, r, OID, NULL) || !value_formats(d, r) || !sn_rd_be16(r, &n))
        return;
    while (n-- && value(d, r))
        ;
    (void)!sn_get(d, r, FORMAT, NULL);
}

/* The format of all; those of the columns follow. */
static void copy_begins(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t c;

    if (!sn_rd_u8(r, &c))
        return;
    sn_rec_uint(d, FORMAT, sn_rd_off(r) - 1, 1, c);
}

static void negotiate(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, SUPPORTED_MINOR, NULL) || !sn_get(d, r, OPTIONS, &n))
        return;
    while (n-- && sn_rd_left(r) && sn_get_strz(d, r, OPTION))
        ;
}

static void strz_of(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    (void)!sn_get_strz(d, r, field);
}

static void query(struct sn_dis *d, struct sn_rd *r)
{
    strz_of(d, r, QUERY);
}

static void execute(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get_strz(d, r, PORTAL))
        (void)!sn_get(d, r, RETURNS, NULL);
}

static void copy_data(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_get_bytes(d, r, COPY, sn_rd_left(r));
}

static void copy_fails(struct sn_dis *d, struct sn_rd *r)
{
    strz_of(d, r, ERROR);
}

static void key_data(struct sn_dis *d, struct sn_rd *r)
{
    (void)(sn_get(d, r, PID, NULL) && sn_get(d, r, KEY, NULL));
}

static void completion(struct sn_dis *d, struct sn_rd *r)
{
    strz_of(d, r, TAG);
}

static void status(struct sn_dis *d, struct sn_rd *r)
{
    (void)!sn_get(d, r, STATUS, NULL);
}

static void notification(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get(d, r, PID, NULL) && sn_get_strz(d, r, CONDITION) && sn_rd_left(r) && *r->p)
        strz_of(d, r, TEXT);
}

static void parameter_types(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t n;

    if (sn_rd_be16(r, &n))
        (void)!sn_get_n(d, r, TYPE_OID, n);
}

static void result_of_call(struct sn_dis *d, struct sn_rd *r)
{
    (void)value(d, r);
}

struct kind {
    char type;
    const char *name;
    void (*read)(struct sn_dis *d, struct sn_rd *r); /* NULL: it has nothing */
};

static const struct kind from_client[] = {
    {'p', NULL, auth_answer},
    {'Q', "Simple query", query},
    {'P', "Parse", parse},
    {'B', "Bind", bind},
    {'E', "Execute", execute},
    {'D', "Describe", named},
    {'C', "Close", named},
    {'H', "Flush", NULL},
    {'S', "Sync", NULL},
    {'F', "Function call", call},
    {'d', "Copy data", copy_data},
    {'c', "Copy completion", NULL},
    {'f', "Copy failure", copy_fails},
    {'X', "Termination", NULL},
};

static const struct kind from_server[] = {
    {'R', "Authentication request", auth_request},
    {'K', "Backend key data", key_data},
    {'S', "Parameter status", parameters},
    {'1', "Parse completion", NULL},
    {'2', "Bind completion", NULL},
    {'3', "Close completion", NULL},
    {'C', "Command completion", completion},
    {'t', "Parameter description", parameter_types},
    {'T', "Row description", row_description},
    {'D', "Data row", values},
    {'I', "Empty query", NULL},
    {'n', "No data", NULL},
    {'E', "Error", error_fields},
    {'N', "Notice", error_fields},
    {'s', "Portal suspended", NULL},
    {'Z', "Ready for query", status},
    {'A', "Notification", notification},
    {'V', "Function call response", result_of_call},
    {'G', "CopyIn response", copy_begins},
    {'H', "CopyOut response", copy_begins},
    {'W', "CopyBoth response", copy_begins},
    {'d', "Copy data", copy_data},
    {'c', "Copy completion", NULL},
    {'v', "Negotiate protocol version", negotiate},
};

static void typed(struct sn_dis *d, struct sn_rd *r, bool client)
{
    const struct kind *k = client ? from_client : from_server, *end;
    size_t off = sn_rd_off(r);
    uint8_t type = 0;
    struct sn_rd in;
    uint32_t len;

    end = k + (client ? sizeof from_client : sizeof from_server) / sizeof *k;
    (void)!sn_rd_u8(r, &type);
    while (k < end && k->type != (char)type)
        k++;
    in = (struct sn_rd){.p = r->p + 4, .end = r->end, .start = r->start, .cut = r->cut};
    sn_rec_word(d, TYPE, off, 1, k == end ? "Unknown" : !k->name ? auth_answer_name(&in) : k->name);
    sn_made(d, FRONTEND, client);
    (void)!sn_get(d, r, LENGTH, &len);
    if (k < end && k->read)
        k->read(d, r);
}

static void untyped(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t code = sn_be32(r->p + 4);

    sn_rec_word(d, TYPE, sn_rd_off(r), 4,
                code == SSL_REQUEST   ? "SSL request"
                : code == GSS_REQUEST ? "GSS encrypt request"
                : code == CANCEL      ? "Cancel request"
                                      : "Startup message");
    sn_made(d, FRONTEND, 1);
    (void)!sn_get(d, r, LENGTH, NULL);
    if (code == CANCEL) {
        (void)sn_rd_skip(r, 4);
        key_data(d, r);
    } else if (code >> 16 == 3) {
        (void)!sn_header(d, r, MAJOR, MINOR);
        parameters(d, r);
    }
}

static void pgsql_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    bool client = sn_is_to(d, PORT) ||
                  (!sn_is_from(d, PORT) &&
                   (sn_stream_mode(d) & MODE_FRONTEND || startup(r->p, (uint32_t)sn_rd_left(r))));

    (void)len;
    while (sn_rd_left(r) > 1 && sn_unit_or_tls(d, r, pgsql_unit, &in)) {
        struct sn_rec *g;

        g = sn_group(d, &in, MESSAGE, 0);
        if (*in.p == 0)
            untyped(d, &in);
        else
            typed(d, &in, client);
        in.p = in.end;
        sn_group_end(d, &in, g);
    }
}

static enum sn_then pgsql_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};
    const char *sep = "";

    sn_put_lit(t->b, "PGSQL");
    for (; sn_each(&v, MESSAGE, &m); sep = ",") {
        const struct sn_rec *q = sn_find(&m, QUERY);
        struct sn_view p = {0};

        sn_put_s(t->b, sep);
        sn_say(t, &m, " {}", TYPE);
        if (q) {
            sn_put_lit(t->b, ": ");
            sn_put_first_line(t, q);
        }
        if (sn_find(&m, MAJOR)) {
            while (sn_each(&m, NAME, &p) && sn_find(&p, VALUE))
                sn_say(t, &p, " {}={}", NAME, VALUE);
        }
        if (sn_find(&m, AUTH))
            sn_say(t, &m, " {s}", AUTH);
        if (sn_find(&m, CODE) && sn_find(&m, MESSAGE_TEXT))
            sn_say(t, &m, " {}: {}", CODE, MESSAGE_TEXT);
        if (sn_find(&m, TAG))
            sn_say(t, &m, " {}", TAG);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_pgsql = {
    .name = "pgsql",
    .title = "PostgreSQL",
    SN_PROTO_FIELDS(pgsql),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = pgsql_claims, .last = 1}),
    .more = true,
    .stream = &pgsql_stream,
    .dissect = pgsql_dissect,
    .text = pgsql_text,
};
