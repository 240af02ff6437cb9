/*
 * RADIUS (RFC 2865, 2866, 5176 and those that add attributes).
 *
 * An attribute is a group: its type, its length, its value, and the value as a field. The text is
 * made of the value, by a format:
 *
 *     s string   i address   f framed address   l number   v name of a number   t time span
 *     T string with a tag   e number with a tag   p IPv6 prefix   6 IPv6 address
 *     and others that one attribute has (put_special).
 */
#include <time.h>

#include "dis/app/radius.h"

enum {
    LENGTH_MAX = 4096,
    HDR = 20,
    ATTR_HDR = 2,
    EAP_MESSAGE = 79,
    EAP_HDR = 4,
    CHAP = 3,
    IPX_NETWORK = 23,
    VENDOR_SPECIFIC = 26,
    EVENT_TIMESTAMP = 55,
    EGRESS_VLANID = 56,
    EGRESS_VLAN_NAME = 58,
    FRAMED_IPV6_PREFIX = 97,
    DELEGATED_IPV6_PREFIX = 123,
    HOME_PREFIX = 151,
    VISITED_PREFIX = 152,
    ROUTE = 170,
    RAPID_DEPLOYMENT = 173,
    EXTENDED = 241, /* RFC 6929 */
    LONG = 245,     /* … of these, with a byte of flags */
    EXTENDED_LAST = 246,
    TAG_END = 32,   /* behind the greatest tag of a tunnel */
    CHAP_HASH = 16, /* bytes */
    PREFIX_MAX = 18 /* bytes of an IPv6 prefix */
};

const struct sn_val sn_radius_codes[] = {
    {1, "Access-Request"},
    {2, "Access-Accept"},
    {3, "Access-Reject"},
    {4, "Accounting-Request"},
    {5, "Accounting-Response"},
    {11, "Access-Challenge"},
    {12, "Status-Server"},
    {13, "Status-Client"},
    {40, "Disconnect-Request"},
    {41, "Disconnect-ACK"},
    {42, "Disconnect-NAK"},
    {43, "CoA-Request"},
    {44, "CoA-ACK"},
    {45, "CoA-NAK"},
    {255, "Reserved"},
    {0, NULL},
};

/* RFC 7499 10. */
const struct sn_val sn_radius_fragments[] = {{0, "Reserved"},
                                             {1, "Fragmentation-Supported"},
                                             {2, "More-Data-Pending"},
                                             {3, "More-Data-Request"},
                                             {0, NULL}};
SN_FIELD_TABLE(radius, RADIUS)

/* ---- dissect ---- */

/* Whether a value of len bytes, of which n were captured, is a message of EAP and not a part of
 * one that other attributes go on with. */
static bool is_eap(const uint8_t *p, size_t n, size_t len)
{
    return n >= EAP_HDR && sn_be16(p + 2) == len;
}

/* A number, of as many bytes as there are. */
static void number(struct sn_dis *d, struct sn_rd *v, unsigned field)
{
    size_t n = sn_rd_left(v), off = sn_rd_off(v);
    const uint8_t *p;

    if ((n <= 4 || n == 8) && n && sn_rd_bytes(v, n, &p))
        sn_rec_uint(d, field, off, n, sn_be_n(p, n));
}

static void value(struct sn_dis *d, struct sn_rd *v, unsigned field)
{
    const struct sn_field *f = &radius_fields[field];

    if (f->type == SN_F_UINT)
        number(d, v, field);
    else if (!f->width)
        (void)sn_get_bytes(d, v, field, sn_rd_left(v));
    else if (f->width == sn_rd_left(v))
        (void)sn_get(d, v, field, NULL);
}

/* The attributes that a vendor has put into one (RFC 2865 5.26), unless it is one of those that
 * number them in another way. */
static void vendor_specific(struct sn_dis *d, struct sn_rd *v)
{
    static const uint16_t others[] = {429, 4846, 16445, 0};
    uint32_t vendor, type, n;

    if (!sn_get(d, v, VENDOR, &vendor))
        return;
    for (const uint16_t *o = others; *o; o++) {
        if (*o == vendor)
            return;
    }
    while (sn_rd_left(v) >= ATTR_HDR && v->p[1] >= ATTR_HDR && v->p[1] <= sn_rd_left(v)) {
        const struct radius_vendor_attr *a = sn_radius_vendor_attrs;
        struct sn_rd in;

        if (!sn_get(d, v, VENDOR_TYPE, &type) || !sn_get(d, v, VENDOR_LEN, &n) ||
            !sn_rd_sub(v, n - ATTR_HDR, &in))
            return;
        while (a->type && (a->vendor != vendor || a->type != type))
            a++;
        if (a->type)
            value(d, &in, a->field);
        else if (sn_rd_left(&in) && !sn_radius_is_defined(vendor))
            (void)sn_get_bytes(d, &in, VENDOR_UNKNOWN, sn_rd_left(&in));
    }
}

/* The byte in front of a value that tells which tunnel it is of (RFC 2868 3). */
static void tunnel_tag(struct sn_dis *d, struct sn_rd *v, unsigned type)
{
    static const uint16_t tags[] = {
        [64] = TAG_64, [65] = TAG_65, [66] = TAG_66, [67] = TAG_67, [69] = TAG_69,
        [81] = TAG_81, [82] = TAG_82, [83] = TAG_83, [90] = TAG_90, [91] = TAG_91};

    if (type < sizeof tags / sizeof tags[0] && tags[type] && sn_rd_left(v) && *v->p < TAG_END)
        (void)sn_get(d, v, tags[type], NULL);
}

static void chap(struct sn_dis *d, struct sn_rd *v)
{
    struct sn_rd all = *v;

    if (sn_rd_left(v) == 1 + CHAP_HASH && sn_get_bytes(d, &all, CHAP_PASSWORD, 1 + CHAP_HASH) &&
        sn_get(d, v, CHAP_IDENT, NULL))
        (void)sn_get_bytes(d, v, CHAP_STRING, CHAP_HASH);
}

static bool is_extended(unsigned type)
{
    return type >= EXTENDED && type <= EXTENDED_LAST;
}

/* An attribute of an extended type, or one of a vendor's (RFC 6929 2.1 to 2.4). */
static void extended(struct sn_dis *d, struct sn_rd *v, unsigned attr)
{
    enum { VENDORS = 26, FRAG = 1, LAST = 4 };
    uint32_t type;

    if (!sn_get(d, v, EXT_TYPE, &type) || (attr >= LONG && !sn_get(d, v, EXT_MORE, NULL)))
        return;
    if (type == VENDORS) {
        if (sn_rd_left(v) > 4 && sn_get(d, v, VENDOR, NULL) && sn_get(d, v, VENDOR_TYPE, NULL) &&
            sn_rd_left(v))
            (void)sn_get_bytes(d, v, VENDOR_UNKNOWN, sn_rd_left(v));
    } else if (attr == EXTENDED && type >= FRAG && type <= LAST && sn_rd_left(v) == 4) {
        (void)!sn_get(d, v, EXT_FRAG + type - FRAG, NULL);
    } else if (sn_rd_left(v)) {
        (void)sn_get_bytes(d, v, UNKNOWN, sn_rd_left(v));
    }
}

/* What an attribute says, as fields. */
static void attribute_fields(struct sn_dis *d, struct sn_rd *v, unsigned type)
{
    size_t n = sn_rd_left(v);
    unsigned field = sn_radius_attrs[type].field;

    tunnel_tag(d, v, type);
    switch (type) {
    case CHAP:
        chap(d, v);
        break;
    case VENDOR_SPECIFIC:
        vendor_specific(d, v);
        break;
    case EVENT_TIMESTAMP:
        if (n == 4)
            sn_rec_uint(d, TIMESTAMP, sn_rd_off(v), 4, sn_be32(v->p) * UINT64_C(1000000000));
        break;
    case EGRESS_VLANID:
        if (n == 4)
            (void)sn_header(d, v, VLAN_TAG, VLAN_ID);
        break;
    case EGRESS_VLAN_NAME:
        if (n > 1 && sn_get(d, v, VLAN_NAME_TAG, NULL))
            (void)sn_get_bytes(d, v, VLAN_NAME, n - 1);
        break;
    case FRAMED_IPV6_PREFIX:
    case DELEGATED_IPV6_PREFIX:
    case HOME_PREFIX:
    case VISITED_PREFIX:
    case ROUTE:
        if (n >= 2 && n <= PREFIX_MAX && !v->p[0] && v->p[1] <= 128)
            value(d, v, field);
        break;
    case IPX_NETWORK:
    case RAPID_DEPLOYMENT:
        break;
    default:
        if (field)
            value(d, v, field);
        else if (is_extended(type))
            extended(d, v, type);
        else if (n)
            (void)sn_get_bytes(d, v, UNKNOWN, n);
        break;
    }
}

static void attribute(struct sn_dis *d, struct sn_rd *r)
{
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 1, .head = ATTR_HDR};
    uint32_t first = d->nrec;
    struct sn_rec *g = sn_group(d, r, AVP, 0);
    struct sn_tlv a;
    struct sn_rd v;

    if (sn_tlv_next(d, r, &form, TYPE, LEN, &a)) {
        v = a.val;
        sn_rec_bytes(d, VALUE, sn_rd_off(&v), sn_rd_left(&v), v.p, sn_rd_left(&v))->flags =
            SN_REC_TEXT;
        if (is_extended(a.type) && a.len < (a.type < LONG ? 1 : 2)) /* it says no type */
            sn_text_only(d, first);
        else if (d->want & SN_WANT_FIELDS && sn_rd_left(&v) == a.len)
            attribute_fields(d, &v, a.type);
        if (a.type == EAP_MESSAGE && is_eap(a.val.p, sn_rd_left(&a.val), a.len))
            sn_next_proto(d, &sn_proto_eap, &a.val, a.len);
    } else { /* its length can't be, or not all of it is here: it is no attribute */
        sn_text_only(d, first);
    }
    sn_group_end(d, r, g);
}

/* The message of EAP of which several attributes have the parts (RFC 3579 3.1), or one whose length
 * isn't that of its only attribute, unless attribute() took one of them for a message. */
static void eap_parts(struct sn_dis *d, struct sn_rd r)
{
    uint8_t *all = sn_arena_alloc(&d->arena, sn_rd_left(&r));
    size_t n = 0, parts = 0;
    bool taken = false;
    struct sn_rd rd;

    while (all && sn_rd_left(&r) >= ATTR_HDR && r.p[1] >= ATTR_HDR && r.p[1] <= sn_rd_left(&r)) {
        size_t len = r.p[1] - ATTR_HDR;

        if (r.p[0] == EAP_MESSAGE) {
            memcpy(all + n, r.p + ATTR_HDR, len);
            taken = taken || is_eap(all + n, len, len);
            n += len;
            parts++;
        }
        (void)sn_rd_skip(&r, r.p[1]);
    }
    if (n < EAP_HDR || (taken && (parts < 2 || !is_eap(all, n, n))))
        return;
    rd = sn_rd_init(all, n, n);
    sn_next_proto(d, &sn_proto_eap, &rd, (uint32_t)n);
}

/* Whether a code is one of these, of which the last is 0. */
static bool among(const uint8_t *codes, uint64_t code)
{
    while (*codes && *codes != code)
        codes++;
    return *codes != 0;
}

/* Says what a message is by its code. False: one of another code, or of a length that none may
 * have, is none of RADIUS. */
static bool sort(struct sn_dis *d, uint64_t code, uint64_t n)
{
    static const uint8_t requests[] = {1, 4, 7, 21, 23, 26, 33, 40, 43, 129, 0},
                         responses[] = {2,  3,  5,  8,  9,  11,  22,  24,  27,
                                        34, 41, 42, 44, 45, 130, 131, 132, 0},
                         others[] = {6, 10, 12, 13, 25, 29, 30, 31, 32, 50, 51, 0};

    if (n > LENGTH_MAX)
        return false;
    if (among(requests, code))
        sn_made(d, REQUEST, 1);
    else if (among(responses, code))
        sn_made(d, RESPONSE, 1);
    else
        return among(others, code);
    return true;
}

static void radius_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n;
    struct sn_rd in, all;
    bool known;

    if (!sn_header(d, r, CODE, AUTH))
        return;
    n = sn_u(d, LENGTH);
    if (len < HDR || n < HDR) {
        sn_text_only(d, d->cur->first);
        sn_malformed(r);
        return;
    }
    known = sort(d, sn_u(d, CODE), n);
    in = sn_inside(r, (n < len ? n : len) - HDR);
    all = in;
    while (sn_rd_left(&in) && !in.stop)
        attribute(d, &in);
    if (d->want & SN_WANT_FIELDS && sn_rd_left(&all))
        eap_parts(d, all);
    sn_stop(r, &in);
    if (!known)
        sn_text_only(d, d->cur->first);
}

/* ---- text ---- */

/* Printable ASCII, points for all else, up to a zero. */
static void put_string(struct sn_text *t, const uint8_t *p, size_t n)
{
    for (; n && *p; n--, p++)
        sn_put_c(t->b, *p < 32 || *p > 126 ? '.' : (char)*p);
}

static void put_tag(struct sn_text *t, uint8_t tag)
{
    sn_put_f(t->b, tag ? "Tag[%u] " : "Tag[Unused] ", tag);
}

/* n bytes, of which those before `end` were captured. */
static void put_upper_hex(struct sn_text *t, const uint8_t *p, size_t n, const uint8_t *end)
{
    for (; n && p < end; n--)
        sn_put_f(t->b, "%02X", *p++);
    if (n)
        sn_cut(t);
}

static void put_span(struct sn_text *t, uint32_t s)
{
    if (s < 60)
        sn_put_f(t->b, "%02u secs", s);
    else if (s < 3600)
        sn_put_f(t->b, "%02u:%02u min", s / 60, s % 60);
    else
        sn_put_f(t->b, "%02u:%02u:%02u hours", s / 3600, s / 60 % 60, s % 60);
}

static void put_date(struct sn_text *t, uint32_t s)
{
    time_t at = s;
    char date[48];
    struct tm tm;

    if (localtime_r(&at, &tm) && strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &tm))
        sn_put_s(t->b, date);
}

/* A reserved byte, the width, as many bytes of the prefix as there are. */
static void put_prefix(struct sn_text *t, const uint8_t *p, size_t n)
{
    uint8_t a[16] = {0};

    if (p[1] > 128) {
        sn_put_f(t->b, "ERROR: netmask %u not in range (0..128)", p[1]);
        return;
    }
    memcpy(a, p + 2, n - 2);
    sn_text_host6(t, a);
    sn_put_f(t->b, "/%u", p[1]);
    if (p[1] > 8 * (n - 2))
        sn_put_lit(t->b, " (inconsistent prefix length)");
}

static void put_vlan_tag(struct sn_text *t, uint8_t tag)
{
    if (tag == 0x31 || tag == 0x32)
        sn_put_f(t->b, "%s (0x%02x) ", tag == 0x31 ? "Tagged" : "Untagged", tag);
    else
        sn_put_f(t->b, "Unknown tag (0x%02x) ", tag);
}

/* A value that is too short: the line goes on behind it. */
static void put_short(struct sn_text *t)
{
    sn_put_lit(t->b, " [|radius]");
}

static void put_salted(struct sn_text *t, const uint8_t *p, size_t n)
{
    if (n < 3) {
        put_short(t);
        return;
    }
    put_tag(t, *p < 32 ? *p : 0);
    sn_put_f(t->b, "Salt %u ", sn_be16(p + 1));
    put_string(t, p + 3, n - 3);
}

static void put_vendor(struct sn_text *t, const uint8_t *p, size_t n, bool whole)
{
    if (n < 4) {
        if (whole)
            put_short(t);
        else
            sn_cut(t);
        return;
    }
    sn_put_lit(t->b, "Vendor: ");
    sn_put_name(t, sn_radius_vendors, sn_be32(p), "Unknown");
    sn_put_f(t->b, " (%u)", sn_be32(p));
    for (p += 4, n -= 4; n >= 2; n -= p[1], p += p[1]) {
        if (p[1] > n && !whole) {
            put_short(t);
            return;
        }
        sn_put_f(t->b, "\n\t    Vendor Attribute: %u, Length: ", p[0]);
        if (p[1] < 2) {
            sn_put_f(t->b, "%u (bogus, must be >= 2)", p[1]);
            return;
        }
        if (p[1] > n) {
            sn_put_f(t->b, "%u (bogus, goes past end of vendor-specific attribute)", p[1]);
            return;
        }
        sn_put_f(t->b, "%u, Value: ", p[1] - 2u);
        for (size_t i = 2; i < p[1]; i++)
            sn_put_c(t->b, p[i] < 32 || p[i] > 126 ? '.' : (char)p[i]);
    }
    if (!whole)
        sn_cut(t);
}

static const struct sn_val mip6_bits[] = {
    {0, "MIP6_INTEGRATED"},
    {1, "LOCAL_HOME_AGENT_ASSIGNMENT"},
    {40, "PMIP6_SUPPORTED"},
    {41, "IP4_HOA_SUPPORTED"},
    {42, "LOCAL_MAG_ROUTING_SUPPORTED"},
    {43, "ASSIGN_LOCAL_IP"},
    {44, "MIP4_SUPPORTED"},
    {45, "OPTIMIZED_IDLE_MODE_MOBILITY"},
    {46, "GTPv2_SUPPORTED"},
    {47, "IP4_TRANSPORT_SUPPORTED"},
    {48, "IP4_HOA_ONLY_SUPPORTED"},
    {49, "INTER_MAG_ROUTING_SUPPORTED"},
    {0, NULL},
};

static void put_mip6(struct sn_text *t, uint64_t bits)
{
    const char *sep = "[";

    for (const struct sn_val *v = mip6_bits; v->name; v++) {
        if (bits >> v->v & 1) {
            sn_put_f(t->b, "%s%s", sep, v->name);
            sep = ", ";
        }
    }
    sn_put_s(t->b, *sep == '[' ? "[]" : "]");
}

static void put_quoted(struct sn_text *t, const char *what, const uint8_t *p, size_t n)
{
    sn_put_f(t->b, ", %s \"", what);
    sn_put_safe(t->b, p, n);
    sn_put_c(t->b, '"');
}

static void put_location(struct sn_text *t, const uint8_t *p, size_t n)
{
    static const struct sn_val codes[] = {{0, "Civic"}, {1, "Geospatial"}, {0, NULL}};
    static const struct sn_val entities[] = {{0, "User"}, {1, "RADIUS"}, {0, NULL}};

    sn_put_f(t->b, "index %u, code ", sn_be16(p));
    sn_put_name(t, codes, p[2], "Unknown (%u)");
    sn_put_lit(t->b, ", entity ");
    sn_put_name(t, entities, p[3], "Unknown (%u)");
    sn_put_lit(t->b, ", sighting time ");
    sn_text_ntp_time(t, sn_be64(p + 4));
    sn_put_lit(t->b, ", time to live ");
    sn_text_ntp_time(t, sn_be64(p + 12));
    put_quoted(t, "method", p + 20, n - 20);
}

static void put_policy(struct sn_text *t, const uint8_t *p, size_t n)
{
    unsigned flags = sn_be16(p);
    const char *sep = "";

    sn_put_s(t->b, flags ? "flags [" : "flags [none");
    for (unsigned i = 0; i < 16; i++) {
        if (!(flags >> i & 1))
            continue;
        if (i == 15)
            sn_put_f(t->b, "%sRetransmission Allowed", sep);
        else
            sn_put_f(t->b, "%sMBZ-%u", sep, 15 - i);
        sep = ", ";
    }
    sn_put_lit(t->b, "], retention expires ");
    sn_text_ntp_time(t, sn_be64(p + 2));
    if (n > 10)
        put_quoted(t, "note well", p + 10, n - 10);
}

static void put_operator(struct sn_text *t, const uint8_t *p, size_t n)
{
    static const struct sn_val spaces[] = {
        {0x30, "TADIG"}, {0x31, "REALM"}, {0x32, "E212"}, {0x33, "ICC"}, {0, NULL}};

    sn_put_c(t->b, '[');
    sn_put_name(t, spaces, *p, "unknown namespace %u");
    sn_put_lit(t->b, "] ");
    sn_put_safe(t->b, p + 1, n - 1);
}

/* The lengths that a format allows; false: it isn't one of them, and that is said. */
static bool fits(struct sn_text *t, char format, size_t n)
{
    static const struct {
        char formats[12];
        uint8_t min, max;
    } rows[] = {{"ifxlvted1", 4, 4}, {"6r", 16, 16}, {"R", 14, 14}, {"M", 8, 8},   {"h", 17, 17},
                {"o", 2, 255},       {"L", 21, 255}, {"D", 3, 255}, {"B", 10, 255}};

    if (format == 'p' && (n < 2 || n > 18)) {
        sn_put_f(t->b, "ERROR: length %zu not in range (2..18)", n);
        return false;
    }
    if (format == 'E' && n != 4) {
        sn_put_f(t->b, "Error: length %zu != 4", n);
        return false;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!format || !strchr(rows[i].formats, format) || (n >= rows[i].min && n <= rows[i].max))
            continue;
        sn_put_f(t->b, rows[i].max == 255 ? "ERROR: length %zu < %u" : "ERROR: length %zu != %u", n,
                 rows[i].min);
        return false;
    }
    return true;
}

/* Formats that one attribute has. */
static void put_special(struct sn_text *t, char format, const uint8_t *p, size_t n)
{
    switch (format) {
    case 'd':
        put_date(t, sn_be32(p));
        break;
    case '1':
        put_vlan_tag(t, p[0]);
        sn_put_u32(t->b, sn_be32(p) & 0xffffff);
        break;
    case 'r':
        sn_put_lit(t->b, "User_challenge (");
        put_upper_hex(t, p, 8, p + n);
        sn_put_lit(t->b, ") User_resp(");
        put_upper_hex(t, p + 8, 8, p + n);
        sn_put_c(t->b, ')');
        break;
    case 'R':
        sn_put_f(t->b, "User can%s change password, Min password length: %u, created at: ",
                 p[0] ? "" : "not", p[1]);
        put_upper_hex(t, p + 2, 4, p + n);
        sn_put_lit(t->b, ", expires in: ");
        put_upper_hex(t, p + 6, 4, p + n);
        sn_put_lit(t->b, ", Current Time: ");
        put_upper_hex(t, p + 10, 4, p + n);
        break;
    case 'C':
        if (n < 8)
            sn_put_f(t->b, "ERROR: length %zu != 8", n);
        else
            put_upper_hex(t, p, 8, p + n);
        break;
    case 'M':
        put_mip6(t, sn_be64(p));
        break;
    case 'h':
        if (p[0] > 128) {
            sn_put_f(t->b, "ERROR: netmask %u not in range (0..128)", p[0]);
        } else {
            sn_text_host6(t, p + 1);
            sn_put_f(t->b, "/%u", p[0]);
        }
        break;
    case 'o':
        put_operator(t, p, n);
        break;
    case 'L':
        put_location(t, p, n);
        break;
    case 'D':
        sn_put_f(t->b, "index %u, location", sn_be16(p));
        sn_text_hex_ascii(t, "\n\t    ", p + 2, n - 2);
        break;
    case 'B':
        put_policy(t, p, n);
        break;
    default:
        break;
    }
}

static void put_number(struct sn_text *t, const struct radius_attr *a, const uint8_t *p)
{
    uint32_t u = sn_be32(p);

    if (a->format == 'E') {
        sn_put_f(t->b, "Error cause %u: ", u);
        sn_put_name(t, a->vals, u, "Error-Cause %u not known");
    } else if (a->format == 't') {
        put_span(t, u);
    } else if (a->format == 'x' && u == UINT32_MAX - 1) {
        sn_put_lit(t->b, "NAS Select");
    } else if (a->format == 'f' && u >= UINT32_MAX - 1) {
        sn_put_s(t->b, u == UINT32_MAX ? "User Selected" : "NAS Select");
    } else if (a->format == 'i' || a->format == 'f') {
        sn_text_host4(t, u);
    } else if (a->format == 'e') {
        put_tag(t, p[0]);
        sn_put_name(t, a->vals, u & 0xffffff, a->vals ? "#%u" : "%u");
    } else {
        sn_put_name(t, a->vals, u, a->vals ? "#%u" : "%u");
    }
}

/* What is said of a value of which only n bytes were captured. */
static void put_part(struct sn_text *t, char format, const uint8_t *p, size_t n)
{
    if (strchr("sTpgh2", format)) {
        put_short(t);
        return;
    }
    if (format == 'e' && n)
        put_tag(t, *p);
    else if (format == '1' && n)
        put_vlan_tag(t, *p);
    else if (format == 'r' || (format == 'R' && n > 1))
        put_special(t, format, p, n);
    else if (format == 'C')
        put_upper_hex(t, p, 8, p + n);
    else if (format == 'R' && n)
        sn_put_f(t->b, "User can%s change password", *p ? "" : "not");
    else if (format == 'M')
        sn_put_c(t->b, '[');
    sn_cut(t);
}

/* n bytes of a value of len. */
static void put_attr_value(struct sn_text *t, const struct radius_attr *a, const uint8_t *p,
                           size_t n, size_t len)
{
    bool whole = n == len;

    if (!len)
        return;
    if (!whole && a->format && strchr("aoLDB", a->format)) {
        put_short(t);
        return;
    }
    if (!fits(t, a->format, len))
        return;
    if (a->format && a->format != '-' && a->format != 'V' && !whole) {
        put_part(t, a->format, p, n);
        return;
    }
    switch (a->format) {
    case 's':
        put_string(t, p, n);
        break;
    case 'T':
        if (*p < 32) {
            put_tag(t, *p++);
            n--;
        }
        put_string(t, p, n);
        break;
    case '2':
        put_vlan_tag(t, p[0]);
        put_string(t, p + 1, n - 1);
        break;
    case 'V':
        put_vendor(t, p, n, whole);
        break;
    case 'g':
        put_salted(t, p, n);
        break;
    case 'a':
        if (is_eap(p, n, len))
            sn_text_inner(t);
        else
            sn_put_lit(t->b, "EAP fragment?");
        break;
    case '6':
        sn_text_host6(t, p);
        break;
    case 'p':
        put_prefix(t, p, n);
        break;
    case 'E':
    case 't':
    case 'x':
    case 'f':
    case 'i':
    case 'e':
    case 'l':
    case 'v':
        put_number(t, a, p);
        break;
    default:
        put_special(t, a->format, p, n);
        break;
    }
}

static void attribute_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                           size_t left)
{
    const struct radius_attr *a = &sn_radius_attrs[sn_opt(v, TYPE) & 255];
    uint64_t len = sn_num(t, v, LEN);
    const struct sn_rec *q;

    if (sn_is_cut(t))
        return;
    sn_put_f(t->b, "\n\t  %s Attribute", a->label ? a->label : "Unknown");
    sn_say(t, v, " ({}), length: {}", TYPE, LEN);
    if (len < ATTR_HDR || len > left) {
        sn_put_s(t->b,
                 len < ATTR_HDR ? " (bogus, must be >= 2)" : " (bogus, goes past end of packet)");
        return;
    }
    sn_put_lit(t->b, ", Value: ");
    q = sn_find(v, VALUE);
    if (!q) {
        sn_cut(t);
        return;
    }
    /* tcpdump looks for EAP's length behind a value that is too short for one. */
    if (a->format == 'a' && q->n == len - ATTR_HDR && q->n && q->off + EAP_HDR > l->off + l->caplen)
        sn_cut(t);
    else
        put_attr_value(t, a, q->p, q->n, (uint32_t)(len - ATTR_HDR));
    if (t->o->verbose > 1)
        sn_text_hex(t, "\n\t    ", q->p, q->n);
}

static enum sn_then radius_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), a = {0};
    uint64_t n;
    size_t at = HDR;

    if (!sn_find(&v, AUTH) || sn_opt(&v, LENGTH) < HDR) {
        sn_cut_short(t);
        return SN_TEXT_DONE;
    }
    n = sn_opt(&v, LENGTH) < l->len ? sn_opt(&v, LENGTH) : l->len;
    if (!t->o->verbose) {
        sn_say(t, &v, "RADIUS, {s:Unknown Command} ({d}), id: {}", CODE, CODE, ID);
        sn_put_f(t->b, " length: %u", (unsigned)n);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, "RADIUS, length: %u", (unsigned)n);
    sn_say(t, &v, "\n\t{s:Unknown Command} ({d}), id: {}, Authenticator: {}", CODE, CODE, ID, AUTH);
    while (sn_each(&v, AVP, &a) && !sn_is_cut(t)) {
        attribute_text(t, l, &a, n - at);
        at += sn_opt(&a, LEN);
    }
    if (at < n && l->caplen < n && !sn_is_cut(t) && !(l->flags & SN_LAYER_MALFORMED))
        sn_cut_short(t);
    return SN_TEXT_DONE;
}

SN_PROTO(radius, "RADIUS Protocol", {.table = &sn_tab_udp, .value = 1645},
         {.table = &sn_tab_udp, .value = 1646}, {.table = &sn_tab_udp, .value = 1812},
         {.table = &sn_tab_udp, .value = 1813}, {.table = &sn_tab_udp, .value = 1700},
         {.table = &sn_tab_udp, .value = 3799}, {.table = &sn_tab_udp, .type = "radius"})
