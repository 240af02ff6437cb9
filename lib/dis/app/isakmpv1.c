/* What is in the payloads of IKE version 1 (RFC 2407, 2408, 2409). */
#include "dis/app/isakmp.h"

enum { DPD = 36136, DPD_ACK = 36137, HEADER = 4, SITUATION_IDENTITY = 1 };

/* ---- attributes ---- */

/* The value of an attribute as the field that Wireshark has for it: a number of any length has
 * three in a row. */
static void attr_field(struct sn_dis *d, unsigned kind, unsigned type, const uint8_t *p, size_t off,
                       size_t n)
{
    const struct sn_isakmp_attr *a = kind == IKE_ATTR     ? sn_isakmp_ike_attr(type)
                                     : kind == IPSEC_ATTR ? sn_isakmp_ipsec_attr(type)
                                                          : NULL;
    unsigned field = a ? a->field : 0;

    if (kind == IKE2_ATTR && type == KEY_LENGTH && n == 2)
        sn_rec_uint(d, IKE2_KEY_LEN, off, n, sn_be16(p));
    if (!field)
        return;
    if (a->form == OCTETS)
        sn_rec_bytes(d, field, off, n, p, n);
    else if (a->form == ANY_LENGTH && n > 8)
        sn_rec_bytes(d, field + 2, off, n, p, n);
    else if (n && (a->form == ANY_LENGTH || n == 2))
        sn_rec_uint(d, field + (n > 4), off, n, sn_be_n(p, n));
}

/* One attribute; false: its length is wrong. */
static bool attr(struct isakmp_body *b, unsigned kind)
{
    const uint8_t *p = b->r->p;
    size_t left = (size_t)(b->end - p), off = sn_rd_off(b->r), n;
    struct sn_rec *g;
    unsigned type;
    bool short_form;

    if (left < HEADER)
        return false;
    short_form = p[0] & 0x80;
    type = sn_be16(p) & 0x7fff;
    n = short_form ? 2 : sn_be16(p + 2);
    if (!short_form && n > left - HEADER)
        return false;
    g = sn_group(b->d, b->r, kind, type);
    sn_rec_uint(b->d, kind + ATTR_FORMAT, off, 2, short_form);
    sn_rec_uint(b->d, kind + ATTR_TYPE, off, 2, type);
    if (!short_form)
        sn_rec_uint(b->d, kind + ATTR_LEN, off + 2, 2, n);
    p += short_form ? 2 : HEADER;
    sn_rec_bytes(b->d, kind + ATTR_VALUE, (size_t)(p - b->r->start), n, p, n);
    attr_field(b->d, kind, type, p, (size_t)(p - b->r->start), n);
    b->r->p = p + n;
    sn_group_end(b->d, b->r, g);
    return true;
}

void sn_isakmp_attrs(struct isakmp_body *b, unsigned kind)
{
    while (b->r->p < b->end) {
        if (!attr(b, kind)) {
            bool no_length = sn_rd_left(b->r) < HEADER && !(*b->r->p & 0x80);

            (void)sn_isakmp_fail(b, no_length ? FAIL_MESSAGE : FAIL_ATTR);
            b->r->p = b->end < b->r->end ? b->end + 1 : b->end;
            return;
        }
    }
}

/* ---- associations ---- */

static enum isakmp_out association(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    const uint8_t *p;
    uint32_t sit;

    if (sn_rd_left(b->r) < 2 * HEADER)
        return sn_isakmp_fail(b, V1_SA);
    sit = sn_be32(b->r->p + HEADER);
    (void)sn_header(d, b->r, SA_DOI, SITUATION);
    p = b->r->p - HEADER;
    if (sn_u(d, SA_DOI) != DOI_IPSEC)
        return ISAKMP_GO;
    for (unsigned i = 0; i < 3; i++)
        sn_rec_uint(d, SIT_IDENTITY + i, (size_t)(p - b->r->start), HEADER, sit >> i & 1);
    if (sit != SITUATION_IDENTITY) {
        sn_note(d, SA_IDENT, 0);
        (void)sn_rd_skip(b->r, HEADER);
    }
    if (sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, V1_SA);
    return sn_isakmp_chain(b, PROPOSAL, 0);
}

static enum isakmp_out proposal(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    unsigned proto;
    size_t n;

    if (sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, PROPOSAL);
    (void)sn_header(d, b->r, PROP_NUMBER, PROP_COUNT);
    proto = (unsigned)sn_rec_of(d, PROP_PROTO)->u;
    n = sn_rec_of(d, PROP_SPI_SIZE)->u;
    sn_note(d, PROP_LEN, 0);
    if (n && !sn_get_bytes(d, b->r, SPI, n)) {
        sn_isakmp_note(d, SPI, NULL, 0);
        return sn_isakmp_fail(b, PROPOSAL);
    }
    if (sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, PROPOSAL);
    return sn_isakmp_chain(b, TRANSFORM, proto);
}

static enum isakmp_out transform(struct isakmp_body *b)
{
    if (sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, TRANSFORM);
    (void)sn_header(b->d, b->r, TRANS_NUMBER, TRANS_ID);
    sn_note(b->d, TRANS_PROTO, b->proto);
    sn_isakmp_attrs(b, !sn_isakmp_transform_names(b->proto) ? OTHER_ATTR
                       : b->proto == 1                      ? IKE_ATTR
                                                            : IPSEC_ATTR);
    return ISAKMP_GO;
}

/* ---- the other ones ---- */

/* Two addresses, or one with room for two. */
static void addresses(struct isakmp_body *b, unsigned field, unsigned second, uint32_t size)
{
    struct sn_rd v = *b->r;

    v.end = b->end;
    if (sn_rd_left(&v) >= size * (second ? 2 : 1) && sn_get_n(b->d, &v, field, 1) && second)
        (void)sn_get_n(b->d, &v, second, 1);
}

static enum isakmp_out identity(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;

    if (sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, V1_ID);
    (void)sn_header(d, b->r, ID_TYPE, ID_PORT);
    if (b->r->p < b->end) {
        sn_isakmp_note(d, ID_TEXT, b->r->p, (size_t)(b->end - b->r->p));
        sn_isakmp_id(b, (unsigned)sn_rec_of(d, ID_TYPE)->u);
    }
    b->r->p = b->end;
    return ISAKMP_GO;
}

void sn_isakmp_id(struct isakmp_body *b, unsigned type)
{
    static const struct {
        uint16_t field, second;
        uint8_t size; /* of an address; 0: all of it */
    } kinds[] = {
        {0, 0, 0},
        {ID_IPV4, 0, 4},
        {ID_FQDN, 0, 0},
        {ID_USER, 0, 0},
        {ID_IPV4, ID_SUBNET4, 4},
        {ID_IPV6, 0, 16},
        {ID_IPV6, ID_SUBNET6, 16},
        {ID_RANGE4, ID_RANGE4_END, 4},
        {ID_RANGE6, ID_RANGE6_END, 16},
        {0, 0, 0},
        {0, 0, 0},
        {ID_KEY, 0, 0},
    };

    if (type >= sizeof kinds / sizeof kinds[0] || !kinds[type].field)
        return;
    if (kinds[type].size)
        addresses(b, kinds[type].field, kinds[type].second, kinds[type].size);
    else
        sn_isakmp_value(b, kinds[type].field, b->r->p);
}

/* The code of a certificate or of a request for one, and the text's idea of the value. */
static enum isakmp_out certificate(struct isakmp_body *b, unsigned field)
{
    const uint8_t *p = b->r->p;

    if (sn_rd_left(b->r) < 2)
        return sn_isakmp_fail(b, b->type);
    (void)sn_get(b->d, b->r, field, NULL);
    sn_isakmp_note(b->d, VALUE, p, b->len);
    b->r->p = b->end;
    return ISAKMP_GO;
}

/* What a notification of IPsec says besides its type. */
static enum isakmp_out notify_data(struct isakmp_body *b, unsigned type, unsigned proto)
{
    struct sn_dis *d = b->d;

    if (!sn_rd_left(b->r))
        return ISAKMP_GO;
    if (type == LIFETIME) {
        sn_note(d, N1_ATTRS, 1);
        sn_isakmp_attrs(b, proto == 1 ? LIFE_IKE : LIFE_IPSEC);
        sn_note(d, N1_ATTRS, 0);
    } else if (type == REPLAY) {
        if (!sn_get(d, b->r, N1_REPLAY, NULL))
            return sn_isakmp_fail(b, FAIL_STATUS);
        sn_rec_of(d, N1_REPLAY)->flags = SN_REC_TEXT;
    } else {
        sn_isakmp_note(d, N1_REST, b->r->p, sn_rd_left(b->r));
    }
    b->r->p = b->end;
    return ISAKMP_GO;
}

/* The same as bytes, and what is known of them. */
static void notify_fields(struct isakmp_body *b, unsigned type)
{
    const uint8_t *p = b->r->p;

    sn_isakmp_value(b, N_DATA, p);
    if ((type == DPD || type == DPD_ACK) && p < b->end && b->end - p == HEADER)
        sn_rec_uint(b->d, type == DPD ? N_DPD : N_DPD_ACK, sn_rd_off(b->r), HEADER, sn_be32(p));
}

static enum isakmp_out notify(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    size_t n;

    if (sn_rd_left(b->r) < 2 * HEADER)
        return sn_isakmp_fail(b, V1_NOTIFY);
    (void)sn_header(d, b->r, N1_DOI, N1_TYPE);
    n = sn_rec_of(d, N1_SPI_SIZE)->u;
    if (n && !sn_get_bytes(d, b->r, SPI, n)) {
        sn_isakmp_note(d, SPI, NULL, 0);
        return sn_isakmp_fail(b, V1_NOTIFY);
    }
    notify_fields(b, (unsigned)sn_rec_of(d, N1_TYPE)->u);
    if (sn_rec_of(d, N1_DOI)->u != DOI_IPSEC)
        return ISAKMP_GO;
    return notify_data(b, (unsigned)sn_rec_of(d, N1_TYPE)->u, (unsigned)sn_rec_of(d, N1_PROTO)->u);
}

static enum isakmp_out deletion(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    uint32_t n, count;

    if (sn_rd_left(b->r) < 2 * HEADER)
        return sn_isakmp_fail(b, V1_DELETE);
    (void)sn_header(d, b->r, D_DOI, D_COUNT);
    n = (uint32_t)sn_rec_of(d, D_SPI_SIZE)->u;
    count = (uint32_t)sn_rec_of(d, D_COUNT)->u;
    for (uint32_t i = 0; i < count && n; i++) {
        if (!sn_get_bytes(d, b->r, D_SPI, n)) {
            sn_isakmp_note(d, D_SPI, NULL, 0);
            return sn_isakmp_fail(b, V1_DELETE);
        }
    }
    return ISAKMP_GO;
}

static enum isakmp_out bytes(struct isakmp_body *b, unsigned field)
{
    if (field == NONCE_DATA)
        sn_isakmp_note(b->d, REST, b->r->p, sn_rd_left(b->r));
    sn_isakmp_note(b->d, VALUE, b->r->p, b->len);
    sn_isakmp_value(b, field, b->r->p);
    b->r->p = b->end;
    return ISAKMP_GO;
}

enum isakmp_out sn_isakmp_body1(struct isakmp_body *b)
{
    sn_note(b->d, HEAD, b->type);
    switch (b->type) {
    case V1_SA:
        return association(b);
    case PROPOSAL:
        return proposal(b);
    case TRANSFORM:
        return transform(b);
    case V1_ID:
        return identity(b);
    case V1_CERT:
        return certificate(b, CERT_CODE);
    case V1_CERTREQ:
        return certificate(b, CERTREQ_CODE);
    case V1_NOTIFY:
        return notify(b);
    case V1_DELETE:
        return deletion(b);
    case V1_KE:
        return bytes(b, KEY_DATA);
    case V1_HASH:
        return bytes(b, HASH_DATA);
    case V1_SIG:
        return bytes(b, SIG_DATA);
    case V1_NONCE:
        return bytes(b, NONCE_DATA);
    default:
        return bytes(b, VID);
    }
}
