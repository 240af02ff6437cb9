/* IPv4's parts: the header (ip.c) and its options (ipopt.c). */
#ifndef SN_DIS_IP4_H
#define SN_DIS_IP4_H

#include "dis/net/ip.h"

enum {
    IP_VERSION,
    IP_HLEN,
    IP_DSFIELD,
    IP_LEN,
    IP_ID,
    IP_FLAGS,
    IP_OFFSET,
    IP_TTL,
    IP_PROTO,
    IP_SUM,
    IP_SRC,
    IP_DST,
    IP_FIXED,
    IP_DSCP = IP_FIXED,
    IP_ECN,
    IP_RB,
    IP_DF,
    IP_MF,
    IP_SUM_STATUS,
    IP_OPT, /* u: the kind, n: the length; begins an option */
    IP_OPT_PTR,
    IP_OPT_ADDR,
    IP_OPT_OFLW,
    IP_OPT_FLG,
    IP_OPT_TS,
    IP_OPT_TS_ADDR,
    IP_OPT_RA,
};

/* Reads the options, `size` bytes by the header's length; behind is what follows the header. */
void sn_ip_opts(struct sn_dis *d, struct sn_rd *r, uint32_t size, struct sn_rd *behind);

/* ", bad cksum 1234 (->5678)!" when it is. */
void sn_ip_sum_text(struct sn_text *t, const struct sn_rec *sum);

/* ", options (NOP,EOL)"; not SN_TEXT_INNER when they were cut. */
enum sn_then sn_ip_opts_text(struct sn_text *t, const struct sn_layer *l);

#endif
