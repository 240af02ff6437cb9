/* QUIC's transport parameters (RFC 9000 18.2), an extension of TLS's hellos. */
#include "dis/app/quic.h"
#include "dis/app/tls.h"

enum { NUMBER, BYTES, VERSION, VERSIONS };
enum { SIZE = 2 };

static const struct parameter {
    uint32_t type;
    uint16_t field;
    uint8_t kind;
} parameters[] = {
    {0x00, QP_ORIGINAL, BYTES},      {0x01, QP_IDLE, NUMBER},
    {0x02, QP_RESET, BYTES},         {0x03, QP_UDP_MAX, NUMBER},
    {0x04, QP_MAX_DATA, NUMBER},     {0x05, QP_BIDI_LOCAL, NUMBER},
    {0x06, QP_BIDI_REMOTE, NUMBER},  {0x07, QP_UNI, NUMBER},
    {0x08, QP_STREAMS_BIDI, NUMBER}, {0x09, QP_STREAMS_UNI, NUMBER},
    {0x0a, QP_ACK_EXPONENT, NUMBER}, {0x0b, QP_ACK_DELAY, NUMBER},
    {0x0e, QP_CIDS, NUMBER},         {0x0f, QP_SOURCE, BYTES},
    {0x10, QP_RETRY, BYTES},         {0x11, QP_CHOSEN, VERSIONS},
    {0x20, QP_DATAGRAM, NUMBER},     {0x1057, QP_LOSS_BITS, NUMBER},
    {0x3127, QP_RTT, NUMBER},        {0x3128, QP_OPTIONS, BYTES},
    {0x3129, QP_AGENT, BYTES},       {0x4752, QP_GOOGLE_VERSION, VERSION},
    {0xde1a, QP_MIN_ACK, NUMBER},    {0xff04de1b, QP_MIN_ACK, NUMBER},
    {0xff73db, QP_CHOSEN, VERSIONS},
};

static const struct parameter *parameter_of(uint64_t type)
{
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        if (parameters[i].type == type)
            return &parameters[i];
    }
    return NULL;
}

static void value(struct sn_dis *d, struct sn_rd *r, const struct parameter *p)
{
    size_t off = sn_rd_off(r);
    uint64_t v;

    if (!sn_rd_left(r))
        return;
    if (!p || p->kind == BYTES) {
        (void)!sn_get_bytes(d, r, p ? p->field : QP_VALUE, sn_rd_left(r));
    } else if (p->kind == NUMBER) {
        if (sn_quic_number(r, &v))
            sn_rec_uint(d, p->field, off, sn_rd_off(r) - off, v);
    } else if (sn_get(d, r, p->field, NULL) && p->kind == VERSIONS) {
        while (sn_rd_left(r) && sn_get(d, r, QP_OTHER, NULL))
            ;
    }
}

/* A type or a length, which had two bytes up to draft 26. */
static bool head(struct sn_rd *r, bool old, uint64_t *v)
{
    uint16_t u;

    if (!old)
        return sn_quic_number(r, v);
    if (!sn_rd_be16(r, &u))
        return false;
    *v = u;
    return true;
}

static bool parameter(struct sn_dis *d, struct sn_rd *r, bool old)
{
    size_t at = sn_rd_off(r);
    uint64_t type, n;
    struct sn_rd in;

    if (!head(r, old, &type))
        return false;
    sn_rec_uint(d, QP_TYPE, at, sn_rd_off(r) - at, type);
    at = sn_rd_off(r);
    if (!head(r, old, &n))
        return false;
    if (!old)
        sn_rec_uint(d, QP_LEN, at, sn_rd_off(r) - at, n);
    if (!sn_rd_sub(r, n, &in))
        return false;
    value(d, &in, parameter_of(type));
    return true;
}

/* Up to draft 26 the size of all was in front. */
void sn_tls_quic_parameters(struct sn_dis *d, struct sn_rd *r)
{
    bool more = true, old = sn_rd_left(r) >= SIZE && sn_be16(r->p) == sn_rd_left(r) - SIZE;

    if (old)
        (void)sn_rd_skip(r, SIZE);
    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, QP, 0);

        more = parameter(d, r, old);
        sn_group_end(d, r, g);
    }
}
