/* DHCPv6's options: their table, and what the values mean as fields. */
#include "dis/app/dhcp6.h"

/* The formats: A addresses, D DUID, N domain names, O option codes, H ten bytes in hex, S string;
 * 1 2 4 a number of so many bytes; x those in print_special(). */
static const struct dhcp6_option options[] = {
    [1] = {"client-ID", 0, 'D'},
    [2] = {"server-ID", 0, 'D'},
    [3] = {"IA_NA", 0, 'x'},
    [4] = {"IA_TA", 0, 'x'},
    [5] = {"IA_ADDR", 0, 'x'},
    [6] = {"option-request", REQUESTED, 'O'},
    [7] = {"preference", PREFERENCE, '1'},
    [8] = {"elapsed-time", ELAPSED, '2'},
    [9] = {"relay-message", 0, 'x'},
    [11] = {"authentication", 0, 'x'},
    [12] = {"server-unicast", UNICAST, 0},
    [13] = {"status-code", 0, 'x'},
    [14] = {"rapid-commit", 0, 0},
    [15] = {"user-class", 0, 0},
    [16] = {"vendor-class", 0, 0},
    [17] = {"vendor-specific-info", 0, 0},
    [18] = {"interface-ID", INTERFACE, 'H'},
    [19] = {"reconfigure-message", RECONF, 'x'},
    [20] = {"reconfigure-accept", 0, 0},
    [21] = {"SIP-servers-domain", SIP_DOMAIN, 'N'},
    [22] = {"SIP-servers-address", SIP_SERVER, 'A'},
    [23] = {"DNS-server", DNS_SERVER, 'A'},
    [24] = {"DNS-search-list", DOMAIN, 'N'},
    [25] = {"IA_PD", 0, 'x'},
    [26] = {"IA_PD-prefix", 0, 'x'},
    [27] = {"NIS-server", NIS_SERVER, 'A'},
    [28] = {"NIS+-server", NISP_SERVER, 'A'},
    [29] = {"NIS-domain-name", 0, 0},
    [30] = {"NIS+-domain-name", 0, 0},
    [31] = {"SNTP-servers", SNTP_SERVER, 'A'},
    [32] = {"lifetime", LIFETIME, '4'},
    [33] = {"BCMCS-domain-name", 0, 0},
    [34] = {"BCMCS-server", BCMCS_SERVER, 'A'},
    [36] = {"Geoconf-Civic", 0, 0},
    [37] = {"Remote-ID", 0, 'x'},
    [38] = {"Subscriber-ID", SUBSCRIBER, 'H'},
    [39] = {"Client-FQDN", 0, 0},
    [40] = {"PANA-agent", PANA, 'A'},
    [41] = {"POSIX-timezone", TIMEZONE, 'S'},
    [42] = {"POSIX-tz-database", TZDB, 'S'},
    [43] = {"Echo-request-option", REQUESTED, 'O'},
    [44] = {"Lease-query", 0, 'x'},
    [45] = {"LQ-client-data", 0, 'x'},
    [46] = {"Clt-time", CLT_TIME, '4'},
    [47] = {"LQ-relay-data", 0, 'x'},
    [48] = {"LQ-client-link", LQ_CLIENT_LINK, 'A'},
    [56] = {"NTP-server", 0, 'x'},
    [64] = {"AFTR-Name", 0, 'x'},
    [112] = {"MUD-URL", 0, 'S'},
};

#define NOPTIONS (sizeof options / sizeof options[0])

struct dhcp6_option sn_dhcp6_option(uint64_t code)
{
    return code < NOPTIONS ? options[code] : (struct dhcp6_option){NULL, 0, 0};
}

static void duid(struct sn_dis *d, struct sn_rd *r)
{
    const uint64_t Y2000 = 946684800;
    uint32_t type, time;

    if (sn_rd_left(r) < 2)
        return;
    (void)sn_rec_bytes(d, DUID, sn_rd_off(r), sn_rd_left(r), r->p, sn_rd_left(r));
    if (!sn_get(d, r, DUID_TYPE, &type))
        return;
    if (type == 1 && sn_get(d, r, LLT_HW, NULL) && sn_rd_be32(r, &time)) {
        sn_rec_uint(d, LLT_TIME, sn_rd_off(r) - 4, 4, (time + Y2000) * UINT64_C(1000000000));
        (void)sn_get_bytes(d, r, LLT_ADDR, sn_rd_left(r));
    }
    if (type == 2 && sn_get(d, r, EN_NUMBER, NULL))
        (void)sn_get_bytes(d, r, EN_ID, sn_rd_left(r));
    else if (type == 3 && sn_get(d, r, LL_HW, NULL))
        (void)sn_get_bytes(d, r, LL_ADDR, sn_rd_left(r));
    else if (type == 4)
        (void)sn_get_bytes(d, r, UUID, 16);
}

/* Names as labels with points between them, each a record. With `part` the last may be a part of
 * a name, which has no end. */
static void domains(struct sn_dis *d, struct sn_rd *r, unsigned field, bool part)
{
    while (sn_rd_left(r)) {
        uint8_t *text = sn_arena_alloc(&d->arena, sn_rd_left(r)), n = 0;
        size_t from = sn_rd_off(r), len = 0;
        const uint8_t *p;

        while (text && (!part || sn_rd_left(r)) && sn_rd_u8(r, &n) && n && sn_rd_bytes(r, n, &p)) {
            if (len)
                text[len++] = '.';
            memcpy(text + len, p, n);
            len += n;
        }
        if (text && (!part || !n))
            text[len++] = '.'; /* there is room: for each label its length was there */
        if (r->stop || !text)
            return;
        if (len == 1)
            continue; /* the root is no entry */
        sn_rec_bytes(d, field, from, sn_rd_off(r) - from, text, len);
    }
}

/* Strings, each behind a length of two bytes, which is recorded too unless `length` is 0. */
static void counted(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    while (sn_rd_left(r) > 2) {
        uint16_t n = sn_be16(r->p);

        if (n > sn_rd_left(r) - 2 || (length ? !sn_get(d, r, length, NULL) : !sn_rd_skip(r, 2)))
            return;
        (void)sn_get_bytes(d, r, field, n);
    }
}

/* Whether a whole option, of a code and a length of two bytes each, is next. */
static bool fits(const struct sn_rd *r)
{
    return sn_rd_left(r) >= 4 && sn_be16(r->p + 2) <= sn_rd_left(r) - 4;
}

/* RFC 8415 21.17: a vendor's options, unless those are Wireshark's to know better. */
static void vendor_options(struct sn_dis *d, struct sn_rd *r)
{
    enum { CABLELABS = 4491 };
    static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1};
    struct sn_tlv o;

    if (!sn_get(d, r, VENDOR_OPTS, NULL) || sn_u(d, VENDOR_OPTS) == CABLELABS)
        return;
    while (fits(r) && sn_tlv_next(d, r, &form, VENDOR_CODE, VENDOR_LEN, &o))
        (void)sn_get_bytes(d, &o.val, VENDOR_DATA, o.len);
}

/* RFC 4704: the bits mean one thing from a client, another from a server. */
static void fqdn(struct sn_dis *d, struct sn_rd *r)
{
    enum { ADVERTISE = 2, REPLY = 7 };
    uint64_t type = sn_u(d, TYPE);
    bool server = type == ADVERTISE || type == REPLY;

    if (sn_rd_left(r) < 2 || !sn_get(d, r, FQDN_FLAGS, NULL))
        return;
    sn_parts(d, FQDN_FLAGS, server ? FQDN_SERVER_N : FQDN_CLIENT_N,
             server ? FQDN_SERVER_S : FQDN_CLIENT_S);
    domains(d, r, FQDN_NAME, true);
}

/* RFC 5908. */
static void ntp(struct sn_dis *d, struct sn_rd *r)
{
    enum { ADDRESS = 1, GROUP, SERVER_NAME };
    static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1};
    struct sn_tlv o;

    while (fits(r) && sn_tlv_next(d, r, &form, NTP_TYPE, NTP_LEN, &o)) {
        if (o.type == SERVER_NAME)
            domains(d, &o.val, NTP_NAME, false);
        else if (o.len == 16 && (o.type == ADDRESS || o.type == GROUP))
            (void)sn_get_n(d, &o.val, o.type == ADDRESS ? NTP_ADDR : NTP_GROUP, 1);
    }
}

static void mapping_rule(struct sn_dis *d, struct sn_rd *r)
{
    enum { RULE_HEAD = 8 };

    if (sn_rd_left(r) < RULE_HEAD || !sn_get(d, r, S46_FLAGS, NULL))
        return;
    sn_parts(d, S46_FLAGS, S46_RESERVED, S46_FMR);
    if (sn_header(d, r, S46_EA, S46_6_LEN))
        (void)sn_get_prefix(d, r, S46_6, (unsigned)sn_u(d, S46_6_LEN));
}

/* Those that have more than one field, or one in some form of its own. */
static void special(struct sn_dis *d, struct sn_rd *r, uint32_t code)
{
    enum { AUTH_HEAD = 11 };

    switch (code) {
    case AUTH:
        if (sn_rd_left(r) >= AUTH_HEAD && sn_header(d, r, AUTH_PROTO, AUTH_RDM) &&
            sn_get_bytes(d, r, AUTH_REPLAY, 8) && sn_rd_left(r))
            (void)sn_get_bytes(d, r, AUTH_INFO, sn_rd_left(r));
        break;
    case STATUS:
        if (sn_get(d, r, STATUS_CODE, NULL) && sn_rd_left(r))
            (void)sn_get_bytes(d, r, STATUS_MSG, sn_rd_left(r));
        break;
    case 15:
        counted(d, r, USER_LEN, USER_DATA);
        break;
    case 16:
        if (sn_get(d, r, VENDOR_CLASS, NULL))
            counted(d, r, 0, CLASS_DATA);
        break;
    case 17:
        vendor_options(d, r);
        break;
    case 29:
        domains(d, r, NIS_DOMAIN, false);
        break;
    case 30:
        domains(d, r, NISP_DOMAIN, false);
        break;
    case 33:
        domains(d, r, BCMCS_DOMAIN, false);
        break;
    case 37:
        if (sn_get(d, r, REMOTE_ENTERPRISE, NULL))
            (void)sn_get_bytes(d, r, REMOTE_ID, sn_rd_left(r));
        break;
    case 39:
        fqdn(d, r);
        break;
    case 47:
        if (sn_get(d, r, RELAY_PEER, NULL) && sn_rd_left(r))
            (void)sn_get_bytes(d, r, RELAY_DATA, sn_rd_left(r));
        break;
    case 52:
        if (sn_rd_left(r) % 16 == 0)
            (void)sn_get_n(d, r, CAPWAP, (uint32_t)sn_rd_left(r) / 16);
        break;
    case 53:
        duid(d, r);
        break;
    case NTP:
        ntp(d, r);
        break;
    case 64:
        domains(d, r, AFTR, false);
        break;
    case S46_RULE:
        mapping_rule(d, r);
        break;
    case 103:
        (void)sn_get_bytes(d, r, PORTAL, sn_rd_left(r));
        break;
    case 112:
        (void)sn_get_bytes(d, r, MUD, sn_rd_left(r));
        break;
    case 135:
        if (sn_rd_left(r) == 2)
            (void)sn_get(d, r, RELAY_PORT, NULL);
        break;
    default:
        break;
    }
}

void sn_dhcp6_meaning(struct sn_dis *d, struct sn_rd *r, uint32_t code)
{
    struct dhcp6_option o = sn_dhcp6_option(code);
    const struct sn_field *f = &d->cur->proto->fields[o.field];
    size_t n = sn_rd_left(r);

    if (o.format == 'D')
        duid(d, r);
    else if (o.format == 'N')
        domains(d, r, o.field, false);
    else if (!o.field)
        special(d, r, code);
    else if (!f->width)
        (void)sn_get_bytes(d, r, o.field, n);
    else if (f->flags & SN_F_MULTI && (f->type != SN_F_IPV6 || n % f->width == 0))
        (void)sn_get_n(d, r, o.field, (uint32_t)n / f->width);
    else if (n == f->width)
        (void)sn_get(d, r, o.field, NULL);
}
