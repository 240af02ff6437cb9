/* What OSI's protocols share: see iso.h. */
#include "dis/net/iso.h"

enum { NSAP_MAX = 20 };

const struct sn_val sn_iso_options[] = {
    {129, "Protocols supported"},
    {193, "Discard Reason"},
    {195, "QoS Maintenance"},
    {197, "Security"},
    {198, "ES Configuration Time"},
    {200, "Source Routing"},
    {203, "Route Recording"},
    {204, "Padding"},
    {205, "Priority"},
    {225, "Addressk Mask"},
    {226, "SNPA Mask"},
    {0, NULL},
};

void sn_put_nsap(struct sn_buf *b, const uint8_t *p, size_t n)
{
    if (n == 0 || n > NSAP_MAX) {
        sn_put_lit(b, "isonsap_string: illegal length");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        sn_put_hex_pad(b, p[i], 2);
        if (i % 2 == 0 && i + 1 < n)
            sn_put_c(b, '.');
    }
}

uint16_t sn_iso_sum(const uint8_t *p, size_t n, size_t at)
{
    int64_t c0 = 0, c1 = 0, x, y;

    for (size_t i = 0; i < n; i++) {
        c0 = (c0 + (i == at || i == at + 1 ? 0 : p[i])) % 255;
        c1 = (c1 + c0) % 255;
    }
    /* Ones' complement, with a zero as 255, also where tcpdump gets one that isn't: a number that
     * is negative is one less in two's complement. */
    x = (int64_t)(n - at - 1) * c0 - c1;
    y = c1 - (int64_t)(n - at) * c0;
    x = (x <= 0 ? x - 1 : x) % 255;
    y = (y <= 0 ? y - 1 : y) % 255;
    return (uint16_t)((x ? x & 0xff : 255) << 8 | (y ? y & 0xff : 255));
}

void sn_iso_sum_text(struct sn_text *t, const struct sn_rec *all, uint64_t sum, size_t n, size_t at)
{
    uint16_t right;

    if (!sum || n < at + 2 || all->n < n) {
        sn_put_lit(t->b, "(unverified)");
        return;
    }
    right = sn_iso_sum(all->p, n, at);
    if (right == sum)
        sn_put_lit(t->b, "(correct)");
    else
        sn_put_f(t->b, "(incorrect should be 0x%04x)", right);
}

void sn_iso_get_options(struct sn_dis *d, struct sn_rd *r, unsigned group, unsigned type,
                        unsigned len, unsigned value)
{
    static const struct sn_tlv_form form = {1, 1, 1, 0, false};
    struct sn_tlv o;
    bool more = true;

    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, group, 0);

        more = sn_tlv_next(d, r, &form, type, len, &o);
        if (more && o.len)
            (void)sn_get_upto(d, &o.val, value, o.len);
        sn_group_end(d, r, g);
    }
}
