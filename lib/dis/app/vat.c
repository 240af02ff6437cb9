/* vat, the visual audio tool of LBL, as it spoke before RTP: a header of 8 bytes and, in its
 * control messages, of which only the first two are looked at. */
#include "dis/proto.h"

enum { PORT = 3456, CONTROL = 0xf060, SHORT = 2, HDR = 8 };

#define VAT(F)                                                                                     \
    F(FIRST, "sn.vat.first", P16, "First two bytes", .base = SN_HEX)                               \
    F(HEAD, "sn.vat.header", U32, "Header", .base = SN_HEX)                                        \
    F(TIME, "sn.vat.timestamp", U32, "Timestamp")
SN_FIELDS(vat, VAT)

static void vat_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t first;

    if (len < SHORT || !sn_get(d, r, FIRST, &first) || first & CONTROL || len < HDR)
        return;
    if (sn_rd_need(r, HDR))
        (void)sn_header(d, r, HEAD, TIME);
}

static enum sn_then vat_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned first, head;

    if (l->len < SHORT) {
        sn_put_f(t->b, "udp/va/vat, length %u < 2", l->len);
        return SN_TEXT_DONE;
    }
    first = (unsigned)sn_num(t, &v, FIRST);
    if (first & CONTROL) {
        sn_put_f(t->b, "udp/vt %u %u / %u", l->len, first & 0x3ff, first >> 10);
        return SN_TEXT_DONE;
    }
    if (l->len < HDR) {
        sn_put_f(t->b, "udp/vat, length %u < 8", l->len);
        return SN_TEXT_DONE;
    }
    head = (unsigned)sn_num(t, &v, HEAD);
    sn_put_f(t->b, "udp/vat %u c%u ", l->len - HDR, head & 0xffff);
    sn_say(t, &v, "{}", TIME);
    if (head & 0x800000)
        sn_put_c(t->b, '*');
    if (head & 0x1f0000)
        sn_put_f(t->b, " f%u", head >> 16 & 0x1f);
    if (head & 0x0f000000)
        sn_put_f(t->b, " s%u", head >> 24 & 0xf);
    return SN_TEXT_DONE;
}

SN_PROTO(vat, "Visual Audio Tool", {.table = &sn_tab_udp, .type = "vat"},
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = PORT})
