/* TLS's handshake messages and their extensions: those of hellos, and what else is in the clear. */
#include "dis/app/tls.h"

enum { CLIENT_HELLO = 1, SERVER_HELLO, VERIFY_REQUEST, NEW_TICKET };
enum {
    ENCRYPTED_EXTENSIONS = 8,
    CERTIFICATE = 11,
    SERVER_KEY,
    CERTIFICATE_REQUEST,
    CERTIFICATE_VERIFY = 15,
    CLIENT_KEY,
    FINISHED = 20,
    CERTIFICATE_STATUS = 22,
    KEY_UPDATE = 24
};
enum { RANDOM = 32, TIME = 4, VERSIONS = 43, TLS13 = 0x304, DRAFTS = 0x7f00, OLD_DRAFT = 0x7f15 };

/* A length of so many bytes, then a list that ends there. */
static struct sn_rd list(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    struct sn_rd none = {.p = r->end, .end = r->end, .start = r->start};
    struct sn_rd in;
    uint32_t n;

    if (!sn_get(d, r, field, &n))
        return none;
    (void)!sn_rd_sub(r, n, &in);
    return in;
}

/* All numbers of a list. */
static void numbers(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    struct sn_rd in = list(d, r, length);

    (void)!sn_get_n(d, &in, field, (uint32_t)sn_rd_left(&in) / d->cur->proto->fields[field].width);
}

/* Strings, each behind its length. */
static void strings(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned each,
                    unsigned field)
{
    struct sn_rd in = list(d, r, length);
    uint32_t n;

    while (sn_rd_left(&in) && sn_get(d, &in, each, &n) && sn_get_bytes(d, &in, field, n))
        ;
}

static void server_names(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = list(d, r, SNI_LIST_LEN);
    uint32_t n;

    while (sn_rd_left(&in) && sn_get(d, &in, SNI_TYPE, NULL) && sn_get(d, &in, SNI_LEN, &n) &&
           sn_get_bytes(d, &in, SNI, n))
        ;
}

bool sn_tls_algorithm(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    if (!sn_get(d, r, SIG, &v))
        return false;
    sn_rec_uint(d, SIG_HASH, sn_rd_off(r) - 2, 1, v >> 8);
    sn_rec_uint(d, SIG_SIG, sn_rd_off(r) - 1, 1, v & 0xff);
    return true;
}

static void signatures(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = list(d, r, SIGS_LEN);

    while (sn_rd_left(&in) && sn_tls_algorithm(d, &in))
        ;
}

static void timestamp(struct sn_dis *d, struct sn_rd *r)
{
    enum { NS_PER_MS = 1000000 };
    struct sn_rd in;
    uint64_t ms;
    uint32_t n;

    if (!sn_get(d, r, SCT_LEN, &n) || !sn_rd_sub(r, n, &in) ||
        !sn_header(d, &in, SCT_VERSION, SCT_LOG) || !sn_rd_be64(&in, &ms))
        return;
    sn_rec_uint(d, SCT_TIME, sn_rd_off(&in) - 8, 8, ms * NS_PER_MS);
    if (sn_get(d, &in, SCT_EXTS_LEN, &n) && sn_rd_skip(&in, n) && sn_tls_algorithm(d, &in) &&
        sn_get(d, &in, SCT_SIG_LEN, &n))
        (void)sn_get_bytes(d, &in, SCT_SIG, n);
}

void sn_tls_scts(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = list(d, r, SCTS_LEN);

    while (sn_rd_left(&in)) {
        struct sn_rec *g = sn_group(d, &in, SCT_ENTRY, 0);

        timestamp(d, &in);
        sn_group_end(d, &in, g);
        if (in.stop || r->stop)
            return;
    }
}

static bool key_share(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, SHARE, 0);
    uint32_t n;
    bool ok = sn_get(d, r, SHARE_GROUP, NULL) && sn_get(d, r, SHARE_LEN, &n) &&
              sn_get_bytes(d, r, SHARE_KEY, n);

    sn_group_end(d, r, g);
    return ok;
}

/* A client's list, a server's choice, or what a server wants in another hello. */
static void key_shares(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    struct sn_rd in;

    if (sn_rd_left(r) == 2) {
        (void)!sn_get(d, r, SHARE_SELECTED, NULL);
    } else if (message != CLIENT_HELLO) {
        (void)key_share(d, r);
    } else {
        in = list(d, r, SHARES_LEN);
        while (sn_rd_left(&in) && key_share(d, &in))
            ;
    }
}

/* A certificate's status: of OCSP, or of a type that isn't known. */
static void certificate_status(struct sn_dis *d, struct sn_rd *r)
{
    enum { OCSP = 1 };
    struct sn_rd in;
    uint32_t type;

    if (!sn_get(d, r, STATUS_TYPE, &type) || type != OCSP)
        return;
    in = list(d, r, STATUS_LEN);
    sn_ocsp_response(d, &in);
}

static void status_request(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    if (message == CERTIFICATE) {
        certificate_status(d, r);
        return;
    }
    if (!sn_get(d, r, STATUS_TYPE, NULL))
        return;
    (void)list(d, r, STATUS_IDS_LEN);
    (void)list(d, r, STATUS_EXTS_LEN);
}

static void versions(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    if (message == CLIENT_HELLO)
        numbers(d, r, VERSIONS_LEN, SUPPORTED_VERSION);
    else
        (void)!sn_get(d, r, SUPPORTED_VERSION, NULL);
}

static void bytes(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    struct sn_rd in = list(d, r, length);

    if (sn_rd_left(&in))
        (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
}

/* What a client offers to resume, or a server's choice of it (RFC 8446 4.2.11). */
static void shared_keys(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    struct sn_rd in;
    uint32_t n;

    if (message != CLIENT_HELLO) {
        (void)!sn_get(d, r, IDENTITY_SELECTED, NULL);
        return;
    }
    in = list(d, r, IDENTITIES_LEN);
    while (sn_rd_left(&in) && sn_get(d, &in, IDENTITY_LEN, &n) &&
           sn_get_bytes(d, &in, IDENTITY, n) && sn_get(d, &in, IDENTITY_AGE, NULL))
        ;
    (void)!sn_get(d, r, BINDERS_LEN, NULL);
}

/* What a server offers, or nothing of a client (draft-agl-tls-nextprotoneg). */
static void next_protocols(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    while (sn_rd_left(r) && sn_get(d, r, NPN_LEN, &n) && sn_get_bytes(d, r, NPN, n))
        ;
}

/* A client's list of types of certificates, or a server's choice (RFC 7250). */
static void certificate_types(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    if (message == CLIENT_HELLO)
        numbers(d, r, CERT_KINDS_LEN, CERT_KIND);
    else if (sn_rd_left(r))
        (void)!sn_get(d, r, CERT_KIND, NULL);
}

/* A name that a client hides from others, or a server's word on it (draft-ietf-tls-esni-02). */
static void encrypted_name(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    if (message != CLIENT_HELLO) {
        (void)sn_get_bytes(d, r, ESNI_NONCE, sn_rd_left(r));
        return;
    }
    if (!sn_get(d, r, ESNI_SUITE, NULL) || !key_share(d, r))
        return;
    bytes(d, r, ESNI_DIGEST_LEN, ESNI_DIGEST);
    bytes(d, r, ESNI_NAME_LEN, ESNI_NAME);
}

static void no_extension_data(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, EXT_OTHER, sn_rd_left(r));
}

/* Types beside those that extension_data() has. */
static void rare_extension(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t message)
{
    switch (type) {
    case 1:
        (void)!sn_get(d, r, MAX_FRAGMENT, NULL);
        break;
    case 9:
    case 19:
    case 20:
        certificate_types(d, r, message);
        break;
    case 12: /* those that Wireshark has other words for, or none */
    case 14:
    case 17:
    case 22:
    case 23:
    case 46:
    case 47:
    case 48:
    case 49:
        no_extension_data(d, r);
        break;
    case 53: /* in drafts */
    case 54:
        bytes(d, r, CID_LEN, CID);
        break;
    case 13172:
        next_protocols(d, r);
        break;
    case 65486:
        encrypted_name(d, r, message);
        break;
    default:
        (void)sn_get_bytes(d, r, EXT_DATA, sn_rd_left(r));
        break;
    }
}

/* What an extension says, n bytes of which r holds what there is. */
static void extension_data(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t message)
{
    switch (type) {
    case 0:
        server_names(d, r);
        break;
    case 5:
        status_request(d, r, message);
        break;
    case 10:
        numbers(d, r, GROUPS_LEN, SUPPORTED_GROUP);
        break;
    case 11:
        numbers(d, r, POINTS_LEN, POINT);
        break;
    case 13: /* signatures, those of delegated credentials, of certificates */
    case 34:
    case 50:
        signatures(d, r);
        break;
    case 15:
        (void)!sn_get(d, r, HEARTBEAT, NULL);
        break;
    case 16:
        strings(d, r, ALPN_LEN, ALPN_STR_LEN, ALPN);
        break;
    case 18:
        sn_tls_scts(d, r);
        break;
    case 21:
        (void)!sn_get_bytes(d, r, PADDING, sn_rd_left(r));
        break;
    case 27:
        numbers(d, r, COMPRESS_LEN, COMPRESS);
        break;
    case 28:
        (void)!sn_get(d, r, SIZE_LIMIT, NULL);
        break;
    case 41:
        shared_keys(d, r, message);
        break;
    case 42:
        (void)!sn_get(d, r, EARLY_MAX, NULL);
        break;
    case VERSIONS:
        versions(d, r, message);
        break;
    case 44:
        bytes(d, r, COOKIE_LEN, COOKIE);
        break;
    case 45:
        numbers(d, r, PSK_MODES_LEN, PSK_MODE);
        break;
    case 40: /* in drafts of version 1.3 */
    case 51:
        key_shares(d, r, message);
        break;
    case 57:
    case 65445: /* before it was standard */
        sn_tls_quic_parameters(d, r);
        break;
    case 17513:
        strings(d, r, ALPS_LEN, ALPS_STR_LEN, ALPS);
        break;
    case 65281:
        bytes(d, r, RENEG_LEN, RENEG);
        break;
    default:
        rare_extension(d, r, type, message);
        break;
    }
}

/* An extension without a byte, of a type that isn't read. */
static void empty_extension(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const uint16_t is_read[] = {0,  1,  5,  9,     10,    11,    12,    13,   14, 15, 16,
                                       17, 18, 19, 20,    21,    22,    23,    27,   28, 34, 40,
                                       41, 42, 43, 44,    45,    46,    47,    48,   49, 50, 51,
                                       53, 54, 57, 13172, 17513, 65281, 65445, 65486};

    for (size_t i = 0; i < sizeof is_read / sizeof is_read[0]; i++) {
        if (is_read[i] == type)
            return;
    }
    sn_rec_bytes(d, EXT_DATA, sn_rd_off(r), 0, r->p, 0);
}

static void extensions(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    static const struct sn_tlv_form form = {.type = 2, .len = 2, .unit = 1};
    struct sn_rd in;

    if (!sn_rd_left(r))
        return;
    in = list(d, r, HS_EXTS_LEN);
    while (sn_rd_left(&in)) {
        struct sn_rec *g = sn_group(d, &in, HS_EXT, 0);
        struct sn_tlv ext;
        bool ok = sn_tlv_next(d, &in, &form, EXT_TYPE, EXT_LEN, &ext);

        if (ok && sn_rd_left(&ext.val))
            extension_data(d, &ext.val, ext.type, message);
        else if (ok && !ext.val.cut)
            empty_extension(d, &ext.val, ext.type);
        sn_group_end(d, &in, g);
        if (!ok)
            return;
    }
}

/* A version is 1.3 or a draft of it, of the standard's or Facebook's numbers. */
static bool is_13(uint32_t version)
{
    enum { FACEBOOK_23 = 0xfb17, FACEBOOK_26 = 0xfb1a };

    return version == TLS13 || version >> 8 == DRAFTS >> 8 || version == FACEBOOK_23 ||
           version == FACEBOOK_26;
}

/* Whether a server's hello, of which r is behind the random number, chooses version 1.3. */
static bool chooses_13(struct sn_rd r)
{
    enum { SUITE_AND_METHOD = 3, SIZES = 2 };
    uint16_t type, n;
    uint8_t id;

    if (!sn_rd_u8(&r, &id) || !sn_rd_skip(&r, (size_t)id + SUITE_AND_METHOD + SIZES))
        return false;
    while (sn_rd_be16(&r, &type) && sn_rd_be16(&r, &n)) {
        if (type == VERSIONS && n == 2 && sn_rd_left(&r) >= 2)
            return is_13(sn_be16(r.p));
        if (!sn_rd_skip(&r, n))
            return false;
    }
    return false;
}

/* The random number; its first four bytes were a time up to version 1.2. */
static bool random_bytes(struct sn_dis *d, struct sn_rd *r, uint32_t message)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p = r->p;

    if (!sn_get_bytes(d, r, HS_RANDOM, RANDOM))
        return false;
    if (d->cur->proto == &sn_proto_tls_quic || (message == SERVER_HELLO && chooses_13(*r)))
        return true;
    sn_rec_uint(d, HS_RANDOM_TIME, off, TIME, (uint64_t)sn_be32(p) * 1000000000);
    sn_rec_bytes(d, HS_RANDOM_BYTES, off + TIME, RANDOM - TIME, p + TIME, RANDOM - TIME);
    return true;
}

static bool session(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return sn_get(d, r, HS_SID_LEN, &n) && (!n || sn_get_bytes(d, r, HS_SID, n));
}

static void client_hello(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t from = d->nrec;

    if (!sn_get(d, r, HS_VERSION, NULL) || !random_bytes(d, r, CLIENT_HELLO) || !session(d, r))
        return;
    if (d->cur->proto == &sn_proto_dtls)
        bytes(d, r, DTLS_COOKIE_LEN, DTLS_COOKIE);
    numbers(d, r, HS_SUITES_LEN, HS_SUITE);
    numbers(d, r, HS_COMPS_LEN, HS_COMP);
    extensions(d, r, CLIENT_HELLO);
    if (!r->cut)
        sn_tls_ja_client(d, from);
}

/* That of version 1.3's drafts up to 21 has no session and no method. */
static void server_hello(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t from = d->nrec, version;
    bool draft;

    if (!sn_get(d, r, HS_VERSION, &version))
        return;
    draft = version >= DRAFTS && version <= OLD_DRAFT;
    if (draft ? !sn_get_bytes(d, r, HS_RANDOM, RANDOM)
              : !random_bytes(d, r, SERVER_HELLO) || !session(d, r))
        return;
    if (!sn_get(d, r, HS_SUITE, NULL) || (!draft && !sn_get(d, r, HS_COMP, NULL)))
        return;
    extensions(d, r, SERVER_HELLO);
    if (!r->cut)
        sn_tls_ja_server(d, from);
}

/* What a message of TLS 1.3 repeats of the request that it answers. */
static void context(struct sn_dis *d, struct sn_rd *r)
{
    bytes(d, r, CONTEXT_LEN, CONTEXT);
}

/* Those of TLS 1.3 have a context in front and extensions each. */
static void certificates(struct sn_dis *d, struct sn_rd *r)
{
    bool is13 = sn_rd_left(r) >= 4 && (sn_be32(r->p) >> 8) + 3 != sn_rd_left(r) && !r->cut;
    struct sn_rd in;
    uint32_t n;

    if (is13)
        context(d, r);
    in = list(d, r, CERTS_LEN);

    while (sn_rd_left(&in) && sn_get(d, &in, CERT_LEN, &n) && sn_get_bytes(d, &in, CERT, n)) {
        struct sn_rd cert = {.p = in.p - n, .end = in.p, .start = in.start};

        sn_x509(d, &cert);
        if (is13)
            extensions(d, &in, CERTIFICATE);
    }
}

/* What a server before TLS 1.3 wants of a client's certificate; in 1.2 with algorithms. */
static void old_request(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in;
    uint32_t n;

    numbers(d, r, CERT_TYPES, CERT_TYPE);
    if (sn_rd_left(r) >= 2 && sn_be16(r->p) + 2u < sn_rd_left(r))
        signatures(d, r);
    in = list(d, r, DNAMES_LEN);
    while (sn_rd_left(&in) && sn_get(d, &in, DNAME_LEN, &n)) {
        struct sn_rd dn;

        if (!sn_rd_sub(&in, n, &dn))
            return;
        sn_x509_name(d, &dn);
    }
}

/* A client's signature; since version 1.2 it says the algorithm. */
static void certificate_verify(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (sn_rd_left(r) >= 4 && sn_be16(r->p + 2) + 4u == sn_rd_left(r))
        (void)sn_tls_algorithm(d, r);
    if (sn_get(d, r, VERIFY_LEN, &n))
        (void)sn_get_bytes(d, r, VERIFY, n);
}

static void certificate_request(struct sn_dis *d, struct sn_rd *r)
{
    size_t left = sn_rd_left(r), n = left ? 1u + r->p[0] : 0;

    if (left <= n + 2 || n + 2 + sn_be16(r->p + n) != left) {
        old_request(d, r);
        return;
    }
    context(d, r);
    extensions(d, r, CERTIFICATE_REQUEST);
}

/* One of TLS 1.3 has more than the lifetime and a ticket that ends the message. */
static void new_ticket(struct sn_dis *d, struct sn_rd *r)
{
    enum { HEAD = 6 };
    size_t left = sn_rd_left(r);
    bool is13 = left >= HEAD && HEAD + (size_t)sn_be16(r->p + 4) != left && !r->cut;

    if (!sn_get(d, r, TICKET_HINT, NULL))
        return;
    if (is13 && sn_get(d, r, TICKET_AGE, NULL))
        bytes(d, r, TICKET_NONCE_LEN, TICKET_NONCE);
    bytes(d, r, TICKET_LEN, TICKET);
    if (is13)
        extensions(d, r, NEW_TICKET);
}

void sn_tls_message(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t exchange)
{
    switch (type) {
    case CLIENT_HELLO:
        client_hello(d, r);
        break;
    case SERVER_HELLO:
        server_hello(d, r);
        break;
    case VERIFY_REQUEST:
        if (d->cur->proto == &sn_proto_dtls && sn_get(d, r, HS_VERSION, NULL))
            bytes(d, r, DTLS_COOKIE_LEN, DTLS_COOKIE);
        break;
    case NEW_TICKET:
        new_ticket(d, r);
        break;
    case CERTIFICATE:
        certificates(d, r);
        break;
    case SERVER_KEY:
        sn_tls_server_key(d, r, exchange);
        break;
    case CERTIFICATE_STATUS:
        certificate_status(d, r);
        break;
    case CERTIFICATE_VERIFY:
        certificate_verify(d, r);
        break;
    case CLIENT_KEY:
        sn_tls_client_key(d, r, exchange);
        break;
    case ENCRYPTED_EXTENSIONS:
        extensions(d, r, type);
        break;
    case CERTIFICATE_REQUEST:
        certificate_request(d, r);
        break;
    case FINISHED:
        sn_made(d, VERIFY_DATA, 0);
        break;
    case KEY_UPDATE:
        (void)!sn_get(d, r, UPDATE_REQUEST, NULL);
        break;
    default:
        break;
    }
}
