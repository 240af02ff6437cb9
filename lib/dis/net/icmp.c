/* ICMP (RFC 792, 950, 1191, 1256, 4884, 4950). */
#include "base/hex.h"
#include "dis/proto.h"

enum {
    ICMP_TYPE,
    ICMP_CODE,
    ICMP_SUM, /* n: what is left over, when it was summed */
    ICMP_FIXED,
    ICMP_SUM_STATUS = ICMP_FIXED,
    ICMP_IDENT,
    ICMP_SEQ,
    ICMP_SEQ_LE,
    ICMP_GATEWAY,
    ICMP_MTU,
    ICMP_POINTER,
    ICMP_LENGTH,
    ICMP_NUM_ADDRS,
    ICMP_ENTRY_SIZE,
    ICMP_LIFETIME,
    ICMP_ROUTER,
    ICMP_PREF,
    ICMP_ORIGINATE,
    ICMP_RECEIVE,
    ICMP_TRANSMIT,
    ICMP_MASK,
    ICMP_IN_LEN, /* of the IP header that an error carries, whatever its version */
    ICMP_IN_PROTO,
    ICMP_IN_DST,
    ICMP_IN_PORT,
    ICMP_EXT, /* a group; n: 1 when it was captured whole */
    ICMP_EXT_VERSION,
    ICMP_EXT_SUM,
    ICMP_EXT_OBJECT,
    ICMP_EXT_LEN,
    ICMP_EXT_CLASS,
    ICMP_EXT_CTYPE,
    ICMP_EXT_DATA,
    ICMP_MPLS_LABEL,
    ICMP_MPLS_TC,
    ICMP_MPLS_S,
    ICMP_MPLS_TTL,
};

enum {
    ECHO_REPLY = 0,
    UNREACH = 3,
    QUENCH = 4,
    REDIRECT = 5,
    ECHO_REQUEST = 8,
    ROUTER_ADVERT = 9,
    TIME_EXCEEDED = 11,
    PARAM_PROBLEM = 12,
    STAMP_REQUEST = 13,
    STAMP_REPLY = 14,
    MASK_REQUEST = 17,
    MASK_REPLY = 18,
};

enum { UNREACH_PROTO = 2, UNREACH_PORT = 3, UNREACH_FRAG = 4 };

/* An extension stands behind 128 bytes of the packet in error (RFC 4884). */
#define HDR        8
#define EXT_AT     (HDR + 128)
#define EXT_HDR    4
#define CLASS_MPLS 1

static const struct sn_val types[] = {
    {ECHO_REPLY, "echo reply"},
    {UNREACH, "unreachable"},
    {QUENCH, "source quench"},
    {REDIRECT, "redirect"},
    {ECHO_REQUEST, "echo request"},
    {ROUTER_ADVERT, "router advertisement"},
    {10, "router solicitation"},
    {TIME_EXCEEDED, "time exceeded"},
    {PARAM_PROBLEM, "parameter problem"},
    {STAMP_REQUEST, "time stamp query"},
    {STAMP_REPLY, "time stamp reply"},
    {15, "information request"},
    {16, "information reply"},
    {MASK_REQUEST, "address mask request"},
    {MASK_REPLY, "address mask reply"},
    {0, NULL},
};

static const struct sn_val classes[] = {
    {CLASS_MPLS, "MPLS Stack Entry"},
    {2, "Interface Identification"},
    {0, NULL},
};

static const struct sn_field fields[] = {
    [ICMP_TYPE] = SN_UINTV("icmp.type", types),
    [ICMP_CODE] = SN_UINT("icmp.code"),
    [ICMP_SUM] = SN_UINT("icmp.checksum"),
    [ICMP_SUM_STATUS] = SN_UINT("icmp.checksum.status"),
    [ICMP_IDENT] = SN_UINT("icmp.ident"),
    [ICMP_SEQ] = SN_UINT("icmp.seq"),
    [ICMP_SEQ_LE] = SN_UINT("icmp.seq_le"),
    [ICMP_GATEWAY] = SN_IPV4("icmp.redir_gw"),
    [ICMP_MTU] = SN_UINT("icmp.mtu"),
    [ICMP_POINTER] = SN_UINT("icmp.pointer"),
    [ICMP_LENGTH] = SN_UINT("icmp.length"),
    [ICMP_NUM_ADDRS] = SN_UINT("icmp.num_addrs"),
    [ICMP_ENTRY_SIZE] = SN_UINT("icmp.addr_entry_size"),
    [ICMP_LIFETIME] = SN_UINT("icmp.lifetime"),
    [ICMP_ROUTER] = SN_FIELD("icmp.router_address", SN_F_IPV4, SN_F_MULTI, NULL),
    [ICMP_PREF] = SN_FIELD("icmp.pref_level", SN_F_INT, SN_F_MULTI, NULL),
    [ICMP_ORIGINATE] = SN_UINT("icmp.originate_timestamp"),
    [ICMP_RECEIVE] = SN_UINT("icmp.receive_timestamp"),
    [ICMP_TRANSMIT] = SN_UINT("icmp.transmit_timestamp"),
    [ICMP_MASK] = SN_IPV4("icmp.address_mask"),
    [ICMP_IN_LEN] = SN_UINT("icmp.inner.len"),
    [ICMP_IN_PROTO] = SN_UINT("icmp.inner.proto"),
    [ICMP_IN_DST] = SN_IPV4("icmp.inner.dst"),
    [ICMP_IN_PORT] = SN_UINT("icmp.inner.dstport"),
    [ICMP_EXT] = SN_FIELD("icmp.ext", SN_F_GROUP, 0, NULL),
    [ICMP_EXT_VERSION] = SN_UINT("icmp.ext.version"),
    [ICMP_EXT_SUM] = SN_UINT("icmp.ext.checksum"),
    [ICMP_EXT_OBJECT] = SN_FIELD("icmp.ext.object", SN_F_GROUP, SN_F_MULTI, NULL),
    [ICMP_EXT_LEN] = SN_UINT("icmp.ext.length"),
    [ICMP_EXT_CLASS] = SN_UINTV("icmp.ext.class", classes),
    [ICMP_EXT_CTYPE] = SN_UINT("icmp.ext.ctype"),
    [ICMP_EXT_DATA] = SN_BYTES("icmp.ext.data"),
    [ICMP_MPLS_LABEL] = SN_UINT("icmp.mpls.label"),
    [ICMP_MPLS_TC] = SN_UINT("icmp.mpls.exp"),
    [ICMP_MPLS_S] = SN_BOOL("icmp.mpls.s"),
    [ICMP_MPLS_TTL] = SN_UINT("icmp.mpls.ttl"),
};

static bool is_error(uint64_t type)
{
    return type == UNREACH || type == QUENCH || type == REDIRECT || type == TIME_EXCEEDED ||
           type == PARAM_PROBLEM;
}

static bool may_extend(uint64_t type)
{
    return type == UNREACH || type == TIME_EXCEEDED || type == PARAM_PROBLEM;
}

/* ---- dissect ---- */

/* For the text alone: not among the fields. */
static void only_text(struct sn_dis *d, uint32_t first)
{
    for (; first < d->nrec; first++)
        d->rec[first].flags |= SN_REC_TEXT;
}

/* What the error's own line says of the packet in error. */
static void peek_inner(struct sn_dis *d, struct sn_rd in)
{
    struct sn_rd up = in;
    uint32_t first = d->nrec;
    uint16_t v16;
    uint8_t v8, ihl;

    if (sn_rd_u8(&in, &ihl) && sn_rd_skip(&in, 1) && sn_get_be16(d, &in, ICMP_IN_LEN, &v16) &&
        sn_rd_skip(&in, 5) && sn_get_u8(d, &in, ICMP_IN_PROTO, &v8) && sn_rd_skip(&in, 6) &&
        sn_get_ipv4(d, &in, ICMP_IN_DST) && sn_rd_skip(&up, (ihl & 15u) * 4 + 2))
        (void)sn_get_be16(d, &up, ICMP_IN_PORT, &v16);
    only_text(d, first);
}

/* The packet in error, as far as its own length says. */
static void inner(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_rd in = *r, body;
    uint16_t len;

    if (!(d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE)) || !sn_rd_skip(&in, 2) ||
        !sn_rd_be16(&in, &len))
        return;
    in = *r;
    (void)!sn_rd_sub(&in, len, &body);
    sn_next_proto(d, &sn_proto_ip, &body, len);
}

static bool mpls_entry(struct sn_dis *d, struct sn_rd *r)
{
    size_t o = sn_rd_off(r);
    uint32_t v;

    if (!sn_rd_be32(r, &v))
        return false;
    sn_rec_uint(d, ICMP_MPLS_LABEL, o, 3, v >> 12);
    sn_rec_uint(d, ICMP_MPLS_TC, o + 2, 1, v >> 9 & 7);
    sn_rec_uint(d, ICMP_MPLS_S, o + 2, 1, v >> 8 & 1);
    sn_rec_uint(d, ICMP_MPLS_TTL, o + 3, 1, v & 255);
    return true;
}

/* The objects of an extension of which len bytes are left. */
static void ext_objects(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    while (len > EXT_HDR) {
        struct sn_rec *g = sn_group(d, r, ICMP_EXT_OBJECT, 0);
        uint16_t n;
        uint8_t class, ctype;
        struct sn_rd body;

        if (!sn_get_be16(d, r, ICMP_EXT_LEN, &n) || !sn_get_u8(d, r, ICMP_EXT_CLASS, &class) ||
            !sn_get_u8(d, r, ICMP_EXT_CTYPE, &ctype))
            return;
        if (class == 0 || n < EXT_HDR) {
            sn_malformed(r);
            return;
        }
        n = (uint16_t)(n - EXT_HDR);
        len -= EXT_HDR;
        body = *r;
        if (class == CLASS_MPLS && ctype == 1) {
            if (!mpls_entry(d, &body)) {
                sn_stop(r, &body);
                return;
            }
        } else {
            size_t left = sn_rd_left(r);

            (void)!sn_get_bytes(d, &body, ICMP_EXT_DATA, left < n ? left : n);
        }
        if (!sn_rd_skip(r, n) || len < n)
            return;
        len -= n;
        sn_group_end(d, r, g);
    }
}

/* Multi-part extension (RFC 4884). It stands where it always does, for senders that don't set the
 * length field too: of these it is only taken for one when its checksum is right. */
static void extension(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t length)
{
    struct sn_rd x = *r;
    uint32_t rest = 0;
    struct sn_rec *g;
    uint16_t sum;
    uint8_t version = 0;
    bool whole;

    if (!sn_rd_skip(&x, EXT_AT - HDR) || !sn_rd_need(&x, EXT_HDR + 1)) {
        sn_stop(r, &x);
        return;
    }
    whole = sn_rd_left(&x) >= len - EXT_AT;
    if (whole)
        rest = sn_sum_fold(sn_sum_add(0, x.p, len - EXT_AT));
    if (length == 0 && rest)
        return;
    g = sn_group(d, &x, ICMP_EXT, 0);
    g->n = whole;
    (void)!sn_rd_peek(&x, 0, &version);
    sn_rec_uint(d, ICMP_EXT_VERSION, sn_rd_off(&x), 1, version >> 4);
    if (version >> 4 == 2 && sn_rd_skip(&x, 2) && sn_get_be16(d, &x, ICMP_EXT_SUM, &sum)) {
        if (rest)
            d->rec[d->nrec - 1].flags |= SN_REC_BAD;
        ext_objects(d, &x, len - EXT_AT - EXT_HDR);
    }
    if (x.stop)
        sn_stop(r, &x);
    d->depth = 0;
    g->len = (uint32_t)sn_rd_off(&x) - g->off;
}

static bool router_advert(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t life;
    uint32_t pref;
    uint8_t n, size;

    if (!sn_get_u8(d, r, ICMP_NUM_ADDRS, &n) || !sn_get_u8(d, r, ICMP_ENTRY_SIZE, &size) ||
        !sn_get_be16(d, r, ICMP_LIFETIME, &life))
        return false;
    if (size != 2)
        return true;
    for (; n; n--) {
        if (!sn_get_ipv4(d, r, ICMP_ROUTER) || !sn_get_be32(d, r, ICMP_PREF, &pref))
            return false;
    }
    return true;
}

static bool ident(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t id, seq;

    if (!sn_get_be16(d, r, ICMP_IDENT, &id) || !sn_get_be16(d, r, ICMP_SEQ, &seq))
        return false;
    if (__builtin_expect(d->want & SN_WANT_FIELDS, 0))
        sn_rec_made(d, ICMP_SEQ_LE, (uint16_t)(seq >> 8 | seq << 8));
    return true;
}

/* The second half of an error's header, and the packet in error behind it. */
static bool error(struct sn_dis *d, struct sn_rd *r, uint8_t type, uint8_t code, uint32_t len)
{
    struct sn_rd h = *r;
    uint16_t mtu;
    uint8_t pointer = 0, length = 0;

    if (type == REDIRECT && !sn_get_ipv4(d, r, ICMP_GATEWAY))
        return false;
    if (type == PARAM_PROBLEM && !sn_get_u8(d, &h, ICMP_POINTER, &pointer))
        return false;
    h = *r;
    if (may_extend(type) && (!sn_rd_skip(&h, 1) || !sn_get_u8(d, &h, ICMP_LENGTH, &length)))
        return false;
    if (type == UNREACH && code == UNREACH_FRAG && !sn_get_be16(d, &h, ICMP_MTU, &mtu))
        return false;
    if (type != REDIRECT && !sn_rd_skip(r, HDR / 2))
        return false;
    peek_inner(d, *r);
    if (may_extend(type) && len > EXT_AT && d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE))
        extension(d, r, len, length);
    inner(d, r);
    return true;
}

static bool stamps(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    return sn_get_be32(d, r, ICMP_ORIGINATE, &v) && sn_get_be32(d, r, ICMP_RECEIVE, &v) &&
           sn_get_be32(d, r, ICMP_TRANSMIT, &v);
}

/* The checksum, of a message that is whole and no fragment. */
static void verify(struct sn_dis *d, const struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q = &d->rec[d->cur->first + ICMP_SUM];

    if (d->ip.frag || sn_rd_left(r) < len)
        return;
    q->n = sn_sum_fold(sn_sum_add(0, r->p, len));
    q->flags |= (uint8_t)(SN_REC_CHECKED | (q->n ? SN_REC_BAD : 0));
    if (d->want & SN_WANT_FIELDS)
        sn_rec_made(d, ICMP_SUM_STATUS, q->n == 0);
}

static void dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd whole = *r;
    size_t o = sn_rd_off(r);
    uint8_t tmp[4];
    const uint8_t *h = sn_fixed(r, 4, tmp);
    struct sn_rec *q = sn_fixed_recs(d);
    bool ok;

    q = sn_fill(q, ICMP_TYPE, o, 1, h[0]);
    q = sn_fill(q, ICMP_CODE, o + 1, 1, h[1]);
    q = sn_fill(q, ICMP_SUM, o + 2, 2, sn_be16(h + 2));
    if (!sn_fixed_end(d, r, q))
        return;
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE))
        verify(d, &whole, len);
    switch (h[0]) {
    case ECHO_REQUEST:
    case ECHO_REPLY:
    case STAMP_REQUEST:
    case STAMP_REPLY:
    case MASK_REQUEST:
    case MASK_REPLY:
        ok = ident(d, r);
        break;
    case ROUTER_ADVERT:
        ok = router_advert(d, r);
        break;
    default:
        ok = is_error(h[0]) ? error(d, r, h[0], h[1], len) : true;
        break;
    }
    if (!ok || is_error(h[0]))
        return;
    if (h[0] == STAMP_REQUEST || h[0] == STAMP_REPLY)
        ok = stamps(d, r);
    else if (h[0] == MASK_REQUEST || h[0] == MASK_REPLY)
        ok = sn_get_ipv4(d, r, ICMP_MASK);
    if (ok && d->want & SN_WANT_FIELDS)
        sn_next_proto(d, NULL, r, len - (uint32_t)(sn_rd_off(r) - o));
}

/* ---- text ---- */

static bool put_host(struct sn_text *t, const struct sn_rec *q)
{
    if (q)
        sn_text_host4(t, (uint32_t)q->u);
    return q;
}

/* "5.6.7.8 udp port 53 unreachable" */
static bool unreach_port(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP_IN_DST);
    const struct sn_rec *port = sn_rec_find(t, l, ICMP_IN_PORT);
    uint64_t proto;

    if (!dst || !port)
        return false;
    proto = sn_rec_find(t, l, ICMP_IN_PROTO)->u;
    sn_text_host4(t, (uint32_t)dst->u);
    if (proto == 6 || proto == 17) {
        sn_put_s(t->b, proto == 6 ? " tcp port " : " udp port ");
        sn_text_port(t, (uint16_t)port->u, proto == 17);
    } else {
        sn_put_lit(t->b, " protocol ");
        sn_put_u32(t->b, (uint32_t)proto);
        sn_put_lit(t->b, " port ");
        sn_put_u32(t->b, (uint32_t)port->u);
    }
    sn_put_lit(t->b, " unreachable");
    return true;
}

/* What stands before and behind the destination, by code. */
static const struct {
    const char *front, *back;
} unreach_says[] = {
    {"net ", " unreachable"},
    {"host ", " unreachable"},
    {"", ""},
    {"", ""},
    {"", " unreachable - need to frag"},
    {"", " unreachable - source route failed"},
    {"net ", " unreachable - unknown"},
    {"host ", " unreachable - unknown"},
    {"", " unreachable - source host isolated"},
    {"net ", " unreachable - admin prohibited"},
    {"host ", " unreachable - admin prohibited"},
    {"net ", " unreachable - tos prohibited"},
    {"host ", " unreachable - tos prohibited"},
    {"host ", " unreachable - admin prohibited filter"},
    {"host ", " unreachable - host precedence violation"},
    {"host ", " unreachable - precedence cutoff"},
};

static bool unreach(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *dst = sn_rec_find(t, l, ICMP_IN_DST), *q;

    if (code == UNREACH_PORT)
        return unreach_port(t, l);
    if (!dst)
        return false;
    if (code < sizeof unreach_says / sizeof unreach_says[0])
        sn_put_s(t->b, unreach_says[code].front);
    sn_text_host4(t, (uint32_t)dst->u);
    if (code == UNREACH_PROTO)
        sn_put_f(t->b, " protocol %u unreachable", (unsigned)sn_rec_find(t, l, ICMP_IN_PROTO)->u);
    else if (code < sizeof unreach_says / sizeof unreach_says[0])
        sn_put_s(t->b, unreach_says[code].back);
    else
        sn_put_f(t->b, " unreachable - #%u", (unsigned)code);
    if (code == UNREACH_FRAG && (q = sn_rec_find(t, l, ICMP_MTU)) && q->u)
        sn_put_f(t->b, " (mtu %u)", (unsigned)q->u);
    return true;
}

static bool redirect(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    static const char *const front[4] = {"redirect ", "redirect ", "redirect-tos ",
                                         "redirect-tos "};
    static const char *const to[4] = {" to net ", " to host ", " to net ", " to host "};

    if (code < 4)
        sn_put_s(t->b, front[code]);
    else
        sn_put_f(t->b, "redirect-#%u ", (unsigned)code);
    if (!put_host(t, sn_rec_find(t, l, ICMP_IN_DST)))
        return false;
    sn_put_s(t->b, code < 4 ? to[code] : " to ");
    return put_host(t, sn_rec_find(t, l, ICMP_GATEWAY));
}

static bool put_routers(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l), *end = q + l->n;
    const struct sn_rec *num = sn_rec_find(t, l, ICMP_NUM_ADDRS);
    const struct sn_rec *size = sn_rec_find(t, l, ICMP_ENTRY_SIZE);
    const struct sn_rec *life = sn_rec_find(t, l, ICMP_LIFETIME);
    uint64_t left, s;

    if (!num || !size || !life)
        return false;
    s = life->u;
    sn_put_lit(t->b, "router advertisement lifetime ");
    if (s < 60)
        sn_put_f(t->b, "%u", (unsigned)s);
    else if (s < 3600)
        sn_put_f(t->b, "%u:%02u", (unsigned)(s / 60), (unsigned)(s % 60));
    else
        sn_put_f(t->b, "%u:%02u:%02u", (unsigned)(s / 3600), (unsigned)(s / 60 % 60),
                 (unsigned)(s % 60));
    sn_put_f(t->b, " %u:", (unsigned)num->u);
    if (size->u != 2) {
        sn_put_f(t->b, " [size %u]", (unsigned)size->u);
        return true;
    }
    for (q = life + 1, left = num->u; left && end - q >= 2; left--, q += 2) {
        sn_put_lit(t->b, " {");
        sn_text_host4(t, (uint32_t)q[0].u);
        sn_put_f(t->b, " %u}", (unsigned)q[1].u);
    }
    return left == 0;
}

/* Milliseconds since midnight. */
static bool put_stamp(struct sn_text *t, const char *what, const struct sn_rec *q)
{
    uint32_t ms;

    if (!q)
        return false;
    ms = (uint32_t)q->u;
    sn_put_f(t->b, "%s%02u:%02u:%02u.%03u", what, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
             ms % 1000);
    return true;
}

static bool put_ident(struct sn_text *t, const struct sn_layer *l, const char *what,
                      const char *between)
{
    const struct sn_rec *id = sn_rec_find(t, l, ICMP_IDENT), *seq = sn_rec_find(t, l, ICMP_SEQ);

    if (!id || !seq)
        return false;
    sn_put_s(t->b, what);
    sn_put_u32(t->b, (uint32_t)id->u);
    sn_put_s(t->b, between);
    sn_put_u32(t->b, (uint32_t)seq->u);
    return true;
}

static bool param_problem(struct sn_text *t, const struct sn_layer *l, uint64_t code)
{
    const struct sn_rec *q = sn_rec_find(t, l, ICMP_POINTER);

    if (code) {
        sn_put_f(t->b, "parameter problem - code %u", (unsigned)code);
        return true;
    }
    if (q)
        sn_put_f(t->b, "parameter problem - octet %u", (unsigned)q->u);
    return q;
}

/* What the message says; false: a part of that is missing. */
static bool put_message(struct sn_text *t, const struct sn_layer *l, uint64_t type, uint64_t code)
{
    const struct sn_rec *q;
    const char *name;

    switch (type) {
    case ECHO_REQUEST:
        return put_ident(t, l, "echo request, id ", ", seq ");
    case ECHO_REPLY:
        return put_ident(t, l, "echo reply, id ", ", seq ");
    case UNREACH:
        return unreach(t, l, code);
    case REDIRECT:
        return redirect(t, l, code);
    case ROUTER_ADVERT:
        return put_routers(t, l);
    case TIME_EXCEEDED:
        if (!sn_rec_find(t, l, ICMP_IN_DST))
            return false;
        if (code < 2)
            sn_put_s(t->b, code ? "ip reassembly time exceeded" : "time exceeded in-transit");
        else
            sn_put_f(t->b, "time exceeded-#%u", (unsigned)code);
        return true;
    case PARAM_PROBLEM:
        return param_problem(t, l, code);
    case MASK_REPLY:
        q = sn_rec_find(t, l, ICMP_MASK);
        if (q)
            sn_put_f(t->b, "address mask is 0x%08x", (unsigned)q->u);
        return q;
    case STAMP_REQUEST:
        return put_ident(t, l, "time stamp query id ", " seq ");
    case STAMP_REPLY:
        return put_ident(t, l, "time stamp reply id ", " seq ") &&
               put_stamp(t, ": org ", sn_rec_find(t, l, ICMP_ORIGINATE)) &&
               put_stamp(t, ", recv ", sn_rec_find(t, l, ICMP_RECEIVE)) &&
               put_stamp(t, ", xmit ", sn_rec_find(t, l, ICMP_TRANSMIT));
    default:
        name = sn_val_name(types, (uint32_t)type);
        if (name)
            sn_put_s(t->b, name);
        else
            sn_put_f(t->b, "type-#%u", (unsigned)type);
        return true;
    }
}

/* One object of an extension, of which the group's records end at end. */
static enum sn_then put_object(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    const char *name;

    if (end - q < 3)
        return SN_TEXT_CUT_SHORT;
    name = sn_val_name(classes, (uint32_t)q[1].u);
    sn_put_f(t->b, "\n\t  %s Object (%u), Class-Type: %u, length %u", name ? name : "unknown",
             (unsigned)q[1].u, (unsigned)q[2].u, (unsigned)q[0].u);
    if (q[1].u == 0 || q[0].u < EXT_HDR)
        return SN_TEXT_DONE;
    if (q[1].u != CLASS_MPLS || q[2].u != 1) {
        if (end - q > 3)
            sn_hex_indent(t->b, "\n\t    ", q[3].p, q[3].n);
        return SN_TEXT_INNER;
    }
    if (end - q < 7)
        return SN_TEXT_CUT;
    sn_put_f(t->b, "\n\t    label %u, tc %u%s, ttl %u", (unsigned)q[3].u, (unsigned)q[4].u,
             q[5].u ? ", [S]" : "", (unsigned)q[6].u);
    return SN_TEXT_INNER;
}

static enum sn_then put_extension(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n, *g = sn_rec_find(t, l, ICMP_EXT), *q, *next;
    uint32_t len = l->len - EXT_AT - EXT_HDR;
    enum sn_then said;

    if (!g)
        return l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED) ? SN_TEXT_CUT_SHORT
                                                                    : SN_TEXT_DONE;
    q = g + 1;
    sn_put_f(t->b, "\n\tICMP Multi-Part extension v%u", (unsigned)q->u);
    if (q->u != 2) {
        sn_put_lit(t->b, " packet not supported");
        return SN_TEXT_DONE;
    }
    q++;
    if (g->n)
        sn_put_f(t->b, ", checksum 0x%04x (%scorrect), length %u", (unsigned)q->u,
                 q->flags & SN_REC_BAD ? "in" : "", len + EXT_HDR);
    for (q++; len > EXT_HDR; q = next) {
        if (q == end)
            return SN_TEXT_CUT_SHORT;
        for (next = q + 1; next < end && next->depth > q->depth; next++)
            ;
        said = put_object(t, q + 1, next);
        if (said != SN_TEXT_INNER)
            return said;
        len -= EXT_HDR;
        if (len < q[1].u - EXT_HDR)
            return SN_TEXT_DONE;
        len -= (uint32_t)q[1].u - EXT_HDR;
    }
    return SN_TEXT_DONE;
}

/* How tcpdump finds that a part of the message is missing: by looking ahead, or by reading it. */
static enum sn_then missed(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);

    switch (q[ICMP_TYPE].u) {
    case UNREACH:
        return q[ICMP_CODE].u != UNREACH_PORT || sn_rec_find(t, l, ICMP_IN_PROTO)
                   ? SN_TEXT_CUT
                   : SN_TEXT_CUT_SHORT;
    case ROUTER_ADVERT:
    case TIME_EXCEEDED:
    case STAMP_REPLY:
        return SN_TEXT_CUT_SHORT;
    default:
        return SN_TEXT_CUT;
    }
}

static enum sn_then text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l), *in;
    size_t start = sn_buf_len(t->b);

    if (l->n < 2)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, "ICMP ");
    if (!put_message(t, l, q[ICMP_TYPE].u, q[ICMP_CODE].u)) {
        t->b->p = t->b->base + start;
        return missed(t, l);
    }
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (l->len < 4 && l->caplen == l->len && !l->frag) /* no room for a checksum */
        return SN_TEXT_CUT;
    if (l->n >= ICMP_FIXED && q[ICMP_SUM].flags & SN_REC_BAD)
        sn_put_f(t->b, " (wrong icmp cksum %x (->%x)!)", (unsigned)q[ICMP_SUM].u,
                 sn_sum_should((uint16_t)q[ICMP_SUM].u, (uint16_t)q[ICMP_SUM].n));
    if (!is_error(q[ICMP_TYPE].u))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "\n\t");
    in = sn_rec_find(t, l, ICMP_IN_LEN);
    if (!in || in->u < 4) /* its length must at least cover its length */
        return SN_TEXT_CUT;
    sn_text_inner(t);
    sn_uncut_short(t);
    if (t->cut || !may_extend(q[ICMP_TYPE].u) || l->len <= EXT_AT)
        return SN_TEXT_DONE;
    return put_extension(t, l);
}

const struct sn_proto sn_proto_icmp = {
    .name = "icmp",
    .title = "Internet Control Message Protocol",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys = SN_KEYS({.table = SN_TAB_IPPROTO, .value = 1}),
    .dissect = dissect,
    .text = text,
};
