/* Kerberos: which version it is. tcpdump shows no more of version 5. */
#include "dis/proto.h"

#define KERBEROS(F) F(FIRST, "sn.kerberos.first", U8, "First byte", .base = SN_HEX)
SN_FIELDS(kerberos, KERBEROS)

static void kerberos_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_get(d, r, FIRST, NULL))
        sn_rec_of(d, FIRST)->flags = SN_REC_TEXT;
}

static enum sn_then kerberos_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t first = sn_num(t, &v, FIRST);

    if (first == 106 || first == 107)
        sn_put_lit(t->b, " v5");
    else if (first && first < 4)
        sn_say(t, &v, " v{d}", FIRST);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_kerberos = {
    .name = "kerberos",
    .tag = "krb",
    .title = "Kerberos",
    SN_PROTO_FIELDS(kerberos),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 88}, {.table = &sn_tab_udp, .value = 750}),
    .dissect = kerberos_dissect,
    .text = kerberos_text,
};
