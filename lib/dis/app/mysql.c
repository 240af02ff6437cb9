/*
 * MySQL's and MariaDB's messages ("MySQL Internals", "MariaDB Client/Server Protocol"): greeting,
 * login, commands, how they end and the columns of results; rows are not looked into. TLS may
 * follow a login that asks for it.
 */
#include "dis/app/stream.h"

static const struct sn_val commands[] = {
    {0, "SLEEP"},
    {1, "Quit"},
    {2, "Use Database"},
    {3, "Query"},
    {4, "Show Fields"},
    {5, "Create Database"},
    {6, "Drop Database"},
    {7, "Refresh"},
    {8, "Shutdown"},
    {9, "Statistics"},
    {10, "Process List"},
    {11, "Connect"},
    {12, "Kill Server Thread"},
    {13, "Dump Debuginfo"},
    {14, "Ping"},
    {15, "Time"},
    {16, "Insert Delayed"},
    {17, "Change User"},
    {18, "Send Binlog"},
    {19, "Send Table"},
    {20, "Slave Connect"},
    {21, "Register Slave"},
    {22, "Prepare Statement"},
    {23, "Execute Statement"},
    {24, "Send BLOB"},
    {25, "Close Statement"},
    {26, "Reset Statement"},
    {27, "Set Option"},
    {28, "Fetch Data"},
    {29, "Daemon"},
    {30, "Send Binlog GTID"},
    {31, "Reset Connection"},
    {250, "Execute Bulk Statement"},
    {0, NULL},
};
static const struct sn_val responses[] = {
    {0, "OK Packet"}, {0xfe, "EOF Packet"}, {0xff, "ERR Packet"}, {0, NULL}};

#define MYSQL(F)                                                                                   \
    F(MESSAGE, "sn.mysql.packet", GROUPS, "Packet")                                                \
    F(LENGTH, "mysql.packet_length", UINT, "Packet Length", .unit = "bytes")                       \
    F(NUMBER, "mysql.packet_number", U8, "Packet Number")                                          \
    F(REQUEST, "mysql.request", NONE, "Request Command")                                           \
    F(COMMAND, "mysql.command", U8, "Command", .vals = commands)                                   \
    F(RESPONSE, "mysql.response_code", U8, "Response Code", .base = SN_HEX, .vals = responses)     \
    F(ERROR, "mysql.error_code", LE16, "Error Code")                                               \
    F(STATE, "mysql.sqlstate", STR, "SQL state")                                                   \
    F(ERROR_TEXT, "mysql.error.message", STR, "Error message")                                     \
    F(GREETING, "mysql.server_greeting", NONE, "Server Greeting")                                  \
    F(PROTOCOL, "mysql.protocol", U8, "Protocol")                                                  \
    F(VERSION, "mysql.version", STR, "Version")                                                    \
    F(THREAD, "mysql.thread_id", LE32, "Thread ID")                                                \
    F(SALT, "mysql.salt", STR, "Salt")                                                             \
    F(CAPS_S, "mysql.caps.server", LE16, "Server Capabilities", .base = SN_HEX)                    \
    F(CAPS_C, "mysql.caps.client", LE16, "Client Capabilities", .base = SN_HEX)                    \
    F(C_LP, "mysql.caps.lp", BIT16, "Long Password", .mask = 0x1)                                  \
    F(C_FR, "mysql.caps.fr", BIT16, "Found Rows", .mask = 0x2)                                     \
    F(C_LF, "mysql.caps.lf", BIT16, "Long Column Flags", .mask = 0x4)                              \
    F(C_CD, "mysql.caps.cd", BIT16, "Connect With Database", .mask = 0x8)                          \
    F(C_NS, "mysql.caps.ns", BIT16, "Don't Allow database.table.column", .mask = 0x10)             \
    F(C_CP, "mysql.caps.cp", BIT16, "Can use compression protocol", .mask = 0x20)                  \
    F(C_OB, "mysql.caps.ob", BIT16, "ODBC Client", .mask = 0x40)                                   \
    F(C_LI, "mysql.caps.li", BIT16, "Can Use LOAD DATA LOCAL", .mask = 0x80)                       \
    F(C_IS, "mysql.caps.is", BIT16, "Ignore Spaces before '('", .mask = 0x100)                     \
    F(C_CU, "mysql.caps.cu", BIT16, "Speaks 4.1 protocol (new flag)", .mask = 0x200)               \
    F(C_IA, "mysql.caps.ia", BIT16, "Interactive Client", .mask = 0x400)                           \
    F(C_SL, "mysql.caps.sl", BIT16, "Switch to SSL after handshake", .mask = 0x800)                \
    F(C_II, "mysql.caps.ii", BIT16, "Ignore sigpipes", .mask = 0x1000)                             \
    F(C_TA, "mysql.caps.ta", BIT16, "Knows about transactions", .mask = 0x2000)                    \
    F(C_RS, "mysql.caps.rs", BIT16, "Speaks 4.1 protocol (old flag)", .mask = 0x4000)              \
    F(C_SC, "mysql.caps.sc", BIT16, "Can do 4.1 authentication", .mask = 0x8000)                   \
    F(LANGUAGE, "mysql.server_language", U8, "Server Language")                                    \
    F(LANGUAGE_M, "mariadb.server_language", U8, "Server Language")                                \
    F(STATUS, "mysql.server_status", LE16, "Server Status", .base = SN_HEX)                        \
    F(S_IT, "mysql.stat.it", BIT16, "In transaction", .mask = 0x1)                                 \
    F(S_AC, "mysql.stat.ac", BIT16, "AUTO_COMMIT", .mask = 0x2)                                    \
    F(S_MU, "mysql.stat.mu", BIT16, "Multi query / Unused", .mask = 0x4)                           \
    F(S_MR, "mysql.stat.mr", BIT16, "More results", .mask = 0x8)                                   \
    F(S_BI, "mysql.stat.bi", BIT16, "Bad index used", .mask = 0x10)                                \
    F(S_NI, "mysql.stat.ni", BIT16, "No index used", .mask = 0x20)                                 \
    F(S_CR, "mysql.stat.cr", BIT16, "Cursor exists", .mask = 0x40)                                 \
    F(S_LR, "mysql.stat.lr", BIT16, "Last row sent", .mask = 0x80)                                 \
    F(S_DR, "mysql.stat.dr", BIT16, "Database dropped", .mask = 0x100)                             \
    F(S_BS, "mysql.stat.bs", BIT16, "No backslash escapes", .mask = 0x200)                         \
    F(S_MC, "mysql.stat.mc", BIT16, "Metadata changed", .mask = 0x400)                             \
    F(S_SLOW, "mysql.stat.query_was_slow", BIT16, "Query was slow", .mask = 0x800)                 \
    F(S_OUT, "mysql.stat.ps_out_params", BIT16, "PS Out Params", .mask = 0x1000)                   \
    F(S_RO, "mysql.stat.trans_readonly", BIT16, "In Trans Readonly", .mask = 0x2000)               \
    F(S_STATE, "mysql.stat.session_state_changed", BIT16, "Session state changed", .mask = 0x4000) \
    F(EXT_S, "mysql.extcaps.server", LE16, "Extended Server Capabilities", .base = SN_HEX)         \
    F(EXT_C, "mysql.extcaps.client", LE16, "Extended Client Capabilities", .base = SN_HEX)         \
    F(E_MS, "mysql.caps.ms", BIT16, "Multiple statements", .mask = 0x1)                            \
    F(E_MR, "mysql.caps.mr", BIT16, "Multiple results", .mask = 0x2)                               \
    F(E_PM, "mysql.caps.pm", BOOLS, "PS Multiple results", .width = 2, .mask = 0x4)                \
    F(E_PA, "mysql.caps.pa", BIT16, "Plugin Auth", .mask = 0x8)                                    \
    F(E_CA, "mysql.caps.ca", BIT16, "Connect attrs", .mask = 0x10)                                 \
    F(E_EP, "mysql.caps.ep", BIT16, "Client can handle expired passwords", .mask = 0x40)           \
    F(E_ST, "mysql.caps.session_track", BIT16, "Session variable tracking", .mask = 0x80)          \
    F(E_DE, "mysql.caps.deprecate_eof", BIT16, "Deprecate EOF", .mask = 0x100)                     \
    F(E_OM, "mysql.caps.optional_metadata", BIT16,                                                 \
      "Client can handle optional resultset metadata", .mask = 0x200)                              \
    F(E_ZS, "mysql.caps.compress_zsd", BIT16, "ZSTD Compression Algorithm", .mask = 0x400)         \
    F(E_QA, "mysql.caps.query_attrs", BIT16, "Query Attributes", .mask = 0x800)                    \
    F(E_MF, "mysql.caps.mf_auth", BIT16, "Multifactor Authentication", .mask = 0x1000)             \
    F(E_CE, "mysql.caps.cap_ext", BIT16, "Capability Extension", .mask = 0x2000)                   \
    F(E_UN, "mysql.caps.unused", P16, "Unused", .mask = 0xc000, .base = SN_HEX)                    \
    F(PLUGIN_LEN, "mysql.auth_plugin.length", U8, "Authentication Plugin Length", .unit = "bytes") \
    F(UNUSED, "mysql.unused", BYTES, "Unused")                                                     \
    F(MARIA_S, "mariadb.extcaps.server", LE32, "MariaDB Extended Server Capabilities",             \
      .base = SN_HEX)                                                                              \
    F(MARIA_C, "mariadb.extcaps.client", LE32, "MariaDB Extended Client Capabilities",             \
      .base = SN_HEX)                                                                              \
    F(M_PR, "mariadb.caps.pr", BIT32, "Progress indication", .mask = 0x1)                          \
    F(M_CM, "mariadb.caps.cm", BIT32, "Multi commands", .mask = 0x2)                               \
    F(M_BO, "mariadb.caps.bo", BIT32, "Bulk Operations", .mask = 0x4)                              \
    F(M_EM, "mariadb.caps.em", BIT32, "Extended metadata", .mask = 0x8)                            \
    F(M_ME, "mariadb.caps.me", BIT32, "Cache metadata", .mask = 0x10)                              \
    F(SALT2, "mysql.salt2", STR, "Salt")                                                           \
    F(PLUGIN, "mysql.auth_plugin", STR, "Authentication Plugin")                                   \
    F(LOGIN, "mysql.login_request", NONE, "Login Request")                                         \
    F(MAX, "mysql.max_packet", LE32, "MAX Packet")                                                 \
    F(CHARSET, "mysql.charset", U8, "Charset")                                                     \
    F(CHARSET_M, "mariadb.charset", U8, "Charset")                                                 \
    F(USER, "mysql.user", STR, "Username")                                                         \
    F(PASSWORD, "mysql.passwd", BYTES, "Password")                                                 \
    F(SCHEMA, "mysql.schema", STR, "Schema")                                                       \
    F(CLIENT_PLUGIN, "mysql.client_auth_plugin", STR, "Client Auth Plugin")                        \
    F(ATTRS, "mysql.connattrs", NONE, "Connection Attributes")                                     \
    F(ATTRS_LEN, "mysql.connattrs.length", UINT, "Connection Attributes length", .unit = "bytes")  \
    F(ATTR_NAME_LEN, "mysql.connattrs.name.length", UINTS, "Connection Attribute Name Length",     \
      .unit = "bytes")                                                                             \
    F(ATTR_NAME, "mysql.connattrs.name", STRS, "Connection Attribute Name")                        \
    F(ATTR_LEN, "mysql.connattrs.value.length", UINTS, "Connection Attribute Value Length",        \
      .unit = "bytes")                                                                             \
    F(ATTR, "mysql.connattrs.value", STRS, "Connection Attribute Value")                           \
    F(QUERY, "mysql.query", STR, "Statement")                                                      \
    F(STATEMENT, "mysql.stmt_id", LE32, "Statement ID")                                            \
    F(TABLE, "mysql.table_name", STR, "Table Name")                                                \
    F(AFFECTED, "mysql.affected_rows", UINT, "Affected Rows")                                      \
    F(INSERTED, "mysql.insert_id", UINT, "Last INSERT ID")                                         \
    F(WARNINGS, "mysql.warnings", LE16, "Warnings")                                                \
    F(END, "mysql.eof", U8, "EOF marker")                                                          \
    F(SWITCH, "mysql.auth_switch_request.status", U8, "Status", .base = SN_HEX)                    \
    F(SWITCH_NAME, "mysql.auth_switch_request.name", STR, "Auth Method Name")                      \
    F(SWITCH_DATA, "mysql.auth_switch_request.data", BYTES, "Auth Method Data")                    \
    F(COLUMNS, "mysql.num_fields", UINT, "Number of fields")                                       \
    F(F_CATALOG, "mysql.field.catalog", STR, "Catalog")                                            \
    F(F_DB, "mysql.field.db", STR, "Database")                                                     \
    F(F_TABLE, "mysql.field.table", STR, "Table")                                                  \
    F(F_ORG_TABLE, "mysql.field.org_table", STR, "Original table")                                 \
    F(F_NAME, "mysql.field.name", STR, "Name")                                                     \
    F(F_ORG_NAME, "mysql.field.org_name", STR, "Original name")
SN_FIELDS(mysql, MYSQL)

enum { PORT = 3306, HEAD = 4, MESSAGE_MAX = 1 << 20, MODE_SERVER = SN_MODE_OWN, PROTOCOL10 = 10 };
enum { OK = 0, LOCAL_FILE = 0xfb, EOF_PACKET = 0xfe, ERR = 0xff };
enum { CAP_DB = 8, CAP_41 = 0x200, CAP_TLS = 0x800, CAP_SECURE = 0x8000 };
enum { EXT_PLUGIN = 8, EXT_ATTRS = 0x10, EXT_LONG_AUTH = 0x20 };
/* What the client said last: a command's number, or one of these. */
enum { FIELD_LIST = 4, SAID_LOGIN = 256, SAID_NOTHING };

/* ---- what begins where ---- */

/* A greeting: number 0, protocol 10, a version, and what follows it. */
static bool is_greeting(const uint8_t *p, uint32_t n)
{
    return n > 40 && p[3] == 0 && p[4] == PROTOCOL10 && p[5] >= '0' && p[5] <= '9' &&
           memchr(p + 6, '.', 3) && memchr(p + 6, 0, n - 6);
}

static bool mysql_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return is_greeting(p, caplen) && (uint32_t)sn_le16(p) + HEAD == len && !p[2];
}

static uint32_t mysql_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (sn_tls_begins(p, n))
        return sn_tls_unit(p, n);
    if (n < HEAD)
        return 0;
    len = sn_le16(p) | (uint32_t)p[2] << 16;
    return len > MESSAGE_MAX ? SN_STREAM_BAD : HEAD + len;
}

static uint32_t mysql_body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    if (sn_tls_begins(p, n))
        return sn_tls_body(mode, p, n);
    if (is_greeting(p, n))
        *mode |= MODE_SERVER;
    return 0;
}

static const struct sn_stream_kind mysql_stream = {
    .unit = mysql_unit, .body = mysql_body, .message = sn_tls_piece, .next = sn_tls_next};

/* ---- pieces ---- */

/* A number of one, two, three or eight bytes behind what says which. */
static bool number(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v)
{
    size_t off = sn_rd_off(r);
    uint32_t v32 = 0;
    uint16_t v16 = 0;
    uint8_t c;

    *v = 0;
    if (!sn_rd_u8(r, &c))
        return false;
    switch (c) {
    case 0xfc:
        if (!sn_rd_le16(r, &v16))
            return false;
        *v = v16;
        break;
    case 0xfd:
        if (!sn_rd_le24(r, &v32))
            return false;
        *v = v32;
        break;
    case 0xfe:
        if (!sn_rd_le64(r, v))
            return false;
        break;
    case LOCAL_FILE:
    case ERR:
        return false;
    default:
        *v = c;
        break;
    }
    if (field != MESSAGE)
        sn_rec_uint(d, field, off, sn_rd_off(r) - off, *v);
    return true;
}

static bool string(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    uint64_t n;

    return number(d, r, length, &n) && n <= sn_rd_left(r) &&
           (!n || sn_get_bytes(d, r, field, (size_t)n));
}

static void rest(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    (void)sn_get_bytes(d, r, field, sn_rd_left(r));
}

static bool caps(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v)
{
    enum { LENGTH_ENCODED = 0x20 }; /* what a plugin says; Wireshark has it by E_PM's name */
    bool base = field == CAPS_S || field == CAPS_C;
    uint32_t bits;

    if (!sn_get(d, r, field, &bits))
        return false;
    if (v)
        *v = bits;
    sn_parts(d, field, base ? C_LP : E_MS, base ? C_SC : E_PM);
    if (!base) {
        sn_made(d, E_PM, (bits & LENGTH_ENCODED) != 0);
        sn_parts(d, field, E_PA, E_UN);
    }
    return true;
}

static bool server_status(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, STATUS, NULL))
        return false;
    sn_parts(d, STATUS, S_IT, S_STATE);
    return true;
}

static bool maria_caps(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    if (!sn_get(d, r, field, NULL))
        return false;
    sn_parts(d, field, M_PR, M_ME);
    return true;
}

/* ---- from the server ---- */

static void greeting(struct sn_dis *d, struct sn_rd *r)
{
    const struct sn_rec *q;
    bool maria;

    sn_made(d, GREETING, 0);
    if (!sn_get(d, r, PROTOCOL, NULL) || !sn_get_strz(d, r, VERSION))
        return;
    q = sn_rec_of(d, VERSION);
    maria = q && memmem(q->p, q->n, "MariaDB", 7);
    if (!sn_get(d, r, THREAD, NULL) || !sn_get_strz(d, r, SALT) || !caps(d, r, CAPS_S, NULL) ||
        !sn_get(d, r, maria ? LANGUAGE_M : LANGUAGE, NULL) || !server_status(d, r) ||
        !caps(d, r, EXT_S, NULL) || !sn_get(d, r, PLUGIN_LEN, NULL) ||
        !sn_get_bytes(d, r, UNUSED, maria ? 6 : 10) || (maria && !maria_caps(d, r, MARIA_S)))
        return;
    if (sn_rd_left(r) && sn_get_strz(d, r, SALT2) && sn_rd_left(r))
        (void)!sn_get_strz(d, r, PLUGIN);
}

static void error(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, ERROR, NULL))
        return;
    if (sn_rd_left(r) && *r->p == '#' && (!sn_rd_skip(r, 1) || !sn_get_bytes(d, r, STATE, 5)))
        return;
    rest(d, r, ERROR_TEXT);
}

/* All is well; also at the end of rows, then with another code. */
static void ok(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t inserted;
    uint32_t code;
    size_t off;

    if (!sn_get(d, r, RESPONSE, &code))
        return;
    if (code == EOF_PACKET)
        sn_rec_uint(d, END, sn_rd_off(r) - 1, 1, EOF_PACKET);
    if (!number(d, r, AFFECTED, &inserted))
        return;
    off = sn_rd_off(r);
    if (!number(d, r, MESSAGE, &inserted))
        return;
    if (inserted)
        sn_rec_uint(d, INSERTED, off, sn_rd_off(r) - off, inserted);
    if (sn_rd_left(r) >= 2 && server_status(d, r) && sn_rd_left(r))
        (void)!sn_get(d, r, WARNINGS, NULL);
}

static void end_of_part(struct sn_dis *d, struct sn_rd *r)
{
    (void)!sn_get(d, r, RESPONSE, NULL);
    sn_rec_uint(d, END, sn_rd_off(r) - 1, 1, EOF_PACKET);
    if (sn_rd_left(r) && sn_get(d, r, WARNINGS, NULL))
        (void)server_status(d, r);
}

/* Another way to authenticate. */
static void auth_switch(struct sn_dis *d, struct sn_rd *r)
{
    (void)!sn_get(d, r, RESPONSE, NULL);
    sn_rec_uint(d, SWITCH, sn_rd_off(r) - 1, 1, EOF_PACKET);
    if (sn_rd_left(r) && sn_get_strz(d, r, SWITCH_NAME) && sn_rd_left(r))
        (void)sn_get_bytes(d, r, SWITCH_DATA, sn_rd_left(r));
}

/* A column begins with this catalog, and has what no row has. */
static bool is_column(const struct sn_rd *r)
{
    return sn_rd_left(r) > 20 && memcmp(r->p, "\3def", 4) == 0;
}

static void column(struct sn_dis *d, struct sn_rd *r)
{
    for (unsigned field = F_CATALOG; field <= F_ORG_NAME; field++) {
        if (!string(d, r, MESSAGE, field))
            return;
    }
}

/* What answers to what the client said last. */
static void response(struct sn_dis *d, struct sn_rd *r, uint32_t seq, uint64_t said)
{
    uint8_t first = sn_rd_left(r) ? *r->p : LOCAL_FILE;
    uint64_t n;

    if (seq == 0 && is_greeting(r->p - HEAD, (uint32_t)sn_rd_left(r) + HEAD)) {
        greeting(d, r);
    } else if (first == ERR) {
        if (seq == 0) /* instead of a greeting: tells no code of a response */
            (void)sn_rd_skip(r, 1);
        if (seq == 0 || sn_get(d, r, RESPONSE, NULL))
            error(d, r);
    } else if (first == EOF_PACKET && sn_rd_left(r) == 5) {
        end_of_part(d, r);
    } else if (first == EOF_PACKET && said == SAID_LOGIN) {
        auth_switch(d, r);
    } else if (first == EOF_PACKET && seq > 1 && sn_rd_left(r) >= 7) {
        ok(d, r);
    } else if (first == OK && (said == SAID_LOGIN || (seq == 1 && said != 22))) {
        ok(d, r);
    } else if (seq == 1 && (said == 3 || said == 23)) {
        (void)number(d, r, COLUMNS, &n);
    } else if ((seq > 1 || said == FIELD_LIST) && said != SAID_LOGIN && is_column(r)) {
        column(d, r);
    }
}

/* ---- from the client ---- */

static bool attributes(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in;
    uint64_t n;

    if (!number(d, r, MESSAGE, &n) || n > sn_rd_left(r))
        return false;
    sn_made(d, ATTRS, 0);
    sn_rec_made(d, ATTRS_LEN, n);
    (void)!sn_rd_sub(r, (size_t)n, &in);
    while (sn_rd_left(&in) && string(d, &in, ATTR_NAME_LEN, ATTR_NAME) &&
           string(d, &in, ATTR_LEN, ATTR))
        ;
    return true;
}

static bool password(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t n;

    if (!sn_rd_u8(r, &n))
        return false;
    return !n || sn_get_bytes(d, r, PASSWORD, n);
}

/* A database's name, if one was chosen. */
static bool schema(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r) && !*r->p)
        return sn_rd_skip(r, 1);
    return sn_get_strz(d, r, SCHEMA);
}

static void login(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t flags, ext;
    bool maria;

    sn_made(d, LOGIN, 0);
    sn_remember(d, SN_MEMO_MYSQL, sn_conn_key(d), SAID_LOGIN);
    if (!caps(d, r, CAPS_C, &flags) || !(flags & CAP_41) || !caps(d, r, EXT_C, &ext) ||
        !sn_get(d, r, MAX, NULL))
        return;
    maria = !(flags & 1); /* a client of MariaDB that talks to one says so by this */
    if (!sn_get(d, r, maria ? CHARSET_M : CHARSET, NULL) ||
        !sn_get_bytes(d, r, UNUSED, maria ? 19 : 23) || (maria && !maria_caps(d, r, MARIA_C)) ||
        !sn_rd_left(r) || !sn_get_strz(d, r, USER) || !password(d, r))
        return;
    if (flags & CAP_DB && !schema(d, r))
        return;
    if (ext & EXT_PLUGIN && sn_rd_left(r) && !sn_get_strz(d, r, CLIENT_PLUGIN))
        return;
    if (ext & EXT_ATTRS && sn_rd_left(r))
        (void)attributes(d, r);
}

/* A statement; in front of it may be attributes, in one set. Where there are any their values would
 * have to be understood to find the statement: it is left out. */
static void query(struct sn_dis *d, struct sn_rd *r)
{
    bool attrs = sn_rd_left(r) > 2 && r->p[0] < ' ' && r->p[1] == 1;
    uint8_t n = 0;

    if (attrs && (!sn_rd_u8(r, &n) || !sn_rd_skip(r, 1)))
        return;
    if (!n)
        rest(d, r, QUERY);
}

static void command(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t number;

    sn_made(d, REQUEST, 0);
    if (!sn_get(d, r, COMMAND, &number))
        return;
    sn_remember(d, SN_MEMO_MYSQL, sn_conn_key(d), number);
    switch (number) {
    case 2:
    case 5:
    case 6:
        rest(d, r, SCHEMA);
        break;
    case 3:
        query(d, r);
        break;
    case 22:
        rest(d, r, QUERY);
        break;
    case FIELD_LIST:
        (void)!sn_get_strz(d, r, TABLE);
        break;
    case 12:
        (void)!sn_get(d, r, THREAD, NULL);
        break;
    case 17:
        (void)(sn_get_strz(d, r, USER) && password(d, r) && schema(d, r));
        break;
    case 23:
    case 24:
    case 25:
    case 26:
        (void)!sn_get(d, r, STATEMENT, NULL);
        break;
    default:
        break;
    }
}

static void packet(struct sn_dis *d, struct sn_rd *r, bool server, uint64_t said)
{
    struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
    uint32_t seq, len = 0;

    (void)!sn_rd_le24(r, &len);
    sn_rec_uint(d, LENGTH, sn_rd_off(r) - 3, 3, len);
    (void)!sn_get(d, r, NUMBER, &seq);
    if (server)
        response(d, r, seq, said);
    else if (seq == 0)
        command(d, r);
    else if (seq == 1 && sn_rd_left(r) >= 32)
        login(d, r);
    r->p = r->end;
    sn_group_end(d, r, g);
}

static void mysql_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    bool server = sn_is_from(d, PORT) ||
                  (!sn_is_to(d, PORT) &&
                   (sn_stream_mode(d) & MODE_SERVER || is_greeting(r->p, (uint32_t)sn_rd_left(r))));
    uint64_t said = SAID_NOTHING;

    (void)len;
    if (server && !sn_recall(d, SN_MEMO_MYSQL, sn_conn_key(d), 0, &said))
        said = SAID_NOTHING;
    while (sn_unit_or_tls(d, r, mysql_unit, &in)) {
        packet(d, &in, server, said);
    }
}

static enum sn_then mysql_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};

    sn_put_lit(t->b, "MySQL");
    while (sn_each(&v, MESSAGE, &m)) {
        const struct sn_rec *q = sn_find(&m, QUERY);

        if (sn_find(&m, VERSION))
            sn_say(t, &m, " greeting {}", VERSION);
        if (sn_find(&m, USER))
            sn_say(t, &m, " user {}", USER);
        if (sn_find(&m, COMMAND))
            sn_say(t, &m, " {s:command %u}", COMMAND);
        if (sn_find(&m, SCHEMA))
            sn_say(t, &m, " {}", SCHEMA);
        if (q) {
            sn_put_lit(t->b, ": ");
            sn_put_first_line(t, q);
        }
        if (sn_find(&m, ERROR) && sn_find(&m, ERROR_TEXT))
            sn_say(t, &m, " error {}: {}", ERROR, ERROR_TEXT);
        else if (sn_find(&m, RESPONSE) && sn_opt(&m, RESPONSE) == OK)
            sn_put_lit(t->b, " OK");
        if (sn_find(&m, F_NAME))
            sn_say(t, &m, " {}", F_NAME);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_mysql = {
    .name = "mysql",
    .title = "MySQL Protocol",
    SN_PROTO_FIELDS(mysql),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = mysql_claims}),
    .more = true,
    .stream = &mysql_stream,
    .dissect = mysql_dissect,
    .text = mysql_text,
};
