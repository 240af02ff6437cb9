/* What is in the payloads of IKE version 2 (RFC 7296). */
#include "dis/app/isakmp.h"

#include "dis/keys.h"

enum { HEADER = 4, FROM_INITIATOR = 8, TS_IPV4 = 7, TS_IPV6 = 8 };

/* ---- proposals and transforms ---- */

static enum isakmp_out transform(struct isakmp_body *b, unsigned number)
{
    static const uint16_t fields[] = {TF_ID, TF_ENCR, TF_PRF, TF_INTEG, TF_DH, TF_ESN};
    unsigned type;
    uint32_t id = 0;

    if (sn_rd_left(b->r) < HEADER) {
        (void)sn_isakmp_fail(b, TRANSFORM);
        return ISAKMP_BARE;
    }
    sn_note(b->d, HEAD, TRANSFORM | (b->critical ? HEAD_CRITICAL : 0));
    (void)sn_header(b->d, b->r, TF_TYPE, TF_TYPE);
    type = (unsigned)sn_rec_of(b->d, TF_TYPE)->u;
    (void)sn_get(b->d, b->r, fields[type < sizeof fields / sizeof fields[0] ? type : 0], &id);
    sn_note(b->d, TF_NUMBER, (uint64_t)number << 32 | id);
    sn_isakmp_attrs(b, IKE2_ATTR);
    return ISAKMP_GO;
}

static enum isakmp_out proposal(struct isakmp_body *b);

/* One is longer than what is left of the list: what follows is looked for behind that. */
static enum isakmp_out too_long(const struct isakmp_body *b, unsigned whose, size_t total)
{
    size_t left = sn_rd_left(b->r);

    (void)sn_isakmp_fail(b, whose);
    b->r->p += total < left ? total : left;
    return ISAKMP_GO;
}

/* An association's proposals, or a proposal's transforms, in the next `total` bytes; anything else
 * among them has a name only. `whose` is the one that they are in. */
static enum isakmp_out list(struct isakmp_body *in, unsigned kind, unsigned whose, size_t total)
{
    enum isakmp_out out = ISAKMP_GO, stop = kind == TRANSFORM ? ISAKMP_BARE : ISAKMP_STOP;
    struct isakmp_body b = *in;
    struct sn_rd *r = b.r;
    unsigned type = kind, next;

    b.depth++;
    for (unsigned number = 1; type && out == ISAKMP_GO; number++, type = next) {
        const uint8_t *start = r->p;
        size_t left = sn_rd_left(r), len = left < HEADER ? 0 : sn_be16(start + 2);
        struct sn_rec *g;

        if (total < HEADER || total < len)
            return too_long(&b, whose, total);
        if (len <= HEADER || len > left) {
            (void)sn_isakmp_fail(&b, whose);
            return stop;
        }
        total -= len;
        g = sn_isakmp_begin(b.d, r, type, true, &b.critical);
        next = start[0];
        b.type = type;
        b.end = start + len;
        b.len = (uint32_t)len - HEADER;
        if (type == kind) {
            out = kind == TRANSFORM ? transform(&b, number) : proposal(&b);
        } else {
            sn_note(b.d, HEAD, type | HEAD_BARE);
            r->p = b.end;
        }
        if (out == ISAKMP_GO)
            sn_note(b.d, END, 0);
        sn_group_end(b.d, r, g);
    }
    return out;
}

/* tcpdump gives the transforms four bytes more than a proposal has. */
static enum isakmp_out proposal(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    size_t total = b->len, n;

    if (sn_rd_left(b->r) < HEADER) {
        (void)sn_isakmp_fail(b, PROPOSAL);
        return ISAKMP_BARE;
    }
    sn_note(d, HEAD, PROPOSAL | (b->critical ? HEAD_CRITICAL : 0));
    (void)sn_header(d, b->r, PROP_NUMBER, PROP_COUNT);
    sn_note(d, PROP_LEN, b->len + HEADER);
    n = sn_rec_of(d, PROP_SPI_SIZE)->u;
    if (n > total)
        return too_long(b, PROPOSAL, total);
    if (n) {
        if (!sn_get_bytes(d, b->r, SPI, n)) {
            sn_isakmp_note(d, SPI, NULL, 0);
            (void)sn_isakmp_fail(b, PROPOSAL);
            return ISAKMP_BARE;
        }
        total -= n;
    }
    return list(b, TRANSFORM, PROPOSAL, total);
}

static enum isakmp_out association(struct isakmp_body *b)
{
    enum isakmp_out out;

    sn_isakmp_note(b->d, VALUE, b->r->p, b->len);
    out = list(b, PROPOSAL, V2_SA, b->len);
    return out == ISAKMP_BARE ? ISAKMP_STOP : out;
}

/* ---- the other ones ---- */

static enum isakmp_out key_exchange(struct isakmp_body *b)
{
    (void)sn_header(b->d, b->r, DH_GROUP, DH_GROUP);
    if (b->len < HEADER)
        sn_note(b->d, KE_SHORT, b->len + HEADER);
    else
        sn_isakmp_note(b->d, VALUE, b->r->p, b->len - HEADER);
    sn_isakmp_value(b, KEY_DATA, b->r->p);
    return ISAKMP_GO;
}

static enum isakmp_out identity(struct isakmp_body *b)
{
    uint32_t type = 0;

    sn_isakmp_note(b->d, VALUE, b->r->p, b->len);
    (void)sn_get(b->d, b->r, ID2_TYPE, &type);
    (void)sn_rd_skip(b->r, HEADER - 1);
    if (b->len < HEADER) {
        /* tcpdump reads no identity of a type that it doesn't know. */
        sn_isakmp_note(b->d, ID2_TEXT, NULL, 0);
        return sn_isakmp_id2_kind(type) ? sn_isakmp_fail(b, b->type) : ISAKMP_GO;
    }
    sn_isakmp_note(b->d, ID2_TEXT, b->r->p, b->len - HEADER);
    sn_isakmp_id(b, type);
    return ISAKMP_GO;
}

/* For these tcpdump says no SPI, even when they have one. */
static bool spi_unsaid(uint32_t type)
{
    switch (type) {
    case 1:     /* UNSUPPORTED_CRITICAL_PAYLOAD */
    case 5:     /* INVALID_MAJOR_VERSION */
    case 35:    /* NO_ADDITIONAL_SAS */
    case 36:    /* INTERNAL_ADDRESS_FAILURE */
    case 37:    /* FAILED_CP_REQUIRED */
    case 39:    /* INVALID_SELECTORS */
    case 16384: /* INITIAL_CONTACT */
    case 16385: /* SET_WINDOW_SIZE */
    case 16386: /* ADDITIONAL_TS_POSSIBLE */
    case 16387: /* IPCOMP_SUPPORTED */
    case 16391: /* USE_TRANSPORT_MODE */
    case 16392: /* HTTP_CERT_LOOKUP_SUPPORTED */
    case 16394: /* ESP_TFC_PADDING_NOT_SUPPORTED */
    case 16395: /* NON_FIRST_FRAGMENTS_ALSO */
        return true;
    default:
        return false;
    }
}

static enum isakmp_out notify(struct isakmp_body *b)
{
    struct sn_dis *d = b->d;
    bool unsaid;
    size_t n;

    (void)sn_header(d, b->r, N_PROTO, N_TYPE);
    n = sn_rec_of(d, N_SPI_SIZE)->u;
    unsaid = spi_unsaid((uint32_t)sn_rec_of(d, N_TYPE)->u);
    if (n && !sn_get_bytes(d, b->r, unsaid ? SPI_UNSAID : SPI, n)) {
        if (unsaid)
            return ISAKMP_GO;
        sn_isakmp_note(d, SPI, NULL, 0);
        return sn_isakmp_fail(b, V1_NOTIFY);
    }
    if (sn_rd_left(b->r))
        sn_isakmp_note(d, N_REST, b->r->p, sn_rd_left(b->r));
    sn_isakmp_value(b, N_DATA, b->r->p);
    return ISAKMP_GO;
}

static void deletion(struct isakmp_body *b, struct sn_rd *v)
{
    uint32_t n, count;

    if (!sn_header(b->d, v, D2_PROTO, D2_COUNT))
        return;
    n = (uint32_t)sn_rec_of(b->d, D2_SPI_SIZE)->u;
    count = (uint32_t)sn_rec_of(b->d, D2_COUNT)->u;
    for (uint32_t i = 0; i < count && n; i++) {
        if (!sn_get_bytes(b->d, v, D2_SPI, n))
            return;
    }
}

static void selectors(struct isakmp_body *b, struct sn_rd *v)
{
    struct sn_dis *d = b->d;
    uint32_t count = 0;

    if (!sn_header(d, v, TS_COUNT, TS_COUNT))
        return;
    count = (uint32_t)sn_rec_of(d, TS_COUNT)->u;
    for (uint32_t i = 0; i < count && sn_rd_left(v); i++) {
        struct sn_rec *g = sn_group(d, v, TS, i + 1);
        const uint8_t *start = v->p;
        uint64_t type = 0, len = 0;
        uint32_t first = d->nrec;

        if (sn_header(d, v, TS_TYPE, TS_PORT_END)) {
            type = sn_rec_of(d, TS_TYPE)->u;
            len = sn_rec_of(d, TS_LEN)->u;
            if (type == TS_IPV4)
                (void)sn_header(d, v, TS_FROM4, TS_TO4);
            else if (type == TS_IPV6)
                (void)sn_header(d, v, TS_FROM6, TS_TO6);
            if (type != TS_IPV4 && type != TS_IPV6) { /* Wireshark knows only how long it is */
                sn_text_only(d, first + 1);
                sn_rec_of(d, TS_LEN)->flags = 0;
            }
        }
        if (len > (size_t)(v->p - start))
            (void)sn_rd_skip(v, len - (size_t)(v->p - start));
        sn_group_end(d, v, g);
        if (v->stop)
            return;
    }
}

/* The payloads that are encrypted, when there is a key. */
static void decrypted(struct isakmp_body *b, const struct sn_rd *v)
{
    struct sn_dis *d = b->d;
    bool initiator = sn_u(d, FLAGS) & FROM_INITIATOR;
    const struct sn_sa *a = sn_sa_ike(d, initiator, sn_rec_of(d, ISPI)->p, sn_rec_of(d, RSPI)->p);
    struct isakmp_body in = *b;
    struct sn_rec *g;
    struct sn_rd r;

    if (!a || !sn_sa_decrypt(d, a, v, &r))
        return;
    in.r = &r;
    in.depth++;
    g = sn_group(d, &r, DECRYPTED, 0);
    (void)sn_isakmp_chain(&in, b->next, 0);
    sn_group_end(d, &r, g);
}

/* Those of which tcpdump says the bytes. */
static void others(struct isakmp_body *b, struct sn_rd *v)
{
    switch (b->type) {
    case V2_CERT:
        (void)sn_get(b->d, v, CERT_CODE, NULL);
        break;
    case V2_CERTREQ:
        (void)sn_get(b->d, v, CERTREQ_CODE, NULL);
        break;
    case V2_DELETE:
        deletion(b, v);
        break;
    case V2_TSI:
    case V2_TSR:
        selectors(b, v);
        break;
    case V2_VID:
        sn_isakmp_value(b, VID, v->p);
        break;
    case V2_EAP:
        sn_isakmp_value(b, EAP, v->p);
        break;
    case V2_SK:
        sn_isakmp_value(b, SK, v->p);
        decrypted(b, v);
        break;
    default:
        break;
    }
}

/* A payload whose text ends with all the rest of the message. */
static enum isakmp_out with_rest(struct isakmp_body *b, unsigned field)
{
    const uint8_t *from = b->r->p;

    if (field == AUTH_DATA)
        (void)sn_header(b->d, b->r, AUTH_METHOD, AUTH_METHOD);
    sn_isakmp_note(b->d, REST, b->r->p, sn_rd_left(b->r));
    sn_isakmp_note(b->d, VALUE, from, b->len);
    sn_isakmp_value(b, field, b->r->p);
    return ISAKMP_GO;
}

static enum isakmp_out rest_of_body(struct isakmp_body *b)
{
    struct sn_rd v = *b->r;

    switch (b->type) {
    case V2_SA:
        return association(b);
    case V2_KE:
        return key_exchange(b);
    case V2_IDI:
    case V2_IDR:
        return identity(b);
    case V2_NOTIFY:
        return notify(b);
    case V2_AUTH:
        return with_rest(b, AUTH_DATA);
    case V2_NONCE:
        return with_rest(b, NONCE_DATA);
    default:
        v.end = b->end;
        v.cut = false;
        sn_isakmp_note(b->d, VALUE, v.p, b->len);
        others(b, &v);
        return b->type == V2_SK ? ISAKMP_LAST : ISAKMP_GO;
    }
}

enum isakmp_out sn_isakmp_body2(struct isakmp_body *b)
{
    bool header = b->type == V2_KE || b->type == V2_IDI || b->type == V2_IDR ||
                  b->type == V2_AUTH || b->type == V2_NOTIFY;
    enum isakmp_out out;

    if (header && sn_rd_left(b->r) < HEADER)
        return sn_isakmp_fail(b, b->type == V2_NOTIFY ? V1_NOTIFY : b->type);
    sn_note(b->d, HEAD, b->type | (b->critical ? HEAD_CRITICAL : 0));
    out = rest_of_body(b);
    if (b->type != V2_SA && out != ISAKMP_STOP)
        b->r->p = b->end;
    return out;
}
