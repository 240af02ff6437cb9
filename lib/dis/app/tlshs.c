/* TLS's handshake messages and their extensions: those of hellos, and what else is in the clear. */
#include "dis/app/tls.h"

enum { CLIENT_HELLO = 1, SERVER_HELLO, NEW_TICKET = 4, CERTIFICATE = 11 };
enum { RANDOM = 32, TIME = 4 };

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

static void signatures(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = list(d, r, SIGS_LEN);
    uint32_t v;

    while (sn_rd_left(&in) && sn_get(d, &in, SIG, &v)) {
        sn_rec_uint(d, SIG_HASH, sn_rd_off(&in) - 2, 1, v >> 8);
        sn_rec_uint(d, SIG_SIG, sn_rd_off(&in) - 1, 1, v & 0xff);
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

static void status_request(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_rd_left(r) || !sn_get(d, r, STATUS_TYPE, NULL))
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

/* What an extension says, n bytes of which r holds what there is. */
static void extension_data(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t message)
{
    switch (type) {
    case 0:
        server_names(d, r);
        break;
    case 5:
        status_request(d, r);
        break;
    case 10:
        numbers(d, r, GROUPS_LEN, SUPPORTED_GROUP);
        break;
    case 11:
        numbers(d, r, POINTS_LEN, POINT);
        break;
    case 13:
        signatures(d, r);
        break;
    case 15:
        (void)!sn_get(d, r, HEARTBEAT, NULL);
        break;
    case 16:
        strings(d, r, ALPN_LEN, ALPN_STR_LEN, ALPN);
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
    case 42:
        (void)!sn_get(d, r, EARLY_MAX, NULL);
        break;
    case 43:
        versions(d, r, message);
        break;
    case 44:
        bytes(d, r, COOKIE_LEN, COOKIE);
        break;
    case 45:
        numbers(d, r, PSK_MODES_LEN, PSK_MODE);
        break;
    case 51:
        key_shares(d, r, message);
        break;
    case 17513:
        strings(d, r, ALPS_LEN, ALPS_STR_LEN, ALPS);
        break;
    case 65281:
        bytes(d, r, RENEG_LEN, RENEG);
        break;
    default:
        (void)!sn_get_bytes(d, r, EXT_DATA, sn_rd_left(r));
        break;
    }
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
        sn_group_end(d, &in, g);
        if (!ok)
            return;
    }
}

/* The random number; its first four bytes were a time once. */
static bool random_bytes(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p = r->p;

    if (!sn_get_bytes(d, r, HS_RANDOM, RANDOM))
        return false;
    sn_rec_uint(d, HS_RANDOM_TIME, off, TIME, (uint64_t)sn_be32(p) * 1000000000);
    sn_rec_bytes(d, HS_RANDOM_BYTES, off + TIME, RANDOM - TIME, p + TIME, RANDOM - TIME);
    return true;
}

static bool hello_begin(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return sn_get(d, r, HS_VERSION, NULL) && random_bytes(d, r) && sn_get(d, r, HS_SID_LEN, &n) &&
           (!n || sn_get_bytes(d, r, HS_SID, n));
}

static void client_hello(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t from = d->nrec;

    if (!hello_begin(d, r))
        return;
    numbers(d, r, HS_SUITES_LEN, HS_SUITE);
    numbers(d, r, HS_COMPS_LEN, HS_COMP);
    extensions(d, r, CLIENT_HELLO);
    if (!r->cut)
        sn_tls_ja_client(d, from);
}

static void server_hello(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t from = d->nrec;

    if (!hello_begin(d, r) || !sn_get(d, r, HS_SUITE, NULL) || !sn_get(d, r, HS_COMP, NULL))
        return;
    extensions(d, r, SERVER_HELLO);
    if (!r->cut)
        sn_tls_ja_server(d, from);
}

/* Up to TLS 1.2: later ones are encrypted. */
static void certificates(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd in = list(d, r, CERTS_LEN);
    uint32_t n;

    while (sn_rd_left(&in) && sn_get(d, &in, CERT_LEN, &n) && sn_get_bytes(d, &in, CERT, n))
        ;
}

static void new_ticket(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get(d, r, TICKET_HINT, NULL))
        bytes(d, r, TICKET_LEN, TICKET);
}

void sn_tls_message(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case CLIENT_HELLO:
        client_hello(d, r);
        break;
    case SERVER_HELLO:
        server_hello(d, r);
        break;
    case NEW_TICKET:
        new_ticket(d, r);
        break;
    case CERTIFICATE:
        certificates(d, r);
        break;
    default:
        break;
    }
}
