/*
 * Certificates (RFC 5280) as TLS's handshakes show them: who, by whom, from when to when and under
 * which names. Nothing is verified.
 */
#include "dis/app/ber.h"
#include "dis/app/tls.h"

const struct sn_val sn_x509_versions[] = {{0, "v1"}, {1, "v2"}, {2, "v3"}, {0, NULL}};

enum {
    OID = 0x06,
    UTF8 = 0x0c,
    PRINTABLE = 0x13,
    TELETEX = 0x14,
    UTC_TIME = 0x17,
    SEQUENCE = 0x30,
    SET = 0x31,
};
enum { DN_ROOM = 1024, RDNS_MAX = 64 };

/* ---- names ---- */

/* The short names of RFC 4514 and of those that certificates have besides, by the last two bytes of
 * 2.5.4.x. */
static const struct sn_val short_names[] = {
    {3, "CN"},
    {4, "SN"},
    {5, "serialNumber"},
    {6, "C"},
    {7, "L"},
    {8, "ST"},
    {9, "STREET"},
    {10, "O"},
    {11, "OU"},
    {12, "T"},
    {15, "businessCategory"},
    {17, "postalCode"},
    {42, "GN"},
    {97, "organizationIdentifier"},
    {0, NULL},
};

/* An attribute: its kind and its value. */
struct attribute {
    struct sn_rd oid, val;
    uint8_t tag;
};

static bool is_x520(const struct sn_rd *oid, uint8_t *last)
{
    if (sn_rd_left(oid) != 3 || oid->p[0] != 0x55 || oid->p[1] != 4)
        return false;
    *last = oid->p[2];
    return true;
}

static const char *short_name(const struct sn_rd *oid)
{
    static const uint8_t mail[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1};
    static const uint8_t dc[] = {9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25};
    uint8_t last;

    if (is_x520(oid, &last))
        return sn_val_name(short_names, last);
    if (sn_rd_left(oid) == sizeof mail && memcmp(oid->p, mail, sizeof mail) == 0)
        return "emailAddress";
    if (sn_rd_left(oid) == sizeof dc && memcmp(oid->p, dc, sizeof dc) == 0)
        return "DC";
    return NULL;
}

/* A value with what would be mistaken escaped. */
static void put_value(struct sn_buf *b, const struct sn_rd *val)
{
    for (const uint8_t *p = val->p; p < val->end && sn_buf_len(b) < DN_ROOM - 8; p++) {
        if (strchr(",+\"\\<>;=", *p) && *p)
            sn_put_c(b, '\\');
        sn_put_c(b, (char)*p);
    }
}

/* The attributes of a name, at most `max`. */
static unsigned attributes(struct sn_rd name, struct attribute *a, unsigned max)
{
    struct sn_rd set, pair;
    unsigned n = 0;
    uint8_t tag;

    while (sn_ber_next(&name, &tag, &set) && tag == SET) {
        while (n < max && sn_ber_next(&set, &tag, &pair) && tag == SEQUENCE) {
            if (!sn_ber_next(&pair, &tag, &a[n].oid) || tag != OID ||
                !sn_ber_next(&pair, &a[n].tag, &a[n].val))
                return n;
            n++;
        }
    }
    return n;
}

/* The country of a business's registration (1.3.6.1.4.1.311.60.2.1.3). */
static bool is_jurisdiction(const struct sn_rd *id)
{
    static const uint8_t oid[] = {0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x3c, 2, 1, 3};

    return sn_rd_left(id) == sizeof oid && memcmp(id->p, oid, sizeof oid) == 0;
}

static void attribute(struct sn_dis *d, const struct attribute *a)
{
    enum { SERIAL = 5, COUNTRY, QUALIFIER = 46 };
    uint8_t last = 0;
    bool x520 = is_x520(&a->oid, &last);
    struct sn_rd val = a->val;
    unsigned field;

    sn_ber_oid(d, X_OID, &a->oid);
    if ((x520 && last == COUNTRY) || is_jurisdiction(&a->oid))
        field = X_COUNTRY;
    else if (a->tag == PRINTABLE && x520 && (last == SERIAL || last == QUALIFIER))
        field = X_PLAIN_PRINTABLE; /* no choice of strings */
    else if (a->tag == PRINTABLE)
        field = X_PRINTABLE;
    else if (a->tag == UTF8)
        field = X_UTF8;
    else if (a->tag == TELETEX)
        field = X_TELETEX;
    else
        return;
    (void)sn_get_bytes(d, &val, field, sn_rd_left(&val));
}

/* Records of a name's attributes, and all of it as one string, the last attribute first. */
static void name(struct sn_dis *d, const struct sn_rd *val, unsigned field)
{
    struct attribute a[RDNS_MAX];
    unsigned n = attributes(*val, a, RDNS_MAX);
    char text[DN_ROOM];
    struct sn_buf b;

    for (unsigned i = 0; i < n; i++)
        attribute(d, &a[i]);
    if (field == X_CERT)
        return;
    sn_buf_fixed(&b, text, sizeof text);
    while (n-- && sn_buf_len(&b) < DN_ROOM - 64) {
        const char *what = short_name(&a[n].oid);

        if (sn_buf_len(&b))
            sn_put_c(&b, ',');
        sn_put_s(&b, what ? what : "?");
        sn_put_c(&b, '=');
        put_value(&b, &a[n].val);
    }
    sn_rec_str(d, field, b.base, sn_buf_len(&b));
}

void sn_x509_name(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd val;
    uint8_t tag;

    if (sn_ber_next(r, &tag, &val))
        name(d, &val, X_CERT);
}

static void issuer(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    (void)tag;
    name(d, val, X_ISSUER);
}

static void subject(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    (void)tag;
    name(d, val, X_SUBJECT);
}

/* ---- validity ---- */

static void point(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    struct sn_rd val;
    char text[40];
    struct sn_buf b;
    uint8_t tag;
    int64_t ns;

    if (!sn_ber_next(r, &tag, &val) || !sn_ber_time(&val, &ns))
        return;
    sn_rec_uint(d, field, sn_rd_off(&val), sn_rd_left(&val), (uint64_t)ns);
    if (tag != UTC_TIME)
        return;
    sn_buf_fixed(&b, text, sizeof text);
    sn_put_s(&b, val.p[0] >= '5' ? "19" : "20");
    for (unsigned i = 0; i < 6; i++) {
        if (i)
            sn_put_c(&b, i < 3 ? '-' : i == 3 ? ' ' : ':');
        sn_put_mem(&b, val.p + (size_t)2 * i, 2);
    }
    sn_put_lit(&b, " (UTC)");
    sn_rec_str(d, X_UTC, b.base, sn_buf_len(&b));
}

static void validity(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    (void)tag;
    point(d, val, X_BEFORE);
    point(d, val, X_AFTER);
}

/* ---- extensions ---- */

static void other_names(struct sn_dis *d, struct sn_rd *r)
{
    enum { MAIL = 0x81, DNS, DIRECTORY = 0xa4, ADDRESS = 0x87 };
    struct sn_rd val, in;
    uint8_t tag, inner;

    while (sn_ber_next(r, &tag, &val)) {
        switch (tag) {
        case MAIL:
            (void)sn_get_bytes(d, &val, X_MAIL, sn_rd_left(&val));
            break;
        case DNS:
            (void)sn_get_bytes(d, &val, X_DNS, sn_rd_left(&val));
            break;
        case DIRECTORY:
            if (sn_ber_next(&val, &inner, &in))
                name(d, &in, X_CERT);
            break;
        case ADDRESS:
            if (sn_rd_left(&val) == 4)
                (void)!sn_get(d, &val, X_IP4, NULL);
            else if (sn_rd_left(&val) == 16)
                (void)sn_get_bytes(d, &val, X_IP6, 16);
            break;
        default:
            break;
        }
    }
}

/* 1.3.6.1.4.1.11129.2.4.2: in a string of octets, which is what the extension's value holds. */
static bool is_scts(const struct sn_rd *id)
{
    static const uint8_t oid[] = {0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2};

    return sn_rd_left(id) == sizeof oid && memcmp(id->p, oid, sizeof oid) == 0;
}

/* Those of the extensions 2.5.29.x that have names, and signed timestamps. */
static void extension_value(struct sn_dis *d, const struct sn_rd *id, struct sn_rd *val)
{
    enum { SUBJECT_NAMES = 17, ISSUER_NAMES, AUTHORITY_KEY = 35, AUTHORITY_NAMES = 0xa1 };
    struct sn_rd in, names;
    uint8_t tag;

    if (is_scts(id) && sn_ber_next(val, &tag, &in))
        sn_tls_scts(d, &in);
    if (sn_rd_left(id) != 3 || id->p[0] != 0x55 || id->p[1] != 0x1d || !sn_ber_next(val, &tag, &in))
        return;
    if (id->p[2] == SUBJECT_NAMES || id->p[2] == ISSUER_NAMES) {
        other_names(d, &in);
    } else if (id->p[2] == AUTHORITY_KEY) {
        while (sn_ber_next(&in, &tag, &names)) {
            if (tag == AUTHORITY_NAMES)
                other_names(d, &names);
        }
    }
}

static void extensions(struct sn_dis *d, struct sn_rd *r, uint8_t list)
{
    enum { OCTETS = 4 };
    struct sn_rd each, id, val;
    uint8_t tag;

    (void)list;
    while (sn_ber_next(r, &tag, &each)) {
        if (!sn_ber_next(&each, &tag, &id) || tag != OID)
            return;
        sn_ber_oid(d, X_EXTENSION, &id);
        while (sn_ber_next(&each, &tag, &val)) {
            if (tag == OCTETS)
                extension_value(d, &id, &val);
        }
    }
}

/* ---- the certificate ---- */

/* Its parameters may be of any kind. */
void sn_x509_algorithm(struct sn_dis *d, struct sn_rd *val, uint8_t list)
{
    struct sn_rd id;
    uint8_t tag;

    (void)list;
    if (sn_ber_next(val, &tag, &id) && tag == OID)
        sn_ber_oid(d, X_ALGORITHM, &id);
}

static const struct sn_ber key[] = {
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm}, SN_BER_END};

static const struct sn_ber contents[] = {
    {.tag = 0xa0, .kind = SN_BER_UINT, .wrapped = true, .field = X_VERSION},
    {.tag = 0x02, .kind = SN_BER_BYTES, .field = X_SERIAL},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = issuer},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = validity},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = subject},
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = key},
    {.tag = 0xa3, .kind = SN_BER_CALL, .wrapped = true, .call = extensions},
    SN_BER_END,
};

static const struct sn_ber signed_contents[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = contents},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm},
    SN_BER_END,
};

static const struct sn_ber certificate[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = signed_contents}, SN_BER_END};

void sn_x509(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, X_CERT, 0);

    sn_ber_read(d, r, certificate);
    r->p = r->end;
    sn_group_end(d, r, g);
}
