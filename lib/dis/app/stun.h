/* STUN's connections. */
#ifndef SN_DIS_STUN_H
#define SN_DIS_STUN_H

#include "dis/proto.h"

/* Whether a payload of UDP, of len bytes on the wire, is data of a TURN channel for earlier packets
 * between the same hosts and ports were STUN's. */
bool sn_stun_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len);

#endif
