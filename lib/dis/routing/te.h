/* Traffic engineering: what OSPF (RFC 3630, RFC 4124, RFC 4203) and IS-IS (RFC 5305, RFC 4124,
 * RFC 5307) say of a link in the same words. */
#ifndef SN_DIS_TE_H
#define SN_DIS_TE_H

#include "dis/proto.h"

/* Models of bandwidth constraints; GMPLS's switching types and encodings (RFC 3471); link
 * protection types. */
extern const struct sn_val sn_te_models[], sn_te_switching[], sn_te_lsp_encodings[],
    sn_te_protections[];

/* How many values of q's field stand right in front of it. */
unsigned sn_te_nth(const struct sn_rec *q);

/* `fmt`, which has one %u for q's place among the values of its field, and the rate in Mbps. */
void sn_te_put_rate(struct sn_text *t, const char *fmt, const struct sn_rec *q);

/* Fields of the next n rates, bytes a second there, as megabits a second; the field's number grows
 * by `step`. */
void sn_te_megabits(struct sn_dis *d, const struct sn_rd *from, uint32_t n, unsigned field,
                    unsigned step);

#endif
