/*
 * Responses of OCSP (RFC 6960) as TLS's handshakes carry them (RFC 6066 8): which certificates are
 * good, until when, and by whom. Nothing is verified.
 */
#include "dis/app/ber.h"
#include "dis/app/tls.h"

enum { ENUMERATED = 0x0a, SEQUENCE = 0x30 };

static void responder_name(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    (void)tag;
    sn_made(d, OCSP_NAME, 0);
    sn_x509_name(d, val);
}

static void extensions(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd each, id;
    uint8_t inner;

    (void)tag;
    while (sn_ber_next(val, &inner, &each)) {
        if (sn_ber_next(&each, &inner, &id))
            sn_ber_oid(d, OCSP_EXTENSION, &id);
    }
}

static void certificates(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd each, list;
    uint8_t inner;

    (void)tag;
    if (!sn_ber_next(val, &inner, &list))
        return;
    while (sn_rd_left(&list)) {
        size_t n = sn_ber_size(list.p, sn_rd_left(&list));

        if (!n || n > sn_rd_left(&list) || !sn_rd_sub(&list, n, &each))
            return;
        sn_x509(d, &each);
    }
}

static const struct sn_ber revoked[] = {
    {.tag = 0x18, .kind = SN_BER_TIME, .field = OCSP_REVOKED},
    {.tag = 0xa0, .kind = SN_BER_UINT, .wrapped = true, .field = OCSP_REASON},
    SN_BER_END,
};

static const struct sn_ber certificate_id[] = {
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm},
    {.tag = 0x04, .kind = SN_BER_BYTES, .field = OCSP_ISSUER_NAME},
    {.tag = 0x04, .kind = SN_BER_BYTES, .field = OCSP_ISSUER_KEY},
    {.tag = 0x02, .kind = SN_BER_BYTES, .field = OCSP_SERIAL},
    SN_BER_END,
};

static const struct sn_ber single[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = certificate_id},
    {.tag = 0x80, .kind = SN_BER_INSIDE, .choice = OCSP_STATUS, .inside = revoked},
    {.tag = 0xa1, .kind = SN_BER_INSIDE, .choice = OCSP_STATUS, .inside = revoked},
    {.tag = 0x82, .kind = SN_BER_INSIDE, .choice = OCSP_STATUS, .inside = revoked},
    {.tag = 0x18, .kind = SN_BER_TIME, .field = OCSP_THIS},
    {.tag = 0xa0, .kind = SN_BER_TIME, .wrapped = true, .field = OCSP_NEXT},
    {.tag = 0xa1, .kind = SN_BER_CALL, .wrapped = true, .call = extensions},
    SN_BER_END,
};

static const struct sn_ber singles[] = {
    {.tag = SEQUENCE, .kind = SN_BER_GROUP, .field = OCSP_SINGLE, .inside = single}, SN_BER_END};

static const struct sn_ber data[] = {
    {.tag = 0xa1, .kind = SN_BER_CALL, .choice = OCSP_RESPONDER, .call = responder_name},
    {.tag = 0xa2,
     .kind = SN_BER_BYTES,
     .wrapped = true,
     .choice = OCSP_RESPONDER,
     .field = OCSP_KEY},
    {.tag = 0x18, .kind = SN_BER_TIME, .field = OCSP_PRODUCED},
    {.tag = SEQUENCE, .kind = SN_BER_ITEMS, .field = OCSP_RESPONSES, .inside = singles},
    {.tag = 0xa1, .kind = SN_BER_CALL, .wrapped = true, .call = extensions},
    SN_BER_END,
};

static const struct sn_ber basic[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = data},
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm},
    {.tag = 0x03, .kind = SN_BER_BITS, .field = OCSP_SIGNATURE},
    {.tag = 0xa0, .kind = SN_BER_CALL, .call = certificates},
    SN_BER_END,
};

static const struct sn_ber whole_basic[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = basic}, SN_BER_END};

static const struct sn_ber bytes[] = {
    {.tag = 0x06, .kind = SN_BER_OID, .field = OCSP_TYPE},
    {.tag = 0x04, .kind = SN_BER_INSIDE, .inside = whole_basic},
    SN_BER_END,
};

static const struct sn_ber response[] = {
    {.tag = ENUMERATED, .kind = SN_BER_UINT, .field = OCSP_RESULT},
    {.tag = 0xa0, .kind = SN_BER_INSIDE, .wrapped = true, .inside = bytes},
    SN_BER_END,
};

static const struct sn_ber whole[] = {{.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = response},
                                      SN_BER_END};

void sn_ocsp_response(struct sn_dis *d, struct sn_rd *r)
{
    sn_ber_read(d, r, whole);
}
