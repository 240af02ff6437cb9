/*
 * DHCP and BOOTP (RFC 951, 2131, 2132, 3046, 3442).
 *
 * An option is a group: its type, length, value, and what the value means. The text is made of the
 * value, by a format of tcpdump's.
 */
#include "dis/app/dhcp.h"

enum { SNAME = 64, BOOT_FILE = 128, CHADDR = 16, AREA = 64 };
enum { RFC1048 = 0x63825363, CMU = 0x434d5500, CMU_MASK = 1 };

const struct sn_val sn_dhcp_ops[] = {{REQUEST, "Request"}, {2, "Reply"}, {0, NULL}};
const struct sn_val sn_dhcp_hardware[] = {
    {0, ""},         {ETHER, "ether "}, {6, "ieee802 "},   {7, "arcnet "},
    {15, "frelay "}, {23, "strip "},    {24, "ieee1394 "}, {0, NULL},
};
static const struct sn_val messages[] = {
    {1, "Discover"},    {2, "Offer"},         {3, "Request"},      {4, "Decline"},
    {5, "ACK"},         {6, "NACK"},          {7, "Release"},      {8, "Inform"},
    {10, "LeaseQuery"}, {12, "LeaseUnknown"}, {13, "LeaseActive"}, {11, "LeaseUnassigned"},
    {0, NULL},
};
static const struct sn_val nodes[] = {
    {1, "b-node"}, {2, "p-node"}, {4, "m-node"}, {8, "h-node"}, {0, NULL}};
static const struct sn_val overloads[] = {{1, "file"}, {2, "sname"}, {3, "file+sname"}, {0, NULL}};
static const struct sn_val suboptions[] = {
    {1, "Circuit-ID"}, {2, "Remote-ID"}, {6, "Subscriber-ID"}, {0, NULL}};
static const struct sn_val fqdn_flags[] = {{1, "S"}, {2, "O"}, {4, "E"}, {8, "N"}, {0, NULL}};

SN_FIELD_TABLE(dhcp, DHCP)

/* ---- dissect ---- */

/* A name in a field of so many bytes; it ends at its first zero. */
static bool get_name(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t size)
{
    size_t n = sn_rd_left(r) < size ? sn_rd_left(r) : size;

    if (n)
        sn_rec_bytes(d, field, sn_rd_off(r), n, r->p, strnlen((const char *)r->p, n))->flags =
            *r->p ? 0 : SN_REC_TEXT;
    return sn_rd_skip(r, size);
}

static bool get_chaddr(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n = sn_u(d, HLEN);

    if (n == 0 || n > CHADDR)
        return sn_rd_skip(r, CHADDR);
    if ((sn_u(d, HTYPE) == ETHER || sn_u(d, HTYPE) == IEEE802) && n == 6) {
        if (!sn_get(d, r, MAC, NULL))
            return false;
    } else if (!sn_get_bytes(d, r, HWADDR, n)) {
        return false;
    }
    return n == CHADDR || sn_get_bytes(d, r, HWPAD, CHADDR - n);
}

/* One option or run of padding. False: no more. */
static bool option(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, OPTION, 0);
    uint32_t type = 0, len = 0;
    struct sn_rd v;
    size_t n = 0;

    if (*r->p == END || (*r->p == PAD && !sn_rec_of(d, ENDS)))
        sn_made(d, TYPE, 0); /* for Wireshark, padding behind the end is no option */
    if (*r->p == PAD) {
        while (n < sn_rd_left(r) && r->p[n] == PAD)
            n++;
        (void)sn_get_bytes(d, r, PADDING, n);
    } else if (*r->p == END) {
        (void)sn_get(d, r, ENDS, NULL);
    } else if (sn_get(d, r, TYPE, &type) && sn_get(d, r, LEN, &len)) {
        v = sn_inside(r, len);
        if (sn_get_bytes(d, r, VALUE, len) && d->want & SN_WANT_FIELDS)
            sn_dhcp_meaning(d, &v, type);
    }
    sn_group_end(d, r, g);
    return !r->stop && sn_rd_left(r);
}

static void dhcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd area;
    uint32_t cookie;

    (void)len;
    if (!sn_header(d, r, OP, GIADDR) || !get_chaddr(d, r) || !sn_in_detail(d) ||
        !get_name(d, r, SERVER, SNAME) || !get_name(d, r, FILENAME, BOOT_FILE))
        return;
    area = *r;
    if (!sn_get(d, r, COOKIE, &cookie))
        return;
    if (cookie == RFC1048) {
        while (sn_rd_left(r) && option(d, r))
            ;
        return;
    }
    sn_text_last(d);
    if (cookie == CMU)
        (void)sn_header(d, r, CMU_FLAGS, CMU_TS2);
    if (d->want & SN_WANT_FIELDS && sn_get_bytes(d, &area, VENDOR_AREA, AREA)) {
        while (sn_rd_left(&area) && option(d, &area))
            ;
    }
}

/* ---- text ---- */

/* A reader over an option's value. */
static struct sn_rd value(const struct sn_rec *q)
{
    return sn_rd_init(q->p, q->n, q->n);
}

static void put_quoted(struct sn_text *t, const uint8_t *p, size_t n)
{
    sn_put_c(t->b, '"');
    sn_put_safe(t->b, p, n);
    sn_put_c(t->b, '"');
}

static void put_error(struct sn_text *t, const char *what, size_t least)
{
    sn_put_f(t->b, "[ERROR: %s < %zu bytes]", what, least);
}

/* Numbers, addresses and flags of `width` bytes with `sep` between them, as many as are whole. */
static void put_list(struct sn_text *t, struct sn_rd *r, char format, unsigned width, char sep)
{
    const uint8_t *p;

    for (bool first = true; sn_rd_left(r) >= width && sn_rd_bytes(r, width, &p); first = false) {
        if (!first)
            sn_put_c(t->b, sep);
        if (format == 'i')
            sn_text_host4(t, sn_be32(p));
        else if (format == 'd')
            sn_put_i64(t->b, (int32_t)sn_be32(p));
        else if (format == 'B' && *p < 2)
            sn_put_c(t->b, *p ? 'Y' : 'N');
        else
            sn_put_u32(t->b, width == 4 ? sn_be32(p) : width == 2 ? sn_be16(p) : *p);
        if (format == 'B' && *p >= 2)
            sn_put_c(t->b, '?');
    }
}

static void put_pairs(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;

    for (const char *sep = ""; sn_rd_left(r) >= 8 && sn_rd_bytes(r, 8, &p); sep = ",") {
        sn_put_f(t->b, "%s(", sep);
        sn_text_host4(t, sn_be32(p));
        sn_put_c(t->b, ':');
        sn_text_host4(t, sn_be32(p + 4));
        sn_put_c(t->b, ')');
    }
}

/* What nothing is known of: numbers of four bytes, of two, or bytes, as its length allows. */
static void put_unknown(struct sn_text *t, struct sn_rd *r)
{
    size_t n = sn_rd_left(r);
    unsigned width = n % 4 == 0 ? 4 : n % 2 == 0 ? 2 : 1;

    put_list(t, r, 'l', width, width == 1 ? '.' : ',');
}

static void put_label(struct sn_text *t, unsigned type)
{
    const char *label = sn_dhcp_options[type].label;

    sn_put_f(t->b, "%s (%u)", label ? label : "Unknown", type);
}

static void put_parameters(struct sn_text *t, struct sn_rd *r)
{
    uint8_t type;

    for (unsigned i = 0; sn_rd_left(r) && sn_rd_u8(r, &type); i++) {
        sn_put_s(t->b, i % 4 ? ", " : "\n\t      ");
        put_label(t, type);
    }
}

static void put_client(struct sn_text *t, struct sn_rd *r)
{
    uint8_t type;

    if (!sn_rd_u8(r, &type))
        return;
    if (!type) {
        put_quoted(t, r->p, sn_rd_left(r));
        return;
    }
    sn_put_name(t, sn_dhcp_hardware, type, "hardware-type %u, ");
    sn_put_hex_bytes(t->b, r->p, sn_rd_left(r), ':');
}

static void put_fqdn(struct sn_text *t, const uint8_t *p, size_t n)
{
    if (p[0] >> 4)
        sn_put_f(t->b, "[ERROR: MBZ nibble 0x%x != 0] ", p[0] >> 4);
    if (p[0] & 15) {
        sn_put_c(t->b, '[');
        sn_text_bits(t, fqdn_flags, p[0] & 15, "", "");
        sn_put_lit(t->b, "] ");
    }
    if (p[1] || p[2])
        sn_put_f(t->b, "%u/%u ", p[1], p[2]);
    put_quoted(t, p + 3, n - 3);
}

static void put_agent(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t type, n;

    while (sn_rd_left(r) > 1 && sn_rd_u8(r, &type) && sn_rd_u8(r, &n)) {
        const char *name = sn_val_name(suboptions, type);

        sn_put_f(t->b, "\n\t      %s SubOption %u, length %u: ", name ? name : "Unknown", type, n);
        if (!sn_rd_bytes(r, n, &p)) {
            sn_put_lit(t->b, "length goes past end of option");
            r->p = r->end;
        } else if (name) {
            sn_put_safe(t->b, p, n);
        } else {
            sn_text_hex(t, "\n\t\t", p, n);
        }
    }
}

static void put_user_class(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t n;

    for (unsigned i = 1; sn_rd_left(r) && sn_rd_u8(r, &n); i++) {
        sn_put_f(t->b, "\n\t      instance#%u: ", i);
        if (n == 0 || !sn_rd_bytes(r, n, &p)) {
            sn_put_s(t->b,
                     n ? "[ERROR: invalid option]" : "[ERROR: suboption length must be non-zero]");
            r->p = r->end;
            return;
        }
        put_quoted(t, p, strnlen((const char *)p, n));
        sn_put_f(t->b, ", length %u", n);
    }
}

static void put_routes(struct sn_text *t, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t width;

    for (const char *sep = ""; sn_rd_left(r) && sn_rd_u8(r, &width); sep = ",") {
        size_t n = (width + 7u) / 8;

        sn_put_s(t->b, sep);
        if (width > 32)
            sn_put_f(t->b, "[ERROR: Mask width (%u) > 32]", width);
        else if (sn_rd_left(r) < n + 4)
            sn_put_f(t->b, "[ERROR: Remaining length (%zu) < %zu bytes]", sn_rd_left(r), n + 4);
        if (width > 32 || !sn_rd_bytes(r, n + 4, &p)) {
            r->p = r->end;
            return;
        }
        sn_put_s(t->b, width ? "(" : "(default");
        for (size_t i = 0; width && i < 4; i++)
            sn_put_f(t->b, i ? ".%u" : "%u", i < n ? p[i] : 0);
        if (width)
            sn_put_f(t->b, "/%u", width);
        sn_put_c(t->b, ':');
        sn_text_host4(t, sn_be32(p + n));
        sn_put_c(t->b, ')');
    }
}

/* The least length of those formats that have one. */
static size_t least(char format)
{
    switch (format) {
    case 'n':
    case 'o':
    case 'c':
        return 1;
    case 'U':
        return 2;
    case 'f':
        return 3;
    case 'C':
        return 5;
    default:
        return 0;
    }
}

/* One of the formats of a single option. */
static void put_special(struct sn_text *t, struct sn_rd *r, char format)
{
    uint8_t v;

    switch (format) {
    case 'A':
        put_agent(t, r);
        break;
    case 'C':
        put_routes(t, r);
        break;
    case 'P':
        put_parameters(t, r);
        break;
    case 'U':
        put_user_class(t, r);
        break;
    case 'c':
        put_client(t, r);
        r->p = r->end;
        break;
    case 'f':
        put_fqdn(t, r->p, sn_rd_left(r));
        r->p = r->end;
        break;
    default:
        if (sn_rd_u8(r, &v))
            sn_put_name(t, format == 'n' ? nodes : overloads, v, "#%u");
        break;
    }
}

static void put_option_value(struct sn_text *t, const struct sn_rec *q, unsigned type)
{
    struct sn_rd r = value(q);
    char format = sn_dhcp_options[type].format;

    if (format == 'm' && q->n == 1) {
        sn_put_name(t, messages, *q->p, "Unknown (%u)");
        return;
    }
    if (q->n < least(format)) {
        put_error(t, "length", least(format));
        return;
    }
    if (format == 'a') {
        put_quoted(t, r.p, q->n);
        return;
    }
    if (format == 'i' || format == 'd' || format == 'l')
        put_list(t, &r, format, 4, ',');
    else if (format == 's')
        put_list(t, &r, format, 2, ',');
    else if (format == 'B')
        put_list(t, &r, format, 1, ',');
    else if (format == 'b' || format == 'm')
        put_list(t, &r, format, 1, '.');
    else if (format == 'p')
        put_pairs(t, &r);
    else if (format == 'u' || !format)
        put_unknown(t, &r);
    else
        put_special(t, &r, format);
    if (sn_rd_left(&r))
        sn_put_f(t->b, "\n\t  trailing data length %zu", sn_rd_left(&r));
}

/* False: without -vvv the options end at the first that says so. */
static bool put_option(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *pad = sn_find(v, PADDING), *q;
    unsigned type = (unsigned)sn_opt(v, TYPE);

    if (pad || sn_find(v, ENDS)) {
        if (t->o->verbose > 2)
            sn_put_s(t->b, pad ? "\n\t    PAD (0), length 0" : "\n\t    END (255), length 0");
        if (t->o->verbose > 2 && pad && pad->n > 1)
            sn_put_f(t->b, ", occurs %u", pad->n);
        return pad || t->o->verbose > 2;
    }
    if (!sn_need(t, v, LEN))
        return false;
    sn_put_lit(t->b, "\n\t    ");
    put_label(t, type);
    sn_say(t, v, sn_opt(v, LEN) ? ", length {}: " : ", length {}", LEN);
    q = sn_find(v, VALUE);
    if (!q) {
        sn_cut_short(t);
        return false;
    }
    put_option_value(t, q, type);
    return true;
}

static void cmu_text(struct sn_text *t, const struct sn_view *v)
{
    static const struct {
        uint16_t field;
        const char *fmt;
    } rows[] = {
        {CMU_DG, " DG:{}"},     {CMU_SM, " SM*:{}"},    {CMU_NS1, " NS1:{}"}, {CMU_NS2, " NS2:{}"},
        {CMU_IEN1, " IEN1:{}"}, {CMU_IEN2, " IEN2:{}"}, {CMU_TS1, " TS1:{}"}, {CMU_TS2, " TS2:{}"},
    };
    bool masked = sn_opt(v, CMU_FLAGS) & CMU_MASK;

    sn_put_lit(t->b, " vend-cmu");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !sn_is_cut(t); i++) {
        bool sm = rows[i].field == CMU_SM && masked;

        if ((sn_need_short(t, v, rows[i].field) && sn_opt(v, rows[i].field)) || sm)
            sn_say(t, v, sm ? " SM:{}" : rows[i].fmt, rows[i].field);
    }
}

static void put_name_field(struct sn_text *t, const struct sn_view *v, const char *what,
                           unsigned field, size_t size)
{
    const struct sn_rec *q = sn_find(v, field);

    if (!sn_need(t, v, field) || !q->n)
        return;
    sn_put_f(t->b, "\n\t  %s ", what);
    put_quoted(t, q->p, q->n);
    if (q->n == q->len || q->n == size)
        sn_cut_short(t);
}

static void put_fixed(struct sn_text *t, const struct sn_view *v, bool ethernet)
{
    static const struct {
        uint16_t field;
        const char *fmt;
    } rows[] = {{CIADDR, "\n\t  Client-IP {}"},
                {YIADDR, "\n\t  Your-IP {}"},
                {SIADDR, "\n\t  Server-IP {}"},
                {GIADDR, "\n\t  Gateway-IP {}"}};

    if (!sn_need_short(t, v, SECS))
        return;
    if (sn_num(t, v, HTYPE) != ETHER)
        sn_say(t, v, ", htype {d}", HTYPE);
    if (!ethernet)
        sn_say(t, v, ", hlen {}", HLEN);
    if (sn_num(t, v, HOPS))
        sn_say(t, v, ", hops {}", HOPS);
    if (sn_num(t, v, XID))
        sn_say(t, v, ", xid 0x{x}", XID);
    if (sn_num(t, v, SECS))
        sn_say(t, v, ", secs {}", SECS);
    sn_put_s(t->b, sn_num(t, v, FLAGS) & 0x8000 ? ", Flags [Broadcast]" : ", Flags [none]");
    if (t->o->verbose > 1)
        sn_say(t, v, " ({})", FLAGS);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (sn_num(t, v, rows[i].field))
            sn_say(t, v, rows[i].fmt, rows[i].field);
    }
    if (ethernet)
        sn_say(t, v, "\n\t  Client-Ethernet-Address {}", MAC);
    put_name_field(t, v, "sname", SERVER, SNAME);
    put_name_field(t, v, "file", FILENAME, BOOT_FILE);
}

static enum sn_then dhcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};
    bool ethernet;

    sn_say(t, &v, "BOOTP/DHCP, {s:unknown (0x%02x)}", OP);
    ethernet = sn_num(t, &v, HLEN) == 6 && sn_opt(&v, HTYPE) == ETHER;
    if (ethernet && sn_opt(&v, OP) == REQUEST)
        sn_say(t, &v, " from {}", MAC);
    sn_put_f(t->b, ", length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    put_fixed(t, &v, ethernet);
    if (sn_is_cut(t) || !sn_need_short(t, &v, COOKIE))
        return SN_TEXT_DONE;
    switch (sn_opt(&v, COOKIE)) {
    case 0:
        break;
    case RFC1048:
        sn_put_f(t->b, "\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x%08x", RFC1048);
        while (sn_each(&v, OPTION, &part) && put_option(t, &part))
            ;
        break;
    case CMU:
        cmu_text(t, &v);
        break;
    default:
        sn_put_f(t->b, "\n\t  Vendor-#0x%x", (unsigned)sn_opt(&v, COOKIE));
        break;
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_dhcp = {
    .name = "dhcp",
    .tag = "bootp",
    .title = "Dynamic Host Configuration Protocol",
    SN_PROTO_FIELDS(dhcp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 67}, {.table = &sn_tab_udp, .value = 68}),
    .dissect = dhcp_dissect,
    .text = dhcp_text,
};
