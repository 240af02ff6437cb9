/* WHOIS (RFC 3912): a line that asks, and lines that answer. */
#include "dis/app/txt.h"

enum { WHOIS_PORT = 43 };

#define WHOIS(F)                                                                                   \
    SN_TXT(F, "whois")                                                                             \
    F(QUERY, "whois.query", STR, "Query")
SN_FIELDS(whois, WHOIS)

static void whois_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_rec *tcp = &d->rec[d->cur[-1].first]; /* its ports stand in front */
    struct sn_rd all = *r;

    (void)len;
    sn_txt_lines(d, r, NULL);
    if (d->want & SN_WANT_FIELDS && tcp[1].u == WHOIS_PORT)
        (void)sn_get_bytes(d, &all, QUERY, sn_rd_left(&all));
}

#define whois_text sn_txt_text
SN_PROTO(whois, "WHOIS", {.table = &sn_tab_tcp, .value = WHOIS_PORT})
