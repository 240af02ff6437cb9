/* WHOIS (RFC 3912): a line that asks, and lines that answer. */
#include "dis/app/txt.h"
#include "dis/transport/udp.h"

enum { WHOIS_PORT = 43 };

#define WHOIS(F)                                                                                   \
    SN_TXT(F, "whois")                                                                             \
    F(QUERY, "whois.query", STR, "Query")
SN_FIELDS(whois, WHOIS)

static void whois_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint16_t sport, dport;

    (void)len;
    (void)sn_ports_near(d, &sport, &dport);
    sn_txt_lines(d, r, NULL);
    if (d->want & SN_WANT_FIELDS && dport == WHOIS_PORT)
        (void)sn_get_bytes(d, &all, QUERY, sn_rd_left(&all));
}

#define whois_text sn_txt_text
SN_PROTO(whois, "WHOIS", {.table = &sn_tab_tcp, .value = WHOIS_PORT})
