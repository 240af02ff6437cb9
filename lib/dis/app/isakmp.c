/*
 * ISAKMP: IKE version 1 (RFC 2408, 2409) as far as its header and the payloads without structure
 * go, and version 2 (RFC 7296); and what UDP port 4500 carries (RFC 3948): IKE, ESP, keep-alives.
 *
 * A payload is a group: the number of the next one, its length, what is in it; proposals and
 * transforms are groups in the association's.
 */
#include "dis/proto.h"

enum { HDR = 28, PAYLOAD_HDR = 4, DEPTH_MAX = 4, ENCRYPTED = 1, SPI_SIZE = 8 };
enum {
    PROPOSAL = 2,
    TRANSFORM = 3,
    V2_SA = 33,
    V2_KE = 34,
    V2_AUTH = 39,
    NONCE = 40,
    NOTIFY = 41,
    V2_VID = 43,
    V2_SK = 46,
    KE1 = 4,
    NONCE1 = 10
};
enum { COOKIE = 16390, KEY_LENGTH = 14 };

static const struct sn_val payloads[] = {
    {0, "none"},    {1, "sa"},     {2, "p"},       {3, "t"},      {4, "ke"},     {5, "id"},
    {6, "cert"},    {7, "cr"},     {8, "hash"},    {9, "sig"},    {10, "nonce"}, {11, "n"},
    {12, "d"},      {13, "vid"},   {33, "sa"},     {34, "v2ke"},  {35, "v2IDi"}, {36, "v2IDr"},
    {37, "v2cert"}, {38, "v2cr"},  {39, "v2auth"}, {40, "nonce"}, {41, "n"},     {42, "v2d"},
    {43, "v2vid"},  {44, "v2TSi"}, {45, "v2TSr"},  {46, "v2e"},   {47, "v2cp"},  {48, "v2eap"},
    {0, NULL},
};
static const struct sn_val exchanges[] = {
    {0, "none"},        {1, "base"},        {2, "ident"},         {3, "auth"},
    {4, "agg"},         {5, "inf"},         {32, "oakley-quick"}, {33, "oakley-newgroup"},
    {34, "ikev2_init"}, {35, "ikev2_auth"}, {36, "child_sa"},     {37, "inf2"},
    {0, NULL},
};
static const struct sn_val protocols[] = {
    {1, "isakmp"}, {2, "ipsec-ah"}, {3, "ipsec-esp"}, {4, "ipcomp"}, {0, NULL}};
static const struct sn_val transforms[] = {{1, "encr"}, {2, "prf"}, {3, "integ"},
                                           {4, "dh"},   {5, "esn"}, {0, NULL}};
static const struct sn_val ciphers[] = {
    {1, "1des-iv64"}, {2, "1des"},     {3, "3des"},  {4, "rc5"},       {5, "idea"},
    {6, "cast"},      {7, "blowfish"}, {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"},
    {11, "null"},     {12, "aes"},     {0, NULL},
};
static const struct sn_val prfs[] = {
    {1, "hmac-md5"}, {2, "hmac-sha"}, {3, "hmac-tiger"}, {4, "aes128_xcbc"}, {0, NULL}};
static const struct sn_val macs[] = {{1, "hmac-md5"}, {2, "hmac-sha"}, {3, "dec-mac"},
                                     {4, "kpdk-md5"}, {5, "aes-xcbc"}, {0, NULL}};
static const struct sn_val groups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"},
    {5, "modp1536"},    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},
    {9, "iana-grp09"},  {10, "iana-grp10"}, {11, "iana-grp11"}, {12, "iana-grp12"},
    {13, "iana-grp13"}, {14, "modp2048"},   {15, "modp3072"},   {16, "modp4096"},
    {17, "modp6144"},   {18, "modp8192"},   {0, NULL},
};
static const struct sn_val esns[] = {{0, "no-esn"}, {1, "esn"}, {0, NULL}};
static const struct sn_val *const transform_ids[] = {NULL, ciphers, prfs, macs, groups, esns};
static const struct sn_val notifications[] = {
    {1, "unsupported_critical_payload"},
    {4, "invalid_ike_spi"},
    {5, "invalid_major_version"},
    {7, "invalid_syntax"},
    {9, "invalid_message_id"},
    {11, "invalid_spi"},
    {14, "no_protocol_chosen"},
    {17, "invalid_ke_payload"},
    {24, "authentication_failed"},
    {34, "single_pair_required"},
    {35, "no_additional_sas"},
    {36, "internal_address_failure"},
    {37, "failed:cp_required"},
    {39, "invalid_selectors"},
    {16384, "initial_contact"},
    {16385, "set_window_size"},
    {16386, "additional_ts_possible"},
    {16387, "ipcomp_supported"},
    {16388, "nat_detection_source_ip"},
    {16389, "nat_detection_destination_ip"},
    {16390, "cookie"},
    {16391, "use_transport_mode"},
    {16392, "http_cert_lookup_supported"},
    {16393, "rekey_sa"},
    {16394, "tfc_padding_not_supported"},
    {16395, "non_first_fragment_also"},
    {0, NULL},
};
static const struct sn_val auths[] = {
    {0, "invalid"}, {1, "rsasig"}, {2, "shared-secret"}, {3, "dsssig"}, {0, NULL}};

#define ISAKMP(F)                                                                                  \
    F(ISPI, "isakmp.ispi", BYTES, "Initiator SPI", .width = SPI_SIZE, .step = SPI_SIZE)            \
    F(RSPI, "isakmp.rspi", BYTES, "Responder SPI", .width = SPI_SIZE, .step = SPI_SIZE)            \
    F(NEXT, "isakmp.nextpayload", U8, "Next payload", .vals = payloads)                            \
    F(VERSION, "isakmp.version", P8, "Version", .base = SN_HEX)                                    \
    F(MAJOR, "isakmp.mjver", P8, "MjVer", .mask = 0xf0)                                            \
    F(MINOR, "isakmp.mnver", U8, "MnVer", .mask = 0x0f)                                            \
    F(EXCHANGE, "isakmp.exchangetype", U8, "Exchange type", .vals = exchanges)                     \
    F(FLAGS, "isakmp.flags", U8, "Flags", .base = SN_HEX)                                          \
    F(MSG_ID, "isakmp.messageid", U32, "Message ID", .base = SN_HEX)                               \
    F(LENGTH, "isakmp.length", U32, "Length")                                                      \
    F(FLAG_I, "isakmp.flag_i", UINT, "Initiator", .mask = 0x08)                                    \
    F(FLAG_V, "isakmp.flag_v", UINT, "Version", .mask = 0x10)                                      \
    F(FLAG_R, "isakmp.flag_r", UINT, "Response", .mask = 0x20)                                     \
    F(FLAG_E, "isakmp.flag_e", UINT, "Encryption", .mask = 0x01)                                   \
    F(FLAG_C, "isakmp.flag_c", UINT, "Commit", .mask = 0x02)                                       \
    F(FLAG_A, "isakmp.flag_a", UINT, "Authentication", .mask = 0x04)                               \
    F(PAYLOAD, "sn.isakmp.payload", GROUPS, "Payload")                                             \
    F(TYPE, "isakmp.typepayload", UINT, "Payload", .vals = payloads)                               \
    F(P_NEXT, "isakmp.nextpayload", U8, "Next payload", .vals = payloads, .pad = 1)                \
    F(P_LEN, "isakmp.payloadlength", U16, "Payload length")                                        \
    F(VALUE, "sn.isakmp.value", BYTES, "Value")                                                    \
    F(REST, "sn.isakmp.rest", BYTES, NULL)                                                         \
    F(PROP_NUMBER, "isakmp.prop.number", U8, "Proposal number")                                    \
    F(PROP_PROTO, "isakmp.prop.protoid", U8, "Protocol ID", .vals = protocols)                     \
    F(PROP_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                             \
    F(PROP_COUNT, "isakmp.prop.transforms", U8, "Proposal transforms")                             \
    F(SPI, "isakmp.spi", BYTES, "SPI")                                                             \
    F(TF_TYPE, "isakmp.tf.type", U8, "Transform Type", .vals = transforms, .pad = 1)               \
    F(TF_ID, "sn.isakmp.tf.id", U16, "Transform ID")                                               \
    F(ATTR_TYPE, "isakmp.ike2.attr.type", U16, "Type", .mask = 0x7fff)                             \
    F(KEY_LEN, "isakmp.ike2.attr.key_length", U16, "Key Length")                                   \
    F(DH_GROUP, "isakmp.key_exchange.dh_group", U16, "DH Group #", .pad = 2)                       \
    F(KEY_DATA, "isakmp.key_exchange.data", BYTES, "Key Exchange Data")                            \
    F(NONCE_DATA, "isakmp.nonce", BYTES, "Nonce DATA")                                             \
    F(N_PROTO, "isakmp.notify.protoid", U8, "Protocol ID", .vals = protocols)                      \
    F(N_SPI_SIZE, "isakmp.spisize", U8, "SPI Size")                                                \
    F(N_TYPE, "isakmp.notify.msgtype", U16, "Notify Message Type", .vals = notifications)          \
    F(N_DATA, "isakmp.notify.data", BYTES, "Notification DATA")                                    \
    F(AUTH_METHOD, "isakmp.auth.method", U8, "Authentication Method", .vals = auths, .pad = 3)     \
    F(AUTH_DATA, "isakmp.auth.data", BYTES, "Authentication Data")                                 \
    F(VID, "isakmp.vid_bytes", BYTES, "Vendor ID")                                                 \
    F(SK, "isakmp.enc.data", BYTES, "Encrypted Data")
SN_FIELDS(isakmp, ISAKMP)

/* ---- dissect ---- */

static void chain(struct sn_dis *d, struct sn_rd *r, unsigned type, unsigned depth);

static void body(struct sn_dis *d, struct sn_rd *r, unsigned type, unsigned depth)
{
    uint32_t n = 0;

    switch (type) {
    case V2_SA:
        chain(d, r, PROPOSAL, depth + 1);
        break;
    case PROPOSAL:
        if (sn_header(d, r, PROP_NUMBER, PROP_COUNT)) {
            n = (uint32_t)sn_rec_of(d, PROP_SPI_SIZE)->u;
            if (n && !sn_get_bytes(d, r, SPI, n))
                return;
            chain(d, r, TRANSFORM, depth + 1);
        }
        break;
    case TRANSFORM:
        if (sn_header(d, r, TF_TYPE, TF_ID) && sn_rd_left(r) && sn_get(d, r, ATTR_TYPE, &n))
            (void)sn_get(d, r, KEY_LEN, NULL);
        break;
    case V2_KE:
        if (sn_header(d, r, DH_GROUP, DH_GROUP))
            (void)sn_get_bytes(d, r, KEY_DATA, sn_rd_left(r));
        break;
    case KE1:
        (void)sn_get_bytes(d, r, KEY_DATA, sn_rd_left(r));
        break;
    case NONCE:
    case NONCE1:
        (void)sn_get_bytes(d, r, NONCE_DATA, sn_rd_left(r));
        break;
    case NOTIFY:
        if (sn_header(d, r, N_PROTO, N_TYPE)) {
            n = (uint32_t)sn_rec_of(d, N_SPI_SIZE)->u;
            if (n && !sn_get_bytes(d, r, SPI, n))
                return;
            if (sn_rd_left(r))
                (void)sn_get_bytes(d, r, N_DATA, sn_rd_left(r));
        }
        break;
    case V2_AUTH:
        if (sn_header(d, r, AUTH_METHOD, AUTH_METHOD))
            (void)sn_get_bytes(d, r, AUTH_DATA, sn_rd_left(r));
        break;
    case V2_VID:
    case 13:
        (void)sn_get_bytes(d, r, VID, sn_rd_left(r));
        break;
    case V2_SK:
        (void)sn_get_bytes(d, r, SK, sn_rd_left(r));
        break;
    default:
        break;
    }
}

/* Payloads, each of which says what the next one is. */
static void chain(struct sn_dis *d, struct sn_rd *r, unsigned type, unsigned depth)
{
    while (type && depth < DEPTH_MAX && (sn_rd_left(r) || r->cut) && !r->stop) {
        struct sn_rec *g = sn_group(d, r, PAYLOAD, type);
        uint32_t next = 0, len = 0;
        struct sn_rd v;

        sn_rec_made(d, TYPE, type);
        if (sn_header(d, r, P_NEXT, P_LEN)) {
            len = (uint32_t)sn_rec_of(d, P_LEN)->u;
            next = (uint32_t)sn_rec_of(d, P_NEXT)->u;
        }
        if (len >= PAYLOAD_HDR && sn_rd_left(r) >= len - PAYLOAD_HDR &&
            sn_rd_sub(r, len - PAYLOAD_HDR, &v)) {
            sn_rec_bytes(d, VALUE, sn_rd_off(&v), len - PAYLOAD_HDR, v.p, len - PAYLOAD_HDR)
                ->flags = SN_REC_TEXT;
            if (!depth)
                sn_rec_bytes(d, REST, sn_rd_off(&v), 0, v.p, (size_t)(r->end - v.p))->flags =
                    SN_REC_TEXT;
            body(d, &v, type, depth);
        } else {
            (void)sn_rd_need(r, sn_rd_left(r) + 1);
        }
        sn_group_end(d, r, g);
        type = type == V2_SK ? 0 : next;
    }
}

static void isakmp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    uint64_t n;

    if (!sn_header(d, r, ISPI, LENGTH))
        return;
    if (sn_u(d, MAJOR) == 2)
        sn_parts(d, FLAGS, FLAG_I, FLAG_R);
    else
        sn_parts(d, FLAGS, FLAG_E, FLAG_A);
    n = sn_u(d, LENGTH);
    if (n < HDR || sn_u(d, FLAGS) & ENCRYPTED)
        return;
    in = sn_inside(r, (n < len ? n : len) - HDR);
    chain(d, &in, (unsigned)sn_u(d, NEXT), 0);
}

/* ---- text ---- */

/* The first ten bytes from q on, and the last twenty of the message, as tcpdump has it; all when it
 * is less than `whole`. */
static void put_ends(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                     uint32_t whole)
{
    const struct sn_rec *rest = sn_find(v, REST);
    uint32_t n = rest ? (uint32_t)(rest->p + rest->n - q->p) : q->n;
    uint32_t head = n < 10 ? n : 10, tail = n > 30 ? 20 : n - head;

    sn_put_lit(t->b, " data=(");
    sn_put_hex_bytes(t->b, q->p, head, '\0');
    if (n >= whole)
        sn_put_lit(t->b, "...");
    sn_put_hex_bytes(t->b, q->p + n - tail, tail, '\0');
    sn_put_c(t->b, ')');
}

static void put_raw(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    if (t->o->verbose > 2 && q) {
        sn_put_c(t->b, ' ');
        sn_put_hex_bytes(t->b, q->p, q->n, '\0');
    }
}

static void chain_text(struct sn_text *t, const struct sn_view *v, unsigned depth);

static void transform_text(struct sn_text *t, const struct sn_view *v, unsigned number)
{
    uint64_t type = sn_num(t, v, TF_TYPE), id = sn_num(t, v, TF_ID);
    const struct sn_val *names =
        type < sizeof transform_ids / sizeof transform_ids[0] ? transform_ids[type] : NULL;

    sn_put_f(t->b, " #%u type=", number);
    sn_put_name(t, transforms, type, "#%u");
    sn_put_lit(t->b, " id=");
    sn_put_name(t, names, id, names ? "#%u" : "%u");
    sn_put_c(t->b, ' ');
    if (sn_find(v, ATTR_TYPE)) {
        sn_put_lit(t->b, "(type=");
        sn_put_s(t->b, sn_opt(v, ATTR_TYPE) == KEY_LENGTH ? "keylen" : "#");
        if (sn_opt(v, ATTR_TYPE) != KEY_LENGTH)
            sn_put_u32(t->b, (uint32_t)sn_opt(v, ATTR_TYPE));
        sn_say(t, v, " value={04x})", KEY_LEN);
    }
}

static void proposal_text(struct sn_text *t, const struct sn_view *v, uint32_t n, unsigned depth)
{
    sn_say(t, v, " #{} protoid={s:#%u} transform={}", PROP_NUMBER, PROP_PROTO, PROP_COUNT);
    sn_put_f(t->b, " len=%u", n + PAYLOAD_HDR);
    if (sn_opt(v, PROP_SPI_SIZE))
        sn_say(t, v, " spi={}", SPI);
    chain_text(t, v, depth + 1);
}

static void notify_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t type = sn_num(t, v, N_TYPE), spi = sn_opt(v, N_SPI_SIZE);
    const struct sn_rec *q = sn_find(v, N_DATA);

    sn_say(t, v, " prot_id={s:#%u} type={d}(", N_PROTO, N_TYPE);
    sn_put_name(t, notifications, type,
                type < 8192    ? "error"
                : type < 16384 ? "private-error"
                : type < 40960 ? "status"
                               : "private-status");
    sn_put_c(t->b, ')');
    if (spi && type != 1)
        sn_say(t, v, " spi={}", SPI);
    if (type == COOKIE && q) {
        put_ends(t, v, q, 30);
    }
}

static void nonce_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, NONCE_DATA);

    if (!q)
        return;
    sn_put_f(t->b, " len=%u", q->n);
    if (t->o->verbose > 2) {
        sn_put_lit(t->b, " nonce=(");
        sn_put_hex_bytes(t->b, q->p, q->n, '\0');
        sn_put_lit(t->b, ") ");
    } else {
        put_ends(t, v, q, 0);
    }
}

static void vendor_text(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_f(t->b, " len=%u vid=", q->n);
    for (uint32_t i = 0; i < q->n && i < 256; i++)
        sn_put_c(t->b, q->p[i] >= ' ' && q->p[i] < 0x7f ? (char)q->p[i] : '.');
}

static void body_text(struct sn_text *t, const struct sn_view *v, unsigned type, uint32_t n,
                      unsigned depth, unsigned number)
{
    switch (type) {
    case V2_SA:
        sn_put_f(t->b, " len=%u", n);
        chain_text(t, v, depth + 1);
        break;
    case PROPOSAL:
        proposal_text(t, v, n, depth);
        break;
    case TRANSFORM:
        transform_text(t, v, number);
        break;
    case V2_KE:
        sn_put_f(t->b, " len=%u group=", n - 4);
        sn_put_name(t, groups, sn_num(t, v, DH_GROUP), "#%u");
        put_raw(t, v, KEY_DATA);
        break;
    case KE1:
        sn_put_f(t->b, " key len=%u", n);
        put_raw(t, v, KEY_DATA);
        break;
    case NONCE:
        nonce_text(t, v);
        break;
    case NONCE1:
        sn_put_f(t->b, " n len=%u", n);
        put_raw(t, v, NONCE_DATA);
        break;
    case NOTIFY:
        notify_text(t, v);
        break;
    case V2_AUTH:
        sn_put_f(t->b, " len=%u", n);
        sn_say(t, v, " method={s:#%u}", AUTH_METHOD);
        if (sn_find(v, AUTH_DATA))
            put_ends(t, v, sn_find(v, AUTH_DATA), 0);
        break;
    case V2_VID:
        vendor_text(t, sn_find(v, VALUE));
        put_raw(t, v, VALUE);
        break;
    default:
        sn_put_f(t->b, " len=%u", n);
        put_raw(t, v, VALUE);
        break;
    }
}

/* The payloads in v; those of a layer, or behind the records of another. */
static void chain_text(struct sn_text *t, const struct sn_view *v, unsigned depth)
{
    struct sn_view p = {0};

    for (unsigned number = 1; sn_each(v, PAYLOAD, &p) && depth < DEPTH_MAX; number++) {
        struct sn_view in = {.rec = p.rec + 1, .end = p.end, .fields = p.fields};
        unsigned type = (unsigned)p.rec->u;
        const struct sn_rec *q = sn_find(&in, VALUE);
        const char *name = sn_val_name(payloads, type);

        if (!q) {
            /* The line goes on behind it. */
            sn_put_f(t->b, " [|%s%s]", type == V2_SA || type == NONCE || type == NOTIFY ? "v2" : "",
                     name ? name : "isakmp");
            return;
        }
        sn_put_f(t->b, "\n%*s(", (int)depth * 4 + 4, "");
        if (!q->n) {
            sn_put_c(t->b, ')');
            continue;
        }
        if (name)
            sn_put_s(t->b, name);
        else
            sn_put_f(t->b, type > 13 && type < 33 ? "pay%u" : "#%u", type);
        if (name && type != 0) {
            sn_put_c(t->b, ':');
            body_text(t, &in, type, q->n, depth, number);
        }
        sn_put_c(t->b, ')');
    }
}

static void put_flags(struct sn_text *t, unsigned flags, bool v2)
{
    if (!flags)
        return;
    sn_put_c(t->b, '[');
    if (v2)
        sn_put_f(t->b, "%s%s%s", flags & 8 ? "I" : "", flags & 16 ? "V" : "",
                 flags & 32 ? "R" : "");
    else
        sn_put_f(t->b, "%s%s", flags & 1 ? "E" : "", flags & 2 ? "C" : "");
    sn_put_c(t->b, ']');
}

/* Who began version 1's exchange is told by the packets before: where the responder has no cookie
 * yet, it is the sender. */
static bool initiates(const struct sn_view *v)
{
    static const uint8_t none[SPI_SIZE];

    return memcmp(sn_find(v, RSPI)->p, none, SPI_SIZE) == 0;
}

static enum sn_then isakmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned major, flags;

    if (!sn_need(t, &v, LENGTH))
        return SN_TEXT_DONE;
    major = (unsigned)sn_opt(&v, MAJOR);
    flags = (unsigned)sn_opt(&v, FLAGS);
    sn_put_lit(t->b, "isakmp");
    if (t->o->verbose)
        sn_say(t, &v, " {}.{} msgid {08x}", MAJOR, MINOR, MSG_ID);
    if (t->o->verbose > 1)
        sn_say(t, &v, " cookie {}->{}", ISPI, RSPI);
    sn_put_c(t->b, ':');
    if (major != 1 && major != 2)
        return SN_TEXT_DONE;
    if (major == 1)
        sn_put_f(t->b, " phase %s %s ", sn_opt(&v, MSG_ID) ? "2/others" : "1",
                 initiates(&v) ? "I" : "R");
    else
        sn_put_s(t->b, sn_opt(&v, MSG_ID) ? " child_sa  " : " parent_sa ");
    sn_say(t, &v, "{s:#%u}", EXCHANGE);
    put_flags(t, flags, major == 2);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_put_c(t->b, ':');
    if (flags & ENCRYPTED)
        sn_say(t, &v, " [encrypted {s:#%u}]", NEXT);
    else
        chain_text(t, &v, 0);
    if (sn_opt(&v, LENGTH) != l->len)
        sn_put_f(t->b, " (len mismatch: isakmp %u/ip %u)", (unsigned)sn_opt(&v, LENGTH), l->len);
    return SN_TEXT_DONE;
}

SN_PROTO(isakmp, "Internet Security Association and Key Management Protocol",
         {.table = &sn_tab_udp, .value = 500})

/* ---- UDP port 4500 ---- */

#define UDPENCAP(F)                                                                                \
    F(KEEPALIVE, "udpencap.nat_keepalive", NONE, "NAT-keepalive packet")                           \
    F(NON_ESP, "udpencap.non_esp_marker", BYTES, "Non-ESP Marker")
SN_FIELDS(udpencap, UDPENCAP)

static void udpencap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len == 1 && sn_rd_left(r) && *r->p == 0xff) {
        sn_rec_uint(d, KEEPALIVE, sn_rd_off(r), 1, 0);
    } else if (sn_rd_need(r, 4)) {
        if (sn_be32(r->p)) {
            sn_next_proto(d, &sn_proto_esp, r, len);
        } else if (sn_get_bytes(d, r, NON_ESP, 4)) {
            sn_next_proto(d, &sn_proto_isakmp, r, len - 4);
        }
    }
}

static enum sn_then udpencap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < 4 && !sn_find(&v, KEEPALIVE))
        return SN_TEXT_CUT;
    if (sn_find(&v, KEEPALIVE)) {
        sn_put_lit(t->b, "isakmp-nat-keep-alive");
        return SN_TEXT_DONE;
    }
    if (l->caplen < 4)
        return SN_TEXT_CUT;
    sn_put_s(t->b, sn_find(&v, NON_ESP) ? "NONESP-encap: " : "UDP-encap: ");
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_udpencap = {
    .name = "udpencap",
    .tag = "isakmp_rfc3948",
    .title = "UDP Encapsulation of IPsec Packets",
    SN_PROTO_FIELDS(udpencap),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 4500}),
    .dissect = udpencap_dissect,
    .text = udpencap_text,
};
