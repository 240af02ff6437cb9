/*
 * DHCPv6 (RFC 8415 and those that add options).
 *
 * An option is a group: its code, its length, its value, what it means, and the options inside. As
 * tcpdump does, one that doesn't fit ends the options that it is among (CUT), wherever that is.
 */
#include "dis/app/dhcp6.h"

enum { RELAY_FORWARD = 12, RELAY_REPLY = 13, DEPTH_MAX = 8 };
enum { DELAYED = 2, RECONFIGURE = 3 }; /* authentication protocols */
const struct sn_val sn_dhcp6_types[] = {
    {1, "solicit"},      {2, "advertise"},   {3, "request"},
    {4, "confirm"},      {5, "renew"},       {6, "rebind"},
    {7, "reply"},        {8, "release"},     {9, "decline"},
    {10, "reconfigure"}, {11, "inf-req"},    {12, "relay-fwd"},
    {13, "relay-reply"}, {14, "leasequery"}, {15, "leasequery-reply"},
    {0, NULL},
};
const struct sn_val sn_dhcp6_statuses[] = {
    {0, "Success"},        {1, "UnspecFail"},    {2, "NoAddrsAvail"},  {3, "NoBinding"},
    {4, "NotOnLink"},      {5, "UseMulticast"},  {6, "NoPrefixAvail"}, {7, "UnknownQueryType"},
    {8, "MalformedQuery"}, {9, "NotConfigured"}, {10, "NotAllowed"},   {0, NULL},
};

SN_FIELD_TABLE(dhcp6, DHCP6)

/* ---- dissect ---- */

static void message(struct sn_dis *d, struct sn_rd *r, unsigned depth);

/* One name for the text, and r behind it. tcpdump reads it as one of DNS as far as the packet was
 * captured, with pointers that count from the option's end. False: there is nothing behind it. */
static bool name(struct sn_dis *d, struct sn_rd *r, const uint8_t *end)
{
    struct dns_msg m = {.all = *r, .end = NAME_END};
    struct sn_rd in = *r;
    uint32_t at = d->nrec;

    in.end = sn_captured_end(d, r);
    m.all.p = end;
    m.all.end = in.end;
    sn_dns_name(d, &in, &m, NAME);
    sn_text_only(d, at);
    if (at == d->nrec || !d->rec[at].len || d->rec[at].len > sn_rd_left(&in))
        return false;
    r->p += d->rec[at].len;
    return true;
}

/* The names of an option, for the text. */
static void names(struct sn_dis *d, struct sn_rd r, uint32_t code)
{
    const uint8_t *end = r.end;
    struct sn_rd v;
    uint16_t type, n;

    if (code != NTP) {
        while (r.p < end && name(d, &r, end)) {
            const struct sn_rec *q = &d->rec[d->nrec - 1];

            if (q->field == NAME_END && (q->u & 0xff) < DNS_END_LONG)
                return;
        }
        return;
    }
    while (sn_rd_left(&r) > 4 && sn_rd_be16(&r, &type) && sn_rd_be16(&r, &n)) {
        if (!sn_rd_sub(&r, n, &v) || (type == 3 && !name(d, &v, end)))
            return;
    }
}

/* A number that Wireshark shows as text: its digits in hex. */
static bool identity(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    char *text = sn_arena_alloc(&d->arena, 8);
    uint32_t id;

    if (!sn_rd_be32(r, &id))
        return false;
    for (unsigned i = 0; text && i < 8; i++)
        text[i] = "0123456789abcdef"[id >> (28 - 4 * i) & 15];
    if (text)
        sn_rec_bytes(d, field, sn_rd_off(r) - 4, 4, text, 8);
    return true;
}

/* Those that hold others: what is in front of them is read. False: it isn't one of them. */
static bool has_options(struct sn_dis *d, struct sn_rd *r, uint32_t code)
{
    static const uint8_t heads[] = {
        [IA_NA] = 12,     [IA_TA] = 4,     [IA_ADDR] = 24,   [IA_PD] = 12,
        [PD_PREFIX] = 25, [LQ_QUERY] = 17, [CLIENT_DATA] = 0};

    if (code < sizeof heads && sn_rd_left(r) < heads[code])
        return false;
    switch (code) {
    case IA_NA:
    case IA_PD:
        return identity(d, r, IAID) && sn_header(d, r, T1, T2);
    case IA_TA:
        return identity(d, r, IATA);
    case IA_ADDR:
        return sn_header(d, r, ADDR, ADDR_VALID);
    case PD_PREFIX:
        return sn_header(d, r, PD_PREFERRED, PD_ADDR);
    case LQ_QUERY:
        return sn_header(d, r, LQ_TYPE, LQ_LINK);
    case CLIENT_DATA:
        return true;
    case S46_MAP_E:
    case S46_MAP_T:
        return sn_wants_values(d); /* tcpdump doesn't know it */
    default:
        return false;
    }
}

static void list(struct sn_dis *d, struct sn_rd *r, unsigned depth)
{
    static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1};

    while (sn_rd_left(r) && !r->stop) {
        struct sn_rec *g = sn_group(d, r, OPTION, 0);
        struct sn_tlv o;
        bool whole = sn_rd_left(r) >= 4 && sn_rd_left(r) - 4 >= sn_be16(r->p + 2);
        struct sn_rd v;

        if (!whole || !sn_tlv_next(d, r, &form, CODE, LEN, &o)) {
            g->flags = SN_REC_TEXT;
            sn_rec_made(d, CUT, 0)->flags |= SN_REC_TEXT;
            (void)!sn_rd_need(r, sn_rd_left(r) + 1);
        } else {
            v = o.val;
            sn_rec_bytes(d, VALUE, sn_rd_off(&v), o.len, v.p, o.len)->flags = SN_REC_TEXT;
            if (o.type == NTP || sn_dhcp6_option(o.type).format == 'N')
                names(d, v, o.type);
            if (o.type == RELAY_MSG)
                message(d, &v, depth + 1);
            else if (depth < DEPTH_MAX && has_options(d, &v, o.type))
                list(d, &v, depth + 1);
            else if (d->want & SN_WANT_FIELDS)
                sn_dhcp6_meaning(d, &v, o.type);
        }
        sn_group_end(d, r, g);
    }
}

static void message(struct sn_dis *d, struct sn_rd *r, unsigned depth)
{
    uint8_t type;

    if (depth >= DEPTH_MAX || !sn_rd_peek(r, 0, &type) || !sn_rd_need(r, 4) ||
        !sn_get(d, r, TYPE, NULL))
        return;
    if (type == RELAY_FORWARD || type == RELAY_REPLY ? sn_header(d, r, HOPS, PEER)
                                                     : sn_get(d, r, XID, NULL))
        list(d, r, depth);
}

static void dhcp6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = sn_inside(r, len);
    bool relay = sn_rd_left(r) && (*r->p == RELAY_FORWARD || *r->p == RELAY_REPLY);
    uint32_t head = relay ? 34 : 4;

    /* tcpdump reads the header whatever UDP's length is. */
    if (len < head && sn_rd_left(r) >= head && !(d->want & SN_WANT_FIELDS))
        in = sn_inside(r, head);
    message(d, &in, 0);
    sn_stop(r, &in);
}

/* ---- text ---- */

static void message_text(struct sn_text *t, const struct sn_view *v, bool verbose, unsigned depth);
static void list_text(struct sn_text *t, const struct sn_view *v, unsigned depth);

static void put_code(struct sn_text *t, unsigned code)
{
    struct dhcp6_option o = sn_dhcp6_option(code);

    if (o.name)
        sn_put_s(t->b, o.name);
    else
        sn_put_f(t->b, "opt_%u", code);
}

/* Up to ten bytes. */
static void put_start(struct sn_text *t, const uint8_t *p, size_t n)
{
    sn_put_hex_bytes(t->b, p, n < 10 ? n : 10, '\0');
    sn_put_lit(t->b, "...");
}

static void put_doubt(struct sn_text *t)
{
    sn_put_lit(t->b, " ?");
}

static void put_duid(struct sn_text *t, const uint8_t *p, size_t n)
{
    unsigned type = n >= 2 ? sn_be16(p) : 0;

    if (n < 2 || (type == 1 && n < 8) || (type == 2 && n < 10) || (type == 3 && n < 4)) {
        put_doubt(t);
    } else if (type == 1) {
        sn_put_f(t->b, " hwaddr/time type %u time %u ", sn_be16(p + 2), sn_be32(p + 4));
        sn_put_hex_bytes(t->b, p + 8, n - 8, '\0');
    } else if (type == 2) {
        sn_put_lit(t->b, " vid ");
        sn_put_hex_bytes(t->b, p + 2, 8, '\0');
    } else if (type == 3) {
        sn_put_f(t->b, " hwaddr type %u ", sn_be16(p + 2));
        sn_put_hex_bytes(t->b, p + 4, n - 4, '\0');
    } else {
        sn_put_f(t->b, " type %u", type);
    }
}

/* One name, which *q is; *q becomes the next record. False: it wasn't whole, and where tcpdump
 * reads without looking the line ends. */
static bool put_domain(struct sn_text *t, const struct sn_rec **q, const struct sn_rec *end)
{
    bool whole;

    if (*q == end || (*q)->field != NAME)
        return false;
    sn_put_c(t->b, ' ');
    t->jumped = false;
    whole = sn_dns_put_name(t, *q, end);
    if (t->jumped)
        sn_cut(t);
    *q += *q + 1 < end && (*q)[1].field == NAME_END ? 2 : 1;
    return whole;
}

static bool put_domains(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = v->rec;

    while (q < v->end && q->field == NAME) {
        if (!put_domain(t, &q, v->end))
            return false;
    }
    return true;
}

static void put_auth_info(struct sn_text *t, unsigned proto, const uint8_t *p, size_t n)
{
    if (proto == DELAYED && n == 0)
        return;
    if (proto == DELAYED && n >= 20) {
        if (n > 20)
            sn_put_lit(t->b, ", realm: ");
        sn_put_hex_bytes(t->b, p, n - 20, '\0');
        sn_put_f(t->b, ", key ID: %08x, HMAC-MD5:", sn_be32(p + n - 20));
        for (size_t i = n - 16; i < n; i += 4)
            sn_put_f(t->b, " %08x", sn_be32(p + i));
        return;
    }
    if (proto != RECONFIGURE || n != 17) {
        sn_put_lit(t->b, " ??");
        return;
    }
    sn_put_s(t->b, *p == 1 ? " reconfig-key" : *p == 2 ? " type: HMAC-MD5" : " type: ??");
    sn_put_lit(t->b, " value:");
    for (size_t i = 1; i < n; i += 4)
        sn_put_f(t->b, " %08x", sn_be32(p + i));
}

static void put_auth(struct sn_text *t, const uint8_t *p, size_t n)
{
    static const struct sn_val protocols[] = {
        {DELAYED, "delayed"}, {RECONFIGURE, "reconfigure"}, {0, NULL}};
    static const struct sn_val algorithms[] = {{1, "HMAC-MD5"}, {0, NULL}};
    static const struct sn_val methods[] = {{0, "mono"}, {0, NULL}};

    if (n < 11) {
        put_doubt(t);
        return;
    }
    sn_put_lit(t->b, " proto: ");
    sn_put_name(t, protocols, p[0], "%u");
    sn_put_lit(t->b, ", alg: ");
    sn_put_name(t, algorithms, p[1], "%u");
    sn_put_lit(t->b, ", RDM: ");
    sn_put_name(t, methods, p[2], "%u");
    sn_put_lit(t->b, ", RD:");
    for (unsigned i = 3; i < 11; i += 2)
        sn_put_f(t->b, " %04x", sn_be16(p + i));
    put_auth_info(t, p[0], p + 11, n - 11);
}

/* Labels with points between them; what doesn't fit is a "?". */
static void put_aftr(struct sn_text *t, const uint8_t *p, size_t n)
{
    sn_put_c(t->b, ' ');
    while (n && *p) {
        size_t label = *p++;

        if (label >= --n) {
            put_doubt(t);
            return;
        }
        sn_put_safe(t->b, p, strnlen((const char *)p, label));
        p += label;
        n -= label;
        if (n && *p)
            sn_put_c(t->b, '.');
    }
}

/* False: a suboption doesn't fit. */
static bool put_ntp(struct sn_text *t, struct sn_rd *r, const struct sn_view *names)
{
    const struct sn_rec *name = names->rec;
    uint16_t type, n;
    struct sn_rd v;

    while (sn_rd_left(r) > 4 && sn_rd_be16(r, &type) && sn_rd_be16(r, &n)) {
        if (!sn_rd_sub(r, n, &v))
            return false;
        sn_put_f(t->b, " subopt:%u", type);
        if ((type == 1 || type == 2) && n == 16) {
            sn_put_c(t->b, ' ');
            sn_text_host6(t, v.p);
        } else if (type != 3) {
            put_doubt(t);
        } else if (!put_domain(t, &name, names->end)) {
            return false;
        }
    }
    return true;
}

/* The options of several fields, or that hold others; `in` is what is behind the group's record.
 * False: the options end here. */
static bool print_special(struct sn_text *t, const struct sn_view *in, unsigned code,
                          const uint8_t *p, size_t n, unsigned depth)
{
    static const uint8_t least[] = {
        [IA_NA] = 12, [IA_TA] = 4,     [IA_ADDR] = 24, [STATUS] = 2, [IA_PD] = 12, [PD_PREFIX] = 25,
        [37] = 4,     [LQ_QUERY] = 17, [47] = 16,      [NTP] = 4,    [64] = 3};
    struct sn_rd r = sn_rd_init(p, n, n);

    if (n < least[code] || (code == 19 && n != 1)) {
        put_doubt(t);
        return true;
    }
    switch (code) {
    case IA_NA:
    case IA_PD:
        sn_put_f(t->b, " IAID:%u T1:%u T2:%u", sn_be32(p), sn_be32(p + 4), sn_be32(p + 8));
        break;
    case IA_TA:
        sn_put_f(t->b, " IAID:%u", sn_be32(p));
        break;
    case IA_ADDR:
        sn_put_c(t->b, ' ');
        sn_text_host6(t, p);
        sn_put_f(t->b, " pltime:%u vltime:%u", sn_be32(p + 16), sn_be32(p + 20));
        break;
    case PD_PREFIX:
        sn_put_c(t->b, ' ');
        sn_text_host6(t, p + 9);
        sn_put_f(t->b, "/%u pltime:%u vltime:%u", p[8], sn_be32(p), sn_be32(p + 4));
        break;
    case LQ_QUERY:
        sn_put_s(t->b, *p == 1 ? " by-address " : *p == 2 ? " by-clientID " : "");
        if (*p < 1 || *p > 2)
            sn_put_f(t->b, " type_%u ", *p);
        sn_text_host6(t, p + 1);
        break;
    case RELAY_MSG:
        sn_put_lit(t->b, " (");
        message_text(t, in, true, depth + 1);
        return true;
    case AUTH:
        put_auth(t, p, n);
        return true;
    case STATUS:
        sn_put_c(t->b, ' ');
        sn_put_name(t, sn_dhcp6_statuses, sn_be16(p), sn_be16(p) > 255 ? "INVALID code" : "code%u");
        return true;
    case 19:
        sn_put_lit(t->b, " for ");
        if (*p == 5 || *p == 11)
            sn_put_name(t, sn_dhcp6_types, *p, "%u");
        else
            sn_put_f(t->b, "%s(%02x)", "???", *p);
        return true;
    case 37:
        sn_put_f(t->b, " %u ", sn_be32(p));
        put_start(t, p + 4, n - 4);
        return true;
    case 47:
        sn_put_c(t->b, ' ');
        sn_text_host6(t, p);
        sn_put_c(t->b, ' ');
        put_start(t, p + 16, n - 16);
        return true;
    case NTP:
        return put_ntp(t, &r, in);
    case 64:
        put_aftr(t, p, n);
        return true;
    default:
        break;
    }
    list_text(t, in, depth + 1);
    return true;
}

/* The formats that several options have. False: the options end here. */
static bool put_value(struct sn_text *t, const struct sn_view *in, char format, const uint8_t *p,
                      size_t n)
{
    if ((format == 'A' && n % 16) || (format == 'O' && n % 2) || (format == '1' && n != 1) ||
        (format == '2' && n != 2) || (format == '4' && n != 4) || (format == 'S' && n < 5)) {
        put_doubt(t);
        return true;
    }
    switch (format) {
    case 'D':
        put_duid(t, p, n);
        break;
    case 'N':
        return put_domains(t, in);
    case 'H':
        sn_put_c(t->b, ' ');
        put_start(t, p, n);
        break;
    case 'S':
        sn_put_c(t->b, ' ');
        sn_put_safe(t->b, p, strnlen((const char *)p, n));
        break;
    case '1':
    case '2':
    case '4':
        sn_put_f(t->b, " %u", n == 1 ? *p : n == 2 ? sn_be16(p) : sn_be32(p));
        break;
    default:
        for (size_t i = 0; format == 'A' && i < n; i += 16) {
            sn_put_c(t->b, ' ');
            sn_text_host6(t, p + i);
        }
        for (size_t i = 0; format == 'O' && i < n; i += 2) {
            sn_put_c(t->b, ' ');
            put_code(t, sn_be16(p + i));
        }
        break;
    }
    return true;
}

static void list_text(struct sn_text *t, const struct sn_view *v, unsigned depth)
{
    struct sn_view o = {0};

    while (depth < DEPTH_MAX && sn_each(v, OPTION, &o)) {
        struct sn_view in = {.rec = o.rec + 1, .end = o.end, .fields = o.fields};
        const struct sn_rec *q = sn_find(&in, VALUE);
        unsigned code = (unsigned)sn_opt(&in, CODE);
        char format = sn_dhcp6_option(code).format;
        bool whole;

        if (!q || in.rec->field == CUT) {
            sn_put_lit(t->b, " [|dhcp6]");
            return;
        }
        sn_put_lit(t->b, " (");
        put_code(t, code);
        in.rec = q + 1;
        whole = format == 'x' ? print_special(t, &in, code, q->p, q->n, depth)
                              : put_value(t, &in, format, q->p, q->n);
        if (!whole) {
            sn_put_lit(t->b, " [|dhcp6]");
            return;
        }
        sn_put_c(t->b, ')');
    }
}

static void message_text(struct sn_text *t, const struct sn_view *v, bool verbose, unsigned depth)
{
    const struct sn_rec *q = sn_find(v, TYPE), *id = sn_find(v, XID), *peer = sn_find(v, PEER);
    bool relay = q && (q->u == RELAY_FORWARD || q->u == RELAY_REPLY);
    struct sn_view in = {.end = v->end, .fields = v->fields};

    sn_put_lit(t->b, "dhcp6");
    if (!q || (relay ? !sn_find(v, HOPS) : !id)) {
        sn_put_lit(t->b, " [|dhcp6]");
        return;
    }
    sn_put_c(t->b, ' ');
    sn_put_name(t, sn_dhcp6_types, q->u, "msgtype-%u");
    if (!verbose)
        return;
    sn_put_lit(t->b, " (");
    if (relay) {
        if (sn_find(v, LINK))
            sn_say(t, v, "linkaddr={}", LINK);
        if (!peer) {
            sn_put_lit(t->b, " [|dhcp6]");
            return;
        }
        sn_say(t, v, " peeraddr={}", PEER);
    } else {
        sn_put_f(t->b, "xid=%x", (unsigned)id->u);
    }
    in.rec = (relay ? peer : id) + 1;
    list_text(t, &in, depth);
    sn_put_c(t->b, ')');
}

static enum sn_then dhcp6_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    message_text(t, &v, t->o->verbose, 0);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_dhcp6 = {
    .name = "dhcpv6",
    .tag = "dhcp6",
    .title = "DHCPv6",
    SN_PROTO_FIELDS(dhcp6),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 546}, {.table = &sn_tab_udp, .value = 547}),
    .dissect = dhcp6_dissect,
    .text = dhcp6_text,
};
