/* SMB 2 and 3 (MS-SMB2) over NetBIOS sessions (RFC 1002 4.3): the headers. What is behind them is
 * read in smbbody.c. */
#include "dis/app/smb.h"

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
SN_FIELD_TABLE(smb2, SMB2)

enum {
    PORT = 445,
    NETBIOS_PORT = 139,
    NB_HEAD = 4,
    MESSAGE_MAX = 1 << 20,
    HEADER = SN_SMB2_HEADER
};
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

/* The segment ends inside a message: this one says which request it is, or answers, when the rest
 * is there. */
static void begin(struct sn_dis *d, struct sn_rd *r)
{
    if (d->want & SN_WANT_DERIVED && !d->first && sn_rd_left(r) >= HEADER && sn_be32(r->p) == PLAIN)
        sn_next_proto(d, &sn_proto_smb2, r, (uint32_t)sn_rd_left(r));
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
        if (in.cut && !r->cut) {
            begin(d, &in);
            return;
        }
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

/* ---- SMB 2 ---- */

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
    if (!(flags & ASYNC) && sn_u(d, COMMAND) != SN_SMB2_TREE_CONNECT)
        sn_smb2_tree(d);
    sn_smb2_session(d);
    sn_smb2_body(d, r, response, &all);
}

static void encrypted(struct sn_dis *d, struct sn_rd *r)
{
    enum { SIGNATURE_SIZE = 16 };

    (void)(sn_get(d, r, PROTOCOL, NULL) && sn_rd_skip(r, SIGNATURE_SIZE) &&
           sn_get_bytes(d, r, NONCE, 16) && sn_get(d, r, MSG_SIZE, NULL) && sn_rd_skip(r, 4) &&
           sn_get64(d, r, SESSION, NULL));
    if (sn_rec_of(d, SESSION))
        sn_smb2_session(d);
}

/* Which request a message is, or answers. One that takes a request back has its number, and takes
 * its place. */
struct deal {
    uint64_t id;
    bool reply, interim;
};

static bool is_deal(const struct sn_dis *d, struct deal *out)
{
    enum { PENDING = 0x103 };

    if (!sn_rec_of(d, SIGNATURE))
        return false;
    *out = (struct deal){sn_u(d, ID), sn_u(d, F_RESPONSE), sn_u(d, STATUS) == PENDING};
    return true;
}

/* Behind all records: what each of the messages is. */
static void derive(struct sn_dis *d, const struct deal *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct sn_derived *v = sn_derive_deal(d, RESPONSE_TO, e[i].id, e[i].reply);

        if (!v)
            return;
        v->renews = true;
        v->interim = e[i].reply && e[i].interim;
    }
}

/* Several may be chained: each says where the next one is. */
static void smb2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    enum { CHAIN_AT = 20, DEALS_MAX = 8 };
    struct deal deals[DEALS_MAX];
    uint32_t chain, n = 0;

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
            if (n < DEALS_MAX)
                n += is_deal(d, &deals[n]);
        } else if (sn_rd_left(r) >= 4 && sn_be32(r->p) == ENCRYPTED) {
            encrypted(d, &in);
        }
        r->p += chain ? chain : sn_rd_left(r);
        sn_group_end(d, r, g);
    } while (chain && sn_rd_left(r));
    derive(d, deals, n);
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
        if (sn_opt(&m, COMMAND) == SN_SMB2_TREE_CONNECT && sn_find(&m, TREE))
            sn_say(t, &m, " {}", TREE);
        if (sn_find(&m, FILENAME) && sn_find(&m, FILENAME)->n)
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
