/* TFTP's transfers, which go on between other ports than a request's. */
#ifndef SN_DIS_TFTP_H
#define SN_DIS_TFTP_H

#include "dis/proto.h"

/* Whether the payload r, which nobody claims, len bytes on the wire, is of a transfer that one of
 * these ports asked for. */
bool sn_tftp_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len, uint16_t sport,
                     uint16_t dport);

#endif
