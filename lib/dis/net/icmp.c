/* ICMP (RFC 792, 950, 1191, 1256, 4884, 4950). */
#include "base/hex.h"
#include "dis/proto.h"

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

static const struct sn_val transports[] = {{6, "tcp"}, {17, "udp"}, {0, NULL}};

#define ICMP(F)                                                                                    \
    F(TYPE, "icmp.type", U8, "Type", .vals = types)                                                \
    F(CODE, "icmp.code", U8, "Code")                                                               \
    F(SUM, "icmp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(NO_SUM, "sn.icmp.checksum.none", NONE, NULL)                                                 \
    F(SUM_STATUS, "icmp.checksum.status", UINT, "Checksum Status")                                 \
    F(SUM_RIGHT, "sn.icmp.checksum_calculated", UINT, "Calculated Checksum", .base = SN_HEX)       \
    F(IDENT, "icmp.ident", U16, "Identifier (BE)")                                                 \
    F(SEQ, "icmp.seq", U16, "Sequence Number (BE)")                                                \
    F(SEQ_LE, "icmp.seq_le", UINT, "Sequence Number (LE)")                                         \
    F(GATEWAY, "icmp.redir_gw", IPV4, "Gateway Address")                                           \
    F(POINTER, "icmp.pointer", U8, "Pointer")                                                      \
    F(LENGTH, "icmp.length", U8, "Length")                                                         \
    F(MTU, "icmp.mtu", U16, "MTU of next hop")                                                     \
    F(NUM_ADDRS, "icmp.num_addrs", U8, "Number of addresses")                                      \
    F(ENTRY_SIZE, "icmp.addr_entry_size", U8, "Address entry size")                                \
    F(LIFETIME, "icmp.lifetime", U16, "Lifetime", .unit = "s")                                     \
    F(ROUTER, "icmp.router_address", IPV4S, "Router address")                                      \
    F(PREF, "icmp.pref_level", U32S, "Preference level")                                           \
    F(ORIGINATE, "icmp.originate_timestamp", U32, "Originate Timestamp", .unit = "ms")             \
    F(RECEIVE, "icmp.receive_timestamp", U32, "Receive Timestamp", .unit = "ms")                   \
    F(TRANSMIT, "icmp.transmit_timestamp", U32, "Transmit Timestamp", .unit = "ms")                \
    F(MASK, "icmp.address_mask", IPV4, "Address Mask")                                             \
    F(IN_LEN, "sn.icmp.inner.len", U16, "Total Length", .pad = 5)                                  \
    F(IN_PROTO, "sn.icmp.inner.proto", U8, "Protocol", .pad = 6, .vals = transports)               \
    F(IN_DST, "sn.icmp.inner.dst", IPV4, "Destination Address")                                    \
    F(IN_PORT, "sn.icmp.inner.dstport", U16, "Destination Port")                                   \
    F(EXT, "icmp.ext", GROUP, "ICMP Extensions")                                                   \
    F(EXT_VERSION, "icmp.ext.version", U8, "Version", .mask = 0xf0)                                \
    F(EXT_SUM, "icmp.ext.checksum", U16, "Checksum", .base = SN_HEX)                               \
    F(EXT_OBJECT, "sn.icmp.ext.object", GROUPS, "Object")                                          \
    F(EXT_LEN, "icmp.ext.length", U16, "Length", .unit = "bytes")                                  \
    F(EXT_CLASS, "icmp.ext.class", U8, "Class", .vals = classes)                                   \
    F(EXT_CTYPE, "icmp.ext.ctype", U8, "C-Type")                                                   \
    F(EXT_DATA, "icmp.ext.data", BYTES, "Data")                                                    \
    F(MPLS_LABEL, "icmp.mpls.label", P32, "Label", .mask = 0xfffff000)                             \
    F(MPLS_TC, "icmp.mpls.exp", P32, "Experimental", .mask = 0xe00)                                \
    F(MPLS_S, "icmp.mpls.s", BIT32, "Stack bit", .mask = 0x100)                                    \
    F(MPLS_TTL, "icmp.mpls.ttl", U32, "Time to live", .mask = 0xff)
SN_FIELDS(icmp, ICMP)

static bool is_error(uint64_t type)
{
    return type == UNREACH || type == QUENCH || type == REDIRECT || type == TIME_EXCEEDED ||
           type == PARAM_PROBLEM;
}

static bool may_extend(uint64_t type)
{
    return type == UNREACH || type == TIME_EXCEEDED || type == PARAM_PROBLEM;
}

static bool is_stamp(uint64_t type)
{
    return type == STAMP_REQUEST || type == STAMP_REPLY;
}

static bool is_mask(uint64_t type)
{
    return type == MASK_REQUEST || type == MASK_REPLY;
}

/* ---- dissect ---- */

/* What the error's own line says of the packet in error. */
static void peek_inner(struct sn_dis *d, struct sn_rd in)
{
    struct sn_rd up = in;
    uint32_t first = d->nrec;
    uint8_t ihl;

    if (sn_rd_peek(&up, 0, &ihl) && sn_rd_skip(&in, 2) && sn_header(d, &in, IN_LEN, IN_DST) &&
        sn_rd_skip(&up, (ihl & 15u) * 4 + 2))
        (void)sn_get(d, &up, IN_PORT, NULL);
    sn_text_only(d, first);
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

/* The objects of an extension of which len bytes are left. */
static void ext_objects(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    while (len > EXT_HDR) {
        struct sn_rec *g = sn_group(d, r, EXT_OBJECT, 0);
        uint64_t class;
        uint32_t n;
        struct sn_rd body;

        if (!sn_header(d, r, EXT_LEN, EXT_CTYPE))
            return;
        class = sn_rec_of(d, EXT_CLASS)->u;
        n = (uint32_t)sn_rec_of(d, EXT_LEN)->u;
        if (class == 0 || n < EXT_HDR) {
            sn_malformed(r);
            return;
        }
        n -= EXT_HDR;
        len -= EXT_HDR;
        body = *r;
        if (class != CLASS_MPLS || sn_rec_of(d, EXT_CTYPE)->u != 1) {
            (void)sn_get_upto(d, &body, EXT_DATA, n);
        } else if (!sn_header(d, &body, MPLS_LABEL, MPLS_TTL)) {
            sn_stop(r, &body);
            return;
        }
        if (!sn_rd_skip(r, n) || len < n)
            return;
        len -= n;
        sn_group_end(d, r, g);
    }
}

/* Multi-part extension (RFC 4884). It stands where it always does, for senders that don't set the
 * length field too: of these it is only taken for one when its checksum is right. */
static void extension(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd x = *r;
    uint32_t rest = 0, version;
    struct sn_rec *g;

    if (!sn_rd_skip(&x, EXT_AT - HDR) || !sn_rd_need(&x, EXT_HDR + 1)) {
        sn_stop(r, &x);
        return;
    }
    if (sn_rd_left(&x) >= len - EXT_AT)
        rest = sn_sum_fold(sn_sum_add(0, x.p, len - EXT_AT));
    if (sn_u(d, LENGTH) == 0 && rest)
        return;
    g = sn_group(d, &x, EXT, 0);
    if (sn_get(d, &x, EXT_VERSION, &version) && version == 2 && sn_rd_skip(&x, 1) &&
        sn_get(d, &x, EXT_SUM, NULL)) {
        if (rest)
            sn_rec_of(d, EXT_SUM)->flags |= SN_REC_BAD;
        ext_objects(d, &x, len - EXT_AT - EXT_HDR);
    }
    if (x.stop)
        sn_stop(r, &x);
    d->depth = 1;
    sn_group_end(d, &x, g);
}

static bool router_advert(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    if (!sn_header(d, r, NUM_ADDRS, LIFETIME))
        return false;
    if (sn_u(d, ENTRY_SIZE) != 2)
        return true;
    for (n = sn_u(d, NUM_ADDRS); n; n--) {
        if (!sn_header(d, r, ROUTER, PREF))
            return false;
    }
    return true;
}

static bool ident(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, IDENT, SEQ))
        return false;
    if (__builtin_expect(d->want & SN_WANT_FIELDS, 0))
        sn_rec_made(d, SEQ_LE, __builtin_bswap16((uint16_t)sn_u(d, SEQ)));
    return true;
}

/* The second half of an error's header. */
static bool error_header(struct sn_dis *d, struct sn_rd *r, uint64_t type)
{
    struct sn_rd h = *r;

    if (type == REDIRECT)
        return sn_get(d, r, GATEWAY, NULL);
    if (type == PARAM_PROBLEM && !sn_header(d, &h, POINTER, LENGTH))
        return false;
    if (type == TIME_EXCEEDED && !(sn_rd_skip(&h, 1) && sn_get(d, &h, LENGTH, NULL)))
        return false;
    if (type == UNREACH &&
        !(sn_rd_skip(&h, 1) &&
          sn_header(d, &h, LENGTH, sn_u(d, CODE) == UNREACH_FRAG ? MTU : LENGTH)))
        return false;
    if (type != QUENCH && !sn_u(d, LENGTH))
        sn_rec_of(d, LENGTH)->flags |= SN_REC_TEXT; /* the sender knows of no extensions */
    return sn_rd_skip(r, HDR / 2);
}

static void error(struct sn_dis *d, struct sn_rd *r, uint64_t type, uint32_t len)
{
    if (!error_header(d, r, type))
        return;
    peek_inner(d, *r);
    if (may_extend(type) && len > EXT_AT && d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE))
        extension(d, r, len);
    inner(d, r);
}

/* Wireshark reads what most messages have behind the checksum before it shows anything. */
enum { FIELDS_MIN = 6 };

static void icmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    bool whole = sn_header_of(d, r, icmp_fields, SUM), ok = true;
    uint64_t type;

    if (sn_rd_left(&all) < FIELDS_MIN)
        sn_text_only(d, d->cur->first);
    if (!whole) {
        /* All of a message may add up to a right one though there is no room for it. */
        if (sn_rd_left(&all) >= len && !d->ip.frag && sn_sum_fold(sn_sum_add(0, all.p, len)))
            sn_note(d, NO_SUM, 0);
        return;
    }
    if (d->want & (SN_WANT_SUMS | SN_WANT_VERBOSE) && !d->ip.frag)
        sn_sum_check(d, &all, len, 0, SUM, SUM_STATUS, SUM_RIGHT);
    type = sn_u(d, TYPE);
    if (is_error(type)) {
        error(d, r, type, len);
        return;
    }
    if (type == ECHO_REQUEST || type == ECHO_REPLY || is_stamp(type) || is_mask(type))
        ok = ident(d, r);
    else if (type == ROUTER_ADVERT)
        ok = router_advert(d, r);
    if (ok && is_stamp(type))
        ok = sn_header(d, r, ORIGINATE, TRANSMIT);
    else if (ok && is_mask(type))
        ok = sn_get(d, r, MASK, NULL);
    if (ok && d->want & SN_WANT_FIELDS)
        sn_next_proto(d, NULL, r, len - (uint32_t)(r->p - all.p));
}

/* ---- text ---- */

static void unreach(struct sn_text *t, const struct sn_view *v)
{
    static const char *const formats[] = {
        "net {} unreachable",
        "host {} unreachable",
        "{} protocol {} unreachable",
        NULL,
        "{} unreachable - need to frag",
        "{} unreachable - source route failed",
        "net {} unreachable - unknown",
        "host {} unreachable - unknown",
        "{} unreachable - source host isolated",
        "net {} unreachable - admin prohibited",
        "host {} unreachable - admin prohibited",
        "net {} unreachable - tos prohibited",
        "host {} unreachable - tos prohibited",
        "host {} unreachable - admin prohibited filter",
        "host {} unreachable - host precedence violation",
        "host {} unreachable - precedence cutoff",
    };
    uint64_t code = sn_opt(v, CODE), proto;

    if (code == UNREACH_PORT && sn_need(t, v, IN_PORT)) {
        proto = sn_opt(v, IN_PROTO);
        if (proto == 6 || proto == 17) {
            sn_say(t, v, "{} {s} port ", IN_DST, IN_PROTO);
            sn_text_port(t, (uint16_t)sn_opt(v, IN_PORT), proto == 17);
        } else {
            sn_say(t, v, "{} protocol {} port {}", IN_DST, IN_PROTO, IN_PORT);
        }
        sn_put_lit(t->b, " unreachable");
    } else if (code < sizeof formats / sizeof formats[0] && code != UNREACH_PORT) {
        sn_say(t, v, formats[code], IN_DST, IN_PROTO);
    } else if (code != UNREACH_PORT) {
        sn_say(t, v, "{} unreachable - #{}", IN_DST, CODE);
    }
    if (code == UNREACH_FRAG && sn_opt(v, MTU))
        sn_say(t, v, " (mtu {})", MTU);
}

static void redirect(struct sn_text *t, const struct sn_view *v)
{
    static const char *const formats[] = {"redirect {} to net {}", "redirect {} to host {}",
                                          "redirect-tos {} to net {}",
                                          "redirect-tos {} to host {}"};
    uint64_t code = sn_opt(v, CODE);

    if (code < 4)
        sn_say(t, v, formats[code], IN_DST, GATEWAY);
    else
        sn_say(t, v, "redirect-#{} {} to {}", CODE, IN_DST, GATEWAY);
}

static void put_routers(struct sn_text *t, const struct sn_view *v)
{
    unsigned s = (unsigned)sn_num(t, v, LIFETIME);
    struct sn_view router = {0};

    sn_put_lit(t->b, "router advertisement lifetime ");
    if (s < 60)
        sn_put_f(t->b, "%u", s);
    else if (s < 3600)
        sn_put_f(t->b, "%u:%02u", s / 60, s % 60);
    else
        sn_put_f(t->b, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
    sn_say(t, v, " {}:", NUM_ADDRS);
    if (sn_opt(v, ENTRY_SIZE) != 2) {
        sn_say(t, v, " [size {}]", ENTRY_SIZE);
        return;
    }
    for (uint64_t n = sn_opt(v, NUM_ADDRS); n && sn_say_each(t, v, &router, " {{{}", ROUTER); n--)
        sn_say(t, &router, " {}}}", PREF);
}

/* Milliseconds since midnight. */
static void put_stamp(struct sn_text *t, const struct sn_view *v, const char *what, unsigned field)
{
    uint32_t ms = (uint32_t)sn_num(t, v, field);

    sn_put_f(t->b, "%s%02u:%02u:%02u.%03u", what, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
             ms % 1000);
}

static void put_message(struct sn_text *t, const struct sn_view *v)
{
    uint64_t type = sn_num(t, v, TYPE), code = sn_num(t, v, CODE);

    switch (type) {
    case ECHO_REQUEST:
    case ECHO_REPLY:
        sn_say(t, v, "{s}, id {}, seq {}", TYPE, IDENT, SEQ);
        break;
    case UNREACH:
        unreach(t, v);
        break;
    case REDIRECT:
        redirect(t, v);
        break;
    case ROUTER_ADVERT:
        put_routers(t, v);
        break;
    case TIME_EXCEEDED:
        if (!sn_need(t, v, IN_DST))
            break;
        if (code < 2)
            sn_put_s(t->b, code ? "ip reassembly time exceeded" : "time exceeded in-transit");
        else
            sn_say(t, v, "time exceeded-#{}", CODE);
        break;
    case PARAM_PROBLEM:
        if (code)
            sn_say(t, v, "parameter problem - code {}", CODE);
        else
            sn_say(t, v, "parameter problem - octet {}", POINTER);
        break;
    case MASK_REPLY:
        sn_say(t, v, "address mask is 0x{08x}", MASK);
        break;
    case STAMP_REQUEST:
    case STAMP_REPLY:
        sn_say(t, v, "{s} id {} seq {}", TYPE, IDENT, SEQ);
        if (type == STAMP_REQUEST)
            break;
        put_stamp(t, v, ": org ", ORIGINATE);
        put_stamp(t, v, ", recv ", RECEIVE);
        put_stamp(t, v, ", xmit ", TRANSMIT);
        break;
    default:
        sn_say(t, v, "{s:type-#%u}", TYPE);
        break;
    }
}

/* One object of an extension. False: no more of them are shown. */
static bool put_object(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *data = sn_find(v, EXT_DATA);

    if (!sn_need_short(t, v, EXT_CTYPE))
        return false;
    sn_say(t, v, "\n\t  {s:unknown} Object ({}), Class-Type: {}, length {}", EXT_CLASS, EXT_CLASS,
           EXT_CTYPE, EXT_LEN);
    if (sn_opt(v, EXT_CLASS) == 0 || sn_opt(v, EXT_LEN) < EXT_HDR)
        return false;
    if (sn_opt(v, EXT_CLASS) == CLASS_MPLS && sn_opt(v, EXT_CTYPE) == 1) {
        sn_say(t, v, "\n\t    label {}, tc {}", MPLS_LABEL, MPLS_TC);
        return sn_say(t, v, sn_opt(v, MPLS_S) ? ", [S], ttl {}" : ", ttl {}", MPLS_TTL);
    }
    if (data)
        sn_hex_indent(t->b, "\n\t    ", data->p, data->n);
    return true;
}

static void put_extension(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view ext = sn_from(v, EXT), object = {0};
    uint64_t len = l->len - EXT_AT - EXT_HDR, n;

    if (!sn_find(&ext, EXT)) {
        if (l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
            sn_cut_short(t);
        return;
    }
    sn_say(t, &ext, "\n\tICMP Multi-Part extension v{}", EXT_VERSION);
    if (sn_opt(&ext, EXT_VERSION) != 2) {
        sn_put_lit(t->b, " packet not supported");
        return;
    }
    if (l->caplen >= l->len) {
        sn_say(t, &ext, ", checksum {}", EXT_SUM);
        sn_put_f(t->b, " (%scorrect), length %u",
                 sn_find(&ext, EXT_SUM)->flags & SN_REC_BAD ? "in" : "", (unsigned)len + EXT_HDR);
    }
    while (len > EXT_HDR) {
        if (!sn_each(&ext, EXT_OBJECT, &object))
            sn_cut_short(t);
        else if (put_object(t, &object)) {
            n = sn_opt(&object, EXT_LEN);
            if (len < n)
                return;
            len -= n;
            continue;
        }
        return;
    }
}

/* Whether tcpdump finds that a part of the message is missing by looking ahead, not by reading. */
static bool looks_ahead(const struct sn_view *v)
{
    if (!sn_find(v, CODE))
        return false;
    switch (sn_opt(v, TYPE)) {
    case UNREACH:
        return sn_opt(v, CODE) == UNREACH_PORT && !sn_find(v, IN_PROTO);
    case ROUTER_ADVERT:
    case TIME_EXCEEDED:
    case STAMP_REPLY:
        return true;
    default:
        return false;
    }
}

static enum sn_then icmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    size_t start = sn_buf_len(t->b);

    sn_put_lit(t->b, "ICMP ");
    put_message(t, &v);
    if (sn_is_cut(t)) { /* tcpdump prints the message as a whole */
        t->end = start;
        t->jumped = !looks_ahead(&v);
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, ", length ");
    sn_put_u32(t->b, l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (sn_find(&v, NO_SUM))
        sn_cut(t);
    if (sn_sum_is_bad(&v, SUM))
        sn_say(t, &v, " (wrong icmp cksum {x} (->{x})!)", SUM, SUM_RIGHT);
    if (!is_error(type))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "\n\t");
    if (sn_num(t, &v, IN_LEN) < 4) /* its length must at least cover its length */
        sn_cut(t);
    if (sn_is_cut(t))
        return SN_TEXT_DONE;
    sn_text_inner(t);
    if (!t->jumped)
        sn_uncut(t);
    if (!sn_is_cut(t) && may_extend(type) && l->len > EXT_AT)
        put_extension(t, l, &v);
    return SN_TEXT_DONE;
}

SN_PROTO(icmp, "Internet Control Message Protocol", {.table = &sn_tab_ipproto, .value = 1})
