/*
 * Sun RPC (RFC 5531) over UDP and, behind record marks, over TCP. What calls and replies carry is
 * another layer: see rpc.h. A reply doesn't say of which procedure it is; that is remembered from
 * the call, under its transaction and who of the two is the server.
 *
 * tcpdump knows RPC on NFS's port, and on all ports when it is told to (-T rpc), where it shows
 * calls as the port mapper's.
 */
#include "dis/app/rpc.h"

#include "dis/net/ip.h"

enum { PORT_NFS = 2049, PORT_MAPPER = 111 };
enum { CALL, REPLY };
enum { ACCEPTED, DENIED };
enum { RPC_MISMATCH, AUTH_ERROR };
enum { PROG_MISMATCH = 2 };
enum { AUTH_SYS = 1, AUTH_GSS = 6 };
enum { MARK = 4, HEAD = 8, CALL_MIN = 16, GIDS_MAX = 16 };

static const struct sn_val types[] = {{CALL, "Call"}, {REPLY, "Reply"}, {0, NULL}};
static const struct sn_val states[] = {{ACCEPTED, "accepted"}, {DENIED, "denied"}, {0, NULL}};
static const struct sn_val accepts[] = {
    {0, "RPC executed successfully"},
    {1, "remote hasn't exported program"},
    {2, "remote can't support version #"},
    {3, "program can't support procedure"},
    {4, "procedure can't decode params"},
    {5, "system error"},
    {0, NULL},
};
static const struct sn_val rejects[] = {
    {RPC_MISMATCH, "RPC_MISMATCH"}, {AUTH_ERROR, "AUTH_ERROR"}, {0, NULL}};
static const struct sn_val auths[] = {
    {0, "OK"},
    {1, "Bogus Credentials (seal broken)"},
    {2, "Rejected Credentials (client should begin new session)"},
    {3, "Bogus Verifier (seal broken)"},
    {4, "Verifier expired or was replayed"},
    {5, "Credentials are too weak"},
    {6, "Bogus response verifier"},
    {7, "Unknown failure"},
    {0, NULL},
};
static const struct sn_val flavors[] = {
    {0, "AUTH_NULL"}, {AUTH_SYS, "AUTH_UNIX"},  {2, "AUTH_SHORT"},
    {3, "AUTH_DES"},  {AUTH_GSS, "RPCSEC_GSS"}, {0, NULL},
};
static const struct sn_val mapper_procs[] = {
    {0, "null"}, {1, "set"}, {2, "unset"}, {3, "getport"}, {4, "dump"}, {5, "call"}, {0, NULL},
};

#define RPC(F)                                                                                     \
    F(LAST, "rpc.lastfrag", BIT32, "Last Fragment", .mask = 0x80000000)                            \
    F(FRAGLEN, "rpc.fraglen", U32, "Fragment Length", .mask = 0x7fffffff)                          \
    F(XID, "rpc.xid", U32, "XID", .base = SN_HEX)                                                  \
    F(TYPE, "rpc.msgtyp", U32, "Message Type", .vals = types)                                      \
    F(VERSION, "rpc.version", U32, "RPC Version")                                                  \
    F(PROG, "rpc.program", U32, "Program")                                                         \
    F(VERS, "rpc.programversion", U32, "Program Version")                                          \
    F(PROC, "rpc.procedure", U32, "Procedure")                                                     \
    F(STATE, "rpc.replystat", U32, "Reply State", .vals = states)                                  \
    F(CREDENTIALS, "sn.rpc.credentials", GROUP, "Credentials")                                     \
    F(VERIFIER, "sn.rpc.verifier", GROUP, "Verifier")                                              \
    F(FLAVOR, "rpc.auth.flavor", U32, "Flavor", .vals = flavors)                                   \
    F(AUTH_LEN, "rpc.auth.length", U32, "Length")                                                  \
    F(OPAQUE_LEN, "rpc.opaque_length", U32S, "length")                                             \
    F(SERVICE, "sn.rpc.service", GROUP, "Service")                                                 \
    F(STAMP, "rpc.auth.stamp", U32, "Stamp", .base = SN_HEX)                                       \
    F(MACHINE, "rpc.auth.machinename", STR, "Machine Name")                                        \
    F(UID, "rpc.auth.uid", U32, "UID")                                                             \
    F(GID, "rpc.auth.gid", U32S, "GID")                                                            \
    F(GSS_VERSION, "rpc.authgss.version", U32, "GSS Version")                                      \
    F(GSS_PROC, "rpc.authgss.procedure", U32, "GSS Procedure")                                     \
    F(GSS_SEQ, "rpc.authgss.seqnum", U32, "GSS Sequence Number")                                   \
    F(GSS_SERVICE, "rpc.authgss.service", U32, "GSS Service")                                      \
    F(GSS_CONTEXT, "rpc.authgss.context", BYTES, "GSS Context")                                    \
    F(ACCEPT, "rpc.state_accept", U32, "Accept State", .vals = accepts)                            \
    F(REJECT, "rpc.state_reject", U32, "Reject State", .vals = rejects)                            \
    F(RPC_MIN, "rpc.version.min", U32, "RPC Version (Minimum)")                                    \
    F(RPC_MAX, "rpc.version.max", U32, "RPC Version (Maximum)")                                    \
    F(PROG_MIN, "rpc.programversion.min", U32, "Program Version (Minimum)")                        \
    F(PROG_MAX, "rpc.programversion.max", U32, "Program Version (Maximum)")                        \
    F(AUTH_STATE, "rpc.state_auth", U32, "Auth State", .vals = auths)                              \
    F(SHORT, "sn.rpc.short", UINT, NULL)                                                           \
    F(MAPPER, "sn.rpc.portmap", UINT, NULL, .vals = mapper_procs)
SN_FIELDS(rpc, RPC)
SN_TABLE(rpc);

/* ---- reading ---- */

bool sn_rpc_opaque(struct sn_dis *d, struct sn_rd *r, unsigned len_field, unsigned field)
{
    const uint8_t *p;
    uint32_t n;

    if (!sn_rd_bytes(r, 4, &p))
        return false;
    n = sn_be32(p);
    if (len_field && d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, len_field, (size_t)(p - r->start), 4, n);
    if (!sn_rd_need(r, ((size_t)n + 3) & ~(size_t)3))
        return false;
    return sn_get_bytes(d, r, field, n) && sn_rd_skip(r, -n & 3);
}

static void auth_sys(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, STAMP, NULL) || !sn_rpc_opaque(d, r, OPAQUE_LEN, MACHINE) ||
        !sn_get(d, r, UID, NULL) || !sn_get(d, r, GID, NULL) || !sn_rd_need(r, 4))
        return;
    n = sn_be32(r->p);
    (void)sn_rd_skip(r, 4);
    (void)sn_get_n(d, r, GID, n < GIDS_MAX ? n : GIDS_MAX);
}

static void auth_gss(struct sn_dis *d, struct sn_rd *r)
{
    (void)(sn_header(d, r, GSS_VERSION, GSS_SERVICE) && sn_rpc_opaque(d, r, 0, GSS_CONTEXT));
}

/* A credential or a verifier. tcpdump goes no further when it is longer than the *left bytes that
 * it takes for the rest of the record, or when nothing follows a verifier. */
static bool authenticator(struct sn_dis *d, struct sn_rd *r, unsigned group, uint32_t *left)
{
    struct sn_rec *g = sn_group(d, r, group, 0);
    uint32_t flavor, n = 0;
    size_t padded;
    struct sn_rd body;
    bool ok = sn_get(d, r, FLAVOR, &flavor) && sn_get(d, r, AUTH_LEN, &n);

    padded = ((size_t)n + 3) & ~(size_t)3;
    if (ok && padded + (group == VERIFIER) > *left) {
        sn_malformed(r);
        ok = false;
    }
    if (ok) {
        *left -= (uint32_t)padded;
        body = sn_inside(r, n);
        if (d->want & SN_WANT_FIELDS && group == CREDENTIALS && flavor == AUTH_SYS)
            auth_sys(d, &body);
        else if (d->want & SN_WANT_FIELDS && group == CREDENTIALS && flavor == AUTH_GSS)
            auth_gss(d, &body);
        ok = sn_rd_skip(r, padded);
    }
    if (!ok && sn_rec_of(d, AUTH_LEN) > g)
        sn_note(d, SHORT, 1);
    sn_group_end(d, r, g);
    return ok;
}

/* The transaction, and which of the two hosts is the server. */
static uint64_t memo_key(const struct sn_dis *d, bool reply)
{
    const struct sn_dis_ip *e = &d->ip;
    int order = e->version ? memcmp(e->src, e->dst, e->version == 4 ? 4 : 16) : 0;

    return sn_u(d, XID) | (uint64_t)(reply ? order < 0 : order > 0) << 32;
}

/* In 64 bits: 24 of the program, 8 of its version, 32 of the procedure. */
static uint64_t memo_value(uint64_t prog, uint64_t vers, uint64_t proc)
{
    return (prog < 0xffffff ? prog : 0xffffff) << 40 | (vers < 0xff ? vers : 0xff) << 32 | proc;
}

/* tshark says the version once more where it knows the program: those of NFS, which no file here is
 * about. */
static void service(struct sn_dis *d, const struct sn_rd *r, uint64_t prog)
{
    static const uint32_t known[] = {100000, 100005, 100011, 100021, 100024, 100227};
    struct sn_rd none = *r;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i] == prog) {
            uint64_t vers = sn_u(d, VERS);
            struct sn_rec *g = sn_group(d, &none, SERVICE, 0);

            sn_made(d, VERS, vers);
            sn_group_end(d, &none, g);
            return;
        }
    }
}

/* Hands the arguments or results to the program. What tcpdump takes for NFS whatever the program
 * is, JSON doesn't. */
static void inside(struct sn_dis *d, const struct sn_rd *r, uint64_t prog)
{
    uint32_t left = (uint32_t)sn_rd_left(r);

    if (d->want & SN_WANT_FIELDS) {
        service(d, r, prog);
        sn_next(d, &sn_tab_rpc, prog, r, left);
    } else {
        sn_next_proto(d, &sn_proto_nfs, r, left);
    }
}

/* A reader of nothing, for what is inside when that can't be found. */
static struct sn_rd nothing(struct sn_dis *d, const struct sn_rd *r)
{
    if (!sn_rec_of(d, SHORT))
        sn_note(d, SHORT, 0);
    return (struct sn_rd){.p = r->end, .end = r->end, .start = r->start, .cut = true};
}

/* len: what the record mark says, or UDP. */
static void call(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t left = len < CALL_MIN ? 0 : len - CALL_MIN;
    struct sn_rd args;

    if (!sn_header(d, r, VERSION, PROC))
        return;
    sn_remember_ring(d, SN_MEMO_RPC, memo_key(d, false),
                     memo_value(sn_u(d, PROG), sn_u(d, VERS), sn_u(d, PROC)));
    if (len < CALL_MIN)
        sn_note(d, SHORT, 1);
    args = len >= CALL_MIN && authenticator(d, r, CREDENTIALS, &left) &&
                   authenticator(d, r, VERIFIER, &left)
               ? *r
               : nothing(d, r);
    if (d->want & SN_WANT_FIELDS && sn_rd_left(&args) == 0 && r->stop)
        return;
    r->stop = SN_STOP_NONE;
    inside(d, &args, sn_u(d, PROG));
}

static void rejected(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t why;

    if (!sn_get(d, r, REJECT, &why))
        return;
    if (why == RPC_MISMATCH)
        (void)(sn_get(d, r, RPC_MIN, NULL) && sn_get(d, r, RPC_MAX, NULL));
    else if (why == AUTH_ERROR)
        (void)sn_get(d, r, AUTH_STATE, NULL);
}

/* What the reply's call was of, and this in 64 bits. */
static bool recall(struct sn_dis *d, uint64_t *v)
{
    if (!sn_recall_ring(d, SN_MEMO_RPC, memo_key(d, true), v))
        return false;
    sn_rec_made(d, PROG, *v >> 40);
    sn_rec_made(d, VERS, *v >> 32 & 0xff);
    sn_rec_made(d, PROC, *v & 0xffffffff);
    return true;
}

static void accepted(struct sn_dis *d, struct sn_rd *r, uint32_t len, const uint64_t *call)
{
    bool fields = d->want & SN_WANT_FIELDS, whole;
    struct sn_rd results;
    uint32_t accept = 0;

    if (!len && sn_rd_left(r) >= 8)
        sn_note(d, SHORT, 1);
    whole = len && authenticator(d, r, VERIFIER, &len) && sn_get(d, r, ACCEPT, &accept);
    results = whole ? *r : nothing(d, r);
    if (whole && accept == PROG_MISMATCH && fields)
        (void)(sn_get(d, r, PROG_MIN, NULL) && sn_get(d, r, PROG_MAX, NULL));
    if (!fields)
        r->stop = SN_STOP_NONE;
    if (call && (!fields || (whole && accept == SN_RPC_SUCCESS)))
        inside(d, &results, *call >> 40);
}

/* tcpdump asks only for calls that were accepted, and shows their procedure whatever is behind. */
static void reply(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t state;
    bool known = false;
    uint64_t v;

    if (!sn_get(d, r, STATE, &state))
        return;
    if (state == ACCEPTED || d->want & SN_WANT_FIELDS)
        known = recall(d, &v);
    if (state == ACCEPTED)
        accepted(d, r, len, known ? &v : NULL);
    else if (state == DENIED)
        rejected(d, r);
}

static void message(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (!sn_get(d, r, XID, NULL) || !sn_get(d, r, TYPE, NULL))
        return;
    if (sn_u(d, TYPE) == CALL)
        call(d, r, len);
    else
        reply(d, r, len);
}

static void rpc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    message(d, r, len);
}

/* A record of n bytes, and those behind it as layers of their own. */
static void first_record(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd in = sn_inside(r, n), rest = *r;

    message(d, &in, n);
    if (in.stop)
        sn_stop(r, &in);
    if (sn_rd_skip(&rest, n) && sn_rd_left(&rest))
        sn_next_proto(d, d->cur->proto, &rest, (uint32_t)sn_rd_left(&rest));
}

/* Behind a record mark. tcpdump shows the first record of a segment, fields all of them. */
static void rpc_tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (!sn_get(d, r, LAST, NULL) || !sn_get(d, r, FRAGLEN, &n))
        return;
    if (len >= MARK && n > len - MARK)
        n = len - MARK;
    if (d->want & SN_WANT_FIELDS && len > MARK && n < len - MARK)
        first_record(d, r, n);
    else
        message(d, r, n);
}

static uint32_t record_unit(const uint8_t *p, uint32_t n)
{
    enum { LAST_BIT = 0x80000000u, RECORD_MAX = 1 << 21 };
    uint32_t len;

    if (n < MARK)
        return 0;
    len = sn_be32(p) & ~LAST_BIT;
    return len && len <= RECORD_MAX ? MARK + len : SN_STREAM_BAD;
}

static const struct sn_stream_kind record_stream = {.unit = record_unit};

struct sn_rpc sn_rpc_of(const struct sn_dis *d)
{
    const struct sn_layer *l = d->cur - 1;
    struct sn_rpc m = {0};

    for (uint32_t i = l->first; d->cur > d->layer && i < l->first + l->n; i++) {
        const struct sn_rec *q = &d->rec[i];

        if (q->field == TYPE)
            m.reply = q->u != CALL;
        else if (q->field == VERS)
            m.vers = (uint32_t)q->u;
        else if (q->field == PROC)
            m.proc = (uint32_t)q->u;
        else if (q->field == SHORT)
            m.lost = q->u ? SN_RPC_LOST_SHORT : SN_RPC_LOST;
        else if (q->field == ACCEPT)
            m.accept = (uint32_t)q->u;
    }
    return m;
}

/* ---- text ---- */

static void denied_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t why = sn_opt(v, REJECT);

    if (!sn_need_short(t, v, REJECT) || (why == RPC_MISMATCH && !sn_need_short(t, v, RPC_MAX)) ||
        (why == AUTH_ERROR && !sn_need_short(t, v, AUTH_STATE)))
        return;
    if (why == RPC_MISMATCH)
        sn_say(t, v, "RPC Version mismatch ({}-{})", RPC_MIN, RPC_MAX);
    else if (why == AUTH_ERROR)
        sn_say(t, v, "Auth {s:Invalid failure code %u}", AUTH_STATE);
    else
        sn_say(t, v, "Unknown reason for rejecting rpc message {}", REJECT);
}

static void reply_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    uint64_t state = sn_opt(v, STATE);

    if (!sn_need_short(t, v, STATE))
        return;
    if (state == ACCEPTED) {
        sn_put_f(t->b, "reply ok %u", len);
    } else if (state == DENIED) {
        sn_put_f(t->b, "reply ERR %u: ", len);
        denied_text(t, v);
    } else {
        sn_say(t, v, "reply Unknown rpc response code={} ", STATE);
        sn_put_u32(t->b, len);
    }
}

static enum sn_then message_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    if (sn_num(t, v, TYPE) != CALL) {
        sn_say(t, v, "NFS reply xid {d} ", XID);
        reply_text(t, v, len);
    } else {
        sn_say(t, v, "NFS request xid {d} ", XID);
        sn_put_u32(t->b, len);
        (void)sn_need_short(t, v, PROC);
    }
    return SN_TEXT_INNER;
}

static enum sn_then rpc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    return message_text(t, &v, l->len);
}

static enum sn_then rpc_tcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t n = (uint32_t)sn_num(t, &v, FRAGLEN);

    sn_put_lit(t->b, ": ");
    return message_text(t, &v, n < l->len - MARK ? n : l->len - MARK);
}

/* ---- on every port: -T rpc ---- */

static void sunrpc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t state;

    (void)len;
    if (!sn_get(d, r, XID, NULL) || !sn_get(d, r, TYPE, NULL))
        return;
    if (sn_u(d, TYPE) == CALL) {
        if (sn_header(d, r, VERSION, PROC) && sn_get(d, r, FLAVOR, NULL) &&
            sn_get(d, r, AUTH_LEN, NULL))
            sn_note(d, MAPPER, sn_u(d, PROC));
    } else if (sn_get(d, r, STATE, &state) && state == DENIED) {
        rejected(d, r);
    }
}

/* "10.0.0.1.0x1 > 10.0.0.2.0x6f: 56 getport 100000.2" */
static void mapper_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    uint64_t proc = sn_num(t, v, MAPPER);

    if (sn_is_cut(t))
        return;
    sn_text_src(t);
    sn_say(t, v, ".0x{x} > ", XID);
    sn_text_dst(t);
    if (t->o->names) {
        sn_put_c(t->b, '.');
        sn_text_port(t, PORT_MAPPER, true);
    } else {
        sn_put_f(t->b, ".0x%x", PORT_MAPPER);
    }
    sn_put_f(t->b, ": %u ", len);
    sn_say(t, v, "{s: proc #%u}", MAPPER);
    if (sn_opt(v, VERSION) != 2)
        sn_say(t, v, " [rpcver {}]", VERSION);
    if (proc && proc != 4 && sn_val_name(mapper_procs, (uint32_t)proc))
        sn_say(t, v, t->o->names ? " #{}.{}" : " {}.{}", PROG, VERS);
}

static enum sn_then sunrpc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_find(&v, TYPE)) {
        t->tag = "udp";
        sn_cut_short(t);
    } else if (sn_num(t, &v, TYPE) == CALL) {
        t->tag = "sunrpc";
        mapper_text(t, &v, l->len);
    } else {
        sn_text_src(t);
        sn_put_c(t->b, '.');
        sn_text_port(t, PORT_NFS, true);
        sn_put_lit(t->b, " > ");
        sn_text_dst(t);
        sn_say(t, &v, ".{d}: ", XID);
        reply_text(t, &v, l->len);
    }
    return SN_TEXT_DONE;
}

/* ---- who they are ---- */

static bool udp_call(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen >= HEAD && sn_be32(p + 4) == CALL;
}

static bool udp_reply(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen >= HEAD && sn_be32(p + 4) == REPLY;
}

static bool tcp_call(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= MARK + HEAD && udp_call(p + MARK, caplen - MARK, len);
}

static bool tcp_reply(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return caplen >= MARK + HEAD && udp_reply(p + MARK, caplen - MARK, len);
}

/* On other ports a call says a program of Sun's range, and a reply that it has no verifier. */
static bool is_plausible(const uint8_t *p, uint32_t caplen)
{
    enum { PROGRAMS = 100000, PROGRAMS_END = 101000, VERSIONS = 16, PROCS = 256, FLAVORS = 7 };
    enum { CALL_SIZE = 40, REPLY_SIZE = 24, DENIED_SIZE = 20 };
    uint32_t prog;

    if (caplen < DENIED_SIZE)
        return false;
    if (sn_be32(p + 4) == CALL) {
        prog = sn_be32(p + 12);
        return caplen >= CALL_SIZE && sn_be32(p + 8) == 2 && prog >= PROGRAMS &&
               prog < PROGRAMS_END && sn_be32(p + 16) < VERSIONS && sn_be32(p + 20) < PROCS &&
               sn_be32(p + 24) < FLAVORS;
    }
    if (sn_be32(p + 4) != REPLY)
        return false;
    if (sn_be32(p + 8) == ACCEPTED)
        return caplen >= REPLY_SIZE && !sn_be32(p + 12) && !sn_be32(p + 16) &&
               sn_val_name(accepts, sn_be32(p + 20));
    return sn_be32(p + 8) == DENIED && caplen <= REPLY_SIZE &&
           sn_val_name(rejects, sn_be32(p + 12));
}

static bool udp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return is_plausible(p, caplen);
}

static bool tcp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    (void)len;
    return caplen > MARK && p[0] & 0x80 && record_unit(p, caplen) != SN_STREAM_BAD &&
           is_plausible(p + MARK, caplen - MARK);
}

static enum sn_then more_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "RPC");
    if (sn_find(&v, TYPE))
        sn_say(t, &v, " {s:type %u}", TYPE);
    if (sn_find(&v, PROC))
        sn_say(t, &v, " program {} version {} procedure {}", PROG, VERS, PROC);
    return SN_TEXT_DONE;
}

#define PORT(t, port, to, from)                                                                    \
    {.table = &sn_tab_##t, .value = port, .dir = SN_KEY_DST, .claims = to},                        \
    {                                                                                              \
        .table = &sn_tab_##t, .value = port, .dir = SN_KEY_SRC, .claims = from                     \
    }
#define PROTO(which, ...)                                                                          \
    {                                                                                              \
        .name = "rpc", .tag = "nfs", .title = "Remote Procedure Call", SN_PROTO_FIELDS(rpc),       \
        .dissect = which##_dissect, .text = which##_text, __VA_ARGS__                              \
    }

const struct sn_proto sn_proto_rpc =
    PROTO(rpc, .keys = SN_KEYS(PORT(udp, PORT_NFS, udp_call, udp_reply)));
const struct sn_proto sn_proto_rpc_tcp = PROTO(
    rpc_tcp, .keys = SN_KEYS(PORT(tcp, PORT_NFS, tcp_call, tcp_reply)), .stream = &record_stream);
const struct sn_proto sn_proto_sunrpc =
    PROTO(sunrpc, .keys = SN_KEYS({.table = &sn_tab_udp, .type = "rpc"}));

#define MORE(which, ...)                                                                           \
    {                                                                                              \
        .name = "rpc", .title = "Remote Procedure Call", SN_PROTO_FIELDS(rpc), .more = true,       \
        .dissect = which##_dissect, .text = more_text, __VA_ARGS__                                 \
    }

const struct sn_proto sn_proto_rpc_more =
    MORE(rpc, .keys = SN_KEYS({.table = &sn_tab_udp, .claims = udp_claims}));
const struct sn_proto sn_proto_rpc_tcp_more =
    MORE(rpc_tcp,
         .keys = SN_KEYS({.table = &sn_tab_tcp, .claims = tcp_claims, .first = 0x80, .last = 0xff}),
         .stream = &record_stream);
