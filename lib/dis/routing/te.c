/* Traffic engineering: names and rates that OSPF and IS-IS share. */
#include "dis/routing/te.h"

const struct sn_val sn_te_models[] = {{0, "Russian dolls"}, {1, "Maximum allocation"}, {0, NULL}};
const struct sn_val sn_te_switching[] = {
    {1, "Packet-Switch Capable-1"},
    {2, "Packet-Switch Capable-2"},
    {3, "Packet-Switch Capable-3"},
    {4, "Packet-Switch Capable-4"},
    {51, "Layer-2 Switch Capable"},
    {100, "Time-Division-Multiplex"},
    {150, "Lambda-Switch Capable"},
    {200, "Fiber-Switch Capable"},
    {0, NULL},
};
const struct sn_val sn_te_lsp_encodings[] = {
    {1, "Packet"},
    {2, "Ethernet V2/DIX"},
    {3, "ANSI/ETSI PDH"},
    {4, "Reserved"},
    {5, "SDH ITU-T G.707/SONET ANSI T1.105"},
    {6, "Reserved"},
    {7, "Digital Wrapper"},
    {8, "Lambda (photonic)"},
    {9, "Fiber"},
    {10, "Reserved"},
    {11, "FiberChannel"},
    {0, NULL},
};

const struct sn_val sn_te_protections[] = {
    {1, "Extra Traffic"}, {2, "Unprotected"},    {4, "Shared"},
    {8, "Dedicated 1:1"}, {16, "Dedicated 1+1"}, {32, "Enhanced"},
    {64, "Reserved"},     {128, "Reserved"},     {0, NULL},
};

unsigned sn_te_nth(const struct sn_rec *q)
{
    unsigned n = 0;

    while (q[-1 - (int)n].field == q->field)
        n++;
    return n;
}

void sn_te_put_rate(struct sn_text *t, const char *fmt, const struct sn_rec *q)
{
    sn_put_f(t->b, fmt, sn_te_nth(q));
    sn_put_value_as(t, "M", NULL, q);
    sn_put_lit(t->b, " Mbps");
}

void sn_te_megabits(struct sn_dis *d, const struct sn_rd *from, uint32_t n, unsigned field,
                    unsigned step)
{
    struct sn_rd r = *from;
    uint32_t bits;
    float rate;

    for (; n && d->want & SN_WANT_FIELDS && sn_rd_be32(&r, &bits); n--, field += step) {
        memcpy(&rate, &bits, sizeof rate);
        rate = rate * 8 / 1000000;
        memcpy(&bits, &rate, sizeof bits);
        sn_rec_uint(d, field, sn_rd_off(&r) - 4, 4, bits);
    }
}
