/*
 * What only fields have of DNS: the data of resource records whose types tcpdump doesn't show, and
 * what is in EDNS options.
 */
#include "dis/app/dns.h"

const struct sn_val sn_dns_svc_keys[] = {{0, "mandatory"}, {1, "alpn"},     {2, "no-default-alpn"},
                                         {3, "port"},      {4, "ipv4hint"}, {5, "ech"},
                                         {6, "ipv6hint"},  {7, "dohpath"},  {0, NULL}};

/* ---- types that are one thing behind the other ---- */

enum kind {
    END,
    FIXED,   /* the fields from `field` to `last` */
    NAME,    /* a domain name */
    TIME,    /* seconds since 1970, 4 bytes */
    COUNTED, /* a length (`field`), so many bytes (`last`) */
    REST,    /* all that is left */
    BITMAP,  /* types (RFC 4034 4.1.2) */
    TYPES,   /* the first types, a bit each */
    SET,     /* bytes that aren't zero */
    ADDRESSES,
};

struct part {
    uint8_t kind;
    uint16_t field, last;
};

enum { PARTS_MAX = 8 };

static const struct type {
    uint16_t type;
    struct part part[PARTS_MAX];
} types[] = {
    {3, {{NAME, DNS_MD, 0}}},
    {4, {{NAME, DNS_MF, 0}}},
    {7, {{NAME, DNS_MB, 0}}},
    {8, {{NAME, DNS_MG, 0}}},
    {9, {{NAME, DNS_MR, 0}}},
    {10, {{REST, DNS_NULL, 0}}},
    {11, {{FIXED, DNS_WKS_ADDRESS, DNS_WKS_PROTOCOL}, {SET, DNS_WKS_BITS, 0}}},
    {13, {{COUNTED, DNS_HINFO_CPU_LEN, DNS_HINFO_CPU}, {COUNTED, DNS_HINFO_OS_LEN, DNS_HINFO_OS}}},
    {14, {{NAME, DNS_MINFO_R, 0}, {NAME, DNS_MINFO_E, 0}}},
    {17, {{NAME, DNS_RP_MAILBOX, 0}, {NAME, DNS_RP_TXT, 0}}},
    {18, {{FIXED, DNS_AFSDB_TYPE, DNS_AFSDB_TYPE}, {NAME, DNS_AFSDB, 0}}},
    {19, {{COUNTED, DNS_X25_LEN, DNS_X25}}},
    {20, {{COUNTED, DNS_ISDN_LEN, DNS_ISDN}, {COUNTED, DNS_ISDN_SA_LEN, DNS_ISDN_SA}}},
    {21, {{FIXED, DNS_RT_TYPE, DNS_RT_TYPE}, {NAME, DNS_RT, 0}}},
    {22, {{REST, DNS_NSAP, 0}}},
    {23, {{NAME, DNS_NSAP_PTR, 0}}},
    {24, /* SIG, as RRSIG */
     {{FIXED, DNS_SIG_TYPE, DNS_SIG_TTL},
      {TIME, DNS_SIG_END, 0},
      {TIME, DNS_SIG_BEGIN, 0},
      {FIXED, DNS_SIG_TAG, DNS_SIG_TAG},
      {NAME, DNS_SIG_SIGNER, 0},
      {REST, DNS_SIG, 0}}},
    {26,
     {{FIXED, DNS_PX_PREFERENCE, DNS_PX_PREFERENCE}, {NAME, DNS_PX_822, 0}, {NAME, DNS_PX_400, 0}}},
    {27,
     {{COUNTED, DNS_GPOS_LONGITUDE_LEN, DNS_GPOS_LONGITUDE},
      {COUNTED, DNS_GPOS_LATITUDE_LEN, DNS_GPOS_LATITUDE},
      {COUNTED, DNS_GPOS_ALTITUDE_LEN, DNS_GPOS_ALTITUDE}}},
    {29, {{FIXED, DNS_LOC_VERSION, DNS_LOC_ALTITUDE}}},
    {30, {{NAME, DNS_NXT, 0}, {TYPES, 0, 0}}},
    {35,
     {{FIXED, DNS_NAPTR_ORDER, DNS_NAPTR_PREFERENCE},
      {COUNTED, DNS_NAPTR_FLAGS_LEN, DNS_NAPTR_FLAGS},
      {COUNTED, DNS_NAPTR_SERVICE_LEN, DNS_NAPTR_SERVICE},
      {COUNTED, DNS_NAPTR_REGEX_LEN, DNS_NAPTR_REGEX},
      {NAME, DNS_NAPTR_REPLACEMENT, 0}}},
    {36, {{FIXED, DNS_KX_PREFERENCE, DNS_KX_PREFERENCE}, {NAME, DNS_KX, 0}}},
    {37, {{FIXED, DNS_CERT_TYPE, DNS_CERT_ALGORITHM}, {REST, DNS_CERT, 0}}},
    {43, {{FIXED, DNS_DS_ID, DNS_DS_TYPE}, {REST, DNS_DS, 0}}},
    {44, {{FIXED, DNS_SSHFP_ALGORITHM, DNS_SSHFP_TYPE}, {REST, DNS_SSHFP, 0}}},
    {46,
     {{FIXED, DNS_SIG_TYPE, DNS_SIG_TTL},
      {TIME, DNS_SIG_END, 0},
      {TIME, DNS_SIG_BEGIN, 0},
      {FIXED, DNS_SIG_TAG, DNS_SIG_TAG},
      {NAME, DNS_SIG_SIGNER, 0},
      {REST, DNS_SIG, 0}}},
    {47, {{NAME, DNS_NSEC, 0}, {BITMAP, 0, 0}}},
    {49, {{REST, DNS_DHCID, 0}}},
    {52, {{FIXED, DNS_TLSA_USAGE, DNS_TLSA_TYPE}, {REST, DNS_TLSA, 0}}},
    {59, {{FIXED, DNS_DS_ID, DNS_DS_TYPE}, {REST, DNS_DS, 0}}},
    {61, {{REST, DNS_OPENPGP, 0}}},
    {63, {{FIXED, DNS_ZONEMD_SERIAL, DNS_ZONEMD_ALGORITHM}, {REST, DNS_ZONEMD, 0}}},
    {104, {{FIXED, DNS_NID_PREFERENCE, DNS_NID_PREFERENCE}, {REST, DNS_NID, 0}}},
    {105, {{FIXED, DNS_L32_PREFERENCE, DNS_L32}}},
    {106, {{FIXED, DNS_L64_PREFERENCE, DNS_L64_PREFERENCE}, {REST, DNS_L64, 0}}},
    {107, {{FIXED, DNS_LP_PREFERENCE, DNS_LP_PREFERENCE}, {NAME, DNS_LP, 0}}},
    {108, {{FIXED, DNS_EUI48, DNS_EUI48}}},
    {109, {{FIXED, DNS_EUI64, DNS_EUI64}}},
    {249,
     {{NAME, DNS_TKEY_ALG, 0},
      {TIME, DNS_TKEY_BEGIN, 0},
      {TIME, DNS_TKEY_END, 0},
      {FIXED, DNS_TKEY_MODE, DNS_TKEY_ERROR},
      {COUNTED, DNS_TKEY_LEN, DNS_TKEY},
      {COUNTED, DNS_TKEY_OTHER_LEN, DNS_TKEY_OTHER}}},
    {65281, {{FIXED, DNS_WINS_LOCAL, DNS_WINS_SERVERS}, {ADDRESSES, DNS_WINS_SERVER, 0}}},
    {65282, {{FIXED, DNS_WINSR_LOCAL, DNS_WINSR_CACHE}, {NAME, DNS_WINSR_DOMAIN, 0}}},
    {32769, {{FIXED, DNS_DS_ID, DNS_DS_TYPE}, {REST, DNS_DS, 0}}}, /* DLV */
};

/* A record of each type, from `first` on, that has its bit in n bytes at p; r is behind them. */
static void bits(struct sn_dis *d, struct sn_rd *r, const uint8_t *p, size_t n, uint32_t first)
{
    for (uint32_t i = 0; i < 8 * n; i++) {
        struct sn_rec *g;

        if (!(p[i / 8] & 0x80 >> i % 8))
            continue;
        g = sn_group(d, r, DNS_IN_BITMAP, 0);
        sn_rec_uint(d, DNS_RR_TYPE, sn_rd_off(r) - n + i / 8, 1, first + i);
        sn_group_end(d, r, g);
    }
}

static void bitmap(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t window, n;

    while (sn_rd_left(r) && sn_rd_u8(r, &window) && sn_rd_u8(r, &n) && sn_rd_bytes(r, n, &p))
        bits(d, r, p, n, window * 256u);
}

static void set_bytes(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint8_t b;

    while (sn_rd_left(r) && sn_rd_u8(r, &b)) {
        if (b)
            sn_rec_uint(d, field, sn_rd_off(r) - 1, 1, b);
    }
}

static bool part(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, const struct part *p)
{
    enum { NS = 1000000000 };
    size_t off = sn_rd_off(r);
    const uint8_t *bytes;
    uint32_t n;

    switch (p->kind) {
    case FIXED:
        return sn_header(d, r, p->field, p->last);
    case NAME:
        sn_dns_name(d, r, m, p->field);
        return sn_dns_skip(r);
    case TIME:
        if (!sn_rd_be32(r, &n))
            return false;
        sn_rec_uint(d, p->field, off, 4, (uint64_t)n * NS);
        return true;
    case COUNTED:
        return sn_rd_left(r) && sn_get(d, r, p->field, &n) &&
               (!n || sn_get_bytes(d, r, p->last, n));
    case BITMAP:
        bitmap(d, r);
        return true;
    case TYPES:
        n = (uint32_t)sn_rd_left(r);
        if (!sn_rd_bytes(r, n, &bytes))
            return false;
        bits(d, r, bytes, n, 0);
        return true;
    case SET:
        set_bytes(d, r, p->field);
        return true;
    case ADDRESSES:
        return sn_get_n(d, r, p->field, (uint32_t)sn_rd_left(r) / 4);
    default:
        return !sn_rd_left(r) || sn_get_bytes(d, r, p->field, sn_rd_left(r));
    }
}

/* ---- others ---- */

static void policies(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) && part(d, r, NULL, &(struct part){COUNTED, DNS_SPF_LEN, DNS_SPF}))
        ;
}

/* The checksum that names a key (RFC 4034 B). */
static uint32_t key_id(const struct sn_rd *r)
{
    size_t n = (size_t)(r->end - r->p);
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += i & 1 ? r->p[i] : (uint32_t)r->p[i] << 8;
    return (sum + (sum >> 16)) & 0xffff;
}

/* Behind the fields of the flags and of their bits are those of the protocol, the algorithm, the
 * key's number and the key. */
static void key(struct sn_dis *d, struct sn_rd *r, unsigned flags, unsigned protocol)
{
    uint32_t id = key_id(r);

    if (!sn_get(d, r, flags, NULL))
        return;
    sn_parts(d, flags, flags + 1, protocol - 1);
    if (!sn_header(d, r, protocol, protocol + 1))
        return;
    sn_made(d, protocol + 2, id);
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, protocol + 3, sn_rd_left(r));
}

/* What a packet was before a proxy: its addresses and ports. */
static void proxied(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t version;

    if (!sn_rd_u8(r, &version))
        return;
    version &= 15;
    sn_rec_uint(d, DNS_XPF_VERSION, sn_rd_off(r) - 1, 1, version);
    if ((version == 4 || version == 6) && sn_get(d, r, DNS_XPF_PROTOCOL, NULL) &&
        (version == 4 ? sn_header(d, r, DNS_XPF_SRC4, DNS_XPF_DST4)
                      : sn_header(d, r, DNS_XPF_SRC6, DNS_XPF_DST6)))
        (void)sn_header(d, r, DNS_XPF_SPORT, DNS_XPF_DPORT);
}

/* A hash as owner names have it (RFC 4648 7). */
static void hashed_owner(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    char text[(UINT8_MAX * 8 + 4) / 5];
    uint32_t bits = 0, have = 0;
    const uint8_t *p;
    size_t len = 0;

    if (!sn_rd_bytes(r, n, &p))
        return;
    for (uint32_t i = 0; i < n; i++) {
        bits = bits << 8 | p[i];
        for (have += 8; have >= 5; have -= 5)
            text[len++] = digits[bits >> (have - 5) & 31];
    }
    if (have)
        text[len++] = digits[bits << (5 - have) & 31];
    sn_rec_str(d, DNS_NSEC3_HASH, text, len);
}

static void nsec3(struct sn_dis *d, struct sn_rd *r, bool parameters)
{
    uint32_t n;

    if (!sn_header(d, r, DNS_NSEC3_ALGORITHM, DNS_NSEC3_FLAGS))
        return;
    if (!parameters)
        sn_parts(d, DNS_NSEC3_FLAGS, DNS_NSEC3_OPTOUT, DNS_NSEC3_OPTOUT);
    if (!sn_get(d, r, DNS_NSEC3_ITERATIONS, NULL) || !sn_get(d, r, DNS_NSEC3_SALT_LEN, &n) ||
        (n && !sn_get_bytes(d, r, DNS_NSEC3_SALT, n)))
        return;
    if (parameters || !sn_get(d, r, DNS_NSEC3_HASH_LEN, &n))
        return;
    hashed_owner(d, r, n);
    bitmap(d, r);
}

/* RFC 3123: prefixes, and whether they are excluded. */
static void prefixes(struct sn_dis *d, struct sn_rd *r)
{
    enum { IP4 = 1 };

    while (sn_rd_left(r) >= 4) {
        struct sn_rec *g = sn_group(d, r, DNS_APL, 0);
        uint32_t family;
        struct sn_rd in;

        if (sn_get(d, r, DNS_APL_FAMILY, &family) && sn_header(d, r, DNS_APL_PREFIX, DNS_APL_LEN) &&
            sn_rd_sub(r, sn_u(d, DNS_APL_LEN), &in) && sn_rd_left(&in) <= (family == IP4 ? 4 : 16))
            (void)sn_get_prefix(d, &in, family == IP4 ? DNS_APL_IP4 : DNS_APL_IP6,
                                8 * (unsigned)sn_rd_left(&in));
        sn_group_end(d, r, g);
    }
}

/* RFC 4025: a gateway, of the kind that its type says, and its key. */
static void ipsec_key(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    bool ok = sn_header(d, r, DNS_IPSEC_PRECEDENCE, DNS_IPSEC_ALGORITHM);

    switch (sn_u(d, DNS_IPSEC_TYPE)) {
    case 0:
        break;
    case 1:
        ok = ok && sn_get(d, r, DNS_IPSEC_IP4, NULL);
        break;
    case 2:
        ok = ok && sn_get(d, r, DNS_IPSEC_IP6, NULL);
        break;
    case 3:
        ok = ok && part(d, r, m, &(struct part){NAME, DNS_IPSEC_NAME, 0});
        break;
    default:
        break;
    }
    if (ok && sn_rd_left(r))
        (void)sn_get_bytes(d, r, DNS_IPSEC, sn_rd_left(r));
}

/* RFC 8005: an identity's tag and key, and the servers that know where it is. */
static void hip(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    if (!sn_header(d, r, DNS_HIP_HIT_LEN, DNS_HIP_PK_LEN) ||
        !sn_get_bytes(d, r, DNS_HIP_HIT, sn_u(d, DNS_HIP_HIT_LEN)) ||
        !sn_get_bytes(d, r, DNS_HIP_PK, sn_u(d, DNS_HIP_PK_LEN)))
        return;
    while (sn_rd_left(r) && part(d, r, m, &(struct part){NAME, DNS_HIP_SERVER, 0}))
        ;
}

static bool is(const struct sn_rd *r, size_t n, const char *tag)
{
    return n == strlen(tag) && memcmp(r->p, tag, n) == 0;
}

/* RFC 8659. */
static void caa(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *tag;
    uint32_t n;
    struct sn_rd all;
    size_t left;

    if (!sn_get(d, r, DNS_CAA_FLAGS, NULL))
        return;
    sn_parts(d, DNS_CAA_FLAGS, DNS_CAA_CRITICAL, DNS_CAA_CRITICAL);
    if (!sn_get(d, r, DNS_CAA_TAG_LEN, &n))
        return;
    tag = r->p;
    all = *r;
    if (!sn_get_bytes(d, r, DNS_CAA_TAG, n))
        return;
    left = sn_rd_left(r);
    (void)sn_get_bytes(d, r, DNS_CAA_VALUE, left);
    sn_rec_bytes(d,
                 is(&all, n, "issue")       ? DNS_CAA_ISSUE
                 : is(&all, n, "issuewild") ? DNS_CAA_WILD
                 : is(&all, n, "iodef")     ? DNS_CAA_IODEF
                                            : DNS_CAA_UNKNOWN,
                 sn_rd_off(&all) + n, left, tag + n, left);
}

static void service_value(struct sn_dis *d, struct sn_rd *r, uint32_t key)
{
    enum { MANDATORY, ALPN, NO_ALPN, PORT, IP4, ECH, IP6 };
    uint32_t n;

    switch (key) {
    case MANDATORY:
        (void)sn_get_n(d, r, DNS_SVC_MANDATORY, (uint32_t)sn_rd_left(r) / 2);
        break;
    case ALPN:
        while (sn_rd_left(r) && sn_get(d, r, DNS_SVC_ALPN_LEN, &n) &&
               sn_get_bytes(d, r, DNS_SVC_ALPN, n))
            ;
        break;
    case NO_ALPN:
        break;
    case PORT:
        (void)sn_get(d, r, DNS_SVC_PORT, NULL);
        break;
    case IP4:
        (void)sn_get_n(d, r, DNS_SVC_IP4, (uint32_t)sn_rd_left(r) / 4);
        break;
    case ECH:
        (void)sn_get_bytes(d, r, DNS_SVC_ECH, sn_rd_left(r));
        break;
    case IP6:
        while (sn_rd_left(r) >= 16 && sn_get_bytes(d, r, DNS_SVC_IP6, 16))
            ;
        break;
    default:
        (void)sn_get_bytes(d, r, DNS_SVC_VALUE, sn_rd_left(r));
        break;
    }
}

/* RFC 9460. */
static void service(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1};
    bool more = sn_get(d, r, DNS_SVCB_PRIORITY, NULL) &&
                part(d, r, m, &(struct part){NAME, DNS_SVCB_TARGET, 0});

    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, DNS_SVC, 0);
        struct sn_tlv t;

        more = sn_tlv_next(d, r, &form, DNS_SVC_KEY, DNS_SVC_LEN, &t);
        if (more && sn_rd_left(&t.val))
            service_value(d, &t.val, t.type);
        sn_group_end(d, r, g);
    }
}

static void csync(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, DNS_CSYNC_SOA, DNS_CSYNC_FLAGS))
        return;
    sn_parts(d, DNS_CSYNC_FLAGS, DNS_CSYNC_IMMEDIATE, DNS_CSYNC_MINIMUM);
    if (sn_rd_left(r)) {
        struct sn_rd types_left = *r;

        (void)sn_get_bytes(d, r, DNS_CSYNC_TYPES, sn_rd_left(r));
        bitmap(d, &types_left);
    }
}

bool sn_dns_more_rdata(struct sn_dis *d, const struct sn_rd *from, const struct dns_msg *m,
                       uint16_t type, uint16_t len)
{
    enum {
        KEY = 25,
        APL = 42,
        IPSECKEY = 45,
        DNSKEY = 48,
        NSEC3 = 50,
        NSEC3PARAM,
        HIP = 55,
        CDNSKEY = 60,
        CSYNC = 62,
        SVCB = 64,
        HTTPS,
        SPF = 99,
        CAA = 257,
        XPF = 65422
    };
    struct sn_rd r = *from;

    if (sn_rd_left(&r) > len)
        r.end = r.p + len;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i].type != type)
            continue;
        for (const struct part *p = types[i].part;
             p < types[i].part + PARTS_MAX && p->kind && part(d, &r, m, p); p++)
            ;
        return true;
    }
    switch (type) {
    case APL:
        prefixes(d, &r);
        return true;
    case IPSECKEY:
        ipsec_key(d, &r, m);
        return true;
    case HIP:
        hip(d, &r, m);
        return true;
    case DNSKEY:
    case CDNSKEY:
        key(d, &r, DNS_DNSKEY_FLAGS, DNS_DNSKEY_PROTOCOL);
        return true;
    case KEY:
        key(d, &r, DNS_KEY_FLAGS, DNS_KEY_PROTOCOL);
        return true;
    case XPF:
        proxied(d, &r);
        return true;
    case NSEC3:
    case NSEC3PARAM:
        nsec3(d, &r, type == NSEC3PARAM);
        return true;
    case CSYNC:
        csync(d, &r);
        return true;
    case SVCB:
    case HTTPS:
        service(d, &r, m);
        return true;
    case SPF:
        policies(d, &r);
        return true;
    case CAA:
        caa(d, &r);
        return true;
    default:
        return false;
    }
}

/* ---- EDNS options ---- */

/* A prefix of an address (RFC 7871), the rest of which is zero. */
static void subnet(struct sn_dis *d, struct sn_rd *r)
{
    enum { IP4 = 1, IP6 };
    uint32_t family;
    uint8_t *a;
    size_t n, off;

    if (!sn_get(d, r, DNS_ECS_FAMILY, &family) || !sn_header(d, r, DNS_ECS_SOURCE, DNS_ECS_SCOPE))
        return;
    n = sn_rd_left(r);
    off = sn_rd_off(r);
    if ((family != IP4 || n > 4) && (family != IP6 || n > 16))
        return;
    a = sn_arena_zalloc(&d->arena, 16, 1);
    if (!a)
        return;
    memcpy(a, r->p, n);
    if (family == IP4)
        sn_rec_uint(d, DNS_ECS_IP4, off, n, sn_be32(a));
    else
        sn_rec_bytes(d, DNS_ECS_IP6, off, n, a, 16);
}

void sn_dns_more_option(struct sn_dis *d, struct sn_rd *r, uint32_t code)
{
    enum { DAU = 5, DHU, N3U, ECS, COOKIE = 10, KEEPALIVE, PADDING, ERROR = 15, CLIENT = 8 };
    uint32_t n = (uint32_t)sn_rd_left(r);

    if (!n)
        return;
    switch (code) {
    case DAU:
    case DHU:
    case N3U:
        (void)sn_get_n(d, r, code == DAU ? DNS_DAU : code == DHU ? DNS_DHU : DNS_N3U, n);
        break;
    case ECS:
        subnet(d, r);
        break;
    case COOKIE:
        if (sn_get_bytes(d, r, DNS_COOKIE_CLIENT, n < CLIENT ? n : CLIENT) && n > CLIENT)
            (void)sn_get_bytes(d, r, DNS_COOKIE_SERVER, n - CLIENT);
        break;
    case KEEPALIVE:
        (void)sn_get(d, r, DNS_KEEPALIVE, NULL);
        break;
    case PADDING:
        (void)sn_get_bytes(d, r, DNS_PADDING, n);
        break;
    case ERROR:
        if (sn_get(d, r, DNS_ERROR, NULL) && sn_rd_left(r))
            (void)sn_get_bytes(d, r, DNS_ERROR_TEXT, sn_rd_left(r));
        break;
    default:
        break;
    }
}
