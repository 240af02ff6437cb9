/* CLNP (ISO 8473). */
#include "base/hex.h"
#include "dis/net/iso.h"

enum { FIXED = 9, SEGMENT = 6, SUM_AT = 7, DATA = 28, MD = 29, ECHO = 30, REPLY = 31, ERROR = 1 };
enum { DISCARD = 193, QOS = 195, SECURITY = 197, SOURCE = 200, RECORD = 203, PADDING, PRIORITY };
enum { SEGMENTATION = 0x80, NLPID = 0x81 };

static const struct sn_val types[] = {
    {ERROR, "Error Report"}, {DATA, "Data"},           {MD, "MD"},
    {ECHO, "Echo Request"},  {REPLY, "Echo Response"}, {0, NULL},
};
static const struct sn_val flag_bits[] = {
    {0x80, "Segmentation permitted"},
    {0x40, "more Segments"},
    {0x20, "request Error Report"},
    {0, NULL},
};
static const struct sn_val scopes[] = {
    {0, "Reserved"},
    {1, "Source Address Specific"},
    {2, "Destination Address Specific"},
    {3, "Globally unique"},
    {0, NULL},
};
static const struct sn_val qos_bits[] = {
    {0x20, "reserved"},
    {0x10, "sequencing vs. delay"},
    {0x08, "congested"},
    {0x04, "delay vs. cost"},
    {0x02, "error vs. delay"},
    {0x01, "error vs. cost"},
    {0, NULL},
};
static const struct sn_val classes[] = {
    {0x0, "General"},  {0x8, "Address"},       {0x9, "Source Routeing"},
    {0xa, "Lifetime"}, {0xb, "PDU Discarded"}, {0xc, "Reassembly"},
    {0, NULL},
};
/* Reasons for discarding (8.9), class and reason as they stand in the byte. */
static const struct sn_val reasons[] = {
    {0x00, "Reason not specified"},
    {0x01, "Protocol procedure error"},
    {0x02, "Incorrect checksum"},
    {0x03, "PDU discarded due to congestion"},
    {0x04, "Header syntax error (cannot be parsed)"},
    {0x05, "Segmentation needed but not permitted"},
    {0x06, "Incomplete PDU received"},
    {0x07, "Duplicate option"},
    {0x80, "Destination address unreachable"},
    {0x81, "Destination address unknown"},
    {0x90, "Unspecified source routeing error"},
    {0x91, "Syntax error in source routeing field"},
    {0x92, "Unknown address in source routeing field"},
    {0x93, "Path not acceptable"},
    {0xa0, "Lifetime expired while data unit in transit"},
    {0xa1, "Lifetime expired during reassembly"},
    {0xb0, "Unsupported option not specified"},
    {0xb1, "Unsupported protocol version"},
    {0xb2, "Unsupported security option"},
    {0xb3, "Unsupported source routeing option"},
    {0xb4, "Unsupported recording of route option"},
    {0xc0, "Reassembly interference"},
    {0, NULL},
};

#define CLNP(F)                                                                                    \
    F(NLPI, "clnp.nlpi", U8, "Network Layer Protocol Identifier", .base = SN_HEX)                  \
    F(LEN, "clnp.len", U8, "HDR Length")                                                           \
    F(VERSION, "clnp.version", U8, "Version")                                                      \
    F(TTL, "clnp.ttl", U8, "Holding Time")                                                         \
    F(SEG, "clnp.cnf.segmentation", BIT8, "Segmentation permitted", .mask = 0x80)                  \
    F(MORE, "clnp.cnf.more_segments", BIT8, "More segments", .mask = 0x40)                         \
    F(REPORT, "clnp.cnf.report_error", BIT8, "Report error if PDU discarded", .mask = 0x20)        \
    F(FLAGS, "sn.clnp.flags", P8, "Flags", .mask = 0xff)                                           \
    F(TYPE, "clnp.cnf.type", U8, "Type", .mask = 0x1f, .vals = types)                              \
    F(PDU_LEN, "clnp.pdu.len", U16, "PDU length")                                                  \
    F(SUM, "clnp.checksum", U16, "Checksum", .base = SN_HEX)                                       \
    F(DAL, "clnp.dsap.len", U8, "DAL")                                                             \
    F(DA, "clnp.dsap", BYTES, "DA")                                                                \
    F(SAL, "clnp.ssap.len", U8, "SAL")                                                             \
    F(SA, "clnp.ssap", BYTES, "SA")                                                                \
    F(UNIT_ID, "clnp.data_unit_identifier", U16, "Data unit identifier")                           \
    F(OFFSET, "clnp.segment_offset", U16, "Segment offset")                                        \
    F(TOTAL, "clnp.total_length", U16, "Total length")                                             \
    F(ALL, "sn.clnp", BYTES, NULL)                                                                 \
    F(OPT, "sn.clnp.option", GROUPS, "Option")                                                     \
    F(O_TYPE, "sn.clnp.option.type", U8, "Type", .vals = sn_iso_options)                           \
    F(O_LEN, "sn.clnp.option.length", U8, "Length")                                                \
    F(O_VALUE, "sn.clnp.option.value", BYTES, "Value")
SN_FIELDS(clnp, CLNP)

/* Whether what follows may be another packet: the one that an error or a reply is about. */
static bool has_packet(uint64_t type)
{
    return type == ERROR || type == REPLY;
}

/* Addresses, segmentation part, options of a header whose rest body holds. */
static bool parts(struct sn_dis *d, struct sn_rd *body)
{
    uint32_t n;

    if (!sn_get(d, body, DAL, &n) || !sn_get_bytes(d, body, DA, n) || !sn_get(d, body, SAL, &n) ||
        !sn_get_bytes(d, body, SA, n))
        return false;
    if (sn_u(d, SEG) && sn_rd_left(body) >= SEGMENT && !sn_header(d, body, UNIT_ID, TOTAL))
        return false;
    sn_iso_get_options(d, body, OPT, O_TYPE, O_LEN, O_VALUE);
    return !body->stop;
}

static void clnp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, body;
    uint32_t size;

    sn_rec_bytes(d, ALL, sn_rd_off(&all), 0, all.p, sn_rd_left(&all))->flags = SN_REC_TEXT;
    if (!sn_header(d, r, NLPI, SUM))
        return;
    size = (uint32_t)sn_u(d, LEN);
    if (sn_u(d, VERSION) != 1 || size < FIXED || size > len) {
        sn_malformed(r);
        return;
    }
    body = sn_inside(r, size - FIXED);
    if (!parts(d, &body))
        sn_stop(r, &body);
    if (!sn_rd_skip(&all, size) || !sn_rd_left(&all))
        return;
    if (has_packet(sn_u(d, TYPE)) && *all.p == NLPID)
        sn_next_proto(d, &sn_proto_clnp, &all, len - size);
    else
        sn_next_proto(d, NULL, &all, len - size);
}

/* ---- text ---- */

/* What is wrong is dumped, but not in the packet that an error report is about. */
static void dump(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *all = sn_find(v, ALL);
    bool inner = t->next >= 2 && t->d->layer[t->next - 2].proto == &sn_proto_clnp;

    if (!inner)
        sn_hex_indent(t->b, "\n\t", all->p, all->n);
}

/* Whether the header is right: what is wrong with it is said. */
static bool header_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t size = (uint32_t)sn_opt(v, LEN);
    const struct sn_rec *all = sn_find(v, ALL);

    if (sn_opt(v, VERSION) != 1) {
        sn_say(t, v, "version {} packet not supported", VERSION);
    } else if (size > l->len) {
        sn_put_f(t->b, " length indicator(%u) > PDU size (%u)!", size, l->len);
    } else if (size < FIXED) {
        sn_say(t, v, " length indicator {} < min PDU size:", LEN);
        for (size_t i = 0; i < all->n; i++)
            sn_put_f(t->b, "%02X", all->p[i]);
    } else {
        return true;
    }
    dump(t, v);
    return false;
}

static void put_address(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    if (q)
        sn_put_nsap(t->b, q->p, q->n);
    else
        sn_cut(t);
}

/* Whether an address lies in the `left` bytes of the header, and was captured. */
static bool address_fits(struct sn_text *t, const struct sn_view *v, uint32_t *left, unsigned len,
                         unsigned field)
{
    if (*left >= 1 && !sn_need(t, v, len))
        return false;
    if (*left < 1 || *left - 1 < sn_opt(v, len)) {
        sn_put_lit(t->b, "li < size of fixed part of CLNP header and addresses");
        dump(t, v);
        return false;
    }
    *left -= (uint32_t)sn_opt(v, len) + 1;
    return sn_need_short(t, v, field);
}

/* A route: a type, an offset, addresses with their lengths in n bytes at p. */
static void route_text(struct sn_text *t, const uint8_t *p, size_t n, bool source)
{
    size_t at;

    sn_put_s(t->b, p[0] == 0 ? "partial" : p[0] == 1 ? "complete" : "Unknown");
    sn_put_s(t->b, source ? " source routing" : " recording of route in progress");
    if (n < 2)
        return;
    at = p[1];
    if (at == 0) {
        sn_put_lit(t->b, " Bad NSAP offset (0)");
        return;
    }
    if (--at >= n) {
        sn_put_lit(t->b, " Bad NSAP offset (past end of option)");
        return;
    }
    while (at < n) {
        size_t len = p[at++];

        if (len > n - at) {
            sn_put_lit(t->b, "\n\t    NSAP address goes past end of option");
            return;
        }
        if (len == 0)
            return;
        sn_put_f(t->b, "\n\t    NSAP address (length %u): ", (unsigned)len);
        sn_put_nsap(t->b, p + at, len);
        at += len;
    }
}

/* The value of an option, n bytes at p; false: there are too few. */
static bool value_text(struct sn_text *t, uint64_t type, const uint8_t *p, size_t n)
{
    if (((type == SECURITY || type == SOURCE || type == RECORD) && n < 2) ||
        (type != PADDING && type >= DISCARD && type <= PRIORITY &&
         sn_val_name(sn_iso_options, (uint32_t)type) && n < 1 && type != 198)) {
        sn_put_lit(t->b, ", bad opt len");
        return false;
    }
    switch (type) {
    case SOURCE:
    case RECORD:
        route_text(t, p, n, type == SOURCE);
        break;
    case PRIORITY:
        sn_put_f(t->b, "0x%x", p[0] & 0x0f);
        break;
    case QOS:
        sn_put_lit(t->b, "\n\t    Format Code: ");
        sn_put_name(t, scopes, p[0] >> 6, "");
        if (p[0] >> 6 == 3) {
            sn_put_lit(t->b, "\n\t    QoS Flags [");
            sn_text_bits(t, qos_bits, p[0], ", ", "none");
            sn_put_c(t->b, ']');
        }
        break;
    case SECURITY:
        sn_put_lit(t->b, "\n\t    Format Code: ");
        sn_put_name(t, scopes, p[0] >> 6, "");
        sn_put_f(t->b, ", Security-Level %u", p[1]);
        break;
    case DISCARD:
        sn_put_lit(t->b, "\n\t    Class: ");
        sn_put_name(t, classes, p[0] >> 4, "Unknown");
        sn_put_f(t->b, " Error (0x%01x), ", p[0] >> 4);
        sn_put_name(t, reasons, p[0], "Unknown");
        sn_put_f(t->b, " (0x%01x)", p[0] & 0x0f);
        break;
    case PADDING:
        sn_put_lit(t->b, "padding data");
        break;
    default:
        if (n)
            sn_hex_indent(t->b, "\n\t  ", p, n);
        break;
    }
    return true;
}

/* The options in n bytes; false: they are wrong, or cut. */
static bool options_text(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    struct sn_view o = {0};

    while (n && !sn_is_cut(t)) {
        const struct sn_rec *q;
        uint32_t len;
        bool known;

        if (n < 2) {
            sn_put_lit(t->b, ", bad opts/li");
            return false;
        }
        (void)sn_each(v, OPT, &o);
        if (!sn_need(t, &o, O_LEN))
            return false;
        len = (uint32_t)sn_opt(&o, O_LEN);
        n -= 2;
        if (len > n) {
            sn_say(t, &o, ", opt ({d}) too long", O_TYPE);
            return false;
        }
        n -= len;
        q = sn_find(&o, O_VALUE);
        if (len > (q ? q->n : 0)) {
            sn_cut(t);
            return false;
        }
        known = sn_opt(&o, O_TYPE) >= DISCARD && sn_opt(&o, O_TYPE) <= PRIORITY &&
                sn_opt(&o, O_TYPE) != 198;
        sn_say(t, &o,
               known ? "\n\t  {s:Unknown} Option #{d}, length {}, value: "
                     : "\n\t  Unknown Option #{d}, length {}, value: ",
               O_TYPE, known ? O_TYPE : O_LEN, O_LEN);
        if (!value_text(t, sn_opt(&o, O_TYPE), q ? q->p : NULL, len))
            return false;
        if (q && t->o->verbose > 1)
            sn_hex_indent(t->b, "\n\t  ", q->p, q->n);
    }
    return !sn_is_cut(t);
}

/* What follows the header. */
static void payload_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const struct sn_rec *all = sn_find(v, ALL);
    uint32_t size = (uint32_t)sn_opt(v, LEN);
    uint64_t type = sn_opt(v, TYPE);

    if (has_packet(type) && all->n <= size) {
        sn_cut_short(t);
    } else if (has_packet(type) && all->p[size] == NLPID) {
        sn_put_lit(t->b, "\n\t-----original packet-----\n\t");
        sn_text_inner(t);
    } else if (l->len > size) {
        sn_put_f(t->b, "\n\t  undecoded non-header data, length %u", l->len - size);
        if (all->n > size)
            sn_hex_indent(t->b, "\n\t  ", all->p + size, all->n - size);
    }
}

static enum sn_then clnp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t flags = sn_opt(&v, FLAGS);
    uint32_t left = (uint32_t)sn_opt(&v, LEN) - FIXED;

    if (!sn_need_short(t, &v, SUM))
        return SN_TEXT_DONE;
    if (!t->o->link)
        sn_put_lit(t->b, "CLNP");
    if (!header_text(t, l, &v))
        return SN_TEXT_DONE;
    if (!address_fits(t, &v, &left, DAL, DA) || !address_fits(t, &v, &left, SAL, SA))
        return SN_TEXT_DONE;
    sn_put_s(t->b, t->o->link ? "" : ", ");
    if (!t->o->verbose) {
        put_address(t, &v, SA);
        sn_put_lit(t->b, " > ");
        put_address(t, &v, DA);
        sn_say(t, &v, ", {s:unknown (%u)}, length ", TYPE);
        sn_put_u32(t->b, l->len);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, "length %u", l->len);
    sn_say(t, &v, "\n\t{s:unknown (%u)} PDU, hlen: {}, v: {}, lifetime: ", TYPE, LEN, VERSION);
    sn_put_f(t->b, "%u.%us, ", (unsigned)sn_opt(&v, TTL) / 2, ((unsigned)sn_opt(&v, TTL) & 1) * 5);
    sn_say(t, &v, "Segment PDU length: {}, checksum: 0x{04x} ", PDU_LEN, SUM);
    sn_iso_sum_text(t, sn_find(&v, ALL), sn_opt(&v, SUM), sn_opt(&v, LEN), SUM_AT);
    sn_put_lit(t->b, "\n\tFlags [");
    sn_text_bits(t, flag_bits, (uint32_t)flags, ", ", "none");
    sn_say(t, &v, "]\n\tsource address (length {}): ", SAL);
    put_address(t, &v, SA);
    sn_say(t, &v, "\n\tdest   address (length {}): ", DAL);
    put_address(t, &v, DA);
    if (flags & SEGMENTATION && !sn_is_cut(t)) {
        if (left < SEGMENT) {
            sn_put_lit(t->b, "li < size of fixed part of CLNP header, addresses, and segment part");
            dump(t, &v);
            return SN_TEXT_DONE;
        }
        left -= SEGMENT;
        if (sn_need(t, &v, TOTAL)) {
            sn_say(t, &v, "\n\tData Unit ID: 0x{04x}, Segment Offset: {}", UNIT_ID, OFFSET);
            sn_say(t, &v, ", Total PDU Length: {}", TOTAL);
        }
    }
    if (!sn_is_cut(t) && !options_text(t, &v, left)) {
        if (!sn_is_cut(t))
            dump(t, &v);
        return SN_TEXT_DONE;
    }
    if (!sn_is_cut(t))
        payload_text(t, l, &v);
    return SN_TEXT_DONE;
}

SN_PROTO(clnp, "ISO 8473/X.233 CLNP ConnectionLess Network Protocol",
         {.table = &sn_tab_nlpid, .value = 0x81})
