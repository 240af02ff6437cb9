/*
 * The exchange of keys before TLS 1.3 (RFC 5246 7.4.3 and 7.4.7, RFC 8422 5, RFC 4279): which
 * values a server and a client give each other depends on the cipher suite that the server chose.
 */
#include "dis/app/tls.h"

/* An exchange's number: its kind, with what a version has besides. */
enum { KIND_NONE, RSA, DH, DHE, DH_ANON, ECDH, ECDH_ANON, PSK, RSA_PSK };
enum { KIND = 0x0f, ALGORITHMS = 0x10, SSL3 = 0x20 };
enum { VERSION_SSL3 = 0x300, VERSION_1_2 = 0x303, DTLS_1_2 = 0xfefd, DRAFTS = 0x7f };

/* Cipher suites from first to last, in order: those that Wireshark knows, ARIA's are not among. */
static const struct suites {
    uint16_t first, last;
    uint8_t kind;
} suites[] = {
    {0x0001, 0x000a, RSA},       {0x000b, 0x0010, DH},      {0x0011, 0x0016, DHE},
    {0x0017, 0x001b, DH_ANON},   {0x002c, 0x002c, PSK},     {0x002e, 0x002e, RSA_PSK},
    {0x002f, 0x002f, RSA},       {0x0030, 0x0031, DH},      {0x0032, 0x0033, DHE},
    {0x0034, 0x0034, DH_ANON},   {0x0035, 0x0035, RSA},     {0x0036, 0x0037, DH},
    {0x0038, 0x0039, DHE},       {0x003a, 0x003a, DH_ANON}, {0x003b, 0x003d, RSA},
    {0x003e, 0x003f, DH},        {0x0040, 0x0040, DHE},     {0x0041, 0x0041, RSA},
    {0x0042, 0x0043, DH},        {0x0044, 0x0045, DHE},     {0x0046, 0x0046, DH_ANON},
    {0x0060, 0x0062, RSA},       {0x0063, 0x0063, DHE},     {0x0064, 0x0064, RSA},
    {0x0065, 0x0067, DHE},       {0x0068, 0x0069, DH},      {0x006a, 0x006b, DHE},
    {0x006c, 0x006d, DH_ANON},   {0x0084, 0x0084, RSA},     {0x0085, 0x0086, DH},
    {0x0087, 0x0088, DHE},       {0x0089, 0x0089, DH_ANON}, {0x008a, 0x008d, PSK},
    {0x0092, 0x0095, RSA_PSK},   {0x0096, 0x0096, RSA},     {0x0097, 0x0098, DH},
    {0x0099, 0x009a, DHE},       {0x009b, 0x009b, DH_ANON}, {0x009c, 0x009d, RSA},
    {0x009e, 0x009f, DHE},       {0x00a0, 0x00a1, DH},      {0x00a2, 0x00a3, DHE},
    {0x00a4, 0x00a5, DH},        {0x00a6, 0x00a7, DH_ANON}, {0x00a8, 0x00a9, PSK},
    {0x00ac, 0x00ad, RSA_PSK},   {0x00ae, 0x00b1, PSK},     {0x00b6, 0x00b9, RSA_PSK},
    {0x00ba, 0x00ba, RSA},       {0x00bb, 0x00bc, DH},      {0x00bd, 0x00be, DHE},
    {0x00bf, 0x00bf, DH_ANON},   {0x00c0, 0x00c0, RSA},     {0x00c1, 0x00c2, DH},
    {0x00c3, 0x00c4, DHE},       {0x00c5, 0x00c5, DH_ANON}, {0xc001, 0xc014, ECDH},
    {0xc015, 0xc019, ECDH_ANON}, {0xc023, 0xc032, ECDH},    {0xc072, 0xc079, ECDH},
    {0xc07a, 0xc07b, RSA},       {0xc07c, 0xc07d, DHE},     {0xc07e, 0xc07f, DH},
    {0xc080, 0xc081, DHE},       {0xc082, 0xc083, DH},      {0xc084, 0xc085, DH_ANON},
    {0xc086, 0xc08d, ECDH},      {0xc08e, 0xc08f, PSK},     {0xc092, 0xc093, RSA_PSK},
    {0xc094, 0xc095, PSK},       {0xc098, 0xc099, RSA_PSK}, {0xc09c, 0xc09d, RSA},
    {0xc09e, 0xc09f, DHE},       {0xc0a0, 0xc0a1, RSA},     {0xc0a2, 0xc0a3, DHE},
    {0xc0a4, 0xc0a5, PSK},       {0xc0a8, 0xc0a9, PSK},     {0xc0ac, 0xc0af, ECDH},
    {0xcca8, 0xcca9, ECDH},      {0xccaa, 0xccaa, DHE},     {0xccab, 0xccab, PSK},
    {0xccae, 0xccae, RSA_PSK},   {0xe410, 0xe411, RSA},     {0xe412, 0xe415, ECDH},
    {0xe416, 0xe417, PSK},       {0xe41a, 0xe41b, RSA_PSK}, {0xe41e, 0xe41f, DHE},
    {0xfefe, 0xfeff, RSA},       {0xffe0, 0xffe1, RSA},
};

static uint32_t kind_of(uint16_t suite)
{
    for (size_t i = 0; i < sizeof suites / sizeof suites[0] && suites[i].first <= suite; i++) {
        if (suite <= suites[i].last)
            return suites[i].kind;
    }
    return KIND_NONE;
}

uint32_t sn_tls_exchange(struct sn_rd r)
{
    enum { RANDOM = 32 };
    uint16_t version, suite;
    uint32_t kind;
    uint8_t id;

    if (!sn_rd_be16(&r, &version) || version >> 8 == DRAFTS || !sn_rd_skip(&r, RANDOM) ||
        !sn_rd_u8(&r, &id) || !sn_rd_skip(&r, id) || !sn_rd_be16(&r, &suite))
        return KIND_NONE;
    kind = kind_of(suite);
    if (version == VERSION_1_2 || version == DTLS_1_2)
        kind |= ALGORITHMS;
    return version == VERSION_SSL3 ? kind | SSL3 : kind;
}

/* A length and as many bytes. */
static bool value(struct sn_dis *d, struct sn_rd *r, unsigned length, unsigned field)
{
    uint32_t n;

    return sn_get(d, r, length, &n) && (!n || sn_get_bytes(d, r, field, n));
}

/* A signature, of which only version 1.2 says the algorithm. */
static void signature(struct sn_dis *d, struct sn_rd *r, bool has_algorithm)
{
    if (!has_algorithm || sn_tls_algorithm(d, r))
        (void)value(d, r, SIG_LEN, SIGNATURE);
}

/* A key on a curve that has a name (RFC 8422 5.4). */
static bool curve(struct sn_dis *d, struct sn_rd *r)
{
    enum { NAMED_CURVE = 3 };
    uint32_t type;

    return sn_get(d, r, CURVE_TYPE, &type) && type == NAMED_CURVE && sn_get(d, r, CURVE, NULL) &&
           value(d, r, POINT_LEN, SERVER_POINT);
}

/* Without the hello, what can only be a key on a curve is taken for one. */
static void unknown(struct sn_dis *d, struct sn_rd *r)
{
    enum { NAMED_CURVE = 3, HEAD = 4 };
    size_t left = sn_rd_left(r), sig = HEAD + (left > HEAD ? r->p[3] : 0);
    bool has_algorithm = left >= sig + 4 && sig + 4 + sn_be16(r->p + sig + 2) == left;

    if (left < sig + 2 || r->p[0] != NAMED_CURVE ||
        (!has_algorithm && sig + 2 + sn_be16(r->p + sig) != left))
        return;
    if (curve(d, r))
        signature(d, r, has_algorithm);
}

void sn_tls_server_key(struct sn_dis *d, struct sn_rd *r, uint32_t exchange)
{
    uint32_t kind = exchange & KIND;
    bool complete = true;

    switch (kind) {
    case RSA:
        complete = value(d, r, MODULUS_LEN, MODULUS) && value(d, r, EXPONENT_LEN, EXPONENT);
        break;
    case DHE:
    case DH_ANON:
        complete =
            value(d, r, P_LEN, P_VALUE) && value(d, r, G_LEN, G_VALUE) && value(d, r, YS_LEN, YS);
        break;
    case ECDH:
    case ECDH_ANON:
        complete = curve(d, r);
        break;
    case PSK:
    case RSA_PSK:
        if (sn_rd_left(r) >= 2 && sn_be16(r->p) + (size_t)2 == sn_rd_left(r))
            (void)value(d, r, HINT_LEN, HINT);
        return;
    case KIND_NONE:
        unknown(d, r);
        return;
    default:
        return;
    }
    if (complete && kind != DH_ANON && kind != ECDH_ANON)
        signature(d, r, exchange & ALGORITHMS);
}

void sn_tls_client_key(struct sn_dis *d, struct sn_rd *r, uint32_t exchange)
{
    switch (exchange & KIND) {
    case RSA:
        if (!(exchange & SSL3))
            (void)value(d, r, EPMS_LEN, EPMS);
        else if (sn_rd_left(r))
            (void)sn_get_bytes(d, r, EPMS, sn_rd_left(r));
        break;
    case DH:
    case DHE:
    case DH_ANON:
        if (sn_rd_left(r)) /* else the certificate has it */
            (void)value(d, r, YC_LEN, YC);
        break;
    case ECDH:
    case ECDH_ANON:
        (void)value(d, r, CLIENT_POINT_LEN, CLIENT_POINT);
        break;
    case RSA_PSK:
        if (value(d, r, PSK_NAME_LEN, PSK_NAME))
            (void)value(d, r, EPMS_LEN, EPMS);
        break;
    case PSK:
        (void)value(d, r, PSK_NAME_LEN, PSK_NAME);
        break;
    default:
        break;
    }
}
