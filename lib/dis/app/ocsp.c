/*
 * OCSP (RFC 6960), in bodies of HTTP, and its responses as TLS's handshakes carry them (RFC 6066
 * 8): which certificates are good, until when, and by whom. Nothing is verified.
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

/* Its name, and the value when it is a nonce (4.4.1). */
static void extension(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    static const uint8_t nonce[] = {0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2};
    struct sn_rd id, value, in;
    bool is_nonce;

    if (!sn_ber_next(val, &tag, &id))
        return;
    is_nonce = sn_rd_left(&id) == sizeof nonce && memcmp(id.p, nonce, sizeof nonce) == 0;
    sn_ber_oid(d, OCSP_EXTENSION, &id);
    if (is_nonce && sn_ber_next(val, &tag, &value) && sn_ber_next(&value, &tag, &in))
        (void)sn_get_bytes(d, &in, OCSP_NONCE, sn_rd_left(&in));
}

static void certificates(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    struct sn_rd each, list, count;
    uint32_t n = 0;
    uint8_t inner;

    (void)tag;
    if (!sn_ber_next(val, &inner, &list))
        return;
    for (count = list; sn_ber_next(&count, &inner, &each); n++)
        ;
    sn_made(d, OCSP_CERTS, n);
    while (sn_rd_left(&list)) {
        size_t size = sn_ber_size(list.p, sn_rd_left(&list));

        if (!size || size > sn_rd_left(&list) || !sn_rd_sub(&list, size, &each))
            return;
        sn_x509(d, &each);
    }
}

static const struct sn_ber extensions[] = {
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = extension}, SN_BER_END};

#define EXTENSIONS(t, f)                                                                           \
    {                                                                                              \
        .tag = t, .kind = SN_BER_ITEMS, .wrapped = true, .field = f, .inside = extensions          \
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
    EXTENSIONS(0xa1, OCSP_SINGLE_EXTS),
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
    EXTENSIONS(0xa1, OCSP_RESPONSE_EXTS),
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

/* ---- requests ---- */

/* A GeneralName; of a person or a server as certificates name them, its attributes. */
static void requestor(struct sn_dis *d, struct sn_rd *val, uint8_t tag)
{
    enum { NUMBER = 0x1f, DIRECTORY = 4 };
    struct sn_rd in;

    if (!sn_ber_next(val, &tag, &in))
        return;
    sn_made(d, OCSP_REQUESTOR, tag & NUMBER);
    if ((tag & NUMBER) == DIRECTORY)
        sn_x509_name(d, &in);
}

static const struct sn_ber request[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = certificate_id},
    EXTENSIONS(0xa0, OCSP_ONE_REQUEST_EXTS),
    SN_BER_END,
};

static const struct sn_ber requests[] = {
    {.tag = SEQUENCE, .kind = SN_BER_GROUP, .field = OCSP_REQUEST, .inside = request}, SN_BER_END};

static const struct sn_ber to_be_signed[] = {
    {.tag = 0xa1, .kind = SN_BER_CALL, .call = requestor},
    {.tag = SEQUENCE, .kind = SN_BER_ITEMS, .field = OCSP_REQUESTS, .inside = requests},
    EXTENSIONS(0xa2, OCSP_REQUEST_EXTS),
    SN_BER_END,
};

static const struct sn_ber signature[] = {
    {.tag = SEQUENCE, .kind = SN_BER_CALL, .call = sn_x509_algorithm},
    {.tag = 0x03, .kind = SN_BER_BITS, .field = OCSP_SIGNATURE},
    {.tag = 0xa0, .kind = SN_BER_CALL, .call = certificates},
    SN_BER_END,
};

static const struct sn_ber contents[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = to_be_signed},
    {.tag = 0xa0, .kind = SN_BER_INSIDE, .wrapped = true, .inside = signature},
    SN_BER_END,
};

static const struct sn_ber whole_request[] = {
    {.tag = SEQUENCE, .kind = SN_BER_INSIDE, .inside = contents}, SN_BER_END};

/* A response begins with its result. */
void sn_ocsp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, in;
    uint8_t tag;

    (void)len;
    if (sn_ber_next(&all, &tag, &in) && sn_ber_next(&in, &tag, &all) && tag == ENUMERATED)
        sn_ocsp_response(d, r);
    else
        sn_ber_read(d, r, whole_request);
}
