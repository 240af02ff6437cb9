/* AH, ESP and IPComp (RFC 4302, RFC 4303, RFC 3173). */
#include "dis/keys.h"
#include "dis/net/ip.h"

/* ---- AH ---- */

#define AH(F)                                                                                      \
    F(AH_NEXT, "ah.next_header", U8, "Next header", .vals = sn_ipprotos)                           \
    F(AH_LEN, "ah.length", U8, "Length")                                                           \
    F(AH_RESERVED, "ah.reserved", BYTES, "Reserved", .width = 2, .step = 2)                        \
    F(AH_SPI, "ah.spi", U32, "AH SPI", .base = SN_HEX)                                             \
    F(AH_SEQ, "ah.sequence", U32, "AH Sequence")                                                   \
    F(AH_ICV, "ah.icv", BYTES, "AH ICV")
SN_FIELDS(ah, AH)

enum { AH_HDR = 12, WORD = 4 };

static void ah_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t size;

    if (!sn_header(d, r, AH_NEXT, AH_SEQ))
        return;
    size = ((uint32_t)sn_u(d, AH_LEN) + 2) * WORD;
    if (size > AH_HDR && !sn_get_upto(d, r, AH_ICV, size - AH_HDR))
        return;
    if (!sn_rd_skip(&all, size)) {
        sn_stop(r, &all);
        return;
    }
    sn_ends_proto(d, (uint8_t)sn_u(d, AH_NEXT));
    sn_next_proto(d, sn_ip_proto(d, (uint8_t)sn_u(d, AH_NEXT), d->ip.version), &all,
                  len < size ? 0 : len - size);
}

static enum sn_then ah_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *reserved = sn_find(&v, AH_RESERVED);
    uint32_t units = (uint32_t)sn_opt(&v, AH_LEN), size = (units + 2) * WORD;

    if (!sn_need_short(t, &v, AH_NEXT))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "AH");
    (void)sn_need(t, &v, AH_LEN);
    sn_put_c(t->b, '(');
    if (t->o->verbose)
        sn_put_f(t->b, "length=%u(%u-bytes),", units, size);
    if (sn_need(t, &v, AH_RESERVED) && reserved->p[0] | reserved->p[1])
        sn_put_f(t->b, "reserved=0x%x[MustBeZero],", reserved->p[0] << 8 | reserved->p[1]);
    sn_say(t, &v, "spi=0x{08x},", AH_SPI);
    sn_say(t, &v, "seq=0x{x},icv=0x", AH_SEQ);
    if (size > AH_HDR)
        sn_say_upto(t, &v, AH_ICV, size - AH_HDR);
    sn_put_lit(t->b, "): ");
    if (sn_is_cut(t) || (sn_text_claimed(t, l) && sn_text_next(t)->proto != &sn_proto_mip6))
        return SN_TEXT_INNER;
    sn_text_ip_unknown(t, (uint8_t)sn_opt(&v, AH_NEXT), l->len - size);
    if (sn_text_claimed(t, l)) /* tcpdump knows mobility in front of other headers only */
        sn_text_skip(t);
    return SN_TEXT_INNER;
}

SN_PROTO(ah, "Authentication Header", {.table = &sn_tab_ipproto, .value = 51})

/* ---- ESP ---- */

#define ESP(F)                                                                                     \
    F(ESP_SPI, "esp.spi", U32, "ESP SPI", .base = SN_HEX)                                          \
    F(ESP_SEQ, "esp.sequence", U32, "ESP Sequence")                                                \
    F(ESP_IV, "esp.iv", BYTES, "ESP IV")                                                           \
    F(ESP_PAD_LEN, "esp.pad_len", U8, "ESP Pad Length")                                            \
    F(ESP_PROTO, "esp.protocol", U8, "ESP Next Header", .base = SN_HEX, .vals = sn_ipprotos)       \
    F(ESP_ICV, "esp.icv", BYTES, "ESP ICV")                                                        \
    F(ESP_SHORT, "sn.esp.short", NONE, NULL)                                                       \
    F(ESP_LEN, "sn.esp.length", UINT, NULL)
SN_FIELDS(esp, ESP)

enum { ESP_HDR = 8, ESP_TRAILER = 2 };

/* What was decrypted: the payload, padding, how much of that, the payload's protocol. */
static void esp_inside(struct sn_dis *d, struct sn_rd *plain)
{
    struct sn_rd end = *plain;
    const struct sn_proto *p;
    size_t n = sn_rd_left(plain);
    uint32_t pad, proto;

    if (!sn_rd_skip(&end, n - ESP_TRAILER) || !sn_get(d, &end, ESP_PAD_LEN, &pad) ||
        !sn_get(d, &end, ESP_PROTO, &proto) || n - ESP_TRAILER < pad) {
        sn_note(d, ESP_SHORT, 0);
        return;
    }
    n -= ESP_TRAILER + pad;
    sn_note(d, ESP_LEN, n);
    plain->end = plain->p + n;
    p = sn_ip_proto(d, (uint8_t)proto, d->ip.version);
    /* For tcpdump an extension header of IPv6 doesn't come from here. */
    sn_next_proto(d, p == &sn_proto_mip6 ? NULL : p, plain, (uint32_t)n);
}

static void esp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_sa *a;
    struct sn_rd plain;
    size_t icv;

    (void)len;
    if (!sn_header(d, r, ESP_SPI, ESP_SEQ) || !d->keys || !d->ip.version || d->ip.frag)
        return;
    a = sn_sa_esp(d, (uint32_t)sn_u(d, ESP_SPI));
    if (!a)
        return;
    icv = sn_sa_icv(a);
    if (sn_rd_left(r) <= sn_sa_iv(a) + icv) {
        sn_note(d, ESP_SHORT, 0);
        return;
    }
    if (!sn_sa_decrypt(d, a, r, &plain))
        return;
    (void)sn_get_bytes(d, r, ESP_IV, sn_sa_iv(a));
    esp_inside(d, &plain);
    if (icv && sn_rd_skip(r, sn_rd_left(r) - icv))
        (void)sn_get_bytes(d, r, ESP_ICV, icv);
}

static enum sn_then esp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *inside = sn_find(&v, ESP_LEN);

    if (l->caplen <= ESP_HDR) /* tcpdump wants a byte behind it */
        return SN_TEXT_CUT_SHORT;
    sn_say(t, &v, "ESP(spi=0x{08x},seq=0x{x})", ESP_SPI, ESP_SEQ);
    sn_put_f(t->b, ", length %u", l->len);
    if (sn_find(&v, ESP_SHORT))
        return SN_TEXT_CUT_SHORT;
    if (!inside)
        return SN_TEXT_DONE;
    sn_put_lit(t->b, ": ");
    if (!sn_text_claimed(t, l))
        sn_text_ip_unknown(t, (uint8_t)sn_opt(&v, ESP_PROTO), (uint32_t)inside->u);
    return SN_TEXT_INNER;
}

SN_PROTO(esp, "Encapsulating Security Payload", {.table = &sn_tab_ipproto, .value = 50})

/* ---- IPComp ---- */

#define IPCOMP(F)                                                                                  \
    F(IPCOMP_NEXT, "ipcomp.next_header", U8, "Next Header", .vals = sn_ipprotos, .base = SN_HEX)   \
    F(IPCOMP_FLAGS, "ipcomp.flags", U8, "IPComp Flags", .base = SN_HEX)                            \
    F(IPCOMP_CPI, "ipcomp.cpi", U16, "IPComp CPI", .base = SN_HEX)
SN_FIELDS(ipcomp, IPCOMP)

static void ipcomp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    (void)sn_header(d, r, IPCOMP_NEXT, IPCOMP_CPI);
}

static enum sn_then ipcomp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_say(t, &v, "IPComp(cpi=0x{04x})", IPCOMP_CPI);
    return SN_TEXT_DONE;
}

SN_PROTO(ipcomp, "IP Payload Compression", {.table = &sn_tab_ipproto, .value = 108})
