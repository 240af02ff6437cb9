/*
 * SMB 2 and 3 (MS-SMB2) over NetBIOS sessions (RFC 1002 4.3): the headers of all commands, and what
 * says who talks about what: negotiation, sessions (gss.c), trees, names of files.
 */
#include "base/mix.h"
#include "dis/app/gss.h"
#include "dis/app/ntlm.h"
#include "dis/app/stream.h"

static const struct sn_val session_types[] = {{0, "Session message"},
                                              {0x81, "Session request"},
                                              {0x82, "Positive session response"},
                                              {0x83, "Negative session response"},
                                              {0x84, "Retarget session response"},
                                              {0x85, "Session keep-alive"},
                                              {0, NULL}};

#define NBSS(F)                                                                                    \
    F(NB_MESSAGE, "sn.nbss.message", GROUPS, "Message")                                            \
    F(NB_TYPE, "nbss.type", U8, "Message Type", .base = SN_HEX, .vals = session_types)             \
    F(NB_LENGTH, "nbss.length", UINT, "Length", .unit = "bytes")
SN_FIELDS(nbss, NBSS)

static const struct sn_val commands[] = {
    {0, "Negotiate Protocol"},
    {1, "Session Setup"},
    {2, "Session Logoff"},
    {3, "Tree Connect"},
    {4, "Tree Disconnect"},
    {5, "Create"},
    {6, "Close"},
    {7, "Flush"},
    {8, "Read"},
    {9, "Write"},
    {10, "Lock"},
    {11, "Ioctl"},
    {12, "Cancel"},
    {13, "KeepAlive"},
    {14, "Find"},
    {15, "Notify"},
    {16, "GetInfo"},
    {17, "SetInfo"},
    {18, "Break"},
    {0, NULL},
};

/* The more frequent of MS-ERREF's. */
static const struct sn_val statuses[] = {
    {0, "STATUS_SUCCESS"},
    {0x103, "STATUS_PENDING"},
    {0x80000005, "STATUS_BUFFER_OVERFLOW"},
    {0x80000006, "STATUS_NO_MORE_FILES"},
    {0xc0000001, "STATUS_UNSUCCESSFUL"},
    {0xc0000002, "STATUS_NOT_IMPLEMENTED"},
    {0xc000000d, "STATUS_INVALID_PARAMETER"},
    {0xc000000f, "STATUS_NO_SUCH_FILE"},
    {0xc0000010, "STATUS_INVALID_DEVICE_REQUEST"},
    {0xc0000011, "STATUS_END_OF_FILE"},
    {0xc0000016, "STATUS_MORE_PROCESSING_REQUIRED"},
    {0xc0000022, "STATUS_ACCESS_DENIED"},
    {0xc0000023, "STATUS_BUFFER_TOO_SMALL"},
    {0xc0000034, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {0xc0000035, "STATUS_OBJECT_NAME_COLLISION"},
    {0xc000003a, "STATUS_OBJECT_PATH_NOT_FOUND"},
    {0xc0000043, "STATUS_SHARING_VIOLATION"},
    {0xc000006a, "STATUS_WRONG_PASSWORD"},
    {0xc000006d, "STATUS_LOGON_FAILURE"},
    {0xc000006e, "STATUS_ACCOUNT_RESTRICTION"},
    {0xc0000071, "STATUS_PASSWORD_EXPIRED"},
    {0xc0000072, "STATUS_ACCOUNT_DISABLED"},
    {0xc00000bb, "STATUS_NOT_SUPPORTED"},
    {0xc00000c9, "STATUS_NETWORK_NAME_DELETED"},
    {0xc00000cc, "STATUS_BAD_NETWORK_NAME"},
    {0xc0000120, "STATUS_CANCELLED"},
    {0xc0000128, "STATUS_FILE_CLOSED"},
    {0xc0000203, "STATUS_USER_SESSION_DELETED"},
    {0xc0000225, "STATUS_NOT_FOUND"},
    {0xc000035c, "STATUS_NETWORK_SESSION_EXPIRED"},
    {0, NULL},
};

static const struct sn_val dialects[] = {{0x202, "SMB 2.0.2"},
                                         {0x210, "SMB 2.1"},
                                         {0x2ff, "SMB2 wildcard"},
                                         {0x300, "SMB 3.0"},
                                         {0x302, "SMB 3.0.2"},
                                         {0x311, "SMB 3.1.1"},
                                         {0, NULL}};
static const struct sn_val shares[] = {
    {1, "Physical disk"}, {2, "Named pipe"}, {3, "Printer"}, {0, NULL}};

#define SMB2(F)                                                                                    \
    F(MESSAGE, "sn.smb2.message", GROUPS, "Message")                                               \
    F(PROTOCOL, "smb2.protocol_id", U32, "ProtocolId", .base = SN_HEX)                             \
    F(HEADER_LEN, "smb2.header_len", LE16, "Header Length", .unit = "bytes")                       \
    F(CHARGE, "smb2.credit.charge", LE16, "Credit Charge")                                         \
    F(CHANNEL, "smb2.channel_sequence", LE16, "Channel Sequence")                                  \
    F(STATUS, "smb2.nt_status", LE32, "NT Status", .base = SN_HEX, .vals = statuses)               \
    F(COMMAND, "smb2.cmd", LE16, "Command", .vals = commands)                                      \
    F(REQUESTED, "smb2.credits.requested", LE16, "Credits requested")                              \
    F(GRANTED, "smb2.credits.granted", LE16, "Credits granted")                                    \
    F(FLAGS, "smb2.flags", LE32, "Flags", .base = SN_HEX)                                          \
    F(F_RESPONSE, "smb2.flags.response", BIT32, "Response", .mask = 1)                             \
    F(F_ASYNC, "smb2.flags.async", BIT32, "Async command", .mask = 2)                              \
    F(F_CHAINED, "smb2.flags.chained", BIT32, "Chained", .mask = 4)                                \
    F(F_SIGNED, "smb2.flags.signature", BIT32, "Signing", .mask = 8)                               \
    F(F_PRIORITY, "smb2.flags.priority_mask", BOOL, "Priority")                                    \
    F(F_DFS, "smb2.flags.dfs", BIT32, "DFS operation", .mask = 0x10000000)                         \
    F(F_REPLAY, "smb2.flags.replay", BIT32, "Replay operation", .mask = 0x20000000)                \
    F(CHAIN, "smb2.chain_offset", LE32, "Chain Offset", .base = SN_HEX)                            \
    F(ID, "smb2.msg_id", LE64, "Message ID")                                                       \
    F(PROCESS, "smb2.pid", LE32, "Process Id", .base = SN_HEX)                                     \
    F(TREE_ID, "smb2.tid", LE32, "Tree Id", .base = SN_HEX)                                        \
    F(ASYNC_ID, "smb2.aid", LE64, "Async Id", .base = SN_HEX)                                      \
    F(SESSION, "smb2.sesid", LE64, "Session Id", .base = SN_HEX)                                   \
    F(SIGNATURE, "smb2.signature", BYTES, "Signature", .width = 16, .step = 16)                    \
    F(DIALECTS, "smb2.dialect_count", LE16, "Dialect count")                                       \
    F(DIALECT, "smb2.dialect", UINT, "Dialect", .width = 2, .step = 2, .base = SN_HEX,             \
      .vals = dialects, .flags = SN_F_LE | SN_F_MULTI)                                             \
    F(MAX_TRANS, "smb2.max_trans_size", LE32, "Max Transaction Size", .unit = "bytes")             \
    F(MAX_READ, "smb2.max_read_size", LE32, "Max Read Size", .unit = "bytes")                      \
    F(MAX_WRITE, "smb2.max_write_size", LE32, "Max Write Size", .unit = "bytes")                   \
    F(TREE, "smb2.tree", STR, "Tree")                                                              \
    F(SHARE, "smb2.share_type", U8, "Share Type", .base = SN_HEX, .vals = shares)                  \
    F(FILENAME, "smb2.filename", STR, "Filename")                                                  \
    F(IOCTL, "sn.smb2.ioctl", GROUP, "Ioctl")                                                      \
    F(FUNCTION, "smb2.ioctl.function", LE32, "Function", .base = SN_HEX)                           \
    F(IOCTL_FLAGS, "smb2.ioctl.flags", LE32, "Flags", .base = SN_HEX)                              \
    F(NONCE, "smb2.header.transform.nonce", BYTES, "Nonce", .width = 16, .step = 16)               \
    F(MSG_SIZE, "smb2.header.transform.msg_size", LE32, "Message size", .unit = "bytes")
SN_FIELDS(smb2, SMB2)

enum { NEGOTIATE, SESSION_SETUP, TREE_CONNECT = 3, CREATE = 5, CONTROL = 11 };
enum { PORT = 445, NETBIOS_PORT = 139, NB_HEAD = 4, MESSAGE_MAX = 1 << 20, HEADER = 64 };
enum { PLAIN = 0xfe534d42u, ENCRYPTED = 0xfd534d42u };

/* ---- NetBIOS sessions ---- */

static uint32_t nbss_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (n && p[0] != 0 && (p[0] < 0x81 || p[0] > 0x85))
        return SN_STREAM_BAD;
    if (n < NB_HEAD)
        return 0;
    len = sn_be32(p) & 0xffffff;
    return len > MESSAGE_MAX ? SN_STREAM_BAD : NB_HEAD + len;
}

static const struct sn_stream_kind nbss_stream = {.unit = nbss_unit};

static bool nbss_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= NB_HEAD + HEADER && !p[0] && (sn_be32(p) & 0xffffff) <= len &&
           sn_be32(p + NB_HEAD) == PLAIN && sn_le16(p + NB_HEAD + 4) == HEADER;
}

static void nbss_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    while (sn_rd_left(r)) {
        uint32_t left = (uint32_t)sn_rd_left(r), n = nbss_unit(r->p, left);
        struct sn_rec *g;
        struct sn_rd in;

        if (!n || n == SN_STREAM_BAD)
            return;
        g = sn_group(d, r, NB_MESSAGE, 0);
        (void)!sn_get(d, r, NB_TYPE, NULL);
        sn_rec_uint(d, NB_LENGTH, sn_rd_off(r), 3, n - NB_HEAD);
        (void)sn_rd_skip(r, 3);
        in = sn_inside(r, n - NB_HEAD);
        r->p = in.end;
        sn_group_end(d, r, g);
        if (in.cut && !r->cut)
            return;
        if (sn_rd_left(&in) >= 4 && (sn_be32(in.p) == PLAIN || sn_be32(in.p) == ENCRYPTED))
            sn_next_proto(d, &sn_proto_smb2, &in, n - NB_HEAD);
    }
}

static enum sn_then nbss_text(struct sn_text *t, const struct sn_layer *l)
{
    (void)l;
    sn_put_lit(t->b, "NBSS");
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_nbss = {
    .name = "nbss",
    .title = "NetBIOS Session Service",
    SN_PROTO_FIELDS(nbss),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .value = NETBIOS_PORT},
                    {.table = &sn_tab_tcp, .claims = nbss_claims, .last = 1}),
    .more = true,
    .stream = &nbss_stream,
    .dissect = nbss_dissect,
    .text = nbss_text,
};

/* ---- trees ----
 *
 * Which share a tree is, is said when it is connected: its name by the client, its kind and the
 * tree's number by the server. Later messages have the number alone. */

enum { TYPE_BEHIND = SN_MEMO_LIST + 1 }; /* so far behind the key of a tree's name is its type's */

/* Under the number of a message (a request's) or of a tree, in a session. */
static uint64_t share_key(const struct sn_dis *d, bool request, uint64_t number)
{
    return sn_mix(sn_mix(sn_u(d, SESSION) ^ SN_MIX0, SN_MIX1 ^ request), number ^ SN_MIX0);
}

/* A client connects to this one, whose name is left as numbers of eight bytes. */
static void connecting(struct sn_dis *d)
{
    const struct sn_rec *q = sn_rec_of(d, TREE);
    uint32_t n = q ? (q->n + 7) / 8 : 0;
    uint64_t *word = n && n <= SN_MEMO_LIST ? sn_arena_zalloc(&d->arena, n, sizeof *word) : NULL;

    if (!word)
        return;
    memcpy(word, q->p, q->n);
    sn_remember_list(d, SN_MEMO_SMB, share_key(d, true, sn_u(d, ID)), word, n);
}

static void connected(struct sn_dis *d)
{
    uint64_t key = share_key(d, false, sn_u(d, TREE_ID));

    sn_remember_list_as(d, SN_MEMO_SMB, key, share_key(d, true, sn_u(d, ID)));
    sn_remember(d, SN_MEMO_SMB, key + TYPE_BEHIND, sn_u(d, SHARE));
}

static void share_of_tree(struct sn_dis *d)
{
    uint64_t key = share_key(d, false, sn_u(d, TREE_ID)), type;
    uint32_t n;
    const uint64_t *word = sn_recall_list(d, SN_MEMO_SMB, key, &n);

    if (word)
        sn_rec_str(d, TREE, word, strnlen((const char *)word, n * sizeof *word));
    if (sn_recall(d, SN_MEMO_SMB, key + TYPE_BEHIND, 0, &type))
        sn_made(d, SHARE, type);
}

/* ---- SMB 2 ---- */

/* A string or a blob whose place is counted from the header. */
static bool place(const struct sn_rd *message, uint32_t at, uint32_t n, struct sn_rd *out)
{
    size_t size = (size_t)(message->end - message->p);

    if (at < HEADER || at > size || n > size - at)
        return false;
    *out =
        (struct sn_rd){.p = message->p + at, .end = message->p + at + n, .start = message->start};
    return true;
}

/* A two byte offset, a two byte length, of a string. */
static void name(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message, unsigned field)
{
    uint16_t at, n;
    struct sn_rd in;

    if (sn_rd_le16(r, &at) && sn_rd_le16(r, &n) && n && place(message, at, n, &in))
        sn_rec_utf16(d, field, &in, n);
}

static void blob(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    uint16_t at, n;
    struct sn_rd in;

    if (sn_rd_le16(r, &at) && sn_rd_le16(r, &n) && place(message, at, n, &in))
        sn_next_gss(d, &in);
}

static void negotiate(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message)
{
    enum { REQUEST_GAP = 32, GUID_AND_CAPS = 20, TIMES = 16 };
    uint32_t n;

    if (!response) {
        if (sn_get(d, r, DIALECTS, &n) && sn_rd_skip(r, REQUEST_GAP))
            (void)!sn_get_n(d, r, DIALECT, n);
        return;
    }
    if (sn_rd_skip(r, 2) && sn_get(d, r, DIALECT, NULL) && sn_rd_skip(r, 2 + GUID_AND_CAPS) &&
        sn_header(d, r, MAX_TRANS, MAX_WRITE) && sn_rd_skip(r, TIMES))
        blob(d, r, message);
}

static void session(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message)
{
    if (sn_rd_skip(r, response ? 2 : 10))
        blob(d, r, message);
}

static void tree(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message)
{
    if (!response) {
        if (sn_rd_skip(r, 2))
            name(d, r, message, TREE);
        connecting(d);
    } else if (sn_rd_left(r) && sn_get(d, r, SHARE, NULL) && !sn_u(d, STATUS)) {
        connected(d);
    }
}

static void create(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message)
{
    enum { BEFORE_NAME = 42 };

    if (!response && sn_rd_skip(r, BEFORE_NAME))
        name(d, r, message, FILENAME);
}

/* What a client asks of a file, or a pipe; an error has nothing of it. tshark has the flags of a
 * response under the name of the header's. */
static void control(struct sn_dis *d, struct sn_rd *r, bool response)
{
    enum { REQUEST_GAP = 40, RESPONSE_GAP = 32, LEAST = 40 };
    struct sn_rec *g;

    if (sn_rd_left(r) < LEAST)
        return;
    g = sn_group(d, r, IOCTL, 0);
    if (sn_rd_skip(r, 2) && sn_get(d, r, FUNCTION, NULL) &&
        sn_rd_skip(r, response ? RESPONSE_GAP : REQUEST_GAP))
        (void)!sn_get(d, r, response ? FLAGS : IOCTL_FLAGS, NULL);
    sn_group_end(d, r, g);
}

static void body(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message)
{
    switch (sn_u(d, COMMAND)) {
    case NEGOTIATE:
        negotiate(d, r, response, message);
        break;
    case SESSION_SETUP:
        session(d, r, response, message);
        break;
    case TREE_CONNECT:
        tree(d, r, response, message);
        break;
    case CREATE:
        create(d, r, response, message);
        break;
    case CONTROL:
        control(d, r, response);
        break;
    default:
        break;
    }
}

static void flag_parts(struct sn_dis *d, uint32_t flags)
{
    enum { PRIORITY = 0x70 };

    sn_parts(d, FLAGS, F_RESPONSE, F_SIGNED);
    sn_made(d, F_PRIORITY, (flags & PRIORITY) != 0);
    sn_parts(d, FLAGS, F_DFS, F_REPLAY);
}

/* A message, of whose header there is all, or, of a cut one, the flags. */
static void message(struct sn_dis *d, struct sn_rd *r)
{
    enum { RESPONSE = 1, ASYNC = 2 };
    const struct sn_rd all = *r;
    uint32_t flags = sn_le32(r->p + 16);
    bool response = flags & RESPONSE;

    (void)sn_header(d, r, PROTOCOL, CHARGE);
    if (response) {
        (void)!sn_get(d, r, STATUS, NULL);
    } else {
        (void)!sn_get(d, r, CHANNEL, NULL);
        (void)sn_rd_skip(r, 2);
    }
    (void)!sn_get(d, r, COMMAND, NULL);
    (void)!sn_get(d, r, response ? GRANTED : REQUESTED, NULL);
    (void)!sn_get(d, r, FLAGS, NULL);
    flag_parts(d, flags);
    (void)sn_header(d, r, CHAIN, ID);
    if (flags & ASYNC)
        (void)!sn_get64(d, r, ASYNC_ID, NULL);
    else
        (void)sn_header(d, r, PROCESS, TREE_ID);
    if (!sn_header(d, r, SESSION, SIGNATURE))
        return;
    if (!(flags & ASYNC) && sn_u(d, COMMAND) != TREE_CONNECT)
        share_of_tree(d);
    if (sn_rd_skip(r, 2)) /* the size of what follows */
        body(d, r, response, &all);
}

static void encrypted(struct sn_dis *d, struct sn_rd *r)
{
    enum { SIGNATURE_SIZE = 16 };

    (void)(sn_get(d, r, PROTOCOL, NULL) && sn_rd_skip(r, SIGNATURE_SIZE) &&
           sn_get_bytes(d, r, NONCE, 16) && sn_get(d, r, MSG_SIZE, NULL) && sn_rd_skip(r, 4) &&
           sn_get64(d, r, SESSION, NULL));
}

/* Several may be chained: each says where the next one is. */
static void smb2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    enum { CHAIN_AT = 20 };
    uint32_t chain;

    (void)len;
    do {
        struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
        struct sn_rd in = *r;

        chain = 0;
        if (sn_rd_left(r) >= (r->cut ? CHAIN_AT + 4u : HEADER) && sn_be32(r->p) == PLAIN) {
            chain = sn_le32(r->p + CHAIN_AT);
            if (chain > sn_rd_left(r) || chain < HEADER)
                chain = 0;
            if (chain)
                in.end = in.p + chain;
            message(d, &in);
        } else if (sn_rd_left(r) >= 4 && sn_be32(r->p) == ENCRYPTED) {
            encrypted(d, &in);
        }
        r->p += chain ? chain : sn_rd_left(r);
        sn_group_end(d, r, g);
    } while (chain && sn_rd_left(r));
}

static enum sn_then smb2_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};

    sn_put_lit(t->b, "SMB2");
    while (sn_each(&v, MESSAGE, &m)) {
        if (!sn_find(&m, COMMAND)) {
            sn_put_lit(t->b, " encrypted");
            continue;
        }
        sn_say(t, &m, " {s:command %u}", COMMAND);
        if (sn_find(&m, STATUS) && sn_opt(&m, STATUS))
            sn_say(t, &m, " {s:0x%08x}", STATUS);
        else
            sn_put_s(t->b, sn_find(&m, STATUS) ? " response" : " request");
        if (sn_find(&m, MAX_TRANS))
            sn_say(t, &m, " {s:0x%04x}", DIALECT);
        if (sn_opt(&m, COMMAND) == TREE_CONNECT && sn_find(&m, TREE))
            sn_say(t, &m, " {}", TREE);
        if (sn_find(&m, FILENAME))
            sn_say(t, &m, " {}", FILENAME);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_smb2 = {
    .name = "smb2",
    .title = "SMB2 (Server Message Block Protocol version 2)",
    SN_PROTO_FIELDS(smb2),
    .more = true,
    .dissect = smb2_dissect,
    .text = smb2_text,
};
