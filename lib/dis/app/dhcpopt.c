/* DHCP's options (RFC 2132 and those that followed): their table, and what their values mean as
 * fields. */
#include "dis/app/dhcp.h"

#include <stdio.h>

#include "dis/app/dns.h"

#define OPTION_ROW(F, n, name, t, title, how, heading)                                             \
    [n] = {.field = OPT_##n, .format = how, .label = heading},
#define BARE_ROW(n, how, heading) [n] = {.format = how, .label = heading},
const struct dhcp_option sn_dhcp_options[256] = {
    OPTIONS(OPTION_ROW, ) BARE_OPTIONS(BARE_ROW)[PAD] = {.label = "PAD"}, [END] = {.label = "END"}};

enum { DHCP_UUID = 16, DUID_LLT = 1, DUID_LL = 3, SIXRD = 22, AUTH_HEAD = 11 };

static void pairs(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    while (sn_rd_left(r) >= 8)
        (void)sn_header(d, r, first, first + 1);
}

/* Bytes in hexadecimal as a string. */
static void hex(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n, char sep)
{
    struct sn_buf b;
    const uint8_t *p;
    char text[64];

    sn_buf_fixed(&b, text, sizeof text);
    if (n * 3 >= sizeof text || !sn_rd_bytes(r, n, &p))
        return;
    sn_put_hex_bytes(&b, p, n, sep);
    sn_rec_str(d, field, b.base, sn_buf_len(&b));
}

/* RFC 4361: an association's number and an identifier of DHCPv6. */
static void duid(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type;

    (void)sn_get(d, r, CLIENT_TYPE, NULL);
    sn_text_last(d);
    hex(d, r, CLIENT_IAID, 4, 0);
    if (!sn_get(d, r, CLIENT_DUID, &type))
        return;
    if ((type == DUID_LLT && sn_header(d, r, CLIENT_LLT, CLIENT_TIME)) ||
        (type == DUID_LL && sn_get(d, r, CLIENT_LL, NULL)))
        hex(d, r, CLIENT_LINK, sn_rd_left(r), ':');
}

static void client(struct sn_dis *d, struct sn_rd *r)
{
    enum { DUID = 255 };
    uint8_t type;

    if (!sn_rd_peek(r, 0, &type))
        return;
    if (type == 0) {
        (void)sn_get(d, r, CLIENT_TYPE, NULL);
        (void)sn_get_bytes(d, r, CLIENT_UNDEF, sn_rd_left(r));
    } else if (type == DUID && sn_rd_left(r) > 7) {
        duid(d, r);
    } else if (sn_rd_left(r) == 7) {
        (void)sn_get(d, r, HTYPE, NULL);
        if (type == ETHER || type == IEEE802)
            (void)sn_get(d, r, CLIENT_MAC, NULL);
        else
            hex(d, r, CLIENT_HW, 6, 0);
    }
}

static void agent(struct sn_dis *d, struct sn_rd *r)
{
    static const uint16_t fields[256] = {
        [1] = SUB_CIRCUIT,   [2] = SUB_REMOTE, [5] = SUB_LINK, [6] = SUB_SUBSCRIBER,
        [11] = SUB_OVERRIDE, [12] = SUB_RELAY, [151] = SUB_VRF};
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 1};
    struct sn_tlv o;

    while (sn_rd_left(r) > 1) {
        struct sn_rec *g = sn_group(d, r, SUB, 0);
        struct sn_rd v;
        unsigned field;

        if (sn_tlv_next(d, r, &form, SUB_TYPE, SUB_LEN, &o)) {
            v = o.val;
            (void)sn_get_bytes(d, &v, SUB_VALUE, o.len);
            field = fields[o.type];
            if (field && d->cur->proto->fields[field].width)
                (void)sn_get(d, &o.val, field, NULL);
            else if (field)
                (void)sn_get_bytes(d, &o.val, field, o.len);
        }
        sn_group_end(d, r, g);
    }
}

/* RFC 3004: instances behind their lengths; what is none of them is text. */
static void user_class(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n = 0;

    if (sn_rd_left(r) < 2)
        return;
    for (uint64_t i = 0; sn_rd_left(r) && *r->p && *r->p < sn_rd_left(r); i++) {
        struct sn_rec *g = sn_group(d, r, USER, i);

        sn_rec_made(d, USER_NUMBER, i);
        if (sn_get(d, r, USER_LEN, &n))
            (void)sn_get_bytes(d, r, USER_DATA, n);
        sn_group_end(d, r, g);
    }
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, USER_TEXT, sn_rd_left(r));
}

/* RFC 3442: of each route the width of its mask, as many bytes as that has, a router. */
static void routes(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r)) {
        size_t n = 1 + (*r->p + 7u) / 8 + 4;

        if (*r->p > 32 || sn_rd_left(r) < n)
            return;
        (void)sn_get_bytes(d, r, CLASSLESS, n);
    }
}

/* Names as DNS writes them, one behind the other. */
static void names(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    struct dns_msg m = {.all = *r, .end = NAME_END};

    while (sn_rd_left(r)) {
        uint32_t first = d->nrec;

        sn_dns_name(d, r, &m, field);
        if (!sn_dns_skip(r)) {
            sn_text_only(d, first);
            return;
        }
    }
}

/* RFC 4702: flags, two results that mean nothing any more, and a name as text or as DNS has it. */
static void fqdn(struct sn_dis *d, struct sn_rd *r)
{
    enum { ENCODED = 4 };
    uint8_t *name, *end;

    if (sn_rd_left(r) < 3 || !sn_header(d, r, FQDN_FLAGS, FQDN_RCODE2))
        return;
    if (!(sn_u(d, FQDN_FLAGS) & ENCODED)) {
        (void)sn_get_bytes(d, r, FQDN_NAME, sn_rd_left(r));
        return;
    }
    end = name = sn_arena_alloc(&d->arena, sn_rd_left(r) + 1);
    while (name && sn_rd_left(r) && *r->p && *r->p < sn_rd_left(r)) {
        if (end > name)
            *end++ = '.';
        memcpy(end, r->p + 1, *r->p);
        end += *r->p;
        (void)sn_rd_skip(r, 1 + (size_t)*r->p);
    }
    if (end > name && (!sn_rd_left(r) || !*r->p))
        sn_rec_str(d, FQDN_NAME, name, (size_t)(end - name));
}

/* ---- what vendors have put into options ---- */

/* The list of boot servers (`menu` false), or their descriptions, of PXE. */
static void pxe_list(struct sn_dis *d, struct sn_rd *r, bool menu)
{
    uint32_t n;

    while (sn_rd_left(r) > 2 && sn_get(d, r, menu ? PXE_MENU_TYPE : PXE_SERVER_TYPE, NULL) &&
           sn_get(d, r, menu ? PXE_MENU_LEN : PXE_SERVER_COUNT, &n)) {
        if (menu ? !sn_get_bytes(d, r, PXE_MENU_DESC, n) : !sn_get_n(d, r, PXE_SERVER_IP, n))
            return;
    }
}

static void pxe_option(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { CONTROL = 6, SERVERS = 8, MENU = 9, PROMPT = 10 };
    struct sn_rd all = *r, value = *r;

    (void)sn_get_bytes(d, &value, CLASS_VALUE, sn_rd_left(&value));
    switch (type) {
    case CONTROL:
        if (sn_get(d, r, PXE_CONTROL, NULL))
            sn_parts(d, PXE_CONTROL, PXE_BROADCAST, PXE_BSTRAP);
        break;
    case SERVERS:
    case MENU:
        (void)sn_get_bytes(d, &all, type == MENU ? PXE_MENU : PXE_SERVERS, sn_rd_left(&all));
        pxe_list(d, r, type == MENU);
        break;
    case PROMPT:
        (void)sn_get_bytes(d, &all, PXE_PROMPT, sn_rd_left(&all));
        if (sn_get(d, r, PXE_TIMEOUT, NULL))
            (void)sn_get_bytes(d, r, PXE_PROMPT_TEXT, sn_rd_left(r));
        break;
    default:
        break;
    }
}

/* Option 43 means what the vendor class in front of it says. */
static void vendor(struct sn_dis *d, struct sn_rd *r)
{
    static const char *const others[] = {"pktc", "docsis", "OpenCable", "CableHome", "AAPLBSDPC"};
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 1};
    const struct sn_rec *class = sn_rec_of(d, OPT_60);
    struct sn_tlv o;

    for (size_t i = 0; class && i < sizeof others / sizeof others[0]; i++) {
        if (class->n >= strlen(others[i]) && !memcmp(class->p, others[i], strlen(others[i])))
            return;
    }
    if (!class || class->n < 9 || memcmp(class->p, "PXEClient", 9) != 0) {
        (void)sn_get_bytes(d, r, CLASS_VALUE, sn_rd_left(r));
        return;
    }
    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, SUB, 0);

        if (*r->p == END)
            (void)sn_get(d, r, PXE_END, NULL);
        else if (sn_tlv_next(d, r, &form, PXE_TYPE, SUB_LEN, &o))
            pxe_option(d, &o.val, o.type);
        sn_group_end(d, r, g);
        if (r->stop)
            return;
    }
}

/* RFC 3925: behind an enterprise's number and a length what that has defined. */
static void enterprises(struct sn_dis *d, struct sn_rd *r, bool class)
{
    enum { CABLELABS = 4491 };
    uint32_t who, n;

    while (sn_rd_left(r) > 4 && sn_get(d, r, class ? VI_CLASS : VI, &who) &&
           sn_get(d, r, class ? VI_CLASS_LEN : VI_LEN, &n)) {
        struct sn_rd in;

        if (!sn_rd_sub(r, n, &in) || sn_rd_left(&in) < n)
            return;
        if (class && who != CABLELABS)
            (void)sn_get_bytes(d, &in, VI_CLASS_DATA, n);
    }
}

/* ---- the others ---- */

/* RFC 3118. */
static void authentication(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t protocol;

    if (sn_rd_left(r) >= AUTH_HEAD && sn_get(d, r, AUTH_PROTOCOL, &protocol) &&
        sn_get(d, r, protocol == 1 ? AUTH_DELAYED : AUTH_ALGORITHM, NULL) &&
        sn_get(d, r, AUTH_RDM, NULL) && !sn_u(d, AUTH_RDM) && sn_get64(d, r, AUTH_REPLAY, NULL) &&
        protocol != 1 && sn_rd_left(r))
        (void)sn_get_bytes(d, r, AUTH_INFO, sn_rd_left(r));
}

/* What a Netware option says (RFC 2242). */
static void netware(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const uint16_t fields[] = {
        [5] = NOVELL_BROADCAST, [6] = NOVELL_DSS,      [7] = NOVELL_NEAREST, [8] = NOVELL_RETRIES,
        [9] = NOVELL_DELAY,     [10] = NOVELL_SUPPORT, [11] = NOVELL_PRIMARY};

    if (sn_rd_left(r)) {
        struct sn_rd all = *r;

        (void)sn_get_bytes(d, &all, NOVELL_VALUE, sn_rd_left(r));
    }
    if (type == 6 || type == 7)
        (void)sn_get_n(d, r, fields[type], (uint32_t)sn_rd_left(r) / 4);
    else if (type < sizeof fields / sizeof fields[0] && fields[type])
        (void)sn_get(d, r, fields[type], NULL);
}

/* What an option of a telephony provider says (RFC 3495, 3594). */
static void cablelabs(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { AS_BACKOFF = 4, AP_BACKOFF, TICKETS = 9 };
    struct sn_rd all = *r;

    if (sn_rd_left(r))
        (void)sn_get_bytes(d, &all, CCC_VALUE, sn_rd_left(r));
    if (type == AS_BACKOFF)
        (void)sn_header(d, r, CCC_REALM_NOM, CCC_REALM_RETRIES);
    else if (type == AP_BACKOFF)
        (void)sn_header(d, r, CCC_PROV_NOM, CCC_PROV_RETRIES);
    else if (type == TICKETS)
        (void)sn_header(d, r, CCC_TICKET_PROV, CCC_TICKET_CALL);
}

static void dss_id(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    (void)type;
    (void)!sn_get_bytes(d, r, DSS_ID, sn_rd_left(r));
}

/* Options of such an option, each in a group. */
static void suboptions(struct sn_dis *d, struct sn_rd *r, unsigned type, unsigned len,
                       void (*say)(struct sn_dis *, struct sn_rd *, uint32_t))
{
    static const struct sn_tlv_form form = {.type = 1, .len = 1, .unit = 1};
    struct sn_tlv o;

    while (sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, SUB, 0);

        if (sn_tlv_next(d, r, &form, type, len, &o))
            say(d, &o.val, o.type);
        sn_group_end(d, r, g);
        if (r->stop)
            return;
    }
}

static void data_source(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t b;

    if (sn_rd_left(r) == 1 && sn_rd_u8(r, &b))
        sn_rec_uint(d, LEASE_SOURCE, sn_rd_off(r) - 1, 1, b != 0);
}

/* RFC 4578 2.3: a type, which must be 0, and a UUID in the order of Microsoft's. */
static void uuid(struct sn_dis *d, struct sn_rd *r)
{
    char text[64];
    const uint8_t *p;
    int n;

    if (sn_rd_left(r) != 1 + DHCP_UUID || *r->p || !sn_rd_skip(r, 1) ||
        !sn_rd_bytes(r, DHCP_UUID, &p))
        return;
    n = snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%04x%08x", sn_le32(p), sn_le16(p + 4),
                 sn_le16(p + 6), sn_be16(p + 8), sn_be16(p + 10), sn_be32(p + 12));
    sn_rec_str(d, CLIENT_UUID, text, (size_t)n);
}

/* RFC 4776. */
static void civic(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (sn_rd_left(r) < 3 || !sn_header(d, r, CIVIC_WHAT, CIVIC_COUNTRY))
        return;
    while (sn_rd_left(r) > 1 && sn_get(d, r, CIVIC_TYPE, NULL) && sn_get(d, r, CIVIC_LEN, &n) &&
           sn_rd_left(r) >= n)
        (void)sn_get_bytes(d, r, CIVIC_VALUE, n);
}

static void sip(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t encoding;

    if (!sn_get(d, r, SIP_ENCODING, &encoding))
        return;
    if (encoding == 1)
        (void)sn_get_n(d, r, SIP_ADDRESS, (uint32_t)sn_rd_left(r) / 4);
    else if (encoding == 0)
        names(d, r, SIP_NAME);
}

/* Queries of leases (RFC 6926), and parts of an address that are shared by ports (RFC 7618). */
static void leases(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case 151:
        if (sn_get(d, r, LEASE_STATUS, NULL))
            (void)sn_get_bytes(d, r, LEASE_MESSAGE, sn_rd_left(r));
        break;
    case 153:
        if (sn_rd_left(r) == 4)
            (void)sn_get(d, r, LEASE_START, NULL);
        break;
    case 156:
        if (sn_rd_left(r) == 1)
            (void)sn_get(d, r, LEASE_STATE, NULL);
        break;
    case 157:
        data_source(d, r);
        break;
    case 159:
        if (sn_rd_left(r) == 4)
            (void)sn_header(d, r, PSID_OFFSET, PSID);
        break;
    default:
        break;
    }
}

/* Options whose values have a form of their own. */
static void special(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case 21:
        pairs(d, r, FILTER_IP);
        break;
    case 33:
        pairs(d, r, ROUTE_IP);
        break;
    case 43:
        vendor(d, r);
        break;
    case 61:
        client(d, r);
        break;
    case 63:
        suboptions(d, r, NOVELL_TYPE, SUB_LEN, netware);
        break;
    case 77:
        user_class(d, r);
        break;
    case 78:
        if (sn_get(d, r, SLP_DA, NULL))
            (void)sn_get_n(d, r, SLP_DA_IP, (uint32_t)sn_rd_left(r) / 4);
        break;
    case 79:
        if (sn_get(d, r, SLP_SCOPE, NULL))
            (void)sn_get_bytes(d, r, SLP_SCOPES, sn_rd_left(r));
        break;
    case 81:
        fqdn(d, r);
        break;
    case 82:
        agent(d, r);
        break;
    case 90:
        authentication(d, r);
        break;
    case 94:
        if (sn_rd_left(r) == 3 && *r->p == 1 && sn_rd_skip(r, 1))
            (void)sn_header(d, r, NDI_MAJOR, NDI_MINOR);
        break;
    case 97:
        uuid(d, r);
        break;
    case 99:
        civic(d, r);
        break;
    case 119:
        names(d, r, SEARCH);
        break;
    case 120:
        sip(d, r);
        break;
    case 121:
    case 249:
        routes(d, r);
        break;
    case 122:
        suboptions(d, r, CCC_TYPE, CCC_LEN, cablelabs);
        break;
    case 123:
        suboptions(d, r, DSS_TYPE, DSS_LEN, dss_id);
        break;
    case 124:
    case 125:
        enterprises(d, r, type == 124);
        break;
    case 146:
        if (sn_rd_left(r) > 9 && sn_header(d, r, RDNSS_RESERVED, RDNSS_SECOND))
            names(d, r, RDNSS_DOMAIN);
        break;
    case 212:
        if (sn_rd_left(r) >= SIXRD && sn_header(d, r, SIXRD_MASK, SIXRD_PREFIX))
            (void)sn_get_n(d, r, SIXRD_RELAY, (uint32_t)sn_rd_left(r) / 4);
        break;
    default:
        leases(d, r, type);
        break;
    }
}

/* Those of which there is one address only. */
static bool is_single(uint32_t type)
{
    static const uint8_t types[] = {1, 16, 28, 32, 50, 54};

    return memchr(types, (int)type, sizeof types) != NULL;
}

void sn_dhcp_meaning(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    unsigned field = sn_dhcp_options[type].field;
    const struct sn_field *f = &d->cur->proto->fields[field];
    size_t n = sn_rd_left(r);

    if (!field)
        special(d, r, type);
    else if (!f->width)
        (void)sn_get_bytes(d, r, field, n);
    else if (is_single(type) ? n == f->width : (f->flags & SN_F_MULTI) != 0)
        (void)sn_get_n(d, r, field, (uint32_t)n / f->width);
    else if (n == f->width)
        (void)sn_get(d, r, field, NULL);
}
