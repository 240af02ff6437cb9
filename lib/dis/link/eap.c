/* EAP over LANs (IEEE 802.1X), and the Extensible Authentication Protocol (RFC 3748). */
#include "dis/link/eap.h"
#include "dis/app/stream.h"
#include "dis/link/eth.h"

/* ---- EAPOL ---- */

enum { PACKET = 0, EAPOL_KEY = 3, EAPOL_MKA = 5, EAPOL_HDR = 4, HDR = 4 };
static const struct sn_val eapol_types[] = {{PACKET, "EAP packet"},        {1, "EAPOL start"},
                                            {2, "EAPOL logoff"},           {EAPOL_KEY, "EAPOL key"},
                                            {4, "Encapsulated ASF alert"}, {0, NULL}};

#define EAPOL(F)                                                                                   \
    F(VERSION, "eapol.version", U8, "Version")                                                     \
    F(TYPE, "eapol.type", U8, "Type", .vals = eapol_types)                                         \
    F(LEN, "eapol.len", U16, "Length")                                                             \
    F(KEY_TYPE, "eapol.keydes.type", U8, "Key Descriptor Type")                                    \
    F(KEY_DATA, "sn.eapol.keydes.data", BYTES, "Key Descriptor")
SN_FIELDS(eapol, EAPOL)

enum { RSN_KEY = 2, WPA_KEY = 254, KEY_HDR = 76, MIC_LEN = 16, LONG_MIC_LEN = 24 };
enum { PAIRWISE = 0x0008, ENCRYPTED = 0x1000 };

/* The elements in a key descriptor of 802.11i, behind its type: none when they are encrypted. How
 * long the MIC is depends on what the stations agreed on: it is the usual 16 bytes, or 24 when only
 * they lead to the end of the descriptor. */
static void key_data(struct sn_dis *d, const struct sn_rd *r)
{
    struct sn_rd k = *r;
    size_t left = sn_rd_left(r), mic = MIC_LEN;
    uint16_t info, n, more;

    if (left < KEY_HDR + MIC_LEN + 2)
        return;
    info = sn_be16(r->p);
    if (!(info & PAIRWISE) || info & ENCRYPTED)
        return;
    n = sn_be16(r->p + KEY_HDR + MIC_LEN);
    if (left != KEY_HDR + MIC_LEN + 2u + n && left >= KEY_HDR + LONG_MIC_LEN + 2) {
        more = sn_be16(r->p + KEY_HDR + LONG_MIC_LEN);
        if (left == KEY_HDR + LONG_MIC_LEN + 2u + more) {
            n = more;
            mic = LONG_MIC_LEN;
        }
    }
    (void)sn_rd_skip(&k, KEY_HDR + mic + 2);
    if (n && sn_rd_left(&k) >= n) {
        k = sn_inside(&k, n);
        sn_next_proto(d, &sn_proto_wlan_keydata, &k, n);
    }
}

static void eapol_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n, type;
    uint32_t key;
    struct sn_rd body;

    if (!sn_rd_need(r, EAPOL_HDR) || !sn_header(d, r, VERSION, LEN))
        return;
    n = sn_u(d, LEN);
    type = sn_u(d, TYPE);
    body = sn_inside(r, n);
    if (type == PACKET && n && n < HDR && !sn_wants_values(d))
        body = sn_inside(r, HDR); /* tcpdump reads the header in any case */
    if (type == PACKET) {
        sn_next_proto(d, &sn_proto_eap, &body, (uint32_t)n);
    } else if (type == EAPOL_KEY && sn_get(d, &body, KEY_TYPE, &key)) {
        if (sn_wants_values(d) && (key == RSN_KEY || key == WPA_KEY))
            key_data(d, &body);
        (void)!sn_get_bytes(d, &body, KEY_DATA, sn_rd_left(&body));
    } else if (type == EAPOL_MKA && n && d->want & SN_WANT_FIELDS) {
        sn_next_proto(d, &sn_proto_mka, &body, (uint32_t)n);
    }
    (void)len;
}

static enum sn_then eapol_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    t->tag = "eap";
    if (!sn_need_short(t, &v, LEN))
        return SN_TEXT_DONE;
    sn_say(t, &v, "{s:unknown} ({d}) v{}, len {}", TYPE, TYPE, VERSION, LEN);
    if (!t->o->verbose || sn_opt(&v, TYPE) != PACKET)
        return SN_TEXT_DONE;
    if (sn_opt(&v, LEN) && sn_text_claimed(t, l))
        sn_put_lit(t->b, ", ");
    else
        sn_cut(t);
    return SN_TEXT_INNER;
}

SN_PROTO(eapol, "802.1X Authentication", {.table = &sn_tab_ether, .value = 0x888e})

/* ---- EAP ---- */

enum { REQUEST = 1, RESPONSE = 2 };
enum {
    IDENTITY = 1,
    NOTIFICATION = 2,
    NAK = 3,
    TLS = 13,
    SIM = 18,
    TTLS = 21,
    AKA = 23,
    PEAP = 25,
    FAST = 43,
    AKA_PRIME = 50,
    TEAP = 55
};
static const struct sn_val codes[] = {
    {REQUEST, "Request"}, {RESPONSE, "Response"}, {3, "Success"}, {4, "Failure"}, {0, NULL}};
static const struct sn_val types[] = {{0, "No proposed"},
                                      {IDENTITY, "Identity"},
                                      {NOTIFICATION, "Notification"},
                                      {NAK, "Nak"},
                                      {TLS, "TLS"},
                                      {SIM, "SIM"},
                                      {TTLS, "TTLS"},
                                      {AKA, "AKA"},
                                      {FAST, "FAST"},
                                      {4, "MD5-challenge"},
                                      {5, "OTP"},
                                      {6, "GTC"},
                                      {254, "Expanded types"},
                                      {255, "Experimental"},
                                      {0, NULL}};
static const struct sn_val tls_flags[] = {
    {0x80, "L bit"}, {0x40, "More fragments bit"}, {0x20, "Start bit"}, {0, NULL}};
static const struct sn_val subtypes[] = {
    {1, "Challenge"},     {2, "Auth reject"}, {4, "Sync failure"},  {5, "Identity"},
    {10, "Start"},        {11, "Challenge"},  {12, "Notification"}, {13, "Reauth"},
    {14, "Client error"}, {0, NULL}};

SN_FIELD_TABLE(eap, EAP)

/* Who talks to whom, by the hardware addresses in front. */
static uint64_t conversation(const struct sn_dis *d)
{
    enum { MULTIPLIER = 16777619 };
    uint64_t key = 0xcbf29ce484222325;

    for (uint32_t i = 0; i < d->nlayer; i++) {
        const struct sn_layer *l = &d->layer[i];

        for (uint32_t j = 0; l != d->cur && j < l->n; j++) {
            const struct sn_rec *q = &d->rec[l->first + j];

            if (l->proto->fields[q->field].type != SN_F_ETHER)
                continue;
            for (uint32_t k = 0; k < q->n; k++)
                key = (key ^ q->p[k]) * MULTIPLIER;
        }
    }
    return key;
}

/* TLS in EAP (RFC 5216), whose records may lie in several packets (2.1.5): the last of them shows
 * all. */
static void tls(struct sn_dis *d, const struct sn_rd *r)
{
    uint32_t n = (uint32_t)sn_rd_left(r), total = (uint32_t)sn_u(d, T_LEN);
    struct sn_piece piece = {.key = conversation(d) ^ sn_u(d, CODE),
                             .n = n,
                             .p = r->p,
                             .total = total,
                             .chained = true,
                             .last = !sn_u(d, T_M),
                             .serial = (uint8_t)sn_u(d, ID)};
    const struct sn_proto *p = NULL;
    struct sn_rd in = *r;

    if (sn_u(d, T_S) || r->cut || !n)
        return;
    sn_put_piece(d, &piece);
    if (sn_whole(d, piece.key, 0, &in))
        sn_rec_made(d, T_WHOLE, sn_rd_left(&in));
    else if (!piece.last)
        return;
    p = sn_tls_next(in.p, (uint32_t)sn_rd_left(&in));
    if (p)
        sn_next_proto(d, p, &in, (uint32_t)sn_rd_left(&in));
}

static void method(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t n = (uint32_t)sn_rd_left(r);

    switch (type) {
    case IDENTITY:
        if (n)
            sn_eap_identity(d, r, n);
        break;
    case NOTIFICATION:
        if (n)
            (void)!sn_get_bytes(d, r, E_NOTIFICATION, n);
        break;
    case NAK:
        (void)!sn_get_n(d, r, DESIRED, n);
        break;
    case PEAP:
    case TEAP:
        if (!sn_wants_values(d)) {
            (void)!sn_get_bytes(d, r, E_DATA, n);
            break;
        }
        /* fall through */
    case TLS:
    case TTLS:
    case FAST:
        if (!sn_header(d, r, T_FLAGS, T_VERSION))
            break;
        if (type == TLS) /* it has none: these bits are reserved */
            sn_text_last(d);
        if (sn_u(d, T_L) && !sn_get(d, r, T_LEN, NULL))
            break;
        if (type != TEAP && (d->want & (SN_WANT_FIELDS | SN_WANT_LINE)) == SN_WANT_FIELDS)
            tls(d, r);
        break;
    case AKA_PRIME:
        if (!sn_wants_values(d)) {
            (void)!sn_get_bytes(d, r, E_DATA, n);
            break;
        }
        /* fall through */
    case SIM:
    case AKA:
        if (sn_get(d, r, type == SIM ? SIM_SUB : AKA_SUB, NULL) && sn_wants_values(d))
            sn_eap_attributes(d, r, type == SIM ? SIM_SUB : AKA_SUB);
        break;
    default:
        (void)!sn_get_bytes(d, r, E_DATA, n);
        break;
    }
}

/* Whether a method's data has parts, so that some are there when not all are. */
static bool has_attributes(uint32_t type)
{
    return type == SIM || type == AKA || type == AKA_PRIME;
}

static void eap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body;
    uint32_t type;
    uint64_t n, code;

    if (!sn_rd_need(r, HDR) || !sn_header(d, r, CODE, E_LEN))
        return;
    n = sn_u(d, E_LEN);
    code = sn_u(d, CODE);
    if (code != REQUEST && code != RESPONSE)
        return;
    if ((n != len || n <= HDR) && !sn_wants_values(d)) /* tcpdump reads no more */
        return;
    body = sn_inside(r, n > HDR ? n - HDR : 1);
    if (sn_get(d, &body, E_TYPE, &type) && (n <= len || has_attributes(type)))
        method(d, &body, type);
    if (body.cut && n == len && n > HDR)
        (void)!sn_rd_need(r, n - HDR);
}

/* Whether a value of n bytes has its first. */
static bool fits(struct sn_text *t, uint64_t n, const char *what)
{
    if (n > 5)
        return true;
    sn_put_f(t->b, " (too short for EAP %s request/response)", what);
    return false;
}

static void tls_text(struct sn_text *t, const struct sn_view *v, uint64_t type, uint64_t n)
{
    const char *what = type == FAST ? "FAST" : "TLS/TTLS";

    if (!fits(t, n, what))
        return;
    if (type != TLS)
        sn_say(t, v, type == TTLS ? " TTLSv{}" : " FASTv{}", T_VERSION);
    sn_put_lit(t->b, " flags [");
    sn_text_bits(t, tls_flags, (uint32_t)sn_opt(v, T_FLAGS), ", ", "none");
    sn_say(t, v, "] {}", T_FLAGS);
    if (sn_opt(v, T_L) && !sn_find(v, T_LEN))
        sn_put_f(t->b, " (too short for EAP %s request/response with length)", what);
    else if (sn_opt(v, T_L))
        sn_say(t, v, ", len {}", T_LEN);
}

static void method_text(struct sn_text *t, const struct sn_view *v, uint64_t type, uint64_t n)
{
    struct sn_view one = {0};
    const char *before = " ";

    if ((type == IDENTITY && n > 5) || (type == NOTIFICATION && fits(t, n, "Notification"))) {
        unsigned f = type == IDENTITY ? E_IDENTITY : E_NOTIFICATION;
        const struct sn_rec *q = sn_find(v, f);

        sn_put_s(t->b, type == IDENTITY ? ", Identity: " : ", Notification: ");
        if (q)
            sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
    } else if (type == NAK && fits(t, n, "Legacy NAK")) {
        for (; sn_each(v, DESIRED, &one); before = ", ") {
            sn_put_s(t->b, before);
            sn_say(t, &one, "{s:unknown} ({d})", DESIRED, DESIRED);
        }
    } else if (type == TLS || type == TTLS || type == FAST) {
        tls_text(t, v, type, n);
    } else if ((type == SIM || type == AKA) && fits(t, n, "SIM/AKA")) {
        uint16_t f = type == SIM ? SIM_SUB : AKA_SUB;

        sn_say(t, v, " subtype [{s:unknown}] {}", f, f);
    }
}

static enum sn_then eap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t n = sn_opt(&v, E_LEN), code = sn_opt(&v, CODE);

    if (!sn_need(t, &v, E_LEN))
        return SN_TEXT_DONE;
    if (n != l->len) {
        sn_put_lit(t->b, "EAP fragment?");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "{s:unknown} ({d}), id {}, len {}", CODE, CODE, ID, E_LEN);
    if (l->caplen < n)
        return SN_TEXT_CUT_SHORT;
    if (n >= HDR && code != REQUEST && code != RESPONSE)
        return SN_TEXT_DONE;
    if (n <= HDR) {
        sn_put_f(t->b, " (too short for EAP %s)", n < HDR ? "header" : "request/response");
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "\n\t\t Type {s:unknown} ({d})", E_TYPE, E_TYPE);
    method_text(t, &v, sn_opt(&v, E_TYPE), n);
    return SN_TEXT_DONE;
}

SN_PROTO(eap, "Extensible Authentication Protocol", {.table = NULL})
