/*
 * SOCKS, versions 4, 4A and 5 (RFC 1928, RFC 1929): what a client asks of a proxy and what that
 * answers. A message is known by its form, as none says what it is. Behind them a connection
 * carries what the proxy passes on: of that the request is said again.
 */
#include "dis/app/stream.h"

enum { PORT = 1080, V4 = 4, V5 = 5, USER_VERSION = 1, REPLY4_SIZE = 8, REQUEST4_MIN = 9, MIN5 = 7 };
enum { A_IP = 1, A_NAME = 3, A_IP6 = 4 };
enum { GRANTED4 = 90, LAST4 = 93 };

static const struct sn_val commands[] = {{1, "Connect"}, {2, "Bind"},         {3, "UdpAssociate"},
                                         {128, "Ping"},  {129, "Traceroute"}, {0, NULL}};
static const struct sn_val methods[] = {{0, "No authentication"},       {1, "GSSAPI"},
                                        {2, "Username/Password"},       {3, "Chap"},
                                        {255, "No acceptable methods"}, {0, NULL}};
static const struct sn_val address_types[] = {
    {A_IP, "IPv4"}, {A_NAME, "Domain Name"}, {A_IP6, "IPv6"}, {0, NULL}};
static const struct sn_val statuses[] = {{0, "Success"}, {0, NULL}};
/* Of both versions, which share no number. */
static const struct sn_val results[] = {
    {0, "Succeeded"},
    {1, "General SOCKS server failure"},
    {2, "Connection not allowed by ruleset"},
    {3, "Network unreachable"},
    {4, "Host unreachable"},
    {5, "Connection refused"},
    {6, "TTL expired"},
    {7, "Command not supported"},
    {8, "Address type not supported"},
    {GRANTED4, "Granted"},
    {91, "Rejected or failed"},
    {92, "Rejected: the server cannot connect to identd"},
    {LAST4, "Rejected: identd reports another user"},
    {0, NULL},
};

#define SOCKS(F)                                                                                   \
    F(VERSION, "socks.version", U8, "Version")                                                     \
    F(METHODS, "socks.auth_method_count", U8, "Authentication Method Count")                       \
    F(METHOD, "socks.auth_method", U8S, "Method", .vals = methods)                                 \
    F(ACCEPTED, "socks.auth_accepted_method", U8, "Accepted Auth Method", .vals = methods)         \
    F(SUBVERSION, "socks.subnegotiation_version", U8, "Subnegotiation Version")                    \
    F(STATUS, "socks.auth_status", U8, "Status", .vals = statuses)                                 \
    F(USER, "socks.username", STR, "User name")                                                    \
    F(PASSWORD, "socks.password", STR, "Password")                                                 \
    F(COMMAND, "socks.command", U8, "Command", .vals = commands)                                   \
    F(RESULT, "socks.results", U8, "Results", .vals = results)                                     \
    F(RESERVED, "socks.reserved", U8, "Reserved")                                                  \
    F(ADDRESS_TYPE, "socks.address_type", U8, "Address Type", .vals = address_types)               \
    F(NAME, "socks.remote_name", STR, "Remote name")                                               \
    F(DST_PORT, "socks.dstport", U16, "Remote Port")                                               \
    F(DST, "socks.dst", IPV4, "Remote Address")                                                    \
    F(DST6, "socks.dstV6", IPV6, "Remote Address(ipv6)")                                           \
    F(V5_PORT, "socks.port", U16, "Port")                                                          \
    F(V4A_NAME, "socks.v4a_dns_name", STR, "SOCKS v4a Remote Domain Name")
SN_FIELDS(socks, SOCKS)

/* A string behind a byte that is its length. */
static bool counted(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint8_t n;

    return sn_rd_u8(r, &n) && sn_get_bytes(d, r, field, n);
}

/* What a connection asked for, for what follows in it. */
static void asked(struct sn_dis *d, uint32_t version, uint64_t port)
{
    sn_remember(d, SN_MEMO_SOCKS, sn_conn_key(d), version << 24 | sn_u(d, COMMAND) << 16 | port);
}

static void request4(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, VERSION, NULL) || !sn_get(d, r, COMMAND, NULL) ||
        !sn_header(d, r, DST_PORT, DST))
        return;
    asked(d, V4, sn_u(d, DST_PORT));
    if (!sn_get_strz(d, r, USER))
        return;
    if (sn_u(d, DST) && sn_u(d, DST) <= UINT8_MAX) /* 0.0.0.x: version 4A */
        (void)sn_get_strz(d, r, V4A_NAME);
}

/* Of a request and of a reply, behind the first byte but one. */
static void address5(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    uint32_t type;
    bool there;

    if (!sn_get(d, r, RESERVED, NULL) || !sn_get(d, r, ADDRESS_TYPE, &type))
        return;
    there = type == A_NAME ? counted(d, r, NAME) : sn_get(d, r, type == A_IP ? DST : DST6, NULL);
    if (there && sn_get(d, r, V5_PORT, NULL) && !reply)
        asked(d, V5, sn_u(d, V5_PORT));
}

/* A name and password, or what the server says to them: of version 5, which isn't in them. */
static void user(struct sn_dis *d, struct sn_rd *r, bool server)
{
    sn_rec_made(d, VERSION, V5);
    if (!sn_get(d, r, SUBVERSION, NULL))
        return;
    if (server)
        (void)!sn_get(d, r, STATUS, NULL);
    else
        (void)(counted(d, r, USER) && counted(d, r, PASSWORD));
}

/* Whether a message of len bytes with an address of version 5 may begin here. */
static bool has_address(const uint8_t *p, size_t n, uint32_t len)
{
    uint32_t size;

    if (n < 5 || p[0] != V5 || p[2] || len < MIN5)
        return false;
    size = p[3] == A_IP ? 4 : p[3] == A_IP6 ? 16 : p[3] == A_NAME ? 1u + p[4] : UINT16_MAX;
    return len == size + 6;
}

static bool is_user(const uint8_t *p, size_t n, uint32_t len)
{
    return p[0] == USER_VERSION && n > 1 && n > 2u + p[1] && len == 3u + p[1] + p[2 + p[1]];
}

/* False: it is no message of a client. */
static bool from_client(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *p = r->p;
    size_t n = sn_rd_left(r);

    if (p[0] == V4 && (p[1] == 1 || p[1] == 2) && len >= REQUEST4_MIN) {
        request4(d, r);
    } else if (p[0] == V5 && p[1] && len == 2u + p[1]) {
        (void)(sn_header(d, r, VERSION, METHODS) && sn_get_n(d, r, METHOD, p[1]));
    } else if (has_address(p, n, len)) {
        if (sn_get(d, r, VERSION, NULL) && sn_get(d, r, COMMAND, NULL))
            address5(d, r, false);
    } else if (is_user(p, n, len)) {
        user(d, r, false);
    } else {
        return false;
    }
    return true;
}

static bool from_server(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *p = r->p;

    if (p[0] == 0 && len == REPLY4_SIZE && p[1] >= GRANTED4 && p[1] <= LAST4) {
        (void)(sn_get(d, r, VERSION, NULL) && sn_get(d, r, RESULT, NULL) &&
               sn_header(d, r, DST_PORT, DST));
    } else if (p[0] == V5 && len == 2) {
        (void)(sn_get(d, r, VERSION, NULL) && sn_get(d, r, ACCEPTED, NULL));
    } else if (p[0] == USER_VERSION && len == 2) {
        user(d, r, true);
    } else if (has_address(p, sn_rd_left(r), len)) {
        if (sn_get(d, r, VERSION, NULL) && sn_get(d, r, RESULT, NULL))
            address5(d, r, true);
    } else {
        return false;
    }
    return true;
}

static void socks_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool server = sn_is_from(d, PORT);
    uint64_t v;

    if (sn_rd_left(r) >= 2 && (server ? from_server(d, r, len) : from_client(d, r, len)))
        return;
    if (sn_recall(d, SN_MEMO_SOCKS, sn_conn_key(d), 0, &v)) {
        sn_rec_made(d, VERSION, v >> 24);
        sn_rec_made(d, COMMAND, v >> 16 & UINT8_MAX);
        sn_rec_made(d, DST_PORT, v & UINT16_MAX);
    }
}

static enum sn_then socks_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *name = sn_find(&v, NAME), *name4 = sn_find(&v, V4A_NAME);

    sn_say(t, &v, "SOCKS{}", VERSION);
    if (sn_find(&v, METHODS))
        sn_say(t, &v, " {} methods", METHODS);
    if (sn_find(&v, ACCEPTED))
        sn_say(t, &v, " method: {s:%u}", ACCEPTED);
    if (sn_find(&v, PASSWORD))
        sn_say(t, &v, " user {}", USER);
    if (sn_find(&v, STATUS))
        sn_say(t, &v, " status: {s:failure %u}", STATUS);
    if (sn_find(&v, COMMAND))
        sn_say(t, &v, " {s:command %u}", COMMAND);
    if (sn_find(&v, RESULT))
        sn_say(t, &v, " {s:result %u}", RESULT);
    if (name || name4)
        sn_say(t, &v, " {}", name ? NAME : V4A_NAME);
    else if (sn_find(&v, DST))
        sn_say(t, &v, " {}", DST);
    else if (sn_find(&v, DST6))
        sn_say(t, &v, " {}", DST6);
    if (sn_find(&v, V5_PORT))
        sn_say(t, &v, " port {}", V5_PORT);
    if (sn_find(&v, DST_PORT))
        sn_say(t, &v, " port {}", DST_PORT);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_socks = {
    .name = "socks",
    .title = "Socks Protocol",
    SN_PROTO_FIELDS(socks),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .more = true,
    .dissect = socks_dissect,
    .text = socks_text,
};
