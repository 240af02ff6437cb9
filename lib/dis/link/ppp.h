/* What PPP shares with the protocols that carry it and that it carries. */
#ifndef SN_DIS_PPP_H
#define SN_DIS_PPP_H

#include "dis/link/eth.h"

extern const struct sn_val sn_ppp_protocols[];

/* Hands on what follows a protocol number. */
void sn_ppp_payload(struct sn_dis *d, struct sn_rd *r, uint32_t proto, uint32_t len);

/* What is behind the number: the layers inside, or what tcpdump prints of one it doesn't know. */
enum sn_then sn_ppp_payload_text(struct sn_text *t, const struct sn_layer *l, uint64_t proto);

/* n bytes that a length counts, as characters; cut where fewer were captured. */
void sn_say_counted(struct sn_text *t, const struct sn_view *v, const char *before, unsigned field,
                    uint64_t n);

#endif
