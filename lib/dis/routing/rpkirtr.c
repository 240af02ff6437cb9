/* RPKI to Router Protocol, version 0 (RFC 6810) and, in its fields, version 1 (RFC 8210). */
#include "dis/proto.h"

enum { PORT = 323, HDR = 8, COUNT_SIZE = 4 };
enum {
    NOTIFY,
    QUERY,
    RESET_QUERY,
    RESPONSE,
    PREFIX4,
    PREFIX6 = 6,
    END,
    CACHE_RESET,
    ROUTER_KEY,
    ERROR,
};

static const struct sn_val types[] = {
    {NOTIFY, "Serial Notify"},    {QUERY, "Serial Query"},
    {RESET_QUERY, "Reset Query"}, {RESPONSE, "Cache Response"},
    {PREFIX4, "IPV4 Prefix"},     {PREFIX6, "IPV6 Prefix"},
    {END, "End of Data"},         {CACHE_RESET, "Cache Reset"},
    {ERROR, "Error Report"},      {0, NULL},
};
static const struct sn_val errors[] = {
    {0, "Corrupt Data"},
    {1, "Internal Error"},
    {2, "No Data Available"},
    {3, "Invalid Request"},
    {4, "Unsupported Protocol Version"},
    {5, "Unsupported PDU Type"},
    {6, "Withdrawal of Unknown Record"},
    {7, "Duplicate Announcement Received"},
    {0, NULL},
};

#define RPKIRTR(F)                                                                                 \
    F(PDU, "sn.rpki-rtr.pdu", GROUPS, "PDU")                                                       \
    F(VERSION, "rpki-rtr.version", U8, "Version")                                                  \
    F(UNKNOWN, "sn.rpki-rtr.unknown", UINT, NULL)                                                  \
    F(FEW, "sn.rpki-rtr.few", UINT, NULL)                                                          \
    F(TYPE, "rpki-rtr.pdu_type", U8, "PDU Type", .vals = types)                                    \
    F(SESSION, "rpki-rtr.session_id", U16, "Session ID")                                           \
    F(CODE, "rpki-rtr.error_code", U16, "Error Code", .vals = errors)                              \
    F(RESERVED, "rpki-rtr.reserved", BYTESS, "Reserved")                                           \
    F(LEN, "rpki-rtr.length", U32, "Length")                                                       \
    F(LEN_BAD, "sn.rpki-rtr.length.invalid", UINT, NULL)                                           \
    F(SERIAL, "rpki-rtr.serial_number", U32, "Serial Number")                                      \
    F(REFRESH, "rpki-rtr.refresh_interval", U32, "Refresh Interval", .unit = "s")                  \
    F(RETRY, "rpki-rtr.retry_interval", U32, "Retry Interval", .unit = "s")                        \
    F(EXPIRE, "rpki-rtr.expire_interval", U32, "Expire Interval", .unit = "s")                     \
    F(FLAGS, "rpki-rtr.flags", U8, "Flags", .base = SN_HEX)                                        \
    F(ANNOUNCED, "rpki-rtr.flags.aw", BOOL, "Flag AW", .mask = 1)                                  \
    F(KEY_ANNOUNCED, "rpki-rtr.flags.rk", BOOL, "Flag Router Key", .mask = 1)                      \
    F(PLEN, "rpki-rtr.prefix_length", U8, "Prefix Length")                                         \
    F(PMAX, "rpki-rtr.max_length", U8, "Max length")                                               \
    F(PREFIX, "rpki-rtr.ipv4_prefix", IPV4, "IPv4 Prefix")                                         \
    F(PREFIX_6, "rpki-rtr.ipv6_prefix", IPV6, "IPv6 Prefix")                                       \
    F(AS, "rpki-rtr.as_number", U32, "AS Number")                                                  \
    F(KEY, "rpki-rtr.subject_key_identifier", BYTES, "Subject Key Identifier", .width = 20,        \
      .step = 20)                                                                                  \
    F(SUBJECT, "sn.rpki-rtr.subject_public_key_info", BYTES, "Subject Public Key Info")            \
    F(INNER_LEN, "rpki-rtr.length_pdu", U32, "Length of Encapsulated PDU")                         \
    F(INNER, "rpki-rtr.error_pdu", BYTES, "Erroneous PDU")                                         \
    F(INNER_MARK, "sn.rpki-rtr.encapsulated", UINT, NULL)                                          \
    F(TEXT_LEN, "rpki-rtr.length_text", U32, "Length of text")                                     \
    F(TEXT, "rpki-rtr.error_text", STR, "Erroneous Text")                                          \
    F(DUMP, "sn.rpki-rtr.dump", BYTES, NULL)                                                       \
    F(DUMP_KNOWN, "sn.rpki-rtr.dump_known", BYTES, NULL)
SN_FIELDS(rpkirtr, RPKIRTR)

static uint32_t pdu(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool nested);

/* Behind the header of an error: the PDU that it is about, and a text. A PDU in an error that is
 * itself in an error is left alone. The sums are of 32 bits, as tcpdump's are. False: it can't be
 * right. */
static bool error(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool nested)
{
    uint32_t inner, text, need = HDR + COUNT_SIZE;
    struct sn_rd child;

    if (len < need)
        return false;
    if (!sn_get(d, r, INNER_LEN, &inner))
        return true;
    need += inner;
    if (len < need)
        return false;
    if (inner) {
        uint32_t from;

        child = sn_inside(r, inner);
        if (d->want & SN_WANT_FIELDS)
            sn_rec_bytes(d, INNER, sn_rd_off(r), sn_rd_left(&child), child.p, sn_rd_left(&child));
        from = d->nrec;
        if (!nested) {
            sn_note(d, INNER_MARK, inner);
            (void)pdu(d, &child, inner, true);
        }
        sn_text_only(d, from);
        if (!nested && child.stop == SN_STOP_TRUNCATED) {
            sn_stop(r, &child);
            return true;
        }
        r->p = sn_inside(r, inner).end;
    }
    need += COUNT_SIZE;
    if (len < need)
        return false;
    if (!sn_get(d, r, TEXT_LEN, &text))
        return true;
    if (text && need + text <= len)
        (void)sn_get_upto(d, r, TEXT, text);
    return !text || need + text <= len;
}

static void announcement(struct sn_dis *d, struct sn_rd *r, unsigned prefix)
{
    (void)!sn_get(d, r, FLAGS, NULL);
    sn_parts(d, FLAGS, ANNOUNCED, ANNOUNCED);
    (void)(sn_header(d, r, PLEN, PMAX) && sn_get_bytes(d, r, RESERVED, 1) &&
           sn_get(d, r, prefix, NULL) && sn_get(d, r, AS, NULL));
}

/* The third and fourth byte of a header. */
static void word(struct sn_dis *d, struct sn_rd *r, uint64_t version, uint64_t type)
{
    if (type == NOTIFY || type == QUERY || type == RESPONSE || type == END) {
        (void)!sn_get(d, r, SESSION, NULL);
    } else if (type == ERROR) {
        (void)!sn_get(d, r, CODE, NULL);
    } else if (type == ROUTER_KEY && version) {
        (void)!sn_get(d, r, FLAGS, NULL);
        sn_parts(d, FLAGS, KEY_ANNOUNCED, KEY_ANNOUNCED);
        (void)!sn_get_bytes(d, r, RESERVED, 1);
    } else {
        (void)!sn_get_bytes(d, r, RESERVED, 2);
    }
}

/* Whether a PDU of a type can have this length. */
static bool length_right(uint64_t version, uint64_t type, uint32_t n)
{
    switch (type) {
    case NOTIFY:
    case QUERY:
        return n == HDR + 4;
    case END:
        return n == (version ? HDR + 16 : HDR + 4);
    case RESET_QUERY:
    case RESPONSE:
    case CACHE_RESET:
        return n == HDR;
    case PREFIX4:
        return n == HDR + 12;
    case PREFIX6:
        return n == HDR + 24;
    case ROUTER_KEY:
        return !version || n >= HDR + 24;
    default:
        return true;
    }
}

/* What follows the header of a PDU of n bytes. False: it can't be right. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint32_t n, bool nested)
{
    uint64_t version = sn_u(d, VERSION), type = sn_u(d, TYPE);

    switch (type) {
    case END:
        (void)!sn_get(d, r, SERIAL, NULL);
        if (version)
            (void)!sn_header(d, r, REFRESH, EXPIRE);
        return true;
    case NOTIFY:
    case QUERY:
        (void)!sn_get(d, r, SERIAL, NULL);
        return true;
    case PREFIX4:
        announcement(d, r, PREFIX);
        return true;
    case PREFIX6:
        announcement(d, r, PREFIX_6);
        return true;
    case ROUTER_KEY:
        if (version)
            (void)(sn_get(d, r, KEY, NULL) && sn_get(d, r, AS, NULL) &&
                   sn_get_bytes(d, r, SUBJECT, n - HDR - 24));
        return true;
    case ERROR:
        return error(d, r, n, nested);
    default:
        return true;
    }
}

/* What can't be right ends the reading, and tcpdump then looks whether the rest was captured. */
static uint32_t invalid(struct sn_dis *d, struct sn_rd *r, struct sn_rd *all, unsigned field,
                        uint32_t value, uint32_t len)
{
    sn_note(d, field, value);
    if (!sn_rd_need(all, len))
        sn_stop(r, all);
    return 0;
}

/* One PDU of `len` bytes at most; how many it has. 0: none can follow. */
static uint32_t pdu(struct sn_dis *d, struct sn_rd *r, uint32_t len, bool nested)
{
    struct sn_rd all = *r, child;
    uint32_t version, type, n;

    if (!sn_get(d, r, VERSION, &version) || version > (d->want & SN_WANT_FIELDS && !nested ? 1 : 0))
        return 0;
    if (version)
        sn_note(d, UNKNOWN, version); /* to tcpdump, which reads no further */
    if (len < HDR) {
        return invalid(d, r, &all, FEW, len, len);
    }
    if (!sn_rd_need(r, HDR - 1))
        return 0;
    (void)!sn_get(d, r, TYPE, &type);
    word(d, r, version, type);
    (void)!sn_get(d, r, LEN, &n);
    if (n < HDR || n > len || !length_right(version, type, n)) {
        return invalid(d, r, &all, LEN_BAD, n, len);
    }
    child = sn_inside(r, n - HDR);
    if (!body(d, &child, n, nested)) {
        return invalid(d, r, &all, LEN_BAD, n, len);
    }
    if (child.stop) {
        sn_stop(r, &child);
        return 0;
    }
    if (sn_rd_left(&all) < n) {
        (void)!sn_rd_need(r, n);
        return 0;
    }
    if (d->want & SN_WANT_VERBOSE)
        sn_rec_bytes(d, sn_val_name(types, type) ? DUMP_KNOWN : DUMP, sn_rd_off(&all), n, all.p, n)
            ->flags |= SN_REC_TEXT;
    *r = all;
    (void)sn_rd_skip(r, n);
    return n;
}

static void rpkirtr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n = 1;

    for (; n && len; len -= n) {
        struct sn_rec *g = sn_group(d, r, PDU, 0);

        n = pdu(d, r, len, false);
        sn_group_end(d, r, g);
    }
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

/* Details stand deeper for a PDU in an error. */
static void indent(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_s(t->b, q->flags & SN_REC_TEXT ? "\n\t    " : "\n\t  ");
}

PUT(put_version)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, "\n\tRPKI-RTRv%u (unknown)", (unsigned)q->u);
}

PUT(put_header)
{
    const struct sn_rec *type = sn_before(v, q, TYPE), *session = sn_before(v, q, SESSION);

    sn_put_lit(t->b, "\n\tRPKI-RTRv0, ");
    sn_put_name(t, types, type->u, "Unknown");
    sn_put_f(t->b, " PDU (%u), length: %u", (unsigned)type->u, (unsigned)q->u);
    if (type->u == RESPONSE && session && q->u == HDR) {
        indent(t, q);
        sn_put_f(t->b, "Session ID: 0x%04x", (unsigned)session->u);
    }
}

PUT(put_serial)
{
    indent(t, q);
    sn_put_f(t->b, "Session ID: 0x%04x, Serial: %u", (unsigned)sn_before(v, q, SESSION)->u,
             (unsigned)q->u);
}

PUT(put_prefix)
{
    bool six = sn_before(v, q, TYPE)->u == PREFIX6;

    indent(t, q);
    sn_put_s(t->b, six ? "IPv6 Prefix " : "IPv4 Prefix ");
    if (six)
        sn_put_ipv6(t->b, sn_before(v, q, PREFIX_6)->p);
    else
        sn_text_host4(t, (uint32_t)sn_before(v, q, PREFIX)->u);
    sn_put_f(t->b, "/%u-%u, origin-as %u, flags 0x%02x", (unsigned)sn_before(v, q, PLEN)->u,
             (unsigned)sn_before(v, q, PMAX)->u, (unsigned)q->u,
             (unsigned)sn_before(v, q, FLAGS)->u);
}

PUT(put_error)
{
    unsigned code = (unsigned)sn_before(v, q, CODE)->u;

    indent(t, q);
    sn_put_lit(t->b, "Error code: ");
    sn_put_name(t, errors, code, "Unknown");
    sn_put_f(t->b, " (%u), Encapsulated PDU length: %u", code, (unsigned)q->u);
}

PUT(put_text)
{
    (void)v;
    indent(t, q);
    sn_put_lit(t->b, "Error text: ");
    sn_put_safe(t->b, q->p, q->n);
}

PUT(put_dump)
{
    (void)v;
    sn_text_hex(t, "\n\t  ", q->p, q->n);
}

static const struct sn_line lines[] = {
    [VERSION] = {.put = put_version},
    [FEW] = SN_LINE("({} bytes is too few to decode) (invalid)"),
    [LEN] = {.put = put_header},
    [LEN_BAD] = SN_LINE(" (invalid)"),
    [SERIAL] = {.put = put_serial},
    [AS] = {.put = put_prefix},
    [INNER_LEN] = {.put = put_error},
    [INNER_MARK] = SN_LINE("\n\t    -----encapsulated PDU-----"),
    [TEXT] = {.put = put_text},
    [DUMP] = {.put = put_dump},
    [DUMP_KNOWN] = {.put = put_dump, .verbose = 2},
};

static enum sn_then rpkirtr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *unknown = sn_find(&v, UNKNOWN);

    if (!t->o->verbose) {
        sn_put_lit(t->b, ", RPKI-RTR");
    } else if (unknown) {
        v.end = unknown;
        (void)sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
    } else {
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_rpkirtr = {
    .name = "rpkirtr",
    .tag = "rpki_rtr",
    .title = "RPKI-Router Protocol",
    SN_PROTO_FIELDS(rpkirtr),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .dissect = rpkirtr_dissect,
    .text = rpkirtr_text,
};
